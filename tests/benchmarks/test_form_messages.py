"""How many messages a registration takes owners who answer well, from asking for it to the receipt."""

import statistics
from pathlib import Path

from storage.database import Database
from tests.benchmarks.conftest import Line
from tests.end_to_end.form_owners import registered


async def test_messages_of_owners_who_answer_well(sqlite_database: Database, tmp_path: Path, line: Line) -> None:
    needed = await registered(sqlite_database, tmp_path / "programs")

    for one in needed:
        line(f"messages of an owner who answers {one.owner.name}", f"{len(one.said)}")
    counts = [len(one.said) for one in needed]
    line("messages to a registration", f"median {statistics.median(counts):g}, worst {max(counts)}, of {len(counts)}")
