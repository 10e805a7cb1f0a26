"""What an owner tells of the firm in passing, and by answering the last question."""

import datetime as dt

import pytest

from knowledge.base import load
from knowledge.fact import Interval, Value
from knowledge.told import as_of

KNOWN = load()
SME = frozenset({"small_merchant", "small", "medium"})


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
        ("대기업인데요", {"size": frozenset({"large"}), "startup": False}),
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
        ("years_in_business", "3년", Interval(3, 3)),
        ("years_in_business", "10년 됐어요", Interval(10, 10)),
        ("years_in_business", "7", Interval(7, 7)),
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
        ("업력 3년", "years_in_business", Interval(3, 3)),
        ("창업 2년 됐어요", "years_in_business", Interval(2, 2)),
        ("올해로 12년째예요", "years_in_business", Interval(12, 12)),
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
    ("text", "day"),
    [
        ("2020년 9월 25일 기준으로 알려줘", dt.date(2020, 9, 25)),
        ("2020-09-25 기준", dt.date(2020, 9, 25)),
        ("2020.9.25 시점으로 볼게요", dt.date(2020, 9, 25)),
        ("2020년 2월 30일 기준으로", None),
        ("2020년 9월 29일까지인가요", None),
        ("오늘 기준으로", None),
    ],
)
def test_a_day_counts_only_where_answers_are_asked_for_as_of_it(text: str, day: dt.date | None) -> None:
    assert as_of(text) == day
