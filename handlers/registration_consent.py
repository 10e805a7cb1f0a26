"""When consent to a registration begins and ends: before anything is typed, and with a form that is cancelled."""

from handlers import consent
from handlers.forms.state import FormState
from handlers.turn import Turn
from storage import registrations


def agreed(turn: Turn, state: FormState) -> FormState:
    """Have the consent recorded in the words that were shown, and keep the day that was promised with the form."""
    consent.record(
        turn,
        "registration",
        consent.REGISTRATION_VERSION,
        consent.registration_terms(turn, state),
        given=True,
    )
    return state.model_copy(update={"promised": consent.kept_until(turn, turn.now)})


def dropped(turn: Turn, state: FormState) -> None:
    """Have the consent taken back with the form for which it was given, unless something registered rests on it."""
    if "consent" in state.settled_at:
        turn.change(registrations.take_back_consent, turn.person.owner, channel=turn.message.channel, at=turn.now)
