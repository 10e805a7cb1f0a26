"""What a message asks: its intents, the programs it is about, and the facts that it tells of the owner's firm.

Everything that is specific to the language stands in intents.yaml, facts.yaml, lexicon.yaml and regions.yaml; this
module only weighs it. ``Understood.why`` says what made the reading, for people who want to know.
"""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from knowledge import hangul, intents, region
from knowledge.cue import Said, found
from knowledge.fact import Fact, Value
from knowledge.intents import ABOUT_A_PROGRAM, Intent, Reading
from knowledge.program import Program
from knowledge.referent import SURE_ENOUGH, likely, names_one, referents
from knowledge.search import Match, Search, key
from knowledge.told import as_of as day_asked_for
from knowledge.told import facts_told
from knowledge.words import Language


@dataclass(frozen=True)
class Ask:
    """One question.

    Args:
        intent: what is wanted.
        topics: what just is asked for, most telling first: names of ``Topic`` or of a cue group ("scale", "gives").
        programs: ids of the programs it is about, in the order in which they were named.
        unsure: True where the programs are only likely ones, of which the person has to choose.
        words: what was said, for picking the statement that answers it.
        day: the day that just this question is about ("9월 30일에도 신청할 수 있나요?"), or None.
    """

    intent: Intent
    topics: tuple[str, ...] = ()
    programs: tuple[str, ...] = ()
    unsure: bool = False
    words: str = ""
    day: dt.date | None = None


@dataclass(frozen=True)
class Understood:
    """The reading of one message.

    Args:
        asks: what it asks, at least one.
        told: facts that it tells, fact id to value.
        as_of: the day that answers shall be for, where it names one as such.
        language: the language that it is written in.
        why: what made this reading, one line a step.
    """

    asks: tuple[Ask, ...]
    told: Mapping[str, Value] = field(default_factory=dict)
    as_of: dt.date | None = None
    language: Language = "ko"
    why: tuple[str, ...] = ()


_REPEATABLE = frozenset({"eligibility", "deadline", "apply", "contact", "numbers", "benefit", "about"})
_AGENCY = re.compile(
    r"^(?:시청|도청|구청|시|도|군|구)?(?:에서)?(?:(?:의|도|는|은|쪽|쪽에|에도|에는|에|엔|시에서|시의|지역|시내|내)?)"
    r"(?:하는|진행하는|주최하는|운영하는|해주는|주는)?"
    r"(?:사업|지원|프로그램|기획전|소상공인|중소기업|사회적|온라인|판로|전통시장|청년|스타트업|수출|공고|소공인|임대료|녹색|쇼핑몰|장터|마켓|일자리|대출|융자|창업|쿠폰"
    r"|[가-힣]{0,6}(?:박람회|전시회|페어|엑스포|축제|장터))"
)


class Understanding:
    """Understands messages against one set of programs; built once, never changes.

    Args:
        programs: id to program.
        facts: id to fact.
        search: the index over the programs.
    """

    def __init__(self, programs: Mapping[str, Program], facts: Mapping[str, Fact], search: Search) -> None:
        self._programs = programs
        self._facts = facts
        self._search = search
        names = {
            form
            for program in programs.values()
            for name in (program.name, *program.aliases)
            for form in (key(name), hangul.folded(hangul.spaceless(hangul.plain(name))))
        }
        joined = sorted((name for name in names if len(name) >= 4), key=len, reverse=True)
        self._names = re.compile("|".join(map(re.escape, joined)) or "(?!)")
        self._home = frozenset(
            place
            for program in programs.values()
            for text in (program.name, program.summary.ko, program.who.text.ko)
            for mention in region.mentions(hangul.spaceless(hangul.plain(text)))
            for place in (mention.place, mention.place.split()[0])
        )

    @classmethod
    def of(cls, programs: Mapping[str, Program], facts: Mapping[str, Fact]) -> "Understanding":
        """Build the understanding of ``programs``."""
        return cls(programs, facts, Search(programs))

    def find_programs(self, text: str) -> list[str]:
        """Return ids of the programs that ``text`` may name, best first; empty where it names none."""
        return [match.program for match in likely(self._search.find(text))]

    def sure_question(self, text: str) -> bool:
        """Return whether ``text``, typed where a name was asked for, is beyond doubt a question and no name."""
        read = intents.read(Said.of(key(text), self._names))
        asks = read.intents.keys() & {"eligibility", "help", "compare", "list"} or any(
            topic != "about" for _, topic, _ in read.topics
        )
        return bool(asks) and _asking(text)

    def read(
        self, text: str, *, focus: Sequence[str] = (), topic: str | None = None, asked_fact: str | None = None
    ) -> Understood:
        """Read one message.

        Args:
            text: as typed.
            focus: ids of the programs that were talked about last.
            topic: intent of the last question about a program.
            asked_fact: id of the fact that the bot asked for last.
        """
        meant = hangul.from_english_keys(text)
        if meant is not None and (_strongest(self._search.find(meant)) >= _strongest(self._search.find(text))):
            text = meant
        language = _language(text)
        letters = key(text)
        read = intents.read(Said.of(letters, self._names))
        told = facts_told(self._facts, self._names, text, asked_fact)
        as_of = day_asked_for(text)
        matches = self._search.find(intents.without_excluded(text))
        asks, why = self._asks(text, read=read, matches=matches, focus=tuple(focus), topic=topic, told=told)
        if as_of is not None and asks[0].intent in {Intent.UNCLEAR, Intent.OUT_OF_SCOPE, Intent.TELL}:
            asks = (Ask(Intent.AS_OF),)
        cues = [f"{name}@{at}" for name, at in read.intents.items()] + [
            f"{group}.{cue}@{at}" for group, cue, at in read.topics
        ]
        scores = [f"{match.program} {match.score:.2f} (named {match.named:.2f})" for match in matches[:4]]
        return Understood(asks, told, as_of, language, (f"key {letters}", f"cues {cues}", f"programs {scores}", *why))

    def _asks(
        self,
        text: str,
        *,
        read: Reading,
        matches: Sequence[Match],
        focus: tuple[str, ...],
        topic: str | None,
        told: Mapping[str, Value],
    ) -> tuple[tuple[Ask, ...], tuple[str, ...]]:
        cues = intents.cues()
        intent, topics = intents.intent_of(read)
        meant = referents(self._programs, read, matches, focus, intent)
        programs, why = meant.programs, meant.why
        ask = Ask(intent, topics, programs, meant.unsure, text)
        if read.other_subject and not names_one(matches, 0.6) and not self._of_the_firm(read, intent, told):
            return (Ask(Intent.OUT_OF_SCOPE),), (*why, "another subject")
        if not names_one(matches, 0.6) and (unknown := self._unknown_program(text)):
            return (Ask(Intent.UNKNOWN_PROGRAM, words=unknown),), (*why, f"{unknown} is none that we know")
        if elsewhere := self._elsewhere(hangul.spaceless(hangul.plain(text)), matches):
            return (Ask(Intent.UNKNOWN_PROGRAM, ("place",), words=elsewhere),), (*why, f"a program of {elsewhere}")
        if intent is Intent.LIST:
            return self._list(read, ask, matches, told, why)
        if intent in {Intent.GREETING, Intent.THANKS, Intent.HELP} and programs and not read.topics:
            return (replace(ask, intent=Intent.ABOUT) if names_one(matches, 0.8) else Ask(intent),), why
        if intent not in ABOUT_A_PROGRAM and intent is not Intent.UNCLEAR:
            return (ask,), why
        oneself = bool(told) or found(cues.of_oneself, read.text)
        vague = intent is Intent.UNCLEAR or (oneself and not read.intents and not read.specific and not _asking(text))
        among_last = len(focus) > 1 and (programs == focus or (vague and meant.unsure))
        if told and among_last and (vague or intent is Intent.ELIGIBILITY):
            return (Ask(Intent.LIST, topics, words=text),), (*why, "none of the last ones: what fits the owner")
        if vague and told and meant.unsure:
            # Words that fit several programs a little are only about the firm.
            return (Ask(Intent.ELIGIBILITY if focus else Intent.TELL, programs=focus, words=text),), (*why, "facts")
        if programs:
            return (
                (replace(ask, intent=self._again(text, programs, focus, topic, oneself=oneself)) if vague else ask),
            ), why
        if vague and focus and oneself:
            # Of one program the verdict is wanted, of several what fits.
            wanted = (
                Ask(Intent.ELIGIBILITY, topics, focus, words=text)
                if len(focus) == 1
                else Ask(Intent.LIST, topics, words=text)
            )
            return (wanted,), (*why, "the owner speaks of himself")
        if vague and (near := next((m.program for m in matches[:3] if m.program in focus and m.score > 0.4), None)):
            return (replace(ask, intent=Intent.ABOUT, programs=(near,)),), (*why, "words of the last one")
        if vague:
            return (Ask(Intent.TELL if told else Intent.UNCLEAR, words=text),), why
        if told and intent in {Intent.REGISTER, Intent.ELIGIBILITY}:
            return (Ask(Intent.LIST, topics, words=text),), why
        guessed = tuple(match.program for match in matches[:3] if match.score > 0.35)
        if guessed or read.intents or read.specific:
            pointed = len(guessed) == 1 and matches[0].hinted
            return (Ask(intent, topics, guessed, not pointed, text),), (*why, "no program named")
        return (Ask(Intent.UNCLEAR, words=text),), why

    @staticmethod
    def _list(
        read: Reading, ask: Ask, matches: Sequence[Match], told: Mapping[str, Value], why: tuple[str, ...]
    ) -> tuple[tuple[Ask, ...], tuple[str, ...]]:
        """What a message that asks for a list wants: more of one program, those near to its words, or any."""
        if "open_now" in read.intents and not names_one(matches):
            return (replace(ask, programs=(), unsure=False),), (*why, "what is open")
        if len(ask.programs) == 1 and not ask.unsure and names_one(matches[:1], 0.75):
            return (replace(ask, intent=Intent.BENEFIT),), (*why, "what else one program gives")
        if _strongest(matches) < 0.5 and not told and not found(intents.cues().field, read.text):
            return (Ask(Intent.UNCLEAR, words=ask.words),), (*why, "a list of something else")
        if len(ask.programs) == 1 and matches and matches[0].score >= 1.0 and not told:
            return (ask,), why
        pointed = any(match.hinted for match in matches[:5])
        if _strongest(matches) < SURE_ENOUGH and not pointed:
            return (replace(ask, programs=(), unsure=False),), (*why, "any program")
        least = max(0.3, 0.55 * _strongest(matches))
        near = tuple(match.program for match in matches[:5] if match.score >= least and (match.hinted or not pointed))
        return (replace(ask, programs=near, unsure=False),), (*why, "all that have to do with it")

    @staticmethod
    def _again(
        text: str, programs: tuple[str, ...], focus: tuple[str, ...], topic: str | None, *, oneself: bool
    ) -> Intent:
        """What is wanted where only a program was named: what was asked before, or the verdict after facts."""
        chosen = len(focus) > 1 and programs[0] in focus
        if topic in _REPEATABLE and (chosen or _SAME_QUESTION.search(text.strip())):
            return Intent(topic)
        return Intent.ELIGIBILITY if oneself and focus else Intent.ABOUT

    @staticmethod
    def _of_the_firm(read: Reading, intent: Intent, told: Mapping[str, Value]) -> bool:
        """Whether a word of another subject is the owner's trade ("횟집 하는데 지원 있나요")."""
        trading = found(intents.cues().trading, read.text)
        return trading and (intent in {Intent.LIST, Intent.ELIGIBILITY} or bool(told.keys() - {"region"}))

    def _unknown_program(self, text: str) -> str | None:
        """The name of a program that a message asks for and that we do not know ("청년창업사관학교")."""
        for word in _PROGRAM_LIKE.findall(hangul.plain(text)):
            found = self._search.find(word)
            if not _COMMON.fullmatch(word) and (not found or (found[0].score < SURE_ENOUGH and not found[0].hinted)):
                return str(word)
        return None

    def _elsewhere(self, text: str, matches: Sequence[Match]) -> str | None:
        """The city or province whose own program is asked for, where we know none of its programs."""
        if names_one(matches, 0.8):
            return None
        for mention in region.mentions(text):
            if (
                mention.place not in self._home
                and mention.place.split()[0] not in self._home
                and _AGENCY.match(text[mention.end :])
            ):
                return mention.place
        return None


# Words that end as the names of programs do, and those of them that name none.
_PROGRAM_LIKE = re.compile(
    r"([가-힣a-z0-9]{2,}(?:사업|센터|학교|박람회|바우처|공제|공모전|페어|엑스포|전시회|지원금|장려금|자금|대출))"
    r"(?=$|[^가-힣a-z0-9]|은|는|이|가|을|를|도|에|의|랑|하고|과|와|요|인)"
)
_COMMON = re.compile(
    r"(?:이|그|저|해당|무슨|어떤|어느|다른|같은|이런|그런|지원|판로|온라인|정부|정책|서울시?|경기도?|시|도|구|국가|우리|저희|제|내|신청|참여"
    r"|전체|모든|모집|진행|소상공인|소공인|중소기업|자영업자?|스타트업|사회적(?:경제)?(?:기업)?|협력|맞는|하는|수출|해외|창업|청년|여성|의류|제조"
    r"|의류제조|봉제|주얼리|특화|서울시하는|받을|쇼핑몰|입점|홍보|교육|무료|긴급|코로나|재난|급한|싼|저리|은행|운영|정책|개인|입사|자기|전통시장|시장)*"
    r"(?:지원)?(?:사업|센터|학교|박람회|바우처|공제|공모전|페어|엑스포|전시회|지원금|장려금|자금|대출)"
)
_SAME_QUESTION = re.compile(
    r"^(?:그럼|그러면|그렇다면)|(?:은|는)요?[?\s]*$|^(?:and|what about|how about)", re.IGNORECASE
)
_QUESTION = re.compile(
    r"\?\s*$|(?:나요|가요|까요|습니까|인지|언제|얼마|뭐|알려줘|알려주세요|어떻게|어디|되나|돼요|예요|에요|죠|냐|니|남)[.!~ㅠㅜㅎㅋ\s]*$"
)


def _asking(text: str) -> bool:
    """Whether a text ends as a question does."""
    return _QUESTION.search(text.strip()) is not None


def _language(text: str) -> Language:
    """The language of ``text``: English where it has no Korean, or so little beside that it is a program's name."""
    korean = sum(hangul.has_korean(word) for word in text.split())
    english = len(re.findall(r"(?<!\S)[a-zA-Z]{2,}", text))
    if not korean:
        return "en" if re.search(r"[a-zA-Z]{2}", text) else "ko"
    return "en" if english >= 3 and english >= 2 * korean else "ko"


def _strongest(matches: Sequence[Match]) -> float:
    return matches[0].score if matches else 0.0
