"""Telling windows apart: the instants at which a window's state may change."""

import datetime as dt
import itertools
from collections.abc import Iterator

from knowledge.calendar_day import CalendarDay
from knowledge.window import CLOSING_SOON, SEOUL, Monthly, Window, state

_MONTHS = (dt.date(2020, 2, 1), dt.date(2021, 2, 1), dt.date(2021, 4, 1), dt.date(2021, 12, 1))
"""Months of 29, 28, 30 and 31 days: a monthly window can be no other in any other."""


def same(one: Window, other: Window) -> bool:
    """Return whether two windows have the same state at every instant."""
    hours = {dt.time(), *(hour for window in (one, other) if (hour := getattr(window, "closes_at", None)) is not None)}
    # Within a day, a state changes at midnight or at the closing hour; from day to day, about the days that it names,
    # and a week before its end.
    days = {*_days(one), *_days(other)}
    near = {day + dt.timedelta(days=by) for day in days for by in (-1, 0, 1)}
    near |= {day - CLOSING_SOON for day in near}
    instants = (dt.datetime.combine(day, hour, SEOUL) for day, hour in itertools.product(near, hours))
    return all(state(one, instant) is state(other, instant) for instant in instants)


def _days(window: Window) -> Iterator[dt.date]:
    yield dt.date(2000, 1, 1)
    if isinstance(window, Monthly):
        for first in _MONTHS:
            yield from (first + dt.timedelta(days=number) for number in range(31))
    stated = [getattr(window, name, None) for name in ("starts", "ends", "since", "reported_on")]
    stated += list(getattr(window, "days", ()))
    for one in getattr(window, "rounds", ()):
        stated += [one.starts, one.ends]
    for day in stated:
        if isinstance(day, CalendarDay):
            yield from (day.first, day.last)
        elif day is not None:
            yield day
