"""Which programs may I take part in: one question a turn over all of them at once, and then the list.

It is kept as the conversation's open form, so that it lasts, is asked again after a digression and gives way to a
registration like any form. But the form engine does not fill it in: an answer may tell several facts at once, is heard
as anywhere else, counts at once, and is neither read back nor confirmed. What is known is the owner's profile; the
state has only what was asked for last.
"""

import re
from collections.abc import Iterable

from handlers import no_answer, own_facts, own_verdicts
from handlers.fact_words import all_told, answers, in_words, short_label, tells_more
from handlers.fact_words import tapped as tapped_value
from handlers.forms import filling
from handlers.forms.control_word import Control, control, spaceless
from handlers.forms.state import FormState, new_token
from handlers.heard import heard
from handlers.reply import Choice, Paragraph, Reply
from handlers.turn import Turn
from handlers.wording import say
from knowledge.fact import Choice as ChoiceFact
from knowledge.fact import Fact, Place, Profile, Several
from knowledge.intents import Intent
from knowledge.understanding import Understood
from knowledge.verdict import Verdict
from knowledge.words import Language

ID = "check"
"""Names it among the open forms."""
_TELLING = frozenset({Intent.TELL, Intent.UNCLEAR, Intent.LIST, Intent.ELIGIBILITY})
"""What an answer is taken for that names no program: "서울인데 되나요?" asks just what the interview is about."""
_SHOW = re.compile(
    r"(?:여기|지금)까지(?:만|의)?(?:보기|볼게요|볼래요|보여(?:줘요?|주세요)|알려(?:줘요?|주세요)|결과.{0,8})?"
    r"|결과(?:를|만|좀)*(?:보기|볼게요|볼래요|보여(?:줘요?|주세요)|알려(?:줘요?|주세요))?"
    r"|showresults?|results?|thatsall|that'sall"
)
_STOP = re.compile(
    r"자격(?:확인|조회)?(?:은|을|는)?(?:취소|그만|중단|중지|안)(?:할게요|할래요|해줘요?|해주세요|요)?|(?:질문)?그만(?:해요?|하세요|물어.{0,6})"
)
_ADDED = re.compile(r"\((?!예\.|for example)([^()]+)\)")
"""What a label or a question adds in brackets, unless it is an example of an answer."""
_GO_ON = re.compile(r"(?:이어서|계속)(?:답하기|답할게요|할게요|해요|하기|진행)?|goon(?:answering)?")
_AGAIN = re.compile(
    r"(?:(?:처음|첨)부터)?다시(?:처음부터)?(?:할게요|할래요|해줘요?|해주세요|하기|시작|물어.{0,6})?|처음부터|startover|restart"
)


async def start(turn: Turn) -> Reply:
    """Begin the interview, or go on with what is not known yet; where a form is being filled in, that comes first."""
    held = turn.conversation.form
    if held is not None and held.form != ID and held.values:
        return Reply(
            lead=say(turn.language, "forms.another_open"),
            choices=(
                Choice(label=say(turn.language, "forms.resume"), command=f"/f {held.token} go"),
                Choice(label=say(turn.language, "forms.cancel"), command=f"/f {held.token} cancel"),
            ),
        )
    state = FormState(form=ID, token=new_token())
    turn.remember(form=state, declined=())
    return await _advance(turn, say(turn.language, "interview.begin"))


async def question(turn: Turn) -> Reply:
    """Return the question that is open, or the list where nothing is left to ask."""
    return await _advance(turn)


async def take(turn: Turn, text: str) -> Reply | None:
    """Take what was typed while the interview is open.

    Returns:
        The next question or the list; None where the text is no answer: then others answer, and the question is asked
        again after their answer.
    """
    state, text = turn.conversation.form, text.strip()
    if state is None or text.startswith("/"):
        return None
    fact = turn.knowledge.facts.get(state.asked or "")
    word = control(text)
    said = spaceless(text)
    if word is Control.CANCEL or _STOP.fullmatch(said):
        return _stop(turn)
    if word is Control.KEEP or _GO_ON.fullmatch(said):
        return await _advance(turn)
    if _AGAIN.fullmatch(said):
        turn.remember(declined=())
        return await _advance(turn, say(turn.language, "interview.again"))
    if word is Control.SUBMIT or _SHOW.fullmatch(said):
        return await _show(turn)
    if word is Control.BACK:
        return await _advance(turn, say(turn.language, "interview.correct"))
    names = no_answer.names_of(fact)
    if (meant := asked_what(turn, fact, text)) is not None:
        return await _advance(turn, meaning(meant, turn.language))
    if no_answer.asks_back(text, names):
        return await _advance(turn, say(turn.language, "eligibility.what_about"))
    understood = turn.knowledge.understanding.read(
        text, asked_fact=state.asked, before=turn.conversation.said, today=turn.day, profile=turn.profile
    )
    told = heard(turn, fact, text, understood)
    if understood.as_of is not None:
        return None
    if understood.asks[0].intent is Intent.NOT_THERE:
        reply = await own_facts.not_there(turn, understood.asks[0])
        region = turn.knowledge.facts["region"]
        return await _advance(turn) if region.id in turn.profile else _asking(turn, region, reply.lead)
    refused = understood.declined or no_answer.unknown(text, names)
    if told and (fact is None or fact.id not in told) and refused:
        return await _learn(turn, told, unknown=fact)
    if refused:
        return await _learn(turn, {}, unknown=fact)
    if isinstance(fact, ChoiceFact) and not told and no_answer.none_of_them(text):
        return await _learn(turn, {}, unknown=fact)
    if told and (_names_no_program(understood) or not turn.knowledge.understanding.sure_question(text)):
        return await _learn(turn, told, answered=fact)
    intent = understood.asks[0].intent
    if intent in {Intent.UNCLEAR, Intent.TELL} and not understood.supposed:
        return await _advance(turn, say(turn.language, "interview.unclear"))
    return None


async def tapped(turn: Turn, verb: str, value: str) -> Reply:
    """Do what a button of the interview says.

    Args:
        turn: the turn.
        verb: a fact's id, or "skip", "list", "cancel" or "go".
        value: the answer, or the fact that is skipped.
    """
    fact = turn.knowledge.facts.get(value if verb == "skip" else verb)
    if verb == "list":
        return await _show(turn)
    if verb == "cancel":
        return _stop(turn)
    if verb == "skip" and fact is not None:
        return await _learn(turn, {}, unknown=fact)
    if fact is not None:
        try:
            return await _learn(turn, {fact.id: tapped_value(fact, value, turn.profile.get(fact.id))}, answered=fact)
        except ValueError:
            return await _advance(turn, say(turn.language, "eligibility.fact_unreadable"))
    return await _advance(turn)


def _names_no_program(understood: Understood) -> bool:
    return all(ask.intent in _TELLING and not (ask.programs and not ask.unsure) for ask in understood.asks)


async def _learn(turn: Turn, told: Profile, *, answered: Fact | None = None, unknown: Fact | None = None) -> Reply:
    """Take what was told, and go on; what tells nothing new of what was asked for is as good as "I don't know"."""
    if answered is not None and answered.id in told:
        before = turn.profile.get(answered.id)
        if before is not None and not tells_more(before, told[answered.id]):
            told = {name: value for name, value in told.items() if name != answered.id}
            unknown = answered
    turn.learn(told)
    if answered is not None and answered.id in told and answered.id not in turn.certain:
        unknown = answered  # it counts for one answer only, and is not to be asked for again and again
    if unknown is not None:
        turn.remember(declined=tuple(dict.fromkeys([*turn.conversation.declined, unknown.id])))
    notes = []
    if told:
        said = all_told(turn.knowledge.facts, told, turn.language)
        notes.append(say(turn.language, "interview.heard", facts=said))
    if unknown is not None:
        notes.append(say(turn.language, "interview.skipped", fact=short_label(unknown, turn.language)))
    return await _advance(turn, *notes)


async def _advance(turn: Turn, *notes: str) -> Reply:
    """Ask what settles most, or show the list where nothing that can be asked settles anything more."""
    # What the question before only supposed answers nothing here.
    asked = turn.knowledge.interview.next_question(turn.certain, turn.conversation.declined, turn.day)
    if asked is None:
        return await _show(turn)
    fact = turn.knowledge.facts[asked]
    return _asking(turn, fact, _question(turn, fact), notes)


def _asking(turn: Turn, fact: Fact, lead: str, notes: Iterable[str] = ()) -> Reply:
    """Ask for ``fact``, with how far the interview has come."""
    state, language = turn.conversation.form, turn.language
    if state is None:
        raise ValueError("no interview is open")
    turn.remember(form=state.model_copy(update={"asked": fact.id}), asked_fact=fact.id)
    settled = turn.knowledge.interview.settled(turn.certain, turn.conversation.declined, turn.day)
    total = len(turn.knowledge.panel)
    verdicts = turn.knowledge.panel.verdicts(turn.certain, turn.day)
    decided = sum(verdict is not Verdict.UNKNOWN for verdict in verdicts)
    progress = say(language, "interview.progress", total=total, decided=decided, left=total - settled)
    lines = [*notes, progress]
    return Reply(
        lead=lead,
        parts=(Paragraph(text="\n".join(lines)),),
        choices=(
            *answers(fact, turn.certain.get(fact.id), language, lambda value: f"/f {state.token} {fact.id} {value}"),
            Choice(label=say(language, "eligibility.unknown_button"), command=f"/f {state.token} skip {fact.id}"),
            Choice(label=say(language, "interview.show"), command=f"/f {state.token} list"),
        ),
    )


def asked_what(turn: Turn, asked: Fact | None, text: str) -> Fact | None:
    """The fact of which ``text`` asks what it is: the one that was asked for, or any that is called by its name."""
    if asked is not None and no_answer.asks_what(text, no_answer.names_of(asked)):
        return asked
    named = (
        fact
        for fact in turn.knowledge.facts.values()
        if no_answer.asks_what(text, no_answer.names_of(fact)[:2], alone=False)
    )
    return next(named, None)


def meaning(fact: Fact, language: Language) -> str:
    """Return what ``fact`` means, as far as its own words tell: what it may be, or what they add in brackets."""
    label = short_label(fact, language)
    if isinstance(fact, ChoiceFact | Several):
        options = ", ".join(option.label.within(language) for option in fact.options)
        return say(language, "interview.one_of", fact=label, what=options)
    for words in (fact.label.within(language), fact.question.within(language)):
        if added := _ADDED.search(words):
            return say(language, "interview.meaning", fact=label, what=added[1])
    return say(language, "interview.no_meaning", fact=label)


def _question(turn: Turn, fact: Fact) -> str:
    """The question for ``fact``; where something of it is known, which of that it is."""
    known = turn.certain.get(fact.id)
    if known is None:
        return fact.question.within(turn.language)
    said = in_words(fact, known, turn.language)
    key = "eligibility.narrower" if isinstance(fact, ChoiceFact | Place) else "eligibility.more_of"
    return say(turn.language, key, known=said, question=fact.question.within(turn.language))


async def _show(turn: Turn) -> Reply:
    """Close the interview and show the list."""
    filling.close(turn)
    turn.remember(asked_fact=None)
    return await own_verdicts.show(turn)


def _stop(turn: Turn) -> Reply:
    filling.close(turn)
    turn.remember(asked_fact=None)
    return Reply(
        lead=say(turn.language, "interview.stopped"),
        choices=(
            Choice(label=say(turn.language, "interview.show"), command="/mine"),
            Choice(label=say(turn.language, "own_verdicts.go_on"), command="/check"),
        ),
    )
