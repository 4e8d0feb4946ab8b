"""What is seen of the work: who caused a job, and how the sale goes at each moment.

Jobs that `settle` queues say nothing of requests; the statement that calls it names them in the
setting `tessera.causes`, for its transaction, and the column takes that by default.
"""

from alembic import op

from tessera.kit.database import run_script

revision = "0022"
down_revision = "0021"

SEEN = """
ALTER TABLE pgqueuer ALTER COLUMN headers
    SET DEFAULT nullif(current_setting('tessera.causes', true), '')::jsonb;

-- One row a process and slot, kept for some minutes. Not logged: a crash may lose them, and
-- nothing is decided by them.
CREATE UNLOGGED TABLE sale_moments (
    at timestamptz NOT NULL,
    process text NOT NULL,
    figures jsonb NOT NULL,
    PRIMARY KEY (at, process)
);
"""


def upgrade() -> None:
    run_script(op.get_bind(), SEEN)


def downgrade() -> None:
    raise NotImplementedError("restore a backup: what is seen is not brought back")
