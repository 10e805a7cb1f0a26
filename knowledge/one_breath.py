"""What a message names in one breath is meant alike: "서울 소상공인 업력 2년", "부산이고 대기업이면 되나요?"."""

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from knowledge import hangul
from knowledge.stance import Sentences, Stance


class Named(NamedTuple):
    """Words that name something.

    Args:
        start: where they begin in the message without spaces.
        end: where they end.
        stance: how they are meant, looked at by themselves.
    """

    start: int
    end: int
    stance: Stance


_SIDE_BY_SIDE = re.compile(
    hangul.folded(r"(?:시|도|군|구)?(?:의|에서|에있는|에|쪽|이자|겸)?(?:\d{1,2}년(?:차|째)(?:인|된)?)?")
)
_AND = re.compile(hangul.folded(r"(?:시|도|군|구)?(?:이|에|에서|도|을|를|하)*(?:있|하고있)?(?:고요?|구요?|며|면서)"))
_ATTRIBUTE = re.compile(hangul.folded(r"(?:시|도|군|구)?(?:의|에서|에|쪽|인|이자|겸)?(?:있는|하는|사는)?"))
_ENDS_IN_AND = ("고", "며")
_PASSED_ON = frozenset({Stance.TOLD, Stance.SUPPOSED})
_A_CASE = frozenset({Stance.SUPPOSED, Stance.NOT_SUPPOSED})
_FARTHEST = 12
"""Letters between two names of one breath, at most."""
_OPEN_TO_A_CASE = frozenset({Stance.TOLD, Stance.NAMED})


def in_one_breath(text: str, named: Iterable[Named], sentences: Sentences) -> dict[Named, Stance]:
    """Return how words are meant that only get their meaning from what is named right after them.

    A noun that stands before another is meant as that one is. What "and" joins with a case is a part of it, but not
    what the owner tells as a topic: "저희는 소상공인이고 부산이면 되나요?".

    Args:
        text: the message, without spaces and folded.
        named: all that it names.
        sentences: of the message.
    """
    each = sorted(set(named), key=lambda one: (one.start, one.end), reverse=True)
    meant: dict[Named, Stance] = {}
    for number, one in enumerate(each):
        for next_one in reversed(each[:number]):
            if next_one.start - one.end > _FARTHEST:
                break
            if next_one.start >= one.end and (along := _along(text, one, next_one, meant, sentences)):
                meant[one] = along
                break
    return meant


def _along(
    text: str, one: Named, next_one: Named, meant: Mapping[Named, Stance], sentences: Sentences
) -> Stance | None:
    """How the first of two is meant, where it gets its meaning from the second."""
    if sentences.around(one.end) != sentences.around(next_one.end):
        return None
    after = meant.get(next_one, next_one.stance)
    between = text[one.end : next_one.start]
    if one.stance is Stance.NAMED and after in _PASSED_ON and _SIDE_BY_SIDE.fullmatch(between):
        return after
    if one.stance not in _OPEN_TO_A_CASE or after not in _A_CASE or _is_topic(text, one, sentences):
        return None
    ends = not between and text[one.start : one.end].endswith(_ENDS_IN_AND)
    return Stance.SUPPOSED if ends or _AND.fullmatch(between) or _ATTRIBUTE.fullmatch(between) else None


def _is_topic(text: str, one: Named, sentences: Sentences) -> bool:
    """Whether it is said of "저희는", and not of "저희가", which may stand in a case."""
    return sentences.of_the_owner(one.start) and text[one.start - 1 : one.start] != "가"
