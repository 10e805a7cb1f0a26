"""The answers to a fact's question that some rules can tell apart.

What a rule can see of a firm is coarse: of a number only on which side of its bounds it lies, of a place only whether
it is the one that is named. So a handful of answers stands for all that an owner could say; that is what lets a
question be weighed, a rule be searched whole, and "one answer away" be exact.
"""

import datetime as dt
import itertools
import math
from collections.abc import Iterable, Sequence
from functools import cache

from knowledge import region
from knowledge.fact import Choice, DayInterval, Fact, Flag, Held, Interval, Number, Place, Several, Since, Value
from knowledge.rule import Compared, Elapsed, HasAny, HasNone, Is, Manual, Rule, clauses
from knowledge.weighing import Bounded, bounds_of, comparison, lies_within, starts_of

MOST_ANSWERS = 1_024
"""So many combinations of things are answers; where there are more, only those with one kind of thing, and none."""


def answers(fact: Fact, rules: Iterable[Rule], on: dt.date) -> tuple[Value, ...]:
    """Return answers to the question for ``fact`` that stand for all that there are.

    Each decides every clause of ``rules`` about the fact, and whatever an owner may answer more exactly lies in one of
    them, but for several of very many kinds (``MOST_ANSWERS``).

    Args:
        fact: the fact.
        rules: the rules that are to be told apart.
        on: the day up to which elapsed time is counted.
    """
    asking = [
        clause
        for rule in rules
        for clause in clauses(rule)
        if not isinstance(clause, Manual) and clause.fact == fact.id
    ]
    match fact:
        case Flag():
            return (True, False)
        case Choice():
            return _options(fact, asking, on)
        case Several():
            return _held(fact, asking)
        case Place():
            return _places(frozenset(str(clause.value) for clause in asking if isinstance(clause, Is)))
        case Number():
            return _numbers(fact, asking, on)
        case Since():
            return _days(asking, on)


def narrowed(known: Value | None, answer: Value) -> Value | None:
    """Return what is known of a fact once an owner of whom ``known`` is known gives ``answer``.

    Args:
        known: what is known of the fact, or None.
        answer: one of ``answers``.

    Returns:
        None where such an owner can't give this answer.
    """
    match known, answer:
        case None, _:
            return answer
        case bool(), bool():
            return answer if known is answer else None
        case frozenset(), frozenset():
            return known & answer or None
        case str(), str():
            return answer if lies_within(answer, known) else known if lies_within(known, answer) else None
        case Interval(), Interval():
            low, high = max(known.low, answer.low), min(known.high, answer.high)
            return Interval(low, high) if low <= high else None
        case DayInterval(), DayInterval():
            first, last = max(known.first, answer.first), min(known.last, answer.last)
            return DayInterval(first, last) if first <= last else None
        case Held(), Held():
            has, lacks = known.has | answer.has, known.lacks | answer.lacks
            return None if has & lacks else Held(has, lacks)
        case _:
            return None


def _seen(asking: Sequence[Compared], value: Value, on: dt.date) -> tuple[bool | None, ...]:
    """What the clauses see of a value."""
    return tuple(comparison(clause)(value, on) for clause in asking)


def _options(fact: Choice, asking: Sequence[Compared], on: dt.date) -> tuple[Value, ...]:
    alike: dict[tuple[bool | None, ...], frozenset[str]] = {}
    for option in fact.options:
        seen = _seen(asking, frozenset([option.key]), on)
        alike[seen] = alike.get(seen, frozenset()) | {option.key}
    return tuple(alike.values())


def _held(fact: Several, asking: Sequence[Compared]) -> tuple[Value, ...]:
    """For each kind of things, those that the very same clauses name: none of them, or one of them."""
    kinds: dict[tuple[int, ...], list[str]] = {}
    for option in fact.options:
        named = (
            number
            for number, clause in enumerate(asking)
            if isinstance(clause, HasAny | HasNone) and option.key in clause.values
        )
        if where := tuple(named):
            kinds.setdefault(where, []).append(option.key)
    choices = [
        [Held(frozenset(), frozenset(things)), *(Held(frozenset([thing]), frozenset()) for thing in things)]
        for things in kinds.values()
    ]
    if math.prod(map(len, choices)) <= MOST_ANSWERS:
        told = list(itertools.product(*choices))
    else:
        none = tuple(held[0] for held in choices)
        told = [none, *((*none[:at], one, *none[at + 1 :]) for at, held in enumerate(choices) for one in held[1:])]
    return tuple(
        Held(
            frozenset().union(*(held.has for held in together)),
            frozenset().union(*(held.lacks for held in together)),
        )
        for together in told
    )


@cache
def _places(named: frozenset[str]) -> tuple[Value, ...]:
    """The named places, one elsewhere in each 시도 of which one is named, and one elsewhere in Korea."""
    if not named:
        return ()
    found: list[str] = []
    provinces = sorted({place.partition(" ")[0] for place in named})
    for province in provinces:
        districts = [place for place in region.places() if place.startswith(f"{province} ")]
        found += [district for district in districts if district in named]
        elsewhere = next((district for district in districts if district not in named), None)
        if elsewhere is not None or not districts:
            found.append(elsewhere or province)
    found += [place for place in region.places() if " " not in place and place not in provinces][:1]
    return tuple(found)


def _numbers(fact: Number, asking: Sequence[Compared], on: dt.date) -> tuple[Value, ...]:
    bounds = {
        bound
        for clause in asking
        if isinstance(clause, Bounded)
        for bound in bounds_of(clause)[::2]
        if fact.least <= bound <= fact.most
    }
    cells: list[Interval] = []
    for low, high in itertools.pairwise([-math.inf, *sorted(bounds), math.inf]):
        after, before = (
            (math.floor(low) + 1 if low > -math.inf else low, math.ceil(high) - 1 if high < math.inf else high)
            if fact.whole
            else (math.nextafter(low, math.inf), math.nextafter(high, -math.inf))
        )
        between = Interval(max(after, fact.least), min(before, fact.most))
        cells += [between] if between.low <= between.high else []
        cells += [Interval(high, high)] if high in bounds else []
    merged: list[Interval] = []
    for cell in cells:
        if merged and _seen(asking, merged[-1], on) == _seen(asking, cell, on):
            merged[-1] = Interval(merged[-1].low, cell.high)
        else:
            merged.append(cell)
    return tuple(merged)


def _days(asking: Sequence[Compared], on: dt.date) -> tuple[Value, ...]:
    timed = [clause for clause in asking if isinstance(clause, Elapsed)]
    begins = {dt.date.min}
    for clause in timed:
        first, last = starts_of(clause, on)
        begins |= {first, last + dt.timedelta(days=1)}
    latest = max([on, *(clause.on for clause in timed if clause.on is not None)])
    starts = sorted(begin for begin in begins if begin <= latest)
    merged: list[DayInterval] = []
    for start, after in itertools.pairwise([*starts, latest + dt.timedelta(days=1)]):
        cell = DayInterval(start, after - dt.timedelta(days=1))
        if merged and _seen(asking, merged[-1], on) == _seen(asking, cell, on):
            merged[-1] = DayInterval(merged[-1].first, cell.last)
        else:
            merged.append(cell)
    return tuple(merged)
