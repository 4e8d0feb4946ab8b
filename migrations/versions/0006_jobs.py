"""Queues side by side, and webhooks to receivers of an organization."""

from alembic import op

from tessera.kit.database import run_script

revision = "0006"
down_revision = "0005"

SCRIPT = """
-- Workers poll. A NOTIFY for every settled batch would wake all queues of all workers, and at the
-- commit takes a lock of the whole database (docs/decisions/0016-queues-side-by-side.md).
DROP TRIGGER IF EXISTS tg_pgqueuer_changed ON pgqueuer;
"""


def upgrade() -> None:
    run_script(op.get_bind(), SCRIPT)


def downgrade() -> None:
    raise NotImplementedError("restore a backup: dropping the books is not a migration")
