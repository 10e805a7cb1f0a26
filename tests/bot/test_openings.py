"""A window that opens: everyone on the program's list is told, once, whatever happens on the way."""

import asyncio
import datetime as dt
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Connection, select
from structlog.testing import capture_logs

from bot import openings
from bot.dialogue import Dialogue
from handlers.message import Channel
from handlers.wording import say
from knowledge.window import SEOUL
from storage import registrations, turns, waitlist
from storage.database import Database
from storage.errors import StorageUnavailable
from storage.registrations import Registration
from storage.tables import delivery
from tests.end_to_end.talk import Talk, knowledge, text_of

PROGRAM = "seoul-green-expo-2"
NAME = "서울 녹색제품 온라인 기획전 (제2차)"
BEFORE = dt.datetime(2020, 9, 22, 10, 0, tzinfo=SEOUL)
OPEN = dt.datetime(2020, 9, 25, 10, 0, tzinfo=SEOUL)
NUMBERS = ("123-45-67891", "220-81-62517", "120-81-47521")
TOLD = say("ko", "notice.opened", program=NAME)
INVITED = say("ko", "notice.open_again", program=NAME)


async def waiting(database: Database, number: str, channel: Channel = "web") -> Talk:
    """Somebody who is on the program's list."""
    owner = Talk(Dialogue(database, knowledge()), channel=channel, now=BEFORE)
    await owner.through(f"/register {PROGRAM} now", "동의", "행복상사", number, "김철수")
    await owner.through("010-1234-5678", "chulsoo@naver.com", "서울 금천구", "확인")
    assert "접수번호는 R-" in owner.replies[0].lead
    owner.now = OPEN
    return owner


async def wishing(database: Database, channel: Channel = "web") -> Talk:
    """Somebody who wishes to be told when the program takes applications."""
    owner = Talk(Dialogue(database, knowledge()), channel=channel, now=BEFORE)
    await owner.says("안녕하세요")
    await wish(database, owner)
    owner.now = OPEN
    return owner


async def wish(database: Database, owner: Talk, program: str = PROGRAM) -> None:
    """Put somebody on a program's list of those who wish to be told."""
    known = await database.read(turns.load, channel=owner.channel, user=owner.user, key=None)
    assert known.owner is not None
    assert known.account is not None
    await database.write(waitlist.join, known.owner, program, account=known.account, at=BEFORE)


async def registered_and_wishing(database: Database, count: int) -> list[str]:
    """So many who wait with a registration and as many who wish to be told: the accounts of them all."""
    accounts = []
    for number in range(2 * count):
        owner = Talk(Dialogue(database, knowledge()), now=BEFORE)
        await owner.says("안녕하세요")
        known = await database.read(turns.load, channel=owner.channel, user=owner.user, key=None)
        assert known.owner is not None
        assert known.account is not None
        accounts.append(known.account)
        if number < count:
            await database.write(registrations.add, registration(number, known.owner, known.account))
        else:
            await database.write(waitlist.join, known.owner, PROGRAM, account=known.account, at=BEFORE)
    return accounts


def registration(number: int, owner: str, account: str) -> Registration:
    """A registration of a firm of its own that waits for the window."""
    return Registration(
        id=f"r{number}",
        receipt=f"R-{number:08}",
        owner=owner,
        account=account,
        program=PROGRAM,
        standing="waiting",
        status="received",
        firm_name="행복상사",
        district="서울 금천구",
        business_number=f"{number:010}",
        contact_person="김철수",
        phone="+821012345678",
        email="",
        created_at=BEFORE,
        updated_at=BEFORE,
    )


async def noticed(database: Database) -> Counter[str]:
    """How many notices each account was sent."""

    def accounts(connection: Connection) -> list[str]:
        return list(connection.scalars(select(delivery.c.account).where(delivery.c.kind == "notice")))

    return Counter(await database.read(accounts))


class Ending:
    """A database that ends with a write, and what went on meanwhile.

    Args:
        database: what is written to.
        last: so many writes are made.
        lost: the last one is made, but nobody hears of it.
    """

    def __init__(self, database: Database, last: int, *, lost: bool = False) -> None:
        self.dialect = database.dialect
        self._database = database
        self._left = last
        self._lost = lost
        self.largest = 0

    async def read(self, query: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        """Read."""
        return await self._database.read(query, *args, **kwargs)

    async def write(self, query: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        """Write, unless it has ended."""
        if not self._left:
            raise StorageUnavailable("it has ended")
        self._left -= 1
        before = (await noticed(self._database)).total()
        written = await self._database.write(query, *args, **kwargs)
        self.largest = max(self.largest, (await noticed(self._database)).total() - before)
        if self._lost and not self._left:
            raise StorageUnavailable("it has ended")
        return written

    async def migrated(self) -> bool:
        """Whether it is migrated."""
        return await self._database.migrated()

    async def scrub(self) -> None:
        """As the database does."""
        await self._database.scrub()

    async def close(self) -> None:
        """Nothing: what is written to is closed by who opened it."""


async def test_a_long_list_is_told_in_parts_so_that_turns_go_on_meanwhile(database: Database) -> None:
    accounts = await registered_and_wishing(database, 5)
    seen = Ending(database, 100)

    told = await openings.tell(seen, knowledge(), OPEN, at_once=2)

    assert told == len(accounts)
    assert seen.largest == 2
    assert await noticed(database) == Counter(accounts)


@pytest.mark.parametrize("lost", [False, True])
async def test_who_ends_after_any_part_loses_nobody_and_tells_nobody_twice(database: Database, lost: bool) -> None:
    accounts = await registered_and_wishing(database, 3)

    for part in range(1, len(accounts) + 1):
        ended = Ending(database, 1, lost=lost)
        if lost or part < len(accounts):
            with pytest.raises(StorageUnavailable):
                await openings.tell(ended, knowledge(), OPEN, at_once=1)
        else:
            assert await openings.tell(ended, knowledge(), OPEN, at_once=1) == 1
        assert (await noticed(database)).total() == part

    assert await openings.tell(database, knowledge(), OPEN) == 0
    assert await noticed(database) == Counter(accounts)


async def test_who_waits_is_told_once_when_the_window_opens(database: Database) -> None:
    owners = [await waiting(database, number) for number in NUMBERS]

    early = await openings.tell(database, knowledge(), BEFORE)
    told = await openings.tell(database, knowledge(), OPEN)
    again = await openings.tell(database, knowledge(), OPEN)

    assert (early, told, again) == (0, len(NUMBERS), 0)
    for owner in owners:
        await owner.says("안녕하세요")
        _, notice = owner.replies
        assert (notice.title, notice.lead) == (NAME, TOLD)
        assert say("ko", "notice.opened_next") in text_of(notice)
        await owner.says("안녕하세요")
        assert len(owner.replies) == 1


async def test_the_notice_is_in_the_language_of_its_owner(sqlite_database: Database) -> None:
    owner = await waiting(sqlite_database, NUMBERS[0])
    await owner.says("/language en")
    await openings.tell(sqlite_database, knowledge(), OPEN)

    await owner.says("hello")

    notice = owner.replies[-1]
    assert notice.lead == say("en", "notice.opened", program=NAME)
    assert say("en", "notice.opened_next") in text_of(notice)
    assert [choice.label for choice in notice.choices] == [say("en", "smalltalk.start.my")]


async def test_who_was_told_is_registered(sqlite_database: Database) -> None:
    owner = await waiting(sqlite_database, NUMBERS[0])
    await openings.tell(sqlite_database, knowledge(), OPEN)
    await owner.says("안녕하세요")

    mine = await owner.taps(say("ko", "smalltalk.start.my"))

    assert say("ko", "registration.status.registered") in text_of(mine)
    assert say("ko", "registration.status.waiting") not in text_of(mine)


async def test_who_withdrew_is_not_told(sqlite_database: Database) -> None:
    owner = await waiting(sqlite_database, NUMBERS[0])
    await owner.says("/my")
    await owner.taps("취소")
    await owner.taps("네")

    assert await openings.tell(sqlite_database, knowledge(), OPEN) == 0


async def test_two_processes_that_look_at_once_tell_everyone_once(database: Database) -> None:
    owners = [await waiting(database, number) for number in NUMBERS]

    told = await asyncio.gather(*(openings.tell(database, knowledge(), OPEN) for _ in range(4)))

    assert sum(told) == len(NUMBERS)
    for owner in owners:
        await owner.says("안녕하세요")
        assert [reply.lead for reply in owner.replies[1:]] == [TOLD]


async def test_the_service_looks_by_itself_and_wakes_delivery(sqlite_database: Database) -> None:
    await waiting(sqlite_database, NUMBERS[0])
    queued = asyncio.Event()
    looking = asyncio.create_task(openings.keep_telling(sqlite_database, knowledge(), queued, now=lambda: OPEN))

    await asyncio.wait_for(queued.wait(), 10)

    looking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await looking


async def test_storage_that_is_down_does_not_end_the_looking(sqlite_database: Database) -> None:
    await sqlite_database.close()

    with capture_logs() as logs:
        looking = asyncio.create_task(
            openings.keep_telling(sqlite_database, knowledge(), asyncio.Event(), now=lambda: OPEN)
        )
        async with asyncio.timeout(10):
            while not logs:  # noqa: ASYNC110 - a log line sets no event
                await asyncio.sleep(0)

    assert not looking.done()
    assert [line["event"] for line in logs] == ["openings.failed"]
    looking.cancel()


async def test_who_wished_to_be_told_is_told_once_and_can_register_from_the_notice(database: Database) -> None:
    owners = [await wishing(database) for _ in range(3)]

    early = await openings.tell(database, knowledge(), BEFORE)
    told = await openings.tell(database, knowledge(), OPEN)
    again = await openings.tell(database, knowledge(), OPEN)

    assert (early, told, again) == (0, 3, 0)
    for owner in owners:
        await owner.says("안녕하세요")
        _, notice = owner.replies
        assert (notice.title, notice.lead) == (NAME, INVITED)
        assert notice.choices[0].command == f"/register {PROGRAM}"
        await owner.says("안녕하세요")
        assert len(owner.replies) == 1
    begun = await owners[0].says("사전등록하기", choice=f"/register {PROGRAM}")
    assert begun.title == NAME


async def test_who_is_registered_already_is_not_invited_to_register(database: Database) -> None:
    registered, waits = await waiting(database, NUMBERS[0]), await waiting(database, NUMBERS[1])
    await openings.tell(database, knowledge(), OPEN)
    for owner in (registered, waits):
        await owner.says("안녕하세요")
        await wish(database, owner)
    wishes = await wishing(database)

    told = await openings.tell(database, knowledge(), OPEN)

    assert told == 1
    await registered.says("안녕하세요")
    assert len(registered.replies) == 1
    await wishes.says("안녕하세요")
    assert [reply.lead for reply in wishes.replies[1:]] == [INVITED]


async def test_who_waits_with_a_registration_and_with_a_wish_is_told_once(sqlite_database: Database) -> None:
    owner = await waiting(sqlite_database, NUMBERS[0])
    await wish(sqlite_database, owner)

    told = await openings.tell(sqlite_database, knowledge(), OPEN)

    assert told == 1
    await owner.says("안녕하세요")
    assert [reply.lead for reply in owner.replies[1:]] == [TOLD]


async def test_who_withdrew_but_wishes_to_be_told_is_invited(sqlite_database: Database) -> None:
    owner = await waiting(sqlite_database, NUMBERS[0])
    await owner.says("/my")
    await owner.taps("취소")
    await owner.taps("네")
    await wish(sqlite_database, owner)

    await openings.tell(sqlite_database, knowledge(), OPEN)

    await owner.says("안녕하세요")
    assert [reply.lead for reply in owner.replies[1:]] == [INVITED]
    stored = await sqlite_database.read(registrations.search, program=PROGRAM)
    assert [one.status for one in stored.items] == ["withdrawn"]


async def test_who_left_the_list_is_not_told(sqlite_database: Database) -> None:
    owner = await wishing(sqlite_database)
    await owner.says("그만", choice=f"/wait {PROGRAM} off")

    assert await openings.tell(sqlite_database, knowledge(), OPEN) == 0


async def test_two_processes_that_look_at_once_tell_each_wish_once(database: Database) -> None:
    owners = [await wishing(database) for _ in range(3)]

    told = await asyncio.gather(*(openings.tell(database, knowledge(), OPEN) for _ in range(4)))

    assert sum(told) == len(owners)
    for owner in owners:
        await owner.says("안녕하세요")
        assert [reply.lead for reply in owner.replies[1:]] == [INVITED]


async def test_the_invitation_is_in_the_language_of_its_reader(sqlite_database: Database) -> None:
    owner = await wishing(sqlite_database)
    await owner.says("/language en")
    await openings.tell(sqlite_database, knowledge(), OPEN)

    await owner.says("hello")

    assert owner.replies[-1].lead == say("en", "notice.open_again", program=NAME)


async def test_a_wish_for_a_program_that_is_known_no_longer_disturbs_nobody(sqlite_database: Database) -> None:
    owner = await wishing(sqlite_database)
    await wish(sqlite_database, owner, "gone")

    assert await openings.tell(sqlite_database, knowledge(), OPEN) == 1
