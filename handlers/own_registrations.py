"""One's own pre-registrations: looking them up and withdrawing them."""

import datetime as dt
import re

from handlers import business_number
from handlers.forms import contact_details
from handlers.registration import program_name, status_of
from handlers.reply import Choice, Item, Listing, Reply, Row, Rows
from handlers.turn import Turn
from handlers.wording import say
from knowledge.window import SEOUL
from storage import registrations
from storage.registrations import Registration

PAGE = 5
_ALIKE = str.maketrans("OIL", "011")
_RECEIPT = re.compile(r"R-?([0-9A-HJKMNP-TV-Z]{8})")


def receipt_in(text: str) -> str | None:
    """Return the receipt number that ``text`` starts with ("r-7k2m9q0x", also with O for 0), or None."""
    first, _, _ = text.strip().upper().partition(" ")
    found = _RECEIPT.fullmatch(first[:1] + first[1:].translate(_ALIKE))
    return f"R-{found[1]}" if found else None


async def show(turn: Turn, argument: str = "") -> Reply:
    """List the owner's registrations, newest first, five a page; with a receipt number, show that one.

    Args:
        turn: the turn.
        argument: empty, a page's number from 1, or a receipt number.
    """
    mine = await turn.read(registrations.of_owner, turn.person.owner)
    receipt = receipt_in(argument)
    if receipt is not None:
        one = next((registration for registration in mine if registration.receipt == receipt), None)
        return _not_found(turn, receipt) if one is None else _details(turn, one)
    if not mine:
        return Reply(
            lead=say(turn.language, "registration.my.none"),
            choices=(Choice(label=say(turn.language, "registration.see_programs"), command="/programs"),),
        )
    pages = -(-len(mine) // PAGE)
    said = argument.strip()
    page = min(max(int(said), 1), pages) if said.isascii() and said.isdigit() and len(said) < 4 else 1
    shown = mine[(page - 1) * PAGE : page * PAGE]
    choices = [
        Choice(
            label=say(turn.language, "registration.my.withdraw", receipt=registration.receipt),
            command=f"/withdraw {registration.receipt}",
        )
        for registration in shown
        if registration.status != "withdrawn"
    ]
    if page < pages:
        choices.append(Choice(label=say(turn.language, "registration.my.next"), command=f"/my {page + 1}"))
    return Reply(
        lead=say(turn.language, "registration.my.lead", count=len(mine)),
        parts=(
            Listing(
                first_number=(page - 1) * PAGE + 1,
                items=tuple(
                    Item(
                        title=program_name(turn, registration.program),
                        description=_line(turn, registration),
                        command=f"/my {registration.receipt}",
                    )
                    for registration in shown
                ),
            ),
        ),
        choices=tuple(choices),
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
        mine = await turn.read(registrations.of_owner, turn.person.owner)
        standing = [registration for registration in mine if registration.status != "withdrawn"]
        return await withdraw(turn, standing[0].receipt) if len(standing) == 1 else await show(turn)
    found = await turn.read(registrations.by_receipt, receipt)
    # Somebody else's number gets the answer of a number that does not exist.
    if found is None or found.owner != turn.person.owner:
        return _not_found(turn, receipt)
    title = program_name(turn, found.program)
    if found.status == "withdrawn":
        lead = say(turn.language, "registration.withdraw.before", receipt=receipt, day=_day(found.updated_at))
        return Reply(title=title, lead=lead, choices=(_mine(turn),))
    if argument.split()[1:] != ["yes"]:
        return Reply(
            title=title,
            lead=say(turn.language, "registration.withdraw.ask", receipt=receipt),
            choices=(
                Choice(label=say(turn.language, "registration.withdraw.yes"), command=f"/withdraw {receipt} yes"),
                Choice(label=say(turn.language, "registration.withdraw.no"), command=f"/my {receipt}"),
            ),
        )
    turn.change(registrations.withdraw, receipt, turn.person.owner, turn.now)
    return Reply(
        title=title,
        lead=say(turn.language, "registration.withdraw.done", receipt=receipt),
        choices=(
            Choice(label=say(turn.language, "registration.again"), command=f"/register {found.program}"),
            _mine(turn),
        ),
    )


def _line(turn: Turn, registration: Registration) -> str:
    return say(
        turn.language,
        "registration.my.line",
        receipt=registration.receipt,
        status=status_of(turn, registration),
        day=_day(registration.created_at),
        phone=contact_details.masked_phone(registration.phone),
    )


def _details(turn: Turn, registration: Registration) -> Reply:
    language = turn.language
    rows = (
        ("registration.status_label", status_of(turn, registration)),
        ("registration.day_label", _day(registration.created_at)),
        ("registration.firm_name", registration.firm_name),
        ("registration.business_number", business_number.masked(registration.business_number)),
        ("registration.contact_person", contact_details.masked_person(registration.contact_person)),
        ("registration.phone", contact_details.masked_phone(registration.phone)),
        ("registration.email", contact_details.masked_email(registration.email)),
        ("registration.district", registration.district),
    )
    choices = [_mine(turn)]
    if registration.status != "withdrawn":
        label = say(language, "registration.my.withdraw", receipt=registration.receipt)
        choices.insert(0, Choice(label=label, command=f"/withdraw {registration.receipt}"))
    return Reply(
        title=program_name(turn, registration.program),
        lead=say(language, "registration.my.one", receipt=registration.receipt, status=status_of(turn, registration)),
        parts=(Rows(rows=tuple(Row(label=say(language, label), value=value) for label, value in rows)),),
        choices=tuple(choices),
    )


def _not_found(turn: Turn, receipt: str) -> Reply:
    return Reply(lead=say(turn.language, "registration.my.unknown", receipt=receipt), choices=(_mine(turn),))


def _mine(turn: Turn) -> Choice:
    return Choice(label=say(turn.language, "registration.see_mine"), command="/my")


def _day(instant: dt.datetime) -> str:
    return instant.astimezone(SEOUL).date().isoformat()
