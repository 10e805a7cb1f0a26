"""Somebody who fills in forms: turns on a real database, with no more routing than forms and registrations need."""

import datetime as dt
from collections.abc import Callable
from functools import cache, partial
from itertools import count
from typing import Any

from sqlalchemy import Connection

from handlers import consent, own_registrations, registering, registration_edit, waitlist
from handlers.conversation import Conversation, Offered
from handlers.forms import declared
from handlers.message import Channel, Message
from handlers.reply import Listing, Paragraph, Reply, Rows
from handlers.turn import Person, Turn, new_id
from knowledge.base import Knowledge, load, profile_of
from knowledge.window import SEOUL
from storage import turns
from storage.database import Database
from storage.errors import Conflict, Moved

OPEN_PROGRAM = "seoul-green-expo-2"
WHILE_OPEN = dt.datetime(2020, 9, 25, 10, 0, tzinfo=SEOUL)
ANSWERED_OTHERWISE = "(answered by others)"
WELL_ANSWERED = ("동의", "행복상사", "123-45-67891", "김철수", "010-1234-5678", "chulsoo@naver.com", "서울 금천구")
ANSWERS = {
    "consent": "동의",
    "firm_name": "행복상사",
    "business_number": "123-45-67891",
    "contact_person": "김철수",
    "phone": "010-1234-5678",
    "district": "서울 금천구",
    "market": "행복시장",
}
"""What is said well to each question of a registration."""

_USERS = count(1)


@cache
def knowledge() -> Knowledge:
    """The built-in programs, read once."""
    return load()


def words_of(reply: Reply) -> str:
    """Everything that a reply shows, as one text."""
    shown = [reply.title or "", reply.lead]
    for part in reply.parts:
        match part:
            case Paragraph():
                shown.append(part.text)
            case Rows():
                shown += [f"{row.label}: {row.value}" for row in part.rows]
            case Listing():
                shown += [f"{item.title} {item.description or ''}" for item in part.items]
    return "\n".join([*shown, reply.source or ""])


class Owner:
    """One account and what it says; ``now``, ``silence`` and ``told`` can be set between turns."""

    def __init__(
        self, database: Database, *, channel: Channel = "web", demo: bool = False, now: dt.datetime = WHILE_OPEN
    ) -> None:
        self.database = database
        self.channel = channel
        self.user = f"user-{next(_USERS)}"
        self.demo = demo
        self.now = now
        self.told: dict[str, Any] = {}
        self.silence = dt.timedelta()
        self.conversation = Conversation()
        self.english = False
        self.sure = True
        """What decides the verdict is left open: registering asks for nothing before the form."""
        self.before_commit: Callable[[], Any] | None = None
        self.last = Reply(lead="-")

    async def say(self, text: str) -> Reply:
        """Type ``text``."""
        return await self._turn(text, None)

    async def tap(self, label: str) -> Reply:
        """Tap the choice of the last reply whose label holds ``label``."""
        choice = next(choice for choice in self.last.choices if label in choice.label)
        return await self._turn(choice.label, choice.command)

    async def send(self, command: str) -> Reply:
        """Send a command, as an old button does."""
        return await self._turn(command, command)

    async def all_of(self, *said: str) -> Reply:
        """Type one text after another, and return the last answer."""
        for text in said:
            await self.say(text)
        return self.last

    async def fill_in(self) -> Reply:
        """Answer well whatever the form still asks, up to its review."""
        for _ in ANSWERS:
            form = self.conversation.form
            if form is None or form.asked is None:
                break
            await self.say(ANSWERS[form.asked])
        return self.last

    def speak_english(self) -> None:
        """Have the following turns answered in English."""
        self.english = True

    def _set(self) -> dict[str, Any]:
        return {"as_of": self.conversation.as_of, "language": "en" if self.english else "ko"}

    @property
    def values(self) -> dict[str, str]:
        """What the open form has."""
        assert self.conversation.form is not None
        return self.conversation.form.values

    async def _turn(self, text: str, choice: str | None) -> Reply:
        for _ in range(3):
            loaded = await self.database.read(turns.load, channel=self.channel, user=self.user, key=None)
            stored = Conversation.model_validate(loaded.conversation or {})
            turn = Turn(
                message=Message(channel=self.channel, user=self.user, text=text, at=self.now, choice=choice),
                person=Person(account=loaded.account or new_id(), owner=loaded.owner or new_id()),
                conversation=stored.model_copy(update=self._set()),
                profile=profile_of(knowledge().facts, self.told),
                now=self.now,
                knowledge=knowledge(),
                read=self.database.read,
                demo=self.demo,
                silence=self.silence,
            )
            reply = await self._decide(turn, choice or text)
            turn.remember(choices=tuple(Offered(**offered.model_dump()) for offered in reply.choices))
            if self.before_commit is not None:
                act, self.before_commit = self.before_commit, None
                await act()
            record = turns.TurnRecord(
                channel=self.channel,
                user=self.user,
                key=None,
                account=turn.person.account,
                owner=turn.person.owner,
                newcomer=loaded.account is None,
                version=loaded.version,
                state=turn.conversation.model_dump(mode="json"),
                at=self.now,
            )
            try:
                await self.database.write(turns.commit, record, _changes(turn))
            except (Conflict, Moved):
                continue
            self.conversation = turn.conversation
            self.last = reply
            return reply
        raise AssertionError("three tries were not enough")

    async def _decide(self, turn: Turn, said: str) -> Reply:
        command, _, rest = said.strip().partition(" ")
        match command:
            case "/register":
                return await registering.start(turn, f"{rest} now" if rest and self.sure else rest or None)
            case "/news":
                return await consent.news(turn, rest)
            case "/my":
                return await own_registrations.show(turn, rest)
            case "/edit":
                return await registration_edit.edit(turn, rest)
            case "/wait":
                return await waitlist.wait(turn, rest)
            case "/withdraw":
                return await own_registrations.withdraw(turn, rest)
            case "/f":
                return await declared.tapped(turn, rest)
        return await declared.take(turn, said) or Reply(lead=ANSWERED_OTHERWISE)


def _changes(turn: Turn) -> list[Callable[[Connection], object]]:
    def run(connection: Connection, query: Callable[..., Any], args: Any, kwargs: Any) -> object:
        return query(connection, *args, **kwargs)

    return [partial(run, query=change.query, args=change.args, kwargs=change.kwargs) for change in turn.changes]
