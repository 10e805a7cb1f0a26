"""People on three messengers, who write and tap over HTTP and see what they would see."""

import asyncio
import itertools
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import aiohttp

from bot.channels.kakao import KEY_HEADER, SECRET_HEADER
from bot.channels.layout import part_text
from bot.channels.web import account_user
from handlers.reply import Listing, Reply
from tests.end_to_end import kakao_rules
from tests.end_to_end.fake_telegram import FakeTelegram

KAKAO_SECRET = "kakao-secret-of-tests"
PATIENCE = 10.0
_NUMBERS = itertools.count(1)


@dataclass(frozen=True)
class Shown:
    """One answer as a person sees it.

    Args:
        texts: its bubbles.
        buttons: the words of each button, and what the messenger sends when it is tapped.
        heads: title and lead of each reply in it, where the messenger tells them apart (the web page does).
    """

    texts: tuple[str, ...]
    buttons: Mapping[str, Any] = field(default_factory=dict)
    heads: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """All of it."""
        return "\n\n".join(self.texts)

    def button(self, words: str) -> str:
        """The words of the one button that says, or else holds, ``words``."""
        if words in self.buttons:
            return words
        (found,) = [label for label in self.buttons if words in label]
        return found


class Person(Protocol):
    """Somebody with one messenger."""

    @property
    def user(self) -> str:
        """The messenger's id of the person; on the web there is none before the first message."""
        ...

    async def says(self, text: str) -> Shown:
        """Write ``text`` and return the answer."""
        ...

    async def taps(self, words: str) -> Shown:
        """Tap a button of the last answer by its words, or by a part of them that no other has."""
        ...


class Repeating(Person, Protocol):
    """Somebody whose messenger sends a message again, with its key, where no answer to it arrived."""

    async def again(self) -> Shown:
        """Have the last message sent once more, as it was, and return the answer."""
        ...


class OnKakao:
    """Somebody on KakaoTalk; every answer is checked against what KakaoTalk takes.

    Args:
        http: a client.
        url: the service's address.
        keyed: whether a message is sent with a key of its own, by which a repetition is known.
    """

    def __init__(self, http: aiohttp.ClientSession, url: str, *, keyed: bool = False) -> None:
        self._http, self._url, self._keyed = http, url, keyed
        self.user = f"kakao-{next(_NUMBERS)}"
        self._last = Shown(())
        self._sent: tuple[dict[str, Any], dict[str, str]] = ({}, {})

    async def says(self, text: str) -> Shown:
        """See ``Person``."""
        return await self._sends(text, None)

    async def taps(self, words: str) -> Shown:
        """See ``Person``."""
        label = self._last.button(words)
        return await self._sends(label, self._last.buttons[label])

    async def _sends(self, text: str, extra: Any) -> Shown:
        key = {KEY_HEADER: f"request-{next(_NUMBERS):08}"} if self._keyed else {}
        self._sent = (skill_payload(self.user, text, extra), {SECRET_HEADER: KAKAO_SECRET} | key)
        return await self.again()

    async def again(self) -> Shown:
        """See ``Repeating``."""
        content, headers = self._sent
        async with self._http.post(f"{self._url}/kakao/skill", json=content, headers=headers) as answer:
            assert answer.status == 200
            body = await answer.json()
        kakao_rules.check(body)
        cards = [output["listCard"] for output in body["template"]["outputs"] if "listCard" in output]
        tappable = [item for card in cards for item in card["items"]] + body["template"].get("quickReplies", [])
        self._last = Shown(kakao_rules.texts(body), {one["messageText"]: one["extra"] for one in tappable})
        return self._last


class OnTheWeb:
    """Somebody with a browser: the page gives the ``cookie`` that names him."""

    def __init__(self, http: aiohttp.ClientSession, url: str) -> None:
        self._http, self._url = http, url
        self.cookie: str | None = None
        self._last = Shown(())
        self._sent: dict[str, Any] = {}

    @property
    def user(self) -> str:
        """See ``Person``."""
        return account_user(self.cookie) if self.cookie is not None else ""

    async def says(self, text: str) -> Shown:
        """See ``Person``."""
        return await self._sends(text, None)

    async def taps(self, words: str) -> Shown:
        """See ``Person``."""
        label = self._last.button(words)
        return await self._sends(label, self._last.buttons[label])

    async def _sends(self, text: str, choice: str | None) -> Shown:
        if self.cookie is None:
            async with self._http.get(f"{self._url}/") as page:
                assert page.status == 200
                self.cookie = page.cookies["pallobot"].value
        self._sent = {"id": f"message-{next(_NUMBERS):08}", "text": text, "choice": choice}
        return await self.again()

    async def again(self) -> Shown:
        """See ``Repeating``."""
        async with self._http.post(
            f"{self._url}/web/message", json=self._sent, headers={"Cookie": f"pallobot={self.cookie}"}
        ) as answer:
            assert answer.status == 200
            (body,) = (await answer.json())["messages"]
        replies = [Reply.model_validate(reply) for reply in body["replies"]]
        heads = tuple(f"{reply.title}\n\n{reply.lead}" if reply.title else reply.lead for reply in replies)
        self._last = Shown(
            tuple(
                "\n\n".join(filter(None, [head, *map(part_text, reply.parts), reply.source]))
                for head, reply in zip(heads, replies, strict=True)
            ),
            {label: command for reply in replies for label, command in _offered(reply)},
            heads,
        )
        return self._last


class OnTelegram:
    """Somebody on Telegram.

    Args:
        telegram: the messenger.
        pending: whether the service still has something to send.
    """

    def __init__(self, telegram: FakeTelegram, pending: Callable[[], bool]) -> None:
        self._telegram, self._pending = telegram, pending
        self._chat = 5_000 + next(_NUMBERS)
        self._seen = 0
        self._last = Shown(())

    @property
    def user(self) -> str:
        """See ``Person``."""
        return str(self._chat)

    async def says(self, text: str) -> Shown:
        """See ``Person``."""
        return await self._answered(self._telegram.say(self._chat, text))

    async def taps(self, words: str) -> Shown:
        """See ``Person``."""
        return await self._answered(self._telegram.tap(self._chat, self._last.button(words)))

    async def _answered(self, update: int) -> Shown:
        # The answer is committed before the update is accepted, so once nothing waits, all of it is there.
        async with asyncio.timeout(PATIENCE):
            while update not in self._telegram.accepted or self._pending():  # noqa: ASYNC110 - the service's own file
                await asyncio.sleep(0.01)
        receipts = self._telegram.sent(self._chat)[self._seen :]
        self._seen += len(receipts)
        buttons = {words: command for receipt in receipts for words, command in receipt.buttons.items()}
        self._last = Shown(tuple(receipt.text for receipt in receipts), buttons)
        return self._last


def skill_payload(user: str, utterance: str, extra: Any = None) -> dict[str, Any]:
    """What KakaoTalk sends for an utterance, and for a tapped button with its ``extra``."""
    return {
        "bot": {"id": "0123456789abcdef", "name": "판로봇"},
        "intent": {"id": "fedcba9876543210", "name": "폴백 블록"},
        "action": {"id": "0011223344556677", "name": "answer", "clientExtra": extra, "params": {}, "detailParams": {}},
        "userRequest": {
            "timezone": "Asia/Seoul",
            "lang": None,
            "utterance": utterance,
            "params": {"surface": "Kakaotalk.plusfriend"},
            "user": {"id": user, "type": "botUserKey", "properties": {"botUserKey": user, "isFriend": True}},
        },
        "contexts": [],
    }


def without_receipts(text: str) -> str:
    """``text`` with every receipt number as R-…, for they are drawn."""
    return re.sub(r"R-[0-9A-Z]{8}", "R-…", text)


def _offered(reply: Reply) -> list[tuple[str, str]]:
    items = [item for part in reply.parts if isinstance(part, Listing) for item in part.items]
    listed = [(item.title, item.command) for item in items if item.command is not None]
    return [*listed, *((choice.label, choice.command) for choice in reply.choices)]
