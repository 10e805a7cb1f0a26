"""The server database: PostgreSQL through psycopg 3, any number of processes, a transaction a call."""

from collections.abc import Callable
from typing import Concatenate, Final, Literal, ParamSpec, TypeVar

from sqlalchemy import URL, Connection, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from storage.column_types import json_text
from storage.encryption import KeyRing, hang_keys
from storage.migrations import is_current
from storage.refusals import meaning

P = ParamSpec("P")
R = TypeVar("R")

CONNECTIONS: Final = 16
"""Of one process; none beyond them, because connections that come and go cost more than waiting for one."""
CONNECT_TIMEOUT_S: Final = 5
WAIT_FOR_CONNECTION_S: Final = 10


class ServerDatabase:
    """Connections to a PostgreSQL; see ``storage.database.Database``.

    State: the pool of connections.

    Args:
        url: of the database.
        keys: encrypt and decrypt personal data.
    """

    dialect: Literal["postgresql"] = "postgresql"

    def __init__(self, url: URL, keys: KeyRing) -> None:
        self._writers = create_async_engine(
            url,
            pool_size=CONNECTIONS,
            max_overflow=0,
            pool_timeout=WAIT_FOR_CONNECTION_S,
            connect_args={"connect_timeout": CONNECT_TIMEOUT_S},
            json_serializer=json_text,
            hide_parameters=True,
        )
        hang_keys(self._writers.dialect, keys)
        # The same connections; what a read sees in two selects is one state of the database.
        self._readers = self._writers.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)

    async def connect(self) -> None:
        """Try a connection.

        Raises:
            StorageUnavailable: the server does not answer.
        """
        await self.read(lambda connection: connection.execute(text("SELECT 1")).scalar())

    async def read(self, query: Callable[Concatenate[Connection, P], R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """See ``storage.database.Database.read``."""
        return await _run(self._readers, lambda connection: query(connection, *args, **kwargs))

    async def write(self, query: Callable[Concatenate[Connection, P], R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """See ``storage.database.Database.write``."""
        return await _run(self._writers, lambda connection: query(connection, *args, **kwargs))

    async def migrated(self) -> bool:
        """See ``storage.database.Database.migrated``."""
        return await self.read(is_current)

    async def scrub(self) -> None:
        """See ``storage.database.Database.scrub``: the server vacuums by itself."""

    async def close(self) -> None:
        """See ``storage.database.Database.close``."""
        await self._writers.dispose()


async def _run(engine: AsyncEngine, query: Callable[[Connection], R]) -> R:
    """Run a query in a transaction of its own.

    Pooled connections die with the server: where one turns out to be dead before the commit was asked for, nothing was
    written, and a fresh one gets one try.
    """
    for last_try in (False, True):
        committing = False
        try:
            async with engine.connect() as connection:
                value = await connection.run_sync(query)
                committing = True
                await connection.commit()
                return value
        except SQLAlchemyError as error:
            died = isinstance(error, DBAPIError) and error.connection_invalidated
            if last_try or committing or not died:
                raise meaning(error) from None
    raise AssertionError("the last try returns or raises")
