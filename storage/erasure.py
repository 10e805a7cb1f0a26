"""Erasing an owner: everything goes but the proof of what was agreed to, which is kept apart and for a time.

No law has the lines of consent kept: they are the operator's proof that there was consent, which whoever relies on it
has to show. It is kept for as long as damages are commonly claimed, three years (Civil Act of Korea, article 766 (1),
from when the damage is known). So the lines stay with the id of the owner who was erased, and ``kept_by_law`` alone
says whose they were (Personal Information Protection Act of Korea, article 21 (3): what is kept on is kept apart).
"""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, delete, exists, false, func, insert, literal_column, select, update

from storage import accounts, consents, profiles, turns, verdict_receipts
from storage.consents import Consent
from storage.deliveries import close_if_done
from storage.tables import (
    access,
    account,
    broadcast,
    consent,
    delivery,
    download,
    duplicate,
    intake,
    kept_by_law,
    link_code,
    link_try,
    owner,
    registration,
    role,
    waitlist,
)

ERASED = "erased"
"""The error of a delivery that was taken back because its recipient had his data erased."""
PROOF_YEARS = 3
"""How long it can be proven what an owner agreed to, once he is erased."""


@dataclass(frozen=True)
class Stays:
    """What of an owner stays when he is erased, and what his registrations were.

    Args:
        registrations: how many there are, withdrawn ones too; they go.
        accounts: how many accounts he has.
        consents: something was agreed to or refused, so there is something to prove.
        looks: how many looks of the team at his data are on record.
        role: one of his accounts has a role in the team.
    """

    registrations: int
    accounts: int
    consents: bool
    looks: int
    role: bool


@dataclass(frozen=True)
class Speaking:
    """Who asks to be erased, and in what way.

    Args:
        account: id of the account that asks: it stays for the goodbye, and is deleted a day later.
        channel: its messenger.
        successor: a fresh id, of the owner whose account it becomes, who is nobody yet.
        key: the messenger's id of this message, or None: were it delivered again, the goodbye would be given again.
    """

    account: str
    channel: str
    successor: str
    key: str | None = None


def proof_kept_until(erased_on: dt.date) -> dt.date:
    """Return the last day on which the proof of consent of an owner is kept who was erased on a day."""
    leap_day = erased_on.month == 2 and erased_on.day == 29
    return erased_on.replace(year=erased_on.year + PROOF_YEARS, **({"month": 3, "day": 1} if leap_day else {}))


def stays(connection: Connection, whose: str) -> Stays:
    """Return what of an owner would stay, were he erased."""
    theirs = select(account.c.channel + ":" + account.c.channel_user).where(account.c.owner_id == whose)
    known_as = _known_as(connection, [whose])
    return Stays(
        registrations=connection.scalar(select(func.count()).where(registration.c.owner == whose)) or 0,
        accounts=connection.scalar(select(func.count()).where(account.c.owner_id == whose)) or 0,
        consents=bool(connection.scalar(select(func.count()).where(consent.c.owner == whose))),
        looks=connection.scalar(select(func.count()).where(access.c.whose.in_(known_as))) or 0,
        role=bool(connection.scalar(select(func.count()).where(role.c.address.in_(theirs)))),
    )


def erase(connection: Connection, whose: str, at: dt.datetime, *, speaking: Speaking | None = None) -> None:
    """Erase the personal data of an owner, and all that hangs on him.

    What still waits to be said to him is not said; what is being sent at this moment can't be stopped, but is not kept
    either. Lines of consent stay, with a last line that takes each back where the owner asks for it himself.

    Args:
        connection: a transaction that writes.
        whose: id of the owner.
        at: when, aware, in Asia/Seoul, whose day counts for how long the proof of consent is kept.
        speaking: who asks for it; the conversation of that account is written by the turn itself. None where the owner
            is erased because he has been silent for so long: then all accounts go.
    """
    # In the order of storage.linking, owners before accounts: who joins them now is through before, or finds no code.
    connection.execute(select(owner.c.id).where(owner.c.id == whose).with_for_update(key_share=True))
    # Whatever commits a turn or a notice for one of them at this moment is through before, or finds them gone.
    theirs = connection.scalars(
        select(account.c.id).where(account.c.owner_id == whose).order_by(account.c.id).with_for_update()
    ).all()
    addresses = accounts.addresses(connection, theirs)
    staying = speaking.account if speaking is not None else None
    gone = [one for one in theirs if one != staying]

    connection.execute(delete(duplicate).where(duplicate.c.owner == whose))
    connection.execute(delete(waitlist).where(waitlist.c.owner == whose))
    connection.execute(delete(registration).where(registration.c.owner == whose))
    verdict_receipts.forget(connection, whose)
    profiles.forget(connection, whose)
    connection.execute(delete(download).where(download.c.account.in_(theirs)))
    connection.execute(delete(link_code).where(link_code.c.account.in_(theirs)))
    # The keys stay, so that a message that is delivered again is not handled again.
    key = turns.stored_key(connection, speaking.key) if speaking is not None else None
    this = false() if speaking is None else (intake.c.channel == speaking.channel) & (intake.c.key == key)
    connection.execute(update(intake).where(intake.c.account.in_(theirs), ~this).values(answer=[]))
    turns.forget_answers_about(connection, _known_as(connection, [whose]))
    _take_back_deliveries(connection, theirs)
    if staying is not None:
        # Wrong codes count on: being erased must not be a way to more tries.
        connection.execute(update(link_try).where(link_try.c.account.in_(gone)).values(account=staying))
    _keep_proof(connection, whose, addresses, at, speaking)
    _part(connection, theirs, at, speaking)
    _drop_bare(connection, [whose])


def _take_back_deliveries(connection: Connection, theirs: Sequence[str]) -> None:
    """Delete what was said to accounts; rows of announcements stay, for the counts of those, and have no text."""
    of_them = delivery.c.account.in_(theirs)
    connection.execute(delete(delivery).where(of_them, delivery.c.broadcast.is_(None)))
    taken_back = connection.scalars(
        update(delivery)
        .where(of_them, delivery.c.state == "pending")
        .values(state="failed", error=ERASED, content=None)
        .returning(delivery.c.broadcast)
    ).all()
    _count(connection, "failed", taken_back)


def _count(connection: Connection, state: str, broadcasts: Sequence[str | None]) -> None:
    """Count rows of announcements that came to rest, and close the announcements of which nothing is left."""
    counted = Counter(one for one in broadcasts if one is not None)
    for broadcast_id, rows in sorted(counted.items()):
        connection.execute(
            update(broadcast).where(broadcast.c.id == broadcast_id).values({state: broadcast.c[state] + rows})
        )
        close_if_done(connection, broadcast_id)


def _keep_proof(
    connection: Connection, whose: str, addresses: Sequence[str], at: dt.datetime, speaking: Speaking | None
) -> None:
    said = consents.last_words(connection, whose)
    for last in said:
        if last.given and speaking is not None:
            taken_back = Consent(whose, last.kind, last.version, False, speaking.channel, at, last.words_hash)
            consents.record(connection, taken_back)
    if said:
        connection.execute(
            insert(kept_by_law),
            {
                "owner": whose,
                "addresses": list(addresses),
                "erased_at": at,
                "keep_until": proof_kept_until(at.date()),
            },
        )


def _part(connection: Connection, theirs: Sequence[str], at: dt.datetime, speaking: Speaking | None) -> None:
    """Delete the accounts but for the one that speaks, which becomes that of a fresh owner."""
    _delete_accounts(connection, [one for one in theirs if speaking is None or one != speaking.account])
    if speaking is not None:
        connection.execute(insert(owner), {"id": speaking.successor, "created_at": at})
        connection.execute(
            update(account).where(account.c.id == speaking.account).values(owner_id=speaking.successor, erased_at=at)
        )


def _delete_accounts(connection: Connection, ids: Sequence[str]) -> None:
    """Delete accounts with which nothing is registered, and with them their conversations and deliveries."""
    # On their way at this moment, and of nobody's business any more what becomes of them.
    on_the_way = connection.scalars(
        delete(delivery)
        .where(delivery.c.account.in_(ids), delivery.c.state.in_(("pending", "sending")))
        .returning(delivery.c.broadcast)
    ).all()
    _count(connection, "uncertain", on_the_way)
    connection.execute(delete(account).where(account.c.id.in_(ids)))


def _drop_bare(connection: Connection, ids: Sequence[str]) -> None:
    """Delete owners of whom nothing is left, and with them those who were joined to them by linking messengers."""
    of_it = (account.c.owner_id, consent.c.owner, registration.c.owner, waitlist.c.owner, duplicate.c.owner)
    bare = [~exists(literal_column("1")).where(column == owner.c.id) for column in (*of_it, kept_by_law.c.owner)]
    connection.execute(delete(owner).where(owner.c.id.in_(_known_as(connection, ids)), *bare))


def _known_as(connection: Connection, ids: Sequence[str]) -> Sequence[str]:
    """Return the ids of owners, and those under which they were known before messengers were linked."""
    known = select(owner.c.id).where(owner.c.id.in_(ids)).cte("known", recursive=True)
    known = known.union(select(owner.c.id).join(known, owner.c.joined == known.c.id))
    return connection.scalars(select(known.c.id)).all()


def let_proof_go(connection: Connection, today: dt.date, limit: int) -> int:
    """Delete the proof of consent of owners who were erased so long ago that nobody can ask for it any more.

    Args:
        connection: a transaction that writes.
        today: the day in Asia/Seoul; what is kept until yesterday goes.
        limit: at most so many owners.

    Returns:
        How many owners it was.
    """
    gone = connection.scalars(
        delete(kept_by_law)
        .where(
            kept_by_law.c.owner.in_(
                select(kept_by_law.c.owner).where(kept_by_law.c.keep_until < today).order_by("keep_until").limit(limit)
            )
        )
        .returning(kept_by_law.c.owner)
    ).all()
    connection.execute(delete(consent).where(consent.c.owner.in_(_known_as(connection, gone))))
    _drop_bare(connection, gone)
    return len(gone)


def delete_erased_accounts(connection: Connection, before: dt.datetime, limit: int) -> int:
    """Delete accounts that stayed for the goodbye only, and keep those whose people have spoken since.

    Args:
        connection: a transaction that writes.
        before: accounts whose owners were erased before this instant, aware.
        limit: at most so many.

    Returns:
        How many were deleted.
    """
    due = account.c.erased_at < before
    back = update(account).where(due, account.c.last_seen_at > account.c.erased_at)
    connection.execute(back.values(erased_at=None))
    # Locked, so that who speaks at this moment is through before, or comes as a newcomer.
    rows = connection.execute(
        select(account.c.id, account.c.owner_id)
        .where(due, account.c.last_seen_at <= account.c.erased_at)
        .order_by(account.c.id)
        .limit(limit)
        .with_for_update()
    ).all()
    _delete_accounts(connection, [row.id for row in rows])
    _drop_bare(connection, [row.owner_id for row in rows])
    return len(rows)


def erase_silent(connection: Connection, before: dt.datetime, limit: int, *, silence: dt.timedelta) -> int:
    """Erase owners who have said nothing for long and have no registration.

    Args:
        connection: a transaction that writes.
        before: owners who said nothing since this instant, aware, in Asia/Seoul.
        limit: at most so many.
        silence: how long that is, so that ``before + silence`` is now.

    Returns:
        How many were erased.
    """
    spoke = account.alias("spoke")
    since = exists(literal_column("1")).where(spoke.c.owner_id == account.c.owner_id, spoke.c.last_seen_at >= before)
    registered = exists(literal_column("1")).where(registration.c.owner == account.c.owner_id)
    silent = connection.scalars(
        select(account.c.owner_id).where(account.c.last_seen_at < before, ~since, ~registered).distinct().limit(limit)
    ).all()
    erased = 0
    for one in silent:
        # Read again under a lock: somebody may speak at this moment.
        theirs = select(account.c.last_seen_at).where(account.c.owner_id == one).with_for_update()
        if all(seen < before for seen in connection.scalars(theirs)):
            erase(connection, one, before + silence)
            erased += 1
    return erased
