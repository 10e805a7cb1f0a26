"""Numbers as owners write them: digits, Korean and English number words, "두세", "10여", "5~9"."""

import math
import re

from knowledge.fact import LARGEST, Interval

_ONES = {
    "하나": 1, "한": 1, "둘": 2, "두": 2, "셋": 3, "세": 3, "석": 3, "넷": 4, "네": 4, "넉": 4, "다섯": 5, "여섯": 6,
    "일곱": 7, "여덟": 8, "여덜": 8, "아홉": 9,
}  # fmt: skip
_TENS = {
    "열": 10, "스물": 20, "스무": 20, "서른": 30, "마흔": 40, "쉰": 50, "예순": 60, "일흔": 70, "여든": 80, "아흔": 90,
}  # fmt: skip
_VAGUE = {
    "한둘": (1, 2), "한두": (1, 2), "두셋": (2, 3), "두세": (2, 3), "두서너": (2, 4), "서너": (3, 4), "너댓": (4, 5),
    "네댓": (4, 5), "너덧": (4, 5), "네다섯": (4, 5), "대여섯": (5, 6), "대엿": (5, 6), "예닐곱": (6, 7),
    "일고여덟": (7, 8), "일곱여덟": (7, 8), "여덟아홉": (8, 9), "여남은": (10, 14), "열두세": (12, 13),
    "열두어": (12, 13), "열서너": (13, 14), "열댓": (13, 17), "스물댓": (23, 27),
}  # fmt: skip
_DIGITS = {"일": 1, "이": 2, "삼": 3, "사": 4, "오": 5, "육": 6, "칠": 7, "팔": 8, "구": 9}
_UNITS = {"십": 10, "백": 100, "천": 1000}
_ENGLISH = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
    "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70,
    "eighty": 80, "ninety": 90, "hundred": 100, "a hundred": 100, "a dozen": 12, "dozen": 12, "two dozen": 24,
    "a couple of": 2, "a couple": 2,
}  # fmt: skip


def _either(words: dict[str, object]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


_SINO = "[일이삼사오육칠팔구]?[십백천](?:[일이삼사오육칠팔구]?[십백천])*[일이삼사오육칠팔구]?"
WORD = f"(?:{_either({**_VAGUE})}|(?:{_either({**_TENS})})(?:{_either({**_ONES})})?|{_either({**_ONES})}|{_SINO})"
"""Pattern of a number in Korean words."""
NUMBER = rf"(?:\d{{1,3}}[백천만]|\d{{1,6}}(?:\.\d)?|{WORD})"
"""Pattern of a number in digits or Korean words, without spaces."""
ENGLISH = rf"(?:\d{{1,6}}|{_either({**_ENGLISH})})"
"""Pattern of a number in digits or English words."""
ABOUT = 0.2
"""Who says "about ten" means eight to twelve: a fifth more or less, one at least."""


def value(said: str) -> Interval:
    """Return the number that ``said`` is: a match of ``NUMBER`` or ``ENGLISH``.

    Raises:
        ValueError: it is neither.
    """
    if said in _VAGUE:
        low, high = _VAGUE[said]
        return Interval(low, high)
    return _exactly(_ENGLISH[said] if said in _ENGLISH else _korean(said))


def _exactly(number: float) -> Interval:
    return Interval(float(number), float(number))


def _korean(said: str) -> float:
    if said[:1].isdigit():
        unit = {**_UNITS, "만": 10_000}.get(said[-1])
        return float(said) if unit is None else float(said[:-1]) * unit
    if said in _ONES:
        return _ONES[said]
    for tens, number in _TENS.items():
        rest = said.removeprefix(tens)
        if rest != said and (not rest or rest in _ONES):
            return number + _ONES.get(rest, 0)
    return _sino(said)


def _sino(said: str) -> float:
    if not said:
        raise ValueError(f"{said!r} is no number")
    total, digit = 0, 0
    for letter in said:
        if letter in _DIGITS:
            digit = _DIGITS[letter]
        elif letter in _UNITS:
            total += (digit or 1) * _UNITS[letter]
            digit = 0
        else:
            raise ValueError(f"{said!r} is no number")
    return total + digit


def about(number: Interval) -> Interval:
    """Return what may be meant by "about" a number; a number that is an interval already stays as it is."""
    if number.low != number.high:
        return number
    leeway = max(1.0, number.low * ABOUT)
    return Interval(float(max(0, math.floor(number.low - leeway))), float(math.ceil(number.low + leeway)))


def some_more(number: Interval) -> Interval:
    """Return what "10여 명" may be: ten to nineteen."""
    step = 1
    while number.low and number.low % (step * 10) == 0:
        step *= 10
    return Interval(number.low, number.low + max(step, 2) - 1)


def qualified(number: Interval, words: str) -> tuple[Interval, int]:
    """Return ``number`` as the words after it widen it, and how many letters of them do so.

    Args:
        number: what was said.
        words: the words right after it, without spaces: "이상", "안팎", "넘어요", or any others.
    """
    if found := _AT_LEAST.match(words):
        return Interval(number.low, LARGEST), found.end()
    if found := _MORE.match(words):
        return Interval(number.low + 1, LARGEST), found.end()
    if found := _AT_MOST.match(words):
        return Interval(0, number.high), found.end()
    if found := _LESS.match(words):
        return Interval(0, max(0, number.high - 1)), found.end()
    if found := _ABOUT.match(words):
        return about(number), found.end()
    return number, 0


_AT_LEAST = re.compile(r"이상|을?(?:조금|약간|훨씬)?넘|은(?:훨씬)?넘|도넘|보다많|도더|\+")
_MORE = re.compile(r"초과")
_AT_MOST = re.compile(r"이하|이내|까지")
_LESS = re.compile(r"미만|(?:도|이|가|은)?(?:채)?안(?:되|돼|됩|됐)|도못|보다적")
_ABOUT = re.compile(r"안팎|정도|쯤|가량|내외|남짓|언저리|전후|왔다갔다")
