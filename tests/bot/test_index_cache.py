"""The file that keeps the search index and the learned model from one start to the next."""

import errno
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot import index_cache
from knowledge.base import Knowledge, load
from knowledge.fact import Fact
from knowledge.program import Program
from knowledge.understanding import Understanding

SAID = "서울인데 쏠쏠마켓 언제까지 신청해요? 수수료는요?"


@pytest.fixture(scope="module")
def loaded() -> Knowledge:
    """The programs, with understanding built."""
    knowledge = load()
    _ = knowledge.understanding
    return knowledge


def fresh(knowledge: Knowledge) -> Knowledge:
    """The same as it is right after loading, with nothing built."""
    return replace(knowledge, built=None)


@pytest.fixture
def builds(loaded: Knowledge, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Has an entry for each time that the understanding was built; the one of ``loaded`` stands in for it."""
    counted: list[str] = []
    understanding = loaded.understanding

    def built(programs: Mapping[str, Program], facts: Mapping[str, Fact]) -> Understanding:
        counted.append("built")
        return understanding

    monkeypatch.setattr(Understanding, "of", built)
    return counted


def files(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def test_in_an_empty_folder_the_index_is_built_and_kept(loaded: Knowledge, tmp_path: Path, builds: list[str]) -> None:
    ready = index_cache.indexed(fresh(loaded), tmp_path)

    assert builds == ["built"]
    assert files(tmp_path) == [f"index-{loaded.version}.bin"]
    assert ready.understanding is loaded.understanding


def test_a_folder_that_is_not_there_yet_is_made(loaded: Knowledge, tmp_path: Path) -> None:
    index_cache.indexed(loaded, tmp_path / "var")

    assert files(tmp_path / "var") == [f"index-{loaded.version}.bin"]


def test_the_next_start_reads_what_was_kept_and_understands_the_same(
    loaded: Knowledge, tmp_path: Path, builds: list[str]
) -> None:
    index_cache.indexed(fresh(loaded), tmp_path)
    builds.clear()

    again = index_cache.indexed(fresh(loaded), tmp_path)

    assert builds == []
    assert again.understanding is not loaded.understanding
    assert again.understanding.read(SAID) == loaded.understanding.read(SAID)
    assert again.understanding.explain(SAID) == loaded.understanding.explain(SAID)


@pytest.mark.parametrize(
    "damage",
    [
        lambda kept: kept[:0],
        lambda kept: kept[:5],
        lambda kept: kept[: len(kept) // 2],
        lambda kept: kept[:-1],
        lambda kept: b"\xff" * 8 + kept[8:],
        lambda kept: kept[:1000] + bytes([kept[1000] ^ 1]) + kept[1001:],
        lambda kept: kept[:-1000] + bytes([kept[-1000] ^ 1]) + kept[-999:],
    ],
    ids=["empty", "a few bytes", "half of it", "one byte less", "a wrong length", "a bit of the index", "of the model"],
)
def test_a_damaged_file_is_built_again_and_written_over(
    loaded: Knowledge, tmp_path: Path, builds: list[str], damage: object
) -> None:
    index_cache.indexed(fresh(loaded), tmp_path)
    file = tmp_path / f"index-{loaded.version}.bin"
    whole = file.read_bytes()
    assert callable(damage)
    file.write_bytes(damage(whole))
    builds.clear()

    with capture_logs() as logs:
        index_cache.indexed(fresh(loaded), tmp_path)

    assert builds == ["built"]
    assert [line["event"] for line in logs] == ["index_cache.built_again"]
    assert file.read_bytes() == whole


def test_another_version_of_the_knowledge_has_its_own_index_and_the_old_one_goes(
    loaded: Knowledge, tmp_path: Path, builds: list[str]
) -> None:
    index_cache.indexed(fresh(loaded), tmp_path)
    (tmp_path / "pallobot.keys").write_text("stays")
    builds.clear()

    index_cache.indexed(replace(loaded, built=None, version="another"), tmp_path)

    assert builds == ["built"]
    assert files(tmp_path) == ["index-another.bin", "pallobot.keys"]


def test_an_index_of_another_version_under_this_name_is_not_taken_for_it(
    loaded: Knowledge, tmp_path: Path, builds: list[str]
) -> None:
    index_cache.indexed(replace(loaded, built=None, version="another"), tmp_path)
    (tmp_path / "index-another.bin").rename(tmp_path / f"index-{loaded.version}.bin")
    builds.clear()

    index_cache.indexed(fresh(loaded), tmp_path)

    assert builds == ["built"]


def test_a_model_of_other_examples_is_not_taken_for_ours(
    loaded: Knowledge, tmp_path: Path, builds: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as before:
        before.setattr("knowledge.recognition._version", lambda: "of other examples")
        index_cache.indexed(fresh(loaded), tmp_path)
    builds.clear()

    index_cache.indexed(fresh(loaded), tmp_path)

    assert builds == ["built"]


def test_where_nothing_can_be_written_it_is_built_each_time_with_one_line_in_the_log(
    loaded: Knowledge, tmp_path: Path, builds: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("tempfile.NamedTemporaryFile", full)
    with capture_logs() as logs:
        ready = index_cache.indexed(fresh(loaded), tmp_path)

    assert ready.understanding is loaded.understanding
    assert [line["event"] for line in logs] == ["index_cache.not_written"]
    assert files(tmp_path) == []


def test_a_folder_that_can_not_be_is_left_to_who_opens_the_database_there(loaded: Knowledge, tmp_path: Path) -> None:
    no_folder = tmp_path / "a file"
    no_folder.write_text("in the way")

    with capture_logs() as logs:
        index_cache.indexed(fresh(loaded), no_folder)

    assert logs == []
    assert files(tmp_path) == ["a file"]


def test_without_a_folder_it_is_built_and_kept_nowhere(loaded: Knowledge, builds: list[str]) -> None:
    ready = index_cache.indexed(fresh(loaded), None)

    assert builds == ["built"]
    assert ready.understanding is loaded.understanding
