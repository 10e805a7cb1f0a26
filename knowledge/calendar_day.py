"""Days as sources give them: often only a month, or a part of one.

A source says "2020년 8월", "10월 중순" or "9월 29일". ``CalendarDay`` keeps what was said, and no more: its first and
its last possible day bound it, and whatever lies between is not known.
"""

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainSerializer

from knowledge.words import Language

# Only years of the last and of this century: a typing error in a year is no date far away.
_WRITTEN = re.compile(r"((?:19|20)\d{2})(?:-(\d{2})(?:-(\d{2}|early|mid|late))?)?")
_THIRDS = {"early": (1, 10), "mid": (11, 20), "late": (21, 31)}
_THIRDS_KO = {"early": "초순", "mid": "중순", "late": "하순"}
_MONTHS_EN = ("", *calendar.month_name[1:])


@dataclass(frozen=True)
class CalendarDay:
    """A day, or the part of a month or year in which it lies.

    Args:
        year: calendar year.
        month: 1 to 12, or None where the source gives only the year.
        third: "early", "mid" or "late" (초순, 중순, 하순), where the source gives no day.
        day: day of the month.
    """

    year: int
    month: int | None = None
    third: str | None = None
    day: int | None = None

    @property
    def exact(self) -> bool:
        """Whether the source gives the very day."""
        return self.day is not None

    @property
    def first(self) -> dt.date:
        """The earliest day that it can be."""
        if self.day is not None:
            return dt.date(self.year, self.month or 1, self.day)
        return dt.date(self.year, self.month or 1, _THIRDS[self.third][0] if self.third else 1)

    @property
    def last(self) -> dt.date:
        """The latest day that it can be."""
        if self.day is not None:
            return self.first
        month = self.month or 12
        end = calendar.monthrange(self.year, month)[1]
        return dt.date(self.year, month, min(end, _THIRDS[self.third][1]) if self.third else end)

    def spoken(self, language: Language) -> str:
        """Return it as one says it: "2020년 9월 29일", "2020년 10월 중순", "August 2020"."""
        if language == "en":
            month = f"{_MONTHS_EN[self.month]} " if self.month else ""
            if self.day is not None:
                return f"{month}{self.day}, {self.year}"
            return f"{self.third + ' ' if self.third else ''}{month}{self.year}"
        parts = [f"{self.year}년"]
        if self.month:
            parts.append(f"{self.month}월")
        if self.third:
            parts.append(_THIRDS_KO[self.third])
        if self.day is not None:
            parts.append(f"{self.day}일")
        return " ".join(parts)

    def __str__(self) -> str:
        """Return it as it is written in a program file."""
        if self.month is None:
            return f"{self.year}"
        detail = f"-{self.day:02}" if self.day is not None else f"-{self.third}" if self.third else ""
        return f"{self.year}-{self.month:02}{detail}"


def parse(written: str) -> CalendarDay:
    """Read "2020-09-29", "2020-10-mid", "2020-08" or "2020".

    Raises:
        ValueError: it is written otherwise, or there is no such day.
    """
    found = _WRITTEN.fullmatch(written)
    if found is None:
        raise ValueError(f"{written!r} is no day: write 2020-09-29, 2020-10-mid (early, mid, late), 2020-08 or 2020")
    year, month, detail = found.groups()
    third = detail if detail in _THIRDS else None
    day = int(detail) if detail and third is None else None
    if month is not None:
        dt.date(int(year), int(month), day or 1)
    return CalendarDay(int(year), int(month) if month else None, third, day)


def _read(value: Any) -> Any:
    return parse(value) if isinstance(value, str) else value


Day = Annotated[CalendarDay, BeforeValidator(_read), PlainSerializer(str, return_type=str)]
"""A ``CalendarDay`` in a model that is read from a file."""
