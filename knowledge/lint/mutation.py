"""Small changes to a rule or a window, as a slip of the pen would make them: golden cases should notice each.

A rule: each operator flipped, each bound moved by one and each day by a day, each clause dropped, what is spelled out
turned round, one of several values dropped. A window: each day moved by a day (a month by a month), each hour by a
minute.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from knowledge.calendar_day import CalendarDay
from knowledge.lint.program_file import RULE, At, below, clauses_of, negated, without
from knowledge.rule import (
    MOST_ELAPSED,
    Above,
    All,
    AnyOf,
    AtLeast,
    AtLeastN,
    AtMost,
    Below,
    Between,
    Clause,
    Elapsed,
    HasAny,
    HasNone,
    In,
    Is,
    Manual,
    Not,
    Rule,
)
from knowledge.window import Dated, Days, FirstCome, Monthly, NoneStated, Rolling, Rounds, UntilBudget, Window

_THIRDS = ("early", "mid", "late")


@dataclass(frozen=True)
class RuleMutant:
    """A rule with one small change.

    Args:
        at: where the file has what was changed.
        change: what was changed.
        rule: the changed rule; None where nothing is left of it.
    """

    at: At
    change: str
    rule: Rule | None


@dataclass(frozen=True)
class WindowMutant:
    """A window with one small change.

    Args:
        at: where the file has what was changed.
        change: what was changed.
        which: number of the window in the file, counted from 0.
        window: the changed window.
    """

    at: At
    change: str
    which: int
    window: Window


def of_rule(rule: Rule) -> Iterator[RuleMutant]:
    """Yield each small change to a rule."""
    for at, change, changed in _changes(rule, RULE):
        yield RuleMutant(at, change, changed)
    for at, clause in clauses_of(rule, RULE):
        yield RuleMutant(at, f"{clause.id}: dropped", without(rule, clause.id))


def _changes(rule: Rule, at: At) -> Iterator[tuple[At, str, Rule]]:
    key, inner = below(rule)
    if isinstance(rule, All | AnyOf | AtLeastN | Not):
        yield from ((at, change, changed) for change, changed in _of_group(rule))
    else:
        yield from ((at, f"{rule.id}: {change}", changed) for change, changed in _of_clause(rule))
    for number, part in enumerate(inner):
        for place, change, changed in _changes(part, (*at, key) if key == "not" else (*at, key, number)):
            yield place, change, _with(rule, number, changed)


def _with(group: Rule, number: int, part: Rule) -> Rule:
    """The group with another part in this place; not validated, for it was a right one that was changed."""
    key, inner = below(group)
    if isinstance(group, Not):
        return negated(part)
    return group.model_copy(update={key: (*inner[:number], part, *inner[number + 1 :])})


def _of_group(group: All | AnyOf | AtLeastN | Not) -> Iterator[tuple[str, Rule]]:
    match group:
        case All() if len(group.all) > 1:
            yield "all → any", AnyOf.model_construct(any=group.all)
        case AnyOf():
            yield "any → all", All.model_construct(all=group.any)
        case AtLeastN():
            for needed in (group.n - 1, group.n + 1):
                if 1 <= needed <= len(group.of):
                    yield f"n {group.n} → {needed}", group.model_copy(update={"n": needed})
        case Not():
            yield "not dropped", group.not_


def _of_clause(clause: Clause) -> Iterator[tuple[str, Rule]]:
    if isinstance(clause, Manual):
        return
    turned = not clause.spelled_out
    yield f"spelled_out → {_written(turned)}", clause.model_copy(update={"spelled_out": turned})
    match clause:
        case Is(value=bool(flag)):
            yield f"is {_written(flag)} → {_written(not flag)}", clause.model_copy(update={"value": not flag})
        case Elapsed():
            yield "elapsed → not elapsed", negated(clause)
            yield from _of_elapsed(clause)
        case _:
            yield f"{clause.op} → {_OPPOSITE.get(clause.op, f'not {clause.op}')}", negated(clause)
    match clause:
        case AtLeast() | AtMost() | Above() | Below():
            yield from _of_bound(clause)
        case Between():
            for name, bound in (("low", clause.low), ("high", clause.high)):
                for moved in (bound - 1, bound + 1):
                    changed = clause.model_copy(update={name: moved})
                    if changed.low <= changed.high:
                        yield f"{name} {bound:g} → {moved:g}", changed
        case In() | HasAny() | HasNone() if len(clause.values) > 1:
            for option in clause.values:
                left = tuple(other for other in clause.values if other != option)
                yield f"without {option}", clause.model_copy(update={"values": left})


def _written(flag: bool) -> str:
    return "true" if flag else "false"


_OPPOSITE = {
    "is": "is not",
    "in": "not in",
    "has_any": "has_none",
    "has_none": "has_any",
    "at_least": "below",
    "below": "at_least",
    "at_most": "above",
    "above": "at_most",
}
"""What the opposite of an operator is called: each is the other's *not*."""

_STRICTER: Mapping[str, tuple[str, type[AtLeast | AtMost | Above | Below]]] = {
    "at_least": ("above", Above),
    "above": ("at_least", AtLeast),
    "at_most": ("below", Below),
    "below": ("at_most", AtMost),
}
"""The same bound, allowed itself or not: 이상 and 초과, 이하 and 미만."""


def _of_bound(clause: AtLeast | AtMost | Above | Below) -> Iterator[tuple[str, Rule]]:
    for bound in (clause.value - 1, clause.value + 1):
        yield f"{clause.op} {clause.value:g} → {bound:g}", clause.model_copy(update={"value": bound})
    op, kind = _STRICTER[clause.op]
    yield f"{clause.op} → {op}", kind.model_validate(clause.model_dump() | {"op": op})


def _of_elapsed(clause: Elapsed) -> Iterator[tuple[str, Rule]]:
    for name in ("at_least", "at_most", "below"):
        bound = getattr(clause, name)
        if bound is None:
            continue
        for count in (bound - 1, bound + 1):
            changed = clause.model_copy(update={name: count})
            if _possible(changed):
                yield f"{name} {bound} → {count}", changed
    if clause.at_most is not None and clause.at_most > (clause.at_least or 0):
        yield "at_most → below", clause.model_copy(update={"at_most": None, "below": clause.at_most})
    if clause.below is not None:
        yield "below → at_most", clause.model_copy(update={"below": None, "at_most": clause.below})
    if clause.on is not None:
        for day in (clause.on - dt.timedelta(days=1), clause.on + dt.timedelta(days=1)):
            yield f"on {clause.on} → {day}", clause.model_copy(update={"on": day})


def _possible(clause: Elapsed) -> bool:
    """Whether there is any time that fits."""
    least, longest = clause.at_least or 0, MOST_ELAPSED[clause.unit]
    if clause.below is not None:
        return 0 <= least < clause.below <= longest
    return 0 <= least <= (longest if clause.at_most is None else clause.at_most) <= longest


def of_windows(windows: tuple[Window, ...]) -> Iterator[WindowMutant]:
    """Yield each small change to the days and hours of windows."""
    for which, window in enumerate(windows):
        for place, change, changed in _of_window(window):
            yield WindowMutant(("windows", which, *place), change, which, changed)


def _of_window(window: Window) -> Iterator[tuple[At, str, Window]]:
    match window:
        case Dated() | UntilBudget() | FirstCome():
            yield from _of_days(window, "starts", window.starts)
            yield from _of_days(window, "ends", window.ends)
            yield from _of_hour(window, window.closes_at)
            if window.reported_on is not None:
                for by in (-1, 1):
                    reported = window.reported_on + dt.timedelta(days=by)
                    changed_report = window.model_copy(update={"reported_on": reported})
                    yield ("reported_on",), f"reported_on {window.reported_on} → {reported}", changed_report
        case Rolling():
            yield from _of_days(window, "since", window.since)
        case Rounds():
            for number, one in enumerate(window.rounds):
                for name, day in (("starts", one.starts), ("ends", one.ends)):
                    for changed in _moved(day):
                        other_round = one.model_copy(update={name: changed})
                        rounds = (*window.rounds[:number], other_round, *window.rounds[number + 1 :])
                        place: At = ("rounds", number, name)
                        yield place, f"{name} {day} → {changed}", window.model_copy(update={"rounds": rounds})
        case Monthly():
            for name, bound in (("first_day", window.first_day), ("last_day", window.last_day)):
                for moved in (bound - 1, bound + 1):
                    other = window.model_copy(update={name: moved})
                    if 1 <= other.first_day <= other.last_day <= 31:
                        yield (name,), f"{name} {bound} → {moved}", other
            yield from _of_hour(window, window.closes_at)
        case Days():
            for number, one_day in enumerate(window.days):
                for changed in _moved(one_day):
                    days = (*window.days[:number], changed, *window.days[number + 1 :])
                    yield ("days", number), f"{one_day} → {changed}", window.model_copy(update={"days": days})
        case NoneStated():
            over = not window.over
            yield ("over",), f"over → {str(over).lower()}", window.model_copy(update={"over": over})


def _of_days(
    window: Dated | UntilBudget | FirstCome | Rolling, name: str, day: CalendarDay | None
) -> Iterator[tuple[At, str, Window]]:
    for changed in _moved(day):
        other = window.model_copy(update={name: changed})
        if isinstance(other, Rolling) or not (other.starts and other.ends and other.starts.first > other.ends.last):
            yield (name,), f"{name} {day} → {changed}", other


def _of_hour(
    window: Dated | UntilBudget | FirstCome | Monthly, hour: dt.time | None
) -> Iterator[tuple[At, str, Window]]:
    if hour is None:
        return
    for minutes in (-1, 1):
        moved = (dt.datetime.combine(dt.date(2000, 1, 2), hour) + dt.timedelta(minutes=minutes)).time()
        if abs(moved.hour - hour.hour) <= 1:  # past midnight, it would be another day
            change = f"closes_at {hour:%H:%M} → {moved:%H:%M}"
            yield ("closes_at",), change, window.model_copy(update={"closes_at": moved})


def _moved(day: CalendarDay | None) -> Iterator[CalendarDay]:
    """The day before and after, or the part of a month, the month or the year, whatever is as exact as it is."""
    if day is None:
        return
    for by in (-1, 1):
        if day.exact:
            moved = day.first + dt.timedelta(days=by)
            yield CalendarDay(moved.year, moved.month, None, moved.day)
        elif day.month is None:
            yield CalendarDay(day.year + by)
        else:
            # Counted in thirds of a month, or in months.
            third = _THIRDS.index(day.third) if day.third else 0
            per_month = len(_THIRDS) if day.third else 1
            year, rest = divmod((day.year * 12 + day.month - 1) * per_month + third + by, 12 * per_month)
            month, part = divmod(rest, per_month)
            yield CalendarDay(year, month + 1, _THIRDS[part] if day.third else None)
