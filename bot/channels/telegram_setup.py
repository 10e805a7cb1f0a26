"""Telling Telegram, once at start, which commands to show and where its updates go."""

import asyncio

import structlog
from telegram import Bot, BotCommand, BotCommandScopeAllPrivateChats
from telegram.error import TelegramError

from bot.channels.telegram_request import quoting_nothing
from bot.channels.telegram_updates import ALLOWED_UPDATES
from handlers.wording import say
from knowledge.words import Language

_log = structlog.get_logger(__name__)

MENU = ("programs", "check", "register", "my", "reminders", "mydata", "link", "forget", "asof", "language", "help")
"""Commands in Telegram's menu, the most used first. What they do is said by the catalog, key ``menu.COMMAND``."""
WEBHOOK_PATH = "/telegram/webhook"
LONGEST_PAUSE_SECONDS = 60.0


async def set_up(bot: Bot, *, public_url: str | None, secret: str | None) -> None:
    """Set the menu, and either the webhook or, for polling, none.

    Args:
        bot: the client.
        public_url: where Telegram reaches us, without a slash at its end; None for polling.
        secret: what Telegram sends with each update to the webhook.

    Raises:
        TelegramError: Telegram did not take it.
    """
    # Updates come first: a menu that is a minute old harms nobody.
    if public_url is None:
        await bot.delete_webhook(drop_pending_updates=False)
    else:
        await bot.set_webhook(
            public_url.rstrip("/") + WEBHOOK_PATH,
            allowed_updates=list(ALLOWED_UPDATES),
            secret_token=secret,
            drop_pending_updates=False,
        )
    scope = BotCommandScopeAllPrivateChats()
    await bot.set_my_commands(_menu("ko"), scope=scope)
    await bot.set_my_commands(_menu("en"), scope=scope, language_code="en")


async def set_up_in_the_end(bot: Bot, *, public_url: str | None, secret: str | None) -> None:
    """``set_up``, tried again until Telegram takes it: a service that starts while the network is down still starts."""
    pause = 1.0
    while True:
        try:
            await set_up(bot, public_url=public_url, secret=secret)
        except TelegramError as error:
            _log.warning(
                "telegram.setup_failed", error=type(error).__name__, said=quoting_nothing(error), again_in=pause
            )
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE_SECONDS)
        else:
            _log.info("telegram.set_up", mode="polling" if public_url is None else "webhook")
            return


def _menu(language: Language) -> list[BotCommand]:
    return [BotCommand(command, say(language, f"menu.{command}")) for command in MENU]
