import datetime as dt
from dataclasses import replace

import pytest

from storage import access
from storage.access import Access
from storage.database import Database

LOOK = Access(
    "telegram:1", dt.datetime(2020, 9, 25, 3, 0, tzinfo=dt.UTC), "telegram", "full", "R-00000001", "o1", "contact"
)


@pytest.fixture
async def looked(database: Database) -> Database:
    """A database with ten looks, an hour apart; the first and every other one are of the first account."""
    for number in range(1, 11):
        look = replace(
            LOOK,
            who=f"telegram:{1 + number % 2}",
            at=LOOK.at + dt.timedelta(hours=number),
            what=f"R-{number:08d}",
            purpose="세금계산서 100%" if number == 7 else None,
        )
        await database.write(access.record, look)
    return database


def numbers(looks: access.Looks) -> list[int]:
    return [int(look.what.removeprefix("R-")) for look in looks.items]


async def test_looks_are_kept_whole_and_read_newest_first(looked: Database) -> None:
    await looked.write(access.record, LOOK)

    found = await looked.read(access.search)

    assert found.items[0] == LOOK
    assert (found.total, numbers(found)) == (11, [1, 10, 9, 8, 7])
    assert (await looked.read(access.recent))[:5] == found.items


async def test_pages_stay_as_they_were_while_people_look_on(looked: Database) -> None:
    first = await looked.read(access.search)
    await looked.write(access.record, LOOK)

    second = await looked.read(access.search, up_to=first.newest, page=1)

    assert numbers(first) + numbers(second) == list(range(10, 0, -1))
    assert second.total == 10
    assert numbers(await looked.read(access.search, up_to=10**15)) == [1, 10, 9, 8, 7]


async def test_each_word_has_to_fit_in_one_of_its_ways(looked: Database) -> None:
    async def found(*words: tuple[str, ...]) -> list[int]:
        return numbers(await looked.read(access.search, words, size=20))

    assert await found(("TELEGRAM:2",)) == [9, 7, 5, 3, 1]
    assert await found(("telegram:2",), ("nothing", "00000007")) == [7]
    assert await found(("100%",)) == [7]
    assert await found(("_",)) == []
    assert await found(("full",), ("list",)) == []


async def test_looks_of_a_day_are_found_by_its_instants(looked: Database) -> None:
    since, before = LOOK.at + dt.timedelta(hours=3), LOOK.at + dt.timedelta(hours=5)

    assert numbers(await looked.read(access.search, since=since, before=before)) == [4, 3]


async def test_where_nobody_looked_there_is_nothing(database: Database) -> None:
    assert await database.read(access.search) == access.Looks(0, (), 0)
