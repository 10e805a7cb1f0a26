import stat
from pathlib import Path

import pytest

from storage.errors import StorageUnavailable
from storage.keys import load_or_make


def test_keys_are_made_once_and_only_their_owner_can_read_them(tmp_path: Path) -> None:
    path = tmp_path / "var" / "keys"

    made = load_or_make(path)

    assert load_or_make(path) == made
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("content", ["", "nonsense", "1:c2hvcnQ="])
def test_a_broken_key_file_is_refused_and_kept(tmp_path: Path, content: str) -> None:
    path = tmp_path / "keys"
    path.write_text(content)

    with pytest.raises(StorageUnavailable, match="holds no key ring"):
        load_or_make(path)

    assert path.read_text() == content


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("a file where the folder should be")

    with pytest.raises(StorageUnavailable, match="PALLOBOT_SECRET_KEYS"):
        load_or_make(tmp_path / "var" / "keys")
