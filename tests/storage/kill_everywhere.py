"""A process that does something again and again, killed (SIGKILL) at another step each time.

``python -m tests.storage.kill_everywhere rotate|reindex TEMPLATE FOLDER`` makes ``FOLDER/1``, ``FOLDER/2`` … as copies
of the folder TEMPLATE: in the copy N, what is done is killed just before its Nth step that changes a file or a row. The
last copy is the first in which it came to its end. ``… setting URL RING`` rotates one database to the newest key of
RING, killed at its 1st step, then at its 2nd …, until it comes to its end, and prints how often it was killed.
"""

import itertools
import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from sqlalchemy import Engine, event

from storage import reindex, rotation
from storage.encryption import KeyRing

STATEMENTS = ("INSERT", "UPDATE", "DELETE")
CHANGES_A_FILE = frozenset({"os.rename", "os.remove"})
KILLED = -signal.SIGKILL


def do(what: str, folder: Path) -> None:
    """Rotate the keys of a folder, or make its indexes anew."""
    url, file = f"sqlite:///{folder}/pallobot.db", folder / "pallobot.keys"
    if what == "rotate":
        rotation.rotate_key_file(url, file)
    else:
        reindex.reindex_key_file(url, file)


def die_at(last: int) -> None:
    """Have this process killed just before a step, counted from 1."""
    steps = itertools.count(1)
    written = False

    def step() -> None:
        if next(steps) == last:
            os.kill(os.getpid(), signal.SIGKILL)

    def statement(_connection: object, _cursor: object, said: str, *_: object) -> None:
        nonlocal written
        if said.startswith(STATEMENTS):
            written = True
            step()

    def commit(_connection: object) -> None:
        nonlocal written
        if written:
            step()
        written = False

    def audited(happens: str, arguments: tuple[object, ...]) -> None:
        writes_keys = happens == "open" and ".keys" in str(arguments[0]) and arguments[1] != "r"
        if happens in CHANGES_A_FILE or writes_keys:
            step()

    event.listen(Engine, "before_cursor_execute", statement)
    event.listen(Engine, "commit", commit)
    sys.addaudithook(audited)


def in_copies(what: str, template: Path, folder: Path) -> None:
    """Do something to copies of a folder, each in a process of its own."""
    for last in itertools.count(1):
        copy = folder / str(last)
        shutil.copytree(template, copy)
        if _in_a_child(last, partial(do, what, copy)) != KILLED:
            return


def in_one(url: str, ring: str) -> int:
    """Rotate one database until it is done, each time in a process of its own; return how often that was killed."""
    for last in itertools.count(1):
        if _in_a_child(last, partial(rotation.rotate, url, KeyRing.parse(ring))) != KILLED:
            return last - 1
    raise AssertionError("it never came to its end")


def _in_a_child(last: int, run: Callable[[], object]) -> int:
    child = os.fork()
    if child == 0:
        status = 1
        try:
            die_at(last)
            run()
            status = 0
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def copies(folder: Path) -> Iterator[Path]:
    """Return the copies in their order."""
    return (folder / str(number) for number in range(1, len(list(folder.iterdir())) + 1))


if __name__ == "__main__":
    if sys.argv[1] == "setting":
        sys.stdout.write(str(in_one(*sys.argv[2:])))
    else:
        in_copies(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
