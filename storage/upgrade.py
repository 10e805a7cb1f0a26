"""Bring a database's tables to this version."""

import sqlite3
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import SQLAlchemyError

from storage.database import parse_url
from storage.encryption import KeyRing, hang_keys
from storage.errors import StorageUnavailable
from storage.file_lock import FileLock
from storage.migrations import is_current
from storage.refusals import meaning

ONE_AT_A_TIME: Final = 0x50616C6C
"""Key of the PostgreSQL advisory lock by which two upgrades at once run one after the other."""


def upgrade(url: str, keys: KeyRing) -> None:
    """Make the tables of this version, or change those of an earlier one to them. All or nothing.

    Args:
        url: see ``storage.database.open_database``. SQLite's file and folder are made.
        keys: for migrations that move encrypted values.

    Raises:
        StorageUnavailable: the database can't be opened, or a newer version made it.
        AlreadyRunning: another process has the embedded database.
    """
    parsed = parse_url(url)
    with ExitStack() as at_end:
        if parsed.drivername == "sqlite":
            from storage.sqlite import engine as sqlite_engine

            path = Path(parsed.database or "")
            lock = FileLock(path)
            at_end.callback(lock.release)
            engine = sqlite_engine(path, keys, writes=True)
        else:
            engine = create_engine(parsed, hide_parameters=True)
            hang_keys(engine.dialect, keys)
        at_end.callback(engine.dispose)
        try:
            with engine.begin() as connection:
                if connection.dialect.name == "postgresql":
                    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ONE_AT_A_TIME})
                if not is_current(connection):
                    _migrate(connection)
        except sqlite3.Error as error:
            raise StorageUnavailable(f"The database can't be opened: {error}.") from error
        except SQLAlchemyError as error:
            raise meaning(error) from error


def _migrate(connection: Connection) -> None:
    # Alembic takes a tenth of a second to import, which a start that finds its tables ready need not pay.
    from alembic import command
    from alembic.config import Config
    from alembic.util.exc import CommandError

    config = Config()
    config.set_main_option("script_location", "storage:migrations")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise StorageUnavailable(
            "The database was made by a newer version of Pallobot. Install that version, or restore a backup."
        ) from error
