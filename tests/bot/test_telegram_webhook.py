"""The webhook over HTTP: what it takes, what it refuses, and that a 200 is never early."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from sqlalchemy import Connection, func, select

from bot.channels import telegram_webhook
from bot.channels.telegram_intake import Intake
from bot.channels.telegram_sender import TelegramSender, close_bot, make_bot
from bot.channels.telegram_setup import set_up, set_up_in_the_end
from bot.delivery import Delivery
from storage import tables
from storage.database import Database
from storage.errors import StorageUnavailable
from tests.bot.echo_dialogue import Echo
from tests.end_to_end.fake_telegram import FakeTelegram

SECRET = "s3cret_-"


class Service:
    """The Telegram side of the service, with an echo for a dialogue."""

    def __init__(self, telegram: FakeTelegram, database: Database) -> None:
        self.telegram = telegram
        self.database = database
        self.queued = asyncio.Event()
        self.dialogue = Echo(database, self.queued)
        self.bot = make_bot(telegram.token, telegram.url)
        self.intake = Intake(self.dialogue, database, self.bot, self.queued)
        self.url = ""

    async def deliveries(self) -> int:
        """Return how many answers were ever committed."""

        def look(connection: Connection) -> int | None:
            return connection.scalar(select(func.count()).select_from(tables.delivery))

        return await self.database.read(look) or 0

    async def post(self, body: bytes, secret: str | None = SECRET) -> aiohttp.ClientResponse:
        """Post a body as Telegram does."""
        headers = {"Content-Type": "application/json"}
        if secret is not None:
            headers[telegram_webhook.SECRET_HEADER] = secret
        async with (
            aiohttp.ClientSession() as session,
            session.post(f"{self.url}/telegram/webhook", data=body, headers=headers) as answer,
        ):
            await answer.read()
            return answer


@pytest.fixture
async def telegram() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as server:
        yield server


@pytest.fixture
async def service(telegram: FakeTelegram, database: Database) -> AsyncIterator[Service]:
    service = Service(telegram, database)
    app = web.Application()
    app.add_routes(telegram_webhook.routes(service.intake, SECRET))
    async with TestServer(app) as server:
        service.url = str(server.make_url("")).rstrip("/")
        sender = TelegramSender(service.bot)
        delivery = Delivery(database, sender, service.queued, rate=1000, alone=True)
        task = asyncio.create_task(delivery.run())
        yield service
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await service.intake.close()
        await close_bot(service.bot)


def said(text: str, number: int = 1) -> dict[str, Any]:
    person = {"id": 5, "is_bot": False, "first_name": "p"}
    chat = {"id": 5, "type": "private", "first_name": "p"}
    return {
        "update_id": number,
        "message": {"message_id": 1, "date": 1, "chat": chat, "from": person, "text": text},
    }


async def test_a_conversation_by_typing_and_tapping(telegram: FakeTelegram, service: Service) -> None:
    await set_up(service.bot, public_url=service.url, secret=SECRET)

    telegram.say(5, "안녕")
    await telegram.answers(5, 1)
    telegram.tap(5, "네")
    await telegram.answers(5, 2)
    await telegram.until(lambda: len(telegram.called("answerCallbackQuery")) == 1)

    assert [receipt.text for receipt in telegram.sent(5)] == ["안녕?", "/yes 1?"]
    assert [(message.text, message.choice) for message in service.dialogue.heard] == [("안녕", None), ("네", "/yes 1")]


async def test_setting_up_names_the_menu_in_both_languages_and_the_webhook(
    telegram: FakeTelegram, service: Service
) -> None:
    telegram.fail("setWebhook", 500, "Internal Server Error")

    await set_up_in_the_end(service.bot, public_url="https://bot.example/", secret=SECRET)

    assert telegram.webhook["url"] == "https://bot.example/telegram/webhook"
    assert telegram.webhook["secret_token"] == SECRET
    assert "my_chat_member" in telegram.webhook["allowed_updates"]
    korean, english = telegram.called("setMyCommands")
    assert korean["scope"] == {"type": "all_private_chats"}
    assert "language_code" not in korean
    assert english["language_code"] == "en"
    assert [entry["command"] for entry in korean["commands"]] == [entry["command"] for entry in english["commands"]]


async def test_a_repeated_update_is_answered_200_and_changes_nothing(telegram: FakeTelegram, service: Service) -> None:
    body = json.dumps(said("하나")).encode()

    statuses = [(await service.post(body)).status for _ in range(3)]
    await telegram.answers(5, 1)

    assert statuses == [200, 200, 200]
    assert await service.deliveries() == 1


async def test_the_same_update_at_the_same_moment_is_handled_once(service: Service) -> None:
    body = json.dumps(said("하나")).encode()

    answers = await asyncio.gather(*(service.post(body) for _ in range(5)))

    assert {answer.status for answer in answers} == {200}
    assert await service.deliveries() == 1


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET + "x", "비밀"])
async def test_without_the_secret_nothing_is_read(service: Service, secret: str | None) -> None:
    answer = await service.post(json.dumps(said("하나")).encode(), secret)

    assert answer.status == 401
    assert service.dialogue.heard == []


@pytest.mark.parametrize(
    "body",
    [b"", b"\xff\xfe", b"{", b"[]", b'"x"', b"{}", b'{"update_id": 1, "message": 5}', b"[" * 50_000, b'{"a":NaN}'],
)
async def test_what_is_no_update_gets_400_and_leaves_no_content_in_the_log(
    service: Service, body: bytes, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)

    answer = await service.post(body)

    assert answer.status == 400
    written = capsys.readouterr().out + caplog.text
    assert len(body) < 2 or body.decode("utf-8", "replace")[:200] not in written


async def test_while_storage_is_down_telegram_is_told_to_come_again(service: Service) -> None:
    service.dialogue.failures["하나"] = [StorageUnavailable("The disk is full.")] * 4

    answers = [await service.post(json.dumps(said("하나")).encode()) for _ in range(5)]

    assert [answer.status for answer in answers] == [503, 503, 503, 503, 200]
    assert answers[0].headers["Retry-After"] == "5"


async def test_a_defect_is_tried_three_times_and_then_answered_with_an_apology(
    telegram: FakeTelegram, service: Service
) -> None:
    await set_up(service.bot, public_url=service.url, secret=SECRET)
    service.dialogue.failures["하나"] = [RuntimeError("the secret 010-1234-5678")] * 9

    telegram.say(5, "하나")
    telegram.say(5, "둘")
    await telegram.answers(5, 2)

    apology, echo = telegram.sent(5)
    assert echo.text == "둘?"
    assert "다시" in apology.text
    assert len(service.dialogue.failures["하나"]) == 6
    assert await service.deliveries() == 2


async def test_blocking_is_stored_at_once(telegram: FakeTelegram, service: Service) -> None:
    await set_up(service.bot, public_url=service.url, secret=SECRET)
    telegram.say(5, "하나")
    await telegram.answers(5, 1)

    blocked = telegram.change_membership(5, "kicked")
    await telegram.until(lambda: blocked in telegram.accepted)

    def look(connection: Connection) -> bool | None:
        return connection.scalar(select(tables.account.c.reachable))

    assert await service.database.read(look) is False


async def test_a_tap_that_is_too_old_to_confirm_is_answered_all_the_same(
    telegram: FakeTelegram, service: Service
) -> None:
    await set_up(service.bot, public_url=service.url, secret=SECRET)
    telegram.say(5, "하나")
    await telegram.answers(5, 1)

    telegram.fail("answerCallbackQuery", 400, "Bad Request: query is too old and response timeout expired")
    telegram.tap(5, "네")

    assert [receipt.text for receipt in await telegram.answers(5, 2)] == ["하나?", "/yes 1?"]


def test_a_webhook_without_a_secret_is_not_made(service: Service) -> None:
    with pytest.raises(ValueError, match="secret"):
        telegram_webhook.routes(service.intake, "")
