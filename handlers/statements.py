"""What it gives, its numbers, who runs it, how to apply: answers from what the source states, or that it does not."""

from collections.abc import Sequence

from handlers import unanswered
from handlers.reply import Paragraph, Part, Reply
from handlers.sourced import sourced
from handlers.turn import Turn
from handlers.window_words import first_of, sentence
from handlers.wording import say
from knowledge.ask import Ask
from knowledge.intents import Intent, topic_of
from knowledge.program import Program, Statement
from knowledge.stated import look_up
from knowledge.topic import Topic


def nearby(turn: Turn, statements: Sequence[Statement]) -> tuple[Part, ...]:
    """Return what the source gives near to what was asked."""
    if not statements:
        return ()
    lines = "\n".join(f"· {statement.text.within(turn.language)}" for statement in statements)
    return (Paragraph(text=say(turn.language, "answers.nearby") + "\n" + lines),)


def not_stated(turn: Turn, what: str) -> str:
    """Return the sentence that the source does not state ``what``."""
    return say(turn.language, "answers.not_stated", what=what)


async def answer(turn: Turn, ask: Ask, program: Program) -> Reply:
    """Answer from the statements: benefit, numbers, contact."""
    language = turn.language
    found = look_up(program, ask)
    parts: list[Part] = []
    if (found.gap is not None or found.unlisted is not None or not found.statements) and ask.words:
        unanswered.note(turn, ask.words, "not_stated", program.id)
    if found.gap is not None:
        lead = not_stated(turn, found.gap.what.within(language))
        parts += [*nearby(turn, found.statements), Paragraph(text=program.summary.within(language))]
    elif found.unlisted is not None:
        lead = not_stated(turn, say(language, f"topic.{found.unlisted.value}"))
        parts += [*nearby(turn, found.statements), Paragraph(text=program.summary.within(language))]
    elif found.statements:
        lead = found.statements[0].text.within(language)
        more = "\n".join(statement.text.within(language) for statement in found.statements[1:])
        parts += [Paragraph(text=more)] if more else []
    else:
        asked = next((topic for name in ask.topics if (topic := topic_of(name))), None)
        key = f"topic.{asked.value}" if asked else f"topic.intent.{ask.intent.value}"
        lead = not_stated(turn, say(language, key))
        parts += [Paragraph(text=program.summary.within(language))]
    if program.stage in {"proposed", "mentioned"}:
        # That it does not exist yet is the truest answer to any question on it; what was asked for comes with it.
        lead = f"{program.standing.within(language)} {lead}"
    return sourced(turn, program, lead, parts, topic=ask.intent.value)


async def applying(turn: Turn, ask: Ask, program: Program) -> Reply:
    """Say how to apply, or that the source does not state it."""
    language = turn.language
    parts: list[Part] = []
    lead = program.apply.text.within(language)
    found = look_up(program, ask)
    if found.gap is not None and found.gap.topic is not Topic.METHOD:
        lead = not_stated(turn, found.gap.what.within(language))
        parts.append(Paragraph(text=program.apply.text.within(language)))
    if found.by_name:
        parts.append(Paragraph(text=found.statements[0].text.within(language)))
    if program.stage in {"proposed", "mentioned"}:
        lead = program.standing.within(language)
        parts = [Paragraph(text=program.apply.text.within(language))]
    elif (window := first_of(program, "application")) is not None:
        parts.append(Paragraph(text=sentence(window, turn.asked_for, language)))
    return sourced(turn, program, lead, parts, topic=Intent.APPLY.value)
