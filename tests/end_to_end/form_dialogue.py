"""Scripted dialogues with the registration form: what people say and tap, what they are shown, what is stored after.

form_dialogues/*.yaml has one file a dialogue:

    what      what is tried in it
    language  of the answers, "ko" by default
    steps     one after the other:
      who         "a" by default; each is somebody new
      says, taps  what is typed, or a button of the last answer by its words or a part of them
      asks        what is asked for next: consent, everything (the question that invites all at once), a slot, review,
                  cancel (whether to really cancel), resume (whether to go on), fact (about the firm), nothing
      shows       words that the answer or one of its buttons has; "one|another" is either
      not_shows   words that neither has
      days_pass   so many days go by in silence
      deploy      the open forms become those of an older version of the program, in which slots were missing
                  (dropped) or had other names (renamed)
    stored    the registrations that there are in the end, and no other
    consents  who has given a consent to a registration in the end, where that is what is tried
    waitlist  the programs for which somebody waits
    duplicates  who tried to register whose firm again
    never     what must stand nowhere in what is stored, not even encrypted
"""

import datetime as dt
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, model_validator
from sqlalchemy import URL, Connection, NullPool, Row, create_engine, make_url, select, update

from handlers import registering
from handlers.conversation import Conversation
from knowledge.base import PROGRAMS
from storage.encryption import KeyRing, hang_keys
from storage.normal_forms import NORMAL_FORMS
from storage.tables import (
    account,
    consent,
    consent_words,
    conversation,
    duplicate,
    gate,
    metadata,
    owner,
    registration,
    waitlist,
)
from tests.end_to_end.messengers import Person, Shown

FOLDER = Path(__file__).parent
SLOTS = {
    "ko": {
        "consent": "동의",
        "firm_name": "상호",
        "business_number": "사업자등록번호",
        "contact_person": "담당자",
        "phone": "전화번호",
        "email": "이메일",
        "district": "지역",
    },
    "en": {
        "consent": "agree",
        "firm_name": "firm",
        "business_number": "business number",
        "contact_person": "contact",
        "phone": "phone",
        "email": "e-mail",
        "district": "district",
    },
}
"""What each question names, so that people know what is asked."""
OTHER_QUESTIONS = {
    "ko": {"review": "확인", "cancel": "취소할까요", "resume": "이어서"},
    "en": {"review": "confirm", "cancel": "cancel", "resume": "go on"},
}
TOGETHER = ("firm_name", "business_number", "contact_person", "phone", "district")
"""What the question that invites all at once names."""
PROMPTS = ("상호를 알려", "10자리를 알려", "이름을 알려", "전화번호를 알려", "이메일 주소를 알려")
"""A part of each slot's question: it is asked once in an answer, also after something else was answered."""


class Declared(BaseModel):
    """What a file says."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Step(Declared):
    """One thing that happens, and what has to come of it."""

    who: str = "a"
    says: str | None = None
    taps: str | None = None
    days_pass: int | None = None
    deploy: Literal["older form"] | None = None
    dropped: list[str] = []
    renamed: dict[str, str] = {}
    asks: str | None = None
    shows: list[str] = []
    not_shows: list[str] = []

    @model_validator(mode="after")
    def _one_thing(self) -> Self:
        if sum(what is not None for what in (self.says, self.taps, self.days_pass, self.deploy)) != 1:
            raise ValueError("a step is one thing: says, taps, days_pass or deploy")
        return self


class StoredRegistration(Declared):
    """A registration that there must be; numbers count however they are written."""

    who: str = "a"
    program: str
    standing: str
    status: str
    firm_name: str
    business_number: str
    contact_person: str
    phone: str
    email: str
    district: str


class Again(Declared):
    """Somebody tried to register the firm of somebody else's registration."""

    who: str
    of: str


class FormDialogue(Declared):
    """A dialogue; see the module."""

    name: str
    what: list[str]
    language: Literal["ko", "en"] = "ko"
    steps: list[Step]
    stored: list[StoredRegistration]
    consents: list[str] | None = None
    waitlist: list[str] = []
    duplicates: list[Again] = []
    never: list[str] = []

    @cached_property
    def people(self) -> tuple[str, ...]:
        """Who takes part, in the order in which they first speak."""
        return tuple(dict.fromkeys(step.who for step in self.steps))


def dialogues() -> tuple[FormDialogue, ...]:
    """Read all of them, by name."""
    return tuple(
        FormDialogue.model_validate({"name": path.stem} | yaml.safe_load(path.read_text(encoding="utf-8")))
        for path in sorted((FOLDER / "form_dialogues").glob("*.yaml"))
    )


def programs(folder: Path) -> Path:
    """Make a folder of the built-in programs and those of these tests, whose windows are open for long; returns it."""
    folder.mkdir()
    for path in (*PROGRAMS.glob("*.yaml"), *(FOLDER / "form_programs").glob("*.yaml")):
        shutil.copyfile(path, folder / path.name)
    return folder


def forget_all(connection: Connection) -> None:
    """Empty every table but the pace of sending and the words of consents, which are nobody's.

    The consents of who is still there can't be deleted: so they go when nobody is.
    """
    last = (consent, owner)
    for table in reversed(metadata.sorted_tables):
        if table not in (gate, consent_words, *last):
            connection.execute(table.delete())
    for table in last:
        connection.execute(table.delete())


@dataclass(frozen=True)
class Stored:
    """What a service has stored, read and changed behind its back.

    Args:
        url: of its database.
        keys: those with which it encrypts.
    """

    url: URL
    keys: KeyRing

    @classmethod
    def of(cls, url: str, keys: str) -> Self:
        """Take the address and the key ring as the settings have them."""
        return cls(make_url(url), KeyRing.parse(keys))

    @contextmanager
    def _connected(self) -> Iterator[Connection]:
        engine = create_engine(self.url, poolclass=NullPool, hide_parameters=True)
        hang_keys(engine.dialect, self.keys)
        try:
            with engine.begin() as connection:
                yield connection
        finally:
            engine.dispose()

    def clear(self) -> None:
        """Forget everybody and everything."""
        with self._connected() as connection:
            forget_all(connection)

    def conversation(self, user: str) -> Conversation:
        """Return somebody's conversation; the user is as the messenger names it, here and below."""
        with self._connected() as connection:
            _, state = _conversation(connection, user)
        return Conversation.model_validate(state)

    def let_pass(self, user: str, days: int) -> None:
        """Make all that somebody said be so many days ago."""
        ago = dt.timedelta(days=days)
        with self._connected() as connection:
            one, state = _conversation(connection, user)
            last = dt.datetime.fromisoformat(state["last_at"]) - ago
            connection.execute(
                update(conversation)
                .where(conversation.c.account == one)
                .values(state=state | {"last_at": last.isoformat()}, updated_at=last)
            )

    def older_form(self, user: str, dropped: Sequence[str], renamed: Mapping[str, str]) -> None:
        """Make somebody's open form one of an older version."""
        with self._connected() as connection:
            one, state = _conversation(connection, user)
            typed = state["form"]["values"].items()
            values = {renamed.get(slot, slot): value for slot, value in typed if slot not in dropped}
            form = state["form"] | {"version": state["form"]["version"] - 1, "values": values}
            connection.execute(
                update(conversation).where(conversation.c.account == one).values(state=state | {"form": form})
            )

    def outcome(self, people: Mapping[str, str]) -> "Outcome":
        """Return what came of a dialogue.

        Args:
            people: the names of those who took part, each with the user.
        """
        with self._connected() as connection:
            users = {user: name for name, user in people.items()}
            accounts = connection.execute(select(account).where(account.c.channel_user.in_(users))).all()
            names = {row.owner_id: users[row.channel_user] for row in accounts}
            rows = connection.execute(select(registration).where(registration.c.owner.in_(names))).all()
            whose = {row.id: names[row.owner] for row in rows}
            told = consent.c.owner.in_(names) & (consent.c.kind == "registration")
            consents = connection.execute(select(consent).where(told).order_by(consent.c.id)).all()
            waits = waitlist.c.owner.in_(names)
            waiting = connection.scalars(select(waitlist.c.program).where(waits).order_by(waitlist.c.program))
            again = connection.execute(select(duplicate).where(duplicate.c.owner.in_(names))).all()
            return Outcome(
                registrations=sorted((_registration(row, names[row.owner]) for row in rows), key=_order),
                without_consent=[row.receipt for row in rows if not any(_allows(line, row) for line in consents)],
                consents=list(dict.fromkeys(names[line.owner] for line in consents if line.given)),
                waitlist=list(waiting),
                duplicates=[Again(who=names[row.owner], of=whose[row.registration]) for row in again],
            )

    def everything(self) -> str:
        """All that is stored, decrypted, as one text."""
        with self._connected() as connection:
            return "\n".join(
                str(row) for table in metadata.sorted_tables for row in connection.execute(table.select()).all()
            )


@dataclass(frozen=True)
class Outcome:
    """What came of a dialogue.

    Args:
        registrations: all, in a fixed order.
        without_consent: receipts of those whose owner had not given a consent before.
        consents: who has ever given one.
        waitlist: programs for which somebody waits.
        duplicates: who tried to register whose firm.
    """

    registrations: list[StoredRegistration]
    without_consent: list[str]
    consents: list[str]
    waitlist: list[str]
    duplicates: list[Again]


async def play(dialogue: FormDialogue, people: Mapping[str, Person], stored: Stored) -> list[Shown]:
    """Play a dialogue, check each answer, and return the answers."""
    answers = []
    for number, step in enumerate(dialogue.steps, start=1):
        if (shown := await played(step, people[step.who], stored)) is None:
            continue
        answers.append(shown)
        found = faults(dialogue, step, shown, stored.conversation(people[step.who].user))
        assert not found, f"step {number}, {step.says or step.taps!r}: {'; '.join(found)}\nanswer:\n{shown.text}"
    return answers


async def played(step: Step, person: Person, stored: Stored) -> Shown | None:
    """Do what a step says, and return the answer where there is one."""
    if step.says is not None:
        return await person.says(step.says)
    if step.taps is not None:
        return await person.taps(step.taps)
    if step.days_pass is not None:
        stored.let_pass(person.user, step.days_pass)
    else:
        stored.older_form(person.user, step.dropped, step.renamed)
    return None


def faults(dialogue: FormDialogue, step: Step, shown: Shown, state: Conversation) -> list[str]:
    """Return what is wrong with an answer, in words."""
    text = "\n".join([shown.text, *shown.buttons])
    found = [f"{words!r} is not shown" for words in step.shows if not any(one in text for one in words.split("|"))]
    found += [f"{words!r} is shown" for words in step.not_shows if words in text]
    found += [f"{prompt!r} is asked more than once" for prompt in PROMPTS if text.count(prompt) > 1]
    if step.asks is not None:
        wanted, asked = step.asks.split("|"), asked_for(state)
        slots = SLOTS[dialogue.language]
        if "everything" in wanted:
            found += [f"{slots[slot]!r} is not invited" for slot in TOGETHER if slots[slot] not in text]
            wanted = [*wanted, *TOGETHER]
        if asked not in wanted:
            found.append(f"it asks for {asked}, not {step.asks}")
        named = (slots | OTHER_QUESTIONS[dialogue.language]).get(asked)
        if named is not None and named.casefold() not in text.casefold():
            found.append(f"it is not seen that it asks for {asked}")
    return found


def asked_for(state: Conversation) -> str:
    """Return what a conversation asks for, in the words of ``asks``."""
    form = state.form
    if form is None:
        return "fact" if state.asked_fact is not None else "nothing"
    if form.form == registering.ID:
        return "fact"
    if form.held is not None:
        return "resume"
    if form.cancelling:
        return "cancel"
    return form.asked or "review"


def check_outcome(dialogue: FormDialogue, people: Mapping[str, Person], stored: Stored) -> None:
    """Compare what is stored with what the dialogue must have come to."""
    outcome = stored.outcome({name: person.user for name, person in people.items()})
    there = [_written_alike(one) for one in outcome.registrations]
    wanted = sorted((_written_alike(one) for one in dialogue.stored), key=_order)
    assert there == wanted, f"{dialogue.name}: stored is {there}, not {wanted}"
    assert not outcome.without_consent, f"{dialogue.name}: nobody agreed to {outcome.without_consent}"
    assert outcome.waitlist == dialogue.waitlist, f"{dialogue.name}: the waitlist is {outcome.waitlist}"
    assert outcome.duplicates == dialogue.duplicates, f"{dialogue.name}: duplicates are {outcome.duplicates}"
    agreed = dialogue.consents
    assert agreed is None or outcome.consents == agreed, f"{dialogue.name}: {outcome.consents} agreed"
    content = stored.everything() if dialogue.never else ""
    kept = [word for word in dialogue.never if word in content]
    assert not kept, f"{dialogue.name}: {kept} is stored"


def _conversation(connection: Connection, user: str) -> tuple[str, dict[str, Any]]:
    mine = select(conversation).join(account, conversation.c.account == account.c.id)
    row = connection.execute(mine.where(account.c.channel_user == user)).one()
    return row.account, row.state


def _registration(row: Row[Any], who: str) -> StoredRegistration:
    kept = {name: getattr(row, name) for name in StoredRegistration.model_fields if name != "who"}
    return StoredRegistration(who=who, **kept)


def _allows(line: Row[Any], made: Row[Any]) -> bool:
    """Whether a line of consent was given for a registration before it was made."""
    return bool(line.owner == made.owner and line.given and line.at <= made.created_at)


def _written_alike(one: StoredRegistration) -> StoredRegistration:
    return one.model_copy(update={name: alike(getattr(one, name)) for name, alike in NORMAL_FORMS.items()})


def _order(one: StoredRegistration) -> tuple[str, ...]:
    return (one.who, one.program, one.status, one.contact_person)
