"""Can I take part: the verdict on the owner, with its reasons, what is still open, and one question."""

import re
from collections.abc import Iterable

from handlers.fact_words import in_words
from handlers.reply import Choice, Paragraph, Part, Reply
from handlers.sourced import next_steps, sourced
from handlers.turn import Turn
from handlers.window_words import first_of, sentence
from handlers.wording import say
from knowledge.ask import Ask
from knowledge.fact import Choice as ChoiceFact
from knowledge.fact import Fact, Flag, Interval, Place, Value
from knowledge.intents import Intent
from knowledge.program import Program
from knowledge.rule import Manual
from knowledge.standing import Intake, intake
from knowledge.stated import look_up
from knowledge.topic import Topic
from knowledge.verdict import Judgement, Verdict, judge
from knowledge.weighing import Reason
from knowledge.window import State, state
from knowledge.words import Language

_ASKS_FOR_CONDITIONS = re.compile(
    r"누가|누구|자격|대상|조건|요건|기준|필요|있어야|who|eligib|requirement|criteria|qualif|need"
)


def told(fact: Fact, value: Value, language: Language) -> str:
    """Return a fact that the owner told, in words."""
    label = fact.label.within(language)
    match fact, value:
        case Flag(), bool():
            return label if value else say(language, "eligibility.not", label=label)
        case ChoiceFact(), frozenset():
            same = [group for group in fact.groups if frozenset(group.options) == value]
            if same:
                return same[0].label.within(language)
            return "/".join(option.label.within(language) for option in fact.options if option.key in value)
        case _, Interval():
            return f"{label} {in_words(fact, value, language)}"
        case _:
            return str(value)


def _profile_line(turn: Turn, judgement: Judgement) -> tuple[Part, ...]:
    asked = {reason.clause.fact for reason in judgement.reasons if not isinstance(reason.clause, Manual)}
    lines: list[str] = []
    for key, supposed in (("eligibility.told", False), ("eligibility.supposed", True)):
        known = [
            told(fact, turn.profile[fact_id], turn.language)
            for fact_id, fact in turn.knowledge.facts.items()
            if fact_id in turn.profile
            and (fact_id in asked or fact_id == "region")
            and (fact_id in turn.supposed) is supposed
        ]
        if known:
            lines.append(say(turn.language, key, facts=" · ".join(known)))
    return (Paragraph(text="\n".join(lines)),) if lines else ()


def _together(reasons: Iterable[Reason], language: Language) -> list[tuple[Reason, str]]:
    """The reasons with their labels; several ways of which one is enough become one label, joined by "or"."""
    ways: dict[str, dict[int, list[str]]] = {}
    first: dict[str, Reason] = {}
    for reason in reasons:
        group, way = reason.either or (reason.clause.id, 0)
        first.setdefault(group, reason)
        ways.setdefault(group, {}).setdefault(way, []).append(reason.clause.label.within(language))
    either = say(language, "eligibility.or")
    return [
        (first[group], either.join(" + ".join(labels) for labels in found.values())) for group, found in ways.items()
    ]


def _labels(reasons: Iterable[Reason], language: Language) -> str:
    return ", ".join(dict.fromkeys(label for _, label in _together(reasons, language)))


def _lead(program: Program, judgement: Judgement, language: Language) -> str:
    failed = tuple(reason for reason in judgement.reasons if reason.holds is False)
    waiting = tuple(reason for reason in judgement.open if not isinstance(reason.clause, Manual))
    by_person = tuple(reason for reason in judgement.open if isinstance(reason.clause, Manual))
    match judgement.verdict:
        case Verdict.YES:
            key = "eligibility.yes" if judgement.complete else "eligibility.yes_as_stated"
            lead = say(language, key)
            if by_person:
                lead += " " + say(
                    language, "eligibility.but_confirm", count=len(by_person), clauses=_labels(by_person, language)
                )
            return lead
        case Verdict.NO:
            return say(language, "eligibility.no", clauses=_labels(failed, language))
        case Verdict.UNKNOWN:
            if not judgement.stated:
                return program.who.text.within(language)
            lead = say(language, "eligibility.unknown", clauses=_labels(waiting, language))
            if by_person:
                lead += " " + say(language, "eligibility.also_confirm", clauses=_labels(by_person, language))
            return lead


def _reasons(judgement: Judgement, language: Language) -> tuple[Part, ...]:
    marks: dict[str, list[Reason]] = {"holds": [], "fails": [], "open": [], "manual": []}
    for reason in judgement.reasons:
        mark = (
            "manual"
            if isinstance(reason.clause, Manual)
            else {True: "holds", False: "fails", None: "open"}[reason.holds]
        )
        marks[mark].append(reason)
    lines = [
        say(language, f"eligibility.reason.{mark}", clause=label, paragraph=reason.clause.paragraph)
        for mark, reasons in marks.items()
        for reason, label in _together(reasons, language)
    ]
    return (Paragraph(text="\n".join(lines)),) if lines else ()


def _question(turn: Turn, program: Program, judgement: Judgement) -> tuple[tuple[Part, ...], tuple[Choice, ...]]:
    """The one question that would bring the verdict nearest, and its answers as choices."""
    fact = turn.knowledge.facts.get(judgement.next_fact or "")
    turn.remember(asked_fact=fact.id if fact else None)
    if fact is None:
        return (), ()
    language = turn.language
    choices: tuple[Choice, ...] = ()
    match fact:
        case Flag():
            choices = tuple(
                Choice(label=say(language, f"eligibility.{key}"), command=f"/fact {fact.id} {key} {program.id}")
                for key in ("yes_button", "no_button")
            )
        case ChoiceFact():
            named = [(group.key, group.label) for group in fact.groups] + [
                (option.key, option.label) for option in fact.options
            ]
            choices = tuple(
                Choice(label=label.within(language), command=f"/fact {fact.id} {key} {program.id}")
                for key, label in named[:6]
            )
        case Place():
            choices = tuple(
                Choice(label=place, command=f"/fact {fact.id} {place} {program.id}")
                for place in ("서울", "경기", "인천")
            )
        case _:
            choices = ()
    return (Paragraph(text=fact.question.within(language)),), choices


async def answer(turn: Turn, ask: Ask, program: Program) -> Reply:
    """Give the verdict for ``program`` on what is known of the owner."""
    language = turn.language
    if program.stage in {"proposed", "mentioned"}:
        found = look_up(program, ask).statements
        parts: list[Part] = [Paragraph(text=program.who.text.within(language))]
        parts += [Paragraph(text=statement.text.within(language)) for statement in found[:1]]
        lead = program.standing.within(language)
        if Topic.CONDITIONS.value in ask.topics or _ASKS_FOR_CONDITIONS.search(ask.words.lower()):
            lead, parts = f"{lead} {program.who.text.within(language)}", parts[1:]
        return sourced(turn, program, lead, parts, topic=Intent.ELIGIBILITY.value)
    if not program.for_firms:
        return sourced(turn, program, program.who.text.within(language), topic=Intent.ELIGIBILITY.value)
    judgement = judge(program, turn.profile, turn.day)
    verdict = _lead(program, judgement, language)
    window = first_of(program, "application")
    when = sentence(window, turn.asked_for, language) if window is not None else ""
    over = intake(program, turn.asked_for) is Intake.CLOSED
    general = _ASKS_FOR_CONDITIONS.search(ask.words.lower()) is not None and judgement.verdict is Verdict.UNKNOWN
    lines: list[str] = []
    if over:
        event = first_of(program, "event")
        closed = event if window is None or state(window, turn.asked_for) is not State.CLOSED else window
        lead = sentence(closed, turn.asked_for, language) if closed is not None else when
        lines.append(verdict)
    elif general and judgement.stated:
        lead = program.who.text.within(language)
        lines.append(verdict)
    else:
        lead = verdict
    who = program.who.text.within(language)
    question, answers = _question(turn, program, judgement) if not over else ((), ())
    parts = [Paragraph(text="\n".join(lines))] if lines else []
    if judgement.verdict is not Verdict.UNKNOWN or not judgement.stated or turn.profile:
        parts += [*_profile_line(turn, judgement), *_reasons(judgement, language)]
    if who not in (lead, verdict) and who not in lines:
        parts.append(Paragraph(text=who))
    if not over and when:
        parts.append(Paragraph(text=when))
    if over:
        parts += [
            Paragraph(text=text.text.within(language)) for text in program.statements if Topic.NEXT in text.topics
        ]
    parts += [Paragraph(text=statement.text.within(language)) for statement in program.gives[:1]]
    parts += question
    return sourced(
        turn,
        program,
        lead,
        parts,
        topic=Intent.ELIGIBILITY.value,
        choices=(*answers, *next_steps(turn, program, but=("eligibility", "benefit") if answers else ("eligibility",)))[
            :10
        ],
    )
