"""Verdicts over all programs at once are those over each of them."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from knowledge.base import load
from knowledge.fact import Profile
from knowledge.panel import Panel
from knowledge.verdict import Verdict, judge
from tests.knowledge import random_rules
from tests.knowledge.sample import TODAY, clause, program_of

Written = dict[str, object]


@given(
    st.lists(st.none() | random_rules.rules(), max_size=6),
    random_rules.profiles(),
    st.dates(dt.date(2018, 1, 1), dt.date(2026, 12, 31)),
)
def test_every_verdict_is_the_one_that_the_program_gives_by_itself(
    rules: list[Written | None], profile: Profile, on: dt.date
) -> None:
    programs = [program_of(rule) for rule in rules]

    assert list(Panel(programs).verdicts(profile, on)) == [judge(program, profile, on).verdict for program in programs]


def test_a_panel_speaks_for_one_owner_after_the_other() -> None:
    programs = list(load().programs.values())
    panel = Panel(programs)
    owners: list[Profile] = [{"region": "서울 금천구"}, {"startup": True, "region": "부산"}, {}, {"startup": False}]

    for profile in owners:
        assert list(panel.verdicts(profile, TODAY)) == [judge(program, profile, TODAY).verdict for program in programs]


def test_programs_are_found_by_their_verdict_in_their_order() -> None:
    green = clause("green", "is", fact="green", value=True)
    one, other = program_of(green), program_of({"any": [green, clause("by-person", "manual")]})
    startup, nothing = program_of({"not": clause("startup", "is", fact="startup", value=True)}), program_of(None)
    panel = Panel([one, startup, other, nothing])
    profile: Profile = {"green": True, "startup": True}

    assert panel.programs(Verdict.YES, profile, TODAY) == [one, other]
    assert panel.programs(Verdict.NO, profile, TODAY) == [startup]
    assert panel.programs(Verdict.UNKNOWN, profile, TODAY) == [nothing]
    assert Panel([]).programs(Verdict.YES, profile, TODAY) == []
