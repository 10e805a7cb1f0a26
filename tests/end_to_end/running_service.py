"""The whole service as ``pallobot serve`` composes it, in this process, on a free port and a database of its own."""

import asyncio
import contextlib
import socket
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import aiohttp

from bot import service
from bot.settings import Settings
from storage.encryption import KeyRing
from tests.end_to_end.fake_telegram import FakeTelegram
from tests.end_to_end.messengers import KAKAO_SECRET, OnKakao, OnTelegram, OnTheWeb, Person

Messenger = Literal["kakao", "telegram", "web"]

PATIENCE = 20.0


@dataclass(frozen=True)
class Running:
    """A running service, and how people reach it.

    Args:
        url: its address.
        settings: what it was started with.
        http: a client.
        telegram: the Bot API that it speaks to.
    """

    url: str
    settings: Settings
    http: aiohttp.ClientSession
    telegram: FakeTelegram

    def person(self, messenger: Messenger) -> Person:
        """Somebody new on a messenger; for Telegram, the service has to run on SQLite."""
        match messenger:
            case "kakao":
                return OnKakao(self.http, self.url)
            case "web":
                return OnTheWeb(self.http, self.url)
            case "telegram":
                return OnTelegram(self.telegram, self._pending)

    def _pending(self) -> bool:
        path = Path(self.settings.database_url.partition("///")[2])
        with closing(sqlite3.connect(path)) as connection:
            (count,) = connection.execute("SELECT count(*) FROM delivery WHERE state <> 'sent'").fetchone()
        return bool(count)


def free_port() -> int:
    """A port on which nobody listens right now."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@asynccontextmanager
async def running(database_url: str, **changed: Any) -> AsyncIterator[Running]:
    """Run the service with all three messengers, Telegram by webhook, outside demo mode.

    Args:
        database_url: of a database that need not have tables where it is SQLite.
        changed: settings that are to be other ones.
    """
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    async with FakeTelegram() as telegram, aiohttp.ClientSession() as http:
        settings = Settings.model_validate(
            {
                "port": port,
                "database_url": database_url,
                "public_url": url,
                "secret_keys": KeyRing.made().written(),
                "kakao_secret": KAKAO_SECRET,
                "telegram_token": telegram.token,
                "telegram_api": telegram.url,
                "telegram_mode": "webhook",
                "telegram_secret": "telegram-secret-of-tests",
            }
            | changed
        )
        serving = asyncio.create_task(service.serve(settings))
        try:
            await _ready(serving, http, url)
            if settings.telegram_token is not None:
                await telegram.until(lambda: bool(telegram.called("setMyCommands")))
            yield Running(url, settings, http, telegram)
        finally:
            serving.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await serving


async def _ready(serving: asyncio.Task[None], http: aiohttp.ClientSession, url: str) -> None:
    async with asyncio.timeout(PATIENCE):
        while True:
            if serving.done():
                await serving
            try:
                async with http.get(f"{url}/readyz") as answer:
                    if answer.status == 200:
                        return
            except aiohttp.ClientConnectionError:
                await asyncio.sleep(0.02)  # it does not listen yet
