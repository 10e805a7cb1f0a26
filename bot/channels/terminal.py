"""The dialogue in a terminal, for trying it out: plain text, choices numbered."""

import datetime as dt
from collections.abc import Awaitable, Callable, Sequence

from bot.channels.layout import Answers, Laid, one_line, part_text, readable
from handlers.message import Message
from handlers.reply import Choice, Listing, Reply
from handlers.wording import say
from knowledge.words import Language

USER = "here"


def lay_out(replies: Sequence[Reply], language: Language) -> Laid:
    """Lay ``replies`` out as one text with the choices below it; a terminal has no limits."""
    texts = []
    for reply in replies:
        head = (one_line(reply.title or ""), readable(reply.lead))
        texts += [text for text in (*head, *map(part_text, reply.parts), readable(reply.source or "")) if text]
    offered = _offered(replies)
    texts += ["\n".join(f"  #{number} {choice.label}" for number, choice in enumerate(offered, 1))] if offered else []
    choices = [{"label": choice.label, "command": choice.command} for choice in offered]
    return Laid(({"text": "\n\n".join(texts), "choices": choices, "language": language},))


async def chat(
    dialogue: Answers,
    read_line: Callable[[], Awaitable[str | None]],
    write: Callable[[str], None],
    *,
    now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
) -> None:
    """Talk until ``read_line`` returns None.

    A choice is tapped as ``#1``: a bare number stays what the person says, since a form may have asked for one.

    Args:
        dialogue: what answers.
        read_line: gives the next line, without its end.
        write: takes a text to show.
        now: the clock, aware.
    """
    offered: list[dict[str, str]] = []
    language: Language = "ko"
    write(say(language, "channel.page.greeting"))
    write(say(language, "channel.terminal.tap"))
    while (line := await read_line()) is not None:
        number = line.strip().removeprefix("#")
        tapped = line.strip().startswith("#") and number.isdecimal() and 0 < int(number) <= len(offered)
        choice = offered[int(number) - 1] if tapped else None
        said = Message(
            channel="terminal",
            user=USER,
            text=choice["label"] if choice else line,
            at=now(),
            choice=choice["command"] if choice else None,
        )
        for body in await dialogue.turn(said, lay_out, queued=False):
            offered, language = body["choices"], body["language"]
            write(body["text"])
    write(say(language, "channel.terminal.bye"))


def _offered(replies: Sequence[Reply]) -> list[Choice]:
    found: dict[str, Choice] = {}
    for reply in replies:
        for part in reply.parts:
            for item in part.items if isinstance(part, Listing) else ():
                if item.command is not None:
                    found.setdefault(item.command, Choice(label=one_line(item.title), command=item.command))
        for choice in reply.choices:
            found.setdefault(choice.command, choice)
    return list(found.values())
