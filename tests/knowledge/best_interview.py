"""The best interview that there can be, by search: what the bot's interviews are held against.

An interview asks for facts until every program is settled: its verdict is yes or no, or no answer could change it. Each
owner is one combination of answers that the rules can tell apart; the answers to one question are equally likely, and
those to two questions have nothing to do with each other.

The search is exact. What is left of a rule after some answers is a table: its verdict for every combination of the
other answers, given or not yet given. Two owners for whom the same tables are left need the same questions from there
on, so a state is the set of these tables; a fact that makes no difference to a table is no part of it. The best
expected number of questions of a state is one more than the mean of those after each answer, for the best question.
Two shortcuts lose nothing:

- Tables that share no fact, not even by way of others, need questions of their own: their numbers add up.
- Where a table is left with one fact, that fact has to be asked for in any case. Whoever asks for it later may as well
  ask for it now: take the tree of questions below each of its answers, and leave the question out there. Every path has
  as many questions as before.
"""

import datetime as dt
import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from knowledge.answers import answers
from knowledge.fact import Fact, Profile, Value
from knowledge.program import Program
from knowledge.rule import Manual, clauses
from knowledge.verdict import Verdict, judge

_CODES = {Verdict.UNKNOWN: 0, Verdict.YES: 1, Verdict.NO: 2}
_Table = npt.NDArray[np.int8]
"""Verdicts: an axis for each fact, on it the answers and, last, that the fact is not known."""
Ask = Callable[[Profile], str | None]
"""The fact to ask for, or None where the interview ends."""


def answers_of(programs: Sequence[Program], facts: Mapping[str, Fact], on: dt.date) -> dict[str, tuple[Value, ...]]:
    """The answers to each question that the programs can tell apart."""
    rules = [program.who.rule for program in programs if program.who.rule is not None]
    asked = dict.fromkeys(clause.fact for rule in rules for clause in clauses(rule) if not isinstance(clause, Manual))
    return {fact: answers(facts[fact], rules, on) for fact in asked}


def questions_asked(ask: Ask, given: Mapping[str, tuple[Value, ...]]) -> float:
    """The number of questions that an interview is expected to take, over all owners.

    Args:
        ask: the interview.
        given: the answers to each question.
    """
    found: dict[frozenset[tuple[str, Value]], float] = {}

    def after(profile: dict[str, Value]) -> float:
        told = frozenset(profile.items())
        if told not in found:
            fact = ask(profile)
            found[told] = (
                0.0
                if fact is None
                else 1 + sum(after({**profile, fact: answer}) for answer in given[fact]) / len(given[fact])
            )
        return found[told]

    return after({})


@dataclass
class Search:
    """The search for the best interview over some programs.

    Args:
        given: the answers to each question.
        on: the day that is asked about.
    """

    given: Mapping[str, tuple[Value, ...]]
    on: dt.date
    _tables: list[tuple[tuple[str, ...], _Table]] = field(default_factory=list)
    _numbers: dict[tuple[tuple[str, ...], bytes], int] = field(default_factory=dict)
    _after: dict[tuple[int, str, int], int | None] = field(default_factory=dict)
    _best: dict[frozenset[int], float] = field(default_factory=dict)

    def best(self, programs: Sequence[Program]) -> float:
        """The least number of questions that an interview over ``programs`` is expected to take."""
        left = (self._left(*self._table(program)) for program in programs if program.who.rule is not None)
        return self._expected(frozenset(number for number in left if number is not None))

    def _table(self, program: Program) -> tuple[tuple[str, ...], _Table]:
        assert program.who.rule is not None
        asked = tuple(
            dict.fromkeys(clause.fact for clause in clauses(program.who.rule) if not isinstance(clause, Manual))
        )
        axes = [(*self.given[fact], None) for fact in asked]
        table = np.zeros([len(axis) for axis in axes], dtype=np.int8)
        for place, told in zip(np.ndindex(*table.shape), itertools.product(*axes), strict=True):
            profile = {fact: value for fact, value in zip(asked, told, strict=True) if value is not None}
            table[place] = _CODES[judge(program, profile, self.on).verdict]
        return asked, table

    def _left(self, asked: tuple[str, ...], table: _Table) -> int | None:
        """The number of a table, without the facts that make no difference; None where it is settled."""
        if table[(-1,) * table.ndim] or not table.any():
            return None
        for axis in reversed(range(table.ndim)):
            if (table == table.take([0], axis)).all():
                table = np.asarray(table.take(0, axis))
                asked = asked[:axis] + asked[axis + 1 :]
        written = (asked, table.tobytes())
        if written not in self._numbers:
            self._numbers[written] = len(self._tables)
            self._tables.append((asked, table))
        return self._numbers[written]

    def _answered(self, number: int, fact: str, answer: int) -> int | None:
        key = (number, fact, answer)
        if key not in self._after:
            asked, table = self._tables[number]
            axis = asked.index(fact) if fact in asked else None
            self._after[key] = (
                number
                if axis is None
                else self._left(asked[:axis] + asked[axis + 1 :], np.asarray(table.take(answer, axis)))
            )
        return self._after[key]

    def _expected(self, left: frozenset[int]) -> float:
        return sum(self._of_one(part) for part in self._parts(left))

    def _parts(self, left: frozenset[int]) -> list[frozenset[int]]:
        """The tables, put together where they share a fact."""
        parts: list[tuple[set[str], set[int]]] = []
        for number in left:
            facts, numbers = set(self._tables[number][0]), {number}
            apart = []
            for others, theirs in parts:
                if facts & others:
                    facts |= others
                    numbers |= theirs
                else:
                    apart.append((others, theirs))
            parts = [*apart, (facts, numbers)]
        return [frozenset(numbers) for _, numbers in parts]

    def _of_one(self, left: frozenset[int]) -> float:
        if left not in self._best:
            facts = [self._tables[number][0] for number in left]
            unavoidable = [asked[0] for asked in facts if len(asked) == 1]
            least = float("inf")
            for fact in unavoidable[:1] or sorted(set(itertools.chain.from_iterable(facts))):
                expected = 1.0
                for answer in range(len(self.given[fact])):
                    after = (self._answered(number, fact, answer) for number in left)
                    still = frozenset(number for number in after if number is not None)
                    expected += self._expected(still) / len(self.given[fact])
                    if expected >= least:
                        break
                least = min(least, expected)
            self._best[left] = least
        return self._best[left]
