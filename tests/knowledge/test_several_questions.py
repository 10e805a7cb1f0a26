"""Several questions in one message: each is answered, and a single question stays one."""

import datetime as dt

import pytest

from knowledge.base import load

KNOWN = load()
TODAY = dt.date(2020, 10, 10)
EXPO, MARKET, PUBLIC = "seoul-green-expo-2", "ssolssol-market", "public-market"


def asked(text: str, *focus: str) -> list[tuple[str, tuple[str, ...]]]:
    understood = KNOWN.understanding.read(text, focus=focus, today=TODAY)
    return [(ask.intent.value, ask.programs) for ask in understood.asks]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("쏠쏠마켓 마감이랑 수수료 알려줘", [("deadline", (MARKET,)), ("numbers", (MARKET,))]),
        ("녹색 기획전 2차 자격 되나요? 그리고 언제까지예요?", [("eligibility", (EXPO,)), ("deadline", (EXPO,))]),
        ("공공마켓은 누가 들어갈 수 있고 수수료는 얼마인가요", [("eligibility", (PUBLIC,)), ("numbers", (PUBLIC,))]),
        ("안녕하세요 쏠쏠마켓 어느 쇼핑몰이고 언제 열려요?", [("benefit", (MARKET,)), ("deadline", (MARKET,))]),
        ("쏠쏠마켓은 언제 열고 공공마켓은 누가 들어가요?", [("deadline", (MARKET,)), ("eligibility", (PUBLIC,))]),
        ("Deadline for the second green expo and how do I apply?", [("deadline", (EXPO,)), ("apply", (EXPO,))]),
        ("쏠쏠마켓 참가비랑 전화번호, 누리집", [("numbers", (MARKET,)), ("contact", (MARKET,)), ("apply", (MARKET,))]),
    ],
)  # fmt: skip
def test_each_question_is_heard_with_its_program(text: str, expected: list[tuple[str, tuple[str, ...]]]) -> None:
    assert asked(text) == expected


def test_what_names_no_program_is_about_the_last_one() -> None:
    assert asked("마감이랑 수수료는요?", MARKET) == [("deadline", (MARKET,)), ("numbers", (MARKET,))]


@pytest.mark.parametrize(
    "text",
    [
        "쏠쏠마켓이랑 공공마켓 차이가 뭐예요?",
        "녹색제품 기획전 1차랑 2차 각각 언제 판매하는 거예요?",
        "온서울마켓 100일 캠페인 시작 날짜랑 끝나는 날짜요",
        "저희는 수출하고 있는 기업이고 서울이에요. EC21 입점 지원 받을 수 있나요?",
        "아니 그래서 녹색제품 기획전 2차 그거 지금 넣어도 되는 거예요? 추석 전이라 정신이 하나도 없네 ㅠ",
        "공공마켓 그거 누가 들어가는 거? 나 동네 문구점 하는데 ㅋㅋ",
        "쏠쏠마켓 언제 열려요? 언제요?",
        "마감 알려주세요. 쏠쏠마켓이요",
    ],
)
def test_one_question_stays_one(text: str) -> None:
    assert len(asked(text)) == 1


def test_no_more_questions_are_answered_than_anybody_reads() -> None:
    assert len(asked("쏠쏠마켓 마감이랑 수수료랑 전화번호랑 자격이랑 혜택이랑 신청 방법 알려줘")) == 3


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("what about 서울어워드", "en"),
        ("공공마켓 when?", "en"),
        ("서울어워드?", None),
        ("서울어워드는?", "ko"),
        ("쏠쏠마켓 마감 언제", "ko"),
        ("When is 쏠쏠마켓 opening?", "en"),
        ("마감", "ko"),
    ],
)
def test_the_korean_name_of_a_program_does_not_make_a_message_korean(text: str, language: str | None) -> None:
    assert KNOWN.understanding.read(text).language == language


@pytest.mark.parametrize(
    ("text", "focus", "programs"),
    [
        ("첫 번째랑 세 번째 마감", (MARKET, EXPO, PUBLIC), (MARKET, PUBLIC)),
        ("둘 다 자격 되나요? 서울 소상공인입니더", (MARKET, PUBLIC), (MARKET, PUBLIC)),
        ("녹색제품 기획전 2차 말고 1차 매출", (), ("seoul-green-expo-1",)),
        ("쏠쏠마켓 말고 공공마켓은 언제까지", (), (PUBLIC,)),
        ("금리가 몇 프로예요?", ("emergency-fund",), ("emergency-fund",)),
    ],
)
def test_the_programs_that_are_meant(text: str, focus: tuple[str, ...], programs: tuple[str, ...]) -> None:
    [ask] = KNOWN.understanding.read(text, focus=focus, topic="about", today=TODAY).asks

    assert ask.programs == programs


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("3차 녹색제품 기획전은 언제 하나요", "서울 녹색제품 온라인 기획전 (제3차)"),
        ("부천의류제조센터 협력과제 지원금", "부천의류제조센터"),
        ("반짝마켓 참가비", "반짝마켓"),
        ("스마트공장 구축하면 얼마까지 대주나요", "스마트공장"),
    ],
)
def test_a_program_that_we_do_not_know_is_named_in_the_answer(text: str, words: str) -> None:
    [ask] = KNOWN.understanding.read(text, today=TODAY).asks

    assert (ask.intent.value, ask.words) == ("unknown_program", words)
