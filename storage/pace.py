"""The pace of announcements: one for each bot, shared by every process, smooth from the first message on (GCRA)."""

import datetime as dt

from sqlalchemy import Connection, insert, select, update

from storage.tables import gate


def free_starts(
    connection: Connection, bot: str, *, now: dt.datetime, rate: float, ahead: dt.timedelta, most: int
) -> list[dt.datetime]:
    """Return the instants at which the next announcements may start; until the transaction ends, nobody else gets them.

    Args:
        connection: a transaction that writes.
        bot: whose pace.
        now: the instant, aware.
        rate: starts a second.
        ahead: how far beyond now instants are given out: what is claimed early is in doubt after a kill.
        most: at most so many.
    """
    row = connection.execute(select(gate.c.tat).where(gate.c.bot == bot).with_for_update()).first()
    if row is None:
        connection.execute(insert(gate), {"bot": bot, "tat": now})
    first = now if row is None or row.tat is None else max(row.tat, now)
    count = int((now + ahead - first).total_seconds() * rate) + 1 if first <= now + ahead else 0
    return [first + dt.timedelta(seconds=step / rate) for step in range(min(count, most))]


def take_starts(connection: Connection, bot: str, *, last: dt.datetime, rate: float) -> None:
    """Store that all starts up to ``last`` are taken, so that the next is ``1 / rate`` seconds later."""
    connection.execute(update(gate).where(gate.c.bot == bot).values(tat=last + dt.timedelta(seconds=1 / rate)))
