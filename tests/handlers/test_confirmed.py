"""What can't be taken back, or has to be proven, waits for a yes to the very question."""

import pytest

from bot.dialogue import Dialogue
from handlers import erasure
from handlers.wording import say
from storage import turns
from storage.database import Database
from tests.end_to_end.talk import Talk, knowledge

KOREAN_YES = ("네", "예", "네, 모두 지웁니다")
SOMETHING_ELSE = ("신청할게요", "등록할게요", "접수해 주세요")


@pytest.fixture
async def talk(sqlite_database: Database) -> Talk:
    talk = Talk(Dialogue(sqlite_database, knowledge()))
    await talk.says("부천에서 가게 해요")
    return talk


async def knows(database: Database, talk: Talk) -> bool:
    loaded = await database.read(turns.load, channel=talk.channel, user=talk.user, key=None)
    return bool(loaded.profile)


@pytest.mark.parametrize("said", SOMETHING_ELSE)
async def test_who_wants_to_register_is_not_erased_instead(talk: Talk, sqlite_database: Database, said: str) -> None:
    await talk.through("/forget", said)

    assert await knows(sqlite_database, talk)


@pytest.mark.parametrize("said", KOREAN_YES)
async def test_a_typed_yes_erases(talk: Talk, sqlite_database: Database, said: str) -> None:
    await talk.through("/forget", said)

    assert not await knows(sqlite_database, talk)


@pytest.mark.parametrize(("said", "agrees"), [(word, False) for word in SOMETHING_ELSE] + [("네", True), ("예", True)])
async def test_only_a_yes_agrees_to_terms(talk: Talk, said: str, *, agrees: bool) -> None:
    reply = await talk.through("소식 받을래요", said)

    assert (reply.lead == say("ko", "news.mail.on")) is agrees


async def test_a_typed_no_leaves_everything_as_it_is(talk: Talk, sqlite_database: Database) -> None:
    reply = await talk.through("/forget", "아니요")

    assert reply.lead == say("ko", "erasure.kept")
    assert erasure.KEEP in {choice.command for choice in (await talk.says("/forget")).choices}
    assert await knows(sqlite_database, talk)
