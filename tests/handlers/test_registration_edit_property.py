"""Whatever two accounts of one owner and an admin do, in whatever order: no change is lost, and none is unsound."""

import asyncio
import datetime as dt
import shutil
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handlers.own_registrations import values_of
from handlers.registration_slots import DETAILS, SLOTS
from storage import decisions, registrations
from storage.database import Database, open_database
from storage.encryption import KeyRing
from storage.registrations import Registration, Status
from tests.handlers.form_partner import Owner
from tests.handlers.test_registration_edit import linked, registered

SAID = (
    "전화번호는 010-7777-6666",
    "전화번호는 010-2222-3333",
    "담당자 이영희 lee@daum.net",
    "상호는 새행복상사",
    "사업자번호는 220-81-62517",
    "지역은 서울 마포구",
    "지역은 부산 해운대구",
    "4번 바꿀게요",
    "010-12",
    "이전",
    "그대로",
    "취소",
    "네",
    "아니요",
)
CONFIRMED = "확인"
DECIDED_ON = {"firm_name", "business_number", "district", *DETAILS}
ADMIN, CLOCK = 2, 3
ALONE = st.one_of(
    st.tuples(st.integers(0, 1), st.sampled_from((*SAID, CONFIRMED, "/edit"))),
    st.tuples(st.just(ADMIN), st.sampled_from(("accepted", "declined"))),
    st.tuples(st.just(CLOCK), st.just("")),
).map(lambda step: [step])
# Random words alone seldom get far: so stretches of a change that is made well stand between them, in part or whole.
STRETCHES = st.builds(
    lambda who, said, length: [(who, words) for words in ("/edit", said, CONFIRMED)][:length],
    st.integers(0, 1),
    st.sampled_from(SAID[:7]),
    st.sampled_from((2, 3, 3)),
)
STEPS = st.lists(st.one_of(ALONE, STRETCHES, STRETCHES), min_size=5, max_size=20).map(
    lambda groups: [step for group in groups for step in group]
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(steps=STEPS)
def test_no_change_is_lost_and_none_is_unsound(steps: list[tuple[int, str]], sqlite_template: Path) -> None:
    asyncio.run(_played(steps, sqlite_template))


async def _played(steps: list[tuple[int, str]], template: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "pallobot.db"
        shutil.copyfile(template, path)
        database = await open_database(f"sqlite:///{path}", KeyRing.made())
        try:
            first = Owner(database)
            receipt = await registered(first)
            await _steps(database, (first, await linked(first)), receipt, steps)
        finally:
            await database.close()


async def _steps(database: Database, owners: tuple[Owner, Owner], receipt: str, steps: list[tuple[int, str]]) -> None:
    for who, what in steps:
        before = await _stored(database, receipt)
        if who == CLOCK:
            for owner in owners:
                owner.now += dt.timedelta(seconds=1)
        elif who == ADMIN:
            after: Status = "accepted" if what == "accepted" else "declined"
            await database.write(decisions.decide, receipt, before=before.status, after=after, at=owners[0].now)
        else:
            await _says(database, owners[who], receipt, before, what)


async def _says(database: Database, owner: Owner, receipt: str, before: Registration, said: str) -> None:
    form = owner.conversation.form
    reply = await owner.say(f"/edit {receipt}" if said == "/edit" else said)
    now = await _stored(database, receipt)
    if not reply.lead.endswith("등록을 고쳤습니다."):
        assert now == before, said
        return
    assert form is not None
    typed = {slot: value for slot, value in form.values.items() if slot not in form.known}
    assert values_of(now) == values_of(before) | typed
    assert now.status == before.status
    assert now.updated_at > before.updated_at
    assert now.district != "부산 해운대구"
    for slot in SLOTS:
        if slot.read is not None and (value := values_of(now).get(slot.id)):
            assert slot.read(value) == value
    if before.status != "received":
        assert typed.keys().isdisjoint(DECIDED_ON)


async def _stored(database: Database, receipt: str) -> Registration:
    found = await database.read(registrations.by_receipt, receipt)
    assert found is not None
    return found
