"""How a message takes what it names: as the owner's own, as denied, as a case that is only supposed, or as a rule.

"직원 5명이에요" tells it of the owner, "직원 5명은 아니에요" denies it, "직원 5명이면 되나요?" supposes it, and
"5명 이상이어야 하나요?" asks for a rule and says nothing of anybody.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum, auto

from knowledge import hangul


class Stance(Enum):
    """How something that a message names is meant."""

    TOLD = auto()
    NAMED = auto()  # neither told nor anything else: it only stands there
    DENIED = auto()
    SUPPOSED = auto()
    NOT_SUPPOSED = auto()  # supposed not to be: "수출을 안 해도 되나요?"
    NO_LONGER = auto()  # it was so: "수출했는데 지금은 안 해요"
    NOT_OWN = auto()  # of another's firm, of once or later, or the owner does not know
    RULE = auto()


def _cue(pattern: str) -> re.Pattern[str]:
    return re.compile(hangul.folded(pattern))


# An atomic group: possessive quantifiers over alternatives go wrong before Python 3.11.5.
_WHO = (
    r"(?>(?:소공인|사회적기업|사회적|협동조합|마을기업|업체|업자|사업자|사업장|기업|회사|자영업|소상공인|중소|사장님?|대표|상인|사람|가게|매장|점포|공장|공방"
    r"|식당|집|제품|상품|계열사?|인증|규모|쪽|곳|분|데(?=도|는|은|가)|자|업|들|님){0,8})"
)
_DOES = (
    r"(?:을|를|도|만|좀|에|에서)?(?:직접|주로|전문|작게|조그맣게)?"
    r"(?:(?:장사|사업|제조|판매|생산|운영|수출|납품|취급|가공|수리|디자인|개발)?(?:하는|하고있는|한)"
    r"|만드는|파는|굽는|깎는|있는|소재한?|위치한|사는|갖고있는|가지고있는|가진|받은|운영중인)?"
)
_CAN = (
    r"(?:참여|참가|신청|지원|입점|이용|등록|대상|해당|자격)?(?:이|도|을|에)?"
    r"(?:가능|되|돼|됩|될|할수|받을수|낼수|나갈수|들어갈|들어가|넣|끼|낄|괜찮|안되|안돼|못|받|상관|문제|해당|대상|신청|참여|참가|지원)"
)
_DENIED = _cue(
    rf"{_WHO}(?:까지|같은건|같은거)?(?:은|는|이|가|도|을|를|과는|이랑은|에는|엔|한적|받은적|받은게|받은거|받은건|전혀|따로|아직|하나도)*"
    r"(?:아니(?!면|냐|에요\?)|안(?:해|하|합|받|됐|했|함|걸)|못(?:받|해|했)|없|하지(?:는)?않|하고있지않|받지(?:는)?(?:못|않)|한적없|상관없|관련없|말고|빼고)"
)
_THEN = _cue(r"[가-힣]{0,5}?(?:으?면(?!서|접)|라면|[어아여라]도|더라도|데도|고도)")
_IF = _cue(
    rf"{_DOES}{_WHO}(?:이|인|일|으로|로)?(?:에|에서)?(?:장사|사업|운영|수출)?(?:하|하고|했|해|한|있|했었|된|됐|되|옮기|옮겼|이사가|이사하|이전하|늘|늘리|줄|줄이|바꾸|바뀌)?"
    r"(?:으?면(?!서|접|도매)|이?라면(?!집|가게|전문|공장|장사|사업|회사|업체|을|를|만|도)|다면|경우|어도(?!어요)|[여아]도|이라도|라도|더라도|인데도|있어도|해도)"
)
# "대기업이라고 치면요?", "스타트업이라고 하면"; "대기업이라고 하면 어디까지예요?" asks what the word means.
_SAID_TO_BE = _cue(
    rf"{_DOES}{_WHO}(?:으로(?=치|쳐)|(?:이|가|쯤|정도)*(?:된|됐|되었|되)|이|인|하|한|있|없|받|했|있었|받았|이었|였|(?P<not>(?:이|은|는|가|도)?아니|안하|안한|못받|없))?(?:는|은)?(?:이?라|다|(?<=라)|(?<=로))고?"
    r"(?:만약|그냥|일단|한번|만)?"
    r"(?:치(?:면|고|자|더라도)|친다면|칩시다|쳐(?:도|서|보)|가정|했을때|생각하면|생각하고|볼때|봤을때|(?:하|한다|보)면(?!.{0,8}(?:뭐|무엇|무슨|뜻|누구|어디까지)))"
)
_WERE = _cue(rf"{_DOES}{_WHO}(?:이었|였|했|있었|았)(?:다면|으면|더라면)")
_ALSO = _cue(rf"{_DOES}{_WHO}(?:도|은|는|이|가|한테|에게)?(?:왜|꼭|다|그럼|혹시)?{_CAN}")
_CAN_GET = _cue(
    rf"{_DOES}{_WHO}(?:이|가|은|는|도|한테|에게)?(?:지금|다|같이|혹시|실제로)?(?:받을|할|참여할|신청할|지원받을|쓸|이용할|낼|들어갈|볼|낄)(?:만한|수있|만하)"
)
_ASKS_ALONE = _cue(rf"{_DOES}{_WHO}(?:은요|는요|이면요|면요|도요|이라면요|라면요|은$|는$)")
_RULE = _cue(
    rf"{_DOES}{_WHO}(?:이상|이하|미만|이내|초과)?(?:에)?(?:이|가|을|를)?"
    r"(?:(?:여|이어|어|해|있어|받아|갖춰|위치해|소재해|돼|되어)야|만(?:되|돼|가능|신청|참여|대상|해당|인가|하나|받|지원|뽑|들어(?=가|갈|갑|와|올)|할수|을?위)|까지만"
    r"|대상|전용|위한|한정|우대|혜택|모집|선정|기준|이란|란|뭐|무엇|무슨|뜻|정의|범위|몇|지원(?:사업|센터|금|대상|정책|자금)?(?:이|을|은|금)?(?:있|뭐|알|어떤|받|$))"
)
_OTHERS = _cue(
    rf"{_DOES}(?:사람|분|업체|회사|기업|상인|사장|어르신|가게)(?:님)?들|{_DOES}{_WHO}(?:이|가)?있(?:었잖|잖|다던|다며|던데|다는)|[가-힣]{{0,10}}위한"
)
_OWN = _cue(
    rf"{_WHO}(?:만)?(?:인데(?!도)|인디|인뎅|이고|이구|입니|임다|이에|예요|에요|이라(?!면|도|는게|는건|고하|던데|던|고들)|이며|이야|임$|임다|이요|요$|이다|이니|이여|이었|였|이?됐(?:어|습|고|는데|음)|이죠|이지|이걸|이올|여요|이랍|이거든|거든|이네|인지라|맞(?:아|습니다|는데|고(?!요)|거든|음|지만|고요)|고요|구요|고$|인$|이었|$)"
    rf"|{_WHO}(?:을|를|도|좀|만|까지|에서)?(?:직접|주로|전문으로|조금씩|작게|조그맣게|조그만|혼자|같이)?"
    r"(?:만들(?:고|어|며|지|죠)|만듭|만든다|만듬|만드(?:는(?!거|건|게|것|법|방법)|네|오)|파는(?!거|건|게|것|곳|데|지)|팔(?:고|아|죠|며)|팝니"
    r"|(?:제조|생산|판매|납품|취급|운영|수리|가공|디자인|개발|재배|수입|유통)(?:업)?(?:하(?!는거|는건|는법)|합|해|했|중|인데|입니|이에|이고|업체|회사|전문)"
    r"|하는(?!건|게|것|법|방법)|하(?:고|구|며|거든|네|오|다가|지요|죠)|합니|해요|해서|함$|했|장사|차렸|차려|열었|열고|굽|깎|고치|고쳐|찍어|짓"
    r"|키우|키워|다루|다룹|꾸려|꾸리|돌리|돌려)"
)
_HAVE = _cue(r"(?:하|팔아|만들어|해|있어)?(?:나요|까요|냐|니$|는지|습니까)")
_HESITATES = tuple(hangul.folded(word) for word in ("데요", "데", "거든요", "고요", "구요"))
_IF_THERE = _cue(
    r"(?:시|도|구)?에(?:서)?(?:공장|사업장|본사|가게|매장|지점|사무실|주소|등록)(?:만|이|가|을|를|도|라도)*"
    r"(?:있|하|두|옮기|내|차리|열)(?:으?면(?!서)|[어아여]도|다면)"
)
_UNSURE = _cue(
    rf"{_WHO}(?:에|이|가)?(?:하고)?(?:인|일|맞는|해당(?:하|되|이되)는|해당(?:할|될)|속하는|들어가는|되는|하는|있는)(?:지|건지|가)(?:아니(?:지|건지|가))?"
    r"(?:는|도|를|요)?(?:잘|아직|저도|확실히|정확히)*(?:모르|모름|몰|확실하지|헷갈|애매|궁금|알고싶|알수)"
    rf"|{_WHO}[이은는도]?(?:아니|인)(?:것|거|듯)같|{_WHO}[이은는도]?(?:일|아닐|아니)(?:수도|지도|것같|거같|듯)"
    rf"|{_WHO}(?:인가요|인가$|일까|이맞나|맞나|이?맞을까|인지요)"
)
_NOT_IN_ENGLISH = re.compile(
    r"(?:(?:(?:we|i)(?:are|am|re|m)|firmis|companyis|shopis)not|ifnot|isnt|arent|aint|amnot|nolonger|neverwas)"
    r"(?:really|actually|quite|exactly|longer)?(?:an?|the)?$"
)
_IN_DOUBT_IN_ENGLISH = re.compile(
    r"(?:(?:notsure|unsure|dontknow|donotknow|dunno|noidea|wonder|wondering)(?:if|whether|that)?|usedto)[a-z]{0,16}$"
)
_NOT_YET = _cue(
    r"(?:하|이|가|을|를|도|으로|까지)?(?:받|늘릴|늘리|줄일|줄이|바꿀|바꾸|하|되|될|할|차릴|열|창업할|시작할|등록할|만들|낼|옮길|발급받)?(?:을)?"
    r"(?:예정|계획|거예요|거에요|거라|생각(?:중|이|입)|참이|준비(?:중|하|예요)|으?려고|으?려는|으?려구|고싶|고자(?!영)|볼까)"
)
_WISHES = _cue(r"싶|희망|원하|원해|려|준비|생각|볼까|want|plan|hope|like")
_STOPPED = _cue(
    r"(?:하|이|있|했|었|였|았|고|중)*(?:는데|은데|지만|다가|으나|어요|습니다)?(?:요)?(?:지금|이제|현재|요즘|요새|올해|코로나때문에|코로나로)*(?:은|는|엔|에는|부터)?"
    r"(?:(?:안|못)(?:해(?!도)|하(?!면|고도)|합|함)|접었|접은|접고|접어|그만(?:뒀|두었|둔|했)|관뒀|관두|중단|폐업|끊겼|끊었|아니(?!면|라면|냐|어도)|없(?:어요|습니다|네|는데|어$))"
)
# "대기업이었는데 지금은 소상공인이고": what it is now takes the place of what it was.
_GAVE_WAY = _cue(
    rf"{_WHO}(?:이었|였|이었었)(?:는데|은데|지만|다가|으나)(?:요)?(?:지금|이제|현재|요즘|요새|올해|얼마전)(?!.{{0,4}}(?:도|까지))"
)
_SAID_EARLIER = _cue(
    rf"{_WHO}(?:이|인|이었|였)?(?:이?라|다|(?<=라))고(?:말|말씀|얘기|답|입력)?(?:을)?(?:했|드렸|적었|썼|한건|한거)(?!을)"
)
_IS_OVER = _cue(r"[했었였았]|다가|지금|이제|현재|요즘|요새")
_PAST = _cue(r"^[가-힣]{0,5}?[했었였았]")
_ONCE = _cue(
    r"(?:예전에는?|예전엔|옛날에는?|옛날엔|전에는|전엔|한때는?|작년에는|작년엔|재작년엔|재작년에는|처음엔|처음에는|원래는?|과거에는?|(?:작년|재작년|지난해|지난달|올초|\d년|\d월)까지(?:는|만)?)"
    r"(?:(?!지금|이제|현재|데|지만)[가-힣0-9]){0,8}$"
)
_HAPPENED = _cue(r"받았|땄|수상|선정|뽑혔|탔|창업|개업|설립|차렸|열었")
ASKS_FOR_A_VERDICT = _cue(r"되나|돼요|되요|될까|가능|받을수|할수|인가요|되는지|됩니까|eligible|canthey|canhe|canshe")
"""Words that ask whether somebody may take part, in a message without spaces."""
_ASIDE = _cue(
    r"알려|물어|묻|추천|소개|말해|말하|말이|그러|얘기|이야기|가르|보내|들었|줬|줘서|주셔|주셨|던데|라고|다고|도와|도움|같이|함께|저희|우리|보고|때문|많|told|recommend"
)
_FIRST_LETTER = r"(?<![^\s,.!?~])"
# 전, 난 and 내가 end many words (기획전, 지난, 안내가): they are the owner only where a word begins, and 전 is not the
# one of "마감 전".
_SUBJECT = re.compile(
    rf"(?P<other>{_FIRST_LETTER}(?:(?:그|제|저희|우리|내|아는|옆|옆집|친한|울|다른|my|our)\s?)?"
    r"(?:친구|동생|여동생|남동생|형|형님|언니|누나|오빠|남편|신랑|아내|와이프|집사람|엄마|아빠|어머니|아버지|부모님|장모님|시어머니|삼촌|이모|고모|사촌|조카|아들|딸"
    r"|지인|이웃|후배|선배|동료|(?P<partner>거래처|거래\s?업체|거래하는\s?(?:곳|데|회사|업체)|협력사|협력업체|납품처|납품\s?(?:업체|회사)|납품하는\s?(?:곳|데|회사|업체)|매입처|매출처|공급처|공급업체|고객사|원청|원청사|원청업체|발주처|발주사|하청업체|도급사|경쟁사|경쟁업체|건물주|집주인|임대인|가맹본부|client|customer|supplier|landlord|competitor)|아는\s?(?:분|사람|사장님?|동생|형|언니)|옆\s?(?:가게|집)(?:\s?사장님?)?|다른\s?(?:회사|업체|가게)"
    r"|friend|brother|sister|husband|wife|mother|father|neighbou?r)"
    r"(?:분|님|들|네|s)?(?:\s?(?:회사|가게|업체|공장|집))?(?:(?:은|는|이|가|도|께서는?)(?!랑|고|며|면|라|나|든|야|에요|다)|(?='s|\s(?:company\s|shop\s|firm\s)?(?:is|has|runs|sells|makes|lives|works)\b)))"
    r"|(?P<own>(?:저희|저는|저도|저같은|본인은|우리(?=는|도|가|네|회사|가게|업체|공장|집)"
    rf"|{_FIRST_LETTER}(?:우리|우린|나는|나도|나같은|난|제가|내가)"
    r"|(?:^|[.!?,~]\s?|(?:[요데고만서]|근데|그럼|니까|네|아|음|사실|일단|지금)\s)전(?=\s))"
    r"(?:\s?(?:는|은|도|같은|처럼|네|회사|가게|업체|공장|집)){0,4})"
)
_NEAR = 5
"""So many letters after "저는" it still speaks of what is named."""
_OF_OTHERS = 30
"""So many letters after "친구가" it still speaks of that firm."""


@dataclass(frozen=True)
class Subject:
    """Of whom a message speaks.

    Args:
        end: the position behind the words for it, in the message without spaces.
        owner: it is the owner.
        partner: it is whom the firm deals with ("거래처가"), for whom nobody asks.
    """

    end: int
    owner: bool
    partner: bool


@dataclass(frozen=True)
class Sentences:
    """Where the sentences of a message end, and which of them end in a question mark.

    Args:
        ends: the position behind each, in the message without spaces, and whether it asks; the last is the message's.
        subjects: the position behind each "저는", "제 친구가" or "거래처가".
        cases: where words begin and end that only put a case: "만약 대기업이면", "if we are a large firm".
    """

    ends: tuple[tuple[int, bool], ...]
    subjects: tuple[Subject, ...] = ()
    cases: tuple[tuple[int, int], ...] = ()

    @classmethod
    def of(cls, plain: str, length: int) -> "Sentences":
        """Return the sentences of a message (``hangul.plain``) that has ``length`` letters without its spaces."""
        last = (length, plain.endswith("?"))
        subjects = tuple(
            Subject(at, found["other"] is None, found["partner"] is not None)
            for at, found in _placed(_SUBJECT, plain, lambda found: found.end())
        )
        cases = tuple(
            (at, at + len(hangul.spaceless(found.group())))
            for at, found in _placed(_CASE, plain, lambda found: found.start())
        )
        if _STOP.search(plain.rstrip(".!?。 ")) is None:
            return cls((last,), subjects, cases)
        stops = ((at, "?" in found.group()) for at, found in _placed(_STOP, plain, lambda found: found.start()))
        return cls((*stops, last), subjects, cases)

    @property
    def asks(self) -> bool:
        """Whether any of them asks."""
        return any(asks for _, asks in self.ends)

    def in_a_case(self, position: int) -> bool:
        """Return whether ``position`` stands in words that only put a case."""
        return any(start <= position < end for start, end in self.cases)

    def around(self, position: int) -> tuple[int, bool]:
        """Return where the sentence ends in which ``position`` stands, and whether it asks."""
        return self.ends[min(bisect_left(self.ends, (position, False)), len(self.ends) - 1)]

    def of_the_owner(self, position: int) -> bool:
        """Return whether "저는" stands right before ``position``."""
        subject = self._subject(position)
        return subject is not None and subject.owner and position - subject.end <= _NEAR

    def of_another(self, text: str, position: int) -> Subject | None:
        """Return of whom the sentence in which ``position`` stands speaks there, where that is not the owner.

        Args:
            text: the message, without spaces and folded.
            position: where what is named begins.
        """
        subject = self._subject(position)
        if subject is None or subject.owner or position - subject.end > _OF_OTHERS:
            return None
        same = self.around(subject.end + 1)[0] == self.around(position + 1)[0]
        return subject if same and _ASIDE.search(text, subject.end, position) is None else None

    def _subject(self, position: int) -> Subject | None:
        number = bisect_left(self.subjects, position + 1, key=lambda subject: subject.end)
        return self.subjects[number - 1] if number else None


def _placed(
    cue: re.Pattern[str], plain: str, point: Callable[[re.Match[str]], int]
) -> Iterator[tuple[int, re.Match[str]]]:
    """Yield the matches of ``cue``, each with where its ``point`` stands in the text without spaces."""
    letters = last = 0
    for found in cue.finditer(plain):
        letters += len(hangul.spaceless(plain[last : point(found)]))
        last = point(found)
        yield letters, found


_STOP = re.compile(r"[.!?。]+(?!\d)")
_CASE = re.compile(
    r"(?:만약|만일|가령|예를\s?들(?:어|면))[^.?!]*?(?:다면|라면|으면|면|라도|어도|아도|다고|라고)(?![서적접역])"
    r"|\b(?:suppos(?:e|ing)|assum(?:e|ing)|imagine|what if|let'?s say|say (?=we\b|i\b)|in case|provided(?: that)?"
    r"|(?<!sure )(?<!know )(?<!wonder )(?<!wondering )(?<!see )(?<!check )(?<!ask )(?<!tell )if)\b"
    r"(?:(?!\b(?:can|could|may|would|will|do|does|are|is|am) (?:we|i|it|they|that|this)\b)[^.,;?!])*"
)
"""Words that put a case, up to its end."""


def stance(text: str, start: int, end: int, *, sentences: Sentences, complete: bool) -> Stance:
    """Return how ``text[start:end]`` is meant.

    Args:
        text: the message, without spaces and folded (``hangul.folded``).
        start: where the words begin.
        end: where they end.
        sentences: of the message: the next one says nothing of them.
        complete: they tell it by themselves ("수출하고 있"), where nothing speaks against it.
    """
    until, asks = sentences.around(end)
    meant = _meant(text[:until], start, end, asks=asks, sentences=sentences, complete=complete)
    if meant in _OF_SOMEBODY and (other := sentences.of_another(text, start)):
        if other.partner and not _THAT_FIRM.search(text, end):
            return Stance.NOT_OWN
        asks = sentences.asks or ASKS_FOR_A_VERDICT.search(text, end) is not None
        return Stance.SUPPOSED if asks and meant is Stance.TOLD else Stance.NOT_OWN
    return as_a_case(meant) if sentences.in_a_case(start) else meant


_AS_A_CASE = {
    Stance.TOLD: Stance.SUPPOSED,
    Stance.DENIED: Stance.NOT_SUPPOSED,
    Stance.NO_LONGER: Stance.NOT_SUPPOSED,
}


def as_a_case(meant: Stance) -> Stance:
    """Return how something is meant that would be meant as ``meant`` if no case were put ("만약", "if")."""
    return _AS_A_CASE.get(meant, meant)


_THAT_FIRM = _cue(r"그(?:회사|업체|가게|곳|분|집|쪽)|거기|걔|(?:거래처|납품처|건물주|업체|회사)도|they|them")
_OF_SOMEBODY = frozenset({Stance.TOLD, Stance.NAMED, Stance.DENIED, Stance.NO_LONGER})


def _meant(text: str, start: int, end: int, *, asks: bool, sentences: Sentences, complete: bool) -> Stance:
    """How ``text[start:end]`` is meant if it is of the owner's firm; ``text`` ends with its sentence."""
    if _UNSURE.match(text, end) or _IN_DOUBT_IN_ENGLISH.search(text, max(0, start - 40), start):
        return Stance.NOT_OWN
    if _once(text, start, end):
        return Stance.NOT_OWN if _STOPPED.match(text, end) is None else Stance.NO_LONGER
    if said := _SAID_TO_BE.match(text, end):
        return Stance.NOT_SUPPOSED if said["not"] else Stance.SUPPOSED
    if _SAID_EARLIER.match(text, end):
        return Stance.NOT_OWN
    if _WERE.match(text, end):
        return Stance.SUPPOSED
    if _GAVE_WAY.match(text, end):
        return Stance.NO_LONGER
    if denied := _DENIED.match(text, end):
        return Stance.NOT_SUPPOSED if _THEN.match(text, denied.end()) else Stance.DENIED
    if text[start:end].isascii() and _NOT_IN_ENGLISH.search(text, max(0, start - 40), start):
        return Stance.DENIED
    if _RULE.match(text, end):
        return Stance.RULE
    if _IF.match(text, end) or _IF_THERE.match(text, end) or _ASKS_ALONE.match(text, end):
        return Stance.SUPPOSED
    if _NOT_YET.match(text, end) and not _WISHES.search(text, start, end):
        return Stance.NOT_OWN
    of_the_owner = sentences.of_the_owner(start)
    if (_ALSO.match(text, end) or _CAN_GET.match(text, end)) and not of_the_owner:
        return Stance.SUPPOSED
    if _OTHERS.match(text, end):
        return Stance.NAMED
    # "비누 팔아요?" asks what somebody sells; "소상공인인데요?" only hesitates.
    at_the_end = asks and len(text) - end <= 4 and not text.endswith(_HESITATES) and not of_the_owner
    at_the_end = at_the_end and not sentences.in_a_case(start)
    if complete:
        return Stance.NAMED if at_the_end else Stance.TOLD
    if own := _OWN.match(text, end):
        ends = asks and len(text) - own.end() <= 2 and not text.endswith(_HESITATES) and not of_the_owner
        return Stance.NAMED if ends or _HAVE.match(text, own.end()) else Stance.TOLD
    return Stance.TOLD if of_the_owner and not asks else Stance.NAMED


def _once(text: str, start: int, end: int) -> bool:
    """Whether it was so once and may be no longer; who won an award or founded a firm has done so for good."""
    if stopped := _STOPPED.match(text, end):
        words = text[start : stopped.end()]
        if _IS_OVER.search(words):
            return _HAPPENED.search(words) is None
    if _ONCE.search(text[max(0, start - 16) : start]) is None:
        return False
    words = text[start : end + 8]
    return _PAST.search(text[end - 1 : end + 8]) is not None and _HAPPENED.search(words) is None
