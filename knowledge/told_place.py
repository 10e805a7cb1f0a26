"""Where an owner's firm is, as a message tells it or supposes it; "서울시 사업" says nothing of the owner."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from itertools import pairwise

from knowledge import hangul, region
from knowledge.cue import STRUCK
from knowledge.region import Mention
from knowledge.stance import Sentences, Stance, as_a_case, stance
from knowledge.supposed_place import case_of_a_place, moves_somewhere


@dataclass(frozen=True)
class PlaceTold:
    """The places that a message names for the owner's firm.

    Args:
        own: where it is.
        supposed: where it is in a case that is only supposed.
        heading: what the message begins with ("대구 달서구, 산업용 필터 수출합니다"); it counts where facts follow.
        not_there: where it is not.
        left_open: a case is put in which it is somewhere else ("서울이 아니라면 되나요?"), or it is in several.
        spans: where in the message without spaces each place stands.
        named: places of which nothing is said by themselves: what follows may ("서울 소상공인이에요").
    """

    own: str | None = None
    supposed: str | None = None
    heading: str | None = None
    not_there: str | None = None
    left_open: bool = False
    spans: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    named: tuple[str, ...] = ()


class _Weight(IntEnum):
    """How much a place is the firm's: where one lives counts only while nothing else is told."""

    RESIDENCE = 1
    PLACE = 2
    FIRM = 3
    SEAT = 4
    MOVED = 5


_IS = (
    r"(?:인데|인디|이고|이구|입니|이에요|예요|에요(?!청|구|건)|이라(?!도|면|는게)|이며|이요"
    r"|고요|구요|임|인$|이여|이죠|$)"
)
_FIRM = (
    r"(?:사람|업체|기업|회사|중소기업|중소업체|중소|스타트업|소상공인|소공인|소기업|중견기업|대기업|사회적기업|마을기업"
    r"|협동조합|자영업자?|공장|가게|식당|카페|공방|꽃집|떡집|빵집|인쇄소|토박이|상인|본사)"
)
_BRANCH = r"(?:지사|지점|분점|영업소|사무소|(?:부설)?연구소|분사무소)"
_PREMISES = r"매장|가게|사무실|공장|지점|점포|사업장|본사|회사|작업장|공방|식당|카페|창고|업체"
_OF_THE_FIRM_ITSELF = frozenset({_Weight.FIRM, _Weight.SEAT})
_TOLD_AFTER = re.compile(
    rf"(?:시|도|군|구|동|쪽)?(?:에?서|에있|에만있(?!어야|으면)|에위치|에사|에본사|에사업|에공장|에가게|에매장|에회사|에?{_BRANCH}(?:이|가|도|만|를|을)?(?:하나|한곳|한군데)?(?:있|두)|(?:이|가)?(?:본사|본점)(?=이?고|인데|에|[가-힣]{{2,6}}(?:공장|매장|작업장|{_BRANCH}))|소재|{_IS}|사는|살|쪽에|쪽인|지역|시장에서|시장(?:에|상인)|있는|있고|있습|있어"
    rf"|{_FIRM}(?:대표)?(?:{_IS}|에서|운영|을?하(?:는|고)|합니다|해요)|based|firm|company)"
)
_TOLD_BEFORE = re.compile(
    rf"(?:저희는|저는|저희|저흰|우리는|우린|나는|난|사업장은|사업장이|회사는|회사가|본사는|본사가|본점은|공장은|공장이|{_BRANCH}(?:는|은|가|이|도)?|가게는|가게가|매장은|매장이|작업장은|사무실은|위치는|주소는|소재지는|지역은|지금은|현재|본사|본점|사업장|소재지)$"
)
_ENGLISH_BEFORE = re.compile(r"\b(?:in|from|near|at|around|of)\s+(?:the\s+)?$|\b(?:i'?m|we'?re|we are|i am)\s+$")
_ENGLISH_OWNER = re.compile(
    r"\b(?:we|i)(?:'re|'m| are| am| run| have| make| sell| own| operate| work| produce)\b"
    r"|\b(?:our|my|based|located|us)\b"
)
_ENGLISH_ASKS = re.compile(
    r"\b(?:eligible|apply|join|participate|take part|qualify|allowed|possible|accepted|what if)\b"
)
_ENGLISH_NOT = re.compile(
    r"(?:\bnot|n't|\boutside|\bno longer)\s+(?:based |located )?(?:in|from|of)?\s*(?:the\s+)?$"
    r"|(?:\bno|\bnot have|n't have|\bwithout)(?: an?| any)? (?:[a-z]+ )?"
    r"(?:shop|store|office|factory|branch|premises|business)(?:e?s)? (?:based |located )?(?:in|at|near)\s*(?:the\s+)?$"
)
_ENGLISH_RULE = re.compile(
    r"\b(?:do|does|must|should) (?:i|we|it|one|my [a-z]+|our [a-z]+)\b[a-z' ]{0,20}\b(?:be|need)\b"
)
_RUNS_SOMETHING = re.compile(
    rf"[가-힣a-z0-9]{{0,18}}?(?:만드는|만들|만듭|파는|팔(?:고|아)|제조하|장사하|운영하)?{_FIRM}{_IS}|[가-힣a-z0-9]{{0,12}}?(?:만들어요|만듭니다|팔아요|팝니다|제조합니다|제조해요)"
)
_RUN_THERE = re.compile(
    r"시?(?:에서|이|가)?(?:하는(?!가게|공장|사람|업체|회사|식당|데요|데$)|진행|운영(?:하는(?!중|소|가게|회사|업체|식당|카페)|되)|주최|여는|해주|주는|만든(?!다))|시?(?:지원|사업(?!을|하|합|해|중|자|장|체|운영)|프로그램|기획전|공고|정책|대책)"
    r"|(?:시청|도청|구청|시장권한|시장님)"
)
_NOT_THERE = re.compile(
    r"(?:시|도|구|쪽|사람|업체|회사|기업)?(?:이|은|는|가|도|에|에는|에서는|엔|에도)?(?:아니|아닌|아닙|없|밖|외|말고|있지(?:는|도)?않|안살|에안있)"
)
_NO_FIRM_THERE = re.compile(
    rf"(?:시|도|군|구)?(?:에|에는|엔|에도|에서는|쪽에|쪽에는)?(?:있는|하는)?(?:{_PREMISES})(?:이|은|는|가|도|을|를|같은건|같은거)*"
    r"(?:따로|아직|하나도|전혀|이제|지금)*(?:없(?!이?도|으면|나)|안(?:있|해|합|하)|못)"
)
_NO_FIRM_THERE_YET = re.compile(
    rf"(?:시|도|군|구)?(?:에|에도|쪽에)(?:다가?|도)?(?:{_PREMISES})(?:를|을|도)?(?:하나|또|새로|더|곧|추가로)*"
    r"(?:낼|내려|내고싶|내볼|내는걸|열(?!었|어서|고있)|차릴|차리려|차리고싶|옮길|옮기려|구하|알아보|찾고|계획|예정|준비|생각)"
)
_SAYS_NOT_THERE = re.compile(
    r"(?:시|도|구|쪽|사람|업체|회사|기업)?(?:은|는|이|가|도|에|에는|에서는|엔|에도)?"
    r"(?:(?P<plain>아니(?:에요|예요|여요|야$|라|고|ㅂ니다|거든|지만)|아닙니다|아닌데(?!도)|아님|아니$)"
    r"|없(?:어요|습니다|는데(?!도)|고|거든|음|어$)|(?:밖|외)(?:이에|예요|에요|인데(?!도)|입니다|이라|에있(?:어요|습|는데))"
    r"|있지(?:는|도)?않(?:아요|습|은데|고)|에?안(?:있|살)(?:어요|아요|습))"
)
_NOT_THERE_IN_ENGLISH = re.compile(
    r"\b(?:we|i|our|my)\b[a-z' ]{0,24}(?:\bnot|n't)\s+(?:based |located )?(?:in|from)?\s*$"
)
_OF_THE_FIRM = re.compile(
    r"(?:저희|저|우리|나|난|전|본인|회사|공장|가게|매장|사업장|본사|본점|사무실|업체|위치|주소|소재지|지역|여기)(?:는|은|가|도|이|네|회사|가게|업체|공장|집){0,3}(?:지금|현재|이제|사실)?$"
)
_BEFORE_A_BARE_PLACE = re.compile(r"(?:네|아니요|아니|아뇨|아|음|참|저|저는|저희|저희는|전|우리는|사실){0,2}")
_AFTER_A_BARE_PLACE = re.compile(
    r"(?:시|도|군|구|쪽)?(?:이에요|예요|에요|이예요|이요|요|입니다|임니다|인데요|이에여|이여|여|임)"
)
# "대구요 소상공인이고 수출해요": what follows is no part of the name.
_IS_SAID = re.compile(r"(?:시|도|군|구|쪽)?(?:이요|이고요|요)(?!리|즘|새|금|청|구|건)")
_BARE_PLACE_ENDS = ("요", "여", "다", "임")
_MOVED_THERE = re.compile(
    r"(?:시|도|구|쪽)?(?:으로|로)(?:본사를|회사를|가게를|공장을|사업장을)?(?:이사(?:했|왔|함|하였|온)|이전(?:했|함|하였|한)|옮겼|옮긴(?!다)|옮김|왔)"
)
_WILL_MOVE = re.compile(
    r"(?:시|도|구|쪽)?(?:으로|로)(?:본사를|회사를|가게를|공장을|사업장을)?(?:곧)?(?:이사|이전|옮기|옮길|갈|가려|가고)"
)
_ONCE_THERE = re.compile(
    r"(?:시|도|구|쪽)?(?:이었(?:는데|다가|지만|고)|였(?:는데|다가|지만|고)|에(?:서)?(?:있다가|하다가|장사하다가|있었(?:는데|다가|지만|고)|살다가))"
)
_ONCE_BEFORE = re.compile(r"(?:전에는?|예전에는?|예전엔|전엔|원래는?|옛날에는?|작년까지는?)$")
_HOME_BEFORE = re.compile(r"(?:고향|친정|본가|시댁|출신|학교|거래처|고객|손님|납품처)(?:은|는|이|가|도|들은|들이)?$")
_RESIDENCE_BEFORE = re.compile(r"(?:집은|집이|사는곳은|사는데는|거주지는|거주는)$")
_RESIDENCE_AFTER = re.compile(r"(?:시|도|구|쪽|동)?(?:에|에서)?(?:사는|살(?:고|지|아|면|며)|거주)")
_SEAT_BEFORE = re.compile(
    r"(?:headoffice|headquarters?|hq|mainoffice)(?:is|are)?(?:located|based)?(?:in|at)$"
    r"|(?:본사|본점|법인|사업자등록|사업자등록증|사업자|사업장)(?:은|는|이|가|도|주소는?|주소가|위치는?|소재지는?|상)?(?:지금|현재|이제|다)?$"
)
_SEAT_AFTER = re.compile(r"(?:시|도|군|구)?(?:이|가|에|에는?)?(?:본사|본점)(?!가?아니)")
_FIRM_BEFORE = re.compile(
    r"(?:factory|plant|branch|workshop|shop|store|lab|works)(?:is|are)?(?:located|based)?(?:in|at)$"
    rf"|(?:{_BRANCH}|회사|공장|가게|매장|점포|작업장|공방|사무실|식당|업장|영업장|작업실|장사|일터)(?:은|는|이|가|도|주소는?|위치는?)?(?:지금|현재|이제|다)?$"
)
_FIRM_AFTER = re.compile(
    rf"(?:시|도|군|구|쪽)?(?:에?서[가-힣a-z0-9]{{0,10}}?(?:장사|사업|공장|가게|식당|매장|운영|만들|만드|팔|파는|제조|하고|합니다|해요|하는)"
    rf"|에?{_BRANCH}|에(?:본사|공장|가게|매장|회사|사업장)|(?:소재|업체|회사|기업|공장|가게|중소|소상공인|소공인))"
)
_AND = re.compile(
    rf"(?:시|도|군|구)?(?:이랑|랑|하고|과|와|및|그리고|또)?"
    rf"|(?:시|도|군|구)?에(?:도|는)?(?:{_PREMISES})?(?:이|가|도)?(?:하나|한곳|한군데)?(?:있고|하고)(?:하나는)?"
)
_MOST_PLACES = 8
"""Who names more places than that does not say where the firm is."""
_SHORT_ANSWER = 14
"""Letters of an answer to the question for the place that may be nothing but a place."""


def place_told(
    plain: str, own: str, sentences: Sentences, *, asked: bool, prior: str | None, corrects: bool = False
) -> PlaceTold:
    """Return the places of the owner's firm that a message tells, supposes or denies.

    Of several the seat of the firm counts before a works or shop, that before a place of which nothing is said, and
    that before where the owner lives; of equals, the first. Of a seat and a works, branch or shop in different 시·도
    none counts: a program may count either ("본사·사업장·지사·부설연구소"), and one place be a flat no for the other.
    Nor does any of shops in more than one 시·도, unless it was asked for one. A place that is denied, asked for as a
    rule, left long ago or yet to be moved to is none.

    Args:
        plain: the message (``hangul.plain``).
        own: the same without spaces, folded, with the letters of programs' names struck out.
        sentences: of the message.
        asked: whether the bot asked for the place.
        prior: the place that is known of the owner, or None.
        corrects: whether a message that is nothing but a name ("하남이에요") is one of a place even where it is a
            common word: it may set right the place that is known.
    """
    whole = hangul.spaceless(plain)
    mentions = region.mentions(plain, prior=prior, asked=asked)
    if len(whole) <= _SHORT_ANSWER and "?" not in plain and whole.endswith(_BARE_PLACE_ENDS):
        bare = mentions or (region.mentions(plain, prior=prior, asked=True) if corrects else ())
        if len(bare) == 1 and _is_nothing_but(bare[0], whole, own):
            return PlaceTold(own=bare[0].place)
    if not mentions:
        return PlaceTold(left_open=moves_somewhere(plain, whole, sentences))
    told: list[tuple[_Weight, int, str]] = []
    supposed: str | None = None
    heading: str | None = None
    not_there: str | None = None
    named: list[str] = []
    left_open = False
    spans = {mention.place: (mention.start, mention.end) for mention in mentions}
    together = _together(mentions[:_MOST_PLACES], whole)
    for number, mention in enumerate(mentions[:_MOST_PLACES]):
        until, asks = sentences.around(mention.end)
        if _is_name(mention, own[:until]):
            continue
        letters = whole[:until]
        if _MOVED_THERE.match(letters, mention.end):
            told.append((_Weight.MOVED, -number, mention.place))
            continue
        match _meant(mention, plain, letters, sentences, asked=asked):
            case Stance.NOT_SUPPOSED:
                left_open = True
            case Stance.TOLD if mention.start in together:
                if shared := together[mention.start]:
                    told.append((_weight(mention, letters), -number, shared))
            case Stance.TOLD:
                told.append((_weight(mention, letters), -number, mention.place))
            case Stance.SUPPOSED:
                supposed = supposed or mention.place
            case Stance.DENIED if not asks and _says_not_there(mention, plain, letters, sentences, asked=asked):
                not_there = not_there or mention.place
            case Stance.NAMED if mention.start not in together and not _speaks_of_others(mention, letters):
                named.append(mention.place)
                if mention.start == 0 and (" " in mention.place or _IS_SAID.match(letters, mention.end)):
                    heading = mention.place
            case _:
                continue
    if not told:
        left_open = supposed is None and (left_open or moves_somewhere(plain, whole, sentences))
        return PlaceTold(None, supposed, heading, not_there, left_open, spans, tuple(named))
    weight, _, best = max(told)
    if weight in _OF_THE_FIRM_ITSELF:
        seats = [(other, place) for other, _, place in told if other in _OF_THE_FIRM_ITSELF]
        of_two_sorts = len({other for other, _ in seats}) > 1
        if (of_two_sorts or not asked) and _apart({place for _, place in seats}):
            return PlaceTold(None, supposed, left_open=supposed is None)
    places = [place for _, _, place in sorted(told, reverse=True)] + ([heading] if heading else [])
    best = next((place for place in places if place.startswith(f"{best} ")), best)
    return PlaceTold(best, supposed, heading, spans=spans)


def _together(mentions: Sequence[Mention], whole: str) -> dict[int, str | None]:
    """Where a place is named together with another ("서울이랑 부산에 매장이 있어요"): what the two have in common.

    Who has shops in both is told to be in neither, as far as one place can be told.
    """
    together: dict[int, str | None] = {}
    for one, other in pairwise(mentions):
        shared = _shared(one, other)
        joined = _AND.fullmatch(whole, one.end, other.start)
        if joined and (shared is None or joined.group()):
            for place in (one, other):
                together[place.start] = shared if together.get(place.start, shared) == shared else None
    return together


def _shared(one: Mention, other: Mention) -> str | None:
    """The place in which two places lie: either, or their 시·도; None where they have nothing in common."""
    if one.place == other.place or other.place.startswith(f"{one.place} "):
        return one.place
    province = one.place.partition(" ")[0]
    return province if other.place.partition(" ")[0] == province else None


def _apart(places: Collection[str]) -> bool:
    """Whether places are in more than one 시·도."""
    return len({place.partition(" ")[0] for place in places}) > 1


def _is_nothing_but(mention: Mention, whole: str, own: str) -> bool:
    """Whether a message is a place and nothing else: "경기도 광주요"."""
    return (
        not _is_name(mention, own)
        and _BEFORE_A_BARE_PLACE.fullmatch(whole, 0, mention.start) is not None
        and _AFTER_A_BARE_PLACE.fullmatch(whole, mention.end) is not None
    )


def _says_not_there(mention: Mention, plain: str, letters: str, sentences: Sentences, *, asked: bool) -> bool:
    """Whether it is said of the firm that it is not in that place; "서울에는 없어요" alone may speak of a shop."""
    if letters[mention.start : mention.end].isascii():
        return _NOT_THERE_IN_ENGLISH.search(plain[: _written_at(plain, mention.start)]) is not None
    says = _SAYS_NOT_THERE.match(letters, mention.end)
    if says is None or sentences.of_another(hangul.folded(letters), mention.start):
        return False
    alone = mention.start == 0 and says["plain"] is not None
    return asked or alone or _OF_THE_FIRM.search(letters[: mention.start]) is not None


def _speaks_of_others(mention: Mention, letters: str) -> bool:
    """Whether the words after a place are of who runs something there, or of a move that is still to come."""
    return (_RUN_THERE.match(letters, mention.end) or _WILL_MOVE.match(letters, mention.end)) is not None


def _is_name(mention: Mention, own: str) -> bool:
    """Whether it is a part of a program's name."""
    return not own[mention.start : mention.end].strip(STRUCK) or own[mention.end :].lstrip("시도").startswith(STRUCK)


def _meant(mention: Mention, plain: str, letters: str, sentences: Sentences, *, asked: bool) -> Stance:
    before = plain[: _written_at(plain, mention.start)]
    case = case_of_a_place(before, letters, mention.start, mention.end, sentences)
    if case is not None:
        return case
    meant = _meant_by_itself(mention, plain, letters, sentences, asked=asked)
    return as_a_case(meant) if sentences.in_a_case(mention.start) else meant


def _meant_by_itself(mention: Mention, plain: str, letters: str, sentences: Sentences, *, asked: bool) -> Stance:
    end = mention.end
    before = letters[: mention.start]
    if letters[mention.start : end].isascii():
        if sentences.of_another(letters, mention.start):
            return Stance.SUPPOSED if _ENGLISH_ASKS.search(plain) else Stance.NOT_OWN
        return _meant_in_english(mention, plain, letters, asked=asked)
    if _NO_FIRM_THERE_YET.match(letters, end) or _HOME_BEFORE.search(before):
        return Stance.NOT_OWN
    if (
        _NOT_THERE.match(letters, end)
        or _NO_FIRM_THERE.match(letters, end)
        or _ONCE_THERE.match(letters, end)
        or _ONCE_BEFORE.search(before)
    ):
        return Stance.DENIED
    meant = stance(hangul.folded(letters), mention.start, end, sentences=sentences, complete=True)
    if meant not in {Stance.TOLD, Stance.NAMED}:
        return meant
    if _speaks_of_others(mention, letters):
        return Stance.NAMED
    if (
        _TOLD_AFTER.match(letters, end)
        or _TOLD_BEFORE.search(before)
        or (asked and (len(letters) <= _SHORT_ANSWER or _begins_the_answer(mention, letters)))
        or (" " in mention.place and _RUNS_SOMETHING.match(letters, end))
    ):
        return Stance.TOLD
    return Stance.NAMED


def _begins_the_answer(mention: Mention, letters: str) -> bool:
    """Whether an answer to the question for the place begins with it: "네 대구요, 소상공인이고 …"."""
    begins = _BEFORE_A_BARE_PLACE.fullmatch(letters, 0, mention.start) is not None
    return begins and (mention.end == len(letters) or _IS_SAID.match(letters, mention.end) is not None)


def _meant_in_english(mention: Mention, plain: str, letters: str, *, asked: bool) -> Stance:
    before = plain[: _written_at(plain, mention.start)]
    if _ENGLISH_NOT.search(before):
        return Stance.DENIED
    if _ENGLISH_RULE.search(before):
        return Stance.RULE
    if _ENGLISH_OWNER.search(plain) or asked:
        bare = asked and len(letters) <= 2 * _SHORT_ANSWER
        after = _TOLD_AFTER.match(letters, mention.end) is not None
        return Stance.TOLD if _ENGLISH_BEFORE.search(before) or after or bare else Stance.NAMED
    if _ENGLISH_ASKS.search(plain) and _ENGLISH_BEFORE.search(before):
        return Stance.SUPPOSED
    return (
        Stance.TOLD
        if hangul.has_korean(letters[mention.end :]) and _TOLD_AFTER.match(letters, mention.end)
        else Stance.NAMED
    )


def _written_at(plain: str, position: int) -> int:
    """Where a letter of the text without spaces stands in the text with them."""
    letters = [at for at, letter in enumerate(plain) if hangul.spaceless(letter)]
    return letters[position]


def _weight(mention: Mention, letters: str) -> _Weight:
    before = letters[: mention.start]
    if _SEAT_BEFORE.search(before) or _SEAT_AFTER.match(letters, mention.end):
        return _Weight.SEAT
    if _RESIDENCE_BEFORE.search(before) or _RESIDENCE_AFTER.match(letters, mention.end):
        return _Weight.RESIDENCE
    firm = _FIRM_BEFORE.search(before) or _FIRM_AFTER.match(letters, mention.end)
    return _Weight.FIRM if firm else _Weight.PLACE
