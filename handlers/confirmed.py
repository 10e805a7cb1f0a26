"""A yes to what can't be taken back, or has to be proven: it counts only as the answer to the question just before."""

from handlers.forms.control_word import Control, control
from handlers.turn import Turn


def confirmed(turn: Turn, command: str) -> bool:
    """Return whether a yes answers the question that was just asked.

    An old button does not, nor does who types that he wants to register ("신청할게요"): that is a yes to no other
    question.

    Args:
        turn: the turn in which the command came.
        command: what the yes means; the answer before has to have offered it.
    """
    offered = any(choice.command == command for choice in turn.conversation.choices)
    typed = turn.message.text if turn.message.choice is None else ""
    return offered and control(typed) is not Control.SUBMIT
