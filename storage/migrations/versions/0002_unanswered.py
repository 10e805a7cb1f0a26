"""The log of what could not be answered.

Revision ID: 0002
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision: str | None = "0001"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "unanswered",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("program", sa.Text()),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("dealt_with_as", sa.Text()),
        sa.Column("dealt_with_at", _INSTANT),
        sa.Column("dealt_with_by", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_unanswered"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_unanswered_day", "unanswered", ["day"])
    op.create_index("ix_unanswered_dealt_with_as", "unanswered", ["dealt_with_as"])


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("unanswered")
