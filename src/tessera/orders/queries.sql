-- name: open_orders
SELECT * FROM open_orders_v3($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16,
    $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35,
    $36, $37);

-- name: orders
SELECT id, reference, show_id, account_id, buyer_name, buyer_email, locale, status, currency, total,
    created_at, expires_at, paid_at, show_version
FROM orders WHERE id = ANY($1::uuid[]);

-- name: lines
SELECT order_id, n, place, label, category, face, fee, tax, ticket_id, refund_id,
    coalesce(kept_face, 0) + coalesce(kept_fee, 0) + coalesce(kept_tax, 0) AS kept,
    coalesce(came_back, 0) AS back
FROM order_lines WHERE order_id = ANY($1::uuid[]) ORDER BY order_id, n;

-- name: payments
SELECT order_id, id, provider, method, status, amount, created_at, failure, ended_at
FROM payments WHERE order_id = ANY($1::uuid[]) ORDER BY order_id, id;

-- name: refunds
SELECT order_id, id, status, amount, reason, created_at,
    due_at IS NOT NULL AND due_at > tessera_now() AS waits
FROM refunds WHERE order_id = ANY($1::uuid[]) ORDER BY order_id, id;

-- name: tickets
SELECT l.order_id, t.id, t.n, t.status, t.serial, t.used_at
FROM order_lines l JOIN tickets t ON t.id = l.ticket_id
WHERE l.order_id = ANY($1::uuid[]) ORDER BY l.order_id, t.n;

-- name: order_of_reference
SELECT id FROM orders WHERE reference = $1;

-- name: orders_of_account
SELECT id FROM orders
WHERE account_id = $1 AND ($2::uuid IS NULL OR id < $2) AND ($3::text IS NULL OR status = $3)
ORDER BY id DESC LIMIT $4;

-- name: orders_of_show
-- $5 is a pattern for name, address and place, $6 a reference; both null where nothing is looked for.
SELECT id FROM orders
WHERE show_id = $1 AND ($2::uuid IS NULL OR id < $2) AND ($3::text IS NULL OR status = $3)
    AND ($5::text IS NULL OR reference = $6 OR buyer_name ILIKE $5 OR buyer_email ILIKE $5
        OR EXISTS (SELECT FROM order_lines l WHERE l.order_id = orders.id AND l.label ILIKE $5))
    AND NOT EXISTS (SELECT FROM purged_orders g WHERE g.order_id = orders.id)
ORDER BY id DESC LIMIT $4;

-- name: ledger_of_order
-- No index finds an order in the ledger: each purchase would pay for it. What posts leaves an
-- instant elsewhere, and entries lie in the order of time (ledger_entries_at).
WITH instants AS (
    SELECT paid_at AS at FROM orders WHERE id = $1
    UNION SELECT ended_at FROM payments WHERE order_id = $1
    UNION SELECT created_at FROM refunds WHERE order_id = $1
    UNION SELECT ended_at FROM refunds WHERE order_id = $1
    UNION SELECT opened_at FROM disputes WHERE order_id = $1
    UNION SELECT closed_at FROM disputes WHERE order_id = $1
)
SELECT DISTINCT e.transaction_id, e.account, e.amount, e.currency, e.at
FROM instants i JOIN ledger_entries e
    ON e.at BETWEEN i.at - interval '5 s' AND i.at + interval '5 s'
WHERE e.order_id = $1 ORDER BY e.at, e.transaction_id, e.amount DESC LIMIT 1000;

-- name: disputes_of_order
SELECT coalesce(closed_at, opened_at) AS at, status, reason, amount FROM disputes
WHERE order_id = $1 ORDER BY opened_at LIMIT 100;

-- name: lock_order
SELECT status, tessera_now() AS now FROM orders WHERE id = $1 FOR NO KEY UPDATE;

-- name: captured_payments
-- What bought the order, and what is left of each; a gift card comes last.
SELECT p.id, p.amount - coalesce((SELECT sum(r.amount) FROM refunds r WHERE r.payment_id = p.id), 0)
    ::bigint AS left_
FROM payments p WHERE p.order_id = $1 AND p.status = 'succeeded'
    AND NOT EXISTS (SELECT FROM refunds r WHERE r.payment_id = p.id AND r.reason = 'not_fulfilled')
ORDER BY p.provider = 'gift_card', p.id;

-- name: cancel_lines
UPDATE order_lines l SET refund_id = $2, kept_face = l.face - b.face, kept_fee = l.fee - b.fee,
    kept_tax = l.tax - b.tax
FROM unnest($3::smallint[], $4::bigint[], $5::bigint[], $6::bigint[]) AS b (n, face, fee, tax)
WHERE l.order_id = $1 AND l.n = b.n AND l.refund_id IS NULL;

-- name: note_override
INSERT INTO refund_overrides (id, order_id, lines, account_id, reason, by_policy, given)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: overrides
SELECT o.lines, a.name, o.reason, o.by_policy, o.given, o.at
FROM refund_overrides o LEFT JOIN accounts a ON a.id = o.account_id
WHERE o.order_id = $1 ORDER BY o.at, o.id LIMIT 100;

-- name: undecided_move
SELECT 1 FROM moved_orders o JOIN show_moves m ON m.id = o.move_id
WHERE o.order_id = $1 AND o.decision IS NULL AND m.moved_at IS NOT NULL LIMIT 1;

-- name: returned_move
UPDATE moved_orders SET decision = 'returned', decided_at = tessera_now()
WHERE order_id = $1 AND decision IS NULL;

-- name: void_tickets
UPDATE tickets SET status = 'void' WHERE id = ANY($1::uuid[]) AND status = ANY($2::text[])
RETURNING id;

-- name: free_places
DELETE FROM claims WHERE show_id = $1 AND place = ANY($2::integer[]) AND owner = $3
    AND state = 'sold';

-- name: set_status
UPDATE orders SET status = $2, ended_at = tessera_now() WHERE id = $1;

-- name: give_up_places
DELETE FROM claims WHERE show_id = $1 AND place = ANY($2::integer[]) AND owner = $3
    AND state = 'pending';

-- name: begin_show_cancellation
-- Guarded: a show that is over or cancelled already gives no row, and nothing changes. The new
-- version makes every order that was priced before look at the show again.
WITH ended AS (
    UPDATE shows SET status = 'cancelled', version = version + 1
    WHERE id = $1 AND status NOT IN ('completed', 'cancelled')
    RETURNING id
)
INSERT INTO show_cancellations (show_id, account_id, reason, started_at)
SELECT id, $2, $3, tessera_now() FROM ended
RETURNING (SELECT organization_id FROM shows WHERE id = show_id);

-- name: orders_to_undo
SELECT id FROM orders WHERE show_id = $1 AND status IN ('pending', 'paid', 'partly_refunded')
ORDER BY id LIMIT $2;

-- name: finish_show_cancellation
-- Finished once nothing is left, and no settlement that began before the cancellation can still
-- commit behind its back. Finished a second time, it keeps its first instant.
UPDATE show_cancellations AS c SET finished_at = coalesce(c.finished_at, tessera_now())
WHERE c.show_id = $1
    AND c.started_at < tessera_now() - make_interval(secs => $2)
    AND NOT EXISTS (SELECT FROM orders o WHERE o.show_id = c.show_id
        AND o.status IN ('pending', 'paid', 'partly_refunded'))
RETURNING show_id;

-- name: standing_orders
SELECT count(*) AS orders, coalesce(sum(total), 0)::bigint AS amount FROM orders
WHERE show_id = $1 AND status IN ('paid', 'partly_refunded');

-- name: show_cancellation
SELECT c.show_id, c.reason, c.started_at, c.finished_at, s.currency,
    (SELECT count(*) FROM orders o WHERE o.show_id = c.show_id AND o.paid_at IS NOT NULL) AS orders,
    (SELECT count(*) FROM orders o WHERE o.show_id = c.show_id AND o.status = 'refunded')
        AS refunded,
    r.sent, r.under_way, r.failed, r.amount
FROM show_cancellations c JOIN shows s ON s.id = c.show_id CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE r.status = 'succeeded') AS sent,
        count(*) FILTER (WHERE r.status IN ('created', 'processing')) AS under_way,
        count(*) FILTER (WHERE r.status = 'failed') AS failed,
        coalesce(sum(r.amount), 0)::bigint AS amount
    FROM orders o JOIN refunds r ON r.order_id = o.id
    WHERE o.show_id = c.show_id AND r.reason = 'show_cancelled'
) AS r
WHERE c.show_id = $1;

-- name: doomed_shows
SELECT s.id AS show_id, t.name AS title, s.starts_at, v.timezone, v.name AS venue, h.name AS hall,
    s.status, s.currency, coalesce(p.orders, 0) AS orders, coalesce(p.amount, 0)::bigint AS amount,
    s.status NOT IN ('completed', 'cancelled') AS possible
FROM shows s JOIN titles t ON t.id = s.title_id JOIN halls h ON h.id = s.hall_id
JOIN venues v ON v.id = h.venue_id
LEFT JOIN LATERAL (
    SELECT count(DISTINCT o.id) AS orders, sum(l.face + l.fee + l.tax) AS amount
    FROM orders o JOIN order_lines l ON l.order_id = o.id
    WHERE o.show_id = s.id AND o.status IN ('paid', 'partly_refunded') AND l.refund_id IS NULL
) AS p ON true
WHERE s.organization_id = $1 AND s.id = ANY($2::bigint[]) ORDER BY s.starts_at, s.id;

-- name: shows_to_cancel
SELECT s.id AS show_id, t.name AS title, s.starts_at, v.timezone, v.name AS venue, h.name AS hall,
    s.status, s.currency, 0 AS orders, 0::bigint AS amount, true AS possible
FROM shows s JOIN titles t ON t.id = s.title_id JOIN halls h ON h.id = s.hall_id
JOIN venues v ON v.id = h.venue_id
WHERE s.organization_id = $1 AND s.status IN ('scheduled', 'on_sale', 'sold_out')
    AND ($2::bigint IS NULL OR s.series_id = $2)
    AND ($3::date IS NULL OR (s.starts_at AT TIME ZONE v.timezone)::date = $3)
ORDER BY s.starts_at, s.id LIMIT $4;

-- name: enter_run
INSERT INTO cancellation_runs (organization_id, reason, show_ids, refused) VALUES ($1, $2, $3, $4)
RETURNING id;

-- name: run
SELECT id, organization_id, reason, show_ids, refused, made_at FROM cancellation_runs WHERE id = $1;

-- name: run_shows
-- As `show_cancellation` counts one.
SELECT s.id AS show_id, t.name AS title, s.starts_at, v.timezone, s.currency,
    coalesce(p.orders, 0) AS orders, coalesce(r.sent, 0) AS sent, coalesce(r.failed, 0) AS failed,
    coalesce(r.amount, 0)::bigint AS amount,
    c.finished_at IS NOT NULL AND coalesce(r.waiting, 0) = 0 AND coalesce(r.failed, 0) = 0 AS done
FROM shows s JOIN titles t ON t.id = s.title_id JOIN halls h ON h.id = s.hall_id
JOIN venues v ON v.id = h.venue_id JOIN show_cancellations c ON c.show_id = s.id
LEFT JOIN LATERAL (
    SELECT count(*) AS orders FROM orders o WHERE o.show_id = s.id AND o.paid_at IS NOT NULL
) AS p ON true
LEFT JOIN LATERAL (
    SELECT count(*) FILTER (WHERE f.status = 'succeeded') AS sent,
        count(*) FILTER (WHERE f.status = 'failed') AS failed,
        count(*) FILTER (WHERE f.status NOT IN ('succeeded', 'failed')) AS waiting,
        sum(f.amount) AS amount
    FROM orders o JOIN refunds f ON f.order_id = o.id
    WHERE o.show_id = s.id AND f.reason = 'show_cancelled'
) AS r ON true
WHERE s.id = ANY($1::bigint[]) ORDER BY s.starts_at, s.id;
