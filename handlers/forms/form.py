"""Forms as data: slots with their readers and texts, and what happens to a form that is filled in.

The engine (``handlers.forms.engine``) fills in any form that is declared with these.
"""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from handlers.forms.state import FormState
from handlers.reply import Choice, Part, Reply
from handlers.turn import Turn
from knowledge.words import Language

VERBS = frozenset({"ok", "change", "cancel", "stop", "keep", "back", "skip", "go"})
"""What a form's choices can say besides naming a slot: no slot may have such an id."""


class Unreadable(Exception):  # it says what a text is, as the house does for its domain errors
    """A text is no value of a slot; ``key`` and ``values`` make the sentence that says which part is wrong.

    Args:
        key: catalog key.
        values: what its text names.
    """

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.values = values


@dataclass(frozen=True)
class Option:
    """One value of a choice slot.

    Args:
        value: as it is stored; short, for it stands in a command.
        label: as it is shown, in the language of the conversation.
        said: other ways to say it, lower case and without spaces.
        ends: catalog key of the sentence with which choosing it ends the form, or None.
    """

    value: str
    label: str
    said: frozenset[str] = frozenset()
    ends: str | None = None


def _as_stored(value: str, _language: Language) -> str:
    return value


def _nothing(_turn: Turn, _state: FormState) -> tuple[Part, ...]:
    return ()


def _always(_turn: Turn, _state: FormState) -> bool:
    return True


def _as_it_is(_turn: Turn, state: FormState) -> FormState:
    return state


def _nothing_to_do(_turn: Turn, _state: FormState) -> None:
    return None


def _never(_turn: Turn, _state: FormState) -> bool:
    return False


async def _still_there(_turn: Turn, _state: FormState) -> Reply | None:
    return None


async def _no_options(_turn: Turn) -> Sequence[Option]:
    return ()


@dataclass(frozen=True)
class Slot:
    """One thing that a form asks for.

    Args:
        id: names it in commands and in what is stored.
        kind: "closed" takes value, correction, command, question in that order; "choice" does too, its values being its
            options; "open" takes command or control word, a correction that names a slot, a sure question, else the
            value, which the review reads back.
        label: catalog key of its name ("전화번호").
        prompt: catalog key of the question that asks for it.
        names: what people call it in a correction ("전화", "phone"); several slots may share one ("번호").
        asked_names: what they call it only where it is what was asked for ("이름" of a firm).
        read: turns what was typed into the value as it is stored, and such a value into itself.

            Raises:
                Unreadable: the text is no value.
        about: catalog key of the sentence for who asks what it is, or of a closed slot has no answer.
        verbatim: what is typed is taken as it is: no polite ending is taken off, and a question is text like any other.
        options: of a choice, computed from the turn; the first eight are shown.
        find: of a choice with more options than can be shown: the value that typed words mean, or None.
        details: what is shown under the question.
        shown: a stored value as its owner reads it in the review.
        optional: it can be skipped.
        volunteered: whether it is never asked for by itself: taken where it is told, and listed by the review.
        reviewed: the review lists it.
        gate: nothing else is taken, read or corrected before it has a value: consent to what will be typed.
        settled: called when the slot gets its value, with the state that has it; it returns the state to go on with.
        needed: whether the form has it at all, given what the form is about and the values so far.
        spotted: of a closed slot: what a value looks like within a longer text, mistyped ones too.
        finders: of an open slot: ways to find a value within a text that holds more, surest first; each returns the
            value as it was typed and what is left of the text, or None.
        takes_the_rest: of an open slot: of a text that holds several values, what no other slot takes is this one's.

    Raises:
        ValueError: the declaration contradicts itself.
    """

    id: str
    kind: Literal["closed", "open", "choice"]
    label: str
    prompt: str
    names: tuple[str, ...] = ()
    asked_names: tuple[str, ...] = ()
    read: Callable[[str], str] | None = None
    about: str | None = None
    verbatim: bool = False
    options: Callable[[Turn], Awaitable[Sequence[Option]]] = _no_options
    find: Callable[[Turn, str], str | None] | None = None
    details: Callable[[Turn, FormState], tuple[Part, ...]] = _nothing
    shown: Callable[[str, Language], str] = _as_stored
    optional: bool = False
    volunteered: Callable[[Turn, FormState], bool] = _never
    reviewed: bool = True
    gate: bool = False
    settled: Callable[[Turn, FormState], FormState] = _as_it_is
    needed: Callable[[Turn, FormState], bool] = _always
    spotted: re.Pattern[str] | None = None
    finders: tuple[Callable[[str], tuple[str, str] | None], ...] = ()
    takes_the_rest: bool = False

    def __post_init__(self) -> None:
        if self.id in VERBS:
            raise ValueError(f"{self.id} is what a form's choices say, so no slot can have it as its id")
        if (self.kind == "choice") == (self.read is not None):
            raise ValueError(f"the slot {self.id} needs a reader if it is typed, and options if it is a choice")


@dataclass(frozen=True)
class Form:
    """A form.

    Args:
        id: names it in the conversation.
        version: raised whenever the slots or their meaning change; open forms keep what still reads.
        slots: in the order in which they are asked for.
        title: the title of its replies, or None.
        review_lead: catalog key of the sentence over the review.
        confirm_label: catalog key of the choice that finishes it.
        cancelled: catalog key of the sentence that says it was cancelled.
        finish: called with all slots filled in and confirmed: it decides, makes its changes and answers; it calls
            ``filling.close`` if the form is done, and leaves it open if something has to be changed.
        again: what to answer where somebody taps a choice of a form with this token that is closed: the receipt, or
            None where this form knows nothing of the token.
        review: further parts of the review.
        together: catalog key of the sentence that several values may be told at once, or None where they may not.
        known: catalog key of the words that mark in the review what was known before, or None for none.
        resumed: catalog key of the question whether to go on, after a long silence.
        still: asked after a long silence: what to answer where the form can't be finished any more, having closed it;
            else None.
        source: source line of the review, where it tells facts.
        dropped: called when it is cancelled: it takes back what was recorded on the way.
        leave: choices after it was cancelled.
    """

    id: str
    version: int
    slots: tuple[Slot, ...]
    review_lead: str
    confirm_label: str
    cancelled: str
    finish: Callable[[Turn, FormState], Awaitable[Reply]]
    again: Callable[[Turn, str], Awaitable[Reply | None]]
    title: Callable[[Turn, FormState], str | None] = field(default=lambda _turn, _state: None)
    review: Callable[[Turn, FormState], Awaitable[tuple[Part, ...]]] | None = None
    together: str | None = None
    known: str | None = "forms.known"
    resumed: str = "forms.go_on"
    still: Callable[[Turn, FormState], Awaitable[Reply | None]] = _still_there
    source: Callable[[Turn, FormState], str | None] = field(default=lambda _turn, _state: None)
    dropped: Callable[[Turn, FormState], None] = _nothing_to_do
    leave: Callable[[Turn, FormState], tuple[Choice, ...]] = field(default=lambda _turn, _state: ())

    @cached_property
    def by_id(self) -> Mapping[str, Slot]:
        """Slot id to slot."""
        return {slot.id: slot for slot in self.slots}

    def needed(self, turn: Turn, state: FormState) -> tuple[Slot, ...]:
        """Return the slots that the form has, given what it is about and its values."""
        return tuple(slot for slot in self.slots if slot.needed(turn, state))

    def missing(self, turn: Turn, state: FormState) -> tuple[Slot, ...]:
        """Return the slots that still have to be asked for; none where the form is filled in."""
        return tuple(
            slot
            for slot in self.needed(turn, state)
            if slot.id not in state.values and not slot.volunteered(turn, state)
        )

    def skippable(self, turn: Turn, state: FormState, slot: Slot) -> bool:
        """Return whether ``slot`` can be left without a value."""
        return slot.optional or slot.volunteered(turn, state)

    def numbered(self, turn: Turn, state: FormState) -> tuple[Slot, ...]:
        """Return the slots that the review lists, in the order of their numbers."""
        return tuple(slot for slot in self.needed(turn, state) if slot.reviewed)
