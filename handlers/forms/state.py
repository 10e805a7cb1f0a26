"""What an open form has so far: plain data, kept in the conversation."""

import datetime as dt
import secrets

from pydantic import BaseModel, ConfigDict

TOKEN_BYTES = 4


def new_token() -> str:
    """Return a fresh token for a form that is opened."""
    return secrets.token_hex(TOKEN_BYTES)


class Edits(BaseModel):
    """The registration that a form changes.

    Args:
        receipt: its receipt number.
        seen_at: when it had been changed last as the form shows it, aware.
        locked: slots that can't be changed any more: the form leaves them out.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    receipt: str
    seen_at: dt.datetime
    locked: tuple[str, ...] = ()


class FormState(BaseModel):
    """State of one open form; frozen: the engine makes a changed copy.

    Args:
        form: id of the form's declaration ("registration", "announcement").
        token: drawn when the form was opened; its choices carry it, so that an old button can't act on a new form.
        version: of the declaration; a form that was changed meanwhile asks again for what no longer fits.
        subject: what it is about, a program's id.
        values: slot id to the value as it is stored; empty for a slot that was skipped.
        known: slots whose value was known before the form was opened, and that nobody has typed into it.
        asked: the slot that was asked for last; None in the review.
        cancelling: the last question was whether to really cancel.
        settled_at: slot id to when it got its value, aware.
        promised: until when what is typed is kept, as was told when it was agreed to.
        held: what was typed after a long silence, while it is asked whether to go on.
        edits: the registration that it changes, or None where it makes a new one.
    """

    # What a later version adds is left out by a process of this one, which may be at work beside it.
    model_config = ConfigDict(frozen=True, extra="ignore")

    form: str
    token: str
    version: int = 1
    subject: str | None = None
    values: dict[str, str] = {}
    known: tuple[str, ...] = ()
    asked: str | None = None
    cancelling: bool = False
    settled_at: dict[str, dt.datetime] = {}
    promised: dt.date | None = None
    held: str | None = None
    edits: Edits | None = None
