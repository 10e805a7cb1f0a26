import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, create_engine, event, func, select
from sqlalchemy.exc import StatementError

from storage import deliveries, housekeeping, roles, turns
from storage.column_types import Instant
from storage.database import Database
from storage.errors import Conflict, Moved
from storage.tables import account, delivery, intake

Say = Callable[..., Awaitable[turns.Loaded]]
After = Callable[..., turns.TurnRecord]
DIALECTS = [create_engine(url).dialect for url in ("sqlite://", "postgresql+psycopg://")]


async def test_a_newcomer_has_nothing(database: Database) -> None:
    loaded = await database.read(turns.load, channel="web", user="x", key="k")

    assert loaded == turns.Loaded(False, (), None, None, frozenset(), None, 0, {}, ())


async def test_what_a_turn_commits_the_next_one_loads(database: Database, say: Say, at: dt.datetime) -> None:
    await say(
        "1",
        key="k1",
        state={"focus": ["온라인"]},
        told={"employees": [5, 9], "region": "서울"},
        answer=({"text": "네"},),
    )
    await say("1", key="k2", state={"focus": []}, told={"region": "부산"})
    await database.write(roles.grant, "telegram:1", "staff", at=at)
    await database.write(roles.grant, "telegram:1", "admin", at=at)

    loaded = await database.read(turns.load, channel="telegram", user="1", key="k3")

    told = {"employees": [5, 9], "region": "부산"}
    expected = turns.Loaded(False, (), "a1", "o1", frozenset({"staff", "admin"}), {"focus": []}, 2, told, ())
    assert loaded == expected


async def test_a_repeated_key_is_told_with_its_answer_and_cannot_be_committed(
    database: Database, say: Say, after: After
) -> None:
    answer = ({"text": "첫째"}, {"text": "둘째"})
    await say("1", key="k1", answer=answer, deliveries=answer)

    loaded = await database.read(turns.load, channel="telegram", user="1", key="k1")
    assert (loaded.repeated, loaded.answer) == (True, answer)
    with pytest.raises(Conflict):
        await database.write(turns.commit, after(loaded, "1", key="k1", deliveries=answer), ())

    assert await database.read(lambda connection: connection.scalar(select(func.count()).select_from(delivery))) == 2
    assert (await database.read(turns.load, channel="telegram", user="1", key=None)).version == 1


async def test_the_same_key_on_another_channel_is_another_delivery(database: Database, say: Say) -> None:
    await say("1", key="k1")

    assert not (await database.read(turns.load, channel="web", user="1", key="k1")).repeated


async def test_turns_without_a_key_are_all_handled(database: Database, say: Say) -> None:
    assert not (await say("1")).repeated
    assert not (await say("1")).repeated

    assert await database.read(lambda connection: connection.scalar(select(func.count()).select_from(intake))) == 0


async def test_of_two_turns_on_one_version_one_moved_and_left_nothing(
    database: Database, say: Say, after: After
) -> None:
    await say("1")
    loaded = await database.read(turns.load, channel="telegram", user="1", key=None)
    told = {"k1": {"startup": True}, "k2": {"green": True}}
    both = [after(loaded, "1", key=key, state={"by": key}, told=told[key], deliveries=({"text": key},)) for key in told]

    results = await asyncio.gather(*(database.write(turns.commit, one, ()) for one in both), return_exceptions=True)

    assert [type(result) for result in results if result is not None] == [Moved]
    won = "k1" if results[0] is None else "k2"
    now = await database.read(turns.load, channel="telegram", user="1", key=None)
    assert (now.version, now.conversation, now.profile) == (2, {"by": won}, told[won])
    lost = "k2" if won == "k1" else "k1"
    assert not (await database.read(turns.load, channel="telegram", user="1", key=lost)).repeated
    rows = await database.read(lambda connection: list(connection.scalars(select(delivery.c.content))))
    assert rows == [{"text": won}]


async def test_of_two_first_turns_one_makes_the_account(database: Database, after: After) -> None:
    nothing = await database.read(turns.load, channel="telegram", user="1", key=None)
    first = after(nothing, "1", key="k1")
    second = replace(after(nothing, "1", key="k2"), account="another", owner="other")

    results = await asyncio.gather(
        *(database.write(turns.commit, one, ()) for one in (first, second)), return_exceptions=True
    )

    assert [type(result) for result in results if result is not None] == [Conflict]
    assert await database.read(lambda connection: connection.scalar(select(func.count()).select_from(account))) == 1


async def test_many_turns_of_one_person_at_once_lose_none(database: Database, after: After) -> None:
    async def count_one(key: str) -> None:
        while True:
            loaded = await database.read(turns.load, channel="telegram", user="1", key=key)
            counted = (loaded.conversation or {"count": 0})["count"] + 1
            try:
                return await database.write(turns.commit, after(loaded, "1", key=key, state={"count": counted}), ())
            except (Moved, Conflict):
                continue

    await asyncio.gather(*(count_one(f"k{number}") for number in range(12)))

    assert (await database.read(turns.load, channel="telegram", user="1", key=None)).conversation == {"count": 12}


async def test_changes_run_in_order_and_one_that_fails_undoes_the_turn(database: Database, after: After) -> None:
    ran: list[int] = []
    nothing = await database.read(turns.load, channel="telegram", user="1", key=None)

    def refuse(_connection: Connection) -> None:
        raise LookupError("no")

    changes = [lambda _connection: ran.append(1), lambda _connection: ran.append(2), refuse]
    with pytest.raises(LookupError):
        await database.write(turns.commit, after(nothing, "1", key="k1"), changes)

    assert ran == [1, 2]
    assert (await database.read(turns.load, channel="telegram", user="1", key="k1")) == nothing


async def test_who_speaks_again_is_reachable_and_was_seen(database: Database, say: Say, at: dt.datetime) -> None:
    await say("1", friend=False)
    await database.write(lambda connection: connection.execute(account.update().values(reachable=False)).rowcount)
    await say("1", at=at + dt.timedelta(hours=1))
    await say("1", at=at + dt.timedelta(hours=2), friend=True)

    row = await database.read(lambda connection: connection.execute(select(account)).one())
    assert (row.reachable, row.last_seen_at, row.friend) == (True, at + dt.timedelta(hours=2), True)


async def test_notices_wait_until_an_answer_shows_them(database: Database, say: Say, at: dt.datetime) -> None:
    await say("1")
    ids = [await database.write(deliveries.queue_notice, "a1", {"lead": str(number)}, at=at) for number in range(4)]

    loaded = await database.read(turns.load, channel="telegram", user="1", key=None)
    assert [(notice.id, notice.content["lead"]) for notice in loaded.notices] == list(zip(ids, "012", strict=False))
    await say("1", delivered_notices=tuple(ids[:3]))

    assert [notice.id for notice in (await say("1")).notices] == ids[3:]


async def test_nobody_can_mark_the_notices_of_another(database: Database, say: Say, at: dt.datetime) -> None:
    await say("1")
    await say("2")
    theirs = await database.write(deliveries.queue_notice, "a1", {"lead": "for one"}, at=at)

    await say("2", delivered_notices=(theirs,))

    assert [notice.id for notice in (await say("1")).notices] == [theirs]


async def test_old_keys_are_purged_and_young_ones_stay(database: Database, say: Say, at: dt.datetime) -> None:
    await say("1", key="old")
    await say("1", key="young", at=at + dt.timedelta(days=7))

    assert await database.write(housekeeping.purge_intake, at + dt.timedelta(days=1)) == 1

    assert not (await database.read(turns.load, channel="telegram", user="1", key="old")).repeated
    assert (await database.read(turns.load, channel="telegram", user="1", key="young")).repeated


async def test_a_turn_loads_in_three_selects_at_most(database: Database, say: Say, at: dt.datetime) -> None:
    await say("1", told={"region": "서울"})
    statements: list[str] = []

    def counted(connection: Connection) -> turns.Loaded:
        def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
            if statement.startswith("SELECT"):
                statements.append(statement)

        event.listen(connection, "before_cursor_execute", note)
        loaded = turns.load(connection, channel="telegram", user="1", key="k")
        event.remove(connection, "before_cursor_execute", note)
        return loaded

    await database.read(counted)
    assert len(statements) == 2
    await database.write(deliveries.queue_notice, "a1", {"lead": "new"}, at=at)
    await database.read(counted)
    assert len(statements) == 2 + 3


@given(
    instant=st.datetimes(
        dt.datetime(1970, 1, 2),  # noqa: DTZ001 - hypothesis wants bounds without a zone
        dt.datetime(2200, 1, 1),  # noqa: DTZ001
        timezones=st.timezones(),
    )
)
def test_an_instant_means_the_same_on_the_way_out(instant: dt.datetime) -> None:
    for dialect in DIALECTS:
        out = Instant().process_result_value(Instant().process_bind_param(instant, dialect), dialect)
        assert out is not None
        assert (out, out.utcoffset()) == (instant.astimezone(dt.UTC), dt.timedelta())


async def test_an_instant_without_a_zone_is_refused(database: Database, say: Say, at: dt.datetime) -> None:
    with pytest.raises(StatementError, match="needs a zone"):
        await say("1", at=at.replace(tzinfo=None))
