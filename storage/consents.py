"""Consents: what each owner agreed to or took back, kept as a list to which lines are only ever added.

What was said last stands: that is the line with the latest instant and, of several with the same, the highest id. The
id alone does not tell: linked messengers bring lines along that were said earlier than they are written.
"""

import datetime as dt
from dataclasses import asdict, dataclass, fields

from sqlalchemy import ColumnElement, Connection, and_, exists, insert, literal, literal_column, or_, select

from storage.tables import consent, consent_words


@dataclass(frozen=True)
class Consent:
    """One line of the list.

    Args:
        owner: id of the owner.
        kind: what it is about: "registration", "announcements" …
        version: of the words that were shown.
        given: True if agreed, False if refused or taken back.
        channel: the messenger where it was said.
        at: when, aware.
        words_hash: hash of the words that were shown.
    """

    owner: str
    kind: str
    version: int
    given: bool
    channel: str
    at: dt.datetime
    words_hash: str


_SAID = tuple(consent.c[field.name] for field in fields(Consent))
_later = consent.alias("later")


def record(connection: Connection, said: Consent, words: str | None = None) -> None:
    """Add a line, and keep the words that it was about, unless they are kept already.

    Args:
        connection: a transaction that writes.
        said: the line.
        words: what ``said.words_hash`` is the hash of; None where they are known to be kept.

    Raises:
        Conflict: (from ``database.write``) the same words were kept for the first time meanwhile; try again.
    """
    if words is not None and words_of(connection, said.words_hash) is None:
        kept = {"hash": said.words_hash, "kind": said.kind, "version": said.version, "words": words}
        connection.execute(insert(consent_words), kept)
    connection.execute(insert(consent), asdict(said))


def words_of(connection: Connection, words_hash: str) -> str | None:
    """Return the words that have a hash, or None where they were not kept."""
    words: str | None = connection.scalar(select(consent_words.c.words).where(consent_words.c.hash == words_hash))
    return words


def standing(connection: Connection, owner: str, kind: str) -> Consent | None:
    """Return what the owner said last about a kind, or None if never asked."""
    row = connection.execute(
        select(*_SAID)
        .where(consent.c.owner == owner, consent.c.kind == kind)
        .order_by(consent.c.at.desc(), consent.c.id.desc())
        .limit(1)
    ).first()
    return None if row is None else Consent(**row._mapping)


def given_last(connection: Connection, owner: str, kind: str, *, by: dt.datetime) -> Consent | None:
    """Return the last line by which an owner agreed to a kind until an instant, also where it was taken back later."""
    row = connection.execute(
        select(*_SAID)
        .where(consent.c.owner == owner, consent.c.kind == kind, consent.c.given, consent.c.at <= by)
        .order_by(consent.c.at.desc(), consent.c.id.desc())
        .limit(1)
    ).first()
    return None if row is None else Consent(**row._mapping)


def last_words(connection: Connection, owner: str) -> tuple[Consent, ...]:
    """Return what the owner said last about each kind, in the order of the kinds' names."""
    rows = connection.execute(select(*_SAID).where(consent.c.owner == owner, stands()).order_by(consent.c.kind))
    return tuple(Consent(**row._mapping) for row in rows)


def stands() -> ColumnElement[bool]:
    """Return the condition that a line of the table ``consent`` is what its owner said last about its kind."""
    return ~exists(literal_column("1")).where(
        _later.c.owner == consent.c.owner,
        _later.c.kind == consent.c.kind,
        or_(_later.c.at > consent.c.at, and_(_later.c.at == consent.c.at, _later.c.id > consent.c.id)),
    )


def adopt(connection: Connection, old_owner: str, new_owner: str) -> None:
    """Copy the lines of an owner, as they were said, to another: it turned out that both are one.

    The old ones stay, as lines are only ever added.

    Args:
        connection: a transaction that writes.
        old_owner: whose lines are copied.
        new_owner: who gets them.
    """
    copied = [column for column in _SAID if column is not consent.c.owner]
    theirs = select(literal(new_owner), *copied).where(consent.c.owner == old_owner).order_by(consent.c.id)
    connection.execute(insert(consent).from_select([consent.c.owner.name, *(one.name for one in copied)], theirs))
