"""What is wished of news and advertising in one's own words: nothing but a plain wish is ever taken for consent."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dialogue import Dialogue
from handlers.mail_wish import Mail, Wish, wishes
from storage import consents, turns
from storage.database import Database
from tests.end_to_end.talk import Talk, knowledge

NEWS_OFF = [
    "소식 받지 않기", "소식 받기 싫어요", "소식은 받지 않을게요", "소식 수신 동의하지 않음", "소식 받기 거절",
    "소식은 됐어요",
    "소식 관심 없어요", "소식 사양할게요", "소식 필요 없어요", "소식 그만", "수신 동의 철회", "소식 안받을래요",
    "수신거부",
    "소식 받고 싶지 않아요", "don't send me news", "I don't want news", "I do not want to get news", "unsubscribe",
    "새 사업 소식 안 받습니다", "소식 보내지 마세요", "소식 꺼 주세요", "왜 자꾸 소식 보내요 그만 보내세요",
    "turn off the news",
]  # fmt: skip
ADS_OFF = [
    "광고 받기 싫어", "광고 받지 않겠습니다", "광고성 정보 받지 않기", "광고는 됐어요", "no more ads please",
    "광고 차단해 주세요",
    "광고 수신 동의 안 해요",
]  # fmt: skip
NEWS_ON = [
    "소식 받을래요", "소식 받기", "소식 켜 주세요", "새 사업 나오면 소식 보내 주세요", "수신동의",
    "소식 받고 싶어요", "turn on news",
    "I want to get news about new programs", "subscribe me to announcements", "send me news", "네 소식 받을게요!",
    "안내 소식 받을래요", "안양인데 소식 받을게요",
]  # fmt: skip
UNSURE = [
    "소식 받을 수 있나요?", "소식 받아 볼까요?", "소식이 뭐예요?", "왜 소식이 안 와요?",
    "소식 못 받았는데 보내 주세요",
    "소식 수신 설정 바꾸고 싶어요", "what news do you send me?", "소식 받으면", "친구가 소식 받고 싶대요",
]  # fmt: skip
DENIALS = [
    "안 받을게요",
    "받지 않을게요",
    "받기 싫어요",
    "그만 받을래요",
    "됐어요",
    "거절합니다",
    "동의하지 않아요",
    "끊어 주세요",
]


@pytest.fixture
def talk(sqlite_database: Database) -> Talk:
    return Talk(Dialogue(sqlite_database, knowledge()))


async def given_kinds(database: Database, talk: Talk) -> set[str]:
    loaded = await database.read(turns.load, channel=talk.channel, user=talk.user, key=None)
    return {line.kind for line in await database.read(consents.last_words, loaded.owner or "") if line.given}


@pytest.mark.parametrize("text", NEWS_OFF)
def test_what_denies_news_turns_it_off(text: str) -> None:
    assert wishes(text) == {Mail.NEWS: Wish.OFF}


@pytest.mark.parametrize("text", ADS_OFF)
def test_what_denies_advertising_turns_it_off(text: str) -> None:
    assert wishes(text) == {Mail.ADS: Wish.OFF}


@pytest.mark.parametrize("text", NEWS_ON)
def test_a_plain_wish_is_one(text: str) -> None:
    assert wishes(text) == {Mail.NEWS: Wish.ON}


@pytest.mark.parametrize("text", UNSURE)
def test_what_is_no_plain_wish_is_asked_about(text: str) -> None:
    assert wishes(text) == {Mail.NEWS: Wish.UNSURE}


@pytest.mark.parametrize(
    ("text", "news", "ads"),
    [
        ("광고도 받고 소식도 받을게요", Wish.ON, Wish.ON),
        ("소식이랑 광고 다 받을래요", Wish.ON, Wish.ON),
        ("소식이랑 광고 둘 다 안 받을래요", Wish.OFF, Wish.OFF),
        ("no news or ads", Wish.OFF, Wish.OFF),
        ("광고 말고 소식만 받을게요", Wish.UNSURE, Wish.OFF),
        ("소식은 받고 광고는 안 받을래요", Wish.UNSURE, Wish.OFF),
        ("I want news but no ads", Wish.UNSURE, Wish.OFF),
    ],
)
def test_of_both_each_is_heard_by_itself_and_a_denial_leaves_the_other_to_be_asked(
    text: str, news: Wish, ads: Wish
) -> None:
    assert wishes(text) == {Mail.NEWS: news, Mail.ADS: ads}


@given(
    before=st.sampled_from(["", "네 ", "저는 ", "새 사업 ", "제발 ", "아 그 "]),
    about=st.sampled_from(["소식", "소식은", "광고는", "광고성 정보", "소식 수신", "소식이랑 광고"]),
    denial=st.sampled_from(DENIALS),
    after=st.sampled_from(["", ".", "!!", " ㅠㅠ", " 감사합니다"]),
)
def test_no_denial_is_ever_taken_for_a_wish(before: str, about: str, denial: str, after: str) -> None:
    assert set(wishes(f"{before}{about} {denial}{after}").values()) == {Wish.OFF}


@pytest.mark.parametrize("text", [*NEWS_OFF, *ADS_OFF, *UNSURE, "광고 말고 소식만 받을게요"])
async def test_nothing_but_a_plain_wish_is_recorded_as_consent(
    sqlite_database: Database, talk: Talk, text: str
) -> None:
    await talk.says(text)

    assert await given_kinds(sqlite_database, talk) == set()


@pytest.mark.parametrize("text", [*NEWS_OFF, "소식이랑 광고 둘 다 안 받을래요"])
async def test_who_receives_both_and_denies_news_receives_neither_after(
    sqlite_database: Database, talk: Talk, text: str
) -> None:
    for command in ("/news on", "/news ads on"):
        await talk.says(command)
        await talk.says(command, choice=command)
    await talk.says(text)

    assert await given_kinds(sqlite_database, talk) == set()


async def test_who_wishes_both_is_asked_about_advertising_apart(sqlite_database: Database, talk: Talk) -> None:
    await talk.says("광고도 받고 소식도 받을게요")

    assert "advertising" not in await given_kinds(sqlite_database, talk)
    assert any(command.startswith("/news ads") for command in talk.offered().values())


async def test_who_wants_news_without_advertising_is_asked_about_news(sqlite_database: Database, talk: Talk) -> None:
    await talk.says("광고 말고 소식만 받을게요")

    assert "/news" in talk.offered().values()
