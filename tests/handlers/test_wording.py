"""What the bot says: particles agree, both languages say everything, and the code asks for nothing else."""

import ast
import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.wording import catalog, names, say
from knowledge.particle import with_particle

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted(path for package in ("bot", "handlers") for path in (ROOT / package).rglob("*.py"))
PAGE = [path for path in (ROOT / "bot" / "channels" / "page").iterdir() if path.suffix in {".html", ".js"}]
KOREAN, ENGLISH = catalog("ko"), catalog("en")

SYLLABLES = st.characters(min_codepoint=ord("가"), max_codepoint=ord("힣"))
WORDS = st.text(alphabet=SYLLABLES, min_size=1, max_size=8)
PAIRS = {"은는": ("은", "는"), "을를": ("을", "를"), "이가": ("이", "가"), "과와": ("과", "와"), "이": ("이", "")}


def ends_in_a_consonant(word: str) -> bool:
    """Whether the last syllable has a final, by its Unicode decomposition."""
    return len(unicodedata.normalize("NFD", word[-1])) == 3


@given(WORDS, st.sampled_from(sorted(PAIRS)))
def test_a_particle_agrees_with_the_final_of_every_syllable(word: str, pair: str) -> None:
    after_consonant, after_vowel = PAIRS[pair]

    assert with_particle(word, pair) == word + (after_consonant if ends_in_a_consonant(word) else after_vowel)


@given(WORDS)
def test_euro_is_ro_after_a_vowel_and_after_rieul(word: str) -> None:
    rieul = unicodedata.normalize("NFD", word[-1])[2:] == "\u11af"

    assert with_particle(word, "으로") == word + ("로" if rieul or not ends_in_a_consonant(word) else "으로")


@given(WORDS, st.text(alphabet="()[]'\"‘’“” .", max_size=3), st.sampled_from(sorted(PAIRS)))
def test_marks_after_a_word_change_nothing(word: str, marks: str, pair: str) -> None:
    particle = with_particle(word, pair).removeprefix(word)

    assert with_particle(word + marks, pair) == word + marks + particle


@pytest.mark.parametrize(
    ("word", "read"),
    [
        ("0", "영은"), ("1", "일은"), ("2", "이는"), ("3", "삼은"), ("4", "사는"), ("5", "오는"), ("6", "육은"),
        ("7", "칠은"), ("8", "팔은"), ("9", "구는"), ("2020-09-25", "오는"), ("EC21", "일은"), ("G마켓", "켓은"),
        ("L", "엘은"), ("M", "엠은"), ("N", "엔은"), ("R", "알은"), ("K", "케이는"), ("브랜드K", "케이는"),
        ("서울 녹색제품 온라인 기획전 (제2차)", "차는"),
    ],
)  # fmt: skip
def test_what_is_no_hangul_agrees_as_it_is_read_aloud(word: str, read: str) -> None:
    assert with_particle(word, "은는") == word + read[-1]


def test_a_text_takes_the_particle_of_its_value() -> None:
    assert say("ko", "registration.refused.closed", program="쏠쏠마켓").startswith("쏠쏠마켓은 ")
    assert say("ko", "registration.refused.closed", program="서울 메이드").startswith("서울 메이드는 ")


def test_there_are_texts() -> None:
    assert len(KOREAN) > 300


def test_both_languages_have_the_same_texts() -> None:
    assert KOREAN.keys() ^ ENGLISH.keys() == set()


def test_every_text_says_something_and_names_the_same_values_in_both_languages() -> None:
    # In English a day is said as it is written, so it is not said twice.
    differing = {key: (names(KOREAN[key]) - {"spoken"}) ^ names(ENGLISH[key]) for key in KOREAN}

    assert [key for key in KOREAN if not KOREAN[key].strip() or not ENGLISH[key].strip()] == []
    assert [(key, values) for key, values in differing.items() if values] == []


def test_english_texts_use_no_particles() -> None:
    assert [key for key, text in ENGLISH.items() if any(f":{pair}}}" in text for pair in (*PAIRS, "으로"))] == []


def calls_of_say() -> Iterator[tuple[str, ast.expr]]:
    """Place and key of each ``say(language, key, …)`` in the code."""
    for path in SOURCES:
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "say" and len(node.args) > 1:
                yield f"{path.relative_to(ROOT)}:{node.lineno}", node.args[1]


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def pattern(expression: ast.expr) -> str | None:
    """The keys that an expression may be, as a regular expression; None where the code does not say."""
    match expression:
        case ast.Constant(value=str() as key):
            return re.escape(key)
        case ast.JoinedStr(values=values):
            return "".join(pattern(value) or ".+" for value in values)
    return None


def test_every_text_that_the_code_asks_for_is_there() -> None:
    asked = [(place, wanted) for place, key in calls_of_say() if (wanted := pattern(key)) is not None]

    assert len(asked) > 100
    assert [(place, wanted) for place, wanted in asked if not any(re.fullmatch(wanted, key) for key in KOREAN)] == []


def topics() -> Iterator[str]:
    for path in SOURCES:
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "say") != "say":
                for argument in node.args:
                    said = argument.value if isinstance(argument, ast.Constant) else None
                    if isinstance(said, str) and re.fullmatch(r"\w+\.\w+", said):
                        yield said


def test_every_text_is_asked_for_somewhere() -> None:
    found = {
        wanted
        for path in SOURCES
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Constant | ast.JoinedStr) and (wanted := pattern(node)) is not None
    }
    # What a function is given as a topic begins the keys that it asks for.
    found |= {f"{re.escape(topic)}\\..+" for topic in topics()}
    asked = re.compile("|".join(wanted for wanted in sorted(found) if re.search(r"\w\\?\.", wanted)))
    page = "".join(path.read_text(encoding="utf-8") for path in PAGE)

    unused = [key for key in KOREAN if not asked.fullmatch(key)]
    assert [key for key in unused if not re.search(rf"\b{key.removeprefix('channel.page.')}\b", page)] == []


@pytest.mark.parametrize(("count", "said"), [(0, "0 points"), (1, "1 point"), (2, "2 points"), (11, "11 points")])
def test_an_english_number_takes_its_noun_along(count: int, said: str) -> None:
    assert f"confirm {said} with" in say("en", "eligibility.but_confirm", count=count)


def test_no_text_leaves_the_plural_open() -> None:
    assert [key for key, text in ENGLISH.items() if re.search(r"\w\(e?s\)", text)] == []
