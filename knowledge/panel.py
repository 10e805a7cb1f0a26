"""The verdicts over all programs at once, without reasons: what a list of a hundred thousand programs is made from.

A condition that many programs share is held against the owner once, and what stands above the conditions is counted up
in arrays, one step for each level of the rules. Every verdict is the one that ``judge`` gives.
"""

import datetime as dt
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from knowledge.fact import Profile
from knowledge.program import Program
from knowledge.rule import All, AnyOf, AtLeastN, Compared, Manual, Not, Rule
from knowledge.shape import shape_of
from knowledge.verdict import Verdict
from knowledge.weighing import Compare, comparison

# A part of a rule fails, is open, is open for nothing but what a person has to judge, or holds.
_FAILS, _OPEN, _BY_PERSON, _HOLDS = range(4)
_VERDICTS = np.array([Verdict.NO, Verdict.UNKNOWN, Verdict.YES, Verdict.YES], dtype=object)
_NO_RULE, _MANUAL = 0, 1
"""The first two parts: that of a program without a rule, and what a person has to judge."""


@dataclass(frozen=True)
class _Condition:
    """A clause, or its contrary.

    Args:
        part: where its value stands.
        compare: holds the clause against a value.
        contrary: it stands behind a *not*.
        spelled_out: the source spells it out, so that it can fail.
    """

    part: int
    compare: Compare
    contrary: bool
    spelled_out: bool


@dataclass(frozen=True)
class _Level:
    """Groups whose members all stand on lower levels.

    Args:
        groups: where their values stand.
        members: the members of one group after those of the other.
        starts: where in ``members`` those of each group begin.
        counts: how many members each has.
        needed: how many of them have to hold.
    """

    groups: npt.NDArray[np.int64]
    members: npt.NDArray[np.int64]
    starts: npt.NDArray[np.int64]
    counts: npt.NDArray[np.int64]
    needed: npt.NDArray[np.int64]

    def values(self, members: npt.NDArray[np.int8]) -> npt.NDArray[np.int64]:
        """What the groups are, from the values of their members."""
        holding, failing, still_open = (
            np.add.reduceat((members == value).astype(np.int64), self.starts) for value in (_HOLDS, _FAILS, _OPEN)
        )
        undecided = np.where(still_open > 0, _OPEN, _BY_PERSON)
        lost = self.counts - failing < self.needed
        return np.where(holding >= self.needed, _HOLDS, np.where(lost, _FAILS, undecided))


class Panel:
    """Programs, ready for all their verdicts on one owner.

    Args:
        programs: the programs; to make it ready costs some fifty microseconds for each rule.
    """

    def __init__(self, programs: Iterable[Program]) -> None:
        self._programs = tuple(programs)
        self._parts: dict[Hashable, int] = {}
        self._depth = [0, 0]
        self._conditions: dict[str, list[_Condition]] = {}
        self._groups: list[list[tuple[int, int, tuple[int, ...]]]] = []
        parts = [
            _NO_RULE if program.who.rule is None else self._part(program.who.rule, contrary=False)
            for program in self._programs
        ]
        self._of_program = np.array(parts, dtype=np.int64)
        self._levels = [_level(groups) for groups in self._groups]

    def __len__(self) -> int:
        """Return how many programs there are."""
        return len(self._programs)

    def verdicts(self, profile: Profile, on: dt.date) -> Sequence[Verdict]:
        """Return the verdict of each program, in their order.

        Args:
            profile: what is known of the owner.
            on: the day that is asked about.
        """
        found: list[Verdict] = _VERDICTS[self._values(profile, on)].tolist()
        return found

    def programs(self, verdict: Verdict, profile: Profile, on: dt.date) -> list[Program]:
        """Return the programs with this verdict, in their order.

        Args:
            verdict: the verdict that is wanted.
            profile: what is known of the owner.
            on: the day that is asked about.
        """
        wanted = np.array([each is verdict for each in _VERDICTS])
        found = np.flatnonzero(wanted[self._values(profile, on)])
        return [self._programs[number] for number in found.tolist()]

    def _values(self, profile: Profile, on: dt.date) -> npt.NDArray[np.int8]:
        values = np.full(len(self._depth), _OPEN, dtype=np.int8)
        values[_MANUAL] = _BY_PERSON
        for fact in profile.keys() & self._conditions.keys():
            told = profile[fact]
            for condition in self._conditions[fact]:
                held = condition.compare(told, on)
                if held is None:
                    continue
                if held is not condition.contrary:
                    values[condition.part] = _HOLDS
                elif condition.spelled_out:
                    values[condition.part] = _FAILS
        for level in self._levels:
            values[level.groups] = level.values(values[level.members])
        return values[self._of_program]

    def _part(self, rule: Rule, *, contrary: bool) -> int:
        """The place of a part's value; what is the same stands in one place, whichever rules have it."""
        match rule:
            case Not():
                return self._part(rule.not_, contrary=not contrary)
            case All():
                return self._group(rule.all, len(rule.all), contrary=contrary)
            case AnyOf():
                return self._group(rule.any, 1, contrary=contrary)
            case AtLeastN():
                return self._group(rule.of, rule.n, contrary=contrary)
            case Manual():
                return _MANUAL
            case _:
                return self._condition(rule, contrary=contrary)

    def _condition(self, clause: Compared, *, contrary: bool) -> int:
        key = (shape_of(clause), contrary)
        if key not in self._parts:
            part = self._parts[key] = len(self._depth)
            self._depth.append(0)
            condition = _Condition(part, comparison(clause), contrary, clause.spelled_out)
            self._conditions.setdefault(clause.fact, []).append(condition)
        return self._parts[key]

    def _group(self, rules: Sequence[Rule], needed: int, *, contrary: bool) -> int:
        members = tuple([self._part(rule, contrary=contrary) for rule in rules])
        if contrary:
            # That fewer than n of k hold is the same as that more than k - n fail.
            needed = len(members) - needed + 1
        if len(members) == 1:
            return members[0]
        key = (needed, members)
        if key not in self._parts:
            part = self._parts[key] = len(self._depth)
            depth = 1 + max(self._depth[member] for member in members)
            self._depth.append(depth)
            while len(self._groups) < depth:
                self._groups.append([])
            self._groups[depth - 1].append((part, needed, members))
        return self._parts[key]


def _level(groups: Sequence[tuple[int, int, tuple[int, ...]]]) -> _Level:
    counts = np.array([len(members) for _, _, members in groups], dtype=np.int64)
    return _Level(
        groups=np.array([part for part, _, _ in groups], dtype=np.int64),
        members=np.array([member for _, _, members in groups for member in members], dtype=np.int64),
        starts=np.cumsum(counts) - counts,
        counts=counts,
        needed=np.array([needed for _, needed, _ in groups], dtype=np.int64),
    )
