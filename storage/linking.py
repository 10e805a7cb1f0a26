"""Linked messengers: one-time codes that join two owners into one, wrong codes, and leaving again.

Whoever joins or leaves locks the owners first, in the order of their ids, and finds the accounts after that: what
another transaction moved meanwhile is seen, and no owner is left without an account. The conversation of each account
that gets another owner, but for the one that is speaking, gets another version: a turn of it that was loaded with the
owner of before is refused as it commits, and decided again with the new one.
"""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, delete, func, insert, or_, select, text, update
from sqlalchemy.dialects import postgresql, sqlite

from storage import consents, profiles, turns
from storage.decisions import conversation_of
from storage.deliveries import queue_notice
from storage.encryption import blind_index, ring_of
from storage.errors import Moved
from storage.tables import (
    account,
    conversation,
    delivery,
    download,
    duplicate,
    intake,
    link_code,
    link_try,
    owner,
    pending_unasked,
    registration,
    verdict_receipt,
    waitlist,
)

WRONG_OF_ONE: Final = 5
"""So many wrong codes an account may try in ``WRONG_WITHIN``."""
WRONG_OF_ALL: Final = 30
"""So many wrong codes all accounts together may try in ``WRONG_WITHIN``: new accounts cost nothing."""
WRONG_WITHIN: Final = dt.timedelta(hours=1)

_to_other = delivery.alias("to_other")

Notices = Mapping[str, dict[str, Any]]
"""What accounts are told, as JSON, by the language of their conversations."""


@dataclass(frozen=True)
class Linked:
    """One account of an owner.

    Args:
        account: its id.
        channel: the messenger.
        user: the messenger's id of the person.
    """

    account: str
    channel: str
    user: str


@dataclass(frozen=True)
class Maker:
    """Who made a code.

    Args:
        account: the account that made it.
        owner: id of the account's owner.
    """

    account: Linked
    owner: str


@dataclass(frozen=True)
class Side:
    """What an owner brings along.

    Args:
        accounts: the oldest first.
        registrations: how many there are, withdrawn ones too.
        facts: what was told, by fact, as JSON values; see ``profiles.tell``.
    """

    accounts: tuple[Linked, ...]
    registrations: int
    facts: dict[str, Any]


@dataclass(frozen=True)
class Pause:
    """No code is looked at for a while.

    Args:
        until: the instant from which on codes count again, aware.
        everybody: nobody can use a code until then; else it is this account that tried too often.
    """

    until: dt.datetime
    everybody: bool


def offer(connection: Connection, account_id: str, code: str, *, at: dt.datetime, expires_at: dt.datetime) -> None:
    """Store a one-time code of an account, in the place of the one that it had.

    Args:
        connection: a transaction that writes.
        account_id: the account that makes it.
        code: its digits.
        at: when, aware.
        expires_at: until when it counts, aware.

    Raises:
        Conflict: (from ``database.write``) somebody else's code is the same: draw another.
    """
    index = _index(connection, code)
    over = (link_code.c.code_index == index) & (link_code.c.expires_at <= at)
    connection.execute(delete(link_code).where((link_code.c.account == account_id) | over))
    connection.execute(insert(link_code), {"code_index": index, "account": account_id, "expires_at": expires_at})


def maker(connection: Connection, code: str, at: dt.datetime) -> Maker | None:
    """Return who made a code that counts at an instant; None where it is unknown, used or over."""
    row = connection.execute(
        select(account.c.id, account.c.channel, account.c.channel_user, account.c.owner_id)
        .join(link_code, link_code.c.account == account.c.id)
        .where(link_code.c.code_index == _index(connection, code), link_code.c.expires_at > at)
    ).first()
    return None if row is None else Maker(Linked(row.id, row.channel, row.channel_user), row.owner_id)


def side(connection: Connection, owner_id: str) -> Side:
    """Return what an owner brings along."""
    accounts = connection.execute(
        select(account.c.id, account.c.channel, account.c.channel_user)
        .where(account.c.owner_id == owner_id)
        .order_by(account.c.created_at, account.c.id)
    )
    theirs = select(func.count()).select_from(registration).where(registration.c.owner == owner_id)
    return Side(
        accounts=tuple(Linked(row.id, row.channel, row.channel_user) for row in accounts),
        registrations=connection.scalar(theirs) or 0,
        facts=profiles.load(connection, owner_id),
    )


def pause(connection: Connection, account_id: str, at: dt.datetime) -> Pause | None:
    """Return until when an account's codes are not looked at, or None where they are.

    Args:
        connection: a transaction, which may be read-only.
        account_id: id of the account, which need not be stored yet.
        at: when, aware.
    """
    of_late = select(link_try.c.at).where(link_try.c.at > at - WRONG_WITHIN).order_by(link_try.c.at.desc()).limit(1)
    own = connection.scalar(of_late.where(link_try.c.account == account_id).offset(WRONG_OF_ONE - 1))
    others = connection.scalar(of_late.offset(WRONG_OF_ALL - 1))
    pauses = [
        Pause(reached + WRONG_WITHIN, everybody)
        for reached, everybody in ((own, False), (others, True))
        if reached is not None
    ]
    return max(pauses, key=lambda one: one.until, default=None)


def note_wrong(connection: Connection, account_id: str, at: dt.datetime) -> None:
    """Count a wrong code, before its answer is given.

    Raises:
        Moved: a limit was reached meanwhile: the answer shall not say whether this code was right.
    """
    if connection.dialect.name == "postgresql":
        # Two tries at once would not see each other, and both pass as the last that is let through.
        connection.execute(text("LOCK TABLE link_try IN SHARE ROW EXCLUSIVE MODE"))
    refuse_if_paused(connection, account_id, at)
    connection.execute(insert(link_try), {"account": account_id, "at": at})


def refuse_if_paused(connection: Connection, account_id: str, at: dt.datetime) -> None:
    """Let nothing that tells of a right code be answered beyond the limits.

    Raises:
        Moved: a limit was reached meanwhile.
    """
    if pause(connection, account_id, at) is not None:
        raise Moved("Too many wrong codes were tried meanwhile.")


def join(
    connection: Connection,
    code: str,
    *,
    speaking: str,
    owner_id: str,
    into: str,
    at: dt.datetime,
    told_here: Notices,
    told_there: Notices,
) -> None:
    """Use a code up, and make two owners one: all that is of ``owner_id`` is of ``into`` from now on.

    Of facts that both know, those of ``into`` stay. Lines of consent are copied, for they are never changed. The owner
    that is left keeps them, and says which owner it joined.

    Args:
        connection: a transaction that writes.
        code: what was typed.
        speaking: the account that typed it; the turn itself moves its conversation.
        owner_id: its owner.
        into: the owner of the account that made the code, as whoever joins was told.
        at: when, aware.
        told_here: what the other accounts of ``owner_id`` are told.
        told_there: what the accounts of ``into`` are told.

    Raises:
        Moved: the code was used or replaced meanwhile, an owner has joined another, or a limit was reached.
    """
    refuse_if_paused(connection, speaking, at)
    lock_owners(connection, owner_id, into)
    # In one statement, so that of two who type a code at once one finds it gone.
    made_by = connection.scalar(
        delete(link_code)
        .where(link_code.c.code_index == _index(connection, code), link_code.c.expires_at > at)
        .returning(link_code.c.account)
    )
    there = set(connection.scalars(select(account.c.id).where(account.c.owner_id == into)))
    if made_by not in there:
        raise Moved("This code was used or replaced meanwhile.")
    # Accounts before conversations, as a turn takes them: one in flight has ended when its account is ours, and what it
    # wrote is moved too.
    here = set(
        connection.scalars(
            update(account).where(account.c.owner_id == owner_id).values(owner_id=into).returning(account.c.id)
        )
    )
    if speaking not in here:
        raise Moved("The account got another owner meanwhile.")
    for moved in sorted(here - {speaking}):
        _have_decided_again(connection, moved, at)
    _move(connection, owner_id, into, at)
    connection.execute(update(owner).where(owner.c.id == owner_id).values(joined=into))
    _tell(connection, here - {speaking}, told_here, at)
    _tell(connection, there, told_there, at)


def leave(
    connection: Connection,
    leaving: str,
    *,
    owner_id: str,
    fresh: str,
    speaking: str,
    at: dt.datetime,
    told_leaving: Notices,
    told_staying: Notices,
) -> None:
    """Give an account a fresh owner; all else stays with the other accounts of its owner.

    What was to be told to it is told to that of the others which was used last; files that it could fetch go, and so do
    its kept answers. Where it speaks for itself, its conversation is the turn's to empty.

    Args:
        connection: a transaction that writes.
        leaving: the account that leaves.
        owner_id: its owner.
        fresh: id of the owner that it gets.
        speaking: the account that asked for it, which may be another one.
        at: when, aware.
        told_leaving: what the account that leaves is told, where it is not the one that is speaking.
        told_staying: what the others are told, but for the one that is speaking.

    Raises:
        Moved: one of the two is no longer an account of this owner, or there is no other account.
    """
    lock_owners(connection, owner_id)
    theirs = connection.scalars(
        select(account.c.id)
        .where(account.c.owner_id == owner_id)
        .order_by(account.c.reachable.desc(), account.c.last_seen_at.desc(), account.c.id)
    ).all()
    staying = [one for one in theirs if one != leaving]
    if not staying or not {leaving, speaking} <= set(theirs):
        raise Moved("The accounts of this owner have changed meanwhile.")
    connection.execute(insert(owner), {"id": fresh, "created_at": at})
    connection.execute(update(account).where(account.c.id == leaving).values(owner_id=fresh))
    for table in (registration, waitlist):
        connection.execute(
            update(table).where(table.c.owner == owner_id, table.c.account == leaving).values(account=staying[0])
        )
    connection.execute(delete(download).where(download.c.account == leaving))
    turns.empty_answers(connection, (intake.c.account == leaving) & (intake.c.received_at < at))
    _redirect(connection, leaving, staying[0])
    if leaving != speaking:
        _have_decided_again(connection, leaving, at)
        _tell(connection, {leaving}, told_leaving, at)
        _empty_conversation(connection, leaving)
    _tell(connection, set(staying) - {speaking}, told_staying, at)


def _redirect(connection: Connection, leaving: str, staying: str) -> None:
    """Have what waits to be said to an account said to another of its owner, which gets each announcement once."""
    has = select(_to_other.c.broadcast).where(_to_other.c.account == staying, _to_other.c.broadcast.is_not(None))
    channel = select(account.c.channel).where(account.c.id == staying).scalar_subquery()
    connection.execute(
        update(delivery)
        .where(
            delivery.c.account == leaving,
            pending_unasked,
            or_(delivery.c.broadcast.is_(None), delivery.c.broadcast.not_in(has)),
        )
        .values(account=staying, channel=channel)
    )


def lock_owners(connection: Connection, *owners: str) -> None:
    """Have everybody else wait who wants to change which accounts these owners have, until the transaction ends.

    It has to come before the accounts are looked up: a statement does not see what is committed while it waits.

    Raises:
        Moved: one of them has joined another, or is there no longer.
    """
    # Not the lock that a foreign key's check would wait for: turns of these owners go on.
    rows = connection.execute(
        select(owner.c.joined).where(owner.c.id.in_(owners)).order_by(owner.c.id).with_for_update(key_share=True)
    ).all()
    if len(rows) != len(owners) or any(row.joined is not None for row in rows):
        raise Moved("An owner has joined another meanwhile.")


def _index(connection: Connection, code: str) -> bytes:
    return blind_index(ring_of(connection), "link_code", code)


def _have_decided_again(connection: Connection, account_id: str, at: dt.datetime) -> None:
    """Move the conversation of an account on; one that there is not yet is begun, for a first turn may be in flight."""
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    connection.execute(
        dialect.insert(conversation)
        .values(account=account_id, version=1, state={}, updated_at=at)
        .on_conflict_do_update(index_elements=["account"], set_={"version": conversation.c.version + 1})
    )


def _empty_conversation(connection: Connection, account_id: str) -> None:
    """Have an account that was sent away forget what it was shown: it may be somebody else's."""
    language = (conversation_of(connection, account_id) or {}).get("language")
    connection.execute(
        update(conversation)
        .where(conversation.c.account == account_id)
        .values(state={} if language is None else {"language": language})
    )


def _move(connection: Connection, owner_id: str, into: str, at: dt.datetime) -> None:
    consents.adopt(connection, owner_id, into)
    known = profiles.load(connection, into)
    told = profiles.load(connection, owner_id)
    profiles.tell(connection, into, {fact: value for fact, value in told.items() if fact not in known}, at)
    profiles.forget(connection, owner_id)
    for table in (registration, verdict_receipt):
        connection.execute(update(table).where(table.c.owner == owner_id).values(owner=into))
    _move_where_new(connection, owner_id, into)
    # One's own registration, tried again on another messenger, was no duplicate.
    own = select(registration.c.id).where(registration.c.owner == into)
    connection.execute(delete(duplicate).where(duplicate.c.owner == into, duplicate.c.registration.in_(own)))


def _move_where_new(connection: Connection, owner_id: str, into: str) -> None:
    """Move what an owner has once for each program or registration, where the other has it not."""
    for table, once in ((waitlist, waitlist.c.program), (duplicate, duplicate.c.registration)):
        has = select(once).where(table.c.owner == into)
        connection.execute(delete(table).where(table.c.owner == owner_id, once.in_(has)))
        connection.execute(update(table).where(table.c.owner == owner_id).values(owner=into))


def _tell(connection: Connection, accounts: Collection[str], notices: Notices, at: dt.datetime) -> None:
    for one in sorted(accounts):
        language = (conversation_of(connection, one) or {}).get("language", "ko")
        queue_notice(connection, one, notices[language], at=at)
