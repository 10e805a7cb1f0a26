"""All programs in one order: what can be had first, what can't be had last."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.fact import Profile
from knowledge.intakes import Intakes
from knowledge.nearness import Near, Nearest
from knowledge.panel import Panel
from knowledge.program import Program
from knowledge.standing import Intake, intake
from knowledge.verdict import Verdict, judge
from tests.knowledge import random_rules
from tests.knowledge.random_rules import FACTS
from tests.knowledge.sample import at, program_of, window_of

NOW = at("2024-02-29T10:00:00")
GROUPS = ("now", "later", "one answer", "unknown", "no")
WINDOWS = (
    window_of("rolling"),
    window_of("none_stated"),
    window_of("dated", starts="2020-09-23", ends="2020-09-25"),
)


def group_of(verdict: Verdict, away: bool, takes: Intake) -> str:
    if verdict is Verdict.YES:
        return "now" if takes is Intake.REGISTER else "later"
    return "no" if verdict is Verdict.NO else "one answer" if away else "unknown"


def nearest(programs: list[Program], profile: Profile, now: dt.datetime = NOW) -> Nearest[str, Near[str]]:
    return Nearest(
        Panel(programs),
        Intakes(programs),
        FACTS,
        profile,
        now,
        groups=GROUPS,
        group_of=group_of,
        make=lambda near: near,
    )


def made(rules: list[dict[str, object]]) -> list[Program]:
    return [
        program_of(rule).model_copy(update={"id": f"{number:02}", "windows": (WINDOWS[number % len(WINDOWS)],)})
        for number, rule in enumerate(rules)
    ]


@given(st.lists(random_rules.rules(most=4), max_size=8), random_rules.profiles())
def test_each_program_stands_once_where_it_belongs(rules: list[dict[str, object]], profile: Profile) -> None:
    programs = made(rules)

    order = nearest(programs, profile)

    found = list(order)
    assert len(order) == len(found) == len(programs)
    assert sorted(near.program.id for near in found) == [program.id for program in programs]
    places = [
        (GROUPS.index(near.group), list(Intake).index(near.takes), -near.holding, near.program.id) for near in found
    ]
    assert places == sorted(places)
    for near in found:
        verdict = judge(near.program, profile, NOW.date()).verdict
        assert near.takes is intake(near.program, NOW)
        assert near.group == group_of(verdict, bool(near.away), near.takes)
    assert order.counts() == {group: sum(near.group == group for near in found) for group in GROUPS}


def test_a_page_is_what_stands_there() -> None:
    programs = made([{"id": "green", "op": "is", "fact": "green", "value": True, "paragraph": 1,
                      "label": {"ko": "친환경", "en": "green"}}] * 7)  # fmt: skip
    order = nearest(programs, {"green": True})

    assert order[2:4] == list(order)[2:4]
    assert order[-1] == list(order)[-1]
    assert order[:0] == []
    with pytest.raises(IndexError):
        order[7]
