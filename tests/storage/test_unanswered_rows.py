"""Questions that could not be answered, as they are stored: without their askers, marked when dealt with."""

import datetime as dt
import sqlite3
from dataclasses import fields, replace

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, inspect, text

from knowledge.window import SEOUL
from storage import housekeeping, unanswered
from storage.database import Database, open_database
from storage.encryption import KeyRing
from storage.errors import Conflict
from storage.migrations import HEAD
from storage.tables import metadata
from storage.unanswered import Unanswered
from storage.upgrade import upgrade

DAY = dt.date(2020, 9, 25)
ASKED = Unanswered("u1", DAY, "not_stated", "ssolssol-market", "telegram", "ko", "주차장 있어요?")


async def add(database: Database, *asked: Unanswered) -> None:
    for one in asked:
        await database.write(unanswered.add, one)


async def test_a_question_comes_back_as_it_was_stored(database: Database) -> None:
    without = replace(ASKED, id="u2", reason="unclear", program=None, channel="web", language="en", text="parking lot?")
    await add(database, ASKED, without)

    assert await database.read(unanswered.still_open) == (ASKED, without)


async def test_the_latest_day_comes_first_and_a_limit_leaves_the_oldest_out(database: Database) -> None:
    days = [DAY + dt.timedelta(days=number) for number in (1, 3, 2)]
    await add(database, *(replace(ASKED, id=f"u{day.day}", day=day) for day in days))

    found = await database.read(unanswered.still_open, 2)

    assert [one.day for one in found] == [DAY + dt.timedelta(days=3), DAY + dt.timedelta(days=2)]


async def test_an_id_is_stored_once(database: Database) -> None:
    await add(database, ASKED)

    with pytest.raises(Conflict):
        await add(database, ASKED)


async def test_what_was_dealt_with_is_kept_with_who_and_when(database: Database, at: dt.datetime) -> None:
    other = replace(ASKED, id="u2", text="다른 질문")
    await add(database, ASKED, other)

    assert await database.write(unanswered.deal_with, ["u1", "gone"], named="u1", at=at, by="web:staff") == 1

    assert await database.read(unanswered.still_open) == (other,)
    marked = replace(ASKED, dealt_with_as="u1", dealt_with_at=at, dealt_with_by="web:staff")
    assert await database.read(unanswered.dealt_with) == (marked,)


async def test_what_was_dealt_with_before_keeps_its_first_mark(database: Database, at: dt.datetime) -> None:
    await add(database, ASKED)
    await database.write(unanswered.deal_with, ["u1"], named="u1", at=at, by="web:first")

    again = await database.write(unanswered.deal_with, ["u1"], named="u9", at=at, by="web:second")

    (kept,) = await database.read(unanswered.dealt_with)
    assert again == 0
    assert kept.dealt_with_by == "web:first"


async def test_a_group_that_is_opened_again_is_as_it_was(database: Database, at: dt.datetime) -> None:
    together = tuple(replace(ASKED, id=f"u{number}") for number in range(3))
    await add(database, *together)
    await database.write(unanswered.deal_with, ["u0", "u1"], named="u0", at=at, by="web:staff")
    await database.write(unanswered.deal_with, ["u2"], named="u2", at=at, by="web:staff")

    assert await database.write(unanswered.reopen, "u0") == 2

    assert await database.read(unanswered.still_open) == together[:2]
    assert [one.id for one in await database.read(unanswered.dealt_with)] == ["u2"]


async def test_thousands_are_dealt_with_at_once(database: Database, at: dt.datetime) -> None:
    await add(database, ASKED)
    ids = ["u1", *(f"gone{number}" for number in range(unanswered.LOOKED_AT - 1))]

    assert await database.write(unanswered.deal_with, ids, named="u1", at=at, by="web:staff") == 1


async def test_questions_before_a_day_are_deleted_dealt_with_or_not(database: Database, at: dt.datetime) -> None:
    await add(
        database,
        replace(ASKED, id="old", day=DAY - dt.timedelta(days=1)),
        replace(ASKED, id="old-and-done", day=DAY - dt.timedelta(days=2)),
        ASKED,
    )
    await database.write(unanswered.deal_with, ["old-and-done"], named="old-and-done", at=at, by="web:staff")

    assert await database.write(housekeeping.purge_unanswered, dt.datetime(2020, 9, 25, tzinfo=SEOUL)) == 2

    assert await database.read(unanswered.still_open) == (ASKED,)
    assert await database.read(unanswered.dealt_with) == ()


def test_a_question_has_no_place_for_who_asked_or_for_the_hour() -> None:
    columns = set(metadata.tables["unanswered"].columns.keys())

    assert columns == {field.name for field in fields(Unanswered)}
    assert columns & {"account", "owner", "user", "channel_user", "key", "at", "created_at"} == set()
    assert metadata.tables["unanswered"].foreign_keys == set()


async def test_the_file_does_not_tell_in_which_order_questions_came(sqlite_url: str, keys: KeyRing) -> None:
    database = await open_database(sqlite_url, keys)
    await add(database, replace(ASKED, id="b"), replace(ASKED, id="a"))
    await database.close()

    connection = sqlite3.connect(sqlite_url.partition("///")[2])
    with pytest.raises(sqlite3.OperationalError, match="no such column: rowid"):
        connection.execute("SELECT rowid FROM unanswered")
    stored = connection.execute("SELECT id, text FROM unanswered").fetchall()
    connection.close()

    assert [row[0] for row in stored] == ["a", "b"]
    assert all(ASKED.text.encode() not in row[1] for row in stored)


def test_the_first_tables_are_brought_to_the_second_with_what_is_in_them(database_url: str, keys: KeyRing) -> None:
    engine = create_engine(database_url)
    config = Config()
    config.set_main_option("script_location", "storage:migrations")
    config.set_main_option("path_separator", "os")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0001")
        connection.execute(text("INSERT INTO owner (id, created_at) VALUES ('o1', '2020-09-25 03:00:00')"))
        assert not inspect(connection).has_table("unanswered")

    upgrade(database_url, keys)

    with engine.connect() as connection:
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == HEAD
        assert connection.scalars(text("SELECT id FROM owner")).all() == ["o1"]
        assert connection.scalar(text("SELECT count(*) FROM unanswered")) == 0
    engine.dispose()
