"""What all programs are called, made comparable once for all who write names: no spaces, punctuation or capitals.

With very many programs, what a request did with every name of them all would take longer than all the rest of it.
"""

import bisect
from collections.abc import Iterable

from knowledge import hangul
from knowledge.program import Program

MOST = 100
"""More than anybody can be shown to choose from."""
_BETWEEN = "\n"
"""No name has it: it is a kind of space."""


class ProgramNames:
    """The names and aliases of programs.

    Args:
        programs: the programs.
    """

    def __init__(self, programs: Iterable[Program]) -> None:
        self._ids: list[str] = []
        self._starts: list[int] = []
        self._whole: dict[str, dict[str, None]] = {}
        names = []
        start = 0
        for program in programs:
            for name in map(letters, (program.name, *program.aliases)):
                self._ids.append(program.id)
                self._starts.append(start)
                self._whole.setdefault(name, {})[program.id] = None
                names.append(name)
                start += len(name) + len(_BETWEEN)
        self._all = _BETWEEN.join(names)

    def called(self, words: str) -> tuple[str, ...]:
        """Return the ids of the programs of which ``words`` are a whole name or alias, in their order."""
        return tuple(self._whole.get(letters(words), ()))

    def holding(self, words: str, most: int = MOST) -> tuple[str, ...]:
        """Return the ids of the first ``most`` programs of which ``words`` stand in a name or alias, in their order."""
        said = letters(words)
        found: dict[str, None] = {}
        at = self._all.find(said) if said else -1
        while at != -1 and len(found) < most:
            number = bisect.bisect_right(self._starts, at) - 1
            found[self._ids[number]] = None
            following = number + 1
            at = self._all.find(said, self._starts[following]) if following < len(self._starts) else -1
        return tuple(found)


def letters(words: str) -> str:
    """Return ``words`` without what one writes differently each time: spaces, punctuation, capitals."""
    return hangul.spaceless(hangul.plain(words))
