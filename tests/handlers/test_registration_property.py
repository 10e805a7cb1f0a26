"""Whatever two owners do, in whatever order: nothing wrong is registered, and nothing typed is lost.

The dialogue itself runs, on a database, with the clock, other processes, deploys and old buttons played by hypothesis.
"""

import asyncio
import datetime as dt
import json
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import Connection, select, update

from bot.channels.web_layout import lay_out
from bot.dialogue import Dialogue
from handlers.conversation import Conversation
from handlers.forms.control_word import Control, control
from handlers.forms.declared import FORMS
from handlers.forms.state import FormState
from handlers.message import Channel, Message
from handlers.registration import FORM
from knowledge.standing import Intake, intake
from knowledge.window import SEOUL
from storage import registrations, turns
from storage.database import Database, open_database
from storage.encryption import KeyRing
from storage.registrations import Registration
from storage.tables import consent, conversation
from tests.handlers.form_partner import OPEN_PROGRAM, WELL_ANSWERED, WHILE_OPEN, knowledge

WAITING, WITH_MARKET, CLOSED, MENTIONED = "ssolssol-market", "market-delivery", "seoul-green-expo-1", "brand-k"
# The window of the first one closes after four days: while the form is open, if somebody waits.
PROGRAMS = (OPEN_PROGRAM, OPEN_PROGRAM, WAITING, WITH_MARKET, CLOSED, MENTIONED)
RESIDENT = "850505-2765432"
VALUES = (*WELL_ANSWERED, "행복상회", "220-81-62517", "02-123-4567", "lee@daum.net", "부천시", "이영희", "행복시장")
AT_ONCE = (
    "행복상사 123-45-67891 010-1234-5678 대표 김철수 서울 금천구",
    "상호: 행복상회\n번호: 220-81-62517\n담당자: 이영희\n전화: 02-123-4567\n지역: 서울 마포구\n시장: 행복시장",
    "행복분식 123-45-67892 김철수 사장님 금천구",
    "행복상사 김철수 010-1234-5678",
    "220-81-62517 010-9999-8888",
    "이영희 010-9999-8888 친환경 세제",
    f"행복상사 {RESIDENT} 010-1234-5678",
)
WRONG = (
    "123-45-67892",
    "12-3",
    "010-12",
    "kim@",
    "서울",
    "😀",
    "\x00\x07",
    "가" * 80,
    RESIDENT,
    RESIDENT[:6] + RESIDENT[7:],
)
STEERING = (
    "취소",
    "네",
    "아니요",
    "이전",
    "그대로",
    "확인",
    "건너뛰기",
    "3번",
    "1",
    "네 이어서 할게요",
    "동의",
    "없어요",
)
CORRECTIONS = (
    "상호 바꿀게요",
    "번호 바꿀게요",
    "번호는 010-9999-8888로 바꿔주세요",
    "사업자번호는 220-81-62517이에요",
    "전화는 010-1",
    "아니요 담당자는 이영희예요",
    "2번 바꿀게요",
    "지역은 서울 마포구로",
)
ASIDE = (
    "마감일 알려줘",
    "누가 신청할 수 있나요?",
    "뭐가 있어?",
    "안녕하세요",
    "감사합니다",
    "서울 마포구 소상공인이에요",
    "제 조건이면 되나요?",
    "쏠쏠마켓 신청할게요",
    "등록할게요",
)
COMMANDS = (
    *(f"/register {program}{sure}" for program in PROGRAMS for sure in ("", " now")),
    *("/my", "/mydata", "/edit", "/withdraw", f"/wait {CLOSED}", "/check", "/language en", "/language ko", "/news on"),
)
FAX, UNREADABLE = "02-123-4568", "010"
NO_VALUES = {FAX, UNREADABLE}
"""What another version of the form had as values, and this one does not read."""
SPANS = (dt.timedelta(minutes=5), dt.timedelta(hours=4), dt.timedelta(days=2), dt.timedelta(days=15))
DEPLOYS = ("older", "slot gone", "value unreadable", "asked gone", "form gone")
TEXTS = st.one_of(
    st.sampled_from(VALUES),
    st.sampled_from((*AT_ONCE, *WRONG, *STEERING, *CORRECTIONS, *ASIDE)),
    st.sampled_from((*STEERING, *COMMANDS)),
    st.text(max_size=20),
)
ANSWERS = {
    "consent": "동의",
    "firm_name": "행복상사",
    "business_number": "123-45-67891",
    "contact_person": "김철수",
    "phone": "010-1234-5678",
    "district": "서울 금천구",
    "market": "행복시장",
}
TYPED_SLOTS = [slot for slot in FORM.slots if slot.kind != "choice"]


class Interrupted:
    """A database before whose next write something else happens: another process was faster."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.read = database.read
        self.before: Callable[[], Awaitable[object]] | None = None

    @property
    def dialect(self) -> Any:
        """As that of the database."""
        return self._database.dialect

    async def migrated(self) -> bool:
        """As the database says."""
        return await self._database.migrated()

    async def scrub(self) -> None:
        """As the database does."""
        await self._database.scrub()

    async def close(self) -> None:
        """Close the database."""
        await self._database.close()

    async def write(self, query: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Write, after somebody else did."""
        if self.before is not None:
            act, self.before = self.before, None
            await act()
        return await self._database.write(query, *args, **kwargs)


@dataclass
class Speaker:
    """One account, and what was seen of it after its last turn."""

    channel: Channel
    user: str
    seen: Conversation = field(default_factory=Conversation)
    owner: str | None = None


class TwoOwners(RuleBasedStateMachine):
    """Two owners on different messengers, the clock, and a second process."""

    template: ClassVar[Path]

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        path = Path(self.folder.name) / "pallobot.db"
        shutil.copyfile(self.template, path)
        self.runner = asyncio.Runner()
        self.database = Interrupted(self.runner.run(open_database(f"sqlite:///{path}", KeyRing.made())))
        self.dialogue = Dialogue(self.database, knowledge())
        # Another process: it shares no locks with the first.
        self.elsewhere = Dialogue(self.database, knowledge())
        self.speakers = (Speaker("telegram", "1"), Speaker("kakao", "2"))
        self.now = WHILE_OPEN
        self.buttons: list[str] = []
        self.answer: tuple[dict[str, Any], ...] = ()

    def teardown(self) -> None:
        """Close the database."""
        self.runner.run(self.database.close())
        self.runner.close()
        self.folder.cleanup()

    # What they do

    @rule(who=st.integers(0, 1), text=TEXTS)
    def says(self, who: int, text: str) -> None:
        """Type something."""
        self.turn(who, text)

    @rule(who=st.integers(0, 1), place=st.integers(0, 11))
    def taps(self, who: int, place: int) -> None:
        """Tap a button of the last answer."""
        offered = self.speakers[who].seen.choices
        if offered:
            self.tap(who, offered[place % len(offered)].command)

    @precondition(lambda self: bool(self.buttons))
    @rule(who=st.integers(0, 1), back=st.integers(0, 60))
    def taps_an_old_button(self, who: int, back: int) -> None:
        """Tap a button of an earlier answer, maybe one that the other was given."""
        self.tap(who, self.buttons[-1 - back % len(self.buttons)])

    @rule(who=st.integers(0, 1), program=st.sampled_from(PROGRAMS), steps=st.integers(1, 9))
    def answers_well(self, who: int, program: str, steps: int) -> None:
        """Begin a registration and answer what it asks: random words alone seldom get far."""
        self.turn(who, f"/register {program} now")
        for _ in range(steps):
            form = self.speakers[who].seen.form
            if form is None or form.form != FORM.id:
                return
            self.turn(who, "확인" if form.asked is None else ANSWERS.get(form.asked, "그대로"))

    @rule(who=st.integers(0, 1), program=st.sampled_from(PROGRAMS))
    def tells_all_at_once(self, who: int, program: str) -> None:
        """Register in three messages."""
        for text in (f"/register {program} now", "동의", AT_ONCE[0]):
            self.turn(who, text)

    @rule(who=st.integers(0, 1), text=TEXTS, first=TEXTS)
    def is_overtaken(self, who: int, text: str, first: str) -> None:
        """Say something while another process handles what was said before."""
        self.turn(who, text, first=(who, first))

    @rule(who=st.integers(0, 1), text=TEXTS)
    def confirms_while_the_other_does_something(self, who: int, text: str) -> None:
        """Confirm while the other's turn commits."""
        self.turn(who, "확인", first=(1 - who, text))

    @rule(span=st.sampled_from(SPANS))
    def time_goes_by(self, span: dt.timedelta) -> None:
        """Wait, for minutes or weeks."""
        self.now += span

    @rule(who=st.integers(0, 1), really=st.sampled_from([False, False, False, True]))
    def forgets(self, who: int, really: bool) -> None:
        """Have everything erased, seldom after all."""
        self.turn(who, "/forget")
        if really:
            self.turn(who, "/forget yes")

    @rule(who=st.integers(0, 1), yes=st.booleans())
    def withdraws(self, who: int, yes: bool) -> None:
        """Withdraw one of the registrations, after all or not."""
        if mine := self.mine(who):
            self.turn(who, f"/withdraw {mine[0].receipt}")
            self.turn(who, f"/withdraw {mine[0].receipt} yes" if yes else "아니요")

    @rule(who=st.integers(0, 1), text=st.sampled_from((*VALUES, *CORRECTIONS, *AT_ONCE)), typed=st.booleans())
    def edits(self, who: int, text: str, typed: bool) -> None:
        """Change one of the registrations."""
        if mine := self.mine(who):
            self.turn(who, f"/edit {mine[0].receipt}" + (" typed" if typed else ""))
            self.turn(who, text)
            self.turn(who, "확인")

    @rule(who=st.integers(0, 1), change=st.sampled_from(DEPLOYS))
    def is_deployed(self, who: int, change: str) -> None:
        """Go on with another version of the form."""
        speaker = self.speakers[who]
        form = speaker.seen.form
        if form is None or form.form != FORM.id:
            return
        values = dict(form.values)
        match change:
            case "slot gone":
                values["fax"] = FAX
            case "value unreadable" if "phone" in values:
                values["phone"] = UNREADABLE
        changed: dict[str, Any] = {"version": form.version - 1, "values": values}
        if change == "asked gone":
            changed["asked"] = "fax"
        if change == "form gone":
            changed["form"] = "questionnaire"
        stored = speaker.seen.model_copy(update={"form": form.model_copy(update=changed)})
        self.run(self.database.write(_put, speaker.channel, speaker.user, stored.model_dump(mode="json")))
        # What no slot reads any more can't be kept; the rest must be.
        changed["values"] = {slot: value for slot, value in values.items() if value not in NO_VALUES}
        left = None if change == "form gone" else form.model_copy(update=changed)
        speaker.seen = speaker.seen.model_copy(update={"form": left})

    @rule(who=st.integers(0, 1), really=st.sampled_from([False, False, True]))
    def links(self, who: int, really: bool) -> None:
        """Link the two messengers: from then on, both are of one owner."""
        self.turn(who, "/link")
        code = re.search(r"(?<!\d)\d{6}(?!\d)", json.dumps(self.answer, ensure_ascii=False))
        if code is not None:
            self.turn(1 - who, f"/link {code.group()}")
            self.turn(1 - who, "네" if really else "아니요")

    # How it is done

    def run(self, doing: Any) -> Any:
        """Run something to its end."""
        return self.runner.run(_awaited(doing))

    def mine(self, who: int) -> tuple[Registration, ...]:
        """The registrations of one of them."""
        owner = self.speakers[who].owner
        if owner is None:
            return ()
        found: tuple[Registration, ...] = self.run(self.database.read(registrations.of_owner, owner))
        return found

    def tap(self, who: int, command: str) -> None:
        """Tap the button of a command."""
        self.turn(who, command, choice=command)

    def turn(self, who: int, text: str, *, choice: str | None = None, first: tuple[int, str] | None = None) -> None:
        """Have a message handled, maybe after another one that overtakes it, and look at what became of it."""
        if first is not None:
            overtaking, words = first

            async def overtake() -> None:
                await self.handled(self.elsewhere, overtaking, words, None)

            self.database.before = overtake
        self.now += dt.timedelta(seconds=1)
        self.run(self.handled(self.dialogue, who, text, choice))
        self.database.before = None

    async def handled(self, dialogue: Dialogue, who: int, text: str, choice: str | None) -> None:
        """Have a message handled; check that nothing typed is lost by it."""
        speaker = self.speakers[who]
        message = Message(channel=speaker.channel, user=speaker.user, text=text, at=self.now, choice=choice)
        self.answer = await dialogue.turn(message, lay_out, queued=False)
        loaded = await self.database.read(turns.load, channel=speaker.channel, user=speaker.user, key=None)
        before, after = speaker.seen, Conversation.model_validate(loaded.conversation)
        # Whoever has everything erased, or cuts a link, is somebody new afterwards.
        begins_anew = loaded.owner not in {one.owner for one in self.speakers}
        speaker.seen, speaker.owner = after, loaded.owner
        self.buttons += [offered.command for offered in after.choices]
        mine = await self.database.read(registrations.of_owner, loaded.owner or "")
        lost = _lost(before, after, mine, self.now)
        assert not lost or begins_anew or _given_up(before, choice or text), f"{text!r} lost {lost}"
        assert RESIDENT[-7:] not in json.dumps(loaded.conversation, ensure_ascii=False)

    # What must hold

    @invariant()
    def all_that_is_registered_is_as_it_should_be(self) -> None:
        """Every value reads itself, in an open window, after a consent, and each firm stands once for a program."""
        found: tuple[Registration, ...] = self.run(self.database.read(registrations.search, size=1000)).items
        said = self.run(self.database.read(_said))
        for made in found:
            _check_values(made)
            until_then = [given for at, given in said.get(made.owner, ()) if at <= made.created_at]
            assert until_then[-1:] == [True], "without consent"
            taken = intake(knowledge().programs[made.program], made.created_at.astimezone(SEOUL))
            assert taken is (Intake.REGISTER if made.standing == "registered" else Intake.WAIT), "into a closed window"
        standing = Counter((made.program, made.business_number) for made in found if made.status != "withdrawn")
        assert all(count == 1 for count in standing.values()), "twice"


async def _awaited(doing: Awaitable[Any]) -> Any:
    return await doing


def _put(connection: Connection, channel: str, user: str, state: dict[str, Any]) -> None:
    account = turns.load(connection, channel=channel, user=user, key=None).account
    connection.execute(update(conversation).where(conversation.c.account == account).values(state=state))


def _said(connection: Connection) -> dict[str, list[tuple[dt.datetime, bool]]]:
    """When each owner agreed to a registration or took it back, in this order."""
    said: dict[str, list[tuple[dt.datetime, bool]]] = {}
    lines = select(consent.c.owner, consent.c.at, consent.c.given).where(consent.c.kind == "registration")
    for line in connection.execute(lines.order_by(consent.c.at, consent.c.id)):
        said.setdefault(line.owner, []).append((line.at, line.given))
    return said


def _check_values(made: Registration) -> None:
    details = made.details or {}
    for slot in TYPED_SLOTS:
        value = details.get(slot.id) if slot.id in {"product", "market"} else getattr(made, slot.id)
        if value:
            assert slot.read is not None
            assert slot.read(value) == value, slot.id
    needs = knowledge().programs[made.program].registration.needs
    for name in ("firm_name", "business_number", "contact_person", "phone", "district", *needs):
        assert details.get(name) or getattr(made, name, None), f"without {name}"


def _typed(form: FormState | None) -> dict[str, str]:
    """What was typed into a form, and not only chosen or known before."""
    if form is None or form.form not in FORMS:
        return {}
    untyped = {"consent", *form.known}
    return {slot: value for slot, value in form.values.items() if value and slot not in untyped}


def _lost(
    before: Conversation, after: Conversation, mine: tuple[Registration, ...], now: dt.datetime
) -> dict[str, str]:
    """What had been typed, and is now neither in the form nor remembered nor registered nor replaced in this turn."""
    form = before.form
    edited = form.edits.receipt if form is not None and form.edits is not None else None
    kept = {*after.typed.items(), *(after.form.values.items() if after.form else ())}
    # Registered with this form, or what its registration has already.
    of_form = kept.union(*(_values(made) for made in mine if made.receipt == edited or made.updated_at >= now))
    typed = _typed(form)
    lost = {slot: value for slot, value in typed.items() if (slot, value) not in of_form}
    # What was typed into an earlier form may have been registered since.
    registered = kept.union(*map(_values, mine))
    earlier = {slot: value for slot, value in before.typed.items() if slot not in typed}
    lost |= {slot: value for slot, value in earlier.items() if (slot, value) not in registered}
    settled = after.form.settled_at if after.form else {}
    return {slot: value for slot, value in lost.items() if settled.get(slot) != now and value not in NO_VALUES}


def _values(made: Registration) -> set[tuple[str, str]]:
    own = {(slot.id, getattr(made, slot.id)) for slot in TYPED_SLOTS if hasattr(made, slot.id)}
    return own | set((made.details or {}).items())


def _given_up(before: Conversation, said: str) -> bool:
    """Whether somebody confirmed to cancel."""
    form = before.form
    if form is None:
        return False
    confirmed = form.cancelling and control(said) in {Control.YES, Control.CANCEL, Control.SUBMIT}
    return confirmed or said.split()[:3] == ["/f", form.token, "stop"]


def _played(steps: int, examples: int, template: Path) -> None:
    class Machine(TwoOwners):
        pass

    Machine.template = template
    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
            # Thirty steps can be read as they are; to find fewer takes many minutes.
            phases=(Phase.reuse, Phase.generate),
        ),
    )


def test_nothing_wrong_is_ever_registered_and_nothing_typed_is_lost(sqlite_template: Path) -> None:
    _played(30, 50, sqlite_template)


@pytest.mark.parametrize("program", [OPEN_PROGRAM, WAITING, WITH_MARKET])
def test_what_is_played_does_register_somebody(sqlite_template: Path, program: str) -> None:
    # A property that nothing ever reaches would hold for nothing.
    TwoOwners.template = sqlite_template
    played = TwoOwners()
    try:
        played.answers_well(0, program, 9)
        assert [made.program for made in played.mine(0)] == [program]
        played.edits(0, "02-123-4567", typed=False)
        assert [made.phone for made in played.mine(0)] == ["+8221234567"]
    finally:
        played.teardown()
