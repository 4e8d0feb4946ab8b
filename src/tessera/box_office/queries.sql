-- name: hall_now
SELECT seat_plan_id FROM shows WHERE id = $1;

-- name: void_ticket
UPDATE tickets SET status = 'void' WHERE id = $1 AND status = 'valid' RETURNING id;

-- name: limited_customer
-- Only shows with a limit per customer have customers at their claims.
SELECT o.customer FROM orders o JOIN shows s ON s.id = o.show_id
WHERE o.id = $1 AND s.places_per_customer_max IS NOT NULL
    AND NOT EXISTS (SELECT FROM comps c WHERE c.order_id = o.id);

-- name: leave
DELETE FROM claims WHERE show_id = $1 AND place = $2 AND owner = $3 AND state = 'sold'
RETURNING place;

-- name: take
INSERT INTO claims AS c (show_id, place, state, owner, until, customer)
VALUES ($1, $2, 'sold', $3, NULL, $4)
ON CONFLICT (show_id, place) DO UPDATE
SET state = 'sold', owner = excluded.owner, until = NULL, customer = excluded.customer
WHERE c.until <= tessera_now()
RETURNING place;

-- name: move_line
UPDATE order_lines SET place = $3, label = $4, category = $5, ticket_id = $6, face = $7, fee = $8,
    tax = $9, came_back = coalesce(came_back, 0) + $10
WHERE order_id = $1 AND n = $2 AND refund_id IS NULL;

-- name: new_ticket
INSERT INTO tickets (id, order_id, n, show_id, place, status, issued_at)
VALUES ($1, $2, $3, $4, $5, 'valid', tessera_now());

-- name: note_move
INSERT INTO seat_moves (id, order_id, n, show_id, was_place, was_label, was_category, was_ticket,
    place, label, category, sold_face, sold_fee, sold_tax, face, fee, tax, refund_id, waived,
    account_id, reason)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
    $21);

-- name: kept_back_by
-- The allotments that some places are of.
SELECT DISTINCT a.id FROM claims c JOIN allotments a ON a.id = c.owner
WHERE c.show_id = $1 AND c.place = ANY($2::integer[]) AND c.state = 'blocked' ORDER BY a.id;

-- name: give_places
-- All of them, or the caller rolls back. What the house keeps back is the house's to give.
INSERT INTO claims AS c (show_id, place, state, owner)
SELECT $1, place, 'sold', $3 FROM unnest($2::integer[]) AS place ORDER BY place
ON CONFLICT (show_id, place) DO UPDATE
SET state = 'sold', owner = excluded.owner, until = NULL, customer = NULL
WHERE c.until <= tessera_now() OR c.state = 'blocked'
RETURNING place;

-- name: open_comp
INSERT INTO orders (id, reference, show_id, hold_id, account_id, customer, buyer_name, buyer_email,
    locale, status, currency, total, created_at, expires_at, show_version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'pending', $10, 0, tessera_now(), tessera_now(), $11);

-- name: comp_lines
INSERT INTO order_lines (order_id, n, place, label, category, face, fee, tax, ticket_id)
SELECT $1, row_number() OVER (ORDER BY v.place), v.place, v.label, v.category, 0, 0, 0, v.ticket
FROM unnest($2::integer[], $3::text[], $4::text[], $5::uuid[]) AS v (place, label, category, ticket);

-- name: pay_comp
WITH paid AS (
    UPDATE orders SET status = 'paid', paid_at = tessera_now() WHERE id = $1
    RETURNING id, currency, paid_at
)
INSERT INTO payments (id, order_id, provider, method, status, amount, currency, created_at,
    ended_at)
SELECT $2, id, 'free', 'invitation', 'succeeded', 0, currency, paid_at, paid_at FROM paid;

-- name: comp_tickets
INSERT INTO tickets (id, order_id, n, show_id, place, status, issued_at)
SELECT l.ticket_id, l.order_id, l.n, o.show_id, l.place, 'valid', o.paid_at
FROM orders o JOIN order_lines l ON l.order_id = o.id WHERE o.id = $1;

-- name: note_comp
INSERT INTO comps (order_id, show_id, account_id, reason) VALUES ($1, $2, $3, $4);

-- name: note_order
INSERT INTO order_notes (id, order_id, show_id, account_id, text) VALUES ($1, $2, $3, $4, $5);

-- name: moves_of_order
SELECT m.n, m.was_label, m.label, m.face + m.fee + m.tax AS back, m.waived,
    coalesce(a.name, '') AS who, m.reason, m.at
FROM seat_moves m LEFT JOIN accounts a ON a.id = m.account_id
WHERE m.order_id = $1 ORDER BY m.at, m.id LIMIT 200;

-- name: notes_of_order
SELECT t.text, coalesce(a.name, '') AS who, t.at
FROM order_notes t LEFT JOIN accounts a ON a.id = t.account_id
WHERE t.order_id = $1 ORDER BY t.id DESC LIMIT 200;

-- name: comp_of_order
SELECT coalesce(a.name, '') AS who, c.reason, c.at
FROM comps c LEFT JOIN accounts a ON a.id = c.account_id WHERE c.order_id = $1;

-- name: move_to_mail
SELECT order_id, was_label, label, reason FROM seat_moves WHERE id = $1;

-- name: attendees
-- $2 is a pattern, $3 a reference; null where nothing is looked for. $4: null, true (came in) or
-- false. After ($5, $6) in the order that $7 names.
SELECT t.order_id, o.reference, t.n, l.label, l.place, l.category, o.buyer_name AS name,
    o.buyer_email AS email, t.status, t.used_at, t.used_gate, c.order_id IS NOT NULL AS invited
FROM tickets t JOIN orders o ON o.id = t.order_id
JOIN order_lines l ON l.order_id = t.order_id AND l.n = t.n
LEFT JOIN comps c ON c.order_id = t.order_id
WHERE t.show_id = $1 AND t.status <> 'void'
    AND ($2::text IS NULL OR o.reference = $3 OR o.buyer_name ILIKE $2 OR o.buyer_email ILIKE $2
        OR l.label ILIKE $2)
    AND ($4::boolean IS NULL OR $4 = (t.status = 'used'))
    AND ($5::integer IS NULL OR l.place > $5)
ORDER BY l.place LIMIT $6;

-- name: sold_intervals
-- When each place was sold and until when: what lines and moves tell.
WITH moved AS (
    SELECT m.order_id, m.n, m.was_place AS place, m.at,
        lag(m.at) OVER (PARTITION BY m.order_id, m.n ORDER BY m.at, m.id) AS since
    FROM seat_moves m WHERE m.show_id = $1
)
SELECT l.place, coalesce((SELECT max(m.at) FROM moved m
        WHERE m.order_id = l.order_id AND m.n = l.n), o.paid_at) AS since,
    (SELECT min(r.created_at) FROM refunds r WHERE r.id = l.refund_id) AS until,
    l.refund_id IS NOT NULL AS over, o.ended_at
FROM orders o JOIN order_lines l ON l.order_id = o.id
WHERE o.show_id = $1 AND o.paid_at IS NOT NULL
UNION ALL
SELECT m.place, coalesce(m.since, o.paid_at), m.at, true, o.ended_at
FROM moved m JOIN orders o ON o.id = m.order_id;

-- name: orders_at_place
-- Every order that has, had or wanted the place; by what it is called, where the show has moved.
SELECT o.id, o.hold_id, o.reference, o.buyer_name, o.status, o.created_at, o.paid_at, o.ended_at,
    o.currency, l.n, l.place, l.label, l.ticket_id, l.refund_id, l.face + l.fee + l.tax AS price,
    EXISTS (SELECT FROM comps c WHERE c.order_id = o.id) AS invited
FROM orders o JOIN order_lines l ON l.order_id = o.id
WHERE o.show_id = $1 AND (l.place = $2 OR (o.id, l.n) IN (
        SELECT m.order_id, m.n FROM seat_moves m WHERE m.show_id = $1 AND $2 IN (m.was_place, m.place)
        UNION
        SELECT v.order_id, v.n FROM show_moves s JOIN moved_lines v ON v.move_id = s.id
        WHERE s.show_id = $1 AND v.was = $3))
ORDER BY o.id LIMIT 500;

-- name: past_holds_of_place
SELECT owner, ended_at, released FROM past_holds WHERE show_id = $1 AND place = $2
ORDER BY ended_at DESC LIMIT 500;

-- name: claim_of_place
SELECT state, owner, until FROM claims WHERE show_id = $1 AND place = $2
    AND (until IS NULL OR until > tessera_now());

-- name: payments_of
SELECT order_id, provider, status, amount, created_at, ended_at, failure FROM payments
WHERE order_id = ANY($1::uuid[]) ORDER BY id;

-- name: refunds_of
SELECT id, order_id, reason, status, amount, created_at FROM refunds
WHERE order_id = ANY($1::uuid[]) ORDER BY id;

-- name: moves_at_place
SELECT m.order_id, m.was_place, m.place, m.was_label, m.label, m.at, coalesce(a.name, '') AS who,
    m.reason
FROM seat_moves m LEFT JOIN accounts a ON a.id = m.account_id
WHERE m.show_id = $1 AND $2 IN (m.was_place, m.place) ORDER BY m.at;

-- name: show_moves_at_place
SELECT v.order_id, v.was, v.becomes, s.moved_at FROM show_moves s
JOIN moved_lines v ON v.move_id = s.id
WHERE s.show_id = $1 AND s.moved_at IS NOT NULL AND $2 IN (v.was, v.becomes) LIMIT 500;

-- name: scans_at_place
SELECT k.ticket_id, k.result, k.gate, k.at, coalesce(a.name, '') AS who, t.order_id
FROM tickets t JOIN check_ins k ON k.show_id = t.show_id AND k.ticket_id = t.id
LEFT JOIN accounts a ON a.id = k.account_id
WHERE t.show_id = $1 AND t.place = $2 ORDER BY k.at LIMIT 500;
