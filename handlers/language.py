"""The language of answers: ``/language ko`` or ``/language en``; else it follows the person's messages."""

from handlers.reply import Choice, Reply
from handlers.turn import Turn
from handlers.wording import say
from knowledge.words import Language

_SAID: dict[str, Language] = {"ko": "ko", "korean": "ko", "한국어": "ko", "en": "en", "english": "en", "영어": "en"}


async def switch(turn: Turn, argument: str) -> Reply:
    """Answer in another language from now on; without one that we speak, ask which."""
    wanted = _SAID.get(argument.strip().lower())
    if wanted is None:
        return Reply(
            lead=say(turn.language, "language.which"),
            choices=(Choice(label="한국어", command="/language ko"), Choice(label="English", command="/language en")),
        )
    turn.remember(language=wanted)
    return Reply(lead=say(wanted, "language.switched"))
