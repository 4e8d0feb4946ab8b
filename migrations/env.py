"""Alembic's entry: runs the migrations on the connection that `tessera migrate` hands in."""

from alembic import context

from tessera.kit.database import metadata

connection = context.config.attributes.get("connection")
if connection is None:
    raise SystemExit("Run migrations with `tessera migrate`; it takes the lock that they need.")

context.configure(connection=connection, target_metadata=metadata)
context.run_migrations()
