"""The key ring of the embedded default, which lies in a file beside the database."""

import os
import sys
from pathlib import Path

from storage.encryption import KeyRing
from storage.errors import StorageUnavailable


def load_or_make(path: Path) -> KeyRing:
    """Return the key ring in a file; make the file, readable by its owner only, where there is none.

    Raises:
        StorageUnavailable: the file can't be read or made, or holds no key ring, or another one is about to take its
            place.
    """
    if coming(path).exists():
        raise StorageUnavailable(
            "Making the blind indexes anew was interrupted. Run `pallobot keys reindex` again: it goes on where it was."
        )
    if path.exists():
        return load(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Exclusive: a file that appeared meanwhile is not written over.
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise StorageUnavailable(
            f"The keys can't be written to {path} ({error.strerror}). Make its folder writable, or set "
            "PALLOBOT_SECRET_KEYS."
        ) from None
    ring = KeyRing.made()
    _write(descriptor, ring)
    _on_disk(path.parent)
    return ring


def load(path: Path) -> KeyRing:
    """Return the key ring in a file.

    Raises:
        StorageUnavailable: the file can't be read, or holds no key ring.
    """
    try:
        return KeyRing.parse(path.read_text(encoding="ascii").strip())
    except OSError as error:
        raise StorageUnavailable(f"The keys in {path} can't be read ({error.strerror}).") from None
    except ValueError as error:
        raise StorageUnavailable(
            f"{path} holds no key ring ({error}). Put the right file back; if nothing was ever stored, delete it."
        ) from None


def replace(path: Path, ring: KeyRing) -> None:
    """Put a key ring into a file, in the place of the one that it may hold: whatever happens, one of the two is there.

    Raises:
        StorageUnavailable: the file can't be written; the one before is still there.
    """
    # A link leads to where the keys are kept: that file is replaced, and not the link.
    place = path.resolve()
    fresh = place.with_name(place.name + ".new")
    try:
        fresh.unlink(missing_ok=True)
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        _write(descriptor, ring)
        if place.exists():
            _keep_owner(fresh, place)
        fresh.replace(place)
        _on_disk(place.parent)
    except OSError as error:
        raise StorageUnavailable(
            f"The keys can't be written to {path} ({error.strerror}). Make its folder writable, then try again."
        ) from None


def coming(path: Path) -> Path:
    """Return where the ring lies that is about to take the place of the one in ``path``: see ``storage.reindex``."""
    return path.with_name(path.name + ".next")


def _write(descriptor: int, ring: KeyRing) -> None:
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(ring.written() + "\n")
        file.flush()
        # What is encrypted with a key that a power cut takes away is lost.
        os.fsync(file.fileno())


def _on_disk(folder: Path) -> None:
    """Have it on disk which files a folder holds."""
    if sys.platform != "win32":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _keep_owner(fresh: Path, place: Path) -> None:
    """Whoever runs the command, root perhaps, the service must be able to read the file as before."""
    if sys.platform != "win32":
        before = place.stat()
        if (before.st_uid, before.st_gid) != (os.geteuid(), os.getegid()):
            os.chown(fresh, before.st_uid, before.st_gid)
