"""Rules that can't be meant: no firm meets them, every firm does, or a clause adds nothing to the others."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from knowledge.fact import Fact
from knowledge.lint.finding import Finding
from knowledge.lint.golden import Case
from knowledge.lint.outcomes import Answered, Outcomes, TooMany
from knowledge.lint.program_file import RULE, ProgramFile, without
from knowledge.rule import Manual, Rule, clauses
from knowledge.verdict import Verdict, judge


def findings(file: ProgramFile, tried: Sequence[Case], facts: Mapping[str, Fact]) -> Iterator[Finding]:
    """Yield what is wrong with the rule of a program as such.

    All answers are searched, on some days where the rule counts time; what a scenario shows is not searched for.

    Args:
        file: the program file.
        tried: its scenarios.
        facts: id to fact.
    """
    program, rule = file.program, file.program.who.rule
    if rule is None:
        return
    shown = {judge(program, case.profile, case.on).verdict for case in tried}
    try:
        if Verdict.YES not in shown and not any(_outcomes(rule, facts, day).yes.any() for day in file.days):
            yield file.finding("error", RULE, "no firm can meet the rule")
            return  # and then no clause makes a difference
        by_person = all(isinstance(clause, Manual) for clause in clauses(rule))
        shown_otherwise = by_person or Verdict.NO in shown
        if not shown_otherwise and all(_outcomes(rule, facts, day, exact=True).yes.all() for day in file.days):
            yield file.finding("error", RULE, "every firm meets the rule")
            return
        yield from _implied(file, rule, facts)
    except TooMany:
        yield file.finding("warning", RULE, "the rule has too many outcomes to search them all")


def _outcomes(rule: Rule, facts: Mapping[str, Fact], day: dt.date, *, exact: bool = False) -> Outcomes:
    return Answered(facts, [rule], day, exact=exact).outcomes(rule)


def _implied(file: ProgramFile, rule: Rule, facts: Mapping[str, Fact]) -> Iterator[Finding]:
    """A warning for each clause without which every verdict is the same."""
    compared = [(at, clause) for at, clause in file.clauses() if not isinstance(clause, Manual)]
    if len(compared) < 2:
        return
    tables = [(answered := Answered(facts, [rule], day), answered.outcomes(rule)) for day in file.days]
    for at, clause in compared:
        left = without(rule, clause.id)
        if left is not None and all(answered.outcomes(left).same_verdicts(whole) for answered, whole in tables):
            yield file.finding("warning", at, f"the others imply {clause.id}: without it, every verdict is the same")
