"""The Bot API client: every way in which a call fails is told apart."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator

import pytest
from telegram import Bot, InputFile
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.channels.telegram_request import NotSent
from bot.channels.telegram_sender import close_bot, make_bot, reception_of
from tests.end_to_end.fake_telegram import FakeTelegram


@pytest.fixture
async def telegram() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as server:
        yield server


@pytest.fixture
async def bot(telegram: FakeTelegram) -> AsyncIterator[Bot]:
    bot = make_bot(telegram.token, telegram.url, connections=1)
    yield bot
    await close_bot(bot)


async def test_a_file_goes_up_as_it_is(telegram: FakeTelegram, bot: Bot) -> None:
    content = bytes(range(256)) * 100

    await bot.send_document(7, InputFile(content, filename="등록.xlsx"), caption="명단")

    (call,) = telegram.called("sendDocument")
    assert (call["chat_id"], call["caption"]) == ("7", "명단")
    assert call["document"] == ("등록.xlsx", content)


async def test_an_answer_that_comes_too_late_is_a_timeout(telegram: FakeTelegram, bot: Bot) -> None:
    telegram.delay = 0.5

    with pytest.raises(TimedOut):
        await bot.send_message(7, "하나", read_timeout=0.05)


async def test_without_a_free_connection_nothing_was_sent(telegram: FakeTelegram, bot: Bot) -> None:
    telegram.delay = 0.5
    first = asyncio.create_task(bot.send_message(7, "하나"))
    await telegram.until(lambda: len(telegram.receipts) == 1)

    with pytest.raises(NotSent):
        await bot.send_message(7, "둘", connect_timeout=0.05)

    await first
    assert len(telegram.receipts) == 1


async def test_without_a_server_nothing_was_sent() -> None:
    bot = make_bot("1:x", "http://127.0.0.1:1")

    with pytest.raises(NotSent):
        await bot.send_message(7, "하나")

    await close_bot(bot)


async def test_a_429_without_its_pause_still_asks_for_one(telegram: FakeTelegram, bot: Bot) -> None:
    telegram.fail("sendMessage", 429, "Too Many Requests")

    with pytest.raises(RetryAfter) as raised:
        await bot.send_message(7, "하나")

    assert reception_of(raised.value).pause > 0


@pytest.mark.parametrize(
    ("error", "verdict"),
    [
        (Forbidden("Forbidden: bot was blocked by the user"), "unreachable"),
        (Forbidden("Forbidden: bot can't initiate conversation with a user"), "unreachable"),
        (BadRequest("Bad Request: chat not found"), "unreachable"),
        (BadRequest("Bad Request: message is too long"), "refused"),
        (ChatMigrated(-100), "refused"),
        (InvalidToken("Unauthorized"), "not_sent"),
        (NotSent("Not sent"), "not_sent"),
        (TimedOut(), "unknown"),
        (NetworkError("Bad Gateway"), "unknown"),
        (RetryAfter(dt.timedelta(seconds=10_072)), "busy"),
    ],
)
def test_each_error_has_its_meaning(error: TelegramError, verdict: str) -> None:
    assert reception_of(error).verdict == verdict


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (
            'Bad Request: can\'t parse entities: Unsupported start tag "010-1234-5678" at byte offset 3',
            "Can't parse entities: unsupported start tag …",
        ),
        ("Bad Request: URL '김철수' is invalid", "Url …"),
        ("Bad Request: chat not found", "Chat not found"),
    ],
)
def test_what_telegram_quotes_of_a_message_is_not_kept(said: str, told: str) -> None:
    assert reception_of(BadRequest(said)).error == told
