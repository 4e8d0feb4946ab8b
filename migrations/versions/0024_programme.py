"""Venues, halls, sections with prices, and the week's programme."""

from alembic import op

from tessera.kit.database import run_script

revision = "0024"
down_revision = "0023"

VENUES = """
ALTER TABLE venues ADD COLUMN version integer NOT NULL DEFAULT 1,
    ADD COLUMN about text NOT NULL DEFAULT '' CHECK (length(about) <= 2000),
    ADD COLUMN amenities text[] NOT NULL DEFAULT '{}' CHECK (cardinality(amenities) <= 40);
ALTER TABLE halls ADD COLUMN version integer NOT NULL DEFAULT 1,
    ADD COLUMN enabled boolean NOT NULL DEFAULT true;
-- For "near here": a box around the circle is looked up, distances decide inside it
-- (venues/queries.sql). Points need no extension.
CREATE INDEX venues_spot ON venues USING gist (point(longitude::float8, latitude::float8))
    WHERE latitude IS NOT NULL;
"""


def upgrade() -> None:
    """Expand: columns with defaults, tables that nobody knew before."""
    for part in (VENUES,):
        run_script(op.get_bind(), part)


def downgrade() -> None:
    """Never: expand, then contract."""
