"""Everything that a service has written, as bytes, and the search for a value in it, however it may be spelt."""

import base64
import html
import itertools
import json
import re
import sqlite3
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from functools import cache
from pathlib import Path
from urllib.parse import quote, quote_plus

import numpy as np
import numpy.typing as npt
from sqlalchemy import NullPool, create_engine, inspect, make_url, text

_LEAST = 6
"""Bytes of a spelling below which chance would find it: a database has a few hundred thousand."""


def cells(url: str) -> dict[str, bytes]:
    """Return what each column of each table holds, as it is stored: nothing is decrypted.

    Args:
        url: of the database, SQLite or PostgreSQL.
    """
    engine = create_engine(make_url(url), poolclass=NullPool)
    try:
        with engine.connect() as connection:
            return {
                f"{table}.{column['name']}": b"\0".join(
                    _raw(value) for (value,) in connection.execute(text(f'SELECT "{column["name"]}" FROM "{table}"'))
                )
                for table in inspect(connection).get_table_names()
                for column in inspect(connection).get_columns(table)
            }
    finally:
        engine.dispose()


def _raw(value: object) -> bytes:
    match value:
        case bytes() | memoryview():
            return bytes(value)
        case dict() | list():
            return json.dumps(value, ensure_ascii=False).encode()
    return str(value).encode()


def files(folder: Path) -> dict[str, bytes]:
    """Return each file under ``folder``: database, what SQLite keeps beside it, log, index."""
    return {
        file.relative_to(folder).as_posix(): file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()
    }


def server_files(url: str) -> dict[str, bytes]:
    """Return the log of a PostgreSQL on this machine, into which it writes refused statements; else nothing."""
    engine = create_engine(make_url(url), poolclass=NullPool)
    try:
        with engine.connect() as connection:
            folder = Path(connection.execute(text("SHOW data_directory")).scalar_one())
    finally:
        engine.dispose()
    return {file.name: file.read_bytes() for file in (folder / "log", folder / "logfile") if file.is_file()}


def waiting(url: str) -> bool:
    """Whether a service still has something to send by Telegram: what others are told waits until they ask."""
    statement = "SELECT count(*) FROM delivery WHERE channel = 'telegram' AND state IN ('pending', 'sending')"
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(Path(url.partition("///")[2]))) as connection:
            (count,) = connection.execute(statement).fetchone()
            return bool(count)
    engine = create_engine(make_url(url), poolclass=NullPool)
    try:
        with engine.connect() as connection:
            return bool(connection.execute(text(statement)).scalar())
    finally:
        engine.dispose()


def found(written: Mapping[str, bytes], values: Iterable[str]) -> list[tuple[str, str]]:
    """Return where which value stands: the place, and the value with the way in which it is written there.

    Args:
        written: places with their content.
        values: what is looked for; numbers of phones, firms and people in each of their spellings.
    """
    wanted = [(value, how, spelt) for value in values for how, spelt in spellings(value)]
    return [
        (place, f"{value} ({how})")
        for place, content in written.items()
        for value, how, spelt in _perhaps_in(content, wanted)
        if spelt in content
    ]


def _perhaps_in(content: bytes, wanted: Sequence[tuple[str, str, bytes]]) -> list[tuple[str, str, bytes]]:
    """Those of thousands of spellings whose beginning stands in ``content``: all are looked for at once."""
    begins = np.array([int.from_bytes(spelt[:_LEAST], "little") for _, _, spelt in wanted], dtype=np.uint64)
    known, there = np.unique(begins), _windows(content)
    at = np.minimum(np.searchsorted(known, there), len(known) - 1)
    return list(itertools.compress(wanted, np.isin(begins, there[known[at] == there])))


def _windows(content: bytes) -> npt.NDArray[np.uint64]:
    """Each run of ``_LEAST`` bytes, as a number."""
    each = np.frombuffer(content, dtype=np.uint8).astype(np.uint64)
    count = max(len(each) - _LEAST + 1, 0)
    found = np.zeros(count, dtype=np.uint64)
    for place in range(_LEAST):
        found |= each[place : place + count] << np.uint64(8 * place)
    return found


@cache
def spellings(value: str) -> tuple[tuple[str, bytes], ...]:
    """Return every way in which a value may stand in a file, each with its name."""
    return tuple({spelt: (how, spelt) for text_ in _as_texts(value) for how, spelt in _as_bytes(text_)}.values())


def _as_texts(value: str) -> Iterator[str]:
    yield value
    if "@" in value:
        local, _, _ = value.partition("@")
        yield from (value.upper(), value.title(), local)
    digits = re.sub(r"[ -]", "", value)
    if not digits.isdigit():
        yield unicodedata.normalize("NFD", value)
        return
    parts = value.split("-")
    for joint in ("", " ", ".", "/"):
        yield joint.join(parts)
    if parts[0] == "010":
        yield "-".join(parts[1:])
    if len(parts[-1]) == 7:
        yield parts[-1]  # what is secret of a 주민등록번호
    if digits.startswith("0"):
        abroad = ["82", parts[0][1:], *parts[1:]]
        yield from (joint.join(abroad) for joint in ("", " ", "-", "."))
        yield from (digits[1:], digits[3:])
    yield "".join(chr(ord("０") + int(digit)) for digit in digits)


def _as_bytes(written: str) -> Iterator[tuple[str, bytes]]:
    plain = written.encode()
    escaped = json.dumps(written).strip('"')
    ways = {
        "as it is": plain,
        "JSON": escaped.encode(),
        "JSON in JSON": json.dumps(escaped).strip('"').encode(),
        "UTF-16": written.encode("utf-16-le"),
        "UTF-16, big end first": written.encode("utf-16-be"),
        "EUC-KR": written.encode("cp949", "ignore"),
        "percent": quote(written, safe="").encode(),
        "percent, small": quote(written, safe="").lower().encode(),
        "form": quote_plus(written).encode(),
        "hex": plain.hex().encode(),
        "hex, capitals": plain.hex().upper().encode(),
        "HTML": html.escape(written).encode(),
        "HTML, decimal": "".join(f"&#{ord(letter)};" for letter in written).encode(),
        "bytes as Python writes them": repr(plain)[2:-1].encode(),
        "backwards": written[::-1].encode(),
    }
    yield from ((how, spelt) for how, spelt in ways.items() if len(spelt) >= _LEAST)
    # Base64 of a longer text in which it stands begins at one of three places.
    for ahead in range(3):
        packed = base64.b64encode(b"\0" * ahead + plain).rstrip(b"=")
        inner = packed[(4 * ahead + 2) // 3 : -1] if ahead else packed[:-1]
        if len(inner) >= _LEAST:
            yield f"base64 {ahead}", inner
            yield f"base64 of addresses {ahead}", inner.replace(b"+", b"-").replace(b"/", b"_")
