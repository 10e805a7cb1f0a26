"""Where everything goes: which handler answers a command, a question, an open form. All of it on one screen."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

from handlers import (
    announcements,
    as_of,
    audience,
    audit,
    conditions,
    consent,
    erasure,
    interview,
    language,
    linking,
    own_facts,
    own_registrations,
    own_verdicts,
    privacy,
    privacy_questions,
    programs,
    questions,
    registering,
    registration_edit,
    registrations,
    smalltalk,
    team,
    unanswered,
    verdict_receipts,
    waitlist,
)
from handlers.forms import declared
from handlers.reply import Reply
from handlers.together import together
from handlers.turn import Turn
from knowledge.ask import Ask
from knowledge.intents import Intent
from storage.unanswered import Reason


@dataclass(frozen=True)
class Command:
    """A command: what answers it, and the roles of which one is needed (none: anybody)."""

    answer: Callable[[Turn, str], Awaitable[Reply]]
    roles: frozenset[str] = frozenset()


COMMANDS: Mapping[str, Command] = {
    "/start": Command(questions.start),
    "/help": Command(lambda turn, _: smalltalk.help_(turn)),
    "/programs": Command(programs.catalogue),
    "/open": Command(programs.open_now),
    "/conditions": Command(conditions.show),
    "/mine": Command(own_verdicts.show),
    "/check": Command(questions.check),
    "/register": Command(lambda turn, program: registering.start(turn, program or None)),
    "/my": Command(own_registrations.show),
    "/edit": Command(registration_edit.edit),
    "/withdraw": Command(own_registrations.withdraw),
    "/news": Command(consent.news),
    "/reminders": Command(lambda turn, _: smalltalk.reminders(turn)),
    "/asof": Command(as_of.move),
    "/mydata": Command(privacy.show),
    "/forget": Command(erasure.forget),
    "/facts": Command(own_facts.show),
    "/language": Command(language.switch),
    "/link": Command(linking.link),
    # what buttons say
    "/wait": Command(waitlist.wait),
    "/q": Command(questions.tapped),
    "/fact": Command(questions.fact_tapped),
    "/f": Command(declared.tapped),
    # staff and admins
    "/broadcast": Command(lambda turn, _: announcements.write(turn), team.STAFF),
    "/broadcasts": Command(announcements.report, team.STAFF),
    "/audience": Command(audience.show, team.STAFF),
    "/unanswered": Command(unanswered.show, team.STAFF),
    "/receipt": Command(verdict_receipts.show, team.STAFF),
    "/registrations": Command(registrations.search, team.ADMIN),
    "/regs": Command(registrations.search, team.ADMIN),
    "/registration": Command(registrations.show, team.ADMIN),
    "/audit": Command(audit.show, team.ADMIN),
    "/invite": Command(team.invite, team.ADMIN),
    "/team": Command(lambda turn, _: team.show(turn), team.ADMIN),
}

KOREAN_NAMES: Mapping[str, str] = {
    "/시작": "/start", "/도움말": "/help", "/도움": "/help", "/사업": "/programs", "/지원사업": "/programs",
    "/자격": "/check", "/자격확인": "/check", "/등록": "/register", "/신청": "/register", "/내등록": "/my",
    "/등록수정": "/edit", "/취소": "/withdraw", "/소식": "/news",
    "/알림": "/reminders", "/기준일": "/asof", "/내정보": "/mydata", "/정보삭제": "/forget", "/언어": "/language",
    "/내조건": "/facts", "/조건": "/conditions", "/연결": "/link",
    "/공지": "/broadcast", "/공지목록": "/broadcasts", "/미답변": "/unanswered", "/판정": "/receipt",
    "/대상": "/audience", "/열람기록": "/audit",
    "/등록조회": "/registrations", "/등록상세": "/registration", "/초대": "/invite", "/팀": "/team",
}  # fmt: skip

ABOUT_SEVERAL: Mapping[Intent, Callable[[Turn, Ask], Awaitable[Reply]]] = {
    Intent.LIST: programs.listing,
    Intent.REGISTER: questions.register,
    Intent.COMPARE: questions.compare,
}

OTHERS: Mapping[Intent, Callable[[Turn, Ask], Awaitable[Reply]]] = {
    Intent.MY: own_registrations.asked,
    Intent.EDIT: registration_edit.asked,
    Intent.NEWS: questions.news,
    Intent.WITHDRAW: questions.withdraw,
    Intent.AS_OF: lambda turn, _: questions.as_of_told(turn),
    Intent.FORGET: lambda turn, asked: own_facts.forget(turn, asked.topics),
    Intent.REMINDERS: lambda turn, _: smalltalk.reminders(turn),
    Intent.PRIVACY: lambda turn, _: privacy.asked(turn),
    Intent.LANGUAGE: questions.language_told,
    Intent.HELP: lambda turn, _: smalltalk.help_(turn),
    Intent.GREETING: lambda turn, _: smalltalk.greeting(turn),
    Intent.THANKS: lambda turn, _: smalltalk.thanks(turn),
    Intent.TELL: lambda turn, _: questions.told(turn),
    Intent.NOT_THERE: own_facts.not_there,
    Intent.UNKNOWN_PROGRAM: smalltalk.unknown_program,
    Intent.OUT_OF_SCOPE: lambda turn, _: smalltalk.out_of_scope(turn),
    Intent.UNCLEAR: lambda turn, _: smalltalk.unclear(turn),
}


async def command(turn: Turn, said: str) -> Reply:
    """Answer a command, typed or tapped; to who lacks the role for it, it is an unknown command."""
    name, _, argument = said.strip().partition(" ")
    name = name.partition("@")[0].lower()
    found = COMMANDS.get(KOREAN_NAMES.get(name, name))
    if found is None or (found.roles and not found.roles & turn.person.roles):
        return await smalltalk.unknown_command(turn)
    return await found.answer(turn, argument.strip())


async def answer(turn: Turn, asks: Sequence[Ask], *, declined: bool = False) -> list[Reply]:
    """Answer what one message asks, in its order; what is about one program is said together.

    Args:
        turn: the turn.
        asks: what is asked.
        declined: the owner can't or won't tell what the bot asked for.
    """
    if (not_known := questions.not_known(turn, declined=declined)) is not None:
        return [await command(turn, not_known)]
    if (program := questions.reasons_asked(turn)) is not None:
        return [
            await questions.ABOUT_ONE[Intent.ELIGIBILITY](turn, Ask(Intent.ELIGIBILITY, (), (program.id,)), program)
        ]
    replies = [await ask(turn, asked) for asked in sorted(asks, key=lambda asked: asked.intent is Intent.REGISTER)]
    about = tuple(dict.fromkeys(program for asked in asks for program in asked.programs))
    if len(asks) > 1:
        turn.remember(focus=about)
    joined = together(replies)
    if len(joined) > 1 and len(about) > 1 and turn.conversation.form is None:
        # The same steps for each program could not be told apart.
        buttons = tuple(programs.button(turn.knowledge.programs[program], f"/q about {program}") for program in about)
        joined = [reply.model_copy(update={"choices": ()}) for reply in joined]
        joined[-1] = joined[-1].model_copy(update={"choices": buttons})
    return joined


_UNANSWERED: Mapping[Intent, Reason] = {
    Intent.UNCLEAR: "unclear",
    Intent.UNKNOWN_PROGRAM: "unknown_program",
    Intent.OUT_OF_SCOPE: "out_of_scope",
}


def _log(turn: Turn, asked: Ask) -> None:
    """Keep what can't be answered for staff; what a source does not state is kept where it is looked up."""
    if reason := _UNANSWERED.get(asked.intent):
        unanswered.note(turn, turn.message.text, reason)
    elif asked.unsure and len(asked.programs) > 1:
        unanswered.note(turn, turn.message.text, "unsure")


async def _by_its_words(turn: Turn, asked: Ask) -> Reply | None:
    """Answer what is asked of the bot's own doings, whatever else its words may be like; None for all else."""
    if (reply := await privacy_questions.answer(turn, asked)) is not None:
        return reply
    if (reply := await questions.on_not_registering(turn, asked)) is not None:
        return reply
    if (reply := questions.how_to_register(turn, asked)) is not None:
        return reply
    return await questions.on_registering(turn, asked)


async def ask(turn: Turn, asked: Ask) -> Reply:
    """Answer one question."""
    if (reply := await _by_its_words(turn, asked)) is not None:
        return reply
    _log(turn, asked)
    if questions.of_all_programs(turn, asked):
        return await (own_verdicts.show(turn) if turn.profile else interview.start(turn))
    if asked.intent in OTHERS:
        return await OTHERS[asked.intent](turn, asked)
    if asked.unsure and asked.intent is Intent.REGISTER and not asked.programs:
        return await questions.register(turn, asked)
    if asked.unsure and len(asked.programs) > 1:
        return await programs.choose(turn, asked)
    if asked.unsure:
        return await questions.which(turn, asked)
    if asked.intent in ABOUT_SEVERAL:
        return await ABOUT_SEVERAL[asked.intent](turn, asked)
    if len(asked.programs) > 1:
        return await programs.compare(turn, asked)
    if not asked.programs:
        return await questions.which(turn, asked)
    return await questions.ABOUT_ONE[asked.intent](turn, asked, turn.knowledge.programs[asked.programs[0]])
