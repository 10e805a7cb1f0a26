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
from functools import cache, cached_property
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
ACCOUNT: Final = "[아이디]"

NEAR: Final = 3
"""Words from a number or an address within which its owner's name is looked for."""


class _NoNames(Declared):
    people: frozenset[str]
    things: frozenset[str]
    others: frozenset[str]
    spoken: frozenset[str]

    @cached_property
    def all(self) -> frozenset[str]:
        """All of them."""
        return self.people | self.things | self.others | self.spoken


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
    shops: tuple[str, ...]
    shop_kinds: frozenset[str]
    runs_it: tuple[str, ...]
    no_firms: frozenset[str]
    no_roads: frozenset[str]
    accounts: tuple[str, ...]
    no_accounts: frozenset[str]
    english_families: tuple[str, ...]
    no_english_names: frozenset[str]
    endings_of_no_name: tuple[str, ...]
    endings_of_nouns: frozenset[str]


def anonymous(text: str) -> str:
    """Return ``text`` without personal data, in one line and at most 300 characters long.

    Anonymous text comes back as it is.
    """
    text = _beginning(_one_line(text))
    # What one step takes out can be what another step needs to see, so all run until nothing is left to take out. Each
    # round that changes the text leaves less of it outside placeholders, so there is a last one.
    while (fewer := _once(text)) != text:
        text = fewer
    return text


def _once(text: str) -> str:
    steps = (_links, _emails, _accounts, _addresses, _numbers, _firms, _names, _names_nearby, _firms_of_names)
    for take_out in steps:
        text = take_out(text)
    return _cut(_one_line(_TWICE.sub(r"\1", text)))


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


_NOT_LAST: Final = " 0123456789-+~.,:;/()_*|@%‐‑‒–—―−ㅡ·•∙ㆍ"


def _beginning(text: str) -> str:
    """The beginning of a long text, without the word or number at its end that may be cut in two.

    Half a number is not known for one. The work of all steps after this is bounded by the length.
    """
    if len(text) <= LONGEST:
        return text
    kept = text[:LONGEST]
    if text[LONGEST] != " " and " " in kept:
        kept = kept[: kept.rindex(" ")]
    return _UNFINISHED.sub("", kept.rstrip(_NOT_LAST))


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else _UNFINISHED.sub("", text[:LONGEST]).rstrip()


# Links and e-mail

_HANGUL: Final = "[가-힣]"
_LINK: Final = re.compile(r"(?i)(?:https?://|www\.)[^\s\[\]]+|(?<![\w.@-])(?:[a-z0-9-]+\.)+[a-z]{2,}[/?#][^\s\[\]]+")
_SITE: Final = re.compile(r"(?i)(?:https?://)?[a-z0-9.-]+/?")
_AT: Final = r"(?:@|\(at\)|(?<=[a-z0-9]) ?골뱅이)"
# No character fits two places of it, so that a text of dots and spaces is read but once.
_EMAIL: Final = re.compile(
    rf"(?i)(?<![\w%+])[\w%+]+(?: ?[.\-]{{1,3}} ?[\w%+]+){{0,8}}[.\-]{{0,3}}(?P<space> ?){_AT}"
    rf"(?P<domain> ?(?:[a-z0-9_]+(?: ?[.\-]{{1,3}} ?[a-z0-9_]+){{0,8}}|{_HANGUL}{{1,8}}))?"
)


def _links(text: str) -> str:
    """Take out links that lead further than to a site: what stands after its name may be somebody's."""
    return _LINK.sub(lambda found: found[0] if _SITE.fullmatch(found[0]) else LINK, text)


def _emails(text: str) -> str:
    def email(found: re.Match[str]) -> str:
        domain = found["domain"] or ""
        # "팔로우 @happy_shop" is a name at some service, behind a word.
        is_handle = found["space"] and re.fullmatch("[A-Za-z0-9_]+", domain)
        is_price = domain.strip().isdecimal()
        return found[0] if is_handle or is_price else EMAIL

    return _EMAIL.sub(email, text)


# Names at services on the net

_HANDLE: Final = re.compile(r"(?<![\w@])@[A-Za-z0-9_.]{2,30}")


@cache
def _account() -> re.Pattern[str]:
    labels = _either(_words().accounts)
    return re.compile(
        rf"(?i)((?<![a-z])(?:{labels}))(?P<said> ?(?:아이디|계정|id(?![a-z])))?((?:[은는이가]| is)?[ :]{{0,3}}@?)"
        r"(?P<account>[a-z0-9][a-z0-9._\-]{3,30})(?![a-z0-9@])"
    )


def _accounts(text: str) -> str:
    """Take out what follows the name of a service, or an @."""

    def account(found: re.Match[str]) -> str:
        word = found["account"].lower()
        # In English, a word after a service is rather a word than a name.
        is_one = found["said"] or not found[1].isascii() or not word.isalpha()
        if not is_one or word in _words().no_accounts:
            return found[0]
        return f"{found[1]}{found['said'] or ''}{found[3]}".rstrip("@") + ACCOUNT

    return _HANDLE.sub(ACCOUNT, _account().sub(account, text))


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
_OFFICE: Final = re.compile(
    r"(?<![가-힣A-Za-z0-9])[가-힣A-Za-z0-9]{1,15} ?(?:아파트|빌딩|타워|오피스텔|빌라|상가|맨션|센터) ?"
    r"[0-9]{1,4} ?호(?!선|점|차)"
)


def _addresses(text: str) -> str:
    def road(found: re.Match[str]) -> str:
        # "앞으로 3" is no house, "앞으로 12-3" none either.
        name = found[1]
        return found[0] if name in _words().no_roads or name.endswith("으로") else ADDRESS

    return _OFFICE.sub(ADDRESS, _FLAT.sub(ADDRESS, _LOT.sub(ADDRESS, _ROAD.sub(road, text))))


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
# Thirteen digits that begin with a day hold what looks like a mobile number: 900101-1234567.
_WHOLE_RESIDENT: Final = re.compile(
    rf"(?<![\d+])\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?: ?{_LOOSELY_BETWEEN}{{1,3}} ?)?[1-8]\d{{6}}(?!\d)"
)
_PASSPORT: Final = re.compile(r"(?i)(?<![a-z0-9])(?:[a-z]{1,2} ?\d{7,8}|[a-z]\d{3}[a-z]\d{4})(?![a-z0-9])")
_PLATE: Final = re.compile(
    r"(?<!\d)\d{2,3} ?[가나다라마거너더러머버서어저고노도로모보소오조구누두루무부수우주아바사자배하허호] ?\d{4}"
    r"(?!\d| ?(?:[만억원년]|천 ?원))"
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

    text = _PLATE.sub(NUMBER, _PASSPORT.sub(NUMBER, _WHOLE_RESIDENT.sub(NUMBER, text)))
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
    r"|(?i:\b(this is|it's|it’s) +)([A-Z][a-z'-]+(?:[ -][A-Z][a-z'-]+){1,2})(?= (?:from|of|at|with|speaking|here)\b)"
)
_ENGLISH_FIRM: Final = re.compile(
    r"(?<!\w)[A-Z][\w&'-]*(?: (?:and |& )?[A-Z][\w&'-]*){0,3},? (?:Co\.?,? ?Ltd|Ltd|LTD|Inc|INC|LLC|Corp|Limited)\b\.?"
)
_OF_A_PERSON: Final = (PHONE, EMAIL, NUMBER, ADDRESS, ACCOUNT)
_ANY_OF_A_PERSON: Final = r"\[(?:" + "|".join(one[1:-1] for one in _OF_A_PERSON) + r")\]"
_CAPITALS: Final = r"[A-Z][a-z'-]+(?: [A-Z][a-z'-]+){1,2}"
_ENGLISH_NAME_NEARBY: Final = re.compile(
    rf"(?<!\w){_CAPITALS}(?=[ ,:(]{{1,3}}{_ANY_OF_A_PERSON})|(?<=\])(?P<between>[ ,:(]{{1,3}}){_CAPITALS}(?!\w)"
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
    no_names = words.no_names.all
    word = word.replace(" ", "")
    if word.endswith(words.no_name_endings):
        return False
    possible = [word, word[:-1]] if word[-1] in _LEFT_OF_A_WORD else [word]
    # "사장 이에요", "사장인데요"
    if any(one in words.after_name or f"{one}요" in words.after_name for one in possible):
        return False
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


def _is_shop(word: str) -> bool:
    """Whether a shop is named: 행복세탁소 is, 동네세탁소 and 세탁소 are not."""
    words = _words()
    kind = next(one for one in sorted(words.shops, key=len, reverse=True) if word.endswith(one))
    return word.removesuffix(kind) not in {"", *words.shop_kinds} and _is_firm_before_its_mark(word)


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
    apart = rf"(?:{_either(words.spaced_families)}) {_HANGUL} {_HANGUL}"
    introduced = _either(one for one in words.introductions if len(one) > 1)
    shortly = _either(one for one in words.introductions if len(one) == 1)
    surely = _either(words.sure_introductions)
    return tuple(
        _Step(re.compile(pattern), 1, is_one, NAME)
        for pattern, is_one in (
            (rf"(?:{surely})[: ]{{0,2}}({_HANGUL}{{2,6}}?|{spaced}){said}", _is_said_to_be_a_name),
            (rf"(?:{surely}) ?: ?({whole})", _is_name),
            (rf"(?<!{_HANGUL})(?:{surely}) ({whole})(?!{_HANGUL})", _is_name),
            (rf"(?<!{_HANGUL})(?:(?:{introduced})[,.!~ ]{{0,3}}|(?:{shortly}) )({any_name}){said}", _is_name),
            (rf"(?<!{_HANGUL})(?:{titles})(?:은|는)?[: ]{{0,2}}({whole}){after}", _is_name),
            (rf"(?<!{_HANGUL})({apart})(?={said}|(?:{honorific})?(?!{_HANGUL}))", _is_name),
            (rf"(?<!{_HANGUL})({whole})이?라고 ?(?:합니다|해요|하는데|불러)", _is_name),
            (rf"({spaced})(?=[ ,:(]{{1,3}}{_ANY_OF_A_PERSON})", _is_name),
            (rf"{_ANY_OF_A_PERSON}[ ,:(]{{1,3}}({spaced}){after}", _is_name),
            (rf"(?<!{_HANGUL})({whole}) ?(?:{titles})(?={said}|(?:{particle})?(?!{_HANGUL}))", _is_name),
            (rf"(?<!{_HANGUL})({whole}) ?(?:{honorific})(?:{particle})?(?!{_HANGUL})", _is_name),
            (rf"(?:^|[.!?,] ?)({common}){said}", _is_name),
        )
    )  # fmt: skip


@cache
def _firms_beside_names() -> tuple[_Step, ...]:
    words = _words()
    titles, shops, runs = _either(words.titles), _either(words.shops), _either(words.runs_it)
    owner = rf"(?<!{_FIRM_LETTER})({_FIRM_LETTER}{{2,20}}) (?=(?:{titles}) ?{re.escape(NAME)})"
    shop = rf"(?<!{_FIRM_LETTER})({_HANGUL}{{2,8}}(?:{shops}))"
    after = rf"(?:{_either(words.after_name)}|(?!{_HANGUL}))"
    return (
        _Step(re.compile(owner), 1, _is_firm_before_its_mark, FIRM),
        _Step(re.compile(rf"{shop} ?(?={titles}{after})"), 1, _is_shop, FIRM),
        _Step(re.compile(rf"(?s:(?<=\[이름\]).{{0,40}}?){shop}[을를]? ?(?={runs})"), 1, _is_shop, FIRM),
    )


def _firms(text: str) -> str:
    for step in _firm_steps():
        text = step.taken_out_of(text)
    return _ENGLISH_FIRM.sub(FIRM, text)


def _names(text: str) -> str:
    for step in _name_steps():
        text = step.taken_out_of(text)
    text = _ENGLISH_NAME.sub(lambda found: f"{found[1] or found[3] or found[5]} {NAME}", text)
    return _korean_in_english().sub(lambda found: (found[1] or found[3]) + NAME, text)


@cache
def _korean_in_english() -> re.Pattern[str]:
    families = _either(_words().english_families)
    word = rf"(?!(?:{_either(_words().no_english_names)})\b)[a-z]{{2,10}}"
    name = rf"(?:(?:{families})\b[ -]{word}(?:[ -]{word})?|{word}(?:-{word})? (?:{families}))"
    return re.compile(rf"(?i)(\b(?:i am|i'm|i’m|im|this is) +)({name})\b|(\bmy name is +)({name}|{word})\b")


# Names beside what belongs to somebody

_WORD_ALONE: Final = re.compile(r"(\W*)([가-힣]{2,9})(\W*)")
_JOINED: Final = re.compile(
    rf"(?<!{_HANGUL})({_HANGUL}{{3,5}})(?={_ANY_OF_A_PERSON})|(?<=호\]|일\]|소\]|디\])({_HANGUL}{{3,9}})(?!{_HANGUL})"
)


def _names_nearby(text: str) -> str:
    """Take out names that nothing announces, by the number, address or account that stands near."""
    text = _ENGLISH_NAME_NEARBY.sub(lambda found: (found["between"] or "") + NAME, text)
    text = _JOINED.sub(lambda found: _nameless(found[0], beside=False), text)
    words = text.split(" ")
    marks = [place for place, word in enumerate(words) if any(one in word for one in _OF_A_PERSON)]
    if not marks:
        return text
    for place, word in enumerate(words):
        found = _WORD_ALONE.fullmatch(word)
        distance = min(abs(place - mark) for mark in marks)
        if found and (distance <= NEAR or place == len(words) - 1):
            words[place] = found[1] + _nameless(found[2], beside=distance == 1) + found[3]
    return " ".join(words)


@cache
def _endings_after_names() -> tuple[str, ...]:
    words = _words()
    return ("", *sorted((*words.after_name, *_PARTICLES, *words.honorifics), key=len))


def _nameless(word: str, *, beside: bool) -> str:
    """The word without the name that it may be, alone or with an ending: 홍길동, 홍길동입니다."""
    for ending in _endings_after_names():
        name = word.removesuffix(ending)
        if word.endswith(ending) and _is_name_nearby(name, beside=beside):
            return NAME + ending
    return word


def _is_name_nearby(word: str, *, beside: bool) -> bool:
    words = _words()
    if word.startswith(words.long_families):
        long_enough = 3 <= len(word) <= 5
    elif len(word) == 4:
        long_enough = word[0] in words.spaced_families
    else:
        # So many words have two syllables that only the commonest families count, right beside.
        long_enough = (len(word) == 3 and word[0] in words.families) or (
            beside and len(word) == 2 and word[0] in (*words.families[:COMMONEST], *words.spaced_families)
        )
    if not long_enough or word.endswith(words.endings_of_no_name) or not _is_name(word):
        return False
    no_names = words.no_names.all
    # 신청 and 서류 begin like names, and so do 신청용 and 서류들.
    return not (word[:2] in no_names and word[2:] in words.endings_of_nouns)


def _firms_of_names(text: str) -> str:
    for step in _firms_beside_names():
        text = step.taken_out_of(text)
    return text
