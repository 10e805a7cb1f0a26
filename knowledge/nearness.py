"""How near an owner is to each of many programs, in one order: what can be had first, what can't be had last.

The order is worked out in arrays; what is said of a program is put together only for those that are looked at.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Generic, NamedTuple, TypeVar, overload

import numpy as np
import numpy.typing as npt

from knowledge.fact import Fact, Profile
from knowledge.intakes import Intakes
from knowledge.panel import Panel
from knowledge.program import Program
from knowledge.standing import Intake
from knowledge.verdict import Verdict

Group = TypeVar("Group", bound=str)
Made = TypeVar("Made")
_INTAKES = tuple(Intake)
_VERDICTS = (Verdict.NO, Verdict.UNKNOWN, Verdict.YES)


class Near(NamedTuple, Generic[Group]):
    """How an owner stands to one program.

    Args:
        program: the program.
        group: in which group it stands.
        takes: what it takes at the instant that is asked about.
        holding: how many of the conditions that made the verdict, or still have to, are known to speak for the owner;
            0 for a *no*.
        away: for *not known yet*, the facts of which one answer by itself may make it a *yes*, in the rule's order.
    """

    program: Program
    group: Group
    takes: Intake
    holding: int
    away: tuple[str, ...]


class Nearest(Sequence[Made], Generic[Group, Made]):
    """All programs in order: by group, then what can be applied for, then what holds, then as they come.

    Args:
        panel: the programs.
        intakes: what they take.
        facts: all facts.
        profile: what is known of the owner.
        at: the instant that is asked about, aware; its day is the one of the verdicts.
        groups: the groups, the nearest first.
        group_of: the group of a program: of its verdict, whether one answer may make it a *yes*, and what it takes.
        make: makes of how the owner stands to a program what is wanted.
    """

    def __init__(
        self,
        panel: Panel,
        intakes: Intakes,
        facts: Mapping[str, Fact],
        profile: Profile,
        at: dt.datetime,
        *,
        groups: Sequence[Group],
        group_of: Callable[[Verdict, bool, Intake], Group],
        make: Callable[[Near[Group]], Made],
    ) -> None:
        self._panel, self._groups, self._make = panel, groups, make
        self._reach = panel.reach(facts, profile, at.date())
        self._takes = intakes.of(panel.everything, at)
        table = np.array(
            [
                [[groups.index(group_of(verdict, away, takes)) for takes in _INTAKES] for away in (False, True)]
                for verdict in _VERDICTS
            ]
        )
        verdicts = 1 + self._reach.yes.astype(np.int8) - self._reach.no.astype(np.int8)
        self._group = table[verdicts, self._reach.one_away.astype(np.int8), self._takes]
        self._order = np.lexsort((-self._reach.holding, self._takes, self._group))

    def __len__(self) -> int:
        """Return how many programs there are."""
        return len(self._order)

    @overload
    def __getitem__(self, place: int) -> Made: ...
    @overload
    def __getitem__(self, place: slice) -> list[Made]: ...
    def __getitem__(self, place: int | slice) -> Made | list[Made]:
        """Return what stands there."""
        if isinstance(place, slice):
            return self._made(self._order[place])
        return self._made(self._order[[place]])[0]

    def __iter__(self) -> Iterator[Made]:
        """Go through all of them: they are made once, so it is dear the first time."""
        return iter(self._all)

    def counts(self) -> dict[Group, int]:
        """Return how many programs stand in each group."""
        found = np.bincount(self._group, minlength=len(self._groups))
        return dict(zip(self._groups, found.tolist(), strict=True))

    @cached_property
    def _all(self) -> list[Made]:
        return self[:]

    def _made(self, numbers: npt.NDArray[np.intp]) -> list[Made]:
        reach, everything, groups, make = self._reach, self._panel.everything, self._groups, self._make
        rows = zip(
            numbers.tolist(),
            self._group[numbers].tolist(),
            self._takes[numbers].tolist(),
            reach.holding[numbers].tolist(),
            self._panel.rules[numbers].tolist(),
            strict=True,
        )
        return [
            make(Near(everything[number], groups[group], _INTAKES[takes], holding, reach.away.get(rule, ())))
            for number, group, takes, holding, rule in rows
        ]
