"""The catalogue's table."""

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Identity,
    Integer,
    Table,
    Text,
)

from tessera.kit.database import metadata

titles = Table(
    "titles",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("organization_id", BigInteger),
    Column("kind", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("tagline", Text, nullable=False),
    Column("overview", Text, nullable=False),
    Column("genres", ARRAY(Text), nullable=False),
    Column("languages", ARRAY(Text), nullable=False),
    Column("original_language", Text, nullable=False),
    Column("runtime_minutes", Integer, nullable=False),
    Column("certificate", Text, nullable=False),
    Column("director", Text, nullable=False),
    Column("cast_names", ARRAY(Text), nullable=False),
    Column("rating_tenths", Integer),
    Column("released_on", Date),
    Column("expires_on", Date),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("version", Integer, nullable=False),
    Column("enabled", Boolean, nullable=False),
    Column("trailer_url", Text, nullable=False),
    Column("poster", Text, nullable=False),
    Column("backdrop", Text, nullable=False),
    Column("trailer", Text, nullable=False),
)
