"""Owners have what is stored about them erased, and are told what stays, why, and until when."""

import datetime as dt
import sqlite3
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, make_url, select, update

from handlers import erasure, privacy
from handlers.reply import Reply, Rows
from handlers.turn import Turn, new_id
from knowledge.base import Knowledge, load
from storage import access, broadcasts, consents, own_data, registrations, roles, turns
from storage import erasure as storage_erasure
from storage.access import Access
from storage.broadcasts import Broadcast
from storage.consents import Consent
from storage.database import Database
from storage.deliveries import queue_notice
from storage.registrations import Registration
from storage.tables import account, kept_by_law
from tests.handlers.speaker import NOW, Speaker, texts

ERASE = partial(erasure.forget, argument="yes")
ASK = partial(erasure.forget, argument="")


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load()


@pytest.fixture
async def owner(database: Database, knowledge: Knowledge) -> Speaker:
    """Somebody with a registration, and with consents to it and to announcements."""
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
        line = Consent(turn.person.owner, kind, 1, True, turn.message.channel, turn.now, words_hash="0")
        turn.change(consents.record, line)
    turn.remember(focus=("ssolssol-market",))
    return Reply(lead="행복분식의 등록을 받았습니다.")


async def loaded(owner: Speaker) -> turns.Loaded:
    return await owner.database.read(turns.load, channel=owner.channel, user=owner.user, key=None)


async def owner_id(owner: Speaker) -> str:
    found = (await loaded(owner)).owner
    assert found is not None
    return found


async def erased(owner: Speaker) -> Reply:
    await owner.does(ASK)
    return await owner.does(ERASE)


async def test_nothing_is_erased_before_the_question_or_by_an_old_button(owner: Speaker) -> None:
    first = await owner.does(ERASE)
    await owner.does(privacy.show)
    old_button = await owner.does(ERASE)

    assert first.lead == old_button.lead == "사전등록 1건을 비롯해 저장된 것을 모두 지울까요? 되돌릴 수 없습니다."
    assert await owner.database.read(registrations.by_receipt, "R-7K2M9QTR") is not None


async def test_a_yes_to_the_question_erases_registrations_facts_and_conversation(owner: Speaker) -> None:
    before = await owner_id(owner)

    reply = await erased(owner)
    after = await loaded(owner)

    assert reply.lead == "저장된 내 정보를 모두 지웠고, 동의도 모두 거두었습니다."
    assert await owner.database.read(registrations.of_owner, before) == ()
    assert after.profile == {}
    assert after.conversation is not None
    assert after.conversation["focus"] == []


async def test_the_proof_of_consent_stays_with_the_owner_of_before_and_the_account_gets_another(
    owner: Speaker,
) -> None:
    before = await owner_id(owner)

    await erased(owner)

    assert await owner_id(owner) != before
    for kind in ("registration", "announcements"):
        standing = await owner.database.read(consents.standing, before, kind)
        assert standing is not None
        assert not standing.given
        assert await owner.database.read(consents.standing, await owner_id(owner), kind) is None
    assert await owner.database.read(_kept) == [(before, ["kakao:7"], dt.date(2023, 9, 25))]


async def test_of_who_agreed_to_nothing_no_proof_is_kept(database: Database, knowledge: Knowledge) -> None:
    somebody = Speaker(database, knowledge)

    reply = await erased(somebody)

    assert reply.lead == "저장된 내 정보를 모두 지웠습니다."
    assert await database.read(_kept) == []
    assert "증명" not in texts(reply)


async def test_it_is_told_what_stays_why_and_until_when(owner: Speaker) -> None:
    looked = Access("web:1", NOW, "web", "show", "R-7K2M9QTR", whose=await owner_id(owner), purpose="연락")
    await owner.database.write(access.record, looked)

    question = await owner.does(ASK)
    done = await owner.does(ERASE)

    for reply in (question, done):
        (stays,) = [part for part in reply.parts if isinstance(part, Rows)]
        told = {row.label: row.value for row in stays.rows}
        assert {"동의 기록", "열람 기록", "이 대화", "메신저", "개인정보처리자"} == told.keys()
        assert "2023-09-25까지" in told["동의 기록"]
        assert told["동의 기록"].startswith("동의를 받았음을 증명하기 위해")
        assert "안전성 확보조치 기준 제8조" in told["열람 기록"]
        # No law has consents kept.
        assert "법" not in told["동의 기록"]
        assert "1건" in told["열람 기록"]
        assert "카카오톡" in told["메신저"]


async def test_a_role_in_the_team_stays_and_is_told_to(owner: Speaker) -> None:
    await owner.database.write(roles.grant, owner.address, "staff", at=NOW)

    question = await owner.does(ASK)
    await owner.does(ERASE)

    assert "직원·관리자 권한" in texts(question)
    assert (await loaded(owner)).roles == {"staff"}


async def test_a_no_to_the_question_leaves_everything_as_it_is(owner: Speaker) -> None:
    question = await owner.does(ASK)
    reply = await owner.does(partial(erasure.forget, argument="no"))

    assert [(choice.command, choice.answers) for choice in question.choices[:2]] == [
        ("/forget yes", "yes"),
        ("/forget no", "no"),
    ]
    assert reply.lead == "지우지 않았습니다. 저장된 내용은 그대로 있습니다."
    assert await owner.database.read(registrations.by_receipt, "R-7K2M9QTR") is not None


async def test_after_the_erasure_it_is_told_what_is_kept_apart(owner: Speaker) -> None:
    looked = Access("web:1", NOW, "web", "show", "R-7K2M9QTR", whose=await owner_id(owner), purpose="연락")
    await owner.database.write(access.record, looked)
    await erased(owner)

    said = texts(await owner.does(privacy.show))

    assert "2020-09-25에 지우심: 동의를 받았음을 증명하는 기록 4건과 메신저 계정 번호, 2023-09-25까지" in said
    assert "직원이 열람한 기록 1건" in said
    assert "지난 1년 동안" not in said
    assert "열람한 기록은 없습니다" in said


async def test_what_is_kept_apart_stands_in_the_file_until_it_goes(owner: Speaker) -> None:
    await erased(owner)
    held = await owner.database.read(own_data.held, await owner_id(owner))
    (kept,) = held.kept_apart

    assert [(line.kind, line.given) for line in kept.consents] == [
        ("registration", True),
        ("announcements", True),
        ("announcements", False),
        ("registration", False),
    ]
    await owner.database.write(storage_erasure.let_proof_go, dt.date(2023, 9, 26), 10)
    assert (await owner.database.read(own_data.held, await owner_id(owner))).kept_apart == ()


async def test_what_is_kept_apart_of_others_is_not_shown(owner: Speaker, knowledge: Knowledge) -> None:
    await erased(owner)
    other = Speaker(owner.database, knowledge, user="77", channel="kakao")

    said = texts(await other.does(privacy.show))

    assert "지우심" not in said
    assert "지난 1년 동안 판로봇 직원이 내 정보를 열람한 기록은 없습니다." in said


async def test_looks_that_can_not_be_tied_to_anybody_are_said_to_be(database: Database, knowledge: Knowledge) -> None:
    somebody = Speaker(database, knowledge)
    await erased(somebody)

    assert "누구의 것인지 알 수 없어" in texts(await somebody.does(privacy.show))


async def test_linked_messengers_go_at_once_and_are_named_before(owner: Speaker, knowledge: Knowledge) -> None:
    other = Speaker(owner.database, knowledge, user="9", channel="telegram")
    await other.does(ASK)
    await owner.database.write(_link, await owner_id(owner), "telegram", "9")

    question = await owner.does(ASK)
    await owner.does(ERASE)

    assert "다른 메신저 1개" in texts(question)
    assert (await loaded(other)).account is None
    assert await owner.database.read(_addresses) == {"kakao:7"}
    assert [kept[1] for kept in await owner.database.read(_kept)] == [["kakao:7", "telegram:9"]]


async def test_what_waits_to_be_said_is_taken_back_and_an_announcement_accounts_for_it(owner: Speaker) -> None:
    person = await loaded(owner)
    assert person.account is not None
    announcement = Broadcast("b", person.account, {"to": "all"}, {"lead": "안내"}, "t", NOW)
    await owner.database.write(queue_notice, person.account, {"lead": "행복분식의 등록이 승인되었습니다."}, at=NOW)
    await owner.database.write(broadcasts.confirm, announcement, NOW)

    await erased(owner)
    sent = await owner.database.read(broadcasts.progress, "b")

    assert (await loaded(owner)).notices == ()
    assert sent is not None
    assert (sent.status, sent.total, sent.failed, sent.left) == ("done", 1, 1, 0)


async def test_a_firm_whose_registration_was_erased_can_register_again(owner: Speaker) -> None:
    await erased(owner)

    await owner.does(_registered)

    assert await owner.database.read(registrations.by_receipt, "R-7K2M9QTR") is not None


async def test_who_had_all_erased_can_have_it_erased_again(owner: Speaker) -> None:
    await erased(owner)
    await owner.does(_registered)

    await erased(owner)

    assert await owner.database.read(registrations.by_receipt, "R-7K2M9QTR") is None
    assert len(await owner.database.read(_kept)) == 2


async def test_others_keep_what_is_theirs(owner: Speaker, knowledge: Knowledge) -> None:
    other = Speaker(owner.database, knowledge, user="8")

    await erased(other)

    assert await owner.database.read(registrations.by_receipt, "R-7K2M9QTR") is not None
    standing = await loaded(owner)
    assert standing.conversation is not None
    assert standing.conversation["focus"] == ["ssolssol-market"]


async def test_no_trace_of_the_firm_stays_in_the_file(
    sqlite_database: Database, sqlite_url: str, knowledge: Knowledge
) -> None:
    speaker = Speaker(sqlite_database, knowledge, user="7", channel="kakao")
    await speaker.does(_registered)
    await erased(speaker)
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


def _kept(connection: Connection) -> list[tuple[str, list[str], dt.date]]:
    rows = connection.execute(select(kept_by_law.c.owner, kept_by_law.c.addresses, kept_by_law.c.keep_until))
    return [(row.owner, row.addresses, row.keep_until) for row in rows]


def _addresses(connection: Connection) -> set[str]:
    return {f"{row.channel}:{row.channel_user}" for row in connection.execute(select(account))}


def _link(connection: Connection, owner: str, channel: str, user: str) -> None:
    connection.execute(
        update(account).where(account.c.channel == channel, account.c.channel_user == user).values(owner_id=owner)
    )
