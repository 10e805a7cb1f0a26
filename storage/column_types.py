"""Column types that mean the same on SQLite and on PostgreSQL."""

import datetime as dt
import json
from typing import Any

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Integer
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator


def json_text(value: Any) -> str:
    """Return a JSON value as the text that is stored: short, and Korean as Korean."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


class Instant(TypeDecorator[dt.datetime]):
    """An instant: aware datetimes go in, datetimes in UTC come out. SQLite keeps no zone, so it gets them in UTC.

    Raises:
        ValueError: a datetime without a zone goes in.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        """Turn an instant to UTC on its way in."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a zone")
        in_utc = value.astimezone(dt.UTC)
        return in_utc.replace(tzinfo=None) if dialect.name == "sqlite" else in_utc

    def process_result_value(self, value: Any, dialect: Dialect) -> dt.datetime | None:
        """Give an instant its zone on its way out."""
        if value is None:
            return None
        stored: dt.datetime = value
        return stored.replace(tzinfo=dt.UTC) if dialect.name == "sqlite" else stored.astimezone(dt.UTC)


AnyJSON = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
"""Any JSON value, readable by the database; None is NULL."""

SerialNumber = BigInteger().with_variant(Integer(), "sqlite")
"""A 64-bit number that the database draws; SQLite does that for columns that say INTEGER only."""
