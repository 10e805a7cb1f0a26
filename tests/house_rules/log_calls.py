"""House rule: no personal data in a log call, in what is printed, or in the text of an error.

``python -m tests.house_rules.log_calls`` checks the packages and prints a line a finding; its exit status is 1 where
there is one. It reads source only. What it asks for:

- A log line is an event of the form ``topic.what``, in the code word for word, and values by names from ``NAMES``.
- A value is a constant, a plain variable or attribute, or a call from ``CALLS``: nothing that is put together, nothing
  whose name says that it holds what somebody said or is (``PERSONAL``).
- The text of a caught error is logged only where each error that is caught is one of ``SENTENCES``; its traceback
  never, for that ends with the text: ``where=where(error)`` tells type and places.
- Only the command line prints (``PRINTS``), and nobody warns with more than a constant.
- An error that handlers or storage raise quotes neither what ``PERSONAL`` names nor errors other than ``SENTENCES``.

What the words are, and why, is told in ``log_words``.
"""

import ast
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.house_rules.log_words import (
    CALLS,
    DRIVERS,
    HARMLESS,
    HARMLESS_CALLS,
    NAMES,
    PERSONAL,
    SENTENCES,
    SYSTEM_WORDS,
)

PACKAGES: Final = ("bot", "handlers", "knowledge", "storage")
QUIET: Final = ("handlers", "storage")
"""Packages in which errors must not quote: theirs is what people said, and what is stored of them."""
PRINTS: Final = frozenset({"bot/command_line.py", "bot/key_commands.py"})
THE_LOG: Final = "bot/log.py"
"""It makes the log, and is tested with errors that hold values; what it hands on has been made harmless there."""

_LEVELS = frozenset({"debug", "info", "warning", "warn", "error", "critical", "fatal", "exception", "log", "msg"})
_BINDS = frozenset({"bind", "new", "bind_contextvars", "bound_contextvars"})
_EVENT = re.compile(r"[a-z][a-z_]*\.[a-z][a-z_]*")
_LOGGER = re.compile(r"(?:^|_)log(?:ger)?$")
_MAKERS = frozenset({"get_logger", "getLogger", "stdlib.get_logger"})
_ERROR_KEYWORDS = frozenset({"exc_info", "stack_info", "extra"})
_SHOWING = frozenset({"print_exc", "print_exception", "print_tb", "format_exc", "format_exception", "print_stack"})


@dataclass(frozen=True)
class Finding:
    """A place in the code that breaks the rule.

    Args:
        place: file and line.
        what: what is wrong there, in a sentence.
    """

    place: str
    what: str

    def __str__(self) -> str:
        return f"{self.place}: {self.what}"


def findings(source: str, path: str) -> tuple[Finding, ...]:
    """Return where a module breaks the rule, in the order of its lines.

    Args:
        source: of the module.
        path: from the repository's root, with slashes; it decides what the module may do.

    Raises:
        SyntaxError: it is no Python.
    """
    module = _Module(path)
    module.visit(ast.parse(source))
    return tuple(module.found)


class _Module(ast.NodeVisitor):
    """Walks through one module.

    State: names that stand for loggers, the errors that are caught around the current node, and what was found.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        self.quiet = path.split("/", maxsplit=1)[0] in QUIET
        self.prints = path in PRINTS
        self.loggers: set[str] = set()
        self.makers: set[str] = set(_MAKERS)
        self.caught: dict[str, frozenset[str]] = {}
        self.found: list[Finding] = []

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        for name in node.names:
            if node.module in {"structlog", "logging", "structlog.stdlib"} and name.name in _MAKERS:
                self.makers.add(name.asname or name.name)
            elif _LOGGER.search(name.name):
                self.loggers.add(name.asname or name.name)

    def visit_Assign(self, node: ast.Assign) -> None:
        if self._is_logger(node.value):
            self.loggers |= {ast.unparse(target) for target in node.targets}
        elif isinstance(node.value, ast.Attribute) and node.value.attr in _LEVELS and self._is_logger(node.value.value):
            self._add(node, "a log function under another name is not looked at: call it by its own")
        self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value is not None and self._is_logger(node.value):
            self.loggers.add(ast.unparse(node.target))
        self.generic_visit(node)

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> None:
        if node.name is None:
            self.generic_visit(node)
            return
        kinds = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type] if node.type else []
        before = self.caught
        self.caught = before | {node.name: frozenset(ast.unparse(kind).rsplit(".", 1)[-1] for kind in kinds)}
        self.generic_visit(node)
        self.caught = before

    def visit_Call(self, node: ast.Call) -> None:
        if isinstance(node.func, ast.Attribute) and self.path != THE_LOG:
            if node.func.attr in _LEVELS and self._is_logger(node.func.value):
                self._line(node)
            elif node.func.attr in _BINDS and (self._is_logger(node.func.value) or "contextvars" in node.func.attr):
                self._values(node)
        self._shown(node)
        self.generic_visit(node)

    def visit_Raise(self, node: ast.Raise) -> None:
        if self.quiet and isinstance(node.exc, ast.Call):
            # ``raise meaning(error)`` calls a function that makes the error; what is handed to it is no text.
            makes = not ast.unparse(node.exc.func).rsplit(".", 1)[-1].strip("_")[:1].isupper()
            for argument in (*node.exc.args, *(keyword.value for keyword in node.exc.keywords)):
                self._error_text(_inserted(argument) if makes else _inserted_or_itself(argument))
        self.generic_visit(node)

    def _is_logger(self, node: ast.expr) -> bool:
        if isinstance(node, ast.Call):
            made = ast.unparse(node.func)
            if made in self.makers or made.rsplit(".", 1)[-1] in _MAKERS:
                return True
            return (
                isinstance(node.func, ast.Attribute) and node.func.attr in _BINDS and self._is_logger(node.func.value)
            )
        written = ast.unparse(node)
        return written in {"logging", "structlog"} or written in self.loggers or bool(_LOGGER.search(written))

    def _line(self, node: ast.Call) -> None:
        assert isinstance(node.func, ast.Attribute)
        level = node.func.attr
        if level == "exception":
            self._add(node, "an error's traceback ends with its text: log an event with where=where(error)")
        arguments = node.args[1:] if level == "log" else node.args
        match arguments:
            case [ast.Constant(value=str() as event)] if _EVENT.fullmatch(event):
                pass
            case [ast.Constant(value=str()), *_] | [ast.Constant(value=str())]:
                self._add(node, "a log line has one event of the form topic.what, and its values by name")
            case _:
                self._add(node, "the event of a log line is a constant")
        self._values(node)

    def _values(self, node: ast.Call) -> None:
        for keyword in node.keywords:
            if keyword.arg is None:
                self._add(node, "** hides what is logged: name each value")
            elif keyword.arg in _ERROR_KEYWORDS:
                self._add(node, f"{keyword.arg} would write the error's text: use where=where(error)")
            elif keyword.arg not in NAMES:
                self._add(node, f"{keyword.arg} is not among the names that may be logged (NAMES says what each holds)")
            else:
                self._value(keyword.value)

    def _value(self, node: ast.expr) -> None:
        """Check a value of a log line."""
        if ast.unparse(node) in HARMLESS or _is_class_name(node):
            return
        match node:
            case ast.Constant():
                pass
            case ast.Name() | ast.Attribute():
                self._plain(node)
            case ast.IfExp():
                self._value(node.body)
                self._value(node.orelse)
            case ast.BoolOp():
                for value in node.values:
                    self._value(value)
            case ast.Subscript(value=ast.Name(), slice=ast.Constant(value=str() as counted)) if counted in NAMES:
                self._value(node.value)
            case ast.Call(func=ast.Name(id=called)) if called in HARMLESS_CALLS:
                pass
            case ast.Call(func=ast.Name(id=called), args=args, keywords=[]) if called in CALLS:
                for argument in args:
                    self._value(argument)
            case _:
                self._add(node, f"{ast.unparse(node)} is put together: log a plain value, a count or where(error)")

    def _plain(self, node: ast.Name | ast.Attribute) -> None:
        written = ast.unparse(node)
        first, _, rest = written.partition(".")
        if first in self.caught:
            if not self._says_nothing(first) and rest not in SYSTEM_WORDS:
                self._add(node, f"the text of {' or '.join(sorted(self.caught[first]))} may quote what somebody wrote")
            return
        if personal := _personal(node):
            self._add(node, f"{written} may hold what somebody said or is ({personal})")

    def _says_nothing(self, error: str) -> bool:
        kinds = self.caught[error]
        return bool(kinds) and kinds <= SENTENCES.keys()

    def _error_text(self, inserted: Iterator[ast.expr]) -> None:
        """Check what goes into the text of an error."""
        for written in inserted:
            part = _origin(written)
            if not HARMLESS.keys().isdisjoint({ast.unparse(written), ast.unparse(part)}) or _is_class_name(part):
                continue
            if isinstance(part, ast.Name) and part.id in self.caught:
                if not self._says_nothing(part.id) and not self.caught[part.id] <= DRIVERS.keys():
                    self._add(part, f"an error quotes {part.id}, whose text may quote what somebody wrote")
            elif isinstance(part, ast.Name | ast.Attribute) and (personal := _personal(part)):
                self._add(part, f"an error quotes {ast.unparse(part)}, which may hold what somebody said ({personal})")

    def _shown(self, node: ast.Call) -> None:
        if self.prints:
            return
        called = ast.unparse(node.func)
        if called == "print" or called in {"sys.stdout.write", "sys.stderr.write", "pprint", "pprint.pprint"}:
            self._add(node, "only the command line prints")
        elif called.startswith("traceback.") and called.rsplit(".", 1)[-1] in _SHOWING:
            self._add(node, "a traceback ends with the error's text: use bot.log.where")
        elif called == "warnings.warn" and not (node.args and isinstance(node.args[0], ast.Constant)):
            self._add(node, "a warning says a constant")

    def _add(self, node: ast.AST, what: str) -> None:
        self.found.append(Finding(f"{self.path}:{getattr(node, 'lineno', 0)}", what))


def _is_class_name(node: ast.expr) -> bool:
    """Whether it is ``type(…).__name__``."""
    match node:
        case ast.Attribute(value=ast.Call(func=ast.Name(id="type")), attr="__name__"):
            return True
    return False


def _personal(node: ast.Name | ast.Attribute) -> str | None:
    """The word in the name of a variable or attribute that says that it holds what is somebody's."""
    written = ast.unparse(node)
    parts = [part for name in written.split(".") for part in name.strip("_").split("_")]
    return next((part for part in parts if part in PERSONAL), None) if written.upper() != written else None


def _inserted(node: ast.expr) -> Iterator[ast.expr]:
    """What is put into a text: the values of f-strings, of ``%``, ``+`` and ``format``, and of str() and repr()."""
    match node:
        case ast.JoinedStr(values=parts):
            for part in parts:
                if isinstance(part, ast.FormattedValue):
                    yield from _inserted_or_itself(part.value)
        case ast.BinOp(left=left, right=right):
            yield from _inserted_or_itself(left)
            yield from _inserted_or_itself(right)
        case ast.Tuple(elts=parts):
            for part in parts:
                yield from _inserted_or_itself(part)
        case ast.Call(func=ast.Attribute(attr="format" | "join"), args=args):
            for argument in args:
                yield from _inserted_or_itself(argument)
        case ast.Call(func=ast.Name(id="str" | "repr"), args=args):
            for argument in args:
                yield from _inserted_or_itself(argument)
        case ast.IfExp(body=body, orelse=orelse):
            yield from _inserted(body)
            yield from _inserted(orelse)


def _origin(node: ast.expr) -> ast.expr:
    """What something is a part or another form of: ``text`` of ``text[:20]``, ``phone`` of ``values["phone"]``."""
    match node:
        case ast.Subscript(slice=ast.Constant(value=str() as name)):
            return ast.copy_location(ast.Name(name), node)
        case ast.Subscript(value=whole) | ast.Call(func=ast.Attribute(value=whole), args=[], keywords=[]):
            return _origin(whole)
    return node


def _inserted_or_itself(node: ast.expr) -> Iterator[ast.expr]:
    if isinstance(_origin(node), ast.Name | ast.Attribute):
        yield node
    else:
        yield from _inserted(node)


def main(packages: Sequence[str]) -> int:
    """Print the findings in ``packages``, folders under the working directory, and return the exit status."""
    found = [one for package in packages or PACKAGES for one in in_package(Path(package))]
    for one in found:
        sys.stdout.write(f"{one}\n")
    return 1 if found else 0


def in_package(folder: Path) -> Iterator[Finding]:
    """Yield the findings in all modules of a package."""
    for file in sorted(folder.rglob("*.py")):
        yield from findings(file.read_text(encoding="utf-8"), file.as_posix())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
