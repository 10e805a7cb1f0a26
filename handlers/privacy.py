"""What is stored about an owner: seeing all of it, and having it erased."""

from typing import Final

from handlers import business_number
from handlers.conversation import Conversation
from handlers.fact_words import in_words
from handlers.forms import contact_details
from handlers.reply import Choice, Paragraph, Part, Reply, Row, Rows
from handlers.turn import Turn
from handlers.wording import catalog, say
from knowledge.window import SEOUL
from knowledge.words import Language
from storage import privacy
from storage.registrations import Registration

ERASE: Final = "/forget yes"
"""The command that erases. It counts only as the answer to the question whether to: an old button does nothing."""


async def show(turn: Turn) -> Reply:
    """Show everything that is stored about the owner: facts, consents, registrations and accounts."""
    language = turn.language
    held = await turn.read(privacy.held, turn.person.owner)
    parts: list[Part] = []
    for registration in held.registrations:
        parts.append(_registration(turn, registration))
    if known := _facts(turn):
        parts.append(Rows(heading=say(language, "privacy.facts"), rows=known))
    if held.consents:
        rows = tuple(
            Row(
                label=_named(language, "privacy.consent", consent.kind),
                value=say(
                    language,
                    "privacy.consent_given" if consent.given else "privacy.consent_not_given",
                    day=consent.at.astimezone(SEOUL).date().isoformat(),
                    version=consent.version,
                ),
            )
            for consent in held.consents
        )
        parts.append(Rows(heading=say(language, "privacy.consents"), rows=rows))
    if held.accounts:
        account = Row(label=say(language, "privacy.account"), value=", ".join(held.accounts))
        parts.append(Rows(heading=say(language, "privacy.accounts"), rows=(account,)))
    if held.verdicts:
        parts.append(Paragraph(text=say(language, "privacy.verdicts", count=held.verdicts)))
    parts.append(Paragraph(text=say(language, "privacy.also")))
    lead = say(
        language,
        "privacy.held" if held.registrations or known else "privacy.nothing_held",
        registrations=len(held.registrations),
        facts=len(known),
    )
    choices = (
        Choice(label=say(language, "privacy.choice.my"), command="/my"),
        Choice(label=say(language, "privacy.choice.forget"), command="/forget"),
    )
    return Reply(lead=lead, parts=tuple(parts), choices=choices)


async def forget(turn: Turn, argument: str) -> Reply:
    """Ask whether to erase everything; ``/forget yes`` after that question erases it.

    Args:
        turn: the turn of anybody.
        argument: "yes" or "네" where the owner was just asked; else it is asked (again).
    """
    language = turn.language
    asked = any(choice.command == ERASE for choice in turn.conversation.choices)
    if not (asked and argument.strip().lower() in {"yes", "네", "예"}):
        held = await turn.read(privacy.held, turn.person.owner)
        lead = say(language, "privacy.really", registrations=len(held.registrations), facts=len(turn.profile))
        return Reply(
            lead=lead,
            parts=(Paragraph(text=say(language, "privacy.goes")), Paragraph(text=say(language, "privacy.stays"))),
            choices=(
                Choice(label=say(language, "privacy.choice.erase"), command=ERASE),
                Choice(label=say(language, "privacy.choice.look"), command="/mydata"),
            ),
        )
    person = turn.person
    turn.change(privacy.erase, person.owner, turn.now, speaking=person.account, channel=turn.message.channel)
    turn.conversation = Conversation(language=language)
    turn.profile = {}
    return Reply(lead=say(language, "privacy.erased"), parts=(Paragraph(text=say(language, "privacy.stays")),))


def _registration(turn: Turn, registration: Registration) -> Rows:
    language = turn.language
    program = turn.knowledge.programs.get(registration.program)
    rows: tuple[tuple[str, str], ...] = (
        ("program", program.named(language) if program else registration.program),
        ("status", _named(language, "privacy.status", registration.status)),
        ("day", registration.created_at.astimezone(SEOUL).date().isoformat()),
        ("firm_name", registration.firm_name),
        ("business_number", business_number.shown(registration.business_number, language)),
        ("contact_person", registration.contact_person),
        ("phone", contact_details.shown_phone(registration.phone, language)),
        ("email", registration.email),
        ("district", registration.district),
    )
    if registration.decision:
        told = registration.decision.get("facts", {})
        rows = (*rows, ("decision", say(language, "privacy.decided_with", facts=len(told))))
    return Rows(
        heading=say(language, "privacy.registration", receipt=registration.receipt),
        rows=tuple(Row(label=say(language, f"privacy.{key}"), value=value) for key, value in rows),
    )


def _facts(turn: Turn) -> tuple[Row, ...]:
    return tuple(
        Row(label=fact.label.within(turn.language), value=in_words(fact, turn.profile[fact.id], turn.language))
        for fact in turn.knowledge.facts.values()
        if fact.id in turn.profile
    )


def _named(language: Language, topic: str, key: str) -> str:
    """Return the catalog's name of a stored key; a key of a later version stands for itself."""
    name = f"{topic}.{key}"
    return say(language, name) if name in catalog(language) else key
