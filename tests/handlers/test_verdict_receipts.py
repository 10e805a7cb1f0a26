"""The code under a verdict: with it staff see what the verdict was made of, whatever became of the knowledge since."""

import dataclasses
import datetime as dt
import re

import pytest
from sqlalchemy import Connection, func, select

from bot.dialogue import Dialogue
from handlers import routes, verdict_receipts
from handlers.reply import Reply, Rows
from handlers.wording import say
from knowledge.ask import Ask
from knowledge.base import Knowledge
from knowledge.intents import Intent
from knowledge.program import Participation
from storage import access, registrations, roles, turns
from storage import verdict_receipts as stored
from storage.database import Database
from storage.tables import verdict_receipt
from storage.verdict_receipts import VerdictReceipt
from tests.end_to_end.talk import NOW, Talk, knowledge, text_of
from tests.handlers.form_partner import WELL_ANSWERED
from tests.handlers.test_answers import turn as turn_of
from tests.knowledge.sample import clause

CODE = re.compile(r"V-[0-9A-HJKMNP-TV-Z]{8}")
PROGRAM = "seoul-green-expo-2"


@pytest.fixture
async def staff(sqlite_database: Database) -> Talk:
    await sqlite_database.write(roles.grant, "web:staff", "staff", at=NOW)
    return Talk(Dialogue(sqlite_database, knowledge()), user="staff")


@pytest.fixture
def owner(sqlite_database: Database) -> Talk:
    return Talk(Dialogue(sqlite_database, knowledge()))


def code_of(reply: Reply) -> str:
    (code,) = CODE.findall(text_of(reply))
    return str(code)


def rows_of(reply: Reply) -> dict[str, str]:
    return {row.label: row.value for part in reply.parts if isinstance(part, Rows) for row in part.rows}


def how_many(connection: Connection) -> int:
    return connection.scalar(select(func.count()).select_from(verdict_receipt)) or 0


async def kept(database: Database, code: str) -> VerdictReceipt:
    found = await database.read(stored.by_code, code)
    assert found is not None
    return found


def with_other_rule(rule: object) -> Knowledge:
    """The knowledge after the program's conditions have changed."""
    program = knowledge().programs[PROGRAM]
    who = Participation.model_validate({"text": program.who.text, "paragraph": 3, "rule": rule})
    changed = program.model_copy(update={"who": who})
    return dataclasses.replace(knowledge(), programs={**knowledge().programs, PROGRAM: changed}, version="later")


async def test_a_verdict_carries_a_code_under_which_all_that_made_it_is_kept(
    owner: Talk, sqlite_database: Database
) -> None:
    await owner.through("/asof 2020-09-25", "부천에 있는 중소기업이고 직원은 5명이에요")
    reply = await owner.says("녹색제품 2차 기획전 되나요?")

    receipt = await kept(sqlite_database, code_of(reply))
    assert receipt.program == PROGRAM
    assert receipt.program_name == reply.title
    assert receipt.day == dt.date(2020, 9, 25)
    assert receipt.knowledge == knowledge().version
    assert receipt.verdict == "no"
    # What the program does not ask for is not kept with it.
    assert receipt.facts == {"region": "경기 부천시", "size": ["medium", "small", "small_merchant"]}
    assert [(found["mark"], found["label"]["ko"], found["paragraphs"]) for found in receipt.clauses] == [
        ("fails", "서울 소재", [3])
    ]
    assert receipt.source["day"] == "2020-09-23"


async def test_what_was_only_supposed_is_kept_as_such(owner: Talk, sqlite_database: Database) -> None:
    await owner.through("/asof 2020-09-25", "중소기업이에요", "녹색제품 2차 기획전 되나요?")
    reply = await owner.says("서울이면요?")

    receipt = await kept(sqlite_database, code_of(reply))
    assert receipt.supposed == ["region"]
    assert receipt.facts["region"] == "서울"


async def test_staff_see_it_again(owner: Talk, staff: Talk) -> None:
    await owner.through("/asof 2020-09-25", "부천에 있는 중소기업이에요")
    code = code_of(await owner.says("녹색제품 2차 기획전 되나요?"))

    reply = await staff.says(f"/receipt {code} full contact")

    assert reply.title == "서울 녹색제품 온라인 기획전 (제2차)"
    assert reply.lead == f"판정 번호 {code}의 판정은 ‘대상 아님’입니다."
    assert "✗ 서울 소재 (기사 3문단)" in text_of(reply)
    rows = rows_of(reply)
    assert rows["열람 목적"] == "연락"
    assert rows["기준일"] == "2020-09-25"
    assert rows["알려 준 내용"] == "경기 부천시 · 중소기업"
    assert rows["자료 판"] == knowledge().version
    assert rows["출처"].startswith("인더스트리뉴스 2020-09-23")
    assert say("ko", "verdict_receipts.unchanged") in text_of(reply)


@pytest.mark.parametrize("written", ["{code}", "v{digits}", "{digits}", "판정 번호 {code}", " {lower} ", "{alike}"])
async def test_the_code_may_be_written_as_it_is_read(owner: Talk, staff: Talk, written: str) -> None:
    code = code_of(await owner.says("/check 쏠쏠마켓"))
    digits = code.removeprefix("V-")
    said = written.format(code=code, digits=digits, lower=code.lower(), alike="v-" + digits.replace("0", "O"))

    assert code in (await staff.says(f"/판정 {said}")).lead


async def test_it_shows_the_clauses_as_they_were_after_the_knowledge_changed(
    owner: Talk, sqlite_database: Database, staff: Talk
) -> None:
    await owner.through("/asof 2020-09-25", "부천에 있는 중소기업이에요")
    code = code_of(await owner.says("녹색제품 2차 기획전 되나요?"))
    anywhere = with_other_rule(clause("중소기업", "in", fact="size", values=["small_merchant", "small", "medium"]))
    staff.dialogue = Dialogue(sqlite_database, anywhere)

    reply = await staff.says(f"/receipt {code} full contact")

    assert "✗ 서울 소재 (기사 3문단)" in text_of(reply)
    assert "그 뒤로 자료가 바뀌어(지금 later), 지금 자료로는 ‘조건에 맞음’입니다." in text_of(reply)


async def test_it_says_where_the_changed_knowledge_gives_the_same_verdict(
    owner: Talk, sqlite_database: Database, staff: Talk
) -> None:
    await owner.through("/asof 2020-09-25", "부천에 있는 중소기업이에요")
    code = code_of(await owner.says("녹색제품 2차 기획전 되나요?"))
    staff.dialogue = Dialogue(sqlite_database, with_other_rule(clause("서울", "is", fact="region", value="서울")))

    assert "지금 자료로도 같은 판정입니다" in text_of(await staff.says(f"/receipt {code}"))


async def test_it_is_shown_where_the_program_is_no_longer_known(
    owner: Talk, sqlite_database: Database, staff: Talk
) -> None:
    code = code_of(await owner.says(f"/check {PROGRAM}"))
    others = {name: program for name, program in knowledge().programs.items() if name != PROGRAM}
    staff.dialogue = Dialogue(sqlite_database, dataclasses.replace(knowledge(), programs=others, version="later"))

    reply = await staff.says(f"/receipt {code}")

    assert reply.title == "서울 녹색제품 온라인 기획전 (제2차)"
    assert say("ko", "verdict_receipts.gone") in text_of(reply)


async def test_each_look_is_written_down_also_where_nothing_is_found(
    owner: Talk, sqlite_database: Database, staff: Talk
) -> None:
    code = code_of(await owner.says("/check 쏠쏠마켓"))
    whose = (await kept(sqlite_database, code)).owner

    await staff.through(f"/receipt {code}", "/receipt V-00000000")

    looks = await sqlite_database.read(access.recent)
    assert [(look.who, look.action, look.what, look.whose) for look in looks] == [
        ("web:staff", "verdict", "V-00000000", None),
        ("web:staff", "verdict", code, whose),
    ]


@pytest.mark.parametrize("said", ["", " full", " full ㅇㅇ", " full ok", " 전체 건", " 뭐든"])
async def test_without_a_purpose_nothing_that_was_told_is_shown(
    owner: Talk, sqlite_database: Database, staff: Talk, said: str
) -> None:
    await owner.through("/asof 2020-09-25", "부천에 있는 중소기업이에요")
    code = code_of(await owner.says("녹색제품 2차 기획전 되나요?"))

    masked = await staff.says(f"/receipt {code}{said}")

    assert "부천" not in text_of(masked)
    assert "서울 소재" not in text_of(masked)
    assert "대상 아님" in masked.lead
    assert "부천" in text_of(await staff.taps("정정 요청"))
    looks = await sqlite_database.read(access.recent)
    assert [(look.action, look.what, look.purpose) for look in looks] == [
        ("verdict", code, "correction"),
        ("verdict", code, None),
    ]


async def test_a_purpose_in_own_words_is_kept_without_anybodys_number(
    owner: Talk, sqlite_database: Database, staff: Talk
) -> None:
    code = code_of(await owner.says(f"/check {PROGRAM}"))

    shown = await staff.says(f"/판정 {code} 전체 ELIGIBLE 인지 확인 010-1234-5678")

    (look,) = await sqlite_database.read(access.recent)
    assert look.what == code
    assert look.purpose is not None
    assert look.purpose.startswith("ELIGIBLE 인지 확인")
    assert "5678" not in look.purpose
    assert rows_of(shown)["열람 목적"] == look.purpose


async def test_who_is_not_of_the_team_gets_what_an_unknown_command_gets(owner: Talk) -> None:
    code = code_of(await owner.says("/check 쏠쏠마켓"))

    assert (await owner.says(f"/receipt {code}")).lead == say("ko", "smalltalk.unknown_command")


@pytest.mark.parametrize("written", ["", "x", "R-7K2M9QTR", "V-7K3M2Q9", "V-7K3M2Q9AA", "V-ÀÀÀÀÀÀÀÀ", "9" * 500])
async def test_what_is_no_code_is_asked_for(staff: Talk, written: str) -> None:
    assert (await staff.says(f"/receipt {written}")).lead == say("ko", "verdict_receipts.which")


async def test_a_message_that_comes_twice_is_kept_once(owner: Talk, sqlite_database: Database) -> None:
    first = await owner.says("/check 쏠쏠마켓", key="once")
    again = await owner.says("/check 쏠쏠마켓", key="once")

    assert code_of(first) == code_of(again)
    assert await sqlite_database.read(how_many) == 1


async def test_only_a_verdict_has_one(owner: Talk, sqlite_database: Database) -> None:
    for words in ("서울 소상공인이에요", "/programs", "/mine", "/check DMC 규제", "쏠쏠마켓 마감 언제예요?"):
        assert not CODE.search(text_of(await owner.says(words))), words

    assert await sqlite_database.read(how_many) == 0


async def test_two_programs_side_by_side_keep_none_that_nobody_sees() -> None:
    turn = turn_of()

    await routes.ask(turn, Ask(Intent.ELIGIBILITY, programs=("ssolssol-market", "public-market")))

    assert turn.changes == []


async def test_a_registration_has_the_code_of_the_verdict_that_it_was_taken_with(
    owner: Talk, sqlite_database: Database
) -> None:
    await owner.through("서울 소상공인이에요", "쏠쏠마켓 등록할게요", *WELL_ANSWERED, "확인")
    loaded = await sqlite_database.read(turns.load, channel=owner.channel, user=owner.user, key=None)
    (registration,) = await sqlite_database.read(registrations.of_owner, loaded.owner or "")

    assert registration.decision is not None
    receipt = await kept(sqlite_database, registration.decision["receipt"])
    assert receipt.verdict == registration.decision["verdict"] == "yes"
    assert receipt.facts["region"] == "서울 금천구"


async def test_it_is_erased_with_the_rest(owner: Talk, sqlite_database: Database) -> None:
    await owner.says("/check 쏠쏠마켓")
    await owner.says("/forget")
    await owner.taps("네, 모두 지웁니다")

    assert await sqlite_database.read(how_many) == 0


def test_a_code_is_read_from_the_end_of_what_is_said() -> None:
    assert verdict_receipts.code_in("판정 번호 v-7k3m2q9a") == "V-7K3M2Q9A"
    assert verdict_receipts.code_in("등록 R-7K3M2Q9A") is None


@pytest.mark.parametrize(
    "text", ["V-7K3M2Q9A 아무말", "V-7K3M2Q9A 이거요", "판정 V-7k3m2q9a somebody", "이거 v-7K3M2Q9A. 봐줘"]
)
def test_a_code_is_found_wherever_it_stands(text: str) -> None:
    assert verdict_receipts.code_in(text) == "V-7K3M2Q9A"


async def test_the_team_may_type_a_code_alone(owner: Talk, staff: Talk) -> None:
    code = code_of(await owner.says(f"/check {PROGRAM}"))

    assert text_of(await staff.says(code)) == text_of(await staff.says(f"/receipt {code}"))


async def test_the_help_names_what_there_is(owner: Talk, staff: Talk) -> None:
    assert "/조건" in text_of(await owner.says("/help"))
    assert "/대상" in text_of(await staff.says("/help"))


async def test_a_fact_that_is_forgotten_goes_from_the_receipts_too(owner: Talk, sqlite_database: Database) -> None:
    await owner.through("/asof 2020-09-25", "부천에 있는 중소기업이고 직원은 5명이에요")
    code = code_of(await owner.says("녹색제품 2차 기획전 되나요?"))

    await owner.says("/facts forget employees")
    assert await sqlite_database.read(stored.by_code, code) is not None

    await owner.says("/facts forget region")
    assert await sqlite_database.read(stored.by_code, code) is None


async def test_a_registration_is_decided_for_the_day_on_which_its_window_is_looked_at(
    sqlite_database: Database,
) -> None:
    """Outside demo mode /asof moves answers only: nobody is registered on the strength of years to come."""
    three_years = clause("업력 3년 이상", "elapsed", fact="founded", at_least=3)
    at_the_time = dt.datetime(2020, 9, 25, 10, tzinfo=NOW.tzinfo)
    owner = Talk(Dialogue(sqlite_database, with_other_rule(three_years)), now=at_the_time)
    await owner.says("2019년 5월에 창업했어요")

    today = await owner.says(f"/register {PROGRAM}")
    await owner.says("/asof 2030-01-01")
    in_years = await owner.says(f"/register {PROGRAM}")

    assert in_years.lead == today.lead
    assert (await sqlite_database.read(registrations.search, size=10)).total == 0
