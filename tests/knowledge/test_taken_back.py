"""Taking back what was told before."""

import datetime as dt

import pytest

from knowledge.ask import Ask
from knowledge.base import load
from knowledge.intents import Intent

KNOWN = load()


def asked(text: str) -> Ask:
    (ask,) = KNOWN.understanding.read(text, focus=["seoul-green-expo-2"], today=dt.date(2020, 9, 25)).asks
    return ask


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("아까 서울이라고 한 거 틀렸어요", "서울"),
        ("방금 부천이라고 말한 건 실수예요", "경기 부천시"),
        ("서울 금천구라고 했던 건 잘못 말했어요", "서울 금천구"),
        ("아 대구라고 한 거 취소할게요", "대구"),
        ("아까 광주라고 한 거 틀렸어요", "광주"),
        ("I said Seoul but that was wrong", "서울"),
    ],
)
def test_a_place_that_is_taken_back_is_asked_for_anew(text: str, place: str) -> None:
    assert (asked(text).intent, asked(text).words) == (Intent.NOT_THERE, place)


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("아까 수출한다고 한 건 취소할게요", "exporting"),
        ("수출한다고 말한 거 아니에요", "exporting"),
        ("소상공인이라고 한 거 잊어 주세요", "size"),
        ("제가 수출한다는 건 잘못 말한 거예요", "exporting"),
        ("아까 말한 직원 수 틀렸어요", "employees"),
        ("지역 잘못 말했어요", "region"),
        ("직원 5명이라고 한 건 틀렸어요", "employees"),
        ("저희가 여성기업이라고 한 거 잘못 말했어요", "certificates"),
        ("친환경 제품 만든다고 한 거 무시해 주세요", "green"),
        ("i said we export, that was a mistake", "exporting"),
    ],
)
def test_a_fact_that_is_taken_back_is_forgotten(text: str, fact: str) -> None:
    assert (asked(text).intent, asked(text).topics) == (Intent.FORGET, (fact,))


@pytest.mark.parametrize(
    "text",
    [
        "아까 신청한다고 한 거 취소할게요",
        "녹색제품 기획전 신청한다고 한 거 취소할게요",
        "등록한다고 한 건 취소해 주세요",
        "신청한 거 취소할게요",
    ],
)
def test_who_withdraws_a_registration_takes_back_no_fact(text: str) -> None:
    assert asked(text).intent is Intent.WITHDRAW


@pytest.mark.parametrize(
    "text",
    [
        "서울이라고 한 거 아니에요?",
        "마감이라고 한 거 틀렸어요",
        "수출한다고 했어요",
        "서울이라고 했는데 서울 맞아요",
        "서울이라고 한 거 취소하고 부산이에요",
        "주소 잘못 알려 줬어요",
    ],
)
def test_what_only_sounds_so_takes_nothing_back(text: str) -> None:
    assert asked(text).intent not in {Intent.FORGET, Intent.NOT_THERE}


@pytest.mark.parametrize(
    "text",
    [
        "아 금천구가 아니라 구로구예요 잘못 썼어요",
        "서울 말고 부천인데 잘못 적었어요",
        "중소기업이 아니라 소상공인인데 잘못 말했어요",
    ],
)
def test_what_says_what_is_right_takes_nothing_back(text: str) -> None:
    assert asked(text).intent not in {Intent.NOT_THERE, Intent.FORGET, Intent.WITHDRAW}
