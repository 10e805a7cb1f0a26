"""The composition root: makes the parts out of the settings, and runs them. Nothing else knows how parts are made."""

import asyncio
import contextlib
import datetime as dt
import gc
import signal
from collections.abc import AsyncIterator, Callable, Coroutine
from functools import partial
from pathlib import Path
from typing import Any, Literal

import structlog
from aiohttp import web

from bot import health, index_cache, openings, retention
from bot.channels import files, kakao
from bot.channels import web as web_chat
from bot.channels.json_request import MAX_BODY
from bot.delivery import Delivery
from bot.dialogue import Dialogue
from bot.settings import BadSetting, Settings
from handlers.conversation import Conversation
from knowledge import standing
from knowledge.base import Knowledge, load
from knowledge.verdict import Verdict
from knowledge.window import SEOUL
from storage import keys, roles, turns
from storage.database import Database, open_database, parse_url
from storage.encryption import KeyRing
from storage.errors import NotMigrated, StorageUnavailable
from storage.upgrade import upgrade

KEY_FILE = "pallobot.keys"

Job = Callable[[], Coroutine[Any, Any, None]]
"""Something that runs for as long as the service does."""

_log = structlog.get_logger(__name__)


def key_ring(settings: Settings) -> KeyRing:
    """Return the keys from the settings, or those that the embedded default keeps beside its database.

    Raises:
        StorageError: they can't be read or made, or the setting of the database is none.
        BadSetting: the setting holds no key ring.
    """
    if settings.secret_keys is not None:
        try:
            return KeyRing.parse(settings.secret_keys.get_secret_value())
        except ValueError as error:
            raise BadSetting(f"PALLOBOT_SECRET_KEYS: {error}") from None
    return keys.load_or_make(key_file(settings))


def key_file(settings: Settings) -> Path:
    """Return where the embedded default keeps its keys: beside its database.

    Raises:
        StorageError: the setting of the database is none.
    """
    return Path(parse_url(settings.database_url).database or "").parent / KEY_FILE


def _own_folder(settings: Settings) -> Path | None:
    """The folder of the embedded database, where the keys and the index are kept, too; None without one."""
    if not _embedded(settings):
        return None
    return Path(parse_url(settings.database_url).database or "").parent


def _embedded(settings: Settings) -> bool:
    return parse_url(settings.database_url).drivername == "sqlite"


@contextlib.asynccontextmanager
async def opened(settings: Settings, *, alone: bool = True) -> AsyncIterator[Database]:
    """Open the database; the embedded one gets its tables first.

    Raises:
        StorageError: it can't be opened; the sentence says what to do.
    """
    ring = key_ring(settings)
    if _embedded(settings) and alone:
        await asyncio.to_thread(upgrade, settings.database_url, ring)
    database = await open_database(settings.database_url, ring, alone=alone)
    try:
        # Read before the lock was taken: `pallobot keys rotate` may have had it in between.
        if key_ring(settings) != ring:
            raise StorageUnavailable("The keys were changed while this started. Start it again.")
        if not await database.migrated():
            raise NotMigrated
        yield database
    finally:
        await database.close()


def application(settings: Settings, database: Database, knowledge: Knowledge, dialogue: Dialogue) -> web.Application:
    """Return the HTTP side of the service, without Telegram."""

    async def as_of(user: str) -> dt.date | None:
        loaded = await database.read(turns.load, channel="web", user=user, key=None)
        return Conversation.model_validate(loaded.conversation or {}).as_of

    async def take_role(user: str, role: Literal["owner", "staff", "admin"]) -> None:
        wanted = {"owner": (), "staff": ("staff",), "admin": ("staff", "admin")}[role]
        await database.write(roles.replace, f"web:{user}", wanted, at=dt.datetime.now(dt.UTC))

    app = web.Application(client_max_size=MAX_BODY)
    app.add_routes(
        kakao.routes(
            dialogue,
            secret=settings.kakao_secret.get_secret_value() if settings.kakao_secret else None,
            demo=settings.demo,
            bot_id=settings.kakao_bot_id,
        )
    )
    app.add_routes(
        web_chat.routes(dialogue, as_of=as_of, take_role=take_role, demo=settings.demo, public_url=settings.public_url)
    )
    app.add_routes(files.routes(database))
    app.add_routes(health.routes(database, knowledge))
    return app


def dialogue_of(settings: Settings, database: Database, knowledge: Knowledge) -> Dialogue:
    """Return the dialogue as the settings want it."""
    return Dialogue(
        database,
        knowledge,
        demo=settings.demo,
        retention=dt.timedelta(days=settings.retention_days),
        public_url=settings.public_url,
        operator=settings.operator,
        operator_contact=settings.operator_contact,
    )


def _ready(knowledge: Knowledge, folder: Path | None) -> Knowledge:
    """The knowledge with all that is made of it on first use, so that nobody waits for it.

    Args:
        knowledge: as it was loaded.
        folder: where the index is kept, or None.
    """
    knowledge = index_cache.indexed(knowledge, folder)
    knowledge.understanding.read("녹색제품 기획전 마감은 언제인가요?")
    now = dt.datetime.now(SEOUL)
    knowledge.intakes.taking(standing.Intake.REGISTER, now)
    knowledge.panel.programs(Verdict.YES, {}, now.date())
    knowledge.interview.next_question({}, (), now.date())
    knowledge.names.called("")
    return knowledge


async def serve(settings: Settings) -> None:
    """Run everything until SIGINT or SIGTERM: channels, delivery and jobs.

    Raises:
        BadFile: a program file can't be used.
        StorageError: the database can't be opened.
        OSError: the port can't be listened on.
    """
    loaded = await asyncio.to_thread(load, settings.knowledge)
    # While the database opens: both take their time at a first start.
    getting_ready = asyncio.create_task(asyncio.to_thread(_ready, loaded, _own_folder(settings)))
    async with opened(settings) as database, contextlib.AsyncExitStack() as at_end:
        for address in settings.admins:
            for role in ("staff", "admin"):
                await database.write(roles.grant, address, role, at=dt.datetime.now(dt.UTC))
        knowledge = await getting_ready
        # The programs stay as long as the process: a full collection need not walk through them in somebody's turn.
        gc.freeze()
        dialogue = dialogue_of(settings, database, knowledge)
        app = application(settings, database, knowledge, dialogue)
        jobs: list[Job] = [
            partial(openings.keep_telling, database, knowledge, dialogue.queued),
            partial(retention.keep_purging, database, retention=dt.timedelta(days=settings.retention_days)),
        ]
        if settings.telegram_token is not None:
            jobs += await _telegram(settings, database, dialogue, app, at_end)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        at_end.push_async_callback(runner.cleanup)
        await web.TCPSite(runner, settings.host, settings.port).start()
        url = f"http://{settings.host}:{settings.port}/"
        _log.info("service.started", url=url, programs=len(knowledge.programs))
        if not settings.demo and not (settings.operator and settings.operator_contact):
            _log.warning(
                "operator.not_named",
                why="Set PALLOBOT_OPERATOR and PALLOBOT_OPERATOR_CONTACT: owners are told who answers for their data.",
            )
        await _until_stopped(jobs)


async def _telegram(
    settings: Settings, database: Database, dialogue: Dialogue, app: web.Application, at_end: contextlib.AsyncExitStack
) -> list[Job]:
    """Add Telegram; its library takes a third of a second to import, which nobody without a token has to pay."""
    from bot.channels import telegram_webhook
    from bot.channels.telegram_intake import Intake
    from bot.channels.telegram_polling import Polling
    from bot.channels.telegram_sender import TelegramSender, close_bot, make_bot
    from bot.channels.telegram_setup import set_up_in_the_end

    token, secret = settings.telegram_token, settings.telegram_secret
    bot = make_bot(token.get_secret_value() if token else "", settings.telegram_api)
    at_end.push_async_callback(close_bot, bot)
    intake = Intake(dialogue, database, bot, dialogue.queued)
    at_end.push_async_callback(intake.close)
    delivery = Delivery(
        database, TelegramSender(bot), dialogue.queued, rate=settings.telegram_rate, alone=_embedded(settings)
    )
    webhook = settings.telegram_mode == "webhook"
    jobs: list[Job] = [
        delivery.run,
        partial(
            set_up_in_the_end,
            bot,
            public_url=settings.public_url if webhook else None,
            secret=secret.get_secret_value() if webhook and secret else None,
        ),
    ]
    if webhook:
        app.add_routes(telegram_webhook.routes(intake, secret.get_secret_value() if secret else ""))
    else:
        jobs.append(Polling(bot, intake).run)
    return jobs


async def _until_stopped(jobs: list[Job]) -> None:
    """Run ``jobs`` until SIGINT or SIGTERM; one that fails ends them all, for a service that half works looks well."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    tasks = [asyncio.ensure_future(job()) for job in jobs]
    waiting = asyncio.ensure_future(stopped.wait())
    try:
        pending = {*tasks, waiting}
        while not stopped.is_set() and pending:
            done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
    finally:
        for task in (*tasks, waiting):
            task.cancel()
        await asyncio.gather(*tasks, waiting, return_exceptions=True)
