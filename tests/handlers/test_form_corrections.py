"""What steers a form: control words, corrections that name a slot, and the words around a value."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.forms import correction
from handlers.forms.control_word import Control, control
from handlers.registration import FORM

SLOTS = FORM.by_id
NUMBERED = {f"{number}번": slot for number, slot in enumerate((slot for slot in FORM.slots if slot.reviewed), 1)}


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("취소", Control.CANCEL),
        ("그만할게요", Control.CANCEL),
        ("등록 취소해 주세요", Control.CANCEL),
        ("이전", Control.BACK),
        ("뒤로 가기", Control.BACK),
        ("네!", Control.YES),
        ("네, 맞습니다.", Control.YES),
        ("OK", Control.YES),
        ("등록할게요", Control.SUBMIT),
        ("아니요", Control.NO),
        ("건너뛰기", Control.SKIP),
        ("그대로 두기", Control.KEEP),
        ("취소상회", None),
        ("이전상사", None),
        ("네네치킨", None),
        ("행복분식", None),
        ("", None),
        ("취소 규정이 어떻게 되나요", None),
    ],
)
def test_a_control_word_counts_only_as_the_whole_message(text: str, meant: Control | None) -> None:
    assert control(text) is meant


@pytest.mark.parametrize(
    ("text", "slots", "value"),
    [
        ("상호 바꿀게요", ["firm_name"], None),
        ("전화번호를 수정하고 싶어요", ["phone"], None),
        ("아니요, 이메일이 틀렸어요", ["email"], None),
        ("change phone", ["phone"], None),
        ("my e-mail is wrong", ["email"], None),
        ("번호 바꿀게요", ["business_number", "phone"], None),
        ("번호는 010-1234-5678로 바꿔 주세요", ["business_number", "phone"], "010-1234-5678로 바꿔 주세요"),
        ("아니요 번호는 123-45-67891", ["business_number", "phone"], "123-45-67891"),
        ("사업자번호는 1234567891이에요", ["business_number"], "1234567891이에요"),
        ("전화 010-1234-5678", ["phone"], "010-1234-5678"),
        ("상호는 행복상회로 바꿔주세요", ["firm_name"], "행복상회로 바꿔주세요"),
        ("상호: 행복상회", ["firm_name"], "행복상회"),
        ("담당자 이름을 고길동으로", ["contact_person"], "고길동"),
        ("담당자를 김영희로", ["contact_person"], "김영희"),
        ("담당자를 김영희로.", ["contact_person"], "김영희"),
        ("상호를 종로", ["firm_name"], "종로"),
        ("상호는 세계로", ["firm_name"], "세계로"),
        ("지역을 종로로", ["district"], "종로"),
        ("지역을 서울 구로", ["district"], "서울 구로"),
        ("change the phone to 010-1234-5678", ["phone"], "010-1234-5678"),
        ("3번 바꿀게요", ["contact_person"], None),
        ("4번은 010-1234-5678로 수정해 주세요", ["phone"], "010-1234-5678로 수정해 주세요"),
    ],
)
def test_a_correction_names_its_slot(text: str, slots: list[str], value: str | None) -> None:
    found = correction.find(text, FORM.slots, NUMBERED)

    assert found is not None
    assert [slot.id for slot in found.slots] == slots
    assert found.value == value


@pytest.mark.parametrize(
    "text",
    [
        "전화번호부",
        "이메일마케팅",
        "상호저축은행",
        "행복분식",
        "대표식당",
        "주소지부동산",
        "번호판제작소",
        "담당",
        "마감일 알려줘",
        "7번가피자",
    ],
)
def test_a_firm_whose_name_begins_like_a_slot_corrects_nothing(text: str) -> None:
    assert correction.find(text, FORM.slots, {}) is None
    assert correction.value_of(SLOTS["firm_name"], text) == text


@pytest.mark.parametrize(
    ("slot", "text", "value"),
    [
        ("firm_name", "행복상사입니다", "행복상사"),
        ("firm_name", "저희 상호는 행복상사예요", "행복상사"),
        ("firm_name", "이름은 행복상사", "행복상사"),
        ("firm_name", "상호는 종로로 바꿔주세요", "종로"),
        ("firm_name", "상호는 종로 바꿔주세요", "종로"),
        ("firm_name", "세종로", "세종로"),
        ("contact_person", "담당자는 김철수입니다", "김철수"),
        ("phone", "제 번호는 010-1234-5678이에요", "010-1234-5678"),
        ("phone", "010-1234-5678로 해주세요", "010-1234-5678"),
        ("business_number", "사업자등록번호: 123-45-67891 입니다.", "123-45-67891"),
        ("email", "메일은 kim@naver.com이요", "kim@naver.com"),
    ],
)
def test_polite_words_around_a_value_are_taken_off(slot: str, text: str, value: str) -> None:
    assert correction.value_of(SLOTS[slot], text) == value


@given(st.text(max_size=120), st.sampled_from(FORM.slots))
def test_something_is_always_left_of_what_was_typed(text: str, slot: object) -> None:
    assert slot in FORM.slots
    left = correction.value_of(next(one for one in FORM.slots if one == slot), text)

    assert bool(left) == bool(text.strip())
