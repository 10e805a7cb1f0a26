"""What all programs take at an instant: worked out once for as long as nothing can change.

A window opens and closes at midnight or at a stated hour (``knowledge.window``). So between two of the hours that the
programs state, on one day, every program stays what it is: the list of those that are open is made once for all who
ask within that time.
"""

import bisect
import datetime as dt
from collections import OrderedDict
from collections.abc import Iterable, Mapping

from knowledge.program import Program
from knowledge.standing import Intake, intake
from knowledge.window import SEOUL

_MOST_KEPT = 32
"""Of so many stretches of time the programs are kept: of today, and of the days of those who ask for another."""

_Sorted = Mapping[Intake, tuple[Program, ...]]


class Intakes:
    """Programs, sorted by what they take.

    Args:
        programs: the programs.
    """

    def __init__(self, programs: Iterable[Program]) -> None:
        self._programs = tuple(programs)
        closing = (getattr(window, "closes_at", None) for program in self._programs for window in program.windows)
        self._hours: list[dt.time] = sorted({hour for hour in closing if hour is not None})
        self._kept: OrderedDict[tuple[dt.date, int], _Sorted] = OrderedDict()

    def taking(self, wanted: Intake, now: dt.datetime) -> tuple[Program, ...]:
        """Return the programs that take this at ``now``, in their order.

        Args:
            wanted: what they take.
            now: an aware instant.
        """
        here = now.astimezone(SEOUL)
        stretch = (here.date(), bisect.bisect_right(self._hours, here.time()))
        if stretch not in self._kept:
            found: dict[Intake, list[Program]] = {}
            for program in self._programs:
                found.setdefault(intake(program, here), []).append(program)
            self._kept[stretch] = {taken: tuple(programs) for taken, programs in found.items()}
            while len(self._kept) > _MOST_KEPT:
                self._kept.popitem(last=False)
        else:
            self._kept.move_to_end(stretch)
        return self._kept[stretch].get(wanted, ())
