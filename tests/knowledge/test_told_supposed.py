"""What owners suppose, deny, correct, or say of somebody else's firm is not stored as theirs."""

import datetime as dt
from functools import partial
from itertools import product

import pytest

from knowledge.base import load
from knowledge.fact import Held, Interval, Profile, Value
from knowledge.search import Search
from knowledge.told import Told, hear

KNOWN = load()
SEARCH = Search(KNOWN.programs)
LARGE = frozenset({"large"})
SMALL_MERCHANT = frozenset({"small_merchant"})
SME = frozenset({"small_merchant", "small", "medium"})
ECO_LABEL = frozenset({"eco_label"})
KINDS: dict[str, tuple[str, Value]] = {
    "대기업": ("size", LARGE),
    "소상공인": ("size", SMALL_MERCHANT),
    "중견기업": ("size", frozenset({"mid_sized"})),
    "스타트업": ("startup", True),
    "자영업자": ("self_employed", True),
    "사회적기업": ("social_economy", True),
    "녹색기업": ("green", True),
}
"""What a firm may be called, with the fact that it tells."""


def heard(text: str, profile: Profile | None = None, *, asked: str | None = None) -> Told:
    strike = partial(SEARCH.struck, matches=SEARCH.find(text))
    return hear(KNOWN.facts, strike, text, asked, today=dt.date(2020, 9, 25), profile=profile)


@pytest.mark.parametrize(
    ("kind", "form"),
    [
        *product(
            KINDS,
            (
                "{}이라고 치면 공공마켓 되나요?",
                "{}이라 치고 되나요?",
                "{}이라고 치고 물어볼게요 신청돼요?",
                "{}이라고 하면 되나요?",
                "{}라고 가정하면?",
                "{}이라고 가정했을 때 신청 가능한가요?",
                "만약 {}이라고 친다면 되나요",
                "만약에 저희가 {}이라면 되나요?",
                "우리가 {}이었다면 됐을까요?",
            ),
        ),
    ],
)
def test_what_is_put_as_a_case_is_supposed_and_not_told(kind: str, form: str) -> None:
    fact, value = KINDS[kind]

    said = heard(form.format(kind))

    assert said.facts == {}
    assert said.supposed[fact] == value


@pytest.mark.parametrize("form", ["{}이라고 하면", "{}이라고 치면요"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_case_by_itself_is_supposed(kind: str, form: str) -> None:
    fact, value = KINDS[kind]

    assert (heard(form.format(kind)).facts, heard(form.format(kind)).supposed[fact]) == ({}, value)


@pytest.mark.parametrize("kind", ["녹색기업", "스타트업", "사회적기업", "자영업자"])
@pytest.mark.parametrize("form", ["{}이 아니라고 치면요?", "{}이 아니라고 하면 되나요?", "{}이 아니라면 되나요?"])
def test_a_case_in_which_the_firm_is_something_not_is_supposed(kind: str, form: str) -> None:
    said = heard(form.format(kind))

    assert said.facts == {}
    assert said.supposed[KINDS[kind][0]] is False


@pytest.mark.parametrize(
    ("text", "supposed"),
    [
        ("부산이고 대기업이면 쏠쏠마켓 되나요?", {"region": "부산", "size": LARGE}),
        ("대기업이고 부산이면 되나요?", {"region": "부산", "size": LARGE}),
        ("부산이고 소상공인이고 수출하면 되나요?", {"region": "부산", "size": SMALL_MERCHANT}),
        ("부산 대기업이면 되나요?", {"region": "부산", "size": LARGE}),
        ("대기업이고 스타트업이 아니면 되나요?", {"size": LARGE, "startup": False}),
        ("만약 부산에 있고 대기업이면 되나요?", {"region": "부산", "size": LARGE}),
    ],
)
def test_all_parts_of_a_case_are_supposed(text: str, supposed: dict[str, Value]) -> None:
    said = heard(text)

    assert said.facts == {}
    assert {fact: said.supposed.get(fact) for fact in supposed} == supposed


def test_what_the_owner_tells_before_a_case_stays_told() -> None:
    assert heard("저희는 소상공인이고 부산이면 되나요?") == Told({"size": SMALL_MERCHANT}, {"region": "부산"})
    assert heard("저는 소상공인인데 직원이 10명이면 되나요?").facts == {"size": SMALL_MERCHANT}


@pytest.mark.parametrize(
    ("text", "fact", "value"),
    [
        ("Suppose we are a large company, can we apply?", "size", LARGE),
        ("If we were a large company, could we?", "size", LARGE),
        ("Can we apply if we are a start-up?", "startup", True),
        ("Let's say we're a startup. Are we eligible?", "startup", True),
        ("assuming we export to Japan, do we qualify?", "exporting", True),
        ("what if we had 500 employees?", "employees", Interval(500, 500)),
        ("If we have no eco-label, can we still apply?", "certificates", Held(frozenset(), ECO_LABEL)),
        ("Can we join if we have an eco-label?", "certificates", Held(ECO_LABEL)),
        ("What if we move to Seoul?", "region", "서울"),
        ("what if we relocated to Busan", "region", "부산"),
        ("If we were based in Busan, are we eligible?", "region", "부산"),
    ],
)
def test_an_english_case_is_supposed_and_not_told(text: str, fact: str, value: Value) -> None:
    said = heard(text)

    assert said.facts == {}
    assert said.supposed[fact] == value


@pytest.mark.parametrize(
    ("text", "fact", "value"),
    [
        ("We are a large company. If so, can we apply?", "size", LARGE),
        ("We are a startup, what if it rains?", "startup", True),
        ("We have 3 employees, can we apply?", "employees", Interval(3, 3)),
    ],
)
def test_what_stands_before_an_english_case_is_told(text: str, fact: str, value: Value) -> None:
    assert heard(text).facts[fact] == value


@pytest.mark.parametrize(
    "form",
    [
        "{}으로 이전할까 하는데 되나요?",
        "{}으로 옮길 예정인데 되나요?",
        "{}으로 옮길까 하는데 그래도 되나요?",
        "만약 우리가 {}으로 가면 어떻게 돼요?",
        "{}으로 가면요?",
        "{} 가면 되나요?",
        "{}으로 이사 가면요",
        "{}으로 사업장을 옮기면 되나요?",
        "{}으로 옮긴다면 어떻게 되나요?",
        "대구에서 {}으로 이사하면요?",
        "{}으로 이전하려고 하는데 신청 가능한가요?",
        "{}으로 옮겨도 되나요?",
    ],
)
@pytest.mark.parametrize("place", ["부산", "서울", "대전"])
def test_a_move_to_come_is_supposed_where_it_is_asked_for(form: str, place: str) -> None:
    said = heard(form.format(place), {"region": "인천"})

    assert (dict(said.facts), said.supposed) == ({}, {"region": place})


@pytest.mark.parametrize("text", ["곧 서울로 이사 갈 건데요", "부산으로 옮길 예정이에요", "서울로 출장 자주 가요"])
def test_a_move_to_come_that_is_not_asked_for_tells_nothing(text: str) -> None:
    assert heard(text, {"region": "인천"}) == Told()


@pytest.mark.parametrize(
    "text",
    [
        "서울이 아니라면 쏠쏠마켓 안 되죠?",
        "서울 아니면 안 되나요?",
        "서울이 아니어도 되나요?",
        "서울이 아니라고 치면요?",
        "서울에 없으면 안 되나요?",
        "옮길까 하는데 그래도 되나요?",
        "이사하면 어떻게 되나요?",
        "가게를 다른 데로 옮기면 안 되나요?",
        "What if we are not in Seoul?",
        "can we apply if we move?",
    ],
)
def test_the_known_place_is_left_open_where_a_case_is_put_that_it_is_another(text: str) -> None:
    said = heard(text, {"region": "서울"})

    assert said == Told(left_open=frozenset({"region"}))


@pytest.mark.parametrize(
    "text", ["서울 아니고 인천이에요", "저희는 서울이 아니에요", "부산으로 옮겼어요", "그래도 되나요?"]
)
def test_other_words_leave_no_fact_open(text: str) -> None:
    assert heard(text, {"region": "서울"}).left_open == frozenset()


@pytest.mark.parametrize(
    ("text", "fact", "value"),
    [
        ("중소기업은 아니고 소상공인이요", "size", SMALL_MERCHANT),
        ("소상공인은 아니고 중소기업이요", "size", frozenset({"small", "medium"})),
        ("대기업은 아니고 중소기업입니다", "size", SME),
        ("대기업이었는데 지금은 소상공인이고 서울이에요", "size", SMALL_MERCHANT),
        ("원래 중견기업이었다가 이제 대기업이에요", "size", LARGE),
        ("소상공인이었지만 지금은 중견기업입니다", "size", frozenset({"mid_sized"})),
        ("자영업자였는데 지금은 대기업이에요", "size", LARGE),
        ("아까 대기업이라고 했는데 소상공인이에요", "size", SMALL_MERCHANT),
    ],
)
def test_what_a_denial_sets_right_is_told(text: str, fact: str, value: Value) -> None:
    assert heard(text).facts[fact] == value


@pytest.mark.parametrize("known", ["대구", "경북 구미시", "서울"])
@pytest.mark.parametrize(
    "text",
    [
        "아 아까 대구라고 했는데 구미예요",
        "아까 대구라고 말씀드렸는데 구미입니다",
        "대구라고 했지만 사실은 구미예요",
        "아까는 대구라고 적었는데 실은 구미에 있어요",
        "대구가 아니라 구미예요",
    ],
)
def test_a_place_said_earlier_gives_way_to_the_one_that_sets_it_right(text: str, known: str) -> None:
    assert heard(text, {"region": known}).facts == {"region": "경북 구미시"}


@pytest.mark.parametrize(
    "text",
    [
        "actually we are not a small merchant",
        "we're not a small merchant",
        "We are no longer a small merchant",
        "sorry, I am not really a small merchant",
    ],
)
def test_an_english_denial_is_no_claim(text: str) -> None:
    assert heard(text, {"size": SMALL_MERCHANT}).facts["size"] == frozenset({"small", "medium", "mid_sized", "large"})


@pytest.mark.parametrize(
    ("text", "asked", "value"),
    [
        ("전통시장도 아니고 온라인도 아니고 그냥 동네 가게", "premises", frozenset({"own_shop"})),
        ("전통시장 아니고 지하상가요", "premises", frozenset({"public_arcade"})),
        ("전통시장은 아니고 상점가요", "premises", frozenset({"shopping_street"})),
        ("대기업은 아니고 중견기업", "size", frozenset({"mid_sized"})),
        ("의류 아니고 주얼리요", "trade", frozenset({"jewellery"})),
    ],
)
def test_an_answer_does_not_tell_what_it_denies(text: str, asked: str, value: Value) -> None:
    assert heard(text, asked=asked).facts[asked] == value


@pytest.mark.parametrize(("asked", "denied"), [("premises", "전통시장"), ("premises", "상점가"), ("trade", "의류")])
@pytest.mark.parametrize("form", ["{}은 아니에요", "{}은 아닙니다", "{}은 아닌데요"])
def test_an_answer_that_only_denies_leaves_the_rest(asked: str, denied: str, form: str) -> None:
    key = {"전통시장": "traditional_market", "상점가": "shopping_street", "의류": "garment"}[denied]

    told = heard(form.format(denied), asked=asked).facts.get(asked)

    assert told is None or (isinstance(told, frozenset) and key not in told)


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("서울 소상공인 업력 2년", {"region": "서울", "size": SMALL_MERCHANT}),
        ("서울 녹색 중소기업이에요", {"region": "서울", "size": SME, "green": True}),
        ("청주 사회적기업이에요", {"region": "충북 청주시", "social_economy": True}),
        ("부산 소상공인 직원 5명이에요", {"region": "부산", "size": SMALL_MERCHANT, "employees": Interval(5, 5)}),
        ("대구 중소기업 스타트업입니다", {"region": "대구", "size": SME, "startup": True}),
        ("소상공인이고 자영업자 아니에요", {"size": SMALL_MERCHANT, "self_employed": False}),
        ("소상공인이고 자영업자예요", {"size": SMALL_MERCHANT, "self_employed": True}),
        ("대구요 소상공인이고 수출해요", {"region": "대구", "size": SMALL_MERCHANT, "exporting": True}),
        ("대구요. 소상공인이고 수출해요", {"region": "대구", "size": SMALL_MERCHANT}),
    ],
)
def test_what_is_named_in_one_breath_is_told_together(text: str, facts: dict[str, Value]) -> None:
    said = heard(text).facts

    assert {fact: said.get(fact) for fact in facts} == facts


@pytest.mark.parametrize(
    "text",
    [
        "대구요 소상공인이고 업력은 3년이고 직원은 5명이에요",
        "대구요, 소상공인이고 수출해요",
        "대구. 소상공인이고 직원은 없어요",
        "네 대구요 소상공인이고요 수출은 안 하고 있어요",
    ],
)
def test_a_place_that_begins_an_answer_to_the_question_for_it_is_told(text: str) -> None:
    said = heard(text, asked="region").facts

    assert (said["region"], said["size"]) == ("대구", SMALL_MERCHANT)


@pytest.mark.parametrize(
    "text",
    [
        "서울 소상공인 지원사업",
        "서울 중소기업 지원 있나요?",
        "부산 스타트업 행사 알려줘",
        "서울 소상공인 온라인몰 입점 언제예요",
        "대구 사회적기업 목록 보여줘",
    ],
)
def test_a_chain_that_names_a_program_tells_nothing(text: str) -> None:
    assert heard(text).facts == {}


@pytest.mark.parametrize(
    "who", ["거래처가", "납품처가", "건물주가", "우리 거래처는", "고객사가", "원청이", "발주처가", "저희 건물주가"]
)
@pytest.mark.parametrize(
    "what", ["대기업이에요", "대기업인데 공공마켓 되나요?", "서울에 있는 대기업이에요", "부산에 있어요"]
)
def test_the_firm_of_a_business_partner_is_not_the_owners(who: str, what: str) -> None:
    assert heard(f"{who} {what}") == Told()


@pytest.mark.parametrize("who", ["남편 회사가", "와이프 회사는", "아버지 가게가", "형네 회사가", "친구 회사가"])
@pytest.mark.parametrize("what", ["대기업이에요", "부산에 있어요", "수출하고 있어요"])
def test_the_firm_of_a_relative_is_not_the_owners(who: str, what: str) -> None:
    assert heard(f"{who} {what}") == Told()


@pytest.mark.parametrize("who", ["거래처가", "납품처가", "건물주가", "남편 회사가"])
def test_what_the_owner_tells_beside_another_firm_is_told(who: str) -> None:
    assert heard(f"{who} 대기업인데 저희는 소상공인이에요").facts["size"] == SMALL_MERCHANT
    assert heard(f"저희는 소상공인이고 {who} 대기업이에요").facts["size"] == SMALL_MERCHANT


@pytest.mark.parametrize("place", ["부산", "대전", "전남"])
def test_a_large_firm_in_a_city_is_not_at_its_university(place: str) -> None:
    assert heard(f"{place} 대기업이면 되나요?").supposed == {"region": place, "size": LARGE}


@pytest.mark.parametrize(
    ("text", "facts", "supposed"),
    [
        ("저희는 서울인데 부산으로 옮기면 되나요?", {"region": "서울"}, {"region": "부산"}),
        ("저희는 서울 소상공인인데 대기업이면 안 되나요?", {"region": "서울", "size": SMALL_MERCHANT}, {"size": LARGE}),
        ("수출 안 하는데 수출하면 되나요?", {"exporting": False}, {"exporting": True}),
        ("저는 소상공인인데 중소기업도 되나요?", {"size": SMALL_MERCHANT}, {}),
        ("소상공인이에요. 소상공인도 되나요?", {"size": SMALL_MERCHANT}, {}),
        ("저희는 마포구인데 서울 업체도 되나요?", {"region": "서울 마포구"}, {}),
    ],
)
def test_a_case_may_differ_from_what_is_told_with_it(
    text: str, facts: dict[str, Value], supposed: dict[str, Value]
) -> None:
    assert heard(text) == Told(facts, supposed)


@pytest.mark.parametrize(
    ("text", "fact", "value"),
    [
        ("직원이 500명이라고 치면요?", "employees", Interval(500, 500)),
        ("직원 20명 된다 치고 되나요?", "employees", Interval(20, 20)),
        ("직원 3명인데 5명이면 되나요?", "employees", Interval(5, 5)),
        ("부산에 있는 대기업이면 되나요?", "region", "부산"),
        ("대기업 된다고 치면 되나요", "size", LARGE),
        ("대기업으로 치면 되나요?", "size", LARGE),
        ("수출한다고 치면 되나요", "exporting", True),
        ("여성기업이라고 치면요?", "certificates", Held(frozenset({"women"}))),
        ("카페라고 치면 되나요?", "trade", frozenset({"restaurant"})),
    ],
)
def test_a_case_of_any_fact_is_supposed(text: str, fact: str, value: Value) -> None:
    said = heard(text)

    assert (said.facts, said.supposed[fact]) == ({}, value)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("직원 5명이라고 했는데 7명이에요", Interval(7, 7)),
        ("아까 5명이라고 했는데 7명이에요", Interval(7, 7)),
        ("아까 직원 다섯이라고 했는데 사실 여섯이에요", Interval(6, 6)),
    ],
)
def test_a_number_said_earlier_gives_way_to_the_one_that_sets_it_right(text: str, number: Interval) -> None:
    assert heard(text, {"employees": Interval(5, 5)}).facts == {"employees": number}


def test_a_beginning_said_earlier_gives_way_to_the_one_that_sets_it_right() -> None:
    assert heard("아까 업력 3년이라고 했는데 5년이에요").facts == heard("업력 5년이에요").facts


def test_an_english_move_that_is_over_is_told() -> None:
    assert heard("We moved to Busan last year").facts == {"region": "부산"}


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("식품 제조 소상공인 서울입니다", {"region": "서울", "size": SMALL_MERCHANT, "trade": frozenset({"food"})}),
        ("서울 소상공인 3년차 직원 2명", {"region": "서울", "size": SMALL_MERCHANT, "employees": Interval(2, 2)}),
        ("부산 7년차 중소기업입니다", {"region": "부산", "size": SME}),
        ("소상공인, 서울, 직원 3명", {"region": "서울", "size": SMALL_MERCHANT, "employees": Interval(3, 3)}),
    ],
)
def test_nouns_of_one_fact_after_another_are_told(text: str, facts: dict[str, Value]) -> None:
    said = heard(text).facts

    assert {fact: said.get(fact) for fact in facts} == facts


@pytest.mark.parametrize("text", ["서울 라면집 해요", "서울에서 가면 만드는 공방이에요", "저희는 라면 가게예요"])
def test_words_that_look_like_a_case_put_none(text: str) -> None:
    assert heard(text).supposed == {}


def test_a_case_of_growing_is_supposed_and_a_plan_tells_nothing() -> None:
    assert heard("직원 10명으로 늘리면 되나요?") == Told(supposed={"employees": Interval(10, 10)})
    assert heard("직원 10명으로 늘릴 예정이에요") == Told()
    not_small = frozenset({"small", "medium", "mid_sized", "large"})
    assert heard("if not a small merchant, can we apply?") == Told(supposed={"size": not_small})
