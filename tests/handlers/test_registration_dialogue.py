"""Pre-registration from the first word to the receipt, and what one can do with it afterwards, on a real database."""

import dataclasses
import datetime as dt
import json
import re

import pytest

from handlers import consent, own_registrations
from handlers.forms import declared
from handlers.message import Channel
from handlers.reply import Listing
from handlers.turn import new_id
from knowledge.window import SEOUL
from storage import consents, registrations
from storage.database import Database
from storage.registrations import Registration
from tests.handlers.form_partner import (
    ANSWERED_OTHERWISE,
    OPEN_PROGRAM,
    WELL_ANSWERED,
    WHILE_OPEN,
    Owner,
    knowledge,
    words_of,
)

RECEIPT = re.compile(r"R-[0-9A-HJKMNP-TV-Z]{8}")
AFTER_THE_DEADLINE = dt.datetime(2020, 9, 30, 0, 0, tzinfo=SEOUL)
LAST_SECOND = dt.datetime(2020, 9, 29, 23, 59, 59, tzinfo=SEOUL)
WAITING_PROGRAM, WITH_MARKET = "ssolssol-market", "market-delivery"


@pytest.fixture
def owner(sqlite_database: Database) -> Owner:
    """Somebody on the web while the window of the second green exhibition is open."""
    return Owner(sqlite_database)


async def registered(owner: Owner, program: str = OPEN_PROGRAM) -> str:
    """Fill in the form well, and return the receipt number."""
    await owner.say(f"/register {program}")
    await owner.fill_in()
    reply = await owner.tap("확인")
    found = RECEIPT.search(reply.lead)
    assert found is not None, reply.lead
    return found.group()


async def stored(owner: Owner) -> tuple[Registration, ...]:
    """All registrations in the database."""
    return (await owner.database.read(registrations.search, size=100)).items


async def test_a_form_that_is_answered_well_ends_in_a_receipt(owner: Owner) -> None:
    await owner.say(f"/register {OPEN_PROGRAM}")
    await owner.all_of(*WELL_ANSWERED)
    reply = await owner.tap("확인")

    (made,) = await stored(owner)
    assert made.receipt in reply.lead
    assert (made.standing, made.status) == ("registered", "received")
    assert made.firm_name == "행복상사"
    assert made.business_number == "1234567891"
    assert made.contact_person == "김철수"
    assert made.phone == "+821012345678"
    assert made.email == "chulsoo@naver.com"
    assert made.district == "서울 금천구"


async def test_the_receipt_says_that_it_is_not_the_application_and_how_to_look_it_up(owner: Owner) -> None:
    await registered(owner)

    words = words_of(owner.last)
    assert owner.last.title == "서울 녹색제품 온라인 기획전 (제2차)"
    assert "기관에 내는 신청이 아닙니다" in words
    assert "기사에 나와 있지 않습니다" in words
    assert "/내등록" in words
    assert "2020-09-23" in (owner.last.source or "")


async def test_the_review_says_that_it_is_not_the_application_and_shows_what_was_typed(owner: Owner) -> None:
    await owner.say(f"/register {OPEN_PROGRAM}")
    await owner.all_of(*WELL_ANSWERED)

    words = words_of(owner.last)
    for shown in (
        "1. 상호: 행복상사",
        "2. 사업자등록번호: 123-45-67891",
        "4. 전화번호: 010-1234-5678",
        "신청이 아닙니다",
    ):
        assert shown in words


async def test_the_decision_is_kept_with_the_registration(owner: Owner) -> None:
    owner.told = {"region": "서울 금천구", "size": "small"}

    await registered(owner)

    (made,) = await stored(owner)
    assert made.decision is not None
    assert made.decision["verdict"] == "unknown"
    assert "green" in made.decision["open"]
    assert made.decision["facts"]["region"] == "서울 금천구"
    assert made.decision["knowledge"] == knowledge().version
    assert made.decision["as_of"] is None


async def test_consent_is_recorded_with_its_version_and_words(owner: Owner) -> None:
    await registered(owner)

    (made,) = await stored(owner)
    said = await owner.database.read(consents.standing, made.owner, "registration")
    assert said is not None
    assert said.given
    assert said.version == consent.REGISTRATION_VERSION
    assert said.channel == "web"
    assert "수집 항목: 상호" in (await owner.database.read(consents.words_of, said.words_hash) or "")


@pytest.mark.parametrize(("channel", "named"), [("kakao", "카카오"), ("telegram", "국외 이전"), ("web", "웹 채팅")])
async def test_consent_names_the_messenger_and_for_telegram_the_transfer_abroad(
    sqlite_database: Database, channel: Channel, named: str
) -> None:
    owner = Owner(sqlite_database, channel=channel)

    reply = await owner.say(f"/register {OPEN_PROGRAM}")

    words = words_of(reply)
    for told in (named, "수집 항목", "이용 목적", "보유 기간", "거부할 권리"):
        assert told in words
    assert ("국외 이전" in words) is (channel == "telegram")


async def test_who_does_not_agree_is_not_registered(owner: Owner) -> None:
    await owner.say(f"/register {OPEN_PROGRAM}")

    reply = await owner.tap("동의하지 않음")

    assert "시작하지 않았습니다" in reply.lead
    assert owner.conversation.form is None
    assert await stored(owner) == ()


@pytest.mark.parametrize("said", ["1", "1번", "2", "１"])
async def test_a_bare_number_is_no_consent(owner: Owner, said: str) -> None:
    await owner.say(f"/register {OPEN_PROGRAM}")

    await owner.say(said)

    assert owner.values == {}
    assert owner.conversation.form is not None
    assert owner.conversation.form.asked == "consent"


async def test_a_mistake_says_which_part_is_wrong_and_the_rest_is_kept(owner: Owner) -> None:
    await owner.say(f"/register {OPEN_PROGRAM}")
    await owner.all_of("동의", "행복상사")

    reply = await owner.say("123-45-67892")
    assert "마지막 자리 2가" in reply.lead
    assert "123-45-67891" in reply.lead

    await owner.all_of("123-45-67891", "김철수")
    assert "자릿수" in (await owner.say("010-1234")).lead
    await owner.say("010-1234-5678")
    assert "시·군·구" in (await owner.say("서울")).lead
    assert owner.values["firm_name"] == "행복상사"


async def test_a_question_in_the_middle_is_answered_by_others_and_the_form_goes_on(owner: Owner) -> None:
    await owner.say(f"/register {OPEN_PROGRAM}")
    await owner.all_of("동의", "행복분식")

    reply = await owner.say("마감일 알려줘")

    assert reply.lead == ANSWERED_OTHERWISE
    assert owner.values["firm_name"] == "행복분식"
    await owner.say("123-45-67891")
    assert owner.values["business_number"] == "1234567891"


@pytest.mark.parametrize(
    "said",
    [
        "아직 없어요",
        "사업자등록번호가 아직 없는데요",
        "모르겠어요",
        "사업자등록번호가 뭐예요?",
        "사업자번호가 뭔가요",
        "그게 뭐예요?",
        "왜 필요해요?",
    ],
)
async def test_who_has_no_number_or_asks_what_it_is_is_told_and_asked_again(owner: Owner, said: str) -> None:
    await owner.say(f"/register {OPEN_PROGRAM}")
    await owner.all_of("동의", "행복상사")

    reply = await owner.say(said)

    assert "사업자등록을 할 때 받는 10자리 번호" in reply.lead
    assert "취소" in reply.lead
    assert "123-45-67891" in words_of(reply)
    assert owner.conversation.form is not None
    assert owner.conversation.form.asked == "business_number"


@pytest.mark.parametrize("said", ["두번째거 마감은", "두 번째 거 마감은?", "첫번째 사업 지원 내용"])
async def test_a_question_on_a_listed_program_is_no_name(owner: Owner, said: str) -> None:
    await owner.say(f"/register {OPEN_PROGRAM}")
    await owner.say("동의")

    reply = await owner.say(said)

    assert reply.lead == ANSWERED_OTHERWISE
    assert "firm_name" not in owner.values


@pytest.mark.parametrize("said", ["두번째가게", "첫번째 분식", "없어요상회"])
async def test_a_firm_that_counts_is_a_name(owner: Owner, said: str) -> None:
    await owner.say(f"/register {OPEN_PROGRAM}")

    await owner.all_of("동의", said)

    assert owner.values["firm_name"] == said


async def test_a_firm_called_like_a_question_is_a_name(owner: Owner) -> None:
    await owner.say(f"/register {OPEN_PROGRAM}")
    await owner.all_of("동의", "행복분식")

    assert owner.values["firm_name"] == "행복분식"


async def test_values_can_be_corrected_by_name_number_and_value_in_the_review(owner: Owner) -> None:
    await owner.say(f"/register {OPEN_PROGRAM}")
    await owner.all_of(*WELL_ANSWERED)

    await owner.all_of("1번 바꿀게요", "행복상회")
    await owner.say("번호는 010-9999-8888로 바꿔주세요")
    await owner.say("담당자 이름을 고길동으로")
    assert owner.values["contact_person"] == "고길동"
    await owner.say("담당자를 이영희로")
    await owner.all_of("이메일 바꿀게요", "lee@daum.net")
    await owner.say("확인")

    (made,) = await stored(owner)
    assert made.firm_name == "행복상회"
    assert made.phone == "+821099998888"
    assert made.business_number == "1234567891"
    assert made.contact_person == "이영희"
    assert made.email == "lee@daum.net"


@pytest.mark.parametrize(
    ("said", "slot", "value"),
    [
        ("220-81-62517", "business_number", "2208162517"),
        ("아니요 220-81-62517이에요", "business_number", "2208162517"),
        ("02-123-4567", "phone", "+8221234567"),
        ("lee@daum.net", "email", "lee@daum.net"),
        ("3번은 이영희로 바꿔주세요", "contact_person", "이영희"),
        ("6번은 부천시예요", "district", "경기 부천시"),
        ("사업장 지역은 경기 부천시입니다", "district", "경기 부천시"),
    ],
)
async def test_a_value_in_the_review_corrects_its_slot(owner: Owner, said: str, slot: str, value: str) -> None:
    await owner.say(f"/register {OPEN_PROGRAM}")
    await owner.all_of(*WELL_ANSWERED)
    before = dict(owner.values)

    await owner.say(said)

    assert owner.values == before | {slot: value}
    assert owner.conversation.form is not None
    assert owner.conversation.form.asked is None


async def test_a_name_that_two_slots_share_is_asked_back(owner: Owner) -> None:
    await owner.say(f"/register {OPEN_PROGRAM}")
    await owner.all_of(*WELL_ANSWERED)

    await owner.say("번호 바꿀게요")
    await owner.tap("전화번호")
    await owner.say("02-123-4567")

    assert owner.values["phone"] == "+8221234567"
    assert owner.conversation.form is not None
    assert owner.conversation.form.asked is None


async def test_confirming_twice_registers_once_and_gives_the_same_receipt(owner: Owner) -> None:
    await owner.say(f"/register {OPEN_PROGRAM}")
    await owner.all_of(*WELL_ANSWERED)
    confirm = next(choice.command for choice in owner.last.choices if choice.label == "확인")

    first = await owner.send(confirm)
    second = await owner.send(confirm)

    assert second.lead == first.lead
    assert len(await stored(owner)) == 1


async def test_two_taps_at_once_register_once(owner: Owner) -> None:
    await owner.say(f"/register {OPEN_PROGRAM}")
    await owner.all_of(*WELL_ANSWERED)
    confirm = next(choice.command for choice in owner.last.choices if choice.label == "확인")

    async def other_tap() -> None:
        await owner.send(confirm)

    owner.before_commit = other_tap
    reply = await owner.send(confirm)

    (made,) = await stored(owner)
    assert made.receipt in reply.lead


async def test_an_old_button_changes_nothing(owner: Owner) -> None:
    await owner.say(f"/register {OPEN_PROGRAM}")
    old = owner.last.choices[0].command
    await owner.tap("취소")
    await owner.say(f"/register {OPEN_PROGRAM}")

    reply = await owner.send(old)

    assert "지난 버튼" in reply.lead
    assert owner.values == {}


@pytest.mark.parametrize("command", ["/f", "/f x", "/f zz ok", "/f 00000000 ok", "/f 00000000 change nothing at all"])
async def test_a_broken_form_command_is_answered(owner: Owner, command: str) -> None:
    assert "지난 버튼" in (await owner.send(command)).lead


async def test_a_firm_is_registered_once_for_a_program(owner: Owner) -> None:
    receipt = await registered(owner)

    await owner.say(f"/register {OPEN_PROGRAM}")
    await owner.all_of(*WELL_ANSWERED)
    reply = await owner.say("확인")

    assert receipt in reply.lead
    assert "123-**-***91" in words_of(reply)
    assert len(await stored(owner)) == 1
    assert owner.conversation.form is None


async def test_a_firm_that_somebody_else_registered_is_shown_masked_and_the_form_stays(owner: Owner) -> None:
    receipt = await registered(owner)
    other = Owner(owner.database)

    await other.say(f"/register {OPEN_PROGRAM}")
    await other.all_of(*WELL_ANSWERED)
    reply = await other.say("확인")

    words = words_of(reply)
    assert "123-**-***91" in words
    for private in (receipt, "1234567891", "123-45-67891", "김철수", "1234-5678"):
        assert private not in words
    await other.all_of("사업자등록번호 바꿀게요", "220-81-62517", "확인")
    assert {made.business_number for made in await stored(owner)} == {"1234567891", "2208162517"}


async def test_a_firm_that_is_registered_while_one_confirms_is_seen_on_the_second_try(owner: Owner) -> None:
    other = Owner(owner.database)
    for somebody in (owner, other):
        await somebody.say(f"/register {OPEN_PROGRAM}")
        await somebody.all_of(*WELL_ANSWERED)

    async def confirm() -> None:
        await other.say("확인")

    owner.before_commit = confirm
    reply = await owner.say("확인")

    assert "다시 등록하지 않았습니다" in reply.lead
    assert len(await stored(owner)) == 1


async def test_a_window_that_closes_while_the_form_is_open_registers_nobody(owner: Owner) -> None:
    owner.now = LAST_SECOND
    await owner.say(f"/register {OPEN_PROGRAM}")
    await owner.all_of(*WELL_ANSWERED)

    owner.now = AFTER_THE_DEADLINE
    reply = await owner.say("확인")

    assert "이미 끝나서" in reply.lead
    assert await stored(owner) == ()


async def test_the_last_second_of_the_last_day_counts(owner: Owner) -> None:
    owner.now = LAST_SECOND

    await registered(owner)

    assert [made.standing for made in await stored(owner)] == ["registered"]


@pytest.mark.parametrize(
    ("program", "why"),
    [
        ("seoul-green-expo-1", "이미 끝나서"),
        ("gg-social-online", "이미 끝나서"),
        ("global-export-center", "시행되는 사업이 아니라"),
        ("brand-k", "이름만"),
        ("seoul-on-coupon", "소비자"),
    ],
)
async def test_what_takes_no_registrations_says_why_and_what_to_do_instead(
    owner: Owner, program: str, why: str
) -> None:
    reply = await owner.say(f"/register {program}")

    assert why in reply.lead
    assert any(choice.command == "/programs" for choice in reply.choices)
    assert reply.source is not None
    assert owner.conversation.form is None


async def test_without_a_stated_window_one_joins_the_waiting_list(owner: Owner) -> None:
    reply = await owner.say(f"/register {WAITING_PROGRAM}")
    assert "관심등록" in words_of(reply)

    await owner.all_of(*WELL_ANSWERED)
    reply = await owner.say("확인")

    assert "관심등록을 마쳤습니다" in reply.lead
    assert "열리면" in words_of(reply)
    assert [made.standing for made in await stored(owner)] == ["waiting"]


async def test_a_no_is_told_with_its_reason_and_opens_no_form(owner: Owner) -> None:
    owner.told = {"region": "부산"}

    reply = await owner.say(f"/register {OPEN_PROGRAM}")

    assert "서울 소재" in words_of(reply)
    assert owner.conversation.form is None


async def test_a_no_that_comes_up_while_the_form_is_open_registers_nobody(owner: Owner) -> None:
    await owner.say(f"/register {OPEN_PROGRAM}")
    await owner.all_of(*WELL_ANSWERED)

    owner.told = {"size": "large"}
    await owner.say("확인")

    assert await stored(owner) == ()
    assert owner.conversation.form is not None


async def test_a_district_that_does_not_meet_the_rule_is_told_and_can_be_changed(owner: Owner) -> None:
    await owner.say(f"/register {OPEN_PROGRAM}")
    review = await owner.all_of(*WELL_ANSWERED[:-1], "부산 해운대구")
    assert "서울 소재" in words_of(review)

    refusal = await owner.say("확인")

    assert await stored(owner) == ()
    assert "서울 소재" in words_of(refusal)
    await owner.tap("사업장 지역 바꾸기")
    await owner.say("서울 금천구")
    assert "접수번호는 R-" in (await owner.say("확인")).lead
    (made,) = await stored(owner)
    assert made.district == "서울 금천구"


async def test_after_a_refused_district_the_form_can_be_cancelled(owner: Owner) -> None:
    await owner.say(f"/register {OPEN_PROGRAM}")
    await owner.all_of(*WELL_ANSWERED[:-1], "부산 해운대구", "확인")

    await owner.tap("취소")
    await owner.say("네")

    assert owner.conversation.form is None
    assert await stored(owner) == ()


async def test_the_district_in_the_form_counts_instead_of_a_place_told_before(owner: Owner) -> None:
    await owner.say(f"/register {OPEN_PROGRAM}")
    owner.told = {"region": "부산"}
    await owner.all_of(*WELL_ANSWERED)

    await owner.say("확인")

    (made,) = await stored(owner)
    assert made.decision is not None
    assert made.decision["facts"]["region"] == "서울 금천구"


async def test_as_of_does_not_open_a_window_that_is_closed_today(owner: Owner) -> None:
    owner.now = dt.datetime(2025, 12, 6, 10, 0, tzinfo=SEOUL)
    owner.conversation = owner.conversation.model_copy(update={"as_of": WHILE_OPEN.date()})

    reply = await owner.say(f"/register {OPEN_PROGRAM}")

    assert "이미 끝나서" in reply.lead
    assert "오늘(2025-12-06)" in words_of(reply)
    assert "2025-12-06" in (reply.source or "")


async def test_in_demo_mode_as_of_does_open_it(sqlite_database: Database) -> None:
    owner = Owner(sqlite_database, demo=True, now=dt.datetime(2025, 12, 6, 10, 0, tzinfo=SEOUL))
    owner.conversation = owner.conversation.model_copy(update={"as_of": WHILE_OPEN.date()})

    await registered(owner)

    (made,) = await stored(owner)
    assert made.decision is not None
    assert made.decision["as_of"] == "2020-09-25"
    assert "2020-09-25 기준으로 등록했습니다" in words_of(owner.last)


async def test_without_a_program_those_that_take_registrations_are_offered_open_ones_first(owner: Owner) -> None:
    reply = await owner.say("/register")

    (listing,) = reply.parts
    assert isinstance(listing, Listing)
    assert listing.items[0].command == f"/register {OPEN_PROGRAM}"
    assert len(listing.items) == 5


async def test_a_program_can_be_named_in_words(owner: Owner) -> None:
    reply = await owner.say("/register 쏠쏠마켓")

    assert reply.title == "소상공인 쏠쏠마켓"


async def test_an_unknown_program_is_asked_back(owner: Owner) -> None:
    assert "어느 사업" in (await owner.say("/register no-such-program")).lead


async def test_what_was_typed_goes_along_to_another_program_but_consent_does_not(owner: Owner) -> None:
    await owner.say(f"/register {OPEN_PROGRAM}")
    await owner.all_of("동의", "행복상사", "123-45-67891")

    await owner.say(f"/register {WAITING_PROGRAM}")

    assert owner.values == {"firm_name": "행복상사", "business_number": "1234567891"}
    assert owner.conversation.form is not None
    assert owner.conversation.form.asked == "consent"
    await owner.say("동의")
    assert owner.conversation.form.asked == "contact_person"


async def test_asking_again_for_the_program_of_the_open_form_goes_on_with_it(owner: Owner) -> None:
    await owner.say(f"/register {OPEN_PROGRAM}")
    await owner.all_of("동의", "행복상사")

    reply = await owner.say(f"/register {OPEN_PROGRAM}")

    assert "사업자등록번호" in reply.lead
    assert owner.values["firm_name"] == "행복상사"


async def test_my_registrations_are_listed_masked(owner: Owner) -> None:
    receipt = await registered(owner)

    words = words_of(await owner.say("/my"))

    for shown in (receipt, "서울 녹색제품 온라인 기획전 (제2차)", "010-****-5678", "2020-09-25", "사전등록 접수"):
        assert shown in words
    assert "1234-5678" not in words


async def test_one_of_my_registrations_is_shown_by_its_receipt_however_it_is_typed(owner: Owner) -> None:
    receipt = await registered(owner)

    reply = await owner.say(f"/my {receipt.lower()}")

    assert receipt in reply.lead
    assert "행복상사" in words_of(reply)


async def test_nobody_sees_or_withdraws_the_registration_of_another(owner: Owner) -> None:
    receipt = await registered(owner)
    other = Owner(owner.database)

    seen = await other.say(f"/my {receipt}")
    withdrawn = await other.say(f"/withdraw {receipt} yes")

    assert "찾지 못했습니다" in seen.lead
    assert withdrawn.lead == seen.lead
    assert [made.status for made in await stored(owner)] == ["received"]


async def test_withdrawing_asks_first_and_doing_it_twice_is_told(owner: Owner) -> None:
    receipt = await registered(owner)

    asked = await owner.say(f"/withdraw {receipt}")
    assert "정말" in asked.lead
    assert [made.status for made in await stored(owner)] == ["received"]

    await owner.tap("네")
    assert [made.status for made in await stored(owner)] == ["withdrawn"]

    assert "이미 취소" in (await owner.say(f"/withdraw {receipt} yes")).lead


async def test_withdrawing_without_a_number_means_the_only_registration_and_lists_several(owner: Owner) -> None:
    receipt = await registered(owner)
    assert receipt in (await owner.say("/withdraw")).lead

    await registered(owner, WAITING_PROGRAM)
    reply = await owner.say("/withdraw")

    assert "2건" in reply.lead
    assert [made.status for made in await stored(owner)] == ["received", "received"]


async def test_a_withdrawn_firm_can_be_registered_again(owner: Owner) -> None:
    receipt = await registered(owner)
    await owner.say(f"/withdraw {receipt} yes")

    second = await registered(owner)

    assert second != receipt
    assert {made.status for made in await stored(owner)} == {"withdrawn", "received"}


async def test_the_confirm_button_of_a_withdrawn_registration_says_so(owner: Owner) -> None:
    await owner.say(f"/register {OPEN_PROGRAM}")
    await owner.all_of(*WELL_ANSWERED)
    confirm = next(choice.command for choice in owner.last.choices if choice.label == "확인")
    await owner.send(confirm)
    (made,) = await stored(owner)
    await owner.say(f"/withdraw {made.receipt} yes")

    reply = await owner.send(confirm)

    assert "취소 상태" in reply.lead
    assert [one.status for one in await stored(owner)] == ["withdrawn"]


async def test_many_registrations_come_in_fives(owner: Owner) -> None:
    await registered(owner)
    (made,) = await stored(owner)
    for number in range(6):
        another = dataclasses.replace(
            made,
            id=new_id(),
            receipt=f"R-0000000{number}",
            program=f"gone-{number}",
            created_at=made.created_at - dt.timedelta(days=number + 1),
        )
        await owner.database.write(registrations.add, another)

    first = await owner.say("/my")
    second = await owner.tap("다음")

    assert "7건" in first.lead
    assert isinstance(second.parts[0], Listing)
    assert second.parts[0].first_number == 6
    assert len(second.parts[0].items) == 2


async def test_announcements_are_asked_for_apart_from_the_registration(owner: Owner) -> None:
    await registered(owner)
    (made,) = await stored(owner)
    assert await owner.database.read(consents.standing, made.owner, "announcements") is None

    await owner.tap("소식 받기")
    assert await owner.database.read(consents.standing, made.owner, "announcements") is None
    await owner.tap("동의하고 받기")
    agreed = await owner.database.read(consents.standing, made.owner, "announcements")
    assert agreed is not None
    assert agreed.given

    assert "이미" in (await owner.say("/news on")).lead
    await owner.say("/news off")
    stopped = await owner.database.read(consents.standing, made.owner, "announcements")
    assert stopped is not None
    assert not stopped.given


async def test_saying_no_to_announcements_after_the_receipt_is_kept_and_not_asked_again(owner: Owner) -> None:
    await registered(owner)
    (made,) = await stored(owner)

    reply = await owner.tap("소식 받지 않기")

    assert "보내지 않겠습니다" in reply.lead
    said = await owner.database.read(consents.standing, made.owner, "announcements")
    assert said is not None
    assert not said.given
    await registered(owner, WAITING_PROGRAM)
    assert not any(choice.command.startswith("/news") for choice in owner.last.choices)


async def test_the_conversation_keeps_no_resident_number(owner: Owner) -> None:
    await owner.say(f"/register {OPEN_PROGRAM}")
    await owner.say("동의")

    for text in ("900101-1234567", "행복상사 9001011234567"):
        reply = await owner.say(text)
        assert "주민등록번호" in reply.lead

    assert "1234567" not in json.dumps(owner.conversation.model_dump(mode="json"))


async def test_the_dialogue_is_held_in_english_too(owner: Owner) -> None:
    await owner.say(f"/register {OPEN_PROGRAM}")
    owner.speak_english()
    answers = (
        "yes",
        "Happy Shop",
        "wrong",
        "123-45-67891",
        "Kim",
        "my phone is 010-1234-5678",
        "kim@naver.com",
        "금천구",
    )
    await owner.all_of(*answers)
    await owner.say("change the phone to 010-9999-8888")

    reply = await owner.say("ok")

    assert RECEIPT.search(reply.lead)
    assert "not the application" in words_of(reply)
    assert not re.search("[가-힣]", reply.lead)


@pytest.mark.parametrize("text", ["R-7K2M9Q0X", "r-7k2m9qox", "r7k2m9q0x", "R-7K2M9Q0X yes"])
def test_a_receipt_number_is_read_however_it_is_typed(text: str) -> None:
    assert own_registrations.receipt_in(text) == "R-7K2M9Q0X"


@pytest.mark.parametrize("text", ["", "R-", "R-7K2M9Q0", "X-7K2M9Q0X", "R-7K2M9Q0U", "2"])
def test_other_texts_are_no_receipt_number(text: str) -> None:
    assert own_registrations.receipt_in(text) is None


def test_every_form_is_reachable_by_its_id() -> None:
    assert declared.FORMS["registration"].id == "registration"
    assert all(form.id == name for name, form in declared.FORMS.items())


@pytest.mark.parametrize(
    ("said", "firm"),
    [
        ("행복상사요", "행복상사"),
        ("행복시장이요", "행복시장"),
        ("행복상사이고요", "행복상사"),
        ("좋아요", "좋아요"),
        ("반가워요", "반가워요"),
        ("맛있어요 식당", "맛있어요 식당"),
    ],
)
async def test_a_polite_ending_is_no_part_of_a_name_but_a_verb_is(owner: Owner, said: str, firm: str) -> None:
    await owner.say(f"/register {WITH_MARKET}")
    await owner.all_of("동의", "상호는 " + said if said in {"좋아요", "반가워요"} else said)

    assert owner.values["firm_name"] == firm


@pytest.mark.parametrize(
    ("said", "changed"),
    [
        ("아니 담당자는 이영희가 맞아요", {"contact_person": "이영희"}),
        (
            "상호는 행복상회로 바꾸고 전화는 010-9999-8888로 바꿔주세요",
            {"firm_name": "행복상회", "phone": "+821099998888"},
        ),
        ("220-81-62517 010-9999-8888", {"business_number": "2208162517", "phone": "+821099998888"}),
    ],
)
async def test_corrections_are_taken_as_they_are_spoken(owner: Owner, said: str, changed: dict[str, str]) -> None:
    await owner.say(f"/register {OPEN_PROGRAM}")
    await owner.all_of(*WELL_ANSWERED)
    before = dict(owner.values)

    await owner.say(said)

    assert owner.values == before | changed


@pytest.mark.parametrize("said", ["확인", "네 다 맞아요", "전부 맞아요", "이대로 등록해주세요", "이상 없어요"])
async def test_the_review_is_confirmed_in_ones_own_words(owner: Owner, said: str) -> None:
    await owner.say(f"/register {OPEN_PROGRAM}")
    await owner.all_of(*WELL_ANSWERED)

    assert RECEIPT.search((await owner.say(said)).lead)


async def test_the_form_does_not_begin_again_at_a_second_tap_on_the_button_that_opened_it(owner: Owner) -> None:
    await owner.say(f"/register {OPEN_PROGRAM}")
    await owner.all_of("동의", "행복상사")
    before = owner.conversation.form

    await owner.say(f"/register {OPEN_PROGRAM}")

    assert owner.conversation.form == before


async def test_a_firm_that_is_named_again_is_not_the_market(owner: Owner) -> None:
    await owner.say(f"/register {WITH_MARKET}")
    everything = "행복상사 123-45-67891 010-1234-5678 대표 김철수 서울 금천구"
    await owner.all_of("동의", everything, everything)

    assert "market" not in owner.values


async def test_of_words_that_fit_nowhere_it_is_told_that_they_are_not_taken(owner: Owner) -> None:
    await owner.say(f"/register {OPEN_PROGRAM}")
    await owner.all_of("동의", "행복상사", "123-45-67891", "김철수")

    reply = await owner.say("010-1234-5678 오후에 가능")

    assert owner.values["phone"] == "+821012345678"
    assert "오후에 가능" in words_of(reply)


async def test_an_e_mail_address_is_not_asked_for_and_taken_where_it_is_told(owner: Owner) -> None:
    await owner.say(f"/register {OPEN_PROGRAM}")
    await owner.all_of("동의", "행복상사 123-45-67891 010-1234-5678 대표 김철수 서울 금천구")
    assert owner.conversation.form is not None
    assert owner.conversation.form.asked is None

    await owner.say("이메일은 lee@daum.net이요")

    assert owner.values["email"] == "lee@daum.net"
