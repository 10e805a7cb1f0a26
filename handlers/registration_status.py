"""What became of a registration, in words."""

from handlers.turn import Turn
from handlers.wording import say
from storage.registrations import Registration


def status_of(turn: Turn, registration: Registration) -> str:
    """Return what became of a registration, in one word or two."""
    key = registration.status if registration.status != "received" else registration.standing
    return say(turn.language, f"registration.status.{key}")


def program_name(turn: Turn, program_id: str) -> str:
    """Return a program's full name, or its id where it is no longer known."""
    program = turn.knowledge.programs.get(program_id)
    return program.named(turn.language) if program else program_id
