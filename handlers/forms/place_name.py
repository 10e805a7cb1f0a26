"""Districts within a text that holds more: "행복상사 서울 금천구 가산동 12-3"."""

import re

from knowledge import hangul, region

_MOST_WORDS = 3
_DISTRICT = re.compile(r"[가-힣]+[시군구]$")
_BY_ITSELF = re.compile(r"세종(?:시|특별자치시)")
_THERE = re.compile(r"있는|있고|있어요|있습니다|위치한|위치하고|소재한|소재의|소재")
_PARTICLE = re.compile(r"(?:에서|에|이고요|이고|이며|입니다|이에요|예요|에요|요)?[.,!~]*$")
_HOUSE = re.compile(r"[가-힣A-Za-z0-9]+(?:빌딩|타워|상가|아파트|플라자|센터|밸리|오피스텔|빌라),?")
_FLOOR = re.compile(r"(?:지하\s?)?[0-9]+(?:호|층|동),?")
_STREET = re.compile(r"(?:[가-힣0-9·.-]+(?:로|길|동|가|읍|면|리|대로)|[0-9]+(?:-[0-9]+)?(?:번길|번지|호|층|동)?),?")


def district(text: str) -> tuple[str, str] | None:
    """Return the district that ``text`` names in words of their own, and the text without it and its street.

    A place without its district does not count, nor does one that is only a part of a word: 강남김밥 is a firm.
    """
    words = text.split()
    for count in range(min(_MOST_WORDS, len(words)), 0, -1):
        for start in range(len(words) - count + 1):
            named = words[start : start + count]
            if (said := _place(named)) is None:
                continue
            return said, " ".join(words[:start] + words[_end_of_street(words, start + count) :])
    return None


def _end_of_street(words: list[str], start: int) -> int:
    """Where in ``words`` the street, house and floor end that stand behind a district."""
    end = start
    while end < len(words):
        house = _HOUSE.fullmatch(words[end]) is not None
        # A word like a building's may be the firm, but not between a street and a floor.
        behind_house = house and (end > start or _FLOOR.fullmatch(" ".join(words[end + 1 : end + 2])) is not None)
        if not (_STREET.fullmatch(words[end]) or _THERE.fullmatch(words[end]) or behind_house):
            break
        end += 1
    return end


def _place(words: list[str]) -> str | None:
    """The place that is all that ``words`` say, as they say it; None where they say anything else."""
    bare = [*words[:-1], _PARTICLE.sub("", words[-1], count=1)]
    if not all(bare) or (len(bare) == 1 and not _DISTRICT.fullmatch(bare[0])):
        return None
    said = " ".join(bare)
    named = region.mentions(hangul.plain(said), asked=True)
    whole = len(hangul.spaceless(hangul.plain(said)))
    covers = len(named) == 1 and (named[0].start, named[0].end) == (0, whole)
    return said if covers and (" " in named[0].place or _BY_ITSELF.fullmatch(said)) else None
