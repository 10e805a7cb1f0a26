"""The turn: what a repeated, simultaneous or overtaken message does, and what a conversation keeps."""

import asyncio
import datetime as dt
import re
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import pytest

from bot.channels import web_layout
from bot.channels.layout import Laid, continued
from bot.dialogue import LONGEST_MESSAGE, TRIES, Dialogue
from handlers import routes
from handlers.message import Message
from handlers.reply import Choice, Reply
from handlers.wording import say
from knowledge.words import Language
from storage import deliveries, roles, turns
from storage.database import Database
from storage.errors import StorageUnavailable
from tests.end_to_end.talk import NOW, Talk, knowledge, state_of, text_of

NO_WINDOW = "ON서울 마켓 온라인 플랫폼 입점 지원"
OPEN_THEN = "서울 녹색제품 온라인 기획전 (제2차)"
IN_THE_FORM = ("ON서울 마켓 입점 지원은 무엇인가요?", "등록할게요", "그냥 등록할게요", "동의")


class Overtaken:
    """A database before whose next writes something else happens: another process was faster.

    Args:
        database: the real one.
        first: what happens before the write; called for the next ``times`` writes.
        times: for so many writes.
    """

    def __init__(self, database: Database, first: Callable[[], Awaitable[object]], times: int = 1) -> None:
        self._database, self._first, self._left = database, first, times
        self.read = database.read
        self.dialect = database.dialect
        self.migrated = database.migrated
        self.scrub = database.scrub
        self.close = database.close

    async def write(self, query: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Write, after somebody else did."""
        if self._left > 0:
            self._left -= 1
            await self._first()
        return await self._database.write(query, *args, **kwargs)


def dialogue_on(database: Database, *, demo: bool = False) -> Dialogue:
    return Dialogue(database, knowledge(), demo=demo)


async def version_of(database: Database, talk: Talk) -> int:
    loaded = await database.read(turns.load, channel=talk.channel, user=talk.user, key=None)
    return loaded.version


# What comes twice, at once, or too late


async def test_a_repeated_message_changes_nothing_and_gets_the_stored_answer(database: Database) -> None:
    owner = Talk(dialogue_on(database))
    await owner.says("쏠쏠마켓은 뭐예요?")
    first = await owner.says("서울 마포구 소상공인인데 참여할 수 있나요?", key="m-1")
    await owner.says("/asof 2020-09-25")
    before = (await state_of(database, owner), await version_of(database, owner))

    again = await owner.says("서울 마포구 소상공인인데 참여할 수 있나요?", key="m-1")

    assert again == first
    assert (await state_of(database, owner), await version_of(database, owner)) == before


async def test_a_message_that_arrives_twice_at_once_is_handled_once(database: Database) -> None:
    owner = Talk(dialogue_on(database))
    message = Message(channel="web", user=owner.user, text="/start", at=NOW, key="m-1")
    elsewhere = dialogue_on(database)

    answers = await asyncio.gather(
        *(dialogue.turn(message, web_layout.lay_out, queued=False) for dialogue in (owner.dialogue, elsewhere))
    )

    assert answers[0] == answers[1]
    assert await version_of(database, owner) == 1


async def test_messages_that_come_at_once_are_taken_in_their_order(database: Database) -> None:
    owner = Talk(dialogue_on(database))
    await owner.through(*IN_THE_FORM)
    typed = ("행복상사", "123-45-67891", "김철수", "010-1234-5678", "chulsoo@naver.com", "서울 금천구")

    await asyncio.gather(*(owner.says(text) for text in typed))

    values = (await state_of(database, owner))["form"]["values"]
    assert [values[slot] for slot in ("firm_name", "business_number", "contact_person", "phone", "email")] == [
        "행복상사",
        "1234567891",
        "김철수",
        "+821012345678",
        "chulsoo@naver.com",
    ]


async def test_many_people_at_once_are_all_answered(database: Database) -> None:
    dialogue = dialogue_on(database)
    people = [Talk(dialogue) for _ in range(20)]

    answers = await asyncio.gather(*(person.says("쏠쏠마켓 신청 마감이 언제예요?") for person in people))

    assert {answer.title for answer in answers} == {"소상공인 쏠쏠마켓"}


async def test_a_turn_that_another_process_overtook_is_decided_again(database: Database) -> None:
    owner = Talk(dialogue_on(database))
    await owner.says("/start")
    elsewhere = Talk(dialogue_on(database), user=owner.user)
    owner.dialogue = dialogue_on(Overtaken(database, lambda: elsewhere.says("/asof 2020-09-25")))

    answer = await owner.says("지금 신청할 수 있는 사업은?")

    assert answer.lead == say("ko", "programs.open", day="2020-09-25", count=1, names=OPEN_THEN)
    assert await version_of(database, owner) == 3


async def test_a_newcomer_whose_account_another_process_makes_meanwhile_is_answered(database: Database) -> None:
    elsewhere = Talk(dialogue_on(database))
    owner = Talk(dialogue_on(Overtaken(database, lambda: elsewhere.says("/start"))), user=elsewhere.user)

    answer = await owner.says("/start")

    assert answer.lead == say("ko", "smalltalk.greeting")
    assert await version_of(database, owner) == 2


async def test_a_turn_that_is_overtaken_every_time_is_given_back_with_nothing_stored(sqlite_database: Database) -> None:
    elsewhere = Talk(dialogue_on(sqlite_database))
    await elsewhere.says("/start")
    others = Overtaken(sqlite_database, lambda: elsewhere.says("/start"), times=TRIES)
    owner = Talk(dialogue_on(others), user=elsewhere.user)

    with pytest.raises(StorageUnavailable, match="Send it again"):
        await owner.says("/asof 2020-09-25")

    assert (await state_of(sqlite_database, owner))["as_of"] is None


# The day that answers are for


async def test_a_day_holds_for_the_conversation_and_is_named_in_every_answer(sqlite_database: Database) -> None:
    owner = Talk(dialogue_on(sqlite_database))
    moved = await owner.says("/asof 2020-09-25")
    assert "2020-09-25" in moved.lead

    answer = await owner.says("제2차 녹색제품 온라인 기획전 마감이 언제예요?")
    followed = await owner.says("그럼 자격은?")

    assert "2020년 9월 29일까지입니다(4일 남음)" in answer.lead
    for one in (answer, followed):
        assert say("ko", "answers.source_as_of", outlets="인더스트리뉴스 2020-09-23", day="2020-09-25") == one.source


@pytest.mark.parametrize(("silence", "holds"), [(60, True), (61, False)])
async def test_a_day_ends_after_an_hour_of_silence(sqlite_database: Database, silence: int, holds: bool) -> None:
    owner = Talk(dialogue_on(sqlite_database))
    await owner.says("/asof 2020-09-25")
    owner.now += dt.timedelta(minutes=silence)

    answer = await owner.says("제2차 녹색제품 온라인 기획전 마감이 언제예요?")

    assert ("2020-09-25" in (answer.source or "")) is holds
    assert ("이미" in answer.lead or "지났습니다" in answer.lead) is not holds


async def test_every_word_starts_the_hour_anew(sqlite_database: Database) -> None:
    owner = Talk(dialogue_on(sqlite_database))
    await owner.says("/asof 2020-09-25")
    for _ in range(3):
        owner.now += dt.timedelta(minutes=50)
        answer = await owner.says("쏠쏠마켓 마감이 언제예요?")

    assert "2020-09-25" in (answer.source or "")


async def test_today_comes_back_when_asked_for(sqlite_database: Database) -> None:
    owner = Talk(dialogue_on(sqlite_database))
    await owner.says("/asof 2020-09-25")
    back = await owner.taps("오늘로 돌아가기")
    answer = await owner.says("쏠쏠마켓 마감이 언제예요?")

    assert "2026-11-23" in back.lead
    assert "2026-11-23" in (answer.source or "")


async def test_outside_demo_mode_another_day_opens_no_registration(sqlite_database: Database) -> None:
    owner, guest = (Talk(dialogue_on(sqlite_database, demo=demo)) for demo in (False, True))
    for talk in (owner, guest):
        await talk.through("/asof 2020-09-25", "/register seoul-green-expo-2 now")

    assert owner.replies[0].lead == say("ko", "registration.refused.closed", program=OPEN_THEN)
    assert say("ko", "consent.ask") in text_of(guest.replies[0])


# Choices that are typed, and what did not fit


@pytest.mark.parametrize("typed", ["전체 사업", "전체사업", " 전체  사업 "])
async def test_the_label_of_a_choice_can_be_typed(sqlite_database: Database, typed: str) -> None:
    tapper, typer = Talk(dialogue_on(sqlite_database)), Talk(dialogue_on(sqlite_database))
    for talk in (tapper, typer):
        await talk.says("/start")

    assert await typer.says(typed) == await tapper.taps("전체 사업")


@pytest.mark.parametrize("typed", ["3", "3번", " 3 "])
async def test_a_number_of_a_list_can_be_typed(sqlite_database: Database, typed: str) -> None:
    tapper, typer = Talk(dialogue_on(sqlite_database)), Talk(dialogue_on(sqlite_database))
    for talk in (tapper, typer):
        await talk.says("/programs")
    third = list(tapper.offered())[2]

    assert await typer.says(typed) == await tapper.taps(third)


@pytest.mark.parametrize("typed", ["None", "none", "0", "6", "번"])
async def test_what_is_no_label_and_no_number_of_the_list_is_no_choice(sqlite_database: Database, typed: str) -> None:
    owner, newcomer = Talk(dialogue_on(sqlite_database)), Talk(dialogue_on(sqlite_database))
    await owner.says("/programs")

    assert (await owner.says(typed)).title is None
    assert (await owner.says(typed)).lead == (await newcomer.says(typed)).lead


async def test_lists_go_on_with_their_numbers(sqlite_database: Database) -> None:
    owner = Talk(dialogue_on(sqlite_database))
    await owner.through("/programs", "다음 5개")
    seventh = list(owner.offered())[1]

    assert (await owner.says("7번")).title == seventh


def one_part(replies: Sequence[Reply], language: Language) -> Laid:
    """A messenger that shows no more than one part of one reply at once."""
    first, *others = replies
    shown = first.model_copy(update={"parts": first.parts[:1]})
    left = (continued(first, 1, language),) if len(first.parts) > 1 else ()
    return Laid(web_layout.lay_out([shown], language).bodies, (*left, *others))


@pytest.mark.parametrize(
    ("question", "more"),
    [("쏠쏠마켓이랑 공공마켓은 뭐가 달라요?", "더 보기"), ("What is ssolssol market?", "Show more")],
)
async def test_what_did_not_fit_is_shown_when_asked_for_until_nothing_is_left(
    sqlite_database: Database, question: str, more: str
) -> None:
    dialogue = dialogue_on(sqlite_database)
    whole, small = Talk(dialogue), Talk(dialogue, lay_out=one_part)
    await whole.says(question)
    parts = whole.replies[0].parts
    assert len(parts) > 1

    shown = [*(await small.says(question)).parts]
    for _ in parts[1:]:
        shown += (await small.says(more)).parts

    assert tuple(shown) == parts
    assert (await small.says("/more")).lead == say("en" if more.isascii() else "ko", "smalltalk.nothing_more")


async def test_what_did_not_fit_of_a_form_can_be_asked_for_by_word(sqlite_database: Database) -> None:
    owner = Talk(dialogue_on(sqlite_database), lay_out=one_part)
    await owner.through("ON서울 마켓 입점 지원은 무엇인가요?", "등록할게요", "그냥 등록할게요")

    more = await owner.says("더 보기")

    assert "아직 확인되지 않은 조건" not in text_of(more)
    assert "관심등록으로" in text_of(more)
    assert (await owner.through("동의")).lead == say("ko", "registration.ask.firm_name")


# Forms and what is asked in between


async def test_a_question_in_between_is_answered_and_the_form_asks_again(sqlite_database: Database) -> None:
    owner = Talk(dialogue_on(sqlite_database))
    await owner.through(*IN_THE_FORM, "행복상사")

    await owner.says("그런데 공공마켓 참여 자격이 뭐예요?")

    answer, question = owner.replies
    assert answer.title == "서울시 소상공인 공공마켓"
    assert (question.title, question.lead) == (NO_WINDOW, say("ko", "registration.ask.business_number"))


@pytest.mark.parametrize("command", ["/my", "/도움말", "/programs", "/nosuch"])
async def test_a_command_in_between_is_answered_and_the_form_asks_again(
    sqlite_database: Database, command: str
) -> None:
    owner = Talk(dialogue_on(sqlite_database))
    await owner.through(*IN_THE_FORM)

    await owner.says(command)

    assert len(owner.replies) == 2
    assert owner.replies[1].lead == say("ko", "registration.ask.firm_name")


@pytest.mark.parametrize("typed", ["전체사업 상사", "도움말 주식회사", "내등록"])
async def test_what_is_typed_into_a_form_is_no_choice_of_the_answer_before(
    sqlite_database: Database, typed: str
) -> None:
    owner = Talk(dialogue_on(sqlite_database))
    await owner.through(*IN_THE_FORM, "/help", typed)

    assert (await state_of(sqlite_database, owner))["form"]["values"]["firm_name"] == typed


async def test_a_name_may_be_the_word_on_a_button_that_was_not_just_offered(sqlite_database: Database) -> None:
    owner = Talk(dialogue_on(sqlite_database))
    await owner.through(*IN_THE_FORM, "전체 사업")

    assert (await state_of(sqlite_database, owner))["form"]["values"]["firm_name"] == "전체 사업"


@pytest.mark.parametrize("filled_in", [(), ("행복상사",), ("행복상사", "123-45-67891")])
async def test_what_an_answer_to_something_else_has_just_offered_counts_in_a_form_too(
    sqlite_database: Database, filled_in: tuple[str, ...]
) -> None:
    owner = Talk(dialogue_on(sqlite_database))
    await owner.through(*IN_THE_FORM, *filled_in, "/forget")
    (label,) = [label for label, command in owner.offered().items() if command == "/forget yes"]

    answer = await owner.says(label)

    assert "지웠" in answer.lead
    assert (await state_of(sqlite_database, owner))["form"] is None


async def test_every_button_of_a_digression_can_be_typed_in_a_form(sqlite_database: Database) -> None:
    for digression in ("/help", "쏠쏠마켓 마감이 언제예요?", "/my", "/mydata", "/자격 쏠쏠마켓"):
        owner = Talk(dialogue_on(sqlite_database))
        await owner.through(*IN_THE_FORM, "행복상사", digression)
        offered = {label: said for label, said in owner.offered().items() if not said.startswith("/f ")}
        assert offered
        for label in offered:
            owner = Talk(dialogue_on(sqlite_database))
            await owner.through(*IN_THE_FORM, "행복상사", digression)
            answer = await owner.says(label)
            assert "숫자로만" not in text_of(answer), (digression, label)


@pytest.mark.parametrize(
    "word", ["자격 확인", "도움말", "내 등록", "전체 사업", "언제까지인가요", "Help", "여기까지 보기"]
)
async def test_the_word_of_a_command_is_not_refused_as_a_number(sqlite_database: Database, word: str) -> None:
    owner = Talk(dialogue_on(sqlite_database))
    await owner.through(*IN_THE_FORM, "행복상사")

    answer = await owner.says(word)

    assert "숫자로만" not in text_of(answer)
    assert (await state_of(sqlite_database, owner))["form"]["values"]["firm_name"] == "행복상사"


@pytest.mark.parametrize("words", ["더 보기", "더", "더 보여줘", "다음", "다음 5개"])
async def test_the_next_page_may_be_asked_for_in_other_words(sqlite_database: Database, words: str) -> None:
    owner = Talk(dialogue_on(sqlite_database))
    first = await owner.says("/programs")

    answer = await owner.says(words)

    assert answer.lead == first.lead
    assert text_of(answer) != text_of(first)
    assert "6. " not in text_of(first)


@pytest.mark.parametrize("words", ["이어서 답하기", "하나씩 답하기", "모든 사업에서 확인", "check all programs"])
async def test_a_button_that_begins_the_interview_can_be_typed_long_after(
    sqlite_database: Database, words: str
) -> None:
    owner = Talk(dialogue_on(sqlite_database))
    await owner.through("쏠쏠마켓이 뭐예요?", "고마워요")

    assert "어느 지역" in (await owner.says(words)).lead


@pytest.mark.parametrize("number", ["2", "2번", "2 번"])
async def test_the_answer_to_a_question_may_be_told_by_its_place(sqlite_database: Database, number: str) -> None:
    owner = Talk(dialogue_on(sqlite_database))
    await owner.says("/check 쏠쏠마켓")
    label = next(label for place, label in enumerate(owner.offered(), 1) if place == 2)

    assert f"알려 주신 내용: {label}" in text_of(await owner.says(number))


async def test_an_owner_who_types_a_code_is_told_only_of_his_own(sqlite_database: Database) -> None:
    owner, other = Talk(dialogue_on(sqlite_database)), Talk(dialogue_on(sqlite_database))
    answer = await owner.through("서울 소상공인이에요", "/check 쏠쏠마켓")
    found = re.search(r"V-\w{8}", text_of(answer))
    assert found is not None
    code = found[0]

    own = text_of(await owner.says(code.lower()))
    others = text_of(await other.says(code)).strip()
    none = text_of(await other.says("V-00000000")).strip()

    assert "소상공인 쏠쏠마켓" in own
    assert "2026-11-23" in own
    assert others == say("ko", "verdict_receipts.for_staff", code=code)
    assert none == say("ko", "verdict_receipts.for_staff", code="V-00000000")


async def test_a_form_waits_for_days(sqlite_database: Database) -> None:
    owner = Talk(dialogue_on(sqlite_database))
    await owner.through(*IN_THE_FORM)
    owner.now += dt.timedelta(days=3)

    asked = await owner.says("행복상사")
    answer = await owner.says("네")

    assert asked.lead == say("ko", "registration.go_on")
    assert answer.lead == say("ko", "registration.ask.business_number")


# What can't be read


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        (" \n\t ", "empty"),
        ("\u200b\u200e\u2060", "empty"),
        ("\x00\x01\x07\x1b", "empty"),
        ("😀🎉👍🏽", "symbols"),
        ("?!… ~", "symbols"),
        ("가" * (LONGEST_MESSAGE + 1), "huge"),
        ("ㅋ" * 100_000, "huge"),
    ],
    ids=lambda value: value[:8] if value.isprintable() else repr(value[:3]),
)
async def test_what_can_not_be_read_gets_one_polite_sentence_and_changes_nothing(
    sqlite_database: Database, text: str, reason: str
) -> None:
    owner = Talk(dialogue_on(sqlite_database))
    await owner.through(*IN_THE_FORM)
    before = await state_of(sqlite_database, owner)

    answer = await owner.says(text)

    assert answer.lead == say("ko", f"smalltalk.unreadable.{reason}")
    assert owner.replies[1].lead == say("ko", "registration.ask.firm_name")
    after = await state_of(sqlite_database, owner)
    assert {**after, "choices": None} == {**before, "choices": None}


async def test_a_picture_gets_one_polite_sentence(sqlite_database: Database) -> None:
    owner = Talk(dialogue_on(sqlite_database))

    answer = await owner.says("여기요", attachment=True)

    assert (answer.lead, len(owner.replies)) == (say("ko", "smalltalk.unreadable.attachment"), 1)


# Language


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("When is the deadline of 쏠쏠마켓?", "소상공인 쏠쏠마켓"),
        ("Am I eligible for ssolssol market?", "소상공인 쏠쏠마켓"),
    ],
)
async def test_an_english_question_gets_an_english_answer_with_the_korean_name(
    sqlite_database: Database, question: str, name: str
) -> None:
    owner = Talk(dialogue_on(sqlite_database))

    answer = await owner.says(question)

    assert (answer.title or "").startswith(name)
    assert answer.lead.isascii()
    assert (answer.source or "").startswith("Source: ")


async def test_answers_are_korean_again_after_a_korean_question(sqlite_database: Database) -> None:
    owner = Talk(dialogue_on(sqlite_database))
    await owner.says("When does ssolssol market open?")

    assert "출처" in ((await owner.says("쏠쏠마켓은 무엇을 지원하나요?")).source or "")


# Who may do what


STAFF_ONLY = sorted(name for name, command in routes.COMMANDS.items() if command.roles)
IN_KOREAN = sorted(name for name, command in routes.KOREAN_NAMES.items() if command in STAFF_ONLY)


def test_there_are_commands_for_staff() -> None:
    assert {"/broadcast", "/registrations", "/invite"} <= set(STAFF_ONLY)
    assert {"/공지", "/등록조회"} <= set(IN_KOREAN)


@pytest.mark.parametrize("command", [*STAFF_ONLY, *IN_KOREAN, "/broadcast@pallobot", "/INVITE admin"])
async def test_an_owner_who_tries_a_command_of_staff_learns_nothing(sqlite_database: Database, command: str) -> None:
    owner, other = Talk(dialogue_on(sqlite_database)), Talk(dialogue_on(sqlite_database))

    assert await owner.says(command) == await other.says("/nosuch")
    assert await state_of(sqlite_database, owner) == await state_of(sqlite_database, other)


async def test_staff_who_try_a_command_of_admins_learn_nothing(sqlite_database: Database) -> None:
    staff = Talk(dialogue_on(sqlite_database))
    await sqlite_database.write(roles.grant, f"web:{staff.user}", "staff", at=NOW)

    assert await staff.says("/registrations") == await staff.says("/nosuch")
    assert await staff.says("/broadcast") != await staff.says("/nosuch")


# Notices


NOTICE = Reply(title=NO_WINDOW, lead="신청 기간이 열렸습니다.", choices=(Choice(label="나의 것 보기", command="/my"),))


@pytest.mark.parametrize("channel", ["kakao", "web"])
async def test_what_waits_to_be_said_comes_with_the_next_answer_and_once(database: Database, channel: Any) -> None:
    owner = Talk(dialogue_on(database), channel=channel)
    await owner.says("/start")
    await queue(database, owner)

    await owner.says("쏠쏠마켓 마감이 언제예요?", key="m-1")
    with_notice = owner.replies
    await owner.says("그럼 자격은?")
    after = owner.replies
    await owner.says("쏠쏠마켓 마감이 언제예요?", key="m-1")
    repeated = owner.replies

    assert len(with_notice) == 2
    assert with_notice[1] == NOTICE
    assert len(after) == 1
    assert repeated == with_notice


async def test_a_notice_for_which_an_answer_has_no_room_waits_for_the_next(sqlite_database: Database) -> None:
    owner = Talk(dialogue_on(sqlite_database), lay_out=one_part)
    await owner.says("/start")
    await queue(sqlite_database, owner)
    await owner.says("/start")
    assert (await state_of(sqlite_database, owner))["rest"] == []
    owner.lay_out = web_layout.lay_out

    await owner.says("/start")

    assert owner.replies[1:] == [NOTICE]


async def test_the_choice_of_a_notice_can_be_typed(sqlite_database: Database) -> None:
    owner = Talk(dialogue_on(sqlite_database))
    await owner.says("/start")
    await queue(sqlite_database, owner)
    await owner.says("/start")

    assert (await owner.says("나의 것 보기")).lead == say("ko", "registration.my.none")


async def test_a_notice_is_not_lost_where_the_turn_was_overtaken(sqlite_database: Database) -> None:
    owner = Talk(dialogue_on(sqlite_database))
    await owner.says("/start")
    await queue(sqlite_database, owner)
    elsewhere = Talk(dialogue_on(sqlite_database), user=owner.user)
    owner.dialogue = dialogue_on(Overtaken(sqlite_database, lambda: elsewhere.says("/start")))

    await owner.says("/start")

    # Whoever committed first showed it; the other, decided again, did not.
    assert [len(elsewhere.replies), len(owner.replies)] == [2, 1]


async def queue(database: Database, owner: Talk) -> None:
    loaded = await database.read(turns.load, channel=owner.channel, user=owner.user, key=None)
    await database.write(deliveries.queue_notice, loaded.account or "", NOTICE.model_dump(mode="json"), at=NOW)


async def test_letters_that_are_no_english_do_not_change_the_language(sqlite_database: Database) -> None:
    talk = Talk(dialogue_on(sqlite_database))
    await talk.says("쏠쏠마켓 뭐예요")
    assert "기사" in text_of(await talk.says("EC21 B2B?"))


async def test_one_korean_word_goes_back_to_korean(sqlite_database: Database) -> None:
    talk = Talk(dialogue_on(sqlite_database))
    assert "Source" in text_of(await talk.says("When is the deadline for the Seoul green product online exhibition?"))
    assert "출처" in text_of(await talk.says("마감"))


async def test_the_next_page_can_be_typed_by_its_first_word(sqlite_database: Database) -> None:
    talk = Talk(dialogue_on(sqlite_database))
    first = await talk.says("/사업")
    assert text_of(await talk.says("다음")) != text_of(first)
