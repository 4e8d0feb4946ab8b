"""Idempotency of every mutation, webhooks that go out, and who did what at the jobs console."""

from alembic import op

from tessera.kit.database import run_script

revision = "0010"
down_revision = "0009"

KEYS = """
-- Answers about money are kept for 30 days, others for 24 hours (api.md). What the hot path keeps
-- leads to a payment. The index holds the short-lived ones only, so a purchase pays nothing for it.
ALTER TABLE idempotency_keys ADD COLUMN money boolean NOT NULL DEFAULT true;
CREATE INDEX idempotency_keys_short ON idempotency_keys (created_at) WHERE NOT money;

-- Reserve a key within the transaction of its effect; false where it has an answer already. Waits
-- for a first request that is at work, but not for long: then it fails with lock_not_available.
CREATE FUNCTION reserve_key_v1(wanted bytea, asked bytea, about_money boolean) RETURNS boolean
LANGUAGE plpgsql SET lock_timeout = '2s' AS $$
BEGIN
    INSERT INTO idempotency_keys (key, fingerprint, money, created_at)
    VALUES (wanted, asked, about_money, tessera_now()) ON CONFLICT (key) DO NOTHING;
    RETURN FOUND;
END $$;
"""

CONSOLE = """
CREATE TABLE job_actions (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT tessera_now(),
    account_id uuid NOT NULL,
    action text NOT NULL,
    target text NOT NULL,
    jobs bigint NOT NULL CHECK (jobs >= 0)
);
CREATE TRIGGER job_actions_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON job_actions
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""

WEBHOOKS = """
-- Secrets are sealed (kit/vault.py), bound to the endpoint's id. After a rotation the old one signs
-- too until `old_until`.
CREATE TABLE webhook_endpoints (
    id uuid PRIMARY KEY,
    organization_id bigint NOT NULL REFERENCES organizations ON DELETE CASCADE,
    url text NOT NULL CHECK (length(url) BETWEEN 8 AND 2000),
    description text NOT NULL DEFAULT '' CHECK (length(description) <= 200),
    types text[] NOT NULL CHECK (cardinality(types) BETWEEN 1 AND 20),
    key_id text NOT NULL,
    sealed bytea NOT NULL,
    old_key_id text,
    old_sealed bytea,
    old_until timestamptz,
    account_id uuid NOT NULL,
    created_at timestamptz NOT NULL DEFAULT tessera_now(),
    disabled_at timestamptz,
    disabled_why text CHECK (disabled_why IN ('choice', 'failing')),
    failing_since timestamptz,
    CHECK ((disabled_at IS NULL) = (disabled_why IS NULL)),
    CHECK ((old_key_id IS NULL) = (old_sealed IS NULL) AND (old_sealed IS NULL) = (old_until IS NULL))
);
CREATE INDEX webhook_endpoints_organization_id ON webhook_endpoints (organization_id, id);

-- What is sent, and its schedule. The id goes along as `webhook-id` and stays through all tries.
-- No foreign key: its check would lock the endpoint in every purchase. What outlives its endpoint is
-- never sent and goes with its age.
CREATE TABLE webhook_deliveries (
    id uuid PRIMARY KEY,
    endpoint_id uuid NOT NULL,
    type text NOT NULL,
    body text NOT NULL,
    status text NOT NULL DEFAULT 'waiting' CHECK (status IN ('waiting', 'delivered', 'failed')),
    tries integer NOT NULL DEFAULT 0 CHECK (tries >= 0),
    created_at timestamptz NOT NULL DEFAULT tessera_now(),
    next_at timestamptz DEFAULT tessera_now(),
    -- Tries of this round go on until then: three days, anew with each redelivery.
    until timestamptz NOT NULL,
    round_tries integer NOT NULL DEFAULT 0 CHECK (round_tries >= 0),
    -- While a worker is at it. A worker that died leaves a lease that runs out.
    leased_until timestamptz,
    ended_at timestamptz,
    CHECK ((next_at IS NOT NULL) = (status = 'waiting')),
    CHECK ((ended_at IS NULL) = (status = 'waiting'))
);
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (endpoint_id, next_at)
    WHERE status = 'waiting';
CREATE INDEX webhook_deliveries_leased ON webhook_deliveries (endpoint_id)
    WHERE leased_until IS NOT NULL;
CREATE INDEX webhook_deliveries_endpoint_id ON webhook_deliveries (endpoint_id, id);
CREATE INDEX webhook_deliveries_created_at ON webhook_deliveries USING brin (created_at);

CREATE TABLE webhook_tries (
    delivery_id uuid NOT NULL REFERENCES webhook_deliveries ON DELETE CASCADE,
    n integer NOT NULL CHECK (n >= 1),
    at timestamptz NOT NULL,
    status integer,
    failure text,
    answer text NOT NULL DEFAULT '',
    milliseconds integer NOT NULL CHECK (milliseconds >= 0),
    PRIMARY KEY (delivery_id, n)
);
"""

TELLING = """
-- Every change below is told in its own transaction, whatever code made it; and where no endpoint
-- wants it nothing is written (docs/decisions/0024-webhooks-ride-on-triggers.md).
CREATE FUNCTION webhook_body_v1(kind text, facts jsonb) RETURNS text STABLE LANGUAGE sql AS $$
    SELECT jsonb_build_object('type', kind, 'version', 1, 'timestamp', webhook_instant_v1(
        tessera_now()), 'data', facts)::text
$$;
"""

INSTANT = """
CREATE FUNCTION webhook_instant_v1(at timestamptz) RETURNS text STABLE LANGUAGE sql AS $$
    SELECT to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
$$;
"""

TELL = """
CREATE FUNCTION tell_webhooks_v1(organization bigint, kind text, facts jsonb) RETURNS void
LANGUAGE sql AS $$
    INSERT INTO webhook_deliveries (id, endpoint_id, type, body, until)
    SELECT uuidv7(), e.id, kind, webhook_body_v1(kind, facts), tessera_now() + interval '3 days'
    FROM webhook_endpoints e
    WHERE e.organization_id = organization AND e.disabled_at IS NULL AND kind = ANY(e.types)
$$;

-- Orders change in batches: one look for all of them. What an order says of itself after that it
-- did not say before; no join of the two, which at hundreds of orders could be hundreds squared.
CREATE FUNCTION tell_of_orders() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM webhook_endpoints WHERE disabled_at IS NULL) THEN
        RETURN NULL;
    END IF;
    INSERT INTO webhook_deliveries (id, endpoint_id, type, body, until)
    SELECT uuidv7(), e.id, o.kind, webhook_body_v1(o.kind, jsonb_build_object(
            'order_id', o.id, 'reference', o.reference, 'show_id', o.show_id, 'status', o.status,
            'total', jsonb_build_object('amount', o.total, 'currency', o.currency))),
        tessera_now() + interval '3 days'
    FROM (
        SELECT id, reference, show_id, status, total, currency, 'order.' || status AS kind
        FROM (
            SELECT id, reference, show_id, status, total, currency, ended_at FROM after_
            EXCEPT SELECT id, reference, show_id, status, total, currency, ended_at FROM before_
        ) AS changed
        WHERE status IN ('paid', 'partly_refunded', 'refunded', 'expired')
    ) AS o
    JOIN shows s ON s.id = o.show_id
    JOIN webhook_endpoints e ON e.organization_id = s.organization_id
    WHERE e.disabled_at IS NULL AND o.kind = ANY(e.types);
    RETURN NULL;
END $$;
CREATE TRIGGER orders_told AFTER UPDATE ON orders
    REFERENCING OLD TABLE AS before_ NEW TABLE AS after_
    FOR EACH STATEMENT EXECUTE FUNCTION tell_of_orders();

CREATE FUNCTION tell_of_ticket() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM tell_webhooks_v1(s.organization_id, 'ticket.used', jsonb_build_object(
        'ticket_id', NEW.id, 'order_id', NEW.order_id, 'show_id', NEW.show_id, 'place', NEW.place,
        'gate', NEW.used_gate, 'used_at', webhook_instant_v1(NEW.used_at)))
    FROM shows s WHERE s.id = NEW.show_id;
    RETURN NULL;
END $$;
CREATE TRIGGER tickets_told AFTER UPDATE OF status ON tickets FOR EACH ROW
    WHEN (NEW.status = 'used' AND OLD.status <> 'used') EXECUTE FUNCTION tell_of_ticket();

CREATE FUNCTION tell_of_show() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM tell_webhooks_v1(NEW.organization_id, 'show.cancelled', jsonb_build_object(
        'show_id', NEW.id, 'title_id', NEW.title_id, 'hall_id', NEW.hall_id,
        'starts_at', webhook_instant_v1(NEW.starts_at)));
    RETURN NULL;
END $$;
CREATE TRIGGER shows_told AFTER UPDATE OF status ON shows FOR EACH ROW
    WHEN (NEW.status = 'cancelled' AND OLD.status <> 'cancelled')
    EXECUTE FUNCTION tell_of_show();

CREATE FUNCTION tell_of_dispute() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM tell_webhooks_v1(s.organization_id, 'payment.disputed', jsonb_build_object(
        'dispute_id', NEW.id, 'payment_id', NEW.payment_id, 'order_id', NEW.order_id,
        'show_id', s.id, 'reason', NEW.reason,
        'amount', jsonb_build_object('amount', NEW.amount, 'currency', NEW.currency)))
    FROM orders o JOIN shows s ON s.id = o.show_id WHERE o.id = NEW.order_id;
    RETURN NULL;
END $$;
CREATE TRIGGER disputes_told AFTER INSERT ON disputes FOR EACH ROW
    EXECUTE FUNCTION tell_of_dispute();
"""


def upgrade() -> None:
    for script in (KEYS, CONSOLE, WEBHOOKS, INSTANT, TELLING, TELL):
        run_script(op.get_bind(), script)


def downgrade() -> None:
    raise NotImplementedError("restore a backup: dropping the books is not a migration")
