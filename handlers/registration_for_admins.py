"""One registration as admins see it: masked, or in full for a purpose, with what stands around it."""

import datetime as dt
from collections.abc import Sequence
from typing import Final

from handlers import business_number, own_data
from handlers.forms import contact_details
from handlers.reply import Row, Rows
from handlers.wording import say
from knowledge.window import SEOUL
from knowledge.words import Language
from storage.access import Access
from storage.consents import Consent
from storage.duplicates import Attempt
from storage.registrations import Registration

MOST_TOLD: Final = 5
"""Attempts and changes that are told one by one: the last ones."""


def rows(
    found: Registration,
    attempts: Sequence[Attempt],
    agreed: Consent | None,
    language: Language,
    *,
    open_conditions: Sequence[str] = (),
    decided: Access | None = None,
    purpose: str | None = None,
) -> Rows:
    """Return a registration as a table.

    Args:
        found: the registration.
        attempts: of others to register the same firm, oldest first.
        agreed: the consent on which it rests, None where no line of it is kept.
        language: to say it in.
        open_conditions: those that were not known to be met at registration, by name.
        decided: by whom and when it was accepted or declined, None where that is not on record.
        purpose: what for it is shown in full, in words; without one it is masked.
    """
    in_full = purpose is not None
    told = {
        "firm_name": found.firm_name,
        "business_number": _number(found, language, in_full=in_full),
        "contact_person": found.contact_person if in_full else contact_details.masked_person(found.contact_person),
        "phone": _phone(found, language, in_full=in_full),
        "email": email(found, language, in_full=in_full),
        "district": found.district,
    }
    around = {
        "created": _minute(found.created_at),
        "updated": _minute(found.updated_at) if found.updated_at != found.created_at else "",
        "edited": _edited(found, language),
        "verdict": _verdict(found, language),
        "open": ", ".join(open_conditions),
        "verdict_receipt": str((found.decision or {}).get("receipt") or ""),
        "consent": _consent(agreed, language),
        "keep_until": until.isoformat() if (until := own_data.kept_until(found)) else "",
        "attempts": _attempts(attempts, language),
        "decided_by": _decided_by(decided, language),
        "reason": decided.purpose or "" if decided is not None else "",
        "purpose": purpose or "",
    }
    return Rows(
        rows=(
            *_labelled(told, language),
            *(
                Row(
                    label=own_data.named(language, "registration", slot),
                    value=value if in_full else contact_details.masked_person(value),
                )
                for slot, value in (found.details or {}).items()
            ),
            *_labelled(around, language),
        )
    )


def email(found: Registration, language: Language, *, in_full: bool = False) -> str:
    """Return the e-mail address of a registration, or that none was given."""
    if not found.email:
        return say(language, "registrations.not_given")
    return found.email if in_full else contact_details.masked_email(found.email)


def _labelled(values: dict[str, str], language: Language) -> list[Row]:
    return [Row(label=say(language, f"registrations.{key}"), value=value) for key, value in values.items() if value]


def _number(found: Registration, language: Language, *, in_full: bool) -> str:
    number = found.business_number
    return business_number.shown(number, language) if in_full else business_number.masked(number)


def _phone(found: Registration, language: Language, *, in_full: bool) -> str:
    return contact_details.shown_phone(found.phone, language) if in_full else contact_details.masked_phone(found.phone)


def _verdict(found: Registration, language: Language) -> str:
    verdict = (found.decision or {}).get("verdict")
    return own_data.named(language, "registrations.verdict", str(verdict)) if verdict else ""


def _edited(found: Registration, language: Language) -> str:
    """When the owner changed what, the last changes."""
    changes = own_data.changes(found, language)[-MOST_TOLD:]
    return " · ".join(say(language, "registrations.edit", day=day, what=what) for day, what in changes)


def _decided_by(decided: Access | None, language: Language) -> str:
    if decided is None:
        return ""
    status, who = say(language, f"registrations.status.{decided.action}"), own_data.shown_address(decided.who)
    return say(language, "registrations.decided_at", status=status, at=_minute(decided.at), who=who)


def _consent(agreed: Consent | None, language: Language) -> str:
    if agreed is None:
        return say(language, "registrations.no_consent_kept")
    return say(
        language,
        "registrations.agreed",
        version=agreed.version,
        day=own_data.day(agreed.at),
        messenger=own_data.named(language, "privacy.channel", agreed.channel),
    )


def _attempts(attempts: Sequence[Attempt], language: Language) -> str:
    """How many others tried, and when and from where the last of them did."""
    if not attempts:
        return ""
    last = [
        f"{_minute(one.at)} {own_data.named(language, 'privacy.channel', one.channel)}" for one in attempts[-MOST_TOLD:]
    ]
    return say(language, "registrations.attempted", count=len(attempts), last=", ".join(last))


def _minute(instant: dt.datetime) -> str:
    return f"{instant.astimezone(SEOUL):%Y-%m-%d %H:%M}"
