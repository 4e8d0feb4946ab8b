"""Trying it out: when an organization was in test mode, and the test orders that were purged."""

from alembic import op

from tessera.kit.database import run_script

revision = "0037"
down_revision = "0035"

TRIAL = """
-- While a period lasts, what is bought with the simulated provider, or for nothing, is a test: marked,
-- in no statement, without an invoice. Nothing of the sale asks for it: an order is a test by when it
-- was opened and how it was paid (organizations/trial/queries.sql).
CREATE TABLE test_periods (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    organization_id bigint NOT NULL REFERENCES organizations,
    since timestamptz NOT NULL DEFAULT tessera_now(),
    until timestamptz,
    CHECK (until > since)
);
CREATE INDEX test_periods_organization_id ON test_periods (organization_id, since);
CREATE UNIQUE INDEX test_periods_one_open ON test_periods (organization_id) WHERE until IS NULL;

-- Test orders that were undone and forgotten.
CREATE TABLE purged_orders (
    order_id uuid PRIMARY KEY,
    organization_id bigint NOT NULL,
    at timestamptz NOT NULL DEFAULT tessera_now()
);
"""
IS_TEST = """
-- The same of one order, as organizations/trial/queries.sql has it of many.
CREATE OR REPLACE FUNCTION is_test_v1(order_id uuid, organization bigint, opened_at timestamptz)
RETURNS boolean STABLE LANGUAGE sql AS $$
    SELECT EXISTS (SELECT FROM test_periods p WHERE p.organization_id = $2 AND $3 >= p.since
            AND (p.until IS NULL OR $3 < p.until))
        AND NOT EXISTS (SELECT FROM payments y WHERE y.order_id = $1 AND y.status = 'succeeded'
            AND y.provider NOT IN ('mock', 'free'))
$$;
"""
DRAFTS = """
-- What somebody has typed into a long form and not saved (console/drafts); forgotten after 30 days.
CREATE TABLE form_drafts (
    account_id uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
    form text NOT NULL CHECK (length(form) BETWEEN 1 AND 200),
    fields jsonb NOT NULL,
    saved_at timestamptz NOT NULL,
    PRIMARY KEY (account_id, form)
);
"""
NOTED = """
CREATE CONSTRAINT TRIGGER test_periods_noted AFTER INSERT OR UPDATE OR DELETE ON test_periods
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
WHEN (COALESCE(current_setting('tessera.who', true), '') <> '')
EXECUTE FUNCTION note_change('test_mode', 'organization_id');
"""


def upgrade() -> None:
    """Expand: tables of their own."""
    for script in (TRIAL, IS_TEST, DRAFTS, NOTED):
        run_script(op.get_bind(), script)


def downgrade() -> None:
    raise NotImplementedError("restore a backup: expand, then contract")
