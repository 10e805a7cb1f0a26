"""What would change a verdict: one fact that were otherwise, one more answer, or only time."""

import contextlib
import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from knowledge.answers import answers, narrowed
from knowledge.elapsed import anniversary
from knowledge.fact import DayInterval, Fact, Profile, Since, Value
from knowledge.program import Program
from knowledge.rule import Compared, Elapsed, Manual, clauses
from knowledge.verdict import Judgement, Verdict, judge
from knowledge.weighing import compare


@dataclass(frozen=True)
class Change:
    """The one fact that would have to be otherwise for a *no* to be a *yes*.

    Args:
        fact: id of the fact.
        clauses: the clauses that speak against the owner now and would not then.
    """

    fact: str
    clauses: tuple[Compared, ...]


def one_change(program: Program, facts: Mapping[str, Fact], profile: Profile, on: dt.date) -> Change | None:
    """Return the one fact whose change would turn a *no* into a *yes*; None where there is none, or it is no *no*.

    A day on which something began can't be changed: see ``from_day``. Of several such facts, the first of the rule that
    is not sensitive counts.

    Args:
        program: the program.
        facts: all facts.
        profile: what is known of the owner.
        on: the day that is asked about.
    """
    judgement = judge(program, profile, on)
    if judgement.verdict is not Verdict.NO or program.who.rule is None:
        return None
    failing = _facts_of(judgement)
    for fact_id in sorted(failing, key=lambda name: facts[name].sensitive):
        if isinstance(facts[fact_id], Since):
            continue
        for answer in answers(facts[fact_id], [program.who.rule], on):
            after = judge(program, {**profile, fact_id: answer}, on)
            if after.verdict is Verdict.YES:
                now = profile.get(fact_id)
                then = tuple(
                    clause
                    for clause in failing[fact_id]
                    if now is None or compare(clause, answer, on) is not compare(clause, now, on)
                )
                return Change(fact_id, then)
    return None


def _facts_of(judgement: Judgement) -> dict[str, list[Compared]]:
    """The facts of what made a *no*, each with its clauses, in the rule's order."""
    found: dict[str, list[Compared]] = {}
    # Whatever is a reason for a *no* speaks against the owner; behind a *not*, that is a clause that holds.
    for reason in judgement.reasons:
        if not isinstance(reason.clause, Manual):
            found.setdefault(reason.clause.fact, []).append(reason.clause)
    return found


def one_answer_away(program: Program, facts: Mapping[str, Fact], profile: Profile, on: dt.date) -> tuple[str, ...]:
    """Return the facts of which one answer by itself may turn *not known yet* into *yes*, in the rule's order.

    Args:
        program: the program.
        facts: all facts.
        profile: what is known of the owner.
        on: the day that is asked about.
    """
    judgement = judge(program, profile, on)
    if judgement.verdict is not Verdict.UNKNOWN or program.who.rule is None:
        return ()
    rule = program.who.rule

    def settles(fact_id: str, answer: Value) -> bool:
        told = narrowed(profile.get(fact_id), answer)
        return told is not None and judge(program, {**profile, fact_id: told}, on).verdict is Verdict.YES

    return tuple(
        fact_id
        for fact_id in judgement.asking
        if any(settles(fact_id, answer) for answer in answers(facts[fact_id], [rule], on))
    )


def from_day(program: Program, profile: Profile, on: dt.date) -> dt.date | None:
    """Return the first day after ``on`` on which the verdict is *yes* though nothing but time has passed.

    Args:
        program: the program.
        profile: what is known of the owner.
        on: the day that is asked about, on which the verdict is no *yes*.

    Returns:
        None where it is a *yes* already, or time alone never makes it one.
    """
    if program.who.rule is None or judge(program, profile, on).verdict is Verdict.YES:
        return None
    timed = [clause for clause in clauses(program.who.rule) if isinstance(clause, Elapsed) and clause.on is None]
    days = sorted({day for clause in timed for day in _turns(clause, profile.get(clause.fact)) if day > on})
    return next((day for day in days if judge(program, profile, day).verdict is Verdict.YES), None)


def _turns(clause: Elapsed, began: Value | None) -> Iterator[dt.date]:
    """The days on which a clause may come to hold, or cease to."""
    if not isinstance(began, DayInterval):
        return
    # The ends of the calendar stand for a day that is not known at all, or that has not come.
    for day in {began.first, began.last} - {dt.date.min, dt.date.max}:
        yield day
        for count, still_on_the_day in ((clause.at_least, False), (clause.below, False), (clause.at_most, True)):
            if count is None:
                continue
            # Past the end of the calendar there is no turn to wait for.
            with contextlib.suppress(OverflowError):
                yield anniversary(day, count, clause.unit) + dt.timedelta(days=1 if still_on_the_day else 0)
