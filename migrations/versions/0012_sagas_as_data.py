"""Sagas as data, pauses of a sale, and shows that move."""

from alembic import op

from tessera.kit.database import run_script

revision = "0012"
down_revision = "0011"

SAGAS = """
-- How far each saga has come (kit/saga.py); its steps are code, `step` is the next one.
CREATE TABLE sagas (
    id uuid PRIMARY KEY,
    kind text NOT NULL,
    subject text NOT NULL,
    step smallint NOT NULL CHECK (step >= 0),
    status text NOT NULL CHECK (status IN ('running', 'turning_back', 'done', 'undone')),
    failure text,
    started_at timestamptz NOT NULL,
    stepped_at timestamptz NOT NULL,
    ended_at timestamptz,
    CHECK ((ended_at IS NULL) = (status IN ('running', 'turning_back')))
);
-- One at a time for a kind and its subject.
CREATE UNIQUE INDEX sagas_running ON sagas (kind, subject) WHERE ended_at IS NULL;
CREATE INDEX sagas_started_at ON sagas (started_at);
"""

MOVES = """
-- Nothing is sold while a show is paused; what is held or being paid goes on to its end.
ALTER TABLE shows ADD COLUMN paused_at timestamptz;

-- A show that moves to another hall or time (orders/move/). `id` is its saga.
CREATE TABLE show_moves (
    id uuid PRIMARY KEY REFERENCES sagas,
    show_id bigint NOT NULL REFERENCES shows,
    account_id uuid NOT NULL REFERENCES accounts,
    reason text NOT NULL CHECK (length(reason) BETWEEN 1 AND 500),
    wanted jsonb NOT NULL,
    before jsonb NOT NULL,
    moved_at timestamptz
);
CREATE INDEX show_moves_show_id ON show_moves (show_id);
-- Whose orders moved; who has not decided yet may have everything back until the show begins.
CREATE TABLE moved_orders (
    move_id uuid NOT NULL REFERENCES show_moves,
    order_id uuid NOT NULL,
    decision text CHECK (decision IN ('kept', 'returned')),
    decided_at timestamptz,
    told_at timestamptz,
    PRIMARY KEY (move_id, order_id),
    CHECK ((decision IS NULL) = (decided_at IS NULL))
);
CREATE INDEX moved_orders_order_id ON moved_orders (order_id);
CREATE INDEX moved_orders_untold ON moved_orders (move_id) WHERE told_at IS NULL;
CREATE TABLE moved_lines (
    move_id uuid NOT NULL,
    order_id uuid NOT NULL,
    n smallint NOT NULL,
    was text NOT NULL,
    becomes text NOT NULL,
    standing text NOT NULL CHECK (standing IN ('same', 'better', 'other', 'worse', 'none')),
    PRIMARY KEY (move_id, order_id, n),
    FOREIGN KEY (move_id, order_id) REFERENCES moved_orders
);
"""


def upgrade() -> None:
    for part in (SAGAS, MOVES):
        run_script(op.get_bind(), part)


def downgrade() -> None:
    raise NotImplementedError("restore a backup: dropping the books is not a migration")
