"""Shows and their prices."""

from sqlalchemy import BigInteger, Boolean, Column, DateTime, Identity, Integer, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from tessera.kit.database import metadata

shows = Table(
    "shows",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("organization_id", BigInteger, nullable=False),
    Column("title_id", BigInteger, nullable=False),
    Column("hall_id", BigInteger, nullable=False),
    Column("seat_plan_id", BigInteger, nullable=False),
    Column("status", Text, nullable=False),
    Column("starts_at", DateTime(timezone=True), nullable=False),
    Column("ends_at", DateTime(timezone=True), nullable=False),
    Column("hall_busy_until", DateTime(timezone=True), nullable=False),
    Column("sales_open_at", DateTime(timezone=True), nullable=False),
    Column("sales_close_at", DateTime(timezone=True), nullable=False),
    Column("language", Text, nullable=False),
    Column("format", Text, nullable=False),
    Column("currency", Text, nullable=False),
    Column("capacity", Integer, nullable=False),
    Column("hold_seconds", Integer, nullable=False),
    Column("order_seconds", Integer, nullable=False),
    Column("places_per_order_max", Integer, nullable=False),
    Column("places_per_customer_max", Integer),
    Column("refund_policy", JSONB(none_as_null=True)),
    Column("series_id", BigInteger),
    Column("unlisted", Boolean, nullable=False),
    Column("windows", JSONB(none_as_null=True)),
    Column("version", Integer, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
)

show_prices = Table(
    "show_prices",
    metadata,
    Column("show_id", BigInteger, primary_key=True),
    Column("category", Text, primary_key=True),
    Column("amount", BigInteger, nullable=False),
)
