"""Places in Korea: finding the one that an owner means, down to the 시·군·구."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from knowledge import hangul, strict_yaml
from knowledge.words import Declared


class _Province(Declared):
    name: str
    said: tuple[str, ...]
    districts: tuple[str, ...]


class _Regions(Declared):
    provinces: tuple[_Province, ...]
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


# A district without its 시, 군 or 구 is only taken for a place where the words after it speak of one.
_SAID_OF_A_PLACE = (
    "에?서(?!울)|으?로(?:이사|이전|옮)|에있|에위치|에사는|에사업|이고|인데|입니다|이에요|예요|이요|요$|이라|소재|쪽|사는|살고|지역|사람|업체|기업|"
    "회사|스타트업|$"
)
# Words that begin like a province, among them 경기 for the state of business.
_NO_PLACE = re.compile(
    r"부산물|대전환|대전제|대구탕|강원랜드|경기(?:가(?!평)|는|침체|불황|회복|부양|악화|둔화|상황|전망|변동|도(?:너무|많이)?(?:안좋|나쁘|나빠|어려))"
)
_COMMON_WORDS = frozenset(
    [
        "예산",
        "기장",
        "사상",
        "수영",
        "음성",
        "고령",
        "영광",
        "부여",
        "고성",
        "장수",
        "공주",
        "보은",
        "상주",
        "동해",
        "무안",
        "의성",
        "화성",
        "인제",
        "진도",
        "양산",
        "구례",
        "금정",
        "연제",
    ]
)


@cache
def _names() -> tuple[re.Pattern[str], dict[str, str], re.Pattern[str], dict[str, frozenset[str]]]:
    """Pattern and meaning of the provinces, and pattern and possible meanings of everything smaller."""
    regions = strict_yaml.read(Path(__file__).parent / "regions.yaml", _Regions)
    provinces = {hangul.spaceless(said): province.name for province in regions.provinces for said in province.said}
    smaller: dict[str, set[str]] = {}
    bare: set[str] = set()
    for province in regions.provinces:
        for district in province.districts:
            smaller.setdefault(district, set()).add(f"{province.name} {district}")
            if len(district) >= 3 and district[:-1] not in _COMMON_WORDS:
                smaller.setdefault(district[:-1], set()).add(f"{province.name} {district}")
                bare.add(district[:-1])
    for place, neighbourhoods in regions.neighbourhoods.items():
        for name in neighbourhoods:
            smaller.setdefault(name, set()).add(place)
    for taken in provinces.keys() & smaller.keys():
        del smaller[taken]

    def either(names: Iterable[str]) -> str:
        return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))

    whole = [name for name in smaller if name not in bare]
    return (
        re.compile(either(provinces)),
        provinces,
        re.compile(f"{either(whole)}|(?:{either(bare - provinces.keys())})(?={_SAID_OF_A_PLACE})"),
        {name: frozenset(places) for name, places in smaller.items()},
    )


def mentions(spaceless: str) -> tuple[Mention, ...]:
    """Return the places named in ``spaceless``, in the order of the text.

    A 중구 or 강서구 without its city is left out: several cities have one. "광주시" and "경기도 광주" are the city in
    경기; "광주" alone is the 광역시, as is a "광주시" that has a 북구.

    Args:
        spaceless: plain text without spaces (``hangul.spaceless``).
    """
    province_pattern, provinces, smaller_pattern, smaller = _names()
    found: list[Mention] = []
    last: Mention | None = None
    position = 0
    while position < len(spaceless):
        if word := _NO_PLACE.match(spaceless, position):
            position = word.end()
            continue
        if (match := smaller_pattern.match(spaceless, position)) and _longer(match, province_pattern, spaceless):
            possible = smaller[match.group()]
            if last is not None and position - last.end <= 1:
                around = {last.place.split()[0], provinces.get(spaceless[last.start : last.end].removesuffix("시"))}
                possible = frozenset(place for place in possible if place.split()[0] in around)
            if len(possible) == 1:
                place = next(iter(possible))
                start = last.start if last is not None and position - last.end <= 1 else match.start()
                if last is not None and start == last.start and found:
                    found.pop()
                last = Mention(place, start, match.end())
                found.append(last)
                position = match.end()
                continue
        if match := province_pattern.match(spaceless, position):
            within = f"{last.place} {match.group()}시" if last is not None and position == last.end else ""
            if last is not None and within in smaller.get(f"{match.group()}시", ()):
                last = Mention(within, last.start, match.end())
                found[-1] = last
            else:
                last = Mention(provinces[match.group()], match.start(), match.end())
                found.append(last)
            position = match.end()
            continue
        position += 1
    return tuple(found)


def _longer(match: re.Match[str], province_pattern: re.Pattern[str], text: str) -> bool:
    """Whether no province is named at least as long at the same place ("광주시" is no "광주")."""
    province = province_pattern.match(text, match.start())
    return province is None or len(province.group()) < len(match.group())


def find(text: str) -> str | None:
    """Return the last place named in ``text`` ("서울 금천구"), or None."""
    named = mentions(hangul.spaceless(hangul.plain(text)))
    return named[-1].place if named else None


@cache
def _places() -> frozenset[str]:
    regions = strict_yaml.read(Path(__file__).parent / "regions.yaml", _Regions)
    return frozenset(
        place
        for province in regions.provinces
        for place in (province.name, *(f"{province.name} {district}" for district in province.districts))
    )


def known(place: str) -> bool:
    """Return whether ``place`` is a 시도 or "시도 시군구" as facts hold it ("서울", "서울 금천구")."""
    return place in _places()
