"""Normal forms: two ways to write one number, address or name become the same text before they are indexed."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Final

KOREA: Final = "82"


def phone(text: str) -> str:
    """Return the digits of a phone number, a Korean one in national form: ``+82 10-1234-5678`` is ``01012345678``."""
    digits = re.sub(r"\D", "", unicodedata.normalize("NFKC", text))
    if digits.startswith(KOREA):
        return "0" + digits.removeprefix(KOREA).removeprefix("0")
    return digits


def email(text: str) -> str:
    """Return an e-mail address without regard to case."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


def business_number(text: str) -> str:
    """Return the digits of a 사업자등록번호."""
    return re.sub(r"\D", "", unicodedata.normalize("NFKC", text))


def contact_person(text: str) -> str:
    """Return a name without spaces and without regard to case: 김 철수 is 김철수."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).casefold()


NORMAL_FORMS: Final[Mapping[str, Callable[[str], str]]] = {
    "business_number": business_number,
    "phone": phone,
    "email": email,
    "contact_person": contact_person,
}
