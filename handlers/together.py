"""Several answers to one message, as one reply wherever they are about the same program."""

from collections.abc import Sequence

from handlers.reply import MOST_CHOICES, Paragraph, Part, Reply


def together(replies: Sequence[Reply]) -> list[Reply]:
    """Join the answers that have the same title: what was asked is answered first, line by line, then the details.

    Args:
        replies: the answers, in the order of the questions.
    """
    joined: list[Reply] = []
    for reply in replies:
        last = joined[-1] if joined else None
        if last is not None and reply.title is not None and reply.title == last.title:
            joined[-1] = _one(last, reply)
        else:
            joined.append(reply)
    return joined


def _one(first: Reply, second: Reply) -> Reply:
    said = "\n".join([first.lead, *(part.text for part in first.parts if isinstance(part, Paragraph))])
    leads = first.lead if second.lead in first.lead else f"{first.lead}\n{second.lead}"
    parts: list[Part] = [part for part in first.parts if not (isinstance(part, Paragraph) and part.text == second.lead)]
    parts += [part for part in second.parts if not (isinstance(part, Paragraph) and part.text in said)]
    choices = {choice.command: choice for choice in (*first.choices, *second.choices)}
    return second.model_copy(
        update={"lead": leads, "parts": tuple(parts), "choices": tuple(choices.values())[:MOST_CHOICES]}
    )
