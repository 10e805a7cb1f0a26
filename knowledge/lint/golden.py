"""Golden cases: scenarios of a rule and moments of a window, held against what comes out."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from knowledge.base import value_of
from knowledge.fact import Fact, Profile
from knowledge.lint.finding import Finding
from knowledge.lint.program_file import ProgramFile
from knowledge.program import Moment, Participation, Program, Scenario
from knowledge.rule import Manual, Rule
from knowledge.verdict import Judgement, judge
from knowledge.window import SEOUL, Window, state


@dataclass(frozen=True)
class Case:
    """A scenario, ready to be tried.

    Args:
        scenario: as it is written.
        profile: its facts as values.
        on: the day for which it is judged.
    """

    scenario: Scenario
    profile: Profile
    on: dt.date


def cases(facts: Mapping[str, Fact], program: Program) -> tuple[Case, ...]:
    """Return the scenarios of a program, ready to be tried."""
    return tuple(
        Case(
            scenario,
            {
                fact: value_of(facts[fact], list(value) if isinstance(value, tuple) else value)
                for fact, value in scenario.facts.items()
            },
            scenario.on or program.source.day,
        )
        for scenario in program.scenarios
    )


def with_rule(program: Program, rule: Rule | None) -> Program:
    """Return the program with another rule."""
    who = program.who
    # Made anew: a copy would take along the old rule, ready to be held against profiles.
    other = Participation.model_construct(text=who.text, paragraph=who.paragraph, complete=who.complete, rule=rule)
    return program.model_copy(update={"who": other})


def wrong_outcome(case: Case, program: Program) -> str | None:
    """Return what comes out otherwise than a scenario says, as the end of a sentence, or None."""
    judged = judge(program, case.profile, case.on)
    scenario = case.scenario
    if judged.verdict != scenario.verdict:
        return f"expects {scenario.verdict}, the rule says {judged.verdict}"
    opened, confirmed = _open(judged, by_person=False), _open(judged, by_person=True)
    if scenario.verdict == "unknown" and opened != set(scenario.open):
        return f"expects {sorted(scenario.open)} to be open, the rule says {sorted(opened)}"
    if confirmed != set(scenario.confirm):
        return f"expects a person to confirm {sorted(scenario.confirm)}, the rule says {sorted(confirmed)}"
    return None


def _open(judged: Judgement, *, by_person: bool) -> set[str]:
    return {reason.clause.id for reason in judged.open if isinstance(reason.clause, Manual) is by_person}


def window_of(windows: Sequence[Window], moment: Moment) -> int:
    """Return the number of the window, counted from 0, that a moment is about."""
    return [number for number, window in enumerate(windows) if window.of == moment.of][moment.which - 1]


def wrong_state(moment: Moment, window: Window) -> str | None:
    """Return what ``window`` is otherwise than a moment says, as the end of a sentence, or None."""
    found = state(window, moment.at.replace(tzinfo=SEOUL))
    return None if found is moment.state else f"expects {moment.state}, the window is {found}"


def findings(file: ProgramFile, tried: Sequence[Case]) -> Iterator[Finding]:
    """Yield an error for each scenario and moment that comes out otherwise.

    Args:
        file: the program file.
        tried: its scenarios.
    """
    program = file.program
    for number, case in enumerate(tried):
        if wrong := wrong_outcome(case, program):
            yield file.finding("error", ("scenarios", number), f"the scenario {case.scenario.name!r} {wrong}")
    for number, moment in enumerate(program.moments):
        if wrong := wrong_state(moment, program.windows[window_of(program.windows, moment)]):
            yield file.finding("error", ("moments", number), f"the moment {moment.name!r} {wrong}")
