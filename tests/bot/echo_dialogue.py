"""A dialogue that says back what it hears, on the real storage: what channels are tested with."""

import asyncio
from typing import Any

from bot.channels.layout import LayOut
from handlers.message import Message
from handlers.reply import Choice, Reply
from handlers.turn import new_id
from storage import turns
from storage.database import Database
from storage.errors import Conflict


class Echo:
    """Commits each message with its echo as the answer; state: what it heard, and the errors that it shall raise.

    Args:
        database: where turns are committed.
        queued: set after each commit.
    """

    def __init__(self, database: Database, queued: asyncio.Event) -> None:
        self.database = database
        self.queued = queued
        self.heard: list[Message] = []
        self.failures: dict[str, list[Exception]] = {}
        self.holds: dict[str, asyncio.Event] = {}

    async def turn(self, message: Message, lay_out: LayOut, *, queued: bool) -> tuple[dict[str, Any], ...]:
        """Commit the echo of ``message``."""
        self.heard.append(message)
        if message.text in self.holds:
            await self.holds[message.text].wait()
        if self.failures.get(message.text):
            raise self.failures[message.text].pop(0)
        loaded = await self.database.read(turns.load, channel=message.channel, user=message.user, key=message.key)
        if loaded.repeated:
            return loaded.answer
        reply = Reply(lead=f"{message.choice or message.text}?", choices=(Choice(label="네", command="/yes 1"),))
        record = turns.TurnRecord(
            channel=message.channel,
            user=message.user,
            key=message.key,
            account=loaded.account or new_id(),
            owner=loaded.owner or new_id(),
            newcomer=loaded.account is None,
            version=loaded.version,
            state={},
            at=message.at,
            deliveries=lay_out((reply,), "ko").bodies if queued else (),
        )
        try:
            await self.database.write(turns.commit, record, ())
        except Conflict:
            return await self.turn(message, lay_out, queued=queued)
        self.queued.set()
        return record.deliveries
