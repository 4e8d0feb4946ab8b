-- name: series_of
SELECT r.id, r.organization_id, h.venue_id, v.timezone, r.name, r.title_id, t.name AS title,
    r.hall_id, h.name AS hall, r.rule, r.starts_on, r.starts_time, r.exdates,
    r.shared::text AS shared, r.version, c.shows, c.first_at, c.last_at
FROM series r JOIN titles t ON t.id = r.title_id JOIN halls h ON h.id = r.hall_id
JOIN venues v ON v.id = h.venue_id
CROSS JOIN LATERAL (
    SELECT count(*) AS shows, min(s.starts_at) AS first_at, max(s.starts_at) AS last_at
    FROM shows s WHERE s.series_id = r.id AND s.status <> 'cancelled'
) AS c
WHERE r.organization_id = $1 AND r.id > $2 ORDER BY r.id LIMIT $3;

-- name: series
SELECT r.id, r.organization_id, h.venue_id, v.timezone, r.name, r.title_id, t.name AS title,
    r.hall_id, h.name AS hall, r.rule, r.starts_on, r.starts_time, r.exdates,
    r.shared::text AS shared, r.version, c.shows, c.first_at, c.last_at
FROM series r JOIN titles t ON t.id = r.title_id JOIN halls h ON h.id = r.hall_id
JOIN venues v ON v.id = h.venue_id
CROSS JOIN LATERAL (
    SELECT count(*) AS shows, min(s.starts_at) AS first_at, max(s.starts_at) AS last_at
    FROM shows s WHERE s.series_id = r.id AND s.status <> 'cancelled'
) AS c
WHERE r.id = $1;

-- name: locked
SELECT id FROM series WHERE id = $1 FOR NO KEY UPDATE;

-- name: enter
INSERT INTO series (organization_id, name, title_id, hall_id, rule, starts_on, starts_time, exdates,
    shared)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9::text::jsonb) RETURNING id;

-- name: change
UPDATE series SET name = $2, starts_time = $3, shared = $4::text::jsonb, version = version + 1
WHERE id = $1;

-- name: belong
UPDATE shows SET series_id = $1 WHERE id = ANY($2::bigint[]);

-- name: shows_of
SELECT s.id, s.starts_at, s.ends_at, s.sales_open_at, s.sales_close_at, s.status, s.language, s.format, s.capacity,
    (SELECT count(*) FROM claims c WHERE c.show_id = s.id AND c.state = 'sold') AS sold
FROM shows s WHERE s.series_id = $1 AND s.status <> 'cancelled' ORDER BY s.starts_at, s.id LIMIT 1000;

-- name: halls_shows
-- Who has a hall around those times.
SELECT s.id, t.name, s.starts_at, s.hall_busy_until FROM shows s JOIN titles t ON t.id = s.title_id
WHERE s.hall_id = $1 AND s.status <> 'cancelled'
    AND tstzrange(s.starts_at, s.hall_busy_until) && tstzrange($2, $3)
ORDER BY s.starts_at LIMIT 5000;

-- name: enter_batch
INSERT INTO show_batches (organization_id, venue_id, series_id, kind) VALUES ($1, $2, $3, $4)
RETURNING id;

-- name: fill_batch
INSERT INTO show_batch_shows (batch_id, show_id) SELECT $1, unnest($2::bigint[]);

-- name: batch
SELECT b.id, b.organization_id, b.venue_id, b.series_id, b.kind, b.made_at, b.undone_at,
    (SELECT count(*) FROM show_batch_shows x WHERE x.batch_id = b.id) AS shows,
    (SELECT count(*) FROM show_batch_shows x WHERE x.batch_id = b.id AND EXISTS (
        SELECT FROM claims c WHERE c.show_id = x.show_id AND c.state <> 'blocked'
            AND (c.until IS NULL OR c.until > tessera_now()))) AS sold
FROM show_batches b WHERE b.id = $1;

-- name: batch_locked
SELECT id FROM show_batches WHERE id = $1 AND undone_at IS NULL FOR NO KEY UPDATE;

-- name: batches_of
-- The newest acts that planned something which is still there.
SELECT b.id, b.organization_id, b.venue_id, b.series_id, b.kind, b.made_at, b.undone_at,
    (SELECT count(*) FROM show_batch_shows x WHERE x.batch_id = b.id) AS shows,
    (SELECT count(*) FROM show_batch_shows x WHERE x.batch_id = b.id AND EXISTS (
        SELECT FROM claims c WHERE c.show_id = x.show_id AND c.state <> 'blocked'
            AND (c.until IS NULL OR c.until > tessera_now()))) AS sold
FROM show_batches b
WHERE b.organization_id = $1 AND b.undone_at IS NULL AND ($2::bigint IS NULL OR b.venue_id = $2)
    AND ($3::bigint IS NULL OR b.series_id = $3)
    AND EXISTS (SELECT FROM show_batch_shows x WHERE x.batch_id = b.id)
ORDER BY b.id DESC LIMIT $4;

-- name: batch_shows
SELECT s.id, s.status, t.name, s.starts_at, EXISTS (
        SELECT FROM claims c WHERE c.show_id = s.id AND c.state <> 'blocked'
            AND (c.until IS NULL OR c.until > tessera_now())
    ) OR EXISTS (SELECT FROM orders o WHERE o.show_id = s.id AND o.paid_at IS NOT NULL) AS wanted
FROM show_batch_shows x JOIN shows s ON s.id = x.show_id JOIN titles t ON t.id = s.title_id
WHERE x.batch_id = $1 ORDER BY s.starts_at, s.id FOR UPDATE OF s;

-- name: remove_drafts
WITH gone AS (
    DELETE FROM claims WHERE show_id = ANY($1::bigint[]) AND state = 'blocked'
)
DELETE FROM shows WHERE id = ANY($1::bigint[]) AND status = 'draft';

-- name: undone
UPDATE show_batches SET undone_at = now() WHERE id = $1;

-- name: name_taken
SELECT 1 FROM series WHERE organization_id = $1 AND lower(name) = lower($2);

-- name: titles_to_show
SELECT id, name FROM titles
WHERE (organization_id = $1 OR organization_id IS NULL)
    AND status IN ('draft', 'upcoming', 'released') AND (expires_on IS NULL OR expires_on >= $2)
ORDER BY organization_id IS NULL, name, id LIMIT 300;

-- name: halls_of
SELECT h.id, v.name || ', ' || h.name AS name FROM halls h JOIN venues v ON v.id = h.venue_id
WHERE v.organization_id = $1 AND v.enabled AND h.enabled AND h.seat_plan_id IS NOT NULL
ORDER BY v.name, h.name, h.id LIMIT 300;
