"""Wishes to be told if a program comes back, as they are stored."""

import asyncio
import datetime as dt

from storage import waitlist
from storage.database import Database
from storage.waitlist import Wish
from tests.storage.conftest import AT, Say

LATER = AT + dt.timedelta(hours=1)


async def test_wishes_come_back_the_oldest_first(database: Database, say: Say) -> None:
    await say("1")
    await database.write(waitlist.join, "o1", "rent", account="a1", at=LATER)
    await database.write(waitlist.join, "o1", "market", account="a1", at=AT)

    assert await database.read(waitlist.of_owner, "o1") == (Wish("market", AT), Wish("rent", LATER))
    assert await database.read(waitlist.of_owner, "o2") == ()


async def test_who_stands_on_a_list_keeps_his_place(database: Database, say: Say) -> None:
    await say("1")
    await database.write(waitlist.join, "o1", "rent", account="a1", at=AT)
    await database.write(waitlist.join, "o1", "rent", account="a1", at=LATER)

    assert await database.read(waitlist.of_owner, "o1") == (Wish("rent", AT),)


async def test_leaving_says_whether_one_stood_there(database: Database, say: Say) -> None:
    await say("1")
    await database.write(waitlist.join, "o1", "rent", account="a1", at=AT)

    assert await database.write(waitlist.leave, "o1", "rent")
    assert not await database.write(waitlist.leave, "o1", "rent")


async def test_a_list_is_in_the_order_of_the_wishes_and_who_is_taken_off_stands_there_no_longer(
    database: Database, say: Say
) -> None:
    for number in ("1", "2", "3"):
        await say(number)
    await database.write(waitlist.join, "o1", "rent", account="a1", at=LATER)
    await database.write(waitlist.join, "o2", "rent", account="a2", at=AT)
    await database.write(waitlist.join, "o3", "market", account="a3", at=AT)

    assert await database.read(waitlist.of_program, "rent") == ("o2", "o1")
    assert await database.write(waitlist.take, "rent", ("o2", "o3")) == {"o2": "a2"}
    assert await database.write(waitlist.take, "rent", ("o2", "o3")) == {}
    assert await database.read(waitlist.of_program, "rent") == ("o1",)
    assert await database.read(waitlist.of_owner, "o3") == (Wish("market", AT),)


async def test_of_two_that_take_a_list_at_once_each_wish_goes_to_one(database: Database, say: Say) -> None:
    for number in ("1", "2", "3"):
        await say(number)
        await database.write(waitlist.join, f"o{number}", "rent", account=f"a{number}", at=AT)

    taken = await asyncio.gather(*(database.write(waitlist.take, "rent", ("o1", "o2", "o3")) for _ in range(4)))

    assert sorted(account for one in taken for account in one.values()) == ["a1", "a2", "a3"]
