"""The team: roles, and the one-time codes that give them.

Nobody can see his own KakaoTalk key, so a role is given by a code that whoever holds it types into the chat. The
invitation is stored under the code's hash.
"""

import datetime as dt
import hashlib
import re
from collections.abc import Mapping
from typing import Final

from handlers.drawn_code import CROCKFORD, drawn
from handlers.reply import Choice, Paragraph, Reply, Row, Rows
from handlers.turn import Turn
from handlers.wording import say
from knowledge.window import SEOUL
from storage import roles, team

STAFF: Final = frozenset({"staff", "admin"})
"""What staff may do: an admin may do it too."""
ADMIN: Final = frozenset({"admin"})

VALID_FOR: Final = dt.timedelta(hours=24)
_BLOCK, _BLOCKS = 4, 3
_READ_ALIKE = str.maketrans("OIL", "011")
_CODE = re.compile(rf"[{CROCKFORD}]{{{_BLOCK * _BLOCKS}}}")
_WRITTEN = re.compile(r"[0-9A-Za-z]{4}(-?)[0-9A-Za-z]{4}\1[0-9A-Za-z]{4}")
_NAMED: Final[Mapping[str, str]] = {"staff": "staff", "직원": "staff", "admin": "admin", "관리자": "admin"}


def new_code() -> str:
    """Return a fresh one-time code of 60 random bits, like ``7K2M-Q9TR-0VXA``."""
    blocks = (drawn(_BLOCK) for _ in range(_BLOCKS))
    return "-".join(blocks)


def is_code(text: str) -> bool:
    """Return whether a message may be a one-time code: twelve of Crockford's characters, maybe in blocks with hyphens.

    A word of twelve letters is none, unless it is written in capitals.
    """
    text = text.strip()
    looks_drawn = text.isupper() or any(character.isdigit() for character in text)
    return bool(looks_drawn and _WRITTEN.fullmatch(text) and _CODE.fullmatch(_normalised(text)))


def hash_code(code: str) -> str:
    """Return the SHA-256 of a code in hexadecimal, however it is spaced and whether it is typed in capitals or not.

    A fast hash is right here: a code has 60 random bits and lives for a day.
    """
    return hashlib.sha256(_normalised(code).encode()).hexdigest()


def _normalised(code: str) -> str:
    return re.sub(r"[\s-]", "", code).upper().translate(_READ_ALIKE)


async def invite(turn: Turn, argument: str) -> Reply:
    """Make a one-time code: ``/invite staff`` or ``/invite admin``.

    Args:
        turn: the turn of an admin.
        argument: the role, in English or Korean; anything else is asked for.
    """
    language = turn.language
    role = _NAMED.get(argument.strip().lower())
    if role is None:
        choices = tuple(
            Choice(label=say(language, f"team.role.{one}"), command=f"/invite {one}") for one in ("staff", "admin")
        )
        return Reply(lead=say(language, "team.which_role"), choices=choices)
    code = new_code()
    expires_at = turn.now + VALID_FOR
    turn.change(roles.make_invite, hash_code(code), role, expires_at=expires_at, made_by=turn.message.address)
    return Reply(
        lead=say(language, "team.invited", code=code, role=say(language, f"team.role.{role}")),
        parts=(
            Paragraph(text=say(language, "team.how_to_redeem", code=code)),
            Paragraph(text=say(language, "team.once", until=f"{expires_at.astimezone(SEOUL):%Y-%m-%d %H:%M}")),
        ),
        choices=(Choice(label=say(language, "team.show"), command="/team"),),
    )


async def redeem(turn: Turn, code: str) -> Reply:
    """Give the role of a one-time code to the account that typed it.

    The code is used up as the turn commits: where somebody was faster, the commit is refused and decided again.

    Args:
        turn: the turn of anybody.
        code: what was typed, see ``is_code``.
    """
    language = turn.language
    hashed = hash_code(code)
    role = await turn.read(team.offered, hashed, turn.now)
    if role is None:
        return Reply(
            lead=say(language, "team.bad_code"), parts=(Paragraph(text=say(language, "team.ask_for_another")),)
        )
    name = say(language, f"team.role.{role}")
    if role in turn.person.roles:
        return Reply(lead=say(language, "team.already", role=name))
    turn.change(team.join, hashed, turn.message.address, turn.now)
    commands = [say(language, "team.can.staff")]
    choices = [Choice(label=say(language, "team.choice.broadcast"), command="/broadcast")]
    if role == "admin":
        commands.append(say(language, "team.can.admin"))
        choices.append(Choice(label=say(language, "team.choice.registrations"), command="/registrations"))
    return Reply(
        lead=say(language, "team.joined", role=name),
        parts=tuple(Paragraph(text=text) for text in commands),
        choices=tuple(choices),
    )


async def show(turn: Turn) -> Reply:
    """List who has which role, by address."""
    language = turn.language
    members = await turn.read(team.members)
    choices = tuple(
        Choice(label=say(language, f"team.invite.{role}"), command=f"/invite {role}") for role in ("staff", "admin")
    )
    if not members:
        return Reply(lead=say(language, "team.nobody"), choices=choices)
    rows = tuple(
        Row(
            label=say(language, f"team.role.{member.role}"),
            value=say(
                language,
                "team.member" if member.address != turn.message.address else "team.member_you",
                address=member.address,
                day=member.granted_at.astimezone(SEOUL).date().isoformat(),
                by=member.granted_by or say(language, "team.operator"),
            ),
        )
        for member in members
    )
    accounts = len({member.address for member in members})
    return Reply(lead=say(language, "team.count", count=accounts), parts=(Rows(rows=rows),), choices=choices)
