"""What is asked about one's own data in words: a short true answer, and the data only to who wants to see them."""

import datetime as dt
import re

import pytest

from bot.dialogue import Dialogue
from handlers.own_data import KEPT
from handlers.privacy_questions import Topic, topic
from handlers.wording import say
from knowledge.window import SEOUL
from storage import consents, turns, unanswered
from storage.database import Database
from tests.end_to_end.talk import Talk, knowledge, text_of

ABOUT = {
    Topic.KEPT: [
        "내 정보는 언제까지 보관해요?", "내 정보를 몇 년 갖고 있는 거예요", "개인정보는 얼마 동안 보관하나요",
        "보관 기간이 어떻게 되나요",
        "등록한 정보는 몇 년 보관하나요?", "how long do you keep my data?",
    ],
    Topic.SHARED: [
        "제 정보 다른 데 넘기나요?", "누구한테 내 정보 주나요?", "개인정보 팔아먹는 거 아니죠?",
        "서울시에 내 정보 넘어가나요?",
        "구청에서 제 연락처 보나요?", "who do you share my data with?",
    ],
    Topic.PURPOSE: [
        "개인정보 어디다 쓰는 거예요?", "사업자번호는 왜 필요해요?", "왜 전화번호를 물어봐요?",
        "어디다 쓸라고 번호를 물어봐요?",
    ],
    Topic.OPERATOR: [
        "보호책임자 연락처", "운영자가 누구예요?", "이 봇은 누가 운영해요?", "개인정보 담당자 연락처 알려줘",
        "who runs this bot?",
    ],
    Topic.LOOKED: [
        "내 정보 누가 봤어요?", "제 연락처 남들이 볼 수 있나요", "내 전화번호 누가 볼 수 있어요?",
        "who can see my phone number?",
    ],
    Topic.UNREGISTERED: ["등록 안 하면 정보 저장 안 되나요?", "등록하지 않아도 대화가 저장되나요?"],
    Topic.STORED: ["대화 내용 저장하나요?", "무슨 정보를 수집하시는 거예요", "do you store our chats?"],
    Topic.SAFE: ["내 정보 안전한가요?", "제 정보 유출되는 거 아닌가요"],
    Topic.REFUSING: ["동의 안 해도 되나요?", "개인정보 동의 안 하면 어떻게 돼요?", "do I have to consent?"],
    Topic.POLICY: ["개인정보 처리방침 보여줘", "privacy policy"],
}  # fmt: skip
CONSENTS = [
    "동의 철회할게요",
    "개인정보 동의 취소",
    "동의 취소할래요",
    "개인정보 동의 철회하고 싶어요",
    "제가 뭐에 동의했죠?",
    "withdraw my consent",
]
ERASE = [
    "내 정보 지워줘", "개인정보 삭제해 주세요", "탈퇴할래요", "다 지워줘", "여기서 제 흔적 싹 지워 주세요",
    "내 정보 싹 지워줘잉", "저를 잊어 주세요",
    "내 정보 지우면 등록도 없어지나요?", "delete my data", "erase all my personal data",
]  # fmt: skip
SEE = ["내 정보 보여줘", "/내정보", "제 정보 뭐 가지고 계세요?", "저장된 거 뭐 있어요", "show me my data"]
SOMEBODYS = [
    "행복상사 전화번호 알려줘", "123-45-67891 누가 등록했나요", "홍길동 전화번호 알려줘", "김철수 씨 번호 좀",
    "저희 거래처 행복상사도 등록했나요?",
    "누가 등록했어요?", "등록한 업체 명단 보여줘", "옆 가게도 신청했나요?", "다른 업체들은 뭐 등록했어요?",
]  # fmt: skip
OF_SOMETHING_ELSE = [
    "쏠쏠마켓 정보 알려줘", "쏠쏠마켓 전화번호 알려줘", "지원사업 정보 있나요?", "다른 사업은 뭐 있어요?",
    "다른 회사도 참여할 수 있나요?",
    "등록 안 해도 참여할 수 있나요?", "탈퇴한 조합원도 되나요?", "쏠쏠마켓 누가 운영해요?",
    "굿모닝장터 운영자가 누구예요?", "담당자 연락처 알려줘",
    "녹색제품 기획전 담당자 전화번호", "신청 언제까지예요?", "내 등록 보여줘", "등록 취소해 주세요",
]  # fmt: skip


@pytest.fixture
def talk(sqlite_database: Database) -> Talk:
    return Talk(Dialogue(sqlite_database, knowledge()))


BEGINS = {
    Topic.KEPT: ("사전등록은 동의하신 날부터", "A pre-registration is kept"),
    Topic.SHARED: (
        "개인정보를 다른 기관이나 업체에 넘기거나 팔지 않습니다",
        "Your data are neither passed on nor sold",
    ),
    Topic.PURPOSE: ("사전등록을 받아 확인하고", "Data are used to"),
    Topic.OPERATOR: ("판로봇을 운영하고", "Who runs Pallobot"),
    Topic.LOOKED: ("권한이 있는 판로봇 직원만", "Only staff with the right"),
    Topic.UNREGISTERED: ("등록하지 않으시면", "If you do not register"),
    Topic.STORED: ("사전등록하신 내용", "Stored are"),
    Topic.SAFE: ("사업자등록번호, 담당자 이름", "Business registration number"),
    Topic.REFUSING: ("동의하지 않으셔도 됩니다", "You may refuse"),
    Topic.POLICY: ("판로봇이 개인정보를 다루는 방법",),
}


@pytest.mark.parametrize(("about", "text"), [(about, text) for about, texts in ABOUT.items() for text in texts])
async def test_a_question_on_ones_data_is_answered_with_ways_to_see_and_erase_them(
    talk: Talk, about: Topic, text: str
) -> None:
    reply = await talk.says(text)

    assert topic(text) is about
    assert reply.title is None
    assert reply.lead.startswith(BEGINS[about])
    assert set(talk.offered().values()) == {"/mydata", "/mydata consent", "/forget"}


async def test_how_long_data_are_kept_is_told_as_housekeeping_does_it(sqlite_database: Database) -> None:
    short = Talk(Dialogue(sqlite_database, knowledge(), retention=dt.timedelta(days=400)))

    told = text_of(await short.says("내 정보는 언제까지 보관해요?"))

    days = {int(number) for number in re.findall(r"(\d+)일", told)}
    kept = {KEPT[what].days for what in ("conversations", "verdict_receipts", "withdrawn_registrations")}
    assert days == {400, *kept}


async def test_the_operator_is_named_as_the_settings_name_him(sqlite_database: Database) -> None:
    dialogue = Dialogue(sqlite_database, knowledge(), operator="행복협회", operator_contact="02-123-4567")

    told = text_of(await Talk(dialogue).says("보호책임자 연락처"))

    assert "행복협회" in told
    assert "02-123-4567" in told


async def test_where_the_operator_is_not_named_that_is_said(talk: Talk) -> None:
    assert "적혀 있지 않습니다" in text_of(await talk.says("운영자가 누구예요?"))


async def test_the_messenger_that_carries_the_talk_is_named(sqlite_database: Database) -> None:
    kakao = Talk(Dialogue(sqlite_database, knowledge()), channel="kakao")

    assert "카카오" in text_of(await kakao.says("제 정보 다른 데 넘기나요?"))


@pytest.mark.parametrize("text", ERASE)
async def test_who_wants_all_erased_is_asked_whether_to(talk: Talk, text: str) -> None:
    await talk.says(text)

    assert "/forget yes" in talk.offered().values()


async def test_what_was_told_is_forgotten_without_erasing_the_rest(talk: Talk) -> None:
    await talk.through("서울 소상공인이에요", "알려 준 내용 다 잊어 주세요")

    assert "/forget yes" not in talk.offered().values()
    assert "지웠습니다" in talk.replies[0].lead


@pytest.mark.parametrize("text", SEE)
async def test_who_wants_to_see_the_data_is_shown_them(talk: Talk, text: str) -> None:
    await talk.says("서울 소상공인이에요")

    assert re.search("서울|Seoul", text_of(await talk.says(text)))


@pytest.mark.parametrize("text", CONSENTS)
async def test_who_takes_consent_back_is_shown_what_stands_with_a_button_for_each(
    sqlite_database: Database, text: str
) -> None:
    owner = Talk(Dialogue(sqlite_database, knowledge()), now=dt.datetime(2020, 9, 25, 10, 0, tzinfo=SEOUL))
    answers = "행복상사 123-45-67891 010-1234-5678 chulsoo@naver.com 대표 김철수 서울 금천구"
    await owner.through("/register seoul-green-expo-2 now", "동의", answers)
    if owner.replies[0].lead.startswith("어떤 물건"):
        await owner.says("세제")
    await owner.taps("확인")
    for mail in ("/news", "/news ads"):
        await owner.says(f"{mail} on")
        label = next(label for label, command in owner.offered().items() if command == f"{mail} on yes")
        await owner.taps(label)

    await owner.says(text)

    assert set(owner.offered().values()) == {"/withdraw", "/news off", "/news ads off", "/forget"}
    for command in ("/news off", "/news ads off"):
        await owner.says(command, choice=command)
    loaded = await sqlite_database.read(turns.load, channel=owner.channel, user=owner.user, key=None)
    lines = await sqlite_database.read(consents.last_words, loaded.owner or "")
    assert {line.kind for line in lines if line.given} == {"registration"}


@pytest.mark.parametrize("text", CONSENTS)
async def test_where_nothing_is_agreed_to_that_is_said(talk: Talk, text: str) -> None:
    reply = await talk.says(text)

    assert reply.lead in {say(language, "privacy_questions.no_consents") for language in ("ko", "en")}


@pytest.mark.parametrize("text", SOMEBODYS)
async def test_nobody_is_told_the_data_of_another(talk: Talk, text: str) -> None:
    reply = await talk.says(text)

    assert reply.lead == say("ko", "privacy_questions.others")
    assert reply.parts == ()


@pytest.mark.parametrize("text", OF_SOMETHING_ELSE)
async def test_other_questions_are_not_taken_for_these(talk: Talk, text: str) -> None:
    reply = await talk.says(text)

    assert topic(text) is None or reply.title is not None
    assert reply.lead != say("ko", "privacy_questions.others")
    assert "/mydata" not in talk.offered().values()


async def test_what_is_answered_so_is_not_kept_as_unanswered(sqlite_database: Database, talk: Talk) -> None:
    await talk.through("제 정보 다른 데 넘기나요?", "행복상사 전화번호 알려줘", "등록하지 마세요")

    assert await sqlite_database.read(unanswered.still_open) == ()


async def test_in_an_open_form_it_is_answered_and_the_question_asked_again(talk: Talk) -> None:
    await talk.through("/register ssolssol-market now", "동의", "행복상사")

    reply = await talk.says("내 정보는 언제까지 보관해요?")

    assert reply.lead.startswith(BEGINS[Topic.KEPT])
    assert len(talk.replies) == 2
