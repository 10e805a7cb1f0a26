"""The whole service on a free port and a database of its own: in this process, or as one that can be killed."""

import asyncio
import contextlib
import os
import socket
import sqlite3
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from functools import partial
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
                return OnTelegram(self.telegram, partial(undelivered, self.settings.database_url))


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
                "operator": "행복시 소상공인지원센터",
                "operator_contact": "02-120",
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


class Process:
    """``pallobot serve`` as a process of its own, on a SQLite file that outlives it; it is there to be killed.

    Args:
        folder: where its files are.
        telegram: the Bot API that it speaks to.
        knowledge: the folder of its programs.
    """

    def __init__(self, folder: Path, telegram: FakeTelegram, knowledge: Path) -> None:
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        self.database_url = f"sqlite:///{folder / 'pallobot.db'}"
        self.keys = KeyRing.made().written()
        self._folder, self._telegram = folder, telegram
        self._environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "PALLOBOT_DATABASE_URL": self.database_url,
            "PALLOBOT_SECRET_KEYS": self.keys,
            "PALLOBOT_KNOWLEDGE": str(knowledge),
            "PALLOBOT_PORT": str(port),
            "PALLOBOT_PUBLIC_URL": self.url,
            "PALLOBOT_KAKAO_SECRET": KAKAO_SECRET,
            "PALLOBOT_TELEGRAM_TOKEN": telegram.token,
            "PALLOBOT_TELEGRAM_API": telegram.url,
            "PALLOBOT_TELEGRAM_MODE": "webhook",
            "PALLOBOT_TELEGRAM_SECRET": "telegram-secret-of-tests",
        }
        self._running: asyncio.subprocess.Process | None = None

    async def start(self, http: aiohttp.ClientSession) -> None:
        """Start it, and wait until it answers.

        Raises:
            AssertionError: it ended instead.
        """
        log = self._folder / "log"
        with log.open("ab") as output:
            self._running = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "bot.command_line",
                "serve",
                cwd=self._folder,
                env=self._environment,
                stdout=output,
                stderr=output,
            )
        async with asyncio.timeout(PATIENCE):
            while True:
                assert self._running.returncode is None, log.read_text()[-3000:]
                with contextlib.suppress(aiohttp.ClientConnectionError):
                    async with http.get(f"{self.url}/readyz") as answer:
                        if answer.status == 200:
                            return
                await asyncio.sleep(0.02)

    async def kill(self) -> None:
        """Kill -9, if it runs."""
        if self._running is not None and self._running.returncode is None:
            self._running.kill()
            await self._running.wait()

    def undelivered(self) -> bool:
        """Whether it still has something to send."""
        return undelivered(self.database_url)


def undelivered(database_url: str) -> bool:
    """Whether the service on a SQLite file still has something to send."""
    with closing(sqlite3.connect(Path(database_url.partition("///")[2]))) as connection:
        (count,) = connection.execute("SELECT count(*) FROM delivery WHERE state <> 'sent'").fetchone()
    return bool(count)
