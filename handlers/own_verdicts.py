"""The verdicts on the owner over all programs, as one list: yes, one answer away, not known yet, no."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from handlers import explanation
from handlers.fact_words import all_told, short_label
from handlers.reply import Choice, Item, Listing, Paragraph, Part, Reply
from handlers.sourced import source_line
from handlers.turn import Turn
from handlers.window_words import first_of, sentence, stated
from handlers.wording import say
from knowledge.change import one_answer_away
from knowledge.intents import Intent
from knowledge.program import Program
from knowledge.standing import Intake
from knowledge.verdict import Verdict, judge
from knowledge.words import Language

PAGE = 5
Nearness = Literal["yes", "one_away", "unknown", "no"]
GROUPS: tuple[Nearness, ...] = ("yes", "one_away", "unknown", "no")


@dataclass(frozen=True)
class OwnVerdict:
    """How the owner stands to one program.

    Args:
        program: the program.
        nearness: in which group of the list it stands.
        holding: how many of its conditions are known to hold; not counted for a *no*.
        away: the facts of which one answer by itself may make it a *yes*.
    """

    program: Program
    nearness: Nearness
    holding: int = 0
    away: tuple[str, ...] = ()


def verdicts(turn: Turn) -> list[OwnVerdict]:
    """Return the owner's verdicts in the order of the list: by group, then what can be applied for, then what holds."""
    panel = turn.knowledge.panel
    found = [_in_reach(turn, program) for program in panel.programs(Verdict.YES, turn.profile, turn.day)]
    found += [_in_reach(turn, program) for program in panel.programs(Verdict.UNKNOWN, turn.profile, turn.day)]
    found += [OwnVerdict(program, "no") for program in panel.programs(Verdict.NO, turn.profile, turn.day)]
    ready = {
        program.id: place
        for place, taken in enumerate((Intake.REGISTER, Intake.WAIT))
        for program in turn.knowledge.intakes.taking(taken, turn.asked_for)
    }
    return sorted(
        found,
        key=lambda own: (
            GROUPS.index(own.nearness),
            ready.get(own.program.id, len(ready)),
            -own.holding,
            own.program.id,
        ),
    )


def _in_reach(turn: Turn, program: Program) -> OwnVerdict:
    judgement = judge(program, turn.profile, turn.day)
    holding = sum(reason.holds is True for reason in judgement.reasons)
    if judgement.verdict is Verdict.YES:
        return OwnVerdict(program, "yes", holding)
    away = one_answer_away(program, turn.knowledge.facts, turn.profile, turn.day)
    return OwnVerdict(program, "one_away" if away else "unknown", holding, away)


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
    told = say(language, "eligibility.told", facts=all_told(turn.knowledge.facts, turn.profile, language))
    without = len(turn.knowledge.for_firms) - len(own)
    notes = [told, *([say(language, "own_verdicts.without", count=without)] if without else [])]
    return Reply(
        lead=_lead(own, language),
        parts=(*_listings(turn, own, start), Paragraph(text="\n".join(notes))),
        source=source_line(turn, [one.program for one in shown]),
        choices=_steps(turn, own, page),
    )


def _lead(own: Sequence[OwnVerdict], language: Language) -> str:
    counts = [(group, sum(one.nearness == group for one in own)) for group in GROUPS]
    said = [say(language, f"own_verdicts.count.{group}", count=count) for group, count in counts if count]
    return say(language, "own_verdicts.lead", total=len(own), counts=", ".join(said))


def _listings(turn: Turn, own: Sequence[OwnVerdict], start: int) -> tuple[Part, ...]:
    """The page that begins at ``start``: a list for each group on it, numbered through."""
    parts: list[Part] = []
    page = own[start : start + PAGE]
    for group in GROUPS:
        there = [number for number, one in enumerate(page) if one.nearness == group]
        if there:
            count = sum(one.nearness == group for one in own)
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
        case "yes":
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


def _steps(turn: Turn, own: Sequence[OwnVerdict], page: int) -> tuple[Choice, ...]:
    steps: list[Choice] = []
    if (page + 1) * PAGE < len(own):
        steps.append(Choice(label=say(turn.language, "programs.next"), command=f"/mine {page + 2}"))
    if page:
        steps.append(Choice(label=say(turn.language, "programs.previous"), command=f"/mine {page}"))
    if any(one.nearness in {"one_away", "unknown"} for one in own):
        steps.append(Choice(label=say(turn.language, "own_verdicts.go_on"), command="/check"))
    return tuple(steps)
