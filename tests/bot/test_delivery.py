"""The pump: every kind of answer that a messenger gives, and what it leaves in the ledger."""

import asyncio
import contextlib
import datetime as dt
import socket
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, create_engine, select

from bot.channels.telegram_layout import lay_out
from bot.channels.telegram_sender import TelegramSender, close_bot, make_bot
from bot.delivery import Delivery
from handlers.reply import Paragraph, Reply
from storage import deliveries, pace, tables, turns
from storage.database import Database
from tests.end_to_end.fake_telegram import FakeTelegram

NOW = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)


@dataclass
class Ledger:
    """The ledger, filled and looked at by the tests."""

    database: Database
    queued: asyncio.Event

    async def answer(self, chat: int, *texts: str) -> None:
        """Commit a turn of a newcomer whose answer has these messages."""
        record = turns.TurnRecord(
            channel="telegram",
            user=str(chat),
            key=f"first-{chat}",
            account=f"account-{chat}",
            owner=f"owner-{chat}",
            newcomer=True,
            version=0,
            state={},
            at=NOW,
            deliveries=lay_out([Reply(lead=text) for text in texts], "ko").bodies,
        )
        await self.database.write(turns.commit, record, ())
        self.queued.set()

    async def notify(self, chat: int, reply: Reply) -> None:
        """Queue a notice to an account that has been answered."""
        content = reply.model_dump(mode="json")
        await self.database.write(deliveries.queue_notice, account_id=f"account-{chat}", content=content, at=NOW)
        self.queued.set()

    async def states(self, chat: int) -> list[str]:
        """Return the states of a chat's rows, in order."""

        def look(connection: Connection) -> Sequence[str]:
            rows = select(tables.delivery.c.state).where(tables.delivery.c.account == f"account-{chat}")
            return connection.scalars(rows.order_by(tables.delivery.c.id)).all()

        return list(await self.database.read(look))

    async def settled(self, chat: int, *states: str) -> None:
        """Wait until a chat's rows are in these states."""
        async with asyncio.timeout(10):
            while await self.states(chat) != list(states):  # noqa: ASYNC110 - a database has no event to wait for
                await asyncio.sleep(0.02)

    async def reachable(self, chat: int) -> bool:
        """Return whether the account is still written to."""

        def look(connection: Connection) -> bool | None:
            return connection.scalar(select(tables.account.c.reachable).where(tables.account.c.id == f"account-{chat}"))

        return bool(await self.database.read(look))


@pytest.fixture
def ledger(database: Database) -> Ledger:
    return Ledger(database, asyncio.Event())


@pytest.fixture
async def telegram() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as server:
        yield server


Pump = Callable[..., contextlib.AbstractAsyncContextManager[None]]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def pump(ledger: Ledger) -> Pump:
    @contextlib.asynccontextmanager
    async def running(telegram: FakeTelegram, **settings: Any) -> AsyncIterator[None]:
        bot = make_bot(telegram.token, telegram.url)
        given = {"rate": 1000.0, "alone": True} | settings
        delivery = Delivery(ledger.database, TelegramSender(bot), ledger.queued, **given)
        task = asyncio.create_task(delivery.run())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            await close_bot(bot)

    return running


async def test_a_chats_messages_go_in_order_and_different_chats_at_once(
    ledger: Ledger, telegram: FakeTelegram, pump: Pump
) -> None:
    telegram.delay = 0.1
    for chat in (1, 2, 3):
        await ledger.answer(chat, "하나", "둘", "셋")

    async with pump(telegram):
        for chat in (1, 2, 3):
            await ledger.settled(chat, "sent", "sent", "sent")

    for chat in (1, 2, 3):
        sent = telegram.sent(chat)
        assert [receipt.text for receipt in sent] == ["하나", "둘", "셋"]
        for before, after in pairwise(sent):
            assert before.answered is not None
            assert before.answered <= after.arrived
    first = [telegram.sent(chat)[0] for chat in (1, 2, 3)]
    assert max(receipt.arrived for receipt in first) < min(receipt.answered or 0 for receipt in first)


async def test_an_answer_committed_while_the_pump_idles_goes_out_by_the_event(
    ledger: Ledger, telegram: FakeTelegram, pump: Pump
) -> None:
    async with pump(telegram):
        await ledger.answer(1, "안녕하세요")
        await ledger.settled(1, "sent")

    assert [receipt.text for receipt in telegram.sent(1)] == ["안녕하세요"]


async def test_429_holds_the_whole_bot_back_and_the_message_arrives_once(
    ledger: Ledger, telegram: FakeTelegram, pump: Pump
) -> None:
    telegram.fail("sendMessage", 429, "Too Many Requests: retry after 1", retry_after=1)
    await ledger.answer(1, "하나")

    async with pump(telegram):
        await telegram.until(lambda: len(telegram.receipts) == 1)
        await ledger.settled(1, "pending")
        blocked = await ledger.database.read(deliveries.blocked_until, "telegram")
        await ledger.answer(2, "둘")
        await ledger.settled(1, "sent")
        await ledger.settled(2, "sent")

    assert blocked is not None
    refused, *later = telegram.receipts
    assert refused.status == 429
    assert sorted(receipt.text for receipt in later) == ["둘", "하나"]


@pytest.mark.parametrize(
    ("status", "description"),
    [
        (403, "Forbidden: bot was blocked by the user"),
        (403, "Forbidden: user is deactivated"),
        (400, "Bad Request: chat not found"),
    ],
)
async def test_who_cannot_be_reached_is_marked_and_not_tried_again(
    ledger: Ledger, telegram: FakeTelegram, pump: Pump, status: int, description: str
) -> None:
    telegram.fail("sendMessage", status, description)
    await ledger.answer(1, "하나")

    async with pump(telegram):
        await ledger.settled(1, "unreachable")

    assert len(telegram.receipts) == 1
    assert not await ledger.reachable(1)


async def test_what_telegram_refuses_for_good_fails_and_the_next_goes_on(
    ledger: Ledger, telegram: FakeTelegram, pump: Pump
) -> None:
    telegram.fail("sendMessage", 400, "Bad Request: BUTTON_DATA_INVALID")
    await ledger.answer(1, "하나", "둘")

    async with pump(telegram):
        await ledger.settled(1, "failed", "sent")

    assert await ledger.reachable(1)


@pytest.mark.parametrize("status", [0, 500, 502])
async def test_an_answer_whose_fate_is_unknown_is_sent_again(
    ledger: Ledger, telegram: FakeTelegram, pump: Pump, status: int
) -> None:
    telegram.fail("sendMessage", status, "Internal Server Error", delivered=True)
    await ledger.answer(1, "하나")

    async with pump(telegram):
        await ledger.settled(1, "sent")

    assert [receipt.text for receipt in telegram.sent(1)] == ["하나", "하나"]


@pytest.mark.parametrize("status", [0, 500])
async def test_a_notice_whose_fate_is_unknown_is_left_uncertain(
    ledger: Ledger, telegram: FakeTelegram, pump: Pump, status: int
) -> None:
    await ledger.answer(1, "하나")
    async with pump(telegram):
        await ledger.settled(1, "sent")
        telegram.fail("sendMessage", status, "Bad Gateway", delivered=True)
        await ledger.notify(1, Reply(lead="내일 마감입니다."))
        await ledger.settled(1, "sent", "uncertain")

    assert [receipt.text for receipt in telegram.sent(1)] == ["하나", "내일 마감입니다."]


async def test_half_an_announcement_is_not_begun_again(ledger: Ledger, telegram: FakeTelegram, pump: Pump) -> None:
    parts = tuple(Paragraph(text="가" * 3000) for _ in range(2))
    await ledger.answer(1, "하나")
    async with pump(telegram):
        await ledger.settled(1, "sent")
        await ledger.notify(1, Reply(lead="길다", parts=parts))
        await ledger.settled(1, "sent", "sent")
        telegram.fail("sendMessage", 429, "Too Many Requests", retry_after=1, skip=1)
        await ledger.notify(1, Reply(lead="길다", parts=parts))
        await ledger.settled(1, "sent", "sent", "uncertain")
        blocked = await ledger.database.read(deliveries.blocked_until, "telegram")

    assert len(telegram.sent(1)) == 1 + 2 + 1
    assert blocked is not None


async def test_while_nothing_connects_answers_wait_and_then_arrive_once(ledger: Ledger, pump: Pump) -> None:
    closed = FakeTelegram(port=free_port())
    await ledger.answer(1, "하나")
    await ledger.answer(2, "둘")

    async with pump(closed):
        await ledger.settled(1, "pending")
        async with closed:
            await ledger.settled(1, "sent")
            await ledger.settled(2, "sent")

    assert sorted(receipt.text for receipt in closed.receipts) == ["둘", "하나"]


async def test_without_its_formatting_an_answer_still_arrives(
    ledger: Ledger, telegram: FakeTelegram, pump: Pump
) -> None:
    telegram.fail("sendMessage", 400, "Bad Request: can't parse entities: Unsupported start tag")
    await ledger.answer(1, "3 < 5 & 7")

    async with pump(telegram):
        await ledger.settled(1, "sent")

    (receipt,) = telegram.sent(1)
    assert receipt.text == "3 < 5 & 7"
    assert "parse_mode" not in receipt.body


async def test_a_wrong_token_keeps_answers_for_later(ledger: Ledger, telegram: FakeTelegram, pump: Pump) -> None:
    token, telegram.token = telegram.token, "1:another"
    stranger = FakeTelegram(token, port=telegram.port)
    await ledger.answer(1, "하나")

    async with pump(stranger):
        await telegram.until(lambda: telegram.strangers > 0)
        await ledger.settled(1, "pending")
        telegram.token = token
        await ledger.settled(1, "sent")

    assert len(telegram.sent(1)) == 1


async def test_after_a_kill_answers_go_out_again_and_notices_do_not(
    ledger: Ledger, telegram: FakeTelegram, pump: Pump
) -> None:
    await ledger.answer(1, "하나")
    await ledger.answer(2, "둘")
    await ledger.notify(2, Reply(lead="알림"))
    lease = dt.timedelta(minutes=5)
    await ledger.database.write(
        deliveries.claim, worker="killed", now=NOW, limit=2, channels=("telegram",), lease=lease
    )

    async with pump(telegram, alone=True):
        await ledger.settled(1, "sent")
        await ledger.settled(2, "sent", "sent")
    await ledger.notify(1, Reply(lead="알림"))
    claimed = await ledger.database.write(
        deliveries.claim, worker="killed", now=dt.datetime.now(dt.UTC), limit=2, channels=("telegram",), lease=lease
    )
    async with pump(telegram, alone=True):
        await ledger.settled(1, "sent", "uncertain")

    assert [row.kind for row in claimed] == ["notice"]
    assert [receipt.text for receipt in telegram.sent(1)] == ["하나"]


async def test_beside_other_processes_their_leases_are_respected(
    ledger: Ledger, telegram: FakeTelegram, pump: Pump
) -> None:
    await ledger.answer(1, "하나")
    await ledger.database.write(
        deliveries.claim,
        worker="another",
        now=dt.datetime.now(dt.UTC),
        limit=1,
        channels=("telegram",),
        lease=dt.timedelta(minutes=5),
    )
    await ledger.answer(2, "둘")

    async with pump(telegram, alone=False):
        await ledger.settled(2, "sent")

    assert await ledger.states(1) == ["sending"]
    assert telegram.sent(1) == []


async def test_stopping_waits_for_what_is_on_its_way(ledger: Ledger, telegram: FakeTelegram, pump: Pump) -> None:
    telegram.delay = 0.3
    await ledger.answer(1, "하나", "둘")

    async with pump(telegram):
        await telegram.until(lambda: len(telegram.receipts) == 1)

    assert await ledger.states(1) == ["sent", "pending"]
    assert [receipt.text for receipt in telegram.sent(1)] == ["하나"]


async def test_a_notice_that_cannot_be_read_fails_and_holds_nobody_up(
    ledger: Ledger, telegram: FakeTelegram, pump: Pump
) -> None:
    await ledger.answer(1, "하나")
    await ledger.database.write(deliveries.queue_notice, account_id="account-1", content={"unknown": "field"}, at=NOW)
    await ledger.notify(1, Reply(lead="알림"))

    async with pump(telegram):
        await ledger.settled(1, "sent", "failed", "sent")


@given(
    rate=st.sampled_from([1.0, 25.0, 300.0]),
    steps=st.lists(st.tuples(st.floats(0, 2), st.integers(1, 50)), min_size=1, max_size=30),
)
def test_announcements_never_start_faster_than_their_rate(rate: float, steps: list[tuple[float, int]]) -> None:
    ahead = dt.timedelta(seconds=0.1)
    now, taken = NOW, list[dt.datetime]()
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        tables.gate.create(connection)

        for pause, most in steps:
            now += dt.timedelta(seconds=pause)
            starts = pace.free_starts(connection, "telegram", now=now, rate=rate, ahead=ahead, most=most)
            if starts:
                pace.take_starts(connection, "telegram", last=starts[-1], rate=rate)

            assert len(starts) <= most
            assert all(now <= start <= now + ahead for start in starts)
            taken += starts
    engine.dispose()

    gaps = [(later - earlier).total_seconds() for earlier, later in pairwise(taken)]
    assert all(gap >= 1 / rate - 2e-6 for gap in gaps)
