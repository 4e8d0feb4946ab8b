-- name: open_orders
SELECT * FROM open_orders_v2($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16,
    $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35,
    $36, $37);

-- name: orders
SELECT id, reference, show_id, account_id, buyer_name, buyer_email, locale, status, currency, total,
    created_at, expires_at, paid_at, show_version
FROM orders WHERE id = ANY($1::uuid[]);

-- name: lines
SELECT order_id, n, place, label, category, face, fee, tax, ticket_id, refund_id,
    coalesce(kept_face, 0) + coalesce(kept_fee, 0) + coalesce(kept_tax, 0) AS kept
FROM order_lines WHERE order_id = ANY($1::uuid[]) ORDER BY order_id, n;

-- name: payments
SELECT order_id, id, provider, method, status, amount, created_at, failure, ended_at
FROM payments WHERE order_id = ANY($1::uuid[]) ORDER BY order_id, id;

-- name: refunds
SELECT order_id, id, status, amount, reason, created_at
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
SELECT id FROM orders
WHERE show_id = $1 AND ($2::uuid IS NULL OR id < $2) AND ($3::text IS NULL OR status = $3)
ORDER BY id DESC LIMIT $4;

-- name: lock_order
SELECT status, tessera_now() AS now FROM orders WHERE id = $1 FOR NO KEY UPDATE;

-- name: captured_payment
SELECT id FROM payments WHERE order_id = $1 AND status = 'succeeded'
    AND NOT EXISTS (SELECT FROM refunds r WHERE r.payment_id = payments.id
        AND r.reason = 'not_fulfilled')
ORDER BY id LIMIT 1;

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

-- name: void_tickets
UPDATE tickets SET status = 'void' WHERE id = ANY($1::uuid[]) AND status = 'valid' RETURNING id;

-- name: free_places
DELETE FROM claims WHERE show_id = $1 AND place = ANY($2::integer[]) AND owner = $3
    AND state = 'sold';

-- name: set_status
UPDATE orders SET status = $2, ended_at = tessera_now() WHERE id = $1;

-- name: give_up_places
DELETE FROM claims WHERE show_id = $1 AND place = ANY($2::integer[]) AND owner = $3
    AND state = 'pending';
