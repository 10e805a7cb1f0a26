"""Receipts of verdicts: what each was made of, so that it can be seen again after the knowledge has changed."""

import datetime as dt
from collections.abc import Collection
from dataclasses import asdict, dataclass, fields
from typing import Any, Final

from sqlalchemy import Connection, delete, func, insert, select

from storage.tables import verdict_receipt


@dataclass(frozen=True)
class VerdictReceipt:
    """One verdict that was given.

    Args:
        code: short, drawn by the handler; it stands under the answer.
        owner: id of the owner who was given it.
        program: the program's id.
        program_name: its name as it was then.
        day: the day that was asked about.
        at: when it was given, aware.
        knowledge: the version of the knowledge that it came from.
        verdict: "yes", "no" or "unknown".
        facts: what was known of the owner, by fact, as JSON values; what was only supposed, too.
        supposed: which of these facts were only supposed.
        clauses: each with all that shows it again: id, label, paragraph, whether it holds …
        source: of the program: outlet, title, day …
    """

    code: str
    owner: str
    program: str
    program_name: str
    day: dt.date
    at: dt.datetime
    knowledge: str
    verdict: str
    facts: dict[str, Any]
    supposed: list[str]
    clauses: list[dict[str, Any]]
    source: dict[str, Any]


_CODES_AT_ONCE: Final = 5_000
_RECEIPTS: Final = select(*(verdict_receipt.c[field.name] for field in fields(VerdictReceipt)))


def add(connection: Connection, receipt: VerdictReceipt) -> None:
    """Store a receipt.

    Raises:
        Conflict: (from ``database.write``) its code is taken.
    """
    connection.execute(insert(verdict_receipt), asdict(receipt))


def by_code(connection: Connection, code: str) -> VerdictReceipt | None:
    """Return the receipt with a code, or None."""
    row = connection.execute(_RECEIPTS.where(verdict_receipt.c.code == code)).first()
    return None if row is None else VerdictReceipt(**row._mapping)


def forget(connection: Connection, owner: str, facts: Collection[str] | None = None) -> None:
    """Delete the receipts of an owner that hold some facts.

    Args:
        connection: a transaction that writes.
        owner: whose receipts.
        facts: ids of the facts, or None for all receipts.
    """
    if facts is None:
        connection.execute(delete(verdict_receipt).where(verdict_receipt.c.owner == owner))
        return
    theirs = select(verdict_receipt.c.code, verdict_receipt.c.facts).where(verdict_receipt.c.owner == owner)
    gone = [row.code for row in connection.execute(theirs) if not row.facts.keys().isdisjoint(facts)]
    # A statement takes only so many parameters: 65,535 on PostgreSQL.
    for start in range(0, len(gone), _CODES_AT_ONCE):
        these = verdict_receipt.c.code.in_(gone[start : start + _CODES_AT_ONCE])
        connection.execute(delete(verdict_receipt).where(these))


def count_of_owner(connection: Connection, owner: str) -> int:
    """Return how many receipts of an owner are kept."""
    theirs = select(func.count()).select_from(verdict_receipt).where(verdict_receipt.c.owner == owner)
    return connection.scalar(theirs) or 0
