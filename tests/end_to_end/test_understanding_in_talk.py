"""What understanding does to a conversation: several answers, facts kept and supposed, days, the log for staff."""

import datetime as dt

import pytest

from bot.dialogue import Dialogue
from handlers.reply import Reply
from storage import roles, unanswered
from storage.database import Database
from storage.unanswered import Unanswered
from tests.end_to_end.talk import NOW, Talk, knowledge, text_of

EXPO = "서울 녹색제품 온라인 기획전 (제2차)"
DAY = dt.datetime(2020, 9, 25, 10, 0, tzinfo=NOW.tzinfo)


@pytest.fixture
def owner(sqlite_database: Database) -> Talk:
    return Talk(Dialogue(sqlite_database, knowledge()), now=DAY)


async def log(database: Database) -> list[Unanswered]:
    return list(await database.read(unanswered.still_open))


def everything(talk: Talk) -> str:
    return "\n".join(text_of(reply) for reply in talk.replies)


# Several questions


async def test_two_questions_on_one_program_are_answered_in_one_reply(owner: Talk) -> None:
    reply = await owner.says("녹색제품 기획전 2차 마감이랑 참가비 알려줘")

    assert len(owner.replies) == 1
    assert reply.title == EXPO
    deadline, fee = reply.lead.split("\n")
    assert "9월 29일" in deadline
    assert "참가비" in fee


async def test_questions_on_two_programs_are_answered_one_after_the_other(owner: Talk) -> None:
    await owner.says("쏠쏠마켓은 언제 열고 공공마켓은 누가 들어가요?")

    assert [reply.title for reply in owner.replies] == ["소상공인 쏠쏠마켓", "서울시 소상공인 공공마켓"]


async def test_after_two_questions_both_programs_can_be_asked_about(owner: Talk) -> None:
    await owner.says("쏠쏠마켓은 언제 열고 공공마켓은 누가 들어가요?")
    reply = await owner.says("두 번째 거는 언제 시작했어요?")

    assert reply.title == "서울시 소상공인 공공마켓"
    assert "9월 21일" in reply.lead


# Facts


async def test_a_fact_told_in_passing_is_used_shown_and_corrected(owner: Talk) -> None:
    first = await owner.says("부천에서 GR인증 재활용 블럭 만드는 중소기업인데 녹색제품 기획전 2차 되나요?")
    assert "대상이 아닙니다" in first.lead
    assert "경기 부천시" in everything(owner)

    second = await owner.says("아 부천 아니고 서울 금천구예요")
    assert second.title == EXPO
    assert "대상이 아닙니다" not in second.lead
    assert "서울 금천구" in everything(owner)


async def test_what_is_only_supposed_is_used_for_one_answer_and_not_kept(owner: Talk) -> None:
    await owner.says("저희는 서울 마포구 중소기업이에요")
    await owner.says("녹색제품 기획전 2차 인천 업체도 되나요?")
    supposed = everything(owner)
    shown = await owner.says("/facts")

    assert "인천" in supposed
    assert "서울 마포구" in text_of(shown)
    assert "인천" not in text_of(shown)


async def test_a_fact_is_forgotten_in_words(owner: Talk) -> None:
    await owner.says("저희는 서울 마포구 중소기업이에요")
    await owner.says("지역은 잊어 주세요")
    shown = text_of(await owner.says("/facts"))

    assert "마포구" not in shown
    assert "중소기업" in shown


# Days


async def test_a_question_for_another_day_is_answered_for_that_day_only(owner: Talk) -> None:
    late = await owner.says("녹색제품 기획전 2차 9월 30일에도 신청할 수 있나요?")
    now = await owner.says("그럼 마감은 언제예요?")

    assert "9월 30일" in late.lead
    assert "9월 29일" in text_of(late)
    assert "2020-09-25" in (now.source or "")


@pytest.mark.parametrize(
    "said", ["작년 10월 기준으로 쏠쏠마켓 언제 열려요?", "2020년 10월 15일 기준으로 쏠쏠마켓 언제 열려요?"]
)
async def test_a_day_in_words_moves_all_answers_and_today_brings_them_back(
    sqlite_database: Database, said: str
) -> None:
    talk = Talk(Dialogue(sqlite_database, knowledge()), now=DAY.replace(year=2021))
    assert "2020-10-15" in ((await talk.says(said)).source or "")
    assert "2020-10-15" in ((await talk.says("공공마켓은요?")).source or "")

    await talk.says("오늘 기준으로 다시")
    assert "2021-09-25" in ((await talk.says("쏠쏠마켓 언제 열려요?")).source or "")


# Not stated, not known to us, out of scope


async def test_there_are_three_answers_to_what_can_not_be_answered(owner: Talk) -> None:
    said = ["쏠쏠마켓 입점 수수료 얼마예요?", "청년창업사관학교 언제 신청해요?", "오늘 서울 날씨 어때?"]
    leads = [(await owner.says(text)).lead for text in said]

    assert "나와 있지 않습니다" in leads[0]
    assert "청년창업사관학교" in leads[1]
    assert len(set(leads)) == 3


# The log for staff


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("가나다라마바사", "unclear"),
        ("청년창업사관학교 언제 신청해요?", "unknown_program"),
        ("오늘 서울 날씨 어때?", "out_of_scope"),
        ("쏠쏠마켓 입점 수수료 얼마예요?", "not_stated"),
        ("의류센터 지원 내용 알려주세요", "unsure"),
    ],
)
async def test_what_was_not_answered_is_logged_with_why(
    owner: Talk, sqlite_database: Database, said: str, reason: str
) -> None:
    await owner.says(said)

    assert [(asked.reason, asked.text) for asked in await log(sqlite_database)] == [(reason, said)]


async def test_what_was_answered_is_not_logged(owner: Talk, sqlite_database: Database) -> None:
    await owner.through("쏠쏠마켓 언제 열려요?", "안녕하세요", "녹색제품 기획전 2차 자격이 뭐예요?", "/programs")

    assert await log(sqlite_database) == []


async def test_an_answer_that_was_not_meant_is_logged_by_its_question(owner: Talk, sqlite_database: Database) -> None:
    await owner.says("쏠쏠마켓 언제 열려요?")
    await owner.says("아니 그게 아니라 공공마켓이요")

    assert [(asked.reason, asked.text) for asked in await log(sqlite_database)] == [("wrong", "쏠쏠마켓 언제 열려요?")]


async def test_the_log_has_nothing_personal(owner: Talk, sqlite_database: Database) -> None:
    await owner.says("저는 홍길동이고 010-1234-5678인데 블라블라 뭐시기 되나 몰라")

    for asked in await log(sqlite_database):
        assert "홍길동" not in asked.text
        assert "1234" not in asked.text


async def test_staff_see_what_owners_asked_in_vain(owner: Talk, sqlite_database: Database) -> None:
    for _ in range(2):
        await Talk(owner.dialogue, now=DAY).says("청년창업사관학교 언제 신청해요?")
    staff = Talk(owner.dialogue, now=DAY)
    await sqlite_database.write(roles.grant, f"web:{staff.user}", "staff", at=DAY)

    reply: Reply = await staff.says("/unanswered")

    assert "청년창업사관학교" in text_of(reply)


async def test_where_a_firm_is_not_is_no_place_of_it_and_asks_where_it_is(owner: Talk) -> None:
    await owner.says("저희는 서울 마포구 중소기업이에요")
    asked = await owner.says("저희는 서울이 아니에요")
    assert "서울이 아니라고" in asked.lead

    await owner.says("부천이요")
    shown = text_of(await owner.says("/facts"))

    assert "부천시" in shown
    assert "마포구" not in shown
