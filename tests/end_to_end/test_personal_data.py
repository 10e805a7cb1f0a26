"""Personal data: what owners type about people stands in no file and no log line in clear."""

import json
import logging
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from tests.end_to_end.running_service import Messenger, running

FIRM = "달빛나래공방"
PERSON = "남궁하늬별"
PHONE = ("010-8437-2956", "01084372956", "+821084372956", "1084372956", "8437-2956")
MISTYPED_PHONE = ("010-5190-7364", "01051907364", "+821051907364")
EMAIL = ("haneul.byeol@naver.com", "haneul.byeol")
NUMBER = ("314-81-52764", "3148152764")
MISTYPED_NUMBER = ("314-81-52760", "3148152760")
QUESTION = "하늬별에게 못 들려줄 비밀 질문"
SECRET = (PERSON, *PHONE, *MISTYPED_PHONE, *EMAIL, *NUMBER, *MISTYPED_NUMBER, QUESTION)


@pytest.mark.parametrize("messenger", ["kakao", "telegram", "web"])
async def test_nothing_that_a_registration_is_told_of_a_person_is_stored_or_logged_in_clear(
    sqlite_url: str, messenger: Messenger, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with capture_logs() as logs:
        async with running(sqlite_url) as service:
            owner = service.person(messenger)
            for said in ("ON서울 마켓 입점 지원은?", "등록할게요", "동의", FIRM, MISTYPED_NUMBER[0], NUMBER[0], PERSON):
                await owner.says(said)
            for said in (MISTYPED_PHONE[0], EMAIL[0], "서울 마포구"):
                await owner.says(said)
            review = await owner.says(f"전화번호는 {PHONE[0]}")
            on_the_way = content_of(sqlite_url)
            receipt = await owner.says("확인")
            await owner.says(QUESTION)
            mine = await owner.says("/my")
            await owner.says("/mydata")
            while_open = content_of(sqlite_url)
    afterwards = content_of(sqlite_url)

    for shown in (PERSON, PHONE[0], EMAIL[0], NUMBER[0]):
        assert shown in review.text
    assert "접수번호는 R-" in receipt.text
    assert "1건" in mine.text
    # The firm's name is clear by design, once it is registered: so the search does find what is there.
    assert FIRM.encode() in while_open
    assert FIRM.encode() not in on_the_way
    for content in (on_the_way, while_open, afterwards):
        for word in SECRET:
            for written in forms_of(word):
                assert written not in content, word
    for word in (*SECRET, FIRM):
        assert word not in str(logs)
        assert word not in caplog.text


def content_of(sqlite_url: str) -> bytes:
    """Everything that the database has on disk: the file, and what SQLite keeps beside it."""
    path = Path(sqlite_url.partition("///")[2])
    files = sorted(path.parent.glob(f"{path.name}*"))
    assert files
    return b"\0".join(file.read_bytes() for file in files)


def forms_of(word: str) -> tuple[bytes, ...]:
    """How a text may stand in a file: as it is, as JSON writes it, and in UTF-16."""
    return word.encode(), json.dumps(word).strip('"').encode(), word.encode("utf-16-le")
