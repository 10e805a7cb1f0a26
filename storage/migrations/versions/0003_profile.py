"""What owners told of their firms as one row each, and receipts of verdicts.

Revision ID: 0003
"""

import calendar
import datetime as dt
import itertools
import math
from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0003"
down_revision: str | None = "0002"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

# Spelled out here and not taken from storage.tables: a migration stays what it was when the tables move on.
_ANY_JSON = sa.JSON().with_variant(JSONB(), "postgresql")
_INSTANT = sa.DateTime(timezone=True)
_FLAGS = (
    "self_employed",
    "startup",
    "social_economy",
    "green",
    "exporting",
    "wants_abroad",
    "seoul_award",
    "chamber_recommended",
    "urban_manufacturer",
    "restricted_trade",
)
_CHOICES = {
    "size": ("small_merchant", "small", "medium", "mid_sized", "large"),
    "trade": (
        "garment",
        "jewellery",
        "machinery",
        "food",
        "restaurant",
        "retail",
        "nightlife",
        "cosmetics",
        "household",
        "building",
        "electronics",
        "software",
    ),
    "premises": ("traditional_market", "shopping_street", "public_arcade", "own_shop", "online_only"),
}
_OWNERS_AT_ONCE = 2_000
_SEOUL = dt.timezone(dt.timedelta(hours=9))

_OLD = sa.table(
    "profile_fact",
    sa.column("owner", sa.Text),
    sa.column("fact", sa.Text),
    sa.column("value", _ANY_JSON),
    sa.column("told_at", _INSTANT),
)


def upgrade() -> None:
    """Make the tables, and carry over what was told."""
    profile = op.create_table(
        "profile",
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("told_at", _INSTANT, nullable=False),
        sa.Column("region_province", sa.Text()),
        sa.Column("region_district", sa.Text()),
        sa.Column("size", sa.Integer()),
        sa.Column("self_employed", sa.Boolean()),
        sa.Column("startup", sa.Boolean()),
        sa.Column("social_economy", sa.Boolean()),
        sa.Column("green", sa.Boolean()),
        sa.Column("exporting", sa.Boolean()),
        sa.Column("wants_abroad", sa.Boolean()),
        sa.Column("seoul_award", sa.Boolean()),
        sa.Column("chamber_recommended", sa.Boolean()),
        sa.Column("urban_manufacturer", sa.Boolean()),
        sa.Column("trade", sa.Integer()),
        sa.Column("premises", sa.Integer()),
        sa.Column("restricted_trade", sa.Boolean()),
        sa.Column("employees_low", sa.Double()),
        sa.Column("employees_high", sa.Double()),
        sa.Column("founded_first", sa.Date()),
        sa.Column("founded_last", sa.Date()),
        sa.Column("certificates_has", sa.Integer()),
        sa.Column("certificates_lacks", sa.Integer()),
        sa.ForeignKeyConstraint(["owner"], ["owner.id"], name="fk_profile_owner", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("owner", name="pk_profile"),
    )
    for rows in _carried_over(op.get_bind()):
        op.bulk_insert(profile, rows)
    op.drop_table("profile_fact")
    op.create_table(
        "verdict_receipt",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("program", sa.Text(), nullable=False),
        sa.Column("program_name", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("knowledge", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("facts", _ANY_JSON, nullable=False),
        sa.Column("supposed", _ANY_JSON, nullable=False),
        sa.Column("clauses", _ANY_JSON, nullable=False),
        sa.Column("source", _ANY_JSON, nullable=False),
        sa.ForeignKeyConstraint(["owner"], ["owner.id"], name="fk_verdict_receipt_owner", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("code", name="pk_verdict_receipt"),
    )
    op.create_index("ix_verdict_receipt_owner", "verdict_receipt", ["owner"])
    op.create_index("ix_verdict_receipt_at", "verdict_receipt", ["at"])


def downgrade() -> None:
    """Drop the tables, with what is in them, and make the earlier one anew."""
    op.drop_table("verdict_receipt")
    op.drop_table("profile")
    op.create_table(
        "profile_fact",
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("fact", sa.Text(), nullable=False),
        sa.Column("value", _ANY_JSON, nullable=False),
        sa.Column("told_at", _INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["owner"], ["owner.id"], name="fk_profile_fact_owner", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("owner", "fact", name="pk_profile_fact"),
    )


def _carried_over(connection: sa.Connection) -> Iterator[list[dict[str, Any]]]:
    """Yield the rows of ``profile``, so many owners at once that they fit in memory however many there are."""
    last = ""
    while True:
        some = sa.select(_OLD.c.owner).where(_OLD.c.owner > last).distinct().order_by(_OLD.c.owner)
        owners = connection.scalars(some.limit(_OWNERS_AT_ONCE)).all()
        if not owners:
            return
        told = connection.execute(
            sa.select(_OLD).where(_OLD.c.owner > last, _OLD.c.owner <= owners[-1]).order_by(_OLD.c.owner, _OLD.c.fact)
        )
        rows = [_row(owner, list(facts)) for owner, facts in itertools.groupby(told, key=lambda fact: str(fact.owner))]
        last = owners[-1]
        # Whoever told nothing that is still asked for has no profile.
        yield [row for row in rows if any(row[column] is not None for column in _NOTHING)]


# Every row names the same columns: a bulk insert takes the first row's for all.
_NOTHING: dict[str, Any] = dict.fromkeys(
    (
        "region_province",
        "region_district",
        *_CHOICES,
        *_FLAGS,
        "employees_low",
        "employees_high",
        "founded_first",
        "founded_last",
    )
)


def _row(owner: str, facts: Sequence[sa.Row[Any]]) -> dict[str, Any]:
    row = {"owner": owner, "told_at": max(fact.told_at for fact in facts), **_NOTHING}
    for fact in facts:
        row |= _columns(fact.fact, fact.value, fact.told_at)
    return row


def _columns(fact: str, value: Any, told_at: dt.datetime) -> dict[str, Any]:
    """The columns of one fact; none for what no version of the knowledge ever asked for."""
    match fact, value:
        case "region", str():
            province, _, district = value.partition(" ")
            return {"region_province": province, "region_district": district or None}
        case _, bool() if fact in _FLAGS:
            return {fact: value}
        case _, [*options] if fact in _CHOICES and options and set(options) <= set(_CHOICES[fact]):
            return {fact: sum(1 << _CHOICES[fact].index(option) for option in set(options))}
        case "employees", [int() | float() as low, int() | float() as high] if low <= high:
            return {"employees_low": low, "employees_high": high}
        case "years_in_business", [int() | float() as low, int() | float() as high] if 0 <= low <= high:
            first, last = _founded(low, high, told_at)
            return {"founded_first": first, "founded_last": last}
    return {}


def _founded(low: float, high: float, told_at: dt.datetime) -> tuple[dt.date, dt.date]:
    """The days on which a firm can have begun that was so many years old: so many full ones, and not one more."""
    # SQLite kept the instant in UTC without saying so.
    on = (told_at if told_at.tzinfo else told_at.replace(tzinfo=dt.UTC)).astimezone(_SEOUL).date()
    first, last = _years_before(on, math.floor(high) + 1), _years_before(on, math.floor(low))
    return (first if first == dt.date.min else first + dt.timedelta(days=1)), last


def _years_before(on: dt.date, years: int) -> dt.date:
    """The latest day since which so many years are full on ``on``; one from February 29 may end on the 28th."""
    year = on.year - years
    if year < dt.MINYEAR:
        return dt.date.min
    if on.month == 2 and on.day == calendar.monthrange(on.year, 2)[1]:
        return dt.date(year, 2, calendar.monthrange(year, 2)[1])
    return on.replace(year=year)
