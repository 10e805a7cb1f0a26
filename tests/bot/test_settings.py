"""Settings: what is taken, and that each one that is not is refused by its name, without its value."""

import os
from pathlib import Path

import pytest

from bot.settings import BadSetting, read

TOKEN = "4242:secret-token"


@pytest.fixture(autouse=True)
def _alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty folder and no settings but those of the test."""
    monkeypatch.chdir(tmp_path)
    for name in list(os.environ):
        if name.startswith("PALLOBOT_"):
            monkeypatch.delenv(name)


def given(monkeypatch: pytest.MonkeyPatch, **settings: str) -> None:
    for name, value in settings.items():
        monkeypatch.setenv(f"PALLOBOT_{name}", value)


def test_without_any_setting_it_listens_on_this_machine_only_and_is_no_demo() -> None:
    settings = read()

    assert (settings.host, settings.port, settings.demo) == ("127.0.0.1", 8080, False)
    assert settings.database_url == "sqlite:///var/pallobot.db"
    assert (settings.telegram_token, settings.kakao_secret) == (None, None)


def test_settings_come_from_a_file_too_and_the_environment_comes_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text("PALLOBOT_PORT=8090\nPALLOBOT_HOST=127.0.0.2\nOTHER=1\n", encoding="utf-8")
    given(monkeypatch, PORT="8091")

    settings = read()

    assert (settings.host, settings.port) == ("127.0.0.2", 8091)


def test_an_empty_token_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, TELEGRAM_TOKEN="", KAKAO_SECRET="", DEMO="true")

    assert read().telegram_token is None


def test_admins_are_separated_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, ADMINS=" telegram:123, kakao:abc ,")

    assert read().admins == ("telegram:123", "kakao:abc")


def test_the_operator_is_nobody_or_a_name_and_how_to_reach_him(monkeypatch: pytest.MonkeyPatch) -> None:
    assert (read().operator, read().operator_contact) == (None, None)

    given(monkeypatch, OPERATOR=" 행복시 소상공인지원센터 ", OPERATOR_CONTACT="")

    assert (read().operator, read().operator_contact) == ("행복시 소상공인지원센터", None)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.8.8.8"])
def test_a_demo_listens_on_this_machine(monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    given(monkeypatch, DEMO="true", HOST=host)

    assert read().demo


WEBHOOK = {"TELEGRAM_TOKEN": TOKEN, "TELEGRAM_MODE": "webhook"}


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"PORT": "http"}, "PALLOBOT_PORT: write a whole number from 1 to 65535"),
        ({"PORT": "0"}, "PALLOBOT_PORT: write a whole number from 1 to 65535"),
        ({"PORT": "65536"}, "PALLOBOT_PORT"),
        ({"OPERATOR": "가" * 101}, "PALLOBOT_OPERATOR: write a name of at most 100 characters"),
        ({"OPERATOR_CONTACT": "02-120\n02-121"}, "PALLOBOT_OPERATOR_CONTACT: .*in one line"),
        ({"DEMO": "maybe"}, "PALLOBOT_DEMO: write true or false"),
        ({"TELEGRAM_MODE": "push"}, "PALLOBOT_TELEGRAM_MODE"),
        ({"TELEGRAM_RATE": "0"}, "PALLOBOT_TELEGRAM_RATE"),
        ({"TELEGRAM_SECRET": "not allowed!"}, "PALLOBOT_TELEGRAM_SECRET"),
        ({"ADMINS": "somebody"}, "PALLOBOT_ADMINS"),
        ({"ADMINS": "telegram:@pallo"}, "PALLOBOT_ADMINS: .*digits"),
        ({"PUBLIC_URL": "bot.example.kr"}, "PALLOBOT_PUBLIC_URL: .*https://"),
        ({"PUBLIC_URL": "ftp://bot.example.kr"}, "PALLOBOT_PUBLIC_URL"),
        ({"PUBLIC_URL": "https://"}, "PALLOBOT_PUBLIC_URL"),
        ({"PUBLIC_URL": "https://bot.example.kr:x"}, "PALLOBOT_PUBLIC_URL"),
        ({"PUBLIC_URL": "https://["}, "PALLOBOT_PUBLIC_URL"),
        ({"KNOWLEDGE": "/nowhere/at/all"}, "PALLOBOT_KNOWLEDGE: there is no such folder"),
        ({"PORT": ""}, "PALLOBOT_PORT: write a whole number from 1 to 65535"),
        ({"TELEGRM_TOKEN": TOKEN}, r"PALLOBOT_TELEGRM_TOKEN: .*PALLOBOT_TELEGRAM_TOKEN\?"),
        ({"LOG_LEVEL": "LOUD"}, "PALLOBOT_LOG_LEVEL"),
        ({"LOG_FORMAT": "xml"}, "PALLOBOT_LOG_FORMAT"),
        ({"DEMO": "true", "TELEGRAM_TOKEN": TOKEN}, "PALLOBOT_DEMO"),
        ({"DEMO": "true", "KAKAO_SECRET": TOKEN}, "PALLOBOT_DEMO"),
        ({"DEMO": "true", "HOST": "0.0.0.0"}, "PALLOBOT_HOST"),
        ({"DEMO": "true", "HOST": "bot.example.com"}, "PALLOBOT_HOST"),
        (WEBHOOK, "PALLOBOT_TELEGRAM_SECRET"),
        (WEBHOOK | {"TELEGRAM_SECRET": "s"}, "PALLOBOT_PUBLIC_URL"),
        ({"DATABASE_URL": "postgresql+psycopg://bot@127.0.0.1/bot"}, "PALLOBOT_SECRET_KEYS"),
        ({"DATABASE_URL": "postgres://bot@127.0.0.1/bot"}, "PALLOBOT_SECRET_KEYS"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, dict) else None,
)
def test_what_can_not_be_used_is_named_in_a_sentence_that_shows_no_secret(
    monkeypatch: pytest.MonkeyPatch, settings: dict[str, str], named: str
) -> None:
    given(monkeypatch, **settings)

    with pytest.raises(BadSetting, match=named) as refused:
        read()

    sentence = str(refused.value)
    assert "\n" not in sentence
    assert TOKEN not in sentence
    assert "not allowed!" not in sentence


def test_a_misspelt_name_in_the_settings_file_is_named_with_the_right_one(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("PALLOBOT_PROT=8090\n", encoding="utf-8")

    with pytest.raises(BadSetting, match=r"PALLOBOT_PROT: .*PALLOBOT_PORT\?"):
        read()


def test_a_name_that_is_like_no_setting_is_left_to_whoever_reads_it(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, SHARED="/somewhere")

    assert read().port == 8080


@pytest.mark.parametrize("address", ["https://bot.example.kr", "http://127.0.0.1:8080", "https://[::1]:8443/bot"])
def test_the_public_address_is_a_web_address(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    given(monkeypatch, PUBLIC_URL=address)

    assert read().public_url == address


def test_a_settings_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"\xff\xfe\x00PALLOBOT_PORT")

    with pytest.raises(BadSetting, match=r"\.env"):
        read()


def test_a_setting_that_is_still_to_come_may_stand_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, QUIET_HOURS="21:00-08:00", RETENTION_DAYS="365", KAKAO_API="https://bot-api.kakao.com")
    assert read().port == 8080
