"""Rounds that do not fit together, and programs that are written as if what is over were not."""

from pathlib import Path

import pytest

from knowledge.lint.report import check
from tests.knowledge.sample import line_with, program_file

_WINDOW = "  - {of: application, kind: dated, ends: 2020-09-29, paragraph: 1}\n"


def rounds(*written: str) -> tuple[str, str]:
    """The sample file's window, replaced by one of several rounds."""
    lines = "".join(f"      - {{number: {one}}}\n" for one in written)
    return _WINDOW, f"  - of: application\n    kind: rounds\n    paragraph: 1\n    rounds:\n{lines}"


def about(folder: Path, *begins: str) -> list[tuple[str, int, str]]:
    """Findings that begin so: severity, line and sentence."""
    return [
        (finding.severity, finding.line, finding.sentence)
        for finding in check(folder).findings
        if finding.sentence.startswith(begins)
    ]


_ROUNDS = ("round", "the rounds", "between the rounds", "there are two", "it is round", "it belongs")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (["1, starts: 2020-03-01, ends: 2020-03-31", "2, starts: 2020-09-01, ends: 2020-09-30"], []),
        (["1, starts: 2020-03-01, ends: 2020-03-31", "2, starts: 2020-04-01, ends: 2020-04-30"], []),
        (["1, starts: 2020-03, ends: 2020-04", "2, starts: 2020-04, ends: 2020-05"], []),
        (["1, ends: 2020-03-31", "2, ends: 2020-04-30"], []),
        (
            ["1, starts: 2020-03-01, ends: 2020-03-31", "2, starts: 2020-03-31, ends: 2020-04-30"],
            [("error", "number: 2", "the rounds 1 and 2 overlap: one until 2020-03-31, the other from 2020-03-31")],
        ),
        (
            ["1, starts: 2020-03, ends: 2020-05", "2, starts: 2020-04-30, ends: 2020-06"],
            [("error", "number: 2", "the rounds 1 and 2 overlap: one until 2020-05, the other from 2020-04-30")],
        ),
        (
            ["1, starts: 2020-09-01, ends: 2020-09-30", "2, starts: 2020-03-01, ends: 2020-03-31"],
            [("error", "number: 2", "round 2 starts (2020-03-01) before round 1")],
        ),
        (
            ["2, starts: 2020-09-01", "1, starts: 2020-03-01"],
            [("error", "number: 1", "round 1 stands behind round 2")],
        ),
        (
            ["1, ends: 2020-03-31", "1, ends: 2020-09-30"],
            [("error", "number: 1, ends: 2020-09", "there are two rounds 1")],
        ),
        (
            ["1, ends: 2020-03-31", "4, ends: 2020-09-30"],
            [("warning", "number: 4", "between the rounds 1 and 4, 2 and 3 are missing")],
        ),
        (
            ["1, starts: 2020-03-31, ends: 2020-03-01", "2, starts: 2020-09-01"],
            [("error", "number: 1", "round 1 ends (2020-03-01) before it starts")],
        ),
        (
            ["1, ends: 2020-03-31", "2, starts: 2020-04-02"],
            [("warning", "number: 2", "between the rounds 1 and 2 lie 1 day that belongs to neither")],
        ),
        (
            ["1, ends: 2020-03-31", "2, starts: 2020-04-07"],
            [("warning", "number: 2", "between the rounds 1 and 2 lie 6 days that belong to neither")],
        ),
        (["1, ends: 2020-03-31", "2, starts: 2020-04-08"], []),
    ],
)  # fmt: skip
def test_rounds_of_a_window_have_to_follow_each_other(
    tmp_path: Path, written: list[str], expected: list[tuple[str, str, str]]
) -> None:
    path = program_file(tmp_path, rounds(*written))

    assert about(tmp_path, *_ROUNDS) == [
        (severity, line_with(path, place), sentence) for severity, place, sentence in expected
    ]


def series(folder: Path, number: int, window: str) -> Path:
    """A program of a series, with one window for applications."""
    name = f"fair-{number}"
    return program_file(
        folder,
        ("id: sample-fair", f"id: {name}"),
        ("stage: offered", f"series: fair\nround: {number}\nstage: offered"),
        ("kind: dated, ends: 2020-09-29", f"kind: dated, {window}"),
        name=name,
    )


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        ("starts: 2020-10-01, ends: 2020-10-31", None),
        (
            "starts: 2020-09-29, ends: 2020-10-31",
            ("warning", "the rounds 1 and 2 overlap: one until 2020-09-29, the other from 2020-09-29"),
        ),
        ("starts: 2020-08-01, ends: 2020-08-31", ("error", "round 2 starts (2020-08-01) before round 1")),
        (
            "starts: 2020-10-02, ends: 2020-10-31",
            ("warning", "between the rounds 1 and 2 lie 2 days that belong to neither"),
        ),
    ],
)
def test_programs_of_a_series_have_to_follow_each_other(
    tmp_path: Path, second: str, expected: tuple[str, str] | None
) -> None:
    series(tmp_path, 1, "starts: 2020-09-01, ends: 2020-09-29")
    path = series(tmp_path, 2, second.replace("2020-10-01", "2020-09-30"))

    found = about(tmp_path, *_ROUNDS)

    assert found == ([] if expected is None else [(expected[0], line_with(path, "kind: dated"), expected[1])])


def test_a_round_that_is_missing_from_a_series_is_a_warning(tmp_path: Path) -> None:
    series(tmp_path, 1, "ends: 2020-03-31")
    path = series(tmp_path, 3, "ends: 2020-09-30")

    sentence = "between the rounds 1 and 3, 2 is missing"
    assert about(tmp_path, *_ROUNDS) == [("warning", line_with(path, "round: 3"), sentence)]


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("round: 2", "it is round 2, but of no series"),
        ("series: fair", "it belongs to the series fair, but has no round"),
    ],
)
def test_a_round_belongs_to_a_series_and_a_series_has_rounds(tmp_path: Path, written: str, sentence: str) -> None:
    path = program_file(tmp_path, ("stage: offered", f"{written}\nstage: offered"))

    assert about(tmp_path, *_ROUNDS) == [("warning", line_with(path, written), sentence)]


# Over, but written as running


def test_a_planned_program_whose_windows_are_all_over_is_an_error(tmp_path: Path) -> None:
    planned, early = ("stage: offered", "stage: planned"), ("ends: 2020-09-29", "ends: 2020-09-22")
    path = program_file(tmp_path, planned, early, ("모집하고 있습니다.", "열 계획입니다."))
    sentence = "it is planned, but all its windows were over on 2020-09-23"
    assert about(tmp_path, "it is planned") == [("error", line_with(path, "stage: planned"), sentence)]

    # On its last day, it is not over yet; and an event may still be to come.
    program_file(tmp_path, planned, ("ends: 2020-09-29", "ends: 2020-09-23"))
    assert about(tmp_path, "it is planned") == []
    event = "who:", "  - {of: event, kind: days, days: [2020-10-05], paragraph: 1}\nwho:"
    program_file(tmp_path, planned, early, event, ("모집하고 있습니다.", "열 계획입니다."))
    assert about(tmp_path, "it is planned") == []


@pytest.mark.parametrize(
    ("window", "sentence"),
    [
        ("ends: 2020-09-22, reported_on: 2020-09-23", "it was reported to be open on 2020-09-23, but ended 2020-09-22"),
        ("ends: 2020-09-29, reported_on: 2020-09-24", "it was reported on 2020-09-24, but its source is of 2020-09-23"),
    ],
)
def test_a_report_that_contradicts_its_window_or_its_source_is_an_error(
    tmp_path: Path, window: str, sentence: str
) -> None:
    path = program_file(tmp_path, ("ends: 2020-09-29", window), ("모집하고 있습니다.", "끝났습니다."))

    assert about(tmp_path, "it was reported") == [("error", line_with(path, "kind: dated"), sentence)]


@pytest.mark.parametrize(
    ("standing", "over"),
    [
        ("모집하고 있습니다.", "모집하고 있"),
        ("모집 중입니다.", "모집 중"),
        ("접수를 받고 있습니다.", "접수를 받고 있"),
        ("모집 중이었습니다.", None),
        ("모집을 마쳤습니다.", None),
    ],
)
def test_a_text_that_says_that_one_can_apply_after_the_last_day_is_a_warning(
    tmp_path: Path, standing: str, over: str | None
) -> None:
    said = (
        "standing: {ko: 모집하고 있습니다., en: Firms are being recruited.}",
        f"standing: {{ko: {standing}, en: So.}}",
    )
    path = program_file(tmp_path, said, ("ends: 2020-09-29", "ends: 2020-09-22"))

    expected = (
        [] if over is None
        else [("warning", line_with(path, "standing:"), f"the text says {over!r}, but that was over on 2020-09-23")]
    )  # fmt: skip
    assert about(tmp_path, "the text says") == expected
    program_file(tmp_path, said)
    assert about(tmp_path, "the text says") == []
