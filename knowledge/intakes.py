"""What all programs take at an instant: worked out once for as long as nothing can change.

A window opens and closes at midnight or at a stated hour (``knowledge.window``). So between two of the hours that the
programs state, on one day, every program stays what it is: the list of those that are open is made once for all who
ask within that time.
"""

import bisect
import datetime as dt
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from knowledge.program import Program
from knowledge.standing import Intake, intake
from knowledge.window import SEOUL

_MOST_KEPT = 32
"""Of so many stretches of time the programs are kept: of today, and of the days of those who ask for another."""


@dataclass(frozen=True)
class _Stretch:
    """What the programs take for as long as nothing changes.

    Args:
        taken: the programs by what they take, in their order.
        places: the place of what each program takes in ``Intake``, in their order.
    """

    taken: Mapping[Intake, tuple[Program, ...]]
    places: npt.NDArray[np.intp]


class Intakes:
    """Programs, sorted by what they take.

    Args:
        programs: the programs.
    """

    def __init__(self, programs: Iterable[Program]) -> None:
        self._programs = tuple(programs)
        closing = (getattr(window, "closes_at", None) for program in self._programs for window in program.windows)
        self._hours: list[dt.time] = sorted({hour for hour in closing if hour is not None})
        self._places = {program.id: place for place, program in enumerate(self._programs)}
        self._asked_for: tuple[Program, ...] = ()
        self._numbers = np.array([], dtype=np.intp)
        self._kept: OrderedDict[tuple[dt.date, int], _Stretch] = OrderedDict()

    def taking(self, wanted: Intake, now: dt.datetime) -> tuple[Program, ...]:
        """Return the programs that take this at ``now``, in their order.

        Args:
            wanted: what they take.
            now: an aware instant.
        """
        return self._stretch(now).taken.get(wanted, ())

    def of(self, programs: tuple[Program, ...], now: dt.datetime) -> npt.NDArray[np.intp]:
        """Return what each of ``programs`` takes at ``now``, as its place among all that there is in ``Intake``.

        Args:
            programs: some of the programs; to ask for the same tuple again costs next to nothing.
            now: an aware instant.

        Raises:
            KeyError: one is not among the programs.
        """
        if self._asked_for is not programs:
            self._numbers = np.array([self._places[program.id] for program in programs], dtype=np.intp)
            self._asked_for = programs
        return self._stretch(now).places[self._numbers]

    def _stretch(self, now: dt.datetime) -> _Stretch:
        here = now.astimezone(SEOUL)
        stretch = (here.date(), bisect.bisect_right(self._hours, here.time()))
        if stretch not in self._kept:
            found = [intake(program, here) for program in self._programs]
            taken: dict[Intake, list[Program]] = {}
            for program, its in zip(self._programs, found, strict=True):
                taken.setdefault(its, []).append(program)
            order = {its: place for place, its in enumerate(Intake)}
            self._kept[stretch] = _Stretch(
                {its: tuple(programs) for its, programs in taken.items()},
                np.array([order[its] for its in found], dtype=np.intp),
            )
            while len(self._kept) > _MOST_KEPT:
                self._kept.popitem(last=False)
        else:
            self._kept.move_to_end(stretch)
        return self._kept[stretch]
