"""Linking messengers: with a six-digit code, the accounts of one person become those of one owner.

Whoever types a code that somebody else made sees all of his registrations. So it ends after ten minutes, works once, is
asked about again, is told to everybody whom it concerns, and wrong ones are counted (``storage.linking``).

The odds: a code is one of a million, and all accounts together may be wrong 30 times in any hour. So a code is guessed
with a chance of at most 30 in a million, one in 33,000, and only while guessing has stopped linking for everybody. Who
does nothing else all year has 30 × 8,760 = 262,800 tries. Where fourteen codes a day are made and left unused, one is
waiting at one instant in ten, and he finds 262,800 × 0.1 / 1,000,000 = 0.026 of them, one in 38 years; where a hundred
are, 0.18 a year. With one account alone he has five tries an hour, a sixth of that.
"""

import datetime as dt
import re
import secrets
from collections.abc import Sequence
from typing import Final

from handlers import linking_words
from handlers.confirmed import confirmed
from handlers.conversation import Conversation
from handlers.fact_words import short_label
from handlers.forms.control_word import Control, control
from handlers.reply import Choice, Item, Listing, Paragraph, Part, Reply, Row, Rows
from handlers.turn import Turn, new_id
from handlers.wording import say
from knowledge import hangul
from knowledge.base import profile_of
from knowledge.fact import Profile
from knowledge.window import SEOUL
from knowledge.words import Language
from storage import linking
from storage.linking import Linked, Maker, Side

VALID_FOR: Final = dt.timedelta(minutes=10)
DIGITS: Final = 6
SHOWN: Final = 4
"""So many of the last letters of a messenger's user id tell one's own accounts apart."""
MOST_LISTED: Final = 5
_MINUTE: Final = dt.timedelta(minutes=1)

_LANGUAGES: Final[tuple[Language, ...]] = ("ko", "en")
_NEW, _OFF, _JOIN, _NO, _YES = "new", "off", "join", "no", "yes"
_STEPS: Final = {
    "새코드": _NEW, "끊기": _OFF, "해제": _OFF, "연결끊기": _OFF, "연결해제": _OFF, "off": _OFF, "아니요": _NO,
}  # fmt: skip

_CODE = re.compile(r"[0-9]{6}")
_ALONE = re.compile(r"[0-9]{3}[ -]?[0-9]{3}")
_LATIN = re.compile(r"[a-z]", re.IGNORECASE)


async def link(turn: Turn, argument: str) -> Reply:
    """Answer ``/link [CODE|off]``.

    Args:
        turn: the turn of anybody.
        argument: empty for a code of one's own; somebody's code; "off", also with the id of a linked account; what
            buttons say besides: "join CODE", "off … yes" and "no". Joining and yes count only as the answer to the
            question whether to: an old button asks again.
    """
    said = argument.strip()
    said = _STEPS.get(hangul.spaceless(hangul.plain(said)), said)
    step, _, rest = said.partition(" ")
    if not said or step == _NEW:
        return await _offer(turn)
    if step == _NO:
        return Reply(lead=say(turn.language, "linking.left_as_it_is"))
    if step == _OFF:
        return await _part(turn, rest)
    if step == _JOIN and (code := _code(rest)) is not None:
        return await (_join(turn, code) if confirmed(turn, f"/link {said}") else _ask(turn, code))
    if (code := _code(said)) is not None:
        return await _ask(turn, code)
    return Reply(
        lead=say(turn.language, "linking.no_code"),
        parts=(Paragraph(text=say(turn.language, "linking.no_code_how")),),
        choices=(_new_code(turn.language),),
    )


async def take(turn: Turn, text: str) -> Reply | None:
    """Answer what was typed where it asks to link messengers in words, is a code where linking was the last thing that
    was offered, or says yes or no to it. None where it is something else: in an open form, a bare number is the form's.
    """
    offered = [choice.command for choice in turn.conversation.choices if choice.command.startswith("/link ")]
    if turn.conversation.form is None and offered:
        asked = next((one for one in offered if one.startswith(f"/link {_JOIN} ") or one.endswith(f" {_YES}")), None)
        answer = control(text) if asked is not None else None
        if asked is not None and answer is Control.YES:
            return await link(turn, asked.removeprefix("/link "))
        if answer is Control.NO:
            return await link(turn, _NO)
        if _ALONE.fullmatch(hangul.plain(text)):
            return await link(turn, text)
    argument = linking_words.argument_of(text)
    if argument is None:
        return None
    if _LATIN.search(text):
        turn.remember(language="en")
    return await link(turn, argument)


async def _offer(turn: Turn) -> Reply:
    """Make a code, say where to type it, and list what is linked."""
    language = turn.language
    if (paused := await _paused(turn)) is not None:
        return paused
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    expires_at = turn.now + VALID_FOR
    turn.change(linking.offer, turn.person.account, code, at=turn.now, expires_at=expires_at)
    here = await turn.read(linking.side, turn.person.owner)
    until = f"{expires_at.astimezone(SEOUL):%H:%M}"
    minutes = int(VALID_FOR / _MINUTE)
    filling = turn.conversation.form is not None
    parts: list[Part] = [
        Paragraph(text=say(language, "linking.where", code=code, minutes=minutes, until=until)),
        Paragraph(text=say(language, "linking.secret")),
        Paragraph(text=say(language, "linking.have_code_in_form" if filling else "linking.have_code")),
    ]
    choices = [_new_code(language)]
    if len(here.accounts) > 1:
        parts.append(_listed(turn, here.accounts))
        choices.append(Choice(label=say(language, "linking.choice.off"), command=f"/link {_OFF}"))
    return Reply(lead=say(language, "linking.code", code=code), parts=tuple(parts), choices=tuple(choices))


async def _ask(turn: Turn, code: str) -> Reply:
    """Show what a code would join, and ask whether to."""
    made_by = await _maker(turn, code)
    if isinstance(made_by, Reply):
        return made_by
    language = turn.language
    turn.change(linking.refuse_if_paused, turn.person.account, turn.now)
    here, there = await _sides(turn, made_by)
    other = _named(made_by.account, language)
    rows = tuple(
        Row(label=say(language, f"linking.{place}", messenger=messenger), value=_amount(turn, side))
        for place, messenger, side in (
            ("here", _channel(turn.message.channel, language), here),
            ("there", other, there),
        )
    )
    parts: list[Part] = [Rows(heading=say(language, "linking.is_joined"), rows=rows)]
    if differing := _differing(turn, here, there):
        parts.append(Paragraph(text=say(language, "linking.differing", other=other, facts=differing)))
    parts.append(Paragraph(text=say(language, "linking.consequence")))
    return Reply(
        lead=say(language, "linking.ask", other=other),
        parts=tuple(parts),
        choices=(
            Choice(label=say(language, "linking.choice.join"), command=f"/link {_JOIN} {code}", answers="yes"),
            Choice(label=say(language, "linking.choice.no"), command=f"/link {_NO}", answers="no"),
        ),
    )


async def _join(turn: Turn, code: str) -> Reply:
    """Join the owner of this account to that of the account that made the code."""
    made_by = await _maker(turn, code)
    if isinstance(made_by, Reply):
        return made_by
    language, person = turn.language, turn.person
    here, there = await _sides(turn, made_by)
    this = Linked(person.account, turn.message.channel, turn.message.user)
    turn.change(
        linking.join,
        code,
        speaking=person.account,
        owner_id=person.owner,
        into=made_by.owner,
        at=turn.now,
        told_here={one: _notice(made_by.account, one) for one in _LANGUAGES},
        told_there={one: _notice(this, one) for one in _LANGUAGES},
    )
    other = _named(made_by.account, language)
    known = {**_facts(turn, here), **_facts(turn, there)}
    what = say(language, "linking.both_see", registrations=here.registrations + there.registrations, facts=len(known))
    parts = [Paragraph(text=what)]
    if differing := _differing(turn, here, there):
        parts.append(Paragraph(text=say(language, "linking.differed", other=other, facts=differing)))
    parts.append(Paragraph(text=say(language, "linking.undo")))
    return Reply(
        lead=say(language, "linking.joined", other=other),
        parts=tuple(parts),
        choices=(
            Choice(label=say(language, "linking.choice.my"), command="/my"),
            Choice(label=say(language, "linking.choice.facts"), command="/facts"),
        ),
    )


async def _maker(turn: Turn, code: str) -> Maker | Reply:
    """Look a code up, and return who made it; or the answer, where no other owner's account did.

    Codes that are wrong, used or over are not told apart, and counted.
    """
    if (paused := await _paused(turn)) is not None:
        return paused
    language = turn.language
    made_by = await turn.read(linking.maker, code, turn.now)
    if made_by is None:
        turn.change(linking.note_wrong, turn.person.account, turn.now)
        why = say(language, "linking.wrong_why", minutes=int(VALID_FOR / _MINUTE), tries=linking.WRONG_OF_ONE)
        return Reply(lead=say(language, "linking.wrong"), parts=(Paragraph(text=why),), choices=(_new_code(language),))
    if made_by.account.account == turn.person.account:
        return Reply(lead=say(language, "linking.own_code"), choices=(_new_code(language),))
    if made_by.owner == turn.person.owner:
        other = _named(made_by.account, language)
        return Reply(lead=say(language, "linking.already", other=other), choices=(_see(language),))
    return made_by


async def _paused(turn: Turn) -> Reply | None:
    """Say until when no code is looked at; None where codes are."""
    pause = await turn.read(linking.pause, turn.person.account, turn.now)
    if pause is None:
        return None
    # The minute that is named has to be over the instant itself.
    at = f"{(pause.until + _MINUTE).astimezone(SEOUL):%H:%M}"
    key = "linking.paused.all" if pause.everybody else "linking.paused.one"
    return Reply(lead=say(turn.language, key, at=at), parts=(Paragraph(text=say(turn.language, "linking.paused.why")),))


async def _part(turn: Turn, argument: str) -> Reply:
    """Ask whether an account shall leave the others, this one if none is named; after that question, let it leave."""
    language, person = turn.language, turn.person
    here = await turn.read(linking.side, person.owner)
    words = argument.split()
    sure = words[-1:] == [_YES] and confirmed(turn, " ".join(("/link", _OFF, *words)))
    named = next((word for word in words if word != _YES), person.account)
    leaving = next((one for one in here.accounts if one.account == named), None)
    if len(here.accounts) < 2 or leaving is None:
        return Reply(lead=say(language, "linking.not_linked"), choices=(_see(language),))
    this = leaving.account == person.account
    if not sure:
        return _ask_to_part(turn, here, leaving, this=this)
    turn.change(
        linking.leave,
        leaving.account,
        owner_id=person.owner,
        fresh=new_id(),
        speaking=person.account,
        at=turn.now,
        told_leaving={one: _parted("linking.parted.you", leaving, one) for one in _LANGUAGES},
        told_staying={one: _parted("linking.parted.other", leaving, one) for one in _LANGUAGES},
    )
    if this:
        # What was talked about, and typed into a form, is of the owner whose messenger this is no longer.
        turn.conversation = Conversation(language=language)
        turn.profile = {}
    return Reply(
        lead=say(language, "linking.off.done" if this else "linking.off.done_other", other=_named(leaving, language)),
        choices=(_see(language),),
    )


def _ask_to_part(turn: Turn, here: Side, leaving: Linked, *, this: bool) -> Reply:
    language = turn.language
    others = ", ".join(_named(one, language) for one in here.accounts if one != leaving)
    stays = say(language, "linking.off.stays", what=_amount(turn, here), others=others)
    after = say(language, "linking.off.fresh" if this else "linking.off.fresh_other")
    command = f"/link {_OFF} {_YES}" if this else f"/link {_OFF} {leaving.account} {_YES}"
    return Reply(
        lead=say(language, "linking.off.ask" if this else "linking.off.ask_other", other=_named(leaving, language)),
        parts=(Paragraph(text=stays), Paragraph(text=after)),
        choices=(
            Choice(label=say(language, "linking.choice.part"), command=command, answers="yes"),
            Choice(label=say(language, "linking.choice.no"), command=f"/link {_NO}", answers="no"),
        ),
    )


def _notice(joined: Linked, language: Language) -> dict[str, object]:
    """Tell another account which one was linked, and how to undo it."""
    return Reply(
        lead=say(language, "linking.notice.joined", other=_named(joined, language)),
        parts=(Paragraph(text=say(language, "linking.notice.undo")),),
        choices=(
            Choice(label=say(language, "linking.choice.part_other"), command=f"/link {_OFF} {joined.account}"),
            _see(language),
        ),
    ).model_dump(mode="json")


def _parted(key: str, left: Linked, language: Language) -> dict[str, object]:
    parts = (Paragraph(text=say(language, f"{key}_what")),)
    return Reply(lead=say(language, key, other=_named(left, language)), parts=parts).model_dump(mode="json")


async def _sides(turn: Turn, made_by: Maker) -> tuple[Side, Side]:
    here = await turn.read(linking.side, turn.person.owner)
    return here, await turn.read(linking.side, made_by.owner)


def _amount(turn: Turn, side: Side) -> str:
    return say(turn.language, "linking.amount", registrations=side.registrations, facts=len(_facts(turn, side)))


def _facts(turn: Turn, side: Side) -> Profile:
    return profile_of(turn.knowledge.facts, side.facts)


def _differing(turn: Turn, here: Side, there: Side) -> str:
    """Name the facts that both sides know, and know otherwise."""
    ours, theirs = _facts(turn, here), _facts(turn, there)
    return ", ".join(
        short_label(fact, turn.language)
        for fact in turn.knowledge.facts.values()
        if fact.id in ours and fact.id in theirs and ours[fact.id] != theirs[fact.id]
    )


def _listed(turn: Turn, accounts: Sequence[Linked]) -> Listing:
    """List the accounts of an owner, this one first, each to be parted from the others."""
    language = turn.language
    this_first = sorted(accounts, key=lambda one: one.account != turn.person.account)
    return Listing(
        heading=say(language, "linking.accounts", count=len(accounts)),
        items=tuple(
            Item(
                title=_named(one, language),
                description=say(language, "linking.this") if one.account == turn.person.account else None,
                command=f"/link {_OFF} {one.account}",
            )
            for one in this_first[:MOST_LISTED]
        ),
    )


def _named(account: Linked, language: Language) -> str:
    """Return a messenger with the end of one's id there, "카카오톡(…3f2a)": enough to tell one's own accounts apart."""
    shown = min(SHOWN, (len(account.user) + 1) // 2)
    return f"{_channel(account.channel, language)}(…{account.user[-shown:]})"


def _channel(channel: str, language: Language) -> str:
    return say(language, f"linking.channel.{channel}")


def _code(text: str) -> str | None:
    """Return the digits of a code, however it is spaced; None where it is none."""
    digits = re.sub(r"[\s-]", "", hangul.plain(text))
    return digits if _CODE.fullmatch(digits) else None


def _new_code(language: Language) -> Choice:
    return Choice(label=say(language, "linking.choice.new"), command=f"/link {_NEW}")


def _see(language: Language) -> Choice:
    return Choice(label=say(language, "linking.choice.see"), command="/link")
