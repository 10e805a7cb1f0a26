"""The log tells where something failed, and nothing of the values on which it failed.

Each failure happens in a process of its own, so that everything is seen that it writes: its own lines, those of
libraries, warnings, and what Python itself says of an error that nobody caught.
"""

import datetime as dt
import json
import logging
import re
import subprocess
import sys
import textwrap
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from pydantic import BaseModel, ValidationError
from sqlalchemy import Connection, insert, text
from sqlalchemy.exc import SQLAlchemyError

from bot.log import where
from storage import tables
from storage.database import Database
from storage.errors import StorageError, StorageUnavailable

SECRET = "010-8437-2956"
PERSON = "남궁하늬별"
BEGINNING = """
import asyncio, gc, logging, sys, threading, warnings
import structlog
from bot import log

SECRET = "-".join(("010", "8437", "2956"))
PERSON = "".join(("남궁", "하늬별"))
log.set_up("DEBUG", STYLE)
_log = structlog.get_logger("failing")
"""
MODEL = """
from pydantic import BaseModel
class Phone(BaseModel):
    phone: int
"""
SERVER = "from aiohttp import ClientSession, web\n"

FAILURES = {
    "an error that nobody catches": ('raise ValueError(f"bad phone {SECRET}")', "ValueError"),
    "a missing key": ("{}[SECRET]", "KeyError"),
    "input that a model refuses": (MODEL + "Phone.model_validate({'phone': SECRET, 'of': PERSON})", "ValidationError"),
    "an error behind another": (
        "try:\n    int(SECRET)\nexcept ValueError as error:\n    raise RuntimeError(PERSON) from error",
        "RuntimeError",
    ),
    "a group of errors": ("raise ExceptionGroup(PERSON, [ValueError(SECRET), KeyError(SECRET)])", "ExceptionGroup"),
    "an error with a note": ("error = ValueError()\nerror.add_note(SECRET)\nraise error", "ValueError"),
    "a thread": (
        "def work(phone):\n    raise ValueError(phone)\n"
        "thread = threading.Thread(target=work, args=(SECRET,), name=PERSON)\nthread.start()\nthread.join()",
        "ValueError",
    ),
    "a finalizer": (
        "class Held:\n    phone = SECRET\n    def __repr__(self):\n        return self.phone\n"
        "    def __del__(self):\n        raise ValueError(self.phone)\nHeld()\ngc.collect()",
        "ValueError",
    ),
    "a warning": ("warnings.warn(f'{PERSON} has {SECRET}')", "UserWarning"),
    "a model that is written with a wrong value": (
        MODEL + "Phone.model_construct(phone=SECRET).model_dump_json()",
        "UserWarning",
    ),
    "a task that nobody waits for": (
        "async def work(phone):\n    raise ValueError(phone)\n"
        "async def main():\n    asyncio.create_task(work(SECRET), name=PERSON)\n    await asyncio.sleep(0)\n"
        "    await asyncio.sleep(0)\n    gc.collect()\n"
        "asyncio.run(main())",
        "Task exception was never retrieved",
    ),
    "a callback with arguments": (
        "def call(phone):\n    raise ValueError(phone)\n"
        "async def main():\n    asyncio.get_running_loop().call_soon(call, SECRET)\n    await asyncio.sleep(0.01)\n"
        "asyncio.run(main())",
        "Exception in callback call",
    ),
    "a job of the service": (
        "async def job(phone):\n    raise ValueError(phone)\n"
        "async def main():\n    async with asyncio.TaskGroup() as group:\n        group.create_task(job(SECRET))\n"
        "asyncio.run(main())",
        "ValueError",
    ),
    "a request handler": (
        SERVER + "async def handle(request):\n    raise ValueError(await request.text())\n"
        "async def main():\n"
        "    app = web.Application()\n    app.add_routes([web.post('/{name}', handle)])\n"
        "    runner = web.AppRunner(app, access_log=None)\n    await runner.setup()\n"
        "    site = web.TCPSite(runner, '127.0.0.1', 0)\n    await site.start()\n"
        "    async with ClientSession() as http:\n"
        "        url = f'http://127.0.0.1:{runner.addresses[0][1]}/{SECRET}?of={SECRET}'\n"
        "        async with http.post(url, data=f'{SECRET} {PERSON}') as answer:\n"
        "            assert answer.status == 500\n            assert SECRET not in await answer.text()\n"
        "    await runner.cleanup()\n"
        "asyncio.run(main())",
        "Error handling request from %s",
    ),
    "a request that is no HTTP": (
        SERVER + "async def main():\n"
        "    runner = web.AppRunner(web.Application(), access_log=None)\n    await runner.setup()\n"
        "    site = web.TCPSite(runner, '127.0.0.1', 0)\n    await site.start()\n"
        "    reader, writer = await asyncio.open_connection('127.0.0.1', runner.addresses[0][1])\n"
        "    writer.write(f'GET /{SECRET} {SECRET}\\r\\nX-{SECRET}\\r\\n\\r\\n'.encode())\n"
        "    await reader.read()\n    writer.close()\n    await runner.cleanup()\n"
        "asyncio.run(main())\n_log.info('test.ended')",
        "test.ended",
    ),
    "a line with its error": (
        "try:\n    int(SECRET)\nexcept ValueError:\n    _log.exception('test.failed')",
        "ValueError",
    ),
    "a line with an error as a value": ("_log.error('test.failed', error=ValueError(SECRET))", "ValueError"),
    "a line of a library": ("logging.getLogger('lib').error('%s of %s', SECRET, PERSON)", "%s of %s"),
    "a line of a library that it put together": ("logging.getLogger('lib').error(f'{SECRET} of {PERSON}')", "lib"),
    "a line of a library with its error": (
        "try:\n    int(SECRET)\nexcept ValueError:\n    logging.getLogger('lib').exception('failed: %s', SECRET)",
        "ValueError",
    ),
}


def written(failure: str, style: str, folder: Path) -> str:
    script = folder / "failing.py"
    script.write_text(BEGINNING.replace("STYLE", repr(style)) + failure + "\n", encoding="utf-8")
    ended = subprocess.run(
        [sys.executable, "-X", "utf8", script], check=False, capture_output=True, text=True, timeout=60
    )
    assert ended.stdout == ""
    return ended.stderr


@pytest.mark.parametrize("failure", FAILURES)
def test_what_is_written_of_a_failure_says_where_it_was_and_holds_no_value(failure: str, tmp_path: Path) -> None:
    code, told = FAILURES[failure]

    said = written(code, "text", tmp_path)

    assert told in said
    for value in (SECRET, PERSON, repr(SECRET)):
        assert value not in said


def test_each_line_is_a_json_object_where_that_is_asked_for(tmp_path: Path) -> None:
    failures = """
    warnings.warn(PERSON)
    logging.getLogger('lib').warning('%s', SECRET)
    _log.error('test.failed', exc_info=ValueError(SECRET))
    threading.Thread(target=lambda: int(SECRET)).start()
    raise KeyError(SECRET)
    """

    lines = [json.loads(line) for line in written(textwrap.dedent(failures), "json", tmp_path).splitlines()]

    assert {line["event"] for line in lines} == {
        "library.warned",
        "library.said",
        "test.failed",
        "thread.failed",
        "process.failed",
    }
    assert all({"level", "timestamp"} <= line.keys() for line in lines)


def test_a_sentence_for_whoever_runs_the_bot_is_told(tmp_path: Path) -> None:
    said = written(
        "from storage.errors import StorageUnavailable\nraise StorageUnavailable('The disk is full.')", "text", tmp_path
    )

    assert "StorageUnavailable: The disk is full." in said


def test_the_places_of_an_error_are_told(tmp_path: Path) -> None:
    said = written("def fail(phone):\n    raise ValueError(phone)\nfail(SECRET)", "text", tmp_path)

    assert re.search(r"process\.failed .*failing\.py:\d+ <module> > .*failing\.py:\d+ fail > ValueError", said)


def test_an_interrupt_says_nothing(tmp_path: Path) -> None:
    assert written("raise KeyboardInterrupt", "text", tmp_path) == ""


def test_where_names_each_error_of_a_chain_once_and_ends() -> None:
    first, second = ValueError(SECRET), StorageUnavailable("The database is away.")
    second.__cause__, first.__context__ = first, second

    assert where(second) == "StorageUnavailable: The database is away. | ValueError"


def test_of_endless_recursion_the_last_places_are_told() -> None:
    def deeper(depth: int) -> int:
        return deeper(depth + 1)

    with pytest.raises(RecursionError) as caught:
        deeper(0)

    assert 30 < where(caught.value).count("deeper") <= 40


def test_input_that_a_model_refused_is_not_told() -> None:
    class Phone(BaseModel):
        phone: int

    with pytest.raises(ValidationError) as caught:
        Phone.model_validate({"phone": SECRET})

    assert SECRET in str(caught.value)
    assert SECRET not in where(caught.value)


def test_what_telegrams_library_writes_of_its_calls_is_not_written() -> None:
    from bot.channels.telegram_sender import make_bot

    make_bot("1:token", "http://127.0.0.1:1")

    assert not logging.getLogger("telegram.Bot").isEnabledFor(logging.DEBUG)


def no_text(connection: Connection) -> None:
    connection.execute(insert(tables.unanswered).values(id="1", text=Decimal(SECRET.replace("-", ""))))


def no_number(connection: Connection) -> None:
    wrong = "CAST(:said AS INTEGER)" if connection.dialect.name == "postgresql" else "json(:said)"
    connection.execute(text(f"SELECT {wrong}"), {"said": SECRET}).all()


def no_parent(connection: Connection) -> None:
    connection.execute(
        insert(tables.account).values(
            id=SECRET,
            owner_id=PERSON,
            channel="web",
            channel_user=SECRET,
            reachable=True,
            created_at=dt.datetime.now(dt.UTC),
            last_seen_at=dt.datetime.now(dt.UTC),
        )
    )


def no_value(connection: Connection) -> None:
    connection.execute(insert(tables.role).values(address=SECRET, role=PERSON))


@pytest.mark.parametrize("query", [no_text, no_number, no_parent, no_value])
async def test_what_a_database_refused_is_not_told(database: Database, query: Callable[[Connection], None]) -> None:
    with pytest.raises((StorageError, SQLAlchemyError)) as caught:
        await database.write(query)

    told = where(caught.value)

    assert query.__name__ in told or isinstance(caught.value, StorageError)
    for value in (SECRET, SECRET.replace("-", ""), PERSON):
        assert value not in told
