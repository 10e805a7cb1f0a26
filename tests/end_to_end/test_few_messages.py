"""A registration takes a busy owner a few messages."""

import statistics
from pathlib import Path

from storage.database import Database
from tests.end_to_end.form_owners import registered


async def test_owners_who_answer_well_register_with_five_messages_or_fewer_in_the_median(
    sqlite_database: Database, tmp_path: Path
) -> None:
    needed = [len(one.said) for one in await registered(sqlite_database, tmp_path / "programs")]

    assert len(needed) >= 20
    assert statistics.median(needed) <= 5
