"""The verdicts on the owner over all programs, as one list: yes, one answer away, not known yet, no.

A *yes* is of use only where one can still apply: so it is told apart by what the program takes on that day.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from handlers import explanation
from handlers.fact_words import all_told, short_label
from handlers.reply import Choice, Item, Listing, Paragraph, Part, Reply
from handlers.sourced import source_line
from handlers.turn import Turn
from handlers.window_words import first_of, sentence, stated
from handlers.wording import say
from knowledge.intents import Intent
from knowledge.nearness import Near, Nearest
from knowledge.program import Program
from knowledge.standing import Intake
from knowledge.verdict import Verdict, judge
from knowledge.words import Language

PAGE = 5
Nearness = Literal["yes_now", "yes_later", "one_away", "unknown", "yes_over", "no"]
"""How near an owner is to a program: of a *yes*, whether its window is open, may come, or is over."""
GROUPS: tuple[Nearness, ...] = ("yes_now", "yes_later", "one_away", "unknown", "yes_over", "no")
_YES: Mapping[Intake, Nearness] = {Intake.REGISTER: "yes_now", Intake.WAIT: "yes_later"}


@dataclass(frozen=True)
class OwnVerdict:
    """How the owner stands to one program.

    Args:
        program: the program.
        nearness: in which group of the list it stands.
        takes: what the program takes on the day that is asked about.
        holding: how many of its conditions are known to hold; not counted for a *no*.
        away: the facts of which one answer by itself may make it a *yes*.
    """

    program: Program
    nearness: Nearness
    takes: Intake
    holding: int = 0
    away: tuple[str, ...] = ()


def verdicts(turn: Turn) -> Nearest[Nearness, OwnVerdict]:
    """Return the owner's verdicts in the order of the list: by group, then what can be applied for, then what holds."""
    known = turn.knowledge
    return Nearest(
        known.panel,
        known.intakes,
        known.facts,
        turn.profile,
        turn.asked_for,
        groups=GROUPS,
        group_of=_nearness,
        make=_own,
    )


def _nearness(verdict: Verdict, away: bool, takes: Intake) -> Nearness:
    match verdict:
        case Verdict.YES:
            return _YES.get(takes, "yes_over")
        case Verdict.UNKNOWN:
            return "one_away" if away else "unknown"
        case Verdict.NO:
            return "no"


def _own(near: Near[Nearness]) -> OwnVerdict:
    return OwnVerdict(near.program, near.group, near.takes, near.holding, near.away)


async def show(turn: Turn, argument: str = "") -> Reply:
    """List all programs by how near they are to the owner, five at a time: ``/mine [PAGE]``.

    Args:
        turn: the turn.
        argument: the page, counted from 1; the nearest one that there is counts.
    """
    language = turn.language
    if not turn.profile:
        return Reply(
            lead=say(language, "programs.tell_me"),
            choices=(
                Choice(label=say(language, "own_verdicts.ask_me"), command="/check"),
                Choice(label=say(language, "programs.show_all"), command="/programs"),
            ),
        )
    own = verdicts(turn)
    wanted = int(argument) - 1 if argument.isdecimal() and len(argument) < 5 else 0
    page = max(0, min(wanted, (len(own) - 1) // PAGE))
    start = page * PAGE
    shown = own[start : start + PAGE]
    turn.remember(focus=tuple(one.program.id for one in shown), topic=Intent.LIST.value)
    certain = {fact: value for fact, value in turn.profile.items() if fact not in turn.supposed}
    notes = [
        say(language, key, facts=all_told(turn.knowledge.facts, known, language))
        for key, known in (("eligibility.told", certain), ("eligibility.supposed", turn.supposed))
        if known
    ]
    without = len(turn.knowledge.for_firms) - len(own)
    notes += [say(language, "own_verdicts.without", count=without)] if without else []
    return Reply(
        lead=_lead(own, language),
        parts=(*_listings(turn, own, start), Paragraph(text="\n".join(notes))),
        source=source_line(turn, [one.program for one in shown]),
        choices=_steps(turn, own, page),
    )


def _lead(own: Nearest[Nearness, OwnVerdict], language: Language) -> str:
    said = [say(language, f"own_verdicts.count.{group}", count=count) for group, count in own.counts().items() if count]
    return say(language, "own_verdicts.lead", total=len(own), counts=", ".join(said))


def _listings(turn: Turn, own: Nearest[Nearness, OwnVerdict], start: int) -> tuple[Part, ...]:
    """The page that begins at ``start``: a list for each group on it, numbered through."""
    parts: list[Part] = []
    page = own[start : start + PAGE]
    for group in GROUPS:
        there = [number for number, one in enumerate(page) if one.nearness == group]
        if there:
            count = own.counts()[group]
            parts.append(
                Listing(
                    heading=say(turn.language, f"own_verdicts.group.{group}", count=count),
                    first_number=start + there[0] + 1,
                    items=tuple(_item(turn, page[number]) for number in there),
                )
            )
    return tuple(parts)


def _item(turn: Turn, own: OwnVerdict) -> Item:
    language, program = turn.language, own.program
    application, event = first_of(program, "application"), first_of(program, "event")
    shown = application if stated(application) or not stated(event) else event
    said = [
        say(language, f"own_verdicts.takes.{own.takes.value}") if own.nearness in {"one_away", "unknown"} else "",
        _why(turn, own),
        program.summary.within(language) if own.nearness != "no" else "",
        sentence(shown, turn.asked_for, language) if shown is not None else "",
    ]
    return Item(
        title=program.named(language), description=" ".join(filter(None, said)), command=f"/q eligibility {program.id}"
    )


def _why(turn: Turn, own: OwnVerdict) -> str:
    """What is left to confirm, to tell, or not met."""
    language, facts = turn.language, turn.knowledge.facts
    judgement = judge(own.program, turn.profile, turn.day)
    found = explanation.conditions(own.program, judgement)
    left = sum(condition.mark == "manual" for condition in found)
    match own.nearness:
        case "yes_now" | "yes_later" | "yes_over":
            return say(language, "own_verdicts.confirm", count=left) if left else ""
        case "one_away":
            names = say(language, "eligibility.or").join(short_label(facts[fact], language) for fact in own.away)
            return say(language, "own_verdicts.to_tell", facts=names)
        case "unknown":
            asking = ", ".join(short_label(facts[fact], language) for fact in judgement.asking)
            return say(language, "own_verdicts.to_tell", facts=asking) if asking else say(language, "own_verdicts.ask")
        case "no":
            failed = [condition for condition in found if condition.mark == "fails"]
            return say(language, "own_verdicts.no", clauses=explanation.labels(failed, language))


def _steps(turn: Turn, own: Nearest[Nearness, OwnVerdict], page: int) -> tuple[Choice, ...]:
    steps: list[Choice] = []
    if (page + 1) * PAGE < len(own):
        steps.append(Choice(label=say(turn.language, "programs.next"), command=f"/mine {page + 2}"))
    if page:
        steps.append(Choice(label=say(turn.language, "programs.previous"), command=f"/mine {page}"))
    if own.counts()["one_away"] or own.counts()["unknown"]:
        steps.append(Choice(label=say(turn.language, "own_verdicts.go_on"), command="/check"))
    return tuple(steps)
