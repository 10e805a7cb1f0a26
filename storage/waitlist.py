"""Who is to be told if a program that is over comes back."""

import datetime as dt
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


def take(connection: Connection, program: str) -> tuple[str, ...]:
    """Empty the list of a program, and return the accounts of those who stood on it, in the order of their wishes."""
    rows = connection.execute(
        delete(waitlist).where(waitlist.c.program == program).returning(waitlist.c.account, waitlist.c.at)
    ).all()
    return tuple(row.account for row in sorted(rows, key=lambda row: (row.at, row.account)))
