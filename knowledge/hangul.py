"""Korean letters: what makes two spellings of one word comparable.

Owners write without spaces, mix up ㅐ and ㅔ, leave the keyboard in English, or type only initial consonants.
Everything that understanding compares goes through here first.
"""

import re
import unicodedata
from functools import lru_cache

_INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
_FINALS = ("", *"ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ")
_FIRST = ord("가")
_SYLLABLE = re.compile(r"[가-힣]")
_NO_SYLLABLES = re.compile(r"[^가-힣]+")
_KOREAN = re.compile(r"[가-힣ㄱ-ㅣ]")
_UNSAID = re.compile(r"[^\w%~+]+|_+")
_TYPED_LETTERS = re.compile(r"([ㄱ-ㅣ]+)")

# Vowels that sound alike today and are mixed up in writing; the folded form stands for all of them.
_FOLDED_VOWEL = {"ㅔ": "ㅐ", "ㅖ": "ㅐ", "ㅒ": "ㅐ", "ㅙ": "ㅚ", "ㅞ": "ㅚ"}
_FOLDED_FINAL = {"ㅆ": "ㅅ", "ㄲ": "ㄱ"}

# The two-set keyboard (KS X 5002): which letter a key types.
_KEYS = dict(
    zip(
        "rRseEfaqQtTdwWczxvgkoiOjpuPhynbml",
        "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎㅏㅐㅑㅒㅓㅔㅕㅖㅗㅛㅜㅠㅡㅣ",
        strict=True,
    )
)
_JOINED_VOWELS = {"ㅗㅏ": "ㅘ", "ㅗㅐ": "ㅙ", "ㅗㅣ": "ㅚ", "ㅜㅓ": "ㅝ", "ㅜㅔ": "ㅞ", "ㅜㅣ": "ㅟ", "ㅡㅣ": "ㅢ"}
_JOINED_FINALS = {
    "ㄱㅅ": "ㄳ", "ㄴㅈ": "ㄵ", "ㄴㅎ": "ㄶ", "ㄹㄱ": "ㄺ", "ㄹㅁ": "ㄻ", "ㄹㅂ": "ㄼ",
    "ㄹㅅ": "ㄽ", "ㄹㅌ": "ㄾ", "ㄹㅍ": "ㄿ", "ㄹㅎ": "ㅀ", "ㅂㅅ": "ㅄ",
}  # fmt: skip


_LAST = 32
"""One message is looked at from several sides, so that its plain form is wanted again at once."""


@lru_cache(maxsize=_LAST)
def plain(text: str) -> str:
    """Return ``text`` in one form: composed, lower case, controls and invisible characters gone, single spaces."""
    if unicodedata.is_normalized("NFKC", text) and text.isprintable():
        return " ".join(text.lower().split())
    # NFKC makes full-width letters narrow, but it would also turn typed single letters (ㅆㅆㅁㅋ) into others.
    text = "".join(
        part if "ㄱ" <= part[:1] <= "ㅣ" else unicodedata.normalize("NFKC", part) for part in _TYPED_LETTERS.split(text)
    )
    text = unicodedata.normalize("NFC", text).lower()
    if not text.isprintable():
        text = "".join(" " if c.isspace() else c for c in text if c.isspace() or unicodedata.category(c)[0] != "C")
    return " ".join(text.split())


def spaceless(text: str) -> str:
    """Return plain ``text`` without spaces and punctuation."""
    joined = text.replace(" ", "")
    return joined if joined.isalnum() else _UNSAID.sub("", joined)


def _parts(syllable: str) -> tuple[str, str, str]:
    number = ord(syllable) - _FIRST
    return _INITIALS[number // 588], _VOWELS[number % 588 // 28], _FINALS[number % 28]


def _syllable(initial: str, vowel: str, final: str = "") -> str:
    return chr(_FIRST + _INITIALS.index(initial) * 588 + _VOWELS.index(vowel) * 28 + _FINALS.index(final))


_FOLDED = {
    character: _syllable(initial, _FOLDED_VOWEL.get(vowel, vowel), _FOLDED_FINAL.get(final, final))
    for character in map(chr, range(_FIRST, _FIRST + 11172))
    for initial, vowel, final in [_parts(character)]
    if vowel in _FOLDED_VOWEL or final in _FOLDED_FINAL
}
_FOLD = str.maketrans(_FOLDED)
_ALIKE = str.maketrans("ㄲㅋㄸㅌㅃㅍㅆㅉㅊ", "ㄱㄱㄷㄷㅂㅂㅅㅈㅈ")
_INITIAL = str.maketrans({chr(code): _parts(chr(code))[0] for code in range(_FIRST, _FIRST + 11172)})
_JAMO = str.maketrans({chr(code): "".join(_parts(chr(code))) for code in range(_FIRST, _FIRST + 11172)})
_SOUNDS = _ALIKE | {code: letters.translate(_ALIKE) for code, letters in _JAMO.items()}


def folded(text: str) -> str:
    """Return ``text`` with letters that are mixed up made equal (ㅐ and ㅔ, ㅚ and ㅙ and ㅞ, final ㅅ and ㅆ)."""
    return text.translate(_FOLD)


def jamo(text: str) -> str:
    """Return ``text`` with each syllable spelled out in letters: "쏠" becomes "ㅆㅗㄹ"."""
    return text.translate(_JAMO)


def sounds(text: str) -> str:
    """Return ``text`` spelled out as ``jamo`` does, with one letter for consonants that sound alike (ㄱ, ㄲ and ㅋ).

    It is for comparing what may be misspelt or typed without the shift key: "쏠" and "솔" become "ㅅㅗㄹ".
    """
    return text.translate(_SOUNDS)


def initials(text: str) -> str:
    """Return the initial consonants of the syllables in ``text``, and nothing else."""
    return _NO_SYLLABLES.sub("", text).translate(_INITIAL)


def has_korean(text: str) -> bool:
    """Return whether ``text`` has a Korean syllable or letter."""
    return _KOREAN.search(text) is not None


def _compose(letters: str) -> str:
    """Join single letters into syllables as the keyboard does."""
    typed: list[str] = []
    initial = vowel = final = ""

    def close() -> None:
        nonlocal initial, vowel, final
        typed.append(_syllable(initial, vowel, final) if initial and vowel else initial + vowel + final)
        initial = vowel = final = ""

    for letter in letters:
        if letter in _VOWELS:
            if final:
                split = next(((a, b) for (a, b), joined in _PAIRED_FINALS if joined == final), ("", final))
                final, carried = split
                close()
                initial, vowel = carried, letter
            elif vowel and vowel + letter in _JOINED_VOWELS:
                vowel = _JOINED_VOWELS[vowel + letter]
            elif vowel:
                close()
                vowel = letter
            else:
                vowel = letter
        elif letter in _INITIALS or letter in _FINALS[1:]:
            if initial and vowel and not final and letter in _FINALS:
                final = letter
            elif final and final + letter in _JOINED_FINALS:
                final = _JOINED_FINALS[final + letter]
            else:
                if initial or vowel:
                    close()
                initial = letter
        else:
            if initial or vowel:
                close()
            typed.append(letter)
    if initial or vowel:
        close()
    return "".join(typed)


_PAIRED_FINALS = tuple(((pair[0], pair[1]), joined) for pair, joined in _JOINED_FINALS.items())
_WHOLE = 0.85
"""Share of whole syllables from which English letters are taken for Korean keys; English words leave loose letters."""
_FEWEST_KEYS = 4
_FEWEST_KEYS_BESIDE = 8
"""So many keys have to be typed beside a word that is no Korean: a short English word may look like Korean keys."""
_LATIN_NAME = re.compile(r"(?=\S*[A-Z])(?:[A-Z0-9]*\d[A-Z0-9]*|[A-Z]{2,})(?!\S)")


def _meant(text: str) -> str:
    known = "".join(key if key in _KEYS else key.lower() for key in text)
    return _compose("".join(_KEYS.get(key, key) for key in known))


def _whole_syllables(korean: str) -> bool:
    letters = [character for character in korean if character.isalpha()]
    return bool(letters) and len(_SYLLABLE.findall(korean)) / len(letters) >= _WHOLE


def from_english_keys(text: str) -> str | None:
    """Return the Korean that was meant where the keyboard was left in English ("akrka" is 마감), else None.

    Names in capitals or with digits (EC21, B2B, DMC) stay as they are beside enough other words.

    Args:
        text: as typed, with its capitals: they are the doubled consonants.
    """
    keys = sum(character.isascii() and character.isalpha() for character in text)
    if keys < _FEWEST_KEYS or has_korean(text):
        return None
    meant = _meant(text)
    if _whole_syllables(meant):
        return meant
    words = text.split()
    typed = [word for word in words if not _LATIN_NAME.fullmatch(word)]
    if len(typed) == len(words) or sum(map(len, typed)) < _FEWEST_KEYS_BESIDE:
        return None
    if not all(_whole_syllables(_meant(word)) for word in typed):
        return None
    return " ".join(_meant(word) if word in typed else word for word in words)
