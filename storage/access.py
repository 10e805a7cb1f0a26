"""Every look at personal data by staff, written down."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import Connection, insert, select

from storage.tables import access


@dataclass(frozen=True)
class Access:
    """One look.

    Args:
        who: address of the account that looked, "telegram:123".
        at: when, aware.
        channel: the messenger.
        action: what was done: "list", "show", "export" …
        what: what was looked at, without personal data: a receipt number, a program's id.
        whose: id of the owner whose data it is, None for many.
        purpose: why, where that was asked.
    """

    who: str
    at: dt.datetime
    channel: str
    action: str
    what: str
    whose: str | None = None
    purpose: str | None = None


def record(connection: Connection, look: Access) -> None:
    """Write a look down."""
    connection.execute(
        insert(access),
        {
            "who": look.who,
            "at": look.at,
            "channel": look.channel,
            "action": look.action,
            "what": look.what,
            "whose": look.whose,
            "purpose": look.purpose,
        },
    )


def recent(connection: Connection, limit: int = 20) -> tuple[Access, ...]:
    """Return the last looks, newest first."""
    rows = connection.execute(
        select(
            access.c.who,
            access.c.at,
            access.c.channel,
            access.c.action,
            access.c.what,
            access.c.whose,
            access.c.purpose,
        )
        .order_by(access.c.id.desc())
        .limit(limit)
    )
    return tuple(Access(**row._mapping) for row in rows)
