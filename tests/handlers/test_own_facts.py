"""Owners see what they told of the firm, correct it and have it forgotten."""

import datetime as dt
import re
from functools import partial

import pytest
from sqlalchemy import Connection

from handlers import own_facts
from handlers.reply import COMMAND_BYTES, Listing, Reply
from handlers.routes import command
from handlers.turn import Turn
from handlers.wording import catalog
from knowledge.base import Knowledge, load, profile_of, written
from knowledge.fact import LARGEST, Choice, Flag, Interval, Number, Profile, Value
from storage import profiles, turns
from storage.database import Database
from tests.handlers.speaker import Speaker, texts

PROFILE: Profile = {
    "region": "서울 마포구",
    "size": frozenset({"small_merchant"}),
    "startup": False,
    "employees": Interval(20, LARGEST),
}


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load()


def _store(connection: Connection, owner: str, profile: Profile, at: dt.datetime) -> None:
    profiles.tell(connection, owner, {fact: written(value) for fact, value in profile.items()}, at)


async def _tell(turn: Turn) -> Reply:
    turn.change(_store, turn.person.owner, PROFILE, turn.now)
    return Reply(lead="알겠습니다.")


@pytest.fixture
async def owner(database: Database, knowledge: Knowledge) -> Speaker:
    """Somebody of whom four facts are stored."""
    speaker = Speaker(database, knowledge, user="7")
    await speaker.does(_tell)
    speaker.profile = PROFILE
    return speaker


async def stored(speaker: Speaker) -> Profile:
    loaded = await speaker.database.read(turns.load, channel=speaker.channel, user=speaker.user, key=None)
    return profile_of(speaker.knowledge.facts, loaded.profile)


async def test_what_was_told_is_shown_in_words(owner: Speaker) -> None:
    reply = await owner.does(partial(command, said="/facts"))

    assert reply.lead == (
        "알려 주신 내용: 사업장 지역 서울 마포구 · 기업 규모 소상공인 · 스타트업 아니요 · 직원 수 20명 이상"
    )
    assert [choice.label for choice in reply.choices] == [
        "사업장 지역 지우기", "기업 규모 지우기", "스타트업 지우기", "직원 수 지우기", "모두 지우기",
    ]  # fmt: skip


async def test_the_korean_name_of_the_command_does_the_same(owner: Speaker) -> None:
    assert await owner.does(partial(command, said="/내조건")) == await owner.does(partial(command, said="/facts"))


async def test_each_fact_can_be_opened_changed_and_forgotten(owner: Speaker) -> None:
    listed = await owner.does(partial(command, said="/facts"))
    (listing,) = (part for part in listed.parts if isinstance(part, Listing))
    opened = await owner.does(partial(command, said=listing.items[0].command or ""))

    assert opened.lead == "알려 주신 내용: 사업장 지역 서울 마포구"
    assert [(choice.label, choice.command) for choice in opened.choices] == [
        ("바꾸기", "/facts change region"),
        ("지우기", "/facts forget region"),
        ("알려 준 내용 보기", "/facts"),
    ]


async def test_a_fact_that_shall_change_is_asked_for_again(owner: Speaker) -> None:
    reply, commit = await owner.decides(partial(command, said="/facts change region"))
    await commit()
    loaded = await owner.database.read(turns.load, channel=owner.channel, user=owner.user, key=None)

    assert reply.lead == owner.knowledge.facts["region"].question.ko
    assert loaded.conversation is not None
    assert loaded.conversation["asked_fact"] == "region"
    assert await stored(owner) == PROFILE


async def test_a_forgotten_fact_is_gone_when_the_turn_commits_and_not_before(owner: Speaker) -> None:
    reply, commit = await owner.decides(partial(command, said="/facts forget region"))
    before = await stored(owner)
    await commit()

    assert reply.lead == "사업장 지역을 지웠습니다. 이제 자격을 따질 때 쓰지 않습니다."
    assert before == PROFILE
    assert await stored(owner) == {fact: value for fact, value in PROFILE.items() if fact != "region"}


async def test_all_facts_are_forgotten_at_once(owner: Speaker) -> None:
    reply = await owner.does(partial(command, said="/facts forget all"))

    assert reply.lead.startswith("알려 주신 내용을 모두 지웠습니다: 사업장 지역, 기업 규모, 스타트업, 직원 수.")
    assert await stored(owner) == {}


async def test_facts_of_words_are_forgotten_together(owner: Speaker) -> None:
    reply = await owner.does(partial(own_facts.forget, facts=frozenset({"employees", "size"})))

    assert reply.lead == "기업 규모, 직원 수를 지웠습니다. 이제 자격을 따질 때 쓰지 않습니다."
    assert await stored(owner) == {"region": "서울 마포구", "startup": False}


async def test_a_fact_that_was_never_told_cannot_be_forgotten(owner: Speaker) -> None:
    reply = await owner.does(partial(command, said="/facts forget trade"))

    assert reply.lead == "업종은 알려 주신 적이 없습니다."
    assert await stored(owner) == PROFILE


async def test_facts_of_others_stay(owner: Speaker, knowledge: Knowledge) -> None:
    other = Speaker(owner.database, knowledge, user="8")
    await other.does(_tell)

    await other.does(partial(command, said="/facts forget all"))

    assert await stored(owner) == PROFILE


async def test_what_was_told_in_the_turn_that_forgets_it_does_not_count(owner: Speaker) -> None:
    async def tells_and_forgets(turn: Turn) -> Reply:
        turn.learn({"region": "인천"})
        reply = await own_facts.forget(turn, {"region"})
        assert "region" not in turn.told
        assert "region" not in turn.profile
        return reply

    await owner.does(tells_and_forgets)


async def test_who_told_nothing_is_told_what_it_is_good_for(database: Database, knowledge: Knowledge) -> None:
    speaker = Speaker(database, knowledge)

    for text in ("/facts", "/facts forget all", "/facts forget region"):
        reply = await speaker.does(partial(command, said=text))
        assert reply.lead.startswith("아직 알려 주신 내용이 없습니다.")


@pytest.mark.parametrize("argument", ["0", "99", "99999", "x", "forget", "forget x", "change x", "region x", "², ٣"])
async def test_whatever_else_is_written_shows_the_list(owner: Speaker, argument: str) -> None:
    assert (await owner.does(partial(command, said=f"/facts {argument}"))).lead.startswith("알려 주신 내용: ")


async def test_many_facts_come_five_at_a_time(owner: Speaker) -> None:
    values: dict[str, Value] = {}
    for fact in owner.knowledge.facts.values():
        match fact:
            case Flag():
                values[fact.id] = True
            case Choice():
                values[fact.id] = frozenset({fact.options[0].key})
            case Number():
                values[fact.id] = Interval(3, 3)
            case _:
                values[fact.id] = "서울"
    owner.profile = values
    seen: list[str] = []

    for page in range(1, -(-len(values) // own_facts.PAGE) + 1):
        reply = await owner.does(partial(command, said=f"/facts {page}"))
        (listing,) = (part for part in reply.parts if isinstance(part, Listing))
        seen += [item.command or "" for item in listing.items]
        assert len(reply.choices) <= 10
        assert all(len(choice.command.encode()) <= COMMAND_BYTES for choice in reply.choices)

    assert seen == [f"/facts {fact}" for fact in values]


async def test_english_speakers_are_answered_in_english(owner: Speaker) -> None:
    async def in_english(turn: Turn) -> Reply:
        turn.remember(language="en")
        return await command(turn, "/facts")

    reply = await owner.does(in_english)

    assert reply.lead.startswith("What you told me: place of business Mapo-gu, Seoul")
    assert not re.search(r"알려|지우기|바꾸기", texts(reply))


def test_every_text_is_there_in_both_languages() -> None:
    keys = {key for key in catalog("ko") if key.startswith("facts.")}

    assert len(keys) > 10
    assert keys == {key for key in catalog("en") if key.startswith("facts.")}
