"""Logging: structlog on standard error, as text or as JSON. No log line holds what somebody said.

Of an error the log says type and places, and its text only where the error is one whose sentences hold nothing that
anybody stored or typed: messages of others quote the value on which they failed (pydantic the input, PostgreSQL the
row, KeyError the key). The same holds for what libraries log, for warnings, and for errors that nobody caught.
"""

import logging
import re
import sys
import threading
import traceback
import warnings
from collections.abc import Iterator, MutableMapping
from types import TracebackType
from typing import Any, Final, Literal, TextIO

import structlog

from bot.settings import BadSetting
from knowledge.strict_yaml import BadFile
from storage.errors import StorageError

SENTENCES: Final = (StorageError, BadFile, BadSetting)
"""Errors whose text is a sentence for whoever runs the bot, and holds nothing of anybody's."""
FRAMES: Final = 40
"""Of an error, so many of its places are told, the innermost: endless recursion has a thousand."""
_UNQUOTED: Final = re.compile(r"[^(<\n]*")


def set_up(level: str, style: Literal["text", "json"]) -> None:
    """Send all logs, warnings and uncaught errors to standard error.

    Args:
        level: the least level that is written of our own lines; of libraries' it is WARNING.
        style: text, or a JSON object a line.
    """
    logging.basicConfig(handlers=[_Libraries()], level=logging.WARNING)
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
            _errors_by_place,
            last,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    sys.excepthook = _uncaught
    sys.unraisablehook = _unraisable
    threading.excepthook = _uncaught_in_thread
    warnings.showwarning = _warned


def where(error: BaseException) -> str:
    """Return type and places of an error and of those behind it, outermost place first.

    The text of an error is left out, unless it is one of ``SENTENCES``: it may quote what somebody wrote.
    """
    return " | ".join(_steps(error, set()))


def _steps(error: BaseException | None, seen: set[int]) -> Iterator[str]:
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        frames = [
            f"{frame.f_code.co_filename}:{line} {frame.f_code.co_name}"
            for frame, line in traceback.walk_tb(error.__traceback__)
        ]
        name = type(error).__name__
        yield " > ".join([*frames[-FRAMES:], f"{name}: {error}" if isinstance(error, SENTENCES) else name])
        if isinstance(error, BaseExceptionGroup):
            for one in error.exceptions:
                yield from _steps(one, seen)
        error = error.__cause__ or error.__context__


def _errors_by_place(
    _logger: structlog.typing.WrappedLogger, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Put ``where`` in the place of each error of a line, and of its ``exc_info``."""
    match event.pop("exc_info", None):
        case BaseException() as error:
            event["where"] = where(error)
        case (_, BaseException() as error, _):
            event["where"] = where(error)
        case found if found:
            current = sys.exc_info()[1]
            event["where"] = where(current) if current is not None else "no error"
    for key, value in event.items():
        if isinstance(value, BaseException):
            event[key] = where(value)
    return event


class _Libraries(logging.Handler):
    """What libraries log, as lines of ours: who, at which of its places, the sentence without what was put into it."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line for ``record``."""
        line = {"logger": record.name, "at": f"{record.filename}:{record.lineno}"}
        if (said := _said(record)) is not None:
            line["said"] = said
        if record.exc_info and record.exc_info[1] is not None:
            line["where"] = where(record.exc_info[1])
        level = max(logging.DEBUG, min(record.levelno // 10 * 10, logging.CRITICAL))
        structlog.get_logger(__name__).log(level, "library.said", **line)


def _said(record: logging.LogRecord) -> str | None:
    """The sentence of a line before values were put into it; None where they can no longer be told apart."""
    if record.args:
        return str(record.msg)
    if record.name == "asyncio":
        # "Exception in callback f('…') at …", "Task exception was never retrieved\nfuture: <Task …": the call or task
        # that follows is written with its arguments.
        found = _UNQUOTED.match(str(record.msg))
        return found[0].strip() if found else None
    return None


def _uncaught(kind: type[BaseException], error: BaseException, _places: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    structlog.get_logger(__name__).critical("process.failed", where=where(error))


def _uncaught_in_thread(args: threading.ExceptHookArgs) -> None:
    if args.exc_value is not None:
        structlog.get_logger(__name__).critical("thread.failed", where=where(args.exc_value))


def _unraisable(args: "sys.UnraisableHookArgs") -> None:
    if args.exc_value is not None:
        structlog.get_logger(__name__).error("finalizer.failed", where=where(args.exc_value))


def _warned(  # noqa: PLR0917 - as Python calls it
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    del message, file, line  # the message may quote a value
    structlog.get_logger(__name__).warning("library.warned", warning=category.__name__, at=f"{filename}:{lineno}")
