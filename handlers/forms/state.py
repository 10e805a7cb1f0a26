"""What an open form has so far: plain data, kept in the conversation."""

from pydantic import BaseModel, ConfigDict


class FormState(BaseModel):
    """State of one open form; frozen: the engine makes a changed copy.

    Args:
        form: id of the form's declaration ("registration", "announcement").
        token: drawn when the form was opened; its choices carry it, so that an old button can't act on a new form.
        version: of the declaration; a form that was changed meanwhile asks again for what no longer fits.
        subject: what it is about, a program's id.
        values: slot id to the value as it is stored; empty for a slot that was skipped.
        asked: the slot that was asked for last; None in the review.
        cancelling: the last question was whether to really cancel.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    form: str
    token: str
    version: int = 1
    subject: str | None = None
    values: dict[str, str] = {}
    asked: str | None = None
    cancelling: bool = False
