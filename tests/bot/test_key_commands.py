"""``pallobot keys …``: what each command does to keys and database, and the sentence that it prints."""

import asyncio
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import structlog
from sqlalchemy import Connection, select

from bot.command_line import main
from storage import keys as key_file
from storage import registrations
from storage.database import Database, open_database
from storage.encryption import KeyRing
from storage.engines import command_engine
from storage.tables import registration
from storage.upgrade import upgrade
from tests.storage.every_table import everything, fill, sealed_with

Run = Callable[..., tuple[int, str, str]]
"""Runs ``pallobot keys`` with arguments and settings, and returns its status and what it printed and complained of."""

URL = "sqlite:///var/pallobot.db"
FILE = Path("var/pallobot.keys")


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Run]:
    """Commands run in this process, in an empty folder, without any setting but these."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("PALLOBOT_")]:
        monkeypatch.delenv(name)

    def command(*arguments: str, **settings: str) -> tuple[int, str, str]:
        with monkeypatch.context() as patch:
            for name, value in settings.items():
                patch.setenv(f"PALLOBOT_{name}", value)
            status = main(("keys", *arguments))
        said = capsys.readouterr()
        return status, said.out, said.err

    yield command
    structlog.reset_defaults()


def embedded() -> KeyRing:
    """Make the default database in the folder where one is, with a row in every table."""
    ring = key_file.load_or_make(FILE)
    upgrade(URL, ring)
    with command_engine(URL, ring) as engine, engine.begin() as connection:
        fill(connection, 1)
    return ring


def test_a_key_is_added_to_the_ring_in_use_and_nothing_else_is_changed(run: Run) -> None:
    ring = embedded()

    status, printed, _ = run("add")

    longer = KeyRing.parse(printed.strip())
    assert status == 0
    assert longer.without({2}) == ring == key_file.load(FILE)
    again = KeyRing.parse(run("add", SECRET_KEYS=longer.written())[1].strip())
    assert again.without({3}) == longer


def test_an_index_key_can_be_had_without_another_key(run: Run) -> None:
    ring = KeyRing.made()

    other = KeyRing.parse(run("add", "--index", SECRET_KEYS=ring.written())[1].strip())

    assert other.keys == ring.keys
    assert other.index_key != ring.index_key


def test_a_ring_that_is_full_is_said(run: Run) -> None:
    full = KeyRing({255: KeyRing.made().keys[1]}, KeyRing.made().index_key)

    status, printed, said = run("add", SECRET_KEYS=full.written())

    assert (status, printed) == (2, "")
    assert "255 is the last" in said


def test_the_key_file_is_rotated_and_the_old_key_is_gone(run: Run) -> None:
    before = embedded()

    status, printed, _ = run("rotate")

    assert status == 0
    assert " Key 1 left var/pallobot.keys" in printed
    after = key_file.load(FILE)
    assert set(after.keys) == {2}
    assert after.index_key == before.index_key
    assert before.written()[:20] not in printed


def test_an_old_key_stays_while_a_copy_of_the_database_lies_beside(run: Run) -> None:
    embedded()
    Path("var/copy.db").write_bytes(Path("var/pallobot.db").read_bytes())

    status, printed, _ = run("rotate")

    assert status == 0
    assert "Key 1 stayed in var/pallobot.keys: other databases lie beside this one (copy.db)" in printed


async def test_beside_a_running_service_the_key_file_is_left_alone(run: Run) -> None:
    ring = await asyncio.to_thread(embedded)
    service = await open_database(URL, ring)

    for command in ("rotate", "reindex"):
        status, printed, said = await asyncio.to_thread(run, command)
        assert (status, printed) == (2, "")
        assert "Another process is using" in said

    await service.close()
    assert key_file.load(FILE) == ring


def test_without_any_key_file_there_is_nothing_to_rotate(run: Run, tmp_path: Path) -> None:
    for command in ("rotate", "reindex"):
        status, printed, said = run(command)
        assert (status, printed) == (2, "")
        assert said.count("\n") == 1

    assert not any(path.suffix == ".db" for path in tmp_path.rglob("*"))


async def test_with_the_setting_a_rotation_runs_beside_a_service_and_says_which_keys_may_go(
    run: Run, database: Database, database_url: str, keys: KeyRing
) -> None:
    await database.write(fill, 1)
    ring = keys.with_fresh_key()

    first, second = [
        await asyncio.to_thread(run, "rotate", DATABASE_URL=database_url, SECRET_KEYS=ring.written()) for _ in "12"
    ]

    assert (first[0], second[0]) == (0, 0)
    assert "Key 1 can be taken out of PALLOBOT_SECRET_KEYS" in first[1]
    assert "Everything is encrypted with key 2 already." in second[1]
    assert await database.read(sealed_with) == {2}


async def test_with_one_key_in_the_setting_it_is_said_how_there_is_another(
    run: Run, database: Database, database_url: str, keys: KeyRing
) -> None:
    status, printed, _ = await asyncio.to_thread(run, "rotate", DATABASE_URL=database_url, SECRET_KEYS=keys.written())

    assert status == 0
    assert "`pallobot keys add`" in printed


async def test_before_key_1_goes_from_which_the_index_key_is_made_that_is_said(
    run: Run, database: Database, database_url: str
) -> None:
    bare = KeyRing.made().with_fresh_key().written().rpartition(",index:")[0]

    _, printed, _ = await asyncio.to_thread(run, "rotate", DATABASE_URL=database_url, SECRET_KEYS=bare)

    assert "the blind indexes hang on key 1" in printed
    added = KeyRing.parse(run("add", SECRET_KEYS=bare)[1].strip())
    assert KeyRing.parse(added.without({1}).written()).index_key == KeyRing.parse(bare).index_key


async def test_values_of_a_key_that_is_missing_are_a_finding(
    run: Run, database: Database, database_url: str, keys: KeyRing
) -> None:
    await database.write(fill, 1)
    stranger = KeyRing({5: KeyRing.made().keys[1]}, keys.index_key)

    status, printed, _ = await asyncio.to_thread(
        run, "rotate", DATABASE_URL=database_url, SECRET_KEYS=stranger.written()
    )

    assert status == 1
    assert "Values that the keys at hand do not open: " in printed
    assert "they name key 1." in printed
    assert "can be taken out" not in printed
    assert len(await database.read(everything)) > 10


async def test_indexes_are_made_anew_with_the_index_key_of_the_setting(
    run: Run, database: Database, database_url: str, keys: KeyRing
) -> None:
    await database.write(fill, 2)
    await database.close()
    ring = keys.with_fresh_index_key()

    status, printed, _ = await asyncio.to_thread(run, "reindex", DATABASE_URL=database_url, SECRET_KEYS=ring.written())

    assert (status, printed.partition(".")[0]) == (0, "Registrations with new indexes: 2")
    later = await open_database(database_url, ring)
    found = await later.read(registrations.search, words="registration.contact_person 2")
    assert [one.id for one in found.items] == ["registration.id 2"]
    await later.close()


def test_the_key_file_gets_a_new_index_key(run: Run) -> None:
    before = embedded()

    status, printed, _ = run("reindex")

    assert (status, "new indexes: 1." in printed) == (0, True)
    after = key_file.load(FILE)
    assert after.keys == before.keys
    assert after.index_key != before.index_key
    assert not key_file.coming(FILE).exists()

    def index(connection: Connection) -> bytes:
        return bytes(connection.scalars(select(registration.c.phone_index)).one())

    with command_engine(URL, after) as engine, engine.connect() as connection:
        assert index(connection) != b"registration.phone_index 1"
