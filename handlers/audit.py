"""Admins look through the record of looks at personal data: who, when, from where, what, and what for.

It names those who looked, for that is what it is kept for, and no owner: a receipt number leads to the registration,
where the next look is written down again. Looking at the record is a look itself.
"""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Final

from handlers import look_purpose
from handlers.own_data import named, shown_address
from handlers.own_registrations import receipt_in
from handlers.reply import COMMAND_BYTES, Choice, Item, Listing, Paragraph, Part, Reply
from handlers.turn import Turn
from handlers.wording import catalog, say
from knowledge.window import SEOUL
from knowledge.words import Language
from storage import access
from storage.access import Access

COMMAND: Final = "/audit"
PAGE_SIZE: Final = 5
LONGEST_SEARCH: Final = 100
_PAGE: Final = re.compile(r"[1-9][0-9]{0,3}")
_UP_TO: Final = re.compile(r"@([0-9]{1,15})")
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TOPICS: Final = ("audit.action", "privacy.purpose", "privacy.channel")
"""Catalog topics whose names of stored keys count in a search."""


@dataclass(frozen=True)
class _Wanted:
    """Which looks are wanted: the page, from 1, the newest look that counts, and words."""

    page: int
    up_to: int | None
    words: tuple[str, ...]

    def command(self, page: int, up_to: int) -> str:
        """Return the command of another page of the same."""
        return " ".join((COMMAND, str(page), f"@{up_to}", *self.words))


async def show(turn: Turn, argument: str) -> Reply:
    """List the last looks, five a page: ``/audit [page] [R-…|words]``.

    Args:
        turn: the turn of an admin.
        argument: a page's number, from 1, and words, each of which has to fit: a receipt number, a day (2020-09-25),
            an account or part of it, what was done or what for. Buttons add "@" and the number of the newest look that
            counts, as looks go on while one turns the pages.
    """
    language = turn.language
    wanted = _read(argument)
    page, found = wanted.page, await _found(turn, wanted, wanted.page)
    if not found.items and found.total:
        page = -(-found.total // PAGE_SIZE)
        found = await _found(turn, wanted, page)
    _write_down(turn, wanted)
    everything = Choice(label=say(language, "audit.choice.all"), command=COMMAND)
    if not found.items:
        return Reply(lead=say(language, "audit.none"), choices=(everything,) if wanted.words else ())
    first = (page - 1) * PAGE_SIZE + 1
    parts: list[Part] = [
        Listing(first_number=first, items=tuple(_item(look, language) for look in found.items)),
        Paragraph(text=say(language, "audit.kept")),
    ]
    choices: list[Choice] = []
    for number, key, exists in (
        (page + 1, "next", first + PAGE_SIZE <= found.total),
        (page - 1, "previous", page > 1),
    ):
        command = wanted.command(number, found.newest)
        if exists and len(command.encode()) <= COMMAND_BYTES:
            choices.append(Choice(label=say(language, f"audit.choice.{key}"), command=command))
        elif exists and key == "next":
            parts.append(Paragraph(text=say(language, "audit.type_next", command=command)))
    if wanted.words:
        choices.append(everything)
    return Reply(
        lead=say(
            language,
            "audit.found_words" if wanted.words else "audit.found",
            total=found.total,
            first=first,
            last=first + len(found.items) - 1,
            words=" ".join(wanted.words),
        ),
        parts=tuple(parts),
        choices=tuple(choices),
    )


def _read(argument: str) -> _Wanted:
    words = argument[:LONGEST_SEARCH].split()
    page = int(words.pop(0)) if words and _PAGE.fullmatch(words[0]) else 1
    up_to = _UP_TO.fullmatch(words[0]) if words else None
    if up_to is not None:
        words.pop(0)
    return _Wanted(page, int(up_to[1]) if up_to else None, tuple(words))


async def _found(turn: Turn, wanted: _Wanted, page: int) -> access.Looks:
    days = [day for word in wanted.words if (day := _day(word)) is not None]
    since = dt.datetime.combine(max(days), dt.time(), SEOUL) if days else None
    return await turn.read(
        access.search,
        [_ways(word) for word in wanted.words if _day(word) is None],
        since=since,
        before=dt.datetime.combine(min(days), dt.time(), SEOUL) + dt.timedelta(days=1) if days else None,
        up_to=wanted.up_to,
        page=page - 1,
        size=PAGE_SIZE,
    )


def _day(word: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(word) if _DAY.fullmatch(word) else None
    except ValueError:
        return None


def _ways(word: str) -> frozenset[str]:
    """How a word of a search may stand in the record: as it is, as a receipt number, or as the key that it names."""
    if (receipt := receipt_in(word)) is not None:
        return frozenset({receipt})
    said = word.casefold()
    keys = {
        key.rpartition(".")[2]
        for language in ("ko", "en")
        for key, text in catalog(language).items()
        if key.startswith(tuple(f"{topic}." for topic in _TOPICS)) and said in text.casefold()
    }
    return frozenset({word, *keys})


def _item(look: Access, language: Language) -> Item:
    purpose = say(language, "audit.for", purpose=look_purpose.shown(look.purpose, language)) if look.purpose else None
    told = (
        named(language, "audit.action", look.action),
        named(language, "audit.what", look.what),
        purpose,
        named(language, "privacy.channel", look.channel),
    )
    return Item(
        title=f"{look.at.astimezone(SEOUL):%Y-%m-%d %H:%M} {shown_address(look.who)}",
        description=" · ".join(filter(None, told)),
        command=f"/registration {look.what}" if receipt_in(look.what) else None,
    )


def _write_down(turn: Turn, wanted: _Wanted) -> None:
    """The words are not kept, as they may be somebody's; the receipt number is."""
    receipts = [receipt for word in wanted.words if (receipt := receipt_in(word)) is not None]
    look = Access(
        who=turn.message.address,
        at=turn.now,
        channel=turn.message.channel,
        action="audit",
        what=receipts[0] if receipts else "all",
    )
    turn.change(access.record, look)
