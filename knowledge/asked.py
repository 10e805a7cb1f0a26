"""What one question asks, and of which programs: the cases, in the order in which they are tried."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from knowledge import hangul, intents, part, region
from knowledge.ask import Ask
from knowledge.cue import found
from knowledge.day_asked import DayAsked
from knowledge.fact import Value
from knowledge.intents import ABOUT_A_PROGRAM, OPEN_NOW, Intent, Reading
from knowledge.program import Program
from knowledge.referent import SURE_ENOUGH, Referents, names_one
from knowledge.rule import In, Is, clauses
from knowledge.search import Match, Search
from knowledge.topic import Topic
from knowledge.wanted import Wanted

_REPEATABLE = frozenset({"eligibility", "deadline", "apply", "contact", "numbers", "benefit", "about"})
_PERHAPS_ANOTHER_SUBJECT = 0.1
"""From this probability on, a message that has to do with no program at all is on another subject."""
_PART_OF_A_NAME = 0.62
_OF_OURS = 0.75
"""From this on, a word that is like a program's name is a part of one of ours, or stands in what they are about."""
_BARE_PLACE = 2
"""Letters that a city has without its 시."""
_OF_THE_LAST = 0.6
"""From this score on, words that ask nothing are about one of the last programs."""


@dataclass(frozen=True)
class Moment:
    """One question, and all that it is to be understood from.

    Args:
        text: as typed.
        reading: its cues.
        wanted: what it wants.
        matches: the programs that it may be about, best first.
        meant: the programs that it refers to.
        focus: ids of the programs that were talked about last.
        topic: intent of the last question about a program.
        told: facts that the message tells.
        search: the index over all programs.
        home: the places that our programs are for.
        numbered: numbers of the rounds that the program has which it refers to.
        name: the name of that program.
    """

    text: str
    reading: Reading
    wanted: Wanted
    matches: Sequence[Match]
    meant: Referents
    focus: tuple[str, ...]
    topic: str | None
    told: Mapping[str, Value]
    search: Search
    home: frozenset[str]
    numbered: frozenset[int] = frozenset()
    name: str = ""

    @property
    def intent(self) -> Intent:
        """What the question wants."""
        return self.wanted.intent

    @property
    def programs(self) -> tuple[str, ...]:
        """The programs that it refers to."""
        return self.meant.programs

    @property
    def of_oneself(self) -> bool:
        """Whether the person speaks of himself or of his firm."""
        return bool(self.told) or found(intents.cues().of_oneself, self.reading.text)

    @property
    def only_tells(self) -> bool:
        """Whether it tells facts and asks nothing: no word of it is the name of a program then."""
        return bool(self.told) and part.only_tells(self.text)

    @property
    def vague(self) -> bool:
        """Whether nothing in it says what is asked."""
        if self.intent is Intent.UNCLEAR:
            return True
        if self.only_tells and self.reading.intents.keys() <= {"each"} and not self.reading.specific:
            # "둘 다 받았어요" compares nothing.
            return self.intent is Intent.COMPARE or not asking(self.text)
        return self.of_oneself and not self.reading.intents and not self.reading.specific and not asking(self.text)

    def ask(
        self, intent: Intent | None = None, programs: tuple[str, ...] | None = None, *, unsure: bool = False
    ) -> Ask:
        """Return the question, with another intent or other programs where they are given."""
        return Ask(
            self.intent if intent is None else intent,
            self.wanted.topics,
            self.programs if programs is None else programs,
            unsure,
            self.text,
            confidence=self.wanted.confidence,
        )


THE_SAME_AGAIN = "the same as before is asked"
Found: TypeAlias = tuple[Ask, str] | None


def asked(moment: Moment) -> tuple[Ask, str]:
    """Return what a question asks, and which case said so."""
    for case in _CASES:
        if found_ := case(moment):
            return found_
    return Ask(Intent.UNCLEAR, words=moment.text, confidence=moment.wanted.confidence), "nothing was understood"


def for_whom(ask: Ask, focus: tuple[str, ...]) -> Ask:
    """Return a question that supposes something of a firm as the question for the verdict, where it is on a program."""
    programs = ask.programs or (focus if len(focus) == 1 else ())
    if not programs or ask.intent not in ABOUT_A_PROGRAM - {Intent.COMPARE, Intent.REGISTER, Intent.DEADLINE}:
        return ask
    return replace(ask, intent=Intent.ELIGIBILITY, topics=(), programs=programs)


def of_certificates(ask: Ask) -> bool:
    """Return whether a question asks if a certificate has to be had."""
    return ask.intent is Intent.APPLY and ask.topics[:1] == (Topic.CERTIFICATE.value,)


def about_the_day(ask: Ask, day: DayAsked, focus: tuple[str, ...], *, told: bool, bare: bool) -> Ask:
    """Return a question as the question for a day, where the day makes it one ("9월 30일에도 되나요?", "29일 맞죠?").

    Args:
        ask: the question without regard to the day.
        day: the day that the message names.
        focus: ids of the programs that were talked about last.
        told: whether the message tells of the owner's firm, so that the verdict is wanted and not the day alone.
        bare: whether the message has no cue of a question and no program's name.
    """
    programs = ask.programs or (focus if len(focus) == 1 else ())
    if day.kind == "as_of":
        nothing_else = bare or (not ask.programs and ask.intent in _NOTHING_BUT_A_DAY)
        return Ask(Intent.AS_OF) if nothing_else else ask
    if ask.intent is Intent.DEADLINE:
        return replace(ask, day=day)
    turned = ask.intent in {Intent.ELIGIBILITY, Intent.ABOUT, Intent.UNCLEAR, Intent.BENEFIT, Intent.AS_OF}
    if not programs or told or not turned:
        return ask
    if ask.intent is Intent.BENEFIT and part.interrogative(ask.words):
        return ask
    return replace(ask, intent=Intent.DEADLINE, programs=programs, day=day)


_NOTHING_BUT_A_DAY = frozenset({Intent.UNCLEAR, Intent.OUT_OF_SCOPE, Intent.TELL, Intent.ABOUT, Intent.AS_OF})


def _another_subject(moment: Moment) -> Found:
    elsewhere = moment.reading.other_subject or moment.intent is Intent.OUT_OF_SCOPE
    if not elsewhere or names_one(moment.matches, 0.6) or _of_the_firm(moment):
        return None
    return Ask(Intent.OUT_OF_SCOPE, words=moment.text, confidence=moment.wanted.confidence), "another subject"


def _of_the_firm(moment: Moment) -> bool:
    """Whether a word of another subject is the owner's trade ("횟집 하는데 지원 있나요")."""
    trading = found(intents.cues().trading, moment.reading.text)
    return trading and (moment.intent in {Intent.LIST, Intent.ELIGIBILITY} or bool(moment.told.keys() - {"region"}))


def _unknown_program(moment: Moment) -> Found:
    """A program is asked for that we do not know ("청년창업사관학교")."""
    if names_one(moment.matches, 0.9) or moment.only_tells:
        return None
    cues = intents.cues()
    plain = hangul.plain(moment.text)
    for named in re.finditer(cues.like_a_program, plain):
        word = named.group("name")
        of_others = re.search(cues.programs_of_others, word)
        if of_others or not (re.fullmatch(cues.common_names, word) or _known(word, moment.search)):
            return Ask(Intent.UNKNOWN_PROGRAM, words=word), f"{word} is none that we know"
    if of_others := re.search(cues.programs_of_others, hangul.spaceless(plain)):
        return Ask(Intent.UNKNOWN_PROGRAM, words=of_others.group()), f"{of_others.group()} is a program of others"
    return None


def _known(word: str, search: Search) -> bool:
    """Whether a word that is like a program's name is a part of one, or one of our own words."""
    near = search.find(word)
    return bool(near) and (near[0].named >= _PART_OF_A_NAME or near[0].score >= _OF_OURS or near[0].hinted)


def _program_elsewhere(moment: Moment) -> Found:
    """The program of a city or province is asked for of which we know none."""
    if names_one(moment.matches, 0.8) or moment.only_tells:
        return None
    cues = intents.cues()
    plain = hangul.plain(moment.text)
    letters = hangul.spaceless(plain)
    for mention in region.mentions(plain):
        if mention.place in moment.home:
            continue
        province_of_ours = mention.place.split()[0] in moment.home
        after = letters[mention.end :]
        told = moment.told.get("region") == mention.place or bool(moment.focus)
        run_there = not province_of_ours and re.match(cues.run_there, after)
        if run_there or (not told and re.match(cues.named_after_a_place, after)):
            return Ask(Intent.UNKNOWN_PROGRAM, ("place",), words=mention.place), f"a program of {mention.place}"
    return None


def _named_after_another_place(moment: Moment) -> Found:
    """A program is asked for that is named like ours, but after another place ("부천의류제조센터")."""
    for named in re.finditer(intents.cues().like_a_program, hangul.plain(moment.text)):
        word = named.group("name")
        places = region.mentions(word[:_BARE_PLACE], asked=True)
        if places and places[0].place not in moment.home and not names_one(moment.matches, 0.95):
            return Ask(Intent.UNKNOWN_PROGRAM, words=word), f"{word} is named after {places[0].place}"
    return None


def _no_such_round(moment: Moment) -> Found:
    """A round is asked for that a series does not have, as far as we know ("3차 녹색제품 기획전")."""
    if not moment.programs or not moment.numbered:
        return None
    named = re.search(r"(?<!\d)(?:제(\d)[차회]|(\d)차)(?!말고|빼고|아니고)", moment.reading.text)
    number = int(named.group(1) or named.group(2)) if named else None
    if number is None or number in moment.numbered:
        return None
    name = re.sub(r"제?\d차", f"제{number}차", moment.name)
    return Ask(Intent.UNKNOWN_PROGRAM, words=name), f"there is no round {number}"


def _list(moment: Moment) -> Found:
    """What a message that asks for a list wants: more of one program, those near to its words, or any."""
    if moment.intent is not Intent.LIST:
        return None
    matches, ask, unsure = moment.matches, moment.ask(), moment.meant.unsure
    if moment.wanted.topics == OPEN_NOW and not names_one(matches):
        return replace(ask, programs=()), "what is open"
    if len(ask.programs) == 1 and not unsure and names_one(matches[:1], 0.75):
        return replace(ask, intent=Intent.BENEFIT), "what else one program gives"
    if moment.told and not names_one(matches):
        return replace(ask, programs=()), "what fits the owner"
    if _strongest(matches) < 0.5 and not found(intents.cues().field, moment.reading.text):
        return Ask(Intent.UNCLEAR, words=ask.words), "a list of something else"
    if len(ask.programs) == 1 and matches and matches[0].score >= 1.0 and not moment.told:
        return replace(ask, unsure=unsure), "one program"
    pointed = any(match.hinted for match in matches[:5])
    if _strongest(matches) < SURE_ENOUGH and not pointed:
        return replace(ask, programs=()), "any program"
    least = max(0.3, 0.55 * _strongest(matches))
    near = tuple(match.program for match in matches[:5] if match.score >= least and (match.hinted or not pointed))
    return replace(ask, programs=near), "all that have to do with it"


def _small_talk(moment: Moment) -> Found:
    if moment.intent in {Intent.GREETING, Intent.THANKS, Intent.HELP} and moment.programs and not moment.reading.topics:
        of_a_program = names_one(moment.matches, 0.8)
        return (moment.ask(Intent.ABOUT) if of_a_program else moment.ask(programs=())), "small talk"
    if moment.intent not in ABOUT_A_PROGRAM and moment.intent is not Intent.UNCLEAR:
        return moment.ask(unsure=moment.meant.unsure), "not about a program"
    return None


def _what_fits(moment: Moment) -> Found:
    """Facts were told: none of the last programs is meant by them, but whatever fits the owner."""
    if not moment.told:
        return None
    if (
        moment.vague
        and len(moment.focus) == 1
        and not names_one(moment.matches, 0.62)
        and not _same_question(moment.text)
    ):
        ask = replace(moment.ask(Intent.ELIGIBILITY, moment.focus), topics=())
        return ask, "facts, for the verdict on the last one"
    among_last = len(moment.focus) > 1 and (moment.programs == moment.focus or (moment.vague and moment.meant.unsure))
    among_last = among_last and not found(intents.cues().both, moment.reading.text)
    if among_last and (moment.vague or moment.intent is Intent.ELIGIBILITY):
        return moment.ask(Intent.LIST, ()), "none of the last ones: what fits the owner"
    if moment.vague and moment.meant.unsure:
        # Words that fit several programs a little are only about the firm.
        return moment.ask(Intent.ELIGIBILITY if moment.focus else Intent.TELL, moment.focus), "facts"
    return None


def _about_what_was_meant(moment: Moment) -> Found:
    if not moment.programs:
        return None
    if moment.vague:
        intent = _again(moment)
        why = THE_SAME_AGAIN if intent == moment.topic and intent is not Intent.ABOUT else "a program"
        return moment.ask(intent, unsure=moment.meant.unsure), why
    return moment.ask(unsure=moment.meant.unsure), "a question on a program"


def _again(moment: Moment) -> Intent:
    """What is wanted where only a program was named: what was asked before, or the verdict after facts."""
    chosen = len(moment.focus) > 1 and moment.programs[0] in moment.focus
    if moment.topic in _REPEATABLE and (chosen or _same_question(moment.text)):
        return Intent(moment.topic)
    return Intent.ELIGIBILITY if moment.of_oneself and moment.focus else Intent.ABOUT


def _same_question(text: str) -> bool:
    """Whether a text asks the same as before of something else ("그럼 2차는?", "작년엔요?")."""
    return re.search(intents.cues().same_question, text.strip(), re.IGNORECASE) is not None


def _vague(moment: Moment) -> Found:
    if not moment.vague:
        return None
    if moment.topic in _REPEATABLE and len(moment.focus) == 1 and not moment.told and _same_question(moment.text):
        return moment.ask(Intent(moment.topic), moment.focus), THE_SAME_AGAIN
    if moment.focus and moment.of_oneself:
        # Of one program the verdict is wanted, of several what fits.
        if len(moment.focus) == 1:
            return moment.ask(Intent.ELIGIBILITY, moment.focus), "the owner speaks of himself"
        return moment.ask(Intent.LIST, ()), "the owner speaks of himself"
    last = (
        match.program for match in moment.matches[:3] if match.program in moment.focus and match.score > _OF_THE_LAST
    )
    if (near := next(last, None)) is not None:
        return moment.ask(Intent.ABOUT, (near,)), "words of the last one"
    return moment.ask(Intent.TELL if moment.told else Intent.UNCLEAR, ()), "nothing is asked"


def _no_program_named(moment: Moment) -> Found:
    strange = moment.wanted.other_subject >= _PERHAPS_ANOTHER_SUBJECT and not moment.reading.specific
    if strange and not moment.focus and _strongest(moment.matches) < SURE_ENOUGH:
        return Ask(Intent.OUT_OF_SCOPE, words=moment.text), "no word of the field, and like other subjects"
    if moment.told and moment.intent in {Intent.REGISTER, Intent.ELIGIBILITY}:
        return moment.ask(Intent.LIST, ()), "what fits the owner"
    # Who only says that he registers names none of those whose text speaks of registering.
    least = SURE_ENOUGH if moment.intent is Intent.REGISTER else 0.35
    guessed = tuple(match.program for match in moment.matches[:3] if match.score > least)
    if guessed or moment.reading.intents or moment.reading.specific:
        pointed = len(guessed) == 1 and moment.matches[0].hinted
        return moment.ask(programs=guessed, unsure=not pointed), "no program named"
    return None


_CASES: Sequence[Callable[[Moment], Found]] = (
    _another_subject,
    _unknown_program,
    _program_elsewhere,
    _named_after_another_place,
    _no_such_round,
    _list,
    _small_talk,
    _what_fits,
    _about_what_was_meant,
    _vague,
    _no_program_named,
)


def places_of(program: Program) -> set[str]:
    """Return the places that a program is for, as its name and its rule say."""
    rule = clauses(program.who.rule) if program.who.rule else ()
    of_region = [clause for clause in rule if isinstance(clause, Is | In) and clause.fact == "region"]
    ruled = {
        str(value) for clause in of_region for value in (clause.values if isinstance(clause, In) else [clause.value])
    }
    return ruled | {mention.place for mention in region.mentions(hangul.spaceless(hangul.plain(program.name)))}


def asking(text: str) -> bool:
    """Return whether a text ends as a question does."""
    return re.search(intents.cues().ends_as_a_question, text.strip()) is not None


def _strongest(matches: Sequence[Match]) -> float:
    return matches[0].score if matches else 0.0
