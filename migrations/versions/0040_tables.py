"""Offers that go with a restaurant remember which one was chosen."""

from alembic import op

from tessera.kit.database import run_script

revision = "0040"
down_revision = "0039"

TABLES = """
-- The restaurant that an order named for an offer of title and table. Not a reference: a restaurant
-- that leaves the guide stays in the books. Older uses have the one of their offer's rule.
ALTER TABLE offer_uses ADD COLUMN restaurant_id bigint;
"""


def upgrade() -> None:
    """Expand: a column that may be empty."""
    run_script(op.get_bind(), TABLES)


def downgrade() -> None:
    raise NotImplementedError("restore a backup: expand, then contract")
