"""Codes, sessions one can look at, profiles."""

from alembic import op

from tessera.kit.database import run_script

revision = "0014"
down_revision = "0013"

PROFILES = """
ALTER TABLE accounts
    -- Made from the address (accounts/rules.py). Accounts that older code makes get none.
    ADD COLUMN user_name text CHECK (user_name ~ '^[a-z0-9][a-z0-9._-]{0,62}$'),
    -- E.164: a plus and digits.
    ADD COLUMN phone text NOT NULL DEFAULT '' CHECK (phone ~ '^(\\+[0-9]{4,15})?$'),
    ADD COLUMN address jsonb NOT NULL DEFAULT '{}',
    ADD COLUMN currency text NOT NULL DEFAULT '' CHECK (currency ~ '^([A-Z]{3})?$'),
    ADD COLUMN password_changed_at timestamptz,
    ADD COLUMN erased_at timestamptz,
    DROP CONSTRAINT accounts_status_check,
    ADD CONSTRAINT accounts_status_check CHECK (status IN ('active', 'blocked', 'erased')),
    -- Of who is erased nothing is left but the row that the books point at.
    ADD CONSTRAINT accounts_erased_check CHECK ((status = 'erased') = (erased_at IS NOT NULL));
CREATE UNIQUE INDEX accounts_user_name_key ON accounts (user_name);

UPDATE accounts AS a SET user_name = made.name || CASE made.n WHEN 1 THEN '' ELSE '-' || left(md5(a.id::text), 8) END
FROM (
    SELECT id, name, row_number() OVER (PARTITION BY name ORDER BY created_at, id) AS n
    FROM (
        SELECT id, created_at, coalesce(nullif(left(trim(BOTH '._-' FROM
            regexp_replace(lower(split_part(email, '@', 1)), '[^a-z0-9._-]+', '-', 'g')), 40),
            ''), 'guest') AS name
        FROM accounts) AS plain
) AS made
WHERE made.id = a.id;

CREATE TABLE account_pictures (
    account_id uuid PRIMARY KEY REFERENCES accounts ON DELETE CASCADE,
    -- What accounts/profile/picture.py has made of it: WebP, 512 pixels square, nothing else in it.
    image bytea NOT NULL CHECK (length(image) BETWEEN 1 AND 500000),
    changed_at timestamptz NOT NULL
);
"""

CODES = """
-- Six digits that a mail carries. The digits themselves are never stored: they are made from the
-- installation's secret and the id, which is random (kit/codes.py).
CREATE TABLE codes (
    id uuid PRIMARY KEY,
    purpose text NOT NULL,
    email text NOT NULL CHECK (length(email) BETWEEN 3 AND 254),
    account_id uuid REFERENCES accounts ON DELETE CASCADE,
    locale text NOT NULL DEFAULT 'en',
    tries smallint NOT NULL DEFAULT 0 CHECK (tries BETWEEN 0 AND 5),
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz
);
CREATE INDEX codes_email ON codes (lower(email), purpose, created_at);
CREATE INDEX codes_account_id ON codes (account_id);
CREATE INDEX codes_created_at ON codes (created_at);
"""

SESSIONS = """
ALTER TABLE sessions
    ADD COLUMN address text NOT NULL DEFAULT '',
    ADD COLUMN browser text NOT NULL DEFAULT '' CHECK (length(browser) <= 400),
    ADD COLUMN seen_at timestamptz;

-- Wrong passwords in a row, by a keyed hash of the account and of who tries (accounts/throttle.py).
CREATE TABLE sign_in_tries (
    bucket bytea PRIMARY KEY,
    tries integer NOT NULL CHECK (tries >= 1),
    tried_at timestamptz NOT NULL,
    free_at timestamptz NOT NULL
);
CREATE INDEX sign_in_tries_tried_at ON sign_in_tries (tried_at);
"""

NOTICES = """
-- What a process may remember of a person (accounts/identify.py) ends with the commit that changes
-- it: whoever changes an account, a session or a membership need not think of it. Notices of one
-- transaction about one account are folded into one by PostgreSQL.
CREATE FUNCTION tell_of_person() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    unimportant text[] := ARRAY['seen_at'];
    account uuid;
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(OLD) - unimportant = to_jsonb(NEW) - unimportant THEN
        RETURN NULL;
    END IF;
    IF TG_TABLE_NAME = 'accounts' THEN
        account := coalesce(NEW.id, OLD.id);
    ELSIF TG_OP = 'DELETE' THEN
        account := OLD.account_id;
    ELSE
        account := NEW.account_id;
    END IF;
    PERFORM pg_notify('tessera_people', account::text);
    RETURN NULL;
END $$;
CREATE TRIGGER accounts_tell AFTER UPDATE OR DELETE ON accounts
    FOR EACH ROW EXECUTE FUNCTION tell_of_person();
CREATE TRIGGER sessions_tell AFTER UPDATE ON sessions
    FOR EACH ROW EXECUTE FUNCTION tell_of_person();
CREATE TRIGGER members_tell AFTER INSERT OR UPDATE OR DELETE ON members
    FOR EACH ROW EXECUTE FUNCTION tell_of_person();
"""


def upgrade() -> None:
    for part in (PROFILES, CODES, SESSIONS, NOTICES):
        run_script(op.get_bind(), part)


def downgrade() -> None:
    raise NotImplementedError("restore a backup: dropping the books is not a migration")
