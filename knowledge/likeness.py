"""Questions grouped by likeness of what they ask, however it is spelled and spaced.

Each question is what ``knowledge.search.key`` makes of it without greetings and polite endings, and that as a vector of
n-grams of its letters, weighted by how rare they are. The question that was asked most stands for a group first; others
join the one that they are most like.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np

from knowledge import hangul, search, strict_yaml
from knowledge.words import Declared

GRAM: Final = 3
"""Letters of an n-gram, so that about one syllable is compared with the next."""
COMPARED: Final = 40
"""N-grams of a question that count, the rarest: with it, the work is bounded even where all questions are alike."""
PART_OF_NAME: Final = 3
"""Letters or syllables that count as naming something."""
LIKE: Final = 0.45
"""The cosine of two questions that count as one."""


@dataclass(frozen=True)
class Group:
    """Questions that are alike.

    Args:
        members: their places in the sequence that was grouped, in its order.
        typical: the place of the wording that stands for them: the one used most, of these the shortest.
    """

    members: tuple[int, ...]
    typical: int


def grouped(texts: Sequence[str], names: Sequence[str] = ()) -> tuple[Group, ...]:
    """Return ``texts`` in groups, the biggest first; each text is in one.

    Which texts come together does not depend on their order.

    Args:
        texts: what was asked.
        names: of the one thing that all of them are about: what is said of a name makes no two questions alike.
    """
    name = "\n".join(map(search.key, names))
    asked: dict[str, list[int]] = defaultdict(list)
    for place, text in enumerate(texts):
        asked[_asked(text, name)].append(place)
    # Those asked most lead; of these the shortest, which says least beside the question.
    keys = sorted(asked, key=lambda key: (-len(asked[key]), len(key), key))
    leaders: dict[int, list[int]] = defaultdict(list)
    for number, leader in enumerate(_leaders(keys)):
        leaders[leader].append(number)
    groups = []
    for leader, numbers in leaders.items():
        members = sorted(place for number in numbers for place in asked[keys[number]])
        wordings = Counter(texts[place] for place in asked[keys[leader]])
        typical = min(wordings, key=lambda wording: (-wordings[wording], len(wording), wording))
        groups.append(Group(tuple(members), next(place for place in members if texts[place] == typical)))
    return tuple(sorted(groups, key=lambda group: (-len(group.members), texts[group.typical])))


class _Asking(Declared):
    fillers: tuple[str, ...]
    endings: tuple[str, ...]


@cache
def _asking() -> tuple[re.Pattern[str], frozenset[str]]:
    words = strict_yaml.read(Path(__file__).parent / "likeness.yaml", _Asking)

    fillers = sorted(set(map(search.key, words.fillers)), key=lambda word: (-len(word), word))
    return re.compile("|".join(map(re.escape, fillers))), frozenset(map(search.key, words.endings))


def _without_endings(letters: str, endings: frozenset[str]) -> str:
    """The letters without all endings behind each other at their end, as many as there can be read."""
    begins = {len(letters)}
    # One ending is often the end of another (되나요, 나요, 요), so all ways to read them are followed at once.
    for end in range(len(letters), 0, -1):
        if end in begins:
            begins.update(end - len(ending) for ending in endings if letters.endswith(ending, 0, end))
    return letters[: min(begins)]


def _asked(text: str, name: str) -> str:
    """What of a text is compared; a text that has nothing but greetings or a name is compared as it is."""
    fillers, endings = _asking()
    whole = search.key(text)
    asked = _without_endings(fillers.sub("", _nameless(whole, name)), endings)
    return asked or whole


def _nameless(letters: str, name: str) -> str:
    """The letters without what of them, three or more on end, stands in the name."""
    kept: list[str] = []
    start = 0
    while start < len(letters):
        end = start + PART_OF_NAME
        if letters[start:end] in name and end <= len(letters):
            while end < len(letters) and letters[start : end + 1] in name:
                end += 1
            start = end
        else:
            kept.append(letters[start])
            start += 1
    return "".join(kept)


def _leaders(keys: Sequence[str]) -> list[int]:
    """For each key, the number of the key that leads its group, itself where it leads.

    A key leads unless it is like one before it that leads; then it follows the one that it is most like.
    """
    vectors, postings = _vectors([hangul.jamo(key) for key in keys])
    leaders = list(range(len(keys)))
    closeness = np.zeros(len(keys))
    for number, vector in enumerate(vectors):
        if closeness[number] >= LIKE or not vector:
            continue
        numbers = np.concatenate([postings[gram][0] for gram in vector])
        weights = np.concatenate([postings[gram][1] * weight for gram, weight in vector.items()])
        cosines = np.bincount(numbers, weights, len(keys))
        for follower in np.flatnonzero((cosines >= LIKE) & (cosines > closeness)):
            if follower > number:
                leaders[follower] = number
                closeness[follower] = cosines[follower]
    return leaders


_Postings = dict[str, tuple[np.ndarray[tuple[int], np.dtype[np.int64]], np.ndarray[tuple[int], np.dtype[np.float64]]]]


def _vectors(letters: Sequence[str]) -> tuple[list[dict[str, float]], _Postings]:
    """Vectors of length 1 from n-gram to weight, and for each n-gram the numbers and weights of those that have it."""
    grams = [
        {text[start : start + GRAM] for start in range(max(1, len(text) - GRAM + 1))} if text else set()
        for text in letters
    ]
    seen = Counter(gram for one in grams for gram in one)
    vectors: list[dict[str, float]] = []
    filed: dict[str, tuple[list[int], list[float]]] = defaultdict(lambda: ([], []))
    for number, one in enumerate(grams):
        rarest = sorted(one, key=lambda gram: (seen[gram], gram))[:COMPARED]
        # Rarity among few questions says little, so each is weighed as one among a thousand more.
        weights = {gram: math.log(1 + (len(letters) + 1000) / (seen[gram] + 10)) for gram in rarest}
        length = math.sqrt(sum(weight * weight for weight in weights.values()))
        vectors.append({gram: weight / length for gram, weight in weights.items()})
        for gram, weight in vectors[-1].items():
            filed[gram][0].append(number)
            filed[gram][1].append(weight)
    return vectors, {gram: (np.array(numbers), np.array(weights)) for gram, (numbers, weights) in filed.items()}
