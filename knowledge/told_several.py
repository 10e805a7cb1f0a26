"""What a firm has and lacks of several things ("HACCP은 있고 ISO는 없어요"), as an owner tells it."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from knowledge import hangul
from knowledge.fact import Held
from knowledge.stance import Sentences, Stance, as_a_case, stance


@dataclass(frozen=True)
class Thing:
    """A thing that a message names.

    Args:
        key: of its option; empty for things of that sort in general ("인증은 하나도 없어요").
        start: where its name begins in the message without spaces.
        end: where it ends.
    """

    key: str
    start: int
    end: int


@dataclass(frozen=True)
class SeveralTold:
    """What a message tells of several things.

    Args:
        own: what the firm has and lacks, or None.
        supposed: what it has and lacks in a case that is only supposed, or None.
        named: what is named, and neither denied, nor supposed, nor of others: told where it answers the question.
        not_yet: what is named, and denied, supposed, of others, or not got yet: told by no list of names.
        all_of_them: the words leave no room for others: not "HACCP은 있어요", "HACCP도 있어요", "HACCP 등".
    """

    own: Held | None = None
    supposed: Held | None = None
    named: frozenset[str] = frozenset()
    not_yet: frozenset[str] = frozenset()
    all_of_them: bool = False


def _cue(pattern: str) -> re.Pattern[str]:
    return re.compile(hangul.folded(pattern))


_PAPER = r"(?:인증서?|확인서?|마크|등록증?|기업|업체|회사|제품)*"
_HAS = _cue(
    rf"{_PAPER}(?:을|를|도|이|은|는|가|만)?(?:다|이미|작년에|올해|둘다|모두|전부|지금)*"
    r"(?:있는(?!게없|건없)|있(?!나|을까|는게없|는건없)|받은(?!적|게없|건없|거없|것이?없)|받(?=았|아(?!야)|고)|땄|따(?=놨|서|두|뒀)|딴|보유|획득|갖고|갖춘|갖췄|가지고|취득(?=했|하였|한|해(?!야))|달고|달았|등록(?=했|돼있|되어있)|가진|인증됐)"
)
_ONLY = _cue(
    rf"{_PAPER}(?:만(?:있(?!으)|받았|땄|보유|갖|가지고|요|이요|이에|이고)|밖에(?:는)?(?:없|안|못)"
    r"|(?:말고|외에|빼고|이외에)(?:는|도|에는)?(?:다른|딴)?(?:인증|확인)?(?:건|거|것|게)?(?:은|이|는)?(?:아무것도|하나도|다|전혀)?없(?!으|나))"
)
_EXPIRED = _cue(
    rf"{_PAPER}(?:은|이|는|가|도)?(?:작년에|이미|벌써|다|올해|지난달에|기간이?)*(?:만료|취소|반납|말소|박탈|끝났|이제없)"
)
_NOT_YET = _cue(
    rf"{_PAPER}(?:을|를|은|는|이|가|도)?(?:지금|현재|이제|아직|막|올해)*"
    r"(?:신청|심사|준비|진행|접수|취득준비)(?:은|을|를)?(?:중|하고있|해놨|해놓|해뒀|했(?!고받)|들어갔|넣었|하려|할예정|할계획|단계)"
)
_JOINED = _cue(
    rf"{_PAPER}(?:(?:이랑|랑|하고|과|와|및|그리고|이나|나|또는|둘다|and|or)?|(?:은|는)?물론(?:이고)?)(?:인증)?"
)
_OTHERS_TOO = _cue(rf"{_PAPER}(?:은|는|도|등|같은|정도|외|말고도|이외)")
_HAVE_IN_ENGLISH = re.compile(
    r"(?:(?:we|i|our[a-z]{0,12})(?:have|ve|hold|got|has)|weare|were|ourfirmis|iam)(?:an?|the|also|got)?(?:certified)?$"
)
_HAVE_NOT_IN_ENGLISH = re.compile(
    r"(?:(?:dont|donot|doesnot|doesnt)(?:have|hold)|(?:have|has|hold|without|with)no|havent(?:got)?|without|^no)(?:an?|any|the|such)?$"
)


@dataclass(frozen=True)
class _Meant:
    """A thing that a message names, and how.

    Args:
        thing: it.
        stance: how it is meant.
        only: whether the firm is said to have no other.
    """

    thing: Thing
    stance: Stance
    only: bool = False


def several_told(
    options: Collection[str], things: Sequence[Thing], folded: str, sentences: Sentences, known: Held | None
) -> SeveralTold:
    """Return what a message tells of several things.

    Args:
        options: all that the firm can have.
        things: what it names.
        folded: the message, without spaces and folded.
        sentences: of the message.
        known: what is known of the firm: what is told adds to it, or sets it right.
    """
    each = _each(_in_order(things), folded, sentences)

    def keys(*stances: Stance) -> frozenset[str]:
        return frozenset(one.thing.key for one in each if one.thing.key and one.stance in stances)

    has, supposed = keys(Stance.TOLD), keys(Stance.SUPPOSED)
    lacks = keys(Stance.DENIED, Stance.NO_LONGER)
    if any(one.only or (not one.thing.key and one.stance is Stance.NO_LONGER) for one in each):
        lacks = frozenset(options)
    elif any(not one.thing.key and one.stance is Stance.DENIED for one in each):
        # "인증은 없어요" of who has said "여성기업이에요" before speaks of the others.
        lacks |= frozenset(options) - (known.has if known else frozenset())
    not_supposed = keys(Stance.NOT_SUPPOSED) - supposed
    named = keys(Stance.TOLD, Stance.NAMED)
    return SeveralTold(
        own=merged(Held(has, lacks - has), known) if has | lacks else None,
        supposed=Held(supposed, not_supposed) if supposed | not_supposed else None,
        named=named,
        not_yet=frozenset(one.thing.key for one in each) - named,
        all_of_them=not any(one.thing.key and _OTHERS_TOO.match(folded, one.thing.end) for one in each),
    )


_SHARED = frozenset({Stance.TOLD, Stance.DENIED, Stance.NO_LONGER, Stance.SUPPOSED, Stance.NOT_SUPPOSED})


def _each(things: Sequence[Thing], folded: str, sentences: Sentences) -> list[_Meant]:
    """How each thing is meant; what is said of the last is said of all named with it: "환경표지나 GR은 없어요"."""
    each: list[_Meant] = []
    for thing in reversed(things):
        after = each[-1] if each else None
        if after and after.stance in _SHARED and _JOINED.fullmatch(folded, thing.end, after.thing.start):
            each.append(_Meant(thing, after.stance))
            continue
        only = _ONLY.match(folded, thing.end) if thing.key else None
        if only and stance(folded, thing.start, only.end(), sentences=sentences, complete=True) is Stance.TOLD:
            each.append(_Meant(thing, Stance.TOLD, only=True))
        else:
            each.append(_Meant(thing, _meant(thing, folded, sentences)))
    return each


def as_answer(found: SeveralTold, has: frozenset[str], options: Collection[str]) -> Held:
    """Return what an answer to the question for all that the firm has tells: what it does not name the firm lacks.

    Args:
        found: what the message tells.
        has: what it says that the firm has.
        options: all that the firm can have.
    """
    lacks = found.own.lacks if found.own is not None else frozenset[str]()
    if found.all_of_them:
        lacks |= frozenset(options)
    return Held(has, lacks - has)


def merged(told: Held, known: Held | None) -> Held:
    """Return what is known once ``told`` is told: it adds to what was known, and is right where the two differ."""
    if known is None:
        return told
    return Held(told.has | known.has - told.lacks, told.lacks | known.lacks - told.has)


def _in_order(things: Sequence[Thing]) -> list[Thing]:
    """The names in their order, each but once: of those that overlap, the longest; "HACCP 인증" is one name."""
    chosen: list[Thing] = []
    for thing in sorted(things, key=lambda thing: (thing.start - thing.end, thing.start, not thing.key)):
        if all(thing.end <= other.start or other.end <= thing.start for other in chosen):
            chosen.append(thing)
    chosen.sort(key=lambda thing: thing.start)
    names = {thing.end for thing in chosen if thing.key}
    return [thing for thing in chosen if thing.key or thing.start not in names]


def _meant(thing: Thing, folded: str, sentences: Sentences) -> Stance:
    before = folded[max(0, thing.start - 24) : thing.start]
    if _HAVE_NOT_IN_ENGLISH.search(before):
        return as_a_case(Stance.DENIED) if sentences.in_a_case(thing.start) else Stance.DENIED
    if _NOT_YET.match(folded, thing.end):
        return Stance.NOT_OWN
    if _EXPIRED.match(folded, thing.end):
        return Stance.NO_LONGER
    complete, end = False, thing.end
    if found := _HAS.match(folded, thing.end):
        complete, end = True, found.end()
    elif _HAVE_IN_ENGLISH.search(before):
        complete = True
    return stance(folded, thing.start, end, sentences=sentences, complete=complete)
