"""Payments that a gateway confirms, settled as leanly as those paid at once."""

revision = "0034"
down_revision = "0033"


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Never: expand, then contract."""
