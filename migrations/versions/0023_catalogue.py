"""Titles of every kind, their pictures, and search."""

from alembic import op

from tessera.kit.database import run_script

revision = "0023"
down_revision = "0022"

TITLES = """
-- `version` grows with each edit (a stale one is refused), `enabled` is the organizer's switch.
-- `poster`, `backdrop` and `trailer` name files that are ready to be shown (title_files).
ALTER TABLE titles
    ADD COLUMN version integer NOT NULL DEFAULT 1,
    ADD COLUMN enabled boolean NOT NULL DEFAULT true,
    ADD COLUMN trailer_url text NOT NULL DEFAULT ''
        CHECK (trailer_url = '' OR trailer_url ~ '^https://[^[:space:]]+$'),
    ADD COLUMN poster text NOT NULL DEFAULT '',
    ADD COLUMN backdrop text NOT NULL DEFAULT '',
    ADD COLUMN trailer text NOT NULL DEFAULT '';
CREATE INDEX titles_organization_id ON titles (organization_id, id);

-- One act on many titles, done by a job that goes on where it was stopped. `was` is what an undo
-- gives back; `undo_of` is the run that this one undoes, and no run is undone twice.
CREATE TABLE title_runs (
    id uuid PRIMARY KEY,
    organization_id bigint REFERENCES organizations,
    account_id uuid REFERENCES accounts ON DELETE SET NULL,
    action text NOT NULL
        CHECK (action IN ('publish', 'show', 'hide', 'archive', 'restore', 'delete', 'undo')),
    undo_of uuid UNIQUE REFERENCES title_runs,
    created_at timestamptz NOT NULL,
    ended_at timestamptz,
    CHECK ((action = 'undo') = (undo_of IS NOT NULL))
);
CREATE INDEX title_runs_organization_id ON title_runs (organization_id, created_at);
-- Not a reference: a title that was deleted stays in the record of the run, by its name.
CREATE TABLE title_run_titles (
    run_id uuid NOT NULL REFERENCES title_runs ON DELETE CASCADE,
    title_id bigint NOT NULL,
    name text NOT NULL,
    outcome text CHECK (outcome IN ('done', 'unchanged', 'archived', 'refused', 'gone')),
    was jsonb,
    left_version integer,
    PRIMARY KEY (run_id, title_id)
);
"""

FILES = """
-- A file outlives its title until the store has forgotten it, so the reference only lets go.
CREATE TABLE title_files (
    id uuid PRIMARY KEY,
    title_id bigint REFERENCES titles ON DELETE SET NULL,
    role text NOT NULL CHECK (role IN ('poster', 'backdrop', 'trailer')),
    state text NOT NULL CHECK (state IN ('sending', 'waiting', 'ready', 'broken', 'leaving')),
    suffix text NOT NULL CHECK (suffix ~ '^[a-z0-9]{2,5}$'),
    bytes bigint NOT NULL CHECK (bytes > 0),
    width integer NOT NULL DEFAULT 0,
    height integer NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL
);
CREATE INDEX title_files_title_id ON title_files (title_id, role);
-- Shown by one title at a time: what is ready is the newest of its role.
CREATE INDEX title_files_leaving ON title_files (id)
    WHERE state IN ('leaving', 'sending') OR title_id IS NULL;
"""


def upgrade() -> None:
    """Expand: new columns have defaults, everything else is new."""
    for part in (TITLES, FILES):
        run_script(op.get_bind(), part)


def downgrade() -> None:
    """Never: expand, then contract."""
