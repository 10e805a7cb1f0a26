"""Checking a folder of program files: what its models can't see."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from knowledge.base import FACTS, PROGRAMS, program_files, read_facts, read_program
from knowledge.fact import Fact
from knowledge.lint import coverage, golden, logic, rounds, standing, texts
from knowledge.lint.finding import Finding
from knowledge.lint.program_file import ProgramFile
from knowledge.lint.score import Score, lines, percent, score, together
from knowledge.rule import Manual
from knowledge.strict_yaml import BadFile, Lines

ENOUGH = 90
"""A program whose golden cases notice less than so much in a hundred changes gets a warning."""


@dataclass(frozen=True)
class Report:
    """What was found in a folder.

    Args:
        files: the program files that could be read.
        findings: what is wrong, by file and line.
        scores: how much the golden cases of each of the files notice.
    """

    files: tuple[ProgramFile, ...]
    findings: tuple[Finding, ...]
    scores: tuple[Score, ...]

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that are certain."""
        return tuple(finding for finding in self.findings if finding.severity == "error")

    @property
    def scenarios(self) -> int:
        """How many scenarios there are."""
        return sum(len(file.program.scenarios) for file in self.files)

    @property
    def survivors(self) -> Iterator[str]:
        """A line for each small change that no golden case notices."""
        for file, scored in zip(self.files, self.scores, strict=True):
            yield from lines(file, scored)

    @property
    def summary(self) -> str:
        """The last line: how many programs, scenarios and findings, and the mutation score."""
        counted = f"{len(self.files)} programs, {self.scenarios} scenarios, {len(self.findings)} findings"
        return f"{counted}, {together(self.scores)}"


def check(folder: Path) -> Report:
    """Read every program file of a folder and return all that is wrong in them.

    Raises:
        BadFile: facts.yaml can't be used, or there is no such folder, or none in it.
    """
    facts, declared = read_facts()
    files, findings, scores = [], [], []
    for path in program_files(folder):
        try:
            program, where = read_program(path, facts)
        except BadFile as bad:
            findings.append(Finding(bad.path, bad.line, "error", bad.sentence))
            continue
        file = ProgramFile(path, program, where)
        scored, found = _program(file, facts)
        files.append(file)
        scores.append(scored)
        findings += found
    findings += rounds.of_series(files)
    if folder.resolve() == PROGRAMS.resolve():
        findings += _unasked(files, facts, declared)
    return Report(tuple(files), tuple(sorted(set(findings))), tuple(scores))


def _unasked(files: Sequence[ProgramFile], facts: Mapping[str, Fact], declared: Lines) -> Iterator[Finding]:
    """A warning for each fact that no built-in rule asks for; another folder may well have rules about only some."""
    asked = {clause.fact for file in files for _, clause in file.clauses() if not isinstance(clause, Manual)}
    for number, fact in enumerate(facts):
        if fact not in asked:
            line = declared.of("facts", number, "id")
            yield Finding(FACTS, line, "warning", f"no rule asks for the fact {fact}")


def _program(file: ProgramFile, facts: Mapping[str, Fact]) -> tuple[Score, list[Finding]]:
    tried = golden.cases(facts, file.program)
    scored = score(file, tried, facts)
    found = [
        *golden.findings(file, tried),
        *logic.findings(file, tried, facts),
        *rounds.within_windows(file),
        *standing.findings(file),
        *texts.findings(file, facts),
        *coverage.of_clauses(file, tried),
        *coverage.of_edges(file),
        *_low(file, scored),
    ]
    return scored, found


def _low(file: ProgramFile, scored: Score) -> Iterator[Finding]:
    """A warning where golden cases notice too little."""
    if percent(scored.noticed, scored.counted) < ENOUGH:
        part = "scenarios" if file.program.scenarios else "moments" if file.program.moments else "windows"
        sentence = f"scenarios and moments notice {scored.noticed} of {scored.counted} small changes"
        yield file.finding("warning", (part,), f"{sentence} ({percent(scored.noticed, scored.counted)} %)")
    if scored.unsearched:
        yield file.finding("warning", ("who", "rule"), "the rule has too many outcomes to search them all")
