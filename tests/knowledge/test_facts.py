"""Facts and their values, and how a profile is stored and read again."""

import json
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from knowledge.base import PROGRAMS, Knowledge, load, profile_of, value_of, written
from knowledge.fact import (
    Choice,
    DayInterval,
    Fact,
    FactFile,
    Flag,
    Held,
    Interval,
    Number,
    Place,
    Several,
    Since,
    Value,
)
from knowledge.strict_yaml import BadFile, read
from tests.knowledge.sample import line_with, program_file

KNOWN = load()


def values_of(fact: Fact) -> st.SearchStrategy[Value]:
    """Any value that ``fact`` may have."""
    match fact:
        case Flag():
            return st.booleans()
        case Place():
            return st.sampled_from(["서울", "서울 금천구", "충남 천안시"])
        case Number():
            return st.tuples(st.integers(0, 10**6), st.integers(0, 10**6)).map(
                lambda bounds: Interval(float(min(bounds)), float(max(bounds)))
            )
        case Choice():
            return st.frozensets(st.sampled_from([option.key for option in fact.options]), min_size=1)
        case Several():
            return st.dictionaries(
                st.sampled_from([option.key for option in fact.options]), st.booleans(), min_size=1
            ).map(
                lambda told: Held(
                    frozenset(thing for thing, had in told.items() if had),
                    frozenset(thing for thing, had in told.items() if not had),
                )
            )
        case Since():
            return st.tuples(st.dates(), st.dates()).map(lambda days: DayInterval(min(days), max(days)))


PROFILES = st.fixed_dictionaries({}, optional={fact.id: values_of(fact) for fact in KNOWN.facts.values()})
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=5,
)


@given(PROFILES)
def test_a_profile_that_was_stored_as_json_comes_back(profile: dict[str, Value]) -> None:
    stored = json.loads(json.dumps({fact: written(value) for fact, value in profile.items()}))

    assert profile_of(KNOWN.facts, stored) == profile


@given(st.dictionaries(st.sampled_from([*KNOWN.facts, "gone"]), JSON, max_size=6))
def test_what_a_stored_profile_can_no_longer_mean_is_left_out(stored: dict[str, object]) -> None:
    profile = profile_of(KNOWN.facts, stored)

    assert profile.keys() <= KNOWN.facts.keys() & stored.keys()
    for fact_id, value in profile.items():
        assert value_of(KNOWN.facts[fact_id], json.loads(json.dumps(written(value)))) == value


@pytest.mark.parametrize(
    ("fact", "value", "expected"),
    [
        ("green", True, True),
        ("region", "서울 금천구", "서울 금천구"),
        ("employees", 7, Interval(7, 7)),
        ("employees", [5, 9], Interval(5, 9)),
        ("size", "small", frozenset({"small"})),
        ("size", "sme", frozenset({"small_merchant", "small", "medium"})),
        ("size", ["small", "large"], frozenset({"small", "large"})),
    ],
)
def test_a_value_is_read_as_files_and_profiles_write_it(fact: str, value: object, expected: Value) -> None:
    assert value_of(KNOWN.facts[fact], value) == expected


@pytest.mark.parametrize(
    ("fact", "value"),
    [
        ("green", "yes"), ("green", 1), ("green", None), ("region", True), ("region", ["서울"]), ("employees", "7"),
        ("employees", True), ("employees", [5, True]), ("employees", [9, 5]), ("employees", [1, 2, 3]),
        ("employees", float("nan")), ("employees", []), ("size", "huge"), ("size", []), ("size", [["small"]]),
        ("size", ["small", "huge"]), ("size", True),
    ],
)  # fmt: skip
def test_a_value_of_another_kind_is_refused(fact: str, value: object) -> None:
    with pytest.raises(ValueError, match=f"is no value of the fact {fact}"):
        value_of(KNOWN.facts[fact], value)


def test_a_group_may_only_name_options_of_its_choice() -> None:
    words = {"ko": "규모", "en": "size"}
    size = {"id": "size", "kind": "choice", "label": words, "question": words}
    options = [{"key": "small", "label": words}, {"key": "large", "label": words}]
    group = {"key": "any", "label": words, "options": ["small", "huge"]}

    with pytest.raises(ValidationError, match="the group any names options that size lacks: huge"):
        FactFile.model_validate({"facts": [{**size, "options": options, "groups": [group]}]})


def loaded(folder: Path, *replaced: tuple[str, str], name: str = "sample-fair") -> Knowledge:
    program_file(folder, *replaced, name=name)
    return load(folder)


def test_a_folder_with_one_right_file_is_read(tmp_path: Path) -> None:
    known = loaded(tmp_path)

    assert list(known.programs) == ["sample-fair"]
    assert known.facts == KNOWN.facts


@pytest.mark.parametrize(
    ("old", "new", "sentence", "line"),
    [
        ("fact: region", "fact: planet", "the clause place: there is no fact planet in facts.yaml", "id: place"),
        ("op: is, fact: region, value: 서울", "op: is, fact: region, value: true", "the clause place", "id: place"),
        ("fact: region, value: 서울", "fact: region, value: 서울시", "the clause place", "id: place"),
        ("fact: region, value: 서울", "fact: region, value: 화성", "the clause place", "id: place"),
        ("[small, medium]", "[small, tiny]", "the clause sme: 'tiny' is no", "id: sme"),
        # A group stands for several options: as the value of a clause it would hold for nobody.
        ("[small, medium]", "[small, sme]", "the clause sme", "id: sme"),
        ("op: is, fact: region, value: 서울", "op: at_least, fact: region, value: 3", "does not fit", "id: place"),
        ("op: is, fact: region, value: 서울", "op: is, fact: employees, value: 서울", "does not fit", "id: place"),
        ("op: is, fact: region, value: 서울", "op: in, fact: green, values: [a, b]", "the clause place", "id: place"),
        ("{size: small}", "{size: tiny}", "'small firm somewhere': 'tiny' is no value", "name: small firm somewhere"),
        ("{size: small}", "{planet: earth}", "'small firm somewhere': unknown fact: planet", "small firm somewhere"),
        ("{region: 부산, ", "{region: 화성, ", "'small firm in Busan'", "name: small firm in Busan"),
        ("id: sample-fair", "id: other-fair", "the id other-fair differs from the file's name", "id: other-fair"),
        ("kind: dated", "kind: sometimes", "windows", "kind: sometimes"),
        ("verdict: unknown", "verdict: maybe", "scenarios.2.verdict", "verdict: maybe"),
        ("id: sme", "id: place", "used twice as an id: place", None),
        ("of: application", "of: event", "no window says when to apply", None),
        ("english: Sample fair", "english: Sample fair\nphone: 02-123", "phone: Extra inputs", "phone: 02-123"),
        ("topic: fee", "topic: fees", "not_stated.0.topic", "topic: fees"),
        ("  - {name: small firm in Busan", "  # - {name: small firm in Busan", "at least three scenarios", None),
    ],
)
def test_a_bad_program_file_is_refused_with_file_line_and_sentence(
    tmp_path: Path, old: str, new: str, sentence: str, line: str | None
) -> None:
    path = program_file(tmp_path, (old, new))

    with pytest.raises(BadFile) as refusal:
        load(tmp_path)

    assert sentence in refusal.value.sentence
    assert refusal.value.path == path
    assert refusal.value.line == (line_with(path, line) if line else 1)


def test_the_line_is_that_of_the_clause_even_where_its_id_stands_elsewhere_too(tmp_path: Path) -> None:
    path = program_file(tmp_path, ("id: place", "id: fair"), ("open: [place]", "open: [fair]"), ("서울, p", "화성, p"))

    with pytest.raises(BadFile) as refusal:
        load(tmp_path)

    assert refusal.value.line == line_with(path, "id: fair,")


def test_a_folder_that_is_missing_or_empty_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="no such folder"):
        load(tmp_path / "missing")
    with pytest.raises(BadFile, match="has no program files"):
        load(tmp_path)


def test_one_bad_file_among_the_built_in_ones_is_named(tmp_path: Path) -> None:
    folder = shutil.copytree(PROGRAMS, tmp_path / "programs")
    broken = folder / "brand-k.yaml"
    broken.write_text(broken.read_text("utf-8") + "id: brand-k\n", encoding="utf-8")

    with pytest.raises(BadFile, match=r"brand-k\.yaml:\d+: the key 'id' stands twice"):
        load(folder)


def test_the_version_changes_with_any_file_and_only_then(tmp_path: Path) -> None:
    first = loaded(tmp_path).version

    assert loaded(tmp_path).version == first
    assert loaded(tmp_path, ("시험 판매전", "시험 장터")).version != first
    assert load().version == KNOWN.version


def test_facts_are_declared_once() -> None:
    declared = read(PROGRAMS.parent / "facts.yaml", FactFile).facts

    assert len({fact.id for fact in declared}) == len(declared) == len(KNOWN.facts)


def test_every_question_asks_one_thing() -> None:
    for fact in KNOWN.facts.values():
        assert fact.question.ko.count("?") == fact.question.en.count("?") == 1, fact.id
