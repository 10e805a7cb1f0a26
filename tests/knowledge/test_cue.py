"""Cues are found as each of them alone would be, however they are filed."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import intents
from knowledge.cue import STRUCK, CueBook, Said, alternatives, pattern, pieces
from knowledge.search import key

ALL = {
    **intents.cues().intents,
    **{topic: cues for named in intents.cues().topics.values() for topic, cues in named.items()},
    "other": intents.cues().out_of_scope,
}
BOOK = CueBook(ALL)
MESSAGES = [
    key(words)
    for line in (Path(__file__).parents[1] / "end_to_end" / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    for words in json.loads(line)["turns"]
]


def one_by_one(text: str) -> dict[str, int]:
    """Where the first cue of each meaning begins, found without any filing."""
    found = {
        label: min((match.start() for cue in cues for match in pattern(cue).finditer(text)), default=-1)
        for label, cues in ALL.items()
    }
    return {label: at for label, at in found.items() if at >= 0}


def test_no_cue_of_a_real_message_is_missed_by_filing() -> None:
    assert [text for text in MESSAGES if BOOK.find(Said(text, text)) != one_by_one(text)] == []


@given(st.lists(st.sampled_from(MESSAGES), min_size=2, max_size=3), st.data())
def test_no_cue_is_missed_in_messages_cut_and_joined(messages: list[str], data: st.DataObject) -> None:
    text = "".join(message[data.draw(st.integers(0, len(message))) :] for message in messages)

    assert BOOK.find(Said(text, text)) == one_by_one(text)


@pytest.mark.parametrize(
    ("cue", "expected"),
    [
        ("마감|언제까지", ["마감", "언제까지"]),
        ("신청(?:을|은)?(?:어디|어떻)", ["신청(?:을|은)?(?:어디|어떻)"]),
        (r"(?:a|b)|[|]c\||d", ["(?:a|b)", r"[|]c\|", "d"]),
        ("a(?=b|c)|(?<!x|y)d", ["a(?=b|c)", "(?<!x|y)d"]),
    ],
)
def test_a_cue_is_taken_apart_where_its_alternatives_meet(cue: str, expected: list[str]) -> None:
    assert alternatives(cue) == expected


@pytest.mark.parametrize(
    ("cue", "expected"),
    [
        ("마감", {"마감"}),
        ("(?:신청|참여)(?:을|은)?가", {"신청", "참여"}),
        ("(?:신청|참여)?가능", {"가능"}),
        ("가?나다라?", {"나다"}),
        (r"\d+(?:명|곳)", {"명", "곳"}),
        ("(?:a|.)", set()),
        (r"(?<!원)까지(?=요)", {"까지"}),
        ("가(?:나|다){2,3}", {"가"}),
        ("(?:가나){0,2}다", {"다"}),
        ("가*", set()),
    ],
)
def test_the_piece_that_a_match_cannot_do_without_is_found(cue: str, expected: set[str]) -> None:
    assert pieces(cue) == expected


def test_a_cue_within_a_struck_name_is_none_but_one_that_goes_beyond_is() -> None:
    said = Said("초저금리융자금리", STRUCK * 6 + "금리")

    assert said.begins(re.compile("금리")) == 6
    assert said.begins(re.compile("초저")) is None
    assert said.begins(re.compile("융자금")) == 4
