"""What somebody said to the bot, whichever messenger carried it."""

import datetime as dt
from dataclasses import dataclass
from typing import Literal

Channel = Literal["kakao", "telegram", "web", "terminal"]


@dataclass(frozen=True)
class Message:
    """One thing that one person said or tapped.

    Args:
        channel: the messenger.
        user: the messenger's own id of the person; with ``channel`` it names an account.
        text: what was typed, or the words on the button that was tapped.
        choice: the command behind the tapped button, or None where the person typed.
        key: the messenger's id of this delivery, where it has one: the same key is never handled twice.
        at: when it was received, aware.
        attachment: it is a photo, a voice message or anything else that is no text.
        friend: whether the person has added the bot's channel; None where the messenger does not tell.
    """

    channel: Channel
    user: str
    text: str
    at: dt.datetime
    choice: str | None = None
    key: str | None = None
    attachment: bool = False
    friend: bool | None = None

    @property
    def address(self) -> str:
        """The account as settings and staff write it: ``telegram:123``."""
        return f"{self.channel}:{self.user}"
