"""What finding a program costs and how well it does, with few programs and with very many. ``make bench`` prints it.

The questions are about real programs; the others are of other regions and agencies (``generated_programs``). Of the
quality with many programs something is asserted, of the time nothing: it is this machine's at this moment.
Memory is read as Linux tells it.
"""

import datetime as dt
import json
import math
import statistics
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

import pytest
from rapidfuzz import fuzz

from knowledge import hangul
from knowledge.base import load
from knowledge.program import Program
from knowledge.recognition import Recognition, examples
from knowledge.search import Search, key
from knowledge.understanding import Understanding
from tests.benchmarks.conftest import Line
from tests.benchmarks.generated_programs import programs

ROOT = Path(__file__).parents[2]
QUESTIONS = ROOT / "tests" / "end_to_end"
HOME = "서울"
TODAY = dt.date(2020, 9, 25)
SIZES = (33, 1_000, 10_000, 100_000)
MIB = 2**20
FIRST: dict[int, float] = {}
"""How many programs there were, to the share of questions that found theirs first."""

_FRESH = """
import sys, time
from pathlib import Path
from knowledge.search import Search
def mebibytes(of):
    status = Path("/proc/self/status").read_text()
    return int(status.split(of + ":")[1].split()[0]) / 1024
before = mebibytes("VmRSS")
begun = time.perf_counter()
search = Search.from_bytes(Path(sys.argv[1]).read_bytes())
loaded = time.perf_counter()
assert search.find(sys.argv[2])
print(loaded - begun, time.perf_counter() - loaded, before, mebibytes("VmHWM"))
"""

Asked = Sequence[tuple[str, str]]
Ranked = Callable[[str], Sequence[str]]


@pytest.fixture(scope="module")
def asked() -> Asked:
    """Questions of one turn about one program, with its id; typed with the keyboard in Korean."""
    lines = [
        line for file in sorted(QUESTIONS.glob("questions*.jsonl")) for line in file.read_text("utf-8").splitlines()
    ]
    cases = [case for case in map(json.loads, lines) if len(case["turns"]) == len(case["programs"]) == 1]
    return [(hangul.from_english_keys(case["turns"][0]) or case["turns"][0], case["programs"][0]) for case in cases]


def measured(ranked: Ranked, asked: Asked) -> tuple[float, float, list[float]]:
    """How often the right program came first and among the first three, and the milliseconds of each question."""
    first = among_three = 0
    taken = []
    for text, program in asked:
        begun = time.perf_counter()
        found = ranked(text)
        taken.append(1000 * (time.perf_counter() - begun))
        first += found[:1] == [program]
        among_three += program in found[:3]
    return first / len(asked), among_three / len(asked), sorted(taken)


def figures(ranked: Ranked, asked: Asked) -> tuple[float, str]:
    ranked(asked[0][0])
    first, among_three, taken = measured(ranked, asked)
    p99 = taken[round(0.99 * (len(taken) - 1))]
    return (
        first,
        f"top-1 {first:.3f}  top-3 {among_three:.3f}  median {statistics.median(taken):6.2f} ms  p99 {p99:6.2f} ms",
    )


@pytest.mark.parametrize("size", SIZES)
def test_search_with_more_and_more_programs(size: int, asked: Asked, line: Line, tmp_path: Path) -> None:
    known = programs(load().programs, size)
    begun = time.perf_counter()
    search = Search(known, home=HOME)
    built = time.perf_counter() - begun
    cached = tmp_path / "index"
    cached.write_bytes(search.to_bytes())

    FIRST[size], found = figures(lambda text: [match.program for match in search.find(text)], asked)
    loaded, first_find, before, after = fresh_process(cached, asked[0][0])
    first_read, understood = of_understanding(known, search, asked)

    assert len(known) == size
    assert FIRST[size] >= 0.9 * FIRST[SIZES[0]]
    line(f"{size:7,} programs", f"{found}  built in {built:5.1f} s")
    start_up = f"{cached.stat().st_size / MIB:4.0f} MiB loaded in {loaded:.2f} s, first find {1000 * first_find:.0f} ms"
    line("        understanding", f"{understood}  first {first_read:6.0f} ms")
    line("        its cache, fresh process", f"{start_up}; process {before:.0f} MiB before, {after:.0f} MiB at most")


def of_understanding(known: Mapping[str, Program], search: Search, asked: Asked) -> tuple[float, str]:
    """The milliseconds of the first message after a start from the cache, and the figures of all."""
    facts = load().facts
    packed = Understanding(known, facts, search, recognised()).to_bytes(version="")
    understanding = Understanding.from_bytes(known, facts, packed, version="")

    def ranked(text: str) -> Sequence[str]:
        return understanding.read(text, today=TODAY).asks[0].programs[:1]

    begun = time.perf_counter()
    ranked("부산에서 하는 지원 사업 있나요?")
    first = 1000 * (time.perf_counter() - begun)
    top, _, taken = measured(lambda text: list(ranked(text)), asked)
    p99 = taken[round(0.99 * (len(taken) - 1))]
    spread = f"median {statistics.median(taken):6.2f} ms  p99 {p99:6.2f} ms"
    return first, f"top-1 {top:.3f}               {spread}"


def fresh_process(cached: Path, text: str) -> tuple[float, float, float, float]:
    """Seconds that loading takes and the first question after it, and the process's memory in MiB before and after."""
    ran = subprocess.run(
        [sys.executable, "-c", _FRESH, str(cached), text], cwd=ROOT, check=True, capture_output=True, text=True
    )
    loaded, first_find, before, after = map(float, ran.stdout.split())
    return loaded, first_find, before, after


def documents(known: Iterable[Program]) -> dict[str, list[str]]:
    """What the simple means look into: names, aliases and one line of each program."""
    return {program.id: [program.name, *program.aliases, program.summary.ko] for program in known}


def by_similarity(similarity: Callable[[str, str], float], prepared: Callable[[str], str], *, whole: bool) -> Ranked:
    """Programs by how similar their best text is, or all of their text."""
    kept = {
        program: [prepared(text) for text in ([" ".join(texts)] if whole else texts[:-1])]
        for program, texts in documents(load().programs.values()).items()
    }

    def ranked(text: str) -> Sequence[str]:
        wanted = prepared(text)
        scores = {program: max(similarity(wanted, text) for text in texts) for program, texts in kept.items()}
        return sorted(scores, key=lambda program: (-scores[program], program))

    return ranked


def by_grams(prepared: Callable[[str], str]) -> Ranked:
    """Programs by TF-IDF of n-grams of two and three letters, with the cosine as their likeness."""

    def grams(text: str) -> Counter[str]:
        letters = prepared(text)
        return Counter(letters[at : at + size] for size in (2, 3) for at in range(len(letters) - size + 1))

    counted = {program: grams(" ".join(texts)) for program, texts in documents(load().programs.values()).items()}
    having = Counter(gram for counts in counted.values() for gram in counts)
    rarity = {gram: math.log(1 + len(counted) / count) for gram, count in having.items()}
    rows: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for program, counts in counted.items():
        weights = {gram: (1 + math.log(count)) * rarity[gram] for gram, count in counts.items()}
        length = math.hypot(*weights.values())
        for gram, weight in weights.items():
            rows[gram].append((program, weight / length))

    def ranked(text: str) -> Sequence[str]:
        scores: dict[str, float] = defaultdict(float)
        for gram, count in grams(text).items():
            for program, weight in rows.get(gram, ()):
                scores[program] += weight * (1 + math.log(count)) * rarity[gram]
        return sorted(scores, key=lambda program: (-scores[program], program))

    return ranked


def spaceless(text: str) -> str:
    return hangul.spaceless(hangul.plain(text))


def spelled_out(text: str) -> str:
    return hangul.jamo(spaceless(text))


@cache
def recognised() -> Recognition:
    return Recognition(examples())


@cache
def ours() -> Search:
    return Search(load().programs)


@pytest.mark.parametrize(
    ("means", "ranked"),
    [
        ("rapidfuzz WRatio", lambda: by_similarity(fuzz.WRatio, hangul.plain, whole=True)),
        ("rapidfuzz token_set_ratio", lambda: by_similarity(fuzz.token_set_ratio, hangul.plain, whole=True)),
        ("rapidfuzz partial_ratio, jamo, names", lambda: by_similarity(fuzz.partial_ratio, spelled_out, whole=False)),
        ("TF-IDF, characters 2–3", lambda: by_grams(spaceless)),
        ("TF-IDF, jamo 2–3", lambda: by_grams(spelled_out)),
        ("TF-IDF, jamo 2–3, words made one", lambda: by_grams(lambda text: hangul.jamo(key(text)))),
        ("ours", lambda: lambda text: [match.program for match in ours().find(text)]),
    ],
)
def test_means_of_searching_at_33_programs(means: str, ranked: Callable[[], Ranked], asked: Asked, line: Line) -> None:
    first, found = figures(ranked(), asked)

    assert first > 0.3
    line(means, found)
