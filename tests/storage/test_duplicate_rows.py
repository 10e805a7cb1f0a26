"""Attempts to register a firm that somebody else has registered, as they are stored and told."""

import asyncio
import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select

from storage import duplicates, registrations, roles
from storage.database import Database
from storage.duplicates import Attempt
from storage.errors import Conflict
from storage.registrations import Registration
from storage.tables import delivery
from tests.storage.conftest import AT, Say

NOTICES: dict[str, dict[str, Any]] = {"ko": {"lead": "또 등록"}, "en": {"lead": "again"}}


async def note(database: Database, owner: str, *, at: dt.datetime = AT) -> bool:
    """Note an attempt of an owner on the registration r1."""
    return await database.write(duplicates.note, "r1", owner, channel="telegram", at=at, notices=NOTICES)


async def told(database: Database) -> list[tuple[str, dict[str, Any]]]:
    """Who waits to be told what."""
    rows = await database.read(
        lambda connection: connection.execute(
            select(delivery.c.account, delivery.c.content).order_by(delivery.c.id)
        ).all()
    )
    return [(row.account, row.content) for row in rows]


@pytest.fixture
async def stands(database: Database, say: Say, firm: Registration) -> Registration:
    """A registration of the owner o1; there are the owners o2 and o3, too."""
    for user in ("1", "2", "3"):
        await say(user)
    await database.write(registrations.add, firm)
    return firm


async def test_attempts_come_back_oldest_first_without_who_it_was(database: Database, stands: Registration) -> None:
    later = AT + dt.timedelta(minutes=1)
    assert await note(database, "o3", at=later)
    assert await note(database, "o2")

    found = await database.read(duplicates.of_registration, stands.id)

    assert found == (Attempt("telegram", AT), Attempt("telegram", later))


async def test_who_tries_again_is_noted_and_told_of_once(database: Database, say: Say, stands: Registration) -> None:
    await say("9")
    await database.write(roles.grant, "telegram:9", "admin", by=None, at=AT)
    assert await note(database, "o2")

    assert not await note(database, "o2", at=AT + dt.timedelta(days=1))

    assert await database.read(duplicates.of_registration, stands.id) == (Attempt("telegram", AT),)
    assert await told(database) == [("a9", NOTICES["ko"])]


async def test_every_admin_is_told_in_his_language_and_nobody_else(
    database: Database, say: Say, stands: Registration
) -> None:
    await say("8")
    await say("9", state={"language": "en"})
    for user, role in (("8", "admin"), ("9", "admin"), ("3", "staff")):
        await database.write(roles.grant, f"telegram:{user}", role, by=None, at=AT)

    await note(database, "o2")

    assert await told(database) == [("a8", NOTICES["ko"]), ("a9", NOTICES["en"])]


async def test_of_two_attempts_of_one_owner_at_once_one_counts(
    database: Database, say: Say, stands: Registration
) -> None:
    await say("9")
    await database.write(roles.grant, "telegram:9", "admin", by=None, at=AT)

    results = await asyncio.gather(*(note(database, "o2") for _ in range(3)), return_exceptions=True)

    assert results.count(True) == 1
    assert all(result is False or isinstance(result, Conflict) for result in results if result is not True)
    assert len(await told(database)) == 1
