"""Words that point to programs, looked up by how they begin."""

from collections.abc import Iterator, Mapping, Sequence
from operator import add
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.packed import NotAnIndex, PackedTexts, texts_to_arrays

POINTS_AT_MOST = 256
"""A hint that more programs share points to none of them."""
_BEGINNING = 2
"""Letters by which hints are looked up; those of one letter are looked for by themselves."""


def arrays_of(hints: Mapping[str, Sequence[int]], elsewhere: Sequence[bool]) -> dict[str, NDArray[Any]]:
    """Return hints as arrays for ``pack``.

    Args:
        hints: a hint's key to the numbers of the programs that it points to.
        elsewhere: whether each program is for another region than the operator's.
    """
    rows: list[list[int]] = []
    at_home: list[int] = []
    for programs in hints.values():
        near = [program for program in programs if not elsewhere[program]]
        far = [program for program in programs if elsewhere[program]]
        at_home.append(len(near))
        rows.append((near if len(near) <= POINTS_AT_MOST else []) + (far if len(programs) <= POINTS_AT_MOST else []))
    return {
        **texts_to_arrays("hints", list(hints)),
        "hint_rows": np.cumsum([0, *map(len, rows)], dtype=np.int64),
        "hint_programs": np.array([program for row in rows for program in row], np.uint32),
        "hint_sharers": np.array([len(programs) for programs in hints.values()], np.uint32),
        "hint_at_home": np.array(at_home, np.uint32),
    }


class Hints:
    """All hints, and the programs that each points to.

    Args:
        arrays: what ``arrays_of`` returned.

    Raises:
        NotAnIndex: they are not there, or do not fit together.
    """

    def __init__(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        try:
            self._rows, self._programs = arrays["hint_rows"], arrays["hint_programs"]
            self._sharers, self._at_home = arrays["hint_sharers"], arrays["hint_at_home"]
        except KeyError as error:
            raise NotAnIndex(f"it has no {error.args[0]}") from error
        texts = PackedTexts("hints", arrays)
        if not len(self._rows) - 1 == len(texts) == len(self._sharers) == len(self._at_home):
            raise NotAnIndex("its hints do not fit together")
        self._number = {text: number for number, text in enumerate(texts)}
        self._letters = frozenset(text for text in self._number if len(text) == 1)
        lengths: dict[str, set[int]] = {}
        for text in self._number:
            lengths.setdefault(text[:_BEGINNING], set()).add(len(text))
        self._lengths = {beginning: tuple(sorted(found)) for beginning, found in lengths.items()}

    def found(self, text: str, *, at_home: bool) -> Iterator[tuple[str, int, list[int]]]:
        """Yield the hints that stand in a text, each once, where it first begins, and the programs that it points to.

        Args:
            text: a key (``knowledge.lexicon.key``).
            at_home: programs of other regions do not count beside those that are none.
        """
        found = {letter: text.index(letter) for letter in self._letters.intersection(text)} if self._letters else {}
        lengths = self._lengths
        for at, beginning in enumerate(map(add, text, text[1:])):
            if beginning in lengths:
                for length in lengths[beginning]:
                    hint = text[at : at + length]
                    if hint in self._number:
                        found.setdefault(hint, at)
        for hint, at in found.items():
            if programs := self._pointed(self._number[hint], at_home=at_home):
                yield hint, at, programs

    def _pointed(self, hint: int, *, at_home: bool) -> list[int]:
        sharers, near = self._sharers.item(hint), self._at_home.item(hint)
        if at_home and near:
            count = near if near <= POINTS_AT_MOST else 0
        else:
            count = sharers if sharers <= POINTS_AT_MOST else 0
        begins = self._rows.item(hint)
        programs: list[int] = self._programs[begins : begins + count].tolist()
        return programs
