"""A case that an owner puts counts for one answer, is shown as supposed, and leaves what is stored as it was."""

import datetime as dt

import pytest

from bot.dialogue import Dialogue
from knowledge.base import profile_of
from knowledge.fact import Profile
from storage import turns
from storage.database import Database
from tests.end_to_end.talk import NOW, Talk, knowledge, text_of

DAY = dt.datetime(2020, 9, 25, 10, 0, tzinfo=NOW.tzinfo)
KNOWN = {"region": "서울", "size": frozenset({"small_merchant"})}


@pytest.fixture
async def owner(sqlite_database: Database) -> Talk:
    talk = Talk(Dialogue(sqlite_database, knowledge()), now=DAY)
    await talk.through("서울 소상공인이에요", "쏠쏠마켓 되나요?")
    return talk


async def stored(database: Database, talk: Talk) -> Profile:
    loaded = await database.read(turns.load, channel=talk.channel, user=talk.user, key=None)
    return profile_of(knowledge().facts, loaded.profile)


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("대기업이라고 치면 되나요?", "대기업"),
        ("부산으로 이전할까 하는데 되나요?", "부산"),
        ("부산으로 가면요?", "부산"),
        ("부산이고 대기업이면 쏠쏠마켓 되나요?", "부산 · 대기업"),
        ("직원이 500명이면요?", "직원 수 500명"),
        ("저희는 서울인데 부산으로 옮기면 되나요?", "부산"),
    ],
)
async def test_a_case_is_shown_as_supposed_and_not_stored(
    owner: Talk, sqlite_database: Database, said: str, shown: str
) -> None:
    reply = await owner.says(said)

    assert f"이렇게 가정하고 답한 내용: {shown} (" in text_of(reply)
    assert await stored(sqlite_database, owner) == KNOWN


@pytest.mark.parametrize("said", ["옮길까 하는데 그래도 되나요?", "서울이 아니라면 쏠쏠마켓 안 되죠?"])
async def test_a_place_that_is_put_in_question_counts_for_nothing_and_is_not_asked_for(
    owner: Talk, sqlite_database: Database, said: str
) -> None:
    reply = await owner.says(said)

    answer = text_of(reply)
    assert "? 서울 소재" in answer
    assert knowledge().facts["region"].question.ko not in answer
    assert await stored(sqlite_database, owner) == KNOWN


async def test_after_a_case_what_is_stored_counts_again(owner: Talk) -> None:
    await owner.says("서울이 아니라면 쏠쏠마켓 안 되죠?")

    assert "알려 주신 내용: 서울 · 소상공인" in text_of(await owner.says("쏠쏠마켓 되나요?"))


async def test_the_firm_of_a_customer_decides_nothing(owner: Talk, sqlite_database: Database) -> None:
    reply = await owner.says("거래처가 대기업인데 쏠쏠마켓 되나요?")

    assert "알려 주신 내용: 서울 · 소상공인" in text_of(reply)
    assert "가정" not in text_of(reply)
    assert await stored(sqlite_database, owner) == KNOWN
