"""Facts in words: what each is called, what was told of it, and the answers that its question offers as buttons."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping

from handlers.reply import Choice
from handlers.window_words import days
from handlers.wording import say
from knowledge import region
from knowledge.base import value_of
from knowledge.fact import (
    LARGEST,
    DayInterval,
    Fact,
    Flag,
    Held,
    Interval,
    Number,
    Option,
    Place,
    Profile,
    Several,
    Value,
)
from knowledge.fact import Choice as ChoiceFact
from knowledge.weighing import lies_within
from knowledge.words import Language

MOST_ANSWERS = 6
"""So many answers are offered as buttons: a reply has room for ten, and other steps need some of it."""
NEAREST = ("서울", "경기", "인천")
"""Places that are offered as buttons: most programs that we know are for firms there."""
_YES, _NO, _NONE = "yes_button", "no_button", "none"


def in_words(fact: Fact, value: Value, language: Language) -> str:
    """Return a fact's value as one says it: "5~9명", "20명 이상", "소상공인"."""
    match fact, value:
        case _, bool():
            return say(language, "privacy.yes" if value else "privacy.no")
        case ChoiceFact(), frozenset():
            for group in fact.groups:
                if frozenset(group.options) == value:
                    return group.label.within(language)
            return say(language, "privacy.or").join(_labels(fact.options, value, language))
        case Number(), Interval(low=low, high=high):
            if low == high:
                key = "exactly"
            elif high >= LARGEST:
                key = "at_least"
            else:
                key = "at_most" if low <= -LARGEST else "between"
            unit = fact.unit.within(language)
            return say(language, f"privacy.{key}", low=f"{low:g}", high=f"{high:g}", unit=unit)
        case _, DayInterval():
            return _day_in_words(value, language)
        case Several(), Held():
            lacks = [
                say(language, "eligibility.not", label=label) for label in _labels(fact.options, value.lacks, language)
            ]
            return ", ".join([*_labels(fact.options, value.has, language), *lacks])
        case _, str(place):
            return region.romanised(place) if language == "en" else place
        case _:
            return str(value)


def _labels(options: Iterable[Option], keys: frozenset[str], language: Language) -> list[str]:
    return [option.label.within(language) for option in options if option.key in keys]


def _day_in_words(day: DayInterval, language: Language) -> str:
    """A day that is known to lie between two; one that is open at an end reaches to the first or last day of all."""
    if day.first == dt.date.min:
        return say(language, "eligibility.day_until", day=days(day.last, day.last, None, language))
    if day.last == dt.date.max:
        return say(language, "eligibility.day_since", day=days(day.first, day.first, None, language))
    return days(day.first, day.last, None, language)


def told(fact: Fact, value: Value, language: Language) -> str:
    """Return a fact that the owner told so that it can be read without its question: "소상공인", "직원 수 5명"."""
    label = short_label(fact, language)
    match fact, value:
        case Flag(), bool():
            label = fact.label.within(language)
            return label if value else say(language, "eligibility.not", label=label)
        case ChoiceFact(), frozenset() if all(frozenset(group.options) != value for group in fact.groups):
            return "/".join(_labels(fact.options, value, language))
        case _, Interval() | DayInterval():
            return f"{fact.label.within(language)} {in_words(fact, value, language)}"
        case Several(), Held(has=has) if not has:
            return f"{label}: {in_words(fact, value, language)}"
        case _:
            return in_words(fact, value, language)


def all_told(facts: Mapping[str, Fact], profile: Profile, language: Language) -> str:
    """Return all of ``profile`` that is declared, in one line."""
    return " · ".join(told(facts[name], value, language) for name, value in profile.items() if name in facts)


def short_label(fact: Fact, language: Language) -> str:
    """Return what a fact is called, without what its label adds in brackets."""
    return fact.label.within(language).partition("(")[0].strip()


def answers(fact: Fact, known: Value | None, language: Language, command: Callable[[str], str]) -> tuple[Choice, ...]:
    """Return the answers to the question for ``fact`` as buttons; none where it has to be typed.

    Args:
        fact: what is asked for.
        known: what is known of it already: an answer that it rules out is not offered.
        language: of the buttons.
        command: the command of a button, given its answer as ``tapped`` takes it.
    """
    found: list[tuple[str, str]] = []
    match fact:
        case Flag():
            found = [(say(language, f"eligibility.{key}"), key) for key in (_YES, _NO)]
        case ChoiceFact():
            possible = known if isinstance(known, frozenset) else frozenset(option.key for option in fact.options)
            # Who has named a group is asked which of its options it is; its own name would tell nothing more.
            groups = () if isinstance(known, frozenset) else fact.groups
            found = [(group.label.within(language), group.key) for group in groups]
            found += [(option.label.within(language), option.key) for option in fact.options if option.key in possible]
        case Several():
            left = [option for option in fact.options if not isinstance(known, Held) or option.key not in known.has]
            found = [(option.label.within(language), option.key) for option in left[: MOST_ANSWERS - 1]]
            found.append((say(language, "eligibility.none_button"), _NONE))
        case Place() if known is None:
            found = [(region.romanised(place) if language == "en" else place, place) for place in NEAREST]
    return tuple(Choice(label=label, command=command(written)) for label, written in found[:MOST_ANSWERS])


def tapped(fact: Fact, written: str, known: Value | None) -> Value:
    """Return the value that a button of ``answers`` tells.

    Args:
        fact: what was asked for.
        written: the answer, as the button's command has it.
        known: what is known of it already: of several things, what is told adds to it.

    Raises:
        ValueError: it is no answer to this fact.
    """
    match fact:
        case Flag():
            return value_of(fact, {_YES: True, _NO: False}.get(written))
        case Several():
            has = known.has if isinstance(known, Held) else frozenset[str]()
            if written == _NONE:
                return Held(has, frozenset(option.key for option in fact.options) - has)
            value_of(fact, [written])
            lacks = known.lacks if isinstance(known, Held) else frozenset[str]()
            return Held(has | {written}, lacks - {written})
        case _:
            return value_of(fact, written)


def tells_more(before: Value, after: Value) -> bool:
    """Return whether an answer tells anything beyond what was known of a fact."""
    if isinstance(before, str) and isinstance(after, str):
        return lies_within(before, after) is not True
    return before != after
