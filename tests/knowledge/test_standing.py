"""What a program offers to somebody who wants to take part, at an instant."""

import datetime as dt
from functools import cache

import pytest

from knowledge.base import Knowledge, load
from knowledge.standing import Intake, intake
from knowledge.window import SEOUL


@cache
def known() -> Knowledge:
    """The built-in programs, read once."""
    return load()


@pytest.mark.parametrize(
    ("program", "at", "offered"),
    [
        ("seoul-green-expo-2", "2020-09-25T10:00", Intake.REGISTER),
        ("seoul-green-expo-2", "2020-09-29T23:59", Intake.REGISTER),
        ("seoul-green-expo-2", "2020-09-30T00:00", Intake.CLOSED),
        # Before the report that calls the window open, nobody knows whether it was.
        ("seoul-green-expo-2", "2020-09-01T10:00", Intake.WAIT),
        ("yearend-special", "2020-10-08T10:00", Intake.WAIT),
        ("yearend-special", "2021-01-01T00:00", Intake.CLOSED),
        ("craft-doksan", "2022-05-01T10:00", Intake.WAIT),
        ("craft-doksan", "2025-12-06T10:00", Intake.CLOSED),
        ("gg-social-online", "2025-12-06T10:00", Intake.CLOSED),
        ("gg-goodmorning-market", "2025-12-06T10:00", Intake.WAIT),
        ("ssolssol-market", "2025-12-06T10:00", Intake.WAIT),
        ("seoul-green-overseas", "2020-09-25T10:00", Intake.WAIT),
        ("yellow-umbrella", "2020-09-25T10:00", Intake.PROPOSED),
        ("brand-k", "2020-09-25T10:00", Intake.MENTIONED),
        ("seoul-on-coupon", "2020-09-25T10:00", Intake.CONSUMERS),
    ],
)
def test_the_windows_and_the_stage_decide(program: str, at: str, offered: Intake) -> None:
    now = dt.datetime.fromisoformat(at).replace(tzinfo=SEOUL)

    assert intake(known().programs[program], now) is offered


def test_no_program_takes_registrations_for_an_open_window_years_after_its_source() -> None:
    now = dt.datetime(2025, 12, 6, tzinfo=SEOUL)

    offered = {intake(program, now) for program in known().programs.values()}

    assert offered == set(Intake) - {Intake.REGISTER}


def test_only_an_open_window_or_one_that_may_come_takes_anybody() -> None:
    assert [offered for offered in Intake if offered.takes] == [Intake.REGISTER, Intake.WAIT]
