"""Recognising what is asked by its likeness to the sentences of examples.yaml."""

import numpy as np
import pytest

from knowledge import intents, recognition
from knowledge.cue import CueBook, Said
from knowledge.intents import Intent
from knowledge.recognition import Meaning, Recognition, chances, left_out, said_in
from knowledge.search import key

LABELLED = recognition.examples()
LEARNED = Recognition(LABELLED)


def first(text: str) -> Meaning | None:
    said = said_in(text)
    guesses = LEARNED.guesses(said, intents.read(said))
    return guesses[0].meaning if guesses else None


def test_every_label_is_an_intent_and_a_topic_of_its_cues() -> None:
    topics = {topic for named in intents.cues().topics.values() for topic in named}

    meanings = [Meaning.of(label) for label in LABELLED]

    assert {meaning.topic for meaning in meanings if meaning.topic} <= topics | {"open_now"}


def test_no_sentence_stands_twice() -> None:
    keys = [key(sentence) for sentences in LABELLED.values() for sentence in sentences]

    assert len(keys) == len(set(keys))


def test_an_example_left_out_is_mostly_recognised_by_the_others() -> None:
    scores, truths = left_out(LABELLED)

    right = scores.argmax(axis=1) == truths
    same_intent = [
        LEARNED.meanings[guess].intent is LEARNED.meanings[truth].intent
        for guess, truth in zip(scores.argmax(axis=1), truths, strict=True)
    ]

    assert right.mean() > 0.74
    assert np.mean(same_intent) > 0.79


def test_of_what_is_said_to_be_probable_as_much_is_right() -> None:
    scores, truths = left_out(LABELLED)
    probabilities = chances(scores)
    confidence, right = probabilities.max(axis=1), probabilities.argmax(axis=1) == truths

    tenths = np.minimum((confidence * 10).astype(int), 9)
    misses = [
        (tenths == tenth).mean() * abs(confidence[tenths == tenth].mean() - right[tenths == tenth].mean())
        for tenth in range(10)
        if (tenths == tenth).any()
    ]

    assert sum(misses) < 0.08


def test_a_sentence_that_is_added_counts_at_once() -> None:
    added = {**LABELLED, "contact/phone": (*LABELLED["contact/phone"], "뚜뚜뚜 어디로 걸면 돼")}
    learned = Recognition(added)
    said = said_in("뚜뚜뚜 어디로 걸면 돼")

    assert learned.guesses(said, intents.read(said))[0].meaning == Meaning(Intent.CONTACT, "phone")


@pytest.mark.parametrize("text", ["", "번", "ㅁㄴㅇㄹ", "qwzx vbnp", "뷁쀍뜛"])
def test_what_is_like_no_example_is_not_guessed(text: str) -> None:
    assert first(text) is None


def test_a_name_tells_nothing_of_what_is_asked() -> None:
    letters = key("초저금리 융자 알려줘")
    own = "¤" * 6 + letters[6:]
    with_name, without = Said(letters, own), Said(letters[6:], letters[6:])
    cues: CueBook[str] = CueBook({})

    assert cues.find(with_name) == cues.find(without) == {}
    assert [guess.meaning for guess in LEARNED.guesses(with_name, intents.read(without))] == [
        guess.meaning for guess in LEARNED.guesses(without, intents.read(without))
    ]
