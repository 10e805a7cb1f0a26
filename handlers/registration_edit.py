"""Changing a pre-registration that one has made: the form of the registration again, opened at its review.

What it began with is remembered with the form, by the instant of the registration's last change: who changes something
that was changed meanwhile is shown what stands now, with his changes put over it, and confirms that.
"""

import dataclasses
import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence

from handlers import explanation, own_registrations, registration, same_firm
from handlers.business_number import masked as masked_number
from handlers.forms import asking, correction, engine, filling, several
from handlers.forms.form import Form, Slot
from handlers.forms.reading import still_reads
from handlers.forms.several import Several
from handlers.forms.state import Edits, FormState
from handlers.own_registrations import masked_rows, mine, not_found, receipt_in, standing, status_since, values_of
from handlers.registration_day import decided_for
from handlers.registration_refused import instead, not_met, source
from handlers.registration_slots import DETAILS, SLOTS
from handlers.registration_status import program_name, status_of
from handlers.reply import COMMAND_BYTES, Choice, Item, Listing, Paragraph, Part, Reply, Rows
from handlers.turn import Turn
from handlers.wording import say
from knowledge.ask import Ask
from knowledge.fact import Profile
from knowledge.program import Program
from knowledge.standing import intake
from knowledge.verdict import Judgement, Verdict, judge
from knowledge.window import SEOUL
from storage import registrations
from storage.registrations import Registration

ID = "edit"
AS_TYPED = "typed"
"""Behind a receipt number: puts what was typed into a registration of the same firm over what is registered."""
SHOWN = 5
_DECIDED_ON = frozenset({"firm_name", "business_number", "district", *DETAILS})
"""What an admin's decision rests on."""
_TICK = dt.timedelta(microseconds=1)
_OF_MINE = re.compile(
    r"^(?:(?:제가|저희가|내가|우리가|제|저희|내|우리|아까|어제|전에|지난번에)\s*)*(?:사전\s*)?(?:등록|신청|접수)"
    r"(?:한|했던|된|해\s*둔)?\s*(?:거|것|건|내용|내역|정보|사항)?\s*(?:에서|에|의|중에서|중에|중)?\s+(?=\S)"
)
"""What says of a value only that it stands in a registration: "등록한 전화번호를 …"."""
_NAME_BEHIND = re.compile(
    r"^(?:\S.*?\s*(?:말고|아니고|아니라)[\s,]+)?(?P<value>\S+?(?:으로|로))\s+(?P<name>[가-힣]{2,6}?)(?:을|를|은|는)?"
    r"\s+(?:(?:다시|좀)\s+)?(?P<change>(?:바꾸|바꿔|바꿀|변경|수정|고치|고쳐|고칠|정정).*)$"
)
"""A value before the name of what it shall be: "김철수 말고 김영희로 담당자 고쳐 주세요"."""


async def edit(turn: Turn, argument: str = "") -> Reply:
    """Open the form that changes a registration: ``/edit R-… [typed]``.

    Args:
        turn: the turn.
        argument: its receipt number, and "typed" to begin with what was typed into a registration of the same firm, or
            only with the slots that are named behind it; without a number, the only registration that stands is meant,
            and where there are more it is asked which.
    """
    receipt = receipt_in(argument)
    if receipt is None:
        stand = await standing(turn)
        return await _open(turn, stand[0]) if len(stand) == 1 else _which(turn, stand)
    found = await mine(turn, receipt)
    if found is None:
        return not_found(turn, receipt)
    _, *behind = argument.split()
    if behind[:1] != [AS_TYPED]:
        return await _open(turn, found)
    typed = turn.conversation.typed
    return await _open(turn, found, {slot: typed[slot] for slot in behind[1:] or typed if slot in typed})


async def asked(turn: Turn, wanted: Ask) -> Reply:
    """Answer who wants to change his registration in words; what he says shall stand in it is put in at once."""
    form = turn.conversation.form
    if form is not None and form.edits is not None:
        why = _why_locked(turn, await mine(turn, form.edits.receipt), form.edits)
        return Reply(lead=why or say(turn.language, "forms.what_to_change"))
    if form is not None and form.form == registration.FORM.id:
        return Reply(lead=say(turn.language, "forms.what_to_change"))
    stand = await standing(turn, wanted.programs)
    said = _OF_MINE.sub("", turn.message.text.strip(), count=1)
    said = _NAME_BEHIND.sub(r"\g<name>을 \g<value> \g<change>", said)
    if len(stand) != 1:
        told = _told(turn, said, FORM.slots)
        turn.remember(typed={**turn.conversation.typed, **told.values})
        return _which(turn, stand, tuple(told.values))
    opened = await _open(turn, stand[0])
    state = turn.conversation.form
    if state is None or state.edits is None:
        return opened
    slots = FORM.needed(turn, state)
    told = _told(turn, said, slots)
    if told.slots:
        return await filling.settle_several(turn, FORM, state, told)
    labels = {say(turn.language, slot.label): slot for slot in slots}
    if correction.find(said, slots, labels) is None:
        return opened
    return await engine.take(turn, FORM, said) or opened


def _told(turn: Turn, said: str, slots: Sequence[Slot]) -> Several:
    """What a wish to change something says for sure; that of a single name is a correction, with words around it."""
    found = several.find(said, slots, {slot.id: say(turn.language, slot.label) for slot in slots})
    sure = {slot: value for slot, value in found.values.items() if slot in found.sure}
    if len(sure) == 1 and not found.wrong and FORM.by_id[next(iter(sure))].kind == "open":
        return Several()
    return Several(values=sure, wrong=found.wrong, sure=found.sure)


async def _open(turn: Turn, found: Registration, typed: Mapping[str, str] | None = None) -> Reply:
    """Open the form at its review, or go on with the one that is open for this registration.

    Args:
        turn: the turn.
        found: the registration.
        typed: what was typed before, by slot, and is put over what is registered.
    """
    if found.status == "withdrawn":
        return _withdrawn(turn, found)
    edits = Edits(receipt=found.receipt, seen_at=found.updated_at, locked=_locked(turn, found))
    held = turn.conversation.form
    open_already = held is not None and held.edits is not None and held.edits.receipt == found.receipt
    over = dict(typed or {})
    if open_already and held is not None:
        over = _typed(held) | over
    opened = await _begin(turn, found, edits, over)
    state = turn.conversation.form
    if typed and state is not None and state.edits is not None:
        taken = typed.keys() & {slot.id for slot in FORM.needed(turn, state)}
        turn.remember(typed={slot: value for slot, value in turn.conversation.typed.items() if slot not in taken})
    return opened


async def _begin(turn: Turn, found: Registration, edits: Edits, typed: Mapping[str, str]) -> Reply:
    """Open the form with what is registered, and what was typed put over it."""
    stored = values_of(found)
    state = FormState(form=ID, token="", subject=found.program, edits=edits)
    slots = {slot.id: slot for slot in FORM.needed(turn, state)}
    over = {
        slot: value
        for slot, value in typed.items()
        if slot in slots and value != stored.get(slot) and await still_reads(turn, slots[slot], value)
    }
    values = {slot: value for slot, value in (stored | over).items() if slot in slots}
    notes: list[Part] = [Paragraph(text=say(turn.language, "registration.edit.asked", receipt=found.receipt))]
    if why := _why_locked(turn, found, edits):
        notes.append(Paragraph(text=why))
    left_out = [slot for slot, value in typed.items() if slot in edits.locked and value != stored.get(slot)]
    if left_out:
        labels = ", ".join(say(turn.language, f"registration.{slot}") for slot in left_out)
        notes.append(Paragraph(text=say(turn.language, "registration.edit.kept_off", labels=labels)))
    known = [slot for slot in values if slot not in over]
    return await engine.begin(turn, FORM, found.program, values, notes=notes, known=known, edits=edits)


def _which(turn: Turn, stand: tuple[Registration, ...], typed: tuple[str, ...] = ()) -> Reply:
    """Ask which registration is meant; ``typed`` are the slots of which it was said what shall stand in them."""
    if not stand:
        see = Choice(label=say(turn.language, "registration.see_programs"), command="/programs")
        return Reply(lead=say(turn.language, "registration.edit.none"), choices=(_see_mine(turn), see))
    items = tuple(
        Item(
            title=program_name(turn, one.program),
            description=one.receipt,
            command=_command(one.receipt, typed),
        )
        for one in stand[:SHOWN]
    )
    return Reply(
        lead=say(turn.language, "registration.edit.which"),
        parts=(Listing(items=items),),
        choices=(_see_mine(turn),),
    )


def _command(receipt: str, typed: tuple[str, ...]) -> str:
    """The command that opens the form with what was typed; without it where a button has no room for so much."""
    with_typed = " ".join((f"/edit {receipt}", AS_TYPED, *typed))
    return with_typed if typed and len(with_typed) <= COMMAND_BYTES else f"/edit {receipt}"


def _withdrawn(turn: Turn, found: Registration) -> Reply:
    again = Choice(label=say(turn.language, "registration.again"), command=f"/register {found.program}")
    return Reply(
        title=program_name(turn, found.program),
        lead=say(turn.language, "registration.edit.withdrawn", receipt=found.receipt),
        choices=(again, _see_mine(turn)),
    )


def _locked(turn: Turn, found: Registration) -> tuple[str, ...]:
    """The slots of a registration that can't be changed any more.

    Once it is decided on, all that the decision rests on. Once the program takes no registrations, the number: its
    check digit shows most slips, so another number is as good as always another firm.
    """
    if found.status != "received":
        return tuple(sorted(_DECIDED_ON))
    program = turn.knowledge.programs.get(found.program)
    if program is None or not intake(program, decided_for(turn)).takes:
        return ("business_number",)
    return ()


def _why_locked(turn: Turn, found: Registration | None, edits: Edits) -> str | None:
    if not edits.locked or found is None:
        return None
    if found.status != "received":
        return say(turn.language, "registration.edit.locked.decided", status=status_of(turn, found))
    return say(turn.language, "registration.edit.locked.over")


def _not_locked(slot: Slot) -> Callable[[Turn, FormState], bool]:
    """Whether the form has a slot: the program asks it, and it can still be changed."""

    def needed(turn: Turn, state: FormState) -> bool:
        return (state.edits is None or slot.id not in state.edits.locked) and slot.needed(turn, state)

    return needed


def _typed(state: FormState) -> dict[str, str]:
    """What was typed into the form."""
    return {slot: value for slot, value in state.values.items() if slot not in state.known}


def _changed(state: FormState, found: Registration) -> dict[str, str]:
    """The slots that the form changes, with their new values, in the order of the form."""
    stored = values_of(found)
    return {
        slot.id: state.values[slot.id]
        for slot in SLOTS
        if slot.id in _typed(state) and state.values[slot.id] != stored.get(slot.id, "")
    }


async def _stored(turn: Turn, state: FormState) -> Registration | None:
    return await mine(turn, state.edits.receipt) if state.edits is not None else None


def _program(turn: Turn, state: FormState) -> Program | None:
    return turn.knowledge.programs.get(state.subject or "")


def _title(turn: Turn, state: FormState) -> str | None:
    return program_name(turn, state.subject) if state.subject else None


async def _review(turn: Turn, state: FormState) -> tuple[Part, ...]:
    found, program = await _stored(turn, state), _program(turn, state)
    if found is None:
        return ()
    changed = _changed(state, found)
    parts: list[Part] = []
    if changed:
        labels = ", ".join(say(turn.language, f"registration.{slot}") for slot in changed)
        parts.append(Paragraph(text=say(turn.language, "registration.edit.changes", labels=labels)))
    if program is not None and "district" in changed:
        judgement = judge(program, _facts(turn, changed), decided_for(turn).date())
        if judgement.verdict is Verdict.NO:
            parts.append(not_met(turn, program, judgement))
    return tuple(parts)


def _facts(turn: Turn, changed: Mapping[str, str]) -> Profile:
    """What is known of the firm: its district is the new one, whatever was told before."""
    return {**turn.profile, "region": changed["district"]}


async def _still(turn: Turn, state: FormState) -> Reply | None:
    """Say that the registration was withdrawn or erased while the form lay open."""
    found = await _stored(turn, state)
    if found is not None and found.status != "withdrawn":
        return None
    filling.close(turn)
    turn.remember(typed={**turn.conversation.typed, **_typed(state)})
    receipt = state.edits.receipt if state.edits is not None else ""
    return Reply(
        title=_title(turn, state),
        lead=say(turn.language, "registration.edit.gone", receipt=receipt),
        choices=(_see_mine(turn),),
    )


async def _finish(turn: Turn, state: FormState) -> Reply:
    """Store what was changed, unless the registration, the verdict or another one of the firm is against it."""
    if (over := await _still(turn, state)) is not None:
        return over
    found, edits = await _stored(turn, state), state.edits
    if found is None or edits is None:
        raise ValueError("the form changes no registration")
    changed = _changed(state, found)
    if found.updated_at != edits.seen_at or not changed.keys().isdisjoint(_locked(turn, found)):
        return await _changed_meanwhile(turn, state, found)
    if not changed:
        return _unchanged(turn, found)
    program = _program(turn, state)
    decision = dict(found.decision or {})
    judgement: Judgement | None = None
    if program is not None and "district" in changed:
        facts = _facts(turn, changed)
        judgement = judge(program, facts, decided_for(turn).date())
        if judgement.verdict is Verdict.NO:
            return _not_with_this_district(turn, state, program, judgement, facts)
    if program is not None and "business_number" in changed:
        there = await turn.read(registrations.active, program.id, changed["business_number"])
        if there is not None and there.id != found.id:
            return _registered_already(turn, state, program, there)
    if program is not None and judgement is not None:
        decision |= registration.decision(turn, program, judgement, _facts(turn, changed))
    stored = _with(turn, found, changed, decision, state.token)
    turn.change(registrations.change, stored, seen_at=edits.seen_at)
    filling.close(turn)
    notes = [explanation.sentence(program, judgement, turn.language)] if program and judgement else []
    return _done(turn, stored, tuple(changed), *notes)


def _with(
    turn: Turn, found: Registration, changed: Mapping[str, str], decision: Mapping[str, object], token: str
) -> Registration:
    """The registration as it shall be; that it was changed is kept with its decision, without the values."""
    # Later than what was seen, whatever the clocks of two messengers say: else the next change could miss this one.
    at = max(turn.now, found.updated_at + _TICK)
    edited = {
        "at": at.isoformat(),
        "slots": list(changed),
        "form": token,
        "since": status_since(found).isoformat(),
    }
    before = (found.decision or {}).get("edited") or []
    values = values_of(found) | dict(changed)
    return dataclasses.replace(
        found,
        firm_name=values["firm_name"],
        district=values["district"],
        business_number=values["business_number"],
        contact_person=values["contact_person"],
        phone=values["phone"],
        email=values.get("email", ""),
        details={slot: values[slot] for slot in DETAILS if slot in values},
        decision={**decision, "edited": [*before, edited]},
        updated_at=at,
    )


async def _changed_meanwhile(turn: Turn, state: FormState, found: Registration) -> Reply:
    """Show what stands now, with what was typed put over it, to be confirmed again."""
    edits = Edits(receipt=found.receipt, seen_at=found.updated_at, locked=_locked(turn, found))
    typed = _typed(state)
    reply = await _begin(turn, found, edits, typed)
    lead = say(turn.language, "registration.edit.changed_meanwhile", status=status_of(turn, found))
    put_over = (Paragraph(text=say(turn.language, "registration.edit.put_over")),) if typed else ()
    return reply.model_copy(update={"lead": lead, "parts": (*put_over, *reply.parts, Paragraph(text=reply.lead))})


def _not_with_this_district(
    turn: Turn, state: FormState, program: Program, judgement: Judgement, facts: Profile
) -> Reply:
    """Say what is not met, and leave the form open: the district may have been mistyped."""
    return Reply(
        title=program.named(turn.language),
        lead=say(turn.language, "registration.edit.not_eligible"),
        parts=(
            not_met(turn, program, judgement),
            Paragraph(text=say(turn.language, "registration.edit.not_eligible_next")),
            *instead(turn, program, facts),
        ),
        source=source(turn, program),
        choices=(
            asking.change_choice(turn, state, FORM.by_id["district"]),
            asking.choice(turn, state, "forms.cancel", "cancel"),
        ),
    )


def _registered_already(turn: Turn, state: FormState, program: Program, there: Registration) -> Reply:
    """Say that the new number is registered already; the form stays for another one."""
    if there.owner != turn.person.owner:
        day = there.created_at.astimezone(SEOUL).date().isoformat()
        number = masked_number(there.business_number)
        lead = say(turn.language, "registration.edit.duplicate", number=number, day=day)
        return same_firm.told(turn, FORM, state, program, there).model_copy(update={"lead": lead})
    see = say(turn.language, "registration.edit.see", receipt=there.receipt)
    return Reply(
        title=program.named(turn.language),
        lead=say(turn.language, "registration.edit.duplicate_own", receipt=there.receipt),
        choices=(
            asking.change_choice(turn, state, FORM.by_id["business_number"]),
            Choice(label=see, command=f"/my {there.receipt}"),
            asking.choice(turn, state, "forms.cancel", "cancel"),
        ),
    )


def _unchanged(turn: Turn, found: Registration) -> Reply:
    filling.close(turn)
    return Reply(
        title=program_name(turn, found.program),
        lead=say(turn.language, "registration.edit.unchanged", receipt=found.receipt),
        choices=_after(turn, found.receipt),
    )


def _done(turn: Turn, stored: Registration, changed: tuple[str, ...], *notes: str) -> Reply:
    rows = Rows(heading=say(turn.language, "registration.edit.done_heading"), rows=masked_rows(turn, stored, changed))
    return Reply(
        title=program_name(turn, stored.program),
        lead=say(turn.language, "registration.edit.done", receipt=stored.receipt),
        parts=(rows, *(Paragraph(text=note) for note in notes)),
        choices=_after(turn, stored.receipt),
    )


async def _again(turn: Turn, token: str) -> Reply | None:
    """What the form of this token has changed: its button was tapped once more."""
    for found in await turn.read(registrations.of_owner, turn.person.owner):
        for edited in (found.decision or {}).get("edited") or ():
            if edited["form"] == token:
                done = _done(turn, found, tuple(edited["slots"]))
                lead = say(turn.language, "registration.edit.before", receipt=found.receipt)
                return done.model_copy(update={"lead": lead})
    return None


def _leave(turn: Turn, state: FormState) -> tuple[Choice, ...]:
    return _after(turn, state.edits.receipt) if state.edits is not None else ()


def _after(turn: Turn, receipt: str) -> tuple[Choice, ...]:
    again = f"/my {receipt} {own_registrations.AGAIN}"
    return (
        Choice(label=say(turn.language, "registration.edit.see", receipt=receipt), command=f"/my {receipt}"),
        Choice(label=say(turn.language, "registration.my.receipt"), command=again),
    )


def _see_mine(turn: Turn) -> Choice:
    return Choice(label=say(turn.language, "registration.see_mine"), command="/my")


FORM = Form(
    id=ID,
    version=1,
    slots=tuple(dataclasses.replace(slot, needed=_not_locked(slot)) for slot in SLOTS if slot.id != "consent"),
    title=_title,
    review_lead="registration.edit.review",
    confirm_label="registration.confirm",
    cancelled="registration.edit.cancelled",
    review=_review,
    leave=_leave,
    finish=_finish,
    together="registration.together",
    known=None,
    resumed="registration.edit.go_on",
    still=_still,
    again=_again,
)
