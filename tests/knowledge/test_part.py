"""Where one message may fall into parts, and which of them ask something."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import part

WORDS = st.sampled_from(
    [
        "마감이",
        "언제예요",
        "그리고",
        "수수료는",
        "얼마예요?",
        "쏠쏠마켓",
        "되나요",
        "하고",
        "알려줘",
        "ㅠㅠ",
        "and",
        "why",
        "…",
        ",",
    ]
)


def cut(text: str) -> list[str]:
    return [text[where].strip() for where in part.parts(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("마감이랑 수수료 알려줘", ["마감", "수수료 알려줘"]),
        ("자격 되나요? 언제까지예요?", ["자격 되나요?", "언제까지예요?"]),
        ("자격이 뭔지, 그리고 언제까지인지 알려주세요", ["자격이 뭔지", "그리고 언제까지인지", "알려주세요"]),
        ("자격되나요마감언제예요", ["자격되나요", "마감언제예요"]),
        ("지원금 얼마고 언제 시작해요", ["지원금 얼마고", "언제 시작해요"]),
        ("참가비랑 요일", ["참가비", "요일"]),
        ("What is the deadline and how do I apply?", ["What is the deadline", "how do I apply?"]),
        ("지금 운영하고 있나요?", ["지금 운영하고 있나요?"]),
        ("수출하고 싶은데요", ["수출하고 싶은데요"]),
    ],
)
def test_a_message_is_cut_where_a_question_may_end(text: str, expected: list[str]) -> None:
    assert cut(text) == expected


@pytest.mark.parametrize(
    "text", ["장사 안돼 죽겠는데", "서울에 있는 중소기업입니다", "신청하려고요", "옷가게 하거든요"]
)
def test_what_only_tells_something_is_no_question(text: str) -> None:
    assert part.only_tells(text)


@pytest.mark.parametrize("text", ["언제까지인데", "수수료가 얼마예요", "신청 되나요", "마감은?", "마감일 알려주세요"])
def test_what_asks_something_is_more_than_told(text: str) -> None:
    assert not part.only_tells(text)


@given(st.lists(WORDS, min_size=1, max_size=8).map(" ".join) | st.text(max_size=80))
def test_parts_stand_in_the_order_of_the_text_and_do_not_overlap(text: str) -> None:
    found = part.parts(text)

    assert all(one.stop <= other.start for one, other in itertools.pairwise(found))
    assert all(text[where].strip() for where in found)
