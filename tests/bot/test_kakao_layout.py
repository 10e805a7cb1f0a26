"""KakaoTalk bubbles: within every limit, and no fact lost."""

import importlib.util
import json
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.channels.kakao_layout import BUBBLES, LABEL, LIST_ITEMS, QUICK_REPLIES, TEXT, lay_out
from bot.channels.layout import MORE, part_text, readable, units, whole_pieces
from handlers.reply import Choice, Item, Listing, Paragraph, Part, Reply, Row, Rows
from handlers.wording import say

SHARED = Path(os.environ.get("PALLOBOT_SHARED", Path(__file__).resolve().parents[3] / "shared"))
VALIDATOR = SHARED / "kakao" / "validate.py"
BYTES = 30 * 1024
WHOLE = 200
"""A line of up to this length is never split, whatever stands around it."""

TITLE = "2020년 온라인 수출 지원사업"
LEAD = "예, 신청하실 수 있습니다. 접수는 2020. 9. 25.(금) 18시까지입니다."
SENTENCE = "상시 근로자 수가 5명 미만인 소상공인이면 됩니다. "


def validator() -> Callable[[dict[str, Any]], list[str]]:
    spec = importlib.util.spec_from_file_location("kakao_validate", VALIDATOR)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return cast("Callable[[dict[str, Any]], list[str]]", module.errors)


errors = validator() if VALIDATOR.exists() else None


def shown(body: dict[str, Any]) -> str:
    """All that a person reads in the bubbles."""
    lines = []
    for output in body["template"]["outputs"]:
        if "simpleText" in output:
            lines.append(output["simpleText"]["text"])
        else:
            card = output["listCard"]
            lines.append(card["header"]["title"])
            lines += [line for item in card["items"] for line in (item["title"], item.get("description", ""))]
    return "\n".join(lines)


def texts(body: dict[str, Any]) -> list[str]:
    return [output["simpleText"]["text"] for output in body["template"]["outputs"] if "simpleText" in output]


def check_limits(body: dict[str, Any]) -> None:
    outputs, quick = body["template"]["outputs"], body["template"].get("quickReplies", [])
    assert 1 <= len(outputs) <= BUBBLES
    assert len(quick) <= QUICK_REPLIES
    assert all(text.strip() and units(text) <= TEXT for text in texts(body))
    assert all(1 <= units(reply["label"]) <= LABEL for reply in quick)
    for output in outputs:
        assert set(output) in ({"simpleText"}, {"listCard"})
        if "listCard" in output:
            assert 1 <= len(output["listCard"]["items"]) <= LIST_ITEMS
    assert len(json.dumps(body, ensure_ascii=False).encode()) <= BYTES
    if errors is not None:
        assert errors(body) == []


def said(part: Part) -> Iterable[str]:
    """The facts of a part, each of which has to be shown somewhere."""
    match part:
        case Paragraph():
            yield part.text
        case Rows():
            yield part.heading or ""
            for row in part.rows:
                yield from (row.label, row.value)
        case Listing():
            yield part.heading or ""
            for item in part.items:
                yield from (item.title, item.description or "")


def dense(text: str) -> str:
    """Without white space: a cut may swallow some."""
    return "".join(readable(text).split())


hangul = st.text(
    st.sampled_from("가나다라마바사 소상공인지원사업 0123456789.,()\n…😀\u200d\u0007\u202eabc"), max_size=40
)
short = hangul.filter(bool)
long = st.tuples(hangul, st.sampled_from((1, 3, 40))).map(lambda pair: (pair[0] or "가") * pair[1])
anything = st.text(min_size=1, max_size=30)
text = st.one_of(short, long, anything)
command = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=64)
parts = st.one_of(
    st.builds(Paragraph, text=text),
    st.builds(
        Rows,
        heading=st.none() | text,
        rows=st.lists(st.builds(Row, label=short | long, value=text), min_size=1, max_size=8).map(tuple),
    ),
    st.builds(
        Listing,
        heading=st.none() | text,
        first_number=st.integers(1, 96),
        items=st.lists(
            st.builds(Item, title=text, description=st.none() | text, command=st.none() | command),
            min_size=1,
            max_size=5,
        ).map(tuple),
    ),
)
replies = st.lists(
    st.builds(
        Reply,
        title=st.none() | text,
        lead=text,
        parts=st.lists(parts, max_size=6).map(tuple),
        source=st.none() | text,
        choices=st.lists(st.builds(Choice, label=text, command=command), max_size=10).map(tuple),
    ),
    min_size=1,
    max_size=3,
)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(replies=replies)
def test_whatever_is_said_fits_and_more_shows_all_of_the_rest(replies: list[Reply]) -> None:
    laid = lay_out(replies, "ko")
    everything = ""
    rounds = 0
    while True:
        (body,) = laid.bodies
        check_limits(body)
        everything += dense(shown(body))
        commands = [reply["extra"]["command"] for reply in body["template"].get("quickReplies", [])]
        assert (MORE in commands[:1]) == bool(laid.rest) or MORE in {c.command for r in replies for c in r.choices}
        if not laid.rest:
            break
        rounds += 1
        assert rounds < 200
        laid = lay_out(laid.rest, "ko")

    for reply in replies:
        facts = [
            reply.title or "",
            reply.lead,
            reply.source or "",
            *(fact for part in reply.parts for fact in said(part)),
        ]
        for line in (line for fact in facts for line in readable(fact).splitlines()):
            assert units(line) > WHOLE or dense(line) in everything


@settings(max_examples=100, deadline=None)
@given(part=parts, limit=st.integers(60, 900))
def test_a_part_in_pieces_says_what_the_part_says(part: Part, limit: int) -> None:
    pieces = whole_pieces(part, limit)

    assert all(units(part_text(piece)) <= limit for piece in pieces)
    assert "".join(dense(part_text(piece)) for piece in pieces) == dense(part_text(part))


def test_the_first_bubble_begins_with_title_and_answer() -> None:
    (body,) = lay_out(
        [Reply(title=TITLE, lead=LEAD, parts=(Paragraph(text="근거"),), source="뉴스1 2020. 9. 1.")], "ko"
    ).bodies

    assert texts(body) == [f"{TITLE}\n\n{LEAD}\n\n근거\n\n뉴스1 2020. 9. 1."]


def test_a_long_answer_is_spread_over_bubbles_that_are_not_folded() -> None:
    paragraphs = tuple(Paragraph(text=SENTENCE.strip() * 8) for _ in range(4))

    laid = lay_out([Reply(title=TITLE, lead=LEAD, parts=paragraphs, source="뉴스1 2020. 9. 1.")], "ko")

    assert laid.rest == ()
    assert [units(text) <= 500 for text in texts(laid.bodies[0])] == [True, True, True]


def test_what_does_not_fit_is_kept_in_whole_parts_with_source_and_choices() -> None:
    reply = Reply(
        title=TITLE,
        lead=LEAD,
        parts=tuple(Paragraph(text=f"{number}번 " + SENTENCE * 20) for number in range(6)),
        source="뉴스1 2020. 9. 1.",
        choices=(Choice(label="신청 방법", command="/how"),),
    )

    laid = lay_out([reply], "ko")

    (rest,) = laid.rest
    assert rest.title == TITLE
    assert rest.lead == say("ko", "channel.continued")
    assert rest.parts
    assert reply.parts[-len(rest.parts) :] == rest.parts
    assert (rest.source, rest.choices) == (reply.source, reply.choices)
    assert "뉴스1 2020. 9. 1." in shown(laid.bodies[0])
    labels = [quick["label"] for quick in laid.bodies[0]["template"]["quickReplies"]]
    assert labels == [say("ko", "more.label"), "신청 방법"]


def test_of_two_answers_both_leads_are_shown_before_the_details_of_either() -> None:
    many = tuple(Paragraph(text=SENTENCE * 25) for _ in range(4))

    laid = lay_out([Reply(lead="첫 답입니다.", parts=many), Reply(lead="둘째 답입니다.", parts=many)], "ko")

    assert "첫 답입니다." in shown(laid.bodies[0])
    assert "둘째 답입니다." in shown(laid.bodies[0])
    assert len(laid.rest) == 2


def test_short_items_with_commands_become_a_list_card() -> None:
    items = (
        Item(title="쏠쏠마켓", description="온라인 판매", command="/program a"),
        Item(title="가치삽시다", command="/program b"),
    )

    (body,) = lay_out(
        [Reply(lead="두 가지가 있습니다.", parts=(Listing(heading="지금 접수 중", items=items),))], "ko"
    ).bodies

    assert body["template"]["outputs"][1] == {
        "listCard": {
            "header": {"title": "지금 접수 중"},
            "items": [
                {
                    "title": "1. 쏠쏠마켓",
                    "description": "온라인 판매",
                    "action": "message",
                    "messageText": "쏠쏠마켓",
                    "extra": {"command": "/program a"},
                },
                {
                    "title": "2. 가치삽시다",
                    "action": "message",
                    "messageText": "가치삽시다",
                    "extra": {"command": "/program b"},
                },
            ],
        }
    }


def test_items_too_long_for_a_card_are_numbered_text_with_a_quick_reply_each() -> None:
    long_title = "소상공인 온라인 판로 지원사업 가운데 라이브커머스 참여 기업 2차 모집"
    listing = Listing(first_number=6, items=(Item(title=long_title, description="세부 내용", command="/program x"),))

    (body,) = lay_out([Reply(lead="하나가 더 있습니다.", parts=(listing,))], "ko").bodies

    assert texts(body) == [f"하나가 더 있습니다.\n\n6. {long_title}\n   세부 내용"]
    (quick,) = body["template"]["quickReplies"]
    assert quick == {
        "label": "6. 소상공인 온라인…",
        "action": "message",
        "messageText": f"6. {long_title}",
        "extra": {"command": "/program x"},
    }


def test_the_source_stands_before_a_list_card_that_ends_the_answer() -> None:
    listing = Listing(items=(Item(title="쏠쏠마켓", command="/a"),))

    (body,) = lay_out([Reply(lead="있습니다.", parts=(listing,), source="뉴스1 2020. 9. 1.")], "ko").bodies

    assert [next(iter(output)) for output in body["template"]["outputs"]] == ["simpleText", "listCard"]
    assert texts(body) == ["있습니다.\n\n뉴스1 2020. 9. 1."]


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("신청 방법", "신청 방법"),
        ("신청 자격 확인하기 시작", "신청 자격 확인하기 시작"),
        ("신청 자격을 지금 바로 확인하기", "신청 자격을 지금 바로…"),
        ("소상공인온라인판로지원사업공고문", "소상공인온라인판로지원사업…"),
        ("😀😀😀😀😀😀😀😀", "😀😀😀😀😀😀…"),
    ],
)
def test_a_label_is_shortened_at_the_border_of_a_word(label: str, expected: str) -> None:
    (body,) = lay_out([Reply(lead="답", choices=(Choice(label=label, command="/x"),))], "ko").bodies

    (quick,) = body["template"]["quickReplies"]
    assert quick["label"] == expected
    assert quick["messageText"] == label


def test_two_labels_with_one_beginning_can_be_told_apart() -> None:
    choices = tuple(
        Choice(label=f"소상공인 온라인 판로 지원사업 {number}차", command=f"/p {number}") for number in (1, 2)
    )

    (body,) = lay_out([Reply(lead="어느 쪽인가요?", choices=choices)], "ko").bodies

    labels = [quick["label"] for quick in body["template"]["quickReplies"]]
    assert labels == ["소상공인 온라인 판로…", "…판로 지원사업 2차"]


def test_a_date_is_never_split() -> None:
    text = ("접수는 2020. 9. 25. 18시까지 " * 60).strip()

    laid = lay_out([Reply(lead="답", parts=(Paragraph(text=text),))], "ko")

    assert laid.rest == ()
    assert all(not piece.endswith(("2020.", "9.")) for piece in texts(laid.bodies[0]))


def test_text_that_is_nothing_but_control_characters_still_gets_an_answer() -> None:
    (body,) = lay_out([Reply(lead="\u0000\u0007 \n")], "ko").bodies

    assert texts(body) == [say("ko", "channel.nothing")]


def test_rows_are_lines_of_label_and_value() -> None:
    rows = Rows(heading="접수 내용", rows=(Row(label="접수번호", value="R-7K2M"), Row(label="상호", value="행복분식")))

    assert part_text(rows) == "[접수 내용]\n접수번호: R-7K2M\n상호: 행복분식"
