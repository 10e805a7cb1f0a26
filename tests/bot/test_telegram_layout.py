"""Replies as Telegram messages: within the limits, well formed, nothing lost."""

import html
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.telegram_layout import BUTTONS, ENTITIES, TEXT_UNITS, as_plain_text, lay_out
from handlers.reply import Choice, Item, Listing, Paragraph, Reply, Row, Rows
from tests.end_to_end.fake_telegram import parsed

words = st.text(min_size=1, max_size=300).filter(lambda text: text.strip() != "")
long_words = st.builds(lambda text, times: f"{text} " * times, words, st.integers(1, 60))
commands = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=64)
choices = st.lists(st.builds(Choice, label=words, command=commands), max_size=10).map(tuple)
items = st.builds(Item, title=words, description=st.none() | words, command=st.none() | commands)
parts = st.one_of(
    st.builds(Paragraph, text=long_words),
    st.builds(
        Rows,
        heading=st.none() | words,
        rows=st.lists(st.builds(Row, label=words, value=words), min_size=1, max_size=20).map(tuple),
    ),
    st.builds(
        Listing,
        heading=st.none() | words,
        first_number=st.integers(1, 30),
        items=st.lists(items, min_size=1, max_size=5).map(tuple),
    ),
)
replies = st.builds(
    Reply,
    title=st.none() | words,
    lead=long_words,
    parts=st.lists(parts, max_size=8).map(tuple),
    source=st.none() | words,
    choices=choices,
)


def visible(text: str) -> str:
    """Letters and digits only: what a layout may not lose; white space and what can't be shown it may."""
    return "".join(re.findall(r"[^\W_]", text))


def told(reply: Reply) -> list[str]:
    facts = [reply.title, reply.lead]
    for part in reply.parts:
        match part:
            case Paragraph():
                facts.append(part.text)
            case Rows():
                facts += [part.heading, *(text for row in part.rows for text in (row.label, row.value))]
            case Listing():
                facts += [part.heading, *(text for item in part.items for text in (item.title, item.description))]
    facts.append(reply.source)
    return [visible(fact) for fact in facts if fact]


def shown(body: dict[str, Any]) -> str:
    text, wrong = parsed(body["text"], body["parse_mode"])
    assert wrong == ""
    return text


def buttons(body: dict[str, Any]) -> list[dict[str, str]]:
    return [button for row in body.get("reply_markup", {}).get("inline_keyboard", []) for button in row]


@settings(max_examples=200, deadline=None)
@given(st.lists(replies, min_size=1, max_size=2))
def test_every_message_is_within_telegrams_limits(answer: list[Reply]) -> None:
    laid = lay_out(answer, "ko")

    assert laid.rest == ()
    for body in laid.bodies:
        assert 0 < len(shown(body).encode("utf-16-le")) // 2 <= TEXT_UNITS
        assert len(re.findall("<[bi]>", body["text"])) <= ENTITIES
        assert len(buttons(body)) <= BUTTONS
        assert all(1 <= len(button["callback_data"].encode()) <= 64 for button in buttons(body))
        assert all(button["text"].strip() for button in buttons(body))


@settings(max_examples=200, deadline=None)
@given(replies)
def test_nothing_is_lost_and_nothing_changes_its_place(reply: Reply) -> None:
    laid = lay_out((reply,), "ko")

    everything, place = visible("".join(shown(body) for body in laid.bodies)), 0
    for fact in told(reply):
        assert fact in everything[place:]
        place = everything.index(fact, place) + len(fact)
    assert {choice.command for choice in reply.choices} <= {
        button["callback_data"] for button in buttons(laid.bodies[-1])
    }


@given(replies)
@settings(max_examples=50, deadline=None)
def test_without_formatting_the_words_are_the_same(reply: Reply) -> None:
    for body in lay_out((reply,), "ko").bodies:
        plain = as_plain_text(body)

        assert "parse_mode" not in plain
        assert plain["text"] == shown(body)


def test_title_lead_rows_list_and_source_read_as_one_message() -> None:
    reply = Reply(
        title="쏠쏠마켓 <2차>",
        lead="9월 25일까지 신청할 수 있습니다.",
        parts=(
            Rows(heading="조건", rows=(Row(label="업력", value="3년 미만"), Row(label="지역", value="서울 & 경기"))),
            Listing(items=(Item(title="첫째", description="설명", command="/program a"), Item(title="둘째"))),
        ),
        source="한국경제 2020-09-20",
        choices=(Choice(label="신청 방법", command="/how a"), Choice(label="등록", command="/register a")),
    )

    (body,) = lay_out((reply,), "ko").bodies

    assert body["text"] == (
        "<b>쏠쏠마켓 &lt;2차&gt;</b>\n\n9월 25일까지 신청할 수 있습니다.\n\n"
        "<b>조건</b>\n• 업력: 3년 미만\n• 지역: 서울 &amp; 경기\n\n"
        "<b>1. 첫째</b>\n설명\n<b>2. 둘째</b>\n\n<i>한국경제 2020-09-20</i>"
    )
    assert body["link_preview_options"] == {"is_disabled": True}
    assert body["reply_markup"]["inline_keyboard"] == [
        [{"text": "1. 첫째", "callback_data": "/program a"}],
        [{"text": "신청 방법", "callback_data": "/how a"}, {"text": "등록", "callback_data": "/register a"}],
    ]


def test_a_long_answer_is_parted_between_facts_and_the_buttons_stand_under_its_end() -> None:
    facts = tuple(Paragraph(text=f"사실 {number}. " + "가" * 900) for number in range(10))
    reply = Reply(lead="길다.", parts=facts, choices=(Choice(label="네", command="/yes"),))

    bodies = lay_out((reply,), "ko").bodies

    assert len(bodies) > 1
    for fact in facts:
        assert sum(fact.text in html.unescape(body["text"]) for body in bodies) == 1
    assert [bool(buttons(body)) for body in bodies] == [False] * (len(bodies) - 1) + [True]


def test_each_reply_of_an_answer_has_its_own_message_and_buttons() -> None:
    first = Reply(lead="답", choices=(Choice(label="더", command="/a"),))
    second = Reply(lead="질문", choices=(Choice(label="그만", command="/b"),))

    bodies = lay_out((first, second), "ko").bodies

    assert [(body["text"], buttons(body)[0]["callback_data"]) for body in bodies] == [("답", "/a"), ("질문", "/b")]


@pytest.mark.parametrize("title", ["\u0000\u0007", " "])
def test_what_cannot_be_shown_leaves_no_empty_line(title: str) -> None:
    (body,) = lay_out((Reply(title=title, lead="답"),), "ko").bodies

    assert body["text"] == "답"
