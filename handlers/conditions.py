"""The conditions of a program, whole: the rule that the bot checks, read out, and where each part of it stands."""

from handlers.reply import Choice, Paragraph, Part, Reply
from handlers.sourced import next_steps, sourced
from handlers.turn import Turn
from handlers.wording import say
from knowledge.intents import Intent
from knowledge.program import Program
from knowledge.rule import Clause, Manual, clauses
from knowledge.sentence import sentence
from knowledge.words import Language


async def show(turn: Turn, argument: str) -> Reply:
    """Read out the rule of a program, then every condition with its paragraph.

    Args:
        turn: the turn.
        argument: the program, by its id or as owners call it; empty for the one that was talked about last.
    """
    program = _meant(turn, argument)
    if program is None:
        return Reply(
            lead=say(turn.language, "programs.which_none"),
            choices=(
                Choice(label=say(turn.language, "smalltalk.start.open"), command="/open"),
                Choice(label=say(turn.language, "smalltalk.start.all"), command="/programs"),
            ),
        )
    language, rule = turn.language, program.who.rule
    topic = Intent.ELIGIBILITY.value
    if rule is None:
        lead = program.who.text.within(language)
        return sourced(turn, program, lead, topic=topic, choices=next_steps(turn, program, but=(topic,)))
    lines = [
        say(
            language,
            f"conditions.clause.{_standing(clause)}",
            clause=clause.label.within(language),
            paragraph=clause.paragraph,
        )
        for clause in clauses(rule)
    ]
    parts: list[Part] = [
        Paragraph(text="\n".join([say(language, "conditions.each"), *dict.fromkeys(lines)])),
        Paragraph(text=say(language, f"conditions.{'all_stated' if program.who.complete else 'in_part'}")),
    ]
    lead = say(language, "conditions.sentence", conditions=sentence(rule, turn.knowledge.facts, language))
    return sourced(turn, program, lead, parts, topic=topic, choices=next_steps(turn, program))


def _meant(turn: Turn, argument: str) -> Program | None:
    known = turn.knowledge.programs
    if argument in known:
        return known[argument]
    found = turn.knowledge.understanding.find_programs(argument) if argument else turn.conversation.focus
    return known.get(found[0]) if len(found) == 1 else None


def _standing(clause: Clause) -> str:
    """How a condition stands in the source."""
    if isinstance(clause, Manual):
        return "manual"
    return "stated" if clause.spelled_out else "suggested"


def button(program: Program, language: Language) -> Choice:
    """Return what leads from a verdict to the conditions behind it."""
    return Choice(label=say(language, "conditions.show"), command=f"/conditions {program.id}")
