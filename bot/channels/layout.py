"""Laying a reply out: what a channel returns, and what the channels share in getting there.

A fact is whole: parts are packed whole into a messenger's texts, and only a part that is alone longer than a text may
be is split, at the ends of its rows, lines or sentences.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from handlers.message import Message
from handlers.reply import Choice, Item, Listing, Paragraph, Part, Reply, Row, Rows
from handlers.wording import say
from knowledge.words import Language

MORE = "/more"
"""The command that shows what did not fit."""

_CUTS = (
    re.compile(r"\n\s*\n"),
    re.compile(r"\n"),
    re.compile(r"(?<=[^\d\s][.!?。])[^\S\n]+"),  # not after a digit: "2020. 9. 25." is one day
    re.compile(r"\s+"),
)
_DIRECTION_MARKS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass(frozen=True)
class Laid:
    """An answer as one messenger shows it.

    Args:
        bodies: what is sent, in order, in the messenger's own JSON.
        rest: what did not fit, for '더 보기'.
    """

    bodies: tuple[dict[str, Any], ...]
    rest: tuple[Reply, ...] = ()


LayOut = Callable[[Sequence[Reply], Language], Laid]


class Answers(Protocol):
    """The dialogue as a channel sees it."""

    async def turn(self, message: Message, lay_out: LayOut, *, queued: bool) -> tuple[dict[str, Any], ...]:
        """Handle ``message`` and return the answer's bodies, once they are committed."""
        ...


def units(text: str) -> int:
    """Return the length of ``text`` in UTF-16 code units, as messengers count it: an emoji is two."""
    return len(text) + sum(character > "\uffff" for character in text)


def readable(text: str) -> str:
    """Return ``text`` without what can't be shown: control characters, half surrogates, direction marks."""
    if text.isprintable():
        return text.strip()
    lines = re.sub(r"\r\n?|[\u2028\u2029\x85]", "\n", text).replace("\t", " ")
    return "".join(
        character
        for character in lines
        if character == "\n"
        or (unicodedata.category(character) not in {"Cc", "Cs"} and character not in _DIRECTION_MARKS)
    ).strip()


def one_line(text: str) -> str:
    """Return ``text`` readable and without line breaks."""
    return " ".join(readable(text).split())


def shortened(text: str, limit: int) -> str:
    """Return ``text`` in at most ``limit`` UTF-16 units: where it is longer, it ends with … at the border of a word.

    A border in the last half only: "소상공인…" says more than "2020…".
    """
    line = one_line(text)
    if units(line) <= limit:
        return line
    kept = _first(line, limit - 1)
    border = kept.rfind(" ") if line[len(kept)] != " " else len(kept)
    return (kept[:border] if border * 2 >= len(kept) else kept).rstrip() + "…"


def split(text: str, limit: int) -> list[str]:
    """Split ``text`` into pieces of at most ``limit`` UTF-16 units: at empty lines, else at lines, sentences, words.

    Nothing is lost but the white space at the cuts. A text without a word border is cut where it has to be.
    """
    return _split(text.strip(), limit, 0)


def packed(texts: Iterable[str], limit: int, joint: str = "\n\n") -> list[str]:
    """Join ``texts`` in their order into as few as possible of at most ``limit`` UTF-16 units, none of them cut."""
    found: list[str] = []
    for text in texts:
        if found and units(found[-1]) + units(joint) + units(text) <= limit:
            found[-1] += joint + text
        else:
            found.append(text)
    return found


def row_line(row: Row) -> str:
    """Return a row as a line: ``라벨: 값``."""
    label, value = one_line(row.label), readable(row.value)
    return f"{label}: {value}" if label else value


def item_line(item: Item, number: int) -> str:
    """Return an item as a numbered line, its description in a line below."""
    line = f"{number}. {one_line(item.title)}"
    description = readable(item.description or "")
    return f"{line}\n   {description}" if description else line


def part_text(part: Part) -> str:
    """Return a part as plain text."""
    match part:
        case Paragraph():
            return readable(part.text)
        case Rows():
            lines = [row_line(row) for row in part.rows]
        case Listing():
            lines = [item_line(item, number) for number, item in enumerate(part.items, part.first_number)]
    heading = one_line(part.heading or "")
    return "\n".join([f"[{heading}]", *lines] if heading else lines).strip()


def whole_pieces(part: Part, limit: int) -> tuple[Part, ...]:
    """Return ``part``, or where its plain text is longer than ``limit`` UTF-16 units, several parts that are not."""
    if units(part_text(part)) <= limit:
        return (part,)
    match part:
        case Paragraph():
            return _paragraphs(readable(part.text), limit)
        case Rows():
            return _row_pieces(part, limit)
        case Listing():
            return _item_pieces(part, limit)


def more_choice(language: Language) -> Choice:
    """Return the choice that shows what did not fit."""
    return Choice(label=say(language, "more.label"), command=MORE)


def continued(reply: Reply, shown: int, language: Language) -> Reply:
    """Return what is left of ``reply`` after its first ``shown`` parts, as a reply of its own."""
    return reply.model_copy(update={"lead": say(language, "channel.continued"), "parts": reply.parts[shown:]})


def _first(text: str, limit: int) -> str:
    kept = text[:limit]
    while units(kept) > limit:
        kept = kept[:-1]
    return kept


def _split(text: str, limit: int, cut: int) -> list[str]:
    if units(text) <= limit:
        return [text]
    if cut == len(_CUTS):
        return _chopped(text, limit)
    joint = ("\n\n", "\n", " ", " ")[cut]
    pieces = [
        piece for whole in _CUTS[cut].split(text) if whole.strip() for piece in _split(whole.strip(), limit, cut + 1)
    ]
    return packed(pieces, limit, joint)


def _chopped(text: str, limit: int) -> list[str]:
    found: list[str] = []
    while text:
        found.append(_first(text, limit))
        text = text[len(found[-1]) :]
    return found


def _paragraphs(text: str, limit: int) -> tuple[Paragraph, ...]:
    return tuple(Paragraph(text=piece) for piece in split(text, limit) if piece)


def _row_pieces(part: Rows, limit: int) -> tuple[Part, ...]:
    found: list[Part] = []
    heading = part.heading
    for row in part.rows:
        alone = Rows(heading=heading, rows=(row,))
        last = found[-1] if found else None
        longer = last.model_copy(update={"rows": (*last.rows, row)}) if isinstance(last, Rows) else None
        if longer and units(part_text(longer)) <= limit:
            found[-1] = longer
        elif units(part_text(alone)) <= limit:
            found.append(alone)
        else:
            found.extend(_paragraphs(part_text(alone), limit))
        heading = None
    return tuple(found)


def _item_pieces(part: Listing, limit: int) -> tuple[Part, ...]:
    found: list[Part] = []
    heading = part.heading
    for number, item in enumerate(part.items, part.first_number):
        alone = Listing(heading=heading, first_number=number, items=(item,))
        named = alone.model_copy(update={"items": (item.model_copy(update={"description": None}),)})
        last = found[-1] if found else None
        longer = last.model_copy(update={"items": (*last.items, item)}) if isinstance(last, Listing) else None
        if longer and units(part_text(longer)) <= limit:
            found[-1] = longer
        elif units(part_text(alone)) <= limit:
            found.append(alone)
        elif units(part_text(named)) <= limit:
            found.extend([named, *_paragraphs(readable(item.description or ""), limit)])
        else:
            found.extend(_paragraphs(part_text(alone), limit))
        heading = None
    return tuple(found)
