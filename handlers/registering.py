"""Before a pre-registration's form: which program, whether it takes any, and whether it is for this firm.

Where the verdict is not known yet, the facts that decide it are asked for first, one at a time. That stage is kept as
the conversation's open form, but like the interview it is not filled in: what is told is heard as anywhere else, counts
at once, and needs no review.
"""

import re
from collections.abc import Mapping

from handlers import explanation, interview, no_answer, registration, same_firm
from handlers.fact_words import all_told, answers, short_label
from handlers.fact_words import tapped as tapped_value
from handlers.forms import engine, filling, several
from handlers.forms.control_word import Control, control, spaceless
from handlers.forms.reading import still_reads
from handlers.forms.state import FormState, new_token
from handlers.heard import heard
from handlers.registration_day import as_of_note, decided_for
from handlers.registration_refused import not_eligible, not_taken, source, which
from handlers.reply import Choice, Paragraph, Part, Reply
from handlers.turn import Turn
from handlers.window_words import first_of, sentence
from handlers.wording import say
from knowledge.fact import Choice as ChoiceFact
from knowledge.fact import Fact, Profile
from knowledge.intents import Intent
from knowledge.next_question import next_question
from knowledge.program import Program
from knowledge.standing import Intake, intake
from knowledge.verdict import Judgement, Verdict, judge
from knowledge.window import State
from knowledge.window import state as state_of
from storage import registrations
from storage.registrations import Registration

ID = "eligible"
"""Names the stage among the open forms."""
SURE = "now"
"""Behind a program's id: registers without asking for what would decide the verdict."""
OTHER = "other"
"""Behind a program's id: registers another firm than the one that is registered for it."""
_NUMBER_DIGITS = 8
"""A message with fewer digits holds no phone number and no 사업자등록번호."""
_ANYWAY = re.compile(
    r"(?:그냥|바로|일단|먼저|우선|확인없이|모르겠고)*(?:등록|신청)(?:부터|먼저|만)?(?:할게요|할래요|하겠습니다|해주세요|해줘요?|하기|하고싶어요|요)?"
    r"|(?:확인은?)(?:다음에|나중에)(?:할게요?|할래요?|요)?|(?:just)?register(?:me)?(?:now|anyway)?"
)


async def start(turn: Turn, argument: str | None = None) -> Reply:
    """Begin a pre-registration, or say why there is none.

    Args:
        turn: the turn.
        argument: the program, or words that name it, and maybe "now" to leave the verdict open; None takes the program
            that was talked about. Where that leaves more than one, it is asked which.
    """
    words, wish = _argument(argument)
    sure = wish == SURE
    programs = _meant(turn, words)
    if len(programs) != 1:
        return which(turn, programs)
    program = programs[0]
    held = turn.conversation.form
    if held is not None and held.subject == program.id:
        if held.form == registration.FORM.id:
            return await engine.question(turn, registration.FORM)
        if held.form == ID and not sure:
            return await _advance(turn)
    if (another := engine.in_the_way(turn, registration.FORM)) is not None:
        return another
    turn.remember(focus=(program.id,), declined=())
    offered = intake(program, decided_for(turn))
    if not offered.takes:
        return not_taken(turn, program, offered)
    judgement = judge(program, turn.profile, decided_for(turn).date())
    if judgement.verdict is Verdict.NO:
        return not_eligible(turn, program, judgement)
    if wish is None and (there := await _registered(turn, program)) is not None:
        return same_firm.already(turn, program, there)
    if sure or _next_fact(turn, program) is None:
        return _not_yet(turn, await _open_form(turn, program, another_firm=wish == OTHER))
    if held is not None and held.form == registration.FORM.id:
        turn.remember(typed={**turn.conversation.typed, **registration.typed_values(held)})
    state = FormState(form=ID, token=new_token(), subject=program.id)
    turn.remember(form=state)
    return _not_yet(turn, await _advance(turn))


async def question(turn: Turn) -> Reply:
    """Return the question that is open, without its reasons; where nothing is left to ask, go on to the form."""
    asked = await _advance(turn)
    state = turn.conversation.form
    fact = turn.knowledge.facts.get(state.asked or "") if state is not None and state.form == ID else None
    if fact is None:
        return asked
    return asked.model_copy(update={"lead": fact.question.within(turn.language), "parts": (), "source": None})


async def take(turn: Turn, text: str) -> Reply | None:
    """Take what was typed while the stage is open.

    Returns:
        The next question or the form; None where the text is no answer: then others answer, and the question is asked
        again after their answer.
    """
    state, program = turn.conversation.form, _program(turn)
    if state is None or program is None or text.startswith("/"):
        return None
    fact = turn.knowledge.facts.get(state.asked or "")
    word = control(text)
    if word is Control.CANCEL:
        return _stop(turn)
    if word is Control.LATER:
        return Reply(lead=say(turn.language, "forms.later"), choices=(_go_on(turn, state),))
    if turn.silence >= engine.LONG_SILENCE and word is not None:
        return await _advance(turn)  # a yes after days is none to a question that nobody remembers
    if word in {Control.SUBMIT, Control.KEEP} or _ANYWAY.fullmatch(spaceless(text)):
        return await _open_form(turn, program)
    if word is Control.BACK:
        return await _advance(turn)
    names = no_answer.names_of(fact)
    if (meant := interview.asked_what(turn, fact, text)) is not None:
        return await _advance(turn, interview.meaning(meant, turn.language))
    if no_answer.asks_back(text, names):
        return await _advance(turn, say(turn.language, "eligibility.what_about"))
    understood = turn.knowledge.understanding.read(
        text,
        focus=(program.id,),
        asked_fact=state.asked,
        before=turn.conversation.said,
        today=turn.day,
        profile=turn.profile,
    )
    if understood.as_of is not None or understood.asks[0].intent is Intent.NOT_THERE:
        return None
    told = heard(turn, fact, text, understood)
    refused = understood.declined or no_answer.unknown(text, names)
    none_fits = isinstance(fact, ChoiceFact) and not told and no_answer.none_of_them(text)
    if told and not turn.knowledge.understanding.sure_question(text):
        return _not_yet(
            turn,
            await _learn(turn, told, unknown=fact if refused and fact and fact.id not in told else None),
        )
    if refused or none_fits:
        return await _learn(turn, {}, unknown=fact)
    if understood.asks[0].intent in {Intent.UNCLEAR, Intent.TELL} and not understood.supposed:
        return await _advance(turn, say(turn.language, "interview.unclear"))
    return None


async def tapped(turn: Turn, verb: str, value: str) -> Reply:
    """Do what a button of the stage says.

    Args:
        turn: the turn.
        verb: a fact's id, or "skip", "now", "cancel" or "go".
        value: the answer, or the fact that is skipped.
    """
    program = _program(turn)
    fact = turn.knowledge.facts.get(value if verb == "skip" else verb)
    if verb == "cancel" or program is None:
        return _stop(turn)
    if verb == SURE:
        return await _open_form(turn, program)
    if verb == "skip" and fact is not None:
        return await _learn(turn, {}, unknown=fact)
    if fact is not None:
        try:
            return await _learn(turn, {fact.id: tapped_value(fact, value, turn.profile.get(fact.id))})
        except ValueError:
            return await _advance(turn, say(turn.language, "eligibility.fact_unreadable"))
    return await _advance(turn)


async def _registered(turn: Turn, program: Program) -> Registration | None:
    """The owner's registration for a program, if one stands."""
    mine = await turn.read(registrations.of_owner, turn.person.owner) if turn.person.known else ()
    return next((one for one in mine if one.program == program.id and one.status != "withdrawn"), None)


def _argument(argument: str | None) -> tuple[str | None, str | None]:
    """The words that name the program, and what is wished beside ("now", "other")."""
    words, _, last = (argument or "").strip().rpartition(" ")
    if words and last in {SURE, OTHER}:
        return words, last
    return (argument or "").strip() or None, None


def _not_yet(turn: Turn, reply: Reply) -> Reply:
    """Add to the first answer that contact data, which came with the wish, is asked for after consent and not kept."""
    text = turn.message.text
    if turn.message.choice is not None or sum(map(str.isdigit, text)) < _NUMBER_DIGITS:
        return reply
    slots = [slot for slot in registration.FORM.slots if slot.kind != "choice"]
    found = several.find(text, slots, {slot.id: say(turn.language, slot.label) for slot in slots})
    if not found.sure:
        return reply
    note = Paragraph(text=say(turn.language, "registration.after_consent"))
    return reply.model_copy(update={"parts": (note, *reply.parts)})


def _meant(turn: Turn, words: str | None) -> list[Program]:
    if words is None:
        named = turn.conversation.focus
    elif words in turn.knowledge.programs:
        named = (words,)
    else:
        named = tuple(turn.knowledge.understanding.find_programs(words))
    return [turn.knowledge.programs[name] for name in named if name in turn.knowledge.programs]


def _program(turn: Turn) -> Program | None:
    state = turn.conversation.form
    return turn.knowledge.programs.get(state.subject or "") if state is not None else None


def _next_fact(turn: Turn, program: Program) -> Fact | None:
    facts = turn.knowledge.facts
    # What this message only supposed answers nothing here.
    asked = next_question([program], facts, turn.certain, turn.conversation.declined, decided_for(turn).date())
    return facts[asked] if asked else None


async def _learn(turn: Turn, told: Profile, *, unknown: Fact | None = None) -> Reply:
    turn.learn(told)
    unsure = [fact for fact in told if fact not in turn.certain]
    unsure += [unknown.id] if unknown is not None else []
    if unsure:
        turn.remember(declined=tuple(dict.fromkeys([*turn.conversation.declined, *unsure])))
    notes = []
    if told:
        notes.append(say(turn.language, "interview.heard", facts=all_told(turn.knowledge.facts, told, turn.language)))
    if unknown is not None:
        notes.append(say(turn.language, "interview.skipped", fact=short_label(unknown, turn.language)))
    return await _advance(turn, *notes)


async def _advance(turn: Turn, *notes: str) -> Reply:
    """Ask for what decides, or go on: to the form, or to why there is none."""
    program = _program(turn)
    if program is None:
        filling.close(turn)
        return which(turn)
    offered = intake(program, decided_for(turn))
    if not offered.takes:
        _close(turn)
        return not_taken(turn, program, offered)
    judgement = judge(program, turn.certain, decided_for(turn).date())
    if judgement.verdict is Verdict.NO:
        _close(turn)
        return not_eligible(turn, program, judgement)
    fact = _next_fact(turn, program)
    if fact is None:
        return await _open_form(turn, program)
    return _asking(turn, program, judgement, fact, notes)


def _asking(turn: Turn, program: Program, judgement: Judgement, fact: Fact, notes: tuple[str, ...]) -> Reply:
    """The verdict as it stands, and the question that would settle most of it."""
    state, language = turn.conversation.form, turn.language
    if state is None:
        raise ValueError("the stage is not open")
    turn.remember(form=state.model_copy(update={"asked": fact.id}), asked_fact=fact.id)
    conditions = explanation.conditions(program, judgement)
    lines = [explanation.line(found, language) for found in conditions]
    open_facts = [name for name in judgement.asking if name not in turn.conversation.declined]
    parts: list[Part] = [Paragraph(text="\n".join(lines))] if lines else []
    if len(open_facts) > 1:
        facts = ", ".join(short_label(turn.knowledge.facts[name], language) for name in open_facts)
        parts.append(Paragraph(text=say(language, "registration.tell_together", facts=facts)))
    # Last: what is read last is what gets an answer.
    parts.append(Paragraph(text=fact.question.within(language)))
    verdict = explanation.sentence(program, judgement, language)
    return Reply(
        title=program.named(language),
        lead="\n".join((*notes, verdict)),
        parts=tuple(parts),
        source=source(turn, program),
        choices=(
            *answers(fact, turn.certain.get(fact.id), language, lambda value: f"/f {state.token} {fact.id} {value}"),
            Choice(label=say(language, "eligibility.unknown_button"), command=f"/f {state.token} skip {fact.id}"),
            Choice(label=say(language, "registration.register_now"), command=f"/f {state.token} {SURE}"),
        ),
    )


def _close(turn: Turn) -> None:
    filling.close(turn)
    turn.remember(asked_fact=None)


def _go_on(turn: Turn, state: FormState) -> Choice:
    return Choice(label=say(turn.language, "forms.resume"), command=f"/f {state.token} go")


def _stop(turn: Turn) -> Reply:
    program = _program(turn)
    _close(turn)
    kept = [say(turn.language, "registration.facts_kept")] if turn.certain else []
    kept += [say(turn.language, "registration.kept_typed")] if turn.conversation.typed else []
    again = (
        ()
        if program is None
        else (Choice(label=say(turn.language, "registration.again"), command=f"/register {program.id}"),)
    )
    return Reply(
        lead=say(turn.language, "registration.stopped"),
        parts=tuple(Paragraph(text=text) for text in kept),
        choices=again,
    )


async def _open_form(turn: Turn, program: Program, *, another_firm: bool = False) -> Reply:
    """Open the form, filled in with what is known, under the verdict."""
    held = turn.conversation.form
    if held is not None and held.form in {ID, interview.ID}:
        _close(turn)
        held = None
    judgement = judge(program, turn.profile, decided_for(turn).date())
    offered = intake(program, decided_for(turn))
    typed = {**turn.conversation.typed, **(registration.typed_values(held) if held else {})}
    values, known = await _known(turn, program, held, typed)
    if another_firm:
        values = {slot: value for slot, value in values.items() if slot not in {"firm_name", "business_number"}}
        known = tuple(slot for slot in known if slot in values)
    notes = _notes(turn, program, offered, judgement)
    opened = await engine.begin(turn, registration.FORM, program.id, values, known=known)
    if not opened.title:
        return opened  # another form stands in the way
    # What this program does not ask may still be of use to the next.
    turn.remember(typed={slot: value for slot, value in typed.items() if slot not in values})
    first, *others = notes
    parts = (*others, Paragraph(text=opened.lead), *opened.parts)
    return opened.model_copy(update={"lead": first.text, "parts": parts, "source": source(turn, program)})


async def _known(
    turn: Turn, program: Program, held: FormState | None, typed: Mapping[str, str]
) -> tuple[Mapping[str, str], tuple[str, ...]]:
    """What the form begins with: what was typed for another program, else what was registered last, and the district.

    Returns:
        The values, and which of them nobody has typed in vain: cancelling loses nothing with them.
    """
    values: dict[str, str] = {}
    region = turn.certain.get("region")
    if isinstance(region, str) and " " in region:
        values["district"] = region
    mine = await turn.read(registrations.of_owner, turn.person.owner) if turn.person.known else ()
    if mine:
        last = mine[0]
        values = {
            "firm_name": last.firm_name,
            "business_number": last.business_number,
            "contact_person": last.contact_person,
            "phone": last.phone,
            **({"email": last.email} if last.email else {}),
            "district": last.district,
        } | values
    asked = {slot.id: slot for slot in registration.FORM.slots if slot.needed(turn, _about(program))}
    # How a slot is read may have changed since.
    values = {
        slot: value
        for slot, value in {**values, **typed}.items()
        if slot in asked and await still_reads(turn, asked[slot], value)
    }
    return values, tuple(slot for slot in values if slot not in typed or (held is not None and slot in held.known))


def _waiting(turn: Turn, program: Program) -> str:
    """Why it is only a list: the window is yet to open, or the source states none."""
    now, window = decided_for(turn), first_of(program, "application")
    if window is not None and state_of(window, now) is State.UPCOMING:
        return say(turn.language, "registration.waiting_until", window=sentence(window, now, turn.language))
    return say(turn.language, "registration.waiting_note")


def _about(program: Program) -> FormState:
    return FormState(form=registration.FORM.id, token="", subject=program.id)


def _notes(turn: Turn, program: Program, offered: Intake, judgement: Judgement) -> tuple[Paragraph, ...]:
    """The verdict, what of it is open, and what kind of registration it is."""
    language = turn.language
    notes: list[Paragraph] = []
    if judgement.stated:
        notes.append(Paragraph(text=explanation.sentence(program, judgement, language)))
    else:
        notes.append(Paragraph(text=program.who.text.within(language)))
    if judgement.open:
        left = [found for found in explanation.conditions(program, judgement) if found.mark in {"open", "manual"}]
        conditions = explanation.labels(left, language)
        notes.append(Paragraph(text=say(language, "registration.open_conditions", conditions=conditions)))
    if offered is Intake.WAIT:
        notes.append(Paragraph(text=_waiting(turn, program)))
    return (*notes, *as_of_note(turn))
