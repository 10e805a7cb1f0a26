"""Owners see what is stored about them, and have it erased."""

import sqlite3
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url

from handlers import privacy
from handlers.reply import Reply
from handlers.turn import Turn, new_id
from knowledge.base import Knowledge, load
from knowledge.fact import Interval
from storage import broadcasts, consents, registrations, turns
from storage.broadcasts import Broadcast
from storage.consents import Consent
from storage.database import Database
from storage.deliveries import queue_notice
from storage.registrations import Registration
from tests.handlers.speaker import NOW, Speaker, texts

ERASE = partial(privacy.forget, argument="yes")
ASK = partial(privacy.forget, argument="")


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load()


@pytest.fixture
async def owner(database: Database, knowledge: Knowledge) -> Speaker:
    """Somebody with a registration, facts and a consent to announcements."""
    speaker = Speaker(database, knowledge, user="7", channel="kakao")
    await speaker.does(_registered)
    return speaker


async def _registered(turn: Turn) -> Reply:
    made = Registration(
        id=new_id(),
        receipt="R-7K2M9QTR",
        owner=turn.person.owner,
        account=turn.person.account,
        program="ssolssol-market",
        standing="registered",
        status="received",
        firm_name="행복분식",
        district="서울 금천구",
        business_number="1234567891",
        contact_person="김철수",
        phone="+821012345678",
        email="chulsoo@example.com",
        created_at=turn.now,
        updated_at=turn.now,
        decision={"verdict": "unknown", "facts": {"region": "서울 금천구"}},
    )
    turn.change(registrations.add, made)
    for kind in ("registration", "announcements"):
        turn.change(
            consents.record, Consent(turn.person.owner, kind, 1, True, turn.message.channel, turn.now, words_hash="0")
        )
    turn.remember(focus=("ssolssol-market",))
    return Reply(lead="행복분식의 등록을 받았습니다.")


async def loaded(owner: Speaker) -> turns.Loaded:
    return await owner.database.read(turns.load, channel=owner.channel, user=owner.user, key=None)


async def test_everything_stored_is_shown(owner: Speaker) -> None:
    owner.profile = {
        "region": "서울 금천구",
        "size": frozenset({"small_merchant", "small"}),
        "startup": False,
        "employees": Interval(5, 9),
    }

    reply = await owner.does(privacy.show)

    assert reply.lead == "저장된 내 정보는 사전등록 1건과 말씀해 주신 내용 4가지입니다."
    for said in (
        "사전등록 R-7K2M9QTR",
        "상호: 행복분식",
        "사업자등록번호: 123-45-67891",
        "전화: 010-1234-5678",
        "이메일: chulsoo@example.com",
        "사업장 지역: 서울 금천구",
        "기업 규모: 소상공인 또는 소기업",
        "스타트업: 아니요",
        "5~9명",
        "소식 받기: 동의함 (2020-09-25, 제1판)",
        "계정: kakao:7",
    ):
        assert said in texts(reply)


async def test_who_has_told_nothing_is_told_so(database: Database, knowledge: Knowledge) -> None:
    reply = await Speaker(database, knowledge).does(privacy.show)

    assert reply.lead == "사전등록이나 말씀해 주신 내용은 저장되어 있지 않습니다."


async def test_nothing_is_erased_before_the_question_or_by_an_old_button(owner: Speaker) -> None:
    first = await owner.does(ERASE)
    await owner.does(privacy.show)
    old_button = await owner.does(ERASE)

    assert first.lead == old_button.lead == "사전등록 1건과 말씀해 주신 내용 0가지를 모두 지울까요? 되돌릴 수 없습니다."
    assert await owner.database.read(registrations.by_receipt, "R-7K2M9QTR") is not None


async def test_a_yes_to_the_question_erases_registrations_facts_and_conversation(owner: Speaker) -> None:
    person = await loaded(owner)
    assert person.owner is not None

    await owner.does(ASK)
    reply = await owner.does(ERASE)
    after = await loaded(owner)

    assert reply.lead == "저장된 내 정보를 모두 지웠고, 동의도 모두 거두었습니다."
    assert await owner.database.read(registrations.of_owner, person.owner) == ()
    assert after.profile == {}
    assert after.conversation is not None
    assert after.conversation["focus"] == []
    for kind in ("registration", "announcements"):
        standing = await owner.database.read(consents.standing, person.owner, kind)
        assert standing is not None
        assert not standing.given


async def test_what_waits_to_be_said_is_taken_back_and_an_announcement_accounts_for_it(owner: Speaker) -> None:
    person = await loaded(owner)
    assert person.account is not None
    announcement = Broadcast("b", person.account, {"to": "all"}, {"lead": "안내"}, "t", NOW)
    await owner.database.write(queue_notice, person.account, {"lead": "행복분식의 등록이 승인되었습니다."}, at=NOW)
    await owner.database.write(broadcasts.confirm, announcement, NOW)

    await owner.does(ASK)
    await owner.does(ERASE)
    sent = await owner.database.read(broadcasts.progress, "b")

    assert (await loaded(owner)).notices == ()
    assert sent is not None
    assert (sent.status, sent.total, sent.failed, sent.left) == ("done", 1, 1, 0)


async def test_a_firm_whose_registration_was_erased_can_register_again(owner: Speaker) -> None:
    await owner.does(ASK)
    await owner.does(ERASE)

    await owner.does(_registered)

    assert await owner.database.read(registrations.by_receipt, "R-7K2M9QTR") is not None


async def test_others_keep_what_is_theirs(owner: Speaker, knowledge: Knowledge) -> None:
    other = Speaker(owner.database, knowledge, user="8")
    await other.does(partial(privacy.forget, argument=""))

    await other.does(ERASE)

    assert await owner.database.read(registrations.by_receipt, "R-7K2M9QTR") is not None
    standing = await loaded(owner)
    assert standing.conversation is not None
    assert standing.conversation["focus"] == ["ssolssol-market"]


async def test_no_trace_of_the_firm_stays_in_the_file(
    sqlite_database: Database, sqlite_url: str, knowledge: Knowledge
) -> None:
    speaker = Speaker(sqlite_database, knowledge, user="7", channel="kakao")
    await speaker.does(_registered)
    await speaker.does(ASK)
    await speaker.does(ERASE)
    await sqlite_database.close()

    raw, tables = _everything(Path(str(make_url(sqlite_url).database)))

    assert "행복분식".encode() not in raw
    assert tables["registration"] == []
    assert tables["profile"] == []
    assert len(tables["consent"]) == 4


def _everything(path: Path) -> tuple[bytes, dict[str, list[Any]]]:
    connection = sqlite3.connect(path)
    try:
        names = ("registration", "profile", "consent")
        return path.read_bytes(), {name: connection.execute(f"SELECT * FROM {name}").fetchall() for name in names}
    finally:
        connection.close()
