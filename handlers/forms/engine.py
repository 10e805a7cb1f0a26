"""The form engine: asks for slots, takes what is said, reads it back, and hands a confirmed form to its ``finish``.

All state is the conversation's ``FormState``; nothing typed into a form is lost until it is finished or cancelled.
Choices carry ``/f TOKEN …``: a slot's id and a value, or one of ``form.VERBS``.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from handlers.forms import aside, asking, correction, filling, resident_number, several
from handlers.forms.control_word import Control, control, spaceless
from handlers.forms.form import Form, Slot, Unreadable
from handlers.forms.reading import option_said, read, readable
from handlers.forms.several import Several
from handlers.forms.state import Edits, FormState, new_token
from handlers.reply import Paragraph, Part, Reply
from handlers.turn import Turn
from handlers.wording import say

LONG_SILENCE = dt.timedelta(hours=3)
"""Who comes back after so long may have forgotten what was asked for last: what is no clear answer gets a question."""
_QUESTION_MARKS = ("?", "？")
_FEW_DIGITS = 5
"""A text that ends like a question and has fewer digits is no number with a slip of the finger."""


async def begin(
    turn: Turn,
    form: Form,
    subject: str | None,
    values: Mapping[str, str] | None = None,
    *,
    notes: Sequence[Part] = (),
    known: Iterable[str] = (),
    edits: Edits | None = None,
) -> Reply:
    """Open ``form`` and ask its first question.

    Where another form is open into which something was typed, that one has to be finished or cancelled first.

    Args:
        turn: the turn.
        form: the form.
        subject: what it is about, a program's id.
        values: what is known already, as stored.
        notes: what to say under the first question.
        known: those of ``values`` that nobody has typed into this form: the review says so.
        edits: the registration that it changes.
    """
    if (another := in_the_way(turn, form, edits)) is not None:
        return another
    state = FormState(
        form=form.id,
        token=new_token(),
        version=form.version,
        subject=subject,
        values=dict(values or {}),
        known=tuple(known),
        edits=edits,
    )
    reply = await filling.advance(turn, form, state)
    return reply.model_copy(update={"parts": (*notes, *reply.parts)})


def in_the_way(turn: Turn, form: Form, edits: Edits | None = None) -> Reply | None:
    """Return the answer that another form has to be finished or cancelled before ``form`` is opened; None if none has.

    Args:
        turn: the turn.
        form: the form to be opened.
        edits: the registration that it is to change.
    """
    held = turn.conversation.form
    if held is None or (held.form == form.id and _receipt(held.edits) == _receipt(edits)):
        return None
    # What is stored already is not lost with the form that changes it; what was typed into another may be known to it.
    if not (held.values.keys() - set(held.known) if held.edits is not None else held.values):
        return None
    return Reply(
        lead=say(turn.language, "forms.another_open"),
        choices=(
            asking.choice(turn, held, "forms.resume", "go"),
            asking.choice(turn, held, "forms.cancel", "cancel"),
        ),
    )


def _receipt(edits: Edits | None) -> str | None:
    return edits.receipt if edits is not None else None


async def question(turn: Turn, form: Form) -> Reply:
    """Return what the open form waits for, after an answer to something else: its question or its review, in short.

    Whether to cancel is no longer asked then: a "네" belongs to what was shown last.
    """
    state = await filling.current(turn, form)
    if state.held:
        return _shall_we_go_on(turn, form, state)
    state = filling.keep(turn, state, cancelling=False, held=None)
    return await asking.question(turn, form, state, brief=True)


async def take(turn: Turn, form: Form, text: str) -> Reply | None:
    """Take what was typed while ``form`` is open.

    Returns:
        The form's answer, or None where the text is not for the form: a command, or a question that is to be answered
        before the form's own is asked again.
    """
    text = text.strip()
    opened = turn.conversation.form
    state = await filling.current(turn, form)
    if opened is not None and opened.version != state.version and opened.asked != state.asked:
        # What was typed answers a question that is not asked any more: only by its looks can it be one to another.
        slot = form.by_id.get(state.asked) if state.asked else None
        if slot is not None and not slot.gate and (found := _several(turn, form, state, slot, text)) is not None:
            return await filling.settle_several(turn, form, state, found)
        return await asking.question(turn, form, state, lead=say(turn.language, "forms.renewed"))
    if resident_number.mentioned(text):
        return await asking.question(turn, form, state, lead=say(turn.language, "forms.resident_number"))
    if not text:
        return await asking.question(turn, form, state)
    if text.startswith("/"):
        return None
    word = control(text)
    if state.cancelling:
        if word in {Control.YES, Control.CANCEL, Control.SUBMIT}:
            return filling.cancel(turn, form, state)
        state = filling.keep(turn, state, cancelling=False)
        if word in {Control.NO, Control.KEEP, Control.BACK}:
            return await asking.question(turn, form, state)
    if state.held is not None:
        if word in {Control.YES, Control.KEEP, Control.SUBMIT}:
            return await _go_on(turn, form, state)
        if word in {Control.NO, Control.CANCEL}:
            return await filling.ask_to_cancel(turn, form, filling.keep(turn, state, held=None))
        if word is None and state.held and not _asks(turn, text):
            # Who goes on typing goes on: what was typed first is not lost for it.
            await _go_on(turn, form, state)
            state = await filling.current(turn, form) if turn.conversation.form is not None else state
        state = filling.keep(turn, state, held=None)
    elif turn.silence >= LONG_SILENCE:
        return await _after_silence(turn, form, state, text, word)
    return await _take(turn, form, state, text, word)


async def _take(turn: Turn, form: Form, state: FormState, text: str, word: Control | None) -> Reply | None:
    """Several values at once, else what the slot or the review takes."""
    slot = form.by_id.get(state.asked) if state.asked else None
    if slot is not None and slot.gate:
        return await _at_gate(turn, form, state, slot, text)
    found = _several(turn, form, state, slot, text)
    if found is not None:
        return await filling.settle_several(turn, form, state, found)
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
    state = await filling.current(turn, form)
    if state.cancelling and verb not in {"stop", "cancel"}:
        state = filling.keep(turn, state, cancelling=False)
    if state.held is not None and verb != "go":
        state = filling.keep(turn, state, held=None)
    slot = form.by_id.get(state.asked) if state.asked else None
    match verb:
        case "ok":
            return await filling.confirm(turn, form, state)
        case "go" if state.held is not None:
            return await _go_on(turn, form, state)
        case "change" if value in {one.id for one in form.needed(turn, state)} and not _gate(turn, form, state):
            return await filling.ask(turn, form, state, form.by_id[value])
        case "cancel":
            return await filling.ask_to_cancel(turn, form, state)
        case "stop":
            return filling.cancel(turn, form, state)
        case "back":
            return await filling.back(turn, form, state)
        case "keep" if slot is not None and slot.id in state.values:
            return await filling.advance(turn, form, state)
        case "skip" if slot is not None and form.skippable(turn, state, slot):
            return await filling.settle(turn, form, state, slot, "")
        case _ if verb in form.by_id and form.by_id[verb].kind == "choice":
            return await filling.choose(turn, form, state, form.by_id[verb], value)
        case _:
            return await asking.question(turn, form, state)


def _gate(turn: Turn, form: Form, state: FormState) -> bool:
    """Whether something has to be agreed to before anything else is taken."""
    return any(slot.gate for slot in form.missing(turn, state))


async def _after_silence(turn: Turn, form: Form, state: FormState, text: str, word: Control | None) -> Reply | None:
    """Take what is clear even after days; else ask whether to go on, and keep what was typed until then."""
    polite = aside.only_polite(text)
    if _asks(turn, text) and not polite and control(text) is None:
        return None
    if (over := await form.still(turn, state)) is not None:
        return over
    slot = form.by_id.get(state.asked) if state.asked else None
    if word is Control.KEEP:
        return await asking.question(turn, form, state)
    in_review = slot is None and any(one.kind == "closed" and readable(one, text) for one in form.needed(turn, state))
    clear = (
        in_review
        or _several(turn, form, state, slot, text) is not None
        or _correction(turn, form, state, text) is not None
        or (slot is not None and slot.kind == "closed" and readable(slot, text))
        or word in {Control.CANCEL, Control.BACK}
    )
    if clear:
        return await _take(turn, form, state, text, word)
    of_use = not polite and word is None
    return _shall_we_go_on(turn, form, filling.keep(turn, state, held=text if of_use else ""))


def _shall_we_go_on(turn: Turn, form: Form, state: FormState) -> Reply:
    values = [slot for slot in form.needed(turn, state) if slot.id in state.values and slot.reviewed]
    labels = ", ".join(say(turn.language, slot.label) for slot in values)
    return Reply(
        title=form.title(turn, state),
        lead=say(turn.language, form.resumed),
        parts=(Paragraph(text=say(turn.language, "forms.have", labels=labels)),) if labels else (),
        choices=(
            asking.choice(turn, state, "forms.resume", "go"),
            asking.choice(turn, state, "forms.cancel", "cancel"),
        ),
    )


async def _go_on(turn: Turn, form: Form, state: FormState) -> Reply:
    """Go on after a long silence, with what was typed when the person came back."""
    text, state = state.held, filling.keep(turn, state, held=None)
    if text and (reply := await _take(turn, form, state, text, None)) is not None:
        return reply
    return await asking.question(turn, form, state)


async def _at_gate(turn: Turn, form: Form, state: FormState, slot: Slot, text: str) -> Reply | None:
    """The answer to what has to be agreed to first; what else is typed before that is not taken, and this is said."""
    word = control(text)
    options = await slot.options(turn)
    option = option_said(options, text)
    if option is None and word in {Control.YES, Control.NO}:
        option = next((one for one in options if (one.ends is None) is (word is Control.YES)), None)
    if option is not None:
        return await filling.settle(turn, form, state, slot, option.value)
    head, _, rest = text.replace("\n", " ").partition(" ")
    agreed = option_said(options, head.rstrip(",.!"))
    if agreed is not None and agreed.ends is None and rest.strip() and not _asks(turn, rest):
        asked = await filling.settle(turn, form, state, slot, agreed.value)
        opened = turn.conversation.form
        return (await _take(turn, form, opened, rest, control(rest)) if opened else None) or asked
    if (reply := await _about_or_instead(turn, form, state, slot, text)) is not None:
        return reply
    if word is not None and (answer := await _steer(turn, form, state, slot, word)):
        return answer
    if _asks(turn, text):
        return None
    needed = form.needed(turn, state)
    named = _correction(turn, form, state, text, [one for one in needed if one != slot])
    found = several.find(text, needed, {one.id: say(turn.language, one.label) for one in needed})
    early = (named is not None and named.value is not None) or bool(found.sure or found.wrong)
    return await asking.question(
        turn, form, state, lead=say(turn.language, "forms.after_that" if early else "forms.choose")
    )


async def _for_closed(turn: Turn, form: Form, state: FormState, slot: Slot, text: str) -> Reply | None:
    """Value, a word on the question itself, correction, command, question."""
    word = control(text)
    wrong: Unreadable | None = None
    try:
        return await filling.settle(turn, form, state, slot, await read(turn, slot, text))
    except Unreadable as unreadable:
        wrong = unreadable
    if slot.about is not None and aside.lacks(text, _called(turn, slot)):
        if form.skippable(turn, state, slot):
            return await filling.settle(turn, form, state, slot, "")
        return await asking.question(turn, form, state, lead=say(turn.language, slot.about))
    if (reply := await _about_or_instead(turn, form, state, slot, text)) is not None:
        return reply
    if found := _correction(turn, form, state, text):
        return await _correct(turn, form, state, found)
    if word is not None and (answer := await _steer(turn, form, state, slot, word)):
        return answer
    few_digits = sum(map(str.isdigit, text)) < _FEW_DIGITS
    if _asks(turn, text) or (text.endswith(_QUESTION_MARKS) and few_digits and "@" not in text):
        return None
    return await asking.question(turn, form, state, lead=say(turn.language, wrong.key, **wrong.values))


async def _for_open(turn: Turn, form: Form, state: FormState, slot: Slot, text: str) -> Reply | None:
    """Command or control word, a correction that names a slot, a sure question, else the value."""
    word = control(text)
    if word is not None and (answer := await _steer(turn, form, state, slot, word)):
        return answer
    if not slot.verbatim and (reply := await _about_or_instead(turn, form, state, slot, text)) is not None:
        return reply
    # "이름은 행복상사" names the firm where the firm is asked for, though a person has a 이름 too.
    meant = (slot,) if correction.addressed(slot, text) else tuple(other for other in form.slots if other != slot)
    found = _correction(turn, form, state, text, meant) or _correction(turn, form, state, text, (slot,))
    if found and (found.value is None or slot not in found.slots):
        return await _correct(turn, form, state, found)
    if not slot.verbatim and _asks(turn, text):
        return None
    try:
        return await filling.settle(turn, form, state, slot, await read(turn, slot, text))
    except Unreadable as wrong:
        if text.endswith(_QUESTION_MARKS):
            return None
        return await asking.question(turn, form, state, lead=say(turn.language, wrong.key, **wrong.values))


async def _in_review(turn: Turn, form: Form, state: FormState, text: str, word: Control | None) -> Reply | None:
    match word:
        case Control.YES | Control.SUBMIT:
            return await filling.confirm(turn, form, state)
        case Control.CANCEL:
            return await filling.ask_to_cancel(turn, form, state)
        case Control.BACK:
            return await filling.back(turn, form, state)
        case Control.LATER:
            return _for_later(turn, form, state)
        case Control.KEEP | Control.SKIP:
            return await asking.question(turn, form, state)
        case Control.NO:
            return await asking.question(turn, form, state, lead=say(turn.language, "forms.what_to_change"))
    numbered = _numbered(turn, form, state)
    said = spaceless(text).removesuffix("번")
    if said.isascii() and said.isdigit() and int(said) in numbered:
        return await filling.ask(turn, form, state, numbered[int(said)])
    needed = form.needed(turn, state)
    named = [slot for slot in needed if said in map(spaceless, slot.names)]
    if len(named) == 1:
        return await filling.ask(turn, form, state, named[0])
    if (reply := await _about_or_instead(turn, form, state, None, text)) is not None:
        return reply
    if found := _correction(turn, form, state, text):
        return await _correct(turn, form, state, found)
    if _asks(turn, text):
        return None
    fitting = [slot for slot in needed if slot.kind == "closed" and readable(slot, text)]
    if len(fitting) == 1:
        value = await read(turn, fitting[0], text)
        return await filling.settle(turn, form, state, fitting[0], value, corrected=True)
    return None


async def _about_or_instead(turn: Turn, form: Form, state: FormState, slot: Slot | None, text: str) -> Reply | None:
    """Answer who asks what a slot is for, or says what is right instead of a value; None where nobody does.

    Args:
        turn: the turn.
        form: the open form.
        state: of the form.
        slot: what was asked for; None in the review.
        text: what was typed.
    """
    needed = form.needed(turn, state)
    for one in sorted(needed, key=lambda one: one != slot):
        if one.about is not None and aside.asks_about(text, _called(turn, one), asked_for=one == slot):
            about = say(turn.language, one.about)
            if form.skippable(turn, state, one):
                about = f"{about} {say(turn.language, 'forms.may_be_left')}"
            return await asking.question(turn, form, state, lead=about)
    wrong = correction.replaced(text)
    if wrong is None:
        return None
    for one in needed:
        if one.read is None or one.verbatim or not state.values.get(one.id) or not readable(one, wrong[0]):
            continue
        if await read(turn, one, wrong[0]) == state.values[one.id] and readable(one, wrong[1]):
            return await filling.settle(turn, form, state, one, await read(turn, one, wrong[1]), corrected=True)
    return None


def _called(turn: Turn, slot: Slot) -> tuple[str, ...]:
    return (say(turn.language, slot.label), *slot.names, *slot.asked_names)


def _several(turn: Turn, form: Form, state: FormState, asked: Slot | None, text: str) -> Several | None:
    """What a message tells that tells several values, or that of another slot than was asked for; else None.

    One value that only looks like one is no reason to read a name as anything else: "강남 김밥" is a firm.
    """
    if form.together is None or (asked is not None and asked.kind == "choice"):
        return None
    needed = form.needed(turn, state)
    labels = {slot.id: say(turn.language, slot.label) for slot in needed}
    found = several.find(text, needed, labels, _takers(state, asked, needed))
    sure = found.sure | frozenset(found.wrong)
    if not sure:
        return found if len(found.values) > 1 and "\n" in text.strip() else None
    if len(sure) == 1 and _asks(turn, text):
        return None
    others = found.slots - ({asked.id} if asked is not None else set())
    if len(found.slots) > 1 and not (asked is None and _only_a_name_more(state, found)):
        return found
    if asked is None:
        numbers = {slot: found.values[slot] for slot in found.sure if form.by_id[slot].kind == "closed"}
        return replace(found, values=numbers, rest=()) if numbers else None
    if found.wrong:
        return None
    number = all(form.by_id[slot].kind == "closed" for slot in sure)
    return found if number and (others or found.rest) else None


def _takers(state: FormState, asked: Slot | None, needed: Iterable[Slot]) -> Sequence[Slot]:
    """The open slots that take words of which nothing else says what they are: what was asked for, then the rest's."""
    rest = [slot for slot in needed if slot.takes_the_rest and slot != asked]
    free = [slot for slot in rest if slot.id not in state.values or slot.id in state.known]
    return [asked, *free] if asked is not None and asked.kind == "open" else free


def _only_a_name_more(state: FormState, found: Several) -> bool:
    """Whether in the review a single sure value stands beside words that would change a name that nobody called."""
    return len(found.sure) == 1 and not found.wrong and all(slot in state.values for slot in found.values)


def _correction(
    turn: Turn, form: Form, state: FormState, text: str, slots: Sequence[Slot] | None = None
) -> correction.Correction | None:
    among = [slot for slot in slots or form.slots if slot.needed(turn, state)]
    also = {say(turn.language, slot.label): slot for slot in among}
    for number, slot in _numbered(turn, form, state).items():
        if slot in among:
            also |= {f"{number}번": slot, f"number {number}": slot, str(number): slot}
    return correction.find(text, among, also)


def _numbered(turn: Turn, form: Form, state: FormState) -> dict[int, Slot]:
    """Slots by their number in the review; empty while the form is not filled in, for then no review was shown."""
    if form.missing(turn, state):
        return {}
    return dict(enumerate(form.numbered(turn, state), 1))


async def _correct(turn: Turn, form: Form, state: FormState, found: correction.Correction) -> Reply:
    if found.value is None:
        if len(found.slots) > 1:
            return _which(turn, state, found)
        return await filling.ask(turn, form, state, found.slots[0])
    wrong: Unreadable | None = None
    for slot in found.slots:
        try:
            value = await read(turn, slot, correction.without_ending(found.value, slot))
        except Unreadable as unreadable:
            wrong = wrong or unreadable
        else:
            return await filling.settle(turn, form, state, slot, value, corrected=True)
    if wrong is None or len(found.slots) > 1:
        return _which(turn, state, found)
    return await filling.ask(turn, form, state, found.slots[0], lead=say(turn.language, wrong.key, **wrong.values))


def _which(turn: Turn, state: FormState, found: correction.Correction) -> Reply:
    """Ask which of several slots is meant by a name that they share."""
    return Reply(
        lead=say(turn.language, "forms.which"),
        choices=tuple(asking.change_choice(turn, state, slot) for slot in found.slots),
    )


async def _steer(turn: Turn, form: Form, state: FormState, slot: Slot, word: Control) -> Reply | None:
    """Do what a control word asks for while ``slot`` is asked for; None where it says nothing there."""
    match word:
        case Control.CANCEL:
            return await filling.ask_to_cancel(turn, form, state)
        case Control.BACK:
            return await filling.back(turn, form, state)
        case Control.KEEP if slot.id in state.values:
            return await filling.advance(turn, form, state)
        case Control.SKIP if form.skippable(turn, state, slot):
            return await filling.settle(turn, form, state, slot, "")
        case Control.LATER:
            return _for_later(turn, form, state)
        case Control.YES | Control.NO | Control.SUBMIT | Control.KEEP | Control.SKIP:
            return await asking.question(turn, form, state)
    return None


def _for_later(turn: Turn, form: Form, state: FormState) -> Reply:
    """Say to who has no time now that everything stays."""
    return Reply(
        title=form.title(turn, state),
        lead=say(turn.language, "forms.later"),
        choices=(
            asking.choice(turn, state, "forms.resume", "go"),
            asking.choice(turn, state, "forms.cancel", "cancel"),
        ),
    )


def _asks(turn: Turn, text: str) -> bool:
    return (
        turn.knowledge.understanding.sure_question(text)
        or aside.of_a_listed_one(text)
        or aside.only_polite(text)
        or (aside.wants_to_register(text) and bool(turn.knowledge.understanding.find_programs(text)))
    )
