"""The table of all outcomes of a rule, and what the lint tells from it: rules and clauses that can't be meant."""

import datetime as dt
import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.base import read_facts
from knowledge.fact import DayInterval, Fact, Held, Interval, Number, Profile, Value
from knowledge.lint.mutation import of_rule
from knowledge.lint.outcomes import Answered, TooMany
from knowledge.lint.report import check
from knowledge.rule import Manual, clauses
from knowledge.verdict import Verdict, judge
from tests.knowledge.sample import TODAY, clause, line_with, program_file, program_of, rule_of

Written = dict[str, object]

_DECLARED = read_facts()[0]
_EMPLOYEES = _DECLARED["employees"]
assert isinstance(_EMPLOYEES, Number)
FACTS: dict[str, Fact] = {**_DECLARED, "employees": _EMPLOYEES.model_copy(update={"whole": True})}


def _intervals(most: int) -> Iterator[Interval]:
    for low in range(most + 1):
        yield from (Interval(low, high) for high in range(low, most + 1))


def _spans() -> Iterator[DayInterval]:
    days = [TODAY - dt.timedelta(days=number) for number in range(4)]
    for first in days:
        yield from (DayInterval(first, last) for last in days if first <= last)


# Whatever an owner may tell of each fact, within the bounds that the rules below have.
_TOLD: dict[str, list[Value]] = {
    "green": [True, False],
    "region": ["서울", "서울 금천구", "서울 강남구", "부산"],
    "employees": list(_intervals(4)),
    "founded": list(_spans()),
    "certificates": [
        Held(frozenset(has), frozenset(lacks))
        for has in ((), ("iso",), ("haccp",), ("iso", "haccp"))
        for lacks in ((), ("iso",), ("haccp",), ("iso", "haccp"))
        if (has or lacks) and not set(has) & set(lacks)
    ],
}
_THINGS = st.lists(st.sampled_from(["iso", "haccp"]), min_size=1, max_size=2, unique=True)
_CLAUSES = st.one_of(
    st.builds(lambda value: clause("c", "is", fact="green", value=value), st.booleans()),
    st.builds(lambda value: clause("c", "is", fact="region", value=value), st.sampled_from(["서울", "서울 금천구"])),
    st.builds(lambda op, value: clause("c", op, fact="employees", value=value),
              st.sampled_from(["at_least", "at_most", "above", "below"]), st.integers(0, 3)),
    st.builds(lambda bound, days: clause("c", "elapsed", fact="founded", unit="days", **{bound: days}),
              st.sampled_from(["at_least", "at_most", "below"]), st.integers(1, 2)),
    st.builds(lambda op, values: clause("c", op, fact="certificates", values=values),
              st.sampled_from(["has_any", "has_none"]), _THINGS),
    st.just(clause("c", "manual")),
)  # fmt: skip
_MARKED = st.builds(
    lambda written, spelled_out: written if written["op"] == "manual" else {**written, "spelled_out": spelled_out},
    _CLAUSES,
    st.sampled_from([True, True, False]),
)


def _groups(inner: st.SearchStrategy[Written]) -> st.SearchStrategy[Written]:
    several = st.lists(inner, min_size=2, max_size=3)
    return st.one_of(
        st.builds(lambda parts: {"all": parts}, several),
        st.builds(lambda parts: {"any": parts}, several),
        st.builds(lambda part: {"not": part}, inner),
        st.builds(lambda n, parts: {"n": min(n, len(parts)), "of": parts}, st.integers(1, 3), several),
    )


def _named(written: Written, number: Iterator[int]) -> Written:
    """The rule with an id of its own for each clause, as a file must give."""
    if "op" in written:
        return {**written, "id": f"c{next(number)}"}
    return {
        key: [_named(part, number) for part in inner]
        if isinstance(inner, list)
        else _named(inner, number)
        if isinstance(inner, dict)
        else inner
        for key, inner in written.items()
    }


_RULES = st.recursive(_MARKED, _groups, max_leaves=5).map(lambda written: _named(written, itertools.count()))


def _profiles(*rules: Written) -> Iterator[Profile]:
    """Every profile of the facts that the rules ask for."""
    asked = {part.fact for rule in rules for part in clauses(rule_of(rule)) if not isinstance(part, Manual)}
    told = [[(fact, value) for value in [None, *_TOLD[fact]]] for fact in sorted(asked)]
    for chosen in itertools.product(*told):
        yield {fact: value for fact, value in chosen if value is not None}


def _few(*rules: Written) -> bool:
    """Whether all profiles can be tried in a moment."""
    asked = {part.fact for rule in rules for part in clauses(rule_of(rule)) if not isinstance(part, Manual)}
    return len(asked) <= 2


def _outcome(rule: Written, profile: Profile) -> tuple[Verdict, frozenset[str]]:
    judged = judge(program_of(rule), profile, TODAY)
    return judged.verdict, frozenset(reason.clause.id for reason in judged.open)


@settings(max_examples=60, deadline=None)
@given(_RULES.filter(_few))
def test_the_outcomes_of_a_rule_are_those_of_its_verdicts(written: Written) -> None:
    rule = rule_of(written)
    outcomes = Answered(FACTS, [rule], TODAY).outcomes(rule)

    verdicts = {_outcome(written, profile)[0] for profile in _profiles(written)}

    assert bool(outcomes.yes.any()) == (Verdict.YES in verdicts)
    assert bool(outcomes.no.any()) == (Verdict.NO in verdicts)
    assert bool((~outcomes.yes & ~outcomes.no).any()) == (Verdict.UNKNOWN in verdicts)


@settings(max_examples=100, deadline=None)
@given(st.tuples(_RULES, _RULES).filter(lambda two: _few(*two)))
def test_rules_are_the_same_where_no_profile_tells_them_apart(two: tuple[Written, Written]) -> None:
    one, other = rule_of(two[0]), rule_of(two[1])
    answered = Answered(FACTS, [one, other], TODAY)

    same = answered.outcomes(one).same(answered.outcomes(other))

    apart = [profile for profile in _profiles(*two) if _outcome(two[0], profile) != _outcome(two[1], profile)]
    assert same == (not apart)


@settings(max_examples=40, deadline=None)
@given(_RULES.filter(_few))
def test_a_change_counts_as_one_that_nobody_notices_only_where_no_profile_does(written: Written) -> None:
    rule = rule_of(written)
    profiles = list(_profiles(written))
    told = [_outcome(written, profile) for profile in profiles]

    for mutant in of_rule(rule):
        if mutant.rule is not None:
            changed = mutant.rule.model_dump(by_alias=True)
            answered = Answered(FACTS, [rule, mutant.rule], TODAY)
            same = answered.outcomes(rule).same(answered.outcomes(mutant.rule))
            apart = any(_outcome(changed, profile) != was for profile, was in zip(profiles, told, strict=True))
            assert same == (not apart)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (clause("c", "at_least", fact="employees", value=5), clause("c", "above", fact="employees", value=4)),
        (clause("c", "elapsed", fact="founded", at_least=1),
         clause("c", "elapsed", fact="founded", unit="months", at_least=12)),
        ({"not": {"not": clause("c", "is", fact="green", value=True)}}, clause("c", "is", fact="green", value=True)),
        ({"n": 1, "of": [clause("c", "is", fact="green", value=True), clause("d", "manual")]},
         {"any": [clause("d", "manual"), clause("c", "is", fact="green", value=True)]}),
    ],
)  # fmt: skip
def test_a_rule_may_be_written_in_another_way(one: Written, other: Written) -> None:
    rules = [rule_of(one), rule_of(other)]
    answered = Answered(FACTS, rules, TODAY)

    assert answered.outcomes(rules[0]).same(answered.outcomes(rules[1]))


def test_a_rule_with_too_many_outcomes_is_not_searched() -> None:
    flags = [fact.id for fact in _DECLARED.values() if fact.kind == "flag"]
    parts = [clause(fact, "is", fact=fact, value=True) for fact in flags]
    parts += [clause(f"c{number}", "elapsed", fact="founded", at_least=number) for number in range(1, 30)]
    parts += [clause(f"e{number}", "at_least", fact="employees", value=number) for number in range(1, 30)]

    with pytest.raises(TooMany):
        Answered(FACTS, [rule_of({"all": parts})], TODAY)


# In files


def rule_findings(folder: Path, rule: str, scenarios: str | None = None) -> tuple[Path, list[tuple[str, int, str]]]:
    """What the lint says of a rule; nobody meets it or everybody does, where no scenario shows otherwise."""
    path = program_file(folder)
    text = path.read_text(encoding="utf-8")
    before, _, after = text.partition("  rule:\n")
    kept = "gives: []" + after.partition("gives: []")[2]
    path.write_text(f"{before}  rule:\n{rule}{kept}", encoding="utf-8")
    if scenarios is not None:
        whole = path.read_text(encoding="utf-8")
        path.write_text(whole.partition("scenarios:\n")[0] + f"scenarios:\n{scenarios}", encoding="utf-8")
    report = check(path.parent)
    about = ("no firm", "every firm", "the others", "the rule has too many")
    return path, [
        (finding.severity, finding.line, finding.sentence)
        for finding in report.findings
        if finding.sentence.startswith(about)
    ]


_LABEL = "paragraph: 2, label: {ko: 조건, en: condition}}"


def test_a_rule_that_no_firm_meets_is_an_error(tmp_path: Path) -> None:
    rule = f"""\
    all:
      - {{id: few, op: below, fact: employees, value: 5, {_LABEL}
      - {{id: many, op: at_least, fact: employees, value: 5, {_LABEL}
"""
    path, found = rule_findings(tmp_path, rule)

    assert found == [("error", line_with(path, "rule:"), "no firm can meet the rule")]


@pytest.mark.parametrize("value", ["서울", "서울 금천구"])
def test_a_rule_that_every_firm_meets_is_an_error(tmp_path: Path, value: str) -> None:
    rule = f"""\
    any:
      - {{id: here, op: is, fact: region, value: {value}, {_LABEL}
      - not: {{id: there, op: is, fact: region, value: {value}, {_LABEL}
"""
    path, found = rule_findings(tmp_path, rule)

    assert found == [("error", line_with(path, "rule:"), "every firm meets the rule")]


def test_a_rule_for_a_person_to_judge_is_not_one_that_every_firm_meets(tmp_path: Path) -> None:
    _, found = rule_findings(tmp_path, f"    {{id: judged, op: manual, {_LABEL}\n")

    assert found == []


@pytest.mark.parametrize(
    ("first", "second", "implied"),
    [
        ("op: is, fact: region, value: 서울", "op: is, fact: region, value: 서울 금천구", ["first"]),
        ("op: at_most, fact: employees, value: 9", "op: below, fact: employees, value: 5", ["first"]),
        ("op: in, fact: size, values: [small, medium]", "op: is, fact: size, value: small", ["first"]),
        ("op: has_any, fact: certificates, values: [iso, haccp]",
         "op: has_any, fact: certificates, values: [iso]", ["first"]),
        ("op: elapsed, fact: founded, at_least: 1",
         "op: elapsed, fact: founded, unit: months, at_least: 13", ["first"]),
        ("op: is, fact: green, value: true", "op: is, fact: green, value: true", ["first", "second"]),
        # On the day of the notice they are the same, on any other they are not.
        ("op: elapsed, fact: founded, at_least: 3",
         "op: elapsed, fact: founded, at_least: 3, on: 2020-09-23", []),
        # One stated, one only suggested: without the first, a firm in Busan would not be told no.
        ("op: is, fact: region, value: 서울", "op: is, fact: region, value: 서울 금천구, spelled_out: false", []),
        ("op: is, fact: green, value: true", "op: is, fact: startup, value: true", []),
        ("op: is, fact: green, value: true", "op: manual", []),
    ],
)  # fmt: skip
def test_a_clause_that_the_others_imply_is_a_warning(
    tmp_path: Path, first: str, second: str, implied: list[str]
) -> None:
    rule = f"    all:\n      - {{id: first, {first}, {_LABEL}\n      - {{id: second, {second}, {_LABEL}\n"

    path, found = rule_findings(tmp_path, rule)

    assert found == [
        ("warning", line_with(path, f"id: {name}"), f"the others imply {name}: without it, every verdict is the same")
        for name in implied
    ]


def test_a_rule_with_too_many_outcomes_is_a_warning(tmp_path: Path) -> None:
    flags = [fact.id for fact in _DECLARED.values() if fact.kind == "flag"]
    parts = [f"      - {{id: {fact}-x, op: is, fact: {fact}, value: true, {_LABEL}\n" for fact in flags]
    parts += [
        f"      - {{id: {fact}-{number}, op: {op}, fact: {fact}, {bound}: {number}, {_LABEL}\n"
        for number in range(1, 30)
        for fact, op, bound in (("founded", "elapsed", "at_least"), ("employees", "at_least", "value"))
    ]
    path, found = rule_findings(tmp_path, "    all:\n" + "".join(parts))

    assert found == [("warning", line_with(path, "rule:"), "the rule has too many outcomes to search them all")]
