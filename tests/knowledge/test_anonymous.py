"""What tells who asked is taken out of a question, and what was asked stays."""

import itertools
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from knowledge.anonymous import LONGEST, anonymous

AROUND = st.text(alphabet="가나다라 마바\n?!.~번호는로 연락주세요제a", max_size=20)
BETWEEN = ("", " ", "-", ".", " - ", "ㅡ", "–", "/", "  ", "\n", ") ", "·", ", ")


def told(digits: str, parts: list[int]) -> st.SearchStrategy[str]:
    """A number as people space it: whole, in its parts, or digit by digit; in full-width digits too."""
    cuts = [sum(parts[:count]) for count in range(len(parts) + 1)]
    pieces = [digits[start:end] for start, end in itertools.pairwise(cuts)]
    spaced = st.sampled_from(BETWEEN).flatmap(lambda sign: st.sampled_from([sign.join(pieces), sign.join(digits)]))
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    return spaced.flatmap(lambda text: st.sampled_from([text, text.translate(wide), "\u200b".join(text)]))


def number(pattern: str) -> st.SearchStrategy[str]:
    return st.from_regex(re.compile(pattern, re.ASCII), fullmatch=True)


MOBILE = number("01[016789][0-9]{8}").flatmap(lambda digits: told(digits, [3, 4, 4]))
ABROAD = number("821[016789][0-9]{8}").flatmap(lambda digits: told(digits, [2, 2, 4, 4]).map(lambda text: f"+{text}"))
LANDLINE = number("0(?:2|31|51|64)[2-9][0-9]{6}").flatmap(lambda digits: told(digits, [len(digits) - 7, 3, 4]))
NATIONWIDE = number("1[568][0-9]{6}").flatmap(lambda digits: told(digits, [4, 4]))
FIRM_NUMBER = number("[1-6][0-9]{2}[0-9]{2}[0-9]{5}").flatmap(lambda digits: told(digits, [3, 2, 5]))
PERSON_NUMBER = number("[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9])[1-4][0-9]{6}").flatmap(
    lambda digits: told(digits, [6, 7])
)
CARD = number("[459][0-9]{15}").flatmap(lambda digits: told(digits, [4, 4, 4, 4]))


def digits_of(text: str) -> str:
    return re.sub(r"\D", "", text.translate(str.maketrans("０１２３４５６７８９", "0123456789")))


@given(AROUND, MOBILE | ABROAD | LANDLINE | NATIONWIDE | FIRM_NUMBER | PERSON_NUMBER | CARD, AROUND)
@example("", "010-2020-0925", "")
@example("", "0 0 0 1 0 1 1 0 0 0 0 0 0", "")
@example("a로", "1500ㅡ0000", "")
@example("제 번호는", "010ㅡ1234ㅡ5678", "로 연락주세요")
def test_no_number_of_a_person_or_firm_survives_however_it_is_spaced(before: str, secret: str, after: str) -> None:
    kept = anonymous(f"{before}{secret}{after}")

    assert digits_of(kept) == ""


@given(
    AROUND,
    st.from_regex(r"[a-z][a-z0-9]{2,8}(?:[._-][a-z0-9]{1,5})?", fullmatch=True),
    st.sampled_from(["@", " @ ", "@ ", " @", "＠", "(at)"]),
    st.sampled_from(["naver.com", "gmail . com", "mail.co.kr", "hanmail. net"]),
    st.text(alphabet="가나다라 ?!로", max_size=10),
)
def test_no_e_mail_address_survives(before: str, name: str, at: str, domain: str, after: str) -> None:
    kept = anonymous(f"{before} {name}{at}{domain} {after}")

    assert name not in kept
    assert "[이메일]" in kept


@given(
    st.text(max_size=700)
    | st.lists(MOBILE | AROUND | st.sampled_from(["저는 홍길동인데", "㈜행복", "@", "[", "로 12"])).map("".join)
)
def test_anonymous_text_is_short_and_stays_as_it_is(text: str) -> None:
    kept = anonymous(text)

    assert anonymous(kept) == kept
    assert len(kept) <= LONGEST
    assert "\n" not in kept


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("제 번호는 010-1234-5678이에요", "제 번호는 [전화번호]이에요"),
        ("공일공 일이삼사 오육칠팔로 전화주세요", "[전화번호]로 전화주세요"),
        ("O1O-1234-5678", "[전화번호]"),
        ("010~1234~5678", "[전화번호]"),
        ("전화로 1588-1234", "전화로 [전화번호]"),
        ("0️⃣1️⃣0️⃣ 1234 5678", "[전화번호]"),
        ("홍길동@naver.com로 보내주세요", "[이메일]로 보내주세요"),
        ("kim골뱅이naver.com", "[이메일]"),
        ("골뱅이 무침 파는데 되나요", "골뱅이 무침 파는데 되나요"),
        ("https://blog.naver.com/kimcs?x=1 여기요", "[링크] 여기요"),
        ("smartstore.naver.com/kimcs 봐주세요", "[링크] 봐주세요"),
        ("900101~1******", "[번호]"),
        ("생년월일은 900101 입니다", "생년월일은 [번호] 입니다"),
        ("국민은행 123456-01-123456", "국민은행 [번호]"),
    ],
)
def test_numbers_addresses_and_links_are_taken_out(said: str, kept: str) -> None:
    assert anonymous(said) == kept


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("저는 홍길동인데 되나요", "저는 [이름]인데 되나요"),
        ("저는홍길동인데되나요", "저는[이름]인데되나요"),
        ("저는 김철수입니다", "저는 [이름]입니다"),
        ("저는 홍길동이라고 합니다", "저는 [이름]이라고 합니다"),
        ("전 남궁하늬별인데요 마감은?", "전 [이름]인데요 마감은?"),
        ("안녕하세요 이영희입니다", "안녕하세요 [이름]입니다"),
        ("박영희예요. 마감은요?", "[이름]예요. 마감은요?"),
        ("제 이름은 하늬별입니다", "제 이름은 [이름]입니다"),
        ("이름: 김 철수", "이름: [이름]"),
        ("행복상사 대표 김철수입니다", "[상호] 대표 [이름]입니다"),
        ("달빛공방 사장 박영희예요", "[상호] 사장 [이름]예요"),
        ("담당자는 최민지에게 연락", "담당자는 [이름]에게 연락"),
        ("김철수 대표님 계신가요", "[이름] 대표님 계신가요"),
        ("이영희씨가 말해줬어요", "[이름]씨가 말해줬어요"),
        ("My name is John Smith and I sell bags", "My name is [이름] and I sell bags"),
        ("I'm Kim Chulsoo, can I apply?", "I'm [이름], can I apply?"),
    ],
)
def test_names_are_taken_out(said: str, kept: str) -> None:
    assert anonymous(said) == kept


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("(주)행복상사입니다", "[상호]입니다"),
        ("㈜ 행복상사인데 되나요", "[상호]인데 되나요"),
        ("행복상사(주)입니다", "[상호]입니다"),
        ("주식회사 행복상사인데 신청되나요", "주식회사 [상호]인데 신청되나요"),
        ("행복상사 주식회사입니다", "[상호] 주식회사입니다"),
        ("상호는 행복상사입니다", "상호는 [상호]입니다"),
        ("행복분식이라는 가게예요", "[상호]이라는 가게예요"),
        ("서울 금천구 가산디지털1로 12-3 101동 1203호", "서울 금천구 [주소]"),
        ("테헤란로 12길 34에 있어요", "[주소]에 있어요"),
        ("가산로 12 3층입니다", "[주소] 3층입니다"),
        ("독산동 123-4번지", "[주소]"),
        ("행복아파트 101동 1203호 삽니다", "[주소] 삽니다"),
        ("3층 301호", "[주소]"),
    ],
)
def test_firms_and_addresses_are_taken_out(said: str, kept: str) -> None:
    assert anonymous(said) == kept


@pytest.mark.parametrize(
    "said",
    [
        "2020년 9월 25일 기준으로", "2020-09-25 10:00부터", "2020.9.25~2020.10.5", "20200925", "2020, 2021, 2022년",
        "30% 할인 5명 1억", "매출 1,000,000원", "매출 10000000원", "매출이 1500000000원인데",
        "5,000 / 100", "09.25~10.05",
        "11번가 EC21 제2차", "1호선 2호점", "종로3가에서 장사해요", "앞으로 3개월 남았나요", "무료로 10명 되나요",
        "저는 소상공인인데 되나요", "저는 이천인데 되나요", "안양이에요", "저는 강남구인데요", "저는 서울이에요",
        "저는 주부인데 되나요", "저는 여성기업 대표인데 되나요", "한과인데 되나요", "전통주입니다",
        "담당자 전화번호 알려주세요",
        "담당자 연락처가 뭐예요", "대표 변경은 어떻게 해요", "담당자는 어디인가요", "이름이 뭐예요", "오랜만이에요",
        "주식회사도 되나요", "주식회사인데 되나요", "주식회사 아닌데 되나요", "주식회사 대표인데 되나요",
        "개인사업자 말고 주식회사만 되나요", "상호가 바뀌면 어떻게 하나요", "www.gmarket.co.kr 에 있나요",
        "I am Korean",
        "ㅆㅆㅁㅋ 마감", "ㅠㅠ 모르겠어요",
    ],
)  # fmt: skip
def test_what_is_asked_stays(said: str) -> None:
    assert anonymous(said) == said


def test_a_text_is_not_cut_inside_a_placeholder() -> None:
    assert anonymous("가 " * 148 + "010-1234-5678").endswith("가")


@pytest.mark.parametrize(
    "one", ["가나다라", "0", "1 ", "@", "a.", "(주)", "김", "주식회사 ", "가로 1", "저는 김", "a@", "공", "[이름]"]
)
def test_a_long_text_takes_no_long_time(one: str) -> None:
    assert len(anonymous((one * 2_000)[:2_000])) <= LONGEST
