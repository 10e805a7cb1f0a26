"""The days on which something can have begun that a length of time tells: "3년", "10년 넘게", "1년도 안", "5년 전".

Days are never narrower than what was said: three years are three full ones and no fourth.
"""

import datetime as dt
import re

from knowledge import numerals
from knowledge.elapsed import Unit, latest_start
from knowledge.fact import DayInterval, Interval
from knowledge.numerals import NUMBER

EVER = dt.date.min
"""The first of the days that are open below: "10년 넘었어요"."""
OLDEST = 150
"""Years; of no firm more are believed."""
_SINO_DIGIT = "[일이삼사오육칠팔구]"
_ROUGHLY = r"(?P<roughly>약|대략|대충|어림잡아|한(?=\d|두세|서너|너댓|대여|십|이십|삼|사|오|육|칠|팔|구))?"
HOW_LONG = (
    rf"{_ROUGHLY}(?:(?P<low>{NUMBER}|{_SINO_DIGIT}|몇)(?P<more>여)?"
    rf"(?:(?:~|에서|내지|년에서)(?P<high>{NUMBER}|{_SINO_DIGIT}))?"
    r"(?P<unit>년|해|개월|달|주일|주(?!년)|(?<=\d)일)(?:(?P<half>반)|(?P<months>\d{1,2})개월)?|(?P<word>이태|반년))"
)
"""Pattern of a length of time, without spaces; the functions below take its matches."""

_UNITS: dict[str, tuple[Unit, int]] = {
    "년": ("years", 1), "해": ("years", 1), "이태": ("years", 1), "개월": ("months", 1), "달": ("months", 1),
    "반년": ("months", 1), "주": ("days", 7), "주일": ("days", 7), "일": ("days", 1),
    "year": ("years", 1), "month": ("months", 1), "week": ("days", 7),
}  # fmt: skip
"""How a unit is counted."""
_WORDS = {"이태": 2.0, "반년": 6.0}
_SOME = {"years": Interval(2.0, 9.0), "months": Interval(2.0, 11.0), "days": Interval(2.0, 30.0)}
"""What "몇 년", "몇 달" and "며칠" may be."""
_MONTHS_ABOUT_HALF = 3
"""Who says "two and a half years" may mean so many months more or less."""

_NTH = re.compile(r"[째쨰쨉차]")
_MORE = re.compile(r"이상|[이은을도]?(?:훨씬)?넘(?!어가)|[이은도]?더(?:됐|되|돼)")
_A_LITTLE_MORE = re.compile(r"[이은을]?(?:조금|쪼금|좀|쫌|약간|살짝)(?:더)?넘(?:었|은|게|어|음)?|남짓")
_BEYOND = re.compile(r"초과")
_WITHIN = re.compile(r"이하|이내|까지")
_BELOW = re.compile(r"미만|(?:도|이|가|은|채|아직|조금|좀|약간)*[안못](?:되|돼|됐|됩|됨|됬|넘)")
_NEARLY = re.compile(r"[이은]?(?:거의)?다?[돼되](?:어)?가|가까이|다[돼됐되]")
_ABOUT = re.compile(r"안팎|정도|쯤|가량|내외|언저리|전후")


def since(said: re.Match[str], text: str, today: dt.date, *, of_the_calendar: bool = False) -> tuple[DayInterval, int]:
    """Return the days on which began what has lasted for a length of time, and where the words for it end.

    Args:
        said: a match of ``HOW_LONG`` in ``text``.
        text: without spaces.
        today: the day on which it is said.
        of_the_calendar: years are counted as those of the calendar ("올해로 12년째"): who began last December is in the
            second year in January.

    Raises:
        ValueError: it is no length that can be told: "몇 년", or longer than any firm is old.
    """
    if said["low"] == "몇":
        raise ValueError("some years are no length")
    number, unit = _number(said), said["unit"] or said["word"]
    end = max(said.end(part) for part in ("word", "unit", "half", "months"))
    if said["months"]:
        end += len("개월")
        return so_long(
            Interval(*(12 * years + int(said["months"]) for years in (number.low, number.high))), "개월", today
        ), end
    if said["half"] or number.low % 1:
        middle = round(number.low * 12) + (6 if said["half"] else 0)
        months = Interval(middle - _MONTHS_ABOUT_HALF, middle + _MONTHS_ABOUT_HALF + 1)
        return _between(months, "개월", today), end
    if nth := _NTH.match(text, end):
        days = _between(Interval(max(0.0, number.low - 1), number.high), unit, today)
        if of_the_calendar and unit == "년":
            december = dt.date(today.year - int(number.low) + 1, 12, 31)
            days = DayInterval(days.first, max(days.last, min(today, december)))
        return days, nth.end()
    if found := _A_LITTLE_MORE.match(text, end):
        return so_long(number, unit, today), found.end()
    if found := _BELOW.match(text, end):
        return DayInterval(_after(_latest(today, number.high, unit), today), today), found.end()
    if found := _NEARLY.match(text, end):
        return _between(Interval(max(0.0, number.low - 1), number.high), unit, today), found.end()
    if found := _WITHIN.match(text, end):
        # So much and no more: its anniversary may be today.
        before = _latest(today - dt.timedelta(days=1), number.high, unit)
        return DayInterval(_after(before, today), today), found.end()
    if found := _BEYOND.match(text, end):
        return DayInterval(EVER, _latest(today, number.low, unit) - dt.timedelta(days=1)), found.end()
    if found := _MORE.match(text, end):
        return so_long_at_least(number, unit, today), found.end()
    if found := _ABOUT.match(text, end):
        return so_long(numerals.about(number), unit, today), found.end()
    return so_long(number, unit, today), end


def ago(said: re.Match[str], today: dt.date) -> DayInterval:
    """Return the days that "five years ago" may be: a year more or less, since some count years of the calendar.

    Args:
        said: a match of ``HOW_LONG``.
        today: the day on which it is said.

    Raises:
        ValueError: it is longer than any firm is old.
    """
    return so_long_ago(_number(said), said["unit"] or said["word"], today)


def so_long(number: Interval, unit: str, today: dt.date) -> DayInterval:
    """Return the days since which ``number`` units are full today, and not one more.

    Args:
        number: how many.
        unit: of what, in Korean or in English ("year").
        today: the day on which it is said.

    Raises:
        ValueError: it is longer than any firm is old.
    """
    return _between(Interval(number.low, number.high + 1), unit, today)


def so_long_at_least(number: Interval, unit: str, today: dt.date) -> DayInterval:
    """Return the days since which ``number`` units are full today; see ``so_long``."""
    return DayInterval(EVER, _latest(today, number.low, unit))


def so_long_ago(number: Interval, unit: str, today: dt.date) -> DayInterval:
    """Return the days about ``number`` units ago; see ``so_long``."""
    return _between(Interval(max(0.0, number.low - 1), number.high + 1), unit, today)


def _number(said: re.Match[str]) -> Interval:
    if said["word"]:
        return Interval(_WORDS[said["word"]], _WORDS[said["word"]])
    if said["low"] == "몇":
        return _SOME[_UNITS[said["unit"]][0]]
    number = numerals.value(said["low"])
    if said["high"]:
        return Interval(number.low, max(number.high, numerals.value(said["high"]).high))
    if said["more"]:
        return numerals.some_more(number)
    return numerals.about(number) if said["roughly"] else number


def _between(time: Interval, unit: str, today: dt.date) -> DayInterval:
    """The days since which the lower bound of ``time`` is full, and the upper is not."""
    last = _latest(today, time.low, unit)
    return DayInterval(_after(_latest(today, time.high, unit), last), last)


def _after(day: dt.date, latest: dt.date) -> dt.date:
    return min(day + dt.timedelta(days=1), latest)


def _latest(today: dt.date, count: float, unit: str) -> dt.date:
    named, times = _UNITS[unit]
    days = {"years": 366, "months": 31, "days": 1}[named] * times * count
    if days > OLDEST * 366:
        raise ValueError(f"no firm is {count:g} {unit} old")
    return latest_start(today, int(count) * times, named)
