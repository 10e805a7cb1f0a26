"""Attempts to register a firm for a program for which somebody else has registered it."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, select

from storage.decisions import conversation_of
from storage.deliveries import queue_notice
from storage.tables import account, duplicate, role


@dataclass(frozen=True)
class Attempt:
    """One attempt, without who it was: staff learn that somebody should be asked, not whom he is.

    Args:
        channel: the messenger.
        at: when, aware.
    """

    channel: str
    at: dt.datetime


def note(
    connection: Connection,
    registration: str,
    owner: str,
    *,
    channel: str,
    at: dt.datetime,
    notices: Mapping[str, dict[str, Any]],
) -> bool:
    """Keep an attempt, and have all admins told of it; one who tries again is not told of again.

    Args:
        connection: a transaction that writes.
        registration: id of the registration that stands.
        owner: id of the owner who tried.
        channel: his messenger.
        at: when, aware.
        notices: what admins are told, as JSON, by the language of their conversations.

    Returns:
        Whether it was the first attempt of this owner.
    """
    of_them = select(duplicate.c.at).where(duplicate.c.registration == registration, duplicate.c.owner == owner)
    if connection.execute(of_them).first() is not None:
        return False
    connection.execute(insert(duplicate), {"registration": registration, "owner": owner, "channel": channel, "at": at})
    admins = connection.scalars(
        select(account.c.id)
        .join(role, role.c.address == account.c.channel + ":" + account.c.channel_user)
        .where(role.c.role == "admin")
        .order_by(account.c.id)
    ).all()
    for admin in admins:
        language = (conversation_of(connection, admin) or {}).get("language", "ko")
        queue_notice(connection, admin, notices[language], at=at)
    return True


def of_registration(connection: Connection, registration: str) -> tuple[Attempt, ...]:
    """Return the attempts on a registration, oldest first."""
    rows = connection.execute(
        select(duplicate.c.channel, duplicate.c.at)
        .where(duplicate.c.registration == registration)
        .order_by(duplicate.c.at)
    )
    return tuple(Attempt(row.channel, row.at) for row in rows)
