"""Finding the program that a message is about.

An index of letter n-grams (jamo, without spaces) over the names, aliases, hints and texts of all programs, weighted by
how rare each is, and rapidfuzz on the names of the best of them. See ``knowledge/lexicon.yaml`` for the words that are
made one before anything is compared.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from pydantic import Field
from rapidfuzz import fuzz

from knowledge import hangul, strict_yaml
from knowledge.program import Program
from knowledge.words import Declared

GRAM = 3
_RESCORED = 200
POINTED = 0.56
"""A hint that only one program has names it about as well as half of its name."""
_INITIALS = re.compile(r"[ㄱ-ㅎ]{3,}")


class _Entry(Declared):
    to: str
    from_: tuple[str, ...] = Field(alias="from")


class _Lexicon(Declared):
    words: tuple[_Entry, ...]


def _joined(word: str) -> str:
    return hangul.folded(hangul.spaceless(hangul.plain(word)))


@cache
def _lexicon() -> tuple[re.Pattern[str], re.Pattern[str], dict[str, str]]:
    """Pattern of the Latin words, pattern of the others, and what each is made into."""
    entries = strict_yaml.read(Path(__file__).parent / "lexicon.yaml", _Lexicon).words
    made = {_joined(word): _joined(entry.to) for entry in entries for word in (entry.to, *entry.from_)}
    latin = [word for entry in entries for word in entry.from_ if not hangul.has_korean(word)]
    other = {_joined(word) for entry in entries for word in (entry.to, *entry.from_) if hangul.has_korean(word)}

    def either(words: Iterable[str]) -> str:
        return "|".join(sorted(words, key=len, reverse=True))

    phrases = (re.escape(word).replace(r"\ ", r"[\s-]*").replace(r"\-", r"[\s-]*") for word in latin)
    return (
        re.compile(rf"(?<![a-z])(?:{either(phrases)})(?![a-z])"),
        re.compile(either(map(re.escape, other))),
        made,
    )


@cache
def known_key(text: str) -> str:
    """Return the key of a text of a program file; kept, since it is compared again and again."""
    return key(text)


def key(text: str) -> str:
    """Return what of ``text`` is compared: one form of each word, no spaces, mixed-up letters made equal."""
    latin, other, made = _lexicon()
    plain = latin.sub(lambda match: f" {made[_joined(match.group())]} ", hangul.plain(text))
    return other.sub(lambda match: made[match.group()], _joined(plain))


def _grams(letters: str) -> Counter[str]:
    return Counter(letters[start : start + GRAM] for start in range(max(1, len(letters) - GRAM + 1)))


@dataclass(frozen=True)
class Match:
    """A program that a text may be about.

    Args:
        program: its id.
        score: how well it fits, 0 to about 2; comparable within one text.
        named: how much of one of its names stands in the text, 0 to 1.
        at: where in the text's key that name begins, for telling which was named first.
        hinted: the text has words that point to it without being its name.
    """

    program: str
    score: float
    named: float
    at: int
    hinted: bool = False


@dataclass(frozen=True)
class _Name:
    letters: str
    grams: frozenset[str]
    weight: float


class Search:
    """The index; built once from all programs.

    Args:
        programs: id to program.
    """

    def __init__(self, programs: Mapping[str, Program]) -> None:
        self._initials = {
            program.id: [hangul.initials(name) for name in (program.name, *program.aliases)]
            for program in programs.values()
        }
        texts = {program.id: _texts(program) for program in programs.values()}
        grams = {
            program: {gram for text, _ in weighted for gram in _grams(hangul.jamo(known_key(text)))}
            for program, weighted in texts.items()
        }
        seen = Counter(gram for found in grams.values() for gram in found)
        self._rarity = {gram: math.log(1 + len(programs) / count) for gram, count in seen.items()}
        self._postings: dict[str, list[tuple[str, float]]] = defaultdict(list)
        for program, weighted in texts.items():
            strength: dict[str, float] = {}
            for text, weight in weighted:
                for gram in _grams(hangul.jamo(known_key(text))):
                    strength[gram] = max(strength.get(gram, 0.0), weight)
            for gram, weight in strength.items():
                self._postings[gram].append((program, weight * self._rarity[gram]))
        self._names = {
            program.id: [self._name(name) for name in (program.name, *program.aliases)] for program in programs.values()
        }
        self._hints: dict[str, list[str]] = defaultdict(list)
        for hinting in programs.values():
            for hint in hinting.hints:
                self._hints[known_key(hint)].append(hinting.id)

    def _name(self, name: str) -> _Name:
        letters = hangul.jamo(known_key(name))
        grams = frozenset(_grams(letters))
        return _Name(letters, grams, sum(self._rarity.get(gram, 0.0) for gram in grams))

    def find(self, text: str) -> list[Match]:
        """Return the programs that share anything with ``text``, best first.

        Args:
            text: what a person wrote.
        """
        wanted = key(text)
        letters = hangul.jamo(wanted)
        grams = set(_grams(letters))
        shared: dict[str, float] = defaultdict(float)
        for gram in grams:
            for program, weight in self._postings.get(gram, ()):
                shared[program] += weight
        known = sum(self._rarity.get(gram, 0.0) for gram in grams) or 1.0
        hinted: dict[str, float] = defaultdict(float)
        pointed: dict[str, int] = {}
        for hint, programs in self._hints.items():
            if hint in wanted:
                for program in programs:
                    hinted[program] += 0.35 / len(programs)
                if len(programs) == 1 and len(hint) > 1:
                    pointed.setdefault(programs[0], len(hangul.jamo(wanted[: wanted.index(hint)])))
        runs = _INITIALS.findall(hangul.plain(text))
        for program, initials in self._initials.items():
            if any(run in initial for run in runs for initial in initials):
                shared[program] += known
                hinted[program] += 0.6
        best = sorted(shared, key=lambda program: -shared[program])[:_RESCORED]
        matches = [self._match(program, shared[program] / known, hinted[program], letters, grams) for program in best]
        matches = [
            replace(match, named=POINTED, at=pointed[match.program])
            if match.program in pointed and match.named < POINTED
            else match
            for match in matches
        ]
        return sorted(matches, key=lambda match: (-match.score, match.program))

    def _match(self, program: str, covered: float, hinted: float, letters: str, grams: set[str]) -> Match:
        named, score, at = 0.0, 0.0, len(letters)
        for name in self._names[program]:
            inside = sum(self._rarity.get(gram, 0.0) for gram in name.grams & grams) / (name.weight or 1.0)
            if inside < 0.15:
                continue
            found = fuzz.partial_ratio_alignment(name.letters, letters)
            if found is None:
                continue
            whole = min(1.0, len(letters) / len(name.letters))
            fits = 0.5 * inside + 0.5 * (found.score / 100) ** 2 * whole
            worth = fits * min(1.0, 0.55 + name.weight / 60)
            if worth > score:
                named, score, at = fits, worth, found.dest_start
        return Match(program, score + 0.6 * min(1.0, covered) + min(0.7, hinted), named, at, hinted > 0)


def _texts(program: Program) -> list[tuple[str, float]]:
    """The texts of a program that a question may share words with, and how telling each kind is."""
    texts = [(name, 1.0) for name in (program.name, *program.aliases, program.english)]
    texts += [(hint, 0.9) for hint in program.hints]
    texts += [(word, 0.7) for statement in program.statements for word in statement.words]
    texts += [(statement.text.ko, 0.5) for statement in program.statements]
    texts += [(program.summary.ko, 0.6), (program.who.text.ko, 0.5), (program.apply.text.ko, 0.3)]
    return texts
