"""What every answer about a program shares: its title, its source, the day it speaks for, and what to do next."""

from collections.abc import Iterable, Sequence

from handlers.reply import Choice, Paragraph, Part, Reply
from handlers.turn import Turn
from handlers.wording import say
from knowledge.program import Program
from knowledge.standing import Intake, intake
from knowledge.verdict import Verdict, judge

NEXT_STEPS = ("eligibility", "deadline", "benefit", "apply")


def source_line(turn: Turn, programs: Iterable[Program]) -> str:
    """Return outlet and date of the sources of ``programs``, and the day that the answer speaks for."""
    language = turn.language
    outlets: list[str] = []
    for program in programs:
        source = program.source
        outlet = source.outlet.within(language)
        if source.published is not None:
            told = say(language, "answers.published", outlet=outlet, date=source.published.isoformat())
        elif source.printed is not None:
            told = say(language, "answers.printed", outlet=outlet, date=source.printed.isoformat())
        else:
            told = outlet
        if told not in outlets:
            outlets.append(told)
    key = "answers.source" if turn.conversation.as_of is None else "answers.source_as_of"
    return say(language, key, outlets=", ".join(outlets), day=turn.asked_for.date().isoformat())


def title(turn: Turn, program: Program) -> str:
    """Return the program's full name, with its English line in English answers."""
    return program.named(turn.language)


def next_steps(turn: Turn, program: Program, *, but: Sequence[str] = ()) -> tuple[Choice, ...]:
    """Return the likely next questions on ``program``, and pre-registration where it takes one."""
    language = turn.language
    choices = [
        Choice(label=say(language, f"answers.next.{step}"), command=f"/q {step} {program.id}")
        for step in NEXT_STEPS
        if step not in but
    ]
    taken = intake(program, turn.asked_for if turn.demo else turn.now)
    if taken.takes and judge(program, turn.profile, turn.day).verdict is not Verdict.NO:
        choices.insert(
            0 if taken is Intake.REGISTER else len(choices),
            Choice(label=say(language, f"answers.next.{taken.value}"), command=f"/register {program.id}"),
        )
    return tuple(choices)


def sourced(
    turn: Turn,
    program: Program,
    lead: str,
    parts: Sequence[Part] = (),
    *,
    topic: str,
    choices: tuple[Choice, ...] | None = None,
) -> Reply:
    """Return an answer about one program, and remember that it was talked about.

    Args:
        turn: the turn.
        program: what it is about.
        lead: the answer itself.
        parts: reasons and details.
        topic: intent of the question, for what follows.
        choices: next steps, if other than the usual ones.
    """
    if program.stage == "proposed":
        parts = [*parts, Paragraph(text=say(turn.language, "programs.proposed"))]
    turn.remember(focus=(program.id,), topic=topic)
    return Reply(
        title=title(turn, program),
        lead=lead,
        parts=tuple(parts),
        source=source_line(turn, [program]),
        choices=next_steps(turn, program, but=(topic,)) if choices is None else choices,
    )
