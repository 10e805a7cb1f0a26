"""The days that a text names, in Korean or in English, whatever for: "작년 10월 5일", "다음 주", "5일부터 25일까지".

Feasts of the lunar calendar (추석, 설) are not guessed: their day differs from year to year.
"""

import datetime as dt
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from typing import Literal, NamedTuple

from knowledge import day_words
from knowledge.day_words import cue
from knowledge.reckoning import (
    day_of_month,
    first_of_month,
    last_of_month,
    monday,
    months_on,
    year_left_out,
    year_near,
)

Precision = Literal["day", "early", "mid", "late", "week", "month", "season", "year", "range"]
LeftOut = Literal["year", "month"]


class _Span(NamedTuple):
    first: dt.date
    last: dt.date
    precision: Precision = "day"
    left_out: LeftOut | None = None


@dataclass(frozen=True)
class Mention:
    """A day, or a span of days, that is named somewhere in a text.

    Args:
        start: where its words begin in the text.
        end: where they end.
        first: the first day that it can be.
        last: the last day that it can be; for a day, the same.
        precision: how precisely it was named: a day, the early, middle or late part of a month or year, a week, …
        left_out: the largest part that was left out: the year ("9월 29일") or year and month ("29일"); else None.
        today: it is the day itself on which this is said.
    """

    start: int
    end: int
    first: dt.date
    last: dt.date
    precision: Precision = "day"
    left_out: LeftOut | None = None
    today: bool = False


_UNUSUAL = re.compile(r"[\u1100-\u11ff\uff10-\uff19]")
"""Letters or digits in a form that has to be made plain first."""
_SENTENCE_END = re.compile(r"(?<=[?!\n])|(?<=[가-힣])\.(?=\s|$)|(?<=[a-z]{3})\.(?=\s|$)")


def may_name_a_day(text: str) -> bool:
    """Return whether it is worth while to look for days in ``text``, as typed."""
    return day_words.maybe().search(text.lower()) is not None or (
        not text.isascii() and _UNUSUAL.search(text) is not None
    )


_MOST = 8
"""Days that are read in one text: people name one or two, and each that is read costs time."""
_BEFORE = 24
"""Letters before a day that can hold what makes it none."""


class Sentences:
    """The sentences of a text, found once for all days in it.

    Args:
        text: in plain form.
    """

    def __init__(self, text: str) -> None:
        ends = list(_SENTENCE_END.finditer(text))
        self._text = text
        self._begin = [0, *(found.end() for found in ends)]
        self._end = [*(found.start() for found in ends), len(text)]
        self._past: dict[tuple[int, int], int] = {}

    def around(self, start: int, end: int) -> tuple[int, int]:
        """Return where the sentence begins and ends in which text[start:end] stands."""
        begins = self._begin[bisect_right(self._begin, start) - 1]
        if start and _SENTENCE_END.search(self._text, max(begins, start - 1), start):
            begins = start  # "되나요.내일도": no space after the full stop
        return begins, self._end[min(bisect_left(self._end, end), len(self._end) - 1)]

    def of_the_past(self, start: int, end: int) -> bool:
        """Return whether the past is spoken of where text[start:end] stands: in Korean, by a verb after it."""
        begins, ends = self.around(start, end)
        if (begins, ends) not in self._past:
            english = cue("past_en").search(self._text, begins, ends) is not None
            verbs = (found.start() for found in cue("past").finditer(self._text, begins, ends))
            self._past[begins, ends] = ends if english else max(verbs, default=-1)
        return self._past[begins, ends] >= end


def mentions(text: str, today: dt.date) -> list[Mention]:
    """Return the first days that are named in ``text``, in its order, eight at most; a range is one.

    Args:
        text: in plain form (``hangul.plain``).
        today: the day from which 어제, 내일 and 다음 주 are told.
    """
    found = sorted(_written(text, today), key=lambda mention: (mention.start, -mention.end))
    apart: list[Mention] = []
    for mention in found:
        if not apart or mention.start >= apart[-1].end:
            apart.append(mention)
    named: list[Mention] = []
    for mention in apart:
        before = named[-1] if named else None
        if before and before.precision != "range" and cue("range").match(text[before.end : mention.start]):
            last = _range_end(mention, before.first)
            if last >= before.first:
                named[-1] = replace(before, end=mention.end, last=last, precision="range")
                continue
        named.append(mention)
    return named[:_MOST]


def _written(text: str, today: dt.date) -> Iterator[Mention]:
    sentences = Sentences(text)
    for way in day_words.ways():
        # Two of a way may make one range, or give way to one that is written otherwise.
        yield from islice(_written_so(way, sentences, text, today), 2 * _MOST)


def _written_so(way: day_words.Way, sentences: Sentences, text: str, today: dt.date) -> Iterator[Mention]:
    for match in way.pattern.finditer(text):
        if match.lastgroup is None:
            continue  # nothing of a date is in it
        if way.not_after and way.not_after.search(text, max(0, match.start() - _BEFORE), match.start()):
            continue
        said = way.said(match)
        try:
            span = _span(said, today, past=sentences.of_the_past(*match.span()))
        except (ValueError, OverflowError):  # there is no such day, or the calendar ends before it
            continue
        if span is not None:
            start = match.end() - len(match[0].lstrip())
            yield Mention(start, start + len(match[0].strip()), *span, today="today" in said)


def _span(said: Mapping[str, int], today: dt.date, *, past: bool) -> _Span | None:
    """The days that the parts of a date name together; None where they name none.

    Raises:
        ValueError: there is no such day.
        OverflowError: the calendar ends before it.
    """
    if "today" in said or "day_on" in said:
        day = today + dt.timedelta(days=said.get("day_on", 0))
        return _Span(day, day)
    if "count" in said or "away" in said:
        return _counted(said, today)
    if said.keys() & {"week_on", "this_week", "weekend", "weekday"}:
        return _of_week(said, today, past=past)
    span = _season(said, today, past=past) if said.keys() & {"season", "half"} else _date(said, today, past=past)
    if span is None or "part" not in said or span.precision not in {"month", "year"}:
        return span
    return _part(span, said["part"])


def _counted(said: Mapping[str, int], today: dt.date) -> _Span | None:
    """The day some days, weeks, months or years from ``today``."""
    sign = said.get("back", said.get("ahead"))
    if sign is None:
        return None
    if "unit_months" in said:
        day = months_on(today, sign * said["count"] * said["unit_months"])
    else:
        days = said["away"] if "away" in said else said["count"] * said["unit_days"]
        day = today + dt.timedelta(days=sign * days)
    return _Span(day, day)


def _of_week(said: Mapping[str, int], today: dt.date, *, past: bool) -> _Span:
    """A week, its weekend, or a weekday: of a week, or else the next, or the last where the past is spoken of."""
    weeks = said.get("week_on", said.get("near"))
    first = monday(today, weeks or 0)
    if "weekday" not in said:
        return _Span(first + dt.timedelta(days=5 if "weekend" in said else 0), first + dt.timedelta(days=6), "week")
    if weeks is not None:
        day = first + dt.timedelta(days=said["weekday"])
    else:  # today is both the next and the last
        on = (said["weekday"] - today.weekday()) % 7
        day = today + dt.timedelta(days=on - 7 if past and on else on)
    return _Span(day, day)


def _year(said: Mapping[str, int], today: dt.date) -> int | None:
    if "year" in said:
        return said["year"] if said["year"] > 99 else 2000 + said["year"]
    if "year_on" in said or "this_year" in said:
        return today.year + said.get("year_on", said.get("near", 0))
    return None


def _season(said: Mapping[str, int], today: dt.date, *, past: bool) -> _Span | None:
    """A season or half of a year; the winter of a year begins in its December."""
    if "month" in said:
        return None
    month, months = (said["season"], 3) if "season" in said else (said["half"], 6)
    year = _year(said, today)
    if year is None and "near" in said:
        year = year_near(month + months - 1, said["near"], today)
    left_out: LeftOut | None = "year" if year is None else None
    if year is None:
        middle = month + (months - 1) // 2
        year = year_left_out((middle - 1) % 12 + 1, 15, today, past=past)
        if year is None:
            return None
        if middle > 12:
            year -= 1
    first = dt.date(year, month, 1)
    return _Span(first, last_of_month(first_of_month(first, months - 1)), "season", left_out)


def _date(said: Mapping[str, int], today: dt.date, *, past: bool) -> _Span | None:
    """A day of a month, a month or a year."""
    year, month, day = _year(said, today), said.get("month"), _day(said)
    if "feast" in said:
        month, day = divmod(said["feast"], 100)
    left_out: LeftOut | None = None
    if "month_on" in said or "this_month" in said:
        first = first_of_month(today, said.get("month_on", said.get("near", 0)))
        year, month = first.year, first.month
    elif month is not None and year is None:
        if "near" in said:
            year = year_near(month, said["near"], today)
        else:
            left_out = "year"
    if month is None:
        return _without_month(said, year, today, past=past)
    if day is None:  # a month that has begun can be spoken of as past
        year = year if year is not None else year_left_out(month, 1 if past else 28, today, past=past)
        if year is None:
            return None
        first = dt.date(year, month, 1)
        return _Span(first, last_of_month(first), "month", left_out)
    of_any_month = "old_day" in said or "last_day" in said
    year = year if year is not None else year_left_out(month, 15 if of_any_month else day, today, past=past)
    if year is None:
        return None
    found = dt.date(year, month, 1)
    found = found.replace(day=min(day, last_of_month(found).day) if of_any_month else day)
    return _Span(found, found, "day", left_out)


def _day(said: Mapping[str, int]) -> int | None:
    if "tens" in said or "ones" in said:
        return said.get("tens", 0) + said.get("ones", 0)
    return said.get("day", said.get("old_day", said.get("last_day")))


def _without_month(said: Mapping[str, int], year: int | None, today: dt.date, *, past: bool) -> _Span | None:
    """A year, or a day of which the month was left out; only digits and 말일 are one for sure."""
    if year is not None:
        return _Span(dt.date(year, 1, 1), dt.date(year, 12, 31), "year") if _day(said) is None else None
    if "last_day" in said:
        last = last_of_month(today)
        return _Span(last, last)
    found = day_of_month(said["day"], today, past=past) if "day" in said else None
    return None if found is None else _Span(found, found, "day", "month")


_PARTS: dict[int, tuple[Precision, int, int, int]] = {
    1: ("early", 1, 10, 1),
    2: ("mid", 11, 20, 6),
    3: ("late", 21, 31, 12),
}


def _part(span: _Span, part: int) -> _Span:
    """The early, middle or late third of a month; of a year, its first, middle or last month."""
    precision, low, high, month = _PARTS[part]
    if span.precision == "year":
        first = span.first.replace(month=month)
        return _Span(first, last_of_month(first), precision)
    last = span.last.replace(day=min(high, span.last.day))
    return _Span(span.first.replace(day=low), last, precision, span.left_out)


def _range_end(mention: Mention, first: dt.date) -> dt.date:
    """The last day of a range that begins on ``first``: what was left out of it is told from there."""
    if mention.left_out == "month":
        return first.replace(day=min(mention.first.day, last_of_month(first).day))
    if mention.left_out is None:
        return mention.last
    try:
        last = mention.last.replace(year=first.year)
        return last if last >= first else last.replace(year=first.year + 1)
    except ValueError:
        return mention.last
