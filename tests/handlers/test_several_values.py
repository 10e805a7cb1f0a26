"""Several values in one message, as owners write them: what belongs where, and what is left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.forms import several
from handlers.forms.several import Several
from handlers.registration_slots import SLOTS
from handlers.wording import say

NUMBER, PHONE = "123-45-67891", "010-1234-5678"
BOTH = {"business_number": "1234567891", "phone": "+821012345678"}
ALWAYS = ("firm_name", "business_number", "contact_person", "phone", "email", "district")
LETTERS = {"f": "firm_name", "p": "contact_person", "d": "district", "e": "email"}


def found_in(text: str, *, slots: tuple[str, ...] = ALWAYS, rest_to: tuple[str, ...] = ("firm_name",)) -> Several:
    """What is found in ``text`` by the slots of a registration with these ids."""
    meant = [slot for slot in SLOTS if slot.id in slots]
    takers = [slot for name in rest_to for slot in meant if slot.id == name]
    return several.find(text, meant, {slot.id: say("ko", slot.label) for slot in meant}, takers)


def expected(told: str) -> dict[str, str]:
    """The values that KIM stands for."""
    pairs = (one.split("=", 1) for one in told.split(" | ") if one)
    return {LETTERS[letter]: value for letter, value in pairs}


KIM = "f=행복상사 | p=김철수"
KIM_THERE = f"{KIM} | d=서울 금천구"
# {N} stands for the 사업자등록번호 and {P} for the phone number: both are always found.
WITH_BOTH = [
    # order and separators
    ("행복상사 {N} {P} 대표 김철수", KIM),
    ("행복상사 {N} {P} 대표 김철수 서울 금천구", KIM_THERE),
    ("행복상사, {N}, 김철수, {P}, 서울 금천구", KIM_THERE),
    ("행복상사/{N}/김철수/{P}/금천구", KIM_THERE),
    ("행복상사\n{N}\n김철수\n{P}\n서울시 금천구", KIM_THERE),
    ("1. 행복상사\n2. {N}\n3. 김철수\n4. {P}\n5. 서울 금천구", KIM_THERE),
    ("김철수 {P} 행복상사 {N}", KIM),
    ("{N} 행복상사 김철수 {P} 금천구", KIM_THERE),
    ("금천구 행복상사 {N} 김철수 {P}", KIM_THERE),
    ("김철수 행복상사 {N} {P}", KIM),
    ("사장 김철수 행복상사 {N} {P}", KIM),
    ("대표 김철수 행복상사 금천구 {P} {N}", KIM_THERE),
    ("연락처 {P} 김철수 대표 행복상사 {N}", KIM),
    # names of slots, shortened and mistyped ones too
    ("상호: 행복상사\n사업자등록번호: {N}\n담당자: 김철수\n전화번호: {P}\n지역: 서울 금천구", KIM_THERE),
    ("상호 행복상사 사업자번호 {N} 대표자 김철수 핸드폰 {P} 주소 서울 금천구 가산동", KIM_THERE),
    ("상호명 행복상사 대표자명 김철수 사업자 등록 번호 {N} 연락처 {P} 소재지 서울 금천구 가산동 123-4", KIM_THERE),
    ("업체명 : 행복상사 / 성명 : 김철수 / 전번 : {P} / 사업자번호 : {N} / 지역 : 금천구", KIM_THERE),
    ("상호:행복상사,사업자번호:{N},담당:김철수,폰:{P},지역:금천구", KIM_THERE),
    ("상호=행복상사 번호={N} 담당=김철수 전화={P}", KIM),
    ("행복상사 이멜 kim@naver.com 핸폰 {P} 사업자번호 {N} 대표 김철수", "f=행복상사 | p=김철수 | e=kim@naver.com"),
    ("행복상사 핸드폰{P} 사업자번호{N} 김철수", KIM),
    ("담당자 이름 김철수 상호 행복상사 번호 {P} 사업자 {N}", KIM),
    ("가게이름 강남김밥 사장님 박영희 {P} 사업자번호 {N} 강남구", "f=강남김밥 | p=박영희 | d=서울 강남구"),
    # sentences
    ("상호는 행복상사이고 사업자번호는 {N}, 담당자는 김철수, 전화번호는 {P}입니다. 지역은 서울 금천구예요", KIM_THERE),
    ("저는 행복상사 김철수입니다. 사업자번호 {N} 이고 연락처는 {P} 이에요", KIM),
    ("안녕하세요 행복상사 김철수 대표입니다 {N} {P} 서울 금천구 가산디지털1로 12 3층", KIM_THERE),
    ("안녕하세요~ 행복상사입니다~ {N} / {P} / 김철수 / 금천구", KIM_THERE),
    ("행복상사입니다. {N}이고요 {P}로 연락주세요. 김철수입니다.", KIM),
    ("등록 부탁드려요. 행복상사, 사업자번호 {N}, 담당 김철수 과장, {P}", KIM),
    ("여기는 행복상사구요 사업자는 {N} 제 번호는 {P} 저는 김지원이에요", "f=행복상사 | p=김지원"),
    ("가게 이름은 이태원 국수고 대표는 이영희 번호는 {P} 사업자 {N}", "f=이태원 국수 | p=이영희"),
    ("제 이름은 김철수이고 상호는 행복상사 {P} {N}", KIM),
    ("서울 금천구에 있는 행복상사고요 {N} {P} 김철수", KIM_THERE),
    ("행복상사 서울 금천구 {N} {P} 대표 김철수입니다 등록해주세요", KIM_THERE),
    # titles
    ("행복상사 {N} {P} 김철수 사장님", KIM),
    ("행복상사 {N} {P} 사장 김철수", KIM),
    ("행복상사 {N} {P} 김철수(대표)", KIM),
    ("행복상사(대표 김철수) {N} {P}", KIM),
    ("행복상사 대표 김철수({P}) {N} 서울 금천구", KIM_THERE),
    (
        "주식회사 행복 {N} 대표이사 김철수 {P} 경기도 부천시 원미구 길주로 210",
        "f=주식회사 행복 | p=김철수 | d=경기 부천시",
    ),
    # names of two to four syllables, and other people's
    ("행복상사 {N} {P} 대표 이산", "f=행복상사 | p=이산"),
    ("카페 봄날 {N} {P} 정봄 세종시", "f=카페 봄날 | p=정봄 | d=세종"),
    ("서울상회 {N} {P} 남궁민수", "f=서울상회 | p=남궁민수"),
    ("서울상회 {N} {P} 황보영 대표", "f=서울상회 | p=황보영"),
    ("행복상사 {N} {P} 대표자명 선우은숙", "f=행복상사 | p=선우은숙"),
    ("행복 상사 {N} {P} 대표 김 철수", "f=행복 상사 | p=김 철수"),
    ("미소네 {N} {P} 이미소", "f=미소네 | p=이미소"),
    ("송화원, {N}, {P}, 이지원", "f=송화원 | p=이지원"),
    ("행복상사 {N} {P} 담당자 Nguyen Van An", "f=행복상사 | p=Nguyen Van An"),
    ("Happy Shop, {N}, {P}, John Smith, Geumcheon-gu Seoul", "f=Happy Shop | p=John Smith | d=서울 금천구"),
    ("Happy Shop {N} {P} contact Kim Chulsoo Geumcheon-gu Seoul", "f=Happy Shop | p=Kim Chulsoo | d=서울 금천구"),
    ("Kim's Bakery {N} {P} owner Jane Kim Mapo-gu Seoul", "f=Kim's Bakery | p=Jane Kim | d=서울 마포구"),
    (
        "firm: Happy Shop, number: {N}, phone: {P}, contact: John Smith, district: Geumcheon-gu",
        "f=Happy Shop | p=John Smith | d=서울 금천구",
    ),
    # firms that look like people or places
    ("신발집 {N} {P} 김철수", "f=신발집 | p=김철수"),
    ("강남김밥 {N} {P} 대표 박영희", "f=강남김밥 | p=박영희"),
    ("강남 김밥 {N} {P} 김밥순", "f=강남 김밥 | p=김밥순"),
    ("이태원 국수 {N} {P} 이영희 서울 용산구", "f=이태원 국수 | p=이영희 | d=서울 용산구"),
    ("이태원 국수 {N} {P}", "f=이태원 국수"),
    ("신세계 백화점 {N} {P}", "f=신세계 백화점"),
    ("김가네 {N} {P} 김철수", "f=김가네 | p=김철수"),
    ("김철수네 정육점 {N} {P} 김철수", "f=김철수네 정육점 | p=김철수"),
    ("송화원 {N} {P}", "f=송화원"),
    ("부산어묵 {N} {P} 최부산 부산 해운대구", "f=부산어묵 | p=최부산 | d=부산 해운대구"),
    ("안성맞춤 {N} {P} 안성기 경기 안성시", "f=안성맞춤 | p=안성기 | d=경기 안성시"),
    ("구로상회 {N} {P} 구로구 구자철", "f=구로상회 | p=구자철 | d=서울 구로구"),
    ("(주)행복상사 {N} {P} 김철수", "f=(주)행복상사 | p=김철수"),
    ("금천구청 앞 행복분식 {N} {P} 김철수", "f=금천구청 앞 행복분식 | p=김철수"),
    # addresses
    ("행복상사 {N} {P} 김철수 과장 서울특별시 금천구 가산동 123-4 2층", KIM_THERE),
    ("행복상사 {N} {P} 김철수 서울 금천구 가산동 우림빌딩 3층", KIM_THERE),
    ("행복상사 {N} {P} 김철수 경기도 성남시 분당구 판교역로 235", "f=행복상사 | p=김철수 | d=경기 성남시"),
    ("종로서적 {N} {P} 종로구 종로1가 24 서민수 대표", "f=종로서적 | p=서민수 | d=서울 종로구"),
    ("서울시 종로구 종로 1 행복상사 {N} {P} 김철수", "f=행복상사 | p=김철수 | d=서울 종로구"),
    # what somebody lacks is no name
    ("행복상사 {N} {P} 이메일 없음 김철수 금천구", KIM_THERE),
    # a number that was set right in the same breath
    ("123-45-67892 아니 {N} 행복상사 {P}", "f=행복상사"),
    ("010-9999-8888 아니 {P} 행복상사 {N}", "f=행복상사"),
]


@pytest.mark.parametrize(("text", "told"), WITH_BOTH)
def test_each_value_of_a_message_goes_to_its_slot(text: str, told: str) -> None:
    found = found_in(text.format(N=NUMBER, P=PHONE))

    assert dict(found.values) == BOTH | expected(told)
    assert found.wrong == {}
    assert found.rest == ()


@pytest.mark.parametrize(
    ("text", "values"),
    [
        (f"담당자 김철수 {PHONE}", {"contact_person": "김철수"}),
        (f"{PHONE} 김철수", {"contact_person": "김철수"}),
        (f"이멜 kim@naver.com 핸폰 {PHONE}", {"email": "kim@naver.com"}),
        (
            f"담당자 이름 김철수 번호 {PHONE} 이메일 kim@naver.com",
            {"contact_person": "김철수", "email": "kim@naver.com"},
        ),
        (f"행복상사 사업자번호 아직 없어요 {PHONE}", {"firm_name": "행복상사"}),
        (f"번호 {PHONE}", {}),
        ("행복상사 전화 02-123-4567", {"firm_name": "행복상사", "phone": "+8221234567"}),
        ("행복상사 대표번호 1588-1234", {"firm_name": "행복상사", "phone": "+8215881234"}),
    ],
)
def test_some_of_the_values_can_be_told_too(text: str, values: dict[str, str]) -> None:
    assert dict(found_in(text).values) == {"phone": "+821012345678"} | values


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("행복상사 123-45-67892 010-1234-5678", {"business_number": "forms.business_number.check_digit"}),
        ("행복상사 123-45-6789 010-1234-5678", {"business_number": "forms.business_number.length"}),
        ("행복상사 123-45-67891 010-1234", {"phone": "forms.phone.short"}),
        ("행복상사 123-45-67891 010-1234-56789", {"phone": "forms.phone.long"}),
        ("행복상사 123-45-67891 kim@naver", {"email": "forms.email.after"}),
    ],
)
def test_a_mistyped_number_is_named_and_the_rest_is_taken(text: str, wrong: dict[str, str]) -> None:
    found = found_in(text)

    assert {slot: error.key for slot, error in found.wrong.items()} == wrong
    assert found.values["firm_name"] == "행복상사"
    assert found.values.keys().isdisjoint(wrong)


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("행복상사 {N} {P} 010-9999-8888", ("010-9999-8888",)),
        ("행복상사 {N} {P} 팩스 02-123-4568", ("팩스 02-123-4568",)),
        ("행복상사 {N} {P} 대표 김철수 담당 이영희", ("김철수",)),
        ("시장 행복시장 상호 행복상사 {N} {P}", ("시장 행복시장",)),
    ],
)
def test_what_belongs_nowhere_is_handed_back_and_not_lost(text: str, rest: tuple[str, ...]) -> None:
    found = found_in(text.format(N=NUMBER, P=PHONE))

    assert found.rest == rest
    assert dict(found.values).items() >= (BOTH | {"firm_name": "행복상사"}).items()


def test_of_two_phone_numbers_the_first_counts() -> None:
    assert found_in("02-123-4567 010-1234-5678").values == {"phone": "+8221234567"}


def test_the_one_in_charge_is_the_contact_and_not_the_head() -> None:
    assert found_in(f"대표 김철수 담당 이영희 {PHONE}").values["contact_person"] == "이영희"


@pytest.mark.parametrize(
    "text", ["강남 김밥", "행복상사", "이태원 국수", "김밥나라", "안녕하세요", "010", "마감일이 언제예요?", ""]
)
def test_nothing_is_sure_in_a_name_or_a_question(text: str) -> None:
    found = found_in(text)

    assert found.sure == frozenset()
    assert found.wrong == {}


def test_a_market_and_a_product_are_taken_by_their_names() -> None:
    found = found_in(f"상호 행복상사 시장 행복시장 품목 친환경 세제 {PHONE}", slots=(*ALWAYS, "market", "product"))

    assert found.values["market"] == "행복시장"
    assert found.values["product"] == "친환경 세제"
    assert found.values["firm_name"] == "행복상사"


def test_what_was_asked_for_takes_what_nothing_else_does() -> None:
    found = found_in(f"영희 {PHONE}", rest_to=("contact_person", "firm_name"))

    assert found.values == {"contact_person": "영희", "phone": "+821012345678"}


def test_without_a_slot_for_the_rest_it_is_handed_back() -> None:
    found = found_in(f"행복상사 {PHONE}", rest_to=())

    assert found.values == {"phone": "+821012345678"}
    assert found.rest == ("행복상사",)


def test_a_long_text_is_no_list_of_values() -> None:
    assert found_in(f"행복상사 {PHONE} " + "가" * several.LONGEST) == Several()


PIECES = (
    "행복상사",
    NUMBER,
    PHONE,
    "김철수",
    "대표 이영희",
    "서울 금천구",
    "상호는 행복상회",
    "kim@naver.com",
    "이고요",
    ",",
    "\n",
    "네",
    "(",
    ")",
    "아니",
)


@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=8)), max_size=20).map(" ".join))
def test_whatever_is_found_reads_as_a_value_of_its_slot(text: str) -> None:
    found = found_in(text, slots=tuple(slot.id for slot in SLOTS))

    read = {slot.id: slot.read for slot in SLOTS}
    for name, value in found.values.items():
        reads = read[name]
        assert reads is not None
        assert reads(value) == value
    assert found.sure <= found.values.keys()
    assert found.values.keys().isdisjoint(found.wrong)


@pytest.mark.parametrize(
    "unit", ["이고요", "대표 ", "상호는 ", "a@", "010 ", "(", "- ", "아니 ", "이름 없어요 ", "서울 금천구 "]
)
def test_a_text_that_repeats_itself_is_read_to_its_end(unit: str) -> None:
    # A pattern that could match the same words in several ways would not come back from this within a lifetime.
    text = (unit * several.LONGEST)[: several.LONGEST - 1] + "x"

    assert found_in(text).sure <= {slot.id for slot in SLOTS}
