"""Owners see what is stored about them."""

import pytest

from bot.dialogue import Dialogue
from handlers import privacy
from handlers.reply import Reply
from handlers.turn import Turn, new_id
from handlers.wording import say
from knowledge.base import Knowledge, load
from knowledge.fact import Interval
from storage import consents, registrations
from storage.consents import Consent
from storage.database import Database
from storage.registrations import Registration
from tests.end_to_end.talk import Talk
from tests.end_to_end.talk import knowledge as talk_knowledge
from tests.handlers.speaker import Speaker, texts


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
        "소식 받기: 2020-09-25 카카오톡에서 동의함 (제1판)",
        "카카오톡: 7 (지금 쓰시는 계정)",
    ):
        assert said in texts(reply)


async def test_what_is_first_told_of_a_firm_is_said_once_to_be_kept(sqlite_database: Database) -> None:
    talk = Talk(Dialogue(sqlite_database, talk_knowledge()))
    kept = say("ko", "privacy.facts_are_kept")

    answers = [texts(await talk.says(said)) for said in ("안녕하세요", "부천에서 가게 해요", "직원은 다섯 명이에요")]

    assert [kept in answer for answer in answers] == [False, True, False]


async def test_what_is_only_supposed_is_not_said_to_be_kept(sqlite_database: Database) -> None:
    talk = Talk(Dialogue(sqlite_database, talk_knowledge()))

    reply = await talk.says("부천 업체라면 녹색제품 2차 기획전 되나요?")

    assert say("ko", "privacy.facts_are_kept") not in texts(reply)


async def test_who_has_told_nothing_is_told_so(database: Database, knowledge: Knowledge) -> None:
    reply = await Speaker(database, knowledge).does(privacy.show)

    assert "0건" not in texts(reply)
    assert reply.lead == "사전등록이나 말씀해 주신 내용은 저장되어 있지 않습니다."
