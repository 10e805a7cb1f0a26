"""Blind indexes made anew with another index key: whoever has seen the one before can do nothing with it any more.

An index is the same for the same value, so all of them have to be of one key: they change in one transaction, and no
service may write meanwhile. Codes for linking messengers, which live for minutes, are dropped.
"""

from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, delete, select, text, update

from storage import keys
from storage.encryption import KeyRing, blind_index, ring_of
from storage.engines import alone, command_engine
from storage.errors import AlreadyRunning
from storage.normal_forms import NORMAL_FORMS
from storage.tables import link_code, registration

CHUNK: Final = 500

_OTHERS: Final = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND usename = current_user"
    " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
)


def reindex(url: str, ring: KeyRing) -> int:
    """Make all blind indexes anew with the index key of a ring. All or nothing.

    Args:
        url: see ``storage.database.open_database``.
        ring: as all services will have it when they start again.

    Returns:
        How many rows have new indexes.

    Raises:
        AlreadyRunning: a service has the embedded database, or is connected to the server as the same user.
        WrongKey: a value can't be read, so it has no index; nothing was changed.
        StorageError: the database can't be read or written; nothing was changed.
    """
    with alone(url):
        return _reindex(url, ring)


def reindex_key_file(url: str, path: Path) -> int:
    """Give the embedded database a new index key, and make all its blind indexes with it.

    The new ring lies beside the key file until the database is done. While it lies there no service starts, and the
    next call goes on with it: so a kill at any point leaves no ring that does not fit the indexes.

    Args:
        url: of the embedded database.
        path: of the key file.

    Returns:
        How many rows have new indexes.

    Raises:
        StorageError: as ``reindex`` does, and where the file can't be read or written.
    """
    with alone(url):
        coming = keys.coming(path)
        if not coming.exists():
            keys.replace(coming, keys.load(path).with_fresh_index_key())
        ring = keys.load(coming)
        rows = _reindex(url, ring)
        keys.replace(path, ring)
        coming.unlink()
    return rows


def _reindex(url: str, ring: KeyRing) -> int:
    with command_engine(url, ring) as engine, engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            if connection.scalar(_OTHERS):
                raise AlreadyRunning(
                    "Other processes are connected to this database. Stop every service first: one that has the index "
                    "key of before would find nothing, and take what is registered for new."
                )
            connection.execute(text("LOCK TABLE registration, link_code IN ACCESS EXCLUSIVE MODE"))
        connection.execute(delete(link_code))
        return _registrations(connection)


def _registrations(connection: Connection) -> int:
    ring = ring_of(connection)
    rows, last = 0, ""
    while True:
        values = (registration.c[kind] for kind in NORMAL_FORMS)
        chunk = connection.execute(
            select(registration.c.id, *values).where(registration.c.id > last).order_by(registration.c.id).limit(CHUNK)
        ).all()
        for row in chunk:
            indexes: dict[str, Any] = {
                f"{kind}_index": blind_index(ring, kind, normalised(row._mapping[kind]))
                for kind, normalised in NORMAL_FORMS.items()
            }
            connection.execute(update(registration).where(registration.c.id == row.id).values(indexes))
        if not chunk:
            return rows
        rows, last = rows + len(chunk), chunk[-1].id
