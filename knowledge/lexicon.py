"""The key of a text: what of it is compared, with one form for words that people write in several ways.

The words stand in lexicon.yaml. Patterns are built as trees of letters: a plain list of many hundred words would be
tried one by one at every letter of every text.
"""

import hashlib
import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from pathlib import Path

from pydantic import Field

from knowledge import hangul, strict_yaml
from knowledge.words import Declared

_FILE = Path(__file__).parent / "lexicon.yaml"
_KEPT_KEYS = 2**16
_LAST = 32
"""One message is looked at from several sides, so that its key is wanted again at once."""
_SOME_LATIN = re.compile("[a-z]")


class _Entry(Declared):
    to: str
    from_: tuple[str, ...] = Field(alias="from")


class _Lexicon(Declared):
    words: tuple[_Entry, ...]


class _Letters(dict[str, "_Letters"]):
    """What may come next in some words, each with what may come after it; "" where one of them ends."""

    def add(self, word: Sequence[str]) -> None:
        node = self
        for letter in (*word, ""):
            node = node.setdefault(letter, _Letters())

    def pattern(self, after_first: str = "") -> str:
        """A pattern of the words, the longest first; ``after_first`` is looked at after their first letter."""
        branches = [letter + after_first + rest.pattern() for letter, rest in self.items() if letter]
        if not branches:
            return ""
        return f"(?:{'|'.join(branches)}){'?' if '' in self else ''}"


def _either(words: Iterable[Sequence[str]], after_first: str = "") -> str:
    letters = _Letters()
    for word in words:
        letters.add(word)
    return letters.pattern(after_first) or "(?!)"


def _joined(plain: str) -> str:
    return hangul.folded(hangul.spaceless(plain))


@cache
def _lexicon() -> tuple[re.Pattern[str], re.Pattern[str], dict[str, str]]:
    """Pattern of the Latin words, pattern of the others, and what each is made into."""
    entries = strict_yaml.read(_FILE, _Lexicon).words
    made = {
        _joined(hangul.plain(word)): _joined(hangul.plain(entry.to))
        for entry in entries
        for word in (entry.to, *entry.from_)
    }
    latin = [word for entry in entries for word in entry.from_ if not hangul.has_korean(word)]
    other = {
        _joined(hangul.plain(word)) for entry in entries for word in (entry.to, *entry.from_) if hangul.has_korean(word)
    }
    phrases = [[r"[\s-]*" if letter in " -" else re.escape(letter) for letter in word] for word in latin]
    return (
        # That no letter stands before a word is looked at after its first one: then the search skips by first letters.
        re.compile(_either(phrases, after_first="(?<![a-z].)") + "(?![a-z])"),
        re.compile(_either([re.escape(letter) for letter in word] for word in other)),
        made,
    )


@cache
def fingerprint() -> str:
    """Return a short text that changes when keys may."""
    return hashlib.sha256(_FILE.read_bytes()).hexdigest()[:12]


@lru_cache(maxsize=_LAST)
def key(text: str) -> str:
    """Return what of ``text`` is compared: one form of each word, no spaces, mixed-up letters made equal."""
    latin, other, made = _lexicon()
    plain = hangul.plain(text)
    if _SOME_LATIN.search(plain):
        plain = latin.sub(lambda match: f" {made[_joined(match.group())]} ", plain)
    return other.sub(lambda match: made[match.group()], _joined(plain))


@lru_cache(maxsize=_KEPT_KEYS)
def known_key(text: str) -> str:
    """Return the key of a text of a program file; kept, since it is compared again and again."""
    return key(text)
