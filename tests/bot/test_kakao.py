"""The skill endpoint over HTTP: who gets in, what is read, and that there is always an answer in time."""

import asyncio
import contextlib
import datetime as dt
import io
import json
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
import structlog
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.channels.json_request import MAX_BODY
from bot.channels.kakao import routes
from bot.channels.layout import LayOut
from handlers.message import Message
from handlers.reply import Choice, Reply
from handlers.wording import say

AT = dt.datetime(2026, 11, 22, 3, 0, tzinfo=dt.UTC)
SECRET = "값-secret"
SHARED = Path(os.environ.get("PALLOBOT_SHARED", Path(__file__).resolve().parents[3] / "shared"))
SENT = {
    file.stem: json.loads(file.read_text(encoding="utf-8"))
    for file in sorted((SHARED / "kakao" / "payloads").glob("*.json"))
}
Client = TestClient[web.Request, web.Application]


class Listener:
    """A dialogue that keeps what it is told and gives one answer."""

    def __init__(self, answer: Callable[[Message], Awaitable[Reply]] | None = None) -> None:
        self.heard: list[Message] = []
        self._answer = answer

    async def turn(self, message: Message, lay_out: LayOut, *, queued: bool) -> tuple[dict[str, Any], ...]:
        assert not queued
        self.heard.append(message)
        reply = await self._answer(message) if self._answer else Reply(title="쏠쏠마켓", lead="예, 됩니다.")
        return lay_out([reply], "ko").bodies


@contextlib.asynccontextmanager
async def serving(dialogue: Listener, **settings: Any) -> AsyncIterator[Client]:
    app = web.Application()
    app.add_routes(routes(dialogue, **({"secret": None, "demo": True, "now": lambda: AT} | settings)))
    async with TestClient(TestServer(app)) as client:
        yield client


def payload(utterance: object = "신청할 수 있나요?", **changed: Any) -> dict[str, Any]:
    user = {"id": "a19b8cd3", "type": "botUserKey", "properties": {"isFriend": True}}
    return {
        "bot": {"id": "6650a1b2", "name": "판로봇"},
        "action": {"clientExtra": None, "params": {}},
        "userRequest": {"user": user, "utterance": utterance, "lang": None},
        "contexts": [],
        "unheard-of": [1],
    } | changed


async def said(client: Client, content: object, **headers: str) -> tuple[int, Any]:
    async with client.post("/kakao/skill", json=content, headers=headers) as answer:
        return answer.status, await answer.json()


async def test_an_utterance_becomes_a_message_and_its_answer_a_skill_response() -> None:
    dialogue = Listener()
    utterance = payload("신청할 수 있나요?\n")
    async with serving(dialogue) as client, client.post("/kakao/skill", json=utterance) as answer:
        raw = await answer.text()

    assert dialogue.heard == [Message(channel="kakao", user="a19b8cd3", text="신청할 수 있나요?", at=AT, friend=True)]
    assert json.loads(raw) == {
        "version": "2.0",
        "template": {"outputs": [{"simpleText": {"text": "쏠쏠마켓\n\n예, 됩니다."}}]},
    }
    assert "쏠쏠마켓" in raw
    assert answer.headers["Content-Type"] == "application/json; charset=utf-8"


@pytest.mark.parametrize("content", SENT.values(), ids=SENT)
async def test_each_kind_of_request_that_the_platform_sends_is_understood(content: dict[str, Any]) -> None:
    dialogue = Listener()
    async with serving(dialogue) as client:
        status, _ = await said(client, content)

    assert status == 200
    (message,) = dialogue.heard
    assert message.user == content["userRequest"]["user"]["id"]
    assert message.text == content["userRequest"]["utterance"].strip()


@pytest.mark.parametrize(
    ("extra", "choice"),
    [
        ({"command": "/check x"}, "/check x"),
        ({}, None),
        (None, None),
        ("null", None),
        ({"command": 5}, None),
        ({"command": "가" * 22}, None),
        ({"command": "\ud800"}, None),
        ([], None),
    ],
)
async def test_the_command_of_a_tapped_button_is_its_choice(extra: object, choice: str | None) -> None:
    dialogue = Listener()
    async with serving(dialogue) as client:
        status, _ = await said(client, payload("자격 확인", action={"clientExtra": extra}))

    assert (status, dialogue.heard[0].choice) == (200, choice)


@pytest.mark.parametrize(
    ("user", "friend"),
    [
        ({"type": "botUserKey", "properties": {"isFriend": True}}, True),
        ({"type": "botUserKey", "properties": {}}, False),
        ({"type": "accountId", "properties": {}}, None),
        ({"type": "botUserKey", "properties": None}, None),
        ({}, None),
    ],
)
async def test_whether_the_channel_was_added_is_told_where_it_is_known(
    user: dict[str, Any], friend: bool | None
) -> None:
    dialogue = Listener()
    async with serving(dialogue) as client:
        await said(client, payload(userRequest={"user": {"id": "a"} | user, "utterance": "네"}))

    assert dialogue.heard[0].friend is friend


async def test_a_message_that_comes_again_when_its_answer_is_kept_no_longer_is_answered_politely() -> None:
    class Forgetful(Listener):
        async def turn(self, message: Message, lay_out: LayOut, *, queued: bool) -> tuple[dict[str, Any], ...]:
            await super().turn(message, lay_out, queued=queued)
            return ()

    async with serving(Forgetful()) as client:
        status, body = await said(client, payload(), **{"X-Request-Id": "chp-1"})

    assert status == 200
    assert say("ko", "channel.answered_before") in json.dumps(body, ensure_ascii=False)


async def test_the_request_id_is_the_key_of_this_person_only() -> None:
    dialogue = Listener()
    other = payload()
    other["userRequest"]["user"]["id"] = "b"
    async with serving(dialogue) as client:
        for content in (payload(), other):
            await said(client, content, **{"X-Request-Id": "chp-1"})
        await said(client, payload(), **{"X-Request-Id": "x" * 1000})

    assert [message.key for message in dialogue.heard] == ["a19b8cd3/chp-1", "b/chp-1", None]


@pytest.mark.parametrize("sent", [None, "", "wrong", SECRET + "x"])
async def test_without_the_secret_nobody_gets_in(sent: str | None) -> None:
    dialogue = Listener()
    async with serving(dialogue, secret=SECRET, demo=True) as client:
        status, answer = await said(client, payload(), **({} if sent is None else {"X-Pallobot-Secret": sent}))

    assert (status, answer) == (401, {"error": say("ko", "channel.not_allowed")})
    assert dialogue.heard == []


async def test_with_the_secret_one_gets_in() -> None:
    dialogue = Listener()
    async with serving(dialogue, secret="s3cret", demo=False) as client:
        status, _ = await said(client, payload(), **{"X-Pallobot-Secret": "s3cret"})

    assert status == 200


async def test_without_a_configured_secret_the_endpoint_is_off() -> None:
    async with serving(Listener(), demo=False) as client:
        status, answer = await said(client, payload())

    assert (status, list(answer)) == (404, ["error"])


@pytest.mark.parametrize(("bot_id", "status"), [("6650a1b2", 200), ("6650a1b2!", 200), ("7", 401)])
async def test_only_the_configured_bot_is_answered(bot_id: str, status: int) -> None:
    async with serving(Listener(), bot_id="6650a1b2") as client:
        got, _ = await said(client, payload(bot={"id": bot_id}))

    assert got == status


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"userRequest": {}}',
        b'{"userRequest": {"user": null, "utterance": "hi"}}',
        b'{"userRequest": {"user": {"id": ""}, "utterance": "hi"}}',
        b'{"userRequest": {"user": {"id": 7}, "utterance": "hi"}}',
        b'{"userRequest": {"user": {"id": "a\\u0000"}, "utterance": "hi"}}',
        b'{"userRequest": {"user": {"id": "a"}, "utterance": {"x": 1}}}',
    ],
)
async def test_a_malformed_request_is_refused_and_logged_without_its_content(body: bytes) -> None:
    dialogue = Listener()
    async with serving(dialogue) as client:
        with structlog.testing.capture_logs() as logs:
            async with client.post("/kakao/skill", data=body) as answer:
                content = await answer.json()

    assert (answer.status, content) == (400, {"error": say("ko", "channel.bad_input")})
    (line,) = logs
    assert set(line) == {"event", "status", "reason", "log_level"}
    assert line["event"] == "kakao.refused"
    assert dialogue.heard == []


async def test_a_message_of_100_kb_reaches_the_dialogue_and_a_body_over_the_limit_is_refused() -> None:
    dialogue = Listener()
    huge = "가" * 34_000
    async with serving(dialogue) as client:
        status, _ = await said(client, payload(huge))
        async with client.post("/kakao/skill", data=io.BytesIO(b" " * (MAX_BODY + 1))) as too_large:
            answer = await too_large.json()

    assert (status, dialogue.heard[0].text) == (200, huge)
    assert (too_large.status, answer) == (413, {"error": say("ko", "channel.too_large")})


@pytest.mark.parametrize("utterance", ["", "   ", "\u0000\u0007", "\ud83d", "😀", "https://img/1.jpg"])
async def test_an_odd_utterance_reaches_the_dialogue(utterance: str) -> None:
    dialogue = Listener()
    async with serving(dialogue) as client:
        status, _ = await said(client, payload(utterance))

    assert status == 200
    dialogue.heard[0].text.encode()


async def test_an_answer_that_takes_too_long_is_a_polite_sentence() -> None:
    async def never(message: Message) -> Reply:
        await asyncio.Event().wait()
        return Reply(lead="zu spät")

    async with serving(Listener(never), answer_within=0.01) as client:
        status, answer = await said(client, payload())

    assert status == 200
    assert answer["template"]["outputs"] == [{"simpleText": {"text": say("ko", "channel.too_slow")}}]


async def test_a_failure_is_a_polite_sentence_and_a_log_line_without_what_was_said() -> None:
    async def fail(message: Message) -> Reply:
        raise ValueError(f"could not read {message.text} of {message.user}")

    async with serving(Listener(fail)) as client:
        with structlog.testing.capture_logs() as logs:
            status, answer = await said(client, payload("제 번호는 010-1234-5678"))

    assert status == 200
    assert answer["template"]["outputs"] == [{"simpleText": {"text": say("ko", "channel.failed")}}]
    assert "ValueError" in logs[0]["where"]
    assert "test_kakao.py" in logs[0]["where"]
    assert "010" not in str(logs)
    assert "a19b8cd3" not in str(logs)


async def test_choices_come_as_quick_replies_that_bring_their_command_back() -> None:
    async def offer(message: Message) -> Reply:
        return Reply(lead="무엇을 볼까요?", choices=(Choice(label="자격 확인", command="/check a"),))

    dialogue = Listener(offer)
    async with serving(dialogue) as client:
        _, answer = await said(client, payload())
        (quick,) = answer["template"]["quickReplies"]
        await said(client, payload(quick["messageText"], action={"clientExtra": quick["extra"]}))

    assert (dialogue.heard[1].text, dialogue.heard[1].choice) == ("자격 확인", "/check a")
