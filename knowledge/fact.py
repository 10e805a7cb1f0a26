"""Facts about an owner's firm: what a rule may ask for, declared once in facts.yaml.

A fact's value is a ``bool`` (flag), the set of options that are still possible (choice: who says "중소기업" may or may
not be a 소상공인), a place (``"서울"``, ``"서울 금천구"``), an interval of numbers, an interval of days, or what the
firm has and lacks of several things. A fact that is missing from a profile is unknown, never false.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field, model_validator

from knowledge.words import Declared, Words

LARGEST = 1e15
"""No number of a firm is larger; up to here, a float is exact. An interval that is open above ends here."""


@dataclass(frozen=True)
class Interval:
    """A number that is known only to lie between two bounds, both included; equal bounds are an exact number.

    Args:
        low: the lower bound.
        high: the upper bound; ``LARGEST`` where there is none ("스무 명이 넘어요").
    """

    low: float
    high: float


@dataclass(frozen=True)
class DayInterval:
    """A day that is known only to lie between two days, both included ("2019년에 창업했어요").

    Args:
        first: the earliest day that it can be.
        last: the latest.
    """

    first: dt.date
    last: dt.date


@dataclass(frozen=True)
class Held:
    """What a firm is known to have, and to lack, of several things; of the others it is not known.

    Args:
        has: options that it has.
        lacks: options that it has not.
    """

    has: frozenset[str]
    lacks: frozenset[str] = frozenset()


Value = bool | frozenset[str] | str | Interval | DayInterval | Held
"""bool for a flag, possible options for a choice, "시도" or "시도 시군구" for a place, an interval for a number or a
day, what it has and lacks for several."""

Profile = Mapping[str, Value]
"""What is known of one owner: fact id to value."""


class _Fact(Declared):
    id: str
    label: Words
    question: Words
    """The one question that asks for it."""
    sensitive: bool = False
    called: tuple[str, ...] = ()
    """Regular expressions for what owners call it, where they want it changed or forgotten."""


class Option(Declared):
    """One value that a choice may have."""

    key: str
    label: Words
    said: tuple[str, ...] = ()
    """Regular expressions by which owners say it, on normalised text."""
    named: tuple[str, ...] = ()
    """The same for words that only name it: they tell it of the owner where the words after them do so."""


class OptionGroup(Declared):
    """A word for several options at once ("중소기업"): it leaves open which of them it is."""

    key: str
    label: Words
    options: tuple[str, ...] = Field(min_length=2)
    said: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


class Flag(_Fact):
    """Yes or no."""

    kind: Literal["flag"]
    said: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    denied: tuple[str, ...] = ()


class Choice(_Fact):
    """One of some options."""

    kind: Literal["choice"]
    options: tuple[Option, ...] = Field(min_length=2)
    groups: tuple[OptionGroup, ...] = ()

    @model_validator(mode="after")
    def _groups_name_options(self) -> "Choice":
        known = {option.key for option in self.options}
        for group in self.groups:
            if unknown := sorted(set(group.options) - known):
                raise ValueError(f"the group {group.key} names options that {self.id} lacks: {', '.join(unknown)}")
        return self


class Several(_Fact):
    """Any number of some options (certificates)."""

    kind: Literal["several"]
    options: tuple[Option, ...] = Field(min_length=2)


class Place(_Fact):
    """Where the firm is: a 시·도, or a 시·군·구 within one."""

    kind: Literal["place"]


class Number(_Fact):
    """A number, maybe known only as an interval."""

    kind: Literal["number"]
    unit: Words
    least: float = 0
    """No firm has less of it, nor does a rule ask for less."""
    most: float = LARGEST
    whole: bool = False
    """Nothing lies between two whole numbers of it: people, not years."""


class Since(_Fact):
    """A day on which something began, from which rules count time; maybe known only to lie between two days."""

    kind: Literal["since"]


Fact = Annotated[Flag | Choice | Several | Place | Number | Since, Field(discriminator="kind")]


class FactFile(Declared):
    """All facts, as facts.yaml declares them."""

    facts: tuple[Fact, ...]
