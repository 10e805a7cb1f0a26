"""The registration form in forty dialogues, on each messenger, over HTTP against the whole service."""

import secrets
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import create_engine, text

from storage.encryption import KeyRing
from tests.end_to_end.form_dialogue import FormDialogue, Stored, check_outcome, dialogues, play, programs
from tests.end_to_end.running_service import Messenger, Running, running

DIALOGUES = dialogues()


@dataclass(frozen=True)
class Place:
    """Where dialogues are played.

    Args:
        service: what answers.
        messenger: on which people speak.
        stored: what the service has stored.
    """

    service: Running
    messenger: Messenger
    stored: Stored


@pytest_asyncio.fixture(
    loop_scope="module",
    scope="module",
    params=[("kakao", "sqlite"), ("telegram", "sqlite"), ("web", "sqlite"), ("kakao", "postgresql")],
    ids="-".join,
)
async def place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Place]:
    """A running service for all dialogues on a messenger: each of them begins with nothing stored."""
    messenger, kind = request.param
    folder = tmp_path_factory.mktemp(f"{messenger}-{kind}")
    keys = KeyRing.made().written()
    url = postgres_database(request) if kind == "postgresql" else sqlite_database(request, folder)
    async with running(url, secret_keys=keys, knowledge=programs(folder / "programs")) as service:
        yield Place(service, messenger, Stored.of(url, keys))


def sqlite_database(request: pytest.FixtureRequest, folder: Path) -> str:
    """A migrated, empty file."""
    shutil.copyfile(request.getfixturevalue("sqlite_template"), folder / "pallobot.db")
    return f"sqlite:///{folder / 'pallobot.db'}"


def postgres_database(request: pytest.FixtureRequest) -> str:
    """A migrated, empty database, which goes with its server."""
    server: Any = request.getfixturevalue("postgres_server")
    name = f"pallobot_forms_{secrets.token_hex(6)}"
    engine = create_engine(server.url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}" TEMPLATE "{server.template}" {server.copying}'))
    engine.dispose()
    return str(server.url.set(database=name).render_as_string(hide_password=False))


def test_there_are_forty_of_them_in_which_all_that_happens_to_owners_happens() -> None:
    tried = {what for dialogue in DIALOGUES for what in dialogue.what}

    assert len(DIALOGUES) == 40
    assert tried >= {
        "typos",
        "correction",
        "digression",
        "several values",
        "cancel",
        "resume",
        "duplicate",
        "closed window",
        "edit",
        "withdraw",
        "주민등록번호",
        "deploy changed form",
    }


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("dialogue", DIALOGUES, ids=lambda dialogue: dialogue.name)
async def test_a_form_dialogue_ends_with_exactly_what_its_owner_meant(place: Place, dialogue: FormDialogue) -> None:
    place.stored.clear()
    people = {name: place.service.person(place.messenger) for name in dialogue.people}

    await play(dialogue, people, place.stored)

    check_outcome(dialogue, people, place.stored)
