"""What for somebody of the team looks at personal data: asked before it is shown in full, and kept with the look.

Records of access to personal data are kept and looked through (개인정보의 안전성 확보조치 기준, article 8); without a
reason there would be nothing to look for in them.
"""

import re
from collections.abc import Mapping
from typing import Final, Literal

from handlers.own_data import named
from handlers.reply import Choice
from handlers.wording import say
from knowledge.anonymous import NAME, anonymous
from knowledge.words import Language
from storage.registrations import Registration

Purpose = Literal["contact", "eligibility", "correction", "complaint"]
PURPOSES: Final[tuple[Purpose, ...]] = ("contact", "eligibility", "correction", "complaint")
LONGEST: Final = 100
"""Characters of a purpose in somebody's own words."""
FEWEST_SYLLABLES: Final = 2
FEWEST_LETTERS: Final = 3
"""A purpose has so many syllables of Korean, or so many letters, at least: "ㅇㅇ" and "ok" say nothing."""
_IN_FULL: Final = frozenset({"full", "전체", "전체보기", "모두"})
_SAID: Final[Mapping[str, Purpose]] = {
    "contact": "contact", "연락": "contact",
    "eligibility": "eligibility", "자격확인": "eligibility", "자격": "eligibility",
    "correction": "correction", "정정요청": "correction", "정정": "correction",
    "complaint": "complaint", "민원": "complaint",
}  # fmt: skip
_SYLLABLE: Final = re.compile(r"[가-힣]")
_JAMO: Final = re.compile(r"[ㄱ-ㅣ]")
_PLACEHOLDER: Final = re.compile(r"\[[가-힣]+\]")


def asked_in_full(words: str) -> str | None:
    """Return the purpose in words that ask for all of a registration ("full contact", "전체 세금계산서 발행", "연락").

    Returns:
        Empty where no purpose was said; None where the words ask for something else.
    """
    verb, _, purpose = words.strip().partition(" ")
    if verb.casefold() in _IN_FULL:
        return purpose.strip()
    return words.strip() if _spaceless(words) in _SAID else None


def kept(purpose: str, of: Registration | None = None) -> str | None:
    """Return a purpose as it is kept: one of ``PURPOSES``, or its own words without personal data.

    Args:
        purpose: as it was said.
        of: a registration whose values do not belong into a purpose, None where it is about none.

    Returns:
        None where too little was said.
    """
    if (known := _SAID.get(_spaceless(purpose))) is not None:
        return known
    return in_own_words(purpose, of)


def in_own_words(said: str, of: Registration | None, *, longest: int = LONGEST) -> str | None:
    """Return what somebody of the team wrote, without personal data.

    Args:
        said: as it was written.
        of: a registration whose values do not belong into it, None where it is about none.
        longest: characters that are kept.

    Returns:
        None where too little was said.
    """
    person = r"\s*".join(map(re.escape, re.sub(r"\s", "", of.contact_person))) if of else ""
    words = anonymous(re.sub(person, NAME, said) if person else said)[:longest].strip()
    rest = _PLACEHOLDER.sub("", words)
    letters = [character for character in rest if character.isalpha() and not _JAMO.match(character)]
    enough = len(_SYLLABLE.findall(rest)) >= FEWEST_SYLLABLES or len(letters) >= FEWEST_LETTERS
    return words if enough else None


def shown(purpose: str, language: Language) -> str:
    """Return a purpose, as it was kept, in words."""
    return named(language, "privacy.purpose", purpose)


def choices(receipt: str, language: Language) -> tuple[Choice, ...]:
    """Return the buttons that show a registration in full, one a purpose."""
    return choices_after(f"/registration {receipt} full", language)


def choices_after(command: str, language: Language) -> tuple[Choice, ...]:
    """Return buttons that say a command with a purpose behind it, one a purpose."""
    return tuple(
        Choice(label=say(language, f"privacy.purpose.{purpose}"), command=f"{command} {purpose}")
        for purpose in PURPOSES
    )


def _spaceless(words: str) -> str:
    return re.sub(r"\s", "", words).casefold()
