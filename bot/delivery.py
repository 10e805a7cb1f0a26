"""Delivery: what was committed to be said is sent, and what became of it is stored.

A pump for each messenger that we can write to by ourselves. In one short transaction it stores what became of the
last rows and claims the next ones; sending itself happens outside of transactions, many chats at once, each chat's
answers in their order. What a killed process left behind is taken back by ``storage.deliveries.recover``.

An answer that may or may not have arrived is sent again: the owner who waits for it prefers a rare double to silence.
An announcement or notice in the same case is left "uncertain" for staff to decide: to many people a double is worse.
"""

import asyncio
import contextlib
import datetime as dt
import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

import structlog
from sqlalchemy import Connection

from bot.log import where
from handlers.reply import Reply
from knowledge.words import Language
from storage import deliveries, pace
from storage.database import Database
from storage.deliveries import Claimed, Outcome
from storage.errors import StorageError

_log = structlog.get_logger(__name__)

AT_ONCE = 32
LEASE = dt.timedelta(seconds=60)
"""Longer than two sends with their timeouts, as a message may be sent a second time without formatting."""
AHEAD = dt.timedelta(seconds=0.1)
IDLE_SECONDS = 1.0
RECOVER_SECONDS = 15.0
STOP_SECONDS = 5.0
REPLY_ATTEMPTS = 5
LONGEST_PAUSE_SECONDS = 60.0


@dataclass(frozen=True)
class Reception:
    """What the messenger said to one message.

    Args:
        verdict: "sent"; "unreachable", the person blocked the bot or is not there; "refused" for good; "busy", come
            back after ``pause``; "not_sent", it certainly never left; "unknown", it may have arrived.
        message_id: the messenger's id of what was sent.
        error: why it was not sent, without personal data.
        pause: seconds for which the messenger wants nothing from us at all.
    """

    verdict: Literal["sent", "unreachable", "refused", "busy", "not_sent", "unknown"]
    message_id: str | None = None
    error: str | None = None
    pause: float = 0.0


class Sender(Protocol):
    """A messenger that we can write to by ourselves."""

    channel: str

    def lay_out(self, reply: Reply, language: Language) -> tuple[dict[str, Any], ...]:
        """Return the bodies of a reply that was queued as it is: a notice, an announcement."""
        ...

    async def send(self, user: str, body: dict[str, Any]) -> Reception:
        """Send one body; says what became of it instead of raising."""
        ...


@dataclass(frozen=True)
class _Due:
    row: Claimed
    start: dt.datetime


class Delivery:
    """The pump of one messenger; ``run`` it as a task, and cancel that to stop it.

    Args:
        database: where the ledger is.
        sender: the messenger.
        queued: set by whoever committed something to send; without it the pump looks every second.
        rate: announcements and notices a second, over all processes; answers are not held back by it.
        alone: no other process can be sending, so at start everything that is "being sent" was left by a kill.
        at_once: at most so many messages are on their way.
        now: the clock.
    """

    def __init__(
        self,
        database: Database,
        sender: Sender,
        queued: asyncio.Event,
        *,
        rate: float,
        alone: bool,
        at_once: int = AT_ONCE,
        now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
    ) -> None:
        self._database = database
        self._sender = sender
        self._wake = queued
        self._rate = rate
        self._alone = alone
        self._at_once = at_once
        self._now = now
        self._worker = f"{sender.channel}-{secrets.token_hex(6)}"
        self._in_flight: set[asyncio.Task[None]] = set()
        self._outcomes: list[Outcome] = []
        self._block_until: dt.datetime | None = None
        self._failures = 0
        self._resume_at = 0.0
        self._stopping = False

    async def run(self) -> None:
        """Deliver until cancelled; storage that is down is waited for.

        Cancelled, it lets what is on its way arrive for up to five seconds, and stores what became of it.
        """
        try:
            await self._pump()
        finally:
            await self._finish_up()

    async def _pump(self) -> None:
        recovered_at: float | None = None
        pause = 0.0
        while True:
            self._wake.clear()
            try:
                if recovered_at is None or time.monotonic() - recovered_at > RECOVER_SECONDS:
                    await self._recover(everything=self._alone and recovered_at is None)
                    recovered_at = time.monotonic()
                more = await self._tick()
            except StorageError as error:
                pause = min(max(2 * pause, 0.5), LONGEST_PAUSE_SECONDS)
                _log.error("delivery.storage_failed", error=type(error).__name__, again_in=pause)
                await asyncio.sleep(pause)
            else:
                pause = 0.0
                await self._wait(AHEAD.total_seconds() if more else IDLE_SECONDS)

    async def _wait(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._wake.wait()

    async def _recover(self, *, everything: bool) -> None:
        found = await self._database.write(deliveries.recover, self._now(), everything=everything)
        if any(found.values()):
            _log.warning("delivery.recovered", pending=found["pending"], uncertain=found["uncertain"])

    async def _tick(self) -> bool:
        """Store outcomes, claim and start what is due; returns whether announcements wait for their turn."""
        outcomes, self._outcomes = self._outcomes, []
        block_until, self._block_until = self._block_until, None
        resting = self._stopping or time.monotonic() < self._resume_at
        free = 0 if resting else self._at_once - len(self._in_flight)
        exchange = asyncio.ensure_future(self._database.write(self._exchange, outcomes, block_until, free, self._now()))
        try:
            due, more = await asyncio.shield(exchange)
        except StorageError:
            # What is known must not be forgotten: storing it again is harmless, as finished rows don't change.
            self._outcomes = outcomes + self._outcomes
            self._block_until = self._block_until or block_until
            raise
        except asyncio.CancelledError:
            # The claim goes through all the same; whoever is asked to stop now gives the rows back untried.
            due, _ = await exchange
            self._outcomes += [Outcome(each.row.id, "pending", counted=False) for each in due]
            raise
        for each in due:
            task = asyncio.create_task(self._deliver(each))
            self._in_flight.add(task)
            task.add_done_callback(self._in_flight.discard)
        return more

    def _exchange(
        self,
        connection: Connection,
        outcomes: Sequence[Outcome],
        block_until: dt.datetime | None,
        free: int,
        now: dt.datetime,
    ) -> tuple[list[_Due], bool]:
        # It runs in another thread, so it reads of itself only what never changes.
        channel = self._sender.channel
        if outcomes:
            deliveries.finish(connection, self._worker, outcomes)
        if block_until is not None:
            deliveries.block(connection, channel, block_until)
        blocked = deliveries.blocked_until(connection, channel)
        if free <= 0 or (blocked is not None and blocked > now):
            return [], False
        due = [_Due(row, now) for row in self._claim(connection, now, free, bulk=False)]
        starts = pace.free_starts(connection, channel, now=now, rate=self._rate, ahead=AHEAD, most=free - len(due))
        unasked = self._claim(connection, now, len(starts), bulk=True) if starts else []
        if unasked:
            pace.take_starts(connection, channel, last=starts[len(unasked) - 1], rate=self._rate)
        due += [_Due(row, start) for row, start in zip(unasked, starts, strict=False)]
        return due, len(unasked) == len(starts)

    def _claim(self, connection: Connection, now: dt.datetime, limit: int, *, bulk: bool) -> list[Claimed]:
        return deliveries.claim(
            connection,
            worker=self._worker,
            now=now,
            limit=limit,
            channels=(self._sender.channel,),
            lease=LEASE,
            bulk=bulk,
        )

    async def _deliver(self, due: _Due) -> None:
        try:
            await asyncio.sleep((due.start - self._now()).total_seconds())
            reception = await self._send(due.row)
        except asyncio.CancelledError:
            self._settle(due.row, Reception("unknown", error="stopped while sending"))
            raise
        except Exception as error:
            _log.error("delivery.failed", where=where(error), delivery=due.row.id)
            reception = Reception("refused", error=type(error).__name__)
        self._settle(due.row, reception)

    async def _send(self, row: Claimed) -> Reception:
        bodies: tuple[dict[str, Any], ...] = (row.content,)
        if row.kind != "reply":
            bodies = self._sender.lay_out(Reply.model_validate(row.content), "ko")
        reception = Reception("refused", error="nothing to say")
        for number, body in enumerate(bodies):
            reception = await self._sender.send(row.user, body)
            if reception.verdict != "sent":
                # Half an announcement has arrived: to begin it again would double that half.
                return Reception("unknown", error=reception.error, pause=reception.pause) if number else reception
        return reception

    def _settle(self, row: Claimed, reception: Reception) -> None:
        self._outcomes.append(self._outcome(row, reception))
        if reception.verdict != "sent":
            _log.warning(
                "delivery.not_sent",
                delivery=row.id,
                kind=row.kind,
                verdict=reception.verdict,
                error=reception.error,
                attempt=row.attempt,
            )
        self._wake.set()

    def _outcome(self, row: Claimed, reception: Reception) -> Outcome:
        now = self._now()
        until = now + dt.timedelta(seconds=reception.pause)
        if reception.pause:
            # The whole bot is told to wait, not only this chat, and through the ledger every other process.
            self._block_until = until if self._block_until is None else max(until, self._block_until)
        if reception.verdict != "not_sent":
            self._failures = 0
        match reception.verdict:
            case "sent":
                return Outcome(row.id, "sent", message_id=reception.message_id)
            case "unreachable":
                return Outcome(row.id, "unreachable", error=reception.error)
            case "refused":
                return Outcome(row.id, "failed", error=reception.error)
            case "busy":
                return Outcome(row.id, "pending", error=reception.error, not_before=until, counted=False)
            case "not_sent":
                # No connection for one is no connection for all: nothing is claimed for a while.
                seconds = min(0.5 * 2.0**self._failures, LONGEST_PAUSE_SECONDS)
                self._failures = min(self._failures + 1, 10)
                self._resume_at = time.monotonic() + seconds
                again = now + dt.timedelta(seconds=seconds)
                return Outcome(row.id, "pending", error=reception.error, not_before=again, counted=False)
        if row.kind != "reply" or row.attempt >= REPLY_ATTEMPTS:
            return Outcome(row.id, "uncertain", error=reception.error)
        again = now + dt.timedelta(seconds=0.5 * 2.0**row.attempt)
        return Outcome(row.id, "pending", error=reception.error, not_before=again)

    async def _finish_up(self) -> None:
        self._stopping = True
        if self._in_flight:
            await asyncio.wait(self._in_flight, timeout=STOP_SECONDS)
        late = list(self._in_flight)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
        if self._outcomes or self._block_until is not None:
            try:
                await self._tick()
            except StorageError as error:
                # The rows stay "being sent" and are taken back when their lease ends.
                _log.error("delivery.storage_failed", error=type(error).__name__)
