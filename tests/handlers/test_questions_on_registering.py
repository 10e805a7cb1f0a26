"""Words around registering and what is registered: a wish begins, a denial does not, and each thing is found."""

import datetime as dt
import re

import pytest

from bot.dialogue import Dialogue
from handlers import question_words
from handlers.wording import say
from knowledge.window import SEOUL
from storage.database import Database
from tests.end_to_end.talk import Talk, knowledge, state_of, text_of

DECLINED = [
    "등록 안할래", "등록하지 마세요", "신청 안 해요", "등록 안 할게요", "쏠쏠마켓 신청 안 할래요",
    "쏠쏠마켓 등록하고 싶지 않아요", "등록은 됐어요",
    "사전등록 안 합니다", "신청하기 싫어요", "등록할 생각 없어요", "I don't want to register", "don't register me",
]  # fmt: skip
NOT_DECLINED = [
    "신청 안 하면 어떻게 돼요?", "등록 안 해도 되나요?", "등록하지 않아도 참여할 수 있나요?",
    "등록을 안 했는데 지금 등록할게요", "사업자등록 안 했어요",
    "등록할게요", "신청 안 받나요?", "등록 안 하고 구경만 해도 되나요?", "I do not know how to register",
    "등록이 안 돼요",
]  # fmt: skip
ANSWERS = "행복상사 123-45-67891 010-1234-5678 chulsoo@naver.com 대표 김철수 서울 금천구"


@pytest.fixture
def talk(sqlite_database: Database) -> Talk:
    return Talk(Dialogue(sqlite_database, knowledge()), now=dt.datetime(2020, 9, 25, 10, 0, tzinfo=SEOUL))


async def registered(owner: Talk) -> str:
    """Register for the second green exhibition, and return the receipt number."""
    await owner.through("/register seoul-green-expo-2 now", "동의", ANSWERS)
    if owner.replies[0].lead.startswith("어떤 물건"):
        await owner.says("세제")
    found = re.search(r"R-[0-9A-Z]{8}", (await owner.taps("확인")).lead)
    assert found is not None
    return found.group()


@pytest.mark.parametrize("text", DECLINED)
async def test_who_does_not_want_to_register_is_not_registered(
    sqlite_database: Database, talk: Talk, text: str
) -> None:
    await talk.says("쏠쏠마켓이 뭐예요?")
    reply = await talk.says(text)

    assert (await state_of(sqlite_database, talk))["form"] is None
    assert reply.lead in {say(language, "smalltalk.not_registered.nothing") for language in ("ko", "en")}


@pytest.mark.parametrize("text", DECLINED)
async def test_what_was_registered_before_stays_and_is_said_to(talk: Talk, text: str) -> None:
    await registered(talk)
    # The receipt has offered news: a no would be for these.
    await talk.says("쏠쏠마켓이 뭐예요?")
    reply = await talk.says(text)

    assert reply.lead in {say(language, "smalltalk.not_registered.stands", count=1) for language in ("ko", "en")}
    assert "/my" in talk.offered().values()


@pytest.mark.parametrize("text", NOT_DECLINED)
def test_other_words_are_no_denial(text: str) -> None:
    assert not question_words.declines_registering(text)


@pytest.mark.parametrize("text", ["등록 취소하지 마세요", "등록 취소 안 할래요", "don't cancel my registration"])
async def test_who_does_not_want_to_withdraw_is_not_asked_to(talk: Talk, text: str) -> None:
    await registered(talk)
    await talk.says(text)

    assert not any(command.startswith("/withdraw") for command in talk.offered().values())


@pytest.mark.parametrize(
    "text",
    [
        "녹색제품 2차 신청", "녹색제품 2차 신청좀", "I'd like to register for the Seoul green exhibition 2",
        "녹색제품 2차 기획전 등록하려구여",
    ],
)  # fmt: skip
async def test_a_wish_to_register_for_a_program_begins_it(sqlite_database: Database, talk: Talk, text: str) -> None:
    await talk.says(text)

    assert (await state_of(sqlite_database, talk))["form"]["subject"] == "seoul-green-expo-2"


@pytest.mark.parametrize("text", ["나도 할래", "저도 하고 싶어요", "신청", "등록하려구여"])
async def test_without_a_name_the_program_that_was_talked_about_is_meant(
    sqlite_database: Database, talk: Talk, text: str
) -> None:
    await talk.through("녹색제품 2차 기획전이 뭐예요?", text)

    assert (await state_of(sqlite_database, talk))["form"]["subject"] == "seoul-green-expo-2"


@pytest.mark.parametrize("text", ["사전등록", "나도 할래", "신청하기", "등록하려구여"])
async def test_where_none_was_it_is_asked_which_of_those_that_take_any(talk: Talk, text: str) -> None:
    assert (await talk.says(text)).lead == say("ko", "registration.which")


@pytest.mark.parametrize(
    "text", ["등록 어떻게 하는 건데요", "사전등록이 뭐예요?", "사전등록 방법", "How do I register?"]
)
async def test_how_a_pre_registration_goes_is_told(sqlite_database: Database, talk: Talk, text: str) -> None:
    reply = await talk.says(text)

    assert reply.lead in {say(language, "smalltalk.how_to_register") for language in ("ko", "en")}
    assert "/register" in talk.offered().values()
    assert (await state_of(sqlite_database, talk))["form"] is None


async def test_the_registration_whose_number_is_typed_is_withdrawn(talk: Talk) -> None:
    receipt = await registered(talk)

    for text in (f"{receipt} 취소", f"{receipt.lower()} 취소할게요", f"취소해 주세요 {receipt}"):
        await talk.says(text)
        assert f"/withdraw {receipt} yes" in talk.offered().values()


async def test_of_somebody_elses_number_nothing_is_told(talk: Talk) -> None:
    await registered(talk)

    reply = await talk.says("R-12345678 취소")
    assert reply.lead == say("ko", "registration.my.unknown", receipt="R-12345678")


@pytest.mark.parametrize(
    "text",
    [
        "상호를 구로친환경으로 바꿔줘", "홍길순 말고 홍길동으로 이름 고쳐줘", "주소가 바뀌었어요",
        "이메일 추가 gil@example.com",
        "이메일 주소를 잘못 적었어요", "내 정보 수정하고 싶어요",
    ],
)  # fmt: skip
async def test_what_was_registered_is_opened_to_be_changed(sqlite_database: Database, talk: Talk, text: str) -> None:
    receipt = await registered(talk)
    await talk.says(text)

    form = (await state_of(sqlite_database, talk))["form"]
    assert form["form"] == "edit"
    assert form["edits"]["receipt"] == receipt


@pytest.mark.parametrize("text", ["시작", "관리자 안녕", "안녕하세요"])
async def test_a_greeting_names_no_program(talk: Talk, text: str) -> None:
    reply = await talk.says(text)

    assert reply.lead == say("ko", "smalltalk.greeting")


async def test_help_tells_how_to_withdraw_to_get_news_and_to_link(talk: Talk) -> None:
    for command in ("/취소", "/소식", "/연결"):
        assert command in text_of(await talk.says("/도움말"))
