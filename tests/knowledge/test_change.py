"""What would change a verdict, and when."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.answers import narrowed
from knowledge.change import from_day, one_answer_away, one_change
from knowledge.fact import DayInterval, Interval, Profile, Value
from knowledge.verdict import Verdict, judge
from tests.knowledge.random_rules import EXACT, FACTS, ON, Written, exact_profiles, profiles, rules
from tests.knowledge.sample import clause, day, program_of

IN_SEOUL = clause("place", "is", fact="region", value="서울")
GREEN = clause("green", "is", fact="green", value=True)
SMALL = clause("small", "below", fact="employees", value=10)
THREE_YEARS = clause("years", "elapsed", fact="founded", at_least=3)
CERTIFIED = clause("certified", "manual")


def since(text: str) -> DayInterval:
    return DayInterval(day(text), day(text))


def test_a_no_that_hangs_on_one_fact_names_it_and_its_clauses() -> None:
    rule = {"all": [IN_SEOUL, GREEN, SMALL, CERTIFIED]}
    profile: Profile = {"region": "부산", "green": True, "employees": Interval(3, 3)}

    change = one_change(program_of(rule), FACTS, profile, ON)

    assert change is not None
    assert (change.fact, [part.id for part in change.clauses]) == ("region", ["place"])


@pytest.mark.parametrize(
    "profile",
    [
        {"region": "부산", "green": False, "employees": Interval(3, 3)},  # two facts stand against it
        {"region": "부산", "green": True},  # a third is not known
        {"region": "서울", "green": True, "employees": Interval(3, 3)},  # a yes
    ],
)
def test_where_one_fact_is_not_enough_none_is_named(profile: Profile) -> None:
    assert one_change(program_of({"all": [IN_SEOUL, GREEN, SMALL]}), FACTS, profile, ON) is None


def test_a_clause_behind_a_not_is_named_where_its_fact_stands_against_it() -> None:
    change = one_change(program_of({"all": [IN_SEOUL, {"not": GREEN}]}), FACTS, {"region": "서울", "green": True}, ON)

    assert change is not None
    assert (change.fact, [part.id for part in change.clauses]) == ("green", ["green"])


@pytest.mark.parametrize("bounds", [{"at_least": 3}, {"below": 7}, {"at_most": 7}])
@pytest.mark.parametrize("turned", [False, True])
def test_of_a_firm_that_is_not_founded_yet_no_day_is_promised(bounds: dict[str, int], turned: bool) -> None:
    elapsed = clause("years", "elapsed", fact="founded", **bounds)
    program = program_of({"all": [{"not": elapsed} if turned else elapsed, GREEN]})
    not_yet = DayInterval(ON + dt.timedelta(days=1), dt.date.max)

    assert judge(program, {"founded": not_yet, "green": True}, ON).verdict is (Verdict.YES if turned else Verdict.NO)
    assert from_day(program, {"founded": not_yet, "green": True}, ON) is None
    assert from_day(program, {"founded": DayInterval(dt.date.min, ON), "green": False}, ON) is None


def test_a_day_of_founding_is_nothing_that_one_could_change() -> None:
    assert one_change(program_of(THREE_YEARS), FACTS, {"founded": since("2023-03-02")}, ON) is None


def test_time_alone_makes_a_no_a_yes_on_the_anniversary() -> None:
    program = program_of({"all": [THREE_YEARS, GREEN]})

    assert from_day(program, {"founded": since("2023-03-02"), "green": True}, ON) == day("2026-03-02")
    assert from_day(program, {"founded": since("2023-03-02"), "green": False}, ON) is None
    assert from_day(program, {"founded": since("2020-03-02"), "green": True}, ON) is None


def test_who_knows_only_the_year_is_sure_after_its_last_day() -> None:
    known = {"founded": DayInterval(day("2021-01-01"), day("2021-12-31"))}

    assert judge(program_of(THREE_YEARS), known, ON).verdict is Verdict.UNKNOWN
    assert from_day(program_of(THREE_YEARS), known, ON) == day("2024-12-31")


def test_a_firm_that_has_grown_too_old_never_becomes_young_again() -> None:
    young = clause("young", "elapsed", fact="founded", at_most=7)

    assert from_day(program_of(young), {"founded": since("2010-01-01")}, ON) is None
    assert from_day(program_of({"not": young}), {"founded": since("2018-01-01")}, ON) == day("2025-01-02")


def test_a_span_that_is_counted_up_to_a_day_of_the_source_does_not_grow() -> None:
    fixed = {**THREE_YEARS, "on": "2024-01-01"}

    assert from_day(program_of(fixed), {"founded": since("2023-01-01")}, ON) is None


_SHORT = st.builds(
    lambda unit, low, shape: clause("founded", "elapsed", fact="founded", unit=unit, **{shape: low}),
    st.sampled_from(["months", "days"]),
    st.integers(1, 9),
    st.sampled_from(["at_least", "at_most", "below"]),
)


@given(st.lists(_SHORT | st.just(GREEN), min_size=1, max_size=3), st.booleans(), st.dates(ON - dt.timedelta(300), ON))
def test_the_first_day_is_the_one_that_trying_every_day_finds(
    parts: list[Written], turned: bool, began: dt.date
) -> None:
    rule: Written = {"not": {"any": [*parts, GREEN]}} if turned else {"all": [*parts, GREEN]}
    profile: Profile = {"founded": DayInterval(began, began), "green": not turned}
    program = program_of(rule)
    days = [ON + dt.timedelta(days=after) for after in range(1, 400)]

    if judge(program, profile, ON).verdict is Verdict.YES:
        assert from_day(program, profile, ON) is None
    else:
        expected = next((after for after in days if judge(program, profile, after).verdict is Verdict.YES), None)
        assert from_day(program, profile, ON) == expected


@given(rules(most=5), exact_profiles(), st.data())
def test_a_fact_that_is_named_can_make_it_a_yes_and_where_none_is_named_none_can(
    rule: Written, firm: Profile, data: st.DataObject
) -> None:
    program = program_of(rule)
    change = one_change(program, FACTS, firm, ON)

    if judge(program, firm, ON).verdict is Verdict.NO and change is None:
        fact = data.draw(st.sampled_from(sorted(EXACT.keys() - {"founded"})))
        otherwise: Profile = {**firm, fact: data.draw(EXACT[fact])}
        assert judge(program, otherwise, ON).verdict is not Verdict.YES
    if change is not None:
        assert change.clauses
        assert {part.fact for part in change.clauses} == {change.fact}


@given(rules(most=5), profiles(), st.data())
def test_who_is_one_answer_away_is_no_answer_nearer_or_further(
    rule: Written, profile: Profile, data: st.DataObject
) -> None:
    program = program_of(rule)
    away = one_answer_away(program, FACTS, profile, ON)
    fact = data.draw(st.sampled_from(sorted(EXACT)))
    answer: Value | None = narrowed(profile.get(fact), data.draw(EXACT[fact]))

    assert not away or judge(program, profile, ON).verdict is Verdict.UNKNOWN
    if judge(program, profile, ON).verdict is Verdict.UNKNOWN and answer is not None:
        after = judge(program, {**profile, fact: answer}, ON).verdict
        assert after is not Verdict.YES or fact in away
