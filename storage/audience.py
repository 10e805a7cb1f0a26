"""Audiences: which of the stored profiles meet a condition. Who has told nothing has no profile, and is not counted."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import Final

from sqlalchemy import ColumnElement, Connection, case, func, literal, select

from storage.tables import profile

_ELIGIBLE: Final = -1


@dataclass(frozen=True)
class Counted:
    """How many owners are in an audience.

    Args:
        profiles: how many have told anything.
        eligible: how many of them may take part.
        one_answer_away: of how many one answer to one question is missing.
        by_fact: of how many it is this one, by fact; one owner may count for several.
    """

    profiles: int
    eligible: int
    one_answer_away: int
    by_fact: dict[str, int]


def count(
    connection: Connection,
    *,
    eligible: ColumnElement[bool],
    unknown: ColumnElement[bool],
    away: Mapping[str, ColumnElement[bool]],
) -> Counted:
    """Count an audience, in one scan of all profiles.

    Args:
        connection: a transaction, which may be read-only.
        eligible: the condition on the columns of ``profile`` that says who may take part.
        unknown: that it is not known yet whether one may.
        away: the conditions that say of whom of these one answer is missing, by the fact that it is about.
    """
    # A sum of bits tells of which facts; so each condition is worked out once a profile, and only where it matters.
    bits = reduce(add, (case((where, 1 << bit), else_=0) for bit, where in enumerate(away.values())), literal(0))
    sorts = select(case((eligible, _ELIGIBLE), (unknown, bits), else_=0).label("sort")).select_from(profile).subquery()
    rows = connection.execute(select(sorts.c.sort, func.count()).group_by(sorts.c.sort))
    owners_of: dict[int, int] = {row[0]: row[1] for row in rows}
    missing = {sort: count for sort, count in owners_of.items() if sort > 0}
    return Counted(
        profiles=sum(owners_of.values()),
        eligible=owners_of.get(_ELIGIBLE, 0),
        one_answer_away=sum(missing.values()),
        by_fact={
            fact: sum(count for sort, count in missing.items() if sort >> bit & 1) for bit, fact in enumerate(away)
        },
    )


def owners(connection: Connection, where: ColumnElement[bool], *, after: str = "", size: int) -> tuple[str, ...]:
    """Return the ids of owners who meet a condition, in their order, so many at once.

    Args:
        connection: a transaction, which may be read-only.
        where: the condition on the columns of ``profile``.
        after: the last id of the page before, empty for the first page.
        size: how many at most.
    """
    page = select(profile.c.owner).where(profile.c.owner > after, where).order_by(profile.c.owner).limit(size)
    return tuple(connection.scalars(page))
