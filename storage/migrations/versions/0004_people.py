"""Linked messengers, the words of consents, what outlives an erasure, files to fetch, and until when a row is kept.

Revision ID: 0004
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision: str | None = "0003"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_INSTANT = sa.DateTime(timezone=True)
_SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make tables and columns; lines of consent can no longer be changed."""
    op.add_column("owner", sa.Column("joined", sa.Text()))
    op.add_column("account", sa.Column("erased_at", _INSTANT))
    op.create_index("ix_account_last_seen_at", "account", ["last_seen_at"])
    op.create_index("ix_conversation_updated_at", "conversation", ["updated_at"])
    op.add_column("registration", sa.Column("details", sa.LargeBinary()))
    op.add_column("registration", sa.Column("keep_until", sa.Date()))
    op.create_index("ix_registration_keep_until", "registration", ["keep_until"])
    op.create_table(
        "consent_words",
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name="pk_consent_words"),
    )
    op.create_table(
        "kept_by_law",
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("addresses", sa.LargeBinary(), nullable=False),
        sa.Column("erased_at", _INSTANT, nullable=False),
        sa.Column("keep_until", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("owner", name="pk_kept_by_law"),
        sa.ForeignKeyConstraint(["owner"], ["owner.id"], name="fk_kept_by_law_owner"),
    )
    op.create_index("ix_kept_by_law_keep_until", "kept_by_law", ["keep_until"])
    _about_registrations()
    _about_accounts()
    _dated()
    _only_ever_added()


def _about_registrations() -> None:
    op.create_table(
        "duplicate",
        sa.Column("registration", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("registration", "owner", name="pk_duplicate"),
        sa.ForeignKeyConstraint(
            ["registration"], ["registration.id"], name="fk_duplicate_registration", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["owner"], ["owner.id"], name="fk_duplicate_owner"),
    )
    op.create_table(
        "waitlist",
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("program", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("owner", "program", name="pk_waitlist"),
        sa.ForeignKeyConstraint(["owner"], ["owner.id"], name="fk_waitlist_owner"),
        sa.ForeignKeyConstraint(["account"], ["account.id"], name="fk_waitlist_account"),
    )
    op.create_index("ix_waitlist_program", "waitlist", ["program"])


def _about_accounts() -> None:
    op.create_table(
        "link_code",
        sa.Column("code_index", sa.LargeBinary(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("expires_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("code_index", name="pk_link_code"),
        sa.UniqueConstraint("account", name="uq_link_code_account"),
        sa.ForeignKeyConstraint(["account"], ["account.id"], name="fk_link_code_account", ondelete="CASCADE"),
    )
    op.create_index("ix_link_code_expires_at", "link_code", ["expires_at"])
    op.create_table(
        "link_try",
        sa.Column("id", _SERIAL, nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_link_try"),
        sa.ForeignKeyConstraint(["account"], ["account.id"], name="fk_link_try_account", ondelete="CASCADE"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_link_try_at", "link_try", ["at"])
    op.create_table(
        "download",
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name="pk_download"),
        sa.ForeignKeyConstraint(["account"], ["account.id"], name="fk_download_account", ondelete="CASCADE"),
    )
    op.create_index("ix_download_account", "download", ["account"])
    op.create_index("ix_download_expires_at", "download", ["expires_at"])


def _dated() -> None:
    # The consent of registrations of before promised no day: they get the default, 730 days after their last change.
    if _on_postgresql():
        op.execute("UPDATE registration SET keep_until = (updated_at AT TIME ZONE 'Asia/Seoul')::date + 730")
    else:
        op.execute("UPDATE registration SET keep_until = date(updated_at, '+9 hours', '+730 days')")


def _only_ever_added() -> None:
    if _on_postgresql():
        op.execute(
            "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            "RAISE EXCEPTION 'lines of consent are only ever added' USING ERRCODE = 'restrict_violation'; END $$"
        )
        op.execute(
            "CREATE TRIGGER consent_is_append_only BEFORE UPDATE ON consent "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        return
    op.execute(
        "CREATE TRIGGER consent_is_append_only BEFORE UPDATE ON consent "
        "BEGIN SELECT RAISE(ABORT, 'lines of consent are only ever added'); END"
    )


def downgrade() -> None:
    """Drop what was made."""
    op.execute("DROP TRIGGER consent_is_append_only" + (" ON consent" if _on_postgresql() else ""))
    for table in ("download", "link_try", "link_code", "waitlist", "duplicate", "kept_by_law", "consent_words"):
        op.drop_table(table)
    op.drop_index("ix_registration_keep_until", "registration")
    op.drop_column("registration", "keep_until")
    op.drop_column("registration", "details")
    op.drop_index("ix_conversation_updated_at", "conversation")
    op.drop_index("ix_account_last_seen_at", "account")
    op.drop_column("account", "erased_at")
    op.drop_column("owner", "joined")


def _on_postgresql() -> bool:
    return bool(op.get_bind().dialect.name == "postgresql")
