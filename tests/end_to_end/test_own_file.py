"""The file of one's own data, from the question on a messenger to the file in one's hands."""

import json
import logging
import re

import pytest
from sqlalchemy import create_engine, make_url
from structlog.testing import capture_logs

from storage.database import parse_url
from storage.tables import metadata
from tests.end_to_end.messengers import OnTheWeb, Shown
from tests.end_to_end.running_service import Messenger, Running, running

ADDRESS = re.compile(r"(\S*)/files/([0-9a-f]{48})(?!\S)")


def address_in(answer: Shown) -> tuple[str, str]:
    """Host and token of the address that an answer tells."""
    found = ADDRESS.search(answer.text)
    assert found is not None, answer.text
    return found[1], found[2]


async def fetched(service: Running, method: str, token: str) -> tuple[int, str]:
    async with service.http.request(method, f"{service.url}/files/{token}") as answer:
        return answer.status, await answer.text()


async def test_on_every_messenger_the_address_of_the_file_can_be_tapped(sqlite_url: str) -> None:
    async with running(sqlite_url) as service:
        messengers: tuple[Messenger, ...] = ("kakao", "telegram", "web")
        for messenger in messengers:
            person = service.person(messenger)
            await person.says("서울 금천구에서 직원 7명과 일합니다")
            await person.says("/mydata")
            host, token = address_in(await person.taps("파일로 받기"))
            preview = await fetched(service, "GET", token)
            status, content = await fetched(service, "POST", token)
            again = await fetched(service, "POST", token)

            assert (host, preview[0], status, again[0]) == (service.url, 200, 200, 410), messenger
            facts = json.loads(content)["말씀해 주신 내용"]["내용"]
            assert {"서울 금천구", "7명"} <= set(facts.values()), messenger


async def test_without_a_public_address_the_web_chat_gives_the_file_and_messengers_say_so(sqlite_url: str) -> None:
    async with running(sqlite_url, public_url=None, telegram_token=None) as service:
        visitor = OnTheWeb(service.http, service.url)
        await visitor.says("안녕하세요")
        host, token = address_in(await visitor.says("/내정보 파일"))
        elsewhere = await service.person("kakao").says("/mydata file")

        assert host == ""
        assert (await fetched(service, "POST", token))[0] == 200
        assert "웹 채팅" in elsewhere.text
        assert "/files/" not in elsewhere.text


async def test_neither_the_database_nor_a_log_line_holds_the_token_or_the_content(
    database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    with capture_logs() as logs:
        async with running(database_url, telegram_token=None) as service:
            person = service.person("kakao")
            await person.says("하늬별에게 못 들려줄 비밀 질문")
            _, waiting = address_in(await person.says("/mydata file"))
            before = everything(database_url)
            _, taken = address_in(await person.says("/mydata file"))
            for method, token in (("GET", taken), ("POST", waiting), ("POST", taken), ("POST", taken)):
                await fetched(service, method, token)
        after = everything(database_url)

    assert "download" in before
    for token in (waiting, taken):
        assert token not in before + after + str(logs) + caplog.text
        assert token.encode().hex() not in before + after
    for content in (before, after):
        for word in ("하늬별", "저장된 내 정보"):
            assert word not in content
            assert word.encode().hex() not in content


def everything(database_url: str) -> str:
    """All values of all tables as they are stored; bytes in hexadecimal."""
    engine = create_engine(make_url(parse_url(database_url)))
    try:
        with engine.connect() as connection:
            return "\n".join(
                f"{table.name} {_written(value)}"
                for table in metadata.sorted_tables
                for row in connection.exec_driver_sql(f'SELECT * FROM "{table.name}"')
                for value in row
            )
    finally:
        engine.dispose()


def _written(value: object) -> str:
    return bytes(value).hex() if isinstance(value, bytes | memoryview) else str(value)
