"""The parts of many rules in arrays: what two rules share stands in one place, and is settled once for both.

Behind a *not*, a condition is turned into its contrary, and a group into the one that holds where it fails. So there is
no *not* left, and what comes to hold never speaks against an owner.
"""

import datetime as dt
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from knowledge.fact import Value
from knowledge.rule import All, AnyOf, AtLeastN, Compared, Manual, Not, Rule
from knowledge.shape import shape_of
from knowledge.weighing import Compare, comparison

Numbers = npt.NDArray[np.int64]
Values = npt.NDArray[np.int8]
Marks = npt.NDArray[np.bool_]

# A part fails, is open, is open for nothing but what a person has to judge, or holds.
FAILS, OPEN, BY_PERSON, HOLDS = range(4)
NO_RULE, MANUAL = 0, 1
"""The first two parts: that of a program without a rule, and what a person has to judge."""
_BITS = 20
_COUNTED = (1 << _BITS) - 1
_COUNTS = np.array([1 << _BITS, 1 << 2 * _BITS, 0, 1], dtype=np.int64)
"""What a member adds to its group's sum, by its value: three counts in one number."""


@dataclass(frozen=True)
class Condition:
    """A clause, or its contrary.

    Args:
        part: where its value stands.
        clause: the clause.
        compare: holds the clause against a value.
        contrary: it stands behind a *not*.
    """

    part: int
    clause: Compared
    compare: Compare
    contrary: bool

    def value(self, told: Value, on: dt.date) -> int:
        """Return what it is for an owner who told this."""
        held = self.compare(told, on)
        if held is None:
            return OPEN
        if held is not self.contrary:
            return HOLDS
        return FAILS if self.clause.spelled_out else OPEN


class Counted(NamedTuple):
    """How many members of each group hold, fail and are open."""

    holding: Numbers
    failing: Numbers
    still_open: Numbers


@dataclass(frozen=True)
class Level:
    """Groups whose members all stand on lower levels.

    Args:
        groups: where their values stand.
        members: the members of one group after those of the other.
        starts: where in ``members`` those of each group begin.
        counts: how many members each has.
        needed: how many of them have to hold.
    """

    groups: Numbers
    members: Numbers
    starts: Numbers
    counts: Numbers
    needed: Numbers

    def counted(self, values: Values) -> Counted:
        """Return what their members are."""
        sums = np.add.reduceat(_COUNTS[values[self.members]], self.starts)
        return Counted(sums & _COUNTED, (sums >> _BITS) & _COUNTED, sums >> 2 * _BITS)

    def settle(self, values: Values) -> None:
        """Set what the groups are, from the values of their members."""
        holding, failing, still_open = self.counted(values)
        undecided = np.where(still_open > 0, OPEN, BY_PERSON)
        lost = self.counts - failing < self.needed
        values[self.groups] = np.where(holding >= self.needed, HOLDS, np.where(lost, FAILS, undecided))

    def only(self, wanted: Marks) -> "Level":
        """Return those of the groups that are wanted."""
        counts = self.counts[wanted]
        return Level(
            groups=self.groups[wanted],
            members=self.members[np.repeat(wanted, self.counts)],
            starts=np.cumsum(counts) - counts,
            counts=counts,
            needed=self.needed[wanted],
        )


def _level(groups: Sequence[tuple[int, int, tuple[int, ...]]]) -> Level:
    counts = np.array([len(members) for _, _, members in groups], dtype=np.int64)
    return Level(
        groups=np.array([part for part, _, _ in groups], dtype=np.int64),
        members=np.array([member for _, _, members in groups for member in members], dtype=np.int64),
        starts=np.cumsum(counts) - counts,
        counts=counts,
        needed=np.array([needed for _, needed, _ in groups], dtype=np.int64),
    )


class Parts:
    """The parts of the rules that were given a place so far."""

    def __init__(self) -> None:
        self.conditions: dict[int, Condition] = {}
        self._places: dict[Hashable, int] = {}
        self._depth = [0, 0]
        self._asking: list[frozenset[int]] = [frozenset(), frozenset()]
        self._groups: list[list[tuple[int, int, tuple[int, ...]]]] = []

    def __len__(self) -> int:
        """Return how many parts there are."""
        return len(self._depth)

    def place(self, rule: Rule, *, contrary: bool = False) -> int:
        """Return where the value of a part stands, the same for all that say the same.

        Args:
            rule: the part.
            contrary: it stands behind a *not*.
        """
        match rule:
            case Not():
                return self.place(rule.not_, contrary=not contrary)
            case All():
                return self._group(rule.all, len(rule.all), contrary=contrary)
            case AnyOf():
                return self._group(rule.any, 1, contrary=contrary)
            case AtLeastN():
                return self._group(rule.of, rule.n, contrary=contrary)
            case Manual():
                return MANUAL
            case _:
                return self._condition(rule, contrary=contrary)

    def levels(self) -> list[Level]:
        """Return the groups, from the lowest level up."""
        return [_level(groups) for groups in self._groups]

    def asking_once(self) -> Marks:
        """Return of each part whether it has one condition on each fact at most: then none of them binds another."""
        facts = {part: condition.clause.fact for part, condition in self.conditions.items()}
        return np.array([len({facts[part] for part in asking}) == len(asking) for asking in self._asking])

    def _condition(self, clause: Compared, *, contrary: bool) -> int:
        key = (shape_of(clause), contrary)
        if key not in self._places:
            part = self._places[key] = self._new(0, frozenset([len(self)]))
            self.conditions[part] = Condition(part, clause, comparison(clause), contrary)
        return self._places[key]

    def _group(self, rules: Sequence[Rule], needed: int, *, contrary: bool) -> int:
        members = tuple([self.place(rule, contrary=contrary) for rule in rules])
        if contrary:
            # That fewer than n of k hold is the same as that more than k - n fail.
            needed = len(members) - needed + 1
        if len(members) == 1:
            return members[0]
        key = (needed, members)
        if key not in self._places:
            depth = 1 + max(self._depth[member] for member in members)
            asking = frozenset[int]().union(*[self._asking[member] for member in members])
            part = self._places[key] = self._new(depth, asking)
            while len(self._groups) < depth:
                self._groups.append([])
            self._groups[depth - 1].append((part, needed, members))
        return self._places[key]

    def _new(self, depth: int, asking: frozenset[int]) -> int:
        self._depth.append(depth)
        self._asking.append(asking)
        return len(self) - 1
