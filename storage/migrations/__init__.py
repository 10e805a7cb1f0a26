"""The migrations, in order, and which of them the code needs. Alembic itself is imported only to run them."""

from typing import Final

from sqlalchemy import Connection, column, inspect, select, table

HEAD: Final = "0005"
"""The revision that this version of the code works with; a test holds it equal to the last one in ``versions``."""


def is_current(connection: Connection) -> bool:
    """Return whether the database's tables are those of this version."""
    if not inspect(connection).has_table("alembic_version"):
        return False
    stored: str | None = connection.scalar(select(column("version_num")).select_from(table("alembic_version")))
    return stored == HEAD
