"""Arrays and texts in one run of bytes, and back: what an index is cached as.

Nothing in it is executed when it is read, unlike a pickle. Arrays are not copied: they look into the bytes.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

_MAGIC = b"PALLOBOT INDEX\n\0"
_DIGEST_SIZE = 16
_HEADER = len(_MAGIC) + _DIGEST_SIZE + 8
_ALIGNED = 8
_DTYPES = frozenset({"<u8", "<i8", "<f8", "<f4", "<u4", "<u2", "|u1"})


class NotAnIndex(ValueError):
    """Bytes are no cached index, or not one that this version can read: it has to be built again."""


def pack(version: str, arrays: Mapping[str, NDArray[Any]]) -> bytes:
    """Return arrays as bytes.

    Args:
        version: of what they hold; ``unpack`` asks for the same.
        arrays: name to array of one dimension.
    """
    listed: list[tuple[str, str, int, int]] = []
    runs: list[bytes] = []
    at = 0
    for name, array in arrays.items():
        run = np.ascontiguousarray(array).tobytes()
        listed.append((name, array.dtype.newbyteorder("<").str, at, len(array)))
        runs.append(run + bytes(-len(run) % _ALIGNED))
        at += len(runs[-1])
    contents = json.dumps({"version": version, "arrays": listed}).encode()
    contents += b" " * (-(len(contents) + _HEADER) % _ALIGNED)
    body = b"".join((len(contents).to_bytes(8, "little"), contents, *runs))
    return _MAGIC + _digest(body) + body


def unpack(version: str, packed: bytes | memoryview) -> dict[str, NDArray[Any]]:
    """Return the arrays that ``pack`` made ``packed`` of; they can't be written to.

    Args:
        version: of what they hold.
        packed: what ``pack`` returned.

    Raises:
        NotAnIndex: it is cut off, damaged, of another version, or something else altogether.
    """
    whole = memoryview(packed)
    if len(whole) < _HEADER or bytes(whole[: len(_MAGIC)]) != _MAGIC:
        raise NotAnIndex("it does not begin as an index does")
    if _digest(whole[_HEADER - 8 :]) != bytes(whole[len(_MAGIC) : _HEADER - 8]):
        raise NotAnIndex("it is cut off or damaged")
    begins = _HEADER + int.from_bytes(whole[_HEADER - 8 : _HEADER], "little")
    contents = json.loads(bytes(whole[_HEADER:begins]))
    if contents["version"] != version:
        raise NotAnIndex(f"it is of version {contents['version']}, not {version}")
    arrays = {}
    for name, dtype, at, count in contents["arrays"]:
        if dtype not in _DTYPES:
            raise NotAnIndex(f"{name} is of the unknown type {dtype}")
        arrays[name] = np.frombuffer(whole, np.dtype(dtype), count, begins + at)
    return arrays


def _digest(body: bytes | memoryview) -> bytes:
    return hashlib.blake2b(body, digest_size=_DIGEST_SIZE).digest()


def texts_to_arrays(name: str, texts: list[str]) -> dict[str, NDArray[Any]]:
    """Return texts as two arrays for ``pack``: their bytes, and where each begins."""
    encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
    begins = np.concatenate(([0], np.cumsum([len(text) for text in encoded], dtype=np.int64)))
    return {f"{name}_bytes": np.frombuffer(b"".join(encoded), np.uint8), f"{name}_begin": begins.astype(np.int64)}


class PackedTexts:
    """Texts that stay bytes until one is asked for.

    Args:
        name: under which they were packed.
        arrays: what ``unpack`` returned.

    Raises:
        NotAnIndex: they are not there, or do not fit together.
    """

    def __init__(self, name: str, arrays: Mapping[str, NDArray[Any]]) -> None:
        try:
            self._bytes, self._begin = arrays[f"{name}_bytes"].data, arrays[f"{name}_begin"]
        except KeyError as error:
            raise NotAnIndex(f"it has no {name}") from error
        if not len(self._begin) or self._begin[-1] != len(self._bytes):
            raise NotAnIndex(f"its {name} do not fit together")

    def __len__(self) -> int:
        return len(self._begin) - 1

    def __getitem__(self, number: int) -> str:
        return str(self._bytes[self._begin[number] : self._begin[number + 1]], "utf-8", "surrogatepass")

    def __iter__(self) -> Iterator[str]:
        for first, last in pairwise(self._begin.tolist()):  # all at once: of numpy, single numbers are slow
            yield str(self._bytes[first:last], "utf-8", "surrogatepass")
