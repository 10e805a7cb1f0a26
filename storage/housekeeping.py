"""What is kept only for a time."""

import datetime as dt

from sqlalchemy import Connection, delete

from storage.tables import intake


def purge_intake(connection: Connection, before: dt.datetime) -> int:
    """Delete delivery keys, with their answers, that came before an instant, and return how many.

    Telegram keeps an update for 24 hours (https://core.telegram.org/bots/api#getting-updates), so a week is ample.
    """
    return connection.execute(delete(intake).where(intake.c.received_at < before)).rowcount
