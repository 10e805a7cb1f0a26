"""Numbers and days in texts that differ from the rule, the windows or the other language."""

import datetime as dt
from pathlib import Path

import pytest

from knowledge.calendar_day import parse
from knowledge.lint import wording
from knowledge.lint.report import check
from knowledge.words import Language, Words
from tests.knowledge.sample import program_file


def said(folder: Path, *replaced: tuple[str, str]) -> list[str]:
    """What the lint says of texts in the sample file."""
    program_file(folder, *replaced)
    begins = ("the label", "the text", "the Korean", "the English")
    found = [finding for finding in check(folder).findings if finding.sentence.startswith(begins)]
    assert {finding.severity for finding in found} <= {"warning"}
    return [finding.sentence for finding in found]


# Both languages


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("사업비는 총 5,000만 원 이내입니다.", "ko", {50_000_000}),
        ("예산은 2억 7,973만 원입니다.", "ko", {279_730_000}),
        ("1억 원, 2,000만 원", "ko", {100_000_000, 20_000_000}),
        ("2020년 10월 5일부터 25일까지", "ko", {2020, 10, 5, 25}),
        ("EC21, B2B, G마켓, 11번가", "ko", {11}),
        ("up to 50 million won (50,000,000)", "en", {50_000_000}),
        ("from October 5 to 25, 2020", "en", {2020, 10, 5, 25}),
        ("on an 18th of May 2020; it may be", "en", {18, 5, 2020}),
        ("EC21 and B2B, in 2021.", "en", {2021}),
        ("27.5 %", "en", {27.5}),
    ],
)
def test_the_numbers_of_a_text_are_read(text: str, language: Language, expected: set[float]) -> None:
    assert wording.numbers(text, language) == expected


@pytest.mark.parametrize(
    ("korean", "english"),
    [
        ("다섯 과제", "5 tasks"),
        ("10건이 건의되었습니다.", "Ten were put forward."),
        ("제1차 기획전의 매출", "its sales"),
        ("오후 6시까지", "until 18:00"),
        ("18:00까지", "until 6 p.m."),
        ("12월", "in December"),
        ("3명", "three people"),
        ("매출 8,400만 원", "84 million won (84,000,000)"),
        ("하루 두 번", "twice a day"),
    ],
)
def test_a_number_may_stand_in_words_or_as_another_hour_in_the_other_language(korean: str, english: str) -> None:
    assert wording.differing(Words(ko=korean, en=english)) == (set(), set())


@pytest.mark.parametrize(
    ("korean", "english", "expected"),
    [
        ("업력 7년 이내", "up to 5 years", ({7}, {5})),
        ("9월 29일까지", "until September 28", ({29}, {28})),
        ("9월 29일까지", "until October 29", ({9}, {10})),
        ("5,000만 원", "5 million won", ({50_000_000}, {5_000_000})),
        ("100개 사", "firms", ({100}, set())),
        ("기업", "20 firms", (set(), {20})),
        ("18:00까지", "until 5 p.m.", ({18}, {5})),
    ],
)
def test_a_number_that_differs_is_found(korean: str, english: str, expected: tuple[set[float], set[float]]) -> None:
    assert wording.differing(Words(ko=korean, en=english)) == expected


def test_numbers_of_a_text_that_differ_between_the_languages_are_a_warning(tmp_path: Path) -> None:
    found = said(
        tmp_path,
        ("시험 삼아 여는 판매전입니다.", "20곳이 여는 판매전입니다."),
        ("A fair that", "A fair of 30 firms that"),
    )

    assert found == [
        "the English text has 30, the Korean one has not",
        "the Korean text has 20, the English one has not",
    ]


# Bounds


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("상시근로자 10인 미만", "ko", [("below", 10, "people")]),
        ("직원 5명 이상 9명 이하", "ko", [("at_least", 5, "people"), ("at_most", 9, "people")]),
        ("창업 3년 이상 7년 이내", "ko", [("at_least", 3, "years"), ("at_most", 7, "years")]),
        ("창업 후 6개월 초과", "ko", [("above", 6, "months")]),
        ("매출 10억 원 이하", "ko", [("at_most", 1_000_000_000, None)]),
        ("약 10곳", "ko", []),
        ("fewer than 10 employees", "en", [("below", 10, "people")]),
        ("no more than 9 people", "en", [("at_most", 9, "people")]),
        ("not less than 5 workers", "en", [("at_least", 5, "people")]),
        ("at least 3 and up to 7 years", "en", [("at_least", 3, None), ("at_most", 7, "years")]),
        ("7 years or less", "en", [("at_most", 7, "years")]),
        ("3 years old or older", "en", [("at_least", 3, "years")]),
        ("more than 1 billion won", "en", [("above", 1_000_000_000, None)]),
        ("a little over 20 firms", "en", []),
    ],
)
def test_the_bounds_of_a_text_are_read(
    text: str, language: Language, expected: list[tuple[str, float, str | None]]
) -> None:
    assert [(bound.op, bound.number, bound.unit) for bound in wording.bounds(text, language)] == expected


_SME = "op: in, fact: size, values: [small, medium], paragraph: 2, label: {ko: 중소기업, en: SME}"


def condition(written: str, korean: str, english: str) -> tuple[str, str]:
    """The sample file's second clause, replaced by another with a label."""
    return _SME, f'{written}, paragraph: 2, label: {{ko: "{korean}", en: "{english}"}}'


@pytest.mark.parametrize(
    ("written", "korean", "english"),
    [
        ("op: below, fact: employees, value: 10", "직원 10인 미만", "fewer than 10 employees"),
        ("op: at_least, fact: employees, value: 5", "직원 5명 이상", "at least 5 employees"),
        ("op: between, fact: employees, low: 5, high: 9", "5명 이상 9명 이하", "at least 5 and at most 9 people"),
        ("op: elapsed, fact: founded, at_most: 7", "업력 7년 이내", "up to 7 years in business"),
        ("op: elapsed, fact: founded, at_most: 7", "업력 7년 이내", "no more than 84 months"),
        ("op: elapsed, fact: founded, unit: months, below: 36", "업력 3년 미만", "less than 3 years"),
        # A bound of something else says nothing of this clause.
        ("op: elapsed, fact: founded, at_most: 7", "업력 7년(매출 10억 원 이하는 따로)", "7 years in business"),
        ("op: at_most, fact: employees, value: 9", "소규모", "small"),
    ],
)
def test_a_label_that_says_what_its_clause_does_is_right(
    tmp_path: Path, written: str, korean: str, english: str
) -> None:
    assert [one for one in said(tmp_path, condition(written, korean, english)) if one.startswith("the label")] == []


@pytest.mark.parametrize(
    ("written", "korean", "english", "sentence"),
    [
        (
            "op: at_most, fact: employees, value: 10",
            "직원 10인 미만",
            "at most 10 employees",
            "the label of sme says '10인 미만', the clause at_most 10",
        ),
        (
            "op: elapsed, fact: founded, below: 7",
            "업력 7년 이내",
            "less than 7 years",
            "the label of sme says '7년 이내', the clause below 7",
        ),
        (
            "op: elapsed, fact: founded, at_least: 3, at_most: 7",
            "업력 3년 이상 5년 이내",
            "at least 3 years, up to 7 years",
            "the label of sme says '3년 이상, 5년 이내', the clause at_least 3 and at_most 7",
        ),
        (
            "op: at_least, fact: employees, value: 5",
            "직원 5명 이상",
            "more than 5 employees",
            "the label of sme says 'more than 5 employees', the clause at_least 5",
        ),
    ],
)
def test_a_label_whose_bound_differs_from_its_clause_is_a_warning(
    tmp_path: Path, written: str, korean: str, english: str, sentence: str
) -> None:
    assert sentence in said(tmp_path, condition(written, korean, english))


@pytest.mark.parametrize(("day", "wrong"), [("23", False), ("22", True)])
def test_the_day_up_to_which_time_is_counted_is_that_of_the_label(tmp_path: Path, day: str, wrong: bool) -> None:
    label = f"2020년 9월 {day}일 현재 업력 7년 이내"
    written = "op: elapsed, fact: founded, at_most: 7, on: 2020-09-23"

    found = said(tmp_path, condition(written, label, f"up to 7 years on September {day}, 2020"))

    sentence = f"the label of sme says '2020년 9월 {day}일 현재', the clause counts up to 2020-09-23"
    assert [one for one in found if one.startswith("the label")] == ([sentence] if wrong else [])


def test_behind_a_not_a_label_may_say_what_is_wanted(tmp_path: Path) -> None:
    old = "      - {id: sme, " + _SME
    clause = "{id: sme, op: at_least, fact: employees, value: 10, paragraph: 2, label: {ko: 10인 미만, en: below 10"
    found = said(tmp_path, (old + "}", f"      - not: {clause}}}}}"))

    assert [one for one in found if one.startswith("the label")] == []


@pytest.mark.parametrize(
    ("who", "found"),
    [
        ("직원 10인 미만인 서울의 중소기업입니다.", []),
        ("직원 10인 이하인 서울의 중소기업입니다.", ["the text says '10인 이하', the rule sme below 10"]),
        ("직원 5인 이상인 서울의 중소기업입니다.", ["the text says '5인 이상', the rule sme below 10"]),
        ("매출 10억 원 이하인 서울의 중소기업입니다.", []),
        ("업력 7년 이내인 서울의 중소기업입니다.", []),
    ],
)
def test_the_sentence_on_who_may_take_part_is_held_against_the_rule(tmp_path: Path, who: str, found: list[str]) -> None:
    rule = condition("op: below, fact: employees, value: 10", "직원 10인 미만", "fewer than 10 employees")

    assert [one for one in said(tmp_path, rule, ("서울의 중소기업입니다.", who)) if "rule" in one] == found


# Days


@pytest.mark.parametrize(
    ("text", "day", "expected"),
    [
        ("2020년 9월 29일까지", "2020-09-29", True),
        ("9월 29일까지", "2020-09-29", True),
        ("9월 28일까지", "2020-09-29", False),
        ("2019년 9월 29일까지", "2020-09-29", False),
        ("9월까지", "2020-09-29", True),
        ("9월 29일까지", "2020-09", True),
        ("10월 중순까지", "2020-10-mid", True),
        ("10월 초까지", "2020-10-mid", False),
        ("2020년까지", "2020-10-mid", True),
    ],
)
def test_a_day_in_a_text_may_be_one_of_a_window_as_far_as_both_say(text: str, day: str, expected: bool) -> None:
    [named] = wording.days(text)

    assert named.role == "ends"
    assert named.may_be(parse(day)) is expected


def test_a_range_gives_its_month_and_year_to_its_end() -> None:
    first, last = wording.days("2020년 10월 5일부터 25일까지")
    assert (first.role, first.year, first.month, first.day) == ("starts", 2020, 10, 5)
    assert (last.role, last.year, last.month, last.day) == ("ends", 2020, 10, 25)

    # Past the turn of the year, the year of the start is not that of the end.
    _, last = wording.days("2020년 12월 21일부터 1월 20일까지")
    assert (last.year, last.month, last.day) == (None, 1, 20)


def noted(note: str, window: str = "ends: 2020-09-29") -> tuple[str, str]:
    """The sample file's window with days and a note."""
    return "ends: 2020-09-29, paragraph: 1", f'{window}, paragraph: 1, note: {{ko: "{note}", en: "{note}"}}'


@pytest.mark.parametrize(
    ("note", "window", "found"),
    [
        ("9월 29일까지입니다.", "ends: 2020-09-29", []),
        ("9월 28일까지입니다.", "ends: 2020-09-29", ["the text says '9월 28일까지', the window ends 2020-09-29"]),
        ("9월 1일부터 29일까지", "starts: 2020-09-01, ends: 2020-09-29", []),
        (
            "9월 2일부터 29일까지",
            "starts: 2020-09-01, ends: 2020-09-29",
            ["the text says '9월 2일부터', the window starts 2020-09-01"],
        ),
        ("8월 31일에 공고했습니다.", "ends: 2020-09-29", []),
        ("오후 6시까지 받습니다.", "ends: 2020-09-29, closes_at: 18:00", []),
        (
            "오후 5시까지 받습니다.",
            "ends: 2020-09-29, closes_at: 18:00",
            ["the text says until 17:00, the window closes at 18:00"],
        ),
        ("18:00까지 받습니다.", "ends: 2020-09-29", ["the text says until 18:00, the window gives no hour"]),
    ],
)
def test_a_note_that_contradicts_its_window_is_a_warning(
    tmp_path: Path, note: str, window: str, found: list[str]
) -> None:
    assert [one for one in said(tmp_path, noted(note, window)) if "the window" in one] == found


def test_a_standing_is_held_against_all_windows(tmp_path: Path) -> None:
    event = ("who:", "  - {of: event, kind: dated, starts: 2020-10-05, ends: 2020-10-25, paragraph: 1}\nwho:")
    text = "모집하고 있습니다."

    assert [one for one in said(tmp_path, event, (text, "10월 25일까지 엽니다.")) if "window" in one] == []
    assert [one for one in said(tmp_path, event, (text, "10월 24일까지 엽니다.")) if "window" in one] == [
        "the text says '10월 24일까지', the window ends 2020-09-29 or 2020-10-25"
    ]


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("오후 6시까지", [dt.time(18)]),
        ("오전 9시 30분까지", [dt.time(9, 30)]),
        ("18시까지", [dt.time(18)]),
        ("9:30까지", [dt.time(9, 30)]),
        ("오후 12시까지", [dt.time(12)]),
        ("99시까지", []),
        ("2시간까지", []),
    ],
)
def test_the_hour_of_an_end_is_read(text: str, hours: list[dt.time]) -> None:
    assert list(wording.closing_hours(text)) == hours
