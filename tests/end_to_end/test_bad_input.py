"""What bad input gets on every messenger: a polite sentence and nothing lost, or a refusal that quotes nothing."""

import asyncio
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from bot.channels.kakao import SECRET_HEADER
from bot.channels.kakao_layout import lay_out
from bot.channels.telegram_webhook import SECRET_HEADER as TELEGRAM_SECRET_HEADER
from bot.dialogue import Dialogue
from handlers.message import Message
from handlers.wording import say
from storage.database import open_database
from storage.encryption import KeyRing
from tests.end_to_end import kakao_rules
from tests.end_to_end.messengers import KAKAO_SECRET, skill_payload
from tests.end_to_end.running_service import Messenger, running
from tests.end_to_end.talk import NOW, knowledge

UNREADABLE = {
    "": "empty",
    " \n\t\r ": "empty",
    "\x00\x01\x02\x07\x1b\x7f": "empty",
    "\u200b\u200d\ufeff\u202e": "empty",
    "😀🎉👨‍👩‍👧‍👦": "symbols",
    "\ud800": "symbols",
    "\udfff\udfff": "symbols",
    "…!?~": "symbols",
    "가" * 100_000: "huge",
    "\x00\xff\xfe" * 33_000: "huge",
}
"""What is said, and why it can't be read."""


@pytest.mark.parametrize("messenger", ["kakao", "telegram", "web"])
async def test_what_can_not_be_read_gets_one_polite_sentence_and_an_open_form_stays_as_it_is(
    sqlite_url: str, messenger: Messenger
) -> None:
    async with running(sqlite_url) as service:
        owner = service.person(messenger)
        for said in ("ON서울 마켓 입점 지원은 무엇인가요?", "등록할게요", "그냥 등록할게요", "동의", "달빛공방"):
            await owner.says(said)

        answers = [(await owner.says(text)).texts for text in UNREADABLE]
        for said in ("1234567891", "김철수", "010-1234-5678", "chulsoo@naver.com"):
            await owner.says(said)
        review = await owner.says("서울 마포구")

    for texts, reason in zip(answers, UNREADABLE.values(), strict=True):
        sentence, question = texts
        assert sentence.startswith(say("ko", f"smalltalk.unreadable.{reason}"))
        assert say("ko", "registration.ask.business_number") in question
    for value in ("달빛공방", "123-45-67891", "김철수", "010-1234-5678", "chulsoo@naver.com", "서울 마포구"):
        assert value in review.text


async def test_a_picture_on_telegram_gets_one_polite_sentence(sqlite_url: str) -> None:
    async with running(sqlite_url) as service:
        service.telegram.send_photo(77)
        (answer,) = await service.telegram.answers(77)

    assert answer.text == say("ko", "smalltalk.unreadable.attachment")


Refused = tuple[dict[str, str], Any, int]
"""Headers and content of a request, and the status that it gets."""

SECRET_WORDS = "아무에게도 말하지 마세요"
HALF = json.dumps({"userRequest": SECRET_WORDS}).encode()[:-4]
TELEGRAM_SECRET = {TELEGRAM_SECRET_HEADER: "telegram-secret-of-tests"}
KAKAO = {SECRET_HEADER: KAKAO_SECRET}
UPDATE = {
    "update_id": 1,
    "message": {"message_id": 1, "date": 0, "chat": {"id": 1, "type": "private"}, "text": SECRET_WORDS},
}


REFUSED: dict[str, list[Refused]] = {
    "/kakao/skill": [
        ({}, skill_payload("u", SECRET_WORDS), 401),
        ({SECRET_HEADER: "guessed"}, skill_payload("u", SECRET_WORDS), 401),
        (KAKAO, HALF, 400),
        (KAKAO, b"\xff\x00\xfe" * 100, 400),
        (KAKAO, [SECRET_WORDS], 400),
        (KAKAO, {"userRequest": {"utterance": SECRET_WORDS}}, 400),
        (KAKAO, skill_payload("", SECRET_WORDS), 400),
    ],
    "/telegram/webhook": [
        ({}, UPDATE, 401),
        ({TELEGRAM_SECRET_HEADER: "guessed"}, UPDATE, 401),
        (TELEGRAM_SECRET, HALF, 400),
        (TELEGRAM_SECRET, b"\xff\x00\xfe" * 100, 400),
        (TELEGRAM_SECRET, {"message": {"text": SECRET_WORDS}}, 400),
        (TELEGRAM_SECRET, {"update_id": 1, "message": SECRET_WORDS}, 400),
    ],
    "/web/message": [
        ({}, HALF, 400),
        ({}, {"text": SECRET_WORDS}, 400),
        ({}, {"id": "message-1", "text": SECRET_WORDS, "extra": 1}, 400),
        ({"Origin": "http://elsewhere.example"}, {"id": "message-1", "text": SECRET_WORDS}, 403),
    ],
    "/web/role": [
        ({}, {"role": "admin"}, 404),
    ],
}


@pytest.mark.parametrize("path", REFUSED)
async def test_what_is_malformed_or_not_allowed_is_refused_and_the_log_has_nothing_of_it(
    sqlite_url: str, caplog: pytest.LogCaptureFixture, path: str
) -> None:
    async with running(sqlite_url) as service:
        for headers, content, status in REFUSED[path]:
            body = content if isinstance(content, bytes) else json.dumps(content).encode()
            with capture_logs() as logs:
                async with service.http.post(
                    service.url + path, data=body, headers={"Content-Type": "application/json"} | headers
                ) as answer:
                    said = await answer.text()

            assert answer.status == status, content
            assert SECRET_WORDS not in said
            assert [line["status"] for line in logs if "status" in line] == [status]
            for word in (SECRET_WORDS, "guessed"):
                assert word not in str(logs)
                assert word not in caplog.text


ANYTHING = st.one_of(
    st.text(max_size=40),
    st.text(alphabet=st.characters(codec=None), max_size=20),
    st.binary(max_size=40).map(lambda content: content.decode("latin-1")),
    st.text(alphabet="/-.,?!0123456789 네아니요확인취소등록", max_size=12),
    st.sampled_from(["/", "//", "/f", "/f x", "/fact region", "/q about", "/asof 99999-1-1", "/programs 99999999999"]),
    st.sampled_from(["/my R-", "/withdraw R-00000000 yes", "/check", "/register x y z", "/start 7K2M-Q9TR-0VXA"]),
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=st.lists(ANYTHING, min_size=1, max_size=6), in_a_form=st.booleans())
def test_whatever_is_said_gets_an_answer_that_the_messenger_takes(
    sqlite_url: str, keys: KeyRing, said: list[str], in_a_form: bool
) -> None:
    """Typed, and as the command of a button that was never shown."""

    async def talk() -> None:
        database = await open_database(sqlite_url, keys)
        dialogue = Dialogue(database, knowledge())
        try:
            before = ["ON서울 마켓 입점 지원은?", "등록할게요", "그냥 등록할게요", "동의"] if in_a_form else []
            for text in [*before, *said]:
                for choice in (None, text[:16] or None):
                    message = Message(channel="kakao", user=user, text=text, at=NOW, choice=choice)
                    (body,) = await dialogue.turn(message, lay_out, queued=False)
                    kakao_rules.check(body)
                    assert any(text.strip() for text in kakao_rules.texts(body))
        finally:
            await database.close()

    user = f"{len(said)}-{in_a_form}-{hash(tuple(said))}"
    asyncio.run(talk())
