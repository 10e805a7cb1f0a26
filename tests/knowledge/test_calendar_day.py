"""Days of which a source may give only a part."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.calendar_day import CalendarDay, parse

PARTS = st.one_of(
    st.dates(dt.date(1950, 1, 1), dt.date(2099, 12, 31)).map(lambda day: f"{day:%Y-%m-%d}"),
    st.tuples(st.integers(1950, 2099), st.integers(1, 12), st.sampled_from(["", "-early", "-mid", "-late"])).map(
        lambda part: f"{part[0]}-{part[1]:02}{part[2]}"
    ),
    st.integers(1950, 2099).map(str),
)


@given(PARTS)
def test_a_day_is_written_as_it_was_read(written: str) -> None:
    assert str(parse(written)) == written


@given(PARTS)
def test_the_first_possible_day_is_never_after_the_last(written: str) -> None:
    day = parse(written)

    assert day.first <= day.last
    assert day.exact == (len(written) == 10 and written[-1].isdigit())
    if day.exact:
        assert day.first == day.last == dt.date.fromisoformat(written)


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("2020", "2020-01-01", "2020-12-31"),
        ("2020-08", "2020-08-01", "2020-08-31"),
        ("2020-02", "2020-02-01", "2020-02-29"),
        ("2021-02", "2021-02-01", "2021-02-28"),
        ("2020-10-early", "2020-10-01", "2020-10-10"),
        ("2020-10-mid", "2020-10-11", "2020-10-20"),
        ("2020-10-late", "2020-10-21", "2020-10-31"),
        ("2021-02-late", "2021-02-21", "2021-02-28"),
        ("2020-09-29", "2020-09-29", "2020-09-29"),
    ],
)
def test_a_part_of_a_month_or_year_has_bounds(written: str, first: str, last: str) -> None:
    assert (parse(written).first, parse(written).last) == (dt.date.fromisoformat(first), dt.date.fromisoformat(last))


@pytest.mark.parametrize(
    "written",
    ["", "2020-13", "2020-00", "2020-02-30", "2021-02-29", "2020-9-1", "20-09-01", "2020-10-middle", "2020-10-mid-1",
     "10-05", "2020/09/29", "2020.09.29", "2020-09-29 ", "0000", "0000-00-00", "9월 29일", "9999-12-31"],
)  # fmt: skip
def test_what_is_no_day_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=r"no day|month must be|day is out of range|day .* must be"):
        parse(written)


@pytest.mark.parametrize(
    ("written", "korean", "english"),
    [
        ("2020-09-29", "2020년 9월 29일", "September 29, 2020"),
        ("2020-10-mid", "2020년 10월 중순", "mid October 2020"),
        ("2020-10-early", "2020년 10월 초순", "early October 2020"),
        ("2022-04", "2022년 4월", "April 2022"),
        ("2011", "2011년", "2011"),
    ],
)
def test_a_day_is_said_as_exactly_as_its_source_gives_it(written: str, korean: str, english: str) -> None:
    assert parse(written).spoken("ko") == korean
    assert parse(written).spoken("en") == english


def test_equal_days_are_equal_values() -> None:
    assert parse("2020-09-29") == CalendarDay(2020, 9, None, 29)
    assert len({parse("2020-09"), parse("2020-09"), parse("2020-09-mid")}) == 2
