-- name: begin
-- Sent again while the first try never arrived, it is a new try under the same key.
INSERT INTO venue_pictures (id, key, venue_id, state, suffix, bytes, width, height, alt, created_at)
VALUES ($1, $2, $3, 'sending', $4, $5, $6, $7, $8, tessera_now())
ON CONFLICT (id) DO UPDATE SET suffix = EXCLUDED.suffix, bytes = EXCLUDED.bytes,
    width = EXCLUDED.width, height = EXCLUDED.height, alt = EXCLUDED.alt
WHERE venue_pictures.state = 'sending' AND venue_pictures.venue_id = EXCLUDED.venue_id
RETURNING *;

-- name: count
SELECT count(*) FROM venue_pictures
WHERE venue_id = $1 AND state IN ('waiting', 'ready', 'broken');

-- name: arrived
UPDATE venue_pictures SET state = 'waiting', position = $2
WHERE id = $1 AND state = 'sending' RETURNING *;

-- name: one
SELECT * FROM venue_pictures WHERE id = $1;

-- name: lock
SELECT * FROM venue_pictures WHERE id = $1 FOR UPDATE;

-- name: of_venue
SELECT * FROM venue_pictures
WHERE venue_id = $1 AND state IN ('waiting', 'ready', 'broken') ORDER BY position, id;

-- name: set_state
UPDATE venue_pictures SET state = $2 WHERE id = $1;

-- name: set_alt
UPDATE venue_pictures SET alt = $2 WHERE id = $1;

-- name: changed
UPDATE venue_pictures SET version = version + 1 WHERE id = $1;

-- name: set_order
UPDATE venue_pictures p SET position = o.position
FROM unnest($1::uuid[]) WITH ORDINALITY AS o (id, position)
WHERE p.id = o.id AND p.position <> o.position;

-- name: show
UPDATE venues SET pictures = (
    SELECT coalesce(jsonb_agg(jsonb_build_object('key', replace(key::text, '-', ''), 'alt', alt,
        'width', width, 'height', height) ORDER BY position, id), '[]')
    FROM venue_pictures WHERE venue_id = $1 AND state = 'ready')
WHERE id = $1;

-- name: leaving
SELECT * FROM venue_pictures
WHERE state = 'leaving' OR venue_id IS NULL
    OR state = 'sending' AND created_at < tessera_now() - make_interval(hours => $1)
ORDER BY id LIMIT $2;

-- name: forget
DELETE FROM venue_pictures WHERE id = $1;
