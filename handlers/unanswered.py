"""What the bot could not answer: kept without who asked, and shown to staff in groups of questions that are alike."""

import asyncio
import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from handlers.reply import Choice, Item, Listing, Paragraph, Part, Reply, Row, Rows
from handlers.turn import Turn, new_id
from handlers.wording import say
from knowledge import hangul, likeness
from knowledge.anonymous import EMAIL, FIRM, NAME, NUMBER, PHONE, anonymous
from knowledge.base import Knowledge
from knowledge.window import SEOUL
from storage import unanswered
from storage.unanswered import LOOKED_AT, Reason, Unanswered

COMMAND: Final = "/unanswered"
PAGE_SIZE: Final = 5
WORDINGS: Final = 10
EXCERPT: Final = 60
REASONS_OFFERED: Final = 4
"""KakaoTalk shows ten choices, and turning pages and the list of what was dealt with come first."""
MENDED: Final[frozenset[Reason]] = frozenset({"unclear", "unsure", "wrong", "not_stated", "unknown_program"})
"""Reasons for which staff can do something; what is out of scope, like swearing or the weather, stays so."""
LONGEST_USER: Final = 16
"""Characters of an account that are shown whole; those of the web are 64 that nobody reads."""
BEGINNING: Final = 6
_TAKEN_OUT: Final[Mapping[str, str]] = {
    "firm_name": FIRM,
    "contact_person": NAME,
    "phone": PHONE,
    "email": EMAIL,
    "business_number": NUMBER,
}
"""Slots of the open form whose values are somebody's, and what stands in the place of each."""
_SHORTEST_VALUE: Final = 2

_REASONS: Final[Mapping[str, Reason]] = {
    "모름": "unclear",
    "알아듣지못함": "unclear",
    "unclear": "unclear",
    "모르는사업": "unknown_program",
    "unknownprogram": "unknown_program",
    "범위밖": "out_of_scope",
    "outofscope": "out_of_scope",
    "출처에없음": "not_stated",
    "notstated": "not_stated",
    "되물음": "unsure",
    "unsure": "unsure",
    "틀린답": "wrong",
    "wrong": "wrong",
}
_DONE: Final = frozenset({"done", "정리함", "정리"})
_OPEN: Final = frozenset({"open", "다시열기", "다시"})
_ID: Final = re.compile(r"[0-9a-f]{24}")
_NUMBER: Final = re.compile(r"([1-9][0-9]{0,3})번?")
_DAYS: Final = re.compile(r"([1-9][0-9]{0,3}) ?(?:일|days?|d)(?![a-z])")
_PAGE: Final = re.compile(r"(?:page|쪽) ?([1-9][0-9]{0,3})|([1-9][0-9]{0,3}) ?쪽")


@dataclass(frozen=True)
class Group:
    """Questions that are alike, of one reason and about one program: what mends one of them mends all.

    Args:
        id: of the question that stands for it; what was dealt with keeps the one that it had then.
        typical: that question.
        questions: all, those of the latest day first.
    """

    id: str
    typical: Unanswered
    questions: tuple[Unanswered, ...]

    @property
    def last_day(self) -> dt.date:
        """The day on which it was asked last."""
        return max(asked.day for asked in self.questions)


@dataclass(frozen=True)
class _Wanted:
    """What of the log is wanted: a reason or all, the last so many days or all, and the page, from 1."""

    reason: Reason | None = None
    days: int | None = None
    page: int = 1

    def command(self, page: int) -> str:
        """Return the command of a page of the same."""
        parts = [COMMAND, f"page {page}", self.reason or "", f"{self.days}d" if self.days else ""]
        return " ".join(filter(None, parts))


def note(turn: Turn, text: str, reason: Reason, program_id: str | None = None) -> None:
    """Have a question that could not be answered stored when the turn commits, without personal data or who asked.

    Args:
        turn: in which it was asked.
        text: what was asked; one without a letter or digit is not stored.
        reason: why there is no answer.
        program_id: the program that it is about, where one is known.
    """
    if (form := turn.conversation.form) is not None:
        for slot, placeholder in _TAKEN_OUT.items():
            value = form.values.get(slot, "").strip()
            if len(value) >= _SHORTEST_VALUE:
                text = text.replace(value, placeholder)
    kept = anonymous(text)
    if not any(map(str.isalnum, kept)):
        return
    asked = Unanswered(
        id=new_id(),
        day=turn.now.astimezone(SEOUL).date(),
        reason=reason,
        program=program_id,
        channel=turn.message.channel,
        language=turn.language,
        text=kept,
    )
    turn.change(unanswered.add, asked)


async def show(turn: Turn, argument: str) -> Reply:
    """List what could not be answered, or look at a group of it, or deal with one: ``/unanswered …``.

    A look leaves no access row: no personal data is in the log.

    Args:
        turn: the turn of staff.
        argument: empty, or a reason, a number of days ("30일", "30d") and a page ("2쪽", "page 2") in any order; the
            number of a group in the list; "done" or "정리함" for what was dealt with; these or "open" ("다시 열기")
            with the id of a group to deal with it or to open it again.
    """
    said = hangul.plain(argument)
    if found := _ID.search(said):
        verb = hangul.spaceless(said.replace(found[0], ""))
        if verb in _DONE:
            return await _deal_with(turn, found[0])
        if verb in _OPEN:
            return await _reopen(turn, found[0])
        return await _one(turn, found[0])
    if hangul.spaceless(said) in _DONE:
        return await _dealt_with(turn)
    if number := _NUMBER.fullmatch(said):
        return await _numbered(turn, int(number[1]))
    wanted = _wanted(said)
    if wanted is None:
        return Reply(lead=say(turn.language, "unanswered.what"), choices=(_to_list(turn),))
    return await _list(turn, wanted)


def _wanted(said: str) -> _Wanted | None:
    """What a person wants to see, or None where the words say nothing of the log."""
    page, days = _PAGE.search(said), None
    rest = _PAGE.sub(" ", said, count=1)
    if found := _DAYS.search(rest):
        days, rest = int(found[1]), _DAYS.sub(" ", rest, count=1)
    words = hangul.spaceless(rest)
    reason = _REASONS.get(words)
    if words and reason is None:
        return None
    return _Wanted(reason, days, int(page[1] or page[2]) if page else 1)


async def _grouped(turn: Turn, wanted: _Wanted) -> tuple[list[Group], bool]:
    """The open groups, biggest first, and whether older questions were left out of them.

    All are grouped before any are left out, so that a group is the same one whatever of the log is looked at.
    """
    asked = await turn.read(unanswered.still_open)
    first_day = turn.now.date() - dt.timedelta(days=wanted.days) if wanted.days else dt.date.min
    # A second of work for thousands must not keep others waiting.
    groups = await asyncio.to_thread(_groups, asked, turn.knowledge)
    kept = [
        Group(group.id, group.typical, recent)
        for group in groups
        if wanted.reason in (None, group.typical.reason)
        and (recent := tuple(one for one in group.questions if one.day > first_day))
    ]
    return sorted(kept, key=_biggest_first), len(asked) == LOOKED_AT


def _groups(asked: Sequence[Unanswered], knowledge: Knowledge) -> list[Group]:
    apart: dict[tuple[Reason, str | None], list[Unanswered]] = defaultdict(list)
    for one in asked:
        apart[one.reason, one.program].append(one)
    return [
        Group(together[alike.typical].id, together[alike.typical], tuple(together[place] for place in alike.members))
        for (_, program), together in apart.items()
        for alike in likeness.grouped([one.text for one in together], _names(knowledge, program))
    ]


def _names(knowledge: Knowledge, program: str | None) -> tuple[str, ...]:
    found = knowledge.programs.get(program) if program is not None else None
    return () if found is None else (found.name, found.english, *found.aliases)


def _biggest_first(group: Group) -> tuple[int, int, str]:
    return -len(group.questions), -group.last_day.toordinal(), group.id


async def _list(turn: Turn, wanted: _Wanted) -> Reply:
    language = turn.language
    groups, capped = await _grouped(turn, wanted)
    done = Choice(label=say(language, "unanswered.choice.dealt_with"), command=f"{COMMAND} done")
    if not groups:
        if wanted.reason or wanted.days:
            return Reply(lead=say(language, "unanswered.none_of_these"), choices=(_to_list(turn), done))
        return Reply(lead=say(language, "unanswered.none"), choices=(done,))
    page = min(wanted.page, -(-len(groups) // PAGE_SIZE))
    first = (page - 1) * PAGE_SIZE
    shown = groups[first : first + PAGE_SIZE]
    parts: list[Part] = [Listing(first_number=first + 1, items=tuple(_item(turn, group) for group in shown))]
    if capped:
        parts.append(Paragraph(text=say(language, "unanswered.latest_only", count=LOOKED_AT)))
    if any(group.typical.reason in MENDED for group in shown):
        parts.append(Paragraph(text=say(language, "unanswered.what_to_do")))
    choices = [
        Choice(label=say(language, f"unanswered.choice.{key}"), command=wanted.command(number))
        for number, key, there in (
            (page + 1, "next", first + PAGE_SIZE < len(groups)),
            (page - 1, "previous", page > 1),
        )
        if there
    ]
    if wanted.reason is None:
        choices += _reasons(turn, groups, wanted)
    else:
        choices.append(_to_list(turn))
    lead = say(
        language,
        "unanswered.found",
        groups=len(groups),
        count=sum(len(group.questions) for group in groups),
        places=_places(turn, first + 1, first + len(shown)),
    )
    return Reply(lead=lead, parts=tuple(parts), choices=(*choices, done))


def _places(turn: Turn, first: int, last: int) -> str:
    """Return which of the list are shown: "3" or "1~5"."""
    return str(first) if first == last else say(turn.language, "unanswered.places", first=first, last=last)


def _reasons(turn: Turn, groups: Sequence[Group], wanted: _Wanted) -> list[Choice]:
    counts: Counter[Reason] = Counter()
    for group in groups:
        counts[group.typical.reason] += len(group.questions)
    if len(counts) < 2:
        return []
    most = sorted(counts, key=lambda reason: (-counts[reason], reason))[:REASONS_OFFERED]
    return [
        Choice(
            label=say(
                turn.language,
                "unanswered.choice.reason",
                reason=say(turn.language, f"unanswered.reason.{reason}"),
                count=counts[reason],
            ),
            command=_Wanted(reason, wanted.days).command(1),
        )
        for reason in most
    ]


def _item(turn: Turn, group: Group) -> Item:
    language = turn.language
    details = [
        say(language, "unanswered.times", count=len(group.questions)),
        say(language, "unanswered.last", day=group.last_day.isoformat()),
        say(language, f"unanswered.reason.{group.typical.reason}"),
    ]
    if group.typical.program is not None:
        details.append(_program_name(turn, group.typical.program))
    if group.typical.dealt_with_at is not None:
        details.append(say(language, "unanswered.dealt_with", **_mark(group.typical)))
    return Item(title=_excerpt(group.typical.text), description=" · ".join(details), command=f"{COMMAND} {group.id}")


async def _numbered(turn: Turn, number: int) -> Reply:
    """Show a group by its number in the list that was shown last, or else in the list of all."""
    for offered in turn.conversation.choices:
        if offered.number == number and (found := _ID.search(offered.command)) and offered.command.startswith(COMMAND):
            return await _one(turn, found[0])
    groups, _ = await _grouped(turn, _Wanted())
    if number > len(groups):
        return Reply(lead=say(turn.language, "unanswered.no_such_number", number=number), choices=(_to_list(turn),))
    return _in_full(turn, groups[number - 1])


async def _found(turn: Turn, group_id: str) -> Group | None:
    """The group that a question stands in, an open one or one that was dealt with."""
    groups, _ = await _grouped(turn, _Wanted())
    for group in (*groups, *await _groups_dealt_with(turn)):
        if any(one.id == group_id for one in group.questions):
            return group
    return None


async def _one(turn: Turn, group_id: str) -> Reply:
    found = await _found(turn, group_id)
    return _no_such(turn) if found is None else _in_full(turn, found)


def _in_full(turn: Turn, group: Group) -> Reply:
    language = turn.language
    typical = group.typical
    last_days: dict[str, dt.date] = {}
    counts = Counter(one.text for one in group.questions)
    for one in group.questions:
        last_days[one.text] = max(one.day, last_days.get(one.text, one.day))
    shown = sorted(counts, key=lambda text: (-counts[text], -last_days[text].toordinal(), text))[:WORDINGS]
    rows = tuple(
        Row(
            label=last_days[text].isoformat(),
            value=text if counts[text] == 1 else say(language, "unanswered.wording", text=text, count=counts[text]),
        )
        for text in shown
    )
    parts: list[Part] = [Rows(rows=rows)]
    if len(counts) > len(shown):
        parts.append(Paragraph(text=say(language, "unanswered.more_wordings", count=len(counts) - len(shown))))
    lead = say(
        language,
        "unanswered.one",
        count=len(group.questions),
        reason=say(language, f"unanswered.reason.{typical.reason}"),
        last=group.last_day.isoformat(),
    )
    if typical.dealt_with_at is None:
        if typical.reason in MENDED:
            parts.append(Paragraph(text=say(language, "unanswered.what_to_do")))
        act = Choice(label=say(language, "unanswered.choice.done"), command=f"{COMMAND} done {group.id}")
    else:
        parts.append(Paragraph(text=say(language, "unanswered.dealt_with", **_mark(typical))))
        act = Choice(label=say(language, "unanswered.choice.open"), command=f"{COMMAND} open {group.id}")
    title = _program_name(turn, typical.program) if typical.program is not None else None
    return Reply(title=title, lead=lead, parts=tuple(parts), choices=(act, _to_list(turn)))


async def _deal_with(turn: Turn, group_id: str) -> Reply:
    """Take a group from the list; the same question, asked again, comes back as a new one."""
    language = turn.language
    found = await _found(turn, group_id)
    if found is None:
        return _no_such(turn)
    reopen = Choice(label=say(language, "unanswered.choice.open"), command=f"{COMMAND} open {found.id}")
    if found.typical.dealt_with_at is not None:
        lead = say(language, "unanswered.dealt_with", **_mark(found.typical))
        return Reply(lead=lead, choices=(reopen, _to_list(turn)))
    ids = [one.id for one in found.questions]
    turn.change(unanswered.deal_with, ids, named=found.id, at=turn.now, by=turn.message.address)
    return Reply(
        lead=say(language, "unanswered.done", text=_excerpt(found.typical.text), count=len(ids)),
        choices=(_to_list(turn), reopen),
    )


async def _reopen(turn: Turn, group_id: str) -> Reply:
    language = turn.language
    found = await _found(turn, group_id)
    if found is None:
        return _no_such(turn)
    look = Choice(label=say(language, "unanswered.choice.show"), command=f"{COMMAND} {found.id}")
    if found.typical.dealt_with_as is None:
        return Reply(lead=say(language, "unanswered.is_open"), choices=(look, _to_list(turn)))
    turn.change(unanswered.reopen, found.typical.dealt_with_as)
    lead = say(language, "unanswered.opened", text=_excerpt(found.typical.text), count=len(found.questions))
    return Reply(lead=lead, choices=(look, _to_list(turn)))


async def _groups_dealt_with(turn: Turn) -> list[Group]:
    """What was dealt with, as it was grouped then, the last first."""
    together: dict[str, list[Unanswered]] = defaultdict(list)
    for one in await turn.read(unanswered.dealt_with):
        if one.dealt_with_as is not None:
            together[one.dealt_with_as].append(one)
    return [
        Group(name, next((one for one in asked if one.id == name), asked[0]), tuple(asked))
        for name, asked in together.items()
    ]


async def _dealt_with(turn: Turn) -> Reply:
    language = turn.language
    groups = await _groups_dealt_with(turn)
    if not groups:
        return Reply(lead=say(language, "unanswered.none_dealt_with"), choices=(_to_list(turn),))
    items = tuple(_item(turn, group) for group in groups[:PAGE_SIZE])
    return Reply(
        lead=say(language, "unanswered.last_dealt_with", groups=len(groups), shown=len(items)),
        parts=(Listing(items=items),),
        choices=(_to_list(turn),),
    )


def _mark(asked: Unanswered) -> dict[str, str]:
    at = asked.dealt_with_at
    return {
        "day": at.astimezone(SEOUL).date().isoformat() if at is not None else "",
        "by": _shortened(asked.dealt_with_by or ""),
    }


def _shortened(address: str) -> str:
    """Return an account with only the beginning of a long id: "web:fa7931…"."""
    channel, colon, user = address.partition(":")
    return address if len(user) <= LONGEST_USER else f"{channel}{colon}{user[:BEGINNING]}…"


def _no_such(turn: Turn) -> Reply:
    return Reply(lead=say(turn.language, "unanswered.no_such"), choices=(_to_list(turn),))


def _to_list(turn: Turn) -> Choice:
    return Choice(label=say(turn.language, "unanswered.choice.list"), command=COMMAND)


def _program_name(turn: Turn, program: str) -> str:
    """Return a program's full name; one that is no longer known by its id."""
    known = turn.knowledge.programs.get(program)
    return known.named(turn.language) if known else program


def _excerpt(text: str) -> str:
    return text if len(text) <= EXCERPT else f"{text[:EXCERPT].rstrip()}…"
