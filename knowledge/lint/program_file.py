"""A program file with the lines on which its parts stand."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from knowledge.lint.finding import Finding, Severity
from knowledge.program import Program
from knowledge.rule import All, AnyOf, AtLeastN, Clause, Elapsed, Not, Rule
from knowledge.strict_yaml import Lines

At = tuple[str | int, ...]
"""The keys and numbers that lead to a part of a file: ("who", "rule", "all", 0)."""

_A_YEAR = dt.timedelta(days=366)
_EDGES = (dt.date(2020, 12, 31), dt.date(2024, 2, 29), dt.date(2025, 2, 28))

RULE: At = ("who", "rule")


@dataclass(frozen=True)
class ProgramFile:
    """A program, and where it stands.

    Args:
        path: its file.
        program: what it says.
        lines: where its parts stand.
    """

    path: Path
    program: Program
    lines: Lines

    def line(self, at: At) -> int:
        """Return the line of a part, or of the innermost part around it that is there."""
        return self.lines.of(*at)

    def finding(self, severity: Severity, at: At, sentence: str) -> Finding:
        """Return a finding about a part of this file."""
        return Finding(self.path, self.line(at), severity, sentence)

    @cached_property
    def days(self) -> tuple[dt.date, ...]:
        """The days on which its rule is searched: that of the source; where it counts time, others beside it.

        Two conditions on time may be the same on one day and not on the next, so there are some a year off, about the
        end of a year and about a leap day.
        """
        day = self.program.source.day
        if not any(isinstance(clause, Elapsed) for _, clause in self.clauses()):
            return (day,)
        said = [scenario.on for scenario in self.program.scenarios if scenario.on is not None]
        return tuple(dict.fromkeys([day, *said, day - _A_YEAR, day + _A_YEAR, *_EDGES]))

    def clauses(self) -> Iterator[tuple[At, Clause]]:
        """Yield the clauses of its rule, each with where it stands."""
        if self.program.who.rule is not None:
            yield from clauses_of(self.program.who.rule, RULE)


def without(rule: Rule, clause: str) -> Rule | None:
    """Return a rule without one of its clauses; None where it had only that one.

    A group that is left with one part becomes that part. Of *at least n*, as many are needed as before, or all of those
    that are left.
    """
    key, inner = below(rule)
    if not inner:
        return None if isinstance(rule, All | AnyOf | AtLeastN | Not) or rule.id == clause else rule
    left = tuple(part for old in inner if (part := without(old, clause)) is not None)
    if left == inner:
        return rule
    if isinstance(rule, Not):
        return negated(left[0]) if left else None
    if len(left) < 2:
        return left[0] if left else None
    needed = {"n": min(rule.n, len(left))} if isinstance(rule, AtLeastN) else {}
    return rule.model_copy(update={key: left, **needed})


def negated(rule: Rule) -> Rule:
    """Return the opposite of a rule."""
    opposite = {"not": rule}  # its name in a file is no name of Python
    return Not.model_construct(None, **opposite)


def below(rule: Rule) -> tuple[str, tuple[Rule, ...]]:
    """Return the key of a group and its parts; a clause has neither."""
    match rule:
        case All():
            return "all", rule.all
        case AnyOf():
            return "any", rule.any
        case AtLeastN():
            return "of", rule.of
        case Not():
            return "not", (rule.not_,)
        case _:
            return "", ()


def clauses_of(rule: Rule, at: At) -> Iterator[tuple[At, Clause]]:
    """Yield the clauses of a rule that stands at ``at`` in its file, each with where it stands itself."""
    key, inner = below(rule)
    for number, part in enumerate(inner):
        yield from clauses_of(part, (*at, key) if key == "not" else (*at, key, number))
    if not isinstance(rule, All | AnyOf | AtLeastN | Not):
        yield at, rule
