"""How long an interview is, held against the best that there can be, and what a question costs.

The best is found by search, which is exact: see ``tests/knowledge/best_interview.py``. Times are this machine's at this
moment; nothing is asserted about them.
"""

import datetime as dt
import random
import statistics
import time
from collections.abc import Sequence

import pytest

from knowledge.base import Knowledge, load
from knowledge.fact import Profile, Value
from knowledge.intakes import Intakes
from knowledge.nearness import Nearest
from knowledge.next_question import Interview
from knowledge.panel import Panel
from knowledge.program import Program
from knowledge.verdict import Verdict, judge
from knowledge.window import SEOUL
from tests.benchmarks.conftest import Line
from tests.benchmarks.generated_rules import SEED, different, repeated
from tests.benchmarks.test_verdicts import spread
from tests.knowledge.best_interview import Search, answers_of, questions_asked

ON = dt.date(2020, 9, 25)
MOST_TIMES_THE_BEST = 1.1


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load()


def lengths(programs: Sequence[Program], knowledge: Knowledge) -> tuple[float, float]:
    """The expected number of questions of our interview, and of the best."""
    given = answers_of(programs, knowledge.facts, ON)
    interview = Interview(programs, knowledge.facts)
    ours = questions_asked(lambda profile: interview.next_question(profile, (), ON), given)
    return ours, Search(given, ON).best(programs)


def test_the_length_of_an_interview_over_all_programs(knowledge: Knowledge, line: Line) -> None:
    programs = list(knowledge.programs.values())

    ours, best = lengths(programs, knowledge)

    line(
        f"questions to settle all {len(programs)} programs, of {len(answers_of(programs, knowledge.facts, ON))} facts",
        f"ours {ours:7.4f}  best {best:7.4f}  ratio {ours / best:.4f}",
    )
    assert best - 1e-9 <= ours <= MOST_TIMES_THE_BEST * best


def test_the_length_of_an_interview_over_one_program(knowledge: Knowledge, line: Line) -> None:
    ratios = []
    for program in knowledge.programs.values():
        if program.who.rule is not None:
            ours, best = lengths([program], knowledge)
            line(f"  {program.id}", f"ours {ours:7.4f}  best {best:7.4f}  ratio {ours / best:.4f}")
            ratios.append(ours / best)

    line(
        f"questions to settle one program, {len(ratios)} programs",
        f"mean ratio {statistics.mean(ratios):.4f}  worst {max(ratios):.4f}",
    )
    assert statistics.mean(ratios) <= MOST_TIMES_THE_BEST


@pytest.mark.parametrize(
    ("count", "own_rules", "owners"), [(33, False, 200), (300, False, 200), (300, True, 200), (100_000, True, 3)]
)
def test_what_a_question_costs(knowledge: Knowledge, line: Line, count: int, own_rules: bool, owners: int) -> None:
    programs = (
        different(knowledge.programs, knowledge.facts, count) if own_rules else repeated(knowledge.programs, count)
    )
    for program in programs:
        judge(program, {}, ON)  # makes its rule ready, which every verdict needs
    given = answers_of(programs, knowledge.facts, ON)
    chance = random.Random(SEED)
    begun = time.perf_counter()
    interview = Interview(programs, knowledge.facts)
    interview.next_question({}, (), ON)
    first = time.perf_counter() - begun
    taken, asked = [], 0

    for _ in range(owners):
        profile: dict[str, Value] = {}
        while True:
            begun = time.perf_counter()
            fact = interview.next_question(profile, (), ON)
            taken.append(time.perf_counter() - begun)
            if fact is None:
                break
            profile[fact] = chance.choice(given[fact])
            asked += 1

    whose = "rules of their own" if own_rules else "the rules of the files"
    line(
        f"a question, {count:,} programs with {whose}, {owners} owners",
        f"{spread(taken)}  the first {1000 * first:7.2f} ms  questions {asked / owners:5.2f}",
    )
    assert asked


@pytest.mark.parametrize("count", [33, 300, 10_000, 100_000])
def test_what_a_whole_question_and_the_list_cost(knowledge: Knowledge, line: Line, count: int) -> None:
    programs = different(knowledge.programs, knowledge.facts, count)
    panel, intakes, interview = Panel(programs), Intakes(programs), Interview(programs, knowledge.facts)
    at = dt.datetime.combine(ON, dt.time(10), SEOUL)
    intakes.of(panel.everything, at)
    owners: dict[str, Profile] = {
        "a flag": {"startup": False},
        "a place": {"region": "서울 금천구"},
        "place and size": {"region": "서울 금천구", "size": frozenset({"small_merchant"})},
    }

    for told, profile in owners.items():
        questions, lists = [], []
        for _ in range(5):
            begun = time.perf_counter()
            interview.next_question(profile, (), ON)
            settled = interview.settled(profile, (), ON)
            panel.verdicts(profile, ON)
            asked = time.perf_counter()
            order = Nearest(
                panel,
                intakes,
                knowledge.facts,
                profile,
                at,
                groups=list(Verdict),
                group_of=lambda verdict, _away, _takes: verdict,
                make=lambda near: near,
            )
            page = order[:5]
            questions.append(asked - begun)
            lists.append(time.perf_counter() - asked)
            assert 0 <= settled <= count == sum(order.counts().values())
            assert len(page) == 5
        line(
            f"{count:,} programs with rules of their own, told {told}",
            f"question: first {1000 * questions[0]:7.2f} ms  {spread(questions[1:])}"
            f"  list: first {1000 * lists[0]:7.2f} ms  {spread(lists[1:])}",
        )
