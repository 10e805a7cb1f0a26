"""Logging: structlog on standard error, as text or as JSON. No log line holds what somebody said."""

import logging
import sys
from typing import Literal

import structlog


def set_up(level: str, style: Literal["text", "json"]) -> None:
    """Send all logs to standard error.

    Args:
        level: the least level that is written.
        style: text, or a JSON object a line.
    """
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    # aiohttp writes a line for each request; its address may hold what nobody else is to read.
    logging.getLogger("aiohttp.access").setLevel(logging.ERROR)
    last: structlog.typing.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if style == "json"
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            last,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
