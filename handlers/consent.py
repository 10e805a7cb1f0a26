"""Consent under the Personal Information Protection Act of Korea: what is agreed to, in which words, and its record.

There are three kinds, each asked for apart (article 22 (1) and (5)), and none of them a condition of another: to a
pre-registration, to announcements of programs, and to advertising, which the Act on Promotion of Information and
Communications Network Utilization (article 50) treats apart again. What was said is a list to which lines are only ever
added; the words that were shown are kept once for all who saw them.
"""

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from handlers.forms.form import Option
from handlers.forms.state import FormState
from handlers.reply import Choice, Paragraph, Part, Reply, Row, Rows
from handlers.turn import Turn
from handlers.wording import say
from knowledge.window import SEOUL
from storage import consents
from storage.consents import Consent

REGISTRATION_VERSION: Final = 2
"""Of the words of ``consent.told`` and ``consent.abroad``: raise it with them, and the form's version too."""
AGREED: Final = f"yes-{REGISTRATION_VERSION}"
REFUSED: Final = "no"
_DAY: Final = "YYYY-MM-DD"


@dataclass(frozen=True)
class Mail:
    """Something that is sent to who agreed to it.

    Args:
        kind: of the consent, as it is stored.
        topic: where its words stand in the catalog.
        version: of the words; raise it with them.
        terms: names of the words, in the order in which they are shown.
        command: what turns it on or off, without the "on" or "off".
    """

    kind: str
    topic: str
    version: int
    terms: tuple[str, ...]
    command: str


NEWS: Final = Mail("announcements", "news.mail", 2, ("items", "purpose", "retention", "refusal"), "/news")
ADS: Final = Mail("advertising", "ads.mail", 1, ("items", "purpose", "manner", "retention", "refusal"), "/news ads")
_WANTED: Final = {
    "on": True, "받기": True, "켜기": True, "받을래요": True,
    "off": False, "끄기": False, "받지않기": False, "안받기": False,
}  # fmt: skip


async def news(turn: Turn, argument: str = "") -> Reply:
    """Turn announcements or advertising on or off, or ask.

    Args:
        turn: the turn.
        argument: "on" or "off" (or 받기, 끄기 …), for advertising after "ads" (or 광고); anything else is asked about.
    """
    said = "".join(argument.casefold().split())
    about = next((word for word in ("ads", "광고") if said.startswith(word)), "")
    mail = ADS if about else NEWS
    wanted = _WANTED.get(said.removeprefix(about))
    stands = await turn.read(consents.standing, turn.person.owner, mail.kind)
    advertising = stands if mail is ADS else await turn.read(consents.standing, turn.person.owner, ADS.kind)
    if wanted is None:
        return _question(turn, mail, stands)
    if wanted:
        return _turned_on(turn, mail, stands, advertising)
    return _turned_off(turn, mail, stands, advertising)


def _question(turn: Turn, mail: Mail, stands: Consent | None) -> Reply:
    now = "on" if stands is not None and stands.given else "off"
    other = ADS if mail is NEWS else NEWS
    ask_of_other = Choice(label=say(turn.language, f"{other.topic}.change"), command=other.command)
    return Reply(
        lead=say(turn.language, f"{mail.topic}.ask_{now}"),
        parts=(_terms_of_mail(turn, mail),),
        choices=(*_choices(turn, mail), ask_of_other),
    )


def _turned_on(turn: Turn, mail: Mail, stands: Consent | None, advertising: Consent | None) -> Reply:
    if stands is not None and stands.given and stands.version == mail.version:
        return Reply(lead=say(turn.language, f"{mail.topic}.already_on", day=_day(stands.at)))
    record(turn, mail.kind, mail.version, (_terms_of_mail(turn, mail),), given=True)
    done = Reply(lead=say(turn.language, f"{mail.topic}.on"), parts=(_receipt(turn, [mail], "agreed"),))
    if mail is ADS or advertising is not None:
        return done
    # A question of its own, after the other was answered: nobody agrees to both at once.
    offer = Paragraph(text=say(turn.language, "ads.offer"))
    return done.model_copy(
        update={"parts": (*done.parts, offer, _terms_of_mail(turn, ADS)), "choices": _choices(turn, ADS)}
    )


def _turned_off(turn: Turn, mail: Mail, stands: Consent | None, advertising: Consent | None) -> Reply:
    said = [(mail, stands)]
    if mail is NEWS and advertising is not None:
        # Who wants no news wants no advertising either.
        said.append((ADS, advertising))
    ends = [(one, last) for one, last in said if last is None or last.given]
    if stands is not None and not ends:
        return Reply(lead=say(turn.language, f"{mail.topic}.already_off", day=_day(stands.at)))
    for one, _ in ends:
        record(turn, one.kind, one.version, (_terms_of_mail(turn, one),), given=False)
    how = "taken_back" if any(last is not None for _, last in ends) else "refused"
    return Reply(lead=say(turn.language, f"{mail.topic}.off"), parts=(_receipt(turn, [one for one, _ in ends], how),))


def _receipt(turn: Turn, mails: Sequence[Mail], how: str) -> Rows:
    """Who has noted what, and when: the same Act, article 50 (7), and article 62-2 of its decree, have it told."""
    language = turn.language
    what = say(language, f"news.{how}", what=", ".join(say(language, f"{mail.topic}.name") for mail in mails))
    rows = {"sender": say(language, "news.us"), "noted": what, "day": _day(turn.now)}
    return Rows(rows=tuple(Row(label=say(language, f"news.{name}_label"), value=value) for name, value in rows.items()))


def record(
    turn: Turn, kind: str, version: int, terms: Sequence[Part], *, given: bool, at: dt.datetime | None = None
) -> None:
    """Have a consent, or its refusal, recorded when the turn commits.

    Args:
        turn: the turn.
        kind: "registration", "announcements" or "advertising".
        version: of the words.
        terms: the words as they were shown.
        given: whether it was given.
        at: when it was said, aware; None for now.
    """
    said_at = at or turn.now
    # The day differs from one to the next, and follows from that of the line; the words are the same for all.
    words = _as_text(terms).replace(kept_until(turn, said_at).isoformat(), _DAY)
    said = Consent(
        owner=turn.person.owner,
        kind=kind,
        version=version,
        given=given,
        channel=turn.message.channel,
        at=said_at,
        words_hash=hashlib.sha256(words.encode()).hexdigest(),
    )
    turn.change(consents.record, said, words)


def kept_until(turn: Turn, agreed_at: dt.datetime) -> dt.date:
    """Return the last day on which a registration is kept that was agreed to at an instant (aware)."""
    return (agreed_at + turn.retention).astimezone(SEOUL).date()


def news_choices(turn: Turn) -> tuple[Choice, Choice]:
    """Return the choices to receive announcements or not."""
    return _choices(turn, NEWS)


def _choices(turn: Turn, mail: Mail) -> tuple[Choice, Choice]:
    return (
        Choice(label=say(turn.language, f"{mail.topic}.yes"), command=f"{mail.command} on"),
        Choice(label=say(turn.language, f"{mail.topic}.no"), command=f"{mail.command} off"),
    )


def _terms(turn: Turn, topic: str, names: Sequence[str], **values: object) -> Rows:
    rows = [
        Row(label=say(turn.language, f"{topic}.{name}_label"), value=say(turn.language, f"{topic}.{name}", **values))
        for name in names
    ]
    return Rows(rows=tuple(rows))


def _terms_of_mail(turn: Turn, mail: Mail) -> Rows:
    return _terms(turn, mail.topic, mail.terms, days=turn.retention.days)


def registration_terms(turn: Turn, state: FormState | None = None) -> tuple[Part, ...]:
    """Return what is agreed to before a pre-registration.

    The Act has these told: purpose, items, how long they are kept, the right to refuse and what follows (article 15
    (2)); where data goes abroad: items, country, time and way, who gets them and how he is reached, what for and for
    how long, how to refuse and what follows (article 28-8 (2)).

    Args:
        turn: the turn.
        state: the form: what it asks depends on its program, and the day on when it was agreed to.
    """
    agreed_at = turn.now if state is None else state.settled_at.get("consent", turn.now)
    terms = _terms(
        turn,
        "consent.told",
        ("items", "purpose", "retention", "refusal"),
        asked=_asked(turn, state),
        until=kept_until(turn, agreed_at).isoformat(),
        days=turn.retention.days,
    )
    messenger = Row(
        label=say(turn.language, "consent.messenger_label"),
        value=say(turn.language, f"consent.messenger.{turn.message.channel}"),
    )
    told = terms.model_copy(update={"rows": (*terms.rows, messenger)})
    if turn.message.channel != "telegram":
        return (told,)
    abroad = _terms(turn, "consent.abroad", ("items", "where", "who", "purpose", "refusal"))
    return (told, abroad.model_copy(update={"heading": say(turn.language, "consent.abroad")}))


def _asked(turn: Turn, state: FormState | None) -> str:
    """What the form asks, by name: what each asks, and what this program asks beside that."""
    program = turn.knowledge.programs.get(state.subject or "") if state is not None else None
    names = [say(turn.language, "consent.always")]
    needs, takes = (program.registration.needs, program.registration.takes) if program else ((), ("email",))
    names += [say(turn.language, f"registration.{detail}") for detail in needs]
    names += [say(turn.language, "consent.optional", what=say(turn.language, f"registration.{one}")) for one in takes]
    return ", ".join(names)


def _as_text(parts: Sequence[Part]) -> str:
    """The words of parts, a line each, as they are kept."""
    lines: list[str] = []
    for part in parts:
        if isinstance(part, Rows):
            lines += [part.heading] if part.heading else []
            lines += [f"{row.label}: {row.value}" for row in part.rows]
        elif isinstance(part, Paragraph):
            lines.append(part.text)
    return "\n".join(lines)


def _day(at: dt.datetime) -> str:
    return at.astimezone(SEOUL).date().isoformat()


async def registration_options(turn: Turn) -> Sequence[Option]:
    """Return the answers to the question for consent, and the words by which each is typed."""
    return (
        Option(
            AGREED,
            say(turn.language, "consent.yes"),
            frozenset(
                {
                    "네",
                    "예",
                    "넵",
                    "응",
                    "동의",
                    "동의해요",
                    "동의합니다",
                    "네동의합니다",
                    "네동의해요",
                    "yes",
                    "agree",
                    "iagree",
                    "ok",
                }
            ),
        ),
        Option(
            REFUSED,
            say(turn.language, "consent.no"),
            frozenset(
                {
                    "아니요",
                    "아니오",
                    "아뇨",
                    "거부",
                    "동의안함",
                    "동의안해요",
                    "동의하지않습니다",
                    "동의하지않아요",
                    "no",
                    "disagree",
                    "idonotagree",
                }
            ),
            ends="consent.refused",
        ),
    )
