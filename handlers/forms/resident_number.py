"""주민등록번호: never asked for, never kept (Personal Information Protection Act of Korea, article 24-2)."""

import re
import unicodedata

# Birth date (year, month, day), then a digit for century and sex: 1 to 4 for Koreans, 5 to 8 for foreigners.
# Between and within the halves stands whatever is no letter and no digit, and ㅡ, which is a dash on Korean keyboards.
_NUMBER = re.compile(
    r"(?<![\d+])(?:19|20)?\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[\W_ㅡᅳ]{0,3})[1-8](?:[\s\-]?\d){6}(?!\d)"
)

_NAMED = re.compile(
    r"(?:(?:제|저의)\s*)?(?:(?:주민(?:등록)?|외국인(?:등록)?)\s*번호)?(?:은|는|이|가)?\s*[:=]?\s*"
    + _NUMBER.pattern
    + r"(?:이고요?|이며|입니다|이에요|예요)?[,.]?"
)


def mentioned(text: str) -> bool:
    """Return whether ``text`` holds what looks like a 주민등록번호 or 외국인등록번호."""
    return _NUMBER.search(_plain(text)) is not None


def without(text: str) -> str:
    """Return ``text`` (in its NFKC form) without every such number and what it is called."""
    return " ".join(_NAMED.sub(" ", _plain(text)).split())


def masked(text: str) -> str:
    """Return ``text`` (in its NFKC form) with every such number replaced by asterisks."""
    return _NUMBER.sub("******-*******", _plain(text))


def _plain(text: str) -> str:
    """``text`` in its NFKC form, without characters that nobody sees."""
    return "".join(char for char in unicodedata.normalize("NFKC", text) if unicodedata.category(char) != "Cf")
