"""Waiting for a program that is over to come back."""

import datetime as dt

import pytest

from bot.dialogue import Dialogue
from handlers.wording import say
from knowledge.standing import Intake, intake
from knowledge.window import SEOUL
from storage import registrations, waitlist
from storage.database import Database
from storage.tables import account
from tests.end_to_end.talk import Talk, knowledge, text_of
from tests.handlers.form_partner import Owner

OPEN = "seoul-green-expo-2"
CLOSED = "seoul-green-expo-1"
NAME = "서울 녹색제품 온라인 기획전 (제1차)"
NOW = dt.datetime(2020, 9, 25, 10, 0, tzinfo=SEOUL)


@pytest.fixture
def talk(sqlite_database: Database) -> Talk:
    """Somebody on the web after the first green exhibition, and during the second."""
    return Talk(Dialogue(sqlite_database, knowledge()), now=NOW)


async def wishes(database: Database) -> tuple[str, ...]:
    """The programs that the only owner waits for."""
    (owner,) = await database.read(
        lambda connection: connection.scalars(account.select().with_only_columns(account.c.owner_id)).all()
    )
    return tuple(wish.program for wish in await database.read(waitlist.of_owner, owner))


async def test_who_registers_too_late_is_offered_to_wait_and_does_so_in_one_tap(
    sqlite_database: Database, talk: Talk
) -> None:
    refused = await talk.says(f"/register {CLOSED}")
    assert "이미 끝나서" in refused.lead

    done = await talk.taps(say("ko", "registration.next_round"))

    assert done.lead == say("ko", "registration.waitlist.joined", program=NAME)
    assert "기사에 나와 있지 않습니다" in text_of(done)
    assert await wishes(sqlite_database) == (CLOSED,)


async def test_waiting_is_no_registration(sqlite_database: Database, talk: Talk) -> None:
    await talk.says(f"/wait {CLOSED}")

    assert (await sqlite_database.read(registrations.search)).total == 0


async def test_who_waits_already_is_told_so_and_stands_on_the_list_once(sqlite_database: Database, talk: Talk) -> None:
    await talk.says(f"/wait {CLOSED}")

    again = await talk.says(f"/wait {CLOSED}")

    assert again.lead == say("ko", "registration.waitlist.already", program=NAME)
    assert await wishes(sqlite_database) == (CLOSED,)


async def test_one_leaves_the_list_in_one_tap_and_leaving_twice_does_no_harm(
    sqlite_database: Database, talk: Talk
) -> None:
    await talk.says(f"/wait {CLOSED}")

    left = await talk.taps(say("ko", "registration.waitlist.leave"))
    again = await talk.says(f"/wait {CLOSED} off")

    assert left.lead == again.lead == say("ko", "registration.waitlist.left", program=NAME)
    assert await wishes(sqlite_database) == ()


async def test_a_program_can_be_named_in_words(sqlite_database: Database, talk: Talk) -> None:
    await talk.says(f"/wait {NAME}")

    assert await wishes(sqlite_database) == (CLOSED,)


async def test_for_a_program_that_takes_registrations_nobody_waits_but_registers(
    sqlite_database: Database, talk: Talk
) -> None:
    reply = await talk.says(f"/wait {OPEN}")

    assert reply.lead.endswith("지금 등록을 받고 있습니다.")
    assert [choice.command for choice in reply.choices] == [f"/register {OPEN}"]
    assert await wishes(sqlite_database) == ()


@pytest.mark.parametrize(
    ("program", "because"),
    [
        ("global-export-center", Intake.PROPOSED),
        ("brand-k", Intake.MENTIONED),
        ("seoul-on-coupon", Intake.CONSUMERS),
    ],
)
async def test_nobody_waits_for_what_is_no_program_for_firms_and_hears_why(
    sqlite_database: Database, talk: Talk, program: str, because: Intake
) -> None:
    reply = await talk.says(f"/wait {program}")

    known = knowledge().programs[program]
    assert intake(known, NOW) is because
    assert reply.lead == say("ko", f"registration.refused.{because}", program=known.name)
    assert reply.choices == ()
    assert await wishes(sqlite_database) == ()


async def test_an_unknown_program_is_said_to_be_unknown(talk: Talk) -> None:
    reply = await talk.says("/wait 우주여행지원사업")

    assert "우주여행지원사업" in reply.lead


async def test_two_taps_at_once_put_one_on_the_list_once(database: Database) -> None:
    owner = Owner(database, now=NOW)
    await owner.say("안녕하세요")

    async def meanwhile() -> None:
        await owner.send(f"/wait {CLOSED}")

    owner.before_commit = meanwhile
    await owner.send(f"/wait {CLOSED}")

    assert await wishes(database) == (CLOSED,)
