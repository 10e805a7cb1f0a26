"""Programs of other regions and agencies, as many as wanted: what the real ones have to be told from.

Their names, aliases and lines are put together as such programs are called; what they share is shared in memory, too.
"""

import random
from collections.abc import Iterator, Mapping
from itertools import islice, product

from knowledge.program import Participation, Program, Statement
from knowledge.words import Words

SEED = 20200923
_PLACES = (
    "부산", "대구", "인천", "대전", "울산", "세종", "수원", "성남", "용인", "고양", "부천", "안산", "안양", "평택",
    "의정부", "시흥", "파주", "김포", "춘천", "원주", "강릉", "속초", "청주", "충주", "제천", "천안", "아산",
    "서산", "당진", "전주", "군산", "익산", "정읍", "남원", "목포", "여수", "순천", "나주", "포항", "경주", "김천",
    "안동", "구미", "영주", "창원", "진주", "통영", "김해", "거제", "제주", "서귀포", "해운대", "유성", "달서",
    "부평", "화성", "이천", "여주", "양평",
)  # fmt: skip
_AGENCIES = ("시청", "경제진흥원", "테크노파크", "상공회의소", "신용보증재단", "중소기업지원센터")
_TRADES = {
    "소상공인": "small merchants", "소공인": "small manufacturers", "전통시장": "traditional markets",
    "사회적경제기업": "social enterprises", "중소기업": "SMEs", "청년 창업기업": "young founders",
    "스타트업": "start-ups",
    "수출기업": "exporters", "녹색기업": "green firms", "의류제조": "garment makers", "봉제": "sewing shops",
    "주얼리": "jewellers", "농식품": "food makers", "수산물": "fisheries", "화장품": "cosmetics makers",
    "공예": "craft makers", "여성기업": "firms led by women", "장애인기업": "firms of disabled owners",
    "마을기업": "village firms", "협동조합": "cooperatives", "섬유": "textile makers", "신발": "shoemakers",
    "안경": "makers of glasses", "가구": "furniture makers", "한복": "hanbok tailors", "도자기": "potters",
    "인쇄": "printers", "자동차부품": "makers of car parts", "조선기자재": "shipyard suppliers", "게임": "game studios",
    "출판": "publishers", "캐릭터": "character studios", "반려동물": "pet shops", "캠핑용품": "camping gear makers",
    "외식업": "restaurants", "숙박업": "guest houses", "로컬크리에이터": "local creators", "자영업자": "self-employed",
}  # fmt: skip
_SCHEMES = {
    "온라인 기획전": "online exhibition", "온라인 판로 지원": "help to sell online",
    "쇼핑몰 입점 지원": "listing in online malls", "라이브커머스 방송 지원": "live commerce",
    "해외 온라인몰 입점 지원": "listing in overseas malls", "특례보증": "special guarantee",
    "긴급경영안정자금": "emergency fund", "저금리 융자지원": "low-rate loan", "임대료 감면": "rent cut",
    "소비자 할인쿠폰": "discount coupon", "온라인 장보기": "online grocery", "공동 브랜드": "common brand",
    "우수상품 어워드": "product award", "특별기획전": "special exhibition", "박람회 참가 지원": "trade fairs",
    "시제품 제작 지원": "prototypes", "스마트스토어 교육": "smart store course", "패턴 캐드 교육": "pattern CAD course",
    "홈쇼핑 입점 지원": "home shopping", "수출상담회": "export meetings", "공공구매 상담회": "procurement meetings",
    "인증 취득 지원": "certificates", "디자인 개발 지원": "design", "경영 컨설팅": "consulting", "멘토링": "mentoring",
    "협력과제": "support task", "배송비 지원": "delivery costs", "카드수수료 지원": "card fees",
    "고용유지 지원": "keeping staff", "희망장려금": "incentive", "일자리 대책": "jobs measure",
    "방지시설 지원": "emission control", "장터": "market", "한마당": "fair", "판매전": "sale",
    "팝업스토어": "pop-up store",
    "공공마켓": "public market", "크라우드펀딩": "crowdfunding", "자체 쇼핑몰 구축": "own mall",
    "당일배송": "same-day delivery",
}  # fmt: skip
_ROUNDS = (1, 2, 3)


def programs(real: Mapping[str, Program], count: int) -> dict[str, Program]:
    """Return the real programs, and as many generated ones as make ``count``; always the same.

    Args:
        real: id to program.
        count: of all, the real ones included.
    """
    made = {program.id: program for program in islice(_generated(next(iter(real.values()))), count - len(real))}
    return {**real, **made}


def _generated(model: Program) -> Iterator[Program]:
    chance = random.Random(SEED)
    combined = list(product(_PLACES, _TRADES, _SCHEMES, _ROUNDS))
    chance.shuffle(combined)
    who = {place: _who(place) for place in _PLACES}
    gives = {scheme: (_gives(scheme),) for scheme in _SCHEMES}
    for number, (place, trade, scheme, one) in enumerate(combined):
        agency = f"{place}{chance.choice(_AGENCIES)}"
        name = chance.choice(
            [
                f"{place} {trade} {scheme} 사업 {one}차",
                f"{place} {trade} {scheme} (제{one}차)",
                f"{trade} {scheme} ({place})",
            ]
        )
        summary = Words.model_construct(
            ko=f"{agency}이 {place}의 {trade}를 위해 {2019 + one}년에 여는 {scheme} 사업입니다.",
            en=f"{_SCHEMES[scheme]} for {_TRADES[trade]} of {place}",
        )
        yield model.model_copy(
            update={
                "id": f"generated-{number}",
                "name": name,
                "english": f"{_SCHEMES[scheme]} for {_TRADES[trade]} ({place})",
                "aliases": (
                    f"{place} {scheme}",
                    f"{place} {trade} {scheme}",
                    f"{trade} {scheme}",
                    f"{trade} {scheme} {one}차",
                ),
                "hints": (place, trade, agency, scheme),
                "series": None,
                "round": None,
                "group": None,
                "summary": summary,
                "who": who[place],
                "gives": gives[scheme],
                "numbers": (),
                "run_by": (),
                "more": (),
                "scenarios": (),
            }
        )


def _who(place: str) -> Participation:
    text = Words(ko=f"{place}에 사업장이 있는 기업입니다.", en=f"Firms of {place}.")
    return Participation(text=text, paragraph=1, complete=False, rule=None)


def _gives(scheme: str) -> Statement:
    text = Words(ko=f"{scheme}에 드는 비용과 홍보를 지원합니다.", en="Costs and promotion are covered.")
    return Statement(id="gives", text=text, words=(scheme, "비용", "홍보"), paragraph=1)
