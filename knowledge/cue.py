"""Cues: the words by which a meaning is told, as regular expressions of which a message is asked all at once.

There are many hundred of them and a message has a few. So each is filed under a piece of text that it cannot do
without, and only those are tried whose piece stands in the message; the idea is that of RE2's FilteredRE2.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from operator import add
from typing import Generic, TypeVar

from knowledge import hangul

Label = TypeVar("Label")
_QUANTIFIER = re.compile(r"[?*+]\??|\{(\d*)(,?)(\d*)\}\??")
_OPENING = re.compile(r"\(\?(?:[:=!]|<[=!])|\(")
_GIVES_NO_PIECE = re.compile(r"\\.|\[(?:\\.|[^\]\\])*\]|[.^$]")


@cache
def pattern(cue: str) -> re.Pattern[str]:
    """Return a cue as a pattern for keys of texts (``knowledge.search.key``)."""
    return re.compile(hangul.folded(cue))


def found(cue: str, text: str) -> bool:
    """Return whether the key ``text`` has ``cue``."""
    return pattern(cue).search(text) is not None


@dataclass(frozen=True)
class _Group:
    opening: str
    inside: str
    end: int


def _group(cue: str, start: int) -> _Group | None:
    """The group that begins at ``start``, if one does."""
    opening = _OPENING.match(cue, start)
    if opening is None:
        return None
    depth, position = 1, opening.end()
    while depth:
        if skipped := _GIVES_NO_PIECE.match(cue, position):
            position = skipped.end()
            continue
        depth += {"(": 1, ")": -1}.get(cue[position], 0)
        position += 1
    return _Group(opening.group(), cue[opening.end() : position - 1], position)


def alternatives(cue: str) -> list[str]:
    """Return the parts of a cue that stand side by side: "a|b(?:c|d)" has "a" and "b(?:c|d)"."""
    parts, start, position = [], 0, 0
    while position < len(cue):
        if group := _group(cue, position):
            position = group.end
        elif skipped := _GIVES_NO_PIECE.match(cue, position):
            position = skipped.end()
        else:
            if cue[position] == "|":
                parts.append(cue[start:position])
                start = position + 1
            position += 1
    return [*parts, cue[start:]]


def pieces(cue: str) -> frozenset[str]:
    """Return pieces of text of which whatever matches ``cue`` has at least one; empty where none can be told.

    Args:
        cue: a regular expression in the subset that cues use; what is unfamiliar only gives no piece.
    """
    each = [_best(_required(alternative)) for alternative in alternatives(cue)]
    return frozenset().union(*each) if all(each) else frozenset()


def _best(choices: Sequence[frozenset[str]]) -> frozenset[str]:
    """Of several sets of pieces, of each of which a match has one, the one that tells most."""
    return max(choices, key=lambda choice: (min(map(len, choice), default=0), -len(choice)), default=frozenset())


def _required(alternative: str) -> list[frozenset[str]]:
    """Sets of pieces: what matches ``alternative`` has one piece of each set."""
    required: list[frozenset[str]] = []
    run = ""
    for atom, inside, needed in _atoms(alternative):
        if inside is None and atom and needed:
            run += atom
            continue
        if run:
            required.append(frozenset([run]))
        run = ""
        if inside is not None and needed and (of_group := pieces(inside)):
            required.append(of_group)
    return [*required, frozenset([run])] if run else required


def _atoms(alternative: str) -> Iterator[tuple[str, str | None, bool]]:
    """The parts of an alternative: a letter or "", the inside of a group that consumes text, and whether it must be."""
    position = 0
    while position < len(alternative):
        atom, inside = "", None
        if group := _group(alternative, position):
            position = group.end
            inside = group.inside if group.opening in {"(", "(?:"} else ""
        elif skipped := _GIVES_NO_PIECE.match(alternative, position):
            position = skipped.end()
            inside = ""
        else:
            atom = alternative[position]
            position += 1
        needed = True
        if quantifier := _QUANTIFIER.match(alternative, position):
            position = quantifier.end()
            least = quantifier.group(1)
            needed = quantifier.group()[0] == "+" or bool(least and int(least))
            # A letter that may come several times ends the run of letters that it stands in.
            inside, atom = (inside if inside is not None else (re.escape(atom) if needed else "")), ""
        yield atom, inside, needed


STRUCK = "¤"
"""Stands for each letter of a program's name."""


@dataclass(frozen=True)
class Said:
    """What was said, as cues are looked for in it.

    Args:
        all: the whole text, without spaces and folded.
        own: the same with the letters of programs' names struck out.
    """

    all: str
    own: str

    def begins(self, cue: re.Pattern[str]) -> int | None:
        """Return where ``cue`` first matches more than a part of a name, or None.

        "초저금리 융자" does not ask for a rate, but "서울어워드를 받았" goes beyond the name.
        """
        first = cue.search(self.all)
        if first is None:
            return None
        if self.own[first.start() : first.end()].strip(STRUCK):
            return first.start()
        others = (match for match in cue.finditer(self.all) if self.own[match.start() : match.end()].strip(STRUCK))
        return next((match.start() for match in others), None)


class CueBook(Generic[Label]):
    """All cues of several meanings, filed under the pieces that they cannot do without.

    Args:
        cues: what each meaning is told by.
    """

    def __init__(self, cues: Mapping[Label, Sequence[str]]) -> None:
        self._filed: dict[str, list[tuple[str, int]]] = defaultdict(list)
        self._always: list[int] = []
        self._entries: list[tuple[Label, re.Pattern[str]]] = []
        for label, several in cues.items():
            for cue in several:
                for alternative in alternatives(hangul.folded(cue)):
                    number = len(self._entries)
                    self._entries.append((label, re.compile(alternative)))
                    filed = pieces(alternative)
                    for piece in filed:
                        self._filed[piece[:2]].append((piece, number))
                    if not filed:
                        self._always.append(number)

    def find(self, said: Said) -> dict[Label, int]:
        """Return the meanings of which a cue stands in ``said``, and where the first begins."""
        text = said.all
        tried = set(self._always)
        starts = {*text, *map(add, text, text[1:])}
        for start in self._filed.keys() & starts:
            for piece, number in self._filed[start]:
                if piece in text:
                    tried.add(number)
        found: dict[Label, int] = {}
        for number in sorted(tried):
            label, regex = self._entries[number]
            if (at := said.begins(regex)) is not None and at < found.get(label, len(text) + 1):
                found[label] = at
        return found
