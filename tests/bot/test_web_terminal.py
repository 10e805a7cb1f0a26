"""The dialogue in a terminal: what is shown, and how a choice is made."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from bot.channels.layout import LayOut
from bot.channels.terminal import chat
from handlers.message import Message
from handlers.reply import Choice, Item, Listing, Reply

AT = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)
ANSWER = Reply(
    title="쏠쏠마켓",
    lead="예, 됩니다.",
    parts=(Listing(items=(Item(title="가치삽시다", command="/program b"), Item(title="서울메이드"))),),
    source="뉴스1 2020. 9. 1.",
    choices=(Choice(label="자격 확인", command="/check a"),),
)


class Listener:
    def __init__(self) -> None:
        self.heard: list[Message] = []

    async def turn(self, message: Message, lay_out: LayOut, *, queued: bool) -> tuple[dict[str, Any], ...]:
        assert not queued
        self.heard.append(message)
        return lay_out([ANSWER], "ko").bodies


async def held(lines: Iterable[str]) -> tuple[list[Message], list[str]]:
    waiting = iter(lines)
    dialogue, written = Listener(), list[str]()

    async def read_line() -> str | None:
        return next(waiting, None)

    await chat(dialogue, read_line, written.append, now=lambda: AT)
    return dialogue.heard, written


async def test_an_answer_is_plain_text_with_its_choices_numbered() -> None:
    _, written = await held(["됩니까?"])

    assert written[2].split("\n\n") == [
        "쏠쏠마켓",
        "예, 됩니다.",
        "1. 가치삽시다\n2. 서울메이드",
        "뉴스1 2020. 9. 1.",
        "  #1 가치삽시다\n  #2 자격 확인",
    ]


async def test_a_number_sign_taps_and_a_bare_number_is_what_was_said() -> None:
    heard, _ = await held(["안녕", "#2", "2", "#9"])

    assert [(message.text, message.choice) for message in heard] == [
        ("안녕", None),
        ("자격 확인", "/check a"),
        ("2", None),
        ("#9", None),
    ]
