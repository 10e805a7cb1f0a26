"""Names, phone numbers, e-mail addresses and districts: reading what was typed, showing it, and masking it."""

import re
import unicodedata

from handlers.forms.form import Unreadable
from knowledge import region
from knowledge.words import Language

COUNTRY = "KR"
LONGEST_NAME = 60
NUMBER_DIGITS = 7
PHONE_EXAMPLE = "010-1234-5678"
EMAIL_EXAMPLE = "name@example.com"
_PHONE_SEPARATORS = re.compile(r"[\s\-‐‑‒–—―−ㅡᅳ·.()/]+")
# 15xx, 16xx and 18xx numbers are nationwide ones without an area code: eight digits.
_NATIONWIDE = re.compile(r"1[568]\d{6}")
_WITHOUT_DISTRICTS = frozenset({"세종"})


def read_name(text: str) -> str:
    """Return the name of a firm or person with its spaces made single.

    Raises:
        Unreadable: it is empty, longer than 60 characters, has control characters, has no letter or digit, or is a mere
            number of seven digits or more: a phone or business number in the wrong place.
    """
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if any(unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Cn"} for character in name):
        raise Unreadable("forms.name.characters")
    if not any(character.isalnum() for character in name):
        raise Unreadable("forms.name.empty")
    if not any(map(str.isalpha, name)) and sum(map(str.isdigit, name)) >= NUMBER_DIGITS:
        raise Unreadable("forms.name.number")
    if len(name) > LONGEST_NAME:
        raise Unreadable("forms.name.long", count=len(name), longest=LONGEST_NAME)
    return name


def read_phone(text: str) -> str:
    """Return a phone number in E.164 form ("+821012345678").

    Args:
        text: the number as people write it, in Korea without a country code.

    Raises:
        Unreadable: it says which part is wrong: letters, how it begins, too short, too long, or no such number.
    """
    import phonenumbers

    number = _PHONE_SEPARATORS.sub("", unicodedata.normalize("NFKC", text))
    if not re.fullmatch(r"\+?[0-9]+", number):
        raise Unreadable("forms.phone.letters", example=PHONE_EXAMPLE)
    if number.startswith("82") and len(number) >= len("82212345678"):
        number = f"+{number}"
    # phonenumbers adds a missing 0 by itself: 10-digit business numbers would pass as phone numbers.
    if not (number.startswith(("+", "0")) or _NATIONWIDE.fullmatch(number)):
        raise Unreadable("forms.phone.start", example=PHONE_EXAMPLE)
    try:
        parsed = phonenumbers.parse(number, COUNTRY)
    except phonenumbers.NumberParseException:
        raise Unreadable("forms.phone.short", example=PHONE_EXAMPLE) from None
    if not phonenumbers.is_valid_number(parsed):
        digits = len(number.removeprefix("+82")) if number.startswith("+82") else len(number)
        too = "short" if digits < len("01012345678") else "long" if digits > len("01012345678") else "unknown"
        raise Unreadable(f"forms.phone.{too}", example=PHONE_EXAMPLE)
    return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))


def shown_phone(number: str, _language: Language) -> str:
    """Return a stored number as it is dialled in Korea ("010-1234-5678"), a foreign one with its country code."""
    import phonenumbers

    parsed = phonenumbers.parse(number)
    korean = parsed.country_code == phonenumbers.country_code_for_region(COUNTRY)
    form = phonenumbers.PhoneNumberFormat.NATIONAL if korean else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return str(phonenumbers.format_number(parsed, form))


def masked_phone(number: str) -> str:
    """Return a stored number with its middle hidden: 010-****-5678."""
    digits = shown_phone(number, "ko")
    head, dash, tail = digits.partition("-")
    hidden = re.sub(r"\d", "*", tail[:-4]) + tail[-4:]
    return f"{head}{dash}{hidden}" if dash else re.sub(r"\d", "*", digits[:-4]) + digits[-4:]


def read_email(text: str) -> str:
    """Return an e-mail address in its normal form; whether it can be reached is not looked up.

    Raises:
        Unreadable: it says which part is wrong: no @, the part before it, or the part after it.
    """
    from email_validator import EmailNotValidError, validate_email

    address = unicodedata.normalize("NFKC", text).strip().strip("<>")
    before, at, after = address.rpartition("@")
    if not at or "@" in before:
        raise Unreadable("forms.email.at", example=EMAIL_EXAMPLE)
    try:
        return str(validate_email(address, check_deliverability=False).normalized)
    except EmailNotValidError:
        pass
    try:
        validate_email(f"a@{after}", check_deliverability=False)
    except EmailNotValidError:
        raise Unreadable("forms.email.after", after=after[:LONGEST_NAME], example=EMAIL_EXAMPLE) from None
    raise Unreadable("forms.email.before", before=before[:LONGEST_NAME], example=EMAIL_EXAMPLE)


def masked_email(address: str) -> str:
    """Return an address with most of its first part hidden: a***@example.com."""
    before, at, after = address.partition("@")
    return f"{before[:1]}***{at}{after}"


def masked_person(name: str) -> str:
    """Return a person's name with all but its first character hidden: 김**."""
    return name[:1] + "*" * max(1, len(name) - 1)


def read_district(text: str) -> str:
    """Return the district that ``text`` names, with its province: "서울 금천구".

    Raises:
        Unreadable: it names no place, or only a province.
    """
    place = region.find(text)
    if place is None:
        raise Unreadable("forms.district.unknown")
    if " " not in place and place not in _WITHOUT_DISTRICTS:
        raise Unreadable("forms.district.province", province=place)
    return place
