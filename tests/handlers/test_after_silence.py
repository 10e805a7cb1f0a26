"""A form that lay open for days: whoever comes back is asked whether to go on, unless it is clear what he means."""

import datetime as dt
import json

import pytest

from handlers.forms.engine import LONG_SILENCE
from storage.database import Database
from tests.handlers.form_partner import ANSWERED_OTHERWISE, OPEN_PROGRAM, Owner, words_of

WAITING_PROGRAM = "ssolssol-market"


@pytest.fixture
async def owner(sqlite_database: Database) -> Owner:
    """Somebody who was asked for the contact person, and comes back after two days."""
    somebody = Owner(sqlite_database)
    await somebody.say(f"/register {WAITING_PROGRAM}")
    await somebody.all_of("동의", "행복상사", "123-45-67891")
    somebody.silence = dt.timedelta(days=2)
    return somebody


async def says_at_once(owner: Owner, text: str) -> None:
    """Type something right after what was said before."""
    owner.silence = dt.timedelta()
    await owner.say(text)


def asked_of(owner: Owner) -> str | None:
    """The slot that the form asks for."""
    assert owner.conversation.form is not None
    return owner.conversation.form.asked


@pytest.mark.parametrize("said", ["김철수", "안녕하세요", "네", "음"])
async def test_who_comes_back_is_asked_whether_to_go_on_and_told_what_there_is(owner: Owner, said: str) -> None:
    reply = await owner.say(said)

    assert "이어서 할까요?" in reply.lead
    assert "상호, 사업자등록번호" in words_of(reply)
    assert asked_of(owner) == "contact_person"
    assert "contact_person" not in owner.values


@pytest.mark.parametrize("yes", ["네", "이어서", "네 이어서 할게요", "계속할게요", "네, 계속이요"])
async def test_what_was_typed_first_counts_once_it_is_confirmed(owner: Owner, yes: str) -> None:
    await owner.say("김철수")

    await says_at_once(owner, yes)

    assert owner.values["contact_person"] == "김철수"
    assert asked_of(owner) == "phone"


async def test_the_button_to_go_on_does_so_too(owner: Owner) -> None:
    await owner.say("김철수")
    owner.silence = dt.timedelta()

    await owner.tap("이어서 하기")

    assert owner.values["contact_person"] == "김철수"


async def test_a_greeting_is_no_value(owner: Owner) -> None:
    await owner.say("안녕하세요")

    await says_at_once(owner, "네")

    assert "contact_person" not in owner.values
    assert asked_of(owner) == "contact_person"


@pytest.mark.parametrize("no", ["아니요", "취소"])
async def test_who_does_not_want_to_go_on_is_asked_before_anything_is_lost(owner: Owner, no: str) -> None:
    await owner.say("김철수")

    await says_at_once(owner, no)

    assert owner.conversation.form is not None
    assert owner.conversation.form.cancelling
    assert owner.values["firm_name"] == "행복상사"


async def test_a_clear_answer_is_taken_without_a_question(owner: Owner) -> None:
    await owner.say("담당자는 김철수")
    assert owner.values["contact_person"] == "김철수"

    await owner.say("010-1234-5678")
    assert owner.values["phone"] == "+821012345678"


async def test_several_values_are_clear(owner: Owner) -> None:
    await owner.say("김철수 010-1234-5678 서울 금천구")

    assert asked_of(owner) is None
    assert owner.values["contact_person"] == "김철수"


async def test_a_correction_is_clear(owner: Owner) -> None:
    await owner.say("상호는 행복상회로 바꿔주세요")

    assert owner.values["firm_name"] == "행복상회"


async def test_a_question_is_answered_as_ever(owner: Owner) -> None:
    assert (await owner.say("마감일이 언제예요?")).lead == ANSWERED_OTHERWISE


async def test_a_value_after_the_question_goes_on(owner: Owner) -> None:
    await owner.say("안녕하세요")

    await says_at_once(owner, "이영희")

    assert owner.values["contact_person"] == "이영희"


async def test_a_short_silence_asks_nothing(owner: Owner) -> None:
    owner.silence = LONG_SILENCE - dt.timedelta(seconds=1)

    await owner.say("김철수")

    assert owner.values["contact_person"] == "김철수"


async def test_a_resident_number_is_not_held_either(owner: Owner) -> None:
    await owner.say("김철수 850505-2765432")

    assert "2765432" not in json.dumps(owner.conversation.model_dump(mode="json"))


async def test_a_program_that_has_closed_meanwhile_says_so_and_keeps_what_was_typed(sqlite_database: Database) -> None:
    owner = Owner(sqlite_database)
    await owner.say(f"/register {OPEN_PROGRAM}")
    await owner.all_of("동의", "행복상사", "123-45-67891")
    owner.now += dt.timedelta(days=5)
    owner.silence = dt.timedelta(days=5)

    reply = await owner.say("김철수")

    assert "이미 끝나서" in reply.lead
    assert owner.conversation.form is None
    assert owner.conversation.typed == {"firm_name": "행복상사", "business_number": "1234567891"}
