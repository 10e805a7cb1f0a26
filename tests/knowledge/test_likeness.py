"""Questions that ask the same come together, however they are written, and others stay apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.likeness import Group, grouped

ALIKE = [
    ["주차 되나요?", "주차장 있나요", "주차 가능한가요?", "혹시 주차장은 있어요?"],
    ["수수료 얼마예요", "수수료가 얼마인가요", "수수료는얼마에요?", "수수료 알려주세요"],
    ["해외 배송도 지원하나요?", "해외배송 지원돼요?", "안녕하세요 해외배송도 지원해주나요"],
    ["대출 받을 수 있나요", "대출받을수있나여", "대출도 되나요"],
    ["포장비도 지원되나요", "포장 비용 지원 되나요"],
    ["오늘 날씨 어때요?", "오늘 서울 날씨 알려줘"],
    ["what is the weather", "how's the weather today"],
    ["부가세 신고 언제까지야", "부가세 신고 기한 언제예요?"],
]
TEXTS = [text for texts in ALIKE for text in texts]
WORDS = st.lists(st.sampled_from(TEXTS) | st.text(alphabet="가나다라 마?a1", max_size=12), max_size=25)


def wordings(texts: list[str], groups: tuple[Group, ...]) -> set[frozenset[str]]:
    return {frozenset(texts[place] for place in group.members) for group in groups}


def test_questions_that_ask_the_same_come_together_and_others_stay_apart() -> None:
    assert wordings(TEXTS, grouped(TEXTS)) == {frozenset(texts) for texts in ALIKE}


def test_the_biggest_group_comes_first_with_the_wording_used_most() -> None:
    texts = ["대출도 되나요", "주차 되나요", "주차장 있나요", "주차장 있나요", "대출 되나요"]

    groups = grouped(texts)

    assert [group.members for group in groups] == [(1, 2, 3), (0, 4)]
    assert texts[groups[0].typical] == "주차장 있나요"


def test_what_is_said_of_a_name_makes_no_two_questions_alike() -> None:
    texts = ["쏠쏠마켓 주차 되나요", "쏠쏠마켓 포장비 주나요", "쏠쏠마켓에 주차장 있나요", "쏠쏠마켓"]

    groups = grouped(texts, ["쏠쏠마켓"])

    assert wordings(texts, groups) == {frozenset([texts[0], texts[2]]), frozenset([texts[1]]), frozenset([texts[3]])}


@pytest.mark.parametrize("texts", [[], [""], ["요"], ["안녕하세요"], ["?", "!"]])
def test_texts_with_nothing_asked_are_taken_as_they_are(texts: list[str]) -> None:
    assert sorted(place for group in grouped(texts) for place in group.members) == list(range(len(texts)))


@given(WORDS)
def test_each_question_is_in_one_group_which_its_typical_wording_is_of(texts: list[str]) -> None:
    groups = grouped(texts)

    assert sorted(place for group in groups for place in group.members) == list(range(len(texts)))
    assert all(group.typical in group.members for group in groups)
    sizes = [len(group.members) for group in groups]
    assert sizes == sorted(sizes, reverse=True)


@given(WORDS.flatmap(lambda texts: st.tuples(st.just(texts), st.permutations(texts))))
def test_the_order_in_which_questions_came_changes_no_group(both: tuple[list[str], list[str]]) -> None:
    texts, shuffled = both

    assert wordings(texts, grouped(texts)) == wordings(shuffled, grouped(shuffled))


def test_thousands_of_questions_with_one_stem_are_still_told_apart() -> None:
    texts = [f"{chr(ord('가') + number * 13 % 11172) * 6} 되나요" for number in range(800)]

    assert len(grouped(texts * 3)) > 400


@pytest.mark.parametrize("one", ["되나요", "요", "있나", "나요", "까", "은는", "인가요에요"])
def test_a_text_of_nothing_but_endings_takes_no_long_time(one: str) -> None:
    texts = [f"주차{one * 300}", f"{one * 300}하지", f"가{one * 300}힣", "주차"]

    assert frozenset([texts[0], texts[3]]) in wordings(texts, grouped(texts))
