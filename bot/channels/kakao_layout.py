"""A reply as KakaoTalk shows it: a SkillResponse 2.0 of at most three bubbles and ten quick replies.

Limits are those of the 카카오비즈니스 가이드 (챗봇 → 스킬 개발 가이드, 응답 타입별 JSON 포맷): up to 3 outputs,
10 quick replies, a text of 1,000 characters of which those after 500 are folded, 5 items in a list card. A reply over
30 KB is not delivered at all; three full texts and ten quick replies are at most 18 KB.
"""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.channels.layout import (
    Laid,
    continued,
    more_choice,
    one_line,
    part_text,
    readable,
    shortened,
    split,
    units,
    whole_pieces,
)
from handlers.reply import Choice, Listing, Paragraph, Part, Reply
from handlers.wording import say
from knowledge.words import Language

BUBBLES = 3
QUICK_REPLIES = 10
TEXT = 1000
"""Characters of a text; counted in UTF-16 units here, since Kakao does not say how it counts an emoji."""
FOLDED = 500
"""A longer text is folded behind '전체 보기'."""
LABEL = 14
LIST_ITEMS = 5

_JOINT = "\n\n"
_TITLE, _LEAD, _PART, _SOURCE = 300, 600, 900, 300
_SAID = 100
_ITEM_ALONE, _ITEM_TITLE, _ITEM_DESCRIPTION, _HEADER = 36, 20, 30, 40


@dataclass(frozen=True)
class _Plan:
    """A way to lay out: the aim for a text's length, a bubble for each reply, lists as cards."""

    aim: int
    apart: bool
    cards: bool


_PLANS = (
    _Plan(FOLDED, apart=True, cards=True),
    _Plan(FOLDED, apart=False, cards=True),
    _Plan(FOLDED, apart=False, cards=False),
    *(_Plan(aim, apart=False, cards=cards) for aim in (650, 800, TEXT) for cards in (True, False)),
)
"""Best first: nothing folded, each reply in bubbles of its own, lists to tap."""


def lay_out(replies: Sequence[Reply], language: Language) -> Laid:
    """Lay ``replies`` out as one SkillResponse; what three bubbles can't hold is the rest."""
    sized = [_sized(reply) for reply in replies]
    shown = [_at_most(reply.parts) for reply in sized]
    outputs = _outputs(sized, shown, language)
    while outputs is None:
        _leave_out(sized, shown)
        outputs = _outputs(sized, shown, language)
    rest = tuple(
        continued(reply, count, language)
        for reply, count in zip(sized, shown, strict=False)
        if count < len(reply.parts)
    )
    rest += tuple(replies[len(shown) :])
    quick = _quick_replies(sized[: len(shown)], shown, outputs, language, more=bool(rest))
    return Laid((response(outputs, quick),), rest)


def response(outputs: Sequence[dict[str, Any]], quick_replies: Sequence[dict[str, Any]] = ()) -> dict[str, Any]:
    """Return a SkillResponse 2.0 with these bubbles and quick replies."""
    template: dict[str, Any] = {"outputs": list(outputs)}
    if quick_replies:
        template["quickReplies"] = list(quick_replies)
    return {"version": "2.0", "template": template}


def simple_text(text: str) -> dict[str, Any]:
    """Return one text bubble."""
    return {"simpleText": {"text": text}}


def _sized(reply: Reply) -> Reply:
    """Return the reply in pieces small enough that its head, one part and its source fit into three bubbles."""
    title, text = one_line(reply.title or "") or None, readable(reply.lead)
    if title and units(title) > _TITLE:
        title, text = None, f"{title}{_JOINT}{text}"
    lead, *further = split(text, _LEAD)
    parts: list[Part] = [*(Paragraph(text=more) for more in further), *reply.parts]
    source = reply.source
    if source is not None and units(readable(source)) > _SOURCE:
        parts.append(Paragraph(text=source))
        source = None
    pieces = tuple(piece for part in parts for piece in whole_pieces(part, _PART) if part_text(piece))
    return reply.model_copy(update={"title": title, "lead": lead, "parts": pieces, "source": source})


def _at_most(parts: Sequence[Part]) -> int:
    """How many of the first parts three full texts could hold, whatever else is said."""
    room = itertools.accumulate(units(part_text(part)) + len(_JOINT) for part in parts)
    return sum(1 for _ in itertools.takewhile(lambda filled: filled <= BUBBLES * TEXT, room))


def _leave_out(replies: Sequence[Reply], shown: list[int]) -> None:
    """Leave out one part, the last of the reply that takes most room; where only heads are left, the last reply."""
    if any(shown):
        room = [
            sum(units(part_text(part)) for part in reply.parts[:count])
            for reply, count in zip(replies, shown, strict=False)
        ]
        shown[max(range(len(shown)), key=lambda index: (room[index] if shown[index] else -1, index))] -= 1
    else:
        shown.pop()


def _outputs(replies: Sequence[Reply], shown: Sequence[int], language: Language) -> list[dict[str, Any]] | None:
    """The bubbles of the first ``shown`` parts of each reply, by the best plan that holds them, or None."""
    for plan in _PLANS:
        bubbles: list[str | dict[str, Any]] = []
        for number, (reply, count) in enumerate(zip(replies, shown, strict=False)):
            _add(
                bubbles,
                _pieces(reply, reply.parts[:count], plan, language),
                plan,
                number > 0 and plan.apart,
            )
        if len(bubbles) <= BUBBLES:
            outputs = [simple_text(bubble) if isinstance(bubble, str) else bubble for bubble in bubbles]
            return outputs or [simple_text(say(language, "channel.nothing"))]
    return None


def _pieces(reply: Reply, parts: Sequence[Part], plan: _Plan, language: Language) -> list[str | dict[str, Any]]:
    """What must not be cut, in order: the head, each part, the source with the text before it."""
    head = _JOINT.join(filter(None, (one_line(reply.title or ""), readable(reply.lead))))
    pieces: list[str | dict[str, Any]] = [head] if head else []
    for part in parts:
        card = _card(part, reply, language) if plan.cards and isinstance(part, Listing) else None
        pieces.append(card or part_text(part))
    source = readable(reply.source or "")
    if source:
        before = max((index for index, piece in enumerate(pieces) if isinstance(piece, str)), default=None)
        glued = f"{pieces[before]}{_JOINT}{source}" if before is not None else source
        if before is not None and units(glued) <= plan.aim:
            pieces[before] = glued
        else:
            pieces.insert(len(pieces) if before is None else before + 1, source)
    return pieces


def _add(
    bubbles: list[str | dict[str, Any]], pieces: Iterable[str | dict[str, Any]], plan: _Plan, new_bubble: bool
) -> None:
    for piece in pieces:
        last = bubbles[-1] if bubbles else None
        joined = f"{last}{_JOINT}{piece}" if isinstance(last, str) and isinstance(piece, str) else None
        if joined is not None and not new_bubble and units(joined) <= plan.aim:
            bubbles[-1] = joined
        elif len(bubbles) > BUBBLES:
            return
        else:
            bubbles.append(piece)
        new_bubble = False


def _card(listing: Listing, reply: Reply, language: Language) -> dict[str, Any] | None:
    """The list as a list card, or None where a line of it would be cut on a phone or can't be tapped."""
    header = one_line(listing.heading or "") or one_line(reply.title or "") or say(language, "channel.list")
    items = []
    for number, item in enumerate(listing.items, listing.first_number):
        title, description = one_line(item.title), one_line(item.description or "")
        fits = (
            units(title) <= _ITEM_TITLE and units(description) <= _ITEM_DESCRIPTION
            if description
            else units(title) <= _ITEM_ALONE
        )
        if item.command is None or not title or not fits:
            return None
        shown = {
            "title": f"{number}. {title}",
            "action": "message",
            "messageText": title,
            "extra": {"command": item.command},
        }
        items.append(shown | ({"description": description} if description else {}))
    return {"listCard": {"header": {"title": header}, "items": items}} if units(header) <= _HEADER else None


def _quick_replies(
    replies: Sequence[Reply], shown: Sequence[int], outputs: Sequence[dict[str, Any]], language: Language, *, more: bool
) -> list[dict[str, Any]]:
    """The rest, the items of lists that are shown as text, then the choices, those of the last reply first."""
    tappable = {item["extra"]["command"] for output in outputs for item in output.get("listCard", {}).get("items", ())}
    choices = [more_choice(language)] if more else []
    for reply, count in zip(replies, shown, strict=True):
        for part in reply.parts[:count]:
            if isinstance(part, Listing):
                choices += [
                    Choice(label=f"{number}. {item.title}", command=item.command)
                    for number, item in enumerate(part.items, part.first_number)
                    if item.command is not None and item.command not in tappable
                ]
    choices += [choice for reply in reversed(replies) for choice in reply.choices]
    found: dict[str, dict[str, Any]] = {}
    labels: set[str] = set()
    for choice in choices:
        said = one_line(choice.label)
        if said and choice.command not in found and len(found) < QUICK_REPLIES:
            label = _label(said, labels)
            labels.add(label)
            found[choice.command] = {
                "label": label,
                "action": "message",
                "messageText": shortened(said, _SAID),
                "extra": {"command": choice.command},
            }
    return list(found.values())


def _label(said: str, taken: set[str]) -> str:
    """The label for a button; one that would look like another before it shows its end instead of its beginning."""
    label = shortened(said, LABEL)
    if label in taken and label != said:
        end = said
        while units(end) > LABEL - 1:
            end = end[1:]
        word = end.find(" ") + 1 if said[-len(end) - 1] != " " else 0
        return f"…{end[word:] if word * 2 <= len(end) else end}"
    return label
