"""The verdict on one owner and one program: yes, no or not known yet, with the clauses that made it.

Kleene's three values: what is not known is never taken for *no*. A condition that only a person can judge does not keep
a verdict from being *yes*, it caps it; a condition that the source does not spell out can't make a *no*.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from knowledge.fact import Interval, Profile, Value
from knowledge.program import Program
from knowledge.rule import All, AnyOf, AtLeast, AtLeastN, AtMost, Between, Clause, In, Is, Manual, Not, Rule, clauses


class Verdict(StrEnum):
    """Whether somebody may take part."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Reason:
    """One clause, and whether it holds for this owner; None is not known.

    Args:
        clause: the clause.
        holds: True, False, or None where it is open.
        either: for a clause that is one of several ways: the first clause of the group, and the number of the way.
        askable: it is open because the owner has not told the fact yet (and not because only a person can judge it, or
            because the source does not spell it out).
    """

    clause: Clause
    holds: bool | None
    askable: bool = False
    either: tuple[str, int] | None = None


@dataclass(frozen=True)
class Judgement:
    """A verdict and what made it.

    Args:
        verdict: yes, no or not known yet.
        reasons: the clauses that decided it, or that still have to; in the rule's order.
        stated: False where the source states no condition at all.
        complete: whether the source gives all conditions: if not, a *yes* is only one as far as stated.
    """

    verdict: Verdict
    reasons: tuple[Reason, ...]
    stated: bool
    complete: bool

    @property
    def open(self) -> tuple[Reason, ...]:
        """What is open and would have to be known: for *yes*, only what a person has to confirm."""
        return tuple(reason for reason in self.reasons if reason.holds is None)

    @property
    def next_fact(self) -> str | None:
        """The fact to ask for next, or None where no answer of the owner would settle anything."""
        for reason in self.reasons:
            if reason.askable and not isinstance(reason.clause, Manual):
                return reason.clause.fact
        return None


def lies_within(place: str, wanted: str) -> bool | None:
    """Return whether one place ("시도" or "시도 시군구") lies in another; None where it is too coarse to say."""
    if place == wanted or place.startswith(f"{wanted} "):
        return True
    return None if wanted.startswith(f"{place} ") else False


def _number(clause: AtLeast | AtMost | Between, number: Interval) -> bool | None:
    match clause:
        case AtLeast():
            low, high = clause.value, float("inf")
        case AtMost():
            low, high = float("-inf"), clause.value
        case Between():
            low, high = clause.low, clause.high
    if low <= number.low and number.high <= high:
        return True
    return False if number.high < low or high < number.low else None


def _compare(clause: Is | In | AtLeast | AtMost | Between, value: Value) -> bool | None:
    match clause, value:
        case Is(value=bool(wanted)), bool():
            return value is wanted
        case Is(value=str(wanted)), str():
            return lies_within(value, wanted)
        case ((Is() | In()), frozenset()):
            wanted_options = frozenset(clause.values if isinstance(clause, In) else [str(clause.value)])
            if value <= wanted_options:
                return True
            return None if value & wanted_options else False
        case ((AtLeast() | AtMost() | Between()), Interval()):
            return _number(clause, value)
    return None


def _clause(clause: Clause, profile: Profile, *, granted: bool, wanted: bool) -> Reason:
    if isinstance(clause, Manual):
        return Reason(clause, wanted if granted else None)
    value = profile.get(clause.fact)
    if value is None:
        return Reason(clause, None, askable=True)
    holds = _compare(clause, value)
    if holds is (not wanted) and not clause.spelled_out:
        return Reason(clause, None)
    return Reason(clause, holds, askable=holds is None)


def _count(values: list[bool | None], needed: int) -> bool | None:
    if sum(value is True for value in values) >= needed:
        return True
    return None if sum(value is not False for value in values) >= needed else False


def _weigh(
    rule: Rule, profile: Profile, *, granted: bool = False, wanted: bool = True
) -> tuple[bool | None, tuple[Reason, ...]]:
    """The value of ``rule``, and those of its clauses that made it so.

    Args:
        rule: a rule, or a part of one.
        profile: what is known of the owner.
        granted: whether a person who judges is taken to decide for the owner.
        wanted: the value that speaks for the owner: False behind a *not*.
    """
    match rule:
        case All():
            parts, needed = rule.all, len(rule.all)
        case AnyOf():
            parts, needed = rule.any, 1
        case AtLeastN():
            parts, needed = rule.of, rule.n
        case Not():
            value, reasons = _weigh(rule.not_, profile, granted=granted, wanted=not wanted)
            return (None if value is None else not value), reasons
        case _:
            reason = _clause(rule, profile, granted=granted, wanted=wanted)
            return reason.holds, (reason,)
    weighed = [_weigh(part, profile, granted=granted, wanted=wanted) for part in parts]
    if needed < len(parts):
        group = next(clauses(rule)).id
        weighed = [
            (part_value, tuple(replace(reason, either=(group, way)) for reason in reasons))
            for way, (part_value, reasons) in enumerate(weighed)
        ]
    value = _count([part_value for part_value, _ in weighed], needed)

    def counts(part_value: bool | None) -> bool:
        if value is None:
            return part_value is None or needed > 1
        return part_value is value

    return value, tuple(_flat(reasons for part_value, reasons in weighed if counts(part_value)))


def _flat(groups: Iterable[tuple[Reason, ...]]) -> Iterable[Reason]:
    return (reason for group in groups for reason in group)


def judge(program: Program, profile: Profile) -> Judgement:
    """Return the verdict on the owner with ``profile``.

    It says who may take part, not whether one can apply now: that is the window's.
    """
    rule = program.who.rule
    if rule is None:
        return Judgement(Verdict.UNKNOWN, (), stated=False, complete=False)
    value, reasons = _weigh(rule, profile)
    # Only where all that is open is for a person to judge: what the owner has not told yet may still matter.
    if value is None and all(isinstance(reason.clause, Manual) for reason in reasons if reason.holds is None):
        value, _ = _weigh(rule, profile, granted=True)
    verdict = Verdict.UNKNOWN if value is None else Verdict.YES if value else Verdict.NO
    return Judgement(verdict, reasons, stated=True, complete=program.who.complete)
