"""The conditions of a program, whole: the rule that the bot checks, read out, and where each part of it stands."""

from collections.abc import Sequence

from handlers import named_program
from handlers.reply import Choice, Paragraph, Part, Reply
from handlers.sourced import next_steps, sourced
from handlers.turn import Turn
from handlers.wording import say
from knowledge.intents import Intent
from knowledge.program import Program
from knowledge.rule import All, AnyOf, AtLeastN, Clause, Manual, Rule, clauses
from knowledge.sentence import sentence, thing
from knowledge.standing import Intake, intake
from knowledge.words import Language


async def show(turn: Turn, argument: str) -> Reply:
    """Read out the rule of a program, then every condition with its paragraph.

    What the source only suggests, and what the agency judges, stand apart: neither is stated as a condition.

    Args:
        turn: the turn.
        argument: the program, by its id or as owners call it; empty for the one that was talked about last.
    """
    found = named_program.meant(turn, argument)
    if not found or (len(found) > 1 and not argument):
        return named_program.not_there(turn, argument)
    program = found[0]
    language, rule = turn.language, program.who.rule
    topic = Intent.ELIGIBILITY.value
    if rule is None:
        lead = program.who.text.within(language)
        return sourced(turn, program, lead, topic=topic, choices=next_steps(turn, program, but=(topic,)))
    parts = rule.all if isinstance(rule, All) else (rule,)
    stated = [part for part in parts if "stated" in map(_standing, clauses(part))]
    judged = [part for part in parts if isinstance(part, Manual)]
    suggested = [part for part in parts if part not in stated and part not in judged]
    lead, ways = _stated(turn, stated)
    over = intake(program, turn.asked_for) is Intake.CLOSED
    said = [say(language, "own_verdicts.takes.closed")] if over else []
    said += [ways] if ways else []
    if suggested:
        lines = [f"· {thing(part, turn.knowledge.facts, language)}" for part in suggested]
        said.append("\n".join([say(language, "conditions.suggested"), *lines]))
    if judged:
        lines = [f"· {part.label.within(language)}" for part in judged]
        said.append("\n".join([say(language, "conditions.judged"), *lines]))
    said += [
        _sources(rule, language),
        say(language, f"conditions.{'all_stated' if program.who.complete else 'in_part'}"),
    ]
    texts: list[Part] = [Paragraph(text=text) for text in said]
    return sourced(turn, program, lead, texts, topic=topic, choices=next_steps(turn, program))


def _stated(turn: Turn, parts: Sequence[Rule]) -> tuple[str, str]:
    """What is stated: as a sentence where it is simple enough for one, else as a list with its heading before it."""
    language, facts = turn.language, turn.knowledge.facts
    if not parts:
        return say(language, "conditions.none_stated"), ""
    one_of = parts[0].any if len(parts) == 1 and isinstance(parts[0], AnyOf) else ()
    if not one_of and not any(isinstance(part, All | AnyOf | AtLeastN) for part in parts):
        read_out = sentence(All(all=tuple(parts)), facts, language)
        return say(language, "conditions.sentence", conditions=read_out), ""
    lines = "\n".join(f"· {thing(part, facts, language)}" for part in one_of or parts)
    return say(language, "conditions.one_of" if one_of else "conditions.all_of"), lines


def _sources(rule: Rule, language: Language) -> str:
    """Every condition with its paragraph, and how it stands there."""
    lines = [
        say(
            language,
            f"conditions.clause.{_standing(clause)}",
            clause=clause.label.within(language),
            paragraph=clause.paragraph,
        )
        for clause in clauses(rule)
    ]
    return "\n".join([say(language, "conditions.each"), *dict.fromkeys(lines)])


def _standing(clause: Clause) -> str:
    """How a condition stands in the source."""
    if isinstance(clause, Manual):
        return "manual"
    return "stated" if clause.spelled_out else "suggested"


def button(program: Program, language: Language) -> Choice:
    """Return what leads from a verdict to the conditions behind it."""
    return Choice(label=say(language, "conditions.show"), command=f"/conditions {program.id}")
