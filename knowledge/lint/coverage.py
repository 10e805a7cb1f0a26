"""What golden cases leave untried: a clause that never decides, an edge of a window that no moment stands at."""

import datetime as dt
from collections.abc import Iterator, Sequence

from knowledge.calendar_day import CalendarDay
from knowledge.lint.finding import Finding
from knowledge.lint.golden import Case, window_of
from knowledge.lint.program_file import ProgramFile
from knowledge.rule import Manual
from knowledge.weighing import comparison
from knowledge.window import Dated, FirstCome, Rolling, Rounds, UntilBudget, Window

_DAY = dt.timedelta(days=1)


def of_clauses(file: ProgramFile, tried: Sequence[Case]) -> Iterator[Finding]:
    """Yield a warning for each clause that holds in no scenario, or in every one."""
    for at, clause in file.clauses():
        if isinstance(clause, Manual):
            continue
        compare = comparison(clause)
        decided = {
            None if (value := case.profile.get(clause.fact)) is None else compare(value, case.on) for case in tried
        }
        if True not in decided:
            yield file.finding("warning", at, f"{clause.id} holds in no scenario")
        if decided <= {True}:
            yield file.finding("warning", at, f"{clause.id} neither fails nor is open in any scenario")


def of_edges(file: ProgramFile) -> Iterator[Finding]:
    """Yield a warning for each edge of a window that lacks a moment on the day before it or on the day after.

    An edge is the instant at which a window may begin or is over for good.
    """
    windows = file.program.windows
    moments: dict[int, list[dt.datetime]] = {}
    for moment in file.program.moments:
        moments.setdefault(window_of(windows, moment), []).append(moment.at)
    for which, window in enumerate(windows):
        for name, edge in _edges(window):
            stands = moments.get(which, [])
            before = any(edge - _DAY <= at < edge for at in stands)
            after = any(edge <= at < edge + _DAY for at in stands)
            if not (before and after):
                side = "before and after" if not before and not after else "before" if after else "after"
                sentence = f"no moment stands within a day {side} {edge:%Y-%m-%d %H:%M}, where the window {name}"
                yield file.finding("warning", ("windows", which), sentence)


def _edges(window: Window) -> Iterator[tuple[str, dt.datetime]]:
    match window:
        case Dated() | UntilBudget() | FirstCome():
            yield from _start(window.starts)
            yield from _end(window.ends, window.closes_at)
        case Rolling():
            yield from _start(window.since)
        case Rounds():
            for one in window.rounds:
                yield from _start(one.starts)
                yield from _end(one.ends, None)


def _start(day: CalendarDay | None) -> Iterator[tuple[str, dt.datetime]]:
    if day is not None:
        yield "begins" if day.exact else "may begin", dt.datetime.combine(day.first, dt.time())


def _end(day: CalendarDay | None, closes_at: dt.time | None) -> Iterator[tuple[str, dt.datetime]]:
    if day is not None:
        over = (
            dt.datetime.combine(day.last, closes_at) if closes_at else dt.datetime.combine(day.last + _DAY, dt.time())
        )
        yield "is over", over
