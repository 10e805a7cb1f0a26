"""The delivery ledger: one row for each thing to be sent, claimed under a lease, finished by who claimed it.

Locks are taken in one order everywhere: delivery rows by id, then broadcasts by id. A broadcast's counters move only by
rows that really changed, in the transaction that changes them, so that a commit whose outcome is unknown may be tried
again.
"""

import datetime as dt
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    delete,
    exists,
    insert,
    literal_column,
    or_,
    select,
    update,
)

from storage.tables import (
    account,
    being_sent,
    broadcast,
    delivery,
    gate,
    pending_broadcast,
    pending_notice,
    pending_reply,
    pending_unasked,
    unfinished_reply,
)

Kind = Literal["reply", "notice", "broadcast"]
COUNTED = ("sent", "failed", "unreachable", "uncertain")
"""States that a broadcast counts, each in a column of the same name."""
GIVEN_UP = "given up"
"""The error of an announcement for which its recipient never came back."""


@dataclass(frozen=True)
class Claimed:
    """A row that this worker may send now.

    Args:
        id: of the delivery row.
        account: id of the account.
        channel: its messenger.
        user: the messenger's id of the person.
        kind: "reply" has a body laid out for the messenger, the others a reply to lay out.
        content: the body or the reply, as JSON.
        attempt: which attempt this is, from 1.
    """

    id: int
    account: str
    channel: str
    user: str
    kind: Kind
    content: dict[str, Any]
    attempt: int


@dataclass(frozen=True)
class Outcome:
    """What became of a claimed row.

    Args:
        id: of the delivery row.
        state: "pending" gives the row back to be tried again, "unreachable" marks the account too,
            "uncertain" may or may not have arrived.
        message_id: the messenger's id of what was sent.
        error: why it was not sent, without personal data.
        not_before: for "pending": when to try again.
        counted: for "pending": the attempt counts; False where nothing was tried.
    """

    id: int
    state: Literal["sent", "failed", "unreachable", "uncertain", "pending"]
    message_id: str | None = None
    error: str | None = None
    not_before: dt.datetime | None = None
    counted: bool = True


_earlier = delivery.alias("earlier")


def queue_notice(
    connection: Connection,
    account_id: str,
    content: dict[str, Any],
    *,
    at: dt.datetime,
    not_before: dt.datetime | None = None,
) -> int:
    """Queue something to be said to an account outside a turn, and return the id of its row.

    Raises:
        LookupError: there is no such account.
    """
    channel = connection.scalar(select(account.c.channel).where(account.c.id == account_id))
    if channel is None:
        raise LookupError("there is no such account")
    row_id: int = connection.execute(
        insert(delivery)
        .values(
            account=account_id,
            channel=channel,
            kind="notice",
            content=content,
            state="pending",
            attempt=0,
            not_before=not_before,
            created_at=at,
        )
        .returning(delivery.c.id)
    ).scalar_one()
    return row_id


def queue_notices(connection: Connection, contents: Sequence[tuple[str, dict[str, Any]]], *, at: dt.datetime) -> None:
    """Queue something to be said to each of many accounts: accounts and contents, in the order of their rows.

    Raises:
        LookupError: there is no such account.
    """
    accounts = {account_id for account_id, _ in contents}
    rows = connection.execute(select(account.c.id, account.c.channel).where(account.c.id.in_(accounts)))
    channels = {row.id: row.channel for row in rows}
    if not accounts <= channels.keys():
        raise LookupError("there is no such account")
    if contents:
        connection.execute(
            insert(delivery),
            [
                {
                    "account": account_id,
                    "channel": channels[account_id],
                    "kind": "notice",
                    "content": content,
                    "state": "pending",
                    "attempt": 0,
                    "created_at": at,
                }
                for account_id, content in contents
            ],
        )


def take_back_notices(connection: Connection, account_id: str, *, mentioning: str) -> int:
    """Delete the notices to an account that nobody has begun to send and that mention something.

    Args:
        connection: a transaction that writes.
        account_id: whom they are for.
        mentioning: a word that stands in no other notice, a receipt number.

    Returns:
        How many were taken back.
    """
    waiting = (delivery.c.account == account_id) & pending_notice
    rows = connection.execute(select(delivery.c.id, delivery.c.content).where(waiting)).all()
    meant = [row.id for row in rows if mentions(row.content, mentioning)]
    return connection.execute(delete(delivery).where(delivery.c.id.in_(meant), waiting)).rowcount


def mentions(content: dict[str, Any], word: str) -> bool:
    """Return whether a word stands anywhere in what is to be said."""
    return word in json.dumps(content, ensure_ascii=False)


def claim(
    connection: Connection,
    *,
    worker: str,
    now: dt.datetime,
    limit: int,
    channels: Sequence[str],
    lease: dt.timedelta,
    bulk: bool = True,
) -> list[Claimed]:
    """Take rows to send, replies first, then notices, then running broadcasts, oldest first.

    A chat keeps its order: no row is taken while an earlier reply to the same account is pending or being sent.

    Args:
        connection: a transaction that writes.
        worker: who takes them; ``finish`` needs the same name.
        now: the instant, aware.
        limit: at most so many rows.
        channels: only for these messengers.
        lease: how long the rows are this worker's.
        bulk: False takes replies only, for when announcements have to wait.
    """
    rows: list[Row[Any]] = []
    for source in _sources(connection, bulk=bulk):
        if len(rows) >= limit:
            break
        rows += connection.execute(_claimable(source, now, channels).limit(limit - len(rows)))
    if rows:
        connection.execute(
            update(delivery)
            .where(delivery.c.id.in_([row.id for row in rows]))
            .values(state="sending", attempt=delivery.c.attempt + 1, lease_owner=worker, lease_until=now + lease)
        )
    announced = {row.broadcast for row in rows if row.broadcast is not None}
    contents: dict[str, dict[str, Any]] = {}
    if announced:
        texts = select(broadcast.c.id, broadcast.c.content).where(broadcast.c.id.in_(announced))
        contents = {row.id: row.content for row in connection.execute(texts)}
    return [
        Claimed(
            row.id,
            row.account,
            row.channel,
            row.channel_user,
            row.kind,
            row.content if row.broadcast is None else contents[row.broadcast],
            row.attempt + 1,
        )
        for row in rows
    ]


def _sources(connection: Connection, *, bulk: bool) -> Iterable[ColumnElement[bool]]:
    yield pending_reply
    if not bulk:
        return
    yield pending_notice
    running = select(broadcast.c.id).where(broadcast.c.status == "running").order_by(broadcast.c.confirmed_at)
    for broadcast_id in connection.scalars(running).all():
        yield pending_broadcast & (delivery.c.broadcast == broadcast_id)


def _claimable(source: ColumnElement[bool], now: dt.datetime, channels: Sequence[str]) -> Select[Any]:
    blocked = exists(literal_column("1")).where(
        _earlier.c.account == delivery.c.account, _earlier.c.id < delivery.c.id, unfinished_reply(_earlier)
    )
    return (
        select(
            delivery.c.id,
            delivery.c.account,
            delivery.c.channel,
            delivery.c.kind,
            delivery.c.broadcast,
            delivery.c.content,
            delivery.c.attempt,
            account.c.channel_user,
        )
        .select_from(delivery.join(account, account.c.id == delivery.c.account))
        .where(
            source,
            delivery.c.channel.in_(channels),
            or_(delivery.c.not_before.is_(None), delivery.c.not_before <= now),
            ~blocked,
        )
        .order_by(delivery.c.id)
        .with_for_update(of=delivery, skip_locked=True)
    )


def finish(connection: Connection, worker: str, outcomes: Sequence[Outcome]) -> list[int]:
    """Store what became of claimed rows, and return the ids of those that were still this worker's.

    A row whose lease was lost to ``recover`` meanwhile is not touched, but for one: an announcement that was called
    uncertain, and of which its own sender now knows more. A broadcast of which nothing is left is done.

    What was said goes once it is not to be sent again: it may be of somebody else than who got it.

    Args:
        connection: a transaction that writes.
        worker: who claimed them.
        outcomes: one for each row.
    """
    by_id = {outcome.id: outcome for outcome in outcomes}
    mine = connection.execute(
        select(delivery.c.id, delivery.c.state, delivery.c.broadcast, delivery.c.account, delivery.c.attempt)
        .where(
            delivery.c.id.in_(by_id),
            delivery.c.lease_owner == worker,
            delivery.c.state.in_(("sending", "uncertain")),
        )
        .order_by(delivery.c.id)
        .with_for_update()
    ).all()
    moved = _Counters()
    known = [row for row in mine if row.state == "sending" or by_id[row.id].state in COUNTED]
    for row in known:
        outcome = by_id[row.id]
        again = outcome.state == "pending"
        content = {} if again else {"content": None}
        connection.execute(
            update(delivery)
            .where(delivery.c.id == row.id)
            .values(
                **content,
                state=outcome.state,
                attempt=row.attempt - (1 if again and not outcome.counted else 0),
                not_before=outcome.not_before if again else None,
                lease_owner=None if again else worker,
                lease_until=None,
                message_id=outcome.message_id,
                error=outcome.error,
                sent_at=dt.datetime.now(dt.UTC) if outcome.state == "sent" else None,
            )
        )
        moved.step(row.broadcast, row.state, outcome.state)
    gone = sorted({row.account for row in known if by_id[row.id].state == "unreachable"})
    if gone:
        connection.execute(update(account).where(account.c.id.in_(gone)).values(reachable=False))
    moved.write(connection)
    return [row.id for row in known]


def recover(
    connection: Connection, now: dt.datetime, *, worker: str | None = None, everything: bool = False
) -> dict[str, int]:
    """Take back rows from workers that are gone: an answer is sent again, an announcement or notice becomes uncertain.

    The owner who waits for an answer prefers a rare double to silence; an announcement is never sent twice by itself.

    Args:
        connection: a transaction that writes.
        now: leases that ended before are expired.
        worker: take back this worker's rows, whatever their lease says (rows that it holds no longer).
        everything: take back all rows: right only where one process can be at work, which has just started.

    Returns:
        How many rows became "pending" and how many "uncertain".
    """
    lost = being_sent
    if worker is not None:
        lost = lost & (delivery.c.lease_owner == worker)
    elif not everything:
        lost = lost & (delivery.c.lease_until < now)
    # In no order, so that SQLite takes the small index and not the whole table; who skips what is locked meets nobody.
    rows = connection.execute(
        select(delivery.c.id, delivery.c.kind, delivery.c.broadcast).where(lost).with_for_update(skip_locked=True)
    ).all()
    replies = [row.id for row in rows if row.kind == "reply"]
    others = [row for row in rows if row.kind != "reply"]
    if replies:
        connection.execute(
            update(delivery)
            .where(delivery.c.id.in_(replies))
            .values(state="pending", lease_owner=None, lease_until=None)
        )
    if others:
        connection.execute(
            update(delivery)
            .where(delivery.c.id.in_([row.id for row in others]))
            .values(state="uncertain", lease_until=None, content=None)
        )
    moved = _Counters()
    for row in others:
        moved.step(row.broadcast, "sending", "uncertain")
    moved.write(connection)
    return {"pending": len(replies), "uncertain": len(others)}


def give_up(connection: Connection, before: dt.datetime, limit: int) -> int:
    """Fail announcements that have waited since before an instant for somebody to come back, and count them so.

    Args:
        connection: a transaction that writes.
        before: rows that were queued before it, aware.
        limit: at most so many.

    Returns:
        How many it were.
    """
    running = select(broadcast.c.id).where(broadcast.c.status == "running", broadcast.c.created_at < before)
    rows = connection.execute(
        select(delivery.c.id, delivery.c.broadcast)
        .where(
            pending_broadcast,
            delivery.c.broadcast.in_(running),
            delivery.c.created_at < before,
            or_(delivery.c.not_before.is_(None), delivery.c.not_before < before),
        )
        .order_by(delivery.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    connection.execute(
        update(delivery).where(delivery.c.id.in_([row.id for row in rows])).values(state="failed", error=GIVEN_UP)
    )
    moved = _Counters()
    for row in rows:
        moved.step(row.broadcast, "pending", "failed")
    moved.write(connection)
    return len(rows)


def mark_shown(connection: Connection, account_id: str, ids: Sequence[int], *, at: dt.datetime) -> None:
    """Mark pending notices and announcements as sent, because an answer to the account shows them."""
    shown = connection.execute(
        update(delivery)
        .where(delivery.c.id.in_(ids), delivery.c.account == account_id, pending_unasked)
        .values(state="sent", sent_at=at, attempt=delivery.c.attempt + 1, content=None)
        .returning(delivery.c.broadcast)
    ).all()
    moved = _Counters()
    for row in shown:
        moved.step(row.broadcast, "pending", "sent")
    moved.write(connection)


class _Counters:
    """Steps of the counters of broadcasts, gathered in one transaction."""

    def __init__(self) -> None:
        self._steps: dict[str, Counter[str]] = {}

    def step(self, broadcast_id: str | None, before: str, after: str) -> None:
        """Count a row of a broadcast that changed its state."""
        if broadcast_id is None:
            return
        steps = self._steps.setdefault(broadcast_id, Counter())
        if before in COUNTED:
            steps[before] -= 1
        if after in COUNTED:
            steps[after] += 1

    def write(self, connection: Connection) -> None:
        """Write the steps; a running broadcast of which nothing is left to send is done."""
        for broadcast_id, steps in sorted(self._steps.items()):
            changed = {state: broadcast.c[state] + by for state, by in steps.items() if by}
            if changed:
                connection.execute(update(broadcast).where(broadcast.c.id == broadcast_id).values(changed))
            close_if_done(connection, broadcast_id)


def close_if_done(connection: Connection, broadcast_id: str) -> None:
    """Set a running broadcast to done where none of its rows is pending or being sent.

    A statement of its own, after the counters: it waits for nobody, so it sees the rows of all that counted before.
    """
    of_it = delivery.c.broadcast == broadcast_id
    connection.execute(
        update(broadcast)
        .where(
            broadcast.c.id == broadcast_id,
            broadcast.c.status == "running",
            ~exists(literal_column("1")).where(of_it, pending_broadcast),
            ~exists(literal_column("1")).where(of_it, being_sent),
        )
        .values(status="done")
    )


def block(connection: Connection, bot: str, until: dt.datetime) -> None:
    """Have every process send nothing for a bot until an instant (a 429's retry_after).

    An earlier end never shortens a block.
    """
    longer = update(gate).where(gate.c.bot == bot, or_(gate.c.blocked_until.is_(None), gate.c.blocked_until < until))
    if connection.execute(longer.values(blocked_until=until)).rowcount:
        return
    if connection.scalar(select(gate.c.bot).where(gate.c.bot == bot)) is None:
        connection.execute(insert(gate), {"bot": bot, "blocked_until": until})


def blocked_until(connection: Connection, bot: str) -> dt.datetime | None:
    """Return until when a bot may send nothing, or None; the instant may have passed."""
    until: dt.datetime | None = connection.scalar(select(gate.c.blocked_until).where(gate.c.bot == bot))
    return until
