"""Everything that is no question on a program: greetings, help, what is out of scope, and what can't be read."""

from handlers.reply import Choice, Paragraph, Reply
from handlers.turn import Turn
from handlers.wording import say
from knowledge.ask import Ask


def _starting_points(turn: Turn) -> tuple[Choice, ...]:
    return tuple(
        Choice(label=say(turn.language, f"smalltalk.start.{key}"), command=command)
        for key, command in (("open", "/open"), ("all", "/programs"), ("my", "/my"), ("help", "/help"))
    )


def _said(turn: Turn, key: str, **values: object) -> Reply:
    return Reply(lead=say(turn.language, f"smalltalk.{key}", **values), choices=_starting_points(turn))


async def greeting(turn: Turn) -> Reply:
    """Greet, and say what one can ask."""
    return _said(turn, "greeting")


async def thanks(turn: Turn) -> Reply:
    """Answer thanks and good-byes."""
    return _said(turn, "thanks")


async def help_(turn: Turn) -> Reply:
    """Say what the bot does, and how."""
    parts = [Paragraph(text=say(turn.language, "smalltalk.help.owners"))]
    if turn.person.roles:
        parts.append(Paragraph(text=say(turn.language, "smalltalk.help.staff")))
    if "admin" in turn.person.roles:
        parts.append(Paragraph(text=say(turn.language, "smalltalk.help.admins")))
    return _said(turn, "help").model_copy(update={"parts": tuple(parts)})


async def out_of_scope(turn: Turn) -> Reply:
    """Say that this is outside what the bot knows, and what it can do."""
    return _said(turn, "out_of_scope")


async def unknown_program(turn: Turn, ask: Ask) -> Reply:
    """Say that we know no program of that city or province, or of that name."""
    if "place" in ask.topics:
        return _said(turn, "unknown_program", place=ask.words)
    return _said(turn, "unknown_name", name=ask.words)


async def unclear(turn: Turn) -> Reply:
    """Say that the message was not understood."""
    return _said(turn, "unclear")


async def unknown_command(turn: Turn) -> Reply:
    """Answer a command that there is not, or not for this person: both get the same words."""
    return _said(turn, "unknown_command")


async def unreadable(turn: Turn, reason: str) -> Reply:
    """Answer what can't be read as a message: "empty", "huge", "attachment" or "symbols"."""
    return _said(turn, f"unreadable.{reason}")


async def nothing_more(turn: Turn) -> Reply:
    """Answer '더 보기' where nothing is left to show."""
    return _said(turn, "nothing_more")


async def reminders(turn: Turn) -> Reply:
    """Say what is told without being asked: only that a window opens for those on a list."""
    return _said(turn, "reminders")


async def facts_told(turn: Turn, facts: str) -> Reply:
    """Acknowledge facts that were told without a question, and offer what fits."""
    return Reply(
        lead=say(turn.language, "smalltalk.facts_told", facts=facts),
        choices=(
            Choice(label=say(turn.language, "smalltalk.start.mine"), command="/mine"),
            *_starting_points(turn)[:2],
        ),
    )
