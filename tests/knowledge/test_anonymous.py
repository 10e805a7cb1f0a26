"""What tells who asked is taken out of a question, and what was asked stays."""

import itertools
import json
import re
from pathlib import Path

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

import knowledge
from knowledge.anonymous import LONGEST, anonymous

EXAMPLES = Path(knowledge.__file__).parent / "examples.yaml"
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
        ("주민번호 900101-1234567", "주민번호 [번호]"),
        ("주민번호 9001011234567이에요", "주민번호 [번호]이에요"),
        ("차량번호 12가3456", "차량번호 [번호]"),
        ("123허 4567 차로 가요", "[번호] 차로 가요"),
        ("여권 M12345678", "여권 [번호]"),
        ("여권번호는 m123a4567 이에요", "여권번호는 [번호] 이에요"),
        ("카톡아이디 parkjm99", "카톡아이디 [아이디]"),
        ("카톡 아이디는 parkjm 입니다", "카톡 아이디는 [아이디] 입니다"),
        ("인스타그램 happy_shop", "인스타그램 [아이디]"),
        ("my instagram is happy_shop", "my instagram is [아이디]"),
        ("@happy_shop", "[아이디]"),
        ("팔로우 @happy_shop 해주세요", "팔로우 [아이디] 해주세요"),
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
        ("i'm kim minji", "i'm [이름]"),
        ("this is minji kim", "this is [이름]"),
        ("i'm park jisung and my shop is closed", "i'm [이름] and my shop is closed"),
        ("my name is lee", "my name is [이름]"),
        ("This is Jane Doe from Happy Ltd", "This is [이름] from [상호]"),
        ("이름 강감찬", "이름 [이름]"),
        ("제가 김영수거든요", "제가 [이름]거든요"),
        ("박 지 민입니다", "[이름]입니다"),
        ("엄기영이라고 합니다 하늘나라떡집 하는데", "[이름]이라고 합니다 [상호] 하는데"),
        ("박민수 사장인데요", "[이름] 사장인데요"),
        ("행복세탁소 사장이에요", "[상호] 사장이에요"),
    ],
)
def test_names_are_taken_out(said: str, kept: str) -> None:
    assert anonymous(said) == kept


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("제 돈 언제 들어와요 홍길동 국민은행 123456-01-123456", "제 돈 언제 들어와요 [이름] 국민은행 [번호]"),
        ("01012345678로 전화주세요 홍길동입니다", "[전화번호]로 전화주세요 [이름]입니다"),
        (
            "010-1234-5678로 결과가 나오는 대로 전화 꼭 좀 주세요 홍길동",
            "[전화번호]로 결과가 나오는 대로 전화 꼭 좀 주세요 [이름]",
        ),
        ("주민번호 900101-1234567 박지민", "주민번호 [번호] [이름]"),
        ("연락처 010-1234-5678 김하늘", "연락처 [전화번호] [이름]"),
        ("신청합니다 황보라 010-1234-5678", "신청합니다 [이름] [전화번호]"),
        ("제 계좌 국민은행 123-4567-89 이영희", "제 계좌 국민은행 [번호] [이름]"),
        ("역삼빌딩 501호 박영수인데", "[주소] [이름]인데"),
        ("홍길동010-1234-5678", "[이름][전화번호]"),
        ("010-1234-5678홍길동입니다", "[전화번호][이름]입니다"),
        ("김 철수 010-1234-5678", "[이름] [전화번호]"),
        ("허준 010-1234-5678", "[이름] [전화번호]"),
        ("kim@naver.com (최민지)", "[이메일] ([이름])"),
        ("John Smith 010-1234-5678", "[이름] [전화번호]"),
        ("010-1234-5678, Jane Doe", "[전화번호], [이름]"),
    ],
)
def test_names_that_nothing_announces_are_taken_out_near_numbers_and_addresses(said: str, kept: str) -> None:
    assert anonymous(said) == kept


@pytest.mark.parametrize(
    "asked",
    [
        "신청 기간이랑 조건 알려주세요", "쏠쏠마켓 선정 결과 문자 주세요", "지원금 신청서 보내주실 수 있나요",
        "서울메이드 마감 임박인가요", "11번가 기획전 2차 전용관은요", "녹색제품 기획전 접수 전인가요",
        "이자 한도 금리 전환 정보", "2020년 9월 29일까지 이대로 진행하나요", "국민은행 계좌로 주나요",
    ],
)  # fmt: skip
def test_what_is_asked_stays_beside_a_number(asked: str) -> None:
    assert anonymous(f"{asked} 010-1234-5678") == f"{asked} [전화번호]"


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
        "I am Korean", "i'm from seoul", "i'm in park street", "this is for kim's shop", "This is Seoul Made, right?",
        "이름 변경이 되나요", "세탁소 사장이에요", "동네세탁소 사장인데요", "이 두 개입니다", "5개 @ 3000원",
        "인스타그램 라이브도 지원하나요", "instagram marketing 지원", "20만2000원", "12조 2000억", "센터 3층",
        "ㅆㅆㅁㅋ 마감", "ㅠㅠ 모르겠어요",
    ],
)  # fmt: skip
def test_what_is_asked_stays(said: str) -> None:
    assert anonymous(said) == said


def test_every_turn_that_was_ever_asked_stays_but_for_its_white_space() -> None:
    asked = [
        turn
        for file in sorted((Path(__file__).parents[1] / "end_to_end").glob("questions*.jsonl"))
        for line in file.read_text(encoding="utf-8").splitlines()
        for turn in json.loads(line)["turns"]
    ]
    listed = yaml.safe_load(EXAMPLES.read_text(encoding="utf-8"))
    asked += [sentence for sentences in listed["examples"].values() for sentence in sentences]

    changed = [text for text in asked if "[" in anonymous(text) and "[" not in text]

    assert len(asked) > 2_500
    assert changed == []


def test_a_text_is_not_cut_inside_a_placeholder() -> None:
    assert anonymous("가 " * 148 + "010-1234-5678").endswith("가")


HOSTILE = [
    "가나다라", "0", "1 ", "0 1 ", "@", "a.", "(주)", "김", "김 ", "주식회사 ", "가로 1", "저는 김", "a@",
    "a @ ", "공", "[이름]", "음 . . . ", ". ", ".", "-", " - ", "_", "a-b.c_d ", "가 . 1 - a ",
    "[번호] 김가나 ", "홍길동 ", "김 가 나 ", "A Ltd ", "Aa Ba ", "i'm kim ", "인스타 a", "12가3456",
    "900101-", "+82 10 ", "공일공 ", "a.a/", "행복세탁소 사장", "1동 1호 ", "㈜", "ﷺ", "\u200b",
]  # fmt: skip


@pytest.mark.parametrize("end", ["", "@", "!", " 010-1234-5678"])
@pytest.mark.parametrize("one", HOSTILE)
def test_a_long_text_takes_no_long_time(one: str, end: str) -> None:
    whole = (one * 2_000)[: 2_000 - len(end)] + end

    # What is left of the longer one is its beginning; the shorter one is read to its end.
    assert len(anonymous(whole)) <= LONGEST
    assert len(anonymous(whole[-LONGEST:])) <= LONGEST


def test_only_the_beginning_of_a_long_text_is_kept_and_no_half_of_what_stands_at_its_end() -> None:
    for before in range(280, 300):
        assert digits_of(anonymous("가" * before + " 010-1234-5678 나")) == ""
        assert "parkjm" not in anonymous("가" * before + " parkjm99@naver.com 나")
