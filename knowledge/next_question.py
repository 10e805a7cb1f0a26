"""The next question of an interview over many programs: the one that is expected to settle most of them.

A program is settled when its verdict is yes or no, or when nothing that can still be asked could change it. Which are
not is seen for all of them at once; then each open rule is weighed by itself, against the few answers that it can tell
apart, and what a question promises is the sum over the rules. So equal rules are weighed once, what was worked out for
a rule holds for every owner of whom the same is known, and the cost of a question is bounded: of very many rules that
are open, only some weigh it.
"""

import datetime as dt
import itertools
from collections import Counter
from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from knowledge.answers import answers, narrowed
from knowledge.fact import Fact, Profile, Value
from knowledge.kept import Kept
from knowledge.panel import Panel
from knowledge.program import Participation, Program
from knowledge.rule import Compared, Elapsed, Manual, clauses
from knowledge.shape import shape_of
from knowledge.weighing import Weighed, comparison

MOST_WEIGHED = 400
"""So many different rules that are still open weigh a question; of more, those that most programs share."""
_MOST_KEPT = 20_000
"""So many results of each kind are kept before all of them are forgotten: each is some hundred bytes."""
_KEPT_OF_FEW = 200
"""The same of an interview over one program, of which there are many."""
_SITUATIONS = 8
"""Of so many owners and days it is kept which rules are open: what is left is counted right after the question."""
_MOST_TRIED = 1_000
"""So many combinations of answers are tried to see whether one decides a rule; if none has by then, one may."""

_Cells = tuple[tuple[Value, float], ...]
"""The answers that a rule can tell apart, and how likely each is."""
_Promises = tuple[tuple[str, float, float], ...]
"""Facts to ask for, how likely an answer settles the rule, and how many open clauses it is expected to decide."""


@dataclass(frozen=True)
class _Shared:
    """A rule that one or more programs have.

    Args:
        number: tells it from the others.
        who: the participation of the first that has it.
        programs: how many have it.
        asked: the facts that it asks for, each with its clauses.
        timed: it counts time, so that it depends on the day.
        hints: it has conditions that the source only suggests, so that whatever the owner tells it may stay open.
    """

    number: int
    who: Participation
    programs: int
    asked: Mapping[str, Sequence[Compared]]
    timed: bool
    hints: bool

    def weigh(self, known: Profile, on: dt.date) -> Weighed:
        """Hold it against what is known."""
        return self.who.weigh(known, on) if self.who.weigh is not None else (None, ())


def _shared(number: int, program: Program, programs: int) -> _Shared:
    asked: dict[str, list[Compared]] = {}
    for clause in clauses(program.who.rule) if program.who.rule is not None else ():
        if not isinstance(clause, Manual):
            asked.setdefault(clause.fact, []).append(clause)
    compared = list(itertools.chain.from_iterable(asked.values()))
    return _Shared(
        number=number,
        who=program.who,
        programs=programs,
        asked=asked,
        timed=any(isinstance(clause, Elapsed) for clause in compared),
        hints=not all(clause.spelled_out for clause in compared),
    )


class Interview:
    """The rules of some programs, ready to be asked about.

    Args:
        programs: the programs; one without a rule leaves nothing to ask.
        facts: all facts, in the order in which equally good questions are asked.
        most_kept: how many results of each kind are kept.
    """

    def __init__(self, programs: Sequence[Program], facts: Mapping[str, Fact], most_kept: int = _MOST_KEPT) -> None:
        self._facts = facts
        self._programs = tuple(program for program in programs if program.who.rule is not None)
        self._count = len(programs)
        self._panel = Panel(self._programs)
        _, first, having = np.unique(self._panel.rules, return_index=True, return_counts=True)
        by_sharing = np.lexsort((first, -having))
        self._first, self._having = first[by_sharing], having[by_sharing]
        self._rules: Kept[_Shared] = Kept(most_kept)
        self._open: Kept[tuple[str, ...]] = Kept(most_kept)
        self._promises: Kept[_Promises] = Kept(most_kept)
        self._possible: Kept[tuple[Value, ...]] = Kept(most_kept)
        self._seen: Kept[tuple[bool | None, ...]] = Kept(most_kept)
        self._cells: Kept[_Cells] = Kept(most_kept)
        self._unsettled: Kept[npt.NDArray[np.int64]] = Kept(_SITUATIONS)

    def next_question(self, profile: Profile, declined: Collection[str], on: dt.date) -> str | None:
        """Return the fact to ask for, or None where every program is settled.

        It is the one that is expected to settle most programs; of equally good ones the one that is expected to decide
        most clauses, then the first of the facts. A sensitive fact is asked for only where no other helps.

        Args:
            profile: what is known of the owner.
            declined: facts that the owner could not or would not tell.
            on: the day that is asked about.
        """
        settled: dict[str, float] = {}
        decided: dict[str, float] = {}
        for shared, promises in self._weighing(profile, frozenset(declined), on):
            for fact, settles, decides in promises:
                settled[fact] = settled.get(fact, 0.0) + shared.programs * settles
                decided[fact] = decided.get(fact, 0.0) + shared.programs * decides
        helping = [fact for fact in self._facts if fact in settled]
        asked = [fact for fact in helping if not self._facts[fact].sensitive] or helping
        # The last digits of a sum of shares depend on the order of adding up: they make no difference.
        return max(asked, key=lambda fact: (round(settled[fact], 9), round(decided[fact], 9)), default=None)

    def settled(self, profile: Profile, declined: Collection[str], on: dt.date) -> int:
        """Return how many programs are settled, those without a rule among them: all of them once nothing is asked.

        Args:
            profile: what is known of the owner.
            declined: facts that the owner could not or would not tell.
            on: the day that is asked about.
        """
        return self._count - int(self._having[self._still_open(profile, frozenset(declined), on)].sum())

    def _weighing(self, profile: Profile, declined: frozenset[str], on: dt.date) -> Iterator[tuple[_Shared, _Promises]]:
        """The open rules that weigh the question, each with what an answer promises for it."""
        for number in self._still_open(profile, declined, on)[:MOST_WEIGHED].tolist():
            shared = self._rule(number)
            yield shared, self._promised(shared, profile, declined.intersection(shared.asked), on)

    def _still_open(self, profile: Profile, declined: frozenset[str], on: dt.date) -> npt.NDArray[np.int64]:
        """The numbers of the rules that are not settled, those first that most programs share."""
        key = (frozenset(profile.items()), declined, on)
        if key not in self._unsettled:
            surely, maybe = (each[self._first] for each in self._panel.unsettled(self._facts, profile, declined, on))
            for number in np.flatnonzero(maybe).tolist():
                shared = self._rule(number)
                surely[number] = bool(self._askable(shared, profile, declined.intersection(shared.asked), on))
            self._unsettled[key] = np.flatnonzero(surely)
        return self._unsettled[key]

    def _rule(self, number: int) -> _Shared:
        """The rule of that place, of those that most programs share first."""
        if number not in self._rules:
            program = self._programs[int(self._first[number])]
            self._rules[number] = _shared(number, program, int(self._having[number]))
        return self._rules[number]

    def _promised(self, shared: _Shared, known: Profile, declined: frozenset[str], on: dt.date) -> _Promises:
        before = self._askable(shared, known, declined, on)
        if not before:
            return ()
        key = _key(shared, known, declined, on)
        if key not in self._promises:
            promises = []
            for fact in dict.fromkeys(before):
                settles = decides = 0.0
                for answer, share in self._told_apart(shared, fact, known.get(fact), on):
                    after = self._askable(shared, {**known, fact: answer}, declined, on)
                    settles += share * (not after)
                    decides += share * (len(before) - len(after))
                promises.append((fact, settles, decides))
            self._promises[key] = tuple(promises)
        return self._promises[key]

    def _askable(self, shared: _Shared, known: Profile, declined: frozenset[str], on: dt.date) -> tuple[str, ...]:
        """The fact of each open clause that can be asked for; none where nothing could change the verdict any more."""
        key = _key(shared, known, declined, on)
        found = self._open.get(key)
        if found is None:
            value, reasons = shared.weigh(known, on)
            found = (
                ()
                if value is not None
                else tuple(
                    reason.clause.fact
                    for reason in reasons
                    if reason.askable and not isinstance(reason.clause, Manual) and reason.clause.fact not in declined
                )
            )
            if found and (declined or shared.hints) and not self._decidable(shared, known, declined, on, Counter()):
                found = ()
            self._open[key] = found
        return found

    def _decidable(
        self, shared: _Shared, known: Profile, declined: frozenset[str], on: dt.date, tried: Counter[str]
    ) -> bool:
        """Whether there are answers that make it a yes or a no: beside a suggested condition, maybe there are none."""
        value, reasons = shared.weigh(known, on)
        if value is not None or all(isinstance(reason.clause, Manual) for reason in reasons if reason.holds is None):
            return True
        tried["combinations"] += 1
        asking = (reason.clause.fact for reason in reasons if reason.askable and not isinstance(reason.clause, Manual))
        fact = next((fact for fact in asking if fact not in declined), None)
        return fact is not None and any(
            tried["combinations"] > _MOST_TRIED or self._decidable(shared, {**known, fact: answer}, declined, on, tried)
            for answer, _ in self._told_apart(shared, fact, known.get(fact), on)
        )

    def _told_apart(self, shared: _Shared, fact: str, known: Value | None, on: dt.date) -> _Cells:
        """The answers that a rule can tell apart; each is as likely as the answers that all rules can tell apart in it.

        That those are equally likely is a guess: nobody has counted the owners yet.
        """
        key = (shared.number, fact, known, on if shared.timed else None)
        if key not in self._cells:
            seen = list(zip(*(self._seen_by(clause, known, on) for clause in shared.asked[fact]), strict=True))
            first: dict[tuple[bool | None, ...], Value] = {}
            for sight, value in zip(seen, self._answers(fact, known, on), strict=True):
                first.setdefault(sight, value)
            alike = Counter(seen)
            self._cells[key] = tuple((value, alike[sight] / len(seen)) for sight, value in first.items())
        return self._cells[key]

    def _seen_by(self, clause: Compared, known: Value | None, on: dt.date) -> tuple[bool | None, ...]:
        """What a clause makes of each possible answer; many rules have the same clause."""
        key = (shape_of(clause), known, on)
        if key not in self._seen:
            compare = comparison(clause)
            self._seen[key] = tuple([compare(value, on) for value in self._answers(clause.fact, known, on)])
        return self._seen[key]

    def _answers(self, fact: str, known: Value | None, on: dt.date) -> tuple[Value, ...]:
        """The answers that all rules together can tell apart, as far as they fit what is known."""
        key = (fact, known, on)
        if key not in self._possible:
            fitting = (narrowed(known, answer) for answer in answers(self._facts[fact], self._panel.asking(fact), on))
            self._possible[key] = tuple(value for value in fitting if value is not None)
        return self._possible[key]


def _key(shared: _Shared, known: Profile, declined: frozenset[str], on: dt.date) -> Hashable:
    return (shared.number, *map(known.get, shared.asked), declined, on if shared.timed else None)


class _These:
    """Some programs, equal only to the very same ones: to compare what they say would cost more than a question."""

    def __init__(self, programs: Sequence[Program], facts: Mapping[str, Fact]) -> None:
        self.programs, self.facts = tuple(programs), facts
        self._ids = (*map(id, self.programs), id(facts))

    def __hash__(self) -> int:
        return hash(self._ids)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _These) and self._ids == other._ids


@lru_cache(maxsize=64)
def _interview(these: _These) -> Interview:
    return Interview(these.programs, these.facts, _KEPT_OF_FEW)


def next_question(
    programs: Sequence[Program], facts: Mapping[str, Fact], profile: Profile, declined: Collection[str], on: dt.date
) -> str | None:
    """Return the fact to ask for next, or None where every program is settled; see ``Interview.next_question``.

    It is meant for one program or a few; over many, an ``Interview`` is to be made once.

    Args:
        programs: the programs that are to be settled.
        facts: all facts.
        profile: what is known of the owner.
        declined: facts that the owner could not or would not tell.
        on: the day that is asked about.
    """
    return _interview(_These(programs, facts)).next_question(profile, declined, on)
