"""The stage before a registration's form: the verdict first, and the facts that decide it, one at a time."""

import pytest

from handlers import registering, registration
from storage import registrations
from storage.database import Database
from tests.handlers.form_partner import ANSWERED_OTHERWISE, OPEN_PROGRAM, Owner, words_of

WAITING_PROGRAM = "ssolssol-market"


@pytest.fixture
async def owner(sqlite_database: Database) -> Owner:
    """Somebody who has asked to be registered for a program of which his verdict is not known."""
    somebody = Owner(sqlite_database)
    somebody.sure = False
    await somebody.say(f"/register {OPEN_PROGRAM}")
    return somebody


def stage_of(owner: Owner) -> str | None:
    """What is open: the stage, the form or nothing."""
    return owner.conversation.form.form if owner.conversation.form else None


async def test_the_verdict_comes_first_with_the_question_that_decides(owner: Owner) -> None:
    words = words_of(owner.last)

    assert stage_of(owner) == registering.ID
    assert "아직 알 수 없습니다" in owner.last.lead
    assert "서울 소재" in words
    assert "어느 지역" in words
    assert "개인정보" not in words
    assert any(choice.label == "확인 없이 등록하기" for choice in owner.last.choices)


async def test_an_answer_counts_at_once_and_the_next_question_follows(owner: Owner) -> None:
    reply = await owner.say("서울 금천구 소상공인이에요")

    assert "서울 금천구" in reply.lead
    assert "소상공인" in reply.lead
    assert "환경" in words_of(reply)
    assert stage_of(owner) == registering.ID


async def test_once_all_is_told_the_form_opens_under_the_verdict(owner: Owner) -> None:
    await owner.say("서울 금천구 소상공인이에요")
    owner.told = {"region": "서울 금천구", "size": "small_merchant"}

    reply = await owner.tap("네")

    assert stage_of(owner) == registration.FORM.id
    assert "참여하실 수 있" in reply.lead
    assert "개인정보 수집·이용에 동의" in words_of(reply)


async def test_who_can_not_take_part_is_told_why_and_what_fits_instead(owner: Owner) -> None:
    reply = await owner.say("부산 해운대구요")

    assert stage_of(owner) is None
    assert "지원 대상이 아니어서" in reply.lead
    assert "서울 소재" in words_of(reply)
    assert await owner.database.read(registrations.search) == registrations.Page(0, ())


@pytest.mark.parametrize("said", ["그냥 등록할게요", "등록부터 할게요", "일단 신청할게요", "register now"])
async def test_who_wants_to_register_first_may(owner: Owner, said: str) -> None:
    await owner.say(said)

    assert stage_of(owner) == registration.FORM.id
    assert owner.conversation.form is not None
    assert owner.conversation.form.asked == "consent"


async def test_the_button_to_register_first_does_so_too(owner: Owner) -> None:
    await owner.tap("확인 없이 등록하기")

    assert stage_of(owner) == registration.FORM.id


async def test_what_somebody_does_not_know_is_not_asked_again(owner: Owner) -> None:
    first = owner.conversation.form
    assert first is not None

    await owner.tap("모르겠어요")

    assert stage_of(owner) == registering.ID
    assert owner.conversation.form is not None
    assert owner.conversation.form.asked not in {None, first.asked}
    assert owner.conversation.declined == (first.asked,)


async def test_who_knows_nothing_is_registered_all_the_same(owner: Owner) -> None:
    for _ in range(4):
        if stage_of(owner) == registering.ID:
            await owner.say("몰라요")

    assert stage_of(owner) == registration.FORM.id
    assert "아직 확인되지 않은 조건" in words_of(owner.last)


async def test_a_question_is_answered_by_others_and_the_stage_stays(owner: Owner) -> None:
    reply = await owner.say("마감일이 언제예요?")

    assert reply.lead == ANSWERED_OTHERWISE
    assert stage_of(owner) == registering.ID


async def test_cancelling_ends_the_stage_and_nothing_else(owner: Owner) -> None:
    reply = await owner.say("취소")

    assert stage_of(owner) is None
    assert "사전등록을 시작하지 않았습니다" in reply.lead


async def test_asking_for_the_same_program_again_asks_the_same_question(owner: Owner) -> None:
    before = owner.conversation.form

    await owner.say(f"/register {OPEN_PROGRAM}")

    assert owner.conversation.form == before


async def test_the_old_button_to_register_first_does_not_begin_the_form_again(owner: Owner) -> None:
    await owner.tap("확인 없이 등록하기")
    await owner.all_of("동의", "행복상사")
    before = owner.conversation.form

    await owner.send(f"/register {OPEN_PROGRAM} now")

    assert owner.conversation.form == before


async def test_a_window_that_closes_during_the_questions_ends_them(owner: Owner) -> None:
    owner.now = owner.now.replace(day=30)

    reply = await owner.say("서울 금천구요")

    assert stage_of(owner) is None
    assert "이미 끝나서" in reply.lead


async def test_what_was_typed_for_another_program_outlasts_the_questions(owner: Owner) -> None:
    await owner.tap("확인 없이 등록하기")
    await owner.all_of("동의", "행복상사 123-45-67891 010-1234-5678")

    await owner.say(f"/register {WAITING_PROGRAM}")
    assert stage_of(owner) == registering.ID
    await owner.tap("확인 없이 등록하기")

    assert owner.values == {
        "firm_name": "행복상사",
        "business_number": "1234567891",
        "phone": "+821012345678",
    }
    await owner.say("취소")
    assert owner.conversation.form is not None
    assert owner.conversation.form.cancelling
