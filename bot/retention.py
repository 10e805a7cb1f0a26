"""Letting go what was kept for long enough: every few hours, after the rules of ``storage.housekeeping``."""

import asyncio
import datetime as dt
from collections.abc import Callable
from typing import Final

import structlog
from sqlalchemy.exc import SQLAlchemyError

from knowledge.window import SEOUL
from storage import housekeeping
from storage.database import Database
from storage.errors import StorageError

PURGE_EVERY: Final = dt.timedelta(hours=6)
CLEAR_EVERY: Final = dt.timedelta(minutes=10)
"""How often the rules are followed that are about less than hours, and the database's files are scrubbed."""

_log = structlog.get_logger(__name__)


async def purge(
    database: Database, now: dt.datetime, *, retention: dt.timedelta, all_rules: bool = True
) -> dict[str, int]:
    """Delete what has been kept for long enough; a rule that can't be followed now does not stop the others.

    What went, here or by an erasure, leaves the database's files too.

    Args:
        database: where it is kept.
        now: the instant, aware.
        retention: how long a registration is kept.
        all_rules: False follows only those that are followed often.

    Returns:
        How many of each kind went; kinds of which none went are left out.
    """
    gone: dict[str, int] = {}
    for rule in housekeeping.rules(retention):
        if not (rule.often or all_rules):
            continue
        before = now.astimezone(SEOUL) - rule.kept
        try:
            while (went := await database.write(rule.purge, before, housekeeping.AT_ONCE)) > 0:
                gone[rule.what] = gone.get(rule.what, 0) + went
                if went < housekeeping.AT_ONCE:
                    break
        except (StorageError, SQLAlchemyError) as error:
            _log.warning("retention.failed", what=rule.what, error=type(error).__name__)
    try:
        await database.scrub()
    except StorageError as error:
        _log.warning("retention.failed", what="scrub", error=type(error).__name__)
    return gone


async def keep_purging(
    database: Database,
    *,
    retention: dt.timedelta,
    now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
) -> None:
    """Delete what has been kept for long enough, until cancelled: every few hours, and what is kept for less every few
    minutes. The log tells how many, of what.

    Args:
        database: where it is kept.
        retention: how long a registration is kept.
        now: the clock, aware.
    """
    purged_at: dt.datetime | None = None
    while True:
        at = now()
        all_rules = purged_at is None or at - purged_at >= PURGE_EVERY
        for what, rows in (await purge(database, at, retention=retention, all_rules=all_rules)).items():
            _log.info("retention.purged", what=what, rows=rows)
        purged_at = at if all_rules else purged_at
        await asyncio.sleep(CLEAR_EVERY.total_seconds())
