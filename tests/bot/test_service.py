"""The composed service over HTTP: which doors are open in which mode, and what it says of itself."""

import asyncio
from pathlib import Path

import pytest
from pydantic import SecretStr
from structlog.testing import capture_logs

from bot import service
from bot.settings import Settings
from handlers.wording import say
from storage.encryption import KeyRing
from storage.errors import NotMigrated, StorageError
from tests.conftest import PostgresServer
from tests.end_to_end.messengers import KAKAO_SECRET, OnTheWeb, skill_payload
from tests.end_to_end.running_service import free_port, running

ADMIN = "0123456789abcdef"


async def test_it_lives_is_ready_and_gives_its_figures_to_this_machine_only(sqlite_url: str) -> None:
    async with running(sqlite_url) as here:
        answers = {}
        for path in ("/healthz", "/readyz", "/metrics"):
            async with here.http.get(here.url + path) as answer:
                answers[path] = (answer.status, await answer.text())
        async with here.http.get(here.url + "/metrics", headers={"X-Forwarded-For": "203.0.113.7"}) as forwarded:
            pass

    assert [status for status, _ in answers.values()] == [200, 200, 200]
    assert '"programs": 33' in answers["/readyz"][1]
    assert "python_info" in answers["/metrics"][1]
    assert forwarded.status == 404


async def test_kakaotalk_is_off_without_its_secret_and_open_in_demo_mode(sqlite_url: str) -> None:
    statuses = []
    for demo in (False, True):
        async with (
            running(sqlite_url, kakao_secret=None, telegram_token=None, demo=demo) as here,
            here.http.post(f"{here.url}/kakao/skill", json=skill_payload("u", "안녕하세요")) as answer,
        ):
            statuses.append(answer.status)

    assert statuses == [404, 200]


async def test_there_is_no_telegram_without_its_token(sqlite_url: str) -> None:
    async with running(sqlite_url, telegram_token=None) as here:
        async with here.http.post(f"{here.url}/telegram/webhook", json={"update_id": 1}) as answer:
            pass
        assert here.telegram.calls == []

    assert answer.status == 404


async def test_polling_takes_updates_without_a_webhook(sqlite_url: str) -> None:
    async with running(sqlite_url, telegram_mode="polling", telegram_secret=None) as here:
        here.telegram.say(7, "쏠쏠마켓은 뭐예요?")
        (answer,) = await here.telegram.answers(7)
        async with here.http.post(f"{here.url}/telegram/webhook", json={"update_id": 1}) as webhook:
            pass

    assert answer.text.startswith("소상공인 쏠쏠마켓\n\n")
    assert webhook.status == 404


async def test_only_in_demo_mode_one_can_take_a_role(sqlite_url: str) -> None:
    async with running(sqlite_url, kakao_secret=None, telegram_token=None, demo=True) as here:
        visitor = OnTheWeb(here.http, here.url)
        before = await visitor.says("/team")
        async with here.http.post(
            f"{here.url}/web/role", json={"role": "admin"}, headers={"Cookie": f"pallobot={visitor.cookie}"}
        ) as answer:
            assert answer.status == 200
        after = await visitor.says("/team")

    assert before.text == say("ko", "smalltalk.unknown_command")
    assert "관리자" in after.text


async def test_an_admin_of_the_settings_is_one(sqlite_url: str) -> None:
    async with running(sqlite_url, admins=(f"kakao:{ADMIN}",)) as here:
        answers = []
        for user in (ADMIN, "somebody-else"):
            async with here.http.post(
                f"{here.url}/kakao/skill",
                json=skill_payload(user, "/team"),
                headers={"X-Pallobot-Secret": KAKAO_SECRET},
            ) as answer:
                answers.append(str(await answer.json()))

    assert f"kakao:{ADMIN}" in answers[0]
    assert say("ko", "smalltalk.unknown_command") in answers[1]


async def test_a_start_writes_one_line_and_no_secret(sqlite_url: str) -> None:
    with capture_logs() as logs:
        async with running(sqlite_url, telegram_token=None) as here:
            secrets = [here.settings.kakao_secret, here.settings.secret_keys]

    assert [line["event"] for line in logs] == ["service.started"]
    assert all(secret and secret.get_secret_value() not in str(logs) for secret in secrets)


@pytest.mark.parametrize("missing", ["operator", "operator_contact"])
async def test_a_start_without_who_answers_for_the_data_warns_once(sqlite_url: str, missing: str) -> None:
    with capture_logs() as logs:
        async with running(sqlite_url, telegram_token=None, **{missing: None}):
            pass

    assert [(line["event"], line["log_level"]) for line in logs] == [
        ("service.started", "info"),
        ("operator.not_named", "warning"),
    ]


async def test_a_demo_may_go_without(sqlite_url: str) -> None:
    demo = {"demo": True, "operator": None, "kakao_secret": None, "telegram_token": None}
    with capture_logs() as logs:
        async with running(sqlite_url, **demo):
            pass

    assert [line["event"] for line in logs] == ["service.started"]


async def test_a_start_on_a_server_database_without_tables_says_how_to_make_them(
    postgres_server: PostgresServer,
) -> None:
    address = postgres_server.url.render_as_string(hide_password=False)
    empty = Settings(database_url=address, secret_keys=SecretStr(KeyRing.made().written()))

    with pytest.raises(NotMigrated, match="pallobot db upgrade"):
        async with service.opened(empty):
            pass


async def test_the_embedded_database_makes_its_folder_tables_and_keys(tmp_path: Path) -> None:
    settings = Settings(database_url=f"sqlite:///{tmp_path}/new/pallobot.db")
    for _ in range(2):
        async with service.opened(settings) as database:
            assert await database.migrated()

    assert (tmp_path / "new" / service.KEY_FILE).exists()


async def test_keys_that_can_not_be_read_are_not_made_anew(tmp_path: Path) -> None:
    (tmp_path / service.KEY_FILE).write_text("no keys", encoding="ascii")

    with pytest.raises(StorageError, match=service.KEY_FILE):
        service.key_ring(Settings(database_url=f"sqlite:///{tmp_path}/pallobot.db"))

    assert (tmp_path / service.KEY_FILE).read_text(encoding="ascii") == "no keys"


async def test_when_the_service_ends_its_database_can_be_opened_at_once(sqlite_url: str) -> None:
    keys = KeyRing.made().written()
    for _ in range(2):
        async with running(sqlite_url, secret_keys=keys) as here:
            await here.person("kakao").says("안녕하세요")


async def test_a_job_that_fails_ends_the_service(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(*_: object) -> None:
        raise RuntimeError("out of order")

    monkeypatch.setattr("bot.openings.keep_telling", broken)
    settings = Settings(port=free_port(), database_url=sqlite_url, secret_keys=SecretStr(KeyRing.made().written()))

    with pytest.raises(RuntimeError, match="out of order"):
        await asyncio.wait_for(service.serve(settings), 20)
