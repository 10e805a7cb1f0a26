"""The questions that owners ask: nearly all are answered with what the source states, and none wrongly."""

import datetime as dt
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.channels.kakao_layout import lay_out
from bot.dialogue import Dialogue
from handlers.message import Message
from knowledge.hangul import spaceless
from knowledge.program import Program
from storage.database import Database
from tests.end_to_end import kakao_rules
from tests.end_to_end.talk import NOW, knowledge

FOLDER = Path(__file__).parent
ENOUGH = {
    # plain and colloquial, misspelt, English, follow-ups, not stated, out of scope, …
    "questions.jsonl": 0.95,
    # 60 each: colloquial, misspelt, English
    "questions_wording.jsonl": 0.95,
    # 60 each: two questions at once, conversations, days
    "questions_talk.jsonl": 0.93,
    # 60 each: facts told in passing, what can't be answered, programs that are described but not named
    "questions_facts.jsonl": 0.9,
}
"""Files of cases, and the share of each that has to be answered. All were written by who had not seen the bot."""
UNKNOWN_BUT_LIKE_OURS = {"f-093", "f-098"}
"""Programs that we do not know, but for their names like ours: asked back which is meant, instead of saying so."""


@dataclass(frozen=True)
class Judged:
    """What became of one case: what the answer lacks, and what it must not say but does."""

    id: str
    missed: list[str]
    wrong: list[str]


@pytest.mark.parametrize(("file", "enough"), ENOUGH.items())
async def test_nearly_all_questions_are_answered_and_none_wrongly(
    sqlite_database: Database, file: str, enough: float
) -> None:
    cases = [json.loads(line) for line in (FOLDER / file).read_text(encoding="utf-8").splitlines()]
    dialogue = Dialogue(sqlite_database, knowledge())

    judged = [judged_by(case, await last_answer(dialogue, case)) for case in cases]

    assert len(cases) >= 180
    assert [one for one in judged if one.wrong and one.id not in UNKNOWN_BUT_LIKE_OURS] == []
    failed = [one for one in judged if one.missed or one.wrong]
    assert len(failed) <= len(cases) * (1 - enough), failed


async def last_answer(dialogue: Dialogue, case: dict[str, Any]) -> dict[str, Any]:
    """Hold the conversation of a case, as somebody new on KakaoTalk, and return its last answer."""
    body: dict[str, Any] = {}
    for number, said in enumerate([f"/asof {case['as_of']}", *case["turns"]]):
        message = Message(channel="kakao", user=case["id"], text=said, at=NOW + dt.timedelta(seconds=number))
        (body,) = await dialogue.turn(message, lay_out, queued=False)
        kakao_rules.check(body)
    return body


def judged_by(case: dict[str, Any], body: dict[str, Any]) -> Judged:
    """Compare an answer with what the case asks of it; what only buttons say counts for it, but not against it."""
    said = "\n".join(kakao_rules.texts(body))
    shown = "\n".join([said, *(reply["label"] for reply in body["template"].get("quickReplies", ()))])
    missed = [str(group) for group in case["must"] if not any(re.search(p, shown, re.IGNORECASE) for p in group)]
    missed += [name for name in case["programs"] if not named(knowledge().programs[name], shown)]
    wrong = [pattern for pattern in case["must_not"] if re.search(pattern, said, re.IGNORECASE)]
    return Judged(case["id"], missed, wrong)


def named(program: Program, shown: str) -> bool:
    return any(spaceless(name) in spaceless(shown) for name in (program.name, *program.aliases))
