"""Roles, and the one-time codes that give them."""

import datetime as dt
import re
from functools import partial

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from handlers import team
from handlers.drawn_code import CROCKFORD
from handlers.reply import Reply
from knowledge.base import Knowledge, load
from storage import roles
from storage.database import Database
from storage.errors import Conflict
from tests.handlers.speaker import NOW, Speaker, texts


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load()


@pytest.fixture
async def admin(database: Database, knowledge: Knowledge) -> Speaker:
    speaker = Speaker(database, knowledge, user="admin")
    await database.write(roles.grant, speaker.address, "admin", at=NOW)
    return speaker


@pytest.fixture
def owner(database: Database, knowledge: Knowledge) -> Speaker:
    return Speaker(database, knowledge, user="7", channel="kakao")


def code_in(reply: Reply) -> str:
    found = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", reply.lead)
    assert found is not None
    return found.group()


async def invited(admin: Speaker, role: str) -> str:
    return code_in(await admin.does(partial(team.invite, argument=role)))


async def test_a_code_gives_its_role_once(admin: Speaker, owner: Speaker, database: Database) -> None:
    code = await invited(admin, "staff")

    joined = await owner.does(partial(team.redeem, code=code))
    again = await Speaker(database, owner.knowledge, user="8").does(partial(team.redeem, code=code))

    assert joined.lead == "이제 직원으로 이 봇을 쓰실 수 있습니다."
    assert again.lead == "이 코드는 쓸 수 없습니다."
    assert await database.read(roles.of_address, owner.address) == {"staff"}
    assert await database.read(roles.of_address, "telegram:8") == frozenset()


async def test_of_two_who_type_a_code_at_once_one_gets_the_role_and_the_other_is_decided_again(
    admin: Speaker, owner: Speaker, database: Database
) -> None:
    code = await invited(admin, "관리자")
    other = Speaker(database, owner.knowledge, user="8")

    _, commit_first = await owner.decides(partial(team.redeem, code=code))
    _, commit_second = await other.decides(partial(team.redeem, code=code))
    await commit_first()
    with pytest.raises(Conflict):
        await commit_second()

    assert await database.read(roles.of_address, other.address) == frozenset()
    assert (await other.does(partial(team.redeem, code=code))).lead == "이 코드는 쓸 수 없습니다."


async def test_a_code_ends_after_a_day(admin: Speaker, owner: Speaker) -> None:
    code = await invited(admin, "staff")

    owner.now = NOW + team.VALID_FOR + dt.timedelta(seconds=1)

    assert (await owner.does(partial(team.redeem, code=code))).lead == "이 코드는 쓸 수 없습니다."


async def test_a_code_is_left_for_others_by_who_has_its_role_already(
    admin: Speaker, owner: Speaker, database: Database
) -> None:
    code = await invited(admin, "admin")

    reply = await admin.does(partial(team.redeem, code=code))
    await owner.does(partial(team.redeem, code=code))

    assert reply.lead.startswith("이미 관리자 역할")
    assert await database.read(roles.of_address, owner.address) == {"admin"}


@pytest.mark.parametrize("argument", ["", "owner", "staff admin"])
async def test_a_role_that_there_is_not_is_asked_for(admin: Speaker, argument: str) -> None:
    reply = await admin.does(partial(team.invite, argument=argument))

    assert [choice.command for choice in reply.choices] == ["/invite staff", "/invite admin"]


async def test_the_team_is_listed_by_address_with_who_gave_each_role(admin: Speaker, owner: Speaker) -> None:
    await owner.does(partial(team.redeem, code=await invited(admin, "staff")))

    reply = await admin.does(team.show)

    assert reply.lead == "역할을 받은 계정은 2개입니다."
    assert "관리자: telegram:admin (나) · 2020-09-25 · 운영자" in texts(reply)
    assert "직원: kakao:7 · 2020-09-25 · telegram:admin" in texts(reply)


@given(blocks=st.lists(st.text(CROCKFORD, min_size=4, max_size=4), min_size=3, max_size=3), data=st.data())
def test_a_code_is_recognised_and_hashed_alike_however_it_is_typed(blocks: list[str], data: st.DataObject) -> None:
    code = "-".join(blocks)
    letters = data.draw(st.sampled_from([str.upper, str.lower]))(code)
    read_alike = data.draw(st.sampled_from([("", ""), ("0", "O"), ("1", "l")]))
    typed = letters.replace("-", data.draw(st.sampled_from(["", "-"]))).replace(*read_alike)
    # Twelve small letters without a figure are a word; a code is only told from it in capitals.
    assume(typed.isupper() or any(character.isdigit() for character in typed))

    assert team.is_code(f" {typed} ")
    assert team.hash_code(typed) == team.hash_code(code)


def test_a_fresh_code_is_recognised() -> None:
    assert all(team.is_code(team.new_code()) for _ in range(100))


@pytest.mark.parametrize(
    "said", ["Refrigerator", "nice shop hm", "행복분식", "010-1234-5678", "123-45-67891", "쏠쏠마켓 언제까지예요?", ""]
)
def test_what_owners_say_is_no_code(said: str) -> None:
    assert not team.is_code(said)
