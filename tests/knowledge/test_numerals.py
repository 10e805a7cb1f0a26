"""Numbers in figures and words."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.fact import LARGEST, Interval
from knowledge.numerals import ENGLISH, NUMBER, about, qualified, some_more, value


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("하나", 1), ("둘", 2), ("세", 3), ("다섯", 5), ("열", 10), ("열한", 11), ("열두", 12), ("스무", 20),
        ("스물셋", 23),
        ("서른", 30), ("마흔다섯", 45), ("아흔아홉", 99), ("십", 10), ("십오", 15), ("이십", 20), ("삼백이십", 320),
        ("백", 100),
        ("오백", 500), ("이천", 2000), ("7", 7), ("1200", 1200), ("3백", 300), ("3천", 3000), ("2만", 20_000),
        ("2.5", 2.5),
        ("a dozen", 12), ("twelve", 12), ("a couple of", 2), ("ninety", 90),
    ],
)  # fmt: skip
def test_a_number_is_read_from_figures_and_words(said: str, number: float) -> None:
    assert value(said) == Interval(number, number)


@pytest.mark.parametrize(
    ("said", "low", "high"),
    [("두세", 2, 3), ("서너", 3, 4), ("대여섯", 5, 6), ("열댓", 13, 17), ("여남은", 10, 14), ("열두세", 12, 13)],
)
def test_a_word_for_a_few_numbers_is_an_interval(said: str, low: float, high: float) -> None:
    assert re.fullmatch(NUMBER, said)
    assert value(said) == Interval(low, high)


@pytest.mark.parametrize("said", ["몇", "", "서울", "열하루"])
def test_what_is_no_number_is_refused(said: str) -> None:
    assert re.fullmatch(NUMBER, said) is None
    with pytest.raises(ValueError, match="is no number"):
        value(said)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("이상", Interval(10, LARGEST)), ("넘어요", Interval(10, LARGEST)), ("초과", Interval(11, LARGEST)),
        ("이하", Interval(0, 10)), ("미만", Interval(0, 9)), ("도안돼요", Interval(0, 9)), ("안팎", Interval(8, 12)),
        ("정도예요", Interval(8, 12)), ("이에요", Interval(10, 10)), ("", Interval(10, 10)),
    ],
)  # fmt: skip
def test_the_words_after_a_number_widen_it(words: str, expected: Interval) -> None:
    assert qualified(Interval(10, 10), words)[0] == expected


def test_about_an_interval_is_the_interval() -> None:
    assert about(Interval(5, 9)) == Interval(5, 9)


@pytest.mark.parametrize(("number", "high"), [(10, 19), (20, 29), (100, 199), (150, 159), (7, 8)])
def test_some_more_than_a_round_number_stays_below_the_next(number: float, high: float) -> None:
    assert some_more(Interval(number, number)) == Interval(number, high)


@given(st.integers(0, 999_999))
def test_every_figure_is_read_back(number: int) -> None:
    assert re.fullmatch(NUMBER, str(number))
    assert re.fullmatch(ENGLISH, str(number))
    assert value(str(number)) == Interval(number, number)


@given(st.from_regex(NUMBER, fullmatch=True))
def test_whatever_looks_like_a_number_has_a_value(said: str) -> None:
    number = value(said)

    assert 0 <= number.low <= number.high < LARGEST
