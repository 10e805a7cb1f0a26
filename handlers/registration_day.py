"""The day that decides on a pre-registration: today, and in demonstrations the day of ``/asof``."""

import datetime as dt

from handlers.reply import Paragraph
from handlers.turn import Turn
from handlers.wording import say
from knowledge.window import SEOUL


def decided_for(turn: Turn) -> dt.datetime:
    """Return the instant that decides, for windows and for conditions: now, and in demo mode the day of ``/asof``."""
    return turn.asked_for if turn.demo else turn.now


def as_of_note(turn: Turn, *, done: bool = False) -> tuple[Paragraph, ...]:
    """Return the note which day counts where answers are for another; ``done`` once it is registered."""
    if turn.conversation.as_of is None:
        return ()
    key = "registration.as_of_demo" if turn.demo else "registration.as_of_ignored"
    key = f"{key}_done" if done else key
    today = turn.now.astimezone(SEOUL).date().isoformat()
    return (Paragraph(text=say(turn.language, key, day=turn.conversation.as_of.isoformat(), today=today)),)
