import asyncio
import datetime as dt
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Connection, event, func, select

from storage import broadcasts, consents, deliveries, registrations, turns
from storage.broadcasts import Broadcast
from storage.consents import Consent
from storage.database import Database
from storage.deliveries import Claimed, Outcome
from storage.errors import Conflict
from storage.registrations import Registration
from storage.tables import broadcast, delivery

Say = Callable[..., Awaitable[turns.Loaded]]
Link = Callable[..., Awaitable[str]]
Consents = Callable[..., Consent]
Claim = Callable[..., Awaitable[list[Claimed]]]

LEASE = dt.timedelta(seconds=30)


@pytest.fixture
def claim(database: Database, at: dt.datetime) -> Claim:
    """Claims as worker "w" for Telegram, unless told otherwise."""

    async def claimed(**changed: Any) -> list[Claimed]:
        asked: dict[str, Any] = {
            "worker": "w",
            "now": at,
            "limit": 100,
            "channels": ("telegram",),
            "lease": LEASE,
        } | changed
        return await database.write(deliveries.claim, **asked)

    return claimed


@pytest.fixture
def announcement(at: dt.datetime) -> Broadcast:
    """An announcement to all."""
    return Broadcast("b1", "a0", {"to": "all"}, {"lead": "안내"}, "token-1", at)


@pytest.fixture
async def agreed(database: Database, say: Say, announcements: Consents) -> list[str]:
    """Ten owners with a Telegram account who agreed to announcements."""
    users = [f"{number:02}" for number in range(10)]
    for user in users:
        await say(user)
        await database.write(consents.record, announcements(f"o{user}"))
    return users


async def _states(database: Database) -> dict[str, int]:
    rows = select(delivery.c.state, func.count().label("rows")).group_by(delivery.c.state)
    return {row.state: row.rows for row in await database.read(lambda connection: connection.execute(rows).all())}


async def test_an_answer_is_claimed_with_all_that_its_sender_needs(database: Database, say: Say, claim: Claim) -> None:
    await say("1", deliveries=({"text": "네"},))

    (row,) = await claim()

    assert row == Claimed(row.id, "a1", "telegram", "1", "reply", {"text": "네"}, 1)
    assert await claim(worker="another") == []
    assert await database.write(deliveries.finish, "w", [Outcome(row.id, "sent", message_id="77")]) == [row.id]
    assert await _states(database) == {"sent": 1}


async def test_a_chat_gets_its_answers_one_after_the_other_and_chats_do_not_wait_for_each_other(
    database: Database, say: Say, claim: Claim
) -> None:
    await say("1", deliveries=({"text": "1a"}, {"text": "1b"}))
    await say("2", deliveries=({"text": "2a"},))
    await say("1", deliveries=({"text": "1c"},))

    order = []
    while rows := await claim():
        assert len({row.account for row in rows}) == len(rows)
        order.append([row.content["text"] for row in rows])
        assert await claim(worker="another") == []
        await database.write(deliveries.finish, "w", [Outcome(row.id, "sent") for row in rows])

    assert order == [["1a", "2a"], ["1b"], ["1c"]]


async def test_an_answer_that_is_tried_again_later_holds_back_what_follows_it(
    database: Database, say: Say, claim: Claim, at: dt.datetime
) -> None:
    await say("1", deliveries=({"text": "a"}, {"text": "b"}))
    (first,) = await claim()
    later = at + dt.timedelta(seconds=5)

    await database.write(deliveries.finish, "w", [Outcome(first.id, "pending", not_before=later)])

    assert await claim() == []
    (again,) = await claim(now=later)
    assert (again.id, again.attempt) == (first.id, 2)


async def test_an_attempt_that_was_none_is_not_counted(database: Database, say: Say, claim: Claim) -> None:
    await say("1", deliveries=({"text": "a"},))
    (row,) = await claim()

    await database.write(deliveries.finish, "w", [Outcome(row.id, "pending", counted=False)])

    assert [row.attempt for row in await claim()] == [1]


@pytest.mark.usefixtures("agreed")
async def test_answers_go_before_notices_and_notices_before_announcements(
    database: Database, say: Say, claim: Claim, announcement: Broadcast, at: dt.datetime
) -> None:
    await database.write(broadcasts.confirm, announcement, at)
    await database.write(deliveries.queue_notice, "a00", {"lead": "알림"}, at=at)
    await say("01", deliveries=({"text": "답"},))

    assert [row.kind for row in await claim(limit=3)] == ["reply", "notice", "broadcast"]
    assert await claim(bulk=False) == []
    rest = await claim()
    assert [row.content for row in rest] == [{"lead": "안내"}] * 9


async def test_only_the_channels_that_were_asked_for_are_claimed(
    database: Database, say: Say, link: Link, claim: Claim, at: dt.datetime
) -> None:
    await say("1")
    kakao = await link("o1", "kakao", "k")
    await database.write(deliveries.queue_notice, kakao, {"lead": "알림"}, at=at)

    assert await claim() == []
    assert [row.channel for row in await claim(channels=("telegram", "kakao"))] == ["kakao"]


async def test_a_notice_waits_for_its_hour(database: Database, say: Say, claim: Claim, at: dt.datetime) -> None:
    await say("1")
    morning = at + dt.timedelta(hours=8)
    await database.write(deliveries.queue_notice, "a1", {"lead": "알림"}, at=at, not_before=morning)

    assert await claim() == []
    assert len(await claim(now=morning)) == 1


async def test_nobody_can_be_told_who_is_not_there(database: Database, at: dt.datetime) -> None:
    with pytest.raises(LookupError):
        await database.write(deliveries.queue_notice, "nobody", {"lead": "알림"}, at=at)


async def test_workers_at_once_never_get_the_same_row(
    database: Database, say: Say, claim: Claim, agreed: list[str], announcement: Broadcast
) -> None:
    for user in agreed:
        await say(user, deliveries=({"text": "a"}, {"text": "b"}))
    await database.write(broadcasts.confirm, announcement, announcement.created_at)
    got: Counter[int] = Counter()

    async def work(worker: str) -> None:
        while (await _states(database)).get("pending"):
            rows = await claim(worker=worker, limit=3)
            got.update(row.id for row in rows)
            await database.write(deliveries.finish, worker, [Outcome(row.id, "sent") for row in rows])

    await asyncio.gather(*(work(f"w{number}") for number in range(4)))

    assert len(got) == 30
    assert set(got.values()) == {1}
    done = await database.read(broadcasts.progress, "b1")
    assert done is not None
    assert (done.status, done.total, done.sent, done.left) == ("done", 10, 10, 0)


async def test_a_result_of_another_worker_changes_nothing(database: Database, say: Say, claim: Claim) -> None:
    await say("1", deliveries=({"text": "a"},))
    (row,) = await claim()

    assert await database.write(deliveries.finish, "another", [Outcome(row.id, "sent")]) == []
    assert await _states(database) == {"sending": 1}


@pytest.mark.usefixtures("agreed")
async def test_a_result_that_is_stored_twice_is_counted_once(
    database: Database, claim: Claim, announcement: Broadcast, at: dt.datetime
) -> None:
    await database.write(broadcasts.confirm, announcement, at)
    rows = await claim()
    outcomes = [Outcome(row.id, "sent") for row in rows]

    assert len(await database.write(deliveries.finish, "w", outcomes)) == 10
    assert await database.write(deliveries.finish, "w", outcomes) == []

    done = await database.read(broadcasts.progress, "b1")
    assert done is not None
    assert (done.sent, done.left) == (10, 0)


@pytest.mark.usefixtures("agreed")
async def test_after_a_kill_answers_are_sent_again_and_announcements_are_uncertain(
    database: Database, say: Say, claim: Claim, announcement: Broadcast, at: dt.datetime
) -> None:
    await database.write(broadcasts.confirm, announcement, at)
    await say("00", deliveries=({"text": "a"},))
    before = await claim(limit=4)

    assert await database.write(deliveries.recover, at + LEASE) == {"pending": 0, "uncertain": 0}
    assert await database.write(deliveries.recover, at, everything=True) == {"pending": 1, "uncertain": 3}

    assert (await claim(limit=1))[0].id == before[0].id
    running = await database.read(broadcasts.progress, "b1")
    assert running is not None
    assert (running.status, running.uncertain, running.left) == ("running", 3, 7)
    assert not {row.id for row in await claim(worker="w2")} & {row.id for row in before}


async def test_only_leases_that_ended_are_taken_back(
    database: Database, say: Say, claim: Claim, at: dt.datetime
) -> None:
    await say("1", deliveries=({"text": "a"},))
    await say("2", deliveries=({"text": "b"},))
    await claim(worker="dead", limit=1)
    await claim(worker="alive", now=at + LEASE)

    assert await database.write(deliveries.recover, at + LEASE * 1.5) == {"pending": 1, "uncertain": 0}
    assert await database.write(deliveries.recover, at, worker="dead") == {"pending": 0, "uncertain": 0}
    assert await database.write(deliveries.recover, at, worker="alive") == {"pending": 1, "uncertain": 0}


@pytest.mark.usefixtures("agreed")
async def test_a_late_result_tells_what_became_of_an_uncertain_announcement(
    database: Database, claim: Claim, announcement: Broadcast, at: dt.datetime
) -> None:
    await database.write(broadcasts.confirm, announcement, at)
    rows = await claim()
    await database.write(deliveries.recover, at, everything=True)
    closed = await database.read(broadcasts.progress, "b1")
    assert closed is not None
    assert (closed.status, closed.uncertain) == ("done", 10)

    outcomes = [Outcome(rows[0].id, "sent"), Outcome(rows[1].id, "pending"), Outcome(rows[2].id, "failed")]
    assert await database.write(deliveries.finish, "w", outcomes) == [rows[0].id, rows[2].id]

    known = await database.read(broadcasts.progress, "b1")
    assert known is not None
    assert (known.sent, known.failed, known.uncertain, known.left) == (1, 1, 8, 0)


@pytest.mark.usefixtures("agreed")
async def test_who_cannot_be_reached_is_counted_and_left_out_next_time(
    database: Database, say: Say, claim: Claim, announcement: Broadcast, at: dt.datetime
) -> None:
    await database.write(broadcasts.confirm, announcement, at)
    rows = await claim()
    states = ["unreachable", "failed", "uncertain"] + ["sent"] * 7
    outcomes = [Outcome(row.id, state) for row, state in zip(rows, states, strict=True)]  # type: ignore[arg-type]
    await database.write(deliveries.finish, "w", outcomes)

    done = await database.read(broadcasts.progress, "b1")
    assert done is not None
    assert (done.status, done.sent, done.failed, done.uncertain, done.unreachable) == ("done", 7, 1, 1, 1)
    assert await database.read(addresses, "b1", "unreachable") == ("telegram:00",)
    assert len(await database.read(addresses, "b1", "sent")) == 7
    assert await database.read(broadcasts.audience_count, {"to": "all"}) == 9
    await say("00")
    assert await database.read(broadcasts.audience_count, {"to": "all"}) == 10


@pytest.mark.usefixtures("agreed")
async def test_of_two_confirmations_at_once_one_freezes_the_audience_once(
    database: Database, announcement: Broadcast, at: dt.datetime
) -> None:
    await database.write(broadcasts.draft, announcement)

    results = await asyncio.gather(
        *(database.write(broadcasts.confirm, announcement, at) for _ in range(3)), return_exceptions=True
    )

    assert [result for result in results if isinstance(result, int)] == [10]
    assert [type(result) for result in results if not isinstance(result, int)] == [Conflict, Conflict]
    assert await _states(database) == {"pending": 10}
    assert (await database.read(broadcasts.recent))[0].total == 10


@pytest.mark.usefixtures("agreed")
async def test_a_token_starts_one_announcement_even_if_it_was_never_stored_as_a_draft(
    database: Database, announcement: Broadcast, at: dt.datetime
) -> None:
    others = [replace(announcement, id=f"b{number}") for number in range(3)]

    results = await asyncio.gather(
        *(database.write(broadcasts.confirm, one, at) for one in others), return_exceptions=True
    )

    assert sorted(str(result) for result in results if isinstance(result, int)) == ["10"]
    assert len(await database.read(broadcasts.recent)) == 1


@pytest.mark.usefixtures("agreed")
async def test_a_frozen_audience_stays_as_it_was(
    database: Database, say: Say, announcements: Consents, announcement: Broadcast, at: dt.datetime
) -> None:
    await database.write(broadcasts.confirm, announcement, at)
    await say("99")
    await database.write(consents.record, announcements("o99"))

    assert await database.read(broadcasts.audience_count, {"to": "all"}) == 11
    assert len(await database.read(addresses, "b1", "pending")) == 10


async def test_all_are_those_who_agreed_last_and_can_be_reached_each_owner_once_where_seen_last(
    database: Database, say: Say, link: Link, announcements: Consents, announcement: Broadcast
) -> None:
    at = announcement.created_at
    for user in ("1", "2", "3", "4", "5"):
        await say(user)
    for line in (
        announcements("o1"),
        announcements("o2"),
        announcements("o2", given=False),
        announcements("o3", given=False),
        announcements("o3"),
        announcements("o4", kind="registration"),
    ):
        await database.write(consents.record, line)
    await link("o1", "kakao", "old", seen=at - dt.timedelta(days=1))
    await link("o3", "web", "new", seen=at + dt.timedelta(days=1))
    await link("o3", "kakao", "blocked", seen=at + dt.timedelta(days=2), reachable=False)

    assert await database.write(broadcasts.confirm, announcement, at) == 2

    assert set(await database.read(addresses, "b1", "pending")) == {"telegram:1", "web:new"}


async def test_a_program_s_audience_is_who_stands_registered_for_it(
    database: Database, say: Say, firm: Registration, announcement: Broadcast, at: dt.datetime
) -> None:
    for user in ("1", "2", "3"):
        await say(user)
    for number, program in ((1, "rent"), (2, "rent"), (3, "fair")):
        one = replace(
            firm, id=f"r{number}", receipt=f"R-{number}", owner=f"o{number}", account=f"a{number}", program=program,
            business_number=f"120814752{number}",
        )  # fmt: skip
        await database.write(registrations.add, one)
    await database.write(registrations.withdraw, "R-2", "o2", at)
    to_rent = replace(announcement, audience={"to": "program", "program": "rent"})

    assert await database.write(broadcasts.confirm, to_rent, at) == 1

    assert await database.read(addresses, "b1", "pending") == ("telegram:1",)
    with pytest.raises(ValueError, match="audience"):
        await database.read(broadcasts.audience_count, {"to": "nobody"})


async def test_an_announcement_to_nobody_is_done_at_once(
    database: Database, announcement: Broadcast, at: dt.datetime
) -> None:
    assert await database.write(broadcasts.confirm, announcement, at) == 0

    done = await database.read(broadcasts.progress, "b1")
    assert done == replace(announcement, status="done", confirmed_at=at)


@pytest.mark.usefixtures("agreed")
async def test_a_cancelled_announcement_sends_nothing_more(
    database: Database, claim: Claim, announcement: Broadcast, at: dt.datetime
) -> None:
    await database.write(broadcasts.confirm, announcement, at)
    in_the_air = await claim(limit=2)

    assert await database.write(broadcasts.cancel, "b1")

    assert await claim() == []
    await database.write(deliveries.finish, "w", [Outcome(row.id, "sent") for row in in_the_air])
    stopped = await database.read(broadcasts.progress, "b1")
    assert stopped is not None
    assert (stopped.status, stopped.sent, stopped.left) == ("cancelled", 2, 8)
    assert not await database.write(broadcasts.cancel, "b1")
    with pytest.raises(Conflict):
        await database.write(broadcasts.confirm, announcement, at)


async def test_an_announcement_reaches_who_can_only_be_answered_with_the_next_answer(
    database: Database, agreed: list[str], say: Say, announcement: Broadcast, at: dt.datetime
) -> None:
    await database.write(broadcasts.confirm, announcement, at)

    for user in agreed:
        (notice,) = (await database.read(turns.load, channel="telegram", user=user, key=None)).notices
        assert notice.content == announcement.content
        await say(user, delivered_notices=(notice.id, notice.id))

    done = await database.read(broadcasts.progress, "b1")
    assert done is not None
    assert (done.status, done.sent) == ("done", 10)


async def test_a_block_holds_for_all_and_is_never_shortened(database: Database, at: dt.datetime) -> None:
    assert await database.read(deliveries.blocked_until, "bot") is None

    for seconds in (10, 5, 20):
        await database.write(deliveries.block, "bot", at + dt.timedelta(seconds=seconds))

    assert await database.read(deliveries.blocked_until, "bot") == at + dt.timedelta(seconds=20)
    assert await database.read(deliveries.blocked_until, "another") is None


async def test_rows_are_looked_up_by_their_partial_indexes(sqlite_database: Database, at: dt.datetime) -> None:
    def plans(connection: Connection) -> str:
        """Ask SQLite how it finds the rows of each select, without statistics."""
        selects: list[tuple[str, Any]] = []

        def note(_connection: object, _cursor: object, statement: str, parameters: Any, *_: object) -> None:
            if statement.startswith("SELECT"):
                selects.append((statement, parameters))

        broadcasts.draft(connection, Broadcast("b1", "a0", {"to": "all"}, {}, "token", at))
        connection.execute(broadcast.update().values(status="running"))
        event.listen(connection, "before_cursor_execute", note)
        deliveries.claim(connection, worker="w", now=at, limit=9, channels=("telegram",), lease=LEASE)
        deliveries.recover(connection, at)
        turns.load(connection, channel="telegram", user="1", key="k")
        event.remove(connection, "before_cursor_execute", note)
        steps = [
            step.detail
            for statement, parameters in selects
            for step in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        ]
        return "\n".join(steps)

    found = await sqlite_database.write(plans)

    used = {index.name for index in delivery.indexes if f"INDEX {index.name} " in found}
    assert used == {index.name for index in delivery.indexes} - {"ix_delivery_account"}
    assert "SCAN delivery" not in found


def addresses(connection: Connection, broadcast_id: str, state: str) -> tuple[str, ...]:
    return tuple(one.address for one in broadcasts.recipients(connection, broadcast_id, state))


async def test_what_was_said_goes_once_it_is_not_to_be_sent_again(
    database: Database, say: Say, claim: Claim, at: dt.datetime
) -> None:
    await say("1", deliveries=tuple({"text": text} for text in ("sent", "again", "refused")))
    await database.write(deliveries.queue_notice, "a1", {"lead": "lost"}, at=at)
    await database.write(deliveries.queue_notice, "a1", {"lead": "shown"}, at=at)
    [first] = await claim(limit=1)
    await database.write(deliveries.finish, "w", [Outcome(first.id, "sent")])
    [second] = await claim(limit=1)
    await database.write(deliveries.finish, "w", [Outcome(second.id, "pending")])

    assert await database.read(texts_kept) == ["again", "refused", "lost", "shown"]

    for _ in range(2):
        [row] = await claim(limit=1)
        await database.write(deliveries.finish, "w", [Outcome(row.id, "failed", error="400")])
    [lost] = await claim(limit=1)
    await database.write(deliveries.recover, at, everything=True)
    await database.write(deliveries.mark_shown, "a1", [lost.id + 1], at=at)

    assert await database.read(texts_kept) == []


def texts_kept(connection: Connection) -> list[str]:
    rows = connection.scalars(select(delivery.c.content).where(delivery.c.content.is_not(None)).order_by(delivery.c.id))
    return [content.get("text") or content["lead"] for content in rows]
