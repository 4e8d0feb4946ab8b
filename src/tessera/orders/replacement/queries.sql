-- name: find_late
-- The order whose late money has found no places, locked; no row where that is decided already.
SELECT o.id, o.show_id, o.customer FROM refunds r JOIN orders o ON o.id = r.order_id
WHERE r.id = $1 AND r.status = 'created' AND r.tries = 0 AND r.reason = 'not_fulfilled'
    AND r.due_at > tessera_now() AND o.status = 'expired'
    AND NOT EXISTS (SELECT FROM replacements p WHERE p.order_id = o.id)
FOR NO KEY UPDATE OF o, r;

-- name: customer_of_refund
SELECT o.customer, o.show_id FROM refunds r JOIN orders o ON o.id = r.order_id WHERE r.id = $1;

-- name: lock_customer
SELECT pg_advisory_xact_lock(hashint8extended($1, $2));

-- name: places_of_customer
SELECT count(*) AS places FROM claims
WHERE show_id = $1 AND customer = $2 AND (until IS NULL OR until > tessera_now());

-- name: taken_places
SELECT place FROM claims WHERE show_id = $1 AND (until IS NULL OR until > tessera_now());

-- name: keep_places
-- All of them, or the caller rolls back: what others have is not in the answer.
INSERT INTO claims AS c (show_id, place, state, owner, until, customer)
SELECT $1, place, 'pending', $3, tessera_now() + make_interval(secs => $4), $5
FROM unnest($2::integer[]) AS place ORDER BY place
ON CONFLICT (show_id, place) DO UPDATE
SET state = 'pending', owner = excluded.owner, until = excluded.until,
    customer = excluded.customer
WHERE c.until <= tessera_now()
RETURNING place;

-- name: open_replacement
WITH opened AS (
    INSERT INTO replacements (order_id, refund_id, show_id, ns, places, labels, status, offered_at,
        until)
    SELECT $1, $2, $3, $4, $5, $6, 'open', tessera_now(), min(c.until)
    FROM claims c WHERE c.show_id = $3 AND c.place = ANY($5::integer[]) AND c.owner = $1
    RETURNING refund_id, until
), noted AS (
    INSERT INTO deadlines (due, show_ids, places)
    SELECT until, array_fill($3::bigint, ARRAY[cardinality($5::integer[])]), $5::integer[]
    FROM opened
)
UPDATE refunds AS r SET due_at = o.until FROM opened o WHERE r.id = o.refund_id
RETURNING o.until;

-- name: replacement
SELECT order_id, refund_id, show_id, ns, places, labels, status, until
FROM replacements WHERE order_id = $1;

-- name: lock_order
SELECT status FROM orders WHERE id = $1 FOR NO KEY UPDATE;

-- name: end_replacement
-- Guarded: who comes too late, or second, gets no row.
UPDATE replacements SET status = $2, ended_at = tessera_now()
WHERE order_id = $1 AND status = 'open' AND ($2 <> 'taken' OR until > tessera_now())
RETURNING order_id, refund_id, show_id, ns, places, labels, status, until;

-- name: withdraw_refund
-- Nothing was sent yet (payments/refund.py marks a refund before it calls the provider), and
-- nothing was posted for it: the money is used instead.
DELETE FROM refunds WHERE id = $1 AND status = 'created' AND tries = 0 RETURNING amount, currency;

-- name: sell_kept_places
UPDATE claims SET state = 'sold', until = NULL
WHERE show_id = $1 AND place = ANY($2::integer[]) AND owner = $3 AND state = 'pending'
    AND until > tessera_now()
RETURNING place;

-- name: free_kept_places
DELETE FROM claims WHERE show_id = $1 AND place = ANY($2::integer[]) AND owner = $3
    AND state = 'pending'
RETURNING place;

-- name: move_lines
UPDATE order_lines l SET place = v.place, label = v.label
FROM unnest($2::smallint[], $3::integer[], $4::text[]) AS v (n, place, label)
WHERE l.order_id = $1 AND l.n = v.n;

-- name: fulfil
WITH paid AS (
    UPDATE orders SET status = 'paid', paid_at = tessera_now(), ended_at = NULL
    WHERE id = $1 AND status = 'expired' RETURNING id, show_id, paid_at
)
INSERT INTO tickets (id, order_id, n, show_id, place, status, issued_at)
SELECT l.ticket_id, l.order_id, l.n, p.show_id, l.place, 'valid', p.paid_at
FROM paid p JOIN order_lines l ON l.order_id = p.id
RETURNING id;

-- name: lapsed_replacements
SELECT order_id FROM replacements WHERE status = 'open' AND until <= tessera_now()
ORDER BY until LIMIT $1;

-- name: refund_now
UPDATE refunds SET due_at = NULL WHERE id = $1 AND status = 'created' RETURNING id;
