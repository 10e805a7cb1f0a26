"""The form engine on a small form: what each kind of slot takes, going back, changed declarations, old buttons."""

import dataclasses
import datetime as dt
from collections.abc import Sequence
from typing import Any

import pytest

from handlers.conversation import Conversation
from handlers.forms import engine, filling
from handlers.forms.contact_details import read_name, read_phone, shown_phone
from handlers.forms.form import Form, Option, Slot, Unreadable
from handlers.forms.state import FormState
from handlers.message import Message
from handlers.reply import Reply
from handlers.turn import Person, Turn
from knowledge.window import SEOUL
from tests.handlers.form_partner import knowledge, words_of

NOW = dt.datetime(2020, 9, 25, 10, 0, tzinfo=SEOUL)


async def _audiences(_turn: Turn) -> Sequence[Option]:
    return (
        Option("all", "모두", frozenset({"전체"})),
        Option("some", "일부"),
        Option("none", "보내지 않음", ends="registration.cancelled"),
    )


async def _finish(turn: Turn, state: FormState) -> Reply:
    filling.close(turn)
    return Reply(lead=f"done {sorted(state.values.items())}")


async def _again(_turn: Turn, _token: str) -> Reply | None:
    return None


FORM = Form(
    id="small",
    version=1,
    slots=(
        Slot(
            id="audience", kind="choice", label="registration.consent", prompt="registration.which", options=_audiences
        ),
        Slot(
            id="firm",
            kind="open",
            label="registration.firm_name",
            prompt="registration.ask.firm_name",
            names=("상호",),
            read=read_name,
            needed=lambda _turn, state: state.values.get("audience") == "some",
        ),
        Slot(
            id="phone",
            kind="closed",
            label="registration.phone",
            prompt="registration.ask.phone",
            names=("전화", "번호"),
            read=read_phone,
            shown=shown_phone,
            optional=True,
        ),
        Slot(
            id="text",
            kind="open",
            label="registration.district",
            prompt="registration.ask.district",
            names=("내용",),
            read=read_name,
            verbatim=True,
        ),
    ),
    review_lead="registration.review",
    confirm_label="registration.confirm",
    cancelled="registration.cancelled",
    finish=_finish,
    again=_again,
)


async def _no_read(*_args: Any, **_kwargs: Any) -> Any:
    raise AssertionError("this form reads nothing")


def a_turn(conversation: Conversation | None = None) -> Turn:
    return Turn(
        message=Message(channel="web", user="u", text="", at=NOW),
        person=Person(account="a", owner="o"),
        conversation=conversation or Conversation(),
        profile={},
        now=NOW,
        knowledge=knowledge(),
        read=_no_read,
    )


async def begun(*said: str) -> Turn:
    """A turn in whose conversation the form was opened and these texts were typed."""
    turn = a_turn()
    await engine.begin(turn, FORM, None)
    for text in said:
        assert await engine.take(turn, FORM, text) is not None, text
    return turn


def state_of(turn: Turn) -> FormState:
    assert turn.conversation.form is not None
    return turn.conversation.form


@pytest.mark.parametrize("said", ["모두", "전체", " 모두. "])
async def test_a_choice_is_made_by_its_label_or_another_word(said: str) -> None:
    turn = await begun(said)

    assert state_of(turn).values == {"audience": "all"}


@pytest.mark.parametrize("said", ["누구였더라", "1", "1번"])
async def test_a_choice_that_is_none_of_the_options_is_asked_again(said: str) -> None:
    turn = a_turn()
    await engine.begin(turn, FORM, None)

    reply = await engine.take(turn, FORM, said)

    assert reply is not None
    assert "골라" in reply.lead
    assert state_of(turn).values == {}


async def test_an_option_can_end_the_form() -> None:
    turn = a_turn()
    await engine.begin(turn, FORM, None)

    await engine.take(turn, FORM, "보내지 않음")

    assert turn.conversation.form is None


async def test_an_option_that_ends_the_form_asks_first_where_something_was_typed() -> None:
    turn = await begun("일부", "행복상사")
    token = state_of(turn).token

    await engine.tapped(turn, FORM, "audience", "none")

    assert state_of(turn).values == {"audience": "some", "firm": "행복상사"}
    assert state_of(turn).token == token
    assert state_of(turn).cancelling


async def test_a_slot_that_is_not_needed_is_not_asked_for() -> None:
    assert state_of(await begun("모두")).asked == "phone"
    assert state_of(await begun("일부")).asked == "firm"


async def test_a_changed_answer_brings_up_the_slots_that_it_makes_needed() -> None:
    turn = await begun("모두", "건너뛰기", "안내문")
    assert state_of(turn).asked is None

    await engine.tapped(turn, FORM, "audience", "some")

    assert state_of(turn).asked == "firm"


async def test_an_optional_slot_can_be_skipped_and_a_needed_one_can_not() -> None:
    turn = await begun("일부", "건너뛰기")
    assert state_of(turn).asked == "firm"

    for text in ("행복상사", "건너뛰기"):
        await engine.take(turn, FORM, text)

    assert state_of(turn).values["phone"] == ""
    assert state_of(turn).asked == "text"


async def test_verbatim_text_is_kept_as_typed_even_if_it_is_a_question() -> None:
    turn = await begun("모두", "건너뛰기", "마감일이 언제인지 알려줘")

    assert state_of(turn).values["text"] == "마감일이 언제인지 알려줘"


async def test_a_sure_question_in_an_open_slot_is_a_digression_and_changes_nothing() -> None:
    turn = await begun("일부")
    before = state_of(turn)

    assert await engine.take(turn, FORM, "마감일 알려줘") is None
    assert state_of(turn) == before


async def test_a_command_is_not_for_the_form() -> None:
    turn = await begun("일부")

    assert await engine.take(turn, FORM, "/programs") is None


async def test_going_back_offers_the_answer_that_was_given() -> None:
    turn = await begun("일부", "행복상사", "이전")
    assert state_of(turn).asked == "firm"

    reply = await engine.question(turn, FORM)
    assert "행복상사" in words_of(reply)
    assert any(choice.command.endswith("keep") for choice in reply.choices)

    await engine.take(turn, FORM, "그대로 두기")
    assert state_of(turn).asked == "phone"
    assert state_of(turn).values["firm"] == "행복상사"


async def test_going_back_at_the_first_question_stays_there() -> None:
    turn = await begun("이전")

    assert state_of(turn).asked == "audience"


async def test_a_correction_in_the_middle_returns_to_the_question() -> None:
    turn = await begun("일부", "행복상사", "상호는 행복상회로 바꿔주세요")

    assert state_of(turn).values["firm"] == "행복상회"
    assert state_of(turn).asked == "phone"


async def test_a_wrong_correction_says_what_is_wrong_and_keeps_the_old_value() -> None:
    turn = await begun("모두", "010-1234-5678", "안내문")

    reply = await engine.take(turn, FORM, "전화는 010-12로 바꿔주세요")

    assert reply is not None
    assert "자릿수가 모자랍니다" in reply.lead
    assert state_of(turn).values["phone"] == "+821012345678"
    assert state_of(turn).asked == "phone"


@pytest.mark.parametrize("said", ["1번 바꿀게요", "1번", "1", "change 1", "개인정보 동의 바꿀게요"])
async def test_the_review_changes_by_number_and_by_label(said: str) -> None:
    turn = await begun("모두", "건너뛰기", "안내문")

    await engine.take(turn, FORM, said)

    assert state_of(turn).asked == "audience"


async def test_a_bare_number_in_the_review_corrects_the_slot_that_reads_it() -> None:
    turn = await begun("모두", "건너뛰기", "안내문", "010-9999-8888")

    assert state_of(turn).values["phone"] == "+821099998888"
    assert state_of(turn).asked is None


async def test_confirming_before_everything_is_said_asks_for_what_is_missing() -> None:
    turn = await begun("일부")

    await engine.tapped(turn, FORM, "ok", "")

    assert state_of(turn).asked == "firm"


async def test_confirming_finishes_once() -> None:
    turn = await begun("모두", "건너뛰기", "안내문")

    reply = await engine.take(turn, FORM, "네, 맞습니다")

    assert reply is not None
    assert reply.lead.startswith("done")
    assert turn.conversation.form is None


async def test_cancelling_asks_only_where_something_was_typed() -> None:
    chosen_only = await begun("모두", "취소")
    typed = await begun("일부", "행복상사", "취소")

    assert chosen_only.conversation.form is None
    assert state_of(typed).cancelling


@pytest.mark.parametrize(("answer", "open_still"), [("네", False), ("취소", False), ("아니요", True), ("계속", True)])
async def test_the_answer_to_really_cancel_counts(answer: str, open_still: bool) -> None:
    turn = await begun("일부", "행복상사", "취소", answer)

    assert (turn.conversation.form is not None) is open_still


async def test_a_value_instead_of_an_answer_to_really_cancel_goes_on() -> None:
    turn = await begun("일부", "행복상사", "취소", "010-1234-5678")

    assert state_of(turn).values["phone"] == "+821012345678"
    assert not state_of(turn).cancelling


async def test_a_resident_number_is_never_kept() -> None:
    turn = await begun("일부", "900101-1234567 행복상사")

    assert "900101" not in state_of(turn).model_dump_json()
    assert state_of(turn).asked == "firm"


async def test_a_form_whose_declaration_changed_keeps_what_still_reads_and_asks_the_rest() -> None:
    turn = await begun("일부", "행복상사", "010-1234-5678", "안내문")

    def read_short(text: str) -> str:
        if len(text) > 3:
            raise Unreadable("forms.name.long", count=len(text), longest=3)
        return text

    slots = tuple(dataclasses.replace(slot, read=read_short) if slot.id == "firm" else slot for slot in FORM.slots)
    newer = dataclasses.replace(FORM, version=2, slots=slots)

    await engine.question(turn, newer)

    assert state_of(turn).version == 2
    assert set(state_of(turn).values) == {"audience", "phone", "text"}
    assert state_of(turn).asked == "firm"


async def test_another_form_does_not_push_out_one_that_has_values() -> None:
    turn = await begun("일부", "행복상사")
    other = dataclasses.replace(FORM, id="other")

    reply = await engine.begin(turn, other, None)

    assert state_of(turn).form == "small"
    assert "이어서" in reply.lead


async def test_every_choice_fits_its_command_and_names_the_token() -> None:
    turn = await begun("모두", "건너뛰기", "안내문")

    reply = await engine.question(turn, FORM)

    assert all(choice.command.startswith(f"/f {state_of(turn).token} ") for choice in reply.choices)


@pytest.mark.parametrize(
    "said",
    [
        (),
        ("일부",),
        ("일부", "행복상사"),
        ("일부", "행복상사", "이전"),
        ("일부", "행복상사", "취소"),
        ("모두", "건너뛰기", "안내문"),
        ("모두", "건너뛰기", "안내문", "1번"),
    ],
)
@pytest.mark.parametrize("language", ["ko", "en"])
async def test_every_choice_can_be_typed_as_well_as_tapped(said: tuple[str, ...], language: str) -> None:
    offered = await begun(*said)
    offered.remember(language=language)
    reply = await engine.question(offered, FORM)
    if state_of(offered).cancelling:
        reply = await engine.tapped(offered, FORM, "cancel", "")
    held = offered.conversation

    for choice in reply.choices:
        tapped, typed = a_turn(held), a_turn(held)
        verb, _, value = choice.command.split(maxsplit=2)[2].partition(" ")
        await engine.tapped(tapped, FORM, verb, value)
        assert await engine.take(typed, FORM, choice.label) is not None, choice.label
        assert typed.conversation == tapped.conversation, choice.label


async def test_a_huge_text_is_answered_and_not_kept() -> None:
    turn = await begun("일부")

    reply = await engine.take(turn, FORM, "가나다" * 40_000)

    assert reply is not None
    assert "120000자" in reply.lead
    assert state_of(turn).values == {"audience": "some"}


def test_a_slot_can_not_be_called_like_a_verb() -> None:
    with pytest.raises(ValueError, match="cancel"):
        Slot(id="cancel", kind="open", label="x", prompt="x", read=read_name)


def test_a_choice_has_options_and_anything_else_a_reader() -> None:
    with pytest.raises(ValueError, match="reader"):
        Slot(id="x", kind="open", label="x", prompt="x")
    with pytest.raises(ValueError, match="reader"):
        Slot(id="x", kind="choice", label="x", prompt="x", read=read_name)
