"""What a message wants: the cues and the likeness to known sentences, weighed against each other."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from knowledge.intents import OPEN_NOW, Intent, Reading, intent_of
from knowledge.recognition import Guess

BY_LIKENESS = 0.4
"""From this probability on, likeness decides where no cue does."""
OVER_LOOSE_CUES = 0.75
"""From this probability on, likeness decides against cues that only say that something is asked."""
OVER_CUES = 0.99
"""From this probability on, it decides against any cue but those that name their intent outright."""
ANOTHER_SUBJECT = 0.6
"""From this probability on, a message without any word of the field is on another subject."""
TO_ACT = 0.9
"""From this probability on, it decides that something is to be done that no question asks: a registration, thanks, …"""
_Why: TypeAlias = Literal["one cue", "cues", "cues and likeness", "likeness"]
_AT_LEAST: Mapping[_Why, float] = {"one cue": 0.85, "cues": 0.6, "cues and likeness": 0.8, "likeness": 0.0}
"""How often what was decided is right where nothing is like it, as measured on the questions in tests/end_to_end."""
_OUTRIGHT = frozenset({"when", "compare", "each", "open_now", "withdraw", "edit", "my", "news"})
_BESIDE = frozenset({Intent.TELL, Intent.GREETING, Intent.THANKS})
_NEGLIGIBLE = 0.02
_NEVER = math.inf
_ACTS = frozenset(
    {
        Intent.REGISTER, Intent.WITHDRAW, Intent.EDIT, Intent.NEWS, Intent.REMINDERS, Intent.PRIVACY, Intent.MY,
        Intent.LANGUAGE, Intent.GREETING, Intent.THANKS, Intent.HELP,
    }
)  # fmt: skip
_LOOSE = frozenset({Intent.ABOUT, Intent.LIST, Intent.HELP, Intent.GREETING, Intent.THANKS})


@dataclass(frozen=True)
class Wanted:
    """What a message wants.

    Args:
        intent: the intent.
        topics: what just is asked for, most telling first.
        confidence: how probable it is that the intent is right, 0 to 1.
        likeness: how probable the sentences that it is like make the intent, 0 to 1.
        why: what decided.
        other_subject: how probable it is, of a message without any word of the field, that it is on another subject.
    """

    intent: Intent
    topics: tuple[str, ...]
    confidence: float
    likeness: float
    why: str
    other_subject: float = 0.0


def leaves_open(reading: Reading) -> bool:
    """Return whether more than one cue, or none that says what is asked, leaves open what a message wants."""
    intent, _ = intent_of(reading)
    named = {topic for _, topic, _ in reading.specific} | reading.intents.keys()
    return intent is Intent.UNCLEAR or intent in _LOOSE or len(named) != 1


def wanted(reading: Reading, guesses: Sequence[Guess], *, of_the_field: bool) -> Wanted:
    """Weigh the cues of a message against its likeness to known sentences.

    Args:
        reading: the cues.
        guesses: what it is like, most probable first; none where the cues leave nothing open.
        of_the_field: whether it has a program's name or a word of the field, so that likeness alone does not make
            it one on another subject.
    """
    intent, topics = intent_of(reading)
    elsewhere = 0.0 if of_the_field else _likeness(Intent.OUT_OF_SCOPE, guesses)
    if of_the_field:
        guesses = [guess for guess in guesses if guess.meaning.intent is not Intent.OUT_OF_SCOPE]
    if intent is not Intent.UNCLEAR and intent not in _BESIDE:
        guesses = _without_what_stands_beside(guesses)
    likely = guesses[0] if guesses else None
    why: _Why = "cues" if leaves_open(reading) else "one cue"
    if likely is not None and likely.meaning.intent is intent:
        topic = likely.meaning.topic
        if topic and topic not in topics and likely.probability >= BY_LIKENESS and not reading.specific:
            topics = OPEN_NOW if topic == "open_now" else (topic, *topics)
        why = "cues and likeness"
    elif (
        likely is not None
        and likely.meaning.intent is not Intent.TELL
        and likely.probability >= _needed(reading, intent, likely.meaning.intent)
    ):
        intent, topic, why = likely.meaning.intent, likely.meaning.topic, "likeness"
        topics = OPEN_NOW if topic == "open_now" else tuple(dict.fromkeys([*([topic] if topic else []), *topics]))
    likeness = _likeness(intent, guesses)
    return Wanted(intent, topics, max(likeness, _AT_LEAST[why]), likeness, why, elsewhere)


def _without_what_stands_beside(guesses: Sequence[Guess]) -> list[Guess]:
    """The guesses without what is said on the way to a question: whether there is one, the cues tell."""
    others = [guess for guess in guesses if guess.meaning.intent not in _BESIDE]
    rest = 1.0 - sum(guess.probability for guess in guesses if guess.meaning.intent in _BESIDE)
    # Of what is left, nothing may be probable enough to mean anything.
    return [Guess(guess.meaning, guess.probability / rest) for guess in others] if rest > _NEGLIGIBLE else others


def _needed(reading: Reading, intent: Intent, other: Intent) -> float:
    """How probable another intent has to be to be taken for the one that the cues say."""
    # What a course or a mall is named for stands in a question for its day or on one's right to it as well.
    only_named = other is Intent.BENEFIT and intent in {Intent.DEADLINE, Intent.ELIGIBILITY}
    if only_named or reading.intents.keys() & _OUTRIGHT:
        return _NEVER
    least = TO_ACT if other in _ACTS else ANOTHER_SUBJECT if other is Intent.OUT_OF_SCOPE else 0.0
    if intent is Intent.UNCLEAR:
        return max(least, BY_LIKENESS)
    loose = intent in _LOOSE or not (reading.specific or reading.intents)
    return max(least, OVER_LOOSE_CUES if loose else OVER_CUES)


def _likeness(intent: Intent, guesses: Sequence[Guess]) -> float:
    return sum(guess.probability for guess in guesses if guess.meaning.intent is intent)
