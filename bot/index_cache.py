"""The index and the learned model in a file: built once for each version of the knowledge, then read at each start.

Knowledge makes and reads the bytes; which file they stand in, and that losing it costs no more than building them
again, is known here only.
"""

import contextlib
import tempfile
from dataclasses import replace
from pathlib import Path

import structlog

from knowledge.base import Knowledge
from knowledge.search import NotAnIndex
from knowledge.understanding import Understanding

PATTERN = "index-*.bin"

_log = structlog.get_logger(__name__)


def indexed(knowledge: Knowledge, folder: Path | None) -> Knowledge:
    """Return ``knowledge`` with its understanding, read from the cache in ``folder`` or else built and written there.

    A cache that can't be read or written is no error: then it is built, and the next start builds it again.

    Args:
        knowledge: as it was loaded.
        folder: where the file stands, or None for no cache.
    """
    if folder is None:
        return replace(knowledge, built=knowledge.understanding)
    file = folder / PATTERN.replace("*", knowledge.version)
    if (kept := _read(knowledge, file)) is not None:
        return replace(knowledge, built=kept)
    understanding = knowledge.understanding
    try:
        _write(file, understanding.to_bytes(version=knowledge.version))
    except (FileExistsError, NotADirectoryError):
        # Whoever opens the database there says what is wrong; two complaints of one thing help nobody.
        pass
    except OSError as error:
        _log.warning("index_cache.not_written", folder=str(folder), error=error.strerror or type(error).__name__)
    return replace(knowledge, built=understanding)


def _read(knowledge: Knowledge, file: Path) -> Understanding | None:
    try:
        packed = file.read_bytes()
        return Understanding.from_bytes(knowledge.programs, knowledge.facts, packed, version=knowledge.version)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        _log.warning("index_cache.not_read", file=str(file), error=error.strerror or type(error).__name__)
    except NotAnIndex as error:
        _log.info("index_cache.built_again", file=str(file), why=str(error))
    return None


def _write(file: Path, packed: bytes) -> None:
    """Write the file as a whole or not at all, and remove those of other versions.

    Raises:
        OSError: the folder can't be written.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(prefix=".index-", dir=file.parent, delete=False) as written:
        unfinished = Path(written.name)
        try:
            written.write(packed)
            written.flush()
            unfinished.replace(file)
        except OSError:
            unfinished.unlink(missing_ok=True)
            raise
    for other in file.parent.glob(PATTERN):
        if other != file:
            with contextlib.suppress(OSError):  # it is in nobody's way
                other.unlink()
