"""Consents: what each owner agreed to or took back, kept as a list to which lines are only ever added."""

import datetime as dt
from dataclasses import asdict, dataclass, fields

from sqlalchemy import Connection, func, insert, select

from storage.tables import consent


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


def record(connection: Connection, said: Consent) -> None:
    """Add a line."""
    connection.execute(insert(consent), asdict(said))


def standing(connection: Connection, owner: str, kind: str) -> Consent | None:
    """Return what the owner said last about a kind, or None if never asked."""
    row = connection.execute(
        select(*_SAID).where(consent.c.owner == owner, consent.c.kind == kind).order_by(consent.c.id.desc()).limit(1)
    ).first()
    return None if row is None else Consent(**row._mapping)


def last_words(connection: Connection, owner: str) -> tuple[Consent, ...]:
    """Return what the owner said last about each kind, in the order of the kinds' names."""
    last = select(func.max(consent.c.id)).where(consent.c.owner == owner).group_by(consent.c.kind)
    rows = connection.execute(select(*_SAID).where(consent.c.id.in_(last)).order_by(consent.c.kind))
    return tuple(Consent(**row._mapping) for row in rows)
