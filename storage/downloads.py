"""Files that their owners may fetch once, under an address that only they were told."""

import datetime as dt
import hashlib
from dataclasses import asdict, dataclass

from sqlalchemy import Connection, delete, insert, select

from storage.tables import download


@dataclass(frozen=True)
class Download:
    """One file.

    Args:
        name: what it is to be called; ASCII.
        media_type: "application/json" …
        content: its text; encrypted at rest.
    """

    name: str
    media_type: str
    content: str


def hash_of(token: str) -> str:
    """Return the hash of a token: what the database holds fetches nothing."""
    return hashlib.sha256(token.encode()).hexdigest()


def offer(connection: Connection, token_hash: str, file: Download, *, account: str, expires_at: dt.datetime) -> None:
    """Keep a file to be fetched; what the account was offered before can be fetched no longer.

    Args:
        connection: a transaction that writes.
        token_hash: see ``hash_of``.
        file: what is to be fetched.
        account: id of the account that was told the token.
        expires_at: until when, aware.
    """
    connection.execute(delete(download).where(download.c.account == account))
    connection.execute(
        insert(download), {"token_hash": token_hash, "account": account, "expires_at": expires_at, **asdict(file)}
    )


def waits(connection: Connection, token_hash: str, at: dt.datetime) -> bool:
    """Return whether a file can still be fetched."""
    found = select(download.c.token_hash).where(download.c.token_hash == token_hash, download.c.expires_at > at)
    return connection.execute(found).first() is not None


def fetch(connection: Connection, token_hash: str, at: dt.datetime) -> Download | None:
    """Take a file out, so that nobody fetches it again.

    Returns:
        The file, or None where there is none, it was fetched before, or its time is over.
    """
    row = connection.execute(
        delete(download)
        .where(download.c.token_hash == token_hash, download.c.expires_at > at)
        .returning(download.c.name, download.c.media_type, download.c.content)
    ).first()
    return None if row is None else Download(row.name, row.media_type, row.content)
