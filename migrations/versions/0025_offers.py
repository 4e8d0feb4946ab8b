"""Offers, coupons, gift cards and messages to many."""

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Never: expand, then contract."""
