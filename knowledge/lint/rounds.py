"""Rounds (차수), within a window and across the programs of a series: do their numbers and days fit together?

Weeks between two rounds are how rounds are. A few days are suspicious: one of the two days is easily a typing error.
Days of which only the month is known are held against each other only where they are sure.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from knowledge.calendar_day import CalendarDay
from knowledge.lint.finding import Finding
from knowledge.lint.program_file import At, ProgramFile
from knowledge.window import Dated, FirstCome, Rounds, UntilBudget

SUSPICIOUS_GAP = dt.timedelta(days=6)
"""Up to so much between two rounds, an end or a start is likely to be a slip."""


@dataclass(frozen=True)
class _Round:
    """A round, wherever it is written.

    Args:
        file: its program file.
        at: where it stands in it.
        number: which round it is.
        starts: its first day, if stated.
        ends: its last.
    """

    file: ProgramFile
    at: At
    number: int
    starts: CalendarDay | None
    ends: CalendarDay | None


def within_windows(file: ProgramFile) -> Iterator[Finding]:
    """Yield what is wrong between the rounds of one window: there, an overlap is an error.

    Nobody could say for which of the two rounds an application of that day counts.
    """
    for which, window in enumerate(file.program.windows):
        if isinstance(window, Rounds):
            rounds = [
                _Round(file, ("windows", which, "rounds", number), one.number, one.starts, one.ends)
                for number, one in enumerate(window.rounds)
            ]
            for one in rounds:
                if one.starts and one.ends and one.starts.first > one.ends.last:
                    yield file.finding("error", one.at, f"round {one.number} ends ({one.ends}) before it starts")
            yield from _numbers(rounds)
            yield from _days(rounds, separate=False)


def of_series(files: Sequence[ProgramFile]) -> Iterator[Finding]:
    """Yield what is wrong between the programs of a series: there, an overlap may be meant."""
    series: dict[str, list[ProgramFile]] = defaultdict(list)
    for file in files:
        program = file.program
        if program.series is None and program.round is not None:
            yield file.finding("warning", ("round",), f"it is round {program.round}, but of no series")
        elif program.series is not None and program.round is None:
            yield file.finding("warning", ("series",), f"it belongs to the series {program.series}, but has no round")
        elif program.series is not None:
            series[program.series].append(file)
    for members in series.values():
        ordered = sorted(members, key=lambda file: file.program.round or 0)
        yield from _numbers([_Round(file, ("round",), file.program.round or 0, None, None) for file in ordered])
        for of in ("application", "event"):
            yield from _days([dated for file in ordered if (dated := _only_dated(file, of))], separate=True)


def _only_dated(file: ProgramFile, of: str) -> _Round | None:
    """The only window for applications, or of the event, as a round; None where it has none with days, or several."""
    dated = [
        (which, window)
        for which, window in enumerate(file.program.windows)
        if window.of == of and isinstance(window, Dated | UntilBudget | FirstCome) and (window.starts or window.ends)
    ]
    if len(dated) != 1:
        return None
    which, window = dated[0]
    return _Round(file, ("windows", which), file.program.round or 0, window.starts, window.ends)


def _numbers(rounds: Sequence[_Round]) -> Iterator[Finding]:
    for before, after in pairwise(rounds):
        finding = after.file.finding
        if after.number == before.number:
            yield finding("error", after.at, f"there are two rounds {after.number}")
        elif after.number < before.number:
            yield finding("error", after.at, f"round {after.number} stands behind round {before.number}")
        elif after.number > before.number + 1:
            missing = [str(number) for number in range(before.number + 1, after.number)]
            lacks = f"{' and '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing"
            yield finding("warning", after.at, f"between the rounds {before.number} and {after.number}, {lacks}")


def _days(rounds: Sequence[_Round], *, separate: bool) -> Iterator[Finding]:
    for before, after in pairwise(rounds):
        if before.number >= after.number:
            continue
        names = f"the rounds {before.number} and {after.number}"
        finding = after.file.finding
        first = before.starts or before.ends
        if first and after.starts and after.starts.last < first.first:
            yield finding(
                "error", after.at, f"round {after.number} starts ({after.starts}) before round {before.number}"
            )
        elif before.ends and after.starts and after.starts.last <= before.ends.first:
            end_and_start = f"one until {before.ends}, the other from {after.starts}"
            yield finding("warning" if separate else "error", after.at, f"{names} overlap: {end_and_start}")
        elif before.ends and after.starts and before.ends.exact and after.starts.exact:
            between = after.starts.first - before.ends.last - dt.timedelta(days=1)
            if dt.timedelta() < between <= SUSPICIOUS_GAP:
                days = "1 day that belongs" if between.days == 1 else f"{between.days} days that belong"
                yield finding("warning", after.at, f"between {names} lie {days} to neither")
