-- name: slots
SELECT s.id, t.id AS title_id, t.name AS title, t.runtime_minutes, h.id AS hall_id, h.name AS hall,
    s.starts_at, s.ends_at, s.hall_busy_until, s.status, s.language, s.format,
    (SELECT count(*) FROM claims c WHERE c.show_id = s.id AND c.state = 'sold') AS sold
FROM shows s JOIN titles t ON t.id = s.title_id JOIN halls h ON h.id = s.hall_id
WHERE h.venue_id = $1 AND s.starts_at >= $2 AND s.starts_at < $3 AND s.status <> 'cancelled'
ORDER BY s.starts_at, s.id LIMIT 1000;

-- name: drafts
SELECT s.id FROM shows s JOIN halls h ON h.id = s.hall_id
WHERE h.venue_id = $1 AND s.starts_at >= $2 AND s.starts_at < $3 AND s.status = 'draft'
ORDER BY s.starts_at, s.id LIMIT 500;

-- name: remove_draft
-- Only what nobody has seen: a draft cannot be bought. Places that were kept back go with it.
WITH kept AS (
    DELETE FROM claims c USING shows s
    WHERE s.id = $1 AND s.status = 'draft' AND c.show_id = s.id AND c.state = 'blocked'
)
DELETE FROM shows WHERE id = $1 AND status = 'draft' RETURNING id;

-- name: price_lists_of
SELECT id, organization_id, name, lines::text AS lines, version FROM price_lists
WHERE organization_id = $1 AND id > $2 ORDER BY id LIMIT $3;

-- name: price_list
SELECT id, organization_id, name, lines::text AS lines, version FROM price_lists WHERE id = $1;

-- name: price_list_locked
SELECT id, organization_id, name, lines::text AS lines, version FROM price_lists WHERE id = $1
FOR NO KEY UPDATE;

-- name: enter_price_list
INSERT INTO price_lists (organization_id, name, lines) VALUES ($1, $2, $3::text::jsonb)
RETURNING id;

-- name: change_price_list
UPDATE price_lists SET name = $2, lines = $3::text::jsonb, version = version + 1 WHERE id = $1;

-- name: remove_price_list
DELETE FROM price_lists WHERE id = $1;

-- name: titles_to_show
-- What the house may show on a day: its own titles and the platform's.
SELECT id, name, runtime_minutes, languages FROM titles
WHERE (organization_id = $1 OR organization_id IS NULL) AND status IN ('draft', 'upcoming', 'released')
    AND (expires_on IS NULL OR expires_on >= $2) ORDER BY name, id LIMIT 300;

-- name: venues_of
SELECT id, name FROM venues WHERE organization_id = $1 AND enabled ORDER BY name, id LIMIT 200;
