"""Keys that are changed: everything can be read before, meanwhile and after, whenever the process is killed."""

import asyncio
import shutil
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, LargeBinary, select, update

from storage import registrations, rotation
from storage.database import Database, open_database
from storage.encryption import Encrypted, KeyRing, blind_index
from storage.engines import command_engine
from storage.errors import AlreadyRunning, NotMigrated, StorageUnavailable, WrongKey
from storage.keys import coming, load, load_or_make
from storage.normal_forms import NORMAL_FORMS
from storage.reindex import reindex, reindex_key_file
from storage.rotation import rotate, rotate_key_file
from storage.tables import conversation, link_code, metadata, registration
from tests.storage import kill_everywhere
from tests.storage.every_table import everything, fill, sealed_with

ROWS = 3


@pytest.fixture
def folder(sqlite_template: Path, tmp_path: Path) -> Path:
    """A folder as the embedded default has it, with rows in every table."""
    made = tmp_path / "var"
    made.mkdir()
    shutil.copyfile(sqlite_template, made / "pallobot.db")
    ring = load_or_make(made / "pallobot.keys")
    with command_engine(url_of(made), ring) as engine, engine.begin() as connection:
        fill(connection, ROWS)
    return made


def url_of(folder: Path) -> str:
    return f"sqlite:///{folder}/pallobot.db"


def held(folder: Path) -> dict[str, list[tuple[object, ...]]]:
    """Everything that a folder holds, read with the keys of its file."""
    with (
        command_engine(url_of(folder), load(folder / "pallobot.keys")) as engine,
        engine.connect() as connection,
    ):
        return everything(connection)


def key_ids(folder: Path) -> set[int]:
    return set(load(folder / "pallobot.keys").keys)


def killed(*arguments: str) -> str:
    """Do something that is killed again and again, and return what it printed."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "tests.storage.kill_everywhere", *arguments],
        check=True,
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
        timeout=120,
    )
    return done.stdout


def killed_everywhere(what: str, template: Path, into: Path) -> list[Path]:
    """Copies of a folder in which something was killed at its 1st, 2nd, … step; in the last it came to its end."""
    into.mkdir()
    killed(what, str(template), str(into))
    return list(kill_everywhere.copies(into))


async def filled(database: Database) -> dict[str, list[tuple[object, ...]]]:
    await database.write(fill, ROWS)
    return await database.read(everything)


async def test_everything_is_encrypted_with_the_newest_key_and_reads_as_before(
    database: Database, database_url: str, keys: KeyRing
) -> None:
    before = await filled(database)
    ring = keys.with_fresh_key()

    done = await asyncio.to_thread(rotate, database_url, ring)

    columns = [one for table in metadata.tables.values() for one in table.columns if isinstance(one.type, Encrypted)]
    assert (done.newest, done.moved, done.unreadable) == (2, ROWS * len(columns), 0)
    assert (done.still_used, done.unused) == (frozenset(), frozenset({1}))
    await database.close()
    later = await open_database(database_url, ring.without({1}))
    assert await later.read(everything) == before
    assert await later.read(sealed_with) == {2}
    await later.close()


async def test_with_the_newest_key_in_use_there_is_nothing_to_do(
    database: Database, database_url: str, keys: KeyRing
) -> None:
    await filled(database)

    done = await asyncio.to_thread(rotate, database_url, keys)

    assert (done.moved, done.still_used, done.unused) == (0, frozenset(), frozenset())


async def test_more_rows_than_one_chunk_are_all_encrypted_anew(
    database: Database, database_url: str, keys: KeyRing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rotation, "CHUNK", 2)
    await filled(database)

    done = await asyncio.to_thread(rotate, database_url, keys.with_fresh_key())

    assert done.still_used == frozenset()
    assert await database.read(sealed_with) == {2}


async def test_a_value_that_does_not_open_is_counted_and_stays_as_it_is(
    database: Database, database_url: str, keys: KeyRing
) -> None:
    await filled(database)
    lost = KeyRing({7: KeyRing.made().keys[1]}, keys.index_key).encrypt(b"?", "registration.phone")

    def spoil(connection: Connection) -> None:
        mark = "?" if connection.dialect.name == "sqlite" else "%s"
        connection.exec_driver_sql(f"UPDATE registration SET phone = {mark} WHERE id = 'registration.id 1'", (lost,))

    await database.write(spoil)

    done = await asyncio.to_thread(rotate, database_url, keys.with_fresh_key())

    assert (done.unreadable, done.still_used, done.unused) == (1, frozenset({7}), frozenset({1}))
    assert await database.read(sealed_with) == {2, 7}


async def test_what_is_written_meanwhile_is_neither_lost_nor_undone(
    database: Database, database_url: str, keys: KeyRing
) -> None:
    await filled(database)
    await database.close()
    ring = keys.with_fresh_key()
    service = await open_database(database_url, ring)
    accounts = [f"account.id {number}" for number in range(1, ROWS + 1)]
    said = dict.fromkeys(accounts, 0)

    def say(connection: Connection, account: str, number: int) -> None:
        connection.execute(update(conversation).where(conversation.c.account == account).values(state={"n": number}))

    rotating = asyncio.create_task(asyncio.to_thread(rotate, database_url, ring))
    while not rotating.done():
        for account in accounts:
            said[account] += 1
            await service.write(say, account, said[account])

    assert (await rotating).still_used == frozenset()

    def states(connection: Connection) -> dict[str, int]:
        rows = connection.execute(select(conversation.c.account, conversation.c.state))
        return {row.account: row.state["n"] for row in rows}

    assert await service.read(states) == said
    assert await service.read(sealed_with) == {2}
    await service.close()


async def test_a_database_of_another_version_is_left_alone(tmp_path: Path, keys: KeyRing) -> None:
    (tmp_path / "empty.db").touch()

    with pytest.raises(NotMigrated):
        await asyncio.to_thread(rotate, f"sqlite:///{tmp_path}/empty.db", keys)
    with pytest.raises(StorageUnavailable, match="no database"):
        await asyncio.to_thread(rotate, f"sqlite:///{tmp_path}/none.db", keys)

    assert not (tmp_path / "none.db").exists()


def test_the_key_file_gets_a_fresh_key_and_loses_the_one_before(folder: Path) -> None:
    before = held(folder)

    done = rotate_key_file(url_of(folder), folder / "pallobot.keys")

    assert done.taken_out == {1}
    assert key_ids(folder) == {2}
    assert held(folder) == before
    assert stat.S_IMODE((folder / "pallobot.keys").stat().st_mode) == 0o600
    assert not (folder / "pallobot.keys.new").exists()
    assert rotate_key_file(url_of(folder), folder / "pallobot.keys").taken_out == {2}


def test_a_key_file_that_is_a_link_stays_one(folder: Path, tmp_path: Path) -> None:
    before = held(folder)
    kept = tmp_path / "kept-elsewhere"
    (folder / "pallobot.keys").rename(kept)
    (folder / "pallobot.keys").symlink_to(kept)

    rotate_key_file(url_of(folder), folder / "pallobot.keys")
    reindex_key_file(url_of(folder), folder / "pallobot.keys")

    assert (folder / "pallobot.keys").is_symlink()
    assert set(load(kept).keys) == {2}
    assert held(folder).keys() == before.keys()


def test_no_key_goes_while_another_database_lies_beside(folder: Path) -> None:
    shutil.copyfile(folder / "pallobot.db", folder / "backup-of-monday")

    done = rotate_key_file(url_of(folder), folder / "pallobot.keys")

    assert [one.name for one in done.beside] == ["backup-of-monday"]
    assert (done.taken_out, key_ids(folder)) == (frozenset(), {1, 2})
    (folder / "backup-of-monday").unlink()
    assert rotate_key_file(url_of(folder), folder / "pallobot.keys").taken_out == {1, 2}


def test_a_file_beside_that_can_not_be_read_counts_as_a_database(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "backup-of-root").write_bytes(b"")
    opened = Path.open

    def refused(path: Path, *arguments: Any, **named: Any) -> Any:
        if path.name == "backup-of-root":
            raise PermissionError(13, "Permission denied")
        return opened(path, *arguments, **named)

    monkeypatch.setattr(Path, "open", refused)

    done = rotate_key_file(url_of(folder), folder / "pallobot.keys")

    assert [one.name for one in done.beside] == ["backup-of-root"]
    assert (done.taken_out, key_ids(folder)) == (frozenset(), {1, 2})


def test_a_folder_that_can_not_be_read_gets_no_key(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(_path: Path) -> Any:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", refused)

    for _ in range(2):
        with pytest.raises(StorageUnavailable, match="Permission denied"):
            rotate_key_file(url_of(folder), folder / "pallobot.keys")

    assert key_ids(folder) == {1}


def test_no_key_goes_while_a_value_can_not_be_read(folder: Path) -> None:
    stranger = KeyRing.made().encrypt(b"?", "registration.phone")
    with (
        command_engine(url_of(folder), KeyRing.made()) as engine,
        engine.begin() as connection,
    ):
        connection.exec_driver_sql("UPDATE registration SET phone = ? WHERE id = 'registration.id 1'", (stranger,))

    done = rotate_key_file(url_of(folder), folder / "pallobot.keys")

    assert (done.values.unreadable, done.taken_out, key_ids(folder)) == (1, frozenset(), {1, 2})


async def test_beside_a_running_service_nothing_is_changed(folder: Path) -> None:
    file = folder / "pallobot.keys"
    before = file.read_bytes()
    service = await open_database(url_of(folder), load(file))

    for command in (rotate_key_file, reindex_key_file):
        with pytest.raises(AlreadyRunning):
            await asyncio.to_thread(command, url_of(folder), file)
    with pytest.raises(AlreadyRunning):
        await asyncio.to_thread(reindex, url_of(folder), load(file))

    assert file.read_bytes() == before
    assert not coming(file).exists()
    await service.close()


def test_a_rotation_killed_at_any_step_loses_nothing_and_is_finished_by_the_next(folder: Path, tmp_path: Path) -> None:
    before = held(folder)

    copies = killed_everywhere("rotate", folder, tmp_path / "killed")

    assert len(copies) > 20
    between = set()
    for copy in copies:
        assert held(copy) == before
        between.add(len(key_ids(copy)))
        kill_everywhere.do("rotate", copy)
        assert held(copy) == before
        assert len(key_ids(copy)) == 1
        assert not (copy / "pallobot.keys.new").exists()
    assert between == {1, 2}


async def test_a_rotation_to_the_key_of_the_setting_goes_on_where_it_was_killed(
    database: Database, database_url: str, keys: KeyRing
) -> None:
    before = await filled(database)
    await database.close()
    ring = keys.with_fresh_key()

    times = await asyncio.to_thread(killed, "setting", database_url, ring.written())

    later = await open_database(database_url, ring.without({1}))
    assert int(times) > 4
    assert await later.read(everything) == before
    await later.close()


# Blind indexes


def test_all_blind_indexes_are_known_to_the_job_that_makes_them_anew() -> None:
    known = {f"registration.{kind}_index" for kind in NORMAL_FORMS} | {"link_code.code_index"}

    declared = {
        f"{table.name}.{column.name}"
        for table in metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, LargeBinary)
    }

    assert declared == known


def indexes(connection: Connection) -> list[tuple[bytes, ...]]:
    columns = [registration.c[f"{kind}_index"] for kind in NORMAL_FORMS]
    return [tuple(map(bytes, row)) for row in connection.execute(select(*columns).order_by(registration.c.id))]


def indexes_of(ring: KeyRing) -> list[tuple[bytes, ...]]:
    return [
        tuple(blind_index(ring, kind, form(f"registration.{kind} {row}")) for kind, form in NORMAL_FORMS.items())
        for row in range(1, ROWS + 1)
    ]


def fits(folder: Path) -> bool:
    ring = load(folder / "pallobot.keys")
    with command_engine(url_of(folder), ring) as engine, engine.connect() as connection:
        return indexes(connection) == indexes_of(ring)


async def test_people_are_found_by_their_number_under_a_new_index_key(
    database: Database, database_url: str, keys: KeyRing
) -> None:
    before = await filled(database)
    await database.close()
    ring = keys.with_fresh_index_key()

    rows = await asyncio.to_thread(reindex, database_url, ring)

    later = await open_database(database_url, ring)
    assert rows == ROWS
    assert await later.read(indexes) == indexes_of(ring)
    found = await later.read(registrations.search, words="registration.contact_person 2")
    assert [one.id for one in found.items] == ["registration.id 2"]
    assert await later.read(lambda connection: connection.execute(select(link_code)).all()) == []
    after = await later.read(everything)
    assert {name for name in before if before[name] != after[name]} == {"registration", "link_code"}
    await later.close()


async def test_indexes_are_not_made_anew_while_somebody_is_connected(postgres_url: str, keys: KeyRing) -> None:
    service = await open_database(postgres_url, keys)
    before = await filled(service)

    with pytest.raises(AlreadyRunning, match="Stop every service"):
        await asyncio.to_thread(reindex, postgres_url, keys.with_fresh_index_key())

    assert await service.read(everything) == before
    await service.close()


async def test_a_value_without_its_key_stops_the_making_of_indexes_and_nothing_is_changed(
    database: Database, database_url: str, keys: KeyRing
) -> None:
    before = await filled(database)
    await database.close()

    with pytest.raises(WrongKey):
        await asyncio.to_thread(reindex, database_url, KeyRing.made())

    later = await open_database(database_url, keys)
    assert await later.read(everything) == before
    await later.close()


def test_making_indexes_anew_killed_at_any_step_keeps_services_out_until_it_is_finished(
    folder: Path, tmp_path: Path
) -> None:
    before = load(folder / "pallobot.keys")
    reindex_key_file(url_of(folder), folder / "pallobot.keys")
    assert fits(folder)
    assert load(folder / "pallobot.keys").index_key != before.index_key

    copies = killed_everywhere("reindex", folder, tmp_path / "killed")

    assert len(copies) > 8
    kept_out = 0
    for copy in copies:
        file = copy / "pallobot.keys"
        if coming(file).exists():
            kept_out += 1
            for start in (load_or_make, lambda file, copy=copy: rotate_key_file(url_of(copy), file)):
                with pytest.raises(StorageUnavailable, match="keys reindex"):
                    start(file)
        else:
            assert fits(copy)
        kill_everywhere.do("reindex", copy)
        assert fits(copy)
        load_or_make(file)
    assert kept_out > 4
