"""Time that has passed since a day: 업력 3년 이상, 창업 7년 이내."""

import calendar
import datetime as dt
from functools import lru_cache
from typing import Literal

Unit = Literal["years", "months", "days"]


def anniversary(since: dt.date, count: int, unit: Unit) -> dt.date:
    """Return the day on which so much time since a day is complete.

    A month without such a day ends it on its last (민법 제160조 제3항): a year from February 29 ends on February 28.

    Args:
        since: the day from which it is counted.
        count: how many years, months or days.
        unit: of what.

    Raises:
        OverflowError: it is past the year 9999, the last of the calendar.
    """
    if unit == "days":
        return since + dt.timedelta(days=count)
    months = since.year * 12 + since.month - 1 + (count if unit == "months" else 12 * count)
    year, month = divmod(months, 12)
    if year > dt.MAXYEAR:
        raise OverflowError(f"{count} {unit} after {since} there is no calendar")
    return dt.date(year, month + 1, min(since.day, calendar.monthrange(year, month + 1)[1]))


@lru_cache(maxsize=4096)
def latest_start(on: dt.date, count: int, unit: Unit) -> dt.date:
    """Return the latest day since which so much time is complete on ``on``; the first day of all where there is none.

    Whoever began on this day or before has had the time, whoever began after it has not.
    """
    low, high = dt.date.min.toordinal(), on.toordinal()
    while low < high:
        middle = (low + high + 1) // 2
        try:
            complete = anniversary(dt.date.fromordinal(middle), count, unit) <= on
        except OverflowError:
            complete = False
        if complete:
            low = middle
        else:
            high = middle - 1
    return dt.date.fromordinal(low)
