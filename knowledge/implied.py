"""What follows from what an owner told, and falls with it: a large firm is no start-up, one with an eco-label green.

What follows is kept in the profile like what was told, so that every reader of it, the database's conditions too, finds
it there. It gives way to what the owner says of the fact itself, and is dropped as soon as that is no longer so from
which it followed. Nothing follows from the lack of a certificate: a firm without an eco-label may well be green.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from knowledge.fact import Held, Profile, Value


@dataclass(frozen=True)
class Implication:
    """A value that a fact has wherever another fact is told so.

    Args:
        source: id of the fact from which it follows.
        options: of a choice, nothing but these is possible; of several things, the firm has one of these.
        fact: id of the fact that follows.
        value: its value then.
    """

    source: str
    options: frozenset[str]
    fact: str
    value: bool

    def holds(self, profile: Profile) -> bool:
        """Return whether it follows from what is known of a firm."""
        match profile.get(self.source):
            case frozenset() as possible:
                return bool(possible) and possible <= self.options
            case Held(has):
                return bool(has & self.options)
            case _:
                return False


IMPLICATIONS = (
    Implication("size", frozenset({"large"}), "startup", value=False),
    # 소공인 are the 소상공인 among manufacturers: 도시형소공인 지원에 관한 특별법, 제2조.
    Implication("size", frozenset({"medium", "mid_sized", "large"}), "urban_manufacturer", value=False),
    Implication("certificates", frozenset({"eco_label", "gr", "green_tech"}), "green", value=True),
)
_TOLD_BY_A_TRADE = {"trade": "urban_manufacturer"}
"""Who says "옷 만들어요" tells both; who sets the trade right may never have made anything."""


def following(told: Profile, known: Profile) -> Mapping[str, Value]:
    """Return what follows from facts that are told now; not of facts that are told themselves.

    Args:
        told: what is told, or supposed.
        known: what was known before.
    """
    after = {**known, **told}
    return {
        one.fact: one.value
        for one in IMPLICATIONS
        if one.source in told and one.fact not in told and one.holds(after) and known.get(one.fact) is not one.value
    }


def unfounded(told: Profile, known: Profile, forgotten: Collection[str] = ()) -> frozenset[str]:
    """Return ids of the known facts that followed from what is no longer so.

    Args:
        told: what is told now.
        known: what was known before.
        forgotten: ids of the facts that shall be forgotten now.
    """
    after = {fact: value for fact, value in {**known, **told}.items() if fact not in forgotten}
    fallen = {
        one.fact
        for one in IMPLICATIONS
        if known.get(one.fact) is one.value and one.holds(known) and not one.holds(after)
    }
    fallen |= {
        fact
        for source, fact in _TOLD_BY_A_TRADE.items()
        if fact in known and isinstance(before := known.get(source), frozenset)
        if isinstance(now := told.get(source), frozenset) and not before & now
    }
    still = {one.fact for one in IMPLICATIONS if one.holds(after)}
    return frozenset(fallen - still - told.keys())


def contradicted(told: Profile, known: Profile) -> frozenset[str]:
    """Return ids of told facts that can't be so: words of a trade tell a 소공인, unless the firm is too large for one.

    Args:
        told: what words tell.
        known: what was known before.
    """
    after = {**known, **told}
    return frozenset(
        one.fact
        for one in IMPLICATIONS
        if one.fact in _TOLD_BY_A_TRADE.values() and told.get(one.fact) is (not one.value) and one.holds(after)
    )
