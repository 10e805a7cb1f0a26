"""What a driver raised, in the words of ``storage.errors``."""

from typing import Final

from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoFreeConnection

from storage.errors import Conflict, Moved, NotMigrated, Refused, StorageError, StorageUnavailable

UNIQUE: Final = {"SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY", "23505"}
MISSING: Final = {"42P01", "42703"}
TRY_AGAIN: Final = {"40001", "40P01"}
"""Serialization failure and deadlock (https://www.postgresql.org/docs/current/errcodes-appendix.html)."""
FULL: Final = {"SQLITE_FULL", "53100"}
NO_SERVER: Final = {"08", "53", "57"}
"""Classes of SQLSTATE that say that the server, not the statement, is the matter."""


def meaning(error: BaseException) -> BaseException:
    """Return what an error means for the caller: one of storage's own, or the error itself.

    A sentence never holds a stored value, which the drivers' own messages may.
    """
    match error:
        case StopIteration():  # a future takes any exception but this one
            return RuntimeError("a query raised StopIteration")
        case NoFreeConnection():
            return StorageUnavailable("No connection to the database became free in time. Try again in a moment.")
        case IntegrityError():
            return _constraint(error)
        case DBAPIError():
            return _of_driver(error) or error
    return error


def _constraint(error: IntegrityError) -> StorageError:
    code = _code(error)
    if code in UNIQUE:
        return Conflict("A unique key refused this: it is stored already.")
    diagnosis = getattr(error.orig, "diag", None)
    # PostgreSQL's message quotes the row, SQLite's names the constraint only.
    which = error.orig if diagnosis is None else diagnosis.constraint_name or diagnosis.column_name
    return Refused(f"A constraint refused this: {which}.")


def _of_driver(error: DBAPIError) -> StorageError | None:
    code = _code(error)
    if code in MISSING or str(error.orig).startswith(("no such table", "no such column")):
        return NotMigrated()
    if code in TRY_AGAIN:
        return Moved("Two transactions were in each other's way.")
    if code in FULL:
        return StorageUnavailable("The disk with the database is full. Make room, then try again.")
    if code.startswith("SQLITE_"):
        broken = code != "SQLITE_ERROR"
        return StorageUnavailable(f"The database file can't be used: {error.orig} ({code}).") if broken else None
    never_answered = not code and isinstance(error, OperationalError | InterfaceError)
    if error.connection_invalidated or never_answered or code[:2] in NO_SERVER:
        return StorageUnavailable(
            "The database server does not answer. Check that it runs, and PALLOBOT_DATABASE_URL, then try again."
        )
    return None


def _code(error: DBAPIError) -> str:
    return str(getattr(error.orig, "sqlite_errorname", None) or getattr(error.orig, "sqlstate", None) or "")
