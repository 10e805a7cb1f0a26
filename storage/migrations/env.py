"""Run by Alembic: migrates in the transaction that ``storage.upgrade`` has opened."""

from alembic import context

from storage.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    # SQLite can take a CREATE TABLE back, but the driver's defaults can't, so Alembic would not count on it.
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
