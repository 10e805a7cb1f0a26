"""Facts that an owner tells in passing ("천안에서 호두과자 파는 소상공인인데"), and the day that is asked for."""

import datetime as dt
import re
from collections.abc import Mapping

from knowledge import hangul, region
from knowledge.fact import Choice, Fact, Flag, Interval, Value
from knowledge.intents import pattern

_AS_OF = re.compile(
    r"(20\d\d)\s*(?:년|[.-])\s*(\d{1,2})\s*(?:월|[.-])\s*(\d{1,2})\s*일?\s*(?:\(?[월화수목금토일]\)?)?\s*(?:을|자)?\s*(?:기준|자로|날짜로|시점|현재로)"
)
_EMPLOYEES = re.compile(
    r"(?:직원|종업원|근로자|상시|인원|사원)(?:이|은|수|수는|수가|들이)?(?:총|약|저포함|한)?(\d{1,6})(?:명|인)?(?:[~∼-](\d{1,6}))?(?:명|인|사람)?"
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
        names: of programs, as keys: in them, words tell nothing of the owner.
        text: what was said.
        asked_fact: id of the fact that the bot asked for last, which a bare "네" answers.
    """
    letters = hangul.spaceless(hangul.plain(text))
    masked = names.sub("¤", hangul.folded(letters))
    told: dict[str, Value] = {}
    if place := _told_place(letters, asked=asked_fact == "region"):
        told["region"] = place
    for fact in facts.values():
        match fact:
            case Flag():
                if any(pattern(cue).search(masked) for cue in fact.denied):
                    told[fact.id] = False
                elif any(pattern(cue).search(masked) for cue in fact.said):
                    told[fact.id] = True
                elif asked_fact == fact.id and (answer := _yes_or_no(masked)) is not None:
                    told[fact.id] = answer
            case Choice():
                if (value := _chosen(fact, masked, asked=asked_fact == fact.id)) is not None:
                    told[fact.id] = value
            case _:
                continue
    told.update(_numbers(letters))
    return told


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
    r"^(?:시|도|구|동|쪽)?(?:에?서|에있|에위치|에사|에본사|에사업|에공장|에가게|소재|이고|인데|이에요|예요|에요|입니다|이요|이라|사는|살|쪽에|쪽인|지역|사람|업체|기업(?!입점)|회사|중소기업|스타트업|소상공인(?!공공|쏠)|자영업|공장|가게|시장에서|있는|있고|있습|있어|임|인$|$|based|firm|company)"
)
_PLACE_TOLD_BEFORE = re.compile(
    r"(?:저희는|저는|우리는|나는|사업장은|회사는|본사는|위치는|주소는|저흰|난|wearein|i'?min|basedin|locatedin|from|in)$"
)


def _told_place(letters: str, *, asked: bool) -> str | None:
    """The place where the owner's firm is, where the text says so; "서울시 사업" says nothing of the owner."""
    for mention in region.mentions(letters):
        after, before = letters[mention.end :], letters[: mention.start]
        if re.match(
            r"시?(?:에서|이|가)?(?:하는|진행|운영|주최|여는|해주|주는|만든)|시?(?:지원|사업|프로그램|기획전)", after
        ):
            continue
        if _PLACE_TOLD.match(after) or _PLACE_TOLD_BEFORE.search(before) or (asked and len(letters) <= 14):
            return mention.place
    return None


def _yes_or_no(text: str) -> bool | None:
    if re.search(r"^(?:아니|아뇨|노|ㄴㄴ|no\b|no$|nope|없|안|아직|못)|아닙|아니에|아니예|없어|없습", text):
        return False
    return (
        True
        if re.search(r"^(?:네|내|예|옙|넵|넹|웅|응|맞|있|ㅇㅇ|그렇|그래|yes|yep|yeah|합니다|해요|하고있|당연)", text)
        else None
    )


def _chosen(fact: Choice, text: str, *, asked: bool) -> frozenset[str] | None:
    options = [option.key for option in fact.options if any(pattern(cue).search(text) for cue in option.said)]
    if not options and asked:
        options = [option.key for option in fact.options if hangul.folded(hangul.spaceless(option.label.ko)) in text]
    groups = [
        group
        for group in fact.groups
        if any(pattern(cue).search(text) for cue in group.said)
        or (asked and hangul.folded(hangul.spaceless(group.label.ko)) in text)
    ]
    for group in groups:
        inside = [option for option in options if option in group.options]
        return frozenset(inside or group.options)
    return frozenset(options[:1]) if options else None


def _numbers(letters: str) -> dict[str, Value]:
    told: dict[str, Value] = {}
    if found := _EMPLOYEES.search(letters):
        low, high, alone = found.groups()
        first = float(low or alone)
        told["employees"] = Interval(first, max(first, float(high or first)))
    if found := _YEARS.search(letters):
        years = float(next(group for group in found.groups() if group))
        told["years_in_business"] = Interval(years, years)
    return told
