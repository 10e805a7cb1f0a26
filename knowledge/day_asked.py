"""The day that a message names in words, and what for: to answer for, to ask about, or to have confirmed.

"작년 10월 기준으로" moves the day that answers speak for, "내일도 되나요?" asks about tomorrow only, and
"29일 마감 맞죠?" wants to hear whether that is the day. All else that has a date ("2019년에 창업했어요") is no day to
answer for.
"""

import datetime as dt
import re
from dataclasses import dataclass, replace
from typing import Literal

from knowledge import hangul
from knowledge.day_named import LeftOut, Mention, Precision, Sentences, may_name_a_day, mentions
from knowledge.day_words import cue
from knowledge.reckoning import day_of_month, months_on, nearest_year

Kind = Literal["as_of", "question", "confirm"]
Claim = Literal["ends", "starts", "held", "period"]
_ON_A_DAY: tuple[Claim, ...] = ("ends", "starts", "held")
_LATIN = re.compile(r"[a-z]{2}")


@dataclass(frozen=True)
class DayAsked:
    """The day that a message names.

    Args:
        kind: "as_of" moves the day that answers are for, "question" asks about that day only, "confirm" asks whether
            something is on that day.
        first: the first day that it can be.
        last: the last day that it can be; for a day, the same.
        precision: how precisely it was named: a day, the early, middle or late part of a month or year, a week, …
        words: the words that name it, as typed but for spaces and capitals.
        as_of: the one day to answer for. Of a beginning (초) it is the first day and of an end (말) the last, as in
            accounts; of a longer span it is today where that lies in it, and else the middle, from which no day of the
            span is far: the 15th of a month or of the middle month of a season, July 1 of a year.
        left_out: the largest part that was left out: the year ("9월 29일") or year and month ("29일"); else None.
        claims: of a confirmation, what is said to be on that day; else None.
        until: of a question, whether something is to be done by that day rather than on it ("월요일까지 내면 되나요").
        today: it is the day itself on which this is said ("오늘 기준으로 다시").
        elliptic: of a question, whether nothing is said but the day ("그럼 28일에는요"), not even of which time.
    """

    kind: Kind
    first: dt.date
    last: dt.date
    precision: Precision
    words: str
    as_of: dt.date
    left_out: LeftOut | None = None
    claims: Claim | None = None
    until: bool = False
    today: bool = False
    elliptic: bool = False

    def near(self, day: dt.date) -> "DayAsked":
        """Return it with the year, or the year and month, that were left out taken from what is nearest to ``day``.

        Whoever asks "9월 29일이 마감 맞아요?" six years later means the 29th of September of that call.
        """
        try:
            return self._near(day)
        except (ValueError, OverflowError):  # the calendar ends before it
            return self

    def _near(self, day: dt.date) -> "DayAsked":
        if self.left_out is None:
            return self
        if self.left_out == "month":
            both = (day_of_month(self.first.day, day, past=past) for past in (True, False))
            found = min(filter(None, both), key=lambda other: abs(other - day), default=self.first)
            return replace(self, first=found, last=found, as_of=found)
        year = nearest_year(self.first.month, self.first.day, day)
        shift = 0 if year is None else 12 * (year - self.first.year)
        first, last, as_of = (months_on(each, shift) for each in (self.first, self.last, self.as_of))
        return replace(self, first=first, last=last, as_of=as_of)


def day_asked(text: str, today: dt.date) -> DayAsked | None:
    """Return the day that a message speaks of and what for, or None where it names none to answer for.

    A year that is left out is that of ``today``, or the next where the day would be more than half a year past; a
    month that is left out is that of ``today``, or the next where the day would be over two weeks past. Where the
    past is spoken of ("28일에 시작했나요?") it is the last that was, and of a day to answer for the nearest. "이번
    주 금요일" and "next Friday" count weeks from Monday. 연말 and 연초 are December and January. A year or a season is
    only a day to answer for ("as_of"), not one to ask about, since next year's program is another question; but a year
    that is past is asked about where nothing else is said ("작년에는요?").

    Args:
        text: as typed (not a search key), with the letters of programs' names struck out (¤), since "연말
            특별기획전" is no day.
        today: the day that answers are for, from which 어제, 내일 and 다음 주 are told.
    """
    if not may_name_a_day(text):
        return None
    plain = hangul.plain(text)
    named = mentions(plain, today)
    for mention in named:
        if _is_as_of(plain, mention):
            return _asked("as_of", plain, mention, today).near(today)
    sentences = Sentences(plain)
    judged = (
        _of_its_own(plain, mention, sentences.around(mention.start, mention.end), today)
        for mention in named
        if mention.precision not in {"year", "season"} or _past_year(plain, mention, today)
    )
    return next(filter(None, judged), None)


def _past_year(text: str, mention: Mention, today: dt.date) -> bool:
    """Whether a year that is over is asked about, and nothing but the year."""
    return (
        mention.precision == "year" and mention.last < today and cue("ellipsis").match(text[mention.end :]) is not None
    )


def day_named(text: str, today: dt.date) -> DayAsked | None:
    """Return the day that ``text`` names where it does nothing else ("어제", "작년 10월", "last October"), else None.

    Args:
        text: as typed.
        today: the day from which 어제 and the like are told.
    """
    if not may_name_a_day(text):
        return None
    plain = hangul.plain(text)
    match mentions(plain, today):
        case [only] if cue("named_before").match(plain[: only.start]) and cue("named_after").match(plain[only.end :]):
            return _asked("as_of", plain, only, today).near(today)
    return None


def _asked(
    kind: Kind,
    text: str,
    mention: Mention,
    today: dt.date,
    *,
    claims: Claim | None = None,
    until: bool = False,
    elliptic: bool = False,
) -> DayAsked:
    return DayAsked(
        kind,
        mention.first,
        mention.last,
        mention.precision,
        text[mention.start : mention.end],
        _one_day(mention, today),
        mention.left_out,
        claims,
        until,
        mention.today,
        elliptic,
    )


def _one_day(mention: Mention, today: dt.date) -> dt.date:
    """The one day to answer for; see ``DayAsked.as_of``."""
    first, last = mention.first, mention.last
    if mention.precision == "early":
        return first
    if mention.precision == "late":
        return last
    if first <= today <= last:
        return today
    middle = first + (last - first) // 2
    if mention.precision in {"month", "season"}:
        return middle.replace(day=15)
    return middle.replace(month=7, day=1) if mention.precision == "year" else middle


_BEFORE = 60
"""Letters before a day that can hold what makes it one to answer for."""


def _is_as_of(text: str, mention: Mention) -> bool:
    before, after = text[max(0, mention.start - _BEFORE) : mention.start], text[mention.end :]
    if mention.today and cue("back_to_it").match(after):
        return True
    if found := cue("as_of_after").match(after):
        return not cue("of_the_firm").match(after[found.end() :]) and not cue("lunar").search(before)
    if cue("as_of_before").search(before):
        return True
    return not mention.today and cue("that_day_as_of").search(after) is not None


def _of_its_own(text: str, mention: Mention, around: tuple[int, int], today: dt.date) -> DayAsked | None:
    """A question about the day, or one that has it confirmed; judged by the sentence in which the day stands."""
    begins, ends = around
    sentence = text[begins:ends].strip()
    before, after = text[begins : mention.start], text[mention.end : ends]
    if (
        not (cue("asks").search(sentence) or cue("ellipsis").match(after))
        or cue("own_after").match(after)
        or cue("own_before").search(before)
        or cue("lunar").search(before)
        or cue("no_question").search(sentence)
        or cue("asks_else").search(sentence)
        or (cue("asks_what").search(sentence) and not cue("what_is_open").search(after))
    ):
        return None
    words = text[mention.start : mention.end]
    if not hangul.has_korean(after if _LATIN.search(words) else before + after):
        return _in_english(text, mention, before, after, today)
    if words in {"지금", "현재"}:
        return None
    if (claims := _claims(before, after, mention)) is not None:
        return _asked("confirm", text, mention, today, claims=claims)
    return None if mention.today else _question(text, mention, after, today)


def _claims(before: str, after: str, mention: Mention) -> Claim | None:
    """What is said to be on the day, where that is what is asked."""
    if mention.precision == "range":
        return "period" if cue("is_period").match(after) else None
    is_it = cue("is_it").match(after)
    for claim in _ON_A_DAY:
        if is_it and cue(f"{claim}_before").search(before):
            return claim
    for claim in _ON_A_DAY:
        if cue(f"{claim}_after").match(after):
            return claim
    return "held" if is_it and not cue("possible").match(after) else None


def _question(text: str, mention: Mention, after: str, today: dt.date) -> DayAsked | None:
    """A question about the day: whether one can apply on it, or by it, or still after it."""
    suffix = cue("suffix").match(after)
    rest = after[suffix.end() :] if suffix else after
    about = (
        cue("applies").search(rest)
        or cue("possible").match(rest)
        or (cue("reaches_on").match(after) and cue("on_sale").search(rest))
    )
    elliptic = not about and cue("ellipsis").match(after) is not None
    if not about and not elliptic:
        return None
    if suffix and suffix["past_it"]:
        mention = _moved(mention, mention.last, 1)
    elif suffix and suffix["before"]:
        mention = _moved(mention, mention.first, -1)
    until = suffix is not None and suffix["until"] is not None and not cue("takes_until").search(rest)
    return _asked("question", text, mention, today, until=until, elliptic=elliptic)


def _moved(mention: Mention, day: dt.date, days: int) -> Mention:
    try:
        moved = day + dt.timedelta(days=days)
    except OverflowError:
        moved = day
    return replace(mention, first=moved, last=moved, precision="day")


def _in_english(text: str, mention: Mention, before: str, after: str, today: dt.date) -> DayAsked | None:
    sentence = before + after
    if cue("may_i").search(sentence) and cue("applies_en").search(sentence):
        if mention.today:
            return None
        if cue("after_en").search(before):
            mention = _moved(mention, mention.last, 1)
        elif cue("before_en").search(before):
            mention = _moved(mention, mention.first, -1)
        return _asked("question", text, mention, today, until=cue("until_en").search(before) is not None)
    claims = next((claim for claim in _ON_A_DAY if cue(f"{claim}_en").search(sentence)), None)
    if claims is None:
        return None
    return _asked("confirm", text, mention, today, claims="period" if mention.precision == "range" else claims)
