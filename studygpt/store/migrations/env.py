"""Run by Alembic: the connection is handed over by `studygpt.store.schema.upgrade`."""

from alembic import context

from studygpt.store.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
