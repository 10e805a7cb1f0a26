"""JSON over HTTP as every route here takes and refuses it: one shape of error, ``{"error": sentence}``."""

import json
from typing import Annotated, Any

from aiohttp import web
from pydantic import BeforeValidator

MAX_BODY = 1024 * 1024
"""Bytes of a body that are read; a message of 100 kB has to arrive, so that it gets a polite answer."""


def _whole_text(value: object) -> object:
    return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace") if isinstance(value, str) else value


WholeText = Annotated[str, BeforeValidator(_whole_text)]
"""Text in which half surrogates were replaced: JSON can carry them, nothing else can."""


class Refused(Exception):
    """A request is not taken.

    Args:
        status: HTTP status.
        reason: why, for the log; it holds nothing of the content.
    """

    def __init__(self, status: int, reason: str) -> None:
        self.status, self.reason = status, reason
        super().__init__(reason)


def answered(content: Any, *, status: int = 200) -> web.Response:
    """Return ``content`` as JSON, Korean readable as it is."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return web.Response(
        text=text, content_type="application/json", status=status, headers={"Cache-Control": "no-store"}
    )


def refused(status: int, sentence: str) -> web.Response:
    """Return the answer to a request that is not taken."""
    return answered({"error": sentence}, status=status)


async def read_object(request: web.Request, limit: int = MAX_BODY) -> dict[str, Any]:
    """Return the JSON object that the body holds.

    Raises:
        Refused: 413 for a body of more than ``limit`` bytes, 400 for one that is no JSON object in UTF-8.
    """
    body = bytearray()
    async for chunk in request.content.iter_any():
        body += chunk
        if len(body) > limit:
            raise Refused(413, "body too large")
    try:
        found = json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise Refused(400, "body is not JSON") from error
    if not isinstance(found, dict):
        raise Refused(400, "body is no object")
    return found
