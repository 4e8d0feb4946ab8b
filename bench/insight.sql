-- Ten million tickets in some four hundred days; bench/insight.py fills in the numbers.
-- name: house
ALTER TABLE shows DROP CONSTRAINT shows_no_overlap;
ALTER TABLE orders DROP CONSTRAINT orders_reference_key;
SET session_replication_role = replica;
INSERT INTO organizations (name, slug, status, currency, timezone)
    SELECT 'House ' || n, 'house-' || n, 'approved', 'INR', 'Asia/Kolkata'
    FROM generate_series(1, {organizations}) n;
INSERT INTO venues (organization_id, name, city, country, timezone)
    SELECT 1 + n % {organizations}, 'Venue ' || n, 'City ' || n % 20, 'IN', 'Asia/Kolkata'
    FROM generate_series(1, {venues}) n;
INSERT INTO halls (venue_id, name)
    SELECT 1 + n % {venues}, 'Hall ' || n FROM generate_series(1, {venues} * 5) n;
INSERT INTO titles (organization_id, kind, status, name, runtime_minutes)
    SELECT 1 + n % {organizations}, 'film', 'released', 'Title ' || n, 120
    FROM generate_series(1, {titles}) n;

-- name: shows
SET session_replication_role = replica;
INSERT INTO shows (organization_id, title_id, hall_id, seat_plan_id, status, starts_at, ends_at,
    hall_busy_until, sales_open_at, sales_close_at, currency, capacity)
SELECT v.organization_id, t.id, h.id, (SELECT min(id) FROM seat_plans),
    CASE WHEN at < now() THEN 'completed' ELSE 'on_sale' END, at, at + interval '2 hours',
    at + interval '2 hours', at - interval '30 days', at, 'INR', {places}
FROM generate_series(1, {shows}) n,
    LATERAL (SELECT date_trunc('hour', now()) - interval '380 days'
        + n * interval '1 second' * (400 * 86400 / {shows}) AS at) a
    JOIN LATERAL (SELECT id, venue_id FROM halls WHERE id = 1 + n % ({venues} * 5)) h ON true
    JOIN venues v ON v.id = h.venue_id
    JOIN LATERAL (SELECT 1 + (n::bigint * 7919) % {titles} AS id) t ON true;
SET session_replication_role = origin;
ANALYZE shows, halls, venues, titles;

-- name: sell
-- Most is bought in the last days, in the evening; some places come back, some people do not.
WITH bought AS MATERIALIZED (
    SELECT s.id AS show_id, s.starts_at, k, at, uuidv7(at - clock_timestamp()) AS id
    FROM shows s, generate_series(0, {places} / 2 - 1) k,
        LATERAL (SELECT s.starts_at - interval '40 minutes'
            - interval '20 days' * power(((s.id * 31 + k * 7919) % 1000) / 1000.0, 4) AS at) a
    WHERE s.id BETWEEN $1 AND $2 AND at < now()
), ordered AS (
    INSERT INTO orders (id, reference, show_id, hold_id, customer, buyer_name, buyer_email, status,
        currency, total, created_at, expires_at, paid_at)
    SELECT id, 'T' || show_id || '-' || k, show_id, id, k, 'Somebody', 'some@body.test', 'paid',
        'INR', 2 * 53100, at, at + interval '15 minutes', at + interval '1 minute'
    FROM bought
), lines AS MATERIALIZED (
    SELECT b.id, b.show_id, b.starts_at, b.at, n, 2 * b.k + n - 1 AS place, uuidv7() AS ticket,
        CASE WHEN (b.show_id + b.k * 3 + n) % 33 = 0 THEN uuidv7(b.at + interval '5 hours'
            - clock_timestamp()) END AS refund
    FROM bought b, generate_series(1, 2) n
), kept AS (
    INSERT INTO order_lines (order_id, n, place, label, category, face, fee, tax, ticket_id,
        refund_id)
    SELECT id, n, place, 'A' || place, 'regular', 45000, 0, 8100, ticket, refund FROM lines
)
INSERT INTO tickets (id, order_id, n, show_id, place, status, issued_at, used_at)
SELECT ticket, id, n, show_id, place, CASE WHEN refund IS NOT NULL THEN 'void'
        WHEN starts_at < now() AND place % 9 <> 0 THEN 'used' ELSE 'valid' END, at,
    CASE WHEN refund IS NULL AND starts_at < now() AND place % 9 <> 0
        THEN starts_at - interval '10 minutes' END
FROM lines;
