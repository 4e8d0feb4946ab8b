"""Venues, halls and seat plans."""

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Identity,
    Integer,
    Numeric,
    Table,
    Text,
)
from sqlalchemy.dialects.postgresql import JSONB

from tessera.kit.database import metadata

venues = Table(
    "venues",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("organization_id", BigInteger, nullable=False),
    Column("name", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("city", Text, nullable=False),
    Column("country", Text, nullable=False),
    Column("timezone", Text, nullable=False),
    Column("latitude", Numeric(8, 6)),
    Column("longitude", Numeric(9, 6)),
    Column("enabled", Boolean, nullable=False),
    Column("about", Text, nullable=False),
    Column("amenities", ARRAY(Text), nullable=False),
    Column("pictures", JSONB, nullable=False, server_default="[]"),
    Column("version", Integer, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
)

halls = Table(
    "halls",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("venue_id", BigInteger, nullable=False),
    Column("name", Text, nullable=False),
    Column("formats", ARRAY(Text), nullable=False),
    Column("seat_plan_id", BigInteger),
    Column("turnaround_minutes", Integer, nullable=False),
    Column("enabled", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
)

seat_plans = Table(
    "seat_plans",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("organization_id", BigInteger, nullable=False),
    Column("name", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("capacity", Integer, nullable=False),
    Column("categories", ARRAY(Text), nullable=False),
    Column("content_hash", Text, nullable=False),
    Column("document", Text, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
)
