"""``pallobot``: the command line. Exit status 0, 1 (findings), 2 (it can't run: one sentence on standard error)."""

import argparse
import asyncio
import datetime as dt
import errno
import socket
import sys
from collections.abc import Sequence
from pathlib import Path

from bot import log
from bot.settings import BadSetting, Settings, read
from knowledge.strict_yaml import BadFile
from storage.errors import StorageError

CANNOT_RUN = 2
FINDINGS = 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    parsed = _parser().parse_args(arguments)
    try:
        settings = read()
        log.set_up(settings.log_level, settings.log_format)
        status: int = parsed.run(settings, parsed)
    except (BadSetting, BadFile, StorageError) as error:
        print(f"pallobot: {error}", file=sys.stderr)
        return CANNOT_RUN
    except OSError as error:
        print(f"pallobot: {_sentence(error, settings)}", file=sys.stderr)
        return CANNOT_RUN
    except KeyboardInterrupt:
        return 0
    return status


def _sentence(error: OSError, settings: Settings) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {settings.port} is taken: stop what listens there, or set PALLOBOT_PORT to another one."
    if error.errno in {errno.EACCES, errno.EPERM}:
        what = error.filename or f"port {settings.port}"
        return f"No permission for {what}: choose another one, or run as somebody who has it."
    if error.errno == errno.EADDRNOTAVAIL or isinstance(error, socket.gaierror):
        return f"This machine has no address {settings.host}: set PALLOBOT_HOST to one that it has."
    return f"{error.strerror or error}: {error.filename or settings.host}."


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="pallobot", description="A messenger bot for support programs.")
    parser.set_defaults(run=_serve)
    commands = parser.add_subparsers(title="commands")

    serve = commands.add_parser("serve", help="channels, delivery and jobs in one process (the default)")
    serve.set_defaults(run=_serve)
    chat = commands.add_parser("chat", help="the same dialogue in this terminal")
    chat.set_defaults(run=_chat)
    lint = commands.add_parser(
        "lint",
        help="check the program files, their scenarios and moments",
        description="One line a finding. Exit status: 1 where one is an error; warnings alone leave it 0.",
    )
    lint.add_argument("folder", nargs="?", type=Path, help="folder of program files (default: the setting)")
    lint.add_argument(
        "--mutants", action="store_true", help="list each small change that no scenario and no moment notices"
    )
    lint.set_defaults(run=_lint)
    explain = commands.add_parser("explain", help="say how a message is understood")
    explain.add_argument("message")
    explain.set_defaults(run=_explain)
    invite = commands.add_parser("invite", help="print a one-time code that gives a role")
    invite.add_argument("role", choices=("staff", "admin"))
    invite.set_defaults(run=_invite)
    keys = commands.add_parser("keys", help="keys that encrypt personal data")
    keys_commands = keys.add_subparsers(title="commands", required=True)
    make = keys_commands.add_parser("make", help="print a fresh key ring for PALLOBOT_SECRET_KEYS")
    make.set_defaults(run=_make_keys)
    add = keys_commands.add_parser("add", help="print the key ring in use with one fresh key more")
    add.add_argument("--index", action="store_true", help="with a fresh index key instead (see reindex)")
    add.set_defaults(run=_add_key)
    rotate = keys_commands.add_parser(
        "rotate",
        help="encrypt everything with the newest key",
        description="Without PALLOBOT_SECRET_KEYS, the key file gets a fresh key first and loses those without use at "
        "the end: stop the service for it. With the setting, services may run, all of them with that setting.",
    )
    rotate.set_defaults(run=_rotate_keys)
    reindex = keys_commands.add_parser(
        "reindex",
        help="make the blind indexes anew, with a fresh index key or that of the setting",
        description="Stop every service for it.",
    )
    reindex.set_defaults(run=_reindex)
    db = commands.add_parser("db", help="the database")
    db_commands = db.add_subparsers(title="commands", required=True)
    upgrade = db_commands.add_parser("upgrade", help="bring its tables to this version")
    upgrade.set_defaults(run=_upgrade)
    return parser


def _serve(settings: Settings, _: argparse.Namespace) -> int:
    from bot import service

    asyncio.run(service.serve(settings))
    return 0


def _chat(settings: Settings, _: argparse.Namespace) -> int:
    from bot import service
    from bot.channels import terminal
    from knowledge.base import load

    async def talk() -> None:
        knowledge = load(settings.knowledge)
        async with service.opened(settings) as database:
            await terminal.chat(service.dialogue_of(settings, database, knowledge), _read_line, print)

    asyncio.run(talk())
    return 0


async def _read_line() -> str | None:
    def typed() -> str | None:
        try:
            return input("> ")
        except EOFError:
            return None

    return await asyncio.to_thread(typed)


def _lint(settings: Settings, parsed: argparse.Namespace) -> int:
    from knowledge.lint.report import check

    report = check(parsed.folder or settings.knowledge)
    for line in (*report.findings, *(report.survivors if parsed.mutants else ())):
        print(line)
    print(report.summary)
    return FINDINGS if report.errors else 0


def _explain(settings: Settings, parsed: argparse.Namespace) -> int:
    from knowledge.base import load
    from knowledge.window import SEOUL

    understanding = load(settings.knowledge).understanding
    understood = understanding.read(parsed.message, today=dt.datetime.now(SEOUL).date())
    for asked in understood.asks:
        programs = ("one of " if asked.unsure else "about ") + (", ".join(asked.programs) or "no program")
        topics = f" on {', '.join(asked.topics)}" if asked.topics else ""
        day = f", on {asked.day.words}" if asked.day else ""
        print(f"{asked.intent.value}{topics} {programs}{day}, confidence {asked.confidence:.2f}")
    print(f"told {dict(understood.told)}, supposed {dict(understood.supposed)}, language {understood.language}")
    if understood.as_of is not None:
        print(f"as of {understood.as_of.as_of}, said as {understood.as_of.words}")
    for line in (*understood.why, *understanding.explain(parsed.message)):
        print(f"  {line}")
    return 0


def _invite(settings: Settings, parsed: argparse.Namespace) -> int:
    from bot import service
    from handlers import team
    from storage import roles

    code = team.new_code()

    async def make() -> None:
        async with service.opened(settings, alone=False) as database:
            expires_at = dt.datetime.now(dt.UTC) + team.VALID_FOR
            await database.write(roles.make_invite, team.hash_code(code), parsed.role, expires_at=expires_at)

    asyncio.run(make())
    print(code)
    print(f"Send /start {code} to the bot within 24 hours. The code works once.", file=sys.stderr)
    return 0


def _make_keys(_: Settings, __: argparse.Namespace) -> int:
    from bot import key_commands

    print(key_commands.made())
    return 0


def _add_key(settings: Settings, parsed: argparse.Namespace) -> int:
    from bot import key_commands

    print(key_commands.added(settings, index=parsed.index))
    return 0


def _rotate_keys(settings: Settings, _: argparse.Namespace) -> int:
    from bot import key_commands

    said = key_commands.rotated(settings)
    print(said.text)
    return 0 if said.well else FINDINGS


def _reindex(settings: Settings, _: argparse.Namespace) -> int:
    from bot import key_commands

    print(key_commands.reindexed(settings).text)
    return 0


def _upgrade(settings: Settings, _: argparse.Namespace) -> int:
    from bot import service
    from storage.upgrade import upgrade

    upgrade(settings.database_url, service.key_ring(settings))
    print("The database has the tables of this version.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
