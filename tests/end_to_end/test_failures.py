"""Where our own code fails in a turn, people get a sentence, and no log has anything of what they said."""

import logging
from collections.abc import Sequence

import pytest
from pydantic import TypeAdapter
from sqlalchemy import Connection, insert
from structlog.testing import capture_logs

from handlers.reply import Reply
from handlers.turn import Turn
from handlers.wording import say
from storage import tables
from tests.end_to_end.running_service import Messenger, Running, running
from tests.end_to_end.written import cells, found

PERSON, PHONE = "남궁하늬별", "010-8437-2956"


async def fails(turn: Turn) -> Sequence[Reply]:
    raise ValueError(f"no answer to {turn.message.text}")


async def misses(turn: Turn) -> Sequence[Reply]:
    replies: dict[str, Reply] = {}
    return [replies[turn.message.text]]


async def refuses(turn: Turn) -> Sequence[Reply]:
    TypeAdapter(int).validate_python(turn.message.text)
    return []


async def fails_after_another(turn: Turn) -> Sequence[Reply]:
    try:
        await fails(turn)
    finally:
        int(turn.message.text)
    return []


async def says_what_can_not_be_laid_out(turn: Turn) -> Sequence[Reply]:
    return [Reply(lead=turn.message.text).model_copy(update={"parts": (turn.message.text,)})]


async def stores_what_the_database_refuses(turn: Turn) -> Sequence[Reply]:
    def change(connection: Connection, said: str) -> None:
        connection.execute(insert(tables.role).values(address=said, role=None))

    turn.change(change, turn.message.text)
    return [Reply(lead="-")]


async def stores_what_can_not_be_encrypted(turn: Turn) -> Sequence[Reply]:
    def change(connection: Connection, said: str) -> None:
        connection.execute(insert(tables.unanswered).values(id=said, text=[said]))

    turn.change(change, turn.message.text)
    return [Reply(lead="-")]


FAILURES = (
    fails,
    misses,
    refuses,
    fails_after_another,
    says_what_can_not_be_laid_out,
    stores_what_the_database_refuses,
    stores_what_can_not_be_encrypted,
)


async def answer(service: Running, messenger: Messenger, said: str) -> str:
    """What somebody new is told; the page shows the sentence of an error as its answer."""
    if messenger != "web":
        return (await service.person(messenger).says(said)).text
    content = {"id": "message-00000001", "text": said, "choice": None}
    async with service.http.post(f"{service.url}/web/message", json=content) as answered:
        assert answered.status == 500
        return str((await answered.json())["error"])


@pytest.mark.parametrize("messenger", ["kakao", "telegram", "web"])
async def test_a_failing_turn_says_sorry_and_tells_the_log_where_and_nothing_else(
    sqlite_url: str,
    messenger: Messenger,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    with capture_logs() as logs:
        async with running(sqlite_url) as service:
            for failure in FAILURES:
                monkeypatch.setattr("bot.dialogue.decide", failure)
                before = len(logs)
                shown = await answer(service, messenger, f"제 이름은 {PERSON}, 번호는 {PHONE}")

                assert shown == say("ko", "channel.failed")
                told = [line["where"] for line in logs[before:] if "where" in line]
                assert told, failure
                assert all(".py:" in where for where in told)
            written = cells(sqlite_url)

    said = capfd.readouterr()
    written |= {
        "log": str(logs).encode(),
        "logs of libraries": caplog.text.encode(),
        "output": (said.out + said.err).encode(),
    }
    assert found(written, (PERSON, PHONE)) == []
