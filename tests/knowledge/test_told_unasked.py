"""Messages that tell of the firm and ask nothing, and questions that sound as if they told something."""

import datetime as dt

import pytest

from knowledge.base import load
from knowledge.intents import Intent
from knowledge.understanding import Understood

KNOWN = load()
EXPO, MARKET = "seoul-green-expo-2", "ssolssol-market"


def read(text: str, *focus: str, topic: str | None = "eligibility") -> Understood:
    return KNOWN.understanding.read(text, focus=focus, topic=topic, today=dt.date(2020, 9, 25))


TELLS = [
    "창업한 지 5년 됐어요",
    "사업 시작한 지 3년 됐습니다",
    "사업한 지 10년 넘게 됐어요",
    "HACCP 있고 벤처기업 인증도 받았어요",
    "이노비즈랑 메인비즈 둘 다 받았어요",
    "벤처기업 인증 땄습니다",
    "HACCP 인증이 만료됐어요",
    "광주에서 소상공인 해요",
    "대구에서 소상공인으로 장사합니다",
    "부산에서 온라인 판매 합니다",
]


@pytest.mark.parametrize("text", TELLS)
def test_who_only_tells_facts_asks_nothing(text: str) -> None:
    understood = read(text, topic=None)

    assert understood.told
    assert [ask.intent for ask in understood.asks] == [Intent.TELL]


@pytest.mark.parametrize("text", TELLS)
def test_facts_after_a_verdict_are_for_that_verdict(text: str) -> None:
    (ask,) = read(text, EXPO).asks

    assert (ask.intent, ask.programs, ask.topics) == (Intent.ELIGIBILITY, (EXPO,), ())


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("결과는 어떻게 됐어요?", Intent.BENEFIT),
        ("대구 소상공인 지원 사업 있나요?", Intent.UNKNOWN_PROGRAM),
        ("벤처기업인증은 어떻게 받아요?", Intent.UNKNOWN_PROGRAM),
        ("마감 됐어요?", Intent.DEADLINE),
    ],
)
def test_questions_with_the_same_words_are_still_questions(text: str, intent: Intent) -> None:
    (ask,) = read(text, EXPO).asks

    assert ask.intent is intent


@pytest.mark.parametrize(
    "text",
    [
        "환경표지 인증이 필수예요?",
        "인증 없어도 되나요?",
        "인증 필수인가요",
        "환경표지 없으면 못 들어가나요?",
        "GR 인증 꼭 있어야 해요?",
        "인증 받은 것만 되나요?",
        "환경마크 받은 제품이어야 하나요?",
        "인증 안 받은 제품도 돼요?",
        "무슨 인증이 필요한가요",
        "Is an eco-label required?",
        "can we join without a certificate?",
    ],
)
def test_whether_a_certificate_has_to_be_had_is_a_question_of_its_own(text: str) -> None:
    (ask,) = read(text, EXPO).asks

    assert (ask.intent, ask.topics[:1], ask.programs) == (Intent.APPLY, ("certificate",), (EXPO,))


@pytest.mark.parametrize("text", ["인증 꼭 필요한가요?", "인증 없어도 되나요?"])
def test_of_a_program_whose_source_leaves_no_certificate_open_the_conditions_are_meant(text: str) -> None:
    (ask,) = read(text, MARKET).asks

    assert (ask.intent, ask.programs, ask.topics) == (Intent.ELIGIBILITY, (MARKET,), ())
