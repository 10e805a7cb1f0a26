"""kill -9 after every turn of ten form dialogues, and now and then in the middle of one: nothing may change by it.

The ten are played side by side against ``pallobot serve`` as a process, a turn each; then the process is killed and
started again. What came of them, answers and stored rows, is compared with the same ten played without a kill. Each
message is sent once more, with its key, after the kill: it gets the answer that it had, or the one that the kill took.
"""

import asyncio
import random
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import pytest

from handlers.conversation import Conversation
from tests.end_to_end.fake_telegram import FakeTelegram
from tests.end_to_end.form_dialogue import (
    FormDialogue,
    Outcome,
    Step,
    Stored,
    check_outcome,
    dialogues,
    played,
    programs,
)
from tests.end_to_end.messengers import OnKakao, OnTelegram, OnTheWeb, Person, Shown
from tests.end_to_end.running_service import Messenger, Process

TEN: dict[str, Messenger] = {
    "one-at-a-time": "web",
    "mistyped-business-number": "kakao",
    "correction-on-the-way": "telegram",
    "review-change-by-name": "web",
    "back": "kakao",
    "question-for-the-firms-name": "web",
    "cancel-taken-back": "kakao",
    "resumed-after-days": "web",
    "eligibility-asked-for": "telegram",
    "registered-by-somebody-else": "web",
}
"""Which, and on which messenger."""
MIDDLE_EVERY = 5
"""Every fifth kill comes while half of the answers are still on their way."""
_DRAWN = re.compile(r"\b[RV]-[0-9A-Z]{8}")

Said = list[tuple[str, tuple[str, ...]]]
"""The answers of a dialogue: what each says, without what is drawn, and the words of its buttons."""


@dataclass
class Played:
    """One of the ten on its way.

    Args:
        dialogue: which.
        messenger: on which.
        people: who speaks in it.
        left: what they still do.
        answers: what they were answered.
    """

    dialogue: FormDialogue
    messenger: Messenger
    people: Mapping[str, Person]
    left: list[Step]
    answers: Said = field(default_factory=list)


@dataclass
class Kills:
    """What the kills came to.

    Args:
        after: how many turns were killed when they had been answered.
        middle: how many turns were killed before their answer arrived.
        different: answers that were others when their message came again.
    """

    after: int = 0
    middle: int = 0
    different: list[str] = field(default_factory=list)


class Play:
    """The ten, with or without kills.

    Args:
        folder: for the process and its programs.
        http: a client.
        telegram: the Bot API.
        kills: counts the kills; None for a play without any.
    """

    def __init__(self, folder: Path, http: aiohttp.ClientSession, telegram: FakeTelegram, kills: Kills | None) -> None:
        folder.mkdir()
        self._process = Process(folder, telegram, programs(folder / "programs"))
        self._http, self._telegram, self._kills = http, telegram, kills
        self._stored = Stored.of(self._process.database_url, self._process.keys)
        self._chance = random.Random("a kill after every turn")
        by_name = {dialogue.name: dialogue for dialogue in dialogues()}
        self._ten = [self._begun(by_name[name], messenger) for name, messenger in TEN.items()]

    def _begun(self, dialogue: FormDialogue, messenger: Messenger) -> Played:
        return Played(
            dialogue, messenger, {name: self._person(messenger) for name in dialogue.people}, list(dialogue.steps)
        )

    def _person(self, messenger: Messenger) -> Person:
        match messenger:
            case "kakao":
                return OnKakao(self._http, self._process.url, keyed=True)
            case "telegram":
                return OnTelegram(self._telegram, self._process.undelivered)
            case "web":
                return OnTheWeb(self._http, self._process.url)

    async def through(self) -> dict[str, tuple[Said, Outcome]]:
        """Play all of them to their end; returns the answers and what is stored of each."""
        await self._process.start(self._http)
        try:
            number = 0
            while any(one.left for one in self._ten):
                number += 1
                await self._round(number)
            return {one.dialogue.name: (one.answers, self._outcome(one)) for one in self._ten}
        finally:
            await self._process.kill()

    def check(self) -> None:
        """Compare what is stored with what each dialogue must have come to."""
        for one in self._ten:
            check_outcome(one.dialogue, one.people, self._stored)

    async def _round(self, number: int) -> None:
        speaking = [one for one in self._ten if one.left]
        for one in speaking:
            while one.left[0].says is None and one.left[0].taps is None:
                step = one.left.pop(0)
                await played(step, one.people[step.who], self._stored)
        turns = [asyncio.create_task(self._turn(one)) for one in speaking]
        if self._kills is not None and number % MIDDLE_EVERY == 0:
            await self._kill_in_the_middle(self._kills, turns)
        answers = await asyncio.gather(*turns, return_exceptions=True)
        for one, answer in zip(speaking, answers, strict=True):
            one.answers.append(
                _said(await _again(one) if isinstance(answer, aiohttp.ClientError) else _arrived(answer))
            )
        if self._kills is not None:
            await self._kill_after(self._kills, speaking)
        for one in speaking:
            one.left.pop(0)

    async def _kill_after(self, kills: Kills, speaking: list[Played]) -> None:
        """Kill the process when all have been answered, and have each message come again."""
        before = [self._standing(one) for one in speaking]
        await self._process.kill()
        kills.after += len(speaking)
        await self._process.start(self._http)
        for one, stood in zip(speaking, before, strict=True):
            said_again = one.answers[-1] if one.messenger == "telegram" else _said(await _again(one))
            if said_again != one.answers[-1] or self._standing(one) != stood:
                kills.different.append(f"{one.dialogue.name}: {one.left[0].says or one.left[0].taps}")

    async def _kill_in_the_middle(self, kills: Kills, turns: list[asyncio.Task[Shown]]) -> None:
        """Kill the process when some of the answers have arrived."""
        waiting = set(turns)
        while len(waiting) > len(turns) // 2:
            _, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        await self._process.kill()
        kills.middle += len(waiting)
        kills.after += len(turns) - len(waiting)
        await self._process.start(self._http)

    async def _turn(self, one: Played) -> Shown:
        step = one.left[0]
        # Spread, so that a kill in the middle finds turns that are at different points.
        await asyncio.sleep(self._chance.uniform(0, 0.05))
        shown = await played(step, one.people[step.who], self._stored)
        assert shown is not None
        return shown

    def _standing(self, one: Played) -> tuple[Outcome, Conversation]:
        return self._outcome(one), self._stored.conversation(one.people[one.left[0].who].user)

    def _outcome(self, one: Played) -> Outcome:
        return self._stored.outcome({name: person.user for name, person in one.people.items()})


async def _again(one: Played) -> Shown:
    """Have the last message of a dialogue come once more; on Telegram, which does that by itself, it can't be had."""
    person = one.people[one.left[0].who]
    assert isinstance(person, OnKakao | OnTheWeb)
    return await person.again()


def _arrived(answer: Shown | BaseException) -> Shown:
    if isinstance(answer, BaseException):
        raise answer
    return answer


def _said(shown: Shown) -> tuple[str, tuple[str, ...]]:
    # Telegram may be handed an answer twice that was being sent when the kill came: it counts once.
    text = "\n\n".join(dict.fromkeys(shown.texts))
    return _DRAWN.sub("R-…", text), tuple(_DRAWN.sub("R-…", words) for words in shown.buttons)


async def test_a_kill_after_every_turn_of_ten_form_dialogues_changes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kills = Kills()
    async with aiohttp.ClientSession() as http, FakeTelegram() as first, FakeTelegram() as second:
        killed, whole = Play(tmp_path / "killed", http, first, kills), Play(tmp_path / "whole", http, second, None)
        without, with_kills = await asyncio.gather(whole.through(), killed.through())

    differences = {name: _differences(with_kills[name], without[name]) for name in without}
    table = [f"\n{'':30} {'messenger':9} {'turns':>5} {'differences':>11}"]
    table += [f"{name:30} {TEN[name]:9} {len(without[name][0]):5} {differences[name]:11}" for name in without]
    table.append(f"{'kills':30} after an answer {kills.after}, before it {kills.middle}")
    with capsys.disabled():
        sys.stdout.write("\n".join(table) + "\n")
    assert kills.middle > 0
    assert kills.different == []
    assert differences == dict.fromkeys(without, 0)
    killed.check()
    whole.check()


def _differences(one: tuple[Said, Outcome], other: tuple[Said, Outcome]) -> int:
    return sum(a != b for a, b in zip(one[0], other[0], strict=True)) + (one[1] != other[1])
