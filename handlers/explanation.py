"""A verdict in words: the answer in one sentence, its clauses with their source, and what would change it."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from handlers.fact_words import all_told, short_label
from handlers.turn import Turn
from handlers.window_words import first_of
from handlers.wording import say
from knowledge.answers import answers as possible_answers
from knowledge.calendar_day import CalendarDay
from knowledge.change import from_day, one_change
from knowledge.implied import following
from knowledge.program import Program
from knowledge.rule import All, AnyOf, AtLeastN, Clause, Elapsed, Manual, Not, Rule, clauses
from knowledge.verdict import Judgement, Verdict, judge
from knowledge.weighing import Reason, compare
from knowledge.window import Dated, FirstCome, Rounds, State, UntilBudget, Window, state
from knowledge.words import Language, Words

Mark = Literal["holds", "guessed", "fails", "open", "manual"]
"""What became of a condition: met, met though the source only suggests it, not met, not known yet, or left to the
agency: nothing that an owner tells settles it, for only a person can judge it or the source does not spell it out."""
MARKS: tuple[Mark, ...] = ("holds", "guessed", "fails", "open", "manual")
_MET: frozenset[Mark] = frozenset({"holds", "guessed"})


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
    if mark == "holds" and all(any(_suggested(reason) for reason in way) for way in ways):
        mark = "guessed"
    spoken: dict[Language, str] = {
        language: say(language, "eligibility.or").join(
            say(language, "eligibility.and").join(
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


def _suggested(reason: Reason) -> bool:
    return not isinstance(reason.clause, Manual) and not reason.clause.spelled_out


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


def sentence(program: Program, judgement: Judgement, language: Language, *, over: bool = False) -> str:
    """Return the verdict itself, with what caps it: how much is left to the agency.

    Args:
        program: the program.
        judgement: the verdict on the owner.
        language: of the sentence.
        over: it can't be applied for any more: then it is said who fits the conditions, not who can take part.
    """
    found = conditions(program, judgement)
    about = "eligibility.over" if over else "eligibility"
    by_agency = sum(condition.mark == "manual" for condition in found)
    to_tell = sum(condition.mark == "open" for condition in found)
    match judgement.verdict:
        case Verdict.YES:
            verdict = say(language, f"{about}.yes" if judgement.complete else f"{about}.yes_as_stated")
            return f"{verdict} {say(language, f'{about}.but_confirm', count=by_agency)}" if by_agency else verdict
        case Verdict.NO:
            failed = [condition for condition in found if condition.mark == "fails"]
            return say(language, f"{about}.no", clauses=labels(failed, language))
        case Verdict.UNKNOWN if not judgement.stated:
            return program.who.text.within(language)
        case Verdict.UNKNOWN if not to_tell:
            return say(language, f"{about}.unknown_by_source", count=by_agency)
        case Verdict.UNKNOWN:
            return say(language, f"{about}.unknown", count=to_tell)


def told_lines(turn: Turn, program: Program) -> list[str]:
    """Return what is known of the owner that the program's conditions ask for, and all that is only supposed of him."""
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
            if fact in turn.profile
            and (fact in turn.supposed) is supposed
            and (fact in asked or _put_as_a_case(turn, fact))
        }
        if known:
            lines.append(say(turn.language, key, facts=all_told(turn.knowledge.facts, known, turn.language)))
    return lines


def _put_as_a_case(turn: Turn, fact: str) -> bool:
    """Whether the owner supposes a fact, rather than that it follows from what he supposes."""
    others = {name: value for name, value in turn.supposed.items() if name != fact}
    return fact in turn.supposed and fact not in following(others, {})


def unknown_to_owner(turn: Turn, judgement: Judgement) -> str | None:
    """Return the sentence that names what the owner could not tell, where that keeps the verdict open, or None."""
    declined = [fact for fact in judgement.asking if fact in turn.conversation.declined]
    if not declined:
        return None
    names = ", ".join(short_label(turn.knowledge.facts[fact], turn.language) for fact in declined)
    return say(turn.language, "eligibility.declined", facts=names)


def what_would_help(turn: Turn, program: Program, judgement: Judgement) -> str | None:
    """Return what would make the verdict a *yes*: the day from which time alone does, or one fact; else None.

    A *yes* means here that no stated condition is against it any more. What the agency judges is still open then, and
    whether one can apply is the window's.
    """
    language, facts = turn.language, turn.knowledge.facts
    if judgement.verdict is Verdict.YES or not judgement.stated:
        return None
    day = from_day(program, turn.profile, turn.day)
    if day is not None:
        return _in_time(turn, program, day)
    change = one_change(program, facts, turn.profile, turn.day)
    if change is None:
        return None
    wanted = _wanted(program, change.clauses, language)
    if wanted:
        said = say(language, "eligibility.one_change", clauses=wanted)
    else:
        said = say(language, "eligibility.one_change_of", fact=short_label(facts[change.fact], language))
    left = _left_to_agency(turn, program, change.fact)
    return f"{said} {say(language, 'eligibility.still_confirm', count=left)}" if left else said


def _wanted(program: Program, found: Iterable[Clause], language: Language) -> str:
    """What clauses ask for, as an enumeration: behind a *not*, the contrary of what they say."""
    turned = frozenset(_behind_not(program.who.rule)) if program.who.rule else frozenset[str]()
    said = [
        say(language, "eligibility.not", label=clause.label.within(language))
        if clause.id in turned
        else clause.label.within(language)
        for clause in found
    ]
    return ", ".join(dict.fromkeys(said))


def _left_to_agency(turn: Turn, program: Program, fact: str) -> int:
    """How many conditions are left to the agency once ``fact`` is such that the verdict is a *yes*."""
    rules = [program.who.rule] if program.who.rule else []
    for answer in possible_answers(turn.knowledge.facts[fact], rules, turn.day):
        judgement = judge(program, {**turn.profile, fact: answer}, turn.day)
        if judgement.verdict is Verdict.YES:
            return sum(condition.mark == "manual" for condition in conditions(program, judgement))
    return 0


def _in_time(turn: Turn, program: Program, day: dt.date) -> str:
    """From which day time alone meets what is not met, held against the day on which the window closes."""
    language = turn.language
    timed = (clause for clause in clauses(program.who.rule) if isinstance(clause, Elapsed)) if program.who.rule else ()
    turning = [
        clause
        for clause in timed
        if (began := turn.profile.get(clause.fact)) is not None
        and compare(clause, began, day) is not compare(clause, began, turn.day)
    ]
    waited = _wanted(program, turning, language)
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
