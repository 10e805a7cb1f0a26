"""Where a firm is in a case that an owner puts: a move to come, or that it is not where it is known to be.

"부산으로 옮길까 하는데 되나요?" asks for the case that the firm is in 부산, "서울이 아니라면 안 되나요?" for one in
which it may be anywhere else.
"""

import re

from knowledge.stance import ASKS_FOR_A_VERDICT, Sentences, Stance

_PREMISES = r"(?:본사|본점|회사|가게|공장|사업장|사무실|매장|점포|사업자(?:등록)?|주소지?|사업지|업체)"
_THERE = (
    rf"(?:시|도|군|구|쪽)?(?:으로|로|에다가?|에)?(?:{_PREMISES}(?:를|을|도|만|까지)?)?"
    r"(?:아예|곧|나중에|내년에|내년쯤|내년초에|새로|혹시|다|다시|조만간|전부|한번)*"
)
_MOVES_IF = (
    r"(?:(?:이사(?:를)?(?:가|오|하|간|온|한)?|이전(?:을)?(?:하|한)?|이주하|옮기|옮긴|옮겨가|가|간|오|온|내려가|내려간|올라가|올라간|넘어가|들어가)"
    r"(?:게)?(?:되|된)?(?:고나)?(?:으?면(?!서|접)|다면|다고(?:치|하)?면?|더라도)|(?:옮겨|이사해|이사가|이전해|옮겨가|가|와)도)"
)
_MAY_MOVE = (
    r"(?:이사|이전|이주|옮기|옮길|옮겨|갈(?!비|치)|가려|가고싶|내려가|내려갈|올라가|올라갈|들어가|들어갈)[가-힣]{0,3}?"
    r"(?:까(?!지)|예정|계획|생각|려고|려는|려구|려면|고싶|건데|거예요|거에요|거라|준비|중|고민)"
)
_IF_MOVED = re.compile(_THERE + _MOVES_IF)
_MAY_BE_MOVED = re.compile(_THERE + _MAY_MOVE)
_MOVE_FROM = re.compile(
    rf"(?:시|도|군|구|쪽)?에서[가-힣]{{1,8}}?(?:으로|로|에)(?:{_PREMISES}(?:를|을)?)?(?:{_MOVES_IF}|{_MAY_MOVE})"
)
_SOMEWHERE = re.compile(
    rf"(?:^|{_PREMISES}(?:를|을|도)?|다른(?:데|곳|지역|도시)(?:으로|로)?|만약에?|그럼|근데|혹시|저희가|우리가|제가|나중에)"
    rf"(?=이사|이전(?:하|할|을)|옮|이주)(?:{_MOVES_IF}|{_MAY_MOVE})"
)
_IF_NOT_THERE = re.compile(
    r"(?:시|도|군|구|쪽)?(?:업체|회사|기업|소재)?(?:이|가|은|는|에|에는|에도)?"
    r"(?:아니(?:라면|면|라고(?:치|하|가정)|었다면|어도|여도|라도|더라도)|아닌(?:경우|데도)|없(?:으면|어도|다면|더라도)|안(?:있으면|있어도)"
    r"|(?:밖|외)(?:에)?(?:이면|이라면|이어도|여도|라도|에있으면|에있어도))"
)
_MOVES_TO_IN_ENGLISH = re.compile(
    r"\b(?:mov(?:e|ed|ing)|relocat(?:e|ed|ing)|(?:set|setting) up)\b(?: [a-z]+){0,3}? (?:to|in) (?:the )?$"
)
_MOVED_TO_IN_ENGLISH = re.compile(
    r"(?:^|[,.;!] ?|\b(?:and|but|so) )(?:we|i)(?:'ve| have)?(?: just| recently| already)? (?:moved|relocated)"
    r"(?: [a-z]+){0,3}? to (?:the )?$"
)
_MOVES_SOMEWHERE_IN_ENGLISH = re.compile(
    r"\b(?:if|suppos(?:e|ing)) (?:we|i|our [a-z]+) (?:mov(?:e|ed)|relocate[sd]?)\b"
)


def case_of_a_place(plain: str, letters: str, start: int, end: int, sentences: Sentences) -> Stance | None:
    """Return how a place is meant that words of a move or of a case speak of; None where none do.

    Args:
        plain: the message up to the place (``hangul.plain``).
        letters: its sentence and what comes before, without spaces.
        start: where the place begins in ``letters``.
        end: where it ends.
        sentences: of the message.
    """
    if letters[start:end].isascii():
        if _MOVES_TO_IN_ENGLISH.search(plain) is None:
            return None
        if sentences.in_a_case(start):
            return Stance.SUPPOSED
        if _MOVED_TO_IN_ENGLISH.search(plain):
            return Stance.TOLD
        return Stance.SUPPOSED if sentences.asks else None
    if _IF_NOT_THERE.match(letters, end):
        return Stance.NOT_SUPPOSED
    if _MOVE_FROM.match(letters, end):
        return Stance.NOT_OWN
    if _IF_MOVED.match(letters, end):
        return Stance.SUPPOSED
    if _MAY_BE_MOVED.match(letters, end):
        return Stance.SUPPOSED if sentences.asks or ASKS_FOR_A_VERDICT.search(letters, end) else Stance.NOT_OWN
    return None


def moves_somewhere(plain: str, letters: str, sentences: Sentences) -> bool:
    """Return whether a message asks for the case that the firm moves, wherever to: "옮길까 하는데 그래도 되나요?".

    Args:
        plain: the message (``hangul.plain``).
        letters: the same without spaces.
        sentences: of the message.
    """
    if _MOVES_SOMEWHERE_IN_ENGLISH.search(plain):
        return True
    moves = _SOMEWHERE.search(letters)
    if moves is None:
        return False
    return sentences.asks or ASKS_FOR_A_VERDICT.search(letters, moves.end()) is not None
