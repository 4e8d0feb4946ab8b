"""Statements and documents of an organization."""

from alembic import op

from tessera.kit.database import run_script

revision = "0009"
down_revision = "0008"

SCRIPT = """
SELECT 1;
"""


def upgrade() -> None:
    run_script(op.get_bind(), SCRIPT)


def downgrade() -> None:
    raise NotImplementedError("restore a backup: dropping the books is not a migration")
