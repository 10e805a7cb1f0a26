"""Telegram, KakaoTalk and the web chat of one person become one owner, by a code that is typed elsewhere."""

import asyncio
import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.dialogue import Dialogue
from handlers import linking_words
from handlers.linking import VALID_FOR
from handlers.message import Channel
from handlers.reply import Reply
from handlers.wording import catalog
from storage import registrations, turns
from storage.database import Database, open_database
from storage.encryption import KeyRing
from storage.linking import WRONG_OF_ALL, WRONG_OF_ONE, WRONG_WITHIN
from storage.registrations import Registration
from storage.tables import account, link_try, registration
from tests.end_to_end.talk import NOW, Talk, knowledge, text_of

USERS: dict[Channel, str] = {"telegram": "123456789", "kakao": "a1b2c3d4e5", "web": "0f1e2d3c4b"}


@pytest.fixture
def telegram(database: Database) -> Talk:
    return talk_on(database, "telegram")


@pytest.fixture
def kakao(database: Database) -> Talk:
    return talk_on(database, "kakao")


def talk_on(database: Database, channel: Channel) -> Talk:
    return Talk(Dialogue(database, knowledge()), channel=channel, user=USERS[channel])


async def code_of(talk: Talk) -> str:
    found = re.search(r"\d{6}", (await talk.says("/link")).lead)
    assert found is not None
    return found.group()


async def linked(joining: Talk, to: Talk) -> Reply:
    await joining.says(f"/link {await code_of(to)}")
    return await joining.taps("네, 연결합니다")


async def who(talk: Talk) -> turns.Loaded:
    return await talk.dialogue._database.read(turns.load, channel=talk.channel, user=talk.user, key=None)


async def registered(talk: Talk, receipt: str = "R-7K2M9QTR", number: str = "1234567891") -> None:
    known = await who(talk)
    made = Registration(
        id=receipt,
        receipt=receipt,
        owner=known.owner or "",
        account=known.account or "",
        program="ssolssol-market",
        standing="registered",
        status="received",
        firm_name="행복분식",
        district="서울 금천구",
        business_number=number,
        contact_person="김철수",
        phone="+821012345678",
        email="chulsoo@example.com",
        created_at=talk.now,
        updated_at=talk.now,
    )
    await talk.dialogue._database.write(registrations.add, made)


# The code, and who types it


async def test_a_code_typed_in_another_messenger_joins_the_two_after_one_question(telegram: Talk, kakao: Talk) -> None:
    await telegram.says("서울 금천구에서 옷을 만들어요")
    await registered(telegram)
    await kakao.says("직원은 7명이에요")

    asked = await kakao.says(f"/link {await code_of(telegram)}")
    assert "텔레그램(…6789)에서 쓰시던 내용과 합칠까요?" in asked.lead
    assert "여기 · 카카오톡: 사전등록 0건, 말씀해 주신 내용 1가지" in text_of(asked)
    assert "사전등록 1건" in text_of(asked)
    assert "행복분식" not in text_of(asked)
    assert (await who(kakao)).owner != (await who(telegram)).owner

    done = await kakao.says("네")
    assert done.lead == "텔레그램(…6789)에서 쓰시던 내용과 합쳤습니다."
    assert (await who(kakao)).owner == (await who(telegram)).owner
    assert "R-7K2M9QTR" in text_of(await kakao.says("/my"))
    assert {"region", "employees"} <= (await who(telegram)).profile.keys()


async def test_both_sides_are_told_which_messenger_was_linked_and_how_to_undo_it(telegram: Talk, kakao: Talk) -> None:
    await linked(kakao, telegram)

    assert "연결된 다른 메신저에도 알려 드렸습니다" in text_of(kakao.replies[0])
    await telegram.says("/start")

    notice = telegram.replies[-1]
    assert notice.lead == "카카오톡(…d4e5)에서도 이제 내 등록과 정보를 볼 수 있습니다."
    await telegram.taps("내보내기")
    done = await telegram.taps("네, 끊습니다")
    assert done.lead == "카카오톡(…d4e5)의 연결을 끊었습니다. 등록과 정보는 여기에 그대로 있습니다."
    assert (await who(kakao)).owner != (await who(telegram)).owner
    await kakao.says("/start")
    assert kakao.replies[-1].lead == "이 메신저의 연결이 끊어졌습니다."


async def test_what_both_told_differently_is_named_and_stays_as_the_side_of_the_code_told_it(
    telegram: Talk, kakao: Talk
) -> None:
    await telegram.says("직원은 3명이에요")
    await kakao.says("직원은 7명이에요")

    asked = await kakao.says(f"/link {await code_of(telegram)}")
    done = await kakao.taps("네, 연결합니다")

    assert "말씀하신 대로 둡니다: 직원 수" in text_of(asked)
    assert "말씀하신 대로 두었습니다: 직원 수" in text_of(done)
    assert (await who(kakao)).profile["employees"] == [3, 3]


async def test_a_no_changes_nothing_and_leaves_the_code(telegram: Talk, kakao: Talk) -> None:
    code = await code_of(telegram)
    await kakao.says(f"/link {code}")

    assert (await kakao.says("아니요")).lead == "그대로 두었습니다."
    assert (await who(kakao)).owner != (await who(telegram)).owner
    assert "합칠까요" in (await kakao.says(f"/link {code}")).lead


async def test_an_old_button_asks_again(telegram: Talk, kakao: Talk) -> None:
    code = await code_of(telegram)
    await kakao.says(f"/link {code}")
    await kakao.says("/start")

    again = await kakao.says("네, 연결합니다", choice=f"/link join {code}")

    assert "합칠까요" in again.lead
    assert (await who(kakao)).owner != (await who(telegram)).owner


@pytest.mark.parametrize("typed", ["연결 코드 {}", "연결코드는 {}입니다", "link code {}", "/연결 {}", "/link {}"])
async def test_a_code_is_understood_in_words(sqlite_database: Database, typed: str) -> None:
    telegram, kakao = talk_on(sqlite_database, "telegram"), talk_on(sqlite_database, "kakao")

    asked = await kakao.says(typed.format(await code_of(telegram)))

    assert "/link no" in {choice.command for choice in asked.choices}


async def test_six_digits_are_a_code_only_where_one_was_asked_for(sqlite_database: Database) -> None:
    telegram, kakao = talk_on(sqlite_database, "telegram"), talk_on(sqlite_database, "kakao")
    code = await code_of(telegram)

    assert "합칠까요" not in text_of(await kakao.says(code))
    await kakao.says("카카오톡이랑 연결할래요")
    assert "합칠까요" in (await kakao.says(f"{code[:3]} {code[3:]}")).lead


async def test_six_digits_are_for_the_form_that_is_open(sqlite_database: Database) -> None:
    telegram, kakao = talk_on(sqlite_database, "telegram"), talk_on(sqlite_database, "kakao")
    await registered_form(kakao)
    code = await code_of(telegram)
    offered = await kakao.says("/link")

    await kakao.says(code)

    assert "연결 코드" in text_of(offered)
    assert (await who(kakao)).owner != (await who(telegram)).owner
    assert "합칠까요" not in "".join(map(text_of, kakao.replies))
    assert ((await who(kakao)).conversation or {})["form"] is not None


async def registered_form(talk: Talk) -> None:
    """Open the form of a registration."""
    await talk.through("ON서울 마켓 입점 지원은 무엇인가요?", "등록할게요")
    for label in ("등록부터 할게요", "동의"):
        if label in talk.offered():
            await talk.taps(label)
    assert ((await who(talk)).conversation or {})["form"] is not None


async def test_ones_own_code_and_that_of_a_linked_messenger_join_nothing(telegram: Talk, kakao: Talk) -> None:
    own = await code_of(telegram)
    assert "여기에서 만든 코드" in (await telegram.says(f"/link {own}")).lead
    await linked(kakao, telegram)

    assert "이미 연결되어 있습니다" in (await kakao.says(f"/link {await code_of(telegram)}")).lead


async def test_wrong_used_and_old_codes_get_the_same_answer(telegram: Talk, kakao: Talk, database: Database) -> None:
    web = talk_on(database, "web")
    used = await code_of(telegram)
    await kakao.says(f"/link {used}")
    await kakao.taps("네, 연결합니다")
    old = await code_of(telegram)
    web.now = NOW + VALID_FOR
    wrong = f"{(int(old) + 1) % 10**6:06}"

    answers = [await web.says(f"/link {code}") for code in (used, old, wrong)]

    assert answers[0].lead == "이 코드로는 연결할 수 없습니다."
    assert answers[0] == answers[1] == answers[2]


async def test_five_wrong_codes_stop_an_account_for_an_hour_even_with_the_right_one(
    telegram: Talk, kakao: Talk
) -> None:
    await telegram.says("/start")
    for _ in range(WRONG_OF_ONE):
        await kakao.says("/link 000000")
    code = await code_of(telegram)

    refused = await kakao.says(f"/link {code}")
    kakao.now = telegram.now = NOW + WRONG_WITHIN
    allowed = await kakao.says(f"/link {await code_of(telegram)}")

    assert "11:01부터 다시 연결할 수 있습니다" in refused.lead
    assert "합칠까요" in allowed.lead


async def test_thirty_wrong_codes_of_anybody_stop_linking_for_everybody_until_they_are_an_hour_old(
    sqlite_database: Database,
) -> None:
    telegram = talk_on(sqlite_database, "telegram")
    dialogue = telegram.dialogue
    guessing = [Talk(dialogue) for _ in range(WRONG_OF_ALL // WRONG_OF_ONE)]
    await asyncio.gather(*(one.says("/link 000000") for one in guessing for _ in range(WRONG_OF_ONE)))

    assert "쉬고 있습니다" in (await telegram.says("/link")).lead
    assert "쉬고 있습니다" in (await telegram.says("/link 123456")).lead
    telegram.now = NOW + WRONG_WITHIN
    assert "연결 코드는" in (await telegram.says("/link")).lead


async def test_a_wrong_code_is_counted_once_where_its_turn_was_overtaken_and_decided_again(database: Database) -> None:
    here, elsewhere = talk_on(database, "kakao"), talk_on(database, "kakao")
    await here.says("/start")

    await asyncio.gather(*(one.says("/link 000000") for one in (here, elsewhere)))

    tries = await database.read(lambda connection: list(connection.scalars(select(link_try.c.at))))
    assert len(tries) == 2


async def test_what_is_no_code_is_not_counted(sqlite_database: Database) -> None:
    telegram = talk_on(sqlite_database, "telegram")

    answers = [await telegram.says(f"/link {said}") for said in ("12345", "1234567", "코드", "１２３", "") * 3]

    assert {answer.lead for answer in answers[:4]} == {"연결 코드는 숫자 여섯 자리입니다."}
    assert "연결 코드는" in answers[-1].lead


async def test_of_two_messengers_that_confirm_a_code_at_once_one_is_linked(
    telegram: Talk, kakao: Talk, database: Database
) -> None:
    web = talk_on(database, "web")
    code = await code_of(telegram)
    for one in (kakao, web):
        await one.says(f"/link {code}")

    await asyncio.gather(*(one.says("네, 연결합니다") for one in (kakao, web)))

    owners = [(await who(one)).owner for one in (telegram, kakao, web)]
    assert len(set(owners)) == 2
    assert sorted("합쳤습니다" in one.replies[0].lead for one in (kakao, web)) == [False, True]


async def test_a_form_that_is_filled_in_meanwhile_is_kept_by_a_messenger_that_is_linked(
    telegram: Talk, kakao: Talk
) -> None:
    await registered_form(telegram)
    await telegram.says("행복상사")
    before = ((await who(telegram)).conversation or {})["form"]

    await linked(telegram, kakao)

    assert ((await who(telegram)).conversation or {})["form"] == before


# Leaving


async def test_who_leaves_is_asked_first_and_starts_afresh(telegram: Talk, kakao: Talk) -> None:
    await telegram.says("/start")
    await registered(telegram)
    await linked(kakao, telegram)

    asked = await kakao.says("연결 끊어 주세요")
    assert "사전등록 1건" in text_of(asked)
    assert "텔레그램(…6789)" in text_of(asked)
    done = await kakao.says("네")

    assert "등록과 정보는 남은 메신저에 있습니다" in done.lead
    assert "R-7K2M9QTR" not in text_of(await kakao.says("/my"))
    assert "R-7K2M9QTR" in text_of(await telegram.says("/my"))
    assert telegram.replies[-1].lead == "카카오톡(…d4e5)의 연결이 끊어졌습니다."


async def test_nobody_alone_leaves_and_no_stranger_is_sent_away(telegram: Talk, kakao: Talk) -> None:
    await kakao.says("/start")
    strangers = (await who(kakao)).account

    assert (await telegram.says("/link off")).lead == "연결된 다른 메신저가 없습니다."
    assert (await telegram.says(f"/link off {strangers}")).lead == "연결된 다른 메신저가 없습니다."
    assert (await telegram.says(f"/link off {strangers} yes")).lead == "연결된 다른 메신저가 없습니다."


async def test_linked_messengers_are_listed_with_the_end_of_their_ids(telegram: Talk, kakao: Talk) -> None:
    await linked(kakao, telegram)

    shown = text_of(await kakao.says("/link"))

    assert "카카오톡(…d4e5) 지금 쓰시는 메신저" in shown
    assert USERS["telegram"] not in shown


async def test_it_all_works_in_english(sqlite_database: Database) -> None:
    telegram, kakao = talk_on(sqlite_database, "telegram"), talk_on(sqlite_database, "kakao")
    offer = await telegram.says("link my KakaoTalk")
    code = offer.lead.removeprefix("Your linking code is ").removesuffix(".")

    asked = await kakao.says(f"link code {code}")
    done = await kakao.says("yes")

    assert asked.lead == "Shall I join this with what you have in Telegram(…6789)?"
    assert done.lead == "This is now joined with what you have in Telegram(…6789)."
    await telegram.says("/start")
    assert "KakaoTalk(…d4e5) can now see" in telegram.replies[-1].lead


# Words


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("카카오톡이랑 연결할래요", ""),
        ("텔레그램도 연결하고 싶어요", ""),
        ("텔레그램이랑 카카오톡 연결", ""),
        ("다른 메신저도 연결할 수 있나요?", ""),
        ("메신저 연결 어떻게 해요?", ""),
        ("연결 코드 만들어 주세요", ""),
        ("Link KakaoTalk and Telegram, please", ""),
        ("메신저 연결 끊기", "off"),
        ("연결 해제해 주세요", "off"),
        ("unlink this account", "off"),
        ("연결코드: 123 456", "123456"),
        ("연결 코드 １２３４５６", "123456"),
    ],
)
def test_what_asks_for_linking_is_understood(said: str, meant: str) -> None:
    assert linking_words.argument_of(said) == meant


@pytest.mark.parametrize(
    "said",
    [
        "온라인 쇼핑몰과 연결해 주는 사업 있나요?",
        "바이어랑 연결해 주나요?",
        "카카오톡 채널 연동 지원 있어요?",
        "업종 코드 123456",
        "123456",
        "카카오톡으로 상담할 수 있나요?",
        "텔레그램 알림 꺼 주세요",
        "How do I connect to buyers?",
        "link to the application please",
        "",
    ],
)
def test_what_asks_for_something_else_is_not(said: str) -> None:
    assert linking_words.argument_of(said) is None


# Whatever is linked and left


PEOPLE = tuple(USERS)
STEPS = st.lists(
    st.tuples(
        st.sampled_from(("join", "leave", "send away", "register", "tell")),
        st.sampled_from(PEOPLE),
        st.sampled_from(PEOPLE),
    ),
    max_size=12,
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_every_registration_is_of_an_owner_who_has_the_account_that_is_told_of_it(
    sqlite_template: Any, tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, Channel, Channel]]
) -> None:
    path = tmp_path_factory.mktemp("linking") / "pallobot.db"
    path.write_bytes(sqlite_template.read_bytes())
    asyncio.run(linking_and_leaving(f"sqlite:///{path}", steps))


async def linking_and_leaving(url: str, steps: list[tuple[str, Channel, Channel]]) -> None:
    async for database in opened(url):
        talks = {channel: talk_on(database, channel) for channel in PEOPLE}
        for talk in talks.values():
            await talk.says("/start")
        made = 0
        for step, one, other in steps:
            match step:
                case "join":
                    await talks[one].says(f"/link {await code_of(talks[other])}")
                    await talks[one].says("네")
                case "leave":
                    await talks[one].says("/link off")
                    await talks[one].says("네")
                case "send away":
                    await talks[one].says(f"/link off {(await who(talks[other])).account}")
                    await talks[one].says("네")
                case "register":
                    made += 1
                    await registered(talks[one], receipt=f"R-{made:08}", number=f"{made:010}")
                case _:
                    await talks[one].says(f"직원은 {made + 1}명이에요")
        rows = await database.read(
            lambda connection: connection.execute(
                select(registration.c.owner, account.c.owner_id).join(account, account.c.id == registration.c.account)
            ).all()
        )
        assert len(rows) == made
        assert all(row.owner == row.owner_id for row in rows)


async def opened(url: str) -> AsyncIterator[Database]:
    database = await open_database(url, KeyRing.made())
    try:
        yield database
    finally:
        await database.close()


def test_korean_texts_name_korean_commands() -> None:
    texts_of_linking = [text for key, text in catalog("ko").items() if key.startswith(("linking.", "own_data."))]

    assert texts_of_linking
    assert [text for text in texts_of_linking if re.search(r"/[a-z]", text)] == []


async def test_who_leaves_by_himself_remembers_nothing_but_the_language(telegram: Talk, kakao: Talk) -> None:
    await telegram.says("서울 금천구에서 옷을 만들어요")
    await registered(telegram)
    await linked(kakao, telegram)
    await kakao.through("/language en", "/register seoul-green-expo-2 now")
    await kakao.says("/link off")

    await kakao.says("/link off yes")

    left = (await who(kakao)).conversation or {}
    assert left["language"] == "en"
    kept = {name: value for name, value in left.items() if name not in {"language", "last_at", "choices"} and value}
    assert not any(word in str(kept) for word in ("행복분식", "5678", "seoul-green-expo-2"))
    assert left.get("form") is None
    assert (await who(kakao)).profile == {}
