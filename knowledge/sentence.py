"""A rule as one sentence that a person reads, in Korean or English.

It is made of the facts and operators alone, never of the labels that somebody wrote for the clauses: so it says what
the bot really checks. Brackets stand wherever *and* and *or* meet, so that it can be read in one way only.
"""

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, reduce
from pathlib import Path
from typing import Literal

from knowledge import region, strict_yaml
from knowledge.fact import Choice, Fact, Number, Place, Several
from knowledge.particle import filled, with_particle
from knowledge.rule import (
    Above,
    All,
    AnyOf,
    AtLeast,
    AtLeastN,
    AtMost,
    Below,
    Between,
    Compared,
    Elapsed,
    HasAny,
    HasNone,
    In,
    Is,
    Manual,
    Not,
    Rule,
)
from knowledge.words import Declared, Language

_Ending = Literal["and", "or", "must", "thing"]
"""What follows a part: another that holds too, another way, the end of the sentence; or the part is one of a list."""
_Said = Callable[[_Ending], str]
"""A part of the sentence, ready for what follows it."""


class _Both(Declared):
    holds: str
    fails: str


class _Units(Declared):
    years: str
    months: str
    days: str

    def of(self, unit: Literal["years", "months", "days"]) -> str:
        return {"years": self.years, "months": self.months, "days": self.days}[unit]


class _Words(Declared):
    """What rule_words.yaml says in one language; that file tells what each phrase may name."""

    flag: _Both
    place: _Both
    choice: _Both
    number: _Both
    since: _Both
    has: _Both
    has_any: _Both
    manual: _Both
    not_so: str
    at_least_n: _Both
    suggested: str
    on_day: str
    one_of: str
    quantity: str
    at_least: str
    at_most: str
    above: str
    below: str
    between: str
    span_at_most: str
    span: str
    units: _Units
    unit: _Units
    followed: Mapping[Literal["and", "or"], str]
    joined: Mapping[Literal["and", "or", "parts"], str]
    sentence: str
    facts: Mapping[str, _Both]


class _RuleWords(Declared):
    ko: _Words
    en: _Words


@cache
def _words(language: Language) -> _Words:
    both = strict_yaml.read(Path(__file__).parent / "rule_words.yaml", _RuleWords)
    return both.en if language == "en" else both.ko


def sentence(rule: Rule, facts: Mapping[str, Fact], language: Language) -> str:
    """Return the whole rule as one sentence.

    Args:
        rule: a rule that fits the facts.
        facts: all facts.
        language: of the sentence.
    """
    words = _words(language)
    said = _part(rule, _Reader(facts, language), holds=True, inside=False)("must")
    return filled(words.sentence, sentence=said[:1].upper() + said[1:] if language == "en" else said)


def thing(part: Rule, facts: Mapping[str, Fact], language: Language) -> str:
    """Return a part of a rule as one of a list: "사업장이 서울에 있을 것", "the firm is in Seoul".

    What the source only suggests is not told apart: the list is of it, or of what is stated.

    Args:
        part: a rule that fits the facts.
        facts: all facts.
        language: of the words.
    """
    return _part(part, _Reader(facts, language, plainly=True), holds=True, inside=False)("thing")


@dataclass(frozen=True)
class _Reader:
    """Who reads it out.

    Args:
        facts: all facts.
        language: the language to say it in.
        plainly: it is not said what the source only suggests.
    """

    facts: Mapping[str, Fact]
    language: Language
    plainly: bool = False

    @property
    def words(self) -> _Words:
        return _words(self.language)

    def called(self, fact: Fact) -> str:
        """What a fact is called, without what its label adds in brackets."""
        return fact.label.within(self.language).partition("(")[0].strip()


def _part(rule: Rule, reader: _Reader, *, holds: bool, inside: bool) -> _Said:
    """A part of a rule.

    Args:
        rule: the part.
        reader: who reads it out.
        holds: whether it is to hold; False behind a *not*.
        inside: it stands within an *and* or *or*, so that another of them needs brackets.
    """
    match rule:
        case Not():
            return _part(rule.not_, reader, holds=not holds, inside=inside)
        case All(all=(part,)):
            return _part(part, reader, holds=holds, inside=inside)
        case All():
            return _group(rule.all, "and", reader, holds=holds, inside=inside)
        case AnyOf():
            return _group(rule.any, "or", reader, holds=holds, inside=inside)
        case AtLeastN() if rule.n in {1, len(rule.of)}:
            return _group(rule.of, "or" if rule.n == 1 else "and", reader, holds=holds, inside=inside)
        case AtLeastN():
            parts = _listed(rule.of, reader)
            both = reader.words.at_least_n
            return _ending(filled(both.holds if holds else both.fails, parts=parts, n=rule.n), reader)
        case Manual():
            both = reader.words.manual
            # Its own quotation marks would end the quotation.
            label = rule.label.within(reader.language).translate(_INNER_MARKS)
            return _ending(filled(both.holds if holds else both.fails, label=label), reader)
        case _:
            return _ending(_clause(rule, reader, holds=holds), reader)


_INNER_MARKS = str.maketrans("“”", "‘’")


def _group(parts: Sequence[Rule], kind: Literal["and", "or"], reader: _Reader, *, holds: bool, inside: bool) -> _Said:
    if not holds:
        together = _group(parts, kind, reader, holds=True, inside=False)("thing")
        return _ending(filled(reader.words.not_so, parts=together), reader)
    saids = [_part(part, reader, holds=True, inside=True) for part in parts]

    def said(ending: _Ending) -> str:
        # The last part takes the ending of the whole group: "(A이거나 B이)고".
        together = _joined([*(each(kind) for each in saids[:-1]), saids[-1](ending)], kind, reader)
        return f"({together})" if inside else together

    return said


def _listed(parts: Iterable[Rule], reader: _Reader) -> str:
    return _joined([_part(part, reader, holds=True, inside=True)("thing") for part in parts], "parts", reader)


def _joined(parts: Iterable[str], kind: Literal["and", "or", "parts"], reader: _Reader) -> str:
    joint = reader.words.joined[kind]
    return reduce(lambda one, after: filled(joint, one=one, next=after), parts)


def _ending(phrase: str, reader: _Reader) -> _Said:
    """A phrase, ready for what follows it."""

    def said(ending: _Ending) -> str:
        if ending in {"and", "or"}:
            return filled(reader.words.followed[ending], clause=phrase)
        if reader.language == "en":
            return phrase
        return f"{_prospective(phrase)} 것" if ending == "thing" else _necessary(phrase)

    return said


def _prospective(stem: str) -> str:
    """A Korean stem with (으)ㄹ: "있을", "일", "해당할"."""
    return f"{stem}을" if _final(stem) else unicodedata.normalize("NFC", stem + _RIEUL)


def _necessary(stem: str) -> str:
    """A Korean stem with 아야 or 어야: "있어야", "서울이어야", "하나여야", "해당해야", "않아야"."""
    if stem.endswith("하"):
        return f"{stem[:-1]}해야"
    if stem.endswith("이"):
        word = stem[:-1]
        return f"{stem}어야" if with_particle(word, "이") == stem else f"{word}여야"
    bright = unicodedata.normalize("NFD", stem[-1])[1] in _BRIGHT_VOWELS
    return stem + ("아야" if bright and _final(stem) != _PAST else "어야")


def _final(stem: str) -> str:
    """The final consonant of the last syllable, or nothing."""
    return unicodedata.normalize("NFD", stem[-1])[2:]


# Letters as a decomposed syllable has them.
_RIEUL, _PAST = "\N{HANGUL JONGSEONG RIEUL}", "\N{HANGUL JONGSEONG SSANGSIOS}"
_BRIGHT_VOWELS = frozenset({"\N{HANGUL JUNGSEONG A}", "\N{HANGUL JUNGSEONG O}"})


def _clause(clause: Compared, reader: _Reader, *, holds: bool) -> str:
    """What a clause says of its fact, without what follows it."""
    fact, words = reader.facts[clause.fact], reader.words
    named: dict[str, str] = {"fact": reader.called(fact)}
    match clause:
        case Is(value=bool(flag)):
            both, holds = words.flag, holds is flag
        case Is():
            both = words.place if isinstance(fact, Place) else words.choice
            named["value"] = _value(fact, str(clause.value), reader)
        case In():
            both = words.choice
            named["value"] = filled(words.one_of, values=_values(fact, clause.values, reader))
        case HasAny() | HasNone():
            both = words.has if len(clause.values) == 1 else words.has_any
            named["value"] = _values(fact, clause.values, reader)
            holds = holds is isinstance(clause, HasAny)
        case Elapsed():
            both = words.since
            named["span"] = _span(clause, words)
        case AtLeast() | AtMost() | Above() | Below() | Between():
            both = words.number
            unit = fact.unit.within(reader.language) if isinstance(fact, Number) else ""
            named["bound"] = _bound(clause, words, lambda number: filled(words.quantity, number=number, unit=unit))
            named["plain"] = _bound(clause, words, str)
    both = words.facts.get(fact.id, both)
    said = filled(both.holds if holds else both.fails, **named)
    if isinstance(clause, Elapsed) and clause.on is not None:
        said = filled(words.on_day, day=clause.on.isoformat(), clause=said)
    return said if clause.spelled_out or reader.plainly else filled(words.suggested, clause=said)


def _value(fact: Fact, value: str, reader: _Reader) -> str:
    match fact:
        case Choice() | Several():
            return next(option.label.within(reader.language) for option in fact.options if option.key == value)
        case _:
            return region.romanised(value) if reader.language == "en" else value


def _values(fact: Fact, values: Sequence[str], reader: _Reader) -> str:
    labels = [_value(fact, value, reader) for value in values]
    if reader.language == "en":
        return " or ".join(part for part in (", ".join(labels[:-1]), labels[-1]) if part)
    # Where a label has a point of its own ("의류·봉제"), one between the labels could not be told from it.
    return ("·" if not any("·" in label for label in labels) else ", ").join(labels)


def _number(number: float) -> str:
    """A number as it is written out: no number of a rule is so large that a float would round it."""
    return f"{number:,.0f}" if number == int(number) else repr(number)


def _bound(clause: AtLeast | AtMost | Above | Below | Between, words: _Words, quantity: Callable[[str], str]) -> str:
    match clause:
        case Between():
            return filled(words.between, low=quantity(_number(clause.low)), high=quantity(_number(clause.high)))
        case AtLeast():
            text = words.at_least
        case AtMost():
            text = words.at_most
        case Above():
            text = words.above
        case Below():
            text = words.below
    return filled(text, value=quantity(_number(clause.value)))


def _span(clause: Elapsed, words: _Words) -> str:
    def quantity(count: int) -> str:
        unit = (words.unit if count == 1 else words.units).of(clause.unit)
        return filled(words.quantity, number=f"{count:,}", unit=unit)

    bounds = ((words.at_least, clause.at_least), (words.span_at_most, clause.at_most), (words.below, clause.below))
    said = [filled(text, value=quantity(count)) for text, count in bounds if count is not None]
    return reduce(lambda low, high: filled(words.span, low=low, high=high), said)
