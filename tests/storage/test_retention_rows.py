"""Each rule of what is kept for a time lets go what is old enough, and nothing else."""

import datetime as dt
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Connection, Table, insert, select

from knowledge.window import SEOUL
from storage import access, housekeeping, registrations
from storage.access import Access
from storage.database import Database
from storage.registrations import Registration
from storage.tables import access as looks
from storage.tables import conversation, delivery, download, link_code, link_try, metadata, registration
from tests.storage.conftest import Say

NOW = dt.datetime(2022, 9, 26, 0, 30, tzinfo=SEOUL)
RETENTION = dt.timedelta(days=730)
DAY = dt.timedelta(days=1)

Keep = Callable[..., Awaitable[None]]


@pytest.fixture
async def keep(database: Database, say: Say) -> Keep:
    """Puts rows into a table; there is an account "a1" of an owner "o1", who has just spoken."""
    await say("1", at=NOW)

    async def put(table: Table, *rows: dict[str, Any]) -> None:
        await database.write(lambda connection: connection.execute(insert(table), list(rows)))

    return put


async def followed(database: Database, what: str, limit: int = 10) -> int:
    """Follow one rule at ``NOW``."""
    (rule,) = [rule for rule in housekeeping.rules(RETENTION) if rule.what == what]
    return await database.write(rule.purge, NOW - rule.kept, limit)


async def left(database: Database, table: Table, column: str) -> list[Any]:
    def query(connection: Connection) -> list[Any]:
        return sorted(connection.scalars(select(table.c[column])))

    return await database.read(query)


def made(firm: Registration, number: int, **changed: Any) -> Registration:
    return replace(firm, id=f"r{number}", receipt=f"R-{number}", program=f"p{number}", **changed)


@pytest.mark.usefixtures("keep")
async def test_a_registration_is_kept_until_the_end_of_its_last_day_in_seoul(
    database: Database, firm: Registration
) -> None:
    for number, day in enumerate((dt.date(2022, 9, 25), dt.date(2022, 9, 26), None)):
        await database.write(registrations.add, made(firm, number, keep_until=day))

    assert await followed(database, "registrations") == 1

    assert await left(database, registration, "id") == ["r1", "r2"]


@pytest.mark.usefixtures("keep")
async def test_a_withdrawn_registration_goes_after_a_month(database: Database, firm: Registration) -> None:
    for number, (status, days) in enumerate((("withdrawn", 31), ("withdrawn", 29), ("declined", 31))):
        await database.write(registrations.add, made(firm, number, status=status, updated_at=NOW - days * DAY))

    assert await followed(database, "withdrawn_registrations") == 1

    assert await left(database, registration, "id") == ["r1", "r2"]


async def test_what_an_idle_conversation_remembers_goes_after_a_month(database: Database, say: Say) -> None:
    await say("1", at=NOW - 31 * DAY)
    await say("2", at=NOW - 29 * DAY)

    assert await followed(database, "conversations") == 1

    assert await left(database, conversation, "account") == ["a2"]
    assert (await say("1", at=NOW)).conversation is None
    assert (await say("1", at=NOW)).version == 1


async def test_answers_and_notices_go_after_a_month_and_what_still_waits_stays(database: Database, keep: Keep) -> None:
    said = {"account": "a1", "channel": "telegram", "content": {}, "attempt": 1}
    rows = [("reply", "sent", 31), ("notice", "uncertain", 31), ("notice", "pending", 31), ("reply", "sending", 31)]
    rows += [("reply", "sent", 29)]
    for kind, state, days in rows:
        await keep(delivery, {**said, "kind": kind, "state": state, "created_at": NOW - days * DAY})

    assert await followed(database, "deliveries") == 2

    assert await left(database, delivery, "state") == ["pending", "sending", "sent"]


@pytest.mark.usefixtures("keep")
async def test_looks_are_on_record_for_a_year(database: Database) -> None:
    for days in (366, 364):
        await database.write(access.record, Access("web:1", NOW - days * DAY, "web", "show", f"R-{days}"))

    assert await followed(database, "looks") == 1

    assert await left(database, looks, "what") == ["R-364"]


async def test_codes_and_files_go_when_their_time_is_over_and_wrong_tries_after_a_day(
    database: Database, keep: Keep
) -> None:
    minute = dt.timedelta(minutes=1)
    file = {"account": "a1", "name": "n", "media_type": "text/plain", "content": "…"}
    await keep(link_code, {"code_index": b"0", "account": "a1", "expires_at": NOW - minute})
    await keep(
        download,
        {**file, "token_hash": "old", "expires_at": NOW - minute},
        {**file, "token_hash": "new", "expires_at": NOW + minute},
    )
    await keep(link_try, {"account": "a1", "at": NOW - DAY - minute}, {"account": "a1", "at": NOW - minute})

    assert await followed(database, "link_codes") == 1
    assert await followed(database, "downloads") == 1
    assert await followed(database, "link_tries") == 1

    assert await left(database, download, "token_hash") == ["new"]
    assert await left(database, link_code, "account") == []


async def test_no_rule_takes_more_at_once_than_it_may(database: Database, keep: Keep) -> None:
    await keep(link_try, *({"account": "a1", "at": NOW - 2 * DAY} for _ in range(5)))

    assert [await followed(database, "link_tries", limit=2) for _ in range(4)] == [2, 2, 1, 0]


def test_every_table_that_says_when_its_rows_end_has_a_rule() -> None:
    ends = {table.name for table in metadata.sorted_tables if {"expires_at", "keep_until"} & set(table.c.keys())}

    # An invitation is the team's, and says nothing of who it was for.
    assert ends - {"invite"} == {"registration", "kept_by_law", "link_code", "download"}
