"""Each rule of what is kept for a time lets go what is old enough, and nothing else."""

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Connection, Table, insert, select

from knowledge.window import SEOUL
from storage import access, broadcasts, housekeeping, registrations, turns
from storage.access import Access
from storage.database import Database
from storage.errors import Moved
from storage.registrations import Registration
from storage.tables import access as looks
from storage.tables import (
    broadcast,
    conversation,
    delivery,
    download,
    invite,
    link_code,
    link_try,
    metadata,
    registration,
)
from tests.storage.conftest import Say

NOW = dt.datetime(2022, 9, 26, 0, 30, tzinfo=SEOUL)
RETENTION = dt.timedelta(days=730)
DAY = dt.timedelta(days=1)

Keep = Callable[..., Awaitable[None]]


@pytest.fixture
async def keep(database: Database, say: Say) -> Keep:
    """Puts rows into a table; there is an account "a1" of an owner "o1", who has just spoken."""
    await say("1", at=NOW)

    async def put(table: Table, *rows: dict[str, Any]) -> None:
        await database.write(lambda connection: connection.execute(insert(table), list(rows)))

    return put


async def followed(database: Database, what: str, limit: int = 10) -> int:
    """Follow one rule at ``NOW``."""
    (rule,) = [rule for rule in housekeeping.rules(RETENTION) if rule.what == what]
    return await database.write(rule.purge, NOW - rule.kept, limit)


async def left(database: Database, table: Table, column: str) -> list[Any]:
    def query(connection: Connection) -> list[Any]:
        return sorted(connection.scalars(select(table.c[column])))

    return await database.read(query)


def made(firm: Registration, number: int, **changed: Any) -> Registration:
    return replace(firm, id=f"r{number}", receipt=f"R-{number}", program=f"p{number}", **changed)


@pytest.mark.usefixtures("keep")
async def test_a_registration_is_kept_until_the_end_of_its_last_day_in_seoul(
    database: Database, firm: Registration
) -> None:
    for number, day in enumerate((dt.date(2022, 9, 25), dt.date(2022, 9, 26), None)):
        await database.write(registrations.add, made(firm, number, keep_until=day))

    assert await followed(database, "registrations") == 1

    assert await left(database, registration, "id") == ["r1", "r2"]


@pytest.mark.usefixtures("keep")
async def test_a_withdrawn_registration_goes_after_a_month(database: Database, firm: Registration) -> None:
    for number, (status, days) in enumerate((("withdrawn", 31), ("withdrawn", 29), ("declined", 31))):
        await database.write(registrations.add, made(firm, number, status=status, updated_at=NOW - days * DAY))

    assert await followed(database, "withdrawn_registrations") == 1

    assert await left(database, registration, "id") == ["r1", "r2"]


async def test_what_an_idle_conversation_remembers_goes_after_a_month(database: Database, say: Say) -> None:
    await say("1", at=NOW - 31 * DAY)
    await say("2", at=NOW - 29 * DAY)

    assert await followed(database, "conversations") == 1

    assert await left(database, conversation, "account") == ["a2"]
    assert (await say("1", at=NOW)).conversation is None
    assert (await say("1", at=NOW)).version == 1


async def test_answers_and_notices_go_after_a_month_also_those_that_nobody_came_for(
    database: Database, keep: Keep
) -> None:
    said = {"account": "a1", "channel": "kakao", "content": {}, "attempt": 1}
    rows = [("reply", "sent", 31), ("notice", "uncertain", 31), ("notice", "pending", 31), ("reply", "sending", 31)]
    rows += [("reply", "sent", 29), ("notice", "pending", 29)]
    for kind, state, days in rows:
        await keep(delivery, {**said, "kind": kind, "state": state, "created_at": NOW - days * DAY})
    early = {**said, "kind": "notice", "state": "pending", "error": "not before tomorrow"}
    await keep(delivery, {**early, "created_at": NOW - 31 * DAY, "not_before": NOW + DAY})

    assert await followed(database, "deliveries") == 3

    assert await left(database, delivery, "state") == ["pending", "pending", "sending", "sent"]


async def test_an_announcement_that_nobody_came_for_in_a_month_is_given_up_and_ends(
    database: Database, keep: Keep
) -> None:
    await keep(broadcast, announced("old", 31, total=2, sent=1), announced("new", 29, total=1))
    await keep(delivery, row_of("old", "pending", 31), row_of("new", "pending", 29))

    assert await followed(database, "announcements_given_up") == 1
    assert await followed(database, "announcements_given_up") == 0

    done = await database.read(broadcasts.progress, "old")
    assert done is not None
    assert (done.status, done.sent, done.failed, done.left) == ("done", 1, 1, 0)
    assert await left(database, delivery, "state") == ["failed", "pending"]


async def test_to_whom_an_announcement_went_goes_a_month_after_it_ended_and_its_counts_stay(
    database: Database, keep: Keep
) -> None:
    await keep(
        broadcast,
        announced("done", 31, status="done", total=1, sent=1),
        announced("late", 31, status="done", total=1, sent=1),
        announced("cancelled", 31, status="cancelled", total=1),
        announced("running", 31, total=1, sent=1),
        announced("new", 29, status="done", total=1, sent=1),
    )
    await keep(delivery, row_of("done", "sent", 31, sent=31), row_of("late", "sent", 31, sent=1))
    await keep(delivery, row_of("cancelled", "pending", 31), row_of("running", "sent", 31, sent=31))
    await keep(delivery, row_of("new", "sent", 29, sent=29))

    assert await followed(database, "announced") == 2

    assert await left(database, delivery, "broadcast") == ["late", "new", "running"]
    done = await database.read(broadcasts.progress, "done")
    assert done is not None
    assert (done.total, done.sent) == (1, 1)


async def test_an_answer_is_kept_for_an_hour_and_its_key_for_a_week(database: Database, say: Say) -> None:
    answer = ({"text": "010-1234-5678"},)
    await say("1", key="old", answer=answer, at=NOW - dt.timedelta(minutes=61))
    await say("1", key="new", answer=answer, at=NOW - dt.timedelta(minutes=59))
    await say("1", key="none", at=NOW - dt.timedelta(minutes=61))

    assert await followed(database, "answers", limit=1) == 1
    assert await followed(database, "answers") == 0

    old, new = [await database.read(turns.load, channel="telegram", user="1", key=key) for key in ("old", "new")]
    assert (old.repeated, old.answer) == (True, ())
    assert (new.repeated, new.answer) == (True, answer)


async def test_an_invitation_goes_a_month_after_it_was_used_or_ended(database: Database, keep: Keep) -> None:
    made = {"role": "staff", "made_by": None}
    await keep(
        invite,
        {**made, "code_hash": "used", "expires_at": NOW - 40 * DAY, "used_at": NOW - 31 * DAY, "used_by": "web:1"},
        {**made, "code_hash": "just", "expires_at": NOW - 31 * DAY, "used_at": NOW - 29 * DAY, "used_by": "web:2"},
        {**made, "code_hash": "over", "expires_at": NOW - 31 * DAY, "used_at": None, "used_by": None},
        {**made, "code_hash": "open", "expires_at": NOW + DAY, "used_at": None, "used_by": None},
    )

    assert await followed(database, "invitations") == 2

    assert await left(database, invite, "code_hash") == ["just", "open"]


async def test_what_somebody_says_at_the_moment_of_the_purge_is_not_lost(database: Database, say: Say) -> None:
    for user in "123456":
        await say(user, at=NOW - 31 * DAY)

    results = await asyncio.gather(
        *(say(user, at=NOW) for user in "123456"),
        *(followed(database, "conversations") for _ in range(6)),
        return_exceptions=True,
    )

    # Who comes too late is decided again, as after any other change.
    assert all(isinstance(result, turns.Loaded | Moved | int) for result in results)
    said = [f"a{user}" for user, result in zip("123456", results, strict=False) if isinstance(result, turns.Loaded)]
    assert await left(database, conversation, "account") == said


@pytest.mark.usefixtures("keep")
async def test_looks_are_on_record_for_a_year(database: Database) -> None:
    for days in (367, 366, 364):
        await database.write(access.record, Access("web:1", NOW - days * DAY, "web", "show", f"R-{days}"))

    assert await followed(database, "looks") == 1

    assert await left(database, looks, "what") == ["R-364", "R-366"]


def test_a_look_is_on_record_for_a_year_that_has_a_leap_day() -> None:
    (rule,) = [rule for rule in housekeeping.RULES if rule.what == "looks"]

    assert dt.datetime(2029, 1, 31, 23, 59, tzinfo=SEOUL) - rule.kept < dt.datetime(2028, 2, 1, tzinfo=SEOUL)


async def test_codes_and_files_go_when_their_time_is_over_and_wrong_tries_after_a_day(
    database: Database, keep: Keep
) -> None:
    minute = dt.timedelta(minutes=1)
    file = {"account": "a1", "name": "n", "media_type": "text/plain", "content": "…"}
    await keep(link_code, {"code_index": b"0", "account": "a1", "expires_at": NOW - minute})
    await keep(
        download,
        {**file, "token_hash": "old", "expires_at": NOW - minute},
        {**file, "token_hash": "new", "expires_at": NOW + minute},
    )
    await keep(link_try, {"account": "a1", "at": NOW - DAY - minute}, {"account": "a1", "at": NOW - minute})

    assert await followed(database, "link_codes") == 1
    assert await followed(database, "downloads") == 1
    assert await followed(database, "link_tries") == 1

    assert await left(database, download, "token_hash") == ["new"]
    assert await left(database, link_code, "account") == []


async def test_no_rule_takes_more_at_once_than_it_may(database: Database, keep: Keep) -> None:
    await keep(link_try, *({"account": "a1", "at": NOW - 2 * DAY} for _ in range(5)))

    assert [await followed(database, "link_tries", limit=2) for _ in range(4)] == [2, 2, 1, 0]


def test_every_table_that_says_when_its_rows_end_has_a_rule() -> None:
    ends = {table.name for table in metadata.sorted_tables if {"expires_at", "keep_until"} & set(table.c.keys())}

    assert ends == {"registration", "kept_by_law", "link_code", "download", "invite"}


def announced(broadcast_id: str, days: int, **changed: Any) -> dict[str, Any]:
    counts = dict.fromkeys(("total", "sent", "failed", "uncertain", "unreachable"), 0)
    made = {"id": broadcast_id, "token": broadcast_id, "author": "a1", "audience": {"to": "all"}, "content": {}}
    return {**made, **counts, "status": "running", "created_at": NOW - days * DAY, **changed}


def row_of(broadcast_id: str, state: str, days: int, *, sent: int | None = None) -> dict[str, Any]:
    said = {"account": "a1", "channel": "web", "kind": "broadcast", "broadcast": broadcast_id, "attempt": 0}
    sent_at = None if sent is None else NOW - sent * DAY
    return {**said, "state": state, "created_at": NOW - days * DAY, "sent_at": sent_at}
