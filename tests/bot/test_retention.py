"""What has been kept for long enough goes by itself; the log tells how many, of what, and nothing else."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import Connection, Table, func, insert, select
from structlog.testing import capture_logs

from bot import retention
from knowledge.window import SEOUL
from storage import housekeeping, turns
from storage.database import Database
from storage.errors import StorageUnavailable
from storage.housekeeping import Rule
from storage.tables import account, link_try, owner
from storage.turns import TurnRecord

NOW = dt.datetime(2022, 9, 26, 0, 30, tzinfo=SEOUL)
YEARS = dt.timedelta(days=730)


async def test_old_things_go_in_as_many_transactions_as_it_takes(database: Database) -> None:
    await spoken(database, NOW)
    many = 2 * housekeeping.AT_ONCE + 1
    await database.write(tried, many, NOW - dt.timedelta(days=2))

    assert await retention.purge(database, NOW, retention=YEARS) == {"link_tries": many}
    assert await retention.purge(database, NOW, retention=YEARS) == {}


async def test_a_silent_owner_goes_with_all_that_is_his(database: Database) -> None:
    await spoken(database, NOW - YEARS - dt.timedelta(days=1))

    assert await retention.purge(database, NOW, retention=YEARS) == {"conversations": 1, "silent_owners": 1}

    assert await database.read(count, owner) == await database.read(count, account) == 0


async def test_a_rule_that_can_not_be_followed_now_does_not_stop_the_others(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_connection: Connection, _before: dt.datetime, _limit: int) -> int:
        raise StorageUnavailable("010-8437-2956")

    await spoken(sqlite_database, NOW)
    await sqlite_database.write(tried, 1, NOW - dt.timedelta(days=2))
    monkeypatch.setattr(housekeeping, "RULES", (Rule("first", dt.timedelta(), fails), *housekeeping.RULES))

    with capture_logs() as logs:
        assert await retention.purge(sqlite_database, NOW, retention=YEARS) == {"link_tries": 1}

    assert [line["event"] for line in logs] == ["retention.failed"]
    assert "8437" not in str(logs)


async def test_the_log_tells_what_went_and_how_many(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    await spoken(sqlite_database, NOW)
    await sqlite_database.write(tried, 3, NOW - dt.timedelta(days=2))
    monkeypatch.setattr(retention, "PURGE_EVERY", dt.timedelta())
    readings = iter((NOW,))

    # The clock can be read once: that ends it.
    with capture_logs() as logs, pytest.raises(RuntimeError, match="StopIteration"):
        await retention.keep_purging(sqlite_database, retention=YEARS, now=lambda: next(readings))

    assert logs == [{"event": "retention.purged", "log_level": "info", "what": "link_tries", "rows": 3}]


async def spoken(database: Database, at: dt.datetime) -> None:
    record = TurnRecord("web", "1", None, "a1", "o1", newcomer=True, version=0, state={}, at=at)
    await database.write(turns.commit, record, ())


def tried(connection: Connection, times: int, at: dt.datetime) -> None:
    connection.execute(insert(link_try), [{"account": "a1", "at": at} for _ in range(times)])


def count(connection: Connection, table: Table) -> Any:
    return connection.scalar(select(func.count()).select_from(table))
