"""The operator's log says that something happened that he may have to account for, and names nobody."""

import pytest
from structlog.testing import capture_logs

from bot.dialogue import Dialogue
from storage import roles
from storage.database import Database
from tests.end_to_end.talk import NOW, Talk, knowledge


@pytest.fixture
def dialogue(sqlite_database: Database) -> Dialogue:
    return Dialogue(sqlite_database, knowledge())


async def test_an_erasure_is_told_once_it_was_confirmed(dialogue: Dialogue) -> None:
    owner = Talk(dialogue)
    with capture_logs() as asked:
        await owner.says("/forget")
    with capture_logs() as logs:
        await owner.taps("네, 모두 지웁니다")

    assert asked == []
    assert logs == [{"event": "data.erased", "log_level": "info"}]


async def test_linking_and_unlinking_are_told(dialogue: Dialogue) -> None:
    here, there = Talk(dialogue), Talk(dialogue, channel="kakao")
    code = (await here.says("/link")).lead.removesuffix("입니다.").split()[-1]
    code = "".join(letter for letter in code if letter.isdecimal())
    with capture_logs() as logs:
        await there.says(f"/link {code}")
        await there.taps("네, 연결합니다")
        await there.says("/link off")
        await there.taps("네, 끊습니다")

    assert [line["event"] for line in logs] == ["account.linked", "account.unlinked"]


async def test_a_role_is_told_when_it_is_offered_and_when_it_is_taken(
    dialogue: Dialogue, sqlite_database: Database
) -> None:
    admin, other = Talk(dialogue), Talk(dialogue)
    for role in ("staff", "admin"):
        await sqlite_database.write(roles.grant, f"web:{admin.user}", role, at=NOW)
    with capture_logs() as logs:
        invited = await admin.says("/invite staff")
        await other.says(next(word for word in invited.lead.replace("입니다.", "").split() if word.count("-") == 2))

    assert [line["event"] for line in logs] == ["role.offered", "role.taken"]
    assert all(line.keys() == {"event", "log_level"} for line in logs)
