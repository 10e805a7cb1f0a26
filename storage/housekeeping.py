"""What is kept only for a time: for how long, why so long, and how it goes.

Each rule takes a limited number of rows in a transaction of its own, so that nobody's turn waits for it.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

from sqlalchemy import ColumnElement, Connection, Table, delete, func, select, tuple_

from storage import deliveries, erasure, turns
from storage.column_types import Instant
from storage.tables import (
    access,
    broadcast,
    conversation,
    delivery,
    download,
    intake,
    invite,
    link_code,
    link_try,
    registration,
    unanswered,
    verdict_receipt,
)

AT_ONCE: Final = 500
"""Rows that go in one transaction: some ten milliseconds."""
_AT_ITS_END: Final = dt.timedelta()


@dataclass(frozen=True)
class Rule:
    """One kind of thing that is kept for a time.

    Args:
        what: its name in the log.
        kept: for how long; zero where each row says itself when it ends.
        purge: deletes what is older than an instant (aware, in Asia/Seoul, for days are days there), at most so many
            rows, and returns how many it were.
        often: it is followed every few minutes, for it is about what is kept for less than hours.
    """

    what: str
    kept: dt.timedelta
    purge: Callable[[Connection, dt.datetime, int], int]
    often: bool = False


def purge_intake(connection: Connection, before: dt.datetime, limit: int = AT_ONCE) -> int:
    """Delete delivery keys, with their answers, that came before an instant, and return how many."""
    return _purge(connection, intake, intake.c.received_at < before, limit)


def empty_answers(connection: Connection, before: dt.datetime, limit: int = AT_ONCE) -> int:
    """Empty the answers that are kept with delivery keys from before an instant; return how many it were."""
    return turns.empty_answers(connection, intake.c.received_at < before, limit=limit)


def purge_unanswered(connection: Connection, before: dt.datetime, limit: int = AT_ONCE) -> int:
    """Delete questions that could not be answered and were asked before a day, dealt with or not; return how many."""
    return _purge(connection, unanswered, unanswered.c.day < before.date(), limit)


def purge_verdict_receipts(connection: Connection, before: dt.datetime, limit: int = AT_ONCE) -> int:
    """Delete receipts of verdicts that were given before an instant, and return how many."""
    return _purge(connection, verdict_receipt, verdict_receipt.c.at < before, limit)


def purge_registrations(connection: Connection, today: dt.datetime, limit: int = AT_ONCE) -> int:
    """Delete registrations whose last day, which their consent has told, was before a day, and return how many."""
    return _purge(connection, registration, registration.c.keep_until < today.date(), limit)


def purge_withdrawn(connection: Connection, before: dt.datetime, limit: int = AT_ONCE) -> int:
    """Delete registrations that were withdrawn before an instant, and return how many."""
    withdrawn = (registration.c.status == "withdrawn") & (registration.c.updated_at < before)
    return _purge(connection, registration, withdrawn, limit)


def purge_conversations(connection: Connection, before: dt.datetime, limit: int = AT_ONCE) -> int:
    """Delete what conversations remember in which nothing was said since an instant, and return how many."""
    return _purge(connection, conversation, conversation.c.updated_at < before, limit)


def purge_deliveries(connection: Connection, before: dt.datetime, limit: int = AT_ONCE) -> int:
    """Delete answers and notices that are not on their way and were due before an instant; return how many.

    Also those that have waited for so long that their recipient said something: they are true no longer.
    """
    due = func.coalesce(delivery.c.sent_at, delivery.c.not_before, delivery.c.created_at, type_=Instant) < before
    said = delivery.c.broadcast.is_(None) & (delivery.c.state != "sending")
    return _purge(connection, delivery, said & (delivery.c.created_at < before) & due, limit)


def give_up_announcements(connection: Connection, before: dt.datetime, limit: int = AT_ONCE) -> int:
    """Count recipients as not reached who have waited for an announcement since before an instant; return how many."""
    return deliveries.give_up(connection, before, limit)


def purge_announced(connection: Connection, before: dt.datetime, limit: int = AT_ONCE) -> int:
    """Delete to whom announcements went that ended, each row where it came to rest before an instant; return how many.

    How many it were of each kind stays with the announcement.
    """
    ended = select(broadcast.c.id).where(broadcast.c.status.in_(("done", "cancelled")), broadcast.c.created_at < before)
    rested = func.coalesce(delivery.c.sent_at, delivery.c.created_at, type_=Instant) < before
    over = delivery.c.broadcast.in_(ended) & (delivery.c.state != "sending") & rested
    return _purge(connection, delivery, over, limit)


def purge_invitations(connection: Connection, before: dt.datetime, limit: int = AT_ONCE) -> int:
    """Delete invitations that were used, or ended unused, before an instant; return how many."""
    over = func.coalesce(invite.c.used_at, invite.c.expires_at, type_=Instant) < before
    return _purge(connection, invite, over, limit)


def purge_access(connection: Connection, before: dt.datetime, limit: int = AT_ONCE) -> int:
    """Delete rows of looks at personal data from before an instant, and return how many."""
    return _purge(connection, access, access.c.at < before, limit)


def purge_link_codes(connection: Connection, now: dt.datetime, limit: int = AT_ONCE) -> int:
    """Delete codes to link messengers that have expired, and return how many."""
    return _purge(connection, link_code, link_code.c.expires_at < now, limit)


def purge_link_tries(connection: Connection, before: dt.datetime, limit: int = AT_ONCE) -> int:
    """Delete wrong tries at such codes from before an instant, and return how many."""
    return _purge(connection, link_try, link_try.c.at < before, limit)


def purge_downloads(connection: Connection, now: dt.datetime, limit: int = AT_ONCE) -> int:
    """Delete files that nobody has fetched in time, and return how many."""
    return _purge(connection, download, download.c.expires_at < now, limit)


def purge_proof_of_consent(connection: Connection, today: dt.datetime, limit: int = AT_ONCE) -> int:
    """Delete the consents of erased owners whose last day was before a day; return how many owners it were."""
    return erasure.let_proof_go(connection, today.date(), limit)


def _purge(connection: Connection, table: Table, over: ColumnElement[bool], limit: int) -> int:
    key = tuple(table.primary_key)
    chosen = select(*key).where(over).limit(limit)
    # The condition again: what somebody is changing just now is looked at once more when that is done.
    return connection.execute(delete(table).where(tuple_(*key).in_(chosen), over)).rowcount


RULES: Final = (
    # Telegram brings an update again for 24 hours (https://core.telegram.org/bots/api#getting-updates), so a week is
    # ample.
    Rule("intake", dt.timedelta(days=7), purge_intake),
    # A page that lost its connection asks again within minutes; and what the team was shown is not to outlive what it
    # is of.
    Rule("answers", dt.timedelta(hours=1), empty_answers, often=True),
    # Half a year covers the season of a program that comes back each half-year; what was asked longer ago helps nobody
    # to mend an answer.
    Rule("unanswered", dt.timedelta(days=180), purge_unanswered),
    # What was answered is still asked about while an application is decided, and a year covers the rounds of any
    # program that is known.
    Rule("verdict_receipts", dt.timedelta(days=365), purge_verdict_receipts),
    # Kept until the day that its consent has told, which each row has.
    Rule("registrations", _AT_ITS_END, purge_registrations),
    # Its purpose is gone (Personal Information Protection Act of Korea, article 21 (1)); for a month its owner can ask
    # what became of it.
    Rule("withdrawn_registrations", dt.timedelta(days=30), purge_withdrawn),
    # A form can be gone on with after days, not after a month.
    Rule("conversations", dt.timedelta(days=30), purge_conversations),
    # For who asks whether something was sent to him.
    Rule("deliveries", dt.timedelta(days=30), purge_deliveries),
    # Nobody who comes back after a month needs the news of then.
    Rule("announcements_given_up", dt.timedelta(days=30), give_up_announcements),
    Rule("announced", dt.timedelta(days=30), purge_announced),
    # Standards of Measures to Ensure the Safety of Personal Information, article 8 (1): at least a year, which may have
    # 366 days.
    Rule("looks", dt.timedelta(days=366), purge_access),
    # It names who used it; for a month the team can see who came in with what.
    Rule("invitations", dt.timedelta(days=30), purge_invitations),
    Rule("link_codes", _AT_ITS_END, purge_link_codes, often=True),
    # They count for an hour.
    Rule("link_tries", dt.timedelta(days=1), purge_link_tries),
    Rule("downloads", _AT_ITS_END, purge_downloads, often=True),
    # For the goodbye to arrive.
    Rule("erased_accounts", dt.timedelta(days=1), erasure.delete_erased_accounts),
    # Three years from the erasure, see storage.erasure.
    Rule("proof_of_consent", _AT_ITS_END, purge_proof_of_consent),
)


def rules(retention: dt.timedelta) -> tuple[Rule, ...]:
    """Return all rules, in the order in which they are to be followed.

    Args:
        retention: how long a registration is kept; an owner without one who is silent for as long is erased, too.
    """
    silent = partial(erasure.erase_silent, silence=retention)
    return (*RULES, Rule("silent_owners", retention, silent))
