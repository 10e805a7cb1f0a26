"""A firm that is registered for a program already: by the owner himself, or by somebody else."""

from typing import Any

from handlers import business_number
from handlers.forms import asking, filling
from handlers.forms.form import Form
from handlers.forms.state import FormState
from handlers.registration_refused import see_programs
from handlers.registration_status import status_of
from handlers.reply import Choice, Paragraph, Reply, Row, Rows
from handlers.turn import Turn
from handlers.wording import say
from knowledge.program import Program
from knowledge.window import SEOUL
from knowledge.words import Language
from storage import duplicates
from storage.registrations import Registration

_LANGUAGES: tuple[Language, ...] = ("ko", "en")


def told(turn: Turn, form: Form, state: FormState, program: Program, there: Registration) -> Reply:
    """Say that the firm is registered already; nothing is registered.

    One's own ends the form and can be changed to what was just typed. Somebody else's is shown masked, the team is told
    of the attempt, and the form stays for another number.

    Args:
        turn: the turn.
        form: the form in which the firm was named.
        state: of the form.
        program: for which the firm is registered.
        there: the registration that stands.
    """
    if there.owner == turn.person.owner:
        return _own(turn, state, program, there)
    _note(turn, program, there)
    day = there.created_at.astimezone(SEOUL).date().isoformat()
    number = business_number.masked(there.business_number)
    return Reply(
        title=program.named(turn.language),
        lead=say(turn.language, "registration.duplicate", number=number, day=day),
        parts=(
            Paragraph(text=say(turn.language, "registration.duplicate_next")),
            Paragraph(text=say(turn.language, "registration.duplicate_noted")),
        ),
        choices=(
            asking.change_choice(turn, state, form.by_id["business_number"]),
            Choice(label=say(turn.language, "registration.duplicate_link"), command="/link"),
            asking.choice(turn, state, "forms.cancel", "cancel"),
        ),
    )


def already(turn: Turn, program: Program, there: Registration) -> Reply:
    """Say to who asks to be registered that he is, before anything is filled in; another firm may still be registered.

    Args:
        turn: the turn.
        program: for which he asks.
        there: his registration that stands.
    """
    return Reply(
        title=program.named(turn.language),
        lead=say(turn.language, "registration.already", receipt=there.receipt),
        parts=(_shown(turn, there),),
        choices=(
            Choice(label=say(turn.language, "registration.my.edit"), command=f"/edit {there.receipt}"),
            Choice(label=say(turn.language, "registration.see_mine"), command="/my"),
            Choice(label=say(turn.language, "registration.another_firm"), command=f"/register {program.id} other"),
        ),
    )


def _shown(turn: Turn, there: Registration) -> Rows:
    shown = (
        ("registration.firm_name", there.firm_name),
        ("registration.business_number", business_number.masked(there.business_number)),
        ("registration.status_label", status_of(turn, there)),
        ("registration.day_label", there.created_at.astimezone(SEOUL).date().isoformat()),
    )
    return Rows(rows=tuple(Row(label=say(turn.language, label), value=value) for label, value in shown))


def _own(turn: Turn, state: FormState, program: Program, there: Registration) -> Reply:
    filling.close(turn)
    typed = {slot: value for slot, value in state.values.items() if slot != "consent" and value}
    turn.remember(typed={**turn.conversation.typed, **typed})
    return Reply(
        title=program.named(turn.language),
        lead=say(turn.language, "registration.duplicate_own", receipt=there.receipt),
        parts=(
            _shown(turn, there),
            Paragraph(text=say(turn.language, "registration.duplicate_own_next")),
        ),
        choices=(
            Choice(label=say(turn.language, "registration.edit_as_typed"), command=f"/edit {there.receipt} typed"),
            Choice(label=say(turn.language, "registration.see_mine"), command="/my"),
            see_programs(turn),
        ),
    )


def _note(turn: Turn, program: Program, there: Registration) -> None:
    """Have the team told, without who tried: an admin sees the registration and asks its owner."""
    notices: dict[str, dict[str, Any]] = {
        language: Reply(
            title=program.named(language),
            lead=say(language, "registration.notice.duplicate", receipt=there.receipt),
            choices=(
                Choice(
                    label=say(language, "registration.notice.look"),
                    command=f"/registration {there.receipt}",
                ),
            ),
        ).model_dump(mode="json")
        for language in _LANGUAGES
    }
    turn.change(
        duplicates.note,
        there.id,
        turn.person.owner,
        channel=turn.message.channel,
        at=turn.now,
        notices=notices,
    )
