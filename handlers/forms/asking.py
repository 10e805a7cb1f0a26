"""What the open form says: the question that it waits for, or the review with everything that it has."""

from handlers.forms.form import Form, Slot
from handlers.forms.reading import shown
from handlers.forms.state import FormState
from handlers.reply import Choice, Paragraph, Part, Reply, Row, Rows
from handlers.turn import Turn
from handlers.wording import say

MOST_OPTIONS = 8
"""Options shown at once: with 'back' and 'cancel' they are the ten choices that a reply may have."""
AT_ONCE = 2
"""From so many values on that are still to be typed, it is said that they may be told together."""


async def question(turn: Turn, form: Form, state: FormState, lead: str | None = None, *, brief: bool = False) -> Reply:
    """Return the question for what the form waits for.

    Args:
        turn: the turn.
        form: the open form.
        state: of the form.
        lead: what has to be said first.
        brief: it was asked before, and what came with it was read.
    """
    slot = form.by_id.get(state.asked) if state.asked else None
    if slot is None:
        return await _review(turn, form, state, lead, brief=brief)
    prompt = say(turn.language, slot.prompt)
    parts: list[Part] = [Paragraph(text=prompt)] if lead else []
    choices: list[Choice] = []
    if slot.kind == "choice":
        choices += [
            Choice(label=option.label, command=command(state, slot.id, option.value))
            for option in (await slot.options(turn))[:MOST_OPTIONS]
        ]
    if slot.id in state.values:
        value = await shown(turn, slot, state.values[slot.id])
        parts.append(Rows(rows=(Row(label=say(turn.language, "forms.so_far"), value=value),)))
        if len(choices) < MOST_OPTIONS:
            choices.append(choice(turn, state, "forms.keep", "keep"))
    elif together := _together(turn, form, state, slot):
        parts.append(Paragraph(text=together))
    if form.skippable(turn, state, slot) and len(choices) < MOST_OPTIONS:
        choices.append(choice(turn, state, "forms.skip", "skip"))
    if slot is not form.needed(turn, state)[0]:
        choices.append(choice(turn, state, "forms.back", "back"))
    choices.append(choice(turn, state, "forms.cancel", "cancel"))
    return Reply(
        title=form.title(turn, state),
        lead=lead or prompt,
        # Who mistyped the answer has read what was to be agreed to.
        parts=(*parts, *(() if lead or brief else slot.details(turn, state))),
        choices=tuple(choices),
    )


def _together(turn: Turn, form: Form, state: FormState, slot: Slot) -> str | None:
    """The sentence that all of it may be told at once; once something was typed, only what is left. None for little."""
    if form.together is None or slot.kind == "choice":
        return None
    missing = form.missing(turn, state)
    if len(missing) < AT_ONCE:
        return None
    needed = form.needed(turn, state)
    volunteered = [slot for slot in needed if slot.volunteered(turn, state) and slot.id not in state.values]
    labels = [say(turn.language, one.label) for one in missing]
    labels += [say(turn.language, "forms.if_wanted", label=say(turn.language, one.label)) for one in volunteered]
    begun = any(slot.kind != "choice" and slot.id in state.settled_at for slot in needed)
    return say(turn.language, "forms.left" if begun else form.together, labels=", ".join(labels))


async def _review(turn: Turn, form: Form, state: FormState, lead: str | None, *, brief: bool) -> Reply:
    numbered = form.numbered(turn, state)
    rows = []
    for number, slot in enumerate(numbered, 1):
        value = await shown(turn, slot, state.values.get(slot.id))
        if slot.id in state.known and form.known is not None:
            value = say(turn.language, form.known, value=value)
        rows.append(Row(label=f"{number}. {say(turn.language, slot.label)}", value=value))
    changes = [change_choice(turn, state, slot) for slot in numbered][:MOST_OPTIONS]
    return Reply(
        title=form.title(turn, state),
        lead=lead or say(turn.language, form.review_lead),
        parts=(Rows(rows=tuple(rows)), *(await form.review(turn, state) if form.review and not brief else ())),
        source=None if brief else form.source(turn, state),
        choices=(
            choice(turn, state, form.confirm_label, "ok"),
            *changes,
            choice(turn, state, "forms.cancel", "cancel"),
        ),
    )


def command(state: FormState, *said: str) -> str:
    """Return the command of a choice of the form."""
    return " ".join(("/f", state.token, *said))


def choice(turn: Turn, state: FormState, label: str, verb: str) -> Choice:
    """Return the choice that says one of ``form.VERBS``, labelled by a catalog key."""
    return Choice(label=say(turn.language, label), command=command(state, verb))


def change_choice(turn: Turn, state: FormState, slot: Slot) -> Choice:
    """Return the choice that has ``slot`` asked for again."""
    label = say(turn.language, "forms.change", label=say(turn.language, slot.label))
    return Choice(label=label, command=command(state, "change", slot.id))
