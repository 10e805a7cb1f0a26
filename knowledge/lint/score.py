"""The mutation score: how many small changes to a program's rule and windows its golden cases notice.

A change that nobody could notice, for no answer and at no instant, does not count.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from knowledge.fact import Fact
from knowledge.lint import mutation
from knowledge.lint.golden import Case, window_of, with_rule, wrong_outcome, wrong_state
from knowledge.lint.instants import same
from knowledge.lint.mutation import RuleMutant, WindowMutant
from knowledge.lint.outcomes import Answered, Seen, TooMany
from knowledge.lint.program_file import At, ProgramFile
from knowledge.program import Moment
from knowledge.rule import Rule


@dataclass(frozen=True)
class Survivor:
    """A change that no golden case notices.

    Args:
        at: where the file has what was changed.
        change: what was changed.
    """

    at: At
    change: str


@dataclass(frozen=True)
class Score:
    """How many changes golden cases notice.

    Args:
        noticed: that many.
        survivors: what they do not notice.
        equivalent: how many changes nobody could notice; they count neither way.
        unsearched: whether the rule has too many outcomes to find those.
    """

    noticed: int
    survivors: tuple[Survivor, ...]
    equivalent: int
    unsearched: bool = False

    @property
    def counted(self) -> int:
        """How many changes could be noticed."""
        return self.noticed + len(self.survivors)


def score(file: ProgramFile, tried: Sequence[Case], facts: Mapping[str, Fact]) -> Score:
    """Return the score of a program.

    Args:
        file: the program file.
        tried: its scenarios; those that come out otherwise by themselves notice nothing.
        facts: id to fact.
    """
    program = file.program
    right = [case for case in tried if wrong_outcome(case, program) is None]
    moments = [
        (number, moment)
        for moment in program.moments
        if wrong_state(moment, program.windows[number := window_of(program.windows, moment)]) is None
    ]
    noticed, equivalent, unsearched, survivors = 0, 0, False, []
    days: dict[dt.date, Seen] = {day: {} for day in file.days}
    for mutant in mutation.of_rule(program.who.rule) if program.who.rule is not None else ():
        if _noticed(file, right, mutant):
            noticed += 1
            continue
        try:
            alike = not unsearched and _alike(program.who.rule, mutant.rule, facts, days)
        except TooMany:
            alike, unsearched = False, True
        if alike:
            equivalent += 1
        else:
            survivors.append(Survivor(mutant.at, mutant.change))
    for changed in mutation.of_windows(program.windows):
        if _seen(moments, changed):
            noticed += 1
        elif same(program.windows[changed.which], changed.window):
            equivalent += 1
        else:
            survivors.append(Survivor(changed.at, changed.change))
    return Score(noticed, tuple(survivors), equivalent, unsearched)


def _noticed(file: ProgramFile, right: Sequence[Case], mutant: RuleMutant) -> bool:
    changed = with_rule(file.program, mutant.rule)
    return any(wrong_outcome(case, changed) is not None for case in right)


def _seen(moments: Sequence[tuple[int, Moment]], mutant: WindowMutant) -> bool:
    return any(number == mutant.which and wrong_state(moment, mutant.window) is not None for number, moment in moments)


def _alike(one: Rule | None, other: Rule | None, facts: Mapping[str, Fact], days: Mapping[dt.date, Seen]) -> bool:
    """Whether two rules have the same outcomes on these days.

    Raises:
        TooMany: there are too many outcomes to tell.
    """
    if one is None or other is None:
        return one is other
    for day, seen in days.items():
        answered = Answered(facts, (one, other), day, seen=seen)
        if not answered.outcomes(one).same(answered.outcomes(other)):
            return False
    return True


def together(scores: Sequence[Score]) -> str:
    """Return the score of several programs as words: "mutation score 93 % (412 of 443; 12 equivalent)"."""
    noticed, counted = sum(one.noticed for one in scores), sum(one.counted for one in scores)
    equivalent = sum(one.equivalent for one in scores)
    return f"mutation score {percent(noticed, counted)} % ({noticed} of {counted}; {equivalent} equivalent)"


def percent(noticed: int, counted: int) -> int:
    """Return a score in whole percent, never rounded up; 100 where there is nothing to notice."""
    return 100 * noticed // counted if counted else 100


def lines(file: ProgramFile, scored: Score) -> Iterator[str]:
    """Yield a line for each survivor, as they stand in the file: file, line and what was changed."""
    for survivor in sorted(scored.survivors, key=lambda survivor: file.line(survivor.at)):
        yield f"{file.path}:{file.line(survivor.at)}: survives: {survivor.change}"
