"""What people say instead of an answer to a question about their firm: that they do not know, or why it is asked."""

import re
from collections.abc import Iterable

from handlers.forms.control_word import Control, control, spaceless
from knowledge.fact import Fact

_LONGEST = 40
_BEFORE = r"(?:음|아|글쎄(?:요)?|저는|전|저도|나도|그건|그거는?|이건|아직|지금은|지금|잘|정확히|확실히|솔직히)*"
_UNKNOWN = (
    r"(?:잘)?(?:모르(?:겠(?:어요?|습니다|는데요?|네요?|음|다)|는데요?|네요|ㅁ)|몰라요?|모릅니다|모름)"
    r"|글쎄(?:요|다)?|(?:답|말)(?:하고)?(?:안(?:할래요|하고싶어요?)|하기싫(?:어요|습니다|은데요?)|하고싶지않(?:아요|습니다))"
    r"|(?:다음|딴거|다른거)(?:질문)?(?:으로)?(?:요|넘어가(?:요|주세요|죠)?)?|넘어가(?:요|주세요|죠|줘요?)?|pass"
)
_UNKNOWN_EN = (
    r"(?:i?(?:do(?:n['’]?t|not)|dunno|have)(?:reallyknow|know|noidea)|idk|dunno|noidea|(?:i['’]?m)?notsure|unsure)"
    r"(?:yet|that|it)?"
)
_WHY = (
    r"(?:그건|그걸|그거|그게|이건|이걸|이거|이게)*왜(?:필요|물어|묻|여쭤|알아야|궁금).{0,12}"
    r"|왜(?:요|죠|그래요)?|(?:뭐|뭔)(?:예요|에요|죠|지요|가요)"
)
_NONE_OF_THEM = re.compile(
    r"(?:그)?(?:중에|가운데|여기에|보기에)?(?:는|도)?(?:다|모두|전부|아무것도|하나도|둘다)*"
    r"(?:(?:해당(?:되는|하는)?(?:것|게|거|사항|항목)?(?:이|은|는)?)?(?:없음|없어요?|없습니다|없는데요?|없네요)|해당(?:안(?:돼요|됩니다|됨)|사항없음)"
    r"|아니에요|아니예요|아닙니다|아님|아니요?|아닌데요?)"
    r"|(?:그외|그밖(?:에|의것)?|기타|다른(?:거|것|일)?)(?:요|예요|이에요|입니다|해요)?"
    r"|noneof(?:them|these|those|theabove)|other|none|neither"
)
_WHAT_IS = r"(?:이|가|은|는|란|이란)?(?:대체|도대체)?(?:뭐|뭔|무엇|무슨).{0,12}"
_WHY_EN = r"why(?:doyouneed|doyouask|is).{0,20}|why"
_LATER = re.compile(r"[,.!?\n]+")


def names_of(fact: Fact | None) -> tuple[str, ...]:
    """Return patterns of what ``fact`` is called, for text in lower case and without spaces."""
    if fact is None:
        return ()
    labels = (fact.label.ko.partition("(")[0], fact.label.en.partition("(")[0])
    return (*(re.escape(spaceless(label)) for label in labels), *fact.called)


def unknown(text: str, names: Iterable[str] = ()) -> bool:
    """Return whether ``text``, or a part of it, says nothing but that one can't or won't tell.

    Args:
        text: what was typed.
        names: patterns of what that is called which was asked for ("직원수"), see ``names_of``.
    """
    named = "|".join(names)
    of_it = rf"(?:(?:{named})(?:이|가|은|는|을|를|도|까지는)?)?" if named else ""
    pattern = re.compile(rf"{_BEFORE}{of_it}{_BEFORE}(?:{_UNKNOWN})|{_UNKNOWN_EN}")
    parts = [spaceless(part) for part in _LATER.split(text) if len(part) <= _LONGEST]
    return any(pattern.fullmatch(part) or control(part) is Control.SKIP for part in parts)


def none_of_them(text: str) -> bool:
    """Return whether ``text`` says that none of the answers that were offered fits ("기타", "다 아니에요")."""
    return len(text) <= _LONGEST and _NONE_OF_THEM.fullmatch(spaceless(text)) is not None


def asks_what(text: str, names: Iterable[str], *, alone: bool = True) -> bool:
    """Return whether ``text`` asks what that is which was asked for.

    Args:
        text: what was typed.
        names: patterns of what it is called, see ``names_of``.
        alone: it need not be named ("그게 뭐예요?").
    """
    if len(text) > _LONGEST:
        return False
    named = "|".join(names)
    what = rf"(?:{named}){_WHAT_IS}|what(?:is|['’]?s|are|does)(?:an?|the)?(?:{named})(?:mean)?"
    if alone:
        what += rf"|(?:그게|그건|이게|이건)?{_WHAT_IS}|what(?:is|['’]?s|does)(?:it|that|this)(?:mean)?"
    return re.fullmatch(what, spaceless(text).rstrip("?？")) is not None


def asks_back(text: str, names: Iterable[str] = ()) -> bool:
    """Return whether ``text`` asks why a question is asked, or what that is which it asks for.

    Args:
        text: what was typed.
        names: patterns of what that is called which was asked for, see ``names_of``.
    """
    if len(text) > _LONGEST:
        return False
    named = "|".join(names)
    what = rf"|(?:{named}){_WHAT_IS}" if named else ""
    return re.fullmatch(rf"{_WHY}|{_WHY_EN}{what}", spaceless(text).rstrip("?？")) is not None
