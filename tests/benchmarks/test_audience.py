"""What it costs to find a program's audience among a million profiles, on PostgreSQL and on SQLite.

Figures are this machine's at this moment; nothing is asserted about them but that they exist.
"""

import datetime as dt
import random
import statistics
import time
from collections.abc import Iterator, Sequence
from itertools import islice, repeat
from typing import Any

import pytest
from sqlalchemy import Connection, create_engine, insert, text

from handlers.audience import audience_of
from knowledge import region
from knowledge.base import Knowledge, load
from storage import audience, profiles
from storage.database import open_database
from storage.encryption import KeyRing
from storage.tables import profile
from tests.benchmarks.conftest import Line

PROFILES = 1_000_000
ROUNDS = 3
ON = dt.date(2020, 9, 25)
AT = dt.datetime(2020, 9, 25, 3, 0, tzinfo=dt.UTC)
AT_ONCE = 20_000


def _drawn(draw: random.Random, known: float, values: Sequence[Any], weights: Sequence[float] | None = None) -> Any:
    """A million values, of which as many are known as are told by so large a part of owners."""
    some = draw.choices(values, weights, k=PROFILES)
    told = draw.choices((True, False), (known, 1 - known), k=PROFILES)
    return [value if is_told else None for value, is_told in zip(some, told, strict=True)]


def _columns() -> dict[str, Iterator[Any]]:
    """The columns of a million made-up profiles, the same in every run: what is asked for often is told often."""
    draw = random.Random(4)
    places = region.places()
    of_seoul = [place for place in places if place.startswith("서울")]
    where = _drawn(draw, 0.7, [*of_seoul, *places], [6.0] * len(of_seoul) + [1.0] * len(places))
    heads = _drawn(draw, 0.4, [(n, n) for n in range(12)] + [(5, 9), (10, 49), (50, 1e15)])
    days = [dt.date(2005, 1, 1) + dt.timedelta(days=draw.randrange(5_700)) for _ in range(2_000)]
    begun = _drawn(draw, 0.4, [(day, day + dt.timedelta(days=draw.choice((0, 30, 364)))) for day in days])
    held = _drawn(draw, 0.2, [(has, draw.randrange(1024) & ~has) for has in range(1024)])
    columns: dict[str, Iterator[Any]] = {
        "owner": (f"{number:024x}" for number in range(PROFILES)),
        "told_at": repeat(AT, PROFILES),
        "region_province": (place and place.partition(" ")[0] for place in where),
        "region_district": (place and (place.partition(" ")[2] or None) for place in where),
        "employees_low": (both and both[0] for both in heads),
        "employees_high": (both and both[1] for both in heads),
        "founded_first": (both and both[0] for both in begun),
        "founded_last": (both and both[1] for both in begun),
        "certificates_has": (both and both[0] for both in held),
        "certificates_lacks": (both and both[1] for both in held),
    }
    for stored in profiles.FACTS.values():
        name = stored.columns[0].name
        if stored.kind == "flag":
            columns[name] = iter(_drawn(draw, 0.35, [True, False]))
        elif stored.kind == "choice":
            bits = [1 << bit for bit in range(len(stored.options))]
            columns[name] = iter(_drawn(draw, 0.5, [*bits, sum(bits[:3])]))
    return columns


def _fill(connection: Connection) -> None:
    columns = _columns()
    names, rows = list(columns), zip(*columns.values(), strict=True)
    if connection.dialect.name == "sqlite":
        while some := [dict(zip(names, row, strict=True)) for row in islice(rows, AT_ONCE)]:
            connection.execute(insert(profile), some)
        return
    # A profile hangs on an owner; what is measured reads profiles only.
    connection.execute(text("ALTER TABLE profile DROP CONSTRAINT fk_profile_owner"))
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f"COPY profile ({', '.join(names)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load()


async def test_an_audience_among_a_million_profiles(
    database_url: str, keys: KeyRing, knowledge: Knowledge, line: Line
) -> None:
    engine = create_engine(database_url)
    begun = time.perf_counter()
    with engine.begin() as connection:
        _fill(connection)
    with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text("ANALYZE profile" if engine.dialect.name == "sqlite" else "VACUUM ANALYZE profile"))
    line(f"{engine.dialect.name}: storing {PROFILES:,} profiles", f"{time.perf_counter() - begun:6.1f} s")
    engine.dispose()

    database = await open_database(database_url, keys)
    taken: dict[str, float] = {}
    found: dict[str, audience.Counted] = {}
    for program in knowledge.programs.values():
        if program.who.rule is None:
            continue
        wanted = audience_of(program, knowledge.facts, ON)
        rounds: list[float] = []
        for _ in range(ROUNDS):
            begun = time.perf_counter()
            found[program.id] = await database.read(
                audience.count, eligible=wanted.eligible, unknown=wanted.unknown, away=wanted.away
            )
            rounds.append(time.perf_counter() - begun)
        taken[program.id] = statistics.median(rounds)
    await database.close()

    assert {counted.profiles for counted in found.values()} == {PROFILES}
    for program_id, seconds in sorted(taken.items(), key=lambda timed: timed[1]):
        counted = found[program_id]
        figures = f"{seconds:6.3f} s  yes {counted.eligible:7,}  one answer away {counted.one_answer_away:7,}"
        line(f"{database.dialect}: {program_id}", f"{figures}  of {len(counted.by_fact)} facts")
    figures = f"median {statistics.median(taken.values()):6.3f} s  worst {max(taken.values()):6.3f} s"
    line(f"{database.dialect}: {len(taken)} programs with a rule", figures)
