"""Names of people within a text that holds more."""

import pytest

from handlers.forms import person_name


@pytest.mark.parametrize(
    ("text", "name", "left"),
    [
        ("행복상사 대표 김철수", "김철수", "행복상사"),
        ("대표 김철수 행복상사", "김철수", "행복상사"),
        ("행복상사 김철수 사장님", "김철수", "행복상사"),
        ("행복분식 김철수 사장님 금천구", "김철수", "행복분식 금천구"),
        ("강남김밥 사장님 박영희", "박영희", "강남김밥"),
        ("담당 김철수 과장", "김철수", ""),
        ("대표자는 김철수입니다", "김철수", ""),
        ("대표 김철수 담당 이영희", "이영희", "대표 김철수"),
        ("담당자: 남궁민수", "남궁민수", ""),
        ("대표 이산", "이산", ""),
        ("대표 김 철수", "김 철수", ""),
        ("황보영 회장", "황보영", ""),
        ("오산시 대표 김철수", "김철수", "오산시"),
    ],
)
def test_a_name_stands_beside_a_title(text: str, name: str, left: str) -> None:
    assert person_name.titled(text) == (name, left)


@pytest.mark.parametrize(
    "text",
    [
        "행복상사",
        "대표 행복상사",
        "사장님 금천구",
        "신발집 대표",
        "대표번호",
        "김철수",
        "담당자 연락처",
        "대표 이메일",
        "담당 Nguyen Van An",
        "",
    ],
)
def test_what_is_no_name_has_no_title(text: str) -> None:
    assert person_name.titled(text) is None


@pytest.mark.parametrize(
    ("text", "name", "left"),
    [
        ("행복상사 김철수", "김철수", "행복상사"),
        ("행복상사 김철수입니다", "김철수", "행복상사"),
        ("김철수", "김철수", ""),
        ("서울상회 남궁민수", "남궁민수", "서울상회"),
        ("안성맞춤 안성기", "안성기", "안성맞춤"),
    ],
)
def test_a_text_may_end_with_a_name(text: str, name: str, left: str) -> None:
    assert person_name.last(text) == (name, left)


@pytest.mark.parametrize(
    "text",
    [
        "행복상사",
        "김가네",
        "신발집",
        "강남 김밥집",
        "장터 국수",
        "송화원",
        "우리 마트",
        "이태원",
        "금천구",
        "행복 이메일",
        "Kim Chulsoo",
        "카페 봄날",
        "",
    ],
)
def test_a_firm_a_place_or_a_word_is_no_name(text: str) -> None:
    assert person_name.last(text) is None


@pytest.mark.parametrize(
    ("text", "name", "left"),
    [
        ("김지원", "김지원", ""),
        ("행복상사 이미소", "이미소", "행복상사"),
        ("정봄", "정봄", ""),
        ("John Smith", "John Smith", ""),
        ("Nguyen Van An", "Nguyen Van An", ""),
        ("김철수 행복상사", "김철수", "행복상사"),
    ],
)
def test_where_something_else_is_the_firm_more_is_a_name(text: str, name: str, left: str) -> None:
    assert person_name.likely(text) == (name, left)


@pytest.mark.parametrize(
    "text",
    [
        "이태원 국수",
        "신세계 백화점",
        "김철수 정육점",
        "Happy Shop",
        "Seoul Trading Co",
        "행복상사",
        "이태원",
        "세종시",
        "카페 봄날",
        "",
    ],
)
def test_even_then_a_firm_or_a_place_is_none(text: str) -> None:
    assert person_name.likely(text) is None
