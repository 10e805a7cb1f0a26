"""The parts of a message: an owner asks two things in one breath ("마감이랑 수수료 알려줘", "되나요? 언제까지예요?").

A message is cut wherever a sentence or a phrase may end, which is often too often. Whoever reads the parts has to put
those together again that ask nothing on their own.
"""

import re
from functools import cache
from pathlib import Path

from knowledge import strict_yaml
from knowledge.words import Declared


class _Joints(Declared):
    """parts.yaml."""

    ends: tuple[str, ...]
    joins: tuple[str, ...]
    contexts: tuple[str, ...]
    interrogatives: str
    asks: tuple[str, ...]


@cache
def _joints() -> _Joints:
    return strict_yaml.read(Path(__file__).parent / "parts.yaml", _Joints)


@cache
def _pattern(name: str) -> re.Pattern[str]:
    joints = _joints()
    written = {
        "cut": "|".join((*joints.ends, *joints.joins)),
        "context": f"(?:{'|'.join(joints.contexts)}){_TRAILING}$",
        "interrogative": joints.interrogatives,
        "asks": f"(?:{'|'.join(joints.asks)}){_TRAILING}$",
    }
    return re.compile(written[name], re.IGNORECASE)


_TRAILING = r"[\s.,!~ㅠㅜㅎㅋ^;]*"


def parts(text: str) -> tuple[slice, ...]:
    """Return where the parts of ``text`` stand: it is cut where a sentence or a phrase may end."""
    cut: list[slice] = []
    start = 0
    for joint in _pattern("cut").finditer(text):
        # A pattern keeps in its group what belongs to the part before the cut.
        end = joint.end(joint.lastindex) if joint.lastindex else joint.start()
        if text[start:end].strip():
            cut.append(slice(start, end))
            start = joint.end()
    if text[start:].strip():
        cut.append(slice(start, len(text)))
    return tuple(cut)


def only_tells(part: str) -> bool:
    """Return whether a part only tells something ("장사 안돼 죽겠는데"), whatever words it has."""
    return _pattern("context").search(part) is not None and not interrogative(part) and not asks(part)


def interrogative(part: str) -> bool:
    """Return whether a part has a word that asks: when, where, how much."""
    return _pattern("interrogative").search(part) is not None


def interrogatives(text: str) -> int:
    """Return how many words that ask stand in ``text``."""
    return len(_pattern("interrogative").findall(text))


def asks(part: str) -> bool:
    """Return whether a part ends as a question or a wish does."""
    return _pattern("asks").search(part) is not None
