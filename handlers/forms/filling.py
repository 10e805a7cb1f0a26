"""Filling a form in: the steps that a form takes, whoever asked for them, each with what is said next.

All state is the conversation's ``FormState``; a step replaces it by a changed copy.
"""

from handlers.forms import asking
from handlers.forms.form import Form, Slot
from handlers.forms.reading import shown, still_reads
from handlers.forms.several import Several
from handlers.forms.state import FormState
from handlers.reply import Paragraph, Reply
from handlers.turn import Turn
from handlers.wording import say


async def current(turn: Turn, form: Form) -> FormState:
    """Return the open form's state; where the declaration changed meanwhile, with those values that still read.

    Raises:
        ValueError: another form is open, or none.
    """
    state = turn.conversation.form
    if state is None or state.form != form.id:
        raise ValueError(f"the form {form.id} is not open")
    asked_is_gone = state.asked is not None and state.asked not in form.by_id
    if state.version == form.version and not asked_is_gone:
        return state
    kept = {
        slot.id: state.values[slot.id]
        for slot in form.slots
        if slot.id in state.values and await still_reads(turn, slot, state.values[slot.id])
    }
    state = state.model_copy(update={"version": form.version, "values": kept})
    missing = form.missing(turn, state)
    return keep(turn, state, asked=missing[0].id if missing else None)


def keep(turn: Turn, state: FormState, **changed: object) -> FormState:
    """Remember ``state`` with fields replaced, and return it."""
    state = state.model_copy(update=changed)
    turn.remember(form=state)
    return state


def close(turn: Turn) -> None:
    """Close the open form."""
    turn.remember(form=None)


async def advance(turn: Turn, form: Form, state: FormState) -> Reply:
    """Ask for what is missing next, or show the review."""
    missing = form.missing(turn, state)
    state = keep(turn, state, asked=missing[0].id if missing else None)
    return await asking.question(turn, form, state)


async def ask(turn: Turn, form: Form, state: FormState, slot: Slot, lead: str | None = None) -> Reply:
    """Ask for ``slot``; ``lead`` is said first where something has to be said."""
    return await asking.question(turn, form, keep(turn, state, asked=slot.id), lead=lead)


async def settle(turn: Turn, form: Form, state: FormState, slot: Slot, value: str, *, corrected: bool = False) -> Reply:
    """Give ``slot`` its value and go on."""
    if slot.kind == "choice":
        for option in await slot.options(turn):
            if option.value == value and option.ends is not None:
                if typed(form, state):
                    return await ask_to_cancel(turn, form, state)
                return cancel(turn, form, state, option.ends)
    asked = form.by_id.get(state.asked) if state.asked else None
    before = state.values
    known = tuple(name for name in state.known if name != slot.id)
    state = state.model_copy(
        update={
            "values": {**state.values, slot.id: value},
            "known": known,
            "settled_at": {**state.settled_at, slot.id: turn.now},
        }
    )
    state = slot.settled(turn, state)
    if not corrected:
        return await advance(turn, form, state)
    lead = say(
        turn.language,
        "forms.corrected" if slot.id in before else "forms.noted",
        label=say(turn.language, slot.label),
        value=await shown(turn, slot, value),
    )
    note = Paragraph(text=lead)
    still_asked = asked is not None and asked.id != slot.id and asked.id not in state.values
    reply = await (ask(turn, form, state, asked) if asked and still_asked else advance(turn, form, state))
    return reply.model_copy(update={"parts": (note, *reply.parts)})


async def settle_several(turn: Turn, form: Form, state: FormState, found: Several) -> Reply:
    """Give several slots their values, say which, and ask for what is wrong or still missing."""
    # What stands already is not changed by words that only look like something else, and a firm that is named again is
    # not the market that was asked for.
    again = {
        slot
        for slot, value in found.values.items()
        if not form.by_id[slot].finders and any(value == known for name, known in state.values.items() if name != slot)
    }
    taken = {
        slot: value
        for slot, value in found.values.items()
        if slot in found.sure
        or (slot not in again and (slot not in state.values or slot in state.known or slot == state.asked))
    }
    state = state.model_copy(
        update={
            "values": {**state.values, **taken},
            "known": tuple(slot for slot in state.known if slot not in taken),
            "settled_at": {**state.settled_at, **dict.fromkeys(taken, turn.now)},
        }
    )
    labels = [say(turn.language, slot.label) for slot in form.slots if slot.id in taken]
    notes = [say(turn.language, "forms.taken", labels=", ".join(labels))] if labels else []
    left = [
        value
        for slot, value in found.values.items()
        if slot not in taken and slot not in again and value != state.values[slot]
    ]
    if words := (*left, *found.rest):
        notes.append(say(turn.language, "forms.not_placed", words=", ".join(words)))
    wrong = next((slot for slot in form.slots if slot.id in found.wrong), None)
    if wrong is not None:
        error = found.wrong[wrong.id]
        reply = await ask(turn, form, state, wrong, lead=say(turn.language, error.key, **error.values))
    else:
        reply = await advance(turn, form, state)
    if not notes:
        return reply
    return reply.model_copy(update={"parts": (Paragraph(text="\n".join(notes)), *reply.parts)})


async def choose(turn: Turn, form: Form, state: FormState, slot: Slot, value: str) -> Reply:
    """Settle a choice slot by the value behind a button; one that is no option any more is asked for again."""
    option = next((option for option in await slot.options(turn) if option.value == value), None)
    if option is None and (slot.find is None or slot.find(turn, value) != value):
        return await asking.question(turn, form, state)
    return await settle(turn, form, state, slot, value)


async def confirm(turn: Turn, form: Form, state: FormState) -> Reply:
    """Hand a form that is filled in to its ``finish``; ask for what is missing where it is not."""
    if form.missing(turn, state):
        return await advance(turn, form, state)
    return await form.finish(turn, state)


async def back(turn: Turn, form: Form, state: FormState) -> Reply:
    """Ask for the slot before the one that was asked for, or for the last one from the review."""
    asked = [slot for slot in form.needed(turn, state) if not slot.volunteered(turn, state)]
    if state.asked is None:
        return await ask(turn, form, state, asked[-1])
    if not form.missing(turn, state):
        return await advance(turn, form, state)
    position = next((place for place, slot in enumerate(asked) if slot.id == state.asked), 0)
    if position == 0:
        return await asking.question(turn, form, state)
    return await ask(turn, form, state, asked[position - 1])


async def ask_to_cancel(turn: Turn, form: Form, state: FormState) -> Reply:
    """Ask whether to cancel where something typed would be lost; else cancel."""
    if not typed(form, state):
        return cancel(turn, form, state)
    keep(turn, state, cancelling=True)
    return Reply(
        title=form.title(turn, state),
        lead=say(turn.language, "forms.really_cancel"),
        choices=(
            asking.choice(turn, state, "forms.keep_going", "go"),
            asking.choice(turn, state, "forms.really_cancel_yes", "stop"),
        ),
    )


def cancel(turn: Turn, form: Form, state: FormState, lead: str | None = None) -> Reply:
    """Close the form and say so; ``lead`` is the catalog key of what is said instead of the form's own sentence."""
    close(turn)
    form.dropped(turn, state)
    return Reply(
        title=form.title(turn, state),
        lead=say(turn.language, lead or form.cancelled),
        choices=form.leave(turn, state),
    )


def typed(form: Form, state: FormState) -> bool:
    """Return whether something would be lost that was typed into this form, and not only chosen or known before."""
    return any(
        slot.kind != "choice" and slot.id not in state.known and state.values.get(slot.id) for slot in form.slots
    )
