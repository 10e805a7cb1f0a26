"""People and papers for tests of storage."""

import datetime as dt
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any, Protocol

import pytest
from sqlalchemy import Connection, insert

from storage import turns
from storage.consents import Consent
from storage.database import Database
from storage.registrations import Registration
from storage.tables import account

AT = dt.datetime(2020, 9, 25, 3, 0, tzinfo=dt.UTC)


class Say(Protocol):
    """Commits a turn of ``telegram:USER``, and returns what was loaded before it."""

    def __call__(self, user: str, *, key: str | None = None, **record: Any) -> Awaitable[turns.Loaded]: ...


@pytest.fixture
def at() -> dt.datetime:
    """The instant at which everything happens."""
    return AT


@pytest.fixture
def say(database: Database) -> Say:
    """The account of user 7 is "a7", its owner "o7"."""

    async def said(user: str, *, key: str | None = None, **record: Any) -> turns.Loaded:
        loaded = await database.read(turns.load, channel="telegram", user=user, key=key)
        await database.write(turns.commit, record_after(loaded, user, key=key, **record), ())
        return loaded

    return said


@pytest.fixture
def after() -> Callable[..., turns.TurnRecord]:
    """Makes the record of a turn out of what was loaded before it."""
    return record_after


@pytest.fixture
def link(database: Database) -> Callable[..., Awaitable[str]]:
    """Gives an owner a further account."""

    async def linked(owner: str, channel: str, user: str, *, seen: dt.datetime = AT, reachable: bool = True) -> str:
        def add(connection: Connection) -> None:
            connection.execute(
                insert(account),
                {
                    "id": f"{channel}-{user}",
                    "owner_id": owner,
                    "channel": channel,
                    "channel_user": user,
                    "reachable": reachable,
                    "created_at": AT,
                    "last_seen_at": seen,
                },
            )

        await database.write(add)
        return f"{channel}-{user}"

    return linked


@pytest.fixture
def announcements() -> Callable[..., Consent]:
    """Makes an owner's word on announcements."""

    def consent(owner: str, *, given: bool = True, kind: str = "announcements") -> Consent:
        return Consent(owner, kind, 1, given, "telegram", AT, "0" * 64)

    return consent


@pytest.fixture
def firm() -> Registration:
    """A firm's registration; the account is "a1", the owner "o1"."""
    return FIRM


def record_after(loaded: turns.Loaded, user: str, *, key: str | None = None, **record: Any) -> turns.TurnRecord:
    """Make the record of a turn out of what was loaded before it."""
    made = turns.TurnRecord(
        channel="telegram",
        user=user,
        key=key,
        account=loaded.account or f"a{user}",
        owner=loaded.owner or f"o{user}",
        newcomer=loaded.account is None,
        version=loaded.version,
        state={},
        at=AT,
    )
    return replace(made, **record)


FIRM = Registration(
    id="r1",
    receipt="R-2020-0001",
    owner="o1",
    account="a1",
    program="online-sales",
    standing="registered",
    status="received",
    firm_name="행복분식 100%",
    district="마포구",
    business_number="1208147521",
    contact_person="김철수",
    phone="+821012345678",
    email="Kim@Example.com",
    created_at=AT,
    updated_at=AT,
)
