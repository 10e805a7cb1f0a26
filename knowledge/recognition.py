"""Recognising what is asked by its likeness to sentences whose meaning is known (examples.yaml).

The cues of intents.yaml are sure but few; the examples are many, and staff can add one. Both are put together by a
linear model (ridge regression on n-grams and cues), which is learned from the examples when the bot first starts with
them: it takes a fraction of a second, and what was added counts at once.
"""

import hashlib
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge import hangul, intents, lexicon, strict_yaml
from knowledge.cue import STRUCK, Said
from knowledge.intents import Intent, Reading
from knowledge.packed import NotAnIndex, PackedTexts, pack, texts_to_arrays, unpack
from knowledge.search import key
from knowledge.words import Declared

NAME = "○○"
"""Stands for the name of a program in an example."""
_EXAMPLES = Path(__file__).parent / "examples.yaml"
_FORMAT = "1"
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
    return strict_yaml.read(_EXAMPLES, _Examples).examples


@cache
def _version() -> str:
    """A short text that changes when the model may."""
    read = hashlib.sha256(_EXAMPLES.read_bytes()).hexdigest()[:12]
    return f"{_FORMAT} {read} {intents.fingerprint()} {lexicon.fingerprint()}"


def said_in(sentence: str) -> Said:
    """Return an example as cues are looked for in it: the name that it leaves open is struck out."""
    letters = STRUCK.join(key(part) for part in sentence.split(NAME))
    return Said(letters.replace(STRUCK, ""), letters.replace(STRUCK, ""))


def _grams(own: str) -> set[str]:
    """Pairs of syllables, and triples of letters, of what is not struck out."""
    grams: set[str] = set()
    for part in filter(None, own.split(STRUCK)):
        letters = hangul.jamo(part)
        grams.update([letters[at : at + 3] for at in range(len(letters) - 2)])
        grams.update([f"#{part[at : at + 2]}" for at in range(len(part) - 1)])
    return grams


def _cues(reading: Reading) -> set[str]:
    cues = {f"intent:{name}" for name in reading.intents}
    cues.update(f"topic:{topic}" for _, topic, _ in reading.topics)
    return cues | {"other"} if reading.other_subject else cues


class _Features:
    """What of a sentence counts: its n-grams and its cues, each with a column of its own.

    Args:
        grams: n-grams that count.
        cues: cues that count; their columns come after those of the n-grams.
        weights: what each of them weighs, in the order of their columns.
    """

    def __init__(self, grams: Sequence[str], cues: Sequence[str], weights: NDArray[np.float32]) -> None:
        self.grams = {gram: column for column, gram in enumerate(grams)}
        self.cues = {cue: len(grams) + number for number, cue in enumerate(cues)}
        self.weights = weights

    @classmethod
    def of(cls, told: Sequence[tuple[set[str], set[str]]]) -> "_Features":
        """Return what counts in sentences with these n-grams and cues."""
        seen = Counter(gram for grams, _ in told for gram in grams)
        # In order, so that the same sentences always make the same model.
        rarity = {gram: math.log(1 + len(told) / seen[gram]) for gram in sorted(seen) if seen[gram] >= _RARE}
        cues = sorted({cue for _, found in told for cue in found})
        return cls(list(rarity), cues, np.array([*rarity.values(), *([_CUE] * len(cues))], np.float32))

    def known(self, grams: set[str], cues: set[str]) -> tuple[list[int], list[int]]:
        """Return the columns of the n-grams and of the cues that count."""
        return (
            [self.grams[gram] for gram in grams & self.grams.keys()],
            [self.cues[cue] for cue in cues & self.cues.keys()],
        )


@dataclass(frozen=True)
class _Lesson:
    """Examples, as the model is learned from them: how much of each feature each has.

    Of the thousands of features an example has a few dozen. So only those are kept, in the order of the features.

    Args:
        features: what counts in them.
        columns: of each value, the feature.
        numbers: of each value, the example.
        values: how much of the feature the example has.
        right: the number of each example's meaning.
        meanings: how many meanings there are.
    """

    features: _Features
    columns: NDArray[np.int64]
    numbers: NDArray[np.int64]
    values: NDArray[np.float32]
    right: NDArray[np.int64]
    meanings: int

    @classmethod
    def of(cls, labelled: Mapping[str, Sequence[str]]) -> "_Lesson":
        sentences = [
            (number, said_in(sentence)) for number, several in enumerate(labelled.values()) for sentence in several
        ]
        told = [(_grams(said.own), _cues(intents.read(said))) for _, said in sentences]
        features = _Features.of(told)
        columns: list[int] = []
        values: list[NDArray[np.float32]] = []
        counts: list[int] = []
        for grams, cues in told:
            known, of_cues = features.known(grams, cues)
            weights = features.weights[known]
            values += (
                weights / np.float32(math.sqrt(weights @ weights) or 1.0),
                np.full(len(of_cues), _CUE, np.float32),
            )
            columns += known + of_cues
            counts.append(len(known) + len(of_cues))
        order = np.argsort(columns, kind="stable")
        return cls(
            features,
            np.array(columns)[order],
            np.repeat(np.arange(len(told)), counts)[order],
            np.concatenate(values)[order],
            np.array([number for number, _ in sentences]),
            len(labelled),
        )

    def alike(self) -> NDArray[np.float32]:
        """How like each example is to each, and the penalty where it is itself.

        Only examples that share a feature are multiplied: the whole product of the two would take ten times as long.
        """
        count = len(self.right)
        alike = np.zeros((count, count), np.float32)
        begins, sizes = self._having()
        for size in np.unique(sizes):
            # All features that so many examples have are done at once.
            of_each = begins[sizes == size][:, None] + np.arange(size)
            having, values = self.numbers[of_each], self.values[of_each]
            pairs = having[:, :, None] * count + having[:, None, :]
            np.add.at(alike.reshape(-1), pairs.ravel(), (values[:, :, None] * values[:, None, :]).ravel())
        alike[np.diag_indices_from(alike)] += _PENALTY
        return alike

    def summed(self, dual: NDArray[np.float32]) -> NDArray[np.float32]:
        """What the examples that have a feature add to each meaning by it.

        Args:
            dual: what each example adds to each meaning.
        """
        begins, _ = self._having()
        return np.add.reduceat(self.values[:, None] * dual[self.numbers], begins)

    def _having(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Where the values of each feature begin, and how many there are; every feature has one."""
        sizes = np.bincount(self.columns)
        return np.cumsum(sizes) - sizes, sizes

    def wanted(self) -> NDArray[np.float32]:
        """The scores that the examples should have."""
        return np.eye(self.meanings, dtype=np.float32)[self.right]


class Recognition:
    """The model; it never changes once it is learned, or read from a cache.

    Args:
        labelled: sentences by their label.
    """

    def __init__(self, labelled: Mapping[str, Sequence[str]]) -> None:
        lesson = _Lesson.of(labelled)
        features, weights = lesson.features, lesson.features.weights
        dual = np.linalg.solve(lesson.alike(), lesson.wanted())
        # What each feature adds to the score of each meaning, before a sentence's length is known.
        adds = lesson.summed(dual) * weights[:, None]
        # And to the square of that length, in a last column, so that all is summed at once.
        squares = np.where(np.arange(len(weights)) < len(features.grams), weights**2, 0)
        self._use(
            {
                **texts_to_arrays("labels", list(labelled)),
                **texts_to_arrays("grams", list(features.grams)),
                **texts_to_arrays("cues", list(features.cues)),
                "weights": weights,
                "adds": np.column_stack((adds, squares)).astype(np.float32).ravel(),
            }
        )

    @classmethod
    def from_bytes(cls, packed: bytes | memoryview) -> "Recognition":
        """Return the model that ``to_bytes`` made ``packed`` of.

        Args:
            packed: kept as they are: the model looks into them.

        Raises:
            NotAnIndex: they are damaged, or of other examples, cues or words, or of another version of this code.
        """
        model = cls.__new__(cls)
        model._use(unpack(_version(), packed))
        return model

    def to_bytes(self) -> bytes:
        """Return the model as bytes, for a cache; it has to be learned from the examples of examples.yaml."""
        return pack(_version(), self._arrays)

    def _use(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        self._arrays = arrays
        self.meanings = tuple(map(Meaning.of, PackedTexts("labels", arrays)))
        grams, cues = list(PackedTexts("grams", arrays)), list(PackedTexts("cues", arrays))
        try:
            self._features = _Features(grams, cues, arrays["weights"])
            self._adds: NDArray[np.float32] = arrays["adds"].reshape(len(grams) + len(cues), len(self.meanings) + 1)
        except (KeyError, ValueError) as error:
            raise NotAnIndex("its model does not fit together") from error

    def guesses(self, said: Said, reading: Reading, most: int = 3) -> tuple[Guess, ...]:
        """Return the most probable meanings, most probable first; none for what is like no example at all.

        Args:
            said: the message, with names of programs struck out.
            reading: its cues.
            most: how many.
        """
        grams = _grams(said.own)
        known, of_cues = self._features.known(grams, _cues(reading))
        if len(known) < max(_FEW, _SHARE * len(grams)):
            return ()
        sums = np.add.reduce(self._adds.take(known, 0), 0)
        scores = sums[:-1] / (math.sqrt(sums[-1]) or 1.0)
        for cue in of_cues:
            scores += self._adds[cue, :-1]
        probabilities = chances(scores)
        best = probabilities.argpartition(-most)[-most:]
        ordered = sorted(best.tolist(), key=lambda number: -probabilities[number])
        return tuple(Guess(self.meanings[number], float(probabilities[number])) for number in ordered)

    def because(self, said: Said, reading: Reading, meaning: Meaning, most: int = 6) -> tuple[str, ...]:
        """Return what of a message speaks most for a meaning: cues, and pieces of its words, strongest first."""
        grams, cues = _grams(said.own), _cues(reading)
        features, number = self._features, self.meanings.index(meaning)
        known, _ = features.known(grams, cues)
        length = math.sqrt(float(self._adds[known, -1].sum())) or 1.0
        adds = {gram: self._adds[features.grams[gram], number] / length for gram in grams & features.grams.keys()}
        adds |= {cue: self._adds[features.cues[cue], number] for cue in cues & features.cues.keys()}
        strongest = sorted((name for name in adds if adds[name] > 0), key=lambda name: -adds[name])[:most]
        return tuple(f"{name.lstrip('#')} +{adds[name]:.2f}" for name in strongest)


def left_out(labelled: Mapping[str, Sequence[str]]) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Return the scores that each example has in a model that was learned without it, for judging the model.

    The closed form for ridge regression: Rasmussen and Williams, Gaussian Processes for Machine Learning, 5.4.2.

    Args:
        labelled: sentences by their label.

    Returns:
        A line of scores for each example, and the number of the meaning that is right.
    """
    lesson = _Lesson.of(labelled)
    inverse = np.linalg.inv(lesson.alike().astype(np.float64))
    wanted = lesson.wanted()
    return np.asarray(wanted - (inverse @ wanted) / np.diag(inverse)[:, None], np.float32), lesson.right


def chances(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the probabilities that scores of the model mean; the last axis is the meanings."""
    heights = np.exp((scores - scores.max(axis=-1, keepdims=True)) / TEMPERATURE)
    return np.asarray(heights / heights.sum(axis=-1, keepdims=True), np.float32)
