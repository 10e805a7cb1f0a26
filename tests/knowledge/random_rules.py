"""Random rules with every operator, over a few made-up facts of every kind, and random profiles."""

import datetime as dt
from collections.abc import Mapping

from hypothesis import strategies as st

from knowledge.fact import (
    Choice,
    DayInterval,
    Fact,
    Flag,
    Held,
    Interval,
    Number,
    Option,
    Place,
    Profile,
    Several,
    Since,
    Value,
)
from knowledge.words import Words
from tests.knowledge.sample import clause

Written = dict[str, object]

ON = dt.date(2024, 2, 29)
SIZES = ("small_merchant", "small", "medium", "large")
CERTIFICATES = ("gr", "iso", "haccp")
PLACES = ("서울", "서울 금천구", "서울 강남구", "부산", "경기 광주시", "세종")
FLAGS = ("green", "startup")


def _named(name: str) -> Words:
    return Words(ko=name, en=name)


def _options(keys: tuple[str, ...]) -> tuple[Option, ...]:
    return tuple(Option(key=key, label=_named(key)) for key in keys)


def _texts(fact: str) -> dict[str, Words]:
    return {"label": _named(fact), "question": _named(fact)}


FACTS: Mapping[str, Fact] = {
    "green": Flag(id="green", kind="flag", **_texts("green")),
    "startup": Flag(id="startup", kind="flag", **_texts("startup")),
    "region": Place(id="region", kind="place", **_texts("region")),
    "size": Choice(id="size", kind="choice", options=_options(SIZES), **_texts("size")),
    "certificates": Several(
        id="certificates", kind="several", options=_options(CERTIFICATES), **_texts("certificates")
    ),
    "employees": Number(id="employees", kind="number", unit=_named("people"), whole=True, **_texts("employees")),
    "turnover": Number(id="turnover", kind="number", unit=_named("won"), **_texts("turnover")),
    "founded": Since(id="founded", kind="since", **_texts("founded")),
}

_DAYS = st.dates(dt.date(2016, 1, 1), dt.date(2025, 12, 31))


def _two(numbers: st.SearchStrategy[float]) -> st.SearchStrategy[Interval]:
    return st.tuples(numbers, numbers).map(lambda two: Interval(float(min(two)), float(max(two))))


def _held(told: Mapping[str, bool]) -> Held:
    return Held(
        frozenset(thing for thing, had in told.items() if had),
        frozenset(thing for thing, had in told.items() if not had),
    )


VALUES: Mapping[str, st.SearchStrategy[Value]] = {
    "green": st.booleans(),
    "startup": st.booleans(),
    "region": st.sampled_from(PLACES),
    "size": st.frozensets(st.sampled_from(SIZES), min_size=1),
    "certificates": st.dictionaries(st.sampled_from(CERTIFICATES), st.booleans(), min_size=1).map(_held),
    "employees": _two(st.integers(0, 20)),
    "turnover": _two(st.sampled_from([0.0, 0.5, 1.0, 1.5, 2.0, 3.0])),
    "founded": st.tuples(_DAYS, _DAYS).map(lambda days: DayInterval(min(days), max(days))),
}
"""Values as owners tell them: some are exact, some leave something open."""

EXACT: Mapping[str, st.SearchStrategy[Value]] = {
    "green": st.booleans(),
    "startup": st.booleans(),
    "region": st.sampled_from([place for place in PLACES if place not in {"서울", "부산"}] + ["부산 중구"]),
    "size": st.sampled_from(SIZES).map(lambda option: frozenset([option])),
    "certificates": st.fixed_dictionaries(dict.fromkeys(CERTIFICATES, st.booleans())).map(_held),
    "employees": st.integers(0, 20).map(lambda number: Interval(number, number)),
    "turnover": st.sampled_from([0.0, 0.5, 1.0, 1.5, 2.0, 3.0]).map(lambda number: Interval(number, number)),
    "founded": st.dates(dt.date(2016, 1, 1), ON).map(lambda day: DayInterval(day, day)),
}
"""Values that leave nothing open."""


def profiles() -> st.SearchStrategy[Profile]:
    """What owners may have told."""
    return st.fixed_dictionaries({}, optional=dict(VALUES))


def exact_profiles() -> st.SearchStrategy[Profile]:
    """Firms of which everything is known."""
    return st.fixed_dictionaries(dict(EXACT))


def _elapsed(unit: str, low: int, more: int, shape: str) -> Written:
    bounds: Written = {} if shape == "at_most only" else {"at_least": low}
    if shape != "at_least":
        bounds["below" if shape == "below" else "at_most"] = low + more
    return clause("founded", "elapsed", fact="founded", unit=unit, **bounds)


def compared() -> st.SearchStrategy[Written]:
    """Clauses that compare a fact."""
    return st.one_of(
        st.builds(lambda fact, value: clause(fact, "is", fact=fact, value=value),
                  st.sampled_from(FLAGS), st.booleans()),
        st.builds(lambda value: clause("region", "is", fact="region", value=value), st.sampled_from(PLACES)),
        st.builds(lambda value: clause("size", "is", fact="size", value=value), st.sampled_from(SIZES)),
        st.builds(lambda values: clause("size", "in", fact="size", values=values),
                  st.lists(st.sampled_from(SIZES), min_size=2, max_size=3, unique=True)),
        st.builds(lambda op, values: clause("certificates", op, fact="certificates", values=values),
                  st.sampled_from(["has_any", "has_none"]),
                  st.lists(st.sampled_from(CERTIFICATES), min_size=1, max_size=2, unique=True)),
        st.builds(lambda op, value: clause("employees", op, fact="employees", value=value),
                  st.sampled_from(["at_least", "at_most", "above", "below"]), st.integers(1, 20)),
        st.builds(lambda op, value: clause("turnover", op, fact="turnover", value=value),
                  st.sampled_from(["at_least", "at_most", "above", "below"]), st.sampled_from([0.5, 1.0, 2.0])),
        st.builds(lambda low, more: clause("employees", "between", fact="employees", low=low, high=low + more),
                  st.integers(0, 15), st.integers(0, 10)),
        st.builds(_elapsed, st.sampled_from(["years", "months", "days"]), st.integers(0, 7), st.integers(1, 5),
                  st.sampled_from(["at_least", "below", "at_most", "at_most only"])),
    )  # fmt: skip


def rules(*, plain: bool = False, most: int = 8) -> st.SearchStrategy[Written]:
    """Rules as a program file writes them.

    Args:
        plain: no clause is for a person to judge or left to guess.
        most: about how many clauses at most.
    """
    marked = st.builds(
        lambda written, spelled_out: {**written, "spelled_out": spelled_out},
        compared(),
        st.just(True) if plain else st.booleans(),
    )
    leaves = marked if plain else st.one_of(marked, marked, marked, st.just(clause("certified", "manual")))

    def groups(inner: st.SearchStrategy[Written]) -> st.SearchStrategy[Written]:
        several = st.lists(inner, min_size=2, max_size=4)
        return st.one_of(
            st.builds(lambda parts: {"all": parts}, several),
            st.builds(lambda parts: {"any": parts}, several),
            st.builds(lambda part: {"not": part}, inner),
            st.builds(lambda n, parts: {"n": min(n, len(parts)), "of": parts}, st.integers(1, 3), several),
        )

    return st.recursive(leaves, groups, max_leaves=most)
