"""Findings of the lint in program files."""

from pathlib import Path

import pytest

from knowledge.base import load
from knowledge.lint import Finding, findings, scenarios
from tests.knowledge.sample import line_with, program_file


def found(folder: Path, *replaced: tuple[str, str]) -> tuple[Path, list[Finding]]:
    path = program_file(folder, *replaced)
    return path, findings(load(folder), folder)


def test_a_right_file_has_no_findings(tmp_path: Path) -> None:
    assert found(tmp_path)[1] == []
    assert scenarios(load(tmp_path)) == 3


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
    ],
)
def test_a_scenario_that_comes_out_otherwise_is_found_with_file_and_line(
    tmp_path: Path, old: str, new: str, name: str, sentence: str
) -> None:
    path, [finding] = found(tmp_path, (old, new))

    assert finding == Finding(path, line_with(path, f"name: {name}"), sentence)
    assert str(finding) == f"{path}:{finding.line}: {sentence}"


def test_a_scenario_with_a_quoted_name_is_found_too(tmp_path: Path) -> None:
    path, [finding] = found(
        tmp_path, ("name: small firm in Busan", 'name: "small: Busan"'), ('verdict: "no"', 'verdict: "yes"')
    )

    assert finding.line == line_with(path, "small: Busan")


def test_every_wrong_scenario_is_reported(tmp_path: Path) -> None:
    _, all_found = found(tmp_path, ("value: 서울", "value: 대전"), ("{size: small}", "{region: 대전, size: small}"))

    assert [finding.sentence.split("'")[1] for finding in all_found] == [
        "small firm in Seoul",
        "small firm somewhere",
    ]
