"""Owners who answer the registration form well, each in a way of his own, and how many messages it takes them."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.dialogue import Dialogue
from handlers.conversation import Conversation
from handlers.reply import Reply
from knowledge.base import load
from knowledge.window import SEOUL
from storage.database import Database
from tests.end_to_end.form_dialogue import asked_for, forget_all, programs
from tests.end_to_end.talk import Talk, state_of, text_of

NOW = dt.datetime(2026, 11, 23, 10, 0, tzinfo=SEOUL)
MOST = 20
"""Who needs more messages than that does not arrive."""
_WELL: Mapping[str, str] = {"consent": "동의", "email": "owner@naver.com", "review": "확인"}


@dataclass(frozen=True)
class Firm:
    """What an owner's registration has to say, as he would see it in the review.

    Args:
        firm_name: the firm.
        contact_person: whom to ask for.
        district: where it is.
    """

    firm_name: str
    contact_person: str
    district: str

    def correction(self, values: Mapping[str, str]) -> str | None:
        """Return what its owner says where the review is wrong, or None where it is right."""
        for slot, label in (("firm_name", "상호는"), ("contact_person", "담당자는"), ("district", "지역은")):
            if values.get(slot) != (meant := getattr(self, slot)):
                return f"{label} {meant}"
        return None


@dataclass(frozen=True)
class FormOwner:
    """An owner, and how he answers.

    Args:
        name: of the way in which he answers.
        firm: what he registers.
        asks: how he asks to be registered.
        told: what he says where he is invited to say all at once.
        then: what he says where one thing is asked for, by slot; "fact" is what decides whether he is eligible.
        before: for who comes again: a program that he was registered for before.
    """

    name: str
    firm: Firm
    asks: str
    told: str
    then: Mapping[str, str] = field(default_factory=dict)
    before: str | None = None

    def answer(self, asked: str, *, invited: bool) -> str | None:
        """Return what he says to a question, or None where he knows nothing to say."""
        return self.told if invited else {**_WELL, **self.then}.get(asked)


RIVER, STARS, ALLEY = "한강 봄 판매전 신청할게요", "별빛 상품 도록 신청할게요", "골목가게 배달 지원 신청할게요"
MALL = "쏠쏠마켓 신청할게요"
MERCHANT = {"fact": "서울 금천구 소상공인이에요"}

HAPPY = Firm("행복상사", "김철수", "서울 금천구")
CLOUD = Firm("구름카페", "한소희", "서울 서초구")
DAON = Firm("다온공방", "박지영", "서울 종로구")
FLOWERS = Firm("햇살꽃집", "정다은", "서울 강남구")
WOOD = Firm("나무상점", "오세훈", "경기 성남시")
FIELD = Firm("들꽃공방", "윤서연", "부산 해운대구")
SEA = Firm("바다식품", "최수진", "경기 수원시")
LIGHT = Firm("한빛전자", "문재호", "서울 구로구")
DAWN = Firm("새벽빵집", "고은", "서울 은평구")
GREEN = Firm("초록마을공방", "이민호", "서울 마포구")
TABLE = Firm("언제나밥상", "강하늘", "인천 남동구")
CANCEL = Firm("취소상회", "이전우", "서울 중구")
SMILE = Firm("미소약국", "신동엽", "대전 유성구")

OWNERS = (
    FormOwner("all at once", HAPPY, RIVER, "행복상사 123-45-67891 010-1234-5678 대표 김철수 서울 금천구"),
    FormOwner(
        "all at once, with e-mail", CLOUD, RIVER, "구름카페 405-17-12349 010-6789-0123 han@naver.com 한소희 서울 서초구"
    ),
    FormOwner(
        "all at once, with commas", DAON, STARS, "다온공방, 214-81-52765, 박지영, 02-312-4567, d@naver.com, 서울 종로구"
    ),
    FormOwner("all at once, another order", FLOWERS, STARS, "정다은 010-5678-9012 햇살꽃집 301-85-67895 강남구"),
    FormOwner("all at once, number without hyphens", WOOD, RIVER, "나무상점 5122209879 01078901234 오세훈 경기 성남시"),
    FormOwner("on lines", FIELD, RIVER, "들꽃공방\n617-29-11228\n윤서연\n010-8901-2345\n부산 해운대구"),
    FormOwner(
        "labelled lines",
        SEA,
        STARS,
        "상호: 바다식품\n사업자등록번호: 220-81-23455\n담당자: 최수진\n전화번호: 010-4567-8901\n"
        "이메일: bada@naver.com\n지역: 경기도 수원시",
    ),
    FormOwner(
        "labelled lines, with e-mail",
        LIGHT,
        RIVER,
        "상호명 : 한빛전자\n사업자번호 : 703-88-44556\n대표자 : 문재호\n연락처 : 010-2222-1111\n"
        "이메일 : hanbit@gmail.com\n주소 : 서울 구로구",
    ),
    FormOwner(
        "labelled, in one line",
        DAWN,
        RIVER,
        "상호 새벽빵집 사업자번호 808-01-02035 담당 고은 전화 010-3333-2222 지역 은평구",
    ),
    FormOwner(
        "in a sentence",
        GREEN,
        STARS,
        "저희 상호는 초록마을공방이고 사업자번호는 110-12-34566, 담당자는 이민호, 전화는 010-3456-7890이고 "
        "마포구에 있어요",
    ),
    FormOwner(
        "in sentences",
        TABLE,
        RIVER,
        "강하늘입니다. 언제나밥상이라는 가게를 인천 남동구에서 합니다. 번호는 010-1357-2468이고 "
        "사업자번호는 128-12-34500이에요.",
        {"firm_name": "언제나밥상"},
    ),
    FormOwner(
        "in two halves",
        CANCEL,
        RIVER,
        "취소상회 134-81-66774",
        {"contact_person": "이전우 010-2468-1357 서울 중구"},
    ),
    FormOwner(
        "numbers first",
        SMILE,
        STARS,
        "119-06-77881 010-7777-1234",
        {"firm_name": "상호 미소약국 담당자 신동엽 대전 유성구"},
    ),
    FormOwner(
        "one at a time",
        HAPPY,
        RIVER,
        "행복상사",
        {
            "business_number": "123-45-67891",
            "contact_person": "김철수",
            "phone": "010-1234-5678",
            "district": "서울 금천구",
        },
    ),
    FormOwner(
        "one at a time, with e-mail",
        DAON,
        MALL,
        "다온공방",
        {
            "fact": "서울 종로구 소상공인이에요",
            "business_number": "214-81-52765",
            "contact_person": "박지영",
            "phone": "010-2345-6789",
            "email": "daon@gmail.com",
            "district": "서울 종로구",
        },
    ),
    FormOwner("with open conditions", HAPPY, ALLEY, "행복상사 123-45-67891 김철수 010-1234-5678", MERCHANT),
    FormOwner(
        "with open conditions, and e-mail",
        HAPPY,
        ALLEY,
        "행복상사 123-45-67891 김철수 010-1234-5678 h@naver.com",
        MERCHANT,
    ),
    FormOwner(
        "with conditions told at once",
        HAPPY,
        "서울 금천구 소상공인인데 골목가게 배달 지원 신청할게요",
        "행복상사 123-45-67891 김철수 010-1234-5678",
        MERCHANT,
    ),
    FormOwner(
        "with conditions put off",
        CLOUD,
        ALLEY,
        "구름카페 405-17-12349 한소희 010-6789-0123 서초구",
        {"fact": "등록부터 할게요"},
    ),
    FormOwner(
        "into a list",
        GREEN,
        "서울 마포구 소상공인이고 공공마켓 신청할게요",
        "초록마을공방 110-12-34566 이민호 010-3456-7890",
        MERCHANT,
    ),
    FormOwner(
        "into a list of 2098", HAPPY, "미래 장터 신청할게요", "행복상사 123-45-67891 010-1234-5678 김철수 서울 금천구"
    ),
    FormOwner(
        "coming again",
        HAPPY,
        STARS,
        "행복상사 123-45-67891 010-1234-5678 김철수 서울 금천구",
        before="한강 봄 판매전 신청할게요",
    ),
    FormOwner(
        "coming again, with open conditions",
        FLOWERS,
        ALLEY,
        "햇살꽃집 301-85-67895 010-5678-9012 정다은 강남구",
        {"fact": "서울 강남구 소상공인이에요"},
        before="한강 봄 판매전 신청할게요",
    ),
)


@dataclass(frozen=True)
class Registered:
    """What it took an owner.

    Args:
        owner: who.
        said: his messages, from asking to be registered to the receipt.
    """

    owner: FormOwner
    said: tuple[str, ...]


async def registered(database: Database, folder: Path) -> list[Registered]:
    """Have each owner register, as the only one that there is; what who comes again said before does not count.

    Args:
        database: migrated; it is emptied.
        folder: where the programs may be put.

    Raises:
        AssertionError: somebody gets no receipt.
    """
    dialogue = Dialogue(database, load(programs(folder)))
    needed = []
    for owner in OWNERS:
        await database.write(forget_all)
        talk = Talk(dialogue, now=NOW)
        if owner.before is not None:
            await _through(talk, database, owner, owner.before)
        needed.append(Registered(owner, await _through(talk, database, owner, owner.asks)))
    return needed


async def _through(talk: Talk, database: Database, owner: FormOwner, text: str) -> tuple[str, ...]:
    said = [text]
    told = False
    reply = await talk.says(text)
    while "접수번호는 R-" not in (shown := _shown(talk.replies)):
        assert len(said) < MOST, f"{owner.name} gets no receipt: {said}\n{reply.lead}"
        state = Conversation.model_validate(await state_of(database, talk))
        asked = asked_for(state)
        invited = not told and asked in {"firm_name", "business_number"}
        told = told or invited
        answer = owner.answer(asked, invited=invited)
        if asked == "review" and state.form is not None:
            answer = owner.firm.correction(state.form.values) or answer
        assert answer is not None, f"{owner.name} is asked for {asked}: {said}\n{shown}"
        said.append(answer)
        reply = await talk.says(answer)
    return tuple(said)


def _shown(replies: list[Reply]) -> str:
    return "\n".join(text_of(reply) for reply in replies)
