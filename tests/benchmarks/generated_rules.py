"""Programs with rules, as many as wanted: those of the files over and over, or each with a rule of its own."""

import itertools
import random
from collections.abc import Iterator, Mapping

from knowledge import region
from knowledge.fact import Fact, Flag, Profile, Value
from knowledge.program import Participation, Program
from tests.knowledge.sample import clause

SEED = 20200925
_SIZES = ("small_merchant", "small", "medium", "mid_sized", "large")
_TRADES = ("garment", "jewellery", "food", "retail", "software")
_HEADS = (4, 5, 9, 10, 49, 50, 99, 299)


def repeated(real: Mapping[str, Program], count: int) -> list[Program]:
    """``count`` programs with the rules of the ``real`` ones; the rules are shared in memory."""
    ruled = [program for program in real.values() if program.who.rule is not None]
    models = itertools.islice(itertools.cycle(ruled), count)
    return [program.model_copy(update={"id": f"{program.id}-{number}"}) for number, program in enumerate(models)]


def different(real: Mapping[str, Program], facts: Mapping[str, Fact], count: int) -> list[Program]:
    """``count`` programs, nearly all with rules of their own: a place, one to three flags, often a size or a number."""
    chance = random.Random(SEED)
    model = next(program for program in real.values() if program.who.rule is not None)
    flags = [fact.id for fact in facts.values() if isinstance(fact, Flag)]
    made = []
    for number in range(count):
        rule = {"all": list(_clauses(chance, flags))}
        written = {"text": model.who.text, "paragraph": 1, "complete": True, "rule": rule}
        who = Participation.model_validate(written)
        made.append(model.model_copy(update={"id": f"different-{number}", "who": who}))
    return made


def _clauses(chance: random.Random, flags: list[str]) -> Iterator[dict[str, object]]:
    yield clause("place", "is", fact="region", value=chance.choice(region.places()))
    if chance.random() < 0.7:
        yield clause("size", "in", fact="size", values=chance.sample(_SIZES, chance.choice([2, 3])))
    for flag in chance.sample(flags, chance.choice([1, 2, 3])):
        yield clause(flag, "is", fact=flag, value=True, spelled_out=chance.random() < 0.7)
    if chance.random() < 0.6:
        yield clause("few", "at_most", fact="employees", value=chance.choice(_HEADS))
    if chance.random() < 0.4:
        yield clause("trade", "in", fact="trade", values=chance.sample(_TRADES, 2))


def profiles(answers: Mapping[str, tuple[Value, ...]], count: int) -> list[Profile]:
    """``count`` owners who have told some facts, from none to all."""
    chance = random.Random(SEED)
    told = (chance.sample(sorted(answers), chance.randrange(len(answers) + 1)) for _ in range(count))
    return [{fact: chance.choice(answers[fact]) for fact in facts} for facts in told]
