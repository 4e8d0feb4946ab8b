-- Each takes the organizations (null: all), a pattern, and how many at most.

-- name: shows
SELECT s.id, t.name AS title, s.starts_at, v.timezone, v.name AS venue, h.name AS hall, s.status
FROM shows s JOIN titles t ON t.id = s.title_id JOIN halls h ON h.id = s.hall_id
    JOIN venues v ON v.id = h.venue_id
WHERE ($1::bigint[] IS NULL OR s.organization_id = ANY($1)) AND t.name ILIKE $2
    AND s.starts_at > tessera_now() - interval '60 days'
ORDER BY s.starts_at < tessera_now(), abs(extract(epoch FROM s.starts_at - tessera_now()))
LIMIT $3;

-- name: titles
SELECT t.id, t.name, t.kind, t.organization_id FROM titles t
WHERE ($1::bigint[] IS NULL OR t.organization_id = ANY($1)) AND t.status <> 'archived'
    AND t.name ILIKE $2
ORDER BY lower(t.name), t.id LIMIT $3;

-- name: venues
SELECT v.id, v.name, v.city, v.organization_id FROM venues v
WHERE ($1::bigint[] IS NULL OR v.organization_id = ANY($1))
    AND (v.name ILIKE $2 OR v.city ILIKE $2)
ORDER BY lower(v.name), v.id LIMIT $3;

-- name: order_named
-- $2 is a reference, which is unique.
SELECT o.id, o.reference, o.buyer_name, o.buyer_email, t.name AS title
FROM orders o JOIN shows s ON s.id = o.show_id JOIN titles t ON t.id = s.title_id
WHERE ($1::bigint[] IS NULL OR s.organization_id = ANY($1)) AND o.reference = $2;

-- name: buyers
-- Orders of shows around today: what somebody at the counter is asked about. Older ones are found in
-- the orders of their show.
SELECT o.id, o.reference, o.buyer_name, o.buyer_email, t.name AS title, s.id AS show_id
FROM shows s JOIN titles t ON t.id = s.title_id JOIN orders o ON o.show_id = s.id
WHERE ($1::bigint[] IS NULL OR s.organization_id = ANY($1))
    AND s.starts_at BETWEEN tessera_now() - interval '7 days' AND tessera_now() + interval '60 days'
    AND o.paid_at IS NOT NULL AND (o.buyer_name ILIKE $2 OR o.buyer_email ILIKE $2)
ORDER BY o.id DESC LIMIT $3;
