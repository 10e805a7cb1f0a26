"""Facts that are set right in conversation: what followed from them goes with them."""

import datetime as dt
from typing import Any

import pytest

from bot.dialogue import Dialogue
from storage import turns
from storage.database import Database
from tests.end_to_end.talk import NOW, Talk, knowledge, text_of

DAY = dt.datetime(2020, 9, 25, 10, 0, tzinfo=NOW.tzinfo)


@pytest.fixture
def owner(sqlite_database: Database) -> Talk:
    return Talk(Dialogue(sqlite_database, knowledge()), now=DAY)


async def stored(database: Database, owner: Talk) -> dict[str, Any]:
    loaded = await database.read(turns.load, channel=owner.channel, user=owner.user, key=None)
    return loaded.profile


async def test_what_follows_from_the_size_of_a_firm_is_gone_with_another_size(
    owner: Talk, sqlite_database: Database
) -> None:
    await owner.says("대기업이에요")
    assert (await stored(sqlite_database, owner))["startup"] is False

    await owner.says("아니 소상공인이에요")
    assert await stored(sqlite_database, owner) == {"size": ["small_merchant"]}


async def test_who_says_both_is_taken_at_his_word(owner: Talk, sqlite_database: Database) -> None:
    await owner.through("대기업이에요", "저희는 스타트업이에요", "아니 소상공인이에요")

    assert await stored(sqlite_database, owner) == {"size": ["small_merchant"], "startup": True}


async def test_a_green_firm_by_its_label_is_none_for_sure_without_it(owner: Talk, sqlite_database: Database) -> None:
    await owner.says("저희는 환경표지 인증 받았어요")
    assert (await stored(sqlite_database, owner))["green"] is True

    await owner.says("환경표지 인증은 반납했어요")
    assert "green" not in await stored(sqlite_database, owner)


async def test_what_follows_is_forgotten_with_its_fact(owner: Talk, sqlite_database: Database) -> None:
    await owner.through("대기업이에요", "기업 규모는 잊어 주세요")

    assert await stored(sqlite_database, owner) == {}


@pytest.mark.parametrize("said", [("중견기업이에요", "옷 만들어요"), ("옷 만들어요", "중견기업이에요")])
async def test_a_mid_sized_firm_is_no_small_manufacturer(
    owner: Talk, sqlite_database: Database, said: tuple[str, ...]
) -> None:
    await owner.through(*said)

    assert (await stored(sqlite_database, owner))["urban_manufacturer"] is False


async def test_a_case_that_is_supposed_leaves_nothing_behind(owner: Talk, sqlite_database: Database) -> None:
    await owner.says("환경표지 인증 있으면 녹색제품 2차 기획전 되나요?")

    assert await stored(sqlite_database, owner) == {}


async def test_a_seat_and_a_works_in_different_places_are_no_flat_no(owner: Talk) -> None:
    reply = await owner.says("본사는 부산이고 공장은 서울인 녹색 중소기업인데 녹색제품 2차 기획전 되나요?")

    assert "어렵" not in reply.lead
    assert "부산" not in text_of(reply)


async def test_a_place_that_is_taken_back_is_forgotten_and_asked_for(owner: Talk, sqlite_database: Database) -> None:
    await owner.says("서울에서 장사하는 소상공인이에요")
    reply = await owner.says("아까 서울이라고 한 거 틀렸어요")

    assert "어느 지역" in reply.lead
    assert "region" not in await stored(sqlite_database, owner)


async def test_of_two_places_of_a_name_the_known_one_is_taken_back(owner: Talk, sqlite_database: Database) -> None:
    await owner.through("경기도 광주에 있어요", "광주요")
    assert await stored(sqlite_database, owner) == {"region": "경기 광주시"}

    await owner.says("아까 광주라고 한 거 틀렸어요")
    assert await stored(sqlite_database, owner) == {}


async def test_whether_the_label_is_required_is_said_not_to_be_stated(owner: Talk) -> None:
    reply = await owner.says("환경표지 없으면 못 들어가나요? 녹색제품 2차 기획전")

    assert "인증이 꼭 필요한지는 기사에 나와 있지 않습니다" in reply.lead


async def test_a_works_elsewhere_leaves_the_verdict_on_the_place_open(owner: Talk) -> None:
    no = await owner.through("부산에 있는 녹색 중소기업이에요", "녹색제품 2차 기획전 되나요?")
    open_ = await owner.says("공장은 서울, 본사는 부산이에요")

    assert "✗ 서울 소재" in text_of(no)
    assert "? 서울 소재" in text_of(open_)
