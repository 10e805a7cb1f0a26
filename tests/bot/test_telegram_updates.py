"""What updates of the Bot API say to the dialogue."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram_updates import (
    Heard,
    MalformedUpdate,
    NotForUs,
    Reachability,
    chat_of,
    read_update,
)

NOW = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
PERSON = {"id": 77, "is_bot": False, "first_name": "김"}
PRIVATE = {"id": 77, "type": "private", "first_name": "김"}


def message(**content: Any) -> dict[str, Any]:
    return {"message_id": 5, "date": 1_600_000_000, "chat": PRIVATE, "from": PERSON} | content


def test_a_typed_message_is_heard_now_whenever_it_was_sent() -> None:
    heard = read_update({"update_id": 9, "message": message(text="/start AB12")}, NOW)

    assert isinstance(heard, Heard)
    assert (heard.message.address, heard.message.text, heard.message.key) == ("telegram:77", "/start AB12", "9")
    assert (heard.message.at, heard.message.choice, heard.message.attachment, heard.tap) == (NOW, None, False, None)


def test_a_tap_brings_the_command_and_the_words_on_the_button() -> None:
    keyboard = [[{"text": "네", "callback_data": "/yes 1"}, {"text": "아니요", "callback_data": "/no 1"}]]
    query = {
        "id": "c1",
        "from": PERSON,
        "chat_instance": "1",
        "data": "/no 1",
        "message": message(text="등록할까요?", reply_markup={"inline_keyboard": keyboard}),
    }

    heard = read_update({"update_id": 10, "callback_query": query}, NOW)

    assert isinstance(heard, Heard)
    assert (heard.message.choice, heard.message.text, heard.tap) == ("/no 1", "아니요", "c1")


def test_a_tap_on_a_message_that_telegram_no_longer_shows_still_counts() -> None:
    gone = {"message_id": 5, "date": 0, "chat": PRIVATE}
    query = {"id": "c1", "from": PERSON, "chat_instance": "1", "data": "/my", "message": gone}

    heard = read_update({"update_id": 10, "callback_query": query}, NOW)

    assert isinstance(heard, Heard)
    assert (heard.message.choice, heard.message.text, heard.message.user) == ("/my", "/my", "77")


PHOTO = {"photo": [{"file_id": "f", "file_unique_id": "u", "width": 9, "height": 9}]}


@pytest.mark.parametrize(
    ("update", "text"),
    [
        ({"message": message(**PHOTO)}, ""),
        ({"message": message(**PHOTO, caption="이거요")}, "이거요"),
        ({"message": message(voice={"file_id": "f", "file_unique_id": "u", "duration": 1})}, ""),
        ({"edited_message": message(text="고침", edit_date=1_600_000_001)}, "고침"),
        ({"message": message(location={"longitude": 1.0, "latitude": 2.0})}, ""),
    ],
)
def test_what_is_no_plain_new_text_is_an_attachment(update: dict[str, Any], text: str) -> None:
    heard = read_update({"update_id": 1} | update, NOW)

    assert isinstance(heard, Heard)
    assert heard.message.attachment
    assert heard.message.text == text


@pytest.mark.parametrize(("status", "reachable"), [("kicked", False), ("member", True)])
def test_blocking_and_unblocking_change_who_can_be_written_to(status: str, reachable: bool) -> None:
    bot = {"id": 1, "is_bot": True, "first_name": "bot"}
    change = {
        "chat": PRIVATE,
        "from": PERSON,
        "date": 1,
        "old_chat_member": {"user": bot, "status": "member"},
        "new_chat_member": {"user": bot, "status": status} | ({"until_date": 0} if status == "kicked" else {}),
    }

    assert read_update({"update_id": 1, "my_chat_member": change}, NOW) == Reachability("77", reachable)


@pytest.mark.parametrize(
    "update",
    [
        {"message": message(text="안녕", chat={"id": -5, "type": "supergroup", "title": "모임"})},
        {"message": message(text="안녕", **{"from": PERSON | {"is_bot": True}})},
        {"channel_post": message(text="안녕")},
        {"something_of_next_year": {"chat": PRIVATE}},
    ],
)
def test_groups_other_bots_and_unknown_kinds_are_passed_over(update: dict[str, Any]) -> None:
    assert isinstance(read_update({"update_id": 1} | update, NOW), NotForUs)


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        "x",
        {},
        {"update_id": "1"},
        {"update_id": True},
        {"update_id": 1, "message": 5},
        {"update_id": 1, "message": {"text": "x"}},
        {"update_id": 1, "callback_query": {"id": "1"}},
    ],
)
def test_what_is_no_update_is_refused_without_its_content(data: object) -> None:
    with pytest.raises(MalformedUpdate):
        read_update(data, NOW)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
KINDS = st.sampled_from(["message", "edited_message", "callback_query", "my_chat_member", "poll"])
FIELDS = st.sampled_from(["chat", "from", "date", "message_id", "id", "text", "data", "message", "type", "photo"])


@given(KINDS, st.dictionaries(FIELDS, JSON | st.just(PRIVATE) | st.just(PERSON) | st.integers(0, 10**9)) | JSON)
def test_whatever_json_comes_it_is_understood_or_refused(kind: str, content: Any) -> None:
    data = {"update_id": 1, kind: content}

    chat_of(data)
    try:
        read_update(data, NOW)
    except MalformedUpdate:
        return


def test_half_surrogates_do_not_come_through() -> None:
    heard = read_update({"update_id": 1, "message": message(text="가\ud83d나")}, NOW)

    assert isinstance(heard, Heard)
    assert heard.message.text.encode()


def test_taps_and_messages_of_one_person_are_put_in_one_order() -> None:
    tap = {"update_id": 2, "callback_query": {"id": "1", "from": PERSON, "data": "x"}}

    assert chat_of(tap) == chat_of({"update_id": 1, "message": message(text="x")}) == 77
