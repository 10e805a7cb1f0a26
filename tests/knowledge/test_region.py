"""Places in Korea: the one that is meant, down to the district, and none where none is."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import hangul, region


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("서울", "서울"),
        ("서울특별시에서 합니다", "서울"),
        ("서울시 금천구요", "서울 금천구"),
        ("금천구 독산동이에요", "서울 금천구"),
        ("가산디지털단지에 있어요", "서울 금천구"),
        ("성수동에서 구두 만들어요", "서울 성동구"),
        ("강남에서 가게 해요", "서울 강남구"),
        ("seoul mapo", "서울"),
        # 천안 ends like 안산 begins and has nothing of Seoul.
        ("천안에서 호두과자 팔아요", "충남 천안시"),
        ("충남 천안시입니다", "충남 천안시"),
        ("안산이에요", "경기 안산시"),
        ("부천 소재 업체", "경기 부천시"),
        # The metropolis and the city of Gyeonggi have one name.
        ("광주에서 해요", "광주"),
        ("광주광역시 북구", "광주 북구"),
        ("광주 북구에서 해요", "광주 북구"),
        ("광주시 북구에서 해요", "광주 북구"),
        ("광주시에서 공장 해요", "경기 광주시"),
        ("경기 광주시", "경기 광주시"),
        ("경기도 광주에서 공장 해요", "경기 광주시"),
        ("경기 광주 쪽", "경기 광주시"),
        ("부산 중구", "부산 중구"),
        ("대구 중구에서 옷가게 합니다", "대구 중구"),
        ("서울 중구 을지로", "서울 중구"),
        ("강원 고성군", "강원 고성군"),
        ("경남 고성군입니다", "경남 고성군"),
        ("부산 강서구", "부산 강서구"),
        ("서울 강서구", "서울 강서구"),
        ("제주도요", "제주"),
        ("세종시에 있어요", "세종"),
        ("청주에서 협동조합 해요", "충북 청주시"),
        ("부산 아니고 대전이에요", "대전"),
    ],
)
def test_the_place_that_is_meant_is_found(text: str, place: str) -> None:
    assert region.find(text) == place


@pytest.mark.parametrize(
    "text",
    [
        "중구에서 가게 해요",  # six cities have one
        "강서구에 있어요",
        "고성군이에요",
        "성수기에 잘 팔려요",
        "예산이 얼마예요",
        "예산은 어디서 나와요",
        "공주처럼",
        "이천만 원까지 되나요",
        "수영복 팔아요",
        "기장이 너무 길어요",
        "음성으로 물어봐도 돼요?",
        "부산물을 재활용해요",
        "디지털 대전환이 뭐예요",
        "경기가 너무 안 좋아요",
        "경기 침체라 힘들어요",
        "요즘 경기도 안 좋은데",
        "영광입니다",
        "마감이 언제예요",
        "",
    ],
)
def test_other_words_are_no_places(text: str) -> None:
    assert region.find(text) is None


def test_several_places_are_found_in_the_order_of_the_text() -> None:
    found = region.mentions("본사는부산이고공장은경기도부천시에있어요")

    assert [mention.place for mention in found] == ["부산", "경기 부천시"]
    assert all(before.end <= after.start for before, after in pairwise(found))


@given(st.text(st.sampled_from("서울부산대구경기도광주시중구강서동금천남북 에서"), max_size=14))
def test_every_mention_stands_in_the_text_and_names_a_known_place(text: str) -> None:
    spaceless = hangul.spaceless(hangul.plain(text))

    for mention in region.mentions(spaceless):
        assert 0 <= mention.start < mention.end <= len(spaceless)
        assert region.find(mention.place) == mention.place


@pytest.mark.parametrize("place", ["서울", "서울 금천구", "세종", "제주 서귀포시", "광주 북구"])
def test_a_place_is_known_as_facts_hold_it(place: str) -> None:
    assert region.known(place)


@pytest.mark.parametrize("place", ["junk", "", "금천구", "서울 ", "서울 해운대구", "서울특별시", "서울 금천구 독산동"])
def test_other_texts_are_no_known_place(place: str) -> None:
    assert not region.known(place)
