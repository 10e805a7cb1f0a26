"""What people say instead of an answer: that they have none, what it is, or what of a program that was listed."""

import re
from collections.abc import Iterable

from handlers.forms.control_word import spaceless

_LONGEST = 40
_BEFORE = r"(?:아직|지금은|지금|저는|전|근데|그런데|아|음)*"
_LACKING = (
    r"(?:아직)?(?:없(?:어|어요|습니다|는데|는데요|음|네요)|몰라요?|모르(?:겠어요?|겠습니다|겠는데요?|는데요?)"
    r"|(?:안나왔|못받았)(?:어요|습니다|는데요))"
)
_LACKING_EN = r"i(?:don['’]?t|donot)(?:have|know)(?:it|one|that|mine)?(?:yet)?|nothing(?:yet)?"
_THIS = r"이게|그게|이건|그건|이거|그거|이것|그것|this|that|it"
_ASKING = r"(?:이|가|은|는|란|이란)?(?:대체|도대체)?(?:뭐|뭔|무엇|무슨|왜).{0,12}"
_ASKING_EN = r"what(?:is|['’]?s|are)(?:a|an|the|my)?|why(?:doyouneed|doyouask(?:for)?|is)(?:a|an|the|my)?"
_LISTED = re.compile(r"(?:첫|두|세|네|다섯|[1-9])번째(?:거|것|꺼|건|사업|프로그램)(?:의|은|는)?.+")


def unanswered(text: str, names: Iterable[str]) -> bool:
    """Return whether ``text`` as a whole says that one has no answer, or asks what or why that is which was asked for.

    Args:
        text: what was typed.
        names: what that is called which was asked for ("사업자등록번호").
    """
    if len(text) > _LONGEST:
        return False
    said = spaceless(text).rstrip("?？")
    name = "|".join(re.escape(spaceless(one)) for one in sorted(names, key=len, reverse=True))
    patterns = (
        rf"{_BEFORE}(?:(?:{name})(?:이|가|은|는|을|를|도)?)?{_LACKING}",
        rf"(?:{name}|{_THIS}){_ASKING}",
        r"왜(?:필요|물어|묻|여쭤).{0,12}|(?:뭐|뭔)(?:예요|에요|죠|지요|가요)",
        _LACKING_EN,
        rf"(?:{_ASKING_EN})(?:{name}|{_THIS})(?:for)?",
    )
    return any(re.fullmatch(pattern, said) for pattern in patterns)


def of_a_listed_one(text: str) -> bool:
    """Return whether ``text`` speaks of a program by its place in a list ("두번째거 마감은"): no name says that."""
    return len(text) <= _LONGEST and _LISTED.fullmatch(spaceless(text)) is not None
