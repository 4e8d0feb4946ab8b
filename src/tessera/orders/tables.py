"""Orders and their lines."""

from sqlalchemy import BigInteger, Column, DateTime, Integer, SmallInteger, Table, Text, Uuid

from tessera.kit.database import metadata

orders = Table(
    "orders",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("reference", Text, nullable=False),
    Column("show_id", BigInteger, nullable=False),
    Column("hold_id", Uuid, nullable=False),
    Column("account_id", Uuid),
    Column("customer", BigInteger, nullable=False),
    Column("buyer_name", Text, nullable=False),
    Column("buyer_email", Text, nullable=False),
    Column("locale", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("currency", Text, nullable=False),
    Column("total", BigInteger, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    Column("paid_at", DateTime(timezone=True)),
    Column("ended_at", DateTime(timezone=True)),
    Column("show_version", Integer),
)

order_lines = Table(
    "order_lines",
    metadata,
    Column("order_id", Uuid, primary_key=True),
    Column("n", SmallInteger, primary_key=True),
    Column("place", Integer, nullable=False),
    Column("label", Text, nullable=False),
    Column("category", Text, nullable=False),
    Column("face", BigInteger, nullable=False),
    Column("fee", BigInteger, nullable=False),
    Column("tax", BigInteger, nullable=False),
    Column("ticket_id", Uuid, nullable=False),
    Column("refund_id", Uuid),
    Column("kept_face", BigInteger),
    Column("kept_fee", BigInteger),
    Column("kept_tax", BigInteger),
)
