"""Checking program files beyond what their model holds: every scenario has to come out as a person worked it out."""

from dataclasses import dataclass
from pathlib import Path

from knowledge.base import Knowledge, value_of
from knowledge.program import Program, Scenario
from knowledge.rule import Manual
from knowledge.strict_yaml import line_of
from knowledge.verdict import judge


@dataclass(frozen=True)
class Finding:
    """Something wrong in a program file.

    Args:
        path: the file.
        line: line in it, counted from 1.
        sentence: what is wrong.
    """

    path: Path
    line: int
    sentence: str

    def __str__(self) -> str:
        """Return it as ``file:line: sentence``."""
        return f"{self.path}:{self.line}: {self.sentence}"


def _scenario(knowledge: Knowledge, program: Program, scenario: Scenario) -> str | None:
    """What is wrong with the outcome of a scenario, or None."""
    facts = {
        fact: value_of(knowledge.facts[fact], list(value) if isinstance(value, tuple) else value)
        for fact, value in scenario.facts.items()
    }
    judgement = judge(program, facts, scenario.on or program.source.day)
    if judgement.verdict != scenario.verdict:
        return f"the scenario {scenario.name!r} expects {scenario.verdict}, the rule says {judgement.verdict}"
    found = {reason.clause.id for reason in judgement.open if not isinstance(reason.clause, Manual)}
    if scenario.verdict == "unknown" and found != set(scenario.open):
        return (
            f"the scenario {scenario.name!r} expects {sorted(scenario.open)} to be open, the rule says {sorted(found)}"
        )
    return None


def scenarios(knowledge: Knowledge) -> int:
    """Return how many scenarios there are."""
    return sum(len(program.scenarios) for program in knowledge.programs.values())


def findings(knowledge: Knowledge, folder: Path) -> list[Finding]:
    """Return everything that is wrong in the files of ``knowledge``, which was read from ``folder``."""
    found = []
    for program in knowledge.programs.values():
        path = folder / f"{program.id}.yaml"
        for scenario in program.scenarios:
            if sentence := _scenario(knowledge, program, scenario):
                found.append(Finding(path, line_of(path, "name", scenario.name), sentence))
    return found
