"""Verdicts: three values, with the clauses that made them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from knowledge.fact import Interval, Profile, Value
from knowledge.program import Participation
from knowledge.rule import Manual, clauses
from knowledge.verdict import Judgement, Verdict, judge
from knowledge.weighing import lies_within
from tests.knowledge.sample import NOTHING, TODAY, clause, program_of, rule_of

Written = dict[str, object]

YES, NO, UNKNOWN = Verdict.YES, Verdict.NO, Verdict.UNKNOWN
HELD: Profile = {"green": True}
IN_SEOUL = clause("place", "is", fact="region", value="서울")
GREEN = clause("green", "is", fact="green", value=True)
STARTUP = clause("startup", "is", fact="startup", value=True)
EXPORTS = clause("exports", "is", fact="exporting", value=True)
SME = clause("sme", "in", fact="size", values=["small_merchant", "small", "medium"])
SMALL = clause("small", "is", fact="size", value="small")
CERTIFIED = clause("certified", "manual")


def verdict(rule: object, **profile: Value) -> Verdict:
    return judge(program_of(rule), profile, TODAY).verdict


def opened(judgement: Judgement) -> list[str]:
    return [reason.clause.id for reason in judgement.open]


@pytest.mark.parametrize(
    ("clause_written", "value", "expected"),
    [
        (GREEN, True, YES),
        (GREEN, False, NO),
        (clause("not-green", "is", fact="green", value=False), False, YES),
        (clause("not-green", "is", fact="green", value=False), True, NO),
        (SME, frozenset({"small"}), YES),
        (SME, frozenset({"large"}), NO),
        (SME, frozenset({"small", "medium"}), YES),
        (SME, frozenset({"medium", "large"}), UNKNOWN),
        (SMALL, frozenset({"small"}), YES),
        (SMALL, frozenset({"small", "medium"}), UNKNOWN),
        (SMALL, frozenset({"medium"}), NO),
        (IN_SEOUL, "서울", YES),
        (IN_SEOUL, "서울 금천구", YES),
        (IN_SEOUL, "부산", NO),
        (IN_SEOUL, "경기 광주시", NO),
        (clause("place", "is", fact="region", value="서울 금천구"), "서울", UNKNOWN),
        (clause("place", "is", fact="region", value="서울 금천구"), "서울 금천구", YES),
        (clause("place", "is", fact="region", value="서울 금천구"), "서울 강남구", NO),
        (clause("place", "is", fact="region", value="서울 금천구"), "경기", NO),
        (clause("few", "at_most", fact="employees", value=9), Interval(5, 9), YES),
        (clause("few", "at_most", fact="employees", value=9), Interval(5, 10), UNKNOWN),
        (clause("few", "at_most", fact="employees", value=9), Interval(10, 10), NO),
        (clause("many", "at_least", fact="employees", value=5), Interval(5, 9), YES),
        (clause("many", "at_least", fact="employees", value=5), Interval(4, 9), UNKNOWN),
        (clause("many", "at_least", fact="employees", value=5), Interval(0, 4), NO),
        (clause("some", "between", fact="employees", low=5, high=9), Interval(5, 9), YES),
        (clause("some", "between", fact="employees", low=5, high=9), Interval(9, 12), UNKNOWN),
        (clause("some", "between", fact="employees", low=5, high=9), Interval(0, 100), UNKNOWN),
        (clause("some", "between", fact="employees", low=5, high=9), Interval(10, 12), NO),
    ],
)
def test_a_clause_holds_fails_or_stays_open(clause_written: Written, value: Value, expected: Verdict) -> None:
    fact = str(clause_written["fact"])

    assert verdict(clause_written, **{fact: value}) is expected
    assert verdict(clause_written) is UNKNOWN


# What each of two clauses is, and what comes of them; the third of each line is unknown.
_TABLE = [
    ("all", True, True, YES), ("all", True, False, NO), ("all", True, None, UNKNOWN),
    ("all", False, False, NO), ("all", False, None, NO), ("all", None, None, UNKNOWN),
    ("any", True, True, YES), ("any", True, False, YES), ("any", True, None, YES),
    ("any", False, False, NO), ("any", False, None, UNKNOWN), ("any", None, None, UNKNOWN),
]  # fmt: skip


@pytest.mark.parametrize(("group", "one", "other", "expected"), _TABLE)
@pytest.mark.parametrize("swapped", [False, True], ids=["in this order", "in the other order"])
def test_unknown_is_never_taken_for_no_in_either_order(
    group: str, one: bool | None, other: bool | None, expected: Verdict, swapped: bool
) -> None:
    profile = {fact: value for fact, value in (("green", one), ("startup", other)) if value is not None}
    parts = [STARTUP, GREEN] if swapped else [GREEN, STARTUP]

    assert verdict({group: parts}, **profile) is expected


@pytest.mark.parametrize(("value", "expected"), [(True, NO), (False, YES), (None, UNKNOWN)])
def test_not_turns_yes_and_no_round_and_leaves_unknown(value: bool | None, expected: Verdict) -> None:
    profile: dict[str, Value] = {} if value is None else {"green": value}

    assert verdict({"not": GREEN}, **profile) is expected
    assert verdict({"not": {"not": {"not": GREEN}}}, **profile) is expected


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ({}, UNKNOWN),
        ({"green": True}, UNKNOWN),
        ({"green": True, "startup": True}, YES),
        ({"green": True, "startup": False}, UNKNOWN),
        ({"green": False, "startup": False}, NO),
        ({"green": True, "startup": False, "exporting": True}, YES),
        ({"green": True, "startup": False, "exporting": False}, NO),
    ],
)
def test_at_least_n_is_decided_as_soon_as_the_rest_can_not_change_it(
    known: dict[str, Value], expected: Verdict
) -> None:
    assert verdict({"n": 2, "of": [GREEN, STARTUP, EXPORTS]}, **known) is expected


def test_a_condition_for_a_person_to_judge_caps_a_yes() -> None:
    judgement = judge(program_of({"all": [GREEN, CERTIFIED]}), HELD, TODAY)

    assert judgement.verdict is YES
    assert opened(judgement) == ["certified"]
    assert judgement.asking == ()


def test_a_condition_for_a_person_to_judge_neither_saves_a_no_nor_answers_for_the_owner() -> None:
    rule = {"all": [CERTIFIED, GREEN]}

    assert verdict(rule, green=False) is NO
    assert verdict(rule) is UNKNOWN
    assert verdict({"not": CERTIFIED}) is YES
    # The owner has not said whether the other way is his: nothing is capped yet.
    assert verdict({"any": [CERTIFIED, GREEN]}) is UNKNOWN
    assert verdict({"any": [CERTIFIED, GREEN]}, green=True) is YES


def test_what_the_source_does_not_spell_out_makes_no_no() -> None:
    suggested = {**IN_SEOUL, "spelled_out": False}

    assert verdict(suggested, region="서울 마포구") is YES
    assert verdict(suggested, region="부산") is UNKNOWN
    assert verdict({"all": [suggested, GREEN]}, region="부산", green=True) is UNKNOWN
    assert verdict({"all": [suggested, GREEN]}, region="부산", green=False) is NO


def test_what_the_source_does_not_spell_out_makes_no_no_behind_a_not_either() -> None:
    rule = {"not": {**clause("large", "is", fact="size", value="large"), "spelled_out": False}}

    assert verdict(rule, size=frozenset({"large"})) is UNKNOWN
    assert verdict(rule, size=frozenset({"small"})) is YES


def test_what_is_not_spelled_out_and_not_met_is_not_asked_for_again() -> None:
    judgement = judge(program_of({"all": [{**IN_SEOUL, "spelled_out": False}, GREEN]}), {"region": "부산"}, TODAY)

    assert opened(judgement) == ["place", "green"]
    assert judgement.asking == ("green",)


def test_an_unknown_verdict_names_what_holds_and_what_is_open() -> None:
    judgement = judge(program_of({"all": [IN_SEOUL, SME, GREEN]}), {"size": frozenset({"small"})}, TODAY)

    assert judgement.verdict is UNKNOWN
    assert [(reason.clause.id, reason.holds) for reason in judgement.reasons] == [
        ("place", None),
        ("sme", True),
        ("green", None),
    ]
    assert judgement.asking == ("region", "green")


def test_a_no_names_only_what_made_it() -> None:
    judgement = judge(program_of({"all": [IN_SEOUL, SME, GREEN]}), {"region": "서울", "green": False}, TODAY)

    assert [(reason.clause.id, reason.holds) for reason in judgement.reasons] == [("green", False)]


def test_a_yes_by_one_of_several_ways_names_that_way() -> None:
    judgement = judge(program_of({"any": [STARTUP, GREEN, EXPORTS]}), HELD, TODAY)

    assert [reason.clause.id for reason in judgement.reasons] == ["green"]


def test_behind_a_not_several_ways_are_conditions_and_conditions_are_ways() -> None:
    """De Morgan holds of the reasons as well: not (A or B) is not A and not B."""
    neither = judge(program_of({"not": {"any": [GREEN, STARTUP]}}), {"green": False, "startup": False}, TODAY)
    not_both = judge(program_of({"not": {"all": [GREEN, STARTUP]}}), {"green": True}, TODAY)

    assert [(reason.clause.id, reason.either) for reason in neither.reasons] == [("green", None), ("startup", None)]
    assert not_both.verdict is UNKNOWN
    assert [(reason.clause.id, reason.either) for reason in not_both.reasons] == [("startup", ("green", 1))]


def test_without_a_stated_condition_nothing_is_known() -> None:
    judgement = judge(program_of(None), HELD, TODAY)

    assert judgement == Judgement(UNKNOWN, (), stated=False, complete=False)


@pytest.mark.parametrize("complete", [True, False])
def test_a_verdict_says_whether_the_source_gives_all_conditions(complete: bool) -> None:
    assert judge(program_of(GREEN, complete=complete), HELD, TODAY).complete is complete


@pytest.mark.parametrize(
    ("place", "wanted", "expected"),
    [
        ("서울", "서울", True),
        ("서울 중구", "서울", True),
        ("서울", "서울 중구", None),
        ("서울 중구", "서울 중랑구", False),
        ("부산 중구", "서울 중구", False),
        ("광주", "경기 광주시", False),
    ],
)
def test_a_place_lies_in_another_only_within_its_own_province(place: str, wanted: str, expected: bool | None) -> None:
    assert lies_within(place, wanted) is expected


def test_a_rule_lists_its_clauses_from_left_to_right() -> None:
    rule = rule_of({"all": [IN_SEOUL, {"any": [GREEN, {"not": STARTUP}]}, {"n": 1, "of": [SME, CERTIFIED]}]})

    assert [part.id for part in clauses(rule)] == ["place", "green", "startup", "sme", "certified"]


def test_a_rule_that_is_written_reads_as_the_same_rule() -> None:
    rule = rule_of({"all": [IN_SEOUL, {"any": [GREEN, {"not": STARTUP}]}, {"n": 1, "of": [SME, CERTIFIED]}]})
    who = Participation(text=NOTHING, paragraph=1, rule=rule)

    assert Participation.model_validate(who.model_dump(by_alias=True)).rule == rule


def test_a_rule_that_needs_more_than_it_lists_is_refused() -> None:
    with pytest.raises(ValidationError, match="3 of 2 can never hold"):
        rule_of({"n": 3, "of": [GREEN, STARTUP]})


# Random rules over facts of every kind, and random profiles.

_CHOICES = ["small_merchant", "small", "medium", "large"]
_PLACES = ["서울", "서울 금천구", "서울 강남구", "부산", "경기 광주시"]
_VALUES: dict[str, st.SearchStrategy[Value]] = {
    "green": st.booleans(),
    "startup": st.booleans(),
    "region": st.sampled_from(_PLACES),
    "size": st.frozensets(st.sampled_from(_CHOICES), min_size=1),
    "employees": st.tuples(st.integers(0, 20), st.integers(0, 20)).map(lambda two: Interval(min(two), max(two))),
}
_PROFILES: st.SearchStrategy[dict[str, Value]] = st.fixed_dictionaries({}, optional=_VALUES)


def _clauses(*, plain: bool) -> st.SearchStrategy[Written]:
    """Clauses; ``plain`` ones are neither for a person to judge nor left to guess."""
    spelled = st.just(True) if plain else st.booleans()
    compared = st.one_of(
        st.builds(lambda fact, value: clause(fact, "is", fact=fact, value=value),
                  st.sampled_from(["green", "startup"]), st.booleans()),
        st.builds(lambda value: clause("region", "is", fact="region", value=value), st.sampled_from(_PLACES)),
        st.builds(lambda value: clause("size", "is", fact="size", value=value), st.sampled_from(_CHOICES)),
        st.builds(lambda values: clause("size", "in", fact="size", values=values),
                  st.lists(st.sampled_from(_CHOICES), min_size=2, max_size=3)),
        st.builds(lambda op, value: clause("employees", op, fact="employees", value=value),
                  st.sampled_from(["at_least", "at_most"]), st.integers(0, 20)),
        st.builds(lambda low, more: clause("employees", "between", fact="employees", low=low, high=low + more),
                  st.integers(0, 15), st.integers(0, 10)),
    )  # fmt: skip
    marked = st.builds(lambda written, spelled_out: {**written, "spelled_out": spelled_out}, compared, spelled)
    return marked if plain else st.one_of(marked, marked, marked, st.just(CERTIFIED))


def _rules(*, plain: bool = False) -> st.SearchStrategy[Written]:
    def groups(inner: st.SearchStrategy[Written]) -> st.SearchStrategy[Written]:
        several = st.lists(inner, min_size=2, max_size=4)
        return st.one_of(
            st.builds(lambda parts: {"all": parts}, several),
            st.builds(lambda parts: {"any": parts}, several),
            st.builds(lambda part: {"not": part}, inner),
            st.builds(lambda n, parts: {"n": min(n, len(parts)), "of": parts}, st.integers(1, 3), several),
        )

    return st.recursive(_clauses(plain=plain), groups, max_leaves=8)


def _told_more(profile: dict[str, Value], more: dict[str, Value]) -> dict[str, Value]:
    """``profile`` with what is new in ``more``, and with what it left open narrowed down as far as ``more`` fits it."""
    told = {**more, **profile}
    for fact in profile.keys() & more.keys():
        match profile[fact], more[fact]:
            case (frozenset() as possible, frozenset() as said) if possible & said:
                told[fact] = possible & said
            case Interval() as known, Interval() as said if known.low <= said.low and said.high <= known.high:
                told[fact] = said
            case str() as known, str() as said if lies_within(said, known):
                told[fact] = said
    return told


@given(_rules(), _PROFILES, _PROFILES)
def test_what_an_owner_tells_never_turns_a_decided_verdict(
    rule: Written, profile: dict[str, Value], more: dict[str, Value]
) -> None:
    program = program_of(rule)

    before = judge(program, profile, TODAY).verdict
    after = judge(program, _told_more(profile, more), TODAY).verdict

    assert before is UNKNOWN or after is before


@given(_rules(), _rules(), _PROFILES)
def test_de_morgan_holds_with_unknowns(one: Written, other: Written, profile: dict[str, Value]) -> None:
    def value(rule: Written) -> Verdict:
        return verdict(rule, **profile)

    assert value({"not": {"all": [one, other]}}) is value({"any": [{"not": one}, {"not": other}]})
    assert value({"not": {"any": [one, other]}}) is value({"all": [{"not": one}, {"not": other}]})


@given(_rules(), _PROFILES)
def test_a_double_not_changes_nothing(rule: Written, profile: dict[str, Value]) -> None:
    assert verdict({"not": {"not": rule}}, **profile) is verdict(rule, **profile)


@given(st.lists(_rules(), min_size=2, max_size=4), _PROFILES)
def test_all_and_any_are_at_least_n_at_its_ends(parts: list[Written], profile: dict[str, Value]) -> None:
    assert verdict({"all": parts}, **profile) is verdict({"n": len(parts), "of": parts}, **profile)
    assert verdict({"any": parts}, **profile) is verdict({"n": 1, "of": parts}, **profile)


@given(_rules(), _PROFILES)
def test_the_reasons_fit_the_verdict(rule: Written, profile: dict[str, Value]) -> None:
    judgement = judge(program_of(rule), profile, TODAY)

    if judgement.verdict is YES:
        assert all(isinstance(reason.clause, Manual) for reason in judgement.open)
    if judgement.verdict is NO:
        assert not judgement.open
    if judgement.verdict is UNKNOWN:
        assert judgement.open
    assert judgement.reasons


@given(_rules(plain=True), st.fixed_dictionaries({
    "green": st.booleans(), "startup": st.booleans(), "region": st.sampled_from(["서울 금천구", "서울 강남구", "부산"]),
    "size": st.sampled_from(_CHOICES).map(lambda option: frozenset([option])),
    "employees": st.integers(0, 20).map(lambda number: Interval(number, number)),
}))  # fmt: skip
def test_whoever_tells_everything_gets_yes_or_no(rule: Written, profile: dict[str, Value]) -> None:
    assert verdict(rule, **profile) in {YES, NO}


@given(_rules(), _PROFILES)
def test_the_next_question_is_one_that_the_owner_has_not_settled(rule: Written, profile: dict[str, Value]) -> None:
    judgement = judge(program_of(rule), profile, TODAY)

    for fact in judgement.asking:
        assert judgement.verdict is UNKNOWN
        value = profile.get(fact)
        assert value is None or isinstance(value, frozenset | Interval | str)
