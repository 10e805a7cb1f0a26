"""From a question or a tapped button to the handler that answers it, where a step lies between the two."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from handlers import (
    as_of,
    consent,
    deadlines,
    eligibility,
    interview,
    language,
    mail_wish,
    named_program,
    no_answer,
    own_registrations,
    programs,
    question_words,
    registering,
    smalltalk,
    statements,
    team,
)
from handlers.fact_words import all_told
from handlers.fact_words import tapped as tapped_value
from handlers.mail_wish import Mail, Wish
from handlers.reply import Choice, Paragraph, Reply
from handlers.sourced import sourced
from handlers.turn import Turn
from handlers.wording import say
from knowledge.ask import Ask
from knowledge.fact import Choice as ChoiceFact
from knowledge.fact import DayInterval
from knowledge.intents import Intent
from knowledge.program import Program

ABOUT_ONE: Mapping[Intent, Callable[[Turn, Ask, Program], Awaitable[Reply]]] = {
    Intent.ELIGIBILITY: eligibility.answer,
    Intent.DEADLINE: deadlines.answer,
    Intent.APPLY: statements.applying,
    Intent.BENEFIT: statements.answer,
    Intent.NUMBERS: statements.answer,
    Intent.CONTACT: statements.answer,
    Intent.ABOUT: programs.about,
}


async def start(turn: Turn, argument: str) -> Reply:
    """Greet; with a one-time code, give its role."""
    return await team.redeem(turn, argument) if team.is_code(argument) else await smalltalk.greeting(turn)


async def tapped(turn: Turn, argument: str) -> Reply:
    """Answer the button ``/q STEP PROGRAM``."""
    step, _, program_id = argument.partition(" ")
    program = turn.knowledge.programs.get(program_id)
    if program is None or step not in {intent.value for intent in ABOUT_ONE}:
        return await smalltalk.unknown_command(turn)
    return await ABOUT_ONE[Intent(step)](turn, Ask(Intent(step), programs=(program_id,)), program)


async def check(turn: Turn, argument: str) -> Reply:
    """Give the verdict for the program that ``argument`` names; without any, begin the interview over all of them."""
    if not argument:
        return await interview.start(turn)
    found = named_program.meant(turn, argument)
    if not found:
        return named_program.not_there(turn, argument)
    return await eligibility.answer(turn, Ask(Intent.ELIGIBILITY, programs=(found[0].id,)), found[0])


async def fact_tapped(turn: Turn, argument: str) -> Reply:
    """Take the fact that the button ``/fact FACT VALUE PROGRAM`` tells, and give the verdict again."""
    fact_id, _, rest = argument.partition(" ")
    written, _, program_id = rest.rpartition(" ")
    fact, program = turn.knowledge.facts.get(fact_id), turn.knowledge.programs.get(program_id)
    if fact is None or program is None:
        return await smalltalk.unknown_command(turn)
    if turn.conversation.focus != (program.id,):
        turn.remember(focus=(program.id,), declined=())
    if written == eligibility.UNKNOWN:
        turn.remember(declined=tuple(dict.fromkeys([*turn.conversation.declined, fact.id])))
    else:
        try:
            turn.learn({fact.id: tapped_value(fact, written, turn.profile.get(fact.id))})
        except ValueError:
            return Reply(lead=say(turn.language, "eligibility.fact_unreadable"))
    return await eligibility.answer(turn, Ask(Intent.ELIGIBILITY, programs=(program.id,)), program)


def not_known(turn: Turn, *, declined: bool) -> str | None:
    """Return the command of the button "I don't know" under the last answer, where that is what was typed, or None.

    Args:
        turn: the turn.
        declined: understanding has heard that the owner can't or won't tell what was asked for.
    """
    skip = f" {eligibility.UNKNOWN} "
    offered = [choice.command for choice in turn.conversation.choices]
    command = next((said for said in offered if said.startswith("/fact ") and skip in said), None)
    fact = turn.knowledge.facts.get(command.split()[1]) if command else None
    if fact is None or turn.told:
        return None
    text = turn.message.text
    none_fits = isinstance(fact, ChoiceFact) and no_answer.none_of_them(text)
    return command if declined or none_fits or no_answer.unknown(text, no_answer.names_of(fact)) else None


def reasons_asked(turn: Turn) -> Program | None:
    """Return the program whose verdict was just given, where its reasons are asked for ("왜요?"), or None."""
    talk = turn.conversation
    if talk.topic != Intent.ELIGIBILITY.value or len(talk.focus) != 1:
        return None
    program = turn.knowledge.programs.get(talk.focus[0])
    return program if program is not None and question_words.why(turn.message.text) else None


async def on_registering(turn: Turn, asked: Ask) -> Reply | None:
    """Answer who takes a pre-registration for the application, or for being chosen; None where nobody does.

    Args:
        turn: the turn.
        asked: what was asked; its programs are those that are meant.
    """
    text = turn.message.text
    if question_words.is_one_sure(text):
        lead = say(turn.language, "answers.certain")
    elif question_words.is_it_the_application(text):
        lead = say(turn.language, "answers.registered")
    else:
        return None
    form = turn.conversation.form
    meant = [form.subject] if form is not None and form.subject else list(asked.programs or turn.conversation.focus)
    program = turn.knowledge.programs.get(meant[0]) if len(meant) == 1 else None
    if program is None:
        return Reply(lead=lead)
    parts = [Paragraph(text=program.apply.text.within(turn.language))]
    return sourced(turn, program, lead, parts, topic=Intent.APPLY.value)


async def on_not_registering(turn: Turn, asked: Ask) -> Reply | None:
    """Answer who does not register, or does not withdraw: nothing happens, and what was stays. None for all else."""
    text = asked.words or turn.message.text
    if question_words.keeps_what_is_registered(text):
        said = "kept"
    elif asked.intent in _OF_THE_BOT or not question_words.declines_registering(text):
        return None
    else:
        said = "nothing"
    there = await own_registrations.standing(turn)
    if turn.conversation.form is not None and said == "nothing":
        said = "filling"
    elif there:
        said = "stands"
    choices = [Choice(label=say(turn.language, "smalltalk.start.all"), command="/programs")]
    choices += [Choice(label=say(turn.language, "smalltalk.start.my"), command="/my")] if there else []
    return Reply(lead=say(turn.language, f"smalltalk.not_registered.{said}", count=len(there)), choices=tuple(choices))


_OF_THE_BOT = frozenset({Intent.NEWS, Intent.WITHDRAW, Intent.EDIT, Intent.MY, Intent.PRIVACY})


def how_to_register(turn: Turn, asked: Ask) -> Reply | None:
    """Tell how a pre-registration goes, where that is asked of the bot and not of a program's agency; else None."""
    of_an_agency = asked.intent is not Intent.REGISTER and bool(asked.programs) and not asked.unsure
    if asked.intent not in _HOW or of_an_agency or not question_words.how_to_register(asked.words):
        return None
    program = turn.knowledge.programs[asked.programs[0]] if asked.programs and not asked.unsure else None
    return Reply(
        title=program.named(turn.language) if program else None,
        lead=say(turn.language, "smalltalk.how_to_register"),
        choices=(
            Choice(
                label=say(turn.language, "smalltalk.start.register"),
                command=f"/register {program.id}" if program else "/register",
            ),
            Choice(label=say(turn.language, "smalltalk.start.open"), command="/open"),
        ),
    )


_HOW = frozenset({Intent.APPLY, Intent.REGISTER, Intent.ABOUT, Intent.UNCLEAR})


def of_all_programs(turn: Turn, asked: Ask) -> bool:
    """Return whether it is asked, of no program in particular, what one may take part in ("뭐 받을 수 있는지 봐줘")."""
    text = turn.message.text
    open_to_all = asked.intent is Intent.ELIGIBILITY and (asked.unsure or not asked.programs)
    wanted = question_words.what_there_is_for_me(text) or (open_to_all and question_words.over_all(text))
    return wanted and not turn.knowledge.understanding.find_programs(text)


async def withdraw(turn: Turn, asked: Ask) -> Reply:
    """Ask whether to withdraw the registration of which a receipt number was typed, or the only one."""
    typed = (own_registrations.receipt_in(word) for word in _RECEIPT_NUMBER.findall(asked.words or turn.message.text))
    return await own_registrations.withdraw(turn, next((receipt for receipt in typed if receipt), ""))


_RECEIPT_NUMBER = re.compile(r"(?<![0-9A-Za-z])[Rr]-?[0-9A-Za-z]{8}(?![0-9A-Za-z])")


async def register(turn: Turn, asked: Ask) -> Reply:
    """Begin a pre-registration for the program that was named, or for the one that was talked about."""
    return await registering.start(turn, asked.programs[0] if asked.programs else None)


async def compare(turn: Turn, asked: Ask) -> Reply:
    """Compare what was named, or the one that was named with what was talked about last."""
    if len(asked.programs) > 1:
        return await programs.compare(turn, asked)
    named = asked.programs[0] if asked.programs else None
    other = next((program for program in turn.conversation.focus if program != named), None)
    if named and other:
        return await programs.compare(turn, replace(asked, programs=(other, named)))
    if named:
        return await programs.about(turn, asked, turn.knowledge.programs[named])
    return await which(turn, asked)


async def news(turn: Turn, asked: Ask) -> Reply:
    """Turn announcements or advertising off where that is said in any words, or on where it is plainly wished."""
    wished = mail_wish.wishes(asked.words)
    meant = sorted(wished, key=lambda mail: (wished[mail] is not Wish.OFF, mail is not Mail.NEWS))
    first = await consent.news(turn, _told(meant[0], wished[meant[0]]))
    # Each is a consent of its own: the other is asked about after the first was answered. Who wants no news gets no
    # advertising either, which consent has noted with it.
    others = [mail for mail in meant[1:] if wished[mail] is not Wish.OFF]
    there = {choice.command for choice in first.choices}
    offers = tuple(
        Choice(label=say(turn.language, f"{mail}.mail.change"), command=_COMMAND[mail])
        for mail in others
        if _COMMAND[mail] not in there
    )
    return first.model_copy(update={"choices": (*first.choices, *offers)})


_COMMAND = {Mail.NEWS: "/news", Mail.ADS: "/news ads"}


def _told(mail: Mail, wish: Wish) -> str:
    """What is said to ``consent.news``; where it is not sure what is wished, it asks."""
    return f"{'ads' if mail is Mail.ADS else ''} {'' if wish is Wish.UNSURE else wish}"


async def which(turn: Turn, asked: Ask) -> Reply:
    """Ask which program is meant, where the message names none."""
    turn.remember(topic=asked.intent.value)
    over_all = Choice(label=say(turn.language, "own_verdicts.check_all"), command="/check")
    return Reply(
        lead=say(turn.language, "programs.which_none"),
        choices=(
            *((over_all,) if asked.intent is Intent.ELIGIBILITY else ()),
            Choice(label=say(turn.language, "smalltalk.start.open"), command="/open"),
            Choice(label=say(turn.language, "smalltalk.start.all"), command="/programs"),
        ),
    )


async def as_of_told(turn: Turn) -> Reply:
    """Confirm the day that answers are for; the dialogue has moved it already."""
    if turn.conversation.as_of is None:
        return await as_of.move(turn, "now")
    return await as_of.move_to(turn, turn.conversation.as_of)


async def language_told(turn: Turn, asked: Ask) -> Reply:
    """Switch to the language that was asked for in words."""
    korean = any(word in asked.words.lower() for word in ("한국어", "korean", "우리말"))
    return await language.switch(turn, "ko" if korean else "en")


async def told(turn: Turn) -> Reply:
    """Acknowledge facts that came without a question, and name those that are not kept under another day."""
    facts = all_told(turn.knowledge.facts, turn.told, turn.language)
    counted = {fact: value for fact, value in turn.supposed.items() if isinstance(value, DayInterval)}
    if not counted or turn.conversation.as_of is None:
        return await smalltalk.facts_told(turn, facts) if facts else await smalltalk.unclear(turn)
    told_then = all_told(turn.knowledge.facts, counted, turn.language)
    note = say(turn.language, "as_of.not_kept", facts=told_then, day=turn.conversation.as_of.isoformat())
    if not facts:
        return Reply(lead=note)
    reply = await smalltalk.facts_told(turn, facts)
    return reply.model_copy(update={"parts": (Paragraph(text=note), *reply.parts)})
