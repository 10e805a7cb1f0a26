"""Two owners become one, and one account leaves again: whatever else happens at that moment."""

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Connection, Table, func, insert, select, update

from storage import broadcasts, consents, downloads, linking, profiles, registrations, turns, verdict_receipts, waitlist
from storage.broadcasts import Broadcast
from storage.consents import Consent
from storage.database import Database
from storage.deliveries import queue_notice
from storage.downloads import Download
from storage.errors import Conflict, Moved
from storage.linking import WRONG_OF_ALL, WRONG_OF_ONE, WRONG_WITHIN, Pause
from storage.registrations import Registration
from storage.tables import (
    account,
    broadcast,
    consent,
    conversation,
    delivery,
    duplicate,
    link_code,
    link_try,
    owner,
    registration,
)
from storage.verdict_receipts import VerdictReceipt

Say = Callable[..., Awaitable[turns.Loaded]]
After = Callable[..., turns.TurnRecord]
Link = Callable[..., Awaitable[str]]
CODE = "123456"
NOTICES = {"ko": {"lead": "한국어"}, "en": {"lead": "English"}}
SOON = dt.timedelta(minutes=10)


def joining(user: str, into: str, *, code: str = CODE, at: dt.datetime) -> Callable[[Connection], None]:
    """The change by which account "a1" of owner "o1" joins."""
    return partial(
        linking.join,
        code=code,
        speaking=f"a{user}",
        owner_id=f"o{user}",
        into=into,
        at=at,
        told_here=NOTICES,
        told_there=NOTICES,
    )


def leaving(user: str, owner_id: str, *, at: dt.datetime, speaking: str | None = None) -> Callable[[Connection], None]:
    return partial(
        linking.leave,
        leaving=user,
        owner_id=owner_id,
        fresh=f"fresh-{user}",
        speaking=speaking or user,
        at=at,
        told_leaving=NOTICES,
        told_staying=NOTICES,
    )


async def offered(database: Database, user: str, code: str = CODE, *, at: dt.datetime) -> None:
    await database.write(linking.offer, f"a{user}", code, at=at, expires_at=at + SOON)


async def owners_of(database: Database) -> dict[str, str]:
    rows = await database.read(lambda connection: connection.execute(select(account.c.id, account.c.owner_id)).all())
    return {row.id: row.owner_id for row in rows}


async def count(database: Database, table: Table) -> int:
    return await database.read(lambda connection: connection.scalar(select(func.count()).select_from(table)) or 0)


async def told(database: Database) -> dict[str, list[str]]:
    rows = await database.read(
        lambda connection: connection.execute(
            select(delivery.c.account, delivery.c.content).order_by(delivery.c.account, delivery.c.id)
        ).all()
    )
    said: dict[str, list[str]] = {}
    for row in rows:
        said.setdefault(row.account, []).append(row.content["lead"])
    return said


async def version_of(database: Database, account_id: str) -> int | None:
    return await database.read(
        lambda connection: connection.scalar(select(conversation.c.version).where(conversation.c.account == account_id))
    )


async def results_of(*writes: Awaitable[object]) -> list[type | None]:
    results = await asyncio.gather(*writes, return_exceptions=True)
    return sorted((None if one is None else type(one) for one in results), key=str)


# Codes


async def test_a_code_names_who_made_it_until_it_is_over(database: Database, say: Say, at: dt.datetime) -> None:
    await say("1")
    await offered(database, "1", at=at)

    found = await database.read(linking.maker, CODE, at + SOON - dt.timedelta(seconds=1))

    assert found == linking.Maker(linking.Linked("a1", "telegram", "1"), "o1")
    assert await database.read(linking.maker, CODE, at + SOON) is None
    assert await database.read(linking.maker, "654321", at) is None


async def test_a_new_code_takes_the_place_of_the_old_one(database: Database, say: Say, at: dt.datetime) -> None:
    await say("1")
    await offered(database, "1", at=at)
    await offered(database, "1", "654321", at=at)

    assert await database.read(linking.maker, CODE, at) is None
    assert await database.read(linking.maker, "654321", at) is not None
    assert await count(database, link_code) == 1


async def test_a_code_in_use_is_refused_and_one_that_is_over_is_free_again(
    database: Database, say: Say, at: dt.datetime
) -> None:
    await say("1")
    await say("2")
    await offered(database, "1", at=at)

    with pytest.raises(Conflict):
        await offered(database, "2", at=at)
    await offered(database, "2", at=at + SOON)

    found = await database.read(linking.maker, CODE, at + SOON)
    assert found is not None
    assert found.owner == "o2"


async def test_no_code_stands_in_the_database(database: Database, say: Say, at: dt.datetime) -> None:
    await say("1")
    await offered(database, "1", at=at)

    index = await database.read(lambda connection: connection.scalar(select(link_code.c.code_index)))

    assert index is not None
    assert CODE.encode() not in index


# Joining


async def test_all_that_is_of_one_owner_is_of_the_other_afterwards(
    database: Database, say: Say, link: Link, at: dt.datetime, firm: Registration
) -> None:
    await say("1", told={"region": "서울", "employees": [5, 9]})
    await say("2", told={"region": "부산", "startup": True})
    await link("o2", "web", "x")
    mine = replace(firm, id="r2", receipt="R-2", owner="o2", account="a2", business_number="2208162517")
    receipt = VerdictReceipt("V1", "o2", "p", "P", at.date(), at, "k", "yes", {"startup": True}, [], [], {})
    said = Consent("o2", "registration", 2, True, "web", at, "0" * 64)
    for write in (
        partial(registrations.add, new=firm),
        partial(registrations.add, new=mine),
        partial(verdict_receipts.add, receipt=receipt),
        partial(waitlist.join, owner="o1", program="both", account="a1", at=at),
        partial(waitlist.join, owner="o2", program="both", account="a2", at=at),
        partial(waitlist.join, owner="o2", program="one", account="a2", at=at),
        partial(consents.record, said=said),
        partial(_tried, at=at),
    ):
        await database.write(write)
    await offered(database, "1", at=at)

    await database.write(joining("2", "o1", at=at))

    assert await owners_of(database) == {"a1": "o1", "a2": "o1", "web-x": "o1"}
    assert await database.read(profiles.load, "o1") == {"region": "서울", "employees": [5, 9], "startup": True}
    assert await database.read(profiles.load, "o2") == {}
    assert {one.receipt for one in await database.read(registrations.of_owner, "o1")} == {"R-2020-0001", "R-2"}
    assert await database.read(verdict_receipts.count_of_owner, "o1") == 1
    assert [wish.program for wish in await database.read(waitlist.of_owner, "o1")] == ["both", "one"]
    assert await database.read(waitlist.of_owner, "o2") == ()
    assert await database.read(consents.last_words, "o1") == (replace(said, owner="o1"),)
    # What one of the two tried with the firm of the other was no duplicate; what somebody else tried, still is.
    rows = await database.read(lambda connection: connection.execute(select(duplicate)).all())
    assert [(row.registration, row.owner) for row in rows] == [("r1", "o3")]
    joined = await database.read(lambda connection: connection.scalar(select(owner.c.joined).where(owner.c.id == "o2")))
    assert joined == "o1"
    assert await count(database, link_code) == 0


def _tried(connection: Connection, at: dt.datetime) -> None:
    connection.execute(insert(owner), {"id": "o3", "created_at": at})
    tries = [("r1", "o2"), ("r1", "o3"), ("r2", "o1")]
    connection.execute(
        insert(duplicate),
        [{"registration": one, "owner": whose, "channel": "web", "at": at} for one, whose in tries],
    )


async def test_lines_of_consent_are_copied_and_not_changed(database: Database, say: Say, at: dt.datetime) -> None:
    await say("1")
    await say("2")
    for user, given in (("1", True), ("2", False)):
        later = at + dt.timedelta(minutes=int(user))
        said = Consent(f"o{user}", "announcements", 1, given, "telegram", later, "0" * 64)
        await database.write(consents.record, said)
    await offered(database, "1", at=at)

    await database.write(joining("2", "o1", at=at))

    last = await database.read(consents.standing, "o1", "announcements")
    assert last is not None
    assert (last.given, last.at) == (False, at + dt.timedelta(minutes=2))
    kept = await database.read(
        lambda connection: list(connection.scalars(select(consent.c.owner).order_by(consent.c.id)))
    )
    assert kept == ["o1", "o2", "o1"]


async def test_everybody_but_who_speaks_is_told_in_his_language(
    database: Database, say: Say, link: Link, at: dt.datetime
) -> None:
    await say("1", state={"language": "en"})
    await link("o1", "kakao", "k")
    await say("2")
    await link("o2", "web", "x")
    await offered(database, "1", at=at)

    await database.write(joining("2", "o1", at=at))

    assert await told(database) == {"a1": ["English"], "kakao-k": ["한국어"], "web-x": ["한국어"]}


async def test_of_two_who_type_a_code_at_once_one_is_linked(
    database: Database, say: Say, after: After, at: dt.datetime
) -> None:
    loaded = {user: await say(user) for user in "123"}
    await offered(database, "1", at=at)
    records = {user: replace(after(loaded[user], user), newcomer=False, version=1) for user in "23"}

    results = await results_of(
        *(database.write(turns.commit, records[user], [joining(user, "o1", at=at)]) for user in "23")
    )

    assert results == [Moved, None]
    owners = await owners_of(database)
    assert [owners["a2"], owners["a3"]].count("o1") == 1
    assert await database.read(linking.maker, CODE, at) is None


@pytest.mark.parametrize("begun", [True, False])
async def test_a_turn_in_flight_on_another_account_is_decided_again_with_the_new_owner(
    database: Database, say: Say, link: Link, *, after: After, at: dt.datetime, firm: Registration, begun: bool
) -> None:
    await say("1")
    await say("2")
    other = await link("o2", "telegram", "x")
    if begun:
        await say("x", account=other, owner="o2")
    await offered(database, "1", at=at)
    in_flight = await database.read(turns.load, channel="telegram", user="x", key=None)
    record = after(in_flight, "x", told={"startup": True})
    registering = partial(registrations.add, new=replace(firm, owner="o2", account=other))

    await database.write(joining("2", "o1", at=at))
    with pytest.raises((Moved, Conflict)):
        await database.write(turns.commit, record, [registering])

    again = await database.read(turns.load, channel="telegram", user="x", key=None)
    assert again.owner == "o1"
    assert await count(database, registration) == 0
    await database.write(turns.commit, after(again, "x", told={"startup": True}), [])
    assert await database.read(profiles.load, "o1") == {"startup": True}


@pytest.mark.parametrize("begun", [True, False])
async def test_what_a_turn_commits_at_the_moment_of_joining_is_moved_too_or_decided_again(
    database: Database, say: Say, link: Link, *, after: After, at: dt.datetime, firm: Registration, begun: bool
) -> None:
    await say("1")
    await say("2")
    other = await link("o2", "telegram", "x")
    if begun:
        await say("x", account=other, owner="o2")
    await offered(database, "1", at=at)
    in_flight = await database.read(turns.load, channel="telegram", user="x", key=None)
    registering = partial(registrations.add, new=replace(firm, owner="o2", account=other))

    await results_of(
        database.write(turns.commit, after(in_flight, "x", told={"startup": True}), [registering]),
        database.write(joining("2", "o1", at=at)),
    )

    assert set((await owners_of(database)).values()) == {"o1"}
    assert await database.read(registrations.of_owner, "o2") == ()
    assert await database.read(profiles.load, "o2") == {}


async def test_who_types_the_code_keeps_the_version_that_the_turn_gives_it(
    database: Database, say: Say, link: Link, after: After, at: dt.datetime
) -> None:
    await say("1")
    await say("2")
    other = await link("o2", "web", "x")
    await offered(database, "1", at=at)
    loaded = await database.read(turns.load, channel="telegram", user="2", key=None)

    await database.write(turns.commit, after(loaded, "2"), [joining("2", "o1", at=at)])

    assert await version_of(database, "a2") == 2
    assert await version_of(database, other) == 1
    assert await version_of(database, "a1") == 1


async def test_two_who_type_each_others_code_at_once_become_one_owner(
    database: Database, say: Say, after: After, at: dt.datetime
) -> None:
    await say("1")
    await say("2")
    await offered(database, "1", "111111", at=at)
    await offered(database, "2", "222222", at=at)
    loaded = {user: await database.read(turns.load, channel="telegram", user=user, key=None) for user in "12"}
    changes = {"1": joining("1", "o2", code="222222", at=at), "2": joining("2", "o1", code="111111", at=at)}

    results = await results_of(
        *(database.write(turns.commit, after(loaded[user], user), [changes[user]]) for user in "12")
    )

    assert results == [Moved, None]
    assert len(set((await owners_of(database)).values())) == 1


async def test_who_joins_an_owner_that_joins_another_at_once_is_left_behind_nowhere(
    database: Database, say: Say, link: Link, after: After, at: dt.datetime
) -> None:
    for user in "123":
        await say(user)
    other = await link("o2", "telegram", "x")
    await say("x", account=other, owner="o2")
    await offered(database, "2", "222222", at=at)
    await offered(database, "3", "333333", at=at)
    one = await database.read(turns.load, channel="telegram", user="1", key=None)
    two = await database.read(turns.load, channel="telegram", user="x", key=None)
    onward = partial(
        linking.join,
        code="333333",
        speaking=other,
        owner_id="o2",
        into="o3",
        at=at,
        told_here=NOTICES,
        told_there=NOTICES,
    )

    await results_of(
        database.write(turns.commit, after(one, "1"), [joining("1", "o2", code="222222", at=at)]),
        database.write(turns.commit, after(two, "x"), [onward]),
    )

    owners = await owners_of(database)
    gone = await database.read(
        lambda connection: set(connection.scalars(select(owner.c.id).where(owner.c.joined.is_not(None))))
    )
    assert gone
    assert not gone & set(owners.values())


async def test_a_code_of_who_has_left_the_owner_meanwhile_joins_nobody(
    database: Database, say: Say, link: Link, at: dt.datetime
) -> None:
    await say("1")
    await link("o1", "web", "x")
    await say("2")
    await offered(database, "1", at=at)
    await database.write(leaving("a1", "o1", at=at))

    with pytest.raises(Moved):
        await database.write(joining("2", "o1", at=at))

    assert (await owners_of(database))["a2"] == "o2"
    assert await database.read(linking.maker, CODE, at) is not None


# Wrong codes


async def test_five_wrong_codes_an_hour_pause_an_account_and_nobody_else(
    database: Database, say: Say, at: dt.datetime
) -> None:
    await say("1")
    await say("2")
    for minute in range(WRONG_OF_ONE):
        assert await database.read(linking.pause, "a1", at + dt.timedelta(minutes=minute)) is None
        await database.write(linking.note_wrong, "a1", at + dt.timedelta(minutes=minute))

    late = at + dt.timedelta(minutes=30)
    assert await database.read(linking.pause, "a1", late) == Pause(at + WRONG_WITHIN, everybody=False)
    assert await database.read(linking.pause, "a2", late) is None
    assert await database.read(linking.pause, "a1", at + WRONG_WITHIN) is None
    with pytest.raises(Moved):
        await database.write(linking.note_wrong, "a1", late)


async def test_thirty_wrong_codes_an_hour_pause_linking_for_everybody(
    database: Database, say: Say, at: dt.datetime
) -> None:
    for user in range(WRONG_OF_ALL + 1):
        await say(str(user))
    for user in range(WRONG_OF_ALL):
        await database.write(linking.note_wrong, f"a{user}", at)

    assert await database.read(linking.pause, "a30", at) == Pause(at + WRONG_WITHIN, everybody=True)
    await offered(database, "0", at=at)
    with pytest.raises(Moved):
        await database.write(joining("30", "o0", at=at))
    assert await database.read(linking.pause, "a30", at + WRONG_WITHIN) is None


async def test_of_many_tries_at_once_only_as_many_are_answered_as_the_limits_allow(
    database: Database, say: Say, at: dt.datetime
) -> None:
    for user in range(8):
        await say(str(user))

    one = await results_of(*(database.write(linking.note_wrong, "a0", at) for _ in range(12)))
    all_together = await results_of(
        *(database.write(linking.note_wrong, f"a{user}", at) for user in range(1, 8) for _ in range(6))
    )

    assert one.count(None) == WRONG_OF_ONE
    assert all_together.count(None) == WRONG_OF_ALL - WRONG_OF_ONE
    assert await count(database, link_try) == WRONG_OF_ALL


# Leaving


async def test_who_leaves_gets_a_fresh_owner_and_leaves_everything_behind(
    database: Database, say: Say, link: Link, at: dt.datetime, firm: Registration
) -> None:
    await say("1", told={"startup": True})
    other = await link("o1", "web", "x")
    await database.write(registrations.add, firm)
    await database.write(waitlist.join, "o1", "later", account="a1", at=at)

    await database.write(leaving("a1", "o1", at=at))

    assert await owners_of(database) == {"a1": "fresh-a1", other: "o1"}
    (kept,) = await database.read(registrations.of_owner, "o1")
    assert kept.account == other
    assert await database.write(waitlist.take, "later", ("o1",)) == {"o1": other}
    assert await database.read(profiles.load, "o1") == {"startup": True}
    assert await database.read(profiles.load, "fresh-a1") == {}
    assert await told(database) == {other: ["한국어"]}


async def test_who_is_sent_away_is_told_and_remembers_nothing_but_the_language(
    database: Database, say: Say, link: Link, after: After, at: dt.datetime
) -> None:
    await say("1", state={"language": "en", "said": "secret"})
    other = await link("o1", "web", "x")
    in_flight = await database.read(turns.load, channel="telegram", user="1", key=None)

    await database.write(leaving("a1", "o1", at=at, speaking=other))

    assert await told(database) == {"a1": ["English"]}
    now = await database.read(turns.load, channel="telegram", user="1", key=None)
    assert (now.owner, now.conversation) == ("fresh-a1", {"language": "en"})
    with pytest.raises(Moved):
        await database.write(turns.commit, after(in_flight, "1", told={"startup": True}), [])


async def test_who_leaves_can_fetch_no_file_and_gets_no_kept_answer_again(
    database: Database, say: Say, link: Link, at: dt.datetime
) -> None:
    await say("1", key="k", answer=({"text": "010-1234-5678"},), at=at - dt.timedelta(seconds=1))
    other = await link("o1", "web", "x")
    file = Download("all.json", "application/json", "010-1234-5678")
    await database.write(downloads.offer, "hash", file, account="a1", expires_at=at + SOON)
    await database.write(downloads.offer, "theirs", file, account=other, expires_at=at + SOON)

    await database.write(leaving("a1", "o1", at=at, speaking=other))

    assert await database.write(downloads.fetch, "hash", at) is None
    assert await database.write(downloads.fetch, "theirs", at) == file
    repeated = await database.read(turns.load, channel="telegram", user="1", key="k")
    assert (repeated.repeated, repeated.answer) == (True, ())


async def test_what_waited_to_be_told_to_who_leaves_is_told_to_who_stays(
    database: Database, say: Say, link: Link, at: dt.datetime
) -> None:
    await say("1")
    other = await link("o1", "web", "x")
    await database.write(queue_notice, "a1", {"lead": "승인되었습니다."}, at=at)
    for number, accounts in enumerate((["a1"], ["a1", other])):
        to = {"to": "program", "program": "none"}
        await database.write(broadcasts.draft, Broadcast(f"b{number}", "a1", to, {"lead": "공지"}, f"t{number}", at))
        await database.write(announced, f"b{number}", accounts, at)

    await database.write(leaving("a1", "o1", at=at, speaking=other))

    waiting = await database.read(
        lambda connection: connection.execute(
            select(delivery.c.account, delivery.c.channel, delivery.c.broadcast, delivery.c.content)
        ).all()
    )
    theirs = {(row.channel, row.broadcast, (row.content or {}).get("lead")) for row in waiting if row.account == other}
    assert theirs == {("web", None, "승인되었습니다."), ("web", "b0", None), ("web", "b1", None)}
    mine = [(row.channel, row.broadcast, (row.content or {}).get("lead")) for row in waiting if row.account == "a1"]
    assert sorted(mine, key=str) == [("telegram", "b1", None), ("telegram", None, "한국어")]


def announced(connection: Connection, broadcast_id: str, accounts: list[str], at: dt.datetime) -> None:
    """Rows of an announcement that has begun."""
    connection.execute(update(broadcast).where(broadcast.c.id == broadcast_id).values(status="running"))
    for one in accounts:
        row = {"account": one, "channel": "telegram" if one == "a1" else "web", "kind": "broadcast", "attempt": 0}
        connection.execute(insert(delivery), {**row, "broadcast": broadcast_id, "state": "pending", "created_at": at})


async def test_of_two_who_leave_at_once_one_stays_with_what_they_had(
    database: Database, say: Say, link: Link, after: After, at: dt.datetime
) -> None:
    await say("1")
    other = await link("o1", "telegram", "x")
    await say("x", account=other, owner="o1")
    loaded = {user: await database.read(turns.load, channel="telegram", user=user, key=None) for user in "1x"}

    results = await results_of(
        database.write(turns.commit, after(loaded["1"], "1"), [leaving("a1", "o1", at=at)]),
        database.write(turns.commit, after(loaded["x"], "x"), [leaving(other, "o1", at=at)]),
    )

    assert results == [Moved, None]
    assert list((await owners_of(database)).values()).count("o1") == 1


async def test_nobody_leaves_alone_or_sends_away_a_stranger(database: Database, say: Say, at: dt.datetime) -> None:
    await say("1")
    await say("2")

    for leaves in (leaving("a1", "o1", at=at), leaving("a2", "o1", at=at, speaking="a1")):
        with pytest.raises(Moved):
            await database.write(leaves)

    assert await owners_of(database) == {"a1": "o1", "a2": "o2"}


async def test_an_owner_that_has_joined_another_can_be_joined_no_more(
    database: Database, say: Say, at: dt.datetime
) -> None:
    await say("1")
    await say("2")
    await offered(database, "1", at=at)
    await database.write(_joined_elsewhere)

    with pytest.raises(Moved):
        await database.write(joining("2", "o1", at=at))


def _joined_elsewhere(connection: Connection) -> Any:
    connection.execute(update(owner).where(owner.c.id == "o1").values(joined="o9"))
