"""The next question: what settles most comes first, and an interview is about as short as it can be."""

import datetime as dt
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import next_question as asking
from knowledge.base import load
from knowledge.fact import DayInterval, Fact, Interval, Profile, Value
from knowledge.kept import Kept
from knowledge.next_question import Interview, next_question
from knowledge.program import Program
from knowledge.verdict import judge
from tests.knowledge import random_rules
from tests.knowledge.best_interview import Search, answers_of, questions_asked
from tests.knowledge.random_rules import FACTS
from tests.knowledge.sample import TODAY, clause, program_of

Written = dict[str, object]

GREEN = clause("green", "is", fact="green", value=True)
STARTUP = clause("startup", "is", fact="startup", value=True)
IN_SEOUL = clause("place", "is", fact="region", value="서울")
SMALL = clause("small", "is", fact="size", value="small")
FEW = clause("few", "at_most", fact="employees", value=9)
CERTIFIED = clause("certified", "manual")


def asked(
    *rules: object, declined: Sequence[str] = (), facts: Mapping[str, Fact] = FACTS, **profile: Value
) -> str | None:
    return next_question([program_of(rule) for rule in rules], facts, profile, declined, TODAY)


def sensitive(fact: str) -> dict[str, Fact]:
    return {**FACTS, fact: FACTS[fact].model_copy(update={"sensitive": True})}


def test_the_fact_that_settles_most_programs_is_asked_for() -> None:
    assert asked({"all": [GREEN, STARTUP]}, STARTUP, {"all": [STARTUP, FEW]}) == "startup"


def test_programs_with_the_same_rule_count_each() -> None:
    assert asked(GREEN, GREEN, STARTUP) == "green"
    assert asked(GREEN, STARTUP, STARTUP) == "startup"


def test_an_answer_that_settles_more_surely_is_preferred() -> None:
    # Any answer settles the first rule by its number; of its place, only that it is elsewhere.
    assert asked({"all": [IN_SEOUL, GREEN]}, FEW) == "employees"


def test_of_questions_that_settle_as_much_the_one_that_decides_more_comes_first() -> None:
    # None of them settles it at once, but a start-up makes the place a matter of no importance.
    rule = {"n": 2, "of": [GREEN, FEW, {"any": [STARTUP, IN_SEOUL]}]}

    assert asked(rule) == "startup"


def test_equally_good_questions_come_in_the_order_of_the_facts() -> None:
    assert asked({"any": [STARTUP, GREEN]}) == "green"
    assert asked({"any": [FEW, STARTUP]}) == "startup"


def test_what_is_known_is_not_asked_for_and_what_it_settles_neither() -> None:
    rule = {"all": [IN_SEOUL, GREEN]}

    assert asked(rule, region="부산") is None
    assert asked(rule, region="서울 금천구") == "green"
    assert asked(rule, region="서울 금천구", green=True) is None


def test_what_is_known_only_roughly_is_asked_for_where_that_may_settle_something() -> None:
    assert asked(FEW, employees=Interval(5, 20)) == "employees"
    assert asked(FEW, employees=Interval(5, 9)) is None
    assert asked(clause("here", "is", fact="region", value="서울 금천구"), region="서울") == "region"
    long = clause("long", "elapsed", fact="founded", at_least=3)
    assert asked(long, founded=DayInterval(dt.date(2015, 1, 1), dt.date(2020, 1, 1))) == "founded"
    assert asked(long, founded=DayInterval(dt.date(2015, 1, 1), dt.date(2016, 1, 1))) is None


def test_what_was_declined_is_not_asked_for_again() -> None:
    rule = {"all": [IN_SEOUL, GREEN]}

    assert asked(rule, declined=["region"]) == "green"
    assert asked(rule, declined=["region", "green"]) is None


def test_nothing_is_asked_that_can_not_change_a_verdict() -> None:
    # It stays open whatever the owner says, since the source only suggests the place.
    suggested = {**IN_SEOUL, "spelled_out": False}
    rule = {"all": [suggested, {**GREEN, "spelled_out": False}]}

    assert asked(rule, region="부산") is None
    assert asked({"all": [suggested, GREEN]}, region="부산") == "green"
    assert asked({"all": [IN_SEOUL, {**GREEN, "spelled_out": False}]}, declined=["region"], green=False) is None


def test_what_a_person_judges_and_programs_without_a_rule_leave_nothing_to_ask() -> None:
    assert asked(CERTIFIED, None) is None
    assert asked({"any": [CERTIFIED, GREEN]}) == "green"


def test_a_sensitive_fact_is_asked_for_only_where_no_other_helps() -> None:
    facts = sensitive("green")

    assert asked(GREEN, GREEN, {"all": [STARTUP, FEW]}, facts=facts) != "green"
    assert asked(GREEN, {"all": [STARTUP, FEW]}, facts=facts, startup=False) == "green"


def test_time_that_passes_is_taken_into_account() -> None:
    young = program_of(clause("young", "elapsed", fact="founded", below=7))
    known: Profile = {"founded": DayInterval(dt.date(2014, 1, 1), dt.date(2014, 6, 30))}

    assert [
        next_question([young], FACTS, known, (), day)
        for day in (dt.date(2020, 12, 31), dt.date(2021, 3, 1), dt.date(2021, 6, 30))
    ] == [None, "founded", None]


def test_programs_are_counted_as_settled_once_nothing_can_change_their_verdict() -> None:
    suggested = {**IN_SEOUL, "spelled_out": False}
    programs = [program_of(rule) for rule in (GREEN, GREEN, STARTUP, suggested, CERTIFIED, None)]
    interview = Interview(programs, FACTS)

    assert interview.settled({}, (), TODAY) == 2
    assert interview.settled({"green": True}, (), TODAY) == 4
    assert interview.settled({"green": True, "region": "부산"}, (), TODAY) == 5
    assert interview.settled({"green": True, "region": "부산"}, ["startup"], TODAY) == 6


def test_more_open_rules_than_are_weighed_are_settled_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "MOST_WEIGHED", 2)
    rules = [clause(f"at-most-{most}", "at_most", fact="employees", value=most) for most in range(1, 10)]
    interview = Interview([program_of(rule) for rule in [*rules, GREEN, {"all": [STARTUP, GREEN]}]], FACTS, 3)

    profile: dict[str, Value] = {}
    order = []
    while (fact := interview.next_question(profile, (), TODAY)) is not None:
        order.append(fact)
        profile[fact] = {"employees": Interval(3, 3)}.get(fact, True)

    assert order == ["employees", "green", "startup"]


def test_what_is_kept_for_the_next_owner_stays_within_its_bound() -> None:
    rules = [clause(f"at-most-{most}", "at_most", fact="employees", value=most) for most in range(1, 10)]
    programs = [program_of({"all": [rule, {**GREEN, "spelled_out": False}, IN_SEOUL]}) for rule in rules]
    interview = Interview(programs, FACTS, 20)
    generous = Interview(programs, FACTS)

    for heads in range(12):
        profile: Profile = {"employees": Interval(heads, heads + 1)}
        for declined in ([], ["region"]):
            assert interview.settled(profile, declined, TODAY) == generous.settled(profile, declined, TODAY)
            asked_for = interview.next_question(profile, declined, TODAY)
            assert asked_for == generous.next_question(profile, declined, TODAY)

    kept = [each for each in vars(interview).values() if isinstance(each, Kept)]
    assert len(kept) == 7
    assert all(len(each) <= 20 for each in kept)


@given(
    st.lists(random_rules.rules(most=4), min_size=1, max_size=6),
    random_rules.profiles(),
    st.frozensets(st.sampled_from(sorted(FACTS)), max_size=2),
)
def test_as_many_programs_are_settled_as_are_by_themselves(
    rules: list[Written], profile: Profile, declined: frozenset[str]
) -> None:
    programs = [program_of(rule) for rule in rules]
    by_themselves = [Interview([program], FACTS).settled(profile, declined, random_rules.ON) for program in programs]

    assert Interview(programs, FACTS).settled(profile, declined, random_rules.ON) == sum(by_themselves)


@given(
    st.lists(random_rules.rules(most=4), min_size=1, max_size=4),
    random_rules.profiles(),
    random_rules.exact_profiles(),
    st.frozensets(st.sampled_from(sorted(FACTS)), max_size=2),
)
def test_an_interview_ends_when_nothing_more_can_be_settled(
    rules: list[Written], told: Profile, firm: dict[str, Value], declined: frozenset[str]
) -> None:
    programs = [program_of(rule) for rule in rules]
    profile: dict[str, Value] = {fact: value for fact, value in firm.items() if fact in told}
    for _ in FACTS:
        fact = next_question(programs, FACTS, profile, declined, random_rules.ON)
        if fact is None:
            break
        assert fact not in profile
        assert fact not in declined
        profile[fact] = firm[fact]

    everything = {fact: value for fact, value in firm.items() if fact not in declined or fact in profile}
    assert next_question(programs, FACTS, profile, declined, random_rules.ON) is None
    assert Interview(programs, FACTS).settled(profile, declined, random_rules.ON) == len(programs)
    assert [judge(program, profile, random_rules.ON).verdict for program in programs] == [
        judge(program, everything, random_rules.ON).verdict for program in programs
    ]


def length(programs: Sequence[Program], facts: Mapping[str, Fact]) -> tuple[float, float]:
    """The expected number of questions of our interview, and of the best that there can be."""
    given_answers = answers_of(programs, facts, TODAY)
    interview = Interview(programs, facts)
    ours = questions_asked(lambda profile: interview.next_question(profile, (), TODAY), given_answers)
    return ours, Search(given_answers, TODAY).best(programs)


def test_to_settle_a_program_of_the_files_takes_hardly_more_questions_than_it_must() -> None:
    knowledge = load()
    ruled = [program for program in knowledge.programs.values() if program.who.rule is not None]

    lengths = [length([program], knowledge.facts) for program in ruled]

    assert all(best - 1e-9 <= ours <= 1.1 * best for ours, best in lengths)


def test_to_settle_several_programs_takes_hardly_more_questions_than_it_must() -> None:
    knowledge = load()
    ruled = [program for program in knowledge.programs.values() if program.who.rule is not None]

    for begin in range(0, len(ruled), 5):
        ours, best = length(ruled[begin : begin + 5], knowledge.facts)
        assert best - 1e-9 <= ours <= 1.1 * best


def test_the_search_finds_the_order_that_a_person_finds() -> None:
    programs = [program_of({"all": [STARTUP, SMALL, GREEN]}), program_of(GREEN)]
    given_answers = answers_of(programs, FACTS, TODAY)

    assert {fact: len(found) for fact, found in given_answers.items()} == {"startup": 2, "size": 2, "green": 2}
    # Green has to be asked for in any case. Half of the time the other two are left, of which the first answer ends it
    # half of the time.
    assert Search(given_answers, TODAY).best(programs) == pytest.approx(1 + 0.5 * (1 + 0.5))
