"""What the lint finds in program files, and how it says it."""

from pathlib import Path

import pytest

from knowledge.base import FACTS, PROGRAMS
from knowledge.lint.finding import Finding, Severity
from knowledge.lint.report import Report, check
from tests.knowledge.sample import line_with, program_file

_MOMENTS = """\
moments:
  - {name: last second, at: 2020-09-29T23:59:59, state: not_stated}
  - {name: just over, at: 2020-09-30T00:00:00, state: closed}
"""


def checked(folder: Path, *replaced: tuple[str, str], more: str = _MOMENTS) -> tuple[Path, Report]:
    """The report on a folder that has the sample file alone."""
    path = program_file(folder, *replaced)
    with path.open("a", encoding="utf-8") as file:
        file.write(more)
    return path, check(folder)


def found(report: Report, severity: Severity) -> list[str]:
    return [finding.sentence for finding in report.findings if finding.severity == severity]


def test_a_right_file_has_no_errors(tmp_path: Path) -> None:
    _, report = checked(tmp_path)

    assert report.errors == ()
    assert report.scenarios == 3


@pytest.mark.parametrize(
    ("old", "new", "name", "sentence"),
    [
        (
            "{region: 부산, size: small}",
            "{region: 서울, size: small}",
            "small firm in Busan",
            "the scenario 'small firm in Busan' expects no, the rule says yes",
        ),
        (
            "{region: 서울, size: small}",
            "{size: small}",
            "small firm in Seoul",
            "the scenario 'small firm in Seoul' expects yes, the rule says unknown",
        ),
        (
            "open: [place]",
            "open: [sme]",
            "small firm somewhere",
            "the scenario 'small firm somewhere' expects ['sme'] to be open, the rule says ['place']",
        ),
        (
            ", open: [place]",
            "",
            "small firm somewhere",
            "the scenario 'small firm somewhere' expects [] to be open, the rule says ['place']",
        ),
        (
            ", open: [place]",
            ", open: [place], confirm: [sme]",
            "small firm somewhere",
            "the scenario 'small firm somewhere' expects a person to confirm ['sme'], the rule says []",
        ),
        (
            "state: closed",
            "state: open",
            "just over",
            "the moment 'just over' expects open, the window is closed",
        ),
    ],
)
def test_what_comes_out_otherwise_is_an_error_with_file_and_line(
    tmp_path: Path, old: str, new: str, name: str, sentence: str
) -> None:
    more = _MOMENTS.replace(old, new)
    path, report = checked(tmp_path, *([] if more != _MOMENTS else [(old, new)]), more=more)

    assert report.errors == (Finding(path, line_with(path, f"name: {name}"), "error", sentence),)
    assert str(report.errors[0]) == f"{path}:{report.errors[0].line}: error: {sentence}"


def test_a_scenario_names_exactly_what_a_person_has_to_confirm(tmp_path: Path) -> None:
    judged = "{id: sme, op: manual, paragraph: 2"
    _, report = checked(tmp_path, ("{id: sme, op: in, fact: size, values: [small, medium], paragraph: 2", judged))

    assert found(report, "error") == [
        "the scenario 'small firm in Seoul' expects a person to confirm [], the rule says ['sme']",
        "the scenario 'small firm somewhere' expects a person to confirm [], the rule says ['sme']",
    ]


def test_a_scenario_with_a_quoted_name_is_found_too(tmp_path: Path) -> None:
    path, report = checked(
        tmp_path, ("name: small firm in Busan", 'name: "small: Busan"'), ('verdict: "no"', 'verdict: "yes"')
    )

    assert [error.line for error in report.errors] == [line_with(path, "small: Busan")]


def test_every_wrong_scenario_is_reported(tmp_path: Path) -> None:
    _, report = checked(tmp_path, ("value: 서울", "value: 대전"), ("{size: small}", "{region: 대전, size: small}"))

    assert [sentence.split("'")[1] for sentence in found(report, "error")] == [
        "small firm in Seoul",
        "small firm somewhere",
    ]


def test_a_moment_may_be_about_the_second_window_of_its_kind(tmp_path: Path) -> None:
    second = "  - {of: event, kind: days, days: [2020-10-05], paragraph: 1}\n"
    second += "  - {of: event, kind: days, days: [2020-10-09], paragraph: 1}\nwho:"
    later = "  - {name: second day, at: 2020-10-09T12:00:00, of: event, which: 2, state: open}\n"

    _, report = checked(tmp_path, ("who:", second), more=_MOMENTS + later)

    assert report.errors == ()


def test_every_bad_file_is_reported_and_the_good_ones_are_checked(tmp_path: Path) -> None:
    broken = program_file(tmp_path, ("stage: offered", "stage: ofered"), name="broken")
    worse = program_file(tmp_path, ("name: 시험 판매전", "name: ["), name="worse")
    misnamed = program_file(tmp_path, name="misnamed")
    good, report = checked(tmp_path, ('verdict: "no"', 'verdict: "yes"'))

    assert [(error.path, error.line) for error in report.errors] == [
        (broken, line_with(broken, "stage: ofered")),
        (misnamed, 1),
        (good, line_with(good, "small firm in Busan")),
        (worse, 4),
    ]
    assert [file.path for file in report.files] == [good]


def test_findings_stand_in_the_order_of_files_and_lines(tmp_path: Path) -> None:
    program_file(tmp_path, ("value: 서울", "value: 대전"), ("id: sample-fair", "id: a-fair"), name="a-fair")
    _, report = checked(tmp_path, ("value: 서울", "value: 대전"))

    places = [(finding.path, finding.line) for finding in report.findings]
    assert places == sorted(places)
    assert len({path for path, _ in places}) == 2


def test_a_clause_that_no_scenario_tries_both_ways_is_a_warning(tmp_path: Path) -> None:
    path, report = checked(tmp_path, ("{region: 부산, size: small}", "{region: 부산, size: large}"))
    assert not [sentence for sentence in found(report, "warning") if "sme" in sentence]

    path, report = checked(tmp_path, ("values: [small, medium]", "values: [small, large]"))
    assert "sme neither fails nor is open in any scenario" in found(report, "warning")
    assert "place neither fails nor is open in any scenario" not in found(report, "warning")
    [finding] = [finding for finding in report.findings if finding.sentence.startswith("sme ")]
    assert finding.line == line_with(path, "id: sme")

    _, report = checked(tmp_path, ("values: [small, medium]", "values: [medium, large]"))
    assert "sme holds in no scenario" in found(report, "warning")


@pytest.mark.parametrize(
    ("moments", "side"),
    [
        ("", "before and after"),
        ("moments:\n  - {name: last second, at: 2020-09-29T23:59:59, state: not_stated}\n", "after"),
        ("moments:\n  - {name: just over, at: 2020-09-30T00:00:00, state: closed}\n", "before"),
        ("moments:\n  - {name: day after, at: 2020-09-30T23:59:59, state: closed}\n", "before"),
    ],
)
def test_a_window_whose_edge_no_moment_stands_at_is_a_warning(tmp_path: Path, moments: str, side: str) -> None:
    path, report = checked(tmp_path, more=moments)

    sentence = f"no moment stands within a day {side} 2020-09-30 00:00, where the window is over"
    [edge] = [finding for finding in report.findings if finding.sentence.startswith("no moment")]
    assert (edge.sentence, edge.severity) == (sentence, "warning")
    assert edge.line == line_with(path, "kind: dated")


def test_an_hour_moves_the_edge_and_a_month_has_only_the_outer_ones(tmp_path: Path) -> None:
    _, report = checked(tmp_path, ("ends: 2020-09-29", "ends: 2020-09-29, closes_at: 18:00"), more="")
    assert [sentence for sentence in found(report, "warning") if "2020-09-29 18:00" in sentence]

    _, report = checked(tmp_path, ("ends: 2020-09-29", "starts: 2020-08, ends: 2020-09"), more="")
    edges = [sentence for sentence in found(report, "warning") if sentence.startswith("no moment")]
    assert [("2020-08-01 00:00, where the window may begin" in edge, "2020-10-01 00:00" in edge) for edge in edges] == [
        (True, False),
        (False, True),
    ]


def test_a_fact_that_no_built_in_rule_asks_for_is_a_warning_in_facts_yaml(tmp_path: Path) -> None:
    built_in = check(PROGRAMS)
    asked = {getattr(clause, "fact", None) for file in built_in.files for _, clause in file.clauses()}

    unasked = [finding for finding in built_in.findings if finding.path == FACTS]

    lines = FACTS.read_text(encoding="utf-8").splitlines()
    named = [lines[finding.line - 1].removeprefix("  - id: ") for finding in unasked]
    assert [finding.sentence for finding in unasked] == [f"no rule asks for the fact {fact}" for fact in named]
    assert not asked & set(named)
    assert {finding.severity for finding in unasked} <= {"warning"}
    # Another folder may well have rules about a few facts only.
    _, report = checked(tmp_path)
    assert not [finding for finding in report.findings if finding.path == FACTS]


def test_the_summary_counts_programs_scenarios_findings_and_mutants(tmp_path: Path) -> None:
    _, report = checked(tmp_path)
    [score] = report.scores

    assert report.summary == (
        f"1 programs, 3 scenarios, {len(report.findings)} findings, mutation score "
        f"{100 * score.noticed // score.counted} % ({score.noticed} of {score.counted}; {score.equivalent} equivalent)"
    )
