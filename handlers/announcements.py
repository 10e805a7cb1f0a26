"""Staff announce something to many: a form that ends in a preview, and a report that accounts for every recipient."""

import unicodedata
from collections.abc import Sequence
from typing import Final

from handlers import look_purpose, operator
from handlers.forms import engine, filling
from handlers.forms.form import Form, Option, Slot, Unreadable
from handlers.forms.state import FormState
from handlers.own_data import masked
from handlers.registrations import named_programs
from handlers.reply import Choice, Item, Listing, Paragraph, Part, Reply, Row, Rows
from handlers.team import ADMIN, STAFF
from handlers.turn import Turn, new_id
from handlers.wording import say
from knowledge.window import SEOUL
from knowledge.words import Language
from storage import access, broadcasts, registrations
from storage.access import Access
from storage.broadcasts import Audience, Broadcast, Recipient

LONGEST_TEXT: Final = 1_000
EVERYBODY: Final = "all"
"""The audience of all who agreed to announcements; every other value of the slot is a program's id."""
EXCERPT: Final = 40
NAMED_AT_ONCE: Final = 10
NAMED_A_PAGE: Final = 50
LAST_PAGE: Final = 999
"""What has room on a button beside the rest."""
RECENT: Final = 5
LOOKED_BACK: Final = 50
_NOT_SENT: Final = ("uncertain", "unreachable", "failed")
"""States whose recipients the report names, those to be looked into first."""


async def write(turn: Turn) -> Reply:
    """Open the form that makes an announcement: ``/broadcast``."""
    return await engine.begin(turn, FORM, None)


async def report(turn: Turn, argument: str) -> Reply:
    """List the last announcements, or account for one: ``/broadcasts [id [state [page [full PURPOSE]]]]``.

    Args:
        turn: the turn of staff.
        argument: empty for the last five; an announcement's id; with "uncertain", "unreachable" or "failed" and a page
            from 1 the masked addresses of all recipients in that state, which admins get in full for a purpose (see
            ``handlers.look_purpose``).
    """
    wanted, state, page, *purpose = (*argument.split(), "", "", "")
    if not wanted:
        return await _recent(turn)
    found = await turn.read(broadcasts.progress, wanted)
    if found is None:
        return Reply(lead=say(turn.language, "announcements.no_such"), choices=(_to_list(turn),))
    if state in _NOT_SENT:
        numbered = page.isdecimal() and len(page) <= len(str(LAST_PAGE))
        said = " ".join(purpose if numbered else [page, *purpose]).strip()
        return await _recipients(turn, found, state, int(page) if numbered else 1, said)
    return await _account_for(turn, found)


def announcement(turn: Turn, audience: Audience, text: str) -> Reply:
    """Return the announcement as its recipients see it: that it is one, of whom, the text, and how to get no more.

    Who is registered for a program hears of it because of that, whatever he said to announcements in general: so what
    ends it is another thing.
    """
    language = turn.language
    program = turn.knowledge.programs.get(audience["program"]) if "program" in audience else None
    if program is None:
        stop, choice = (
            "announcements.stop",
            Choice(label=say(language, "announcements.choice.stop"), command="/news off"),
        )
    else:
        stop, choice = (
            "announcements.stop_program",
            Choice(label=say(language, "announcements.choice.my"), command="/my"),
        )
    return Reply(
        title=program.named(language) if program else None,
        lead=_sender(turn),
        parts=(Paragraph(text=text), Paragraph(text=say(language, stop))),
        choices=(choice,),
    )


def _sender(turn: Turn) -> str:
    """Who sends it, and how to reach him where that is stated."""
    if turn.operator_contact is None:
        return say(turn.language, "announcements.lead", sender=operator.name(turn))
    return say(
        turn.language, "announcements.lead_with_contact", sender=operator.name(turn), contact=turn.operator_contact
    )


def read_text(text: str) -> str:
    """Return an announcement's text without control characters other than line breaks.

    Raises:
        Unreadable: nothing is left of it, or it has more than 1,000 characters.
    """
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\t", " ")
    kept = "".join(
        letter for letter in lines if letter == "\n" or unicodedata.category(letter) not in {"Cc", "Cs"}
    ).strip()
    if not kept:
        raise Unreadable("announcements.text.empty")
    if len(kept) > LONGEST_TEXT:
        raise Unreadable("announcements.text.long", count=len(kept), longest=LONGEST_TEXT)
    return kept


async def _audiences(turn: Turn) -> Sequence[Option]:
    """Everybody, then the programs that have registrations, most first; and the one that was chosen by its name."""
    counts = await turn.read(registrations.counts)
    agreed = await turn.read(broadcasts.audience_count, _audience(EVERYBODY))
    chosen = turn.conversation.form.values.get("audience") if turn.conversation.form else None
    everybody = Option(
        EVERYBODY,
        say(turn.language, "announcements.audience.all", count=agreed),
        said=frozenset({"전체", "모두", "전부", "all", "everybody"}),
    )
    registrants = [
        Option(
            program.id,
            say(turn.language, "announcements.audience.program", program=program.name, count=counts.get(program.id, 0)),
        )
        for program in sorted(turn.knowledge.programs.values(), key=lambda program: -counts.get(program.id, 0))
        if program.id in counts or program.id == chosen
    ]
    return (everybody, *registrants)


def _meant(turn: Turn, said: str) -> str | None:
    if said == EVERYBODY:
        return said
    programs, others = named_programs(turn, said.split())
    return programs[0] if len(programs) == 1 and not others else None


def _audience(value: str) -> Audience:
    return {"to": "all"} if value == EVERYBODY else {"to": "program", "program": value}


def _excerpt(text: str, language: Language) -> str:  # noqa: ARG001  # every ``shown`` is called with the language
    line = " ".join(text.split())
    return line if len(line) <= EXCERPT else f"{line[:EXCERPT].rstrip()}…"


async def _preview(turn: Turn, state: FormState) -> tuple[Part, ...]:
    """Show what each recipient will see, and how many they are."""
    audience = _audience(state.values["audience"])
    shown = announcement(turn, audience, state.values["text"])
    count = await turn.read(broadcasts.audience_count, audience)
    head = f"{shown.title}\n\n{shown.lead}" if shown.title else shown.lead
    buttons = " ".join(f"[{choice.label}]" for choice in shown.choices)
    return (
        Paragraph(text=say(turn.language, "announcements.recipients", count=count)),
        Paragraph(text=say(turn.language, "announcements.preview")),
        Paragraph(text=head),
        *shown.parts,
        Paragraph(text=buttons),
    )


async def _send(turn: Turn, state: FormState) -> Reply:
    """Freeze the audience, one delivery for each recipient; the token of the form can do so once."""
    language = turn.language
    if not turn.person.roles & STAFF:
        filling.close(turn)
        return Reply(lead=say(language, "announcements.no_longer_staff"))
    audience = _audience(state.values["audience"])
    count = await turn.read(broadcasts.audience_count, audience)
    if not count:
        change = Choice(
            label=say(language, "announcements.choice.audience"), command=f"/f {state.token} change audience"
        )
        cancel = Choice(label=say(language, "announcements.choice.cancel"), command=f"/f {state.token} cancel")
        return Reply(lead=say(language, "announcements.nobody"), choices=(change, cancel))
    new = Broadcast(
        id=new_id(),
        author=turn.person.account,
        audience=audience,
        content=announcement(turn, audience, state.values["text"]).model_dump(mode="json"),
        token=_token(turn, state.token),
        created_at=turn.now,
    )
    turn.change(broadcasts.confirm, new, turn.now)
    filling.close(turn)
    return Reply(
        lead=say(language, "announcements.sending", count=count),
        parts=(Paragraph(text=say(language, "announcements.where_they_wait")),),
        choices=(Choice(label=say(language, "announcements.choice.report"), command=f"/broadcasts {new.id}"),),
    )


async def _sent_before(turn: Turn, token: str) -> Reply | None:
    """Answer a second tap on "send" with what became of the first."""
    if not turn.person.roles & STAFF:
        return None
    recent = await turn.read(broadcasts.recent, LOOKED_BACK)
    found = next((one for one in recent if one.token == _token(turn, token)), None)
    return None if found is None else await _account_for(turn, found)


def _token(turn: Turn, token: str) -> str:
    """A form's token is unique among its account's forms only."""
    return f"{turn.person.account}.{token}"


async def _recent(turn: Turn) -> Reply:
    language = turn.language
    found = await turn.read(broadcasts.recent, RECENT)
    write_one = Choice(label=say(language, "announcements.choice.write"), command="/broadcast")
    if not found:
        return Reply(lead=say(language, "announcements.none_yet"), choices=(write_one,))
    items = tuple(
        Item(
            title=say(language, "announcements.item", day=_when(one), audience=_to(turn, one)),
            description=say(
                language,
                "announcements.counts",
                status=say(language, f"announcements.status.{one.status}"),
                sent=one.sent,
                unreachable=one.unreachable,
                failed=one.failed,
                uncertain=one.uncertain,
                left=one.left,
            ),
            command=f"/broadcasts {one.id}",
        )
        for one in found
    )
    return Reply(
        lead=say(language, "announcements.recent", count=len(found)),
        parts=(Listing(items=items),),
        choices=(write_one,),
    )


async def _account_for(turn: Turn, found: Broadcast) -> Reply:
    language = turn.language
    counts = {
        "total": found.total,
        "sent": found.sent,
        "unreachable": found.unreachable,
        "failed": found.failed,
        "uncertain": found.uncertain,
        "left": found.left,
    }
    rows = [
        Row(label=say(language, f"announcements.{key}"), value=say(language, "announcements.people", count=count))
        for key, count in counts.items()
    ]
    parts: list[Part] = [
        Rows(
            heading=say(language, "announcements.item", day=_when(found), audience=_to(turn, found)), rows=tuple(rows)
        ),
        Paragraph(text=str(found.content["parts"][0]["text"])),
    ]
    choices: list[Choice] = []
    for state in _NOT_SENT:
        if not counts[state]:
            continue
        recipients = await turn.read(broadcasts.recipients, found.id, state)
        label = say(language, f"announcements.{state}")
        if not recipients:
            parts.append(Paragraph(text=say(language, "announcements.named_no_longer", state=label)))
            continue
        shown = recipients[:NAMED_AT_ONCE]
        _write_down(turn, found, shown)
        parts.append(Paragraph(text=f"{label}: {', '.join(map(_masked, shown))}"))
        if len(recipients) > NAMED_AT_ONCE or turn.person.roles & ADMIN:
            everyone = say(language, "announcements.choice.everyone", state=label)
            choices.append(Choice(label=everyone, command=f"/broadcasts {found.id} {state}"))
    if found.uncertain:
        parts.append(Paragraph(text=say(language, "announcements.what_uncertain_means")))
    if found.left and found.status == "running":
        parts.append(Paragraph(text=say(language, "announcements.where_they_wait")))
    status = say(language, f"announcements.status.{found.status}")
    lead = say(language, "announcements.report", status=status, total=found.total, sent=found.sent)
    return Reply(lead=lead, parts=tuple(parts), choices=(*choices, _to_list(turn)))


async def _recipients(turn: Turn, found: Broadcast, state: str, page: int, said: str) -> Reply:
    """Show a page of recipients: masked, and in full to an admin who said what for."""
    language = turn.language
    recipients = await turn.read(broadcasts.recipients, found.id, state)
    label = say(language, f"announcements.{state}")
    lead = say(language, "announcements.in_state", state=label, count=len(recipients))
    back = Choice(label=say(language, "announcements.choice.report"), command=f"/broadcasts {found.id}")
    page = max(1, min(page, -(-len(recipients) // NAMED_A_PAGE), LAST_PAGE))
    shown = recipients[(page - 1) * NAMED_A_PAGE : page * NAMED_A_PAGE]
    if not shown:
        return Reply(lead=lead, choices=(back,))
    admin = bool(turn.person.roles & ADMIN)
    purpose = look_purpose.kept(look_purpose.asked_in_full(said) or "") if admin else None
    _write_down(turn, found, shown, purpose)
    this = f"/broadcasts {found.id} {state} {page}"
    parts = [Paragraph(text=", ".join(one.address if purpose else _masked(one) for one in shown))]
    choices = []
    if page * NAMED_A_PAGE < len(recipients) and page < LAST_PAGE:
        following = f"/broadcasts {found.id} {state} {page + 1}"
        choices.append(Choice(label=say(language, "announcements.choice.next"), command=following))
    if admin and not purpose:
        parts.append(Paragraph(text=say(language, "announcements.what_for", command=this)))
        choices += look_purpose.choices_after(this, language)
    parts.append(Paragraph(text=say(language, "registrations.look_is_kept")))
    return Reply(lead=lead, parts=tuple(parts), choices=(*choices, back))


def _masked(recipient: Recipient) -> str:
    return f"{recipient.channel}:{masked(recipient.user)}"


def _write_down(turn: Turn, found: Broadcast, seen: Sequence[Recipient], purpose: str | None = None) -> None:
    """Have the look at recipients kept, a row for each whose address is shown, masked or in full."""
    for owner in dict.fromkeys(one.owner for one in seen):
        look = Access(
            who=turn.message.address,
            at=turn.now,
            channel=turn.message.channel,
            action="recipients",
            what=found.id,
            whose=owner,
            purpose=purpose,
        )
        turn.change(access.record, look)


def _when(found: Broadcast) -> str:
    return f"{(found.confirmed_at or found.created_at).astimezone(SEOUL):%Y-%m-%d %H:%M}"


def _to(turn: Turn, found: Broadcast) -> str:
    if "program" not in found.audience:
        return say(turn.language, "announcements.to.all")
    program = turn.knowledge.programs.get(found.audience["program"])
    name = program.name if program else found.audience["program"]
    return say(turn.language, "announcements.to.program", program=name)


def _to_list(turn: Turn) -> Choice:
    return Choice(label=say(turn.language, "announcements.choice.list"), command="/broadcasts")


FORM: Final = Form(
    id="announcement",
    version=1,
    slots=(
        Slot(
            id="audience",
            kind="choice",
            label="announcements.audience",
            prompt="announcements.ask.audience",
            names=("받는 사람", "받을 사람", "받는 분", "audience", "recipients"),
            options=_audiences,
            find=_meant,
        ),
        Slot(
            id="text",
            kind="open",
            label="announcements.text",
            prompt="announcements.ask.text",
            names=("내용", "문구", "안내문", "text"),
            read=read_text,
            verbatim=True,
            shown=_excerpt,
        ),
    ),
    review_lead="announcements.review",
    confirm_label="announcements.choice.send",
    cancelled="announcements.cancelled",
    finish=_send,
    again=_sent_before,
    review=_preview,
)
"""The form of ``/broadcast``: audience, text, preview, confirmation."""
