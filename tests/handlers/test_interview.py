"""The interview over all programs: one question a turn, answers in any wording, and a list at the end."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.channels import kakao_layout
from bot.dialogue import Dialogue
from handlers import fact_words, interview, no_answer, own_verdicts
from handlers.reply import MOST_CHOICES, Listing, Reply
from handlers.wording import say
from knowledge.base import profile_of
from knowledge.fact import Held, Interval, Profile, Value
from knowledge.standing import Intake, intake
from knowledge.verdict import Verdict, judge
from storage import turns
from storage.database import Database
from tests.end_to_end import kakao_rules
from tests.end_to_end.talk import Talk, knowledge, state_of, text_of
from tests.knowledge.sample import at

QUESTIONS = {fact.id: fact.question.ko for fact in knowledge().facts.values()}
ANSWERS = [
    "네", "아니요", "모르겠어요", "서울 금천구", "부천이에요", "소상공인", "중소기업", "중소기업이에요", "대기업",
    "온라인만 해요", "전통시장", "직원은 5명이고 수출은 안 해요", "옷 만들어요", "도시형 소공인이고 서울이에요", "패스",
    "아니 부천이에요", "서울 아니에요", "쏠쏠마켓 마감이 언제예요?", "왜 물어보세요?", "ㅁㄴㅇㄹ", "2021년 3월",
    "없어요", "스타트업입니다", "yes", "I don't know",
]  # fmt: skip


@pytest.fixture
def talk(sqlite_database: Database) -> Talk:
    return Talk(Dialogue(sqlite_database, knowledge()))


async def told(database: Database, talk: Talk) -> Profile:
    loaded = await database.read(turns.load, channel=talk.channel, user=talk.user, key=None)
    return dict(profile_of(knowledge().facts, loaded.profile))


def asked(reply: Reply) -> str | None:
    """The fact that a reply asks for, or None."""
    found = [fact for fact, question in QUESTIONS.items() if question in reply.lead]
    return found[0] if found else None


def is_list(reply: Reply) -> bool:
    return any(isinstance(part, Listing) for part in reply.parts)


async def test_it_asks_one_question_a_turn_and_ends_with_the_list(talk: Talk) -> None:
    reply = await talk.says("/check")
    seen = []
    while not is_list(reply):
        assert sum(question in text_of(reply) for question in QUESTIONS.values()) == 1
        assert "20개 사업 중 " in text_of(reply)
        assert {"모르겠어요", "여기까지 보기"} <= talk.offered().keys()
        seen.append(asked(reply))
        reply = await talk.says(
            {"region": "서울 마포구", "size": "소상공인", "premises": "전통시장"}.get(seen[-1] or "", "네")
        )

    assert len(set(seen)) == len(seen) >= 5
    assert "조건에" in reply.lead


async def test_several_facts_of_one_message_count(talk: Talk, sqlite_database: Database) -> None:
    await talk.says("/check")

    reply = await talk.says("서울 소상공인이고 직원은 3명")

    assert asked(reply) not in {"region", "size", "employees"}
    assert await told(sqlite_database, talk) == {
        "region": "서울",
        "size": frozenset({"small_merchant"}),
        "employees": Interval(3, 3),
    }


async def test_a_question_in_the_middle_is_answered_and_the_open_one_asked_again(talk: Talk) -> None:
    first = await talk.through("/check", "서울 금천구")

    reply = await talk.says("쏠쏠마켓 마감이 언제예요?")

    assert reply.title == "소상공인 쏠쏠마켓"
    assert [one.lead for one in talk.replies[1:]] == [first.lead]


async def test_a_verdict_in_the_middle_asks_no_question_of_its_own(talk: Talk) -> None:
    await talk.says("/check")

    await talk.says("쏠쏠마켓 되나요?")

    asking = [question for question in QUESTIONS.values() for reply in talk.replies if question in text_of(reply)]
    assert len(talk.replies) == 2
    assert len(asking) == 1


async def test_a_question_that_tells_a_fact_too_is_answered_with_it(talk: Talk, sqlite_database: Database) -> None:
    await talk.says("/check")

    reply = await talk.says("서울 소상공인인데 쏠쏠마켓 참여할 수 있나요?")

    assert "참여하실 수 있습니다" in reply.lead
    assert asked(talk.replies[-1]) not in {None, "region", "size"}
    assert (await told(sqlite_database, talk))["region"] == "서울"


async def test_a_correction_counts_and_denies_nothing_else(talk: Talk, sqlite_database: Database) -> None:
    reply = await talk.through("/check", "서울 금천구")
    waiting = asked(reply)

    await talk.says("아니 부천이에요")

    assert await told(sqlite_database, talk) == {"region": "경기 부천시"}
    assert waiting == "urban_manufacturer"


async def test_what_is_denied_of_one_fact_is_no_answer_to_another(talk: Talk, sqlite_database: Database) -> None:
    reply = await talk.through("/check", "서울 금천구")
    assert asked(reply) == "urban_manufacturer"

    await talk.says("직원은 5명이고 수출은 안 해요")

    assert await told(sqlite_database, talk) == {
        "region": "서울 금천구",
        "employees": Interval(5, 5),
        "exporting": False,
    }


async def test_a_yes_with_another_fact_answers_both(talk: Talk, sqlite_database: Database) -> None:
    reply = await talk.through("/check", "서울 금천구")
    assert asked(reply) == "urban_manufacturer"

    await talk.says("네 그리고 직원은 5명이에요")

    known = await told(sqlite_database, talk)
    assert (known["urban_manufacturer"], known["employees"]) == (True, Interval(5, 5))


@pytest.mark.parametrize(
    "words",
    ["모르겠어요", "잘 모르겠는데요", "몰라요", "don't know", "패스", "건너뛰기", "글쎄요"],
)
async def test_who_does_not_know_is_not_asked_again(talk: Talk, words: str) -> None:
    seen = [asked(await talk.says("/check"))]
    for _ in range(len(QUESTIONS)):
        reply = await talk.says(words)
        if is_list(reply) or asked(reply) is None:
            break
        seen.append(asked(reply))

    assert len(set(seen)) == len(seen) > 5


async def test_not_knowing_may_name_what_is_asked_for(talk: Talk) -> None:
    assert asked(await talk.says("/check")) == "region"

    assert asked(await talk.says("지역은 모르겠어요")) not in {None, "region"}


async def test_the_button_says_so_too(talk: Talk) -> None:
    first = await talk.says("/check")

    reply = await talk.taps("모르겠어요")

    assert asked(reply) not in {None, asked(first)}


async def test_what_is_not_known_and_another_fact_can_be_said_at_once(talk: Talk, sqlite_database: Database) -> None:
    first = asked(await talk.says("/check"))
    assert first == "region"

    reply = await talk.says("모르겠어요, 근데 소상공인이에요")

    assert asked(reply) not in {"region", "size"}
    assert await told(sqlite_database, talk) == {"size": frozenset({"small_merchant"})}


async def test_it_stops_when_told_to_and_keeps_what_was_told(talk: Talk, sqlite_database: Database) -> None:
    await talk.through("/check", "서울 금천구")

    reply = await talk.says("그만")

    assert reply.lead == say("ko", "interview.stopped")
    assert (await state_of(sqlite_database, talk))["form"] is None
    assert await told(sqlite_database, talk) == {"region": "서울 금천구"}
    assert is_list(await talk.taps("여기까지 보기"))


@pytest.mark.parametrize("words", ["여기까지 보기", "여기까지 볼게요", "결과 보여줘", "완료"])
async def test_the_list_can_be_had_early(talk: Talk, sqlite_database: Database, words: str) -> None:
    await talk.through("/check", "서울 소상공인")

    assert is_list(await talk.says(words))
    assert (await state_of(sqlite_database, talk))["form"] is None


async def test_it_goes_on_after_a_restart(sqlite_database: Database) -> None:
    before = Talk(Dialogue(sqlite_database, knowledge()))
    first = await before.through("/check", "서울 금천구", "모르겠어요")

    after = Talk(Dialogue(sqlite_database, knowledge()), user=before.user)
    reply = await after.says("직원은 5명이에요")

    assert asked(reply) not in {None, "region", "urban_manufacturer"}
    assert asked(first) not in {None, "urban_manufacturer"}


async def test_it_is_begun_in_words_where_no_program_is_named(talk: Talk) -> None:
    for words in ("자격 확인 해줘", "뭐 받을 수 있는지 봐줘", "check my eligibility please"):
        reply = await talk.says(words)
        assert asked(reply) or "Where is your business?" in reply.lead, words
        await talk.says("그만")


async def test_the_same_words_mean_the_program_that_is_talked_about(talk: Talk) -> None:
    reply = await talk.through("쏠쏠마켓이 뭐예요?", "자격 확인 해줘")

    assert reply.title == "소상공인 쏠쏠마켓"


@pytest.mark.parametrize(
    ("fact", "known", "tapped", "value"),
    [
        ("region", None, "서울", "서울"),
        ("exporting", None, "no_button", False),
        ("size", None, "sme", frozenset({"small_merchant", "small", "medium"})),
        ("certificates", None, "gr", Held(frozenset({"gr"}))),
        ("certificates", Held(frozenset({"gr"})), "eco_label", Held(frozenset({"gr", "eco_label"}))),
        ("certificates", Held(frozenset(), frozenset({"gr"})), "gr", Held(frozenset({"gr"}))),
    ],
)
def test_a_button_tells_what_it_says(fact: str, known: Value | None, tapped: str, value: Value) -> None:
    declared = knowledge().facts[fact]

    assert fact_words.tapped(declared, tapped, known) == value
    offered = fact_words.answers(declared, known, "ko", lambda written: f"/x {written}")
    assert 0 < len(offered) <= fact_words.MOST_ANSWERS


def test_none_of_several_leaves_what_is_there() -> None:
    certificates = knowledge().facts["certificates"]

    left = fact_words.tapped(certificates, "none", Held(frozenset({"gr"})))

    assert isinstance(left, Held)
    assert left.has == {"gr"}
    assert "eco_label" in left.lacks


async def test_with_a_program_it_is_the_verdict(talk: Talk) -> None:
    reply = await talk.says("/check 쏠쏠마켓")

    assert reply.title == "소상공인 쏠쏠마켓"
    assert "아직 알 수 없습니다" in reply.lead


async def test_why_it_is_asked_is_answered(talk: Talk) -> None:
    first = await talk.says("/check")

    reply = await talk.says("왜 물어보시는 거예요?")

    assert reply.lead == first.lead
    assert say("ko", "eligibility.what_about") in text_of(reply)


async def test_where_the_firm_is_not_is_forgotten_and_asked_anew(talk: Talk, sqlite_database: Database) -> None:
    await talk.through("/check", "서울 금천구")

    reply = await talk.says("서울 금천구 아니에요")

    assert QUESTIONS["region"] in reply.lead
    assert await told(sqlite_database, talk) == {}
    await talk.says("부천")
    assert await told(sqlite_database, talk) == {"region": "경기 부천시"}


async def test_what_leaves_the_question_open_is_asked_more_exactly_once(talk: Talk) -> None:
    reply = await talk.through("/check", "서울 금천구", "중소기업이에요")
    again = 0
    for _ in range(2 * len(QUESTIONS)):
        if is_list(reply):
            break
        if asked(reply) == "size":
            again += 1
            assert "중소기업이라고 하셨는데" in reply.lead
            assert "대기업" not in talk.offered()
            reply = await talk.says("중소기업")
        else:
            reply = await talk.says("모르겠어요")

    assert is_list(reply)
    assert again == 1


async def test_a_form_that_is_being_filled_in_comes_first(talk: Talk) -> None:
    await talk.through("쏠쏠마켓 등록할게요", "그냥 등록할게요", "동의", "행복상사")

    reply = await talk.says("/check")

    assert reply.lead == say("ko", "forms.another_open")
    assert "사업자등록번호" in (await talk.taps(say("ko", "forms.resume"))).lead


async def test_it_gives_way_to_a_registration(talk: Talk) -> None:
    await talk.through("/check", "서울 소상공인")

    reply = await talk.says("쏠쏠마켓 등록할게요")

    assert "참여하실 수 있습니다" in reply.lead
    assert any(choice.label == "동의" for choice in reply.choices)
    assert len(talk.replies) == 1


async def test_an_old_button_changes_nothing_once_it_is_over(talk: Talk, sqlite_database: Database) -> None:
    await talk.says("/check")
    old = talk.offered()["서울"]
    await talk.says("여기까지 보기")

    reply = await talk.says("서울", choice=old)

    assert reply.lead == say("ko", "forms.past")
    assert await told(sqlite_database, talk) == {}


@pytest.mark.parametrize(
    "command", ["region 화성", "trade x", "exporting maybe", "x y", "go", "skip x", "list", "cancel"]
)
async def test_whatever_a_button_says_is_answered(talk: Talk, command: str) -> None:
    await talk.says("/check")
    token = talk.offered()["여기까지 보기"].split()[1]

    assert (await talk.says("버튼", choice=f"/f {token} {command}")).lead.strip()


async def test_the_list_has_every_program_once_in_fives_under_what_its_verdict_is(
    talk: Talk, sqlite_database: Database
) -> None:
    reply = await talk.through("/check", "서울 마포구 소상공인이고 전통시장에서 장사해요", "여기까지 보기")
    shown: dict[str, tuple[str, int]] = {}
    number = 0
    while True:
        listings = [part for part in reply.parts if isinstance(part, Listing)]
        assert sum(len(part.items) for part in listings) <= own_verdicts.PAGE
        for part in listings:
            for item in part.items:
                number += 1
                assert item.title in {program.name for program in knowledge().programs.values()}
                shown[(item.command or "").split()[-1]] = ((part.heading or "").partition(" (")[0], number)
            assert part.first_number == number - len(part.items) + 1
        assert reply.source
        assert "V-" not in text_of(reply)
        if "다음 5개" not in talk.offered():
            break
        reply = await talk.taps("다음 5개")

    profile = await told(sqlite_database, talk)
    fitting = {Intake.REGISTER: "가능, 지금", Intake.WAIT: "조건에 맞음, 신청", Intake.CLOSED: "조건에 맞음, 이미 끝남"}
    programs = [program for program in knowledge().for_firms if program.who.rule is not None]
    assert sorted(shown) == sorted(program.id for program in programs)
    for program in programs:
        groups = {
            Verdict.YES: (fitting[intake(program, talk.now)],),
            Verdict.NO: ("안 되는 것",),
            Verdict.UNKNOWN: ("한 가지만 더 알면 되는 것", "아직 알 수 없는 것"),
        }
        verdict = judge(program, profile, talk.now.date()).verdict
        assert shown[program.id][0].startswith(groups[verdict]), program.id


@pytest.mark.parametrize("day", ["2020-09-25", "2020-10-20", "2026-11-23"])
async def test_the_list_says_first_what_can_still_be_applied_for(talk: Talk, day: str) -> None:
    reply = await talk.through(
        f"/asof {day}", "서울 금천구에서 옷 만드는 도시형 소공인이고 친환경 제품을 만들어요", "/mine"
    )
    on = at(f"{day}T10:00:00")
    taken: list[Intake] = []
    while True:
        for part in reply.parts:
            for item in part.items if isinstance(part, Listing) else ():
                program = knowledge().programs[(item.command or "").split()[-1]]
                now = intake(program, on)
                heading = part.heading if isinstance(part, Listing) else None
                if heading and heading.startswith(("가능", "조건에 맞음")):
                    taken.append(now)
                    assert ("이미 끝남" in heading) is (now is Intake.CLOSED)
                    assert ("지금 신청을 받는 중" in heading) is (now is Intake.REGISTER)
                elif heading and not heading.startswith("안 되는"):
                    assert (item.description or "").startswith(say("ko", f"own_verdicts.takes.{now.value}"))
        if "다음 5개" not in talk.offered():
            break
        reply = await talk.taps("다음 5개")

    assert taken == sorted(taken, key=list(Intake).index)
    assert taken


async def test_what_is_skipped_is_not_counted_as_decided(talk: Talk) -> None:
    reply = await talk.says("/check")
    while not is_list(reply):
        assert "20개 사업 중 0개 정해짐" in text_of(reply)
        reply = await talk.says("모르겠어요")
        if asked(reply) is None:
            break


@pytest.mark.parametrize("place", range(1, 8))
async def test_a_number_chooses_the_button_in_that_place(talk: Talk, place: int) -> None:
    await talk.through("/check", "서울")
    while asked(talk.replies[0]) != "size":
        await talk.says("모르겠어요")
    label = list(talk.offered())[place - 1]

    said = text_of(await talk.says(f"{place}번"))

    assert (f"알려 주신 내용: {label}" in said) or (label == "모르겠어요" and "묻지 않고" in said)


async def test_where_a_number_is_asked_for_it_is_the_answer(talk: Talk, sqlite_database: Database) -> None:
    await talk.says("/facts change employees")

    await talk.says("2")

    assert (await told(sqlite_database, talk)).get("employees") == Interval(2, 2)


@pytest.mark.parametrize(
    "words", ["기타", "해당 없음", "다 아니에요", "없어요", "기타요", "그 중에 없어요", "none of them", "아니요"]
)
@pytest.mark.parametrize("fact", ["size", "premises"])
async def test_none_of_the_answers_is_an_answer_too(
    talk: Talk, sqlite_database: Database, words: str, fact: str
) -> None:
    reply = await talk.through("/check", "서울 마포구")
    for _ in QUESTIONS:
        if asked(reply) == fact or asked(reply) is None:
            break
        reply = await talk.says("모르겠어요")
    assert asked(reply) == fact

    reply = await talk.says(words)

    assert asked(reply) != fact
    assert "알아듣지 못했습니다" not in text_of(reply)
    assert (await told(sqlite_database, talk)).keys() == {"region"}


@pytest.mark.parametrize("words", ["ㄴㄴ", "아니요", "아뇨", "no"])
async def test_a_short_no_is_heard(talk: Talk, sqlite_database: Database, words: str) -> None:
    assert asked(await talk.through("/check", "서울 금천구")) == "urban_manufacturer"

    await talk.says(words)

    assert (await told(sqlite_database, talk))["urban_manufacturer"] is False


@pytest.mark.parametrize("words", ["이어서", "이어서 답하기", "계속", "continue", "go on"])
async def test_going_on_asks_the_same_question(talk: Talk, words: str) -> None:
    first = await talk.through("/check", "서울 금천구")

    assert (await talk.says(words)).lead == first.lead
    assert len(talk.replies) == 1


@pytest.mark.parametrize("words", ["이어서", "이어서 답하기", "계속"])
async def test_it_goes_on_where_it_was_stopped(talk: Talk, words: str) -> None:
    first = await talk.through("/check", "서울 금천구")

    assert (await talk.through("그만", words)).lead == first.lead


@pytest.mark.parametrize("words", ["처음부터 다시", "다시 할게요", "처음부터", "start over"])
async def test_beginning_anew_asks_again_what_was_not_known(talk: Talk, sqlite_database: Database, words: str) -> None:
    first = await talk.through("/check", "서울 금천구")
    await talk.says("모르겠어요")

    reply = await talk.says(words)

    assert reply.lead == first.lead
    assert say("ko", "interview.again") in text_of(reply)
    assert await told(sqlite_database, talk) == {"region": "서울 금천구"}


@pytest.mark.parametrize("words", ["자격 확인 취소", "자격 확인 그만할래요", "취소", "그만"])
async def test_it_can_be_stopped_by_its_name(talk: Talk, sqlite_database: Database, words: str) -> None:
    assert (await talk.through("/check", words)).lead == say("ko", "interview.stopped")
    assert (await state_of(sqlite_database, talk))["form"] is None


@pytest.mark.parametrize("words", ["왜요?", "왜?", "why?"])
async def test_a_bare_why_is_answered(talk: Talk, words: str) -> None:
    first = await talk.says("/check")

    reply = await talk.says(words)

    assert reply.lead == first.lead
    assert say("ko", "eligibility.what_about") in text_of(reply)


async def test_in_english_places_are_english(talk: Talk) -> None:
    reply = await talk.through("/language en", "/check")
    assert {"Seoul", "Gyeonggi", "Incheon"} <= talk.offered().keys()

    reply = await talk.taps("Seoul")

    assert "What you told me: Seoul" in text_of(reply)


async def test_a_number_of_the_list_leads_to_the_verdict(talk: Talk) -> None:
    reply = await talk.through("/check", "서울 소상공인", "여기까지 보기")
    first = next(part for part in reply.parts if isinstance(part, Listing)).items[0]

    answer = await talk.says("1번")

    assert answer.title == first.title
    assert "판정 번호" in text_of(answer)


async def test_nothing_told_gets_a_way_to_begin(talk: Talk) -> None:
    reply = await talk.through("/check", "여기까지 보기")

    assert reply.lead == say("ko", "programs.tell_me")
    assert asked(await talk.taps("하나씩 답하기"))


async def test_in_english_it_asks_in_english(talk: Talk) -> None:
    reply = await talk.through("/language en", "/check")
    assert "Where is your business?" in reply.lead

    assert "0 of 20 programs" in text_of(await talk.says("I don't know"))


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(ANSWERS), min_size=1, max_size=12))
async def test_whatever_is_said_it_is_answered_in_full_and_ends(talk: Talk, said: list[str]) -> None:
    talk.user = f"{talk.user}-"
    await talk.says("/check")
    for words in said:
        await talk.says(words)
        assert all(reply.lead.strip() and len(reply.choices) <= MOST_CHOICES for reply in talk.replies)
        assert not re.search(r"[{}]", "".join(map(text_of, talk.replies)))
        kakao_rules.check(kakao_layout.lay_out(talk.replies, "ko").bodies[0])
    await talk.says("/check")
    for _ in QUESTIONS:
        await talk.says("모르겠어요")
    assert asked(talk.replies[-1]) is None


@pytest.mark.parametrize(
    "text", ["네", "서울이에요", "5명", "없어요", "아니요", "안 해요", "모르겠는 사람들이 많아요", ""]
)
def test_an_answer_is_not_taken_for_none(text: str) -> None:
    assert not no_answer.unknown(text, ("직원 수",))


def test_the_interview_is_no_form_of_the_engine() -> None:
    from handlers.forms import declared

    assert interview.ID not in declared.FORMS


async def test_what_a_question_in_between_supposes_answers_nothing_here(talk: Talk, sqlite_database: Database) -> None:
    before = await talk.says("/check")

    await talk.says("부산으로 옮기면 쏠쏠마켓 되나요?")

    assert asked(before) == "region"
    assert asked(talk.replies[-1]) == "region"
    assert "region" not in await told(sqlite_database, talk)


@pytest.mark.parametrize("said", ["기억이 안 나요", "비밀이에요", "헷갈려요", "말하기 곤란해요", "I don't remember"])
async def test_who_can_not_or_will_not_tell_is_asked_for_something_else(talk: Talk, said: str) -> None:
    before = await talk.says("/check")

    after = await talk.says(said)

    assert asked(after) not in {None, asked(before)}
