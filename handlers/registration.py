"""Pre-registration: interest in a program that is kept with us, and told apart from the application to its agency."""

import dataclasses
import datetime as dt
from collections.abc import Sequence

from handlers import business_number, consent, explanation, verdict_receipts
from handlers.drawn_code import drawn
from handlers.forms import engine
from handlers.forms.form import Form
from handlers.forms.state import FormState
from handlers.registration_slots import SLOTS
from handlers.reply import Choice, Item, Listing, Paragraph, Part, Reply, Row, Rows
from handlers.sourced import source_line
from handlers.turn import Turn, new_id
from handlers.wording import say
from knowledge.base import written
from knowledge.fact import Profile
from knowledge.program import Program
from knowledge.standing import Intake, intake
from knowledge.verdict import Judgement, Verdict, judge
from knowledge.window import SEOUL
from storage import consents, registrations
from storage.registrations import Registration, Standing

RECEIPT_LENGTH = 8
SHOWN = 5
_STANDINGS: dict[Intake, Standing] = {Intake.REGISTER: "registered", Intake.WAIT: "waiting"}


async def start(turn: Turn, program_id: str | None = None) -> Reply:
    """Begin a pre-registration, or say why there is none.

    Args:
        turn: the turn.
        program_id: the program, or words that name it; None takes the one that was talked about. Where that leaves more
            than one, it is asked which.
    """
    if program_id is None:
        meant = turn.conversation.focus
    elif program_id in turn.knowledge.programs:
        meant = (program_id,)
    else:
        meant = tuple(turn.knowledge.understanding.find_programs(program_id))
    programs = [turn.knowledge.programs[name] for name in meant if name in turn.knowledge.programs]
    if len(programs) != 1:
        return _which(turn, programs)
    program = programs[0]
    turn.remember(focus=(program.id,))
    offered = intake(program, decided_for(turn))
    if not offered.takes:
        return _refusal(turn, program, offered)
    judgement = judge(program, turn.profile, decided_for(turn).date())
    if judgement.verdict is Verdict.NO:
        return _not_eligible(turn, program, judgement)
    held = turn.conversation.form
    values: dict[str, str] = {}
    if held is not None and held.form == FORM.id:
        if held.subject == program.id:
            return await engine.question(turn, FORM)
        # Consent is given for one program; what was typed about the firm holds for the next one too.
        values = {slot: value for slot, value in held.values.items() if slot != "consent"}
    opened = await engine.begin(turn, FORM, program.id, values, _notes(turn, program, offered, judgement))
    return opened.model_copy(update={"source": _source(turn, program) if opened.title else None})


def decided_for(turn: Turn) -> dt.datetime:
    """Return the instant that decides, for windows and for conditions: now, and in demo mode the day of ``/asof``."""
    return turn.asked_for if turn.demo else turn.now


def status_of(turn: Turn, registration: Registration) -> str:
    """Return what became of a registration, in one word or two."""
    key = registration.status if registration.status != "received" else registration.standing
    return say(turn.language, f"registration.status.{key}")


def program_name(turn: Turn, program_id: str) -> str:
    """Return a program's full name, or its id where it is no longer known."""
    program = turn.knowledge.programs.get(program_id)
    return program.named(turn.language) if program else program_id


def _which(turn: Turn, meant: Sequence[Program] = ()) -> Reply:
    """Ask for the program: one of those that may be meant, else of all that take registrations, open ones first."""
    now = decided_for(turn)
    offers = [(intake(program, now), program) for program in meant or turn.knowledge.programs.values()]
    open_first = sorted((offer for offer in offers if offer[0].takes), key=lambda offer: offer[0] is Intake.WAIT)
    see_all = _see_programs(turn)
    if not open_first:
        return Reply(lead=say(turn.language, "registration.none_open"), choices=(see_all,))
    return Reply(
        lead=say(turn.language, "registration.which"),
        parts=(
            _offers(turn, [program for _, program in open_first[:SHOWN]], say(turn.language, "registration.offers")),
        ),
        choices=(see_all,),
    )


def _offers(turn: Turn, programs: Sequence[Program], heading: str) -> Listing:
    now = decided_for(turn)
    return Listing(
        heading=heading,
        items=tuple(
            Item(
                title=program.named(turn.language),
                description=say(turn.language, f"registration.offer.{intake(program, now)}"),
                command=f"/register {program.id}",
            )
            for program in programs
        ),
    )


def _instead(turn: Turn, program: Program, facts: Profile) -> tuple[Part, ...]:
    """Sister programs that take registrations and that a firm with these ``facts`` is not excluded from."""
    now = decided_for(turn)
    sisters = [
        other
        for other in turn.knowledge.programs.values()
        if other.id != program.id
        and program.group is not None
        and other.group == program.group
        and intake(other, now).takes
        and judge(other, facts, now.date()).verdict is not Verdict.NO
    ]
    return (_offers(turn, sisters[:SHOWN], say(turn.language, "registration.instead")),) if sisters else ()


def _refusal(turn: Turn, program: Program, offered: Intake) -> Reply:
    return Reply(
        title=program.named(turn.language),
        lead=say(turn.language, f"registration.refused.{offered}", program=program.name),
        parts=(
            Paragraph(text=program.standing.within(turn.language)),
            *_as_of_note(turn),
            *_instead(turn, program, turn.profile),
        ),
        source=_source(turn, program),
        choices=(_see_programs(turn),),
    )


def _not_eligible(turn: Turn, program: Program, judgement: Judgement) -> Reply:
    would_help = explanation.what_would_help(turn, program, judgement)
    return Reply(
        title=program.named(turn.language),
        lead=say(turn.language, "registration.not_eligible"),
        parts=(
            _not_met(turn, program, judgement),
            *((Paragraph(text=would_help),) if would_help else ()),
            *_instead(turn, program, turn.profile),
        ),
        source=_source(turn, program),
        choices=(
            Choice(label=say(turn.language, "registration.check"), command=f"/check {program.id}"),
            _see_programs(turn),
        ),
    )


def _not_met(turn: Turn, program: Program, judgement: Judgement) -> Paragraph:
    failed = [found for found in explanation.conditions(program, judgement) if found.mark == "fails"]
    conditions = explanation.labels(failed, turn.language)
    return Paragraph(text=say(turn.language, "registration.not_met", conditions=conditions))


def _not_with_these_values(
    turn: Turn, state: FormState, program: Program, judgement: Judgement, facts: Profile
) -> Reply:
    """Say what is not met, and leave the form open: the district may have been mistyped."""
    return Reply(
        title=program.named(turn.language),
        lead=say(turn.language, "registration.not_eligible_now"),
        parts=(
            _not_met(turn, program, judgement),
            Paragraph(text=say(turn.language, "registration.not_eligible_next")),
            *_instead(turn, program, facts),
        ),
        source=_source(turn, program),
        choices=(_change(turn, state, "district"), _cancel(turn, state)),
    )


def _change(turn: Turn, state: FormState, slot: str) -> Choice:
    label = say(turn.language, "forms.change", label=say(turn.language, f"registration.{slot}"))
    return Choice(label=label, command=f"/f {state.token} change {slot}")


def _cancel(turn: Turn, state: FormState) -> Choice:
    return Choice(label=say(turn.language, "forms.cancel"), command=f"/f {state.token} cancel")


def _notes(turn: Turn, program: Program, offered: Intake, judgement: Judgement) -> tuple[Part, ...]:
    notes: list[Part] = []
    if offered is Intake.WAIT:
        notes.append(Paragraph(text=say(turn.language, "registration.waiting_note")))
    if judgement.open:
        left = [found for found in explanation.conditions(program, judgement) if found.mark in {"open", "manual"}]
        conditions = explanation.labels(left, turn.language)
        notes.append(Paragraph(text=say(turn.language, "registration.open_conditions", conditions=conditions)))
    elif not judgement.stated:
        notes.append(Paragraph(text=program.who.text.within(turn.language)))
    return (*notes, *_as_of_note(turn))


def _as_of_note(turn: Turn, *, done: bool = False) -> tuple[Part, ...]:
    if turn.conversation.as_of is None:
        return ()
    key = "registration.as_of_demo" if turn.demo else "registration.as_of_ignored"
    key = f"{key}_done" if done else key
    return (Paragraph(text=say(turn.language, key, day=turn.conversation.as_of.isoformat(), today=_today(turn))),)


def _today(turn: Turn) -> str:
    return turn.now.astimezone(SEOUL).date().isoformat()


def _source(turn: Turn, program: Program) -> str:
    """The source line for the day that was decided for, which outside demo mode is today even after ``/asof``."""
    if turn.demo:
        return source_line(turn, [program])
    today = turn.conversation.model_copy(update={"as_of": None})
    return source_line(dataclasses.replace(turn, conversation=today), [program])


def _see_programs(turn: Turn) -> Choice:
    return Choice(label=say(turn.language, "registration.see_programs"), command="/programs")


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
    excluded = (_not_met(turn, program, judgement),) if judgement.verdict is Verdict.NO else ()
    return (*excluded, *_not_the_application(turn, program))


def _facts(turn: Turn, state: FormState) -> Profile:
    """What is known of the firm of the form: its district is the one in the form, whatever was told before."""
    return {**turn.profile, "region": state.values["district"]}


def _source_of_review(turn: Turn, state: FormState) -> str | None:
    program = _program(turn, state)
    return _source(turn, program) if program else None


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
    return (*again, _see_programs(turn))


async def _finish(turn: Turn, state: FormState) -> Reply:
    """Decide on a confirmed form: window and verdict once more, a firm that is registered already, else the receipt."""
    program = _program(turn, state)
    if program is None:
        engine.close(turn)
        return _which(turn)
    offered = intake(program, decided_for(turn))
    if not offered.takes:
        engine.close(turn)
        return _refusal(turn, program, offered)
    facts = _facts(turn, state)
    judgement = judge(program, facts, decided_for(turn).date())
    if judgement.verdict is Verdict.NO:
        return _not_with_these_values(turn, state, program, judgement, facts)
    there = await turn.read(registrations.active, program.id, state.values["business_number"])
    if there is not None:
        return _duplicate(turn, state, program, there)
    made = _registration(turn, state, program, _STANDINGS[offered], judgement)
    consent.record(turn, "registration", consent.REGISTRATION_VERSION, consent.registration_terms(turn), given=True)
    turn.change(registrations.add, made)
    engine.close(turn)
    stands = await turn.read(consents.standing, turn.person.owner, "announcements")
    return _receipt(turn, program, made, ask_for_news=stands is None)


def _registration(
    turn: Turn, state: FormState, program: Program, standing: Standing, judgement: Judgement
) -> Registration:
    as_of = turn.conversation.as_of if turn.demo else None
    values, facts = state.values, _facts(turn, state)
    return Registration(
        id=new_id(),
        receipt="R-" + drawn(RECEIPT_LENGTH),
        owner=turn.person.owner,
        account=turn.person.account,
        program=program.id,
        standing=standing,
        status="received",
        firm_name=values["firm_name"],
        district=values["district"],
        business_number=values["business_number"],
        contact_person=values["contact_person"],
        phone=values["phone"],
        email=values["email"],
        created_at=turn.now,
        updated_at=turn.now,
        decision={
            "form": state.token,
            "verdict": judgement.verdict.value,
            "open": [reason.clause.id for reason in judgement.open],
            "facts": {fact: written(value) for fact, value in facts.items()},
            "knowledge": turn.knowledge.version,
            "receipt": (
                verdict_receipts.keep(turn, program, judgement, facts, decided_for(turn).date())
                if judgement.stated
                else None
            ),
            "decided_for": decided_for(turn).isoformat(),
            "as_of": as_of.isoformat() if as_of else None,
        },
    )


def _receipt(turn: Turn, program: Program, made: Registration, *, ask_for_news: bool) -> Reply:
    parts: list[Part] = [
        *_not_the_application(turn, program),
        Paragraph(text=say(turn.language, f"registration.next.{made.standing}")),
        *_as_of_note(turn, done=True),
        Paragraph(text=say(turn.language, "registration.look_up")),
    ]
    if ask_for_news:
        parts.append(Paragraph(text=say(turn.language, "registration.news.offer")))
    return Reply(
        title=program.named(turn.language),
        lead=say(turn.language, f"registration.receipt.{made.standing}", receipt=made.receipt),
        parts=tuple(parts),
        source=_source(turn, program),
        choices=(_see_mine(turn), *(consent.news_choices(turn) if ask_for_news else ())),
    )


def _duplicate(turn: Turn, state: FormState, program: Program, there: Registration) -> Reply:
    """One's own is shown and ends the form; somebody else's is shown masked, and the form stays for another number."""
    number = business_number.masked(there.business_number)
    day = there.created_at.astimezone(SEOUL).date().isoformat()
    if there.owner == turn.person.owner:
        engine.close(turn)
        return Reply(
            title=program.named(turn.language),
            lead=say(turn.language, "registration.duplicate_own", receipt=there.receipt),
            parts=(
                Rows(
                    rows=(
                        Row(label=say(turn.language, "registration.firm_name"), value=there.firm_name),
                        Row(label=say(turn.language, "registration.business_number"), value=number),
                        Row(label=say(turn.language, "registration.status_label"), value=status_of(turn, there)),
                        Row(label=say(turn.language, "registration.day_label"), value=day),
                    )
                ),
            ),
            choices=(_see_mine(turn), _see_programs(turn)),
        )
    return Reply(
        title=program.named(turn.language),
        lead=say(turn.language, "registration.duplicate", number=number, day=day),
        parts=(Paragraph(text=say(turn.language, "registration.duplicate_next")),),
        choices=(_change(turn, state, "business_number"), _cancel(turn, state)),
    )


async def _again(turn: Turn, token: str) -> Reply | None:
    """The receipt of the registration that was made with the form of this token."""
    for made in await turn.read(registrations.of_owner, turn.person.owner):
        program = turn.knowledge.programs.get(made.program)
        if program is not None and made.decision is not None and made.decision.get("form") == token:
            if made.status != "received":
                lead = say(turn.language, "registration.changed", receipt=made.receipt, status=status_of(turn, made))
                return Reply(title=program.named(turn.language), lead=lead, choices=(_see_mine(turn),))
            return _receipt(turn, program, made, ask_for_news=False)
    return None


FORM = Form(
    id="registration",
    version=1,
    slots=SLOTS,
    title=_title,
    review_lead="registration.review",
    confirm_label="registration.confirm",
    cancelled="registration.cancelled",
    review=_review,
    source=_source_of_review,
    leave=_leave,
    finish=_finish,
    again=_again,
)
