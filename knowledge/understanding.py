"""What a message asks: its intents, the programs it is about, and the facts that it tells of the owner's firm.

Everything that is specific to the language stands in intents.yaml, facts.yaml, lexicon.yaml and regions.yaml; this module
only weighs it. ``Understood.why`` says what made the reading, for people who want to know.
"""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from knowledge import hangul, intents, region
from knowledge.fact import Fact, Value
from knowledge.intents import ABOUT_A_PROGRAM, Intent, Reading
from knowledge.program import Program
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


_REPEATABLE = frozenset({"eligibility", "deadline", "apply", "contact", "numbers", "benefit", "about"})
_AGENCY = re.compile(
    r"^(?:시청|도청|구청|시|도|군|구)?(?:에서)?(?:(?:의|도|는|은|쪽|쪽에|에도|에는|에|엔|시에서|시의|지역|시내|내)?)"
    r"(?:하는|진행하는|주최하는|운영하는|해주는|주는)?"
    r"(?:사업|지원|프로그램|기획전|소상공인|중소기업|사회적|온라인|판로|전통시장|청년|스타트업|수출|공고|소공인|임대료|녹색|쇼핑몰|장터|마켓|일자리|대출|융자|창업|쿠폰)"
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
        read = intents.read(key(text))
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
        language: Language = "ko" if hangul.has_korean(text) or not re.search(r"[a-zA-Z]{2}", text) else "en"
        letters = key(text)
        read = intents.read(letters)
        told = facts_told(self._facts, self._names, text, asked_fact)
        as_of = day_asked_for(text)
        matches = self._search.find(intents.without_excluded(text))
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
        read: Reading,
        matches: Sequence[Match],
        focus: tuple[str, ...],
        topic: str | None,
        told: Mapping[str, Value],
    ) -> tuple[tuple[Ask, ...], tuple[str, ...]]:
        cues = intents.cues()
        intent, topics = intents.intent_of(read)
        programs, unsure, why = self._about(read, matches, focus, intent)
        ask = Ask(intent, topics, programs, unsure, text)
        if intents.other_subject(read) and not _named(matches, 0.6):
            return (Ask(Intent.OUT_OF_SCOPE),), (*why, "another subject")
        if elsewhere := self._elsewhere(read.text, matches):
            return (Ask(Intent.UNKNOWN_PROGRAM, words=elsewhere),), (*why, f"a program of {elsewhere}")
        if intent is Intent.LIST:
            return self._list(read, ask, matches, told, why)
        if intent in {Intent.GREETING, Intent.THANKS, Intent.HELP} and programs and not read.topics:
            return (replace(ask, intent=Intent.ABOUT) if _named(matches, 0.8) else Ask(intent),), why
        if intent not in ABOUT_A_PROGRAM and intent is not Intent.UNCLEAR:
            return (ask,), why
        oneself = bool(told) or intents.found(cues.of_oneself, read.text)
        vague = intent is Intent.UNCLEAR or (oneself and not read.intents and not read.specific and not _asking(text))
        if programs:
            return ((replace(ask, intent=self._again(programs, focus, topic, oneself=oneself)) if vague else ask),), why
        if vague and focus and oneself:
            return (replace(ask, intent=Intent.ELIGIBILITY, programs=focus[:1]),), (*why, "the owner speaks of himself")
        if vague and (near := next((m.program for m in matches[:3] if m.program in focus and m.score > 0.4), None)):
            return (replace(ask, intent=Intent.ABOUT, programs=(near,)),), (*why, "words of the last one")
        if vague:
            return (Ask(Intent.TELL if told else Intent.UNCLEAR, words=text),), why
        if told and intent in {Intent.REGISTER, Intent.ELIGIBILITY}:
            return (Ask(Intent.LIST, topics, words=text),), why
        likely = tuple(match.program for match in matches[:3] if match.score > 0.35)
        if likely or read.intents or read.specific:
            return (Ask(intent, topics, likely, True, text),), (*why, "no program named")
        return (Ask(Intent.UNCLEAR, words=text),), why

    @staticmethod
    def _list(
        read: Reading, ask: Ask, matches: Sequence[Match], told: Mapping[str, Value], why: tuple[str, ...]
    ) -> tuple[tuple[Ask, ...], tuple[str, ...]]:
        """What a message that asks for a list wants: more of one program, those near to its words, or any."""
        if len(ask.programs) == 1 and not ask.unsure and _named(matches[:1], 0.75):
            return (replace(ask, intent=Intent.BENEFIT),), (*why, "what else one program gives")
        if _strongest(matches) < 0.5 and not told and not intents.found(intents.cues().field, read.text):
            return (Ask(Intent.UNCLEAR, words=ask.words),), (*why, "a list of something else")
        if len(ask.programs) == 1 and matches and matches[0].score >= 1.0 and not told:
            return (ask,), why
        least = max(0.3, 0.55 * _strongest(matches))
        near = tuple(match.program for match in matches[:5] if match.score >= least)
        return (replace(ask, programs=near, unsure=False),), (*why, "all that have to do with it")

    @staticmethod
    def _again(programs: tuple[str, ...], focus: tuple[str, ...], topic: str | None, *, oneself: bool) -> Intent:
        """What is wanted where only a program was named: what was asked when the bot asked back, the verdict after facts."""
        if topic in _REPEATABLE and len(focus) > 1 and programs[0] in focus:
            return Intent(topic)
        return Intent.ELIGIBILITY if oneself and focus else Intent.ABOUT

    def _about(
        self, read: Reading, matches: Sequence[Match], focus: tuple[str, ...], intent: Intent
    ) -> tuple[tuple[str, ...], bool, tuple[str, ...]]:
        """The programs that a message is about, whether a choice among them is left, and why."""
        cues = intents.cues()
        likely = self._likely(matches)
        if focus:
            for number, ordinal in enumerate(cues.ordinals[: len(focus)]):
                if len(focus) > 1 and intents.found(ordinal, read.text) and not _named(matches, 0.75):
                    return (focus[number],), False, (f"number {number + 1} of the last ones",)
            if len(focus) > 1 and intents.found(cues.both, read.text) and not likely:
                return focus, False, ("all of the last ones",)
            if series := self._other_round(read.text, focus[0]):
                if not likely or self._programs[likely[0].program].series == self._programs[focus[0]].series:
                    return (series,), False, ("another round of the last one",)
            if intents.found(cues.condition_on_other, read.text) and likely and likely[0].program != focus[0]:
                return focus[:1], False, ("a condition of the last one",)
            strong = likely and (likely[0].named >= 0.62 or likely[0].score >= 1.0)
            points = intents.found(cues.pronouns, read.text)
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
        self, read: Reading, matches: Sequence[Match], likely: Sequence[Match], intent: Intent
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
            if intents.found(intents.cues().earlier_round, read.text):
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

    def _that_answer(self, read: Reading, best: Match, rivals: list[Match]) -> list[Match]:
        """The rivals that are left: none where only the best one's source states what is asked, or has its very words."""
        asked = {topic for _, topic, _ in read.specific}
        able: list[Match] = []
        worded: list[Match] = []
        for match in (best, *rivals):
            statements = self._programs[match.program].statements
            if asked & {topic for statement in statements for topic in statement.topics}:
                able.append(match)
            if any(
                len(known) > 2 and known in read.text
                for statement in statements
                for word in statement.words
                for known in [key(word)]
            ):
                worded.append(match)
        return [] if best in (*able[:1], *worded[:1]) and (len(able) == 1 or len(worded) == 1) else rivals

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


SURE_ENOUGH = 0.62
"""Below this score no program is meant."""
NEAR = 0.75
RIVAL = 0.88
"""From this share of the best score on, another program is as likely."""
LOOSE_RIVAL = 0.74
"""The same where no name stands in the text, only words that several programs share."""


_QUESTION = re.compile(
    r"\?\s*$|(?:나요|가요|까요|습니까|인지|언제|얼마|뭐|알려줘|알려주세요|어떻게|어디|되나|돼요|예요|에요|죠|냐|니|남)[.!~ㅠㅜㅎㅋ\s]*$"
)


def _asking(text: str) -> bool:
    """Whether a text ends as a question does."""
    return _QUESTION.search(text.strip()) is not None


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
