"""What is taken for an answer to the question that was asked, and what is told besides."""

from collections.abc import Mapping

import pytest

from bot.dialogue import Dialogue
from knowledge.base import profile_of
from knowledge.fact import Interval, Value
from storage import turns
from storage.database import Database
from tests.end_to_end.talk import Talk, knowledge, text_of


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


@pytest.mark.parametrize(("said", "noted"), [("업력 3년이에요", None), ("직원 3명이고 업력 3년이에요", "직원 수 3명")])
async def test_who_tells_the_age_under_another_day_hears_that_it_is_not_kept(
    sqlite_database: Database, said: str, noted: str | None
) -> None:
    talk = Talk(Dialogue(sqlite_database, knowledge()))
    await talk.says("/asof 2020-09-25")

    answer = text_of(await talk.says(said))

    assert "2020-09-25 기준으로 답하는 동안에는 창업 시기" in answer
    assert "적어 두지 않습니다" in answer
    assert noted is None or noted in answer
    await talk.says("/기준일 오늘")
    assert "창업 시기" in text_of(await talk.says(said))
