"""Changing a pre-registration that one has made, alone and at the same time as somebody else."""

import datetime as dt
import re

import pytest
from sqlalchemy import Connection, update

from handlers import business_number
from handlers.reply import Listing, Reply
from handlers.wording import catalog, say
from storage import decisions, registrations, turns
from storage.database import Database
from storage.registrations import Registration, Status
from storage.tables import account
from tests.handlers.form_partner import ANSWERED_OTHERWISE, OPEN_PROGRAM, WELL_ANSWERED, Owner, words_of

WAITING_PROGRAM = "ssolssol-market"
ANOTHER_NUMBER = "220-81-62517"
AFTER_THE_DEADLINE = dt.timedelta(days=10)


@pytest.fixture
def owner(sqlite_database: Database) -> Owner:
    """Somebody on the web while the window of the second green exhibition is open."""
    return Owner(sqlite_database)


async def registered(owner: Owner, program: str = OPEN_PROGRAM, number: str | None = None) -> str:
    """Fill in the form well, and return the receipt number; the owner's clock goes on by a minute."""
    await owner.say(f"/register {program}")
    if owner.conversation.form is not None and owner.conversation.form.asked == "consent":
        await owner.say("동의")
    answers = [number if number and answer == WELL_ANSWERED[2] else answer for answer in WELL_ANSWERED[1:]]
    await owner.say("\n".join(answers))
    if number:
        await owner.say(f"사업자번호는 {number}")
    reply = await owner.tap("확인")
    found = re.search(r"R-[0-9A-Z]{8}", reply.lead)
    assert found is not None, words_of(reply)
    owner.now += dt.timedelta(minutes=1)
    return found.group()


async def stored(owner: Owner, receipt: str) -> Registration:
    """The registration as it is stored."""
    found = await owner.database.read(registrations.by_receipt, receipt)
    assert found is not None
    return found


async def decided(owner: Owner, receipt: str, after: Status = "accepted") -> None:
    """Have an admin decide."""
    before = (await stored(owner, receipt)).status
    await owner.database.write(decisions.decide, receipt, before=before, after=after, at=owner.now)


async def linked(first: Owner) -> Owner:
    """Another account of the same owner."""
    second = Owner(first.database, channel="telegram", now=first.now)
    await second.say("안녕하세요")
    ids = [
        await first.database.read(turns.load, channel=one.channel, user=one.user, key=None) for one in (first, second)
    ]
    await first.database.write(_move, ids[1].account, ids[0].owner)
    return second


def _move(connection: Connection, moved: str | None, to: str | None) -> None:
    connection.execute(update(account).where(account.c.id == moved).values(owner_id=to))


def asks(reply: Reply, key: str) -> bool:
    """Whether a reply leads with a text of the catalog."""
    return reply.lead == catalog("ko")[key]


async def test_the_form_opens_at_its_review_with_what_is_registered(owner: Owner) -> None:
    receipt = await registered(owner)

    reply = await owner.say(f"/edit {receipt}")

    words = words_of(reply)
    assert reply.lead.startswith("무엇을 고칠까요?")
    assert receipt in words
    for shown in (
        "1. 상호: 행복상사",
        "2. 사업자등록번호: 123-45-67891",
        "3. 담당자: 김철수",
        "4. 전화번호: 010-1234-5678",
    ):
        assert shown in words
    assert "동의" not in words


async def test_a_changed_value_is_stored_when_it_is_confirmed(owner: Owner) -> None:
    receipt = await registered(owner)
    before = await stored(owner, receipt)
    await owner.say(f"/edit {receipt}")

    review = await owner.say("전화번호는 010-7777-6666")
    assert "고친 것: 전화번호" in words_of(review)
    assert (await stored(owner, receipt)).phone == before.phone
    done = await owner.tap("확인")

    after = await stored(owner, receipt)
    assert after.phone == "+821077776666"
    assert after.updated_at > before.updated_at
    assert (after.created_at, after.keep_until, after.status) == (before.created_at, before.keep_until, "received")
    assert owner.conversation.form is None
    assert "010-****-6666" in words_of(done)
    assert "7777" not in words_of(done)


async def test_a_changed_number_is_found_by_the_new_one_only(owner: Owner) -> None:
    receipt = await registered(owner)
    await owner.say(f"/edit {receipt}")
    await owner.all_of(f"사업자번호는 {ANOTHER_NUMBER}", "확인")

    read = owner.database.read
    assert await read(registrations.active, OPEN_PROGRAM, "1234567891") is None
    found = await read(registrations.active, OPEN_PROGRAM, "2208162517")
    assert found is not None
    assert found.receipt == receipt


async def test_several_values_in_one_message_count(owner: Owner) -> None:
    receipt = await registered(owner)
    await owner.say(f"/edit {receipt}")

    await owner.all_of("담당자 이영희 010-7777-6666 lee@daum.net", "확인")

    after = await stored(owner, receipt)
    assert (after.contact_person, after.phone, after.email) == ("이영희", "+821077776666", "lee@daum.net")
    assert after.firm_name == "행복상사"
    assert after.decision is not None
    assert after.decision["edited"][0]["slots"] == ["contact_person", "phone", "email"]


@pytest.mark.parametrize("said", ["4번 바꿀게요", "4", "전화번호", "전화번호 바꿀게요"])
async def test_a_value_is_changed_by_number_or_name(owner: Owner, said: str) -> None:
    receipt = await registered(owner)
    await owner.say(f"/edit {receipt}")

    asked = await owner.say(said)
    assert "전화번호를 알려 주세요" in words_of(asked)
    wrong = await owner.say("010-12")
    assert "자릿수" in wrong.lead
    await owner.all_of("010-7777-6666", "확인")

    assert (await stored(owner, receipt)).phone == "+821077776666"


async def test_going_back_and_keeping_a_value_changes_nothing(owner: Owner) -> None:
    receipt = await registered(owner)
    before = await stored(owner, receipt)
    await owner.say(f"/edit {receipt}")

    reply = await owner.all_of("이전", "그대로", "확인")

    assert "바뀐 것이 없습니다" in reply.lead
    assert await stored(owner, receipt) == before
    assert owner.conversation.form is None


async def test_the_same_value_again_is_no_change(owner: Owner) -> None:
    receipt = await registered(owner)
    before = await stored(owner, receipt)
    await owner.say(f"/edit {receipt}")

    reply = await owner.all_of("전화번호는 010-1234-5678", "확인")

    assert "바뀐 것이 없습니다" in reply.lead
    assert await stored(owner, receipt) == before


async def test_cancelling_warns_only_where_something_was_changed(owner: Owner) -> None:
    receipt = await registered(owner)
    before = await stored(owner, receipt)
    await owner.say(f"/edit {receipt}")
    assert asks(await owner.say("취소"), "registration.edit.cancelled")

    await owner.all_of(f"/edit {receipt}", "전화번호는 010-7777-6666")
    assert asks(await owner.say("취소"), "forms.really_cancel")
    assert asks(await owner.tap("네, 취소"), "registration.edit.cancelled")

    assert await stored(owner, receipt) == before
    assert owner.conversation.form is None


async def test_somebody_elses_receipt_is_unknown(owner: Owner) -> None:
    receipt = await registered(owner)
    other = Owner(owner.database)

    seen = await other.say(f"/edit {receipt}")
    unknown = await other.say("/edit R-00000000")

    assert seen.lead == say("ko", "registration.my.unknown", receipt=receipt)
    assert unknown.lead == say("ko", "registration.my.unknown", receipt="R-00000000")
    assert other.conversation.form is None


async def test_without_a_number_the_only_registration_is_meant_and_of_several_it_is_asked_which(owner: Owner) -> None:
    assert "고칠 수 있는 등록이 없습니다" in (await owner.say("/edit")).lead
    receipt = await registered(owner)
    assert receipt in words_of(await owner.say("/edit"))
    await owner.say("취소")

    second = await registered(owner, WAITING_PROGRAM)
    reply = await owner.say("/edit")

    assert "어느 등록" in reply.lead
    listed = reply.parts[0]
    assert isinstance(listed, Listing)
    assert {item.command for item in listed.items} == {f"/edit {receipt}", f"/edit {second}"}


async def test_a_withdrawn_registration_is_not_changed(owner: Owner) -> None:
    receipt = await registered(owner)
    await owner.say(f"/withdraw {receipt} yes")

    reply = await owner.say(f"/edit {receipt}")

    assert "이미 취소되어" in reply.lead
    assert owner.conversation.form is None


@pytest.mark.parametrize("status", ["accepted", "declined"])
async def test_of_a_decided_registration_only_the_contact_can_be_changed(owner: Owner, status: Status) -> None:
    receipt = await registered(owner)
    await decided(owner, receipt, status)

    words = words_of(await owner.say(f"/edit {receipt}"))
    assert "이미 승인된" in words or "이미 반려된" in words
    assert "행복상사" not in words
    assert "1. 담당자: 김철수" in words
    assert (await owner.say("상호는 새상사")).lead == ANSWERED_OTHERWISE
    await owner.all_of("010-7777-6666", "확인")

    after = await stored(owner, receipt)
    assert (after.phone, after.firm_name, after.status) == ("+821077776666", "행복상사", status)


async def test_after_the_window_has_closed_the_number_stays_and_the_rest_can_be_changed(owner: Owner) -> None:
    receipt = await registered(owner)
    owner.now += AFTER_THE_DEADLINE

    words = words_of(await owner.say(f"/edit {receipt}"))
    assert "사업자등록번호는 고칠 수 없습니다" in words
    await owner.all_of("상호는 새행복상사", "확인")

    after = await stored(owner, receipt)
    assert (after.firm_name, after.business_number) == ("새행복상사", "1234567891")


async def test_a_window_that_closes_while_the_form_is_open_keeps_the_number(owner: Owner) -> None:
    receipt = await registered(owner)
    await owner.all_of(f"/edit {receipt}", f"사업자번호는 {ANOTHER_NUMBER}", "전화번호는 010-7777-6666")
    owner.now += AFTER_THE_DEADLINE

    reply = await owner.tap("확인")

    assert "아직 저장하지 않았습니다" in reply.lead
    assert "넣지 않은 것: 사업자등록번호" in words_of(reply)
    await owner.tap("확인")
    after = await stored(owner, receipt)
    assert (after.business_number, after.phone) == ("1234567891", "+821077776666")


async def test_a_district_that_does_not_meet_the_rule_is_not_stored_and_can_be_changed(owner: Owner) -> None:
    receipt = await registered(owner)
    before = await stored(owner, receipt)
    await owner.all_of(f"/edit {receipt}", "지역은 부산 해운대구")

    reply = await owner.say("확인")

    assert "지원 대상이 아니어서" in reply.lead
    assert "맞지 않는 조건" in words_of(reply)
    assert await stored(owner, receipt) == before
    await owner.all_of("지역은 서울 마포구", "확인")
    assert (await stored(owner, receipt)).district == "서울 마포구"


async def test_a_new_district_has_the_verdict_given_again(owner: Owner) -> None:
    receipt = await registered(owner)
    before = await stored(owner, receipt)
    await owner.all_of(f"/edit {receipt}", "지역은 서울 마포구", "확인")

    after = await stored(owner, receipt)
    assert before.decision is not None
    assert after.decision is not None
    assert after.decision["facts"]["region"] == "서울 마포구"
    assert after.decision["receipt"] != before.decision["receipt"]
    assert after.decision["form"] == before.decision["form"]
    assert [one["slots"] for one in after.decision["edited"]] == [["district"]]


async def test_a_changed_phone_leaves_the_verdict_as_it_was_given(owner: Owner) -> None:
    receipt = await registered(owner)
    before = await stored(owner, receipt)
    await owner.all_of(f"/edit {receipt}", "전화번호는 010-7777-6666", "확인")

    after = await stored(owner, receipt)
    assert before.decision is not None
    assert after.decision is not None
    assert {key: value for key, value in after.decision.items() if key != "edited"} == before.decision


async def test_the_number_of_somebody_elses_registration_is_not_taken(owner: Owner) -> None:
    other = Owner(owner.database)
    await registered(other, number=ANOTHER_NUMBER)
    receipt = await registered(owner)
    await owner.all_of(f"/edit {receipt}", f"사업자번호는 {ANOTHER_NUMBER}")

    reply = await owner.say("확인")

    assert business_number.masked("2208162517") in reply.lead
    assert "62517" not in words_of(reply)
    assert "고치지 않았습니다" in reply.lead
    assert (await stored(owner, receipt)).business_number == "1234567891"
    assert owner.values["business_number"] == "2208162517"


async def test_the_number_of_ones_own_other_registration_is_not_taken(owner: Owner) -> None:
    first = await registered(owner)
    await owner.say(f"/register {OPEN_PROGRAM}")
    await owner.all_of("동의", f"사업자번호는 {ANOTHER_NUMBER}")
    await owner.tap("확인")
    owner.now += dt.timedelta(minutes=1)
    await owner.all_of(f"/edit {first}", f"사업자번호는 {ANOTHER_NUMBER}")

    reply = await owner.say("확인")

    assert "이미 접수번호" in reply.lead
    assert (await stored(owner, first)).business_number == "1234567891"
    assert owner.conversation.form is not None


async def test_a_number_that_somebody_registers_while_one_confirms_is_seen_on_the_second_try(
    database: Database,
) -> None:
    owner, other = Owner(database), Owner(database)
    receipt = await registered(owner)
    await owner.all_of(f"/edit {receipt}", f"사업자번호는 {ANOTHER_NUMBER}")

    async def meanwhile() -> None:
        await registered(other, number=ANOTHER_NUMBER)

    owner.before_commit = meanwhile
    reply = await owner.say("확인")

    assert "고치지 않았습니다" in reply.lead
    assert (await stored(owner, receipt)).business_number == "1234567891"


async def test_what_was_typed_for_the_same_firm_can_be_put_over_it(owner: Owner) -> None:
    receipt = await registered(owner)
    await owner.say(f"/register {OPEN_PROGRAM}")
    await owner.all_of("동의", "담당자는 이영희", "전화번호는 010-7777-6666")
    again = await owner.tap("확인")
    assert "이미 등록하셨습니다" in again.lead

    review = await owner.tap("방금 적은 내용")
    assert "고친 것: 담당자, 전화번호" in words_of(review)
    await owner.tap("확인")

    after = await stored(owner, receipt)
    assert (after.contact_person, after.phone) == ("이영희", "+821077776666")
    assert owner.conversation.typed == {}


async def test_of_two_edits_at_once_the_second_is_shown_what_the_first_has_changed(database: Database) -> None:
    one = Owner(database)
    receipt = await registered(one)
    two = await linked(one)
    await one.all_of(f"/edit {receipt}", "전화번호는 010-7777-6666")
    await two.all_of(f"/edit {receipt}", "담당자는 이영희")

    async def meanwhile() -> None:
        await one.say("확인")

    two.before_commit = meanwhile
    reply = await two.say("확인")

    assert "그사이 이 등록이 바뀌어" in reply.lead
    words = words_of(reply)
    assert "010-7777-6666" in words
    assert "이영희" in words
    half = await stored(one, receipt)
    assert (half.phone, half.contact_person) == ("+821077776666", "김철수")
    await two.tap("확인")
    after = await stored(one, receipt)
    assert (after.phone, after.contact_person) == ("+821077776666", "이영희")
    assert after.decision is not None
    assert [edited["slots"] for edited in after.decision["edited"]] == [["phone"], ["contact_person"]]


async def test_two_edits_of_one_instant_do_not_overwrite_each_other(database: Database) -> None:
    one = Owner(database)
    receipt = await registered(one)
    two = await linked(one)
    one.now = two.now = (await stored(one, receipt)).updated_at
    await one.all_of(f"/edit {receipt}", "전화번호는 010-7777-6666")
    await two.all_of(f"/edit {receipt}", "전화번호는 010-2222-3333")

    await one.say("확인")
    reply = await two.say("확인")

    assert "아직 저장하지 않았습니다" in reply.lead
    assert (await stored(one, receipt)).phone == "+821077776666"


@pytest.mark.parametrize("late", [False, True])
async def test_a_decision_while_one_edits_keeps_what_was_decided_on(database: Database, late: bool) -> None:
    owner = Owner(database)
    receipt = await registered(owner)
    await owner.all_of(f"/edit {receipt}", "상호는 새상사", "전화번호는 010-7777-6666")

    async def meanwhile() -> None:
        await decided(owner, receipt)

    if late:
        owner.before_commit = meanwhile
    else:
        await meanwhile()
    reply = await owner.say("확인")

    words = words_of(reply)
    assert "아직 저장하지 않았습니다" in reply.lead
    assert "승인" in reply.lead
    assert "넣지 않은 것: 상호" in words
    await owner.tap("확인")
    after = await stored(owner, receipt)
    assert (after.status, after.firm_name, after.phone) == ("accepted", "행복상사", "+821077776666")


async def test_an_edit_that_comes_first_lets_the_decision_stand(database: Database) -> None:
    owner = Owner(database)
    receipt = await registered(owner)
    await owner.all_of(f"/edit {receipt}", "전화번호는 010-7777-6666", "확인")

    await decided(owner, receipt)

    after = await stored(owner, receipt)
    assert (after.status, after.phone) == ("accepted", "+821077776666")


async def test_a_registration_that_is_withdrawn_meanwhile_is_said_to_be_gone(owner: Owner) -> None:
    receipt = await registered(owner)
    two = await linked(owner)
    await owner.all_of(f"/edit {receipt}", "전화번호는 010-7777-6666")
    await two.say(f"/withdraw {receipt} yes")

    reply = await owner.say("확인")

    assert "고칠 수 없습니다" in reply.lead
    assert owner.conversation.form is None
    after = await stored(owner, receipt)
    assert (after.status, after.phone) == ("withdrawn", "+821012345678")


async def test_withdrawing_closes_the_form_that_changes_it(owner: Owner) -> None:
    receipt = await registered(owner)
    await owner.say(f"/edit {receipt}")

    await owner.say(f"/withdraw {receipt} yes")

    assert owner.conversation.form is None


async def test_confirming_twice_changes_once_and_says_so(owner: Owner) -> None:
    receipt = await registered(owner)
    await owner.all_of(f"/edit {receipt}", "전화번호는 010-7777-6666")
    confirm = next(choice.command for choice in owner.last.choices if choice.label == "확인")
    await owner.send(confirm)
    once = await stored(owner, receipt)

    again = await owner.send(confirm)

    assert "이미 고치셨습니다" in again.lead
    assert await stored(owner, receipt) == once


async def test_another_registration_waits_until_the_one_that_is_changed_is_done(owner: Owner) -> None:
    first = await registered(owner)
    second = await registered(owner, WAITING_PROGRAM)
    await owner.say(f"/edit {first}")
    assert second in words_of(await owner.say(f"/edit {second}"))
    await owner.say("전화번호는 010-7777-6666")

    for command in (f"/edit {first}", "/register seoul-green-expo-1", f"/register {OPEN_PROGRAM}"):
        assert asks(await owner.say(command), "forms.another_open")

    assert owner.values["phone"] == "+821077776666"


async def test_opening_the_same_form_again_loses_nothing(owner: Owner) -> None:
    receipt = await registered(owner)
    await owner.all_of(f"/edit {receipt}", "전화번호는 010-7777-6666")

    reply = await owner.say(f"/edit {receipt}")

    assert "고친 것: 전화번호" in words_of(reply)
    assert owner.values["phone"] == "+821077776666"


async def test_days_later_one_goes_on_or_hears_that_it_was_withdrawn(owner: Owner) -> None:
    receipt = await registered(owner)
    two = await linked(owner)
    await owner.all_of(f"/edit {receipt}", "전화번호는 010-7777-6666")
    await two.say(f"/withdraw {receipt} yes")
    owner.silence = dt.timedelta(days=2)

    reply = await owner.say("음")

    assert "고칠 수 없습니다" in reply.lead


async def test_what_was_changed_is_kept_without_the_values(owner: Owner) -> None:
    receipt = await registered(owner)
    await owner.all_of(f"/edit {receipt}", "전화번호는 010-7777-6666", "확인")

    after = await stored(owner, receipt)
    assert after.decision is not None
    (edited,) = after.decision["edited"]
    assert "7777" not in str(after.decision)
    assert edited["slots"] == ["phone"]
    assert dt.datetime.fromisoformat(edited["at"]) == after.updated_at


async def test_it_is_held_in_english_too(owner: Owner) -> None:
    receipt = await registered(owner)
    owner.speak_english()
    await owner.say(f"/edit {receipt}")

    review = await owner.say("change phone to 010-7777-6666")
    done = await owner.say("confirm")

    assert "Changed: phone" in words_of(review)
    assert "was changed" in done.lead
