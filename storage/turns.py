"""One turn of a dialogue: what it loads, and what it commits in one transaction."""

import datetime as dt
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    bindparam,
    exists,
    insert,
    literal,
    literal_column,
    select,
    tuple_,
    update,
)

from storage import profiles
from storage.deliveries import mark_shown
from storage.encryption import blind_index, ring_of
from storage.errors import Moved
from storage.tables import (
    access,
    account,
    answered,
    broadcast,
    conversation,
    delivery,
    intake,
    owner,
    pending_unasked,
    role,
)

NOTICES_AT_ONCE = 3
_KEYS_AT_ONCE: Final = 500


@dataclass(frozen=True)
class Notice:
    """Something to say to an account beside the answer: a notice or an announcement that waits.

    Args:
        id: of its delivery row; ``TurnRecord.delivered_notices`` takes it when it was shown.
        content: what to say, as JSON.
    """

    id: int
    content: dict[str, Any]


@dataclass(frozen=True)
class Loaded:
    """What is stored when a turn begins.

    Args:
        repeated: this delivery key was handled before, and ``answer`` is what was answered.
        answer: the stored answer of a repeated key, else empty.
        account: id of the account, None for a newcomer.
        owner: id of the owner, None for a newcomer.
        roles: roles of the account.
        conversation: the conversation's state, None where there is none yet.
        version: of the conversation; 0 where there is none yet.
        profile: facts that the owner told, by id, as JSON values.
        notices: what waits to be said to this account, oldest first, at most three.
    """

    repeated: bool
    answer: tuple[dict[str, Any], ...]
    account: str | None
    owner: str | None
    roles: frozenset[str]
    conversation: dict[str, Any] | None
    version: int
    profile: dict[str, Any]
    notices: tuple[Notice, ...]


@dataclass(frozen=True)
class TurnRecord:
    """What a turn commits, beside the changes of its handlers.

    Args:
        channel: the messenger.
        user: the messenger's id of the person.
        key: the messenger's id of this delivery, or None where it has none.
        account: id of the account; a fresh one for a newcomer.
        owner: id of the owner; a fresh one for a newcomer.
        newcomer: owner and account are to be created.
        version: of the conversation as it was loaded.
        state: the conversation's new state, as JSON.
        answer: what a repeated key gets again, stored with the key.
        deliveries: bodies to send, in order: each becomes a delivery row of kind "reply".
        delivered_notices: ids of notices that this answer shows.
        told: facts to store, by id, as JSON values; see ``profiles.tell``.
        at: the instant of the turn, aware.
        friend: whether the person has added the bot as a friend (KakaoTalk), None where that is not known.
    """

    channel: str
    user: str
    key: str | None
    account: str
    owner: str
    newcomer: bool
    version: int
    state: dict[str, Any]
    at: dt.datetime
    answer: tuple[dict[str, Any], ...] = ()
    deliveries: tuple[dict[str, Any], ...] = ()
    delivered_notices: tuple[int, ...] = ()
    told: dict[str, Any] = field(default_factory=dict)
    friend: bool | None = None


# One row at least: each table hangs on a row that is always there. Several roles make several rows.
_ALWAYS = select(literal(1).label("always")).subquery()
_LOAD = select(
    intake.c.answer,
    account.c.id,
    account.c.owner_id,
    role.c.role,
    conversation.c.state,
    conversation.c.version,
    exists(literal_column("1")).where(delivery.c.account == account.c.id, pending_unasked).label("waiting"),
).select_from(
    _ALWAYS.outerjoin(intake, and_(intake.c.channel == bindparam("channel"), intake.c.key == bindparam("key")))
    .outerjoin(account, and_(account.c.channel == bindparam("channel"), account.c.channel_user == bindparam("user")))
    .outerjoin(conversation, conversation.c.account == account.c.id)
    .outerjoin(role, role.c.address == bindparam("address"))
)
_NOTICES = (
    select(delivery.c.id, delivery.c.content, broadcast.c.content.label("announced"))
    .select_from(delivery.outerjoin(broadcast, broadcast.c.id == delivery.c.broadcast))
    .where(
        delivery.c.account == bindparam("account"),
        pending_unasked,
        (delivery.c.broadcast.is_(None)) | (broadcast.c.status == "running"),
    )
    .order_by(delivery.c.id)
    .limit(NOTICES_AT_ONCE)
)


def load(connection: Connection, *, channel: str, user: str, key: str | None) -> Loaded:
    """Load what a turn needs: one select for a newcomer, two for others, three where notices wait.

    Args:
        connection: a transaction, which may be read-only.
        channel: the messenger.
        user: the messenger's id of the person.
        key: the messenger's id of this delivery, or None.
    """
    rows = connection.execute(
        _LOAD,
        {"channel": channel, "user": user, "key": stored_key(connection, key), "address": f"{channel}:{user}"},
    ).all()
    first = rows[0]
    profile: dict[str, Any] = {}
    notices: tuple[Notice, ...] = ()
    if first.owner_id is not None:
        profile = profiles.load(connection, first.owner_id)
    if first.id is not None and first.waiting:
        waiting = connection.execute(_NOTICES, {"account": first.id})
        notices = tuple(Notice(row.id, row.announced if row.content is None else row.content) for row in waiting)
    return Loaded(
        repeated=first.answer is not None,
        answer=tuple(first.answer or ()),
        account=first.id,
        owner=first.owner_id,
        roles=frozenset(row.role for row in rows if row.role is not None),
        conversation=first.state,
        version=first.version or 0,
        profile=profile,
        notices=notices,
    )


def commit(connection: Connection, record: TurnRecord, changes: Sequence[Callable[[Connection], object]]) -> None:
    """Write a turn, all or nothing.

    Args:
        connection: a transaction that writes.
        record: what the turn itself changes.
        changes: what its handlers change, in order.

    Raises:
        Moved: another turn changed the conversation since it was loaded.
        Conflict: (from ``database.write``) another turn handled the key or made the account, or a change was refused.
    """
    if record.key is not None:
        connection.execute(
            insert(intake),
            {
                "channel": record.channel,
                "key": stored_key(connection, record.key),
                "account": record.account,
                "answer": list(record.answer),
                "received_at": record.at,
            },
        )
    if record.newcomer:
        _welcome(connection, record)
    else:
        seen: dict[str, Any] = {"reachable": True, "last_seen_at": record.at}
        if record.friend is not None:
            seen["friend"] = record.friend
        connection.execute(update(account).where(account.c.id == record.account).values(seen))
    _remember(connection, record)
    profiles.tell(connection, record.owner, record.told, record.at)
    for change in changes:
        change(connection)
    if record.deliveries:
        connection.execute(
            insert(delivery),
            [
                {
                    "account": record.account,
                    "channel": record.channel,
                    "kind": "reply",
                    "content": body,
                    "state": "pending",
                    "attempt": 0,
                    "created_at": record.at,
                }
                for body in record.deliveries
            ],
        )
    if record.delivered_notices:
        mark_shown(connection, record.account, record.delivered_notices, at=record.at)


def stored_key(connection: Connection, key: str | None) -> str | None:
    """Return a delivery key as the table ``intake`` has it, a keyed hash, which leads back to nobody; None for None."""
    return None if key is None else blind_index(ring_of(connection), "intake.key", key).hex()


def forget_answers_about(connection: Connection, owners: Collection[str]) -> None:
    """Empty the kept answers of everybody in the team who ever looked at the data of owners: they may show it.

    The keys stay, so that a message that is delivered again is not handled again.

    Args:
        connection: a transaction that writes.
        owners: ids of the owners, those of before messengers were linked too.
    """
    lookers = select(access.c.who).where(access.c.whose.in_(owners))
    accounts = select(account.c.id).where((account.c.channel + ":" + account.c.channel_user).in_(lookers))
    empty_answers(connection, intake.c.account.in_(accounts))


def empty_answers(connection: Connection, of: ColumnElement[bool], *, limit: int | None = None) -> int:
    """Empty answers that are kept with delivery keys, and return how many it were.

    Args:
        connection: a transaction that writes.
        of: which rows of ``intake``.
        limit: at most so many; None for all.
    """
    # Locked in one order, for several may empty the same ones.
    chosen = select(intake.c.channel, intake.c.key).where(of, answered).order_by(intake.c.channel, intake.c.key)
    keys = connection.execute(chosen.limit(limit).with_for_update()).all()
    for start in range(0, len(keys), _KEYS_AT_ONCE):
        these = tuple_(intake.c.channel, intake.c.key).in_([tuple(key) for key in keys[start : start + _KEYS_AT_ONCE]])
        connection.execute(update(intake).where(these).values(answer=[]))
    return len(keys)


def _welcome(connection: Connection, record: TurnRecord) -> None:
    connection.execute(insert(owner), {"id": record.owner, "created_at": record.at})
    connection.execute(
        insert(account),
        {
            "id": record.account,
            "owner_id": record.owner,
            "channel": record.channel,
            "channel_user": record.user,
            "reachable": True,
            "friend": record.friend,
            "created_at": record.at,
            "last_seen_at": record.at,
        },
    )


def _remember(connection: Connection, record: TurnRecord) -> None:
    if record.version == 0:
        connection.execute(
            insert(conversation),
            {"account": record.account, "version": 1, "state": record.state, "updated_at": record.at},
        )
        return
    moved_on = connection.execute(
        update(conversation)
        .where(conversation.c.account == record.account, conversation.c.version == record.version)
        .values(version=record.version + 1, state=record.state, updated_at=record.at)
    )
    if moved_on.rowcount != 1:
        raise Moved("Another turn of this conversation was committed meanwhile.")
