"""Looking up one's own registrations, by command and in words: status, receipt, what one waits for, what is open."""

import dataclasses
import datetime as dt
import re

import pytest

from bot.dialogue import Dialogue
from handlers import own_registrations
from handlers.reply import Choice, Listing, Reply
from handlers.wording import say
from knowledge.window import SEOUL
from storage import decisions, deliveries, housekeeping, registrations, turns, waitlist
from storage.database import Database
from storage.registrations import Registration
from tests.end_to_end.talk import Talk, knowledge, text_of

PROGRAM = "seoul-green-expo-2"
NAME = "서울 녹색제품 온라인 기획전 (제2차)"
WAITING_PROGRAM = "ssolssol-market"
CLOSED_PROGRAMS = ("seoul-green-expo-1", "gg-social-online")
NOW = dt.datetime(2020, 9, 25, 10, 0, tzinfo=SEOUL)
ANSWERS = "행복상사 123-45-67891 010-1234-5678 chulsoo@naver.com 대표 김철수 서울 금천구"


def talk(database: Database) -> Talk:
    """Somebody on the web while the window of the second green exhibition is open."""
    return Talk(Dialogue(database, knowledge()), now=NOW)


@pytest.fixture
def owner(sqlite_database: Database) -> Talk:
    """Somebody on the web while the window of the second green exhibition is open."""
    return talk(sqlite_database)


async def registered(owner: Talk, program: str = PROGRAM) -> str:
    """Register, and return the receipt number."""
    await owner.through(f"/register {program} now", "동의", ANSWERS)
    if owner.replies[0].lead.startswith("어떤 물건"):
        await owner.says("세제")
    reply = await owner.taps("확인")
    found = re.search(r"R-[0-9A-Z]{8}", reply.lead)
    assert found is not None, text_of(reply)
    owner.now += dt.timedelta(hours=1)
    return found.group()


async def stored(database: Database, receipt: str) -> Registration:
    """The registration as it is stored."""
    found = await database.read(registrations.by_receipt, receipt)
    assert found is not None
    return found


def commands(reply: Reply) -> list[str]:
    """The commands of a reply's choices."""
    return [choice.command for choice in reply.choices]


def labels(choices: tuple[Choice, ...]) -> list[str]:
    """What is written on choices."""
    return [choice.label for choice in choices]


async def test_one_registration_is_shown_masked_with_its_status_and_until_when_it_is_kept(owner: Talk) -> None:
    receipt = await registered(owner)

    reply = await owner.says(f"/my {receipt}")

    words = text_of(reply)
    for shown in (
        "상태: 사전등록 접수 (2020-09-25부터)",
        "등록일: 2020-09-25",
        "상호: 행복상사",
        "담당자: 김**",
        "전화번호: 010-****-5678",
        "이메일: c***@naver.com",
        "보관 기한: 2022-09-25까지",
    ):
        assert shown in words
    for hidden in ("김철수", "1234-5678", "67891", "chulsoo"):
        assert hidden not in words
    assert labels(reply.choices) == ["고치기", "접수증 다시 보기", f"{receipt} 취소", "내 등록 보기"]


async def test_what_the_program_asks_beside_is_shown(sqlite_database: Database, owner: Talk) -> None:
    receipt = await registered(owner)
    known = await sqlite_database.read(turns.load, channel=owner.channel, user=owner.user, key=None)
    assert known.owner is not None
    with_details = dataclasses.replace(
        await stored(sqlite_database, receipt),
        id="another",
        receipt="R-00000001",
        program="gone",
        details={"product": "세제", "market": "행복시장"},
    )
    await sqlite_database.write(registrations.add, with_details)

    words = text_of(await owner.says("/my R-00000001"))

    assert "판매 품목: 세제" in words
    assert "시장·상가 이름: 행복시장" in words


async def test_the_day_of_a_status_is_not_moved_by_what_its_owner_changes(
    sqlite_database: Database, owner: Talk
) -> None:
    receipt = await registered(owner)
    accepted = NOW + dt.timedelta(days=1)
    await sqlite_database.write(decisions.decide, receipt, before="received", after="accepted", at=accepted)
    owner.now = NOW + dt.timedelta(days=2)
    for phone in ("010-7777-6666", "010-2222-3333"):
        await owner.through(f"/edit {receipt}", f"전화번호는 {phone}", "확인")
        owner.now += dt.timedelta(days=1)
    assert "상태: 승인 (2020-09-26부터)" in text_of(await owner.says(f"/my {receipt}"))

    await sqlite_database.write(decisions.decide, receipt, before="accepted", after="declined", at=owner.now)

    assert "상태: 반려 (2020-09-29부터)" in text_of(await owner.says(f"/my {receipt}"))


async def test_the_receipt_is_given_again_as_it_was(owner: Talk) -> None:
    receipt = await registered(owner)
    await owner.says("/asof 2020-10-01")

    reply = await owner.says(f"/my {receipt} receipt")

    words = text_of(reply)
    assert reply.lead == f"접수번호 {receipt}의 접수증입니다."
    assert reply.title == NAME
    assert "2020-09-25에 등록하셨고" in words
    assert "기관에 내는 신청이 아닙니다" in words
    assert "2020-10-01" not in words


async def test_the_receipt_of_what_was_decided_says_what_became_of_it(sqlite_database: Database, owner: Talk) -> None:
    receipt = await registered(owner)
    await sqlite_database.write(decisions.decide, receipt, before="received", after="accepted", at=owner.now)

    reply = await owner.says(f"/my {receipt} receipt")

    assert "승인" in reply.lead
    assert "보관 기한" in text_of(reply)


async def test_nobody_gets_the_receipt_of_another(owner: Talk, sqlite_database: Database) -> None:
    receipt = await registered(owner)
    other = talk(sqlite_database)

    reply = await other.says(f"/my {receipt} receipt")

    assert reply.lead == say("ko", "registration.my.unknown", receipt=receipt)


async def test_what_was_withdrawn_says_until_when_it_is_kept(owner: Talk) -> None:
    receipt = await registered(owner)

    done = await owner.says(f"/withdraw {receipt} yes")
    shown = await owner.says(f"/my {receipt}")

    assert "2020-10-25 이후에 지웁니다" in text_of(done)
    assert "보관 기한: 2020-10-25까지" in text_of(shown)
    assert f"/edit {receipt}" not in commands(shown)


async def test_a_decision_that_was_not_told_yet_is_not_told_after_withdrawing(
    sqlite_database: Database, owner: Talk
) -> None:
    receipt = await registered(owner)
    account = (await stored(sqlite_database, receipt)).account
    for words in (f"접수번호 {receipt} 등록이 승인되었습니다.", "다른 알림입니다."):
        content = Reply(lead=words).model_dump(mode="json")
        await sqlite_database.write(deliveries.queue_notice, account, content, at=owner.now)

    done = await owner.says(f"/withdraw {receipt} yes")

    assert done.lead == say("ko", "registration.withdraw.done", receipt=receipt)
    assert [reply.lead for reply in owner.replies[1:]] == ["다른 알림입니다."]


async def test_asking_whether_to_withdraw_takes_no_notice_back(sqlite_database: Database, owner: Talk) -> None:
    receipt = await registered(owner)
    account = (await stored(sqlite_database, receipt)).account
    content = Reply(lead=f"접수번호 {receipt} 등록이 승인되었습니다.").model_dump(mode="json")
    await sqlite_database.write(deliveries.queue_notice, account, content, at=owner.now)

    await owner.says(f"/withdraw {receipt}")

    assert len(owner.replies) == 2


def test_what_is_said_of_withdrawn_registrations_is_what_housekeeping_does() -> None:
    (rule,) = (rule for rule in housekeeping.RULES if rule.what == "withdrawn_registrations")

    assert rule.kept == own_registrations.WITHDRAWN_KEPT


async def test_what_one_waits_for_is_listed_and_can_be_left(sqlite_database: Database, owner: Talk) -> None:
    receipt = await registered(owner)
    for program in CLOSED_PROGRAMS:
        await owner.says(f"/wait {program}")
        owner.now += dt.timedelta(hours=1)

    mine = await owner.says("/my")
    registered_for, waited_for = (part for part in mine.parts if isinstance(part, Listing))
    assert [item.command for item in registered_for.items] == [f"/my {receipt}"]
    assert [item.command for item in waited_for.items] == [f"/wait {program}" for program in CLOSED_PROGRAMS]
    assert waited_for.first_number == 2
    await owner.says("그만", choice=next(command for command in commands(mine) if command.endswith(" off")))

    mine = await owner.says("/my")
    (_, waited_for) = (part for part in mine.parts if isinstance(part, Listing))
    assert [item.command for item in waited_for.items] == [f"/wait {CLOSED_PROGRAMS[1]}"]


async def test_who_only_waits_sees_that(owner: Talk) -> None:
    await owner.says(f"/wait {CLOSED_PROGRAMS[0]}")

    mine = await owner.says("/my")

    assert mine.lead == say("ko", "registration.my.only_waiting")
    assert f"/wait {CLOSED_PROGRAMS[0]} off" in commands(mine)


async def test_many_registrations_and_wishes_fit_into_a_reply(sqlite_database: Database, owner: Talk) -> None:
    receipt = await registered(owner)
    made = await stored(sqlite_database, receipt)
    for number in range(9):
        another = dataclasses.replace(made, id=f"r{number}", receipt=f"R-0000000{number}", program=f"gone-{number}")
        await sqlite_database.write(registrations.add, another)
    for program in sorted(knowledge().programs)[:7]:
        await sqlite_database.write(waitlist.join, made.owner, program, account=made.account, at=NOW)
    await owner.says(f"/register {WAITING_PROGRAM} now")

    first = await owner.says("/my")
    last = await owner.says("/my 2")

    assert not any(command.endswith(" off") for command in commands(first))
    assert len(commands(last)) <= 10
    assert "이 밖에 2개 사업" in text_of(last)


async def test_the_form_that_is_open_is_named_with_a_way_to_go_on(owner: Talk) -> None:
    await owner.through(f"/register {PROGRAM} now", "동의", "행복상사")

    mine = await owner.says("/my")

    assert f"작성 중: {NAME} 사전등록" in text_of(mine)
    assert mine.choices[0].label == "이어서 하기"
    going_on = await owner.says("이어서 하기", choice=mine.choices[0].command)
    assert "사업자등록번호 10자리를 알려" in text_of(going_on)


async def test_the_change_that_is_open_is_named_too(owner: Talk) -> None:
    receipt = await registered(owner)
    await owner.says(f"/edit {receipt}")

    mine = await owner.says("/my")

    assert f"작성 중: {receipt} 고치기" in text_of(mine)


@pytest.mark.parametrize(
    "said",
    ["내 등록 수정할래요", "등록 내용 고치고 싶어요", "등록한 거 수정해 주세요", "I want to edit my registration"],
)
async def test_who_wants_to_change_his_registration_in_words_gets_the_form(owner: Talk, said: str) -> None:
    receipt = await registered(owner)

    reply = await owner.says(said)

    assert receipt in text_of(reply)
    assert "행복상사" in text_of(reply)


@pytest.mark.parametrize(
    "said", ["전화번호 바꾸고 싶어요", "연락처 변경할게요", "전화번호가 바뀌었어요", "change my phone number"]
)
async def test_who_names_what_shall_be_changed_is_asked_for_it(owner: Talk, said: str) -> None:
    await registered(owner)

    reply = await owner.says(said)

    assert "전화번호를 알려" in reply.lead or "phone number?" in reply.lead


async def test_a_new_value_that_is_said_at_once_waits_for_the_confirmation_only(
    sqlite_database: Database, owner: Talk
) -> None:
    receipt = await registered(owner)

    review = await owner.says("전화번호를 010-7777-6666으로 바꿔 주세요")
    assert "010-7777-6666" in text_of(review)
    assert (await stored(sqlite_database, receipt)).phone == "+821012345678"
    await owner.says("확인")

    assert (await stored(sqlite_database, receipt)).phone == "+821077776666"


@pytest.mark.parametrize(
    ("said", "changed"),
    [
        ("등록한 전화번호를 010-9999-8888로 바꿔 주세요", {"phone": "+821099998888"}),
        ("전화번호가 바뀌었어요 010-9999-8888", {"phone": "+821099998888"}),
        ("등록 정보에서 이메일 추가하고 싶어요 kim@naver.com", {"email": "kim@naver.com"}),
        ("등록 내용 수정할게요. 전화는 010-9999-8888이에요", {"phone": "+821099998888"}),
        ("제가 등록한 내용에서 담당자를 이영희로 바꿔 주세요", {"contact_person": "이영희"}),
        (
            "내 등록에서 담당자 이영희, 전화 010-9999-8888로 수정해 주세요",
            {"contact_person": "이영희", "phone": "+821099998888"},
        ),
        (
            "등록 내용 고쳐 주세요 010-9999-8888 kim@naver.com",
            {"phone": "+821099998888", "email": "kim@naver.com"},
        ),
        ("김철수 말고 이영희로 담당자 고쳐 주세요", {"contact_person": "이영희"}),
        ("이영희로 이름을 바꿔 주세요", {"contact_person": "이영희"}),
        ("change my phone number to 010-9999-8888", {"phone": "+821099998888"}),
    ],
)
@pytest.mark.parametrize("days", [0, 2])
async def test_what_is_told_with_the_wish_is_put_in_and_nothing_else(
    sqlite_database: Database, owner: Talk, said: str, changed: dict[str, str], days: int
) -> None:
    receipt = await registered(owner)
    before = await stored(sqlite_database, receipt)
    owner.now += dt.timedelta(days=days)

    review = await owner.says(said)
    assert [choice for choice in review.choices if choice.label in {"확인", "Confirm"}]
    assert await stored(sqlite_database, receipt) == before
    await owner.says("확인")

    values = own_registrations.values_of
    assert values(await stored(sqlite_database, receipt)) == values(before) | changed


async def test_a_wrong_value_that_is_told_with_the_wish_is_said_to_be_wrong(owner: Talk) -> None:
    await registered(owner)

    reply = await owner.says("등록한 사업자번호를 123-45-67890으로 바꿔 주세요")

    assert "맞지 않습니다" in reply.lead
    assert "67890" not in text_of(reply)


async def test_what_is_told_with_the_wish_waits_until_it_is_said_which_registration_is_meant(
    sqlite_database: Database, owner: Talk
) -> None:
    receipts = [await registered(owner), await registered(owner, WAITING_PROGRAM)]
    which = await owner.says("등록한 전화번호를 010-9999-8888로 바꿔 주세요")
    (listed,) = (part for part in which.parts if isinstance(part, Listing))
    meant = next(item for item in listed.items if item.command and receipts[0] in item.command)

    review = await owner.says(meant.title, choice=meant.command)
    assert "고친 것: 전화번호" in text_of(review)
    await owner.says("확인")

    phones = [(await stored(sqlite_database, receipt)).phone for receipt in receipts]
    assert phones == ["+821099998888", "+821012345678"]


async def test_days_after_the_last_word_the_change_is_taken_just_the_same(owner: Talk) -> None:
    await registered(owner)
    owner.now += dt.timedelta(days=2)

    assert "전화번호를 알려" in text_of(await owner.says("전화번호 바꾸고 싶어요"))


async def test_of_several_registrations_it_is_asked_which_to_change(owner: Talk) -> None:
    receipts = {await registered(owner), await registered(owner, WAITING_PROGRAM)}

    reply = await owner.says("내 등록 수정할래요")

    (listed,) = (part for part in reply.parts if isinstance(part, Listing))
    assert {item.command for item in listed.items} == {f"/edit {receipt}" for receipt in receipts}


async def test_a_named_program_says_which_registration_is_changed(owner: Talk) -> None:
    await registered(owner)
    receipt = await registered(owner, WAITING_PROGRAM)

    reply = await owner.says("쏠쏠마켓 등록 수정할게요")

    assert receipt in text_of(reply)


async def test_who_has_no_registration_is_told_that_there_is_nothing_to_change(owner: Talk) -> None:
    assert (await owner.says("내 등록 수정할래요")).lead == say("ko", "registration.edit.none")


async def test_what_can_not_be_changed_any_more_says_why_when_it_is_named(
    sqlite_database: Database, owner: Talk
) -> None:
    receipt = await registered(owner)
    await sqlite_database.write(decisions.decide, receipt, before="received", after="accepted", at=owner.now)
    await owner.says(f"/edit {receipt}")

    reply = await owner.says("상호 바꿀게요")

    assert "그 내용으로 결정되었으므로" in reply.lead


@pytest.mark.parametrize("said", ["접수증 다시 보여줘", "접수증 좀 볼게요", "show my receipt again"])
async def test_the_receipt_is_given_again_in_words(owner: Talk, said: str) -> None:
    receipt = await registered(owner)

    reply = await owner.says(said)

    assert receipt in reply.lead
    assert reply.title == (
        NAME if owner.replies[0].lead.startswith("접수번호") else knowledge().programs[PROGRAM].named("en")
    )


async def test_a_receipt_of_several_is_asked_for_by_the_list(owner: Talk) -> None:
    await registered(owner)
    await registered(owner, WAITING_PROGRAM)

    reply = await owner.says("접수증 다시 보여줘")

    assert reply.lead == say("ko", "registration.my.lead", count=2)


async def test_leaving_a_list_in_words_shows_what_one_waits_for(owner: Talk) -> None:
    await owner.says(f"/wait {CLOSED_PROGRAMS[0]}")

    reply = await owner.says("대기명단에서 빼 주세요")

    assert f"/wait {CLOSED_PROGRAMS[0]} off" in commands(reply)
