"""Consents: told as the law wants it told, three kinds apart, each confirmed, and the words kept for later."""

import dataclasses
import datetime as dt
from collections.abc import Sequence
from functools import partial

import pytest
from sqlalchemy import Connection, func, select

from handlers import consent, questions
from handlers.forms.state import FormState
from handlers.message import Channel
from handlers.reply import Part, Reply, Rows
from handlers.turn import Turn
from handlers.wording import catalog, names
from knowledge.ask import Ask
from knowledge.base import Knowledge, load
from knowledge.intents import Intent
from storage import consents
from storage.consents import Consent
from storage.database import Database
from storage.tables import consent as consent_lines
from storage.tables import consent_words
from tests.handlers.speaker import NOW, Speaker, texts


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load()


@pytest.fixture
def owner(sqlite_database: Database, knowledge: Knowledge) -> Speaker:
    return Speaker(sqlite_database, knowledge, user="7")


async def says(owner: Speaker, argument: str) -> Reply:
    return await owner.does(partial(consent.news, argument=argument))


async def stands(owner: Speaker, kind: str) -> Consent | None:
    owner_id = await owner.database.read(_owner)
    return await owner.database.read(consents.standing, owner_id, kind)


async def given(owner: Speaker) -> dict[str, bool | None]:
    """What stands of each kind; None where it was never asked."""
    found = {kind: await stands(owner, kind) for kind in ("announcements", "advertising")}
    return {kind: None if one is None else one.given for kind, one in found.items()}


def rows_of(parts: Sequence[Part]) -> dict[str, str]:
    return {row.label: row.value for part in parts if isinstance(part, Rows) for row in part.rows}


async def terms(owner: Speaker, state: FormState | None = None) -> dict[str, str]:
    shown: list[Part] = []

    async def look(turn: Turn) -> Reply:
        shown.extend(consent.registration_terms(turn, state))
        return Reply(lead="-")

    await owner.does(look)
    return rows_of(shown)


@pytest.mark.parametrize("topic", ["consent.", "news.", "ads.", "erasure."])
def test_both_languages_say_the_same_things_with_the_same_values(topic: str) -> None:
    korean = {key: names(text) for key, text in catalog("ko").items() if key.startswith(topic)}
    english = {key: names(text) for key, text in catalog("en").items() if key.startswith(topic)}

    assert korean
    assert korean == english


async def test_items_purpose_the_real_last_day_and_the_right_to_refuse_are_told(owner: Speaker) -> None:
    told = await terms(owner)

    assert told["수집 항목"].startswith("상호, 사업자등록번호, 담당자 이름, 전화번호, 사업장 지역, 이메일(선택)")
    assert "접수와 확인" in told["이용 목적"]
    assert told["보유 기간"].startswith("2022-09-25까지 (동의하신 날부터 730일)")
    assert "다만 사전등록은 할 수 없습니다" in told["거부할 권리"]


async def test_the_items_are_those_that_the_program_asks(owner: Speaker) -> None:
    told = await terms(owner, FormState(form="registration", token="t", subject="public-market"))

    assert "이메일(선택), 판매 품목(선택)" in told["수집 항목"]


async def test_the_last_day_is_counted_from_when_it_was_agreed_to(owner: Speaker) -> None:
    agreed = FormState(form="registration", token="t", settled_at={"consent": NOW - dt.timedelta(days=3)})

    assert (await terms(owner, agreed))["보유 기간"].startswith("2022-09-22까지")


@pytest.mark.parametrize(("channel", "abroad"), [("telegram", True), ("kakao", False), ("web", False)])
async def test_what_goes_abroad_is_told_where_it_goes_abroad(
    sqlite_database: Database, knowledge: Knowledge, channel: Channel, *, abroad: bool
) -> None:
    told = await terms(Speaker(sqlite_database, knowledge, channel=channel))

    labels = {"국외 이전 항목", "나라·시기·방법", "받는 곳", "목적·보유 기간", "거부 방법·결과"}
    assert (labels <= told.keys()) is abroad


async def test_the_words_are_kept_once_for_all_days_and_without_the_day(
    sqlite_database: Database, knowledge: Knowledge
) -> None:
    owners = [Speaker(sqlite_database, knowledge, user=str(user)) for user in range(3)]
    for day, owner in enumerate(owners):
        await dataclasses.replace(owner, now=NOW + dt.timedelta(days=day)).does(_agrees)

    (words,) = await sqlite_database.read(_kept_words)
    assert "YYYY-MM-DD까지 (동의하신 날부터 730일)" in words
    assert "2022" not in words


async def test_a_line_leads_to_the_words_that_were_shown(owner: Speaker) -> None:
    await says(owner, "on")

    line = await stands(owner, "announcements")
    assert line is not None
    words = await owner.database.read(consents.words_of, line.words_hash)
    assert words is not None
    assert "이용 목적: 새 사업과 모집 소식을 보내 드리기" in words


async def test_each_yes_and_no_is_confirmed_with_sender_and_day(owner: Speaker) -> None:
    agreed = await says(owner, "on")
    refused = await says(owner, "ads off")
    owner.now = NOW + dt.timedelta(days=1)
    taken_back = await says(owner, "off")

    told = [rows_of(reply.parts[:1]) for reply in (agreed, refused, taken_back)]
    assert told == [
        {"보내는 곳": "판로봇", "처리 결과": "소식 받기 동의", "처리한 날": "2020-09-25"},
        {"보내는 곳": "판로봇", "처리 결과": "광고성 정보 받기 거부", "처리한 날": "2020-09-25"},
        {"보내는 곳": "판로봇", "처리 결과": "소식 받기 동의 철회", "처리한 날": "2020-09-26"},
    ]


async def test_advertising_is_a_second_question_that_is_asked_once(owner: Speaker) -> None:
    first = await says(owner, "on")
    assert await given(owner) == {"announcements": True, "advertising": None}
    assert [choice.command for choice in first.choices] == ["/news ads on", "/news ads off"]
    assert "광고성 정보를 보내 드리기" in texts(first)

    await says(owner, "ads off")
    await says(owner, "off")
    again = await says(owner, "on")

    assert await given(owner) == {"announcements": True, "advertising": False}
    assert again.choices == ()


async def test_who_wants_no_news_gets_no_advertising_and_the_other_way_round_keeps_news(owner: Speaker) -> None:
    for argument in ("켜기", "광고 켜기", "광고 끄기"):
        await says(owner, argument)
    assert await given(owner) == {"announcements": True, "advertising": False}

    await says(owner, "광고 켜기")
    both = await says(owner, "끄기")

    assert await given(owner) == {"announcements": False, "advertising": False}
    assert "소식 받기, 광고성 정보 받기 동의 철회" in texts(both)


async def test_what_stands_already_is_told_with_its_day_and_written_once(owner: Speaker) -> None:
    for said in ("on", "ads on", "off"):
        await says(owner, said)
        owner.now += dt.timedelta(days=1)
        again = await says(owner, said)
        assert str((owner.now - dt.timedelta(days=1)).date()) in again.lead
        assert again.parts == ()


async def test_words_of_a_new_version_are_agreed_to_anew(owner: Speaker) -> None:
    await says(owner, "on")
    line = await stands(owner, "announcements")
    assert line is not None
    await owner.database.write(
        consents.record, dataclasses.replace(line, version=1, at=line.at + dt.timedelta(seconds=1))
    )
    owner.now += dt.timedelta(days=1)

    await says(owner, "on")

    now = await stands(owner, "announcements")
    assert now is not None
    assert (now.given, now.version) == (True, consent.NEWS.version)


@pytest.mark.parametrize(
    ("argument", "lead"),
    [("", "지금은 새 사업과 모집 소식을"), ("ads", "지금은 광고성 정보를"), ("…", "지금은 새 사업")],
)
async def test_without_a_yes_or_no_it_is_asked(owner: Speaker, argument: str, lead: str) -> None:
    reply = await says(owner, argument)

    assert reply.lead.startswith(lead)
    assert len(reply.choices) == 3
    assert await given(owner) == {"announcements": None, "advertising": None}


@pytest.mark.parametrize(
    ("words", "announcements", "advertising"),
    [
        ("소식 받을래요", True, None),
        ("소식 그만 받을래요", False, None),
        ("광고 켜 주세요", None, True),
        ("광고성 정보 받을게요", None, True),
        ("광고 문자 그만 보내세요", None, False),
        ("수신 동의 철회합니다", False, None),
        ("turn on news", True, None),
        ("turn off the news", False, None),
        ("no more ads please, stop", None, False),
    ],
)
async def test_words_do_as_well(
    owner: Speaker, words: str, *, announcements: bool | None, advertising: bool | None
) -> None:
    understood = owner.knowledge.understanding.read(words)
    assert [asked.intent for asked in understood.asks] == [Intent.NEWS]

    await owner.does(partial(questions.news, asked=Ask(Intent.NEWS, words=words)))

    assert await given(owner) == {"announcements": announcements, "advertising": advertising}


async def _agrees(turn: Turn) -> Reply:
    consent.record(turn, "registration", consent.REGISTRATION_VERSION, consent.registration_terms(turn), given=True)
    return Reply(lead="-")


def _owner(connection: Connection) -> str:
    found: str = connection.execute(select(consent_lines.c.owner)).scalars().first() or ""
    return found


def _kept_words(connection: Connection) -> list[str]:
    assert connection.scalar(select(func.count()).select_from(consent_lines)) == 3
    return list(connection.scalars(select(consent_words.c.words)))
