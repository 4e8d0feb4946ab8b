"""The hot path, second half: open an order, start a payment, settle it. See 0002 for the rules."""

from alembic import op

from tessera.kit.database import run_script

revision = "0003"
down_revision = "0002"

OPEN = """
CREATE TYPE orders_opened AS (
    decided_at timestamptz, known bytea[], stale uuid[], over uuid[], lapsed uuid[]
);

-- Open a batch of orders from live holds. Arrays are per idempotency key (key_*), per limited
-- customer (limit_*), per order and per line. Answers what did not go through, in the order of
-- precedence of orders/model.py; an order named nowhere is open until decided_at + its seconds.
CREATE FUNCTION open_orders_v1(
    key_keys bytea[], key_fingerprints bytea[], key_bodies bytea[], key_seconds integer[],
    key_orders uuid[],
    limit_orders uuid[], limit_holds uuid[], limit_shows bigint[], limit_customers bigint[],
    limit_places integer[], limit_maxes integer[],
    order_ids uuid[], order_references text[], order_shows bigint[], order_versions integer[],
    order_holds uuid[], order_accounts uuid[], order_customers bigint[], order_names text[],
    order_emails text[], order_locales text[], order_currencies text[], order_totals bigint[],
    order_seconds integer[],
    line_orders uuid[], line_holds uuid[], line_shows bigint[], line_ns smallint[],
    line_places integer[], line_labels text[], line_categories text[], line_faces bigint[],
    line_fees bigint[], line_taxes bigint[], line_tickets uuid[], line_customers bigint[],
    line_seconds integer[]
) RETURNS orders_opened LANGUAGE plpgsql
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
DECLARE
    answer orders_opened;
    skipped uuid[] := '{}';
    -- One instant for the whole batch: the deadline told is the deadline kept.
    now_ timestamptz := tessera_now();
BEGIN
    answer.known := remember_answers_v1(key_keys, key_fingerprints, 201::smallint, key_bodies,
        ARRAY(SELECT now_ + make_interval(secs => s) FROM unnest(key_seconds) AS s));
    IF cardinality(answer.known) > 0 THEN
        SELECT array_agg(k.order_id) INTO skipped
        FROM unnest(key_keys, key_orders) AS k (key, order_id) WHERE k.key = ANY(answer.known);
    END IF;

    -- Prices were computed for a version of the show; a show that changed since is priced anew.
    SELECT array_agg(o.id) INTO answer.stale
    FROM unnest(order_ids, order_shows, order_versions) AS o (id, show, version)
    JOIN shows s ON s.id = o.show
    WHERE s.version <> o.version AND o.id <> ALL(skipped);
    skipped := skipped || coalesce(answer.stale, '{}');

    IF cardinality(limit_orders) > 0 THEN
        PERFORM pg_advisory_xact_lock(k) FROM (
            SELECT DISTINCT hashint8extended(l.customer, l.show) AS k
            FROM unnest(limit_shows, limit_customers) AS l (show, customer) ORDER BY k
        ) AS locks;
        SELECT array_agg(l.id) INTO answer.over
        FROM unnest(limit_orders, limit_holds, limit_shows, limit_customers, limit_places,
            limit_maxes) AS l (id, hold, show, customer, places, places_max)
        WHERE l.id <> ALL(skipped) AND l.places + (
            SELECT count(*) FROM claims c
            WHERE c.show_id = l.show AND c.customer = l.customer AND c.owner <> l.hold
                AND (c.until IS NULL OR c.until > now_)
        ) > l.places_max;
        skipped := skipped || coalesce(answer.over, '{}');
    END IF;

    answer.decided_at := now_;
    WITH live AS MATERIALIZED (
        SELECT l.id FROM unnest(line_orders, line_holds, line_shows, line_places)
            AS l (id, hold, show, place)
        JOIN claims c ON c.show_id = l.show AND c.place = l.place
        WHERE c.owner = l.hold AND c.state = 'held' AND c.until > now_ AND l.id <> ALL(skipped)
        ORDER BY c.show_id, c.place FOR UPDATE OF c
    )
    SELECT array_agg(id) INTO answer.lapsed FROM (
        SELECT id FROM (
            SELECT id, 1 AS w FROM unnest(line_orders) AS l (id) WHERE id <> ALL(skipped)
            UNION ALL SELECT id, -1 FROM live
        ) AS balance GROUP BY id HAVING sum(w) <> 0
    ) AS short;
    skipped := skipped || coalesce(answer.lapsed, '{}');

    UPDATE claims AS c SET state = 'pending', owner = l.id, customer = l.customer,
        until = now_ + make_interval(secs => l.seconds)
    FROM unnest(line_orders, line_holds, line_shows, line_places, line_customers, line_seconds)
        AS l (id, hold, show, place, customer, seconds)
    WHERE c.show_id = l.show AND c.place = l.place AND c.owner = l.hold AND l.id <> ALL(skipped);

    INSERT INTO orders (id, reference, show_id, hold_id, account_id, customer, buyer_name,
        buyer_email, locale, status, currency, total, created_at, expires_at)
    SELECT o.id, o.reference, o.show, o.hold, o.account, o.customer, o.name, o.email, o.locale,
        'pending', o.currency, o.total, now_, now_ + make_interval(secs => o.seconds)
    FROM unnest(order_ids, order_references, order_shows, order_holds, order_accounts,
        order_customers, order_names, order_emails, order_locales, order_currencies, order_totals,
        order_seconds) AS o (id, reference, show, hold, account, customer, name, email, locale,
        currency, total, seconds)
    WHERE o.id <> ALL(skipped);

    INSERT INTO order_lines (order_id, n, place, label, category, face, fee, tax, ticket_id)
    SELECT l.id, l.n, l.place, l.label, l.category, l.face, l.fee, l.tax, l.ticket
    FROM unnest(line_orders, line_ns, line_places, line_labels, line_categories, line_faces,
        line_fees, line_taxes, line_tickets)
        AS l (id, n, place, label, category, face, fee, tax, ticket)
    WHERE l.id <> ALL(skipped);

    IF cardinality(skipped) > 0 THEN
        DELETE FROM idempotency_keys AS i
        USING unnest(key_keys, key_orders) AS k (key, order_id)
        WHERE i.key = k.key AND k.key <> ALL(answer.known) AND k.order_id = ANY(skipped);
    END IF;
    RETURN answer;
END $$;
"""

START = """
-- Record a batch of payment attempts before any money moves. Answers a code per attempt:
-- started, resumed (the same attempt again: ask the provider again), not_payable, in_progress,
-- or known (the key has an answer; or another attempt leases it). `earlier` counts the order's
-- other attempts.
CREATE FUNCTION start_payments_v1(
    payment_ids uuid[], order_ids uuid[], providers text[], methods text[], keys bytea[],
    fingerprints bytea[], lease_seconds integer
) RETURNS TABLE (payment_id uuid, code text, earlier bigint) LANGUAGE plpgsql
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
DECLARE
    now_ timestamptz := tessera_now();
    lease timestamptz := now_ + make_interval(secs => lease_seconds);
    known bytea[];
BEGIN
    known := remember_answers_v1(
        ARRAY(SELECT k FROM unnest(keys) AS k WHERE k IS NOT NULL),
        ARRAY(SELECT f FROM unnest(keys, fingerprints) AS k (k, f) WHERE k IS NOT NULL),
        NULL, ARRAY(SELECT NULL::bytea FROM unnest(keys) AS k WHERE k IS NOT NULL),
        ARRAY(SELECT lease FROM unnest(keys) AS k WHERE k IS NOT NULL));
    -- A key whose worker died is taken over once its lease has run out.
    IF cardinality(known) > 0 THEN
        WITH taken_over AS (
            UPDATE idempotency_keys AS i SET instant = lease
            FROM unnest(keys, fingerprints) AS k (key, fingerprint)
            WHERE i.key = k.key AND k.key = ANY(known) AND i.fingerprint = k.fingerprint
                AND i.status IS NULL AND i.instant <= now_
            RETURNING i.key
        )
        SELECT coalesce(array_agg(k), '{}') INTO known
        FROM unnest(known) AS k WHERE k NOT IN (SELECT key FROM taken_over);
    END IF;

    PERFORM 1 FROM (
        SELECT o.id FROM unnest(order_ids) AS a (id) JOIN orders o ON o.id = a.id
        ORDER BY o.id FOR NO KEY UPDATE OF o
    ) AS locked;
    RETURN QUERY WITH attempts AS MATERIALIZED (
        SELECT a.payment, a.provider, a.method, a.key, o.id AS order_id, o.total, o.currency,
            CASE WHEN a.key = ANY(known) THEN 'known'
                WHEN EXISTS (SELECT FROM payments p WHERE p.id = a.payment) THEN 'resumed'
                WHEN o.status <> 'pending' OR o.expires_at <= now_ THEN 'not_payable'
                ELSE 'started' END AS code
        FROM unnest(payment_ids, order_ids, providers, methods, keys)
            AS a (payment, order_id, provider, method, key)
        JOIN orders o ON o.id = a.order_id
    ), inserted AS (
        INSERT INTO payments (id, order_id, provider, method, status, amount, currency, created_at)
        SELECT a.payment, a.order_id, a.provider, a.method, 'created', a.total, a.currency, now_
        FROM attempts a WHERE a.code = 'started' ORDER BY a.order_id
        ON CONFLICT DO NOTHING
        RETURNING id
    ), decided AS (
        SELECT a.payment, a.order_id, a.key, CASE
            WHEN a.code = 'started' AND a.payment <> ALL(ARRAY(SELECT id FROM inserted))
            THEN 'in_progress' ELSE a.code END AS code
        FROM attempts a
    ), freed AS (
        DELETE FROM idempotency_keys AS i WHERE i.key = ANY(ARRAY(
            SELECT d.key FROM decided d WHERE d.code IN ('not_payable', 'in_progress')))
    )
    SELECT d.payment, d.code, (
        SELECT count(*) FROM payments p WHERE p.order_id = d.order_id AND p.id <> d.payment
    ) FROM decided d;
END $$;
"""

SETTLE = """
-- Settle a batch of payment results, whatever way they came, any number of times. Each payment is
-- named once in a batch. Answers a code per payment:
--   paid      the order has its places and tickets
--   repeated  this result was known; nothing changed
--   refunding money came that buys nothing (places gone, paid twice, wrong amount): it goes back
--   failed    no money moved; the order stays pending until its deadline
--   processing, unknown (no such payment)
CREATE FUNCTION settle_v1(
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
BEGIN
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

    -- Its claims turn sold; what has lapsed is taken back where nobody else has it.
    WITH wanted AS MATERIALIZED (
        SELECT o.id, o.show_id, l.place,
            CASE WHEN s.places_per_customer_max IS NULL THEN NULL ELSE o.customer END AS customer
        FROM unnest(paying) AS r (id) JOIN payments p ON p.id = r.id
        JOIN orders o ON o.id = p.order_id JOIN order_lines l ON l.order_id = o.id
        JOIN shows s ON s.id = o.show_id
        WHERE s.status <> 'cancelled'
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
        INSERT INTO refunds (id, order_id, payment_id, status, amount, currency, reason, created_at)
        SELECT g.refund_id, g.order_id, g.id, 'created', g.amount, g.currency, 'not_fulfilled',
            now_
        FROM given g WHERE g.id = ANY(back) AND g.amount > 0
        RETURNING id
    ), queued AS (
        INSERT INTO pgqueuer (priority, entrypoint, payload, status)
        SELECT 1, 'send_refund', convert_to(id::text, 'UTF8'), 'queued' FROM returned
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
    # PGQueuer's own tables come from PGQueuer, so an upgrade of it is its own migration.
    from pgqueuer.adapters.persistence.qb import QueryBuilderEnvironment

    run_script(op.get_bind(), QueryBuilderEnvironment().build_install_query())
    for part in (OPEN, START, SETTLE):
        run_script(op.get_bind(), part)


def downgrade() -> None:
    raise NotImplementedError("restore a backup")
