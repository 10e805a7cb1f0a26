"""Roles of staff and admins, and the one-time codes that give them."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import Connection, delete, insert, select, update

from storage.tables import invite, role


def grant(connection: Connection, address: str, granted: str, *, at: dt.datetime, by: str | None = None) -> None:
    """Give a role to an account; nothing changes where it has it.

    Args:
        connection: a transaction that writes.
        address: the account as "telegram:123"; it need not have said anything yet.
        granted: "staff" or "admin".
        at: when, aware.
        by: address of who gave it, None for the operator.
    """
    if granted not in of_address(connection, address):
        connection.execute(insert(role), {"address": address, "role": granted, "granted_at": at, "granted_by": by})


def of_address(connection: Connection, address: str) -> frozenset[str]:
    """Return the roles of an account."""
    return frozenset(connection.scalars(select(role.c.role).where(role.c.address == address)))


def make_invite(
    connection: Connection, code_hash: str, granted: str, *, expires_at: dt.datetime, made_by: str | None = None
) -> None:
    """Store a one-time code, of which only the hash is known here.

    Args:
        connection: a transaction that writes.
        code_hash: hash of the code.
        granted: the role that it gives.
        expires_at: when it ends, aware.
        made_by: address of who made it, None for the operator.
    """
    connection.execute(
        insert(invite), {"code_hash": code_hash, "role": granted, "expires_at": expires_at, "made_by": made_by}
    )


def redeem(connection: Connection, code_hash: str, address: str, at: dt.datetime) -> str | None:
    """Use a code up and grant its role to an account.

    Returns:
        The role, or None where the code is unknown, used or expired, which are deliberately not told apart.
    """
    used = connection.execute(
        update(invite)
        .where(invite.c.code_hash == code_hash, invite.c.used_at.is_(None), invite.c.expires_at > at)
        .values(used_at=at, used_by=address)
        .returning(invite.c.role, invite.c.made_by)
    ).first()
    if used is None:
        return None
    granted: str = used.role
    grant(connection, address, granted, at=at, by=used.made_by)
    return granted


def replace(connection: Connection, address: str, wanted: Sequence[str], *, at: dt.datetime) -> None:
    """Give an account exactly these roles; the demonstration page lets one take them on and off.

    Args:
        connection: a transaction that writes.
        address: the account.
        wanted: "staff", "admin", both or none.
        at: when, aware.
    """
    connection.execute(delete(role).where(role.c.address == address))
    for granted in wanted:
        grant(connection, address, granted, at=at)
