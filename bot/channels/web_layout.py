"""A reply as the chat page gets it: its own JSON, whole, since a page has no limits."""

from collections.abc import Sequence

from bot.channels.layout import Laid
from handlers.reply import Reply
from knowledge.words import Language


def lay_out(replies: Sequence[Reply], language: Language) -> Laid:
    """Lay ``replies`` out as one body; the page draws them."""
    return Laid(({"replies": [reply.model_dump(mode="json") for reply in replies], "language": language},))
