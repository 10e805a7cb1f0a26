"""Rules: who may take part, as a small typed set of operators.

A rule is a tree of groups (all, any, not, at least n) over clauses, and a clause compares one fact, or is manual: only
a person can judge it. A tree, not an expression string: that is what lets one rule be a verdict with reasons, a lint
finding, a database condition and a sentence.
"""

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag, model_validator

from knowledge.words import Declared, Words


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


class Between(_Clause):
    """The number lies between two bounds, both included."""

    op: Literal["between"]
    fact: str
    low: float
    high: float


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
    def _possible(self) -> "AtLeastN":
        if self.n > len(self.of):
            raise ValueError(f"{self.n} of {len(self.of)} can never hold")
        return self


def _kind(value: Any) -> str:
    if not isinstance(value, dict):
        return "?"
    group = next((key for key in ("all", "any", "not", "n") if key in value), None)
    return group or str(value.get("op", "?"))


Clause = Is | In | AtLeast | AtMost | Between | Manual
Rule = Annotated[
    Annotated[All, Tag("all")]
    | Annotated[AnyOf, Tag("any")]
    | Annotated[Not, Tag("not")]
    | Annotated[AtLeastN, Tag("n")]
    | Annotated[Is, Tag("is")]
    | Annotated[In, Tag("in")]
    | Annotated[AtLeast, Tag("at_least")]
    | Annotated[AtMost, Tag("at_most")]
    | Annotated[Between, Tag("between")]
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
