"""Phone numbers, e-mail addresses, names and districts: what is read, shown, masked and refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.forms import contact_details, resident_number
from handlers.forms.contact_details import (
    masked_email,
    masked_person,
    masked_phone,
    read_district,
    read_email,
    read_name,
    read_phone,
    shown_phone,
)
from handlers.forms.form import Unreadable


@pytest.mark.parametrize(
    ("text", "stored", "shown"),
    [
        ("010-1234-5678", "+821012345678", "010-1234-5678"),
        ("01012345678", "+821012345678", "010-1234-5678"),
        ("０１０ １２３４ ５６７８", "+821012345678", "010-1234-5678"),
        ("+82 10-1234-5678", "+821012345678", "010-1234-5678"),
        ("82-10-1234-5678", "+821012345678", "010-1234-5678"),
        ("02) 123-4567", "+8221234567", "02-123-4567"),
        ("1588-1234", "+8215881234", "1588-1234"),
        ("+1 650 253 0000", "+16502530000", "+1 650-253-0000"),
    ],
)
def test_a_phone_number_is_stored_in_one_form_and_shown_as_it_is_dialled(text: str, stored: str, shown: str) -> None:
    assert read_phone(text) == stored
    assert shown_phone(stored, "ko") == shown


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("공일공", "letters"),
        ("", "letters"),
        ("123-45-67891", "start"),
        ("10-1234-5678", "start"),
        ("010-123-456", "short"),
        ("0", "short"),
        ("010-1234-56789", "long"),
        ("099-1234-5678", "unknown"),
    ],
)
def test_a_wrong_phone_number_says_which_part_is_wrong(text: str, part: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_phone(text)

    assert refused.value.key == f"forms.phone.{part}"


@pytest.mark.parametrize(
    ("stored", "masked"),
    [("+821012345678", "010-****-5678"), ("+8221234567", "02-***-4567"), ("+8215881234", "1588-1234")],
)
def test_a_masked_phone_number_keeps_its_ends(stored: str, masked: str) -> None:
    assert masked_phone(stored) == masked


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("chulsoo@naver.com", "chulsoo@naver.com"),
        (" Kim@NAVER.com ", "Kim@naver.com"),
        ("kim＠naver.com", "kim@naver.com"),
    ],
)
def test_an_email_address_is_stored_in_its_normal_form(text: str, stored: str) -> None:
    assert read_email(text) == stored


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("chulsoo", "at"),
        ("a@b@naver.com", "at"),
        ("chulsoo@", "after"),
        ("chulsoo@naver", "after"),
        ("chulsoo@na ver.com", "after"),
        ("@naver.com", "before"),
        ("chul soo@naver.com", "before"),
        ("chul..soo@naver.com", "before"),
    ],
)
def test_a_wrong_email_address_says_which_part_is_wrong(text: str, part: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_email(text)

    assert refused.value.key == f"forms.email.{part}"


@pytest.mark.parametrize("name", ["행복상사", "(주) 판로", "전화번호부", "365", "A&B", "콩"])
def test_a_name_is_taken_as_it_is(name: str) -> None:
    assert read_name(name) == name


def test_spaces_in_a_name_become_single() -> None:
    assert read_name("  행복\n 상사 ") == "행복 상사"


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "empty"),
        ("😀😀", "empty"),
        ("...", "empty"),
        ("가" * 61, "long"),
        ("행복\x00상사", "characters"),
        ("행복\u202e상사", "characters"),
        ("010-1234-5678", "number"),
    ],
)
def test_what_is_no_name_is_refused(text: str, part: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_name(text)

    assert refused.value.key == f"forms.name.{part}"


@pytest.mark.parametrize(
    ("text", "stored"),
    [("서울 금천구", "서울 금천구"), ("금천구 독산동", "서울 금천구"), ("부천시", "경기 부천시"), ("세종시", "세종")],
)
def test_a_district_is_stored_with_its_province(text: str, stored: str) -> None:
    assert read_district(text) == stored


@pytest.mark.parametrize(("text", "part"), [("서울", "province"), ("우리 동네", "unknown"), ("", "unknown")])
def test_a_place_that_is_unknown_or_too_large_is_refused(text: str, part: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_district(text)

    assert refused.value.key == f"forms.district.{part}"


@pytest.mark.parametrize("read", [read_name, read_phone, read_email, read_district])
@given(text=st.text(max_size=80))
def test_a_stored_value_reads_as_itself(read: object, text: str) -> None:
    assert callable(read)
    try:
        stored = read(text)
    except Unreadable:
        return

    assert read(stored) == stored


def test_masks_hide_all_but_the_first_character() -> None:
    assert masked_email("chulsoo@naver.com") == "c***@naver.com"
    assert masked_person("김철수") == "김**"
    assert masked_person("김") == "김*"


@pytest.mark.parametrize(
    "text",
    [
        "900101-1234567",
        "9001011234567",
        "제 번호는 900101 - 2345678 입니다",
        "９００１０１－３２３４５６７",
        "900101–4234567",
    ],
)
def test_a_resident_number_is_recognised_and_masked(text: str) -> None:
    assert resident_number.mentioned(text)
    assert not resident_number.mentioned(resident_number.masked(text))
    assert "******-*******" in resident_number.masked(text)


@pytest.mark.parametrize(
    "text", ["123-45-67891", "010-1234-5678", "+8201012345678", "991332-1234567", "2020-09-25 1234567", "R-7K2M9Q0X"]
)
def test_other_numbers_are_no_resident_numbers(text: str) -> None:
    assert not resident_number.mentioned(text)


def test_the_examples_in_the_refusals_are_valid() -> None:
    assert read_phone(contact_details.PHONE_EXAMPLE)
    assert read_email(contact_details.EMAIL_EXAMPLE)
