-- Every count is bounded: of each state at most $1 jobs are looked at.
-- name: counts
SELECT entrypoint, state, count(*) AS jobs, min(created) AS oldest FROM (
    (SELECT entrypoint, created, 'failed' AS state FROM pgqueuer
        WHERE status = 'failed' LIMIT $1)
    UNION ALL
    (SELECT entrypoint, created, 'running' FROM pgqueuer WHERE status = 'picked' LIMIT $1)
    UNION ALL
    (SELECT entrypoint, created, 'waiting' FROM pgqueuer
        WHERE status = 'queued' AND execute_after <= now() LIMIT $1)
    UNION ALL
    (SELECT entrypoint, created, 'scheduled' FROM pgqueuer
        WHERE status = 'queued' AND execute_after > now() LIMIT $1)
) AS counted GROUP BY entrypoint, state

-- What was folded into figures already, and what is still in the log.
-- name: done
SELECT entrypoint, sum(jobs)::bigint AS jobs FROM (
    SELECT entrypoint, count AS jobs FROM pgqueuer_statistics
        WHERE status = 'successful' AND created > now() - interval '24 hours'
    UNION ALL
    SELECT entrypoint, 1 FROM pgqueuer_log WHERE NOT aggregated AND status = 'successful'
) AS counted GROUP BY entrypoint

-- name: throughput
SELECT date_bin($1::interval, created, 'epoch') AS starts_at,
    coalesce(sum(jobs) FILTER (WHERE status = 'successful'), 0)::bigint AS done,
    coalesce(sum(jobs) FILTER (WHERE status <> 'successful'), 0)::bigint AS failed
FROM (
    SELECT created, status, count AS jobs FROM pgqueuer_statistics
        WHERE status IN ('successful', 'exception', 'failed') AND created >= $2
            AND entrypoint = ANY($3::text[])
    UNION ALL
    SELECT created, status, 1 FROM pgqueuer_log
        WHERE NOT aggregated AND status IN ('successful', 'exception', 'failed')
            AND created >= $2 AND entrypoint = ANY($3::text[])
) AS counted GROUP BY 1

-- name: live_jobs
SELECT j.id, j.entrypoint, j.created, j.updated AS changed, j.execute_after AS due, j.attempts,
    why.error, j.id AS cursor
FROM pgqueuer AS j LEFT JOIN LATERAL (
    SELECT concat_ws(': ', l.traceback ->> 'exception_type',
        left(l.traceback ->> 'exception_message', 400)) AS error
    FROM pgqueuer_log AS l WHERE l.job_id = j.id AND l.traceback IS NOT NULL
    ORDER BY l.created DESC, l.id DESC LIMIT 1
) AS why ON true
WHERE j.status = $1::text::pgqueuer_status
    AND ($2::boolean IS NULL OR (j.execute_after > now()) = $2)
    AND j.entrypoint = ANY($3::text[])
    AND ($4::bigint = 0 OR j.id < $4)
ORDER BY j.id DESC LIMIT $5

-- name: done_jobs
SELECT job_id AS id, entrypoint, created, created AS changed, NULL::timestamptz AS due,
    0 AS attempts, NULL::text AS error, id AS cursor
FROM pgqueuer_log
WHERE status = 'successful' AND entrypoint = ANY($1::text[]) AND ($2::bigint = 0 OR id < $2)
ORDER BY id DESC LIMIT $3

-- name: job
SELECT id, entrypoint, status::text, execute_after > now() AS later, priority, attempts, payload,
    created, execute_after, heartbeat
FROM pgqueuer WHERE id = $1

-- name: history
SELECT created, status::text, entrypoint, priority, traceback ->> 'exception_type' AS type,
    left(traceback ->> 'exception_message', 2000) AS message,
    left(traceback ->> 'traceback', 20000) AS trace
FROM pgqueuer_log WHERE job_id = $1 ORDER BY created, id LIMIT 200

-- name: paused
SELECT name, paused_at FROM job_queues WHERE paused_at IS NOT NULL

-- name: is_paused
SELECT true FROM job_queues WHERE name = $1 AND paused_at IS NOT NULL

-- name: pause
INSERT INTO job_queues (name, paused_at) VALUES ($1, now())
ON CONFLICT (name) DO UPDATE SET paused_at = coalesce(job_queues.paused_at, now())

-- name: resume
UPDATE job_queues SET paused_at = NULL WHERE name = $1

-- name: lock_job
SELECT status::text, execute_after > now() AS later FROM pgqueuer WHERE id = $1 FOR UPDATE

-- name: retry
WITH chosen AS (
    UPDATE pgqueuer SET status = 'queued', execute_after = now(), updated = now(), attempts = 0,
        queue_manager_id = NULL
    WHERE id = $1 RETURNING id, entrypoint, priority
)
INSERT INTO pgqueuer_log (job_id, status, entrypoint, priority)
SELECT id, 'queued', entrypoint, priority FROM chosen

-- name: retry_kind
WITH chosen AS (
    UPDATE pgqueuer SET status = 'queued', execute_after = now(), updated = now(), attempts = 0,
        queue_manager_id = NULL
    WHERE id IN (
        SELECT id FROM pgqueuer WHERE status = 'failed' AND entrypoint = $1
        ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED
    ) RETURNING id, entrypoint, priority
)
INSERT INTO pgqueuer_log (job_id, status, entrypoint, priority)
SELECT id, 'queued', entrypoint, priority FROM chosen RETURNING job_id

-- name: remove
WITH gone AS (DELETE FROM pgqueuer WHERE id = $1 RETURNING id, entrypoint, priority)
INSERT INTO pgqueuer_log (job_id, status, entrypoint, priority)
SELECT id, 'deleted', entrypoint, priority FROM gone

-- name: empty
WITH gone AS (
    DELETE FROM pgqueuer WHERE id IN (
        SELECT id FROM pgqueuer WHERE status = 'queued' AND entrypoint = ANY($1::text[])
        ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED
    ) RETURNING id, entrypoint, priority
)
INSERT INTO pgqueuer_log (job_id, status, entrypoint, priority)
SELECT id, 'deleted', entrypoint, priority FROM gone RETURNING job_id

-- name: clean_failed
WITH gone AS (
    DELETE FROM pgqueuer WHERE id IN (
        SELECT id FROM pgqueuer WHERE status = 'failed' AND updated < now() - $1::interval
        ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED
    ) RETURNING id, entrypoint, priority
)
INSERT INTO pgqueuer_log (job_id, status, entrypoint, priority)
SELECT id, 'deleted', entrypoint, priority FROM gone RETURNING job_id

-- The history of jobs that are over; what is not yet folded into figures stays.
-- name: clean_done
DELETE FROM pgqueuer_log WHERE id IN (
    SELECT l.id FROM pgqueuer_log AS l
    WHERE l.created < now() - $1::interval AND l.aggregated
        AND NOT EXISTS (SELECT FROM pgqueuer AS j WHERE j.id = l.job_id)
    ORDER BY l.id LIMIT $2
) RETURNING job_id

-- name: note_deed
INSERT INTO job_actions (account_id, action, target, jobs) VALUES ($1, $2, $3, $4)

-- name: latest_deeds
SELECT d.at, coalesce(a.name, '') AS name, d.action, d.target, d.jobs
FROM job_actions AS d LEFT JOIN accounts AS a ON a.id = d.account_id
ORDER BY d.id DESC LIMIT $1
