"""The second reader of a rule: conditions of a database over the columns in which profiles are stored.

Each row gets the very verdict that ``verdict.judge`` gives its owner. Of every part of a rule there are two conditions,
that it holds and that it fails; where a fact is not known its columns are NULL, no comparison with them is true, and
neither is. Kleene's three values need no more, since a *not* only swaps the two. What hangs on no column is folded away
before the database sees it.
"""

import datetime as dt
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import add
from typing import Any

from sqlalchemy import ColumnElement, and_, case, false, or_, true

from knowledge.answers import answers
from knowledge.fact import DayInterval, Fact, Held, Interval, Profile, Value
from knowledge.rule import (
    All,
    AnyOf,
    AtLeastN,
    Compared,
    Elapsed,
    HasAny,
    HasNone,
    In,
    Is,
    Manual,
    Not,
    Rule,
    clauses,
)
from knowledge.weighing import Bounded, bounds_of, compare, starts_of

Where = ColumnElement[bool]
Truth = bool | Where
"""A condition: the same for all rows, or one that is true of some. Of the others it is false or, which is no different,
NULL; so it is never negated as it stands."""


@dataclass(frozen=True)
class Columns:
    """The columns in which a fact is stored; all are NULL where it is not known.

    Args:
        first: a flag; the bits of the options of a choice that are possible; of a place, the 시도; the lower bound of a
            number or a day; the bits of what a firm has of several.
        second: of a place, the 시군구, NULL where only the 시도 is known; the upper bound; the bits of what it lacks.
        bits: of a choice and of several: each option's bit.
    """

    first: ColumnElement[Any]
    second: ColumnElement[Any] | None = None
    bits: Mapping[str, int] = field(default_factory=dict)

    @property
    def both(self) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
        """The first and the second column.

        Raises:
            ValueError: there is no second one.
        """
        if self.second is None:
            raise ValueError(f"{self.first} stands alone, but the fact takes two columns")
        return self.first, self.second

    def mask(self, options: Iterable[str]) -> int:
        """Return the bits of some options."""
        return sum(self.bits[option] for option in set(options))


@dataclass(frozen=True)
class Condition:
    """The verdicts of a rule, as conditions of which exactly one is true of each row; none is ever NULL."""

    yes: Where
    no: Where
    unknown: Where


def condition(rule: Rule, columns: Mapping[str, Columns], on: dt.date) -> Condition:
    """Return a rule as conditions over stored profiles.

    Args:
        rule: the rule.
        columns: where each fact that the rule asks for is stored.
        on: the day that is asked about: up to it, elapsed time is counted.

    Raises:
        KeyError: a fact of the rule, or an option, is not stored.
    """
    read = _Reading(columns, on, {}).of(rule)
    return Condition(yes=_plainly(read.able), no=_plainly(read.fails), unknown=_plainly(read.open))


def one_answer_away(
    rule: Rule, facts: Mapping[str, Fact], columns: Mapping[str, Columns], on: dt.date
) -> dict[str, Where]:
    """Return of which rows that are *not known yet* one answer makes a *yes*, by the fact that is asked for.

    They say nothing of rows whose verdict is known: ``condition(…).unknown`` has to hold beside each, and can be worked
    out once for all. The facts are in the rule's order; one of which no answer can do it by itself is left out. See
    ``change.one_answer_away``, which tells the same of one profile.

    Args:
        rule: the rule.
        facts: all facts.
        columns: where each fact that the rule asks for is stored.
        on: the day that is asked about.

    Raises:
        KeyError: a fact of the rule, or an option, is not stored.
    """
    found: dict[str, Where] = {}
    for fact_id in dict.fromkeys(clause.fact for clause in clauses(rule) if not isinstance(clause, Manual)):
        ways: list[Truth] = []
        for answer in answers(facts[fact_id], [rule], on):
            able = _Reading(columns, on, {fact_id: answer}).of(rule).able
            ways.append(able if able is False else _and([_can_be(columns[fact_id], answer), able]))
        settled = _or(ways)
        if settled is not False:
            found[fact_id] = _plainly(settled)
    return found


@dataclass(frozen=True)
class _Read:
    """A part of a rule, as it was read.

    Args:
        holds: it holds.
        fails: it does not.
        open: it is not known, and not only because a person has to judge it; never NULL.
        able: it holds, or it is only for a person to judge.
        by_person: some of it only a person can judge.
    """

    holds: Truth
    fails: Truth
    open: Truth
    able: Truth
    by_person: bool


@dataclass(frozen=True)
class _Reading:
    """Reads a rule.

    Args:
        columns: where facts are stored.
        on: the day that is asked about.
        told: facts that have a value whatever is stored.
    """

    columns: Mapping[str, Columns]
    on: dt.date
    told: Profile

    def of(self, rule: Rule, *, wanted: bool = True) -> _Read:
        """Read a part of a rule; it holds where the part has the ``wanted`` value.

        A *not* is carried down to the clauses, so that what is read always speaks for the owner.
        """
        match rule:
            case Not():
                return self.of(rule.not_, wanted=not wanted)
            case All():
                return self._group(rule.all, len(rule.all), wanted=wanted)
            case AnyOf():
                return self._group(rule.any, 1, wanted=wanted)
            case AtLeastN():
                return self._group(rule.of, rule.n, wanted=wanted)
            case Manual():
                return _Read(holds=False, fails=False, open=False, able=True, by_person=True)
            case _:
                holds, fails = self._compared(rule)
                if not wanted:
                    holds, fails = fails, holds
                # What is only guessed never speaks against the owner.
                return _told(holds, fails if rule.spelled_out else False)

    def _group(self, rules: Sequence[Rule], needed: int, *, wanted: bool) -> _Read:
        parts = [self.of(rule, wanted=wanted) for rule in rules]
        # That too few hold is that so many fail, which is what a group behind a *not* needs.
        enough_fail = len(parts) - needed + 1
        if not wanted:
            needed, enough_fail = enough_fail, needed
        holds = _at_least(needed, [part.holds for part in parts])
        fails = _at_least(enough_fail, [part.fails for part in parts])
        if not any(part.by_person for part in parts):
            return _told(holds, fails)
        open_ = _and([_or([part.open for part in parts]), _not(holds), _not(fails)])
        # Where all have to hold, what is for a person stands in nobody's way: the others decide.
        able = _and([part.able for part in parts]) if needed == len(parts) else _and([_not(fails), _not(open_)])
        return _Read(holds, fails, open_, able, by_person=True)

    def _compared(self, clause: Compared) -> tuple[Truth, Truth]:
        if clause.fact in self.told:
            value = compare(clause, self.told[clause.fact], self.on)
            return value is True, value is False
        return _compared(clause, self.columns[clause.fact], self.on)


def _told(holds: Truth, fails: Truth) -> _Read:
    """What hangs only on what owners tell."""
    return _Read(holds, fails, open=_and([_not(holds), _not(fails)]), able=holds, by_person=False)


Pair = tuple[Where, Where]
"""When a clause holds, and when it fails."""


def _compared(clause: Compared, stored: Columns, on: dt.date) -> Pair:
    """When ``weighing.compare`` says yes of a row, and when no."""
    match clause:
        case Is(value=bool(flag)):
            yes, no = stored.first == true(), stored.first == false()
            return (yes, no) if flag else (no, yes)
        case Is() if not stored.bits:
            return _lies_within(stored, str(clause.value))
        case Is():
            return _one_of(stored, [str(clause.value)])
        case In():
            return _one_of(stored, clause.values)
        case HasAny():
            return _has_any(stored, clause.values)
        case HasNone():
            any_of_them, none_of_them = _has_any(stored, clause.values)
            return none_of_them, any_of_them
        case Elapsed():
            return _began(stored, *starts_of(clause, on))
        case _:
            return _lies(stored, clause)


def _lies_within(stored: Columns, place: str) -> Pair:
    province, _, district = place.partition(" ")
    in_province, in_district = stored.both
    if not district:
        return in_province == province, in_province != province
    elsewhere = or_(in_province != province, in_district != district)
    return and_(in_province == province, in_district == district), elsewhere


def _one_of(stored: Columns, options: Iterable[str]) -> Pair:
    wanted = stored.mask(options)
    others = stored.mask(stored.bits) & ~wanted
    return stored.first.bitwise_and(others) == 0, stored.first.bitwise_and(wanted) == 0


def _has_any(stored: Columns, things: Iterable[str]) -> Pair:
    has, lacks = stored.both
    wanted = stored.mask(things)
    return has.bitwise_and(wanted) != 0, lacks.bitwise_and(wanted) == wanted


def _lies(stored: Columns, clause: Bounded) -> Pair:
    low, high = stored.both
    least, least_itself, most, most_itself = bounds_of(clause)
    inside: list[Where] = []
    outside: list[Where] = []
    if least > -math.inf:
        inside.append(low >= least if least_itself else low > least)
        outside.append(high < least if least_itself else high <= least)
    if most < math.inf:
        inside.append(high <= most if most_itself else high < most)
        outside.append(low > most if most_itself else low >= most)
    return and_(*inside), or_(*outside)


def _began(stored: Columns, first: dt.date, last: dt.date) -> Pair:
    earliest, latest = stored.both
    if last < first:
        return false(), earliest.is_not(None)
    if first == dt.date.min:
        return latest <= last, earliest > last
    return and_(earliest >= first, latest <= last), or_(latest < first, earliest > last)


def _can_be(stored: Columns, answer: Value) -> Where:
    """Whether an owner of whom this is known may give an answer: see ``answers.narrowed``."""
    match answer:
        case bool():
            fits: Where = stored.first == (true() if answer else false())
        case frozenset():
            fits = stored.first.bitwise_and(stored.mask(answer)) != 0
        case str():
            province, _, district = answer.partition(" ")
            there = stored.both[0] == province
            fits = and_(there, or_(stored.both[1].is_(None), stored.both[1] == district)) if district else there
        case Interval():
            fits = and_(stored.both[0] <= answer.high, stored.both[1] >= answer.low)
        case DayInterval():
            fits = and_(stored.both[0] <= answer.last, stored.both[1] >= answer.first)
        case Held():
            has, lacks = stored.both
            fits = and_(
                has.bitwise_and(stored.mask(answer.lacks)) == 0, lacks.bitwise_and(stored.mask(answer.has)) == 0
            )
    return or_(stored.first.is_(None), fits)


def _at_least(needed: int, parts: Sequence[Truth]) -> Truth:
    """That so many of some conditions are true."""
    rows = [part for part in parts if not isinstance(part, bool)]
    needed -= sum(part is True for part in parts)
    if needed <= 0:
        return True
    if needed > len(rows):
        return False
    if needed == 1:
        return or_(*rows)
    if needed == len(rows):
        return and_(*rows)
    return reduce(add, [case((row, 1), else_=0) for row in rows]) >= needed


def _and(parts: Sequence[Truth]) -> Truth:
    return _at_least(len(parts), parts)


def _or(parts: Sequence[Truth]) -> Truth:
    return _at_least(1, parts)


def _not(part: Truth) -> Truth:
    """That a condition is not true, be it false or NULL."""
    return not part if isinstance(part, bool) else part.is_not(true())


def _plainly(part: Truth) -> Where:
    """A condition as one that is never NULL."""
    return (true() if part else false()) if isinstance(part, bool) else part.is_(true())
