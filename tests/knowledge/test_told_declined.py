"""Who was asked for a fact and does not know it, or does not want to tell it."""

import pytest

from knowledge.base import load
from knowledge.intents import Intent

KNOWN = load()


def declined(text: str, asked: str | None = "size") -> bool:
    return KNOWN.understanding.read(text, asked_fact=asked).declined


@pytest.mark.parametrize(
    "text",
    [
        "모르겠어요",
        "잘 모르겠어요",
        "잘 모르겠는데요",
        "모르겠습니다",
        "모르겠네요..",
        "몰라요",
        "몰라",
        "모름",
        "ㅁㄹ",
        "저도 잘 몰라요",
        "글쎄요",
        "글쎄요 잘 모르겠네요",
        "아 그건 잘 모르겠는데",
        "정확히는 모르겠어요",
        "확실하지 않아요",
        "기억이 안 나요",
        "확인해 봐야 알아요",
        "헷갈려요",
        "모르겠심더",
        "잘 모르것어요",
        "소상공인인지 모르겠어요",
        "소상공인인지 아닌지 잘 모르겠어요",
        "저희가 어디에 해당하는지 모르겠어요",
        "규모는 잘 모르겠어요",
        "패스",
        "패스할게요",
        "넘어갈게요",
        "그냥 넘어가 주세요",
        "건너뛸게요",
        "다음 질문이요",
        "나중에 말할게요",
        "말하기 싫어요",
        "대답하고 싶지 않아요",
        "그건 안 알려줄래요",
        "비밀이에요",
        "스킵",
        "모르겠어요. 마감이 언제예요?",
        "I don't know",
        "not sure",
        "I'm not sure if we are a small business",
        "no idea",
        "idk",
        "skip",
        "I'd rather not say",
    ],
)
def test_who_does_not_know_a_fact_or_will_not_tell_it_declines_to_answer(text: str) -> None:
    assert declined(text)
    assert not declined(text, None)


@pytest.mark.parametrize(
    "text",
    [
        "소상공인이요",
        "네",
        "아니요",
        "중소기업인데 되는지 모르겠어요",
        "소상공인인데요 마감은 모르겠네요",
        "신청 방법을 모르겠어요",
        "어떻게 신청하는지 모르겠어요",
        "무슨 말인지 모르겠어요",
        "그게 뭐예요?",
        "왜 물어보세요?",
        "패스워드 잊어버렸어요",
        "다음 달에도 되나요?",
        "I don't know how to apply",
        "I don't understand what you mean",
        "마감이 언제예요?",
        "안녕하세요",
    ],
)
def test_who_tells_or_asks_something_does_not_decline(text: str) -> None:
    assert not declined(text)


@pytest.mark.parametrize("text", ["없어요", "하나도 없어요", "아직 없습니다.", "아니요 없어요"])
def test_a_bare_no_to_a_question_of_the_bot_asks_for_the_verdict_and_for_no_list(text: str) -> None:
    of_one = KNOWN.understanding.read(text, asked_fact="green", focus=["ssolssol-market"], topic="eligibility")
    of_none = KNOWN.understanding.read(text, asked_fact="green")

    assert of_one.told == of_none.told == {"green": False}
    assert [(ask.intent, ask.programs) for ask in of_one.asks] == [(Intent.ELIGIBILITY, ("ssolssol-market",))]
    assert [ask.intent for ask in of_none.asks] == [Intent.TELL]


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("employees", "몇 명인지 모르겠어요"),
        ("employees", "직원 수는 잘 몰라요"),
        ("region", "어디라고 해야 할지 모르겠네"),
        ("exporting", "수출인지 잘 모르겠어요"),
        ("green", "그런 것도 친환경인지 모르겠어요"),
        ("premises", "상점가인지 아닌지 헷갈려요"),
    ],
)
def test_the_fact_itself_may_be_named_in_declining(asked: str, text: str) -> None:
    assert declined(text, asked)
    assert asked not in KNOWN.understanding.read(text, asked_fact=asked).told
