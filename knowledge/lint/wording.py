"""Numbers, bounds and days as the texts of program files write them, in Korean and in English."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from knowledge import strict_yaml
from knowledge.calendar_day import CalendarDay
from knowledge.words import Declared, Language, Words

Operator = Literal["at_least", "above", "at_most", "below"]
Unit = Literal["years", "months", "days", "people"]
Role = Literal["starts", "ends", "on"]
Of = Literal["application", "event"]


class _Bound(Declared):
    op: Operator
    pattern: str


class _Wording(Declared):
    multipliers: dict[Language, dict[str, int]]
    maybe: dict[Language, dict[str, str]]
    months: tuple[str, ...]
    round: str
    units: dict[Unit, Words]
    bounds: dict[Language, tuple[_Bound, ...]]
    roles: dict[Role, str]
    thirds: dict[str, str]
    going_on: dict[Of, Words]


@cache
def _wording() -> _Wording:
    return strict_yaml.read(Path(__file__).parent / "wording.yaml", _Wording)


@dataclass(frozen=True)
class Bound:
    """A bound that a text gives.

    Args:
        words: as they stand in the text.
        op: which bound it is.
        number: of what it is one.
        unit: of time or people, where the number has such a unit.
    """

    words: str
    op: Operator
    number: float
    unit: Unit | None


_DIGITS = r"\d[\d,]*(?:\.\d+)?"
_LANGUAGES: tuple[Language, Language] = ("ko", "en")


@cache
def _number(language: Language) -> re.Pattern[str]:
    """A number that is no part of a name (EC21), with what multiplies it."""
    words = "|".join(sorted(_wording().multipliers[language], key=len, reverse=True))
    return re.compile(rf"(?<![A-Za-z\d.])({_DIGITS})(?:\s*({words}))?(?![A-Za-z]*\d)")


def _value(digits: str, multiplier: str | None, language: Language) -> float:
    return float(digits.replace(",", "").rstrip(".")) * (
        _wording().multipliers[language][multiplier] if multiplier else 1
    )


def numbers(text: str, language: Language) -> set[float]:
    """Return the numbers of a text; of "2억 7,973만" it is one. In English, a month counts by its number."""
    found: set[float] = set()
    end, larger = -1, 0.0
    for hit in _number(language).finditer(re.sub(r"(?<=\d):00(?!\d)", "", text)):
        value = _value(hit[1], hit[2], language)
        if language == "ko" and value < larger and not hit.string[end : hit.start()].strip():
            found.discard(larger)
            value += larger
        found.add(value)
        end, larger = hit.end(), value if hit[2] else 0.0
    if language == "en":
        found |= {number for number, name in enumerate(_wording().months, 1) if re.search(rf"\b{name}\b", text)}
    return found


def differing(words: Words) -> tuple[set[float], set[float]]:
    """Return the numbers that only the Korean text has, and those that only the English one has.

    A number that the other text may give in a word, or as an hour of the other half of the day, is none.
    """
    korean, english = numbers(words.ko, "ko"), numbers(words.en, "en")
    needed = numbers(re.sub(_wording().round, "", words.ko), "ko")
    return _lacking(needed, english, words.en, "en"), _lacking(english, korean, words.ko, "ko")


def _lacking(wanted: set[float], has: set[float], text: str, language: Language) -> set[float]:
    maybe = _wording().maybe[language]
    hours = re.search(r"[ap]\.?m\b|\d:\d\d|\d시|o'clock", text)
    return {
        number
        for number in wanted
        if number not in has
        and not (f"{number:g}" in maybe and re.search(maybe[f"{number:g}"], text, re.IGNORECASE))
        and not (hours and number <= 24 and has & {number - 12, number + 12})
    }


@cache
def _bounds(language: Language) -> tuple[tuple[Operator, re.Pattern[str]], ...]:
    wording = _wording()
    multipliers = "|".join(sorted(wording.multipliers[language], key=len, reverse=True))
    units = "|".join(f"(?P<{unit}>{words.within(language)})" for unit, words in wording.units.items())
    number = rf"(?P<number>(?<![\w.]){_DIGITS})\s*(?P<times>{multipliers})?[\s-]*(?:원|won|(?:{units}))?"
    return tuple((bound.op, re.compile(bound.pattern.replace("{n}", number))) for bound in wording.bounds[language])


def bounds(text: str, language: Language) -> list[Bound]:
    """Return the bounds that a text gives ("10인 미만", "at most 9 people"), in its order."""
    found: dict[int, Bound] = {}
    for op, pattern in _bounds(language):
        for hit in pattern.finditer(text):
            at = hit.start("number")
            if at not in found:
                unit = next((unit for unit in _wording().units if hit[unit]), None)
                value = _value(hit["number"], hit["times"], language)
                found[at] = Bound(hit[0].strip(), op, value, unit)
    return [found[at] for at in sorted(found)]


@dataclass(frozen=True)
class NamedDay:
    """A day that a text gives as the start or the end of something, or for which something is counted.

    Args:
        words: as they stand in the text.
        role: which of them.
        year: of it, where it is given or follows from the day before it in the text.
        month: of it.
        third: "early", "mid" or "late", where only that is given.
        day: day of the month.
    """

    words: str
    role: Role
    year: int | None
    month: int | None
    third: str | None
    day: int | None

    def may_be(self, day: CalendarDay) -> bool:
        """Return whether it may be the same as ``day``, as far as both say."""
        given = ((self.year, day.year), (self.month, day.month), (self.day, day.day), (self.third, day.third))
        return all(mine is None or its is None or mine == its for mine, its in given)


@cache
def _day() -> re.Pattern[str]:
    wording = _wording()
    thirds = "|".join(f"(?P<{third}>{words})" for third, words in wording.thirds.items())
    roles = "|".join(f"(?P<{role}>{words})" for role, words in wording.roles.items())
    return re.compile(
        rf"(?:(?P<year>\d{{4}})년)?\s*(?:(?P<month>\d{{1,2}})월)?\s*(?:(?P<day>\d{{1,2}})일|{thirds})?\s*(?:{roles})?"
    )


def days(text: str) -> Iterator[NamedDay]:
    """Yield the days of a Korean text that are a start, an end ("10월 5일부터 25일까지") or a basis ("9월 현재")."""
    year = month = None
    for hit in _day().finditer(text):
        if not (hit["year"] or hit["month"] or hit["day"]):
            continue
        named = int(hit["month"]) if hit["month"] else None
        if hit["year"]:
            year, month = int(hit["year"]), named
        else:
            # "12월부터 2월까지": the year of the second is not that of the first.
            year = None if named and month and named < month else year
            month = named or month
        role = next((role for role in _wording().roles if hit[role]), None)
        if role is not None:
            third = next((third for third in _wording().thirds if hit[third]), None)
            yield NamedDay(hit[0].strip(), role, year, month, third, int(hit["day"]) if hit["day"] else None)


_HOUR = re.compile(
    r"(?:(?P<half>오전|오후)\s*)?(?:(?P<hour>\d{1,2})시(?:\s*(?P<minute>\d{1,2})분)?|(?P<clock>\d{1,2}:\d\d))\s*까지"
)


def closing_hours(text: str) -> Iterator[dt.time]:
    """Yield the hours that a Korean text gives as an end ("오후 6시까지")."""
    for hit in _HOUR.finditer(text):
        hour, minute = (
            map(int, hit["clock"].split(":")) if hit["clock"] else (int(hit["hour"]), int(hit["minute"] or 0))
        )
        if hit["half"] == "오후" and hour < 12:
            hour += 12
        if hour < 24 and minute < 60:
            yield dt.time(hour, minute)


def goes_on(words: Words, of: Of) -> str | None:
    """Return the words by which a text says that one can apply now, or that it is taking place; None where none do."""
    for language in _LANGUAGES:
        if hit := re.search(_wording().going_on[of].within(language), words.within(language)):
            return hit[0]
    return None


def unit_of(unit: Words) -> Unit | None:
    """Return of what a fact's unit is one, where it is one of time or of people."""
    known = _wording().units.items()
    return next((name for name, words in known if re.fullmatch(words.ko, unit.ko)), None)
