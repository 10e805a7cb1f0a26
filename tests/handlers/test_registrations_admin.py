"""Admins look through pre-registrations and decide on them."""

import datetime as dt
from functools import partial
from itertools import count
from typing import Any

import pytest

from handlers import registrations as admin_registrations
from handlers.reply import Listing, Reply
from handlers.turn import Turn, new_id
from knowledge.base import Knowledge, load
from knowledge.particle import with_particle
from knowledge.rule import Manual, clauses
from storage import access, consents, duplicates, registrations, roles, turns
from storage.access import Access
from storage.database import Database
from storage.errors import Conflict
from storage.registrations import Registration
from tests.handlers.speaker import NOW, Speaker, texts

PROGRAM, OTHER = "ssolssol-market", "seoul-made"
_NUMBERS = count(1)


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load()


@pytest.fixture
async def admin(sqlite_database: Database, knowledge: Knowledge) -> Speaker:
    speaker = Speaker(sqlite_database, knowledge, user="admin")
    await sqlite_database.write(roles.grant, speaker.address, "admin", at=NOW)
    return speaker


@pytest.fixture
async def owner(sqlite_database: Database, knowledge: Knowledge) -> Speaker:
    speaker = Speaker(sqlite_database, knowledge, user="7", channel="kakao")
    await speaker.does(_greet)
    return speaker


async def _greet(turn: Turn) -> Reply:
    return Reply(lead="안녕하세요.")


async def registered(owner: Speaker, **changed: Any) -> Registration:
    """Store a registration of ``owner``, as its form does."""
    number = next(_NUMBERS)
    loaded = await owner.database.read(turns.load, channel=owner.channel, user=owner.user, key=None)
    assert loaded.account is not None
    assert loaded.owner is not None
    at = NOW + dt.timedelta(minutes=number)
    values: dict[str, Any] = {
        "id": new_id(),
        "receipt": f"R-{number:08d}",
        "owner": loaded.owner,
        "account": loaded.account,
        "program": PROGRAM,
        "standing": "registered",
        "status": "received",
        "firm_name": f"행복분식 {number}",
        "district": "서울 금천구",
        "business_number": f"{number:010d}",
        "contact_person": "김철수",
        "phone": "+821012345678",
        "email": "chulsoo@example.com",
        "created_at": at,
        "updated_at": at,
        "decision": {"verdict": "unknown"},
    }
    made = Registration(**(values | changed))
    await owner.database.write(registrations.add, made)
    return made


async def searched(admin: Speaker, argument: str = "") -> Reply:
    return await admin.does(partial(admin_registrations.search, argument=argument))


async def shown(admin: Speaker, argument: str) -> Reply:
    return await admin.does(partial(admin_registrations.show, argument=argument))


def receipts(reply: Reply) -> list[str]:
    return [item.title[-11:-1] for part in reply.parts if isinstance(part, Listing) for item in part.items]


async def looks(admin: Speaker) -> tuple[Access, ...]:
    return await admin.database.read(access.recent)


async def test_a_list_shows_firm_and_standing_and_masks_the_contact(admin: Speaker, owner: Speaker) -> None:
    made = await registered(owner, firm_name="행복분식", business_number="1234567891", standing="waiting")

    reply = await searched(admin)

    assert reply.lead == "사전등록은 모두 1건입니다."
    name = admin.knowledge.programs[PROGRAM].name
    assert texts(reply).splitlines()[-1] == (
        f"행복분식 ({made.receipt}) {name} · 관심등록 · 접수 · 2020-09-25 · "
        "김** · 010-****-5678 · c***@example.com · 123-**-***91"
    )


async def test_pages_follow_each_other_by_a_button_that_carries_the_search(admin: Speaker, owner: Speaker) -> None:
    made = [await registered(owner) for _ in range(7)]

    first = await searched(admin, f"{PROGRAM} 행복분식")
    second = await searched(admin, first.choices[0].command.removeprefix("/regs "))
    too_far = await searched(admin, f"9 {PROGRAM} 행복분식")

    assert first.lead == '"행복분식"에 맞는 사전등록은 7건이고, 1~5번째입니다.'
    assert first.choices[0].label == "다음"
    assert receipts(first) + receipts(second) == [one.receipt for one in reversed(made)]
    assert receipts(too_far) == receipts(second)
    assert second.choices[0].label == "이전"


async def test_a_search_that_no_button_can_carry_says_what_to_type(admin: Speaker, owner: Speaker) -> None:
    name = "세상에서 가장 맛있는 떡볶이를 만드는 행복한 분식집"
    for _ in range(6):
        await registered(owner, firm_name=name)

    first = await searched(admin, f"- {name}")
    typed = texts(first).splitlines()[-1].partition("/registrations ")[2]

    assert "다음" not in [choice.label for choice in first.choices]
    assert len(receipts(await searched(admin, typed))) == 1


@pytest.mark.parametrize("said", ["chulsoo@example.com", "010 1234 5678", "김 철수", "금천", "행복"])
async def test_words_find_firm_district_and_the_exact_contact(admin: Speaker, owner: Speaker, said: str) -> None:
    made = await registered(owner)
    await registered(
        owner,
        firm_name="다른 가게",
        district="부산 영도구",
        contact_person="이영희",
        phone="+821099998888",
        email="other@example.com",
    )

    assert receipts(await searched(admin, said)) == [made.receipt]


async def test_a_program_is_named_by_id_or_name_and_the_other_words_search_in_it(
    admin: Speaker, owner: Speaker
) -> None:
    here, there = await registered(owner), await registered(owner, program=OTHER)

    name = admin.knowledge.programs[PROGRAM].aliases[0]

    assert receipts(await searched(admin, PROGRAM)) == [here.receipt]
    assert receipts(await searched(admin, f"{name} 행복분식")) == [here.receipt]
    assert receipts(await searched(admin, f"{OTHER} 행복분식")) == [there.receipt]
    assert receipts(await searched(admin, "행복분식")) == [there.receipt, here.receipt]


async def test_a_name_that_several_programs_share_is_asked_back(admin: Speaker, owner: Speaker) -> None:
    await registered(owner)

    reply = await searched(admin, "소상공인 행복분식")

    assert reply.lead == "어느 사업의 등록을 보시겠습니까?"
    assert [part for part in reply.parts if isinstance(part, Listing)]


async def test_nothing_found_in_one_program_offers_to_look_in_all(admin: Speaker, owner: Speaker) -> None:
    made = await registered(owner)

    reply = await searched(admin, f"{OTHER} 행복분식")
    everywhere = await searched(admin, reply.choices[0].command.removeprefix("/regs "))

    assert reply.lead == "맞는 사전등록이 없습니다."
    assert receipts(everywhere) == [made.receipt]


async def test_every_look_is_written_down_with_whose_data_it_was(admin: Speaker, owner: Speaker) -> None:
    made = await registered(owner)

    await searched(admin, "행복분식")
    await searched(admin, "010-9999-8888")
    await shown(admin, made.receipt)

    assert [(look.action, look.what, look.whose, look.who) for look in reversed(await looks(admin))] == [
        ("list", made.receipt, made.owner, admin.address),
        ("list", "all", None, admin.address),
        ("show", made.receipt, made.owner, admin.address),
    ]


SECRETS = ("123-45-67891", "김철수", "010-1234-5678", "chulsoo@example.com", "수제 김치")


async def detailed(owner: Speaker) -> Registration:
    return await registered(
        owner,
        business_number="1234567891",
        details={"product": "수제 김치"},
        keep_until=dt.date(2022, 9, 25),
        decision={
            "verdict": "unknown",
            "receipt": "V-7K3M2Q9A",
            "edited": [{"at": "2020-09-26T01:00:00+00:00", "slots": ["phone", "product"]}],
        },
    )


async def test_one_registration_is_masked_until_a_purpose_is_said(admin: Speaker, owner: Speaker) -> None:
    made = await detailed(owner)

    reply = await shown(admin, made.receipt.lower())
    again = await shown(admin, f"{made.receipt} full")

    assert reply.title == admin.knowledge.programs[PROGRAM].name
    assert [secret for secret in SECRETS if secret in texts(reply) + texts(again)] == []
    for value in ("123-**-***91", "김**", "010-****-5678", "c***@example.com", "서울 금천구", "판매 품목: 수****"):
        assert value in texts(reply)
    assert texts(again) == texts(reply)
    assert [choice.label for choice in reply.choices] == [
        "연락", "자격 확인", "정정 요청", "민원", "승인", "반려", "열람 기록", "목록 보기",
    ]  # fmt: skip
    assert [(look.action, look.purpose) for look in await looks(admin)] == [("show", None), ("show", None)]


async def test_it_is_told_on_what_a_registration_rests_and_how_long_it_is_kept(admin: Speaker, owner: Speaker) -> None:
    made = await detailed(owner)
    lines = [
        (2, True, made.created_at - dt.timedelta(minutes=1)),
        (3, True, made.created_at + dt.timedelta(days=1)),
        (3, False, made.created_at + dt.timedelta(days=2)),
    ]
    without = texts(await shown(admin, made.receipt))
    for version, given, at in lines:
        line = consents.Consent(made.owner, "registration", version, given, "kakao", at, "0" * 64)
        await owner.database.write(consents.record, line)

    said = texts(await shown(admin, made.receipt))

    assert "동의: 기록 없음" in without
    for value in (
        "동의: 제2판, 2020-09-25 카카오톡",
        "보관 기한: 2022-09-25",
        "등록한 분의 수정: 2020-09-26 전화번호, 판매 품목",
        "등록 때의 자격 판단: 아직 모르는 조건이 있음",
        "판정 번호: V-7K3M2Q9A",
    ):
        assert value in said


async def test_a_registration_without_an_address_says_so(admin: Speaker, owner: Speaker) -> None:
    made = await registered(owner, email="")

    assert "이메일: 없음" in texts(await shown(admin, f"{made.receipt} full contact"))
    assert " · 없음 · " in texts(await searched(admin))


async def test_attempts_of_others_are_counted_with_when_and_from_where(admin: Speaker, owner: Speaker) -> None:
    made = await registered(owner)
    others = [Speaker(owner.database, owner.knowledge, user=f"other{number}") for number in range(6)]
    before = texts(await shown(admin, made.receipt))
    for number, other in enumerate(others):
        await other.does(_greet)
        loaded = await other.database.read(turns.load, channel=other.channel, user=other.user, key=None)
        assert loaded.owner is not None
        at = NOW + dt.timedelta(days=number)
        await other.database.write(
            duplicates.note, made.id, loaded.owner, channel="telegram", at=at, notices={"ko": {}}
        )

    said = texts(await shown(admin, made.receipt))

    assert "시도" not in before
    assert "다른 분의 등록 시도: 6건 (2020-09-26 10:00 텔레그램, " in said
    assert "other1" not in said


@pytest.mark.parametrize(
    ("said", "kept", "told"),
    [
        ("full contact", "contact", "연락"),
        ("전체 연락", "contact", "연락"),
        ("연락", "contact", "연락"),
        ("전체 자격 확인", "eligibility", "자격 확인"),
        ("정정 요청", "correction", "정정 요청"),
        ("모두 민원", "complaint", "민원"),
        ("FULL Complaint", "complaint", "민원"),
        ("전체 세금계산서 발행", "세금계산서 발행", "세금계산서 발행"),
    ],
)
async def test_in_full_for_a_purpose_which_is_kept_with_the_look(
    admin: Speaker, owner: Speaker, said: str, kept: str, told: str
) -> None:
    made = await detailed(owner)

    reply = await shown(admin, f"{made.receipt} {said}")

    for value in (*SECRETS, f"열람 목적: {told}", "열람은 기록됩니다"):
        assert value in texts(reply)
    [look] = await looks(admin)
    assert (look.action, look.what, look.whose, look.purpose) == ("full", made.receipt, made.owner, kept)
    assert [choice.label for choice in reply.choices] == ["승인", "반려", "열람 기록", "목록 보기"]


async def test_each_button_of_a_purpose_shows_the_registration_in_full(admin: Speaker, owner: Speaker) -> None:
    made = await detailed(owner)
    masked = await shown(admin, made.receipt)

    for choice in masked.choices[:4]:
        reply = await shown(admin, choice.command.removeprefix("/registration "))
        assert f"열람 목적: {choice.label}" in texts(reply)
        assert "010-1234-5678" in texts(reply)


async def test_a_purpose_is_kept_without_anybodys_data(admin: Speaker, owner: Speaker) -> None:
    made = await detailed(owner)

    await shown(
        admin, f"{made.receipt} 전체 김 철수 대표가 010-1234-5678로 요청, chulsoo@example.com으로 회신 " + "가" * 300
    )

    [look] = await looks(admin)
    assert look.purpose is not None
    assert len(look.purpose) <= 100
    for secret in ("철수", "1234", "5678", "chulsoo"):
        assert secret not in look.purpose
    assert "요청" in look.purpose


@pytest.mark.parametrize(
    "said", ["full", "전체", "전체 ㅇㅇㅇ", "전체 건", "full ok", "full 010-1234-5678", "전체 ..."]
)
async def test_what_is_no_purpose_shows_nothing_in_full(admin: Speaker, owner: Speaker, said: str) -> None:
    made = await detailed(owner)

    reply = await shown(admin, f"{made.receipt} {said}")

    assert [secret for secret in SECRETS if secret in texts(reply)] == []
    assert "목적을 골라 주세요" in texts(reply)
    assert [look.action for look in await looks(admin)] == ["show"]


@pytest.mark.parametrize("argument", ["", "R-7K2M9QTR", "없는번호"])
async def test_a_receipt_that_there_is_not_gets_one_sentence(admin: Speaker, argument: str) -> None:
    reply = await shown(admin, argument)

    assert reply.lead.startswith(("접수번호를 함께", "이 접수번호의 등록이 없습니다"))
    assert await looks(admin) == ()


async def test_a_decision_is_told_to_the_owner_once(admin: Speaker, owner: Speaker) -> None:
    made = await registered(owner)

    accepted = await shown(admin, f"{made.receipt} accept")
    again = await shown(admin, f"{made.receipt} 승인")
    loaded = await owner.database.read(turns.load, channel=owner.channel, user=owner.user, key=None)

    assert accepted.lead == f"{with_particle(made.receipt, '을를')} 승인 처리했습니다."
    assert again.lead == f"{with_particle(made.receipt, '은는')} 이미 승인 상태입니다."
    [notice] = loaded.notices
    told = Reply.model_validate(notice.content)
    assert told.lead == f"접수번호 {made.receipt}의 사전등록이 승인되었습니다."
    assert "기관에 내는 신청이 아니며" in texts(told)
    assert (await looks(admin))[0].action == "accepted"


async def test_the_owner_is_told_in_his_own_language(admin: Speaker, owner: Speaker) -> None:
    async def english(turn: Turn) -> Reply:
        turn.remember(language="en")
        return Reply(lead="English.")

    await owner.does(english)
    made = await registered(owner)

    await declined(admin, made)
    loaded = await owner.database.read(turns.load, channel=owner.channel, user=owner.user, key=None)

    assert loaded.notices[0].content["lead"] == f"Your pre-registration {made.receipt} was declined."


async def test_a_decision_is_reversed_only_after_being_asked(admin: Speaker, owner: Speaker) -> None:
    made = await registered(owner)
    await shown(admin, f"{made.receipt} accept")

    asked = await shown(admin, f"{made.receipt} decline")

    found = await owner.database.read(registrations.by_receipt, made.receipt)
    assert found is not None
    assert found.status == "accepted"
    assert "반려로 바꿀까요" in asked.lead
    assert asked.choices[0].command == f"/registration {made.receipt} decline yes"
    assert [choice.answers for choice in asked.choices] == ["yes", "no"]
    assert "반려 처리했습니다" in (await shown(admin, f"{made.receipt} 반려 네")).lead
    found = await owner.database.read(registrations.by_receipt, made.receipt)
    assert found is not None
    assert found.status == "declined"


async def declined(admin: Speaker, made: Registration, reason: str = "") -> Reply:
    """Decline a registration, and say yes to the question whether to."""
    await shown(admin, f"{made.receipt} decline {reason}".strip())
    return await shown(admin, f"{made.receipt} decline yes")


async def status_of(admin: Speaker, made: Registration) -> str:
    found = await admin.database.read(registrations.by_receipt, made.receipt)
    assert found is not None
    return found.status


async def test_declining_is_asked_about_and_a_yes_counts_only_right_after_that(admin: Speaker, owner: Speaker) -> None:
    made = await registered(owner)

    out_of_the_blue = await shown(admin, f"{made.receipt} decline yes")
    await searched(admin)
    old_button = await shown(admin, f"{made.receipt} decline yes")

    assert out_of_the_blue == old_button
    assert old_button.lead == f"{with_particle(made.receipt, '을를')} 반려할까요? 바로 등록한 분께 알려 드립니다."
    assert [(choice.label, choice.answers) for choice in old_button.choices] == [("네, 반려", "yes"), ("아니요", "no")]
    assert await status_of(admin, made) == "received"

    await shown(admin, f"{made.receipt} decline yes")
    assert await status_of(admin, made) == "declined"


@pytest.mark.parametrize("said", ["반려 사유 사업장이 서울에 있지 않습니다", "decline 사업장이 서울에 있지 않습니다"])
async def test_a_reason_is_shown_before_told_to_the_owner_and_kept_with_the_look(
    admin: Speaker, owner: Speaker, said: str
) -> None:
    made = await registered(owner)

    asked = await shown(admin, f"{made.receipt} {said}")
    await shown(admin, f"{made.receipt} decline yes")
    loaded = await owner.database.read(turns.load, channel=owner.channel, user=owner.user, key=None)

    assert "등록한 분께 알릴 사유: 사업장이 서울에 있지 않습니다" in texts(asked)
    [notice] = loaded.notices
    assert "사유: 사업장이 서울에 있지 않습니다" in texts(Reply.model_validate(notice.content))
    assert (await looks(admin))[0].purpose == "사업장이 서울에 있지 않습니다"


async def test_a_reason_is_that_of_the_last_question(admin: Speaker, owner: Speaker) -> None:
    made, other = await registered(owner), await registered(owner)

    await shown(admin, f"{other.receipt} 반려 서류가 맞지 않습니다")
    await declined(admin, made)
    loaded = await owner.database.read(turns.load, channel=owner.channel, user=owner.user, key=None)

    [notice] = loaded.notices
    assert "사유" not in texts(Reply.model_validate(notice.content))


async def test_a_reason_holds_nobodys_data(admin: Speaker, owner: Speaker) -> None:
    made = await detailed(owner)

    asked = await shown(
        admin, f"{made.receipt} 반려 김 철수 대표 010-1234-5678, chulsoo@example.com 연락이 닿지 않음 " + "가" * 300
    )

    assert [secret for secret in ("철수", "1234", "chulsoo") if secret in texts(asked)] == []
    assert "연락이 닿지 않음" in texts(asked)


async def test_it_is_told_who_decided_when_and_why(admin: Speaker, owner: Speaker) -> None:
    made = await registered(owner)
    before = texts(await shown(admin, made.receipt))
    await declined(admin, made, "서류가 맞지 않습니다")

    said = texts(await shown(admin, made.receipt))

    assert "결정한" not in before
    assert f"결정한 판로봇 직원: 반려, 2020-09-25 10:00, {admin.address}" in said
    assert "반려 사유: 서류가 맞지 않습니다" in said


async def test_the_conditions_that_were_open_are_told_by_name(admin: Speaker, owner: Speaker) -> None:
    program = admin.knowledge.programs[PROGRAM]
    assert program.who.rule is not None
    there = list(clauses(program.who.rule))
    made = await registered(
        owner, decision={"verdict": "unknown", "open": [*(clause.id for clause in there), "gone"], "facts": {}}
    )

    said = texts(await shown(admin, made.receipt))

    (line,) = [line for line in said.splitlines() if line.startswith("등록 때 확인되지 않은 조건: ")]
    for clause in there:
        agency = "(담당 기관이 판단)" if isinstance(clause, Manual) else ""
        assert f"{clause.label.ko}{agency}" in line
    assert "gone" not in said


async def test_a_reversed_decision_that_the_owner_has_not_read_is_not_told(admin: Speaker, owner: Speaker) -> None:
    made, other = await registered(owner), await registered(owner)
    await shown(admin, f"{other.receipt} accept")
    await shown(admin, f"{made.receipt} accept")

    await declined(admin, made)

    loaded = await owner.database.read(turns.load, channel=owner.channel, user=owner.user, key=None)
    assert [notice.content["lead"] for notice in loaded.notices] == [
        f"접수번호 {other.receipt}의 사전등록이 승인되었습니다.",
        f"접수번호 {made.receipt}의 사전등록이 반려되었습니다.",
    ]


async def test_a_decision_on_what_was_withdrawn_meanwhile_is_refused_and_decided_again(
    admin: Speaker, owner: Speaker
) -> None:
    made = await registered(owner)

    _, commit = await admin.decides(partial(admin_registrations.show, argument=f"{made.receipt} accept"))
    await owner.database.write(registrations.withdraw, made.receipt, made.owner, NOW)
    with pytest.raises(Conflict):
        await commit()

    assert "취소하여" in (await shown(admin, f"{made.receipt} accept")).lead


async def test_the_waiting_list_has_nothing_to_decide(admin: Speaker, owner: Speaker) -> None:
    made = await registered(owner, standing="waiting")

    assert "관심등록이어서" in (await shown(admin, f"{made.receipt} decline")).lead
    assert (await owner.database.read(registrations.by_receipt, made.receipt)) == made


@pytest.mark.parametrize("decision", ["maybe", "accept maybe", "accept yes yes", "yes"])
async def test_an_unknown_decision_is_asked_back(admin: Speaker, owner: Speaker, decision: str) -> None:
    made = await registered(owner)

    reply = await shown(admin, f"{made.receipt} {decision}")

    assert [choice.command for choice in reply.choices[-2:]] == [
        f"/registration {made.receipt} accept",
        f"/registration {made.receipt} decline",
    ]
    assert "목적을 함께" in reply.lead
    assert (await owner.database.read(registrations.by_receipt, made.receipt)) == made
