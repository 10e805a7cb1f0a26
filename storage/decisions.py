"""What admins decide on registrations, and how the owner is to be told."""

import datetime as dt
from typing import Any

from sqlalchemy import Connection, select, update

from storage.errors import Conflict
from storage.registrations import Status
from storage.tables import conversation, registration


def decide(connection: Connection, receipt: str, *, before: Status, after: Status, at: dt.datetime) -> None:
    """Set the status of a registration that still has the status on which the decision was based.

    Args:
        connection: a transaction that writes.
        receipt: which registration.
        before: the status that whoever decides has seen.
        after: the status that it gets.
        at: when, aware.

    Raises:
        Conflict: it has another status by now.
    """
    changed = connection.execute(
        update(registration)
        .where(registration.c.receipt == receipt, registration.c.status == before)
        .values(status=after, updated_at=at)
    )
    if changed.rowcount != 1:
        raise Conflict("The registration was changed meanwhile.")


def conversation_of(connection: Connection, account: str) -> dict[str, Any] | None:
    """Return what the conversation of an account remembers, as JSON, or None: it says in which language to write."""
    state: dict[str, Any] | None = connection.scalar(
        select(conversation.c.state).where(conversation.c.account == account)
    )
    return state
