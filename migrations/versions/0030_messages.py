"""Messages to many: who may be written to, campaigns, inboxes, newsletters, push, reminders."""

from alembic import op

from tessera.kit.database import run_script

revision = "0030"
down_revision = "0029"

CONSENT = """
-- What somebody with an account wants. Without a row: news in the inbox, none by mail, reminders.
CREATE TABLE contact_preferences (
    account_id uuid PRIMARY KEY REFERENCES accounts ON DELETE CASCADE,
    news_mail boolean NOT NULL DEFAULT false,
    news_inbox boolean NOT NULL DEFAULT true,
    news_push boolean NOT NULL DEFAULT true,
    reminders boolean NOT NULL DEFAULT true,
    quiet_from time,
    quiet_until time,
    timezone text NOT NULL DEFAULT '',
    changed_at timestamptz NOT NULL,
    CHECK ((quiet_from IS NULL) = (quiet_until IS NULL))
);
-- Who wants nothing from one house (0: from the platform).
CREATE TABLE contact_refusals (
    account_id uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
    organization_id bigint NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (account_id, organization_id)
);
-- A newsletter's readers, with an account or without; confirmed by a mail (double opt-in).
CREATE TABLE newsletter_readers (
    id uuid PRIMARY KEY,
    organization_id bigint NOT NULL,
    email text NOT NULL CHECK (length(email) BETWEEN 3 AND 254),
    locale text NOT NULL DEFAULT 'en',
    status text NOT NULL CHECK (status IN ('asked', 'confirmed', 'ended')),
    asked_at timestamptz NOT NULL,
    confirmed_at timestamptz,
    ended_at timestamptz
);
CREATE UNIQUE INDEX newsletter_readers_key ON newsletter_readers (organization_id, lower(email));
CREATE INDEX newsletter_readers_confirmed ON newsletter_readers (organization_id, id)
    WHERE status = 'confirmed';
"""

CAMPAIGNS = """
CREATE TABLE message_templates (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    organization_id bigint REFERENCES organizations,
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
    texts jsonb NOT NULL,
    version integer NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX message_templates_key
    ON message_templates (coalesce(organization_id, 0), lower(name));

CREATE TABLE campaigns (
    id uuid PRIMARY KEY,
    organization_id bigint REFERENCES organizations,
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
    texts jsonb NOT NULL,
    link text NOT NULL DEFAULT '',
    channels text[] NOT NULL CHECK (cardinality(channels) BETWEEN 1 AND 3),
    audience jsonb NOT NULL,
    send_at timestamptz,
    local_time boolean NOT NULL DEFAULT false,
    status text NOT NULL DEFAULT 'draft' CHECK (status IN ('draft', 'collecting', 'sending',
        'paused', 'done', 'cancelled')),
    -- How far the audience has been gone through: accounts first, then readers.
    part text NOT NULL DEFAULT 'accounts' CHECK (part IN ('accounts', 'readers', 'over')),
    cursor uuid,
    recipients bigint NOT NULL DEFAULT 0,
    version integer NOT NULL DEFAULT 1,
    created_by uuid NOT NULL,
    created_at timestamptz NOT NULL DEFAULT tessera_now(),
    started_at timestamptz,
    ended_at timestamptz
);
CREATE INDEX campaigns_organization_id ON campaigns (coalesce(organization_id, 0), id);
CREATE INDEX campaigns_at_work ON campaigns (id) WHERE status IN ('collecting', 'sending');

CREATE TABLE campaign_recipients (
    campaign_id uuid NOT NULL REFERENCES campaigns ON DELETE CASCADE,
    -- An account, or a reader of a newsletter.
    person uuid NOT NULL,
    reader boolean NOT NULL,
    channels text[] NOT NULL,
    due_at timestamptz NOT NULL,
    status text NOT NULL DEFAULT 'waiting' CHECK (status IN ('waiting', 'sent', 'failed',
        'skipped')),
    tries smallint NOT NULL DEFAULT 0,
    leased_until timestamptz,
    sent_at timestamptz,
    failure text,
    PRIMARY KEY (campaign_id, person)
);
CREATE INDEX campaign_recipients_due ON campaign_recipients (campaign_id, due_at)
    WHERE status = 'waiting';

CREATE TABLE inbox_messages (
    id uuid PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
    campaign_id uuid,
    sender text NOT NULL,
    subject text NOT NULL,
    body text NOT NULL,
    link text NOT NULL DEFAULT '',
    at timestamptz NOT NULL,
    read_at timestamptz
);
CREATE INDEX inbox_messages_account_id ON inbox_messages (account_id, id);
CREATE INDEX inbox_messages_unread ON inbox_messages (account_id) WHERE read_at IS NULL;
CREATE UNIQUE INDEX inbox_messages_once ON inbox_messages (campaign_id, account_id)
    WHERE campaign_id IS NOT NULL;
"""

ELSE = """
CREATE TABLE push_subscriptions (
    id uuid PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
    endpoint text NOT NULL UNIQUE CHECK (length(endpoint) BETWEEN 8 AND 2000),
    p256dh bytea NOT NULL CHECK (length(p256dh) = 65),
    auth bytea NOT NULL CHECK (length(auth) = 16),
    created_at timestamptz NOT NULL
);
CREATE INDEX push_subscriptions_account_id ON push_subscriptions (account_id);

-- Shows whose buyers were reminded.
CREATE TABLE show_reminders (
    show_id bigint PRIMARY KEY,
    at timestamptz NOT NULL
);
"""
NOTED = """
CREATE CONSTRAINT TRIGGER {table}_noted AFTER INSERT OR UPDATE OR DELETE ON {table}
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
WHEN (COALESCE(current_setting('tessera.who', true), '') <> '')
EXECUTE FUNCTION note_change('{kind}', 'id', 'version', 'cursor', 'part', 'recipients');
"""


def upgrade() -> None:
    """Expand: tables of their own."""
    noted = NOTED.format(table="campaigns", kind="campaign")
    noted += NOTED.format(table="message_templates", kind="message_template")
    for script in (CONSENT, CAMPAIGNS, ELSE, noted):
        run_script(op.get_bind(), script)


def downgrade() -> None:
    """Never: expand, then contract."""
