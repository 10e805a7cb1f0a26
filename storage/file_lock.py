"""The lock beside the embedded database, by which exactly one process has it."""

import os
import sys
from pathlib import Path

from storage.errors import AlreadyRunning, StorageUnavailable

if sys.platform == "win32":
    import msvcrt

    def _take(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _take(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


class FileLock:
    """A lock that the system takes back when its process ends, however it ends.

    Args:
        database: the file that is locked; the lock itself is the file beside it with ``.lock`` added.

    Raises:
        AlreadyRunning: another process, or another place in this one, has it.
        StorageUnavailable: the folder can't be written.
    """

    def __init__(self, database: Path) -> None:
        path = database.with_name(database.name + ".lock")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise StorageUnavailable(
                f"The folder {path.parent} can't be written ({error.strerror}). "
                "Make it writable, or set PALLOBOT_DATABASE_URL to another place."
            ) from None
        try:
            _take(self._descriptor)
        except OSError:
            os.close(self._descriptor)
            raise AlreadyRunning(
                f"Another process is using {database}. Stop it first, or set PALLOBOT_DATABASE_URL to another file: "
                "the embedded database serves exactly one process."
            ) from None

    def release(self) -> None:
        """Let the lock go. The file stays: deleting it could take the lock from under somebody else."""
        os.close(self._descriptor)
