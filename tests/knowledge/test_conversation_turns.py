"""What a message refers to where something was talked about before: that program, another one, or none we know."""

import pytest

from knowledge.ask import Ask
from knowledge.base import load
from knowledge.fact import Profile

KNOWN = load()
LISTED = ("boxing-day", "brand-k", "coop-contract", "craft-bongik", "craft-changsin")


def ask(text: str, *focus: str, topic: str | None = None) -> Ask:
    [only] = KNOWN.understanding.read(text, focus=focus, topic=topic).asks
    return only


def told(text: str) -> Profile:
    return KNOWN.understanding.read(text).told


@pytest.mark.parametrize(
    "text",
    ["녹색제품 2차 마감 언제예요", "굿모닝장터는 언제 열려요", "창신 과제 마감은요"],
)
def test_a_program_that_is_named_is_not_taken_for_the_last_one(text: str) -> None:
    assert "ssolssol-market" not in ask(text, "ssolssol-market", topic="deadline").programs


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("청년창업사관학교는 언제까지 신청해요?", "청년창업사관학교"),
        ("강소기업 육성사업 마감 언제", "육성사업"),
        ("부산 수산물 박람회 신청기간", "부산"),
        ("디지털바우처 얼마까지 주나요", "디지털바우처"),
    ],
)
def test_a_program_that_we_do_not_know_is_not_taken_for_the_last_one(text: str, name: str) -> None:
    found = ask(text, "seoul-green-expo-1", topic="deadline")
    assert (found.intent.value, found.words) == ("unknown_program", name)


@pytest.mark.parametrize(
    "text",
    ["이 사업 마감 언제예요", "지원사업 언제까지예요", "무슨 사업이에요", "그 센터는 어디예요", "지원금은 얼마예요"],
)
def test_words_for_any_program_are_about_the_last_one(text: str) -> None:
    assert ask(text, "craft-bongik", topic="about").programs == ("craft-bongik",)


def test_after_a_list_a_question_that_names_none_asks_back() -> None:
    found = ask("마감 언제예요?", *LISTED, topic="list")
    assert found.unsure
    assert found.programs == LISTED


def test_after_a_list_facts_of_the_firm_ask_for_what_fits_it() -> None:
    assert ask("서울 사는 카페 사장인데 참여 가능한가요", *LISTED, topic="list").intent.value == "list"


def test_of_two_that_were_compared_a_question_is_about_both() -> None:
    found = ask("그럼 마감은요?", "ssolssol-market", "public-market", topic="compare")
    assert (found.programs, found.unsure) == (("ssolssol-market", "public-market"), False)


@pytest.mark.parametrize(
    "text",
    [
        "부산에서 횟집하는데 지원받을 거 있나요?",
        "고깃집 하는데 지원 있나요",
        "약국인데 참여할 수 있나요",
        "서울에서 여행사 하는데 지원받을 수 있나요",
        "음악학원 하는 소상공인입니다",
    ],
)
def test_the_trade_of_the_firm_is_no_other_subject(text: str) -> None:
    assert ask(text).intent.value != "out_of_scope"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("서울로 이사했어요", "서울"),
        ("천안에서 부천으로 옮겼어요", "경기 부천시"),
        ("본사를 인천으로 이전했습니다", "인천"),
    ],
)
def test_a_firm_that_moved_is_where_it_went(text: str, place: str) -> None:
    assert told(text)["region"] == place


def test_a_firm_that_only_may_move_tells_no_place() -> None:
    assert "region" not in told("부천으로 옮기면 참여할 수 있나요")


def test_a_kind_of_firm_that_is_denied_leaves_the_others() -> None:
    size = told("소상공인은 아니에요")["size"]
    assert isinstance(size, frozenset)
    assert size == {"small", "medium", "mid_sized", "large"}


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("소식 끄기", "news"),
        ("소식 받을래요", "news"),
        ("수신거부", "news"),
        ("등록 확인", "my"),
        ("제 등록 승인됐나요", "my"),
        ("R-7K2M9QTR", "my"),
        ("마감 전에 알려줘", "reminders"),
        ("지금 신청할 수 있는 거 있어요?", "list"),
        ("무엇을 할 수 있나요?", "help"),
        ("연말에 스타트업 제품 싸게 파는 박싱데이 언제 하나요", "deadline"),
    ],
)
def test_words_do_as_well_as_commands(text: str, intent: str) -> None:
    assert ask(text).intent.value == intent


@pytest.mark.parametrize("text", ["그럼 쏠쏠마켓은요?", "쏠쏠마켓은?", "그러면 쏠쏠마켓"])
def test_another_program_after_a_question_gets_the_same_question(text: str) -> None:
    found = ask(text, "public-market", topic="eligibility")
    assert (found.intent.value, found.programs) == ("eligibility", ("ssolssol-market",))


def test_who_runs_a_social_enterprise_says_so() -> None:
    assert told("청주에서 사회적기업 하는데 나갈 수 있어요?")["social_economy"] is True
