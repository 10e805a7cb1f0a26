"""Finding programs by their names: as they are, misspelt, run together, in other scripts."""

import random
from collections.abc import Callable
from functools import cache

import pytest

from knowledge.base import load
from knowledge.search import Match, Search, key

KNOWN = load()
NAMES = [(program.id, name) for program in KNOWN.programs.values() for name in (program.name, *program.aliases)]
SEED = 20200923

# Letters that are near in sound or on the keyboard.
_NEAR = {
    "ㅐ": "ㅔ", "ㅔ": "ㅐ", "ㅖ": "ㅔ", "ㅗ": "ㅛㅜ", "ㅜ": "ㅠㅗㅡ", "ㅓ": "ㅏㅗ", "ㅏ": "ㅓㅑ", "ㅣ": "ㅟㅡ",
    "ㅡ": "ㅜㅣ", "ㅕ": "ㅓㅑ", "ㅘ": "ㅏㅗ", "ㅚ": "ㅙㅔ", "ㅟ": "ㅣㅢ", "ㅢ": "ㅣㅡ", "ㅝ": "ㅓㅘ", "ㅛ": "ㅗㅕ",
    "ㅠ": "ㅜㅡ", "ㅑ": "ㅏㅕ", "ㄱ": "ㅋㄲㄷ", "ㅋ": "ㄱㅌ", "ㄲ": "ㄱ", "ㄷ": "ㅌㅈㄸ", "ㅌ": "ㄷㅊ",
    "ㅂ": "ㅍㅃ", "ㅍ": "ㅂ", "ㅅ": "ㅆㅈ", "ㅆ": "ㅅ", "ㅈ": "ㅊㅉㄷ", "ㅊ": "ㅈㅌ", "ㄴ": "ㅁㄹㅇ", "ㅁ": "ㄴㅂ",
    "ㄹ": "ㄴㅇ", "ㅇ": "ㄴㅎㄹ", "ㅎ": "ㅇ",
}  # fmt: skip
_INITIALS, _VOWELS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ", "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
_PARTICLES = ["은", "는", "이", "가", "을", "에", "도", "에서", "이요", "요", "이라는 거", "에 대해"]
_QUESTIONS = [
    "",
    "",
    " 마감 언제예요?",
    " 신청하려면요",
    " 자격이 어떻게 돼요",
    " 뭐예요?",
    " 얼마나 줘요?",
    " 어디서 해요",
]


@cache
def index() -> Search:
    return Search(KNOWN.programs)


def best(text: str) -> list[str]:
    return [match.program for match in index().find(text)]


def misspelt(syllable: str, chance: random.Random) -> str:
    """``syllable`` with one of its letters for a near one."""
    number = ord(syllable) - ord("가")
    initial, vowel, final = number // 588, number % 588 // 28, number % 28
    near_vowel, near_initial = _NEAR.get(_VOWELS[vowel], ""), _NEAR.get(_INITIALS[initial], "")
    if near_vowel and (chance.random() < 0.6 or not near_initial):
        vowel = _VOWELS.index(chance.choice(near_vowel))
    elif near_initial:
        initial = _INITIALS.index(chance.choice(near_initial))
    return chr(ord("가") + initial * 588 + vowel * 28 + final)


def with_typos(name: str, chance: random.Random) -> str:
    """``name`` with one letter wrong in every five or so syllables, one at least."""
    places = [place for place, character in enumerate(name) if "가" <= character <= "힣"]
    wrong = set(chance.sample(places, max(1, len(places) // 5))) if places else set()
    return "".join(misspelt(letter, chance) if place in wrong else letter for place, letter in enumerate(name))


def run_together(name: str, _: random.Random) -> str:
    """``name`` without spaces; only Korean is written so, English words stay apart."""
    return name if name.isascii() else name.replace(" ", "")


def with_a_particle(name: str, chance: random.Random) -> str:
    return f"{name}{chance.choice(_PARTICLES)}{chance.choice(_QUESTIONS)}"


def all_at_once(name: str, chance: random.Random) -> str:
    written = with_typos(name, chance)
    return with_a_particle(chance.choice([written, run_together(written, chance)]), chance)


def as_it_is(name: str, _: random.Random) -> str:
    return name


@pytest.mark.parametrize(
    ("changed", "first", "among_three"),
    [
        (as_it_is, 0.99, 1.0),
        (run_together, 0.99, 1.0),
        (with_a_particle, 0.98, 1.0),
        (with_typos, 0.95, 0.99),
        (all_at_once, 0.93, 0.97),
    ],
)
def test_a_name_finds_its_program_however_it_is_written(
    changed: Callable[[str, random.Random], str], first: float, among_three: float
) -> None:
    chance = random.Random(SEED)
    asked = [(program, changed(name, chance)) for program, name in NAMES for _ in range(3)]

    found = [(program, text, best(text)[:3]) for program, text in asked]

    missed = [(program, text, programs) for program, text, programs in found if program not in programs]
    firsts = sum(programs[:1] == [program] for program, _, programs in found)
    assert len(found) > 500
    assert 1 - len(missed) / len(found) >= among_three, missed[:20]
    assert firsts / len(found) >= first, [entry for entry in found if entry[2][:1] != [entry[0]]][:20]


@pytest.mark.parametrize(
    ("text", "program"),
    [
        ("쏠쏠마케트 입점", "ssolssol-market"),
        ("coupang small merchants hall", "ssolssol-market"),
        ("on seoul market listing", "seoul-on-platform"),
        ("ON 서울 마켓 쿠폰", "seoul-on-coupon"),
        ("온서울마켓 할인쿠폰", "seoul-on-coupon"),
        ("boxing day sale", "boxing-day"),
        ("복싱데이", "boxing-day"),
        ("seoul made", "seoul-made"),
        ("서울매이드", "seoul-made"),
        ("seoul award", "seoul-award"),
        ("brand k", "brand-k"),
        ("브랜드 케이", "brand-k"),
        ("EC21", "seoul-green-overseas"),
        ("이씨이십일 입점", "seoul-green-overseas"),
        ("b2b 플랫폼", "seoul-green-overseas"),
        ("상암 디엠씨 규제", "dmc-rule"),
        ("블프 기획전", "seoul-on-specials"),
        ("블랙 프라이데이 기획전", "seoul-on-specials"),
        ("라방 기획전", "seoul-on-specials"),
        ("봉익 쥬얼리", "craft-bongik"),
        ("패턴 cad 공동개발", "craft-gwangjin"),
        ("public market for procurement", "public-market"),
        ("rent relief public arcade", "rent-relief"),
        ("low interest loan", "low-rate-loan"),
        ("good morning market", "gg-goodmorning-market"),
        ("yellow umbrella", "yellow-umbrella"),
        ("global 마케팅 수출 지원 센터", "global-export-center"),
        ("year-end special exhibition", "yearend-special"),
    ],
)
def test_loanwords_and_english_find_the_program(text: str, program: str) -> None:
    assert best(text)[0] == program


@pytest.mark.parametrize(
    ("text", "program"),
    [
        ("ㅆㅆㅁㅋ", "ssolssol-market"),
        ("ㄱㅁㄴㅈㅌ", "gg-goodmorning-market"),
        ("ㅂㅅㄷㅇ", "boxing-day"),
        ("ㄱㅅㅅㅈ 쇼핑몰", "strong-shop"),
        ("ㄴㄹㅇㅅ", "yellow-umbrella"),
        ("ㅅㅇㅇㅇㄷ", "seoul-award"),
        ("ㅅㅇㅁㅇㄷ 신청", "seoul-made"),
    ],
)
def test_initials_find_the_program(text: str, program: str) -> None:
    assert best(text)[0] == program


@pytest.mark.parametrize(
    ("text", "program"),
    [
        ("녹색제품 온라인 기획전 1차", "seoul-green-expo-1"),
        ("제1차 온라인 기획전", "seoul-green-expo-1"),
        ("녹색제품 온라인 기획전 2차", "seoul-green-expo-2"),
        ("제2차 온라인 기획전", "seoul-green-expo-2"),
        ("first round of the green product exhibition", "seoul-green-expo-1"),
        ("second round of the green product exhibition", "seoul-green-expo-2"),
        ("일차 온라인 기획전", "seoul-green-expo-1"),
    ],
)
def test_the_round_that_is_named_is_found(text: str, program: str) -> None:
    assert best(text)[0] == program


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("G마켓", "지마켓"),
        ("g market", "지마켓"),
        ("11st", "11번가"),
        ("amazon", "아마존"),
        ("중진공", "중소기업진흥공단"),
        ("SBA", "서울산업진흥원"),
        ("라방", "라이브커머스"),
        ("기획젼 언재", "기획젼언제"),
    ],
)
def test_several_ways_to_write_a_word_have_one_key(one: str, other: str) -> None:
    assert key(one) == key(other)


def test_an_english_word_within_another_is_left_alone() -> None:
    assert key("apple") == "apple"
    assert key("app") == key("앱")


@pytest.mark.parametrize("text", ["", " ", "?!", "ㅋㅋㅋㅋ", "🙂", "asdfgh", "123", "가" * 5000])
def test_what_names_nothing_finds_nothing_that_is_sure(text: str) -> None:
    assert KNOWN.understanding.find_programs(text) == []


def test_matches_come_best_first_and_say_where_the_name_stands() -> None:
    text = "서울메이드랑 박싱데이"

    matches = index().find(text)

    assert [match.score for match in matches] == sorted((match.score for match in matches), reverse=True)
    at = {match.program: match.at for match in matches}
    assert at["seoul-made"] < at["boxing-day"]
    assert all(isinstance(match, Match) and 0 <= match.named <= 1 for match in matches)


def test_the_same_question_finds_the_same_every_time() -> None:
    texts = [name for _, name in NAMES[:40]]

    assert [index().find(text) for text in texts] == [Search(KNOWN.programs).find(text) for text in texts]
