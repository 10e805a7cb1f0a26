"""Rows for every table that the code declares, and what they hold: a new table or column comes along by itself."""

import datetime as dt
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Connection, Date, Double, Integer, LargeBinary, Table, insert, select

from storage.column_types import Instant
from storage.encryption import Encrypted
from storage.tables import metadata

AT = dt.datetime(2020, 9, 25, 3, 0, tzinfo=dt.UTC)


def fill(connection: Connection, rows: int) -> None:
    """Put ``rows`` rows into each table; the columns of each hold the table's and the column's name and a number."""
    for table in metadata.sorted_tables:
        connection.execute(insert(table), [_row(table, number) for number in range(1, rows + 1)])


def everything(connection: Connection) -> dict[str, list[tuple[Any, ...]]]:
    """Return all that is stored, in the clear."""
    return {
        table.name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key.columns))]
        for table in metadata.sorted_tables
    }


def sealed_with(connection: Connection) -> set[int]:
    """Return the ids of the keys with which values are encrypted, as their bytes tell."""
    found: set[int] = set()
    for table in metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, Encrypted):
                raw = connection.exec_driver_sql(f"SELECT {column.name} FROM {table.name}").scalars()
                found.update(bytes(value)[1] for value in raw if value is not None)
    return found


def _row(table: Table, number: int) -> dict[str, Any]:
    return {
        column.name: _value(column, number)
        for column in table.columns
        if not (column.primary_key and isinstance(column.type, Integer))
    }


def _value(column: Column[Any], number: int) -> Any:
    for key in column.foreign_keys:
        parent = key.column
        return number if isinstance(parent.type, Integer) else _value(parent, number)
    text = f"{column.table.name}.{column.name} {number}"
    match column.type:
        case Encrypted():
            return {"is": text} if column.type.kind == "json" else text
        case JSON():
            return {"is": text}
        case Instant():
            return AT
        case Date():
            return AT.date()
        case Boolean():
            return True
        case Integer() | Double():
            return number
        case LargeBinary():
            return text.encode()
    return text
