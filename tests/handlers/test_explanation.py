"""What a verdict says of itself: its conditions with their source, what caps it, and what would change it."""

import datetime as dt
import itertools

import pytest

from bot.dialogue import Dialogue
from handlers import eligibility, explanation
from handlers.conversation import Conversation
from handlers.message import Message
from handlers.reply import Reply
from handlers.turn import Person, Turn
from handlers.wording import say
from knowledge.ask import Ask
from knowledge.base import Knowledge, value_of
from knowledge.fact import DayInterval, Held, Interval, Profile
from knowledge.intents import Intent
from knowledge.program import Program
from knowledge.verdict import judge
from knowledge.words import Language
from storage.database import Database
from tests.end_to_end.talk import Talk, knowledge, text_of
from tests.handlers.test_answers import LANGUAGES, PROGRAMS, nothing_stored
from tests.handlers.test_answers import turn as turn_of
from tests.knowledge.sample import at, clause, day, program_of, window_of

NOW = at("2026-11-23T10:00:00")
SEOUL = clause("서울 소재", "is", fact="region", value="서울", paragraph=3)
SME = clause("중소기업", "in", fact="size", values=["small_merchant", "small", "medium"], paragraph=4)
GREEN = clause("녹색기업", "is", fact="green", value=True)
BY_PERSON = clause("심사 통과", "manual", paragraph=9)
THREE_YEARS = clause("업력 3년 이상", "elapsed", fact="founded", at_least=3)
SMALL = frozenset({"small"})


async def verdict(
    rule: object,
    profile: Profile | None = None,
    *,
    complete: bool = True,
    closes: str | None = None,
    language: Language = "ko",
    supposed: Profile | None = None,
    declined: tuple[str, ...] = (),
) -> Reply:
    """The answer on a made-up program with this rule, as somebody gets it who taps 'am I eligible'."""
    program = program_of(rule, complete=complete)
    if closes is not None:
        program = program.model_copy(update={"windows": (window_of("dated", ends=closes),)})
    turn = Turn(
        message=Message(channel="web", user="u", text="", at=NOW),
        person=Person(account="a", owner="o"),
        conversation=Conversation(language=language, focus=(program.id,), declined=declined),
        profile=profile or {},
        now=NOW,
        knowledge=Knowledge({program.id: program}, knowledge().facts, "v"),
        read=nothing_stored,
    )
    turn.suppose(supposed or {})
    return await eligibility.answer(turn, Ask(Intent.ELIGIBILITY, programs=(program.id,)), program)


async def test_each_condition_stands_with_what_became_of_it_and_its_source() -> None:
    reply = await verdict({"all": [SEOUL, SME, GREEN, BY_PERSON]}, {"region": "서울 마포구"})

    said = text_of(reply)
    assert reply.lead == "참여하실 수 있는지 아직 알 수 없습니다. 조건 2가지를 더 알아야 합니다."
    lines = [
        "✓ 서울 소재 (기사 3문단)",
        "? 중소기업 (기사 4문단)",
        "? 녹색기업 (기사 1문단)",
        "· 확인 필요: 심사 통과 (기사 9문단)",
    ]
    assert "\n".join(lines) in said


async def test_a_yes_says_how_much_is_left_to_the_agency() -> None:
    rule = {"all": [SEOUL, BY_PERSON, clause("제품 수준", "manual")]}

    capped = await verdict(rule, {"region": "서울"})
    alone = await verdict(SEOUL, {"region": "서울"})

    assert capped.lead == "참여하실 수 있습니다. 다만 2가지는 담당 기관에 확인하셔야 합니다."
    assert alone.lead == "참여하실 수 있습니다."


async def test_a_yes_to_conditions_that_are_stated_only_in_part_says_so() -> None:
    reply = await verdict(SEOUL, {"region": "서울"}, complete=False)

    assert reply.lead == "기사에 나온 조건으로는 참여하실 수 있습니다."


async def test_a_condition_that_the_source_only_suggests_is_left_to_the_agency() -> None:
    reply = await verdict(SEOUL | {"spelled_out": False}, {"region": "부산"})

    assert reply.lead == "참여하실 수 있는지 아직 알 수 없습니다. 1가지는 담당 기관에 확인하셔야 합니다."
    assert "· 확인 필요: 서울 소재 (기사 3문단)" in text_of(reply)


async def test_a_no_names_the_one_condition_that_would_make_it_a_yes() -> None:
    reply = await verdict({"all": [SEOUL, SME]}, {"region": "부산", "size": SMALL})

    assert reply.lead == "참여 대상이 아닙니다. 이 조건에 맞지 않습니다: 서울 소재."
    assert "나와 있는 조건 가운데 걸리는 것은 ‘서울 소재’뿐입니다." in text_of(reply)


@pytest.mark.parametrize("closes", [None, "2026-12-31", "2020-12-31"])
@pytest.mark.parametrize("manual", [0, 1, 2])
@pytest.mark.parametrize("profile", [{"region": "부산"}, {"region": "서울"}, {}])
async def test_nothing_that_is_over_or_left_to_the_agency_is_promised(
    profile: Profile, manual: int, closes: str | None
) -> None:
    by_person = [clause(f"판단 {number}", "manual", paragraph=9) for number in range(manual)]

    said = text_of(await verdict({"all": [SEOUL, *by_person]}, profile, closes=closes))

    over = closes is not None and closes < NOW.date().isoformat()
    assert ("참여하실 수 있습니다" in said) is (profile.get("region") == "서울" and not over)
    assert "참여 대상" not in said or not over
    assert "담당 기관" in said or not manual or not profile
    if profile.get("region") == "부산":
        assert ("그 밖에" in said) is bool(manual)


@pytest.mark.parametrize(
    ("profile", "said"),
    [
        ({"region": "서울"}, "조건에는 맞습니다."),
        ({"region": "부산"}, "조건에 맞지 않습니다: 서울 소재."),
        ({}, "조건에 맞는지는 아직 알 수 없습니다."),
    ],
)
async def test_of_what_is_over_it_is_only_said_who_fits_its_conditions(profile: Profile, said: str) -> None:
    reply = await verdict(SEOUL, profile, closes="2020-12-31")

    assert "지났습니다" in reply.lead or "끝났습니다" in reply.lead
    assert said in text_of(reply)


async def test_what_is_met_but_only_suggested_by_the_source_is_marked() -> None:
    suggested = {"spelled_out": False}
    rule = {
        "all": [
            SEOUL,
            SME | suggested,
            {"any": [GREEN, clause("수출", "is", fact="exporting", value=True) | suggested]},
        ]
    }

    by_way = text_of(await verdict(rule, {"region": "서울", "size": SMALL, "green": False, "exporting": True}))
    stated = text_of(await verdict(rule, {"region": "서울", "size": SMALL, "green": True, "exporting": True}))

    assert "✓ 서울 소재 (기사 3문단)\n(✓) 중소기업 (기사 4문단, 짐작)" in by_way
    assert "(✓) 수출 (기사 1문단, 짐작)" in by_way
    assert "\n✓ 녹색기업" in stated


@pytest.mark.parametrize(
    "profile",
    [
        pytest.param({"region": "부산", "size": frozenset({"large"})}, id="two things are not met"),
        pytest.param({"region": "부산"}, id="something else is not known"),
    ],
)
async def test_a_no_promises_nothing_where_one_fact_is_not_enough(profile: Profile) -> None:
    assert "걸리는 것은" not in text_of(await verdict({"all": [SEOUL, SME]}, profile))


@pytest.mark.parametrize(
    ("closes", "said"),
    [
        ("2026-12-31", "충족하는데, 이번 접수는 그 전인 2026년 12월 31일에 마감됩니다."),
        ("2027-04-30", "충족하며, 이번 접수는 2027년 4월 30일까지입니다."),
        (None, "충족합니다."),
    ],
)
async def test_what_time_alone_will_meet_is_held_against_the_window(closes: str | None, said: str) -> None:
    founded = DayInterval(day("2024-03-02"), day("2024-03-02"))

    reply = await verdict({"all": [SEOUL, THREE_YEARS]}, {"region": "서울", "founded": founded}, closes=closes)

    assert reply.lead.startswith("참여 대상이 아닙니다.")
    assert f"‘업력 3년 이상’ 조건은 2027-03-02부터 {said}" in text_of(reply)


async def test_what_is_not_known_yet_may_be_met_in_time_too() -> None:
    founded = DayInterval(day("2023-01-01"), day("2023-12-31"))

    reply = await verdict(THREE_YEARS, {"founded": founded})

    assert "아직 알 수 없습니다" in reply.lead
    assert "‘업력 3년 이상’ 조건은 2026-12-31부터 충족합니다." in text_of(reply)


async def test_what_time_alone_will_meet_may_stand_behind_a_not() -> None:
    rule = {"not": clause("업력 3년 미만", "elapsed", fact="founded", below=3)}
    founded = DayInterval(day("2024-03-02"), day("2024-03-02"))

    said = text_of(await verdict(rule, {"founded": founded}))

    assert "‘업력 3년 미만 아님’ 조건은 2027-03-02부터 충족합니다." in said


async def test_a_condition_behind_a_not_is_said_as_what_it_asks_for() -> None:
    rule = {"not": clause("유흥업", "is", fact="restricted_trade", value=True)}

    met, failed = await verdict(rule, {"restricted_trade": False}), await verdict(rule, {"restricted_trade": True})

    assert "✓ 유흥업 아님 (기사 1문단)" in text_of(met)
    assert failed.lead == "참여 대상이 아닙니다. 이 조건에 맞지 않습니다: 유흥업 아님."
    assert "✗ 유흥업 아님" in text_of(failed)


async def test_ways_of_which_one_is_enough_are_one_condition() -> None:
    rule = {"any": [{"all": [SEOUL, SME]}, GREEN]}

    reply = await verdict(rule, {"region": "부산", "green": False})

    assert reply.lead.endswith(": 서울 소재 또는 녹색기업.")
    assert "✗ 서울 소재 또는 녹색기업 (기사 3, 1문단)" in text_of(reply)


async def test_what_is_only_supposed_is_told_apart() -> None:
    said = text_of(await verdict({"all": [SEOUL, SME]}, {"region": "서울"}, supposed={"size": SMALL}))

    assert "알려 주신 내용: 서울\n이렇게 가정하고 답한 내용: 소기업 (저장하지 않았습니다)" in said


async def test_what_could_not_be_told_is_named_where_nothing_else_helps() -> None:
    reply = await verdict({"all": [SEOUL, GREEN]}, {"region": "서울"}, declined=("green",))

    assert "모르신다고 하신 것: 녹색기업. 알게 되시면 언제든 말씀해 주세요." in text_of(reply)
    assert "환경 문제 개선에" not in text_of(reply)


async def test_in_english_the_same_is_said() -> None:
    reply = await verdict({"all": [SEOUL, SME]}, {"region": "부산", "size": SMALL}, language="en")

    assert "Of the conditions that are stated, only this stands against it: 서울 소재." in text_of(reply)


@pytest.mark.parametrize(
    ("profile", "said"),
    [
        ({"founded": DayInterval(day("2021-03-01"), day("2021-03-31"))}, "창업 시기 2021년 3월"),
        ({"founded": DayInterval(dt.date.min, day("2021-03-05"))}, "창업 시기 2021년 3월 5일 이전"),
        ({"founded": DayInterval(day("2021-03-05"), dt.date.max)}, "창업 시기 2021년 3월 5일 이후"),
        ({"certificates": Held(frozenset({"eco_label"}))}, "알려 주신 내용: 환경표지"),
        ({"certificates": Held(frozenset(), frozenset({"eco_label"}))}, "인증: 환경표지 아님"),
        ({"employees": Interval(5, 9)}, "직원 수 5~9명"),
    ],
)
async def test_every_kind_of_fact_is_said_in_words(profile: Profile, said: str) -> None:
    rule = {
        "all": [
            THREE_YEARS,
            clause("환경표지 인증", "has_any", fact="certificates", values=["eco_label"]),
            clause("직원 수", "at_most", fact="employees", value=7),
        ]
    }

    assert said in text_of(await verdict(rule, profile))


def profiles(program: Program) -> list[Profile]:
    facts = knowledge().facts
    written = [
        {name: list(value) if isinstance(value, tuple) else value for name, value in scenario.facts.items()}
        for scenario in program.scenarios
    ]
    return [{name: value_of(facts[name], value) for name, value in told.items()} for told in written]


async def test_every_verdict_is_short_and_has_all_that_makes_it() -> None:
    lengths = []
    for program, language in itertools.product(PROGRAMS, LANGUAGES):
        for profile in profiles(program):
            turn = turn_of(language=language, profile=profile)
            judgement = judge(program, profile, turn.day)
            if not judgement.stated or not program.for_firms or program.stage in {"proposed", "mentioned"}:
                continue
            said = text_of(await eligibility.answer(turn, Ask(Intent.ELIGIBILITY, programs=(program.id,)), program))

            for condition in explanation.conditions(program, judgement):
                assert explanation.line(condition, language) in said
            assert program.named(language) in said
            assert program.source.outlet.within(language) in said
            assert turn.day.isoformat() in said
            assert say(language, "verdict_receipts.under", code="V-") in said
            if language == "ko":
                lengths.append(len(said))

    assert len(lengths) > 50
    assert sum(lengths) / len(lengths) < 350
    assert max(lengths) < 600


# One program in a dialogue: "I don't know"


@pytest.fixture
def talk(sqlite_database: Database) -> Talk:
    return Talk(Dialogue(sqlite_database, knowledge()))


def asks(reply: Reply) -> list[str]:
    return [fact.id for fact in knowledge().facts.values() if fact.question.ko in text_of(reply)]


@pytest.mark.parametrize("words", ["모르겠어요", "잘 모르겠는데요", "규모는 잘 모르겠어요", "패스", "I don't know"])
async def test_who_does_not_know_is_asked_the_next_question_of_the_program(talk: Talk, words: str) -> None:
    first = await talk.through("/asof 2020-09-25", "서울에 있어요", "/check seoul-green-expo-2")
    assert asks(first) == ["size"]

    reply = await talk.says(words)

    assert reply.title == first.title
    assert asks(reply) == ["green"]


async def test_what_was_not_known_is_asked_again_for_another_program(talk: Talk) -> None:
    await talk.through("/asof 2020-09-25", "/check seoul-green-expo-2", "모르겠어요", "모르겠어요")
    reply = await talk.says("모르겠어요")
    assert asks(reply) == []
    assert "모르신다고 하신 것:" in text_of(reply)

    assert asks(await talk.says("/check ssolssol-market"))


async def test_what_time_will_meet_is_named_also_where_another_way_is_still_open() -> None:
    rule = {
        "any": [
            clause("업력 3년 이상", "elapsed", fact="founded", at_least=3),
            clause("녹색기업", "is", fact="green", value=True),
        ]
    }
    founded = DayInterval(day("2024-05-01"), day("2024-05-01"))

    said = text_of(await verdict(rule, {"founded": founded}))

    assert "‘업력 3년 이상’ 조건은 2027-05-01부터 충족합니다." in said
