-- name: start_payments
SELECT payment_id, code, earlier FROM start_payments_v1($1, $2, $3, $4, $5, $6, $7);

-- name: pay_at_once
SELECT at, again FROM pay_at_once_v1($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: settle
-- What the function queues carries the causes: the last argument makes it wait for them.
WITH caused AS MATERIALIZED (SELECT set_config('tessera.causes', $11, true) AS causes)
SELECT payment_id, order_id, code, taken_show, taken, at
FROM caused CROSS JOIN LATERAL settle_v2($1, $2, $3, $4, $5, $6, $7, $8, $9,
    CASE WHEN caused.causes IS NOT NULL THEN $10::bytea[] END);

-- name: unended
-- Attempts without an end that nobody has touched for a while.
SELECT p.id, p.provider, p.order_id, p.amount, p.currency, p.method, p.reference,
    coalesce(s.organization_id, 0) AS organization_id, o.expires_at,
    o.status <> 'pending' OR o.expires_at <= tessera_now() AS over
FROM payments p LEFT JOIN orders o ON o.id = p.order_id LEFT JOIN shows s ON s.id = o.show_id
WHERE p.status IN ('created', 'processing')
    AND coalesce(p.asked_at, p.created_at) < tessera_now() - make_interval(secs => $1)
ORDER BY coalesce(p.asked_at, p.created_at) LIMIT $2;

-- name: asked
UPDATE payments SET asked_at = tessera_now()
WHERE id = ANY($1::uuid[]) AND status IN ('created', 'processing');

-- name: match_captures
-- Which attempt each capture belongs to: by our own id, or by what the provider calls it. Whoever
-- holds an account's keys can write any id there, so only its organization's payments count.
WITH listed AS MATERIALIZED (
    SELECT * FROM unnest($1::int[], $2::text[], $3::bigint[], $4::uuid[], $5::text[], $6::text[])
        AS c (n, provider, organization_id, payment_id, reference, also)
), found AS (
    SELECT c.n, c.organization_id, p.id, p.status, p.order_id
    FROM listed c JOIN payments p ON p.id = c.payment_id AND p.provider = c.provider
    UNION
    SELECT c.n, c.organization_id, p.id, p.status, p.order_id
    FROM listed c JOIN payments p ON p.provider = c.provider
        AND p.provider NOT IN ('mock', 'free') AND p.reference IS NOT NULL
        AND p.reference IN (c.reference, c.also)
)
SELECT f.n, f.id, f.status FROM found f
WHERE f.organization_id = 0 OR f.organization_id = (
    SELECT s.organization_id FROM orders o JOIN shows s ON s.id = o.show_id WHERE o.id = f.order_id
);

-- name: payment_told_of
-- The payment that an account's message is about, which is its own organization's.
SELECT p.id FROM payments p JOIN orders o ON o.id = p.order_id JOIN shows s ON s.id = o.show_id
WHERE p.provider = $1 AND s.organization_id = $2 AND (
    p.id = $3 OR (
        p.provider NOT IN ('mock', 'free') AND p.reference IS NOT NULL
        AND p.reference = ANY($4::text[])
    )
)
ORDER BY p.id = $3 DESC LIMIT 1;

-- name: cursors
SELECT provider, organization_id, seen_until FROM provider_cursors;

-- name: move_cursors
INSERT INTO provider_cursors AS c (provider, organization_id, seen_until)
SELECT a.provider, a.organization_id, $3 FROM unnest($1::text[], $2::bigint[])
    AS a (provider, organization_id)
ON CONFLICT (provider, organization_id) DO UPDATE
SET seen_until = greatest(c.seen_until, excluded.seen_until);

-- name: unended_refunds
SELECT id FROM refunds
WHERE status IN ('created', 'processing')
    AND created_at < tessera_now() - make_interval(secs => $1)
    AND (due_at IS NULL OR due_at <= tessera_now())
ORDER BY created_at LIMIT $2;

-- name: refund
SELECT r.id, r.payment_id, r.order_id, r.amount, r.currency, r.status, r.tries, p.provider,
    p.reference AS paid_reference, coalesce(s.organization_id, 0) AS organization_id
FROM refunds r JOIN payments p ON p.id = r.payment_id
LEFT JOIN orders o ON o.id = p.order_id LEFT JOIN shows s ON s.id = o.show_id WHERE r.id = $1;

-- name: begin_refund
-- Marked before the provider is called, so that nobody uses the money otherwise meanwhile. One
-- whose customer may still take other places instead waits for its time.
UPDATE refunds SET status = 'processing'
WHERE id = $1 AND status IN ('created', 'processing')
    AND (tries > 0 OR due_at IS NULL OR due_at <= tessera_now())
RETURNING true;

-- name: end_refund
-- One statement: the refund ends and the ledger says so, or neither.
WITH ended AS (
    UPDATE refunds SET status = 'succeeded', reference = $2, failure = NULL,
        ended_at = tessera_now()
    WHERE id = $1 AND status IN ('created', 'processing')
    RETURNING id, order_id, amount, currency, account, (
        SELECT CASE p.provider WHEN 'gift_card' THEN 'gift_cards' ELSE 'provider_clearing' END
        FROM payments p WHERE p.id = payment_id) AS source
)
INSERT INTO ledger_entries (transaction_id, account, order_id, amount, currency, at)
SELECT e.id, v.account, e.order_id, v.amount, e.currency, tessera_now()
FROM ended e CROSS JOIN LATERAL (
    VALUES (e.account, e.amount), (e.source, -e.amount)
) AS v (account, amount);

-- name: refund_refused
-- Still owed: tried again later, or told as failed. Whoever asked about an older try changes nothing.
UPDATE refunds SET tries = tries + 1, failure = $3,
    status = CASE WHEN tries + 1 >= $4 THEN 'failed' ELSE 'created' END,
    ended_at = CASE WHEN tries + 1 >= $4 THEN tessera_now() END,
    due_at = tessera_now() + make_interval(secs => $5)
WHERE id = $1 AND tries = $2 AND status IN ('created', 'processing')
RETURNING status;

-- name: retry_refund
UPDATE refunds SET status = 'created', ended_at = NULL, due_at = NULL
WHERE id = $1 AND status = 'failed' RETURNING id;

-- name: open_refund
INSERT INTO refunds (id, order_id, payment_id, status, amount, currency, reason, created_at,
    account, transaction_id, beside)
VALUES ($1, $2, $3, 'created', $4, $5, $6, tessera_now(), 'refunds', $7, $8);

-- name: credit_note_due
INSERT INTO invoices_due (refund_id) VALUES ($1);

-- name: post
-- One ledger transaction; `refunds` is what we owe customers until the provider has sent it.
INSERT INTO ledger_entries (transaction_id, account, order_id, amount, currency, at)
SELECT $1, e.account, $2, e.amount, $3, tessera_now()
FROM unnest($4::text[], $5::bigint[]) AS e (account, amount) WHERE e.amount <> 0;

-- name: order_of_payment
SELECT order_id FROM payments WHERE id = $1;

-- name: open_dispute
INSERT INTO disputes (id, payment_id, provider_dispute_id, order_id, status, amount, currency,
    reason, answer_by, opened_at)
VALUES ($1, $2, $3, $4, 'open', $5, $6, $7, $8, tessera_now())
ON CONFLICT DO NOTHING RETURNING id;

-- name: note_deadline
UPDATE disputes SET answer_by = $3 WHERE payment_id = $1 AND provider_dispute_id = $2;

-- name: disputes_of
-- The newest first; of one organization, or of all ($1 null).
SELECT d.id, d.payment_id, d.provider_dispute_id, d.order_id, d.status, d.amount, d.currency,
    d.reason, d.opened_at, d.closed_at, d.answer_by, p.provider, o.reference, o.buyer_name,
    s.id AS show_id, t.name AS title, s.organization_id, g.timezone
FROM disputes d JOIN payments p ON p.id = d.payment_id JOIN orders o ON o.id = d.order_id
    JOIN shows s ON s.id = o.show_id JOIN titles t ON t.id = s.title_id
    JOIN organizations g ON g.id = s.organization_id
WHERE ($1::bigint IS NULL OR s.organization_id = $1) AND ($2::text IS NULL OR d.status = $2)
    AND ($3::uuid IS NULL OR d.id < $3)
ORDER BY d.id DESC LIMIT $4;

-- name: refunds_owed
-- What is not sent yet: under way, waiting for its next try, or given up until somebody retries.
SELECT r.id, r.payment_id, r.order_id, r.status, r.amount, r.currency, r.reason, r.tries, r.failure,
    r.due_at, r.created_at, p.provider, o.reference, o.buyer_name, s.id AS show_id,
    t.name AS title, s.organization_id, g.timezone
FROM refunds r JOIN payments p ON p.id = r.payment_id JOIN orders o ON o.id = r.order_id
    JOIN shows s ON s.id = o.show_id JOIN titles t ON t.id = s.title_id
    JOIN organizations g ON g.id = s.organization_id
WHERE r.status IN ('created', 'processing', 'failed')
    AND ($1::bigint IS NULL OR s.organization_id = $1)
    AND ($2::boolean IS NULL OR $2 = (r.status = 'failed')) AND ($3::uuid IS NULL OR r.id < $3)
ORDER BY r.id DESC LIMIT $4;

-- name: organization_of_refund
SELECT s.organization_id FROM refunds r JOIN orders o ON o.id = r.order_id
JOIN shows s ON s.id = o.show_id WHERE r.id = $1;

-- name: close_dispute
UPDATE disputes SET status = $3, closed_at = tessera_now()
WHERE payment_id = $1 AND provider_dispute_id = $2 AND status = 'open'
RETURNING order_id, amount, currency;

-- name: keep_event
-- 1 for who keeps it first; the number of copies for everybody after.
INSERT INTO provider_events AS e
    (provider, organization_id, event_id, type, about, payment_id, headers, body, received_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (provider, organization_id, event_id) DO UPDATE SET copies = e.copies + 1
RETURNING copies;

-- name: received_events
-- Kept, and nothing came of it: who kept it has died, or was told to wait.
SELECT provider, organization_id, event_id, headers, body, received_at FROM provider_events
WHERE state = 'received' AND received_at < tessera_now() - make_interval(secs => $1)
ORDER BY received_at LIMIT $2;

-- name: end_event
UPDATE provider_events SET state = $4, outcome = $5, ended_at = tessera_now()
WHERE (provider, organization_id, event_id) = ($1, $2, $3) AND state = 'received';

-- name: flag_strays
INSERT INTO stray_captures (provider, organization_id, reference, payment_id, order_id, amount,
    currency, captured_at, found_at)
SELECT c.*, $9 FROM unnest($1::text[], $2::bigint[], $3::text[], $4::uuid[], $5::uuid[],
    $6::bigint[], $7::text[], $8::timestamptz[]) AS c
ON CONFLICT DO NOTHING RETURNING reference;

-- name: orders_of
SELECT order_id, id FROM payments WHERE id = ANY($1::uuid[]) AND status = 'succeeded';
