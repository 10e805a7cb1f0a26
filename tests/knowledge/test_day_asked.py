"""Which day a message speaks of, and whether it moves all answers, asks about that day, or asks if a day is right."""

import calendar
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.day_asked import DayAsked, day_asked, day_named
from knowledge.day_named import mentions

TODAY = dt.date(2020, 9, 25)
"""A Friday."""


def date(written: str) -> dt.date:
    """A day of 2020 as "9-25", or of any year as "2019-10-15"."""
    year, month, day = map(int, written.split("-") if written.count("-") == 2 else ("2020", *written.split("-")))
    return dt.date(year, month, day)


def read(text: str, today: dt.date = TODAY) -> tuple[str, str, str] | None:
    found = day_asked(text, today)
    return None if found is None else (found.kind, found.first.isoformat(), found.last.isoformat())


AS_OF = [
    ("2020년 9월 25일 기준으로 알려줘", "9-25"),
    ("2020년 9월 25일을 기준으로 쏠쏠마켓 되나요?", "9-25"),
    ("2020-09-25 시점에 신청 가능한 거", "9-25"),
    ("2020.9.25 시점으로 볼게요", "9-25"),
    ("2020. 10. 5. 기준", "10-5"),
    ("20200925 기준으로", "9-25"),
    ("20.10.05 기준으로 알려주세요", "10-5"),
    ("20년 10월 5일 기준으로요", "10-5"),
    ("2020년 10월 5일(월) 기준으로 모집 중인 사업", "10-5"),
    ("2020년10월5일기준으로신청할수있나요", "10-5"),
    ("10월 5일 기준으로 마감이 언제예요?", "10-5"),
    ("10/5 기준으로", "10-5"),
    ("10월 5일이라고 치면 뭐가 열려 있어요?", "10-5"),
    ("10월 5일로 돌아가서 알려줘", "10-5"),
    ("구월 삼십일 기준으로", "9-30"),
    ("작년 10월 5일 기준", "2019-10-5"),
    ("작년 10월 기준으로", "2019-10-15"),
    ("재작년 가을 기준으로요", "2018-10-15"),
    ("2020년 10월 초 기준", "10-1"),
    ("10월 말 기준으로 신청되나요", "10-31"),
    ("작년 말 기준으로", "2019-12-31"),
    ("2019년 기준으로 알려줘", "2019-7-1"),
    ("어제 기준", "9-24"),
    ("그저께 기준으로 보여줘", "9-23"),
    ("내일 기준으로 다시", "9-26"),
    ("한 달 전 기준으로", "8-25"),
    ("지난달 기준으로 알려줘요", "8-15"),
    ("오늘 기준으로 다시", "9-25"),
    ("지금 기준으로 알려 주세요", "9-25"),
    ("다시 오늘로", "9-25"),
    ("오늘로 돌아가", "9-25"),
    ("오늘로 다시 해 주세요", "9-25"),
    ("지금 기준으로", "9-25"),
    ("오늘 기준", "9-25"),
    ("2019년 중순 기준으로", "2019-6-15"),
    ("공고가 9월 23일에 났던데 그날 기준으로 하면 어때요?", "9-23"),
    ("¤¤¤¤¤ 2020년 9월 25일 현재 신청 되나요", "9-25"),
    ("as of 25 September 2020", "9-25"),
    ("As of September 25, 2020, can I apply?", "9-25"),
    ("what is open as of 2020-09-25?", "9-25"),
    ("as of last October", "2019-10-15"),
    ("as of last christmas", "2019-12-25"),
    ("as of the 25th of last month", "8-25"),
    ("as of yesterday please", "9-24"),
    ("pretend it is 5 October 2020", "10-5"),
    ("show me what was open as of the end of last year", "2019-12-31"),
]


@pytest.mark.parametrize(("text", "day"), AS_OF)
def test_a_day_given_as_such_moves_the_answers_to_it(text: str, day: str) -> None:
    found = day_asked(text, TODAY)

    assert found is not None
    assert (found.kind, found.as_of) == ("as_of", date(day))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("9월 30일에도 신청할 수 있나요?", "9-30", "9-30"),
        ("9월30일에도신청할수있나요", "9-30", "9-30"),
        ("30일에도 신청 가능한가요", "9-30", "9-30"),
        ("5일에도 신청할 수 있어요?", "10-5", "10-5"),
        ("내일도 되나요", "9-26", "9-26"),
        ("낼 신청해도 돼요?", "9-26", "9-26"),
        ("내일까지 신청 받나요?", "9-26", "9-26"),
        ("모레 접수해도 되죠?", "9-27", "9-27"),
        ("글피에 내도 안 늦나요", "9-28", "9-28"),
        ("다음 주 월요일까지 내면 되나요", "9-28", "9-28"),
        ("담주 금욜에도 신청되나요?", "10-2", "10-2"),
        ("이번 주 일요일에도 접수하나요", "9-27", "9-27"),
        ("월요일에 신청해도 될까요?", "9-28", "9-28"),
        ("다음 주에도 신청할 수 있나요?", "9-28", "10-4"),
        ("주말에도 접수 받나요?", "9-26", "9-27"),
        ("10월 초에 신청 가능?", "10-1", "10-10"),
        ("시월 초하루에 신청해도 됩니까", "10-1", "10-1"),
        ("10월 중순에 넣어도 되나요", "10-11", "10-20"),
        ("이달 말까지 하면 되나요", "9-21", "9-30"),
        ("월말까지 내면 되죠?", "9-21", "9-30"),
        ("말일까지 신청하면 되나요", "9-30", "9-30"),
        ("연말까지 신청하면 돼요?", "12-1", "12-31"),
        ("다음 달에 신청해도 되나요?", "10-1", "10-31"),
        ("10월에 신청할 수 있는 사업 있나요", "10-1", "10-31"),
        ("일주일 뒤에도 신청할 수 있을까요", "10-2", "10-2"),
        ("다음달 초까지만 접수하면 되는 거죠?", "10-1", "10-10"),
        ("그럼 30일은요?", "9-30", "9-30"),
        ("9월 30일은?", "9-30", "9-30"),
        ("그럼 9월 28일에는요", "9-28", "9-28"),
        ("2020년 9월 29일에는요", "9-29", "9-29"),
        ("9월 28일은요", "9-28", "9-28"),
        ("9월 28일은", "9-28", "9-28"),
        ("9월 28일엔요..", "9-28", "9-28"),
        ("언제 마감이에요.내일도 신청되나요?", "9-26", "9-26"),
        ("그럼 10월 초에는요", "10-1", "10-10"),
        ("어제는요", "9-24", "9-24"),
        ("작년에는요", "2019-1-1", "2019-12-31"),
        ("2019년엔?", "2019-1-1", "2019-12-31"),
        ("요번주 금욜까지 신청가능?", "9-25", "9-25"),
        ("한달뒤에도신청되나요", "10-25", "10-25"),
        ("이주일 뒤에도 신청할 수 있나요", "10-9", "10-9"),
        ("사흘 뒤에 접수해도 되나요", "9-28", "9-28"),
        ("9월 29일 지나도 신청 되나요?", "9-30", "9-30"),
        ("9월 30일 이후에도 접수 받나요", "9-30", "9-30"),
        ("9/30에도 신청되나요", "9-30", "9-30"),
        ("9.30까지 내도 되나요?", "9-30", "9-30"),
        ("1월 5일에도 신청할 수 있어요?", "2021-1-5", "2021-1-5"),
        ("어제 신청했어도 됐나요?", "9-24", "9-24"),
        ("9월 20일에도 신청할 수 있었나요?", "9-20", "9-20"),
        ("10월 30일에도 물건 살 수 있나요", "10-30", "10-30"),
        ("굿모닝장터 내일 가도 열려요?", "9-26", "9-26"),
        ("이번 달에도 하고 있나요?", "9-1", "9-30"),
        ("한글날에도 신청 받아요?", "10-9", "10-9"),
        ("can I still apply on 30 September?", "9-30", "9-30"),
        ("Can I apply on Sept. 30th, 2020?", "9-30", "9-30"),
        ("can i apply tomorrow", "9-26", "9-26"),
        ("is it still open next Monday?", "9-28", "9-28"),
        ("can we submit in early October?", "10-1", "10-10"),
        ("is the 30th too late to apply?", "9-30", "9-30"),
        ("Could I register the day after tomorrow?", "9-27", "9-27"),
        ("is it ok to apply by the end of this month?", "9-21", "9-30"),
        ("녹색제품 기획전 2차 — is tomorrow too late to apply?", "9-26", "9-26"),
        ("can I apply in May?", "2020-5-1", "2020-5-31"),
    ],
)  # fmt: skip
def test_a_question_may_be_about_a_day_of_its_own(text: str, first: str, last: str) -> None:
    assert read(text) == ("question", date(first).isoformat(), date(last).isoformat())


@pytest.mark.parametrize(
    ("text", "claims", "first", "last"),
    [
        ("9월 29일이 마감 맞아요?", "ends", "9-29", "9-29"),
        ("29일 마감 맞죠?", "ends", "9-29", "9-29"),
        ("마감이 9월 29일인가요", "ends", "9-29", "9-29"),
        ("9월 29일까지인가요?", "ends", "9-29", "9-29"),
        ("9월 29일까지 맞나요", "ends", "9-29", "9-29"),
        ("신청 마감일이 2020년 9월 29일 맞습니까?", "ends", "9-29", "9-29"),
        ("오늘까지인가요?", "ends", "9-25", "9-25"),
        ("내일 마감이죠?", "ends", "9-26", "9-26"),
        ("10월 25일에 끝나요?", "ends", "10-25", "10-25"),
        ("10월 25일까지 판매하나요?", "ends", "10-25", "10-25"),
        ("9월 21일에 시작했나요?", "starts", "9-21", "9-21"),
        ("10월 5일부터인가요?", "starts", "10-5", "10-5"),
        ("10월 중순에 오픈하는 거 맞죠", "starts", "10-11", "10-20"),
        ("모집 시작이 9월 23일이었나요?", "starts", "9-23", "9-23"),
        ("12월에 열리나요?", "held", "12-1", "12-31"),
        ("11월 11일에 하는 거죠?", "held", "11-11", "11-11"),
        ("다음 주에 열어요?", "held", "9-28", "10-4"),
        ("지난달 21일에 연 거 맞죠?", "starts", "8-21", "8-21"),
        ("지난달에 끝난 건가요", "ends", "8-1", "8-31"),
        ("지난달에 한 거죠?", "held", "8-1", "8-31"),
        ("광군제가 11월 11일 맞나요?", "held", "11-11", "11-11"),
        ("박싱데이 12월 26일이에요?", "held", "12-26", "12-26"),
        ("목요일에 열리는 거 맞나요", "held", "10-1", "10-1"),
        ("10월 5일부터 25일까지 맞죠?", "period", "10-5", "10-25"),
        ("10월 5일 ~ 10월 25일 맞나요?", "period", "10-5", "10-25"),
        ("is 29 September the deadline?", "ends", "9-29", "9-29"),
        ("The deadline is September 29, right?", "ends", "9-29", "9-29"),
        ("does it close on Sep 29?", "ends", "9-29", "9-29"),
        ("did it start on 21 September?", "starts", "9-21", "9-21"),
        ("is it held in December?", "held", "12-1", "12-31"),
    ],
)  # fmt: skip
def test_a_day_that_is_a_part_of_what_is_asked_is_to_be_confirmed(
    text: str, claims: str, first: str, last: str
) -> None:
    found = day_asked(text, TODAY)

    assert found is not None
    assert (found.kind, found.claims, found.first, found.last) == ("confirm", claims, date(first), date(last))


@pytest.mark.parametrize(
    "text",
    [
        "쏠쏠마켓 마감이 언제예요?",
        "2015년에 창업했어요",
        "2019년부터 장사하고 있어요",
        "2018년 3월 2일에 개업했는데 신청할 수 있나요?",
        "창업일은 2019년 5월이고요 저희도 되나요?",
        "작년 말 기준 직원 수는 5명이에요",
        "2019년 12월 기준 매출이 3억입니다",
        "업력 3년차입니다",
        "20년 된 가게인데 신청 되나요?",
        "직원 5~9명인데 신청할 수 있나요?",
        "100일 캠페인 신청되나요?",
        "추석 지나고도 돼요?",
        "설 전에 신청해도 되나요",
        "음력 9월 9일에도 신청할 수 있나요?",
        "녹색기획전 2차 29일 몇 시에 마감돼요? 자정까진가요",
        "8월에 열렸던 1차 기획전에는 업체가 몇 곳 들어갔습니까?",
        "12월에 하는 행사 뭐예요",
        "2016년 온라인 판로사업 접수 시작일이 언제인가요",
        "2015년에 한 온라인 판로사업 지금 들어갈 수 있나요",
        "서울어워드 올해 접수 며칠까지예요",
        "내년에도 하나요?",
        "내년에는요",
        "올해는요?",
        "2차 기획전 말이에요",
        "2차 기획전 말이에요, 신청 되나요?",
        "월요일 마다 하나요?",
        "월요일마다 신청 받나요?",
        "저희는 월요일은 쉬어요",
        "오늘로 마감인데 어떡해요",
        "지금 며칠 기준이야",
        "기준일이 언제야",
        "연말특별기획전 신청할 수 있나요?",
        "연말 특별기획전 신청 되나요",
        "굿모닝장터는 매주 목요일에 서나요?",
        "굿모닝장터는 무슨 요일에 열리나요?",
        "수출바우처 지금 접수하나요?",
        "오늘 접수하나요?",
        "저희 10월 10일에 오픈하는 가게인데 신청 되나요?",
        "손흥민 어제 골 넣었어??",
        "마감 3일 전에 알려줘",
        "하루 전에 알림 주세요",
        "어제 신청했는데 접수번호 알려주세요",
        "내일 제주도 비 와요? 배 뜨나",
        "어제 한화 이글스 경기 이겼어?",
        "내일배움카드로도 되나요?",
        "모래 파는 가게도 되나요",
        "2020년 2월 30일 기준으로",
        "13월 5일에도 신청할 수 있나요?",
        "그날 기준으로 하면요?",
        "금리 1.5% 되나요?",
        "02-2222-9300으로 전화하면 되나요",
        "예산이 9/10 소진됐나요",
        "may I apply?",
        "when is the deadline?",
        "we opened in March 2018, can we apply?",
        "",
    ],
)  # fmt: skip
def test_other_numbers_and_days_are_no_day_to_answer_for(text: str) -> None:
    assert read(text) is None


@pytest.mark.parametrize(
    ("text", "today", "first"),
    [
        ("12월 29일에 마감한 거 맞죠?", dt.date(2021, 1, 5), "2020-12-29"),
        ("1월 5일에도 신청할 수 있나요?", dt.date(2020, 12, 20), "2021-01-05"),
        ("11월에도 하나요?", dt.date(2022, 5, 10), "2022-11-01"),
        ("11월에도 했나요?", dt.date(2022, 5, 10), "2021-11-01"),
        ("5월에 시작했나요?", dt.date(2022, 5, 10), "2022-05-01"),
        ("10월 기준으로 알려줘", dt.date(2021, 2, 10), "2020-10-01"),
        ("못 했어요. 12월 5일에도 신청할 수 있나요?", dt.date(2020, 9, 25), "2020-12-05"),
        ("30일에도 신청할 수 있나요?", dt.date(2020, 9, 10), "2020-09-30"),
        ("30일에도 신청할 수 있나요?", dt.date(2021, 2, 10), "2021-03-30"),
        ("2월 29일에도 신청할 수 있나요?", dt.date(2021, 2, 10), "2024-02-29"),
        ("28일에 시작했나요?", dt.date(2020, 9, 2), "2020-08-28"),
    ],
)
def test_a_year_or_month_left_out_is_the_nearest_sensible_one(text: str, today: dt.date, first: str) -> None:
    found = day_asked(text, today)

    assert found is not None
    assert found.first.isoformat() == first


def test_what_was_left_out_is_known_and_can_be_filled_otherwise() -> None:
    whole, no_year, no_month = (
        day_asked(f"마감이 {day} 맞죠?", TODAY) for day in ("2020년 9월 29일", "9월 29일", "29일")
    )
    assert whole is not None
    assert no_year is not None
    assert no_month is not None

    there = dt.date(2015, 11, 30)
    assert whole.near(there).first == dt.date(2020, 9, 29)
    assert no_year.near(there).first == dt.date(2015, 9, 29)
    assert no_month.near(there).first == dt.date(2015, 11, 29)


@pytest.mark.parametrize(
    ("text", "until"),
    [
        ("다음 주 월요일까지 내면 되나요", True),
        ("이달 말까지 하면 되나요", True),
        ("is it ok to apply by the end of this month?", True),
        ("9월 30일에도 신청할 수 있나요?", False),
        ("내일까지 신청 받나요?", False),
    ],
)
def test_doing_it_by_a_day_is_told_from_doing_it_on_that_day(text: str, until: bool) -> None:
    found = day_asked(text, TODAY)

    assert found is not None
    assert found.until is until


def test_today_as_a_basis_is_known_as_such() -> None:
    moved, back = day_asked("어제 기준으로", TODAY), day_asked("오늘 기준으로 다시", TODAY)

    assert moved is not None
    assert back is not None
    assert (moved.today, back.today) == (False, True)


@pytest.mark.parametrize(
    "text", ["다시 오늘로", "오늘로 돌아가", "오늘로 다시", "지금 기준으로", "오늘 기준", "다시 오늘로 해줘요"]
)
def test_going_back_to_today_is_asked_for_in_words(text: str) -> None:
    found = day_asked(text, TODAY)

    assert found is not None
    assert (found.kind, found.today) == ("as_of", True)


@pytest.mark.parametrize(
    ("text", "elliptic"),
    [
        ("그럼 9월 28일에는요", True),
        ("9월 28일은?", True),
        ("9월 28일에도 신청할 수 있나요?", False),
        ("28일까지 내면 되나요", False),
    ],
)
def test_a_day_of_which_nothing_more_is_asked_is_known_as_such(text: str, elliptic: bool) -> None:
    found = day_asked(text, TODAY)

    assert found is not None
    assert found.elliptic is elliptic


@pytest.mark.parametrize(
    "again", ["어제 ", "9월 ", "1월~", "1일 ", "매주 월요일 ", "13월 5일 ", "어제? ", "as of may ", "5일 전 "]
)
def test_of_a_text_full_of_days_only_the_first_few_are_read(again: str) -> None:
    text = (again * 2000)[:2000]

    assert len(mentions(text, TODAY)) <= 8
    day_asked(text, TODAY)


def test_a_day_late_in_a_long_text_is_read() -> None:
    found = day_asked(f"{'안녕하세요 저희는 작은 가게입니다. ' * 60}9월 30일에도 신청할 수 있나요?", TODAY)

    assert found is not None
    assert found.first == date("9-30")


def test_the_words_of_the_day_are_kept() -> None:
    found = day_asked("쏠쏠마켓 9월  30일에도 신청할 수 있나요?", TODAY)

    assert found is not None
    assert found.words == "9월 30일"


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("어제", "9-24"),
        ("작년 10월", "2019-10-15"),
        ("yesterday", "9-24"),
        ("last October", "2019-10-15"),
        ("2020년 9월 25일 기준으로", "9-25"),
        ("2020-09-25.", "9-25"),
        ("10월 5일로", "10-5"),
        ("next monday", "9-28"),
    ],
)
def test_a_day_alone_is_named_in_words(words: str, day: str) -> None:
    found = day_named(words, TODAY)

    assert found is not None
    assert found.as_of == date(day)


@pytest.mark.parametrize(
    "words", ["", "언젠가", "2020-13-01", "2020-09-25-01", "9월 25일 쏠쏠마켓", "0001-01-01", "12"]
)
def test_what_is_more_or_less_than_a_day_names_none(words: str) -> None:
    assert day_named(words, TODAY) is None


MONTHS = calendar.month_name
ORDINAL = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd", 31: "st"}


def formats(day: dt.date) -> list[str]:
    name = MONTHS[day.month]
    return [
        day.isoformat(),
        f"{day:%Y%m%d}",
        f"{day.year}.{day.month}.{day.day}",
        f"{day.year}. {day.month}. {day.day}.",
        f"{day.year}/{day.month}/{day.day}",
        f"{day.year}년 {day.month}월 {day.day}일",
        f"{day.year}년{day.month:02}월{day.day:02}일",
        f"{day.day} {name} {day.year}",
        f"{name} {day.day}, {day.year}",
        f"{name[:3].lower()} {day.day}{ORDINAL.get(day.day, 'th')} {day.year}",
        f"the {day.day}{ORDINAL.get(day.day, 'th')} of {name}, {day.year}",
    ]


@given(st.dates(dt.date(2000, 1, 1), dt.date(2099, 12, 31)), st.integers(0, 10))
def test_a_date_in_any_format_is_read_back(day: dt.date, number: int) -> None:
    written = formats(day)[number]

    named = day_named(written, TODAY)
    moved = day_asked(f"{written} 기준으로 알려줘", TODAY)
    asked = day_asked(f"{written}에도 신청할 수 있나요?", TODAY)

    assert named is not None
    assert moved is not None
    assert asked is not None
    assert (named.first, named.last, moved.first, asked.first) == (day, day, day, day)
    assert (moved.kind, asked.kind) == ("as_of", "question")


@given(st.dates(dt.date(2000, 1, 1), dt.date(2099, 12, 31)), st.dates(dt.date(2000, 1, 1), dt.date(2099, 12, 31)))
def test_a_date_without_its_year_is_at_most_half_a_year_past(day: dt.date, today: dt.date) -> None:
    found = day_asked(f"{day.month}월 {day.day}일에도 신청할 수 있나요?", today)

    assert found is not None
    assert (found.first.month, found.first.day) == (day.month, day.day)
    if (day.month, day.day) != (2, 29):
        assert -183 <= (found.first - today).days <= 365


@given(st.text(max_size=60), st.dates(dt.date(1990, 1, 1), dt.date(2100, 12, 31)))
def test_whatever_is_said_gives_a_day_in_order_or_none(text: str, today: dt.date) -> None:
    for found in (day_asked(text, today), day_asked(f"{text} 기준으로", today), day_named(text, today)):
        assert found is None or (isinstance(found, DayAsked) and found.first <= found.last)


WORDS = [
    *(
        "작년",
        "10월",
        "31일",
        "2월",
        "말",
        "까지",
        "기준으로",
        "내일",
        "다음 주",
        "월요일",
        "신청",
        "되나요",
        "9999년",
        "¤¤",
    ),
    *(
        "부터",
        "~",
        "맞죠?",
        "시월",
        "그믐",
        "99일 뒤",
        "9999주 뒤",
        "마감",
        "9/31",
        "as of",
        "last",
        "October",
        "the 30th",
    ),
]


@given(st.lists(st.sampled_from(WORDS), max_size=8))
def test_any_mix_of_calendar_words_is_survived(words: list[str]) -> None:
    for text in ("".join(words), " ".join(words)):
        for today in (TODAY, dt.date.min, dt.date.max):
            found = day_asked(text, today)
            assert found is None or found.first <= found.last
