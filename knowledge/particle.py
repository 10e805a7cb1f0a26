"""The particles of Korean, and texts that leave a place for them.

A text may name values in braces; after a colon stands the particle pair that has to agree with the value:
``{program:은는}`` says "쏠쏠마켓은" and "브랜드K는".
"""

import string
from typing import Any

_PAIRS = {
    "은는": ("은", "는"),
    "을를": ("을", "를"),
    "이가": ("이", "가"),
    "과와": ("과", "와"),
    "으로": ("으로", "로"),
    "이": ("이", ""),
    "이었": ("이었", "였"),
}
_HANGUL_FIRST, _HANGUL_LAST = ord("가"), ord("힣")
_RIEUL = 8
# How a digit or letter is read aloud decides: 0 영, 1 일, 3 삼, 6 육, 7 칠, 8 팔; L 엘, M 엠, N 엔, R 알.
_FINAL_OF_OTHERS = {
    "0": 21,
    "1": _RIEUL,
    "3": 16,
    "6": 1,
    "7": _RIEUL,
    "8": _RIEUL,
    "l": _RIEUL,
    "m": 16,
    "n": 4,
    "r": _RIEUL,
}


def _final(word: str) -> int:
    """Number of the final consonant with which ``word`` is read; 0 is none."""
    for character in reversed(word):
        if _HANGUL_FIRST <= ord(character) <= _HANGUL_LAST:
            return (ord(character) - _HANGUL_FIRST) % 28
        if character.isalnum():
            return _FINAL_OF_OTHERS.get(character.lower(), 0)
    return 0


def with_particle(word: str, pair: str) -> str:
    """Return ``word`` with the particle of ``pair`` that agrees with it.

    Args:
        word: any word; what it ends in is read aloud ("EC21" ends in 일).
        pair: 은는, 을를, 이가, 과와, 으로, 이 (as in 이에요: none after a vowel) or 이었.

    Raises:
        KeyError: there is no such pair.
    """
    after_consonant, after_vowel = _PAIRS[pair]
    final = _final(word)
    bare = final == 0 or (pair == "으로" and final == _RIEUL)
    return word + (after_vowel if bare else after_consonant)


class _Formatter(string.Formatter):
    def format_field(self, value: Any, format_spec: str) -> str:
        if format_spec in _PAIRS:
            return with_particle(str(value), format_spec)
        return str(super().format_field(value, format_spec))


_FORMATTER = _Formatter()


def filled(text: str, /, **values: object) -> str:
    """Return ``text`` with ``values`` put in, and the particles that agree with them.

    Raises:
        KeyError: the text names a value that was not given.
    """
    return _FORMATTER.vformat(text, (), values)
