"""What makes two rules the same: all but their words and where in the source they stand."""

from collections.abc import Callable, Hashable
from functools import cache
from operator import attrgetter

from knowledge.rule import All, AnyOf, AtLeastN, Clause, Not, Rule

_WORDS = frozenset({"id", "label", "paragraph"})


def shape_of(rule: Rule) -> Hashable:
    """Return something that is equal for rules that give the same verdict on everybody because they say the same."""
    match rule:
        case All():
            return ("all", *map(shape_of, rule.all))
        case AnyOf():
            return ("any", *map(shape_of, rule.any))
        case Not():
            return ("not", shape_of(rule.not_))
        case AtLeastN():
            return (rule.n, *map(shape_of, rule.of))
        case _:
            return _compared(type(rule))(rule)


@cache
def _compared(kind: type[Clause]) -> Callable[[Clause], Hashable]:
    """What takes from a clause all but its words."""
    return attrgetter(*(name for name in kind.model_fields if name not in _WORDS))
