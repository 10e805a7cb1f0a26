"""Words that ask to link messengers, as a whole message: "카카오톡이랑 연결할래요", "연결 코드 123456", "unlink".

Nothing else that owners say may match: an agency links firms with markets, too.
"""

import re
from typing import Final

from knowledge import hangul

LONGEST: Final = 60
"""Characters; whoever says more is asking something else."""

_MESSENGER = r"(?:카카오톡?|카톡|텔레그램|(?:다른|두)?메신저)"
_WITH = r"(?:을|를|이랑|랑|하고|과|와|도|에|에도|으로|로)?(?:같이|함께|서로)?"
_WILL = (
    r"(?:할래|할게|할께|하고싶어|하고싶습니다|하려고|하려면|하기|하자|시켜|하는법|하는방법|방법"
    r"|어떻게해|어떻게하나|할수있나|할수있어|되나|될까|가능한가)?(?:요)?"
)
_PLEASE = r"(?:해?줘|해?주세요|부탁해요|부탁드립니다|알려줘|알려주세요)?(?:요)?"
_CODE: Final = (
    re.compile(r"(?:연결|연동)코드(?:는|번호는?|가)?([0-9]{6})(?:이에요|예요|입니다|요)?"),
    re.compile(r"link(?:ing)?(?:code)?(?:is|with)?([0-9]{6})"),
)
_LINK: Final = (
    re.compile(rf"(?:연결|연동)코드(?:를|좀|하나)*(?:만들어|보내|발급)?{_PLEASE}"),
    re.compile(rf"(?:제|내)?{_MESSENGER}(?:(?:이랑|랑|하고|과|와){_MESSENGER})?{_WITH}(?:연결|연동){_WILL}{_PLEASE}"),
    re.compile(
        r"(?:canyou|please|iwantto|how(?:do|can)i)?(?:link|connect)(?=.*(?:kakao|telegram|messenger))"
        r"(?:and|with|to|my|other|kakaotalk|kakao|telegram|messengers?|accounts?|too|please)+"
    ),
    re.compile(r"(?:getme|givemea?)?(?:a)?linkingcode|linkcode"),
)
_UNLINK: Final = (
    re.compile(rf"{_MESSENGER}?(?:연결|연동)(?:을|를)?(?:끊기|끊어|끊을래|끊을게|해제)(?:하기|해요)?{_PLEASE}"),
    re.compile(r"(?:please)?(?:unlink|disconnect)(?:this|my|account|messengers?)*(?:please)?"),
)


def argument_of(text: str) -> str | None:
    """Return what ``/link`` gets for what was said: a code, "off" or nothing; None where linking is not meant."""
    if len(text) > LONGEST:
        return None
    said = hangul.spaceless(hangul.plain(text))
    for pattern in _CODE:
        if (found := pattern.fullmatch(said)) is not None:
            return found[1]
    if any(pattern.fullmatch(said) for pattern in _UNLINK):
        return "off"
    return "" if any(pattern.fullmatch(said) for pattern in _LINK) else None
