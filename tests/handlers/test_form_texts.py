"""The texts of forms and registrations: there in both languages, and naming the same values."""

import re
from pathlib import Path

import pytest

from handlers import wording
from handlers.wording import catalog, names

TOPICS = ("consent.", "forms.", "news.", "notice.", "registration.")
SOURCES = [*Path(wording.__file__).parent.rglob("*.py"), Path(wording.__file__).parents[1] / "bot" / "openings.py"]
_TOPIC = "|".join(topic.removesuffix(".") for topic in TOPICS)
_WHOLE = re.compile(rf'"((?:{_TOPIC})\.[a-z_.]*[a-z])"')
_BEGUN = re.compile(rf'f"((?:{_TOPIC})\.[a-z_.]*)\{{')


@pytest.mark.parametrize("topic", TOPICS)
def test_both_languages_say_the_same_things_with_the_same_values(topic: str) -> None:
    korean = {key: names(text) for key, text in catalog("ko").items() if key.startswith(topic)}
    english = {key: names(text) for key, text in catalog("en").items() if key.startswith(topic)}

    assert korean
    assert korean == english


def found(pattern: re.Pattern[str]) -> dict[str, set[str]]:
    """Where the code names what."""
    return {source.name: set(pattern.findall(source.read_text(encoding="utf-8"))) for source in SOURCES}


def test_every_text_that_the_code_names_is_there() -> None:
    named = found(_WHOLE)
    there = set(catalog("ko"))
    # What all texts of one kind begin with is handed on by itself: "news.mail".
    there |= {key[: dot.start()] for key in there for dot in re.finditer(r"\.", key) if key.count(".") > 1}

    for source in ("registering.py", "registration_edit.py", "registration_refused.py", "same_firm.py", "waitlist.py"):
        assert named[source], source
    assert {source: keys - there for source, keys in named.items() if keys - there} == {}


def test_every_text_of_which_the_code_names_the_beginning_is_there() -> None:
    begun = {beginning for beginnings in found(_BEGUN).values() for beginning in beginnings}

    assert len(begun) > 3
    assert {beginning for beginning in begun if not any(key.startswith(beginning) for key in catalog("ko"))} == set()
