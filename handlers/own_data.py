"""Everything that is stored about an owner, as a file that its owner can read and keep: JSON, its keys in words.

The rights behind it: Personal Information Protection Act of Korea, articles 35 (to see one's data) and 35-2 (to get it
in a form that machines read). The file leaves the service once, for who was told its address.
"""

import datetime as dt
import json
import re
import secrets
from collections.abc import Mapping, Sequence
from typing import Any, Final

from handlers import business_number, consent, operator
from handlers.conversation import Conversation
from handlers.fact_words import in_words, told
from handlers.forms import contact_details
from handlers.forms.state import FormState
from handlers.reply import Choice, Paragraph, Reply
from handlers.turn import Turn
from handlers.wording import catalog, say
from knowledge.base import profile_of
from knowledge.rule import Manual, clauses
from knowledge.verdict import Verdict
from knowledge.window import SEOUL
from knowledge.words import Language
from storage import downloads, housekeeping, own_data
from storage.downloads import Download
from storage.own_data import Agreed, Attempt, Held, KeptApart, Look, OwnAccount
from storage.registrations import Registration
from storage.verdict_receipts import VerdictReceipt

FETCHED_WITHIN: Final = dt.timedelta(minutes=30)
"""How long a file waits: long enough to open the address on another device, too short to lie about."""
TOKEN_BYTES: Final = 24
KEPT: Final[Mapping[str, dt.timedelta]] = {rule.what: rule.kept for rule in housekeeping.RULES}
"""How long what is kept for a time is kept."""
_TOLD_KEPT: Final = (
    "withdrawn_registrations",
    "verdict_receipts",
    "conversations",
    "intake",
    "deliveries",
    "looks",
)
"""Of these an owner is told; a registration and a file to fetch have each a date of their own."""
_READ_AS_WRITTEN: Final = ("knowledge", "receipt", "as_of")
"""What of the decision with which a registration was taken needs no words of its own."""
_DRAWN_HERE: Final = re.compile(r"[0-9a-f]{64}")
"""An id that the web chat made, which says nothing to its owner."""
SHOWN_OF_IT: Final = 6


async def offer(turn: Turn) -> Reply:
    """Make the file of all that is stored about the owner, and tell where it can be fetched: ``/mydata file``."""
    language = turn.language
    look = Choice(label=say(language, "own_data.choice.look"), command="/mydata")
    # Where the page of the chat is shown, it is served by this service, so it needs no host. (Nobody is told which
    # messenger this is to answer otherwise: it decides only whether an address without a host leads anywhere.)
    if turn.public_url is None and turn.message.channel != "web":
        return Reply(
            lead=say(language, "own_data.no_address"),
            parts=(Paragraph(text=say(language, "own_data.on_the_web")),),
            choices=(look,),
        )
    held = await turn.read(own_data.held, turn.person.owner)
    # In hexadecimal, as messengers find the end of an address in different ways where it has other signs than letters.
    token = secrets.token_hex(TOKEN_BYTES)
    file = Download(
        name=f"pallobot-{turn.now.date().isoformat()}.json",
        media_type="application/json",
        content=json.dumps(content(turn, held), ensure_ascii=False, indent=2) + "\n",
    )
    turn.change(
        downloads.offer,
        downloads.hash_of(token),
        file,
        account=turn.person.account,
        expires_at=turn.now + FETCHED_WITHIN,
    )
    address = f"{turn.public_url or ''}/files/{token}" + ("" if language == "ko" else f"?lang={language}")
    minutes = int(FETCHED_WITHIN.total_seconds()) // 60
    return Reply(
        lead=say(language, "own_data.made", minutes=minutes),
        parts=(Paragraph(text=address), Paragraph(text=say(language, "own_data.keep_to_yourself"))),
        choices=(look,),
    )


def content(turn: Turn, held: Held) -> dict[str, Any]:
    """Return what the file says, in the language of the conversation."""
    language = turn.language
    return _entry(
        language,
        about=say(language, "own_data.what_it_is"),
        made_at=when(turn.now),
        registrations=[_registration(turn, registration) for registration in held.registrations],
        wishes=[_entry(language, program=program_name(turn, one.program), at=when(one.at)) for one in held.wishes],
        attempts=[_attempt(turn, attempt) for attempt in held.attempts],
        facts=_entry(
            language,
            told_at=when(held.told_at) if held.told_at else None,
            values={
                fact.label.within(language): in_words(fact, turn.certain[fact.id], language)
                for fact in turn.knowledge.facts.values()
                if fact.id in turn.certain
            },
        ),
        consents=[_consent(language, line, held.consents) for line in held.consents],
        kept_apart=[_kept_apart(language, kept) for kept in held.kept_apart],
        verdicts=[_verdict(turn, receipt) for receipt in held.verdicts],
        looks=[_look(language, look) for look in held.looks],
        accounts=[_account(turn, account) for account in held.accounts],
        team=[
            _entry(language, role=named(language, "team.role", role.name), since=when(role.since))
            for role in held.roles
        ],
        kept_for={
            **{say(language, f"own_data.kept.{what}"): KEPT[what].days for what in _TOLD_KEPT},
            say(language, "own_data.kept.rest"): turn.retention.days,
        },
        counted=_entry(
            language,
            **{
                what: count
                for what, count in (
                    ("answers", held.answers),
                    ("looks_taken", held.looks_taken),
                    ("announcements", held.announcements),
                )
                if count
            },
        ),
        operator=operator.in_full(turn),
    )


def registered(turn: Turn, registration: Registration) -> dict[str, str]:
    """Return what was registered, in full, from label to value; what was not given is left out."""
    language = turn.language
    values = {
        "program": program_name(turn, registration.program),
        "status": status(language, registration),
        "day": day(registration.created_at),
        "keep_until": until.isoformat() if (until := kept_until(registration)) else "",
        "firm_name": registration.firm_name,
        "business_number": business_number.shown(registration.business_number, language),
        "contact_person": registration.contact_person,
        "phone": contact_details.shown_phone(registration.phone, language),
        "email": registration.email,
        "district": registration.district,
    }
    asked = {named(language, "registration", slot): value for slot, value in (registration.details or {}).items()}
    return {say(language, f"privacy.{key}"): value for key, value in values.items() if value} | asked


def status(language: Language, registration: Registration) -> str:
    """Return what became of a registration; while nothing did, whether it is one or a wish to be told of a window."""
    if registration.status == "received":
        return named(language, "privacy.standing", registration.standing)
    return named(language, "privacy.status", registration.status)


def kept_until(registration: Registration) -> dt.date | None:
    """Return the last day on which a registration is kept, None where none was promised."""
    if registration.status != "withdrawn":
        return registration.keep_until
    gone = (registration.updated_at + KEPT["withdrawn_registrations"]).astimezone(SEOUL).date()
    return min(gone, registration.keep_until or gone)


def words_shown(line: Agreed, lines: Sequence[Agreed]) -> str | None:
    """Return the words of a line of consent as they were shown, with the day that was promised; None where not kept.

    Args:
        line: the line; where it takes something back, the day is that of what it takes back.
        lines: all lines of the owner, in the order in which they were said.
    """
    given = [one.at for one in lines if one.given and one.words_hash == line.words_hash and one.at <= line.at]
    return None if line.words is None else consent.as_shown(line.words, given[-1] if given else line.at)


def shown_id(user: str) -> str:
    """Return a messenger's id of a person as its owner is shown it: of one that was drawn here, the beginning."""
    return f"{user[:SHOWN_OF_IT]}…" if _DRAWN_HERE.fullmatch(user) else user


def shown_address(address: str) -> str:
    """Return the address of an account, "telegram:123", as the team is shown it."""
    channel, _, user = address.partition(":")
    return f"{channel}:{shown_id(user)}"


def masked(user: str) -> str:
    """Return a messenger's id of a person with its middle hidden; of a short one nothing is shown."""
    return f"{user[:2]}…{user[-2:]}" if len(user) >= 8 else "…"


def program_name(turn: Turn, program: str) -> str:
    """Return a program's full name; one that is no longer known by its id."""
    known = turn.knowledge.programs.get(program)
    return known.named(turn.language) if known else program


def named(language: Language, topic: str, key: str) -> str:
    """Return the catalog's name of a stored key; a key of a later version stands for itself."""
    name = f"{topic}.{key}"
    return say(language, name) if name in catalog(language) else key


def day(instant: dt.datetime) -> str:
    """Return the day of an instant in Seoul: 2020-09-25."""
    return instant.astimezone(SEOUL).date().isoformat()


def when(instant: dt.datetime) -> str:
    """Return an instant as it is in Seoul: 2020-09-25 10:00:00."""
    return f"{instant.astimezone(SEOUL):%Y-%m-%d %H:%M:%S}"


def _entry(language: Language, **values: object) -> dict[str, Any]:
    return {say(language, f"own_data.{name}"): value for name, value in values.items()}


def _registration(turn: Turn, registration: Registration) -> dict[str, Any]:
    language = turn.language
    entry = _entry(language, receipt=registration.receipt) | registered(turn, registration)
    entry |= _entry(
        language,
        registered_at=when(registration.created_at),
        changed_at=when(registration.updated_at),
        decision=_decision(turn, registration),
    )
    return entry


def open_conditions(turn: Turn, registration: Registration, language: Language) -> tuple[str, ...]:
    """Return the conditions that were not known to be met at registration, by name, with those that the agency judges.

    One that the program no longer has is left out.
    """
    program = turn.knowledge.programs.get(registration.program)
    there = {clause.id: clause for clause in clauses(program.who.rule)} if program and program.who.rule else {}
    return tuple(
        say(language, "own_data.judged_by_agency", condition=clause.label.within(language))
        if isinstance(clause, Manual)
        else clause.label.within(language)
        for name in (registration.decision or {}).get("open", ())
        if (clause := there.get(name)) is not None
    )


def changes(registration: Registration, language: Language) -> tuple[tuple[str, str], ...]:
    """Return the changes that the owner made, each with its day and what it changed, oldest first."""
    return tuple(
        (
            day(dt.datetime.fromisoformat(edit["at"])),
            ", ".join(named(language, "registration", slot) for slot in edit["slots"]),
        )
        for edit in (registration.decision or {}).get("edited", ())
    )


def _decision(turn: Turn, registration: Registration) -> dict[str, Any]:
    language, decision = turn.language, registration.decision or {}
    if not decision:
        return {}
    decided_for = decision.get("decided_for")
    told = {
        "verdict": named(language, "verdict_receipts.verdict", str(decision.get("verdict"))),
        "facts": _facts(turn, decision.get("facts", {})),
        "open": list(open_conditions(turn, registration, language)),
        "decided_for": when(dt.datetime.fromisoformat(decided_for)) if decided_for else None,
        "edited": [f"{on} {what}" for on, what in changes(registration, language)],
        **{key: decision.get(key) for key in _READ_AS_WRITTEN},
    }
    return {named(language, "own_data.decided", key): value for key, value in told.items() if value}


def _facts(turn: Turn, stored: Mapping[str, Any]) -> dict[str, Any]:
    """Facts as they were kept, from label to words; what is no longer declared as it was kept."""
    facts, language = turn.knowledge.facts, turn.language
    known = profile_of(facts, stored)
    return {facts[name].label.within(language): in_words(facts[name], known[name], language) for name in known} | {
        name: value for name, value in stored.items() if name not in known
    }


def _attempt(turn: Turn, attempt: Attempt) -> dict[str, Any]:
    language = turn.language
    return _entry(
        language,
        program=program_name(turn, attempt.program),
        messenger=named(language, "privacy.channel", attempt.channel),
        at=when(attempt.at),
    )


def _kept_apart(language: Language, kept: KeptApart) -> dict[str, Any]:
    return _entry(
        language,
        erased_at=when(kept.erased_at),
        kept_until=kept.keep_until.isoformat(),
        consents=[_consent(language, line, kept.consents) for line in kept.consents],
        looks=[_look(language, look) for look in kept.looks],
    )


def _consent(language: Language, line: Agreed, lines: Sequence[Agreed]) -> dict[str, Any]:
    return _entry(
        language,
        kind=named(language, "privacy.consent", line.kind),
        given=say(language, "privacy.yes" if line.given else "privacy.no"),
        version=line.version,
        at=when(line.at),
        messenger=named(language, "privacy.channel", line.channel),
        words=words_shown(line, lines),
        words_hash=line.words_hash,
    )


def _verdict(turn: Turn, receipt: VerdictReceipt) -> dict[str, Any]:
    language, source = turn.language, receipt.source
    known = profile_of(turn.knowledge.facts, receipt.facts)
    in_part = receipt.verdict == Verdict.YES and not source["complete"]
    return _entry(
        language,
        code=receipt.code,
        program=receipt.program_name,
        day=receipt.day.isoformat(),
        at=when(receipt.at),
        verdict=named(
            language, "verdict_receipts.verdict", f"{receipt.verdict}_as_stated" if in_part else receipt.verdict
        ),
        values=_facts(turn, receipt.facts),
        supposed=[
            told(turn.knowledge.facts[name], known[name], language) if name in known else name
            for name in receipt.supposed
        ],
        clauses=[
            say(
                language,
                f"eligibility.reason.{clause['mark']}",
                clause=clause["label"][language],
                paragraph=", ".join(map(str, clause["paragraphs"])),
            )
            for clause in receipt.clauses
        ],
        source=say(
            language,
            "verdict_receipts.from",
            outlet=source["outlet"][language],
            title=source["title"],
            day=source["day"],
        ),
        knowledge=receipt.knowledge,
    )


def _look(language: Language, look: Look) -> dict[str, Any]:
    return _entry(
        language,
        at=when(look.at),
        action=named(language, "privacy.look", look.action),
        what=look.what,
        purpose=look.purpose and named(language, "privacy.purpose", look.purpose),
    )


def _account(turn: Turn, account: OwnAccount) -> dict[str, Any]:
    language = turn.language
    # Of the conversation that is speaking, this turn knows the latest state.
    here = account.id == turn.person.account
    talk = turn.conversation if here else Conversation.model_validate(account.state or {})
    return _entry(
        language,
        messenger=named(language, "privacy.channel", account.channel),
        user=account.user,
        first_seen=when(account.created_at),
        last_seen=when(account.last_seen_at),
        last_said=talk.said,
        talked_about=[program_name(turn, program) for program in talk.focus],
        speaks=talk.language,
        as_of=talk.as_of.isoformat() if talk.as_of else None,
        form=_form(turn, talk.form) if talk.form else None,
    )


def _form(turn: Turn, form: FormState) -> dict[str, Any]:
    """What was typed into a form that is still open."""
    language = turn.language
    return _entry(
        language,
        program=program_name(turn, form.subject) if form.subject else None,
        typed={named(language, "registration", slot): value for slot, value in form.values.items() if value},
        not_taken_yet=form.held,
    )
