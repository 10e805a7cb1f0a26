"""Settings: from the environment or a file ``.env``, every name with the prefix ``PALLOBOT_``. README.md lists them."""

import re
from difflib import get_close_matches
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, DotEnvSettingsSource, EnvSettingsSource, NoDecode, SettingsConfigDict

from knowledge.base import PROGRAMS

EMBEDDED_URL = "sqlite:///var/pallobot.db"
PREFIX = "PALLOBOT_"
_ADDRESS = re.compile(r"telegram:[0-9]+|(?:kakao|web|terminal):\S+")
_ALLOWED = {
    "port": "write a whole number from 1 to 65535",
    "demo": "write true or false",
    "operator": "write a name of at most 100 characters, in one line",
    "operator_contact": "write a phone number, e-mail or postal address of at most 200 characters, in one line",
    "retention_days": "write a whole number of days from 30 to 3650",
}
"""What to write where the setting's type alone says too little."""
_RESERVED = frozenset({"kakao_rest_key", "kakao_api", "kakao_event", "quiet_hours"})
"""Settings of parts that are still to come: they may stand in a file already, and do nothing yet."""
_ALIKE = 0.7
"""From this likeness on (difflib's ratio), a name is a misspelt one; names that are like none belong to others."""


class BadSetting(Exception):
    """A setting can't be used; ``str()`` is a sentence that names it and says what to do."""


class Settings(BaseSettings):
    """All settings, checked."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_file=".env", extra="ignore", frozen=True)

    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=1, le=65535)
    database_url: str = EMBEDDED_URL
    knowledge: Path = PROGRAMS
    demo: bool = False
    public_url: str | None = None
    secret_keys: SecretStr | None = None
    telegram_token: SecretStr | None = None
    telegram_api: str = "https://api.telegram.org"
    telegram_mode: Literal["polling", "webhook"] = "polling"
    telegram_secret: SecretStr | None = None
    telegram_rate: float = Field(default=25.0, gt=0, le=1000)
    kakao_secret: SecretStr | None = None
    kakao_bot_id: str | None = None
    retention_days: int = Field(default=730, ge=30, le=3650)
    operator: str | None = Field(default=None, max_length=100)
    operator_contact: str | None = Field(default=None, max_length=200)
    admins: Annotated[tuple[str, ...], NoDecode] = ()
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: Literal["text", "json"] = "text"

    @field_validator("admins", mode="before")
    @classmethod
    def _separated(cls, written: object) -> object:
        if not isinstance(written, str):
            return written
        addresses = tuple(address.strip() for address in written.split(",") if address.strip())
        for address in addresses:
            if not _ADDRESS.fullmatch(address):
                raise ValueError(
                    f"{address!r} is no account: write telegram: and digits, kakao:… or web:…, separated by commas"
                )
        return addresses

    @field_validator("knowledge")
    @classmethod
    def _there(cls, folder: Path) -> Path:
        if not folder.is_dir():
            raise ValueError(f"there is no such folder of program files: {folder}")
        return folder

    @field_validator("public_url")
    @classmethod
    def _web_address(cls, address: str | None) -> str | None:
        if address is not None and not _is_web_address(address):
            raise ValueError(
                "write the whole address, beginning with https:// or http://, as in https://bot.example.kr"
            )
        return address

    @field_validator(
        "telegram_token", "telegram_secret", "kakao_secret", "secret_keys", "kakao_bot_id", "public_url", mode="before"
    )
    @classmethod
    def _empty_is_none(cls, written: object) -> object:
        return None if written == "" else written

    @field_validator("operator", "operator_contact", mode="before")
    @classmethod
    def _one_line(cls, written: object) -> object:
        if not isinstance(written, str):
            return written
        if not written.strip().isprintable():
            raise ValueError("write it in one line")
        return written.strip() or None

    @field_validator("telegram_secret")
    @classmethod
    def _telegram_takes_it(cls, secret: SecretStr | None) -> SecretStr | None:
        if secret is not None and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret.get_secret_value()):
            raise ValueError("Telegram takes 1 to 256 of A-Z a-z 0-9 _ and -")
        return secret

    @model_validator(mode="after")
    def _fit_together(self) -> Self:
        if self.demo and (self.telegram_token or self.kakao_secret):
            raise ValueError(
                "demo mode lets anybody take a role, so it does not start with a messenger's token: "
                "set PALLOBOT_DEMO=false"
            )
        if self.demo and not _is_loopback(self.host):
            raise ValueError(
                "demo mode lets anybody take a role, so it only listens on 127.0.0.1: "
                "set PALLOBOT_DEMO=false or PALLOBOT_HOST=127.0.0.1"
            )
        if self.telegram_token and self.telegram_mode == "webhook":
            if self.telegram_secret is None:
                raise ValueError("a webhook needs PALLOBOT_TELEGRAM_SECRET, or anybody could speak for anybody")
            if self.public_url is None:
                raise ValueError(
                    "a webhook needs PALLOBOT_PUBLIC_URL, the address under which Telegram reaches this service"
                )
        if self.database_url.startswith("postgres") and self.secret_keys is None:
            raise ValueError(
                "PostgreSQL needs PALLOBOT_SECRET_KEYS, the same for every process: `pallobot keys make` prints one"
            )
        return self


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _is_web_address(address: str) -> bool:
    try:
        parts = urlsplit(address)
        # Reading the port finds one that is no number.
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0 and " " not in address
    except ValueError:
        return False


def _refuse_misspelt() -> None:
    """Refuse a name that is almost a setting's: it would be left out without a word."""
    settings = sorted(Settings.model_fields)
    for source in (EnvSettingsSource(Settings), DotEnvSettingsSource(Settings)):
        for name in source.env_vars:
            written = name.upper().removeprefix(PREFIX)
            if not name.upper().startswith(PREFIX) or written.lower() in (*settings, *_RESERVED):
                continue
            if near := get_close_matches(written.lower(), settings, 1, _ALIKE):
                raise BadSetting(
                    f"{PREFIX}{written}: there is no such setting. Did you mean {PREFIX}{near[0].upper()}?"
                )


def read() -> Settings:
    """Read the settings.

    Raises:
        BadSetting: one is missing, misspelt or can't be used.
    """
    try:
        _refuse_misspelt()
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        if not first["loc"]:
            raise BadSetting(first["msg"].removeprefix("Value error, ")) from None
        setting = str(first["loc"][0])
        said = _ALLOWED.get(setting, first["msg"].removeprefix("Value error, "))
        raise BadSetting(f"{PREFIX}{setting.upper()}: {said}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise BadSetting(f"The file .env can't be read: {type(error).__name__}. Write it as UTF-8 text.") from None
