"""Small changes to rules and windows, and how many of them golden cases notice."""

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.lint.instants import same
from knowledge.lint.mutation import of_rule, of_windows
from knowledge.lint.program_file import clauses_of, without
from knowledge.lint.report import Report, check
from knowledge.lint.score import percent
from knowledge.rule import AtLeastN, clauses
from knowledge.verdict import judge
from knowledge.window import SEOUL, Window, state
from tests.knowledge.sample import TODAY, clause, line_with, program_file, program_of, rule_of, window_of

GREEN = clause("green", "is", fact="green", value=True)
STARTUP = clause("startup", "is", fact="startup", value=True)
EXPORTS = clause("exports", "is", fact="exporting", value=True)


def changes(written: object) -> set[str]:
    return {mutant.change for mutant in of_rule(rule_of(written))}


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (clause("c", "is", fact="green", value=True), {"is true → false"}),
        (clause("c", "is", fact="region", value="서울"), {"is → is not"}),
        (
            clause("c", "in", fact="size", values=["small", "medium"]),
            {"in → not in", "without small", "without medium"},
        ),
        (clause("c", "has_any", fact="certificates", values=["iso"]), {"has_any → has_none"}),
        (
            clause("c", "has_none", fact="certificates", values=["iso", "haccp"]),
            {"has_none → has_any", "without iso", "without haccp"},
        ),
        (
            clause("c", "at_least", fact="employees", value=5),
            {"at_least → below", "at_least → above", "at_least 5 → 4", "at_least 5 → 6"},
        ),
        (
            clause("c", "at_most", fact="employees", value=9),
            {"at_most → above", "at_most → below", "at_most 9 → 8", "at_most 9 → 10"},
        ),
        (
            clause("c", "above", fact="employees", value=5),
            {"above → at_most", "above → at_least", "above 5 → 4", "above 5 → 6"},
        ),
        (
            clause("c", "below", fact="employees", value=5),
            {"below → at_least", "below → at_most", "below 5 → 4", "below 5 → 6"},
        ),
        (
            clause("c", "between", fact="employees", low=5, high=5),
            {"between → not between", "low 5 → 4", "high 5 → 6"},
        ),
        (
            clause("c", "elapsed", fact="founded", at_least=3, at_most=7, on="2020-09-23"),
            {
                "elapsed → not elapsed", "at_least 3 → 2", "at_least 3 → 4", "at_most 7 → 6", "at_most 7 → 8",
                "at_most → below", "on 2020-09-23 → 2020-09-22", "on 2020-09-23 → 2020-09-24",
            },
        ),
        (
            clause("c", "elapsed", fact="founded", below=1),
            {"elapsed → not elapsed", "below 1 → 2", "below → at_most"},
        ),
    ],
)  # fmt: skip
def test_a_clause_is_flipped_moved_turned_round_and_dropped(written: dict[str, object], expected: set[str]) -> None:
    assert changes(written) == {f"c: {change}" for change in expected | {"dropped", "spelled_out → false"}}
    assert "c: spelled_out → true" in changes({**written, "spelled_out": False})


def test_what_a_person_judges_can_only_be_dropped() -> None:
    assert changes(clause("c", "manual")) == {"c: dropped"}


def test_groups_are_flipped_too() -> None:
    two_of_three = {"n": 2, "of": [GREEN, STARTUP, EXPORTS]}

    assert "all → any" in changes({"all": [GREEN, STARTUP]})
    assert "any → all" in changes({"any": [GREEN, STARTUP]})
    assert {"n 2 → 1", "n 2 → 3"} <= changes(two_of_three)
    assert not {"n 1 → 0", "n 3 → 4"} & (changes({**two_of_three, "n": 1}) | changes({**two_of_three, "n": 3}))
    assert "not dropped" in changes({"not": GREEN})
    # Of one part, all and any are the same.
    assert "all → any" not in changes({"all": [GREEN]})


def test_a_change_deep_in_a_rule_leaves_the_rest_as_it_is() -> None:
    rule = rule_of({"all": [GREEN, {"not": {"any": [STARTUP, EXPORTS]}}]})
    changed = {mutant.change: mutant.rule for mutant in of_rule(rule)}

    assert changed["any → all"] == rule_of({"all": [GREEN, {"not": {"all": [STARTUP, EXPORTS]}}]})
    assert changed["exports: dropped"] == rule_of({"all": [GREEN, {"not": STARTUP}]})
    assert changed["exports: is true → false"] == rule_of(
        {"all": [GREEN, {"not": {"any": [STARTUP, {**EXPORTS, "value": False}]}}]}
    )


def test_a_rule_without_a_clause_needs_as_many_of_the_others_as_it_can() -> None:
    needing = rule_of({"n": 2, "of": [GREEN, STARTUP, EXPORTS]})

    less = without(needing, "green")
    assert isinstance(less, AtLeastN)
    assert (less.n, [part.id for part in clauses(less)]) == (2, ["startup", "exports"])
    assert without(rule_of({"n": 2, "of": [GREEN, STARTUP]}), "green") == rule_of(STARTUP)
    assert without(rule_of(GREEN), "green") is None
    assert without(rule_of({"not": {"all": [GREEN]}}), "green") is None
    assert without(rule_of({"all": [GREEN, {"not": STARTUP}]}), "startup") == rule_of(GREEN)
    assert without(needing, "nothing") is needing


@given(st.data())
def test_every_change_makes_a_rule_that_can_be_judged(data: st.DataObject) -> None:
    leaf = st.sampled_from([GREEN, STARTUP, EXPORTS, clause("few", "at_most", fact="employees", value=9)])
    parts = st.lists(leaf, min_size=2, max_size=3, unique_by=lambda part: str(part["id"]))
    group = st.one_of(
        st.builds(lambda inner: {"all": inner}, parts),
        st.builds(lambda inner: {"any": inner}, parts),
        st.builds(lambda inner: {"n": 2, "of": inner}, parts),
        st.builds(lambda inner: {"not": {"any": inner}}, parts),
    )
    rule = rule_of(data.draw(group))
    places = {at for at, _ in clauses_of(rule, ("who", "rule"))}

    for mutant in of_rule(rule):
        assert mutant.rule != rule
        assert mutant.at in places or any(place[: len(mutant.at)] == mutant.at for place in places)
        judged = judge(program_of(None if mutant.rule is None else mutant.rule.model_dump(by_alias=True)), {}, TODAY)
        assert judged.verdict == "unknown"


# Windows


def moved(window: Window) -> set[str]:
    return {mutant.change for mutant in of_windows((window,))}


@pytest.mark.parametrize(
    ("window", "expected"),
    [
        (
            window_of("dated", starts="2020-09-01", ends="2020-09-30", closes_at="18:00"),
            {
                "starts 2020-09-01 → 2020-08-31", "starts 2020-09-01 → 2020-09-02",
                "ends 2020-09-30 → 2020-09-29", "ends 2020-09-30 → 2020-10-01",
                "closes_at 18:00 → 17:59", "closes_at 18:00 → 18:01",
            },
        ),
        (
            window_of("until_budget", starts="2020-12", ends="2021-01"),
            {
                "starts 2020-12 → 2020-11", "starts 2020-12 → 2021-01",
                "ends 2021-01 → 2020-12", "ends 2021-01 → 2021-02",
            },
        ),
        (
            window_of("first_come", starts="2020-12-late", reported_on="2020-12-24"),
            {
                "starts 2020-12-late → 2020-12-mid", "starts 2020-12-late → 2021-01-early",
                "reported_on 2020-12-24 → 2020-12-23", "reported_on 2020-12-24 → 2020-12-25",
            },
        ),
        (window_of("rolling", since="2011"), {"since 2011 → 2010", "since 2011 → 2012"}),
        (
            window_of("rounds", rounds=[{"number": 1, "starts": "2020-03-01"}]),
            {"starts 2020-03-01 → 2020-02-29", "starts 2020-03-01 → 2020-03-02"},
        ),
        (
            window_of("monthly", last_day=10, closes_at="00:00"),
            {"first_day 1 → 2", "last_day 10 → 9", "last_day 10 → 11", "closes_at 00:00 → 00:01"},
        ),
        (window_of("days", days=["2020-11-11"]), {"2020-11-11 → 2020-11-10", "2020-11-11 → 2020-11-12"}),
        (window_of("none_stated"), {"over → true"}),
        (window_of("none_stated", over=True), {"over → false"}),
        (window_of("weekly", weekday="thursday"), set()),
        (window_of("to_be_announced"), set()),
        # One day only: it can't start after its end.
        (
            window_of("dated", starts="2020-09-30", ends="2020-09-30"),
            {"starts 2020-09-30 → 2020-09-29", "ends 2020-09-30 → 2020-10-01"},
        ),
    ],
)  # fmt: skip
def test_each_day_of_a_window_is_moved_by_a_day_a_month_by_a_month_an_hour_by_a_minute(
    window: Window, expected: set[str]
) -> None:
    assert moved(window) == expected


_STATED = st.dates(dt.date(2019, 12, 1), dt.date(2021, 3, 31)).flatmap(
    lambda day: st.sampled_from([f"{day}", f"{day:%Y-%m}", f"{day:%Y-%m}-mid", f"{day:%Y}"])
)
_WINDOWS = st.one_of(
    st.builds(lambda kind, starts: window_of(kind, starts=starts), st.sampled_from(["dated", "first_come"]), _STATED),
    st.builds(lambda ends, hour, told: window_of("until_budget", ends=ends, closes_at=hour, reported_on=told),
              _STATED, st.none() | st.times(), st.none() | st.dates(dt.date(2019, 12, 1), dt.date(2021, 3, 31))),
    st.builds(lambda since: window_of("rolling", since=since), _STATED),
    st.builds(lambda end, start: window_of(
                  "rounds", rounds=[{"number": 1, "ends": end}, {"number": 2, "starts": start}]),
              _STATED, _STATED),
    st.builds(lambda last, hour: window_of("monthly", last_day=last, closes_at=hour),
              st.integers(1, 31), st.none() | st.times()),
    st.builds(lambda days: window_of("days", days=days), st.lists(_STATED, min_size=1, max_size=3)),
)  # fmt: skip
_INSTANTS = st.builds(
    dt.datetime.combine, st.dates(dt.date(2018, 12, 1), dt.date(2022, 3, 1)), st.times(), st.just(SEOUL)
)


@settings(deadline=None)
@given(_WINDOWS, st.lists(_INSTANTS, max_size=20))
def test_windows_that_are_the_same_have_the_same_state_at_any_instant(
    window: Window, instants: list[dt.datetime]
) -> None:
    assert same(window, window)
    for mutant in of_windows((window,)):
        if same(window, mutant.window):
            for instant in instants:
                assert state(window, instant) is state(mutant.window, instant)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (window_of("monthly", last_day=30), window_of("monthly", last_day=31), False),
        (window_of("monthly", first_day=30, last_day=31), window_of("monthly", first_day=31, last_day=31), False),
        (window_of("days", days=["2020-11-11", "2020-11-12"]),
         window_of("days", days=["2020-11-12", "2020-11-11"]), True),
        (window_of("dated", starts="2020-09-01"), window_of("dated", starts="2020-09-02"), False),
        # Without an end, a dated window is never known to be open: one day within a month is as good as another.
        (window_of("dated", reported_on="2020-09-01"), window_of("dated", reported_on="2020-09-02"), True),
    ],
)  # fmt: skip
def test_windows_are_told_apart_by_an_instant(one: Window, other: Window, expected: bool) -> None:
    assert same(one, other) is expected


# Scores

_MOMENTS = """\
moments:
  - {name: last second, at: 2020-09-29T23:59:59, state: not_stated}
  - {name: just over, at: 2020-09-30T00:00:00, state: closed}
"""
_FULL = """\
  - {name: medium firm in Seoul, facts: {region: 서울, size: medium}, verdict: "yes"}
  - {name: large firm in Seoul, facts: {region: 서울, size: large}, verdict: "no"}
  - {name: firm in Seoul, facts: {region: 서울}, verdict: unknown, open: [sme]}
"""


def scored(folder: Path, *replaced: tuple[str, str], more: str = _FULL + _MOMENTS) -> tuple[Path, Report]:
    path = program_file(folder, *replaced)
    with path.open("a", encoding="utf-8") as file:
        file.write(more)
    return path, check(folder)


def test_cases_that_try_everything_notice_every_change(tmp_path: Path) -> None:
    _, report = scored(tmp_path)
    [score] = report.scores

    assert list(report.survivors) == []
    # Two clauses, each dropped, flipped and turned round; two values; all → any; one end moved both ways.
    assert (score.noticed, score.counted, score.equivalent) == (11, 11, 0)
    assert report.summary.endswith("mutation score 100 % (11 of 11; 0 equivalent)")


def test_each_change_that_no_case_notices_is_listed_with_file_and_line(tmp_path: Path) -> None:
    path, report = scored(tmp_path, more=_MOMENTS)

    sme = line_with(path, "id: sme")
    assert list(report.survivors) == [
        f"{path}:{sme}: survives: sme: spelled_out → false",
        f"{path}:{sme}: survives: sme: without medium",
        f"{path}:{sme}: survives: sme: dropped",
    ]
    warnings = [finding for finding in report.findings if "small changes" in finding.sentence]
    assert [(finding.severity, finding.line) for finding in warnings] == [("warning", line_with(path, "scenarios:"))]


def test_a_window_without_moments_is_not_tried(tmp_path: Path) -> None:
    path, report = scored(tmp_path, more=_FULL)

    line = line_with(path, "kind: dated")
    assert list(report.survivors) == [
        f"{path}:{line}: survives: ends 2020-09-29 → 2020-09-28",
        f"{path}:{line}: survives: ends 2020-09-29 → 2020-09-30",
    ]


def test_a_change_that_nobody_could_notice_does_not_count(tmp_path: Path) -> None:
    _, report = scored(tmp_path, ("ends: 2020-09-29,", "ends: 2020-09-29, reported_on: 2020-09-29,"),
                       more=_FULL + _MOMENTS.replace("state: not_stated", "state: closing_soon"))  # fmt: skip
    [score] = report.scores
    assert score.equivalent == 0

    _, report = scored(tmp_path, ("ends: 2020-09-29,", "ends: 2020-09-29, reported_on: 2020-10-29,"))
    [score] = report.scores
    assert score.equivalent == 2  # it is over by then, one day more or less


def test_a_case_that_comes_out_otherwise_notices_nothing(tmp_path: Path) -> None:
    wrong = _FULL.replace('verdict: "no"', 'verdict: "yes"')
    _, report = scored(tmp_path, more=wrong + _MOMENTS)
    [score] = report.scores

    assert score.noticed < score.counted


@pytest.mark.parametrize(("noticed", "counted", "expected"), [(0, 0, 100), (899, 1000, 89), (9, 10, 90), (1, 1, 100)])
def test_a_score_is_never_rounded_up(noticed: int, counted: int, expected: int) -> None:
    assert percent(noticed, counted) == expected
