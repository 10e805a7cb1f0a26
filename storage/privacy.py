"""What is stored about one owner, and its erasure."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, delete, select, update

from storage import consents, profiles, registrations, verdict_receipts
from storage.consents import Consent
from storage.deliveries import close_if_done
from storage.registrations import Registration
from storage.tables import account, broadcast, conversation, delivery, intake, registration

ERASED = "erased"
"""The error of a delivery that was taken back because its recipient had his data erased."""


@dataclass(frozen=True)
class Held:
    """What is stored about an owner, beside the facts of the profile, which every turn has.

    Args:
        accounts: addresses of the owner's accounts, sorted.
        consents: the last word on each kind of consent, in the order of the kinds' names.
        registrations: newest first, withdrawn ones too.
        verdicts: how many receipts of verdicts are kept.
    """

    accounts: tuple[str, ...]
    consents: tuple[Consent, ...]
    registrations: tuple[Registration, ...]
    verdicts: int


def held(connection: Connection, owner: str) -> Held:
    """Return what is stored about an owner."""
    accounts = connection.execute(
        select(account.c.channel, account.c.channel_user)
        .where(account.c.owner_id == owner)
        .order_by(account.c.channel, account.c.channel_user)
    )
    return Held(
        accounts=tuple(f"{row.channel}:{row.channel_user}" for row in accounts),
        consents=consents.last_words(connection, owner),
        registrations=registrations.of_owner(connection, owner),
        verdicts=verdict_receipts.count_of_owner(connection, owner),
    )


def erase(connection: Connection, owner: str, at: dt.datetime, *, speaking: str, channel: str) -> None:
    """Erase the personal data of an owner.

    Registrations, facts, receipts of verdicts and the other conversations go, as does the text of what was said to the
    owner; what still waits to be said is not said. Consents stay as proof of what was agreed to when, with a last line
    that takes each of them back. A message that is just being sent is left to its sender. The accounts stay: without
    them nobody could be answered.

    Args:
        connection: a transaction that writes.
        owner: whose data.
        at: when, aware.
        speaking: the account that asked for it; its conversation is written by the turn itself.
        channel: its messenger.
    """
    accounts = connection.scalars(select(account.c.id).where(account.c.owner_id == owner)).all()
    connection.execute(delete(registration).where(registration.c.owner == owner))
    verdict_receipts.forget(connection, owner)
    profiles.forget(connection, owner)
    connection.execute(
        delete(conversation).where(conversation.c.account.in_(accounts), conversation.c.account != speaking)
    )
    # The keys stay, so that a message that is delivered again is not handled again.
    connection.execute(
        update(intake).where(intake.c.account.in_(accounts), intake.c.received_at < at).values(answer=[])
    )
    _empty_deliveries(connection, accounts)
    for last in consents.last_words(connection, owner):
        if last.given:
            taken_back = Consent(owner, last.kind, last.version, False, channel, at, last.words_hash)
            consents.record(connection, taken_back)


def _empty_deliveries(connection: Connection, accounts: Sequence[str]) -> None:
    theirs = delivery.c.account.in_(accounts)
    waiting = (delivery.c.state == "pending") & delivery.c.broadcast.is_(None)
    connection.execute(delete(delivery).where(theirs, waiting))
    connection.execute(update(delivery).where(theirs, delivery.c.state != "sending").values(content=None))
    taken_back = connection.scalars(
        update(delivery)
        .where(theirs, delivery.c.state == "pending")
        .values(state="failed", error=ERASED)
        .returning(delivery.c.broadcast)
    ).all()
    for broadcast_id, rows in sorted(Counter(taken_back).items()):
        connection.execute(
            update(broadcast).where(broadcast.c.id == broadcast_id).values(failed=broadcast.c.failed + rows)
        )
        close_if_done(connection, broadcast_id)
