"""Announcements to many: written, confirmed once, and then one delivery row for each recipient."""

import datetime as dt
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import (
    Connection,
    RowMapping,
    Select,
    exists,
    func,
    insert,
    literal,
    literal_column,
    select,
    update,
)

from storage.column_types import Instant
from storage.consents import stands
from storage.deliveries import close_if_done
from storage.errors import Conflict
from storage.tables import account, broadcast, consent, delivery, not_withdrawn, registration

ANNOUNCEMENTS = "announcements"
"""The consent that an announcement to all needs."""

Audience = dict[str, str]
"""{"to": "all"} or {"to": "program", "program": id}."""


@dataclass(frozen=True)
class Broadcast:
    """An announcement.

    Args:
        id: drawn by the handler that made it.
        author: id of the account that wrote it.
        audience: {"to": "all"} (who agreed to announcements) or {"to": "program", "program": id} (who is registered).
        content: a reply, as JSON.
        token: single-use: whoever confirms with it first starts the broadcast.
        created_at: when it was written, aware.
        status: where it stands.
        total: how many recipients it was frozen for.
        sent: how many it reached.
        failed: how many the messenger refused.
        uncertain: how many may or may not have got it.
        unreachable: how many have blocked the bot or left.
        confirmed_at: when it was confirmed, aware.
    """

    id: str
    author: str
    audience: Audience
    content: dict[str, Any]
    token: str
    created_at: dt.datetime
    status: Literal["draft", "running", "done", "cancelled"] = "draft"
    total: int = 0
    sent: int = 0
    failed: int = 0
    uncertain: int = 0
    unreachable: int = 0
    confirmed_at: dt.datetime | None = None

    @property
    def left(self) -> int:
        """How many are still to be sent."""
        return self.total - self.sent - self.failed - self.uncertain - self.unreachable


@dataclass(frozen=True)
class Recipient:
    """Somebody to whom an announcement was to go.

    Args:
        owner: id of the owner whose account it is.
        channel: the messenger.
        user: the messenger's id of the person.
    """

    owner: str
    channel: str
    user: str

    @property
    def address(self) -> str:
        """The account as "telegram:123"."""
        return f"{self.channel}:{self.user}"


def draft(connection: Connection, new: Broadcast) -> None:
    """Store a broadcast that is not confirmed yet.

    Raises:
        Conflict: (from ``database.write``) its id or token is taken.
    """
    connection.execute(
        insert(broadcast),
        {
            "id": new.id,
            "token": new.token,
            "author": new.author,
            "audience": new.audience,
            "content": new.content,
            "status": "draft",
            "total": 0,
            "sent": 0,
            "failed": 0,
            "uncertain": 0,
            "unreachable": 0,
            "created_at": new.created_at,
        },
    )


def confirm(connection: Connection, confirmed: Broadcast, at: dt.datetime) -> int:
    """Start a broadcast and freeze its audience: one delivery row for each owner.

    It goes to the owner's account that was used last, of those that can be reached.
    It may be stored as a draft or not be stored yet: what counts is its token, with which it starts once.

    Returns:
        How many recipients it has. Where there is none, it is done at once.

    Raises:
        Conflict: it was confirmed or cancelled before.
        ValueError: the audience is none of the two.
    """
    if connection.scalar(select(broadcast.c.id).where(broadcast.c.token == confirmed.token)) is None:
        draft(connection, confirmed)
    started = connection.execute(
        update(broadcast)
        .where(broadcast.c.id == confirmed.id, broadcast.c.token == confirmed.token, broadcast.c.status == "draft")
        .values(status="running", confirmed_at=at)
    )
    if started.rowcount != 1:
        raise Conflict("This announcement was confirmed or cancelled before.")
    recipients = _recipients(confirmed.audience).subquery()
    connection.execute(
        insert(delivery).from_select(
            ["account", "channel", "kind", "broadcast", "state", "attempt", "created_at"],
            select(
                recipients.c.id,
                recipients.c.channel,
                literal("broadcast"),
                literal(confirmed.id),
                literal("pending"),
                literal(0),
                literal(at, Instant),
            ).order_by(recipients.c.id),
        )
    )
    total = connection.scalar(select(func.count()).select_from(delivery).where(delivery.c.broadcast == confirmed.id))
    connection.execute(update(broadcast).where(broadcast.c.id == confirmed.id).values(total=total))
    close_if_done(connection, confirmed.id)
    return total or 0


def cancel(connection: Connection, broadcast_id: str) -> bool:
    """Stop a draft or running broadcast: rows that nobody has claimed are not sent.

    Returns:
        Whether it was stopped by this.
    """
    changed = connection.execute(
        update(broadcast)
        .where(broadcast.c.id == broadcast_id, broadcast.c.status.in_(("draft", "running")))
        .values(status="cancelled")
    )
    return changed.rowcount == 1


def progress(connection: Connection, broadcast_id: str) -> Broadcast | None:
    """Return a broadcast with its counters, or None."""
    row = connection.execute(_BROADCASTS.where(broadcast.c.id == broadcast_id)).mappings().first()
    return None if row is None else _broadcast(row)


def recent(connection: Connection, limit: int = 5) -> tuple[Broadcast, ...]:
    """Return the broadcasts written last, newest first."""
    rows = connection.execute(
        _BROADCASTS.order_by(broadcast.c.created_at.desc(), broadcast.c.id).limit(limit)
    ).mappings()
    return tuple(_broadcast(row) for row in rows)


def recipients(connection: Connection, broadcast_id: str, state: str) -> tuple[Recipient, ...]:
    """Return a broadcast's recipients in a state, in the order of sending, as long as they are kept."""
    rows = connection.execute(
        select(account.c.owner_id, account.c.channel, account.c.channel_user)
        .select_from(delivery.join(account, account.c.id == delivery.c.account))
        .where(delivery.c.broadcast == broadcast_id, delivery.c.state == state)
        .order_by(delivery.c.id)
    )
    return tuple(Recipient(row.owner_id, row.channel, row.channel_user) for row in rows)


def audience_count(connection: Connection, audience: Audience) -> int:
    """Return how many recipients a broadcast to this audience would have now.

    Raises:
        ValueError: the audience is none of the two.
    """
    return connection.scalar(select(func.count()).select_from(_recipients(audience).subquery())) or 0


_BROADCASTS = select(
    broadcast.c.id,
    broadcast.c.author,
    broadcast.c.audience,
    broadcast.c.content,
    broadcast.c.token,
    broadcast.c.created_at,
    broadcast.c.status,
    broadcast.c.total,
    broadcast.c.sent,
    broadcast.c.failed,
    broadcast.c.uncertain,
    broadcast.c.unreachable,
    broadcast.c.confirmed_at,
)


def _broadcast(row: RowMapping) -> Broadcast:
    return Broadcast(**row)


def _recipients(audience: Audience) -> Select[Any]:
    # An owner with several accounts hears it once, where he was seen last.
    turn = func.row_number().over(
        partition_by=account.c.owner_id, order_by=(account.c.last_seen_at.desc(), account.c.id)
    )
    reachable = select(account.c.id, account.c.channel, turn.label("turn")).where(account.c.reachable)
    match audience:
        case {"to": "all"}:
            agreed = exists(literal_column("1")).where(
                consent.c.owner == account.c.owner_id,
                consent.c.kind == ANNOUNCEMENTS,
                consent.c.given,
                stands(),
            )
            ranked = reachable.where(agreed).subquery()
        case {"to": "program", "program": program}:
            registered = exists(literal_column("1")).where(
                registration.c.owner == account.c.owner_id, registration.c.program == program, not_withdrawn
            )
            ranked = reachable.where(registered).subquery()
        case _:
            raise ValueError("an audience is all or a program")
    return select(ranked.c.id, ranked.c.channel).where(ranked.c.turn == 1)
