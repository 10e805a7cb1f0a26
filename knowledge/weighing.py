"""Holding a rule against a profile: its value, and those of its clauses that made it so.

Kleene's three values: what is not known is never taken for *no*. A rule is turned once into closures with every reason
that it can give, so that a verdict costs microseconds.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain

from knowledge.elapsed import latest_start
from knowledge.fact import DayInterval, Held, Interval, Profile, Value
from knowledge.rule import (
    Above,
    All,
    AnyOf,
    AtLeast,
    AtLeastN,
    AtMost,
    Below,
    Between,
    Clause,
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


@dataclass(frozen=True)
class Reason:
    """One clause, and whether it holds for this owner; None is not known.

    Args:
        clause: the clause.
        holds: True, False, or None where it is open.
        askable: it is open because the owner has not told the fact yet (and not because only a person can judge it, or
            because the source does not spell it out).
        either: for a clause that is one of several ways: the first clause of the group, and the number of the way.
    """

    clause: Clause
    holds: bool | None
    askable: bool = False
    either: tuple[str, int] | None = None


Weighed = tuple[bool | None, tuple[Reason, ...]]
"""The value of a rule for an owner, and the clauses that made it so, in the rule's order."""

Weigh = Callable[[Profile, dt.date], Weighed]
"""A rule, ready to be held against what is known of an owner, on a day."""

Compare = Callable[[Value, dt.date], bool | None]
Bounded = AtLeast | AtMost | Above | Below | Between
"""A clause that bounds a number."""


def lies_within(place: str, wanted: str) -> bool | None:
    """Return whether one place ("시도" or "시도 시군구") lies in another; None where it is too coarse to say."""
    if place == wanted or place.startswith(f"{wanted} "):
        return True
    return None if wanted.startswith(f"{place} ") else False


def bounds_of(clause: Bounded) -> tuple[float, bool, float, bool]:
    """Return the lower bound of a number, whether it is allowed itself, and the same of the upper bound."""
    match clause:
        case AtLeast():
            return clause.value, True, float("inf"), True
        case Above():
            return clause.value, False, float("inf"), True
        case AtMost():
            return float("-inf"), True, clause.value, True
        case Below():
            return float("-inf"), True, clause.value, False
        case Between():
            return clause.low, True, clause.high, True


def starts_of(clause: Elapsed, on: dt.date) -> tuple[dt.date, dt.date]:
    """Return the first and the last day on which it may have begun for ``clause`` to hold on ``on``.

    Where no day is allowed, the first is later than the last.
    """
    on = clause.on or on
    last = on if clause.at_least is None else latest_start(on, clause.at_least, clause.unit)
    first = dt.date.min
    if clause.below is not None:
        first = _day_after(latest_start(on, clause.below, clause.unit))
    elif clause.at_most is not None:
        # So much and no more: on the day before, the span was not yet past its anniversary.
        before = on if on == dt.date.min else on - dt.timedelta(days=1)
        first = _day_after(latest_start(before, clause.at_most, clause.unit))
    return first, last


def _day_after(day: dt.date) -> dt.date:
    # The first day of all stands for none: whoever began at all began after it. Past the last there is none.
    return day if day in {dt.date.min, dt.date.max} else day + dt.timedelta(days=1)


def compare(clause: Compared, value: Value, on: dt.date) -> bool | None:
    """Return whether a clause holds for a fact's value on a day, None where the value leaves it open."""
    return comparison(clause)(value, on)


def comparison(clause: Compared) -> Compare:
    """Return what compares a fact's value with ``clause``; a value of another kind leaves it open."""
    match clause:
        case Is(value=bool(flag)):
            return lambda value, _: value is flag if isinstance(value, bool) else None
        case Is():
            wanted = str(clause.value)
            only = frozenset([wanted])
            return lambda value, _: (
                lies_within(value, wanted)
                if isinstance(value, str)
                else _one_of(value, only)
                if isinstance(value, frozenset)
                else None
            )
        case In():
            options = frozenset(clause.values)
            return lambda value, _: _one_of(value, options) if isinstance(value, frozenset) else None
        case HasAny():
            things = frozenset(clause.values)
            return lambda value, _: _has_any(value, things) if isinstance(value, Held) else None
        case HasNone():
            unwanted = frozenset(clause.values)
            return lambda value, _: _not(_has_any(value, unwanted)) if isinstance(value, Held) else None
        case Elapsed():
            return lambda value, on: _began(value, *starts_of(clause, on)) if isinstance(value, DayInterval) else None
        case AtLeast() | AtMost() | Above() | Below() | Between():
            bounds = bounds_of(clause)
            return lambda value, _: _lies(value, *bounds) if isinstance(value, Interval) else None


def _not(value: bool | None) -> bool | None:
    return None if value is None else not value


def _one_of(possible: frozenset[str], wanted: frozenset[str]) -> bool | None:
    if possible <= wanted:
        return True
    return False if possible.isdisjoint(wanted) else None


def _has_any(held: Held, wanted: frozenset[str]) -> bool | None:
    if not held.has.isdisjoint(wanted):
        return True
    return False if wanted <= held.lacks else None


def _lies(number: Interval, low: float, low_itself: bool, high: float, high_itself: bool) -> bool | None:
    def fits(bound: float) -> bool:
        return (low <= bound if low_itself else low < bound) and (bound <= high if high_itself else bound < high)

    if fits(number.low) and fits(number.high):
        return True
    outside = number.high < low or number.low > high
    at_edge = (number.high == low and not low_itself) or (number.low == high and not high_itself)
    return False if outside or at_edge else None


def _began(day: DayInterval, first: dt.date, last: dt.date) -> bool | None:
    if first <= day.first and day.last <= last:
        return True
    return False if day.last < first or last < day.first or last < first else None


def weigh(rule: Rule) -> Weigh:
    """Return ``rule`` ready to be held against profiles."""
    return _weigh(rule, wanted=True, either=None)


def _weigh(rule: Rule, *, wanted: bool, either: tuple[str, int] | None) -> Weigh:
    """A part of a rule.

    Args:
        rule: the part.
        wanted: the value that speaks for the owner: False behind a *not*.
        either: which of several ways it belongs to, if any.
    """
    match rule:
        case All():
            parts, needed = rule.all, len(rule.all)
        case AnyOf():
            parts, needed = rule.any, 1
        case AtLeastN():
            parts, needed = rule.of, rule.n
        case Not():
            inner = _weigh(rule.not_, wanted=not wanted, either=either)

            def turned(profile: Profile, on: dt.date) -> Weighed:
                value, reasons = inner(profile, on)
                return _not(value), reasons

            return turned
        case Manual():
            by_person: Weighed = (None, (Reason(rule, None, either=either),))
            return lambda _profile, _on: by_person
        case _:
            return _clause(rule, wanted=wanted, either=either)
    # Behind a *not*, that fewer than n of k hold is what is asked for: that k - n + 1 of them fail.
    ways_needed = needed if wanted else len(parts) - needed + 1
    if ways_needed < len(parts) and either is None:
        group = next(clauses(rule)).id
        weighs = [_weigh(part, wanted=wanted, either=(group, way)) for way, part in enumerate(parts)]
    else:
        weighs = [_weigh(part, wanted=wanted, either=either) for part in parts]
    return weighs[0] if len(weighs) == 1 else _group(weighs, needed, one_way_is_enough=ways_needed == 1)


def _group(parts: Sequence[Weigh], needed: int, *, one_way_is_enough: bool) -> Weigh:
    """``needed`` of ``parts``, of which there are two at least.

    Where one of them is enough for the owner, those that are lost matter no more; else what is met already counts too.
    """
    count = len(parts)

    def grouped(profile: Profile, on: dt.date) -> Weighed:
        weighed = [part(profile, on) for part in parts]
        values = [value for value, _ in weighed]
        holding = values.count(True)
        if holding >= needed:
            value: bool | None = True
        else:
            value = None if count - values.count(False) >= needed else False
        if value is None and not one_way_is_enough:
            return None, tuple(chain.from_iterable([reasons for _, reasons in weighed]))
        return value, tuple(chain.from_iterable([reasons for part, reasons in weighed if part is value]))

    return grouped


def _clause(clause: Compared, *, wanted: bool, either: tuple[str, int] | None) -> Weigh:
    fact, compared = clause.fact, comparison(clause)
    missing: Weighed = (None, (Reason(clause, None, askable=True, either=either),))
    guessed: Weighed = (None, (Reason(clause, None, either=either),))
    found: dict[bool | None, Weighed] = {
        True: (True, (Reason(clause, True, either=either),)),
        False: (False, (Reason(clause, False, either=either),)),
        None: missing,
    }
    if not clause.spelled_out:
        found[not wanted] = guessed

    def weighed(profile: Profile, on: dt.date) -> Weighed:
        value = profile.get(fact)
        return missing if value is None else found[compared(value, on)]

    return weighed
