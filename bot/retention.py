"""Letting go what was kept for long enough: every few hours, after the rules of ``storage.housekeeping``."""

import asyncio
import datetime as dt
from collections.abc import Callable
from typing import Final

import structlog

from knowledge.window import SEOUL
from storage import housekeeping
from storage.database import Database
from storage.errors import StorageError

PURGE_EVERY: Final = dt.timedelta(hours=6)

_log = structlog.get_logger(__name__)


async def purge(database: Database, now: dt.datetime, *, retention: dt.timedelta) -> dict[str, int]:
    """Delete all that has been kept for long enough; a rule that can't be followed now does not stop the others.

    Args:
        database: where it is kept.
        now: the instant, aware.
        retention: how long a registration is kept.

    Returns:
        How many of each kind went; kinds of which none went are left out.
    """
    gone: dict[str, int] = {}
    for rule in housekeeping.rules(retention):
        before = now.astimezone(SEOUL) - rule.kept
        try:
            while (went := await database.write(rule.purge, before, housekeeping.AT_ONCE)) > 0:
                gone[rule.what] = gone.get(rule.what, 0) + went
                if went < housekeeping.AT_ONCE:
                    break
        except StorageError as error:
            _log.warning("retention.failed", what=rule.what, error=type(error).__name__)
    return gone


async def keep_purging(
    database: Database,
    *,
    retention: dt.timedelta,
    now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
) -> None:
    """Delete what has been kept for long enough every few hours, until cancelled. The log tells how many, of what.

    Args:
        database: where it is kept.
        retention: how long a registration is kept.
        now: the clock, aware.
    """
    while True:
        for what, rows in (await purge(database, now(), retention=retention)).items():
            _log.info("retention.purged", what=what, rows=rows)
        await asyncio.sleep(PURGE_EVERY.total_seconds())
