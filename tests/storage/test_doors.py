import asyncio
import stat
import sys
import threading
from pathlib import Path

import pytest
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import DBAPIError

from storage import accounts
from storage.database import Database, open_database
from storage.encryption import KeyRing
from storage.errors import AlreadyRunning, Conflict, NotMigrated, Refused, StorageUnavailable
from storage.upgrade import upgrade


def _grant(connection: Connection, address: str) -> str:
    connection.execute(
        text("INSERT INTO role (address, role, granted_at) VALUES (:address, 'staff', '2020-09-25 00:00:00')"),
        {"address": address},
    )
    return address


def _holders(connection: Connection) -> list[str]:
    return list(connection.scalars(text("SELECT address FROM role ORDER BY address")))


async def test_a_write_is_read_back_once_it_returned(database: Database) -> None:
    assert await database.write(_grant, "telegram:1") == "telegram:1"

    assert await database.read(_holders) == ["telegram:1"]


async def test_an_error_undoes_the_whole_write_and_reaches_the_caller_as_it_is(database: Database) -> None:
    def grant_then_fail(connection: Connection) -> None:
        _grant(connection, "telegram:1")
        raise LookupError("mine")

    with pytest.raises(LookupError, match="mine"):
        await database.write(grant_then_fail)

    assert await database.read(_holders) == []


async def test_of_many_writes_at_once_only_those_fail_that_are_refused(database: Database) -> None:
    addresses = [f"telegram:{number % 30:02}" for number in range(60)]

    results = await asyncio.gather(*(database.write(_grant, one) for one in addresses), return_exceptions=True)

    assert sum(isinstance(result, Conflict) for result in results) == 30
    assert sorted(result for result in results if isinstance(result, str)) == sorted(set(addresses))
    assert await database.read(_holders) == sorted(set(addresses))


async def test_what_waits_is_committed_together_and_one_error_undoes_only_its_own(sqlite_database: Database) -> None:
    entered, leave = threading.Event(), threading.Event()
    transactions: list[int] = []

    def hold_the_writer(_connection: Connection) -> None:
        entered.set()
        leave.wait(10)

    def grant(connection: Connection, address: str) -> None:
        root = connection.get_transaction()
        transactions.append(id(root))
        _grant(connection, address)
        if address == "telegram:3":
            raise LookupError(address)

    held = asyncio.create_task(sqlite_database.write(hold_the_writer))
    await asyncio.to_thread(entered.wait, 10)
    waiting = [asyncio.create_task(sqlite_database.write(grant, f"telegram:{number}")) for number in range(6)]
    await asyncio.sleep(0)
    leave.set()
    results = await asyncio.gather(held, *waiting, return_exceptions=True)

    assert len(set(transactions)) == 1
    assert [str(result) for result in results if result is not None] == ["telegram:3"]
    assert await sqlite_database.read(_holders) == [f"telegram:{number}" for number in (0, 1, 2, 4, 5)]


async def test_a_write_that_nobody_waits_for_any_more_is_not_begun(sqlite_database: Database) -> None:
    entered, leave = threading.Event(), threading.Event()

    def hold_the_writer(_connection: Connection) -> None:
        entered.set()
        leave.wait(10)

    held = asyncio.create_task(sqlite_database.write(hold_the_writer))
    await asyncio.to_thread(entered.wait, 10)
    given_up = asyncio.create_task(sqlite_database.write(_grant, "telegram:1"))
    await asyncio.sleep(0)
    given_up.cancel()
    await asyncio.sleep(0)
    leave.set()
    await held

    assert await sqlite_database.read(_holders) == []


async def test_a_query_may_raise_whatever_it_likes(database: Database) -> None:
    def stop(_connection: Connection) -> None:
        raise StopIteration

    with pytest.raises(RuntimeError):
        await database.write(stop)

    assert await database.read(accounts.count) == 0


async def test_a_read_cannot_write(database: Database) -> None:
    with pytest.raises((StorageUnavailable, DBAPIError)):
        await database.read(_grant, "telegram:1")

    assert await database.read(_holders) == []


async def test_a_read_sees_one_state_while_another_writes(database: Database, database_url: str) -> None:
    def look_twice(connection: Connection) -> tuple[list[str], list[str]]:
        before = _holders(connection)
        another = create_engine(database_url)
        with another.begin() as beside:
            _grant(beside, "telegram:1")
        another.dispose()
        return before, _holders(connection)

    assert await database.read(look_twice) == ([], [])
    assert await database.read(_holders) == ["telegram:1"]


async def test_a_constraint_that_is_no_key_is_told_from_a_conflict_and_shows_no_value(database: Database) -> None:
    def half_a_role(connection: Connection) -> None:
        connection.execute(text("INSERT INTO role (address, role) VALUES ('telegram:1234', 'staff')"))

    with pytest.raises(Refused, match="granted_at") as refused:
        await database.write(half_a_role)

    assert "1234" not in str(refused.value)


async def test_writes_that_were_asked_for_before_closing_are_made(sqlite_url: str, keys: KeyRing) -> None:
    opened = await open_database(sqlite_url, keys)
    writing = [asyncio.create_task(opened.write(_grant, f"telegram:{number}")) for number in range(9)]
    await asyncio.sleep(0)
    await opened.close()
    await asyncio.gather(*writing)

    again = await open_database(sqlite_url, keys)
    assert len(await again.read(_holders)) == 9
    await again.close()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("pallobot")]


async def test_a_closed_database_says_so_and_may_be_closed_twice(sqlite_url: str, keys: KeyRing) -> None:
    opened = await open_database(sqlite_url, keys)
    await opened.close()
    await opened.close()

    with pytest.raises(StorageUnavailable):
        await opened.read(_holders)
    with pytest.raises(StorageUnavailable):
        await opened.write(_grant, "telegram:1")


async def test_the_embedded_database_serves_one_process_until_that_ends(sqlite_url: str, keys: KeyRing) -> None:
    holding = """
import asyncio, sys
from storage.database import open_database
from storage.encryption import KeyRing

async def hold():
    await open_database(sys.argv[1], KeyRing.made())
    print("open", flush=True)
    await asyncio.sleep(60)

asyncio.run(hold())
"""
    other = await asyncio.create_subprocess_exec(
        sys.executable, "-c", holding, sqlite_url, cwd=Path(__file__).parents[2], stdout=asyncio.subprocess.PIPE
    )
    assert other.stdout is not None
    assert await other.stdout.readline() == b"open\n"
    with pytest.raises(AlreadyRunning, match="exactly one process"):
        await open_database(sqlite_url, keys)
    with pytest.raises(AlreadyRunning):
        upgrade(sqlite_url, keys)
    other.kill()
    await other.wait()

    opened = await open_database(sqlite_url, keys)
    assert await opened.migrated()
    await opened.close()


async def test_what_was_acknowledged_outlasts_a_kill(sqlite_url: str, keys: KeyRing) -> None:
    writing = """
import asyncio, sys
from sqlalchemy import text
from storage.database import open_database
from storage.encryption import KeyRing

def grant(connection, address):
    row = {"address": address}
    connection.execute(text("INSERT INTO role (address, role, granted_at) VALUES (:address, 'staff', '2020')"), row)

async def write(worker):
    for number in range(100_000):
        await database.write(grant, f"{worker}-{number}")
        print(f"{worker}-{number}", flush=True)

async def main():
    global database
    database = await open_database(sys.argv[1], KeyRing.made())
    await asyncio.gather(*map(write, range(8)))

asyncio.run(main())
"""
    service = await asyncio.create_subprocess_exec(
        sys.executable, "-c", writing, sqlite_url, cwd=Path(__file__).parents[2], stdout=asyncio.subprocess.PIPE
    )
    assert service.stdout is not None
    acknowledged = {(await service.stdout.readline()).decode().strip() for _ in range(200)}
    service.kill()
    acknowledged |= {line.strip() for line in (await service.stdout.read()).decode().splitlines(True) if "\n" in line}
    await service.wait()

    opened = await open_database(sqlite_url, keys)
    assert acknowledged <= set(await opened.read(_holders))
    await opened.close()


async def test_a_full_disk_is_said_to_all_who_wait_and_nothing_is_half_written(sqlite_database: Database) -> None:
    def limit(connection: Connection, pages: int) -> None:
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")

    def grant_at_length(connection: Connection, address: str) -> None:
        _grant(connection, address + "x" * 1_000_000)

    await sqlite_database.write(limit, 1)
    results = await asyncio.gather(
        *(sqlite_database.write(grant_at_length, str(number)) for number in range(5)), return_exceptions=True
    )
    assert [type(result) for result in results] == [StorageUnavailable] * 5
    assert "full" in str(results[0])

    await sqlite_database.write(limit, 1_000_000)
    assert await sqlite_database.read(_holders) == []
    await sqlite_database.write(_grant, "telegram:1")
    assert await sqlite_database.read(_holders) == ["telegram:1"]


async def test_others_on_the_machine_cannot_read_the_file(tmp_path: Path, keys: KeyRing) -> None:
    path = tmp_path / "var" / "pallobot.db"
    upgrade(f"sqlite:///{path}", keys)
    opened = await open_database(f"sqlite:///{path}", keys)
    await opened.write(_grant, "telegram:1")

    modes = {
        file.name: stat.S_IMODE(file.stat().st_mode) for file in await asyncio.to_thread(list, path.parent.iterdir())
    }
    assert set(modes) == {"pallobot.db", "pallobot.db-wal", "pallobot.db-shm", "pallobot.db.lock"}
    assert set(modes.values()) == {0o600}
    await opened.close()


async def test_a_command_writes_beside_the_running_service(sqlite_url: str, keys: KeyRing) -> None:
    service = await open_database(sqlite_url, keys)
    command = await open_database(sqlite_url, keys, alone=False)

    await asyncio.gather(*(door.write(_grant, f"telegram:{id(door)}") for door in (service, command)))

    assert len(await service.read(_holders)) == 2
    await command.close()
    await service.close()


async def test_a_missing_table_says_what_to_run(tmp_path: Path, keys: KeyRing) -> None:
    opened = await open_database(f"sqlite:///{tmp_path}/new/folder/pallobot.db", keys)

    assert not await opened.migrated()
    with pytest.raises(NotMigrated, match="pallobot db upgrade"):
        await opened.read(accounts.count)
    with pytest.raises(NotMigrated, match="pallobot db upgrade"):
        await opened.write(_grant, "telegram:1")

    await opened.close()


@pytest.mark.parametrize("url", ["", "mysql://host/db", "sqlite://", "sqlite:///:memory:", "postgresql://a:secret@["])
async def test_an_address_of_another_kind_is_refused_with_a_sentence(url: str, keys: KeyRing) -> None:
    with pytest.raises(StorageUnavailable, match="PALLOBOT_DATABASE_URL") as refused:
        await open_database(url, keys)

    assert "secret" not in str(refused.value)


async def test_a_file_that_is_no_database_is_refused_with_a_sentence(tmp_path: Path, keys: KeyRing) -> None:
    path = tmp_path / "pallobot.db"
    path.write_bytes(b"not a database" * 1000)

    with pytest.raises(StorageUnavailable, match="can't be opened"):
        await open_database(f"sqlite:///{path}", keys)
    with pytest.raises(StorageUnavailable):
        upgrade(f"sqlite:///{path}", keys)


async def test_a_folder_that_cannot_be_made_is_refused_with_a_sentence(tmp_path: Path, keys: KeyRing) -> None:
    (tmp_path / "var").write_text("a file where the folder should be")

    with pytest.raises(StorageUnavailable, match="can't be written"):
        await open_database(f"sqlite:///{tmp_path}/var/pallobot.db", keys)


async def test_a_server_that_is_not_there_is_refused_with_a_sentence(keys: KeyRing) -> None:
    with pytest.raises(StorageUnavailable, match="does not answer"):
        await open_database("postgresql://nobody@127.0.0.1:1/nothing", keys)


async def test_connections_that_died_in_the_pool_are_replaced(postgres_url: str, keys: KeyRing) -> None:
    opened = await open_database(postgres_url, keys)
    end_all = text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()")

    for _ in range(3):
        with pytest.raises(StorageUnavailable):
            await opened.read(lambda connection: connection.execute(end_all).all())
        assert await opened.write(_grant, f"telegram:{_}") == f"telegram:{_}"

    assert len(await opened.read(_holders)) == 3
    await opened.close()
