"""Windows on a day that was asked about: whether they are open on it, or are as it is said that they are."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from knowledge.calendar_day import CalendarDay
from knowledge.day_asked import DayAsked
from knowledge.program import Program
from knowledge.standing import Intake, intake
from knowledge.window import (
    SEOUL,
    Dated,
    Days,
    FirstCome,
    Monthly,
    NoneStated,
    Rolling,
    Rounds,
    State,
    UntilBudget,
    Weekday,
    Weekly,
    Window,
    state,
)

Outcome = Literal["yes", "early", "partly", "unknown", "no"]
Confirmed = Literal["yes", "unknown", "no"]
_WEEKDAYS = get_args(Weekday)


@dataclass(frozen=True)
class OnDays:
    """What a program's window is on some days.

    Args:
        window: the window, or None where the program has none.
        outcome: whether it is open on them all ("early": unless it ends early), on some, or on none.
        taken: the days on which it surely is.
        before_unknown: whether it is not known of a day before those: since when it is open is not stated.
    """

    window: Window | None
    outcome: Outcome
    taken: tuple[dt.date, ...] = ()
    before_unknown: bool = False


def each_day(day: DayAsked) -> list[dt.date]:
    """Return all days that ``day`` can be."""
    return [day.first + dt.timedelta(days=on) for on in range((day.last - day.first).days + 1)]


def best_on(windows: Sequence[Window], days: Sequence[dt.date], now: dt.datetime) -> OnDays:
    """Return the window that is open on most of some days, and how far it is.

    Args:
        windows: the windows to choose from.
        days: the days, at least one, in their order.
        now: an aware instant; of days past it less may be known.
    """
    order: tuple[Outcome, ...] = get_args(Outcome)
    judged = (_on_days(window, days, now) for window in windows)
    return min(judged, key=lambda found: order.index(found.outcome), default=OnDays(None, "unknown"))


def _on_days(window: Window, days: Sequence[dt.date], now: dt.datetime) -> OnDays:
    states = {day: _state_on(window, day, now) for day in days}
    taken = tuple(day for day in days if states[day].takes_applications)
    if len(taken) == len(days):
        return OnDays(window, "early" if State.MAY_END_EARLY in states.values() else "yes", taken)
    if taken:
        before_unknown = any(states[day] is State.NOT_STATED for day in days if day < taken[0])
        return OnDays(window, "partly", taken, before_unknown)
    return OnDays(window, "unknown" if State.NOT_STATED in states.values() else "no")


def _state_on(window: Window, day: dt.date, now: dt.datetime) -> State:
    """What a window is on a day as a whole: open where it is at any time of it."""
    if isinstance(window, NoneStated) and window.over and day < now.date():
        return State.NOT_STATED  # it is over, but when it was is not stated
    if isinstance(window, Weekly):
        return State.OPEN if day.weekday() == _WEEKDAYS.index(window.weekday) else State.UPCOMING
    states = [state(window, instant) for instant in _instants(day)]
    if isinstance(window, Days) and State.OPEN not in states:
        return State.NOT_STATED  # a source that names single days does not say that there are no others
    return next((found for found in states if found.takes_applications), states[0])


def _instants(day: dt.date) -> Iterator[dt.datetime]:
    """The first and the last instant of a day: a window may close at an hour of it."""
    for time in (dt.time(), dt.time(23, 59, 59)):
        yield dt.datetime.combine(day, time, SEOUL)


def of_their_year(day: DayAsked, windows: Sequence[Window], today: dt.date) -> DayAsked:
    """Return ``day`` as one of the windows' year, where that was left out and they all lie in another than today's.

    "9월 28일에 신청 가능했나요?" six years later means the September of that call. A day that is still to come stays
    the next one ("12월 5일에도 신청할 수 있나요?"), unless nothing was said but the day ("그럼 12월 5일은요?").

    Args:
        day: a day that is asked about.
        windows: the windows that it is asked of.
        today: the day that answers are for.
    """
    bounds = [bound for window in windows for bound in _bounds(window)]
    open_ended = any(isinstance(window, Rolling | Monthly | Weekly) for window in windows)
    elsewhere = bool(bounds) and all(today.year not in {bound.first.year, bound.last.year} for bound in bounds)
    if day.left_out != "year" or open_ended or not elsewhere or not (day.last < today or day.elliptic):
        return day
    return day.near(max(bound.first for bound in bounds))


def _bounds(window: Window) -> Sequence[CalendarDay]:
    """The days that ``window`` gives, but for how long it is open without an end."""
    match window:
        case Dated() | UntilBudget() | FirstCome():
            return [bound for bound in (window.starts, window.ends) if bound is not None]
        case Rounds():
            return [bound for each in window.rounds for bound in (each.starts, each.ends) if bound is not None]
        case Days():
            return window.days
        case _:
            return ()


def all_over(program: Program, days: Sequence[dt.date], now: dt.datetime) -> bool:
    """Return whether ``program`` has ended before each of the days, as far as the source lets one tell.

    Args:
        program: the program.
        days: the days, at least one, in their order.
        now: an aware instant.
    """
    if days[0] < now.date() and any(isinstance(window, NoneStated) and window.over for window in program.windows):
        return False
    return all(intake(program, instant) is Intake.CLOSED for day in days for instant in _instants(day))


def confirmed(day: DayAsked, window: Window) -> Confirmed | None:
    """Return whether what is said to be on the day is so by ``window``; None where that does not give it at all.

    Args:
        day: the day, with what is said to be on it (``DayAsked.claims``).
        window: any window.
    """
    match window:
        case Dated() | UntilBudget() | FirstCome():
            return _between(day, window.starts, window.ends)
        case Rolling():
            return _between(day, window.since, None)
        case Rounds():
            return _best([_between(day, round_.starts, round_.ends) for round_ in window.rounds])
        case Days():
            found = _best([_between(day, single, single) for single in window.days])
            return "unknown" if found == "no" else found
        case Weekly():
            if day.claims not in {"held", "starts"}:
                return None
            wanted = _WEEKDAYS.index(window.weekday)
            return "yes" if any(each.weekday() == wanted for each in each_day(day)) else "no"
        case _:
            return None


def _best(found: Sequence[Confirmed | None]) -> Confirmed | None:
    wanted: tuple[Confirmed, ...] = get_args(Confirmed)
    return next((one for one in wanted if one in found), None)


def _between(day: DayAsked, starts: CalendarDay | None, ends: CalendarDay | None) -> Confirmed | None:
    match day.claims:
        case "ends":
            return None if ends is None else _same(day, ends)
        case "starts":
            return None if starts is None else _same(day, starts)
        case "period":
            if starts is None or ends is None:
                return None
            day = day.near(starts.first)
            bounds = {_same_days(day.first, day.first, starts), _same_days(day.last, day.last, ends)}
            return "no" if "no" in bounds else "unknown" if "unknown" in bounds else "yes"
        case _:
            return _within(day, starts, ends)


def _same(day: DayAsked, given: CalendarDay) -> Confirmed:
    day = day.near(given.first)
    return _same_days(day.first, day.last, given)


def _same_days(first: dt.date, last: dt.date, given: CalendarDay) -> Confirmed:
    if last < given.first or given.last < first:
        return "no"
    return "yes" if first <= given.first and given.last <= last else "unknown"


def _within(day: DayAsked, starts: CalendarDay | None, ends: CalendarDay | None) -> Confirmed | None:
    """Whether what takes place from ``starts`` to ``ends`` does so on the day; a missing bound leaves it open."""
    given = starts or ends
    if given is None:
        return None
    day = day.near(given.first)
    if (starts and day.last < starts.first) or (ends and ends.last < day.first):
        return "no"
    if starts and ends and (day.first <= starts.first and ends.last <= day.last):
        return "yes"
    if starts and ends and starts.last <= day.first and day.last <= ends.first:
        return "yes"
    return "yes" if _same_days(day.first, day.last, given) == "yes" else "unknown"
