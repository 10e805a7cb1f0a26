"""Windows: when something can be applied for, or when it takes place.

A window is typed after what its source says (a range of days, until the budget runs out, every Thursday, …). Whether
it is open is never stored: it is computed for an instant that the caller hands in, in Asia/Seoul. The last day is open
until its last second, or its stated hour.
"""

import datetime as dt
from enum import StrEnum
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import Field, model_validator

from knowledge.calendar_day import CalendarDay, Day
from knowledge.words import Declared, Words

SEOUL = ZoneInfo("Asia/Seoul")
CLOSING_SOON = dt.timedelta(days=7)
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


class State(StrEnum):
    """What a window is at an instant."""

    UPCOMING = "upcoming"
    OPEN = "open"
    CLOSING_SOON = "closing_soon"
    MAY_END_EARLY = "may_end_early"
    CLOSED = "closed"
    NOT_STATED = "not_stated"

    @property
    def takes_applications(self) -> bool:
        """Whether one can apply now."""
        return self in {State.OPEN, State.CLOSING_SOON, State.MAY_END_EARLY}


class _Window(Declared):
    of: Literal["application", "event"]
    """Whether firms apply in it (접수, 모집), or the program takes place in it (판매, 행사, 운영)."""
    paragraph: int = Field(ge=1)
    """The paragraph of the source's body that states it, counted from 1."""
    note: Words | None = None
    """What else the source says about the time, and what it leaves open."""


class _Ranged(_Window):
    starts: Day | None = None
    ends: Day | None = None
    closes_at: dt.time | None = None
    """The hour of the last day at which it closes, where the source gives one."""
    reported_on: dt.date | None = None
    """Where the start is not stated: the day of the report that calls it open."""

    @model_validator(mode="after")
    def _in_order(self) -> "_Ranged":
        if self.starts and self.ends and self.starts.first > self.ends.last:
            raise ValueError(f"it ends ({self.ends}) before it starts ({self.starts})")
        if self.closes_at and not self.ends:
            raise ValueError("closes_at needs ends")
        return self


class Dated(_Ranged):
    """From a day to a day; either may be only a month, or not stated."""

    kind: Literal["dated"]


class UntilBudget(_Ranged):
    """Until the budget runs out (예산 소진 시까지): it may end early."""

    kind: Literal["until_budget"]


class FirstCome(_Ranged):
    """First come, first served (선착순): it may end early."""

    kind: Literal["first_come"]


class Rolling(_Window):
    """Always open (상시), since a day where one is stated."""

    kind: Literal["rolling"]
    since: Day | None = None


class Round(Declared):
    """One of several rounds (차수)."""

    number: int = Field(ge=1)
    starts: Day | None = None
    ends: Day | None = None


class Rounds(_Window):
    """Several rounds, each with days of its own."""

    kind: Literal["rounds"]
    rounds: tuple[Round, ...] = Field(min_length=1)


class Monthly(_Window):
    """The same days of each month ("매월 10일 18:00까지")."""

    kind: Literal["monthly"]
    first_day: int = Field(default=1, ge=1, le=31)
    last_day: int = Field(ge=1, le=31)
    closes_at: dt.time | None = None

    @model_validator(mode="after")
    def _in_order(self) -> "Monthly":
        if self.first_day > self.last_day:
            raise ValueError(f"it ends (day {self.last_day}) before it starts (day {self.first_day})")
        return self


class Weekly(_Window):
    """The same day of each week, as of the source's date."""

    kind: Literal["weekly"]
    weekday: Weekday


class Days(_Window):
    """Single days that the source names."""

    kind: Literal["days"]
    days: tuple[Day, ...] = Field(min_length=1)


class ToBeAnnounced(_Window):
    """Announced, without any date yet."""

    kind: Literal["to_be_announced"]


class NoneStated(_Window):
    """The source states none."""

    kind: Literal["none_stated"]
    over: bool = False
    """The source states that it is over, without saying when it was."""


Window = Annotated[
    Dated | UntilBudget | FirstCome | Rolling | Rounds | Monthly | Weekly | Days | ToBeAnnounced | NoneStated,
    Field(discriminator="kind"),
]


def _end(day: CalendarDay | dt.date, closes_at: dt.time | None, *, latest: bool) -> dt.datetime:
    """The first instant at which a window that ends on ``day`` is over."""
    date = day if isinstance(day, dt.date) else day.last if latest else day.first
    if closes_at is not None:
        return dt.datetime.combine(date, closes_at, SEOUL)
    return dt.datetime.combine(date + dt.timedelta(days=1), dt.time(), SEOUL)


def _start(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), SEOUL)


def _ranged(
    now: dt.datetime,
    starts: CalendarDay | None,
    ends: CalendarDay | None,
    closes_at: dt.time | None = None,
    reported_on: dt.date | None = None,
) -> State:
    """The state of a range; not stated wherever the days that the source gives do not decide it."""
    if ends is not None and now >= _end(ends, closes_at, latest=True):
        return State.CLOSED
    if starts is not None and now < _start(starts.first):
        return State.UPCOMING
    begun = starts.last if starts is not None else reported_on
    if begun is None or now < _start(begun) or ends is None or now >= _end(ends, closes_at, latest=False):
        return State.NOT_STATED
    return State.CLOSING_SOON if _end(ends, closes_at, latest=False) - now <= CLOSING_SOON else State.OPEN


def _monthly(window: Monthly, now: dt.datetime) -> State:
    month_end = (now.date().replace(day=1) + dt.timedelta(days=32)).replace(day=1) - dt.timedelta(days=1)
    first, last = (now.date().replace(day=min(day, month_end.day)) for day in (window.first_day, window.last_day))
    if now < _start(first) or now >= _end(last, window.closes_at, latest=True):
        return State.UPCOMING
    return State.CLOSING_SOON if _end(last, window.closes_at, latest=True) - now <= CLOSING_SOON else State.OPEN


def _rolling(since: CalendarDay | None, now: dt.datetime) -> State:
    if since is None or now >= _start(since.last):
        return State.OPEN
    return State.UPCOMING if now < _start(since.first) else State.NOT_STATED


def _days(days: tuple[CalendarDay, ...], today: dt.date) -> State:
    possible = [day for day in days if day.first <= today <= day.last]
    if possible:
        return State.OPEN if any(day.exact for day in possible) else State.NOT_STATED
    return State.UPCOMING if any(today < day.first for day in days) else State.CLOSED


def state(window: Window, now: dt.datetime) -> State:
    """Return what ``window`` is at ``now``.

    Args:
        window: any window.
        now: an aware instant; it is read in Asia/Seoul.
    """
    now = now.astimezone(SEOUL)
    match window:
        case Dated():
            return _ranged(now, window.starts, window.ends, window.closes_at, window.reported_on)
        case UntilBudget() | FirstCome():
            plain = _ranged(now, window.starts, window.ends, window.closes_at, window.reported_on)
            begun = window.starts.last if window.starts else window.reported_on
            if plain is State.NOT_STATED and window.ends is None and begun is not None and now >= _start(begun):
                return State.MAY_END_EARLY
            return State.MAY_END_EARLY if plain in {State.OPEN, State.CLOSING_SOON} else plain
        case Rolling():
            return _rolling(window.since, now)
        case Rounds():
            states = [_ranged(now, round_.starts, round_.ends) for round_ in window.rounds]
            order = (State.CLOSING_SOON, State.OPEN, State.NOT_STATED, State.UPCOMING, State.CLOSED)
            return next(wanted for wanted in order if wanted in states)
        case Monthly():
            return _monthly(window, now)
        case Weekly():
            return State.OPEN
        case Days():
            return _days(window.days, now.date())
        case NoneStated(over=True):
            return State.CLOSED
        case ToBeAnnounced() | NoneStated():
            return State.NOT_STATED
