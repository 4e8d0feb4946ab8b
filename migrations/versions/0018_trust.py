"""What issue by issue is still owed to people: one line for one act, and mails that forget."""

from alembic import op

from tessera.kit.database import run_script

revision = "0018"
down_revision = "0017"

FUNCTION = """
-- As in 0017, but silent where the verb has written a line of its own in this transaction: that one
-- says it best. Taken over in place: a process that is older sets no `tessera.noted`, and what it
-- changes is noted as before.
CREATE OR REPLACE FUNCTION note_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    who jsonb := current_setting('tessera.who')::jsonb;
    was jsonb := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) - TG_ARGV[2:] END;
    becomes jsonb := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) - TG_ARGV[2:] END;
    whole jsonb := COALESCE(becomes, was);
    subject text := whole ->> TG_ARGV[1];
    verb text := CASE TG_OP WHEN 'INSERT' THEN 'entered' WHEN 'UPDATE' THEN 'changed'
        ELSE 'removed' END;
BEGIN
    IF COALESCE(current_setting('tessera.noted', true), '') <> '' THEN RETURN NULL; END IF;
    IF TG_OP = 'UPDATE' THEN
        SELECT jsonb_object_agg(key, was -> key), jsonb_object_agg(key, becomes -> key)
        INTO was, becomes
        FROM jsonb_object_keys(whole) AS key WHERE was -> key IS DISTINCT FROM becomes -> key;
        IF becomes IS NULL THEN RETURN NULL; END IF;
    END IF;
    INSERT INTO audit_log (account_id, acting_as, address, request_id, action, subject_kind,
        subject_id, organization_id, before, after, reason)
    VALUES ((who ->> 'account_id')::uuid, (who ->> 'acting_as')::uuid,
        COALESCE(who ->> 'address', ''), COALESCE(who ->> 'request_id', ''),
        TG_ARGV[0] || '.' || verb, TG_ARGV[0], COALESCE(subject, ''),
        CASE TG_ARGV[0] WHEN 'organization' THEN subject::bigint
            ELSE COALESCE((whole ->> 'organization_id')::bigint,
                (SELECT organization_id FROM shows WHERE id = (whole ->> 'show_id')::bigint),
                (SELECT organization_id FROM venues WHERE id = (whole ->> 'venue_id')::bigint)) END,
        was::text, becomes::text, COALESCE(whole ->> 'reason', ''));
    RETURN NULL;
END
$$;
"""

MAILS = """
-- To whom something was mailed is forgotten with the account, and for everybody after some weeks.
CREATE INDEX mails_recipient ON mails (lower(recipient)) WHERE recipient <> '';
CREATE INDEX mails_created_at ON mails (created_at) WHERE recipient <> '';
"""
SESSIONS = """
-- When the sign-in was that a session comes from: renewed pairs end with it at last. Sessions of
-- before this column count from their own beginning.
ALTER TABLE sessions ADD COLUMN began_at timestamptz;

-- Browsers and programs by which somebody has signed in, by a hash of what they bring. A mail tells
-- of the first time, but for the very first one of an account.
CREATE TABLE known_devices (
    account_id uuid NOT NULL REFERENCES accounts,
    device bytea NOT NULL CHECK (length(device) = 32),
    seen_at timestamptz NOT NULL,
    PRIMARY KEY (account_id, device)
);
CREATE INDEX known_devices_seen_at ON known_devices (seen_at);
"""


def upgrade() -> None:
    """Expand."""
    for part in (FUNCTION, MAILS, SESSIONS):
        run_script(op.get_bind(), part)


def downgrade() -> None:
    """Never: expand, then contract."""
