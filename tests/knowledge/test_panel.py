"""Verdicts over all programs at once are those over each of them."""

import datetime as dt
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import panel as panels
from knowledge.base import load
from knowledge.change import one_answer_away
from knowledge.fact import Fact, Interval, Profile, Value
from knowledge.next_question import Interview
from knowledge.panel import Panel
from knowledge.program import Program
from knowledge.rule import All, AnyOf, AtLeastN, Clause, Not, Rule
from knowledge.verdict import Verdict, judge
from knowledge.weighing import weigh
from tests.knowledge import random_rules
from tests.knowledge.random_rules import FACTS
from tests.knowledge.sample import TODAY, clause, program_of, rule_of

Written = dict[str, object]

GREEN = clause("green", "is", fact="green", value=True)
STARTUP = clause("startup", "is", fact="startup", value=True)
IN_SEOUL = clause("place", "is", fact="region", value="서울")
BY_PERSON = clause("by-person", "manual")


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
    one, other = program_of(GREEN), program_of({"any": [GREEN, BY_PERSON]})
    startup, nothing = program_of({"not": STARTUP}), program_of(None)
    panel = Panel([one, startup, other, nothing])
    profile: Profile = {"green": True, "startup": True}

    assert panel.programs(Verdict.YES, profile, TODAY) == [one, other]
    assert panel.programs(Verdict.NO, profile, TODAY) == [startup]
    assert panel.programs(Verdict.UNKNOWN, profile, TODAY) == [nothing]
    assert Panel([]).programs(Verdict.YES, profile, TODAY) == []


def turned(rule: Rule, *, contrary: bool = False) -> Rule:
    """The rule with every *not* moved to the clauses."""
    match rule:
        case Not():
            return turned(rule.not_, contrary=not contrary)
        case All() | AnyOf() | AtLeastN():
            parts, needed = (
                (rule.all, len(rule.all))
                if isinstance(rule, All)
                else (rule.any, 1)
                if isinstance(rule, AnyOf)
                else (rule.of, rule.n)
            )
            inner = [turned(part, contrary=contrary) for part in parts]
            if len(inner) == 1:
                return inner[0]
            return AtLeastN(n=len(inner) - needed + 1 if contrary else needed, of=tuple(inner))
        case _:
            own = rule.model_copy()
            return Not.model_validate({"not": own}) if contrary else own


def behind_a_not(rule: Rule) -> list[Clause]:
    match rule:
        case Not():
            return [rule.not_] if not isinstance(rule.not_, All | AnyOf | AtLeastN | Not) else []
        case AtLeastN():
            return [found for part in rule.of for found in behind_a_not(part)]
        case _:
            return []


Stands = tuple[Verdict, int, tuple[str, ...]]


def by_itself(program: Program, profile: Profile, on: dt.date) -> Stands:
    """The verdict, how many conditions speak for the owner, and what is one answer away, of the program alone."""
    judgement = judge(program, profile, on)
    away = one_answer_away(program, FACTS, profile, on)
    holding = 0
    if program.who.rule is not None and judgement.verdict is not Verdict.NO:
        rule = turned(program.who.rule)
        contrary = set(map(id, behind_a_not(rule)))
        reasons = weigh(rule)(profile, on)[1]
        holding = sum(reason.holds is (id(reason.clause) not in contrary) for reason in reasons)
    return judgement.verdict, holding, away


def together(programs: Sequence[Program], facts: Mapping[str, Fact], profile: Profile, on: dt.date) -> list[Stands]:
    """The same from all of them at once."""
    panel = Panel(programs)
    reach = panel.reach(facts, profile, on)
    assert reach.one_away.tolist() == [rule in reach.away for rule in panel.rules.tolist()]
    return [
        (Verdict.YES if yes else Verdict.NO if no else Verdict.UNKNOWN, holding, reach.away.get(rule, ()))
        for yes, no, holding, rule in zip(
            reach.yes.tolist(), reach.no.tolist(), reach.holding.tolist(), panel.rules.tolist(), strict=True
        )
    ]


@given(
    st.lists(st.none() | random_rules.rules(), max_size=6),
    random_rules.profiles(),
    st.dates(dt.date(2018, 1, 1), dt.date(2026, 12, 31)),
)
def test_who_is_in_reach_and_one_answer_away_is_so_for_the_program_by_itself(
    rules: list[Written | None], profile: Profile, on: dt.date
) -> None:
    programs = [program_of(rule) for rule in rules]

    assert together(programs, FACTS, profile, on) == [by_itself(program, profile, on) for program in programs]


def test_the_programs_of_the_files_are_as_near_as_each_says_by_itself() -> None:
    knowledge = load()
    programs = list(knowledge.programs.values())
    owners: list[Profile] = [
        {},
        {"region": "서울"},
        {"region": "서울 금천구", "size": frozenset({"small_merchant", "small"})},
        {"region": "부산", "exporting": True, "employees": Interval(3, 30)},
    ]

    for profile in owners:
        assert [away for _, _, away in together(programs, knowledge.facts, profile, TODAY)] == [
            one_answer_away(program, knowledge.facts, profile, TODAY) for program in programs
        ]


@pytest.mark.parametrize(
    ("rule", "known", "away"),
    [
        (GREEN, {}, ("green",)),
        ({"all": [GREEN, STARTUP]}, {}, ()),
        ({"all": [STARTUP, GREEN]}, {"startup": True}, ("green",)),
        ({"any": [STARTUP, GREEN]}, {}, ("startup", "green")),
        # An answer that says no to the one way leaves the other to a person.
        ({"any": [{"all": [GREEN, STARTUP]}, BY_PERSON]}, {}, ("green", "startup")),
        ({"all": [{**IN_SEOUL, "spelled_out": False}, GREEN]}, {"region": "부산"}, ()),
        ({"all": [clause("some", "at_least", fact="employees", value=5),
                  clause("few", "below", fact="employees", value=9)]}, {}, ("employees",)),
        ({"all": [clause("few", "below", fact="employees", value=5),
                  clause("some", "at_least", fact="employees", value=9)]}, {}, ()),
    ],
)  # fmt: skip
def test_one_answer_away_is_what_one_answer_may_make_a_yes(
    rule: object, known: dict[str, Value], away: tuple[str, ...]
) -> None:
    [(_, _, found)] = together([program_of(rule)], FACTS, known, TODAY)

    assert found == away


def test_of_more_facts_than_fit_into_a_number_each_is_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(panels, "_MOST_BITS", 1)
    rules = [{"any": [STARTUP, GREEN]}, {"all": [IN_SEOUL, GREEN]}, IN_SEOUL]

    found = together([program_of(rule) for rule in rules], FACTS, {}, TODAY)

    assert [away for _, _, away in found] == [("startup", "green"), (), ("region",)]


@given(
    st.lists(random_rules.rules(most=5), max_size=4),
    random_rules.profiles(),
    st.frozensets(st.sampled_from(sorted(FACTS)), max_size=3),
)
def test_what_is_surely_unsettled_is_so_for_the_program_by_itself_and_what_is_not_even_maybe_is_settled(
    rules: list[Written], profile: Profile, declined: frozenset[str]
) -> None:
    programs = [program_of(rule) for rule in rules]

    surely, maybe = Panel(programs).unsettled(FACTS, profile, declined, random_rules.ON)

    for program, sure, may in zip(programs, surely.tolist(), maybe.tolist(), strict=True):
        settled = Interview([program], FACTS).settled(profile, declined, random_rules.ON)
        assert not (sure and may)
        assert not sure or settled == 0
        assert sure or may or settled == 1


def test_a_rule_is_the_same_however_it_is_worded() -> None:
    panel = Panel(
        [
            program_of({"not": {"any": [GREEN, STARTUP]}}),
            program_of({"all": [{"not": {**GREEN, "id": "other"}}, {"not": STARTUP}]}),
            program_of(rule_of(GREEN).model_dump(by_alias=True)),
        ]
    )

    one, other, third = panel.rules.tolist()
    assert one == other != third
