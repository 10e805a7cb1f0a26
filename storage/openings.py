"""What happens to those who wait for a program when its window opens."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select, update

from storage import waitlist
from storage.decisions import conversation_of
from storage.deliveries import queue_notice
from storage.tables import account, not_withdrawn, registration
from storage.tables import waitlist as wishes

Notice = Callable[[dict[str, Any] | None], dict[str, Any]]
"""Makes a notice, as JSON, of what the conversation that it goes to remembers: its language."""


@dataclass(frozen=True)
class Told:
    """How many were told of an opened window.

    Args:
        registered: those who were on the program's list with a registration, and are registered now.
        invited: those who only wished to be told, and may register now.
    """

    registered: int
    invited: int


def awaited(connection: Connection) -> frozenset[str]:
    """Return the ids of the programs for whose window anybody waits."""
    waiting = select(registration.c.program).where(registration.c.standing == "waiting", not_withdrawn)
    return frozenset(connection.scalars(waiting.union(select(wishes.c.program))))


def tell(connection: Connection, program: str, *, opened: Notice, invited: Notice, at: dt.datetime) -> Told:
    """Make everyone who waits for ``program`` registered, empty its list of wishes, and queue the notices of both.

    It happens in one transaction, so whoever is told waits no longer: nobody is told twice, and a kill loses nobody.
    Who has a registration for the program is not invited to make one.

    Args:
        connection: a transaction that writes.
        program: id of the program whose window is open.
        opened: tells who waits with a registration that it counts now.
        invited: tells who wished to be told that he may register.
        at: when, aware.
    """
    wished = waitlist.take(connection, program)
    waiting = connection.scalars(
        update(registration)
        .where(registration.c.program == program, registration.c.standing == "waiting", not_withdrawn)
        .values(standing="registered", updated_at=at)
        .returning(registration.c.account)
    ).all()
    there = set(_of_registered_owners(connection, program)) if wished else set()
    invitations = [one for one in wished if one not in there]
    for one, notice in [*((one, opened) for one in waiting), *((one, invited) for one in invitations)]:
        queue_notice(connection, one, notice(conversation_of(connection, one)), at=at)
    return Told(len(waiting), len(invitations))


def _of_registered_owners(connection: Connection, program: str) -> list[str]:
    """All accounts of the owners who have a registration for a program that stands."""
    owners = select(registration.c.owner).where(registration.c.program == program, not_withdrawn)
    return list(connection.scalars(select(account.c.id).where(account.c.owner_id.in_(owners))))
