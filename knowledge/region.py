"""Places in Korea: finding the one that an owner means, down to the 시·군·구.

Names stand in regions.yaml. Owners write them without 시 or 구, without spaces, in Latin letters, by a market or a
station. Many are other words too, and many cities have a 중구: what is not beyond doubt is no place.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from operator import add
from pathlib import Path

from knowledge import hangul, strict_yaml
from knowledge.words import Declared


class _Province(Declared):
    name: str
    romanised: str
    said: tuple[str, ...]
    districts: dict[str, str]


class _Regions(Declared):
    provinces: tuple[_Province, ...]
    several: dict[str, tuple[str, ...]]
    common_words: tuple[str, ...]
    mostly_places: tuple[str, ...]
    neighbourhoods: dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class Mention:
    """A place named in a text.

    Args:
        place: "시도" or "시도 시군구".
        start: where it begins in the spaceless text.
        end: where it ends.
    """

    place: str
    start: int
    end: int


@dataclass(frozen=True)
class _Name:
    """A name of places.

    Args:
        text: without spaces, lower case.
        places: what it may mean by itself.
        beside: what else it may mean behind a name that says so: "광주" in "경기도 광주".
        sure: it is a place wherever it stands; else only where the words after it speak of one.
        common: it is a common word too; None where it is not, else the words that have to come after it.
        whole: it names a 시도 (or several), nothing smaller.
    """

    text: str
    places: frozenset[str]
    beside: frozenset[str] = frozenset()
    sure: bool = True
    common: re.Pattern[str] | None = None
    whole: bool = False

    @cached_property
    def folded(self) -> str:
        """The name with letters that are mixed up made equal."""
        return hangul.folded(self.text)


@dataclass(frozen=True)
class _Hit:
    """A name that stands in a text; ``taken`` is False where it only counts beside another name."""

    name: _Name
    places: frozenset[str]
    start: int
    end: int
    taken: bool


# A name without its 시, 군 or 구 is only taken for a place where the words after it speak of one.
_SAID_OF_A_PLACE = re.compile(
    r"에?서(?!울)|으?로(?:이사|이전|옮|가면|갈까|간다면)|에(?:있|위치|사는|사업|공장|가게|매장|본사|회사)|이?고|인데|입니다|이에요|예요|에요|이요|요(?!가|리|령|즘|금)|이라|이?면|은요|는요"
    r"|소재(?!로)|쪽|사는|살(?:고|아|지|면|다)|지역|사람|업체|기업|회사|스타트업|소상공인|중소|자영업|사회적(?:경제)?기업|마을기업|협동조합|소기업|중견기업|대기업|벤처|개인사업자|시장|공장|가게|도(?:되|돼|가능|신청|참여|해당)|아니|말고|남구|북구|임$|인$|$"
)
_A_SHOP_STANDS_THERE = re.compile(
    r"에?서[가-힣]{0,6}(?:장사|농사|공장|식당|카페|가게|매장|공방|농장|업체|회사를|만들어|만드는|팔아|팔고|키우|키워|제조)(?!지원|공모)"
)
_LIVES_OR_WORKS_THERE = re.compile(
    r"에?서(?!울|만|는|도|받|지원)|에(?:있는|있고|있어요|있습|위치|사는|살|공장|가게|매장)|으?로(?:이사|이전|옮)|쪽에|쪽인|사는|살고"
)
# Words that begin like a name, among them 경기 for the state of business.
_NO_PLACE = re.compile(
    r"부산물|대전환|대전제|대전료|대구탕|대구포|강원랜드|세종대왕|제주항공|인천공항공사|구리선|구리판|길동이|종로학원"
    r"|경기(?:가(?!평)|는|침체|불황|회복|부양|악화|둔화|상황|전망|변동|때문|너무|안좋|나빠|어려|도(?:너무|많이)?(?:안좋|나쁘|나빠|어려))"
)
# What comes before a name within one written word: the end of another word that owners write together with it.
_WORD_MAY_END = frozenset("는은요고서데다희네저전난며가도구시로")
_STREET = re.compile(
    r"(?!활동|이동|운동|행동|자동|노동|공동|협동|가동|방면|화면|측면)[가-힣]{1,4}\d?(?:동|읍|면)(?=에|이[에고요]|입|인데|쪽|소재|$)"
)
_BARE_ANSWER = re.compile(r"(?:시|군|구)?(?:쪽)?(?:이?요|입니다|이에요|예요|에요)?")
_LOCAL = re.compile(r".+(?:동|가|리|읍|면|로|역|시장)")
_BETWEEN = re.compile(r"(?:in|of|city)?")
_LATIN = re.compile(r"[a-z]+")
_ENGLISH_PLACE_BEFORE = frozenset({"in", "from", "at", "near", "around", "of"})
_ENGLISH_PLACE_AFTER = frozenset({"based", "firm", "company", "shop", "store", "area", "district", "city"})
_SUFFIXES = {"구": "gu", "시": "si", "군": "gun"}
_ENGLISH_WORDS = frozenset(
    {"jung", "dong", "seo", "nam", "buk", "asan", "saha", "jinan", "buan", "muan", "sinan", "juan"}
)
# Older and careless romanisations, folded together: "Kangnam", "Puchon", "Cheon-an".
_ROMANISED = tuple(
    pair.split(":") for pair in ("ch:j", "k:g", "t:d", "p:b", "r:l", "eo:o", "eu:u", "oo:u", "ou:u", "ee:i", "sh:s")
)


def _romanised_alike(word: str) -> str:
    for written, folded in _ROMANISED:
        word = word.replace(written, folded)
    return word


@dataclass(frozen=True)
class _Names:
    """All names: Korean ones by their first two letters, longest first; Latin ones whole, and as they sound.

    ``romanised`` has every place as facts hold it, with what it is called in Latin letters.
    """

    korean: dict[str, tuple[_Name, ...]]
    latin: dict[str, _Name]
    sounding: dict[str, _Name]
    romanised: dict[str, str]


@cache
def _names() -> _Names:
    regions = strict_yaml.read(Path(__file__).parent / "regions.yaml", _Regions)
    found: dict[str, _Name] = {}

    def add(text: str, place: str, *, sure: bool) -> None:
        known = found.get(text)
        if known is None:
            found[text] = _Name(text, frozenset({place}), sure=sure, common=common.get(text))
        elif known.whole:
            found[text] = replace(known, beside=known.beside | {place})
        else:
            found[text] = replace(known, places=known.places | {place}, sure=known.sure or sure)

    common = dict.fromkeys(regions.common_words, _A_SHOP_STANDS_THERE)
    common |= dict.fromkeys(regions.mostly_places, _LIVES_OR_WORKS_THERE)
    for province in regions.provinces:
        for said in province.said:
            found[said] = _Name(said, frozenset({province.name}), whole=True)
    for said, several in regions.several.items():
        found[said] = _Name(said, frozenset(several), whole=True)
    for province in regions.provinces:
        for district, stem in province.districts.items():
            place = f"{province.name} {district}"
            add(district, place, sure=True)
            if len(district) >= 3:
                add(district[:-1], place, sure=False)
            add(stem + _SUFFIXES[district[-1]], place, sure=True)
            if stem not in _ENGLISH_WORDS:
                add(stem, place, sure=False)
    for place, neighbourhoods in regions.neighbourhoods.items():
        for name in neighbourhoods:
            add(name, place, sure=len(name) >= 3)
    # The city of Gyeonggi is called by its 시, the metropolis is not; but it has a 북구 where it is.
    found["광주시"] = replace(found["광주시"], beside=frozenset({"광주"}))
    korean: dict[str, list[_Name]] = {}
    for text in sorted(found, key=len, reverse=True):
        if not text.isascii():
            korean.setdefault(hangul.folded(text[:2]), []).append(found[text])
    latin = {text: name for text, name in found.items() if text.isascii()}
    sounding: dict[str, _Name] = {}
    for text, one in latin.items():
        if len(text) >= 5 and text != "seoul":
            alike = _romanised_alike(text)
            other = sounding.get(alike, one)
            sounding[alike] = one if other is one else replace(one, places=one.places | other.places, sure=False)
    romanised = {}
    for province in regions.provinces:
        english = province.romanised.title()
        romanised[province.name] = english
        for district, stem in province.districts.items():
            romanised[f"{province.name} {district}"] = f"{stem.title()}-{_SUFFIXES[district[-1]]}, {english}"
    return _Names({first: tuple(names) for first, names in korean.items()}, latin, sounding, romanised)


def mentions(text: str, *, prior: str | None = None, asked: bool = False) -> tuple[Mention, ...]:
    """Return the places named in ``text``, in its order; their positions are those in the text without spaces.

    A 중구 or 강서구 without its city is left out, as several cities have one, except where another place in the text or
    ``prior`` says which. "광주시" and "경기도 광주" are the city in 경기; "광주" alone is the 광역시, as is a "광주시"
    that has a 북구. A name that lies in several districts of one 시도 is that 시도.

    Args:
        text: plain text (``hangul.plain``), with its spaces, which tell where words begin, or without.
        prior: the place that is known of the owner, or None.
        asked: whether the text answers the question for a place: a name that is a common word too is then one.
    """
    spaceless = hangul.spaceless(text)
    folded = hangul.folded(spaceless)
    korean = not _names().korean.keys().isdisjoint(map(add, folded, folded[1:]))
    latin = _LATIN.search(spaceless) is not None
    if not korean and not latin:  # as in most messages
        return ()
    words = _words(text)
    hits = list(_korean_hits(spaceless, folded, frozenset(start for _, start in words), asked=asked)) if korean else []
    if latin:
        hits = sorted([*hits, *_latin_hits(words, asked=asked)], key=lambda hit: hit.start)
    if not hits:
        return ()
    joined = _joined(hits, spaceless)
    return tuple(_settled(joined, prior))


def _words(text: str) -> list[tuple[str, int]]:
    """The words of a text without punctuation, and where each begins in the text without spaces."""
    words: list[tuple[str, int]] = []
    at = 0
    for written in text.split():
        word = written if written.isalnum() else hangul.spaceless(written)
        words.append((word, at))
        at += len(word)
    return words


def _korean_hits(text: str, folded: str, starts: frozenset[int], *, asked: bool) -> Iterator[_Hit]:
    """The Korean names in ``text``, the longest at each place; ``folded`` is the text as ``hangul.folded`` makes it."""
    names = _names().korean
    position, last_end = 0, -1
    while position < len(text) - 1:
        candidates = names.get(folded[position : position + 2])
        if candidates is None:
            position += 1
            continue
        if other := _NO_PLACE.match(text, position):
            position = other.end()
            continue
        if text.startswith("온서울", position - 1):  # how people shorten the name of a program
            position += 2
            continue
        begins = position in starts or position == last_end or text[position - 1] in _WORD_MAY_END
        for name in candidates:
            end = position + len(name.text)
            if name.text.endswith("대") and text.startswith("기업", end):
                continue  # "부산 대기업" is no firm at 부산대
            same = text.startswith(name.text, position) or (
                len(name.text) >= 3 and folded.startswith(name.folded, position)
            )
            if not same or not (begins or (name.sure and (len(name.text) >= 3 or name.text == "서울"))):
                continue
            taken = name.sure if name.whole or len(name.text) >= 3 else False
            taken = taken or (asked and _BARE_ANSWER.fullmatch(text, end) is not None) or _speaks_of(name, text, end)
            if not taken and position != last_end:
                continue
            yield _Hit(name, name.places, position, end, taken)
            position = last_end = end
            break
        else:
            position += 1


def _speaks_of(name: _Name, text: str, end: int) -> bool:
    """Whether what comes after a name takes it for a place."""
    if name.sure:
        return True
    return (name.common or _SAID_OF_A_PLACE).match(text, end) is not None


def _latin_hits(words: Sequence[tuple[str, int]], *, asked: bool) -> Iterator[_Hit]:
    """The names in Latin letters in ``words``: "Mapo-gu", "Gangnam district", "in Bucheon"."""
    names = _names()
    latin = [
        (match.group(), start + match.start(), word[match.end() :])
        for word, start in words
        for match in _LATIN.finditer(word)
    ]
    number = 0
    while number < len(latin):
        for size in (3, 2, 1):
            part = latin[number : number + size]
            together = "".join(word for word, _, _ in part)
            start, end = part[0][1], part[-1][1] + len(part[-1][0])
            name = names.latin.get(together)
            if name is None and len(together) >= 5:
                name = names.sounding.get(_romanised_alike(together))
            if len(part) < size or end - start != len(together) or name is None:
                continue
            before = latin[number - 1][0] if number else ""
            after = latin[number + size][0] if number + size < len(latin) else ""
            told = before in _ENGLISH_PLACE_BEFORE or after in _ENGLISH_PLACE_AFTER or bool(part[-1][2])
            yield _Hit(name, name.places, start, end, name.sure or asked or told)
            number += size - 1
            break
        number += 1


def _provinces(places: frozenset[str]) -> frozenset[str]:
    return frozenset(place.partition(" ")[0] for place in places)


def _joined(hits: Sequence[_Hit], text: str) -> list[_Hit]:
    """The hits, with those that stand side by side and say one place made one: "서울 중구", "Mapo-gu, Seoul"."""
    joined: list[_Hit] = []
    for hit in hits:
        if not joined or not _side_by_side(joined[-1], hit, text):
            if hit.taken or hit.name.text.isascii():
                joined.append(hit)
            continue
        last = joined[-1]
        within = _provinces(last.places | last.name.beside)
        narrower = frozenset(
            place
            for place in hit.places | hit.name.beside
            if place.partition(" ")[0] in within and (" " in place or hit.name.whole)
        )
        wider = frozenset(place for place in last.places | last.name.beside if place.partition(" ")[0] in hit.places)
        if hit.name.whole and wider and (not last.name.whole or last.name.beside):
            joined[-1] = replace(last, places=wider, end=hit.end, taken=True)
        elif narrower and (last.name.whole or last.name.beside or narrower & last.places):
            better = narrower & last.places or frozenset(place for place in narrower if " " in place) or narrower
            joined[-1] = replace(hit, places=better, start=last.start, taken=True)
        elif not hit.name.whole and _LOCAL.fullmatch(hit.name.text):
            # A 동 of that name lies in another city too: what was named before it says where.
            joined[-1] = replace(last, end=hit.end)
        elif hit.taken:
            joined.append(hit)
    named: list[_Hit] = []
    for hit in joined:
        if not hit.taken:
            continue
        street = _STREET.match(text, hit.end)
        named.append(replace(hit, end=street.end()) if street else hit)
    return named


def _side_by_side(first: _Hit, second: _Hit, text: str) -> bool:
    between = text[first.end : second.start]
    return len(between) <= 1 if not between.isascii() else _BETWEEN.fullmatch(between) is not None


def _settled(hits: Sequence[_Hit], prior: str | None) -> Iterator[Mention]:
    """The places that are meant; a name of several is left out where nothing says which."""
    elsewhere = _provinces(frozenset(place for hit in hits if len(hit.places) == 1 for place in hit.places))
    known = elsewhere or (frozenset({prior.partition(" ")[0]}) if prior else frozenset())
    for hit in hits:
        places = hit.places
        alone = hit.end - hit.start == len(hit.name.text)
        if prior and alone and (near := _namesakes(hit.name, prior)):
            places = near
        if len(places) > 1 and not hit.name.whole:
            places = frozenset(place for place in places if place.partition(" ")[0] in known) or places
        if len(places) > 1 and len(_provinces(places)) == 1:
            places = _provinces(places)
        if len(places) == 1:
            yield Mention(next(iter(places)), hit.start, hit.end)


def _namesakes(name: _Name, prior: str) -> frozenset[str]:
    """What a name may mean beside its place, where the firm is known to be there: "광주요" of a firm in 경기."""
    province = prior.partition(" ")[0]
    return frozenset(
        place for place in name.beside if place in {prior, province} or (prior == province == place.partition(" ")[0])
    )


def find(text: str, *, prior: str | None = None, asked: bool = False) -> str | None:
    """Return the last place named in ``text`` ("서울 금천구"), or None.

    Args:
        text: as typed.
        prior: the place that is known of the owner, or None.
        asked: whether the text answers the question for a place.
    """
    named = mentions(hangul.plain(text), prior=prior, asked=asked)
    return named[-1].place if named else None


def places() -> tuple[str, ...]:
    """Return all places as facts hold them, each 시도 before its 시군구."""
    return tuple(_names().romanised)


def romanised(place: str) -> str:
    """Return a place in Latin letters: "Mapo-gu, Seoul" for "서울 마포구".

    Raises:
        KeyError: there is no such place.
    """
    return _names().romanised[place]


def known(place: str) -> bool:
    """Return whether ``place`` is a 시도 or "시도 시군구" as facts hold it ("서울", "서울 금천구")."""
    return place in _names().romanised
