"""What a conversation remembers from one turn to the next. It is stored encrypted, one for each account."""

import datetime as dt
from typing import Literal

from pydantic import BaseModel, ConfigDict

from handlers.forms.state import FormState
from handlers.reply import Reply
from knowledge.words import Language

AS_OF_SILENCE = dt.timedelta(hours=1)
"""After this long without a word, an answer is for today again."""


class Offered(BaseModel):
    """What the last answer offered, so that it can be typed as well as tapped.

    Args:
        label: the words of the button, or the title in the list.
        command: what it means.
        number: its number in a list, or None.
        answers: it is the yes or the no to what was asked.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    label: str
    command: str
    number: int | None = None
    answers: Literal["yes", "no"] | None = None


class Conversation(BaseModel):
    """State of one conversation; frozen: a handler makes a changed copy.

    Args:
        focus: ids of the programs that were last talked about, in the order in which they were named.
        topic: intent of the last question about a program, for "그럼 2차는?".
        asked_fact: the fact that the bot asked for last, so that a bare "네" or "서울" answers it.
        declined: facts that the person could not tell, in the open interview or of the program that is talked about:
            they are not asked for again there.
        form: the open form, if any.
        typed: what was typed into a registration that could not be finished: the next one begins with it.
        as_of: the day that answers are for, or None for today.
        said: what was asked last, for "그럼 2차는?", and for the log of answers that were not meant.
        last_at: when the person last said something.
        language: the language of answers.
        choices: what the last answer offered.
        declining: the reason that an admin gives, while he is asked whether to decline a registration.
        rest: what the last answer had beyond the messenger's limits, for '더 보기'.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    focus: tuple[str, ...] = ()
    topic: str | None = None
    asked_fact: str | None = None
    declined: tuple[str, ...] = ()
    form: FormState | None = None
    typed: dict[str, str] = {}
    as_of: dt.date | None = None
    said: str | None = None
    last_at: dt.datetime | None = None
    language: Language = "ko"
    choices: tuple[Offered, ...] = ()
    declining: str | None = None
    rest: tuple[Reply, ...] = ()
