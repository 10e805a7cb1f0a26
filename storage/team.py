"""Who has which role, and what a one-time code would give: what the team is told about itself."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import Connection, select

from storage import roles
from storage.errors import Conflict
from storage.tables import invite, role


@dataclass(frozen=True)
class Member:
    """One role of one account.

    Args:
        address: the account as "telegram:123".
        role: "staff" or "admin".
        granted_at: when, aware.
        granted_by: address of who gave it, None for the operator.
    """

    address: str
    role: str
    granted_at: dt.datetime
    granted_by: str | None


def members(connection: Connection) -> tuple[Member, ...]:
    """Return every role that was given, admins first, then in the order in which they were given."""
    rows = connection.execute(
        select(role.c.address, role.c.role, role.c.granted_at, role.c.granted_by).order_by(
            role.c.role, role.c.granted_at, role.c.address
        )
    )
    return tuple(Member(**row._mapping) for row in rows)


def offered(connection: Connection, code_hash: str, at: dt.datetime) -> str | None:
    """Return the role that a one-time code gives at an instant, or None where it is unknown, used or expired."""
    given: str | None = connection.scalar(
        select(invite.c.role).where(
            invite.c.code_hash == code_hash, invite.c.used_at.is_(None), invite.c.expires_at > at
        )
    )
    return given


def join(connection: Connection, code_hash: str, address: str, at: dt.datetime) -> None:
    """Use a one-time code up and grant its role to an account.

    Raises:
        Conflict: somebody used it meanwhile, or it has expired.
    """
    if roles.redeem(connection, code_hash, address, at) is None:
        raise Conflict("This code was used meanwhile.")
