"""Owners get all that is stored about them, in words and as a file."""

import dataclasses
import datetime as dt
import json
import re
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Connection, insert

from handlers import consent, privacy, verdict_receipts
from handlers.reply import Paragraph, Reply
from handlers.turn import Turn, new_id
from knowledge.base import Knowledge, load
from knowledge.fact import Interval
from knowledge.intents import Intent
from knowledge.rule import clauses
from knowledge.verdict import judge
from storage import access, consents, downloads, registrations, roles, waitlist
from storage.access import Access
from storage.consents import Consent
from storage.database import Database
from storage.downloads import Download
from storage.registrations import Registration
from storage.tables import account, consent_words
from tests.handlers.speaker import NOW, Speaker, texts

FILE = partial(privacy.show, argument="file")
PUBLIC = "https://pallo.example.kr"
TYPED = ("달빛나래공방", "314-81-52764", "남궁하늬별", "010-8437-2956", "byeol@example.com", "수제 등갓")


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load()


@pytest.fixture
async def owner(database: Database, knowledge: Knowledge) -> Speaker:
    """Somebody about whom something of each kind is stored."""
    speaker = Speaker(database, knowledge, user="kakao-user-key", channel="kakao")
    await speaker.does(_everything)
    speaker.profile = {"region": "서울 금천구", "employees": Interval(5, 9)}
    return speaker


async def _everything(turn: Turn) -> Reply:
    whose, here = turn.person.owner, turn.person.account
    made = Registration(
        id=new_id(),
        receipt="R-7K2M9QTR",
        owner=whose,
        account=here,
        program="ssolssol-market",
        standing="registered",
        status="received",
        firm_name="달빛나래공방",
        district="서울 금천구",
        business_number="3148152764",
        contact_person="남궁하늬별",
        phone="+821084372956",
        email="byeol@example.com",
        created_at=turn.now,
        updated_at=turn.now,
        decision={"verdict": "unknown", "facts": {"region": "서울 금천구"}, "receipt": "V-7K3M2Q9A"},
        details={"product": "수제 등갓"},
        keep_until=dt.date(2022, 9, 25),
    )
    turn.change(registrations.add, made)
    turn.change(waitlist.join, whose, "brand-k", account=here, at=turn.now)
    for kind in ("registration", "announcements"):
        given = Consent(whose, kind, 2, kind == "registration", turn.message.channel, turn.now, f"hash-{kind}")
        turn.change(consents.record, given)
    turn.change(_words)
    turn.change(_on_telegram, whose)
    for action, purpose in (("full", "contact"), ("list", None)):
        look = Access("web:the-boss", turn.now, "web", action, "R-7K2M9QTR", whose, purpose)
        turn.change(access.record, look)
    turn.suppose({"employees": Interval(7, 7)})
    program = turn.knowledge.programs["ssolssol-market"]
    verdict_receipts.keep(turn, program, judge(program, turn.profile, turn.day))
    turn.remember(focus=("ssolssol-market",), said="하늬별의 마지막 질문")
    return Reply(lead="등록을 받았습니다.")


def _words(connection: Connection) -> None:
    words = {"hash": "hash-registration", "kind": "registration", "version": 2, "words": "수집 항목: 상호, 연락처"}
    connection.execute(insert(consent_words), words)


def _on_telegram(connection: Connection, owner: str) -> None:
    seen = {"reachable": True, "created_at": NOW, "last_seen_at": NOW}
    row = {"id": new_id(), "owner_id": owner, "channel": "telegram", "channel_user": "4815162342", **seen}
    connection.execute(insert(account), row)


async def as_file(owner: Speaker, language: str = "ko") -> tuple[Reply, Download]:
    """Have the file made, with a public address, and fetch it."""

    async def asked(turn: Turn) -> Reply:
        turn.public_url = PUBLIC
        turn.remember(language=language)
        return await FILE(turn)

    reply = await owner.does(asked)
    found = re.search(r"/files/([0-9a-f]{48})", texts(reply))
    assert found is not None
    file = await owner.database.write(downloads.fetch, downloads.hash_of(found[1]), owner.now)
    assert file is not None
    return reply, file


async def test_all_that_is_stored_is_told_in_words(owner: Speaker) -> None:
    said = texts(await owner.does(privacy.show))

    for shown in (
        *TYPED,
        "보관 기한: 2022-09-25",
        "상태: 사전등록 접수",
        "브랜드K: 2020-09-25",
        "5~9명",
        "사전등록 개인정보: 2020-09-25 카카오톡에서 동의함 (제2판)",
        "소식 받기: 2020-09-25 카카오톡에서 동의하지 않음 (제2판)",
        "지난 1년: 2건",
        "2020-09-25: 등록 한 건을 모두 봄 · R-7K2M9QTR · 연락",
        "카카오톡: kakao-user-key (지금 쓰시는 계정)",
        "텔레그램: 48…42",
        "판정해 드린 기록 1건",
    ):
        assert shown in said
    for hidden in ("4815162342", "the-boss"):
        assert hidden not in said


async def test_who_was_never_looked_at_is_told_so(database: Database, knowledge: Knowledge) -> None:
    said = texts(await Speaker(database, knowledge).does(privacy.show))

    assert "판로봇 직원이 내 정보를 열람한 기록은 없습니다" in said


async def test_the_file_holds_every_value(owner: Speaker, knowledge: Knowledge) -> None:
    reply, file = await as_file(owner)
    content = json.loads(file.content)
    (registration,) = content["사전등록"]
    (verdict,) = content["판정 기록"]
    kakao, telegram = content["메신저 계정과 대화"]

    assert "30분 안에 한 번" in reply.lead
    assert file.name == "pallobot-2020-09-25.json"
    assert all(value in registration.values() for value in TYPED)
    assert registration["보관 기한"] == "2022-09-25"
    assert registration["등록 때의 자격 판단"]["말씀해 주신 내용"] == {"사업장 지역": "서울 금천구"}
    assert registration["등록 때의 자격 판단"]["판정 번호"] == "V-7K3M2Q9A"
    assert content["다시 열리면 알려 드릴 사업"] == [
        {"사업": knowledge.programs["brand-k"].name, "때": "2020-09-25 10:00:00"}
    ]
    assert "5~9명" in content["말씀해 주신 내용"]["내용"].values()
    assert [(line["종류"], line["동의"], line["보여 드린 문구"]) for line in content["동의 기록"]] == [
        ("사전등록 개인정보", "예", "수집 항목: 상호, 연락처"),
        ("소식 받기", "아니요", None),
    ]
    assert len(verdict["조건"]) > 0
    assert verdict["출처"]
    assert [look["목적"] for look in content["판로봇 직원이 내 정보를 열람한 기록"]] == [None, "연락"]
    assert (kakao["계정 번호"], telegram["계정 번호"]) == ("kakao-user-key", "4815162342")
    assert kakao["마지막 질문"] == "하늬별의 마지막 질문"
    assert "the-boss" not in file.content


async def test_the_file_tells_of_a_registration_in_words_and_in_the_time_of_seoul(owner: Speaker) -> None:
    registration = await owner.database.read(registrations.by_receipt, "R-7K2M9QTR")
    assert registration is not None
    program = owner.knowledge.programs[registration.program]
    assert program.who.rule is not None
    clause = next(clauses(program.who.rule))
    edit = {"at": "2020-09-25T20:00:00+00:00", "slots": ["phone", "product"], "form": "t", "since": "…"}
    decision = {
        "verdict": "unknown",
        "facts": {},
        "form": "a-token",
        "open": [clause.id],
        "decided_for": "2020-09-25T01:00:00+00:00",
        "edited": [edit],
    }
    changed = dataclasses.replace(registration, decision=decision)
    await owner.database.write(registrations.change, changed, seen_at=registration.updated_at)

    _, file = await as_file(owner)
    (told,) = json.loads(file.content)["사전등록"]

    assert told["등록 때의 자격 판단"] == {
        "판정": told["등록 때의 자격 판단"]["판정"],
        "알 수 없었던 조건": [clause.label.ko],
        "판정 기준 시각": "2020-09-25 10:00:00",
        "고치신 기록": ["2020-09-26 전화번호, 판매 품목"],
    }
    assert [key for key in _keys(json.loads(file.content)) if re.fullmatch("[a-z_]+", key)] == []


async def test_of_many_looks_the_last_are_shown_and_said_to_be_the_last(owner: Speaker) -> None:
    held = await owner.database.read(registrations.by_receipt, "R-7K2M9QTR")
    assert held is not None
    for _ in range(10):
        await owner.database.write(
            access.record, Access("web:the-boss", NOW, "web", "show", "R-7K2M9QTR", held.owner, None)
        )

    said = texts(await owner.does(privacy.show))

    assert "지난 1년: 12건 (아래는 최근 3건)" in said
    assert said.count("등록을 봄") == 3


async def test_an_id_that_was_drawn_here_is_shown_by_its_beginning(database: Database, knowledge: Knowledge) -> None:
    user = "0123456789abcdef" * 4
    somebody = Speaker(database, knowledge, user=user, channel="web")
    await somebody.does(privacy.show)

    said = texts(await somebody.does(privacy.show))

    assert "웹 채팅: 012345… (지금 쓰시는 계정)" in said
    assert user not in said


async def test_words_of_a_consent_are_shown_with_the_day_that_was_promised(owner: Speaker) -> None:
    async def agree(turn: Turn) -> Reply:
        consent.record(turn, "registration", consent.REGISTRATION_VERSION, consent.registration_terms(turn), given=True)
        return Reply(lead="동의하셨습니다.")

    owner.now = NOW + dt.timedelta(days=1)
    await owner.does(agree)
    owner.now = NOW + dt.timedelta(days=100)
    said = texts(await owner.does(partial(privacy.show, argument="consent registration")))
    _, file = await as_file(owner)

    assert "2022-09-26까지 (동의하신 날부터 730일)" in said
    assert "2022-09-26까지 (동의하신 날부터 730일)" in file.content
    assert "YYYY-MM-DD[+730]" not in said


async def test_what_there_is_none_of_is_left_out(database: Database, knowledge: Knowledge) -> None:
    somebody = Speaker(database, knowledge)
    said = texts(await somebody.does(privacy.show))
    _, file = await as_file(somebody)

    assert "0건" not in said
    assert "0가지" not in said
    assert 0 not in json.loads(file.content)["건수로만 알려 드리는 것"].values()


async def test_a_withdrawn_registration_is_kept_for_a_month_at_most(owner: Speaker) -> None:
    async def withdrawn(turn: Turn) -> Reply:
        turn.change(registrations.withdraw, "R-7K2M9QTR", turn.person.owner, turn.now)
        return Reply(lead="취소했습니다.")

    await owner.does(withdrawn)
    said = texts(await owner.does(privacy.show))

    assert "상태: 취소" in said
    assert "보관 기한: 2020-10-25" in said


async def test_the_file_tells_how_long_things_are_kept(owner: Speaker) -> None:
    _, file = await as_file(owner)
    kept = json.loads(file.content)["보관 기간(일)"]

    assert kept["판정 기록"] == 365
    assert kept["취소하신 등록"] == 30


async def test_what_was_typed_into_an_open_form_is_in_the_file(owner: Speaker) -> None:
    async def typing(turn: Turn) -> Reply:
        form = {
            "form": "registration",
            "token": "t",
            "subject": "ssolssol-market",
            "values": {"phone": "+821051907364"},
        }
        turn.conversation = type(turn.conversation).model_validate(turn.conversation.model_dump() | {"form": form})
        return Reply(lead="전화번호를 적었습니다.")

    await owner.does(typing)
    _, file = await as_file(owner)
    said = texts(await owner.does(privacy.show))

    assert "+821051907364" in file.content
    assert "작성 중인 양식에 적어 주신 내용 1가지" in said


async def test_the_file_speaks_english_too(owner: Speaker) -> None:
    reply, file = await as_file(owner, "en")
    content = json.loads(file.content)

    assert "?lang=en" in texts(reply)
    assert content["pre-registrations"][0]["Contact person"] == "남궁하늬별"
    assert _keys(content).isdisjoint(set(TYPED))
    # What a fact or a program is called has an English name, and no key is a Korean one.
    assert [key for key in _keys(content) if re.search("[가-힣]", key)] == []


def _keys(content: Any) -> set[str]:
    match content:
        case dict():
            return set(content) | {key for value in content.values() for key in _keys(value)}
        case list():
            return {key for value in content for key in _keys(value)}
    return set()


async def test_the_address_has_the_public_host_where_there_is_one(owner: Speaker) -> None:
    reply, _ = await as_file(owner)

    assert isinstance(reply.parts[0], Paragraph)
    assert re.fullmatch(rf"{PUBLIC}/files/[0-9a-f]{{48}}", reply.parts[0].text)


async def test_on_the_page_of_this_service_the_address_needs_no_host(database: Database, knowledge: Knowledge) -> None:
    reply = await Speaker(database, knowledge, channel="web").does(FILE)

    assert isinstance(reply.parts[0], Paragraph)
    assert re.fullmatch(r"/files/[0-9a-f]{48}", reply.parts[0].text)


async def test_where_no_address_leads_here_the_web_chat_is_named_and_no_file_made(owner: Speaker) -> None:
    reply, _ = await owner.decides(FILE)

    async def changes(turn: Turn) -> Reply:
        answer = await FILE(turn)
        assert turn.changes == []
        return answer

    assert reply == await owner.does(changes)
    assert "웹 채팅" in texts(reply)
    assert "/files/" not in texts(reply)


async def test_a_turn_that_is_decided_twice_offers_one_file(database: Database, knowledge: Knowledge) -> None:
    speaker = Speaker(database, knowledge, channel="web")
    await speaker.decides(FILE)
    reply = await speaker.does(FILE)

    def offered(connection: Connection) -> int:
        return len(connection.exec_driver_sql("SELECT * FROM download").all())

    assert "/files/" in texts(reply)
    assert await database.read(offered) == 1


@pytest.mark.parametrize("said", ["consent registration", "동의 사전등록", "consent 등록"])
async def test_the_words_that_were_agreed_to_are_shown_on_request(owner: Speaker, said: str) -> None:
    reply = await owner.does(partial(privacy.show, argument=said))

    assert reply.title == "사전등록 개인정보"
    assert reply.lead == "2020-09-25 카카오톡에서 동의함 (제2판)"
    assert "수집 항목: 상호, 연락처" in texts(reply)


async def test_words_that_were_not_kept_are_said_to_be_lost(owner: Speaker) -> None:
    reply = await owner.does(partial(privacy.show, argument="consent 소식"))

    assert "문구는 남아 있지 않고" in texts(reply)
    assert "hash-announcements" in texts(reply)


@pytest.mark.parametrize("said", ["consent", "동의", "consent nothing"])
async def test_which_words_are_meant_is_asked(owner: Speaker, said: str) -> None:
    reply = await owner.does(partial(privacy.show, argument=said))

    assert reply.lead == "어느 동의의 내용을 보여 드릴까요?"
    assert "소식 받기" in texts(reply)


async def test_who_was_never_asked_is_told_so(database: Database, knowledge: Knowledge) -> None:
    reply = await Speaker(database, knowledge).does(partial(privacy.show, argument="consent"))

    assert reply.lead == "아직 동의 여부를 여쭌 적이 없습니다."


async def test_one_of_the_team_sees_what_is_kept_of_that(database: Database, knowledge: Knowledge) -> None:
    staff = Speaker(database, knowledge)
    await staff.does(privacy.show)
    await database.write(roles.grant, staff.address, "staff", at=NOW)
    await database.write(access.record, Access(staff.address, NOW, "telegram", "list", "all"))

    said = texts(await staff.does(privacy.show))

    assert "직원: 2020-09-25" in said
    assert "다른 분의 정보를 열람하신 기록 1건" in said


@pytest.mark.parametrize(
    ("said", "file"),
    [
        ("내 정보 파일로 주세요", True),
        ("내 데이터 다운로드", True),
        ("give me my data as a file", True),
        ("저장된 내 정보 보여 주세요", False),
        ("what is in my profile? show my data", False),
    ],
)
async def test_the_file_can_be_asked_for_in_words(
    sqlite_database: Database, knowledge: Knowledge, said: str, file: bool
) -> None:
    assert [asked.intent for asked in knowledge.understanding.read(said).asks] == [Intent.PRIVACY]

    reply = await Speaker(sqlite_database, knowledge, channel="web").does(privacy.asked, said)

    assert ("/files/" in texts(reply)) is file
