"""Can I take part: the verdict on the owner, with its reasons, what is still open, and one question."""

import re

from handlers import conditions, explanation, verdict_receipts
from handlers.fact_words import all_told, answers
from handlers.reply import MOST_CHOICES, Choice, Paragraph, Part, Reply
from handlers.sourced import next_steps, sourced
from handlers.turn import Turn
from handlers.window_words import first_of, sentence
from handlers.wording import say
from knowledge.ask import Ask
from knowledge.fact import Fact
from knowledge.intents import Intent
from knowledge.next_question import next_question
from knowledge.program import Program
from knowledge.standing import Intake, intake
from knowledge.stated import look_up
from knowledge.topic import Topic
from knowledge.verdict import Judgement, Verdict, judge
from knowledge.window import State, state
from knowledge.words import Language

UNKNOWN = "unknown"
"""What a button says for "I don't know" in the place of a value."""
_ASKS_FOR_CONDITIONS = re.compile(
    r"누가|누구|자격|대상|조건|요건|기준|필요|있어야|who|eligib|requirement|criteria|qualif|need"
)


async def answer(turn: Turn, ask: Ask, program: Program) -> Reply:
    """Give the verdict for ``program`` on what is known of the owner."""
    language = turn.language
    if program.stage in {"proposed", "mentioned"}:
        return _unreal(turn, ask, program)
    if not program.for_firms:
        return sourced(turn, program, program.who.text.within(language), topic=Intent.ELIGIBILITY.value)
    noted = _noted(turn, ask)
    judgement = judge(program, turn.profile, turn.day)
    over = intake(program, turn.asked_for) is Intake.CLOSED
    lead = lead_of(turn, ask, program, judgement)
    verdict = explanation.sentence(program, judgement, language, over=over)
    lines = [] if verdict == lead else [verdict]
    lines += explanation.told_lines(turn, program)
    lines += [explanation.line(found, language) for found in explanation.conditions(program, judgement)]
    lines += filter(None, [explanation.what_would_help(turn, program, judgement)])
    question = _next_fact(turn, program) if not over else None
    lines += filter(None, [explanation.unknown_to_owner(turn, judgement)] if question is None else [])
    parts: list[Part] = [Paragraph(text="\n".join(lines))] if lines else []
    window = first_of(program, "application")
    if window is not None and not over:
        parts.append(Paragraph(text=sentence(window, turn.asked_for, language)))
    if over and judgement.verdict is not Verdict.NO:
        coming = [statement for statement in program.statements if Topic.NEXT in statement.topics]
        parts += [Paragraph(text=statement.text.within(language)) for statement in coming[:1]]
    parts += _asked_besides(program, ask, judgement, lead, language)
    if judgement.stated:
        code = verdict_receipts.keep(turn, program, judgement)
        parts.append(Paragraph(text=say(language, "verdict_receipts.under", code=code)))
    choices: tuple[Choice, ...] = ()
    if question is not None:
        # Last: what is read last is what gets an answer.
        parts.append(Paragraph(text=question.question.within(language)))
        choices = buttons(turn, question, program)
    turn.remember(asked_fact=question.id if question else None)
    steps = next_steps(turn, program, but=("eligibility", "benefit") if question else ("eligibility",))
    if judgement.stated:
        steps = (*steps, conditions.button(program, language))
    if ask.words and not turn.knowledge.understanding.find_programs(ask.words):
        # It is taken for a question on what was talked about, but may have been meant for all.
        steps = (Choice(label=say(language, "own_verdicts.check_all"), command="/check"), *steps)
    reply = sourced(
        turn, program, lead, parts, topic=Intent.ELIGIBILITY.value, choices=(*choices, *steps)[:MOST_CHOICES]
    )
    return reply.model_copy(update={"lead": f"{noted}\n{reply.lead}"}) if noted else reply


def _noted(turn: Turn, ask: Ask) -> str | None:
    """Return that what was told is noted, where nothing was asked and the bot had not asked for it either."""
    answered = {
        choice.command.split()[1] for choice in turn.conversation.choices if choice.command.startswith("/fact ")
    }
    if turn.conversation.topic != Intent.ELIGIBILITY.value or turn.told.keys() & answered:
        return None
    if not turn.told or "?" in ask.words or turn.knowledge.understanding.sure_question(ask.words):
        return None
    facts = all_told(turn.knowledge.facts, turn.told, turn.language)
    return say(turn.language, "eligibility.noted", facts=facts)


def _asked_besides(
    program: Program, ask: Ask, judgement: Judgement, lead: str, language: Language
) -> tuple[Paragraph, ...]:
    """What who asked in words may have meant: the conditions as the source has them, and what one would get."""
    who = program.who.text.within(language)
    in_reach = judgement.verdict is not Verdict.NO
    said = [who] if ask.words and who != lead and (in_reach or _ASKS_FOR_CONDITIONS.search(ask.words.lower())) else []
    if not judgement.stated or (ask.words and in_reach):
        said += [statement.text.within(language) for statement in program.gives[:1]]
    return tuple(Paragraph(text=text) for text in said)


def lead_of(turn: Turn, ask: Ask, program: Program, judgement: Judgement) -> str:
    """Return the first sentence of the answer: the verdict, or what matters more: that it is over, or who it is for.

    Args:
        turn: the turn.
        ask: what was asked: "자격이 뭐예요?" asks for the conditions themselves.
        program: the program.
        judgement: the verdict on the owner.
    """
    language = turn.language
    over = intake(program, turn.asked_for) is Intake.CLOSED
    if over:
        window, event = first_of(program, "application"), first_of(program, "event")
        closed = event if window is None or state(window, turn.asked_for) is not State.CLOSED else window
        closed = closed or window
        if closed is not None:
            return sentence(closed, turn.asked_for, language)
    if judgement.stated and judgement.verdict is Verdict.UNKNOWN and _ASKS_FOR_CONDITIONS.search(ask.words.lower()):
        return program.who.text.within(language)
    return explanation.sentence(program, judgement, language, over=over)


def _unreal(turn: Turn, ask: Ask, program: Program) -> Reply:
    """Of what does not exist yet, that is the answer; what its source says of who it would be for comes with it."""
    language = turn.language
    who = program.who.text.within(language)
    found = [statement.text.within(language) for statement in look_up(program, ask).statements[:1]]
    lead, said = program.standing.within(language), [who, *found]
    if Topic.CONDITIONS.value in ask.topics or _ASKS_FOR_CONDITIONS.search(ask.words.lower()):
        lead, said = f"{lead} {who}", found
    return sourced(turn, program, lead, [Paragraph(text=text) for text in said], topic=Intent.ELIGIBILITY.value)


def _next_fact(turn: Turn, program: Program) -> Fact | None:
    """The fact to ask for; none while a form is open: it asks questions of its own."""
    if turn.conversation.form is not None:
        return None
    if turn.conversation.focus != (program.id,):
        # What could not be told was said of another program: here it may matter, and be known.
        turn.remember(declined=())
    facts = turn.knowledge.facts
    # What the owner only puts as a case is not asked for: the answer would take the place of what is stored.
    not_asked = (*turn.conversation.declined, *turn.left_open)
    asked = next_question([program], facts, turn.profile, not_asked, turn.day)
    return facts[asked] if asked else None


def buttons(turn: Turn, fact: Fact, program: Program) -> tuple[Choice, ...]:
    """Return the answers to the question for ``fact`` as buttons, of which the last says that it is not known."""
    offered = answers(
        fact, turn.profile.get(fact.id), turn.language, lambda written: f"/fact {fact.id} {written} {program.id}"
    )
    not_known = Choice(
        label=say(turn.language, "eligibility.unknown_button"), command=f"/fact {fact.id} {UNKNOWN} {program.id}"
    )
    return (*offered, not_known)
