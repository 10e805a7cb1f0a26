"""Picking, of all that a source states, what answers a question; or finding that it does not state it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from knowledge import hangul
from knowledge.ask import Ask
from knowledge.intents import Intent, topic_of
from knowledge.program import Gap, Program, Statement
from knowledge.search import GRAM, key, known_key
from knowledge.topic import Topic

_COUNTS = frozenset({Topic.FIRMS, Topic.PLACES, Topic.PRODUCTS, Topic.TIMES, Topic.COUPONS, Topic.JOBS, Topic.VISITORS})
_MONEY = frozenset({Topic.AMOUNT, Topic.LIMIT, Topic.BUDGET, Topic.COSTS_COVERED, Topic.DISCOUNT, Topic.SALES})
_COST = frozenset({Topic.FEE, Topic.COMMISSION})
_GENERAL = frozenset({Topic.START, Topic.PERIOD, Topic.DEADLINE, Topic.METHOD, Topic.CONTACT})
_SECTION = {
    Intent.NUMBERS: "numbers",
    Intent.BENEFIT: "gives",
    Intent.CONTACT: "run_by",
    Intent.ABOUT: "gives",
}
ENOUGH = 1.0
"""From this score on a statement answers the question."""
NEARBY = 0.4
"""From this score on, by what it shares with the question alone, a statement is worth telling beside a gap."""


@dataclass(frozen=True)
class Found:
    """What the source has for a question.

    Args:
        statements: what it states, what answers best first.
        gap: what was asked for and is not stated; then the statements are only what it gives nearby.
        by_name: the best statement has words of the question that are its own.
        unlisted: a topic that was asked for, which neither a statement nor a gap of the program covers.
    """

    statements: tuple[Statement, ...]
    gap: Gap | None = None
    unlisted: Topic | None = None
    by_name: bool = False


def _grams(text_key: str) -> frozenset[str]:
    letters = hangul.jamo(text_key)
    return frozenset(letters[start : start + GRAM] for start in range(max(1, len(letters) - GRAM + 1)))


@cache
def _known_grams(text: str) -> frozenset[str]:
    """The n-grams of a text of a program file; kept, since it is compared again and again."""
    return _grams(known_key(text))


def _topics(ask: Ask) -> list[Topic]:
    return [topic for name in ask.topics if (topic := topic_of(name)) is not None]


def _family(topic: Topic) -> frozenset[Topic]:
    return next((family for family in (_COUNTS, _MONEY, _COST) if topic in family), frozenset([topic]))


def _hits(statement: Statement, letters: str) -> int:
    return sum(len(known_key(word)) > 1 and known_key(word) in letters for word in statement.words)


@dataclass(frozen=True)
class _Question:
    """What of a question counts against a program's statements.

    Args:
        topics: what just is asked for, most telling first.
        letters: its key.
        telling: its n-grams that are not part of the program's names.
        section: the statements that this kind of question is mostly after.
        pull: how much a statement gains by standing there; whoever asks how many wants a number.
    """

    topics: Sequence[Topic]
    letters: str
    telling: frozenset[str]
    section: Sequence[Statement]
    pull: float


def _question(program: Program, ask: Ask) -> _Question:
    letters = key(ask.words)
    names = frozenset[str]().union(*(_known_grams(name) for name in (program.name, *program.aliases)))
    section = getattr(program, _SECTION[ask.intent]) if ask.intent in _SECTION else ()
    telling = (_grams(letters) if letters else frozenset[str]()) - names
    return _Question(_topics(ask), letters, telling, section, 0.9 if ask.intent is Intent.NUMBERS else 0.45)


def _score(statement: Statement, question: _Question) -> float:
    """How well a statement answers a question: what both share, and the pull of the section that it stands in."""
    shared = _shared(statement, question)
    if statement in question.section:
        shared += question.pull + (0.1 if statement is question.section[0] else 0.0)
    return shared


def _shared(statement: Statement, question: _Question) -> float:
    score = 0.0
    for rank, topic in enumerate(question.topics):
        if topic in statement.topics:
            score = max(score, (1.0 if topic in _GENERAL else 2.0) - 0.3 * rank)
        elif _family(topic) & set(statement.topics):
            score = max(score, 0.7 - 0.2 * rank)
    score += min(1.8, 0.9 * _hits(statement, question.letters))
    if question.telling:
        score += 1.6 * len(question.telling & _known_grams(statement.text.ko)) / len(question.telling)
    return score


def look_up(program: Program, ask: Ask) -> Found:
    """Return what the source of ``program`` states on what ``ask`` asks for."""
    question = _question(program, ask)
    topics = question.topics
    scored = sorted(
        ((_score(statement, question), -number, statement) for number, statement in enumerate(program.statements)),
        key=lambda entry: entry[:2],
        reverse=True,
    )
    best = scored[0][0] if scored else 0.0
    statements = tuple(statement for score, _, statement in scored if score >= max(0.5, best * 0.6))[:3]
    by_name = bool(statements) and _hits(statements[0], question.letters) > 0
    nearby = tuple(statement for statement in statements if _shared(statement, question) >= NEARBY)
    gaps = {gap.topic: gap for gap in program.not_stated}
    answered = {topic for statement in program.statements for topic in statement.topics}
    for topic in topics:
        if topic in answered and topic not in gaps:
            break
        if topic not in gaps and topic in _MONEY | _COST:
            # Whoever asks for money is not helped by another number.
            return Found(nearby, unlisted=topic)
        near = any(_family(topic) & set(statement.topics) for statement in statements[:1])
        if topic in gaps and (best < 2.0 or topic not in answered) and not (near and best >= 1.9):
            return Found(nearby, gap=gaps[topic], by_name=by_name and bool(nearby))
        if topic not in gaps and topic not in _GENERAL and best < ENOUGH:
            return Found(nearby, unlisted=topic)
    return Found(statements if best >= 0.5 else (), by_name=by_name)
