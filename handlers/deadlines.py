"""Until when, from when, on which days: answers from a program's windows."""

import re

from handlers.reply import Paragraph, Part, Reply
from handlers.sourced import sourced
from handlers.statements import nearby, not_stated
from handlers.turn import Turn
from handlers.window_words import first_of, sentence, stated
from handlers.wording import say
from knowledge.program import Program
from knowledge.stated import look_up
from knowledge.topic import Topic
from knowledge.understanding import Ask
from knowledge.window import NoneStated, ToBeAnnounced

_ELSEWHERE = {
    Topic.CLOSING_HOUR.value,
    Topic.RESULTS_DAY.value,
    Topic.SINCE.value,
    Topic.NEXT.value,
    Topic.WEEKDAY.value,
}
_OF_APPLICATION = re.compile(r"신청|접수|모집|공모|넣|지원서|마감|등록|appl|deadline|submit|register|sign")
_GIVES_A_TIME = re.compile(r"\d+(?:월|일|년|주|개월)")
_OF_EVENT = re.compile(
    r"열|개최|판매|행사|운영|오픈|시작|진행|개장|기획전은|사업기간|출시|event|held|open|run|begin|start|launch"
)


async def answer(turn: Turn, ask: Ask, program: Program) -> Reply:
    """Say when ``program`` can be applied for, or takes place, as of the day that answers are for."""
    now, language = turn.asked_for, turn.language
    if program.stage in {"proposed", "mentioned"}:
        return sourced(
            turn,
            program,
            program.standing.within(language),
            nearby(turn, look_up(program, ask).statements),
            topic="deadline",
        )
    told = _told_elsewhere(turn, ask, program) or _told_by_name(turn, ask, program)
    application = [window for window in program.windows if window.of == "application"]
    events = [window for window in program.windows if window.of == "event"]
    event_first = not _OF_APPLICATION.search(ask.words.lower()) and (
        _OF_EVENT.search(ask.words.lower()) is not None or not stated(first_of(program, "application"))
    )
    ordered = [*events, *application] if event_first and events else [*application, *events]
    sentences = [sentence(window, now, language) for window in ordered]
    notes = [window.note.within(language) for window in ordered if window.note]
    if told is not None:
        lead, extra = told
        parts: list[Part] = [*extra, Paragraph(text="\n".join([*sentences, *notes]))]
        return sourced(turn, program, lead, parts, topic="deadline")
    first = ordered[0]
    if isinstance(first, NoneStated | ToBeAnnounced) and first.note is not None:
        # The note of a window that is not stated says so itself, and what the source gives instead.
        lead = first.note.within(language)
        rest = [*sentences[1:], *notes[1:]]
    else:
        lead = sentences[0]
        rest = [*notes[:1], *sentences[1:], *notes[1:]] if first.note else [*sentences[1:], *notes]
    if len(ordered) > 1 and stated(ordered[1]) and not stated(first):
        lead, rest = f"{lead} {sentences[1]}", [line for line in rest if line != sentences[1]]
    parts = [Paragraph(text="\n".join(dict.fromkeys(rest)))] if rest else []
    parts += [Paragraph(text=program.standing.within(language))]
    return sourced(turn, program, lead, parts, topic="deadline")


def _told_by_name(turn: Turn, ask: Ask, program: Program) -> tuple[str, tuple[Part, ...]] | None:
    """The lead where a statement that gives a date has the very words of the question ("eBay가 초대한 날")."""
    found = look_up(program, ask)
    best = found.statements[0] if found.statements and found.by_name else None
    if best is None or not _GIVES_A_TIME.search(best.text.ko):
        return None
    return best.text.within(turn.language), ()


def _told_elsewhere(turn: Turn, ask: Ask, program: Program) -> tuple[str, tuple[Part, ...]] | None:
    """The lead where the question is after a point of time that stands in a statement, or is not stated."""
    if not ask.topics or ask.topics[0] not in _ELSEWHERE:
        return None
    found = look_up(program, ask)
    topic = Topic(ask.topics[0])
    if found.gap is not None and found.gap.topic is topic:
        return not_stated(turn, found.gap.what.within(turn.language)), nearby(turn, found.statements)
    fitting = [statement for statement in found.statements if topic in statement.topics]
    if fitting:
        return fitting[0].text.within(turn.language), ()
    if topic in {Topic.CLOSING_HOUR, Topic.RESULTS_DAY}:
        return not_stated(turn, say(turn.language, f"topic.{topic.value}")), ()
    return None
