"""The day that answers are for: ``/asof 2020-09-25`` moves it, ``/asof now`` brings it back."""

import datetime as dt
import re

from handlers.reply import Choice, Paragraph, Reply
from handlers.turn import Turn
from handlers.wording import say

_DATE = re.compile(r"(\d{4})\s*[-./년]\s*(\d{1,2})\s*[-./월]\s*(\d{1,2})\s*일?\.?")
_NOW = frozenset({"now", "today", "오늘", "지금", "현재"})


async def move(turn: Turn, argument: str) -> Reply:
    """Have answers speak for another day, until told otherwise or an hour of silence.

    Args:
        turn: the turn.
        argument: "2020-09-25", "2020년 9월 25일" or "now"; empty asks which day it is.
    """
    language = turn.language
    word = argument.strip().lower()
    if word in _NOW:
        turn.remember(as_of=None)
        return Reply(lead=say(language, "as_of.now", day=turn.now.date().isoformat()))
    if not word:
        return Reply(lead=say(language, "as_of.which", day=turn.asked_for.date().isoformat()))
    found = _DATE.fullmatch(word)
    try:
        date = dt.date(*map(int, found.groups())) if found else None
    except ValueError:
        date = None
    if date is None or not 2000 <= date.year <= 2100:
        return Reply(lead=say(language, "as_of.unreadable", said=argument.strip()[:40]))
    return await move_to(turn, date)


async def move_to(turn: Turn, date: dt.date) -> Reply:
    """Have answers speak for ``date``."""
    language = turn.language
    turn.remember(as_of=date)
    return Reply(
        lead=say(language, "as_of.moved", day=date.isoformat()),
        parts=(Paragraph(text=say(language, "as_of.demo" if turn.demo else "as_of.only_answers")),),
        choices=(
            Choice(label=say(language, "as_of.back"), command="/asof now"),
            Choice(label=say(language, "smalltalk.start.open"), command="/open"),
        ),
    )
