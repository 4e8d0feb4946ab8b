"""Venues, halls, sections with prices, and the week's programme."""

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Never: expand, then contract."""
