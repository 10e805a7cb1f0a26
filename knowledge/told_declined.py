"""Whoever was asked for a fact and does not know it, or will not say it: "잘 모르겠어요", "패스", "not sure"."""

import re

from knowledge import hangul


def _cue(pattern: str) -> re.Pattern[str]:
    return re.compile(hangul.folded(pattern))


_BEFORE = (
    r"(?:네|아니|아|어|음|흠|글쎄요?|죄송(?:해요|합니다|하지만|한데요?)?|미안(?:해요|하지만|한데요?)?|저도|나도|저는|전|제가|우리도|저희도"
    r"|그건|그게|그거는?|그것도|이건|이거는?|아직|지금은?|당장은?|솔직히|사실|잘|좀|정확히는?|정확하게는?|확실히는?|확실하게는?|딱히|도저히|하나도|전혀|거기까지는|그런건|그냥|일단)*"
)
_DOES_NOT_KNOW = (
    r"(?:모르|모릅|몰라|몰러|모름|모린|몰겠|모겟|모르갯|ㅁㄹ|ㅁㄱㅆ|기억(?:이|은|도)?(?:잘)?(?:안|가물|없|나지)|생각(?:이|은)?(?:잘)?(?:안나|나지)"
    r"|확실(?:하지|치)(?:가|는|도)?않|확실하진않|확실히모|알수(?:가|는)?없|잘?알지(?:는)?못|헷갈|애매|가물가물|감이(?:안|없)|자신(?:이)?없"
    r"|(?:확인|알아|찾아|물어|계산|따져)(?:을|해)?(?:봐|보)(?:야|아야|고말|고다시|고나중|고알려))"
)
_WANTS_NOT = (
    r"(?:(?:말|대답|답|얘기|이야기|공개|말씀)(?:은|을|드리기|하기|해주기|해드리기)*(?:싫|곤란|어렵|힘들|그렇|좀그|부담|안할|않을|않겠|못하|안하)"
    r"|(?:말|대답|답|얘기)(?:하고|해주고|드리고)싶지|(?:안|못)(?:알려|가르쳐|말해|말할|밝)|(?:알려|밝히)(?:주)?(?:기|고)(?:싫|싶지않|는싫)|비밀|노코멘트|노코맨트"
    r"|패스(?!워드|포트|카드)|스킵|넘어(?:가|갈|갑)|넘길|넘겨|건너(?:뛰|뛸|띄|띌)|생략|다음(?:질문|문제|거|걸로|으로|이요|요|꺼)|나중에(?:할|하|말|알려|답|대답|얘기))"
)
# What somebody does not know may be asked for, rather than a fact: "어떻게 신청하는지 모르겠어요".
_ASKS_ELSE = _cue(
    r"신청(?:하|을|방법|할|은|서)|접수|방법|어떻게|어떡|마감|등록(?!증|일)|서류|무슨(?:말|뜻|소리|얘기|질문)|뭔(?:말|소리|뜻)|뭐라|뭐가뭔|의미|왜|이해"
    r"|뭐(?:하는|예요|에요|죠)|지원금|혜택|언제까지|어디서|링크|사이트|홈페이지"
)
_INDIRECTLY = r"[가-힣0-9a-z]{0,24}?(?:지|가|일지|여부|것|건|수|까)(?:는|은|도|를|가|요|아닌지|안되는지|없는지|아닌가)*"
_TOPIC = r"(?:[가-힣0-9a-z]{1,14}?(?:은|는|이|가|도|까지는|까지|을|를))"
_DECLINES = _cue(
    rf"{_BEFORE}(?:(?:{_INDIRECTLY}|{_TOPIC})?{_BEFORE}{_DOES_NOT_KNOW}|(?:{_TOPIC})?{_BEFORE}{_WANTS_NOT}|글쎄요?$)"
)
_IN_ENGLISH = re.compile(
    r"\b(?:(?:do not|don'?t|dont|didn'?t) (?:really |actually |quite )?(?:know|remember|recall|have that)|dunno|idk"
    r"|(?:not|am not|un)\s?(?:quite |really |so |very |100% )?sure"
    r"|no (?:idea|clue)|(?:can'?t|cannot) (?:say|tell|remember|recall)|(?:skip|pass|next question|next one)\b"
    r"|(?:rather|prefer|like) not|(?:won'?t|not going to) (?:say|tell|answer)"
    r"|none of your business|it'?s (?:a )?secret|have to (?:check|ask|look))\b"
)
_ASKS_ELSE_IN_ENGLISH = re.compile(
    r"\b(?:how to|how (?:do|can)|appl(?:y|ying|ication)|regist|deadline"
    r"|what (?:do you|you|that|this) mean|understand|where (?:to|do|can)|documents?)\b"
)


def declines(plain: str) -> bool:
    """Return whether an answer to a question for a fact says that the owner does not know it or will not say it.

    Args:
        plain: the message (``hangul.plain``).
    """
    for sentence in _SENTENCE.split(plain):
        letters = hangul.folded(hangul.spaceless(sentence[:_LONGEST]))
        if _DECLINES.match(letters) and not _ASKS_ELSE.search(letters):
            return True
        if _IN_ENGLISH.search(sentence) and not _ASKS_ELSE_IN_ENGLISH.search(sentence):
            return True
    return False


_LONGEST = 80
"""Characters of a sentence that are read: who does not know says so at once."""
_SENTENCE = re.compile(r"[.!?,~…\n]+")
