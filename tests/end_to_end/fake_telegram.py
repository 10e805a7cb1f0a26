"""A small Telegram: the Bot API on loopback, as strict as the real one in what the bot relies on.

It keeps every message it was handed, delivers updates by getUpdates or to a webhook as the real one does (a queue a
chat for messages, another a person for taps, the next update only after a 2xx, retries), and fails on demand.
"""

import asyncio
import contextlib
import dataclasses
import itertools
import json
import time
from collections import defaultdict, deque
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any, Literal, Self

import aiohttp
from aiohttp import web

RETRY_SECONDS = (0.0, 0.1, 0.2, 0.4)
"""Telegram retries at once, then after 2, 4, 8 … seconds; here twenty times as fast."""


@dataclasses.dataclass
class Receipt:
    """One sendMessage that arrived.

    Args:
        chat: to whom.
        body: the parameters, JSON-encoded ones parsed.
        text: the text without markup.
        arrived: monotonic instant of arrival.
        answered: monotonic instant at which the answer was given; None where it was not, or the connection was dropped.
        status: of the answer; a message counts as delivered where it is 200, whether or not the answer was read.
    """

    chat: int
    body: dict[str, Any]
    text: str
    arrived: float
    message_id: int
    answered: float | None = None
    status: int = 200

    @property
    def buttons(self) -> dict[str, str]:
        """The words of each button under the message, with the command behind it."""
        rows = self.body.get("reply_markup", {}).get("inline_keyboard", [])
        return {button["text"]: button["callback_data"] for row in rows for button in row}


@dataclasses.dataclass
class Fault:
    """How the next matching call fails.

    Args:
        method: the Bot API method.
        status: HTTP status to answer with; 0 drops the connection instead.
        delivered: the message was delivered all the same.
        skip: so many matching calls go well before.
    """

    method: str
    status: int
    description: str = ""
    retry_after: int | None = None
    chat: int | None = None
    delivered: bool = False
    times: int = 1
    skip: int = 0


class _Markup(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.open: list[str] = []
        self.entities = 0
        self.fault = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - not ours
        if tag not in {"b", "i", "u", "s", "a", "code", "pre", "blockquote"}:
            self.fault = f'Unsupported start tag "{tag}"'
        self.open.append(tag)
        self.entities += 1

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.fault = f'Unexpected end tag "{tag}"'

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def parsed(text: str, mode: str | None) -> tuple[str, str]:
    """Return a message's text without markup, and what is wrong with its markup ("" where nothing is)."""
    if mode != "HTML":
        return text, ""
    markup = _Markup()
    markup.feed(text)
    markup.close()
    return "".join(markup.words), markup.fault or (f'Can\'t find end tag of "{markup.open[-1]}"' if markup.open else "")


def _length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


class FakeTelegram:
    """The server; an async context manager.

    Args:
        token: the one bot that it knows.
        delay: seconds between the arrival of a sendMessage and its answer.
        poll_limit: at most so many seconds does it hold a getUpdates.
        port: to listen on; 0 takes any.
    """

    def __init__(
        self, token: str = "4242:test-token", *, delay: float = 0.0, poll_limit: float = 2.0, port: int = 0
    ) -> None:
        self.token = token
        self.delay = delay
        self.poll_limit = poll_limit
        self.port = port
        self.receipts: list[Receipt] = []
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.accepted: dict[int, float] = {}
        self.webhook: dict[str, Any] = {}
        self.faults: list[Fault] = []
        self.strangers = 0
        self._changed = asyncio.Event()
        self._updates: dict[int, dict[str, Any]] = {}
        self._numbers = itertools.count(700_001)
        self._message_ids = itertools.count(1)
        self._taps = itertools.count(1)
        self._poll = 0
        self._queues: dict[tuple[Literal["chat", "taps"], int], deque[dict[str, Any]]] = defaultdict(deque)
        self._couriers: dict[tuple[Literal["chat", "taps"], int], asyncio.Task[None]] = {}
        self._runner: web.AppRunner | None = None
        self._session: aiohttp.ClientSession | None = None

    @property
    def url(self) -> str:
        """The value of PALLOBOT_TELEGRAM_API."""
        return f"http://127.0.0.1:{self.port}"

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_route("*", "/bot{token}/{method}", self._call)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port)
        await site.start()
        self.port = self._runner.addresses[0][1]
        self._session = aiohttp.ClientSession()
        return self

    async def __aexit__(self, *_: object) -> None:
        for courier in self._couriers.values():
            courier.cancel()
        await asyncio.gather(*self._couriers.values(), return_exceptions=True)
        self._poll += 1
        self._tell()
        if self._session is not None:
            await self._session.close()
        if self._runner is not None:
            await self._runner.cleanup()

    # What people do

    def say(self, chat: int, text: str) -> int:
        """Have somebody write ``text``; returns the update's number."""
        return self.push({"message": self._message(chat, text=text)})

    def tap(self, chat: int, button: str) -> int:
        """Have somebody tap a button under any earlier message, by its words or its command, the newest first.

        Raises:
            LookupError: no message in the chat has such a button.
        """
        for receipt in reversed(self.sent(chat)):
            command = receipt.buttons.get(button, button if button in receipt.buttons.values() else None)
            if command is not None:
                shown = self._message(chat, text=receipt.text, message_id=receipt.message_id)
                shown["from"] = {"id": int(self.token.split(":", maxsplit=1)[0]), "is_bot": True, "first_name": "bot"}
                shown["reply_markup"] = receipt.body["reply_markup"]
                tap = {
                    "id": str(next(self._taps)),
                    "from": _person(chat),
                    "chat_instance": str(chat),
                    "data": command,
                    "message": shown,
                }
                return self.push({"callback_query": tap})
        raise LookupError(f"no button {button!r} in chat {chat}")

    def send_photo(self, chat: int, caption: str | None = None) -> int:
        """Have somebody send a picture."""
        photo = [{"file_id": "f", "file_unique_id": "u", "width": 9, "height": 9}]
        message = self._message(chat) | {"photo": photo} | ({"caption": caption} if caption else {})
        return self.push({"message": message})

    def change_membership(self, chat: int, status: Literal["kicked", "member"]) -> int:
        """Have somebody block the bot, or let it write again."""
        bot = {"id": int(self.token.split(":", maxsplit=1)[0]), "is_bot": True, "first_name": "bot"}
        change = {
            "chat": {"id": chat, "type": "private", "first_name": "p"},
            "from": _person(chat),
            "date": int(time.time()),
            "old_chat_member": {"user": bot, "status": "member"},
            "new_chat_member": {"user": bot, "status": status} | ({"until_date": 0} if status == "kicked" else {}),
        }
        return self.push({"my_chat_member": change})

    def push(self, content: dict[str, Any]) -> int:
        """Deliver an update with this content; returns its number."""
        number = next(self._numbers)
        update = {"update_id": number} | content
        self._updates[number] = update
        if self.webhook.get("url"):
            self._enqueue(update)
        self._tell()
        return number

    # What the tests ask

    def sent(self, chat: int) -> list[Receipt]:
        """Return the messages that were delivered to ``chat``, in order."""
        return [receipt for receipt in self.receipts if receipt.chat == chat and receipt.status == 200]

    def called(self, method: str) -> list[dict[str, Any]]:
        """Return the parameters of each call of ``method`` other than sendMessage and getUpdates."""
        return [parameters for name, parameters in self.calls if name == method]

    async def until(self, condition: Callable[[], bool], seconds: float = 10.0) -> None:
        """Wait for ``condition``, which is looked at after everything that happens here.

        Raises:
            TimeoutError: it did not come true in time.
        """
        async with asyncio.timeout(seconds):
            while not condition():
                self._changed.clear()
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._changed.wait(), 0.2)

    async def answers(self, chat: int, count: int = 1, seconds: float = 10.0) -> list[Receipt]:
        """Wait until ``chat`` has got at least ``count`` messages whose sending was confirmed; returns all of them."""
        await self.until(lambda: sum(receipt.answered is not None for receipt in self.sent(chat)) >= count, seconds)
        return self.sent(chat)

    def fail(
        self,
        method: str,
        status: int,
        description: str = "",
        *,
        retry_after: int | None = None,
        chat: int | None = None,
        delivered: bool = False,
        times: int = 1,
        skip: int = 0,
    ) -> None:
        """Have the next calls fail; status 0 drops the connection."""
        self.faults.append(Fault(method, status, description, retry_after, chat, delivered, times, skip))

    # The Bot API

    async def _call(self, request: web.Request) -> web.StreamResponse:
        if request.match_info["token"] != self.token:
            self.strangers += 1
            self._tell()
            return _error(401, "Unauthorized")
        method = request.match_info["method"]
        parameters = await _parameters(request)
        if method == "sendMessage":
            return await self._send_message(request, parameters)
        fault = self._fault(method, parameters)
        if method == "getUpdates":
            return await self._faulty(request, fault) if fault else await self._get_updates(parameters)
        self.calls.append((method, parameters))
        self._tell()
        if fault:
            return await self._faulty(request, fault)
        match method:
            case "getMe":
                bot = {"id": int(self.token.split(":", maxsplit=1)[0]), "is_bot": True, "first_name": "Pallobot"}
                return _result(bot | {"username": "pallobot"})
            case "setWebhook":
                self.webhook = parameters
                for number in sorted(self._updates):
                    self._enqueue(self._updates[number])
                return _result(True)
            case "deleteWebhook":
                self.webhook = {}
                return _result(True)
            case "setMyCommands" | "answerCallbackQuery":
                return _result(True)
            case "sendDocument":
                file = {"file_id": "f", "file_unique_id": "u"}
                return _result(self._message(int(parameters["chat_id"])) | {"document": file})
        return _error(404, "Not Found")

    async def _get_updates(self, parameters: dict[str, Any]) -> web.StreamResponse:
        if self.webhook.get("url"):
            return _error(409, "Conflict: can't use getUpdates method while webhook is active")
        self._poll += 1
        poll = self._poll
        offset = int(parameters.get("offset", 0))
        for number in [number for number in self._updates if number < offset]:
            del self._updates[number]
            self.accepted[number] = time.monotonic()
        self._tell()
        deadline = time.monotonic() + min(float(parameters.get("timeout", 0)), self.poll_limit)
        while not self._updates and (left := deadline - time.monotonic()) > 0 and poll == self._poll:
            self._changed.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._changed.wait(), min(left, 0.05))
        if poll != self._poll:
            return _error(409, "Conflict: terminated by other getUpdates request")
        numbers = sorted(self._updates)[: int(parameters.get("limit", 100))]
        return _result([self._updates[number] for number in numbers])

    async def _send_message(self, request: web.Request, parameters: dict[str, Any]) -> web.StreamResponse:
        chat = int(parameters["chat_id"])
        text, wrong = parsed(str(parameters.get("text", "")), parameters.get("parse_mode"))
        receipt = Receipt(chat, parameters, text.strip(), time.monotonic(), next(self._message_ids))
        refusal = _refusal(parameters, text, wrong)
        fault = self._fault("sendMessage", parameters)
        if refusal or (fault and not fault.delivered):
            receipt.status = 400 if refusal else fault.status if fault else 0
        self.receipts.append(receipt)
        self._tell()
        if self.delay:
            await asyncio.sleep(self.delay)
        if refusal:
            return _error(400, f"Bad Request: {refusal}")
        if fault:
            return await self._faulty(request, fault)
        receipt.answered = time.monotonic()
        self._tell()
        return _result(self._message(chat, text=text, message_id=receipt.message_id))

    def _fault(self, method: str, parameters: dict[str, Any]) -> Fault | None:
        for fault in self.faults:
            if fault.method != method or fault.times < 1 or fault.chat not in {None, int(parameters.get("chat_id", 0))}:
                continue
            if fault.skip > 0:
                fault.skip -= 1
                continue
            fault.times -= 1
            return fault
        return None

    async def _faulty(self, request: web.Request, fault: Fault) -> web.StreamResponse:
        if fault.status == 0:
            if request.transport is not None:
                request.transport.abort()
            return web.Response()
        return _error(fault.status, fault.description, fault.retry_after)

    # The webhook

    def _enqueue(self, update: dict[str, Any]) -> None:
        tap = update.get("callback_query")
        kind: Literal["chat", "taps"] = "taps" if tap else "chat"
        chat = tap["from"]["id"] if tap else next(v["chat"]["id"] for k, v in update.items() if k != "update_id")
        queue = self._queues[kind, chat]
        if update not in queue:
            queue.append(update)
        if (kind, chat) not in self._couriers or self._couriers[kind, chat].done():
            self._couriers[kind, chat] = asyncio.create_task(self._deliver(queue))

    async def _deliver(self, queue: deque[dict[str, Any]]) -> None:
        tries = 0
        while queue:
            update = queue[0]
            if await self._posted(update):
                queue.popleft()
                del self._updates[update["update_id"]]
                self.accepted[update["update_id"]] = time.monotonic()
                self._tell()
                tries = 0
            else:
                await asyncio.sleep(RETRY_SECONDS[min(tries, len(RETRY_SECONDS) - 1)])
                tries += 1

    async def _posted(self, update: dict[str, Any]) -> bool:
        assert self._session is not None
        url = self.webhook.get("url")
        if not url:
            return False
        headers = {"X-Telegram-Bot-Api-Secret-Token": str(self.webhook.get("secret_token", ""))}
        try:
            async with self._session.post(url, json=update, headers=headers) as answer:
                return 200 <= answer.status < 300
        except aiohttp.ClientError:
            return False

    # Small things

    def _tell(self) -> None:
        self._changed.set()

    def _message(self, chat: int, *, text: str | None = None, message_id: int | None = None) -> dict[str, Any]:
        return {
            "message_id": next(self._message_ids) if message_id is None else message_id,
            "date": int(time.time()),
            "chat": {"id": chat, "type": "private", "first_name": "p"},
            "from": _person(chat),
        } | ({"text": text} if text is not None else {})


def _person(chat: int) -> dict[str, Any]:
    return {"id": chat, "is_bot": False, "first_name": "p", "language_code": "ko"}


def _refusal(parameters: dict[str, Any], text: str, wrong: str) -> str:
    if wrong:
        return f"can't parse entities: {wrong}"
    if not text.strip():
        return "message text is empty"
    if _length(text.strip()) > 4096:
        return "message is too long"
    for row in parameters.get("reply_markup", {}).get("inline_keyboard", []):
        if len(row) > 8:
            return "BUTTON_ROW_TOO_LONG"
        for button in row:
            if not 1 <= len(button["callback_data"].encode()) <= 64:
                return "BUTTON_DATA_INVALID"
            if not button["text"].strip():
                return "inline keyboard button text is empty"
    return ""


async def _parameters(request: web.Request) -> dict[str, Any]:
    given: dict[str, Any] = dict(request.query)
    given |= await request.json() if request.content_type == "application/json" else dict(await request.post())
    for name, value in given.items():
        if isinstance(value, web.FileField):
            given[name] = (value.filename, value.file.read())
    for name in ("reply_markup", "link_preview_options", "allowed_updates", "commands", "scope"):
        if isinstance(given.get(name), str):
            given[name] = json.loads(given[name])
    return given


def _result(result: Any) -> web.Response:
    return web.json_response({"ok": True, "result": result})


def _error(status: int, description: str, retry_after: int | None = None) -> web.Response:
    content: dict[str, Any] = {"ok": False, "error_code": status, "description": description}
    if retry_after is not None:
        content["parameters"] = {"retry_after": retry_after}
    return web.json_response(content, status=status)
