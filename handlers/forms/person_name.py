"""Korean names of people within a text that holds more: "대표 김철수", "김철수 사장님", "행복상사 김철수"."""

import re

from knowledge import region

# The family names that most Koreans have, and those of two syllables.
_FAMILY = (
    "김이박최정강조윤장임한오서신권황안송류유전홍고문양손배백허남심노하곽성차주우구민진지엄채원천방공현함"
    "변염여추도소석선설마길연위표명기반왕금옥육인맹제모탁국어은편용"
)
_LONG_FAMILY = "남궁|황보|제갈|선우|독고|사공|서문|동방|어금"
_NAME = rf"(?:(?:{_LONG_FAMILY})[가-힣]{{1,2}}|[{_FAMILY}]\s?[가-힣]{{2}}|[{_FAMILY}][가-힣])"
_TITLE = (
    r"(?:대표이사|대표자|대표|담당자|담당|사장|회장|전무|상무|이사"
    r"|과장|부장|차장|팀장|실장|본부장|지점장|대리|점장|원장|소장|매니저|주임)"
)
_POLITE = r"(?:님|씨)?(?:이고요|이구요|이고|이며|고요|입니다|이에요|이예요|예요|에요|이요|요)?"
_ENDS = r"(?=[\s,.!~]|$)[\s,.!~]*"
_STARTS = r"(?:^|(?<=\s))"
_AFTER_TITLE = rf"(?:님|자)?(?:은|는|이|가)?\s*[:=]?\s+(?P<name>{_NAME})(?:\s?{_TITLE})?{_POLITE}{_ENDS}"
_IN_CHARGE = re.compile(rf"{_STARTS}담당{_AFTER_TITLE}")
_BEFORE = re.compile(rf"{_STARTS}{_TITLE}{_AFTER_TITLE}")
_BEHIND = re.compile(rf"{_STARTS}(?P<name>{_NAME})\s?{_TITLE}{_POLITE}{_ENDS}")
_HONOURED = re.compile(rf"{_STARTS}(?P<name>{_NAME})\s?{_TITLE}님{_POLITE}{_ENDS}")
_LAST = re.compile(
    rf"(?:^|(?<=\s))(?P<name>[{_FAMILY}][가-힣]{{2}}|(?:{_LONG_FAMILY})[가-힣]{{1,2}}){_POLITE}[\s,.!~]*$"
)
_ALONE = re.compile(rf"(?P<name>{_NAME}){_POLITE}[\s,.!~]*")
_FIRST = re.compile(rf"(?P<name>[{_FAMILY}][가-힣]{{2}}|(?:{_LONG_FAMILY})[가-힣]{{1,2}})\s+(?=[가-힣()]{{4,}}$)")
_LATIN = re.compile(r"(?P<name>[A-Z][a-z]+(?:[- ][A-Z]?[a-z.]+){1,3})")
# What ends like a firm or a thing that is sold is no person, though it may begin like one: 신발집, 장터국.
_FIRM_ENDS = re.compile(
    r"(?:상사|상회|상점|상가|가게|마트|시장|식당|분식|김밥|국수|국밥|식품|푸드|공방|공업|산업|상단|의류|의상|패션|섬유|물산|기획|기업|무역|전자|건설|농장|농원|농산"
    r"|수산|축산|유통|제과|제빵|베이커리|카페|커피|다방|빵집|떡집|집|점|방|당|사|네|몰|샵|숍|랩|랜드|팜|텍|테크|컴퍼니|코리아|디자인|스튜디오)$"
)
# Words of such a message that begin like a family name.
_WORDS = re.compile(
    r"(?:이름|성함|성명|전화|주소|지역)[은는이가을를도]?|이메일|이멜|연락처|신청[자인]?|안녕|오전|오후|전부|이상|이하|여기|위치|장소|도로명|소재지|현재|고객"
    r"|소상공인|고치고|고쳐서|변경|정정|정도|제품|상품|품목|시장|한번|이번|문의|이용"
)
# Firms end like these, and given names do too: 송화원, 김지원.
_MAYBE_NO_PERSON = re.compile(r"[원관소]$")
_LATIN_FIRM = re.compile(
    r"\b(?:shop|store|mart|market|cafe|coffee|food|foods|kitchen|bakery|house|company|co|corp|inc|ltd|trading|studio|lab|farm|design|korea)\b",
    re.IGNORECASE,
)


def titled(text: str) -> tuple[str, str] | None:
    """Return the name that a title stands beside, and the text without both; None where there is none."""
    # Of the head of a firm and the one in charge, it is the latter who wants to be called. A title with 님 stands
    # behind its name where there is one; one without may stand before it too.
    for pattern in (_IN_CHARGE, _HONOURED, _BEFORE, _BEHIND):
        for found in pattern.finditer(text):
            if not _no_person(found["name"]):
                return found["name"], _without(text, found)
    return None


def last(text: str) -> tuple[str, str] | None:
    """Return the name that a text ends with, and the text before it; None where its last word looks like none."""
    found = _LAST.search(text)
    if found is None or _no_person(found["name"]) or _MAYBE_NO_PERSON.search(found["name"]):
        return None
    return found["name"], _without(text, found)


def likely(text: str) -> tuple[str, str] | None:
    """Return what is a name where something else in the message is the firm, and the text without it; else None.

    That is a last word that a firm may end like too, a whole text of two syllables or in Latin letters, and a name
    before one word that ends like a firm.
    """
    first = _FIRST.match(text) if _FIRM_ENDS.search(text) else None
    latin = _LATIN.fullmatch(text) if not _LATIN_FIRM.search(text) else None
    for found in (_LAST.search(text), _ALONE.fullmatch(text), first, latin):
        if found is not None and not _no_person(found["name"]):
            return found["name"], _without(text, found)
    return None


def _no_person(name: str) -> bool:
    """Whether what is built like a name is something else: a firm, a place, or a word of such a message."""
    if _FIRM_ENDS.search(name) is not None or _WORDS.fullmatch(name) is not None:
        return True
    return any((place.start, place.end) == (0, len(name)) for place in region.mentions(name, asked=True))


def _without(text: str, found: re.Match[str]) -> str:
    return f"{text[: found.start()].rstrip()} {text[found.end() :]}".strip()
