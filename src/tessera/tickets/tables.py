"""Tickets and what happened to them at the door."""

from sqlalchemy import BigInteger, Column, DateTime, Integer, SmallInteger, Table, Text, Uuid

from tessera.kit.database import metadata

tickets = Table(
    "tickets",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("order_id", Uuid, nullable=False),
    Column("n", SmallInteger, nullable=False),
    Column("show_id", BigInteger, nullable=False),
    Column("place", Integer, nullable=False),
    Column("status", Text, nullable=False),
    Column("serial", SmallInteger, nullable=False),
    Column("issued_at", DateTime(timezone=True), nullable=False),
    Column("used_at", DateTime(timezone=True)),
    Column("used_gate", Text),
)

check_ins = Table(
    "check_ins",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("ticket_id", Uuid),
    Column("show_id", BigInteger),
    Column("account_id", Uuid, nullable=False),
    Column("gate", Text, nullable=False),
    Column("result", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
)
