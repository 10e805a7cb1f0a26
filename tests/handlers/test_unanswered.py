"""Staff see what could not be answered, without who asked; what they dealt with leaves the list and can come back."""

import datetime as dt
from functools import partial
from pathlib import Path

import pytest

from handlers import routes, unanswered
from handlers.conversation import Conversation, Offered
from handlers.forms.state import FormState
from handlers.reply import COMMAND_BYTES, Listing, Reply, Rows
from handlers.turn import Turn, new_id
from handlers.wording import say
from knowledge.base import Knowledge, load
from storage import access, erasure, roles
from storage import unanswered as stored
from storage.database import Database, open_database
from storage.encryption import KeyRing
from storage.erasure import Speaking
from storage.unanswered import Reason, Unanswered
from tests.handlers.speaker import NOW, Speaker, texts

PROGRAM = "ssolssol-market"
TODAY = NOW.date()


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load()


@pytest.fixture
async def staff(database: Database, knowledge: Knowledge) -> Speaker:
    speaker = Speaker(database, knowledge, user="staff", channel="web")
    await database.write(roles.grant, speaker.address, "staff", at=NOW)
    return speaker


async def asked(
    staff: Speaker,
    text: str,
    *,
    times: int = 1,
    reason: Reason = "unclear",
    program: str | None = None,
    days_ago: int = 0,
) -> None:
    for _ in range(times):
        day = TODAY - dt.timedelta(days=days_ago)
        await staff.database.write(stored.add, Unanswered(new_id(), day, reason, program, "telegram", "ko", text))


async def noted(
    speaker: Speaker, text: str, reason: Reason = "unclear", program: str | None = None, form: FormState | None = None
) -> None:
    async def answer(turn: Turn) -> Reply:
        turn.remember(form=form)
        unanswered.note(turn, text, reason, program)
        turn.remember(form=None)
        return Reply(lead="잘 모르겠습니다.")

    await speaker.does(answer, text)


async def looks(staff: Speaker, argument: str = "") -> Reply:
    return await staff.does(partial(unanswered.show, argument=argument))


async def taps(staff: Speaker, reply: Reply, label: str) -> Reply:
    command = next(choice.command for choice in reply.choices if label in choice.label)
    return await staff.does(partial(routes.command, said=command))


def listed(reply: Reply) -> list[str]:
    return [item.title for part in reply.parts if isinstance(part, Listing) for item in part.items]


def commands(reply: Reply) -> list[str]:
    tapped = [choice.command for choice in reply.choices]
    return tapped + [i.command or "" for part in reply.parts if isinstance(part, Listing) for i in part.items]


# Noting


async def test_a_question_is_kept_with_its_day_and_reason_when_the_turn_commits(staff: Speaker) -> None:
    owner = Speaker(staff.database, staff.knowledge, user="7")

    await noted(owner, "주차장 있어요?", "not_stated", PROGRAM)

    (kept,) = await staff.database.read(stored.still_open)
    assert (kept.day, kept.reason, kept.program, kept.channel, kept.language, kept.text) == (
        TODAY, "not_stated", PROGRAM, "telegram", "ko", "주차장 있어요?",
    )  # fmt: skip


async def test_the_day_is_the_one_in_seoul(staff: Speaker) -> None:
    late = Speaker(staff.database, staff.knowledge, now=dt.datetime(2020, 9, 24, 15, 30, tzinfo=dt.UTC))

    await noted(late, "주차장 있어요?")

    (kept,) = await staff.database.read(stored.still_open)
    assert kept.day == dt.date(2020, 9, 25)


async def test_personal_data_is_taken_out_and_a_long_text_cut(staff: Speaker) -> None:
    await noted(staff, "저는 홍길동인데 010-1234-5678로 연락 주세요 " + "가 " * 400)

    (kept,) = await staff.database.read(stored.still_open)
    assert kept.text.startswith("저는 [이름]인데 [전화번호]로 연락 주세요 가")
    assert len(kept.text) <= 300


async def test_what_was_told_to_the_open_form_is_taken_out_too(staff: Speaker) -> None:
    told = {"firm_name": "달빛나래", "contact_person": "하늬별", "phone": "+821084372956", "district": "서울 마포구"}
    form = FormState(form="registration", token="t", values=told)

    await noted(staff, "달빛나래 하늬별 이름으로 서울 마포구에서 되나요", form=form)

    (kept,) = await staff.database.read(stored.still_open)
    assert kept.text == "[상호] [이름] 이름으로 서울 마포구에서 되나요"


@pytest.mark.parametrize("text", ["", "  ", "?!", "…"])
async def test_nothing_is_kept_of_a_text_without_a_letter(staff: Speaker, text: str) -> None:
    await noted(staff, text)

    assert await staff.database.read(stored.still_open) == ()


async def test_a_question_stays_when_its_asker_has_his_data_erased(staff: Speaker) -> None:
    owner = Speaker(staff.database, staff.knowledge, user="7")
    await noted(owner, "주차장 있어요?")

    async def forget(turn: Turn) -> Reply:
        speaking = Speaking(turn.person.account, "telegram", successor="nobody yet")
        turn.change(erasure.erase, turn.person.owner, turn.now, speaking=speaking)
        return Reply(lead="지웠습니다.")

    await owner.does(forget)

    assert len(await staff.database.read(stored.still_open)) == 1


async def test_no_file_of_the_database_holds_the_question_or_a_number_or_name_in_it(
    sqlite_url: str, keys: KeyRing, knowledge: Knowledge
) -> None:
    database = await open_database(sqlite_url, keys)
    said = "저는 남궁하늬별인데 공방 이야기는 010-8437-2956 으로 되나요"
    await noted(Speaker(database, knowledge), said)
    path = Path(sqlite_url.partition("///")[2])
    while_open = b"\0".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))
    (kept,) = await database.read(stored.still_open)
    await database.close()
    afterwards = b"\0".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))

    assert kept.text == "저는 [이름]인데 공방 이야기는 [전화번호] 으로 되나요"
    assert kept.id.encode() in while_open + afterwards
    for content in (while_open, afterwards):
        for secret in ("남궁하늬별", "하늬별", "010-8437-2956", "84372956", "8437-2956", "공방 이야기"):
            assert secret.encode() not in content
            assert secret.encode("utf-16-le") not in content


# Looking


async def test_groups_come_biggest_first_five_a_page_with_what_to_do(staff: Speaker, knowledge: Knowledge) -> None:
    await asked(staff, "주차 되나요", times=2, reason="not_stated", program=PROGRAM, days_ago=2)
    await asked(staff, "주차장 있나요?", times=1, reason="not_stated", program=PROGRAM)
    for number, text in enumerate(
        ["대출 받을 수 있나요", "부가세 신고 언제까지", "날씨 어때", "사은품 줘요", "포장비도 되나요"]
    ):
        await asked(staff, text, days_ago=number)

    first = await looks(staff)
    second = await taps(staff, first, "다음")

    assert "6가지(8건)" in first.lead
    assert listed(first) == ["주차 되나요", "대출 받을 수 있나요", "부가세 신고 언제까지", "날씨 어때", "사은품 줘요"]
    (listing,) = (part for part in first.parts if isinstance(part, Listing))
    assert listing.items[0].description == f"3건 · 최근 {TODAY} · 출처에 없음 · {knowledge.programs[PROGRAM].name}"
    assert "knowledge/examples.yaml" in texts(first)
    assert listed(second) == ["포장비도 되나요"]
    assert "1~5번째" in first.lead
    assert "6번째" in second.lead
    assert "6~6" not in second.lead
    assert listed(await taps(staff, second, "이전")) == listed(first)


async def test_an_empty_log_gets_one_friendly_sentence(staff: Speaker) -> None:
    reply = await looks(staff)

    assert reply.lead == say("ko", "unanswered.none")
    assert reply.parts == ()


async def test_the_same_words_on_two_programs_or_for_two_reasons_are_two_groups(staff: Speaker) -> None:
    await asked(staff, "주차 되나요", reason="not_stated", program=PROGRAM)
    await asked(staff, "주차 되나요", reason="not_stated", program="seoul-made")
    await asked(staff, "주차 되나요", reason="unclear")

    assert len(listed(await looks(staff))) == 3


@pytest.mark.parametrize(
    ("argument", "found"),
    [
        ("모름", ["대출 되나요"]),
        ("unclear", ["대출 되나요"]),
        ("범위 밖", ["날씨 어때"]),
        ("범위밖", ["날씨 어때"]),
        ("out_of_scope", ["날씨 어때"]),
        ("출처에 없음", ["주차 되나요"]),
        ("not stated", ["주차 되나요"]),
        ("모르는 사업", ["부산마켓 알려줘"]),
        ("되물음", ["녹색 마감"]),
        ("틀린 답", ["사은품 줘요"]),
        ("30일", ["날씨 어때", "주차 되나요"]),
        ("30d", ["날씨 어때", "주차 되나요"]),
        ("30 days 범위 밖", ["날씨 어때"]),
        ("출처에 없음 30일", ["주차 되나요"]),
        ("1일", ["날씨 어때"]),
        ("범위 밖 9쪽", ["날씨 어때"]),
    ],
)
async def test_a_reason_and_days_leave_the_others_out(staff: Speaker, argument: str, found: list[str]) -> None:
    await asked(staff, "날씨 어때", reason="out_of_scope")
    await asked(staff, "주차 되나요", reason="not_stated", program=PROGRAM, days_ago=29)
    await asked(staff, "대출 되나요", days_ago=30)
    await asked(staff, "부산마켓 알려줘", reason="unknown_program", days_ago=40)
    await asked(staff, "녹색 마감", reason="unsure", days_ago=40)
    await asked(staff, "사은품 줘요", reason="wrong", days_ago=40)

    assert listed(await looks(staff, argument)) == found


async def test_a_filter_without_questions_leads_back_to_all(staff: Speaker) -> None:
    await asked(staff, "날씨 어때", reason="out_of_scope")

    reply = await looks(staff, "출처에 없음")

    assert reply.lead == say("ko", "unanswered.none_of_these")
    assert listed(await taps(staff, reply, "답하지 못한 질문")) == ["날씨 어때"]


async def test_reasons_are_offered_where_there_are_several(staff: Speaker) -> None:
    await asked(staff, "날씨 어때", reason="out_of_scope", times=2)
    assert [choice.label for choice in (await looks(staff)).choices] == ["정리한 질문"]
    await asked(staff, "주차 되나요")

    first = await looks(staff)

    assert [choice.label for choice in first.choices] == ["범위 밖 2건", "알아듣지 못함 1건", "정리한 질문"]
    assert listed(await taps(staff, first, "알아듣지 못함")) == ["주차 되나요"]


@pytest.mark.parametrize("argument", ["날씨", "모름 모름", "-1", "0", "3.5", "done done", "x" * 2_000])
async def test_other_words_are_answered_with_what_can_be_said(staff: Speaker, argument: str) -> None:
    assert (await looks(staff, argument)).lead == say("ko", "unanswered.what")


# One group


async def test_a_group_shows_its_wordings_with_days_most_used_first(staff: Speaker, knowledge: Knowledge) -> None:
    await asked(staff, "주차 되나요", reason="not_stated", program=PROGRAM, times=2, days_ago=3)
    await asked(staff, "주차장 있나요?", reason="not_stated", program=PROGRAM, days_ago=1)
    await asked(staff, "날씨 어때")

    reply = await looks(staff, "1")

    (rows,) = (part for part in reply.parts if isinstance(part, Rows))
    assert [(row.label, row.value) for row in rows.rows] == [
        (str(TODAY - dt.timedelta(days=3)), "주차 되나요 (2번)"),
        (str(TODAY - dt.timedelta(days=1)), "주차장 있나요?"),
    ]
    assert reply.title == knowledge.programs[PROGRAM].name
    assert "3건" in reply.lead
    assert "출처에 없음" in reply.lead
    assert "knowledge/examples.yaml" in texts(reply)


async def test_at_most_ten_wordings_are_shown(staff: Speaker) -> None:
    for number in range(12):
        await asked(staff, f"주차 되나요{'?' * number}")

    reply = await looks(staff, "1")

    (rows,) = (part for part in reply.parts if isinstance(part, Rows))
    assert len(rows.rows) == 10
    assert "2가지 더" in texts(reply)


@pytest.mark.parametrize(
    ("reason", "helps"),
    [
        ("unclear", True), ("unsure", True), ("wrong", True), ("not_stated", True), ("unknown_program", True),
        ("out_of_scope", False),
    ],
)  # fmt: skip
async def test_what_to_do_is_said_only_where_something_can_be_done(staff: Speaker, reason: Reason, helps: bool) -> None:
    await asked(staff, "주차 되나요", reason=reason)

    for reply in (await looks(staff), await looks(staff, "1")):
        assert (say("ko", "unanswered.what_to_do") in texts(reply)) is helps


async def test_a_list_with_one_question_that_can_be_mended_says_how(staff: Speaker) -> None:
    await asked(staff, "날씨 어때", reason="out_of_scope")
    await asked(staff, "주차 되나요", reason="not_stated")

    assert say("ko", "unanswered.what_to_do") in texts(await looks(staff))


async def test_a_number_means_the_list_that_was_shown_last(staff: Speaker) -> None:
    await asked(staff, "날씨 어때", times=2)
    await asked(staff, "주차 되나요", reason="not_stated")
    filtered = await looks(staff, "출처에 없음")
    (listing,) = (part for part in filtered.parts if isinstance(part, Listing))
    item = listing.items[0]
    offered = Offered(label=item.title, command=item.command or "", number=1)

    async def after_the_list(turn: Turn) -> Reply:
        turn.conversation = Conversation(choices=(offered,))
        return await unanswered.show(turn, "1")

    assert "주차 되나요" in texts(await staff.does(after_the_list))
    assert "날씨 어때" in texts(await looks(staff, "1번"))


async def test_a_number_or_id_that_there_is_not_is_said_to_be_none(staff: Speaker) -> None:
    await asked(staff, "날씨 어때")

    assert "9번" in (await looks(staff, "9")).lead
    for argument in (new_id(), f"done {new_id()}", f"open {new_id()}"):
        assert (await looks(staff, argument)).lead == say("ko", "unanswered.no_such")


# Dealing with it


async def test_a_group_that_was_dealt_with_leaves_the_list_with_who_and_when(staff: Speaker) -> None:
    await asked(staff, "주차 되나요", times=2)
    await asked(staff, "주차장 있나요?")
    await asked(staff, "날씨 어때")

    done = await taps(staff, await looks(staff, "1"), "정리함")

    assert "3건" in done.lead
    assert listed(await looks(staff)) == ["날씨 어때"]
    assert {(one.dealt_with_by, one.dealt_with_at) for one in await staff.database.read(stored.dealt_with)} == {
        (staff.address, NOW)
    }
    kept = await taps(staff, await looks(staff), "정리한 질문")
    assert listed(kept) == ["주차 되나요"]
    assert f"{TODAY} 정리함({staff.address})" in texts(kept)


async def test_a_long_account_is_shown_by_its_beginning(staff: Speaker) -> None:
    user = "fa79" * 16
    long = Speaker(staff.database, staff.knowledge, user=user, channel="web")
    await staff.database.write(roles.grant, long.address, "staff", at=NOW)
    await asked(staff, "주차 되나요")
    await taps(long, await looks(long, "1"), "정리함")

    kept = await looks(staff, "done")

    assert f"{TODAY} 정리함(web:fa79fa…)" in texts(kept)
    assert user not in texts(kept)


async def test_what_was_dealt_with_can_be_opened_again(staff: Speaker) -> None:
    await asked(staff, "주차 되나요", times=2)
    await taps(staff, await looks(staff, "1"), "정리함")
    (item,) = (i for p in (await looks(staff, "정리함")).parts if isinstance(p, Listing) for i in p.items)

    shown = await staff.does(partial(routes.command, said=item.command or ""))
    again = await taps(staff, shown, "다시 열기")

    assert "2건" in again.lead
    assert listed(await looks(staff)) == ["주차 되나요"]
    assert listed(await looks(staff, "done")) == []
    assert "주차 되나요" in texts(await taps(staff, again, "질문 보기"))


async def test_a_question_that_comes_again_after_that_is_listed_anew(staff: Speaker) -> None:
    await asked(staff, "주차 되나요", times=2)
    await taps(staff, await looks(staff, "1"), "정리함")

    await asked(staff, "주차 되나요")

    assert "1가지(1건)" in (await looks(staff)).lead


async def test_done_twice_and_opening_what_is_open_change_nothing(staff: Speaker) -> None:
    await asked(staff, "주차 되나요")
    shown = await looks(staff, "1")
    command = shown.choices[0].command.removeprefix("/unanswered ")
    is_open = await looks(staff, command.replace("done", "open"))
    await looks(staff, command)
    later = Speaker(staff.database, staff.knowledge, user="other", channel="web", now=NOW + dt.timedelta(days=1))

    twice = await looks(later, command)

    assert is_open.lead == say("ko", "unanswered.is_open")
    assert twice.lead == say("ko", "unanswered.dealt_with", day=str(TODAY), by=staff.address)
    (kept,) = await staff.database.read(stored.dealt_with)
    assert kept.dealt_with_by == staff.address


# Who, and how


async def test_who_has_no_role_hears_of_no_such_command(staff: Speaker) -> None:
    await asked(staff, "주차 되나요")
    owner = Speaker(staff.database, staff.knowledge, user="7")

    for said in ("/unanswered", "/미답변", "/unanswered 1"):
        reply = await owner.does(partial(routes.command, said=said))
        assert reply.lead == say("ko", "smalltalk.unknown_command")


async def test_staff_may_use_the_korean_name_and_leave_no_access_row(staff: Speaker) -> None:
    await asked(staff, "주차 되나요")

    assert listed(await staff.does(partial(routes.command, said="/미답변"))) == ["주차 되나요"]
    assert await staff.database.read(access.recent) == ()


async def test_every_tapped_command_fits_a_button(staff: Speaker) -> None:
    reasons: tuple[Reason, ...] = ("unclear", "unknown_program", "out_of_scope", "not_stated", "unsure", "wrong")
    for number, reason in enumerate(reasons):
        await asked(staff, chr(ord("가") + number * 999) * 90, reason=reason, times=6 - number)

    replies = [await looks(staff, argument) for argument in ("", "9999일 2쪽", "모르는 사업 9999일", "1")]
    replies += [await taps(staff, replies[-1], "정리함"), await looks(staff, "done")]

    assert all(len(command.encode()) <= COMMAND_BYTES for reply in replies for command in commands(reply))
    assert all(len(reply.choices) <= 10 for reply in replies)


async def test_english_staff_get_english_words(staff: Speaker) -> None:
    await asked(staff, "주차 되나요", reason="not_stated", program=PROGRAM)

    async def in_english(turn: Turn) -> Reply:
        turn.remember(language="en")
        return await unanswered.show(turn, "")

    reply = await staff.does(in_english)

    assert "Unanswered: 1 kinds" in reply.lead
    assert "not stated" in texts(reply)
