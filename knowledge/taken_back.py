"""What an owner takes back that was told before: "아까 서울이라고 한 거 틀렸어요", "수출한다고 한 건 취소할게요"."""

import re

from knowledge import hangul

_SAID = (
    r"(?:이?라고|다고)(?:내가|제가)?(?:말|말씀|얘기|이야기|답|답변|대답|적|입력|써)?(?:한|했던|했는데|하였던|드린|드렸던|은|었던|놓은|둔)"
    r"(?:거|것|건|게|걸|말|부분|답|내용)?(?:은|는|이|을|를|도)?(?:다|좀|그냥|사실|실은)?"
)
_BACK = (
    r"(?:틀렸|틀린|틀려|잘못|취소|아니(?!면|고|라)|아닙니다|아닌(?:데요|거)|잊어|잊으|무시|빼|지워|없던|철회|정정|실수"
    r"|번복|착각|오타)"
)
# What follows tells something of its own: "취소하고 부산이에요".
_END = r"(?:(?!하고(?!싶)|는데[가-힣]{2}|지만)[가-힣]){0,8}$"
_BEFORE = r"^(?:아까|방금|전에|앞에서?|처음에|저기|죄송한데|죄송해요|미안해요|잠깐만요|제가|아|참|음|어)*"
_TOLD = r"(?:말한|말했던|말씀드린|알려준|알려드린|얘기한|이야기한|적은|적었던)"
_TAKEN_BACK = tuple(
    re.compile(hangul.folded(_BEFORE + pattern + _END))
    for pattern in (
        rf"(?P<words>.+?){_SAID}{_BACK}",
        rf"{_TOLD}(?P<words>.+?)(?:은|는|이|가|을|를)?(?:틀렸|틀린|취소|지워|잊어)",
        rf"{_TOLD}?(?P<words>.+?)(?:다는|라는|은|는|이|가|을|를|건|거|것|게)*잘못(?:말|알려(?!줬|주)|적|썼|입력|얘기|이야기|답)",
    )
)
_TAKEN_BACK_IN_ENGLISH = re.compile(
    r"(?:i|we)(?:said|toldyou|mentioned|wrote)(?:that)?(?P<words>.+?)"
    r"(?:but)?(?:(?:that|which|it)(?:was|is|s)|was|is)(?:not(?:right|true|correct)|wrong|incorrect|a?mistake|amistake)$"
)
_NOT_OF_THE_FIRM = re.compile(
    hangul.folded("신청|등록|접수|참여|참가|예약|알림|마감|사업(?!자|장)|기획전|메일|전화|연락처|번호|상호|담당자|이름")
)
# "금천구가 아니라 구로구예요, 잘못 썼어요" says what is right.
_SET_RIGHT = re.compile(hangul.folded("아니라|아니고|말고"))
_MARKS = re.compile(r"[\s.,!?~…'\"‘’“”]+")


def taken_back(plain: str) -> str | None:
    """Return the words of what a message takes back, without spaces and folded; None where it does nothing else.

    Args:
        plain: the message (``hangul.plain``).
    """
    if "?" in plain:
        return None
    letters = _MARKS.sub("", hangul.spaceless(plain))
    folded = hangul.folded(letters)
    korean = next((found for pattern in _TAKEN_BACK if (found := pattern.match(folded))), None)
    found = korean or _TAKEN_BACK_IN_ENGLISH.search(letters)
    if found is None or _NOT_OF_THE_FIRM.search(found["words"]) or _SET_RIGHT.search(found["words"]):
        return None
    return found["words"]
