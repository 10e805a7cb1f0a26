"""Korean letters: what makes two spellings of one word comparable."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from knowledge import hangul
from tests.knowledge.two_set_keyboard import typed

SYLLABLES = st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3)
KOREAN = st.text(SYLLABLES | st.sampled_from(" 2"), min_size=2).filter(lambda text: text.strip() != "")


@given(KOREAN)
def test_korean_that_was_typed_with_english_keys_comes_back(korean: str) -> None:
    keys = typed(korean)
    assume(sum(key.isalpha() for key in keys) >= 4)

    assert hangul.from_english_keys(keys) == korean


@pytest.mark.parametrize(
    ("keys", "korean"),
    [
        ("akrka", "마감"),
        ("akrka?", "마감?"),
        ("akrka djswpdi?", "마감 언제야?"),
        ("akrka dlfwk, tlscjd!", "마감 일자, 신청!"),
        ("ThfThfakzpt", "쏠쏠마켓"),
        ("cjddmf Rmsgdmaus", "청을 끊으면"),
        ("Akrka", "마감"),
    ],
)
def test_words_are_read_with_their_punctuation(keys: str, korean: str) -> None:
    assert hangul.from_english_keys(keys) == korean


@pytest.mark.parametrize(
    ("keys", "korean"),
    [
        ("EC21 dlqwja wldnjs", "EC21 입점 지원"),
        ("B2B vmffotvha djswp", "B2B 플랫폼 언제"),
        ("GR dlswmd qkedkdi gody?", "GR 인증 받아야 해요?"),
        ("ON tjdnf akzpt znvhs", "ON 서울 마켓 쿠폰"),
        ("shrtorwpvna 2ck rlghlrwjs", "녹색제품 2차 기획전"),
    ],
)
def test_a_latin_name_among_korean_keys_stays_as_it_is(keys: str, korean: str) -> None:
    assert hangul.from_english_keys(keys) == korean


@pytest.mark.parametrize(
    "text", ["EC21 listing support", "EC21 when is it open", "TV home shopping", "B2B mall", "K beauty"]
)
def test_english_with_a_name_in_capitals_stays_as_it_is(text: str) -> None:
    assert hangul.from_english_keys(text) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("쏠쏠", "솔솔"),
        ("마켓", "마겟"),
        ("까치", "가지"),
        ("특례", "득례"),
        ("판로", "반로"),
        ("ㅆㅆㅁㅋ", "ㅅㅅㅁㄱ"),
    ],
)
def test_consonants_that_sound_alike_are_one(one: str, other: str) -> None:
    assert hangul.sounds(one) == hangul.sounds(other)


@given(st.text(SYLLABLES | st.characters()))
def test_sounds_are_as_long_as_letters(text: str) -> None:
    assert len(hangul.sounds(text)) == len(hangul.jamo(text))


@pytest.mark.parametrize(
    "text",
    ["when is the deadline?", "help", "hello", "Seoul Made", "brand K", "who runs it", "how many coupons are there",
     "boxing day", "G-market", "EC21", "ok", "", "12345", "?!", "마감", "seoul 기획전", "register me please", "contact",
     "EXPORT CENTER", "is the platform listing free"],
)  # fmt: skip
def test_english_and_korean_stay_as_they_are(text: str) -> None:
    assert hangul.from_english_keys(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  쏠쏠   마켓\n언제\t까지 ", "쏠쏠 마켓 언제 까지"),
        ("ＯＮ서울　마켓", "on서울 마켓"),
        ("ㅆㅆㅁㅋ", "ㅆㅆㅁㅋ"),
        ("ㄱㄳㅏㅣ ㅎㅎ", "ㄱㄳㅏㅣ ㅎㅎ"),
        ("마\u200b감\ufeff", "마감"),
        ("마감\x00\x07", "마감"),
        ("마감", "마감"),
        ("G마켓", "g마켓"),
        ("", ""),
    ],
)
def test_plain_text_has_one_form(text: str, expected: str) -> None:
    assert hangul.plain(text) == expected


@given(st.text())
def test_plain_text_has_no_controls_and_single_spaces(text: str) -> None:
    plain = hangul.plain(text)

    assert plain == " ".join(plain.split())
    assert all(character == " " or character.isprintable() for character in plain)


@given(st.text())
def test_spaceless_text_has_only_what_is_said(text: str) -> None:
    assert all(character.isalnum() or character in "%~+" for character in hangul.spaceless(text))


@given(st.text(SYLLABLES | st.characters()))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert hangul.folded(hangul.folded(text)) == hangul.folded(text)
    assert len(hangul.folded(text)) == len(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("언재까지예요", "언제까지에요"),
        ("돼나요", "되나요"),
        ("웬일", "왠일"),
        ("있어요", "잇어요"),
        ("첫째", "첬째"),
        ("밖에", "박애"),
    ],
)
def test_letters_that_are_mixed_up_fold_to_the_same(one: str, other: str) -> None:
    assert hangul.folded(one) == hangul.folded(other)


@pytest.mark.parametrize(("one", "other"), [("마감", "모집"), ("신청", "신정"), ("1차", "2차"), ("소기업", "대기업")])
def test_other_words_stay_different(one: str, other: str) -> None:
    assert hangul.folded(one) != hangul.folded(other)


@given(st.text(SYLLABLES, min_size=1))
def test_a_syllable_has_two_or_three_letters_of_which_the_first_is_its_initial(text: str) -> None:
    letters = hangul.jamo(text)

    assert 2 * len(text) <= len(letters) <= 3 * len(text)
    assert len(hangul.initials(text)) == len(text)
    assert hangul.initials(text)[0] == letters[0]


def test_initials_leave_out_what_is_no_syllable() -> None:
    assert hangul.initials("서울시 소상공인 공공마켓 (1차)") == "ㅅㅇㅅㅅㅅㄱㅇㄱㄱㅁㅋㅊ"
    assert hangul.initials("EC21") == ""


@pytest.mark.parametrize(
    ("text", "expected"), [("마감", True), ("ㅁㄱ", True), ("due 마", True), ("due", False), ("", False)]
)
def test_korean_is_told_from_other_scripts(text: str, expected: bool) -> None:
    assert hangul.has_korean(text) is expected
