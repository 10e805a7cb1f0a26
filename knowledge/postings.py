"""Which texts have which letter n-grams, as numpy arrays: what the search for programs is made of.

A gram of three letters is one number, so the grams of a text are looked up in a sorted array all at once. Each gram has
a row of the programs that have it, those that count most first and cut at ``LONGEST_ROW``; with ``BUDGET`` that bounds
what a question can cost, however many programs there are.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.packed import NotAnIndex

GRAM = 3
"""Letters of a gram."""
LONGEST_ROW = 2**14
"""Of a gram that more programs have, only so many are kept."""
BUDGET = 2**16
"""So many entries of rows are read for one question, those of the rarest grams first."""
_LARGEST_TABLE = 2**22
_LETTER_BITS = 21
_OF_INITIALS = np.uint64(1 << 3 * _LETTER_BITS)
_ONE_LETTER = np.uint64((1 << 2 * _LETTER_BITS) - 1)
_TWO_LETTERS = np.uint64((1 << _LETTER_BITS) - 1)
_USUAL = 33
"""Up to so many programs, rarity is not scaled down: the thresholds of understanding were tuned with as many."""

Codes = NDArray[np.uint64]
Places = NDArray[np.int64]


def _codes(letters: str) -> Codes:
    points = np.frombuffer(letters.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64)
    shift = np.uint64(_LETTER_BITS)
    return ((points[:-2] << shift | points[1:-1]) << shift) | points[2:]


def _distinct(numbers: Codes) -> Codes:
    """The numbers in order, each once; unlike ``numpy.unique``, which hashes them, as quick as sorting is."""
    numbers = np.sort(numbers)
    new = np.empty(len(numbers), np.bool_)
    new[:1] = True
    np.not_equal(numbers[1:], numbers[:-1], out=new[1:])
    return numbers[new]


def codes(letters: str) -> Codes:
    """Return the grams of a text, each once, in order; a text shorter than a gram is one by itself."""
    if not letters:
        return np.empty(0, np.uint64)
    return _distinct(_codes(letters.ljust(GRAM, "\0")))


def initial_codes(initials: str) -> Codes:
    """Return the grams of initial letters; they are none of letters that stand one after the other in a text."""
    return codes(initials) | _OF_INITIALS


def ranges(starts: Places, lengths: Places) -> Places:
    """Return the numbers from each start on, as many as its length, one run after the other."""
    ends = lengths.cumsum()
    total = int(ends[-1]) if len(ends) else 0
    return np.repeat(starts - ends + lengths, lengths) + np.arange(total)


def _starts(lengths: NDArray[Any]) -> Places:
    """Where rows of these lengths begin when they stand one after the other, and where the last one ends."""
    return np.concatenate(([0], np.cumsum(lengths, dtype=np.int64)))


@dataclass(frozen=True)
class Postings:
    """The rows of all grams, and the grams of all names.

    Args:
        vocabulary: the grams as numbers, in order.
        rarity: how telling each is: the fewer programs have it, the more.
        rows: where each gram's row begins in ``programs``, and where the last one ends.
        programs: numbers of the programs that have the gram.
        kinds: what kind of text each of them has it in, as a place in the list of kinds.
        names_of: where each program's names begin in the list of all names, and where the last ones end.
        grams_of: where each name's grams begin in ``name_grams``, and where the last ones end.
        name_grams: grams of names, as places in ``vocabulary``.
        weights: what the grams of each name weigh together.
    """

    vocabulary: Codes
    rarity: NDArray[np.float64]
    rows: Places
    programs: NDArray[np.uint32]
    kinds: NDArray[np.uint8]
    names_of: Places
    grams_of: Places
    name_grams: NDArray[np.uint32]
    weights: NDArray[np.float64]

    def __post_init__(self) -> None:
        fits = (
            len(self.vocabulary) == len(self.rarity) == len(self.rows) - 1
            and len(self.programs) == len(self.kinds) == self.rows[-1]
            and len(self.weights) == len(self.grams_of) - 1 == self.names_of[-1]
            and len(self.name_grams) == self.grams_of[-1]
        )
        if not fits:
            raise NotAnIndex("its arrays do not fit together")

    @classmethod
    def of(cls, arrays: Mapping[str, NDArray[Any]]) -> "Postings":
        """Return the postings whose arrays these are, among others.

        Raises:
            NotAnIndex: an array is missing, or they do not fit together.
        """
        try:
            return cls(**{field.name: arrays[field.name] for field in fields(cls)})
        except KeyError as error:
            raise NotAnIndex(f"it has no {error.args[0]}") from error

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return the arrays by their names, for ``knowledge.packed.pack``."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def known(self, found: Codes) -> Places:
        """Return the places in the vocabulary of those grams that any program has."""
        if not len(self.vocabulary):
            return np.empty(0, np.int64)
        at = self.vocabulary.searchsorted(found)
        at[at == len(self.vocabulary)] = 0
        found_at: Places = at[self.vocabulary[at] == found]
        return found_at

    def row(self, gram: int) -> NDArray[np.uint32]:
        """Return the numbers of the programs that have a gram."""
        return self.programs[self.rows[gram] : self.rows[gram + 1]]

    def shared(self, grams: Places, worth: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return what each program shares with a text.

        Args:
            grams: of the text, as places in the vocabulary.
            worth: of a gram in each kind of text.
        """
        starts = self.rows[grams]
        lengths = self.rows[grams + 1] - starts
        ends = lengths.cumsum()
        if len(ends) and ends[-1] > BUDGET:
            order = lengths.argsort(kind="stable")
            order = order[lengths[order].cumsum() <= BUDGET]
            grams, starts, lengths = grams[order], starts[order], lengths[order]
            ends = lengths.cumsum()
        at = np.repeat(starts - ends + lengths, lengths)
        at += np.arange(len(at))
        weights = worth[self.kinds[at]]
        weights *= np.repeat(self.rarity[grams], lengths)
        return np.asarray(np.bincount(self.programs[at], weights, len(self.names_of) - 1), np.float64)

    def inside(self, grams: Places, programs: Places) -> tuple[Places, Places, NDArray[np.float64]]:
        """Return how much of each name of ``programs`` stands in a text.

        Args:
            grams: of the text, as places in the vocabulary.
            programs: their numbers; each of them has a name.

        Returns:
            The numbers of the names, program by program; where each program's begin in that list, and where the last
            ones end; and of each name the share of its grams that the text has, weighed by rarity, 0 to 1.
        """
        has = np.zeros(len(self.vocabulary))
        has[grams] = self.rarity[grams]
        first, last = self.names_of[programs], self.names_of[programs + 1]
        names = ranges(first, last - first)
        starts = _starts(self.grams_of[names + 1] - self.grams_of[names])[:-1]
        # A program's names stand one after the other, so their grams are one run.
        run = self.grams_of[first]
        weighed = has[self.name_grams[ranges(run, self.grams_of[last] - run)]]
        return names, _starts(last - first), np.add.reduceat(weighed, starts) / self.weights[names]


@dataclass(frozen=True)
class Table:
    """The same for few programs as one table, where a question costs a fraction of what it costs with rows.

    Args:
        shares: a line for each gram: what each program shares with a text that has it, then each name's share of it.
        programs: how many programs there are.
    """

    shares: NDArray[np.float32]
    programs: int

    @classmethod
    def of(cls, postings: Postings, worth: NDArray[np.float64]) -> "Table | None":
        """Return the table for ``postings``, or None where it would be large.

        Args:
            postings: of all programs.
            worth: of a gram in each kind of text.
        """
        programs, names = len(postings.names_of) - 1, len(postings.weights)
        if len(postings.vocabulary) * (programs + names) > _LARGEST_TABLE:
            return None
        shares = np.zeros((len(postings.vocabulary), programs + names), np.float32)
        gram = np.repeat(np.arange(len(postings.vocabulary)), np.diff(postings.rows))
        shares[gram, postings.programs] = worth[postings.kinds] * postings.rarity[gram]
        name = np.repeat(np.arange(names), np.diff(postings.grams_of))
        shares[postings.name_grams, programs + name] = postings.rarity[postings.name_grams] / postings.weights[name]
        return cls(shares, programs)

    def sums(self, grams: Places) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return what ``Postings.shared`` and ``Postings.inside`` would, for all programs and all names."""
        sums = np.add.reduce(self.shares.take(grams, 0), 0, np.float64)
        return sums[: self.programs], sums[self.programs :]


@dataclass
class _Chunk:
    """What some programs have, with grams as places in a vocabulary of their own."""

    vocabulary: Codes
    programs: NDArray[np.uint32]
    grams: NDArray[np.uint32]
    kinds: NDArray[np.uint8]
    name_grams: NDArray[np.uint32]
    name_lengths: Places


@dataclass(frozen=True)
class Texts:
    """What of one program is indexed; none of it may be empty.

    Args:
        names: the letters of its names.
        others: the letters of its other texts, each with its kind; names are of kind 0, which counts most.
        initials: initial letters of its names, by which it is found, too (``initial_codes``).
        last: it is among those that are left out first where a row is too long.
    """

    names: Sequence[str]
    others: Mapping[str, int]
    initials: Sequence[str]
    last: bool = False


@dataclass
class Builder:
    """Collects the texts of programs, a few thousand at a time, and makes the postings of them."""

    _chunks: list[_Chunk] = field(default_factory=list)
    _last: list[bool] = field(default_factory=list)
    _names: list[int] = field(default_factory=list)

    def add(self, programs: Sequence[Texts]) -> None:
        """Add the next programs, numbered on from those before."""
        number: dict[str, int] = {}
        spelled: dict[str, int] = {}
        owned: list[tuple[int, int, int]] = []
        named: list[int] = []
        by_initials: list[tuple[int, int]] = []
        for program, texts in enumerate(programs, start=len(self._last)):
            names = [number.setdefault(name, len(number)) for name in texts.names]
            named += names
            owned += [(program, name, 0) for name in names]
            owned += [(program, number.setdefault(text, len(number)), kind) for text, kind in texts.others.items()]
            by_initials += [(program, spelled.setdefault(text, len(spelled))) for text in texts.initials]
            self._names.append(len(names))
        owned += [(program, len(number) + text, 0) for program, text in by_initials]
        self._last += [texts.last for texts in programs]

        found, text = _grams_of([*number, *spelled])
        found[text >= len(number)] |= _OF_INITIALS
        vocabulary = _distinct(found)
        # One row a text: its grams, each once.
        pairs = text.astype(np.uint64) << np.uint64(32) | vocabulary.searchsorted(found).astype(np.uint64)
        pairs = _distinct(pairs)
        grams = (pairs & np.uint64(2**32 - 1)).astype(np.uint32)
        lengths = np.bincount((pairs >> np.uint64(32)).astype(np.int64), minlength=len(number) + len(spelled))
        starts = _starts(lengths)

        owner, having, kind = np.array(owned, np.int64).reshape(-1, 3).T
        had = grams[ranges(starts[having], lengths[having])].astype(np.uint64)
        packed = np.repeat(owner << 36 | kind, lengths[having]).astype(np.uint64) | had << np.uint64(8)
        packed.sort()
        # Of a gram that a program has in several texts, the kind that counts most is kept.
        packed = packed[np.concatenate(([True], packed[1:] >> np.uint64(8) != packed[:-1] >> np.uint64(8)))]
        own = np.array(named, np.int64)
        self._chunks.append(
            _Chunk(
                vocabulary,
                (packed >> np.uint64(36)).astype(np.uint32),
                (packed >> np.uint64(8) & np.uint64(2**28 - 1)).astype(np.uint32),
                (packed & np.uint64(255)).astype(np.uint8),
                grams[ranges(starts[own], lengths[own])],
                lengths[own],
            )
        )

    def build(self) -> Postings:
        """Make the postings of all that was added; the builder is empty then."""
        chunks, self._chunks = self._chunks, []
        vocabulary = _distinct(np.concatenate([chunk.vocabulary for chunk in chunks] or [np.empty(0, np.uint64)]))
        last = np.array(self._last, np.uint64)
        packed = np.empty(sum(len(chunk.programs) for chunk in chunks), np.uint64)
        name_grams = np.empty(sum(len(chunk.name_grams) for chunk in chunks), np.uint32)
        lengths = np.concatenate([chunk.name_lengths for chunk in chunks] or [np.empty(0, np.int64)])
        done = named = 0
        for chunk in _taken(chunks):
            place = vocabulary.searchsorted(chunk.vocabulary)
            # In the order in which a row is kept: what is not left out first, what counts most.
            gram = place[chunk.grams].astype(np.uint64) << np.uint64(36) | last[chunk.programs] << np.uint64(35)
            entries = gram | chunk.kinds.astype(np.uint64) << np.uint64(32) | chunk.programs
            packed[done : done + len(entries)] = entries
            name_grams[named : named + len(chunk.name_grams)] = place[chunk.name_grams]
            done, named = done + len(entries), named + len(chunk.name_grams)
        packed.sort()
        begins = packed.searchsorted(np.arange(len(vocabulary) + 1, dtype=np.uint64) << np.uint64(36)).astype(np.int64)
        having = np.diff(begins)
        count = len(self._last)
        rarity = np.log1p(count / np.maximum(having, 1)) * min(1.0, math.log1p(_USUAL) / math.log1p(max(count, 1)))
        kept = np.minimum(having, LONGEST_ROW)
        if len(packed) > kept.sum():
            packed = packed[ranges(begins[:-1], kept)]
        owner = np.repeat(np.arange(len(lengths)), lengths)
        return Postings(
            vocabulary=vocabulary,
            rarity=rarity,
            rows=_starts(kept),
            programs=(packed & np.uint64(2**32 - 1)).astype(np.uint32),
            kinds=(packed >> np.uint64(32) & np.uint64(7)).astype(np.uint8),
            names_of=_starts(np.array(self._names, np.int64)),
            grams_of=_starts(lengths),
            name_grams=name_grams,
            weights=np.asarray(np.bincount(owner, rarity[name_grams], len(lengths)), np.float64),
        )


def _taken(chunks: list[_Chunk]) -> Iterator[_Chunk]:
    """The chunks, each gone from memory when the next one is wanted."""
    chunks.reverse()
    while chunks:
        yield chunks.pop()


def _grams_of(texts: Sequence[str]) -> tuple[Codes, Places]:
    """The grams of texts, and the number of the text that each belongs to."""
    sizes = np.fromiter(map(len, texts), np.int64, len(texts))
    counts = np.maximum(sizes - GRAM + 1, 1)
    found = _codes("".join(texts) + "\0\0")[ranges(_starts(sizes)[:-1], counts)]
    firsts = _starts(counts)[:-1]
    found[firsts[sizes == 1]] &= ~_ONE_LETTER
    found[firsts[sizes == 2]] &= ~_TWO_LETTERS
    return found, np.repeat(np.arange(len(texts)), counts)
