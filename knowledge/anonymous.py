"""Personal data taken out of a text: what stays says what was asked, and not who asked.

Telephone numbers, e-mail addresses, links, numbers of people, firms, accounts and cards, names, firms and street
addresses become placeholders like ``[전화번호]``. Years, dates, amounts, shares, counts and the numbers in names of
programs stay. Where in doubt, a word is taken out: a question can spare one. The words by which names are told stand in
``knowledge/anonymous.yaml``.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from knowledge import region, strict_yaml
from knowledge.words import Declared

LONGEST: Final = 300
"""Characters that are kept: a question has a few dozen."""
FEWEST_DIGITS: Final = 7
"""A number of fewer digits belongs to nobody: the shortest telephone number has seven."""
COMMONEST: Final = 21
"""Family names that four of five Koreans have; only these are taken for one where nothing announces a name."""

PHONE: Final = "[전화번호]"
EMAIL: Final = "[이메일]"
LINK: Final = "[링크]"
NUMBER: Final = "[번호]"
NAME: Final = "[이름]"
FIRM: Final = "[상호]"
ADDRESS: Final = "[주소]"


class _NoNames(Declared):
    people: frozenset[str]
    things: frozenset[str]
    others: frozenset[str]


class _Words(Declared):
    families: tuple[str, ...]
    long_families: tuple[str, ...]
    spaced_families: tuple[str, ...]
    titles: tuple[str, ...]
    honorifics: tuple[str, ...]
    introductions: tuple[str, ...]
    sure_introductions: tuple[str, ...]
    after_name: tuple[str, ...]
    no_names: _NoNames
    no_name_endings: tuple[str, ...]
    firm_marks: tuple[str, ...]
    firm_labels: tuple[str, ...]
    firm_kinds: tuple[str, ...]
    no_firms: frozenset[str]
    no_roads: frozenset[str]


def anonymous(text: str) -> str:
    """Return ``text`` without personal data, in one line and at most 300 characters long.

    Anonymous text comes back as it is.
    """
    # What one step takes out can be what another step needs to see, so all run until nothing is left to take out. Each
    # round that changes the text leaves less of it outside placeholders, so there is a last one.
    while (fewer := _once(text)) != text:
        text = fewer
    return text


def _once(text: str) -> str:
    text = _one_line(text)
    for take_out in (_links, _emails, _addresses, _numbers, _firms, _names, _firms_of_names):
        text = take_out(text)
    return _cut(_TWICE.sub(r"\1", text))


# How it is written

_TYPED_LETTERS: Final = re.compile(r"([ㄱ-ㅣ]+)")
_UNSEEN: Final = re.compile(r"[\ufe00-\ufe0f\u20e3\u115f\u1160\u3164\uffa0]")
_TWICE: Final = re.compile(r"(\[(?:주소|이름|상호|번호)\])(?:[\s,]*\1)+")
_UNFINISHED: Final = re.compile(r"\[[가-힣]{0,4}\Z")


def _one_line(text: str) -> str:
    """Write full-width digits, invisible characters and line breaks as a number is usually written."""
    # As in hangul.plain, but with capitals, by which English names are told.
    parts = _TYPED_LETTERS.split(text)
    text = "".join(part if "ㄱ" <= part[:1] <= "ㅣ" else unicodedata.normalize("NFKC", part) for part in parts)
    text = _UNSEEN.sub("", unicodedata.normalize("NFC", text))
    seen = (" " if c.isspace() else c for c in text if c.isspace() or unicodedata.category(c)[0] != "C")
    return " ".join("".join(seen).split())


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else _UNFINISHED.sub("", text[:LONGEST]).rstrip()


# Links and e-mail

_HANGUL: Final = "[가-힣]"
_LINK: Final = re.compile(r"(?i)(?:https?://|www\.)[^\s\[\]]+|(?<![\w.@-])(?:[a-z0-9-]+\.)+[a-z]{2,}[/?#][^\s\[\]]+")
_SITE: Final = re.compile(r"(?i)(?:https?://)?[a-z0-9.-]+/?")
_MAIL_CHARACTER: Final = r"\w.%+\-"
_AT: Final = r"(?:@|\(at\)|(?<=[a-z0-9]) ?골뱅이)"
_EMAIL: Final = re.compile(
    rf"(?i)(?<![{_MAIL_CHARACTER}])(?:[{_MAIL_CHARACTER}]|(?<=[._\-]) | (?=[._\-]))* ?{_AT}"
    rf"(?: ?(?:[a-z0-9](?:[a-z0-9._\-]|(?<=[._\-]) | (?=[._\-]))*|{_HANGUL}{{1,8}}))?"
)


def _links(text: str) -> str:
    """Take out links that lead further than to a site: what stands after its name may be somebody's."""
    return _LINK.sub(lambda found: found[0] if _SITE.fullmatch(found[0]) else LINK, text)


def _emails(text: str) -> str:
    return _EMAIL.sub(EMAIL, text)


# Addresses

_BETWEEN: Final = r"[ \-‐‑‒–—―−ㅡ.,·•∙ㆍ/()_*|]"
_LOOSELY_BETWEEN: Final = r"[ \-‐‑‒–—―−ㅡ.,·•∙ㆍ/()_*|~:;]"

_UNITS: Final = (
    "개월|개|명|분|인|일|월|년|원|회|차|시|만|천|백|억|건|종|곳|번(?!지|길)|%|퍼센트|프로|배|대|주|위|등|층(?! ?[0-9])|"
    "kg|g|cm|m|학기|차례|가|단계|박|끼"
)
# Not the beginning of a longer number, unless that is a storey or a door.
_ENDS: Final = rf"(?![0-9]|{_LOOSELY_BETWEEN}{{1,3}}[0-9](?![0-9]{{0,3}} ?[층동호]))"
_HOUSE: Final = rf"[1-9][0-9]{{0,3}}(?:-[0-9]{{1,3}})?{_ENDS}"
_ROAD: Final = re.compile(
    rf"(?<![가-힣A-Za-z0-9])([가-힣A-Za-z0-9·]{{1,19}}(?:로|길)(?: ?[0-9]{{1,4}}번?길)?) ?({_HOUSE})(?! ?(?:{_UNITS}))"
)
_LOT: Final = re.compile(
    r"(?<![가-힣A-Za-z0-9])[가-힣0-9]{1,9}(?:동|리|가|읍|면) ?(?:산 ?)?"
    rf"(?:[1-9][0-9]{{0,3}}-[0-9]{{1,3}}(?: ?번지)?|[1-9][0-9]{{0,3}} ?번지){_ENDS}(?! ?(?:{_UNITS}))"
)
_FLAT: Final = re.compile(
    r"(?:(?<![가-힣A-Za-z0-9])[가-힣A-Za-z0-9]{1,15} ?(?:아파트|빌딩|타워|오피스텔|빌라|상가|맨션|주공) ?)?"
    r"(?<![0-9])(?:[0-9]{1,4} ?동 ?[0-9]{1,4} ?호|(?:지하 ?)?[0-9]{1,2} ?층 ?[0-9]{1,4} ?호)(?!선|점|차)"
)


def _addresses(text: str) -> str:
    def road(found: re.Match[str]) -> str:
        # "앞으로 3" is no house, "앞으로 12-3" none either.
        name = found[1]
        return found[0] if name in _words().no_roads or name.endswith("으로") else ADDRESS

    return _FLAT.sub(ADDRESS, _LOT.sub(ADDRESS, _ROAD.sub(road, text)))


# Numbers

_SPOKEN: Final = r"[\doOlI|공영일이삼사오육륙칠팔구]"
# A mobile number, in digits, in words or in letters that look like digits: 공일공 1234 5678, O1O-1234-5678; with
# the digits around it, for all of them may be one longer number.
_MOBILE: Final = re.compile(
    rf"(?<![\d+])(?:\d{_LOOSELY_BETWEEN}{{0,3}}){{0,9}}?(?:\(?\+? ?8 ?2\)?{_LOOSELY_BETWEEN}{{0,3}}\(?)?"
    rf"[0oO공영]{_LOOSELY_BETWEEN}{{0,3}}[1lI|일]{_LOOSELY_BETWEEN}{{0,3}}[016789oO공영일육륙칠팔구]"
    rf"(?:{_LOOSELY_BETWEEN}{{0,3}}{_SPOKEN}){{7,8}}(?:{_LOOSELY_BETWEEN}{{0,3}}\d)*"
)
_RESIDENT: Final = re.compile(
    rf"(?<!\d)\d{{6}} ?{_LOOSELY_BETWEEN}{{0,3}} ?[1-8](?:\d{{6}}(?!\d)|[\d*xX●○]{{4,6}}(?!\d))"
)
_BUSINESS: Final = re.compile(rf"(?<!\d)\d{{3}}{_LOOSELY_BETWEEN}{{1,3}}\d{{2}}{_LOOSELY_BETWEEN}{{1,3}}\d{{5}}(?!\d)")
_BORN: Final = re.compile(r"(생년월일|주민등록번호|주민번호)( ?앞자리)?([은는이가:]? ?)\d{6}(?!\d)")
_RUN: Final = re.compile(rf"\+? ?\(?\d(?:{_BETWEEN}{{0,3}}\d)*")
_YEAR: Final = r"(?:19|20)\d\d"
_DAY: Final = (
    rf"(?:{_YEAR}[-./] ?(?:0?[1-9]|1[0-2])(?:[-./] ?(?:0?[1-9]|[12]\d|3[01]))?"
    rf"|{_YEAR}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])|{_YEAR}(?:-{_YEAR})?)"
)
_GROUPED: Final = r"[1-9]\d{0,2}(?:,\d{3}){1,4}"
# Days and amounts, maybe with an hour after them.
_NOBODYS: Final = re.compile(
    rf"(?:{_DAY}|{_GROUPED})(?:[ ,/]{{1,3}}(?:{_DAY}|{_GROUPED})){{0,2}}(?: \(?\d{{1,2}})?"
    rf"|{_GROUPED}[ ,/]{{1,3}}\d{{1,3}}"
)
_AMOUNT: Final = re.compile(r"[1-9]\d{6,8}|[1-9]\d{2,7}0{4}")
_UNIT_OF_AMOUNT: Final = re.compile(
    r" ?(?:원(?!장|래|하)|만 ?원|천 ?원|달러|위안|엔|won\b|krw\b|usd\b|dollars?\b)|[명개건%]"
)


def _numbers(text: str) -> str:
    def run(found: re.Match[str]) -> str:
        return _of_whom(found, text_now)

    text = _MOBILE.sub(PHONE, text)
    text = _BORN.sub(rf"\1\2\3{NUMBER}", _BUSINESS.sub(NUMBER, _RESIDENT.sub(NUMBER, text)))
    text_now = text
    return _RUN.sub(run, text)


def _of_whom(found: re.Match[str], text: str) -> str:
    """What a run of digits becomes: itself where it is a day or an amount or too short to be anybody's."""
    written = found[0]
    digits = re.sub(r"\D", "", written)
    if len(digits) < FEWEST_DIGITS:
        return written
    bare = written.strip(" (+")
    if _NOBODYS.fullmatch(bare) and "+" not in written:
        return written
    before, after = text[max(0, found.start() - 1) : found.start()], text[found.end() :]
    if _AMOUNT.fullmatch(bare) and (_UNIT_OF_AMOUNT.match(after) or before in {"₩", "$", "€", "¥"}):
        return written
    is_phone = "+" in written or digits.startswith(("0", "82")) or re.fullmatch(r"1[568]\d{6}", digits)
    space = " " if written.startswith(" ") else ""
    return space + (PHONE if is_phone else NUMBER)


# Firms and people

_FIRM_LETTER: Final = r"[가-힣A-Za-z0-9&]"
_PARTICLES: Final = ("에서는", "에서", "에게", "한테", "께서", "이랑", "으로", *"은는이가을를의도로와과랑만에요께")
_LEFT_OF_A_WORD: Final = "은는이가을를의도로와과인요에만"
_ENGLISH_NAME: Final = re.compile(
    r"(?i:\b(my name is|name:) +)([A-Z][A-Za-z'-]+(?: [A-Z][A-Za-z'-]+){0,2})"
    r"|(?i:\b(i am|i'm|i’m) +)([A-Z][a-z'-]+(?:[ -][A-Z][a-z'-]+){1,2})"
)


@cache
def _words() -> _Words:
    return strict_yaml.read(Path(__file__).parent / "anonymous.yaml", _Words)


def _either(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


@dataclass(frozen=True)
class _Step:
    """One way in which a name or firm is written; a step takes ``group`` out where ``is_one`` says so of it."""

    pattern: re.Pattern[str]
    group: int
    is_one: Callable[[str], bool]
    placeholder: str

    def taken_out_of(self, text: str) -> str:
        """Return the text with the placeholder in the place of each."""

        def replaced(found: re.Match[str]) -> str:
            if not self.is_one(found[self.group]):
                return found[0]
            start, end = (place - found.start() for place in found.span(self.group))
            return found[0][:start] + self.placeholder + found[0][end:]

        return self.pattern.sub(replaced, text)


def _is_name(word: str) -> bool:
    """Whether what is built like a name is no other word, with or without a particle, and no place."""
    words = _words()
    no_names = words.no_names.people | words.no_names.things | words.no_names.others
    word = word.replace(" ", "")
    if word.endswith(words.no_name_endings):
        return False
    possible = [word, word[:-1]] if word[-1] in _LEFT_OF_A_WORD else [word]
    return not any(one in no_names or _is_place(one) for one in possible)


def _is_place(word: str) -> bool:
    """Whether a word begins with a place: 길동 is one, 홍길동 is not."""
    return any(mention.start == 0 for mention in region.mentions(f"{word}에사는"))


def _is_said_to_be_a_name(word: str) -> bool:
    words = _words()
    return word not in words.no_firms and word not in words.no_names.others and word not in words.no_names.people


def _is_firm(word: str) -> bool:
    words = _words()
    return word not in words.no_firms and word not in words.no_names.people and word not in words.no_names.others


def _is_firm_before_its_mark(word: str) -> bool:
    return (
        _is_firm(word) and not word.endswith((*"은는이가을를의도와과인에만고면", "에서")) and region.find(word) is None
    )


@cache
def _firm_steps() -> tuple[_Step, ...]:
    words = _words()
    after = rf"(?:{_either((*words.after_name, *_PARTICLES))})?(?!{_FIRM_LETTER})"
    short = r"\( ?(?:주|유|합|재|사) ?\)"
    long = _either(words.firm_marks)
    label = _either(words.firm_labels)
    said = _either(words.after_name)
    return tuple(
        _Step(re.compile(pattern), 1, is_one, FIRM)
        for pattern, is_one in (
            (rf"(?<!{_FIRM_LETTER})({_FIRM_LETTER}{{1,30}}{short}){after}", lambda _: True),
            (rf"({short} ?{_FIRM_LETTER}{{1,30}}?){after}", lambda _: True),
            (rf"(?:{long}) ?({_FIRM_LETTER}{{2,30}}?){after}", _is_firm),
            (rf"(?<!{_FIRM_LETTER})({_FIRM_LETTER}{{2,30}}?) ?(?:{long}){after}", _is_firm_before_its_mark),
            (rf"(?:{label})(?:은|는|이|가)?[: ]? ?({_FIRM_LETTER}{{2,20}}?)(?:{said})", _is_firm),
            (rf"(?:{label}) ?: ?({_FIRM_LETTER}{{2,20}})", _is_firm),
            (rf"({_FIRM_LETTER}{{2,20}}?)이?라는 ?(?:{_either(words.firm_kinds)})", _is_firm),
        )
    )


@cache
def _name_steps() -> tuple[_Step, ...]:
    words = _words()
    long = rf"(?:{_either(words.long_families)}){_HANGUL}{{1,3}}?"
    spaced = rf"(?:{_either(words.spaced_families)}) {_HANGUL}{{2}}"
    whole = rf"(?:{long}|(?:{_either(words.families)}){_HANGUL}{{2}}|{spaced})"
    any_name = rf"(?:{long}|(?:{_either(words.families)}){_HANGUL}{{1,2}}?|{spaced})"
    common = rf"(?:{long}|(?:{_either(words.families[:COMMONEST])}){_HANGUL}{{2}})"
    said = rf"(?:{_either(words.after_name)})"
    after = rf"(?={said}|(?:{_either((*_PARTICLES, *words.honorifics))})?(?!{_HANGUL}))"
    titles = _either(words.titles)
    particle, honorific = _either(_PARTICLES), _either(words.honorifics)
    introduced = _either(one for one in words.introductions if len(one) > 1)
    shortly = _either(one for one in words.introductions if len(one) == 1)
    surely = _either(words.sure_introductions)
    return tuple(
        _Step(re.compile(pattern), 1, is_one, NAME)
        for pattern, is_one in (
            (rf"(?:{surely})[: ]{{0,2}}({_HANGUL}{{2,6}}?|{spaced}){said}", _is_said_to_be_a_name),
            (rf"(?:{surely}) ?: ?({whole})", _is_name),
            (rf"(?<!{_HANGUL})(?:(?:{introduced})[,.!~ ]{{0,3}}|(?:{shortly}) )({any_name}){said}", _is_name),
            (rf"(?<!{_HANGUL})(?:{titles})(?:은|는)?[: ]{{0,2}}({whole}){after}", _is_name),
            (rf"(?<!{_HANGUL})({whole}) ?(?:{titles})(?={said}|(?:{particle})?(?!{_HANGUL}))", _is_name),
            (rf"(?<!{_HANGUL})({whole}) ?(?:{honorific})(?:{particle})?(?!{_HANGUL})", _is_name),
            (rf"(?:^|[.!?,] ?)({common}){said}", _is_name),
        )
    )  # fmt: skip


@cache
def _firm_of_name() -> _Step:
    titles = _either(_words().titles)
    pattern = rf"(?<!{_FIRM_LETTER})({_FIRM_LETTER}{{2,20}}) (?=(?:{titles}) ?{re.escape(NAME)})"
    return _Step(re.compile(pattern), 1, _is_firm_before_its_mark, FIRM)


def _firms(text: str) -> str:
    for step in _firm_steps():
        text = step.taken_out_of(text)
    return text


def _names(text: str) -> str:
    for step in _name_steps():
        text = step.taken_out_of(text)
    return _ENGLISH_NAME.sub(lambda found: f"{found[1] or found[3]} {NAME}", text)


def _firms_of_names(text: str) -> str:
    return _firm_of_name().taken_out_of(text)
