"""What a message tells of the firm, where the bot has just asked for something."""

import re

from handlers.forms.control_word import Control, control
from handlers.turn import Turn
from knowledge.fact import Fact, Flag, Value
from knowledge.understanding import Understood

_ENDS = re.compile(r"[,.!\n]|그리고|근데|그런데| and | but ")


def heard(turn: Turn, fact: Fact | None, text: str, understood: Understood) -> dict[str, Value]:
    """Return the facts that a message tells.

    Where it tells other facts too, a yes or no counts as one only where it stands by itself: "수출은 안 해요" denies
    nothing else, and "아니 부천이에요" corrects what was told before.

    Args:
        turn: the turn.
        fact: what was asked for last, if anything.
        text: the message.
        understood: how it was understood, with ``fact`` as the fact that was asked for.
    """
    told = dict(understood.told)
    if not isinstance(fact, Flag) or fact.id not in told or len(told) == 1:
        return told
    read = turn.knowledge.understanding.read
    if fact.id in read(text, today=turn.day, profile=turn.profile).told:
        return told
    first = text.split(maxsplit=1)[0]
    head = _ENDS.split(text)[0]
    corrected = any(name in turn.profile and turn.profile[name] != value for name, value in told.items())
    by_itself = (control(first) in {Control.YES, Control.NO} and not corrected) or (
        head != text and read(head, asked_fact=fact.id).told.keys() == {fact.id}
    )
    return told if by_itself else {name: value for name, value in told.items() if name != fact.id}
