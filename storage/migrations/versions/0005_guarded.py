"""Consents that nothing deletes while they are needed, hashed delivery keys, and indexes of what is looked for.

Revision ID: 0005
"""

import hashlib
import hmac
from collections.abc import Sequence
from typing import Final

import sqlalchemy as sa
from alembic import op

from storage.encryption import ring_of

revision = "0005"
down_revision: str | None = "0004"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_AT_ONCE: Final = 500


def upgrade() -> None:
    """Add indexes and triggers, and put a hash in the place of each delivery key."""
    op.create_index("ix_access_whose", "access", ["whose"])
    op.create_index("ix_duplicate_owner", "duplicate", ["owner"])
    with_text = sa.text("length(answer) > 32")
    op.create_index("ix_intake_answered", "intake", ["received_at"], sqlite_where=with_text, postgresql_where=with_text)
    _hash_keys()
    if _on_postgresql():
        _guard_on_postgresql()
    else:
        _guard_on_sqlite()


def _hash_keys() -> None:
    """As ``storage.turns`` does it: the keys of before held the messenger's id of the person."""
    intake = sa.table("intake", sa.column("channel", sa.Text()), sa.column("key", sa.Text()))
    connection = op.get_bind()
    rows = connection.execute(sa.select(intake.c.channel, intake.c.key)).all()
    if not rows:
        return
    index_key = ring_of(connection).index_key
    hashed = (
        sa.update(intake)
        .where(intake.c.channel == sa.bindparam("of_channel"), intake.c.key == sa.bindparam("of_key"))
        .values(key=sa.bindparam("hashed"))
    )
    for start in range(0, len(rows), _AT_ONCE):
        connection.execute(
            hashed,
            [
                {"of_channel": row.channel, "of_key": row.key, "hashed": _hash(index_key, row.key)}
                for row in rows[start : start + _AT_ONCE]
            ],
        )


def _hash(index_key: bytes, key: str) -> str:
    return hmac.digest(index_key, f"intake.key\0{key}".encode(), hashlib.sha256)[:16].hex()


def _guard_on_postgresql() -> None:
    op.execute(
        "CREATE OR REPLACE FUNCTION keep_consent() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "IF EXISTS (SELECT 1 FROM account WHERE owner_id = OLD.owner) "
        "OR EXISTS (SELECT 1 FROM kept_by_law WHERE owner = OLD.owner) THEN "
        "RAISE EXCEPTION 'consents of somebody who is here or was erased are kept' "
        "USING ERRCODE = 'restrict_violation'; END IF; RETURN OLD; END $$"
    )
    op.execute(
        "CREATE OR REPLACE FUNCTION keep_consent_words() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION 'the words of consents are kept as they are' USING ERRCODE = 'restrict_violation'; END $$"
    )
    op.execute("CREATE TRIGGER consent_is_kept BEFORE DELETE ON consent FOR EACH ROW EXECUTE FUNCTION keep_consent()")
    op.execute(
        "CREATE TRIGGER consent_words_are_kept BEFORE UPDATE OR DELETE ON consent_words "
        "FOR EACH ROW EXECUTE FUNCTION keep_consent_words()"
    )


def _guard_on_sqlite() -> None:
    op.execute(
        "CREATE TRIGGER consent_is_kept BEFORE DELETE ON consent "
        "WHEN EXISTS (SELECT 1 FROM account WHERE owner_id = OLD.owner) "
        "OR EXISTS (SELECT 1 FROM kept_by_law WHERE owner = OLD.owner) "
        "BEGIN SELECT RAISE(ABORT, 'consents of somebody who is here or was erased are kept'); END"
    )
    for change in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER consent_words_are_kept_on_{change.lower()} BEFORE {change} ON consent_words "
            "BEGIN SELECT RAISE(ABORT, 'the words of consents are kept as they are'); END"
        )


def downgrade() -> None:
    """Drop the guards and indexes; hashes stay, as nothing leads back from them."""
    if _on_postgresql():
        op.execute("DROP TRIGGER consent_is_kept ON consent")
        op.execute("DROP TRIGGER consent_words_are_kept ON consent_words")
        op.execute("DROP FUNCTION keep_consent()")
        op.execute("DROP FUNCTION keep_consent_words()")
    else:
        for name in ("consent_is_kept", "consent_words_are_kept_on_update", "consent_words_are_kept_on_delete"):
            op.execute(f"DROP TRIGGER {name}")
    op.drop_index("ix_intake_answered", "intake")
    op.drop_index("ix_duplicate_owner", "duplicate")
    op.drop_index("ix_access_whose", "access")


def _on_postgresql() -> bool:
    return bool(op.get_bind().dialect.name == "postgresql")
