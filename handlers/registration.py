"""Pre-registration: interest in a program that is kept with us, and told apart from the application to its agency."""

from typing import Any

from handlers import consent, registration_consent, same_firm, verdict_receipts
from handlers.drawn_code import drawn
from handlers.forms import asking, filling
from handlers.forms.form import Form
from handlers.forms.state import FormState
from handlers.registration_day import as_of_note, decided_for
from handlers.registration_refused import instead, not_met, not_taken, see_programs, source, which
from handlers.registration_slots import DETAILS, SLOTS
from handlers.registration_status import status_of
from handlers.reply import Choice, Paragraph, Part, Reply
from handlers.turn import Turn, new_id
from handlers.wording import say
from knowledge.base import written
from knowledge.fact import Profile
from knowledge.program import Program
from knowledge.standing import Intake, intake
from knowledge.verdict import Judgement, Verdict, judge
from storage import consents, registrations
from storage.registrations import Registration, Standing

RECEIPT_LENGTH = 8
_STANDINGS: dict[Intake, Standing] = {Intake.REGISTER: "registered", Intake.WAIT: "waiting"}


def _see_mine(turn: Turn) -> Choice:
    return Choice(label=say(turn.language, "registration.see_mine"), command="/my")


def _program(turn: Turn, state: FormState) -> Program | None:
    return turn.knowledge.programs.get(state.subject) if state.subject else None


def _title(turn: Turn, state: FormState) -> str | None:
    program = _program(turn, state)
    return program.named(turn.language) if program else None


async def _review(turn: Turn, state: FormState) -> tuple[Part, ...]:
    program = _program(turn, state)
    if program is None:
        return ()
    judgement = judge(program, _facts(turn, state), decided_for(turn).date())
    excluded = (not_met(turn, program, judgement),) if judgement.verdict is Verdict.NO else ()
    return (*excluded, *_not_the_application(turn, program))


def _facts(turn: Turn, state: FormState) -> Profile:
    """What is known of the firm of the form: its district is the one in the form, whatever was told before."""
    return {**turn.profile, "region": state.values["district"]}


def _source_of_review(turn: Turn, state: FormState) -> str | None:
    program = _program(turn, state)
    return source(turn, program) if program else None


def _not_the_application(turn: Turn, program: Program) -> tuple[Part, ...]:
    return (
        Paragraph(
            text=say(turn.language, "registration.not_the_application", apply=program.apply.text.within(turn.language))
        ),
    )


def _leave(turn: Turn, state: FormState) -> tuple[Choice, ...]:
    again = (
        (Choice(label=say(turn.language, "registration.again"), command=f"/register {state.subject}"),)
        if state.subject
        else ()
    )
    return (*again, see_programs(turn))


async def _still(turn: Turn, state: FormState) -> Reply | None:
    """Say that a program has closed while its form lay open; what was typed is kept for another one."""
    program = _program(turn, state)
    if program is None:
        filling.close(turn)
        return which(turn)
    offered = intake(program, decided_for(turn))
    return None if offered.takes else _closed_meanwhile(turn, state, program, offered)


def _closed_meanwhile(turn: Turn, state: FormState, program: Program, offered: Intake) -> Reply:
    typed = typed_values(state)
    filling.close(turn)
    turn.remember(typed={**turn.conversation.typed, **typed})
    return not_taken(turn, program, offered, typed=bool(typed))


def typed_values(state: FormState) -> dict[str, str]:
    """Return what a form of registration has that holds for another one too; consent is given for one program."""
    return {slot: value for slot, value in state.values.items() if slot != "consent" and value}


async def _finish(turn: Turn, state: FormState) -> Reply:
    """Decide on a confirmed form: window and verdict once more, a firm that is registered already, else the receipt."""
    if (over := await _still(turn, state)) is not None:
        return over
    if state.promised is None or state.values.get("consent") != consent.AGREED:
        # Agreed to in other words, by a version before: these are to be read first.
        values = {slot: value for slot, value in state.values.items() if slot != "consent"}
        return await filling.advance(turn, FORM, state.model_copy(update={"values": values}))
    program = turn.knowledge.programs[state.subject or ""]
    facts = _facts(turn, state)
    judgement = judge(program, facts, decided_for(turn).date())
    if judgement.verdict is Verdict.NO:
        return _not_with_these_values(turn, state, program, judgement, facts)
    there = await turn.read(registrations.active, program.id, state.values["business_number"])
    if there is not None:
        return same_firm.told(turn, FORM, state, program, there)
    made = _registration(turn, state, program, judgement)
    turn.change(registrations.add, made)
    filling.close(turn)
    stands = await turn.read(consents.standing, turn.person.owner, "announcements")
    return receipt(turn, program, made, ask_for_news=stands is None)


def _not_with_these_values(
    turn: Turn, state: FormState, program: Program, judgement: Judgement, facts: Profile
) -> Reply:
    """Say what is not met, and leave the form open: the district may have been mistyped."""
    return Reply(
        title=program.named(turn.language),
        lead=say(turn.language, "registration.not_eligible_now"),
        parts=(
            not_met(turn, program, judgement),
            Paragraph(text=say(turn.language, "registration.not_eligible_next")),
            *instead(turn, program, facts),
        ),
        source=source(turn, program),
        choices=(
            asking.change_choice(turn, state, FORM.by_id["district"]),
            asking.choice(turn, state, "forms.cancel", "cancel"),
        ),
    )


def _registration(turn: Turn, state: FormState, program: Program, judgement: Judgement) -> Registration:
    values = state.values
    # The terms name what this program asks; what was typed for another one is not taken along.
    asked = {slot.id for slot in FORM.needed(turn, state)}
    return Registration(
        id=new_id(),
        receipt="R-" + drawn(RECEIPT_LENGTH),
        owner=turn.person.owner,
        account=turn.person.account,
        program=program.id,
        standing=_STANDINGS[intake(program, decided_for(turn))],
        status="received",
        firm_name=values["firm_name"],
        district=values["district"],
        business_number=values["business_number"],
        contact_person=values["contact_person"],
        phone=values["phone"],
        email=values.get("email", "") if "email" in asked else "",
        created_at=turn.now,
        updated_at=turn.now,
        decision={"form": state.token, **decision(turn, program, judgement, _facts(turn, state))},
        details={slot: values[slot] for slot in DETAILS if slot in asked and values.get(slot)},
        keep_until=state.promised,
    )


def decision(turn: Turn, program: Program, judgement: Judgement, facts: Profile) -> dict[str, Any]:
    """Return what a registration rests on, as JSON, and keep the receipt of its verdict.

    Args:
        turn: the turn.
        program: the program.
        judgement: the verdict on ``facts``.
        facts: what was known of the firm.
    """
    decided = decided_for(turn)
    as_of = turn.conversation.as_of if turn.demo else None
    code = verdict_receipts.keep(turn, program, judgement, facts, decided.date()) if judgement.stated else None
    return {
        "verdict": judgement.verdict.value,
        "open": [reason.clause.id for reason in judgement.open],
        "facts": {fact: written(value) for fact, value in facts.items()},
        "knowledge": turn.knowledge.version,
        "receipt": code,
        "decided_for": decided.isoformat(),
        "as_of": as_of.isoformat() if as_of else None,
    }


def receipt(turn: Turn, program: Program, made: Registration, *, ask_for_news: bool = False) -> Reply:
    """Return the receipt of a registration.

    Args:
        turn: the turn.
        program: the program.
        made: the registration.
        ask_for_news: whether announcements are offered with it.
    """
    parts: list[Part] = [
        *_not_the_application(turn, program),
        Paragraph(text=say(turn.language, f"registration.next.{made.standing}")),
        *as_of_note(turn, done=True),
        Paragraph(text=say(turn.language, "registration.look_up")),
    ]
    if ask_for_news:
        parts.append(Paragraph(text=say(turn.language, "news.offer")))
    return Reply(
        title=program.named(turn.language),
        lead=say(turn.language, f"registration.receipt.{made.standing}", receipt=made.receipt),
        parts=tuple(parts),
        source=source(turn, program),
        choices=(_see_mine(turn), *(consent.news_choices(turn) if ask_for_news else ())),
    )


async def _again(turn: Turn, token: str) -> Reply | None:
    """The receipt of the registration that was made with the form of this token."""
    for made in await turn.read(registrations.of_owner, turn.person.owner):
        program = turn.knowledge.programs.get(made.program)
        if program is not None and made.decision is not None and made.decision.get("form") == token:
            if made.status != "received":
                lead = say(turn.language, "registration.changed", receipt=made.receipt, status=status_of(turn, made))
                return Reply(title=program.named(turn.language), lead=lead, choices=(_see_mine(turn),))
            return receipt(turn, program, made)
    return None


FORM = Form(
    id="registration",
    version=3,
    slots=SLOTS,
    title=_title,
    review_lead="registration.review",
    confirm_label="registration.confirm",
    cancelled="registration.cancelled",
    review=_review,
    source=_source_of_review,
    leave=_leave,
    dropped=registration_consent.dropped,
    finish=_finish,
    together="registration.together",
    resumed="registration.go_on",
    still=_still,
    again=_again,
)
