"""Consents: told as the law wants it told, three kinds apart, each confirmed, and the words kept for later."""

import dataclasses
import datetime as dt
from collections.abc import Sequence
from functools import partial

import pytest
from sqlalchemy import Connection, func, select

from bot.channels.kakao_layout import lay_out as kakao_lay_out
from handlers import consent, privacy, questions
from handlers.forms.state import FormState
from handlers.message import Channel
from handlers.reply import Part, Reply, Rows
from handlers.turn import Turn
from handlers.wording import catalog, names
from knowledge.ask import Ask
from knowledge.base import Knowledge, load
from knowledge.intents import Intent
from knowledge.words import Language
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


async def agrees(owner: Speaker, argument: str = "on") -> Reply:
    """Ask for a mail, and say yes to its terms."""
    await says(owner, argument)
    return await says(owner, f"{argument} yes")


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


@pytest.mark.parametrize("topic", ["consent.", "news.", "ads.", "erasure.", "operator."])
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
    assert "YYYY-MM-DD[+730]까지 (동의하신 날부터 730일)" in words
    assert "2022" not in words


async def test_a_line_leads_to_the_words_that_were_shown(owner: Speaker) -> None:
    await agrees(owner)

    line = await stands(owner, "announcements")
    assert line is not None
    words = await owner.database.read(consents.words_of, line.words_hash)
    assert words is not None
    assert "이용 목적: 새 사업과 모집 소식을 보내 드리기" in words


async def test_each_yes_and_no_is_confirmed_with_sender_and_day(owner: Speaker) -> None:
    agreed = await agrees(owner)
    refused = await says(owner, "ads off")
    owner.now = NOW + dt.timedelta(days=1)
    taken_back = await says(owner, "off")

    told = [rows_of(reply.parts[:1]) for reply in (agreed, refused, taken_back)]
    assert told == [
        {
            "보내는 곳": "판로봇 운영자 (연락처는 아직 적혀 있지 않습니다)",
            "처리 결과": "소식 받기 동의",
            "처리한 날": "2020-09-25",
        },
        {
            "보내는 곳": "판로봇 운영자 (연락처는 아직 적혀 있지 않습니다)",
            "처리 결과": "광고성 정보 받기 거부",
            "처리한 날": "2020-09-25",
        },
        {
            "보내는 곳": "판로봇 운영자 (연락처는 아직 적혀 있지 않습니다)",
            "처리 결과": "소식 받기 동의 철회",
            "처리한 날": "2020-09-26",
        },
    ]


async def test_advertising_is_a_second_question_that_is_asked_once(owner: Speaker) -> None:
    first = await agrees(owner)
    assert await given(owner) == {"announcements": True, "advertising": None}
    assert [choice.command for choice in first.choices] == ["/news ads on yes", "/news ads off"]
    assert "광고성 정보를 보내 드리기" in texts(first)

    await says(owner, "ads off")
    await says(owner, "off")
    again = await agrees(owner)

    assert await given(owner) == {"announcements": True, "advertising": False}
    assert again.choices == ()


async def test_who_wants_no_news_gets_no_advertising_and_the_other_way_round_keeps_news(owner: Speaker) -> None:
    await agrees(owner, "켜기")
    await agrees(owner, "광고 켜기")
    await says(owner, "광고 끄기")
    assert await given(owner) == {"announcements": True, "advertising": False}

    await agrees(owner, "광고 켜기")
    both = await says(owner, "끄기")

    assert await given(owner) == {"announcements": False, "advertising": False}
    assert "소식 받기, 광고성 정보 받기 동의 철회" in texts(both)


async def test_what_stands_already_is_told_with_its_day_and_written_once(owner: Speaker) -> None:
    for said, done in (("on", agrees), ("ads on", agrees), ("off", says)):
        await done(owner, said)
        owner.now += dt.timedelta(days=1)
        again = await says(owner, said)
        assert str((owner.now - dt.timedelta(days=1)).date()) in again.lead
        assert again.parts == ()


async def test_words_of_a_new_version_are_agreed_to_anew(owner: Speaker) -> None:
    await agrees(owner)
    line = await stands(owner, "announcements")
    assert line is not None
    await owner.database.write(
        consents.record, dataclasses.replace(line, version=1, at=line.at + dt.timedelta(seconds=1))
    )
    owner.now += dt.timedelta(days=1)

    asked = await says(owner, "on")
    await says(owner, "on yes")

    assert "다시 여쭙니다" in asked.lead
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
        ("소식 그만 받을래요", False, None),
        ("광고 문자 그만 보내세요", None, False),
        ("수신 동의 철회합니다", False, None),
        ("turn off the news", False, None),
        ("no more ads please, stop", None, False),
    ],
)
async def test_words_turn_off_at_once(
    owner: Speaker, words: str, *, announcements: bool | None, advertising: bool | None
) -> None:
    await _in_words(owner, words)

    assert await given(owner) == {"announcements": announcements, "advertising": advertising}


@pytest.mark.parametrize(
    ("words", "agreeing"),
    [
        ("소식 받을래요", "/news on yes"),
        ("turn on news", "/news on yes"),
        ("광고 켜 주세요", "/news ads on yes"),
        ("광고성 정보 받을게요", "/news ads on yes"),
    ],
)
async def test_words_that_turn_on_are_answered_with_the_terms_and_agree_to_nothing(
    owner: Speaker, words: str, agreeing: str
) -> None:
    reply = await _in_words(owner, words)

    assert {"개인정보처리자", "이용 항목", "이용 목적", "보유 기간", "거부할 권리"} <= rows_of(reply.parts).keys()
    assert [(choice.command, choice.answers) for choice in reply.choices[:2]] == [
        (agreeing, "yes"),
        (agreeing.replace("on yes", "off"), "no"),
    ]
    assert await given(owner) == {"announcements": None, "advertising": None}


async def _in_words(owner: Speaker, words: str) -> Reply:
    understood = owner.knowledge.understanding.read(words)
    assert [asked.intent for asked in understood.asks] == [Intent.NEWS]
    return await owner.does(partial(questions.news, asked=Ask(Intent.NEWS, words=words)))


@pytest.mark.parametrize("argument", ["on", "ads on", "켜기", "광고 켜기"])
async def test_a_yes_counts_only_right_after_the_terms_were_shown(owner: Speaker, argument: str) -> None:
    out_of_the_blue = await says(owner, f"{argument} yes")
    await owner.does(partial(privacy.show, argument=""))
    old_button = await says(owner, f"{argument} yes")

    assert out_of_the_blue == old_button
    assert await given(owner) == {"announcements": None, "advertising": None}

    await says(owner, f"{argument} yes")
    assert True in (await given(owner)).values()


async def test_the_terms_of_one_are_no_consent_to_the_other(owner: Speaker) -> None:
    await says(owner, "on")
    await says(owner, "ads on yes")

    assert await given(owner) == {"announcements": None, "advertising": None}


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("argument", ["on", "ads on"])
async def test_the_terms_stand_in_the_first_bubbles_that_kakaotalk_shows(
    owner: Speaker, argument: str, language: Language
) -> None:
    asked = await says(owner, argument)
    after = await says(owner, f"{argument} yes")

    assert kakao_lay_out([asked], language).rest == ()
    assert kakao_lay_out([after], language).rest == ()


async def test_what_is_taken_back_is_what_was_agreed_to_word_for_word(owner: Speaker) -> None:
    await agrees(owner)
    agreed = await stands(owner, "announcements")
    owner.now += dt.timedelta(days=1)
    await says(owner, "off")

    taken_back = await stands(owner, "announcements")

    assert agreed is not None
    assert taken_back == dataclasses.replace(agreed, given=False, at=owner.now)


@pytest.mark.parametrize(("terms_first", "shown"), [(True, "이용 목적"), (False, "소식 받기")])
async def test_a_refusal_is_recorded_with_no_more_than_was_shown(
    owner: Speaker, *, terms_first: bool, shown: str
) -> None:
    if terms_first:
        await says(owner, "on")
    await says(owner, "off")

    refused = await stands(owner, "announcements")
    assert refused is not None
    words = await owner.database.read(consents.words_of, refused.words_hash)
    assert words is not None
    assert (words == shown) is not terms_first
    assert shown in words


async def test_who_answers_for_the_data_is_named_with_how_to_reach_him(owner: Speaker) -> None:
    told: list[dict[str, str]] = []

    async def agree(turn: Turn) -> Reply:
        turn.operator, turn.operator_contact = "행복시 소상공인지원센터", "02-120"
        told.append(rows_of(consent.registration_terms(turn)))
        reply = await consent.news(turn, "on yes")
        told.append(rows_of(reply.parts))
        return reply

    await owner.does(agree)
    await owner.does(agree)

    named = "행복시 소상공인지원센터 (연락처 02-120)"
    assert [told[0]["개인정보처리자"], told[1]["개인정보처리자"], told[3]["보내는 곳"]] == [named] * 3


async def test_where_nobody_is_named_that_is_told(owner: Speaker) -> None:
    assert (await terms(owner))["개인정보처리자"] == "판로봇 운영자 (연락처는 아직 적혀 있지 않습니다)"


def test_kept_words_are_shown_with_the_day_of_who_agreed() -> None:
    words = "보유 기간: YYYY-MM-DD[+730]까지 (동의하신 날부터 730일)."

    shown = consent.as_shown(words, dt.datetime(2020, 9, 24, 20, tzinfo=dt.UTC))

    assert shown == "보유 기간: 2022-09-25까지 (동의하신 날부터 730일)."


async def _agrees(turn: Turn) -> Reply:
    consent.record(turn, "registration", consent.REGISTRATION_VERSION, consent.registration_terms(turn), given=True)
    return Reply(lead="-")


def _owner(connection: Connection) -> str:
    found: str = connection.execute(select(consent_lines.c.owner)).scalars().first() or ""
    return found


def _kept_words(connection: Connection) -> list[str]:
    assert connection.scalar(select(func.count()).select_from(consent_lines)) == 3
    return list(connection.scalars(select(consent_words.c.words)))
