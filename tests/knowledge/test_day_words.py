"""What a question about a day is about, by its words: applying, an event, or what goes on."""

import pytest

from knowledge.day_words import dates_given, says


@pytest.mark.parametrize(
    ("cue", "text"),
    [
        ("of_application", "9월 30일에도 신청할 수 있나요?"),
        ("of_application", "마감이 9월 29일 맞죠?"),
        ("of_application", "is the deadline on 29 september?"),
        ("of_application", "can i sign up tomorrow?"),
        ("to_apply", "9월 30일에 내도 되나요"),
        ("to_apply", "내일도 받나요"),
        ("to_apply", "can i still join tomorrow?"),
        ("of_event", "언제 열려요?"),
        ("of_event", "11월에 열어요?"),
        ("of_event", "10월에 열었나요"),
        ("of_event", "장은 언제 열까요"),
        ("of_event", "when does it start?"),
        ("goes_on", "11월 5일에도 하나요?"),
        ("goes_on", "11월 5일에도 하나"),
        ("goes_on", "10월 30일에도 팔아요?"),
        ("goes_on", "10월 30일에도 팔고 있나요?"),
        ("goes_on", "10월 30일에도 팔리나요?"),
        ("goes_on", "그날 물건 파나요"),
        ("goes_on", "그날도 살 수 있나요"),
        ("goes_on", "그날 물건을 사도 되나요"),
        ("goes_on", "9월 30일에도 해요?"),
        ("goes_on", "can i buy there tomorrow?"),
    ],
)
def test_a_word_for_it_is_told(cue: str, text: str) -> None:
    assert says(cue, text)


@pytest.mark.parametrize(
    ("cue", "text"),
    [
        ("of_application", "is the design shown on 5 october?"),
        ("to_apply", "안내도 내일 볼까 했는데"),
        ("to_apply", "국내도 되나요"),
        ("of_event", "열심히 하면 내일도 되나요"),
        ("of_event", "열 명인데 내일도 되나요"),
        ("of_event", "열정만 있으면 되나요"),
        ("of_event", "직원이 열여덟 명인데 되나요"),
        ("of_event", "can we prune it tomorrow?"),
        ("goes_on", "팔로우하면 내일도 되나요"),
        ("goes_on", "팔찌 가게도 내일 되나요"),
        ("goes_on", "팔월에도 되나요"),
        ("goes_on", "서류 하나만 내일 돼요?"),
        ("goes_on", "하나은행 계좌로 내일도 되나요"),
        ("goes_on", "가게가 또 하나요"),
        ("goes_on", "저희 회사도 내일 되나요"),
        ("goes_on", "장사하는 사람도 내일 되나요"),
        ("goes_on", "어디에서나 되나요"),
        ("goes_on", "파나마 제품도 내일 되나요"),
    ],
)
def test_a_word_that_only_looks_like_one_is_none(cue: str, text: str) -> None:
    assert not says(cue, text)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("2020년 9월 29일까지입니다.", 1),
        ("10월 5일부터 10월 25일까지", 2),
        ("It ends on September 29, 2020.", 1),
        ("2020년 9월에 열립니다.", 0),
        ("전화 02-2222-9300", 0),
    ],
)
def test_the_dates_of_a_statement_are_counted(text: str, number: int) -> None:
    assert dates_given(text) == number


def test_a_cue_that_does_not_exist_is_refused() -> None:
    with pytest.raises(KeyError):
        says("nothing_of_the_kind", "내일도 되나요")
