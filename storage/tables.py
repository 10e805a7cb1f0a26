"""The tables. ``storage/migrations`` makes them; a test holds the two equal.

Ids of owners, accounts, registrations and broadcasts are drawn by those who create them, so that a commit that is tried
again creates nothing twice. Personal data is ``Encrypted`` or, like a messenger's user id, stands in one table only.
"""

from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Date,
    Double,
    ForeignKey,
    FromClause,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    and_,
    func,
    literal_column,
)

from storage.column_types import AnyJSON, Instant, SerialNumber
from storage.encryption import Encrypted

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)

owner = Table(
    "owner",
    metadata,
    Column("id", Text, primary_key=True),
    Column("created_at", Instant, nullable=False),
    Column("joined", Text),
)

account = Table(
    "account",
    metadata,
    Column("id", Text, primary_key=True),
    Column("owner_id", Text, ForeignKey("owner.id"), nullable=False, index=True),
    Column("channel", Text, nullable=False),
    Column("channel_user", Text, nullable=False),
    Column("reachable", Boolean, nullable=False),
    Column("friend", Boolean),
    Column("created_at", Instant, nullable=False),
    Column("last_seen_at", Instant, nullable=False, index=True),
    Column("erased_at", Instant),
    UniqueConstraint("channel", "channel_user"),
)

conversation = Table(
    "conversation",
    metadata,
    Column("account", Text, ForeignKey("account.id", ondelete="CASCADE"), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("state", Encrypted("conversation.state", "json"), nullable=False),
    Column("updated_at", Instant, nullable=False, index=True),
)

# No foreign key to account: the key is written before the account of a newcomer, as the first thing of a turn. It is a
# keyed hash: what a messenger calls a delivery may hold its id of the person.
intake = Table(
    "intake",
    metadata,
    Column("channel", Text),
    Column("key", Text),
    Column("account", Text, nullable=False, index=True),
    Column("answer", Encrypted("intake.answer", "json"), nullable=False),
    Column("received_at", Instant, nullable=False, index=True),
    PrimaryKeyConstraint("channel", "key"),
)

# One row an owner and one or two typed columns a fact, NULL where it is not known: so an audience is one scan of cheap
# comparisons, and SQL's own three values are those of a rule. What the columns hold is told in storage/profiles.py.
profile = Table(
    "profile",
    metadata,
    Column("owner", Text, ForeignKey("owner.id", ondelete="CASCADE"), primary_key=True),
    Column("told_at", Instant, nullable=False),
    Column("region_province", Text),
    Column("region_district", Text),
    Column("size", Integer),
    Column("self_employed", Boolean),
    Column("startup", Boolean),
    Column("social_economy", Boolean),
    Column("green", Boolean),
    Column("exporting", Boolean),
    Column("wants_abroad", Boolean),
    Column("seoul_award", Boolean),
    Column("chamber_recommended", Boolean),
    Column("urban_manufacturer", Boolean),
    Column("trade", Integer),
    Column("premises", Integer),
    Column("restricted_trade", Boolean),
    Column("employees_low", Double),
    Column("employees_high", Double),
    Column("founded_first", Date),
    Column("founded_last", Date),
    Column("certificates_has", Integer),
    Column("certificates_lacks", Integer),
)

verdict_receipt = Table(
    "verdict_receipt",
    metadata,
    Column("code", Text, primary_key=True),
    Column("owner", Text, ForeignKey("owner.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("program", Text, nullable=False),
    Column("program_name", Text, nullable=False),
    Column("day", Date, nullable=False),
    Column("at", Instant, nullable=False, index=True),
    Column("knowledge", Text, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("facts", AnyJSON, nullable=False),
    Column("supposed", AnyJSON, nullable=False),
    Column("clauses", AnyJSON, nullable=False),
    Column("source", AnyJSON, nullable=False),
)

consent = Table(
    "consent",
    metadata,
    Column("id", SerialNumber, primary_key=True),
    Column("owner", Text, ForeignKey("owner.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("given", Boolean, nullable=False),
    Column("channel", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("words_hash", Text, nullable=False),
    Index(None, "owner", "kind", "id"),
    sqlite_autoincrement=True,
)
"""Lines are only ever added: triggers of the database refuse to change one, and to delete one while its owner has an
account or is in ``kept_by_law``. (Those of an owner who joined another stand under the other too.)
"""

# The very words of a consent, once for all who saw them: a line of consent has their hash. Triggers refuse to change or
# delete them.
consent_words = Table(
    "consent_words",
    metadata,
    Column("hash", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("words", Text, nullable=False),
)

# What has to be kept when an owner is erased, apart from all that is in use: whose the lines of consent were.
kept_by_law = Table(
    "kept_by_law",
    metadata,
    Column("owner", Text, ForeignKey("owner.id"), primary_key=True),
    Column("addresses", Encrypted("kept_by_law.addresses", "json"), nullable=False),
    Column("erased_at", Instant, nullable=False),
    Column("keep_until", Date, nullable=False, index=True),
)

registration = Table(
    "registration",
    metadata,
    Column("id", Text, primary_key=True),
    Column("receipt", Text, nullable=False, unique=True),
    Column("owner", Text, ForeignKey("owner.id"), nullable=False, index=True),
    Column("account", Text, ForeignKey("account.id"), nullable=False),
    Column("program", Text, nullable=False),
    Column("standing", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("firm_name", Text, nullable=False),
    Column("district", Text, nullable=False),
    Column("business_number", Encrypted("registration.business_number"), nullable=False),
    Column("contact_person", Encrypted("registration.contact_person"), nullable=False),
    Column("phone", Encrypted("registration.phone"), nullable=False),
    Column("email", Encrypted("registration.email"), nullable=False),
    Column("business_number_index", LargeBinary, nullable=False, index=True),
    Column("contact_person_index", LargeBinary, nullable=False, index=True),
    Column("phone_index", LargeBinary, nullable=False, index=True),
    Column("email_index", LargeBinary, nullable=False, index=True),
    Column("decision", AnyJSON),
    Column("created_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    Column("details", Encrypted("registration.details", "json")),
    Column("keep_until", Date, index=True),
    Index(None, "program", "created_at"),
)

not_withdrawn: ColumnElement[bool] = registration.c.status != literal_column("'withdrawn'")
"""Of registrations: one that stands."""

# Somebody else than its owner tried to register the firm of a registration for the same program.
duplicate = Table(
    "duplicate",
    metadata,
    Column("registration", Text, ForeignKey("registration.id", ondelete="CASCADE")),
    Column("owner", Text, ForeignKey("owner.id"), index=True),
    Column("channel", Text, nullable=False),
    Column("at", Instant, nullable=False),
    PrimaryKeyConstraint("registration", "owner"),
)

# Who is to be told if a program that is over comes back: a wish, and no registration.
waitlist = Table(
    "waitlist",
    metadata,
    Column("owner", Text, ForeignKey("owner.id")),
    Column("program", Text, index=True),
    Column("account", Text, ForeignKey("account.id"), nullable=False),
    Column("at", Instant, nullable=False),
    PrimaryKeyConstraint("owner", "program"),
)

link_code = Table(
    "link_code",
    metadata,
    Column("code_index", LargeBinary, primary_key=True),
    Column("account", Text, ForeignKey("account.id", ondelete="CASCADE"), nullable=False, unique=True),
    Column("expires_at", Instant, nullable=False, index=True),
)

# Wrong codes: so few are let through that guessing is hopeless.
link_try = Table(
    "link_try",
    metadata,
    Column("id", SerialNumber, primary_key=True),
    Column("account", Text, ForeignKey("account.id", ondelete="CASCADE"), nullable=False),
    Column("at", Instant, nullable=False, index=True),
    sqlite_autoincrement=True,
)

# Something that an owner may fetch once from ``/files/TOKEN``, of which only the token's hash is known here.
download = Table(
    "download",
    metadata,
    Column("token_hash", Text, primary_key=True),
    Column("account", Text, ForeignKey("account.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("content", Encrypted("download.content"), nullable=False),
    Column("expires_at", Instant, nullable=False, index=True),
)

role = Table(
    "role",
    metadata,
    Column("address", Text),
    Column("role", Text),
    Column("granted_at", Instant, nullable=False),
    Column("granted_by", Text),
    PrimaryKeyConstraint("address", "role"),
)

invite = Table(
    "invite",
    metadata,
    Column("code_hash", Text, primary_key=True),
    Column("role", Text, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("made_by", Text),
    Column("used_at", Instant),
    Column("used_by", Text),
)

broadcast = Table(
    "broadcast",
    metadata,
    Column("id", Text, primary_key=True),
    Column("token", Text, nullable=False, unique=True),
    Column("author", Text, nullable=False),
    Column("audience", AnyJSON, nullable=False),
    Column("content", Encrypted("broadcast.content", "json"), nullable=False),
    Column("status", Text, nullable=False, index=True),
    Column("total", Integer, nullable=False),
    Column("sent", Integer, nullable=False),
    Column("failed", Integer, nullable=False),
    Column("uncertain", Integer, nullable=False),
    Column("unreachable", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("confirmed_at", Instant),
)

# The channel is that of the account, kept here too so that a worker that serves one messenger finds its rows by index.
delivery = Table(
    "delivery",
    metadata,
    Column("id", SerialNumber, primary_key=True),
    Column("account", Text, ForeignKey("account.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("channel", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("broadcast", Text, ForeignKey("broadcast.id")),
    Column("content", Encrypted("delivery.content", "json")),
    Column("state", Text, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("not_before", Instant),
    Column("lease_owner", Text),
    Column("lease_until", Instant),
    Column("message_id", Text),
    Column("error", Text),
    Column("created_at", Instant, nullable=False),
    Column("sent_at", Instant),
    UniqueConstraint("broadcast", "account"),
    sqlite_autoincrement=True,
)


def one_of(column: ColumnElement[str], *values: str) -> ColumnElement[bool]:
    """Return the condition that a column has one of some fixed values, as literals.

    SQLite uses a partial index only where the query says the index's condition word for word; a parameter does not.
    """
    quoted: list[ColumnElement[str]] = [literal_column(f"'{value}'") for value in values]
    return column == quoted[0] if len(quoted) == 1 else column.in_(quoted)


def unfinished_reply(rows: FromClause = delivery) -> ColumnElement[bool]:
    """Return the condition that a delivery (or an alias of the table) is an answer that is still to arrive."""
    return and_(one_of(rows.c.state, "pending", "sending"), one_of(rows.c.kind, "reply"))


pending_reply = and_(one_of(delivery.c.state, "pending"), one_of(delivery.c.kind, "reply"))
pending_notice = and_(one_of(delivery.c.state, "pending"), one_of(delivery.c.kind, "notice"))
pending_broadcast = and_(one_of(delivery.c.state, "pending"), one_of(delivery.c.kind, "broadcast"))
pending_unasked = and_(one_of(delivery.c.state, "pending"), one_of(delivery.c.kind, "notice", "broadcast"))
being_sent = one_of(delivery.c.state, "sending")

answered = func.length(intake.c.answer) > literal_column("32")
"""Of delivery keys: an answer is kept with it. An empty list is 32 bytes once it is encrypted, 30 of them overhead."""


def _index_where(condition: ColumnElement[bool], name: str, *columns: Column[Any], unique: bool = False) -> None:
    Index(
        name,
        *columns,
        unique=unique,
        postgresql_where=condition,
        sqlite_where=condition,
    )


_index_where(
    not_withdrawn, "uq_registration_standing", registration.c.program, registration.c.business_number_index, unique=True
)
_index_where(pending_reply, "ix_delivery_pending_reply", delivery.c.channel, delivery.c.id)
_index_where(pending_notice, "ix_delivery_pending_notice", delivery.c.channel, delivery.c.id)
_index_where(
    pending_broadcast, "ix_delivery_pending_broadcast", delivery.c.broadcast, delivery.c.channel, delivery.c.id
)
_index_where(pending_unasked, "ix_delivery_pending_unasked", delivery.c.account, delivery.c.id)
_index_where(unfinished_reply(), "ix_delivery_unfinished_reply", delivery.c.account, delivery.c.id)
_index_where(being_sent, "ix_delivery_being_sent", delivery.c.lease_until)
_index_where(answered, "ix_intake_answered", intake.c.received_at)

access = Table(
    "access",
    metadata,
    Column("id", SerialNumber, primary_key=True),
    Column("who", Text, nullable=False),
    Column("at", Instant, nullable=False, index=True),
    Column("channel", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("whose", Text, index=True),
    Column("what", Text, nullable=False),
    Column("purpose", Text),
    sqlite_autoincrement=True,
)

gate = Table(
    "gate",
    metadata,
    Column("bot", Text, primary_key=True),
    Column("blocked_until", Instant),
    Column("tat", Instant),
)

# Nothing here leads back to who asked: no account, no hour; and SQLite, which else numbers rows as they come, keeps
# them in the order of their random ids.
unanswered = Table(
    "unanswered",
    metadata,
    Column("id", Text, primary_key=True),
    Column("day", Date, nullable=False, index=True),
    Column("reason", Text, nullable=False),
    Column("program", Text),
    Column("channel", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("text", Encrypted("unanswered.text"), nullable=False),
    Column("dealt_with_as", Text, index=True),
    Column("dealt_with_at", Instant),
    Column("dealt_with_by", Text),
    sqlite_with_rowid=False,
)
