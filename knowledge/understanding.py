"""What a message asks: its intents, the programs it is about, and the facts that it tells of the owner's firm.

Everything that is specific to the language stands in YAML (intents.yaml, examples.yaml, parts.yaml, facts.yaml,
lexicon.yaml, regions.yaml); this module only weighs it. ``Understood.why`` says what made the reading, for people who
want to know.
"""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial

from knowledge import hangul, intents, part, recognition, region
from knowledge.ask import Ask
from knowledge.asked import THE_SAME_AGAIN, Moment, about_the_day, asked, asking, for_whom, of_certificates, places_of
from knowledge.cue import STRUCK, Said, found
from knowledge.day_asked import DayAsked, day_asked
from knowledge.fact import Fact, Profile, Value
from knowledge.intents import Intent, Reading
from knowledge.packed import PackedTexts, pack, texts_to_arrays, unpack
from knowledge.program import Program
from knowledge.recognition import Recognition
from knowledge.referent import WHOLE_NAME, Catalogue, likely, names_one, referents
from knowledge.search import Match, Search, key
from knowledge.taken_back import taken_back
from knowledge.told import facts_named, hear
from knowledge.topic import Topic
from knowledge.wanted import Wanted, leaves_open, wanted
from knowledge.words import Language

MOST_ASKS = 3
"""Questions of one message that are answered; nobody reads more in one go."""


@dataclass(frozen=True)
class Understood:
    """The reading of one message.

    Args:
        asks: what it asks, at least one.
        told: facts that it tells, fact id to value.
        supposed: facts that only this answer shall suppose ("직원 10명이면요?").
        left_open: ids of facts that only this answer shall take for unknown ("서울이 아니라면 안 되나요?").
        as_of: the day that answers shall be for from now on, where it names one as such.
        language: the language that it is written in; None where it has nothing but the name of a program.
        not_meant: it says that the last answer was not what was asked.
        declined: it says that the owner does not know the fact that the bot asked for last, or will not tell it
            ("모르겠어요", "패스"); never where no fact was asked for, or where the message tells it.
        why: what made this reading, one line a step.
    """

    asks: tuple[Ask, ...]
    told: Mapping[str, Value] = field(default_factory=dict)
    supposed: Mapping[str, Value] = field(default_factory=dict)
    left_open: frozenset[str] = frozenset()
    as_of: DayAsked | None = None
    language: Language | None = "ko"
    not_meant: bool = False
    declined: bool = False
    why: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Context:
    """What was talked about before, and what the message tells beside its questions."""

    focus: tuple[str, ...]
    topic: str | None
    told: Mapping[str, Value]
    before: str | None


@dataclass(frozen=True)
class _Question:
    """A part of a message that asks something of its own."""

    text: str
    reading: Reading
    wanted: Wanted
    matches: Sequence[Match]
    said: Said

    @property
    def of(self) -> tuple[Intent, str | None]:
        """What it asks for: the intent, and the topic where one was named."""
        return self.wanted.intent, self.wanted.topics[0] if self.reading.specific else None

    @property
    def named(self) -> str | None:
        """The program that it names beyond doubt."""
        return self.matches[0].program if names_one(self.matches[:1]) else None


# What the parts of one message may ask; a comparison or a cancellation is asked by the whole of it.
_ASKED_BY_A_PART = frozenset(
    {
        Intent.ELIGIBILITY, Intent.DEADLINE, Intent.APPLY, Intent.CONTACT, Intent.NUMBERS, Intent.BENEFIT, Intent.ABOUT,
        Intent.REGISTER, Intent.LIST, Intent.OUT_OF_SCOPE,
    }
)  # fmt: skip
_ASKED_BY_THE_WHOLE = frozenset(
    {Intent.COMPARE, Intent.WITHDRAW, Intent.EDIT, Intent.MY, Intent.NEWS, Intent.PRIVACY, Intent.LANGUAGE}
)
_SURE = 0.75
"""From this probability on, a part without any cue counts as a question."""
_BARE_NO = re.compile(
    r"(?:(?:아니요|아뇨|네|아직|하나도|전혀|따로|다|아무것도|아무도|그런|건|거|은|는)[ ,.]*)*없[가-힣]{1,4}[.!~ ]*"
)
_LENGTH = 8
"""Bytes before each part of a cache that tell how long it is."""


class Understanding:
    """Understands messages against one set of programs; built once, never changes.

    Args:
        programs: id to program.
        facts: id to fact.
        search: the index over the programs.
        recognition: what tells intents by examples.
        home: the places that programs are for, and their provinces, where they are known already.
    """

    def __init__(
        self,
        programs: Mapping[str, Program],
        facts: Mapping[str, Fact],
        search: Search,
        recognition: Recognition,
        *,
        home: frozenset[str] | None = None,
    ) -> None:
        self._known = Catalogue(programs)
        self._facts = facts
        self._search = search
        self._recognition = recognition
        self._known_home = home

    @cached_property
    def _home(self) -> frozenset[str]:
        """The places that programs are for, and their provinces."""
        if self._known_home is not None:
            return self._known_home
        places = {place for program in self._known.programs.values() for place in places_of(program)}
        return frozenset(places | {place.split()[0] for place in places})

    @classmethod
    def of(cls, programs: Mapping[str, Program], facts: Mapping[str, Fact]) -> "Understanding":
        """Build the understanding of ``programs``."""
        return cls(programs, facts, Search(programs), Recognition(recognition.examples()))

    @classmethod
    def from_bytes(
        cls, programs: Mapping[str, Program], facts: Mapping[str, Fact], packed: bytes, *, version: str
    ) -> "Understanding":
        """Return the understanding of ``programs`` that ``to_bytes`` made ``packed`` of.

        Args:
            programs: id to program.
            facts: id to fact.
            packed: kept as they are: index and model look into them.
            version: of the programs.

        Raises:
            NotAnIndex: they are damaged, or of other programs, examples, cues or words, or of another version of this
                code.
        """
        index, model, home = _apart(memoryview(packed))
        places = PackedTexts("places", unpack(version, home))
        search = Search.from_bytes(index, version=version)
        return cls(programs, facts, search, Recognition.from_bytes(model), home=frozenset(places))

    def to_bytes(self, *, version: str) -> bytes:
        """Return the index, the model and the places that programs are for as bytes, for a cache.

        Args:
            version: of the programs; ``from_bytes`` refuses another.
        """
        home = pack(version, texts_to_arrays("places", sorted(self._home)))
        parts = (self._search.to_bytes(version=version), self._recognition.to_bytes(), home)
        return b"".join(run for part in parts for run in (len(part).to_bytes(_LENGTH, "little"), part))

    def find_programs(self, text: str) -> list[str]:
        """Return ids of the programs that ``text`` may name, best first; empty where it names none."""
        return [match.program for match in likely(self._search.find(text))]

    def sure_question(self, text: str) -> bool:
        """Return whether ``text``, typed where a name was asked for, is beyond doubt a question and no name."""
        letters = key(text)
        read = intents.read(Said(letters, self._search.struck(letters, self._search.find(text))))
        asks = read.intents.keys() & {"eligibility", "help", "compare", "list"} or any(
            topic != "about" for _, topic, _ in read.topics
        )
        return bool(asks) and asking(text)

    def read(
        self,
        text: str,
        *,
        focus: Sequence[str] = (),
        topic: str | None = None,
        asked_fact: str | None = None,
        before: str | None = None,
        today: dt.date | None = None,
        profile: Profile | None = None,
    ) -> Understood:
        """Read one message.

        Args:
            text: as typed.
            focus: ids of the programs that were talked about last.
            topic: intent of the last question about a program.
            asked_fact: id of the fact that the bot asked for last.
            before: what was asked last, for "그럼 2차는?".
            today: the day that answers are for; without it, words like "내일" name no day.
            profile: what is known of the owner, for places that several cities have.
        """
        text = self._as_meant(text)
        whole = self._question(text)
        strike = partial(self._search.struck, matches=whole.matches)
        if (back := self._taken_back(text, profile or {})) is not None:
            return Understood((back,), language=self._language(whole), why=("what was told is taken back",))
        said = hear(self._facts, strike, text, asked_fact, today=today, profile=profile)
        if said.forgotten:
            return Understood((Ask(Intent.FORGET, tuple(sorted(said.forgotten))),), language=self._language(whole))
        day = self._day(whole, today)
        if day is not None and day.kind == "as_of":
            # "작년 10월 기준으로" speaks of no earlier round.
            whole = self._question(_without(text, day.words))
        asks, why = self._asks(whole, _Context(tuple(focus), topic, {**said.facts, **said.supposed}, before))
        if asked_fact in said.facts and _BARE_NO.fullmatch(hangul.plain(text)):
            # "하나도 없어요" answers the bot, whatever else such words may ask.
            verdict = len(focus) == 1
            asks = (Ask(Intent.ELIGIBILITY if verdict else Intent.TELL, programs=tuple(focus[:verdict]), words=text),)
        if (said.supposed or said.left_open) and not said.facts and not part.interrogative(text):
            # "서울 업체면요?" asks for the verdict, whatever else its words may ask.
            asks = tuple(ask if of_certificates(ask) else for_whom(ask, tuple(focus)) for ask in asks)
        asks = tuple(self._with_conditions(ask) for ask in asks)
        if said.not_there and asks[0].intent in {Intent.UNCLEAR, Intent.TELL, Intent.ABOUT, Intent.LIST}:
            asks = (Ask(Intent.NOT_THERE, words=said.not_there),)
        if said.left_open and asks[0].intent is Intent.UNCLEAR and len(focus) == 1:
            # "공장은 서울, 본사는 부산이에요" is said for the verdict that was asked for last.
            asks = (Ask(Intent.ELIGIBILITY, programs=tuple(focus), words=text),)
        if day is not None:
            bare = not (whole.reading.intents or whole.reading.specific or names_one(whole.matches, 0.6))
            asks = tuple(about_the_day(ask, day, tuple(focus), told=bool(said.facts), bare=bare) for ask in asks)
            why = (*why, f"{day.kind} of {day.first} to {day.last}: {day.words}")
        as_of = day if day is not None and day.kind == "as_of" else None
        not_meant = found(intents.cues().not_meant, whole.reading.text)
        return Understood(
            asks,
            said.facts,
            said.supposed,
            said.left_open,
            as_of,
            self._language(whole),
            not_meant,
            said.declined,
            why,
        )

    def explain(self, text: str) -> tuple[str, ...]:
        """Return why ``text`` is taken for what it is, one line a step, for people who add to what the bot knows."""
        question = self._question(self._as_meant(text))
        reading, said = question.reading, question.said
        lines = list(_reasons(question))
        for guess in self._recognition.guesses(said, reading):
            meaning = "/".join(filter(None, (guess.meaning.intent.value, guess.meaning.topic)))
            because = ", ".join(self._recognition.because(said, reading, guess.meaning))
            lines.append(f"like sentences of {meaning}, {guess.probability:.2f}: {because}")
        return tuple(lines)

    def _day(self, whole: _Question, today: dt.date | None) -> DayAsked | None:
        """The day that a message names; one in a program's name ("12월 특별전") is none."""
        if today is None or day_asked(whole.text, today) is None:
            return None
        text = whole.text
        for match in whole.matches[:3]:
            program = self._known.programs[match.program]
            for name in (program.name, *program.aliases):
                text = _without(text, name)
        return day_asked(text, today)

    def _language(self, whole: _Question) -> Language | None:
        """The language of a message: a program's Korean name in it tells nothing ("what about 서울어워드?")."""
        text = whole.text
        if not hangul.has_korean(text):
            return "en" if _ENGLISH.search(text) else "ko"
        if len(text) > _FEW_WORDS and not _ENGLISH.search(text):
            return "ko"
        for match in whole.matches[:2]:
            program = self._known.programs[match.program]
            for name in (program.name, *program.aliases) if names_one([match]) else ():
                text = _without(text, name)
        if hangul.has_korean(text):
            return _mostly(text)
        return "en" if _ENGLISH.search(text) else None

    def _as_meant(self, text: str) -> str:
        """The text as it was meant: with the keyboard left in English, its keys are those of Korean letters."""
        meant = hangul.from_english_keys(text)
        if meant is not None and _strongest(self._search.find(meant)) >= _strongest(self._search.find(text)):
            return meant
        return text

    def _question(self, text: str) -> _Question:
        """Read a message, or a part of one, as one question."""
        matches = self._search.find(intents.without_excluded(text))
        said, reading, want = self._wanted(text, matches)
        return _Question(text, reading, want, matches, said)

    def _wanted(self, text: str, matches: Sequence[Match]) -> tuple[Said, Reading, Wanted]:
        """What a text wants.

        Args:
            text: a message or a part of it.
            matches: the programs that the message may be about.
        """
        letters = key(text)
        said = Said(letters, self._search.struck(letters, matches))
        reading = intents.read(said)
        of_the_field = bool(likely(matches)) or STRUCK in said.own or found(intents.cues().field, said.all)
        guesses = self._recognition.guesses(said, reading) if leaves_open(reading) else ()
        return said, reading, wanted(reading, guesses, of_the_field=of_the_field)

    def _moment(self, question: _Question, context: _Context) -> Moment:
        meant = referents(self._known, question.reading, question.matches, context.focus, question.wanted.intent)
        first = self._known.programs[meant.programs[0]] if meant.programs else None
        return Moment(
            question.text,
            question.reading,
            question.wanted,
            question.matches,
            meant,
            context.focus,
            context.topic,
            context.told,
            self._search,
            self._home,
            frozenset(self._known.rounds(first.id)) if first else frozenset(),
            first.name if first else "",
        )

    def _taken_back(self, text: str, known: Profile) -> Ask | None:
        """What a message that only takes back what was told before wants: that it is forgotten, a place asked anew."""
        words = taken_back(hangul.plain(text))
        if words is None:
            return None
        prior = known.get("region")
        if places := region.mentions(words, prior=prior if isinstance(prior, str) else None, asked=True):
            return Ask(Intent.NOT_THERE, words=places[-1].place)
        facts = facts_named(self._facts, words)
        return Ask(Intent.FORGET, tuple(sorted(facts))) if facts else None

    def _with_conditions(self, ask: Ask) -> Ask:
        """A question whether a certificate has to be had as one for the conditions, where no source leaves it open."""
        if not of_certificates(ask):
            return ask
        open_of = [
            any(gap.topic is Topic.CERTIFICATE for gap in self._known.programs[program].not_stated)
            for program in ask.programs
        ]
        return ask if open_of and all(open_of) else replace(ask, intent=Intent.ELIGIBILITY, topics=())

    def _asks(self, whole: _Question, context: _Context) -> tuple[tuple[Ask, ...], tuple[str, ...]]:
        """What a message asks: one thing, or each of several things that its parts ask."""
        moment = self._moment(whole, context)
        questions = self._questions(whole.text, whole.matches) if _may_ask_twice(whole) else ()
        if len(questions) > 1 and (several := self._each(questions, moment, context)):
            return several, tuple(f"asked by {question.text!r}" for question in questions)
        ask, why = asked(moment)
        if why == THE_SAME_AGAIN and context.before:
            last = self._question(context.before)
            if last.wanted.intent is ask.intent:
                ask = replace(ask, topics=last.wanted.topics, words=f"{ask.words} {last.said.own.replace(STRUCK, ' ')}")
        return (ask,), (*moment.meant.why, why)

    def _questions(self, text: str, matches: Sequence[Match]) -> tuple[_Question, ...]:
        """The questions in ``text``; parts that ask nothing of their own stay with the question that they lead to."""
        cuts = part.parts(text)
        asking_cuts = (
            [number for number, cut in enumerate(cuts) if self._asks_something(text[cut], matches)] if cuts[1:] else []
        )
        questions: list[_Question] = []
        first = 0
        for number in asking_cuts:
            last = len(cuts) - 1 if number == asking_cuts[-1] else number
            question = self._question(text[cuts[first].start : cuts[last].stop].strip())
            if questions and question.of == questions[-1].of and question.named in {None, questions[-1].named}:
                questions[-1] = self._question(f"{questions[-1].text} {question.text}")
            else:
                questions.append(question)
            first = number + 1
        return tuple(questions[:MOST_ASKS])

    def _asks_something(self, text: str, matches: Sequence[Match]) -> bool:
        """Whether a part of a message is a question of its own."""
        if part.only_tells(text):
            return False
        _, reading, want = self._wanted(text, matches)
        if want.intent not in _ASKED_BY_A_PART:
            return False
        if want.intent is Intent.OUT_OF_SCOPE:
            return part.asks(text) or part.interrogative(text)
        return bool(
            reading.specific
            or reading.intents
            or want.likeness >= _SURE
            or (reading.topics and part.interrogative(text))
            or (part.asks(text) and any(topic != "about" for _, topic, _ in reading.topics))
        )

    def _each(self, questions: Sequence[_Question], whole: Moment, context: _Context) -> tuple[Ask, ...]:
        """What each of several questions asks; none where one of them can't be told, so that the whole is read as one.

        A question that names no program is about that of the question before it, or of the whole message.
        """
        talked = whole.programs if whole.programs and not whole.meant.unsure else context.focus
        asks: list[Ask] = []
        for question in questions:
            own = [match for match in question.matches if match.named >= 0.62 or match.program in talked]
            narrowed = replace(question, matches=own)
            ask, _ = asked(self._moment(narrowed, replace(context, focus=talked, topic=None)))
            if ask.unsure or ask.intent in {Intent.UNCLEAR, Intent.TELL}:
                return ()
            if ask.programs:
                talked = ask.programs
            if (ask.intent, ask.topics, ask.programs) not in [(one.intent, one.topics, one.programs) for one in asks]:
                asks.append(ask)
        return tuple(asks)


def _apart(packed: memoryview) -> tuple[memoryview, memoryview, memoryview]:
    """The parts of a cache; of a damaged one they are no parts, which whoever reads them finds out."""
    parts = []
    for _ in range(3):
        ends = _LENGTH + int.from_bytes(packed[:_LENGTH], "little")
        parts.append(packed[_LENGTH:ends])
        packed = packed[ends:]
    return parts[0], parts[1], parts[2]


def _without(text: str, words: str) -> str:
    """``text`` without words that stand in it, however they are spaced and capitalised there."""
    spaced = r"\s*".join(map(re.escape, re.sub(r"\s", "", words)))
    return re.sub(spaced, " ", text, flags=re.IGNORECASE)


def _may_ask_twice(whole: _Question) -> bool:
    """Whether a message has cues of more than one question; if not, its parts need not be looked at."""
    if whole.wanted.intent in _ASKED_BY_THE_WHOLE:
        return False
    if part.interrogatives(whole.text) > 1 or sum(match.named >= WHOLE_NAME for match in whole.matches[:3]) > 1:
        return True
    named = {topic for _, topic, _ in whole.reading.specific} | whole.reading.intents.keys()
    general = {topic for _, topic, _ in whole.reading.topics} & {"about", "scale"}
    return len(named) + bool(general) + whole.reading.other_subject > 1


def _reasons(question: _Question) -> tuple[str, ...]:
    """The steps of a reading, for people."""
    reading = question.reading
    cues = [f"{name}@{at}" for name, at in reading.intents.items()]
    cues += [f"{group}.{cue}@{at}" for group, cue, at in reading.topics]
    scores = [f"{match.program} {match.score:.2f} (named {match.named:.2f})" for match in question.matches[:4]]
    return (
        f"key {reading.text}",
        f"cues {cues}",
        f"wanted {question.wanted.intent} by {question.wanted.why}, confidence {question.wanted.confidence:.2f}",
        f"programs {scores}",
    )


_ENGLISH = re.compile(r"[a-zA-Z]{2}")
_FEW_WORDS = 20
"""A longer Korean message is more than a program's name."""


def _mostly(text: str) -> Language:
    """The language of a text that has Korean words: English where these are few beside the others."""
    korean = sum(hangul.has_korean(word) for word in text.split())
    english = len(re.findall(r"(?<!\S)[a-zA-Z]{2,}", text))
    return "en" if english >= 3 and english >= 2 * korean else "ko"


def _strongest(matches: Sequence[Match]) -> float:
    return matches[0].score if matches else 0.0
