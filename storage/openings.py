"""What happens to those who wait for a program when its window opens.

Many may wait: they are told in parts, each in a transaction of its own, so that turns go on meanwhile. Whoever is told
waits no longer, in the same transaction: nobody is told twice, a kill loses nobody, and who begins again goes on.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Connection, select, update

from storage import waitlist
from storage.deliveries import queue_notices
from storage.tables import conversation, not_withdrawn, registration
from storage.tables import waitlist as wishes

Notice = Callable[[dict[str, Any] | None], dict[str, Any]]
"""Makes a notice, as JSON, of what the conversation that it goes to remembers: its language."""

_waiting = (registration.c.standing == "waiting") & not_withdrawn


def awaited(connection: Connection) -> frozenset[str]:
    """Return the ids of the programs for whose window anybody waits."""
    return frozenset(connection.scalars(select(registration.c.program).where(_waiting).union(select(wishes.c.program))))


def waiting(connection: Connection, program: str) -> tuple[str, ...]:
    """Return the ids of the registrations that wait for the window of a program, the oldest first."""
    return tuple(
        connection.scalars(
            select(registration.c.id)
            .where(registration.c.program == program, _waiting)
            .order_by(registration.c.created_at, registration.c.id)
        )
    )


def register(connection: Connection, ids: Sequence[str], *, notice: Notice, at: dt.datetime) -> int:
    """Make registrations that wait count now, and queue the notices of that.

    Args:
        connection: a transaction that writes.
        ids: of the registrations; those that wait no longer, or that somebody changes just now, are left as they are.
        notice: tells who waited.
        at: when, aware.

    Returns:
        How many were told.
    """
    still = select(registration.c.id).where(registration.c.id.in_(ids), _waiting).order_by(registration.c.id)
    mine = connection.scalars(still.with_for_update(skip_locked=True)).all()
    accounts = {
        row.id: row.account
        for row in connection.execute(
            update(registration)
            .where(registration.c.id.in_(mine))
            .values(standing="registered", updated_at=at)
            .returning(registration.c.id, registration.c.account)
        )
    }
    _queue(connection, [accounts[one] for one in ids if one in accounts], notice, at)
    return len(accounts)


def invite(connection: Connection, program: str, owners: Sequence[str], *, notice: Notice, at: dt.datetime) -> int:
    """Take owners off the list of a program, and queue invitations to register.

    Args:
        connection: a transaction that writes.
        program: id of the program.
        owners: of the list; who is registered for the program is not invited.
        notice: tells that one may register.
        at: when, aware.

    Returns:
        How many were invited.
    """
    wished = waitlist.take(connection, program, owners)
    registered = frozenset(
        connection.scalars(
            select(registration.c.owner).where(
                registration.c.owner.in_(wished), registration.c.program == program, not_withdrawn
            )
        )
    )
    accounts = [wished[owner] for owner in owners if owner in wished and owner not in registered]
    _queue(connection, accounts, notice, at)
    return len(accounts)


def _queue(connection: Connection, accounts: Sequence[str], notice: Notice, at: dt.datetime) -> None:
    remembered = select(conversation.c.account, conversation.c.state).where(conversation.c.account.in_(accounts))
    states = {row.account: row.state for row in connection.execute(remembered)}
    queue_notices(connection, [(account, notice(states.get(account))) for account in accounts], at=at)
