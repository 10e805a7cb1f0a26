"""The form engine: asks for slots, takes what is said, reads it back, and hands a confirmed form to its ``finish``.

All state is the conversation's ``FormState``; nothing typed into a form is lost until it is finished or cancelled.
Choices carry ``/f TOKEN …``: a slot's id and a value, or one of ``form.VERBS``.
"""

import secrets
from collections.abc import Mapping, Sequence

from handlers.forms import aside, correction, resident_number
from handlers.forms.control_word import Control, control, spaceless
from handlers.forms.form import Form, Option, Slot, Unreadable
from handlers.forms.state import FormState
from handlers.reply import Choice, Paragraph, Part, Reply, Row, Rows
from handlers.turn import Turn
from handlers.wording import say

TOKEN_BYTES = 4
MOST_OPTIONS = 8
"""Options shown at once: with 'back' and 'cancel' they are the ten choices that a reply may have."""
_QUESTION_MARKS = ("?", "？")


async def begin(
    turn: Turn, form: Form, subject: str | None, values: Mapping[str, str] | None = None, notes: Sequence[Part] = ()
) -> Reply:
    """Open ``form`` and ask its first question.

    Where another form is open that has values already, that one has to be finished or cancelled first.

    Args:
        turn: the turn.
        form: the form.
        subject: what it is about, a program's id.
        values: what is known already, as stored.
        notes: what to say under the first question.
    """
    held = turn.conversation.form
    if held is not None and held.form != form.id and held.values:
        return Reply(
            lead=say(turn.language, "forms.another_open"),
            choices=(_choice(turn, held, "forms.resume", "go"), _choice(turn, held, "forms.cancel", "cancel")),
        )
    state = FormState(
        form=form.id,
        token=secrets.token_hex(TOKEN_BYTES),
        version=form.version,
        subject=subject,
        values=dict(values or {}),
    )
    reply = await _advance(turn, form, state)
    return reply.model_copy(update={"parts": (*notes, *reply.parts)})


def close(turn: Turn) -> None:
    """Close the open form."""
    turn.remember(form=None)


async def question(turn: Turn, form: Form) -> Reply:
    """Return what the open form waits for: its question, or its review."""
    return await _question(turn, form, await _current(turn, form))


async def take(turn: Turn, form: Form, text: str) -> Reply | None:
    """Take what was typed while ``form`` is open.

    Returns:
        The form's answer, or None where the text is not for the form: a command, or a question that is to be answered
        before the form's own is asked again.
    """
    text = text.strip()
    state = await _current(turn, form)
    if resident_number.mentioned(text):
        return await _question(turn, form, state, lead=say(turn.language, "forms.resident_number"))
    if not text:
        return await _question(turn, form, state)
    if text.startswith("/"):
        return None
    word = control(text)
    if state.cancelling:
        if word in {Control.YES, Control.CANCEL, Control.SUBMIT}:
            return _cancel(turn, form, state)
        state = _keep(turn, state, cancelling=False)
        if word in {Control.NO, Control.KEEP, Control.BACK}:
            return await _question(turn, form, state)
    slot = form.by_id.get(state.asked) if state.asked else None
    if slot is None:
        return await _in_review(turn, form, state, text, word)
    if slot.kind == "open":
        return await _for_open(turn, form, state, slot, text)
    return await _for_closed(turn, form, state, slot, text)


async def tapped(turn: Turn, form: Form, verb: str, value: str) -> Reply:
    """Do what a choice of the open form says.

    Args:
        turn: the turn.
        form: the open form, whose token the choice carried.
        verb: a slot's id or one of ``VERBS``.
        value: an option's value, the slot to change, or empty.
    """
    state = await _current(turn, form)
    if state.cancelling and verb not in {"stop", "cancel"}:
        state = _keep(turn, state, cancelling=False)
    slot = form.by_id.get(state.asked) if state.asked else None
    match verb:
        case "ok":
            return await _confirm(turn, form, state)
        case "change" if value in form.by_id:
            return await _ask(turn, form, state, form.by_id[value])
        case "cancel":
            return await _ask_to_cancel(turn, form, state)
        case "stop":
            return _cancel(turn, form, state)
        case "back":
            return await _back(turn, form, state)
        case "keep" if slot is not None and slot.id in state.values:
            return await _advance(turn, form, state)
        case "skip" if slot is not None and slot.optional:
            return await _settle(turn, form, state, slot, "")
        case _ if verb in form.by_id and form.by_id[verb].kind == "choice":
            return await _choose(turn, form, state, form.by_id[verb], value)
        case _:
            return await _question(turn, form, state)


async def _for_closed(turn: Turn, form: Form, state: FormState, slot: Slot, text: str) -> Reply | None:
    """Value, a word on the question itself, correction, command, question."""
    word = control(text)
    wrong: Unreadable | None = None
    try:
        return await _settle(turn, form, state, slot, await _read(turn, slot, text))
    except Unreadable as unreadable:
        wrong = unreadable
    if slot.about is not None and aside.unanswered(text, (say(turn.language, slot.label), *slot.names)):
        return await _question(turn, form, state, lead=say(turn.language, slot.about))
    if found := _correction(turn, form, state, text):
        return await _correct(turn, form, state, found)
    if word is not None and (answer := await _steer(turn, form, state, slot, word)):
        return answer
    if _asks(turn, text) or (text.endswith(_QUESTION_MARKS) and sum(map(str.isdigit, text)) < 5 and "@" not in text):
        return None
    return await _question(turn, form, state, lead=say(turn.language, wrong.key, **wrong.values))


async def _for_open(turn: Turn, form: Form, state: FormState, slot: Slot, text: str) -> Reply | None:
    """Command or control word, a correction that names a slot, a sure question, else the value."""
    word = control(text)
    if word is not None and (answer := await _steer(turn, form, state, slot, word)):
        return answer
    # "이름은 행복상사" names the firm where the firm is asked for, though a person has a 이름 too.
    meant = (slot,) if correction.addressed(slot, text) else tuple(other for other in form.slots if other != slot)
    found = _correction(turn, form, state, text, meant) or _correction(turn, form, state, text, (slot,))
    if found and (found.value is None or slot not in found.slots):
        return await _correct(turn, form, state, found)
    if not slot.verbatim and _asks(turn, text):
        return None
    try:
        return await _settle(turn, form, state, slot, await _read(turn, slot, text))
    except Unreadable as wrong:
        if text.endswith(_QUESTION_MARKS):
            return None
        return await _question(turn, form, state, lead=say(turn.language, wrong.key, **wrong.values))


async def _in_review(turn: Turn, form: Form, state: FormState, text: str, word: Control | None) -> Reply | None:
    match word:
        case Control.YES | Control.SUBMIT:
            return await _confirm(turn, form, state)
        case Control.CANCEL:
            return await _ask_to_cancel(turn, form, state)
        case Control.BACK:
            return await _back(turn, form, state)
        case Control.KEEP | Control.SKIP:
            return await _question(turn, form, state)
        case Control.NO:
            return await _question(turn, form, state, lead=say(turn.language, "forms.what_to_change"))
    numbered = _numbered(form, state)
    said = spaceless(text).removesuffix("번")
    if said.isascii() and said.isdigit() and int(said) in numbered:
        return await _ask(turn, form, state, numbered[int(said)])
    named = [slot for slot in form.needed(state.values) if said in map(spaceless, slot.names)]
    if len(named) == 1:
        return await _ask(turn, form, state, named[0])
    if found := _correction(turn, form, state, text):
        return await _correct(turn, form, state, found)
    if _asks(turn, text):
        return None
    readable = [slot for slot in form.needed(state.values) if slot.kind == "closed" and _readable(slot, text)]
    if len(readable) == 1:
        value = await _read(turn, readable[0], text)
        return await _settle(turn, form, state, readable[0], value, corrected=True)
    return None


def _correction(
    turn: Turn, form: Form, state: FormState, text: str, slots: Sequence[Slot] | None = None
) -> correction.Correction | None:
    among = [slot for slot in slots or form.slots if slot.needed(state.values)]
    also = {say(turn.language, slot.label): slot for slot in among}
    for number, slot in _numbered(form, state).items():
        if slot in among:
            also |= {f"{number}번": slot, f"number {number}": slot, str(number): slot}
    return correction.find(text, among, also)


def _numbered(form: Form, state: FormState) -> dict[int, Slot]:
    """Slots by their number in the review; empty while the form is not filled in, for then no review was shown."""
    if form.missing(state.values):
        return {}
    return dict(enumerate(form.numbered(state.values), 1))


async def _correct(turn: Turn, form: Form, state: FormState, found: correction.Correction) -> Reply:
    if found.value is None:
        return await _ask(turn, form, state, found.slots[0]) if len(found.slots) == 1 else _which(turn, state, found)
    wrong: Unreadable | None = None
    for slot in found.slots:
        try:
            value = await _read(turn, slot, correction.without_ending(found.value, slot))
        except Unreadable as unreadable:
            wrong = wrong or unreadable
        else:
            return await _settle(turn, form, state, slot, value, corrected=True)
    if wrong is None or len(found.slots) > 1:
        return _which(turn, state, found)
    return await _ask(turn, form, state, found.slots[0], lead=say(turn.language, wrong.key, **wrong.values))


def _which(turn: Turn, state: FormState, found: correction.Correction) -> Reply:
    """Ask which of several slots is meant by a name that they share."""
    return Reply(
        lead=say(turn.language, "forms.which"),
        choices=tuple(_change_choice(turn, state, slot) for slot in found.slots),
    )


async def _steer(turn: Turn, form: Form, state: FormState, slot: Slot, word: Control) -> Reply | None:
    """Do what a control word asks for while ``slot`` is asked for; None where it says nothing there."""
    match word:
        case Control.CANCEL:
            return await _ask_to_cancel(turn, form, state)
        case Control.BACK:
            return await _back(turn, form, state)
        case Control.KEEP if slot.id in state.values:
            return await _advance(turn, form, state)
        case Control.SKIP if slot.optional:
            return await _settle(turn, form, state, slot, "")
        case Control.YES | Control.NO | Control.SUBMIT | Control.KEEP | Control.SKIP:
            return await _question(turn, form, state)
    return None


async def _confirm(turn: Turn, form: Form, state: FormState) -> Reply:
    if form.missing(state.values):
        return await _advance(turn, form, state)
    return await form.finish(turn, state)


async def _ask_to_cancel(turn: Turn, form: Form, state: FormState) -> Reply:
    if not _typed(form, state):
        return _cancel(turn, form, state)
    _keep(turn, state, cancelling=True)
    return Reply(
        title=form.title(turn, state),
        lead=say(turn.language, "forms.really_cancel"),
        choices=(
            _choice(turn, state, "forms.keep_going", "go"),
            _choice(turn, state, "forms.really_cancel_yes", "stop"),
        ),
    )


def _cancel(turn: Turn, form: Form, state: FormState, lead: str | None = None) -> Reply:
    close(turn)
    return Reply(
        title=form.title(turn, state),
        lead=say(turn.language, lead or form.cancelled),
        choices=form.leave(turn, state),
    )


async def _back(turn: Turn, form: Form, state: FormState) -> Reply:
    needed = form.needed(state.values)
    if state.asked is None:
        return await _ask(turn, form, state, needed[-1])
    if form.missing(state.values) is None:
        return await _advance(turn, form, state)
    position = next((place for place, slot in enumerate(needed) if slot.id == state.asked), 0)
    if position == 0:
        return await _question(turn, form, state)
    return await _ask(turn, form, state, needed[position - 1])


async def _choose(turn: Turn, form: Form, state: FormState, slot: Slot, value: str) -> Reply:
    option = next((option for option in await slot.options(turn) if option.value == value), None)
    if option is None and (slot.find is None or slot.find(turn, value) != value):
        return await _question(turn, form, state)
    return await _settle(turn, form, state, slot, value)


async def _settle(
    turn: Turn, form: Form, state: FormState, slot: Slot, value: str, *, corrected: bool = False
) -> Reply:
    """Give ``slot`` its value and go on."""
    if slot.kind == "choice":
        for option in await slot.options(turn):
            if option.value == value and option.ends is not None:
                if _typed(form, state):
                    return await _ask_to_cancel(turn, form, state)
                return _cancel(turn, form, state, option.ends)
    asked = form.by_id.get(state.asked) if state.asked else None
    state = state.model_copy(update={"values": {**state.values, slot.id: value}})
    if not corrected:
        return await _advance(turn, form, state)
    lead = say(
        turn.language, "forms.corrected", label=say(turn.language, slot.label), value=await _shown(turn, slot, value)
    )
    note = Paragraph(text=lead)
    still_asked = asked is not None and asked.id != slot.id and asked.id not in state.values
    reply = await (_ask(turn, form, state, asked) if asked and still_asked else _advance(turn, form, state))
    return reply.model_copy(update={"parts": (note, *reply.parts)})


async def _advance(turn: Turn, form: Form, state: FormState) -> Reply:
    """Ask for what is missing next, or show the review."""
    missing = form.missing(state.values)
    state = _keep(turn, state, asked=missing.id if missing else None)
    return await _question(turn, form, state)


async def _ask(turn: Turn, form: Form, state: FormState, slot: Slot, lead: str | None = None) -> Reply:
    return await _question(turn, form, _keep(turn, state, asked=slot.id), lead=lead)


async def _question(turn: Turn, form: Form, state: FormState, lead: str | None = None) -> Reply:
    """Return the question for what the form waits for; ``lead`` is said first where something has to be said."""
    slot = form.by_id.get(state.asked) if state.asked else None
    if slot is None:
        return await _review(turn, form, state, lead)
    prompt = say(turn.language, slot.prompt)
    parts: list[Part] = [Paragraph(text=prompt)] if lead else []
    choices: list[Choice] = []
    if slot.kind == "choice":
        choices += [
            Choice(label=option.label, command=_command(state, slot.id, option.value))
            for option in (await slot.options(turn))[:MOST_OPTIONS]
        ]
    if slot.id in state.values:
        value = await _shown(turn, slot, state.values[slot.id])
        parts.append(Rows(rows=(Row(label=say(turn.language, "forms.so_far"), value=value),)))
        if len(choices) < MOST_OPTIONS:
            choices.append(_choice(turn, state, "forms.keep", "keep"))
    if slot.optional and len(choices) < MOST_OPTIONS:
        choices.append(_choice(turn, state, "forms.skip", "skip"))
    if slot is not form.needed(state.values)[0]:
        choices.append(_choice(turn, state, "forms.back", "back"))
    choices.append(_choice(turn, state, "forms.cancel", "cancel"))
    return Reply(
        title=form.title(turn, state),
        lead=lead or prompt,
        parts=(*parts, *slot.details(turn, state)),
        choices=tuple(choices),
    )


async def _review(turn: Turn, form: Form, state: FormState, lead: str | None) -> Reply:
    numbered = form.numbered(state.values)
    rows = tuple(
        [
            Row(
                label=f"{number}. {say(turn.language, slot.label)}",
                value=await _shown(turn, slot, state.values[slot.id]),
            )
            for number, slot in enumerate(numbered, 1)
        ]
    )
    changes = [_change_choice(turn, state, slot) for slot in numbered][:MOST_OPTIONS]
    return Reply(
        title=form.title(turn, state),
        lead=lead or say(turn.language, form.review_lead),
        parts=(Rows(rows=rows), *(await form.review(turn, state) if form.review else ())),
        source=form.source(turn, state),
        choices=(
            _choice(turn, state, form.confirm_label, "ok"),
            *changes,
            _choice(turn, state, "forms.cancel", "cancel"),
        ),
    )


async def _current(turn: Turn, form: Form) -> FormState:
    """The open form's state; where the declaration changed meanwhile, with those values that still read."""
    state = turn.conversation.form
    if state is None or state.form != form.id:
        raise ValueError(f"the form {form.id} is not open")
    asked_is_gone = state.asked is not None and state.asked not in form.by_id
    if state.version == form.version and not asked_is_gone:
        return state
    kept = {
        slot.id: state.values[slot.id]
        for slot in form.slots
        if slot.id in state.values and await _still_reads(turn, slot, state.values[slot.id])
    }
    missing = form.missing(kept)
    return _keep(turn, state, version=form.version, values=kept, asked=missing.id if missing else None)


async def _still_reads(turn: Turn, slot: Slot, value: str) -> bool:
    if value == "":
        return slot.optional
    if slot.read is not None:
        try:
            return slot.read(value) == value
        except Unreadable:
            return False
    if any(option.value == value and option.ends is None for option in await slot.options(turn)):
        return True
    return slot.find is not None and slot.find(turn, value) == value


async def _read(turn: Turn, slot: Slot, text: str) -> str:
    """Read ``text`` as a value of ``slot``.

    Raises:
        Unreadable: it is none.
    """
    if slot.read is not None:
        said = correction.value_of(slot, text)
        try:
            return slot.read(said)
        except Unreadable as wrong:
            # What was taken off may belong to the value. If the whole does not read either, the first finding counts.
            try:
                return slot.read(text)
            except Unreadable:
                raise wrong from None
    if (option := _option(await slot.options(turn), text)) is not None:
        return option.value
    if slot.find is not None and (found := slot.find(turn, correction.value_of(slot, text))) is not None:
        return found
    raise Unreadable("forms.choose")


def _readable(slot: Slot, text: str) -> bool:
    try:
        return slot.read is not None and bool(slot.read(correction.value_of(slot, text)))
    except Unreadable:
        return False


def _option(options: Sequence[Option], text: str) -> Option | None:
    """The option that ``text`` names by its label or another way to say it.

    A number names none: no messenger numbers the buttons that options are, and a stray "1" is no consent.
    """
    said = spaceless(text)
    return next((option for option in options if said in {spaceless(option.label), *option.said}), None)


async def _shown(turn: Turn, slot: Slot, value: str) -> str:
    if value == "":
        return say(turn.language, "forms.skipped")
    if slot.kind == "choice":
        labels = {option.value: option.label for option in await slot.options(turn)}
        return labels.get(value) or slot.shown(value, turn.language)
    return slot.shown(value, turn.language)


def _asks(turn: Turn, text: str) -> bool:
    return turn.knowledge.understanding.sure_question(text) or aside.of_a_listed_one(text)


def _typed(form: Form, state: FormState) -> bool:
    """Whether something would be lost that was typed, and not only chosen."""
    return any(slot.kind != "choice" and state.values.get(slot.id) for slot in form.slots)


def _keep(turn: Turn, state: FormState, **changed: object) -> FormState:
    state = state.model_copy(update=changed)
    turn.remember(form=state)
    return state


def _command(state: FormState, *said: str) -> str:
    return " ".join(("/f", state.token, *said))


def _choice(turn: Turn, state: FormState, label: str, verb: str) -> Choice:
    return Choice(label=say(turn.language, label), command=_command(state, verb))


def _change_choice(turn: Turn, state: FormState, slot: Slot) -> Choice:
    label = say(turn.language, "forms.change", label=say(turn.language, slot.label))
    return Choice(label=label, command=_command(state, "change", slot.id))
