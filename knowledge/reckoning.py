"""Reckoning days: months on from a day, and the year or month that was left out of a date."""

import calendar
import datetime as dt

_HALF_A_YEAR = 183


def last_of_month(day: dt.date) -> dt.date:
    """Return the last day of the month of ``day``."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def first_of_month(day: dt.date, months: int) -> dt.date:
    """Return the first day of the month ``months`` on from that of ``day``.

    Raises:
        ValueError: the calendar ends before it.
    """
    number = day.year * 12 + day.month - 1 + months
    return dt.date(number // 12, number % 12 + 1, 1)


def months_on(day: dt.date, months: int) -> dt.date:
    """Return the same day other months, or the last of the month where it has no such day.

    Raises:
        ValueError: the calendar ends before it.
    """
    last = last_of_month(first_of_month(day, months))
    return last.replace(day=min(day.day, last.day))


def monday(day: dt.date, weeks: int) -> dt.date:
    """Return the Monday of the week ``weeks`` on from that of ``day``.

    Raises:
        OverflowError: the calendar ends before it.
    """
    return day + dt.timedelta(weeks=weeks, days=-day.weekday())


def _ahead(month: int, day: int, today: dt.date) -> dict[int, int]:
    """The years that have a day, with how many days it lies ahead of ``today``."""
    ahead: dict[int, int] = {}
    for year in range(today.year - 8, today.year + 9):  # a leap day can be eight years away
        try:
            ahead[year] = (dt.date(year, month, day) - today).days
        except ValueError:
            continue
    return ahead


def nearest_year(month: int, day: int, today: dt.date) -> int | None:
    """Return the year in which a day lies nearest to ``today``; None where there is no such day."""
    ahead = _ahead(month, day, today)
    return min(ahead, key=lambda year: abs(ahead[year]), default=None)


def year_left_out(month: int, day: int, today: dt.date, *, past: bool) -> int | None:
    """Return the year of a day of which it was left out: that of ``today``; None where there is no such day.

    Where the day would be more than half a year past it is the next year, and where the past is spoken of the last in
    which the day was not still to come.
    """
    ahead = _ahead(month, day, today)
    if past:
        return max((year for year in ahead if ahead[year] <= 0), default=None)
    return min((year for year in ahead if year >= today.year and ahead[year] >= -_HALF_A_YEAR), default=None)


def year_near(month: int, near: int, today: dt.date) -> int:
    """Return the year of the last (-1), this (0) or the next (1) such month: "last October" has wholly passed.

    Args:
        month: 1 to 12, or more where it lies in the year after.
        near: which of them.
        today: the day on which it is said.
    """
    if near < 0:
        return today.year if month < today.month else today.year - 1
    return today.year if month >= today.month or near == 0 else today.year + 1


def day_of_month(day: int, today: dt.date, *, past: bool) -> dt.date | None:
    """Return the day of which the month was left out; None where there is no such day.

    It is that of today's month, or of the next where that would be more than two weeks past: who says "5일에도" on the
    25th means the next 5th, but who says "20일까지인가요" the last 20th. Of the past it is never one to come.
    """
    for months in (0, -1, -2) if past else (0, 1, 2):
        last = last_of_month(first_of_month(today, months))
        if day > last.day:
            continue
        found = last.replace(day=day)
        if (found <= today) if past else (today - found).days <= 14:
            return found
    return None
