"""What is kept only for a time."""

import datetime as dt
from typing import Final

from sqlalchemy import Connection, delete

from storage.tables import intake, unanswered, verdict_receipt

UNANSWERED_KEPT: Final = dt.timedelta(days=180)
"""How long a question that could not be answered is kept: half a year covers the season of a program that comes back
each half-year, and what was asked longer ago helps nobody to mend an answer."""
VERDICT_RECEIPTS_KEPT: Final = dt.timedelta(days=365)
"""How long the receipt of a verdict is kept: what was answered is still asked about while an application is decided,
and a year covers the rounds of any program that is known."""


def purge_intake(connection: Connection, before: dt.datetime) -> int:
    """Delete delivery keys, with their answers, that came before an instant, and return how many.

    Telegram keeps an update for 24 hours (https://core.telegram.org/bots/api#getting-updates), so a week is ample.
    """
    return connection.execute(delete(intake).where(intake.c.received_at < before)).rowcount


def purge_unanswered(connection: Connection, before: dt.date) -> int:
    """Delete questions that could not be answered and were asked before a day, dealt with or not; return how many."""
    return connection.execute(delete(unanswered).where(unanswered.c.day < before)).rowcount


def purge_verdict_receipts(connection: Connection, before: dt.datetime) -> int:
    """Delete receipts of verdicts that were given before an instant, and return how many."""
    return connection.execute(delete(verdict_receipt).where(verdict_receipt.c.at < before)).rowcount
