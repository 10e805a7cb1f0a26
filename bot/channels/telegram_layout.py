"""A reply as Telegram messages: HTML text of at most 4,096 characters, the choices as buttons under the last message.

Limits: https://core.telegram.org/bots/api#sendmessage (text, counted after the entities are parsed, and at most 100
entities) and https://core.telegram.org/bots/api#inlinekeyboardbutton (callback data).
"""

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from bot.channels.layout import Laid, one_line, readable, row_line, shortened, split, units
from handlers.reply import COMMAND_BYTES, Choice, Listing, Paragraph, Part, Reply, Rows
from knowledge.words import Language

TEXT_UNITS = 4096
ENTITIES = 90
"""Of the 100 that a message may have; Telegram adds its own for links and telephone numbers."""
BUTTONS = 100
PAIR_WIDTH = 9
"""Two buttons share a row where each label is at most so many syllables wide: more is cut off on a phone."""
ITEM_LABEL = 40

Style = Literal["b", "i"]


@dataclass(frozen=True)
class Run:
    """Words in one style."""

    text: str
    style: Style | None = None

    @property
    def html(self) -> str:
        """The run as Telegram's HTML."""
        escaped = html.escape(self.text, quote=False)
        return f"<{self.style}>{escaped}</{self.style}>" if self.style else escaped


@dataclass(frozen=True)
class Fact:
    """What stays together in one message: its runs, and what parts it from the fact before it."""

    gap: str
    runs: tuple[Run, ...]

    @property
    def units(self) -> int:
        """Length as Telegram counts it at most: UTF-16 units of the parsed text."""
        return sum(units(run.text) for run in self.runs)

    @property
    def entities(self) -> int:
        """How many of the message's entities it takes."""
        return sum(run.style is not None for run in self.runs)


def lay_out(replies: Sequence[Reply], language: Language) -> Laid:  # noqa: ARG001 - a channel's layout has one shape
    """Return the sendMessage bodies of an answer, without chat id.

    Each reply begins a message of its own, so that its buttons stand under it. Nothing is left for '더 보기': what
    exceeds one message goes on in the next, which begins with a whole fact.

    Args:
        replies: the answer.
        language: unused, as the layout adds no words.
    """
    return Laid(bodies=tuple(body for reply in replies for body in _bodies(reply)), rest=())


def as_plain_text(body: dict[str, Any]) -> dict[str, Any]:
    """Return the same message without formatting, for when Telegram can't parse it."""
    plain = {name: value for name, value in body.items() if name != "parse_mode"}
    return plain | {"text": html.unescape(re.sub(r"</?[bi]>", "", body["text"]))}


def _bodies(reply: Reply) -> Iterator[dict[str, Any]]:
    messages = list(_pack(_facts(reply))) or ["…"]
    keyboard = _keyboard(reply)
    for message in messages:
        body: dict[str, Any] = {
            "text": message,
            "parse_mode": "HTML",
            "link_preview_options": {"is_disabled": True},
        }
        if keyboard and message is messages[-1]:
            body["reply_markup"] = {"inline_keyboard": keyboard}
        yield body


def _facts(reply: Reply) -> Iterator[Fact]:
    yield Fact("\n\n", (*_headline(reply.title, "\n\n"), Run(readable(reply.lead))))
    for part in reply.parts:
        yield from _part(part)
    if reply.source is not None:
        yield Fact("\n\n", (Run(readable(reply.source), "i"),))


def _headline(words: str | None, gap: str) -> tuple[Run, ...]:
    # It goes with the first fact under it: alone at the end of a message it would say nothing.
    line = one_line(words or "")
    return (Run(line, "b"), Run(gap)) if line else ()


def _part(part: Part) -> Iterator[Fact]:
    if isinstance(part, Paragraph):
        yield Fact("\n\n", (Run(readable(part.text)),))
        return
    lines = [(Run(f"• {row_line(row)}"),) for row in part.rows] if isinstance(part, Rows) else list(_items(part))
    yield Fact("\n\n", (*_headline(part.heading, "\n"), *lines[0]))
    for line in lines[1:]:
        yield Fact("\n", line)


def _items(listing: Listing) -> Iterator[tuple[Run, ...]]:
    for number, item in enumerate(listing.items, listing.first_number):
        description = readable(item.description or "")
        title = Run(f"{number}. {one_line(item.title)}", "b")
        yield (title, Run(f"\n{description}")) if description else (title,)


def _pack(facts: Iterator[Fact]) -> Iterator[str]:
    text, units, entities = "", 0, 0
    for fact in (piece for whole in facts for piece in _cut(whole)):
        if text and (units + len(fact.gap) + fact.units > TEXT_UNITS or entities + fact.entities > ENTITIES):
            yield text
            text, units, entities = "", 0, 0
        gap = fact.gap if text else ""
        text += gap + "".join(run.html for run in fact.runs)
        units += len(gap) + fact.units
        entities += fact.entities
    if text:
        yield text


def _cut(fact: Fact) -> Iterator[Fact]:
    """Yield the fact whole; only where it alone exceeds a message, in pieces that end at a line, sentence or word."""
    if fact.units <= TEXT_UNITS:
        if any(run.text.strip() for run in fact.runs):
            yield fact
        return
    for run in fact.runs:
        for piece in split(run.text, TEXT_UNITS):
            if piece:
                yield Fact(fact.gap, (Run(piece, run.style),))


def _keyboard(reply: Reply) -> list[list[dict[str, str]]]:
    rows = [[_button(label, command)] for label, command in _item_buttons(reply)]
    taken = {button["callback_data"] for row in rows for button in row}
    choices = [choice for choice in reply.choices if choice.command not in taken]
    return [*rows[: BUTTONS - len(choices)], *_choice_rows(choices)]


def _item_buttons(reply: Reply) -> Iterator[tuple[str, str]]:
    for part in reply.parts:
        if not isinstance(part, Listing):
            continue
        for number, item in enumerate(part.items, part.first_number):
            # An item is a line of text first: without a button it can still be chosen by its number.
            if item.command and len(item.command.encode()) <= COMMAND_BYTES:
                yield shortened(f"{number}. {item.title}", ITEM_LABEL), item.command


def _choice_rows(choices: Sequence[Choice]) -> list[list[dict[str, str]]]:
    rows: list[list[dict[str, str]]] = []
    room = False
    for choice in choices:
        label = one_line(choice.label) or choice.command
        narrow = _width(label) <= PAIR_WIDTH
        if narrow and room:
            rows[-1].append(_button(label, choice.command))
            room = False
        else:
            rows.append([_button(label, choice.command)])
            room = narrow
    return rows


def _button(label: str, command: str) -> dict[str, str]:
    return {"text": label, "callback_data": command}


def _width(label: str) -> float:
    """Width in Korean syllables: a Latin letter or digit takes about half of one."""
    return sum(0.5 if character.isascii() else 1 for character in label)
