"""Consents: what each owner agreed to or took back, kept as a list to which lines are only ever added."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import Connection, insert, select

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


def record(connection: Connection, said: Consent) -> None:
    """Add a line."""
    connection.execute(
        insert(consent),
        {
            "owner": said.owner,
            "kind": said.kind,
            "version": said.version,
            "given": said.given,
            "channel": said.channel,
            "at": said.at,
            "words_hash": said.words_hash,
        },
    )


def standing(connection: Connection, owner: str, kind: str) -> Consent | None:
    """Return what the owner said last about a kind, or None if never asked."""
    row = connection.execute(
        select(
            consent.c.owner,
            consent.c.kind,
            consent.c.version,
            consent.c.given,
            consent.c.channel,
            consent.c.at,
            consent.c.words_hash,
        )
        .where(consent.c.owner == owner, consent.c.kind == kind)
        .order_by(consent.c.id.desc())
        .limit(1)
    ).first()
    return None if row is None else Consent(**row._mapping)
