"""The organizations' tables."""

from sqlalchemy import BigInteger, Boolean, Column, DateTime, Identity, Integer, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from tessera.kit.database import metadata

organizations = Table(
    "organizations",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("name", Text, nullable=False),
    Column("slug", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("currency", Text, nullable=False),
    Column("fee_fixed", BigInteger, nullable=False),
    Column("fee_basis_points", Integer, nullable=False),
    Column("tax_basis_points", Integer, nullable=False),
    Column("tax_included", Boolean, nullable=False),
    Column("cancel_until_minutes", Integer, nullable=False),
    Column("fee_cap", BigInteger),
    Column("tax_rates", JSONB(none_as_null=True)),
    Column("refund_policy", JSONB(none_as_null=True)),
    Column("prices_all_in", Boolean, nullable=False),
    Column("timezone", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("tax_number", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
)

members = Table(
    "members",
    metadata,
    Column("organization_id", BigInteger, primary_key=True),
    Column("account_id", Uuid, primary_key=True),
    Column("role", Text, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
)
