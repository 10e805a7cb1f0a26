import datetime as dt
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, insert, inspect, select, text

from storage import turns
from storage.database import open_database
from storage.encryption import KeyRing, hang_keys
from storage.errors import StorageUnavailable
from storage.migrations import HEAD
from storage.tables import intake, metadata
from storage.turns import TurnRecord
from storage.upgrade import upgrade

AT = dt.datetime(2020, 9, 25, 3, 0, tzinfo=dt.UTC)


def test_the_code_names_the_last_migration() -> None:
    config = Config()
    config.set_main_option("script_location", "storage:migrations")
    config.set_main_option("path_separator", "os")

    assert ScriptDirectory.from_config(config).get_current_head() == HEAD


def test_the_migrations_make_the_tables_that_the_code_declares(database_url: str) -> None:
    engine = create_engine(database_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, metadata) == []
        assert len(inspect(connection).get_table_names()) == len(metadata.tables) + 1
    engine.dispose()


def test_the_migrations_make_the_very_indexes_and_keys_that_the_code_declares(
    database_url: str, tmp_path: Path
) -> None:
    migrated = create_engine(database_url)
    if migrated.dialect.name == "sqlite":
        declared = create_engine(f"sqlite:///{tmp_path}/declared.db")
    else:
        declared = create_engine(database_url).execution_options(schema_translate_map={None: "declared"})
        with declared.begin() as connection:
            connection.execute(text("CREATE SCHEMA declared"))
    with declared.begin() as connection:
        metadata.create_all(connection)

    schema = "declared" if migrated.dialect.name == "postgresql" else None
    assert _shape(migrated, None) == _shape(declared, schema)
    migrated.dispose()
    declared.dispose()


def _shape(engine: Engine, schema: str | None) -> dict[str, Any]:
    """What the database itself says of each table: its columns, keys and indexes, conditions included."""
    with engine.connect() as connection:
        seen = inspect(connection)
        shape: dict[str, Any] = {
            table: (
                [
                    (column["name"], str(column["type"]), column["nullable"])
                    for column in seen.get_columns(table, schema)
                ],
                seen.get_pk_constraint(table, schema),
                sorted(str({**key, "referred_schema": None}) for key in seen.get_foreign_keys(table, schema)),
                sorted(map(str, seen.get_unique_constraints(table, schema))),
                sorted(map(repr, (_plain(index) for index in seen.get_indexes(table, schema)))),
            )
            for table in metadata.tables
        }
        if engine.dialect.name == "sqlite":
            indexes = "SELECT sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        else:
            indexes = f"SELECT replace(indexdef, '{schema}.', 'public.') FROM pg_indexes "
            indexes += f"WHERE schemaname = '{schema or 'public'}' AND tablename <> 'alembic_version'"
        shape["indexes"] = sorted(connection.execute(text(indexes)).scalars())
    assert len(shape["indexes"]) > len(metadata.tables)
    return shape


def _plain(index: Any) -> dict[str, str]:
    return {name: str(value) for name, value in sorted(index.items()) if name != "dialect_options"}


def test_two_upgrades_at_once_leave_one_schema(postgres_url: str, keys: KeyRing) -> None:
    engine = create_engine(postgres_url)
    with engine.begin() as connection:
        metadata.drop_all(connection)
        connection.execute(text("DROP TABLE alembic_version"))

    with ThreadPoolExecutor(2) as both:
        list(both.map(lambda _: upgrade(postgres_url, keys), range(2)))

    with engine.connect() as connection:
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == HEAD
    engine.dispose()


async def test_delivery_keys_of_before_are_hashed_and_known_again(database_url: str, keys: KeyRing) -> None:
    engine = create_engine(database_url)
    hang_keys(engine.dialect, keys)
    record = TurnRecord("kakao", "somebody", None, "a1", "o1", newcomer=True, version=0, state={}, at=AT)
    row = {"channel": "kakao", "account": "a1", "answer": [{"text": "네"}], "received_at": AT}
    with engine.begin() as connection:
        turns.commit(connection, record, [])
        _down_to(connection, "0004")
        many = [{**row, "key": f"somebody/{number}"} for number in range(501)]
        connection.execute(insert(intake), many)
    engine.dispose()

    upgrade(database_url, keys)

    database = await open_database(database_url, keys)
    assert (await database.read(turns.load, channel="kakao", user="somebody", key="somebody/500")).repeated
    stored = await database.read(lambda connection: connection.scalars(select(intake.c.key)).all())
    assert (len(stored), [key for key in stored if "somebody" in key]) == (501, [])
    await database.close()


def _down_to(connection: Connection, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", "storage:migrations")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.downgrade(config, revision)


def test_a_database_of_a_newer_version_is_left_alone(database_url: str, keys: KeyRing) -> None:
    engine = create_engine(database_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(StorageUnavailable, match="newer version"):
        upgrade(database_url, keys)

    with engine.connect() as connection:
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == "9999"
    engine.dispose()


def test_an_upgrade_that_fails_leaves_nothing_behind(tmp_path: Path, keys: KeyRing) -> None:
    url = f"sqlite:///{tmp_path}/pallobot.db"
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE registration (id TEXT)"))  # stands in the way of the migration's own

    with pytest.raises(Exception, match="already exists"):
        upgrade(url, keys)

    with engine.connect() as connection:
        assert inspect(connection).get_table_names() == ["registration"]
    engine.dispose()


def test_a_start_that_finds_its_tables_ready_does_not_import_alembic(sqlite_url: str) -> None:
    start = """
import asyncio, sys
from storage.database import open_database
from storage.encryption import KeyRing
from storage.upgrade import upgrade

async def start():
    upgrade(sys.argv[1], KeyRing.made())
    database = await open_database(sys.argv[1], KeyRing.made())
    assert await database.migrated()
    await database.close()

asyncio.run(start())
print(sorted({"alembic", "mako", "psycopg"} & set(sys.modules)))
"""
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", start, sqlite_url], cwd=root, capture_output=True, text=True, check=True
    )

    assert done.stdout == "[]\n"
