"""The catalogue's tables."""

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
from sqlalchemy.dialects.postgresql import ARRAY as SET
from sqlalchemy.dialects.postgresql import TSVECTOR

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

title_search = Table(
    "title_search",
    metadata,
    Column("title_id", BigInteger, primary_key=True),
    Column("listed", Boolean, nullable=False),
    Column("kind", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("name_words", TSVECTOR, nullable=False),
    Column("words", TSVECTOR, nullable=False),
    Column("genres", SET(Text), nullable=False),
    Column("languages", SET(Text), nullable=False),
    Column("certificate", Text, nullable=False),
    Column("cities", SET(Text), nullable=False),
    Column("formats", SET(Text), nullable=False),
    Column("prices", SET(Text), nullable=False),
    Column("next_at", DateTime(timezone=True)),
    Column("last_at", DateTime(timezone=True)),
)

title_days = Table(
    "title_days",
    metadata,
    Column("title_id", BigInteger, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("city", Text, primary_key=True),
    Column("currency", Text, primary_key=True),
    Column("last_at", DateTime(timezone=True), nullable=False),
    Column("sales_open_at", DateTime(timezone=True), nullable=False),
    Column("sales_close_at", DateTime(timezone=True), nullable=False),
    Column("formats", ARRAY(Text), nullable=False),
    Column("price_from", BigInteger),
    Column("shows", Integer, nullable=False),
)
