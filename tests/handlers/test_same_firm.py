"""A firm that is registered for a program already: by oneself, or by somebody else."""

import pytest

from storage import duplicates, registrations
from storage.database import Database
from storage.registrations import Registration
from tests.handlers.form_partner import OPEN_PROGRAM, Owner, words_of

WITH_MARKET = "market-delivery"


@pytest.fixture
async def owner(sqlite_database: Database) -> Owner:
    """Somebody who has registered a firm."""
    somebody = Owner(sqlite_database)
    await somebody.say(f"/register {OPEN_PROGRAM}")
    await somebody.fill_in()
    await somebody.say("확인")
    return somebody


async def stored(owner: Owner) -> tuple[Registration, ...]:
    """All registrations."""
    return (await owner.database.read(registrations.search, size=100)).items


async def tries(owner: Owner, text: str) -> None:
    """Fill the form in with ``text`` and confirm."""
    await owner.all_of(f"/register {OPEN_PROGRAM}", "동의", text, "확인")


async def test_ones_own_firm_is_shown_masked_with_the_way_to_change_it(owner: Owner) -> None:
    (made,) = await stored(owner)

    await tries(owner, "전화는 010-9999-8888")

    words = words_of(owner.last)
    assert made.receipt in owner.last.lead
    assert "123-**-***91" in words
    assert "123-45-67891" not in words
    assert owner.last.choices[0].command == f"/edit {made.receipt} typed"
    assert await stored(owner) == (made,)
    assert owner.conversation.form is None


async def test_what_was_just_typed_is_put_over_what_is_registered(owner: Owner) -> None:
    await tries(owner, "전화는 010-9999-8888")

    await owner.tap("방금 적은 내용으로 고치기")
    assert owner.values["phone"] == "+821099998888"
    await owner.say("확인")

    (made,) = await stored(owner)
    assert made.phone == "+821099998888"
    assert made.firm_name == "행복상사"


async def test_another_firm_of_the_same_owner_is_registered(owner: Owner) -> None:
    await owner.all_of(f"/register {OPEN_PROGRAM}", "동의", "220-81-62517 02-123-4567", "확인")

    assert {made.business_number for made in await stored(owner)} == {"1234567891", "2208162517"}


async def test_who_is_registered_is_told_so_before_anything_is_filled_in(owner: Owner) -> None:
    (made,) = await stored(owner)
    owner.sure = False

    reply = await owner.say(f"/register {OPEN_PROGRAM}")

    assert made.receipt in reply.lead
    assert owner.conversation.form is None
    assert f"/register {OPEN_PROGRAM} other" in [choice.command for choice in reply.choices]


async def test_somebody_elses_firm_is_masked_and_the_form_stays_for_another_number(owner: Owner) -> None:
    (made,) = await stored(owner)
    other = Owner(owner.database, channel="kakao")

    await tries(other, "행복상사 123-45-67891 010-2222-3333 대표 박철민 서울 금천구")

    words = words_of(other.last)
    assert "123-**-***91" in words
    for private in (made.receipt, "김철수", "1234-5678", "123-45-67891"):
        assert private not in words
    assert other.values["contact_person"] == "박철민"
    await other.tap("사업자등록번호 바꾸기")
    await other.all_of("220-81-62517", "확인")
    assert len(await stored(owner)) == 2


async def test_the_team_learns_of_the_attempt_once_and_not_whose_it_was(owner: Owner) -> None:
    (made,) = await stored(owner)
    other = Owner(owner.database, channel="kakao")

    await tries(other, "행복상사 123-45-67891 010-2222-3333 대표 박철민 서울 금천구")
    await other.say("확인")

    (attempt,) = await owner.database.read(duplicates.of_registration, made.id)
    assert attempt.channel == "kakao"


async def test_a_withdrawn_registration_stands_in_nobodys_way(owner: Owner) -> None:
    (made,) = await stored(owner)
    await owner.say(f"/withdraw {made.receipt} yes")
    other = Owner(owner.database)

    await tries(other, "행복상사 123-45-67891 010-2222-3333 대표 박철민 서울 금천구")

    assert [one.status for one in await stored(owner)].count("received") == 1


async def test_what_was_remembered_for_another_program_stays_remembered(owner: Owner) -> None:
    await owner.say(f"/register {WITH_MARKET}")
    await owner.all_of("동의", "시장은 행복시장")
    assert owner.values["market"] == "행복시장"

    await tries(owner, "전화는 010-9999-8888")

    assert owner.conversation.typed["market"] == "행복시장"
    assert owner.conversation.typed["phone"] == "+821099998888"
