"""``pallobot`` as a process: what it prints, and that what it can't do is one sentence and exit status 2."""

import asyncio
import json
import os
import re
import shutil
import signal
import socket
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import aiohttp
import pytest
import structlog

from bot.command_line import main
from knowledge.base import PROGRAMS
from tests.bot.log_hooks import keep_hooks
from tests.end_to_end.running_service import free_port

PATIENCE = 30.0


@dataclass(frozen=True)
class Ended:
    """A command that has ended."""

    status: int
    out: str
    err: str

    def refused(self) -> str:
        """The one sentence of a command that could not run."""
        assert (self.status, self.out) == (2, "")
        (line,) = self.err.splitlines()
        assert line.startswith("pallobot: ")
        assert line.endswith((".", "prints one")) or ":" in line
        return line


class Run(Protocol):
    """Runs a command in this process, in an empty folder, without any setting but these."""

    def __call__(self, *arguments: str, **settings: object) -> Ended:
        """Return when it has ended."""
        ...


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Run]:
    """Runs commands that end by themselves; what they set up for their log does not outlast the test."""
    keep_hooks(monkeypatch)
    monkeypatch.chdir(tmp_path)
    for name in list(os.environ):
        if name.startswith("PALLOBOT_"):
            monkeypatch.delenv(name)

    def command(*arguments: str, **settings: object) -> Ended:
        with monkeypatch.context() as patch:
            for name, value in settings.items():
                patch.setenv(f"PALLOBOT_{name}", str(value))
            before = signal.signal(signal.SIGALRM, _never_ended)
            signal.alarm(int(PATIENCE))
            try:
                status = main(arguments)
            except SystemExit as ended:
                status = int(ended.code or 0)
            finally:
                signal.alarm(0)
                signal.signal(signal.SIGALRM, before)
        said = capsys.readouterr()
        return Ended(status, said.out, said.err)

    yield command
    structlog.reset_defaults()


def _never_ended(*_: object) -> None:
    raise AssertionError("the command runs, where it should have been refused")


async def start(folder: Path, *arguments: str, **settings: object) -> asyncio.subprocess.Process:
    """Start a command in ``folder``, without any setting but these; a warning is an error."""
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "PYTHONUTF8": "1"}
    return await asyncio.create_subprocess_exec(
        sys.executable,
        *("-W", "error", "-m", "bot.command_line", *arguments),
        cwd=folder,
        env=environment | {f"PALLOBOT_{name}": str(value) for name, value in settings.items()},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


async def ran(folder: Path, *arguments: str, typed: str = "", **settings: object) -> Ended:
    process = await start(folder, *arguments, **settings)
    try:
        async with asyncio.timeout(PATIENCE):
            out, err = await process.communicate(typed.encode())
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    assert process.returncode is not None
    return Ended(process.returncode, out.decode(), err.decode())


@asynccontextmanager
async def serving(folder: Path, **settings: object) -> AsyncIterator[tuple[str, asyncio.subprocess.Process]]:
    """A ``pallobot serve`` that answers; its address, and the process."""
    port = free_port()
    process = await start(folder, "serve", PORT=port, **settings)
    url = f"http://127.0.0.1:{port}"
    try:
        async with asyncio.timeout(PATIENCE), aiohttp.ClientSession() as http:
            while process.returncode is None:
                try:
                    async with http.get(f"{url}/readyz") as answer:
                        if answer.status == 200:
                            break
                except aiohttp.ClientConnectionError:
                    await asyncio.sleep(0.05)  # it does not listen yet
        yield url, process
    finally:
        if process.returncode is None:
            process.terminate()
        await process.communicate()


# What can't run


async def test_a_taken_port_is_one_sentence(tmp_path: Path) -> None:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        sentence = (await ran(tmp_path, "serve", PORT=port)).refused()

    assert f"Port {port} is taken" in sentence
    assert "PALLOBOT_PORT" in sentence


@pytest.mark.parametrize("keys", ["made", "given"])
def test_a_folder_that_can_not_be_made_is_one_sentence(run: Run, tmp_path: Path, keys: str) -> None:
    (tmp_path / "file").write_text("not a folder", encoding="utf-8")
    given = run("keys", "make").out.strip()
    settings = {"SECRET_KEYS": given} if keys == "given" else {}

    ended = run("serve", DATABASE_URL=f"sqlite:///{tmp_path}/file/below/pallobot.db", **settings)

    assert "file" in ended.refused()
    assert given not in ended.err


def test_a_file_that_is_no_database_is_one_sentence(run: Run, tmp_path: Path) -> None:
    (tmp_path / "pallobot.db").write_text("this is no database at all\n" * 200, encoding="utf-8")

    ended = run("serve", DATABASE_URL="sqlite:///pallobot.db")

    assert "database" in ended.refused()


@pytest.mark.parametrize("url", ["mysql://bot:hush@127.0.0.1/bot", "nonsense", "sqlite://", "sqlite:///:memory:"])
def test_a_database_that_we_do_not_know_is_refused_and_leaves_nothing_behind(
    run: Run, tmp_path: Path, url: str
) -> None:
    ended = run("serve", DATABASE_URL=url)

    assert "PALLOBOT_DATABASE_URL" in ended.refused()
    assert "hush" not in ended.err
    assert list(tmp_path.iterdir()) == []


def test_a_postgresql_that_is_not_there_is_one_sentence(run: Run) -> None:
    keys = run("keys", "make").out.strip()

    ended = run(
        "serve",
        DATABASE_URL=f"postgresql+psycopg://bot:hush@127.0.0.1:{free_port()}/bot",
        SECRET_KEYS=keys,
    )

    assert "database" in ended.refused()
    assert "hush" not in ended.err


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"PORT": "http"}, "PALLOBOT_PORT"),
        ({"SECRET_KEYS": "1:too-short"}, "PALLOBOT_SECRET_KEYS"),
        ({"DEMO": "true", "TELEGRAM_TOKEN": "4242:hush"}, "PALLOBOT_DEMO"),
        ({"DEMO": "true", "HOST": "0.0.0.0"}, "PALLOBOT_HOST"),
        ({"HOST": "203.0.113.7"}, "PALLOBOT_HOST"),
        ({"HOST": "no such host"}, "PALLOBOT_HOST"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, dict) else None,
)
def test_a_setting_that_can_not_be_used_is_one_sentence_with_its_name(
    run: Run, settings: dict[str, str], named: str
) -> None:
    ended = run("serve", **settings)

    assert named in ended.refused()
    assert "hush" not in ended.err
    assert "too-short" not in ended.err


@pytest.mark.parametrize(
    ("change", "line", "wrong"),
    [
        (("name:", "name: ["), None, "not YAML"),
        (("stage: offered", "stage: ofered"), "stage: ofered", "stage"),
        (("stage: offered", "stage: offered\nstage: planned"), "stage: planned", "twice"),
        (("stage: offered", "stage: offered\nnovelty: yes"), "novelty: yes", "novelty"),
    ],
    ids=["no YAML", "wrong value", "doubled key", "unknown key"],
)
def test_a_broken_program_file_stops_the_start_with_file_line_and_sentence(
    run: Run, tmp_path: Path, change: tuple[str, str], line: str | None, wrong: str
) -> None:
    programs = tmp_path / "programs"
    shutil.copytree(PROGRAMS, programs)
    file = programs / "public-market.yaml"
    whole = file.read_text(encoding="utf-8")
    broken = whole.replace(*change, 1)
    assert broken != whole
    file.write_text(broken, encoding="utf-8")

    sentence = run("serve", KNOWLEDGE=programs).refused()

    where, number, said = sentence.removeprefix("pallobot: ").split(":", 2)
    assert (where, number.isdecimal()) == (str(file), True)
    assert wrong in said
    if line is not None:
        assert broken.splitlines()[int(number) - 1] == line


def test_a_folder_of_programs_that_is_not_there_is_one_sentence(run: Run, tmp_path: Path) -> None:
    sentence = run("serve", KNOWLEDGE=tmp_path / "none").refused()

    assert "PALLOBOT_KNOWLEDGE: there is no such folder" in sentence


async def test_a_second_service_on_the_same_file_is_refused_and_the_first_goes_on(tmp_path: Path) -> None:
    async with serving(tmp_path) as (url, _), aiohttp.ClientSession() as http:
        sentence = (await ran(tmp_path, "serve", PORT=free_port())).refused()
        async with http.get(f"{url}/readyz") as answer:
            still_there = answer.status

    assert "Another process is using" in sentence
    assert "PALLOBOT_DATABASE_URL" in sentence
    assert still_there == 200


# What runs


async def test_the_service_answers_and_ends_well_when_it_is_told_to(tmp_path: Path) -> None:
    async with serving(tmp_path, DEMO="true", LOG_FORMAT="json") as (url, process), aiohttp.ClientSession() as http:
        payload = {"userRequest": {"user": {"id": "u", "type": "botUserKey"}, "utterance": "쏠쏠마켓 마감이 언제예요?"}}
        async with http.post(f"{url}/kakao/skill", json=payload) as answer:
            body = await answer.json()
        process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(PATIENCE):
            out, err = await process.communicate()

    assert "소상공인 쏠쏠마켓" in body["template"]["outputs"][0]["simpleText"]["text"]
    assert (process.returncode, out) == (0, b"")
    assert [json.loads(line)["event"] for line in err.decode().splitlines()] == ["service.started"]
    assert {path.name for path in (tmp_path / "var").iterdir()} >= {"pallobot.db", "pallobot.keys"}
    assert (tmp_path / "var" / "pallobot.keys").stat().st_mode & 0o077 == 0


async def test_a_conversation_outlasts_a_restart(tmp_path: Path) -> None:
    said = []
    for text in ("쏠쏠마켓은 뭐예요?", "그럼 마감은?"):
        async with serving(tmp_path, DEMO="true") as (url, _), aiohttp.ClientSession() as http:
            payload = {"userRequest": {"user": {"id": "u", "type": "botUserKey"}, "utterance": text}}
            async with http.post(f"{url}/kakao/skill", json=payload) as answer:
                said.append((await answer.json())["template"]["outputs"][0]["simpleText"]["text"])

    assert said[1].startswith("소상공인 쏠쏠마켓\n\n")
    assert "신청 기간" in said[1]


async def test_an_invitation_made_beside_the_running_service_gives_its_role(tmp_path: Path) -> None:
    async with serving(tmp_path, DEMO="true") as (url, _), aiohttp.ClientSession() as http:
        code = (await ran(tmp_path, "invite", "admin")).out.strip()
        answers = []
        for text in ("/team", f"/start {code}", "/team", f"/start {code}"):
            payload = {"userRequest": {"user": {"id": "u", "type": "botUserKey"}, "utterance": text}}
            async with http.post(f"{url}/kakao/skill", json=payload) as answer:
                answers.append((await answer.json())["template"]["outputs"][0]["simpleText"]["text"])

    assert "그런 명령은 없습니다" in answers[0]
    assert "그런 명령은 없습니다" not in answers[2]
    assert "kakao:u" in answers[2]


async def test_one_can_talk_in_the_terminal(tmp_path: Path) -> None:
    ended = await ran(tmp_path, "chat", typed="쏠쏠마켓 마감이 언제예요?\n그럼 자격은?\n#1\n")

    assert (ended.status, ended.err) == (0, "")
    assert ended.out.count("소상공인 쏠쏠마켓\n") == 3


def test_the_built_in_programs_pass_their_own_check(run: Run) -> None:
    ended = run("lint", "--mutants")

    assert (ended.status, ended.err) == (0, "")
    *lines, last = ended.out.splitlines()
    assert re.fullmatch(
        r"33 programs, \d+ scenarios, \d+ findings, "
        r"mutation score (9\d|100) % \(\d+ of \d+; \d+ equivalent\)",
        last,
    )
    # Warnings alone are no failure: facts that no rule asks for yet, changes that no scenario notices.
    assert all(re.match(r".+:\d+: (warning|survives): ", line) for line in lines)


def test_a_scenario_that_does_not_hold_is_a_finding(run: Run, tmp_path: Path) -> None:
    programs = tmp_path / "programs"
    shutil.copytree(PROGRAMS, programs)
    file = programs / "seoul-green-expo-2.yaml"
    whole = file.read_text(encoding="utf-8")
    changed = re.sub(r'(green: true\}, verdict: )"yes"', r'\1"no"', whole, count=1)
    assert changed != whole
    file.write_text(changed, encoding="utf-8")

    ended = run("lint", str(programs))

    assert (ended.status, ended.err) == (1, "")
    error, *_, last = ended.out.splitlines()
    assert error.startswith(f"{file}:")
    assert ": error: the scenario " in error
    assert ", 1 findings, mutation score " in last


def test_every_bad_program_file_is_a_finding(run: Run, tmp_path: Path) -> None:
    programs = tmp_path / "programs"
    shutil.copytree(PROGRAMS, programs)
    for name in ("brand-k", "seoul-award"):
        file = programs / f"{name}.yaml"
        file.write_text(file.read_text(encoding="utf-8").replace("stage: ", "stage: not-", 1), encoding="utf-8")

    ended = run("lint", str(programs))

    assert (ended.status, ended.err) == (1, "")
    *findings, last = ended.out.splitlines()
    assert [line.partition(":")[0] for line in findings] == [
        str(programs / "brand-k.yaml"),
        str(programs / "seoul-award.yaml"),
    ]
    assert last.startswith("31 programs, ")


@pytest.mark.parametrize("folder", ["none", "empty"])
def test_a_folder_without_program_files_can_not_be_checked(run: Run, tmp_path: Path, folder: str) -> None:
    (tmp_path / "empty").mkdir()

    assert run("lint", str(tmp_path / folder)).refused()


def test_the_help_of_the_check_says_that_warnings_do_not_fail_it(run: Run) -> None:
    ended = run("lint", "--help")

    assert ended.status == 0
    assert "warnings alone leave it 0" in " ".join(ended.out.split())


def test_a_message_can_be_explained(run: Run) -> None:
    ended = run("explain", "서울 소상공인인데 쏠쏠마켓 참여할 수 있나요?")

    assert (ended.status, ended.err) == (0, "")
    first, *others = ended.out.splitlines()
    assert first.startswith("eligibility ")
    assert "ssolssol-market" in first
    assert others


def test_the_tables_can_be_made_ahead_and_again(run: Run) -> None:
    first = run("db", "upgrade")
    again = run("db", "upgrade")

    assert first == again
    assert (first.status, first.err) == (0, "")
    assert first.out.count("\n") == 1


def test_keys_differ_each_time_and_can_be_used(run: Run) -> None:
    first, second = run("keys", "make"), run("keys", "make")

    assert first.out != second.out
    assert run("db", "upgrade", SECRET_KEYS=first.out.strip()).status == 0


def test_a_command_that_there_is_not_is_refused_with_what_there_is(run: Run) -> None:
    ended = run("fly")

    assert ended.status == 2
    assert "serve" in ended.err
    assert "Traceback" not in ended.err
