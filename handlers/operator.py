"""Who answers for the data: the operator, as whoever runs the bot has named himself in the settings.

Whoever is asked to agree has to know to whom (Personal Information Protection Act of Korea, article 15), and who gets
news, from whom it comes.
"""

from handlers.reply import Row
from handlers.turn import Turn
from handlers.wording import say


def name(turn: Turn) -> str:
    """Return the operator's name, "판로봇 운영자" where none is set."""
    return turn.operator or say(turn.language, "operator.unnamed")


def in_full(turn: Turn) -> str:
    """Return the operator's name with how to reach him, or that this is not stated."""
    if turn.operator_contact is None:
        return say(turn.language, "operator.without_contact", name=name(turn))
    return say(turn.language, "operator.with_contact", name=name(turn), contact=turn.operator_contact)


def row(turn: Turn) -> Row:
    """Return who answers for the data, as a line of a table."""
    return Row(label=say(turn.language, "operator.label"), value=in_full(turn))
