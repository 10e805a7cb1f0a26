"""The log of what could not be answered: questions without their askers."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from sqlalchemy import Connection, RowMapping, Select, insert, select, update

from storage.tables import unanswered

Reason = Literal["unclear", "unknown_program", "out_of_scope", "not_stated", "unsure", "wrong"]
"""Why there was no answer: it was not understood; no such program is known; it is about something else; the program's
source does not say; it was asked back which was meant; the person said that the answer was not what he asked."""

LOOKED_AT: Final = 5_000
"""Questions that are read at once, the latest: grouping them takes about a second."""


@dataclass(frozen=True)
class Unanswered:
    """A question that could not be answered. Nothing in it leads back to who asked.

    Args:
        id: drawn by the handler.
        day: on which it was asked, in Asia/Seoul. The hour is not kept: with it, a conversation could be told.
        reason: why there was no answer.
        program: id of the program that it is about, where one was known.
        channel: the messenger.
        language: the language of the answer, "ko" or "en".
        text: what was asked, without personal data.
        dealt_with_as: the id of the question that stood for its group when the group was dealt with, None while open.
        dealt_with_at: when, aware.
        dealt_with_by: address of the staff account that did it, "telegram:123".
    """

    id: str
    day: dt.date
    reason: Reason
    program: str | None
    channel: str
    language: str
    text: str
    dealt_with_as: str | None = None
    dealt_with_at: dt.datetime | None = None
    dealt_with_by: str | None = None


def add(connection: Connection, asked: Unanswered) -> None:
    """Store a question that could not be answered, as open.

    Raises:
        Conflict: (from ``database.write``) its id is taken.
    """
    connection.execute(
        insert(unanswered),
        {
            "id": asked.id,
            "day": asked.day,
            "reason": asked.reason,
            "program": asked.program,
            "channel": asked.channel,
            "language": asked.language,
            "text": asked.text,
        },
    )


def still_open(connection: Connection, limit: int = LOOKED_AT) -> tuple[Unanswered, ...]:
    """Return the questions that nobody dealt with, those of the latest day first."""
    rows = connection.execute(_ALL.where(unanswered.c.dealt_with_as.is_(None)).order_by(*_LATEST_FIRST).limit(limit))
    return tuple(_asked(row) for row in rows.mappings())


def dealt_with(connection: Connection, limit: int = LOOKED_AT) -> tuple[Unanswered, ...]:
    """Return the questions that were dealt with, those that were so last first."""
    rows = connection.execute(
        _ALL.where(unanswered.c.dealt_with_as.is_not(None))
        .order_by(unanswered.c.dealt_with_at.desc(), *_LATEST_FIRST)
        .limit(limit)
    )
    return tuple(_asked(row) for row in rows.mappings())


def deal_with(connection: Connection, ids: Sequence[str], *, named: str, at: dt.datetime, by: str) -> int:
    """Mark the questions of a group as dealt with, those that are still open, and return how many they are.

    Args:
        connection: a transaction that writes.
        ids: of the group's questions.
        named: the id of the question that stands for the group.
        at: when, aware.
        by: address of the staff account.
    """
    marked = connection.execute(
        update(unanswered)
        .where(unanswered.c.id.in_(ids), unanswered.c.dealt_with_as.is_(None))
        .values(dealt_with_as=named, dealt_with_at=at, dealt_with_by=by)
    )
    return marked.rowcount


def reopen(connection: Connection, named: str) -> int:
    """Open the questions of a group again that was dealt with under a name, and return how many they are."""
    opened = connection.execute(
        update(unanswered)
        .where(unanswered.c.dealt_with_as == named)
        .values(dealt_with_as=None, dealt_with_at=None, dealt_with_by=None)
    )
    return opened.rowcount


_ALL: Final[Select[tuple[object, ...]]] = select(*unanswered.c)
_LATEST_FIRST: Final = (unanswered.c.day.desc(), unanswered.c.id)


def _asked(row: RowMapping) -> Unanswered:
    return Unanswered(**row)
