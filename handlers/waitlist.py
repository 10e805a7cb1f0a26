"""Waiting for a program that is over to come back: a wish, told in one tap, and no registration."""

from handlers.named_program import meant, not_there
from handlers.registration_day import decided_for
from handlers.registration_refused import source
from handlers.reply import Choice, Paragraph, Reply
from handlers.turn import Turn
from handlers.wording import say
from knowledge.standing import Intake, intake
from storage import waitlist

OFF = "off"


async def wait(turn: Turn, argument: str) -> Reply:
    """Put the owner on the list of a program, or take him off: ``/wait PROGRAM [off]``.

    Args:
        turn: the turn.
        argument: the program's id, and "off" to leave the list.
    """
    words, _, last = argument.strip().rpartition(" ")
    off = bool(words) and last == OFF
    found = meant(turn, words if off else argument.strip())
    if len(found) != 1:
        # Nobody is put on a list that he may not have meant.
        return not_there(turn, words if off else argument.strip())
    program = found[0]
    waits = program.id in {wish.program for wish in await turn.read(waitlist.of_owner, turn.person.owner)}
    named = program.named(turn.language)
    leave = Choice(label=say(turn.language, "registration.waitlist.leave"), command=f"/wait {program.id} {OFF}")
    if off:
        turn.change(waitlist.leave, turn.person.owner, program.id)
        return Reply(title=named, lead=say(turn.language, "registration.waitlist.left", program=named))
    offered = intake(program, decided_for(turn))
    if offered.takes:
        label = say(turn.language, f"registration.offer.{offered}")
        return Reply(
            title=named,
            lead=say(turn.language, "registration.waitlist.open", program=named),
            source=source(turn, program),
            choices=(Choice(label=label, command=f"/register {program.id}"),),
        )
    if offered is not Intake.CLOSED:
        return Reply(
            title=named,
            lead=say(turn.language, f"registration.refused.{offered}", program=program.name),
            source=source(turn, program),
        )
    if waits:
        return Reply(
            title=named, lead=say(turn.language, "registration.waitlist.already", program=named), choices=(leave,)
        )
    turn.change(waitlist.join, turn.person.owner, program.id, account=turn.person.account, at=turn.now)
    return Reply(
        title=named,
        lead=say(turn.language, "registration.waitlist.joined", program=named),
        parts=(
            Paragraph(text=say(turn.language, "registration.next_round_not_stated")),
            Paragraph(text=say(turn.language, "registration.waitlist.why")),
        ),
        source=source(turn, program),
        choices=(leave,),
    )
