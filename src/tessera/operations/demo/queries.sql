-- name: is_empty
SELECT NOT EXISTS (SELECT FROM accounts) AND NOT EXISTS (SELECT FROM organizations);

-- name: is_demo
SELECT EXISTS (SELECT FROM accounts WHERE email = $1)
    AND EXISTS (SELECT FROM organizations WHERE slug = $2);

-- name: stages
-- The demo's halls with all that planning a show needs.
SELECT h.id AS hall_id, h.name AS hall, h.turnaround_minutes, h.seat_plan_id, v.name AS venue,
    v.city, v.timezone, v.organization_id, o.currency, p.capacity
FROM halls h
JOIN venues v ON v.id = h.venue_id
JOIN organizations o ON o.id = v.organization_id
JOIN seat_plans p ON p.id = h.seat_plan_id
WHERE v.name = ANY($1::text[]) AND o.slug = ANY($2::text[])
ORDER BY h.id;

-- name: titles
SELECT t.id, t.name, EXISTS (
        SELECT FROM shows s WHERE s.title_id = t.id AND s.starts_at > tessera_now()
            AND s.status <> 'cancelled') AS upcoming
FROM titles t WHERE t.name = ANY($1::text[]) ORDER BY t.id;

-- name: days_planned
-- On which days, in the venue's timezone, something starts in these halls.
SELECT DISTINCT s.hall_id, (s.starts_at AT TIME ZONE v.timezone)::date AS day
FROM shows s JOIN halls h ON h.id = s.hall_id JOIN venues v ON v.id = h.venue_id
WHERE s.hall_id = ANY($1::bigint[]) AND s.starts_at > tessera_now() - interval '4 days'
    AND NOT s.title_id = ANY($2::bigint[]);

-- name: plan
-- Hundreds of shows in one statement; whoever was in a hall first stays (shows_no_overlap).
INSERT INTO shows (organization_id, title_id, hall_id, seat_plan_id, status, starts_at, ends_at,
    hall_busy_until, sales_open_at, sales_close_at, language, format, currency, capacity,
    places_per_customer_max, created_at)
SELECT s.*, tessera_now()
FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::text[], $6::timestamptz[],
    $7::timestamptz[], $8::timestamptz[], $9::timestamptz[], $10::timestamptz[], $11::text[],
    $12::text[], $13::text[], $14::integer[], $15::integer[]) AS s
ON CONFLICT DO NOTHING
RETURNING id, hall_id, starts_at;

-- name: price
INSERT INTO show_prices (show_id, category, amount)
SELECT * FROM unnest($1::bigint[], $2::text[], $3::bigint[]);

-- name: unsold
-- Shows around now on which nothing is taken yet, and which were open for sale long enough.
SELECT s.id, s.title_id, s.hall_id, s.seat_plan_id FROM shows s
WHERE s.hall_id = ANY($1::bigint[]) AND s.status NOT IN ('draft', 'cancelled')
    AND (s.title_id = ANY($2::bigint[]) OR s.starts_at < tessera_now() + interval '3 days')
    AND s.starts_at > tessera_now() - interval '3 days'
    AND s.sales_open_at < tessera_now() - interval '5 days'
    AND NOT EXISTS (SELECT FROM claims c WHERE c.show_id = s.id)
ORDER BY s.id;

-- name: customer
SELECT a.id, EXISTS (SELECT FROM orders o WHERE o.account_id = a.id) AS buys
FROM accounts a WHERE a.email = $1;

-- name: wall_clock
SELECT clock_timestamp() AS wall, tessera_now() AS now;

-- name: travel
-- Until the end of this transaction the database's clock is shifted by so much.
SELECT set_config('tessera.clock_offset', $1, true);

-- name: forget_mails
-- Nobody waits for the confirmations of a demo: take back what settling has queued just now.
DELETE FROM pgqueuer WHERE entrypoint = 'confirm_orders'
    AND xmin = pg_current_xact_id()::xid;

-- name: look
-- Who bought had looked at the show before, and so had others.
INSERT INTO insight_seen (show_id, at, viewed, held)
SELECT show_id, tessera_now(), 9 * count(*), ceil(1.3 * count(*))
FROM unnest($1::bigint[]) AS n (show_id) GROUP BY show_id;

-- name: mark_sold_out
UPDATE shows s SET status = 'sold_out', version = version + 1
WHERE s.id = ANY($1::bigint[]) AND s.status = 'on_sale' AND s.capacity = (
    SELECT count(*) FROM claims c WHERE c.show_id = s.id AND c.state IN ('sold', 'blocked'));

-- name: venues_by_name
SELECT id, name FROM venues ORDER BY id;

-- name: picture
INSERT INTO venue_pictures (id, key, venue_id, state, suffix, bytes, width, height, alt, position,
    created_at)
VALUES ($1, $2, $3, 'waiting', $4, $5, $6, $7, $8, $9, tessera_now());

-- name: tables_of_house
-- Restaurants with an offer of their own, in the cities of a house.
SELECT id FROM restaurants WHERE offers <> '[]'::jsonb AND lower(city) IN (
    SELECT lower(city) FROM venues WHERE organization_id = $1)
ORDER BY id;
