"""Until when, from when, on which days: answers from a program's windows."""

import re

from handlers.reply import Paragraph, Part, Reply
from handlers.sourced import sourced
from handlers.statements import nearby, not_stated
from handlers.turn import Turn
from handlers.window_words import first_of, note, sentence, stated
from handlers.wording import say
from knowledge.program import Program
from knowledge.stated import look_up
from knowledge.topic import Topic
from knowledge.understanding import Ask

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
    lines = [
        line for window in ordered for line in (sentence(window, now, language), note(window, now, language)) if line
    ]
    if told is not None:
        lead, extra = told
        return sourced(turn, program, lead, [*extra, Paragraph(text="\n".join(lines))], topic="deadline")
    lead = lines.pop(0)
    if len(ordered) > 1 and stated(ordered[1]) and not stated(ordered[0]):
        other = sentence(ordered[1], now, language)
        lines.remove(other)
        lead = f"{lead} {other}"
    parts = [Paragraph(text="\n".join(dict.fromkeys(lines)))] if lines else []
    return sourced(turn, program, lead, [*parts, Paragraph(text=program.standing.within(language))], topic="deadline")


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
