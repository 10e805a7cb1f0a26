"""Consent under the Personal Information Protection Act of Korea: what is agreed to, in which words, and its record.

There are three kinds, each asked for apart (article 22 (1) and (5)), and none of them a condition of another: to a
pre-registration, to announcements of programs, and to advertising, which the Act on Promotion of Information and
Communications Network Utilization (article 50) treats apart again. Nobody agrees to words that he was not shown: a yes
counts as the answer to the question that has just shown them. What was said is a list to which lines are only ever
added; the words that were shown are kept once for all who saw them.
"""

import dataclasses
import datetime as dt
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from handlers import operator
from handlers.confirmed import confirmed
from handlers.forms.form import Option
from handlers.forms.state import FormState
from handlers.reply import Choice, Paragraph, Part, Reply, Row, Rows
from handlers.turn import Turn
from handlers.wording import say
from knowledge.window import SEOUL
from storage import consents
from storage.consents import Consent

REGISTRATION_VERSION: Final = 3
"""Of the words of ``consent.told`` and ``consent.abroad``: raise it with them, and the form's version too."""
AGREED: Final = f"yes-{REGISTRATION_VERSION}"
REFUSED: Final = "no"
_DAY: Final = "YYYY-MM-DD[+{days}]"
"""Stands in the kept words for the day that was shown: so many days after that of the consent."""
_KEPT_DAY: Final = re.compile(r"YYYY-MM-DD\[\+(\d+)\]")


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


NEWS: Final = Mail("announcements", "news.mail", 3, ("items", "purpose", "retention", "refusal"), "/news")
ADS: Final = Mail("advertising", "ads.mail", 2, ("items", "purpose", "manner", "retention", "refusal"), "/news ads")
_YES: Final = "yes"
_WANTED: Final = {
    "on": True, "받기": True, "켜기": True, "받을래요": True,
    "off": False, "끄기": False, "받지않기": False, "안받기": False,
}  # fmt: skip


async def news(turn: Turn, argument: str = "") -> Reply:
    """Show what announcements or advertising come with and ask, turn them on after that question, or turn them off.

    Args:
        turn: the turn.
        argument: "on" or "off" (or 받기, 끄기 …), for advertising after "ads" (or 광고). "on yes" agrees, where the
            answer before has shown the terms and offered it; anything else is asked about.
    """
    words = argument.casefold().split()
    said_yes = words[-1:] == [_YES]
    said = "".join(words[:-1] if said_yes else words)
    about = next((word for word in ("ads", "광고") if said.startswith(word)), "")
    mail = ADS if about else NEWS
    wanted = _WANTED.get(said.removeprefix(about))
    stands = await turn.read(consents.standing, turn.person.owner, mail.kind)
    advertising = stands if mail is ADS else await turn.read(consents.standing, turn.person.owner, ADS.kind)
    if wanted is False:
        return _turned_off(turn, mail, stands, advertising)
    if wanted and stands is not None and _is_on(mail, stands):
        return Reply(lead=say(turn.language, f"{mail.topic}.already_on", day=_day(stands.at)))
    if wanted and said_yes and confirmed(turn, _agreeing(mail)):
        return _turned_on(turn, mail, advertising)
    return _question(turn, mail, stands)


def _terms_were_shown(turn: Turn, mail: Mail) -> bool:
    """Whether the answer before has shown the words of a mail: no other offers to agree to them."""
    return any(choice.command == _agreeing(mail) for choice in turn.conversation.choices)


def _is_on(mail: Mail, stands: Consent) -> bool:
    """Whether the words that are shown now are agreed to."""
    return stands.given and stands.version == mail.version


def _question(turn: Turn, mail: Mail, stands: Consent | None) -> Reply:
    language = turn.language
    other = ADS if mail is NEWS else NEWS
    ask_of_other = Choice(label=say(language, f"{other.topic}.change"), command=other.command)
    if stands is not None and _is_on(mail, stands):
        stop = Choice(label=say(language, f"{mail.topic}.decline"), command=f"{mail.command} off")
        return Reply(
            lead=say(language, f"{mail.topic}.ask_on"),
            parts=(_terms_of_mail(turn, mail),),
            choices=(stop, ask_of_other),
        )
    now = "anew" if stands is not None and stands.given else "off"
    return Reply(
        lead=say(language, f"{mail.topic}.ask_{now}"),
        parts=(_terms_of_mail(turn, mail),),
        choices=(*_agree_or_not(turn, mail), ask_of_other),
    )


def _turned_on(turn: Turn, mail: Mail, advertising: Consent | None) -> Reply:
    record(turn, mail.kind, mail.version, (_terms_of_mail(turn, mail),), given=True)
    done = Reply(lead=say(turn.language, f"{mail.topic}.on"), parts=(_receipt(turn, [mail], "agreed"),))
    if mail is ADS or advertising is not None:
        return done
    # A question of its own, after the other was answered: nobody agrees to both at once.
    offer = Paragraph(text=say(turn.language, "ads.offer"))
    return done.model_copy(
        update={"parts": (*done.parts, offer, _terms_of_mail(turn, ADS)), "choices": _agree_or_not(turn, ADS)}
    )


def _turned_off(turn: Turn, mail: Mail, stands: Consent | None, advertising: Consent | None) -> Reply:
    said = [(mail, stands)]
    if mail is NEWS and advertising is not None:
        # Who wants no news wants no advertising either.
        said.append((ADS, advertising))
    ends = [(one, last) for one, last in said if last is None or last.given]
    if stands is not None and not ends:
        return Reply(lead=say(turn.language, f"{mail.topic}.already_off", day=_day(stands.at)))
    for one, last in ends:
        _record_no(turn, one, last)
    how = "taken_back" if any(last is not None for _, last in ends) else "refused"
    return Reply(lead=say(turn.language, f"{mail.topic}.off"), parts=(_receipt(turn, [one for one, _ in ends], how),))


def _record_no(turn: Turn, mail: Mail, last: Consent | None) -> None:
    """Have recorded that a mail is not wanted: what was agreed to is taken back, or what was offered is refused."""
    if last is not None:
        taken_back = dataclasses.replace(last, given=False, channel=turn.message.channel, at=turn.now)
        turn.change(consents.record, taken_back)
        return
    # Who refuses at once has seen no more than what the mail is called.
    name = Paragraph(text=say(turn.language, f"{mail.topic}.name"))
    shown = _terms_of_mail(turn, mail) if _terms_were_shown(turn, mail) else name
    record(turn, mail.kind, mail.version, (shown,), given=False)


def _receipt(turn: Turn, mails: Sequence[Mail], how: str) -> Rows:
    """Who has noted what, and when: the same Act, article 50 (7), and article 62-2 of its decree, have it told."""
    language = turn.language
    what = say(language, f"news.{how}", what=", ".join(say(language, f"{mail.topic}.name") for mail in mails))
    rows = {"sender": operator.in_full(turn), "noted": what, "day": _day(turn.now)}
    return Rows(rows=tuple(Row(label=say(language, f"news.{name}_label"), value=value) for name, value in rows.items()))


def record(turn: Turn, kind: str, version: int, terms: Sequence[Part], *, given: bool) -> None:
    """Have a consent, or its refusal, recorded when the turn commits.

    Args:
        turn: the turn.
        kind: "registration", "announcements" or "advertising".
        version: of the words.
        terms: the words as they were shown.
        given: whether it was given.
    """
    # The day differs from one to the next, and follows from that of the line; the words are the same for all.
    words = _as_text(terms).replace(kept_until(turn, turn.now).isoformat(), _DAY.format(days=turn.retention.days))
    said = Consent(
        owner=turn.person.owner,
        kind=kind,
        version=version,
        given=given,
        channel=turn.message.channel,
        at=turn.now,
        words_hash=hashlib.sha256(words.encode()).hexdigest(),
    )
    turn.change(consents.record, said, words)


def kept_until(turn: Turn, agreed_at: dt.datetime) -> dt.date:
    """Return the last day on which a registration is kept that was agreed to at an instant (aware)."""
    return (agreed_at + turn.retention).astimezone(SEOUL).date()


def as_shown(words: str, agreed_at: dt.datetime) -> str:
    """Return kept words as they were shown: with the day until which is kept what was agreed to.

    Args:
        words: as they are kept.
        agreed_at: when it was said, aware.
    """
    day = agreed_at.astimezone(SEOUL).date()
    return _KEPT_DAY.sub(lambda found: (day + dt.timedelta(days=int(found[1]))).isoformat(), words)


def news_choices(turn: Turn) -> tuple[Choice, Choice]:
    """Return the choices to be shown what announcements come with, or to receive none.

    They stand under a receipt, where a typed "취소" means the registration: only the tap refuses.
    """
    return (
        Choice(label=say(turn.language, "news.mail.yes"), command=f"{NEWS.command} on", answers="yes"),
        Choice(label=say(turn.language, "news.mail.no"), command=f"{NEWS.command} off"),
    )


def _agree_or_not(turn: Turn, mail: Mail) -> tuple[Choice, Choice]:
    """The choices under the words of a mail: only here is there one that agrees."""
    return (
        Choice(label=say(turn.language, f"{mail.topic}.agree"), command=_agreeing(mail), answers="yes"),
        Choice(label=say(turn.language, f"{mail.topic}.decline"), command=f"{mail.command} off", answers="no"),
    )


def _agreeing(mail: Mail) -> str:
    return f"{mail.command} on {_YES}"


def _terms(turn: Turn, topic: str, names: Sequence[str], **values: object) -> Rows:
    rows = [
        Row(label=say(turn.language, f"{topic}.{name}_label"), value=say(turn.language, f"{topic}.{name}", **values))
        for name in names
    ]
    return Rows(rows=tuple(rows))


def _terms_of_mail(turn: Turn, mail: Mail) -> Rows:
    terms = _terms(turn, mail.topic, mail.terms, days=turn.retention.days)
    return terms.model_copy(update={"rows": (operator.row(turn), *terms.rows)})


def registration_terms(turn: Turn, state: FormState | None = None) -> tuple[Part, ...]:
    """Return what is agreed to before a pre-registration, and with whom.

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
    told = terms.model_copy(update={"rows": (operator.row(turn), *terms.rows, messenger)})
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
