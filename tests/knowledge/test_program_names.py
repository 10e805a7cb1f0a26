"""Programs by what somebody calls them: the same as going through all their names."""

from hypothesis import given
from hypothesis import strategies as st

from knowledge.base import load
from knowledge.program_names import ProgramNames, letters

KNOWLEDGE = load()
PROGRAMS = tuple(KNOWLEDGE.programs.values())
NAMES = ProgramNames(PROGRAMS)
ALL_NAMES = sorted({name for program in PROGRAMS for name in (program.name, *program.aliases)})
PARTS = st.sampled_from(ALL_NAMES).flatmap(
    lambda name: st.tuples(st.integers(0, len(name)), st.integers(0, len(name))).map(
        lambda ends: name[min(ends) : max(ends)]
    )
)


@given(words=st.one_of(st.sampled_from(ALL_NAMES), PARTS, st.text(max_size=6)))
def test_names_are_found_as_by_going_through_them_all(words: str) -> None:
    said = letters(words)
    known = {program.id: [letters(name) for name in (program.name, *program.aliases)] for program in PROGRAMS}

    assert NAMES.called(words) == tuple(program for program, names in known.items() if said in names)
    assert NAMES.holding(words) == tuple(
        program for program, names in known.items() if said and any(said in name for name in names)
    )


def test_no_more_are_looked_for_than_are_wanted() -> None:
    assert NAMES.holding("서울", most=2) == NAMES.holding("서울")[:2]
    assert len(NAMES.holding("서울")) > 2


def test_spaces_and_capitals_make_no_difference() -> None:
    (program,) = NAMES.called("브랜드K") or NAMES.holding("브랜드K")

    assert NAMES.holding(" 브랜드 k ") == (program,)


def test_the_programs_of_a_group_are_those_that_say_so() -> None:
    groups = {program.group for program in PROGRAMS if program.group is not None}

    assert groups
    assert KNOWLEDGE.by_group == {
        group: tuple(program for program in PROGRAMS if program.group == group) for group in groups
    }
