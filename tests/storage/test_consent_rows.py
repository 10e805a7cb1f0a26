"""Lines of consent: what was said last stands, also where linked messengers bring older lines along."""

import datetime as dt
from dataclasses import replace
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Executable, Table, delete, func, insert, select, update
from sqlalchemy.exc import DBAPIError

from storage import broadcasts, consents, erasure, turns
from storage.consents import Consent
from storage.database import Database
from storage.errors import Refused
from storage.tables import account, consent, consent_words, owner
from storage.turns import TurnRecord
from tests.storage.conftest import AT, Say

HOUR = dt.timedelta(hours=1)
SAID = Consent("o1", "announcements", 1, True, "telegram", AT, words_hash="hash")


async def test_the_last_word_is_the_latest_and_of_the_same_instant_the_last_written(
    database: Database, say: Say
) -> None:
    await say("1")
    for line in (
        replace(SAID, at=AT + HOUR, given=False),
        SAID,
        replace(SAID, kind="registration", given=False),
        replace(SAID, kind="registration"),
    ):
        await database.write(consents.record, line)

    refused = await database.read(consents.standing, "o1", "announcements")
    agreed = await database.read(consents.standing, "o1", "registration")

    assert refused == replace(SAID, at=AT + HOUR, given=False)
    assert agreed == replace(SAID, kind="registration")
    assert await database.read(consents.last_words, "o1") == (refused, agreed)


async def test_linking_copies_lines_as_they_were_said_and_the_latest_of_both_stands(
    database: Database, say: Say
) -> None:
    for user in ("1", "2"):
        await say(user)
    later = replace(SAID, owner="o2", at=AT + HOUR, given=False, channel="kakao")
    await database.write(consents.record, later)
    await database.write(consents.record, SAID)

    await database.write(consents.adopt, "o1", "o2")

    assert await database.read(consents.standing, "o2", "announcements") == later
    assert await database.read(consents.standing, "o1", "announcements") == SAID
    assert await database.read(_lines, "o2") == [(AT, True, "telegram"), (AT + HOUR, False, "kakao")]
    assert await database.read(broadcasts.audience_count, {"to": "all"}) == 1  # owner "o1" still has his account


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=st.lists(st.tuples(st.integers(0, 3), st.booleans()), max_size=6))
async def test_an_announcement_goes_to_those_whose_consent_stands(
    sqlite_database: Database, said: list[tuple[int, bool]]
) -> None:
    await sqlite_database.write(_begin)
    for hours, yes in said:
        await sqlite_database.write(consents.record, replace(SAID, at=AT + hours * HOUR, given=yes))

    stands = await sqlite_database.read(consents.standing, "o1", "announcements")

    expected = stands is not None and stands.given
    assert await sqlite_database.read(broadcasts.audience_count, {"to": "all"}) == int(expected)


async def test_the_words_are_kept_once_and_found_again(database: Database, say: Say) -> None:
    await say("1")
    for hours in range(3):
        await database.write(consents.record, replace(SAID, at=AT + hours * HOUR), "수집 항목: 상호")

    assert await database.read(consents.words_of, "hash") == "수집 항목: 상호"
    assert await database.read(consents.words_of, "another") is None
    assert await database.read(lambda connection: connection.scalar(select(func.count(consent_words.c.hash)))) == 1


async def test_a_line_can_not_be_changed(database: Database, say: Say) -> None:
    await say("1")
    await database.write(consents.record, SAID)

    with pytest.raises((Refused, DBAPIError)):
        await database.write(lambda connection: connection.execute(update(consent).values(given=False)))

    assert await database.read(consents.standing, "o1", "announcements") == SAID


def _lines(connection: Connection, whose: str) -> list[tuple[dt.datetime, bool, str]]:
    rows = connection.execute(select(consent).where(consent.c.owner == whose).order_by(consent.c.at))
    return [(row.at, row.given, row.channel) for row in rows]


def _begin(connection: Connection) -> None:
    """One database serves all examples: each begins with owner "o1", who has said nothing yet."""
    for table in (account, consent, owner):
        connection.execute(delete(table))
    connection.execute(insert(owner), {"id": "o1", "created_at": AT})
    row = {"id": "a1", "owner_id": "o1", "channel": "web", "channel_user": "1", "reachable": True}
    connection.execute(insert(account), {**row, "created_at": AT, "last_seen_at": AT})


async def test_consents_of_who_is_here_or_was_erased_are_not_deleted(database: Database, say: Say) -> None:
    await say("1")
    await database.write(consents.record, SAID, "words")

    with pytest.raises(Refused):
        await database.write(lambda connection: connection.execute(delete(consent)))
    await database.write(erasure.erase, "o1", AT)
    with pytest.raises(Refused):
        await database.write(lambda connection: connection.execute(delete(consent)))

    assert await database.write(erasure.let_proof_go, dt.date(2031, 1, 1), 10) == 1
    assert await database.read(_lines, "o1") == []


async def test_the_words_of_a_consent_are_neither_changed_nor_deleted(database: Database, say: Say) -> None:
    await say("1")
    await database.write(consents.record, SAID, "words")

    for change in (update(consent_words).values(words="others"), delete(consent_words)):
        with pytest.raises(Refused):
            await database.write(done, change)

    assert await database.read(consents.words_of, "hash") == "words"


@pytest.mark.parametrize("table", [consent, consent_words])
async def test_a_line_is_not_replaced_by_another_in_its_place(sqlite_database: Database, table: Table) -> None:
    record = TurnRecord("telegram", "1", None, "a1", "o1", newcomer=True, version=0, state={}, at=AT)
    await sqlite_database.write(turns.commit, record, [partial(consents.record, said=SAID, words="words")])
    replaced = insert(table).prefix_with("OR REPLACE").from_select(list(table.c), select(table))

    with pytest.raises(Refused):
        await sqlite_database.write(lambda connection: connection.execute(replaced))


def done(connection: Connection, change: Executable) -> None:
    connection.execute(change)
