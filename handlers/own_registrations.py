"""One's own pre-registrations: looking them up, the receipt again, what one waits for, and withdrawing."""

import dataclasses
import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from handlers import business_number, registering, registration
from handlers.forms import asking, contact_details, filling
from handlers.registration_slots import DETAILS, SLOTS
from handlers.registration_status import program_name, status_of
from handlers.reply import Choice, Item, Listing, Paragraph, Part, Reply, Row, Rows
from handlers.turn import Turn
from handlers.wording import say
from knowledge.ask import Ask
from knowledge.window import SEOUL
from storage import deliveries, registrations, waitlist
from storage.registrations import Registration
from storage.waitlist import Wish

PAGE = 5
WISHES_WITH_A_BUTTON = 3
"""With five registrations to cancel, the next page and the open form they are the ten choices of a reply."""
WITHDRAWN_KEPT = dt.timedelta(days=30)
"""How long a withdrawn registration is kept, as its consent says."""
AGAIN = "receipt"
_ALIKE = str.maketrans("OIL", "011")
_RECEIPT = re.compile(r"R-?([0-9A-HJKMNP-TV-Z]{8})")
_ASKS_FOR_RECEIPT = re.compile(r"접수\s*증|등록\s*증|확인\s*증|receipt(?!\s*(?:number|no))", re.IGNORECASE)
_MASKED: Final[Mapping[str, Callable[[str], str]]] = {
    "business_number": business_number.masked,
    "contact_person": contact_details.masked_person,
    "phone": contact_details.masked_phone,
    "email": contact_details.masked_email,
}


def receipt_in(text: str) -> str | None:
    """Return the receipt number that ``text`` starts with ("r-7k2m9q0x", also with O for 0), or None."""
    first, _, _ = text.strip().upper().partition(" ")
    found = _RECEIPT.fullmatch(first[:1] + first[1:].translate(_ALIKE))
    return f"R-{found[1]}" if found else None


async def mine(turn: Turn, receipt: str) -> Registration | None:
    """Return the owner's registration with a receipt number; None also where it is somebody else's."""
    found = await turn.read(registrations.by_receipt, receipt)
    return found if found is not None and found.owner == turn.person.owner else None


async def standing(turn: Turn, programs: Sequence[str] = ()) -> tuple[Registration, ...]:
    """Return the owner's registrations that were not withdrawn, newest first; those for ``programs`` if any are named.

    Args:
        turn: the turn.
        programs: ids of programs; where the owner is registered for none of them, all count.
    """
    found = [one for one in await turn.read(registrations.of_owner, turn.person.owner) if one.status != "withdrawn"]
    return tuple([one for one in found if one.program in programs] or found)


def values_of(of: Registration) -> dict[str, str]:
    """Return what a registration holds, by slot, in the order of the form; what was not given is left out."""
    values = {slot.id: getattr(of, slot.id, "") for slot in SLOTS if slot.id not in DETAILS} | (of.details or {})
    return {slot.id: values[slot.id] for slot in SLOTS if values.get(slot.id)}


def masked_rows(turn: Turn, of: Registration, slots: Iterable[str]) -> tuple[Row, ...]:
    """Return slots of a registration with their values, masked."""
    values = values_of(of)
    return tuple(
        Row(
            label=say(turn.language, f"registration.{slot}"),
            value=_MASKED.get(slot, str)(values[slot]) if slot in values else say(turn.language, "forms.not_given"),
        )
        for slot in slots
    )


def status_since(of: Registration) -> dt.datetime:
    """Return since when a registration has its status (aware): what its owner changed in it later changes no status."""
    edited = (of.decision or {}).get("edited") or ()
    if edited and dt.datetime.fromisoformat(edited[-1]["at"]) == of.updated_at:
        return dt.datetime.fromisoformat(edited[-1]["since"])
    return of.updated_at


def not_found(turn: Turn, receipt: str) -> Reply:
    """Say that there is no such registration: the answer to somebody else's number as well."""
    return Reply(lead=say(turn.language, "registration.my.unknown", receipt=receipt), choices=(_see_mine(turn),))


async def asked(turn: Turn, wanted: Ask) -> Reply:
    """Answer who asks for his registrations in words; "접수증 다시 보여줘" means the receipt of the only one."""
    if receipt_in(wanted.words) is None and _ASKS_FOR_RECEIPT.search(wanted.words):
        found = await standing(turn, wanted.programs)
        if len(found) == 1:
            return _receipt_again(turn, found[0])
    return await show(turn, wanted.words)


async def show(turn: Turn, argument: str = "") -> Reply:
    """List the owner's registrations, newest first, five a page, and what he waits for.

    Args:
        turn: the turn.
        argument: empty, a page's number from 1, or a receipt number: it shows that one, and with "receipt" after it
            its receipt.
    """
    receipt = receipt_in(argument)
    if receipt is not None:
        one = await mine(turn, receipt)
        if one is None:
            return not_found(turn, receipt)
        return _receipt_again(turn, one) if argument.split()[1:] == [AGAIN] else _details(turn, one)
    found = await turn.read(registrations.of_owner, turn.person.owner)
    wishes = await turn.read(waitlist.of_owner, turn.person.owner)
    if not found:
        return _without_any(turn, wishes)
    pages = -(-len(found) // PAGE)
    said = argument.strip()
    page = min(max(int(said), 1), pages) if said.isascii() and said.isdigit() and len(said) < 4 else 1
    shown = found[(page - 1) * PAGE : page * PAGE]
    choices = [_withdraw_choice(turn, one) for one in shown if one.status != "withdrawn"]
    if page < pages:
        choices.append(Choice(label=say(turn.language, "registration.my.next"), command=f"/my {page + 1}"))
    listed = Listing(
        first_number=(page - 1) * PAGE + 1,
        items=tuple(
            Item(
                title=program_name(turn, one.program),
                description=_line(turn, one),
                command=f"/my {one.receipt}",
            )
            for one in shown
        ),
    )
    last = page == pages
    opened, go_on = _open_form(turn)
    return Reply(
        lead=say(turn.language, "registration.my.lead", count=len(found)),
        parts=(listed, *(_waiting_for(turn, wishes, len(found) + 1) if last else ()), *opened),
        choices=(*go_on, *choices, *(_leave_choices(turn, wishes) if last else ())),
    )


async def withdraw(turn: Turn, argument: str = "") -> Reply:
    """Ask whether a registration shall really be withdrawn, and with "yes" after its number withdraw it.

    Args:
        turn: the turn.
        argument: a receipt number, and "yes" where it was asked; without one, the only registration that stands is
            meant, and where there are more they are listed.
    """
    receipt = receipt_in(argument)
    if receipt is None:
        stand = await standing(turn)
        return await withdraw(turn, stand[0].receipt) if len(stand) == 1 else await show(turn)
    found = await mine(turn, receipt)
    if found is None:
        return not_found(turn, receipt)
    title = program_name(turn, found.program)
    if found.status == "withdrawn":
        lead = say(turn.language, "registration.withdraw.before", receipt=receipt, day=_day(found.updated_at))
        return Reply(title=title, lead=lead, choices=(_see_mine(turn),))
    if argument.split()[1:] != ["yes"]:
        return Reply(
            title=title,
            lead=say(turn.language, "registration.withdraw.ask", receipt=receipt),
            choices=(
                Choice(
                    label=say(turn.language, "registration.withdraw.yes"),
                    command=f"/withdraw {receipt} yes",
                    answers="yes",
                ),
                Choice(label=say(turn.language, "registration.withdraw.no"), command=f"/my {receipt}", answers="no"),
            ),
        )
    turn.change(registrations.withdraw, receipt, turn.person.owner, turn.now)
    # Who hears of a decision together with the end of what was decided on would not know which of them holds.
    turn.change(deliveries.take_back_notices, found.account, mentioning=receipt)
    turn.taken_back |= {receipt}
    form = turn.conversation.form
    if form is not None and form.edits is not None and form.edits.receipt == receipt:
        filling.close(turn)
    kept = _kept_until(dataclasses.replace(found, status="withdrawn", updated_at=turn.now))
    return Reply(
        title=title,
        lead=say(turn.language, "registration.withdraw.done", receipt=receipt),
        parts=(Paragraph(text=say(turn.language, "registration.withdraw.kept", day=kept)),) if kept else (),
        choices=(
            Choice(label=say(turn.language, "registration.again"), command=f"/register {found.program}"),
            _see_mine(turn),
        ),
    )


def _without_any(turn: Turn, wishes: Sequence[Wish]) -> Reply:
    opened, go_on = _open_form(turn)
    see = Choice(label=say(turn.language, "registration.see_programs"), command="/programs")
    return Reply(
        lead=say(turn.language, "registration.my.only_waiting" if wishes else "registration.my.none"),
        parts=(*_waiting_for(turn, wishes, 1), *opened),
        choices=(*go_on, *_leave_choices(turn, wishes), see),
    )


def _waiting_for(turn: Turn, wishes: Sequence[Wish], first_number: int) -> tuple[Part, ...]:
    """The programs of which the owner waits to be told."""
    if not wishes:
        return ()
    listed = Listing(
        heading=say(turn.language, "registration.my.waits"),
        first_number=first_number,
        items=tuple(
            Item(
                title=program_name(turn, wish.program),
                description=say(turn.language, "registration.my.waits_since", day=_day(wish.at)),
                command=f"/wait {wish.program}",
            )
            for wish in wishes[:PAGE]
        ),
    )
    more = len(wishes) - PAGE
    return (
        (listed, Paragraph(text=say(turn.language, "registration.my.waits_more", count=more)))
        if more > 0
        else (listed,)
    )


def _leave_choices(turn: Turn, wishes: Sequence[Wish]) -> tuple[Choice, ...]:
    known = turn.knowledge.programs
    return tuple(
        Choice(
            label=say(turn.language, "registration.my.leave", program=known[wish.program].name),
            command=f"/wait {wish.program} off",
        )
        for wish in wishes[:WISHES_WITH_A_BUTTON]
        if wish.program in known
    )


def _open_form(turn: Turn) -> tuple[tuple[Part, ...], tuple[Choice, ...]]:
    """The form of a registration that is open, and the choice to go on with it."""
    form = turn.conversation.form
    if form is None or (form.edits is None and form.form not in {registration.FORM.id, registering.ID}):
        return (), ()
    if form.edits is not None:
        text = say(turn.language, "registration.my.open.edit", receipt=form.edits.receipt)
    else:
        program = program_name(turn, form.subject or "")
        text = say(turn.language, "registration.my.open.registration", program=program)
    return (Paragraph(text=text),), (asking.choice(turn, form, "forms.resume", "go"),)


def _line(turn: Turn, of: Registration) -> str:
    return say(
        turn.language,
        "registration.my.line",
        receipt=of.receipt,
        status=status_of(turn, of),
        day=_day(of.created_at),
        phone=contact_details.masked_phone(of.phone),
    )


def _details(turn: Turn, of: Registration) -> Reply:
    language = turn.language
    status = say(language, "registration.my.status_since", status=status_of(turn, of), day=_day(status_since(of)))
    rows = [
        Row(label=say(language, "registration.status_label"), value=status),
        Row(label=say(language, "registration.day_label"), value=_day(of.created_at)),
        *masked_rows(turn, of, values_of(of)),
    ]
    if kept := _kept_until(of):
        value = say(language, "registration.my.kept", day=kept)
        rows.append(Row(label=say(language, "registration.my.kept_label"), value=value))
    again = Choice(label=say(language, "registration.my.receipt"), command=f"/my {of.receipt} {AGAIN}")
    if of.status == "withdrawn":
        choices = [again, _see_mine(turn)]
    else:
        edit = Choice(label=say(language, "registration.my.edit"), command=f"/edit {of.receipt}")
        choices = [edit, again, _withdraw_choice(turn, of), _see_mine(turn)]
    return Reply(
        title=program_name(turn, of.program),
        lead=say(language, "registration.my.one", receipt=of.receipt, status=status_of(turn, of)),
        parts=(Rows(rows=tuple(rows)),),
        choices=tuple(choices),
    )


def _receipt_again(turn: Turn, of: Registration) -> Reply:
    """The receipt as it was given, with what became of the registration; where that is more, it comes first."""
    language, program = turn.language, turn.knowledge.programs.get(of.program)
    if program is None or of.status != "received":
        details = _details(turn, of)
        lead = say(language, "registration.changed", receipt=of.receipt, status=status_of(turn, of))
        choices = tuple(choice for choice in details.choices if not choice.command.endswith(AGAIN))
        return details.model_copy(update={"lead": lead, "choices": choices})
    # It is about the day on which it was given, whatever day answers are for now.
    talk = turn.conversation.model_copy(update={"as_of": None})
    given = registration.receipt(dataclasses.replace(turn, conversation=talk), program, of)
    made = say(language, "registration.my.receipt_made", day=_day(of.created_at), status=status_of(turn, of))
    return given.model_copy(
        update={
            "lead": say(language, "registration.my.receipt_again", receipt=of.receipt),
            "parts": (Paragraph(text=made), *given.parts),
            "choices": (
                Choice(label=say(language, "registration.my.edit"), command=f"/edit {of.receipt}"),
                *given.choices,
            ),
        }
    )


def _kept_until(of: Registration) -> str | None:
    """The last day on which a registration is kept, or None where none was promised."""
    days = [of.keep_until] if of.keep_until is not None else []
    if of.status == "withdrawn":
        days.append((of.updated_at + WITHDRAWN_KEPT).astimezone(SEOUL).date())
    return min(days).isoformat() if days else None


def _withdraw_choice(turn: Turn, of: Registration) -> Choice:
    label = say(turn.language, "registration.my.withdraw", receipt=of.receipt)
    return Choice(label=label, command=f"/withdraw {of.receipt}")


def _see_mine(turn: Turn) -> Choice:
    return Choice(label=say(turn.language, "registration.see_mine"), command="/my")


def _day(instant: dt.datetime) -> str:
    return instant.astimezone(SEOUL).date().isoformat()
