-- name: enter
INSERT INTO webhook_endpoints (id, organization_id, url, description, types, key_id, sealed,
    account_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- Who adds one waits for whoever adds another: the bound holds for both.
-- name: count_locked
SELECT (SELECT count(*) FROM webhook_endpoints WHERE organization_id = o.id) AS n
FROM (SELECT id FROM organizations WHERE id = $1 FOR NO KEY UPDATE) AS o;

-- name: change
UPDATE webhook_endpoints SET url = $2, description = $3, types = $4, disabled_at = $5,
    disabled_why = $6, failing_since = $7, version = version + 1
WHERE id = $1;

-- Its messages may be millions: nobody sees or sends them any more, and they go with their age.
-- name: remove
DELETE FROM webhook_endpoints WHERE id = $1;

-- name: rotate
UPDATE webhook_endpoints SET old_key_id = key_id, old_sealed = sealed,
    old_until = tessera_now() + make_interval(hours => $2), key_id = $3, sealed = $4
WHERE id = $1;

-- name: endpoints
SELECT id, organization_id, url, description, types, created_at, disabled_at, disabled_why,
    failing_since, version,
    CASE WHEN old_until > tessera_now() THEN old_until END AS old_secret_until
FROM webhook_endpoints WHERE organization_id = ANY($1::bigint[]) ORDER BY organization_id, id
LIMIT $2;

-- name: endpoint
SELECT id, organization_id, url, description, types, created_at, disabled_at, disabled_why,
    failing_since, version,
    CASE WHEN old_until > tessera_now() THEN old_until END AS old_secret_until
FROM webhook_endpoints WHERE id = $1;

-- name: lock_endpoint
SELECT id FROM webhook_endpoints WHERE id = $1 FOR NO KEY UPDATE;

-- name: sealed
SELECT key_id, sealed, old_key_id, old_sealed, old_until, old_until > tessera_now() AS overlaps
FROM webhook_endpoints WHERE id = $1;

-- name: deliveries
SELECT d.id, d.endpoint_id, d.type, d.status, d.tries, d.created_at, d.next_at, d.ended_at,
    t.status AS last_status, t.failure AS last_failure
FROM webhook_deliveries d LEFT JOIN webhook_tries t ON t.delivery_id = d.id AND t.n = d.tries
WHERE d.endpoint_id = $1 AND ($2::uuid IS NULL OR d.id < $2)
    AND ($3::text IS NULL OR d.status = $3)
ORDER BY d.id DESC LIMIT $4;

-- name: delivery
SELECT d.id, d.endpoint_id, d.type, d.status, d.tries, d.created_at, d.next_at, d.ended_at, d.body,
    t.status AS last_status, t.failure AS last_failure
FROM webhook_deliveries d LEFT JOIN webhook_tries t ON t.delivery_id = d.id AND t.n = d.tries
WHERE d.id = $1;

-- name: tries
SELECT n, at, status, failure, answer, milliseconds FROM webhook_tries
WHERE delivery_id = $1 ORDER BY n DESC LIMIT 200;

-- A test goes to one endpoint, whatever it has subscribed to.
-- name: send_test
INSERT INTO webhook_deliveries (id, endpoint_id, type, body, until)
VALUES ($1, $2, 'test', webhook_body_v1('test', jsonb_build_object('endpoint_id', $2::uuid)),
    tessera_now() + interval '1 hour');

-- A new round of tries, at once. The message keeps its id and its body.
-- name: redeliver
UPDATE webhook_deliveries SET status = 'waiting', next_at = tessera_now(), ended_at = NULL,
    round_tries = 0, until = tessera_now() + interval '3 days'
WHERE id = $1 AND (leased_until IS NULL OR leased_until <= tessera_now())
RETURNING id;

-- Take what is due, for $1 at most in all, $2 of one endpoint (one of an endpoint that fails), and
-- lease it for $3 seconds. One worker at a time, so that the bounds hold for all of them together.
-- An endpoint costs two looks into an index, however much waits for it.
-- name: claim
WITH turn AS MATERIALIZED (
    SELECT pg_try_advisory_xact_lock(7305001) AS mine, tessera_now() AS at
), room AS (
    SELECT e.id, t.at, CASE WHEN e.failing_since IS NULL THEN $2::int ELSE 1 END - (
        SELECT count(*) FROM webhook_deliveries b
        WHERE b.endpoint_id = e.id AND b.leased_until > t.at) AS free
    FROM webhook_endpoints e CROSS JOIN turn t WHERE t.mine AND e.disabled_at IS NULL
), due AS (
    SELECT d.id, r.at FROM room r CROSS JOIN LATERAL (
        SELECT w.id, w.next_at FROM webhook_deliveries w
        WHERE w.endpoint_id = r.id AND w.status = 'waiting' AND w.next_at <= r.at
        ORDER BY w.next_at LIMIT greatest(0, r.free)
    ) AS d
    ORDER BY d.next_at LIMIT $1
)
UPDATE webhook_deliveries d SET leased_until = due.at + make_interval(secs => $3),
    next_at = due.at + make_interval(secs => $3)
FROM due, webhook_endpoints e
-- A worker may get its turn with a look from before the last one's commit: what was claimed then is
-- seen here, on the row itself.
WHERE d.id = due.id AND e.id = d.endpoint_id AND d.status = 'waiting' AND d.next_at <= due.at
RETURNING d.id, d.endpoint_id, d.type, d.body, d.tries, d.round_tries, d.until, due.at, e.url,
    e.key_id, e.sealed, e.old_key_id, e.old_sealed, e.old_until > due.at AS overlaps,
    e.failing_since;

-- A worker that stops gives back what it did not finish.
-- name: give_back
UPDATE webhook_deliveries SET leased_until = NULL, next_at = tessera_now()
WHERE id = $1 AND tries = $2 AND status = 'waiting';

-- Whoever took a lease over has written this try already.
-- name: end_try
UPDATE webhook_deliveries SET tries = tries + 1, round_tries = round_tries + 1,
    leased_until = NULL, status = $3, next_at = $4, ended_at = $5
WHERE id = $1 AND tries = $2 AND status = 'waiting' RETURNING id;

-- name: note_try
INSERT INTO webhook_tries (delivery_id, n, at, status, failure, answer, milliseconds)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: went_well
UPDATE webhook_endpoints SET failing_since = NULL WHERE id = $1 AND failing_since IS NOT NULL;

-- name: went_wrong
UPDATE webhook_endpoints SET failing_since = coalesce(failing_since, $2) WHERE id = $1
RETURNING failing_since, disabled_at;

-- name: disable
UPDATE webhook_endpoints SET disabled_at = $2, disabled_why = 'failing'
WHERE id = $1 AND disabled_at IS NULL RETURNING id;

-- For the jobs console; counts at most $1 messages.
-- name: tally
SELECT (SELECT count(*) FROM (
        SELECT FROM webhook_deliveries d JOIN webhook_endpoints e ON e.id = d.endpoint_id
        WHERE d.status = 'waiting' AND e.disabled_at IS NULL LIMIT $1) AS waiting) AS waiting,
    count(*) FILTER (WHERE disabled_at IS NULL AND failing_since IS NOT NULL) AS failing,
    count(*) FILTER (WHERE disabled_why = 'failing') AS disabled
FROM webhook_endpoints;

-- name: told
SELECT e.id, e.url, o.name AS organization, a.email, a.name, a.locale, e.failing_since
FROM webhook_endpoints e JOIN organizations o ON o.id = e.organization_id
JOIN members m ON m.organization_id = o.id JOIN accounts a ON a.id = m.account_id
WHERE e.id = $1 AND (a.id = e.account_id OR m.role = 'owner') AND a.status = 'active'
ORDER BY a.id LIMIT 20;
