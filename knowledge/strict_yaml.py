"""A YAML reader that takes a file at its word.

Plain PyYAML reads ``12:30`` as 750, ``010`` as 8 and ``NO`` as False, and lets the last of two equal keys win. Here
only ``true``, ``false``, ``null`` and plain decimal numbers have a type, everything else is text, and a doubled key is
refused.
"""

import re
from collections.abc import Iterable
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


def _build(node: yaml.Node, loader: Any, at: tuple[str | int, ...], lines: dict[tuple[str | int, ...], int]) -> Any:
    lines[at] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            if key in found:
                raise _Doubled(key, key_node.start_mark.line + 1)
            found[key] = _build(value_node, loader, (*at, key), lines)
            lines[(*at, key)] = key_node.start_mark.line + 1
        return found
    if isinstance(node, yaml.SequenceNode):
        return [_build(item, loader, (*at, number), lines) for number, item in enumerate(node.value)]
    return loader.construct_object(node)


def _line(location: Iterable[str | int], lines: dict[tuple[str | int, ...], int]) -> tuple[int, str]:
    """The line of the innermost place that pydantic names and the file has; union tags of pydantic are passed over."""
    at: tuple[str | int, ...] = ()
    for step in location:
        if (*at, step) in lines:
            at = (*at, step)
    return lines.get(at, 1), ".".join(str(step) for step in location)


def read(path: Path, model: type[Model]) -> Model:
    """Read ``path`` as a ``model``.

    Raises:
        BadFile: it is no YAML, has a key twice, or does not fit the model.
    """
    lines: dict[tuple[str | int, ...], int] = {}
    try:
        loader = _StrictLoader(path.read_text(encoding="utf-8"))
        try:
            node = loader.get_single_node()
            if node is None:
                raise BadFile(path, 1, "the file is empty")
            content = _build(node, loader, (), lines)
        finally:
            loader.dispose()
    except UnicodeDecodeError as error:
        raise BadFile(path, 1, "the file is not UTF-8 text") from error
    except _Doubled as error:
        raise BadFile(path, error.line, f"the key {error.key!r} stands twice") from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        raise BadFile(path, mark.line + 1 if mark else 1, f"not YAML: {error.problem or error}") from error
    except yaml.YAMLError as error:
        raise BadFile(path, 1, f"not YAML: {error}") from error
    try:
        return model.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        line, place = _line(first["loc"], lines)
        message = first["msg"].removeprefix("Value error, ")
        raise BadFile(path, line, f"{place}: {message}" if place else message) from error
