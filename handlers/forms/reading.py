"""Reading what was typed as a value of a slot, and showing a value as its owner reads it."""

from collections.abc import Sequence

from handlers.forms import correction
from handlers.forms.control_word import spaceless
from handlers.forms.form import Option, Slot, Unreadable
from handlers.turn import Turn
from handlers.wording import say


async def read(turn: Turn, slot: Slot, text: str) -> str:
    """Read ``text`` as a value of ``slot``.

    Raises:
        Unreadable: it is none.
    """
    if slot.read is not None:
        said = correction.value_of(slot, text)
        try:
            return slot.read(said)
        except Unreadable as wrong:
            # What was taken off may belong to the value. If the whole does not read either, the first finding counts.
            try:
                return slot.read(text)
            except Unreadable:
                raise wrong from None
    if (option := option_said(await slot.options(turn), text)) is not None:
        return option.value
    if slot.find is not None and (found := slot.find(turn, correction.value_of(slot, text))) is not None:
        return found
    raise Unreadable("forms.choose")


async def still_reads(turn: Turn, slot: Slot, value: str) -> bool:
    """Return whether a stored value is still one of ``slot``, whose declaration may have changed."""
    if value == "":
        return True
    if slot.read is not None:
        try:
            return slot.read(value) == value
        except Unreadable:
            return False
    if any(option.value == value and option.ends is None for option in await slot.options(turn)):
        return True
    return slot.find is not None and slot.find(turn, value) == value


def readable(slot: Slot, text: str) -> bool:
    """Return whether ``text`` is a value of a slot that is typed."""
    try:
        return slot.read is not None and bool(slot.read(correction.value_of(slot, text)))
    except Unreadable:
        return False


def option_said(options: Sequence[Option], text: str) -> Option | None:
    """Return the option that ``text`` names by its label or another way to say it, or None.

    A number names none: no messenger numbers the buttons that options are, and a stray "1" is no consent.
    """
    said = spaceless(text)
    return next((option for option in options if said in {spaceless(option.label), *option.said}), None)


async def shown(turn: Turn, slot: Slot, value: str | None) -> str:
    """Return a stored value as its owner reads it; None and an empty one are told as not given."""
    if value is None:
        return say(turn.language, "forms.not_given")
    if value == "":
        return say(turn.language, "forms.skipped")
    if slot.kind == "choice":
        labels = {option.value: option.label for option in await slot.options(turn)}
        return labels.get(value) or slot.shown(value, turn.language)
    return slot.shown(value, turn.language)
