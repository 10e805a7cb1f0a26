"""The chat page's calls over HTTP: who somebody is, what is refused, and what the page gets."""

import contextlib
import datetime as dt
import io
import json
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import structlog
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

import bot.channels
from bot.channels.json_request import MAX_BODY
from bot.channels.layout import LayOut
from bot.channels.web import COOKIE, Role, account_user, routes
from handlers.message import Message
from handlers.reply import Choice, Listing, Reply
from handlers.wording import catalog, say

AT = dt.datetime(2026, 11, 22, 16, 0, tzinfo=dt.UTC)
PAGE = Path(bot.channels.__file__).parent / "page"
ID = "0123456789abcdef"
ANSWER = Reply.model_validate(
    {
        "title": "쏠쏠마켓",
        "lead": "예, 됩니다.",
        "parts": [
            {"kind": "paragraph", "text": "근거"},
            {"kind": "rows", "rows": [{"label": "기간", "value": "9월 25일까지"}]},
            {"kind": "listing", "items": [{"title": "가치삽시다", "command": "/program b"}]},
        ],
        "source": "뉴스1 2020. 9. 1.",
        "choices": [{"label": "자격 확인", "command": "/check a"}],
    }
)
Client = TestClient[web.Request, web.Application]


class Listener:
    """A dialogue that keeps what it is told, knows who moved the day, and gives one answer."""

    def __init__(self, failure: Exception | None = None) -> None:
        self.heard: list[Message] = []
        self.days: dict[str, dt.date] = {}
        self.roles: list[tuple[str, Role]] = []
        self._failure = failure

    async def turn(self, message: Message, lay_out: LayOut, *, queued: bool) -> tuple[dict[str, Any], ...]:
        assert not queued
        if self._failure:
            raise self._failure
        self.heard.append(message)
        if message.text.startswith("/asof "):
            self.days[message.user] = dt.date.fromisoformat(message.text.removeprefix("/asof "))
        return lay_out([ANSWER], "ko").bodies

    async def as_of(self, user: str) -> dt.date | None:
        return self.days.get(user)

    async def take_role(self, user: str, role: Role) -> None:
        self.roles.append((user, role))


@contextlib.asynccontextmanager
async def serving(dialogue: Listener | None = None, **settings: Any) -> AsyncIterator[Client]:
    dialogue = dialogue or Listener()
    defaults: dict[str, Any] = {
        "as_of": dialogue.as_of,
        "take_role": dialogue.take_role,
        "demo": True,
        "now": lambda: AT,
    }
    app = web.Application()
    app.add_routes(routes(dialogue, **(defaults | settings)))
    async with TestClient(TestServer(app)) as client:
        yield client


async def post(client: Client, path: str, content: object, **headers: str) -> tuple[int, Any]:
    async with client.post(path, json=content, headers=headers) as answer:
        return answer.status, await answer.json()


async def test_the_page_comes_with_its_words_and_may_load_nothing_from_elsewhere() -> None:
    async with serving() as client, client.get("/") as answer:
        content = await answer.text()

    assert say("ko", "channel.page.greeting_title") in content
    assert '<html lang="ko">' in content
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\son\w+=|\sstyle=|(?:src|href)=\"(?:https?:)?//", content)


async def test_the_page_speaks_english_when_asked() -> None:
    async with serving() as client, client.get("/?lang=en") as answer:
        content = await answer.text()

    assert '<html lang="en">' in content
    assert say("en", "channel.page.greeting_title") in content


@pytest.mark.parametrize("name", ["chat.css", "chat.js", "icon.svg"])
async def test_each_file_of_the_page_is_served_and_not_sent_again_unchanged(name: str) -> None:
    async with serving() as client:
        async with client.get(f"/web/page/{name}") as answer:
            content, etag = await answer.read(), answer.headers["ETag"]
        async with client.get(f"/web/page/{name}", headers={"If-None-Match": etag}) as again:
            assert await again.read() == b""

    assert content == (PAGE / name).read_bytes()
    assert again.status == 304


@pytest.mark.parametrize("name", ["page.html", "..%2fweb.py", "none.js"])
async def test_no_other_file_is_served(name: str) -> None:
    async with serving() as client, client.get(f"/web/page/{name}") as answer:
        assert answer.status == 404
        assert list(await answer.json()) == ["error"]


def test_every_word_that_the_page_names_is_in_both_catalogs_and_every_word_is_used() -> None:
    page, script = ((PAGE / name).read_text(encoding="utf-8") for name in ("page.html", "chat.js"))
    used = set(re.findall(r'data-word(?:-label|-placeholder)?="(\w+)"', page)) | set(
        re.findall(r"\bwords\.(\w+)", script)
    )

    for language in ("ko", "en"):
        known = {key.removeprefix("channel.page.") for key in catalog(language) if key.startswith("channel.page.")}
        assert used == known


async def test_somebody_is_known_by_a_cookie_that_scripts_can_not_read() -> None:
    dialogue = Listener()
    async with serving(dialogue) as client:
        async with client.get("/") as page:
            cookie = page.cookies[COOKIE]
        await post(client, "/web/message", {"id": ID, "text": "안녕하세요"})

    assert cookie["httponly"] is True
    assert cookie["samesite"] == "Lax"
    assert not cookie["secure"]
    (message,) = dialogue.heard
    assert message == Message(
        channel="web", user=account_user(cookie.value), text="안녕하세요", at=AT, key=f"{message.user}/{ID}"
    )
    assert cookie.value not in message.user


async def test_the_cookie_is_marked_secure_behind_https() -> None:
    async with serving(public_url="https://pallo.example.kr") as client, client.get("/") as page:
        assert page.cookies[COOKIE]["secure"] is True


@pytest.mark.parametrize("sent", ["", "short", "x" * 44, "x" * 42 + "'"])
async def test_a_cookie_that_the_server_did_not_draw_is_replaced(sent: str) -> None:
    dialogue = Listener()
    call: dict[str, Any] = {"json": {"id": ID, "text": "네"}, "headers": {"Cookie": f"{COOKIE}={sent}"}}
    async with serving(dialogue) as client, client.post("/web/message", **call) as answer:
        cookie = answer.cookies[COOKIE].value

    assert cookie != sent
    assert dialogue.heard[0].user == account_user(cookie)


async def test_two_people_who_send_the_same_id_do_not_share_a_key() -> None:
    dialogue = Listener()
    async with serving(dialogue) as client:
        for _ in range(2):
            client.session.cookie_jar.clear()
            await post(client, "/web/message", {"id": ID, "text": "네"})

    first, second = dialogue.heard
    assert first.key != second.key


async def test_an_answer_comes_as_replies_with_the_day_it_is_for() -> None:
    async with serving() as client:
        _, before = await post(client, "/web/message", {"id": ID, "text": "네", "choice": "/check a"})
        _, moved = await post(client, "/web/message", {"id": ID, "text": "/asof 2020-09-25"})

    assert before == {"messages": [{"replies": [ANSWER.model_dump(mode="json")], "language": "ko"}], "as_of": None}
    assert Reply.model_validate(before["messages"][0]["replies"][0]) == ANSWER
    assert moved["as_of"] == "2020-09-25"


async def test_a_tapped_choice_reaches_the_dialogue() -> None:
    dialogue = Listener()
    listing = ANSWER.parts[2]
    assert isinstance(listing, Listing)
    tapped: list[Choice] = [*ANSWER.choices, Choice(label=listing.items[0].title, command="/program b")]
    async with serving(dialogue) as client:
        for choice in tapped:
            await post(client, "/web/message", {"id": ID, "text": choice.label, "choice": choice.command})

    assert [message.choice for message in dialogue.heard] == ["/check a", "/program b"]


async def test_the_state_tells_the_day_in_seoul() -> None:
    async with serving() as client:
        await post(client, "/web/message", {"id": ID, "text": "/asof 2020-09-25"})
        async with client.get("/web/state") as answer:
            state = await answer.json()

    assert (state["demo"], state["roles"], state["today"], state["as_of"]) == (True, True, "2026-11-23", "2020-09-25")
    assert state["words"]["send"] == say("ko", "channel.page.send")


async def test_in_demo_mode_one_takes_a_role() -> None:
    dialogue = Listener()
    async with serving(dialogue) as client:
        async with client.get("/") as page:
            user = account_user(page.cookies[COOKIE].value)
        status, answer = await post(client, "/web/role", {"role": "staff"})

    assert (status, answer["role"]) == (200, "staff")
    assert say("ko", "channel.page.role_staff") in answer["said"]
    assert dialogue.roles == [(user, "staff")]


async def test_outside_demo_mode_nobody_takes_a_role() -> None:
    dialogue = Listener()
    async with serving(dialogue, demo=False) as client:
        status, answer = await post(client, "/web/role", {"role": "admin"})

    assert (status, list(answer)) == (404, ["error"])
    assert dialogue.roles == []


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/web/message", b""),
        ("/web/message", b"\xff"),
        ("/web/message", b"[]"),
        ("/web/message", b"{}"),
        ("/web/message", b'{"id": "0123456789abcdef"}'),
        ("/web/message", b'{"id": "short", "text": "x"}'),
        ("/web/message", b'{"id": "0123456789abcdef", "text": 5}'),
        ("/web/message", b'{"id": "0123456789abcdef", "text": "x", "choice": ""}'),
        ("/web/message", b'{"id": "0123456789abcdef", "text": "x", "user": "y"}'),
        ("/web/role", b'{"role": "king"}'),
        ("/web/role", b'{"role": null}'),
    ],
)
async def test_a_malformed_call_gets_a_sentence(path: str, body: bytes) -> None:
    dialogue = Listener()
    call: dict[str, Any] = {"data": body, "headers": {"Content-Type": "application/json"}}
    async with serving(dialogue) as client, client.post(path, **call) as answer:
        content = await answer.json()

    assert (answer.status, content) == (400, {"error": say("ko", "channel.bad_input")})
    assert dialogue.heard == []
    assert dialogue.roles == []


async def test_a_message_of_100_kb_arrives_and_a_body_over_the_limit_does_not() -> None:
    dialogue = Listener()
    async with serving(dialogue) as client:
        status, _ = await post(client, "/web/message", {"id": ID, "text": "가" * 34_000})
        body, headers = io.BytesIO(b" " * (MAX_BODY + 1)), {"Content-Type": "application/json"}
        async with client.post("/web/message", data=body, headers=headers) as too_large:
            answer = await too_large.json()

    assert (status, len(dialogue.heard[0].text)) == (200, 34_000)
    assert (too_large.status, answer) == (413, {"error": say("ko", "channel.too_large")})


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
)
@pytest.mark.parametrize("path", ["/web/message", "/web/role"])
async def test_another_sites_page_can_not_speak_for_somebody(path: str, headers: dict[str, str]) -> None:
    dialogue = Listener()
    async with serving(dialogue) as client:
        status, answer = await post(client, path, {"id": ID, "text": "네"}, **headers)

    assert (status, list(answer)) == (403, ["error"])
    assert dialogue.heard == []


async def test_a_form_that_another_site_posts_is_refused() -> None:
    form = json.dumps({"id": ID, "text": "네"})
    async with serving() as client, client.post("/web/message", data=form) as answer:
        assert answer.status == 415
        assert list(await answer.json()) == ["error"]


async def test_the_pages_own_origin_is_let_in_directly_and_behind_a_proxy() -> None:
    async with serving(public_url="https://pallo.example.kr") as client:
        own = f"http://{client.host}:{client.port}"
        for origin in (own, "https://pallo.example.kr"):
            status, _ = await post(
                client, "/web/message", {"id": ID, "text": "네"}, **{"Origin": origin, "Sec-Fetch-Site": "same-origin"}
            )
            assert status == 200


CALLS = (("GET", "/web/state"), ("GET", "/web/page/chat.js"), ("POST", "/web/message"), ("POST", "/web/role"))


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8080", "127.0.0.1.evil.example", "[::1", "", "10.0.0.1"]
)
async def test_a_demonstration_refuses_calls_that_were_sent_to_another_name(host: str) -> None:
    dialogue = Listener()
    own = {"Host": host, "Origin": f"http://{host}", "Sec-Fetch-Site": "same-origin"}
    async with serving(dialogue) as client:
        for method, path in CALLS:
            content = {"id": ID, "text": "네"} if path == "/web/message" else {"role": "admin"}
            async with client.request(method, path, json=content if method == "POST" else None, headers=own) as answer:
                assert answer.status == 403, path

    assert (dialogue.heard, dialogue.roles) == ([], [])


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:1", "127.0.0.1:8080", "[::1]:8080", "pallo.example.kr"])
async def test_a_demonstration_takes_calls_to_this_machine_and_to_its_public_name(host: str) -> None:
    async with (
        serving(public_url="https://pallo.example.kr:8443") as client,
        client.get("/web/state", headers={"Host": host}) as answer,
    ):
        assert answer.status == 200


async def test_outside_demo_mode_the_page_may_be_reached_under_any_name() -> None:
    async with (
        serving(demo=False) as client,
        client.get("/web/state", headers={"Host": "pallo.example.kr"}) as answer,
    ):
        assert answer.status == 200


async def test_a_failure_gets_a_sentence_and_a_log_line_without_what_was_said() -> None:
    async with serving(Listener(RuntimeError("010-1234-5678"))) as client:
        with structlog.testing.capture_logs() as logs:
            status, answer = await post(client, "/web/message", {"id": ID, "text": "010-1234-5678"})

    assert (status, answer) == (500, {"error": say("ko", "channel.failed")})
    assert "RuntimeError" in logs[0]["where"]
    assert "010" not in str(logs)


async def test_every_answer_carries_the_security_headers() -> None:
    async with serving() as client:
        for path in ("/", "/web/state", "/web/page/chat.js", "/web/page/none"):
            async with client.get(path) as answer:
                assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"], path
                assert answer.headers["X-Content-Type-Options"] == "nosniff", path
