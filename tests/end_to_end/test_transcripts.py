"""One dialogue, the same words on every messenger, over HTTP against the whole service."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.end_to_end.messengers import Person, Shown, without_receipts
from tests.end_to_end.running_service import Messenger, running

TRANSCRIPTS = sorted((Path(__file__).parent / "transcripts").glob("*.yaml"))


def test_there_are_transcripts() -> None:
    assert TRANSCRIPTS


@pytest.mark.parametrize("transcript", TRANSCRIPTS, ids=lambda path: path.stem)
@pytest.mark.parametrize(
    ("messenger", "database"), [("kakao", "sqlite_url"), ("telegram", "sqlite_url"), ("kakao", "postgres_url")]
)
async def test_a_dialogue_is_the_same_on_the_web_and_on(
    messenger: Messenger, database: str, transcript: Path, request: pytest.FixtureRequest
) -> None:
    steps = steps_of(transcript)

    async with running(request.getfixturevalue(database)) as service:
        # One after the other: a firm is registered for a program once, whoever asks.
        here = await played(service.person("web"), steps)
        there = await played(service.person(messenger), steps)

    for step, on_the_web, elsewhere in zip(steps, here, there, strict=True):
        check(step, on_the_web)
        for words in [*map(without_receipts, on_the_web.heads), *step.get("shows", [])]:
            assert words in without_receipts(elsewhere.text)


def steps_of(transcript: Path) -> list[dict[str, Any]]:
    steps: list[dict[str, Any]] = yaml.safe_load(transcript.read_text(encoding="utf-8"))
    return steps


async def played(person: Person, steps: list[dict[str, Any]]) -> list[Shown]:
    return [await (person.says(step["says"]) if "says" in step else person.taps(step["taps"])) for step in steps]


def check(step: dict[str, Any], shown: Shown) -> None:
    """Compare an answer with what the transcript asks of it."""
    heads = [without_receipts(head) for head in shown.heads]
    assert len(heads) == (2 if "digressed" in step else 1)
    title, _, lead = heads[0].rpartition("\n\n")
    if "title" in step:
        assert title == step["title"]
    assert step.get("lead", "") in lead
    assert step.get("digressed", "") in heads[-1]
    for words in step.get("shows", []):
        assert words in without_receipts(shown.text)
