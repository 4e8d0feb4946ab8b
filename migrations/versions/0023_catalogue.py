"""Titles of every kind, their pictures, and search."""

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Never: expand, then contract."""
