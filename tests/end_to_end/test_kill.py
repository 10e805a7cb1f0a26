"""kill -9 at a random moment while answers are on their way, twenty times each for the webhook and for polling.

Nothing that Telegram was told is accepted may be lost, nothing may be handled twice, and only what was in the air at
the kill may be sent twice: the service had handed it to Telegram and did not yet have on disk that it arrived.
"""

import asyncio
import os
import random
import signal
import socket
import sqlite3
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Self

import pytest

from tests.end_to_end.fake_telegram import FakeTelegram, Receipt

Mode = Literal["webhook", "polling"]

ROUNDS = 20
CHATS = 26
ACCEPTED_BEFORE_KILL = 20
SEND_SECONDS = 0.3
PATIENCE = 20.0
LOOPS_TO_READ_ALL = 20
"""Turns of the event loop after which a new connection is accepted, and its request read and handled."""
QUESTION = "신청 마감이 언제예요?"


@dataclass(frozen=True)
class Killing:
    """What one round came to.

    Args:
        chats: who wrote in it.
        updates: their updates.
        restarted: monotonic instant before which only the killed process can have sent anything.
        accepted: how many updates Telegram had seen accepted by then.
        in_the_air: chats with an answer of which the service's own file said "being sent" after the kill.
    """

    chats: range
    updates: list[int]
    restarted: float
    accepted: int
    in_the_air: frozenset[int]


class Service:
    """``pallobot serve`` as a process of its own, on a SQLite file that outlives it.

    Args:
        folder: where its files are.
        telegram: whom it serves.
        mode: how it gets updates.
    """

    def __init__(self, folder: Path, telegram: FakeTelegram, mode: Mode) -> None:
        self.database = folder / "pallobot.db"
        self.log = folder / "log"
        with closing(socket.socket()) as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self._folder = folder
        self._environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "PALLOBOT_DATABASE_URL": f"sqlite:///{self.database}",
            "PALLOBOT_PORT": str(port),
            "PALLOBOT_TELEGRAM_TOKEN": telegram.token,
            "PALLOBOT_TELEGRAM_API": telegram.url,
            "PALLOBOT_TELEGRAM_MODE": mode,
            "PALLOBOT_TELEGRAM_SECRET": "kill-test",
            "PALLOBOT_PUBLIC_URL": f"http://127.0.0.1:{port}",
        }
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Start it; it is ready when it answers."""
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "bot.command_line",
                "serve",
                cwd=self._folder,
                env=self._environment,
                stdout=log,
                stderr=log,
            )

    async def end(self, how: signal.Signals) -> None:
        """Send it a signal, and wait until it is gone."""
        assert self._process is not None
        self._process.send_signal(how)
        await self._process.wait()


@asynccontextmanager
async def serving(folder: Path, mode: Mode) -> AsyncIterator[tuple[Service, FakeTelegram]]:
    async with FakeTelegram(delay=SEND_SECONDS) as telegram:
        service = Service(folder, telegram, mode)
        await service.start()
        try:
            yield service, telegram
        except TimeoutError as error:
            raise AssertionError(f"the service said: {service.log.read_text()[-3000:]}") from error
        finally:
            await service.end(signal.SIGTERM)


async def kill_once(service: Service, telegram: FakeTelegram, first: int, chance: random.Random) -> Killing:
    """Have many people write at nearly the same time, kill the service in the middle, and start it again."""
    chats, updates = range(first, first + CHATS), list[int]()

    def accepted() -> int:
        return sum(update in telegram.accepted for update in updates)

    for chat in chats:
        updates.append(telegram.say(chat, QUESTION))
        # Spread over more than a sending takes, so that at the kill some answers are there and some are on their way.
        await asyncio.sleep(chance.uniform(0, 0.04))
    await telegram.until(lambda: accepted() >= ACCEPTED_BEFORE_KILL, PATIENCE)
    await asyncio.sleep(chance.uniform(0, SEND_SECONDS))
    await service.end(signal.SIGKILL)
    in_the_air = frozenset(chat for chat, _, state in ledger(service.database) if state == "sending")
    # What the process had written to a socket before it died may not be read yet.
    for _ in range(LOOPS_TO_READ_ALL):
        await asyncio.sleep(0)
    killing = Killing(chats, updates, time.monotonic(), accepted(), in_the_air)
    await service.start()
    return killing


async def all_rounds(folder: Path, mode: Mode) -> tuple[list[Killing], FakeTelegram, Service]:
    """Kill the service twenty times, and let it finish."""
    chance = random.Random(f"{mode} 2020-09-25")
    killings: list[Killing] = []
    async with serving(folder, mode) as (service, telegram):
        for number in range(ROUNDS):
            killing = await kill_once(service, telegram, 1000 * (number + 1), chance)
            killings.append(killing)
            # The next kill comes when this one is healed: a message has one kill at most in which it may be in the air.
            await healed(service, telegram, killing)
    return killings, telegram, service


async def healed(service: Service, telegram: FakeTelegram, killing: Killing) -> None:
    """Wait until everything that was said is accepted and nothing is left to send."""
    await telegram.until(lambda: set(killing.updates) <= telegram.accepted.keys(), PATIENCE)
    async with asyncio.timeout(PATIENCE):
        while any(state != "sent" for *_, state in ledger(service.database)):  # noqa: ASYNC110 - another process's file
            await asyncio.sleep(0.05)


def ledger(path: Path) -> list[tuple[int, int, str]]:
    """Return chat, version of its conversation and state of each answer that was ever committed."""
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(
            "SELECT CAST(a.channel_user AS INTEGER), c.version, d.state FROM delivery d "
            "JOIN account a ON a.id = d.account JOIN conversation c ON c.account = a.id WHERE d.kind = 'reply'"
        ).fetchall()


@dataclass(frozen=True)
class Findings:
    """What all kills of one service came to."""

    lost: list[int]
    handled_twice: list[int]
    sent_twice: list[Receipt]
    sent_twice_for_no_kill: list[Receipt]

    @classmethod
    def of(cls, killings: list[Killing], telegram: FakeTelegram, service: Service) -> Self:
        """Compare what Telegram was handed with what the service has on disk."""
        chats = [chat for killing in killings for chat in killing.chats]
        answers = ledger(service.database)
        committed = Counter(chat for chat, _, _ in answers)
        # Everybody asked the same, as a newcomer: whoever got more answers than most was handled twice.
        usual = Counter(committed.values()).most_common(1)[0][0]
        again = {chat for chat, version, _ in answers if version != 1} | {c for c in chats if committed[c] > usual}
        sent_twice = [
            receipt
            for chat in chats
            for place, receipt in enumerate(telegram.sent(chat))
            if any(later.body == receipt.body for later in telegram.sent(chat)[place + 1 :])
        ]
        return cls(
            lost=[chat for chat in chats if min(committed[chat], len(telegram.sent(chat))) < usual],
            handled_twice=sorted(again),
            sent_twice=sent_twice,
            sent_twice_for_no_kill=[
                receipt
                for receipt in sent_twice
                if not any(receipt.chat in kill.in_the_air and receipt.arrived < kill.restarted for kill in killings)
            ],
        )


async def test_a_kill_loses_nothing_does_nothing_twice_and_doubles_only_what_was_in_the_air(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    modes: tuple[Mode, ...] = ("webhook", "polling")
    for mode in modes:
        (tmp_path / mode).mkdir()

    results = await asyncio.gather(*(all_rounds(tmp_path / mode, mode) for mode in modes))

    found = [Findings.of(*result) for result in results]
    table = [
        f"\n{'':8} {'kills':>5} {'updates':>8} {'accepted at kill':>17} {'in the air':>11} {'lost':>5}"
        f" {'handled twice':>14} {'sent twice':>11} {'not in the air':>15}"
    ]
    for mode, (killings, _, _), what in zip(modes, results, found, strict=True):
        accepted = [killing.accepted for killing in killings]
        in_the_air = [len(killing.in_the_air) for killing in killings]
        table.append(
            f"{mode:8} {len(killings):5} {CHATS * len(killings):8} {span(accepted):>17} {span(in_the_air):>11}"
            f" {len(what.lost):5} {len(what.handled_twice):14} {len(what.sent_twice):11}"
            f" {len(what.sent_twice_for_no_kill):15}"
        )
    with capsys.disabled():
        sys.stdout.write("\n".join(table) + "\n")
    for (killings, _, _), what in zip(results, found, strict=True):
        assert len(killings) == ROUNDS
        assert sum(len(killing.in_the_air) for killing in killings) > 0
        assert what.lost == []
        assert what.handled_twice == []
        assert what.sent_twice_for_no_kill == []


def span(numbers: list[int]) -> str:
    return f"{min(numbers)} to {max(numbers)}"
