"""What people say instead of an answer: that they have none, what it is, or what of a program that was listed."""

import re
from collections.abc import Iterable

from handlers.forms.control_word import spaceless

_LONGEST = 40
_BEFORE = r"(?:아직|지금은|지금|저는|전|근데|그런데|아|음)*"
_LACKING = (
    r"(?:아직)?(?:없(?:어|어요|습니다|는데|는데요|음|네요)|몰라요?|모르(?:겠어요?|겠습니다|겠는데요?|는데요?)"
    r"|(?:안나왔|못받았)(?:어요|습니다|는데요))"
    r"(?:(?:나중에|이따가?|추후에?|다음에)(?:알려|적어|말씀|드리|드릴|보내|입력|쓸|할|내).{0,15})?"
)
_LACKING_EN = r"i(?:don['’]?t|donot)(?:have|know)(?:it|one|that|mine)?(?:yet)?|nothing(?:yet)?"
_THIS = r"이게|그게|이건|그건|이거|그거|이것|그것|this|that|it"
_ASKING = r"(?:이|가|은|는|란|이란)?(?:대체|도대체)?(?:뭐|뭔|무엇|무슨|왜).{0,12}"
_NEEDED = (
    r"(?:꼭|반드시|무조건)?(?:있어야|필요|적어야|써야|알려야|내야|넣어야|동의해야|해야).{0,8}"
    r"|(?:꼭|반드시)?(?:없|안(?:적|쓰|써|내|알려|하|해|넣)|(?:적|쓰|내|하|동의하)지않).{0,3}(?:도|면|으면|아도|어도).{0,14}"
)
_ASKING_EN = r"what(?:is|['’]?s|are)(?:a|an|the|my)?|why(?:doyouneed|doyouask(?:for)?|is)(?:a|an|the|my)?"
_LISTED = re.compile(r"(?:첫|두|세|네|다섯|[1-9])번째(?:거|것|꺼|건|사업|프로그램)(?:의|은|는)?.+")

_POLITE = re.compile(
    r"(?:안녕(?:하세요|하십니까|하셔요)?|안뇽|하이|반갑습니다|반가워요|감사(?:합니다|해요|드려요)?|고맙습니다|고마워요|수고(?:하세요|하십니다|많으십니다)"
    r"|hello|hi|hey|thanks|thankyou)+"
)


_FOR_ANOTHER = re.compile(
    r".+(?:등록|신청|접수)(?:할게요|할래요|하고싶어요|하고싶습니다|하겠습니다|해주세요|해줘요?|하려고요?|하려구요?|부탁드려요|부탁드립니다)"
)


def wants_to_register(text: str) -> bool:
    """Return whether ``text`` asks to register, beginning with for what ("쏠쏠마켓 등록할게요")."""
    return len(text) <= _LONGEST and _FOR_ANOTHER.fullmatch(spaceless(text)) is not None


def only_polite(text: str) -> bool:
    """Return whether ``text`` is nothing but a greeting or thanks."""
    return len(text) <= _LONGEST and _POLITE.fullmatch(spaceless(text)) is not None


def lacks(text: str, names: Iterable[str]) -> bool:
    """Return whether ``text`` as a whole says that one has no answer.

    Args:
        text: what was typed.
        names: what that is called which was asked for ("사업자등록번호").
    """
    if len(text) > _LONGEST:
        return False
    patterns = (rf"{_BEFORE}(?:(?:{_either(names)})(?:이|가|은|는|을|를|도)?)?{_LACKING}", _LACKING_EN)
    return any(re.fullmatch(pattern, spaceless(text)) for pattern in patterns)


def asks_about(text: str, names: Iterable[str], *, asked_for: bool) -> bool:
    """Return whether ``text`` as a whole asks what something is, what it is for, or whether it has to be told.

    Args:
        text: what was typed.
        names: what it is called ("사업자등록번호").
        asked_for: it is what was asked for: then "그게 뭐예요?" means it, too.
    """
    if len(text) > _LONGEST:
        return False
    said = spaceless(text).rstrip("?？")
    meant = _either(names) + (f"|{_THIS}" if asked_for else "")
    patterns = [
        rf"(?:{meant}){_ASKING}",
        rf"(?:{meant})(?:이|가|은|는|을|를|도)?(?:{_NEEDED})",
        rf"(?:{_ASKING_EN})(?:{meant})(?:for)?",
    ]
    if asked_for:
        patterns.append(r"왜(?:필요|물어|묻|여쭤).{0,12}|(?:뭐|뭔)(?:예요|에요|죠|지요|가요)")
    return any(re.fullmatch(pattern, said) for pattern in patterns)


def _either(names: Iterable[str]) -> str:
    return "|".join(re.escape(spaceless(one)) for one in sorted(names, key=len, reverse=True))


def of_a_listed_one(text: str) -> bool:
    """Return whether ``text`` speaks of a program by its place in a list ("두번째거 마감은"): no name says that."""
    return len(text) <= _LONGEST and _LISTED.fullmatch(spaceless(text)) is not None
