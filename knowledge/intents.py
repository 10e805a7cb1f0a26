"""Intents and topics: what a message wants, told from the cues in intents.yaml."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, cached_property
from pathlib import Path

from knowledge import strict_yaml
from knowledge.cue import CueBook, Said, pattern, pieces
from knowledge.topic import Topic
from knowledge.words import Declared

_FILE = Path(__file__).parent / "intents.yaml"


class Intent(StrEnum):
    """What a message wants."""

    REGISTER = "register"
    MY = "my"
    EDIT = "edit"  # what was registered
    NEWS = "news"
    WITHDRAW = "withdraw"
    AS_OF = "as_of"
    FORGET = "forget"  # facts that were told
    REMINDERS = "reminders"
    PRIVACY = "privacy"
    LANGUAGE = "language"
    HELP = "help"
    GREETING = "greeting"
    THANKS = "thanks"
    LIST = "list"
    COMPARE = "compare"
    ELIGIBILITY = "eligibility"
    DEADLINE = "deadline"
    APPLY = "apply"
    CONTACT = "contact"
    NUMBERS = "numbers"
    BENEFIT = "benefit"
    ABOUT = "about"  # a bare name: tell what it is
    TELL = "tell"  # only facts were told
    NOT_THERE = "not_there"  # only where the firm is not was told
    UNKNOWN_PROGRAM = "unknown_program"  # a program, but none that we know
    OUT_OF_SCOPE = "out_of_scope"
    UNCLEAR = "unclear"


ABOUT_A_PROGRAM = frozenset(
    {
        Intent.REGISTER,
        Intent.COMPARE,
        Intent.ELIGIBILITY,
        Intent.DEADLINE,
        Intent.APPLY,
        Intent.CONTACT,
        Intent.NUMBERS,
        Intent.BENEFIT,
        Intent.ABOUT,
    }
)


class Cues(Declared):
    """intents.yaml."""

    intents: dict[str, tuple[str, ...]]
    topics: dict[str, dict[str, tuple[str, ...]]]
    out_of_scope: tuple[str, ...]
    pronouns: str
    ordinals: tuple[str, ...]
    both: str
    earlier_round: str
    instead_of: str
    not_meant: str
    condition_on_other: str
    own_right: str
    of_oneself: str
    trading: str
    field: str
    same_question: str
    ends_as_a_question: str
    programs_of_others: str
    like_a_program: str
    common_names: str
    run_there: str
    named_after_a_place: str


@cache
def cues() -> Cues:
    """Return all cues."""
    return strict_yaml.read(_FILE, Cues)


@cache
def fingerprint() -> str:
    """Return a short text that changes when cues do."""
    return hashlib.sha256(_FILE.read_bytes()).hexdigest()[:12]


_TOPIC_INTENTS = {
    "deadline": Intent.DEADLINE,
    "apply": Intent.APPLY,
    "contact": Intent.CONTACT,
    "numbers": Intent.NUMBERS,
    "benefit": Intent.BENEFIT,
}
OPEN_NOW = ("deadline",)
"""The topics of a list of what is open now."""
_LOOSE_TOPICS = frozenset({"about", "gives", "scale", "period", "start"})
"""Topics whose cues are so general that any other cue says more."""


@dataclass(frozen=True)
class Reading:
    """Which cues a text has.

    Args:
        text: its key.
        intents: intent to where its first cue begins.
        topics: group, topic and where its first cue begins, in the order of intents.yaml.
        other_subject: it has words of another subject altogether (weather, stocks, taxes, …).
    """

    text: str
    intents: Mapping[str, int]
    topics: tuple[tuple[str, str, int], ...]
    other_subject: bool = False

    @cached_property
    def specific(self) -> tuple[tuple[str, str, int], ...]:
        """The topics whose cues say more than that something is asked."""
        return tuple(topic for topic in self.topics if topic[1] not in _LOOSE_TOPICS)

    @cached_property
    def intent(self) -> tuple[Intent, tuple[str, ...]]:
        """The intent of the strongest cue, and the topics, most telling first."""
        return _intent_of(self)


@cache
def _book() -> CueBook[tuple[str, ...]]:
    declared = cues()
    labelled: dict[tuple[str, ...], Sequence[str]] = {
        ("intent", name): group for name, group in declared.intents.items()
    }
    for group, named in declared.topics.items():
        labelled |= {("topic", group, topic): patterns for topic, patterns in named.items()}
    return CueBook({**labelled, ("other",): declared.out_of_scope})


@cache
def _topic_order() -> Mapping[tuple[str, ...], int]:
    declared = cues().topics
    labels = [("topic", group, topic) for group, named in declared.items() for topic in named]
    return {label: number for number, label in enumerate(labels)}


def read(said: Said) -> Reading:
    """Return which cues a text has; it is a key (``knowledge.search.key``)."""
    found = _book().find(said)
    order = _topic_order()
    topics = sorted((label for label in found if label in order), key=order.__getitem__)
    return Reading(
        said.all,
        {label[1]: at for label, at in found.items() if label[0] == "intent"},
        tuple((group, topic, found["topic", group, topic]) for _, group, topic in topics),
        ("other",) in found,
    )


def intent_of(reading: Reading) -> tuple[Intent, tuple[str, ...]]:
    """Return the intent of the strongest cue, and the topics, most telling first."""
    return reading.intent


def _intent_of(reading: Reading) -> tuple[Intent, tuple[str, ...]]:
    ordered = sorted(reading.topics, key=lambda topic: (topic[1] in _LOOSE_TOPICS,))
    topics = tuple(topic for _, topic, _ in ordered)
    for name in ("withdraw", "edit", "my", "news", "register"):
        if name in reading.intents and not (name == "register" and _asked_beside(reading)):
            return Intent(name), topics
    if "open_now" in reading.intents:
        return Intent.LIST, OPEN_NOW
    specific = [group for group, topic, _ in ordered if topic not in _LOOSE_TOPICS]
    # Of a deadline one is reminded: that word does not make it a question for the day.
    if "reminders" in reading.intents and set(specific) <= {"deadline"}:
        return Intent.REMINDERS, topics
    for name in ("privacy", "language", "help"):
        if name in reading.intents and not specific:
            return Intent(name), topics
    if "compare" in reading.intents:
        return Intent.COMPARE, topics
    if "each" in reading.intents:
        verdicts = "eligibility" in reading.intents and not specific
        return (Intent.ELIGIBILITY if verdicts else Intent.COMPARE), topics
    if "when" in reading.intents or ("deadline" in specific and "apply" not in specific[:1]):
        return Intent.DEADLINE, topics
    if "list" in reading.intents and not specific:
        return Intent.LIST, topics
    strong = [group for group in specific if group in {"apply", "contact", "numbers", "benefit"}]
    if (
        strong[:1] == ["benefit"]
        and "eligibility" in reading.intents
        and not pattern(cues().own_right).search(reading.text)
    ):
        return Intent.BENEFIT, topics
    asks_how_much = any(topic == "scale" for _, topic, _ in ordered)
    if asks_how_much and not strong and not pattern(cues().own_right).search(reading.text):
        return Intent.NUMBERS, topics
    if "eligibility" in reading.intents and not ({"apply", "contact", "numbers"} & set(strong)):
        return Intent.ELIGIBILITY, topics
    if strong:
        return _TOPIC_INTENTS[strong[0]], topics
    if "eligibility" in reading.intents:
        return Intent.ELIGIBILITY, topics
    if "list" in reading.intents:
        return Intent.LIST, topics
    for name in ("help", "greeting", "thanks"):
        if name in reading.intents:
            return Intent(name), topics
    if ordered:
        group, topic, _ = ordered[0]
        return (Intent.ABOUT if topic == "about" else _TOPIC_INTENTS[group]), topics
    return Intent.UNCLEAR, ()


def _asked_beside(reading: Reading) -> bool:
    """Whether something is asked beside the wish to register ("신청하려고요. 자격 되죠?")."""
    return bool(reading.specific) or reading.intents.get("eligibility", -1) > reading.intents["register"]


@cache
def _excluding() -> frozenset[str]:
    """Pieces of text of which one stands in whatever says that something is not meant; "" where none can be told."""
    return pieces(cues().instead_of.lower()) or frozenset([""])


def without_excluded(text: str) -> str:
    """Return ``text`` without what it says is not meant ("쿠팡 말고 …"), if anything else is left."""
    lower = text.lower()
    if not any(piece in lower for piece in _excluding()):
        return text
    kept = re.sub(cues().instead_of, " ", text, flags=re.IGNORECASE)
    return kept if len(kept.strip()) > 3 else text


def topic_of(name: str) -> Topic | None:
    """Return the ``Topic`` of a cue's name, or None where the cue only groups others ("scale", "gives")."""
    try:
        return Topic(name)
    except ValueError:
        return None
