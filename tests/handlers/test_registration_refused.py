"""What is offered instead of a registration that is not taken."""

import datetime as dt
from pathlib import Path

import pytest

from bot.dialogue import Dialogue
from handlers.reply import Listing, Reply
from handlers.wording import say
from knowledge.base import Knowledge, load
from knowledge.window import SEOUL
from storage.database import Database
from tests.end_to_end.talk import Talk, knowledge, text_of

PROGRAMS = Path(__file__).parents[1] / "end_to_end" / "form_programs"
CLOSED = "seoul-green-expo-1"
SISTER = "seoul-green-expo-2"
BEFORE = dt.datetime(2020, 9, 22, 10, 0, tzinfo=SEOUL)
WHILE_OPEN = dt.datetime(2020, 9, 25, 10, 0, tzinfo=SEOUL)


def offered(reply: Reply) -> dict[str, str | None]:
    """The programs that are offered, with what is said of each."""
    return {
        item.command.removeprefix("/register "): item.description
        for part in reply.parts
        if isinstance(part, Listing)
        for item in part.items
        if item.command is not None
    }


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (BEFORE, "신청 기간 2020년 9월 29일까지 · 관심등록"),
        (WHILE_OPEN, "접수 중 · 사전등록"),
    ],
)
async def test_a_sister_is_offered_with_the_days_of_its_window_that_are_stated(
    sqlite_database: Database, now: dt.datetime, said: str
) -> None:
    talk = Talk(Dialogue(sqlite_database, knowledge()), now=now)

    found = offered(await talk.says(f"/register {CLOSED}"))

    assert found[SISTER] == said


async def test_a_window_years_ahead_is_told_and_not_called_undecided(sqlite_database: Database) -> None:
    known = load(PROGRAMS)
    alone = Knowledge({"future-market": known.programs["future-market"]}, known.facts, known.version)
    talk = Talk(Dialogue(sqlite_database, alone), now=WHILE_OPEN)

    found = offered(await talk.says("/register"))

    assert found["future-market"] == "신청 기간 2098년 3월 1일부터 3월 31일까지 · 관심등록"


async def test_sisters_come_first(sqlite_database: Database) -> None:
    talk = Talk(Dialogue(sqlite_database, knowledge()), now=WHILE_OPEN)
    await talk.says("서울 금천구 소상공인이고 환경표지 인증이 있어요")

    found = offered(await talk.says(f"/register {CLOSED}"))

    groups = [knowledge().programs[program].group for program in found]
    assert groups == sorted(groups, key=lambda group: group != knowledge().programs[CLOSED].group)
    assert len(set(groups)) > 1


async def test_a_window_of_which_no_day_is_stated_is_said_to_be_undecided(sqlite_database: Database) -> None:
    talk = Talk(Dialogue(sqlite_database, knowledge()), now=BEFORE)

    found = offered(await talk.says("/register"))

    assert found.pop(SISTER, None) != say("ko", "registration.offer.wait")
    assert say("ko", "registration.offer.wait") in found.values()


async def test_who_is_too_late_is_promised_word_when_it_opens_and_not_before(sqlite_database: Database) -> None:
    talk = Talk(Dialogue(sqlite_database, knowledge()), now=WHILE_OPEN)

    words = text_of(await talk.says(f"/register {CLOSED}"))

    assert "다시 열려 신청을 받을 때 이 대화로 알려 드립니다" in words
