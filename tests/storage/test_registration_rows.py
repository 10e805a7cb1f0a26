import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest

from storage import access, accounts, consents, registrations, roles
from storage.access import Access
from storage.consents import Consent
from storage.database import Database
from storage.errors import Conflict
from storage.registrations import Registration

Say = Callable[..., Awaitable[Any]]


async def test_a_registration_comes_back_as_it_was(database: Database, say: Say, firm: Registration) -> None:
    await say("1")
    decided = replace(firm, id="r2", receipt="R-2", program="rent", decision={"by": "telegram:9", "말": "네"})

    await database.write(registrations.add, firm)
    await database.write(registrations.add, decided)

    assert await database.read(registrations.by_receipt, firm.receipt) == firm
    assert await database.read(registrations.by_receipt, "R-2") == decided
    assert await database.read(registrations.by_receipt, "R-0") is None
    assert {one.id for one in await database.read(registrations.of_owner, "o1")} == {"r1", "r2"}


async def test_a_firm_registers_for_a_program_once_until_it_withdraws(
    database: Database, say: Say, firm: Registration, at: dt.datetime
) -> None:
    await say("1")
    await say("2")
    await database.write(registrations.add, firm)
    again = replace(firm, id="r2", receipt="R-2", owner="o2", account="a2", business_number="120-81-47521")

    with pytest.raises(Conflict):
        await database.write(registrations.add, again)
    assert await database.write(registrations.withdraw, firm.receipt, "o1", at)
    await database.write(registrations.add, again)
    with pytest.raises(Conflict):
        await database.write(registrations.add, replace(again, id="r3", receipt="R-3"))

    standing = await database.read(registrations.active, firm.program, "120 81 47521")
    assert standing is not None
    assert standing.id == "r2"


async def test_of_two_registrations_at_once_one_is_refused(database: Database, say: Say, firm: Registration) -> None:
    await say("1")
    both = [firm, replace(firm, id="r2", receipt="R-2")]

    results = await asyncio.gather(*(database.write(registrations.add, one) for one in both), return_exceptions=True)

    assert [type(result) for result in results if result is not None] == [Conflict]


async def test_only_the_owner_withdraws_and_only_once(
    database: Database, say: Say, firm: Registration, at: dt.datetime
) -> None:
    await say("1")
    await database.write(registrations.add, firm)

    assert not await database.write(registrations.withdraw, firm.receipt, "o2", at)
    assert not await database.write(registrations.withdraw, "R-0", "o1", at)
    assert await database.write(registrations.withdraw, firm.receipt, "o1", at + dt.timedelta(days=1))
    assert not await database.write(registrations.withdraw, firm.receipt, "o1", at)

    kept = await database.read(registrations.by_receipt, firm.receipt)
    assert kept == replace(firm, status="withdrawn", updated_at=at + dt.timedelta(days=1))
    assert await database.read(registrations.active, firm.program, firm.business_number) is None


@pytest.fixture
async def many(database: Database, say: Say, firm: Registration, at: dt.datetime) -> list[str]:
    """Registrations r1 … r7 of seven firms; r7 is the newest and waits, r6 is for another program, r5 withdrawn."""
    await say("1")
    names = ("행복분식 100%", "100원 식당", "a_b 상사", "aXb 상사", "철수네", "온라인 꽃집", "꽃집 둘")
    ids = []
    for number, name in enumerate(names, start=1):
        ids.append(f"r{number}")
        one = replace(
            firm,
            id=f"r{number}",
            receipt=f"R-{number:04}",
            program="rent" if number == 6 else firm.program,
            standing="waiting" if number == 7 else "registered",
            status="withdrawn" if number == 5 else "received",
            firm_name=name,
            district="마포구" if number % 2 else "Mapo",
            business_number=f"120814752{number}",
            contact_person="김철수" if number < 3 else f"박{number}",
            phone=f"+82101234567{number}",
            email=f"owner{number}@example.com",
            created_at=at + dt.timedelta(minutes=number),
        )
        await database.write(registrations.add, one)
    return ids


FOUND_BY_WORDS = {
    "": "7654321",
    "  ": "7654321",
    "꽃집": "76",
    "꽃집 둘": "7",
    "100%": "1",
    "a_b": "3",
    "mapo": "642",
    "r-0004": "4",
    "김철수": "21",
    "김 철수": "21",
    "김철": "",
    "김철수 식당": "2",
    "010-1234-5673": "3",
    "010 1234 5673": "3",
    "+82 10 1234 5673": "3",
    "01012345": "",
    "OWNER4@example.com": "4",
    "example.com": "",
    "120-81-47525": "5",
    "마포구 꽃집": "7",
    "'; DROP TABLE registration; --": "",
    "%": "1",
    "\\": "",
}
"""Digits of the ids that a search finds, newest first."""


async def test_search_finds_parts_of_names_and_whole_persons_and_numbers(database: Database, many: list[str]) -> None:
    pages = {words: await database.read(registrations.search, words=words, size=10) for words in FOUND_BY_WORDS}

    found = {words: "".join(one.id.removeprefix("r") for one in page.items) for words, page in pages.items()}
    assert found == FOUND_BY_WORDS
    assert {words: page.total for words, page in pages.items()} == {words: len(ids) for words, ids in found.items()}


async def test_search_pages_newest_first_and_may_ask_for_one_program(database: Database, many: list[str]) -> None:
    pages = [await database.read(registrations.search, page=page, size=3) for page in range(4)]

    assert [[one.id for one in page.items] for page in pages] == [["r7", "r6", "r5"], ["r4", "r3", "r2"], ["r1"], []]
    assert {page.total for page in pages} == {7}
    rent = await database.read(registrations.search, program="rent", words="꽃집")
    assert (rent.total, [one.id for one in rent.items]) == (1, ["r6"])


async def test_counts_leave_the_withdrawn_out(database: Database, many: list[str]) -> None:
    assert await database.read(registrations.counts) == {"online-sales": 5, "rent": 1}


async def test_the_last_word_on_a_consent_stands(
    database: Database, say: Say, announcements: Callable[..., Consent]
) -> None:
    await say("1")
    assert await database.read(consents.standing, "o1", "announcements") is None
    lines = [announcements("o1"), announcements("o1", given=False), announcements("o1", kind="registration")]
    for line in lines:
        await database.write(consents.record, line)

    assert await database.read(consents.standing, "o1", "announcements") == lines[1]
    assert await database.read(consents.standing, "o1", "registration") == lines[2]


async def test_a_role_is_granted_once_and_only_to_that_account(database: Database, at: dt.datetime) -> None:
    for _ in range(2):
        await database.write(roles.grant, "telegram:1", "admin", at=at, by="telegram:9")

    assert await database.read(roles.of_address, "telegram:1") == {"admin"}
    assert await database.read(roles.of_address, "web:1") == frozenset()


async def test_a_code_works_once_even_for_two_at_once(database: Database, at: dt.datetime) -> None:
    await database.write(roles.make_invite, "hash", "admin", expires_at=at + dt.timedelta(hours=1))

    got = await asyncio.gather(*(database.write(roles.redeem, "hash", f"telegram:{number}", at) for number in range(5)))

    assert [role for role in got if role is not None] == ["admin"]
    winner = f"telegram:{got.index('admin')}"
    holders = {
        f"telegram:{number}" for number in range(5) if await database.read(roles.of_address, f"telegram:{number}")
    }
    assert holders == {winner}


async def test_an_unknown_or_expired_code_gives_nothing(database: Database, at: dt.datetime) -> None:
    await database.write(roles.make_invite, "hash", "admin", expires_at=at)

    assert await database.write(roles.redeem, "hash", "telegram:1", at) is None
    assert await database.write(roles.redeem, "other", "telegram:1", at) is None
    assert await database.read(roles.of_address, "telegram:1") == frozenset()


async def test_accounts_are_counted_and_listed_by_address(database: Database, say: Say) -> None:
    for user in ("2", "1"):
        await say(user)

    assert await database.read(accounts.count) == 2
    assert await database.read(accounts.addresses) == ("telegram:1", "telegram:2")
    assert await database.read(accounts.addresses, ["a2"]) == ("telegram:2",)
    assert await database.write(accounts.set_reachable, "telegram", "1", False)
    assert not await database.write(accounts.set_reachable, "telegram", "3", False)


async def test_looks_at_personal_data_are_kept_newest_first(database: Database, at: dt.datetime) -> None:
    looks = [Access("telegram:9", at, "telegram", "show", f"R-{number}", "o1", "문의") for number in range(3)]
    for look in looks:
        await database.write(access.record, look)

    assert await database.read(access.recent, 2) == (looks[2], looks[1])
