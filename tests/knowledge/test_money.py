"""Whoever asks for money is told the money, or that it is not stated; never another number."""

import pytest

from knowledge.ask import Ask
from knowledge.base import load
from knowledge.intents import Intent
from knowledge.stated import look_up

KNOWN = load()


def found(text: str, program: str) -> Ask:
    [only] = KNOWN.understanding.read(text, focus=(program,), topic="about").asks
    return only


@pytest.mark.parametrize(
    ("text", "program"),
    [
        ("녹색 2차 지원금 얼마예요", "seoul-green-expo-2"),
        ("쏠쏠마켓 얼마 지원해줘요", "ssolssol-market"),
        ("공공마켓 참가비 있나요", "public-market"),
        ("굿모닝장터 수수료는요", "gg-goodmorning-market"),
    ],
)
def test_money_that_the_source_does_not_state_is_said_to_be_not_stated(text: str, program: str) -> None:
    asked = found(text, program)
    stated = look_up(KNOWN.programs[program], asked)
    assert asked.intent is Intent.NUMBERS
    assert stated.gap is not None or stated.unlisted is not None


@pytest.mark.parametrize(
    ("text", "program", "figure"),
    [
        ("봉익 과제 지원금 얼마까지", "craft-bongik", "5,000만 원"),
        ("조합추천 수의계약 한도 얼마", "coop-contract", "1억 원"),
        ("쿠폰 최대 얼마 할인돼요", "seoul-on-coupon", "5,000원"),
        ("1차 기획전 매출 얼마였어요", "seoul-green-expo-1", "8,400만 원"),
    ],
)
def test_money_that_the_source_states_is_told(text: str, program: str, figure: str) -> None:
    stated = look_up(KNOWN.programs[program], found(text, program))
    assert stated.gap is None
    assert figure in stated.statements[0].text.ko
