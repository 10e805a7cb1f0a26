"""How many people a firm has, as owners say it in passing."""

import re
from dataclasses import dataclass

from knowledge import hangul, numerals
from knowledge.fact import LARGEST, Interval
from knowledge.numerals import ENGLISH, NUMBER, WORD


@dataclass(frozen=True)
class Counted:
    """A number that a message names.

    Args:
        number: the number.
        start: where its words begin in the text.
        end: where they end.
    """

    number: Interval
    start: int
    end: int


# One of these stands in every message that tells a number of people.
_ANY = re.compile(
    r"직원|종업원|근로자|인원|사원|고용|명|인|혼자|둘|셋|넷|다섯|여섯|일곱|여덟|부부"
    r"|employ|people|staff|of us|worker|just me|myself|alone"
)
_STAFF = (
    r"(?:직원|종업원|근로자|상시인원|인원|사원|고용인원|스태프)(?:수|들)?(?:이|은|는|가|도|이라곤|이라고는)?"
    r"(?:지금|현재|이제|원래|처음엔|처음에는|작년엔|작년에는|총|모두|전부|다해서|다합쳐|다합쳐서|합쳐서|저포함|저포함해서|저까지|사장포함|겨우|고작|딱|달랑|해봐야)*"
)
_ROUGHLY = r"(?P<roughly>약|대략|대충|한(?=\d|다섯|여섯|일곱|여덟|아홉|열|스무|스물|서른|대여|서너|두세|너댓))?"
_PEOPLE = r"(?:명|인|사람|분)"
_AFTER_BARE = r"(?=이에|예요|에요|입니|이고|이요|이구|인데|요$|이야|이었|이라|정도|쯤|안팎|이랑|있|뿐|밖에|이서|으로|$)"
_HAS_STAFF = re.compile(
    rf"{_STAFF}{_ROUGHLY}(?P<low>{NUMBER})(?P<more>여)?(?:{_PEOPLE}|(?=~|에서|내지)|{_AFTER_BARE})"
    rf"(?:(?:~|에서|내지|부터|또는|이나)(?P<high>{NUMBER}){_PEOPLE}?)?"
)
_PEOPLE_WORK = re.compile(
    rf"(?P<low>(?<!\d)\d{{1,4}}|{WORD})(?P<more>여)?{_PEOPLE}"
    rf"(?:(?:~|에서)(?P<high>\d{{1,4}}|{WORD}){_PEOPLE})?"
    r"(?=이서|이하는|이일|이운영|이만드|이서만|규모|짜리|공방|기업|회사|업체(?!가|를|만)|사업장|데리고|고용|쓰고|두고|미만사업장|이하사업장|이상사업장|미만업체|이하업체|기준으로)"
)
_TOGETHER = re.compile(
    r"(?P<low>둘|셋|넷|다섯|여섯|일곱|여덟|아홉|열)이(?:서|[가-힣]{0,10}?(?:만드|만들|만듭|운영|장사|꾸려|하고있))"
)
_ALONE = re.compile(
    r"혼자(?:서)?(?:[가-힣]{0,6}?)(?:해요|합니다|하는데|하고있|하고요|하는소|하는자|하는사|하는가|하는사장|해서|운영|일하|일해|장사|꾸려|꾸리|다해|만들|팔(?:고|아)|파는|예요|이에요|입니다|인데)"
    r"|(?:1|일|한)인(?:기업|사업|창조기업|업체|회사|가게|공방|사장|스타트업|창업|매장|점포|미용실|샵|출판사)|나홀로(?:사장|운영|사업)"
)
_COUPLE = re.compile(
    r"(?:부부|남편이랑|아내랑|와이프랑|남편하고|아내하고|집사람이랑|친구랑|동생이랑|언니랑|엄마랑)(?:가|끼리)?(?:둘이(?:서)?)"
)
_NOBODY = re.compile(
    r"(?:직원|종업원|고용(?:한사람|인원)?)(?:은|이|도|을|들은)?(?:아무도|한명도|한사람도|따로|하나도|아예|전혀|안두고|현재|지금|아직)*(?:없(?!이?도되|나)|안(?:둬|두|써|쓰|뽑)|두지않|쓰지않|0명|영명)"
)
_CORRECTED = re.compile(
    r"(?:(?:이|은|가)?(?:아니(?:고|라|요|구|에요)?|말고)|(?:이?라)고(?:말|말씀|얘기)?(?:했|드렸|적었)(?:었)?(?:는데|지만))"
    rf"(?:이제|지금은|현재는?|사실은?|실은)?(?P<low>{NUMBER}){_PEOPLE}"
)
_GREW = re.compile(
    rf"(?:에서|이었는데|였는데|이다가)(?:지금은|이제|현재는?)?(?P<low>{NUMBER}){_PEOPLE}(?:으로|이에|이됐|이|예|입)"
)
_NOW = re.compile(
    r"(?:지금|현재|이제|요즘|올해)(?:은|는|엔|에는)?(?:다해서|모두|총|딱|겨우|한)*"
    rf"(?P<low>{NUMBER}){_PEOPLE}(?=이에|예요|에요|입니|이고|인데|이요|요|있|뿐|으로|남|이서|임|밖|$)"
)
# "직원 3명인데 5명이면 되나요?"
_PUT_INSTEAD = re.compile(
    rf"(?:이고|인데|이지만)(?:만약에?|혹시|그런데|근데)?(?P<low>{NUMBER}){_PEOPLE}(?=이면|이라면|이었|이어도|이라도|이라고(?:치|하면|가정)|으로(?:늘|줄))"
)
_BECAME = re.compile(rf"(?P<low>{NUMBER}){_PEOPLE}(?:이|으로)?(?:됐|되었|줄었|줄어|늘었)")
_LATER = 24
"""So many letters after a number of people may tell what it is now."""
# People who are sought, or have left, are not those that there are.
_TO_COME_OR_GONE = re.compile(
    r"(?:을|를|이|가|은|정도|쯤|더|만|씩|새로|추가로|급하게|또)*(?:구하|구해|구인|뽑|채용|모집|충원|그만(?:뒀|두|둬)|나갔|나가|퇴사|퇴직|해고|관뒀|짤|잘랐|내보)"
)
_EMPLOYEES_EN = re.compile(
    r"(?P<about>about |around |roughly |some |approximately )?(?P<least>more than |over |at least )?"
    r"(?P<most>fewer than |less than |under |up to |at most )?"
    rf"\b(?P<low>{ENGLISH})(?:(?: to |~)(?P<high>{ENGLISH}))?"
    r"(?: full-time| part-time)? (?P<what>employees?|staff|workers?|people|persons?|of us)\b"
)
_ENGLISH_WORD = re.compile(r"[a-z]{2} ")
_OURS_EN = re.compile(r"\b(?:we|we're|our|i|i'm|my|us|me|team|firm of|company of)\b")
_NONE_EN = re.compile(r"\b(?:no|without|zero|don't have any|do not have any|have no) (?:employees|staff|workers)\b")
_ALONE_EN = re.compile(
    r"\bjust me\b|\bone[- ](?:person|man|woman) (?:business|company|firm|shop)"
    r"|\bi (?:work|run it|do it) (?:alone|by myself)|\b(?:run|do|work)[a-z ]* (?:by myself|on my own|alone)"
)


def employees(letters: str, plain: str) -> list[Counted]:
    """Return the numbers of employees that a message names; the last is the one that counts.

    "혼자 해요" is one person, "직원 없어요" none: owners count themselves where they speak of who works.

    Args:
        letters: the message, without spaces; the positions are those in it.
        plain: the message, with its spaces (``hangul.plain``).
    """
    if not _ANY.search(plain):
        return []
    found = [_with_qualifier(match, letters) for match in _HAS_STAFF.finditer(letters)]
    if not found:
        found = [_with_qualifier(match, letters) for match in _PEOPLE_WORK.finditer(letters)]
    if not found:
        found = [
            Counted(Interval(number, number), match.start(), match.end())
            for pattern, number in ((_NOBODY, 0.0), (_COUPLE, 2.0), (_ALONE, 1.0))
            for match in pattern.finditer(letters)
        ][:1] or [Counted(numerals.value(match["low"]), *match.span()) for match in _TOGETHER.finditer(letters)]
    for first in tuple(found):
        soon = first.end + _LATER
        if (
            later := _CORRECTED.match(letters, first.end)
            or _GREW.match(letters, first.end)
            or _PUT_INSTEAD.match(letters, first.end)
            or _NOW.search(letters, first.end, soon)
            or _BECAME.search(letters, first.end, soon)
        ):
            found.append(Counted(numerals.value(later["low"]), *later.span()))
    found = [one for one in found if not _TO_COME_OR_GONE.match(letters, one.end)]
    return found or _employees_in_english(plain)


_AMOUNTS_TO = re.compile(r"(?:이|은|는)?(?:됩니|돼요(?!\?)|되는데|되고|됐|되어)")


def _with_qualifier(match: re.Match[str], letters: str) -> Counted:
    named = match.groupdict()
    number = numerals.value(named["low"])
    if named.get("high"):
        high = numerals.value(named["high"])
        grew = letters.startswith("으로", match.end())
        number = high if grew else Interval(number.low, max(number.high, high.high))
    elif named.get("more"):
        number = numerals.some_more(number)
    elif named.get("roughly"):
        number = numerals.about(number)
    number, more = numerals.qualified(number, letters[match.end() :])
    end = match.end() + more
    if amounts := _AMOUNTS_TO.match(letters, end):
        end = amounts.end()
    return Counted(number, match.start(), end)


def _employees_in_english(plain: str) -> list[Counted]:
    if not _ENGLISH_WORD.search(plain):
        return []
    if none := _NONE_EN.search(plain):
        return [_counted(Interval(0, 0), plain, none)]
    found: list[Counted] = []
    for match in _EMPLOYEES_EN.finditer(plain):
        if match["what"] in {"people", "person", "persons"} and not _OURS_EN.search(plain):
            continue
        number = numerals.value(match["low"])
        if match["high"]:
            number = Interval(number.low, max(number.low, numerals.value(match["high"]).high))
        elif match["least"]:
            number = Interval(number.low, LARGEST)
        elif match["most"]:
            number = Interval(0, number.high)
        elif match["about"]:
            number = numerals.about(number)
        found.append(_counted(number, plain, match))
    if not found and (alone := _ALONE_EN.search(plain)):
        found.append(_counted(Interval(1, 1), plain, alone))
    return found


def _counted(number: Interval, plain: str, match: re.Match[str]) -> Counted:
    """A number where its words stand in the message without spaces."""
    start = len(hangul.spaceless(plain[: match.start()]))
    return Counted(number, start, start + len(hangul.spaceless(match.group())))
