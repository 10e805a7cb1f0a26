"""Several values in one message: "행복상사 123-45-67891 010-1234-5678 대표 김철수".

What can only be one thing is taken out first: numbers and addresses by their looks, then what stands behind the name of
a slot, then what looks like a person or a place. What nothing else takes is the value of the slot that takes the rest.
Everything is read back in the review, so that a wrong guess costs a correction and no more.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from handlers.forms import correction
from handlers.forms.form import Slot, Unreadable

_DASH = re.compile(r"(?<=\d)\s?[‐‑‒–—―−ㅡᅳ·]\s?(?=\d)")
"""Dashes as they are typed between digits; ㅡ is one on Korean keyboards."""
LONGEST = 600
"""A longer text is no list of values."""
_GUESS = 2
"""From this level on, a finder's finding counts only where something is left for the slot that takes the rest."""
_ENDS = re.compile(r"[,;\n/|·]+|(?<=[가-힣])[.!]+(?:\s|$)")
_NUMBERED = re.compile(r"^\s*(\d{1,2})(?:[.)]\s*|\s+)(?=\S)", re.MULTILINE)
_OTHER_NUMBER = re.compile(r"(?:팩스|fax)(?:\s*번호)?\s*(?:은|는)?\s*[:=]?\s*$", re.IGNORECASE)
_CORRECTED = re.compile(r"(?:^|\s)(?:아니(?:요|오|라)?|아뇨|아차|참|정정(?:합니다)?)[\s,.!~]*$")
_LACKING = r"(?:아직\s*)?(?:없(?:음|어요|습니다|는데요?|네요)|모름|몰라요|나중에\s*[가-힣]*)"
_CHANGING = re.compile(r"로\s*(?:다시\s*)?(?:바꾸|고치|(?:변경|수정|정정)?\s*하)고$")
_AND = re.compile(r"(?<=[가-힣])(?<![최재이])고$")
_TAIL = re.compile(
    r"^(?:이고요|이구요|이고|이며|고요|구요|입니다|이에요|이예요|에요|예요|이요|요|임|으로|로)?(?=[\s,.;/!~]|$)[\s,.;/!~]*"
)
_FILLER_BEFORE = re.compile(
    r"^(?:(?:안녕하세요|네|넵|예|아|음|저는|저희는|저흰|전|제|저희|우리는|우리|그리고|일단|여기는|여기|등록|신청|정보|내용)[\s,.:!~]+)+"
)
_FILLER_AFTER = re.compile(
    r"\s*(?:이라고\s*합니다|라고\s*합니다|이라고\s*해요|라고\s*해요|입니다|이에요|이예요|예요|에요|이고요|이구요|이고|이며|고요|구요)?[\s.,!~]*$"
)
# Longest first and atomic: what matches once is not tried in other ways.
_NOTHING = re.compile(
    r"(?>(?:(?:연락|전화|문자)?\s*(?:주세요|주십시오|주시면\s*(?:됩니다|돼요)|바랍니다|드립니다)|안녕하세요|감사합니다|부탁(?:드립니다|드려요|해요)?"
    r"|(?:등록|신청)(?:해\s*주세요|할게요|합니다)?|(?:바꿔|고쳐|해)\s*주세요|맞(?:아요|습니다)|입니다|이에요|예요|이고요?|고요|그리고|또한?|및"
    r"|[0-9]+(?:호|층|동|번지)|제|저희|저|\s|[^\w가-힣]|로|으로|은|는|이|가|을|를|도|요|네|예|넵|님)*)"
)


@dataclass(frozen=True)
class Several:
    """What was found in a message.

    Args:
        values: slot id to the value as it is stored.
        wrong: slot id to what is wrong with what looks like its value.
        sure: slots whose value no other reading could have: numbers, addresses, and what stands behind a name.
        rest: words of which it is not known where they belong.
    """

    values: Mapping[str, str] = field(default_factory=dict)
    wrong: Mapping[str, Unreadable] = field(default_factory=dict)
    sure: frozenset[str] = frozenset()
    rest: tuple[str, ...] = ()

    @property
    def slots(self) -> frozenset[str]:
        """The slots of which the message says something."""
        return frozenset(self.values) | frozenset(self.wrong)


class _Pieces:
    """A text out of which values are taken, piece by piece.

    Args:
        text: the message.
        slots: the slots that may be meant, with what they are called.
        takers: those of them that take what no other does, the likeliest first.
    """

    def __init__(self, text: str, slots: Sequence[tuple[Slot, tuple[str, ...]]], takers: Sequence[Slot]) -> None:
        self.pieces = [text]
        self.values: dict[str, str] = {}
        self.wrong: dict[str, Unreadable] = {}
        self.sure: set[str] = set()
        self._slots = slots
        self._takers = takers
        self._numbers_left: list[str] = []

    def numbers(self) -> None:
        """Take what looks like the value of a closed slot, with the slot's name before it."""
        spotted = [(slot, slot.spotted) for slot, _ in self._slots if slot.spotted is not None]
        called = _either(name for slot, names in self._slots if slot.spotted is not None for name in names)
        name = re.compile(rf"(?:^|(?<=[\s,;/:(]))(?:{called})\s*(?:은|는|이|가|도|\s+is)?\s*[:=]?\s*$", re.IGNORECASE)
        place = 0
        while place < len(self.pieces):
            piece = self.pieces[place]
            if (found := _first_number(piece, spotted)) is None:
                place += 1
                continue
            slot, match, value = found
            before, number = name.sub("", piece[: match.start()]), match.group()
            if other := _OTHER_NUMBER.search(before):
                before = before[: other.start()]
                self._numbers_left.append(f"{other.group()}{number}")
            elif slot.id in self.values and not _CORRECTED.search(before):
                # Nothing says which of two is meant: the first counts, and the other is told not to.
                self._numbers_left += [number] if value != self.values[slot.id] else []
            elif isinstance(value, str):
                self.values[slot.id] = value
                self.sure.add(slot.id)
                self.wrong.pop(slot.id, None)
            else:
                self.wrong.setdefault(slot.id, value)
            after = _TAIL.sub("", piece[match.end() :], count=1)
            self.pieces[place : place + 1] = [_CORRECTED.sub("", before), after]

    def split(self) -> None:
        """Split at commas, line ends, full stops and brackets, and leave out that somebody has no number or address."""
        names = _either(name for _, called in self._slots for name in called)
        lacking = re.compile(rf"(?:^|(?<=\s))(?:{names})\s*(?:은|는|이|가)?\s*{_LACKING}", re.IGNORECASE)
        bracket = re.compile(rf"\(\s*(?={names}|\)|$)|(?<=\s)\)|^\)", re.IGNORECASE)
        parts = []
        for piece in self.pieces:
            opened = bracket.sub(",", lacking.sub(",", piece))
            parts += _ENDS.split(opened if opened.count("(") == opened.count(")") else opened.replace(")", ","))
        self.pieces = [stripped for part in parts if (stripped := _FILLER_BEFORE.sub("", part.strip()).strip())]

    def named(self) -> None:
        """Take what stands behind the name of an open slot, up to the next name."""
        called = {name: slot for slot, names in self._slots if slot.kind == "open" for name in names}
        if not called:
            return
        # "대표 김철수" and "대표: 김철수", but not "대표님": the name stands by itself.
        set_off = r"(?:\s*[:=]\s*|(?P<particle>은|는|이|가|을|를)?\s+)(?=\S)"
        name = re.compile(rf"(?:^|(?<=[\s(]))(?P<name>{_either(called)}){set_off}", re.IGNORECASE)
        plain = {re.sub(r"\s", "", known).casefold(): slot for known, slot in called.items()}
        pieces: list[str] = []
        for piece in self.pieces:
            found = list(name.finditer(piece))
            pieces.append(piece[: found[0].start()] if found else piece)
            for match, following in zip_longest(found, found[1:]):
                slot = plain[re.sub(r"\s", "", match["name"]).casefold()]
                text = piece[match.end() : following.start() if following else len(piece)].strip()
                text = _without_and(text) if following or match["particle"] else text
                text = correction.without_goal(text, slot) if match["particle"] in {"을", "를"} else text
                pieces += self._behind_name(slot, text)
        self.pieces = [piece.strip() for piece in pieces if piece.strip()]

    def _behind_name(self, slot: Slot, text: str) -> list[str]:
        """Take the value out of what stands behind the slot's name; return what is left of it."""
        for find in slot.finders:
            if (found := find(text)) is not None and isinstance(value := _read(slot, found[0]), str):
                return [found[1]] if self._take(slot, value, sure=True) else [text]
        value = _read(slot, _FILLER_AFTER.sub("", text))
        return [] if isinstance(value, str) and self._take(slot, value, sure=True) else [text]

    def looks(self, level: int) -> None:
        """Take what the finders of open slots find without a name, those of one level of sureness."""
        for slot, names in self._slots:
            if slot.id in self.values or len(slot.finders) <= level:
                continue
            behind_name = rf"(?:^|\s)(?:{_either(names)})(?:은|는|이|가)?\s*[:=]?"
            # A guess is made from the end: a firm is named before the person.
            places = range(len(self.pieces)) if level < _GUESS else reversed(range(len(self.pieces)))
            for place in places:
                found = slot.finders[level](self.pieces[place])
                if found is None or not isinstance(value := _read(slot, found[0]), str):
                    continue
                if level >= _GUESS and not self._leaves_enough(place, found[1]):
                    continue
                before, _, _ = self.pieces[place].partition(found[0])
                name = re.search(rf"{behind_name}\s*$", before, re.IGNORECASE)
                self._take(slot, value, sure=name is not None)
                left = found[1].replace(name.group().strip(), " ", 1) if name else found[1]
                self.pieces[place : place + 1] = [left] if left.strip() else []
                break

    def _leaves_enough(self, place: int, left: str) -> bool:
        """Whether beside a guess something is left for the slot that would have got it otherwise."""
        if all(taker.id in self.values for taker in self._takers):
            return True
        others = [*self.pieces[:place], left, *self.pieces[place + 1 :]]
        return any(not _NOTHING.fullmatch(other) for other in others)

    def rest(self) -> tuple[str, ...]:
        """Give what is left to the slots that take the rest, and return what is left then."""
        names = {slot.id: _either(called) for slot, called in self._slots if slot.id in self.values}
        # The name of what was taken by its looks: "소재지 서울 금천구".
        alone = (
            re.compile(rf"(?:^|\s)(?:{'|'.join(names.values())})(?:은|는|이|가)?\s*[:=]?$", re.IGNORECASE)
            if names
            else None
        )
        pieces = [alone.sub("", piece.strip()) if alone else piece.strip() for piece in self.pieces]
        left = [piece for piece in pieces if not _NOTHING.fullmatch(piece)]
        for taker in self._takers:
            if taker.id in self.values:
                continue
            for piece in left:
                value = _read(taker, _FILLER_AFTER.sub("", piece))
                if isinstance(value, str):
                    self._take(taker, value)
                    left.remove(piece)
                    break
        return (*left, *self._numbers_left)

    def _take(self, slot: Slot, value: str, *, sure: bool = False) -> bool:
        """Give ``slot`` its value, unless it has one; return whether it was taken."""
        if slot.id in self.values:
            return False
        self.values[slot.id] = value
        if sure:
            self.sure.add(slot.id)
        return True


def _first_number(
    piece: str, spotted: Iterable[tuple[Slot, re.Pattern[str]]]
) -> tuple[Slot, re.Match[str], str | Unreadable] | None:
    """The first number in a text, and the slot that reads it; else the slot whose values it resembles most."""
    matches = [(slot, match) for slot, pattern in spotted if (match := pattern.search(piece))]
    if not matches:
        return None
    start = min(match.start() for _, match in matches)
    here = [(slot, match, _read(slot, match.group())) for slot, match in matches if match.start() == start]
    here.sort(key=lambda found: (not isinstance(found[2], str), -found[1].end()))
    return here[0]


def _without_and(text: str) -> str:
    """``text`` without the 고 that joins it to what follows: "이태원 국수고 대표는 …"; after a consonant it is 이고."""
    if _CHANGING.search(text):
        return text
    return text[:-1] if _AND.search(text) and (ord(text[-2]) - ord("가")) % 28 == 0 else text


def _without_list_numbers(text: str) -> str:
    """``text`` without the numbers before its lines, where these count."""
    numbers = [int(number) for number in _NUMBERED.findall(text)]
    counts = len(numbers) > 1 and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    return _NUMBERED.sub("", text) if counts else text


def find(text: str, slots: Iterable[Slot], labels: Mapping[str, str], takers: Sequence[Slot] = ()) -> Several:
    """Return the values that ``text`` holds.

    Args:
        text: what was typed.
        slots: the slots that may be meant.
        labels: slot id to its label, as it is called beside its names.
        takers: open slots that take what no other slot does, the likeliest first.
    """
    text = _DASH.sub("-", unicodedata.normalize("NFKC", text))
    if len(text) > LONGEST:
        return Several()
    meant = [(slot, (labels[slot.id], *slot.names)) for slot in slots if slot.kind != "choice"]
    pieces = _Pieces(_without_list_numbers(text), meant, takers)
    pieces.numbers()
    pieces.split()
    pieces.looks(0)
    pieces.named()
    pieces.looks(1)
    pieces.looks(_GUESS)
    rest = pieces.rest()
    return Several(pieces.values, pieces.wrong, frozenset(pieces.sure), rest)


def _either(names: Iterable[str]) -> str:
    return "|".join(re.escape(name).replace(r"\ ", r"\s*") for name in sorted(set(names), key=len, reverse=True))


def _read(slot: Slot, text: str) -> str | Unreadable:
    if slot.read is None:
        return Unreadable("forms.choose")
    said = correction.without_ending(text.strip(), slot)
    try:
        return slot.read(said)
    except Unreadable as wrong:
        return wrong
