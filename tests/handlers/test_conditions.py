"""The conditions of a program, read out whole."""

import json
from functools import partial

import pytest

from bot.channels.kakao_layout import lay_out
from handlers import conditions
from handlers.reply import Reply
from handlers.turn import Turn
from knowledge.base import Knowledge, load
from knowledge.rule import clauses
from storage.database import Database
from tests.handlers.speaker import Speaker, texts


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


async def test_a_long_sentence_reaches_the_owner_whole(speaker: Speaker) -> None:
    reply = await shown(speaker, "seoul-on-platform")

    assert len(reply.lead) > 200
    assert reply.lead in json.dumps(lay_out([reply], "ko").bodies, ensure_ascii=False)
