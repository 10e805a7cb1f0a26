"""The two doors to what is stored: ``await database.read(query, …)`` and ``await database.write(query, …)``.

A query is a plain function over a synchronous Connection. Each call is one transaction: all or nothing.
"""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Concatenate, Literal, ParamSpec, Protocol, TypeVar

from sqlalchemy import URL, Connection, make_url
from sqlalchemy.exc import ArgumentError

from storage.encryption import KeyRing
from storage.errors import StorageUnavailable

P = ParamSpec("P")
R = TypeVar("R")


class Database(Protocol):
    """An open database; close it at the end."""

    @property
    def dialect(self) -> Literal["sqlite", "postgresql"]:
        """Which of the two it is."""
        ...

    async def read(self, query: Callable[Concatenate[Connection, P], R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Run ``query(connection, *args, **kwargs)`` in a read-only transaction, which sees one state of the database.

        Raises:
            StorageUnavailable: the database can't be read now.
            NotMigrated: it lacks a table or column.
        """
        ...

    async def write(self, query: Callable[Concatenate[Connection, P], R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Run ``query(connection, *args, **kwargs)``, and return when what it wrote is on disk.

        Whatever the query raises undoes all that it wrote.

        Raises:
            Conflict: a unique key refused it.
            Moved: it met another transaction that changed the same rows, and may be tried again.
            StorageUnavailable: the database can't be written now.
            NotMigrated: it lacks a table or column.
        """
        ...

    async def migrated(self) -> bool:
        """Return whether the tables are those of this version."""
        ...

    async def scrub(self) -> None:
        """Have what was deleted or changed leave the files too, as far as that is not the server's own business.

        Raises:
            StorageUnavailable: that is not possible now.
        """
        ...

    async def close(self) -> None:
        """Finish what was begun, and let go of files, threads and connections."""
        ...


def parse_url(url: str) -> URL:
    """Read a database's address: ``sqlite:///var/pallobot.db`` or ``postgresql+psycopg://…`` (``postgresql://…`` too).

    Raises:
        StorageUnavailable: it is neither.
    """
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise StorageUnavailable(_BAD_URL) from None
    if parsed.drivername in {"sqlite", "sqlite+pysqlite"} and parsed.database not in {None, "", ":memory:"}:
        return parsed.set(drivername="sqlite")
    if parsed.drivername in {"postgresql", "postgres", "postgresql+psycopg"}:
        return parsed.set(drivername="postgresql+psycopg")
    raise StorageUnavailable(_BAD_URL)


# The address itself may hold a password, so the sentence does not repeat it.
_BAD_URL = (
    "PALLOBOT_DATABASE_URL is neither sqlite:///FILE nor postgresql+psycopg://USER@HOST/DATABASE. "
    "Write it in one of these two forms."
)


async def open_database(url: str, keys: KeyRing, *, alone: bool = True) -> Database:
    """Open a database, whose tables ``storage.upgrade.upgrade`` has made.

    Args:
        url: ``sqlite:///var/pallobot.db`` (its folder is made) or ``postgresql+psycopg://…``.
        keys: encrypt and decrypt personal data.
        alone: hold the embedded database for this process alone, as the service must. False is for a command that makes
            a short write while the service may run; it must not take back deliveries. It says nothing to PostgreSQL.

    Raises:
        StorageUnavailable: it can't be opened; the sentence says what to do.
        AlreadyRunning: another process holds the embedded database.
    """
    parsed = parse_url(url)
    if parsed.drivername == "sqlite":
        from storage.sqlite import EmbeddedDatabase

        return await asyncio.to_thread(EmbeddedDatabase, Path(parsed.database or ""), keys, alone=alone)
    from storage.postgresql import ServerDatabase

    database = ServerDatabase(parsed, keys)
    await database.connect()
    return database
