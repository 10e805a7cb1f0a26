"""What a source states on a question, what it does not, and what it gives nearby."""

import pytest

from knowledge.ask import Ask
from knowledge.base import load
from knowledge.intents import Intent
from knowledge.stated import Found, look_up
from knowledge.topic import Topic

KNOWN = load()


def found(text: str, program: str) -> Found:
    """What the source of ``program`` has for a question as an owner asks it of the program that is talked about."""
    [ask] = KNOWN.understanding.read(text, focus=[program]).asks
    return look_up(KNOWN.programs[program], ask)


@pytest.mark.parametrize(
    ("text", "program", "statement", "words"),
    [
        ("쏠쏠마켓은 어느 쇼핑몰에 들어가나요", "ssolssol-market", None, "인터파크"),
        ("조합추천 수의계약 한도가 얼마죠", "coop-contract", None, "1억"),
        ("박싱데이 할인율이 얼마예요", "boxing-day", None, "80%"),
        ("강소상점은 몇 곳이나 뽑아요", "strong-shop", None, "100"),
        ("굿모닝장터 하루 매출은 얼마나 되나요", "gg-goodmorning-market", None, "3,000만"),
        ("1차 기획전 매출은 얼마였어요", "seoul-green-expo-1", None, "8,400만"),
        ("1차 때 몇 개 업체가 나왔나요", "seoul-green-expo-1", None, "20"),
        ("녹색제품 2차 기획전은 언제부터 했던 사업이에요? 몇 년부터?", "seoul-green-expo-2", "since", "2012"),
        ("녹색제품 2차 기획전은 올해 몇 번 열려요", "seoul-green-expo-2", "rounds", "2회"),
        ("녹색제품 2차 기획전 홈페이지가 어디예요", "seoul-green-expo-2", "details", "고시·공고"),
        ("독산 과제 사업비 한도", "craft-doksan", "funds", "5,000만"),
        ("쿠폰은 몇 장 나와요", "seoul-on-coupon", None, "10만"),
        ("일자리 몇 개 만든대요", "job-package", None, "1만"),
        ("가치다다 한마당 주제가 뭐였어요", "gachidada", None, "건강한 순환"),
        ("융자 금리가 몇 프로예요", "low-rate-loan", None, "0%대"),
    ],
)
def test_the_statement_that_answers_comes_first(text: str, program: str, statement: str | None, words: str) -> None:
    answer = found(text, program)

    assert answer.gap is None
    assert words in answer.statements[0].text.ko
    assert statement in {None, answer.statements[0].id}


@pytest.mark.parametrize(
    ("text", "program", "topic"),
    [
        ("녹색제품 2차 기획전 참가비 있나요", "seoul-green-expo-2", Topic.FEE),
        ("녹색제품 2차 기획전 전화번호 알려주세요", "seoul-green-expo-2", Topic.PHONE),
        ("녹색제품 2차 기획전 결과 발표는 언제예요", "seoul-green-expo-2", Topic.RESULTS_DAY),
        ("녹색제품 2차 기획전 마감 시간이 몇 시예요", "seoul-green-expo-2", Topic.CLOSING_HOUR),
        ("박싱데이는 어느 쇼핑몰에서 해요", "boxing-day", Topic.PLATFORMS),
        ("온라인 장보기 판매 수수료는요", "market-delivery", Topic.COMMISSION),
        ("강소상점 서류는 뭐 내나요", "strong-shop", Topic.DOCUMENTS),
        ("1차 기획전에는 어떤 업체가 참여했어요", "seoul-green-expo-1", Topic.EXAMPLES),
        ("임대료를 몇 퍼센트나 깎아줘요", "rent-relief", Topic.RATE),
        ("독산 과제 교육도 있나요", "craft-doksan", Topic.TRAINING),
    ],
)
def test_what_the_source_does_not_state_is_a_gap(text: str, program: str, topic: Topic) -> None:
    answer = found(text, program)

    assert answer.gap is not None
    assert answer.gap.topic is topic


def test_beside_a_gap_stands_what_the_source_gives_nearby() -> None:
    answer = found("봉익 과제는 업체 하나에 지원금을 얼마나 줘요", "craft-bongik")

    texts = " ".join(statement.text.ko for statement in answer.statements)
    assert "5,000만" in texts


def test_a_topic_that_nobody_wrote_down_is_told_from_one_that_is_not_stated() -> None:
    brand = KNOWN.programs["brand-k"]
    unlisted = Topic.PHOTOGRAPHY
    assert unlisted not in {gap.topic for gap in brand.not_stated}

    answer = look_up(brand, Ask(Intent.BENEFIT, (unlisted.value,), (brand.id,), words="브랜드K 사진 찍어줘요?"))

    assert answer.gap is None
    assert answer.unlisted is unlisted


GAPS = [(program.id, gap.topic) for program in KNOWN.programs.values() for gap in program.not_stated]


@pytest.mark.parametrize(("program_id", "topic"), GAPS)
def test_whoever_asks_just_for_a_gap_learns_that_it_is_not_stated_or_what_is(program_id: str, topic: Topic) -> None:
    program = KNOWN.programs[program_id]

    answer = look_up(program, Ask(Intent.NUMBERS, (topic.value,), (program_id,)))

    assert answer.unlisted is None
    if answer.gap is None:
        # Only a statement of just this topic may stand in for a gap.
        assert topic in answer.statements[0].topics
    else:
        assert answer.gap.topic is topic


STATED = [
    (program.id, statement.id, topic)
    for program in KNOWN.programs.values()
    for statement in program.statements
    for topic in statement.topics
    if topic not in {gap.topic for gap in program.not_stated}
]


@pytest.mark.parametrize(("program_id", "statement_id", "topic"), STATED)
def test_whoever_asks_just_for_a_stated_topic_gets_a_statement_of_it(
    program_id: str, statement_id: str, topic: Topic
) -> None:
    program = KNOWN.programs[program_id]

    answer = look_up(program, Ask(Intent.ABOUT, (topic.value,), (program_id,)))

    assert answer.gap is None
    assert topic in {of for statement in answer.statements for of in statement.topics}, statement_id


def test_at_most_three_statements_answer_one_question() -> None:
    for program in KNOWN.programs.values():
        for topic in Topic:
            answer = look_up(
                program, Ask(Intent.BENEFIT, (topic.value,), (program.id,), words=f"{program.name} 알려주세요")
            )
            assert len(answer.statements) <= 3
            assert len({statement.id for statement in answer.statements}) == len(answer.statements)
