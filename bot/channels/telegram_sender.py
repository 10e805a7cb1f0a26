"""Sending by Telegram, and telling apart what may be tried again from what may not.

python-telegram-bot's own hierarchy does not: BadRequest and TimedOut are both NetworkError there, so catching that and
trying again would repeat what Telegram refused for good, and double what it delivered without our hearing of it.
"""

import logging
from typing import Any

import structlog
from telegram import Bot
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, RetryAfter, TelegramError

from bot.channels.telegram_layout import as_plain_text, lay_out
from bot.channels.telegram_request import AiohttpRequest, NotSent, quoting_nothing
from bot.delivery import Reception
from handlers.reply import Reply
from knowledge.words import Language

_log = structlog.get_logger(__name__)

_NOBODY = ("chat not found", "user is deactivated", "bot was blocked", "peer_id_invalid", "user not found")


def make_bot(token: str, api: str, *, connections: int = 64) -> Bot:
    """Return the Bot API client. Nothing is sent yet; ``close_bot`` it at the end.

    Args:
        token: of the bot.
        api: address of the Bot API server.
        connections: at most so many requests at once.
    """
    # At level DEBUG python-telegram-bot writes down every call with its parameters, which is what people say.
    logging.getLogger("telegram").setLevel(logging.INFO)
    base = api.rstrip("/")
    request = AiohttpRequest(connections)
    return Bot(token, f"{base}/bot", f"{base}/file/bot", request=request, get_updates_request=request)


async def close_bot(bot: Bot) -> None:
    """Close the client's connections, as ``Bot.shutdown`` does only after a ``Bot.initialize`` over the network."""
    await bot.request.shutdown()


class TelegramSender:
    """Sends what the delivery pump hands it."""

    channel = "telegram"

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    def lay_out(self, reply: Reply, language: Language) -> tuple[dict[str, Any], ...]:
        """Return the sendMessage bodies of a reply that was not laid out when it was queued."""
        return lay_out((reply,), language).bodies

    async def send(self, user: str, body: dict[str, Any]) -> Reception:
        """Send one message; never raises for what Telegram or the network does.

        Where Telegram can't parse the formatting, the same words go out plain: an answer without bold beats none.

        Args:
            user: the chat's id.
            body: parameters of sendMessage without chat_id.
        """
        try:
            return await self._sent(user, body)
        except BadRequest as error:
            if "can't parse entities" not in error.message.lower():
                return reception_of(error)
            _log.error("telegram.markup_refused")
        except TelegramError as error:
            return reception_of(error)
        try:
            return await self._sent(user, as_plain_text(body))
        except TelegramError as error:
            return reception_of(error)

    async def _sent(self, user: str, body: dict[str, Any]) -> Reception:
        parameters = {name: value for name, value in body.items() if name != "text"}
        message = await self._bot.send_message(chat_id=int(user), text=body["text"], api_kwargs=parameters)
        return Reception("sent", message_id=str(message.message_id))


def reception_of(error: TelegramError) -> Reception:
    """Return what an error of the Bot API means for the message (exact texts: Bot API server 10.0).

    A 5xx, a timeout after the request was written and a dropped connection are "unknown": there is no idempotency key
    by which Telegram could tell a repetition (tdlib/telegram-bot-api#126).
    """
    said = quoting_nothing(error)
    match error:
        case RetryAfter():
            pause = error.retry_after
            return Reception("busy", error=said, pause=pause if isinstance(pause, int) else pause.total_seconds())
        case NotSent():
            return Reception("not_sent", error=said)
        case InvalidToken():
            # Nobody gets anything until the token is put right, and then everybody shall.
            _log.error("telegram.token_refused")
            return Reception("not_sent", error=said)
        case Forbidden():
            return Reception("unreachable", error=said)
        case BadRequest() | ChatMigrated():
            nobody = any(words in error.message.lower() for words in _NOBODY)
            return Reception("unreachable" if nobody else "refused", error=said)
    return Reception("unknown", error=said)
