"""Words that stand on buttons and mean the same wherever they are typed, also long after the button was shown."""

from collections.abc import Mapping
from typing import Final

from handlers import interview
from handlers.forms import declared
from handlers.sourced import NEXT_STEPS
from handlers.turn import Turn
from handlers.wording import say
from knowledge import hangul
from knowledge.words import Language

_COMMANDS: Final[Mapping[str, str]] = {
    "smalltalk.start.open": "/open",
    "smalltalk.start.all": "/programs",
    "smalltalk.start.my": "/my",
    "smalltalk.start.help": "/help",
    "smalltalk.start.mine": "/mine",
    "programs.show_all": "/programs",
    "facts.choice.all": "/facts",
    "interview.show": "/mine",
    "own_verdicts.go_on": "/check",
    "own_verdicts.ask_me": "/check",
    "own_verdicts.check_all": "/check",
}
_OF_THE_INTERVIEW: Final = frozenset({"/mine", "/check"})
_LANGUAGES: Final[tuple[Language, ...]] = ("ko", "en")


def command_of(turn: Turn, text: str) -> str | None:
    """Return the command of the button that says ``text``, or None.

    While a form asks for a number or the like, which none of these words is, they count too; not where it asks for a
    name or a text, or offers choices of its own. What steers the interview it hears itself.
    """
    state = turn.conversation.form
    commands = dict(_COMMANDS)
    if state is not None and state.form == interview.ID:
        commands = {key: command for key, command in commands.items() if command not in _OF_THE_INTERVIEW}
    elif (form := declared.open_form(turn)) is not None and state is not None:
        slot = form.by_id.get(state.asked or "")
        if slot is None or slot.kind != "closed":
            return None
        if state.subject in turn.knowledge.programs:
            commands |= {f"answers.next.{step}": f"/q {step} {state.subject}" for step in NEXT_STEPS}
    typed = _letters(text)
    return next(
        (
            command
            for key, command in commands.items()
            if typed in {_letters(say(language, key)) for language in _LANGUAGES}
        ),
        None,
    )


def _letters(text: str) -> str:
    return hangul.spaceless(hangul.plain(text))
