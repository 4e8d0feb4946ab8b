-- name: snapshot
SELECT s.id, s.organization_id, s.seat_plan_id, s.status, s.starts_at, s.ends_at, s.sales_open_at,
    s.sales_close_at, s.language, s.format, s.currency, s.capacity, s.hold_seconds,
    s.order_seconds, s.places_per_order_max, s.places_per_customer_max, s.version,
    s.unlisted, s.windows::text AS windows, s.code_generation,
    s.paused_at IS NOT NULL OR o.status = 'suspended' AS paused,
    t.id AS title_id, t.name AS title_name, t.kind AS title_kind, t.runtime_minutes, t.certificate,
    t.poster,
    h.id AS hall_id, h.name AS hall_name,
    v.id AS venue_id, v.name AS venue_name, v.city, v.address, v.country, v.timezone,
    o.fee_fixed, o.fee_basis_points, o.tax_basis_points, o.tax_included, o.cancel_until_minutes,
    o.fee_cap, o.tax_rates::text AS tax_rates, o.prices_all_in,
    coalesce(s.refund_policy, o.refund_policy)::text AS refund_policy,
    (SELECT array_agg(p.category ORDER BY p.category) FROM show_prices p WHERE p.show_id = s.id)
        AS categories,
    (SELECT array_agg(p.amount ORDER BY p.category) FROM show_prices p WHERE p.show_id = s.id)
        AS amounts,
    w.id AS room_id, w.phase AS room_phase, w.automatic_per_minute AS room_automatic
FROM shows s
JOIN titles t ON t.id = s.title_id
JOIN halls h ON h.id = s.hall_id
JOIN venues v ON v.id = h.venue_id
JOIN organizations o ON o.id = s.organization_id
LEFT JOIN waiting_room_shows ws ON ws.show_id = s.id AND ws.live
LEFT JOIN waiting_rooms w ON w.id = ws.room_id
WHERE s.id = ANY($1::bigint[])
ORDER BY s.id;

-- name: has_own_policy
SELECT refund_policy IS NOT NULL FROM shows WHERE id = $1;

-- name: move_by_clock
-- rules.status_at says the same.
WITH clock AS (SELECT tessera_now() AS now)
UPDATE shows s SET version = version + 1, status = CASE
        WHEN c.now >= s.ends_at THEN 'completed'
        WHEN c.now >= s.starts_at THEN 'running'
        ELSE 'on_sale' END
FROM clock c
WHERE s.id IN (
        SELECT l.id FROM shows l, clock k
        WHERE (l.status IN ('scheduled', 'on_sale', 'sold_out', 'running') AND k.now >= l.ends_at)
            OR (l.status IN ('scheduled', 'on_sale', 'sold_out') AND k.now >= l.starts_at)
            OR (l.status = 'scheduled' AND k.now >= l.sales_open_at AND k.now < l.sales_close_at)
        ORDER BY l.id LIMIT 1000 FOR UPDATE SKIP LOCKED
    )
RETURNING s.id, s.status;

-- name: mark_sold_out
-- Counts the claims of one show; called when a live map sees the last place go.
UPDATE shows s SET status = 'sold_out', version = version + 1
WHERE s.id = $1 AND s.status = 'on_sale' AND s.capacity = (
    SELECT count(*) FROM claims c WHERE c.show_id = s.id AND c.state IN ('sold', 'blocked'))
RETURNING s.id;

-- name: mark_available
UPDATE shows s SET status = 'on_sale', version = version + 1
WHERE s.status = 'sold_out' AND s.capacity > (
    SELECT count(*) FROM claims c WHERE c.show_id = s.id AND c.state IN ('sold', 'blocked'))
RETURNING s.id;

-- name: move_titles_by_clock
-- upcoming -> released -> expired, on the day by UTC.
UPDATE titles t SET status = CASE
        WHEN t.expires_on < (tessera_now() AT TIME ZONE 'UTC')::date THEN 'expired'
        ELSE 'released' END
WHERE (t.status = 'upcoming' AND t.released_on <= (tessera_now() AT TIME ZONE 'UTC')::date)
    OR (t.status IN ('upcoming', 'released')
        AND t.expires_on < (tessera_now() AT TIME ZONE 'UTC')::date)
RETURNING t.id;

-- name: write_sheets
INSERT INTO price_sheets (show_id, version, sheet)
SELECT * FROM unnest($1::bigint[], $2::integer[], $3::text[]::jsonb[])
ON CONFLICT DO NOTHING;

-- name: new_versions
-- The sheets follow in the same transaction; an order that was priced before is priced anew.
UPDATE shows SET version = version + 1
WHERE organization_id = $1 AND status IN ('draft', 'scheduled', 'on_sale', 'sold_out')
RETURNING id;

-- name: sheet
SELECT sheet::text AS sheet FROM price_sheets WHERE show_id = $1 AND version <= $2
ORDER BY version DESC LIMIT 1;
