"""No sequence of inputs ends in a registration that should not be, and none loses a typed value."""

import asyncio
import datetime as dt
import shutil
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handlers.forms.control_word import Control, control
from handlers.forms.state import FormState
from handlers.registration import FORM
from knowledge.standing import Intake, intake
from knowledge.window import SEOUL
from storage import consents, registrations
from storage.database import Database, open_database
from storage.encryption import KeyRing
from tests.handlers.form_partner import OPEN_PROGRAM, WELL_ANSWERED, Owner, knowledge

PROGRAMS = (OPEN_PROGRAM, "ssolssol-market", "seoul-green-expo-1", "brand-k")
VALID = (*WELL_ANSWERED, "행복상회", "220-81-62517", "02-123-4567", "lee@daum.net", "부천시")
WRONG = ("123-45-67892", "12-3", "010-12", "kim@", "서울", "", "😀", "900101-1234567", "\x00\x07", "가" * 80)
STEERING = ("취소", "네", "아니요", "이전", "그대로", "확인", "건너뛰기", "3번", "계속", "ok")
CORRECTIONS = (
    "상호 바꿀게요",
    "번호 바꿀게요",
    "번호는 010-9999-8888로 바꿔주세요",
    "사업자번호는 220-81-62517이에요",
    "전화는 010-1",
    "아니요 담당자는 이영희예요",
    "2번 바꿀게요",
)
QUESTIONS = ("마감일 알려줘", "누가 신청할 수 있나요?", "뭐가 있어?")
CLOSING = {Control.YES, Control.CANCEL, Control.SUBMIT, Control.NO}


@dataclass(frozen=True)
class Type:
    """Type a text."""

    text: str


@dataclass(frozen=True)
class Tap:
    """Tap the choice at a place of the last answer, counted round."""

    place: int


@dataclass(frozen=True)
class Replay:
    """Tap a choice of an earlier answer, counted back."""

    back: int


@dataclass(frozen=True)
class Wait:
    """Let days go by."""

    days: int


STEPS = st.one_of(
    st.sampled_from((*VALID, *VALID, *STEERING, *CORRECTIONS, *WRONG, *QUESTIONS)).map(Type),
    st.text(max_size=20).map(Type),
    st.sampled_from(PROGRAMS).map(lambda program: Type(f"/register {program}")),
    st.builds(Tap, st.integers(0, 9)),
    st.builds(Replay, st.integers(0, 30)),
    st.builds(Wait, st.integers(1, 5)),
)
# Random texts alone seldom get far: so stretches of a form that is answered well stand between them.
ANSWERED = (*WELL_ANSWERED, "확인")
STRETCHES = st.builds(
    lambda program, length: [Type(f"/register {program}"), *map(Type, ANSWERED[:length])],
    st.sampled_from(PROGRAMS[:2]),
    st.one_of(st.just(len(ANSWERED)), st.integers(1, len(ANSWERED))),
)
DIALOGUES = st.lists(st.one_of(STEPS.map(lambda step: [step]), STRETCHES), max_size=25).map(
    lambda groups: [step for group in groups for step in group]
)


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(steps=DIALOGUES)
def test_nothing_wrong_is_ever_registered_and_nothing_typed_is_lost(
    steps: list[Type | Tap | Replay | Wait], sqlite_template: Path
) -> None:
    asyncio.run(_played(steps, sqlite_template))


async def _played(steps: list[Type | Tap | Replay | Wait], template: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "pallobot.db"
        shutil.copyfile(template, path)
        database = await open_database(f"sqlite:///{path}", KeyRing.made())
        try:
            await _talk(Owner(database), steps)
            await _check(database)
        finally:
            await database.close()


async def _talk(owner: Owner, steps: list[Type | Tap | Replay | Wait]) -> None:
    offered: list[str] = []
    for step in steps:
        before = owner.conversation.form
        said = ""
        match step:
            case Wait(days):
                owner.now += dt.timedelta(days=days)
                continue
            case Type(text):
                said = text
                await owner.say(text)
            case Tap(place) if owner.last.choices:
                said = owner.last.choices[place % len(owner.last.choices)].command
                await owner.send(said)
            case Replay(back) if offered:
                said = offered[-1 - back % len(offered)]
                await owner.send(said)
        offered += [choice.command for choice in owner.last.choices]
        _check_kept(before, owner.conversation.form, said)


def _check_kept(before: FormState | None, after: FormState | None, said: str) -> None:
    """A typed value leaves a form only for a new value, or with the whole form: confirmed, cancelled or refused."""
    if before is None:
        return
    typed = {slot for slot in before.values if slot != "consent"}
    if after is not None:
        assert typed <= set(after.values), said
        return
    ended = (
        control(said) in CLOSING or said.split()[2:3] in (["ok"], ["stop"], ["cancel"]) or said.endswith("consent no")
    )
    assert ended, said
    if control(said) is Control.NO or said.endswith(("consent no", " cancel")):
        assert not typed, said
    if control(said) is Control.CANCEL or said.endswith(" stop"):
        assert not typed or before.cancelling or said.endswith(" stop")


async def _check(database: Database) -> None:
    found = (await database.read(registrations.search, size=1000)).items
    for made in found:
        for slot in FORM.slots:
            if slot.read is not None:
                value = getattr(made, slot.id)
                assert slot.read(value) == value
        agreed = await database.read(consents.standing, made.owner, "registration")
        assert agreed is not None
        assert agreed.given
        taken = intake(knowledge().programs[made.program], made.created_at.astimezone(SEOUL))
        assert taken is (Intake.REGISTER if made.standing == "registered" else Intake.WAIT)
    standing = Counter((made.program, made.business_number) for made in found if made.status != "withdrawn")
    assert all(count == 1 for count in standing.values())


def test_the_dialogues_that_are_played_do_register_somebody(sqlite_template: Path) -> None:
    """A property that nothing ever reaches would hold for nothing."""

    async def play() -> int:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "pallobot.db"
            shutil.copyfile(sqlite_template, path)
            database = await open_database(f"sqlite:///{path}", KeyRing.made())
            try:
                steps = [Type(f"/register {OPEN_PROGRAM}"), *map(Type, WELL_ANSWERED), Type("확인")]
                await _talk(Owner(database), list(steps))
                return (await database.read(registrations.search)).total
            finally:
                await database.close()

    assert asyncio.run(play()) == 1
