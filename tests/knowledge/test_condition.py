"""One rule, two readers: what a database says of each stored profile is what ``judge`` says of it."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Date,
    Double,
    Integer,
    MetaData,
    Table,
    Text,
    create_engine,
    delete,
    insert,
    select,
)

from knowledge.change import one_answer_away
from knowledge.condition import Columns, condition
from knowledge.condition import one_answer_away as one_answer_away_where
from knowledge.fact import Choice, DayInterval, Flag, Held, Interval, Place, Profile, Several
from knowledge.rule import Rule
from knowledge.verdict import judge
from tests.knowledge.random_rules import FACTS, ON, Written, profiles, rules
from tests.knowledge.sample import clause, day, program_of, rule_of

AT_ONCE = 12
"""Profiles of an example: one query is held against all of them."""


def _columns_of(name: str) -> list[Column[object]]:
    match FACTS[name]:
        case Flag():
            return [Column(name, Boolean)]
        case Choice():
            return [Column(name, Integer)]
        case Several():
            return [Column(f"{name}_has", Integer), Column(f"{name}_lacks", Integer)]
        case Place():
            return [Column(f"{name}_province", Text), Column(f"{name}_district", Text)]
    kind = Date if FACTS[name].kind == "since" else Double
    return [Column(f"{name}_first", kind), Column(f"{name}_last", kind)]


FIRMS = Table(
    "firm", MetaData(), Column("id", Integer, primary_key=True), *(part for name in FACTS for part in _columns_of(name))
)


def _bits(name: str) -> dict[str, int]:
    fact = FACTS[name]
    return {option.key: 1 << bit for bit, option in enumerate(getattr(fact, "options", ()))}


def _stored(name: str) -> Columns:
    parts = [FIRMS.c[column.name] for column in _columns_of(name)]
    return Columns(parts[0], parts[1] if len(parts) > 1 else None, _bits(name))


COLUMNS: Mapping[str, Columns] = {name: _stored(name) for name in FACTS}


def _row(number: int, profile: Profile) -> dict[str, object]:
    row: dict[str, object] = {"id": number, **dict.fromkeys(FIRMS.c.keys()[1:])}
    for name, value in profile.items():
        mask = COLUMNS[name].mask
        match value:
            case Interval():
                cells: tuple[object, ...] = (value.low, value.high)
            case DayInterval():
                cells = (value.first, value.last)
            case Held():
                cells = (mask(value.has), mask(value.lacks))
            case frozenset():
                cells = (mask(value),)
            case bool():
                cells = (value,)
            case str():
                province, _, district = value.partition(" ")
                cells = (province, district or None)
        row |= dict(zip([column.name for column in _columns_of(name)], cells, strict=True))
    return row


@dataclass(frozen=True)
class Said:
    """What is said of one firm: the verdict, and the facts of which one answer would make it a yes."""

    verdict: str
    away: frozenset[str]


def said_by_python(rule: Written, told: Sequence[Profile], on: dt.date = ON) -> list[Said]:
    program = program_of(rule)
    return [
        Said(judge(program, profile, on).verdict, frozenset(one_answer_away(program, FACTS, profile, on)))
        for profile in told
    ]


def said_by_database(connection: Connection, rule: Written, told: Sequence[Profile], on: dt.date = ON) -> list[Said]:
    read: Rule = rule_of(rule)
    verdicts = condition(read, COLUMNS, on)
    away = one_answer_away_where(read, FACTS, COLUMNS, on)
    asked = {"yes": verdicts.yes, "no": verdicts.no, "unknown": verdicts.unknown}
    labelled = [where.label(f"is_{name}") for name, where in asked.items()]
    labelled += [where.label(f"away_{name}") for name, where in away.items()]
    connection.execute(delete(FIRMS))
    connection.execute(insert(FIRMS), [_row(number, profile) for number, profile in enumerate(told)])
    found = []
    for row in connection.execute(select(FIRMS.c.id, *labelled).order_by(FIRMS.c.id)).mappings():
        assert None not in row.values()
        (verdict,) = [name for name in asked if row[f"is_{name}"]]
        found.append(Said(verdict, frozenset(name for name in away if row["is_unknown"] and row[f"away_{name}"])))
    return found


@pytest.fixture
def connection(database_url: str) -> Iterator[Connection]:
    engine = create_engine(database_url)
    with engine.connect() as connection:
        FIRMS.metadata.create_all(connection)
        yield connection
    engine.dispose()


CERTIFIED = clause("certified", "manual")
GUESSED = clause("guessed", "is", fact="green", value=True, spelled_out=False)
STARTUP = clause("startup", "is", fact="startup", value=True)
SEOUL = clause("seoul", "is", fact="region", value="서울")


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rule=rules(), told=st.lists(profiles(), min_size=AT_ONCE, max_size=AT_ONCE), on=st.dates(ON, day("2027-12-31")))
@example(rule=CERTIFIED, told=[{}], on=ON)
@example(rule={"not": GUESSED}, told=[{}, {"green": True}, {"green": False}], on=ON)
@example(rule={"n": 2, "of": [CERTIFIED, GUESSED, STARTUP]}, told=[{}, {"green": True, "startup": True}], on=ON)
def test_a_database_says_of_each_profile_what_the_bot_says(
    connection: Connection, rule: Written, told: list[Profile], on: dt.date
) -> None:
    assert said_by_database(connection, rule, told, on) == said_by_python(rule, told, on)


@pytest.mark.parametrize(
    ("rule", "told", "verdict", "away"),
    [
        ({"all": [SEOUL, STARTUP]}, {}, "unknown", set()),
        ({"all": [SEOUL, STARTUP]}, {"region": "서울 강남구"}, "unknown", {"startup"}),
        ({"all": [SEOUL, STARTUP]}, {"region": "부산"}, "no", set()),
        ({"any": [SEOUL, STARTUP]}, {}, "unknown", {"region", "startup"}),
        ({"any": [SEOUL, STARTUP]}, {"region": "부산"}, "unknown", {"startup"}),
        ({"all": [SEOUL, CERTIFIED]}, {"region": "서울"}, "yes", set()),
        ({"all": [GUESSED, CERTIFIED]}, {"green": False}, "unknown", set()),
        ({"any": [GUESSED, CERTIFIED]}, {"green": False}, "unknown", set()),
        ({"not": GUESSED}, {"green": True}, "unknown", set()),
        ({"not": GUESSED}, {"green": False}, "yes", set()),
        ({"n": 2, "of": [SEOUL, STARTUP, CERTIFIED]}, {"startup": True}, "unknown", {"region"}),
        ({"n": 2, "of": [SEOUL, STARTUP, CERTIFIED]}, {"startup": True, "region": "부산"}, "yes", set()),
        ({"n": 2, "of": [SEOUL, STARTUP, CERTIFIED]}, {"startup": False, "region": "부산"}, "no", set()),
        (clause("d", "is", fact="region", value="서울 금천구"), {"region": "서울"}, "unknown", {"region"}),
        (clause("d", "is", fact="region", value="서울 금천구"), {"region": "서울 강남구"}, "no", set()),
        (clause("d", "is", fact="region", value="서울 금천구"), {"region": "부산"}, "no", set()),
    ],
)
def test_a_database_takes_nothing_unknown_for_a_no(
    connection: Connection, rule: Written, told: Profile, verdict: str, away: set[str]
) -> None:
    assert said_by_database(connection, rule, [told]) == [Said(verdict, frozenset(away))]


@pytest.mark.parametrize(
    ("began", "verdict"), [("2021-03-01", "no"), ("2021-02-28", "yes"), ("2017-02-28", "yes"), ("2017-02-27", "no")]
)
def test_elapsed_time_turns_on_the_same_day_in_a_database(connection: Connection, began: str, verdict: str) -> None:
    rule = clause("age", "elapsed", fact="founded", at_least=3, at_most=7, on="2024-02-28")
    told: Profile = {"founded": DayInterval(day(began), day(began))}

    assert said_by_database(connection, rule, [told]) == said_by_python(rule, [told]) == [Said(verdict, frozenset())]


def test_a_fact_that_is_not_stored_is_an_error() -> None:
    with pytest.raises(KeyError, match="startup"):
        condition(rule_of(STARTUP), {}, ON)


def test_a_fact_of_which_no_answer_can_help_is_left_out() -> None:
    assert one_answer_away_where(rule_of({"all": [STARTUP, {"not": STARTUP}]}), FACTS, COLUMNS, ON) == {}
    assert list(one_answer_away_where(rule_of({"all": [STARTUP, SEOUL]}), FACTS, COLUMNS, ON)) == ["startup", "region"]
