"""Windows that are over, in a program that is written as if they were not."""

import datetime as dt
from collections.abc import Iterator, Sequence

from knowledge.lint import wording
from knowledge.lint.finding import Finding
from knowledge.lint.program_file import At, ProgramFile
from knowledge.lint.wording import Of
from knowledge.window import SEOUL, Dated, FirstCome, NoneStated, State, UntilBudget, Window, state
from knowledge.words import Words


def findings(file: ProgramFile) -> Iterator[Finding]:
    """Yield an error where the days contradict each other or the stage, a warning where words do.

    What is over is so on the day of the source, by the days that the source gives.
    """
    program = file.program
    for number, window in enumerate(program.windows):
        if isinstance(window, Dated | UntilBudget | FirstCome) and window.reported_on is not None:
            at: At = ("windows", number, "reported_on")
            if window.reported_on > program.source.day:
                sentence = f"it was reported on {window.reported_on}, but its source is of {program.source.day}"
                yield file.finding("error", at, sentence)
            if window.ends is not None and window.reported_on > window.ends.last:
                sentence = f"it was reported to be open on {window.reported_on}, but ended {window.ends}"
                yield file.finding("error", at, sentence)
    day = program.source.day
    if program.stage == "planned" and _over(program.windows, day):
        yield file.finding("error", ("stage",), f"it is planned, but all its windows were over on {day}")
    of_kinds: tuple[Of, Of] = ("application", "event")
    for of in of_kinds:
        if not _over([window for window in program.windows if window.of == of], day):
            continue
        for at, words in _said(file, of):
            if said := wording.goes_on(words, of):
                yield file.finding("warning", at, f"the text says {said!r}, but that was over on {day}")


def _over(windows: Sequence[Window], day: dt.date) -> bool:
    """Whether all windows of which a time is stated were over before a day."""
    now = dt.datetime.combine(day, dt.time(), SEOUL)
    timed = [window for window in windows if not isinstance(window, NoneStated) or window.over]
    return bool(timed) and all(state(window, now) is State.CLOSED for window in timed)


def _said(file: ProgramFile, of: Of) -> Iterator[tuple[At, Words]]:
    program = file.program
    yield ("standing",), program.standing
    yield ("summary",), program.summary
    if of == "application":
        yield ("apply", "text"), program.apply.text
    for number, window in enumerate(program.windows):
        if window.of == of and window.note is not None:
            yield ("windows", number, "note"), window.note
