"""The operators of rules at their bounds: 이상/초과, 이하/미만, has any and has none, time that has passed."""

import calendar
import datetime as dt
import itertools

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import ValidationError

from knowledge.elapsed import Unit, anniversary, latest_start
from knowledge.fact import LARGEST, DayInterval, Held, Interval, Profile, Value
from knowledge.rule import Compared, Elapsed
from knowledge.verdict import Verdict, judge
from knowledge.weighing import compare
from tests.knowledge.sample import TODAY, clause, program_of, rule_of

Written = dict[str, object]
YES, NO, UNKNOWN = Verdict.YES, Verdict.NO, Verdict.UNKNOWN


def holds(written: Written, value: Value, on: dt.date = TODAY) -> bool | None:
    rule = rule_of(written)
    assert isinstance(rule, Compared)
    return compare(rule, value, on)


def number(op: str, bound: float) -> Written:
    return clause("c", op, fact="employees", value=bound)


def elapsed(bounds: dict[str, int], unit: Unit = "years") -> Written:
    return clause("c", "elapsed", fact="founded", unit=unit, **bounds)


def since(first: str, last: str | None = None) -> DayInterval:
    return DayInterval(dt.date.fromisoformat(first), dt.date.fromisoformat(last or first))


# Numbers


@pytest.mark.parametrize(
    ("op", "low", "high", "expected"),
    [
        # 이상: the bound is enough.
        ("at_least", 10, 10, True), ("at_least", 9, 9, False), ("at_least", 9, 10, None), ("at_least", 10, 11, True),
        ("at_least", 0, 9, False), ("at_least", 10, LARGEST, True), ("at_least", 0, LARGEST, None),
        # 초과: the bound is not.
        ("above", 10, 10, False), ("above", 11, 11, True), ("above", 10, 11, None), ("above", 0, 10, False),
        ("above", 10, LARGEST, None), ("above", 11, LARGEST, True),
        # 이하, 이내: the bound is still within.
        ("at_most", 10, 10, True), ("at_most", 11, 11, False), ("at_most", 10, 11, None), ("at_most", 0, 10, True),
        ("at_most", 11, LARGEST, False), ("at_most", 10, LARGEST, None),
        # 미만: it is not.
        ("below", 10, 10, False), ("below", 9, 9, True), ("below", 9, 10, None), ("below", 0, 9, True),
        ("below", 10, LARGEST, False), ("below", 9, LARGEST, None),
    ],
)  # fmt: skip
def test_a_bound_counts_itself_or_not(op: str, low: float, high: float, expected: bool | None) -> None:
    assert holds(number(op, 10), Interval(low, high)) is expected


_PLAIN = {
    "at_least": lambda number, bound: number >= bound,
    "above": lambda number, bound: number > bound,
    "at_most": lambda number, bound: number <= bound,
    "below": lambda number, bound: number < bound,
}


@given(st.sampled_from(sorted(_PLAIN)), st.integers(0, 8), st.integers(0, 8), st.integers(0, 8))
def test_an_interval_decides_what_all_its_numbers_decide(op: str, bound: int, one: int, other: int) -> None:
    low, high = min(one, other), max(one, other)
    # Halves stand for all that lies between two whole numbers.
    each = {_PLAIN[op](step / 2, bound) for step in range(2 * low, 2 * high + 1)}

    assert holds(number(op, bound), Interval(low, high)) is (each.pop() if len(each) == 1 else None)


@given(st.integers(0, 6), st.integers(0, 6), st.integers(0, 6), st.integers(0, 6))
def test_between_is_at_least_and_at_most(a: int, b: int, one: int, other: int) -> None:
    low, high = min(a, b), max(a, b)
    value = Interval(min(one, other), max(one, other))
    both = {"all": [number("at_least", low), {**number("at_most", high), "id": "d"}]}

    between = holds(clause("c", "between", fact="employees", low=low, high=high), value)

    verdict = judge(program_of(both), {"employees": value}, TODAY).verdict
    assert verdict is {True: YES, False: NO, None: UNKNOWN}[between]


# Things that a firm has


@pytest.mark.parametrize(
    ("has", "lacks", "any_of", "none_of"),
    [
        (["iso"], [], True, False),
        (["iso"], ["haccp"], True, False),
        (["haccp", "iso"], [], True, False),
        ([], ["iso"], None, None),
        ([], ["iso", "haccp"], False, True),
        (["women"], [], None, None),
        (["women"], ["iso", "haccp"], False, True),
        (["women"], ["iso"], None, None),
    ],
)
def test_a_firm_has_one_of_some_things_none_or_it_is_not_known(
    has: list[str], lacks: list[str], any_of: bool | None, none_of: bool | None
) -> None:
    value = Held(frozenset(has), frozenset(lacks))

    assert holds(clause("c", "has_any", fact="certificates", values=["iso", "haccp"]), value) is any_of
    assert holds(clause("c", "has_none", fact="certificates", values=["iso", "haccp"]), value) is none_of


_THINGS = ["iso", "haccp", "women", "venture"]


@given(
    st.frozensets(st.sampled_from(_THINGS), min_size=1),
    st.dictionaries(st.sampled_from(_THINGS), st.booleans()),
)
def test_what_is_held_decides_what_every_completion_of_it_decides(
    wanted: frozenset[str], known: dict[str, bool]
) -> None:
    value = Held(
        frozenset(thing for thing, held in known.items() if held),
        frozenset(thing for thing, held in known.items() if not held),
    )
    open_things = [thing for thing in _THINGS if thing not in known]
    completions = [
        value.has | set(more)
        for size in range(len(open_things) + 1)
        for more in itertools.combinations(open_things, size)
    ]
    each = {bool(completed & wanted) for completed in completions}
    expected = each.pop() if len(each) == 1 else None

    values = sorted(wanted)
    assert holds(clause("c", "has_any", fact="certificates", values=values), value) is expected
    opposite = None if expected is None else not expected
    assert holds(clause("c", "has_none", fact="certificates", values=values), value) is opposite


# Time that has passed


@pytest.mark.parametrize(
    ("bounds", "founded", "on", "expected"),
    [
        # 3년 이상: from the anniversary on.
        ({"at_least": 3}, "2017-09-25", "2020-09-25", True),
        ({"at_least": 3}, "2017-09-26", "2020-09-25", False),
        ({"at_least": 0}, "2020-09-25", "2020-09-25", True),
        # Not founded yet: not even no time has passed.
        ({"at_least": 0}, "2020-09-26", "2020-09-25", False),
        # 7년 이내: the anniversary is still within.
        ({"at_most": 7}, "2013-09-25", "2020-09-25", True),
        ({"at_most": 7}, "2013-09-24", "2020-09-25", False),
        ({"at_most": 0}, "2020-09-25", "2020-09-25", True),
        ({"at_most": 0}, "2020-09-24", "2020-09-25", False),
        # 7년 미만: on the anniversary no longer.
        ({"below": 7}, "2013-09-26", "2020-09-25", True),
        ({"below": 7}, "2013-09-25", "2020-09-25", False),
        ({"at_least": 3, "at_most": 7}, "2017-09-25", "2020-09-25", True),
        ({"at_least": 3, "at_most": 7}, "2017-09-26", "2020-09-25", False),
        ({"at_least": 3, "below": 7}, "2013-09-25", "2020-09-25", False),
        # A leap day: in other years, its anniversary is the last day of February.
        ({"at_least": 1}, "2020-02-29", "2021-02-27", False),
        ({"at_least": 1}, "2020-02-29", "2021-02-28", True),
        ({"at_most": 1}, "2020-02-29", "2021-02-28", True),
        ({"at_most": 1}, "2020-02-29", "2021-03-01", False),
        ({"below": 1}, "2020-02-29", "2021-02-28", False),
        ({"at_least": 4}, "2016-02-29", "2020-02-28", False),
        ({"at_least": 4}, "2016-02-29", "2020-02-29", True),
        # Asked on a leap day, of firms about it.
        ({"at_least": 1}, "2019-02-28", "2020-02-29", True),
        ({"at_least": 1}, "2019-03-01", "2020-02-29", False),
    ],
)
def test_a_span_is_complete_on_its_anniversary(bounds: dict[str, int], founded: str, on: str, expected: bool) -> None:
    assert holds(elapsed(bounds), since(founded), dt.date.fromisoformat(on)) is expected


@pytest.mark.parametrize(
    ("unit", "bounds", "founded", "on", "expected"),
    [
        ("months", {"at_least": 6}, "2020-03-25", "2020-09-25", True),
        ("months", {"at_least": 6}, "2020-03-26", "2020-09-25", False),
        # A month without such a day ends on its last.
        ("months", {"at_least": 1}, "2020-08-31", "2020-09-30", True),
        ("months", {"at_most": 1}, "2020-08-31", "2020-10-01", False),
        ("months", {"at_least": 1}, "2020-01-31", "2020-02-29", True),
        ("months", {"at_least": 1}, "2021-01-31", "2021-02-27", False),
        ("months", {"below": 12}, "2019-09-25", "2020-09-25", False),
        ("days", {"at_least": 30}, "2020-08-26", "2020-09-25", True),
        ("days", {"at_most": 30}, "2020-08-25", "2020-09-25", False),
        ("days", {"below": 1}, "2020-09-25", "2020-09-25", True),
        ("days", {"below": 1}, "2020-09-24", "2020-09-25", False),
    ],
)
def test_a_span_may_be_of_months_or_days(
    unit: Unit, bounds: dict[str, int], founded: str, on: str, expected: bool
) -> None:
    assert holds(elapsed(bounds, unit), since(founded), dt.date.fromisoformat(on)) is expected


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("2013-09-25", "2017-09-25", True),
        ("2013-09-24", "2017-09-25", None),
        ("2013-09-25", "2017-09-26", None),
        ("2000-01-01", "2013-09-24", False),
        ("2017-09-26", "2020-09-25", False),
        ("2000-01-01", "2020-09-25", None),
    ],
)
def test_a_founding_that_is_known_roughly_decides_what_it_can(first: str, last: str, expected: bool | None) -> None:
    three_to_seven = elapsed({"at_least": 3, "at_most": 7})

    assert holds(three_to_seven, since(first, last), dt.date(2020, 9, 25)) is expected


def test_a_day_that_the_source_names_counts_and_not_the_day_that_is_asked_about() -> None:
    as_of_notice = {**elapsed({"at_least": 3}), "on": "2020-09-23"}

    assert holds(as_of_notice, since("2017-09-23"), dt.date(2019, 1, 1)) is True
    assert holds(as_of_notice, since("2017-09-24"), dt.date(2030, 1, 1)) is False


@pytest.mark.parametrize(
    ("bounds", "sentence"),
    [
        ({}, "needs at_least, at_most or below"),
        ({"at_most": 7, "below": 7}, "exclude each other"),
        ({"at_least": 8, "at_most": 7}, "no time"),
        ({"at_least": 7, "below": 7}, "no time"),
        ({"at_least": -1}, "greater than or equal to 0"),
        ({"below": 0}, "greater than or equal to 1"),
        ({"at_most": 201}, "no firm is 201 years old"),
    ],
)
def test_a_span_that_no_firm_can_have_is_refused(bounds: dict[str, int], sentence: str) -> None:
    with pytest.raises(ValidationError, match=sentence):
        rule_of(elapsed(bounds))


def passed(founded: dt.date, on: dt.date, unit: Unit) -> int:
    """How many years, months or days are complete, counted day by day with a calendar; -1 before the founding."""
    if on < founded:
        return -1
    if unit == "days":
        return (on - founded).days
    months = 12 * (on.year - founded.year) + on.month - founded.month
    # The month is complete on that day of it, or on its last where it has no such day.
    if on.day < min(founded.day, calendar.monthrange(on.year, on.month)[1]):
        months -= 1
    return months if unit == "months" else months // 12


_DAYS = st.one_of(
    st.dates(dt.date(2015, 1, 1), dt.date(2025, 12, 31)),
    st.sampled_from([dt.date(2016, 2, 29), dt.date(2020, 2, 29), dt.date(2021, 2, 28), dt.date(2020, 12, 31)]),
)
_UNITS: st.SearchStrategy[Unit] = st.sampled_from(["years", "months", "days"])


@given(_DAYS, _DAYS, _UNITS, st.sampled_from(["at_least", "at_most", "below"]), st.integers(1, 30))
@example(dt.date(2020, 2, 29), dt.date(2021, 2, 28), "years", "at_most", 1)
@example(dt.date(2020, 2, 29), dt.date(2024, 2, 28), "years", "at_least", 4)
def test_elapsed_is_what_one_counts_day_by_day(
    founded: dt.date, on: dt.date, unit: Unit, bound: str, count: int
) -> None:
    whole = passed(founded, on, unit)
    complete = anniversary(founded, count, unit)
    expected = {
        "at_least": whole >= count,
        # No more than the span: its anniversary is the last day.
        "at_most": on <= complete,
        "below": whole < count,
    }[bound]

    found = holds(elapsed({bound: count}, unit), DayInterval(founded, founded), on)

    # A firm that is not founded yet has no time in business: nothing that has to have passed has.
    assert found is (expected if whole >= 0 else False)


@given(_DAYS, _UNITS, st.integers(0, 40))
def test_a_span_is_complete_from_its_anniversary_on_and_not_before(founded: dt.date, unit: Unit, count: int) -> None:
    complete = anniversary(founded, count, unit)

    assert passed(founded, complete, unit) >= count
    assert count == 0 or passed(founded, complete - dt.timedelta(days=1), unit) < count


@given(_DAYS, _UNITS, st.integers(0, 40))
def test_whoever_began_on_the_latest_day_or_before_has_had_the_time(on: dt.date, unit: Unit, count: int) -> None:
    latest = latest_start(on, count, unit)

    assert anniversary(latest, count, unit) <= on
    assert latest == on or anniversary(latest + dt.timedelta(days=1), count, unit) > on


@given(
    st.dates(dt.date(2015, 1, 1), dt.date(2018, 12, 31)),
    st.integers(0, 800),
    _DAYS,
    st.integers(0, 4),
    st.none() | st.integers(0, 4),
)
def test_an_interval_of_days_decides_what_all_its_days_decide(
    first: dt.date, length: int, on: dt.date, least: int, more: int | None
) -> None:
    bounds = {"at_least": least} if more is None else {"at_least": least, "at_most": least + more}
    rule = rule_of(elapsed(bounds))
    assert isinstance(rule, Elapsed)
    days = [first + dt.timedelta(days=step) for step in range(length + 1)]

    each = {compare(rule, DayInterval(day, day), on) for day in days}

    assert compare(rule, DayInterval(days[0], days[-1]), on) is (each.pop() if len(each) == 1 else None)


# Not known, with each operator, in both orders


_HAS_ISO, _LACKS_ISO = Held(frozenset(["iso"])), Held(frozenset(), frozenset(["iso"]))
_KNOWN: list[tuple[Written, Value, Value]] = [
    (number("at_least", 5), Interval(5, 5), Interval(4, 4)),
    (number("above", 5), Interval(6, 6), Interval(5, 5)),
    (number("at_most", 5), Interval(5, 5), Interval(6, 6)),
    (number("below", 5), Interval(4, 4), Interval(5, 5)),
    (clause("c", "between", fact="employees", low=5, high=9), Interval(5, 9), Interval(10, 12)),
    (clause("c", "has_any", fact="certificates", values=["iso"]), _HAS_ISO, _LACKS_ISO),
    (clause("c", "has_none", fact="certificates", values=["iso"]), _LACKS_ISO, _HAS_ISO),
    (elapsed({"at_least": 3}), since("2010-01-01"), since("2020-09-01")),
]  # fmt: skip
_GREEN = clause("green", "is", fact="green", value=True)


@pytest.mark.parametrize(("written", "fits", "fails"), _KNOWN, ids=[str(known[0]["op"]) for known in _KNOWN])
@pytest.mark.parametrize("swapped", [False, True], ids=["in this order", "in the other order"])
def test_what_is_not_known_is_never_no_with_any_operator(
    written: Written, fits: Value, fails: Value, swapped: bool
) -> None:
    fact = str(written["fact"])
    parts = [_GREEN, written] if swapped else [written, _GREEN]

    def verdict(group: str, profile: Profile) -> Verdict:
        return judge(program_of({group: parts}), profile, TODAY).verdict

    assert [verdict("all", profile) for profile in ({}, {fact: fits}, {fact: fails}, {"green": False})] == [
        UNKNOWN, UNKNOWN, NO, NO,
    ]  # fmt: skip
    assert [verdict("any", profile) for profile in ({}, {fact: fits}, {fact: fails}, {"green": True})] == [
        UNKNOWN, YES, UNKNOWN, YES,
    ]  # fmt: skip
    opposite = program_of({"not": written})
    assert [judge(opposite, profile, TODAY).verdict for profile in ({}, {fact: fits}, {fact: fails})] == [
        UNKNOWN,
        NO,
        YES,
    ]
    assert verdict("all", {fact: fits, "green": True}) is YES
    assert verdict("any", {fact: fails, "green": False}) is NO
