"""The audit log: who changed what, chained by hashes, never changed itself."""

from alembic import op

from tessera.kit.database import run_script

revision = "0013"
down_revision = "0012"

TABLE = """
-- One row for every change that somebody answers for (kit/trail.py). `n` has no gaps, and `hash` is
-- over the row and the hash before it, so a row that is changed, missing or slipped in shows.
CREATE TABLE audit_log (
    n bigint PRIMARY KEY CHECK (n > 0),
    at timestamptz NOT NULL,
    account_id uuid,
    acting_as uuid,
    address text NOT NULL,
    request_id text NOT NULL,
    action text NOT NULL CHECK (length(action) BETWEEN 3 AND 100),
    subject_kind text NOT NULL,
    subject_id text NOT NULL,
    organization_id bigint,
    before text,
    after text,
    reason text NOT NULL,
    hash bytea NOT NULL CHECK (length(hash) = 32)
);
CREATE INDEX audit_log_account_id ON audit_log (account_id, n);
CREATE INDEX audit_log_subject ON audit_log (subject_kind, subject_id, n);
CREATE INDEX audit_log_organization_id ON audit_log (organization_id, n);
CREATE TRIGGER audit_log_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""

FUNCTIONS = """
-- A field as it is hashed: its length in bytes before it, so that no two rows read the same.
CREATE FUNCTION audit_field(value text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT COALESCE(octet_length(value) || ':' || value, '-')
$$;

-- What a row's hash is over; kit/trail.py says the same in Python.
CREATE FUNCTION audit_hash(previous bytea, line audit_log) RETURNS bytea LANGUAGE sql STABLE AS $$
    SELECT sha256(previous || convert_to(
        audit_field(line.n::text)
        || audit_field((extract(epoch FROM line.at) * 1000000)::bigint::text)
        || audit_field(line.account_id::text) || audit_field(line.acting_as::text)
        || audit_field(line.address) || audit_field(line.request_id)
        || audit_field(line.action)
        || audit_field(line.subject_kind) || audit_field(line.subject_id)
        || audit_field(line.organization_id::text)
        || audit_field(line.before) || audit_field(line.after)
        || audit_field(line.reason), 'UTF8'))
$$;

-- One writer at a time, until its transaction ends: the chain has one order, that of commits.
CREATE FUNCTION chain_audit_log() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    last audit_log;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('audit_log'));
    SELECT * INTO last FROM audit_log ORDER BY n DESC LIMIT 1;
    NEW.n := COALESCE(last.n, 0) + 1;
    NEW.at := tessera_now();
    NEW.hash := audit_hash(COALESCE(last.hash, '\\x'::bytea), NEW);
    RETURN NEW;
END
$$;
CREATE TRIGGER audit_log_chained BEFORE INSERT ON audit_log
FOR EACH ROW EXECUTE FUNCTION chain_audit_log();
"""


def upgrade() -> None:
    """Expand: a table of its own."""
    for part in (TABLE, FUNCTIONS):
        run_script(op.get_bind(), part)


def downgrade() -> None:
    raise NotImplementedError("an audit log is not dropped")
