"""Admins look through the record of looks at personal data."""

import datetime as dt
from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from handlers import audit, routes, team
from handlers.reply import COMMAND_BYTES, Listing, Reply
from handlers.turn import Turn
from knowledge.base import Knowledge, load
from storage import access, roles
from storage.access import Access
from storage.database import Database
from tests.handlers.speaker import NOW, Speaker, texts


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load()


@pytest.fixture
async def admin(sqlite_database: Database, knowledge: Knowledge) -> Speaker:
    speaker = Speaker(sqlite_database, knowledge, user="admin")
    await sqlite_database.write(roles.grant, speaker.address, "admin", at=NOW)
    return speaker


async def looked(admin: Speaker, count: int = 1, **changed: Any) -> None:
    """Have somebody look at as many registrations, a minute apart."""
    for number in range(1, count + 1):
        at = NOW + dt.timedelta(minutes=number)
        look = Access("kakao:colleague", at, "kakao", "full", f"R-{number:08d}", f"owner-{number}", "contact")
        await admin.database.write(access.record, replace(look, **changed))


async def shown(admin: Speaker, argument: str = "") -> Reply:
    return await admin.does(partial(audit.show, argument=argument))


def whats(reply: Reply) -> list[str]:
    items = [item for part in reply.parts if isinstance(part, Listing) for item in part.items]
    return [(item.command or "").removeprefix("/registration ") for item in items]


async def test_a_look_is_told_with_who_when_what_what_for_and_from_where(admin: Speaker) -> None:
    await looked(admin)

    reply = await shown(admin)

    assert reply.lead == "개인정보 열람 기록은 모두 1건이고, 1~1번째입니다."
    assert "2020-09-25 10:01 kakao:colleague 모두 봄 · R-00000001 · 목적: 연락 · 카카오톡" in texts(reply)
    assert "owner-1" not in reply.model_dump_json()
    assert whats(reply) == ["R-00000001"]


async def test_pages_follow_each_other_though_looking_at_them_adds_looks(admin: Speaker) -> None:
    await looked(admin, 7)

    first = await shown(admin)
    second = await shown(admin, first.choices[0].command.removeprefix("/audit "))
    back = await shown(admin, second.choices[0].command.removeprefix("/audit "))

    assert [choice.label for choice in first.choices] == ["다음"]
    assert whats(first) + whats(second) == [f"R-{number:08d}" for number in range(7, 0, -1)]
    assert second.choices[0].label == "이전"
    assert whats(back) == whats(first)


async def test_a_page_that_there_is_not_is_the_last(admin: Speaker) -> None:
    await looked(admin, 7)

    assert whats(await shown(admin, "40")) == ["R-00000002", "R-00000001"]


async def test_looking_at_the_record_is_recorded_without_the_words(admin: Speaker) -> None:
    await looked(admin)

    await shown(admin, "010-1234-5678")
    await shown(admin, "r-0000000l 김철수")
    reply = await shown(admin)

    looks = await admin.database.read(access.recent)
    assert [(look.who, look.action, look.what, look.whose) for look in looks[:3]] == [
        (admin.address, "audit", "all", None),
        (admin.address, "audit", "R-00000001", None),
        (admin.address, "audit", "all", None),
    ]
    assert "telegram:admin 열람 기록을 봄 · 전체 · 텔레그램" in texts(reply)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("R-00000002", ["R-00000002"]),
        ("r-0000000z", []),
        ("colleague", ["R-00000002", "R-00000001"]),
        ("연락", ["R-00000002", "R-00000001"]),
        ("승인", ["R-00000009"]),
        ("세금계산서", ["R-00000008"]),
        ("텔레그램 accepted", ["R-00000009"]),
        ("2020-09-25 colleague", ["R-00000002", "R-00000001"]),
        ("2020-09-24", []),
        ("2020-09-25 2020-09-24", []),
        ("2020-02-30", []),
    ],
)
async def test_words_find_who_what_what_for_and_a_day(admin: Speaker, words: str, found: list[str]) -> None:
    await looked(admin, 2)
    await looked(admin, who="telegram:chief", channel="telegram", action="accepted", what="R-00000009", purpose=None)
    await looked(admin, who="web:chief", channel="web", what="R-00000008", purpose="세금계산서 발행")

    reply = await shown(admin, words)

    assert whats(reply) == found
    assert reply.choices[-1].label == "전체 기록"


async def test_a_search_that_no_button_can_carry_says_what_to_type(admin: Speaker) -> None:
    words = "아주 길게 적은 열람 목적이라서 단추에 다 들어가지 않음"
    await looked(admin, 6, purpose=words)

    first = await shown(admin, words)
    typed = texts(first).splitlines()[-1].partition("/audit ")[2]

    assert all(len(choice.command.encode()) <= COMMAND_BYTES for choice in first.choices)
    assert whats(await shown(admin, typed)) == ["R-00000001"]


async def test_what_a_later_version_did_stands_for_itself(admin: Speaker) -> None:
    await looked(admin, action="export", channel="signal", purpose=None, what="ssolssol-market")

    assert "export · ssolssol-market · signal" in texts(await shown(admin))


async def test_in_english_too(admin: Speaker) -> None:
    await looked(admin)

    async def english(turn: Turn) -> Reply:
        turn.remember(language="en")
        return await audit.show(turn, "")

    reply = await admin.does(english)

    assert "seen in full · R-00000001 · for: contact · KakaoTalk" in texts(reply)


def test_only_admins_have_the_command() -> None:
    assert routes.COMMANDS["/audit"].roles == team.ADMIN
    assert routes.KOREAN_NAMES["/열람기록"] == "/audit"
