"""What KakaoTalk takes: our own limits, and the shared validator where it is at hand."""

import importlib.util
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

from bot.channels.layout import units

SHARED = Path(os.environ.get("PALLOBOT_SHARED", Path(__file__).resolve().parents[3] / "shared"))
VALIDATOR = SHARED / "kakao" / "validate.py"

BYTES = 30 * 1024
OUTPUTS, QUICK_REPLIES, TEXT, LABEL, LIST_ITEMS = 3, 10, 1000, 14, 5

Errors = Callable[[dict[str, Any]], list[str]]


def _validator() -> Errors | None:
    if not VALIDATOR.exists():
        return None
    spec = importlib.util.spec_from_file_location("kakao_validator", VALIDATOR)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return cast("Errors", module.errors)


_shared_errors = _validator()


def check(body: dict[str, Any]) -> None:
    """Assert that KakaoTalk would show ``body`` whole."""
    template = body["template"]
    outputs, quick_replies = template["outputs"], template.get("quickReplies", [])
    assert body["version"] == "2.0"
    assert 1 <= len(outputs) <= OUTPUTS
    assert len(quick_replies) <= QUICK_REPLIES
    assert len(json.dumps(body, ensure_ascii=False).encode()) <= BYTES
    for output in outputs:
        if "simpleText" in output:
            assert 1 <= units(output["simpleText"]["text"]) <= TEXT
        else:
            assert 1 <= len(output["listCard"]["items"]) <= LIST_ITEMS
    for reply in quick_replies:
        assert 1 <= units(reply["label"]) <= LABEL
    if _shared_errors is not None:
        assert _shared_errors(body) == []


def texts(body: dict[str, Any]) -> tuple[str, ...]:
    """What a person reads, bubble by bubble."""
    return tuple(_text(output) for output in body["template"]["outputs"])


def _text(output: dict[str, Any]) -> str:
    if "simpleText" in output:
        return str(output["simpleText"]["text"])
    card = output["listCard"]
    lines = [card["header"]["title"]]
    lines += [line for item in card["items"] for line in (item["title"], item.get("description"))]
    return "\n".join(filter(None, lines))
