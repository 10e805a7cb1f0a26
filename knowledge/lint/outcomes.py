"""All outcomes of a rule at once: over every answer, exact or not, that its clauses can tell apart.

What an owner may tell of a fact matters only by what the clauses about it see: true, false or not known, each. So a
rule has a finite table of outcomes, which numpy computes whole; two rules with the same table are the same rule to
everybody.
"""

import datetime as dt
import itertools
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce

import numpy as np
from numpy.typing import NDArray

from knowledge.answers import answers
from knowledge.fact import DayInterval, Fact, Held, Interval, Value
from knowledge.lint.program_file import below
from knowledge.rule import All, AnyOf, AtLeastN, Compared, Manual, Not, Rule, clauses
from knowledge.weighing import comparison

MOST_TOGETHER = 6
"""Of so many options or things, every combination that leaves something open is looked at; of more, the exact ones."""
MOST_OUTCOMES = 1_000_000
"""A table that is larger is not searched: a second for one rule would be more than the whole lint may take."""

_Kleene = NDArray[np.int8]
"""1 for true, -1 for false, 0 for not known."""
_Mask = NDArray[np.bool_]


Seen = dict[tuple[str, tuple[Compared, ...]], _Kleene]
"""By fact and clauses about it: what they can see of the answers to it, a row for each clause."""


@dataclass(frozen=True)
class _Part:
    """A part of a rule with its value, and those within it."""

    rule: Rule
    value: _Kleene
    inner: tuple["_Part", ...]


@dataclass(frozen=True)
class Outcomes:
    """What a rule says, for each combination of answers.

    Args:
        whole: the rule with all its parts.
    """

    whole: _Part

    @property
    def value(self) -> _Kleene:
        """Its value."""
        return self.whole.value

    @cached_property
    def open(self) -> Mapping[tuple[str, bool], _Mask]:
        """For each clause by its id, and whether a person has to judge it: where it is open."""
        return dict(_open(self.whole, np.ones((), dtype=np.bool_)))

    @property
    def yes(self) -> _Mask:
        """Where the verdict is *yes*: at most a person has to confirm something."""
        asked = [mask for (_, by_person), mask in self.open.items() if not by_person]
        unanswered: _Mask = reduce(np.logical_or, asked, np.zeros((), dtype=np.bool_))
        yes: _Mask = (self.value == 1) | ((self.value == 0) & ~unanswered)
        return yes

    @property
    def no(self) -> _Mask:
        """Where the verdict is *no*."""
        return np.equal(self.value, -1)

    def same_verdicts(self, other: "Outcomes") -> bool:
        """Return whether no verdict of another rule, on the same answers, differs."""
        return bool(np.all(self.yes == other.yes) and np.all(self.no == other.no))

    def same(self, other: "Outcomes") -> bool:
        """Return whether another rule, on the same answers, has the same verdicts and leaves the same clauses open."""
        if np.any(self.value != other.value):
            return False
        nowhere = np.zeros((), dtype=np.bool_)
        return all(
            bool(np.all(self.open.get(clause, nowhere) == other.open.get(clause, nowhere)))
            for clause in self.open.keys() | other.open.keys()
        )


class Answered:
    """All combinations of what clauses can see of answers, on one day.

    Args:
        facts: id to fact.
        rules: the rules whose outcomes are wanted.
        on: the day for which they are judged.
        exact: only answers that leave nothing open, one to each fact; else also those that do, and none.
        seen: what was seen before on the same day, as exactly; what is new is added.

    Raises:
        TooMany: there are more than ``MOST_OUTCOMES``.
    """

    def __init__(
        self,
        facts: Mapping[str, Fact],
        rules: Sequence[Rule],
        on: dt.date,
        *,
        exact: bool = False,
        seen: Seen | None = None,
    ) -> None:
        about: dict[str, dict[Compared, None]] = {}
        for rule in rules:
            for clause in clauses(rule):
                if not isinstance(clause, Manual):
                    about.setdefault(clause.fact, {})[clause] = None
        seen = {} if seen is None else seen
        columns: list[tuple[tuple[Compared, ...], _Kleene]] = []
        for fact, found in about.items():
            asking = tuple(found)
            if (fact, asking) not in seen:
                seen[fact, asking] = _seen(facts[fact], asking, on, exact=exact)
            columns.append((asking, seen[fact, asking]))
        if math.prod(column.shape[1] for _, column in columns) > MOST_OUTCOMES:
            raise TooMany
        self._values: dict[Compared, _Kleene] = {}
        for axis, (asking, column) in enumerate(columns):
            shape = [1] * len(columns)
            shape[axis] = -1
            self._values.update((clause, row.reshape(shape)) for clause, row in zip(asking, column, strict=True))

    def outcomes(self, rule: Rule) -> Outcomes:
        """Return the outcomes of one of the rules."""
        return Outcomes(self._part(rule, wanted=1))

    def _part(self, rule: Rule, *, wanted: int) -> "_Part":
        inner = tuple(self._part(part, wanted=-wanted if isinstance(rule, Not) else wanted) for part in below(rule)[1])
        values = [part.value for part in inner]
        match rule:
            case All():
                value = reduce(np.minimum, values)
            case AnyOf():
                value = reduce(np.maximum, values)
            case AtLeastN():
                holding = sum((value == 1).astype(np.int8) for value in values)
                possible = sum((value != -1).astype(np.int8) for value in values)
                value = np.where(holding >= rule.n, 1, np.where(possible >= rule.n, 0, -1)).astype(np.int8)
            case Not():
                value = -values[0]
            case Manual():
                value = np.zeros((), dtype=np.int8)
            case _:
                value = self._values[rule]
                if not rule.spelled_out:
                    value = np.where(value == -wanted, 0, value).astype(np.int8)
        return _Part(rule, value, inner)


def _open(part: _Part, asked: _Mask) -> Iterator[tuple[tuple[str, bool], _Mask]]:
    """Where each clause within is open: it and all around it have to be not known."""
    asked = asked & (part.value == 0)
    if not isinstance(part.rule, All | AnyOf | AtLeastN | Not):
        yield (part.rule.id, isinstance(part.rule, Manual)), asked
    for inner in part.inner:
        yield from _open(inner, asked)


class TooMany(Exception):
    """There are more outcomes than can be searched."""


def _seen(fact: Fact, asking: Sequence[Compared], on: dt.date, *, exact: bool) -> _Kleene:
    """What clauses can see of the answers to one fact, a row for each clause; no column comes twice."""
    compared = [comparison(clause) for clause in asking]
    cells = answers(fact, asking, on)
    tried: Iterable[Value] = cells if exact else itertools.chain(cells, _less_exact(cells))
    columns = dict.fromkeys(
        tuple(0 if (holds := compare(value, on)) is None else 1 if holds else -1 for compare in compared)
        for value in tried
    )
    if not exact:
        columns[(0,) * len(asking)] = None
    return np.array(list(columns), dtype=np.int8).T


def _less_exact(cells: Sequence[Value]) -> Iterator[Value]:
    """Answers that leave open which of some exact ones they mean."""
    places = dict.fromkeys(cell.partition(" ")[0] for cell in cells if isinstance(cell, str))
    yield from places
    for first, cell in enumerate(cells):
        for other in cells[first + 1 :]:
            match cell, other:
                case Interval(), Interval():
                    yield Interval(cell.low, other.high)
                case DayInterval(), DayInterval():
                    yield DayInterval(cell.first, other.last)
    options = [cell for cell in cells if isinstance(cell, frozenset)]
    if len(options) <= MOST_TOGETHER:
        for size in range(2, len(options)):
            for some in itertools.combinations(options, size):
                yield frozenset().union(*some)
    held = [cell for cell in cells if isinstance(cell, Held)]
    things = sorted(held[0].has | held[0].lacks) if held else []
    if len(things) <= MOST_TOGETHER:
        for states in itertools.product((1, 0, -1), repeat=len(things)):
            has, lacks = (
                frozenset(thing for thing, state in zip(things, states, strict=True) if state == wanted)
                for wanted in (1, -1)
            )
            yield Held(has, lacks)
