"""Money that is there already needs one step instead of two: see 0002 for the rules of functions."""

from alembic import op

from tessera.kit.database import run_script

revision = "0029"
down_revision = "0028"

AT_ONCE = """
CREATE TYPE paid_at_once AS (at timestamptz, again uuid[]);

-- Pay a batch of orders with money that is there already (nothing to pay, say): attempt, places,
-- tickets, ledger and answer in one step. It does what is plain, and answers the orders that are
-- not: somebody pays them already or has tried before, the deadline is over, the key is known.
-- For these nothing has changed, and the two steps start_payments and settle tell what is.
-- One order a batch each. Locks as the others: keys, orders, claims by (show, place).
CREATE FUNCTION pay_at_once_v1(
    payment_ids uuid[], order_ids uuid[], providers text[], methods text[], refs text[],
    keys bytea[], fingerprints bytea[], bodies bytea[], causes jsonb
) RETURNS paid_at_once LANGUAGE plpgsql
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
DECLARE
    answer paid_at_once;
    known bytea[];
    won uuid[];
    wanted bigint;
    turned bigint;
    now_ timestamptz := tessera_now();
BEGIN
    known := remember_answers_v2(
        array_remove(keys, NULL), array_remove(fingerprints, NULL), 200::smallint,
        array_remove(bodies, NULL),
        array_fill(now_, ARRAY[cardinality(array_remove(keys, NULL))]), now_);
    PERFORM 1 FROM (
        SELECT o.id FROM unnest(order_ids) AS a (id) JOIN orders o ON o.id = a.id
        ORDER BY o.id FOR NO KEY UPDATE OF o
    ) AS locked;

    WITH given AS MATERIALIZED (
        SELECT o.id, o.show_id, o.total, o.currency, a.payment, a.provider, a.method, a.ref
        FROM unnest(payment_ids, order_ids, providers, methods, refs, keys)
            AS a (payment, order_id, provider, method, ref, key)
        JOIN orders o ON o.id = a.order_id
        WHERE o.status = 'pending' AND o.expires_at > now_
            AND (a.key IS NULL OR a.key <> ALL(known))
            AND NOT EXISTS (SELECT FROM payments p WHERE p.order_id = o.id)
            AND NOT EXISTS (SELECT FROM shows s WHERE s.id = o.show_id AND s.status = 'cancelled')
    ), lines AS MATERIALIZED (
        SELECT g.id, g.show_id, g.payment, g.currency, g.total, l.n, l.place, l.ticket_id, l.face,
            l.fee, l.tax
        FROM given g JOIN order_lines l ON l.order_id = g.id ORDER BY g.show_id, l.place
    ), sold AS (
        UPDATE claims AS c SET state = 'sold', until = NULL FROM lines l
        WHERE c.show_id = l.show_id AND c.place = l.place AND c.owner = l.id
            AND c.state = 'pending'
        RETURNING 1
    ), attempted AS (
        INSERT INTO payments (id, order_id, provider, method, status, amount, currency, reference,
            created_at, ended_at)
        SELECT g.payment, g.id, g.provider, g.method, 'succeeded', g.total, g.currency, g.ref,
            now_, now_
        FROM given g
    ), paid AS (
        UPDATE orders AS o SET status = 'paid', paid_at = now_ FROM given g WHERE o.id = g.id
    ), issued AS (
        INSERT INTO tickets (id, order_id, n, show_id, place, status, issued_at)
        SELECT l.ticket_id, l.id, l.n, l.show_id, l.place, 'valid', now_ FROM lines l
    ), posted AS (
        INSERT INTO ledger_entries (transaction_id, account, order_id, amount, currency, at)
        SELECT s.payment, v.account, s.id, v.amount, s.currency, now_
        FROM (
            SELECT l.payment, l.id, l.currency, l.total, sum(l.face) AS face, sum(l.fee) AS fee,
                sum(l.tax) AS tax
            FROM lines l GROUP BY l.payment, l.id, l.currency, l.total
        ) AS s CROSS JOIN LATERAL (VALUES
            -- What a gift card pays is missing here; the card brings it (0028).
            ('provider_clearing', s.total), ('organization_payable', -s.face),
            ('fees', -s.fee), ('taxes', -s.tax)
        ) AS v (account, amount)
        WHERE v.amount <> 0
    )
    SELECT array_agg(g.id), (SELECT count(*) FROM lines), (SELECT count(*) FROM sold)
    INTO won, wanted, turned FROM given g;
    -- P1: an order that can be paid has its claims. One that has not is nothing to go on with; the
    -- desk halves the batch until it stands alone.
    IF turned <> wanted THEN
        RAISE EXCEPTION 'orders without their claims' USING ERRCODE = 'TS001';
    END IF;

    IF won IS NOT NULL THEN
        -- One job for the batch: the worker mails each order on its own (messages/tasks.py).
        INSERT INTO pgqueuer (priority, entrypoint, payload, status, headers)
        VALUES (0, 'confirm_orders', convert_to(array_to_json(won)::text, 'UTF8'), 'queued',
            causes);
    END IF;
    answer.at := now_;
    IF coalesce(cardinality(won), 0) < cardinality(order_ids) THEN
        answer.again := ARRAY(SELECT o FROM unnest(order_ids) AS o
            WHERE o <> ALL(coalesce(won, '{}')));
        DELETE FROM idempotency_keys AS i USING unnest(keys, order_ids) AS k (key, order_id)
        WHERE i.key = k.key AND k.key <> ALL(known) AND k.order_id = ANY(answer.again);
    END IF;
    RETURN answer;
END $$;
"""


def upgrade() -> None:
    run_script(op.get_bind(), AT_ONCE)


def downgrade() -> None:
    raise NotImplementedError("restore a backup: expand, then contract")
