-- name: near
-- Great circles by the haversine formula on a sphere of 6371.0088 km (the mean radius of IUGG).
-- The boxes hold the circle; there are two where it reaches over the date line.
SELECT * FROM (
    SELECT v.*, 2 * 6371.0088 * asin(least(1, sqrt(
        sin(radians(latitude::float8 - $1) / 2) ^ 2
        + cos(radians($1)) * cos(radians(latitude::float8))
            * sin(radians(longitude::float8 - $2) / 2) ^ 2))) AS km
    FROM venues v
    WHERE v.enabled AND v.latitude IS NOT NULL
        AND (point(longitude::float8, latitude::float8) <@ box(point($4, $5), point($6, $7))
            OR point(longitude::float8, latitude::float8) <@ box(point($8, $5), point($9, $7)))
) AS around
WHERE km <= $3 AND ($10::text IS NULL OR lower(city) = lower($10))
    AND ($11::text IS NULL OR strpos(lower(name), lower($11)) > 0)
ORDER BY km, id LIMIT $12 OFFSET $13;

-- name: use_of_venues
-- What hangs on venues that are switched off: shows to come, and tickets that were sold for them.
SELECT v.id, v.name, v.city, v.enabled, v.version, coalesce(s.shows, 0) AS shows,
    coalesce(s.sold, 0) AS sold
FROM venues v LEFT JOIN LATERAL (
    SELECT count(*) AS shows, sum((SELECT count(*) FROM claims c
        WHERE c.show_id = s.id AND c.state = 'sold')) AS sold
    FROM shows s JOIN halls h ON h.id = s.hall_id
    WHERE h.venue_id = v.id AND s.ends_at > tessera_now()
        AND s.status NOT IN ('cancelled', 'completed')
) AS s ON true
WHERE v.organization_id = $1 AND v.id = ANY($2::bigint[]) ORDER BY v.name, v.id;

-- name: switch_venues
UPDATE venues SET enabled = $3, version = version + 1
WHERE organization_id = $1 AND id = ANY($2::bigint[]) AND enabled <> $3 RETURNING id;

-- name: use_of_venue
SELECT count(*) AS shows FROM shows s JOIN halls h ON h.id = s.hall_id WHERE h.venue_id = $1;

-- name: use_of_hall
SELECT count(*) AS shows FROM shows WHERE hall_id = $1;

-- name: remove_halls
DELETE FROM halls WHERE venue_id = $1;

-- name: remove_venue
DELETE FROM venues WHERE id = $1;

-- name: remove_hall
DELETE FROM halls WHERE id = $1;

-- name: hall_sales
-- The first show to come in a hall that has sold, is selling to or is being held by somebody.
SELECT s.id, t.name, s.starts_at FROM shows s JOIN titles t ON t.id = s.title_id
WHERE s.hall_id = $1 AND s.ends_at > tessera_now() AND s.status NOT IN ('cancelled', 'completed')
    AND EXISTS (SELECT FROM claims c WHERE c.show_id = s.id
        AND (c.until IS NULL OR c.until > tessera_now()))
ORDER BY s.starts_at LIMIT 1;

-- name: own_venues
SELECT v.*, (SELECT count(*) FROM halls h WHERE h.venue_id = v.id) AS halls,
    (SELECT coalesce(sum(p.capacity), 0) FROM halls h JOIN seat_plans p ON p.id = h.seat_plan_id
        WHERE h.venue_id = v.id) AS places
FROM venues v WHERE v.organization_id = $1
    AND ($2::text = '' OR strpos(lower(v.name || ' ' || v.city), lower($2)) > 0)
    AND ($3::boolean IS NULL OR v.enabled = $3)
ORDER BY v.name, v.id LIMIT $4 OFFSET $5;

-- name: halls_with_plans
SELECT h.*, p.capacity, p.name AS plan_name, p.version AS plan_version FROM halls h
LEFT JOIN seat_plans p ON p.id = h.seat_plan_id
WHERE h.venue_id = $1 ORDER BY h.name, h.id LIMIT 1000;
