"""Programs as such: what one is, lists, two side by side, and asking back which one is meant."""

from collections.abc import Sequence

from handlers import deadlines, eligibility, own_verdicts, statements
from handlers.reply import Choice, Item, Listing, Paragraph, Part, Reply
from handlers.sourced import source_line, sourced, title
from handlers.turn import Turn
from handlers.window_words import first_of, sentence, stated
from handlers.wording import say
from knowledge.ask import Ask
from knowledge.intents import Intent
from knowledge.program import Program
from knowledge.standing import Intake
from knowledge.stated import look_up
from knowledge.verdict import judge

PAGE = 5


async def about(turn: Turn, ask: Ask, program: Program) -> Reply:
    """Tell what ``program`` is: its summary and what it gives, or what the words beside its name ask for."""
    language = turn.language
    lead = program.summary.within(language)
    found = look_up(program, ask).statements if ask.words else ()
    gives = [
        statement.text.within(language)
        for statement in (
            *found[:1],
            *program.gives[:2],
            *program.numbers[:1],
            *(() if program.gives else program.more[:2]),
        )
    ]
    if program.stage in {"proposed", "mentioned"}:
        lead = f"{program.standing.within(language)} {lead}"
    parts: list[Part] = [Paragraph(text="\n".join(f"· {text}" for text in dict.fromkeys(gives)))] if gives else []
    parts.append(Paragraph(text=program.who.text.within(language)))
    when = [sentence(window, turn.asked_for, language) for window in program.windows if stated(window)]
    if when:
        parts.append(Paragraph(text="\n".join(when)))
    return sourced(turn, program, lead, parts, topic=Intent.ABOUT.value)


def _item(turn: Turn, program: Program) -> Item:
    language = turn.language
    application, event = first_of(program, "application"), first_of(program, "event")
    shown = application if stated(application) or not stated(event) else event
    when = sentence(shown, turn.asked_for, language) if shown is not None else ""
    if program.stage in {"proposed", "mentioned"}:
        when = say(language, f"programs.{program.stage}")
    return Item(
        title=program.named(language),
        description=f"{program.summary.within(language)} {when}".strip(),
        command=f"/q about {program.id}",
    )


def _listed(turn: Turn, programs: Sequence[Program], page: int, lead: str, next_command: str) -> Reply:
    language = turn.language
    start = page * PAGE
    shown = programs[start : start + PAGE]
    turn.remember(focus=tuple(program.id for program in shown), topic=Intent.LIST.value)
    choices = (
        [Choice(label=say(language, "programs.next"), command=f"{next_command} {page + 2}")]
        if start + PAGE < len(programs)
        else []
    )
    if page:
        choices.append(Choice(label=say(language, "programs.previous"), command=f"{next_command} {page}"))
    return Reply(
        lead=lead,
        parts=(Listing(first_number=start + 1, items=tuple(_item(turn, program) for program in shown)),),
        source=source_line(turn, shown),
        choices=tuple(choices),
    )


def _page(argument: str, count: int) -> int:
    """The page, counted from 0, that a command asks for; the nearest one that there is."""
    wanted = int(argument) - 1 if argument.isdecimal() and len(argument) < 5 else 0
    return max(0, min(wanted, (count - 1) // PAGE))


async def catalogue(turn: Turn, argument: str) -> Reply:
    """List all programs, five at a time; ``argument`` is the page, counted from 1."""
    programs = list(turn.knowledge.programs.values())
    page = _page(argument, len(programs))
    lead = say(turn.language, "programs.all", count=len(programs), open=_how_many_open(turn))
    return _listed(turn, programs, page, lead, "/programs")


def _how_many_open(turn: Turn) -> int:
    return len(turn.knowledge.intakes.taking(Intake.REGISTER, turn.asked_for))


async def listing(turn: Turn, ask: Ask) -> Reply:
    """List the programs that fit what was asked: those named by it, or those that fit the owner; open ones first."""
    language = turn.language
    known = turn.knowledge.programs
    wants_open = any(topic == "deadline" for topic in ask.topics)
    if wants_open and not ask.programs:
        return await open_now(turn, "")
    if ask.programs:
        fitting = [known[program] for program in ask.programs]
        lead = say(language, "programs.fitting", count=len(fitting), names=_names(fitting))
        return _listed(turn, fitting, 0, lead, "/programs")
    if turn.profile:
        return await own_verdicts.show(turn)
    return await catalogue(turn, "1")


def _names(programs: Sequence[Program]) -> str:
    return ", ".join(program.name for program in programs[:PAGE])


async def open_now(turn: Turn, argument: str) -> Reply:
    """List the programs that can be applied for on the day that answers are for."""
    language = turn.language
    programs = turn.knowledge.intakes.taking(Intake.REGISTER, turn.asked_for)
    day = turn.asked_for.date().isoformat()
    if not programs:
        turn.remember(focus=(), topic=Intent.LIST.value)
        choices = [Choice(label=say(language, "programs.show_all"), command="/programs")]
        if turn.demo and turn.conversation.as_of is None:
            choices.insert(0, Choice(label=say(language, "programs.demo_day"), command="/asof 2020-09-25"))
        return Reply(
            lead=say(language, "programs.none_open", day=day),
            parts=(Paragraph(text=say(language, "programs.none_open_why")),),
            source=source_line(turn, turn.knowledge.programs.values()),
            choices=tuple(choices),
        )
    lead = say(language, "programs.open", count=len(programs), names=_names(programs), day=day)
    return _listed(turn, programs, _page(argument, len(programs)), lead, "/open")


async def compare(turn: Turn, ask: Ask) -> Reply:
    """Answer one question for two or three programs side by side."""
    language = turn.language
    programs = [turn.knowledge.programs[program] for program in ask.programs]
    leads: list[str] = []
    parts: list[Part] = []
    for program in programs:
        reply = await _side(turn, ask, program)
        leads.append(say(language, "programs.side", name=program.name, lead=reply.lead))
        details = [program.summary.within(language), program.who.text.within(language)]
        parts.append(
            Paragraph(text="\n".join([f"[{program.name}]", *(text for text in details if text not in reply.lead)]))
        )
    turn.remember(focus=tuple(program.id for program in programs), topic=Intent.COMPARE.value)
    return Reply(
        title=" · ".join(program.name for program in programs)
        if language == "ko"
        else " · ".join(title(turn, program) for program in programs),
        lead="\n".join(leads),
        parts=tuple(parts),
        source=source_line(turn, programs),
        choices=tuple(button(program, f"/q about {program.id}") for program in programs),
    )


async def _side(turn: Turn, ask: Ask, program: Program) -> Reply:
    """The answer on one of the programs; its lead is what counts."""
    topics = set(ask.topics)
    if topics & {"deadline", "start", "period", "weekday", "since", "next", "closing_hour", "results_day"}:
        return await deadlines.answer(turn, ask, program)
    if ask.intent is Intent.ELIGIBILITY and program.for_firms and program.stage not in {"proposed", "mentioned"}:
        judgement = judge(program, turn.profile, turn.day)
        return Reply(lead=eligibility.lead_of(turn, ask, program, judgement))
    if ask.intent is Intent.ELIGIBILITY:
        return await eligibility.answer(turn, ask, program)
    if topics - {"about", "gives", "scale"}:
        return await statements.answer(turn, ask, program)
    lead = program.gives[0].text.within(turn.language) if program.gives else program.summary.within(turn.language)
    return Reply(lead=lead)


def button(program: Program, command: str) -> Choice:
    """Return the button that leads to ``program``."""
    return Choice(
        label=program.aliases[0] if program.aliases and len(program.name) > 14 else program.name, command=command
    )


async def choose(turn: Turn, ask: Ask) -> Reply:
    """Ask back which of the likely programs is meant."""
    language = turn.language
    programs = [turn.knowledge.programs[program] for program in ask.programs][:PAGE]
    step = ask.intent.value if ask.intent not in {Intent.COMPARE, Intent.LIST} else Intent.ABOUT.value
    turn.remember(focus=tuple(program.id for program in programs), topic=step)
    return Reply(
        lead=say(language, "programs.which", names=" / ".join(program.name for program in programs)),
        parts=(
            Listing(
                items=tuple(
                    Item(
                        title=program.name,
                        description=program.summary.within(language),
                        command=f"/q {step} {program.id}",
                    )
                    for program in programs
                )
            ),
        ),
        source=source_line(turn, programs),
    )
