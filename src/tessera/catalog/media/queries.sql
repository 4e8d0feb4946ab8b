-- name: begin
INSERT INTO title_files (id, title_id, role, state, suffix, bytes, width, height, created_at)
VALUES ($1, $2, $3, 'sending', $4, $5, $6, $7, tessera_now());

-- name: arrived
UPDATE title_files SET state = $2 WHERE id = $1 AND state = 'sending' RETURNING id;

-- name: one
SELECT * FROM title_files WHERE id = $1;

-- name: lock
SELECT * FROM title_files WHERE id = $1 FOR UPDATE;

-- name: set_state
UPDATE title_files SET state = $2 WHERE id = $1;

-- name: replaced
-- Older ones of the role leave; one that came later stays, and so does this one.
UPDATE title_files SET state = 'leaving'
WHERE title_id = $1 AND role = $2 AND id < $3 AND state <> 'leaving';

-- name: newer
SELECT count(*) FROM title_files
WHERE title_id = $1 AND role = $2 AND id > $3 AND state = 'ready';

-- name: take_away
UPDATE title_files SET state = 'leaving'
WHERE title_id = $1 AND role = $2 AND state <> 'leaving' RETURNING id;

-- name: of_title
SELECT DISTINCT ON (role) * FROM title_files
WHERE title_id = $1 AND state IN ('waiting', 'ready', 'broken') ORDER BY role, id DESC;

-- name: leaving
SELECT * FROM title_files
WHERE state = 'leaving' OR title_id IS NULL
    OR state = 'sending' AND created_at < tessera_now() - make_interval(hours => $1)
ORDER BY id LIMIT $2;

-- name: forget
DELETE FROM title_files WHERE id = $1;
