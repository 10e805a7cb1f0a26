"""Encryption of personal data at rest: the key ring, the column type that uses it, and blind indexes.

A stored value is ``0x01 | key id | nonce (12 bytes) | AES-256-GCM``; the table and column are its associated data, so
that a value that was copied into another column does not open. A blind index finds a value exactly without storing it
in the clear.
"""

import base64
import binascii
import hashlib
import hmac
import json
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final, Literal, Self, cast

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Connection, Dialect, LargeBinary
from sqlalchemy.types import TypeDecorator

from storage.column_types import json_text
from storage.errors import WrongKey

FORMAT: Final = 1
KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12
HEADER_BYTES: Final = 2
BLIND_INDEX_BYTES: Final = 16
FIRST_KEY: Final = 1
LAST_KEY: Final = 255
"""The id of a key is one byte of a stored value."""
RING_ATTRIBUTE: Final = "pallobot_key_ring"


@dataclass(frozen=True)
class KeyRing:
    """Keys by id: the newest (highest id) writes, all read; and the key of the blind indexes, which stays.

    Args:
        keys: id (1 to 255) to AES key of 32 bytes.
        index_key: HMAC key of 32 bytes. Changing it makes every blind index wrong until all are made anew.

    Raises:
        ValueError: there is no key, an id is out of range, or a key has not 32 bytes.
    """

    keys: Mapping[int, bytes] = field(repr=False)
    index_key: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if not self.keys:
            raise ValueError("a key ring needs at least one key")
        if not all(FIRST_KEY <= key_id <= LAST_KEY for key_id in self.keys):
            raise ValueError("the id of a key is a number from 1 to 255")
        if any(len(key) != KEY_BYTES for key in (*self.keys.values(), self.index_key)):
            raise ValueError(f"a key has {KEY_BYTES} bytes, that is 44 characters of base64")

    @classmethod
    def made(cls) -> Self:
        """Return a ring with one fresh random key."""
        return cls({FIRST_KEY: secrets.token_bytes(KEY_BYTES)}, secrets.token_bytes(KEY_BYTES))

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``1:base64…,2:base64…,index:base64…`` (the order does not matter).

        Without ``index`` the index key is derived from key 1, which such a ring must keep for ever.

        Raises:
            ValueError: with a sentence that says which entry is wrong and shows no key.
        """
        keys: dict[int, bytes] = {}
        index_key: bytes | None = None
        for position, entry in enumerate(text.split(","), start=1):
            name, colon, encoded = entry.strip().partition(":")
            try:
                key = base64.b64decode(encoded, validate=True)
            except binascii.Error:
                key = b""
            if not colon or len(key) != KEY_BYTES:
                raise ValueError(f"entry {position} of the keys is not ID:KEY with {KEY_BYTES} bytes of base64")
            if name == "index":
                index_key = key
            elif name.isascii() and name.isdigit() and FIRST_KEY <= int(name) <= LAST_KEY and int(name) not in keys:
                keys[int(name)] = key
            else:
                raise ValueError(f"entry {position} of the keys needs an id from 1 to 255 that no other entry has")
        if index_key is None:
            if FIRST_KEY not in keys:
                raise ValueError("the keys have neither key 1 nor an entry index:KEY, so no blind index can be made")
            index_key = hmac.digest(keys[FIRST_KEY], b"pallobot blind index", hashlib.sha256)
        return cls(keys, index_key)

    def with_fresh_key(self) -> Self:
        """Return the ring with one random key more, which is its newest.

        Raises:
            ValueError: it has the last key that a ring can have.
        """
        if self.newest == LAST_KEY:
            raise ValueError(f"key {LAST_KEY} is the last one that a key ring can have")
        return type(self)({**self.keys, self.newest + 1: secrets.token_bytes(KEY_BYTES)}, self.index_key)

    def with_fresh_index_key(self) -> Self:
        """Return the ring with another random key for the blind indexes, which then have all to be made anew."""
        return type(self)(self.keys, secrets.token_bytes(KEY_BYTES))

    def without(self, key_ids: Collection[int]) -> Self:
        """Return the ring without some keys.

        Raises:
            ValueError: none is left.
        """
        kept = {key_id: key for key_id, key in self.keys.items() if key_id not in key_ids}
        return type(self)(kept, self.index_key)

    def written(self) -> str:
        """Return the ring as ``parse`` reads it. It is a secret."""
        entries = [(str(key_id), key) for key_id, key in sorted(self.keys.items())]
        return ",".join(
            f"{name}:{base64.b64encode(key).decode()}" for name, key in [*entries, ("index", self.index_key)]
        )

    @cached_property
    def newest(self) -> int:
        """The id of the key that writes."""
        return max(self.keys)

    @cached_property
    def _ciphers(self) -> dict[int, AESGCM]:
        return {key_id: AESGCM(key) for key_id, key in self.keys.items()}

    def encrypt(self, plain: bytes, place: str) -> bytes:
        """Encrypt with the newest key for ``place`` ("table.column")."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return bytes((FORMAT, self.newest)) + nonce + self._ciphers[self.newest].encrypt(nonce, plain, place.encode())

    def decrypt(self, stored: bytes, place: str) -> bytes:
        """Decrypt what ``encrypt`` made for the same place.

        Raises:
            WrongKey: the key is not in the ring, or the value was made with another key or for another place.
        """
        if len(stored) <= HEADER_BYTES + NONCE_BYTES or stored[0] != FORMAT:
            raise WrongKey(f"A value in {place} is not in the format that this version writes.")
        cipher = self._ciphers.get(stored[1])
        if cipher is None:
            raise WrongKey(
                f"A value in {place} was encrypted with key {stored[1]}, which PALLOBOT_SECRET_KEYS does not have."
            )
        nonce = stored[HEADER_BYTES : HEADER_BYTES + NONCE_BYTES]
        try:
            return cipher.decrypt(nonce, stored[HEADER_BYTES + NONCE_BYTES :], place.encode())
        except InvalidTag:
            raise WrongKey(
                f"A value in {place} can't be decrypted: key {stored[1]} is another one than it was written with, "
                "or the value was changed."
            ) from None


def hang_keys(dialect: Dialect, ring: KeyRing) -> None:
    """Give an engine its key ring; of the engine that runs it, a column type sees nothing but the dialect."""
    setattr(dialect, RING_ATTRIBUTE, ring)


def ring_of(connection: Connection) -> KeyRing:
    """Return the key ring of the connection's engine."""
    return _ring(connection.dialect)


def _ring(dialect: Dialect) -> KeyRing:
    return cast("KeyRing", getattr(dialect, RING_ATTRIBUTE))


class Encrypted(TypeDecorator[Any]):
    """A column whose value is encrypted at rest; None stays NULL.

    Args:
        place: "table.column", which is the associated data: a value opens only where it was stored.
        kind: "text" for a string, "json" for any JSON value.
    """

    impl = LargeBinary
    cache_ok = True

    def __init__(self, place: str, kind: Literal["text", "json"] = "text") -> None:
        super().__init__()
        self.place = place
        self.kind = kind

    def process_bind_param(self, value: Any, dialect: Dialect) -> bytes | None:
        """Encrypt a value on its way in."""
        if value is None:
            return None
        text = value if self.kind == "text" else json_text(value)
        return _ring(dialect).encrypt(text.encode(), self.place)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """Decrypt a value on its way out.

        Raises:
            WrongKey: see ``KeyRing.decrypt``.
        """
        if value is None:
            return None
        text = _ring(dialect).decrypt(bytes(value), self.place).decode()
        return text if self.kind == "text" else json.loads(text)


def blind_index(ring: KeyRing, kind: str, normalised: str) -> bytes:
    """Return 16 bytes by which a value is found exactly: HMAC-SHA256 under the ring's index key.

    Args:
        ring: whose index key is used.
        kind: "phone", "email" …: the same text of another kind has another index.
        normalised: the value in its normal form (``storage.normal_forms``).
    """
    return hmac.digest(ring.index_key, f"{kind}\0{normalised}".encode(), hashlib.sha256)[:BLIND_INDEX_BYTES]
