"""Pre-registrations of owners for programs."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Row, and_, func, insert, or_, select, update

from storage import consents
from storage.encryption import KeyRing, blind_index, ring_of
from storage.errors import Conflict
from storage.normal_forms import NORMAL_FORMS
from storage.tables import not_withdrawn, registration

Standing = Literal["registered", "waiting"]
Status = Literal["received", "withdrawn", "accepted", "declined"]


@dataclass(frozen=True)
class Registration:
    """One firm's pre-registration for one program.

    Args:
        id: drawn by the handler that made it.
        receipt: the receipt number that the owner was told.
        owner: id of the owner.
        account: id of the account that registered.
        program: id of the program.
        standing: "registered", or "waiting" to be told when a window opens.
        status: what became of it.
        firm_name: clear, so that it can be searched.
        district: clear, so that it can be searched.
        business_number: 사업자등록번호; encrypted at rest, like the three that follow.
        contact_person: the person to ask for.
        phone: the phone number.
        email: the e-mail address; empty where none was given.
        created_at: when it was made, aware.
        updated_at: when anything of it changed last, aware.
        decision: what was decided on it, as JSON, without personal data.
        details: what this program asks beside that, by slot; encrypted at rest.
        keep_until: the last day on which it is kept, as its consent says; None where none was promised.
    """

    id: str
    receipt: str
    owner: str
    account: str
    program: str
    standing: Standing
    status: Status
    firm_name: str
    district: str
    business_number: str
    contact_person: str
    phone: str
    email: str
    created_at: dt.datetime
    updated_at: dt.datetime
    decision: dict[str, Any] | None = None
    details: dict[str, str] | None = None
    keep_until: dt.date | None = None


@dataclass(frozen=True)
class Page:
    """Some of what was found.

    Args:
        total: how many there are in all.
        items: those of this page, newest first.
    """

    total: int
    items: tuple[Registration, ...]


_COLUMNS = tuple(registration.c[field.name] for field in fields(Registration))
_NEWEST_FIRST = (registration.c.created_at.desc(), registration.c.id)


def add(connection: Connection, new: Registration) -> None:
    """Store a registration.

    Raises:
        Conflict: (from ``database.write``) the firm has a registration for this program that was not withdrawn, or the
            receipt is taken.
    """
    connection.execute(insert(registration), _row(connection, new))


def change(connection: Connection, changed: Registration, *, seen_at: dt.datetime) -> None:
    """Store what an owner changed of a registration; its receipt, program, day and what became of it stay.

    Args:
        connection: a transaction that writes.
        changed: as it shall be.
        seen_at: when it had been changed last, as the owner saw it.

    Raises:
        Conflict: it was changed or withdrawn meanwhile, or (from ``database.write``) the firm that it names now has
            another registration for the program.
    """
    row = _row(connection, changed)
    kept = {"id", "receipt", "owner", "account", "program", "standing", "status", "created_at", "keep_until"}
    stored = connection.execute(
        update(registration)
        .where(
            registration.c.id == changed.id,
            registration.c.owner == changed.owner,
            registration.c.updated_at == seen_at,
            # Beside the instant: one messenger counts in whole seconds.
            registration.c.standing == changed.standing,
            registration.c.status == changed.status,
            not_withdrawn,
        )
        .values({name: value for name, value in row.items() if name not in kept})
    )
    if stored.rowcount != 1:
        raise Conflict("The registration was changed meanwhile.")


def _row(connection: Connection, of: Registration) -> dict[str, Any]:
    ring = ring_of(connection)
    row = {field.name: getattr(of, field.name) for field in fields(of)}
    return row | {f"{kind}_index": _index(ring, kind, row[kind]) for kind in NORMAL_FORMS}


def take_back_consent(connection: Connection, owner: str, *, channel: str, at: dt.datetime) -> bool:
    """Take an owner's consent to registrations back where none is kept that rests on it.

    Args:
        connection: a transaction that writes.
        owner: id of the owner.
        channel: the messenger where the form was cancelled for which it was given.
        at: when, aware.

    Returns:
        Whether it was taken back.
    """
    last = consents.standing(connection, owner, "registration")
    kept = connection.execute(select(registration.c.id).where(registration.c.owner == owner).limit(1)).first()
    if last is None or not last.given or kept is not None:
        return False
    consents.record(connection, replace(last, given=False, channel=channel, at=at))
    return True


def of_owner(connection: Connection, owner: str) -> tuple[Registration, ...]:
    """Return an owner's registrations, newest first, withdrawn ones too."""
    return _found(
        connection.execute(select(*_COLUMNS).where(registration.c.owner == owner).order_by(*_NEWEST_FIRST)).all()
    )


def by_receipt(connection: Connection, receipt: str) -> Registration | None:
    """Return the registration with a receipt number, or None."""
    found = _found(connection.execute(select(*_COLUMNS).where(registration.c.receipt == receipt)).all())
    return found[0] if found else None


def withdraw(connection: Connection, receipt: str, owner: str, at: dt.datetime) -> bool:
    """Withdraw an owner's registration.

    Returns:
        Whether it was withdrawn by this: False if it is not the owner's, or was withdrawn before.
    """
    changed = connection.execute(
        update(registration)
        .where(registration.c.receipt == receipt, registration.c.owner == owner, not_withdrawn)
        .values(status="withdrawn", updated_at=at)
    )
    return changed.rowcount == 1


def active(connection: Connection, program: str, business_number: str) -> Registration | None:
    """Return the registration of a firm for a program that was not withdrawn, or None."""
    index = _index(ring_of(connection), "business_number", business_number)
    found = _found(
        connection.execute(
            select(*_COLUMNS).where(
                registration.c.program == program, registration.c.business_number_index == index, not_withdrawn
            )
        ).all()
    )
    return found[0] if found else None


def search(
    connection: Connection, *, program: str | None = None, words: str = "", page: int = 0, size: int = 5
) -> Page:
    """Find registrations, newest first.

    Args:
        connection: a transaction, which may be read-only.
        program: only for this program.
        words: each is part of the firm's name, district or receipt number, or exactly the contact person, phone,
            e-mail or 사업자등록번호, however written; "010 1234 5678" as a whole counts too. Empty finds all.
        page: which page, from 0.
        size: how many on a page.
    """
    wanted: list[ColumnElement[bool]] = []
    if program is not None:
        wanted.append(registration.c.program == program)
    if words.strip():
        ring = ring_of(connection)
        wanted.append(
            or_(_exactly(ring, words), and_(*(or_(_partly(word), _exactly(ring, word)) for word in words.split())))
        )
    total = connection.scalar(select(func.count()).select_from(registration).where(*wanted))
    rows = connection.execute(
        select(*_COLUMNS).where(*wanted).order_by(*_NEWEST_FIRST).limit(size).offset(page * size)
    ).all()
    return Page(total or 0, _found(rows))


def counts(connection: Connection) -> dict[str, int]:
    """Return how many registrations each program has that were not withdrawn; programs without any are left out."""
    rows = connection.execute(
        select(registration.c.program, func.count().label("registrations"))
        .where(not_withdrawn)
        .group_by(registration.c.program)
    )
    return {row.program: row.registrations for row in rows}


def _found(rows: Sequence[Row[Any]]) -> tuple[Registration, ...]:
    return tuple(Registration(**row._mapping) for row in rows)


def _index(ring: KeyRing, kind: str, value: str) -> bytes:
    return blind_index(ring, kind, NORMAL_FORMS[kind](value))


def _partly(word: str) -> ColumnElement[bool]:
    return or_(
        *(
            column.icontains(word, autoescape=True)
            for column in (registration.c.firm_name, registration.c.district, registration.c.receipt)
        )
    )


def _exactly(ring: KeyRing, text: str) -> ColumnElement[bool]:
    return or_(*(registration.c[f"{kind}_index"] == _index(ring, kind, text) for kind in NORMAL_FORMS))
