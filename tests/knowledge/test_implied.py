"""What follows from what was told, and falls with it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.base import load
from knowledge.fact import Held, Profile, Value
from knowledge.implied import IMPLICATIONS, contradicted, following, unfounded

FACTS = load().facts
SIZES = ("small_merchant", "small", "medium", "mid_sized", "large")
PAPERS = ("eco_label", "gr", "green_tech", "women", "haccp")
LARGE = frozenset({"large"})
SMALL = frozenset({"small_merchant"})
ECO = Held(frozenset({"eco_label"}))

VALUES: dict[str, st.SearchStrategy[Value]] = {
    "size": st.frozensets(st.sampled_from(SIZES), min_size=1),
    "certificates": st.frozensets(st.sampled_from(PAPERS)).map(lambda has: Held(has, frozenset(PAPERS) - has)),
    "trade": st.sampled_from(["garment", "restaurant"]).map(lambda option: frozenset([option])),
    "startup": st.booleans(),
    "green": st.booleans(),
    "urban_manufacturer": st.booleans(),
}
TOLD: st.SearchStrategy[Profile] = st.fixed_dictionaries({}, optional=VALUES)


def after(known: Profile, told: Profile) -> Profile:
    """A profile once something is told, as a turn learns it."""
    gone = unfounded(told, known)
    kept = {fact: value for fact, value in known.items() if fact not in gone}
    return {**kept, **following(told, known), **told}


def test_facts_and_options_of_implications_are_declared() -> None:
    for implication in IMPLICATIONS:
        declared = {option.key for option in getattr(FACTS[implication.source], "options", ())}
        assert implication.options <= declared
        assert implication.fact in FACTS


@pytest.mark.parametrize(
    ("told", "fact", "value"),
    [
        ({"size": LARGE}, "startup", False),
        ({"size": LARGE}, "urban_manufacturer", False),
        ({"size": frozenset({"mid_sized"})}, "urban_manufacturer", False),
        ({"certificates": ECO}, "green", True),
        ({"certificates": Held(frozenset({"gr", "haccp"}))}, "green", True),
    ],
)
def test_what_follows_is_taken_with_what_is_told_and_goes_with_it(told: Profile, fact: str, value: bool) -> None:
    known = after({}, told)
    withdrawn: Profile = {"size": SMALL, "certificates": Held(frozenset(), frozenset(PAPERS))}

    assert known[fact] is value
    assert fact not in after(known, withdrawn)
    assert unfounded({}, known, forgotten=told.keys()) >= {fact}


@pytest.mark.parametrize(
    "told",
    [
        {"size": frozenset({"mid_sized", "large"})},
        {"size": SMALL},
        {"certificates": Held(frozenset(), frozenset(PAPERS))},
        {"certificates": Held(frozenset({"haccp", "women"}))},
        {"region": "서울"},
    ],
)
def test_nothing_follows_for_start_ups_and_green_firms_from_what_leaves_it_open(told: Profile) -> None:
    assert not following(told, {}).keys() & {"startup", "green"}


@given(known=TOLD, told=TOLD)
def test_what_is_told_itself_is_never_overridden(known: Profile, told: Profile) -> None:
    assert not following(told, known).keys() & told.keys()
    assert not unfounded(told, known) & told.keys()
    assert {fact: after(known, told)[fact] for fact in told} == dict(told)


@given(known=TOLD, told=TOLD)
def test_facts_of_which_nothing_was_said_stay_as_they_were(known: Profile, told: Profile) -> None:
    implied = {one.fact for one in IMPLICATIONS}
    now = after(known, told)

    assert {fact: value for fact, value in now.items() if fact not in implied | told.keys()} == {
        fact: value for fact, value in known.items() if fact not in implied | told.keys()
    }


@given(told=st.lists(TOLD, max_size=4))
def test_what_nobody_told_is_known_only_while_it_follows(told: list[Profile]) -> None:
    known: Profile = {}
    for one in told:
        known = after(known, one)
    said = {fact for one in told for fact in one}

    for fact in known.keys() - said:
        assert any(one.fact == fact and one.value is known[fact] and one.holds(known) for one in IMPLICATIONS)


def test_words_of_a_trade_do_not_make_a_larger_firm_a_small_manufacturer() -> None:
    assert contradicted({"urban_manufacturer": True}, {"size": frozenset({"mid_sized"})}) == {"urban_manufacturer"}
    assert contradicted({"urban_manufacturer": True, "size": SMALL}, {"size": LARGE}) == frozenset()
    assert contradicted({"urban_manufacturer": True}, {}) == frozenset()


def test_with_another_trade_it_is_open_again_whether_the_firm_makes_things() -> None:
    known: Profile = {"trade": frozenset({"garment"}), "urban_manufacturer": True}

    assert unfounded({"trade": frozenset({"restaurant"})}, known) == {"urban_manufacturer"}
    assert unfounded({"trade": frozenset({"garment", "food"})}, known) == frozenset()
