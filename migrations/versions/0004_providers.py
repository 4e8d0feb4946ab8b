"""Payment providers of an organization, and what they tell us."""

from alembic import op

from tessera.kit.database import run_script

revision = "0004"
down_revision = "0003"

PROVIDERS = """
-- How an organization takes money. Keys are sealed (kit/vault.py) under the key `key_id`; `hints`
-- are what a person may see of them. An organization without a row takes the platform's providers.
CREATE TABLE organization_providers (
    organization_id bigint NOT NULL REFERENCES organizations ON DELETE CASCADE,
    provider text NOT NULL CHECK (provider IN ('mock', 'stripe', 'razorpay')),
    enabled boolean NOT NULL DEFAULT false,
    position smallint NOT NULL DEFAULT 0,
    key_id text,
    sealed bytea,
    hints text[] NOT NULL DEFAULT '{}',
    checked_at timestamptz,
    check_failure text,
    created_at timestamptz NOT NULL DEFAULT now(),
    changed_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (organization_id, provider),
    CHECK ((key_id IS NULL) = (sealed IS NULL)),
    -- Nobody is sent to a provider whose keys are not known; catalogue.py says which need some.
    CHECK (NOT enabled OR provider = 'mock' OR sealed IS NOT NULL)
);
-- For `tessera keys rotate`.
CREATE INDEX organization_providers_key_id ON organization_providers (key_id)
    WHERE key_id IS NOT NULL;
"""

ASKED = """
-- When the provider was last asked about an attempt without an end and said that its customer is
-- still at it; the audit's P4 counts from here.
ALTER TABLE payments ADD COLUMN asked_at timestamptz;
-- Money that a provider lists under its own reference only. Not for the simulated gateway, which
-- knows our ids: an on-sale there pays for no index.
CREATE INDEX payments_reference ON payments (provider, reference)
    WHERE provider NOT IN ('mock', 'free') AND reference IS NOT NULL;
"""

EVENTS = """
-- What providers tell us, raw, before anything is done about it. The key is the promise: an event
-- is taken in once. Its organization is part of it, for event ids are made by whoever holds the
-- keys: one organization must not be able to use up another's. 0 is the platform's own account.
CREATE TABLE provider_events (
    provider text NOT NULL,
    organization_id bigint NOT NULL,
    event_id text NOT NULL CHECK (length(event_id) BETWEEN 1 AND 200),
    type text NOT NULL,
    about text NOT NULL CHECK (about IN ('payment', 'refund', 'dispute', 'other')),
    payment_id uuid,
    headers text NOT NULL DEFAULT '',
    body bytea NOT NULL,
    state text NOT NULL DEFAULT 'received' CHECK (state IN ('received', 'done', 'ignored')),
    outcome text,
    copies integer NOT NULL DEFAULT 1,
    received_at timestamptz NOT NULL,
    ended_at timestamptz,
    PRIMARY KEY (provider, organization_id, event_id),
    CHECK ((ended_at IS NOT NULL) = (state <> 'received'))
);
-- A process that died between keeping and doing left its events here.
CREATE INDEX provider_events_received ON provider_events (received_at) WHERE state = 'received';
CREATE INDEX provider_events_received_at ON provider_events USING brin (received_at);

-- Money at a provider that no attempt on our books explains: a person decides what becomes of it.
CREATE TABLE stray_captures (
    provider text NOT NULL,
    organization_id bigint NOT NULL,
    reference text NOT NULL,
    payment_id uuid,
    order_id uuid,
    amount bigint NOT NULL,
    currency text NOT NULL,
    captured_at timestamptz NOT NULL,
    found_at timestamptz NOT NULL,
    state text NOT NULL DEFAULT 'flagged'
        CHECK (state IN ('flagged', 'refunding', 'refunded', 'accepted')),
    refund_id uuid,
    note text,
    decided_by uuid,
    decided_at timestamptz,
    PRIMARY KEY (provider, organization_id, reference)
);
CREATE INDEX stray_captures_open ON stray_captures (found_at) WHERE state <> 'accepted';

-- Up to when an account's captures have been looked through.
CREATE TABLE provider_cursors (
    provider text NOT NULL,
    organization_id bigint NOT NULL,
    seen_until timestamptz NOT NULL,
    PRIMARY KEY (provider, organization_id)
);
"""


def upgrade() -> None:
    for part in (PROVIDERS, ASKED, EVENTS):
        run_script(op.get_bind(), part)


def downgrade() -> None:
    raise NotImplementedError("restore a backup: dropping the books is not a migration")
