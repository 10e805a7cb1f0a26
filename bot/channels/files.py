"""Files that somebody was told an address of: a page that asks, and the file itself, once.

Messengers and mail scanners open addresses to show a preview of them, so GET neither gives nor uses up anything: it
shows one page for every token, without a look at what is stored. The token is a secret; no log line holds it.
"""

import datetime as dt
import html
import re
import string
from collections.abc import Callable
from pathlib import Path
from typing import Final, Literal

import structlog
from aiohttp import web

from handlers.wording import say
from knowledge.words import Language
from storage import downloads
from storage.database import Database
from storage.errors import StorageError

State = Literal["ready", "gone", "later"]

_TOKEN: Final = re.compile(r"[0-9a-f]{48}")
_TEMPLATE: Final = Path(__file__).parent / "page" / "file.html"
_HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    # The address is the secret.
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex",
}

_log = structlog.get_logger(__name__)


def routes(
    database: Database, *, now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC)
) -> list[web.RouteDef]:
    """Return the routes of files to fetch.

    Args:
        database: where they wait.
        now: the clock, aware.

    Raises:
        FileNotFoundError: the page is missing.
    """
    template = string.Template(_TEMPLATE.read_text(encoding="utf-8"))

    def page(request: web.Request, state: State, status: int = 200) -> web.Response:
        language: Language = "en" if request.query.get("lang") == "en" else "ko"
        words = {
            "title": say(language, f"files.{state}.title"),
            "sentence": say(language, f"files.{state}.sentence"),
            "get": say(language, "files.get"),
            "in_app": say(language, "files.in_app"),
            "name": say(language, "channel.page.name"),
            "tagline": say(language, "channel.page.tagline"),
        }
        put_in = {name: html.escape(text) for name, text in words.items()}
        text = template.substitute(put_in, lang=language, offered="hidden" if state == "gone" else "")
        return web.Response(text=text, status=status, content_type="text/html", headers=_HEADERS)

    async def ask(request: web.Request) -> web.Response:
        return page(request, "ready")

    async def give(request: web.Request) -> web.Response:
        try:
            file = await _taken(database, request.match_info["token"], now())
        except StorageError as error:
            _log.warning("files.failed", error=type(error).__name__)
            return page(request, "later", 503)
        if file is None:
            return page(request, "gone", 410)
        _log.info("files.given")
        headers = _HEADERS | {"Content-Disposition": f'attachment; filename="{file.name}"'}
        return web.Response(text=file.content, content_type=file.media_type, headers=headers)

    return [web.get("/files/{token}", ask), web.post("/files/{token}", give)]


async def _taken(database: Database, token: str, at: dt.datetime) -> downloads.Download | None:
    """Take the file of a token out; None where it is unknown, used or expired, deliberately not told apart."""
    wanted = downloads.hash_of(token)
    # A stranger's guess costs a read at most, and none of the writer's time.
    if not _TOKEN.fullmatch(token) or not await database.read(downloads.waits, wanted, at):
        return None
    return await database.write(downloads.fetch, wanted, at)
