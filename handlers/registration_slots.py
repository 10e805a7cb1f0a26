"""The slots of a pre-registration: what is asked for, by which words people call it, and how it is read."""

import re
from collections.abc import Callable

from handlers import business_number, consent, registration_consent
from handlers.forms import contact_details, person_name, place_name
from handlers.forms.form import Slot
from handlers.forms.state import FormState
from handlers.turn import Turn
from knowledge.program import Detail

# Numbers with a digit more or less are spotted too: they are read, found wrong, and told to be.
_APART = r"(?<![A-Za-z0-9@._+-])"
_NUMBER_ENDS = r"(?![A-Za-z0-9_@-])"
_BUSINESS_NUMBER = re.compile(rf"{_APART}[1-9]\d{{2}}[-. ]?\d{{2}}[-. ]?\d{{4,6}}{_NUMBER_ENDS}")
_PHONE = re.compile(
    rf"{_APART}(?:(?:\+82[-. ]?|0)\(?0?\)?\d{{1,2}}[-. )]{{0,2}}\d{{3,4}}[-. ]?\d{{3,5}}"
    rf"|1[568]\d{{2}}[-. ]?\d{{4}}|01[016789][-. ]?\d{{2,4}}(?:[-. ]\d{{1,5}})?){_NUMBER_ENDS}"
)
_EMAIL = re.compile(r"[A-Za-z0-9._%+'-]+@[A-Za-z0-9.-]*[A-Za-z0-9]")


def _asks(detail: Detail) -> Callable[[Turn, FormState], bool]:
    """Whether a registration for the form's program asks a detail at all."""

    def asked(turn: Turn, state: FormState) -> bool:
        program = turn.knowledge.programs.get(state.subject or "")
        return program is not None and detail in (*program.registration.needs, *program.registration.takes)

    return asked


def _if_told(detail: Detail) -> Callable[[Turn, FormState], bool]:
    """Whether a detail is taken where it is told, and not asked for."""

    def volunteered(turn: Turn, state: FormState) -> bool:
        program = turn.knowledge.programs.get(state.subject or "")
        return program is None or detail not in program.registration.needs

    return volunteered


DETAILS: tuple[Detail, ...] = ("product", "market")
"""Slots that are kept in ``Registration.details``."""


SLOTS = (
    Slot(
        id="consent",
        kind="choice",
        label="registration.consent",
        prompt="consent.ask",
        options=consent.registration_options,
        details=consent.registration_terms,
        reviewed=False,
        gate=True,
        settled=registration_consent.agreed,
        about="consent.told.refusal",
        asked_names=("동의", "consent"),
    ),
    Slot(
        id="firm_name",
        kind="open",
        label="registration.firm_name",
        prompt="registration.ask.firm_name",
        names=(
            "상호",
            "상호명",
            "회사명",
            "회사 이름",
            "가게 이름",
            "업체명",
            "업체 이름",
            "기업명",
            "점포명",
            "매장명",
            "가게명",
            "사업장명",
            "firm name",
            "firm",
            "company name",
            "shop name",
            "business name",
        ),
        asked_names=("이름", "회사", "가게", "업체", "name", "company"),
        about="registration.about.firm_name",
        read=contact_details.read_name,
        takes_the_rest=True,
    ),
    Slot(
        id="business_number",
        kind="closed",
        label="registration.business_number",
        prompt="registration.ask.business_number",
        names=(
            "사업자 등록 번호",
            "사업자번호",
            "사업자",
            "등록번호",
            "번호",
            "business registration number",
            "business number",
            "number",
        ),
        read=business_number.read,
        about="registration.about.business_number",
        spotted=_BUSINESS_NUMBER,
        shown=business_number.shown,
    ),
    Slot(
        id="contact_person",
        kind="open",
        label="registration.contact_person",
        prompt="registration.ask.contact_person",
        names=(
            "담당자",
            "담당자명",
            "담당자 이름",
            "담당",
            "대표",
            "대표자",
            "대표자명",
            "사장",
            "성함",
            "성명",
            "이름",
            "contact person",
            "contact",
            "owner",
            "manager",
        ),
        asked_names=("name",),
        about="registration.about.contact_person",
        read=contact_details.read_name,
        finders=(person_name.titled, person_name.last, person_name.likely),
    ),
    Slot(
        id="phone",
        kind="closed",
        label="registration.phone",
        prompt="registration.ask.phone",
        names=(
            "전화번호",
            "전화",
            "휴대폰",
            "휴대폰 번호",
            "휴대전화",
            "핸드폰",
            "핸드폰 번호",
            "핸폰",
            "휴대번호",
            "전번",
            "대표번호",
            "연락처",
            "폰",
            "번호",
            "phone number",
            "phone",
            "mobile",
            "tel",
            "number",
        ),
        read=contact_details.read_phone,
        about="registration.about.phone",
        spotted=_PHONE,
        shown=contact_details.shown_phone,
    ),
    Slot(
        id="email",
        kind="closed",
        label="registration.email",
        prompt="registration.ask.email",
        names=("이메일", "메일", "이메일 주소", "메일 주소", "이멜", "전자우편", "e-mail", "email", "mail"),
        read=contact_details.read_email,
        about="registration.about.email",
        spotted=_EMAIL,
        needed=_asks("email"),
        volunteered=_if_told("email"),
    ),
    Slot(
        id="district",
        kind="open",
        label="registration.district",
        prompt="registration.ask.district",
        names=(
            "지역",
            "사업장 지역",
            "사업장",
            "사업장 주소",
            "사업장 소재지",
            "주소",
            "소재지",
            "위치",
            "district",
            "address",
            "location",
            "place",
        ),
        about="registration.about.district",
        read=contact_details.read_district,
        finders=(place_name.district,),
    ),
    Slot(
        id="product",
        kind="open",
        label="registration.product",
        prompt="registration.ask.product",
        names=("품목", "판매 품목", "제품", "제품명", "상품", "취급 품목", "product", "products"),
        read=contact_details.read_name,
        needed=_asks("product"),
        volunteered=_if_told("product"),
        about="registration.about.product",
    ),
    Slot(
        id="market",
        kind="open",
        label="registration.market",
        prompt="registration.ask.market",
        names=("시장", "시장명", "시장 이름", "상가", "상점가", "market", "market name"),
        read=contact_details.read_name,
        needed=_asks("market"),
        volunteered=_if_told("market"),
        about="registration.about.market",
    ),
)
