"""One question, as it was understood: what understanding hands to the handlers."""

from dataclasses import dataclass

from knowledge.day_asked import DayAsked
from knowledge.intents import Intent


@dataclass(frozen=True)
class Ask:
    """One question.

    Args:
        intent: what is wanted.
        topics: what just is asked for, most telling first: names of ``Topic`` or of a cue group ("scale", "gives").
        programs: ids of the programs it is about, in the order in which they were named.
        unsure: True where the programs are only likely ones, of which the person has to choose.
        words: what was said, for picking the statement that answers it.
        day: the day that just this question is about ("9월 30일에도 신청할 수 있나요?") or has confirmed, or None.
        confidence: how probable it is that the intent is right, 0 to 1.
    """

    intent: Intent
    topics: tuple[str, ...] = ()
    programs: tuple[str, ...] = ()
    unsure: bool = False
    words: str = ""
    day: DayAsked | None = None
    confidence: float = 1.0
