"""Support staff; members invited, applications, API keys, blocks, four eyes."""

from alembic import op

from tessera.kit.database import run_script

revision = "0016"
down_revision = "0015"

PEOPLE = """
ALTER TABLE accounts DROP CONSTRAINT accounts_role_check;
ALTER TABLE accounts ADD CONSTRAINT accounts_role_check
    CHECK (role IN ('customer', 'support', 'admin'));
-- AC9: whoever runs the platform is neither blocked nor deleted (admin/rules.py says it too).
ALTER TABLE accounts ADD CONSTRAINT accounts_admin_stays
    CHECK (role <> 'admin' OR status = 'active') NOT VALID;
"""

ORGANIZATIONS = """
-- OR1: a published name belongs to one organization. Whoever was rejected gives it back.
UPDATE organizations o SET name = left(o.name, 180) || ' (' || o.id || ')'
WHERE EXISTS (SELECT FROM organizations e WHERE lower(e.name) = lower(o.name) AND e.id < o.id);
CREATE UNIQUE INDEX organizations_name_key ON organizations (lower(name))
    WHERE status <> 'rejected';

-- What somebody says who wants to sell; decided in one transaction with the organization's status.
CREATE TABLE applications (
    organization_id bigint PRIMARY KEY REFERENCES organizations ON DELETE CASCADE,
    account_id uuid NOT NULL REFERENCES accounts,
    status text NOT NULL CHECK (status IN ('pending', 'approved', 'rejected', 'withdrawn')),
    country text NOT NULL CHECK (country ~ '^[A-Z]{2}$'),
    city text NOT NULL CHECK (length(city) BETWEEN 1 AND 100),
    postal_code text NOT NULL CHECK (length(postal_code) BETWEEN 1 AND 12),
    latitude numeric(8, 6) CHECK (latitude BETWEEN -90 AND 90),
    longitude numeric(9, 6) CHECK (longitude BETWEEN -180 AND 180),
    phone text NOT NULL DEFAULT '',
    note text NOT NULL DEFAULT '' CHECK (length(note) <= 2000),
    submitted_at timestamptz NOT NULL,
    decided_at timestamptz,
    decided_by uuid REFERENCES accounts,
    reason text NOT NULL DEFAULT '',
    CHECK ((decided_at IS NOT NULL) = (status IN ('approved', 'rejected')))
);
-- One at a time (organizations/applications/apply.py says it too).
CREATE UNIQUE INDEX applications_one_pending ON applications (account_id) WHERE status = 'pending';
CREATE INDEX applications_pending ON applications (submitted_at, organization_id)
    WHERE status = 'pending';

CREATE TABLE application_documents (
    id uuid PRIMARY KEY,
    organization_id bigint NOT NULL REFERENCES applications ON DELETE CASCADE,
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
    media_type text NOT NULL
        CHECK (media_type IN ('application/pdf', 'image/png', 'image/jpeg')),
    bytes bytea NOT NULL CHECK (octet_length(bytes) BETWEEN 1 AND 5000000),
    created_at timestamptz NOT NULL DEFAULT tessera_now()
);
CREATE INDEX application_documents_organization_id ON application_documents (organization_id, id);

-- Whoever has the account of this address may accept; addresses of accounts are proven.
CREATE TABLE invitations (
    id uuid PRIMARY KEY,
    organization_id bigint NOT NULL REFERENCES organizations ON DELETE CASCADE,
    email text NOT NULL CHECK (length(email) BETWEEN 3 AND 254),
    role text NOT NULL CHECK (role IN ('owner', 'manager', 'box_office', 'door')),
    invited_by uuid NOT NULL REFERENCES accounts,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    ended_at timestamptz,
    outcome text CHECK (outcome IN ('accepted', 'declined', 'withdrawn')),
    CHECK ((ended_at IS NULL) = (outcome IS NULL))
);
CREATE UNIQUE INDEX invitations_open ON invitations (organization_id, lower(email))
    WHERE ended_at IS NULL;
CREATE INDEX invitations_email ON invitations (lower(email)) WHERE ended_at IS NULL;
"""

KEYS = """
-- Kept by hash: whoever reads this table cannot act. A key may do what its scopes and its maker may.
CREATE TABLE api_keys (
    id uuid PRIMARY KEY,
    organization_id bigint NOT NULL REFERENCES organizations ON DELETE CASCADE,
    account_id uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    secret_hash bytea NOT NULL UNIQUE CHECK (octet_length(secret_hash) = 32),
    hint text NOT NULL,
    scopes text[] NOT NULL CHECK (cardinality(scopes) >= 1),
    requests_per_minute integer NOT NULL CHECK (requests_per_minute BETWEEN 1 AND 100000),
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    seen_at timestamptz,
    ended_at timestamptz
);
CREATE INDEX api_keys_organization_id ON api_keys (organization_id, id);
CREATE INDEX api_keys_account_id ON api_keys (account_id);
-- A key that ends, ends at once on every process (0014 says how).
CREATE TRIGGER api_keys_tell AFTER UPDATE ON api_keys
    FOR EACH ROW EXECUTE FUNCTION tell_of_person();
"""

ADMIN = """
ALTER TABLE accounts ADD COLUMN blocked_at timestamptz;
ALTER TABLE accounts ADD COLUMN blocked_reason text NOT NULL DEFAULT '';
-- Somebody of the platform who looks at it as its owner does, and changes nothing.
ALTER TABLE sessions ADD COLUMN acting_account_id uuid REFERENCES accounts ON DELETE CASCADE;
ALTER TABLE sessions ADD COLUMN acting_until timestamptz;
ALTER TABLE sessions ADD CONSTRAINT sessions_acting
    CHECK ((acting_account_id IS NULL) = (acting_until IS NULL));

-- Many accounts blocked at once, as a job that says how far it has come.
CREATE TABLE block_runs (
    id uuid PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES accounts,
    reason text NOT NULL CHECK (length(reason) BETWEEN 3 AND 500),
    created_at timestamptz NOT NULL,
    ended_at timestamptz
);
CREATE TABLE block_run_accounts (
    run_id uuid NOT NULL REFERENCES block_runs ON DELETE CASCADE,
    account_id uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
    outcome text CHECK (outcome IN ('blocked', 'was_blocked', 'refused')),
    PRIMARY KEY (run_id, account_id)
);

-- Four eyes: asked for by one, decided by another.
CREATE TABLE approvals (
    id uuid PRIMARY KEY,
    kind text NOT NULL,
    organization_id bigint NOT NULL REFERENCES organizations ON DELETE CASCADE,
    subject text NOT NULL,
    wanted jsonb NOT NULL,
    sealed bytea,
    key_id text,
    reason text NOT NULL DEFAULT '',
    asked_by uuid NOT NULL REFERENCES accounts,
    asked_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    decided_by uuid REFERENCES accounts,
    decided_at timestamptz,
    decision text CHECK (decision IN ('approved', 'rejected', 'withdrawn')),
    CHECK ((decided_at IS NULL) = (decision IS NULL)),
    CHECK (decision IS DISTINCT FROM 'approved' OR decided_by <> asked_by)
);
CREATE UNIQUE INDEX approvals_open ON approvals (kind, subject) WHERE decided_at IS NULL;
CREATE INDEX approvals_organization_id ON approvals (organization_id, id);

-- Where an organization's money goes: sealed, of which only the end is shown.
CREATE TABLE payout_details (
    organization_id bigint PRIMARY KEY REFERENCES organizations ON DELETE CASCADE,
    holder text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('iban', 'account')),
    hint text NOT NULL,
    key_id text NOT NULL,
    sealed bytea NOT NULL,
    changed_at timestamptz NOT NULL
);
"""


def upgrade() -> None:
    for part in (PEOPLE, ORGANIZATIONS, KEYS, ADMIN):
        run_script(op.get_bind(), part)


def downgrade() -> None:
    raise NotImplementedError("restore a backup: dropping the books is not a migration")
