"""Control words: what steers a form instead of filling it in, wherever it is typed as the whole message."""

import re
import unicodedata
from enum import StrEnum


class Control(StrEnum):
    """What a control word asks for."""

    CANCEL = "cancel"
    BACK = "back"
    YES = "yes"
    NO = "no"
    SUBMIT = "submit"
    KEEP = "keep"
    SKIP = "skip"


_WILL = (
    r"(?:할게요|할께요|할래요|하겠습니다|합니다|해요|해줘요?|해주세요|하기|하고싶어요|하자|부탁드립니다|부탁해요|요)?"
)
_WORDS = {
    Control.CANCEL: (
        rf"네?(?:등록|신청|작성|다)?(?:취소|그만|중단|중지){_WILL}",
        r"그만(?:둘게요|둘래요|두기|두겠습니다)|안할(?:래요|게요)",
        r"(?:yes)?cancel|stop|quit",
    ),
    Control.BACK: (
        rf"(?:이전|뒤로){_WILL}|(?:이전|전)단계(?:로)?|이전으로",
        r"뒤로(?:가기|갈게요|가요|가주세요)|goback|back|previous",
    ),
    Control.YES: (
        r"네+|넵|넹|예|응|ㅇㅇ|ㅇㅋ|그래요?",
        r"네?(?:확인(?:했습니다|했어요|이요|요)?|맞아요|맞습니다|맞음|좋아요|좋습니다)",
        r"yes|y|ok|okay|confirm|correct",
    ),
    Control.NO: (r"아니요|아니오|아뇨|아니|아니에요|아닙니다|ㄴㄴ|no|nope|n",),
    Control.SUBMIT: (
        rf"네?(?:등록|신청|제출|접수|진행|완료|발송|보내기){_WILL}",
        r"네?(?:보낼게요|보내주세요)|submit|register|send",
    ),
    Control.KEEP: (
        rf"그대로(?:둘게요|두기|둬요|두세요|{_WILL})",
        rf"(?:그때|아까|전에|지난번에|어제)?(?:하던|쓰던|적던|작성하던)?(?:거|것|등록|신청)?(?:을|를)?(?:계속|이어서|마저|마무리){_WILL}",
        r"keep(?:it)?|continue|goon",
    ),
    Control.SKIP: (rf"건너뛰기|건너뛸게요|건너뛰어주세요|넘어가기|넘어갈게요|패스{_WILL}", r"skip"),
}
# Single letters (ㅇㅇ) are others once a text is in its normal form, and so must be those that it is held against.
_PATTERNS = {control: re.compile(unicodedata.normalize("NFKC", "|".join(words))) for control, words in _WORDS.items()}
_ANSWERED = re.compile(r"(?:네+|넵|넹|예|응|아니요|아니오|아뇨|아니|no|yes)[\s,.!~]+(?=\S)", re.IGNORECASE)
_LONGEST = 24
_IGNORED = re.compile(r"[\s.,!~…^]+")


def spaceless(text: str) -> str:
    """Return ``text`` in lower case (NFKC) without spaces and closing marks."""
    return _IGNORED.sub("", unicodedata.normalize("NFKC", text).casefold())


def control(text: str) -> Control | None:
    """Return what the control word ``text`` asks for, or None where it is none as a whole."""
    if len(text) > _LONGEST:
        return None
    # "아니요 계속할게요" and "넵 확인이요": what counts is what comes after the yes or no.
    for said in (text, _ANSWERED.sub("", text.strip(), count=1)):
        letters = spaceless(said)
        for word, pattern in _PATTERNS.items():
            if pattern.fullmatch(letters):
                return word
    return None
