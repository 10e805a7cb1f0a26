"""Answers on programs: whatever is asked of whichever program on whatever day, the answer has its whole shape."""

import datetime as dt
import itertools
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels import kakao_layout, telegram_layout
from handlers import programs, questions, routes
from handlers.conversation import Conversation
from handlers.message import Message
from handlers.reply import Reply
from handlers.turn import Person, Turn
from handlers.wording import catalog, say
from knowledge.ask import Ask
from knowledge.base import value_of
from knowledge.fact import Profile
from knowledge.intents import Intent
from knowledge.program import Program
from knowledge.standing import Intake, intake
from knowledge.verdict import Verdict, judge
from knowledge.words import Language
from tests.end_to_end import kakao_rules
from tests.end_to_end.talk import NOW, knowledge, text_of
from tests.knowledge.sample import TODAY

PROGRAMS = sorted(knowledge().programs.values(), key=lambda program: program.id)
DAYS = [
    dt.date.fromisoformat(day)
    for day in (
        "2014-01-01",
        "2015-12-08",
        "2020-09-22",
        "2020-09-23",
        "2020-09-26",
        "2020-09-29",
        "2020-09-30",
        "2020-10-05",
        "2020-10-15",
        "2020-10-25",
        "2020-10-26",
        "2020-12-31",
        "2022-07-01",
        "2026-11-23",
    )
]
LANGUAGES: tuple[Language, ...] = ("ko", "en")


async def nothing_stored(*_: Any, **__: Any) -> Any:
    raise AssertionError("an answer on a program reads nothing that is stored")


def turn(
    day: dt.date | None = None,
    language: Language = "ko",
    profile: Profile | None = None,
    *,
    demo: bool = False,
    said: str = "",
) -> Turn:
    return Turn(
        message=Message(channel="web", user="u", text=said, at=NOW),
        person=Person(account="a", owner="o"),
        conversation=Conversation(as_of=day, language=language),
        profile=profile or {},
        now=NOW,
        knowledge=knowledge(),
        read=nothing_stored,
        demo=demo,
    )


async def about(program: Program, intent: Intent, turn: Turn) -> Reply:
    return await questions.ABOUT_ONE[intent](turn, Ask(intent, programs=(program.id,)), program)


@pytest.mark.parametrize("intent", list(questions.ABOUT_ONE))
@pytest.mark.parametrize("language", LANGUAGES)
async def test_an_answer_has_title_lead_source_day_and_next_steps(intent: Intent, language: Language) -> None:
    for program, day in itertools.product(PROGRAMS, DAYS):
        asked = turn(day, language)

        reply = await about(program, intent, asked)

        where = f"{program.id} on {day}"
        assert reply.title == program.named(language), where
        assert reply.lead.strip(), where
        assert reply.source, where
        assert day.isoformat() in reply.source, where
        assert program.source.outlet.within(language) in reply.source, where
        assert reply.choices, where
        assert asked.conversation.focus == (program.id,), where
        assert "{" not in text_of(reply), where
        assert len({choice.label for choice in reply.choices}) == len(reply.choices), where


@pytest.mark.parametrize("intent", list(questions.ABOUT_ONE))
async def test_an_answer_fits_its_messenger_whole(intent: Intent) -> None:
    for program, language in itertools.product(PROGRAMS, LANGUAGES):
        reply = await about(program, intent, turn(language=language))

        laid = kakao_layout.lay_out([reply], language)
        kakao_rules.check(laid.bodies[0])
        assert laid.rest == (), program.id
        assert len(telegram_layout.lay_out([reply], language).bodies) == 1, program.id


async def test_an_answer_is_the_same_each_time_but_for_the_code_of_its_verdict() -> None:
    def without_code(reply: Reply) -> str:
        return re.sub(r"V-[0-9A-Z]{8}", "V-…", reply.model_dump_json())

    for program, intent in itertools.product(PROGRAMS, questions.ABOUT_ONE):
        first, second = await about(program, intent, turn()), await about(program, intent, turn())
        assert without_code(first) == without_code(second), program.id


async def test_what_is_only_proposed_or_mentioned_says_so_first_and_is_never_offered() -> None:
    unreal = [program for program in PROGRAMS if program.stage in {"proposed", "mentioned"}]
    assert len(unreal) > 3
    for program, intent, demo in itertools.product(unreal, questions.ABOUT_ONE, (False, True)):
        reply = await about(program, intent, turn(dt.date(2020, 9, 25), demo=demo))

        assert reply.lead.startswith(program.standing.ko), f"{program.id} {intent}"
        assert not any(choice.command.startswith("/register") for choice in reply.choices), program.id


async def test_a_registration_is_offered_exactly_where_one_is_taken() -> None:
    for program, day, demo in itertools.product(PROGRAMS, DAYS, (False, True)):
        asked = turn(day, demo=demo)
        offered = any(
            choice.command == f"/register {program.id}"
            for choice in (await about(program, Intent.ABOUT, asked)).choices
        )

        decided_for = asked.asked_for if demo else NOW
        assert offered is intake(program, decided_for).takes, f"{program.id} {day}"


async def test_every_scenario_gets_its_verdict_in_the_first_sentence() -> None:
    keys = {"yes": ("yes", "yes_as_stated"), "no": ("no",), "unknown": ("unknown", "unknown_by_source")}
    seen = 0
    for program in PROGRAMS:
        for scenario in program.scenarios:
            profile = {
                name: value_of(knowledge().facts[name], list(value) if isinstance(value, tuple) else value)
                for name, value in scenario.facts.items()
            }
            judgement = judge(program, profile, TODAY)
            if not judgement.stated or not program.for_firms or program.stage in {"proposed", "mentioned"}:
                continue
            for language in LANGUAGES:
                reply = await about(program, Intent.ELIGIBILITY, turn(language=language, profile=profile))

                # Of what is over that comes first, and the verdict after it.
                over = intake(program, NOW) is Intake.CLOSED
                said = text_of(reply) if over else reply.lead
                about_it = "eligibility.over" if over else "eligibility"
                beginnings = [
                    catalog(language)[f"{about_it}.{key}"].partition("{")[0] for key in keys[judgement.verdict.value]
                ]
                assert any(beginning in said for beginning in beginnings), f"{program.id} {scenario.name}"
                seen += 1
    assert seen > 50


async def test_not_known_yet_names_every_open_clause_and_asks_one_question() -> None:
    seen = 0
    for program, language in itertools.product(PROGRAMS, LANGUAGES):
        asked = turn(language=language)
        judgement = judge(program, {}, TODAY)
        if (
            judgement.verdict is not Verdict.UNKNOWN
            or not judgement.stated
            or not program.for_firms
            or program.stage in {"proposed", "mentioned"}
            or intake(program, NOW) is Intake.CLOSED
        ):
            continue
        reply = await about(program, Intent.ELIGIBILITY, asked)

        assert all(reason.clause.label.within(language) in text_of(reply) for reason in judgement.open), program.id
        facts = knowledge().facts
        asking = [fact.question.within(language) for fact in facts.values()]
        assert sum(text_of(reply).count(question) for question in set(asking)) == 1, program.id
        assert asked.conversation.asked_fact in judgement.asking
        seen += 1
    assert seen > 5


@pytest.mark.parametrize("language", LANGUAGES)
async def test_lists_show_every_program_once_in_fives(language: Language) -> None:
    shown: list[str] = []
    for page in itertools.count(1):
        reply = await programs.catalogue(turn(language=language), str(page))
        items = [item for part in reply.parts if part.kind == "listing" for item in part.items]
        assert len(items) <= programs.PAGE
        shown += [(item.command or "").rpartition(" ")[2] for item in items]
        if say(language, "programs.next") not in [choice.label for choice in reply.choices]:
            break

    assert sorted(shown) == [program.id for program in PROGRAMS]


@pytest.mark.parametrize("argument", ["0", "-1", "999", "x", "٣", "1e9", "99999999999999999999"])
async def test_a_page_that_there_is_not_is_the_nearest_one(argument: str) -> None:
    for command in ("/programs", "/open", "/mine"):
        reply = await routes.command(turn(dt.date(2020, 9, 25)), f"{command} {argument}")
        assert reply.lead


async def test_two_programs_are_compared_side_by_side() -> None:
    ask = Ask(Intent.COMPARE, programs=("ssolssol-market", "public-market"))

    reply = await routes.ask(turn(), ask)

    assert reply.title == "소상공인 쏠쏠마켓 · 서울시 소상공인 공공마켓"
    assert [line.partition(":")[0] for line in reply.lead.splitlines()] == [
        "소상공인 쏠쏠마켓",
        "서울시 소상공인 공공마켓",
    ]


async def test_where_two_programs_are_as_likely_it_is_asked_which() -> None:
    ask = Ask(Intent.DEADLINE, programs=("ssolssol-market", "public-market"), unsure=True)

    reply = await routes.ask(turn(), ask)

    (listing,) = reply.parts
    assert listing.kind == "listing"
    assert [item.command for item in listing.items] == ["/q deadline ssolssol-market", "/q deadline public-market"]


COMMANDS = st.one_of(
    st.builds(
        lambda step, program: f"/q {step} {program}",
        st.sampled_from([*(intent.value for intent in Intent), "", "x"]),
        st.sampled_from([*knowledge().programs, "", "x", "ssolssol-market x"]),
    ),
    st.builds(
        lambda fact, value, program: f"/fact {fact} {value} {program}",
        st.sampled_from([*knowledge().facts, "x"]),
        st.sampled_from(
            [
                "yes_button",
                "no_button",
                "unknown",
                "none",
                "eco_label",
                "서울",
                "small",
                "5",
                "-1",
                "nan",
                "[1]",
                "",
                "서울 마포구",
            ]
        ),
        st.sampled_from([*knowledge().programs, "x"]),
    ),
    st.builds(lambda command, text: f"{command} {text}", st.sampled_from(["/check", "/asof"]), st.text(max_size=20)),
)


@given(COMMANDS, st.sampled_from(LANGUAGES))
async def test_whatever_a_button_says_is_answered(command: str, language: Language) -> None:
    reply = await routes.command(turn(language=language), command)

    assert reply.lead.strip()
    assert "{" not in re.sub(r"(?s)‘.*’|“.*”", "", reply.lead)


@pytest.mark.parametrize("place", ["junk", "서울 해운대구", "금천구", "서울특별시"])
async def test_a_button_with_a_place_that_there_is_not_tells_nothing(place: str) -> None:
    asked = turn()

    reply = await routes.command(asked, f"/fact region {place} ssolssol-market")

    assert reply.lead == say("ko", "eligibility.fact_unreadable")
    assert asked.told == {}
