"""Admins look through pre-registrations, look at one, and accept or decline it.

Lists show contacts masked, and so does one registration until it is said what for it is wanted in full. Every look is
written down with who looked at whose data, and that purpose.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from handlers import business_number, look_purpose, own_data, registration_for_admins
from handlers.confirmed import confirmed
from handlers.conversation import Conversation
from handlers.forms import contact_details
from handlers.own_registrations import receipt_in
from handlers.reply import COMMAND_BYTES, Choice, Item, Listing, Paragraph, Part, Reply, Row, Rows
from handlers.turn import Turn
from handlers.wording import say
from knowledge.program_names import letters
from knowledge.window import SEOUL
from knowledge.words import Language
from storage import access, consents, decisions, deliveries, duplicates, registrations
from storage.access import Access
from storage.registrations import Page, Registration, Status

PAGE_SIZE: Final = 5
EVERY_PROGRAM: Final = "-"
"""Stands for the program in a command that looks through all of them."""
SHORTEST_NAME: Final = 3
"""Part of a program's name that counts as naming it: "서울" alone is a place where a firm is."""
LONGEST_SEARCH: Final = 100
_PAGE: Final = re.compile(r"[1-9][0-9]{0,2}")
LONGEST_REASON: Final = 200
_REASON: Final = re.compile(r"^(?:사유|이유|reason)(?:은|는)?\s*:?\s+", re.IGNORECASE)
_CONFIRMED: Final = frozenset({"yes", "네"})
_DECISIONS: Final[Mapping[str, Status]] = {
    "accept": "accepted",
    "승인": "accepted",
    "decline": "declined",
    "반려": "declined",
}


async def search(turn: Turn, argument: str) -> Reply:
    """List registrations, five a page: ``/registrations [page] [program] [words]``, or ``/regs`` as its buttons say it.

    Args:
        turn: the turn of an admin.
        argument: a page number (from 1), a program's id, part of its name or "-" for all, and words to look for (see
            ``storage.registrations.search``); each may be left out.
    """
    words = argument.split()
    page = 1
    if words and _PAGE.fullmatch(words[0]):
        page = int(words.pop(0))
    programs, words = named_programs(turn, words)
    if len(programs) > 1:
        return _which(turn, programs, words)
    program = programs[0] if programs else None
    wanted = " ".join(words)[:LONGEST_SEARCH].strip()
    found = await turn.read(registrations.search, program=program, words=wanted, page=page - 1, size=PAGE_SIZE)
    if not found.items and found.total:
        page = -(-found.total // PAGE_SIZE)
        found = await turn.read(registrations.search, program=program, words=wanted, page=page - 1, size=PAGE_SIZE)
    _write_down(turn, "list", found.items, nothing=program or "all")
    if not found.items:
        return _nothing(turn, program, wanted)
    return _page(turn, found, page, program, wanted)


async def show(turn: Turn, argument: str) -> Reply:
    """Show one registration, or decide on it: ``/registration R-… [full PURPOSE|accept|decline [REASON]]``.

    It is shown masked, and in full for a purpose (see ``handlers.look_purpose``). Before one is declined, and before a
    decision is changed that the owner may have been told, it is asked: "yes" says so, right after that question.

    Args:
        turn: the turn of an admin.
        argument: the receipt number, and maybe what to do, in English or Korean.
    """
    language = turn.language
    written, _, wanted = argument.strip().partition(" ")
    receipt = receipt_in(written)
    back = (Choice(label=say(language, "registrations.choice.list"), command="/registrations"),)
    if receipt is None:
        return Reply(lead=say(language, "registrations.which_receipt"), choices=back)
    found = await turn.read(registrations.by_receipt, receipt)
    if found is None:
        return Reply(lead=say(language, "registrations.no_such_receipt"), choices=back)
    verb, _, rest = wanted.strip().partition(" ")
    status, rest = _DECISIONS.get(verb.lower()), rest.strip()
    if status == "declined" and rest.lower() not in _CONFIRMED:
        reason = look_purpose.in_own_words(_REASON.sub("", rest), found, longest=LONGEST_REASON)
        return await _decide(turn, found, status, sure=False, reason=reason)
    if status is not None and (not rest or rest.lower() in _CONFIRMED):
        sure = bool(rest) and confirmed(turn, _confirmation(found, status))
        return await _decide(turn, found, status, sure=sure, reason=turn.conversation.declining)
    purpose = look_purpose.asked_in_full(wanted)
    if purpose is None and wanted.strip():
        choices = (*look_purpose.choices(receipt, language), *_choices(turn, found))
        return Reply(lead=say(language, "registrations.which_decision", receipt=receipt), choices=choices)
    return await _one(turn, found, look_purpose.kept(purpose, found) if purpose else None)


async def _one(turn: Turn, found: Registration, purpose: str | None) -> Reply:
    """Show a registration: in full for a purpose, else masked with the purposes as buttons."""
    language = turn.language
    attempts = await turn.read(duplicates.of_registration, found.id)
    agreed = await turn.read(consents.given_last, found.owner, "registration", by=found.created_at)
    decided = await turn.read(access.last, found.receipt, found.status)
    in_words = look_purpose.shown(purpose, language) if purpose else None
    _write_down(turn, "full" if purpose else "show", [found], nothing=found.receipt, purpose=purpose)
    notes = ["registrations.look_is_kept"] if purpose else ["registrations.what_for", "registrations.look_is_kept"]
    return Reply(
        title=_program_name(turn, found.program, language),
        lead=say(
            language,
            "registrations.one",
            receipt=found.receipt,
            standing=say(language, f"registrations.standing.{found.standing}"),
            status=say(language, f"registrations.status.{found.status}"),
        ),
        parts=(
            registration_for_admins.rows(
                found,
                attempts,
                agreed,
                language,
                open_conditions=own_data.open_conditions(turn, found, language),
                decided=decided,
                purpose=in_words,
            ),
            *(Paragraph(text=say(language, note, receipt=found.receipt)) for note in notes),
        ),
        choices=(
            *(() if purpose else look_purpose.choices(found.receipt, language)),
            *_choices(turn, found),
            Choice(label=say(language, "registrations.choice.audit"), command=f"/audit {found.receipt}"),
            Choice(label=say(language, "registrations.choice.list"), command="/registrations"),
        ),
    )


async def _decide(turn: Turn, found: Registration, status: Status, *, sure: bool, reason: str | None = None) -> Reply:
    """Accept or decline, and have the owner told; nobody is told twice of one decision, or of one that was reversed."""
    language = turn.language
    title = _program_name(turn, found.program, language)
    if found.standing == "waiting" or found.status == "withdrawn":
        why = "withdrawn" if found.status == "withdrawn" else "waiting"
        return Reply(title=title, lead=say(language, f"registrations.undecidable.{why}", receipt=found.receipt))
    name = say(language, f"registrations.status.{status}")
    if found.status == status:
        return Reply(
            title=title, lead=say(language, "registrations.decided_before", receipt=found.receipt, status=name)
        )
    if not sure and (status == "declined" or found.status != "received"):
        return _ask(turn, found, status, reason)
    # A reason is that of the question just before; nobody is told why he was accepted.
    reason = reason if sure and status == "declined" else None
    turn.remember(declining=None)
    state = await turn.read(decisions.conversation_of, found.account)
    theirs = Conversation.model_validate(state or {}).language
    notice = Reply(
        title=_program_name(turn, found.program, theirs),
        lead=say(theirs, f"registrations.notice.{status}", receipt=found.receipt),
        parts=(
            *((Paragraph(text=say(theirs, "registrations.notice.reason", reason=reason)),) if reason else ()),
            Paragraph(text=say(theirs, "registrations.notice.not_the_application")),
        ),
        choices=(Choice(label=say(theirs, "registrations.choice.my"), command="/my"),),
    )
    turn.change(decisions.decide, found.receipt, before=found.status, after=status, at=turn.now)
    turn.change(deliveries.take_back_notices, found.account, mentioning=found.receipt)
    turn.change(deliveries.queue_notice, found.account, notice.model_dump(mode="json"), at=turn.now)
    _write_down(turn, status, [found], nothing=found.receipt, purpose=reason)
    return Reply(
        title=title,
        lead=say(language, "registrations.decided", receipt=found.receipt, status=name),
        parts=(Paragraph(text=say(language, "registrations.owner_is_told")),),
        choices=(
            Choice(label=say(language, "registrations.choice.show"), command=f"/registration {found.receipt}"),
            Choice(label=say(language, "registrations.choice.list"), command="/registrations"),
        ),
    )


def _ask(turn: Turn, found: Registration, status: Status, reason: str | None) -> Reply:
    """Ask whether to decline, with the reason as the owner will read it, or whether to change what he may have read."""
    language = turn.language
    turn.remember(declining=reason)
    again = found.status != "received"
    verb = "accept" if status == "accepted" else "decline"
    parts: list[Part] = []
    if reason is not None:
        parts.append(Rows(rows=(Row(label=say(language, "registrations.reason_told"), value=reason),)))
    elif status == "declined":
        parts.append(Paragraph(text=say(language, "registrations.how_to_say_why", receipt=found.receipt)))
    return Reply(
        title=_program_name(turn, found.program, language),
        lead=say(
            language,
            "registrations.really_reverse" if again else "registrations.really_decline",
            receipt=found.receipt,
            before=say(language, f"registrations.status.{found.status}"),
            after=say(language, f"registrations.status.{status}"),
        ),
        parts=tuple(parts),
        choices=(
            Choice(
                label=say(language, f"registrations.choice.{verb}_{'instead' if again else 'really'}"),
                command=_confirmation(found, status),
                answers="yes",
            ),
            Choice(
                label=say(language, "registrations.choice.not_now"),
                command=f"/registration {found.receipt}",
                answers="no",
            ),
        ),
    )


def _confirmation(found: Registration, status: Status) -> str:
    return f"/registration {found.receipt} {'accept' if status == 'accepted' else 'decline'} yes"


def named_programs(turn: Turn, words: list[str]) -> tuple[list[str], list[str]]:
    """Return the ids of the programs that the first words name, and the words after them.

    A whole name or alias wins over a part of one; the longest run of words that names any program counts.
    """
    programs = turn.knowledge.programs
    if words and words[0] == EVERY_PROGRAM:
        return [], words[1:]
    if words and words[0] in programs:
        return words[:1], words[1:]
    for count in range(len(words), 0, -1):
        said = " ".join(words[:count])
        if len(letters(said)) < SHORTEST_NAME:
            continue
        if named := turn.knowledge.names.called(said) or turn.knowledge.names.holding(said):
            return list(named), words[count:]
    return [], words


def _which(turn: Turn, programs: Sequence[str], words: Sequence[str]) -> Reply:
    items = [
        Item(
            title=_program_name(turn, program, turn.language),
            command=_command(1, program, " ".join(words)) or _command(1, program, ""),
        )
        for program in programs[:PAGE_SIZE]
    ]
    return Reply(lead=say(turn.language, "registrations.which_program"), parts=(Listing(items=tuple(items)),))


def _nothing(turn: Turn, program: str | None, words: str) -> Reply:
    """Say that nothing was found, and offer what may have been meant."""
    language = turn.language
    choices = [Choice(label=say(language, "registrations.choice.all"), command="/registrations")]
    if program is not None and (command := _command(1, None, words)) and words:
        choices.insert(0, Choice(label=say(language, "registrations.choice.every_program"), command=command))
    parts: tuple[Part, ...] = ()
    if program is None and words and (meant := turn.knowledge.understanding.find_programs(words)[:3]):
        items = tuple(Item(title=_program_name(turn, one, language), command=_command(1, one, "")) for one in meant)
        parts = (Listing(heading=say(language, "registrations.meant"), items=items),)
    title = _program_name(turn, program, language) if program else None
    return Reply(title=title, lead=say(language, "registrations.none"), parts=parts, choices=tuple(choices))


def _page(turn: Turn, found: Page, page: int, program: str | None, words: str) -> Reply:
    language = turn.language
    first = (page - 1) * PAGE_SIZE + 1
    last = first + len(found.items) - 1
    items = tuple(_item(turn, one, with_program=program is None) for one in found.items)
    parts: list[Part] = [Listing(first_number=first, items=items)]
    choices: list[Choice] = []
    for wanted, key, exists in ((page + 1, "next", last < found.total), (page - 1, "previous", page > 1)):
        if not exists:
            continue
        if command := _command(wanted, program, words):
            choices.append(Choice(label=say(language, f"registrations.choice.{key}"), command=command))
        elif key == "next":
            typed = " ".join(filter(None, ("/registrations", str(wanted), program or EVERY_PROGRAM, words)))
            parts.append(Paragraph(text=say(language, "registrations.type_next", command=typed)))
    if program is not None and words and (everywhere := _command(1, None, words)):
        choices.append(Choice(label=say(language, "registrations.choice.every_program"), command=everywhere))
    key = "registrations.found" if found.total > PAGE_SIZE else "registrations.found_all"
    lead = say(language, f"{key}_words" if words else key, total=found.total, first=first, last=last, words=words)
    title = _program_name(turn, program, language) if program else None
    return Reply(title=title, lead=lead, parts=tuple(parts), choices=tuple(choices))


def _item(turn: Turn, found: Registration, *, with_program: bool) -> Item:
    language = turn.language
    details = [
        say(language, f"registrations.standing.{found.standing}"),
        say(language, f"registrations.status.{found.status}"),
        found.created_at.astimezone(SEOUL).date().isoformat(),
        contact_details.masked_person(found.contact_person),
        contact_details.masked_phone(found.phone),
        registration_for_admins.email(found, language),
        business_number.masked(found.business_number),
    ]
    if with_program:
        details.insert(0, _program_name(turn, found.program, "ko"))
    return Item(
        title=f"{found.firm_name} ({found.receipt})",
        description=" · ".join(details),
        command=f"/registration {found.receipt}",
    )


def _choices(turn: Turn, found: Registration) -> tuple[Choice, ...]:
    """What can be decided on a registration."""
    if found.standing == "waiting" or found.status == "withdrawn":
        return ()
    return tuple(
        Choice(
            label=say(turn.language, f"registrations.choice.{verb}"), command=f"/registration {found.receipt} {verb}"
        )
        for verb in ("accept", "decline")
        if _DECISIONS[verb] != found.status
    )


def _command(page: int, program: str | None, words: str) -> str | None:
    """Return the command of a button, or None where it has no room for the words."""
    command = " ".join(filter(None, ("/regs", str(page), program or EVERY_PROGRAM, words)))
    return command if len(command.encode()) <= COMMAND_BYTES else None


def _program_name(turn: Turn, program: str, language: Language) -> str:
    """Return a program's full name; one that is no longer known by its id."""
    known = turn.knowledge.programs.get(program)
    return known.named(language) if known else program


def _write_down(
    turn: Turn, action: str, seen: Sequence[Registration], *, nothing: str, purpose: str | None = None
) -> None:
    """Have the look kept: a row for each owner whose data is shown, and one where nothing was found, for who asks for a
    phone number learns something from that too. The words are not kept: they may be somebody's number.
    """
    looks: list[tuple[str | None, str]] = [(one.owner, one.receipt) for one in seen]
    for whose, what in looks or [(None, nothing)]:
        look = Access(
            who=turn.message.address,
            at=turn.now,
            channel=turn.message.channel,
            action=action,
            what=what,
            whose=whose,
            purpose=purpose,
        )
        turn.change(access.record, look)
