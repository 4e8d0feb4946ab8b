-- name: bookings
SELECT count(DISTINCT o.id) AS orders, count(l.order_id) AS places
FROM orders o JOIN order_lines l ON l.order_id = o.id
WHERE o.show_id = $1 AND o.status IN ('paid', 'partly_refunded') AND l.refund_id IS NULL;

-- name: booked
SELECT o.id, o.reference, o.buyer_name, count(l.order_id) AS places
FROM orders o JOIN order_lines l ON l.order_id = o.id
WHERE o.show_id = $1 AND o.status IN ('paid', 'partly_refunded') AND l.refund_id IS NULL
GROUP BY o.id ORDER BY o.paid_at, o.id LIMIT $2;

-- name: title_name
SELECT name FROM titles WHERE id = $1;

-- name: enter_notice
INSERT INTO show_notices (show_id, changes, note, orders) VALUES ($1, $2::text::jsonb, $3, $4)
RETURNING id;

-- name: notice
SELECT id, show_id, changes::text AS changes, note, orders, at FROM show_notices WHERE id = $1;

-- name: notices_of
SELECT id, show_id, changes::text AS changes, note, orders, at FROM show_notices
WHERE show_id = $1 ORDER BY id DESC LIMIT 20;

-- name: to_tell
SELECT o.id FROM orders o
WHERE o.show_id = $1 AND o.status IN ('paid', 'partly_refunded') AND o.paid_at <= $2
    AND ($3::uuid IS NULL OR o.id > $3)
ORDER BY o.id LIMIT $4;

-- name: tell_inboxes
-- One message for each order of somebody with an account, in the order's language.
INSERT INTO inbox_messages (id, account_id, sender, subject, body, link, at)
SELECT uuidv7(), o.account_id, g.name, $3, $4, '/orders/' || o.id, tessera_now()
FROM orders o JOIN shows s ON s.id = o.show_id JOIN organizations g ON g.id = s.organization_id
WHERE o.id = ANY($1::uuid[]) AND o.account_id IS NOT NULL AND o.locale = $2;

-- name: orders_booked
SELECT id FROM orders WHERE show_id = $1 AND status IN ('paid', 'partly_refunded')
    AND account_id IS NOT NULL LIMIT 20000;

-- name: titles_to_choose
SELECT id, name FROM titles WHERE id = $2 OR ((organization_id = $1 OR organization_id IS NULL)
    AND status IN ('draft', 'upcoming', 'released')) ORDER BY id <> $2, name, id LIMIT 300;
