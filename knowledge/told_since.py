"""Since when a firm is in business, as its owner tells it: by length ("업력 3년"), by beginning ("2019년에 창업").

Either is turned into the days on which the firm can have begun. A length is true only on the day on which it is told,
but such days stay true: of who says "3년 됐어요" today it can be told next year, too, whether five years are over.
"""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge import hangul, numerals, told_length
from knowledge.day_named import Mention, may_name_a_day, mentions
from knowledge.fact import DayInterval, Interval
from knowledge.numerals import ENGLISH
from knowledge.reckoning import first_of_month, last_of_month
from knowledge.stance import Sentences
from knowledge.told_length import HOW_LONG, OLDEST

NEVER = dt.date.max
"""The last of the days that are open above: who has not begun yet may do so on any day to come."""


@dataclass(frozen=True)
class Begun:
    """The days on which a firm can have begun, as words of a message tell them.

    Args:
        since: the days.
        start: where the words begin in the message without spaces.
        end: where they end.
    """

    since: DayInterval
    start: int
    end: int


# One of these stands in every message that tells since when a firm is there.
_ANY = re.compile(
    r"업력|창업|개업|개점|설립|시작|오픈|차[렸린]|열었|연지|[한헌]지|사업자|[년해]|째|[달주]|개월|부터|일됐"
    r"|years?|months?|since|founded|established|started|opened|business"
)
_FIRM = (
    r"(?:가게|식당|카페|까페|회사|공장|매장|점포|공방|업체|법인|사업체?|장사|영업|미용실|학원|온라인몰|쇼핑몰"
    r"|스마트스토어|[가-힣]{1,3}집|[가-힣]{1,3}점)"
)
# "2019년에 수출을 시작했어요" is no beginning of the firm.
_NOT_OF_FIRM = (
    r"(?:수출|납품|거래|온라인판매|신청|접수|모집|기획전|행사|프로그램|지원|판매|참여|준비|공부|교육|일을|알바)"
)
_NO_SUCH_OBJECT = "".join(f"(?<!{words})" for words in ("수출", "수출을", "납품을", "거래를", "판매를"))
_BEGIN = r"(?:창업|개업|개점|개원|설립|오픈|사업자등록)"
_DID_BEGIN = (
    rf"(?:{_BEGIN}(?!준비|자금|교육|센터|보육|멘토|지원|전이|전인|전입|예정|계획)"
    r"(?!을?(?:할|하려|하고자|하고싶|해볼|하면))"
    r"|사업자(?:등록증?)?(?:을|를)?(?:냈|낸|내서|냄|했|하였|받)"
    rf"|(?:{_FIRM}(?:을|를)?)?(?:하나|작게|조그맣게|처음|막|갓|새로|문을?)*"
    rf"(?:열었|열어서|열고|연지|연(?={_FIRM})|차렸|차려서|차린|냈(?!나)|세웠|세워서"
    r"|시작했|시작한|시작해서|시작하(?:였|게)|만들었(?=어요|습니다|음|$)))"
)
_MEANWHILE = r"(?:만|이제|지금|벌써|거의|올해로|어언|어느덧|겨우|막|딱|이미|현재|은|는|가|도|이|요)*"
_SUBJECT = (
    r"(?:저희|우리|울|저|제|나|전|이)?"
    r"(?:가게|식당|카페|회사|공장|매장|점포|공방|업체|법인|사업장?|장사|영업|집|기업|업력)?(?:는|은|가|이|도|을|를)?"
)
_LONG = tuple(
    re.compile(pattern)
    for pattern in (
        rf"업력{_MEANWHILE}{HOW_LONG}",
        rf"{_NO_SUCH_OBJECT}(?:{_BEGIN}|{_FIRM}|사업자(?:등록증)?|시작|문)[이을를]?(?:시작|운영)?"
        rf"(?:[한헌연낸된]|하신|차린|만든|세운|나온|받은)지{_MEANWHILE}{HOW_LONG}",
        rf"창업{_MEANWHILE}{HOW_LONG}(?!도에|전|뒤|후|월|부터|에|동안|간)",
        # Nothing else may be meant to have lasted: "결혼한 지 3년 됐어요".
        rf"(?:^|(?<=올해로)){_SUBJECT}{_MEANWHILE}{HOW_LONG}"
        r"(?=째(?:장사|사업|영업|운영|가게|식당|이에|예요|에요|입|요|$|하고)|쨉|쨰|차(?:이에|예요|에요|입|요|$|인)"
        r"|(?:이|쯤|정도|다|조금|좀|약간|도|은|채)*(?:안)?(?:됐|되었|됬|되써|되어|돼|넘었))",
        rf"(?:장사|사업|영업)[을를만]?{_MEANWHILE}{HOW_LONG}(?=(?:째|동안|간|넘게)?(?:했어|했습|했네|해왔|하고있|합니다|해요))",
        rf"{HOW_LONG}(?=차(?:자영업|스타트업|기업|회사|업체|사장|가게|식당|카페|공방|공장|소상공인|소공인|소기업|중소|사회적기업|협동조합|마을기업|법인))",
        rf"{HOW_LONG}(?=(?:동안|간|넘게|째|정도|가까이|이상)*"
        r"(?:장사|사업(?!비|자|에|이|은)|식당|가게|카페|회사를|공장을)(?:를|을)?(?:하(?!다)|해|했|합|운영))",
        rf"{HOW_LONG}(?=(?:이|쯤|정도|도|넘|이나)*[된넘](?:은)?"
        r"(?:저희|우리)?(?:가게|회사|식당|업체|공장|카페|점포|기업|노포))",
    )
)
_AGO = re.compile(
    rf"{HOW_LONG}전(?:쯤|정도)?(?:에)?(?:부터)?(?:(?!{_NOT_OF_FIRM})[가-힣]){{0,8}}?(?P<did>{_DID_BEGIN})"
)
_AMOUNTS_TO = re.compile(r"[이은는도다]?(?:됩니|돼요(?!\?)|되는데|되고|됐|됬|되써|되었|되어|된)")
_NOT_BEGUN = re.compile(
    r"(?:예비창업자?|창업예정자)(?!지원|대상|패키지|교육|프로그램|사업|센터)"
    r"|(?:창업|사업자등록|사업자|개업|사업시작)(?:은|는|을|를|도|이)?아직(?:은|도)?"
    r"(?:안했|못했|안냈|안하|전이|전인|전입|하지(?:는)?않|없)"
    r"|아직(?:은|도)?(?:창업|사업자등록|사업자|개업|사업)(?:은|는|을|를|도|이)?(?:하기)?"
    r"(?:안했|못했|안냈|안하|전이|전인|전입|하지(?:는)?않|없)"
    r"|창업(?:을)?(?:준비(?:중|하고있|하는중)|(?:하기)?전(?:이에|이고|인데|입|이라|예요))"
)


def begun(letters: str, plain: str, sentences: Sentences, today: dt.date) -> list[Begun]:
    """Return since when a firm is there, as a message tells it; the last is the one that counts.

    Args:
        letters: the message, without spaces; the positions are those in it.
        plain: the message, with its spaces (``hangul.plain``).
        sentences: of the message.
        today: the day on which it is told.
    """
    if not _ANY.search(letters):
        return []
    return (
        [Begun(_not_yet(today), *match.span()) for match in _NOT_BEGUN.finditer(letters)]
        or [*_some_time_ago(letters, today)]
        or [*_so_long(letters, today)]
        or [*_on_a_day(letters, plain, sentences, today)]
        or [*_in_english(letters, plain, today)]
    )


def _not_yet(today: dt.date) -> DayInterval:
    return DayInterval(today + dt.timedelta(days=1), NEVER)


def _some_time_ago(letters: str, today: dt.date) -> Iterator[Begun]:
    for match in _AGO.finditer(letters):
        if _ASKED.match(letters, match.end()) is None:
            try:
                yield Begun(told_length.ago(match, today), *match.span())
            except ValueError:
                continue


def _so_long(letters: str, today: dt.date) -> Iterator[Begun]:
    for match in (match for pattern in _LONG for match in pattern.finditer(letters)):
        of_the_calendar = "올해로" in letters[max(0, match.start() - 4) : match.end()]
        try:
            since, end = told_length.since(match, letters, today, of_the_calendar=of_the_calendar)
        except ValueError:
            continue
        amounts = _AMOUNTS_TO.match(letters, end)
        yield Begun(since, match.start(), amounts.end() if amounts else end)


_ASKED = re.compile(
    r"(?:을|를)?[했하한할됐되된였어었]?(?:나요|까요|습니까|는지|니$|냐|던가|죠$|지요$"
    r"|기획전|사업(?!자|을|장|체)|행사|장터|프로그램|지원|마켓|센터|캠페인)"
)
_A_PROGRAM = re.compile(
    r"(?:기획전|마켓|장터|프로그램|모집|접수|행사|센터|신청|지원|페어|쇼핑몰|(?:이|그|저|본|지원|해당|시|도|구)사업|판매|차)(?:은|는|이|가|을|를)?$"
)
_THEN_BEGUN = re.compile(
    r"(?:생|쯤|경|무렵|도)?(?:에|에야|에서야|부터|날|초에|말에)?"
    rf"(?:(?!{_NOT_OF_FIRM}|까지)[가-힣0-9]){{0,12}}?(?P<did>{_DID_BEGIN})"
    rf"|부터(?:(?!{_NOT_OF_FIRM})[가-힣]){{0,6}}?(?:{_FIRM}(?:을|를)?)?"
    rf"(?:하고있|해왔|해오|해요|했어요|했습니다|합니다|하는중|하거든|운영|이어온|(?:하|한|영업한|운영한|이어)는?(?={_FIRM}))"
)
_NAMED_BEFORE = re.compile(
    rf"(?:{_BEGIN}|사업(?:을)?시작|사업자)(?:[한된])?(?:일자?|날짜?|연도|년도|연월일|년월일|시기|해|때|건|것|게|거)?"
    r"[는은이가을를]?$"
)
_AFTER_NAMED = re.compile(
    r"[쯤경께]?(?:에)?(?:이에|예요|에요|입니|이고|이며|이요|요|이구|인데|임|이었|였|$|했|하였|냈|함|났|처음|됐|되었)"
)


def _on_a_day(letters: str, plain: str, sentences: Sentences, today: dt.date) -> Iterator[Begun]:
    """The beginnings that are told by a day, month, season or year, or by their anniversary."""
    for match in _ANNIVERSARY.finditer(letters):
        if since := _in_year(str(today.year - int(match["years"])), today):
            yield Begun(since, *match.span())
            return
    for start, end, since in _days(plain, today):
        begins, ends = (len(hangul.spaceless(plain[:position])) for position in (start, end))
        before, sentence = letters[:begins], letters[: sentences.around(ends)[0]]
        if _A_PROGRAM.search(before):
            continue
        told = _THEN_BEGUN.match(sentence, ends)
        if told is not None and _ASKED.match(letters, told.end()) is None:
            yield Begun(since, begins, told.end())
        elif _NAMED_BEFORE.search(before) and _AFTER_NAMED.match(sentence, ends):
            yield Begun(since, begins, ends)


_ANNIVERSARY = re.compile(rf"(?:{_BEGIN}|창립|{_FIRM}|회사|올해)[은는이가로]?(?P<years>\d{{1,2}})주년")
_TWO_DIGITS = re.compile(
    r"(?<![\d.])'?(?P<year>\d\d)년(?:도)?(?=\s?(?:에|부터|도|창업|개업|설립|오픈|봄|여름|가을|겨울))"
)
# "3년 전" names a day, but means no such day.
_COUNTED = re.compile(r"(?:전|뒤|후|ago|later|from now)$")
_EARLIEST = 1950
"""No year that is given by its last two digits is earlier."""


def _days(plain: str, today: dt.date) -> list[tuple[int, int, DayInterval]]:
    """Where days of the past are named in a message, and which they can be."""
    if not may_name_a_day(plain):
        return []
    found: list[tuple[int, int, DayInterval]] = []
    for mention in mentions(plain, today):
        # "지금" is a way to name today that tells no beginning.
        now = mention.today and "오늘" not in plain[mention.start : mention.end]
        counted = _COUNTED.search(plain[mention.start : mention.end])
        if mention.precision == "range" or mention.left_out == "month" or now or counted:
            continue
        if since := _past(mention, today):
            found.append((mention.start, mention.end, since))
    for year in _TWO_DIGITS.finditer(plain):
        apart = all(year.end() <= start or end <= year.start() for start, end, _ in found)
        if apart and (since := _in_year(year["year"], today)):
            found.append((*year.span(), since))
    return sorted(found, key=lambda day: day[0])


def _past(mention: Mention, today: dt.date) -> DayInterval | None:
    """The days of a mention up to today, the last such ones where no year is given; None where they are to come."""
    first, last = _as_loosely_as_said(mention)
    if first > today and mention.left_out == "year":
        try:
            first, last = first.replace(year=first.year - 1), last.replace(year=last.year - 1)
        except ValueError:  # February 29
            return None
    if first > today or first.year < today.year - OLDEST:
        return None
    return DayInterval(first, min(last, today))


def _as_loosely_as_said(mention: Mention) -> tuple[dt.date, dt.date]:
    """The days of a mention, with those that people may well mean by its beginning, middle or end, or by a winter."""
    first, last = mention.first, mention.last
    if mention.precision == "season" and first.month == _WINTER:
        return first.replace(month=1), last
    if mention.precision not in _LOOSE:
        return first, last
    if (last - first).days < _FEWEST_OF_A_MONTH:
        low, high = first - dt.timedelta(days=_DAYS_LOOSE), last + dt.timedelta(days=_DAYS_LOOSE)
        return max(low, first_of_month(first, 0)), min(high, last_of_month(first))
    low, high = first_of_month(first, -_MONTHS_LOOSE), last_of_month(first_of_month(first, _MONTHS_LOOSE))
    return max(low, dt.date(first.year, 1, 1)), min(high, dt.date(first.year, 12, 31))


_LOOSE = frozenset({"early", "mid", "late"})
_WINTER = 12
_DAYS_LOOSE, _MONTHS_LOOSE = 5, 2
_FEWEST_OF_A_MONTH = 27


def _in_year(written: str, today: dt.date) -> DayInterval | None:
    """The days of a year; two digits are of this century or the last."""
    year = int(written)
    if year < 100:
        year += 2000 if year <= today.year % 100 else 1900
    if not _EARLIEST <= year <= today.year:
        return None
    return DayInterval(dt.date(year, 1, 1), min(dt.date(year, 12, 31), today))


_ENGLISH_WORD = re.compile(r"[a-z]{2} ")
_OURS_EN = r"\b(?:we|i|our|my|it)(?:'ve|'m|'re)?\b[a-z' ]{0,40}"
_BEGAN = r"(?:founded|established|started|opened|began|launched|registered|incorporated|set up)"
_UNIT = r"(?P<unit>year|month|week)s?"
_LONG_EN = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?P<about>about |around |nearly |almost )?(?P<least>over |more than |at least )?"
        rf"\b(?P<count>{ENGLISH}) {_UNIT} (?:in business|old|in operation|in the trade)\b",
        rf"(?:in business|{_OURS_EN}(?:running|operating|trading|open)[a-z' ]{{0,24}}) for "
        r"(?P<about>about |around |nearly |almost )?(?P<least>over |more than |at least )?"
        rf"(?P<count>{ENGLISH}) {_UNIT}\b",
    )
)
_AGO_EN = re.compile(rf"\b{_BEGAN}\b[a-z' ]{{0,24}} (?P<count>{ENGLISH}|a) {_UNIT} ago\b")
_BEGAN_EN = re.compile(
    rf"(?:(?:^|{_OURS_EN})(?:{_BEGAN}|since)"
    r"(?: (?:it|up|trading|business|the business|in business|(?:our|my|a|the) [a-z]+))?|\bsince)"
    r"(?: back)?(?: in| on| around)?(?: the)? ?$"
)
_NOT_BEGUN_EN = re.compile(
    r"\b(?:have not|haven'?t|has not|did not|didn'?t) (?:yet )?(?:started|founded|opened|registered|start|open)"
    r"[a-z ]{0,20}(?:business|company|firm|shop|yet)\b|\bprospective founder\b"
)
_ASKS_EN = re.compile(r"^(?:did|does|do|was|were|is|are|when|how|can|could|must|should|what|which)\b")


def _in_english(letters: str, plain: str, today: dt.date) -> Iterator[Begun]:
    if not _ENGLISH_WORD.search(plain) or _ASKS_EN.search(plain):
        return
    end = len(letters)
    if _NOT_BEGUN_EN.search(plain):
        yield Begun(_not_yet(today), end, end)
        return
    for match in (match for pattern in _LONG_EN for match in pattern.finditer(plain)):
        number = numerals.value(match["count"])
        told = told_length.so_long_at_least if match["least"] else told_length.so_long
        try:
            yield Begun(told(numerals.about(number) if match["about"] else number, match["unit"], today), end, end)
        except ValueError:
            continue
    if ago := _AGO_EN.search(plain):
        number = Interval(1.0, 1.0) if ago["count"] == "a" else numerals.value(ago["count"])
        try:
            yield Begun(told_length.so_long_ago(number, ago["unit"], today), end, end)
        except ValueError:
            return
    else:
        yield from (
            Begun(since, end, end) for start, _, since in _days(plain, today) if _BEGAN_EN.search(plain[:start])
        )


_SHORT = 30
"""Letters of an answer that may be nothing but a time."""
_MORE_IS_SAID = re.compile(r"(?<=[가-힣a-z])[.!](?=\s)")
_FILLER = re.compile(r"^(?:(?:네|예|음+|아|어|글쎄요?|아마도?|대충|그냥|just|maybe|well)[\s,.~]+)+")
_COPULA = (
    r"(?:인가|인가봐요|일거예요|일걸요|인것같아요|같아요|이요|요|입니다|임니다|이에요|예요|에요|이여|여|임"
    r"|이었어요|였어요|인데요|네요|이네요|이죠)"
)
_DONE = (
    r"(?:됨|넘음|함|안됨|(?:됐을|넘었을|됬을)(?:걸요|거예요|껄요)"
    r"|(?:됐|했|되었|된것같|열었|차렸|넘었|돼|됩)(?:어요|아요|습니다|네요|슈|심더|음|요|니다))"
)
_BARE = re.compile(
    rf"{_SUBJECT}{_MEANWHILE}(?:{HOW_LONG}|(?P<years>\d{{1,2}}))"
    r"(?:째|차|이|은|을|도|더|좀|조금|약간|정도|쯤|가량|안팎|넘게|넘|이상|이하|이내|미만|다|돼가|안|못|남짓)*"
    rf"(?:{_COPULA}|{_DONE}|었어요|었습니다)?"
)
_BARE_AGO = re.compile(
    rf"{_MEANWHILE}{HOW_LONG}전(?:쯤|정도)?(?:에|부터)?(?:시작|창업|개업|오픈)?(?:{_COPULA}|{_DONE})?"
)
_BARE_YEAR = re.compile(
    rf"(?P<year>(?:19|20)\d\d|\d\d(?=년도))(?:년)?(?:도)?(?:에)?(?:시작|창업|개업|오픈)?(?:{_COPULA}|{_DONE})?"
)
_BARE_MONTH = re.compile(r"(?P<year>(?:19|20)\d\d)\s?[-./]\s?(?P<month>\d{1,2})(?![-./]?\s?\d)[.]?")
_BARE_EN = re.compile(rf"(?:about |around )?(?P<count>{ENGLISH})(?: (?:years?|yrs?))?[.! ]*")
_BARE_AGO_EN = re.compile(rf"(?:about |around )?(?P<count>{ENGLISH}) {_UNIT} ago[.! ]*")
# "19년이요" may be nineteen years or 2019.
_MAYBE_A_YEAR = re.compile(rf"(?P<year>\d\d)년{_COPULA}?")
_BEFORE_A_DAY = re.compile(
    rf"(?:네|음|아|저희는?|우리는?|저는|제가|{_BEGIN}(?:일|은|는)?|사업(?:은|는|을)?|시작(?:은|일)?"
    r"|in|on|since|the|maybe|around|about|it|was|we|i|opened|started|founded)*"
)
_AFTER_A_DAY = re.compile(
    r"(?:에|쯤|경|께|부터|정도|초|말|무렵|즈음|일|이|가|도)*(?:처음|가게를?|사업을?|회사를?|문을?)*"
    rf"(?:시작|창업|개업|오픈|설립|등록|장사|영업)?(?:{_COPULA}|{_DONE}|[했냈](?:어요|습니다|음|죠)|하고있(?:어요|습니다))?"
)
_NOT_YET = re.compile(
    r"(?:아직|사업|창업|준비|시작|개업|등록|은|을|도)*"
    r"(?:아직|전|안했|못했|안열었|안차렸|안냈|하지않았|준비중|예정|계획중|notyet|notstarted)(?:이에요|예요|이요|요|입니다|어요|습니다|인데요|음|임)?"
)


def begun_as_asked(plain: str, today: dt.date) -> DayInterval | None:
    """Return since when a firm is there as a message tells that only answers the question for it: "3년", "2018년 봄".

    Args:
        plain: the message (``hangul.plain``).
        today: the day on which it is told.
    """
    plain = _FILLER.sub("", _MORE_IS_SAID.split(plain)[0])
    letters = hangul.spaceless(plain)
    if "?" in plain or len(letters) > _SHORT:
        return None
    if _NOT_YET.fullmatch(letters):
        return _not_yet(today)
    if (year := _BARE_YEAR.fullmatch(letters)) and (since := _in_year(year["year"], today)):
        return since
    try:
        return _bare_length(letters, plain, today) or _bare_day(plain, today)
    except ValueError:
        return None


def _bare_length(letters: str, plain: str, today: dt.date) -> DayInterval | None:
    """Raises ValueError where it is no length of which anything can be told."""
    if said := _BARE_AGO.fullmatch(letters):
        return told_length.ago(said, today)
    if said := _BARE.fullmatch(letters):
        if said["years"]:
            return told_length.so_long(numerals.value(said["years"]), "year", today)
        since = told_length.since(said, letters, today)[0]
        if (year := _MAYBE_A_YEAR.fullmatch(letters)) and (other := _in_year(year["year"], today)):
            return DayInterval(min(since.first, other.first), max(since.last, other.last))
        return since
    if said := _BARE_AGO_EN.fullmatch(plain):
        return told_length.so_long_ago(numerals.value(said["count"]), said["unit"], today)
    if said := _BARE_EN.fullmatch(plain):
        return told_length.so_long(numerals.value(said["count"]), "year", today)
    return None


def _bare_day(plain: str, today: dt.date) -> DayInterval | None:
    if month := _BARE_MONTH.match(plain):
        plain = f"{month['year']}년 {month['month']}월{plain[month.end() :]}"
    days = _days(plain, today)
    if len(days) != 1:
        return None
    start, end, since = days[0]
    before, after = hangul.spaceless(plain[:start]), hangul.spaceless(plain[end:])
    return since if _BEFORE_A_DAY.fullmatch(before) and _AFTER_A_DAY.fullmatch(after) else None
