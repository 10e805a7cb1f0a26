"""주민등록번호: never asked for, never kept (Personal Information Protection Act of Korea, article 24-2)."""

import re
import unicodedata

# Birth date (year, month, day), then a digit for century and sex: 1 to 4 for Koreans, 5 to 8 for foreigners.
_NUMBER = re.compile(
    r"(?<![\d+])\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\s{0,2}[-‐‑‒–—―−~.]?\s{0,2}[1-8]\d{6}(?!\d)"
)

_NAMED = re.compile(
    r"(?:(?:제|저의)\s*)?(?:(?:주민(?:등록)?|외국인(?:등록)?)\s*번호)?(?:은|는|이|가)?\s*[:=]?\s*"
    + _NUMBER.pattern
    + r"(?:이고요?|이며|입니다|이에요|예요)?[,.]?"
)


def mentioned(text: str) -> bool:
    """Return whether ``text`` holds what looks like a 주민등록번호 or 외국인등록번호."""
    return _NUMBER.search(unicodedata.normalize("NFKC", text)) is not None


def without(text: str) -> str:
    """Return ``text`` (in its NFKC form) without every such number and what it is called."""
    return " ".join(_NAMED.sub(" ", unicodedata.normalize("NFKC", text)).split())


def masked(text: str) -> str:
    """Return ``text`` (in its NFKC form) with every such number replaced by asterisks."""
    return _NUMBER.sub("******-*******", unicodedata.normalize("NFKC", text))
