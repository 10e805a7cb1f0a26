"""A database opened for one command that works on it as a whole, and not for conversations."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, create_engine
from sqlalchemy.exc import SQLAlchemyError

from storage.database import parse_url
from storage.encryption import KeyRing, hang_keys
from storage.errors import NotMigrated, StorageUnavailable
from storage.file_lock import FileLock
from storage.migrations import is_current
from storage.refusals import meaning


@contextmanager
def command_engine(url: str, ring: KeyRing) -> Iterator[Engine]:
    """Open a database that is there; the caller sees to it that nobody else has it, where that matters.

    Args:
        url: see ``storage.database.open_database``.
        ring: encrypts and decrypts personal data.

    Raises:
        StorageUnavailable: there is no such database, or it can't be used.
        NotMigrated: it has not the tables of this version.
        StorageError: (at the end) what a statement met, in the words of ``storage.errors``.
    """
    parsed = parse_url(url)
    if parsed.drivername == "sqlite":
        from storage.sqlite import engine as sqlite_engine

        path = Path(parsed.database or "")
        if not path.exists():
            raise StorageUnavailable(f"There is no database {path} yet, so there is nothing to do.")
        engine = sqlite_engine(path, ring, writes=True)
    else:
        engine = create_engine(parsed, hide_parameters=True)
        hang_keys(engine.dialect, ring)
    try:
        with engine.connect() as connection:
            if not is_current(connection):
                raise NotMigrated
        yield engine
    except SQLAlchemyError as error:
        raise meaning(error) from None
    finally:
        engine.dispose()


@contextmanager
def alone(url: str) -> Iterator[None]:
    """Keep the embedded database from being opened by a service; it says nothing to PostgreSQL.

    Raises:
        AlreadyRunning: a service has it.
    """
    parsed = parse_url(url)
    if parsed.drivername != "sqlite":
        yield
        return
    lock = FileLock(Path(parsed.database or ""))
    try:
        yield
    finally:
        lock.release()
