"""Polling against a Telegram that holds, loses and repeats as the real one does."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import pytest

from bot.channels.telegram_intake import Intake
from bot.channels.telegram_polling import Polling
from bot.channels.telegram_sender import TelegramSender, close_bot, make_bot
from bot.channels.telegram_setup import set_up
from bot.delivery import Delivery
from storage.database import Database
from storage.errors import StorageUnavailable
from tests.bot.echo_dialogue import Echo
from tests.end_to_end.fake_telegram import FakeTelegram


@pytest.fixture
async def telegram() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as server:
        yield server


@contextlib.asynccontextmanager
async def polled(telegram: FakeTelegram, dialogue: Echo) -> AsyncIterator[Polling]:
    bot = make_bot(telegram.token, telegram.url)
    intake = Intake(dialogue, dialogue.database, bot, dialogue.queued)
    delivery = Delivery(dialogue.database, TelegramSender(bot), dialogue.queued, rate=1000, alone=True)
    polling = Polling(bot, intake, wait=1)
    tasks = [asyncio.create_task(polling.run()), asyncio.create_task(delivery.run())]
    try:
        yield polling
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await intake.close()
        await close_bot(bot)


@pytest.fixture
def dialogue(database: Database) -> Echo:
    return Echo(database, asyncio.Event())


async def test_updates_are_answered_each_chats_in_order(telegram: FakeTelegram, dialogue: Echo) -> None:
    for text in ("하나", "둘", "셋"):
        for chat in (1, 2, 3):
            telegram.say(chat, text)

    async with polled(telegram, dialogue):
        for chat in (1, 2, 3):
            await telegram.answers(chat, 3)

    for chat in (1, 2, 3):
        assert [receipt.text for receipt in telegram.sent(chat)] == ["하나?", "둘?", "셋?"]


async def test_one_slow_chat_holds_no_other_up_and_nothing_is_confirmed_before_its_commit(
    telegram: FakeTelegram, dialogue: Echo
) -> None:
    dialogue.holds["천천히"] = asyncio.Event()
    slow = telegram.say(1, "천천히")
    quick = telegram.say(2, "빨리")

    async with polled(telegram, dialogue):
        await telegram.answers(2, 1)
        assert slow not in telegram.accepted
        assert quick not in telegram.accepted
        dialogue.holds["천천히"].set()
        await telegram.answers(1, 1)
        await telegram.until(lambda: {slow, quick} <= telegram.accepted.keys())


async def test_what_was_committed_but_not_confirmed_is_not_done_again(telegram: FakeTelegram, dialogue: Echo) -> None:
    dialogue.holds["둘"] = asyncio.Event()
    telegram.say(1, "하나")
    telegram.say(2, "둘")
    async with polled(telegram, dialogue):
        await telegram.answers(1, 1)
    assert telegram.accepted == {}

    dialogue.holds["둘"].set()
    async with polled(telegram, dialogue):
        await telegram.answers(2, 1)
        await telegram.until(lambda: len(telegram.accepted) == 2)

    assert [receipt.text for receipt in telegram.sent(1)] == ["하나?"]


@pytest.mark.parametrize("status", [0, 409, 429, 500, 502])
async def test_polling_survives_whatever_telegram_does(
    telegram: FakeTelegram, dialogue: Echo, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.telegram_polling.CONFLICT_PAUSE_SECONDS", 0.2)
    telegram.fail("getUpdates", status, "Conflict: terminated by other getUpdates request", retry_after=1)
    telegram.say(1, "하나")

    async with polled(telegram, dialogue):
        assert [receipt.text for receipt in await telegram.answers(1, 1)] == ["하나?"]


async def test_a_webhook_that_is_still_set_is_removed_by_setting_up(telegram: FakeTelegram, dialogue: Echo) -> None:
    telegram.webhook = {"url": "http://127.0.0.1:9/old"}
    bot = make_bot(telegram.token, telegram.url)
    await set_up(bot, public_url=None, secret=None)
    await close_bot(bot)
    telegram.say(1, "하나")

    async with polled(telegram, dialogue):
        await telegram.answers(1, 1)


async def test_a_defect_ends_in_an_apology_and_storage_trouble_in_patience(
    telegram: FakeTelegram, dialogue: Echo
) -> None:
    dialogue.failures["틀림"] = [RuntimeError("x")] * 9
    dialogue.failures["잠깐"] = [StorageUnavailable("Not now.")] * 2
    telegram.say(1, "틀림")
    telegram.say(2, "잠깐")

    async with polled(telegram, dialogue):
        await telegram.answers(1, 1)
        await telegram.answers(2, 1)
        await telegram.until(lambda: len(telegram.accepted) == 2)

    assert len(dialogue.failures["틀림"]) == 6
    assert [receipt.text for receipt in telegram.sent(2)] == ["잠깐?"]


async def test_an_unreadable_update_is_passed_over(telegram: FakeTelegram, dialogue: Echo) -> None:
    telegram.push({"message": {"text": 5, "chat": None}})
    telegram.say(1, "하나")

    async with polled(telegram, dialogue):
        await telegram.answers(1, 1)
        await telegram.until(lambda: len(telegram.accepted) == 2)
