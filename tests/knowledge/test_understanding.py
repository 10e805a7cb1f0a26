"""What messages ask, and of which program, alone and in the course of a conversation."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.ask import Ask
from knowledge.base import load
from knowledge.understanding import Understood

KNOWN = load()
PROGRAM_IDS = set(KNOWN.programs)


def read(text: str, *focus: str, topic: str | None = None) -> Understood:
    return KNOWN.understanding.read(text, focus=focus, topic=topic, today=dt.date(2020, 9, 25))


def ask(text: str, *focus: str, topic: str | None = None) -> Ask:
    [only] = read(text, *focus, topic=topic).asks
    return only


def reading(text: str, *focus: str, topic: str | None = None) -> tuple[str, list[str]]:
    """The intent, and the programs where they are beyond doubt."""
    found = ask(text, *focus, topic=topic)
    return found.intent.value, [] if found.unsure else list(found.programs)


@pytest.mark.parametrize(
    ("text", "intent", "program"),
    [
        # deadline
        ("쏠쏠마켓 언제 문 열어?", "deadline", "ssolssol-market"),
        ("녹색제품 2차 기획전 접수 언제 끝나죠", "deadline", "seoul-green-expo-2"),
        ("박싱데이 날짜 좀", "deadline", "boxing-day"),
        ("굿모닝장터는 무슨 요일에 서나요", "deadline", "gg-goodmorning-market"),
        ("공공마켓 언제부터 했어요", "deadline", "public-market"),
        ("when does 박싱데이 start", "deadline", "boxing-day"),
        ("독산 협력과제 아직 신청 받나요", "deadline", "craft-doksan"),
        ("연말 특별기획전 몇월에 하나요", "deadline", "yearend-special"),
        # apply
        ("강소상점 쇼핑몰 신청은 어떻게 하나요", "apply", "strong-shop"),
        ("서울 메이드 신청 방법", "apply", "seoul-made"),
        ("공공상가 임대료 감면 서류 뭐 내야 해요", "apply", "rent-relief"),
        ("how do i apply for the yellow umbrella", "apply", "yellow-umbrella"),
        ("봉익 주얼리 과제 접수 절차", "apply", "craft-bongik"),
        ("전통시장 장보기 어디에 신청하죠", "apply", "market-delivery"),
        # eligibility
        ("서울어워드 자격 요건이 뭐죠", "eligibility", "seoul-award"),
        ("쏠쏠마켓 우리 가게도 될까요", "eligibility", "ssolssol-market"),
        ("창신 과제는 누가 대상이에요", "eligibility", "craft-changsin"),
        ("can we join the boxing day sale", "eligibility", "boxing-day"),
        ("초저금리 융자 저희 노래방도 받을 수 있어요?", "eligibility", "low-rate-loan"),
        ("굿모닝장터 참가 조건", "eligibility", "gg-goodmorning-market"),
        # numbers
        ("조합추천 수의계약 한도가 얼마까지야", "numbers", "coop-contract"),
        ("ON서울 쿠폰 몇 장이나 풀려요", "numbers", "seoul-on-coupon"),
        ("강소상점 몇 곳이나 뽑나요", "numbers", "strong-shop"),
        ("굿모닝장터 하루 매출은", "numbers", "gg-goodmorning-market"),
        ("박싱데이 할인율", "numbers", "boxing-day"),
        ("how many firms join the year-end special", "numbers", "yearend-special"),
        # benefit
        ("쏠쏠마켓 어느 쇼핑몰에 들어가요", "benefit", "ssolssol-market"),
        ("녹색산업지원센터 교육도 해주나요", "benefit", "seoul-green-center"),
        ("서울 메이드 하면 뭐가 좋아요", "benefit", "seoul-made"),
        ("온라인 장보기 무슨 비용을 대주나요", "benefit", "market-delivery"),
        # contact
        ("녹색제품 기획전 전화번호 좀", "contact", "seoul-green-expo-2"),
        ("서울어워드는 어디서 주관해요", "contact", "seoul-award"),
        ("who runs the good morning market", "contact", "gg-goodmorning-market"),
        ("공공마켓 담당 부서가 어디죠", "contact", "public-market"),
        # about
        ("브랜드K", "about", "brand-k"),
        ("서울 메이드가 뭐야", "about", "seoul-made"),
        ("박싱데이 설명 좀", "about", "boxing-day"),
        ("서울상품 기획전 알려줘", "about", "seoul-on-specials"),
        ("tell me about the public market", "about", "public-market"),
        # register
        ("쏠쏠마켓 등록할게요", "register", "ssolssol-market"),
        ("녹색제품 기획전 신청해줘", "register", "seoul-green-expo-2"),
        ("박싱데이 사전등록 하고 싶어요", "register", "boxing-day"),
        ("please register me for the boxing day", "register", "boxing-day"),
        ("박싱데이 신청", "register", "boxing-day"),
        ("녹색제품 2차 신청좀", "register", "seoul-green-expo-2"),
        ("I'd like to register for the boxing day", "register", "boxing-day"),
        ("쏠쏠마켓 언제 신청", "deadline", "ssolssol-market"),
        ("굿모닝장터 운영자가 누구예요", "contact", "gg-goodmorning-market"),
    ],
)
def test_a_question_on_a_named_program_has_an_intent(text: str, intent: str, program: str) -> None:
    assert reading(text) == (intent, [program])


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("안녕하세요", "greeting"),
        ("하이", "greeting"),
        ("hello", "greeting"),
        ("고마워요", "thanks"),
        ("감사합니다!", "thanks"),
        ("thank you", "thanks"),
        ("뭘 물어볼 수 있어?", "help"),
        ("도움말", "help"),
        ("너는 누구야", "help"),
        ("what can you do", "help"),
        ("지금 신청 가능한 거 뭐 있어요", "list"),
        ("소상공인 지원사업 추천해줘", "list"),
        ("저희가 받을 수 있는 지원 있나요?", "list"),
        ("what programs are open now", "list"),
        ("내 등록 보여줘", "my"),
        ("제 신청 내역 확인하고 싶어요", "my"),
        ("등록 취소할래요", "withdraw"),
        ("신청한 거 취소해줘", "withdraw"),
        ("마감 3일 전에 알려줘", "reminders"),
        ("마감 알림 받고 싶어요", "reminders"),
        ("R-12345678 취소", "withdraw"),
        ("상호를 구로친환경으로 바꿔줘", "edit"),
        ("홍길순 말고 홍길동으로 이름 고쳐줘", "edit"),
        ("주소가 바뀌었어요", "edit"),
        ("이메일 추가 gil@example.com", "edit"),
        ("이메일 주소를 잘못 적었어요", "edit"),
        ("소식은 됐어요", "news"),
        ("don't send me news", "news"),
        ("광고 말고 소식만 받을게요", "news"),
        ("시작", "greeting"),
        ("관리자 안녕", "greeting"),
        ("사전등록", "register"),
        ("내 정보 지워줘", "privacy"),
        ("개인정보는 어떻게 쓰나요", "privacy"),
        ("영어로 말해줘", "language"),
        ("2020년 9월 25일 기준으로 답해줘", "as_of"),
        ("저희는 서울 마포구 소상공인이에요", "tell"),
    ],
)
def test_a_message_about_no_program_has_an_intent(text: str, intent: str) -> None:
    found = ask(text)

    assert found.intent.value == intent
    assert intent == "list" or not found.programs  # a list is of the programs that have to do with its words


@pytest.mark.parametrize(
    "text",
    [
        "오늘 날씨 어때",
        "비트코인 사도 돼?",
        "연말정산 어떻게 해요",
        "저녁 메뉴 추천해줘",
        "손흥민 경기 결과",
        "영화 추천 좀",
        "농담 하나 해줘",
        "이거 영어로 번역해줘",
        "다음 대통령 누가 될까",
        "감기 걸렸는데 병원 추천",
        "파이썬 코딩 도와줘",
        "부산 가는 기차 시간표",
        "아파트 청약 언제야",
        "실업급여 신청 방법",
        "알바 구해요",
        "지금 몇 시야",
        "what's the weather",
        "tell me a joke",
        "자동차 보험료 얼마야",
    ],
)
def test_another_subject_is_said_to_be_out_of_scope(text: str) -> None:
    assert reading(text) == ("out_of_scope", [])


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("부산시 소상공인 지원사업 있나요", "부산"),
        ("대전시에서 하는 온라인 판로 지원 알려줘", "대전"),
        ("인천 전통시장 지원사업 신청하려면", "인천"),
        ("제주도 수출 지원 프로그램 뭐 있어요", "제주"),
        ("강원도 청년 창업 지원금", "강원"),
    ],
)
def test_the_program_of_another_city_is_one_that_is_not_known(text: str, place: str) -> None:
    found = ask(text)

    assert (found.intent.value, found.words, found.programs) == ("unknown_program", place, ())


@pytest.mark.parametrize(
    "text", ["ㅁㄴㅇㄹ", "🙂🙂", "...", "음", "ㅋㅋㅋ", "asdf qwer", "", "가나다라마바사", "1", "\x00\x01"]
)
def test_what_can_not_be_understood_is_unclear(text: str) -> None:
    assert reading(text) == ("unclear", [])


EXPO, EXPO_1 = "seoul-green-expo-2", "seoul-green-expo-1"


@pytest.mark.parametrize(
    ("text", "focus", "intent", "program"),
    [
        ("그럼 마감은?", [EXPO], "deadline", EXPO),
        ("마감은요", [EXPO], "deadline", EXPO),
        ("언제까지 해요?", ["market-delivery"], "deadline", "market-delivery"),
        ("거기 전화번호 있어요?", ["public-market"], "contact", "public-market"),
        ("거긴 어디서 운영하나요", ["seoul-award"], "contact", "seoul-award"),
        ("그건 어떻게 신청해요", ["strong-shop"], "apply", "strong-shop"),
        ("얼마나 줘요", ["craft-jangwi"], "numbers", "craft-jangwi"),
        ("저희도 되나요?", ["boxing-day"], "eligibility", "boxing-day"),
        ("그거 신청할게요", ["ssolssol-market"], "register", "ssolssol-market"),
        ("who can join it?", ["seoul-made"], "eligibility", "seoul-made"),
        ("what is the deadline", [EXPO], "deadline", EXPO),
        ("두 번째 거 자격은?", ["seoul-made", "brand-k"], "eligibility", "brand-k"),
        ("첫 번째 거 언제까지예요", ["boxing-day", "yearend-special"], "deadline", "boxing-day"),
        ("2번 알려줘", ["boxing-day", "yearend-special"], "about", "yearend-special"),
        ("세 번째 거 신청 방법", ["boxing-day", "yearend-special", "rent-relief"], "apply", "rent-relief"),
        # Another program is named: the subject changes.
        ("그럼 쏠쏠마켓은 언제 열어요", [EXPO], "deadline", "ssolssol-market"),
        ("서울 메이드는 뭐예요?", ["boxing-day"], "about", "seoul-made"),
        ("박싱데이 자격은요", ["public-market"], "eligibility", "boxing-day"),
        # Another round of the same.
        ("그럼 1차는 언제였어요?", [EXPO], "deadline", EXPO_1),
        ("1차 때 매출은 얼마였나요", [EXPO], "numbers", EXPO_1),
        ("2차는요? 마감 언제예요", [EXPO_1], "deadline", EXPO),
        # The owner speaks of the firm.
        ("저희는 부산에 있는 중소기업이에요", [EXPO], "eligibility", EXPO),
        ("소상공인인데요", ["ssolssol-market"], "eligibility", "ssolssol-market"),
    ],
)
def test_a_follow_up_is_about_what_was_talked_about(text: str, focus: list[str], intent: str, program: str) -> None:
    assert reading(text, *focus) == (intent, [program])


def test_both_means_all_of_the_last_ones() -> None:
    assert reading("둘 다 언제까지예요?", "boxing-day", "rent-relief")[1] == ["boxing-day", "rent-relief"]


def test_a_name_that_answers_the_question_which_one_repeats_what_was_asked() -> None:
    assert reading("서울 메이드요", "brand-k", "seoul-made", topic="apply") == ("apply", ["seoul-made"])
    assert reading("서울 메이드요", "brand-k", topic="apply") == ("about", ["seoul-made"])


@pytest.mark.parametrize("text", ["오늘 날씨 어때요", "비트코인 얼마예요", "점심 메뉴 추천해줘"])
def test_another_subject_is_out_of_scope_in_the_middle_of_a_conversation_too(text: str) -> None:
    assert reading(text, EXPO) == ("out_of_scope", [])


@pytest.mark.parametrize("text", ["고마워요", "안녕하세요", "도움말", "내 등록 보여줘"])
def test_what_is_about_no_program_is_not_taken_for_a_follow_up(text: str) -> None:
    assert reading(text, EXPO)[1] == []


@pytest.mark.parametrize(
    ("text", "programs"),
    [
        ("의류제조센터 협력과제 자격이 뭐예요", {"craft-changsin", "craft-doksan", "craft-gwangjin"}),
        ("소공인 협력과제 신청 방법", {"craft-changsin", "craft-bongik", "craft-jangwi"}),
    ],
)
def test_where_several_are_as_likely_the_person_has_to_choose(text: str, programs: set[str]) -> None:
    found = ask(text)

    assert found.unsure
    assert programs <= set(found.programs)
    assert 2 <= len(found.programs) <= 5


@pytest.mark.parametrize(
    ("text", "programs"),
    [
        ("서울 메이드랑 브랜드K 차이가 뭐예요", ["seoul-made", "brand-k"]),
        ("박싱데이하고 연말 특별기획전 비교해줘", ["boxing-day", "yearend-special"]),
        ("쏠쏠마켓이랑 공공마켓 각각 언제 열어요", ["ssolssol-market", "public-market"]),
        ("녹색제품 기획전 1차랑 2차 차이", [EXPO_1, EXPO]),
    ],
)
def test_programs_that_are_named_side_by_side_come_in_that_order(text: str, programs: list[str]) -> None:
    found = ask(text)

    assert (list(found.programs), found.unsure) == (programs, False)


def test_what_is_not_meant_is_left_out() -> None:
    assert ask("쿠팡 말고 공공기관에 파는 공공마켓은 언제 열어요").programs == ("public-market",)


def test_korean_that_was_typed_with_english_keys_is_understood() -> None:
    assert reading("Thf Thf akzpt djswp dufdj?") == ("deadline", ["ssolssol-market"])


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("쏠쏠마켓 언제?", "ko"),
        ("when is the deadline", "en"),
        ("boxing day", "en"),
        ("akrka djswp?", "ko"),
        ("?", "ko"),
    ],
)
def test_the_language_is_that_of_the_message(text: str, language: str) -> None:
    assert read(text).language == language


def test_a_day_that_answers_shall_be_for_is_read_with_the_question() -> None:
    found = read("2020년 9월 25일 기준으로 녹색제품 기획전 신청할 수 있나요?")

    assert found.as_of is not None
    assert found.as_of.as_of == dt.date(2020, 9, 25)
    assert found.asks[0].programs == (EXPO,)


@pytest.mark.parametrize(
    "text",
    ["마감이 언제예요?", "자격이 어떻게 되나요", "수수료 있나요?", "어떤 지원사업이 있나요?", "신청 서류가 뭐예요?",
     "what is the deadline?"],
)  # fmt: skip
def test_a_sure_question_is_told_from_a_name(text: str) -> None:
    assert KNOWN.understanding.sure_question(text)


@pytest.mark.parametrize(
    "text",
    [
        "행복분식",
        "마감세탁소",
        "언제나꽃집",
        "자격증학원",
        "한도전자",
        "수수료제로상사",
        "서울수출상사",
        "김하나",
        "홍보나라",
        "쿠폰마트",
        "알려드림기획",
        "할인왕",
        "무료급식소",
        "주식회사 대상",
        "도움말연구소",
        "어디가방",
        "(주)얼마나좋아",
    ],
)
def test_the_name_of_a_firm_is_no_question(text: str) -> None:
    assert not KNOWN.understanding.sure_question(text)


def test_a_reading_says_what_made_it() -> None:
    why = "\n".join(KNOWN.understanding.explain("쏠쏠마켓 마감 언제예요"))

    assert "ssolssol-market" in why
    assert "deadline" in why


def test_names_find_programs_and_other_words_find_none() -> None:
    assert KNOWN.understanding.find_programs("쏠쏠마켓")[0] == "ssolssol-market"
    assert KNOWN.understanding.find_programs("오늘 점심 뭐 먹지") == []


@given(st.text(max_size=60), st.lists(st.sampled_from(sorted(PROGRAM_IDS)), max_size=3, unique=True))
def test_any_text_has_a_reading(text: str, focus: list[str]) -> None:
    found = read(text, *focus)

    assert found.asks
    for part in found.asks:
        assert set(part.programs) <= PROGRAM_IDS
        assert len(set(part.programs)) == len(part.programs)
    assert found == read(text, *focus)


@pytest.mark.parametrize("text", ["마감" * 1_000, "가" * 2_000, "서울시 " * 500, "a" * 2_000, "ㅁ" * 2_000])
def test_the_longest_message_has_a_reading_too(text: str) -> None:
    assert read(text).asks
