"""Consent under the Personal Information Protection Act of Korea: what is agreed to, in which words, and its record.

Consent to a pre-registration and consent to announcements are asked for apart (article 22), and both are append-only.
"""

import hashlib
from collections.abc import Sequence

from handlers.forms.form import Option
from handlers.forms.state import FormState
from handlers.reply import Choice, Part, Reply, Row, Rows
from handlers.turn import Turn
from handlers.wording import say
from storage import consents

REGISTRATION_VERSION = 1
"""Of the words of ``registration.consent.*``: raise it with them, and the form's version too."""
NEWS_VERSION = 1
"""Of the words of ``registration.news.*``."""
AGREED = f"yes-{REGISTRATION_VERSION}"
REFUSED = "no"


async def news(turn: Turn, argument: str = "") -> Reply:
    """Turn announcements on or off, or ask.

    Args:
        turn: the turn.
        argument: "on", "off" (or 받기, 끄기 …), or anything else to be asked.
    """
    stands = await turn.read(consents.standing, turn.person.owner, "announcements")
    wanted = {"on": True, "받기": True, "켜기": True, "off": False, "끄기": False, "받지않기": False}.get(
        argument.strip().casefold().replace(" ", "")
    )
    if wanted is None:
        now = "on" if stands is not None and stands.given else "off"
        return Reply(
            lead=say(turn.language, f"registration.news.ask_{now}"),
            parts=(_news_terms(turn),),
            choices=news_choices(turn),
        )
    said = "on" if wanted else "off"
    if stands is not None and stands.given is wanted:
        return Reply(lead=say(turn.language, f"registration.news.already_{said}"))
    record(turn, "announcements", NEWS_VERSION, (_news_terms(turn),), given=wanted)
    return Reply(lead=say(turn.language, f"registration.news.{said}"))


def record(turn: Turn, kind: str, version: int, terms: Sequence[Part], *, given: bool) -> None:
    """Have a consent, or its refusal, recorded when the turn commits.

    Args:
        turn: the turn.
        kind: "registration" or "announcements".
        version: of the words.
        terms: the words as they were shown.
        given: whether it was given.
    """
    turn.change(
        consents.record,
        consents.Consent(
            owner=turn.person.owner,
            kind=kind,
            version=version,
            given=given,
            channel=turn.message.channel,
            at=turn.now,
            words_hash=_hash(terms),
        ),
    )


def news_choices(turn: Turn) -> tuple[Choice, Choice]:
    """Return the choices to receive announcements or not."""
    return (
        Choice(label=say(turn.language, "registration.news.yes"), command="/news on"),
        Choice(label=say(turn.language, "registration.news.no"), command="/news off"),
    )


def _terms(turn: Turn, topic: str, names: Sequence[str]) -> Rows:
    rows = [
        Row(label=say(turn.language, f"{topic}.{name}_label"), value=say(turn.language, f"{topic}.{name}"))
        for name in names
    ]
    return Rows(rows=tuple(rows))


def _news_terms(turn: Turn) -> Rows:
    return _terms(turn, "registration.news", ("items", "purpose", "retention", "refusal"))


def registration_terms(turn: Turn, _state: FormState | None = None) -> tuple[Part, ...]:
    """Return what is agreed to (Personal Information Protection Act of Korea, article 15 (2); abroad: article 28-8)."""
    channel = turn.message.channel
    terms = _terms(turn, "registration.consent", ("items", "purpose", "retention", "refusal"))
    messenger = Row(
        label=say(turn.language, "registration.consent.messenger_label"),
        value=say(turn.language, f"registration.consent.messenger.{channel}"),
    )
    if channel != "telegram":
        return (terms.model_copy(update={"rows": (*terms.rows, messenger)}),)
    abroad = Row(
        label=say(turn.language, "registration.consent.abroad_label"),
        value=say(turn.language, "registration.consent.abroad"),
    )
    return (terms.model_copy(update={"rows": (*terms.rows, messenger, abroad)}),)


def _hash(parts: Sequence[Part]) -> str:
    """Hash of the words that were shown, which proves later what was agreed to."""
    return hashlib.sha256("\n".join(part.model_dump_json() for part in parts).encode()).hexdigest()


async def registration_options(turn: Turn) -> Sequence[Option]:
    """Return the answers to the question for consent, and the words by which each is typed."""
    return (
        Option(
            AGREED,
            say(turn.language, "registration.consent.yes"),
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
            say(turn.language, "registration.consent.no"),
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
            ends="registration.consent.refused",
        ),
    )
