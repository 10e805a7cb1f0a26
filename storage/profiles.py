"""Profiles: what owners told of their firms, a row each, with one or two typed columns for each fact.

The columns are listed here and not taken from the facts that the knowledge declares: a table changes by a migration
only. A test holds the two equal.

A choice and what a firm has of several things are sets of bits. Bit *n* stands for the option at place *n* of the
fact's list below, for ever: options are only ever added at its end. A set is a number then, and two comparisons of it
("nothing is possible but what is wanted", "nothing of it is") decide whatever a rule asks; text would have to be taken
apart in every row.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from sqlalchemy import Column, Connection, RowMapping, bindparam, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from storage.tables import profile

Kind = Literal["flag", "choice", "place", "number", "since", "several"]


@dataclass(frozen=True)
class Stored:
    """How a fact is stored.

    Args:
        kind: of the fact.
        columns: a flag has one, true or false; a choice one, the bits of the options that are possible; a place two,
            the 시도 and, where it is known, the 시군구; a number and a day two, the bounds, both included; several two,
            the bits of what the firm has and of what it lacks.
        options: by their bits, from bit 0.
    """

    kind: Kind
    columns: tuple[Column[Any], ...]
    options: tuple[str, ...] = ()


def _stored(kind: Kind, *columns: str, options: Sequence[str] = ()) -> Stored:
    return Stored(kind, tuple(profile.c[column] for column in columns), tuple(options))


FACTS: Final[Mapping[str, Stored]] = {
    "region": _stored("place", "region_province", "region_district"),
    "size": _stored("choice", "size", options=("small_merchant", "small", "medium", "mid_sized", "large")),
    "self_employed": _stored("flag", "self_employed"),
    "startup": _stored("flag", "startup"),
    "social_economy": _stored("flag", "social_economy"),
    "green": _stored("flag", "green"),
    "exporting": _stored("flag", "exporting"),
    "wants_abroad": _stored("flag", "wants_abroad"),
    "seoul_award": _stored("flag", "seoul_award"),
    "chamber_recommended": _stored("flag", "chamber_recommended"),
    "urban_manufacturer": _stored("flag", "urban_manufacturer"),
    "trade": _stored(
        "choice",
        "trade",
        options=(
            "garment",
            "jewellery",
            "machinery",
            "food",
            "restaurant",
            "retail",
            "nightlife",
            "cosmetics",
            "household",
            "building",
            "electronics",
            "software",
        ),
    ),
    "premises": _stored(
        "choice",
        "premises",
        options=("traditional_market", "shopping_street", "public_arcade", "own_shop", "online_only"),
    ),
    "restricted_trade": _stored("flag", "restricted_trade"),
    "employees": _stored("number", "employees_low", "employees_high"),
    "founded": _stored("since", "founded_first", "founded_last"),
    "certificates": _stored(
        "several",
        "certificates_has",
        "certificates_lacks",
        options=(
            "eco_label",
            "gr",
            "green_tech",
            "women",
            "disabled",
            "venture",
            "innobiz",
            "mainbiz",
            "haccp",
            "iso",
        ),
    ),
}

_BITS: Final = {fact: {option: 1 << bit for bit, option in enumerate(stored.options)} for fact, stored in FACTS.items()}
_COLUMNS: Final = tuple(column for stored in FACTS.values() for column in stored.columns)
_PROFILE: Final = select(*_COLUMNS).where(profile.c.owner == bindparam("owner"))
_NOTHING_LEFT: Final = tuple(column.is_(None) for column in _COLUMNS)


def load(connection: Connection, owner: str) -> dict[str, Any]:
    """Return what an owner told, by fact, as JSON values; see ``tell``."""
    row = connection.execute(_PROFILE, {"owner": owner}).mappings().first()
    return {} if row is None else _facts(row)


def tell(connection: Connection, owner: str, facts: Mapping[str, Any], at: dt.datetime) -> None:
    """Store facts of an owner's firm, over what was told of them before.

    Args:
        connection: a transaction that writes.
        owner: whose firm it is.
        facts: JSON values by fact: true or false for a flag, [option, …] for a choice, "시도" or "시도 시군구" for a
            place, [low, high] for a number, [first day, last day] for a day, {"has": […], "lacks": […]} for several.
        at: when they were told, aware.

    Raises:
        ValueError: there is no such fact, or it has no such value.
    """
    if not facts:
        return
    told: dict[str, Any] = {"told_at": at}
    for fact, value in facts.items():
        told |= _columns(fact, value)
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    connection.execute(
        dialect.insert(profile).values(owner=owner, **told).on_conflict_do_update(index_elements=["owner"], set_=told)
    )


def forget(connection: Connection, owner: str, facts: Collection[str] | None = None) -> None:
    """Delete facts of an owner's profile, and the profile with the last of them.

    Args:
        connection: a transaction that writes.
        owner: whose facts.
        facts: ids of the facts, or None for all.
    """
    theirs = profile.c.owner == owner
    if facts is None:
        connection.execute(delete(profile).where(theirs))
        return
    gone = {column.name: None for fact in sorted(facts) if fact in FACTS for column in FACTS[fact].columns}
    if gone:
        connection.execute(update(profile).where(theirs).values(gone))
        connection.execute(delete(profile).where(theirs, *_NOTHING_LEFT))


def _columns(fact: str, value: Any) -> dict[str, Any]:
    """The columns of one fact.

    Raises:
        ValueError: see ``tell``.
    """
    stored = FACTS.get(fact)
    match stored and stored.kind, value:
        case "flag", bool():
            cells: tuple[Any, ...] = (value,)
        case "choice", [*options] if options:
            cells = (_bits(fact, options),)
        case "place", str() if value:
            province, _, district = value.partition(" ")
            cells = (province, district or None)
        case "number", [int() | float() as low, int() | float() as high]:
            cells = (float(low), float(high))
        case "since", [str() as first, str() as last]:
            cells = (dt.date.fromisoformat(first), dt.date.fromisoformat(last))
        case "several", {"has": [*has], "lacks": [*lacks]}:
            cells = (_bits(fact, has), _bits(fact, lacks))
        case _:
            raise ValueError(f"the fact {fact} can't be stored as {type(value).__name__}")
    return {column.name: cell for column, cell in zip(FACTS[fact].columns, cells, strict=True)}


def _facts(row: RowMapping) -> dict[str, Any]:
    """What a row tells, as ``tell`` takes it."""
    told: dict[str, Any] = {}
    for fact, stored in FACTS.items():
        first = row[stored.columns[0]]
        if first is None:
            continue
        match stored.kind:
            case "flag":
                told[fact] = first
            case "choice":
                told[fact] = _options(fact, first)
            case "place":
                district = row[stored.columns[1]]
                told[fact] = first if district is None else f"{first} {district}"
            case "number":
                told[fact] = [first, row[stored.columns[1]]]
            case "since":
                told[fact] = [first.isoformat(), row[stored.columns[1]].isoformat()]
            case "several":
                told[fact] = {"has": _options(fact, first), "lacks": _options(fact, row[stored.columns[1]])}
    return told


def _bits(fact: str, options: Iterable[str]) -> int:
    bits = _BITS[fact]
    if unknown := set(options) - bits.keys():
        raise ValueError(f"the fact {fact} can't be stored with {', '.join(sorted(map(str, unknown)))}")
    return sum(bits[option] for option in set(options))


def _options(fact: str, bits: int) -> list[str]:
    return sorted(option for option, bit in _BITS[fact].items() if bits & bit)
