"""Until when, from when, on which days: answers from a program's windows."""

import datetime as dt
from collections.abc import Sequence
from typing import Literal

from handlers.reply import Paragraph, Part, Reply
from handlers.sourced import sourced
from handlers.statements import nearby, not_stated
from handlers.turn import Turn
from handlers.window_words import days, first_of, note, sentence, stated
from handlers.wording import say
from knowledge.ask import Ask
from knowledge.day_asked import DayAsked
from knowledge.day_words import cue, dates_given, says
from knowledge.program import Program
from knowledge.stated import look_up
from knowledge.topic import Topic
from knowledge.window import Window
from knowledge.window_on_day import OnDays, all_over, best_on, confirmed, each_day, of_their_year
from knowledge.words import Language

_ELSEWHERE = {
    Topic.CLOSING_HOUR.value,
    Topic.RESULTS_DAY.value,
    Topic.SINCE.value,
    Topic.NEXT.value,
    Topic.WEEKDAY.value,
}
_NO_WINDOW = frozenset({Topic.CLOSING_HOUR.value, Topic.RESULTS_DAY.value, Topic.SINCE.value})


async def answer(turn: Turn, ask: Ask, program: Program) -> Reply:
    """Say when ``program`` can be applied for, or takes place, as of the day that answers are for."""
    now, language = turn.asked_for, turn.language
    if program.stage in {"proposed", "mentioned"}:
        return sourced(
            turn,
            program,
            program.standing.within(language),
            nearby(turn, look_up(program, ask).statements),
            topic="deadline",
        )
    told = _told_elsewhere(turn, ask, program) or _told_by_name(turn, ask, program)
    application = [window for window in program.windows if window.of == "application"]
    events = [window for window in program.windows if window.of == "event"]
    event_first = not says("of_application", ask.words) and (
        says("of_event", ask.words) or not stated(first_of(program, "application"))
    )
    ordered = [*events, *application] if event_first and events else [*application, *events]
    lines = [
        line for window in ordered for line in (sentence(window, now, language), note(window, now, language)) if line
    ]
    if ask.day is not None and not _NO_WINDOW & set(ask.topics[:1]):
        lead = _on_day(turn, ask, ask.day, program, windows=ordered, statement=told[0] if told else None)
        rest = "\n".join(line for line in dict.fromkeys(lines) if line not in lead)
        parts = [Paragraph(text=rest)] if rest else []
        parts.append(Paragraph(text=program.standing.within(language)))
        return sourced(turn, program, lead, parts, topic="deadline")
    if told is not None:
        lead, extra = told
        return sourced(turn, program, lead, [*extra, Paragraph(text="\n".join(lines))], topic="deadline")
    lead = lines.pop(0)
    if len(ordered) > 1 and stated(ordered[1]) and not stated(ordered[0]):
        other = sentence(ordered[1], now, language)
        lines.remove(other)
        lead = f"{lead} {other}"
    more = [Paragraph(text="\n".join(dict.fromkeys(lines)))] if lines else []
    return sourced(turn, program, lead, [*more, Paragraph(text=program.standing.within(language))], topic="deadline")


def _told_by_name(turn: Turn, ask: Ask, program: Program) -> tuple[str, tuple[Part, ...]] | None:
    """The lead where a statement that gives a date has the very words of the question ("eBay가 초대한 날")."""
    found = look_up(program, ask)
    best = found.statements[0] if found.statements and found.by_name else None
    if best is None or not cue("gives_a_time").search(best.text.ko):
        return None
    return best.text.within(turn.language), ()


def _told_elsewhere(turn: Turn, ask: Ask, program: Program) -> tuple[str, tuple[Part, ...]] | None:
    """The lead where the question is after a point of time that stands in a statement, or is not stated."""
    if not ask.topics or ask.topics[0] not in _ELSEWHERE:
        return None
    found = look_up(program, ask)
    topic = Topic(ask.topics[0])
    if found.gap is not None and found.gap.topic is topic:
        return not_stated(turn, found.gap.what.within(turn.language)), nearby(turn, found.statements)
    fitting = [statement for statement in found.statements if topic in statement.topics]
    if fitting:
        return fitting[0].text.within(turn.language), ()
    if topic in {Topic.CLOSING_HOUR, Topic.RESULTS_DAY}:
        return not_stated(turn, say(turn.language, f"topic.{topic.value}")), ()
    return None


def _on_day(
    turn: Turn, ask: Ask, day: DayAsked, program: Program, *, windows: Sequence[Window], statement: str | None
) -> str:
    """The lead of an answer about a day of its own.

    Args:
        turn: the turn.
        ask: the question.
        day: the day that it names.
        program: the program.
        windows: its windows, those that the question is rather about first.
        statement: what the source states in the very words of the question, if anything.
    """
    applying = says("of_application", ask.words) or says("to_apply", ask.words)
    happening = not applying and says("of_event", ask.words)
    if day.kind == "confirm":
        return _confirmation(turn, day, windows, statement, applying=applying, happening=happening)
    fitting = [window for window in program.windows if window.of == "event"]
    if fitting and not applying and (happening or says("goes_on", ask.words)):
        return _whether(turn, day, program, "event", fitting)
    fitting = [window for window in program.windows if window.of == "application"]
    return _whether(turn, day, program, "application", fitting)


def _whether(
    turn: Turn, day: DayAsked, program: Program, kind: Literal["application", "event"], windows: Sequence[Window]
) -> str:
    """Whether one can apply on the day, or the program takes place on it, and what its window is."""
    now, language = turn.asked_for, turn.language
    day = of_their_year(day, windows if any(map(stated, windows)) else program.windows, now.date())
    asked = [day.last] if day.until else each_day(day)
    best = best_on(windows, asked, now)
    outcome, tail = best.outcome, sentence(best.window, now, language) if best.window is not None else ""
    if kind == "application" and outcome == "unknown" and all_over(program, asked, now):
        # What has ended takes nobody any more, even where the source does not state when one could apply.
        event = first_of(program, "event")
        outcome, tail = "no", sentence(event, now, language) if event is not None else tail
    # The year of the day stands in the answer: with the day, unless it is today's and that of the window.
    unsaid = now.year if str(now.year) in tail else None
    named = days(day.first, day.last, unsaid, language)
    past = ".past" if day.last < now.date() else ""
    if day.until and kind == "application" and not past:
        last = days(day.last, day.last, unsaid, language)
        if outcome in {"yes", "early"}:
            lead = say(language, f"deadlines.application.{'by' if outcome == 'yes' else 'by_early'}", day=last)
            return f"{lead} {tail}"
        named = last
    how = "on" if day.first == day.last or day.until else "during" if day.precision in {"week", "range"} else "in"
    on = say(language, f"deadlines.{how}", day=named)
    if outcome != "partly":
        return f"{say(language, f'deadlines.{kind}.{outcome}{past}', on=on)} {tail}".strip()
    part = _part(best, asked, language)
    lead = say(language, f"deadlines.{kind}.partly{past}", on=on, part=part)
    return f"{lead[:1].upper()}{lead[1:]} {tail}".strip()


def _part(best: OnDays, asked: Sequence[dt.date], language: Language) -> str:
    """Which part of the asked days is taken: until, from, or from when to when; their year has just been said."""
    first, last = best.taken[0], best.taken[-1]
    if first == asked[0] or (best.before_unknown and last != asked[-1]):
        return say(language, "deadlines.until", day=days(last, last, asked[0].year, language))
    if last == asked[-1]:
        return say(language, "deadlines.since", day=days(first, first, asked[0].year, language))
    return say(language, "deadlines.only", day=days(first, last, asked[0].year, language))


def _confirmation(
    turn: Turn, day: DayAsked, windows: Sequence[Window], statement: str | None, *, applying: bool, happening: bool
) -> str:
    """Yes or no to a day that the question itself names, and what the source gives."""
    now, language = turn.asked_for, turn.language
    named = days(day.first, day.last, now.year, language)
    considered = [window for window in windows if not applying or window.of == "application"] or list(windows)
    judged = [(window, confirmed(day, window)) for window in considered]
    found = {right for _, right in judged}
    if statement is not None and named in statement:
        return say(language, "deadlines.confirm.yes", sentence=statement)
    if statement is not None and "yes" not in found and (given := dates_given(statement)):
        # Another day; where it is one of several, or of something else, it speaks for itself.
        denied = given == 1 and "no" in found
        return say(language, "deadlines.confirm.no", day=named, sentence=statement) if denied else statement
    for wanted in ("yes", "unknown", "no"):
        for window, right in judged:
            # A window of another kind can confirm a day that was asked for without saying of what, not deny it.
            if right == wanted and (wanted == "yes" or happening or window is considered[0] or stated(considered[0])):
                return say(language, f"deadlines.confirm.{wanted}", day=named, sentence=sentence(window, now, language))
    told = " ".join(dict.fromkeys(sentence(window, now, language) for window in considered[:2]))
    return say(language, "deadlines.confirm.unknown", day=named, sentence=told)
