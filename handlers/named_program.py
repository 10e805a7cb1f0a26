"""The program that somebody names behind a command: its id, its name or what owners call it."""

from handlers.reply import Choice, Reply
from handlers.turn import Turn
from handlers.wording import say
from knowledge.program import Program


def meant(turn: Turn, words: str) -> tuple[Program, ...]:
    """Return the programs that ``words`` may name, the likeliest first; one where they leave no doubt.

    Args:
        turn: the turn.
        words: what stands behind the command; empty for what was talked about last.
    """
    known = turn.knowledge.programs
    if not words:
        return tuple(known[program] for program in turn.conversation.focus if program in known)
    if words in known:
        return (known[words],)
    whole = turn.knowledge.names.called(words)
    if len(whole) == 1:
        return (known[whole[0]],)
    understanding = turn.knowledge.understanding
    found = understanding.find_programs(words)
    asked, *others = understanding.read(words).asks
    if found and len(asked.programs) == 1 and not asked.unsure and not others:
        return (known[asked.programs[0]],)
    return tuple(known[program] for program in found)


def not_there(turn: Turn, words: str) -> Reply:
    """Say that there is no program of that name, or ask which is meant where none was named."""
    language = turn.language
    lead = say(language, "smalltalk.unknown_name", name=words) if words else say(language, "programs.which_none")
    return Reply(
        lead=lead,
        choices=(
            Choice(label=say(language, "smalltalk.start.open"), command="/open"),
            Choice(label=say(language, "smalltalk.start.all"), command="/programs"),
        ),
    )
