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
    LATER = "later"


_WILL = (
    r"(?:할게요?|할께요?|할래요?|하겠습니다|합니다|해요|해줘요?|해주세요|하기|하고싶어요|하자"
    r"|부탁드립니다|부탁해요|이?요)?"
)
_WORDS = {
    Control.CANCEL: (
        rf"네?(?:등록|신청|작성|다)?(?:취소|그만|중단|중지){_WILL}",
        r"그만(?:둘게요?|둘래요?|두기|두겠습니다)|(?:등록|신청)?(?:은|을)?안(?:할래요?|할게요?|해요|하겠습니다|합니다)",
        r"(?:등록|신청)?(?:은|을)?하지(?:마세요|말아주세요|마요|않을게요|않을래요|않겠습니다)",
        r"(?:yes)?cancel|stop|quit",
    ),
    Control.BACK: (
        rf"(?:이전|뒤로){_WILL}|(?:이전|전)단계(?:로)?|이전으로",
        r"뒤로(?:가기|갈게요|가요|가주세요)|goback|back|previous",
    ),
    Control.YES: (
        r"네+|넵|넹|예|응|ㅇㅇ|ㅇㅋ|그래요?",
        r"네?(?:확인(?:했습니다|했어요|이요|요)?|좋아요|좋습니다|이상없(?:어요|습니다|음))",
        r"네?(?:전부|모두|다|내용(?:이|은)?)*(?:맞아요|맞습니다|맞음|맞네요|맞는것같아요)",
        r"네?동의(?:해요|합니다|할게요|했어요|함)?|iagree|agreed?",
        r"yes|y|ok|okay|confirm|correct",
    ),
    Control.NO: (r"아니요|아니오|아뇨|아니|아니에요|아닙니다|ㄴㄴ|no|nope|n",),
    Control.SUBMIT: (
        rf"(?:네|이대로|그대로|이렇게)?(?:등록|신청|제출|접수|진행|완료|발송|보내기){_WILL}|(?:이대로|이렇게){_WILL}",
        r"네?(?:보낼게요|보내주세요)|submit|register|send",
    ),
    Control.KEEP: (
        rf"그대로(?:둘게요|두기|둬요|두세요|{_WILL})",
        rf"네?(?:그때|아까|전에|지난번에|어제)?(?:하던|쓰던|적던|작성하던)?(?:거|것|등록|신청)?(?:을|를)?(?:계속|이어서|마저|마무리){_WILL}",
        r"keep(?:it)?|continue|goon",
    ),
    Control.LATER: (
        r"(?:잠깐|잠시)만?요?(?:있다가.*|기다려.*|손님.*)?|손님(?:이|께서)?(?:왔|오셨|오시|있).*",
        r"(?:이따가?|나중에|다음에|조금있다가?|내일)(?:다시|마저|이어서)?(?:할게요?|하겠습니다|올게요?|적을게요?|쓸게요?|할래요?|요)?",
        r"later|notnow",
    ),
    Control.SKIP: (rf"건너뛰기|건너뛸게요|건너뛰어주세요|넘어가기|넘어갈게요|패스{_WILL}", r"skip"),
}
# Single letters (ㅇㅇ) are others once a text is in its normal form, and so must be those that it is held against.
_PATTERNS = {control: re.compile(unicodedata.normalize("NFKC", "|".join(words))) for control, words in _WORDS.items()}
_ANSWERED = re.compile(
    r"(?:(?:네+|넵|넹|예|응|아니요|아니오|아뇨|아니|맞아요|맞습니다|좋아요|좋습니다|됐어요?|괜찮아요|그냥|바로|확인|no|yes)[\s,.!~]+(?=\S))+",
    re.IGNORECASE,
)
_NOT_CANCELLED = re.compile(
    r"(?:등록|신청)?취소(?:는|은)?(?:안(?:할래요?|할게요?|해요)|하지(?:마세요|말아주세요|않을게요|않을래요))"
)
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
    if _NOT_CANCELLED.fullmatch(spaceless(text)):
        return Control.KEEP
    for said in (text, _ANSWERED.sub("", text.strip(), count=1)):
        letters = spaceless(said)
        for word, pattern in _PATTERNS.items():
            if pattern.fullmatch(letters):
                return word
    return None
