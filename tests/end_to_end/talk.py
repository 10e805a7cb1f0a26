"""Somebody who talks to the dialogue itself, without HTTP, on a real database."""

import datetime as dt
from collections.abc import Mapping
from functools import cache
from itertools import count
from typing import Any

from bot.channels.layout import LayOut
from bot.channels.web_layout import lay_out as lay_out_whole
from bot.dialogue import Dialogue
from handlers.message import Channel, Message
from handlers.reply import Listing, Reply
from knowledge.base import Knowledge, load
from knowledge.window import SEOUL
from storage import turns
from storage.database import Database

NOW = dt.datetime(2026, 11, 23, 10, 0, tzinfo=SEOUL)
_USERS = count(1)


@cache
def knowledge() -> Knowledge:
    """The built-in programs, read once."""
    return load()


class Talk:
    """One account; ``now`` can be set between turns.

    Args:
        dialogue: what answers.
        channel: the messenger.
        user: the messenger's id of the person; somebody new by default.
        now: the instant of the next turn.
        lay_out: lays answers out as the web page gets them; by default whole, whatever the messenger.
    """

    def __init__(
        self,
        dialogue: Dialogue,
        *,
        channel: Channel = "web",
        user: str | None = None,
        now: dt.datetime = NOW,
        lay_out: LayOut = lay_out_whole,
    ) -> None:
        self.dialogue = dialogue
        self.channel = channel
        self.user = user or f"talk-{next(_USERS)}"
        self.now = now
        self.lay_out = lay_out
        self.replies: list[Reply] = []

    async def says(self, text: str, *, choice: str | None = None, key: str | None = None, **said: Any) -> Reply:
        """Say something and return the first reply of the answer; ``replies`` holds all of them."""
        message = Message(channel=self.channel, user=self.user, text=text, at=self.now, choice=choice, key=key, **said)
        (body,) = await self.dialogue.turn(message, self.lay_out, queued=False)
        self.replies = [Reply.model_validate(reply) for reply in body["replies"]]
        return self.replies[0]

    async def taps(self, label: str) -> Reply:
        """Tap a choice of the last answer by its label, or a part of it that no other has."""
        offered = self.offered()
        found = [label] if label in offered else [words for words in offered if label in words]
        assert len(found) == 1, f"{label!r} names {found} of {list(offered)}"
        return await self.says(found[0], choice=offered[found[0]])

    async def through(self, *said: str) -> Reply:
        """Say one thing after another and return the last answer's first reply."""
        for text in said:
            await self.says(text)
        return self.replies[0]

    def offered(self) -> Mapping[str, str]:
        """The choices of the last answer: words and command."""
        items = [
            item for reply in self.replies for part in reply.parts if isinstance(part, Listing) for item in part.items
        ]
        return {item.title: item.command for item in items if item.command} | {
            choice.label: choice.command for reply in self.replies for choice in reply.choices
        }


async def state_of(database: Database, talk: Talk) -> dict[str, Any]:
    """What is stored of a conversation, without the instant of its last turn."""
    loaded = await database.read(turns.load, channel=talk.channel, user=talk.user, key=None)
    return {name: value for name, value in (loaded.conversation or {}).items() if name != "last_at"}


def text_of(reply: Reply) -> str:
    """Everything that a reply shows, as one text."""
    shown = [reply.title or "", reply.lead]
    for part in reply.parts:
        match part.kind:
            case "paragraph":
                shown.append(part.text)
            case "rows":
                shown += [f"{row.label}: {row.value}" for row in part.rows]
            case "listing":
                shown += [f"{item.title} {item.description or ''}" for item in part.items]
    return "\n".join([*shown, reply.source or ""])
