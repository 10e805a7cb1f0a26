"""What all programs take at an instant is what each of them takes."""

import datetime as dt
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.base import load
from knowledge.intakes import Intakes
from knowledge.program import Program
from knowledge.standing import Intake, intake
from tests.knowledge.sample import at, program_of, window_of

EDGES = ("00:00:00", "09:59:59", "17:59:59", "18:00:00", "18:00:01", "23:59:59")


def with_window(kind: str, **written: object) -> Program:
    return program_of().model_copy(update={"windows": (window_of(kind, **written),)})


WINDOWS = [
    with_window("dated", starts="2020-09-23", ends="2020-09-25", closes_at="18:00"),
    with_window("dated", starts="2020-09-25", ends="2020-09-29"),
    with_window("until_budget", starts="2020-09", ends="2020-10-02", closes_at="10:00"),
    with_window("monthly", first_day=24, last_day=26, closes_at="18:00"),
    with_window("days", days=["2020-09-25", "2020-09-27"]),
    with_window("rolling"),
    with_window("none_stated"),
]
MADE = [program.model_copy(update={"id": f"made-{number}"}) for number, program in enumerate(WINDOWS)]
PROGRAMS = [*MADE, *load().programs.values()]
INTAKES = Intakes(PROGRAMS)


@given(st.dates(dt.date(2020, 9, 20), dt.date(2020, 10, 5)), st.sampled_from(EDGES) | st.times().map(dt.time.isoformat))
def test_programs_are_sorted_as_each_of_them_stands(day: dt.date, hour: str) -> None:
    now = at(f"{day}T{hour}")

    for wanted in Intake:
        assert list(INTAKES.taking(wanted, now)) == [each for each in PROGRAMS if intake(each, now) is wanted]


@given(st.dates(dt.date(2020, 9, 20), dt.date(2020, 10, 5)), st.sampled_from(EDGES), st.randoms())
def test_what_some_programs_take_is_what_each_of_them_takes(day: dt.date, hour: str, chance: random.Random) -> None:
    now = at(f"{day}T{hour}")
    some = tuple(chance.sample(PROGRAMS, chance.randrange(len(PROGRAMS))))

    for _ in range(2):
        assert [list(Intake)[place] for place in INTAKES.of(some, now)] == [intake(each, now) for each in some]


def test_of_a_program_that_is_not_among_them_it_is_not_said_what_it_takes() -> None:
    with pytest.raises(KeyError):
        Intakes(MADE[:1]).of(tuple(MADE[1:]), at("2020-09-25T12:00:00"))


def test_a_window_that_closes_at_an_hour_is_closed_from_that_hour_on() -> None:
    intakes = Intakes([MADE[0]])

    assert intakes.taking(Intake.REGISTER, at("2020-09-25T17:59:59")) == (MADE[0],)
    assert intakes.taking(Intake.REGISTER, at("2020-09-25T18:00:00")) == ()
    assert intakes.taking(Intake.REGISTER, at("2020-09-25T08:00:00")) == (MADE[0],)


def test_an_instant_of_another_zone_is_read_in_seoul() -> None:
    intakes = Intakes([MADE[0]])

    assert intakes.taking(Intake.REGISTER, dt.datetime(2020, 9, 25, 8, 59, tzinfo=dt.UTC)) == (MADE[0],)
    assert intakes.taking(Intake.REGISTER, dt.datetime(2020, 9, 25, 9, 0, tzinfo=dt.UTC)) == ()


def test_the_days_of_many_who_ask_are_not_all_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("knowledge.intakes._MOST_KEPT", 2)
    intakes = Intakes(MADE)

    for day in (24, 25, 26, 24, 28):
        now = at(f"2020-09-{day}T12:00:00")
        assert list(intakes.taking(Intake.REGISTER, now)) == [
            each for each in MADE if intake(each, now) is Intake.REGISTER
        ]
