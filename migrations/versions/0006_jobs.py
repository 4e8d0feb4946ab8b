"""Queues side by side, and webhooks to receivers of an organization."""

from alembic import op

from tessera.kit.database import run_script

revision = "0006"
down_revision = "0005"

SCRIPT = """
-- Workers poll. A NOTIFY for every settled batch would wake all queues of all workers, and at the
-- commit takes a lock of the whole database (docs/decisions/0016-queues-side-by-side.md).
DROP TRIGGER IF EXISTS tg_pgqueuer_changed ON pgqueuer;

-- What people said of a queue. A queue without a row is not paused.
CREATE TABLE job_queues (
    name text PRIMARY KEY,
    paused_at timestamptz
);

-- The jobs console asks for these two.
CREATE INDEX pgqueuer_failed_idx ON pgqueuer (id) WHERE status = 'failed';
CREATE INDEX pgqueuer_statistics_created_idx ON pgqueuer_statistics (created);
"""


def upgrade() -> None:
    run_script(op.get_bind(), SCRIPT)


def downgrade() -> None:
    raise NotImplementedError("restore a backup: dropping the books is not a migration")
