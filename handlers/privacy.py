"""What is stored about an owner: seeing all of it."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from handlers import operator, own_data
from handlers.fact_words import in_words
from handlers.reply import Choice, Item, Listing, Paragraph, Part, Reply, Row, Rows
from handlers.turn import Turn
from handlers.wording import say
from knowledge.words import Language
from storage import own_data as stored
from storage.own_data import Agreed, Held, KeptApart, Look, OwnAccount
from storage.registrations import Registration

LOOKS_SHOWN: Final = 3
"""So many of the team's looks are shown one by one; the file has them all."""
_FILE: Final = frozenset({"file", "파일", "파일로", "download", "내려받기"})
_AS_FILE: Final = re.compile(r"파일|내려\s?받|다운\s?로드|\b(?:file|download|export)", re.IGNORECASE)
_CONSENT: Final = frozenset({"consent", "consents", "동의", "동의서"})
_KINDS: Final[Mapping[str, str]] = {
    "사전등록": "registration",
    "등록": "registration",
    "소식": "announcements",
    "news": "announcements",
    "광고": "advertising",
    "ads": "advertising",
}
"""The kinds of consent as they may be typed, beside their ids."""


async def show(turn: Turn, argument: str = "") -> Reply:
    """Show everything that is stored about the owner: ``/mydata``, ``/mydata file``, ``/mydata consent [KIND]``.

    Args:
        turn: the turn of anybody.
        argument: "file" (or 파일) for all of it as a file, "consent" (or 동의) with a kind for what was agreed to, or
            nothing.
    """
    word, _, rest = argument.strip().lower().partition(" ")
    if word in _FILE:
        return await own_data.offer(turn)
    held = await turn.read(stored.held, turn.person.owner)
    if word in _CONSENT:
        return _agreed(turn, held, rest.strip())
    return _all(turn, held)


def with_notice_of_facts(turn: Turn, reply: Reply) -> Reply:
    """Return a reply that says besides that what was told of the firm is kept, and how to see and forget it.

    Args:
        turn: the turn in which something was told for the first time.
        reply: the answer.
    """
    return reply.model_copy(
        update={"parts": (*reply.parts, Paragraph(text=say(turn.language, "privacy.facts_are_kept")))}
    )


async def asked(turn: Turn) -> Reply:
    """Answer who asks in words what is stored, as a file where that is asked for ("내 정보 파일로 주세요")."""
    return await show(turn, "file" if _AS_FILE.search(turn.message.text) else "")


def _all(turn: Turn, held: Held) -> Reply:
    language = turn.language
    known = _facts(turn)
    parts: list[Part] = [_registration(turn, registration) for registration in held.registrations]
    headed = {
        "wishes": [(own_data.program_name(turn, wish.program), own_data.day(wish.at)) for wish in held.wishes],
        "facts": known,
        "consents": [
            (own_data.named(language, "privacy.consent", line.kind), _said(language, line)) for line in held.last_words
        ],
        "kept_apart": _kept_apart(language, held.kept_apart),
        "looks": _looks(language, held.looks),
        "accounts": _accounts(turn, held.accounts),
        "team": [(own_data.named(language, "team.role", role.name), own_data.day(role.since)) for role in held.roles],
    }
    for heading, lines in headed.items():
        if lines:
            rows = tuple(Row(label=label, value=value) for label, value in lines)
            parts.append(Rows(heading=say(language, f"privacy.{heading}"), rows=rows))
    if not held.looks:
        since = "privacy.no_looks_since" if held.erased or held.kept_apart else "privacy.no_looks"
        parts.append(Paragraph(text=say(language, since)))
    if held.erased and not held.kept_apart:
        parts.append(Paragraph(text=say(language, "privacy.not_tied")))
    form = turn.conversation.form
    more = {
        "typed": sum(bool(value) for value in form.values.values()) if form else 0,
        "verdicts": len(held.verdicts),
        "attempts": len(held.attempts),
        "looks_taken": held.looks_taken,
        "announcements": held.announcements,
    }
    parts += [Paragraph(text=say(language, f"privacy.{key}", count=count)) for key, count in more.items() if count]
    kept = max(own_data.KEPT[what] for what in ("conversations", "intake", "deliveries"))
    also = "privacy.also" if held.answers else "privacy.also_state"
    parts.append(Paragraph(text=say(language, also, count=held.answers, days=kept.days)))
    parts.append(Rows(rows=(operator.row(turn),)))
    lead = say(
        language,
        f"privacy.held.{_what_is_held(held, known)}",
        registrations=len(held.registrations),
        facts=len(known),
    )
    choices = [("file", "/mydata file"), ("my", "/my"), ("forget", "/forget")]
    if held.consents:
        choices.insert(1, ("consent", "/mydata consent"))
    return Reply(
        lead=lead,
        parts=tuple(parts),
        choices=tuple(
            Choice(label=say(language, f"privacy.choice.{label}"), command=command) for label, command in choices
        ),
    )


def _what_is_held(held: Held, known: Sequence[tuple[str, str]]) -> str:
    if held.registrations:
        return "both" if known else "registrations"
    return "facts" if known else "nothing"


def _agreed(turn: Turn, held: Held, wanted: str) -> Reply:
    """Show the words of what was agreed to or refused last, of one kind; where it is not clear which, ask."""
    language = turn.language
    lines = {line.kind: line for line in held.last_words}
    back = Choice(label=say(language, "own_data.choice.look"), command="/mydata")
    if not lines:
        return Reply(lead=say(language, "privacy.nothing_agreed"), choices=(back,))
    kind = _KINDS.get(wanted, wanted) if wanted or len(lines) > 1 else next(iter(lines))
    line = lines.get(kind)
    if line is None:
        items = tuple(
            Item(
                title=own_data.named(language, "privacy.consent", line.kind),
                description=_said(language, line),
                command=f"/mydata consent {line.kind}",
            )
            for line in lines.values()
        )
        return Reply(lead=say(language, "privacy.which_consent"), parts=(Listing(items=items),), choices=(back,))
    words = own_data.words_shown(line, held.consents) or say(language, "privacy.words_not_kept", hash=line.words_hash)
    return Reply(
        title=own_data.named(language, "privacy.consent", kind),
        lead=_said(language, line),
        parts=(Paragraph(text=words),),
        choices=(back,),
    )


def _said(language: Language, line: Agreed) -> str:
    return say(
        language,
        "privacy.consent_given" if line.given else "privacy.consent_not_given",
        day=own_data.day(line.at),
        version=line.version,
        messenger=own_data.named(language, "privacy.channel", line.channel),
    )


def _registration(turn: Turn, registration: Registration) -> Rows:
    language = turn.language
    rows = own_data.registered(turn, registration)
    if registration.decision:
        told = say(language, "privacy.decided_with", facts=len(registration.decision.get("facts", {})))
        rows[say(language, "privacy.decision")] = told
    return Rows(
        heading=say(language, "privacy.registration", receipt=registration.receipt),
        rows=tuple(Row(label=label, value=value) for label, value in rows.items()),
    )


def _facts(turn: Turn) -> list[tuple[str, str]]:
    return [
        (fact.label.within(turn.language), in_words(fact, turn.certain[fact.id], turn.language))
        for fact in turn.knowledge.facts.values()
        if fact.id in turn.certain
    ]


def _looks(language: Language, looks: Sequence[Look]) -> list[tuple[str, str]]:
    """How often the team looked, and the last looks: what was done with what, and what for."""
    if not looks:
        return []
    shown = [
        (
            own_data.day(look.at),
            " · ".join(
                filter(
                    None,
                    (
                        own_data.named(language, "privacy.look", look.action),
                        look.what,
                        look.purpose and own_data.named(language, "privacy.purpose", look.purpose),
                    ),
                )
            ),
        )
        for look in looks[:LOOKS_SHOWN]
    ]
    times = "privacy.looks_times" if len(looks) <= LOOKS_SHOWN else "privacy.looks_times_last"
    told = say(language, times, count=len(looks), shown=LOOKS_SHOWN)
    return [(say(language, "privacy.looks_count"), told), *shown]


def _kept_apart(language: Language, kept: Sequence[KeptApart]) -> list[tuple[str, str]]:
    """What stays of erasures, each until when."""
    return [
        (
            say(language, "privacy.erased_on", day=own_data.day(one.erased_at)),
            say(
                language,
                "privacy.kept_with_looks" if one.looks else "privacy.kept",
                consents=len(one.consents),
                until=one.keep_until.isoformat(),
                looks=len(one.looks),
            ),
        )
        for one in kept
    ]


def _accounts(turn: Turn, accounts: Sequence[OwnAccount]) -> list[tuple[str, str]]:
    """The messengers of the owner; of those where nobody is speaking now, the id is masked."""
    here = turn.person.account
    return [
        (
            own_data.named(turn.language, "privacy.channel", one.channel),
            say(turn.language, "privacy.this_account", user=own_data.shown_id(one.user))
            if one.id == here
            else own_data.masked(one.user),
        )
        for one in accounts
    ]
