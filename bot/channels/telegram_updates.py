"""What a Telegram update says to us, in the dialogue's own terms. Private chats only."""

import datetime as dt
from dataclasses import dataclass

from telegram import CallbackQuery, Chat, ChatMember, ChatMemberUpdated, Update
from telegram import Message as TelegramMessage
from telegram.constants import ChatType

from handlers.message import Message

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
"""What we ask Telegram for; it remembers this list, so both modes always state it."""


class MalformedUpdate(ValueError):
    """It is no update of the Bot API. The sentence has nothing of its content."""


@dataclass(frozen=True)
class Heard:
    """Somebody said something.

    Args:
        message: for the dialogue.
        tap: id of the callback query, to be answered so that the button stops turning; None where he typed.
    """

    message: Message
    tap: str | None = None


@dataclass(frozen=True)
class Reachability:
    """Somebody blocked the bot, or let it write again."""

    user: str
    reachable: bool


@dataclass(frozen=True)
class NotForUs:
    """An update that asks for nothing: a group, a channel, another bot, a kind that we do not know."""

    reason: str


Understood = Heard | Reachability | NotForUs


def update_id(data: object) -> int:
    """Return the number of an update.

    Args:
        data: the update as parsed JSON.

    Raises:
        MalformedUpdate: it has none.
    """
    number = data.get("update_id") if isinstance(data, dict) else None
    if not isinstance(number, int) or isinstance(number, bool):
        raise MalformedUpdate("An update is a JSON object with an integer update_id.")
    return number


def read_update(data: object, now: dt.datetime) -> Understood:
    """Return what an update says.

    Args:
        data: the update as parsed JSON.
        now: the instant at which it was received, aware: an update that waited at Telegram is answered for the day on
            which it is answered.

    Raises:
        MalformedUpdate: it is no update of the Bot API.
    """
    key = str(update_id(data))
    assert isinstance(data, dict)  # noqa: S101 - update_id refused everything else
    try:
        return _understood(Update.de_json(data, None), key, now)
    except (TypeError, ValueError, KeyError, AttributeError, OverflowError) as error:
        # python-telegram-bot trusts its input: it fails in whichever way the first wrong field makes it fail, and
        # leaves None where a field is missing that the Bot API always sends.
        raise MalformedUpdate(f"The update can't be read: {type(error).__name__}.") from None


def _understood(update: Update, key: str, now: dt.datetime) -> Understood:
    if update.message is not None:
        return _message(update.message, key, now, edited=False)
    if update.edited_message is not None:
        return _message(update.edited_message, key, now, edited=True)
    if update.callback_query is not None:
        return _tap(update.callback_query, key, now)
    if update.my_chat_member is not None:
        return _membership(update.my_chat_member)
    return NotForUs("kind")


def _message(said: TelegramMessage, key: str, now: dt.datetime, *, edited: bool) -> Understood:
    refusal = _refusal(said.chat)
    if refusal is not None:
        return refusal
    if said.from_user is not None and said.from_user.is_bot:
        return NotForUs("bot")
    text = said.text if said.text is not None else said.caption or ""
    return Heard(
        Message(
            channel="telegram",
            user=str(said.chat.id),
            text=_whole(text),
            at=now,
            key=key,
            # An edited message is answered like a picture, with one sentence: what it changed was answered already.
            attachment=edited or said.text is None,
        )
    )


def _tap(tap: CallbackQuery, key: str, now: dt.datetime) -> Understood:
    if tap.message is None or tap.data is None:
        return NotForUs("inline")
    refusal = _refusal(tap.message.chat)
    if refusal is not None:
        return refusal
    message = Message(
        channel="telegram",
        user=str(tap.message.chat.id),
        text=_whole(_label(tap)),
        at=now,
        choice=_whole(tap.data),
        key=key,
    )
    return Heard(message, tap=tap.id)


def _whole(text: str) -> str:
    """Replace half surrogates, which JSON can carry and nothing else can."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _label(tap: CallbackQuery) -> str:
    """Return the words on the tapped button; its command where the message is too old for Telegram to show it."""
    command = tap.data or ""
    if isinstance(tap.message, TelegramMessage) and tap.message.reply_markup is not None:
        for row in tap.message.reply_markup.inline_keyboard:
            for button in row:
                if button.callback_data == command:
                    return button.text
    return command


def _membership(change: ChatMemberUpdated) -> Understood:
    refusal = _refusal(change.chat)
    if refusal is not None:
        return refusal
    gone = change.new_chat_member.status in (ChatMember.BANNED, ChatMember.LEFT)
    return Reachability(user=str(change.chat.id), reachable=not gone)


def _refusal(chat: Chat) -> NotForUs | None:
    return None if chat.type == ChatType.PRIVATE else NotForUs("group")


def chat_of(data: object) -> int | None:
    """Return in whose order an update has to be handled, or None where it does not say.

    Telegram delivers taps in another queue than messages, so they are put in one order by the person.
    """
    content = (
        next((value for name, value in data.items() if name != "update_id"), None) if isinstance(data, dict) else None
    )
    if not isinstance(content, dict):
        return None
    somebody = content.get("chat") or content.get("from")
    number = somebody.get("id") if isinstance(somebody, dict) else None
    return number if isinstance(number, int) else None
