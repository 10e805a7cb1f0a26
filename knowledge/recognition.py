"""Recognising what is asked by its likeness to sentences whose meaning is known (examples.yaml).

The cues of intents.yaml are sure but few; the examples are many, and staff can add one. Both are put together by a
linear model (ridge regression on n-grams and cues), which is learned from the examples when the bot starts: it takes a
fraction of a second, and what was added counts at once.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge import hangul, intents, strict_yaml
from knowledge.cue import STRUCK, Said
from knowledge.intents import Intent, Reading
from knowledge.search import key
from knowledge.words import Declared

NAME = "○○"
"""Stands for the name of a program in an example."""
_PENALTY = 0.5
_CUE = 0.3
"""What a cue weighs beside the n-grams of a sentence, which together weigh 1."""
_RARE = 2
"""An n-gram that stands in fewer examples tells nothing of others."""
_FEW = 4
_SHARE = 0.3
"""A message of which fewer n-grams, or a smaller share, stand in examples is like none of them."""
TEMPERATURE = 0.07
"""Makes probabilities of the model's scores: they are right as often as they say (tests/knowledge/test_recognition.py).
"""


class _Examples(Declared):
    examples: dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class Meaning:
    """What a sentence may ask.

    Args:
        intent: the intent.
        topic: the topic within it, or None.
    """

    intent: Intent
    topic: str | None = None

    @classmethod
    def of(cls, label: str) -> "Meaning":
        """Read the key of examples.yaml: "eligibility" or "numbers/fee"."""
        intent, _, topic = label.partition("/")
        return cls(Intent(intent), topic or None)


@dataclass(frozen=True)
class Guess:
    """One possible meaning, and how probable it is (0 to 1)."""

    meaning: Meaning
    probability: float


def examples() -> Mapping[str, tuple[str, ...]]:
    """Return the sentences of examples.yaml by their label."""
    return strict_yaml.read(Path(__file__).parent / "examples.yaml", _Examples).examples


def said_in(sentence: str) -> Said:
    """Return an example as cues are looked for in it: the name that it leaves open is struck out."""
    letters = STRUCK.join(key(part) for part in sentence.split(NAME))
    return Said(letters.replace(STRUCK, ""), letters.replace(STRUCK, ""))


def _grams(own: str) -> set[str]:
    """Pairs of syllables, and triples of letters, of what is not struck out."""
    grams: set[str] = set()
    for part in filter(None, own.split(STRUCK)):
        letters = hangul.jamo(part)
        grams.update(map("".join, zip(letters, letters[1:], letters[2:], strict=False)))
        grams.update(map("".join, zip("#" * len(part), part, part[1:], strict=False)))
    return grams


def _cues(reading: Reading) -> set[str]:
    cues = {f"intent:{name}" for name in reading.intents}
    cues.update(f"topic:{topic}" for _, topic, _ in reading.topics)
    return cues | {"other"} if reading.other_subject else cues


class Recognition:
    """The model; it never changes once it is learned.

    Args:
        labelled: sentences by their label.
    """

    def __init__(self, labelled: Mapping[str, Sequence[str]]) -> None:
        self.meanings = tuple(Meaning.of(label) for label in labelled)
        sentences = [
            (number, said_in(sentence)) for number, several in enumerate(labelled.values()) for sentence in several
        ]
        told = [(_grams(said.own), _cues(intents.read(said))) for _, said in sentences]
        seen = Counter(gram for grams, _ in told for gram in grams)
        rarity = {gram: math.log(1 + len(sentences) / count) for gram, count in seen.items() if count >= _RARE}
        cues = sorted({cue for _, found in told for cue in found})
        self._grams = {gram: (column, weight**2) for column, (gram, weight) in enumerate(rarity.items())}
        self._cues = {cue: len(rarity) + number for number, cue in enumerate(cues)}
        features = np.zeros((len(sentences), len(rarity) + len(cues)), np.float32)
        raw = np.array([*rarity.values(), *([_CUE] * len(cues))], np.float32)
        for row, (grams, found) in enumerate(told):
            known, length, of_cues = self._known(grams, found)
            features[row, known] = raw[known] / length
            features[row, of_cues] = _CUE
        self.right = np.array([number for number, _ in sentences])
        wanted = np.zeros((len(sentences), len(self.meanings)), np.float32)
        wanted[np.arange(len(sentences)), self.right] = 1
        self._alike = features @ features.T
        self._alike[np.diag_indices_from(self._alike)] += _PENALTY
        self._dual = np.linalg.solve(self._alike, wanted)
        # What each feature adds to the score of each meaning, before a sentence's length is known.
        self._adds: NDArray[np.float32] = (features.T @ self._dual) * raw[:, None]

    def _known(self, grams: set[str], cues: set[str]) -> tuple[list[int], float, list[int]]:
        """The columns of the n-grams that are known, how long they are together, and the columns of the cues."""
        known = [self._grams[gram] for gram in grams & self._grams.keys()]
        columns, squares = zip(*known, strict=True) if known else ((), ())
        return list(columns), math.sqrt(sum(squares)) or 1.0, [self._cues[cue] for cue in cues & self._cues.keys()]

    def guesses(self, said: Said, reading: Reading, most: int = 3) -> tuple[Guess, ...]:
        """Return the most probable meanings, most probable first; none for what is like no example at all.

        Args:
            said: the message, with names of programs struck out.
            reading: its cues.
            most: how many.
        """
        grams = _grams(said.own)
        known, length, of_cues = self._known(grams, _cues(reading))
        if len(known) < max(_FEW, _SHARE * len(grams)):
            return ()
        scores = self._adds.take(known, axis=0).sum(axis=0) / length + self._adds.take(of_cues, axis=0).sum(axis=0)
        probabilities = chances(scores)
        best = probabilities.argpartition(-most)[-most:]
        ordered = sorted(best.tolist(), key=lambda number: -probabilities[number])
        return tuple(Guess(self.meanings[number], float(probabilities[number])) for number in ordered)

    def because(self, said: Said, reading: Reading, meaning: Meaning, most: int = 6) -> tuple[str, ...]:
        """Return what of a message speaks most for a meaning: cues, and pieces of its words, strongest first."""
        grams, cues = _grams(said.own), _cues(reading)
        _, length, _ = self._known(grams, cues)
        number = self.meanings.index(meaning)
        adds = {gram: self._adds[self._grams[gram][0], number] / length for gram in grams & self._grams.keys()}
        adds |= {cue: self._adds[self._cues[cue], number] for cue in cues & self._cues.keys()}
        strongest = sorted((name for name in adds if adds[name] > 0), key=lambda name: -adds[name])[:most]
        return tuple(f"{name.lstrip('#')} +{adds[name]:.2f}" for name in strongest)

    def left_out(self) -> NDArray[np.float32]:
        """Return the scores that each example has in a model that was learned without it (for judging the model).

        The closed form for ridge regression: Rasmussen and Williams, Gaussian Processes for Machine Learning, 5.4.2.
        """
        inverse = np.linalg.inv(self._alike.astype(np.float64))
        wanted = np.eye(len(self.meanings))[self.right]
        return np.asarray(wanted - self._dual / np.diag(inverse)[:, None], np.float32)


def chances(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the probabilities that scores of the model mean; the last axis is the meanings."""
    heights = np.exp((scores - scores.max(axis=-1, keepdims=True)) / TEMPERATURE)
    return np.asarray(heights / heights.sum(axis=-1, keepdims=True), np.float32)
