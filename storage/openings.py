"""What happens to a program's list when its window opens."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, update

from storage.decisions import conversation_of
from storage.deliveries import queue_notice
from storage.tables import not_withdrawn, registration


def tell(
    connection: Connection, program: str, notice: Callable[[dict[str, Any] | None], dict[str, Any]], *, at: dt.datetime
) -> int:
    """Make everyone who waits for ``program`` registered, and queue the notice that says so.

    Both happen in one transaction, so whoever is told is no longer waiting: nobody is told twice.

    Args:
        connection: a transaction that writes.
        program: id of the program whose window is open.
        notice: makes the notice, as JSON, of what the conversation that it goes to remembers: its language.
        at: when, aware.

    Returns:
        How many were told.
    """
    waiting = connection.scalars(
        update(registration)
        .where(registration.c.program == program, registration.c.standing == "waiting", not_withdrawn)
        .values(standing="registered", updated_at=at)
        .returning(registration.c.account)
    ).all()
    for account in waiting:
        queue_notice(connection, account, notice(conversation_of(connection, account)), at=at)
    return len(waiting)
