"""Files over HTTP: a look at the address gives nothing and uses nothing up, the button gives the file, once."""

import contextlib
import datetime as dt
import re
from collections.abc import AsyncIterator, Mapping

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import Connection, insert
from structlog.testing import capture_logs

from bot.channels import files
from handlers.wording import say
from storage import downloads
from storage.database import Database
from storage.downloads import Download
from storage.tables import account, owner

AT = dt.datetime(2026, 7, 1, 3, 0, tzinfo=dt.UTC)
TOKEN = "0f" * 24
FILE = Download("pallobot-2026-07-01.json", "application/json", '{"상호": "달빛나래공방"}')
Client = TestClient[web.Request, web.Application]


def _newcomer(connection: Connection) -> None:
    connection.execute(insert(owner), {"id": "o", "created_at": AT})
    seen = {"reachable": True, "created_at": AT, "last_seen_at": AT}
    connection.execute(insert(account), {"id": "a", "owner_id": "o", "channel": "web", "channel_user": "1", **seen})


@pytest.fixture
async def client(database: Database) -> AsyncIterator[Client]:
    """Somebody with a browser, for whom a file waits for another second."""
    await database.write(_newcomer)
    until = AT + dt.timedelta(seconds=1)
    await database.write(downloads.offer, downloads.hash_of(TOKEN), FILE, account="a", expires_at=until)
    async with serving(database, AT) as opened:
        yield opened


@contextlib.asynccontextmanager
async def serving(database: Database, now: dt.datetime) -> AsyncIterator[Client]:
    app = web.Application()
    app.add_routes(files.routes(database, now=lambda: now))
    async with TestClient(TestServer(app)) as opened:
        yield opened


async def visit(client: Client, method: str, token: str = TOKEN) -> tuple[int, str, Mapping[str, str]]:
    async with client.request(method, f"/files/{token}") as answer:
        return answer.status, await answer.text(), answer.headers


async def test_after_any_number_of_previews_the_button_gives_the_file(client: Client) -> None:
    previews = [await visit(client, method) for method in ("GET", "HEAD", "GET")]
    status, content, headers = await visit(client, "POST")

    assert [preview[0] for preview in previews] == [200] * 3
    assert all(word not in previews[0][1] for word in ("달빛나래공방", FILE.name, TOKEN))
    assert (status, content) == (200, FILE.content)
    assert headers["Content-Disposition"] == 'attachment; filename="pallobot-2026-07-01.json"'
    assert headers["Content-Type"] == "application/json; charset=utf-8"


async def test_the_file_is_given_once(client: Client) -> None:
    first = await visit(client, "POST")
    status, content, _ = await visit(client, "POST")

    assert first[0] == 200
    assert status == 410
    assert say("ko", "files.gone.sentence") in content
    assert "달빛나래공방" not in content


async def test_used_expired_unknown_and_impossible_addresses_look_alike(client: Client, database: Database) -> None:
    async with serving(database, AT + dt.timedelta(seconds=1)) as later:
        answers = [await visit(later, "POST")]
    assert (await visit(client, "POST"))[0] == 200
    for token in (TOKEN, "0e" * 24, TOKEN.upper(), "x", "%00", "a" * 4_000):
        answers.append(await visit(client, "POST", token))
    pages = [await visit(client, "GET", token) for token in (TOKEN, "0e" * 24, "x")]

    for found in (answers, pages):
        assert len({(status, content) for status, content, _ in found}) == 1
    assert answers[0][0] == 410


async def test_nothing_of_it_is_kept_shown_elsewhere_or_read_as_something_else(client: Client) -> None:
    for status, _, headers in [await visit(client, method) for method in ("GET", "POST", "POST")]:
        assert status in {200, 410}
        assert headers["Cache-Control"] == "no-store"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["Content-Security-Policy"].startswith("default-src 'none'; ")
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]


async def test_the_page_loads_nothing_from_elsewhere_and_runs_no_script(client: Client) -> None:
    _, page, _ = await visit(client, "GET")

    assert '<html lang="ko">' in page
    assert say("ko", "files.get") in page
    assert not re.search(r"<script|<style|\son\w+=|\sstyle=|(?:src|href|action)=\"(?:https?:)?//", page)


async def test_the_page_speaks_the_language_of_its_address(client: Client) -> None:
    async with client.get(f"/files/{TOKEN}?lang=en") as answer:
        page = await answer.text()

    assert '<html lang="en">' in page
    assert say("en", "files.get") in page


async def test_no_log_line_holds_the_token(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    with capture_logs() as logs:
        for method in ("GET", "POST", "POST"):
            await visit(client, method)

    # The client's own lines are not ours; they are of the test.
    ours = [record.getMessage() for record in caplog.records if not record.name.startswith("aiohttp.access")]
    assert [line["event"] for line in logs] == ["files.given"]
    assert TOKEN not in str(logs)
    assert TOKEN not in " ".join(ours)


async def test_while_the_database_can_not_be_reached_the_file_is_not_said_to_be_gone(
    sqlite_database: Database,
) -> None:
    async with serving(sqlite_database, AT) as client:
        await sqlite_database.close()
        with capture_logs() as logs:
            status, page, _ = await visit(client, "POST")

    assert status == 503
    assert say("ko", "files.later.sentence") in page
    assert TOKEN not in str(logs)
