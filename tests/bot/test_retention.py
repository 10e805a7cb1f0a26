"""What has been kept for long enough goes by itself; the log tells how many, of what, and nothing else."""

import datetime as dt
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Table, func, insert, make_url, select, update
from structlog.testing import capture_logs

from bot import retention
from knowledge.window import SEOUL
from storage import housekeeping, turns
from storage.database import Database, open_database
from storage.encryption import KeyRing
from storage.errors import StorageUnavailable
from storage.housekeeping import Rule
from storage.tables import account, intake, link_try, owner
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
    monkeypatch.setattr(retention, "CLEAR_EVERY", dt.timedelta())
    readings = iter((NOW,))

    # The clock can be read once: that ends it.
    with capture_logs() as logs, pytest.raises(RuntimeError, match="StopIteration"):
        await retention.keep_purging(sqlite_database, retention=YEARS, now=lambda: next(readings))

    assert logs == [{"event": "retention.purged", "log_level": "info", "what": "link_tries", "rows": 3}]


async def test_between_the_hours_only_what_is_kept_for_less_goes(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await spoken(sqlite_database, NOW)
    await sqlite_database.write(tried, 1, NOW - dt.timedelta(days=2))
    await sqlite_database.write(kept_answer, NOW - dt.timedelta(minutes=55))
    monkeypatch.setattr(retention, "CLEAR_EVERY", dt.timedelta())
    in_ten_minutes = NOW + dt.timedelta(minutes=10)
    readings = iter((NOW, in_ten_minutes))

    with capture_logs() as logs, pytest.raises(RuntimeError, match="StopIteration"):
        await retention.keep_purging(sqlite_database, retention=YEARS, now=lambda: next(readings))

    assert [(line["what"], line["rows"]) for line in logs] == [("link_tries", 1), ("answers", 1)]
    await sqlite_database.write(tried, 1, NOW - dt.timedelta(days=2))
    assert await retention.purge(sqlite_database, in_ten_minutes, retention=YEARS, all_rules=False) == {}


async def test_any_trouble_of_the_database_with_one_rule_does_not_stop_the_others(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(connection: Connection, _before: dt.datetime, _limit: int) -> int:
        return connection.exec_driver_sql("SELECT '010-8437-2956' FROM nowhere AND nothing").rowcount

    await spoken(sqlite_database, NOW)
    await sqlite_database.write(tried, 1, NOW - dt.timedelta(days=2))
    monkeypatch.setattr(housekeeping, "RULES", (Rule("first", dt.timedelta(), fails), *housekeeping.RULES))

    with capture_logs() as logs:
        assert await retention.purge(sqlite_database, NOW, retention=YEARS) == {"link_tries": 1}

    assert [line["event"] for line in logs] == ["retention.failed"]
    assert "8437" not in str(logs)


async def test_what_was_deleted_leaves_the_files_of_the_embedded_database(sqlite_url: str, keys: KeyRing) -> None:
    file = Path(make_url(sqlite_url).database or "")
    database = await open_database(sqlite_url, keys)
    await spoken(database, NOW)
    await database.write(named, "지워질 이름")
    await database.write(named, "다른 이름")
    assert any("지워질 이름".encode() in one.read_bytes() for one in file.parent.iterdir())

    await retention.purge(database, NOW, retention=YEARS)

    assert not any("지워질 이름".encode() in one.read_bytes() for one in file.parent.iterdir())
    await database.close()


async def test_while_somebody_reads_on_the_files_are_left_to_the_next_time(sqlite_url: str, keys: KeyRing) -> None:
    database = await open_database(sqlite_url, keys)
    await spoken(database, NOW)
    with closing(sqlite3.connect(make_url(sqlite_url).database or "")) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM owner").fetchall()
        await database.write(named, "이름")

        await database.scrub()

        assert reader.execute("SELECT count(*) FROM owner WHERE joined = '이름'").fetchone() == (0,)
    assert await database.read(count, owner) == 1
    await database.close()


def named(connection: Connection, name: str) -> None:
    connection.execute(update(owner).values(joined=name))


def kept_answer(connection: Connection, at: dt.datetime) -> None:
    row = {"channel": "web", "key": "k", "account": "a1", "answer": [{"text": "안녕하세요"}], "received_at": at}
    connection.execute(insert(intake), row)


async def spoken(database: Database, at: dt.datetime) -> None:
    record = TurnRecord("web", "1", None, "a1", "o1", newcomer=True, version=0, state={}, at=at)
    await database.write(turns.commit, record, ())


def tried(connection: Connection, times: int, at: dt.datetime) -> None:
    connection.execute(insert(link_try), [{"account": "a1", "at": at} for _ in range(times)])


def count(connection: Connection, table: Table) -> Any:
    return connection.scalar(select(func.count()).select_from(table))
