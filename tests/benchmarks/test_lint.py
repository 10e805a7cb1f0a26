"""What it costs to check 300 program files: the built-in ones, and as many copies under other names as are needed."""

import statistics
import time
from pathlib import Path

from knowledge.base import PROGRAMS
from knowledge.lint.report import check
from tests.benchmarks.conftest import Line

COUNT = 300
ROUNDS = 3
RICH = 100


def program_files(folder: Path) -> None:
    """Write the files: copies belong to series of their own, as they would in fact."""
    originals = sorted(PROGRAMS.glob("*.yaml"))
    for number in range(COUNT):
        original = originals[number % len(originals)]
        copied = f"{original.stem}-{number // len(originals)}"
        text = original.read_text(encoding="utf-8").replace(f"id: {original.stem}\n", f"id: {copied}\n", 1)
        text = text.replace("\nseries: ", f"\nseries: copy-{number // len(originals)}-", 1)
        (folder / f"{copied}.yaml").write_text(text, encoding="utf-8")


_LABEL = "paragraph: 1, label: {ko: 조건, en: condition}}"
_RICH = f"""\
  rule:
    all:
      - {{id: place, op: is, fact: region, value: 서울, {_LABEL}
      - {{id: size, op: in, fact: size, values: [small_merchant, small, medium], {_LABEL}
      - {{id: age, op: elapsed, fact: founded, at_least: 1, at_most: 7, {_LABEL}
      - {{id: staff, op: below, fact: employees, value: 50, {_LABEL}
      - any:
          - {{id: green, op: is, fact: green, value: true, {_LABEL}
          - {{id: certified, op: has_any, fact: certificates, values: [iso, haccp, venture], {_LABEL}
          - {{id: abroad, op: is, fact: wants_abroad, value: true, spelled_out: false, {_LABEL}
      - not: {{id: closed, op: is, fact: restricted_trade, value: true, {_LABEL}
      - {{id: chosen, op: manual, {_LABEL}
"""


def rich_files(folder: Path) -> None:
    """Write files with a rule that has every kind of condition, and only the scenarios that it has to have."""
    original = (PROGRAMS / "seoul-green-expo-2.yaml").read_text(encoding="utf-8")
    head, _, rest = original.partition("  rule:\n")
    body = "gives:" + rest.partition("gives:")[2].partition("\nscenarios:")[0]
    scenarios = "".join(
        f"  - {{name: {name}, facts: {{}}, verdict: unknown, "
        "open: [place, size, age, staff, green, certified, abroad, closed], confirm: [chosen]}\n"
        for name in ("first", "second", "third")
    )
    for number in range(RICH):
        text = f"{head}{_RICH}{body}\nscenarios:\n{scenarios}"
        text = text.replace("id: seoul-green-expo-2\n", f"id: rich-{number}\n", 1)
        text = text.replace("\nseries: ", f"\nseries: rich-{number}-", 1)
        (folder / f"rich-{number}.yaml").write_text(text, encoding="utf-8")


def test_checking_rich_rules_that_hardly_a_scenario_tries(tmp_path: Path, line: Line) -> None:
    rich_files(tmp_path)
    begun = time.perf_counter()
    report = check(tmp_path)
    taken = time.perf_counter() - begun

    assert report.errors == ()
    survivors = sum(len(score.survivors) for score in report.scores)
    line(f"lint of {RICH} rules with all conditions, {survivors} mutants to be searched", f"{taken:5.2f} s")


def test_checking_300_program_files(tmp_path: Path, line: Line) -> None:
    program_files(tmp_path)
    taken = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        report = check(tmp_path)
        taken.append(time.perf_counter() - begun)

    assert len(report.files) == COUNT
    assert report.errors == ()
    tried = sum(score.counted + score.equivalent for score in report.scores)
    figures = f"median {statistics.median(taken):5.2f} s, fastest {min(taken):5.2f} s"
    line(f"lint of {COUNT} program files, {report.scenarios} scenarios, {tried} mutants", figures)
