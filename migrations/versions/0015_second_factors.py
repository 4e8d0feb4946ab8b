"""Second factors, recovery, step-up, other providers of identity."""

from alembic import op

from tessera.kit.database import run_script

revision = "0015"
down_revision = "0014"

SCRIPT = """
-- When somebody at this session last proved a second factor; NULL is never.
ALTER TABLE sessions ADD COLUMN proved_at timestamptz;

-- A step that is asked for and not taken yet: the second half of a sign-in, a step-up, a passkey.
-- Codes by mail and challenges of passkeys are derived from the id and the installation's secret
-- (kit/codes.py): nothing here opens anything.
CREATE TABLE challenges (
    id uuid PRIMARY KEY,
    secret_hash bytea UNIQUE,
    purpose text NOT NULL CHECK (purpose IN ('sign_in', 'step_up', 'passkey', 'enrol')),
    account_id uuid REFERENCES accounts ON DELETE CASCADE,
    session_id uuid REFERENCES sessions ON DELETE CASCADE,
    how text NOT NULL DEFAULT '',
    -- Who somebody is elsewhere, to be linked once this is answered (accounts/identities/link.py).
    link text NOT NULL DEFAULT '',
    tries integer NOT NULL DEFAULT 0 CHECK (tries BETWEEN 0 AND 5),
    mails integer NOT NULL DEFAULT 0 CHECK (mails BETWEEN 0 AND 3),
    created_at timestamptz NOT NULL DEFAULT tessera_now(),
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    -- Only who has no account yet to show, a passkey's owner, is unknown.
    CHECK (account_id IS NOT NULL OR purpose = 'passkey')
);
CREATE INDEX challenges_account_id ON challenges (account_id, created_at);
CREATE INDEX challenges_session_id ON challenges (session_id) WHERE session_id IS NOT NULL;
CREATE INDEX challenges_expires_at ON challenges (expires_at);

-- What an account asks for beside its password. Without `confirmed_at` it is being set up.
CREATE TABLE factors (
    account_id uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
    kind text NOT NULL CHECK (kind IN ('totp', 'email')),
    key_id text,
    sealed bytea,
    last_step bigint NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT tessera_now(),
    confirmed_at timestamptz,
    last_used_at timestamptz,
    PRIMARY KEY (account_id, kind),
    CHECK ((kind = 'totp') = (sealed IS NOT NULL AND key_id IS NOT NULL))
);

CREATE TABLE recovery_codes (
    account_id uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
    code_hash bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT tessera_now(),
    used_at timestamptz,
    PRIMARY KEY (account_id, code_hash)
);

CREATE TABLE passkeys (
    id uuid PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
    credential_id bytea NOT NULL UNIQUE CHECK (length(credential_id) BETWEEN 1 AND 1023),
    public_key bytea NOT NULL,
    sign_count bigint NOT NULL DEFAULT 0,
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    backed_up boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL DEFAULT tessera_now(),
    last_used_at timestamptz
);
CREATE INDEX passkeys_account_id ON passkeys (account_id);

-- Accounts elsewhere that open an account here, by the name that the provider never changes.
CREATE TABLE identities (
    provider text NOT NULL,
    subject text NOT NULL CHECK (length(subject) BETWEEN 1 AND 255),
    account_id uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
    email text NOT NULL DEFAULT '',
    linked_at timestamptz NOT NULL DEFAULT tessera_now(),
    last_used_at timestamptz,
    PRIMARY KEY (provider, subject),
    UNIQUE (account_id, provider)
);
"""


def upgrade() -> None:
    run_script(op.get_bind(), SCRIPT)


def downgrade() -> None:
    raise NotImplementedError("restore a backup: dropping people's keys is not a migration")
