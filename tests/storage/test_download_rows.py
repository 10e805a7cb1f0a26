"""A file waits for who knows its token, for a time, and is given once."""

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy import Connection, text

from storage import downloads, turns
from storage.database import Database
from storage.downloads import Download

Say = Callable[..., Awaitable[turns.Loaded]]

FILE = Download("pallobot-2020-09-25.json", "application/json", '{"상호": "달빛나래공방"}')
TOKEN = "0f" * 24
HOUR = dt.timedelta(hours=1)


@pytest.fixture
async def offered(database: Database, say: Say, at: dt.datetime) -> Database:
    """A database in which a file waits for an hour."""
    await say("1")
    await offer(database, TOKEN, at)
    return database


async def offer(database: Database, token: str, at: dt.datetime, file: Download = FILE) -> None:
    await database.write(downloads.offer, downloads.hash_of(token), file, account="a1", expires_at=at + HOUR)


async def test_a_file_is_given_as_it_was_offered_and_once(offered: Database, at: dt.datetime) -> None:
    waited = await offered.read(downloads.waits, downloads.hash_of(TOKEN), at)
    given = [await offered.write(downloads.fetch, downloads.hash_of(TOKEN), at) for _ in range(2)]

    assert waited
    assert given == [FILE, None]
    assert not await offered.read(downloads.waits, downloads.hash_of(TOKEN), at)


async def test_of_many_who_fetch_at_once_one_gets_it(offered: Database, at: dt.datetime) -> None:
    fetching = (offered.write(downloads.fetch, downloads.hash_of(TOKEN), at) for _ in range(8))

    given = await asyncio.gather(*fetching)

    assert [file for file in given if file is not None] == [FILE]


async def test_after_its_time_a_file_is_not_given(offered: Database, at: dt.datetime) -> None:
    assert not await offered.read(downloads.waits, downloads.hash_of(TOKEN), at + HOUR)
    assert await offered.write(downloads.fetch, downloads.hash_of(TOKEN), at + HOUR) is None


async def test_another_token_gets_nothing(offered: Database, at: dt.datetime) -> None:
    for other in ("", "0e" * 24, downloads.hash_of(TOKEN)):
        assert await offered.write(downloads.fetch, downloads.hash_of(other), at) is None


async def test_a_new_file_takes_the_place_of_the_one_before(offered: Database, at: dt.datetime) -> None:
    newer = Download("new.json", "application/json", "{}")
    await offer(offered, "ab" * 24, at, newer)

    assert await offered.write(downloads.fetch, downloads.hash_of(TOKEN), at) is None
    assert await offered.write(downloads.fetch, downloads.hash_of("ab" * 24), at) == newer


async def test_neither_the_token_nor_the_content_is_readable_in_the_database(offered: Database) -> None:
    def row(connection: Connection) -> str:
        stored = connection.execute(text("SELECT * FROM download")).one()
        return repr([bytes(value) if isinstance(value, memoryview) else value for value in stored])

    found = await offered.read(row)

    assert downloads.hash_of(TOKEN) in found
    assert TOKEN not in found
    for word in ("달빛나래공방", "상호"):
        assert word not in found
        assert repr(word.encode())[2:-1] not in found
