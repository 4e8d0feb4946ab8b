"""The cancellation of a whole show: who, why, how far it has come."""

from alembic import op

from tessera.kit.database import run_script

revision = "0007"
down_revision = "0006"

SCRIPT = """
-- One row a cancelled show; how far its refunds are is read from the orders themselves.
CREATE TABLE show_cancellations (
    show_id bigint PRIMARY KEY REFERENCES shows,
    account_id uuid NOT NULL REFERENCES accounts,
    reason text NOT NULL CHECK (length(reason) BETWEEN 1 AND 500),
    started_at timestamptz NOT NULL,
    finished_at timestamptz
);
"""


def upgrade() -> None:
    run_script(op.get_bind(), SCRIPT)


def downgrade() -> None:
    raise NotImplementedError("restore a backup: dropping the books is not a migration")
