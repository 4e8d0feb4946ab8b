-- name: of_show
-- With the places that each still keeps: blocked claims whose owner it is.
SELECT a.id, a.show_id, a.organization_id, a.purpose, a.name, a.note, a.key_id, a.release_minutes,
    a.created_at, a.ended_at, a.version,
    (SELECT array_agg(c.place ORDER BY c.place) FROM claims c
        WHERE c.show_id = a.show_id AND c.state = 'blocked' AND c.owner = a.id) AS places,
    (SELECT count(*) FROM allotment_orders o WHERE o.allotment_id = a.id) AS sold
FROM allotments a WHERE a.show_id = $1 ORDER BY a.ended_at IS NOT NULL, a.created_at, a.id LIMIT 200;

-- name: one
SELECT a.id, a.show_id, a.organization_id, a.purpose, a.name, a.note, a.key_id, a.release_minutes,
    a.created_at, a.ended_at, a.version,
    (SELECT array_agg(c.place ORDER BY c.place) FROM claims c
        WHERE c.show_id = a.show_id AND c.state = 'blocked' AND c.owner = a.id) AS places,
    (SELECT count(*) FROM allotment_orders o WHERE o.allotment_id = a.id) AS sold
FROM allotments a WHERE a.id = $1;

-- name: locked
-- Whoever takes places out of it or gives them back comes one after the other.
SELECT id FROM allotments WHERE id = $1 FOR NO KEY UPDATE;

-- name: taken
SELECT place FROM claims WHERE show_id = $1 AND (until IS NULL OR until > tessera_now());

-- name: enter
INSERT INTO allotments (id, show_id, organization_id, purpose, name, note, key_id, release_minutes)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: own_key
SELECT 1 FROM api_keys WHERE id = $1 AND organization_id = $2 AND ended_at IS NULL;

-- name: block
-- As a hold is placed (migrations/0002): in the order of the places, and what has lapsed is free.
INSERT INTO claims AS c (show_id, place, state, owner)
SELECT $1, place, 'blocked', $2 FROM unnest($3::integer[]) AS place ORDER BY place
ON CONFLICT (show_id, place) DO UPDATE
SET state = 'blocked', owner = excluded.owner, until = NULL, customer = NULL
WHERE c.until <= tessera_now()
RETURNING place;

-- name: change
UPDATE allotments SET name = $2, note = $3, release_minutes = $4, version = version + 1
WHERE id = $1;

-- name: release
WITH mine AS (
    SELECT place FROM claims WHERE show_id = $1 AND owner = $2 AND state = 'blocked'
        AND ($3::integer[] IS NULL OR place = ANY($3)) ORDER BY place FOR UPDATE
)
DELETE FROM claims c USING mine m
WHERE c.show_id = $1 AND c.place = m.place AND c.owner = $2 AND c.state = 'blocked'
RETURNING c.place;

-- name: end_if_empty
UPDATE allotments a SET ended_at = now()
WHERE a.id = $1 AND a.ended_at IS NULL AND NOT EXISTS (
    SELECT FROM claims c WHERE c.show_id = a.show_id AND c.owner = a.id AND c.state = 'blocked')
RETURNING a.id;

-- name: mine
SELECT place FROM claims WHERE show_id = $1 AND owner = $2 AND state = 'blocked'
ORDER BY place FOR UPDATE;

-- name: take
-- Out of the allotment into a hold of this very transaction: nobody sees the place free between.
UPDATE claims SET state = 'held', owner = $3, until = tessera_now() + interval '5 minutes'
WHERE show_id = $1 AND owner = $2 AND state = 'blocked' AND place = ANY($4::integer[]);

-- name: show_stays
-- Its prices may not change between the look at them and the order.
SELECT id FROM shows WHERE id = $1 FOR SHARE;

-- name: note_order
INSERT INTO allotment_orders (order_id, allotment_id, how) VALUES ($1, $2, $3);

-- name: orders_of
SELECT x.order_id, x.allotment_id, x.how, x.at, o.reference, o.buyer_name, o.status, o.currency,
    (SELECT sum(l.face + l.fee + l.tax) FROM order_lines l WHERE l.order_id = o.id) AS paid,
    (SELECT string_agg(l.label, ', ' ORDER BY l.n) FROM order_lines l WHERE l.order_id = o.id)
        AS labels
FROM allotment_orders x JOIN allotments a ON a.id = x.allotment_id
JOIN orders o ON o.id = x.order_id
WHERE a.show_id = $1 ORDER BY x.at DESC LIMIT 200;

-- name: due
-- Those whose time has come; a show that moved takes its time along.
SELECT a.id FROM allotments a JOIN shows s ON s.id = a.show_id
WHERE a.ended_at IS NULL AND a.release_minutes IS NOT NULL
    AND s.status IN ('scheduled', 'on_sale', 'sold_out')
    AND tessera_now() >= s.starts_at - make_interval(mins => a.release_minutes)
ORDER BY a.id LIMIT 100;

-- name: mark_sold_out
UPDATE shows s SET status = 'sold_out', version = version + 1
WHERE s.id = $1 AND s.status = 'on_sale' AND s.capacity = (
    SELECT count(*) FROM claims c WHERE c.show_id = s.id AND c.state IN ('sold', 'blocked'));

-- name: mark_available
UPDATE shows s SET status = 'on_sale', version = version + 1
WHERE s.id = $1 AND s.status = 'sold_out' AND s.capacity > (
    SELECT count(*) FROM claims c WHERE c.show_id = s.id AND c.state IN ('sold', 'blocked'));
