"""Everything encrypted anew with the newest key, so that older keys can go.

A value says itself which key it was written with. So what is done is seen in the rows, and after a kill at any point
the next call goes on with what is left. The columns are found in ``storage.tables``: a new one can't be forgotten.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlalchemy import (
    ColumnClause,
    ColumnElement,
    Connection,
    LargeBinary,
    Row,
    TableClause,
    and_,
    column,
    func,
    literal,
    or_,
    select,
    table,
    tuple_,
    update,
)

from storage import keys
from storage.database import parse_url
from storage.encryption import Encrypted, KeyRing, ring_of
from storage.engines import alone, command_engine
from storage.errors import StorageUnavailable, WrongKey
from storage.tables import metadata

CHUNK: Final = 200
"""Rows of one transaction: a turn that wants to write waits for so many."""
MOST_PASSES: Final = 10
"""A row that a service is writing is left for the next pass; a service that has not the newest key never ends that."""


@dataclass(frozen=True)
class Rotation:
    """What encrypting anew came to.

    Args:
        newest: id of the key that all is encrypted with now.
        moved: how many values were written anew.
        unreadable: how many values the keys at hand do not open; they were left as they are.
        still_used: ids of older keys, in the ring or not, with which values are encrypted still.
        unused: ids of older keys of the ring with which none is.
    """

    newest: int
    moved: int
    unreadable: int
    still_used: frozenset[int]
    unused: frozenset[int]


def rotate(url: str, ring: KeyRing) -> Rotation:
    """Encrypt every value with the newest key of a ring, while services with the same ring may run.

    Args:
        url: see ``storage.database.open_database``.
        ring: the keys of all services.

    Raises:
        StorageError: the database can't be read or written; what was done stays done.
    """
    moved = unreadable = 0
    with command_engine(url, ring) as engine:
        for _ in range(MOST_PASSES):
            before, unreadable = moved, 0
            for sealed in _sealed_tables():
                for done in _chunks(engine.connect, sealed):
                    moved += done.moved
                    unreadable += done.unreadable
            if moved == before:
                break
        with engine.connect() as connection:
            in_use = _key_ids(connection)
    return Rotation(
        newest=ring.newest,
        moved=moved,
        unreadable=unreadable,
        still_used=in_use - {ring.newest},
        unused=frozenset(ring.keys) - in_use - {ring.newest},
    )


@dataclass(frozen=True)
class KeyFileRotation:
    """What giving the key file a new key came to.

    Args:
        values: what became of the values.
        taken_out: ids of keys that the file has no longer.
        beside: other databases that lie beside this one: the keys may be theirs too, so none was taken out.
    """

    values: Rotation
    taken_out: frozenset[int]
    beside: tuple[Path, ...]


def rotate_key_file(url: str, path: Path) -> KeyFileRotation:
    """Give the embedded database a new key, encrypt every value with it, and take keys without use out of the file.

    Where an earlier call was interrupted, this one goes on with the key that it had made.

    Args:
        url: of the embedded database.
        path: of the key file.

    Raises:
        AlreadyRunning: a service has the database.
        StorageError: database or file can't be read or written; all that is stored can be read, and it may be called
            again.
    """
    # The file is read only here: whoever had it from before the lock could write back a ring without the newest key.
    with alone(url):
        # Looked at first: where the folder can't be read, no key is made in vain.
        beside = _databases_beside(Path(parse_url(url).database or ""))
        ring = _ready(path)
        values = rotate(url, ring) if len(ring.keys) > 1 else None
        if values is None or not values.moved:
            try:
                ring = ring.with_fresh_key()
            except ValueError as error:
                raise StorageUnavailable(f"There is no key after those in {path}: {error}.") from None
            keys.replace(path, ring)
            values = rotate(url, ring)
        gone = frozenset[int]() if beside or values.unreadable else values.unused
        if gone:
            keys.replace(path, ring.without(gone))
    return KeyFileRotation(values, gone, beside)


def _ready(path: Path) -> KeyRing:
    if keys.coming(path).exists():
        return keys.load_or_make(path)  # which says what is to be done first
    return keys.load(path)


def _databases_beside(path: Path) -> tuple[Path, ...]:
    """The key file belongs to all databases of its folder, copies of this one among them.

    A file that can't be read counts as one: it may be a backup that only its owner may read.

    Raises:
        StorageUnavailable: the folder can't be read.
    """
    try:
        others = [file for file in sorted(path.parent.iterdir()) if file.is_file() and file.resolve() != path.resolve()]
    except OSError as error:
        raise StorageUnavailable(f"The folder {path.parent} can't be read: {error.strerror}.") from None
    return tuple(file for file in others if _may_be_database(file))


def _may_be_database(file: Path) -> bool:
    try:
        with file.open("rb") as opened:
            return opened.read(len(_SQLITE)) == _SQLITE
    except OSError:
        return True


_SQLITE: Final = b"SQLite format 3\0"
"""How such a file begins (https://www.sqlite.org/fileformat.html)."""


@dataclass(frozen=True)
class _Sealed:
    """A table with encrypted columns, as the bytes that the database holds.

    Args:
        rows: the table.
        keys: its primary key.
        places: the encrypted columns, and what each value was encrypted for.
    """

    rows: TableClause
    keys: tuple[ColumnClause[Any], ...]
    places: Mapping[str, str]


@dataclass(frozen=True)
class _Chunk:
    last: tuple[Any, ...]
    moved: int
    unreadable: int


def _sealed_tables() -> Iterator[_Sealed]:
    for name, declared in metadata.tables.items():
        places = {one.name: one.type.place for one in declared.columns if isinstance(one.type, Encrypted)}
        if not places:
            continue
        key = tuple(column(one.name, one.type) for one in declared.primary_key.columns)
        yield _Sealed(table(name, *key, *(column(one, LargeBinary) for one in places)), key, places)


def _key_ids(connection: Connection) -> frozenset[int]:
    """The ids of the keys that stored values name."""
    found: set[int] = set()
    for sealed in _sealed_tables():
        for name in sealed.places:
            value = sealed.rows.c[name]
            named = connection.scalars(select(_key_id(value)).where(value.is_not(None)).distinct())
            found.update(bytes(key_id)[0] for key_id in named if key_id)
    return frozenset(found)


def _key_id(value: ColumnElement[Any]) -> ColumnElement[bytes]:
    """The second byte of a value (see ``storage.encryption``)."""
    return func.substr(value, 2, 1, type_=LargeBinary)


def _chunks(connect: Callable[[], Connection], sealed: _Sealed) -> Iterator[_Chunk]:
    """Encrypt the rows of a table anew, a short transaction for each chunk."""
    last: tuple[Any, ...] | None = None
    while True:
        with connect() as connection, connection.begin():
            done = _encrypt_anew(connection, sealed, last)
        if done is None:
            return
        yield done
        last = done.last


def _encrypt_anew(connection: Connection, sealed: _Sealed, after: tuple[Any, ...] | None) -> _Chunk | None:
    """Encrypt the next rows that have a value of an older key; None where there are no more."""
    newest = literal(bytes((ring_of(connection).newest,)), LargeBinary)
    older = or_(*(_key_id(sealed.rows.c[name]) != newest for name in sealed.places))
    wanted = select(*sealed.keys, *(sealed.rows.c[name] for name in sealed.places)).where(older)
    if after is not None:
        wanted = wanted.where(tuple_(*sealed.keys) > tuple_(*after, types=[key.type for key in sealed.keys]))
    # A row that somebody is changing now is left to the next pass: who waits for nobody is in nobody's way.
    rows = connection.execute(wanted.order_by(*sealed.keys).limit(CHUNK).with_for_update(skip_locked=True)).all()
    if not rows:
        return None
    moved = unreadable = 0
    for row in rows:
        fresh, lost = _opened_and_sealed(ring_of(connection), sealed, row)
        unreadable += lost
        if fresh:
            same = (*(key == row._mapping[key.name] for key in sealed.keys),)
            unchanged = (*(sealed.rows.c[name] == row._mapping[name] for name in fresh),)
            changed = connection.execute(update(sealed.rows).where(and_(*same, *unchanged)).values(fresh))
            moved += len(fresh) * changed.rowcount
    return _Chunk(tuple(rows[-1][: len(sealed.keys)]), moved, unreadable)


def _opened_and_sealed(ring: KeyRing, sealed: _Sealed, row: Row[Any]) -> tuple[dict[str, bytes], int]:
    """The values of a row that have an older key, encrypted with the newest; and how many did not open."""
    fresh: dict[str, bytes] = {}
    unreadable = 0
    for name, place in sealed.places.items():
        value = row._mapping[name]
        if value is None or bytes(value[1:2]) == bytes((ring.newest,)):
            continue
        try:
            fresh[name] = ring.encrypt(ring.decrypt(bytes(value), place), place)
        except WrongKey:
            unreadable += 1
    return fresh, unreadable
