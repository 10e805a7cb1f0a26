"""Finding the program that a message is about.

An index of letter n-grams (jamo, without spaces) over the names, aliases, hints and texts of all programs, weighted by
how rare each is, and rapidfuzz on the names of the best of them. What a question costs hardly grows with the number of
programs: rows of the index are bounded, hints are looked up by how they begin, names are compared for the best only.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

from knowledge import hangul, hints, lexicon, region
from knowledge.hints import Hints
from knowledge.lexicon import key, known_key
from knowledge.packed import NotAnIndex, PackedTexts, pack, texts_to_arrays, unpack
from knowledge.postings import GRAM, Builder, Places, Postings, Table, Texts, codes, initial_codes
from knowledge.program import Program
from knowledge.rule import In, Is, clauses

__all__ = ["GRAM", "POINTED", "Match", "NotAnIndex", "Search", "key", "known_key"]

POINTED = 0.56
"""A hint that only one program has names it about as well as half of its name."""
ELSEWHERE = 0.9
"""What a program of another region keeps of its score, where the operator has a home region and the text names no other
place: of two that fit equally, the one at home is clearly first, but a name that is written out still wins."""
_COVERED = 0.6
"""What it is worth that a program has all grams of a text."""
_FORMAT = "1"
_SHORTLIST = 200
"""So many programs have their names looked at."""
_RETURNED = 40
_STEPS = 1000
_FIRST_COMPARED = 3
"""Of so many programs the names are compared letter by letter, until one is named as a whole."""
_MAY_MATTER = 0.5
"""Of others, where they may well be worth so much of what the best one is."""
_LEAST = 0.2
"""A program that fits less is not returned."""
_WHOLE_NAME = 0.85
_AT_LEAST_INSIDE = 0.15
"""A name of which less stands in the text is not looked at."""
_KINDS = np.array([1.0, 0.9, 0.7, 0.6, 0.5, 0.3])
_NAME, _HINT, _WORD, _SUMMARY, _TEXT, _APPLY = range(6)
"""How telling a gram is in each kind of text of a program."""
_LETTER_RUN = re.compile(r"[ㄱ-ㅎ]{2,}")
_RUN_BY_A_WORD = re.compile(
    r"(?P<run>[ㄱ-ㅎ]{2,}) ?(?P<after>[가-힣]{2})|(?P<before>[가-힣]{2}) ?(?P<ending>[ㄱ-ㅎ]{2,})"
)
_BUILT_AT_ONCE = 1024
_KEPT = 2**14
"""Of so many names, and of so many programs, what is made of their bytes is kept."""
_WORDS = re.compile(r"[가-힣]+")
_BARE_PLACE = (2, 3)
"""So many letters has the name of a city or district without its 시, 군 or 구."""
_STRUCK = "¤"
_MAY_BE_WHOLE = 0.45
"""A program of whose names less stands in a text has no whole name there."""
_LONG_ENOUGH = 4
"""A name of fewer letters may be a common word."""


class Match(NamedTuple):
    """A program that a text may be about; a tuple, since dozens are made of each text.

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


@dataclass
class _Clues:
    """What points to programs beside the grams that they share with a text; by their numbers.

    Args:
        worth: how much it points to each.
        begins: where a hint begins that points to one program only.
        spelled: those whose initial letters were typed.
    """

    worth: dict[int, float] = field(default_factory=dict)
    begins: dict[int, int] = field(default_factory=dict)
    spelled: set[int] = field(default_factory=set)


@dataclass(frozen=True)
class _NearNames:
    """The names of programs, and what the grams that they share with a text let expect of them.

    Args:
        names: their numbers, program by program.
        begins: where each program's names begin, and where the last ones end.
        inside: the share of a name's grams that the text has; 0 where it is too small to count.
        strengths: what a whole name is worth.
        likely: what the best name of each program may well be worth.
    """

    names: Places
    begins: Places
    inside: NDArray[np.float64]
    strengths: NDArray[np.float64]
    likely: NDArray[np.float64]


class Search:
    """The index; built once from all programs, or read from a cache.

    Args:
        programs: id to program.
        home: the operator's home region ("서울"): of programs that fit a text equally well, those of other regions come
            after those at home and those of no region, unless the text names another place. None: all are equal.

    Raises:
        ValueError: ``home`` is no 시도.
    """

    def __init__(self, programs: Mapping[str, Program], *, home: str | None = None) -> None:
        if home is not None and (" " in home or not region.known(home)):
            raise ValueError(f"{home} is no 시도: write it as facts do, 서울 or 경기")
        self._use(_arrays(programs, home))

    @classmethod
    def from_bytes(cls, packed: bytes | memoryview, *, version: str = "") -> "Search":
        """Return the index that ``to_bytes`` made ``packed`` of, without its programs.

        Args:
            packed: kept as they are: the index looks into them.
            version: of the programs.

        Raises:
            NotAnIndex: they are damaged, or of another version of the programs, of the lexicon or of this code.
        """
        search = cls.__new__(cls)
        search._use(unpack(_version(version), packed))
        return search

    def to_bytes(self, *, version: str = "") -> bytes:
        """Return the index as bytes, for a cache.

        Args:
            version: of the programs; ``from_bytes`` refuses another.
        """
        return pack(_version(version), self._arrays)

    def _use(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        self._arrays = arrays
        self._postings = Postings.of(arrays)
        self._hints = Hints(arrays)
        self._ids = list(PackedTexts("ids", arrays))
        self._number = {program: number for number, program in enumerate(self._ids)}
        self._names = PackedTexts("names", arrays)
        self._written = PackedTexts("written", arrays)
        self._table = Table.of(self._postings, _KINDS)
        self._all_names = np.arange(len(self._postings.weights))
        self._all_programs = np.arange(len(self._ids))
        self._home = PackedTexts("home", arrays)[0]
        self._keeps = arrays["keeps"]
        self._sizes = arrays["sizes"]
        self._any_elsewhere = bool((self._keeps < 1.0).any())
        self._strengths = np.minimum(1.0, 0.55 + self._postings.weights / 60)
        self._kept_letters: dict[int, str] = {}
        self._kept_forms: dict[int, tuple[str, ...]] = {}
        fits = len(self._ids) == len(self._keeps) == len(self._postings.names_of) - 1
        if not fits or not len(self._names) == len(self._written) == len(self._sizes) == len(self._strengths):
            raise NotAnIndex("its names do not fit together")

    def _letters(self, name: int) -> str:
        letters = self._kept_letters.get(name)
        if letters is None:
            if len(self._kept_letters) >= _KEPT:
                self._kept_letters.clear()
            letters = self._kept_letters[name] = hangul.sounds(self._names[name])
        return letters

    def find(self, text: str) -> list[Match]:
        """Return the programs that share most with ``text``, best first, at most 40.

        Args:
            text: what a person wrote.
        """
        wanted = key(text)
        letters = hangul.sounds(wanted)
        grams = self._postings.known(codes(letters))
        at_home = self._any_elsewhere and not self._names_elsewhere(text)
        known = float(self._postings.rarity[grams].sum()) or 1.0
        fits, inside = self._table.sums(grams) if self._table else (self._postings.shared(grams, _KINDS), None)
        fits *= _COVERED / known
        np.minimum(fits, _COVERED, out=fits)
        clues = self._clues(text, wanted, fits, at_home=at_home)
        for program in clues.spelled:
            fits[program] = _COVERED
        for program, worth in clues.worth.items():
            fits[program] += min(0.7, worth)
        if at_home:
            fits *= self._keeps
        best = _largest(fits, _SHORTLIST)
        if not len(best):
            return []
        if inside is None:
            names, begins, inside = self._postings.inside(grams, best)
            near = self._near_names(names, begins, inside, len(letters))
        else:
            best = self._all_programs
            near = self._near_names(self._all_names, self._postings.names_of, inside, len(letters))
        return self._matches(best, fits, letters, near, clues, at_home=at_home)

    def struck(self, letters: str, matches: Sequence[Match]) -> str:
        """Return ``letters`` with "¤" for each letter of the matched programs' names, the longest name first.

        Args:
            letters: the key of a text.
            matches: what ``find`` returned for that text.
        """
        present = {
            form
            for match in matches
            if match.named >= _MAY_BE_WHOLE
            for form in self._forms(self._number[match.program])
            if len(form) >= _LONG_ENOUGH and form in letters
        }
        done, rest = [], 0
        while present:
            found = {form: at for form in present if (at := letters.find(form, rest)) >= 0}
            if not found:
                break
            name = min(found, key=lambda form: (found[form], -len(form)))
            done.append(letters[rest : found[name]] + _STRUCK * len(name))
            rest = found[name] + len(name)
            present = set(found)
        return "".join(done) + letters[rest:]

    def _forms(self, program: int) -> tuple[str, ...]:
        """The names of a program as they may stand in a key: with words made one, and as written."""
        forms = self._kept_forms.get(program)
        if forms is None:
            if len(self._kept_forms) >= _KEPT:
                self._kept_forms.clear()
            own = range(int(self._postings.names_of[program]), int(self._postings.names_of[program + 1]))
            both = (form for name in own for form in (self._names[name], self._written[name]) if form)
            forms = self._kept_forms[program] = tuple(dict.fromkeys(both))
        return forms

    def _names_elsewhere(self, text: str) -> bool:
        """Whether a text names a place outside the home region."""
        return any(place.split()[0] != self._home for place in _places(text))

    def _clues(self, text: str, wanted: str, fits: NDArray[np.float64], *, at_home: bool) -> _Clues:
        clues = _Clues(defaultdict(float))
        for hint, at, programs in self._hints.found(wanted, at_home=at_home):
            for program in programs:
                clues.worth[program] += 0.35 / len(programs)
            if len(programs) == 1 and len(hint) > 1:
                clues.begins.setdefault(programs[0], len(hangul.sounds(wanted[:at])))
        if _LETTER_RUN.search(text):
            plain = hangul.plain(text)
            likely = _largest(fits, _RETURNED).tolist()
            for program, share in (*self._spelled(plain), *self._partly_spelled(plain, likely)):
                clues.worth[program] += 0.6 + 0.1 * share
                clues.spelled.add(program)
        return clues

    def _spelled(self, plain: str) -> Iterator[tuple[int, float]]:
        """Programs whose names are typed as initial letters, and how much of a name's letters they are."""
        for run in dict.fromkeys(_LETTER_RUN.findall(plain)):
            # Of one letter again and again, like ㅋㅋㅋ, a name is no more than by chance.
            if len(run) >= GRAM and len(set(run)) > 1:
                yield from self._with_initials(run)

    def _with_initials(self, run: str) -> Iterator[tuple[int, float]]:
        wanted = initial_codes(hangul.sounds(run))
        grams = self._postings.known(wanted)
        if len(grams) < len(wanted):
            return
        rows = sorted((self._postings.row(int(gram)) for gram in grams), key=len)
        programs = rows[0]
        for row in rows[1:]:
            programs = programs[np.isin(programs, row)]
        tried = programs[np.argsort(-self._keeps[programs], kind="stable")][:_SHORTLIST]
        for program in tried.tolist():
            initials = [hangul.initials(form) for form in self._forms(program)]
            # Three letters are too few to forgive a wrong one: ㅋㅌㅊ would be 경 대출.
            alike = str if len(run) == GRAM else hangul.sounds
            matching = (len(run) / len(letters) for letters in initials if alike(run) in alike(letters))
            if share := max(matching, default=0.0):
                yield program, share

    def _partly_spelled(self, plain: str, programs: Sequence[int]) -> Iterator[tuple[int, float]]:
        """Those of ``programs`` of whose names a part is typed as initial letters, right beside another part."""
        for match in _RUN_BY_A_WORD.finditer(plain):
            run, after, before, ending = match.groups()
            word = hangul.folded(after or before)
            for program in programs:
                for form in self._forms(program):
                    at = form.find(word)
                    part = form[at + len(word) :][: len(ending)] if ending else form[: max(at, 0)][-len(run) :]
                    if at >= 0 and hangul.sounds(hangul.initials(part)) == hangul.sounds(ending or run):
                        yield program, (len(part) + len(word)) / len(form)
                        break

    def _matches(
        self,
        programs: Places,
        fits: NDArray[np.float64],
        letters: str,
        near: _NearNames,
        clues: _Clues,
        *,
        at_home: bool,
    ) -> list[Match]:
        """The best of ``programs``, with what of their names stands in the text.

        Names are compared letter by letter only where that may matter for which program is meant.
        """
        keeps = self._keeps[programs] if at_home else np.ones(len(programs))
        likely = fits[programs] + keeps * near.likely
        order = (-likely).argsort(kind="stable")[:_RETURNED]
        order = order[likely[order] >= _LEAST]
        columns = [values[order].tolist() for values in (programs, likely, fits[programs], near.likely, keeps)]
        best, whole, matches = 0.0, False, []
        for rank, (place, program, expected, fit, guess, keep) in enumerate(zip(order.tolist(), *columns, strict=True)):
            named, worth, at = guess, guess, len(letters)
            if guess and (expected >= best * _MAY_MATTER or (rank < _FIRST_COMPARED and not whole)):
                named, worth, at = self._named(near, place, letters)
                whole = whole or named >= _WHOLE_NAME
            score = fit + worth * keep
            best = max(best, score)
            if named < POINTED and program in clues.begins:
                named, at = POINTED, clues.begins[program]
            matches.append(Match(self._ids[program], score, named, at, program in clues.worth))
        matches.sort(key=_best_first)
        return matches

    def _near_names(self, names: Places, begins: Places, inside: NDArray[np.float64], size: int) -> _NearNames:
        """What the grams that names share with a text of so many letters let expect of them."""
        inside = np.minimum(inside * (inside >= _AT_LEAST_INSIDE), 1.0)
        strengths = self._strengths[names]
        whole = np.minimum(1.0, size / self._sizes[names])
        likely = inside * (0.5 + 0.325 * whole)
        likely += 0.075 * whole * (inside > 0)
        likely *= strengths
        return _NearNames(names, begins, inside, strengths, np.maximum.reduceat(likely, begins[:-1]))

    def _named(self, near: _NearNames, place: int, letters: str) -> tuple[float, float, int]:
        """How much of a program's names stands in a text, what that is worth, and where it begins."""
        named, score, at = 0.0, 0.0, len(letters)
        of_it = slice(near.begins.item(place), near.begins.item(place + 1))
        possible = []
        for name, inside in enumerate(near.inside[of_it].tolist(), start=near.names.item(of_it.start)):
            if inside:
                strength = self._strengths.item(name)
                at_best = strength * (0.5 * inside + 0.5 * min(1.0, 0.45 + 0.6 * inside))
                possible.append((-at_best, name, inside, strength))
        for at_best, name, inside, strength in sorted(possible):
            if -at_best <= score:
                break
            own = self._letters(name)
            begins, ratio = letters.find(own), 1.0
            whole = min(1.0, len(letters) / len(own))
            if begins < 0:
                least = max(0.0, (2 * score / strength - inside) / whole)
                found = fuzz.partial_ratio_alignment(own, letters, score_cutoff=100 * least**0.5)
                if found is None:
                    continue
                ratio, begins = found.score / 100, found.dest_start
            fits = 0.5 * inside + 0.5 * ratio**2 * whole
            if fits * strength > score:
                named, score, at = fits, fits * strength, begins
        return named, score, at


def _best_first(match: Match) -> tuple[float, str]:
    return -match.score, match.program


def _largest(values: NDArray[np.float64], count: int) -> Places:
    """The places of the largest values above zero, at most so many; of equal ones, the first."""
    if len(values) <= count:
        return np.flatnonzero(values)
    # Coarsely first: numpy's own partition takes long where thousands of values are equal.
    steps = (values * (_STEPS / max(float(values.max()), 1e-9))).astype(np.int64)
    above = np.bincount(steps)[::-1].cumsum()
    least = len(above) - 1 - int(above.searchsorted(count))
    some = np.flatnonzero(steps >= max(least, 1))
    return some[(-values[some]).argsort(kind="stable")[:count]]


def _version(programs: str) -> str:
    return f"{_FORMAT} {lexicon.fingerprint()} {programs}"


def _written(name: str) -> str:
    return hangul.folded(hangul.spaceless(hangul.plain(name)))


def _arrays(programs: Mapping[str, Program], home: str | None) -> dict[str, NDArray[Any]]:
    """Everything that the index consists of."""
    builder = Builder()
    ids: list[str] = []
    names: list[str] = []
    written: list[str] = []
    sizes: list[int] = []
    keeps: list[float] = []
    pointing: dict[str, list[int]] = defaultdict(list)
    remaining = enumerate(programs.values())
    while chunk := list(islice(remaining, _BUILT_AT_ONCE)):
        indexed = []
        for number, program in chunk:
            called = (program.name, *program.aliases)
            forms = dict.fromkeys((known_key(name), _written(name)) for name in called)
            named = [(made, as_written) for made, as_written in forms if made] or [(known_key(program.id), "")]
            own = [_known_letters(made) for made, _ in named]
            elsewhere = home is not None and _elsewhere(program, home)
            initials = {hangul.sounds(hangul.initials(form)) for forms in named for form in forms}
            spelled = sorted(letters for letters in initials if len(letters) >= GRAM)
            indexed.append(Texts(own, _texts(program), spelled, elsewhere))
            ids.append(program.id)
            names += [made for made, _ in named]
            written += ["" if as_written == made else as_written for made, as_written in named]
            sizes += map(len, own)
            keeps.append(ELSEWHERE if elsewhere else 1.0)
            for hint in dict.fromkeys(map(known_key, program.hints)):
                pointing[hint].append(number)
        builder.add(indexed)
    return {
        **builder.build().arrays(),
        **hints.arrays_of(
            {hint: numbers for hint, numbers in pointing.items() if hint}, [keep < 1.0 for keep in keeps]
        ),
        **texts_to_arrays("ids", ids),
        **texts_to_arrays("names", names),
        **texts_to_arrays("written", written),
        **texts_to_arrays("home", [home or ""]),
        "sizes": np.array(sizes, np.uint32),
        "keeps": np.array(keeps, np.float64),
    }


@lru_cache(maxsize=_KEPT)
def _known_letters(letters: str) -> str:
    return hangul.sounds(letters)


def _texts(program: Program) -> dict[str, int]:
    """The letters of a program's texts that a question may share words with, and of which kind each is."""
    texts = [(program.english, _NAME)]
    texts += [(hint, _HINT) for hint in (*program.hints, *program.described)]
    texts += [(word, _WORD) for statement in program.statements for word in statement.words]
    texts += [(program.summary.ko, _SUMMARY), (program.who.text.ko, _TEXT)]
    texts += [(statement.text.ko, _TEXT) for statement in program.statements]
    texts += [(program.apply.text.ko, _APPLY)]
    kinds: dict[str, int] = {}
    for text, kind in texts:
        letters = _known_letters(known_key(text))
        if letters:
            kinds[letters] = min(kind, kinds.get(letters, kind))
    return kinds


def _elsewhere(program: Program, home: str) -> bool:
    """Whether a program is for a region other than ``home``, told from its names, its rule, or what it is."""
    rule = clauses(program.who.rule) if program.who.rule else ()
    of_region = (clause for clause in rule if isinstance(clause, Is | In) and clause.fact == "region")
    ruled = [place for clause in of_region for place in _values(clause)]
    places = _places(program.name) or ruled or _places(*program.aliases, program.summary.ko)
    return bool(places) and all(place.split()[0] != home for place in places)


def _values(clause: Is | In) -> list[str]:
    return [str(value) for value in (clause.values if isinstance(clause, In) else [clause.value])]


def _places(*texts: str) -> list[str]:
    """The places named in texts, among them cities that stand by themselves ("전주 온라인 기획전")."""
    found = []
    for text in texts:
        plain = hangul.plain(text)
        alone = [word for word in _WORDS.findall(plain) if len(word) in _BARE_PLACE]
        named = (mention for part in (hangul.spaceless(plain), *alone) for mention in region.mentions(part))
        found += [mention.place for mention in named]
    return found
