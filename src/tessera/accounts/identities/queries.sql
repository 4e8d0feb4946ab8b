-- name: identity
SELECT account_id FROM identities WHERE provider = $1 AND subject = $2;

-- name: use_identity
UPDATE identities SET last_used_at = tessera_now(), email = $3
WHERE provider = $1 AND subject = $2;

-- name: link
INSERT INTO identities (provider, subject, account_id, email, last_used_at)
VALUES ($1, $2, $3, $4, tessera_now())
ON CONFLICT DO NOTHING RETURNING account_id;

-- name: identities
SELECT provider, email, linked_at, last_used_at FROM identities
WHERE account_id = $1 ORDER BY provider;

-- name: unlink
DELETE FROM identities WHERE account_id = $1 AND provider = $2 RETURNING subject;

-- name: keep_link
-- What a second factor shall link, once it is shown.
UPDATE challenges SET link = $2 WHERE secret_hash = $1;

-- name: kept_link
SELECT link FROM challenges WHERE id = $1 AND link <> '';
