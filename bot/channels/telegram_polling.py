"""Polling: an offset is confirmed only after every update below it is committed.

python-telegram-bot's own updater confirms what it has merely queued, and loses it in a kill.
"""

import asyncio
from collections import defaultdict
from typing import Any
from urllib.parse import urlencode

import structlog
from telegram import Bot
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.channels.telegram_intake import Intake
from bot.channels.telegram_request import AiohttpRequest, quoting_nothing
from bot.channels.telegram_updates import ALLOWED_UPDATES, MalformedUpdate, chat_of, update_id

_log = structlog.get_logger(__name__)

WAIT_SECONDS = 30
"""How long Telegram holds a request while there is nothing to tell; it allows 50."""
CHATS_AT_ONCE = 32
FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 30.0
CONFLICT_PAUSE_SECONDS = 5.0
WRONG_TOKEN_PAUSE_SECONDS = 60.0


class Polling:
    """Fetches updates and has them committed, each chat's in their order, different chats at the same time.

    Args:
        bot: the client.
        intake: commits updates.
        wait: seconds for which Telegram may hold a request.
    """

    def __init__(self, bot: Bot, intake: Intake, *, wait: int = WAIT_SECONDS) -> None:
        self._bot = bot
        self._intake = intake
        self._wait = wait
        # Of its own: a request that waits half a minute shall not take a connection from those that send.
        self._request = AiohttpRequest(1)
        self._offset: int | None = None
        self._free = asyncio.Semaphore(CHATS_AT_ONCE)

    async def run(self) -> None:
        """Poll until cancelled; whatever the network or Telegram does, it goes on."""
        try:
            await self._poll()
        finally:
            await self._request.shutdown()

    async def _poll(self) -> None:
        failures = 0
        while True:
            try:
                updates = await self._fetch()
            except TelegramError as error:
                pause = _pause(error, failures)
                failures += 1
                _log.warning(
                    "telegram.poll_failed", error=type(error).__name__, said=quoting_nothing(error), again_in=pause
                )
                await asyncio.sleep(pause)
                continue
            failures = 0
            if updates:
                await self._commit_all(updates)

    async def _fetch(self) -> list[Any]:
        # Not Bot.get_updates: that fails for the whole batch where it can't read one update, and so for ever.
        parameters: dict[str, Any] = {
            "timeout": self._wait,
            "limit": 100,
            "allowed_updates": '["' + '","'.join(ALLOWED_UPDATES) + '"]',
        }
        if self._offset is not None:
            parameters["offset"] = self._offset
        found = await self._request.post(
            f"{self._bot.base_url}/getUpdates?{urlencode(parameters)}", read_timeout=self._wait + 10
        )
        return found if isinstance(found, list) else []

    async def _commit_all(self, updates: list[Any]) -> None:
        chats: dict[int | None, list[Any]] = defaultdict(list)
        numbers: list[int] = []
        for update in updates:
            try:
                numbers.append(update_id(update))
            except MalformedUpdate:
                _log.error("telegram.update_refused", reason="no update_id")
                continue
            chats[chat_of(update)].append(update)
        async with asyncio.TaskGroup() as group:
            for waiting in chats.values():
                group.create_task(self._commit_in_order(waiting))
        if numbers:
            self._offset = max(numbers) + 1

    async def _commit_in_order(self, updates: list[Any]) -> None:
        async with self._free:
            for update in updates:
                await self._commit(update)

    async def _commit(self, update: Any) -> None:
        pause = FIRST_PAUSE_SECONDS
        while True:
            try:
                await self._intake.take(update)
            except MalformedUpdate:
                _log.error("telegram.update_refused", reason="unreadable")
                return
            except Exception as error:
                # A defect ends after the intake's third try; while storage is down, nothing may be confirmed at all.
                _log.error("telegram.update_failed", error=type(error).__name__, again_in=pause)
                await asyncio.sleep(pause)
                pause = min(2 * pause, LONGEST_PAUSE_SECONDS)
            else:
                return


def _pause(error: TelegramError, failures: int) -> float:
    if isinstance(error, RetryAfter):
        asked = error.retry_after
        return asked if isinstance(asked, int) else asked.total_seconds()
    if isinstance(error, InvalidToken):
        return WRONG_TOKEN_PAUSE_SECONDS
    if isinstance(error, Conflict):
        # Another process polls with the same token; whoever asks last ends the other's request, so give it time to go.
        return CONFLICT_PAUSE_SECONDS
    return min(FIRST_PAUSE_SECONDS * 2.0**failures, LONGEST_PAUSE_SECONDS)
