"""Questions about a day of their own, and days that are to be confirmed: what the lead of the answer says."""

import datetime as dt
import itertools
import re

import pytest

from handlers import as_of, deadlines, window_words
from handlers.reply import Reply
from handlers.wording import say
from knowledge.ask import Ask
from knowledge.day_asked import DayAsked, day_asked
from knowledge.intents import Intent
from knowledge.words import Language
from tests.end_to_end.talk import knowledge, text_of
from tests.handlers.test_answers import DAYS, LANGUAGES, PROGRAMS, turn

CALL = "seoul-green-expo-2"
"""Its call is open from the report of 2020-09-23 until 2020-09-29; it sells from 2020-10-05 until 2020-10-25."""


async def answered(text: str, day: str, program_id: str = CALL, language: Language = "ko") -> Reply:
    asked = turn(dt.date.fromisoformat(day), language)
    program = knowledge().programs[program_id]
    named = day_asked(text, asked.asked_for.date())
    assert named is not None
    assert named.kind in {"question", "confirm"}
    return await deadlines.answer(asked, Ask(Intent.DEADLINE, programs=(program_id,), words=text, day=named), program)


@pytest.mark.parametrize(
    ("text", "today", "begins"),
    [
        ("9월 30일에도 신청할 수 있나요?", "2020-09-25", "9월 30일에는 신청하실 수 없습니다."),
        ("9월 30일에도 신청할 수 있었나요?", "2020-10-25", "9월 30일에는 신청하실 수 없었습니다."),
        ("9월 28일에도 신청할 수 있나요?", "2020-09-25", "9월 28일에 신청하실 수 있습니다."),
        ("9월 28일에도 신청할 수 있었나요?", "2020-10-25", "9월 28일에 신청하실 수 있었습니다."),
        ("9월 20일에 신청할 수 있었나요?", "2020-09-25", "9월 20일에 신청하실 수 있었는지는 알 수 없습니다."),
        ("내일도 되나요", "2020-09-28", "9월 29일에 신청하실 수 있습니다."),
        ("내일도 되나요", "2020-09-29", "9월 30일에는 신청하실 수 없습니다."),
        ("다음 주에도 신청할 수 있나요?", "2020-09-24", "9월 28일~10월 4일에는 9월 29일까지 신청하실 수 있습니다."),
        ("10월 초에 신청 가능?", "2020-09-25", "10월 초순에는 신청하실 수 없습니다."),
        ("10월에도 신청되나요?", "2020-09-25", "10월에는 신청하실 수 없습니다."),
        ("월요일까지 내면 되나요", "2020-09-25", "9월 28일까지 신청하시면 됩니다."),
        ("이달 말까지 하면 되나요", "2020-09-25", "9월 30일에는 신청하실 수 없습니다."),
        ("10월 10일에도 물건 살 수 있나요", "2020-09-25", "10월 10일에 진행하는 것으로 나와 있습니다."),
        ("10월 30일에도 판매하나요", "2020-09-25", "10월 30일에는 진행하지 않습니다."),
        ("10월 말에도 팔아요?", "2020-10-20", "10월 하순에는 10월 25일까지 진행합니다."),
    ],
)
async def test_the_lead_says_whether_one_can_apply_on_the_day(text: str, today: str, begins: str) -> None:
    lead = (await answered(text, today)).lead

    assert lead.startswith(begins)
    assert "29일" in lead or "10월 25일" in lead


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("Can I still apply on 30 September?", "You cannot apply on September 30."),
        ("can I apply tomorrow?", "You can apply on September 26."),
        ("can we submit next week?", "From September 28 to October 4, you can apply only until September 29."),
        ("can I apply in October?", "You cannot apply in October."),
        ("is it ok to apply by next Monday?", "Applying by September 28 is in time."),
        ("is 29 September the deadline?", "Yes, that is right."),
        ("is 30 September the deadline?", "No, not September 30."),
    ],
)
async def test_the_same_in_english(text: str, begins: str) -> None:
    lead = (await answered(text, "2020-09-25", language="en")).lead

    assert lead.startswith(begins)
    assert "September 29" in lead


@pytest.mark.parametrize(
    ("text", "program", "today", "begins"),
    [
        ("29일 마감 맞죠?", CALL, "2020-09-25", "네"),
        ("9월 29일이 마감 맞아요?", CALL, "2026-11-23", "네"),
        ("2019년 9월 29일이 마감 맞아요?", CALL, "2020-09-25", "아니요"),
        ("모집 30일까지 맞죠?", CALL, "2020-09-25", "아니요"),
        ("오늘까지인가요?", CALL, "2020-09-29", "네"),
        ("모집 어제 끝났나요?", CALL, "2020-09-30", "네"),
        ("판매는 10월 5일부터 25일까지 맞죠?", CALL, "2020-09-25", "네"),
        ("판매는 10월 5일부터 30일까지 맞죠?", CALL, "2020-09-25", "아니요"),
        ("9월 23일에 모집 시작했나요?", CALL, "2020-09-25", "9월 23일이 맞는지는 기사에 나와 있지 않습니다."),
        ("9월 21일에 시작했나요?", "public-market", "2020-10-12", "네"),
        ("9월 20일에 열었나요?", "public-market", "2020-10-12", "아니요"),
        ("10월 15일에 오픈하는 거 맞아요?", "ssolssol-market", "2020-10-12", "10월 15일이 맞는지는"),
        ("10월 중순에 오픈하는 거 맞아요?", "ssolssol-market", "2020-10-12", "네"),
        ("10월 25일에 오픈하는 거 맞아요?", "ssolssol-market", "2020-10-12", "아니요"),
        ("12월에 열리나요?", "boxing-day", "2020-11-25", "네"),
        ("12월 26일에 열리나요?", "boxing-day", "2020-11-25", "12월 26일이 맞는지는"),
        ("목요일에 열리는 거 맞나요", "gg-goodmorning-market", "2015-12-09", "네"),
        ("토요일에 열리는 거 맞나요", "gg-goodmorning-market", "2015-12-09", "아니요"),
        ("마감이 10월 30일 맞나요?", "ssolssol-market", "2020-10-12", "10월 30일이 맞는지는"),
        ("11월 11일에 하는 거죠?", "seoul-on-specials", "2020-11-09", "네"),
        ("11월 20일에 하는 거죠?", "seoul-on-specials", "2020-11-09", "중국 광군제(2020년 11월 11일)"),
    ],
)
async def test_a_day_to_be_confirmed_gets_yes_or_no_first_or_that_it_is_not_stated(
    text: str, program: str, today: str, begins: str
) -> None:
    lead = (await answered(text, today, program)).lead

    assert lead.startswith(begins)


@pytest.mark.parametrize(
    ("text", "program", "today"),
    [
        ("내일도 신청할 수 있나요?", "public-market", "2020-10-08"),
        ("이번 달 말까지 신청하면 되나요", "craft-gwangjin", "2022-06-15"),
        ("10월에 신청해도 되나요?", "seoul-green-overseas", "2020-09-24"),
        ("내일까지 신청해야 하나요?", "low-rate-loan", "2020-10-08"),
    ],
)
async def test_where_no_window_is_stated_none_is_guessed(text: str, program: str, today: str) -> None:
    lead = (await answered(text, today, program)).lead

    assert "알 수 없습니다." in lead
    assert "나와 있지 않습니다" in lead


async def test_what_is_over_cannot_be_applied_for_on_any_day_to_come() -> None:
    lead = (await answered("다음 달에도 신청할 수 있나요?", "2026-11-23", "gg-social-online")).lead

    assert lead.startswith("2026년 12월에는 신청하실 수 없습니다.")
    assert "2015년 11월" in lead or "11월까지" in lead


async def test_the_day_of_what_took_place_at_an_unknown_time_is_not_denied() -> None:
    lead = (await answered("12월 1일에 신청할 수 있었나요?", "2025-12-11", "gachidada")).lead

    assert lead.startswith("2025년 12월 1일에 신청하실 수 있었는지는 알 수 없습니다.")


async def test_an_answer_about_a_day_has_its_whole_shape_for_every_program_and_day() -> None:
    texts = (
        "내일도 신청할 수 있나요?",
        "다음 달까지 신청하면 되나요?",
        "9월 29일까지 맞죠?",
        "10월 5일에 열리나요?",
        "11월에도 하나요?",
    )
    for text, program, today, language in itertools.product(texts, PROGRAMS, DAYS, LANGUAGES):
        reply = await answered(text, today.isoformat(), program.id, language)

        where = f"{text} {program.id} {today}"
        assert reply.lead.strip() == reply.lead != "", where
        assert "{" not in text_of(reply), where
        if program.stage not in {"proposed", "mentioned"}:
            assert "\n" not in reply.lead, where
        else:
            assert reply.lead.startswith(program.standing.within(language)), where


@pytest.mark.parametrize(
    ("first", "last", "korean", "english"),
    [
        ("2020-09-30", "2020-09-30", "9월 30일", "September 30"),
        ("2021-01-05", "2021-01-05", "2021년 1월 5일", "January 5, 2021"),
        ("2020-10-01", "2020-10-31", "10월", "October"),
        ("2020-10-01", "2020-10-10", "10월 초순", "early October"),
        ("2019-10-21", "2019-10-31", "2019년 10월 하순", "late October 2019"),
        ("2020-09-28", "2020-10-04", "9월 28일~10월 4일", "September 28 to October 4"),
    ],
)
def test_a_span_of_days_is_said_as_short_as_it_can_be(first: str, last: str, korean: str, english: str) -> None:
    days = dt.date.fromisoformat(first), dt.date.fromisoformat(last)

    assert window_words.days(*days, 2020, "ko") == korean
    assert window_words.days(*days, 2020, "en") == english


@pytest.mark.parametrize(
    ("first", "last", "korean", "english"),
    [
        ("2020-09-30", "2020-09-30", "2020년 9월 30일", "September 30, 2020"),
        ("2020-10-01", "2020-10-31", "2020년 10월", "October 2020"),
        ("2019-01-01", "2019-12-31", "2019년", "2019"),
        ("2020-09-28", "2020-10-04", "2020년 9월 28일~10월 4일", "September 28 to October 4, 2020"),
        ("2020-12-28", "2021-01-03", "2020년 12월 28일~2021년 1월 3일", "December 28, 2020 to January 3, 2021"),
    ],
)
def test_a_span_of_days_is_said_with_its_year_where_none_goes_without_saying(
    first: str, last: str, korean: str, english: str
) -> None:
    days = dt.date.fromisoformat(first), dt.date.fromisoformat(last)

    assert window_words.days(*days, None, "ko") == korean
    assert window_words.days(*days, None, "en") == english


@pytest.mark.parametrize(
    ("text", "today", "begins"),
    [
        # past, or nothing but a day: of the call that there was
        ("9월 28일에는?", "2026-11-23", "2020년 9월 28일에 신청하실 수 있었습니다."),
        ("그럼 9월 28일에는요", "2026-11-23", "2020년 9월 28일에 신청하실 수 있었습니다."),
        ("9월 28일은요", "2027-03-02", "2020년 9월 28일에 신청하실 수 있었습니다."),
        ("9월 30일에 신청 가능했나요", "2026-11-23", "2020년 9월 30일에는 신청하실 수 없었습니다."),
        ("10월 초에는요", "2026-11-23", "2020년 10월 초순에는 신청하실 수 없었습니다."),
        ("10월 10일에도 물건 살 수 있었나요", "2026-11-23", "2020년 10월 10일에 진행하는"),
        # still to come, or with its year
        ("12월 5일에도 신청할 수 있나요?", "2026-11-23", "2026년 12월 5일에는 신청하실 수 없습니다."),
        ("2026년 9월 28일에는요", "2026-11-23", "2026년 9월 28일에는 신청하실 수 없었습니다."),
        # the year of the call itself
        ("9월 28일에는?", "2020-10-10", "9월 28일에 신청하실 수 있었습니다."),
        ("작년에는요", "2020-09-29", "2019년에"),
        ("작년에는요", "2021-03-02", "2020년에는 9월 29일까지 신청하실 수 있었습니다."),
        ("9월에 신청할 수 있었나요", "2026-11-23", "2020년 9월에는 9월 29일까지 신청하실 수 있었습니다."),
    ],
)
async def test_a_year_left_out_is_that_of_the_call_where_its_day_has_passed(text: str, today: str, begins: str) -> None:
    lead = (await answered(text, today)).lead

    assert lead.startswith(begins)
    assert "2020년 9월 29일" in lead or "2020년 10월" in lead


async def test_where_only_the_event_has_days_a_year_left_out_is_that_of_the_event() -> None:
    lead = (await answered("10월 10일은요?", "2026-11-23", "public-market")).lead

    assert lead.startswith("2020년 10월 10일에 신청하실 수 있었는지는 알 수 없습니다.")


@pytest.mark.parametrize("program", ["public-market", "low-rate-loan", "gg-goodmorning-market", "boxing-day"])
async def test_the_year_of_a_day_stands_in_the_answer(program: str) -> None:
    for text in ("9월 28일에는요", "12월 5일에도 신청할 수 있나요?", "다음 주에도 되나요?"):
        for today in ("2020-10-08", "2026-11-23"):
            lead = (await answered(text, today, program)).lead

            assert re.search(r"20\d\d년", lead), f"{text} {today}: {lead}"


@pytest.mark.parametrize(
    ("argument", "before", "day"),
    [
        ("어제", None, "2026-11-22"),
        ("yesterday", None, "2026-11-22"),
        ("작년 10월", None, "2025-10-15"),
        ("last October", None, "2026-10-15"),
        ("2020년 9월 25일", None, "2020-09-25"),
        ("20.9.25", None, "2020-09-25"),
        ("내일", "2020-09-25", "2020-09-26"),
        ("9월 29일", "2020-09-25", "2020-09-29"),
    ],
)
async def test_the_day_to_answer_for_is_moved_by_words_too(argument: str, before: str | None, day: str) -> None:
    asked = turn(dt.date.fromisoformat(before) if before else None)

    reply = await as_of.move(asked, argument)

    assert reply.lead == say("ko", "as_of.moved", day=day)
    assert asked.conversation.as_of == dt.date.fromisoformat(day)


@pytest.mark.parametrize("argument", ["now", "today", "오늘", "지금", "오늘 기준으로", "다시 오늘로"])
async def test_today_brings_the_real_day_back(argument: str) -> None:
    asked = turn(dt.date(2020, 9, 25))

    reply = await as_of.move(asked, argument)

    assert asked.conversation.as_of is None
    assert "2026-11-23" in reply.lead


@pytest.mark.parametrize("argument", ["언젠가", "2020-13-01", "0001-01-01", "2020-09-25-01", "1999년 5월 5일", "soon"])
async def test_words_that_name_no_day_move_nothing(argument: str) -> None:
    asked = turn()

    reply = await as_of.move(asked, argument)

    assert asked.conversation.as_of is None
    assert "2020-09-25" in reply.lead


async def test_of_a_month_the_answer_says_which_day_was_taken() -> None:
    asked = turn()

    reply = await as_of.move(asked, "작년 10월")

    assert "‘작년 10월’ 중에서 2025-10-15" in text_of(reply)


def test_a_day_of_its_own_stands_in_the_question() -> None:
    day = day_asked("9월 30일에도 신청할 수 있나요?", dt.date(2020, 9, 25))

    assert isinstance(Ask(Intent.DEADLINE, day=day).day, DayAsked)
