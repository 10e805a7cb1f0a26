"""The webhook: an update is committed before Telegram gets its 200, so a kill in between loses nothing."""

import hmac

import structlog
from aiohttp import web

from bot.channels.json_request import Refused, read_object
from bot.channels.telegram_intake import Intake
from bot.channels.telegram_setup import WEBHOOK_PATH
from bot.channels.telegram_updates import MalformedUpdate
from storage.errors import StorageUnavailable

_log = structlog.get_logger(__name__)

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name
RETRY_AFTER_SECONDS = 5
"""Telegram heeds Retry-After in an error; without it, it would come again at once."""


def routes(intake: Intake, secret: str) -> list[web.RouteDef]:
    """Return the route of the webhook.

    It answers 401 without the secret, 400 to what is no update (413 to more than 1 MiB), 503 while nothing can be
    stored, 500 where handling failed (Telegram comes again, and the third failure is taken, see ``Intake``), else 200.

    Args:
        intake: commits updates.
        secret: what setWebhook told Telegram.

    Raises:
        ValueError: the secret is empty: anybody could speak for anybody.
    """
    if not secret:
        raise ValueError("A webhook needs a secret.")
    expected = secret.encode()

    async def receive(request: web.Request) -> web.Response:
        given = request.headers.get(SECRET_HEADER, "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(given, expected):
            _log.warning("telegram.update_refused", status=401)
            return web.Response(status=401)
        try:
            await intake.take(await read_object(request))
        except Refused as error:
            _log.warning("telegram.update_refused", status=error.status, reason=error.reason)
            return web.Response(status=error.status)
        except MalformedUpdate as error:
            _log.warning("telegram.update_refused", status=400, reason=str(error))
            return web.Response(status=400)
        except StorageUnavailable:
            _log.error("telegram.update_deferred", status=503)
            return web.Response(status=503, headers={"Retry-After": str(RETRY_AFTER_SECONDS)})
        except Exception as error:
            # Intake wrote down where it failed; Telegram brings the update again.
            _log.error("telegram.update_failed", status=500, error=type(error).__name__)
            return web.Response(status=500)
        return web.Response()

    return [web.post(WEBHOOK_PATH, receive)]
