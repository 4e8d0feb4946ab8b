"""The claims. Verbs use the functions of migrations/0002; this is for ordinary reads."""

from sqlalchemy import BigInteger, Column, DateTime, Integer, Table, Text, Uuid

from tessera.kit.database import metadata

claims = Table(
    "claims",
    metadata,
    Column("show_id", BigInteger, primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("state", Text, nullable=False),
    Column("owner", Uuid, nullable=False),
    Column("until", DateTime(timezone=True)),
    Column("customer", BigInteger),
)
