"""What was misheard once, or easily could be."""

import datetime as dt
from functools import partial

import pytest

from knowledge.base import load
from knowledge.fact import Interval, Value
from knowledge.search import Search
from knowledge.told import Told, hear

KNOWN = load()
SEARCH = Search(KNOWN.programs)


def heard(text: str) -> Told:
    strike = partial(SEARCH.struck, matches=SEARCH.find(text))
    return hear(KNOWN.facts, strike, text, None, today=dt.date(2020, 9, 25))


@pytest.mark.parametrize(
    "text",
    [
        "저희는 서울에 매장이 없어요",
        "서울에 가게 없어요",
        "서울에는 공장이 없습니다",
        "우리는 서울에 사무실이 따로 없거든요",
        "we don't have a shop in Seoul",
        "we have no office in Seoul",
        "서울에 거래처가 많아요",
        "서울로 출장 자주 가요",
        "부산에 가게 낼까 생각 중이에요",
        "가게가 서울이랑 부산 두 군데예요",
        "서울하고 부산에 매장이 있어요",
        "do I have to be in Seoul?",
        "서울에도 매장이 있고 부산에도 매장이 있어요",
        "공장은 화성에 있고 사무실은 서울에 있어요",
        "본사는 부산이고 공장은 서울",
        "공장은 서울, 본사는 부산이에요",
        "부산 본사, 서울 공장",
        "부산 본사에 서울 지점 하나 있어요",
        "서울이 본사고 부산에 공장 있습니다",
        "our head office is in Busan and the factory is in Seoul",
        "본사는 서울이고 공장은 부천이에요",
        "본사는 부산인데 서울에 지사가 있어요",
        "서울 지사가 있는 부산 중소기업인데 되나요?",
        "서울에 부설연구소가 있고 본사는 대전입니다",
        "사업자등록은 부천인데 매장은 서울이에요",
        "서울에 매장은 있는데 본사는 부산이에요",
        "고향이 부산이에요",
        "저희 서울에 지점 내려고 해요",
        "서울, 부산에 매장 있어요",
    ],
)
def test_a_place_without_a_shop_or_with_another_one_is_not_told(text: str) -> None:
    assert "region" not in heard(text).facts


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("예전엔 서울이었는데 지금은 부천이에요", "경기 부천시"),
        ("서울에 있다가 작년에 대전으로 옮겼어요", "대전"),
        ("본사는 서울 강남구고 공장은 서울 금천구예요", "서울 강남구"),
        ("본사는 부산이고 집은 서울이에요", "부산"),
        ("서울에 매장은 없고 부천에서 장사해요", "경기 부천시"),
        ("마포구랑 은평구에 매장이 있어요", "서울"),
        ("5년 전에 서울에서 부산으로 이사했어요", "부산"),
        ("저희 매장은 서울에 없고 경기도 수원에만 있어요", "경기 수원시"),
        ("서울에는 창고만 있고 본사는 김포예요", "경기 김포시"),
        ("인천에 살고 서울에서 장사해요", "서울"),
    ],
)
def test_the_place_that_holds_now_is_told(text: str, place: str) -> None:
    assert heard(text).facts["region"] == place


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("직원 5명인데 지금은 3명이에요", 3),
        ("직원이 10명이었는데 이제 7명이에요", 7),
        ("작년엔 직원 8명, 지금은 4명", 4),
        ("직원이 원래 6명이었다가 둘 나가서 지금은 4명입니다", 4),
        ("직원 다섯이었는데 코로나로 두 명이 됐어요", 2),
        ("직원 3명 있어요", 3),
        ("직원이 없다가 지금은 한 명 있어요", 1),
        ("직원 3명인데 한 명 더 뽑을 거예요", 3),
        ("직원 5명에서 3명으로 줄었어요", 3),
        ("원래 둘이서 하다가 지금은 혼자 해요", 1),
        ("we had 5 employees but now we have 3 employees", 3),
    ],
)
def test_the_number_that_holds_now_is_told(text: str, number: float) -> None:
    assert heard(text).facts["employees"] == Interval(number, number)


@pytest.mark.parametrize(
    "text",
    [
        "직원 3명 구하고 있어요",
        "직원 3명 뽑을 거예요",
        "직원 2명 더 뽑으려고요",
        "직원 3명이 그만뒀어요",
        "작년엔 직원이 8명이었어요",
        "직원이 몇 명인지 모르겠어요",
    ],
)
def test_people_to_come_or_gone_are_not_counted(text: str) -> None:
    assert "employees" not in heard(text).facts


@pytest.mark.parametrize(
    "text",
    [
        "I'm not sure if we are a small business",
        "I don't know whether we are an SME",
        "are we a small business?",
        "do we count as a startup?",
        "소상공인인지 잘 모르겠어요",
        "우리 소상공인 맞나요?",
        "저희도 소상공인으로 쳐주나요?",
        "저희가 중소기업에 들어가는지 궁금해요",
        "소상공인인가 싶기도 하고",
        "소상공인일 수도 있고 아닐 수도 있어요",
        "저희 소상공인인가요 소기업인가요",
        "소상공인인지 아닌지 어떻게 알아요?",
        "직원 5명이면 소상공인이에요?",
        "남들은 소상공인이라던데",
        "소상공인이 아닌 것 같아요",
        "소상공인 같아요",
    ],
)
def test_a_size_that_is_in_doubt_is_not_told(text: str) -> None:
    assert "size" not in heard(text).facts


@pytest.mark.parametrize(
    "text",
    [
        "작년까지 수출했어요",
        "작년까지만 수출했습니다",
        "2018년까지 일본에 수출했어요",
        "수출은 재작년에 접었어요",
        "we used to export to Japan",
        "수출할까 고민 중이에요",
        "수출해볼까 해요",
        "예전에 수출한 적이 있어요",
    ],
)
def test_what_was_exported_once_or_may_be_is_no_export_now(text: str) -> None:
    assert heard(text).facts.get("exporting") is not True


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("곧 창업할 거예요", "self_employed"),
        ("내년에 카페 차릴 거예요", "self_employed"),
        ("가게를 하나 낼까 해요", "self_employed"),
        ("예전에 가게를 했어요", "self_employed"),
        ("장사를 접었어요", "self_employed"),
        ("스타트업에 다녀요", "startup"),
        ("스타트업에 납품해요", "startup"),
        ("사회적기업에 관심 있어요", "social_economy"),
        ("사회적기업 인증을 준비하고 있어요", "social_economy"),
        ("서울어워드 받고 싶어요", "seoul_award"),
    ],
)
def test_what_is_planned_past_or_of_others_is_not_told_as_so(text: str, fact: str) -> None:
    assert heard(text).facts.get(fact) is not True


@pytest.mark.parametrize(
    ("text", "fact", "value"),
    [
        ("저 소상공인 맞아요", "size", frozenset({"small_merchant"})),
        ("소상공인 맞는데요", "size", frozenset({"small_merchant"})),
        ("작년까지는 안 했는데 올해부터 수출해요", "exporting", True),
        ("예전부터 카페 했어요", "trade", frozenset({"restaurant"})),
        ("저는 소상공인이고 지원 대상인지 모르겠어요", "size", frozenset({"small_merchant"})),
        ("작년에 카페 차렸어요", "trade", frozenset({"restaurant"})),
        ("소상공인 아니면 소기업이에요", "size", frozenset({"small_merchant", "small"})),
        ("소상공인이 아니고 소기업이에요", "size", frozenset({"small"})),
    ],
)
def test_what_sounds_alike_but_is_told_is_heard(text: str, fact: str, value: Value) -> None:
    assert heard(text).facts[fact] == value
