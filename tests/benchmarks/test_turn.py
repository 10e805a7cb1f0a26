"""What a turn costs: understanding, a whole turn on SQLite, and a start. ``make bench`` prints the table.

Figures are this machine's at this moment; nothing is asserted about them but that they exist.
"""

import asyncio
import datetime as dt
import http.client
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from bot.channels.kakao_layout import lay_out
from bot.dialogue import Dialogue
from handlers.message import Message
from knowledge.base import Knowledge, load
from knowledge.window import SEOUL
from storage.database import Database
from tests.benchmarks.conftest import Line

QUESTIONS = Path(__file__).parents[1] / "end_to_end" / "questions.jsonl"
NOW = dt.datetime(2020, 9, 25, 10, 0, tzinfo=SEOUL)
ROUNDS = 3
START_DEADLINE_SECONDS = 60.0


@pytest.fixture(scope="module")
def cases() -> tuple[tuple[str, ...], ...]:
    """What is said in each case of the corpus of questions."""
    lines = QUESTIONS.read_text(encoding="utf-8").splitlines()
    return tuple(tuple(json.loads(case)["turns"]) for case in lines)


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    """The programs, with understanding built."""
    loaded = load()
    _ = loaded.understanding
    return loaded


def spread(seconds: list[float]) -> str:
    """Median, 99th percentile and maximum, in milliseconds."""
    by_size = sorted(seconds)
    p99 = by_size[round(0.99 * (len(by_size) - 1))]
    figures = (("median", statistics.median(by_size)), ("p99", p99), ("max", by_size[-1]))
    return "  ".join(f"{name} {1000 * value:7.2f} ms" for name, value in figures)


def test_understanding_a_message(knowledge: Knowledge, cases: tuple[tuple[str, ...], ...], line: Line) -> None:
    taken = []
    for case in cases:
        for words in case:
            begun = time.perf_counter()
            knowledge.understanding.read(words)
            taken.append(time.perf_counter() - begun)

    assert len(taken) > 100
    line(f"understanding, {len(taken)} messages", spread(taken))


def test_building_what_understands(line: Line) -> None:
    begun = time.perf_counter()
    fresh = load()
    loaded = time.perf_counter()
    _ = fresh.understanding
    built = time.perf_counter()

    assert fresh.programs
    line(
        f"reading {len(fresh.programs)} program files, building the index",
        f"{1000 * (loaded - begun):7.0f} ms  {1000 * (built - loaded):7.0f} ms",
    )


@pytest.mark.parametrize("clients", [1, 32])
async def test_a_whole_turn(
    sqlite_database: Database, knowledge: Knowledge, cases: tuple[tuple[str, ...], ...], line: Line, clients: int
) -> None:
    dialogue = Dialogue(sqlite_database, knowledge)
    # Everybody asks one case, so that nobody is held by a form that another case has opened.
    people = [(f"person-{number}", case) for number, case in enumerate(cases * ROUNDS)]
    taken: list[float] = []

    async def talk(client: int) -> None:
        for user, case in people[client::clients]:
            for number, words in enumerate(case):
                message = Message("kakao", user, words, NOW, key=f"{user}/{number}")
                begun = time.perf_counter()
                bodies = await dialogue.turn(message, lay_out, queued=False)
                taken.append(time.perf_counter() - begun)
                assert bodies

    begun = time.perf_counter()
    await asyncio.gather(*(talk(client) for client in range(clients)))
    together = time.perf_counter() - begun

    assert len(taken) == sum(map(len, cases)) * ROUNDS
    line(f"{len(taken)} turns on SQLite, {clients} at once", f"{spread(taken)}  {len(taken) / together:6.0f} turns/s")


def test_a_start_up_to_the_first_answer(tmp_path: Path, line: Line) -> None:
    first, again = started_and_answered(tmp_path), started_and_answered(tmp_path)

    assert first > 0
    assert again > 0
    line("pallobot serve to its first answer, empty folder, then again", f"{first:7.2f} s  {again:9.2f} s")


def started_and_answered(folder: Path) -> float:
    """Start the service in ``folder`` and ask until it answers; return the seconds that it took from its start."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = {"PALLOBOT_DEMO": "true", "PALLOBOT_PORT": str(port), "PALLOBOT_LOG_LEVEL": "ERROR"}
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PALLOBOT_")}
    begun = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-m", "bot.command_line", "serve"], cwd=folder, env={**environment, **settings}
    ) as service:
        try:
            while not _answers(port):
                assert service.poll() is None, "the service ended"
                assert time.perf_counter() - begun < START_DEADLINE_SECONDS, "the service did not answer"
                time.sleep(0.005)  # between two looks whether it answers by now
            return time.perf_counter() - begun
        finally:
            service.send_signal(signal.SIGTERM)


def _answers(port: int) -> bool:
    asked = {"userRequest": {"user": {"id": "first", "type": "botUserKey"}, "utterance": "쏠쏠마켓이 뭐예요?"}}
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
        try:
            connection.request("POST", "/kakao/skill", json.dumps(asked), {"Content-Type": "application/json"})
        except ConnectionRefusedError:
            return False
        answer = connection.getresponse()
        return answer.status == 200 and "쏠쏠마켓" in answer.read().decode()
