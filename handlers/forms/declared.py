"""All forms, and the three functions through which the dialogue reaches whichever is open.

Two of them are open like forms without being filled in like one: ``handlers.interview``, and the stage before a
registration (``handlers.registering``).
"""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from handlers import announcements, interview, registering, registration, registration_edit
from handlers.forms import engine, filling
from handlers.forms.form import Form
from handlers.reply import Paragraph, Reply
from handlers.turn import Turn
from handlers.wording import say

FORMS: Mapping[str, Form] = {
    form.id: form
    for form in (
        registration.FORM,
        registration_edit.FORM,
        announcements.FORM,
    )
}


@dataclass(frozen=True)
class _Stage:
    """What is open like a form without being one: what takes a text, asks again, and answers its buttons."""

    take: Callable[[Turn, str], Awaitable[Reply | None]]
    question: Callable[[Turn], Awaitable[Reply]]
    tapped: Callable[[Turn, str, str], Awaitable[Reply]]


_STAGES: Mapping[str, _Stage] = {
    interview.ID: _Stage(interview.take, interview.question, interview.tapped),
    registering.ID: _Stage(registering.take, registering.question, registering.tapped),
}
_TAPPED = re.compile(r"(?P<token>[0-9a-f]+)\s+(?P<verb>\S+)(?:\s+(?P<value>\S+))?")


def open_form(turn: Turn) -> Form | None:
    """Return the open form's declaration, or None; a form that is no longer declared is closed."""
    state = turn.conversation.form
    if state is None or state.form in _STAGES:
        return None
    form = FORMS.get(state.form)
    if form is None:
        filling.close(turn)
    return form


def _stage(turn: Turn) -> _Stage | None:
    state = turn.conversation.form
    return None if state is None else _STAGES.get(state.form)


async def take(turn: Turn, text: str) -> Reply | None:
    """Give the open form what was typed.

    Returns:
        The form's answer; None where no form is open or the text is not for it: then others answer, and ``question``
        comes after their answer.
    """
    if (stage := _stage(turn)) is not None:
        return await stage.take(turn, text)
    form = open_form(turn)
    return None if form is None else await engine.take(turn, form, text)


async def question(turn: Turn) -> Reply | None:
    """Return what the open form waits for, or None where no form is open."""
    if (stage := _stage(turn)) is not None:
        return await stage.question(turn)
    form = open_form(turn)
    return None if form is None else await engine.question(turn, form)


async def tapped(turn: Turn, arguments: str) -> Reply:
    """Answer a form's choice: what stands after ``/f``.

    A choice of a form that is finished gets its receipt again; any other old choice is told to be one.
    """
    found = _TAPPED.fullmatch(arguments.strip())
    form, stage, state = open_form(turn), _stage(turn), turn.conversation.form
    if found is not None and state is not None and stage is not None and state.token == found["token"]:
        return await stage.tapped(turn, found["verb"], found["value"] or "")
    if found is not None and form is not None and state is not None and state.token == found["token"]:
        return await engine.tapped(turn, form, found["verb"], found["value"] or "")
    for finished in FORMS.values():
        if found is not None and (reply := await finished.again(turn, found["token"])) is not None:
            return reply
    past = say(turn.language, "forms.past")
    asked = await question(turn)
    if asked is None:
        return Reply(lead=past)
    return asked.model_copy(update={"lead": past, "parts": (Paragraph(text=asked.lead), *asked.parts)})
