"""What an owner told of the firm: looking it up, correcting it and having it forgotten."""

from collections.abc import Collection

from handlers.fact_words import in_words, short_label
from handlers.reply import Choice, Item, Listing, Reply
from handlers.turn import Turn
from handlers.wording import say
from knowledge import implied
from knowledge.ask import Ask
from knowledge.fact import Fact
from storage import profiles, verdict_receipts

PAGE = 5
ALL = "all"


async def show(turn: Turn, argument: str = "") -> Reply:
    """Answer ``/facts``: list what was told, or show, change or forget one fact.

    Args:
        turn: the turn.
        argument: empty, a page's number from 1, a fact's id, "change FACT", "forget FACT" or "forget all".
    """
    step, _, named = argument.strip().lower().partition(" ")
    declared = turn.knowledge.facts
    if step == "forget" and (named == ALL or named in declared):
        return await forget(turn, None if named == ALL else {named})
    if step == "change" and named in declared:
        return _ask_again(turn, declared[named])
    if step in declared and not named:
        return _one(turn, declared[step])
    return _listed(turn, int(step) if step.isascii() and step.isdigit() and len(step) < 4 else 1)


async def forget(turn: Turn, facts: Collection[str] | None) -> Reply:
    """Forget facts when the turn commits, and say which.

    Args:
        turn: the turn.
        facts: ids of the facts, or None for all.
    """
    language = turn.language
    known = _known(turn)
    if facts is not None:
        facts = {*facts, *implied.unfounded({}, turn.profile, facts)}
    gone = [fact for fact in known if facts is None or fact.id in facts]
    wanted = None if facts is None or set(facts) >= turn.knowledge.facts.keys() else facts
    turn.change(profiles.forget, turn.person.owner, wanted)
    turn.change(verdict_receipts.forget, turn.person.owner, wanted)
    turn.profile = {fact: value for fact, value in turn.profile.items() if wanted is not None and fact not in wanted}
    turn.told = {fact: value for fact, value in turn.told.items() if fact in turn.profile}
    if turn.conversation.asked_fact is not None and turn.conversation.asked_fact not in turn.profile:
        turn.remember(asked_fact=None)
    if not gone:
        unknown = [turn.knowledge.facts[fact] for fact in wanted or () if fact in turn.knowledge.facts]
        if not known or not unknown:
            return _nothing(turn)
        lead = say(language, "facts.not_told", facts=_labels(turn, unknown))
        return Reply(lead=lead, choices=(_all(turn),))
    if not turn.profile:
        lead = say(language, "facts.forgotten_all", facts=_labels(turn, gone))
        return Reply(lead=lead, choices=(_programs(turn),))
    lead = say(language, "facts.forgotten", facts=_labels(turn, gone))
    again = tuple(
        Choice(
            label=say(language, "facts.choice.tell", fact=short_label(fact, language)),
            command=f"/facts change {fact.id}",
        )
        for fact in gone[:3]
    )
    return Reply(lead=lead, choices=(*again, _all(turn)))


async def not_there(turn: Turn, ask: Ask) -> Reply:
    """Forget a region in which the firm is said not to be, and ask where it is.

    Args:
        turn: the turn.
        ask: its words are the place.
    """
    region = turn.knowledge.facts["region"]
    stored = turn.profile.get(region.id)
    if isinstance(stored, str) and (stored == ask.words or stored.startswith(f"{ask.words} ")):
        turn.change(profiles.forget, turn.person.owner, {region.id})
        turn.profile = {fact: value for fact, value in turn.profile.items() if fact != region.id}
    turn.remember(asked_fact=region.id)
    question = region.question.within(turn.language)
    return Reply(lead=say(turn.language, "facts.not_there", place=ask.words, question=question))


def _listed(turn: Turn, page: int) -> Reply:
    known = _known(turn)
    language = turn.language
    if not known:
        return _nothing(turn)
    pages = -(-len(known) // PAGE)
    page = min(max(page, 1), pages)
    shown = known[(page - 1) * PAGE : page * PAGE]
    choices = [
        Choice(
            label=say(language, "facts.choice.forget_one", fact=short_label(fact, language)),
            command=f"/facts forget {fact.id}",
        )
        for fact in shown
    ]
    if page < pages:
        choices.append(Choice(label=say(language, "facts.choice.next"), command=f"/facts {page + 1}"))
    if len(known) > 1:
        choices.append(Choice(label=say(language, "facts.choice.forget_all"), command=f"/facts forget {ALL}"))
    return Reply(
        lead=say(language, "facts.told", facts=" · ".join(_said(turn, fact) for fact in shown), count=len(known)),
        parts=(
            Listing(
                heading=say(language, "facts.heading"),
                first_number=(page - 1) * PAGE + 1,
                items=tuple(
                    Item(
                        title=short_label(fact, language),
                        description=in_words(fact, turn.profile[fact.id], language),
                        command=f"/facts {fact.id}",
                    )
                    for fact in shown
                ),
            ),
        ),
        choices=tuple(choices),
    )


def _one(turn: Turn, fact: Fact) -> Reply:
    language = turn.language
    if fact.id not in turn.profile:
        return Reply(
            lead=say(language, "facts.not_told", facts=short_label(fact, language)),
            choices=(
                Choice(
                    label=say(language, "facts.choice.tell", fact=short_label(fact, language)),
                    command=f"/facts change {fact.id}",
                ),
                _all(turn),
            ),
        )
    return Reply(
        lead=say(language, "facts.one", fact=_said(turn, fact)),
        choices=(
            Choice(label=say(language, "facts.choice.change"), command=f"/facts change {fact.id}"),
            Choice(label=say(language, "facts.choice.forget"), command=f"/facts forget {fact.id}"),
            _all(turn),
        ),
    )


def _ask_again(turn: Turn, fact: Fact) -> Reply:
    """Ask for a fact: what is said next answers it and takes the place of what was told."""
    turn.remember(asked_fact=fact.id)
    return Reply(lead=fact.question.within(turn.language), choices=(_all(turn),))


def _nothing(turn: Turn) -> Reply:
    return Reply(lead=say(turn.language, "facts.none"), choices=(_programs(turn),))


def _known(turn: Turn) -> list[Fact]:
    return [fact for fact in turn.knowledge.facts.values() if fact.id in turn.profile]


def _said(turn: Turn, fact: Fact) -> str:
    return f"{short_label(fact, turn.language)} {in_words(fact, turn.profile[fact.id], turn.language)}"


def _labels(turn: Turn, facts: Collection[Fact]) -> str:
    return ", ".join(short_label(fact, turn.language) for fact in facts)


def _all(turn: Turn) -> Choice:
    return Choice(label=say(turn.language, "facts.choice.all"), command="/facts")


def _programs(turn: Turn) -> Choice:
    return Choice(label=say(turn.language, "facts.choice.programs"), command="/programs")
