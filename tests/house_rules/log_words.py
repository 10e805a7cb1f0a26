"""The words of the rule on log calls: what may be logged, what may not, each with a reason."""

from collections.abc import Mapping
from typing import Final

NAMES: Final[Mapping[str, str]] = {
    "again_in": "seconds until the next try",
    "attempt": "how often a delivery was tried",
    "delivery": "number of a delivery's row",
    "error": "class of an error, the system's word for its number, or what a messenger answered, without quotations",
    "failed": "a count",
    "file": "a file of the service's own: the index of the programs",
    "folder": "a folder of the service's own",
    "kind": "kind of a delivery: reply, notice, broadcast",
    "left": "a count of what waits for the next round",
    "mode": "webhook or polling",
    "owners": "a count",
    "pending": "a count",
    "program": "id of a program",
    "programs": "a count",
    "reason": "a constant, or a sentence of ours that quotes nothing",
    "reconnected": "a count",
    "route": "pattern of a route, as it stands in the code",
    "rows": "a count",
    "rule": "name of a rule in the code",
    "said": "what the Bot API answered, without quotations",
    "seconds": "a duration",
    "status": "HTTP status",
    "table": "name of a table in the code",
    "tries": "a count",
    "uncertain": "a count",
    "update": "Telegram's number of an update",
    "url": "address of the service itself",
    "verdict": "what became of a delivery",
    "what": "a kind of rows, as the code calls it",
    "where": "type and places of an error (bot.log.where)",
    "why": "a sentence of ours that quotes nothing",
}
"""Names of values that a log line may have, each with what it holds."""

PERSONAL: Final = frozenset(
    {
        "address",
        "addresses",
        "answer",
        "answers",
        "bodies",
        "body",
        "choice",
        "code",
        "command",
        "contact",
        "content",
        "contents",
        "cookie",
        "data",
        "details",
        "district",
        "email",
        "facts",
        "firm",
        "headers",
        "input",
        "key",
        "keys",
        "message",
        "messages",
        "name",
        "names",
        "number",
        "numbers",
        "parameters",
        "params",
        "payload",
        "people",
        "person",
        "phone",
        "profile",
        "query",
        "receipt",
        "replies",
        "reply",
        "request",
        "row",
        "rows",
        "said",
        "secret",
        "state",
        "text",
        "texts",
        "token",
        "told",
        "typed",
        "user",
        "utterance",
        "value",
        "values",
        "words",
    }
)
"""Words in the name of a variable or attribute that say that it holds what somebody said, is, or keeps secret."""

HARMLESS: Final[Mapping[str, str]] = {
    "refusal.reason": "bot.channels.json_request.Refused: nothing of the content",
    "row.attempt": "a count",
    "row.id": "number of a delivery's row",
    "row.kind": "kind of a delivery",
    "due.row.id": "number of a delivery's row",
    "answer_within": "a duration",
    "key": "in the intake of Telegram, the number of an update",
    "number[-1]": "one digit",
    "path.name": "name of a catalog",
    "told": "in openings, a count",
    "rows": "a count",
}
"""Expressions that may be logged although a part of their name is among ``PERSONAL``."""

SENTENCES: Final[Mapping[str, str]] = {
    "BadFile": "file, line and a sentence about a file of programs",
    "BadSetting": "the name of a setting and a sentence",
    "MalformedUpdate": "a constant or a class name",
    "NotAnIndex": "a sentence about the index of the programs",
    "Refused": "in bot.channels.json_request, a sentence that has nothing of the content",
    "StorageError": "a sentence that holds no stored content",
    "StorageUnavailable": "a sentence that holds no stored content",
    "WrongKey": "names the column and the number of the key",
}
"""Errors whose text holds nothing of anybody's."""

SYSTEM_WORDS: Final = frozenset({"strerror", "errno", "status", "reason"})
"""Attributes of an error that are the system's words for its number, or a sentence of ours."""
HARMLESS_CALLS: Final[Mapping[str, str]] = {
    "_route": "pattern of a route",
    "len": "a count",
    "quoting_nothing": "what the Bot API said, without quotations",
    "where": "type and places of an error",
}
"""Calls of which nothing is left but this, whatever they are given."""
CALLS: Final = frozenset({"int", "round", "str", "sum", "type"})
"""Calls that may stand around what may be logged."""

DRIVERS: Final[Mapping[str, str]] = {
    "sqlite3.Error": "on opening a file, SQLite names it",
    "Error": "sqlite3.Error on opening a file, where nothing was handed to it yet",
    "ValueError": "in storage.keys, KeyRing.parse says which entry is wrong and shows no key",
}
"""Errors of others that a sentence of storage may end with, since nothing of anybody's was handed to them."""
