"""Picking, of all that a source states, what answers a question; or finding that it does not state it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from knowledge import hangul
from knowledge.intents import Intent, topic_of
from knowledge.program import Gap, Program, Statement
from knowledge.search import GRAM, key
from knowledge.topic import Topic
from knowledge.understanding import Ask

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


@cache
def _grams(text: str) -> frozenset[str]:
    letters = hangul.jamo(key(text))
    return frozenset(letters[start : start + GRAM] for start in range(max(1, len(letters) - GRAM + 1)))


def _topics(ask: Ask) -> list[Topic]:
    return [topic for name in ask.topics if (topic := topic_of(name)) is not None]


def _family(topic: Topic) -> frozenset[Topic]:
    return next((family for family in (_COUNTS, _MONEY, _COST) if topic in family), frozenset([topic]))


def _hits(statement: Statement, letters: str) -> int:
    return sum(len(key(word)) > 1 and key(word) in letters for word in statement.words)


def _score(program: Program, statement: Statement, ask: Ask, topics: Sequence[Topic], asked: frozenset[str]) -> float:
    score = 0.0
    for rank, topic in enumerate(topics):
        if topic in statement.topics:
            score = max(score, (1.0 if topic in _GENERAL else 2.0) - 0.3 * rank)
        elif _family(topic) & set(statement.topics):
            score = max(score, 0.7 - 0.2 * rank)
    score += min(1.8, 0.9 * _hits(statement, key(ask.words)))
    names = frozenset().union(*(_grams(name) for name in (program.name, *program.aliases)))
    telling = asked - names
    if telling:
        score += 1.6 * len(telling & _grams(statement.text.ko)) / len(telling)
    section = _SECTION.get(ask.intent)
    if section is not None and statement in getattr(program, section):
        score += 0.45 + (0.1 if statement == getattr(program, section)[0] else 0.0)
    return score


def look_up(program: Program, ask: Ask) -> Found:
    """Return what the source of ``program`` states on what ``ask`` asks for."""
    topics = _topics(ask)
    asked = _grams(ask.words) if ask.words else frozenset()
    scored = sorted(
        (
            (_score(program, statement, ask, topics, asked), -number, statement)
            for number, statement in enumerate(program.statements)
        ),
        key=lambda entry: entry[:2],
        reverse=True,
    )
    best = scored[0][0] if scored else 0.0
    statements = tuple(statement for score, _, statement in scored if score >= max(0.5, best * 0.6))[:3]
    gaps = {gap.topic: gap for gap in program.not_stated}
    answered = {topic for statement in program.statements for topic in statement.topics}
    for topic in topics:
        if topic in answered and topic not in gaps:
            break
        near = any(_family(topic) & set(statement.topics) for statement in statements[:1])
        if topic in gaps and (best < 2.0 or topic not in answered) and not (near and best >= 1.9):
            return Found(statements, gap=gaps[topic])
        if topic not in gaps and topic not in _GENERAL and best < ENOUGH:
            return Found(statements, unlisted=topic)
    return Found(
        statements if best >= 0.5 else (), by_name=bool(statements) and _hits(statements[0], key(ask.words)) > 0
    )
