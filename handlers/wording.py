"""What the bot says: the message catalogs, and the particles of Korean.

A catalog is a flat YAML file ``messages/TOPIC.LANGUAGE.yaml`` from key to text. A text may name values in braces; after
a colon stands the particle pair that has to agree with the value: ``{program:은는}`` says "쏠쏠마켓은" and "브랜드K는".
For English a number may name its noun, for one and for more: ``{count:point/points}`` says "1 point" and "2 points".
"""

import re
import string
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

from knowledge.particle import filled
from knowledge.words import Language

_FOLDER = Path(__file__).parent / "messages"


@cache
def catalog(language: Language) -> Mapping[str, str]:
    """Return all texts in ``language``, from key to text.

    Raises:
        ValueError: a key stands in two catalogs.
    """
    texts: dict[str, str] = {}
    for path in sorted(_FOLDER.glob(f"*.{language}.yaml")):
        for key, text in yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader).items():
            if key in texts:
                raise ValueError(f"{path.name}: {key} stands in another catalog too")
            texts[key] = str(text)
    return texts


def say(language: Language, key: str, **values: object) -> str:
    """Return the text of ``key`` with ``values`` put in.

    Raises:
        KeyError: the catalog lacks the key, or the text names a value that was not given.
    """
    counted = {name: _Count(value) if type(value) is int else value for name, value in values.items()}
    return filled(catalog(language)[key], **counted)


class _Count(int):
    """A number that takes its noun along."""

    def __format__(self, spec: str) -> str:
        one, divided, more = spec.partition("/")
        return f"{int(self)} {one if self == 1 else more}" if divided else format(int(self), spec)


def names(text: str) -> frozenset[str]:
    """Return the names of the values that a catalog's text asks for."""
    return frozenset(re.split(r"[.\[]", name)[0] for _, name, _, _ in string.Formatter().parse(text) if name)
