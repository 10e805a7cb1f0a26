"""Facts that an owner tells in passing ("천안에서 호두과자 파는 소상공인인데"), and the day that is asked for."""

import datetime as dt
import re
from collections.abc import Mapping

from knowledge import hangul, region
from knowledge.cue import STRUCK, Said
from knowledge.fact import Choice, Fact, Flag, Interval, Number, Value

_AS_OF = re.compile(
    r"(20\d\d)\s*(?:년|[.-])\s*(\d{1,2})\s*(?:월|[.-])\s*(\d{1,2})\s*일?\s*(?:\(?[월화수목금토일]\)?)?\s*(?:을|자)?\s*(?:기준|자로|날짜로|시점|현재로)"
)
_EMPLOYEES = re.compile(
    r"(?:직원|종업원|근로자|상시|인원|사원)(?:이|은|수|수는|수가|들이)?(?:총|약|저포함|한)?(\d{1,6})(?:명|인)?(?:(?:~|에서)(\d{1,6}))?(?:명|인|사람)?"
    r"|(?<!\d)(\d{1,4})(?:인|명)(?:이서|이하는|이일|공방|기업|회사|업체|규모|사업장)"
)
_YEARS = re.compile(
    r"업력(?:이|은)?(?:약|한)?(\d{1,2})년|(?<!\d)(\d{1,2})년(?:차|째|됐|된|되었)|창업(?:한지)?(\d{1,2})년"
)


def facts_told(
    facts: Mapping[str, Fact], names: re.Pattern[str], text: str, asked_fact: str | None
) -> dict[str, Value]:
    """Return the facts that a message tells, fact id to value.

    Args:
        facts: all facts.
        names: of programs, without spaces and folded: a name by itself tells nothing of the owner.
        text: what was said.
        asked_fact: id of the fact that the bot asked for last, which a bare "네" answers.
    """
    plain = _RANGE.sub("~", hangul.plain(text))
    letters = hangul.spaceless(plain)
    said = Said.of(_IS_NOT.sub("아니", hangul.folded(letters)), names)
    told: dict[str, Value] = {}
    if place := _told_place(letters, said.own, asked=asked_fact == "region"):
        told["region"] = place
    for fact in facts.values():
        match fact:
            case Flag():
                if said.first(fact.denied) is not None:
                    told[fact.id] = False
                elif said.first(fact.said) is not None:
                    told[fact.id] = True
                elif asked_fact == fact.id and (answer := _yes_or_no(plain)) is not None:
                    told[fact.id] = answer
            case Choice():
                if (value := _chosen(fact, said, asked=asked_fact == fact.id)) is not None:
                    told[fact.id] = value
            case Number():
                if asked_fact == fact.id and (bare := _BARE_NUMBER.fullmatch(letters)):
                    told[fact.id] = _interval(*bare.groups())
            case _:
                continue
    told.update(_numbers(letters))
    return told


_RANGE = re.compile(r"(?<=\d)\s*[-–—~∼〜]\s*(?=\d)")
_IS_NOT = re.compile("아[닌닙님](?!가|까)")


def as_of(text: str) -> dt.date | None:
    """Return the day for which answers are asked in words ("2020년 9월 25일 기준으로"), or None."""
    found = _AS_OF.search(hangul.plain(text))
    if found is None:
        return None
    try:
        return dt.date(*map(int, found.groups()))
    except ValueError:
        return None


_PLACE_TOLD = re.compile(
    r"^(?:시|도|구|동|쪽)?(?:에?서|에있|에위치|에사|에본사|에사업|에공장|에가게|소재|이고|인데|이에요|예요|에요|입니다|이요|이라|사는|살|쪽에|쪽인|지역|사람|업체|기업(?!입점)|회사|중소기업|스타트업|소상공인(?!공공|쏠|지원)|자영업|공장|가게|시장에서|있는|있고|있습|있어|임|인$|$|based|firm|company)"
)
_PLACE_TOLD_BEFORE = re.compile(
    r"(?:저희는|저는|우리는|나는|사업장은|회사는|본사는|위치는|주소는|저흰|난|wearein|i'?min|basedin|locatedin|from|in)$"
)


_RUN_THERE = re.compile(
    r"시?(?:에서|이|가)?(?:하는|진행|운영|주최|여는|해주|주는|만든)|시?(?:지원|사업|프로그램|기획전)"
)
_NOT_THERE = re.compile(r"(?:시|도|구|쪽)?(?:이|은|는|가|도|에|에는|에도)?(?:아니|아닌|아닙|없|밖|있지(?:는|도)?않)")
_MOVED_THERE = re.compile(r"(?:시|도|구|쪽)?(?:으로|로)(?:이사(?:했|왔|함|하였)|이전(?:했|함|하였)|옮겼|옮긴|왔)")
_NOT_THERE_BEFORE = re.compile(r"(?:not|isn'?t|aren'?t)(?:based|located)?(?:in|from)?$")


def _told_place(letters: str, own: str, *, asked: bool) -> str | None:
    """The place where the owner's firm is, where the text says so; "서울시 사업" says nothing of the owner."""
    mentions = region.mentions(letters)
    if moved := next((mention.place for mention in mentions if _MOVED_THERE.match(letters[mention.end :])), None):
        return moved
    for mention in mentions:
        after, before = letters[mention.end :], letters[: mention.start]
        named = not own[mention.start : mention.end].strip(STRUCK) or own[mention.end :].lstrip("시도").startswith(
            STRUCK
        )
        if named or _RUN_THERE.match(after) or _NOT_THERE.match(after) or _NOT_THERE_BEFORE.search(before):
            continue
        if _PLACE_TOLD.match(after) or _PLACE_TOLD_BEFORE.search(before) or (asked and len(letters) <= 14):
            return mention.place
    return None


_YES = re.compile(
    r"네+|네에|녜|예+|옙|옛|넵+|넹+|웅+|응+|ㅇㅇ+|그럼요|그렇(?:습니다|죠|지요)|맞(?:아|아요|습니다|음|죠|지요)|당연(?:하죠|하지요|히|합니다)"
    r"|y|yes|yep|yeah|yup|sure"
)
_WHOLE_YES = re.compile(
    r"내|어|엉|그래요?|있(?:어|어요|습니다|음|죠|지요)|받았(?:어요|습니다|음|죠)|받음|(?:하고|갖고|가지고)있(?:어요|습니다|음|죠)"
    r"|해요|합니다|했(?:어요|습니다|죠)|함|of ?course"
)
_NO = re.compile(
    r"아니|아니요|아니오|아니여|아뇨|아닙니다|아니[에예]요|아님|노|놉|ㄴㄴ+|없(?:어|어요|습니다|음)|n|no|nope|nah"
)
_NO_AT_THE_END = re.compile(
    r"(?:없(?:어|어요|습니다|음|네요|는데요?)|아니(?:[에예]요|야|다)|아닙니다|아님|(?:안|못)(?:해|해요|합니다|함|하고있어요|하고있습니다)"
    r"|(?:안|못)(?:했|받았)(?:어요|습니다|음)|(?:안|못)받음)$|^아직(?:이요|요|은요)?$"
)
_ASKS = re.compile(r"\?|(?:나요|까요|[는은던]가요|인가요|냐|죠)$")


def _yes_or_no(plain: str) -> bool | None:
    """Whether a message answers the question before it with yes or with no; None where it is about something else."""
    words = re.findall(r"[^\s,.!?~]+", plain)
    if not words:
        return None
    letters = hangul.spaceless(plain)
    if _YES.fullmatch(words[0]):
        return True
    if _ASKS.search(plain):
        return None
    if _NO.fullmatch(words[0]) or _NO_AT_THE_END.search(letters):
        return False
    return True if _WHOLE_YES.fullmatch(letters) else None


def _chosen(fact: Choice, said: Said, *, asked: bool) -> frozenset[str] | None:
    def labelled(label: str) -> bool:
        return asked and hangul.folded(hangul.spaceless(label)) in said.own

    options = [option.key for option in fact.options if said.first(option.said) is not None]
    groups = [group for group in fact.groups if said.first(group.said) is not None or labelled(group.label.ko)]
    if not options and not groups:  # the label of an option may be the end of a group's: 중소기업
        options = [option.key for option in fact.options if labelled(option.label.ko)]
    for group in groups:
        inside = [option for option in options if option in group.options]
        return frozenset(inside or group.options)
    if options:
        return frozenset(options[:1])
    denied = {option.key for option in fact.options if said.first([_not_one(option.label.ko)]) is not None}
    return frozenset(option.key for option in fact.options) - denied if denied else None


def _not_one(label: str) -> str:
    """The cue that the firm is not one of a kind ("소상공인은 아니에요")."""
    return f"{re.escape(hangul.spaceless(label))}(?:은|는|이|가|도)?아니"


_BARE_NUMBER = re.compile(
    r"(?:약|한|총)?(\d{1,6})(?:명|인|년)?(?:(?:~|에서)(\d{1,6}))?(?:명|인|년|년차)?(?:정도|쯤|사이)?(?:이요|요|입니다|이에요|예요)?"
)


def _interval(low: str, high: str | None) -> Interval:
    first = float(low)
    return Interval(first, max(first, float(high or first)))


def _numbers(letters: str) -> dict[str, Value]:
    told: dict[str, Value] = {}
    if found := _EMPLOYEES.search(letters):
        low, high, alone = found.groups()
        told["employees"] = _interval(low or alone, high)
    if found := _YEARS.search(letters):
        years = next(group for group in found.groups() if group)
        told["years_in_business"] = _interval(years, None)
    return told
