"""Accounts: one person on one messenger."""

from collections.abc import Sequence

from sqlalchemy import Connection, func, select, update

from storage.tables import account


def count(connection: Connection) -> int:
    """Return how many accounts there are."""
    return connection.scalar(select(func.count()).select_from(account)) or 0


def addresses(connection: Connection, ids: Sequence[str] | None = None) -> tuple[str, ...]:
    """Return accounts as "telegram:123", sorted.

    Args:
        connection: a transaction, which may be read-only.
        ids: only these accounts, None for all.
    """
    rows = select(account.c.channel, account.c.channel_user)
    if ids is not None:
        rows = rows.where(account.c.id.in_(ids))
    return tuple(sorted(f"{row.channel}:{row.channel_user}" for row in connection.execute(rows)))


def set_reachable(connection: Connection, channel: str, user: str, reachable: bool) -> bool:
    """Store that an account blocked or unblocked the bot. Return whether there is such an account."""
    changed = connection.execute(
        update(account).where(account.c.channel == channel, account.c.channel_user == user).values(reachable=reachable)
    )
    return changed.rowcount == 1
