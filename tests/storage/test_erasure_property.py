"""Whatever came before, nothing of an erased owner is left in any table but the one that the law has kept."""

import asyncio
import datetime as dt
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Literal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, insert, select

from bot import retention
from knowledge.window import SEOUL
from storage import access, consents, downloads, erasure, linking, registrations, turns, verdict_receipts, waitlist
from storage.access import Access
from storage.consents import Consent
from storage.database import Database, open_database
from storage.deliveries import claim, queue_notice
from storage.downloads import Download
from storage.encryption import KeyRing
from storage.erasure import Speaking
from storage.registrations import Registration
from storage.tables import account, consent, duplicate, kept_by_law, registration
from storage.turns import TurnRecord
from storage.verdict_receipts import VerdictReceipt
from tests.storage.every_table import everything

START = dt.datetime(2020, 9, 25, 12, 0, tzinfo=SEOUL)
YEARS = dt.timedelta(days=730)
USERS = ("나래솔", "한빛별", "새하늬")
Kind = Literal["registration", "announcements", "advertising"]


@dataclass(frozen=True)
class Says:
    """Something is said, asked, answered, looked at and offered to somebody: all that makes rows but the following."""

    user: str


@dataclass(frozen=True)
class Agrees:
    """A yes or no."""

    user: str
    kind: Kind
    given: bool


@dataclass(frozen=True)
class Registers:
    """A firm is registered."""

    user: str


@dataclass(frozen=True)
class Links:
    """Two become one owner."""

    user: str
    into: str


@dataclass(frozen=True)
class Forgets:
    """Somebody has all erased."""

    user: str


@dataclass(frozen=True)
class Waits:
    """Days go by, and what is old enough goes."""

    days: int


Step = Says | Agrees | Registers | Links | Forgets | Waits

_SOMEBODY = st.sampled_from(USERS)
STEPS = st.one_of(
    st.builds(Says, _SOMEBODY),
    st.builds(Agrees, _SOMEBODY, st.sampled_from(("registration", "announcements", "advertising")), st.booleans()),
    st.builds(Registers, _SOMEBODY),
    st.builds(Links, _SOMEBODY, _SOMEBODY),
    st.builds(Forgets, _SOMEBODY),
    st.builds(Waits, st.sampled_from((1, 2, 31, 366, 731, 1100))),
)


@dataclass
class World:
    """What has happened.

    Args:
        database: where.
        now: the instant.
        lines: all lines of consent that were ever seen, by id.
        count: draws ids.
    """

    database: Database
    now: dt.datetime = START
    lines: dict[int, tuple[Any, ...]] = field(default_factory=dict)
    count: int = 0

    def fresh(self, name: str) -> str:
        """A text that stands nowhere else."""
        self.count += 1
        return f"{name}-{self.count}-x"


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(steps=st.lists(STEPS, max_size=18))
def test_nothing_of_an_erased_owner_is_left_but_what_the_law_has_kept(steps: list[Step], sqlite_template: Path) -> None:
    asyncio.run(_lived(steps, sqlite_template))


async def _lived(steps: Sequence[Step], template: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "pallobot.db"
        shutil.copyfile(template, path)
        database = await open_database(f"sqlite:///{path}", KeyRing.made())
        try:
            world = World(database)
            for step in steps:
                world.now += dt.timedelta(minutes=1)
                await _happens(world, step)
                await _check(world)
            # Silent owners go first, and what proves that they agreed, three years after that.
            for days in (800, 1100):
                world.now += dt.timedelta(days=days)
                await retention.purge(database, world.now, retention=YEARS)
            assert {name for name, rows in (await database.read(everything)).items() if rows} <= {"consent_words"}
        finally:
            await database.close()


async def _happens(world: World, step: Step) -> None:
    match step:
        case Says(user):
            await _said(world, user)
        case Agrees(user, kind, given):
            person = await _person(world, user)
            said = Consent(person.owner or "", kind, 1, given, "web", world.now, words_hash=f"hash of {kind}")
            await world.database.write(consents.record, said, f"words of {kind}")
        case Registers(user):
            await _registered(world, user)
        case Links(user, into) if user != into:
            here, there = await _person(world, user), await _person(world, into)
            if here.owner != there.owner:
                await world.database.write(_link, here, there, world.now)
        case Forgets(user):
            await _forgotten(world, user)
        case Waits(days):
            world.now += dt.timedelta(days=days)
            await retention.purge(world.database, world.now, retention=YEARS)


async def _person(world: World, user: str) -> turns.Loaded:
    """Somebody's turn, which everything happens in, and who he is after it."""
    loaded = await world.database.read(turns.load, channel="web", user=user, key=None)
    record = TurnRecord(
        channel="web",
        user=user,
        key=world.fresh("key"),
        account=loaded.account or world.fresh("account"),
        owner=loaded.owner or world.fresh("owner"),
        newcomer=loaded.account is None,
        version=loaded.version,
        state={"said": f"state of {user}"},
        at=world.now,
        answer=({"lead": f"answer to {user}"},),
        deliveries=({"lead": f"reply to {user}"},),
        told={"region": f"서울 {user}구"},
    )
    await world.database.write(turns.commit, record, ())
    return await world.database.read(turns.load, channel="web", user=user, key=None)


async def _said(world: World, user: str) -> None:
    person = await _person(world, user)
    account_id, owner_id = person.account or "", person.owner or ""
    look = Access("web:staff", world.now, "web", "show", "R-1", whose=owner_id, purpose="연락")
    receipt = VerdictReceipt(
        world.fresh("V"), owner_id, "p", "P", world.now.date(), world.now, "k", "yes",
        {"region": f"서울 {user}구"}, [], [], {},
    )  # fmt: skip

    def rows(connection: Connection) -> None:
        access.record(connection, look)
        verdict_receipts.add(connection, receipt)
        queue_notice(connection, account_id, {"lead": f"notice to {user}"}, at=world.now)
        claim(connection, worker="w", now=world.now, limit=1, channels=("web",), lease=dt.timedelta(minutes=1))
        waitlist.join(connection, owner_id, "p", account=account_id, at=world.now)
        file = Download("n", "t", f"file of {user}")
        later = world.now + dt.timedelta(minutes=30)
        downloads.offer(connection, world.fresh("hash"), file, account=account_id, expires_at=later)
        linking.offer(connection, account_id, f"{world.count:06}", at=world.now, expires_at=later)
        for other in connection.scalars(select(registration.c.id)).all():
            tried = {"registration": other, "owner": owner_id, "channel": "web", "at": world.now}
            mine = (duplicate.c.registration == other) & (duplicate.c.owner == owner_id)
            if connection.scalar(select(duplicate.c.owner).where(mine)) is None:
                connection.execute(insert(duplicate), tried)

    await world.database.write(rows)


async def _registered(world: World, user: str) -> None:
    person = await _person(world, user)
    made = Registration(
        id=world.fresh("registration"),
        receipt=world.fresh("R"),
        owner=person.owner or "",
        account=person.account or "",
        program=world.fresh("program"),
        standing="registered",
        status="received",
        firm_name=f"{user}상사",
        district=f"서울 {user}구",
        business_number="1208147521",
        contact_person=f"김{user}",
        phone="+821012345678",
        email=f"{user}@example.com",
        created_at=world.now,
        updated_at=world.now,
        keep_until=(world.now + YEARS).date(),
    )
    await world.database.write(registrations.add, made)


async def _forgotten(world: World, user: str) -> None:
    person = await _person(world, user)
    whose, account_id, key = person.owner or "", person.account or "", world.fresh("key")
    names = await world.database.read(_users_of, whose)
    speaking = Speaking(account_id, "web", world.fresh("owner"), key)
    goodbye = ({"lead": "모두 지웠습니다."},)
    record = TurnRecord(
        channel="web",
        user=user,
        key=key,
        account=account_id,
        owner=whose,
        newcomer=False,
        version=person.version,
        state={},
        at=world.now,
        answer=goodbye,
        deliveries=goodbye,
    )
    erases = partial(erasure.erase, whose=whose, at=world.now, speaking=speaking)
    await world.database.write(turns.commit, record, (erases,))
    stored = await world.database.read(everything)
    for table, rows in stored.items():
        for row in rows:
            for name in names:
                # What the account that speaks is called stays for a day, for the goodbye.
                allowed = table == "kept_by_law" or (table == "account" and name == user)
                assert allowed or name not in str(row), (table, name)
            # Lines of consent and looks lead to an id, and nothing but the kept row leads from there to anybody.
            assert whose not in row or table in {"consent", "kept_by_law", "owner", "access"}, table


async def _check(world: World) -> None:
    """Lines of consent never change, and go only with the kept row that says whose they were, or with their owner."""
    rows = {row[0]: tuple(row) for row in await world.database.read(_lines)}
    for number, line in rows.items():
        assert world.lines.setdefault(number, line) == line
    owners = await world.database.read(_owners)
    for number in world.lines.keys() - rows.keys():
        assert world.lines[number][1] not in owners


def _users_of(connection: Connection, whose: str) -> list[str]:
    return list(connection.scalars(select(account.c.channel_user).where(account.c.owner_id == whose)))


def _lines(connection: Connection) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in connection.execute(select(consent))]


def _owners(connection: Connection) -> set[str]:
    return set(connection.scalars(select(kept_by_law.c.owner))) | set(connection.scalars(select(account.c.owner_id)))


def _link(connection: Connection, here: turns.Loaded, there: turns.Loaded, now: dt.datetime) -> None:
    linking.offer(connection, there.account or "", "123456", at=now, expires_at=now + dt.timedelta(minutes=10))
    linking.join(
        connection,
        "123456",
        speaking=here.account or "",
        owner_id=here.owner or "",
        into=there.owner or "",
        at=now,
        told_here={"ko": {"lead": "linked"}},
        told_there={"ko": {"lead": "linked"}},
    )
