"""Finding programs by their names, as they are, misspelt or in other scripts; and what the index promises."""

import json
import random
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import hangul, intents, postings
from knowledge.base import load
from knowledge.program import Program
from knowledge.referent import SURE_ENOUGH
from knowledge.search import ELSEWHERE, Match, NotAnIndex, Search, key
from tests.knowledge.sample import program_of
from tests.knowledge.two_set_keyboard import NEXT_KEYS, typed

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


QUESTIONS = Path(__file__).parents[1] / "end_to_end"
_FINALS = ("", *"ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ")
_TENSE = dict(zip("ㄱㄷㅂㅅㅈㄲㄸㅃㅆㅉ", "ㄲㄸㅃㅆㅉㄱㄷㅂㅅㅈ", strict=True))
_ASPIRATED = dict(zip("ㄱㄷㅂㅈㅋㅌㅍㅊ", "ㅋㅌㅍㅊㄱㄷㅂㅈ", strict=True))
_ONE_SOUND = {"ㅐ": "ㅔ", "ㅔ": "ㅐ", "ㅖ": "ㅔ", "ㅒ": "ㅖ", "ㅚ": "ㅙ", "ㅙ": "ㅞ", "ㅞ": "ㅚ"}


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


def parts(syllable: str) -> tuple[str, str, str]:
    number = ord(syllable) - ord("가")
    return _INITIALS[number // 588], _VOWELS[number % 588 // 28], _FINALS[number % 28]


def syllable(initial: str, vowel: str, final: str) -> str:
    return chr(ord("가") + _INITIALS.index(initial) * 588 + _VOWELS.index(vowel) * 28 + _FINALS.index(final))


def one_changed(
    name: str,
    chance: random.Random,
    change: Callable[[tuple[str, str, str], random.Random], list[tuple[str, str, str]]],
) -> str:
    """``name`` with one of its syllables changed, if ``change`` knows how to change any; one of what it offers."""
    possible = [
        (at, new) for at, letter in enumerate(name) if "가" <= letter <= "힣" for new in change(parts(letter), chance)
    ]
    if not possible:
        return name
    at, new = chance.choice(possible)
    return name[:at] + syllable(*new) + name[at + 1 :]


def with_a_wrong_key(name: str, chance: random.Random) -> str:
    """``name`` with one letter for that of a key beside it."""

    def slips(whole: tuple[str, str, str], _: random.Random) -> list[tuple[str, str, str]]:
        initial, vowel, final = whole
        return [
            *((near, vowel, final) for near in NEXT_KEYS.get(initial, "") if near in _INITIALS),
            *((initial, near, final) for near in NEXT_KEYS.get(vowel, "") if near in _VOWELS),
            *((initial, vowel, near) for near in NEXT_KEYS.get(final, "") if near in _FINALS),
        ]

    return one_changed(name, chance, slips)


def without_a_final(name: str, chance: random.Random) -> str:
    return one_changed(name, chance, lambda whole, _: [(*whole[:2], "")] if whole[2] else [])


def with_a_final_more(name: str, chance: random.Random) -> str:
    return one_changed(name, chance, lambda whole, _: [] if whole[2] else [(*whole[:2], final) for final in "ㄴㄹㅅㅇ"])


def with_a_tense_initial(name: str, chance: random.Random) -> str:
    return one_changed(name, chance, lambda whole, _: [(_TENSE[whole[0]], *whole[1:])] if whole[0] in _TENSE else [])


def with_an_aspirated_initial(name: str, chance: random.Random) -> str:
    return one_changed(
        name, chance, lambda whole, _: [(_ASPIRATED[whole[0]], *whole[1:])] if whole[0] in _ASPIRATED else []
    )


def with_two_wrong_sounds(name: str, chance: random.Random) -> str:
    return with_an_aspirated_initial(with_a_tense_initial(name, chance), chance)


def with_a_vowel_of_the_same_sound(name: str, chance: random.Random) -> str:
    return one_changed(
        name, chance, lambda whole, _: [(whole[0], _ONE_SOUND[whole[1]], whole[2])] if whole[1] in _ONE_SOUND else []
    )


def with_syllables_swapped(name: str, chance: random.Random) -> str:
    pairs = [match.start() for match in re.finditer("[가-힣](?=[가-힣])", name)]
    if not pairs:
        return name
    at = chance.choice(pairs)
    return name[:at] + name[at + 1] + name[at] + name[at + 2 :]


def without_a_syllable(name: str, chance: random.Random) -> str:
    places = [at for at, letter in enumerate(name) if "가" <= letter <= "힣"]
    at = chance.choice(places) if len(places) > 3 else len(name)
    return name[:at] + name[at + 1 :]


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
        (with_a_wrong_key, 0.98, 0.995),
        (without_a_final, 0.99, 1.0),
        (with_a_final_more, 0.99, 1.0),
        (with_a_tense_initial, 0.995, 1.0),
        (with_an_aspirated_initial, 0.99, 1.0),
        (with_two_wrong_sounds, 0.99, 1.0),
        (with_a_vowel_of_the_same_sound, 0.99, 1.0),
        (with_syllables_swapped, 0.96, 0.99),
        (without_a_syllable, 0.96, 0.99),
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


KOREAN_NAMES = [(program, name) for program, name in NAMES if re.fullmatch(r"[가-힣0-9 ·,%()]+", name)]


@pytest.mark.parametrize("shift", [True, False])
def test_a_name_typed_with_the_keyboard_left_in_english_finds_its_program(shift: bool) -> None:
    asked = [
        (program, name, keys if shift else keys.lower())
        for program, name in KOREAN_NAMES
        if sum(map(str.isalpha, keys := typed(name))) >= 4
    ]

    read = [(program, name, hangul.from_english_keys(keys)) for program, name, keys in asked]

    assert len(read) > 150
    assert [name for _, name, korean in read if korean is None] == []
    missed = [(name, korean) for program, name, korean in read if korean and best(korean)[:1] != [program]]
    assert len(missed) <= len(read) * 0.01, missed


def test_the_initials_of_a_name_find_its_program() -> None:
    """Several programs may have names with the same initials: then it is among them."""
    asked = [(program, hangul.initials(name)) for program, name in KOREAN_NAMES if len(hangul.initials(name)) >= 4]

    found = [(program, initials, best(f"{initials} 언제까지예요?")) for program, initials in asked]

    assert len(found) > 150
    assert [(program, initials, ids[:5]) for program, initials, ids in found if program not in ids[:5]] == []
    firsts = sum(ids[0] == program for program, _, ids in found)
    assert firsts >= len(found) * 0.95


def test_the_first_or_last_words_of_a_long_name_find_its_program() -> None:
    asked = []
    for program, name in KOREAN_NAMES:
        words = name.split()
        if len(words) > 2:
            asked += [(program, " ".join(words[:-1])), (program, " ".join(words[1:]))]

    found = [(program, part, best(part)[:3]) for program, part in asked]

    assert len(found) > 60
    missed = [(program, part, ids) for program, part, ids in found if program not in ids]
    assert len(missed) <= len(found) * 0.1, missed


@pytest.mark.parametrize(
    ("text", "program"),
    [
        ("ㅆㅆ마켓 입점하려면", "ssolssol-market"),
        ("쏠쏠ㅁㅋ 마감이요", "ssolssol-market"),
        ("ㅅㅅㅁㅋ", "ssolssol-market"),
        ("박싱ㄷㅇ", "boxing-day"),
        ("ㅂㅅ데이", "boxing-day"),
        ("노란ㅇㅅ 신청", "yellow-umbrella"),
        ("ㄴㄹ우산", "yellow-umbrella"),
        ("굿모닝ㅈㅌ", "gg-goodmorning-market"),
    ],
)
def test_a_name_may_be_partly_initials(text: str, program: str) -> None:
    assert best(text)[0] == program


@pytest.mark.parametrize(
    "text",
    ["ㅋㅋㅋ", "ㅇㅇㅇ", "네 ㅇㅇㅇ", "ㅎㅎㅎㅎ", "감사합니다ㅎㅎ", "넵ㅋㅋ", "ㅠㅠㅠ", "ㄱㄱ", "ㄷㄷㄷ", "ㅇㅋ"],
)
def test_letters_of_laughing_and_nodding_name_nothing(text: str) -> None:
    assert [match for match in index().find(text) if match.score >= SURE_ENOUGH] == []


@pytest.mark.parametrize(
    ("text", "program"),
    [
        ("일레븐스트리트 소상공인관", "ssolssol-market"),
        ("ㄷㅊ21 입점", "seoul-green-overseas"),
        ("이시21 입점 지원", "seoul-green-overseas"),
        ("비투비 플랫폼", "seoul-green-overseas"),
        ("솔솔마켓", "ssolssol-market"),
        ("쏠쏠마캣", "ssolssol-market"),
        ("서울 어워드상", "seoul-award"),
        ("서울메이드", "seoul-made"),
        ("글로벌 수출지원센터", "global-export-center"),
        ("티커머스 기획전", "seoul-on-specials"),
        ("블랙 프라이데이 행사", "seoul-on-specials"),
        ("K브랜드", "brand-k"),
        ("브랜드 K", "brand-k"),
        ("온서울 쿠폰", "seoul-on-coupon"),
        ("ON 서울 쿠폰", "seoul-on-coupon"),
        ("디엠씨 규제", "dmc-rule"),
        ("봉익 쥬얼리센터", "craft-bongik"),
    ],
)
def test_a_loanword_in_any_script_finds_the_program(text: str, program: str) -> None:
    assert best(text)[0] == program


def sayings() -> list[str]:
    """All that is said in the questions."""
    files = sorted(QUESTIONS.glob("questions*.jsonl"))
    return [
        said for file in files for line in file.read_text("utf-8").splitlines() for said in json.loads(line)["turns"]
    ]


def test_names_are_struck_out_as_by_one_pattern_of_all_names() -> None:
    """A pattern of all names does not scale; only names of what was found are looked for, and that has to be enough."""
    names = {
        form
        for _, name in NAMES
        for form in (key(name), hangul.folded(hangul.spaceless(hangul.plain(name))))
        if len(form) >= 4
    }
    pattern = re.compile("|".join(map(re.escape, sorted(names, key=len, reverse=True))))
    said = sayings()

    for text in said:
        expected = pattern.sub(lambda match: "¤" * len(match.group()), key(text))
        assert index().struck(key(text), index().find(text)) == expected
        assert index().struck(key(text), index().find(intents.without_excluded(text))) == expected

    assert len(said) > 200


@given(st.text(st.sampled_from("서울온라인기획전쏠마켓ㅆㅁㅋ 12차abc?%ON"), max_size=60) | st.text(max_size=60))
def test_whatever_is_written_is_searched_and_struck_within_bounds(text: str) -> None:
    matches = index().find(text)

    assert all(0 <= match.named <= 1 and 0 < match.score < 3 and match.at >= 0 for match in matches)
    assert len({match.program for match in matches}) == len(matches) <= 40
    assert len(index().struck(key(text), matches)) == len(key(text))


def test_an_index_that_was_cached_finds_the_same() -> None:
    cached = Search.from_bytes(index().to_bytes(version="abc"), version="abc")

    for text in sayings()[:200]:
        matches = cached.find(text)
        assert matches == index().find(text)
        assert cached.struck(key(text), matches) == index().struck(key(text), matches)


@pytest.mark.parametrize(
    "damaged",
    [
        lambda packed: packed[:0],
        lambda packed: b"something else" + packed,
        lambda packed: packed[:-1],
        lambda packed: packed[:40],
        lambda packed: packed + b"\0",
        lambda packed: packed[:5000] + bytes([packed[5000] ^ 1]) + packed[5001:],
    ],
)
def test_an_index_that_is_damaged_is_refused(damaged: Callable[[bytes], bytes]) -> None:
    with pytest.raises(NotAnIndex):
        Search.from_bytes(damaged(index().to_bytes()))


def test_an_index_of_another_version_is_refused() -> None:
    with pytest.raises(NotAnIndex, match="version"):
        Search.from_bytes(index().to_bytes(version="one"), version="another")


def test_an_index_that_is_refused_is_a_bad_value() -> None:
    assert issubclass(NotAnIndex, ValueError)


def test_rows_and_the_table_for_few_programs_find_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postings, "_LARGEST_TABLE", 0)
    by_rows = Search(KNOWN.programs)

    for text in sayings()[:200]:
        one = {match.program: match for match in by_rows.find(text)}
        for match in index().find(text):
            assert one[match.program].score == pytest.approx(match.score, abs=1e-4)
            assert one[match.program].named == pytest.approx(match.named, abs=1e-4)


def named(program_id: str, name: str, *aliases: str, hints: tuple[str, ...] = ()) -> Program:
    return program_of().model_copy(
        update={"id": program_id, "name": name, "aliases": aliases, "hints": hints, "english": ""}
    )


def search_of(*programs: Program, home: str | None = None) -> Search:
    return Search({program.id: program for program in programs}, home=home)


def test_without_programs_nothing_is_found() -> None:
    assert search_of().find("온라인 기획전") == []


def test_a_name_without_letters_and_a_hint_of_one_letter_do_no_harm() -> None:
    search = search_of(named("a", "!!", hints=("옷", "?")), named("b", "봉제 지원"))

    assert [(match.program, match.hinted) for match in search.find("옷 만들어요")] == [("a", True)]


TWINS = (named("busan", "부산 온라인 기획전", "온라인 기획전"), named("seoul", "서울 온라인 기획전", "온라인 기획전"))


def test_of_equals_the_one_in_the_home_region_comes_first() -> None:
    texts = ["온라인 기획전 언제예요?", "온라인기획전", "온라인 기획전 신청"]

    for text in texts:
        at_home = {match.program: match.score for match in search_of(*TWINS, home="서울").find(text)}
        abroad = {match.program: match.score for match in search_of(*TWINS, home="부산").find(text)}
        assert list(at_home) == ["seoul", "busan"]
        assert list(abroad) == ["busan", "seoul"]
        assert at_home["busan"] / at_home["seoul"] == pytest.approx(ELSEWHERE, abs=0.05)


def test_a_place_in_the_text_counts_more_than_the_home_region() -> None:
    search = search_of(*TWINS, home="서울")

    assert search.find("부산 온라인 기획전")[0].program == "busan"
    assert search.find("해운대구에서 장사하는데 부산 온라인 기획전 되나요")[0].program == "busan"
    assert search.find("서울 온라인 기획전")[0].program == "seoul"


def test_without_a_home_region_all_are_equal() -> None:
    scores = {match.program: match.score for match in search_of(*TWINS).find("온라인 기획전")}

    assert scores["busan"] == pytest.approx(scores["seoul"])


def test_a_hint_points_to_the_program_at_home_alone() -> None:
    programs = [named("seoul", "서울 상점 지원", hints=("쿠팡",)), named("busan", "부산 상점 지원", hints=("쿠팡",))]

    assert search_of(*programs, home="서울").find("쿠팡에 팔고 싶어요")[0].program == "seoul"
    assert {match.hinted for match in search_of(*programs).find("쿠팡에 팔고 싶어요")} == {True}


@pytest.mark.parametrize("home", ["서울 강남구", "Seoul", ""])
def test_a_home_region_has_to_be_a_province(home: str) -> None:
    with pytest.raises(ValueError, match="시도"):
        search_of(*TWINS, home=home)


def test_the_home_region_comes_back_with_a_cached_index() -> None:
    cached = Search.from_bytes(search_of(*TWINS, home="부산").to_bytes())

    assert [match.program for match in cached.find("온라인 기획전")] == ["busan", "seoul"]


def test_the_home_region_does_not_change_what_written_out_names_find() -> None:
    at_home = Search(KNOWN.programs, home="서울")

    missed = [(program, name) for program, name in NAMES if at_home.find(name)[0].program != program]
    assert len(missed) <= len(NAMES) * 0.01, missed


def test_rows_are_bounded_and_still_find_what_is_at_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postings, "_LARGEST_TABLE", 0)
    monkeypatch.setattr(postings, "LONGEST_ROW", 8)
    monkeypatch.setattr(postings, "BUDGET", 256)
    cities = [
        "부산",
        "대구",
        "인천",
        "대전",
        "울산",
        "세종",
        "수원",
        "청주",
        "전주",
        "목포",
        "포항",
        "창원",
        "제주",
        "강릉",
    ]
    far = [
        named(f"far-{number}", f"{city} 온라인 기획전 {number}", "온라인 기획전") for number, city in enumerate(cities)
    ]

    search = search_of(*far, named("seoul", "서울 온라인 기획전", "온라인 기획전"), home="서울")

    assert search.find("온라인 기획전 언제까지예요?")[0].program == "seoul"
