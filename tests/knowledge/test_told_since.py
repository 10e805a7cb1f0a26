"""Since when a firm is in business, as owners tell it: by length, by beginning, or that it has not begun."""

import datetime as dt
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.base import load, value_of, written
from knowledge.elapsed import anniversary
from knowledge.fact import DayInterval, Profile
from knowledge.search import Search
from knowledge.told import Told, hear

KNOWN = load()
SEARCH = Search(KNOWN.programs)
TODAY = dt.date(2020, 9, 25)
EVER, NEVER = dt.date.min, dt.date.max


def heard(
    text: str, asked: str | None = None, *, today: dt.date | None = TODAY, profile: Profile | None = None
) -> Told:
    strike = partial(SEARCH.struck, matches=SEARCH.find(text))
    return hear(KNOWN.facts, strike, text, asked, today=today, profile=profile)


def founded(text: str, asked: str | None = None) -> object:
    return heard(text, asked).facts.get("founded")


def between(first: str, last: str) -> DayInterval:
    return DayInterval(dt.date.fromisoformat(first), dt.date.fromisoformat(last))


def full(years: int) -> DayInterval:
    """Since when a firm is there of which so many years are full on TODAY, and no more."""
    return DayInterval(dt.date(2020 - years - 1, 9, 26), dt.date(2020 - years, 9, 25))


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("업력 3년", 3),
        ("업력 7년입니다", 7),
        ("창업한 지 3년 됐어요", 3),
        ("창업한지 3년되써요", 3),
        ("창업 2년 됐어요", 2),
        ("가게 한 지 삼 년 됐어요", 3),
        ("장사헌 지 오 년 됐슈", 5),
        ("카페 연 지 4년 됐고 직원은 두 명이에요", 4),
        ("사업 시작한 지 이제 2년이에요", 2),
        ("저희 회사는 10년 됐습니다", 10),
        ("우리 가게 8년 됐어예", 8),
        ("40년 된 가게예요", 40),
        ("업력은 12년이고 직원은 5명입니다", 12),
        ("식당 운영한 지 벌써 6년이네요", 6),
        ("장사한 지 이태 됐구만유", 2),
        ("10년 동안 장사했어요", 10),
        ("여기서 20년째 장사합니다", 19),
        ("장사만 20년 했어요", 20),
        ("사업자 낸 지 1년 됐어요", 1),
        ("업력 만 5년", 5),
        ("3년차예요", 2),
        ("창업 3년 차 스타트업입니다", 2),
        ("회사 차린 지 5년째예요", 4),
        ("업력3년차", 2),
        ("we are 12 years old", 12),
        ("we have been in business for five years", 5),
        ("3 years in business", 3),
        ("I've been running my shop for 3 years", 3),
    ],
)
def test_a_length_is_so_many_full_years_and_no_more(text: str, years: int) -> None:
    assert founded(text) == full(years)


@pytest.mark.parametrize(
    ("text", "since"),
    [
        ("올해로 12년째예요", between("2008-09-26", "2009-12-31")),
        ("올해로 장사 5년쨉니다", between("2015-09-26", "2016-12-31")),
        ("창업한 지 2년 반 됐어요", between("2017-11-26", "2018-06-25")),
        ("창업한 지 2~3년 됐어요", between("2016-09-26", "2018-09-25")),
        ("장사한 지 두세 해 됐어요", between("2016-09-26", "2018-09-25")),
        ("장사한 지 한 3년쯤 됐어요", between("2015-09-26", "2018-09-25")),
        ("업력 약 10년", between("2007-09-26", "2012-09-25")),
        ("장사한 지 10여 년", between("2000-09-26", "2010-09-25")),
        ("장사한 지 10년 다 돼 가요", between("2010-09-26", "2011-09-25")),
        ("창업한 지 2년 6개월 됐어요", between("2018-02-26", "2018-03-25")),
        ("올해 초에 창업했습니다", between("2020-01-01", "2020-03-31")),
        ("작년 말에 가게 열었어요", between("2019-10-01", "2019-12-31")),
        ("작년 겨울에 창업했어요", between("2019-01-01", "2020-02-29")),
        ("3월 초에 개업했어요", between("2020-03-01", "2020-03-15")),
        ("개업한 지 6개월 됐어요", between("2020-02-26", "2020-03-25")),
        ("창업한 지 석 달 됐어요", between("2020-05-26", "2020-06-25")),
        ("가게 연 지 한 달 됐어요", between("2020-07-26", "2020-08-25")),
        ("5년 전에 시작했어요", between("2014-09-26", "2016-09-25")),
        ("3개월 전에 개업했어요", between("2020-05-26", "2020-07-25")),
        ("몇 달 전에 창업했어요", between("2019-09-26", "2020-08-25")),
        ("we opened our shop two years ago", between("2017-09-26", "2019-09-25")),
    ],
)
def test_what_is_told_roughly_is_heard_roughly(text: str, since: DayInterval) -> None:
    assert founded(text) == since


@pytest.mark.parametrize(
    ("text", "since"),
    [
        ("장사한 지 10년 넘었어요", DayInterval(EVER, dt.date(2010, 9, 25))),
        ("10년 넘게 장사했어요", DayInterval(EVER, dt.date(2010, 9, 25))),
        ("업력 3년 이상이에요", DayInterval(EVER, dt.date(2017, 9, 25))),
        ("업력 3년 초과", DayInterval(EVER, dt.date(2017, 9, 24))),
        ("창업한 지 1년도 안 됐어요", between("2019-09-26", "2020-09-25")),
        ("창업 7년 미만", between("2013-09-26", "2020-09-25")),
        ("창업 7년 이내입니다", between("2013-09-25", "2020-09-25")),
        ("over 10 years in business", DayInterval(EVER, dt.date(2010, 9, 25))),
    ],
)
def test_a_bound_is_heard_as_a_bound(text: str, since: DayInterval) -> None:
    assert founded(text) == since


@pytest.mark.parametrize(
    ("text", "since"),
    [
        ("2019년에 창업했어요", between("2019-01-01", "2019-12-31")),
        ("2019년 창업", between("2019-01-01", "2019-12-31")),
        ("2015년 설립입니다", between("2015-01-01", "2015-12-31")),
        ("17년도에 창업했어요", between("2017-01-01", "2017-12-31")),
        ("98년에 가게 차렸어요", between("1998-01-01", "1998-12-31")),
        ("작년에 창업했어요", between("2019-01-01", "2019-12-31")),
        ("작년 봄에 개업", between("2019-03-01", "2019-05-31")),
        ("재작년에 개업했습니다", between("2018-01-01", "2018-12-31")),
        ("올해 시작했어요", between("2020-01-01", "2020-09-25")),
        ("올해 3월에 창업했어요", between("2020-03-01", "2020-03-31")),
        ("2018년 3월에 개업했습니다", between("2018-03-01", "2018-03-31")),
        ("2019년 3월 2일에 사업자 냈어요", between("2019-03-02", "2019-03-02")),
        ("2019년 3월 2일에 사업자등록 했습니다", between("2019-03-02", "2019-03-02")),
        ("개업일 2015-03-02", between("2015-03-02", "2015-03-02")),
        ("창업일은 2017년 5월 1일이에요", between("2017-05-01", "2017-05-01")),
        ("설립연도는 2015년입니다", between("2015-01-01", "2015-12-31")),
        ("사업자등록은 2016년에 했어요", between("2016-01-01", "2016-12-31")),
        ("법인 설립이 2014년 6월이에요", between("2014-06-01", "2014-06-30")),
        ("2012년부터 장사하고 있어요", between("2012-01-01", "2012-12-31")),
        ("2012년부터 카페 하고 있어요", between("2012-01-01", "2012-12-31")),
        ("3월에 개업했어요", between("2020-03-01", "2020-03-31")),
        ("작년 11월에 오픈했어요", between("2019-11-01", "2019-11-30")),
        ("지난달에 창업한 1인 회사예요", between("2020-08-01", "2020-08-31")),
        ("저희 회사 올해로 설립 5주년이에요", between("2015-01-01", "2015-12-31")),
        (
            "저는 2018년부터 마포구에서 카페를 하고 있는 소상공인인데 쏠쏠마켓 신청되나요?",
            between("2018-01-01", "2018-12-31"),
        ),
        ("1987년부터 대를 이어 하는 국밥집입니다", between("1987-01-01", "1987-12-31")),
        ("지난주에 문 열었어요", between("2020-09-14", "2020-09-20")),
        ("어제 개업했심더", between("2020-09-24", "2020-09-24")),
        ("2019년에 마포에서 카페를 차렸어요", between("2019-01-01", "2019-12-31")),
        ("2018년에 회사를 세웠습니다", between("2018-01-01", "2018-12-31")),
        ("we sell soap since 2015", between("2015-01-01", "2015-12-31")),
        ("we started last year", between("2019-01-01", "2019-12-31")),
        ("founded in 2019", between("2019-01-01", "2019-12-31")),
        ("we opened in March 2018", between("2018-03-01", "2018-03-31")),
        ("our company was established on 2 March 2019", between("2019-03-02", "2019-03-02")),
    ],
)
def test_a_beginning_is_heard_as_the_days_that_it_can_be(text: str, since: DayInterval) -> None:
    assert founded(text) == since


@pytest.mark.parametrize(
    "text",
    [
        "아직 창업 전이에요",
        "예비창업자예요",
        "예비 창업자입니다",
        "저는 예비창업자인데 신청되나요?",
        "아직 창업 안 했어요",
        "사업자등록은 아직 안 했어요",
        "아직 사업자 안 냈어요",
        "창업 준비 중이에요",
        "we have not started a business yet",
    ],
)
def test_who_has_not_founded_a_firm_can_do_so_from_tomorrow_on(text: str) -> None:
    assert founded(text) == DayInterval(dt.date(2020, 9, 26), NEVER)


@pytest.mark.parametrize(
    ("text", "since"),
    [
        ("3년", full(3)),
        ("3년이요", full(3)),
        ("3년 됐어요", full(3)),
        ("10년 됐습니다", full(10)),
        ("7", full(7)),
        ("한 5년 정도요", between("2013-09-26", "2016-09-25")),
        ("3년 좀 넘었어요", full(3)),
        ("1년 안 됐어요", between("2019-09-26", "2020-09-25")),
        ("2021년 3월", None),
        ("2018년 3월", between("2018-03-01", "2018-03-31")),
        ("2018년 3월이요", between("2018-03-01", "2018-03-31")),
        ("2018년 3월 2일입니다", between("2018-03-02", "2018-03-02")),
        ("2018년", between("2018-01-01", "2018-12-31")),
        ("2018", between("2018-01-01", "2018-12-31")),
        ("2018.3", between("2018-03-01", "2018-03-31")),
        ("2018년 봄이었어요", between("2018-03-01", "2018-05-31")),
        ("17년도", between("2017-01-01", "2017-12-31")),
        ("작년이요", between("2019-01-01", "2019-12-31")),
        ("작년 3월에 했어요", between("2019-03-01", "2019-03-31")),
        ("올 3월", between("2020-03-01", "2020-03-31")),
        ("2018년에 시작했어요", between("2018-01-01", "2018-12-31")),
        ("6개월이요", between("2020-02-26", "2020-03-25")),
        ("3년 전이요", between("2016-09-26", "2018-09-25")),
        ("3년째요", full(2)),
        ("네, 2년이요", full(2)),
        ("3년 됨", full(3)),
        ("3년 안됨", between("2017-09-26", "2020-09-25")),
        ("글쎄요 한 3년 됐을걸요", between("2015-09-26", "2018-09-25")),
        ("2018년 3월이요. 근데 왜 물어봐요?", between("2018-03-01", "2018-03-31")),
        ("2019년 3월쯤인가", between("2019-03-01", "2019-03-31")),
        ("20190302", between("2019-03-02", "2019-03-02")),
        ("just started this year", between("2020-01-01", "2020-09-25")),
        ("사업은 2018년에 시작했고 직원은 3명이에요", between("2018-01-01", "2018-12-31")),
        ("10년도 더 됐어요", DayInterval(EVER, dt.date(2010, 9, 25))),
        ("1년 3개월 됐어요", between("2019-05-26", "2019-06-25")),
        ("19년이요", between("2000-09-26", "2019-12-31")),
        ("about 3 years ago", between("2016-09-26", "2018-09-25")),
        ("not yet", DayInterval(dt.date(2020, 9, 26), NEVER)),
        ("아직 안 했어요", DayInterval(dt.date(2020, 9, 26), NEVER)),
        ("아직이요", DayInterval(dt.date(2020, 9, 26), NEVER)),
        ("아직 준비 중이에요", DayInterval(dt.date(2020, 9, 26), NEVER)),
        ("March 2018", between("2018-03-01", "2018-03-31")),
        ("in 2018", between("2018-01-01", "2018-12-31")),
        ("three years", full(3)),
        ("모르겠어요", None),
        ("2021년에 열려요?", None),
        ("9월 30일까지예요?", None),
        ("마감이 언제예요", None),
        ("2차는 2020년 9월 29일까지인가요", None),
    ],
)
def test_a_bare_answer_tells_since_when(text: str, since: DayInterval | None) -> None:
    assert founded(text, "founded") == since


@pytest.mark.parametrize(
    "text",
    [
        "업력 7년 이내여야 하나요",
        "창업 3년 이내 기업만 되나요?",
        "창업한 지 몇 년 돼야 하나요?",
        "2020년 9월 25일에 시작하나요",
        "기획전은 작년에 시작했나요?",
        "작년에 열린 1차 기획전은요?",
        "2020년 9월 29일까지인가요",
        "2년 동안 지원하나요",
        "결혼한 지 3년 됐어요",
        "이 동네 산 지 10년 됐어요",
        "신청한 지 1년 됐는데 연락이 없어요",
        "수출한 지 3년 됐어요",
        "3년 된 기계가 있어요",
        "봉제 30년 했어요",
        "2019년에 이사했어요",
        "2019년에 수출을 시작했어요",
        "작년에 가게 접었어요",
        "친구는 2019년에 창업했어요",
        "거래처가 업력 20년이에요",
        "곧 창업할 거예요",
        "내년에 창업할 예정이에요",
        "다음 달에 가게 열어요",
        "창업할까 고민 중이에요",
        "예비창업자도 되나요?",
        "예비창업자 지원 있나요",
        "창업 준비는 어떻게 해요?",
        "2021년에 창업했어요",
        "5년 전에 서울에서 부산으로 왔어요",
        "2020년에 시작한 기획전이 뭐예요?",
        "창업한 지 얼마 안 됐어요",
        "How many years do we need to be in business?",
        "did the program start last year?",
        "이 사업은 2019년에 시작했다던데요",
        "폐업한 지 1년 됐어요",
        "이전한 지 2년 됐어요",
        "5년차 직장인인데 창업하고 싶어요",
        "20년 넘게 식당 하다가 접었어요",
        "작년에 지원받았어요",
    ],
)
def test_other_times_rules_and_plans_do_not_tell_since_when(text: str) -> None:
    assert "founded" not in heard(text).facts


@pytest.mark.parametrize(
    ("text", "since"),
    [
        ("업력이 3년이면 되나요?", full(3)),
        ("업력 3년이면요?", full(3)),
        ("2019년에 창업했으면 되나요?", between("2019-01-01", "2019-12-31")),
        ("창업 2년 된 회사도 되나요?", full(2)),
    ],
)
def test_a_length_that_is_only_supposed_is_not_the_owners(text: str, since: DayInterval) -> None:
    said = heard(text)

    assert said.supposed.get("founded") == since
    assert "founded" not in said.facts


def test_nothing_is_told_of_a_beginning_without_the_day_on_which_it_is_told() -> None:
    assert heard("작년에 창업했어요", today=None).facts == {}
    assert heard("3년", "founded", today=None).facts == {}


@given(st.integers(1, 80), st.dates(dt.date(2000, 1, 1), dt.date(2100, 12, 31)))
def test_a_length_told_today_stays_true_on_every_later_day(years: int, today: dt.date) -> None:
    since = heard(f"창업한 지 {years}년 됐어요", today=today).facts["founded"]

    assert isinstance(since, DayInterval)
    assert anniversary(since.last, years, "years") <= today < anniversary(since.first, years + 1, "years")


@given(st.text(st.sampled_from("창업년월일전부터한지됐어요1239 0올해작가게열었장사째반넘안이내미만"), max_size=24))
def test_whatever_is_written_only_days_that_can_be_stored_are_heard(text: str) -> None:
    for asked in (None, "founded"):
        said = heard(text, asked)
        for told in (said.facts, said.supposed):
            if since := told.get("founded"):
                assert isinstance(since, DayInterval)
                assert since.first <= since.last
                assert value_of(KNOWN.facts["founded"], written(since)) == since
