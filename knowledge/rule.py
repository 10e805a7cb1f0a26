"""Rules: who may take part, as a small typed set of operators.

A rule is a tree of groups (all, any, not, at least n) over clauses, and a clause compares one fact, or is manual: only
a person can judge it. A tree, not an expression string: that is what lets one rule be a verdict with reasons, a lint
finding, a database condition and a sentence.
"""

import datetime as dt
from collections.abc import Iterator
from typing import Annotated, Any, Literal, Self

from pydantic import Discriminator, Field, Tag, model_validator

from knowledge.words import Declared, Words

MOST_ELAPSED = {"years": 200, "months": 2_400, "days": 73_000}
"""No span of a rule is longer: what is is a typing error."""


class _Clause(Declared):
    id: str
    label: Words
    """The condition, in a few words ("서울 소재")."""
    paragraph: int = Field(ge=1)
    """The paragraph of the source's body that states it."""
    spelled_out: bool = True
    """False where the source only suggests the condition (the city that runs the program, a centre's name): a firm that
    does not meet it is then *not known*, never *no*."""


class Is(_Clause):
    """The fact has this value: a flag is true or false, a choice is that option, a place lies within that place."""

    op: Literal["is"]
    fact: str
    value: bool | str


class In(_Clause):
    """The choice is one of these options."""

    op: Literal["in"]
    fact: str
    values: tuple[str, ...] = Field(min_length=2)


class AtLeast(_Clause):
    """The number is this or more (이상)."""

    op: Literal["at_least"]
    fact: str
    value: float


class AtMost(_Clause):
    """The number is this or less (이하, 이내)."""

    op: Literal["at_most"]
    fact: str
    value: float


class Above(_Clause):
    """The number is more than this (초과)."""

    op: Literal["above"]
    fact: str
    value: float


class Below(_Clause):
    """The number is less than this (미만)."""

    op: Literal["below"]
    fact: str
    value: float


class Between(_Clause):
    """The number lies between two bounds, both included."""

    op: Literal["between"]
    fact: str
    low: float
    high: float

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.low > self.high:
            raise ValueError(f"no number lies between {self.low:g} and {self.high:g}")
        return self


class HasAny(_Clause):
    """The firm has at least one of these (certificates, say)."""

    op: Literal["has_any"]
    fact: str
    values: tuple[str, ...] = Field(min_length=1)


class HasNone(_Clause):
    """The firm has none of these."""

    op: Literal["has_none"]
    fact: str
    values: tuple[str, ...] = Field(min_length=1)


class Elapsed(_Clause):
    """So much time has passed since a day (업력 3년 이상 7년 이내): at least, at most (이내, 이하) or below (미만).

    The span is complete on its anniversary: 7년 이내 holds on that day still, 7년 미만 no longer.
    """

    op: Literal["elapsed"]
    fact: str
    unit: Literal["years", "months", "days"] = "years"
    at_least: int | None = Field(default=None, ge=0)
    at_most: int | None = Field(default=None, ge=0)
    below: int | None = Field(default=None, ge=1)
    on: dt.date | None = None
    """The day up to which it is counted (공고일 현재), where the source names one; else the day that is asked about."""

    @model_validator(mode="after")
    def _possible(self) -> Self:
        upper = [bound for bound in (self.at_most, self.below) if bound is not None]
        if self.at_least is None and not upper:
            raise ValueError("it needs at_least, at_most or below")
        longest = max(bound for bound in (self.at_least, *upper) if bound is not None)
        if longest > MOST_ELAPSED[self.unit]:
            raise ValueError(f"no firm is {longest} {self.unit} old")
        if len(upper) > 1:
            raise ValueError("at_most and below exclude each other")
        if self.at_least is not None and upper and (self.at_least > upper[0] or self.at_least == self.below):
            raise ValueError(f"no time is at least {self.at_least} and at the same time less than that")
        return self


class Manual(_Clause):
    """A condition that only a person can judge, or of which the source leaves open whether it is one."""

    op: Literal["manual"]


class All(Declared):
    """Every one of these holds."""

    all: tuple["Rule", ...] = Field(min_length=1)


class AnyOf(Declared):
    """At least one of these holds."""

    any: tuple["Rule", ...] = Field(min_length=2)


class Not(Declared):
    """This does not hold."""

    not_: "Rule" = Field(alias="not")


class AtLeastN(Declared):
    """At least ``n`` of these hold."""

    n: int = Field(ge=1)
    of: tuple["Rule", ...] = Field(min_length=2)

    @model_validator(mode="after")
    def _possible(self) -> Self:
        if self.n > len(self.of):
            raise ValueError(f"{self.n} of {len(self.of)} can never hold")
        return self


def _kind(value: Any) -> str:
    """The tag of a rule that is read from a file (a dict) or written to one (a model)."""
    if isinstance(value, All | AnyOf | Not | AtLeastN):
        return {All: "all", AnyOf: "any", Not: "not", AtLeastN: "n"}[type(value)]
    if not isinstance(value, dict):
        return str(getattr(value, "op", "?"))
    group = next((key for key in ("all", "any", "not", "n") if key in value), None)
    return group or str(value.get("op", "?"))


Compared = Is | In | AtLeast | AtMost | Above | Below | Between | HasAny | HasNone | Elapsed
"""A clause that compares a fact."""
Clause = Compared | Manual
Rule = Annotated[
    Annotated[All, Tag("all")]
    | Annotated[AnyOf, Tag("any")]
    | Annotated[Not, Tag("not")]
    | Annotated[AtLeastN, Tag("n")]
    | Annotated[Is, Tag("is")]
    | Annotated[In, Tag("in")]
    | Annotated[AtLeast, Tag("at_least")]
    | Annotated[AtMost, Tag("at_most")]
    | Annotated[Above, Tag("above")]
    | Annotated[Below, Tag("below")]
    | Annotated[Between, Tag("between")]
    | Annotated[HasAny, Tag("has_any")]
    | Annotated[HasNone, Tag("has_none")]
    | Annotated[Elapsed, Tag("elapsed")]
    | Annotated[Manual, Tag("manual")],
    Discriminator(_kind),
]
for _group in (All, AnyOf, Not, AtLeastN):
    _group.model_rebuild()


def clauses(rule: Rule) -> Iterator[Clause]:
    """Yield the clauses of ``rule`` from left to right."""
    match rule:
        case All():
            parts: tuple[Rule, ...] = rule.all
        case AnyOf():
            parts = rule.any
        case AtLeastN():
            parts = rule.of
        case Not():
            parts = (rule.not_,)
        case _:
            yield rule
            return
    for part in parts:
        yield from clauses(part)
