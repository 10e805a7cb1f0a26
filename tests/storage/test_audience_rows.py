from collections.abc import Awaitable, Callable
from typing import Any

from storage import audience, turns
from storage.audience import Counted
from storage.database import Database
from storage.tables import profile

Say = Callable[..., Awaitable[turns.Loaded]]
STARTUP: Any = profile.c.startup.is_(True)
UNKNOWN: Any = profile.c.startup.is_(None)
GREEN: Any = profile.c.green.is_(True)
EXPORTING: Any = profile.c.exporting.is_(True)


async def test_owners_are_paged_without_missing_or_doubling_one(database: Database, say: Say) -> None:
    for user in "54321":
        await say(user, told={"startup": user != "3"})

    first = await database.read(audience.owners, STARTUP, size=3)
    second = await database.read(audience.owners, STARTUP, after=first[-1], size=3)

    assert (first, second) == (("o1", "o2", "o4"), ("o5",))


async def test_an_owner_who_could_give_one_of_two_answers_counts_once_and_for_each(
    database: Database, say: Say
) -> None:
    await say("1", told={"startup": True})
    await say("2", told={"green": True, "exporting": True})
    await say("3", told={"exporting": True})
    await say("4")

    counted = await database.read(
        audience.count, eligible=STARTUP, unknown=UNKNOWN, away={"green": GREEN, "exporting": EXPORTING}
    )

    assert counted == Counted(3, 1, 2, {"green": 1, "exporting": 2})


async def test_where_no_answer_can_be_missing_nobody_lacks_one(database: Database, say: Say) -> None:
    await say("1", told={"startup": True})

    assert await database.read(audience.count, eligible=STARTUP, unknown=UNKNOWN, away={}) == Counted(1, 1, 0, {})


async def test_who_told_nothing_is_not_counted(database: Database, say: Say) -> None:
    await say("1")

    assert await database.read(audience.count, eligible=STARTUP, unknown=UNKNOWN, away={"green": GREEN}) == Counted(
        0, 0, 0, {"green": 0}
    )
