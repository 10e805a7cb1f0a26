"""What the bot answers, before a channel lays it out for its messenger.

A reply holds whole facts: a channel may spread its parts over several bubbles or keep the later ones for '더 보기',
but it never cuts inside one.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

COMMAND_BYTES = 64
"""A Telegram callback carries at most this many bytes (https://core.telegram.org/bots/api#inlinekeyboardbutton)."""
MOST_CHOICES = 10
"""KakaoTalk shows at most this many quick replies."""


class _Said(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Choice(_Said):
    """A likely next step: a button where the messenger has buttons; the label can also be typed.

    Args:
        label: what stands on it.
        command: what it means.
        answers: it answers the yes-or-no question that the reply asks, which a typed "네" or "아니요" does, too.

    Raises:
        ValueError: the command is empty, or longer than 64 bytes.
    """

    label: str = Field(min_length=1)
    command: str
    answers: Literal["yes", "no"] | None = None

    @field_validator("command")
    @classmethod
    def _fits(cls, command: str) -> str:
        if not 1 <= len(command.encode()) <= COMMAND_BYTES:
            raise ValueError(f"a command has 1 to {COMMAND_BYTES} bytes")
        return command


class Paragraph(_Said):
    """Running text; it may have line breaks."""

    kind: Literal["paragraph"] = "paragraph"
    text: str = Field(min_length=1)


class Row(_Said):
    """A label and its value."""

    label: str
    value: str


class Rows(_Said):
    """Facts as a small table."""

    kind: Literal["rows"] = "rows"
    heading: str | None = None
    rows: tuple[Row, ...] = Field(min_length=1)


class Item(_Said):
    """A line of a list; with a command it can be tapped, and its number or title typed."""

    title: str = Field(min_length=1)
    description: str | None = None
    command: str | None = None


class Listing(_Said):
    """A list, at most five items at once: handlers page longer ones."""

    kind: Literal["listing"] = "listing"
    heading: str | None = None
    first_number: int = 1
    items: tuple[Item, ...] = Field(min_length=1, max_length=5)


Part = Annotated[Paragraph | Rows | Listing, Field(discriminator="kind")]


class Reply(_Said):
    """One answer.

    Args:
        title: the full name of the program that it is about, or None.
        lead: the answer itself, in one sentence; never empty.
        parts: reasons, details, what to do next, most important first.
        source: outlet and date of the source, and the day that the answer speaks for; None where no fact is told.
        choices: the likely next steps, most likely first.
    """

    title: str | None = None
    lead: str = Field(min_length=1)
    parts: tuple[Part, ...] = ()
    source: str | None = None
    choices: tuple[Choice, ...] = Field(default=(), max_length=MOST_CHOICES)
