"""Somebody who speaks to handlers over a real database: turns are loaded, decided and committed as in the dialogue."""

import datetime as dt
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

from sqlalchemy import Connection

from handlers.conversation import Conversation
from handlers.forms import declared
from handlers.message import Channel, Message
from handlers.reply import Reply
from handlers.turn import Change, Person, Turn, new_id
from knowledge.base import Knowledge
from knowledge.fact import Profile
from knowledge.window import SEOUL
from storage import turns
from storage.database import Database
from storage.turns import TurnRecord

NOW = dt.datetime(2020, 9, 25, 10, 0, tzinfo=SEOUL)


@dataclass
class Speaker:
    """One account.

    Args:
        database: an open database.
        knowledge: the programs.
        user: the messenger's id of the person.
        channel: the messenger.
        now: the instant of the next turn.
        profile: facts known of the person.
    """

    database: Database
    knowledge: Knowledge
    user: str = "1"
    channel: Channel = "telegram"
    now: dt.datetime = NOW
    profile: Profile | None = None

    @property
    def address(self) -> str:
        """The account as staff write it."""
        return f"{self.channel}:{self.user}"

    async def decides(
        self, handler: Callable[[Turn], Awaitable[Reply]], text: str = ""
    ) -> tuple[Reply, Callable[[], Awaitable[None]]]:
        """Load a turn and let ``handler`` decide it; return its answer and what commits it."""
        loaded = await self.database.read(turns.load, channel=self.channel, user=self.user, key=None)
        newcomer = loaded.account is None
        turn = Turn(
            message=Message(self.channel, self.user, text, self.now),
            person=Person(loaded.account or new_id(), loaded.owner or new_id(), loaded.roles, not newcomer),
            conversation=Conversation.model_validate(loaded.conversation or {}),
            profile=self.profile or {},
            now=self.now,
            knowledge=self.knowledge,
            read=self.database.read,
        )
        reply = await handler(turn)

        async def commit() -> None:
            record = TurnRecord(
                channel=self.channel,
                user=self.user,
                key=new_id(),
                account=turn.person.account,
                owner=turn.person.owner,
                newcomer=newcomer,
                version=loaded.version,
                state=turn.conversation.model_copy(update={"choices": reply.choices}).model_dump(mode="json"),
                at=self.now,
                answer=(reply.model_dump(mode="json"),),
            )
            await self.database.write(turns.commit, record, [_bound(change) for change in turn.changes])

        return reply, commit

    async def does(self, handler: Callable[[Turn], Awaitable[Reply]], text: str = "") -> Reply:
        """Have a turn decided by ``handler`` and committed."""
        reply, commit = await self.decides(handler, text)
        await commit()
        return reply

    async def types(self, text: str) -> Reply:
        """Type into the open form."""
        return await self.does(partial(_into_form, text=text), text)

    async def taps(self, reply: Reply, label: str) -> Reply:
        """Tap a choice of the open form by a part of its label."""
        command = next(choice.command for choice in reply.choices if label in choice.label)
        return await self.does(partial(declared.tapped, arguments=command.removeprefix("/f ")))


def _bound(change: Change) -> Callable[[Connection], object]:
    return lambda connection: change.query(connection, *change.args, **change.kwargs)


async def _into_form(turn: Turn, text: str) -> Reply:
    reply = await declared.take(turn, text)
    assert reply is not None, f"the form took no notice of {text!r}"
    return reply


def texts(reply: Reply) -> str:
    """Everything that an answer says, as one text."""
    said = [reply.title or "", reply.lead]
    for part in reply.parts:
        match part.kind:
            case "paragraph":
                said.append(part.text)
            case "rows":
                said += [part.heading or "", *(f"{row.label}: {row.value}" for row in part.rows)]
            case "listing":
                said += [part.heading or "", *(f"{item.title} {item.description or ''}" for item in part.items)]
    return "\n".join(said)
