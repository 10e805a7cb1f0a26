"""Who a program is for, among all who have told something of their firms: how many, never who."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement

from handlers import named_program
from handlers.fact_words import short_label
from handlers.reply import Item, Listing, Paragraph, Part, Reply, Row, Rows
from handlers.turn import Turn
from handlers.wording import say
from knowledge.condition import Columns, condition, one_answer_away
from knowledge.fact import Fact
from knowledge.program import Program
from knowledge.standing import Intake, intake
from knowledge.words import Language
from storage import audience, profiles

FEWEST: Final = 5
"""A smaller group is not counted out, unless it is empty. A rule may be as narrow as one district and one trade: who
knows the firms there could tell who those few are, and so what they told. To plan for many, staff needs no more."""
OFFERED: Final = 3
"""Programs that are offered where the name leaves open which one is meant."""

_COLUMNS: Final[Mapping[str, Columns]] = {
    fact: Columns(
        stored.columns[0],
        stored.columns[1] if len(stored.columns) > 1 else None,
        {option: 1 << bit for bit, option in enumerate(stored.options)},
    )
    for fact, stored in profiles.FACTS.items()
}


@dataclass(frozen=True)
class Audience:
    """Who a program is for, as conditions on stored profiles.

    Args:
        eligible: may take part.
        unknown: it is not known yet.
        away: of these, one answer is missing, by the fact that it is about, in the rule's order.
    """

    eligible: ColumnElement[bool]
    unknown: ColumnElement[bool]
    away: Mapping[str, ColumnElement[bool]]


def audience_of(program: Program, facts: Mapping[str, Fact], on: dt.date) -> Audience:
    """Return who a program is for.

    Args:
        program: the program.
        facts: all facts.
        on: the day that is asked about.

    Raises:
        ValueError: its source states no condition that could be checked.
    """
    if program.who.rule is None:
        raise ValueError(f"{program.id} has no rule")
    verdicts = condition(program.who.rule, _COLUMNS, on)
    return Audience(verdicts.yes, verdicts.unknown, one_answer_away(program.who.rule, facts, _COLUMNS, on))


async def show(turn: Turn, argument: str) -> Reply:
    """Answer ``/audience PROGRAM``: how many may take part, and of how many one answer is missing.

    Args:
        turn: the turn of staff.
        argument: the program's id or name; empty for the one that was last spoken of.
    """
    language = turn.language
    meant = named_program.meant(turn, argument)
    if argument and not meant:
        return named_program.not_there(turn, argument)
    if len(meant) != 1:
        return _which(turn, meant)
    (program,) = meant
    if program.who.rule is None:
        text = Paragraph(text=program.who.text.within(language))
        return Reply(title=program.named(language), lead=say(language, "audience.no_rule"), parts=(text,))
    wanted = audience_of(program, turn.knowledge.facts, turn.day)
    found = await turn.read(audience.count, eligible=wanted.eligible, unknown=wanted.unknown, away=wanted.away)
    parts: list[Part] = []
    if found.one_answer_away:
        rows = tuple(
            Row(label=short_label(turn.knowledge.facts[fact], language), value=_shown(count, language))
            for fact, count in found.by_fact.items()
            if count
        )
        parts.append(Rows(heading=say(language, "audience.missing"), rows=rows))
    if intake(program, turn.asked_for) is Intake.CLOSED:
        parts.append(Paragraph(text=say(language, "audience.over")))
    if not program.who.complete:
        parts.append(Paragraph(text=say(language, "audience.as_far_as_stated")))
    profiles_shown = _shown(found.profiles, language)
    parts.append(Paragraph(text=say(language, "audience.of_whom", profiles=profiles_shown, fewest=FEWEST)))
    return Reply(
        title=program.named(language),
        lead=say(
            language,
            "audience.counted",
            day=turn.day.isoformat(),
            eligible=_shown(found.eligible, language),
            away=_shown(found.one_answer_away, language),
        ),
        parts=tuple(parts),
    )


def _which(turn: Turn, meant: Sequence[Program]) -> Reply:
    language = turn.language
    items = tuple(Item(title=program.named(language), command=f"/audience {program.id}") for program in meant[:OFFERED])
    lead = say(language, "audience.which" if items else "audience.name_it")
    return Reply(lead=lead, parts=(Listing(items=items),) if items else ())


def _shown(count: int, language: Language) -> str:
    if 0 < count < FEWEST:
        return say(language, "audience.few", fewest=FEWEST)
    return say(language, "audience.many", count=f"{count:,}")
