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
        ("seoul mapo", "서울 마포구"),
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


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("서울시 마포구에서장사하는", "서울 마포구"), ("마포에서", "서울 마포구"), ("저 마포요", "서울 마포구"),
        ("강남인데", "서울 강남구"), ("안녕하세요부천에서가게하는데요", "경기 부천시"),
        ("저는경기도부천시에서장사", "경기 부천시"),
        ("강서구 화곡동이요", "서울 강서구"), ("광주시 오포읍", "경기 광주시"),
        ("곤지암에서 도자기 해요", "경기 광주시"), ("전라도 광주에서", "광주"), ("호남 광주에서 장사해요", "광주"),
        ("경상도 고성에서", "경남 고성군"), ("인천 논현동에서 장사해요", "인천"),
        ("논현동에서 가게 합니다", "서울 강남구"),
        ("대전 가양동에서", "대전"), ("길동에서 족발집해요", "서울 강동구"), ("부산 서면에서 옷가게", "부산 부산진구"),
        ("서면에서 옷가게 해요", "부산 부산진구"), ("동대문에서 옷 팔아요", "서울"),
        ("동대문구에서 옷 팔아요", "서울 동대문구"),
        ("구로공단에 있습니다", "서울"), ("신사동이에요", "서울"), ("음성에서 공장 해요", "충북 음성군"),
        ("화성에서 공장 합니다", "경기 화성시"), ("성남 분당에서 카페해요", "경기 성남시"),
        ("판교에서 앱 만들어요", "경기 성남시"),
        ("일산에서 학원 해요", "경기 고양시"), ("마산에서 횟집", "경남 창원시"),
        ("충남 예산에서 사과 팔아요", "충남 예산군"),
        ("해운데에서 카페 해요", "부산 해운대구"), ("구리에서 가게해요", "경기 구리시"),
        ("망원시장에서 반찬가게", "서울 마포구"),
        ("문정동 법조단지요", "서울 송파구"), ("가산디지탈단지입니다", "서울 금천구"), ("구디에 있어요", "서울 구로구"),
        ("수원 영통에서 치킨집", "경기 수원시"), ("포항 남구에서", "경북 포항시"), ("울산 남구", "울산 남구"),
        ("마포 합정에서", "서울 마포구"), ("대구 서문시장에서", "대구 중구"), ("자갈치에서 건어물 팔아요", "부산 중구"),
        ("인천 남동공단에서", "인천 남동구"), ("시화공단 안에 있어요", "경기 시흥시"),
        ("반월공단이에요", "경기 안산시"),
        ("조치원에서 떡집 해요", "세종"), ("제주 서귀포에서", "제주 서귀포시"), ("전주 한옥마을에서", "전북 전주시"),
        ("종로3가에서 귀금속 해요", "서울 종로구"), ("금천 가산동", "서울 금천구"), ("양재 꽃시장에서", "서울 서초구"),
        ("Mapo-gu", "서울 마포구"), ("Seongsu-dong, Seoul", "서울 성동구"), ("we are in Geumcheon", "서울 금천구"),
        ("Bucheon based", "경기 부천시"), ("Gwangju in Gyeonggi", "경기 광주시"),
        ("Gwangju, Gyeonggi-do", "경기 광주시"),
        ("Gwangju", "광주"), ("based in Jung-gu, Seoul", "서울 중구"), ("Jung-gu in Busan", "부산 중구"),
        ("Kangnam gu", "서울 강남구"), ("our shop is in Pusan", "부산"), ("in Cheon-an", "충남 천안시"),
        ("a workshop in Bupyeong", "인천 부평구"), ("from Suwon", "경기 수원시"),
        ("in Haeundae, Busan", "부산 해운대구"),
        ("Goseong-gun in Gangwon-do", "강원 고성군"), ("Seoul Mapo-gu에서", "서울 마포구"),
    ],
)  # fmt: skip
def test_a_place_is_found_as_owners_write_it(text: str, place: str) -> None:
    assert region.find(text) == place


@pytest.mark.parametrize(
    "text",
    [
        "일부 산업은 되나요", "설명 동영상 있나요", "저는 홍길동인데", "우동집 해요", "서면으로 제출하나요",
        "가산점이 있나요",
        "음성으로 할게요", "달성이에요", "구리 제품 만들어요", "확인 천천히 해주세요", "인구로 보면",
        "할인대전이 뭐예요",
        "전라도에서 해요", "고성에서 장사해요", "그거 말고 온서울", "매출 목표 달성했어요", "직원 연수에서 들었어요",
        "동작이 안 돼요", "방이 없어요", "면목이 없습니다", "수색해 주세요", "we run as an exporter",
        "soul food 팔아요",
        "Jung-gu", "the guru of sales", "강화된 조건이 뭐예요", "망원경 팔아요", "미사일 부품", "성서 공부방",
    ],
)  # fmt: skip
def test_what_only_sounds_like_a_place_is_none(text: str) -> None:
    assert region.find(text) is None


def test_of_a_name_that_several_cities_have_the_known_place_of_the_owner_tells_which() -> None:
    assert region.find("강서구에 있어요") is None
    assert region.find("강서구에 있어요", prior="서울 마포구") == "서울 강서구"
    assert region.find("강서구에 있어요", prior="부산") == "부산 강서구"
    assert region.find("중구에서 서구로 갔어요", prior="경기 부천시") is None


@pytest.mark.parametrize(
    ("text", "prior", "place"),
    [
        ("광주요", "경기 광주시", "경기 광주시"),
        ("광주예요", "경기", "경기 광주시"),
        ("광주에서 소상공인 해요", "경기 광주시", "경기 광주시"),
        ("광주요", "경기 부천시", "광주"),
        ("광주광역시요", "경기 광주시", "광주"),
        ("전라도 광주요", "경기 광주시", "광주"),
        ("광주 북구요", "경기 광주시", "광주 북구"),
        ("광주시요", "광주", "광주"),
    ],
)
def test_a_name_of_two_places_keeps_the_one_that_was_known(text: str, prior: str, place: str) -> None:
    assert region.find(text, prior=prior, asked=True) == place


def test_another_place_in_the_text_tells_which_is_meant() -> None:
    found = region.mentions("본사는 부산이고 공장은 강서구에 있어요")

    assert [mention.place for mention in found] == ["부산", "부산 강서구"]


@pytest.mark.parametrize("text", ["예산이요", "공주요", "수영구요", "음성군입니다"])
def test_who_was_asked_for_the_place_may_name_one_that_is_a_common_word(text: str) -> None:
    assert region.find(text, asked=True) is not None


DISTRICTS = [place for place in region.places() if " " in place]


@pytest.mark.parametrize("place", DISTRICTS)
def test_every_district_is_found_behind_its_province_however_it_is_spaced(place: str) -> None:
    assert region.find(place) == place
    assert region.find(f"저희는 {place}에서 장사해요") == place
    assert region.find(hangul.spaceless(f"저희는 {place}에서 장사해요")) == place


@pytest.mark.parametrize("place", DISTRICTS)
def test_every_district_is_found_in_latin_letters(place: str) -> None:
    english = region.romanised(place)

    assert region.find(f"We are in {english}") == place
