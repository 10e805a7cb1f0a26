"""A verdict in words: the answer in one sentence, its clauses with their source, and what would change it."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from handlers.fact_words import all_told, short_label
from handlers.turn import Turn
from handlers.window_words import first_of
from handlers.wording import say
from knowledge.calendar_day import CalendarDay
from knowledge.change import from_day, one_change
from knowledge.program import Program
from knowledge.rule import All, AnyOf, AtLeastN, Manual, Not, Rule, clauses
from knowledge.verdict import Judgement, Verdict, judge
from knowledge.weighing import Reason
from knowledge.window import Dated, FirstCome, Rounds, State, UntilBudget, Window, state
from knowledge.words import Language, Words

Mark = Literal["holds", "fails", "open", "manual"]
"""What became of a condition: met, not met, not known yet, or left to the agency: nothing that an owner tells settles
it, for only a person can judge it or the source does not spell it out."""
MARKS: tuple[Mark, ...] = ("holds", "fails", "open", "manual")


@dataclass(frozen=True)
class Condition:
    """One condition of a program as an owner reads it; several ways of which one is enough are one condition.

    Args:
        mark: what became of it.
        label: in words.
        paragraphs: those of the source that state it.
        ids: of its clauses.
    """

    mark: Mark
    label: Words
    paragraphs: tuple[int, ...]
    ids: tuple[str, ...]


def conditions(program: Program, judgement: Judgement) -> tuple[Condition, ...]:
    """Return the conditions that made a verdict, met ones first, then by what became of them, in the rule's order."""
    turned = frozenset(_behind_not(program.who.rule)) if program.who.rule else frozenset[str]()
    groups: dict[tuple[Mark, str], dict[int, list[Reason]]] = {}
    for reason in judgement.reasons:
        group, way = reason.either or (reason.clause.id, 0)
        groups.setdefault((_mark(reason, reason.clause.id in turned), group), {}).setdefault(way, []).append(reason)
    found = [_condition(mark, list(ways.values()), turned) for (mark, _), ways in groups.items()]
    return tuple(condition for mark in MARKS for condition in found if condition.mark == mark)


def _behind_not(rule: Rule, *, turned: bool = False) -> Iterator[str]:
    """The clauses whose words say the contrary of what is asked for."""
    match rule:
        case Not():
            yield from _behind_not(rule.not_, turned=not turned)
        case All() | AnyOf() | AtLeastN():
            parts = rule.all if isinstance(rule, All) else rule.any if isinstance(rule, AnyOf) else rule.of
            for part in parts:
                yield from _behind_not(part, turned=turned)
        case _:
            if turned:
                yield rule.id


def _mark(reason: Reason, turned: bool) -> Mark:
    if reason.holds is None:
        return "open" if reason.askable else "manual"
    return "holds" if reason.holds is not turned else "fails"


def _condition(mark: Mark, ways: list[list[Reason]], turned: frozenset[str]) -> Condition:
    reasons = [reason for way in ways for reason in way]
    spoken: dict[Language, str] = {
        language: say(language, "eligibility.or").join(
            " + ".join(
                say(language, "eligibility.not", label=reason.clause.label.within(language))
                if reason.clause.id in turned
                else reason.clause.label.within(language)
                for reason in way
            )
            for way in ways
        )
        for language in ("ko", "en")
    }
    return Condition(
        mark,
        Words(ko=spoken["ko"], en=spoken["en"]),
        tuple(dict.fromkeys(reason.clause.paragraph for reason in reasons)),
        tuple(reason.clause.id for reason in reasons),
    )


def line(condition: Condition, language: Language) -> str:
    """Return one condition with its mark and its source: "✓ 서울 소재 (기사 3문단)"."""
    return say(
        language,
        f"eligibility.reason.{condition.mark}",
        clause=condition.label.within(language),
        paragraph=", ".join(map(str, condition.paragraphs)),
    )


def labels(found: Iterable[Condition], language: Language) -> str:
    """Return conditions as an enumeration, each once."""
    return ", ".join(dict.fromkeys(condition.label.within(language) for condition in found))


def sentence(program: Program, judgement: Judgement, language: Language) -> str:
    """Return the verdict itself, with what caps it: how much is left to the agency."""
    found = conditions(program, judgement)
    by_agency = sum(condition.mark == "manual" for condition in found)
    to_tell = sum(condition.mark == "open" for condition in found)
    match judgement.verdict:
        case Verdict.YES:
            verdict = say(language, "eligibility.yes" if judgement.complete else "eligibility.yes_as_stated")
            return f"{verdict} {say(language, 'eligibility.but_confirm', count=by_agency)}" if by_agency else verdict
        case Verdict.NO:
            failed = [condition for condition in found if condition.mark == "fails"]
            return say(language, "eligibility.no", clauses=labels(failed, language))
        case Verdict.UNKNOWN if not judgement.stated:
            return program.who.text.within(language)
        case Verdict.UNKNOWN if not to_tell:
            return say(language, "eligibility.unknown_by_source", count=by_agency)
        case Verdict.UNKNOWN:
            return say(language, "eligibility.unknown", count=to_tell)


def told_lines(turn: Turn, program: Program) -> list[str]:
    """Return what is known of the owner that the program's conditions ask for, and what is only supposed of him."""
    asked = {
        clause.fact
        for clause in (clauses(program.who.rule) if program.who.rule else ())
        if not isinstance(clause, Manual)
    } | {"region"}
    lines: list[str] = []
    for key, supposed in (("eligibility.told", False), ("eligibility.supposed", True)):
        known = {
            fact: turn.profile[fact]
            for fact in turn.knowledge.facts
            if fact in turn.profile and fact in asked and (fact in turn.supposed) is supposed
        }
        if known:
            lines.append(say(turn.language, key, facts=all_told(turn.knowledge.facts, known, turn.language)))
    return lines


def unknown_to_owner(turn: Turn, judgement: Judgement) -> str | None:
    """Return the sentence that names what the owner could not tell, where that keeps the verdict open, or None."""
    declined = [fact for fact in judgement.asking if fact in turn.conversation.declined]
    if not declined:
        return None
    names = ", ".join(short_label(turn.knowledge.facts[fact], turn.language) for fact in declined)
    return say(turn.language, "eligibility.declined", facts=names)


def what_would_help(turn: Turn, program: Program, judgement: Judgement) -> str | None:
    """Return what would make the verdict a *yes*: the day from which time alone does, or one fact; else None."""
    language, facts = turn.language, turn.knowledge.facts
    if judgement.verdict is Verdict.YES or not judgement.stated:
        return None
    day = from_day(program, turn.profile, turn.day)
    if day is not None:
        return _in_time(turn, program, judgement, day)
    change = one_change(program, facts, turn.profile, turn.day)
    if change is None:
        return None
    wanted = ", ".join(clause.label.within(language) for clause in change.clauses)
    if not wanted:
        return say(language, "eligibility.one_change_of", fact=short_label(facts[change.fact], language))
    return say(language, "eligibility.one_change", clauses=wanted)


def _in_time(turn: Turn, program: Program, judgement: Judgement, day: dt.date) -> str:
    """From which day time alone meets what is not met, held against the day on which the window closes."""
    language = turn.language
    not_met = {name for found in conditions(program, judgement) if found.mark != "holds" for name in found.ids}
    then = conditions(program, judge(program, turn.profile, day))
    waited = labels([found for found in then if found.mark == "holds" and not_met & set(found.ids)], language)
    window = first_of(program, "application")
    closing = _last_day(window) if window and state(window, turn.asked_for) is not State.CLOSED else None
    if closing is None:
        return say(language, "eligibility.in_time", clauses=waited, day=day.isoformat())
    key = "eligibility.in_time_too_late" if closing.last < day else "eligibility.in_time_before_close"
    return say(language, key, clauses=waited, day=day.isoformat(), end=closing.spoken(language))


def _last_day(window: Window) -> CalendarDay | None:
    """The day on which a window closes, where the source gives one."""
    match window:
        case Dated() | UntilBudget() | FirstCome():
            return window.ends
        case Rounds():
            return window.rounds[-1].ends
        case _:
            return None
