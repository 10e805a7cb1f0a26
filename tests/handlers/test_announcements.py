"""Staff write an announcement, see it as it will be seen, send it once, and account for every recipient."""

import datetime as dt
from collections.abc import Sequence
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers import announcements, consent
from handlers.forms import declared
from handlers.forms.form import Unreadable
from handlers.own_data import masked
from handlers.reply import COMMAND_BYTES, Reply
from handlers.turn import Turn, new_id
from knowledge.base import Knowledge, load
from storage import access, broadcasts, deliveries, housekeeping, registrations, roles, turns
from storage.broadcasts import Broadcast
from storage.database import Database
from storage.deliveries import Outcome
from storage.errors import Conflict, Moved
from storage.registrations import Registration
from tests.handlers.speaker import NOW, Speaker, texts

PROGRAM = "ssolssol-market"
TEXT = "접수 마감은 9월 29일입니다.\n서류를 미리 준비해 주세요."


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load()


@pytest.fixture
async def staff(database: Database, knowledge: Knowledge) -> Speaker:
    speaker = Speaker(database, knowledge, user="staff", channel="web")
    await database.write(roles.grant, speaker.address, "staff", at=NOW)
    return speaker


async def listener(staff: Speaker, user: str) -> Speaker:
    """Somebody on Telegram who agreed to announcements."""
    owner = Speaker(staff.database, staff.knowledge, user=user)
    for said in ("on", "on yes"):
        await owner.does(partial(consent.news, argument=said))
    return owner


async def registrant(staff: Speaker, user: str) -> Speaker:
    """Somebody who is registered for the program, and was never asked about announcements."""
    owner = Speaker(staff.database, staff.knowledge, user=user)

    async def register(turn: Turn) -> Reply:
        made = Registration(
            id=new_id(),
            receipt=f"R-{user:0>8}",
            owner=turn.person.owner,
            account=turn.person.account,
            program=PROGRAM,
            standing="registered",
            status="received",
            firm_name="행복분식",
            district="서울 금천구",
            business_number=f"{user:0>10}",
            contact_person="김철수",
            phone="+821012345678",
            email="chulsoo@example.com",
            created_at=turn.now,
            updated_at=turn.now,
        )
        turn.change(registrations.add, made)
        return Reply(lead="등록했습니다.")

    await owner.does(register)
    return owner


async def in_review(staff: Speaker, audience: str = "전체", text: str = TEXT) -> Reply:
    await staff.does(announcements.write)
    await staff.types(audience)
    return await staff.types(text)


async def reported(staff: Speaker, argument: str = "") -> Reply:
    return await staff.does(partial(announcements.report, argument=argument))


async def only(staff: Speaker) -> Broadcast:
    [found] = await staff.database.read(broadcasts.recent)
    return found


async def test_the_review_shows_the_announcement_as_its_recipients_see_it_and_how_many_they_are(
    staff: Speaker,
) -> None:
    await listener(staff, "1")
    owner = await listener(staff, "2")

    review = await in_review(staff)
    sent = await staff.taps(review, "보내기")
    loaded = await staff.database.read(turns.load, channel="telegram", user=owner.user, key=None)

    received = Reply.model_validate(loaded.notices[0].content)
    assert "지금 받을 분은 2명입니다." in texts(review)
    assert texts(received).strip() in texts(review)
    assert received.lead == "판로봇 운영자가 보내는 안내입니다."
    assert TEXT in texts(received)
    assert [choice.command for choice in received.choices] == ["/news off"]
    assert sent.lead == "2명에게 안내를 보내기 시작했습니다."


async def test_an_announcement_names_who_sends_it_and_how_to_reach_him(staff: Speaker) -> None:
    shown: list[Reply] = []

    async def look(turn: Turn) -> Reply:
        turn.operator, turn.operator_contact = "행복시 소상공인지원센터", "02-120"
        shown.append(announcements.announcement(turn, {"to": "all"}, TEXT))
        return Reply(lead="-")

    await staff.does(look)

    assert shown[0].lead == "행복시 소상공인지원센터가 보내는 안내입니다(연락처 02-120)."


async def test_registrants_of_a_program_are_told_what_ends_it(staff: Speaker) -> None:
    await listener(staff, "1")
    owner = await registrant(staff, "2")

    await staff.taps(await in_review(staff, audience="쏠쏠마켓"), "보내기")
    loaded = await staff.database.read(turns.load, channel="telegram", user=owner.user, key=None)

    received = Reply.model_validate(loaded.notices[0].content)
    assert (await only(staff)).total == 1
    assert received.title == staff.knowledge.programs[PROGRAM].name
    assert [choice.command for choice in received.choices] == ["/my"]


async def test_programs_that_have_registrations_are_offered(staff: Speaker) -> None:
    await registrant(staff, "1")

    asked = await staff.does(announcements.write)
    labels = [choice.label for choice in asked.choices]

    name = staff.knowledge.programs[PROGRAM].name
    assert labels == ["소식에 동의한 분 전체 (0명)", f"{name} 등록자 (1건)", "취소"]


async def test_a_second_tap_sends_nothing_and_shows_what_became_of_the_first(staff: Speaker) -> None:
    await listener(staff, "1")
    review = await in_review(staff)

    await staff.taps(review, "보내기")
    again = await staff.taps(review, "보내기")

    assert (await only(staff)).total == 1
    assert again.lead == "보내는 중: 1명 가운데 0명에게 보냈습니다."


async def test_of_two_taps_at_once_one_is_refused(staff: Speaker) -> None:
    await listener(staff, "1")
    review = await in_review(staff)
    tap = partial(declared.tapped, arguments=review.choices[0].command.removeprefix("/f "))

    _, commit_first = await staff.decides(tap)
    _, commit_second = await staff.decides(tap)
    await commit_first()
    with pytest.raises((Conflict, Moved)):
        await commit_second()

    assert (await only(staff)).total == 1


async def test_with_nobody_to_get_it_nothing_is_sent_and_the_text_is_kept(staff: Speaker) -> None:
    review = await in_review(staff)

    refused = await staff.taps(review, "보내기")
    await registrant(staff, "1")
    await staff.taps(refused, "받는 사람")
    changed = await staff.types("쏠쏠마켓")

    assert refused.lead.startswith("받을 분이 없어 보내지 않았습니다.")
    assert TEXT in texts(changed)
    assert await staff.database.read(broadcasts.recent) == ()


async def test_who_lost_the_role_meanwhile_sends_nothing(database: Database, knowledge: Knowledge) -> None:
    owner = Speaker(database, knowledge, user="9")
    await listener(owner, "1")
    review = await in_review(owner)

    refused = await owner.taps(review, "보내기")

    assert refused.lead == "역할이 바뀌어 이 안내를 보낼 수 없습니다."
    assert await database.read(broadcasts.recent) == ()


async def test_a_cancelled_announcement_is_not_sent(staff: Speaker) -> None:
    await listener(staff, "1")
    review = await in_review(staff)

    asked = await staff.taps(review, "취소")
    cancelled = await staff.types("네")

    assert asked.lead != cancelled.lead
    assert cancelled.lead == "안내를 보내지 않고 작성을 취소했습니다."
    assert await staff.database.read(broadcasts.recent) == ()


async def test_too_long_a_text_is_asked_for_again_and_the_audience_is_kept(staff: Speaker) -> None:
    await listener(staff, "1")

    refused = await in_review(staff, text="가" * 1_001)
    review = await staff.types("가" * 1_000)

    assert refused.lead == "내용이 1001자입니다. 1000자 안으로 줄여 다시 보내 주세요."
    assert "지금 받을 분은 1명입니다." in texts(review)


async def unreached(staff: Speaker, users: Sequence[str]) -> str:
    """An announcement that reached nobody of some people on Telegram; its id."""
    for user in users:
        await listener(staff, user)
    await staff.taps(await in_review(staff), "보내기")
    claimed = await staff.database.write(
        deliveries.claim, worker="w", now=NOW, limit=9, channels=("telegram",), lease=dt.timedelta(minutes=1)
    )
    await staff.database.write(deliveries.finish, "w", [Outcome(one.id, "unreachable") for one in claimed])
    return (await only(staff)).id


async def owner_of(staff: Speaker, user: str) -> str | None:
    return (await staff.database.read(turns.load, channel="telegram", user=user, key=None)).owner


async def test_the_report_accounts_for_everybody_and_names_whom_it_did_not_reach(staff: Speaker) -> None:
    for number in range(4):
        await listener(staff, f"{number}{number}1234567")
    await staff.taps(await in_review(staff), "보내기")
    claimed = await staff.database.write(
        deliveries.claim, worker="w", now=NOW, limit=3, channels=("telegram",), lease=dt.timedelta(minutes=1)
    )
    sent, blocked, lost = claimed
    await staff.database.write(
        deliveries.finish,
        "w",
        [Outcome(sent.id, "sent"), Outcome(blocked.id, "unreachable"), Outcome(lost.id, "uncertain")],
    )

    report = await reported(staff, (await only(staff)).id)
    listed = await reported(staff)

    said = texts(report)
    assert report.lead == "보내는 중: 4명 가운데 1명에게 보냈습니다."
    assert f"불확실: telegram:{masked(lost.user)}" in said
    assert f"닿지 않음: telegram:{masked(blocked.user)}" in said
    assert "1234567" not in said
    assert "남음: 1명" in said
    assert "보내는 중 · 보냄 1 · 닿지 않음 1 · 실패 0 · 불확실 1 · 남음 1" in texts(listed)
    looks = await staff.database.read(access.recent)
    assert {(look.action, look.whose) for look in looks} == {
        ("recipients", await owner_of(staff, user)) for user in (lost.user, blocked.user)
    }


async def test_a_long_list_of_the_unreached_goes_on_pages(staff: Speaker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(announcements, "NAMED_AT_ONCE", 1)
    monkeypatch.setattr(announcements, "NAMED_A_PAGE", 2)
    users = ["111234567", "221234567", "331234567"]

    report = await reported(staff, await unreached(staff, users))
    first = await reported(staff, report.choices[0].command.removeprefix("/broadcasts "))
    second = await reported(staff, first.choices[0].command.removeprefix("/broadcasts "))

    assert report.choices[0].label == "닿지 않음 모두 보기"
    named = f"{texts(first)}\n{texts(second)}"
    assert all(f"telegram:{masked(user)}" in named for user in users)
    assert [choice.label for choice in second.choices] == ["결과 보기"]


async def test_addresses_are_shown_in_full_to_admins_who_say_what_for(
    staff: Speaker, database: Database, knowledge: Knowledge
) -> None:
    admin = Speaker(database, knowledge, user="admin", channel="web")
    await database.write(roles.grant, admin.address, "admin", at=NOW)
    announcement = await unreached(staff, ["111234567"])

    for_staff = await reported(staff, f"{announcement} unreachable 1 full contact")
    without = await reported(admin, f"{announcement} unreachable 1 full")
    offered = {choice.label: choice.command for choice in without.choices}
    in_full = await reported(admin, offered["자격 확인"].removeprefix("/broadcasts "))
    in_own_words = await reported(admin, f"{announcement} unreachable 전체 수신 오류 확인")

    assert "111234567" not in texts(for_staff) + texts(without)
    assert "telegram:111234567" in texts(in_full)
    assert "telegram:111234567" in texts(in_own_words)
    looks = await database.read(access.recent)
    assert [look.purpose for look in looks] == ["수신 오류 확인", "eligibility", None, None]
    assert {look.whose for look in looks} == {await owner_of(staff, "111234567")}


def test_every_button_of_the_report_has_room_for_its_command() -> None:
    longest = f"/broadcasts {new_id()} unreachable {announcements.LAST_PAGE} eligibility"

    assert len(longest.encode()) <= COMMAND_BYTES


async def test_after_a_month_the_report_has_counts_and_no_names(staff: Speaker) -> None:
    announcement = await unreached(staff, ["111234567"])
    await staff.database.write(housekeeping.purge_announced, NOW + dt.timedelta(days=1))

    report = texts(await reported(staff, announcement))

    assert "닿지 않음: 1명" in report
    assert "닿지 않음: 누구였는지는 보관 기간이 지나 지웠습니다." in report


@pytest.mark.parametrize("argument", ["0" * 24, "없는 번호", "x unreachable 1"])
async def test_an_announcement_that_there_is_not_gets_one_sentence(staff: Speaker, argument: str) -> None:
    assert (await reported(staff, argument)).lead == "이 번호의 안내가 없습니다."


async def test_with_nothing_sent_yet_the_list_says_so(staff: Speaker) -> None:
    assert (await reported(staff)).lead == "보낸 안내가 아직 없습니다."


@given(st.text())
def test_a_text_is_read_once_for_all_or_refused(said: str) -> None:
    try:
        read = announcements.read_text(said)
    except Unreadable:
        return
    assert announcements.read_text(read) == read
    assert 0 < len(read) <= announcements.LONGEST_TEXT
    assert "\x00" not in read
