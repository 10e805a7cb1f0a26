"""Districts within a text that holds more, with the street behind them."""

import pytest

from handlers.forms import place_name


@pytest.mark.parametrize(
    ("text", "place", "left"),
    [
        ("서울 금천구", "서울 금천구", ""),
        ("행복상사 서울 금천구 김철수", "서울 금천구", "행복상사 김철수"),
        ("행복상사 금천구", "금천구", "행복상사"),
        ("서울시 금천구입니다", "서울시 금천구", ""),
        ("행복상사 서울특별시 금천구 가산동 123-4 2층 김철수", "서울특별시 금천구 가산동", "행복상사 김철수"),
        ("서울 금천구 가산디지털1로 168, 김철수", "서울 금천구", "김철수"),
        ("서울 금천구 가산동 우림빌딩 3층 김철수", "서울 금천구 가산동", "김철수"),
        ("서울 금천구 우림타워 3층 김철수", "서울 금천구", "김철수"),
        ("경기도 성남시 분당구 판교역로 235 김철수", "경기도 성남시 분당구", "김철수"),
        ("서울 금천구에 있는 행복상사", "서울 금천구", "행복상사"),
        ("경기 부천시 소재 행복상사", "경기 부천시", "행복상사"),
        ("행복상사 제주시", "제주시", "행복상사"),
        ("세종시 행복상사", "세종시", "행복상사"),
        ("Happy Shop Geumcheon-gu Seoul", "Geumcheon-gu Seoul", "Happy Shop"),
        ("Mapo-gu Seoul", "Mapo-gu Seoul", ""),
    ],
)
def test_a_district_is_taken_out_with_its_street(text: str, place: str, left: str) -> None:
    assert place_name.district(text) == (place, left)


@pytest.mark.parametrize(
    "text",
    [
        "강남김밥",
        "강남 김밥",
        "이태원 국수",
        "부산집",
        "서울상회",
        "서울",
        "경기도",
        "중구",
        "세종 인쇄",
        "금천구청 앞 분식",
        "안성맞춤",
        "김철수",
        "구로서적",
        "",
    ],
)
def test_a_firm_a_province_and_what_lies_in_many_cities_are_no_district(text: str) -> None:
    assert place_name.district(text) is None


def test_a_firm_like_a_building_is_left_behind_a_district() -> None:
    assert place_name.district("서울 금천구 행복센터") == ("서울 금천구", "행복센터")
