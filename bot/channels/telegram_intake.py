"""Taking an update in: the turn is committed when ``take`` returns, and only then may Telegram be told so.

The webhook and polling both end here.
"""

import asyncio
import datetime as dt
from collections import Counter
from collections.abc import Callable

import structlog
from telegram import Bot
from telegram.error import TelegramError

from bot.channels.layout import Answers
from bot.channels.telegram_layout import lay_out
from bot.channels.telegram_updates import Heard, NotForUs, Reachability, read_update
from bot.log import where
from handlers.message import Message
from handlers.reply import Reply
from handlers.turn import new_id
from handlers.wording import say
from knowledge.words import Language
from storage import accounts, turns
from storage.database import Database
from storage.errors import StorageUnavailable

_log = structlog.get_logger(__name__)

TRIES = 3


class Intake:
    """Hands updates to the dialogue.

    An update on which our code fails is tried three times, for the failure may pass. Then its key is stored as handled,
    with an apology as its answer: Telegram holds back all later messages of a chat until it gets its 200, and polling
    those of everybody, so a single defect would silence more than the one message that it can't answer. The apology
    asks to send it again, and the log says where the defect is.

    Args:
        dialogue: handles a message and commits it.
        database: for what is no message.
        bot: answers taps, so that their buttons stop turning.
        queued: set when an apology was committed to be sent.
        now: the clock.
    """

    def __init__(
        self,
        dialogue: Answers,
        database: Database,
        bot: Bot,
        queued: asyncio.Event,
        *,
        now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
    ) -> None:
        self._dialogue = dialogue
        self._database = database
        self._bot = bot
        self._queued = queued
        self._now = now
        self._tries: Counter[str] = Counter()
        self._answering: set[asyncio.Task[None]] = set()

    async def take(self, data: object) -> None:
        """Commit one update.

        Args:
            data: the update as parsed JSON.

        Raises:
            MalformedUpdate: it is no update.
            StorageUnavailable: nothing can be stored now; it must come again, however often.
            Exception: our code failed; it must come again, and at its third failure is taken.
        """
        understood = read_update(data, self._now())
        match understood:
            case Heard(message, tap):
                await self._turn(message)
                if tap is not None:
                    self._answer(tap)
            case Reachability(user, reachable):
                await self._database.write(accounts.set_reachable, "telegram", user, reachable)
            case NotForUs(reason):
                _log.debug("telegram.update_ignored", reason=reason)

    async def close(self) -> None:
        """Let go of taps that are not yet answered; their buttons stop turning by themselves."""
        for task in self._answering:
            task.cancel()
        await asyncio.gather(*self._answering, return_exceptions=True)

    async def _turn(self, message: Message) -> None:
        key = message.key or ""
        try:
            await self._dialogue.turn(message, lay_out, queued=True)
        except StorageUnavailable:
            raise
        except Exception as error:
            self._tries[key] += 1
            tries = self._tries[key]
            _log.error("telegram.turn_failed", where=where(error), update=key, tries=tries)
            if tries < TRIES:
                raise
            await self._apologise(message)
        del self._tries[key]

    async def _apologise(self, message: Message) -> None:
        user = message.user
        loaded = await self._database.read(turns.load, channel=message.channel, user=user, key=message.key)
        if loaded.repeated:
            return
        language: Language = "en" if (loaded.conversation or {}).get("language") == "en" else "ko"
        apology = Reply(lead=say(language, "channel.failed"))
        record = turns.TurnRecord(
            channel=message.channel,
            user=user,
            key=message.key,
            account=loaded.account or new_id(),
            owner=loaded.owner or new_id(),
            newcomer=loaded.account is None,
            version=loaded.version,
            state=loaded.conversation or {},
            at=message.at,
            deliveries=lay_out((apology,), language).bodies,
        )
        await self._database.write(turns.commit, record, ())
        self._queued.set()

    def _answer(self, tap: str) -> None:
        task = asyncio.create_task(self._stop_turning(tap))
        self._answering.add(task)
        task.add_done_callback(self._answering.discard)

    async def _stop_turning(self, tap: str) -> None:
        try:
            await self._bot.answer_callback_query(tap)
        except TelegramError as error:
            # After an outage, "query is too old" (150 s); the answer itself goes out all the same.
            _log.info("telegram.tap_not_answered", error=type(error).__name__)
