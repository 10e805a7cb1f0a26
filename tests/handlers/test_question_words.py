"""What is asked of the bot's own doings: what a registration is, why a verdict is what it is, what there is for me."""

import pytest

from bot.dialogue import Dialogue
from handlers import question_words
from handlers.interview import meaning
from handlers.reply import Listing
from handlers.wording import say
from storage.database import Database
from tests.end_to_end.talk import Talk, knowledge, text_of

IS_IT_THE_APPLICATION = [
    "사전등록하면 신청 끝난 거죠?", "여기서 등록하면 신청 접수되는 거죠?", "등록하면 신청까지 된 건가요?",
    "사전등록만 하면 접수되는 거예요?", "관심등록 하면 다 된 거죠?", "사전등록이 신청이에요?",
    "사전등록이랑 신청이랑 달라요?", "등록하면 신청 안해도 되나요?", "등록하고 나면 신청은 따로 해야 하나요?",
    "Is the pre-registration the application?", "If I register here, have I applied?",
]  # fmt: skip
IS_ONE_SURE = [
    "선정 보장되나요?", "선정이 확실한가요?", "등록하면 선정되는 거예요?", "등록하면 무조건 뽑히나요?",
    "합격 보장해 주시나요?",
    "사전등록하면 100% 선정되나요?", "Is it guaranteed to be selected?", "Am I guaranteed a place?",
]  # fmt: skip
NEITHER = [
    "등록할게요", "사전등록하고 싶어요", "등록하면 뭐가 좋아요?", "신청 언제까지예요?", "신청은 어디서 해요?",
    "등록한 거 접수됐나요?", "사업자등록하면 신청되나요?",
    "선정 기준이 뭐예요?", "선정 결과는 언제 나와요?", "신청하면 뭐 받아요?", "100개 기업을 선정하나요?",
    "어떻게 등록하나요?",
    "How do I apply?", "When does registration close?", "등록 취소해 주세요", "사업자등록하면 신청할 수 있나요?",
]  # fmt: skip
WHY = [
    "왜요?", "왜 안 돼요?", "왜죠", "why?", "Why not?", "what would change that?", "뭐가 달라지면 되나요?",
    "이유가 뭐예요?", "뭘 바꿔야 되나요?",
]  # fmt: skip
FOR_ME = [
    "내가 받을 수 있는 거 뭐 있어", "제가 신청할 수 있는 사업 알려 주세요", "우리가 받을 수 있는 지원은 뭐가 있나요?",
    "저희가 참여할 수 있는 게 있나요?",
]  # fmt: skip


@pytest.fixture
def talk(sqlite_database: Database) -> Talk:
    return Talk(Dialogue(sqlite_database, knowledge()))


@pytest.mark.parametrize("text", IS_IT_THE_APPLICATION)
async def test_a_pre_registration_is_said_to_be_no_application_and_where_that_is_made(talk: Talk, text: str) -> None:
    reply = await talk.through("쏠쏠마켓이 뭐예요?", text)

    assert reply.lead in {say("ko", "answers.registered"), say("en", "answers.registered")}
    apply = knowledge().programs["ssolssol-market"].apply.text
    assert apply.ko in text_of(reply) or apply.en in text_of(reply)


@pytest.mark.parametrize("text", IS_ONE_SURE)
async def test_nobody_is_promised_to_be_chosen(talk: Talk, text: str) -> None:
    reply = await talk.through("쏠쏠마켓이 뭐예요?", text)

    assert reply.lead in {say("ko", "answers.certain"), say("en", "answers.certain")}


async def test_in_a_form_it_is_answered_for_the_program_of_the_form(talk: Talk) -> None:
    reply = await talk.through("쏠쏠마켓 등록할게요", "동의", "행복상사", "사전등록하면 신청 끝난 거죠?")

    assert reply.lead == say("ko", "answers.registered")
    assert reply.title == "소상공인 쏠쏠마켓"
    assert len(talk.replies) == 2


async def test_without_a_program_it_is_answered_too(talk: Talk) -> None:
    assert (await talk.says("사전등록하면 신청 끝난 거죠?")).lead == say("ko", "answers.registered")


@pytest.mark.parametrize("text", NEITHER)
def test_other_questions_on_registering_are_not_taken_for_these(text: str) -> None:
    assert not question_words.is_it_the_application(text)
    assert not question_words.is_one_sure(text)


@pytest.mark.parametrize("text", WHY)
async def test_the_reasons_of_a_verdict_are_told_again(talk: Talk, text: str) -> None:
    first = await talk.through("부산 대기업인데 쏠쏠마켓 되나요?")

    reply = await talk.says(text)

    assert reply.title is not None
    assert reply.title.startswith(str(first.title))
    assert "중소기업 규모" in reply.lead or "no larger than an SME" in reply.lead
    assert "✗" in text_of(reply)


@pytest.mark.parametrize("text", WHY)
async def test_where_no_verdict_was_given_there_are_no_reasons(talk: Talk, text: str) -> None:
    reply = await talk.through("쏠쏠마켓이 뭐예요?", text)

    assert "✗" not in text_of(reply)


@pytest.mark.parametrize("text", FOR_ME)
@pytest.mark.parametrize("before", ["쏠쏠마켓이 뭐예요?", "쏠쏠마켓 되나요?", "안녕하세요"])
async def test_what_there_is_for_me_is_asked_of_all_programs(talk: Talk, text: str, before: str) -> None:
    begun = await talk.through(before, text)
    assert begun.title is None
    assert "20개 사업 중" in text_of(begun)

    listed = await talk.through("그만", "서울 소상공인이에요", before, text)
    assert any(isinstance(part, Listing) for part in listed.parts)


@pytest.mark.parametrize("text", ["자격 확인 해줘", "저희도 되나요?", "참여할 수 있을까요?"])
async def test_a_question_that_names_no_program_is_offered_for_all(talk: Talk, text: str) -> None:
    reply = await talk.through("쏠쏠마켓이 뭐예요?", text)

    assert reply.title == "소상공인 쏠쏠마켓"
    assert talk.offered()["모든 사업에서 확인"] == "/check"


@pytest.mark.parametrize("told", ["직원은 3명이에요", "수출도 하고 있어요", "서울이 아니라 부천이에요"])
async def test_what_is_told_after_a_verdict_is_said_to_be_noted(talk: Talk, told: str) -> None:
    await talk.through("서울 소상공인인데 쏠쏠마켓 되나요?")

    reply = await talk.says(told)

    assert reply.title == "소상공인 쏠쏠마켓"
    assert reply.lead.startswith("알려 주신 내용을 적어 두었습니다: ")
    assert len(reply.lead.splitlines()) == 2


@pytest.mark.parametrize("said", ["서울이에요", "서울인데 되나요?", "서울 업체는 참여할 수 있나요?"])
async def test_an_answer_or_a_question_is_not_said_to_be_noted(talk: Talk, said: str) -> None:
    await talk.through("소상공인인데 쏠쏠마켓 되나요?")

    assert "적어 두었습니다" not in text_of(await talk.says(said))


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("도시형 소공인이 뭐예요?", "urban_manufacturer"),
        ("사회적경제기업은 무슨 뜻이에요?", "social_economy"),
        ("녹색기업이란 뭔가요?", "green"),
    ],
)
async def test_in_the_interview_the_meaning_of_any_condition_is_told(talk: Talk, text: str, fact: str) -> None:
    first = await talk.through("/check", "서울 금천구")

    reply = await talk.says(text)

    assert reply.lead == first.lead
    assert meaning(knowledge().facts[fact], "ko") in text_of(reply)


def test_each_fact_has_a_meaning_in_both_languages() -> None:
    for fact in knowledge().facts.values():
        for language in ("ko", "en"):
            assert meaning(fact, "en" if language == "en" else "ko").strip()
    assert "직접 만드는 작은 제조업" in meaning(knowledge().facts["urban_manufacturer"], "ko")
