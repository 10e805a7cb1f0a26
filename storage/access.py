"""Every look at personal data by staff, written down, and looked through."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, fields

from sqlalchemy import ColumnElement, Connection, func, insert, or_, select

from storage.tables import access


@dataclass(frozen=True)
class Access:
    """One look.

    Args:
        who: address of the account that looked, "telegram:123".
        at: when, aware.
        channel: the messenger.
        action: what was done: "list", "show", "full", "audit" …
        what: what was looked at, without personal data: a receipt number, a program's id.
        whose: id of the owner whose data it is, None for many.
        purpose: what for, where that was asked: one of ``handlers.look_purpose``, or words without personal data.
    """

    who: str
    at: dt.datetime
    channel: str
    action: str
    what: str
    whose: str | None = None
    purpose: str | None = None


@dataclass(frozen=True)
class Looks:
    """Some of the looks that were found.

    Args:
        total: how many there are in all.
        items: those of this page, newest first.
        newest: number of the newest look there was; a later page is asked for up to it, so that none moves to another.
    """

    total: int
    items: tuple[Access, ...]
    newest: int


_LOOKS = tuple(access.c[field.name] for field in fields(Access))


def record(connection: Connection, look: Access) -> None:
    """Write a look down."""
    connection.execute(insert(access), asdict(look))


def recent(connection: Connection, limit: int = 20) -> tuple[Access, ...]:
    """Return the last looks, newest first."""
    rows = connection.execute(select(*_LOOKS).order_by(access.c.id.desc()).limit(limit))
    return tuple(Access(**row._mapping) for row in rows)


def last(connection: Connection, what: str, action: str) -> Access | None:
    """Return the last look at something by which something was done, None where none is kept."""
    row = connection.execute(
        select(*_LOOKS).where(access.c.what == what, access.c.action == action).order_by(access.c.id.desc()).limit(1)
    ).first()
    return None if row is None else Access(**row._mapping)


def search(
    connection: Connection,
    words: Sequence[Collection[str]] = (),
    *,
    since: dt.datetime | None = None,
    before: dt.datetime | None = None,
    up_to: int | None = None,
    page: int = 0,
    size: int = 5,
) -> Looks:
    """Find looks, newest first.

    Args:
        connection: a transaction, which may be read-only.
        words: of each, one way to say it is part of who looked, of what was done, of what was looked at or what for.
        since: only from this instant on, aware.
        before: only before this instant, aware.
        up_to: number of the newest look that counts.
        page: which page, from 0.
        size: how many on a page.
    """
    newest = connection.scalar(select(func.max(access.c.id))) or 0
    up_to = newest if up_to is None else min(up_to, newest)
    wanted: list[ColumnElement[bool]] = [access.c.id <= up_to, *(or_(*map(_partly, ways)) for ways in words)]
    if since is not None:
        wanted.append(access.c.at >= since)
    if before is not None:
        wanted.append(access.c.at < before)
    total = connection.scalar(select(func.count()).select_from(access).where(*wanted)) or 0
    rows = connection.execute(
        select(*_LOOKS).where(*wanted).order_by(access.c.id.desc()).limit(size).offset(page * size)
    )
    return Looks(total, tuple(Access(**row._mapping) for row in rows), up_to)


def _partly(way: str) -> ColumnElement[bool]:
    columns = (access.c.who, access.c.channel, access.c.action, access.c.what, access.c.purpose)
    return or_(*(column.icontains(way, autoescape=True) for column in columns))
