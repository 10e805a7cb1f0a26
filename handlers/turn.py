"""One turn as a handler sees it: who said what, what is known, and what shall be changed when the turn commits."""

import datetime as dt
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from sqlalchemy import Connection

from handlers.conversation import Conversation
from handlers.message import Message
from handlers.reply import Reply
from knowledge import implied
from knowledge.base import Knowledge
from knowledge.fact import DayInterval, Profile, Value
from knowledge.window import SEOUL
from knowledge.words import Language

P = ParamSpec("P")
R = TypeVar("R")

RETENTION = dt.timedelta(days=730)
"""How long a registration is kept where no setting says otherwise: the year of its program, and the one after."""


class Read(Protocol):
    """The door through which a handler reads: ``await read(query, …)``."""

    async def __call__(
        self, query: Callable[Concatenate[Connection, P], R], /, *args: P.args, **kwargs: P.kwargs
    ) -> R: ...


@dataclass(frozen=True)
class Person:
    """Who is talking.

    Args:
        account: id of the account (one messenger).
        owner: id of the owner (one or more accounts).
        roles: "staff", "admin" or both; empty for owners.
        known: False where this is the first thing that the account ever said.
    """

    account: str
    owner: str
    roles: frozenset[str] = frozenset()
    known: bool = True


@dataclass(frozen=True)
class Change:
    """One write, made when the turn commits: ``query(connection, *args, **kwargs)``."""

    query: Callable[..., Any]
    args: tuple[Any, ...]
    kwargs: dict[str, Any]

    def __call__(self, connection: Connection) -> object:
        """Make the write."""
        return self.query(connection, *self.args, **self.kwargs)


@dataclass
class Turn:
    """One turn. Handlers act only through ``changes`` and ``conversation``, so that a turn can be decided again.

    Args:
        message: what was said.
        person: who said it.
        conversation: what the conversation remembers; a handler replaces it by a changed copy.
        profile: facts known of the owner for this answer, with those told or supposed in this turn.
        now: the instant of the message, aware, in Asia/Seoul.
        knowledge: the programs and all that understands questions about them.
        read: the door to what is stored.
        demo: demo mode: registrations into a window that is open on the day of ``/asof`` are taken.
        silence: how long the person had said nothing before this.
        retention: how long a registration is kept from the day on which it is made.
        public_url: the address under which the service is reached from outside, without a slash at its end, or None.
        operator: the name of who answers for the data, None where it is not stated.
        operator_contact: how to reach him, None where it is not stated.
        notices: what waits to be said may be said with this answer; not with a goodbye.
        changes: what shall be written when the turn commits.
        told: facts that the owner told in this turn; they are in ``profile`` too.
        supposed: facts that this answer only supposes; they are in ``profile`` too, and stored nowhere.
        certain: facts known of the owner whatever this answer supposes.
        left_open: ids of stored facts that this answer takes for unknown; they are not in ``profile``.
        unfounded: ids of stored facts that followed from what is no longer so: they go when the turn commits.
        taken_back: receipt numbers: no notice that mentions one is told with this answer.
    """

    message: Message
    person: Person
    conversation: Conversation
    profile: Profile
    now: dt.datetime
    knowledge: Knowledge
    read: Read
    demo: bool = False
    silence: dt.timedelta = dt.timedelta()
    retention: dt.timedelta = RETENTION
    public_url: str | None = None
    operator: str | None = None
    operator_contact: str | None = None
    notices: bool = True
    changes: list[Change] = field(default_factory=list)
    told: dict[str, Value] = field(default_factory=dict)
    supposed: dict[str, Value] = field(default_factory=dict)
    certain: Profile = field(init=False)
    left_open: frozenset[str] = frozenset()
    unfounded: frozenset[str] = frozenset()
    taken_back: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        """Begin with what is stored: that much is certain."""
        self.certain = self.profile

    @property
    def language(self) -> Language:
        """The language to answer in."""
        return self.conversation.language

    @property
    def asked_for(self) -> dt.datetime:
        """The instant that answers are for: now, or the same hour of the day of ``/asof``."""
        day = self.conversation.as_of
        return self.now if day is None else dt.datetime.combine(day, self.now.timetz(), SEOUL)

    @property
    def day(self) -> dt.date:
        """The day that answers are for."""
        return self.asked_for.date()

    def change(self, query: Callable[Concatenate[Connection, P], object], *args: P.args, **kwargs: P.kwargs) -> None:
        """Have ``query(connection, *args, **kwargs)`` run when the turn commits, after the changes before it."""
        self.changes.append(Change(query, args, kwargs))

    def learn(self, facts: Profile) -> None:
        """Take facts that the owner tells, and what follows: they count at once, and are stored when the turn commits.

        What only followed from what they set right is known no longer. Under ``/asof``, a day that something began is
        taken for this answer only: "업력 3년" counts from the pretended day, and is no fact of the firm.
        """
        if self.conversation.as_of is not None:
            counted = {fact: value for fact, value in facts.items() if isinstance(value, DayInterval)}
            facts = {fact: value for fact, value in facts.items() if fact not in counted}
            if counted:
                self.suppose(counted)
        gone = implied.unfounded(facts, self.profile)
        told = {**implied.following(facts, self.profile), **facts}
        self.unfounded = (self.unfounded | gone) - told.keys()
        self.told = {fact: value for fact, value in self.told.items() if fact not in gone} | told
        self.profile = {fact: value for fact, value in self.profile.items() if fact not in gone} | told
        self.certain = {fact: value for fact, value in self.certain.items() if fact not in gone} | told

    def suppose(self, facts: Profile) -> None:
        """Take facts for this answer only, without storing them ("직원 10명이면요?")."""
        supposed = {**implied.following(facts, self.profile), **facts}
        gone = implied.unfounded(supposed, self.profile)
        self.supposed.update(supposed)
        self.profile = {fact: value for fact, value in self.profile.items() if fact not in gone} | supposed

    def leave_open(self, facts: frozenset[str]) -> None:
        """Take facts for unknown in this answer only: they stay stored ("서울이 아니라면 안 되나요?").

        Args:
            facts: their ids.
        """
        self.left_open |= facts & self.profile.keys()
        self.profile = {fact: value for fact, value in self.profile.items() if fact not in facts}

    def remember(self, **changed: Any) -> None:
        """Replace fields of the conversation."""
        self.conversation = self.conversation.model_copy(update=changed)


Handler = Callable[[Turn], Awaitable[Reply]]


def new_id() -> str:
    """Return a fresh id: handlers name what they create, so that a repeated commit creates it once."""
    return secrets.token_hex(12)
