"""What somebody can be registered for: whether a program takes registrations, has a waiting list, or neither."""

import datetime as dt
from enum import StrEnum

from knowledge.program import Program
from knowledge.window import NoneStated, State, state


class Intake(StrEnum):
    """What a program offers to somebody who wants to take part."""

    REGISTER = "register"  # a window is open
    WAIT = "wait"  # none is open, but one may come: whoever registers is told
    CLOSED = "closed"  # it is over
    PROPOSED = "proposed"  # somebody asked for it; it does not exist
    MENTIONED = "mentioned"  # only its name is known
    CONSUMERS = "consumers"  # it is meant for consumers

    @property
    def takes(self) -> bool:
        """Whether one can be registered at all."""
        return self in {Intake.REGISTER, Intake.WAIT}


def intake(program: Program, now: dt.datetime) -> Intake:
    """Return what ``program`` offers at ``now``.

    A window that is not stated counts as one that may come, except where all that the program was is over: of a program
    whose events have all ended and that never stated a window, nothing is to be expected.

    Args:
        program: the program.
        now: an aware instant.
    """
    if not program.for_firms:
        return Intake.CONSUMERS
    if program.stage == "proposed":
        return Intake.PROPOSED
    if program.stage == "mentioned":
        return Intake.MENTIONED
    windows = [window for window in program.windows if window.of == "application"]
    states = {state(window, now) for window in windows}
    if any(window_state.takes_applications for window_state in states):
        return Intake.REGISTER
    if states == {State.CLOSED}:
        return Intake.CLOSED
    events = [state(window, now) for window in program.windows if window.of == "event"]
    over = bool(events) and all(event is State.CLOSED for event in events)
    if over and all(isinstance(window, NoneStated) or state(window, now) is State.CLOSED for window in windows):
        return Intake.CLOSED
    return Intake.WAIT
