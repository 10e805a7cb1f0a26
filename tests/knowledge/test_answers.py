"""The answers that rules can tell apart: they stand for all that there are."""

import string
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.answers import answers, narrowed
from knowledge.fact import DayInterval, Held, Interval, Option, Profile, Several, Value
from knowledge.rule import Clause, Manual, clauses
from knowledge.weighing import compare
from tests.knowledge.random_rules import FACTS, ON, Written, exact_profiles, profiles, rules
from tests.knowledge.sample import NOTHING, clause, day, rule_of


def seen(asking: list[Clause], value: Value) -> list[bool | None]:
    return [compare(part, value, ON) for part in asking if not isinstance(part, Manual)]


def asking_for(fact: str, rule: Written) -> list[Clause]:
    return [part for part in clauses(rule_of(rule)) if not isinstance(part, Manual) and part.fact == fact]


@given(st.lists(rules(), min_size=1, max_size=3), exact_profiles())
def test_whatever_a_firm_is_one_of_the_answers_says_it_and_decides_the_same(
    written: list[Written], firm: Profile
) -> None:
    for fact_id, value in firm.items():
        asking = [part for rule in written for part in asking_for(fact_id, rule)]
        fitting = [
            answer
            for answer in answers(FACTS[fact_id], map(rule_of, written), ON)
            if seen(asking, answer) == seen(asking, value)
        ]

        assert fitting or not asking
        assert not asking or None not in seen(asking, fitting[0])


@given(rules(), profiles())
def test_what_was_told_and_an_answer_that_fits_it_decide_what_the_answer_decides(
    written: Written, profile: Profile
) -> None:
    for fact_id, known in profile.items():
        asking = asking_for(fact_id, written)
        fitting = [
            told
            for answer in answers(FACTS[fact_id], [rule_of(written)], ON)
            if (told := narrowed(known, answer)) is not None
        ]

        # A place that is no answer itself, or a day to come, fits none, but leaves nothing open either.
        assert fitting or None not in seen(asking, known)
        for told in fitting:
            assert None not in seen(asking, told)


@pytest.mark.parametrize(
    ("fact", "written", "expected"),
    [
        ("green", clause("a", "is", fact="green", value=True), (True, False)),
        ("region", clause("a", "is", fact="region", value="서울"), ("서울 종로구", "부산")),
        ("region", clause("a", "is", fact="region", value="세종"), ("세종", "서울")),
        ("region", clause("a", "is", fact="region", value="서울 종로구"), ("서울 종로구", "서울 중구", "부산")),
        ("size", clause("a", "in", fact="size", values=["small", "medium"]),
         (frozenset({"small_merchant", "large"}), frozenset({"small", "medium"}))),
        ("employees", clause("a", "below", fact="employees", value=10), (Interval(0, 9), Interval(10, 1e15))),
        ("employees", clause("a", "at_most", fact="employees", value=10), (Interval(0, 10), Interval(11, 1e15))),
        ("certificates", clause("a", "has_any", fact="certificates", values=["gr"]),
         (Held(frozenset(), frozenset({"gr"})), Held(frozenset({"gr"})))),
        ("founded", clause("a", "elapsed", fact="founded", at_least=3),
         (DayInterval(day("0001-01-01"), day("2021-02-28")), DayInterval(day("2021-03-01"), day("2024-02-29")))),
    ],
)  # fmt: skip
def test_answers_that_no_clause_tells_apart_are_one(fact: str, written: Written, expected: Any) -> None:
    assert answers(FACTS[fact], [rule_of(written)], ON) == expected


def certificates(count: int) -> Several:
    """A fact with so many certificates, called a, b, c …"""
    options = tuple(Option(key=key, label=NOTHING) for key in string.ascii_letters[:count])
    return Several(id="certificates", kind="several", label=NOTHING, question=NOTHING, options=options)


def test_things_that_the_same_clauses_name_are_one_kind_however_many() -> None:
    found = answers(
        certificates(8), [rule_of(clause("a", "has_any", fact="certificates", values=list("abcdefgh")))], ON
    )

    assert found[0] == Held(frozenset(), frozenset("abcdefgh"))
    assert found[1:] == tuple(Held(frozenset([thing])) for thing in "abcdefgh")


def test_who_has_two_certificates_and_none_of_five_others_is_among_the_answers() -> None:
    rule = rule_of(
        {
            "all": [
                clause("one", "has_any", fact="certificates", values=["a"]),
                clause("two", "has_any", fact="certificates", values=["b"]),
                clause("others", "has_none", fact="certificates", values=list("cdefg")),
            ]
        }
    )

    found = answers(certificates(10), [rule], ON)

    assert Held(frozenset("ab"), frozenset("cdefg")) in found


def test_of_very_many_kinds_of_things_one_at_a_time_and_none_are_answers() -> None:
    rules = [
        rule_of(clause(thing, "has_any", fact="certificates", values=[thing])) for thing in string.ascii_letters[:12]
    ]

    assert len(answers(certificates(12), rules, ON)) == 13


@pytest.mark.parametrize(
    ("known", "answer", "expected"),
    [
        (None, True, True),
        (True, False, None),
        (frozenset({"small", "medium"}), frozenset({"medium", "large"}), frozenset({"medium"})),
        (frozenset({"small"}), frozenset({"large"}), None),
        ("서울", "서울 금천구", "서울 금천구"),
        ("서울 금천구", "서울", "서울 금천구"),
        ("서울 금천구", "부산", None),
        (Interval(5, 9), Interval(7, 20), Interval(7, 9)),
        (Interval(5, 9), Interval(10, 20), None),
        (Held(frozenset({"gr"})), Held(frozenset(), frozenset({"gr"})), None),
        (Held(frozenset({"gr"})), Held(frozenset({"iso"})), Held(frozenset({"gr", "iso"}))),
    ],
)
def test_an_answer_narrows_down_what_is_known_or_contradicts_it(
    known: Value | None, answer: Value, expected: Value | None
) -> None:
    assert narrowed(known, answer) == expected
