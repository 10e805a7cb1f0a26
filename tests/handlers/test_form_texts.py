"""The texts of forms and registrations: there in both languages, and naming the same values."""

import re
from pathlib import Path

import pytest

from handlers import registration
from handlers.wording import catalog, names

TOPICS = ("forms.", "registration.")
SOURCES = [
    *Path(registration.__file__).parent.glob("forms/*.py"),
    *(
        Path(registration.__file__).parent / name
        for name in ("registration.py", "own_registrations.py", "business_number.py")
    ),
]


@pytest.mark.parametrize("topic", TOPICS)
def test_both_languages_say_the_same_things_with_the_same_values(topic: str) -> None:
    korean = {key: names(text) for key, text in catalog("ko").items() if key.startswith(topic)}
    english = {key: names(text) for key, text in catalog("en").items() if key.startswith(topic)}

    assert korean
    assert korean == english


def test_every_text_that_the_code_names_is_there() -> None:
    named = {
        key
        for source in SOURCES
        for key in re.findall(r'"((?:forms|registration)\.[a-z_.]*[a-z])"', source.read_text(encoding="utf-8"))
    }

    assert len(named) > 60
    assert named <= catalog("ko").keys()
