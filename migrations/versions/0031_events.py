"""Series, recurring shows, what is kept out of the sale and who may buy."""

from alembic import op

from tessera.kit.database import run_script

revision = "0031"
down_revision = "0030"

NOTED = """
CREATE CONSTRAINT TRIGGER {table}_noted AFTER INSERT OR UPDATE OR DELETE ON {table}
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
WHEN (COALESCE(current_setting('tessera.who', true), '') <> '')
EXECUTE FUNCTION note_change('{kind}', 'id');
"""

ALLOTMENTS = """
-- Places of a show that its organizer keeps out of the public sale for somebody. The places
-- themselves are blocked claims whose owner is the allotment: the sale knows nothing more of it.
CREATE TABLE allotments (
    id uuid PRIMARY KEY,
    show_id bigint NOT NULL REFERENCES shows ON DELETE CASCADE,
    organization_id bigint NOT NULL REFERENCES organizations,
    purpose text NOT NULL CHECK (purpose IN ('house', 'press', 'sponsor', 'box_office', 'partner')),
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
    note text NOT NULL DEFAULT '' CHECK (length(note) <= 500),
    -- The program of a partner that may sell from it.
    key_id uuid REFERENCES api_keys ON DELETE SET NULL,
    -- So long before the show its places go back into the sale.
    release_minutes integer CHECK (release_minutes BETWEEN 0 AND 525600),
    created_at timestamptz NOT NULL DEFAULT now(),
    ended_at timestamptz,
    CHECK (key_id IS NULL OR purpose = 'partner')
);
CREATE INDEX allotments_show_id ON allotments (show_id);
CREATE INDEX allotments_release ON allotments (show_id)
    WHERE ended_at IS NULL AND release_minutes IS NOT NULL;

-- Orders that were sold from one, or given away.
CREATE TABLE allotment_orders (
    order_id uuid PRIMARY KEY,
    allotment_id uuid NOT NULL REFERENCES allotments ON DELETE CASCADE,
    how text NOT NULL CHECK (how IN ('complimentary', 'cash', 'card', 'partner')),
    at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX allotment_orders_allotment_id ON allotment_orders (allotment_id);
"""

SERIES = """
-- A run of shows under one name with what they share; each show has its own row in shows.
CREATE TABLE series (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    organization_id bigint NOT NULL REFERENCES organizations,
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
    title_id bigint NOT NULL REFERENCES titles,
    hall_id bigint NOT NULL REFERENCES halls,
    -- RFC 5545, without DTSTART: that is starts_on and starts_time by the venue's clock.
    rule text NOT NULL DEFAULT '' CHECK (length(rule) <= 500),
    starts_on date NOT NULL,
    starts_time time NOT NULL,
    exdates date[] NOT NULL DEFAULT '{}' CHECK (cardinality(exdates) <= 366),
    shared jsonb NOT NULL,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX series_name_key ON series (organization_id, lower(name));

-- What one act has planned, so that it can be undone while nothing of it is sold.
CREATE TABLE show_batches (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    organization_id bigint NOT NULL REFERENCES organizations,
    venue_id bigint NOT NULL REFERENCES venues,
    series_id bigint REFERENCES series,
    kind text NOT NULL CHECK (kind IN ('filling', 'copy', 'series')),
    made_at timestamptz NOT NULL DEFAULT now(),
    undone_at timestamptz
);
CREATE INDEX show_batches_organization_id ON show_batches (organization_id, id);
CREATE TABLE show_batch_shows (
    batch_id bigint NOT NULL REFERENCES show_batches,
    show_id bigint NOT NULL REFERENCES shows ON DELETE CASCADE,
    PRIMARY KEY (batch_id, show_id)
);
CREATE INDEX show_batch_shows_show_id ON show_batch_shows (show_id);
"""

SALE = """
ALTER TABLE shows
    ADD COLUMN series_id bigint REFERENCES series,
    -- Reached by who has its link; in no list, search, feed or map of the site.
    ADD COLUMN unlisted boolean NOT NULL DEFAULT false,
    -- When what is sold to whom (shows/windows/model.py); NULL: the show's own window is all.
    ADD COLUMN windows jsonb,
    ADD COLUMN code_generation integer NOT NULL DEFAULT 1,
    ADD COLUMN code_next integer NOT NULL DEFAULT 0;
CREATE INDEX shows_series_id ON shows (series_id, starts_at) WHERE series_id IS NOT NULL;

-- Series of presale codes; the codes themselves are signed and kept nowhere.
CREATE TABLE show_codes (
    show_id bigint NOT NULL REFERENCES shows ON DELETE CASCADE,
    first integer NOT NULL,
    quantity integer NOT NULL CHECK (quantity BETWEEN 1 AND 100000),
    generation integer NOT NULL,
    label text NOT NULL DEFAULT '' CHECK (length(label) <= 120),
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (show_id, first)
);
"""

CHANGES = """
-- What changed of a show that people had booked already, and what they were told.
CREATE TABLE show_notices (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    show_id bigint NOT NULL REFERENCES shows ON DELETE CASCADE,
    changes jsonb NOT NULL,
    note text NOT NULL DEFAULT '' CHECK (length(note) <= 500),
    orders integer NOT NULL,
    at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX show_notices_show_id ON show_notices (show_id, id);

-- Several shows cancelled by one act; each goes its own way from there (show_cancellations).
CREATE TABLE cancellation_runs (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    organization_id bigint NOT NULL REFERENCES organizations,
    reason text NOT NULL CHECK (length(reason) BETWEEN 1 AND 500),
    show_ids bigint[] NOT NULL CHECK (cardinality(show_ids) BETWEEN 1 AND 500),
    refused bigint[] NOT NULL DEFAULT '{}',
    made_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX cancellation_runs_organization_id ON cancellation_runs (organization_id, id);
"""


def upgrade() -> None:
    """Expand: columns with defaults, tables that nobody knew before."""
    noted = NOTED.format(table="allotments", kind="allotment")
    noted += NOTED.format(table="series", kind="series")
    noted += NOTED.format(table="show_batches", kind="show_batch")
    for part in (ALLOTMENTS, SERIES, SALE, CHANGES, noted):
        run_script(op.get_bind(), part)


def downgrade() -> None:
    """Never: expand, then contract."""
