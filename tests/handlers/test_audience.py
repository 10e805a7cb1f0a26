"""Staff see how many a program is for, as the verdicts of those many say it, and never who they are."""

import datetime as dt
from collections.abc import Iterator, Mapping
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, create_engine, delete, insert

from handlers import audience as handler
from handlers.audience import audience_of
from handlers.reply import Listing, Reply
from handlers.turn import Turn
from knowledge.base import load, written
from knowledge.change import one_answer_away
from knowledge.fact import (
    LARGEST,
    Choice,
    DayInterval,
    Fact,
    Flag,
    Held,
    Interval,
    Number,
    Place,
    Profile,
    Several,
    Value,
)
from knowledge.verdict import Verdict, judge
from storage import audience, profiles
from storage.audience import Counted
from storage.database import Database
from storage.tables import owner, profile
from tests.handlers.speaker import NOW, Speaker, texts

KNOWLEDGE = load()
WITH_RULES = [program for program in KNOWLEDGE.programs.values() if program.who.rule is not None]
ON = NOW.date()


def _near(fact: Fact) -> st.SearchStrategy[Value]:
    """Values about which the rules of the programs differ."""
    match fact:
        case Flag():
            return st.booleans()
        case Choice():
            return st.frozensets(st.sampled_from([option.key for option in fact.options]), min_size=1, max_size=3)
        case Several():
            keys = st.frozensets(st.sampled_from([option.key for option in fact.options]), min_size=1)
            return st.builds(lambda has, lacks: Held(has, lacks - has), keys, keys)
        case Place():
            return st.sampled_from(["서울", "서울 금천구", "서울 성북구", "서울 광진구", "부산", "경기 수원시"])
        case Number():
            heads = [(float(n), float(n)) for n in (0, 4, 5, 9, 10, 49, 50)] + [(5.0, 9.0), (20.0, LARGEST)]
            return st.sampled_from(heads).map(lambda both: Interval(*both))
    begun = st.dates(dt.date(2010, 1, 1), ON)
    return st.builds(lambda day, days: DayInterval(day, day + dt.timedelta(days)), begun, st.integers(0, 400))


PROFILES = st.fixed_dictionaries({}, optional={fact.id: _near(fact) for fact in KNOWLEDGE.facts.values()})


@pytest.fixture
def connection(database_url: str) -> Iterator[Connection]:
    engine = create_engine(database_url)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def _store(connection: Connection, firms: Mapping[str, Profile]) -> None:
    connection.execute(delete(profile))
    connection.execute(delete(owner))
    connection.execute(insert(owner), [{"id": firm, "created_at": NOW} for firm in firms])
    for firm, facts in firms.items():
        profiles.tell(connection, firm, {fact: written(value) for fact, value in facts.items()}, NOW)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=st.lists(PROFILES.filter(bool), min_size=20, max_size=20))
def test_every_program_has_the_audience_that_its_verdicts_say(connection: Connection, told: list[Profile]) -> None:
    firms = {f"o{number:02}": facts for number, facts in enumerate(told)}
    _store(connection, firms)

    for program in WITH_RULES:
        wanted = audience_of(program, KNOWLEDGE.facts, ON)
        eligible = [firm for firm, facts in firms.items() if judge(program, facts, ON).verdict is Verdict.YES]
        away = {firm: one_answer_away(program, KNOWLEDGE.facts, facts, ON) for firm, facts in firms.items()}
        missing = {fact: [firm for firm in firms if fact in away[firm]] for fact in wanted.away}

        assert audience.count(
            connection, eligible=wanted.eligible, unknown=wanted.unknown, away=wanted.away
        ) == Counted(
            len(firms), len(eligible), sum(map(bool, away.values())), {fact: len(of) for fact, of in missing.items()}
        )
        assert list(audience.owners(connection, wanted.eligible, size=100)) == eligible
        for fact, where in wanted.away.items():
            assert list(audience.owners(connection, wanted.unknown & where, size=100)) == missing[fact]


@pytest.fixture
def staff(database: Database) -> Speaker:
    return Speaker(database, KNOWLEDGE, user="staff")


SMALL: Profile = {"size": frozenset({"small"})}
LARGE: Profile = {"size": frozenset({"large"})}


async def _tell(database: Database, *many: tuple[int, Profile]) -> None:
    told = [facts for count, facts in many for _ in range(count)]
    await database.write(_store, {f"o{number:02}": facts for number, facts in enumerate(told)})


async def _asks(staff: Speaker, argument: str) -> Reply:
    return await staff.does(partial(handler.show, argument=argument))


async def test_staff_see_how_many_may_take_part_and_which_answer_is_missing(database: Database, staff: Speaker) -> None:
    await _tell(database, (6, SMALL), (7, {"green": True}), (8, LARGE))

    reply = await _asks(staff, "서울어워드 기획전")

    assert reply.title == KNOWLEDGE.programs["seoul-award"].name
    assert "2020-09-25 기준" in reply.lead
    assert "6명" in reply.lead
    assert "7명" in reply.lead
    assert "기업 규모: 7명" in texts(reply)
    assert "21명 가운데" in texts(reply)


async def test_groups_so_small_that_one_could_guess_who_they_are_are_not_counted_out(
    database: Database, staff: Speaker
) -> None:
    await _tell(database, (4, SMALL), (1, {"green": True}), (8, LARGE))

    reply = await _asks(staff, "seoul-award")

    assert "맞는 분은 5명 미만" in reply.lead
    assert "맞을 수도 있는 분은 5명 미만" in reply.lead
    assert "기업 규모: 5명 미만" in texts(reply)
    assert "1명" not in texts(reply).replace("13명", "")


async def test_nobody_is_a_group_that_may_be_named(database: Database, staff: Speaker) -> None:
    reply = await _asks(staff, "seoul-award")

    assert "맞는 분은 0명" in reply.lead
    assert "5명 미만" not in reply.lead


async def test_an_audience_is_of_the_day_that_answers_are_for(database: Database, staff: Speaker) -> None:
    await staff.does(partial(_moved, day=dt.date(2021, 3, 2)))

    assert "2021-03-02 기준" in (await _asks(staff, "seoul-award")).lead


async def test_a_program_without_conditions_has_no_audience(staff: Speaker) -> None:
    without = next(program for program in KNOWLEDGE.programs.values() if program.who.rule is None)

    reply = await _asks(staff, without.id)

    assert "셀 수 없습니다" in reply.lead
    assert without.who.text.ko in texts(reply)


async def test_which_program_is_meant_is_asked_where_it_is_not_said(staff: Speaker) -> None:
    assert "사업 이름" in (await _asks(staff, "")).lead
    assert "자료에 없습니다" in (await _asks(staff, "아무것도 아닌 말")).lead
    assert "자료에 없습니다" in (await _asks(staff, "없는사업")).lead

    several = await _asks(staff, "녹색")

    assert "어느 사업" in several.lead
    (listing,) = several.parts
    assert isinstance(listing, Listing)
    assert all(item.command and item.command.removeprefix("/audience ") in KNOWLEDGE.programs for item in listing.items)


async def test_staff_who_read_english_are_answered_in_english(database: Database, staff: Speaker) -> None:
    await _tell(database, (6, SMALL))
    await staff.does(_in_english)

    reply = await _asks(staff, "seoul-award")

    assert "6 owners meet the conditions" in reply.lead


async def _moved(turn: Turn, day: dt.date) -> Reply:
    turn.remember(as_of=day)
    return Reply(lead="옮겼습니다.")


async def _in_english(turn: Turn) -> Reply:
    turn.remember(language="en")
    return Reply(lead="English.")
