"""What is no question on a program: greetings, help by role, what is outside, and that each offers a way on."""

import pytest

from bot.dialogue import Dialogue
from handlers import routes
from handlers.reply import Reply
from handlers.wording import say
from storage import roles
from storage.database import Database
from tests.end_to_end.talk import NOW, Talk, knowledge, text_of


@pytest.fixture
def owner(sqlite_database: Database) -> Talk:
    """Somebody new."""
    return Talk(Dialogue(sqlite_database, knowledge()))


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ("/start", "greeting"),
        ("안녕하세요", "greeting"),
        ("고맙습니다!", "thanks"),
        ("/help", "help"),
        ("/도움말", "help"),
        ("뭐 할 수 있어?", "help"),
        ("오늘 날씨 어때?", "out_of_scope"),
        ("삼성전자 주가 알려줘", "out_of_scope"),
        ("ㅁㄴㅇㄹ ㅋㅌㅊ", "unclear"),
        ("/없는명령", "unknown_command"),
        ("/reminders", "reminders"),
    ],
)
async def test_it_is_answered_in_one_sentence_or_two_with_a_way_on(owner: Talk, said: str, key: str) -> None:
    answer = await owner.says(said)

    assert answer.lead == say("ko", f"smalltalk.{key}")
    assert answer.title is None
    assert {choice.command for choice in answer.choices} == {"/open", "/programs", "/my", "/help"}


async def test_every_way_on_leads_somewhere(owner: Talk) -> None:
    for label in [choice.label for choice in (await owner.says("/start")).choices]:
        await owner.says("/start")
        assert (await owner.taps(label)).lead != say("ko", "smalltalk.unknown_command")


async def test_a_program_of_a_place_that_we_have_nothing_of_is_not_made_up(owner: Talk) -> None:
    answer = await owner.says("부산시 소상공인 지원사업도 있나요?")

    assert "부산" in answer.lead
    assert "자료에 없습니다" in answer.lead
    assert answer.title is None


@pytest.mark.parametrize(
    ("role", "staff", "admins"), [(None, False, False), ("staff", True, False), ("admin", True, True)]
)
async def test_help_tells_of_the_commands_that_one_may_use(
    sqlite_database: Database, owner: Talk, role: str | None, staff: bool, admins: bool
) -> None:
    if role is not None:
        await sqlite_database.write(roles.grant, f"web:{owner.user}", role, at=NOW)

    shown = text_of(await owner.says("/help"))

    assert ("/공지" in shown) is staff
    assert ("/등록조회" in shown) is admins


def commands_in(reply: Reply) -> set[str]:
    return {word.strip("(),:") for word in text_of(reply).split() if word.startswith("/")}


@pytest.mark.parametrize("language", ["ko", "en"])
async def test_help_names_no_command_that_there_is_not(sqlite_database: Database, owner: Talk, language: str) -> None:
    await sqlite_database.write(roles.grant, f"web:{owner.user}", "admin", at=NOW)
    await owner.says(f"/language {language}")

    named = commands_in(await owner.says("/help"))

    assert len(named) > 5
    assert named <= routes.COMMANDS.keys() | routes.KOREAN_NAMES.keys()


@pytest.mark.parametrize("command", ["/language en", "/language English", "영어로 해주세요"])
async def test_one_can_switch_the_language_and_back(owner: Talk, command: str) -> None:
    await owner.says(command)
    english = await owner.says("/help")
    await owner.says("/언어 한국어")
    korean = await owner.says("/help")

    assert (english.lead, korean.lead) == (say("en", "smalltalk.help"), say("ko", "smalltalk.help"))


async def test_without_a_language_it_is_asked_which(owner: Talk) -> None:
    await owner.says("/language klingon")

    assert (await owner.taps("English")).lead == say("en", "language.switched")


@pytest.mark.parametrize(
    "said", ["/asof", "/asof 언젠가", "/asof 2020-13-01", "/asof 0001-01-01", "/asof 2020-09-25-01"]
)
async def test_a_day_that_is_none_moves_nothing_and_an_example_is_given(owner: Talk, said: str) -> None:
    answer = await owner.says(said)

    assert "2020-09-25" in answer.lead
    assert "2026-11-23" in ((await owner.says("쏠쏠마켓 마감이 언제예요?")).source or "")


@pytest.mark.parametrize(
    "said", ["/asof 2020-09-25", "/asof 2020.9.25", "/asof 2020년 9월 25일", "2020년 9월 25일 기준으로 알려줘"]
)
async def test_a_day_can_be_given_in_several_ways(owner: Talk, said: str) -> None:
    answer = await owner.says(said)

    assert answer.lead == say("ko", "as_of.moved", day="2020-09-25")


async def test_facts_that_are_told_without_a_question_are_kept_and_used(owner: Talk) -> None:
    answer = await owner.says("서울 마포구에서 식당을 하고 직원은 3명이에요")
    verdict = await owner.says("쏠쏠마켓 참여할 수 있나요?")

    assert all(fact in answer.lead for fact in ("서울 마포구", "음식점", "3"))
    assert "서울 마포구" in text_of(verdict)
