"""What a message wishes of news and of advertising; only what is surely a wish to receive them counts as one.

Consent has to be free and unmistakable (Personal Information Protection Act of Korea, article 22), while it may be
taken back in any words (article 37). So what denies turns off, and what is neither a plain denial nor a plain wish is
asked about.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from itertools import pairwise
from typing import Final

from knowledge import hangul


class Mail(StrEnum):
    """What is sent."""

    NEWS = "news"
    ADS = "ads"


class Wish(StrEnum):
    """What is wished of it."""

    ON = "on"
    OFF = "off"
    UNSURE = "unsure"


_ABOUT: Final = re.compile(
    r"(?P<ads>광고(?:성\s*정보|성)?|홍보|\bads?\b|\badvert\w*)|(?P<news>소식|뉴스|\bnews\b|\bannouncements?\b)"
)
_DENIES: Final = re.compile(
    r"(?<![제방동현대])안(?=받|보내|해|할|하|합|함|되|돼|와|오|원|필|볼|켜|쓸|와|왔|줘|주|들)|않|지마|지말|말아|말고|말래|말기"
    r"|마세요|마요|싫|그만|고만|거부|거절|철회|해지|해제|차단|중단|중지|정지|취소|끄|꺼|끌|끊|됐(?:어|습|고|네|다|거|음|$)"
    r"|되었(?:어|습)|사양|(?:필요|관심|생각|적)(?:이|은|도)?없|불필요|귀찮|성가|스팸|빼|지워|삭제|원치|원하지|ㄴㄴ|노땡큐"
)
_DOUBTS: Final = re.compile(
    r"아니|아뇨|못|모르|없|왜|\?|나요$|까요?$|가요$|니까$|냐고?$|는지|수있|(?<!켜)(?<!보내)(?:돼|되)요$|면$"
)
_WISHES: Final = re.compile(
    r"받(?:을(?:래|게|께|랍|란)|겠|고싶(?:어|습|은데|다|네|$)|기$|자$|고$|아볼(?:래|게|께)|아보고싶(?:어|습|은데))"
    r"|켜(?:줘|주|기|요|라|$)|켤(?:래|게|께)|보내(?:줘|주|달라|다오)|구독(?:할|하겠|합|해주|해줘|신청|$)"
    r"|동의(?:할게|할께|합니|해요|하겠|함|$)"
)
_DENIES_IN_ENGLISH: Final = re.compile(
    r"n['’]t\b|\b(?:dont|wont|not?|never|without|off|end|quit)\b|\b(?:stop|unsub|cancel|remov|refus|reject|declin)"
    r"|\b(?:withdraw|revok|spam)|\bopt(?:ed|ing)?[ -]?out"
)
_DOUBTS_IN_ENGLISH: Final = re.compile(
    r"\?|^(?:what|which|how|who|when|why|can|could|do|does|did|is|are|will)\b|\bif\b"
)
_WISHES_IN_ENGLISH: Final = re.compile(
    r"\b(?:turn|switch)(?:ed)? on\b|\bon[.! ]*$|\bsubscribe\b|^(?:yes |please |and |ok |, )*send me\b|\bsign me up\b"
    r"|\bi(?: ?['’]?d| would)? (?:want|like)(?: to (?:get|receive|have))? (?:\w+ ){0,2}(?:news|ads|advert|announcement)"
    r"|\bi agree\b"
)
_ONLY_LINKS: Final = re.compile(r"(?:이랑|랑|하고|과|와|도|및|이나|나|을|를|은|는|and|or|both|the|any|more|둘다)*")


def wishes(text: str) -> Mapping[Mail, Wish]:
    """Return what ``text`` wishes of news, of advertising or of both; of news where it names neither.

    What is said of both together ("소식이랑 광고 다 받을래요") counts for each. Where anything is denied in it, nothing
    else of it is more than unsure: "광고 말고 소식만 받을게요" leaves news to be asked about.

    Args:
        text: as typed.
    """
    plain = hangul.plain(text)
    korean = hangul.has_korean(plain)
    said = _of_each(plain, korean=korean)
    heard: list[tuple[Mail, Wish | None]] = [(mail, _wish(words, korean=korean)) for mail, words in said]
    # "소식이랑 광고 다 받을래요", "no news or ads": Korean says it of the last, English of the first.
    linked: list[tuple[Mail, Wish]] = []
    last = Wish.UNSURE
    for mail, wish in reversed(heard) if korean else heard:
        last = last if wish is None else wish
        linked.append((mail, last))
    of = {mail: [wish for about, wish in linked if about is mail] for mail, _ in heard}
    meant = {mail: _together(several) for mail, several in of.items()}
    if Wish.OFF in meant.values():
        return {mail: Wish.OFF if wish is Wish.OFF else Wish.UNSURE for mail, wish in meant.items()}
    return meant


def _of_each(plain: str, *, korean: bool) -> list[tuple[Mail, str]]:
    """What is said of each, in its order: Korean says it behind the name, English before it."""
    named = list(_ABOUT.finditer(plain))
    if not named:
        return [(Mail.NEWS, plain)]
    mails = [Mail.ADS if name["ads"] else Mail.NEWS for name in named]
    if korean:
        cuts = [name.start() for name in named]
        said = [plain[start:end] for start, end in pairwise([*cuts, len(plain)])]
        # "그만 보내요, 소식이랑 광고"
        said[-1] = f"{plain[: cuts[0]]} {said[-1]}"
    else:
        said = [plain[start:end] for start, end in pairwise([0, *(name.end() for name in named[:-1]), len(plain)])]
    return list(zip(mails, said, strict=True))


def _wish(words: str, *, korean: bool) -> Wish | None:
    """What the words of one wish; None where they say nothing but its name."""
    if _ONLY_LINKS.fullmatch(hangul.spaceless(_ABOUT.sub(" ", words))):
        return None
    # Marks that end a sentence are no part of its last word; a question mark stays.
    letters = re.sub(r"[^\w?]+", "", words) if korean else words
    denies, doubts, wants = (
        (_DENIES, _DOUBTS, _WISHES) if korean else (_DENIES_IN_ENGLISH, _DOUBTS_IN_ENGLISH, _WISHES_IN_ENGLISH)
    )
    if denies.search(letters) or _DENIES_IN_ENGLISH.search(words):
        # "왜 소식이 안 와요?" complains; "왜 자꾸 보내요, 그만" wants an end all the same.
        return Wish.UNSURE if re.match(r"왜|why\b", letters) and not _ENDS.search(letters) else Wish.OFF
    if doubts.search(letters):
        return Wish.UNSURE
    return Wish.ON if wants.search(letters) or re.search(r"\bon[.! ]*$", words) else Wish.UNSURE


_ENDS: Final = re.compile(r"그만|고만|끊|차단|거부|해지|stop|unsub")


def _together(several: list[Wish]) -> Wish:
    """What is wished of one thing that was named several times: what denies counts, then what is plainly wished."""
    return next((wish for wish in (Wish.OFF, Wish.ON) if wish in several), Wish.UNSURE)
