"""How many people a firm has and for how many years it has been in business, as owners say it in passing."""

import datetime as dt
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge import numerals
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


# One of these stands in every message that tells a number of people or years.
_ANY = re.compile(
    r"직원|종업원|근로자|인원|사원|고용|명|인|혼자|둘|셋|넷|다섯|여섯|일곱|여덟|부부|년|해째|창업|개업|시작|차렸|열었"
    r"|employ|people|staff|of us|worker|just me|years?|since|founded|established|started|opened|myself|alone"
)
_STAFF = (
    r"(?:직원|종업원|근로자|상시인원|인원|사원|고용인원|스태프)(?:수|들)?(?:이|은|는|가|도|이라곤|이라고는)?"
    r"(?:지금|현재|이제|총|모두|전부|다해서|다합쳐|다합쳐서|합쳐서|저포함|저포함해서|저까지|사장포함|겨우|고작|딱|달랑|해봐야)*"
)
_ROUGHLY = r"(?P<roughly>약|대략|대충|한(?=\d|다섯|여섯|일곱|여덟|아홉|열|스무|스물|서른|대여|서너|두세|너댓))?"
_PEOPLE = r"(?:명|인|사람|분)"
_AFTER_BARE = r"(?=이에|예요|에요|입니|이고|이요|이구|인데|요$|이야|정도|쯤|안팎|이랑|있|뿐|밖에|이서|으로|$)"
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
    rf"(?:이|은|가)?(?:아니(?:고|라|요|구|에요)?|말고)(?:이제|지금은|현재는?)?(?P<low>{NUMBER}){_PEOPLE}"
)
_GREW = re.compile(
    rf"(?:에서|이었는데|였는데|이다가)(?:지금은|이제|현재는?)?(?P<low>{NUMBER}){_PEOPLE}(?:으로|이에|이됐|이|예|입)"
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
    found += [
        Counted(numerals.value(later["low"]), *later.span())
        for first in found
        if (later := _CORRECTED.match(letters, first.end) or _GREW.match(letters, first.end))
    ]
    return found or _employees_in_english(letters, plain)


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


def _employees_in_english(letters: str, plain: str) -> list[Counted]:
    if not _ENGLISH_WORD.search(plain):
        return []
    end = len(letters)
    if _NONE_EN.search(plain):
        return [Counted(Interval(0, 0), end, end)]
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
        found.append(Counted(number, end, end))
    if not found and _ALONE_EN.search(plain):
        found.append(Counted(Interval(1, 1), end, end))
    return found


_BEGAN = r"(?:창업|개업|개점|설립|시작|오픈|장사|사업|영업|운영|가게|식당|공장|회사|차린|차렸|연|문연|문을연|등록)"
_HOW_LONG = rf"(?P<years>{NUMBER}|[일이삼사오육칠팔구])년(?P<half>반)?"
_SINCE = tuple(
    re.compile(pattern)
    for pattern in (
        rf"업력(?:이|은)?(?:약|한)?{_HOW_LONG}",
        rf"{_BEGAN}(?:을|를)?(?:시작)?(?:한|하신|차린|연|낸|된)?지(?:는|가|도|이제|벌써|거의|약|한|올해로|어언|겨우|막)*{_HOW_LONG}",
        r"창업(?P<years>\d{1,2})년(?!도|전|월|부터|에)",
        r"(?<!\d)(?P<years>\d{1,2})년(?P<half>반)?(?:째|됐|된|되었|됩니|되어|돼가|넘었|넘은|넘게(?:장사|사업|운영|했|하|만들))",
        rf"(?P<years>{WORD})(?:해|년)(?:째|넘게)",
        r"(?<!\d)(?P<years>\d{1,2})년(?:동안|간|넘게|정도|가까이|째)?(?:장사|봉제|미싱|가게|옷을만|식당을|한우물|했습|했어|해왔|하고있)",
    )
)
_NTH = re.compile(r"(?<!\d)(?P<nth>\d{1,2})년차(?!사업|행사|프로그램|기획전|공모)")
_AGO = re.compile(
    rf"(?P<years>{NUMBER})년전(?:쯤)?(?:에)?(?:부터)?[가-힣]{{0,6}}?(?:창업|개업|시작|열었|차렸|설립|오픈|장사)"
)
_IN_YEAR = re.compile(
    r"(?:(?P<year>(?:19|20)\d\d)년(?:도)?(?:(?P<month>\d{1,2})월)?(?:\d{1,2}일)?|(?P<word>재작년|작년|지난해|올해|금년|올봄|올초|지난달|저번달|이번달|이달))(?:에|부터|도에|초에|말에|에서야)?"
    r"(?:처음|막|갓|새로|가게를|가게|사업을|회사를|법인을|장사를|장사)*(?P<did>창업|개업|시작한?|설립|열었|차렸|오픈|장사(?:하|했|시작|를시작)|사업(?:하|했|시작|자등록)|문열|문을열)"
)
_YEARS_EN = re.compile(
    r"\b(?:since|founded in|established in|started in|opened in|set up in|incorporated in) (?P<year>(?:19|20)\d\d)\b"
    r"|\b(?P<word>last year|this year)\b"
    rf"|\b(?P<years>{ENGLISH}) years? (?:in business|old|in operation|in the trade)\b"
    rf"|\bin business for (?:about )?(?P<for>{ENGLISH}) years?\b"
)
_BEGAN_EN = re.compile(r"\b(?:started|opened|founded|established|launched|set up|began)\b")


def years_in_business(letters: str, plain: str, today: dt.date | None) -> list[Counted]:
    """Return how long a firm has been in business, in years, as a message tells it; the last is the one that counts.

    Who is in the third year has two to three years behind him; of a year of founding only the year is known, so the
    bounds are its first and last day.

    Args:
        letters: the message, without spaces; the positions are those in it.
        plain: the message, with its spaces (``hangul.plain``).
        today: the day on which it is told; without it, a year of founding tells nothing.
    """
    if not _ANY.search(plain):
        return []
    found: list[Counted] = []
    for match in (match for pattern in _SINCE for match in pattern.finditer(letters)):
        count = numerals.value(match["years"])
        extra = 0.5 if match.groupdict().get("half") else 0.0
        number, more = numerals.qualified(Interval(count.low + extra, count.high + extra), letters[match.end() :])
        if "넘" in match.group():
            number = Interval(number.low, LARGEST)
        elif more and number.low == 0:  # years are no whole numbers: less than one is up to one
            number = Interval(0, count.high)
        found.append(Counted(number, match.start(), match.end() + more))
    for match in _NTH.finditer(letters):
        found.append(Counted(Interval(max(0.0, float(match["nth"]) - 1), float(match["nth"])), *match.span()))
    for match in _AGO.finditer(letters):
        years = numerals.value(match["years"])
        found.append(Counted(Interval(max(0.0, years.low - 1), years.high + 1), *match.span()))
    if today is not None and not found:
        found = [*_founded(letters, today), *_in_english(letters, plain, today)]
    return found


_ASKED = re.compile(
    r"(?:을|를)?(?:했|하|한|할|됐|되|된|였|어|었)?(?:나요|까요|습니까|는지|니$|냐|던가|죠$|지요$|기획전|사업|행사|장터|프로그램)"
)
_A_PROGRAM = re.compile(
    r"(?:기획전|마켓|장터|프로그램|모집|접수|행사|센터|신청|지원|페어|쇼핑몰|사업|판매|차)(?:은|는|이|가|을|를)?$"
)


def _founded(letters: str, today: dt.date) -> Iterator[Counted]:
    for match in _IN_YEAR.finditer(letters):
        if _ASKED.match(letters, match.end()) or _A_PROGRAM.search(letters[: match.start()]):
            continue
        if match["year"]:
            year = int(match["year"])
        else:
            year = today.year - {"재작년": 2, "작년": 1, "지난해": 1}.get(match["word"], 0)
        if match["word"] in {"지난달", "저번달", "이번달", "이달"}:
            yield Counted(Interval(0, 1), *match.span())
        elif (since := _since(year, today)) is not None:
            yield Counted(since, *match.span())


def _since(year: int, today: dt.date) -> Interval | None:
    """The years between some day of ``year`` and ``today``, in whole years outwards; None where it is still to come."""
    if year > today.year:
        return None
    first = (today - dt.date(year, 1, 1)).days / 365.25
    last = max(0.0, (today - dt.date(year, 12, 31)).days / 365.25)
    return Interval(float(math.floor(last)), float(math.ceil(first)))


def _in_english(letters: str, plain: str, today: dt.date) -> Iterator[Counted]:
    end = len(letters)
    for match in _YEARS_EN.finditer(plain):
        if said := match["years"] or match["for"]:
            yield Counted(numerals.value(said), end, end)
        elif match["year"]:
            if (since := _since(int(match["year"]), today)) is not None:
                yield Counted(since, end, end)
        elif (
            _BEGAN_EN.search(plain)
            and (since := _since(today.year - (match["word"] == "last year"), today)) is not None
        ):
            yield Counted(since, end, end)
