"""The conditions of a program, read out whole."""

import json
import re
from functools import partial

import pytest

from bot.channels.kakao_layout import lay_out
from bot.dialogue import Dialogue
from handlers import conditions, named_program
from handlers.reply import Reply
from handlers.turn import Turn
from knowledge.base import Knowledge, load
from knowledge.rule import Manual, clauses
from knowledge.standing import Intake, intake
from storage.database import Database
from tests.end_to_end.talk import Talk
from tests.handlers.speaker import Speaker, texts
from tests.knowledge.sample import at


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load()


@pytest.fixture
def speaker(sqlite_database: Database, knowledge: Knowledge) -> Speaker:
    return Speaker(sqlite_database, knowledge)


async def shown(speaker: Speaker, argument: str, *, english: bool = False) -> Reply:
    async def show(turn: Turn) -> Reply:
        if english:
            turn.remember(language="en")
        return await conditions.show(turn, argument)

    return await speaker.does(show)


async def test_the_whole_rule_is_read_out_with_the_source(speaker: Speaker) -> None:
    reply = await shown(speaker, "craft-doksan")

    assert reply.lead == (
        "참여하려면 사업장이 서울 금천구에 있고, 도시형 소공인에 해당하고, 업종이 의류·봉제여야 합니다."
    )
    assert reply.source is not None
    assert "2025-12-06" in reply.source
    assert "2020-09-25 기준" in reply.source


async def test_every_clause_of_every_rule_is_shown_with_its_paragraph(speaker: Speaker, knowledge: Knowledge) -> None:
    for program in knowledge.programs.values():
        if program.who.rule is None:
            continue
        said = texts(await shown(speaker, program.id)).splitlines()
        for clause in clauses(program.who.rule):
            [line] = [line for line in said if line.startswith(f"· {clause.label.ko} (")]
            assert f"기사 {clause.paragraph}문단" in line


async def test_it_is_said_what_is_not_spelled_out_and_what_a_person_judges(speaker: Speaker) -> None:
    said = texts(await shown(speaker, "boxing-day"))

    assert "· 스타트업 (기사 4문단)\n" in said
    assert "(기사 4문단, 조건으로 명시되지는 않음)" in said
    assert "(기사 4문단, 담당 기관이 판단)" in said
    assert "조건이 일부만 나와 있어" in said


async def test_in_english_it_is_an_english_sentence(speaker: Speaker) -> None:
    reply = await shown(speaker, "craft-doksan", english=True)

    assert reply.lead.endswith(
        "The firm is in Geumcheon-gu, Seoul, and the firm is an urban small manufacturer, and the trade is garments."
    )


async def test_without_stated_conditions_it_is_said_that_there_are_none(speaker: Speaker, knowledge: Knowledge) -> None:
    reply = await shown(speaker, "brand-k")

    assert reply.lead == knowledge.programs["brand-k"].who.text.ko


async def test_a_program_may_be_named_as_owners_call_it_or_be_the_one_that_was_talked_about(speaker: Speaker) -> None:
    named = await shown(speaker, "쏠쏠마켓")
    again = await shown(speaker, "")

    assert named.title == again.title == speaker.knowledge.programs["ssolssol-market"].name


async def test_of_no_program_it_is_asked_which(speaker: Speaker) -> None:
    reply = await speaker.does(partial(conditions.show, argument="없는 사업"))

    assert reply.title is None
    assert [choice.command for choice in reply.choices] == ["/open", "/programs"]


async def test_all_of_it_reaches_the_owner(speaker: Speaker, knowledge: Knowledge) -> None:
    for program in knowledge.programs.values():
        reply = await shown(speaker, program.id)
        laid = lay_out([reply], "ko")
        bodies = json.dumps([laid.bodies, [rest.model_dump(mode="json") for rest in laid.rest]], ensure_ascii=False)
        for line in texts(reply).splitlines():
            assert json.dumps(line, ensure_ascii=False)[1:-1] in bodies


async def test_what_the_source_only_suggests_stands_apart_from_what_it_states(speaker: Speaker) -> None:
    reply = await shown(speaker, "craft-bongik")

    assert reply.lead == "참여하려면 사업장이 서울에 있고, 도시형 소공인에 해당해야 합니다."
    suggested = "관련 있어 보이는 것:\n· 업종이 주얼리일 것\n· 사업장이 서울 종로구에 있을 것\n"
    assert suggested in texts(reply)


@pytest.mark.parametrize("english", [False, True])
async def test_a_sentence_of_conditions_holds_no_suggestion_no_judgement_and_no_bracket(
    speaker: Speaker, knowledge: Knowledge, english: bool
) -> None:
    for program in knowledge.programs.values():
        if program.who.rule is None:
            continue
        reply = await shown(speaker, program.id, english=english)
        said = texts(reply)

        assert "명시되지는 않았지만" not in said
        assert "only suggests" not in said
        assert "“" not in reply.lead
        assert not re.search(r"\([^()]*\(", said.partition("조건마다" if not english else "Where each")[0])
        assert reply.lead.count("(") == reply.lead.count(")") <= 1
        for clause in clauses(program.who.rule):
            if isinstance(clause, Manual):
                assert f"\n· {clause.label.within('en' if english else 'ko')}\n" in said


async def test_ways_of_which_one_is_enough_are_a_list(speaker: Speaker) -> None:
    reply = await shown(speaker, "public-market")

    assert reply.lead == "참여하려면 다음 가운데 하나에 해당해야 합니다."
    ways = "· 기업 규모가 소상공인일 것\n· 자영업자에 해당하고, 기업 규모가 소상공인·소기업·중기업 가운데 하나일 것\n"
    assert ways in texts(reply)


@pytest.mark.parametrize("day", ["2020-09-25T10:00:00", "2026-11-23T10:00:00"])
async def test_of_what_is_over_it_is_said_so(speaker: Speaker, knowledge: Knowledge, day: str) -> None:
    speaker.now = at(day)
    for program in knowledge.programs.values():
        if program.who.rule is not None:
            said = texts(await shown(speaker, program.id))
            assert ("이미 끝난 사업입니다" in said) is (intake(program, speaker.now) is Intake.CLOSED)


@pytest.mark.parametrize("command", ["/조건", "/자격", "/conditions", "/check"])
@pytest.mark.parametrize(
    ("words", "program"),
    [
        ("녹색제품 2차 기획전", "seoul-green-expo-2"),
        ("2차 기획전", "seoul-green-expo-2"),
        ("온서울마켓", "seoul-on-platform"),
        ("seoul green", "seoul-green-expo-2"),
        ("독산", "craft-doksan"),
    ],
)
async def test_every_command_finds_a_program_alike(
    sqlite_database: Database, knowledge: Knowledge, command: str, words: str, program: str
) -> None:
    reply = await Talk(Dialogue(sqlite_database, knowledge)).says(f"{command} {words}")

    assert reply.title is not None
    assert reply.title.startswith(knowledge.programs[program].name)


async def test_every_program_is_found_by_its_id_and_each_of_its_names(speaker: Speaker, knowledge: Knowledge) -> None:
    async def looked_up(turn: Turn) -> Reply:
        for program in knowledge.programs.values():
            for name in (program.id, program.name):
                assert named_program.meant(turn, name) == (program,), name
            for name in program.aliases:
                assert named_program.meant(turn, name)[0] == program, name
        return Reply(lead="ok")

    await speaker.does(looked_up)


@pytest.mark.parametrize("command", ["/조건", "/자격"])
async def test_a_program_that_there_is_not_is_said_not_to_be_there(
    sqlite_database: Database, knowledge: Knowledge, command: str
) -> None:
    reply = await Talk(Dialogue(sqlite_database, knowledge)).says(f"{command} 없는사업")

    assert "‘없는사업’에 대한 내용은 제가 가진 자료에 없습니다" in reply.lead
