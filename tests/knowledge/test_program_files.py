"""The built-in program files: they load, their scenarios come out, and they say what the sources do in other words."""

import datetime as dt
import os
import re
from pathlib import Path

import pytest

from knowledge.base import PROGRAMS, load
from knowledge.lint.report import Report, check
from knowledge.lint.score import percent
from knowledge.program import Program
from knowledge.rule import Manual, clauses
from knowledge.standing import Intake, intake
from knowledge.window import SEOUL
from knowledge.words import Words

KNOWN = load()
ALL = sorted(KNOWN.programs.values(), key=lambda program: program.id)
SHARED = Path(os.environ.get("PALLOBOT_SHARED", PROGRAMS.parents[1].parent / "shared"))
COPIED = 25
"""From this many characters on, words that are the source's are no longer our own."""

by_program = pytest.mark.parametrize("program", ALL, ids=[program.id for program in ALL])


def texts(program: Program) -> list[str]:
    """Every Korean text of a program that is worded by us: names and titles are not."""
    worded: list[Words] = [program.standing, program.summary, program.who.text, program.apply.text]
    worded += [statement.text for statement in program.statements]
    worded += [window.note for window in program.windows if window.note is not None]
    worded += [gap.what for gap in program.not_stated]
    worded += [clause.label for clause in clauses(program.who.rule)] if program.who.rule else []
    return [words.ko for words in worded]


def test_every_file_is_a_program() -> None:
    assert len(ALL) == len(list(PROGRAMS.glob("*.yaml"))) == 33


@pytest.fixture(scope="module")
def report() -> Report:
    return check(PROGRAMS)


def test_every_scenario_and_moment_comes_out_as_a_person_worked_it_out(report: Report) -> None:
    assert [str(finding) for finding in report.errors] == []
    assert report.scenarios >= 3 * sum(program.who.rule is not None for program in ALL)


def test_the_golden_cases_of_each_program_notice_nine_in_ten_small_changes(report: Report) -> None:
    low = {
        file.program.id: (scored.noticed, scored.counted)
        for file, scored in zip(report.files, report.scores, strict=True)
        if percent(scored.noticed, scored.counted) < 90
    }

    assert low == {}
    assert sum(scored.counted for scored in report.scores) > 300


@by_program
def test_every_window_has_a_moment_that_a_person_worked_out(program: Program) -> None:
    for of in ("application", "event"):
        windows = [window for window in program.windows if window.of == of]
        tried = {moment.which for moment in program.moments if moment.of == of}

        assert tried == set(range(1, len(windows) + 1))


@by_program
def test_a_program_with_a_rule_has_scenarios_for_more_than_one_verdict(program: Program) -> None:
    if program.who.rule is None:
        assert program.scenarios == ()
        return
    assert len(program.scenarios) >= 3
    assert len({scenario.verdict for scenario in program.scenarios}) >= 2
    assert len({scenario.name for scenario in program.scenarios}) == len(program.scenarios)


@by_program
def test_every_clause_that_can_decide_is_tried_by_a_scenario(program: Program) -> None:
    if program.who.rule is None:
        return
    asked = {clause.fact for clause in clauses(program.who.rule) if not isinstance(clause, Manual)}
    told = {fact for scenario in program.scenarios for fact in scenario.facts}

    assert asked <= told


@by_program
def test_a_program_has_no_two_clauses_that_ask_one_fact_the_same_way(program: Program) -> None:
    found = list(clauses(program.who.rule)) if program.who.rule else []

    compared = [
        clause.model_dump(exclude={"id", "label", "paragraph"}) for clause in found if not isinstance(clause, Manual)
    ]
    assert all(compared.count(one) == 1 for one in compared)


@by_program
def test_what_was_only_proposed_or_mentioned_is_never_offered(program: Program) -> None:
    if program.stage not in {"proposed", "mentioned"}:
        return
    days = [dt.datetime(year, month, 1, 12, tzinfo=SEOUL) for year in range(2015, 2027) for month in range(1, 13)]

    offered = {intake(program, day) for day in days}

    assert offered == {Intake.PROPOSED if program.stage == "proposed" else Intake.MENTIONED}
    assert not program.apply.stated


def test_proposals_say_that_they_are_proposals() -> None:
    proposed = [program for program in ALL if program.stage == "proposed"]

    assert {program.id for program in proposed} == {
        "global-export-center",
        "yellow-umbrella",
        "emission-upkeep",
        "dmc-rule",
    }
    for program in proposed:
        assert re.search("건의|제안|논의|요청", program.standing.ko), program.id


@by_program
def test_every_paragraph_that_is_named_may_exist(program: Program) -> None:
    named = [program.who.paragraph, program.apply.paragraph, *(part.paragraph for part in program.statements)]
    named += [window.paragraph for window in program.windows]

    assert all(1 <= paragraph <= 60 for paragraph in named)


@by_program
def test_a_source_has_a_day_or_says_when_it_was_printed(program: Program) -> None:
    assert program.source.published or program.source.printed


@by_program
def test_a_gap_is_named_once(program: Program) -> None:
    topics = [gap.topic for gap in program.not_stated]

    assert len(set(topics)) == len(topics)


def test_no_two_programs_share_a_name() -> None:
    names: dict[str, str] = {}
    for program in ALL:
        for name in {program.name, *program.aliases}:
            assert names.setdefault(name.replace(" ", "").lower(), program.id) == program.id, name


def test_rounds_of_a_series_are_numbered() -> None:
    series = [program for program in ALL if program.series]

    assert len({(program.series, program.round) for program in series}) == len(series) >= 2
    assert all(program.round for program in series)


def test_ids_and_names_are_those_of_the_facts_table() -> None:
    table = SHARED / "program-facts.md"
    if not table.is_file():
        pytest.skip("the table of program facts is not beside the repository")
    rows = re.findall(r"^\| ([a-z0-9-]+) \| ([^|]+) \|", table.read_text("utf-8"), re.MULTILINE)
    listed = {row_id: names for row_id, names in rows if row_id != "id" and not set(row_id) <= {"-"}}

    assert listed.keys() == KNOWN.programs.keys()
    for program in ALL:
        assert listed[program.id].split(" · ")[0].startswith(program.name), program.id


def _plain(text: str) -> str:
    """``text`` with single spaces, and with one kind of each mark."""
    return " ".join(text.translate(str.maketrans("‘’“”・", "''\"\"·")).split())


def _own_words(program: Program) -> list[str]:
    """The texts of a program without the names of programs and notices, which have to be as they are."""
    names = sorted({name for one in ALL for name in (one.name, *one.aliases, one.source.title)}, key=len, reverse=True)
    known = re.compile("|".join(re.escape(_plain(name)) for name in names if len(name) > 3))
    return [known.sub("\n", re.sub("'[^']*'", "\n", _plain(text))) for text in texts(program)]


@pytest.fixture(scope="module")
def articles() -> list[str]:
    """The source articles, where they are at hand."""
    found = sorted((SHARED / "sources").glob("*.txt")) if (SHARED / "sources").is_dir() else []
    if not found:
        pytest.skip("the source articles are not beside the repository")
    return [_plain(path.read_text("utf-8")) for path in found]


@by_program
def test_texts_are_our_own_words(program: Program, articles: list[str]) -> None:
    copied = {
        run[start : start + COPIED]
        for text in _own_words(program)
        for run in text.split("\n")
        for start in range(len(run) - COPIED + 1)
        if any(run[start : start + COPIED] in article for article in articles)
    }

    assert copied == set()


@by_program
def test_english_texts_are_english(program: Program) -> None:
    worded = [program.standing, program.summary, program.who.text, program.apply.text]
    worded += [statement.text for statement in program.statements]

    for words in worded:
        letters = [character for character in words.en if character.isalpha()]
        korean = [character for character in letters if "가" <= character <= "힣"]
        assert len(korean) <= 0.75 * len(letters), words.en
        assert words.en != words.ko
