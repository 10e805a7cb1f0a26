"""The knowledge base: all programs and facts, read from their files and checked against each other."""

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from knowledge import calendar_day, region, strict_yaml
from knowledge.fact import (
    LARGEST,
    Choice,
    DayInterval,
    Fact,
    FactFile,
    Flag,
    Held,
    Interval,
    Number,
    Place,
    Profile,
    Several,
    Since,
    Value,
)
from knowledge.intakes import Intakes
from knowledge.next_question import Interview
from knowledge.panel import Panel
from knowledge.program import Program
from knowledge.program_names import ProgramNames
from knowledge.rule import (
    Above,
    AtLeast,
    AtMost,
    Below,
    Between,
    Clause,
    Elapsed,
    HasAny,
    HasNone,
    In,
    Is,
    Manual,
    clauses,
)
from knowledge.strict_yaml import BadFile, Lines, line_of
from knowledge.understanding import Understanding

HERE = Path(__file__).parent
PROGRAMS = HERE / "programs"
FACTS = HERE / "facts.yaml"


@dataclass(frozen=True)
class Knowledge:
    """Everything that the bot knows about programs; it never changes.

    Args:
        programs: id to program, in the order of their ids.
        facts: id to fact, in the order of facts.yaml.
        version: a hash over all that was read.
        built: the understanding of all this, where there is one already.
    """

    programs: Mapping[str, Program]
    facts: Mapping[str, Fact]
    version: str
    built: Understanding | None = field(default=None, repr=False, compare=False)

    @cached_property
    def understanding(self) -> Understanding:
        """What finds intents, programs and facts in what people write; built on first use, where it was not before."""
        return self.built or Understanding.of(self.programs, self.facts)

    @cached_property
    def for_firms(self) -> tuple[Program, ...]:
        """The programs that there are, or will be, for firms: neither proposals nor mere mentions."""
        return tuple(
            program
            for program in self.programs.values()
            if program.for_firms and program.stage in {"offered", "planned"}
        )

    @cached_property
    def by_group(self) -> Mapping[str, tuple[Program, ...]]:
        """Group to its programs, in the order of their ids."""
        groups: dict[str, list[Program]] = {}
        for program in self.programs.values():
            if program.group is not None:
                groups.setdefault(program.group, []).append(program)
        return {group: tuple(programs) for group, programs in groups.items()}

    @cached_property
    def names(self) -> ProgramNames:
        """The programs by what they are called."""
        return ProgramNames(self.programs.values())

    @cached_property
    def intakes(self) -> Intakes:
        """What all programs take at an instant."""
        return Intakes(self.programs.values())

    @cached_property
    def panel(self) -> Panel:
        """The verdicts over those of ``for_firms`` whose source states a condition, all at once."""
        return Panel(program for program in self.for_firms if program.who.rule is not None)

    @cached_property
    def interview(self) -> Interview:
        """The questions that settle those of ``for_firms`` whose source states a condition."""
        return Interview([program for program in self.for_firms if program.who.rule is not None], self.facts)


def value_of(fact: Fact, written: object) -> Value:
    """Turn a value as files and stored profiles write it into a fact's value.

    Raises:
        ValueError: it is no value of this fact.
    """
    match fact, written:
        case Flag(), bool():
            return written
        case Place(), str() if region.known(written):
            return written
        case Number(), int() | float() if _is_number(written):
            return Interval(float(written), float(written))
        case Number(), [int() | float() as low, int() | float() as high] if (
            _is_number(low) and _is_number(high) and low <= high
        ):
            return Interval(float(low), float(high))
        case Choice(), str():
            groups = {group.key: frozenset(group.options) for group in fact.groups}
            if written in groups:
                return groups[written]
            if any(option.key == written for option in fact.options):
                return frozenset([written])
        case Choice(), [*keys] if keys and all(any(option.key == key for option in fact.options) for key in keys):
            return frozenset(map(str, keys))
        case Several(), [*keys]:
            return _held(fact, keys, [])
        case Several(), dict() if written.keys() <= {"has", "lacks"}:
            return _held(fact, written.get("has", []), written.get("lacks", []))
        case Since(), str():
            day = calendar_day.parse(written)
            return DayInterval(day.first, day.last)
        case Since(), [str() as first, str() as last] if first <= last:
            return DayInterval(dt.date.fromisoformat(first), dt.date.fromisoformat(last))
    raise ValueError(f"{written!r} is no value of the fact {fact.id}")


def _held(fact: Several, has: Iterable[object], lacks: Iterable[object]) -> Held:
    held = Held(frozenset(map(str, has)), frozenset(map(str, lacks)))
    known = {option.key for option in fact.options}
    if not held.has | held.lacks or not held.has | held.lacks <= known or held.has & held.lacks:
        raise ValueError(f"{sorted(held.has)} but not {sorted(held.lacks)} is no value of the fact {fact.id}")
    return held


def _is_number(written: float) -> bool:
    """Whether it is a number that one can count with; True and False are ints, too."""
    return not isinstance(written, bool) and -LARGEST <= written <= LARGEST


def written(value: Value) -> bool | str | list[str] | list[float] | dict[str, list[str]]:
    """Turn a fact's value into what JSON can hold; ``value_of`` reads it back."""
    match value:
        case frozenset():
            return sorted(value)
        case Interval():
            return [value.low, value.high]
        case DayInterval():
            return [value.first.isoformat(), value.last.isoformat()]
        case Held():
            return {"has": sorted(value.has), "lacks": sorted(value.lacks)}
        case _:
            return value


def profile_of(facts: Mapping[str, Fact], stored: Mapping[str, object]) -> Profile:
    """Turn a stored profile into fact values; what is no longer declared, or no longer a value of it, is left out."""
    known: dict[str, Value] = {}
    for fact_id, value in stored.items():
        if fact := facts.get(fact_id):
            try:
                known[fact_id] = value_of(fact, value)
            except ValueError:
                continue
    return known


def _check_rule(path: Path, program: Program, facts: Mapping[str, Fact]) -> None:
    for clause in clauses(program.who.rule) if program.who.rule else ():
        try:
            _check_clause(clause, facts)
        except ValueError as error:
            raise BadFile(path, line_of(path, "id", clause.id), f"the clause {clause.id}: {error}") from error


def _check_clause(clause: Clause, facts: Mapping[str, Fact]) -> None:
    """Refuse, with ValueError, a clause that asks for a fact that there is not, or for a value that it can't have."""
    if isinstance(clause, Manual):
        return
    fact = facts.get(clause.fact)
    if fact is None:
        raise ValueError(f"there is no fact {clause.fact} in facts.yaml")
    match fact, clause:
        case Flag(), Is(value=bool()):
            pass
        case Place(), Is():
            _check_value(fact, clause.value)
        case Choice(), Is(value=str() as option):
            _check_options(fact, [option])
        case Choice(), In():
            _check_options(fact, clause.values)
        case Several(), (HasAny() | HasNone()):
            _check_options(fact, clause.values)
        case Number(), (AtLeast() | AtMost() | Above() | Below()):
            _check_bounds(fact, [clause.value])
        case Number(), Between():
            _check_bounds(fact, [clause.low, clause.high])
        case Since(), Elapsed():
            pass
        case _:
            raise ValueError(f"{clause.op} does not fit the fact {fact.id}")


def _check_options(fact: Choice | Several, options: Sequence[str]) -> None:
    if doubled := sorted({option for option in options if options.count(option) > 1}):
        raise ValueError(f"named twice: {', '.join(doubled)}")
    for option in options:
        if isinstance(fact, Choice) and any(group.key == option for group in fact.groups):
            raise ValueError(f"{option!r} is a group of the fact {fact.id}: name its options")
        if all(known.key != option for known in fact.options):
            raise ValueError(f"{option!r} is no value of the fact {fact.id}")


def _check_bounds(fact: Number, bounds: Sequence[float]) -> None:
    for bound in bounds:
        if not fact.least <= bound <= fact.most:
            raise ValueError(f"no {fact.id} is {bound:g}: it lies between {fact.least:g} and {fact.most:g}")


def _check_scenarios(path: Path, program: Program, facts: Mapping[str, Fact]) -> None:
    for scenario in program.scenarios:
        for fact_id, value in scenario.facts.items():
            try:
                if fact_id not in facts:
                    raise ValueError(f"unknown fact: {fact_id}")
                _check_value(facts[fact_id], list(value) if isinstance(value, tuple) else value)
            except ValueError as error:
                line = line_of(path, "name", scenario.name)
                raise BadFile(path, line, f"the scenario {scenario.name!r}: {error}") from error


def _check_value(fact: Fact, value: object) -> None:
    """Refuse a value that a file may not give, with ValueError that says how a place is written."""
    if isinstance(fact, Place) and not (isinstance(value, str) and region.known(value)):
        raise ValueError(f"{value!r} is no place that is known: write 서울 or 서울 금천구")
    value_of(fact, value)


def read_facts() -> tuple[dict[str, Fact], Lines]:
    """Read facts.yaml: id to fact, and where each stands.

    Raises:
        BadFile: it can't be used.
    """
    declared, lines = strict_yaml.read_with_lines(FACTS, FactFile)
    return {fact.id: fact for fact in declared.facts}, lines


def program_files(folder: Path) -> list[Path]:
    """Return the program files of a folder, in the order of their names.

    Raises:
        BadFile: there is no such folder, or none in it.
    """
    if not folder.is_dir():
        raise BadFile(folder, 1, "there is no such folder of program files")
    if not (paths := sorted(folder.glob("*.yaml"))):
        raise BadFile(folder, 1, "the folder has no program files")
    return paths


def read_program(path: Path, facts: Mapping[str, Fact]) -> tuple[Program, Lines]:
    """Read one program file: the program, and where its parts stand.

    Raises:
        BadFile: it can't be used; it names file, line and what is wrong.
    """
    program, lines = strict_yaml.read_with_lines(path, Program)
    if program.id != path.stem:
        raise BadFile(path, lines.of("id"), f"the id {program.id} differs from the file's name")
    _check_rule(path, program, facts)
    _check_scenarios(path, program, facts)
    return program, lines


def load(folder: Path = PROGRAMS) -> Knowledge:
    """Read facts.yaml and every program file in ``folder``.

    Raises:
        BadFile: a file can't be used; it names file, line and what is wrong.
    """
    facts, _ = read_facts()
    digest = hashlib.sha256(FACTS.read_bytes())
    programs: dict[str, Program] = {}
    for path in program_files(folder):
        program, _ = read_program(path, facts)
        programs[program.id] = program
        digest.update(path.read_bytes())
    return Knowledge(programs, facts, digest.hexdigest()[:12])
