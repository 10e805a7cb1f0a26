"""Values that are known before the form is opened: from the last registration, and from forms that led nowhere."""

import datetime as dt

import pytest
from sqlalchemy import Connection, select, update

from storage import registrations
from storage.database import Database
from storage.tables import conversation
from tests.handlers.form_partner import OPEN_PROGRAM, Owner, words_of

WAITING_PROGRAM, WITH_MARKET = "ssolssol-market", "market-delivery"
FIRM = {"firm_name": "행복상사", "business_number": "1234567891", "contact_person": "김철수", "phone": "+821012345678"}


@pytest.fixture
def owner(sqlite_database: Database) -> Owner:
    """Somebody on the web while the window of the second green exhibition is open."""
    return Owner(sqlite_database)


async def registered(owner: Owner, program: str = OPEN_PROGRAM) -> None:
    """Register well."""
    await owner.say(f"/register {program}")
    await owner.fill_in()
    await owner.say("확인")
    assert owner.conversation.form is None


async def test_the_second_registration_asks_for_consent_and_shows_what_is_known(owner: Owner) -> None:
    await registered(owner)

    await owner.say(f"/register {WAITING_PROGRAM}")
    assert owner.conversation.form is not None
    assert owner.conversation.form.asked == "consent"
    review = await owner.say("동의")

    assert owner.values == {"consent": owner.values["consent"], "district": "서울 금천구"} | FIRM
    assert words_of(review).count("(전에 알려 주신 값)") == 5


async def test_what_is_known_can_be_changed_and_is_then_no_longer_called_known(owner: Owner) -> None:
    await registered(owner)
    await owner.say(f"/register {WAITING_PROGRAM}")
    await owner.say("동의")

    review = await owner.say("전화는 010-9999-8888")

    assert owner.values["phone"] == "+821099998888"
    assert "010-9999-8888 (전에" not in words_of(review)
    assert words_of(review).count("(전에 알려 주신 값)") == 4


async def test_a_form_with_nothing_but_known_values_is_cancelled_without_a_question(owner: Owner) -> None:
    await registered(owner)
    await owner.say(f"/register {WAITING_PROGRAM}")
    await owner.say("동의")

    await owner.say("취소")

    assert owner.conversation.form is None


async def test_a_program_that_asks_more_asks_only_for_that(owner: Owner) -> None:
    await registered(owner)

    await owner.say(f"/register {WITH_MARKET}")
    await owner.say("동의")

    assert owner.conversation.form is not None
    assert owner.conversation.form.asked == "market"


async def test_the_district_that_was_told_is_not_asked_for(owner: Owner) -> None:
    owner.told = {"region": "서울 금천구"}

    await owner.say(f"/register {OPEN_PROGRAM}")

    assert owner.values == {"district": "서울 금천구"}


async def test_a_province_alone_is_no_district(owner: Owner) -> None:
    owner.told = {"region": "서울"}

    await owner.say(f"/register {OPEN_PROGRAM}")

    assert owner.values == {}


async def test_what_only_one_program_asks_is_kept_while_another_is_filled_in(owner: Owner) -> None:
    await owner.say(f"/register {WITH_MARKET}")
    await owner.all_of("동의", "상호 행복상사 시장 행복시장 010-1234-5678")

    await owner.say(f"/register {OPEN_PROGRAM}")
    assert "market" not in owner.values
    assert owner.conversation.typed == {"market": "행복시장"}
    await owner.say(f"/register {WITH_MARKET}")

    assert owner.values == {"firm_name": "행복상사", "market": "행복시장", "phone": "+821012345678"}
    assert owner.conversation.typed == {}


async def test_what_was_typed_in_vain_is_not_lost_without_a_question(owner: Owner) -> None:
    await owner.say(f"/register {OPEN_PROGRAM}")
    await owner.all_of("동의", "행복상사", "123-45-67891")
    owner.now += dt.timedelta(days=5)
    owner.silence = dt.timedelta(days=5)
    await owner.say("김철수")
    owner.silence = dt.timedelta()
    await owner.say(f"/register {WAITING_PROGRAM}")
    assert owner.values == {"firm_name": "행복상사", "business_number": "1234567891"}

    await owner.say("취소")

    assert owner.conversation.form is not None
    assert owner.conversation.form.cancelling


async def test_a_value_that_no_slot_reads_any_more_goes_into_no_other_form(owner: Owner) -> None:
    await owner.say(f"/register {OPEN_PROGRAM}")
    await owner.all_of("동의", "행복상사 123-45-67891 010-1234-5678 대표 김철수 금천구")

    def deploy(connection: Connection) -> None:
        state = connection.scalar(select(conversation.c.state))
        assert state is not None
        state["form"]["values"]["phone"] = "010"
        connection.execute(update(conversation).values(state=state))

    await owner.database.write(deploy)

    await owner.say(f"/register {WAITING_PROGRAM}")
    assert "phone" not in owner.values
    await owner.say("동의")
    assert owner.conversation.form is not None
    assert owner.conversation.form.asked == "phone"
    await owner.all_of("02-123-4567", "확인")

    (made,) = (await owner.database.read(registrations.search)).items
    assert made.phone == "+8221234567"
