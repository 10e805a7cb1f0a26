"""The words by which people name a day, and those around it: days.yaml, as patterns."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from knowledge import strict_yaml
from knowledge.words import Declared

_NAME = re.compile(r"\{([a-z_]+)\}")


class _Way(Declared):
    written: tuple[str, ...]
    not_after: tuple[str, ...] = ()


class _Written(Declared):
    """How days are written in one language."""

    words: dict[str, dict[str, int]]
    pieces: dict[str, tuple[str, ...]]
    ways: tuple[_Way, ...]
    cues: dict[str, tuple[str, ...]]

    def filled(self, alternatives: Sequence[str]) -> str:
        """One pattern of several, with the pieces and words that they name."""
        return _NAME.sub(lambda name: f"(?:{self._named(name[1])})", "|".join(alternatives))

    def _named(self, name: str) -> str:
        if name in self.pieces:
            return self.filled(self.pieces[name])
        return "|".join(sorted(self.words[name], key=len, reverse=True))


class _Days(Declared):
    """days.yaml."""

    maybe: tuple[str, ...]
    korean: _Written
    english: _Written

    def compiled(self, alternatives: Sequence[str], language: _Written) -> re.Pattern[str]:
        written = language.filled(alternatives)
        return re.compile(written.replace(" ", r"\s*") if language is self.korean else written)


@cache
def _days() -> _Days:
    return strict_yaml.read(Path(__file__).parent / "days.yaml", _Days)


@cache
def maybe() -> re.Pattern[str]:
    """Return the pattern without which a text names no day."""
    return re.compile("|".join(_days().maybe))


@cache
def cue(name: str) -> re.Pattern[str]:
    """Return the pattern of a cue.

    Raises:
        KeyError: there is no cue of that name.
    """
    days = _days()
    language = days.korean if name in days.korean.cues else days.english
    return days.compiled(language.cues[name], language)


def says(name: str, text: str) -> bool:
    """Return whether ``text``, as typed, has a cue in either language.

    Args:
        name: that of the cue in Korean; the English one is named after it, with "_en".
        text: as typed.

    Raises:
        KeyError: there is no such pair of cues.
    """
    small = text.lower()
    korean, english = cue(name), cue(f"{name}_en")
    return korean.search(small) is not None or english.search(small) is not None


def dates_given(text: str) -> int:
    """Return how many days ``text`` names with their month, in Korean or English."""
    small = text.lower()
    return len(cue("gives_a_day").findall(small)) + len(cue("gives_a_day_en").findall(small))


@dataclass(frozen=True)
class Way:
    """A way to write a day.

    Args:
        pattern: how it is written; a group is named after the part of a date that it holds.
        not_after: what stands before it where it is no day, if anything.
        numbers: of each part of a date, the number that a word stands for; words are without spaces.
    """

    pattern: re.Pattern[str]
    not_after: re.Pattern[str] | None
    numbers: dict[str, dict[str, int]]

    def said(self, found: re.Match[str]) -> dict[str, int]:
        """Return the parts of a date that a match holds, as numbers."""
        parts: dict[str, int] = {}
        for group, text in found.groupdict().items():
            name = group.rstrip("0123456789")
            if text and text.isdecimal():
                parts[name] = int(text)
            elif text and name in self.numbers:
                parts[name] = self.numbers[name]["".join(text.split())]
        return parts


@cache
def ways() -> tuple[Way, ...]:
    """Return all ways to write a day."""
    days = _days()
    return tuple(
        Way(
            days.compiled(way.written, language),
            days.compiled(way.not_after, language) if way.not_after else None,
            {
                part: {"".join(word.split()): number for word, number in words.items()}
                for part, words in language.words.items()
            },
        )
        for language in (days.korean, days.english)
        for way in language.ways
    )
