"""What an owner tells of the firm in passing ("천안에서 호두과자 파는 소상공인인데"), supposes, or wants forgotten."""

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from knowledge import hangul, headcount, numerals
from knowledge.cue import STRUCK, CueBook, Said
from knowledge.fact import (
    Choice,
    Fact,
    Flag,
    Held,
    Interval,
    Number,
    Option,
    OptionGroup,
    Profile,
    Several,
    Since,
    Value,
)
from knowledge.implied import contradicted
from knowledge.one_breath import Named, in_one_breath
from knowledge.stance import Sentences, Stance, stance
from knowledge.told_declined import declines
from knowledge.told_place import PlaceTold, place_told
from knowledge.told_several import Thing, as_answer, several_told
from knowledge.told_since import begun, begun_as_asked

Strike: TypeAlias = Callable[[str], str]


@dataclass(frozen=True)
class Told:
    """What a message says of firms.

    Args:
        facts: what it tells of the owner's firm, fact id to value.
        supposed: what it supposes for its own question only ("직원 10명이면요?"): it is not the owner's.
        forgotten: ids of the facts that shall be forgotten.
        not_there: a place in which the firm is said not to be ("저희는 서울이 아니에요"), unless told where it is.
        left_open: ids of the facts that this answer shall take for unknown ("서울이 아니라면 안 되나요?").
        declined: the fact that the bot asked for last is not known to the owner, or shall not be told ("모르겠어요").
    """

    facts: Mapping[str, Value] = field(default_factory=dict)
    supposed: Mapping[str, Value] = field(default_factory=dict)
    forgotten: frozenset[str] = frozenset()
    not_there: str | None = None
    left_open: frozenset[str] = frozenset()
    declined: bool = False


@dataclass(frozen=True)
class _Label:
    """What a cue is of: a fact, and of a choice the option or group.

    Args:
        fact: id of the fact.
        kind: "said", "named", "denied" or "called".
        key: of the option or group; empty for a flag.
    """

    fact: str
    kind: str
    key: str = ""


def _kinds(fact: Choice | Several) -> tuple[Option | OptionGroup, ...]:
    return (*fact.options, *fact.groups) if isinstance(fact, Choice) else fact.options


class _Cues:
    """The cues of one set of facts, compiled."""

    def __init__(self, facts: Mapping[str, Fact]) -> None:
        self.facts = facts
        cues: dict[_Label, Sequence[str]] = {}
        for fact in facts.values():
            cues[_Label(fact.id, "called")] = fact.called
            match fact:
                case Flag():
                    cues[_Label(fact.id, "said")] = fact.said
                    cues[_Label(fact.id, "named")] = fact.named
                    cues[_Label(fact.id, "denied")] = fact.denied
                case Choice() | Several():
                    for option in _kinds(fact):
                        cues[_Label(fact.id, "said", option.key)] = option.said
                        cues[_Label(fact.id, "named", option.key)] = option.named
                case _:
                    continue
        self._book = CueBook({label: several for label, several in cues.items() if several and label.kind != "called"})
        self._called = CueBook(
            {label: several for label, several in cues.items() if several and label.kind == "called"}
        )
        self._patterns = {
            label: [re.compile(hangul.folded(cue)) for cue in several] for label, several in cues.items() if several
        }
        self.labels = {
            (fact.id, option.key): hangul.folded(hangul.spaceless(option.label.ko))
            for fact in facts.values()
            if isinstance(fact, Choice | Several)
            for option in _kinds(fact)
        }

    def found(self, said: Said) -> Iterator[tuple[_Label, int, int]]:
        """Yield what a message names, with where its words begin and end."""
        for label in self._book.find(said):
            for cue in self._patterns[label]:
                for match in cue.finditer(said.all):
                    if said.own[match.start() : match.end()].strip(STRUCK):
                        yield label, match.start(), match.end()

    def cued(self, fact: Choice, said: Said) -> frozenset[str]:
        """Return the keys of the options and groups that a message names by a cue."""
        return frozenset(label.key for label, _, _ in self.found(said) if label.fact == fact.id)

    def options(self, fact: Choice, said: Said) -> Iterator[tuple[str, int, int]]:
        """Yield which options and groups a message names, by cues or labels, with where its words begin and end."""
        for label, start, end in self.found(said):
            if label.fact == fact.id:
                yield label.key, start, end
        for option in _kinds(fact):
            for match in re.finditer(re.escape(self.labels[fact.id, option.key]), said.own):
                yield option.key, match.start(), match.end()

    def generally(self, fact: str, said: Said) -> Iterator[tuple[int, int]]:
        """Yield where a message calls a fact by its name, and not by one of its options."""
        for cue in self._patterns.get(_Label(fact, "called"), ()):
            for match in cue.finditer(said.all):
                if said.own[match.start() : match.end()].strip(STRUCK):
                    yield match.span()

    def called(self, text: str) -> frozenset[str]:
        """Return ids of the facts that ``text`` calls by their names."""
        return frozenset(label.fact for label in self._called.find(Said(text, text)))


_compiled: list[_Cues] = []
"""Of the last sets of facts: a process has one, tests have a few."""
_KEPT = 4


def _cues(facts: Mapping[str, Fact]) -> _Cues:
    for known in _compiled:
        if known.facts is facts:
            return known
    compiled = _Cues(facts)
    _compiled.insert(0, compiled)
    del _compiled[_KEPT:]
    return compiled


def hear(
    facts: Mapping[str, Fact],
    strike: Strike,
    text: str,
    asked_fact: str | None,
    *,
    today: dt.date | None = None,
    profile: Profile | None = None,
) -> Told:
    """Return what a message tells of the owner's firm, what it only supposes, and what it wants forgotten.

    Args:
        facts: all facts.
        strike: replaces the letters of programs' names: a name by itself tells nothing of the owner.
        text: what was said.
        asked_fact: id of the fact that the bot asked for last, which a bare "네" answers.
        today: the day on which it is said, for "작년에 창업했어요"; without it such words tell nothing.
        profile: what is known of the owner: its place tells which 강서구 is meant.
    """
    plain = _RANGE.sub("~", hangul.plain(text)).replace("읎", "없")
    letters = hangul.spaceless(plain)
    folded = _IS_NOT.sub("아니", hangul.folded(letters))
    if (forgotten := _forgotten(facts, folded)) is not None:
        return Told(forgotten=forgotten)
    known = profile or {}
    asked = facts.get(asked_fact or "")
    sentences = Sentences.of(plain, len(letters))
    message = _Message(plain, letters, Said(folded, strike(folded)), sentences, asked, today, known)
    told: dict[str, Value] = {}
    supposed: dict[str, Value] = {}
    place = _place(message)
    cues = _cues(facts)
    heard = [
        _Heard(label, start, end, stance(folded, start, end, sentences=sentences, complete=label.kind != "named"))
        for label, start, end in cues.found(message.said)
    ]
    numbers: list[tuple[str, Value, Named]] = [
        (_EMPLOYEES, one.number, Named(one.start, one.end, message.meant(one.start, one.end)))
        for one in (headcount.employees(letters, plain) if _EMPLOYEES in facts else ())
    ]
    begins: list[tuple[str, Value, Named]] = [
        (fact.id, begin.since, Named(begin.start, begin.end, message.meant(begin.start, begin.end)))
        for fact in facts.values()
        if isinstance(fact, Since) and today is not None
        for begin in begun(letters, plain, sentences, today)
    ]
    places = [Named(*place.spans[name], meant) for name, meant in _named(place) if name in place.spans]
    every = (*(one.named for one in heard), *(named for _, _, named in (*numbers, *begins)), *places)
    joined = in_one_breath(folded, every, sentences)
    _region(place, places, joined, told, supposed)
    of_fact: dict[str, list[_Heard]] = {}
    for one in heard:
        meant = joined.get(one.named, one.stance)
        of_fact.setdefault(one.label.fact, []).append(replace(one, stance=meant))
    for fact in facts.values():
        match fact:
            case Flag() if fact.id in of_fact:
                _flag(fact.id, of_fact[fact.id], told, supposed)
            case Choice() if fact.id in of_fact:
                _choice(fact, _either(of_fact[fact.id], folded), told, supposed)
            case Several():
                _several(fact, of_fact.get(fact.id, ()), cues, message, told=told, supposed=supposed)
            case _:
                continue
    for fact_id, value, named in (*numbers, *begins):
        _take(fact_id, value, joined.get(named, named.stance), told, supposed)
    for fact_id in {fact_id for fact_id, _, _ in (*numbers, *begins)} - (told | supposed).keys():
        if (right := _set_right(plain)) and (number := _number(facts[fact_id], right, today)) is not None:
            told[fact_id] = number
    for fact_id in contradicted(told, known):
        del told[fact_id]
    declined = asked is not None and asked.id not in told and declines(plain)
    if (
        asked is not None
        and not declined
        and asked.id not in told | supposed
        and (answer := _answer(asked, cues, message)) is not None
    ):
        told[asked.id] = answer
    if (
        asked_fact in {None, _EMPLOYEES}
        and _EMPLOYEES in known
        and _EMPLOYEES not in told
        and (corrected := _CORRECTS_PEOPLE.fullmatch(_set_right(plain) or plain))
    ):
        told[_EMPLOYEES] = numerals.qualified(numerals.value(corrected["low"]), corrected["after"] or "")[0]
    if place.heading and told and "region" not in told:
        told["region"] = place.heading
    cases = {fact: value for fact, value in supposed.items() if fact not in told or _differs(value, told[fact])}
    of_a_place = "region" in told or "region" in cases
    return Told(
        told,
        cases,
        not_there=None if of_a_place else place.not_there,
        left_open=frozenset({"region"} if place.left_open and not of_a_place else ()),
        declined=declined,
    )


def _place(message: "_Message") -> PlaceTold:
    """The places that a message tells; of two of which it sets the first right, the second."""
    prior = message.known.get("region")
    known = prior if isinstance(prior, str) else None
    asked = message.asked is not None and message.asked.id == "region"
    place = place_told(
        message.plain,
        message.said.own,
        message.sentences,
        asked=asked,
        prior=known,
        corrects=known is not None and message.asked is None,
    )
    rest = _set_right(message.plain)
    if place.own or place.supposed or not rest:
        return place
    letters = hangul.spaceless(rest)
    sentences = Sentences.of(rest, len(letters))
    own = message.said.own[-len(letters) :] if letters else ""
    after = place_told(rest, own, sentences, asked=asked, prior=known, corrects=True)
    return PlaceTold(own=after.own) if after.own else place


_SETS_RIGHT = re.compile(
    r".*?(?:[라다]고\s?(?:말|말씀|얘기|이야기|답|입력)?\s?(?:했|드렸|적었|썼)(?:었)?(?:는데요?|지만|으나|어요|습니다)?"
    r"|아니(?:라|고|고요|구요?|에요|예요)|아닙니다|아니었고)[,.\s]+(?:(?:사실은?|실은|정확히는|지금은|이제는?|그냥)\s?)?"
)


def _set_right(plain: str) -> str | None:
    """What a message says in place of what it sets right: "구미예요" of "아까 대구라고 했는데 구미예요"."""
    found = _SETS_RIGHT.match(plain)
    return plain[found.end() :] if found else None


def _named(place: PlaceTold) -> Iterator[tuple[str, Stance]]:
    """The places of a message that what follows them may take along."""
    if place.own:
        yield place.own, Stance.TOLD
    if place.supposed and place.supposed != place.own:
        yield place.supposed, Stance.SUPPOSED
    for name in place.named:
        if name not in {place.own, place.supposed}:
            yield name, Stance.NAMED


def _region(
    place: PlaceTold,
    places: Sequence[Named],
    joined: Mapping[Named, Stance],
    told: dict[str, Value],
    supposed: dict[str, Value],
) -> None:
    """What is told or supposed of the place; what is named along with a firm is its place: "서울 소상공인이에요"."""
    names = {span: name for name, span in place.spans.items()}
    along = {joined[one]: names[one.start, one.end] for one in places if one in joined}
    case = place.supposed or along.get(Stance.SUPPOSED)
    if case:
        supposed["region"] = case
    if place.own and case != place.own:
        told["region"] = place.own
    elif case is None and (own := along.get(Stance.TOLD)):
        told["region"] = own


def _differs(supposed: Value, told: Value) -> bool:
    """Whether a case is another than what the same message tells: "저는 소상공인인데 중소기업도 되나요?" puts none."""
    match supposed, told:
        case frozenset(), frozenset():
            return not told <= supposed
        case str(), str():
            return not f"{told} ".startswith(f"{supposed} ")
        case _:
            return supposed != told


def facts_named(facts: Mapping[str, Fact], text: str) -> frozenset[str]:
    """Return ids of the facts that ``text`` names by their names or values, however it means them; no places.

    Args:
        facts: all facts.
        text: without spaces and folded.
    """
    cues = _cues(facts)
    return cues.called(text) | {label.fact for label, _, _ in cues.found(Said(text, text))}


_EMPLOYEES = "employees"
# 2015-03-02 is a day and no range.
_RANGE = re.compile(r"(?<=\d)(?<!(?:19|20)\d\d)(?<!(?:19|20)\d\d-\d\d)\s*[-–—~∼〜]\s*(?=\d)")
_IS_NOT = re.compile("아[닌닙님](?!가|까)")


@dataclass(frozen=True)
class _Message:
    """A message, in the forms in which facts are looked for.

    Args:
        plain: with its spaces (``hangul.plain``).
        letters: without them.
        said: without them and folded.
        sentences: its sentences.
        asked: the fact that the bot asked for last, or None.
        today: the day on which it is said, or None.
        known: what is known of the owner.
    """

    plain: str
    letters: str
    said: Said
    sentences: Sentences
    asked: Fact | None
    today: dt.date | None
    known: Profile

    def meant(self, start: int, end: int) -> Stance:
        """How words that tell something by themselves are meant."""
        return stance(self.said.all, start, end, sentences=self.sentences, complete=True)


@dataclass(frozen=True)
class _Heard:
    """One cue that stands in a message."""

    label: _Label
    start: int
    end: int
    stance: Stance

    @property
    def named(self) -> Named:
        """Where it stands, and how it is meant."""
        return Named(self.start, self.end, self.stance)


def _flag(fact: str, heard: Sequence[_Heard], told: dict[str, Value], supposed: dict[str, Value]) -> None:
    for one in heard:
        denial = one.label.kind == "denied"
        match one.stance:
            case Stance.TOLD if denial:
                told[fact] = False
            case Stance.NO_LONGER if not denial:
                told[fact] = False
            case Stance.SUPPOSED if denial:
                supposed[fact] = False
            case Stance.TOLD:
                told.setdefault(fact, True)
            case Stance.SUPPOSED:
                supposed.setdefault(fact, True)
            case Stance.NOT_SUPPOSED if not denial:
                supposed[fact] = False
            case _:
                continue
    if told.get(fact) is True and any(one.label.kind == "denied" and one.stance is Stance.SUPPOSED for one in heard):
        del told[fact]


_OR = re.compile(hangul.folded(r"(?:이거나|거나|이나|아니면|아니라면|또는|혹은|이든)"))


def _either(heard: Sequence[_Heard], folded: str) -> list[_Heard]:
    """The cues of a choice, each meant as that with which "or" joins it: "소상공인 아니면 소기업이에요"."""
    joined: list[_Heard] = []
    for one in heard:
        after = (other for other in heard if _OR.fullmatch(folded, one.end, max(one.end, other.start)))
        meant = next((other.stance for other in after), one.stance)
        joined.append(replace(one, stance=meant))
    return joined


def _choice(fact: Choice, heard: Sequence[_Heard], told: dict[str, Value], supposed: dict[str, Value]) -> None:
    def meant(wanted: Stance) -> frozenset[str]:
        return _options(fact, [one for one in heard if one.stance is wanted])

    denied = meant(Stance.DENIED) | meant(Stance.NO_LONGER)
    own = meant(Stance.TOLD)
    if own:
        # "중소기업은 아니고 소상공인이요": what it is counts, though it is one of what is denied.
        told[fact.id] = own - denied or own
    elif denied and (rest := frozenset(option.key for option in fact.options) - denied):
        told[fact.id] = rest
    if case := meant(Stance.SUPPOSED):
        supposed[fact.id] = case
    elif (other := meant(Stance.NOT_SUPPOSED)) and (rest := frozenset(option.key for option in fact.options) - other):
        supposed[fact.id] = rest


def _options(fact: Choice, heard: Sequence[_Heard]) -> frozenset[str]:
    """The options that may be meant; words inside longer ones do not count ("소상공인" in "도시형소상공인")."""
    longest = [
        one
        for one in heard
        if not any(
            other.start <= one.start and one.end <= other.end and other.end - other.start > one.end - one.start
            for other in heard
        )
    ]
    groups = {group.key: frozenset(group.options) for group in fact.groups}
    options = frozenset(one.label.key for one in longest if one.label.key not in groups)
    grouped = frozenset[str]().union(*(groups[one.label.key] for one in longest if one.label.key in groups))
    return (options & grouped or grouped) if grouped else options


def _answer(fact: Fact, cues: _Cues, message: _Message) -> Value | None:
    """What only answers the question that the bot asked last: "네", "의류요", "7"."""
    plain = message.plain
    match fact:
        case Flag():
            return _yes_or_no(plain)
        case Choice() if not _ASKS.search(plain):
            return _chosen(fact, cues, message)
        case Number():
            if fact.id == _EMPLOYEES and (alone := _ALONE_OR_NOBODY.fullmatch(message.letters)):
                return Interval(1.0, 1.0) if alone["alone"] else Interval(0.0, 0.0)
            return _number(fact, plain, message.today)
        case Since():
            return _number(fact, plain, message.today)
        case _:
            return None


def _number(fact: Fact, plain: str, today: dt.date | None) -> Value | None:
    """What words that are nothing but a number or a time tell of a fact."""
    match fact:
        case Number():
            bare = _BARE_NUMBER.fullmatch(hangul.spaceless(plain))
            return None if bare is None else _bare(bare)
        case Since() if today is not None:
            return begun_as_asked(plain, today)
        case _:
            return None


def _chosen(fact: Choice, cues: _Cues, message: _Message) -> frozenset[str] | None:
    """The options that an answer to the question for them names; all others where it only denies some."""
    named, denied = set[str](), set[str]()
    for key, start, end in cues.options(fact, message.said):
        (denied if message.meant(start, end) in _NO_ANSWER else named).add(key)
    groups = [group for group in fact.groups if group.key in named]
    by_label = {key for key in named if groups and key not in cues.cued(fact, message.said)}
    options = frozenset(option.key for option in fact.options if option.key in named - by_label)
    for group in groups:
        options = options & frozenset(group.options) or frozenset(group.options)
    if options or not denied:
        return options or None
    of_groups = frozenset(key for group in fact.groups if group.key in denied for key in group.options)
    return frozenset(option.key for option in fact.options) - denied - of_groups or None


_NO_ANSWER = frozenset({Stance.DENIED, Stance.NO_LONGER, Stance.NOT_SUPPOSED})


def _take(fact: str, value: Value, meant: Stance, told: dict[str, Value], supposed: dict[str, Value]) -> None:
    """Keep a value as it is meant; the last of several is the one that counts."""
    match meant:
        case Stance.TOLD:
            told[fact] = value
        case Stance.SUPPOSED:
            supposed[fact] = value
        case _:
            return


def _several(
    fact: Several,
    heard: Sequence[_Heard],
    cues: _Cues,
    message: _Message,
    *,
    told: dict[str, Value],
    supposed: dict[str, Value],
) -> None:
    """What is told of several things; who answers the question for them names all that there are."""
    every = frozenset(option.key for option in fact.options)
    named = [Thing(one.label.key, one.start, one.end) for one in heard]
    named += [Thing("", *span) for span in cues.generally(fact.id, message.said)]
    stored = message.known.get(fact.id)
    found = several_told(
        every, named, message.said.all, message.sentences, stored if isinstance(stored, Held) else None
    )
    own = found.own
    plain = message.plain
    if message.asked is fact and not _ASKS.search(plain) and not declines(plain):
        if has := found.named | _by_label(fact, cues, plain) - found.not_yet:
            own = as_answer(found, has, every)
        elif own is None and _yes_or_no(plain) is False:
            own = Held(frozenset(), every)
    if own is not None:
        told[fact.id] = own
    if found.supposed is not None:
        supposed[fact.id] = found.supposed


def _by_label(fact: Several, cues: _Cues, plain: str) -> frozenset[str]:
    """The options of which an answer is a list: "벤처랑 이노비즈요"."""
    words = [hangul.folded(word) for word in _LIST.split(plain) if len(word) >= _LEAST_OF_A_LABEL]
    return frozenset(
        option.key
        for option in fact.options
        if any(cues.labels[fact.id, option.key].startswith(word) for word in words)
    )


_LIST = re.compile(r"[\s,./·]+|이랑|랑|하고|(?<=.)[와과]|(?:이요|이에요|예요|입니다|요)$")
_LEAST_OF_A_LABEL = 2


_YES = re.compile(
    r"네+|네에|녜|예+|옙|옛|넵+|넹+|웅+|응+|ㅇㅇ+|그럼요|그렇(?:습니다|죠|지요)|맞(?:아|아요|습니다|음|죠|지요)|당연(?:하죠|하지요|히|합니다)"
    r"|y|yes|yep|yeah|yup|sure"
)
_WHOLE_YES = re.compile(
    r"내|어|엉|그래요?|있(?:어|어요|습니다|음|죠|지요)|받았(?:어요|습니다|음|죠)|받음|(?:하고|갖고|가지고)있(?:어요|습니다|음|죠)"
    r"|해요|합니다|했(?:어요|습니다|죠)|함|of ?course"
)
_NO = re.compile(
    r"아니|아니요|아니오|아니여|아뇨|아닙니다|아니[에예]요|아님|노|놉|ㄴㄴ+|없(?:어|어요|어유|습니다|음)|아무것도요?|n|no|nope|nah|none|nothing"
)
_NO_AT_THE_END = re.compile(
    r"(?:없(?:어|어요|어유|습니다|음|네요|는데요?)|아니(?:[에예]요|야|다)|아닙니다|아님|(?:안|못)(?:해|해요|합니다|함|하고있어요|하고있습니다)"
    r"|(?:안|못)(?:했|받았)(?:어요|습니다|음)|(?:안|못)받음)$|^아직(?:이요|요|은요)?$"
)
_ASKS = re.compile(r"\?|(?:나요|까요|[는은던]가요|인가요?|일까|냐|죠)$")


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


_BARE_NUMBER = re.compile(
    rf"(?:저포함|총|모두)?(?P<about>약|한(?!명|사람))?(?P<low>{numerals.NUMBER})(?P<more>여)?(?:명|인|사람|년|해)?(?:(?:~|에서)(?P<high>{numerals.NUMBER}))?(?:명|인|사람|년|년차)?"
    r"(?P<after>정도|쯤|사이|안팎|이상|이하|미만|넘어요|넘습니다|넘음|가량|내외|반)?(?:이요|요|입니다|이에요|예요|됐어요|됐습니다|되었습니다|된것같아요)?"
)


_ALONE_OR_NOBODY = re.compile(
    r"(?:네|아니요|아뇨|아직|저희는)?(?:(?P<alone>(?:저|나)?혼자(?:서)?|저(?:만|뿐)|나(?:만|뿐))(?:이에|예|이|해)?(?:요|에요|입니다|해요|합니다)?"
    r"|(?:아직|아무도|하나도|한명도|따로|전혀|다)*없(?:어요|어유|습니다|음|네요|는데요))"
)
_CORRECTS_PEOPLE = re.compile(
    r"(?:(?:아니(?:요|고|에요)?|아뇨|아|참|죄송(?:해요|합니다)?|정정(?:이요|합니다)?|지금은|이제|현재)[ ,.~]*){0,2}"
    rf"(?P<low>{numerals.NUMBER}) ?(?:명|사람)"
    r"(?: ?(?P<after>정도|쯤|안팎|이상|이하|미만|넘어요|넘습니다|가량|내외))?"
    r" ?(?:이요|요|입니다|이에요|예요|이야|인데요|이었어요|이네요|이고요)?[.!~ ]*"
)
"""A number of people that sets right the one that was told before: "아니 8명이요"."""


def _bare(bare: re.Match[str]) -> Interval:
    number = numerals.value(bare["low"])
    if bare["high"]:
        return Interval(number.low, max(number.low, numerals.value(bare["high"]).high))
    if bare["more"]:
        return numerals.some_more(number)
    if bare["about"]:
        return numerals.about(number)
    if bare["after"] == "반":
        return Interval(number.low + 0.5, number.high + 0.5)
    return numerals.qualified(number, bare["after"] or "")[0]


_FORGET = re.compile(
    hangul.folded(
        r"(?:잊어|잊으|까먹어|지워|지우|삭제|없애|빼|초기화|취소해)(?!버렸|먹었|졌|도되|면|지마|지말|고싶지)|\bforget\b|forget(?!ting)|delete|remove|erase"
    )
)
_ANYTHING_TOLD = re.compile(
    hangul.folded(
        r"(?:알려|말한|말해|말씀|얘기|이야기|적어둔|적은|기억한|저장한|아까)[가-힣]{0,6}(?:조건|내용|것|거|사실|정보|말)|(?:내|제|우리|저희)?조건(?:은|을|들)?(?:다|모두|전부|싹)?(?:잊|지우|지워|삭제|초기화)"
        r"|(?:everything|all|what)(?:that)?(?:ihave|i've|ive|i)?(?:told|said)|(?:my|all)(?:my)?(?:facts|conditions)"
    )
)
_OTHER_DATA = re.compile(
    hangul.folded(
        r"개인정보|내정보|제정보|등록(?!조건)|동의|계정|회원|탈퇴|연락처|전화|이메일|메일|대화|기록|신청|알림|소식|personaldata|mydata|registration|account|email|phone"
    )
)


def _forgotten(facts: Mapping[str, Fact], folded: str) -> frozenset[str] | None:
    """The facts that a message wants forgotten, or None; personal data or a registration is more than facts: None."""
    if not _FORGET.search(folded) or _OTHER_DATA.search(folded):
        return None
    if called := _cues(facts).called(folded):
        return called
    return frozenset(facts) if _ANYTHING_TOLD.search(folded) else None
