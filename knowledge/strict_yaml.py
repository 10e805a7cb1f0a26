"""A YAML reader that takes a file at its word.

Plain PyYAML reads ``12:30`` as 750, ``010`` as 8 and ``NO`` as False, and lets the last of two equal keys win. Here
only ``true``, ``false``, ``null`` and plain decimal numbers have a type, everything else is text, and a doubled key is
refused.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

Model = TypeVar("Model", bound=BaseModel)
_Loader: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class BadFile(Exception):
    """A file can't be used.

    Args:
        path: the file.
        line: line in it, counted from 1.
        sentence: what is wrong, and where in the file's structure.
    """

    def __init__(self, path: Path, line: int, sentence: str) -> None:
        self.path, self.line, self.sentence = path, line, sentence
        super().__init__(f"{path}:{line}: {sentence}")


@dataclass(frozen=True)
class Lines:
    """The lines on which the parts of a file stand, counted from 1.

    Args:
        found: the keys and numbers that lead to a part, to the line on which it begins.
    """

    found: Mapping[tuple[str | int, ...], int]

    def of(self, *at: str | int) -> int:
        """Return the line of the part to which these keys and numbers lead, or of the innermost that is there."""
        return _line(at, self.found)[0]


class _StrictLoader(_Loader):  # type: ignore[misc]  # the C loader has no types
    yaml_implicit_resolvers: ClassVar[dict[str, list[tuple[str, re.Pattern[str]]]]] = {}


_StrictLoader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"(?:true|false)\Z"), list("tf"))
_StrictLoader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"null\Z"), ["n"])
_StrictLoader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"-?(?:0|[1-9][0-9]*)\Z"), list("-0123456789"))
_StrictLoader.add_implicit_resolver(
    "tag:yaml.org,2002:float", re.compile(r"-?(?:0|[1-9][0-9]*)\.[0-9]+\Z"), list("-0123456789")
)


class _Doubled(Exception):
    def __init__(self, key: str, line: int) -> None:
        self.key, self.line = key, line
        super().__init__(key)


_SCALARS: dict[str, Callable[[str], Any]] = {
    "tag:yaml.org,2002:str": str,
    "tag:yaml.org,2002:bool": {"true": True, "false": False}.__getitem__,
    "tag:yaml.org,2002:null": {"null": None}.__getitem__,
    "tag:yaml.org,2002:int": int,
    "tag:yaml.org,2002:float": float,
}


def _scalar(node: yaml.Node) -> Any:
    try:
        return _SCALARS[node.tag](node.value)
    except (KeyError, ValueError) as error:
        kind = node.tag.rpartition(":")[2]
        raise yaml.MarkedYAMLError(problem=f"{node.value[:40]!r} is no {kind}", problem_mark=node.start_mark) from error


def _build(
    node: yaml.Node, at: tuple[str | int, ...], lines: dict[tuple[str | int, ...], int], seen: set[yaml.Node]
) -> Any:
    lines[at] = node.start_mark.line + 1
    if not isinstance(node, yaml.ScalarNode):
        if node in seen:  # followed blindly, an alias in itself never ends, and a few of aliases fill the memory
            raise yaml.MarkedYAMLError(problem="an alias repeats a part: write it out", problem_mark=node.start_mark)
        seen.add(node)
    if isinstance(node, yaml.MappingNode):
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            if key in found:
                raise _Doubled(key, key_node.start_mark.line + 1)
            found[key] = _build(value_node, (*at, key), lines, seen)
            lines[(*at, key)] = key_node.start_mark.line + 1
        return found
    if isinstance(node, yaml.SequenceNode):
        return [_build(item, (*at, number), lines, seen) for number, item in enumerate(node.value)]
    return _scalar(node)


def _line(location: Iterable[str | int], lines: Mapping[tuple[str | int, ...], int]) -> tuple[int, str]:
    """The line of the innermost place that pydantic names and the file has; union tags of pydantic are passed over."""
    at: tuple[str | int, ...] = ()
    for step in location:
        if (*at, step) in lines:
            at = (*at, step)
    return lines.get(at, 1), ".".join(str(step) for step in location)


def line_of(path: Path, key: str, value: str) -> int:
    """Return the line of ``path`` on which ``key`` has ``value``, counted from 1; 1 where none has."""
    written = re.compile(rf"""(?<![\w-]){re.escape(key)}:\s*["']?{re.escape(value)}["']?\s*(?:[,}}#]|$)""")
    lines = path.read_text(encoding="utf-8").splitlines()
    return next((number for number, line in enumerate(lines, 1) if written.search(line)), 1)


def read(path: Path, model: type[Model]) -> Model:
    """Read ``path`` as a ``model``.

    Raises:
        BadFile: it can't be read, is no YAML, has a key twice, or does not fit the model.
    """
    return read_with_lines(path, model)[0]


def read_with_lines(path: Path, model: type[Model]) -> tuple[Model, Lines]:
    """Read ``path`` as a ``model``, and return with it where its parts stand.

    Raises:
        BadFile: as ``read``.
    """
    lines: dict[tuple[str | int, ...], int] = {}
    try:
        loader = _StrictLoader(path.read_text(encoding="utf-8"))
        try:
            node = loader.get_single_node()
            if node is None:
                raise BadFile(path, 1, "the file is empty")
            content = _build(node, (), lines, set())
        finally:
            loader.dispose()
    except OSError as error:
        raise BadFile(path, 1, f"the file can't be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise BadFile(path, 1, "the file is not UTF-8 text") from error
    except RecursionError as error:
        raise BadFile(path, 1, "its parts are nested too deeply") from error
    except _Doubled as error:
        raise BadFile(path, error.line, f"the key {error.key!r} stands twice") from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        raise BadFile(path, mark.line + 1 if mark else 1, f"not YAML: {error.problem or error}") from error
    except yaml.YAMLError as error:
        raise BadFile(path, 1, f"not YAML: {error}") from error
    try:
        # As JSON, pydantic can be strict and still read days, hours and tuples: else it takes the text NO for False.
        return model.model_validate_json(json.dumps(content), strict=True), Lines(lines)
    except ValidationError as error:
        first = error.errors()[0]
        line, place = _line(first["loc"], lines)
        message = first["msg"].removeprefix("Value error, ")
        raise BadFile(path, line, f"{place}: {message}" if place else message) from error
