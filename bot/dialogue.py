"""One turn of dialogue, from what somebody said to what is committed and answered: load, decide, commit.

Nothing is held in the process that another process would need. The lock of an account only keeps the order in which its
messages came; what two processes do at once is decided by the conversation's version and by unique keys.
"""

import asyncio
import dataclasses
import datetime as dt
import re
from collections.abc import Sequence
from typing import Any
from weakref import WeakValueDictionary

import structlog

from bot import operator_log
from bot.channels.layout import MORE, Laid, LayOut
from handlers import (
    button_words,
    interview,
    linking,
    privacy,
    registering,
    routes,
    smalltalk,
    team,
    unanswered,
    verdict_receipts,
)
from handlers.conversation import AS_OF_SILENCE, Conversation, Offered
from handlers.forms import declared, resident_number
from handlers.forms.control_word import Control, control
from handlers.heard import heard
from handlers.message import Message
from handlers.reply import Listing, Reply
from handlers.turn import RETENTION, Person, Turn, new_id
from handlers.wording import say
from knowledge import hangul
from knowledge.base import Knowledge, profile_of, written
from knowledge.fact import Number, Since
from knowledge.intents import Intent
from knowledge.window import SEOUL
from knowledge.words import Language
from storage import profiles, turns
from storage.database import Database
from storage.deliveries import mentions
from storage.errors import Conflict, Moved, StorageUnavailable
from storage.turns import Loaded, Notice, TurnRecord

LONGEST_MESSAGE = 2_000
"""Characters; owners write a few dozen, an announcement has a thousand."""
TRIES = 3
ENGLISH_WORDS = 3
"""A message of fewer English words does not change the language of answers."""
_TURNING_PAGES = frozenset({"다음", "이전", "더", "next", "previous", "more"})
_ONWARD = frozenset({"더", "더보기", "더보여줘", "더보여주세요", "계속보기", "more", "showmore", "seemore"})
_ENGLISH_WORD = re.compile(r"[A-Za-z]{2,}")
_LETTER_OR_DIGIT = re.compile(r"[0-9A-Za-zㄱ-ㅎㅏ-ㅣ가-힣一-鿿]")

_log = structlog.get_logger(__name__)


class Dialogue:
    """Runs turns.

    Args:
        database: where everything that lasts is kept.
        knowledge: the programs.
        demo: demo mode, see ``Turn``.
        retention: how long a registration is kept, see ``Turn``.
        public_url: the address under which the service is reached from outside, or None.
        operator: the name of who answers for the data, or None.
        operator_contact: how to reach him, or None.
    """

    def __init__(
        self,
        database: Database,
        knowledge: Knowledge,
        *,
        demo: bool = False,
        retention: dt.timedelta = RETENTION,
        public_url: str | None = None,
        operator: str | None = None,
        operator_contact: str | None = None,
    ) -> None:
        self._database = database
        self._knowledge = knowledge
        self._demo = demo
        self._retention = retention
        self._public_url = public_url.rstrip("/") if public_url else None
        self._operator = operator
        self._operator_contact = operator_contact
        self._in_order: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self.queued = asyncio.Event()
        """Set when a turn has committed something that waits to be sent."""

    async def turn(self, message: Message, lay_out: LayOut, *, queued: bool) -> tuple[dict[str, Any], ...]:
        """Handle one message and return the answer as its messenger takes it.

        Args:
            message: what was said. A key that was handled before changes nothing and gets the stored answer.
            lay_out: lays replies out for the messenger.
            queued: the answer is to be sent: it is committed as delivery rows. Else it is what is returned.

        Raises:
            StorageUnavailable: nothing could be committed; the message may come again.
        """
        async with self._in_order.setdefault(message.address, asyncio.Lock()):
            for _ in range(TRIES):
                loaded = await self._database.read(
                    turns.load, channel=message.channel, user=message.user, key=message.key
                )
                if loaded.repeated:
                    return loaded.answer
                turn = self._begin(message, loaded)
                replies = await decide(turn)
                if turn.told and not loaded.profile:
                    replies = [privacy.with_notice_of_facts(turn, replies[0]), *replies[1:]]
                told, laid = _with_notices(
                    replies, _standing(turn, loaded) if turn.notices and not queued else (), lay_out, turn.language
                )
                _remember_offer(turn, [*replies, *(Reply.model_validate(notice.content) for notice in told)], laid)
                if turn.unfounded:
                    turn.change(profiles.forget, turn.person.owner, turn.unfounded)
                record = _record(turn, loaded, laid, told, queued=queued)
                try:
                    await self._database.write(turns.commit, record, turn.changes)
                except (Moved, Conflict):
                    continue
                operator_log.tell(turn.changes)
                if queued:
                    self.queued.set()
                return laid.bodies
        raise StorageUnavailable(
            "A turn could not be committed: others kept changing the same conversation. Send it again."
        )

    def _begin(self, message: Message, loaded: Loaded) -> Turn:
        now = message.at.astimezone(SEOUL)
        conversation = Conversation.model_validate(loaded.conversation or {})
        silence = now - conversation.last_at if conversation.last_at is not None else dt.timedelta()
        if silence > AS_OF_SILENCE:
            conversation = conversation.model_copy(update={"as_of": None})
        return Turn(
            message=message,
            person=Person(
                account=loaded.account or new_id(),
                owner=loaded.owner or new_id(),
                roles=loaded.roles,
                known=loaded.account is not None,
            ),
            conversation=conversation.model_copy(update={"last_at": now}),
            profile=profile_of(self._knowledge.facts, loaded.profile),
            now=now,
            knowledge=self._knowledge,
            read=self._database.read,
            demo=self._demo,
            silence=silence,
            retention=self._retention,
            public_url=self._public_url,
            operator=self._operator,
            operator_contact=self._operator_contact,
        )


async def decide(turn: Turn) -> list[Reply]:
    """Decide what to answer, in this order: what can't be read, a choice or command, the open form, a question."""
    text = turn.message.text.strip()
    if reason := _unreadable(turn.message):
        return await _with_form([await smalltalk.unreadable(turn, reason)], turn)
    if turn.message.choice is None and resident_number.mentioned(text):
        return await _without_resident_number(turn, text)
    said = turn.message.choice or (text if text.startswith("/") else None)
    said = said or _offered_choice(turn, text) or button_words.command_of(turn, text)
    if said == MORE:
        rest = list(turn.conversation.rest)
        return rest or [await smalltalk.nothing_more(turn)]
    if said is not None:
        opened = turn.conversation.form
        reply = await routes.command(turn, said)
        own = said.startswith("/f ") or turn.conversation.form != opened
        return [reply] if own else await _with_form([reply], turn)
    if (taken := await declared.take(turn, text)) is not None:
        return [taken]
    if team.is_code(text) and turn.conversation.form is None:
        return [await team.redeem(turn, text)]
    if verdict_receipts.is_code(text) and turn.conversation.form is None:
        of_team = turn.person.roles & team.STAFF
        return [await (verdict_receipts.show(turn, text) if of_team else verdict_receipts.own(turn, text))]
    if (linked := await linking.take(turn, text)) is not None:
        return await _with_form([linked], turn)
    return await _answer(turn, text)


async def _without_resident_number(turn: Turn, text: str) -> list[Reply]:
    """Refuse a 주민등록번호 before anything of it is stored, and answer what else was said."""
    rest = resident_number.without(text)
    form = declared.open_form(turn)
    kept_whole = form is not None and form.together is None
    turn.message = dataclasses.replace(turn.message, text=rest)
    if kept_whole or not _LETTER_OR_DIGIT.search(rest):
        refused = Reply(lead=say(turn.language, "forms.resident_number"))
        return await _with_form([refused], turn)
    first, *others = await decide(turn)
    lead = f"{say(turn.language, 'forms.resident_number_dropped')}\n\n{first.lead}"
    return [first.model_copy(update={"lead": lead}), *others]


async def _answer(turn: Turn, text: str) -> list[Reply]:
    """Answer what was asked in words, with the facts that were told in passing."""
    talk = turn.conversation
    understood = turn.knowledge.understanding.read(
        text,
        focus=talk.focus,
        topic=talk.topic,
        asked_fact=talk.asked_fact,
        before=talk.said,
        today=turn.asked_for.date(),
        profile=turn.profile,
    )
    turn.learn(heard(turn, turn.knowledge.facts.get(talk.asked_fact or ""), text, understood))
    turn.leave_open(understood.left_open)
    turn.suppose(understood.supposed)
    turn.remember(asked_fact=None)
    # A Korean word is enough to go back to Korean; a Latin abbreviation is no English.
    sure = understood.language == "ko" or len(_ENGLISH_WORD.findall(text)) >= ENGLISH_WORDS
    if understood.language and sure and understood.asks[0].intent is not Intent.LANGUAGE:
        turn.remember(language=understood.language)
    if understood.as_of is not None:
        turn.remember(as_of=None if understood.as_of.today else understood.as_of.as_of)
    if understood.not_meant and talk.said is not None:
        unanswered.note(turn, talk.said, "wrong")
    turn.remember(said=text)
    opened = turn.conversation.form
    replies = await routes.answer(turn, understood.asks, declined=understood.declined)
    if turn.conversation.form != opened:
        return replies
    return await _with_form(replies, turn)


async def _with_form(replies: list[Reply], turn: Turn) -> list[Reply]:
    """Append the question that the open form waits for, if one is open.

    Not where the answer is that question, or asks one of its own that a "네" shall answer.
    """
    if any(choice.answers is not None for reply in replies for choice in reply.choices):
        return replies
    question = await declared.question(turn)
    if question is None or any(reply.choices == question.choices for reply in replies):
        return replies
    return [*replies, question]


def _unreadable(message: Message) -> str | None:
    """Why a message can't be read, or None."""
    if message.choice is not None:
        return None
    if message.attachment:
        return "attachment"
    if len(message.text) > LONGEST_MESSAGE:
        return "huge"
    visible = hangul.plain(message.text)
    if not visible:
        return "empty"
    return None if _LETTER_OR_DIGIT.search(visible) else "symbols"


def _offered_choice(turn: Turn, text: str) -> str | None:
    """The command of the last answer's choice whose label, or whose number in a list, was typed.

    What is typed while a form is open is for the form, but for what of its question did not fit, and for what an answer
    to something else has just offered, in its very words.
    """
    typed = hangul.spaceless(hangul.plain(text))
    number = typed.removesuffix("번")
    filling = turn.conversation.form is not None
    if (answer := _numbered_answer(turn, number)) is not None:
        return answer
    if (answer := _yes_or_no(turn, text)) is not None:
        return answer
    for offered in turn.conversation.choices:
        label = hangul.spaceless(hangul.plain(offered.label))
        if filling and offered.command != MORE:
            if not offered.command.startswith("/f ") and hangul.plain(text) == hangul.plain(offered.label):
                return offered.command
            continue
        listed = offered.number is not None and number == str(offered.number)
        if listed or typed == label or (typed in _TURNING_PAGES and label.startswith(typed)):
            return offered.command
    if filling:
        return None
    if typed in _ONWARD:
        onward = hangul.spaceless(say(turn.language, "programs.next"))
        return next((one.command for one in turn.conversation.choices if hangul.spaceless(one.label) == onward), None)
    if control(text) is Control.KEEP:
        return next((one.command for one in turn.conversation.choices if one.command == "/check"), None)
    return None


def _yes_or_no(turn: Turn, text: str) -> str | None:
    """The command of the button that a typed yes or no means, where the last answer asked for one."""
    word = control(text)
    said = {Control.YES: "yes", Control.NO: "no"}.get(word) if word is not None else None
    return next((offered.command for offered in turn.conversation.choices if said and offered.answers == said), None)


def _numbered_answer(turn: Turn, number: str) -> str | None:
    """The command of the button that is meant by its place, where the bot asked for a fact and offered answers."""
    form = turn.conversation.form
    fact = turn.knowledge.facts.get((form.asked if form is not None else turn.conversation.asked_fact) or "")
    if fact is None or isinstance(fact, Number | Since) or not (number.isascii() and number.isdecimal()):
        return None
    if form is not None and form.form not in {interview.ID, registering.ID}:
        return None
    of_fact = f"/fact {fact.id} " if form is None else f"/f {form.token} "
    answers = [offered.command for offered in turn.conversation.choices if offered.command.startswith(of_fact)]
    return answers[int(number) - 1] if 0 < int(number[:3]) <= len(answers) else None


def _standing(turn: Turn, loaded: Loaded) -> Sequence[Notice]:
    """The waiting notices that the turn has not taken back."""
    return tuple(
        notice for notice in loaded.notices if not any(mentions(notice.content, receipt) for receipt in turn.taken_back)
    )


def _with_notices(
    replies: Sequence[Reply], notices: Sequence[Notice], lay_out: LayOut, language: Language
) -> tuple[Sequence[Notice], Laid]:
    """Lay ``replies`` out with as many of the waiting ``notices`` as are shown at once; return these, and the layout.

    One that would only stand behind '더 보기' waits for the next answer: nobody has to ask for what he is to be told.
    """
    for count in range(len(notices), 0, -1):
        told = [Reply.model_validate(notice.content) for notice in notices[:count]]
        laid = lay_out([*replies, *told], language)
        if not any(notice in laid.rest for notice in told):
            return notices[:count], laid
    return (), lay_out(replies, language)


def _remember_offer(turn: Turn, replies: Sequence[Reply], laid: Laid) -> None:
    """Keep what the answer offers, so that it can be typed as well as tapped, and what of it is still to be shown."""
    offered: list[Offered] = []
    for reply in replies:
        for part in reply.parts:
            if isinstance(part, Listing):
                offered += [
                    Offered(label=item.title, command=item.command, number=number)
                    for number, item in enumerate(part.items, part.first_number)
                    if item.command is not None
                ]
        offered += [
            Offered(label=choice.label, command=choice.command, answers=choice.answers) for choice in reply.choices
        ]
    if laid.rest:
        offered.append(Offered(label=say(turn.language, "more.label"), command=MORE))
    turn.remember(choices=tuple(offered), rest=laid.rest)


def _record(turn: Turn, loaded: Loaded, laid: Laid, told: Sequence[Notice], *, queued: bool) -> TurnRecord:
    message = turn.message
    return TurnRecord(
        channel=message.channel,
        user=message.user,
        key=message.key,
        account=turn.person.account,
        owner=turn.person.owner,
        newcomer=loaded.account is None,
        version=loaded.version,
        state=turn.conversation.model_dump(mode="json"),
        at=turn.now,
        answer=() if queued else laid.bodies,
        deliveries=laid.bodies if queued else (),
        delivered_notices=tuple(notice.id for notice in told),
        told={fact: written(value) for fact, value in turn.told.items()},
        friend=message.friend,
    )
