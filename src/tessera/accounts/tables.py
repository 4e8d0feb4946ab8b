"""The accounts' tables, for Alembic and ordinary reads; constraints live in migrations/."""

from sqlalchemy import Column, DateTime, LargeBinary, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from tessera.kit.database import metadata

accounts = Table(
    "accounts",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("email", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("password_hash", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("locale", Text, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("user_name", Text),
    Column("phone", Text, nullable=False),
    Column("address", JSONB, nullable=False),
    Column("currency", Text, nullable=False),
    Column("password_changed_at", DateTime(timezone=True)),
    Column("erased_at", DateTime(timezone=True)),
)

sessions = Table(
    "sessions",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("account_id", Uuid, nullable=False),
    Column("family", Uuid, nullable=False),
    Column("kind", Text, nullable=False),
    Column("secret_hash", LargeBinary, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    Column("used_at", DateTime(timezone=True)),
    Column("ended_at", DateTime(timezone=True)),
    Column("proved_at", DateTime(timezone=True)),
    Column("address", Text, nullable=False),
    Column("browser", Text, nullable=False),
    Column("seen_at", DateTime(timezone=True)),
    Column("began_at", DateTime(timezone=True)),
)

account_pictures = Table(
    "account_pictures",
    metadata,
    Column("account_id", Uuid, primary_key=True),
    Column("image", LargeBinary, nullable=False),
    Column("changed_at", DateTime(timezone=True), nullable=False),
)
