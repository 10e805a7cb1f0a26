"""Everything that is stored about one owner, for that owner to see.

What is kept apart of an erasure before belongs to it, as long as one of the accounts of then is one of now: the proof
of consent names them. Without one, nothing leads from an account to the looks at who it was before.

Not told one by one is only what is kept for minutes: codes that link messengers, and files to be fetched.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import Connection, Subquery, func, literal, select

from storage import registrations, waitlist
from storage.registrations import Registration
from storage.tables import (
    access,
    account,
    broadcast,
    consent,
    consent_words,
    conversation,
    delivery,
    duplicate,
    intake,
    kept_by_law,
    owner,
    profile,
    registration,
    role,
    verdict_receipt,
)
from storage.verdict_receipts import VerdictReceipt
from storage.waitlist import Wish


@dataclass(frozen=True)
class OwnAccount:
    """One messenger of the owner.

    Args:
        id: of the account.
        channel: the messenger.
        user: the messenger's id of the person.
        created_at: when the person first wrote there, aware.
        last_seen_at: and last.
        state: of the conversation there, as JSON; None where none is kept.
    """

    id: str
    channel: str
    user: str
    created_at: dt.datetime
    last_seen_at: dt.datetime
    state: dict[str, Any] | None


@dataclass(frozen=True)
class Agreed:
    """One line of what was agreed to, refused or taken back.

    Args:
        kind: "registration", "announcements" …
        version: of the words.
        given: True if agreed, False if refused or taken back.
        channel: the messenger where it was said.
        at: when, aware.
        words_hash: hash of the words that were shown.
        words: these words, None where they were not kept.
    """

    kind: str
    version: int
    given: bool
    channel: str
    at: dt.datetime
    words_hash: str
    words: str | None


@dataclass(frozen=True)
class Look:
    """One look of the team at the owner's data, without who it was.

    Args:
        at: when, aware.
        action: what was done: "show", "verdict" …
        what: what was looked at: a receipt number …
        purpose: what for, None where that was not asked.
    """

    at: dt.datetime
    action: str
    what: str
    purpose: str | None


@dataclass(frozen=True)
class Attempt:
    """One attempt of the owner to register a firm that somebody else had registered for the program.

    Args:
        program: id of the program.
        channel: the messenger.
        at: when, aware.
    """

    program: str
    channel: str
    at: dt.datetime


@dataclass(frozen=True)
class Role:
    """One role in the team that an account of the owner has.

    Args:
        name: "staff" or "admin".
        since: when it was given, aware.
    """

    name: str
    since: dt.datetime


@dataclass(frozen=True)
class KeptApart:
    """What is kept of an erasure that one of the accounts asked for.

    Args:
        erased_at: when, aware.
        keep_until: the last day on which the proof of consent is kept.
        consents: the lines of then, in the order in which they were said.
        looks: of the team at the data of then, newest first.
    """

    erased_at: dt.datetime
    keep_until: dt.date
    consents: tuple[Agreed, ...]
    looks: tuple[Look, ...]


@dataclass(frozen=True)
class Held:
    """What is stored about an owner, beside the facts of the profile, which every turn has.

    Args:
        accounts: in the order of messengers and ids.
        registrations: newest first, withdrawn ones too.
        wishes: programs that are waited for, the oldest wish first.
        attempts: oldest first.
        consents: all lines in the order in which they were said.
        verdicts: the receipts of verdicts, newest first.
        looks: of the team at the owner's data, newest first.
        roles: in the order of their names.
        told_at: when a fact of the profile was told last, None where none is kept.
        answers: how many stored answers and messages to the owner still have their text.
        looks_taken: how many looks of the owner at other people's data are kept.
        announcements: how many announcements the owner has written.
        kept_apart: what is kept of erasures before, the last one first.
        erased: one of the accounts was just erased, and nothing has been said since that would keep it.
    """

    accounts: tuple[OwnAccount, ...]
    registrations: tuple[Registration, ...]
    wishes: tuple[Wish, ...]
    attempts: tuple[Attempt, ...]
    consents: tuple[Agreed, ...]
    verdicts: tuple[VerdictReceipt, ...]
    looks: tuple[Look, ...]
    roles: tuple[Role, ...]
    told_at: dt.datetime | None
    answers: int
    looks_taken: int
    announcements: int
    kept_apart: tuple[KeptApart, ...] = ()
    erased: bool = False

    @property
    def last_words(self) -> tuple[Agreed, ...]:
        """What the owner said last about each kind of consent, in the order of the kinds' names."""
        last = {line.kind: line for line in self.consents}
        return tuple(last[kind] for kind in sorted(last))


def held(connection: Connection, whose: str) -> Held:
    """Return what is stored about an owner.

    Args:
        connection: a transaction, which may be read-only.
        whose: id of the owner.
    """
    accounts = _accounts(connection, whose)
    ids = [one.id for one in accounts]
    addresses = [f"{one.channel}:{one.user}" for one in accounts]
    return Held(
        accounts=accounts,
        registrations=registrations.of_owner(connection, whose),
        wishes=waitlist.of_owner(connection, whose),
        attempts=_attempts(connection, whose),
        consents=_consents(connection, whose),
        verdicts=_verdicts(connection, whose),
        looks=_looks(connection, whose),
        roles=_roles(connection, addresses),
        told_at=connection.scalar(select(profile.c.told_at).where(profile.c.owner == whose)),
        answers=_answers(connection, ids),
        looks_taken=connection.scalar(select(func.count()).where(access.c.who.in_(addresses))) or 0,
        announcements=connection.scalar(select(func.count()).where(broadcast.c.author.in_(ids))) or 0,
        kept_apart=_kept_apart(connection, frozenset(addresses)),
        erased=bool(
            connection.scalar(select(func.count()).where(account.c.owner_id == whose, account.c.erased_at.is_not(None)))
        ),
    )


def _accounts(connection: Connection, whose: str) -> tuple[OwnAccount, ...]:
    rows = connection.execute(
        select(
            account.c.id,
            account.c.channel,
            account.c.channel_user.label("user"),
            account.c.created_at,
            account.c.last_seen_at,
            conversation.c.state,
        )
        .select_from(account.outerjoin(conversation, conversation.c.account == account.c.id))
        .where(account.c.owner_id == whose)
        .order_by(account.c.channel, account.c.channel_user)
    )
    return tuple(OwnAccount(**row._mapping) for row in rows)


def _consents(connection: Connection, whose: str) -> tuple[Agreed, ...]:
    lines = (consent.c[field.name] for field in fields(Agreed) if field.name != "words")
    rows = connection.execute(
        select(*lines, consent_words.c.words)
        .select_from(consent.outerjoin(consent_words, consent_words.c.hash == consent.c.words_hash))
        .where(consent.c.owner == whose)
        # Linked messengers bring older lines along: what was said last counts, not what was written last.
        .order_by(consent.c.at, consent.c.id)
    )
    return tuple(Agreed(**row._mapping) for row in rows)


def _kept_apart(connection: Connection, addresses: frozenset[str]) -> tuple[KeptApart, ...]:
    # Addresses are encrypted, so each row has to be read: there is one for each erasure of three years.
    rows = connection.execute(
        select(
            kept_by_law.c.owner, kept_by_law.c.addresses, kept_by_law.c.erased_at, kept_by_law.c.keep_until
        ).order_by(kept_by_law.c.erased_at.desc())
    ).all()
    return tuple(
        KeptApart(row.erased_at, row.keep_until, _consents(connection, row.owner), _looks(connection, row.owner))
        for row in rows
        if not addresses.isdisjoint(row.addresses)
    )


def _verdicts(connection: Connection, whose: str) -> tuple[VerdictReceipt, ...]:
    rows = connection.execute(
        select(*(verdict_receipt.c[field.name] for field in fields(VerdictReceipt)))
        .where(verdict_receipt.c.owner == whose)
        .order_by(verdict_receipt.c.at.desc(), verdict_receipt.c.code)
    )
    return tuple(VerdictReceipt(**row._mapping) for row in rows)


def _attempts(connection: Connection, whose: str) -> tuple[Attempt, ...]:
    rows = connection.execute(
        select(registration.c.program, duplicate.c.channel, duplicate.c.at)
        .select_from(duplicate.join(registration, registration.c.id == duplicate.c.registration))
        .where(duplicate.c.owner == whose)
        .order_by(duplicate.c.at, registration.c.program)
    )
    return tuple(Attempt(**row._mapping) for row in rows)


def _looks(connection: Connection, whose: str) -> tuple[Look, ...]:
    rows = connection.execute(
        select(access.c.at, access.c.action, access.c.what, access.c.purpose)
        .where(access.c.whose.in_(select(_all_who_became(whose).c.id)))
        .order_by(access.c.id.desc())
    )
    return tuple(Look(**row._mapping) for row in rows)


def _all_who_became(whose: str) -> Subquery:
    """The ids under which the owner was known: looks before messengers were linked stay under the id of then."""
    known = select(literal(whose).label("id")).cte("known", recursive=True)
    known = known.union(select(owner.c.id).join(known, owner.c.joined == known.c.id))
    return select(known.c.id).subquery()


def _roles(connection: Connection, addresses: Sequence[str]) -> tuple[Role, ...]:
    rows = connection.execute(
        select(role.c.role, func.min(role.c.granted_at).label("since"))
        .where(role.c.address.in_(addresses))
        .group_by(role.c.role)
        .order_by(role.c.role)
    )
    return tuple(Role(row.role, row.since) for row in rows)


def _answers(connection: Connection, accounts: Sequence[str]) -> int:
    # A key stays where its answer was erased or went out as a delivery: its list is empty then, which is encrypted too.
    answered = connection.scalars(select(intake.c.answer).where(intake.c.account.in_(accounts)))
    sent = select(func.count()).where(delivery.c.account.in_(accounts), delivery.c.content.is_not(None))
    return sum(bool(answer) for answer in answered) + (connection.scalar(sent) or 0)
