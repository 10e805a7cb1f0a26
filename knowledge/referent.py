"""Which programs a message refers to: by name, by "두 번째 거", or because they were talked about last."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from knowledge import intents
from knowledge.cue import found
from knowledge.intents import ABOUT_A_PROGRAM, Intent, Reading
from knowledge.program import Program
from knowledge.search import Match, known_key
from knowledge.window import Dated

SURE_ENOUGH = 0.62
"""Below this score no program is meant."""
DESCRIBED = 0.42
AHEAD = 1.4
"""From this score on, and this far ahead of the next, a program is meant by its description."""
NEAR = 0.75
"""From this share of the best score on, a program may be meant too."""
RIVAL = 0.88
"""From this share of the best score on, another program is as likely."""
LOOSE_RIVAL = 0.8
"""The same where no name stands in the text, only words that several programs share."""
WHOLE_NAME = 0.75
"""From this share of a name on, a text names its program."""


class Catalogue:
    """All programs, and which of them are rounds of one series.

    Args:
        programs: id to program.
    """

    def __init__(self, programs: Mapping[str, Program]) -> None:
        self.programs = programs
        self._series: dict[str, dict[int, str]] = defaultdict(dict)
        for program in programs.values():
            if program.series is not None and program.round:
                self._series[program.series][program.round] = program.id

    def rounds(self, program_id: str) -> Mapping[int, str]:
        """Return the rounds of a program's series, number to id; empty where it is no round of a series."""
        program = self.programs.get(program_id)
        return {} if program is None or program.series is None else self._series.get(program.series, {})


@dataclass(frozen=True)
class Referents:
    """The programs that a message refers to.

    Args:
        programs: their ids, in the order in which they were named.
        unsure: they are only likely ones, of which the person has to choose.
        why: what made them so.
    """

    programs: tuple[str, ...] = ()
    unsure: bool = False
    why: tuple[str, ...] = ()


def names_one(matches: Sequence[Match], least: float = WHOLE_NAME) -> bool:
    """Return whether a text has at least this much of the name of one of the best programs."""
    return any(match.named >= least for match in matches[:3])


def likely(matches: Sequence[Match]) -> list[Match]:
    """Return the programs that are near enough to the best one to be meant, if any is meant at all."""
    if not matches or matches[0].score < SURE_ENOUGH:
        return []
    return [match for match in matches if match.score >= matches[0].score * NEAR or match.named >= 0.9]


def _described(reading: Reading, matches: Sequence[Match]) -> list[Match]:
    """The first program of a description without a name ("장 본 거 배달해 주는 지원"), if no other comes near."""
    cues = intents.cues()
    if len(matches) < 2 or matches[0].score < DESCRIBED or not found(cues.field, reading.text):
        return []
    if found(cues.of_oneself, reading.text) or found(cues.trading, reading.text):
        return []
    return [matches[0]] if matches[0].score >= matches[1].score * AHEAD else []


def referents(
    known: Catalogue, reading: Reading, matches: Sequence[Match], focus: tuple[str, ...], intent: Intent
) -> Referents:
    """Return the programs that a message refers to.

    Args:
        known: all programs.
        reading: the cues of the message.
        matches: what the search found for it.
        focus: ids of the programs that were talked about last.
        intent: what the message wants.
    """
    possible = likely(matches)
    if not possible and not focus and intent in {*ABOUT_A_PROGRAM, Intent.UNCLEAR, Intent.LIST}:
        possible = _described(reading, matches)
    if focus and (pointed := _by_pointing(known, reading, matches, possible, focus)):
        return pointed
    if focus and (same := _still_the_last(known, reading, possible, focus, intent)):
        return same
    return _by_name(known, reading, matches, possible, intent) if possible else Referents()


def _by_pointing(
    known: Catalogue,
    reading: Reading,
    matches: Sequence[Match],
    possible: Sequence[Match],
    focus: tuple[str, ...],
) -> Referents | None:
    """Programs that are meant by their place among the last ones, by their round, or as what a condition is on."""
    cues, text = intents.cues(), reading.text
    if len(focus) > 1:
        pointed = tuple(program for program, ordinal in zip(focus, cues.ordinals, strict=False) if found(ordinal, text))
        if pointed and not names_one(matches):
            return Referents(pointed, why=("pointed to by their numbers among the last ones",))
        if found(cues.both, text) and not names_one(matches):
            return Referents(focus, why=("all of the last ones",))
    other = next((one for number, one in known.rounds(focus[0]).items() if _names_round(text, number)), None)
    if other and (not possible or known.programs[possible[0].program].series == known.programs[focus[0]].series):
        return Referents((other,), why=("another round of the last one",))
    if possible and possible[0].program != focus[0] and found(cues.condition_on_other, text):
        return Referents(focus[:1], why=("a condition of the last one",))
    return None


def _topics_of(program: Program) -> frozenset[str]:
    """The topics on which a program's source states something, or is known not to."""
    stated = {topic for statement in program.statements for topic in statement.topics}
    return frozenset(stated | {gap.topic for gap in program.not_stated})


def _still_the_last(
    known: Catalogue, reading: Reading, possible: Sequence[Match], focus: tuple[str, ...], intent: Intent
) -> Referents | None:
    """What was talked about last, unless the message names another program; of several last ones, a choice."""
    cues = intents.cues()
    # What the source of the last one states, or is known not to state, is asked of it rather than of another.
    asked = {topic for _, topic, _ in reading.specific}
    own = len(focus) == 1 and bool(asked & _topics_of(known.programs[focus[0]]))
    points = found(cues.pronouns, reading.text) or found(cues.of_oneself, reading.text)
    strong = bool(possible) and (possible[0].named >= 0.62 or (possible[0].score >= 1.0 and not own))
    hinted = bool(possible) and possible[0].hinted
    meant = any(match.program in focus for match in possible)
    # Words that many programs share ("지원사업 언제까지예요") name none of them.
    general = (
        len(focus) == 1 and bool(possible) and max(possible[0].named, possible[0].score - 0.3) < 0.5 and not hinted
    )
    if not possible or (not strong and (points or own or general or (meant and possible[0].score < 0.8))):
        if intent not in ABOUT_A_PROGRAM and not points:
            return Referents()
        # Two were compared or offered: the question is for both. Of a longer list, one has to be chosen.
        return Referents(focus, unsure=len(focus) > 2, why=("what was talked about last",))
    another = possible[0].named > 0.8 and possible[0].program != focus[0]
    if len(focus) == 1 and meant and not another and intent is not Intent.COMPARE:
        return Referents(focus, why=("still about the last one",))
    return None


def _by_name(
    known: Catalogue,
    reading: Reading,
    matches: Sequence[Match],
    possible: Sequence[Match],
    intent: Intent,
) -> Referents:
    best = possible[0]
    if (one_round := _by_round(known, reading.text, possible)) is not None:
        return one_round
    side_by_side = intent is Intent.COMPARE or re.search(r"이?랑|중에|각각|둘|vs", reading.text) is not None
    if side_by_side or re.search(r"하고|그리고|과(?!제|정)|와|및|and", reading.text):
        least = 0.55 if side_by_side else 0.62
        named = [match for match in matches[:8] if match.score >= SURE_ENOUGH and match.named >= least]
        several = sorted(_apart(named), key=lambda match: match.at)
        if len(several) > 1:
            return Referents(tuple(match.program for match in several[:3]), why=("programs named side by side",))
    if found(intents.cues().condition_on_other, reading.text):
        # "A는 B 받은 회사만 되나요?" is asked of A.
        whole = [match for match in possible if match.named >= WHOLE_NAME]
        if len(whole) > 1:
            first = min(whole, key=lambda match: match.at)
            return Referents((first.program,), why=("a condition of it",))
    share = RIVAL if best.named >= WHOLE_NAME else LOOSE_RIVAL
    rivals = [match for match in possible[1:] if match.score >= best.score * share]
    if not rivals or best.named >= 0.93 > rivals[0].named or _answers_alone(known, reading, best, rivals):
        return Referents((best.program,))
    return Referents(
        tuple(match.program for match in (best, *rivals))[:5], unsure=True, why=("as likely as each other",)
    )


def _by_round(known: Catalogue, text: str, possible: Sequence[Match]) -> Referents | None:
    """The round that is meant, where the best program is one of several rounds and nothing else is as well named."""
    series = known.programs[possible[0].program].series
    numbered = known.rounds(possible[0].program)
    others = [match for match in possible if known.programs[match.program].series != series]
    if len(numbered) < 2 or any(match.named >= 0.8 for match in others):
        return None
    named = tuple(one for number, one in numbered.items() if _names_round(text, number))
    if named:
        return Referents(named, why=("the rounds that were named",))
    if len(of_month := _of_a_month(known, numbered.values(), text)) == 1:
        return Referents(of_month, why=("the round of that month",))
    if found(intents.cues().earlier_round, text):
        return Referents((numbered[min(numbered)],), why=("the earlier round",))
    return None if others else Referents((numbered[max(numbered)],), why=("the latest round",))


def _of_a_month(known: Catalogue, programs: Iterable[str], text: str) -> tuple[str, ...]:
    """Those of ``programs`` that have a window in a month which the text names ("8월에 했던 기획전")."""
    named = {int(month) for month in re.findall(r"(?<!\d)(\d{1,2})월", text)}
    if not named:
        return ()
    return tuple(program for program in programs if named & _months(known.programs[program]))


def _months(program: Program) -> set[int]:
    """The months in which windows of a program begin or end."""
    dated = [window for window in program.windows if isinstance(window, Dated)]
    days = [day for window in dated for day in (window.starts, window.ends) if day is not None]
    return {day.month for day in days if day.month is not None}


def _names_round(text: str, number: int) -> bool:
    return re.search(rf"(?<!\d){number}차(?!말고|빼고|아니고)|제{number}(?!\d)", text) is not None


def _answers_alone(known: Catalogue, reading: Reading, best: Match, rivals: Sequence[Match]) -> bool:
    """Whether, of several likely programs, only the best one's source states what is asked, or has its very words."""
    asked = {topic for _, topic, _ in reading.specific}
    able: list[Match] = []
    worded: list[Match] = []
    for match in (best, *rivals):
        statements = known.programs[match.program].statements
        if asked & {topic for statement in statements for topic in statement.topics}:
            able.append(match)
        words = (known_key(word) for statement in statements for word in statement.words)
        if any(len(word) > 2 and word in reading.text for word in words):
            worded.append(match)
    return able == [best] or worded == [best]


def _apart(matches: Sequence[Match]) -> list[Match]:
    """Those matches whose names stand at different places of the text; of two at one place, the better."""
    kept: list[Match] = []
    for match in matches:
        if all(abs(match.at - other.at) > 5 for other in kept):
            kept.append(match)
    return kept
