"""Receipts of verdicts: a short code under each, with which staff see what it was made of, also much later."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Any

from handlers import explanation, look_purpose
from handlers.drawn_code import drawn
from handlers.fact_words import all_told
from handlers.reply import Choice, Paragraph, Part, Reply, Row, Rows
from handlers.turn import Turn
from handlers.wording import say
from knowledge.base import profile_of, written
from knowledge.fact import Profile
from knowledge.program import Program
from knowledge.rule import Manual, clauses
from knowledge.verdict import Judgement, Verdict, judge
from knowledge.window import SEOUL
from knowledge.words import Language
from storage import access
from storage import verdict_receipts as stored
from storage.access import Access
from storage.verdict_receipts import VerdictReceipt

LENGTH = 8
_ALIKE = str.maketrans("OIL", "011")
_CODE = re.compile(r"(?:V-?)?([0-9A-HJKMNP-TV-Z]{8})")


def keep(
    turn: Turn, program: Program, judgement: Judgement, profile: Profile | None = None, on: dt.date | None = None
) -> str:
    """Have a verdict kept with all that made it when the turn commits, and return its code.

    Only the facts that the program's conditions ask for are kept.

    Args:
        turn: the turn.
        program: the program.
        judgement: the verdict on the owner.
        profile: what it was made of, where that is not the turn's.
        on: the day that it is for, where that is not the day that answers are for.
    """
    code = "V-" + drawn(LENGTH)
    known = turn.profile if profile is None else profile
    asked = {
        clause.fact
        for clause in (clauses(program.who.rule) if program.who.rule else ())
        if not isinstance(clause, Manual)
    }
    source = program.source
    receipt = VerdictReceipt(
        code=code,
        owner=turn.person.owner,
        program=program.id,
        program_name=program.name,
        day=on or turn.day,
        at=turn.now,
        knowledge=turn.knowledge.version,
        verdict=judgement.verdict.value,
        facts={fact: written(value) for fact, value in known.items() if fact in asked},
        supposed=sorted(asked & turn.supposed.keys()),
        clauses=[
            {
                "mark": condition.mark,
                "label": condition.label.model_dump(),
                "paragraphs": list(condition.paragraphs),
                "ids": list(condition.ids),
            }
            for condition in explanation.conditions(program, judgement)
        ],
        source={
            "outlet": source.outlet.model_dump(),
            "title": source.title,
            "day": source.day.isoformat(),
            "complete": judgement.complete,
        },
    )
    turn.change(stored.add, receipt)
    return code


def code_in(text: str) -> str | None:
    """Return the code that stands in ``text`` ("v-7k3m2q9a", "판정 번호 V-7K3M2Q9A", also with O for 0), or None.

    Of several words that could be one, that with the V- counts, then the last.
    """
    words = [word.strip(".,") for word in text.upper().split()]
    found = [match for word in words if (match := _CODE.fullmatch(word.translate(_ALIKE)))]
    found.sort(key=lambda match: match[0].startswith("V-"))
    return f"V-{found[-1][1]}" if found else None


def is_code(text: str) -> bool:
    """Return whether ``text`` is nothing but a code, with its V-."""
    code = text.strip().upper()
    return code.startswith("V-") and _CODE.fullmatch(code.translate(_ALIKE)) is not None


async def own(turn: Turn, text: str) -> Reply:
    """Answer an owner who types a code: what that verdict was about if it is his own, else nothing of it.

    Args:
        turn: the turn.
        text: a code, see ``is_code``.
    """
    language, code = turn.language, code_in(text) or text
    receipt = await turn.read(stored.by_code, code)
    if receipt is None or receipt.owner != turn.person.owner:
        return Reply(lead=say(language, "verdict_receipts.for_staff", code=code))
    program = turn.knowledge.programs.get(receipt.program)
    verdict = _verdict(receipt, language)
    about = program.named(language) if program else receipt.program_name
    return Reply(
        lead=say(
            language, "verdict_receipts.own", code=code, program=about, day=receipt.day.isoformat(), verdict=verdict
        ),
        choices=(Choice(label=say(language, "answers.next.eligibility"), command=f"/check {program.id}"),)
        if program
        else (),
    )


async def show(turn: Turn, argument: str) -> Reply:
    """Show staff a verdict, and for a purpose what it was made of: ``/receipt V-7K3M2Q9A [full PURPOSE]``.

    Args:
        turn: the turn of somebody of the team.
        argument: the code, and maybe what for all of it is wanted (see ``handlers.look_purpose``).
    """
    language = turn.language
    code, said = _code_and_rest(argument)
    if code is None:
        return Reply(lead=say(language, "verdict_receipts.which"))
    receipt = await turn.read(stored.by_code, code)
    purpose = look_purpose.kept(look_purpose.asked_in_full(said) or "")
    _write_down(turn, code, receipt, purpose)
    if receipt is None:
        return Reply(lead=say(language, "verdict_receipts.none", code=code))
    changed = receipt.knowledge != turn.knowledge.version
    rows = [
        ("made", f"{receipt.at.astimezone(SEOUL):%Y-%m-%d %H:%M}"),
        ("day", receipt.day.isoformat()),
        ("facts", _facts(turn, receipt, supposed=False) if purpose else ""),
        ("supposed", _facts(turn, receipt, supposed=True) if purpose else ""),
        ("source", say(language, "verdict_receipts.from", outlet=receipt.source["outlet"][language],
                       title=receipt.source["title"], day=receipt.source["day"])),
        ("knowledge", receipt.knowledge),
        ("purpose", look_purpose.shown(purpose, language) if purpose else ""),
    ]  # fmt: skip
    judged = "\n".join(_lines(receipt.clauses, language)) or say(language, "verdict_receipts.no_clauses")
    parts: list[Part] = [
        Paragraph(text=judged if purpose else say(language, "verdict_receipts.what_for", code=code)),
        Rows(
            rows=tuple(Row(label=say(language, f"verdict_receipts.{key}"), value=value) for key, value in rows if value)
        ),
        Paragraph(text=_since(turn, receipt) if changed else say(language, "verdict_receipts.unchanged")),
        Paragraph(text=say(language, "registrations.look_is_kept")),
    ]
    program = turn.knowledge.programs.get(receipt.program)
    return Reply(
        title=program.named(language) if program and program.name == receipt.program_name else receipt.program_name,
        lead=say(
            language,
            "verdict_receipts.one",
            code=receipt.code,
            verdict=_verdict(receipt, language),
        ),
        parts=tuple(parts),
        choices=(
            *(() if purpose else look_purpose.choices_after(f"/receipt {code} full", language)),
            *_to_program(program, language),
        ),
    )


def _to_program(program: Program | None, language: Language) -> tuple[Choice, ...]:
    if program is None:
        return ()
    return (Choice(label=say(language, "verdict_receipts.program"), command=f"/q about {program.id}"),)


def _code_and_rest(text: str) -> tuple[str | None, str]:
    """Return the code that stands in a text, and the words behind it: one with the V- before any other."""
    words = text.split()
    codes = [(not word.upper().startswith("V-"), place) for place, word in enumerate(words) if code_in(word)]
    if not codes:
        return None, ""
    _, place = min(codes)
    return code_in(words[place]), " ".join(words[place + 1 :])


def _verdict(receipt: VerdictReceipt, language: Language) -> str:
    """The verdict in words, with the reserve under which it was given."""
    in_part = receipt.verdict == Verdict.YES and not receipt.source["complete"]
    return say(language, f"verdict_receipts.verdict.{'yes_as_stated' if in_part else receipt.verdict}")


def _facts(turn: Turn, receipt: VerdictReceipt, *, supposed: bool) -> str:
    """What was told, or supposed, in words; what is no longer declared, or no longer a value of it, as it was kept."""
    facts = {name: value for name, value in receipt.facts.items() if (name in receipt.supposed) is supposed}
    known = profile_of(turn.knowledge.facts, facts)
    others = [f"{name}: {value}" for name, value in facts.items() if name not in known]
    said = all_told(turn.knowledge.facts, known, turn.language)
    nothing = "" if supposed else say(turn.language, "verdict_receipts.no_facts")
    return " · ".join(filter(None, [said, *others])) or nothing


def _lines(kept: Sequence[Mapping[str, Any]], language: Language) -> list[str]:
    return [
        say(
            language,
            f"eligibility.reason.{clause['mark']}",
            clause=clause["label"][language],
            paragraph=", ".join(map(str, clause["paragraphs"])),
        )
        for clause in kept
    ]


def _since(turn: Turn, receipt: VerdictReceipt) -> str:
    """That the knowledge has changed since, and what the same facts on the same day would get now."""
    language = turn.language
    program = turn.knowledge.programs.get(receipt.program)
    if program is None:
        return say(language, "verdict_receipts.gone")
    now = judge(program, profile_of(turn.knowledge.facts, receipt.facts), receipt.day).verdict
    if now is Verdict(receipt.verdict):
        return say(language, "verdict_receipts.same_now", version=turn.knowledge.version)
    verdict = say(language, f"verdict_receipts.verdict.{now.value}")
    return say(language, "verdict_receipts.other_now", version=turn.knowledge.version, verdict=verdict)


def _write_down(turn: Turn, code: str, receipt: VerdictReceipt | None, purpose: str | None) -> None:
    """Have the look kept, also where nothing was found: who tries codes is to be seen."""
    look = Access(
        who=turn.message.address,
        at=turn.now,
        channel=turn.message.channel,
        action="verdict",
        what=code,
        whose=receipt.owner if receipt else None,
        purpose=purpose if receipt else None,
    )
    turn.change(access.record, look)
