-- name: start
-- One saga of a kind runs for a subject: the partial unique index sagas_running decides.
INSERT INTO sagas (id, kind, subject, step, status, started_at, stepped_at)
VALUES ($1, $2, $3, 0, 'running', tessera_now(), tessera_now())
ON CONFLICT DO NOTHING RETURNING id;

-- name: saga
SELECT id, kind, subject, step, status, failure, started_at, stepped_at, ended_at
FROM sagas WHERE id = $1;

-- name: touch
UPDATE sagas SET stepped_at = tessera_now() WHERE id = $1;

-- name: note_failure
UPDATE sagas SET failure = $3, stepped_at = tessera_now() WHERE id = $1 AND step = $2;

-- name: record
UPDATE sagas SET status = $4, step = $5, failure = coalesce($6, failure),
    stepped_at = tessera_now(),
    ended_at = CASE WHEN $4 IN ('done', 'undone') THEN tessera_now() END
WHERE id = $1 AND status = $2 AND step = $3
RETURNING id;
