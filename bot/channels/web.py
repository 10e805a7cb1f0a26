"""The chat page and its own calls.

A person is the bearer of a cookie that the server drew; the account is named by the cookie's hash, so that nobody can
take a conversation over with what the database holds. The page's calls are JSON from the page's own origin only.
"""

import datetime as dt
import hashlib
import html
import json
import re
import secrets
import string
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Literal, TypeVar
from urllib.parse import urlsplit

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.channels.json_request import Refused, WholeText, answered, read_object, refused
from bot.channels.layout import Answers
from bot.channels.web_layout import lay_out
from bot.log import where
from handlers.message import Message
from handlers.reply import COMMAND_BYTES
from handlers.wording import catalog, say
from knowledge.window import SEOUL
from knowledge.words import Language

Role = Literal["owner", "staff", "admin"]
TakeRole = Callable[[str, Role], Awaitable[None]]
AsOf = Callable[[str], Awaitable[dt.date | None]]

COOKIE = "pallobot"
COOKIE_DAYS = 180
OPEN_DAY = "2020-09-25"
"""The day that a demonstration offers: one window of the built-in programs was open then."""
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
"""Names under which a browser on this machine reaches a demonstration."""

_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
_PAGE = Path(__file__).parent / "page"
_TYPES = {"chat.css": "text/css", "chat.js": "text/javascript", "icon.svg": "image/svg+xml"}
_WORDS = "channel.page."
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_REFUSALS = {
    400: "channel.bad_input",
    403: "channel.not_allowed",
    404: "channel.not_here",
    413: "channel.too_large",
    415: "channel.bad_input",
    500: "channel.failed",
}

_log = structlog.get_logger(__name__)


class _Sent(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


Sent = TypeVar("Sent", bound=_Sent)


class SentMessage(_Sent):
    """What the page sends: its own id of the message, the words, and the command of a tapped button."""

    id: str = Field(pattern=r"^[A-Za-z0-9-]{8,64}$")
    text: WholeText
    choice: str | None = Field(default=None, min_length=1, max_length=COMMAND_BYTES, pattern=r"^[^\x00-\x1f\x7f]+$")


class SentRole(_Sent):
    """The role that somebody takes in demo mode."""

    role: Role


def routes(
    dialogue: Answers,
    *,
    as_of: AsOf,
    take_role: TakeRole | None = None,
    demo: bool = False,
    public_url: str | None = None,
    now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
) -> list[web.RouteDef]:
    """Return the routes of the chat page.

    Args:
        dialogue: what answers.
        as_of: the day for which the account's answers are, None for today; it gets the account's user.
        take_role: gives the account's user a role; used in demo mode only.
        demo: demo mode: the page shows the day it answers for, and lets one move it and take a role.
        public_url: address under which people reach the page; with https the cookie is marked secure.
        now: the clock, aware.

    Raises:
        FileNotFoundError: a file of the page is missing.
    """
    secure = (public_url or "").startswith("https://")
    here = urlsplit(public_url).netloc if public_url else None
    own_hosts = LOOPBACK | ({_host_name(here)} if here else set()) if demo else None
    pages: dict[Language, str] = {"ko": _page("ko"), "en": _page("en")}
    assets = {name: (_PAGE / name).read_bytes() for name in _TYPES}

    async def page(request: web.Request) -> web.Response:
        answer = web.Response(text=pages[_language(request)], content_type="text/html")
        answer.headers["Cache-Control"] = "no-cache"
        _keep(answer, _token(request) or secrets.token_urlsafe(32), secure)
        return answer

    async def asset(request: web.Request) -> web.Response:
        name = request.match_info["name"]
        if name not in assets:
            raise Refused(404, "no such file")
        etag = hashlib.sha256(assets[name]).hexdigest()[:16]
        headers = {"Cache-Control": "no-cache", "ETag": f'"{etag}"'}
        if request.if_none_match and any(tag.value == etag for tag in request.if_none_match):
            return web.Response(status=304, headers=headers)
        return web.Response(body=assets[name], content_type=_TYPES[name], charset="utf-8", headers=headers)

    async def state(request: web.Request) -> web.Response:
        token = _token(request)
        day = await as_of(account_user(token)) if token else None
        language = _language(request)
        return answered(
            {
                "demo": demo,
                "roles": demo and take_role is not None,
                "today": now().astimezone(SEOUL).date().isoformat(),
                "as_of": day.isoformat() if day else None,
                "open_day": OPEN_DAY,
                "language": language,
                "words": _words(language),
            }
        )

    async def message(request: web.Request) -> web.Response:
        _own_call(request, here)
        sent = _parsed(SentMessage, await read_object(request))
        token = _token(request) or secrets.token_urlsafe(32)
        user = account_user(token)
        said = Message(
            channel="web",
            user=user,
            text=sent.text,
            at=now(),
            choice=sent.choice,
            # With the user in it, nobody can fetch another's stored answer by sending the same id.
            key=f"{user}/{sent.id}",
        )
        bodies = await dialogue.turn(said, lay_out, queued=False)
        day = await as_of(user)
        answer = answered({"messages": list(bodies), "as_of": day.isoformat() if day else None})
        _keep(answer, token, secure)
        return answer

    async def role(request: web.Request) -> web.Response:
        if not demo or take_role is None:
            raise Refused(404, "not in demo mode")
        _own_call(request, here)
        sent = _parsed(SentRole, await read_object(request))
        token = _token(request) or secrets.token_urlsafe(32)
        await take_role(account_user(token), sent.role)
        language = _language(request)
        said = say(language, "channel.role_taken", role=say(language, f"channel.page.role_{sent.role}"))
        answer = answered({"role": sent.role, "said": said})
        _keep(answer, token, secure)
        return answer

    return [
        web.get("/", _guarded(page)),
        web.get("/web/page/{name}", _guarded(asset, own_hosts)),
        web.get("/web/state", _guarded(state, own_hosts)),
        web.post("/web/message", _guarded(message, own_hosts)),
        web.post("/web/role", _guarded(role, own_hosts)),
    ]


def account_user(token: str) -> str:
    """Return the account's user for a cookie's token."""
    return hashlib.sha256(token.encode()).hexdigest()


def _guarded(handler: Handler, hosts: frozenset[str] | None = None) -> Handler:
    """Give each answer the security headers, and each refusal and failure the one shape of error.

    Args:
        handler: what answers.
        hosts: names of this service that a call may be sent to, None for any. A demonstration asks nobody who he is, so
            another site could reach it by having its own name resolve to this machine (DNS rebinding).
    """

    async def guarded(request: web.Request) -> web.StreamResponse:
        try:
            if hosts is not None and _host_name(request.host) not in hosts:
                raise Refused(403, "sent to another host")
            answer = await handler(request)
        except Refused as refusal:
            _log.warning("web.refused", route=_route(request), status=refusal.status, reason=refusal.reason)
            answer = refused(refusal.status, say(_language(request), _REFUSALS[refusal.status]))
        except Exception as error:
            _log.error("web.failed", route=_route(request), where=where(error))
            answer = refused(500, say(_language(request), _REFUSALS[500]))
        answer.headers.update(_HEADERS)
        return answer

    return guarded


def _route(request: web.Request) -> str | None:
    """The pattern of a request's route: the address itself is what somebody wrote."""
    resource = request.match_info.route.resource
    return resource.canonical if resource else None


def _host_name(netloc: str) -> str:
    """The name in a Host header or an address, without its port; empty where it can't be read."""
    try:
        return urlsplit(f"//{netloc}").hostname or ""
    except ValueError:
        return ""


def _own_call(request: web.Request, here: str | None) -> None:
    """Refuse what another site could have made a browser send: no other origin's page gets this through unasked."""
    if request.content_type != "application/json":
        raise Refused(415, "not sent as JSON")
    if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        raise Refused(403, "sent from another site")
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc not in {request.host, here}:
        raise Refused(403, "sent from another origin")


def _parsed(model: type[Sent], content: dict[str, object]) -> Sent:
    try:
        return model.model_validate(content)
    except ValidationError as error:
        raise Refused(400, f"not a {model.__name__}") from error


def _language(request: web.Request) -> Language:
    return "en" if request.query.get("lang") == "en" else "ko"


def _token(request: web.Request) -> str | None:
    token = request.cookies.get(COOKIE, "")
    return token if _TOKEN.fullmatch(token) else None


def _keep(answer: web.Response, token: str, secure: bool) -> None:
    answer.set_cookie(
        COOKIE, token, max_age=COOKIE_DAYS * 24 * 3600, httponly=True, samesite="Lax", secure=secure, path="/"
    )


def _words(language: Language) -> dict[str, str]:
    return {key.removeprefix(_WORDS): text for key, text in catalog(language).items() if key.startswith(_WORDS)}


def _page(language: Language) -> str:
    """The page with its words put in; a word that the catalog lacks stops the start."""
    words = _words(language)
    put_in = {"lang": language, "words": json.dumps(words, ensure_ascii=False), **words}
    template = string.Template((_PAGE / "page.html").read_text(encoding="utf-8"))
    return template.substitute({name: html.escape(text) for name, text in put_in.items()})
