"""Personal data: what owners type about people stands in no file, no table and no log line in clear.

A real ``pallobot serve`` serves people on three messengers, who register with mistakes, correct, edit, ask what nobody
understands, look at their data, link, withdraw and have themselves forgotten. Everything that it writes is searched for
everything that they typed, in every spelling; and so that the search is known to find, it is given what it must find.
"""

import asyncio
import contextlib
import os
import re
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import pytest
from sqlalchemy import NullPool, create_engine, text

from storage.encryption import KeyRing
from tests.end_to_end.fake_telegram import FakeTelegram
from tests.end_to_end.form_dialogue import Stored, programs
from tests.end_to_end.messengers import KAKAO_SECRET, OnKakao, OnTelegram, OnTheWeb, Person, Shown
from tests.end_to_end.running_service import free_port
from tests.end_to_end.written import cells, files, found, server_files, spellings, waiting

PATIENCE = 30.0
FIRM_COLUMN = "registration.firm_name"
"""The one column in which the name of a firm stands in clear, as the design says."""
ADMIN = "kakao-admin"
_RECEIPT = re.compile(r"R-[0-9A-Z]{8}")


@dataclass(frozen=True)
class Typed:
    """What one person types. The numbers are drawn so that they are in nothing else.

    Args:
        firm: its name, which may stand in clear in one column.
        person: the contact person.
        phone: as it is in the end registered.
        number: the firm's 사업자등록번호.
    """

    firm: str
    person: str
    mistyped_phone: str
    phone: str
    new_phone: str
    asked_with: str
    email: str
    mistyped_number: str
    number: str
    resident_number: str

    @property
    def secret(self) -> tuple[str, ...]:
        """All that may stand nowhere in clear."""
        return tuple(value for name, value in vars(self).items() if name != "firm")


KAKAO = Typed(
    firm="달빛나래공방",
    person="남궁하늬별",
    mistyped_phone="010-5190-7364",
    phone="010-8437-2956",
    new_phone="010-6028-4719",
    asked_with="010-7391-6248",
    email="haneul.byeol@naver.com",
    mistyped_number="314-81-52760",
    number="314-81-52764",
    resident_number="850317-2948371",
)
TELEGRAM = Typed(
    firm="구름비누상회",
    person="제갈윤슬",
    mistyped_phone="010-4825-9163",
    phone="010-9472-6183",
    new_phone="010-3917-5824",
    asked_with="010-2749-8156",
    email="yunseul.soap@daum.net",
    mistyped_number="267-05-39184",
    number="267-05-39189",
    resident_number="791122-1837462",
)
WEB = Typed(
    firm="솔바람찻집",
    person="선우다온",
    mistyped_phone="010-7264-3918",
    phone="010-5836-1947",
    new_phone="010-8163-2795",
    asked_with="010-4972-6381",
    email="daon.tea@gmail.com",
    mistyped_number="418-32-70951",
    number="418-32-70955",
    resident_number="930624-2716485",
)
ALL = (KAKAO, TELEGRAM, WEB)
SECRET = tuple(value for typed in ALL for value in typed.secret)
FIRMS = tuple(typed.firm for typed in ALL)


@dataclass
class Serving:
    """``pallobot serve`` as a process of its own.

    State: what was found to be written at each look.

    Args:
        url: its address.
        database_url: of its database.
        keys: its key ring, as the setting has it.
        folder: where all of its files are, its log among them.
    """

    url: str
    database_url: str
    keys: str
    folder: Path
    looks: dict[str, dict[str, bytes]] = field(default_factory=dict)

    def look(self, when: str) -> None:
        """Keep a copy of everything that is written by now."""
        written = {f"column {name}": content for name, content in cells(self.database_url).items()}
        if self.database_url.startswith("postgresql"):
            written |= server_files(self.database_url)
        self.looks[when] = written | files(self.folder)

    def decrypted(self) -> str:
        """All that is stored, as whoever has the keys reads it."""
        return Stored.of(self.database_url, self.keys).everything()


@asynccontextmanager
async def serving(folder: Path, database_url: str, telegram: FakeTelegram, log_format: str) -> AsyncIterator[Serving]:
    """Run the service; its standard output and error are files in ``folder``.

    Raises:
        AssertionError: it ended by itself.
    """
    port = free_port()
    keys = KeyRing.made().written()
    url = f"http://127.0.0.1:{port}"
    settings = {
        "DATABASE_URL": database_url,
        "SECRET_KEYS": keys,
        "KNOWLEDGE": str(programs(folder / "programs")),
        "PORT": str(port),
        "PUBLIC_URL": url,
        "KAKAO_SECRET": KAKAO_SECRET,
        "TELEGRAM_TOKEN": telegram.token,
        "TELEGRAM_API": telegram.url,
        "TELEGRAM_MODE": "webhook",
        "TELEGRAM_SECRET": "telegram-secret-of-tests",
        "ADMINS": f"kakao:{ADMIN}",
        "LOG_LEVEL": "DEBUG",
        "LOG_FORMAT": log_format,
    }
    with (folder / "stdout").open("wb") as said, (folder / "log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-X", "dev", "-W", "default", "-m", "bot.command_line", "serve"),
            cwd=folder,
            env={"PATH": os.environ["PATH"], "HOME": str(folder), "PYTHONUTF8": "1"}
            | {f"PALLOBOT_{name}": value for name, value in settings.items()},
            stdout=said,
            stderr=log,
        )
    try:
        async with asyncio.timeout(PATIENCE), aiohttp.ClientSession() as http:
            while not await is_ready(http, url):
                assert process.returncode is None, (folder / "log").read_text(encoding="utf-8")[-3000:]
                await asyncio.sleep(0.05)
        await telegram.until(lambda: bool(telegram.called("setMyCommands")), PATIENCE)
        yield Serving(url, database_url, keys, folder)
        assert process.returncode is None, (folder / "log").read_text(encoding="utf-8")[-3000:]
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        await process.wait()


async def is_ready(http: aiohttp.ClientSession, url: str) -> bool:
    with contextlib.suppress(aiohttp.ClientConnectionError):
        async with http.get(f"{url}/readyz") as answer:
            return answer.status == 200
    return False


async def registers(owner: Person, typed: Typed) -> str:
    """Register, with all mistakes that people make; returns the receipt's number."""
    for said in (
        "한강 봄 판매전 등록할게요",
        "동의",
        f"{typed.firm} {typed.resident_number} {typed.mistyped_phone} 대표 {typed.person}",
        typed.resident_number.replace("-", ""),
        typed.mistyped_number,
        typed.number,
        "서울 마포구",
        f"이메일은 {typed.email}",
        f"{typed.asked_with}로 우주여행 신청 마감이 언제인지 알려 주실 수 있나요?",
        f"전화번호는 {typed.phone}",
    ):
        shown = await owner.says(said)
    for value in (typed.firm, typed.person, typed.phone, typed.email, typed.number):
        assert value in shown.text
    return receipt_in(await owner.says("확인"))


def receipt_in(shown: Shown) -> str:
    """The receipt's number that an answer names."""
    number = _RECEIPT.search(shown.text)
    assert number is not None, shown.text
    return number[0]


async def asks_and_looks(owner: Person, typed: Typed, receipt: str, http: aiohttp.ClientSession) -> None:
    """Ask what nobody understands, with personal data in it; look at everything, edit, and fetch the file."""
    await owner.says(f"저는 {typed.person}이고 {typed.asked_with} 또는 {typed.email}인데 우주여행 표는 얼마예요?")
    await owner.says(f"{typed.number} 이거 뭐예요")
    await owner.says("/my")
    await owner.says(f"/edit {receipt}")
    await owner.says(f"전화번호는 {typed.new_phone}")
    await owner.says("확인")
    assert "1건" in (await owner.says("/my")).text
    await owner.says("/mydata")
    offered = await owner.says("/mydata file")
    address = re.search(r"https?://\S+/files/[0-9A-Za-z_-]+", offered.text)
    assert address is not None, offered.text
    async with http.get(address[0]) as page:
        assert typed.person not in await page.text()
    async with http.post(address[0]) as file:
        content = await file.text()
    for value in (typed.person, typed.new_phone, typed.email, typed.number):
        assert value in content


async def looks_at(admin: Person, typed: Typed, receipt: str) -> None:
    """Look somebody up by all that is known of him, and at his registration in full, as admins do."""
    for known in (typed.phone, typed.new_phone, typed.number, typed.email, typed.person):
        await admin.says(f"/registrations {known}")
    await admin.says(f"/registration {receipt}")
    shown = await admin.says(f"/registration {receipt} 전체 {typed.person} {typed.phone} 전화 문의")
    assert typed.person in shown.text
    await admin.says(f"/registration {typed.person} {typed.phone}")
    await admin.says("/audit")
    await admin.says(f"/audit {typed.person}")
    await admin.says("/unanswered")


async def is_forgotten(owner: Person) -> None:
    """Have everything erased, as one does who is asked whether to."""
    await owner.says("/forget")
    await owner.says("/forget yes")


async def test_nothing_that_people_type_of_people_is_written_in_clear(database_url: str, tmp_path: Path) -> None:
    url = database_url
    log_format = "text" if url.startswith("sqlite") else "json"
    async with FakeTelegram() as telegram, aiohttp.ClientSession() as http:
        async with serving(tmp_path, url, telegram, log_format) as service:
            people: Mapping[Typed, Person] = {
                KAKAO: OnKakao(http, service.url),
                TELEGRAM: OnTelegram(telegram, lambda: waiting(url)),
                WEB: OnTheWeb(http, service.url),
            }
            receipts = {typed: await registers(owner, typed) for typed, owner in people.items()}
            service.look("registered")
            for typed, owner in people.items():
                await asks_and_looks(owner, typed, receipts[typed], http)
            service.look("edited")
            # Somebody else tries to register the first one's firm, and gets stuck with a form of his own.
            somebody = OnTheWeb(http, service.url)
            for said in (
                "한강 봄 판매전 등록할게요",
                "동의",
                f"{KAKAO.firm} {KAKAO.number} 010-3333-4444 대표 선우다온",
            ):
                await somebody.says(said)
            await somebody.says("서울 마포구")
            assert KAKAO.new_phone not in (await somebody.says("확인")).text
            # The first two are one person.
            code = re.search(r"\b[0-9]{6}\b", (await people[KAKAO].says("/link")).text)
            assert code is not None
            await people[TELEGRAM].says(f"/link {code[0]}")
            await people[TELEGRAM].says(f"/link join {code[0]}")
            assert "2건" in (await people[TELEGRAM].says("/my")).text
            await people[WEB].says(f"/withdraw {receipts[WEB]}")
            await people[WEB].says(f"/withdraw {receipts[WEB]} yes")
            admin = OnKakao(http, service.url)
            admin.user = ADMIN
            await looks_at(admin, KAKAO, receipts[KAKAO])
            service.look("linked, withdrawn and looked at")
            kept = service.decrypted()
            for owner in (people[TELEGRAM], people[WEB], somebody):
                await is_forgotten(owner)
            service.look("forgotten")
            left = service.decrypted()
        service.look("ended")

    # It is all there, for whoever has the keys, and what nobody may keep is not.
    for typed in ALL:
        for value in (typed.person, typed.email, re.sub("-", "", typed.number)):
            assert value in kept or value in re.sub("-", "", kept), value
        assert found({"kept": kept.encode()}, [typed.resident_number]) == []
    assert found({"left": left.encode()}, (*SECRET, *FIRMS)) == []
    # What was not understood outlasts its askers, and leads to none of them.
    assert "우주여행" in left
    for when, written in service.looks.items():
        assert "log" in written, when
        assert url.startswith("postgresql") or "pallobot.db" in written, when
        assert found(written, SECRET) == [], when
        with_a_firm = {place for place, _ in found(written, FIRMS)}
        in_columns = {place for place in with_a_firm if place.startswith("column")}
        elsewhere = with_a_firm - in_columns
        assert in_columns == (set() if when in {"forgotten", "ended"} else {f"column {FIRM_COLUMN}"}), when
        # What is erased is overwritten; SQLite keeps the last changes beside the file until the service ends.
        assert elsewhere <= (set() if when == "ended" else {"pallobot.db", "pallobot.db-wal"}), when


@pytest.mark.parametrize("value", [KAKAO.phone, KAKAO.number, KAKAO.email, KAKAO.person, KAKAO.resident_number])
def test_the_search_finds_each_spelling(value: str) -> None:
    for how, spelt in spellings(value):
        assert found({"file": b"\x00\x01before" + spelt + b"after"}, [value]), how
    assert len(spellings(value)) > 20
    assert found({"file": b"nothing of anybody"}, [value]) == []


def test_the_search_finds_what_is_planted_in_a_column_a_file_and_the_log(database_url: str, tmp_path: Path) -> None:
    engine = create_engine(database_url, poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(
            text("INSERT INTO access (who, at, channel, action, what) VALUES ('web:1', :at, 'web', 'show', :what)"),
            {"at": 1 if engine.dialect.name == "sqlite" else "2020-09-25T00:00:00Z", "what": "seen 82 10 8437 2956"},
        )
    engine.dispose()
    (tmp_path / "log").write_text('{"where": "\\\\ub0a8\\\\uad81\\\\ud558\\\\ub2ac\\\\ubcc4"}', encoding="utf-8")

    assert {place for place, _ in found(cells(database_url), SECRET)} == {"access.what"}
    assert "log" in {place for place, _ in found(files(tmp_path), SECRET)}
