"""Windows in words: what a window is at an instant, as one sentence."""

import datetime as dt

from handlers.wording import say
from knowledge.calendar_day import CalendarDay
from knowledge.program import Program
from knowledge.window import (
    Dated,
    Days,
    FirstCome,
    Monthly,
    NoneStated,
    Rolling,
    Round,
    Rounds,
    State,
    ToBeAnnounced,
    UntilBudget,
    Weekly,
    Window,
    state,
)
from knowledge.words import Language


def _range(
    language: Language, starts: CalendarDay | None, ends: CalendarDay | None, closes_at: dt.time | None = None
) -> str:
    hour = f" {closes_at:%H:%M}" if closes_at else ""
    if starts is not None and ends is not None:
        if str(starts) == str(ends):
            return starts.spoken(language)
        last = ends.spoken(language)
        if language == "ko" and ends.year == starts.year:
            last = last.removeprefix(f"{ends.year}년 ")
        return say(language, "window.from_to", start=starts.spoken(language), end=last + hour)
    if ends is not None:
        return say(language, "window.until", end=ends.spoken(language) + hour)
    if starts is not None:
        return say(language, "window.from", start=starts.spoken(language))
    return say(language, "window.unknown")


def period(window: Window, language: Language) -> str:
    """Return when ``window`` is, without saying what it is now ("2020년 10월 5일부터 10월 25일까지")."""
    match window:
        case Dated() | UntilBudget() | FirstCome():
            return _range(language, window.starts, window.ends, window.closes_at)
        case Rolling():
            return _range(language, window.since, None) if window.since else say(language, "window.rolling")
        case Rounds():
            return ", ".join(
                say(language, "window.round", number=round_.number, period=_range(language, round_.starts, round_.ends))
                for round_ in window.rounds
            )
        case Monthly():
            return say(language, "window.monthly", first=window.first_day, last=window.last_day)
        case Weekly():
            return say(language, f"window.weekly.{window.weekday}")
        case Days():
            return ", ".join(day.spoken(language) for day in window.days)
        case ToBeAnnounced() | NoneStated():
            return say(language, "window.unknown")


def _bounds(window: Window) -> tuple[CalendarDay | None, CalendarDay | None]:
    if isinstance(window, Dated | UntilBudget | FirstCome | Round):
        return window.starts, window.ends
    if isinstance(window, Rolling):
        return window.since, None
    return None, None


def sentence(window: Window, now: dt.datetime, language: Language) -> str:
    """Return what ``window`` is at ``now``, in one sentence; the dates that its source gives are in it."""
    is_now = state(window, now)
    if isinstance(window, NoneStated) and window.over:
        return say(language, f"window.{window.of}.over")
    if isinstance(window, ToBeAnnounced | NoneStated):
        # The note of a window that is not stated says so itself, and what the source gives instead.
        return window.note.within(language) if window.note else say(language, f"window.{window.of}.{window.kind}")
    starts, ends = _bounds(window)
    if isinstance(window, Dated | UntilBudget | FirstCome) and starts is None and ends is None:
        return window.note.within(language) if window.note else say(language, f"window.{window.of}.none_stated")
    shape = "range"
    if isinstance(window, Weekly | Days | Rounds | Monthly):
        shape = "other"
    elif starts is None and ends is not None:
        shape = "ends"
    elif ends is None and starts is not None:
        shape = "starts"
    spoken = period(window, language)
    single = starts is not None and str(starts) == str(ends)
    values: dict[str, object] = {"period": spoken, "at": f"{spoken}에" if single and language == "ko" else spoken}
    if starts is not None:
        values["start"] = starts.spoken(language)
    if ends is not None:
        values["end"] = ends.spoken(language)
        values["left"] = (ends.first - now.date()).days
    if is_now is State.CLOSING_SOON and ends is not None and ends.exact and values["left"] == 0:
        return say(language, f"window.{window.of}.last_day", **values)
    exact = "" if all(day is None or day.exact for day in (starts, ends)) else "_inexact"
    key = f"window.{window.of}.{is_now.value}.{shape}"
    return say(language, key, **values) + (
        say(language, f"window{exact}") if exact and starts and not starts.exact else ""
    )


def days(first: dt.date, last: dt.date, unsaid: int | None, language: Language) -> str:
    """Return a day, a month or a part of it, a year, or from when to when, as one says it.

    Args:
        first: the first day.
        last: the last day.
        unsaid: the year that goes without saying, if any does.
        language: the language.
    """
    if first == last:
        return _without_year(CalendarDay(first.year, first.month, day=first.day), unsaid, language)
    for whole in (
        *(CalendarDay(first.year, first.month, third) for third in (None, "early", "mid", "late")),
        CalendarDay(first.year),
    ):
        if (whole.first, whole.last) == (first, last):
            return _without_year(whole, unsaid, language)
    # One year is said once: in Korean with the first day, in English with the last.
    once = first.year if first.year == last.year else unsaid
    in_first, in_last = (unsaid, once) if language == "ko" else (once, unsaid)
    return say(
        language,
        "deadlines.from_to",
        first=days(first, first, in_first, language),
        last=days(last, last, in_last, language),
    )


def _without_year(day: CalendarDay, unsaid: int | None, language: Language) -> str:
    spoken = day.spoken(language)
    if day.year != unsaid:
        return spoken
    return spoken.removeprefix(f"{day.year}년 ").removesuffix(f" {day.year}").removesuffix(",")


def first_of(program: Program, kind: str) -> Window | None:
    """Return the program's first window of a kind ("application" or "event"), or None."""
    return next((window for window in program.windows if window.of == kind), None)


def note(window: Window, now: dt.datetime, language: Language) -> str | None:
    """Return what else the source says about ``window``, unless ``sentence`` says just that."""
    if window.note is None or window.note.within(language) == sentence(window, now, language):
        return None
    return window.note.within(language)


def stated(window: Window | None) -> bool:
    """Return whether the source says anything about when ``window`` is."""
    return window is not None and not isinstance(window, NoneStated | ToBeAnnounced)
