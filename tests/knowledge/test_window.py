"""What a window is at an instant, in Seoul."""

import datetime as dt
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from knowledge.calendar_day import parse
from knowledge.window import CLOSING_SOON, SEOUL, State, Window, state
from tests.knowledge.sample import at, window_of

DAYS = st.dates(dt.date(2015, 1, 1), dt.date(2030, 12, 31))
INSTANTS = st.builds(
    lambda day, time: dt.datetime.combine(day, time, SEOUL),
    st.dates(dt.date(2014, 1, 1), dt.date(2032, 1, 1)),
    st.times(),
)
PARTIAL = st.one_of(
    DAYS.map(dt.date.isoformat),
    DAYS.map(lambda day: f"{day:%Y-%m}"),
    st.tuples(DAYS, st.sampled_from(["early", "mid", "late"])).map(lambda part: f"{part[0]:%Y-%m}-{part[1]}"),
    DAYS.map(lambda day: f"{day:%Y}"),
)


@st.composite
def ranges(draw: st.DrawFn, kinds: tuple[str, ...] = ("dated", "until_budget", "first_come")) -> Window:
    """A window from a day to a day, each exact, partial or not stated."""
    starts, ends = draw(st.none() | PARTIAL), draw(st.none() | PARTIAL)
    if starts and ends and parse(starts).first > parse(ends).last:
        starts, ends = ends, starts
    closes_at = draw(st.none() | st.times()) if ends else None
    reported = draw(st.none() | DAYS)
    return window_of(draw(st.sampled_from(kinds)), starts=starts, ends=ends, closes_at=closes_at, reported_on=reported)


GREEN_EXPO = window_of("dated", ends="2020-09-29", reported_on="2020-09-23")
AUGUST = window_of("dated", starts="2020-08-03", ends="2020-08-31", closes_at="18:00")
ABOUT_OCTOBER = window_of("dated", starts="2020-10-mid", ends="2020-12")
BUDGET = window_of("until_budget", starts="2020-08-03", ends="2020-08-31")
OPEN_BUDGET = window_of("until_budget", starts="2020-08-03")
REPORTED_BUDGET = window_of("first_come", reported_on="2020-08-10")
ROUNDS = window_of(
    "rounds",
    rounds=[
        {"number": 1, "starts": "2020-03-01", "ends": "2020-03-31"},
        {"number": 2, "starts": "2020-09-01", "ends": "2020-09-30"},
    ],
)
TENTH = window_of("monthly", last_day=10, closes_at="18:00")
MONTH_END = window_of("monthly", first_day=25, last_day=31)
PEAK_DAYS = window_of("days", days=["2020-11-11", "2020-11-27"])


@pytest.mark.parametrize(
    ("window", "instant", "expected"),
    [
        (GREEN_EXPO, "2020-09-22T23:59:59", State.NOT_STATED),
        (GREEN_EXPO, "2020-09-23T00:00:00", State.CLOSING_SOON),
        (GREEN_EXPO, "2020-09-29T23:59:59", State.CLOSING_SOON),
        (GREEN_EXPO, "2020-09-29T23:59:59.999999", State.CLOSING_SOON),
        (GREEN_EXPO, "2020-09-30T00:00:00", State.CLOSED),
        (AUGUST, "2020-08-02T23:59:59", State.UPCOMING),
        (AUGUST, "2020-08-03T00:00:00", State.OPEN),
        (AUGUST, "2020-08-24T17:59:59", State.OPEN),
        (AUGUST, "2020-08-24T18:00:00", State.CLOSING_SOON),
        (AUGUST, "2020-08-31T17:59:59", State.CLOSING_SOON),
        (AUGUST, "2020-08-31T18:00:00", State.CLOSED),
        # Between the first and the last day that a partial one can be, nobody knows.
        (ABOUT_OCTOBER, "2020-10-10T23:59:59", State.UPCOMING),
        (ABOUT_OCTOBER, "2020-10-11T00:00:00", State.NOT_STATED),
        (ABOUT_OCTOBER, "2020-10-19T23:59:59", State.NOT_STATED),
        (ABOUT_OCTOBER, "2020-10-20T00:00:00", State.OPEN),
        (ABOUT_OCTOBER, "2020-12-02T00:00:00", State.NOT_STATED),
        (ABOUT_OCTOBER, "2020-12-31T23:59:59", State.NOT_STATED),
        (ABOUT_OCTOBER, "2021-01-01T00:00:00", State.CLOSED),
        (BUDGET, "2020-08-02T23:59:59", State.UPCOMING),
        (BUDGET, "2020-08-03T00:00:00", State.MAY_END_EARLY),
        (BUDGET, "2020-08-31T23:59:59", State.MAY_END_EARLY),
        (BUDGET, "2020-09-01T00:00:00", State.CLOSED),
        (OPEN_BUDGET, "2020-08-02T12:00:00", State.UPCOMING),
        (OPEN_BUDGET, "2020-12-31T12:00:00", State.MAY_END_EARLY),
        (REPORTED_BUDGET, "2020-08-09T23:59:59", State.NOT_STATED),
        (REPORTED_BUDGET, "2020-08-10T00:00:00", State.MAY_END_EARLY),
        (window_of("rolling"), "1999-01-01T00:00:00", State.OPEN),
        (window_of("rolling", since="2020-09-21"), "2020-09-20T23:59:59", State.UPCOMING),
        (window_of("rolling", since="2020-09-21"), "2020-09-21T00:00:00", State.OPEN),
        (window_of("rolling", since="2020-09"), "2020-09-15T12:00:00", State.NOT_STATED),
        (window_of("rolling", since="2020-09"), "2020-09-30T00:00:00", State.OPEN),
        (ROUNDS, "2020-02-29T12:00:00", State.UPCOMING),
        (ROUNDS, "2020-03-10T12:00:00", State.OPEN),
        (ROUNDS, "2020-03-31T23:59:59", State.CLOSING_SOON),
        (ROUNDS, "2020-05-01T12:00:00", State.UPCOMING),
        (ROUNDS, "2020-09-30T23:59:59", State.CLOSING_SOON),
        (ROUNDS, "2020-10-01T00:00:00", State.CLOSED),
        (TENTH, "2020-06-01T00:00:00", State.OPEN),
        (TENTH, "2020-06-10T17:59:59", State.CLOSING_SOON),
        (TENTH, "2020-06-10T18:00:00", State.UPCOMING),
        (TENTH, "2020-06-30T23:59:59", State.UPCOMING),
        (TENTH, "2020-07-01T00:00:00", State.OPEN),
        (MONTH_END, "2021-02-24T23:59:59", State.UPCOMING),
        (MONTH_END, "2021-02-25T00:00:00", State.CLOSING_SOON),
        (MONTH_END, "2021-02-28T23:59:59", State.CLOSING_SOON),
        (MONTH_END, "2021-03-01T00:00:00", State.UPCOMING),
        (MONTH_END, "2020-02-29T23:59:59", State.CLOSING_SOON),
        (MONTH_END, "2020-12-31T23:59:59", State.CLOSING_SOON),
        (MONTH_END, "2021-01-01T00:00:00", State.UPCOMING),
        (window_of("weekly", weekday="thursday"), "2015-12-07T12:00:00", State.OPEN),
        (PEAK_DAYS, "2020-11-10T23:59:59", State.UPCOMING),
        (PEAK_DAYS, "2020-11-11T00:00:00", State.OPEN),
        (PEAK_DAYS, "2020-11-12T00:00:00", State.UPCOMING),
        (PEAK_DAYS, "2020-11-27T23:59:59", State.OPEN),
        (PEAK_DAYS, "2020-11-28T00:00:00", State.CLOSED),
        (window_of("days", days=["2020-10-mid"]), "2020-10-10T12:00:00", State.UPCOMING),
        (window_of("days", days=["2020-10-mid"]), "2020-10-15T12:00:00", State.NOT_STATED),
        (window_of("days", days=["2020-10-mid"]), "2020-10-21T00:00:00", State.CLOSED),
        (window_of("to_be_announced"), "2020-10-08T00:00:00", State.NOT_STATED),
        (window_of("none_stated"), "2020-10-08T00:00:00", State.NOT_STATED),
        (window_of("none_stated", over=True), "2020-10-08T00:00:00", State.CLOSED),
    ],
)
def test_a_window_has_its_state_at_an_instant(window: Window, instant: str, expected: State) -> None:
    assert state(window, at(instant)) is expected


def test_an_instant_is_read_in_seoul_wherever_it_was_taken() -> None:
    last_second = dt.datetime(2020, 9, 29, 14, 59, 59, tzinfo=dt.UTC)
    in_new_york = (last_second + dt.timedelta(seconds=1)).astimezone(ZoneInfo("America/New_York"))

    assert state(GREEN_EXPO, last_second) is State.CLOSING_SOON
    assert state(GREEN_EXPO, in_new_york) is State.CLOSED


@given(ranges(), INSTANTS)
def test_a_window_never_closes_before_its_last_day_is_over(window: Window, now: dt.datetime) -> None:
    ends = getattr(window, "ends", None)
    closes_at = getattr(window, "closes_at", None)

    closed = state(window, now) is State.CLOSED

    over = ends is not None and (
        now.date() > ends.last or (closes_at is not None and now.date() == ends.last and now.time() >= closes_at)
    )
    assert closed == over


@given(DAYS, st.timedeltas(dt.timedelta(), dt.timedelta(days=1) - dt.timedelta(microseconds=1)))
def test_every_instant_of_the_last_day_is_open(last: dt.date, of_day: dt.timedelta) -> None:
    window = window_of("dated", starts=f"{last - dt.timedelta(days=30)}", ends=f"{last}")
    now = dt.datetime.combine(last, dt.time(), SEOUL) + of_day

    assert state(window, now) is State.CLOSING_SOON
    assert state(window, now + dt.timedelta(days=1)) is State.CLOSED


OFFSETS = st.integers(-12 * 60, 14 * 60).map(lambda minutes: dt.timezone(dt.timedelta(minutes=minutes)))


@st.composite
def windows_with_an_end(draw: st.DrawFn) -> tuple[Window, dt.date, dt.time | None]:
    """A window of any kind that ends, its last day and the hour at which it closes on it."""
    last = draw(DAYS)
    closes_at = draw(st.none() | st.times())
    kind = draw(st.sampled_from(["dated", "until_budget", "first_come", "rounds", "monthly", "days", "month", "third"]))
    match kind:
        case "rounds":
            later = {"number": 2, "starts": f"{last - dt.timedelta(days=20)}", "ends": f"{last}"}
            earlier = {"number": 1, "ends": f"{last - dt.timedelta(days=40)}"}
            return window_of(kind, rounds=draw(st.permutations([earlier, later]))), last, None
        case "monthly":
            return window_of(kind, last_day=last.day, closes_at=closes_at), last, closes_at
        case "days":
            days = [f"{last}", f"{last - dt.timedelta(days=16)}"]
            return window_of(kind, days=draw(st.permutations(days))), last, None
        case "month" | "third":
            # The last day that a month can mean: until then, nobody can say that it is over.
            ends = parse(f"{last:%Y-%m}" if kind == "month" else f"{last:%Y-%m}-mid")
            return window_of("dated", ends=f"{ends}", closes_at=closes_at), ends.last, closes_at
    starts = draw(st.none() | st.just(f"{last - dt.timedelta(days=30)}"))
    return window_of(kind, starts=starts, ends=f"{last}", closes_at=closes_at), last, closes_at


@given(windows_with_an_end(), st.times(), OFFSETS)
def test_no_window_closes_a_day_early_wherever_the_clock_stands(
    ending: tuple[Window, dt.date, dt.time | None], of_day: dt.time, offset: dt.timezone
) -> None:
    window, last, closes_at = ending
    in_seoul = dt.datetime.combine(last, of_day, SEOUL)
    now = in_seoul.astimezone(offset)
    late = closes_at is not None and of_day >= closes_at

    found = state(window, now)

    if late:
        # Each month has another end: after one, the next is to come.
        assert found is (State.UPCOMING if window.kind == "monthly" else State.CLOSED)
    else:
        assert found not in {State.CLOSED, State.UPCOMING}
    if window.kind != "monthly":
        assert state(window, now + dt.timedelta(days=1)) is State.CLOSED


@given(
    st.sampled_from(
        [
            window_of("rolling", since="2020-09-21"),
            window_of("weekly", weekday="thursday"),
            window_of("to_be_announced"),
            window_of("none_stated"),
            window_of("first_come", starts="2020-08-03"),
            window_of("until_budget", reported_on="2020-08-10"),
            window_of("dated", starts="2020-09-21"),
        ]
    ),
    INSTANTS,
)
def test_what_has_no_end_is_never_closed(window: Window, now: dt.datetime) -> None:
    assert state(window, now) is not State.CLOSED


@given(windows_with_an_end(), OFFSETS)
def test_the_last_instant_of_the_last_day_is_not_over_and_the_next_is(
    ending: tuple[Window, dt.date, dt.time | None], offset: dt.timezone
) -> None:
    window, last, closes_at = ending
    midnight = dt.datetime.combine(last + dt.timedelta(days=1), dt.time(), SEOUL)
    over = dt.datetime.combine(last, closes_at, SEOUL) if closes_at else midnight
    before = over - dt.timedelta(microseconds=1)
    ended = State.UPCOMING if window.kind == "monthly" else State.CLOSED

    # Closing at midnight means at the beginning of its last day: the instant before it is of another day.
    if before.date() == last:
        assert state(window, before.astimezone(offset)) not in {State.CLOSED, State.UPCOMING}
    if window.kind != "monthly" or closes_at:
        assert state(window, over.astimezone(offset)) is ended


_ORDER = [State.UPCOMING, State.OPEN, State.MAY_END_EARLY, State.CLOSING_SOON, State.CLOSED]


@given(ranges(), st.lists(INSTANTS, min_size=2, max_size=20))
def test_a_range_goes_from_upcoming_to_closed_and_never_back(window: Window, instants: list[dt.datetime]) -> None:
    states = [state(window, now) for now in sorted(instants)]

    stated = [_ORDER.index(found) for found in states if found is not State.NOT_STATED]

    assert all(before <= after for before, after in pairwise(stated))


@given(ranges(kinds=("until_budget", "first_come")), INSTANTS)
def test_what_may_end_early_is_never_called_simply_open(window: Window, now: dt.datetime) -> None:
    assert state(window, now) not in {State.OPEN, State.CLOSING_SOON}


@given(ranges(kinds=("dated",)), INSTANTS)
def test_closing_soon_means_that_at_most_a_week_is_left(window: Window, now: dt.datetime) -> None:
    if state(window, now) is State.CLOSING_SOON:
        assert state(window, now + CLOSING_SOON) in {State.NOT_STATED, State.CLOSED}
    if state(window, now) is State.OPEN:
        assert state(window, now + CLOSING_SOON) in {State.OPEN, State.CLOSING_SOON}


@given(st.integers(1, 31), st.integers(1, 31), st.integers(2000, 2040), st.integers(1, 12))
def test_a_monthly_window_opens_in_each_month_and_closes_within_it(a: int, b: int, year: int, month: int) -> None:
    window = window_of("monthly", first_day=min(a, b), last_day=max(a, b))
    first = dt.datetime(year, month, 1, 12, tzinfo=SEOUL)
    days = [day for number in range(31) if (day := first + dt.timedelta(days=number)).month == month]

    opened = [day.day for day in days if state(window, day).takes_applications]

    last = days[-1].day
    assert opened == list(range(min(a, b, last), min(max(a, b), last) + 1))


@pytest.mark.parametrize(
    ("kind", "written", "sentence"),
    [
        ("dated", {"starts": "2020-10-25", "ends": "2020-10-05"}, "before it starts"),
        ("dated", {"starts": "2020-11", "ends": "2020-10"}, "before it starts"),
        ("dated", {"closes_at": "18:00"}, "closes_at needs ends"),
        ("dated", {"ends": "29 September"}, "no day"),
        ("dated", {"ends": "2020-09-29", "closes_at": "25:00"}, "time"),
        ("dated", {"until": "2020-09-29"}, "Extra inputs"),
        ("rounds", {"rounds": []}, "at least 1 item"),
        ("days", {"days": []}, "at least 1 item"),
        ("monthly", {"last_day": 32}, "less than or equal to 31"),
        ("monthly", {"first_day": 25, "last_day": 5}, "before it starts"),
        ("weekly", {"weekday": "목요일"}, "monday"),
        ("sometimes", {}, "sometimes"),
    ],
)
def test_a_window_that_makes_no_sense_is_refused(kind: str, written: dict[str, object], sentence: str) -> None:
    with pytest.raises(ValidationError, match=sentence):
        window_of(kind, **written)
