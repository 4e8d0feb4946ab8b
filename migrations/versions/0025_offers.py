"""Offers: coupons and automatic discounts, their codes, and every use of them."""

from alembic import op

from tessera.kit.database import run_script

revision = "0025"
down_revision = "0024"

OFFERS = """
-- What an offer is worth and when it holds is in `rule` (offers/model.py). Without an organization
-- it is the platform's, and lowers booking fees only.
CREATE TABLE offers (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    organization_id bigint REFERENCES organizations,
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
    description text NOT NULL DEFAULT '' CHECK (length(description) <= 1000),
    topic text NOT NULL CHECK (topic IN ('films', 'concerts', 'theatre', 'sport', 'comedy',
        'festivals', 'food', 'streaming', 'everything')),
    currency text NOT NULL CHECK (currency ~ '^([A-Z]{3})?$'),
    rule jsonb NOT NULL,
    -- How it is asked for: by itself, by one code that many share, or by codes that work once.
    way text NOT NULL CHECK (way IN ('automatic', 'code', 'codes')),
    code text NOT NULL DEFAULT '' CHECK (code ~ '^([A-Z0-9]{3,40})?$'),
    stacks boolean NOT NULL DEFAULT false,
    listed boolean NOT NULL DEFAULT false,
    enabled boolean NOT NULL DEFAULT true,
    starts_at timestamptz,
    ends_at timestamptz,
    uses_max bigint CHECK (uses_max >= 1),
    uses_per_customer_max integer CHECK (uses_per_customer_max >= 1),
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT tessera_now(),
    archived_at timestamptz,
    CHECK (starts_at < ends_at),
    CHECK ((way = 'code') = (code <> '')),
    CHECK (way <> 'codes' OR NOT listed)
);
-- A code means one thing at one house; the platform's own are looked at last.
CREATE UNIQUE INDEX offers_code_key ON offers (coalesce(organization_id, 0), code)
    WHERE code <> '' AND archived_at IS NULL;
CREATE INDEX offers_organization_id ON offers (coalesce(organization_id, 0), id);
CREATE INDEX offers_automatic ON offers (coalesce(organization_id, 0))
    WHERE way = 'automatic' AND enabled AND archived_at IS NULL;

-- How often it is used now. A table of its own: whoever uses an offer with a limit locks this row,
-- and nobody is told of an offer that changed (the notices of `offers` below).
CREATE TABLE offer_counts (
    offer_id bigint PRIMARY KEY REFERENCES offers,
    uses bigint NOT NULL DEFAULT 0 CHECK (uses >= 0),
    codes bigint NOT NULL DEFAULT 0 CHECK (codes >= 0)
);

-- Codes that work once. `order_id` is who has it now.
CREATE TABLE offer_codes (
    organization_id bigint NOT NULL,
    code text NOT NULL CHECK (code ~ '^[A-Z0-9]{3,40}$'),
    offer_id bigint NOT NULL REFERENCES offers,
    order_id uuid,
    PRIMARY KEY (organization_id, code)
);
CREATE INDEX offer_codes_offer_id ON offer_codes (offer_id, code);
CREATE INDEX offer_codes_order_id ON offer_codes (order_id) WHERE order_id IS NOT NULL;

-- P7. A use is one offer in one order. What each line was lowered by is in `amounts`, by the number
-- of the line. `released_at`: its order ended without being paid, or was given back whole.
CREATE TABLE offer_uses (
    order_id uuid NOT NULL,
    offer_id bigint NOT NULL REFERENCES offers,
    customer bigint NOT NULL,
    code text NOT NULL DEFAULT '',
    amounts bigint[] NOT NULL,
    amount bigint NOT NULL CHECK (amount >= 0),
    currency text NOT NULL,
    providers text[] NOT NULL DEFAULT '{}',
    at timestamptz NOT NULL,
    until timestamptz NOT NULL,
    -- Found paid: it no longer lapses by itself.
    kept boolean NOT NULL DEFAULT false,
    released_at timestamptz,
    PRIMARY KEY (order_id, offer_id)
);
CREATE INDEX offer_uses_customer ON offer_uses (offer_id, customer) WHERE released_at IS NULL;
CREATE INDEX offer_uses_open ON offer_uses (offer_id, until) WHERE released_at IS NULL AND NOT kept;
CREATE INDEX offer_uses_at ON offer_uses (offer_id, at);
"""

RELEASE = """
-- Give back the uses of orders that were never paid and whose deadline has passed; at most
-- `rows_max`. An order that had run out is closed for good with it, so that money that comes late
-- cannot use the offer a second time: it goes back (settle looks at pending and expired ones only).
-- Counts are locked before uses, in order; of orders only what nobody is at (SKIP LOCKED: whoever is
-- being paid right now keeps its use), and whose uses are of `offers_` alone. So nobody waits in a
-- ring. Answers how many uses were given back.
CREATE FUNCTION release_uses_v1(offers_ bigint[], rows_max integer) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    now_ timestamptz := tessera_now();
    gone uuid[];
    n bigint;
BEGIN
    PERFORM 1 FROM (
        SELECT offer_id FROM offer_counts WHERE offer_id = ANY(offers_) ORDER BY offer_id FOR UPDATE
    ) AS locked;
    UPDATE offer_uses u SET kept = true
    FROM (
        SELECT p.order_id, p.offer_id FROM offer_uses p JOIN orders o ON o.id = p.order_id
        WHERE p.released_at IS NULL AND NOT p.kept AND p.offer_id = ANY(offers_)
            AND o.status IN ('paid', 'partly_refunded', 'refunded')
        LIMIT rows_max FOR UPDATE OF p SKIP LOCKED
    ) AS paid
    WHERE u.order_id = paid.order_id AND u.offer_id = paid.offer_id;
    SELECT array_agg(id) INTO gone FROM (
        SELECT o.id FROM orders o WHERE o.id IN (
            SELECT u.order_id FROM offer_uses u
            WHERE u.released_at IS NULL AND NOT u.kept AND u.offer_id = ANY(offers_)
                AND u.until <= now_
            ORDER BY u.until LIMIT rows_max
        ) AND (o.status IN ('expired', 'cancelled', 'failed')
            OR (o.status = 'pending' AND o.expires_at <= now_))
            AND NOT EXISTS (SELECT FROM offer_uses x
                WHERE x.order_id = o.id AND x.offer_id <> ALL(offers_))
        ORDER BY o.id FOR NO KEY UPDATE OF o SKIP LOCKED
    ) AS lapsed;
    IF gone IS NULL THEN
        RETURN 0;
    END IF;
    UPDATE orders SET status = 'expired', ended_at = now_
    WHERE id = ANY(gone) AND status = 'pending';
    UPDATE orders SET status = 'cancelled' WHERE id = ANY(gone) AND status = 'expired';
    SELECT sum(release_use_v1(o.id)) INTO n FROM unnest(gone) AS o (id);
    RETURN n;
END $$;

-- Give back the uses of one order, which its transaction has locked; a second time there are none.
CREATE FUNCTION release_use_v1(order_ uuid) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    n bigint;
BEGIN
    PERFORM 1 FROM (
        SELECT offer_id FROM offer_counts
        WHERE offer_id IN (SELECT offer_id FROM offer_uses WHERE order_id = order_)
        ORDER BY offer_id FOR UPDATE
    ) AS locked;
    WITH released AS (
        UPDATE offer_uses SET released_at = tessera_now()
        WHERE order_id = order_ AND released_at IS NULL RETURNING offer_id
    ), counted AS (
        UPDATE offer_counts c SET uses = c.uses - 1 FROM released r WHERE c.offer_id = r.offer_id
    ), freed AS (
        UPDATE offer_codes SET order_id = NULL WHERE order_id = order_
            AND offer_id IN (SELECT offer_id FROM released)
    )
    SELECT count(*) INTO n FROM released;
    RETURN n;
END $$;
"""
NOTED = """
CREATE CONSTRAINT TRIGGER offers_noted AFTER INSERT OR UPDATE OR DELETE ON offers
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
WHEN (COALESCE(current_setting('tessera.who', true), '') <> '')
EXECUTE FUNCTION note_change('offer', 'id', 'version');
"""
TOLD = """
CREATE TRIGGER offers_tell_{verb} AFTER {verb} ON offers REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION tell_of_change('offer', 'id');
"""


def upgrade() -> None:
    """Expand: tables of their own."""
    told = "".join(TOLD.format(verb=verb) for verb in ("insert", "update"))
    for script in (OFFERS, RELEASE, NOTED, told):
        run_script(op.get_bind(), script)


def downgrade() -> None:
    raise NotImplementedError("restore a backup: dropping the books is not a migration")
