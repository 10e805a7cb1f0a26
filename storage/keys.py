"""The key ring of the embedded default, which lies in a file beside the database."""

import os
from pathlib import Path

from storage.encryption import KeyRing
from storage.errors import StorageUnavailable


def load_or_make(path: Path) -> KeyRing:
    """Return the key ring in a file; make the file, readable by its owner only, where there is none.

    Raises:
        StorageUnavailable: the file can't be read or made, or holds no key ring.
    """
    if path.exists():
        return _load(path)
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
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(ring.written() + "\n")
        file.flush()
        # What is encrypted with a key that a power cut takes away is lost.
        os.fsync(file.fileno())
    return ring


def _load(path: Path) -> KeyRing:
    try:
        return KeyRing.parse(path.read_text(encoding="ascii").strip())
    except OSError as error:
        raise StorageUnavailable(f"The keys in {path} can't be read ({error.strerror}).") from None
    except ValueError as error:
        raise StorageUnavailable(
            f"{path} holds no key ring ({error}). Put the right file back; if nothing was ever stored, delete it."
        ) from None
