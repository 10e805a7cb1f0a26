"""What is left in the tables when an owner is erased, also of what was on its way at that moment."""

import datetime as dt
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest
from sqlalchemy import Connection, Table, func, insert, select, update

from knowledge.window import SEOUL
from storage import broadcasts, consents, deliveries, erasure, registrations, turns, waitlist
from storage.broadcasts import Broadcast
from storage.consents import Consent
from storage.database import Database
from storage.deliveries import Outcome
from storage.erasure import Speaking
from storage.errors import Moved
from storage.registrations import Registration
from storage.tables import account, consent, delivery, kept_by_law, link_try, owner
from tests.storage.conftest import AT, Say, record_after

NOW = dt.datetime(2020, 9, 25, 12, 0, tzinfo=SEOUL)
GOODBYE = Speaking(account="a1", channel="telegram", successor="o1-after")
LEASE = dt.timedelta(minutes=1)

Consents = Callable[..., Consent]
Link = Callable[..., Awaitable[str]]


@pytest.fixture
async def agreed(database: Database, say: Say, announcements: Consents) -> None:
    """Owner "o1" with account "a1", and owner "o2" with "a2", have agreed to announcements."""
    for user in ("1", "2"):
        await say(user)
        await database.write(consents.record, announcements(f"o{user}"))


async def claimed(database: Database, worker: str = "w", limit: int = 10) -> list[int]:
    rows = await database.write(
        deliveries.claim, worker=worker, now=NOW, limit=limit, channels=("telegram",), lease=LEASE
    )
    return [row.id for row in rows]


@pytest.mark.usefixtures("agreed")
async def test_an_answer_that_is_just_being_sent_is_not_kept_and_not_sent_again(database: Database, say: Say) -> None:
    await say("1", deliveries=({"text": "행복분식 등록을 받았습니다."},))
    on_its_way = await claimed(database)

    await database.write(erasure.erase, "o1", NOW, speaking=GOODBYE)
    await say("1", deliveries=({"text": "모두 지웠습니다."},))

    assert await database.write(deliveries.finish, "w", [Outcome(row, "pending") for row in on_its_way]) == []
    assert await database.write(deliveries.recover, NOW + 2 * LEASE) == {"pending": 0, "uncertain": 0}
    assert await database.read(contents) == [{"text": "모두 지웠습니다."}]
    assert len(await claimed(database)) == 1


@pytest.mark.usefixtures("agreed")
async def test_an_announcement_that_is_just_being_sent_is_counted_by_its_sender(database: Database) -> None:
    await database.write(broadcasts.confirm, announcement(), NOW)
    on_its_way = await claimed(database, limit=1)

    await database.write(erasure.erase, "o1", NOW, speaking=GOODBYE)
    await database.write(deliveries.finish, "w", [Outcome(row, "sent", message_id="7") for row in on_its_way])
    last = await claimed(database)
    await database.write(deliveries.finish, "w", [Outcome(row, "sent", message_id="8") for row in last])

    told = await database.read(broadcasts.progress, "b")
    assert told is not None
    assert (told.status, told.total, told.sent, told.left) == ("done", 2, 2, 0)


@pytest.mark.usefixtures("agreed")
async def test_an_announcement_on_its_way_to_an_account_that_goes_is_called_uncertain(database: Database) -> None:
    await database.write(broadcasts.confirm, announcement(), NOW)
    on_its_way = await claimed(database)

    await database.write(erasure.erase, "o1", NOW)

    done = await database.write(deliveries.finish, "w", [Outcome(row, "sent", message_id="7") for row in on_its_way])
    told = await database.read(broadcasts.progress, "b")
    assert len(done) == 1
    assert told is not None
    assert (told.status, told.total, told.sent, told.uncertain, told.left) == ("done", 2, 1, 1, 0)


@pytest.mark.usefixtures("agreed")
async def test_being_erased_is_no_way_to_more_tries_at_codes(database: Database, link: Link) -> None:
    gone = await link("o1", "kakao", "7")
    await database.write(tried, gone, "a1")

    await database.write(erasure.erase, "o1", NOW, speaking=GOODBYE)

    assert await database.read(tries) == ["a1", "a1"]


async def test_owners_of_before_messengers_were_linked_go_with_the_one_they_joined(
    database: Database, say: Say, announcements: Consents
) -> None:
    for user in ("1", "2", "3"):
        await say(user)
    await database.write(consents.record, announcements("o2"))
    await database.write(joined, "o2", "a2", into="o1")
    await database.write(consents.adopt, "o2", "o1")

    await database.write(erasure.erase, "o1", NOW)
    assert await database.read(owners) == {"o1", "o2", "o3"}
    assert await database.write(erasure.let_proof_go, dt.date(2023, 9, 25), 10) == 0
    assert await database.write(erasure.let_proof_go, dt.date(2023, 9, 26), 10) == 1

    assert await database.read(owners) == {"o3"}
    assert await database.read(count, consent) == await database.read(count, kept_by_law) == 0


async def test_a_turn_on_a_linked_messenger_that_was_begun_before_leaves_nothing(
    database: Database, say: Say, firm: Registration
) -> None:
    for user in ("1", "2"):
        await say(user)
    await database.write(joined, "o2", "a2", into="o1")
    begun = await database.read(turns.load, channel="telegram", user="2", key=None)

    await database.write(erasure.erase, "o1", NOW, speaking=GOODBYE)
    with pytest.raises(Moved):
        await database.write(
            turns.commit, record_after(begun, "2"), [lambda connection: registrations.add(connection, firm)]
        )

    assert await database.read(registrations.of_owner, "o1") == ()
    assert (await database.read(turns.load, channel="telegram", user="2", key=None)).account is None


async def test_of_an_owner_without_anything_to_prove_nothing_stays(database: Database, say: Say) -> None:
    await say("1")
    await database.write(waitlist.join, "o1", "brand-k", account="a1", at=NOW)

    await database.write(erasure.erase, "o1", NOW, speaking=GOODBYE)

    assert await database.read(owners) == {"o1-after"}


@pytest.mark.usefixtures("agreed")
async def test_the_account_of_the_goodbye_goes_after_a_day_unless_the_person_speaks_again(
    database: Database, say: Say
) -> None:
    for user in ("1", "2"):
        await say(user, at=NOW)
        again = Speaking(f"a{user}", "telegram", f"o{user}-after")
        await database.write(erasure.erase, f"o{user}", NOW, speaking=again)
    await say("2", at=NOW + dt.timedelta(hours=1))

    assert await database.write(erasure.delete_erased_accounts, NOW, 10) == 0
    assert await database.write(erasure.delete_erased_accounts, NOW + dt.timedelta(seconds=1), 10) == 1

    assert await database.read(owners) == {"o1", "o2", "o2-after"}
    assert (await database.read(turns.load, channel="telegram", user="1", key=None)).account is None
    assert (await database.read(turns.load, channel="telegram", user="2", key=None)).owner == "o2-after"


async def test_who_is_silent_for_long_is_erased_unless_he_is_registered_or_speaks_elsewhere(
    database: Database, say: Say, link: Link, firm: Registration, announcements: Consents
) -> None:
    for user in ("1", "2", "3", "4"):
        await say(user)
    await database.write(registrations.add, replace(firm, owner="o1", account="a1"))
    await link("o2", "kakao", "7", seen=AT + dt.timedelta(days=400))
    await database.write(consents.record, announcements("o3"))
    silence = dt.timedelta(days=730)

    for days, silent in ((729, 0), (731, 2), (731, 0)):
        before = (AT + dt.timedelta(days=days) - silence).astimezone(SEOUL)
        assert await database.write(erasure.erase_silent, before, 10, silence=silence) == silent

    assert await database.read(owners) == {"o1", "o2", "o3"}
    line = await database.read(consents.standing, "o3", "announcements")
    assert line is not None
    assert line.given, "nobody has taken it back"
    assert await database.read(kept_until) == {"o3": dt.date(2025, 9, 26)}


@pytest.mark.parametrize(
    ("erased_on", "kept"),
    [(dt.date(2020, 9, 25), dt.date(2023, 9, 25)), (dt.date(2024, 2, 29), dt.date(2027, 3, 1))],
)
def test_the_proof_of_consent_is_kept_for_three_years(erased_on: dt.date, kept: dt.date) -> None:
    assert erasure.proof_kept_until(erased_on) == kept


def announcement() -> Broadcast:
    return Broadcast("b", "a9", {"to": "all"}, {"lead": "안내"}, "t", NOW)


def contents(connection: Connection) -> list[dict[str, str] | None]:
    return list(connection.scalars(select(delivery.c.content).order_by(delivery.c.id)))


def owners(connection: Connection) -> set[str]:
    return set(connection.scalars(select(owner.c.id)))


def count(connection: Connection, table: Table) -> int:
    return connection.scalar(select(func.count()).select_from(table)) or 0


def kept_until(connection: Connection) -> dict[str, dt.date]:
    rows = connection.execute(select(kept_by_law.c.owner, kept_by_law.c.keep_until))
    return {row.owner: row.keep_until for row in rows}


def tried(connection: Connection, *accounts: str) -> None:
    connection.execute(insert(link_try), [{"account": one, "at": NOW} for one in accounts])


def tries(connection: Connection) -> list[str]:
    return list(connection.scalars(select(link_try.c.account)))


def joined(connection: Connection, owner_id: str, account_id: str, *, into: str) -> None:
    connection.execute(update(owner).where(owner.c.id == owner_id).values(joined=into))
    connection.execute(update(account).where(account.c.id == account_id).values(owner_id=into))
