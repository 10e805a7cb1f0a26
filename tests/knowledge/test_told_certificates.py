"""The certificates that a firm has and lacks, as owners tell them."""

import datetime as dt
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.base import load, value_of, written
from knowledge.fact import Held, Profile, Several
from knowledge.search import Search
from knowledge.told import Told, hear

KNOWN = load()
SEARCH = Search(KNOWN.programs)
FACT = KNOWN.facts["certificates"]
assert isinstance(FACT, Several)
ALL = frozenset(option.key for option in FACT.options)


def heard(text: str, asked: str | None = None, profile: Profile | None = None) -> Told:
    strike = partial(SEARCH.struck, matches=SEARCH.find(text))
    return hear(KNOWN.facts, strike, text, asked, today=dt.date(2020, 9, 25), profile=profile)


def has(*keys: str) -> Held:
    return Held(frozenset(keys))


def lacks(*keys: str) -> Held:
    return Held(frozenset(), frozenset(keys))


def nothing_but(*keys: str) -> Held:
    return Held(frozenset(keys), ALL - frozenset(keys))


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("HACCP 있어요", has("haccp")),
        ("해썹 인증 받았어요", has("haccp")),
        ("헤썹 있어유", has("haccp")),
        ("저희는 HACCP 인증 업체입니다", has("haccp")),
        ("ISO 9001 인증 받았습니다", has("iso")),
        ("iso14001 있음", has("iso")),
        ("아이에스오 인증 갖고 있어요", has("iso")),
        ("이노비즈 인증 있어요", has("innobiz")),
        ("이노비즈 기업입니다", has("innobiz")),
        ("메인비즈 땄어요", has("mainbiz")),
        ("벤처기업 확인 받았어요", has("venture")),
        ("벤처확인서 있어요", has("venture")),
        ("벤처 인증 있습니다", has("venture")),
        ("여성기업이에요", has("women")),
        ("여성기업 확인서 있어요", has("women")),
        ("장애인기업입니다", has("disabled")),
        ("GR인증 있어요", has("gr")),
        ("우수재활용 인증 받은 제품 만들어요", has("gr")),
        ("환경표지 받았습니다", has("eco_label")),
        ("환경마크 있는 제품 팔아요", has("eco_label")),
        ("녹색인증도 땄고요", has("green_tech")),
        ("벤처인증이랑 이노비즈 있어요", has("venture", "innobiz")),
        ("HACCP, ISO 있어요", has("haccp", "iso")),
        ("환경표지하고 GR 인증 둘 다 있어요", has("eco_label", "gr")),
        ("해썹은 있고 ISO는 없어요", Held(frozenset({"haccp"}), frozenset({"iso"}))),
        ("HACCP 없어요", lacks("haccp")),
        ("해썹은 아직 못 받았어요", lacks("haccp")),
        ("벤처기업은 아니에요", lacks("venture")),
        ("여성기업 아닙니다", lacks("women")),
        ("환경표지나 GR은 없어요", lacks("eco_label", "gr")),
        ("ISO 인증은 만료됐어요", lacks("iso")),
        ("인증은 하나도 없어요", lacks(*ALL)),
        ("인증 같은 거 읎어요", lacks(*ALL)),
        ("받은 인증이 없습니다", lacks(*ALL)),
        ("아무 인증도 없어요", lacks(*ALL)),
        ("인증서 하나도 없는데요", lacks(*ALL)),
        ("HACCP 있었는데 지금은 없어요", lacks("haccp")),
        ("장애인기업 인증은 없는데 ISO는 있어요", Held(frozenset({"iso"}), frozenset({"disabled"}))),
        ("HACCP만 있어요", nothing_but("haccp")),
        ("인증은 해썹밖에 없어요", nothing_but("haccp")),
        ("이노비즈 말고는 인증 없어요", nothing_but("innobiz")),
        ("인증 받은 적이 없습니다", lacks(*ALL)),
        ("녹색인증은 없지만 환경표지는 있습니다", Held(frozenset({"eco_label"}), frozenset({"green_tech"}))),
        ("여성 대표인데 여성기업 확인은 안 받았어요", lacks("women")),
        ("we have ISO 9001", has("iso")),
        ("we have ISO and HACCP", has("iso", "haccp")),
        ("we are HACCP certified", has("haccp")),
        ("we don't have any certificates", lacks(*ALL)),
        ("we have no certificates", lacks(*ALL)),
        ("we don't have HACCP", lacks("haccp")),
    ],
)
def test_certificates_are_told_in_passing(text: str, held: Held) -> None:
    assert heard(text).facts["certificates"] == held


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("HACCP이요", nothing_but("haccp")),
        ("해썹", nothing_but("haccp")),
        ("해썹이랑 이노비즈요", nothing_but("haccp", "innobiz")),
        ("여성기업 확인서요", nothing_but("women")),
        ("벤처요", nothing_but("venture")),
        ("HACCP 있어요", nothing_but("haccp")),
        ("녹색인증은 있어요", has("green_tech")),
        ("HACCP 등이요", has("haccp")),
        ("HACCP은 없어요", lacks("haccp")),
        ("없어요", nothing_but()),
        ("아니요", nothing_but()),
        ("하나도 없어요", nothing_but()),
        ("다 없어요", nothing_but()),
        ("아직 없어요", nothing_but()),
        ("읎어유", nothing_but()),
        ("아무것도 없습니다", nothing_but()),
        ("해당 없음", nothing_but()),
        ("none", nothing_but()),
        ("아무것도요", nothing_but()),
        ("환경표지 말고는 없어요", nothing_but("eco_label")),
        ("벤처, 이노비즈", nothing_but("venture", "innobiz")),
        ("HACCP", nothing_but("haccp")),
    ],
)
def test_a_bare_answer_names_all_that_a_firm_has(text: str, held: Held) -> None:
    assert heard(text, "certificates").facts["certificates"] == held


@pytest.mark.parametrize(
    "text",
    ["네", "있어요", "모르겠어요", "HACCP이 뭐예요?", "HACCP도 되나요?", "마감이 언제예요?", "HACCP인지 모르겠어요"],
)
def test_what_names_none_answers_nothing(text: str) -> None:
    assert "certificates" not in heard(text, "certificates").facts


@pytest.mark.parametrize(
    "text",
    [
        "HACCP 준비 중이에요",
        "ISO 인증 받으려고요",
        "HACCP 있어야 하나요?",
        "인증이 없으면 안 되나요?",
        "인증 없어도 되나요?",
        "인증이 꼭 있어야 돼요?",
        "여성기업만 되나요?",
        "여성기업만요?",
        "벤처기업 지원 있나요?",
        "ISO 인증 받는 법 알려주세요",
        "거래처가 HACCP 있어요",
        "이노비즈가 뭐예요?",
        "인증 교육 있나요?",
        "본인인증이 안 돼요",
        "인증번호가 없어요",
        "휴대폰 인증 없이 되나요",
        "벤처기업인지 잘 모르겠어요",
        "벤처기업입니다",
        "장애인 기업 지원센터가 어디예요",
        "group buying",
        "we have an advisor",
        "KC인증 있어요",
        "사회적기업 인증 있어요",
    ],
)
def test_rules_plans_and_the_certificates_of_others_tell_nothing(text: str) -> None:
    assert "certificates" not in heard(text).facts


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("여성기업도 되나요?", has("women")),
        ("HACCP 있으면 되나요?", has("haccp")),
        ("녹색인증 있으면 되나요?", has("green_tech")),
        ("HACCP 없어도 되나요?", lacks("haccp")),
    ],
)
def test_a_certificate_that_is_only_supposed_is_not_the_owners(text: str, held: Held) -> None:
    said = heard(text)

    assert said.supposed["certificates"] == held
    assert "certificates" not in said.facts


@pytest.mark.parametrize(
    "text", ["환경표지 없으면 못 들어가나요?", "GR 인증 없는데 되나요?", "녹색인증은 없어요", "we have no eco-label"]
)
@pytest.mark.parametrize("asked", [None, "size", "certificates"])
def test_the_lack_of_a_certificate_does_not_tell_that_a_firm_is_not_green(text: str, asked: str | None) -> None:
    said = heard(text, asked)

    assert "green" not in {**said.facts, **said.supposed}


@pytest.mark.parametrize(
    "text",
    [
        "HACCP 준비 중이에요",
        "HACCP 신청 중이에요",
        "벤처 인증 준비 중입니다",
        "이노비즈 심사 중인데요",
        "환경표지 신청해 놨어요",
    ],
)
@pytest.mark.parametrize("asked", [None, "certificates"])
def test_a_certificate_that_is_still_to_be_got_is_none(text: str, asked: str | None) -> None:
    said = heard(text, asked)

    assert "certificates" not in {**said.facts, **said.supposed}


@pytest.mark.parametrize("text", ["인증 없어요", "인증서는 없습니다", "인증은 따로 없는데요"])
def test_who_denies_certificates_in_general_speaks_of_those_not_told_before(text: str) -> None:
    known = {"certificates": Held(frozenset({"women"}))}

    assert heard(text, profile=known).facts["certificates"] == nothing_but("women")
    assert heard("인증 다 반납했어요", profile=known).facts["certificates"] == nothing_but()


def test_what_is_told_later_adds_to_what_is_known_and_sets_it_right() -> None:
    known = {"certificates": Held(frozenset({"haccp"}), frozenset({"iso", "women"}))}

    assert heard("이노비즈도 있어요", profile=known).facts["certificates"] == Held(
        frozenset({"haccp", "innobiz"}), frozenset({"iso", "women"})
    )
    assert heard("ISO 땄어요", profile=known).facts["certificates"] == Held(
        frozenset({"haccp", "iso"}), frozenset({"women"})
    )
    assert heard("HACCP은 이제 없어요", profile=known).facts["certificates"] == Held(
        frozenset(), frozenset({"iso", "women", "haccp"})
    )


def test_certificates_can_be_forgotten() -> None:
    assert heard("인증은 잊어 주세요") == Told(forgotten=frozenset({"certificates"}))


@given(st.text(st.sampled_from("HACP해썹인증은는없있어요만도되나이노비즈ISO, 여성기업벤처랑하고밖에"), max_size=20))
def test_whatever_is_written_only_certificates_that_can_be_stored_are_heard(text: str) -> None:
    for asked in (None, "certificates"):
        said = heard(text, asked)
        for told in (said.facts, said.supposed):
            if held := told.get("certificates"):
                assert value_of(FACT, written(held)) == held
