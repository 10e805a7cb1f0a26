"""From a question or a tapped button to the handler that answers it, where a step lies between the two."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from handlers import (
    as_of,
    consent,
    deadlines,
    eligibility,
    language,
    programs,
    registration,
    smalltalk,
    statements,
    team,
)
from handlers.reply import Choice, Reply
from handlers.turn import Turn
from handlers.wording import say
from knowledge import hangul
from knowledge.ask import Ask
from knowledge.base import value_of
from knowledge.fact import Flag
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
    """Give the verdict for the program that ``argument`` names, or that was talked about last; else ask which."""
    found = turn.knowledge.understanding.find_programs(argument) if argument else list(turn.conversation.focus[:1])
    if argument in turn.knowledge.programs:
        found = [argument]
    if not found:
        return await which(turn, Ask(Intent.ELIGIBILITY))
    return await eligibility.answer(
        turn, Ask(Intent.ELIGIBILITY, programs=(found[0],)), turn.knowledge.programs[found[0]]
    )


async def fact_tapped(turn: Turn, argument: str) -> Reply:
    """Take the fact that the button ``/fact FACT VALUE PROGRAM`` tells, and give the verdict again."""
    fact_id, _, rest = argument.partition(" ")
    written, _, program_id = rest.rpartition(" ")
    fact, program = turn.knowledge.facts.get(fact_id), turn.knowledge.programs.get(program_id)
    if fact is None or program is None:
        return await smalltalk.unknown_command(turn)
    answers = {"yes_button": True, "no_button": False}
    try:
        turn.learn({fact.id: value_of(fact, answers.get(written) if isinstance(fact, Flag) else written)})
    except ValueError:
        return Reply(lead=say(turn.language, "eligibility.fact_unreadable"))
    return await eligibility.answer(turn, Ask(Intent.ELIGIBILITY, programs=(program.id,)), program)


async def register(turn: Turn, asked: Ask) -> Reply:
    """Begin a pre-registration for the program that was named, or for the one that was talked about."""
    return await registration.start(turn, asked.programs[0] if asked.programs else None)


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
    """Turn announcements on or off, as the words say."""
    letters = hangul.spaceless(hangul.plain(asked.words))
    stop = re.search(r"끄|꺼|그만|안받|끊|거부|차단|싶지|unsub|stop|off", letters) is not None
    start = not stop and re.search(r"받|켜|동의|보내|on$", letters) is not None
    return await consent.news(turn, "off" if stop else "on" if start else "")


async def which(turn: Turn, asked: Ask) -> Reply:
    """Ask which program is meant, where the message names none."""
    turn.remember(topic=asked.intent.value)
    return Reply(
        lead=say(turn.language, "programs.which_none"),
        choices=(
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
    """Acknowledge facts that came without a question."""
    facts = " · ".join(
        eligibility.told(turn.knowledge.facts[fact], value, turn.language)
        for fact, value in turn.told.items()
        if fact in turn.knowledge.facts
    )
    return await smalltalk.facts_told(turn, facts) if facts else await smalltalk.unclear(turn)
