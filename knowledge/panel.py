"""The verdicts over all programs at once, without reasons: what a list of a hundred thousand programs is made from.

A condition that many programs share is held against the owner once, and what stands above the conditions is counted up
in arrays, one step for each level of the rules. Every verdict is the one that ``judge`` gives.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from knowledge.answers import answers, narrowed
from knowledge.fact import Fact, Profile, Value
from knowledge.kept import Kept
from knowledge.program import Program
from knowledge.rule import Compared, Elapsed, Manual, clauses
from knowledge.rule_parts import (
    BY_PERSON,
    FAILS,
    HOLDS,
    MANUAL,
    NO_RULE,
    OPEN,
    Condition,
    Level,
    Marks,
    Numbers,
    Parts,
    Values,
)
from knowledge.shape import shape_of
from knowledge.verdict import Verdict, judge

_VERDICTS = np.array([Verdict.NO, Verdict.UNKNOWN, Verdict.YES, Verdict.YES], dtype=object)
_MOST_BITS = 62
"""So many facts fit into one number of the machine, a bit for each; more of them only into longer ones, slowly."""
_EVERY = -1
"""All facts: every bit is set."""
_MOST_KEPT = 20_000
"""So many results are kept before all are forgotten."""

_Bits = npt.NDArray[np.int64]
"""Some of the facts, for each part."""


@dataclass(frozen=True)
class Reach:
    """How an owner stands to each program, in the order of the programs.

    Args:
        yes: whether the verdict is *yes*.
        no: whether it is *no*.
        one_away: whether it is not known yet, and one answer by itself may make it a *yes*.
        holding: how many of the conditions that made the verdict, or still have to, are known to speak for the owner;
            0 for a *no*.
        away: by the number of the rule, the facts of which one answer may do so, in the rule's order.
    """

    yes: Marks
    no: Marks
    one_away: Marks
    holding: Numbers
    away: Mapping[int, tuple[str, ...]]


@dataclass(frozen=True)
class _Away:
    """What an answer to one question may do, as the facts of each open part; no facts for a part that is not open.

    Args:
        holds: with an answer, it surely holds.
        good: with an answer, it surely holds or is only for a person to judge.
        maybe: with an answer, it may be good; of the others, it surely is not.
        touched: an answer may decide something of it.
    """

    holds: _Bits
    good: _Bits
    maybe: _Bits
    touched: _Bits


class Panel:
    """Programs, ready for all their verdicts on one owner.

    Args:
        programs: the programs; to make it ready costs some twenty microseconds for each rule.
    """

    def __init__(self, programs: Iterable[Program]) -> None:
        self.everything = tuple(programs)
        parts = Parts()
        rules = [program.who.rule for program in self.everything]
        places = [NO_RULE if rule is None else parts.place(rule) for rule in rules]
        self.rules: Numbers = np.array(places, dtype=np.int64)
        """A number for each program: the same for those whose rules say the same."""
        self._size = len(parts)
        self._levels = parts.levels()
        self._asking_once = parts.asking_once()
        self._conditions: dict[str, list[Condition]] = {}
        for condition in parts.conditions.values():
            self._conditions.setdefault(condition.clause.fact, []).append(condition)
        self._becoming: Kept[frozenset[int]] = Kept(_MOST_KEPT)
        self._settling: Kept[bool] = Kept(_MOST_KEPT)

    def __len__(self) -> int:
        """Return how many programs there are."""
        return len(self.everything)

    def asking(self, fact: str) -> list[Compared]:
        """Return the different clauses that ask for a fact."""
        return list({shape_of(each.clause): each.clause for each in self._conditions.get(fact, ())}.values())

    def verdicts(self, profile: Profile, on: dt.date) -> Sequence[Verdict]:
        """Return the verdict of each program, in their order.

        Args:
            profile: what is known of the owner.
            on: the day that is asked about.
        """
        found: list[Verdict] = _VERDICTS[self._values(profile, on)[self.rules]].tolist()
        return found

    def programs(self, verdict: Verdict, profile: Profile, on: dt.date) -> list[Program]:
        """Return the programs with this verdict, in their order.

        Args:
            verdict: the verdict that is wanted.
            profile: what is known of the owner.
            on: the day that is asked about.
        """
        wanted = np.array([each is verdict for each in _VERDICTS])
        found = np.flatnonzero(wanted[self._values(profile, on)[self.rules]])
        return [self.everything[number] for number in found.tolist()]

    def reach(self, facts: Mapping[str, Fact], profile: Profile, on: dt.date) -> Reach:
        """Return how near the owner is to each program.

        One answer away is what ``change.one_answer_away`` calls so. For nearly all rules that can be seen in the
        arrays; only where an answer decides several conditions of a rule at once, the rule itself is held against each
        answer, once for all owners of whom the same is known.

        Args:
            facts: all facts.
            profile: what is known of the owner.
            on: the day that is asked about.
        """
        values = self._values(profile, on)
        away = self._one_answer_away(values, facts, profile, on)
        one_away = np.zeros(self._size, dtype=np.bool_)
        one_away[list(away)] = True
        its = values[self.rules]
        return Reach(its > OPEN, its == FAILS, one_away[self.rules], self._holding(values)[self.rules], away)

    def unsettled(
        self, facts: Mapping[str, Fact], profile: Profile, declined: Collection[str], on: dt.date
    ) -> tuple[Marks, Marks]:
        """Return of each program whether its verdict surely can still become a yes or a no, and whether it maybe can.

        Of none it is both. It is not sure only of rules that have several conditions on one fact.

        Args:
            facts: all facts.
            profile: what is known of the owner.
            declined: facts that the owner could not or would not tell.
            on: the day that is asked about.
        """
        values = self._values(profile, on)
        best, worst = values.copy(), values.copy()
        for fact, condition in self._askable(profile, on):
            if fact not in declined:
                becoming = self._may_become(condition, facts[fact], profile.get(fact), on)
                best[condition.part] = max(becoming, default=OPEN)
                worst[condition.part] = min(becoming, default=OPEN)
        for level in self._levels_of(values == OPEN):
            level.settle(best)
            level.settle(worst)
        still_open = values[self.rules] == OPEN
        can = still_open & ((best[self.rules] > OPEN) | (worst[self.rules] == FAILS))
        once = self._asking_once[self.rules]
        return can & once, can & ~once

    def _values(self, profile: Profile, on: dt.date) -> Values:
        values = np.full(self._size, OPEN, dtype=np.int8)
        values[MANUAL] = BY_PERSON
        for fact in profile.keys() & self._conditions.keys():
            for condition in self._conditions[fact]:
                values[condition.part] = condition.value(profile[fact], on)
        for level in self._levels:
            level.settle(values)
        return values

    def _levels_of(self, wanted: Marks) -> Iterator[Level]:
        """The levels with only those groups that are wanted."""
        for level in self._levels:
            these = wanted[level.groups]
            if these.any():
                yield level if these.all() else level.only(these)

    def _holding(self, values: Values) -> Numbers:
        """How many of the conditions behind each value are known to hold: as reasons go, but seen from the owner."""
        holding: Numbers = (values == HOLDS).astype(np.int64)
        for level in self._levels_of(values > FAILS):
            decided = np.repeat(values[level.groups] == HOLDS, level.counts)
            # What holds does so because of those members that hold; what is open is so for all of them.
            counted = np.where(decided & (values[level.members] != HOLDS), 0, holding[level.members])
            holding[level.groups] = np.add.reduceat(counted, level.starts)
        return holding

    def _askable(self, profile: Profile, on: dt.date) -> Iterator[tuple[str, Condition]]:
        """The conditions that are open because the owner has not told the fact, or not exactly enough."""
        for fact, conditions in self._conditions.items():
            told = profile.get(fact)
            for condition in conditions:
                if told is None or condition.compare(told, on) is None:
                    yield fact, condition

    def _may_become(self, condition: Condition, fact: Fact, known: Value | None, on: dt.date) -> frozenset[int]:
        """What an open condition may be once the fact is told exactly."""
        key = (condition.part, known, on if isinstance(condition.clause, Elapsed) else None)
        if key not in self._becoming:
            told = (narrowed(known, answer) for answer in answers(fact, [condition.clause], on))
            found = frozenset(condition.value(value, on) for value in told if value is not None)
            self._becoming[key] = found
        return self._becoming[key]

    def _one_answer_away(
        self, values: Values, facts: Mapping[str, Fact], profile: Profile, on: dt.date
    ) -> Mapping[int, tuple[str, ...]]:
        """The facts of which one answer may make it a yes, by the number of the rule."""
        names = list(self._conditions)
        away = self._away(values, facts, profile, on)
        reachable = np.flatnonzero((values[self.rules] == OPEN) & (away.maybe[self.rules] != 0))
        rules, first = np.unique(self.rules[reachable], return_index=True)
        found: dict[int, tuple[str, ...]] = {}
        for rule, number in zip(rules.tolist(), reachable[first].tolist(), strict=True):
            program, sure, maybe = self.everything[number], int(away.good[rule]), int(away.maybe[rule])
            settling = [
                name
                for bit, name in enumerate(names)
                if sure >> bit & 1 or (maybe >> bit & 1 and self._settles(program, facts[name], profile, on))
            ]
            if settling:
                found[rule] = tuple(settling) if len(settling) == 1 else _in_order(program, settling)
        return found

    def _away(self, values: Values, facts: Mapping[str, Fact], profile: Profile, on: dt.date) -> _Away:
        """See ``_Away``: of a rule that asks for a fact twice, what one of both conditions would do is not yet sure."""
        kind = np.int64 if len(self._conditions) <= _MOST_BITS else object
        holds, good, maybe, touched = (np.zeros(self._size, dtype=kind) for _ in range(4))
        bits = {fact: 1 << number for number, fact in enumerate(self._conditions)}
        for fact, condition in self._askable(profile, on):
            touched[condition.part] = bits[fact]
            if HOLDS in self._may_become(condition, facts[fact], profile.get(fact), on):
                for each in (holds, good, maybe):
                    each[condition.part] = bits[fact]
        for level in self._levels_of(values == OPEN):
            groups, members, starts = level.groups, level.members, level.starts
            holding, _, still_open = level.counted(values)
            every_one = level.needed == level.counts
            touched[groups] = np.bitwise_or.reduceat(touched[members], starts)
            one_more = np.bitwise_or.reduceat(holds[members], starts)
            holds[groups] = np.where(holding + 1 >= level.needed, one_more, 0)
            last = np.bitwise_or.reduceat(good[members], starts)
            good[groups] = holds[groups] | np.where(every_one & (still_open == 1), last, 0)
            each = np.where(values[members] > OPEN, _EVERY, maybe[members])
            maybe[groups] = np.where(every_one, np.bitwise_and.reduceat(each, starts), touched[groups])
        return _Away(holds, good, maybe, touched)

    def _settles(self, program: Program, fact: Fact, profile: Profile, on: dt.date) -> bool:
        """Whether an answer makes it a yes, by trying each."""
        rule = program.who.rule
        if rule is None:
            return False
        asked = dict.fromkeys(clause.fact for clause in clauses(rule) if not isinstance(clause, Manual))
        key = (shape_of(rule), fact.id, *map(profile.get, asked), on)
        if key not in self._settling:
            known = profile.get(fact.id)
            told = (narrowed(known, answer) for answer in answers(fact, [rule], on))
            after = ({**profile, fact.id: value} for value in told if value is not None)
            found = any(judge(program, each, on).verdict is Verdict.YES for each in after)
            self._settling[key] = found
        return self._settling[key]


def _in_order(program: Program, facts: Sequence[str]) -> tuple[str, ...]:
    """The facts as the program's rule asks for them."""
    asked = clauses(program.who.rule) if program.who.rule is not None else ()
    return tuple(
        dict.fromkeys(clause.fact for clause in asked if not isinstance(clause, Manual) and clause.fact in facts)
    )
