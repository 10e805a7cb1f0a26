import datetime as dt
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest
from sqlalchemy import Connection, event

from storage import erasure, housekeeping, turns, verdict_receipts
from storage.database import Database
from storage.errors import Conflict, Refused
from storage.verdict_receipts import VerdictReceipt

Say = Callable[..., Awaitable[turns.Loaded]]


@pytest.fixture
def receipt(at: dt.datetime) -> VerdictReceipt:
    return VerdictReceipt(
        code="V-7K3M2Q9A",
        owner="o1",
        program="ssolssol-market",
        program_name="쏠쏠마켓",
        day=dt.date(2020, 9, 24),
        at=at,
        knowledge="0123456789ab",
        verdict="unknown",
        facts={"region": "서울", "employees": [5.0, 9.0], "certificates": {"has": ["gr"], "lacks": []}},
        supposed=["employees"],
        clauses=[{"id": "seoul", "label": {"ko": "서울 소재", "en": "in Seoul"}, "paragraph": 2, "holds": None}],
        source={"title": "보도자료", "day": "2020-09-01"},
    )


async def test_a_receipt_is_found_by_its_code_as_it_was_stored(
    database: Database, say: Say, receipt: VerdictReceipt
) -> None:
    await say("1")
    await database.write(verdict_receipts.add, receipt)

    assert await database.read(verdict_receipts.by_code, "V-7K3M2Q9A") == receipt
    assert await database.read(verdict_receipts.by_code, "V-00000000") is None


async def test_a_code_is_given_once(database: Database, say: Say, receipt: VerdictReceipt) -> None:
    await say("1")
    await database.write(verdict_receipts.add, receipt)

    with pytest.raises(Conflict):
        await database.write(verdict_receipts.add, replace(receipt, verdict="yes"))


async def test_a_receipt_is_for_an_owner_that_there_is(database: Database, receipt: VerdictReceipt) -> None:
    with pytest.raises(Refused):
        await database.write(verdict_receipts.add, receipt)


async def test_an_owners_receipts_are_counted(database: Database, say: Say, receipt: VerdictReceipt) -> None:
    await say("1")
    await say("2")
    for one in (receipt, replace(receipt, code="V-LATER000"), replace(receipt, code="V-0THER000", owner="o2")):
        await database.write(verdict_receipts.add, one)

    assert await database.read(verdict_receipts.count_of_owner, "o1") == 2
    assert await database.read(verdict_receipts.count_of_owner, "o3") == 0


async def test_old_receipts_are_purged_and_young_ones_stay(
    database: Database, say: Say, receipt: VerdictReceipt, at: dt.datetime
) -> None:
    await say("1")
    young = replace(receipt, code="V-Y0VNG000", at=at + dt.timedelta(days=1))
    for one in (receipt, young):
        await database.write(verdict_receipts.add, one)

    assert await database.write(housekeeping.purge_verdict_receipts, at + dt.timedelta(hours=1)) == 1

    assert await database.read(verdict_receipts.by_code, receipt.code) is None
    assert await database.read(verdict_receipts.by_code, young.code) == young


async def test_receipts_go_when_their_owner_is_erased(
    database: Database, say: Say, receipt: VerdictReceipt, at: dt.datetime
) -> None:
    await say("1")
    await say("2")
    theirs = replace(receipt, code="V-0THER000", owner="o2")
    for one in (receipt, theirs):
        await database.write(verdict_receipts.add, one)

    await database.write(erasure.erase, "o1", at)

    assert await database.read(verdict_receipts.by_code, receipt.code) is None
    assert await database.read(verdict_receipts.by_code, theirs.code) == theirs


async def test_more_receipts_are_forgotten_than_one_statement_takes(
    database: Database, say: Say, receipt: VerdictReceipt, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verdict_receipts, "_CODES_AT_ONCE", 2)
    await say("1")
    for number in range(5):
        await database.write(verdict_receipts.add, replace(receipt, code=f"V-{number}"))
    await database.write(verdict_receipts.add, replace(receipt, code="V-OTHER", facts={"startup": True}))

    await database.write(verdict_receipts.forget, "o1", {"region"})

    assert await database.read(verdict_receipts.count_of_owner, "o1") == 1


async def test_all_receipts_are_forgotten_however_many_they_are(
    sqlite_database: Database, receipt: VerdictReceipt, at: dt.datetime
) -> None:
    record = turns.TurnRecord("web", "1", None, "a1", "o1", newcomer=True, version=0, state={}, at=at)
    await sqlite_database.write(turns.commit, record, ())
    statements: list[str] = []

    def forgotten(connection: Connection) -> None:
        event.listen(connection, "before_cursor_execute", lambda *told: statements.append(str(told[3])))
        verdict_receipts.forget(connection, "o1")

    await sqlite_database.write(verdict_receipts.add, receipt)
    await sqlite_database.write(forgotten)

    assert [told for told in statements if told != "()"] == ["('o1',)"]
    assert await sqlite_database.read(verdict_receipts.count_of_owner, "o1") == 0
