"""What verdicts cost: with reasons, over 300 programs and over 100,000.

Figures are this machine's at this moment; nothing is asserted about them but that they exist.
"""

import datetime as dt
import statistics
import time
from collections.abc import Sequence

import pytest

from knowledge.base import Knowledge, load
from knowledge.fact import Profile
from knowledge.intakes import Intakes
from knowledge.panel import Panel
from knowledge.program import Program
from knowledge.standing import Intake
from knowledge.verdict import judge
from knowledge.window import SEOUL
from tests.benchmarks.conftest import Line
from tests.benchmarks.generated_rules import different, profiles, repeated
from tests.knowledge.best_interview import answers_of

ON = dt.date(2020, 9, 25)


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load()


def seconds(programs: Sequence[Program], owners: Sequence[Profile]) -> list[float]:
    """What the verdicts on each owner over all programs took, after rules were made ready."""
    for program in programs:
        judge(program, {}, ON)
    taken = []
    for profile in owners:
        begun = time.perf_counter()
        judged = [judge(program, profile, ON) for program in programs]
        taken.append(time.perf_counter() - begun)
        assert all(judgement.stated for judgement in judged)
    return taken


def spread(taken: Sequence[float]) -> str:
    """Median, 99th percentile and maximum, in milliseconds."""
    by_size = sorted(taken)
    p99 = by_size[round(0.99 * (len(by_size) - 1))]
    figures = (("median", statistics.median(by_size)), ("p99", p99), ("max", by_size[-1]))
    return "  ".join(f"{name} {1000 * value:7.2f} ms" for name, value in figures)


@pytest.mark.parametrize(("count", "owners"), [(300, 500), (100_000, 5)])
def test_verdicts_with_reasons(knowledge: Knowledge, line: Line, count: int, owners: int) -> None:
    programs = repeated(knowledge.programs, count)
    told = profiles(answers_of(list(knowledge.programs.values()), knowledge.facts, ON), owners)

    taken = seconds(programs, told)

    assert len(taken) == owners
    line(f"verdicts with reasons, {count:,} programs with the rules of the files, {owners} owners", spread(taken))


@pytest.mark.parametrize(("count", "own_rules"), [(300, False), (100_000, False), (100_000, True)])
def test_verdicts_without_reasons(knowledge: Knowledge, line: Line, count: int, own_rules: bool) -> None:
    programs = (
        different(knowledge.programs, knowledge.facts, count) if own_rules else repeated(knowledge.programs, count)
    )
    told = profiles(answers_of(programs[:1000], knowledge.facts, ON), 20)
    begun = time.perf_counter()
    panel = Panel(programs)
    made = time.perf_counter() - begun

    taken = []
    for profile in told:
        begun = time.perf_counter()
        verdicts = panel.verdicts(profile, ON)
        taken.append(time.perf_counter() - begun)

    assert list(verdicts[:1000]) == [judge(program, told[-1], ON).verdict for program in programs[:1000]]
    whose = "rules of their own" if own_rules else "the rules of the files"
    line(f"verdicts alone, {count:,} programs with {whose}", f"{spread(taken)}  making ready {1000 * made:7.2f} ms")


def test_what_is_open(knowledge: Knowledge, line: Line) -> None:
    programs = repeated(knowledge.programs, 100_000)
    intakes = Intakes(programs)
    taken = []
    for hour in (0, 9, 18):
        begun = time.perf_counter()
        found = intakes.taking(Intake.WAIT, dt.datetime.combine(ON, dt.time(hour), SEOUL))
        taken.append(time.perf_counter() - begun)
        assert found

    first, *again = (1000 * each for each in taken)
    line("what 100,000 programs take", f"the first of a day {first:7.2f} ms  again {statistics.median(again):7.2f} ms")


def test_verdicts_over_programs_that_all_differ(knowledge: Knowledge, line: Line) -> None:
    programs = different(knowledge.programs, knowledge.facts, 300)
    told = profiles(answers_of(programs, knowledge.facts, ON), 500)

    taken = seconds(programs, told)

    assert len(taken) == 500
    line("verdicts with reasons, 300 programs with rules of their own, 500 owners", spread(taken))
