"""What is taken for an answer to the question that was asked, and what is told besides."""

from collections.abc import Mapping

import pytest

from bot.dialogue import Dialogue
from knowledge.base import profile_of
from knowledge.fact import Interval, Value
from storage import turns
from storage.database import Database
from tests.end_to_end.talk import Talk, knowledge


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("직원은 5명이고 수출은 안 해요", {"employees": Interval(5, 5), "exporting": False}),
        ("아니요, 직원은 5명이에요", {"green": False, "employees": Interval(5, 5)}),
        ("아니요", {"green": False}),
        ("네, 수출도 하고 있어요", {"green": True, "exporting": True}),
    ],
)
async def test_a_no_to_something_else_is_no_answer_to_the_question(
    sqlite_database: Database, said: str, expected: Mapping[str, Value]
) -> None:
    talk = Talk(Dialogue(sqlite_database, knowledge()))
    asked = await talk.says("서울 중소기업인데 녹색산업지원센터 맞춤형 지원 받을 수 있나요?")
    assert knowledge().facts["green"].question.ko in str(asked.parts)

    await talk.says(said)

    loaded = await sqlite_database.read(turns.load, channel=talk.channel, user=talk.user, key=None)
    known = profile_of(knowledge().facts, loaded.profile)
    assert {fact: value for fact, value in known.items() if fact not in {"region", "size"}} == expected


@pytest.mark.parametrize("said", ["업력 3년이에요", "3년 전에 창업했어요", "we were founded 3 years ago"])
async def test_the_age_of_a_firm_told_under_another_day_is_no_fact_of_it(sqlite_database: Database, said: str) -> None:
    talk = Talk(Dialogue(sqlite_database, knowledge()))

    await talk.through("/asof 2020-09-25", said, "/asof now")

    loaded = await sqlite_database.read(turns.load, channel=talk.channel, user=talk.user, key=None)
    assert "founded" not in loaded.profile
    await talk.says(said)
    loaded = await sqlite_database.read(turns.load, channel=talk.channel, user=talk.user, key=None)
    assert "founded" in loaded.profile
