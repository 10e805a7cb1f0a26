"""The day that answers are for: ``/asof 2020-09-25`` or ``/asof 어제`` moves it, ``/asof now`` brings it back."""

import datetime as dt

from handlers.reply import Choice, Paragraph, Reply
from handlers.turn import Turn
from handlers.wording import say
from knowledge.day_asked import DayAsked, day_named

_FIRST_YEAR, _LAST_YEAR = 2000, 2100
_NOW = frozenset({"now", "today", "오늘", "지금", "현재"})


async def move(turn: Turn, argument: str) -> Reply:
    """Have answers speak for another day, until told otherwise or an hour of silence.

    Args:
        turn: the turn.
        argument: "2020-09-25", "2020년 9월 25일", "작년 10월", "어제" or "now"; empty asks which day it is. Words are
            told from the day that answers are for so far; only "now" and "today" mean the real day.
    """
    language = turn.language
    word = argument.strip().lower()
    if word in _NOW:
        turn.remember(as_of=None)
        return Reply(lead=say(language, "as_of.now", day=turn.now.date().isoformat()))
    if not word:
        return Reply(lead=say(language, "as_of.which", day=turn.asked_for.date().isoformat()))
    named = day_named(argument, turn.asked_for.date())
    if named is not None and named.today:
        turn.remember(as_of=None)
        return Reply(lead=say(language, "as_of.now", day=turn.now.date().isoformat()))
    if named is None or not _FIRST_YEAR <= named.as_of.year <= _LAST_YEAR:
        return Reply(lead=say(language, "as_of.unreadable", said=argument.strip()[:40]))
    return await move_to(turn, named.as_of, named)


async def move_to(turn: Turn, date: dt.date, named: DayAsked | None = None) -> Reply:
    """Have answers speak for ``date``.

    Args:
        turn: the turn.
        date: the day.
        named: the words that it was read from; where they name more than a day, the answer says which was taken.
    """
    language = turn.language
    turn.remember(as_of=date)
    day = date.isoformat()
    notes = [say(language, "as_of.demo" if turn.demo else "as_of.only_answers")]
    if named is not None and named.first != named.last:
        notes.insert(0, say(language, "as_of.chosen", said=named.words, day=day))
    return Reply(
        lead=say(language, "as_of.moved", day=day),
        parts=(Paragraph(text="\n".join(notes)),),
        choices=(
            Choice(label=say(language, "as_of.back"), command="/asof now"),
            Choice(label=say(language, "smalltalk.start.open"), command="/open"),
        ),
    )
