-- name: ticket
SELECT t.id, t.order_id, o.reference, t.n, t.show_id, t.place, l.label, l.category, o.buyer_name,
    o.account_id, t.status, t.serial, t.used_at, t.used_gate,
    EXISTS (SELECT FROM test_periods p JOIN shows s ON s.organization_id = p.organization_id
        WHERE s.id = o.show_id AND o.created_at >= p.since
            AND (p.until IS NULL OR o.created_at < p.until))
        AND NOT EXISTS (SELECT FROM payments y WHERE y.order_id = o.id AND y.status = 'succeeded'
            AND y.provider NOT IN ('mock', 'free')) AS test
FROM tickets t
JOIN orders o ON o.id = t.order_id
JOIN order_lines l ON l.order_id = t.order_id AND l.n = t.n
WHERE t.id = $1;

-- name: ticket_of_reference
SELECT t.id FROM orders o
JOIN order_lines l ON l.order_id = o.id AND l.n = $2
JOIN tickets t ON t.id = l.ticket_id
WHERE o.reference = $1;

-- name: use_ticket
-- The guard is in the statement: of a thousand doors at once, one gets the row.
UPDATE tickets SET status = 'used', used_at = tessera_now(), used_gate = $2
WHERE id = $1 AND status = 'valid' AND serial = $3
RETURNING used_at;

-- name: note_check_in
INSERT INTO check_ins (id, ticket_id, show_id, account_id, gate, result, at)
VALUES ($1, $2, $3, $4, $5, $6, tessera_now());

-- name: tally
SELECT count(*) FILTER (WHERE status = 'used') AS used, count(*) AS valid
FROM tickets WHERE show_id = $1 AND status <> 'void';
