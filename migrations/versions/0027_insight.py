"""Roll-ups of sales for dashboards."""

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Never: expand, then contract."""
