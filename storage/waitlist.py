"""Who is to be told if a program that is over comes back."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select

from storage.tables import waitlist


@dataclass(frozen=True)
class Wish:
    """One owner's wish to be told of one program.

    Args:
        program: its id.
        at: when it was said, aware.
    """

    program: str
    at: dt.datetime


def join(connection: Connection, owner: str, program: str, *, account: str, at: dt.datetime) -> None:
    """Put an owner on the list of a program; nothing changes where he stands on it.

    Args:
        connection: a transaction that writes.
        owner: id of the owner.
        program: id of the program.
        account: id of the account that said so.
        at: when, aware.
    """
    if program not in {wish.program for wish in of_owner(connection, owner)}:
        connection.execute(insert(waitlist), {"owner": owner, "program": program, "account": account, "at": at})


def leave(connection: Connection, owner: str, program: str) -> bool:
    """Take an owner off the list of a program. Return whether he stood on it."""
    gone = connection.execute(delete(waitlist).where(waitlist.c.owner == owner, waitlist.c.program == program))
    return gone.rowcount == 1


def of_owner(connection: Connection, owner: str) -> tuple[Wish, ...]:
    """Return what an owner waits for, the oldest wish first."""
    rows = connection.execute(
        select(waitlist.c.program, waitlist.c.at)
        .where(waitlist.c.owner == owner)
        .order_by(waitlist.c.at, waitlist.c.program)
    )
    return tuple(Wish(row.program, row.at) for row in rows)


def of_program(connection: Connection, program: str) -> tuple[str, ...]:
    """Return the ids of the owners who stand on the list of a program, the oldest wish first."""
    return tuple(
        connection.scalars(
            select(waitlist.c.owner).where(waitlist.c.program == program).order_by(waitlist.c.at, waitlist.c.account)
        )
    )


def take(connection: Connection, program: str, owners: Collection[str]) -> dict[str, str]:
    """Take owners off the list of a program.

    Args:
        connection: a transaction that writes.
        program: id of the program.
        owners: ids of the owners; some may stand there no longer.

    Returns:
        Owner to the account that said the wish, of those who stood there and whom nobody else takes off just now.
    """
    here = (waitlist.c.program == program) & waitlist.c.owner.in_(owners)
    still = select(waitlist.c.owner).where(here).order_by(waitlist.c.owner).with_for_update(skip_locked=True)
    mine = connection.scalars(still).all()
    gone = delete(waitlist).where(waitlist.c.program == program, waitlist.c.owner.in_(mine))
    return {row.owner: row.account for row in connection.execute(gone.returning(waitlist.c.owner, waitlist.c.account))}
