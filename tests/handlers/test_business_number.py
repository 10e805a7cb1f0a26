"""사업자등록번호: the check digit, what is read, and which part is said to be wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers import business_number
from handlers.business_number import check_digit, masked, read, shown
from handlers.forms.form import Unreadable

FIRST_NINE = st.builds(
    lambda office, kind, serial: f"{office}{kind:02}{serial:04}",
    st.integers(101, 999),
    st.integers(1, 99),
    st.integers(1, 9999),
)


# Numbers that python-stdnum documents as valid.
@pytest.mark.parametrize("number", ["1168200276", "1348672683"])
def test_numbers_with_a_right_check_digit_are_read(number: str) -> None:
    assert read(number) == number


@pytest.mark.parametrize(
    "text", ["123-45-67891", "123 45 67891", " 1234567891 ", "１２３－４５－６７８９１", "123–45–67891"]
)
def test_a_number_reads_however_it_is_written(text: str) -> None:
    assert read(text) == "1234567891"


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("123-45-6789", "length"),
        ("123-45-678911", "length"),
        ("", "letters"),
        ("행복상사", "letters"),
        ("123-45-6789O", "letters"),
        ("123-45-67892", "check_digit"),
        ("100-45-67891", "part"),
        ("123-00-67891", "part"),
        ("123-45-00001", "part"),
        ("000-45-67891", "part"),
        ("١٢٣٤٥٦٧٨٩١", "letters"),
    ],
)
def test_a_wrong_number_says_which_part_is_wrong(text: str, part: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read(text)

    assert refused.value.key == f"forms.business_number.{part}"
    assert refused.value.values["example"] == business_number.EXAMPLE


def test_the_length_that_was_typed_is_told() -> None:
    with pytest.raises(Unreadable) as refused:
        read("123-45-6789")

    assert refused.value.values["count"] == 9


def test_the_example_is_itself_valid() -> None:
    assert shown(read(business_number.EXAMPLE), "ko") == business_number.EXAMPLE


@given(FIRST_NINE)
def test_exactly_one_last_digit_is_valid(first: str) -> None:
    valid = [last for last in range(10) if _reads(f"{first}{last}")]

    assert valid == [check_digit(first)]


@given(FIRST_NINE, st.integers(0, 8), st.integers(1, 9))
def test_a_mistyped_digit_is_found_where_its_weight_has_an_inverse(first: str, position: int, off: int) -> None:
    number = f"{first}{check_digit(first)}"
    wrong = f"{number[:position]}{(int(number[position]) + off) % 10}{number[position + 1 :]}"

    # The ninth weight is 5 plus a carry, which is why it finds mistakes too.
    assert wrong == number or not _reads(wrong)


@given(st.text(max_size=40))
def test_whatever_is_typed_is_read_into_itself_or_refused(text: str) -> None:
    try:
        number = read(text)
    except Unreadable:
        return

    assert read(number) == number
    assert read(shown(number, "ko")) == number


def test_a_masked_number_shows_office_and_end_only() -> None:
    assert masked("1234567891") == "123-**-***91"


@pytest.mark.parametrize("digits", ["12345678", "12345678a", ""])
def test_a_check_digit_needs_nine_digits(digits: str) -> None:
    with pytest.raises(ValueError, match="nine digits"):
        check_digit(digits)


def _reads(number: str) -> bool:
    try:
        read(number)
    except Unreadable:
        return False
    return True
