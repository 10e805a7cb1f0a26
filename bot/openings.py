"""Telling those who wait for a program that its window has opened: looked for every few minutes, told once."""

import asyncio
import datetime as dt
from collections.abc import Callable
from functools import partial
from typing import Any

import structlog

from handlers.conversation import Conversation
from handlers.reply import Choice, Paragraph, Reply
from handlers.wording import say
from knowledge.base import Knowledge
from knowledge.program import Program
from knowledge.standing import Intake, intake
from storage import openings
from storage.database import Database
from storage.errors import StorageError

LOOK_EVERY = dt.timedelta(minutes=5)

_log = structlog.get_logger(__name__)


async def tell(database: Database, knowledge: Knowledge, now: dt.datetime) -> int:
    """Queue a notice for everyone who waits for a window that is open at ``now``, registered for it or not.

    Who was told is no longer waiting for it, in the same transaction: nobody is told twice, and a kill loses nobody.

    Returns:
        How many notices were queued.
    """
    told = 0
    for awaited in sorted(await database.read(openings.awaited)):
        program = knowledge.programs.get(awaited)
        if program is None or intake(program, now) is not Intake.REGISTER:
            continue
        both = await database.write(
            openings.tell, program.id, opened=partial(_opened, program), invited=partial(_invitation, program), at=now
        )
        told += both.registered + both.invited
    return told


def _invitation(program: Program, state: dict[str, Any] | None) -> dict[str, Any]:
    """What who wished to be told reads, in the language of the conversation that remembers ``state``, as JSON."""
    language = Conversation.model_validate(state or {}).language
    return Reply(
        title=program.named(language),
        lead=say(language, "notice.open_again", program=program.name),
        parts=(
            Paragraph(text=say(language, "notice.open_again_next")),
            Paragraph(text=program.apply.text.within(language)),
        ),
        choices=(
            Choice(label=say(language, "notice.register"), command=f"/register {program.id}"),
            Choice(label=say(language, "notice.deadline"), command=f"/q deadline {program.id}"),
        ),
    ).model_dump(mode="json")


def _opened(program: Program, state: dict[str, Any] | None) -> dict[str, Any]:
    """What who is registered reads, in the language of the conversation that remembers ``state``, as JSON."""
    language = Conversation.model_validate(state or {}).language
    return Reply(
        title=program.named(language),
        lead=say(language, "notice.opened", program=program.name),
        parts=(
            Paragraph(text=say(language, "notice.opened_next")),
            Paragraph(text=program.apply.text.within(language)),
        ),
        choices=(Choice(label=say(language, "smalltalk.start.my"), command="/my"),),
    ).model_dump(mode="json")


async def keep_telling(
    database: Database,
    knowledge: Knowledge,
    queued: asyncio.Event,
    *,
    now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
) -> None:
    """Look for opened windows every few minutes, until cancelled.

    Args:
        database: where the lists are.
        knowledge: the programs.
        queued: set when something waits to be sent.
        now: the clock, aware.
    """
    while True:
        try:
            if told := await tell(database, knowledge, now()):
                _log.info("openings.told", owners=told)
                queued.set()
        except StorageError as error:
            _log.warning("openings.failed", error=type(error).__name__)
        await asyncio.sleep(LOOK_EVERY.total_seconds())
