-- name: lock_show
SELECT id, organization_id, title_id, hall_id, seat_plan_id, status, starts_at, ends_at,
    hall_busy_until, sales_open_at, sales_close_at, language, format, capacity, paused_at,
    places_per_customer_max
FROM shows WHERE id = $1 FOR NO KEY UPDATE;

-- name: show_prices
SELECT category, amount FROM show_prices WHERE show_id = $1;

-- name: sold_places
SELECT o.id AS order_id, l.n, l.place, l.label, l.category
FROM orders o JOIN order_lines l ON l.order_id = o.id
WHERE o.show_id = $1 AND o.status IN ('paid', 'partly_refunded') AND l.refund_id IS NULL
ORDER BY o.id, l.n;

-- name: blocked_places
SELECT place, owner FROM claims WHERE show_id = $1 AND state = 'blocked' ORDER BY place;

-- name: busy_hall
SELECT s.id, t.name, s.starts_at, s.ends_at FROM shows s JOIN titles t ON t.id = s.title_id
WHERE s.hall_id = $1 AND s.id <> $2 AND s.status <> 'cancelled'
    AND tstzrange(s.starts_at, s.hall_busy_until) && tstzrange($3, $4)
ORDER BY s.starts_at LIMIT 1;

-- name: note_move
INSERT INTO show_moves (id, show_id, account_id, reason, wanted, before)
VALUES ($1, $2, $3, $4, $5::text::jsonb, $6::text::jsonb);

-- name: move
SELECT m.id, m.show_id, m.reason, m.wanted::text AS wanted, m.before::text AS before, m.moved_at
FROM show_moves m WHERE m.id = $1;

-- name: latest_move
SELECT m.id, m.show_id, m.reason, g.status, g.step, g.failure, g.started_at, g.ended_at,
    m.moved_at, c.orders, c.told, c.kept, c.returned,
    (SELECT coalesce(json_object_agg(standing, n), '{}')::text FROM (
        SELECT l.standing, count(*) AS n FROM moved_lines l WHERE l.move_id = m.id
        GROUP BY l.standing) AS by_standing) AS standings
FROM show_moves m JOIN sagas g ON g.id = m.id CROSS JOIN LATERAL (
    SELECT count(*) AS orders, count(*) FILTER (WHERE told_at IS NOT NULL) AS told,
        count(*) FILTER (WHERE decision = 'kept') AS kept,
        count(*) FILTER (WHERE decision = 'returned') AS returned
    FROM moved_orders o WHERE o.move_id = m.id
) AS c
WHERE m.show_id = $1 ORDER BY g.started_at DESC LIMIT 1;

-- name: pause
-- The new version makes every order that was priced before look at the show again.
UPDATE shows SET paused_at = tessera_now(), version = version + 1
WHERE id = $1 AND paused_at IS NULL RETURNING id;

-- name: resume
UPDATE shows SET paused_at = NULL, version = version + 1
WHERE id = $1 AND paused_at IS NOT NULL RETURNING id;

-- name: paused_for
SELECT extract(epoch FROM tessera_now() - paused_at)::float8 AS seconds FROM shows WHERE id = $1;

-- name: free_holds
DELETE FROM claims WHERE show_id = $1 AND state = 'held' RETURNING place;

-- name: still_buying
-- Places that somebody is paying for, and orders whose time is not over.
SELECT (SELECT count(*) FROM claims WHERE show_id = $1 AND state IN ('held', 'pending')
        AND until > tessera_now())
    + (SELECT count(*) FROM orders WHERE show_id = $1 AND status = 'pending'
        AND expires_at > tessera_now()) AS n;

-- name: lock_orders
SELECT id FROM orders WHERE show_id = $1 AND status IN ('paid', 'partly_refunded', 'expired',
    'pending') ORDER BY id FOR NO KEY UPDATE;

-- name: bury_unpaid
-- Their lines name places of the old plan: money that still comes for them goes back.
UPDATE orders SET status = 'cancelled', ended_at = tessera_now()
WHERE show_id = $1 AND status IN ('expired', 'pending');

-- name: move_show
UPDATE shows SET hall_id = $2, seat_plan_id = $3, capacity = $4, starts_at = $5, ends_at = $6,
    hall_busy_until = $7, sales_close_at = $8, version = version + 1
WHERE id = $1;

-- name: clear_claims
DELETE FROM claims WHERE show_id = $1;

-- name: claim_again
INSERT INTO claims (show_id, place, state, owner, customer)
SELECT $1, v.place, 'sold', v.order_id, CASE WHEN $4 THEN o.customer END
FROM unnest($2::uuid[], $3::integer[]) AS v (order_id, place) JOIN orders o ON o.id = v.order_id;

-- name: block_again
INSERT INTO claims (show_id, place, state, owner)
SELECT $1, v.place, 'blocked', v.owner FROM unnest($2::integer[], $3::uuid[]) AS v (place, owner);

-- name: relabel_lines
UPDATE order_lines l SET place = v.place, label = v.label
FROM unnest($1::uuid[], $2::smallint[], $3::integer[], $4::text[]) AS v (order_id, n, place, label)
WHERE l.order_id = v.order_id AND l.n = v.n;

-- name: set_tickets_aside
-- In one hall a place may be the old one of another ticket: no two stand at one place on the way.
UPDATE tickets t SET place = -1 - t.place
FROM unnest($1::uuid[], $2::smallint[], $3::integer[]) AS v (order_id, n, place)
WHERE t.order_id = v.order_id AND t.n = v.n AND t.status <> 'void';

-- name: reissue_tickets
-- A new serial: codes of the old place no longer open the door.
UPDATE tickets t SET place = v.place, serial = serial + 1
FROM unnest($1::uuid[], $2::smallint[], $3::integer[]) AS v (order_id, n, place)
WHERE t.order_id = v.order_id AND t.n = v.n AND t.status <> 'void';

-- name: note_orders
INSERT INTO moved_orders (move_id, order_id)
SELECT $1, id FROM unnest($2::uuid[]) AS v (id);

-- name: note_lines
INSERT INTO moved_lines (move_id, order_id, n, was, becomes, standing)
SELECT $1, v.order_id, v.n, v.was, v.becomes, v.standing
FROM unnest($2::uuid[], $3::smallint[], $4::text[], $5::text[], $6::text[])
    AS v (order_id, n, was, becomes, standing);

-- name: note_moved
UPDATE show_moves SET moved_at = tessera_now() WHERE id = $1;

-- name: untold
SELECT order_id FROM moved_orders WHERE move_id = $1 AND told_at IS NULL
ORDER BY order_id LIMIT $2 FOR UPDATE;

-- name: note_told
UPDATE moved_orders SET told_at = tessera_now() WHERE move_id = $1 AND order_id = ANY($2::uuid[]);

-- name: own_move
-- The newest move of an order that its customer has not answered.
SELECT o.move_id, m.reason, m.before::text AS before,
    (SELECT json_agg(json_build_array(l.n, l.was, l.becomes, l.standing) ORDER BY l.n)::text
        FROM moved_lines l WHERE l.move_id = o.move_id AND l.order_id = o.order_id) AS lines
FROM moved_orders o JOIN show_moves m ON m.id = o.move_id
WHERE o.order_id = $1 AND o.decision IS NULL AND m.moved_at IS NOT NULL
ORDER BY m.moved_at DESC LIMIT 1;

-- name: keep
UPDATE moved_orders SET decision = 'kept', decided_at = tessera_now()
WHERE order_id = $1 AND decision IS NULL RETURNING move_id;

-- name: worse_off
SELECT o.reference, o.buyer_name, l.was, l.becomes, l.standing, m.decision
FROM moved_lines l
JOIN moved_orders m ON m.move_id = l.move_id AND m.order_id = l.order_id
JOIN orders o ON o.id = l.order_id
WHERE l.move_id = $1 AND l.standing IN ('worse', 'none')
ORDER BY l.standing, o.reference, l.n LIMIT $2;

-- name: hall_zone
SELECT v.timezone, h.seat_plan_id FROM halls h JOIN venues v ON v.id = h.venue_id WHERE h.id = $1;

-- name: halls
SELECT h.id, h.name, v.name AS venue FROM halls h JOIN venues v ON v.id = h.venue_id
WHERE v.organization_id = $1 AND h.seat_plan_id IS NOT NULL ORDER BY v.name, h.name LIMIT 200;

-- name: keep_all
-- Who keeps what their place is called has nothing to answer.
UPDATE moved_orders SET decision = 'kept', decided_at = tessera_now() WHERE move_id = $1;
