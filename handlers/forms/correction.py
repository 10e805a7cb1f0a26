"""Corrections: "상호 바꿀게요", "아니요 번호는 010-1234-5678", "3번 바꿀게요", "change the phone to …".

Also what is left of "제 번호는 010-1234-5678입니다" when the words around the value are taken off.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from handlers.forms.form import Slot, Unreadable
from knowledge.particle import with_particle

LONGEST = 400
"""A longer text corrects nothing."""

_LEAD = (
    r"(?:(?:아니(?:요|오|에요|예요|야)?|아뇨|아차|아|앗|참|어|잠깐만?요?|잠시만요|네|그런데|근데"
    r"|no|oh|sorry|wait|actually)[\s,.!~…]+)*"
)
_DENIAL = r"(?:(?:아니(?:요|오)|아뇨|no)[\s,.!~…]+)?"
_OWN = r"(?:(?:제|저희|우리|내|the|my|our)\s*)?"
_PARTICLE = r"(?:은|는|이|가|을|를|도)"
_CHANGE = (
    r"(?:(?:다시|좀|새로|잘못)\s*)*"
    r"(?:바꾸|바꿀|바꿔|바뀌|바뀐|바꼈|변경|수정|고치|고칠|고쳐|정정|틀리|틀렸|적을|적었|썼|쓸게|입력|잘못\s*(?:됐|되었|적|썼|쳤|입력))"
)
_CHANGE_EN = r"(?:change|edit|fix|correct)"
_CLOSED_TAIL = re.compile(
    r"(?:\s*으?로)?\s*(?:(?:다시\s*)?(?:바꿔|변경|수정|고쳐|정정|해|부탁|입력|등록)[가-힣\s]{0,12}"
    r"|입니다만?|이에요|예요|이예요|에요|이요|이고요|이라고\s*해요|라고요|이야|임|요)?[\s.,!~]*$"
)
_OPEN_CHANGE_TAIL = re.compile(
    r"^(?P<value>.+?)(?P<to>으로|로)\s*(?:다시\s*)?(?:바꾸|바꿔|바꿀|변경|수정|고치|고쳐|고칠|정정|해\s*주|하고|할게|부탁)[가-힣\s]{0,12}[.!~]*$"
)
_GOAL = re.compile(r"(?P<value>.+?)(?P<to>으로|로)[\s.!~]*")
_OPEN_POLITE_TAIL = re.compile(
    r"^(?P<value>.+?)(?:이라고\s*합니다|라고\s*합니다|이라고\s*해요|라고\s*해요|입니다|이에요|이예요|예요|에요|이고요|이구요"
    # "행복상사요", and no verb: "좋아요" may be a firm.
    r"|(?<=[가-힣]{2})이요|(?<=[가-힣]{2})(?<![아어여해세네게려죠워와봐줘])요|(?:이|가)\s*맞(?:아요|습니다|아))[.!~]*$"
)

_INSTEAD = re.compile(
    rf"{_LEAD}(?P<old>.+?)\s*(?:이|가)?\s*(?:말고|아니고|아니라|아니에요|아니예요|대신)[\s,.]+(?P<new>.+)$",
    re.IGNORECASE,
)
_CALLED = re.compile(
    r"^(?P<value>.+?)(?:이라는|라는)\s*(?:가게|회사|업체|상호|곳|식당|집|점포|브랜드|이름)(?:을|를|이|입니다|이에요|예요|로|으로)?(?:\s.*)?$"
)


@dataclass(frozen=True)
class Correction:
    """What somebody wants changed.

    Args:
        slots: the slots that may be meant: several share a name ("번호").
        value: the new value as it was typed, or None where it was not said.
    """

    slots: tuple[Slot, ...]
    value: str | None = None


def _either(names: Iterable[str]) -> str:
    spaced = (r"\s*".join(map(re.escape, name.split())) for name in sorted(set(names), key=len, reverse=True))
    return f"(?:{'|'.join(spaced)})"


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()


def without_ending(text: str, slot: Slot) -> str:
    """Return ``text`` without the words that politely end it ("…입니다", "…로 바꿔 주세요")."""
    text = _plain(text)
    if slot.verbatim:
        return text
    if slot.kind == "closed":
        return _CLOSED_TAIL.sub("", text, count=1) or text
    if found := _OPEN_CHANGE_TAIL.match(text):
        return _without_goal(found)
    if found := _CALLED.match(text):
        return found["value"].strip()
    if found := _OPEN_POLITE_TAIL.match(text):
        return found["value"].strip()
    return text


def _without_goal(found: re.Match[str]) -> str:
    """The value before 으로 or 로, which stays where it does not agree: "종로 바꿔 주세요", where 종 takes 으로."""
    value = found["value"].strip()
    return value if with_particle(value, "으로") == value + found["to"] else value + found["to"]


def _said_value(found: re.Match[str], slot: Slot) -> str:
    """The value of a correction; in "담당자를 김영희로" what follows it is a particle, for the object calls for one."""
    value = found["value"].strip()
    return without_goal(value, slot) if found.string[: found.start("value")].rstrip().endswith(("을", "를")) else value


def without_goal(value: str, slot: Slot) -> str:
    """Return what stands behind the name of ``slot`` as an object ("담당자를 김영희로") without its 으로 or 로."""
    goal = _GOAL.fullmatch(value) if slot.kind != "closed" and not slot.verbatim else None
    if goal is None:
        return value
    bare = _without_goal(goal)
    try:
        # "지역을 서울 구로" names a district that ends like the particle.
        return bare if slot.read is None or slot.read(bare) else value
    except Unreadable:
        return value


def value_of(slot: Slot, text: str) -> str:
    """Return what ``text`` says as an answer to ``slot``: without the slot's own name before it and polite words after.

    A name counts only where a particle and a space, or a colon, set it off: "전화번호부" may be a firm.
    """
    text = _plain(text)
    if slot.verbatim or len(text) > LONGEST:
        return text
    if named := _after_name(slot, text):
        return without_ending(_said_value(named, slot), slot)
    found = re.match(
        rf"{_LEAD}{_OWN}(?P<value>.+)$" if slot.kind == "closed" else rf"{_DENIAL}(?P<value>.+)$",
        text,
        re.IGNORECASE | re.DOTALL,
    )
    return without_ending(found["value"] if found else text, slot)


def replaced(text: str) -> tuple[str, str] | None:
    """Return what ``text`` says is wrong and what is right instead ("강남구 말고 서초구예요"), or None."""
    found = _INSTEAD.match(_plain(text)) if len(text) <= LONGEST else None
    return (found["old"], found["new"]) if found else None


def addressed(slot: Slot, text: str) -> bool:
    """Return whether ``text`` says a value after a name that ``slot`` has while it is asked for."""
    return len(text) <= LONGEST and _after_name(slot, _plain(text)) is not None


def _after_name(slot: Slot, text: str) -> re.Match[str] | None:
    names = (*slot.names, *slot.asked_names)
    if not names:
        return None
    pattern = rf"{_LEAD}{_OWN}{_either(names)}{_set_off(slot)}(?P<value>.+)$"
    return re.match(pattern, text, re.IGNORECASE | re.DOTALL)


def _set_off(slot: Slot) -> str:
    """What stands between a slot's name and its value."""
    set_off = rf"(?:\s*{_PARTICLE}\s+|\s*[:=]\s*|\s+(?:is|to)\s+|\s*{_PARTICLE}?요?,?\s+(?=[\d+a-zA-Z]))"
    return rf"(?:{set_off}|\s*{_PARTICLE}?\s*(?=[\d+]))" if slot.kind == "closed" else set_off


def find(text: str, slots: Iterable[Slot], also: Mapping[str, Slot]) -> Correction | None:
    """Return the correction that ``text`` is, or None.

    Args:
        text: what was typed.
        slots: those that can be corrected.
        also: what they are called beside their names: labels, and the numbers of a review ("3번").
    """
    text = _plain(text)
    if len(text) > LONGEST:
        return None
    called: dict[str, list[Slot]] = {}
    for name, named in (*((name, slot) for slot in slots for name in slot.names), *also.items()):
        if named not in (meant := called.setdefault(name.casefold(), [])):
            meant.append(named)
    # Longest names first: "전화번호" is no "번호", and a shared name is tried last.
    letters = "".join(text.casefold().split())
    for name in sorted(called, key=len, reverse=True):
        # A pattern of each of some eighty names would be compiled again for each message: a tenth of a second.
        if "".join(name.split()) in letters and (found := _named(text, name, tuple(called[name]))):
            return found
    return None


def _named(text: str, name: str, meant: tuple[Slot, ...]) -> Correction | None:
    pattern = _either([name])
    asks = (
        rf"{_LEAD}{_OWN}{pattern}\s*{_PARTICLE}?\s*{_CHANGE}[^\d@]*$",
        rf"{_LEAD}{_CHANGE_EN}\s+{_OWN}{pattern}[\s.!]*$",
        rf"{_LEAD}{_OWN}{pattern}\s+(?:is|was)\s+wrong[\s.!]*$",
    )
    if any(re.match(ask, text, re.IGNORECASE) for ask in asks):
        return Correction(meant)
    if name.isdigit():
        # "1 바꿀게요" changes the first; "123-45-67891" is a value, and no correction of the first to 23-45-67891.
        return None
    says = (
        rf"{_LEAD}(?:{_CHANGE_EN}\s+)?{_OWN}{pattern}{_set_off(meant[0])}(?P<value>.+)$",
        rf"{_LEAD}(?:{_CHANGE_EN}\s+){_OWN}{pattern}\s+to\s+(?P<value>.+)$",
    )
    for say in says:
        if found := re.match(say, text, re.IGNORECASE):
            return Correction(meant, _said_value(found, meant[0]))
    return None
