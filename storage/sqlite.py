"""The embedded database: SQLite, one writer thread that commits what waits together, and a few reader threads."""

import asyncio
import sqlite3
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, Concatenate, Final, Literal, ParamSpec, TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import SQLAlchemyError

from storage.column_types import json_text
from storage.encryption import KeyRing, hang_keys
from storage.errors import StorageError, StorageUnavailable
from storage.file_lock import FileLock
from storage.migrations import is_current
from storage.refusals import meaning

P = ParamSpec("P")
R = TypeVar("R")

READERS: Final = 4
BUSY_TIMEOUT_S: Final = 10
SCRUB_TIMEOUT_S: Final = 1
"""Nobody writes while the log is emptied."""
TOGETHER: Final = 500
"""At most so many writes are committed together, so that the first of them does not wait for ever."""


@dataclass(frozen=True)
class _Write:
    query: Callable[[Connection], Any]
    loop: asyncio.AbstractEventLoop
    future: asyncio.Future[Any]


@dataclass(frozen=True)
class _Done:
    write: _Write
    value: Any = None
    error: BaseException | None = None


class EmbeddedDatabase:
    """An open SQLite file; see ``storage.database.Database``.

    State: the file, its lock, the queue of writes, and the writer's and readers' threads with their connections.

    Args:
        path: the file; its folder is made.
        keys: encrypt and decrypt personal data.
        alone: take the file lock.

    Raises:
        AlreadyRunning: another process has the lock.
        StorageUnavailable: the file can't be opened.
    """

    dialect: Literal["sqlite"] = "sqlite"

    def __init__(self, path: Path, keys: KeyRing, *, alone: bool) -> None:
        self._path = path
        self._lock = FileLock(path) if alone else None
        self._writer = engine(path, keys, writes=True)
        self._reader = engine(path, keys, writes=False)
        try:
            # Connecting here says at once what is wrong with the file, and makes it before a reader looks for it.
            connection = self._writer.connect()
        except (SQLAlchemyError, sqlite3.Error) as error:
            self._writer.dispose()
            if self._lock is not None:
                self._lock.release()
            raise StorageUnavailable(
                f"The database {path} can't be opened. Check that it is a database of Pallobot and that its folder can "
                "be written."
            ) from error
        self._waiting: SimpleQueue[_Write | None] = SimpleQueue()
        self._closed = False
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="pallobot-reader")
        # A daemon: a process that ends without closing the database must not hang. What was answered is on disk.
        self._thread = threading.Thread(
            target=self._write_for_ever, args=(connection,), name="pallobot-writer", daemon=True
        )
        self._thread.start()

    async def read(self, query: Callable[Concatenate[Connection, P], R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """See ``storage.database.Database.read``."""
        self._check_open()

        def look() -> R:
            try:
                with self._reader.connect() as connection:
                    return query(connection, *args, **kwargs)
            except SQLAlchemyError as error:
                raise meaning(error) from None

        return await asyncio.get_running_loop().run_in_executor(self._readers, look)

    async def write(self, query: Callable[Concatenate[Connection, P], R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """See ``storage.database.Database.write``."""
        self._check_open()
        loop = asyncio.get_running_loop()
        future: asyncio.Future[R] = loop.create_future()
        self._waiting.put(_Write(lambda connection: query(connection, *args, **kwargs), loop, future))
        return await future

    async def migrated(self) -> bool:
        """See ``storage.database.Database.migrated``."""
        return await self.read(is_current)

    async def scrub(self) -> None:
        """See ``storage.database.Database.scrub``."""
        self._check_open()
        await asyncio.to_thread(_empty_log, self._path)

    async def close(self) -> None:
        """See ``storage.database.Database.close``. Writes that wait are still made."""
        if self._closed:
            return
        self._closed = True
        self._waiting.put(None)
        await asyncio.to_thread(self._let_go)

    def _let_go(self) -> None:
        self._thread.join()
        self._readers.shutdown()
        self._reader.dispose()
        self._writer.dispose()
        if self._lock is not None:
            self._lock.release()

    def _check_open(self) -> None:
        if self._closed:
            raise StorageUnavailable("The database was closed: the service is stopping.")

    def _write_for_ever(self, connection: Connection) -> None:
        with connection:
            open_still = True
            while open_still:
                together, open_still = self._next()
                if together:
                    _resolve(_commit_together(connection, together))

    def _next(self) -> tuple[list[_Write], bool]:
        """Wait for a write, and return it with all that wait behind it; and whether more may come."""
        together: list[_Write] = []
        first = True
        while first or len(together) < TOGETHER:
            try:
                write = self._waiting.get(block=first)
            except Empty:
                break
            if write is None:
                return together, False
            together.append(write)
            first = False
        return together, True


def engine(path: Path, keys: KeyRing, *, writes: bool) -> Engine:
    """Return an engine for the file: the writer's, with one connection, or the readers', which can't write.

    FULL and not NORMAL: after a power cut, NORMAL may lose the last commits, and a claim that is lost sends twice.
    """
    if writes:
        # The firm's names in it are clear; what is wrong with the folder is said on connecting.
        with suppress(OSError):
            path.touch(mode=0o600)
    made = create_engine(
        URL.create("sqlite", database=str(path)),
        pool_size=1 if writes else READERS,
        max_overflow=0,
        connect_args={"timeout": BUSY_TIMEOUT_S, "check_same_thread": False},
        json_serializer=json_text,
        hide_parameters=True,
    )
    hang_keys(made.dialect, keys)
    # Without recursive triggers, INSERT OR REPLACE deletes a row and no trigger hears of it.
    settings = ["busy_timeout = 10000", "foreign_keys = ON", "recursive_triggers = ON"]
    settings += ["journal_mode = WAL", "synchronous = FULL", "secure_delete = ON"] if writes else ["query_only = ON"]

    def set_up(connection: sqlite3.Connection, _record: object) -> None:
        # The driver begins no transaction of its own: begin() below does, in the way that is right for each engine.
        connection.isolation_level = None
        for setting in settings:
            connection.execute(f"PRAGMA {setting}")

    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    event.listen(made, "connect", set_up)
    event.listen(made, "begin", begin)
    return made


def _empty_log(path: Path) -> None:
    """Bring what the write-ahead log holds into the file, and empty it: pages of before lie there in the clear.

    Who is reading or writing is waited for, for a second; else it is left to the next time.
    """
    try:
        with closing(sqlite3.connect(path, timeout=SCRUB_TIMEOUT_S)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.Error as error:
        raise StorageUnavailable(f"The log of the database can't be emptied: {error.sqlite_errorname}.") from None


def _commit_together(connection: Connection, together: Sequence[_Write]) -> list[_Done]:
    """Run each write in a savepoint of one transaction and commit once; none is done before all are on disk."""
    done: list[_Done] = []
    try:
        with connection.begin():
            done.extend(_in_savepoint(connection, write) for write in together if not write.future.cancelled())
    except BaseException as error:
        # Nothing was committed, and each of those who wait has to hear it.
        failed = meaning(error)
        return [_Done(write, error=failed) for write in together]
    return done


def _in_savepoint(connection: Connection, write: _Write) -> _Done:
    savepoint = connection.begin_nested()
    try:
        value = write.query(connection)
        savepoint.commit()
    except BaseException as error:
        failed = meaning(error)
        try:
            savepoint.rollback()
        except SQLAlchemyError:
            # SQLite gave the whole transaction up (a full disk does that): nobody's write was made.
            lost = StorageUnavailable("The database could not be written. Try again in a moment.")
            raise (failed if isinstance(failed, StorageError) else lost) from error
        return _Done(write, error=failed)
    return _Done(write, value)


def _resolve(done: Sequence[_Done]) -> None:
    """Hand results to those who wait, with one wake-up for each event loop."""
    loops: dict[asyncio.AbstractEventLoop, list[_Done]] = {}
    for one in done:
        loops.setdefault(one.write.loop, []).append(one)
    for loop, of_loop in loops.items():
        with suppress(RuntimeError):  # the loop was closed meanwhile: nobody waits there any more
            loop.call_soon_threadsafe(_hand_over, of_loop)


def _hand_over(done: Sequence[_Done]) -> None:
    for one in done:
        if one.write.future.done():
            continue
        if one.error is None:
            one.write.future.set_result(one.value)
        else:
            one.write.future.set_exception(one.error)
