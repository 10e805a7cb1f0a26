"""The first tables.

Revision ID: 0001
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001"
down_revision: str | None = None
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

# Spelled out here and not taken from storage.tables: a migration stays what it was when the tables move on.
_ANY_JSON = sa.JSON().with_variant(JSONB(), "postgresql")
_INSTANT = sa.DateTime(timezone=True)
_SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make all tables."""
    op.create_table(
        "access",
        sa.Column("id", _SERIAL, nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("whose", sa.Text()),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_access"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_access_at", "access", ["at"])
    op.create_table(
        "broadcast",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("audience", _ANY_JSON, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("sent", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("uncertain", sa.Integer(), nullable=False),
        sa.Column("unreachable", sa.Integer(), nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("confirmed_at", _INSTANT),
        sa.PrimaryKeyConstraint("id", name="pk_broadcast"),
        sa.UniqueConstraint("token", name="uq_broadcast_token"),
    )
    op.create_index("ix_broadcast_status", "broadcast", ["status"])
    op.create_table(
        "gate",
        sa.Column("bot", sa.Text(), nullable=False),
        sa.Column("blocked_until", _INSTANT),
        sa.Column("tat", _INSTANT),
        sa.PrimaryKeyConstraint("bot", name="pk_gate"),
    )
    op.create_table(
        "intake",
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=False),
        sa.Column("received_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("channel", "key", name="pk_intake"),
    )
    op.create_index("ix_intake_account", "intake", ["account"])
    op.create_index("ix_intake_received_at", "intake", ["received_at"])
    op.create_table(
        "invite",
        sa.Column("code_hash", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("expires_at", _INSTANT, nullable=False),
        sa.Column("made_by", sa.Text()),
        sa.Column("used_at", _INSTANT),
        sa.Column("used_by", sa.Text()),
        sa.PrimaryKeyConstraint("code_hash", name="pk_invite"),
    )
    op.create_table(
        "owner",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_owner"),
    )
    op.create_table(
        "role",
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("granted_at", _INSTANT, nullable=False),
        sa.Column("granted_by", sa.Text()),
        sa.PrimaryKeyConstraint("address", "role", name="pk_role"),
    )
    op.create_table(
        "account",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("channel_user", sa.Text(), nullable=False),
        sa.Column("reachable", sa.Boolean(), nullable=False),
        sa.Column("friend", sa.Boolean()),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("last_seen_at", _INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["owner.id"], name="fk_account_owner_id"),
        sa.PrimaryKeyConstraint("id", name="pk_account"),
        sa.UniqueConstraint("channel", "channel_user", name="uq_account_channel_channel_user"),
    )
    op.create_index("ix_account_owner_id", "account", ["owner_id"])
    op.create_table(
        "consent",
        sa.Column("id", _SERIAL, nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("given", sa.Boolean(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("words_hash", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["owner"], ["owner.id"], name="fk_consent_owner"),
        sa.PrimaryKeyConstraint("id", name="pk_consent"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_consent_owner_kind_id", "consent", ["owner", "kind", "id"])
    op.create_table(
        "profile_fact",
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("fact", sa.Text(), nullable=False),
        sa.Column("value", _ANY_JSON, nullable=False),
        sa.Column("told_at", _INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["owner"], ["owner.id"], name="fk_profile_fact_owner", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("owner", "fact", name="pk_profile_fact"),
    )
    op.create_table(
        "conversation",
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.LargeBinary(), nullable=False),
        sa.Column("updated_at", _INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["account"], ["account.id"], name="fk_conversation_account", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("account", name="pk_conversation"),
    )
    op.create_table(
        "delivery",
        sa.Column("id", _SERIAL, nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("broadcast", sa.Text()),
        sa.Column("content", sa.LargeBinary()),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("not_before", _INSTANT),
        sa.Column("lease_owner", sa.Text()),
        sa.Column("lease_until", _INSTANT),
        sa.Column("message_id", sa.Text()),
        sa.Column("error", sa.Text()),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("sent_at", _INSTANT),
        sa.ForeignKeyConstraint(["account"], ["account.id"], name="fk_delivery_account", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["broadcast"], ["broadcast.id"], name="fk_delivery_broadcast"),
        sa.PrimaryKeyConstraint("id", name="pk_delivery"),
        sa.UniqueConstraint("broadcast", "account", name="uq_delivery_broadcast_account"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_delivery_account", "delivery", ["account"])
    _partial_index("ix_delivery_being_sent", "delivery", ["lease_until"], "state = 'sending'")
    _partial_index(
        "ix_delivery_pending_broadcast",
        "delivery",
        ["broadcast", "channel", "id"],
        "state = 'pending' AND kind = 'broadcast'",
    )
    _partial_index("ix_delivery_pending_notice", "delivery", ["channel", "id"], "state = 'pending' AND kind = 'notice'")
    _partial_index("ix_delivery_pending_reply", "delivery", ["channel", "id"], "state = 'pending' AND kind = 'reply'")
    _partial_index(
        "ix_delivery_pending_unasked",
        "delivery",
        ["account", "id"],
        "state = 'pending' AND kind IN ('notice', 'broadcast')",
    )
    _partial_index(
        "ix_delivery_unfinished_reply",
        "delivery",
        ["account", "id"],
        "state IN ('pending', 'sending') AND kind = 'reply'",
    )
    op.create_table(
        "registration",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("receipt", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("program", sa.Text(), nullable=False),
        sa.Column("standing", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("firm_name", sa.Text(), nullable=False),
        sa.Column("district", sa.Text(), nullable=False),
        sa.Column("business_number", sa.LargeBinary(), nullable=False),
        sa.Column("contact_person", sa.LargeBinary(), nullable=False),
        sa.Column("phone", sa.LargeBinary(), nullable=False),
        sa.Column("email", sa.LargeBinary(), nullable=False),
        sa.Column("business_number_index", sa.LargeBinary(), nullable=False),
        sa.Column("contact_person_index", sa.LargeBinary(), nullable=False),
        sa.Column("phone_index", sa.LargeBinary(), nullable=False),
        sa.Column("email_index", sa.LargeBinary(), nullable=False),
        sa.Column("decision", _ANY_JSON),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("updated_at", _INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["account"], ["account.id"], name="fk_registration_account"),
        sa.ForeignKeyConstraint(["owner"], ["owner.id"], name="fk_registration_owner"),
        sa.PrimaryKeyConstraint("id", name="pk_registration"),
        sa.UniqueConstraint("receipt", name="uq_registration_receipt"),
    )
    op.create_index("ix_registration_business_number_index", "registration", ["business_number_index"])
    op.create_index("ix_registration_contact_person_index", "registration", ["contact_person_index"])
    op.create_index("ix_registration_email_index", "registration", ["email_index"])
    op.create_index("ix_registration_owner", "registration", ["owner"])
    op.create_index("ix_registration_phone_index", "registration", ["phone_index"])
    op.create_index("ix_registration_program_created_at", "registration", ["program", "created_at"])
    _partial_index(
        "uq_registration_standing",
        "registration",
        ["program", "business_number_index"],
        "status != 'withdrawn'",
        unique=True,
    )


def downgrade() -> None:
    """Drop all tables."""
    for table in (
        "registration",
        "delivery",
        "conversation",
        "profile_fact",
        "consent",
        "account",
        "role",
        "owner",
        "invite",
        "intake",
        "gate",
        "broadcast",
        "access",
    ):
        op.drop_table(table)


def _partial_index(name: str, table: str, columns: list[str], where: str, *, unique: bool = False) -> None:
    condition = sa.text(where)
    op.create_index(name, table, columns, unique=unique, postgresql_where=condition, sqlite_where=condition)
