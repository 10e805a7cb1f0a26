"""What a message asks: its intents, the programs it is about, and the facts that it tells of the owner's firm.

Everything that is specific to the language stands in intents.yaml, facts.yaml, lexicon.yaml and regions.yaml; this module
only weighs it. ``Understood.why`` says what made the reading, for people who want to know.
"""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cache
from pathlib import Path

from knowledge import hangul, region, strict_yaml
from knowledge.fact import Choice, Fact, Flag, Interval, Value
from knowledge.program import Program
from knowledge.search import Match, Search, key
from knowledge.topic import Topic
from knowledge.words import Declared, Language


class Intent(StrEnum):
    """What a message wants."""

    REGISTER = "register"
    MY = "my"
    WITHDRAW = "withdraw"
    AS_OF = "as_of"
    REMINDERS = "reminders"
    PRIVACY = "privacy"
    LANGUAGE = "language"
    HELP = "help"
    GREETING = "greeting"
    THANKS = "thanks"
    LIST = "list"
    COMPARE = "compare"
    ELIGIBILITY = "eligibility"
    DEADLINE = "deadline"
    APPLY = "apply"
    CONTACT = "contact"
    NUMBERS = "numbers"
    BENEFIT = "benefit"
    ABOUT = "about"  # a bare name: tell what it is
    TELL = "tell"  # only facts were told
    UNKNOWN_PROGRAM = "unknown_program"  # a program, but none that we know
    OUT_OF_SCOPE = "out_of_scope"
    UNCLEAR = "unclear"


ABOUT_A_PROGRAM = frozenset(
    {
        Intent.REGISTER,
        Intent.COMPARE,
        Intent.ELIGIBILITY,
        Intent.DEADLINE,
        Intent.APPLY,
        Intent.CONTACT,
        Intent.NUMBERS,
        Intent.BENEFIT,
        Intent.ABOUT,
    }
)


class _Cues(Declared):
    intents: dict[str, tuple[str, ...]]
    topics: dict[str, dict[str, tuple[str, ...]]]
    out_of_scope: tuple[str, ...]
    pronouns: str
    ordinals: tuple[str, ...]
    both: str
    earlier_round: str
    instead_of: str
    condition_on_other: str
    own_right: str
    of_oneself: str
    field: str


@dataclass(frozen=True)
class Ask:
    """One question.

    Args:
        intent: what is wanted.
        topics: what just is asked for, most telling first: names of ``Topic`` or of a cue group ("scale", "gives").
        programs: ids of the programs it is about, in the order in which they were named.
        unsure: True where the programs are only likely ones, of which the person has to choose.
        words: what was said, for picking the statement that answers it.
    """

    intent: Intent
    topics: tuple[str, ...] = ()
    programs: tuple[str, ...] = ()
    unsure: bool = False
    words: str = ""


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


@cache
def _cues() -> _Cues:
    return strict_yaml.read(Path(__file__).parent / "intents.yaml", _Cues)


@cache
def _pattern(cue: str) -> re.Pattern[str]:
    return re.compile(hangul.folded(cue))


_REPEATABLE = frozenset({"eligibility", "deadline", "apply", "contact", "numbers", "benefit", "about"})
_TOPIC_INTENTS = {
    "deadline": Intent.DEADLINE,
    "apply": Intent.APPLY,
    "contact": Intent.CONTACT,
    "numbers": Intent.NUMBERS,
    "benefit": Intent.BENEFIT,
}
_LOOSE_TOPICS = frozenset({"about", "gives", "scale", "period", "start"})
"""Topics whose cues are so general that any other cue says more."""

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
_AGENCY = re.compile(
    r"^(?:시청|도청|구청|시|도|군|구)?(?:에서)?(?:(?:의|도|는|은|쪽|쪽에|에도|에는|에|엔|시에서|시의|지역|시내|내)?)"
    r"(?:하는|진행하는|주최하는|운영하는|해주는|주는)?"
    r"(?:사업|지원|프로그램|기획전|소상공인|중소기업|사회적|온라인|판로|전통시장|청년|스타트업|수출|공고|소공인|임대료|녹색|쇼핑몰|장터|마켓|일자리|대출|융자|창업|쿠폰)"
)


@dataclass(frozen=True)
class _Reading:
    """Which cues a text has."""

    text: str
    intents: Mapping[str, int]
    topics: tuple[tuple[str, str, int], ...]


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
        names = {key(name) for program in programs.values() for name in (program.name, *program.aliases)}
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
        return [match.program for match in self._likely(self._search.find(text))]

    def sure_question(self, text: str) -> bool:
        """Return whether ``text``, typed where a name was asked for, is beyond doubt a question and no name."""
        read = _read(key(text))
        asks = read.intents.keys() & {"eligibility", "help", "compare", "list"} or any(
            topic not in {"about"} for _, topic, _ in read.topics
        )
        question = text.rstrip().endswith("?") or re.search(
            r"(?:나요|가요|까요|습니까|인지|언제|얼마|뭐|알려줘|알려주세요|어떻게|어디|되나|돼요|예요|에요)[.!~ㅠㅜㅎㅋ\s]*$",
            text.strip(),
        )
        return bool(asks and question)

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
        language: Language = "ko" if hangul.has_korean(text) or not re.search(r"[a-zA-Z]{2}", text) else "en"
        letters = key(text)
        read = _read(letters)
        told = self._told(text, asked_fact)
        as_of = _as_of(text)
        matches = self._search.find(_without_excluded(text))
        asks, why = self._asks(text, read, matches, tuple(focus), topic, told)
        if as_of is not None and asks[0].intent in {Intent.UNCLEAR, Intent.OUT_OF_SCOPE, Intent.TELL}:
            asks = (Ask(Intent.AS_OF),)
        cues = [f"{name}@{at}" for name, at in read.intents.items()] + [
            f"{group}.{cue}@{at}" for group, cue, at in read.topics
        ]
        scores = [f"{match.program} {match.score:.2f} (named {match.named:.2f})" for match in matches[:4]]
        return Understood(asks, told, as_of, language, (f"key {letters}", f"cues {cues}", f"programs {scores}", *why))

    def _likely(self, matches: Sequence[Match]) -> list[Match]:
        """The programs that are near enough to the best one to be meant, if any is meant at all."""
        if not matches or matches[0].score < SURE_ENOUGH:
            return []
        best = matches[0]
        return [match for match in matches if match.score >= best.score * NEAR or match.named >= 0.9]

    def _asks(
        self,
        text: str,
        read: _Reading,
        matches: Sequence[Match],
        focus: tuple[str, ...],
        topic: str | None,
        told: Mapping[str, Value],
    ) -> tuple[tuple[Ask, ...], tuple[str, ...]]:
        cues = _cues()
        intent, topics = _intent(read)
        programs, unsure, why = self._about(read, matches, focus, intent)
        ask = Ask(intent, topics, programs, unsure, text)
        other_subject = any(_pattern(cue).search(read.text) for cue in cues.out_of_scope)
        if other_subject and (not programs or programs == focus[:1]) and not _named(matches, 0.75):
            return (Ask(Intent.OUT_OF_SCOPE),), (*why, "another subject")
        if intent is Intent.LIST and not programs:
            return (
                Ask(
                    Intent.LIST, topics, tuple(match.program for match in matches[:5] if match.score > 0.3), False, text
                ),
            ), why
        if elsewhere := self._elsewhere(read.text, matches):
            return (Ask(Intent.UNKNOWN_PROGRAM, words=elsewhere),), (*why, f"a program of {elsewhere}")
        if intent in {Intent.GREETING, Intent.THANKS, Intent.HELP} and programs and not read.topics:
            return (replace(ask, intent=Intent.ABOUT) if _named(matches, 0.8) else Ask(intent),), why
        if intent not in ABOUT_A_PROGRAM and intent not in {Intent.UNCLEAR, Intent.LIST}:
            return (ask,), why
        if programs:
            if intent is Intent.UNCLEAR:
                ask = replace(ask, intent=self._again(read, programs, focus, topic, told))
            return (ask,), why
        if focus and intent is Intent.UNCLEAR and (told or _pattern(cues.of_oneself).search(read.text)):
            return (replace(ask, intent=Intent.ELIGIBILITY, programs=focus[:1], unsure=False),), (*why, "the owner speaks of himself")
        if focus and intent is Intent.UNCLEAR and any(match.program in focus and match.score > 0.4 for match in matches[:3]):
            near = next(match.program for match in matches if match.program in focus)
            return (replace(ask, intent=Intent.ABOUT, programs=(near,), unsure=False),), (*why, "words of the last one")
        if told and focus and topic is not None and intent is Intent.UNCLEAR:
            return (replace(ask, intent=Intent(topic), programs=focus[:1], unsure=False),), (
                *why,
                "facts for the last question",
            )
        if told and intent is Intent.UNCLEAR:
            return (Ask(Intent.TELL, words=text),), why
        if intent in {Intent.REGISTER, Intent.ELIGIBILITY, Intent.LIST} and told:
            return (Ask(Intent.LIST, topics, (), False, text),), why
        if intent in ABOUT_A_PROGRAM:
            if read.intents or _specific(read):
                likely = tuple(match.program for match in matches[:3] if match.score > 0.35)
                return (Ask(intent, topics, likely, True, text),), (*why, "no program named")
            return (Ask(Intent.UNCLEAR, words=text),), why
        return (Ask(Intent.UNCLEAR, words=text),), why

    @staticmethod
    def _again(
        read: _Reading, programs: tuple[str, ...], focus: tuple[str, ...], topic: str | None, told: Mapping[str, Value]
    ) -> Intent:
        """What is wanted where only a program was named: what was asked when the bot asked back, the verdict after facts."""
        if topic in _REPEATABLE and len(focus) > 1 and programs[0] in focus:
            return Intent(topic)
        oneself = _pattern(_cues().of_oneself).search(read.text) is not None
        return Intent.ELIGIBILITY if told or (oneself and focus) else Intent.ABOUT

    def _about(
        self, read: _Reading, matches: Sequence[Match], focus: tuple[str, ...], intent: Intent
    ) -> tuple[tuple[str, ...], bool, tuple[str, ...]]:
        """The programs that a message is about, whether a choice among them is left, and why."""
        cues = _cues()
        likely = self._likely(matches)
        if focus:
            for number, ordinal in enumerate(cues.ordinals[: len(focus)]):
                if len(focus) > 1 and _pattern(ordinal).search(read.text) and not _named(matches, 0.75):
                    return (focus[number],), False, (f"number {number + 1} of the last ones",)
            if len(focus) > 1 and _pattern(cues.both).search(read.text) and not likely:
                return focus, False, ("all of the last ones",)
            if series := self._other_round(read.text, focus[0]):
                if not likely or self._programs[likely[0].program].series == self._programs[focus[0]].series:
                    return (series,), False, ("another round of the last one",)
            if _pattern(cues.condition_on_other).search(read.text) and likely and likely[0].program != focus[0]:
                return focus[:1], False, ("a condition of the last one",)
            strong = likely and (likely[0].named >= 0.62 or likely[0].score >= 1.0)
            points = _pattern(cues.pronouns).search(read.text) is not None
            if not likely or (not strong and (points or likely[0].score < 0.8)):
                if intent in ABOUT_A_PROGRAM or points:
                    return focus[:1], False, ("what was talked about last",)
                return (), False, ()
            if any(match.program == focus[0] for match in likely) and not (
                likely[0].named > 0.8 and likely[0].program != focus[0]
            ):
                if intent is not Intent.COMPARE:
                    return focus[:1], False, ("still about the last one",)
        if not likely:
            return (), False, ()
        return self._choose(read, matches, likely, intent)

    def _choose(
        self, read: _Reading, matches: Sequence[Match], likely: Sequence[Match], intent: Intent
    ) -> tuple[tuple[str, ...], bool, tuple[str, ...]]:
        best = likely[0]
        program = self._programs[best.program]
        rounds = self._rounds(program)
        named = [number for number in rounds if re.search(rf"(?<!\d){number}차|제{number}(?!\d)", read.text)]
        if len(rounds) > 1 and all(
            self._programs[match.program].series == program.series or match.named < 0.8 for match in likely
        ):
            if len(named) > 1:
                return tuple(rounds[number] for number in named), False, ("both rounds",)
            if named:
                return (rounds[named[0]],), False, ("the round that was named",)
            if _pattern(_cues().earlier_round).search(read.text):
                return (rounds[min(rounds)],), False, ("the earlier round",)
            if len({self._programs[match.program].series for match in likely}) == 1:
                return (rounds[max(rounds)],), False, ("the latest round",)
        side_by_side = intent is Intent.COMPARE or re.search(r"이?랑|중에|각각|둘|vs", read.text) is not None
        apart = [
            match
            for match in matches[:8]
            if match.score >= SURE_ENOUGH and match.named >= (0.55 if side_by_side else 0.62)
        ]
        if len(apart) >= 2 and (intent is Intent.COMPARE or _joined_by_and(read.text)):
            two = sorted(_apart(apart), key=lambda match: match.at)
            if len(two) >= 2:
                return tuple(match.program for match in two[:3]), False, ("programs named side by side",)
        share = RIVAL if best.named >= 0.75 else LOOSE_RIVAL
        rivals = [match for match in likely[1:] if match.score >= best.score * share]
        rivals = self._that_answer(read, best, rivals)
        if not rivals or best.named >= 0.93 > rivals[0].named:
            return (best.program,), False, ()
        return tuple(match.program for match in (best, *rivals))[:5], True, ("as likely as each other",)

    def _that_answer(self, read: _Reading, best: Match, rivals: list[Match]) -> list[Match]:
        """The rivals left when the source of just one of them states what is asked; that one is then kept, if it is the best."""
        asked = {topic for _, topic, _ in _specific(read)}
        able = [
            match
            for match in (best, *rivals)
            if asked & {topic for statement in self._programs[match.program].statements for topic in statement.topics}
        ]
        return [] if able == [best] else rivals

    def _rounds(self, program: Program) -> dict[int, str]:
        if program.series is None:
            return {}
        same = [
            other for other in self._programs.values() if other.series == program.series and other.round is not None
        ]
        return {other.round: other.id for other in sorted(same, key=lambda other: other.round or 0) if other.round}

    def _other_round(self, text: str, last: str) -> str | None:
        """The round of the last program's series that ``text`` names ("그럼 1차는?")."""
        rounds = self._rounds(self._programs[last]) if last in self._programs else {}
        return next((other for number, other in rounds.items() if re.search(rf"(?<!\d){number}차", text)), None)

    def _elsewhere(self, text: str, matches: Sequence[Match]) -> str | None:
        """The city or province whose own program is asked for, where we know none of its programs."""
        if _named(matches, 0.8):
            return None
        for mention in region.mentions(text):
            if (
                mention.place not in self._home
                and mention.place.split()[0] not in self._home
                and _AGENCY.match(text[mention.end :])
            ):
                return mention.place
        return None

    def _told(self, text: str, asked_fact: str | None) -> dict[str, Value]:
        """The facts that a message tells; the names of programs in it tell none."""
        letters = hangul.spaceless(hangul.plain(text))
        masked = self._names.sub("¤", hangul.folded(letters))
        told: dict[str, Value] = {}
        if place := _told_place(letters, asked=asked_fact == "region"):
            told["region"] = place
        for fact in self._facts.values():
            match fact:
                case Flag():
                    if any(_pattern(cue).search(masked) for cue in fact.denied):
                        told[fact.id] = False
                    elif any(_pattern(cue).search(masked) for cue in fact.said):
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


SURE_ENOUGH = 0.62
"""Below this score no program is meant."""
NEAR = 0.75
RIVAL = 0.88
"""From this share of the best score on, another program is as likely."""
LOOSE_RIVAL = 0.74
"""The same where no name stands in the text, only words that several programs share."""


def _read(text: str) -> _Reading:
    cues = _cues()
    intents = {name: at for name, group in cues.intents.items() if (at := _first(group, text)) is not None}
    topics = tuple(
        (group, topic, at)
        for group, named in cues.topics.items()
        for topic, patterns in named.items()
        if (at := _first(patterns, text)) is not None
    )
    return _Reading(text, intents, topics)


def _first(patterns: Sequence[str], text: str) -> int | None:
    found = [match.start() for cue in patterns if (match := _pattern(cue).search(text))]
    return min(found) if found else None


def _specific(read: _Reading) -> list[tuple[str, str, int]]:
    return [topic for topic in read.topics if topic[1] not in _LOOSE_TOPICS]


def _intent(read: _Reading) -> tuple[Intent, tuple[str, ...]]:
    """The intent of the strongest cue, and the topics, most telling first."""
    ordered = sorted(read.topics, key=lambda topic: (topic[1] in _LOOSE_TOPICS,))
    topics = tuple(topic for _, topic, _ in ordered)
    for name in ("withdraw", "my", "register"):
        if name in read.intents and not (name == "register" and _specific(read)):
            return Intent(name), topics
    specific = [group for group, topic, _ in ordered if topic not in _LOOSE_TOPICS]
    for name in ("as_of", "reminders", "privacy", "language"):
        if name in read.intents and not specific:
            return Intent(name), topics
    if "compare" in read.intents:
        return Intent.COMPARE, topics
    if "deadline" in specific and "apply" not in specific[:1]:
        return Intent.DEADLINE, topics
    if "list" in read.intents and not specific:
        return Intent.LIST, topics
    strong = [group for group in specific if group in {"apply", "contact", "numbers", "benefit"}]
    if strong[:1] == ["benefit"] and "eligibility" in read.intents and not _pattern(_cues().own_right).search(read.text):
        return Intent.BENEFIT, topics
    if "eligibility" in read.intents and not ({"apply", "contact", "numbers"} & set(strong)):
        return Intent.ELIGIBILITY, topics
    if strong:
        return _TOPIC_INTENTS[strong[0]], topics
    if "eligibility" in read.intents:
        return Intent.ELIGIBILITY, topics
    if "list" in read.intents:
        return Intent.LIST, topics
    for name in ("help", "greeting", "thanks"):
        if name in read.intents:
            return Intent(name), topics
    if ordered:
        group, topic, _ = ordered[0]
        return (Intent.ABOUT if topic == "about" else _TOPIC_INTENTS[group]), topics
    return Intent.UNCLEAR, ()


def _without_excluded(text: str) -> str:
    """Return ``text`` without what it says is not meant ("쿠팡 말고 …"), if anything else is left."""
    kept = re.sub(_cues().instead_of, " ", text, flags=re.IGNORECASE)
    return kept if len(kept.strip()) > 3 else text


def _strongest(matches: Sequence[Match]) -> float:
    return matches[0].score if matches else 0.0


def _named(matches: Sequence[Match], least: float) -> bool:
    return any(match.named >= least for match in matches[:3])


def _joined_by_and(text: str) -> bool:
    return re.search(r"이?랑|하고|그리고|과|와|및|vs|and", text) is not None


def _apart(matches: Sequence[Match]) -> list[Match]:
    """Those matches whose names stand at different places of the text; of two at one place, the better."""
    kept: list[Match] = []
    for match in matches:
        if all(abs(match.at - other.at) > 5 for other in kept):
            kept.append(match)
    return kept


def _as_of(text: str) -> dt.date | None:
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
    options = [option.key for option in fact.options if any(_pattern(cue).search(text) for cue in option.said)]
    if not options and asked:
        options = [option.key for option in fact.options if hangul.folded(hangul.spaceless(option.label.ko)) in text]
    groups = [
        group
        for group in fact.groups
        if any(_pattern(cue).search(text) for cue in group.said)
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


def topic_of(name: str) -> Topic | None:
    """Return the ``Topic`` of a cue's name, or None where the cue only groups others ("scale", "gives")."""
    try:
        return Topic(name)
    except ValueError:
        return None
