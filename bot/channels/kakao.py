"""KakaoTalk: the skill endpoint that a channel chatbot of the 챗봇 관리자센터 calls for each utterance.

The platform waits five seconds for one HTTP answer, shows nothing where that is late or no 200, signs nothing and
documents no retry. So whoever gets past the secret gets a polite SkillResponse in time, whatever happens.
"""

import asyncio
import datetime as dt
import hmac
from collections.abc import Callable
from typing import Any

import structlog
from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.channels.json_request import Refused, WholeText, answered, read_object, refused
from bot.channels.kakao_layout import lay_out, response, simple_text
from bot.channels.layout import Answers
from bot.log import where
from handlers.message import Message
from handlers.reply import COMMAND_BYTES
from handlers.wording import say

SECRET_HEADER = "X-Pallobot-Secret"  # noqa: S105  # the header's name, no secret
KEY_HEADER = "X-Request-Id"
ANSWER_WITHIN = 4.0
"""Seconds: one less than the platform waits."""

_log = structlog.get_logger(__name__)


class _Part(BaseModel):
    """A part of a SkillPayload; the platform adds fields as it likes, so what is not known is passed over."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class _User(_Part):
    id: str = Field(min_length=1, max_length=200, pattern=r"^[!-~]+$")
    type: Any = None
    properties: Any = None

    @property
    def friend(self) -> bool | None:
        """Whether the channel is added: ``isFriend`` is true or absent, never false; a console test tells none."""
        if self.type != "botUserKey" or not isinstance(self.properties, dict):
            return None
        return self.properties.get("isFriend") is True


class _UserRequest(_Part):
    user: _User
    utterance: WholeText = ""


class _Bot(_Part):
    id: str | None = None


class _Action(_Part):
    client_extra: Any = Field(default=None, alias="clientExtra")


class SkillPayload(_Part):
    """What is read of a SkillPayload; all but the user may be missing or null."""

    user_request: _UserRequest = Field(alias="userRequest")
    bot: _Bot | None = None
    action: _Action | None = None

    @property
    def choice(self) -> str | None:
        """The command behind the tapped button; ``clientExtra`` is null, "null" or an empty object where one typed."""
        extra = self.action.client_extra if self.action else None
        command = extra.get("command") if isinstance(extra, dict) else None
        if not isinstance(command, str) or not command.isprintable():
            return None
        return command if 0 < len(command.encode()) <= COMMAND_BYTES else None


def routes(
    dialogue: Answers,
    *,
    secret: str | None,
    demo: bool = False,
    bot_id: str | None = None,
    now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
    answer_within: float = ANSWER_WITHIN,
) -> list[web.RouteDef]:
    """Return the route of the skill.

    Args:
        dialogue: what answers.
        secret: value of the header that the console sends; without one the route is off (404), except in demo mode.
        demo: demo mode: without a secret the route is open.
        bot_id: the only bot that is answered; the development channel's trailing ``!`` does not count.
        now: the clock, aware.
        answer_within: seconds after which a polite sentence is the answer.
    """

    async def skill(request: web.Request) -> web.Response:
        if secret is None and not demo:
            return refused(404, say("ko", "channel.not_here"))
        try:
            async with asyncio.timeout(answer_within):
                _authenticate(request, secret)
                payload = await _read(request, bot_id)
                bodies = await dialogue.turn(_message(payload, request, now()), lay_out, queued=False)
                # A message that comes again is known for longer than its answer is kept.
                body = bodies[0] if bodies else _polite("channel.answered_before")
        except Refused as refusal:
            _log.warning("kakao.refused", status=refusal.status, reason=refusal.reason)
            return refused(refusal.status, say("ko", _REFUSALS[refusal.status]))
        except TimeoutError:
            _log.error("kakao.too_slow", seconds=answer_within)
            body = _polite("channel.too_slow")
        except Exception as error:
            _log.error("kakao.failed", where=where(error))
            body = _polite("channel.failed")
        return answered(body)

    return [web.post("/kakao/skill", skill)]


_REFUSALS = {400: "channel.bad_input", 401: "channel.not_allowed", 413: "channel.too_large"}


def _polite(key: str) -> dict[str, Any]:
    return response([simple_text(say("ko", key))])


def _authenticate(request: web.Request, secret: str | None) -> None:
    if secret is None:
        return
    sent = request.headers.get(SECRET_HEADER, "")
    if not hmac.compare_digest(sent.encode("utf-8", "surrogateescape"), secret.encode()):
        raise Refused(401, "wrong secret" if sent else "no secret")


async def _read(request: web.Request, bot_id: str | None) -> SkillPayload:
    try:
        payload = SkillPayload.model_validate(await read_object(request))
    except ValidationError as error:
        raise Refused(400, "not a SkillPayload") from error
    asked = payload.bot.id if payload.bot else None
    if bot_id is not None and (asked or "").rstrip("!") != bot_id.rstrip("!"):
        raise Refused(401, "another bot")
    return payload


def _message(payload: SkillPayload, request: web.Request, at: dt.datetime) -> Message:
    user = payload.user_request.user.id
    sent = request.headers.get(KEY_HEADER)
    return Message(
        channel="kakao",
        user=user,
        text=payload.user_request.utterance.strip(),
        at=at,
        choice=payload.choice,
        # With the user in it, nobody can fetch another's stored answer by sending the same id.
        key=f"{user}/{sent}" if sent and len(sent) <= 200 else None,
        friend=payload.user_request.user.friend,
    )
