-- name: messages
SELECT id, sender, subject, body, link, at, read_at FROM inbox_messages
WHERE account_id = $1 AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $3;

-- name: unread
SELECT count(*) AS unread FROM (
    SELECT FROM inbox_messages WHERE account_id = $1 AND read_at IS NULL LIMIT 100) AS fresh;

-- name: read
UPDATE inbox_messages SET read_at = tessera_now()
WHERE account_id = $1 AND ($2::uuid IS NULL OR id = $2) AND read_at IS NULL RETURNING id;
