"""What an owner tells of the firm in passing, and by answering the last question."""

import datetime as dt
from collections.abc import Callable
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.base import load, value_of, written
from knowledge.fact import LARGEST, Held, Interval, Profile, Value
from knowledge.search import Search
from knowledge.told import Told, hear

KNOWN = load()
TODAY = dt.date(2020, 9, 25)
SME = frozenset({"small_merchant", "small", "medium"})
SMALL_MERCHANT = frozenset({"small_merchant"})


SEARCH = Search(KNOWN.programs)


def strike(text: str) -> Callable[[str], str]:
    """What strikes the names of the programs that ``text`` may be about."""
    return partial(SEARCH.struck, matches=SEARCH.find(text))


def heard(text: str, profile: Profile | None = None) -> Told:
    """What a message says, by itself."""
    return hear(KNOWN.facts, strike(text), text, None, today=TODAY, profile=profile)


def only(option: str) -> frozenset[str]:
    return frozenset({option})


def told(text: str, asked: str | None = None) -> dict[str, Value]:
    return dict(KNOWN.understanding.read(text, asked_fact=asked).told)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("천안에서 호두과자 파는 소상공인인데 되나요?",
         {"region": "충남 천안시", "trade": frozenset({"food"}), "size": frozenset({"small_merchant"})}),
        ("저희는 서울 마포구에 있는 스타트업이에요", {"region": "서울 마포구", "startup": True}),
        ("금천구에서 봉제공장 합니다",
         {"region": "서울 금천구", "trade": frozenset({"garment"}), "urban_manufacturer": True}),
        ("우리는 중소기업이고 수출하고 있어요", {"size": SME, "exporting": True}),
        ("종로에서 귀금속 세공하는 사람입니다",
         {"region": "서울 종로구", "trade": frozenset({"jewellery"}), "urban_manufacturer": True}),
        ("부천에서 재활용 업체 합니다", {"region": "경기 부천시", "green": True}),
        ("서울어워드를 받았어요", {"seoul_award": True}),
        ("상공회의소 추천 받았습니다", {"chamber_recommended": True}),
        ("대기업인데요", {"size": frozenset({"large"})}),
        ("노래방 해요", {"trade": frozenset({"nightlife"})}),
        ("We are a small merchant based in Seoul", {"region": "서울", "size": frozenset({"small_merchant"})}),
    ],
)  # fmt: skip
def test_facts_are_told_in_passing(text: str, expected: dict[str, Value]) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    ("text", "fact", "value"),
    [
        ("친환경은 아니에요", "green", False),
        ("수출은 안 해요", "exporting", False),
        ("해외 진출은 생각 없어요", "wants_abroad", False),
        ("서울어워드는 못 받았어요", "seoul_award", False),
        ("스타트업은 아닙니다", "startup", False),
        ("자영업은 아니에요", "self_employed", False),
        ("사회적기업은 아니에요", "social_economy", False),
        ("상공회의소 추천은 없어요", "chamber_recommended", False),
        ("소상공인은 아니고 중견기업이에요", "size", frozenset({"mid_sized"})),
        ("대기업에 납품하는 소기업입니다", "size", frozenset({"small"})),
        ("대기업이 아니라 중소기업이에요", "size", SME),
    ],
)
def test_a_denial_is_no_claim(text: str, fact: str, value: Value) -> None:
    assert told(text)[fact] == value


@pytest.mark.parametrize(
    "text",
    [
        "저희는 서울이 아니에요",
        "우리 회사는 서울은 아닌데요",
        "서울에 있지 않아요",
        "서울에 있지는 않은데요",
        "저는 서울 밖이에요",
        "서울에는 없어요",
        "저희는 서울 아닙니다",
        "we are not in seoul",
    ],
)
def test_whoever_says_where_the_firm_is_not_does_not_say_where_it_is(text: str) -> None:
    assert "region" not in told(text)


def test_the_place_after_a_denied_one_counts() -> None:
    assert told("서울은 아니고 부천이에요")["region"] == "경기 부천시"
    assert told("저희는 서울이 아니라 인천에 있어요")["region"] == "인천"


@pytest.mark.parametrize(
    "text",
    [
        "저희는 서울 메이드에 관심 있어요",
        "저는 서울어워드가 궁금해요",
        "우리는 ON서울 마켓 입점 지원 보고 왔어요",
        "저희는 서울시 소상공인 공공마켓 알고 싶어요",
        "소상공인 쏠쏠마켓 언제 열어요?",
        "녹색기업 판로 지원 마감이 언제예요",
        "저는 경기도 사회적경제기업 온라인 판로개척 지원사업 문의요",
        "저희는 서울 녹색제품 온라인 기획전 문의드려요",
        "창신의류제조센터 협력과제 알려주세요",
        "연말 스타트업 박싱데이가 뭐예요",
        "집합금지·제한 업종 초저금리 융자지원 금리는요?",
        "저희는 청주시 사회적경제 가치다다 한마당 궁금해요",
    ],
)
def test_the_name_of_a_program_tells_nothing_of_the_owner(text: str) -> None:
    assert told(text) == {}


@pytest.mark.parametrize(
    "name", [name for program in KNOWN.programs.values() for name in (program.name, *program.aliases)]
)
def test_no_name_tells_anything_of_the_owner_who_asks_for_it(name: str) -> None:
    assert told(f"{name} 신청은 언제까지예요?") == {}
    assert "region" not in told(f"저희는 {name}에 관심이 있어요")


@pytest.mark.parametrize(
    "text",
    [
        "서울시가 하는 사업 뭐 있어요",
        "서울시 지원사업 알려줘",
        "경기도에서 진행하는 프로그램이요",
        "서울 소상공인 지원 목록",
        "소상공인 지원 있나요",
        "중소기업중앙회가 건의한 거요",
        "자영업자 대상인가요?",
        "저희는 부산물을 재활용해서 팔아요",
    ],
)
def test_who_runs_a_program_and_for_whom_it_is_says_nothing_of_the_place_of_the_owner(text: str) -> None:
    assert "region" not in told(text)


@pytest.mark.parametrize(
    "yes",
    [
        "네",
        "예",
        "넵",
        "네네",
        "응",
        "ㅇㅇ",
        "맞아요",
        "네 맞습니다",
        "네, 합니다",
        "그럼요",
        "있어요",
        "네!",
        "yes",
        "Yep",
        "받았어요",
        "하고 있어요",
        "당연하죠",
        "네 저희 하고 있어요",
        "내",
        "네에",
        "넵넵",
    ],
)
def test_a_bare_yes_answers_the_fact_that_was_asked_for(yes: str) -> None:
    assert told(yes, "green") == {"green": True}
    assert told(yes) == {}


@pytest.mark.parametrize(
    "no",
    [
        "아니요",
        "아뇨",
        "아니오",
        "아닙니다",
        "아니에요",
        "ㄴㄴ",
        "없어요",
        "없습니다",
        "아직이요",
        "아직 없어요",
        "no",
        "Nope",
        "안 해요",
        "안합니다",
        "못 받았어요",
        "그건 아니에요",
        "아니",
        "노",
        "아니 없어요",
    ],
)
def test_a_bare_no_answers_the_fact_that_was_asked_for(no: str) -> None:
    assert told(no, "green") == {"green": False}
    assert told(no) == {}


@pytest.mark.parametrize(
    "text",
    [
        "내일까지 신청되나요?",
        "안녕하세요",
        "내 등록 보여줘",
        "예산이 얼마예요?",
        "예를 들면요?",
        "맞춤형 지원이 뭐예요?",
        "노란우산은요?",
        "노래방도 되나요?",
        "있나요?",
        "안내 좀 해주세요",
        "아직 신청할 수 있나요?",
        "그래서 마감이 언제예요?",
        "그래도 되나요?",
        "없어도 되나요?",
        "못 받으면 어떻게 돼요?",
        "모르겠어요",
        "그게 뭐예요?",
        "마감 언제예요?",
        "응모는 어떻게 해요?",
        "notice 있어요?",
        "내용 알려줘",
        "예정일이 언제예요",
        "이거 아니면 안 되나요?",
    ],
)
def test_what_is_no_answer_answers_nothing(text: str) -> None:
    assert "exporting" not in told(text, "exporting")


@pytest.mark.parametrize(
    ("asked", "text", "value"),
    [
        ("region", "서울", "서울"),
        ("region", "서울 금천구", "서울 금천구"),
        ("region", "부천이요", "경기 부천시"),
        ("region", "경기도 광주요", "경기 광주시"),
        ("region", "Busan", "부산"),
        ("size", "소기업", frozenset({"small"})),
        ("size", "소상공인이요", frozenset({"small_merchant"})),
        ("size", "중소기업", SME),
        ("size", "중견", frozenset({"mid_sized"})),
        ("trade", "의류", frozenset({"garment"})),
        ("trade", "주얼리요", frozenset({"jewellery"})),
        ("premises", "전통시장", frozenset({"traditional_market"})),
        ("premises", "개별 점포요", frozenset({"own_shop"})),
        ("employees", "5명이요", Interval(5, 5)),
        ("employees", "5~9명", Interval(5, 9)),
        ("employees", "5명에서 9명 사이", Interval(5, 9)),
        ("employees", "12", Interval(12, 12)),
        ("employees", "없어요", Interval(0, 0)),
        ("employees", "아무도 없습니다", Interval(0, 0)),
        ("employees", "혼자요", Interval(1, 1)),
        ("employees", "저뿐이에요", Interval(1, 1)),
    ],
)
def test_a_bare_answer_is_of_the_fact_that_was_asked_for(asked: str, text: str, value: Value) -> None:
    assert told(text, asked) == {asked: value}


@pytest.mark.parametrize(
    ("text", "fact", "value"),
    [
        ("직원 7명이에요", "employees", Interval(7, 7)),
        ("직원이 5~9명 정도예요", "employees", Interval(5, 9)),
        ("직원 5명에서 9명", "employees", Interval(5, 9)),
        ("직원 5-9명", "employees", Interval(5, 9)),
        ("직원은 5 ～ 9명이에요", "employees", Interval(5, 9)),
        ("종업원 1,200명", "employees", Interval(1200, 1200)),
        ("상시근로자 4인", "employees", Interval(4, 4)),
        ("5인 사업장입니다", "employees", Interval(5, 5)),
    ],
)
def test_numbers_are_told_with_what_they_count(text: str, fact: str, value: Value) -> None:
    assert told(text)[fact] == value


@pytest.mark.parametrize(
    "text",
    ["20개 업체가 참여했나요", "몇 명 뽑아요?", "2020년 9월 29일까지인가요", "100개 기업이 나온대요", "1만 개 일자리"],
)
def test_numbers_of_a_program_are_not_those_of_the_owner(text: str) -> None:
    assert told(text) == {}


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("저는 서울 마포구에서 장사하는 소상공인이에요", "서울 마포구"),
        ("서울 사는데 공장은 부천이에요", "경기 부천시"),
        ("집은 서울이고 가게는 부천이에요", "경기 부천시"),
        ("서울 아니고 인천이에요", "인천"),
        ("인천이 아니라 서울 금천구 가산동이에요", "서울 금천구"),
        ("서울 말고 인천에서 장사해요", "인천"),
        ("전에는 서울이었는데 지금은 부천이에요", "경기 부천시"),
        ("서울에서 인천으로 이사했어요", "인천"),
        ("인천 업체인데 되나요", "인천"),
        ("저희 인천 업체도 되나요?", "인천"),
        ("서울 살아요", "서울"),
        ("서울에 있는 중소기업인데 참여할 수 있나요?", "서울"),
        ("본사 서울 중구. 공공마켓 입점되나요", "서울 중구"),
        ("화성에 공장 있어요", "경기 화성시"),
        ("대구 서구 염색공단입니다", "대구 서구"),
        ("대구 달서구, 산업용 필터 수출합니다", "대구 달서구"),
        ("서울 강북구 인쇄소, 직원은 5~9명 왔다갔다 해요", "서울 강북구"),
        ("창신동 봉제골목에서 블라우스 만듭니다. 서울 소공인이요", "서울 종로구"),
        ("부산 자갈치에서 건어물 파는 소상공인입니더", "부산 중구"),
        ("전라도 광주서 태양광 가로등 만드는 중소기업인디", "광주"),
        ("경기도 광주에서 쿠키 굽는 사회적기업이에요", "경기 광주시"),
        ("구로에서 쪼매난 회사 하는데 되겠심꺼?", "서울 구로구"),
        ("녹색인증받으려고하는데교육해주는데있나요서울입니다", "서울"),
        ("We make paint in Incheon", "인천"),
        ("I run a small cafe in Mapo-gu", "서울 마포구"),
    ],
)
def test_the_place_of_the_firm_is_told(text: str, place: str) -> None:
    assert heard(text).facts["region"] == place


@pytest.mark.parametrize(
    "text",
    [
        "서울에 있어야만 되나요",
        "서울 밖이면 안 되나요",
        "서울이어야 하나요?",
        "서울만 되나요?",
        "서울 업체만 되나요",
        "서울에서만 신청할 수 있나요",
        "강서구에 있어요",
        "곧 서울로 이사 갈 건데요",
        "부산시에서 하는 소상공인 온라인몰 입점 모집 마감 언제라예",
        "부산시 소상공인 온라인쇼핑몰 입점지원 올해 몇 업체 뽑아요",
        "중소기업중앙회가 서울시에 요청한 센터가 뭐예요?",
        "강남역 근처 회식할 고깃집 추천 부탁해요",
        "금천 쪽 옷공장 디자인 봐주는 거 뭐라 하더라",
        "상암동 건물 용도 규제 풀어준다는 거 어떻게 됐습니까",
        "부천의류제조센터 협력과제는 지원금이 얼마예요?",
        "How do I register with the center in Seoul?",
        "We're not in Seoul",
        "강서구상공회의소가 뭐 하는 데예요",
    ],
)
def test_a_rule_an_agency_or_a_doubtful_name_is_no_place_of_the_firm(text: str) -> None:
    assert "region" not in heard(text).facts
    assert "region" not in heard(text).supposed


def test_the_known_place_tells_which_district_is_meant() -> None:
    assert heard("강서구로 가게를 옮겼어요", {"region": "서울 마포구"}).facts == {"region": "서울 강서구"}


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("직원이 다섯 명이에요", Interval(5, 5)),
        ("직원 둘이에요", Interval(2, 2)),
        ("직원 일곱이에요", Interval(7, 7)),
        ("둘이서 해요", Interval(2, 2)),
        ("부부 둘이서 운영해요", Interval(2, 2)),
        ("사장 포함 셋이서 합니다", Interval(3, 3)),
        ("셋이 비건 화장품 만드는 회사예요", Interval(3, 3)),
        ("여섯이서 티셔츠 만들어요", Interval(6, 6)),
        ("세 명이서 공장 합니다", Interval(3, 3)),
        ("혼자 해요", Interval(1, 1)),
        ("반찬가게 혼자 합니다", Interval(1, 1)),
        ("1인 기업입니다", Interval(1, 1)),
        ("직원 없어요", Interval(0, 0)),
        ("직원은 따로 없습니다", Interval(0, 0)),
        ("직원 10명 안팎", Interval(8, 12)),
        ("직원 한 5명쯤 돼요", Interval(4, 6)),
        ("직원이 약 20명입니다", Interval(16, 24)),
        ("직원이 스무 명 넘어요", Interval(20, LARGEST)),
        ("직원 500명 조금 넘어요", Interval(500, LARGEST)),
        ("직원 열댓 명", Interval(13, 17)),
        ("직원 10여 명", Interval(10, 19)),
        ("직원 120명 미만", Interval(0, 119)),
        ("5인 미만 사업장이에요", Interval(0, 4)),
        ("상시근로자 서너 명", Interval(3, 4)),
        ("직원 수는 다섯에서 일곱이에요", Interval(5, 7)),
        ("직원 5명 아니 7명", Interval(7, 7)),
        ("직원이 5명에서 7명으로 늘었어요", Interval(7, 7)),
        ("직원 3백명입니다", Interval(300, 300)),
        ("임직원 3천 명 대기업인데", Interval(3000, 3000)),
        ("직원이 십오 명이에요", Interval(15, 15)),
        ("우리 회사 인원은 모두 12명입니더", Interval(12, 12)),
        ("직원 6명짜리 회사인데요", Interval(6, 6)),
        ("대구에서 금형 제조 8명 규모로 합니다", Interval(8, 8)),
        ("We have 3 employees", Interval(3, 3)),
        ("there are two of us", Interval(2, 2)),
        ("we are about a dozen people", Interval(9, 15)),
        ("we have 5 to 9 staff", Interval(5, 9)),
        ("we have more than twenty workers", Interval(20, LARGEST)),
        ("we have no employees", Interval(0, 0)),
        ("it's just me in the shop", Interval(1, 1)),
    ],
)
def test_the_number_of_employees_is_told_in_figures_and_words(text: str, number: Interval) -> None:
    assert heard(text).facts["employees"] == number


@pytest.mark.parametrize(
    "text",
    [
        "직원이 몇 명이어야 해요?",
        "직원 5명 이상이어야 하나요",
        "직원 4대보험 신고 기한이 언제예요",
        "혼자 신청해도 되나요",
        "혼자서도 되나요?",
        "5인 이상 집합금지인가요",
        "두 명이 신청했어요",
        "How many people were selected?",
        "20 people took part",
        "세 번째 거요",
        "네 명단 보여줘",
        "하나만 더 물어볼게요",
    ],
)
def test_other_numbers_are_not_those_of_the_employees(text: str) -> None:
    assert "employees" not in heard(text).facts
    assert "employees" not in heard(text).supposed


@pytest.mark.parametrize(
    ("text", "fact", "value"),
    [
        ("자영업자예요", "self_employed", True),
        ("저는 마포에서 장사하는 사람이에요", "self_employed", True),
        ("개인사업자입니다", "self_employed", True),
        ("옷가게 해요", "self_employed", True),
        ("I'm self-employed", "self_employed", True),
        ("법인이에요", "self_employed", False),
        ("자영업자예요", "size", SME),
        ("소상공인입니더", "size", SMALL_MERCHANT),
        ("소상공인이구요", "size", SMALL_MERCHANT),
        ("소상공인인데요?", "size", SMALL_MERCHANT),
        ("저희 같은 소상공인입니다", "size", SMALL_MERCHANT),
        ("중견은 아니고 중소예요", "size", SME),
        ("작은 공장입니다", "size", SME),
        ("우린 대기업 계열 회사요", "size", only("large")),
        ("저희 소상공인 아니고 중견기업이에요", "size", only("mid_sized")),
        ("we're a small company", "size", SME),
        ("스타트업 하고 있어요", "startup", True),
        ("we are a startup", "startup", True),
        ("마을기업이고요", "social_economy", True),
        ("우린 사회적기업", "social_economy", True),
        ("사회적기업 하는데요", "social_economy", True),
        ("협동조합 운영합니다", "social_economy", True),
        ("사회적기업 뭐 그런 건 아니고 그냥 일반 회사예요", "social_economy", False),
        ("친환경 제품 만들어요", "green", True),
        ("친환경 제품을 만들어요. 참여할 수 있나요?", "green", True),
        ("녹색 중소기업인데 참여할 수 있나요?", "size", SME),
        ("재활용 의자 만드는데", "green", True),
        ("we make eco-friendly soap", "green", True),
        ("수출하구 있어요", "exporting", True),
        ("동남아로 수출합니다", "exporting", True),
        ("we export to Japan", "exporting", True),
        ("수출은 전혀 안 하고 동네 장사만 해요", "exporting", False),
        ("내수만 해요", "exporting", False),
        ("미국 아마존에 나가고 싶은데", "wants_abroad", True),
        ("해외로 나가고 싶어요", "wants_abroad", True),
        ("작년에 서울어워드 받았거든요", "seoul_award", True),
        ("상공회의소에서 추천서 받았어요", "chamber_recommended", True),
        ("미싱 돌려요", "urban_manufacturer", True),
        ("옷 만드는 소공인이에요", "urban_manufacturer", True),
        ("물건을 직접 제조하진 않는데요", "urban_manufacturer", False),
        ("옷 맹그는디요", "trade", only("garment")),
        ("교복 만듭니다", "trade", only("garment")),
        ("귀금속 세공해요", "trade", only("jewellery")),
        ("금은방 해요", "trade", only("jewellery")),
        ("자동차 부품 깎는 공장이에요", "trade", only("machinery")),
        ("금속가공 합니다", "trade", only("machinery")),
        ("떡집이에요", "trade", only("food")),
        ("건어물 팔아요", "trade", only("food")),
        ("카페 합니다", "trade", only("restaurant")),
        ("횟집 하는데요", "trade", only("restaurant")),
        ("꽃집인데", "trade", only("retail")),
        ("작은 독립서점 해요", "trade", only("retail")),
        ("헬스장인데 두 달 쉬었습니다", "trade", only("nightlife")),
        ("I own a gym", "trade", only("nightlife")),
        ("수제비누 파는 사람입니다", "trade", only("cosmetics")),
        ("양말 만드는 회사예요", "trade", only("household")),
        ("보도블록 만들어요", "trade", only("building")),
        ("LED 조명 만드는 중소기업이고", "trade", only("electronics")),
        ("앱 만들어요", "trade", only("software")),
        ("전통시장에서 반찬가게 해요", "premises", only("traditional_market")),
        ("시장 상인회입니다", "premises", only("traditional_market")),
        ("지하상가에서 장사해요", "premises", only("public_arcade")),
        ("개인 건물주한테 월세 내요", "premises", only("own_shop")),
        ("온라인으로만 팔아요", "premises", only("online_only")),
        ("집합금지 업종이라 문 닫았어요", "restricted_trade", True),
        ("집합금지도 제한도 안 걸렸어요", "restricted_trade", False),
    ],
)
def test_a_fact_is_told_in_everyday_words(text: str, fact: str, value: Value) -> None:
    assert heard(text).facts[fact] == value


@pytest.mark.parametrize(
    "text",
    [
        "소상공인 혜택이 뭐예요?",
        "소상공인만 되나요",
        "중소기업중앙회는 뭐 하는 데예요",
        "비누 팔아요?",
        "녹색인증이 있어야 하나요?",
        "옷 짓는 사람들 도와주는 사업 있다던데 그게 뭐요",
        "양말 파는 사회적기업 있었잖아 거기 이름 뭐였지",
        "이베이 사람들이 온라인 장사하는 법 가르쳐준 사업",
        "수출하는 녹색기업을 위한 지원은 뭐예요?",
        "10월에 친환경 제품 인터넷 판매전 한다는 거 언제예요",
        "기획전 2차 판매가 10월 30일까지예요?",
        "대기업이 후원하나요?",
        "스타트업 몇 곳이 나오나요?",
        "사회적기업 지원이 있나요?",
    ],
)
def test_words_about_others_tell_nothing(text: str) -> None:
    assert heard(text) == Told()


@pytest.mark.parametrize(
    ("text", "supposed"),
    [
        ("인천 업체도 되나요?", {"region": "인천"}),
        ("인천 업체도 참여할 수 있나요", {"region": "인천"}),
        ("부산이면요?", {"region": "부산"}),
        ("그럼 부산은요?", {"region": "부산"}),
        ("부천에 있으면 안 되나요?", {"region": "경기 부천시"}),
        ("Are companies in Busan eligible?", {"region": "부산"}),
        ("대기업도 참여 가능해요?", {"size": only("large")}),
        ("대기업은 안 되나요?", {"size": only("large")}),
        ("중견기업이면 어떻게 돼요?", {"size": only("mid_sized")}),
        ("직원이 10명이면 되나요?", {"employees": Interval(10, 10)}),
        ("직원 10명이면요?", {"employees": Interval(10, 10)}),
        ("5인 미만 사업장도 되나요?", {"employees": Interval(0, 4)}),
        ("협동조합도 되나요?", {"social_economy": True}),
        ("녹색인증 있으면 되나요?", {"certificates": Held(frozenset({"green_tech"}))}),
        ("수출을 하고 있으면 되나요?", {"exporting": True}),
        ("수출 안 해도 되나요?", {"exporting": False}),
        ("카페도 되나요?", {"trade": only("restaurant")}),
        ("집합금지 업종도 되나요", {"restricted_trade": True}),
        ("구 상공회의소 추천 있으면 되나요", {"chamber_recommended": True}),
        ("사회적기업이 낄 만한 판매 지원 뭐뭐 있어요", {"social_economy": True}),
    ],
)
def test_a_supposed_case_is_not_the_owners(text: str, supposed: dict[str, Value]) -> None:
    assert heard(text) == Told(supposed=supposed)


@pytest.mark.parametrize(
    "text",
    [
        "작년까지 수출했어요",
        "예전에는 수출했어요",
        "예전엔 소상공인이었어요",
        "저는 소상공인인지 모르겠어요",
        "제가 소상공인에 해당하는지 모르겠는데 쏠쏠마켓 되나요",
        "소상공인인지 아닌지 잘 모르겠습니다",
        "저는 소상공인인가요?",
        "저는 소상공인인가요",
        "우리가 스타트업인지 헷갈려요",
        "곧 소상공인 확인서 받을 예정이에요",
        "저는 카페 차릴 예정이에요",
        "저희 형이 사장인데 서울에서 카페 해요",
        "소상공인 확인서 받을 수 있나요",
        "저희는 곧 수출할 계획이에요",
        "친구는 부산에서 해요",
        "제 동생이 청주에서 사회적기업 하거든요",
        "우리 거래처가 스타트업이에요",
        "옆집 사장님이 부산에서 카페 해요",
        "거래처가 수출 안 해요",
        "친구네는 직원이 5명이에요",
        "my friend is based in Busan",
        "our client is a startup",
        "기획전 스타트업 조건",
        "특별기획전 친환경 제품 행사 알려주세요",
        "우리 가게 손님이 물어보는데요 서울시 할인쿠폰 어떻게 받는 거래요?",
        "재난 지원 소상공인 안내",
        "지난 소상공인 행사",
        "전통 식품 행사",
        "마감 전 소상공인 안내",
        "과제가 소상공인 대상",
    ],
)
def test_what_was_once_is_to_come_is_in_doubt_or_is_of_others_tells_nothing_of_the_owner(text: str) -> None:
    assert heard(text) == Told()


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("예전에는 수출했는데 지금은 안해요", {"exporting": False}),
        ("수출했었는데 접었어요", {"exporting": False}),
        ("수출하다가 그만뒀어요", {"exporting": False}),
        ("스타트업이었는데 지금은 아니에요", {"startup": False}),
        ("예전부터 수출했어요", {"exporting": True}),
        ("작년에 서울어워드를 받았는데 지금은 부산이에요", {"seoul_award": True, "region": "부산"}),
        ("친구가 알려줬는데 서울에서 카페 해요", {"region": "서울"}),
        ("친구는 부산에서 하고 저는 서울에서 해요", {"region": "서울"}),
        ("남편이랑 둘이서 해요", {"employees": Interval(2, 2)}),
        ("해외로 진출하고 싶어요", {"wants_abroad": True}),
        ("수출하고 있고 기획전도 신청하려고 해요", {"exporting": True}),
        ("소상공인인데 되는지 모르겠어요", {"size": SMALL_MERCHANT}),
        ("전 소상공인", {"size": SMALL_MERCHANT}),
        ("안녕하세요 전 소상공인", {"size": SMALL_MERCHANT}),
        ("제가 소상공인이거든요", {"size": SMALL_MERCHANT}),
    ],
)
def test_what_ended_is_told_as_ended_and_what_goes_on_as_going_on(text: str, facts: dict[str, Value]) -> None:
    said = heard(text).facts

    assert {fact: said.get(fact) for fact in facts} == facts


@pytest.mark.parametrize(
    ("text", "supposed"),
    [
        ("서울에 공장만 있으면요", {"region": "서울"}),
        ("부천에 사업장이 있으면 되나요", {"region": "경기 부천시"}),
        ("녹색제품 기획전 대기업도 되나요", {"size": only("large")}),
        ("녹색제품 기획전 부산 업체도 되나요", {"region": "부산"}),
        ("친구가 대구에서 가게하는데 그 친구도 돼요?", {"region": "대구", "self_employed": True}),
    ],
)
def test_a_case_of_others_that_is_asked_for_is_supposed_at_most(text: str, supposed: dict[str, Value]) -> None:
    assert heard(text) == Told(supposed=supposed)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("저희는 서울이 아니에요", "서울"),
        ("저희는 서울에 없어요", "서울"),
        ("저희 서울 아닙니다", "서울"),
        ("우리 회사는 서울은 아닌데요", "서울"),
        ("저는 서울 밖이에요", "서울"),
        ("서울은 아니에요", "서울"),
        ("저희는 마포구에 있지 않아요", "서울 마포구"),
        ("we are not in seoul", "서울"),
    ],
)
def test_where_the_firm_is_not_is_heard_where_it_is_not_told_where_it_is(text: str, place: str) -> None:
    assert heard(text) == Told(not_there=place)


@pytest.mark.parametrize(
    "text",
    [
        "서울 아니고 인천이에요",
        "서울 아니어도 되나요",
        "서울 밖이면 안 되나요",
        "서울 아니에요?",
        "저희는 서울이 아니면 안 되나요",
        "서울에는 그런 사업 없어요",
        "친구는 서울이 아니에요",
        "저희는 서울에 있어요",
    ],
)
def test_other_words_do_not_say_where_the_firm_is_not(text: str) -> None:
    assert heard(text).not_there is None


@pytest.mark.parametrize(
    ("text", "profile", "place"),
    [
        ("경기도 광주요", {"region": "광주"}, "경기 광주시"),
        ("하남이에요", {"region": "광주"}, "경기 하남시"),
        ("아니 하남이에요", {"region": "광주"}, "경기 하남시"),
        ("경기도 광주요", {}, "경기 광주시"),
        ("서울이요", {}, "서울"),
        ("저희는 마포구예요", {}, "서울 마포구"),
        ("강서구예요", {"region": "부산"}, "부산 강서구"),
    ],
)
def test_a_message_that_is_nothing_but_a_place_tells_it(text: str, profile: Profile, place: str) -> None:
    assert heard(text, profile) == Told({"region": place})


@pytest.mark.parametrize("text", ["서울만요", "공주예요", "강서구예요", "서울 메이드요", "서울 사업이요"])
def test_a_place_in_doubt_is_not_told_by_standing_alone(text: str) -> None:
    assert "region" not in heard(text, {}).facts


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("아니 8명이요", Interval(8, 8)),
        ("5명이요", Interval(5, 5)),
        ("아니 6명", Interval(6, 6)),
        ("아니요, 여섯 명입니다", Interval(6, 6)),
        ("지금은 10명 이상이에요", Interval(10, LARGEST)),
    ],
)
def test_a_bare_number_of_people_sets_right_the_one_that_is_known(text: str, number: Interval) -> None:
    assert heard(text, {"employees": Interval(4, 4)}) == Told({"employees": number})
    assert heard(text, {"region": "서울"}) == Told()


@pytest.mark.parametrize("text", ["5명이요?", "5명이면요", "5명 뽑나요", "10개요"])
def test_other_bare_numbers_do_not_set_right_the_number_of_employees(text: str) -> None:
    assert "employees" not in heard(text, {"employees": Interval(4, 4)}).facts


@pytest.mark.parametrize(
    "part", ["가", "서울 ", "직원 5명 ", "저는 ", "친구가 ", "서울에 없어요. ", "수출했는데 ", "전 ", "? "]
)
def test_a_message_of_any_length_is_heard(part: str) -> None:
    assert isinstance(heard((part * 2000)[:2000]), Told)


def test_a_message_may_tell_one_thing_and_suppose_another() -> None:
    said = heard("저희는 서울 업체인데 직원이 10명이면 되나요?")

    assert said == Told({"region": "서울"}, {"employees": Interval(10, 10)})


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("지역은 잊어 주세요", {"region"}),
        ("아까 말한 직원 수 지워줘", {"employees"}),
        ("직원 수랑 업종은 지워줘", {"employees", "trade"}),
        ("업력 삭제해 주세요", {"founded"}),
        ("forget my region", {"region"}),
        ("please delete my number of employees", {"employees"}),
        ("알려드린 조건 다 잊어줘", set(KNOWN.facts)),
        ("제가 알려준 거 전부 잊어", set(KNOWN.facts)),
        ("조건 초기화", set(KNOWN.facts)),
        ("forget everything I told you", set(KNOWN.facts)),
    ],
)
def test_what_shall_be_forgotten_is_named(text: str, facts: set[str]) -> None:
    assert heard(text) == Told(forgotten=frozenset(facts))


@pytest.mark.parametrize(
    "text",
    [
        "개인정보 삭제",
        "내 정보 다 지워줘",
        "등록 지워줘",
        "제 전화번호 삭제해 주세요",
        "동의 취소해 주세요",
        "지역을 잊어버렸어요",
        "신청 취소해 주세요",
        "지역이 어디예요",
        "delete my personal data",
        "마감 잊지 않게 알려줘",
        "지원금이 없어지나요",
    ],
)
def test_other_wishes_are_not_for_forgetting_facts(text: str) -> None:
    assert not heard(text).forgotten


@given(st.text(st.sampled_from("저희는서울부천소상공인직원다섯명수출안해요도되나인데이면 ,?5~3"), max_size=24))
def test_whatever_is_written_only_declared_facts_with_values_that_can_be_stored_are_heard(text: str) -> None:
    said = heard(text)

    for facts in (said.facts, said.supposed):
        for fact, value in facts.items():
            assert value_of(KNOWN.facts[fact], written(value)) == value
    assert all(said.supposed[fact] != value for fact, value in said.facts.items() if fact in said.supposed)


@pytest.mark.parametrize(
    "text",
    ["서울 마포구 중소기업 녹색제품 팔아요", "서울 양천구 중소기업, 환경표지 있어요", "강남구 중소기업 비누 만들어요"],
)
def test_a_size_that_stands_bare_behind_the_place_is_told_where_the_sentence_tells(text: str) -> None:
    assert told(text)["size"] == SME


@pytest.mark.parametrize(
    "text",
    [
        "서울 마포구 중소기업 지원사업 있어요",
        "서울 마포구 중소기업 판로 지원 있어요",
        "마포구 중소기업은 뭐 해요",
    ],
)
def test_of_firms_in_general_nothing_is_told(text: str) -> None:
    assert "size" not in told(text)
