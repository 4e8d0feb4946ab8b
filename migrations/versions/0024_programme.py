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

DRAFTS = """
-- A hall while it is drawn: kept at every pause of the hand, sold by nobody. What is published is a
-- new row of seat_plans; the picture below is only there to draw after.
CREATE TABLE plan_drafts (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    organization_id bigint NOT NULL REFERENCES organizations,
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
    hall_id bigint REFERENCES halls ON DELETE SET NULL,
    seat_plan_id bigint REFERENCES seat_plans,
    document text NOT NULL,
    picture bytea,
    capacity integer NOT NULL DEFAULT 0,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    changed_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX plan_drafts_organization_id ON plan_drafts (organization_id, changed_at);
"""

TEMPLATES = """
-- Sections with what they cost, to plan shows by. Each has a seat plan made of them; a show takes plan
-- and prices over when it is planned, and goes its own way from there.
CREATE TABLE section_templates (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    organization_id bigint NOT NULL REFERENCES organizations,
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
    sections jsonb NOT NULL,
    seat_plan_id bigint NOT NULL REFERENCES seat_plans,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX section_templates_name_key ON section_templates (organization_id, lower(name));
CREATE CONSTRAINT TRIGGER section_templates_noted
AFTER INSERT OR UPDATE OR DELETE ON section_templates
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
WHEN (COALESCE(current_setting('tessera.who', true), '') <> '')
EXECUTE FUNCTION note_change('section_template', 'id');
"""
PRICE_LISTS = """
-- What places cost by weekday, time and format, to plan a week by.
CREATE TABLE price_lists (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    organization_id bigint NOT NULL REFERENCES organizations,
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
    lines jsonb NOT NULL,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX price_lists_name_key ON price_lists (organization_id, lower(name));
CREATE CONSTRAINT TRIGGER price_lists_noted AFTER INSERT OR UPDATE OR DELETE ON price_lists
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
WHEN (COALESCE(current_setting('tessera.who', true), '') <> '')
EXECUTE FUNCTION note_change('price_list', 'id');
"""


def upgrade() -> None:
    """Expand: columns with defaults, tables that nobody knew before."""
    for part in (VENUES, DRAFTS, TEMPLATES, PRICE_LISTS):
        run_script(op.get_bind(), part)


def downgrade() -> None:
    """Never: expand, then contract."""
