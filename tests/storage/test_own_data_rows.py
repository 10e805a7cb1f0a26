"""What is stored about an owner is found wherever it is stored."""

import datetime as dt
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy import Connection, insert, update

from storage import access, consents, own_data, registrations, roles, turns, waitlist
from storage.access import Access
from storage.consents import Consent
from storage.database import Database
from storage.registrations import Registration
from storage.tables import consent_words, duplicate, metadata, owner

Say = Callable[..., Awaitable[turns.Loaded]]
Link = Callable[..., Awaitable[str]]

FOUND_IN = {
    "owner": "known to everybody: it holds the day of the first account",
    "account": "accounts",
    "conversation": "accounts",
    "registration": "registrations",
    "waitlist": "wishes",
    "duplicate": "attempts",
    "consent": "consents",
    "verdict_receipt": "verdicts",
    "access": "looks, looks_taken",
    "role": "roles",
    "profile": "told_at; the facts come with every turn",
    "intake": "answers",
    "delivery": "answers",
    "broadcast": "announcements",
    "kept_by_law": "only of owners who were erased",
    "link_code": "minutes",
    "link_try": "a day; it says no more than that somebody mistyped",
    "download": "minutes; a copy of all this",
    "invite": "of the team: the role that it gave is among the roles",
}
"""Where an owner sees what a table holds about him."""
_OF_SOMEBODY = ("owner", "owner_id", "account", "address", "addresses", "whose", "author", "used_by")


def test_every_table_that_holds_something_of_an_owner_is_shown_to_him_or_said_why_not() -> None:
    of_owners = {
        table.name
        for table in metadata.sorted_tables
        if table.name == "owner" or any(name in table.columns for name in _OF_SOMEBODY)
    }

    assert of_owners == FOUND_IN.keys()


async def test_who_has_said_one_thing_has_an_account_and_nothing_else(database: Database, say: Say) -> None:
    await say("1", key="k1", answer=({"lead": "안녕하세요"},))
    await say("1", key="k2")

    found = await database.read(own_data.held, "o1")

    assert [(one.channel, one.user) for one in found.accounts] == [("telegram", "1")]
    assert (found.answers, found.told_at, found.looks_taken, found.announcements) == (1, None, 0, 0)
    assert not any([found.registrations, found.wishes, found.attempts, found.consents, found.verdicts, found.looks])


@pytest.fixture
def registration(at: dt.datetime) -> Callable[..., Registration]:
    def made(whose: str, **changed: Any) -> Registration:
        values: dict[str, Any] = {
            "id": f"r-{whose}",
            "receipt": f"R-{whose.upper():0>8}",
            "owner": whose,
            "account": f"a{whose[1:]}",
            "program": "ssolssol-market",
            "standing": "registered",
            "status": "received",
            "firm_name": "행복분식",
            "district": "서울 금천구",
            "business_number": "1234567891",
            "contact_person": "김철수",
            "phone": "+821012345678",
            "email": "",
            "created_at": at,
            "updated_at": at,
            "details": {"product": "떡볶이"},
            "keep_until": dt.date(2022, 9, 25),
        }
        return Registration(**(values | changed))

    return made


async def test_all_that_is_the_owners_is_found_and_nothing_of_others(
    database: Database, say: Say, link: Link, at: dt.datetime, registration: Callable[..., Registration]
) -> None:
    await say("1")
    await say("2")
    await link("o1", "kakao", "abcdefgh")
    mine, other = registration("o1"), registration("o2", business_number="2208162517")
    for one in (mine, other):
        await database.write(registrations.add, one)
    await database.write(waitlist.join, "o1", "brand-k", account="a1", at=at)
    for kind, given in (("registration", True), ("announcements", True), ("announcements", False)):
        await database.write(consents.record, Consent("o1", kind, 2, given, "telegram", at, words_hash=f"h-{kind}"))
    await database.write(
        lambda connection: connection.execute(
            insert(consent_words),
            {"hash": "h-registration", "kind": "registration", "version": 2, "words": "항목: 상호"},
        )
    )
    await database.write(
        lambda connection: connection.execute(
            insert(duplicate), {"registration": other.id, "owner": "o1", "channel": "kakao", "at": at}
        )
    )
    await database.write(roles.grant, "kakao:abcdefgh", "staff", at=at)
    for who, whose in (("kakao:abcdefgh", "o2"), ("web:boss", "o1"), ("web:boss", None)):
        await database.write(access.record, Access(who, at, "web", "show", "R-000000O1", whose, "contact"))

    found = await database.read(own_data.held, "o1")

    assert [(one.channel, one.user) for one in found.accounts] == [("kakao", "abcdefgh"), ("telegram", "1")]
    assert found.registrations == (mine,)
    assert [wish.program for wish in found.wishes] == ["brand-k"]
    assert [(one.program, one.channel) for one in found.attempts] == [("ssolssol-market", "kakao")]
    assert [(line.kind, line.given, line.words) for line in found.last_words] == [
        ("announcements", False, None),
        ("registration", True, "항목: 상호"),
    ]
    assert len(found.consents) == 3
    assert [(look.what, look.purpose) for look in found.looks] == [("R-000000O1", "contact")]
    assert ([role.name for role in found.roles], found.looks_taken) == (["staff"], 1)


async def test_what_was_said_last_counts_not_what_was_written_last(
    database: Database, say: Say, at: dt.datetime
) -> None:
    await say("1")
    earlier = Consent("o1", "announcements", 1, True, "kakao", at - dt.timedelta(days=1), words_hash="h")
    for line in (Consent("o1", "announcements", 1, False, "telegram", at, words_hash="h"), earlier):
        await database.write(consents.record, line)

    found = await database.read(own_data.held, "o1")

    assert [line.given for line in found.last_words] == [False]


async def test_looks_before_messengers_were_linked_are_found_too(database: Database, say: Say, at: dt.datetime) -> None:
    for user in ("1", "2", "3"):
        await say(user)
    for whose in ("o1", "o2", "o3"):
        await database.write(access.record, Access("web:boss", at, "web", "show", f"R-{whose}", whose))

    def join(connection: Connection, old: str, new: str) -> None:
        connection.execute(update(owner).where(owner.c.id == old).values(joined=new))

    await database.write(join, "o1", "o2")
    await database.write(join, "o2", "o3")

    assert [look.what for look in (await database.read(own_data.held, "o3")).looks] == ["R-o3", "R-o2", "R-o1"]
    assert [look.what for look in (await database.read(own_data.held, "o1")).looks] == ["R-o1"]
