import datetime as dt
import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, create_engine, func, inspect, select, text

from knowledge import region
from knowledge.base import load, profile_of, value_of, written
from knowledge.fact import LARGEST, Choice, DayInterval, Fact, Held, Interval, Number, Place, Several, Since, Value
from storage import erasure, profiles, turns
from storage.database import Database
from storage.encryption import KeyRing
from storage.tables import profile
from storage.upgrade import upgrade

Say = Callable[..., Awaitable[turns.Loaded]]
FACTS = load().facts


def _rows(connection: Connection) -> int:
    return connection.scalar(select(func.count()).select_from(profile)) or 0


def test_every_fact_has_columns_of_its_kind_and_bits_for_its_options() -> None:
    declared = {
        fact.id: (fact.kind, tuple(option.key for option in fact.options) if isinstance(fact, Choice | Several) else ())
        for fact in FACTS.values()
    }

    assert {fact: (stored.kind, stored.options) for fact, stored in profiles.FACTS.items()} == declared


def test_no_column_belongs_to_two_facts_or_to_none() -> None:
    columns = [column.name for stored in profiles.FACTS.values() for column in stored.columns]

    assert sorted([*columns, "owner", "told_at"]) == sorted(profile.c.keys())


def test_all_options_of_a_fact_fit_its_column() -> None:
    assert max(len(stored.options) for stored in profiles.FACTS.values()) < 32


def a_value(fact: Fact) -> st.SearchStrategy[Value]:
    """Any value of a fact."""
    match fact:
        case Choice():
            keys = [option.key for option in fact.options]
            return st.frozensets(st.sampled_from(keys), min_size=1)
        case Several():
            keys = [option.key for option in fact.options]
            told = st.dictionaries(st.sampled_from(keys), st.booleans(), min_size=1)
            return told.map(
                lambda has: Held(
                    frozenset(key for key in has if has[key]), frozenset(key for key in has if not has[key])
                )
            )
        case Place():
            return st.sampled_from(region.places())
        case Number():
            bounds = st.tuples(*[st.floats(0, LARGEST)] * 2).map(sorted)
            return bounds.map(lambda both: Interval(both[0], both[1]))
        case Since():
            days = st.tuples(*[st.dates()] * 2).map(sorted)
            return days.map(lambda both: DayInterval(both[0], both[1]))
        case _:
            return st.booleans()


PROFILES = st.fixed_dictionaries({}, optional={fact.id: a_value(fact) for fact in FACTS.values()})


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=st.lists(PROFILES, min_size=1, max_size=3), gone=st.frozensets(st.sampled_from(sorted(FACTS))))
async def test_what_was_told_last_and_not_forgotten_is_loaded_to_the_very_value(
    database: Database, say: Say, at: dt.datetime, told: list[dict[str, Value]], gone: frozenset[str]
) -> None:
    loaded = await say("1")
    owner = loaded.owner or "o1"
    await database.write(profiles.forget, owner)
    for facts in told:
        await database.write(profiles.tell, owner, {fact: written(value) for fact, value in facts.items()}, at)
    await database.write(profiles.forget, owner, gone)

    left = {fact: value for facts in told for fact, value in facts.items() if fact not in gone}
    stored = await database.read(profiles.load, owner)
    assert profile_of(FACTS, stored) == left
    assert json.loads(json.dumps(stored)) == stored
    assert await database.read(_rows) == bool(left)


async def test_facts_that_are_told_leave_those_of_others_and_other_facts_alone(
    database: Database, say: Say, at: dt.datetime
) -> None:
    await say("1", told={"startup": True, "size": ["small", "medium"]})
    await say("2", told={"startup": True})

    await database.write(profiles.tell, "o1", {"startup": False}, at)
    await database.write(profiles.tell, "o1", {}, at)
    await database.write(profiles.forget, "o2", {"green"})
    await database.write(profiles.forget, "o2", {"a fact of old"})

    assert await database.read(profiles.load, "o1") == {"startup": False, "size": ["medium", "small"]}
    assert await database.read(profiles.load, "o2") == {"startup": True}


@pytest.mark.parametrize(
    ("fact", "value"),
    [
        ("shoe_size", 42),
        ("startup", "yes"),
        ("size", ["tiny"]),
        ("size", []),
        ("region", ""),
        ("employees", 5),
        ("founded", ["2020-01-01"]),
        ("certificates", {"has": ["a diploma"], "lacks": []}),
    ],
)
async def test_what_is_no_value_of_a_fact_is_refused_and_changes_nothing(
    sqlite_database: Database, at: dt.datetime, fact: str, value: Any
) -> None:
    with pytest.raises(ValueError, match=fact):
        await sqlite_database.write(profiles.tell, "o1", {fact: value}, at)

    assert await sqlite_database.read(_rows) == 0


async def test_an_erased_owner_has_no_profile_and_others_keep_theirs(
    database: Database, say: Say, at: dt.datetime
) -> None:
    await say("1", told={"startup": True})
    await say("2", told={"startup": True})

    await database.write(erasure.erase, "o1", at)

    assert await database.read(profiles.load, "o1") == {}
    assert await database.read(profiles.load, "o2") == {"startup": True}


TOLD_AT = "2020-02-28 16:30:00"  # February 29 in Seoul
TOLD: list[tuple[str, str, str]] = [
    ("o1", "region", '"서울 금천구"'),
    ("o1", "size", '["medium","small","small_merchant"]'),
    ("o1", "startup", "false"),
    ("o1", "employees", "[5.0,9.0]"),
    ("o1", "years_in_business", "[3.0,3.0]"),
    ("o2", "region", '"경기"'),
    ("o2", "years_in_business", f"[10.0,{LARGEST}]"),
    ("o3", "trade", '["food"]'),
    ("o3", "premises", '["online_only"]'),
    ("o3", "years_in_business", "[0.5,1.5]"),
    ("o4", "shoe_size", "42"),
    ("o4", "employees", "[9.0,5.0]"),
    *((f"p{number:05}", "green", "true") for number in range(4_500)),
]


def test_what_was_told_before_profiles_had_columns_is_carried_over(database_url: str, keys: KeyRing) -> None:
    engine = create_engine(database_url)
    _back_to_0002(engine)
    zone = "" if engine.dialect.name == "sqlite" else "+00"
    with engine.begin() as connection:
        owners = sorted({owner for owner, _, _ in TOLD})
        connection.execute(
            text("INSERT INTO owner (id, created_at) VALUES (:id, '2020-01-01 00:00:00')"),
            [{"id": owner} for owner in [*owners, "silent"]],
        )
        as_json = "CAST(:value AS JSONB)" if zone else ":value"
        connection.execute(
            text(f"INSERT INTO profile_fact (owner, fact, value, told_at) VALUES (:owner, :fact, {as_json}, :at)"),
            [{"owner": owner, "fact": fact, "value": value, "at": TOLD_AT + zone} for owner, fact, value in TOLD],
        )

    upgrade(database_url, keys)

    with engine.connect() as connection:
        carried = {owner: profiles.load(connection, owner) for owner in ("o1", "o2", "o3", "o4", "silent")}
        assert carried == {
            "o1": {
                "region": "서울 금천구",
                "size": ["medium", "small", "small_merchant"],
                "startup": False,
                "employees": [5.0, 9.0],
                "founded": ["2016-03-01", "2017-02-28"],
            },
            "o2": {"region": "경기", "founded": ["0001-01-01", "2010-02-28"]},
            "o3": {"trade": ["food"], "premises": ["online_only"], "founded": ["2018-03-01", "2020-02-29"]},
            "o4": {},
            "silent": {},
        }
        for told in carried.values():
            assert all(value_of(FACTS[fact], value) for fact, value in told.items() if fact != "startup")
        assert connection.scalar(select(func.count()).select_from(profile).where(profile.c.green)) == 4_500
        assert connection.scalar(select(func.count()).select_from(profile).where(profile.c.owner == "o4")) == 0
        told_at = connection.scalar(select(profile.c.told_at).where(profile.c.owner == "o1"))
        assert told_at == dt.datetime(2020, 2, 28, 16, 30, tzinfo=dt.UTC)
        assert not inspect(connection).has_table("profile_fact")
    engine.dispose()


def _back_to_0002(engine: Engine) -> None:
    config = Config()
    config.set_main_option("script_location", "storage:migrations")
    config.set_main_option("path_separator", "os")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0002")
        assert not inspect(connection).has_table("profile")
