"""Telling those who wait for a program that its window has opened: looked for every few minutes, told once."""

import asyncio
import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, Final, get_args

import structlog

from handlers.conversation import Conversation
from handlers.reply import Choice, Paragraph, Reply
from handlers.wording import say
from knowledge.base import Knowledge
from knowledge.program import Program
from knowledge.standing import Intake, intake
from knowledge.words import Language
from storage import openings, waitlist
from storage.database import Database
from storage.errors import StorageError

LOOK_EVERY = dt.timedelta(minutes=5)
AT_ONCE: Final = 100
"""So many are told in one transaction: turns wait for no more than those, a hundredth of a second or two."""

_log = structlog.get_logger(__name__)


async def tell(database: Database, knowledge: Knowledge, now: dt.datetime, *, at_once: int = AT_ONCE) -> int:
    """Queue a notice for everyone who waits for a window that is open at ``now``, registered for it or not.

    Who waits with a registration is told first: whose registration counts by then is not invited to make one.

    Args:
        database: where the lists are.
        knowledge: the programs.
        now: the instant, aware.
        at_once: so many are told in one transaction.

    Returns:
        How many notices were queued.

    Raises:
        StorageError: the database can't be used now; those who were told until then stay told.
    """
    told = 0
    for awaited in sorted(await database.read(openings.awaited)):
        program = knowledge.programs.get(awaited)
        if program is None or intake(program, now) is not Intake.REGISTER:
            continue
        opened = _by_language(partial(_opened, program))
        for ids in _parts(await database.read(openings.waiting, program.id), at_once):
            told += await database.write(openings.register, ids, notice=opened, at=now)
        invitation = _by_language(partial(_invitation, program))
        for owners in _parts(await database.read(waitlist.of_program, program.id), at_once):
            told += await database.write(openings.invite, program.id, owners, notice=invitation, at=now)
    return told


def _parts(ids: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    return (ids[start : start + size] for start in range(0, len(ids), size))


def _by_language(reply: Callable[[Language], Reply]) -> openings.Notice:
    """What queues a reply in the language of the conversation that it goes to: made once, however many read it."""
    replies = {language: reply(language).model_dump(mode="json") for language in get_args(Language)}

    def notice(state: dict[str, Any] | None) -> dict[str, Any]:
        return replies[Conversation.model_validate(state or {}).language]

    return notice


def _invitation(program: Program, language: Language) -> Reply:
    """What who wished to be told reads."""
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
    )


def _opened(program: Program, language: Language) -> Reply:
    """What who is registered reads."""
    return Reply(
        title=program.named(language),
        lead=say(language, "notice.opened", program=program.name),
        parts=(
            Paragraph(text=say(language, "notice.opened_next")),
            Paragraph(text=program.apply.text.within(language)),
        ),
        choices=(Choice(label=say(language, "smalltalk.start.my"), command="/my"),),
    )


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
