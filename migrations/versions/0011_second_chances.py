"""Offers for late money: other places instead of those that are gone."""

from alembic import op

from tessera.kit.database import run_script

revision = "0011"
down_revision = "0010"

REPLACEMENTS = """
-- Places kept for who paid for others that were gone (orders/replacement/). One order gets one.
CREATE TABLE replacements (
    order_id uuid PRIMARY KEY,
    refund_id uuid NOT NULL UNIQUE,
    show_id bigint NOT NULL,
    ns smallint[] NOT NULL,
    places integer[] NOT NULL,
    labels text[] NOT NULL,
    status text NOT NULL CHECK (status IN ('open', 'taken', 'declined', 'lapsed')),
    offered_at timestamptz NOT NULL,
    until timestamptz NOT NULL,
    ended_at timestamptz,
    CHECK ((ended_at IS NULL) = (status = 'open')),
    CHECK (cardinality(ns) = cardinality(places) AND cardinality(ns) = cardinality(labels))
);
CREATE INDEX replacements_open ON replacements (until) WHERE status = 'open';
"""

SETTLE = """
-- As _v1; money for places that are gone waits a moment for others.
CREATE FUNCTION settle_v2(
    payment_ids uuid[], results text[], refs text[], failures text[], amounts bigint[],
    currencies text[], refund_ids uuid[],
    keys bytea[], answer_statuses smallint[], answer_bodies bytea[]
) RETURNS TABLE (
    payment_id uuid, order_id uuid, code text, taken_show bigint, taken integer[], at timestamptz
) LANGUAGE plpgsql
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
#variable_conflict use_column
DECLARE
    now_ timestamptz;
    paying uuid[];
    short uuid[];
    won uuid[];
    back uuid[];
    over uuid[];
BEGIN
    -- P8: who pays for an order that has run out may have bought others meanwhile. Customers are
    -- locked before orders, as everybody does.
    PERFORM pg_advisory_xact_lock(k) FROM (
        SELECT DISTINCT hashint8extended(o.customer, o.show_id) AS k
        FROM unnest(payment_ids, results) AS r (id, result) JOIN payments p ON p.id = r.id
        JOIN orders o ON o.id = p.order_id JOIN shows s ON s.id = o.show_id
        WHERE r.result = 'succeeded' AND s.places_per_customer_max IS NOT NULL
            AND (o.status = 'expired' OR o.expires_at <= tessera_now())
        ORDER BY k
    ) AS customers;
    PERFORM 1 FROM (
        SELECT o.id FROM unnest(payment_ids) AS r (id) JOIN payments p ON p.id = r.id
        JOIN orders o ON o.id = p.order_id ORDER BY o.id FOR NO KEY UPDATE OF o
    ) AS locked;
    now_ := tessera_now();

    -- The first captured payment of an order that can still be fulfilled may buy its places.
    SELECT array_agg(id) INTO paying FROM (
        SELECT DISTINCT ON (o.id) p.id
        FROM unnest(payment_ids, results, amounts, currencies) AS r (id, result, amount, currency)
        JOIN payments p ON p.id = r.id JOIN orders o ON o.id = p.order_id
        WHERE r.result = 'succeeded' AND p.status <> 'succeeded'
            AND o.status IN ('pending', 'expired')
            AND r.amount = o.total AND r.currency = o.currency
        ORDER BY o.id, p.id
    ) AS first;

    SELECT array_agg(o.id) INTO over
    FROM unnest(paying) AS r (id) JOIN payments p ON p.id = r.id
    JOIN orders o ON o.id = p.order_id JOIN shows s ON s.id = o.show_id
    WHERE s.places_per_customer_max IS NOT NULL
        AND (o.status = 'expired' OR o.expires_at <= now_)
        AND s.places_per_customer_max < (
            SELECT count(*) FROM order_lines l WHERE l.order_id = o.id
        ) + (
            SELECT count(*) FROM claims c
            WHERE c.show_id = o.show_id AND c.customer = o.customer AND c.owner <> o.id
                AND (c.until IS NULL OR c.until > now_)
        );

    -- Its claims turn sold; what has lapsed is taken back where nobody else has it.
    -- Two late orders of one batch may want one place: whose claim it is gets it, else the elder.
    WITH wanted AS MATERIALIZED (
        SELECT DISTINCT ON (o.show_id, l.place) o.id, o.show_id, l.place,
            CASE WHEN s.places_per_customer_max IS NULL THEN NULL ELSE o.customer END AS customer
        FROM unnest(paying) AS r (id) JOIN payments p ON p.id = r.id
        JOIN orders o ON o.id = p.order_id JOIN order_lines l ON l.order_id = o.id
        JOIN shows s ON s.id = o.show_id
        LEFT JOIN claims h ON h.show_id = o.show_id AND h.place = l.place AND h.owner = o.id
        WHERE s.status <> 'cancelled' AND o.id <> ALL(coalesce(over, '{}'))
        ORDER BY o.show_id, l.place, h.owner IS NULL, o.id
    ), got AS (
        INSERT INTO claims AS c (show_id, place, state, owner, until, customer)
        SELECT w.show_id, w.place, 'sold', w.id, NULL, w.customer
        FROM wanted w ORDER BY w.show_id, w.place
        ON CONFLICT (show_id, place) DO UPDATE
        SET state = 'sold', owner = excluded.owner, until = NULL, customer = excluded.customer
        WHERE (c.owner = excluded.owner AND c.state = 'pending') OR c.until <= now_
        RETURNING c.owner
    ), balance AS (
        SELECT o.id, 1 AS w FROM unnest(paying) AS r (id) JOIN payments p ON p.id = r.id
        JOIN orders o ON o.id = p.order_id JOIN order_lines l ON l.order_id = o.id
        UNION ALL SELECT owner, -1 FROM got
    )
    SELECT array_agg(id) FILTER (WHERE missing > 0), array_agg(id) FILTER (WHERE missing = 0)
    INTO short, won FROM (SELECT id, sum(w) AS missing FROM balance GROUP BY id) AS orders_;

    IF short IS NOT NULL THEN
        DELETE FROM claims AS c USING unnest(short) AS o (id)
        JOIN orders ON orders.id = o.id JOIN order_lines l ON l.order_id = o.id
        WHERE c.show_id = orders.show_id AND c.place = l.place AND c.owner = o.id;
        UPDATE orders SET status = 'expired', ended_at = now_
        WHERE id = ANY(short) AND status = 'pending';
    END IF;

    IF won IS NOT NULL THEN
        UPDATE orders SET status = 'paid', paid_at = now_, ended_at = NULL WHERE id = ANY(won);
        INSERT INTO tickets (id, order_id, n, show_id, place, status, issued_at)
        SELECT l.ticket_id, l.order_id, l.n, o.show_id, l.place, 'valid', now_
        FROM unnest(won) AS w (id) JOIN orders o ON o.id = w.id
        JOIN order_lines l ON l.order_id = o.id;
        -- One job for the batch: the worker mails each order on its own (messages/tasks.py).
        INSERT INTO pgqueuer (priority, entrypoint, payload, status)
        VALUES (0, 'confirm_orders', convert_to(array_to_json(won)::text, 'UTF8'), 'queued');
    END IF;

    -- Captured money that bought nothing goes back.
    SELECT array_agg(p.id) INTO back
    FROM unnest(payment_ids, results) AS r (id, result) JOIN payments p ON p.id = r.id
    WHERE r.result = 'succeeded' AND p.status <> 'succeeded'
        AND NOT (p.id = ANY(coalesce(paying, '{}')) AND p.order_id = ANY(coalesce(won, '{}')));

    RETURN QUERY WITH given AS MATERIALIZED (
        SELECT r.id, r.result, r.reference, r.failure, r.amount, r.currency, r.refund_id,
            p.order_id, p.status, o.show_id
        FROM unnest(payment_ids, results, refs, failures, amounts, currencies, refund_ids)
            AS r (id, result, reference, failure, amount, currency, refund_id)
        JOIN payments p ON p.id = r.id JOIN orders o ON o.id = p.order_id
    ), moved AS (
        -- A capture counts even where we had given the attempt up: money is a fact.
        UPDATE payments AS p SET
            status = CASE WHEN g.result = 'unknown' THEN 'processing' ELSE g.result END,
            reference = coalesce(g.reference, p.reference), failure = g.failure,
            amount = CASE WHEN g.result = 'succeeded' THEN g.amount ELSE p.amount END,
            currency = CASE WHEN g.result = 'succeeded' THEN g.currency ELSE p.currency END,
            ended_at = CASE WHEN g.result IN ('succeeded', 'failed') THEN now_ END
        FROM given g
        WHERE p.id = g.id AND p.status <> 'succeeded'
            AND (g.result = 'succeeded' OR p.status IN ('created', 'processing'))
        RETURNING p.id
    ), posted AS (
        INSERT INTO ledger_entries (transaction_id, account, order_id, amount, currency, at)
        SELECT g.id, e.account, g.order_id, e.amount, g.currency, now_
        FROM given g CROSS JOIN LATERAL (
            SELECT 'provider_clearing' AS account, g.amount AS amount
            UNION ALL
            SELECT v.account, -sum(v.amount) FROM order_lines l CROSS JOIN LATERAL (
                VALUES ('organization_payable', l.face), ('fees', l.fee), ('taxes', l.tax)
            ) AS v (account, amount)
            WHERE l.order_id = g.order_id AND g.id <> ALL(coalesce(back, '{}')) GROUP BY v.account
            UNION ALL
            SELECT 'customer', -g.amount WHERE g.id = ANY(back)
        ) AS e
        WHERE g.result = 'succeeded' AND g.status <> 'succeeded' AND e.amount <> 0
    ), returned AS (
        -- Who paid in full for places that are gone may be kept others first; where nobody gets
        -- around to that within a minute, the reconciler sends the money back.
        INSERT INTO refunds (id, order_id, payment_id, status, amount, currency, reason, created_at,
            due_at)
        SELECT g.refund_id, g.order_id, g.id, 'created', g.amount, g.currency, 'not_fulfilled',
            now_, CASE WHEN g.id = ANY(paying) AND g.order_id = ANY(short)
                THEN now_ + interval '60 seconds' END
        FROM given g WHERE g.id = ANY(back) AND g.amount > 0
        RETURNING id, due_at
    ), queued AS (
        INSERT INTO pgqueuer (priority, entrypoint, payload, status)
        SELECT 1, CASE WHEN due_at IS NULL THEN 'send_refund' ELSE 'find_replacement' END,
            convert_to(id::text, 'UTF8'), 'queued' FROM returned
    ), answered AS (
        UPDATE idempotency_keys AS i SET status = k.status, body = k.body, instant = now_
        FROM unnest(payment_ids, keys, answer_statuses, answer_bodies) AS k (id, key, status, body)
        WHERE i.key = k.key AND i.status IS NULL AND k.id <> ALL(coalesce(back, '{}'))
    )
    SELECT r.id, g.order_id,
        CASE WHEN g.id IS NULL THEN 'unknown'
            WHEN r.id = ANY(back) THEN 'refunding'
            WHEN g.status = 'succeeded' THEN 'repeated'
            WHEN g.result = 'succeeded' THEN 'paid'
            WHEN r.id <> ALL(ARRAY(SELECT id FROM moved)) THEN 'repeated'
            WHEN g.result = 'failed' THEN 'failed' ELSE 'processing' END,
        g.show_id,
        CASE WHEN g.result = 'succeeded' AND g.order_id = ANY(won) THEN
            ARRAY(SELECT l.place FROM order_lines l WHERE l.order_id = g.order_id) END,
        now_
    FROM unnest(payment_ids) AS r (id) LEFT JOIN given g ON g.id = r.id;
END $$;
"""


def upgrade() -> None:
    for part in (REPLACEMENTS, SETTLE):
        run_script(op.get_bind(), part)


def downgrade() -> None:
    raise NotImplementedError("restore a backup: dropping the books is not a migration")
