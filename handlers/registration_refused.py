"""Why there is no pre-registration, and what may be done instead."""

import dataclasses
import datetime as dt
from collections.abc import Sequence
from itertools import islice

from handlers import explanation
from handlers.registration_day import as_of_note, decided_for
from handlers.reply import Choice, Item, Listing, Paragraph, Part, Reply
from handlers.sourced import source_line
from handlers.turn import Turn
from handlers.window_words import period, stated
from handlers.wording import say
from knowledge.fact import Profile
from knowledge.program import Program
from knowledge.standing import Intake, intake
from knowledge.verdict import Judgement, Verdict, judge
from knowledge.window import State, state

SHOWN = 5
LOOKED_THROUGH = 200
"""Of so many programs that fit, those are looked for that take registrations: a turn must not go through them all."""


def which(turn: Turn, meant: Sequence[Program] = ()) -> Reply:
    """Ask for the program: one of those that may be meant, else of all that take registrations, open ones first."""
    now = decided_for(turn)
    see_all = see_programs(turn)
    if meant:
        takers = [program for program in meant if intake(program, now).takes]
    else:
        open_first = (turn.knowledge.intakes.taking(taken, now) for taken in (Intake.REGISTER, Intake.WAIT))
        takers = [program for taking in open_first for program in taking[:SHOWN]]
    if not takers:
        return Reply(lead=say(turn.language, "registration.none_open"), choices=(see_all,))
    offers = _offers(turn, takers[:SHOWN], say(turn.language, "registration.offers"))
    return Reply(lead=say(turn.language, "registration.which"), parts=(offers,), choices=(see_all,))


def not_taken(turn: Turn, program: Program, offered: Intake, *, typed: bool = False) -> Reply:
    """Say that a program takes no registrations, why, and what does.

    Args:
        turn: the turn.
        program: the program.
        offered: what it offers instead of a registration.
        typed: something had been typed already, which is kept for another program.
    """
    over = offered is Intake.CLOSED
    parts: list[Part] = [Paragraph(text=program.standing.within(turn.language)), *as_of_note(turn)]
    parts += [Paragraph(text=say(turn.language, "registration.kept_typed"))] if typed else []
    parts += [Paragraph(text=say(turn.language, "registration.next_round_note"))] if over else []
    wait = Choice(label=say(turn.language, "registration.next_round"), command=f"/wait {program.id}")
    return Reply(
        title=program.named(turn.language),
        lead=say(turn.language, f"registration.refused.{offered}", program=program.name),
        parts=(*parts, *instead(turn, program, turn.profile)),
        source=source(turn, program),
        choices=(*((wait,) if over else ()), see_programs(turn)),
    )


def not_eligible(turn: Turn, program: Program, judgement: Judgement) -> Reply:
    """Say that a program is not for this firm, why, and what is."""
    would_help = explanation.what_would_help(turn, program, judgement)
    return Reply(
        title=program.named(turn.language),
        lead=say(turn.language, "registration.not_eligible"),
        parts=(
            not_met(turn, program, judgement),
            *((Paragraph(text=would_help),) if would_help else ()),
            *instead(turn, program, turn.profile),
        ),
        source=source(turn, program),
        choices=(
            Choice(label=say(turn.language, "registration.check"), command=f"/check {program.id}"),
            see_programs(turn),
        ),
    )


def not_met(turn: Turn, program: Program, judgement: Judgement) -> Paragraph:
    """Return the conditions that are not met."""
    failed = [found for found in explanation.conditions(program, judgement) if found.mark == "fails"]
    conditions = explanation.labels(failed, turn.language)
    return Paragraph(text=say(turn.language, "registration.not_met", conditions=conditions))


def instead(turn: Turn, program: Program, facts: Profile) -> tuple[Part, ...]:
    """Return programs that take registrations and that suit a firm with these ``facts``.

    Sister programs come first, which need only not exclude the firm; of the others, those that it may take part in.
    """
    now = decided_for(turn)

    def takes(other: Program) -> bool:
        return other.id != program.id and intake(other, now).takes

    sisters = [
        other
        for other in turn.knowledge.by_group.get(program.group or "", ())
        if takes(other) and judge(other, facts, now.date()).verdict is not Verdict.NO
    ]
    fitting = turn.knowledge.panel.programs(Verdict.YES, facts, now.date()) if facts else ()
    others = [other for other in islice(fitting, LOOKED_THROUGH) if takes(other) and other not in sisters]
    found = [*sisters, *others][:SHOWN]
    return (_offers(turn, found, say(turn.language, "registration.instead")),) if found else ()


def _offers(turn: Turn, programs: Sequence[Program], heading: str) -> Listing:
    now = decided_for(turn)
    return Listing(
        heading=heading,
        items=tuple(
            Item(
                title=program.named(turn.language),
                description=_offer(turn, program, now),
                command=f"/register {program.id}",
            )
            for program in programs
        ),
    )


def _offer(turn: Turn, program: Program, now: dt.datetime) -> str:
    """What a program takes, with the days of a window that may come where its source states any."""
    taken = intake(program, now)
    if taken is Intake.WAIT:
        for window in program.windows:
            ahead = window.of == "application" and stated(window) and state(window, now) is not State.CLOSED
            spoken = period(window, turn.language)
            if ahead and spoken != say(turn.language, "window.unknown"):
                return say(turn.language, "registration.offer.wait_stated", period=spoken)
    return say(turn.language, f"registration.offer.{taken}")


def see_programs(turn: Turn) -> Choice:
    """Return the choice that lists all programs."""
    return Choice(label=say(turn.language, "registration.see_programs"), command="/programs")


def source(turn: Turn, program: Program) -> str:
    """Return the source line for the day that was decided for: outside demo mode that is today, even after /asof."""
    if turn.demo:
        return source_line(turn, [program])
    today = turn.conversation.model_copy(update={"as_of": None})
    return source_line(dataclasses.replace(turn, conversation=today), [program])
