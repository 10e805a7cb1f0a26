"""Having everything erased that is stored about an owner."""

from typing import Final

from handlers import operator
from handlers.confirmed import confirmed
from handlers.conversation import Conversation
from handlers.reply import Choice, Paragraph, Part, Reply, Row, Rows
from handlers.turn import Turn, new_id
from handlers.wording import catalog, say
from storage import erasure
from storage.erasure import Speaking, Stays

ERASE: Final = "/forget yes"
"""The command that erases. It counts only as the answer to the question whether to: an old button does nothing."""

KEEP: Final = "/forget no"


async def forget(turn: Turn, argument: str) -> Reply:
    """Ask whether to erase everything; ``/forget yes`` after that question erases it.

    What stays is told both times, why and until when: the proof of consent, the record of looks (개인정보의 안전성
    확보조치 기준, article 8), and a role in the team, which is of the team's work and not of the owner.

    Args:
        turn: the turn of anybody.
        argument: "yes" or "no" (네, 아니요) where the owner was just asked; else it is asked (again).
    """
    language, person = turn.language, turn.person
    there = await turn.read(erasure.stays, person.owner)
    asked = any(choice.command == ERASE for choice in turn.conversation.choices)
    said = argument.strip().lower()
    if asked and said in {"no", "아니요", "아니오"}:
        look = Choice(label=say(language, "erasure.choice.look_after"), command="/mydata")
        return Reply(lead=say(language, "erasure.kept"), choices=(look,))
    if not (said in {"yes", "네", "예"} and confirmed(turn, ERASE)):
        return _question(turn, there)
    message = turn.message
    speaking = Speaking(person.account, message.channel, successor=new_id(), key=message.key)
    turn.change(erasure.erase, person.owner, turn.now, speaking=speaking)
    turn.conversation = Conversation(language=language)
    turn.profile = {}
    turn.notices = False  # what would be said with the goodbye would stay with it
    done = "erased_and_taken_back" if there.consents else "erased"
    return Reply(lead=say(language, f"erasure.{done}"), parts=(_stays(turn, there),))


def _question(turn: Turn, there: Stays) -> Reply:
    language = turn.language
    goes: list[Part] = [Paragraph(text=say(language, "erasure.goes"))]
    if there.accounts > 1:
        goes.append(Paragraph(text=say(language, "erasure.linked", count=there.accounts - 1)))
    return Reply(
        lead=say(
            language,
            f"erasure.really.{_what_goes(turn, there)}",
            registrations=there.registrations,
            facts=len(turn.profile),
        ),
        parts=(*goes, _stays(turn, there)),
        choices=(
            Choice(label=say(language, "erasure.choice.erase"), command=ERASE, answers="yes"),
            Choice(label=say(language, "erasure.choice.keep"), command=KEEP, answers="no"),
            Choice(label=say(language, "erasure.choice.look"), command="/mydata"),
        ),
    )


def _what_goes(turn: Turn, there: Stays) -> str:
    if there.registrations:
        return "both" if turn.profile else "registrations"
    return "facts" if turn.profile else "anything"


def _stays(turn: Turn, there: Stays) -> Rows:
    language = turn.language
    channel = f"erasure.messenger.{turn.message.channel}"
    staying = {
        "consents": there.consents,
        "looks": there.looks > 0,
        "role": there.role,
        "account": True,
    }
    until = erasure.proof_kept_until(turn.now.date()).isoformat()
    rows = [
        Row(
            label=say(language, f"erasure.stays.{name}_label"),
            value=say(language, f"erasure.stays.{name}", until=until, looks=there.looks),
        )
        for name, stays in staying.items()
        if stays
    ]
    if channel in catalog(language):
        rows.append(Row(label=say(language, "erasure.messenger_label"), value=say(language, channel)))
    rows.append(operator.row(turn))
    return Rows(heading=say(language, "erasure.stays"), rows=tuple(rows))
