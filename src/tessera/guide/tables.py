"""The guide's tables, as far as they are written by fields."""

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    Identity,
    Integer,
    Table,
    Text,
)
from sqlalchemy.dialects.postgresql import JSONB

from tessera.kit.database import metadata

restaurants = Table(
    "restaurants",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("name", Text, nullable=False),
    Column("city", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("cuisines", ARRAY(Text), nullable=False),
    Column("rating_tenths", Integer),
    Column("latitude", Float),
    Column("longitude", Float),
    Column("phone", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("overview", Text, nullable=False),
    Column("offers", JSONB, nullable=False),
    Column("enabled", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
)
streaming_titles = Table(
    "streaming_titles",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("name", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("platform", Text, nullable=False),
    Column("genres", ARRAY(Text), nullable=False),
    Column("languages", ARRAY(Text), nullable=False),
    Column("rating_tenths", Integer),
    Column("added_on", Date, nullable=False),
    Column("url", Text, nullable=False),
    Column("overview", Text, nullable=False),
    Column("enabled", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
)
streaming_plans = Table(
    "streaming_plans",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("platform", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("currency", Text, nullable=False),
    Column("months", Integer, nullable=False),
    Column("features", Text, nullable=False),
    Column("version", Integer, nullable=False),
)
