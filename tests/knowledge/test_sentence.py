"""A rule read out: the words of each operator, and that the sentence says what the rule checks, no more and no less."""

import datetime as dt
import re
from functools import cache
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from knowledge import base
from knowledge.base import load, value_of
from knowledge.fact import Fact, Option, Profile, Several, Since
from knowledge.sentence import sentence, thing
from knowledge.verdict import judge
from knowledge.words import Language, Words
from tests.knowledge import random_rules
from tests.knowledge.sample import clause, program_of, rule_of
from tests.knowledge.sentence_reader import read_back

Written = dict[str, object]
LANGUAGES: tuple[Language, ...] = ("ko", "en")


def words(ko: str, en: str) -> Words:
    return Words(ko=ko, en=en)


def option(key: str, ko: str, en: str) -> Option:
    return Option(key=key, label=words(ko, en))


ASKED = words("?", "?")
OPENED = Since(kind="since", id="opened", label=words("개업일", "opening day"), question=ASKED)
MARKS = Several(
    kind="several",
    id="marks",
    label=words("인증", "certificates"),
    question=ASKED,
    options=(
        option("eco", "환경표지", "eco-label"),
        option("gr", "우수재활용", "GR mark"),
        option("venture", "벤처기업", "venture certificate"),
    ),
)


@cache
def facts() -> dict[str, Fact]:
    """The facts of the bot, and one of each kind that no seed program asks for."""
    return {**load().facts, "opened": OPENED, "marks": MARKS}


def said(rule: object, language: Language = "ko") -> str:
    return sentence(rule_of(rule), facts(), language)


GREEN = clause("green", "is", fact="green", value=True)
STARTUP = clause("startup", "is", fact="startup", value=True)
IN_SEOUL = clause("place", "is", fact="region", value="서울")
FIVE = clause("five", "at_least", fact="employees", value=5)


@pytest.mark.parametrize(
    ("written", "korean", "english"),
    [
        (IN_SEOUL, "사업장이 서울에 있어야 합니다.", "The firm is in Seoul."),
        (
            clause("a", "is", fact="self_employed", value=True),
            "자영업자에 해당해야 합니다.",
            "The owner is self-employed.",
        ),
        (
            clause("a", "is", fact="self_employed", value=False),
            "자영업자에 해당하지 않아야 합니다.",
            "The owner is not self-employed.",
        ),
        (
            clause("a", "is", fact="size", value="large"),
            "기업 규모가 대기업이어야 합니다.",
            "The size of the firm is large firm.",
        ),
        (
            clause("a", "in", fact="size", values=["small", "medium"]),
            "기업 규모가 소기업·중기업 가운데 하나여야 합니다.",
            "The size of the firm is small firm or medium-sized firm.",
        ),
        (
            clause("a", "in", fact="trade", values=["garment", "food"]),
            "업종이 의류·봉제, 식품 가운데 하나여야 합니다.",
            "The trade is garments or food.",
        ),
        (FIVE, "직원 수가 5명 이상이어야 합니다.", "The firm has at least 5 employees."),
        (
            clause("a", "at_most", fact="employees", value=9),
            "직원 수가 9명 이하여야 합니다.",
            "The firm has at most 9 employees.",
        ),
        (
            clause("a", "above", fact="employees", value=9),
            "직원 수가 9명 초과여야 합니다.",
            "The firm has more than 9 employees.",
        ),
        (
            clause("a", "below", fact="employees", value=1000),
            "직원 수가 1,000명 미만이어야 합니다.",
            "The firm has less than 1,000 employees.",
        ),
        (
            clause("a", "between", fact="employees", low=5, high=9),
            "직원 수가 5명 이상 9명 이하여야 합니다.",
            "The firm has at least 5 and at most 9 employees.",
        ),
        (
            clause("a", "elapsed", fact="opened", at_least=1, below=7),
            "개업일부터 지난 기간이 1년 이상 7년 미만이어야 합니다.",
            "The time since the opening day is at least 1 year and less than 7 years.",
        ),
        (
            clause("a", "elapsed", fact="opened", unit="months", at_most=6, on="2020-09-23"),
            "2020-09-23 기준으로 개업일부터 지난 기간이 6개월 이내여야 합니다.",
            "As of 2020-09-23, the time since the opening day is at most 6 months.",
        ),
        (
            clause("a", "has_any", fact="marks", values=["eco", "gr"]),
            "인증으로 환경표지·우수재활용 가운데 하나 이상이 있어야 합니다.",
            "At least one of eco-label or GR mark is among the certificates.",
        ),
        (
            clause("a", "has_none", fact="marks", values=["eco", "gr"]),
            "인증으로 환경표지·우수재활용 가운데 하나도 없어야 합니다.",
            "None of eco-label or GR mark is among the certificates.",
        ),
        (
            clause("a", "has_none", fact="marks", values=["venture"]),
            "인증으로 벤처기업이 없어야 합니다.",
            "Venture certificate is not among the certificates.",
        ),
        (
            clause("경쟁력", "manual"),
            "“경쟁력” 항목은 담당 기관의 확인을 받아야 합니다.",
            "The agency in charge confirms “경쟁력”.",
        ),
        (
            {**GREEN, "spelled_out": False},
            "기사에 명시되지는 않았지만 녹색기업에 해당해야 합니다.",
            "The firm is a green firm (the source only suggests this).",
        ),
    ],
)
def test_a_clause_is_said_in_words(written: Written, korean: str, english: str) -> None:
    assert said(written) == korean
    assert said(written, "en") == english


def test_conditions_that_all_hold_are_put_side_by_side() -> None:
    rule = {"all": [IN_SEOUL, GREEN, FIVE]}

    assert said(rule) == "사업장이 서울에 있고, 녹색기업에 해당하고, 직원 수가 5명 이상이어야 합니다."
    assert said(rule, "en") == (
        "The firm is in Seoul, and the firm is a green firm, and the firm has at least 5 employees."
    )


def test_brackets_stand_where_and_meets_or_and_nowhere_else() -> None:
    rule = {"all": [IN_SEOUL, {"any": [GREEN, {"all": [STARTUP, FIVE]}]}]}

    assert said({"any": [GREEN, STARTUP]}) == "녹색기업에 해당하거나, 스타트업에 해당해야 합니다."
    assert said(rule) == (
        "사업장이 서울에 있고, (녹색기업에 해당하거나, (스타트업에 해당하고, 직원 수가 5명 이상이어야)) 합니다."
    )
    assert said({"all": [{"any": [GREEN, STARTUP]}, IN_SEOUL]}) == (
        "(녹색기업에 해당하거나, 스타트업에 해당하고), 사업장이 서울에 있어야 합니다."
    )
    assert said(rule, "en") == (
        "The firm is in Seoul, and (the firm is a green firm, or (the firm is a start-up, and the firm has at least 5"
        " employees))."
    )


def test_a_part_that_must_not_hold_is_said_as_such() -> None:
    assert said({"not": GREEN}) == "녹색기업에 해당하지 않아야 합니다."
    assert said({"not": {"not": GREEN}}) == "녹색기업에 해당해야 합니다."
    assert said({"not": FIVE}) == "직원 수가 5명 이상이 아니어야 합니다."
    assert said({"not": {"any": [GREEN, IN_SEOUL]}}) == (
        "(녹색기업에 해당하거나, 사업장이 서울에 있을 것)에 해당하지 않아야 합니다."
    )
    assert said({"not": {"any": [GREEN, IN_SEOUL]}}, "en") == (
        "It is not so that (the firm is a green firm, or the firm is in Seoul)."
    )


def test_what_a_person_judges_keeps_its_quotation_whole() -> None:
    judged = {**clause("judged", "manual"), "label": {"ko": "선정 대상은 “등”으로 끝남", "en": "it ends in “etc.”"}}

    assert said(judged) == "“선정 대상은 ‘등’으로 끝남” 항목은 담당 기관의 확인을 받아야 합니다."
    assert said({"not": judged}, "en") == ("The agency in charge confirms that it is not so: “it ends in ‘etc.’”.")


def test_so_many_of_several_are_counted() -> None:
    rule = {"n": 2, "of": [GREEN, STARTUP, FIVE]}

    assert said(rule) == (
        "(녹색기업에 해당할 것, 스타트업에 해당할 것, 직원 수가 5명 이상일 것) 가운데 2가지 이상에 해당해야 합니다."
    )
    assert said({"not": rule}, "en") == (
        "Fewer than 2 of these hold: (the firm is a green firm; the firm is a start-up; the firm has at least 5"
        " employees)."
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_phrase_for_a_single_fact_denies_exactly_where_it_fails(language: Language) -> None:
    denied = re.compile(r"않|없|아니" if language == "ko" else r"\b(?:not|no)\b")
    known = load().facts
    phrases = yaml.safe_load((Path(base.__file__).parent / "rule_words.yaml").read_text("utf-8"))[language]["facts"]

    assert phrases.keys() <= known.keys()
    for phrase in phrases.values():
        assert denied.search(phrase["holds"]) is None
        assert denied.search(phrase["fails"]) is not None


def _plain(told: object) -> object:
    return list(told) if isinstance(told, tuple) else told


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_of_the_programs_can_be_read_back(language: Language) -> None:
    knowledge = load()
    ruled = [program for program in knowledge.programs.values() if program.who.rule is not None]

    for program in ruled:
        assert program.who.rule is not None
        reread = program_of(read_back(sentence(program.who.rule, knowledge.facts, language), knowledge.facts, language))
        for scenario in program.scenarios:
            profile = {fact: value_of(knowledge.facts[fact], _plain(told)) for fact, told in scenario.facts.items()}
            assert judge(reread, profile, scenario.on or program.source.day).verdict.value == scenario.verdict
    assert len(ruled) > 15


@pytest.mark.parametrize("language", LANGUAGES)
@given(
    rule=random_rules.rules(), profile=random_rules.profiles(), on=st.dates(dt.date(2018, 1, 1), dt.date(2026, 12, 31))
)
def test_what_is_read_back_from_a_sentence_judges_as_the_rule_does(
    language: Language, rule: Written, profile: Profile, on: dt.date
) -> None:
    program = program_of(rule)
    assert program.who.rule is not None

    reread = program_of(
        read_back(sentence(program.who.rule, random_rules.FACTS, language), random_rules.FACTS, language)
    )

    one, other = judge(program, profile, on), judge(reread, profile, on)
    assert (one.verdict, set(one.asking)) == (other.verdict, set(other.asking))


def test_a_part_of_a_rule_can_stand_in_a_list() -> None:
    suggested = rule_of({**IN_SEOUL, "spelled_out": False})
    ways = rule_of({"any": [GREEN, {"all": [STARTUP, FIVE]}]})

    assert thing(suggested, facts(), "ko") == "사업장이 서울에 있을 것"
    assert thing(suggested, facts(), "en") == "the firm is in Seoul"
    assert thing(ways, facts(), "ko") == "녹색기업에 해당하거나, (스타트업에 해당하고, 직원 수가 5명 이상일 것)"
